"""Which votes of a record are known: a missing number is never 0, and an option that was not on the ballot has none."""

from __future__ import annotations

import polars as pl

from scrutiny.evidence.counts import Counts

ABSENT = "no_such_field"
"""The one state in which nothing is missing: the sheet has no place for the figure."""


def votes_known(counts: Counts) -> pl.Series:
    """For each row, whether every option on its ballot has a number.

    An option without a field on the sheet was not on the ballot there. A row in which no option has a number has no
    known votes, whatever its cells are called.
    """
    options = counts.valid_options
    if not options:
        return pl.Series([False] * counts.units, dtype=pl.Boolean)
    known = counts.table.select(
        pl.any_horizontal(pl.col(counts.column(option)).is_not_null() for option in options).alias("known")
    ).to_series()
    if counts.gaps.height:
        missing = counts.gaps.filter(pl.col("item").is_in(options) & (pl.col("state") != ABSENT))
        rows = missing.get_column("unit_row").unique()
        if len(rows):
            index = pl.int_range(counts.units, dtype=pl.Int64, eager=True)
            known &= ~index.is_in(rows.cast(pl.Int64).implode())
    return known


def votes_of(counts: Counts, option: str) -> pl.Expr:
    """The votes of an option as an expression of 128 bits, 0 where it was not on the ballot.

    To be used only on rows of which `votes_known` is true.
    """
    return pl.col(counts.column(option)).cast(pl.Int128).fill_null(0)
