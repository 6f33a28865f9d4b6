"""The slack of made elections in 400 districts of 30 lists, rule by rule, timed within one process.

python -m benchmarks.slack
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from scrutiny.evidence.rule import Rule
from scrutiny.findings.outcomes import Tally, slack

DISTRICTS, LISTS = 400, 30


def made() -> tuple[Tally, dict[str, int]]:
    """Votes by district and list, and each district's seats."""
    draw = random.Random(12)
    names = [f"list {number}" for number in range(LISTS)]
    districts = {
        f"district {number}": Tally({name: draw.randrange(50, 40_000) for name in names}, blank=draw.randrange(500))
        for number in range(DISTRICTS)
    }
    votes = {name: sum(part.votes[name] for part in districts.values()) for name in names}
    return Tally(votes, districts=districts), {name: draw.randrange(2, 13) for name in districts}


def rules(seats: dict[str, int]) -> Iterator[tuple[str, Rule]]:
    by_district = Rule(kind="seats_by_quotient", district_level="district", district_seats=seats)
    nationally = Rule(kind="seats_by_quotient", seats=sum(seats.values()))
    for label, base in (("by district", by_district), ("nationally", nationally)):
        yield f"D'Hondt, {label}", base
        yield f"Sainte-Laguë, {label}", replace(base, divisors="sainte_lague")
        yield f"Hare, {label}", replace(base, kind="seats_by_remainder")
        yield f"Droop, {label}", replace(base, kind="seats_by_remainder", quota="droop")
        yield f"D'Hondt above 3 % of the contest, {label}", replace(base, threshold=Decimal(3))
    yield "D'Hondt above 3 % of the district", replace(by_district, threshold=Decimal(3), threshold_in="district")
    yield "plurality", Rule()
    yield "majority", Rule(kind="majority")


def main() -> None:
    tally, seats = made()
    slowest = ("", 0.0)
    for label, rule in rules(seats):
        started = time.perf_counter()
        assert slack(tally, rule) is not None
        spent = time.perf_counter() - started
        print(f"{label}: {spent:.3f} s")
        slowest = max(slowest, (label, spent), key=lambda one: one[1])
    print(f"slowest: {slowest[0]}, {slowest[1]:.2f}")


if __name__ == "__main__":
    main()
