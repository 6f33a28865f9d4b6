"""How often do totals that nobody disputed look as if they were made from rounded shares?

    python -m benchmarks.round_shares_calibration

Every district of the public data sets under tests/corpus is taken as an announcement: its total, its largest options
and the others together, with two, three and four parts. Observed hits stand beside the hits expected by chance, by
decimals and by size. The result is written beside the check, which rests its verdict on it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import polars as pl

from scrutiny.checks.announced import round_shares
from scrutiny.evidence.counts import OPTION, PLACE, Counts
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.plan import Plan
from scrutiny.examination import examine
from scrutiny.findings.finding import Verdict
from scrutiny.loading import load
from scrutiny.simulate.hands import counts_from_rounded_shares
from scrutiny.simulate.honest import honest_case
from scrutiny.simulate.shape import invented
from scrutiny.stats.lattice import at_most, on_lattice

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "scrutiny" / "checks" / "announced" / "round_shares.calibration.json"
LEAST = round_shares.Settings().least_votes_for_a_step
LEVEL = Fraction(round_shares.Settings().level)
DECIMALS = round_shares.Settings().decimals
NEAR = {2: Fraction(1), 3: Fraction(3, 4), 4: Fraction(2, 3)}
"""Share of the choices of shares whose counts add to the total (k − 1 rounding errors add to less than a half)."""
SIZES = (3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)


def districts(counts: Counts) -> Iterator[list[int]]:
    """The votes of each option in each place of each level, and in the whole; the largest option first."""
    columns = [OPTION + option for option in counts.valid_options]
    if len(columns) < 2:
        return
    groups: list[list[str]] = [[PLACE + level] for level in counts.levels if level != "station"]
    for keys in groups:
        sums = counts.table.group_by(keys).agg(pl.col(columns).sum())
        for row in sums.sort(keys).select(columns).iter_rows():
            yield sorted((int(v) for v in row), reverse=True)


def forms(votes: list[int]) -> Iterator[tuple[int, list[int]]]:
    for parts in (2, 3, 4):
        if len(votes) >= parts:
            yield parts, [*votes[: parts - 1], sum(votes[parts - 1 :])]


@dataclass
class Study:
    """What was looked at, how often it hit, how often it should by chance."""

    places: int = 0
    elections: int = 0
    alarms: int = 0
    alarms_expected: Fraction = Fraction(0)
    trials: Counter[tuple[int, int]] = field(default_factory=Counter)
    hits: Counter[tuple[int, int]] = field(default_factory=Counter)
    expected: dict[tuple[int, int], Fraction] = field(default_factory=dict)
    by_size: dict[int, list[Fraction]] = field(default_factory=dict)
    seen: set[tuple[int, ...]] = field(default_factory=set)

    def look(self, votes: list[int]) -> None:
        """One district as an announcement. Counts that were seen already (a county of one town) are no new trial."""
        total = sum(votes)
        if total <= LEAST * 100 or tuple(votes) in self.seen:
            return
        self.seen.add(tuple(votes))
        self.places += 1
        looked = [
            (parts, decimals, listing)
            for parts, listing in forms(votes)
            for decimals in DECIMALS
            if total > LEAST * 10 ** (decimals + 2)
        ]
        alarm = False
        for parts, decimals, listing in looked:
            chance = NEAR[parts] * at_most(total, parts, 10 ** (decimals + 2))
            key = (decimals, parts)
            hit = on_lattice(listing, 10 ** (decimals + 2))
            self.trials[key] += 1
            self.hits[key] += hit
            self.expected[key] = self.expected.get(key, Fraction(0)) + chance
            bucket = self.by_size.setdefault(max(s for s in SIZES if s <= total), [Fraction(0)] * 3)
            bucket[0], bucket[1], bucket[2] = bucket[0] + 1, bucket[1] + chance, bucket[2] + hit
            if chance * len(looked) <= LEVEL:
                self.alarms_expected += chance
                alarm |= hit
        self.alarms += alarm


def study(case: Path, into: Study) -> Study:
    """Look at every district of every record of a case."""
    for counts in load(CaseFolder(case)).counts:
        into.elections += 1
        for votes in districts(counts):
            into.look(votes)
    return into


def main() -> None:
    made = Study()
    for case in sorted((ROOT / "tests" / "corpus").glob("*/case.toml")):
        study(case.parent, made)
    planted, found_ = 200, 0
    for seed in range(planted):
        evidence = counts_from_rounded_shares(honest_case(invented(2000), 5000 + seed))
        findings = examine(evidence, Plan(), only=["announced.round_shares"]).findings
        found_ += any(f.verdict in (Verdict.UNUSUAL, Verdict.CANNOT_TELL) for f in findings)
    upper = upper_bound(made.alarms, made.places)
    data = {
        "alarms": made.alarms,
        "of": made.places,
        "upper": str(upper),
        "elections": made.elections,
        "expected": str(round(made.alarms_expected, 6)),
        "found": found_,
        "planted": planted,
        "level": str(LEVEL),
        "by_decimals_and_parts": [
            {
                "decimals": d,
                "parts": k,
                "trials": made.trials[d, k],
                "hits": made.hits[d, k],
                "expected": f"{float(made.expected[d, k]):.4g}",
            }
            for d, k in sorted(made.trials)
        ],
        "by_size": [
            {"from": size, "trials": int(b[0]), "hits": int(b[2]), "expected": f"{float(b[1]):.4g}"}
            for size, b in sorted(made.by_size.items())
        ],
    }
    OUT.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(data, indent=1))


def upper_bound(alarms: int, trials: int, confidence: float = 0.95) -> Fraction:
    """Upper bound of a rate after so many alarms (Clopper and Pearson, one-sided), to six decimals upwards."""
    from math import comb

    low, high = 0.0, 1.0
    for _step in range(60):
        rate = (low + high) / 2
        below = sum(comb(trials, i) * rate**i * (1 - rate) ** (trials - i) for i in range(alarms + 1))
        low, high = (rate, high) if below > 1 - confidence else (low, rate)
    return Fraction(int(high * 10**6) + 1, 10**6)


if __name__ == "__main__":
    main()
