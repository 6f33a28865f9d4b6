"""A file as a reader hands it over: texts in columns, and the row each stood in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from scrutiny.evidence.note import Note


@dataclass(frozen=True, eq=False)
class RawTable:
    """Cells as text, nothing interpreted.

    Parameters
    ----------
    cells
        All columns are text; null where the file holds nothing at all (an empty cell is an empty text or null).
        Columns that the file stores as whole numbers (Parquet, JSON lines) may stay whole numbers.
    rows
        The line (text files) or row (workbooks) of each row, from 1, as an editor shows it.
    source
        The id of the source.
    notes
        What the reader saw: encoding, separator, ragged rows, NUL bytes.
    as_text
        For a column that a reader of text took as whole numbers at once because it holds counts: the same column
        as text, should another table use it as a code ("007").
    """

    cells: pl.DataFrame
    rows: pl.Series
    source: str
    notes: tuple[Note, ...] = ()
    as_text: Callable[[str], pl.Series] | None = None
