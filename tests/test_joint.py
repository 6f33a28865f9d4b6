"""All figures of an announcement together: planted contradictions are found, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.facts import Frame
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.rule import Rule
from scrutiny.examination import examine
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.findings.left_out import most_left_out
from scrutiny.messages import Count, Words
from scrutiny.simulate.honest import honest_case
from scrutiny.simulate.shape import invented
from tests.helpers_counted import evidence, made, run

COVERAGE = Decimal("96.85")
STATIONS = 2000
MADE = honest_case(invented(STATIONS, 4, seed=21), 21)
WHOLE = MADE.counts[0]
SHEETS = replace(WHOLE, table=WHOLE.table.head(1640), record="sheets", sources=("sheets",))
TOTALS = {option: WHOLE.total(option).value for option in WHOLE.options}


def with_claim(figures: Figures) -> Evidence:
    claim = Claim(id="claim", act="announces_figure", speaker="Council", role="authority", figures=figures)
    return replace(MADE, case=replace(MADE.case, claims=(claim,)), counts=(SHEETS,))


def joint(evidence: Evidence) -> Finding:
    (found,) = examine(evidence, Plan(), only=["counted.joint"]).findings
    return found


def counted_part() -> dict[str, int]:
    """What a count of 96.85 % of the stations may have given: the last ones not counted yet."""
    here = WHOLE.table.head(1937)
    return {option: int(here[WHOLE.column(option)].sum()) for option in WHOLE.options}


def least(option: str) -> int:
    """What the sheets hold at least for an option when as many as possible were left out, by sorting them."""
    left_out = most_left_out(Figures(coverage=COVERAGE), STATIONS, "unknown")
    votes = np.sort(SHEETS.table[WHOLE.column(option)].to_numpy())
    return int(votes.sum() - votes[len(votes) - (left_out or 0) :].sum())


def test_an_honest_partial_count_is_possible_and_the_way_that_is_shown_adds_up() -> None:
    votes = counted_part()
    found = joint(with_claim(Figures(votes=votes, coverage=COVERAGE)))
    assert found.verdict is Verdict.AGREES
    for option, announced in votes.items():
        elsewhere = found.numbers[f"elsewhere:{option}"]
        assert isinstance(elsewhere, Count) and 0 <= elsewhere.value <= announced


def test_a_coverage_that_no_number_of_units_prints_as_is_no_agreement() -> None:
    # 1,937 of 2,000 are 96.85 % and 1,938 are 96.90 %: whatever 96.87 % is of, it is not of these units.
    found = joint(with_claim(Figures(votes=counted_part(), coverage=Decimal("96.87"))))
    assert found.verdict is Verdict.CANNOT_TELL
    assert "No whole number of 2,000 units prints as 96.87%" in str(found.statement)


def test_a_single_figure_that_is_too_small_is_named_with_the_coverage() -> None:
    first = WHOLE.options[0]
    votes = counted_part() | {first: least(first) - 7}
    found = joint(with_claim(Figures(votes=votes, coverage=COVERAGE)))
    assert found.verdict is Verdict.CONTRADICTS
    assert found.numbers["exceeded_1"] == Count(7)
    assert "can hold together" in str(found.statement)


def test_two_figures_that_fit_alone_and_not_together_are_named_both() -> None:
    first, second = WHOLE.options[:2]
    votes = counted_part() | {first: least(first), second: least(second)}
    found = joint(with_claim(Figures(votes=votes, coverage=COVERAGE)))
    assert found.verdict is Verdict.CONTRADICTS
    weighed = {name for name in found.numbers if name.startswith("weight_1:")}
    assert weighed == {f"weight_1:{first}", f"weight_1:{second}", "weight_1:coverage"}


@pytest.mark.parametrize(("extra", "verdict"), [(0, Verdict.AGREES), (1, Verdict.CONTRADICTS)])
def test_votes_beyond_the_sheets_and_every_voter_outside_them_are_too_many_by_one(extra: int, verdict: Verdict) -> None:
    first = WHOLE.options[0]
    outside = MADE.case.registers[0].number - SHEETS.total("registered").value
    votes = {option: SHEETS.total(option).value for option in WHOLE.options}
    votes[first] += outside + extra
    found = joint(with_claim(Figures(votes=votes, coverage=Decimal(100))))
    assert found.verdict is verdict
    if extra:
        assert found.numbers["exceeded_1"] == Count(1)


def test_the_participation_can_exclude_what_votes_and_coverage_allow() -> None:
    """Every unit was counted, and so few registered voters as the participation needs are fewer than on the sheets."""
    votes = {option: SHEETS.total(option).value for option in WHOLE.options}
    cast = sum(votes.values())
    register = SHEETS.total("registered").value
    high = Decimal(round(100 * cast / register * 1.08, 2)).quantize(Decimal("0.01"))
    found = joint(with_claim(Figures(votes=votes, cast=cast, turnout=high, coverage=Decimal(100))))
    assert found.verdict is Verdict.CONTRADICTS
    assert "participation" in str(found.statement) and "register of the units counted" in str(found.statement)


def test_a_participation_of_some_other_register_is_not_held_against_the_sheets() -> None:
    votes = counted_part()
    cast = sum(votes.values())
    whole = MADE.case.registers[0].number
    of_all = Decimal(round(100 * cast / whole, 2)).quantize(Decimal("0.01"))
    for turnout in (of_all, Decimal("1.00")):
        found = joint(with_claim(Figures(votes=votes, cast=cast, turnout=turnout, coverage=COVERAGE)))
        assert found.verdict is Verdict.AGREES
        assert found.numbers["statements"] == Count(5)


def test_more_sheets_than_units_cannot_be_told() -> None:
    evidence = with_claim(Figures(votes=counted_part(), coverage=COVERAGE))
    frames = tuple(replace(frame, number=1000) for frame in evidence.case.frames)
    found = joint(replace(evidence, case=replace(evidence.case, frames=frames)))
    assert found.verdict is Verdict.CANNOT_TELL


def test_figures_below_zero_are_no_counts() -> None:
    column = WHOLE.column(WHOLE.options[0])
    table = SHEETS.table.with_columns((SHEETS.table[column] - 10**6).alias(column))
    evidence = with_claim(Figures(votes=counted_part(), coverage=COVERAGE))
    assert joint(replace(evidence, counts=(replace(SHEETS, table=table),))).verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize("coverage", ["0", "100.01", "250"])
def test_an_impossible_coverage_contradicts_nothing_by_itself(coverage: str) -> None:
    """A percentage that no number of units prints as is of something else; the votes are still held against it."""
    votes = {option: SHEETS.total(option).value for option in WHOLE.options}
    found = joint(with_claim(Figures(votes=votes, coverage=Decimal(coverage))))
    assert found.verdict in (Verdict.AGREES, Verdict.CONTRADICTS, Verdict.CANNOT_TELL)
    assert str(found.statement)


def of_sheets(sheets: Counts, figures: Figures, frame: int, register: int | None = None) -> Finding:
    """An announcement beside a few sheets."""
    claim = Claim(id="claim", act="announces_figure", speaker="Council", role="authority", figures=figures)
    registers = [] if register is None else [register]
    (found,) = run(evidence(sheets, claims=[claim], frame=[frame], registers=registers), "counted.joint")
    return found


def test_what_two_options_have_too_much_together_is_laid_on_neither() -> None:
    """100 + 120 and 90 + 80 votes, 60 voters elsewhere: 260 and 210 are possible each, and 30 too many together."""
    for first, second in (("a", "b"), ("b", "a")):
        sheets = made({first: [100, 120], second: [90, 80]}, {"registered": [210, 205]})
        found = of_sheets(sheets, Figures(votes={first: 260, second: 210}), 3, register=475)
        assert found.verdict is Verdict.CONTRADICTS
        told = [Words().plain(message) for message in found.breaks_if]
        assert any("together at least" in text for text in told)
        assert not any(f"gives {option} at least" in text for option in ("A", "B", "a", "b") for text in told)


def test_votes_that_nobody_can_have_cast_are_no_way_that_is_shown() -> None:
    """All units are on the sheets, so the votes announced beyond them have no voters, although no register is known."""
    found = of_sheets(
        made({"a": [90, 80], "b": [70, 60]}), Figures(votes={"a": 260, "b": 200}, coverage=Decimal(100)), 2
    )
    assert found.verdict is Verdict.CONTRADICTS


def test_a_place_that_is_here_in_part_may_hold_the_rest() -> None:
    """Coverage counts centres; of the one centre a station is not in the record, and may have cast what is missing."""
    sheets = made({"a": [100], "b": [50]}, {"registered": [200]}, more={"place:centre": ["C1"]})
    figures = Figures(votes={"a": 180, "b": 110}, coverage=Decimal(100), coverage_of="centre")
    claim = Claim(id="claim", act="announces_figure", speaker="Council", role="authority", figures=figures)
    base = evidence(sheets, claims=[claim], registers=[400])
    case = replace(base.case, levels=("centre", "station"), frames=(Frame("centre", 1, "source"),))
    (found,) = run(replace(base, case=case), "counted.joint")
    assert found.verdict is not Verdict.CONTRADICTS


def test_without_an_excluded_figure_what_contains_it_falls_too() -> None:
    first = WHOLE.options[0]
    votes = counted_part() | {first: least(first) - 7}
    total = sum(votes.values())
    found = joint(with_claim(Figures(votes=votes, valid=total, cast=total + 9, coverage=COVERAGE)))
    text = str(found.statement)
    assert f"{total:,} valid votes" in text and f"{total + 9:,} ballots" in text


def test_a_voter_with_several_votes_is_no_single_voter() -> None:
    sheets = made({"a": [130], "b": [100], "c": [70]}, {"registered": [165]})
    claim = Claim(
        id="claim",
        act="announces_figure",
        speaker="Council",
        role="authority",
        figures=Figures(votes={"a": 130, "b": 100, "c": 70}, coverage=Decimal(100)),
    )
    case = evidence(sheets, claims=[claim], frame=[1], registers=[165], rule=Rule(kind="plurality", seats=2))
    assert run(case, "counted.joint") == ()
