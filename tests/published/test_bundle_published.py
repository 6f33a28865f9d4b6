"""The shipped cases, bundled: a bare Python finds the published numbers again, and one changed vote."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest

from scrutiny.examination import Case, examine, open_case
from scrutiny.report.bundle import Bundle, bundled
from tests.published.test_cases import CASES, SHEETS, brought, without_data
from tests.test_bundle import checked, laid_out, summed_again

AGAINST = "counted.against_announced/president/bulletin-{n}/{record}"


def numbers(bundle: Bundle, id_: str) -> dict[str, Fraction]:
    findings = json.loads(bundle.files["findings.json"])["findings"]
    (found,) = [finding for finding in findings if finding["id"] == id_]
    return {name: Fraction(str(n["value"].get("count", 0))) for name, n in found["numbers"].items()}


def bundle_of(case: Case) -> Bundle:
    return bundled(examine(case), case.folder.path)


def with_one_vote_less(folder: Path, file: str, column: str) -> None:
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    rows[0][head.index(column)] = str(int(rows[0][head.index(column)]) - 1)
    with (folder / file).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    summed_again(folder)


def test_venezuela_with_the_published_file(tmp_path: Path) -> None:
    brought(SHEETS)
    bundle = bundle_of(open_case(CASES / "venezuela-2024"))
    folder = laid_out(bundle, tmp_path)
    ran = checked(folder)
    assert ran.returncode == 0, ran.stdout
    # What the script has just worked out again are the published numbers.
    found = numbers(bundle, AGAINST.format(n=2, record="sheets"))
    formulas = json.loads(bundle.files["headlines.json"])["formulas"][AGAINST.format(n=2, record="sheets")]
    published = {"left_out_1": 941, "least_1:EG": 6_696_357, "excess_1:EG": 1_370_253, "needed:EG": 4217}
    published |= {"false_1:EG": 3276, "announced:EG": 5_326_104}
    for name, number in published.items():
        assert found[name] == number
        assert name in formulas
    bounds = numbers(bundle, "counted.bounds/president/sheets")
    assert (bounds["lead"], bounds["missing:all-entries"]) == (3_915_001, 3_875_466)
    assert "not worked out again: counted.duplicates/president/sheets/images" in ran.stdout
    for line in (
        "bulletin-1/sheets (contradicts; ",
        "bulletin-2/sheets (contradicts; ",
        "bounds/president/sheets (decides; ",
        "joint/president/bulletin-1/sheets (contradicts; ",
        "joint/president/bulletin-2/sheets (contradicts; ",
        "allegations/president/forged-sheets/1/sheets (leaves_open; 8 of its 9 numbers)",
    ):
        assert line in ran.stdout
    alleged = numbers(bundle, "counted.allegations/president/forged-sheets/1/sheets")
    assert (alleged["worst"], alleged["best"]) == (1_176_264, 3_709_166)
    # The sheets are transcribed with the addresses of their pictures, which carry names: none of them is in the data.
    assert b"http" not in bundle.files["data/sheets.csv"]
    with_one_vote_less(folder, "data/sheets.csv", "option:EG")
    again = checked(folder)
    assert again.returncode == 1
    assert "bounds/president/sheets: " in again.stdout and "expected 7156462, got 7156461" in again.stdout


def test_kenya_142000_votes_and_100_01_percent_are_worked_out_again(tmp_path: Path) -> None:
    bundle = bundle_of(open_case(CASES / "kenya-2022"))
    folder = laid_out(bundle, tmp_path)
    ran = checked(folder)
    assert ran.returncode == 0, ran.stdout
    assert "not worked out again" not in ran.stdout
    found = numbers(bundle, "counted.allegations/president/four-commissioners/2")
    assert (found["alleged"], found["least"]) == (142_000, 139_255)
    changed = (
        (folder / "inputs.json").read_text(encoding="utf-8").replace('"142000"', '"139254"').replace("142000", "139254")
    )
    (folder / "inputs.json").write_text(changed, encoding="utf-8")
    again = checked(folder)
    assert again.returncode == 1 and "verdict: expected leaves_open, got decides" in again.stdout


def test_venezuela_with_the_two_tables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle = bundle_of(without_data(monkeypatch))
    folder = laid_out(bundle, tmp_path)
    ran = checked(folder)
    assert ran.returncode == 0, ran.stdout
    found = numbers(bundle, AGAINST.format(n=1, record="sheets-by-parish"))
    assert (found["left_out_1"], found["excess_1:EG"], found["needed:EG"]) == (6155, 139_854, 6534)
    assert "Not in it: sheets, which was not here" in " ".join(bundle.files["README.txt"].decode().split())
    with_one_vote_less(folder, "data/sheets-by-parish-by-value.csv", "value")
    assert checked(folder).returncode == 1


def test_poland(tmp_path: Path) -> None:
    brought("poland-2020/round1_wyniki_gl_na_kand_po_obwodach_csv.zip")
    case = open_case(CASES / "poland-2020")
    bundle = bundle_of(case)
    folder = laid_out(bundle, tmp_path)
    ran = checked(folder)
    assert ran.returncode == 0, ran.stdout
    assert numbers(bundle, "counted.bounds/president/stations")["needed"] == 2_524_353
    slips = "counted.arithmetic/president/stations/cast = issued + envelopes_in_box"
    assert numbers(bundle, slips)["slips"] == 1713
    assert f"same: {slips} (agrees; 9 of its 9 numbers)" in ran.stdout
    original = "originals/poland-2020/round1_wyniki_gl_na_kand_po_obwodach_csv.zip"
    assert original in bundle.files, "its licence is stated: public information"
    with_one_vote_less(folder, "data/stations.csv", "option:duda")
    again = checked(folder)
    assert again.returncode == 1
    assert "sum:duda: expected 8450341, got 8450340" in again.stdout
