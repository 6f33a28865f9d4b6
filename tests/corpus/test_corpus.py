"""Real public files of eleven elections, each read through a case.toml of its own to the figures of its README.

The faults of the files are part of the figures: cells that are missing, sheets that do not add up, rows that are
totals, one state that writes numbers in another way.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scrutiny.evidence.counts import ATTRIBUTE, Counts
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.identity import OPTIONS, Identity
from scrutiny.evidence.record import Evidence
from scrutiny.loading import load

HERE = Path(__file__).parent
FOLDERS = sorted(p.parent.name for p in HERE.glob("*/case.toml"))


@cache
def evidence(folder: str) -> Evidence:
    return load(CaseFolder(HERE / folder))


def expected(folder: str) -> dict[str, Any]:
    return tomllib.loads((HERE / folder / "expected.toml").read_text("utf-8"))


RECORDS = [(f, i) for f in FOLDERS for i in range(len(expected(f)["records"]))]


def record(folder: str, index: int) -> tuple[Counts, dict[str, Any]]:
    want = expected(folder)["records"][index]
    found = [c for c in evidence(folder).counts if c.record == want["record"] and c.contest.id == want["contest"]]
    assert len(found) == 1
    return found[0], want


def item(counts: Counts, name: str) -> pl.Series:
    """One figure a unit. In a sum of options, one that was not on the ballot of a unit counts for nothing."""
    if name != OPTIONS:
        return counts.values(name)
    columns = [counts.column(o) for o in counts.valid_options]
    lacking = counts.gaps.filter(
        pl.col("item").is_in(list(counts.valid_options)) & (pl.col("state") != "no_such_field")
    )
    sums = counts.table.select(pl.sum_horizontal(pl.col(c).cast(pl.Int128) for c in columns)).to_series()
    unknown = pl.Series([False] * counts.units).scatter(lacking["unit_row"].unique(), True)
    return sums.to_frame("s").select(pl.when(~unknown).then(pl.col("s"))).to_series()


def failing(counts: Counts, text: str) -> int:
    identity = Identity.parse(text)

    def side(terms: tuple[tuple[str, int], ...]) -> pl.Series:
        made = pl.Series([0] * counts.units, dtype=pl.Int128)
        for name, sign in terms:
            values = item(counts, name).cast(pl.Int128)
            made = made + values if sign > 0 else made - values
        return made

    left, right = side(identity.left), side(identity.right)
    wrong = {"=": left != right, "<=": left > right, ">=": left < right}[identity.relation]
    return int(wrong.fill_null(False).sum())


@pytest.mark.data
@pytest.mark.parametrize(("folder", "index"), RECORDS)
def test_a_record_is_read_to_the_published_figures(data: Path, folder: str, index: int) -> None:
    counts, want = record(folder, index)
    if "units" in want:
        assert counts.units == want["units"]
    totals = want.get("totals", {})
    assert {name: counts.total(name).value for name in totals} == totals
    missing = want.get("missing", {})
    assert {name: counts.total(name).missing for name in missing} == missing
    present = want.get("present", {})
    assert {name: counts.total(name).units for name in present} == present
    fails = want.get("fails", {})
    assert {text: failing(counts, text) for text in fails} == fails
    for column, number in want.get("distinct", {}).items():
        assert counts.table[column].n_unique() == number


@pytest.mark.data
@pytest.mark.parametrize(("folder", "index"), RECORDS)
def test_every_cell_without_a_number_has_one_reason(data: Path, folder: str, index: int) -> None:
    counts, want = record(folder, index)
    columns = [counts.column(i) for i in (*counts.measures, *counts.options)]
    nulls = sum(counts.table[c].null_count() for c in columns)
    assert counts.gaps.height == nulls
    assert counts.gaps.select("unit_row", "item").is_duplicated().sum() == 0
    states = Counter(counts.gaps["state"].to_list())
    if "gaps" in want:
        assert states == want["gaps"]
    if "blank" in want:
        assert states["blank"] == want["blank"]
    for unit_row, name in counts.gaps.select("unit_row", "item").sample(min(200, nulls), seed=1).iter_rows():
        assert counts.values(name)[unit_row] is None


@pytest.mark.data
@pytest.mark.parametrize(("folder", "index"), RECORDS)
def test_parts_of_a_record(data: Path, folder: str, index: int) -> None:
    counts, want = record(folder, index)
    for part in want.get("subsets", []):
        here = counts.table.filter(pl.col(ATTRIBUTE + part["attribute"]) == part["value"])
        assert here.height == part["units"]
        assert {i: here[counts.column(i)].sum() for i in part["totals"]} == part["totals"]


@pytest.mark.data
@pytest.mark.parametrize("folder", FOLDERS)
def test_what_was_noted(data: Path, folder: str) -> None:
    """The kinds of notes that a file deserves, and no other: a reader that cries wolf is not listened to."""
    assert sorted({note.code for note in evidence(folder).notes}) == sorted(expected(folder)["notes"])


@pytest.mark.data
def test_votes_lost_to_a_thousands_stop_are_left_without_a_number_where_nothing_is_declared(
    data: Path,
) -> None:
    """Germany 2024: "1.309" in one state beside "1309" in fifteen is never read as one vote and a bit."""
    from dataclasses import replace

    from scrutiny.datasets import FoundDataset, find_dataset
    from scrutiny.evidence.tabulate import tabulate
    from scrutiny.readers.files import read_raw

    case = CaseFolder(HERE / "germany-2024").case
    found = find_dataset("germany-2024/ew24_wbz.zip")
    assert isinstance(found, FoundDataset)
    mapping = replace(case.tables[0], numbers=())
    part = tabulate(read_raw(found.path, case.sources[0], mapping), mapping, case.contests[0], case.sources[0], "r")
    gaps = part.counts.gaps
    assert (gaps.height, gaps["unit_row"].n_unique()) == (442, 285)
    assert set(gaps["state"]) == {"illegible"}
    assert all(text[-4] == "." for text in gaps["raw"])
    lost = 61_963_020 - part.counts.total("registered").value
    stops = gaps.filter(pl.col("item") == "registered")["raw"].str.replace(".", "", literal=True).cast(pl.Int64)
    assert lost == stops.sum() > 300_000
    told = [note for note in part.notes if note.code == "read.ambiguous-number"]
    assert sum(note.count for note in told) == 442
    assert "[[tables.numbers]]" in str(told[0].says)


@pytest.mark.data
def test_pseudo_candidates_are_not_candidates_and_a_total_is_kept_apart(data: Path) -> None:
    """Oregon 2020: undervotes are a measure, five spellings are one candidate, the row `Total` repeats 49,207 votes."""
    by_contest = {c.contest.id: c for c in evidence("usa-oregon-2020").counts}
    president = by_contest["president"]
    assert set(president.options) == {"biden", "trump", "jorgensen", "hawkins", "hunter"}
    assert {"undervotes", "overvotes", "write_ins", "registered", "cast"} == set(president.measures)
    senate = by_contest["state-senate"]
    assert senate.totals.height == 1
    assert senate.totals["unit"][0] == "Deschutes/Total/27"
    assert senate.totals["option:Tim Knopp"][0] == 49_207
    assert not senate.table["unit"].str.contains("Total").any()
    knopp = senate.table.filter(pl.col("unit").str.starts_with("Deschutes/"))["option:Tim Knopp"].sum()
    assert knopp == 49_207


@pytest.mark.data
def test_a_count_of_a_long_file_leads_back_to_its_line(data: Path) -> None:
    import gzip

    from scrutiny.datasets import FoundDataset, find_dataset

    counts = next(c for c in evidence("usa-oregon-2020").counts if c.contest.id == "president")
    found = find_dataset("usa-oregon-2020/20201103__or__general__precinct.csv")
    assert isinstance(found, FoundDataset)
    opener = gzip.open if found.path.suffix == ".gz" else open
    with opener(found.path, "rt", encoding="utf-8") as stream:
        lines = stream.read().split("\n")
    assert counts.cells is not None
    trump = counts.column("trump")
    for row in range(0, counts.units, 97):
        votes = counts.table[trump][row]
        if votes is None:
            continue
        line = lines[int(counts.locator(row, "trump").removeprefix("row ")) - 1]
        assert "Donald J. Trump" in line
        assert line.split(",")[-1].strip() == str(votes)
        assert counts.table["unit"][row].split("/")[0] in line
