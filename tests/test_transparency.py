"""What was published: recorded for everyone alike, derived where the case shows it, never invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.publication import ITEMS, Publication
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.findings.checklist import CHECKLIST
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.messages import Count, Words
from tests.helpers_counted import evidence, made


def case(*publications: Publication, figures: Figures | None = None) -> Evidence:
    counts = made({"a": [60, 10], "b": [40, 20]}, {"registered": [100, 50]}, publisher="Campaign")
    claim = Claim(id="final", act="announces_figure", speaker="Council (its chair)", figures=figures, role="authority")
    made_ = evidence(counts, claims=[claim] if figures is not None else [])
    return replace(made_, case=replace(made_.case, publications=publications))


def found(evidence_: Evidence) -> dict[str, Finding]:
    return {f.about[1]: f for f in examine(evidence_, Plan(), only=["announced.transparency"]).findings}


def said(finding: Finding) -> str:
    return Words("en").plain(finding.statement)


def test_results_that_are_in_the_case_are_published_by_whoever_published_them() -> None:
    finding = found(case())["sheets"]
    assert finding.verdict is Verdict.RECORDED
    assert "results of each polling station" in said(finding) and "one file that a program can read" in said(finding)


def test_an_announcement_gives_what_it_gives_and_no_more() -> None:
    finding = found(case(figures=Figures(votes={"a": 70, "b": 60}, invalid=3)))["final"]
    assert "official results" in said(finding) and "invalid and blank votes" in said(finding)
    assert "how many polling stations" not in said(finding)
    assert "traced" not in finding.numbers, "nothing is known of results by station: that is no zero"
    assert finding.numbers["nothing_recorded"] == Count(len(CHECKLIST) - 2)


def test_not_recorded_is_not_said_to_be_not_published() -> None:
    finding = found(case(figures=Figures(votes={"a": 70, "b": 60})))["final"]
    assert finding.numbers["not_published"] == Count(0)
    assert "not published" not in said(finding)
    assert finding.does_not_show is not None
    assert "which is not to say that they were not published" in Words("en").plain(finding.does_not_show)


def test_what_is_recorded_as_not_published_names_the_day_and_who_says_so() -> None:
    missing = Publication(
        "results_by_station", "Council", "not_published", as_of=date(2030, 6, 1), said_by="Mission", source="report"
    )
    promised = Publication("audits", "Council", "promised", on=date(2030, 5, 6), source="bulletin")
    finding = found(case(missing, promised, figures=Figures(votes={"a": 70, "b": 60})))["final"]
    assert (finding.numbers["announced"], finding.numbers["traced"]) == (Count(130), Count(0))
    assert "Recorded as not published: results of each polling station (as of 1 June 2030)" in said(finding)
    assert "Promised, and nothing further is recorded: audits and recounts" in said(finding)
    rests = [Words("en").plain(m) for m in finding.rests_on]
    assert "results of each polling station: not published, by Mission (report)." in rests


def test_a_speaker_of_a_body_and_the_body_are_one_publisher() -> None:
    one = Publication("complaints", "Council", "published", source="web site")
    assert list(found(case(one, figures=Figures(votes={"a": 70, "b": 60})))) == ["final", "sheets"]


def test_an_item_of_its_own_is_kept_with_its_title() -> None:
    one = Publication("maps", "Council", "published", title="maps of the districts", source="web site")
    finding = found(case(one))["publisher-council"]
    assert "maps of the districts" in said(finding)


def test_every_item_of_the_checklist_says_what_it_is_good_for() -> None:
    assert len({item.id for item in CHECKLIST}) == len(CHECKLIST) > 10
    assert all(item.why.endswith(".") and item.title for item in CHECKLIST)
    assert sum(bool(item.standards) for item in CHECKLIST) > 6


def test_every_item_of_the_checklist_may_be_typed_by_its_id() -> None:
    assert tuple(item.id for item in CHECKLIST) == ITEMS
