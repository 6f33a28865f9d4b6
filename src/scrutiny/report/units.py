"""The units of findings: how many fit on the page, and the file that holds them all."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import polars as pl

from scrutiny.findings.finding import Finding
from scrutiny.messages import Chance, Words

WORST = 2_000
"""So many units of a finding are on the page at most."""
PAGE_BYTES = 1_500_000
"""So much of the page may be units, so that the whole page stays under 3 MB whatever the case."""
STEPS = (WORST, 1_000, 500, 200, 100, 50, 20, 5)
FILE = "units.csv"
_CELL_OVERHEAD, _ROW_OVERHEAD, _IMAGE_OVERHEAD = 4, 5, 60
_ACTIVE = re.compile(r"^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
"""What a spreadsheet would run as a formula (the full-width signs, too; some skip blanks before it)."""


@dataclass(frozen=True, eq=False)
class Shown:
    """The first (worst) units of a finding, and how many there are."""

    table: pl.DataFrame
    total: int

    @property
    def complete(self) -> bool:
        return self.table.height == self.total


@dataclass(frozen=True, eq=False)
class Exported:
    """What is on the page, and the file with everything of the findings that do not fit on it.

    Parameters
    ----------
    shown
        By finding.
    csv
        The file, empty when every finding fits on the page.
    rows
        How many rows of the file belong to each finding.
    """

    shown: Mapping[str, Shown]
    csv: bytes = b""
    rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.csv).hexdigest() if self.csv else ""


CHANCE = "chance"
"""The column of units that holds a chance; it is printed as chances are everywhere."""


def as_chance(cell: object) -> Chance | None:
    """A cell of that column; None where none is known.

    Examples
    --------
    >>> str(as_chance(0.72).value)
    '18/25'
    """
    return Chance(Fraction(repr(cell))) if isinstance(cell, float) and math.isfinite(cell) else None


def cell_text(cell: object, words: Words) -> str:
    """A cell of any other column, as it is printed: numbers by the language, two places where it is none of decimals.

    Examples
    --------
    >>> cell_text(Decimal("-36.7"), Words("es")), cell_text(None, Words("es"))
    ('−36,7', '')
    """
    match cell:
        case None:
            return ""
        case bool():
            return "✓" if cell else ""
        case int():
            return words.whole(cell)
        case Decimal():
            return words.decimal(cell, max(0, -int(cell.as_tuple().exponent)))
        case float():
            return words.decimal(Decimal(repr(cell)), 2) if math.isfinite(cell) else ""
        case datetime() | date():
            return cell.isoformat()
        case _:
            return str(cell)


def export(findings: Iterable[Finding]) -> Exported:
    """Choose what is shown of each finding and write the rest to one file."""
    having = [f for f in findings if f.units is not None and f.units.height]
    tables = {finding.id: finding.units for finding in having if finding.units is not None}
    limit = _limit(list(tables.values()))
    shown = {id_: Shown(table.head(limit), table.height) for id_, table in tables.items()}
    too_long = {id_: table for id_, table in tables.items() if table.height > limit}
    return Exported(shown, csv_of(too_long), {id_: table.height for id_, table in too_long.items()})


def _limit(tables: Sequence[pl.DataFrame]) -> int:
    """The largest number of rows a finding for which all tables together stay within the page."""
    for limit in STEPS:
        heads = [table.head(limit) for table in tables]
        # What stands around the cells alone tells of most limits that they are too large, before any cell is written.
        if sum(map(_around, heads)) <= PAGE_BYTES and sum(map(_bytes, heads)) <= PAGE_BYTES:
            return limit
    return STEPS[-1]


def _around(table: pl.DataFrame) -> int:
    images = sum(name.startswith("image") for name in table.columns)
    return table.height * (_ROW_OVERHEAD + _CELL_OVERHEAD * len(table.columns) + _IMAGE_OVERHEAD * images)


def _bytes(table: pl.DataFrame) -> int:
    text = sum(
        int(table.get_column(name).cast(pl.String).fill_null("").str.len_bytes().sum()) for name in table.columns
    )
    return text + _around(table)


def csv_of(tables: Mapping[str, pl.DataFrame]) -> bytes:
    """One file for the units of several findings, safe to open in a spreadsheet.

    The first column names the finding; the others are all columns that occur, in the order of first appearance.
    A text that a spreadsheet would take for a formula gets an apostrophe before it.

    Examples
    --------
    >>> csv_of({"a.b/c": pl.DataFrame({"unit": ["=1+1"], "votes": [-3]})})
    b"finding,unit,votes\\na.b/c,'=1+1,-3\\n"
    """
    if not tables:
        return b""
    parts = [
        table.select(pl.lit(id_).alias("finding"), *[safe_column(name, kind) for name, kind in table.schema.items()])
        for id_, table in tables.items()
    ]
    whole = pl.concat(parts, how="diagonal")
    whole = whole.rename({name: _safe_text(name) for name in whole.columns})
    return whole.write_csv().encode()


def safe_column(name: str, kind: pl.DataType) -> pl.Expr:
    """A column as text. A whole number needs no apostrophe: a minus before digits is a number everywhere."""
    text = pl.col(name).cast(pl.String)
    if kind.is_numeric():
        return text
    return pl.when(text.str.contains(_ACTIVE.pattern)).then(pl.lit("'") + text).otherwise(text).alias(name)


def _safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if _ACTIVE.match(text) else text
