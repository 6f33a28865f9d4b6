"""The slack of every rule against a brute force over every small change of votes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scrutiny.evidence.rule import Rule
from scrutiny.findings.outcomes import Change, Tally, outcome, slack
from scrutiny.stats.apportionment import divisors, highest_averages, largest_remainders

D = Decimal


def spread(number: int, places: int) -> Iterator[tuple[int, ...]]:
    for cut in itertools.combinations(range(number + places - 1), places - 1):
        edges = (-1, *cut, number + places - 1)
        yield tuple(edges[i + 1] - edges[i] - 1 for i in range(places))


def changes(tally: Tally, way: str, number: int) -> Iterator[Change]:
    """Every way to move (within a district), add or remove so many votes."""
    districts = tally.districts or {"": tally}
    cells = [(name, option) for name, part in districts.items() for option in part.votes]
    nothing = [(0,) * len(cells)]
    for taken in spread(number, len(cells)) if way != "added" else nothing:
        if any(n > districts[name].votes[option] for n, (name, option) in zip(taken, cells, strict=True)):
            continue
        for given_ in spread(number, len(cells)) if way != "removed" else nothing:
            made: dict[str, dict[str, int]] = {name: {} for name in districts}
            for (name, option), out, in_ in zip(cells, taken, given_, strict=True):
                made[name][option] = in_ - out
            if way == "moved" and any(sum(part.values()) for part in made.values()):
                continue
            yield Change(made)


def brute(tally: Tally, rule: Rule, way: str, limit: int) -> int | None:
    now = outcome(tally, rule)
    for number in range(1, limit + 1):
        if any(outcome(change.of(tally), rule) != now for change in changes(tally, way, number)):
            return number
    return None


def agrees_with_brute_force(tally: Tally, rule: Rule, limit: int) -> None:
    made = slack(tally, rule)
    if made is None:
        return
    now = outcome(tally, rule)
    for way in ("moved", "added", "removed"):
        found = getattr(made, way)
        expected = brute(tally, rule, way, limit)
        if way in made.unknown:
            continue
        if expected is not None:
            assert found == expected, (way, now)
        else:
            assert found is None or found > limit, (way, now)
        if found is not None:
            change = made.changes[way]
            assert outcome(change.of(tally), rule) != now
            numbers = [n for part in change.votes.values() for n in part.values()]
            assert sum(n for n in numbers if n > 0) == (found if way != "removed" else 0)
            assert -sum(n for n in numbers if n < 0) == (found if way != "added" else 0)


QUOTIENT = Rule(kind="seats_by_quotient", seats=4)
RULES = {
    "dhondt": QUOTIENT,
    "sainte-lague": replace(QUOTIENT, divisors="sainte_lague"),
    "modified": replace(QUOTIENT, divisors="sainte_lague", first_divisor=D("1.4")),
    "most-votes": replace(QUOTIENT, ties="most_votes"),
    "hare": Rule(kind="seats_by_remainder", seats=4),
    "droop": Rule(kind="seats_by_remainder", seats=3, quota="droop"),
    "hagenbach": Rule(kind="seats_by_remainder", seats=3, quota="hagenbach_bischoff"),
    "dhondt-threshold": replace(QUOTIENT, threshold=D(20)),
    "exceeded": replace(QUOTIENT, threshold=D(25), threshold_exceeded=True),
    "lague-threshold": replace(QUOTIENT, divisors="sainte_lague", threshold=D(15)),
    "coalition": replace(QUOTIENT, threshold=D(10), thresholds={"a": D(30), "b": D(0)}),
    "hare-threshold": Rule(kind="seats_by_remainder", seats=4, threshold=D(20)),
    "agreements": replace(QUOTIENT, threshold=D(12), agreements=(("a", "c"),)),
    "several": Rule(kind="plurality", seats=2),
    "lead-exceeded": Rule(
        kind="majority_or_lead", winning_share=D(45), lead_share=D(40), lead_points=D(10), lead_exceeded=True
    ),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=2, max_size=4))
def test_slack_equals_a_brute_force(rule: Rule, numbers: list[int]) -> None:
    votes = dict(zip("abcd", numbers, strict=False))
    assume(sum(numbers) > 0)
    agrees_with_brute_force(Tally(votes), rule, 5 if len(votes) < 4 else 3)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=4, max_size=4), st.sampled_from(["contest", "district"]))
def test_slack_over_districts_equals_a_brute_force(numbers: list[int], where: str) -> None:
    districts = {
        "north": Tally(dict(zip("ab", numbers[:2], strict=True))),
        "south": Tally(dict(zip("ab", numbers[2:], strict=True))),
    }
    rule = Rule(
        kind="seats_by_quotient",
        district_level="region",
        district_seats={"north": 2, "south": 3},
        threshold=D(20),
        threshold_in=where,  # type: ignore[arg-type]
    )
    votes = {option: sum(part.votes[option] for part in districts.values()) for option in "ab"}
    assume(sum(numbers) > 0)
    agrees_with_brute_force(Tally(votes, districts=districts), rule, 3)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 12),
    st.integers(0, 12),
    st.integers(0, 20),
    st.sampled_from([None, D(30), D(50)]),
    st.sampled_from([None, D(20), D(40)]),
)
def test_slack_of_referendums_equals_a_brute_force(
    yes: int, no: int, more: int, turnout: Decimal | None, approval: Decimal | None
) -> None:
    assume(yes + no)
    rule = Rule(kind="referendum", yes="yes", turnout_quorum=turnout, approval_quorum=approval)
    tally = Tally({"yes": yes, "no": no}, cast=yes + no, registered=yes + no + more)
    agrees_with_brute_force(tally, rule, 6)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 500), min_size=1),
    st.integers(1, 30),
    st.sampled_from([1, 2]),
)
def test_highest_averages_are_those_of_a_table_of_quotients(votes: dict[str, int], seats: int, step: int) -> None:
    """A second way: write all quotients down, and take the largest."""
    divisor = divisors(Fraction(1), step)
    made = highest_averages(votes, seats, divisor)
    quotients = sorted(
        (Fraction(n) / divisor(s) for n in votes.values() if n for s in range(1, seats + 1)), reverse=True
    )
    last = quotients[seats - 1] if len(quotients) >= seats else None
    if last is None:
        assert not any(votes.values())
        return
    sure = {o: sum(Fraction(n) / divisor(s) > last for s in range(1, seats + 1)) if n else 0 for o, n in votes.items()}
    also = {o: sum(Fraction(n) / divisor(s) >= last for s in range(1, seats + 1)) if n else 0 for o, n in votes.items()}
    if sum(also.values()) == seats:
        assert made.by == also and not made.tied
    else:
        assert made.by == sure and set(made.tied) == {o for o in votes if also[o] > sure[o]}


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 500), min_size=2), st.integers(1, 30))
def test_largest_remainders_stay_within_a_seat_of_the_quota(votes: dict[str, int], seats: int) -> None:
    assume(any(votes.values()))
    total = sum(votes.values())
    made = largest_remainders(votes, seats, Fraction(total, seats))
    assert sum(made.by.values()) + made.left == seats
    assert all(abs(made.by[o] - Fraction(n * seats, total)) < 1 for o, n in votes.items())
