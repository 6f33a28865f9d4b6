"""Workbooks: XLSX, XLS, XLSB and ODS, through calamine; merged cells through openpyxl.

A merged cell holds its value in its first cell only. For names and places it is copied to the cells it covers; a
count is never copied, since that would count it twice.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import polars as pl

from scrutiny.evidence.columns import numeric_headings, text_columns
from scrutiny.evidence.note import Note
from scrutiny.messages import Code, _, say
from scrutiny.readers.containers import FREE, LARGEST, OLE2, RATIO
from scrutiny.readers.header import below_header, find_header, searched
from scrutiny.readers.reader import Cells, Reader, Request

_LOOKED_AT_UP_TO = 60 * 2**20
"""Sheets whose XML is larger are not searched for merged cells and errors: openpyxl would need minutes."""


def read(request: Request) -> Cells:
    """Read one sheet of a workbook."""
    _refuse_locked(request)
    _refuse_bomb(request)
    import fastexcel

    try:
        book = fastexcel.read_excel(request.content)
        sheet = _sheet(request, list(book.sheet_names))
        grid: pl.DataFrame = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        text = str(error)
        if "assword" in text or "ncrypt" in text:
            raise _locked(request) from None
        raise request.error(
            f"is no workbook that can be read: {text.splitlines()[0][:200]}",
            "XLSX, XLS, XLSB or ODS",
            "open it in a spreadsheet program and save it again, or export the sheet as CSV",
        ) from None
    notes: list[Note] = []
    if len(book.sheet_names) > 1 and (request.mapping is None or request.mapping.sheet is None):
        says = say(
            _("{source} has {sheets} sheets; the first, {sheet}, is read"),
            source=request.who,
            sheets=len(book.sheet_names),
            sheet=Code(sheet),
        )
        notes.append(request.note("read.first-sheet", says))
    if not grid.width or not grid.height:
        raise request.error(
            f"its sheet {sheet!r} is empty",
            "a table with column names and rows",
            "say which sheet: `sheet = ...`",
        )
    grid.columns = [str(i) for i in range(grid.width)]
    page = _page(request.content, sheet) if request.content.startswith(b"PK") else None
    merged = _merged(page, grid) if page is not None else []
    grid = _with_errors(page, grid) if page is not None else grid
    top = _filled(grid.head(searched(request.mapping)), merged)
    lines = [i + 1 for i, row in enumerate(top.iter_rows()) if any(row)]
    filled = [list(row) for row in top.iter_rows() if any(row)]
    header = find_header(filled, lines, request.mapping, grid.width)
    if header.first >= len(filled):
        raise request.error("has no row with column names", "a row with the names of the columns", "mend `header`")
    last = lines[min(header.after, len(lines)) - 1]
    cells = grid.slice(last)
    cells.columns = list(header.names)
    if merged:
        cells, count = _spread(request, cells, merged, last)
        if count:
            says = say(
                _("{source}: {cells} merged cells hold names or places; each is read for all the rows that it covers"),
                _("{source}: one merged cell holds a name or place; it is read for all the rows that it covers"),
                "cells",
                source=request.who,
                cells=count,
            )
            notes.append(request.note("read.merged-cells", says, count=count))
    rows = pl.Series("row", range(last + 1, last + 1 + cells.height), dtype=pl.UInt32)
    cells, rows, more = below_header(cells, rows, lines[header.first], request)
    if not cells.height:
        says = say(_("{source} has column names and no row below them"), source=request.who)
        notes.append(request.note("read.no-rows", says))
    return Cells(cells, rows, (*notes, *more))


def _sheet(request: Request, names: Sequence[str]) -> str:
    wanted = request.mapping.sheet if request.mapping is not None else None
    if wanted is None:
        if not names:
            raise request.error("has no sheets", "a workbook with a sheet")
        return names[0]
    if wanted not in names:
        raise request.error(f"has no sheet {wanted!r}", "one of: " + ", ".join(repr(n) for n in names), "mend `sheet`")
    return wanted


def _locked(request: Request) -> Exception:
    return request.error(
        "the workbook is locked with a password",
        "a workbook that opens without one",
        "open it with the password, save it without, and add that file with a word on how it was opened",
    )


def _refuse_locked(request: Request) -> None:
    content = request.content
    if content.startswith(OLE2) and "EncryptedPackage".encode("utf-16-le") in content:
        raise _locked(request)
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if "META-INF/manifest.xml" in archive.namelist():
                    with archive.open("META-INF/manifest.xml") as stream:
                        if b"encryption-data" in stream.read(2**24):
                            raise _locked(request)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
            raise request.error(f"a broken workbook: {error}", "a whole one", "fetch it again") from error


def _refuse_bomb(request: Request) -> None:
    if not request.content.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(request.content)) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > LARGEST or (size > FREE and size > RATIO * len(request.content)):
        raise request.error(
            f"{len(request.content):,} bytes unpack to {size:,}",
            f"at most {RATIO} times as much",
            "such a file may be made to fill the machine; save the sheet as CSV if you trust it",
        )


_Merge = tuple[int, int, int, int]
"""First row, last row, first column, last column of a merged cell, in positions of the grid."""


def _page(content: bytes, sheet: str) -> Any | None:
    """The sheet as openpyxl sees it, where it has merged cells or errors, of which calamine does not tell."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = [i for i in archive.infolist() if re.match(r"xl/worksheets/[^/]+\.xml$", i.filename)]
            if sum(i.file_size for i in sheets) > _LOOKED_AT_UP_TO:
                return None
            if not any(re.search(rb'mergeCell |t="e"', archive.read(i)) for i in sheets):
                return None
        import openpyxl

        return openpyxl.load_workbook(io.BytesIO(content), data_only=True)[sheet]
    except Exception:  # whatever openpyxl cannot read, calamine has read: merged cells are then left as they are
        return None


