"""What holds for every check, whatever it asks: run over all that are installed."""

from __future__ import annotations

import json
import math

import pytest

from scrutiny.checks import all_checks
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.findings.calibrated import Calibrated
from scrutiny.findings.check import QUESTIONS, Check
from scrutiny.findings.finding import MAY_SAY, Kind, Verdict
from scrutiny.messages import as_json, from_json, say
from tests.conformance.cases import (
    PLAN,
    beside_undisputed,
    empty,
    honest,
    messages_of,
    polled,
    printed,
    renamed,
    shuffled,
    swap_in,
)
from tests.conftest import each_of

CHECKS = all_checks()
TESTS = [check for check in CHECKS if check.kind is Kind.TEST]
RATE = each_of(len(TESTS))
"""For each of the tests, whose alarms are counted."""
each_check = pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
CASES = {
    "honest": honest(),
    "contested, with polls": polled(),
    "beside an undisputed one": beside_undisputed(honest(), honest(12)),
}
each_case = pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))


def rings(evidence: Evidence, check: Check) -> bool:
    """Whether the alarm of a test rings, as if it had been measured to be sound: this is how it is measured."""
    sound = Calibrated(check.id, "", 0.01, 0, 1000, 0, 0, say("supposed"), elections=3)
    findings = examine(evidence, PLAN, only=[check.id], calibrations=[sound]).findings
    return any(finding.verdict is Verdict.UNUSUAL for finding in findings)


def said(evidence: Evidence, check: Check) -> dict[str, object]:
    """All that a check says of a case: ids, verdicts, sentences, numbers."""
    examined = examine(evidence, PLAN, only=[check.id])
    return {
        f.id: {
            "verdict": f.verdict,
            "sentences": [as_json(m) for m in messages_of(f)],
            "numbers": {name: as_json(value) for name, value in f.numbers.items()},
        }
        for f in examined.findings
    }


@each_check
def test_it_says_what_it_asks_assumes_and_cannot_show(check: Check) -> None:
    assert check.question in QUESTIONS
    assert check.id.count(".") == 1
    assert check.asks.endswith("?")
    for text in (check.assumes, check.honest_causes, check.cannot_show):
        assert len(text) > 20, "a reader needs a sentence"
    if check.kind is Kind.TEST:
        assert check.null, "a test names its null"
        assert check.planted is not None, "a test has an anomaly that it must find"


@each_check
@each_case
def test_it_gives_the_same_twice(check: Check, case: Evidence) -> None:
    assert said(case, check) == said(case, check)


@each_check
@each_case
def test_the_order_of_units_does_not_matter(check: Check, case: Evidence) -> None:
    assert said(shuffled(case, 5), check) == said(case, check)


@each_check
@each_case
def test_swapped_names_give_the_same_text_with_the_names_swapped(check: Check, case: Evidence) -> None:
    pairs = {"Alder": "Birch", "Birch": "Alder", "published sheets": "results by polling station"}
    pairs |= {
        "results by polling station": "published sheets",
        "Party": "Electoral council",
        "Electoral council": "Party",
    }
    # Speakers are claims' words and keep their name: only what sources and options are called is swapped.
    pairs = {k: v for k, v in pairs.items() if k not in ("Party", "Electoral council")}
    before = examine(case, PLAN, only=[check.id]).findings
    after = examine(renamed(case, pairs), PLAN, only=[check.id]).findings
    assert [f.id for f in before] == [f.id for f in after]
    for old, new in zip(before, after, strict=True):
        assert swap_in(printed(old), pairs) == printed(new)


@each_check
def test_without_evidence_it_does_not_apply_and_says_why(check: Check) -> None:
    examined = examine(empty(CASES["honest"]), PLAN, only=[check.id])
    assert examined.findings == ()
    assert examined.not_applicable[check.id]


@each_check
@each_case
def test_its_sentences_survive_json(check: Check, case: Evidence) -> None:
    for finding in examine(case, PLAN, only=[check.id]).findings:
        for message in messages_of(finding):
            assert from_json(json.loads(json.dumps(as_json(message)))) == message
        for value in finding.numbers.values():
            assert from_json(json.loads(json.dumps(as_json(value)))) == value


@each_check
@each_case
def test_it_says_no_more_than_its_kind_may(check: Check, case: Evidence) -> None:
    for finding in examine(case, PLAN, only=[check.id]).findings:
        assert finding.verdict in MAY_SAY[finding.kind]
        assert finding.check == check.id
        assert printed(finding).strip()
        assert "fraud" not in printed(finding).lower()
        assert "fraude" not in printed(finding, "es").lower()
        if finding.verdict in (Verdict.CONTRADICTS, Verdict.DECIDES, Verdict.UNUSUAL):
            assert finding.rests_on and finding.breaks_if, "a strong word names its condition and its breaking point"


@each_check
def test_an_honest_election_is_never_contradicted(check: Check) -> None:
    for seed in range(100, 112):
        examined = examine(honest(seed, stations=80), PLAN, only=[check.id])
        assert [f.id for f in examined.findings if f.verdict is Verdict.CONTRADICTS] == []


def _stations(check: Check) -> int:
    """As few stations as a test looks at, so that many elections can be drawn."""
    return max(60, 2 * check.needs.units)


@pytest.mark.parametrize("check", TESTS, ids=lambda check: check.id)
def test_a_test_rings_on_honest_elections_no_more_often_than_it_says(check: Check) -> None:
    """Alarms on 200 honest elections against the rate that the check states, at the suite's failure rate."""
    runs, alarms = 200, 0
    for seed in range(1000, 1000 + runs):
        alarms += rings(honest(seed, stations=_stations(check)), check)
    stated = 0.01  # the level at which a test of this project may call something unusual
    tail = sum(math.comb(runs, k) * stated**k * (1 - stated) ** (runs - k) for k in range(alarms, runs + 1))
    assert tail > RATE, f"{alarms} alarms on {runs} honest elections"


@pytest.mark.parametrize("check", TESTS, ids=lambda check: check.id)
def test_a_test_finds_what_was_planted(check: Check) -> None:
    assert check.planted is not None
    found = 0
    for seed in range(2000, 2020):
        found += rings(check.planted(honest(seed, stations=2000)), check)
    assert found >= 18
