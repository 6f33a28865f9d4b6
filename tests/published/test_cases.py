"""The shipped cases find what they must: every number of their expected.toml, with and without the station file."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scrutiny.datasets import AbsentDataset, find_dataset
from scrutiny.examination import Case, examine, open_case
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Verdict
from scrutiny.findings.weighing import standing_of

CASES = Path(__file__).resolve().parents[2] / "cases"
SHEETS = "venezuela-2024/RESULTADOS_2024_CSV_V1.csv"


def expected(case: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((CASES / case / "expected.toml").read_text(encoding="utf-8"))["findings"])


def hold(examined: Examined, wanted: list[dict[str, Any]], record: str, mode: str) -> None:
    found = {finding.id: finding for finding in examined.findings}
    for want in wanted:
        if want.get("only", mode) != mode:
            continue
        id_ = want["id"].replace("{record}", record)
        assert id_ in found, id_
        finding = found[id_]
        assert finding.verdict == want["verdict"], f"{id_}: {finding.statement}"
        for name, number in want.get("numbers", {}).items():
            value = getattr(finding.numbers[name], "value")  # noqa: B009 (every number has one)
            assert Fraction(value) == Fraction(number), f"{id_}: {name}"


def brought(dataset: str) -> None:
    if isinstance(find_dataset(dataset), AbsentDataset):
        pytest.skip(f"the station file is not here; scrutiny data {dataset} brings it")


def without_data(monkeypatch: pytest.MonkeyPatch) -> Case:
    """The Venezuelan case on a machine that has no data set."""
    import scrutiny.datasets.finding

    monkeypatch.setattr(scrutiny.datasets.finding, "places", lambda: iter(()))
    return open_case(CASES / "venezuela-2024")


def test_venezuela_with_the_published_file() -> None:
    brought(SHEETS)
    hold(examine(open_case(CASES / "venezuela-2024")), expected("venezuela-2024"), "sheets", "stations")


def test_venezuela_with_the_two_tables_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    case = without_data(monkeypatch)
    examined = examine(case)
    assert [counts.record for counts in case.evidence.counts] == ["sheets-by-parish"]
    assert case.evidence.counts[0].units == 1072
    assert "sheets" in case.evidence.absent
    hold(examined, expected("venezuela-2024"), "sheets-by-parish", "tables")


def test_both_ways_give_the_same_sentences_of_kind_bound_and_arithmetic(monkeypatch: pytest.MonkeyPatch) -> None:
    brought(SHEETS)
    full = examine(open_case(CASES / "venezuela-2024"))
    small = examine(without_data(monkeypatch))
    for check in ("counted.bounds", "counted.against_announced", "counted.invalid_share"):
        for a, b in zip(full.of(check), small.of(check), strict=True):
            assert a.verdict == b.verdict
            shared = a.numbers.keys() & b.numbers.keys()
            assert len(shared) > 4
            # The highest turnout of a single unit is that of a parish in the small table.
            per_unit = {name for name in shared if ":unit" in name or name in ("sheets",)}
            assert {n: a.numbers[n] for n in shared - per_unit} == {n: b.numbers[n] for n in shared - per_unit}


def made_by(script: Path, source: Any, target: Path) -> None:
    """Run the script of a case that makes its small tables."""
    spec = importlib.util.spec_from_file_location(f"summarise_{script.parent.name.replace('-', '_')}", script)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    module.main(source, target)


def test_the_two_tables_are_what_their_script_makes(data: Path, tmp_path: Path) -> None:
    file = str(data / "venezuela-2024" / "RESULTADOS_2024_CSV_V1.csv.gz")
    made_by(CASES / "venezuela-2024" / "summarise.py", file, tmp_path)
    for name in ("sheets-by-parish.csv", "sheets-by-value.csv"):
        assert (tmp_path / name).read_bytes() == (CASES / "venezuela-2024" / "sources" / name).read_bytes()
    parishes = pl.read_csv(tmp_path / "sheets-by-parish.csv")
    assert (parishes.height, parishes["SHEETS"].sum(), parishes["EG"].sum()) == (1072, 24532, 7156462)


@pytest.mark.parametrize("case", ["kenya-2022", "new-democracy-2015", "ivory-coast-2010"])
def test_cases_of_announcements(case: str) -> None:
    examined = examine(open_case(CASES / case))
    hold(examined, expected(case), "", "")
    assert not [f.id for f in examined.findings if f.verdict is Verdict.CONTRADICTS]


BOLIVIA = ("computo_2019-10-25.csv", "trep_2019-10-20T19.40.57.csv", "trep_2019-10-21T18.29.53.csv")


def test_bolivia_with_the_three_files() -> None:
    for file in BOLIVIA:
        brought(f"bolivia-2019/{file}")
    examined = examine(open_case(CASES / "bolivia-2019"))
    hold(examined, expected("bolivia-2019"), "", "stations")
    assert not [f.id for f in examined.findings if f.verdict is Verdict.CONTRADICTS]


def test_bolivia_with_the_tables_by_municipality(monkeypatch: pytest.MonkeyPatch) -> None:
    import scrutiny.datasets.finding

    monkeypatch.setattr(scrutiny.datasets.finding, "places", lambda: iter(()))
    case = open_case(CASES / "bolivia-2019")
    assert [counts.record for counts in case.evidence.counts] == [
        f"{record}-by-municipality" for record in ("computo", "trep-1", "trep-2")
    ]
    hold(examine(case), expected("bolivia-2019"), "", "tables")


def test_the_tables_of_bolivia_are_what_their_script_makes(data: Path, tmp_path: Path) -> None:
    made_by(CASES / "bolivia-2019" / "summarise.py", data / "bolivia-2019", tmp_path)
    for name in ("computo", "trep-1", "trep-2"):
        file = f"{name}-by-municipality.csv"
        assert (tmp_path / file).read_bytes() == (CASES / "bolivia-2019" / "sources" / file).read_bytes()


def test_bolivia_stands_on_34_672_votes_above_ten_points() -> None:
    """47.08 to 36.51 of 6,137,671, 10.565 points: 17,336 votes moved, or 31,520 added, leave fewer than ten."""
    examined = examine(open_case(CASES / "bolivia-2019"), only=["counted.bounds"])
    found = next(f for f in examined.findings if f.about[-1].startswith("computo"))
    standing = standing_of(next(c for c in examined.evidence.counts if c.record == found.about[-1]))
    assert standing is not None and standing.outcome is not None and standing.slack is not None
    assert standing.outcome.winners == ("mas",)
    assert (standing.slack.moved, standing.slack.added) == (17336, 31520)
    assert Fraction(100 * standing.lead, sum(standing.votes.values())) * 1000 // 1 == 10564


def test_poland_has_slips_and_nothing_that_contradicts() -> None:
    brought("poland-2020/round1_wyniki_gl_na_kand_po_obwodach_csv.zip")
    examined = examine(open_case(CASES / "poland-2020"))
    hold(examined, expected("poland-2020"), "stations", "stations")
    assert not [f.id for f in examined.findings if f.verdict in (Verdict.CONTRADICTS, Verdict.UNUSUAL)]
    assert sum(f.slips for f in examined.findings) >= 1713
