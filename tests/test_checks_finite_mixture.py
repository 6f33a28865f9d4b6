"""A mixture of three kinds of stations: what the check says, when it says nothing, and that nobody meets it unasked.

How the statistic is found is tested beside it; here the posteriors are made by hand.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import scrutiny.examination
from scrutiny.checks import check_named
from scrutiny.checks.patterns import finite_mixture
from scrutiny.cli import run as command
from scrutiny.errors import MissingExtra
from scrutiny.evidence.plan import Plan
from scrutiny.examination import examine, planned
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.findings.page import page
from scrutiny.messages import Words, as_json, from_json
from scrutiny.report.back import sections
from scrutiny.report.units import Exported
from scrutiny.stats.finite_mixture import FREE, Assumption, Interval, Posterior
from scrutiny.stats.no_u_turn import Convergence
from tests.conformance.cases import honest, messages_of, printed, renamed, shuffled, swap_in
from tests.helpers_counted import evidence, made, run, value

ID = "patterns.finite_mixture"
GOOD = Convergence(1.01, 300.0, 0, 500)
BAD = Convergence(1.4, 12.0, 30, 500)


def counted(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    registered = rng.integers(300, 900, n)
    ballots = rng.binomial(registered, rng.beta(30, 20, n))
    a = rng.binomial(ballots, rng.beta(20, 20, n))
    return a, ballots - a, registered


def record(a: np.ndarray, b: np.ndarray, registered: np.ndarray | None = None) -> Any:
    measures = {"invalid": [0] * len(a), "cast": (a + b).tolist()}
    if registered is not None:
        measures["registered"] = registered.tolist()
    return evidence(made({"a": a.tolist(), "b": b.tolist()}, measures))


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Posteriors by hand; what the statistic was given is kept."""
    seen: dict[str, Any] = {"converged": {}, "stations": 0}

    def fit(registered: Any, turned_out: Any, votes: Any, assumption: Assumption, seed: int, **how: int) -> Posterior:
        seen["stations"], seen["votes"] = len(registered), votes
        middle = 0.1 if assumption.tied else 0.2 if assumption.majority else 0.3
        around = Interval(middle - 0.05, middle, middle + 0.05)
        return Posterior(around, around, around, around, around, seen["converged"].get(assumption, GOOD))

    monkeypatch.setattr(finite_mixture, "fit", fit)
    return seen


def text(finding: Finding) -> str:
    return Words().plain(finding.statement)


class TestWhatItSays:
    def test_every_assumption_stands_beside_the_others(self, by_hand: dict[str, Any]) -> None:
        (found,) = run(record(*counted(300)), ID)
        assert found.verdict is Verdict.RECORDED and not found.tests and found.prominent == 0
        for part in ("25.0% to 35.0%", "15.0% to 25.0%", "5.0% to 15.0%", "differ by 20.0 percentage points"):
            assert part in text(found)
        assert "cannot tell added or moved votes from honest differences" in text(found)
        assert "no finding" in text(found)
        assert len(found.figure.data["rows"]) >= 3
        assert value(found, "incremental-published") == 30
        assert value(found, "ess-tied") == 300

    def test_a_large_record_is_sampled_and_says_so(self, by_hand: dict[str, Any]) -> None:
        case = record(*counted(1_300))
        (found,) = run(case, ID)
        assert by_hand["stations"] == 500
        assert "500 of 1,300 stations, drawn by lot" in printed(found)
        votes = by_hand["votes"]
        run(shuffled(case, 3), ID)
        assert (votes == by_hand["votes"]).all(), "whatever the order of the rows"

    def test_chains_that_did_not_converge_give_no_figures(self, by_hand: dict[str, Any]) -> None:
        by_hand["converged"] = {FREE: BAD}
        (found,) = run(record(*counted(300)), ID)
        assert found.verdict is Verdict.RECORDED
        assert "15.0% to 25.0%" not in text(found) and "votes-free" not in found.numbers
        assert "did not converge (r-hat 1.40, effective size 12, 30 of 500 draws diverged)" in printed(found)

    def test_one_assumption_alone_is_no_contrast(self, by_hand: dict[str, Any]) -> None:
        by_hand["converged"] = dict.fromkeys(list(finite_mixture.ASSUMPTIONS.values())[1:], BAD)
        (found,) = run(record(*counted(300)), ID)
        assert found.verdict is Verdict.CANNOT_TELL and found.figure is None
        assert "under 1 of 3 assumptions" in text(found)
        assert not [name for name in found.numbers if name.startswith(("votes", "incremental", "extreme"))]
        assert value(found, "rhat-published") < value(found, "rhat-free")

    def test_names_may_be_swapped_and_sentences_survive(self, by_hand: dict[str, Any]) -> None:
        case, pairs = honest(11), {"Alder": "Birch", "Birch": "Alder"}
        for old, new in zip(run(case, ID), run(renamed(case, pairs), ID), strict=True):
            assert swap_in(printed(old), pairs) == printed(new)
            assert "fraud" not in printed(old).lower() and "fraude" not in printed(old, "es").lower()
            for message in messages_of(old):
                assert from_json(json.loads(json.dumps(as_json(message)))) == message


