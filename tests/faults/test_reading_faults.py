"""Hostile and broken input: a clear error or a note, never a traceback of another kind, and nothing lost."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from scrutiny.errors import ReadError, ScrutinyError
from scrutiny.evidence.contest import Contest, Option
from scrutiny.evidence.mapping import TableMapping
from scrutiny.evidence.source import Source
from scrutiny.evidence.tabulate import Part, joined, tabulate
from scrutiny.readers import containers
from scrutiny.readers.files import read_raw

CONTEST = Contest("c", "President", "e", options=(Option("a", "Ann"), Option("b", "Bob")))
MAPPING = TableMapping("s", unit=("unit",), options={"a": "A", "b": "B"}, measures={"registered": "R"})


def source(name: str, **more: Any) -> Source:
    return Source("s", "The table", file=name, **more)


def whole(
    tmp_path: Path, content: bytes | str, name: str = "t.csv", mapping: TableMapping = MAPPING
) -> tuple[Part, list[str]]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    raw = read_raw(path, source(name), mapping)
    part = joined([tabulate(raw, mapping, CONTEST, source(name), "r")], ("station",))
    return part, [n.code for n in (*raw.notes, *part.notes)]


def refused(tmp_path: Path, content: bytes | str, name: str = "t.csv") -> str:
    with pytest.raises(ReadError) as caught:
        whole(tmp_path, content, name)
    return str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" ,,\n,,\n", b"\0\0\0\0"])
@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.parquet", "t.json", "t.gz"])
def test_an_empty_file(tmp_path: Path, content: bytes, name: str) -> None:
    assert "s (" in refused(tmp_path, content, name)


def test_an_empty_file_in_a_gzip(tmp_path: Path) -> None:
    assert "is empty" in refused(tmp_path, gzip.compress(b""), "t.csv.gz")


def test_only_a_header(tmp_path: Path) -> None:
    part, codes = whole(tmp_path, "unit,R,A,B\n")
    assert part.counts.units == 0
    assert part.counts.total("a").value == 0
    assert "read.no-rows" in codes


def test_a_missing_column_names_all_that_are_missing(tmp_path: Path) -> None:
    text = refused(tmp_path, "unit,Reg,A\n1,2,3\n")
    assert "no column 'R'" in text
    assert "no column 'B'" in text


def test_ragged_rows(tmp_path: Path) -> None:
    part, codes = whole(tmp_path, "unit,R,A,B\n1,9,3,4\n2,9,3\n3,9,3,4,extra\n")
    assert codes.count("read.ragged-row") == 2
    assert part.counts.values("b").to_list() == [4, None, 4]
    assert part.counts.gaps.rows() == [(1, "b", "blank", "")]


def test_negative_fractional_huge_and_written_counts(tmp_path: Path) -> None:
    huge = 10**20
    part, codes = whole(tmp_path, f"unit,R,A,B\n1,{huge},-3,4\n2,9,12.5,many\n3,9,1074.0,7\n4,1,2,8\n")
    counts = part.counts
    assert counts.values("registered").to_list() == [huge, 9, 9, 1]
    assert counts.total("registered").value == huge + 19
    assert counts.values("a").to_list() == [-3, None, 1074, 2]
    assert sorted(counts.gaps.rows()) == [(1, "a", "illegible", "12.5"), (1, "b", "illegible", "many")]
    assert {"read.negative-count", "read.fractional-count", "read.unreadable-number"} <= set(codes)


def test_two_stations_with_one_id(tmp_path: Path) -> None:
    part, codes = whole(tmp_path, "unit,R,A,B\n7,9,1,2\n7,9,3,4\n")
    assert part.counts.units == 2
    assert part.counts.total("a").value == 4
    assert codes == ["read.duplicate-unit"]
    assert part.notes[-1].locator == "rows 2, 3"


def test_ids_with_leading_zeros(tmp_path: Path) -> None:
    part, codes = whole(tmp_path, "unit,R,A,B\n007,9,1,2\n7,9,3,4\n0000000000000000000007,9,3,4\n")
    assert part.counts.table["unit"].to_list() == ["007", "7", "0000000000000000000007"]
    assert codes == []


def test_nul_bytes(tmp_path: Path) -> None:
    part, codes = whole(tmp_path, b"unit,R,A,B\n" + b"1,9,1\x00,2\n" + b"2,9,3,4\n" * 20)
    assert "read.nul-bytes" in codes
    assert part.counts.values("a")[0] is None
    assert part.counts.gaps.rows() == [(0, "a", "illegible", "1\x00")]


def test_a_wrong_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    from dataclasses import replace

    with pytest.raises(ReadError, match="line 2, byte 12: not utf-8"):
        whole(tmp_path, b"unit,R,A,B\n1\xf3,9,1,2\n", mapping=replace(MAPPING, encoding="utf-8"))


@pytest.mark.parametrize("name", ["bomb.csv.gz", "bomb.zip"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(containers, "FREE", 2**20)
    monkeypatch.setattr(containers, "_STEP", 2**18)
    zeros = b"0" * 2**24
    if name.endswith(".gz"):
        content = gzip.compress(zeros)
    else:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("t.csv", zeros)
        content = stream.getvalue()
    text = refused(tmp_path, content, name)
    assert "unpack to more than" in text


def test_a_file_above_the_absolute_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LARGEST", 1000)
    monkeypatch.setattr(containers, "RATIO", 10**9)
    rows = "".join(f"{i},{i * 7919 % 1000},1,2\n" for i in range(500))
    assert "at most 1,000 bytes" in refused(tmp_path, gzip.compress(f"unit,R,A,B\n{rows}".encode()), "t.csv.gz")


def test_a_workbook_made_to_fill_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scrutiny.readers import workbook

    monkeypatch.setattr(workbook, "FREE", 2**20)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 2**24)
    assert "unpack to" in refused(tmp_path, stream.getvalue(), "t.xlsx")


def test_archives_in_archives(tmp_path: Path) -> None:
    content = b"unit,R,A,B\n1,2,3,4\n"
    for _ in range(6):
        content = gzip.compress(content)
    assert "inside each other" in refused(tmp_path, content, "t.gz")


def ole2(*streams: str) -> bytes:
    """A minimal compound file whose directory names the given streams, as an encrypted workbook has them."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *([0xFFFFFFFF] * 108))
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *([0xFFFFFFFF] * 126))
    directory = b""
    for index, name in enumerate(("Root Entry", *streams)):
        text = name.encode("utf-16-le") + b"\0\0"
        entry = bytearray(128)
        entry[: len(text)] = text
        struct.pack_into("<HBBIII", entry, 64, len(text), 5 if index == 0 else 2, 1, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
        directory += bytes(entry)
    return bytes(header) + fat + directory.ljust(512, b"\0")


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    text = refused(tmp_path, ole2("EncryptionInfo", "EncryptedPackage"), "t.xlsx")
    assert "locked with a password" in text
    assert "save it without" in text


def test_an_open_document_with_a_password(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
        archive.writestr("content.xml", b"\x13\x37" * 50)
    assert "locked with a password" in refused(tmp_path, stream.getvalue(), "t.ods")


def test_an_archive_with_a_password(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("t.csv", "unit,R,A,B\n1,2,3,4\n")
    content = bytearray(stream.getvalue())
    content[6] |= 1  # the flag "encrypted" of the member, and of its entry in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "locked with a password" in refused(tmp_path, bytes(content), "t.zip")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.xlsx", b"PK\x03\x04 not really"),
        ("t.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("t.parquet", b"PAR1 and nothing more"),
        ("t.csv.gz", gzip.compress(b"unit,R,A,B\n1,2,3,4\n" * 100, mtime=0)[:40]),
        ("t.csv.gz", b"\x1f\x8b\x08\x00garbage"),
        ("t.csv.bz2", b"BZh9garbage"),
        ("t.csv.xz", b"\xfd7zXZ\x00garbage"),
        ("t.csv.zst", b"\x28\xb5\x2f\xfdgarbage"),
        ("t.jsonl", b'{"unit": '),
        ("t.json", b"[" * 100_000),
        ("t.xls", b"<html><table><tr><td>unit</td></tr></table></html>"),
        ("t.xml", b'<?xml version="1.0"?><Cvr/>'),
        ("t.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
        ("t.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20),
    ],
)
def test_broken_files_are_refused_in_words(tmp_path: Path, name: str, content: bytes) -> None:
    text = refused(tmp_path, content, name)
    assert text.startswith("source s (")


def test_a_header_line_that_is_not_there(tmp_path: Path) -> None:
    from dataclasses import replace

    with pytest.raises(ReadError, match="has no line 9"):
        whole(tmp_path, "unit,R,A,B\n1,2,3,4\n", mapping=replace(MAPPING, header=9))


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="is not there"):
        read_raw(tmp_path / "none.csv", source("none.csv"), None)
    with pytest.raises(ReadError, match="is a folder"):
        read_raw(tmp_path, source("x"), None)


MAGICS = [
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PAR1",
    b"\x1f\x8b\x08",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'{"a',
    b"unit,R,A,B\n",
    b'unit,R,A,B\n"',
    b"BZh9",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"sep=\xff\n",
]


@pytest.mark.parametrize("magic", MAGICS)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".jsonl"])
def test_random_bytes_end_in_words(tmp_path: Path, magic: bytes, suffix: str) -> None:
    """Whatever the bytes are: counts with notes, or an error in words."""
    rng = random.Random(20240728)
    for size in (3, 50, 700, 5000):
        for alphabet in (None, b'",;\n\r\t 0123456789.-|', b"abc,\n\0\xc3\xa9\xff"):
            body = rng.randbytes(size) if alphabet is None else bytes(rng.choices(alphabet, k=size))
            path = tmp_path / f"t{suffix}"
            path.write_bytes(magic + body)
            for mapping in (None, MAPPING):
                try:
                    raw = read_raw(path, source(path.name), mapping)
                except ScrutinyError as error:
                    assert error.problems
                else:
                    assert raw.cells.height == len(raw.rows)
                    if mapping is not None:
                        _tabulated(raw, mapping)


def _tabulated(raw: Any, mapping: TableMapping) -> None:
    try:
        part = joined([tabulate(raw, mapping, CONTEST, source("t"), "r")], ("station",))
    except ReadError:
        return
    nulls = sum(part.counts.table[c].null_count() for c in ("option:a", "option:b", "measure:registered"))
    assert part.counts.gaps.height == nulls


@pytest.mark.parametrize("seed", range(20))
def test_a_good_file_with_a_few_bytes_changed(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rows = "".join(f'{i:04d},{rng.randrange(900)},"{rng.randrange(90)}",{rng.randrange(90)}\n' for i in range(200))
    content = bytearray(f"unit,R,A,B\n{rows}".encode())
    for _ in range(5):
        content[rng.randrange(12, len(content))] = rng.randrange(256)
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    try:
        raw = read_raw(path, source("t.csv"), MAPPING)
    except ScrutinyError as error:
        assert error.problems
    else:
        _tabulated(raw, MAPPING)
