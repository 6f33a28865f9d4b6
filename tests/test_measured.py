"""What stands under a test: rates of one thousand, hands of the size of the margin, and what was not tried."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scrutiny.evidence.plan import Plan
from scrutiny.examination import examine
from scrutiny.findings.calibrated import Calibrated, Found
from scrutiny.findings.examined import Examined
from scrutiny.messages import Message, Words, say
from scrutiny.report.measured import Boxes, margin_of, of_size
from tests.conformance.cases import honest

CHECK = "patterns.integer_percentages"
EVIDENCE = honest(5, stations=600)
COUNTS = EVIDENCE.counts[0]


def found(hand: str, dose: float, share: float, times: int) -> Found:
    return Found(hand, dose, round(share * 100_000), times, 200, 100_000)


def box(measured: Calibrated) -> tuple[Examined, list[str]]:
    examined = examine(EVIDENCE, Plan(checks=(CHECK,)), calibrations=[measured])
    (finding,) = examined.findings
    facts = Boxes(examined).box(finding)
    return examined, [Words().plain(cell) for _label, cells in facts for cell in cells if isinstance(cell, Message)]


def measured(*power: Found, record: str = "", **more: int) -> Calibrated:
    alarms = {"alarms": 2, "of": 1000, "real_alarms": 1, "real_of": 500, "contests": 20, "elections": 6} | more
    return Calibrated(CHECK, record, 0.01, shape=say("600 stations"), power=power, **alarms)  # type: ignore[arg-type]


def test_alarms_are_told_of_a_thousand_elections_with_the_bound() -> None:
    _, (alarms, real, *_rest) = box(measured())
    assert "In 1,000 simulated honest elections it rang 2 times" in alarms and "shape: 600 stations." in alarms
    assert "above 7 in 1,000 is ruled out" in alarms  # Clopper-Pearson: 0.629 %
    assert "in none of 20 real contests (6 elections)" in real


def test_where_it_rang_is_named() -> None:
    one = replace(measured(contests_rang=1), rang_at=("Spain 2019",))
    _, (_alarms, real, *_rest) = box(one)
    assert (
        "in 1 of 20 real contests (6 elections)" in real
        and "1 of the 500 options and regions" in real
        and "Spain 2019" in real
    )


def test_the_measurement_of_the_record_itself_is_told_as_such() -> None:
    own = replace(measured(record=COUNTS.record, real_alarms=0, real_of=0), contest=COUNTS.contest.id)
    _, (alarms, *_rest) = box(own)
    assert "of this shape" in alarms and "nothing was measured" not in alarms


def test_a_hand_is_told_at_the_least_dose_as_large_as_the_margin() -> None:
    margin = margin_of(COUNTS)
    assert margin is not None
    share = float(margin.share)
    power = [
        found("whole_percentages", 0.1, share * 0.9, 200),
        found("whole_percentages", 0.2, share * 1.1, 150),
        found("whole_percentages", 0.5, share * 2, 200),
        found("stuffing", 0.2, share * 1.2, 3),
        found("transfer", 0.2, share / 2, 200),
    ]
    _, told = box(measured(*power))
    titles = "Shares raised to whole percentages 750; each of these in at most 15: Ballot stuffing."
    assert any(titles in line for line in told)
    assert any(line == "Simulated only with fewer votes than that: Votes moved to one option." for line in told)


def test_a_margin_beyond_all_that_was_tried_is_said_once() -> None:
    _, told = box(measured(found("stuffing", 0.2, 1e-5, 3), found("transfer", 0.2, 1e-5, 3)))
    (line,) = [line for line in told if "To change the outcome" in line]
    assert "would have to be moved" in line and "No alteration as large was simulated" in line


def test_votes_are_compared_as_shares_of_the_ballots() -> None:
    larger = [replace(cell, ballots=cell.ballots * 10) for cell in (found("stuffing", 0.1, 0.05, 1),)]
    assert of_size(larger, Fraction(1, 100)) is None
    assert of_size([found("stuffing", 0.1, 0.05, 1)], Fraction(1, 100)) is not None


def test_hands_whose_ballots_nobody_wrote_down_are_not_compared_with_a_margin() -> None:
    assert of_size([replace(found("stuffing", 0.1, 0.05, 1), ballots=0)], Fraction(1, 1000)) is None


def test_what_was_never_measured_has_no_box() -> None:
    _, told = box(measured(alarms=0, of=0, real_alarms=0, real_of=0))
    assert told == []


@pytest.mark.parametrize("times", [0, 200])
def test_all_found_and_none_found_read_well(times: int) -> None:
    margin = margin_of(COUNTS)
    assert margin is not None
    _, told = box(measured(found("stuffing", 0.2, float(margin.share) * 2, times)))
    line = next(line for line in told if "simulated alterations" in line)
    assert ("it finds none in more than 0 of 1,000 elections" in line) == (times == 0)
