"""Samples that are typed or kept wrongly: told with file, line and what to do, or noted, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny.errors import CaseError, ReadError
from scrutiny.evidence.folder import CaseFolder
from scrutiny.examination import examine
from scrutiny.loading import load

CASE = """\
title = "Land, mayor"
country = "XX"
levels = ["state", "station"]
[[elections]]
id = "e"
name = "election"
date = 2030-05-05
[[contests]]
id = "c"
name = "Mayor"
election = "e"
options = [{ id = "A", name = "Alder" }, { id = "B", name = "Birch" }]
[[sources]]
id = "sheets"
title = "sheets of the sample"
file = "sources/sheets.csv"
[[sources]]
id = "frame"
title = "list of stations"
file = "sources/frame.csv"
[[sources]]
id = "drawn"
title = "stations drawn"
file = "sources/drawn.csv"
[[tables]]
source = "sheets"
unit = ["ID"]
options = { A = "A", B = "B" }
attributes = { stratum = "STRATUM", time = "TIME" }
[[claims]]
id = "b1"
act = "announces_figure"
speaker = "Council"
title = "Bulletin 1"
figures = { shares = { A = 55.0, B = 45.0 } }
"""
SAMPLE = """\
[[samples]]
id = "quick"
record = "sheets"
strata = ["stratum"]
frame = { source = "frame", unit = ["ID"], strata = ["STRATUM"], registered = "REGISTER" }
drawn = { source = "drawn", unit = ["ID"] }
"""


def folder(place: Path, sample: str = SAMPLE, sheets: str | None = None, frame: str | None = None) -> CaseFolder:
    (place / "sources").mkdir(parents=True)
    (place / "case.toml").write_text(CASE + sample)
    everything = [(f"s{i:03d}", f"r{i % 3}", 500) for i in range(300)]
    some = everything[::5]
    lines = [
        f"{unit},{stratum},{110 + i % 7},{90 - i % 5},20:{i % 60:02d}" for i, (unit, stratum, _r) in enumerate(some)
    ]
    (place / "sources" / "sheets.csv").write_text(sheets or "\n".join(["ID,STRATUM,A,B,TIME", *lines]) + "\n")
    rows = [f"{unit},{stratum},{register}" for unit, stratum, register in everything]
    (place / "sources" / "frame.csv").write_text(frame or "\n".join(["ID,STRATUM,REGISTER", *rows]) + "\n")
    (place / "sources" / "drawn.csv").write_text("\n".join(["ID", *(unit for unit, _s, _r in some)]) + "\n")
    return CaseFolder(place)


def test_a_sample_that_is_right(tmp_path: Path) -> None:
    evidence = load(folder(tmp_path / "case"))
    (sample,) = evidence.samples
    assert (sample.drawn, sample.reported, sample.strata["stations"].to_list()) == (60, 60, [100, 100, 100])
    (finding,) = examine(evidence, only=["sampled.quick_count"]).findings
    assert "60 of 60 stations drawn have reported, 3 strata" in str(finding.statement)


@pytest.mark.parametrize(
    ("instead", "of", "told"),
    [
        ('record = "sheet"', 'record = "sheets"', "'sheet' is no record of counts"),
        ('strata = ["region"]', 'strata = ["stratum"]', "'region' is no attribute or level of sheets"),
        ('source = "frames"', 'source = "frame"', "'frames' is no source"),
        ('id = "a/b"', 'id = "quick"', "an id without /"),
        ("drawn_number = 60\n", "", "stands beside a list of those drawn"),
        ("replaced = -1\n", "", "0 or more"),
        ('frame_sha256 = "12"\n', "", "64 digits"),
        ('until = "21:00"\n', "", "stands without `arrival`"),
        ('arrival = "hour"\n', "", "'hour' is no attribute of sheets"),
        ("stations = { r0 = 100 }\n", "", "stands beside a `frame`"),
        ('contest = "d"\n', "", "'d' is no contest"),
        ('lonely = "guess"\n', "", "one of 'next' or 'mean'"),
        ("seeds = 4\n", "", "unknown key"),
    ],
)
def test_a_design_that_cannot_be_is_told_with_its_line(tmp_path: Path, instead: str, of: str, told: str) -> None:
    text = SAMPLE.replace(of, instead) if of else SAMPLE + instead
    with pytest.raises(CaseError) as caught:
        load(folder(tmp_path / "case", text))
    assert told in str(caught.value), str(caught.value)
    assert "case.toml, line" in str(caught.value)


def test_a_design_without_any_number_of_stations(tmp_path: Path) -> None:
    text = '[[samples]]\nid = "quick"\nrecord = "sheets"\n'
    with pytest.raises(CaseError, match="names neither `stations` nor a `frame`"):
        load(folder(tmp_path / "case", text))


def test_a_column_that_the_frame_does_not_have(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no column 'VOTERS'"):
        load(folder(tmp_path / "case", SAMPLE.replace('"REGISTER"', '"VOTERS"')))


def test_ids_that_are_written_otherwise_are_no_small_sample(tmp_path: Path) -> None:
    """001 and 1: all stations would be strangers; this is a mistake in the case and not in the evidence."""
    with pytest.raises(CaseError, match="01 and 1 differ"):
        load(folder(tmp_path / "case", frame="ID,STRATUM,REGISTER\nS1,r0,500\nS2,r1,500\n"))


def test_a_list_that_was_withdrawn_leaves_the_sample_and_a_note(tmp_path: Path) -> None:
    made = folder(tmp_path / "case")
    text = CASE.replace(
        'file = "sources/drawn.csv"\n',
        'file = "sources/drawn.csv"\nwithdrawn = { why = "an older list", when = 2030-06-01 }\n',
    )
    (tmp_path / "case" / "case.toml").write_text(text + SAMPLE)
    evidence = load(CaseFolder(made.path))
    assert evidence.samples[0].drawn is None
    assert "sample.list-absent" in {note.code for note in evidence.notes}


def test_hostile_numbers_in_the_frame_are_notes(tmp_path: Path) -> None:
    odd = {0: "many", 50: "99999999999999999999", 100: "-3"}
    rows = [f"s{i:03d},r{i % 3},{odd.get(i, 500)}" for i in range(300)]
    evidence = load(folder(tmp_path / "case", frame="\n".join(["ID,STRATUM,REGISTER", *rows]) + "\n"))
    assert any(note.source == "frame" and "many" in str(note.says) for note in evidence.notes)
    assert evidence.samples[0].reported == 60
    assert len(examine(evidence, only=["sampled.quick_count"]).findings) == 1


@pytest.mark.parametrize("cell", ["", "-", "ninety", "9e9", "-7", "99999999999999999999"])
def test_a_sheet_with_anything_in_it_stops_nothing(tmp_path: Path, cell: str) -> None:
    lines = [f"s{i * 5:03d},r{(i * 5) % 3},{110 + i % 7},{cell if i == 4 else 90},20:00" for i in range(60)]
    evidence = load(folder(tmp_path / "case", sheets="\n".join(["ID,STRATUM,A,B,TIME", *lines]) + "\n"))
    examined = examine(evidence, only=["sampled.quick_count"])
    assert len(examined.findings) == 1


def test_a_sample_of_one_sheet(tmp_path: Path) -> None:
    evidence = load(folder(tmp_path / "case", sheets="ID,STRATUM,A,B,TIME\ns000,r0,100,80,20:00\n"))
    (finding,) = examine(evidence, only=["sampled.quick_count"]).findings
    assert finding.verdict == "cannot_tell"
