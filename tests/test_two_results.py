"""Two bodies, two results: what separates them is told exactly, and nobody is said to be right."""

from __future__ import annotations

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.plan import Plan
from scrutiny.examination import examine
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.messages import Count, Words
from scrutiny.report.compose import compose
from scrutiny.report.units import export
from tests.helpers_counted import evidence, made


def found(*announced: tuple[str, str, dict[str, int], dict[str, object]]) -> tuple[Finding, ...]:
    claims = [
        Claim(id_, "announces_figure", id_.title(), role=role, figures=Figures(votes=votes, **more))  # type: ignore[arg-type]
        for id_, role, votes, more in announced
    ]
    case = evidence(made({"a": [0], "b": [0]}), claims=claims)
    return examine(case, Plan(), only=["announced.two_results"]).findings


def test_ivory_coast_2010_what_was_annulled_must_have_held_91_to_9() -> None:
    (one,) = found(
        ("commission", "authority", {"a": 2483164, "b": 2107055}, {}),
        ("council", "court", {"a": 1938672, "b": 2054537}, {}),
    )
    assert one.verdict is Verdict.RECORDED
    assert (one.numbers["apart:a"], one.numbers["apart:b"]) == (Count(544492), Count(52518))
    told = Words("en").plain(one.statement)
    assert "different outcomes" in told and "544,492 for A (91.2%), 52,518 for B (8.8%)" in told


def test_the_opening_tells_two_results_before_what_agrees() -> None:
    """A reader asks first what the two differ by; sums that come out right follow."""
    results: dict[str, dict[str, int]] = {
        "commission": {"a": 2483164, "b": 2107055},
        "council": {"a": 1938672, "b": 2054537},
    }
    claims = [Claim(i, "announces_figure", i, role="authority", figures=Figures(votes=v)) for i, v in results.items()]
    examined = examine(evidence(made({"a": [0], "b": [0]}), claims=claims), Plan())
    leads = compose(examined, export(())).leads
    verdicts = [lead.verdict for lead in leads]
    assert verdicts.index(Verdict.RECORDED) < verdicts.index(Verdict.AGREES)
    (told,) = [lead for lead in leads if lead.verdict is Verdict.RECORDED]
    assert "544,492" in Words("en").plain(told.statement) and not told.others, "other records are not headlines"


def test_more_of_one_and_fewer_of_the_other_cannot_be_units_left_out() -> None:
    (one,) = found(("commission", "authority", {"a": 60, "b": 50}, {}), ("court", "court", {"a": 55, "b": 52}, {}))
    assert one.verdict is Verdict.CONTRADICTS
    assert one.breaks_if and one.rests_on and "cannot both be right" in Words("en").plain(one.statement)


def test_the_same_result_twice_partial_results_and_others_than_authorities_are_no_two_results() -> None:
    votes = {"a": 60, "b": 50}
    assert not found(("commission", "authority", votes, {}), ("court", "court", votes, {}))
    assert not found(("commission", "authority", votes, {}), ("party", "party", {"a": 1, "b": 9}, {}))
    assert not found(
        ("commission", "authority", votes, {}), ("court", "court", {"a": 30, "b": 20}, {"counted_units": 5})
    )


def test_which_of_them_is_named_first_in_the_case_does_not_matter() -> None:
    one = ("commission", "authority", {"a": 90, "b": 50}, {})
    two = ("court", "court", {"a": 55, "b": 50}, {})
    told = [Words("en").plain(found(*order)[0].statement) for order in ((one, two), (two, one))]
    assert told[0] == told[1]
