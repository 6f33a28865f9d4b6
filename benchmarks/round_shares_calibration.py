"""How often do totals that nobody disputed look as if they were made from rounded shares?

    python -m benchmarks.round_shares_calibration

Every district of the undisputed elections under tests/corpus is taken as an announcement and looked at as the check
looks at it: all options, and the largest one, two or three with all others together. Observed hits stand beside the
hits expected by chance, by decimals and number of parts (five stands for five and more) and by size. The result is
written beside the check, which rests its verdict on it.
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
from scrutiny.loading import load
from scrutiny.messages import Name
from scrutiny.simulate.hands import counts_from_rounded_shares
from scrutiny.simulate.honest import honest_case
from scrutiny.simulate.shape import invented
from scrutiny.stats.lattice import at_most, on_lattice

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "scrutiny" / "checks" / "announced" / "round_shares.calibration.json"
LEAST = round_shares.Settings().least_votes_for_a_step
SETTINGS = round_shares.Settings()
LEVEL = Fraction(SETTINGS.level)
MANY = 5
NEAR = {2: Fraction(1), 3: Fraction(3, 4), 4: Fraction(2, 3)}
"""Share of the choices of shares whose counts add to the total (k − 1 rounding errors add to less than a half)."""
SIZES = (3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)


def districts(counts: Counts) -> Iterator[list[int]]:
    """The votes of each option in each district, the largest option first.

    Districts are those of the finest level whose middle one is large enough to be looked at: districts of two levels
    would hold each other's votes.
    """
    columns = [OPTION + option for option in counts.valid_options]
    if len(columns) < 2:
        return
    for level in reversed([level for level in counts.levels if level != counts.level]):
        sums = counts.table.group_by(PLACE + level).agg(pl.col(columns).sum()).sort(PLACE + level).select(columns)
        rows = [sorted((int(v) for v in row), reverse=True) for row in sums.iter_rows()]
        if sorted(sum(row) for row in rows)[len(rows) // 2] > LEAST * 100:
            yield from rows
            return


@dataclass
class Study:
    """What was looked at by the check's own look, how often it hit, how often it should by chance."""

    places: int = 0
    elections: int = 0
    alarms: int = 0
    alarms_expected: Fraction = Fraction(0)
    trials: Counter[tuple[int, int]] = field(default_factory=Counter)
    hits: Counter[tuple[int, int]] = field(default_factory=Counter)
    expected: dict[tuple[int, int], Fraction] = field(default_factory=dict)
    by_size: dict[int, list[Fraction]] = field(default_factory=dict)

    def look(self, votes: list[int]) -> None:
        """One district as an announcement of all its options."""
        total = sum(votes)
        names = [(Name(str(position)), count) for position, count in enumerate(votes)]
        forms, _weak = round_shares.forms_of([("valid", names)], SETTINGS)
        if not forms:
            return
        self.places += 1
        for form in forms:
            parts = len(form.counts)
            chance = NEAR.get(parts, Fraction(3, 5)) * at_most(form.total, parts, form.divisions)
            key = (form.decimals, min(parts, MANY))
            hit = on_lattice(form.counts, form.divisions)
            self.trials[key] += 1
            self.hits[key] += hit
            self.expected[key] = self.expected.get(key, Fraction(0)) + chance
            bucket = self.by_size.setdefault(max(s for s in SIZES if s <= total), [Fraction(0)] * 3)
            bucket[0], bucket[1], bucket[2] = bucket[0] + 1, bucket[1] + chance, bucket[2] + hit
            if chance * len(forms) <= LEVEL:
                self.alarms_expected += chance
        least = round_shares.least_likely(forms)
        self.alarms += least is not None and least.adjusted <= LEVEL


def study(case: Path, into: Study) -> Study:
    """Look at the districts of the last record of each contest of a case."""
    last = {counts.contest.id: counts for counts in load(CaseFolder(case)).counts}
    for counts in last.values():
        into.elections += 1
        for votes in districts(counts):
            into.look(votes)
    return into


def undisputed() -> list[Path]:
    """Cases of the corpus whose elections nobody of weight contested."""
    found = []
    for file in sorted((ROOT / "tests" / "corpus").glob("*/case.toml")):
        if all(election.status == "undisputed" for election in CaseFolder(file.parent).case.elections):
            found.append(file.parent)
    return found


def main() -> None:
    made = Study()
    for case in undisputed():
        study(case, made)
    planted, found_ = 200, 0
    for seed in range(planted):
        evidence = counts_from_rounded_shares(honest_case(invented(2000), 5000 + seed))
        findings = examine(evidence, Plan(), only=["announced.round_shares"]).findings
        found_ += any(f.numbers["adjusted"].value <= LEVEL for f in findings if "adjusted" in f.numbers)
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
