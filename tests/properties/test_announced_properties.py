"""What holds of the announced checks whatever was announced: honest figures never contradict, names take no part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.facts import Rounding
from scrutiny.evidence.record import Evidence
from scrutiny.findings.finding import Verdict
from scrutiny.stats.lattice import on_lattice
from scrutiny.stats.rounding import interval
from tests.conformance.cases import printed as every_sentence
from tests.conformance.cases import renamed, swap_in
from tests.helpers_announced import CHECKS, case, claim, moment, run, value

few = settings(max_examples=60, deadline=None, derandomize=True)
OPTIONS = ("a", "b", "c", "d")
PYTHON = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}
rules_ = st.sampled_from(list(PYTHON))
places_ = st.integers(0, 3)
counts_ = st.lists(st.integers(0, 3_000_000), min_size=2, max_size=4).filter(lambda votes: sum(votes) > 0)


def share(part: int, whole: int, places: int, rule: str) -> Decimal:
    """A percentage rounded by the decimal module from far more digits than matter; ties are exact in them."""
    scaled = Fraction(100 * part, whole) * 10**places
    floor, rest = divmod(scaled.numerator, scaled.denominator)
    up = {
        "down": False,
        "up": rest > 0,
        "half_up": 2 * rest >= scaled.denominator,
        "half_even": 2 * rest > scaled.denominator or (2 * rest == scaled.denominator and floor % 2 == 1),
    }[rule]
    return Decimal(floor + up).scaleb(-places)


def honest(votes: Sequence[int], invalid: int, more_voters: int, places: int, rule: str) -> Figures:
    """What a council announces that counts right and rounds by one rule."""
    valid = sum(votes)
    cast, registered = valid + invalid, valid + invalid + more_voters
    return Figures(
        votes=dict(zip(OPTIONS, votes, strict=False)),
        shares={o: share(n, valid, places, rule) for o, n in zip(OPTIONS, votes, strict=False)},
        valid=valid,
        invalid=invalid,
        valid_share=share(valid, cast, places, rule),
        invalid_share=share(invalid, cast, places, rule),
        cast=cast,
        registered=registered,
        turnout=share(cast, registered, places, rule),
        coverage=Decimal(100),
    )


def contradicted(evidence: Evidence) -> list[str]:
    return [f.id for check in CHECKS for f in run(evidence, check) if f.verdict is Verdict.CONTRADICTS]


@few
@given(counts_, st.integers(0, 50_000), st.integers(0, 2_000_000), places_, rules_, st.booleans())
def test_honest_figures_never_contradict_whether_or_not_the_rule_is_known(
    votes: list[int], invalid: int, more_voters: int, places: int, rule: Rounding, known: bool
) -> None:
    printed = honest(votes, invalid, more_voters, places, rule)
    evidence = case(claim(printed, reports=[("Outlet", printed)]), rounding=rule if known else "unknown", units=100)
    assert contradicted(evidence) == []


@few
@given(counts_, st.integers(0, 50_000), st.integers(0, 2_000_000), places_, rules_, st.integers(0, 10))
def test_dropping_figures_makes_no_contradiction(
    votes: list[int], invalid: int, more_voters: int, places: int, rule: Rounding, dropped: int
) -> None:
    """Whatever is left out of true figures, what remains is still true."""
    printed = honest(votes, invalid, more_voters, places, rule)
    names = ["valid", "invalid", "valid_share", "invalid_share", "cast", "registered", "turnout", "coverage"]
    printed = replace(printed, **dict.fromkeys(names[: dropped % 9 : 2] + names[dropped % 5 :: 3]))
    if dropped % 2:
        printed = replace(printed, votes={o: n for o, n in printed.votes.items() if o != "a"})
    elif dropped % 3:
        printed = replace(printed, shares={o: s for o, s in printed.shares.items() if o != "b"})
    evidence = case(claim(printed), options=OPTIONS[: len(votes)])
    assert contradicted(evidence) == []


@few
@given(counts_, st.integers(1, 400), places_, rules_)
def test_two_honest_bulletins_never_contradict(votes: list[int], grown: int, places: int, rule: Rounding) -> None:
    units = 1000
    first = replace(honest(votes, 0, 10, places, rule), coverage=share(units - grown, units, places, rule))
    more = [n + grown * (i + 1) for i, n in enumerate(votes)]
    later = honest(more, 0, 10, places, rule)
    evidence = case(
        claim(later, "two", said=moment(2)), claim(first, "one", said=moment(1)), units=units, rounding=rule
    )
    assert contradicted(evidence) == []


@few
@given(counts_, st.integers(0, 50_000), places_)
def test_swapped_names_and_another_order_of_options_say_the_same(votes: list[int], invalid: int, places: int) -> None:
    printed = honest(votes, invalid, 5, places, "half_up")
    wrong = replace(printed, shares={o: s + Decimal(3) for o, s in printed.shares.items()}, coverage=Decimal(80))
    said = claim(wrong, irreversible=True, reports=[("Outlet", printed)])
    evidence = case(said, options=OPTIONS[: len(votes)])
    pairs = {"The a list": "The b list", "The b list": "The a list"}
    turned = claim(
        replace(wrong, votes=dict(reversed(wrong.votes.items())), shares=dict(reversed(wrong.shares.items()))),
        irreversible=True,
        reports=[("Outlet", printed)],
    )
    backwards = case(turned, options=OPTIONS[: len(votes)])
    for check in CHECKS:
        before, after = run(evidence, check), run(renamed(evidence, pairs), check)
        assert [swap_in(every_sentence(f), pairs) for f in before] == [every_sentence(f) for f in after]
        assert [(f.id, f.verdict) for f in before] == [(f.id, f.verdict) for f in run(backwards, check)]


@few
@given(st.lists(st.integers(0, 12), min_size=2, max_size=3), st.integers(0, 8))
def test_decided_means_that_no_ballot_left_can_alter_it(votes: list[int], left: int) -> None:
    """Every way in which those who have not voted could vote, one after the other."""
    total = sum(votes)
    printed = Figures(
        votes=dict(zip(OPTIONS, votes, strict=False)),
        invalid=0,
        cast=total,
        valid=total,
        registered=total + left,
        coverage=Decimal(95),
    )
    found = run(case(claim(printed, irreversible=True), registers={"all": total + left}), "irreversible")
    ranked = sorted(votes, reverse=True)
    if not found:
        assert total == 0 or ranked[0] == ranked[1]  # nothing was counted, or nobody leads
        return
    leader = votes.index(ranked[0])
    altered = any(
        any(
            n + m >= votes[leader] + added[leader]
            for i, (n, m) in enumerate(zip(votes, added, strict=True))
            if i != leader
        )
        for added in product(range(left + 1), repeat=len(votes))
        if sum(added) <= left
    )
    assert (found[0].verdict is Verdict.DECIDES) == (not altered)


@few
@given(st.integers(3_200, 10**9), st.lists(st.integers(1, 97), min_size=1, max_size=3))
def test_counts_made_from_shares_are_always_seen_as_such(total: int, shares: list[int]) -> None:
    """Counts rounded from whole percentages that add to the total are on the lattice, and the check finds the form."""
    if sum(shares) >= 100:
        return
    parts = [*shares, 100 - sum(shares)]
    votes = [(2 * total * m + 100) // 200 for m in parts]
    if sum(votes) != total:
        return
    assert on_lattice(votes, 100)
    (found,) = run(case(claim(Figures(votes=dict(zip(OPTIONS, votes, strict=False))))), "round_shares")
    expected = Verdict.UNUSUAL if value(found, "adjusted") <= Fraction(1, 1000) else Verdict.NOTHING_UNUSUAL
    assert found.verdict is expected
    assert value(found, "chance") <= value(found, "adjusted")


@few
@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 1000), st.integers(100, 900))
def test_the_counted_part_of_a_register_fits_for_every_coverage_that_prints_so(
    cast: int, register: int, off: int, covered: int
) -> None:
    """A turnout of the register of the units counted is never refused, whatever the exact coverage was."""
    coverage = Decimal(covered).scaleb(-1)
    exact = interval(coverage).low + Fraction(off, 1000) * Fraction(1, 10)
    if cast > register * exact / 100:
        return
    turnout = share(100 * cast * exact.denominator, register * exact.numerator, 1, "half_up")
    printed = Figures(cast=cast, registered=register, coverage=coverage, turnout=turnout)
    found = run(case(claim(printed), options=("a", "b")), "turnout")
    if found:
        assert found[0].verdict is Verdict.AGREES


@pytest.mark.parametrize("check", CHECKS)
def test_a_claim_is_not_changed_by_looking_at_it(check: str) -> None:
    said: Claim = claim(honest([600, 400], 3, 5, 1, "half_up"), reports=[("X", Figures(valid=7))], irreversible=True)
    evidence = case(said)
    before = repr(evidence.case)
    run(evidence, check)
    assert repr(evidence.case) == before
