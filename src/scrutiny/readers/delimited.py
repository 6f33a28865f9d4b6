"""Text with separators: CSV, TSV, semicolons, bars.

Polars parses the file at once where its shape is beyond doubt. Where it is not (rows of different length, quotation
marks in the middle of a field), Python's csv reads it row by row, so that every row keeps its line and every oddity
its note.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from scrutiny.evidence.columns import named_columns, normalised, numeric_headings
from scrutiny.evidence.note import Note
from scrutiny.evidence.numerals import place
from scrutiny.messages import Code, _, say
from scrutiny.readers.encoding import as_utf8
from scrutiny.readers.header import SEARCHED, Header, below_header, find_header, searched
from scrutiny.readers.reader import Cells, Reader, Request

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MARKUP = re.compile(rb"\s*<(?:\?xml|!doctype|html|table|meta)\b", re.IGNORECASE)
_HEAD = 2**18
_CHUNK = 50_000
_SWALLOWED = 200
"""A quoted field with more line breaks than this is an opening quotation mark that nobody closed."""


def read(request: Request) -> Cells:
    """Read a text file with separators."""
    text = as_utf8(request)
    content, notes = text.content, list(text.notes)
    if not re.search(rb"[^ \t\r\n\0,;|\"\x1a]", content):
        raise request.error("is empty", "a table with column names and rows", "check that this is the right file")
    if _MARKUP.match(content):
        raise request.error(
            "is a page or document with markup (XML, HTML), not a table",
            "CSV, XLSX, XLS, ODS, Parquet or JSON lines",
            "open it in a spreadsheet program and save the table as CSV",
        )
    if b"\n" not in content and b"\r" in content:
        content = content.replace(b"\r", b"\n")  # the line ends of old Macs
    layout = _layout(request, content, notes)
    head = _head(content, layout, searched(request.mapping))
    if not head.rows:
        raise request.error("is empty", "a table with column names and rows", "check that this is the right file")
    header = find_header(head.rows, head.lines, request.mapping, 0)
    if header.first >= len(head.rows):
        asked = request.mapping.header if request.mapping is not None else None
        raise request.error(f"has no line {asked}", "the line of the column names", "mend `header`")
    found = _fast(request, content, layout, head, header) or _careful(request, content, layout, header, notes)
    cells, rows, more = below_header(*found, head.lines[header.first], request)
    if not cells.height:
        says = say(_("{source} has column names and no row below them"), source=request.who)
        notes.append(request.note("read.no-rows", says))
    return Cells(cells, rows, (*notes, *more))


@dataclass(frozen=True)
class _Layout:
    separator: str
    quote: str | None
    skip: int = 0
    """Lines in front that are no part of the table (`sep=;`)."""


@dataclass
class _Head:
    """The first rows, with the line each begins in and the line after it."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


def _layout(request: Request, content: bytes, notes: list[Note]) -> _Layout:
    mapping = request.mapping
    quote = (mapping.quote or None) if mapping is not None else '"'
    skip = 0
    separator = mapping.separator if mapping is not None else None
    told = re.match(rb"sep=(.)\r?\n", content)  # a line that spreadsheets write for each other
    if told is not None:
        skip = 1
        separator = separator or told[1].decode("latin-1")
    if separator is not None:
        separator = {"\\t": "\t", "tab": "\t"}.get(separator, separator)
        if len(separator) != 1 or not separator.isascii():
            raise request.error(
                f"separator {separator!r}", "one sign: a comma, semicolon, tab or bar", "mend `separator`"
            )
        return _Layout(separator, quote, skip)
    separator = _separator(request, content, quote)
    if separator != ",":
        says = say(
            _("{source}: columns are separated by {sign}"),
            source=request.who,
            sign=Code(SEPARATORS[separator]),
        )
        notes.append(request.note("read.separator", says))
    return _Layout(separator, quote, skip)


def _separator(request: Request, content: bytes, quote: str | None) -> str:
    """The sign that cuts the most lines into one and the same number of parts, more than one."""
    wanted = {normalised(n) for n in named_columns(request.mapping)} if request.mapping is not None else set()
    best, most = ",", (0, 0.0, 0)
    for separator in SEPARATORS:
        rows = [r for r in _head(content, _Layout(separator, quote), lines=200).rows if any(r)]
        if not rows:
            continue
        names = {normalised(cell) for row in rows[:SEARCHED] for cell in row}
        width, often = Counter(len(row) for row in rows).most_common(1)[0]
        if width < 2 and not wanted & names:
            continue
        score = (len(wanted & names), often / len(rows), width)
        if score > most:
            best, most = separator, score
    return best