def _shift(page: Any) -> int:
    """calamine leaves out empty columns in front: the first column that holds anything."""
    return min((cell.column for row in page.iter_rows() for cell in row if cell.value is not None), default=1)


def _merged(page: Any, grid: pl.DataFrame) -> list[_Merge]:
    shift = _shift(page)
    return [
        (area.min_row - 1, area.max_row - 1, area.min_col - shift, area.max_col - shift)
        for area in page.merged_cells.ranges
        if area.min_col >= shift and area.max_col - shift < grid.width and area.min_row <= grid.height
    ]


def _with_errors(page: Any, grid: pl.DataFrame) -> pl.DataFrame:
    """Cells that hold an error ("#N/A") as the text that a reader of the sheet sees, instead of nothing."""
    shift = _shift(page)
    found: dict[int, dict[int, str]] = {}
    for row in page.iter_rows():
        for cell in row:
            position = cell.column - shift
            if cell.data_type == "e" and position < grid.width and cell.row <= grid.height:
                found.setdefault(position, {})[cell.row - 1] = str(cell.value)
    for position, cells in found.items():
        column = grid.to_series(position).scatter(list(cells), list(cells.values()))
        grid = grid.with_columns(column)
    return grid


def _filled(top: pl.DataFrame, merged: Sequence[_Merge]) -> pl.DataFrame:
    """The first rows with merged cells filled, for the header."""
    if not merged:
        return top
    rows = [list(row) for row in top.iter_rows()]
    for first, last, left, right in merged:
        if first >= len(rows) or (left == 0 and right >= top.width - 1):
            continue  # a title across the whole sheet is no heading of each column
        value = rows[first][left]
        for i in range(first, min(last, len(rows) - 1) + 1):
            for j in range(left, right + 1):
                rows[i][j] = value
    return pl.DataFrame(rows, schema=dict.fromkeys(top.columns, pl.String), orient="row")


def _spread(request: Request, cells: pl.DataFrame, merged: Sequence[_Merge], skipped: int) -> tuple[pl.DataFrame, int]:
    """Copy names and places to the cells that a merged cell covers; counts stay where they are."""
    if request.mapping is None:
        return cells, 0
    counts = set(numeric_headings(request.mapping, cells.columns))
    names = [c for c in cells.columns if c not in counts] if text_columns(request.mapping) else []
    count = 0
    for position, column in enumerate(cells.columns):
        if column not in names:
            continue
        values: list[str | None] | None = None
        for first, last, left, right in merged:
            top, bottom = first - skipped, min(last - skipped, cells.height - 1)
            if left != position or right != left or top < 0 or bottom <= top:
                continue
            values = cells[column].to_list() if values is None else values
            values[top : bottom + 1] = [values[top]] * (bottom - top + 1)
            count += 1
        if values is not None:
            cells = cells.with_columns(pl.Series(column, values, dtype=pl.String))
    return cells, count


def _recognises(head: bytes) -> bool:
    return head.startswith((OLE2, b"PK\x03\x04"))


READER = Reader("workbook", (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), _recognises, read)
