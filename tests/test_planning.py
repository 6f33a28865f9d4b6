"""A plan in full: its text is a plan.toml, and its digest changes with anything that is asked."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.schema import build, parse_toml
from scrutiny.examination import examine
from scrutiny.planning import digest_of, plan_text
from scrutiny.report import render
from tests.conformance.cases import honest

from .conftest import Cli

SETTINGS = {"patterns.share_spikes": {"least": 150}, "counted.bounds": {"turnout": Decimal(80)}}


@pytest.mark.parametrize("plan", [Plan(), Plan(checks=("counted",), settings=SETTINGS, without=("patterns.runs",))])
def test_a_plan_that_holds_the_text_is_the_same_plan(plan: Plan) -> None:
    text = plan_text(plan)
    again = build(Plan, parse_toml(text, "plan.toml"), text, "plan.toml")
    assert plan_text(again) == text


def test_whatever_is_asked_differently_has_another_digest() -> None:
    plans = [
        Plan(),
        Plan(seed=1),
        Plan(significance=Decimal("0.05")),
        Plan(without=("patterns.runs",)),
        Plan(checks=("announced",)),
        Plan(by="The mission"),
        Plan(settings={"patterns.share_spikes": {"least": 150}}),
    ]
    assert len({digest_of(plan) for plan in plans}) == len(plans)


def test_a_setting_that_is_written_out_is_the_one_by_default() -> None:
    assert digest_of(Plan(settings={"patterns.share_spikes": {"least": 100}})) == digest_of(Plan())


def test_the_report_prints_the_digest() -> None:
    plan = Plan(checks=("patterns.integer_percentages",))
    examined = examine(honest(3), plan)
    files = render(examined)
    assert len(files) > 1
    assert all(digest_of(plan) in content.decode() for content in files.values())


def test_only_narrows_the_examination_and_leaves_the_plan() -> None:
    examined = examine(honest(3), Plan(), only=["counted.coverage"])
    assert examined.plan_digest == digest_of(Plan())


class TestCommand:
    def test_the_digest_is_that_of_the_text_and_of_the_file(self, cli: Cli, tmp_path: Path) -> None:
        cli("new", str(tmp_path / "case"))
        code, out, err = cli("plan", str(tmp_path / "case"), "--write", "--by", "The mission")
        written = (tmp_path / "case" / "plan.toml").read_bytes()
        assert code == 0 and out.encode() == written
        digest = hashlib.sha256(written).hexdigest()
        assert digest in err
        plan = CaseFolder(tmp_path / "case").plan
        assert plan.by == "The mission" and plan.made is not None and digest_of(plan) == digest
        assert digest_of(replace(plan, by="Another")) != digest

    def test_a_plan_that_somebody_wrote_is_not_written_over(self, cli: Cli, tmp_path: Path) -> None:
        cli("new", str(tmp_path / "case"))
        file = tmp_path / "case" / "plan.toml"
        file.write_text("# mine\nseed = 7\n")
        code, _, err = cli("plan", str(tmp_path / "case"), "--write")
        assert code == 2 and "holds a plan already" in err
        assert file.read_text() == "# mine\nseed = 7\n"

    def test_without_a_case_it_is_the_plan_by_default(self, cli: Cli) -> None:
        code, out, _ = cli("plan")
        assert code == 0 and out == plan_text(Plan())

    @pytest.mark.parametrize("words", [("plan", "--write"), ("plan", "--by", "Me"), ("plan", "nowhere")])
    def test_mistakes_are_told(self, cli: Cli, words: tuple[str, ...]) -> None:
        code, out, err = cli(*words)
        assert code == 2 and err and not out
