"""A damaged file of what was measured for a case: told in the report with its name, never used, nobody stopped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scrutiny.calibrations import file_of, kept, key_of
from scrutiny.checks.shipped import calibrated, shipped
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.storing import write_whole
from scrutiny.examination import Case, examine, open_case
from scrutiny.messages import Words
from tests.conformance.cases import honest
from tests.conftest import Cli

CELL = {"hand": "stuffing", "dose": 0.1, "votes": 5, "found": 9, "of": 10, "ballots": 100}
PLAIN: dict[str, Any] = {
    "check": "patterns.digits", "record": "stations", "contest": "president", "level": 0.01, "alarms": 1,
    "of": 200, "shape": "s",
    "power": [CELL],
}  # fmt: skip
DAMAGED = [
    {"level": 0},
    {"level": 2},
    {"level": 1},
    {"level": -0.5},
    {"level": float("nan")},
    {"level": "0.01"},
    {"level": True},
    {"alarms": -5},
    {"alarms": 201},
    {"alarms": 1.0},
    {"alarms": None},
    {"of": -1},
    {"of": 10**9, "alarms": 10**9},
    {"real_alarms": 1},
    {"real_alarms": -1, "real_of": 5},
    {"check": 7},
    {"record": None},
    {"contest": 7},
    {"shape": ["s"]},
    {"power": {}},
    {"power": [7]},
    *(
        {"power": [CELL | wrong]}
        for wrong in (
            {"found": 11},
            {"found": -1},
            {"of": 0, "found": 0},
            {"dose": 0},
            {"dose": 1.5},
            {"votes": -1},
            {"votes": 10**400},
            {"hand": None},
            {"ballots": 0.5},
        )
    ),
]


@pytest.mark.parametrize("wrong", DAMAGED, ids=str)
def test_every_field_is_looked_at(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=rf"^({'|'.join(wrong)}|7|found|dose|votes|hand|of|ballots)"):
        calibrated(PLAIN | wrong)


@pytest.mark.parametrize("name", ["check", "level", "alarms", "of", "shape"])
def test_every_field_must_be_there(name: str) -> None:
    with pytest.raises(ValueError, match=f"no {name}"):
        calibrated({key: value for key, value in PLAIN.items() if key != name})


def test_what_is_shipped_passes() -> None:
    assert len(shipped()) >= 7 and calibrated(PLAIN).power[0].found == 9


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "no JSON from line 1 on"),
        (b"", "no JSON"),
        (b"\xff", "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b"[]", "no measured"),
        (b'{"measured": 7}', "no measured"),
        (json.dumps({"measured": [PLAIN | {"level": 0}]}).encode(), "level: 0"),
        (json.dumps({"measured": [PLAIN, PLAIN | {"alarms": -5}]}).encode(), "alarms: -5"),
        (json.dumps({"measured": [PLAIN | {"record": "other"}]}).encode(), 'record: "other"'),
        (json.dumps({"measured": [PLAIN | {"contest": "other"}]}).encode(), 'contest: "other"'),
        (json.dumps({"measured": [PLAIN | {"record": ""}]}).encode(), 'record: ""'),
    ],
)
def test_a_damaged_file_is_noted_and_nothing_of_it_used(tmp_path: Path, content: bytes, said: str) -> None:
    evidence = honest(7, stations=40)
    evidence = replace(evidence, counts=(replace(evidence.counts[0], record="stations"),))
    file = file_of(tmp_path, evidence.counts[0], key_of(evidence, evidence.counts[0], Plan()))
    file.parent.mkdir()
    write_whole(file, json.dumps({"measured": [PLAIN]}).encode())
    assert len(kept(tmp_path, evidence, Plan())[0]) == 1
    write_whole(file, content)
    measured, (note,) = kept(tmp_path, evidence, Plan())
    assert not measured
    assert note.locator == f"calibration/{file.name}" and said in Words().plain(note.says)
    assert note.locator in Words().plain(note.says)


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    evidence = honest(7, stations=40)
    counts = evidence.counts[0]
    file_of(tmp_path, counts, key_of(evidence, counts, Plan())).mkdir(parents=True)
    measured, (note,) = kept(tmp_path, evidence, Plan())
    assert not measured and "cannot be read" in Words().plain(note.says)


def test_the_report_tells_it(case: Path, cli: Cli) -> None:
    assert cli("calibrate", case, "--cases", "2", "--hands", "none", "--workers", "1")[0] == 0
    (file,) = (case / "calibration").glob("*.json")
    data = json.loads(file.read_bytes())
    assert not _notes(open_case(case))
    file.write_text(json.dumps(data | {"measured": [PLAIN | {"level": 0}]}))
    (said,) = _notes(open_case(case))
    assert file.name in said and "level: 0" in said
    code, _, err = cli("examine", case)
    assert code == 0, err
    assert file.name in (case / "report.html").read_text("utf-8")


def _notes(case: Case) -> list[str]:
    notes = examine(case, only=["patterns"]).evidence.notes
    return [Words().plain(note.says) for note in notes if note.code == "calibration.damaged"]
