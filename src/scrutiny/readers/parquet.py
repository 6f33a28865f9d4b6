"""Parquet: whole numbers stay whole numbers, everything else becomes text."""

from __future__ import annotations

import io

import polars as pl

from scrutiny.readers.reader import Cells, Reader, Request


def read(request: Request) -> Cells:
    """Read a Parquet file. A row's number counts from 1."""
    frame = pl.read_parquet(io.BytesIO(request.content))
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    if nested:
        raise request.error(
            "columns " + ", ".join(repr(n) for n in nested) + " hold lists or records",
            "one value in each cell",
            "write the table flat, one column for each value",
        )
    if not frame.width:
        raise request.error("holds no columns", "a table")
    cells = frame.select(
        pl.col(name)
        if kind.is_integer()
        else pl.col(name).cast(pl.String, strict=False)
        if kind != pl.Binary
        else pl.col(name).bin.encode("hex")
        for name, kind in frame.schema.items()
    )
    return Cells(cells, pl.Series("row", range(1, cells.height + 1), dtype=pl.UInt32))


READER = Reader("Parquet", (".parquet", ".pq"), lambda head: head.startswith(b"PAR1"), read)
