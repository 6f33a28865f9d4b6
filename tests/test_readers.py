"""Files to cells: formats, encodings, separators, headers, archives; every row knows its line."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scrutiny.errors import ReadError
from scrutiny.evidence.mapping import Long, TableMapping
from scrutiny.evidence.raw import RawTable
from scrutiny.evidence.source import Source
from scrutiny.readers.files import read_raw, readers

TABLE = "unit,name,A,B\n001,Ávila,5,6\n002,Łódź,7,8\n"
MAPPING = TableMapping("s", unit=("unit",), options={"a": "A", "b": "B"})


def read(
    tmp_path: Path,
    content: bytes | str,
    name: str = "t.csv",
    mapping: TableMapping | None = MAPPING,
    **source: Any,
) -> RawTable:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_raw(path, Source("s", "The table", file=name, **source), mapping)


def texts(raw: RawTable) -> list[tuple[str | None, ...]]:
    return [tuple(None if cell is None else str(cell) for cell in row) for row in raw.cells.rows()]


def codes(raw: RawTable) -> list[str]:
    return [note.code for note in raw.notes]


ROWS = [("001", "Ávila", "5", "6"), ("002", "Łódź", "7", "8")]


def test_the_readers_are_found_by_being_there() -> None:
    assert {r.name for r in readers()} == {"text with separators", "workbook", "Parquet", "JSON lines"}
    assert [r.name for r in readers() if r.fallback] == ["text with separators"]


def test_a_plain_table_needs_no_note(tmp_path: Path) -> None:
    raw = read(tmp_path, TABLE)
    assert texts(raw) == ROWS
    assert raw.rows.to_list() == [2, 3]
    assert raw.notes == ()


def test_columns_of_counts_are_whole_numbers_and_codes_are_text(tmp_path: Path) -> None:
    raw = read(tmp_path, TABLE)
    assert raw.cells.schema == {"unit": pl.String, "name": pl.String, "A": pl.Int64, "B": pl.Int64}
    assert raw.as_text is not None
    assert raw.as_text("A").to_list() == ["5", "7"]


def test_a_column_used_as_a_code_and_as_a_count_stays_text(tmp_path: Path) -> None:
    raw = read(
        tmp_path,
        "unit,A\n007,1\n",
        mapping=TableMapping("s", unit=("unit",), options={"a": "A"}, measures={"m": "unit"}),
    )
    assert raw.cells["unit"].to_list() == ["007"]


def test_a_code_that_another_table_counts_is_read_again_with_its_zeros(tmp_path: Path) -> None:
    raw = read(tmp_path, "unit,A\n1,007\n")
    assert raw.cells["A"].to_list() == [7]
    assert raw.as_text is not None
    assert raw.as_text("A").to_list() == ["007"]


@pytest.mark.parametrize(
    ("separator", "told"),
    [(",", []), (";", ["read.separator"]), ("\t", ["read.separator"]), ("|", ["read.separator"])],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(tmp_path: Path, separator: str, told: list[str], end: str) -> None:
    raw = read(tmp_path, TABLE.replace(",", separator).replace("\n", end))
    assert texts(raw) == ROWS
    assert raw.rows.to_list() == [2, 3]
    assert codes(raw) == told


def test_the_line_that_spreadsheets_write_for_each_other(tmp_path: Path) -> None:
    raw = read(tmp_path, "sep=;\r\nunit;A;B\r\n1;2;3\r\n")
    assert texts(raw) == [("1", "2", "3")]
    assert raw.rows.to_list() == [3]


def test_decimal_commas_do_not_make_columns(tmp_path: Path) -> None:
    content = "unit;A;B;share\n" + "".join(f"{i};{i};{i};{i},5\n" for i in range(30))
    assert read(tmp_path, content).cells.columns == ["unit", "A", "B", "share"]


@pytest.mark.parametrize(
    ("encoding", "name", "told"),
    [
        ("utf-8", "Ávila", []),
        ("utf-8-sig", "Łódź", []),
        ("utf-16", "Łódź", ["read.encoding"]),
        ("utf-16-le", "Abcdef", ["read.encoding"]),
        ("utf-32", "Łódź", ["read.encoding"]),
    ],
)
def test_unicode_encodings(tmp_path: Path, encoding: str, name: str, told: list[str]) -> None:
    raw = read(tmp_path, f"unit,name,A,B\n1,{name},5,6\n".encode(encoding))
    assert texts(raw) == [("1", name, "5", "6")]
    assert codes(raw) == told


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        (
            "cp1252",
            [
                "Ávila",
                "Cáceres",
                "León",
                "Córdoba",
                "Cádiz",
                "Almería",
                "Málaga",
                "Logroño",
                "La Coruña",
                "Jaén",
            ],
        ),
        (
            "cp1250",
            [
                "Łódź",
                "Kraków",
                "Częstochowa",
                "Białystok",
                "Gdańsk",
                "Poznań",
                "Zielona Góra",
                "Świdnica",
                "Wałbrzych",
            ],
        ),
        (
            "cp1251",
            [
                "Республика Адыгея",
                "Город Москва",
                "Территориальная избирательная комиссия",
                "Волгоград",
                "Саратовская область",
            ],
        ),
        ("koi8_r", ["Республика Адыгея", "Город Москва", "Волгоград"]),
        ("cp866", ["Республика Адыгея", "Город Москва", "Волгоград"]),
        ("iso8859_2", ["Łódź", "Kraków", "Częstochowa", "Świdnica", "Śląsk", "Wąbrzeźno"]),
        ("cp1250", ["Plzeň", "České Budějovice", "Ústí nad Labem", "Žďár"]),
        ("cp1252", ["Baden-Württemberg", "Thüringen", "Saarbrücken", "Köln", "Weißenfels"]),
        ("cp1252", ["São Paulo", "Ceará", "Goiás", "Maranhão", "Paraíba", "Espírito Santo"]),
        ("cp1252", ["Ñuñoa"]),
        ("shift_jis", ["東京都", "大阪府", "北海道", "神奈川県", "投票所", "選挙管理委員会"]),
        (
            "cp1255",
            ["ירושלים", "תל אביב", "חיפה", "באר שבע", "נתניה", "מעטפות חיצוניות", "ראשון לציון", "פתח תקווה"],
        ),
    ],
)
def test_older_encodings_are_found_and_stated(tmp_path: Path, encoding: str, names: list[str]) -> None:
    content = "unit,name,A,B\n" + "".join(f"{i},{n},{i},{i}\n" for i, n in enumerate(names * 5))
    raw = read(tmp_path, content.encode(encoding))
    assert raw.cells["name"].to_list() == names * 5
    assert codes(raw) == ["read.encoding"]


def test_a_declared_encoding_is_used_and_a_wrong_one_refused(tmp_path: Path) -> None:
    content = "unit,name,A,B\n1,Łódź,5,6\n".encode("cp1250")
    raw = read(tmp_path, content, mapping=TableMapping("s", encoding="cp1250", unit=("unit",), options={"a": "A"}))
    assert raw.cells["name"].to_list() == ["Łódź"]
    with pytest.raises(ReadError, match="line 2, byte 16: not utf-8"):
        read(tmp_path, content, mapping=TableMapping("s", encoding="utf-8"))
    with pytest.raises(ReadError, match="encoding 'klingon' is not known"):
        read(tmp_path, content, mapping=TableMapping("s", encoding="klingon"))
    doubtful = read(tmp_path, "unit,name\n1,Kraków\n", mapping=TableMapping("s", encoding="cp1252", unit=("unit",)))
    assert "read.encoding-doubtful" in codes(doubtful)


def test_a_few_broken_bytes_do_not_garble_the_rest(tmp_path: Path) -> None:
    good = "".join(f"{i},Łódź,1,2\n" for i in range(50)).encode()
    raw = read(tmp_path, b"unit,name,A,B\n" + good + b"x,\xd3dz,3,4\n")
    assert raw.cells["name"].to_list()[:2] == ["Łódź", "Łódź"]
    assert raw.cells["name"].to_list()[-1] == "\\xd3dz"
    assert [(n.code, n.locator) for n in raw.notes] == [("read.broken-bytes", "row 52")]


def test_quoted_fields_shift_the_lines(tmp_path: Path) -> None:
    content = 'unit,name,A,B\n1,"two\nlines",5,6\n2,"a ""b"", c",7,8\n\n3,x,9,10\n'
    raw = read(tmp_path, content)
    assert texts(raw) == [("1", "two\nlines", "5", "6"), ("2", 'a "b", c', "7", "8"), ("3", "x", "9", "10")]
    assert raw.rows.to_list() == [2, 4, 6]
    assert raw.notes == ()


def test_empty_lines_are_left_out_and_counted(tmp_path: Path) -> None:
    raw = read(tmp_path, "unit,A,B\n\n1,2,3\n\n,,\n2,3,4\n\n")
    assert texts(raw) == [("1", "2", "3"), ("2", "3", "4")]
    assert raw.rows.to_list() == [3, 6]


def test_rows_of_another_length_are_kept_as_far_as_they_go(tmp_path: Path) -> None:
    raw = read(tmp_path, "unit,A,B\n1,2,3\n2,3\n3,4,5,6\n4,5,6,\n")
    assert texts(raw) == [
        ("1", "2", "3", None),
        ("2", "3", None, None),
        ("3", "4", "5", "6"),
        ("4", "5", "6", None),
    ]
    assert [(n.code, n.locator, n.count) for n in raw.notes] == [
        ("read.ragged-row", "row 3", 1),
        ("read.ragged-row", "row 4", 1),
    ]


def test_a_short_row_is_found_among_empty_last_cells(tmp_path: Path) -> None:
    """Polars gives a null to a missing field and to an empty one alike."""
    raw = read(tmp_path, "unit,A,note\n1,2,\n2,3,\n3,4\n4,5,x\n")
    assert raw.cells["A"].to_list() == ["2", "3", "4", "5"]
    assert [(n.code, n.locator) for n in raw.notes] == [("read.ragged-row", "row 4")]
    assert read(tmp_path, "unit,A,note\n1,2,\n2,3,\n").notes == ()


def test_stray_quotation_marks(tmp_path: Path) -> None:
    raw = read(tmp_path, 'unit,name,A,B\n1,the "old" school,5,6\n2,"5" screen",7,8\n3,x,9,1\n')
    assert raw.cells["name"].to_list() == ['the "old" school', '5 screen"', "x"]
    never = read(tmp_path, 'unit,name,A,B\n1,"open,5,6\n' + "".join(f"{i},x,7,8\n" for i in range(300)))
    assert never.cells.height == 301
    assert [(n.code, n.locator) for n in never.notes] == [("read.unbalanced-quote", "row 2")]


def test_headings_that_repeat_or_lack(tmp_path: Path) -> None:
    raw = read(tmp_path, "unit,A,A,,\n1,2,3,4,5\n", mapping=TableMapping("s", unit=("unit",)))
    assert raw.cells.columns == ["unit", "A", "A#2", "column 4", "column 5"]


def test_titles_above_the_header_are_skipped_and_told(tmp_path: Path) -> None:
    content = "Results,,\n\nby station,,\nunit,A,B\n1,2,3\n"
    raw = read(tmp_path, content)
    assert texts(raw) == [("1", "2", "3")]
    assert raw.rows.to_list() == [5]
    assert [(n.code, n.locator) for n in raw.notes] == [("read.header-row", "row 4")]
    without = read(tmp_path, content, mapping=None)
    assert without.cells.columns == ["unit", "A", "B"]
    far = read(tmp_path, "t,,\n" * 150 + "unit,A,B\n1,2,3\n", mapping=TableMapping("s", header=151, unit=("unit",)))
    assert (texts(far), far.rows.to_list()) == ([("1", "2", "3")], [152])
    declared = read(tmp_path, "unit,A,B\nx,y,z\n1,2,3\n", mapping=TableMapping("s", header=2))
    assert declared.cells.columns == ["x", "y", "z"]


def test_a_header_of_two_lines(tmp_path: Path) -> None:
    mapping = TableMapping("s", unit=("unit",), header_lines=2, options={"a": "Votes / A", "b": "Votes / B"})
    raw = read(tmp_path, "unit,Votes,\n,A,B\n1,2,3\n", mapping=mapping)
    assert raw.cells.columns == ["unit", "Votes / A", "Votes / B"]
    assert raw.rows.to_list() == [3]


def test_a_header_that_is_printed_again_is_no_row(tmp_path: Path) -> None:
    raw = read(tmp_path, "unit,A,B\n1,2,3\nunit,A,B\n2,3,4\n")
    assert [r[0] for r in texts(raw)] == ["1", "2"]
    assert [(n.code, n.locator) for n in raw.notes] == [("read.repeated-header", "row 3")]


def test_only_a_header(tmp_path: Path) -> None:
    raw = read(tmp_path, "unit,A,B\n")
    assert raw.cells.columns == ["unit", "A", "B"]
    assert raw.cells.height == 0
    assert codes(raw) == ["read.no-rows"]


PACK = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


@pytest.mark.parametrize("suffix", [*PACK, ".zst"])
def test_compressed_files(tmp_path: Path, suffix: str) -> None:
    if suffix == ".zst":
        packed = pytest.importorskip("zstandard").ZstdCompressor().compress(TABLE.encode())
    else:
        packed = PACK[suffix](TABLE.encode())
    assert texts(read(tmp_path, packed, "t.csv" + suffix)) == ROWS
    assert texts(read(tmp_path, packed, "misnamed")) == ROWS


def archive(files: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return stream.getvalue()


def test_the_only_table_of_an_archive_is_taken(tmp_path: Path) -> None:
    content = archive({"t.csv": TABLE, "readme.pdf": b"%PDF", "__MACOSX/._t.csv": b"x", ".hidden.csv": b"x"})
    assert texts(read(tmp_path, content, "t.zip")) == ROWS
    assert texts(read(tmp_path, archive({"dir/t.csv.gz": gzip.compress(TABLE.encode())}), "t.zip")) == ROWS


def test_the_member_is_named_or_asked_for(tmp_path: Path) -> None:
    content = archive({"a.csv": "unit,A,B\n1,2,3\n", "b.csv": TABLE})
    assert texts(read(tmp_path, content, "t.zip", member="b.csv")) == ROWS
    with pytest.raises(ReadError, match=r"one of: 'a.csv', 'b.csv'"):
        read(tmp_path, content, "t.zip")
    with pytest.raises(ReadError, match=r"holds no file 'c\.csv'"):
        read(tmp_path, content, "t.zip", member="c.csv")
    with pytest.raises(ReadError, match="no zip archive"):
        read(tmp_path, TABLE, "t.csv", member="b.csv")


def workbook(fill: Any, name: str = "Results") -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = name
    fill(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["B2"] = "Results of the election"
        for column, text in enumerate(["unit", "name", "A", "B"], 2):
            sheet.cell(4, column, text)
        for row, cells in enumerate([("001", "Ávila", 5, 6.0), ("002", "Łódź", 7, None)], 5):
            for column, cell in enumerate(cells, 2):
                sheet.cell(row, column, cell)

    raw = read(tmp_path, workbook(fill), "t.xlsx")
    assert texts(raw) == [("001", "Ávila", "5", "6"), ("002", "Łódź", "7", None)]
    assert raw.rows.to_list() == [5, 6]
    assert codes(raw) == ["read.header-row"]


def test_merged_cells_of_a_workbook(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        rows = [
            ("place", "unit", "Votes", None),
            (None, None, "A", "B"),
            ("North", "1", 5, 6),
            (None, "2", None, 8),
            ("South", "3", 9, 1),
        ]
        for row, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells, 1):
                sheet.cell(row, column, cell)
        for area in ("C1:D1", "A1:A2", "B1:B2", "A3:A4", "C3:C4"):
            sheet.merge_cells(area)

    mapping = TableMapping(
        "s",
        unit=("unit",),
        places={"state": "place"},
        header_lines=2,
        options={"a": "Votes / A", "b": "Votes / B"},
    )
    raw = read(tmp_path, workbook(fill), "t.xlsx", mapping)
    assert raw.cells.columns == ["place", "unit", "Votes / A", "Votes / B"]
    # a place is read for all its rows; a count that spans two rows stays one count
    assert texts(raw) == [("North", "1", "5", "6"), ("North", "2", None, "8"), ("South", "3", "9", "1")]
    assert raw.rows.to_list() == [3, 4, 5]
    assert codes(raw) == ["read.merged-cells"]


def test_errors_and_truth_values_in_cells_are_texts(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row in (["unit", "A", "B"], ["1", "#N/A", 5], ["2", True, 1234567.0]):
            sheet.append(row)
        sheet["B2"].data_type = "e"

    raw = read(tmp_path, workbook(fill), "t.xlsx")
    assert texts(raw) == [("1", "#N/A", "5"), ("2", "true", "1234567")]


def test_a_sheet_is_chosen(tmp_path: Path) -> None:
    content = workbook(lambda sheet: (sheet.append(["unit", "A", "B"]), sheet.append([1, 2, 3])))
    assert texts(read(tmp_path, content, "t.xlsx", TableMapping("s", sheet="Results", unit=("unit",)))) == [
        ("1", "2", "3")
    ]
    with pytest.raises(ReadError, match=r"one of: 'Results'"):
        read(tmp_path, content, "t.xlsx", TableMapping("s", sheet="Other"))


def test_an_open_document(tmp_path: Path) -> None:
    pytest.importorskip("odf")
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"unit": ["001", "002"], "A": [5, 7], "B": [6, 8]})
    frame.to_excel(tmp_path / "t.ods", index=False)
    raw = read_raw(tmp_path / "t.ods", Source("s", "S", file="t.ods"), MAPPING)
    assert texts(raw) == [("001", "5", "6"), ("002", "7", "8")]
    assert raw.rows.to_list() == [2, 3]


def test_parquet_keeps_whole_numbers_and_ids(tmp_path: Path) -> None:
    stream = io.BytesIO()
    pl.DataFrame({"unit": ["001"], "A": [5], "B": [6.0], "day": [pl.Series([0]).cast(pl.Date)[0]]}).write_parquet(
        stream
    )
    raw = read(tmp_path, stream.getvalue(), "t.parquet")
    assert raw.cells.dtypes == [pl.String, pl.Int64, pl.String, pl.String]
    assert texts(raw) == [("001", "5", "6.0", "1970-01-01")]
    assert raw.rows.to_list() == [1]


def test_json_lines_keep_every_digit(tmp_path: Path) -> None:
    lines = [{"unit": "001", "A": 10**20, "B": 1.5}, {"unit": "002", "B": None, "C": {"x": 1}}]
    content = "\n".join(json.dumps(line) for line in lines) + "\nnot json\n"
    raw = read(tmp_path, content, "t.jsonl")
    assert texts(raw) == [("001", str(10**20), "1.5", None), ("002", None, None, '{"x": "1"}')]
    assert raw.rows.to_list() == [1, 2]
    assert [(n.code, n.locator) for n in raw.notes] == [("read.unreadable-line", "row 3")]
    assert texts(read(tmp_path, json.dumps(lines), "t.json")) == texts(raw)


def test_a_long_file_is_typed_by_its_value(tmp_path: Path) -> None:
    mapping = TableMapping("s", unit=("unit",), long=Long(value="votes", item="who"))
    raw = read(tmp_path, "unit,who,votes\n01,Ann,5\n", mapping=mapping)
    assert raw.cells.schema == {"unit": pl.String, "who": pl.String, "votes": pl.Int64}
