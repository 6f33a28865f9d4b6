"""The alarm of the round-shares test on real totals that nobody disputed, and the rate that is shipped with it."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from math import lgamma
from pathlib import Path

from benchmarks.round_shares_calibration import OUT, Study, study, upper_bound

from tests.conftest import each_of

RATE = each_of(300)
"""For each comparison with random numbers in this file, of which there are at most so many."""
CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def tail(hits: int, trials: int, rate: float) -> float:
    """Chance of at least so many hits."""
    log = [
        lgamma(trials + 1)
        - lgamma(i + 1)
        - lgamma(trials - i + 1)
        + i * math.log(rate)
        + (trials - i) * math.log1p(-rate)
        for i in range(hits, trials + 1)
    ]
    return math.fsum(math.exp(term) for term in log)


def test_hits_on_polish_and_israeli_districts_are_those_of_chance(data: Path) -> None:
    made = Study()
    for case in ("poland-2020", "israel-2019-2022"):
        study(CORPUS / case, made)
    assert made.places > 500
    for key, trials in made.trials.items():
        rate = float(made.expected[key] / trials)
        assert tail(made.hits[key], trials, rate) > RATE, key
        # Too few hits would mean that the count of chances is wrong.
        assert 1 - tail(made.hits[key] + 1, trials, rate) > RATE, key


def test_the_shipped_rate_follows_from_the_shipped_counts() -> None:
    data = json.loads(OUT.read_text(encoding="utf-8"))
    assert Fraction(data["upper"]) == upper_bound(data["alarms"], data["of"])
    assert Fraction(data["upper"]) < Fraction(data["level"])
    assert data["of"] > 4000
    assert sum(row["hits"] for row in data["by_decimals_and_parts"]) == sum(row["hits"] for row in data["by_size"])
    for row in data["by_decimals_and_parts"]:
        expected = float(row["expected"])
        assert tail(row["hits"], row["trials"], expected / row["trials"]) > RATE