def _reader(stream: io.StringIO, layout: _Layout) -> Iterator[list[str]]:
    csv.field_size_limit(2**31 - 1)
    if layout.quote is None:
        return csv.reader(stream, delimiter=layout.separator, quoting=csv.QUOTE_NONE)
    return csv.reader(stream, delimiter=layout.separator, quotechar=layout.quote)


def _head(content: bytes, layout: _Layout, lines: int) -> _Head:
    made = _Head()
    piece = content[:_HEAD]
    if len(content) > _HEAD and b"\n" in piece:
        piece = piece[: piece.rfind(b"\n") + 1]
    reader = _reader(io.StringIO(piece.decode("utf-8", "ignore"), newline=""), layout)
    start = 1
    try:
        for row in reader:
            end = reader.line_num  # type: ignore[attr-defined]
            if start > layout.skip and any(cell.strip() for cell in row):
                made.rows.append(row)
                made.lines.append(start)
                made.ends.append(end)
            start = end + 1
            if len(made.rows) >= lines:
                break
    except csv.Error:
        pass
    return made


def _fast(
    request: Request, content: bytes, layout: _Layout, head: _Head, header: Header
) -> tuple[pl.DataFrame, pl.Series] | None:
    """Parse with Polars; None unless every row has as many fields as there are columns, on a line of its own."""
    width = max(len(row) for row in head.rows[header.first :])
    names = list(header.names) if len(header.names) >= width else None
    if names is None or layout.quote not in ('"', None):
        return None
    skip = head.ends[header.after - 1] if header.after <= len(head.ends) else head.ends[-1]
    numbers: frozenset[str] = frozenset()
    if request.typed and request.mapping is not None:
        numbers = frozenset(numeric_headings(request.mapping, names))
    cells = _parsed(content, layout, names, skip, numbers)
    if cells is None and numbers:
        cells = _parsed(content, layout, names, skip, frozenset())
    if cells is None or not _shape_holds(content, layout, cells, skip):
        return None
    rows = pl.select(pl.int_range(skip + 1, skip + 1 + cells.height, dtype=pl.UInt32).alias("row")).to_series()
    return cells, rows


def _parsed(
    content: bytes, layout: _Layout, names: Sequence[str], skip: int, numbers: frozenset[str]
) -> pl.DataFrame | None:
    try:
        return pl.read_csv(
            content,
            has_header=False,
            skip_lines=skip,
            separator=layout.separator,
            quote_char=layout.quote,
            schema={name: pl.Int64 if name in numbers else pl.String for name in names},
        )
    except (pl.exceptions.PolarsError, ValueError):
        return None


def _shape_holds(content: bytes, layout: _Layout, cells: pl.DataFrame, skip: int) -> bool:
    """Whether every line is one row and every row is whole.

    Polars refuses rows that are too long and fills those that are too short with nulls, so a row can only be short
    where its last cell is null; and without quotation marks a row can only be one line.
    """
    quoted = layout.quote is not None and b'"' in content
    last_full = cells.width > 1 and cells.to_series(-1).null_count() == 0
    if not quoted and (last_full or cells.width == 1):
        return True
    ends = content.count(b"\n") + (not content.endswith(b"\n"))
    if last_full and ends == cells.height + skip:
        return True
    if quoted:
        if cells.height + skip > ends:
            return False
        body = re.sub(rb'(?:"[^"]*")+', b"\x01", content)
        sign = re.escape(layout.separator.encode())
        if body.count(b"\n") != content.count(b"\n"):  # a field of several lines: rows are not lines
            return False
        if b'"' in body or re.search(rb"\x01[^\r\n" + sign + rb"]|[^\r\n" + sign + rb"]\x01", body):
            return False
    else:
        body = content
    body = body.rstrip(b"\r\n")
    lines = body.split(b"\n", skip)[skip:]
    rest = lines[0] if lines else b""
    blank = cells.height and _empty_rows(cells)
    expected = (cells.height - blank) * (cells.width - 1)
    return rest.count(b"\n") + 1 == cells.height and rest.count(layout.separator.encode()) == expected


