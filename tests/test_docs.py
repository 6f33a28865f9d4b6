"""The documentation keeps its word: its examples run as they stand, its commands exist."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import pytest

from scrutiny.checks import all_checks
from scrutiny.evidence.plan import Plan
from scrutiny.examination import examine
from scrutiny.findings.page import page
from scrutiny.simulate.hands import HANDS
from tests.conformance.cases import honest
from tests.conftest import Cli

ROOT = Path(__file__).resolve().parents[1]


def code(file: str, language: str = "python") -> list[str]:
    text = (ROOT / file).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.S)


def module_from(text: str, name: str) -> types.ModuleType:
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(text, name, "exec"), module.__dict__)
    return module


def test_the_check_of_the_documentation_runs_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    text = code("docs/add-a-check.md")[0]
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) <= 40
    module = module_from(text, "documented_check")
    import scrutiny.checks
    import scrutiny.planning

    found = (*all_checks(), module.CHECK)
    monkeypatch.setattr(scrutiny.planning, "all_checks", lambda: found)
    monkeypatch.setattr(scrutiny.planning, "check_named", lambda name: {c.id: c for c in found}[name])
    evidence = honest(3)
    findings = examine(evidence, Plan(), only=["counted.empty_stations"]).findings
    assert len(findings) == 1
    assert str(findings[0].statement) == "results by polling station: 0 of 300 units have no valid vote."


def test_every_hand_stands_in_the_table_of_hands_and_in_the_help(cli: Cli) -> None:
    text = (ROOT / "docs/calibrating.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \|", text, flags=re.M)
    assert sorted(rows) == sorted(["hand", *HANDS])
    told = " ".join(re.sub("[│|]", " ", cli("simulate", "--help")[1]).split())
    assert f"What is done to them: {', '.join(HANDS)}. Nothing" in told


def test_the_reader_of_the_documentation_runs_as_it_stands() -> None:
    from scrutiny.evidence.source import Source
    from scrutiny.readers.reader import Request

    reader = module_from(code("docs/add-a-reader.md")[0], "documented_reader").READER
    content = b"unit   votes  place\n0001      12  North\n0002    1 03  South\n"
    cells = reader.read(Request(content, "x.prn", Source("s", "a file", file="sources/x.prn")))
    assert cells.cells.rows() == [("0001", "12", "North"), ("0002", "1 03", "South")]
    assert cells.rows.to_list() == [2, 3]


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_the_page_of_each_check_is_made_from_it(check: object) -> None:
    from scrutiny.findings.check import Check

    assert isinstance(check, Check)
    text = page(check)
    for part in (check.asks, check.assumes, check.cannot_show, f"`{check.id}`"):
        assert part in text


def test_commands_of_the_readme_exist() -> None:
    from scrutiny.cli import _app

    app = _app()
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"scrutiny (\w+)", text)) - {"explain"} | {"explain"}
    named = {match for match in commands if re.search(rf"^    scrutiny {match}\b|`scrutiny {match}", text, re.M)}
    assert {"new", "claim", "examine", "verify", "announced"} <= named
    for name in named:
        assert name in app, f"README names `scrutiny {name}`"


def test_example_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = code("README.md")
    assert len(example.strip().splitlines()) <= 10
    monkeypatch.chdir(ROOT)
    exec(compile(example.replace('"report.html"', repr(str(tmp_path / "report.html"))), "README", "exec"), {})
    assert "contradicts" in capsys.readouterr().out
    assert (tmp_path / "report.html").stat().st_size > 10_000
