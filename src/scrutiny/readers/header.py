"""Where the column names stand, and what they are: titles above them, names over two lines, names that repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from scrutiny.evidence.columns import named_columns, normalised
from scrutiny.evidence.mapping import TableMapping
from scrutiny.evidence.note import Note
from scrutiny.evidence.numerals import place
from scrutiny.messages import _, say
from scrutiny.readers.reader import Request

SEARCHED = 60
"""How many lines from the top are searched for the column names, where the case does not say the line."""

Row = Sequence[str | None]


def searched(mapping: TableMapping | None) -> int:
    """How many rows from the top must be looked at to find the header and to see what stands below it."""
    declared = (mapping.header or 0) + mapping.header_lines if mapping is not None else 1
    return max(SEARCHED, declared) + 20


@dataclass(frozen=True)
class Header:
    """The column names, and where they stand.

    Parameters
    ----------
    first, after
        Positions (from 0) of the first row of the header and of the first row below it.
    """

    names: tuple[str, ...]
    first: int
    after: int


def find_header(rows: Sequence[Row], lines: Sequence[int], mapping: TableMapping | None, width: int) -> Header:
    """The row that holds the column names: the one the case says, or the one that has the columns the case names.

    Without a mapping it is the first row that is nearly as full as the fullest and holds no number.
    """
    height = mapping.header_lines if mapping is not None else 1
    if mapping is not None and mapping.header is not None:
        first = next((i for i, line in enumerate(lines) if line >= mapping.header), len(rows))
    else:
        first = _likely(rows, mapping, height)
    names = column_names(rows[first : first + height], width)
    return Header(names, first, first + height)


def _likely(rows: Sequence[Row], mapping: TableMapping | None, height: int) -> int:
    wanted = {normalised(name) for name in named_columns(mapping)} if mapping is not None else set()
    best, most = 0, 0
    if wanted:
        for i in range(min(len(rows), SEARCHED)):
            found = len(wanted & {normalised(n) for n in column_names(rows[i : i + height], 0)})
            if found > most:
                best, most = i, found
            if most == len(wanted):
                break
    if most:
        return best
    filled = [sum(bool(cell and cell.strip()) for cell in row) for row in rows[:SEARCHED]]
    fullest = max(filled, default=0)
    for i, row in enumerate(rows[:SEARCHED]):
        if filled[i] >= 0.7 * fullest and filled[i] and not any(_is_number(cell) for cell in row):
            return i
    return next((i for i, count in enumerate(filled) if count), 0)


def _is_number(cell: str | None) -> bool:
    text = (cell or "").strip().replace(",", "").replace(".", "")
    return text.isdigit() and not (len(text) == 4 and text.startswith(("19", "20")))  # a year may be a heading


def column_names(rows: Sequence[Row], width: int) -> tuple[str, ...]:
    """One name a column. Names over several lines are joined with " / "; merged cells are filled to the right.

    A name that stands twice gets "#2"; a column without a name is called by its position.

    Examples
    --------
    >>> column_names([["Unit", "Votes", "", ""], ["", "A", "B", "A"]], 4)
    ('Unit', 'Votes / A', 'Votes / B', 'Votes / A#2')
    """
    width = max([width, *(len(row) for row in rows)])
    lines = [[(cell or "").replace("\ufeff", "").strip() for cell in row] + [""] * (width - len(row)) for row in rows]
    for line in lines[:-1]:
        last = ""
        for i, cell in enumerate(line):
            last = cell or last
            line[i] = last
    names: list[str] = []
    seen: Counter[str] = Counter()
    for i in range(width):
        parts = [line[i] for line in lines]
        if len(parts) > 1 and not parts[-1] and lines[0][i : i + 1] == lines[0][i - 1 : i] and i:
            parts = [""]  # nothing of its own: only what the neighbour's heading was filled with
        name = " / ".join(dict.fromkeys(p for p in parts if p)) or f"column {i + 1}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(names)


def below_header(
    cells: pl.DataFrame, rows: pl.Series, header_line: int, request: Request
) -> tuple[pl.DataFrame, pl.Series, list[Note]]:
    """Without empty rows and without the header where it is printed again; with notes on where the header stood."""
    notes: list[Note] = []
    if header_line > 1:
        says = say(
            _("{source}: the column names are taken from row {row}; what stands above is left aside"),
            source=request.who,
            row=header_line,
        )
        notes.append(request.note("read.header-row", says, f"row {header_line}"))
    if not cells.width or not cells.height:
        return cells, rows, notes
    text = [c for c in cells.columns if cells.schema[c] == pl.String]
    probe = text[:1] or cells.columns[:1]
    empty = (cells[probe[0]].is_null() | (cells[probe[0]] == "")) if text else cells[probe[0]].is_null()
    if empty.any():
        every = (
            cells.lazy()
            .filter(empty)
            .select(
                pl.all_horizontal(
                    [
                        (pl.col(c).is_null() | (pl.col(c) == "")) if c in text else pl.col(c).is_null()
                        for c in cells.columns
                    ]
                )
            )
            .collect()
            .to_series()
        )
        if every.any():
            drop = empty.arg_true().filter(every)
            keep = pl.Series([True], dtype=pl.Boolean).new_from_index(0, cells.height).scatter(drop, False)
            cells, rows = cells.filter(keep), rows.filter(keep)
    if text:
        again = (cells[text[0]] == text[0]).fill_null(False)
        if again.any():
            for column in text[1:]:
                named = cells[column].fill_null("").str.strip_chars() == column
                again = (
                    again & (named | (cells[column].fill_null("") == ""))
                    if column.startswith("column ")
                    else again & named
                )
            if again.any():
                at = rows.filter(again)
                says = say(
                    _("{source}: the column names are printed again in {rows} rows below; these hold no counts"),
                    _("{source}: the column names are printed again in one row below; it holds no counts"),
                    "rows",
                    source=request.who,
                    rows=len(at),
                )
                notes.append(request.note("read.repeated-header", says, place(at.head(21).to_list(), ""), len(at)))
                cells, rows = cells.filter(~again), rows.filter(~again)
    return cells, rows, notes