def _empty_rows(cells: pl.DataFrame) -> int:
    """Rows of which nothing stands in the file; a line of separators alone is no such row, and asks for more care."""
    first = cells.to_series(0)
    if not first.null_count():
        return 0
    return cells.filter(first.is_null()).select(pl.all_horizontal(pl.all().is_null()).sum()).item() or 0


def _careful(
    request: Request, content: bytes, layout: _Layout, header: Header, notes: list[Note]
) -> tuple[pl.DataFrame, pl.Series]:
    """Row by row, with a note on each kind of oddity."""
    text = content.decode("utf-8", "backslashreplace")
    table = _Table(len(header.names))
    swallowed = _rows_into(table, text, layout, header)
    if swallowed is not None:
        says = say(
            _(
                "{source}: the quotation mark that opens in line {line} is never closed; the file is read without "
                "quotation marks"
            ),
            source=request.who,
            line=swallowed,
        )
        notes.append(request.note("read.unbalanced-quote", says, f"row {swallowed}"))
        table = _Table(len(header.names))
        layout = _Layout(layout.separator, None, layout.skip)
        _rows_into(table, text, layout, header)
    cells, rows = table.finished(header.names)
    for wrong, template, one in (
        (
            table.short,
            _("{source}: {rows} rows have fewer fields than there are columns; what is missing is blank"),
            _("{source}: one row has fewer fields than there are columns; what is missing is blank"),
        ),
        (
            table.long,
            _(
                "{source}: {rows} rows have more fields than there are columns; what is too much is kept in "
                "columns without a name"
            ),
            _(
                "{source}: one row has more fields than there are columns; what is too much is kept in columns without "
                "a name"
            ),
        ),
    ):
        if wrong:
            says = say(template, one, "rows", source=request.who, rows=len(wrong))
            notes.append(request.note("read.ragged-row", says, place(wrong, ""), len(wrong)))
    return cells, rows


class _Table:
    """Rows gathered in pieces, so that memory stays near that of the file."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.short: list[int] = []
        self.long: list[int] = []
        self.lines: list[int] = []
        self._pieces: list[pl.DataFrame] = []
        self._rows: list[list[str | None]] = []
        self._widest = width

    def add(self, row: list[str], line: int) -> None:
        extra = len(row) - self.width
        if extra > 0 and any(row[self.width :]):
            self.long.append(line)
            self._widest = max(self._widest, len(row))
        elif extra > 0:
            row = row[: self.width]
        elif extra < 0:
            self.short.append(line)
        self._rows.append(list(row))
        self.lines.append(line)
        if len(self._rows) >= _CHUNK:
            self._close()

    def _close(self) -> None:
        width = max(self._widest, 1)
        padded = [row + [None] * (width - len(row)) for row in self._rows]
        columns = list(zip(*padded, strict=True)) if padded else [()] * width
        self._pieces.append(
            pl.DataFrame([pl.Series(str(i), list(column), dtype=pl.String) for i, column in enumerate(columns)])
        )
        self._rows = []

    def finished(self, names: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
        self._close()
        whole = pl.concat(self._pieces, how="diagonal")
        every = [*names, *(f"column {i + 1}" for i in range(len(names), whole.width))]
        whole.columns = _distinct(every)[: whole.width]
        return whole, pl.Series("row", self.lines, dtype=pl.UInt32)


def _distinct(names: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    made = []
    for name in names:
        seen[name] += 1
        made.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return made


def _rows_into(table: _Table, text: str, layout: _Layout, header: Header) -> int | None:
    """Fill a table; the line in which a quotation mark opens that is never closed, when there is one."""
    reader = _reader(io.StringIO(text, newline=""), layout)
    start, position = 1, 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            return start
        if row is None:
            return None
        end = reader.line_num  # type: ignore[attr-defined]
        if end - start > _SWALLOWED:
            return start
        if start > layout.skip and any(cell.strip() for cell in row):
            if position >= header.after:
                table.add(row, start)
            position += 1
        start = end + 1


READER = Reader(
    "text with separators",
    (".csv", ".tsv", ".tab", ".txt", ".psv", ".dat"),
    lambda head: False,
    read,
    fallback=True,
)