class TestWhenItSaysNothing:
    def test_few_stations(self) -> None:
        examined = examine(record(*counted(150)), Plan(), only=[ID])
        assert examined.findings == () and "150" in str(examined.not_applicable[ID][0])

    def test_small_stations(self) -> None:
        (found,) = run(record(*(part // 12 for part in counted(300))), ID)
        assert found.verdict is Verdict.CANNOT_TELL and "needed" in text(found)

    def test_without_registers(self) -> None:
        a, b, _registered = counted(300)
        examined = examine(record(a, b), Plan(), only=[ID])
        assert examined.findings == () and "registered" in str(examined.not_applicable[ID][0])

    def test_one_option_with_every_ballot(self) -> None:
        a, _b, registered = counted(300)
        case = evidence(made({"a": a.tolist()}, {"registered": registered.tolist(), "cast": a.tolist()}))
        (found,) = run(case, ID)
        assert found.verdict is Verdict.CANNOT_TELL and "the same share" in text(found)

    def test_stations_that_are_all_equal(self) -> None:
        same = np.full(300, 200)
        (found,) = run(record(same, same, np.full(300, 600)), ID)
        assert found.verdict is Verdict.CANNOT_TELL

    def test_one_turnout(self) -> None:
        a = np.random.default_rng(2).integers(50, 350, 300)
        (found,) = run(record(a, 400 - a, np.full(300, 600)), ID)
        assert found.verdict is Verdict.CANNOT_TELL and "the same turnout" in text(found)


class TestOnRequest:
    def test_it_runs_only_where_its_id_is_named(self) -> None:
        check = check_named(ID)
        assert check not in planned(Plan())
        assert check not in planned(Plan(checks=("patterns",)))
        assert check not in planned(Plan(), only=["patterns"])
        assert check in planned(Plan(checks=("patterns", ID)))
        assert len(planned(Plan(checks=("patterns", ID)))) == len(planned(Plan(checks=("patterns",)))) + 1
        assert planned(Plan(), only=[ID]) == (check,)
        assert check not in planned(Plan(checks=("patterns", ID), without=(ID,)))

    def test_the_report_says_that_it_waits(self) -> None:
        examined = examine(record(*counted(80)), Plan())
        behind = str(next(s for s in sections(examined, Exported({})) if s.id == "not-applicable"))
        assert "A mixture of three kinds of stations" in behind and "runs only where the plan names it" in behind
        assert "Not asked for" not in behind

    def test_its_page_says_how_to_ask_for_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert f"--only {ID}" in page(check_named(ID)) and 'pip install "scrutiny[bayes]"' in page(check_named(ID))
        assert command(["checks"]) == 0
        assert "(experimental) (on request)" in capsys.readouterr().out

    def test_without_the_extra_it_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(scrutiny.examination, "find_spec", lambda name: None)
        case = record(*counted(80))
        with pytest.raises(MissingExtra, match=r'needs numpyro.*\n.*pip install "scrutiny\[bayes\]"'):
            examine(case, Plan(), only=[ID])
        examine(case, Plan(), only=["counted"])

    def test_nothing_heavy_is_imported_unasked(self) -> None:
        source = (
            "import sys\n"
            "from scrutiny.cli import _app\n"
            "from scrutiny.checks import all_checks\n"
            "_app(), all_checks()\n"
            "assert not {'jax', 'numpyro'} & set(sys.modules)\n"
        )
        subprocess.run([sys.executable, "-c", source], check=True)
