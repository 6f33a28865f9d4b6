"""Which votes of a record are known: a missing number is never 0, and an option that was not on the ballot has none."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from scrutiny.evidence.counts import UNIT, Counts
from scrutiny.evidence.joining import may_repeat

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


def lacking(counts: Counts) -> tuple[str, ...]:
    """Valid options of the contest of which the record says nothing, so that no outcome is known from it.

    Empty where its valid votes show that nothing is missing: at each unit whose votes are known they are given, and
    are the sum of the options that it has.
    """
    contest, here = counts.contest, set(counts.valid_options)
    leaves = [o.id for o in contest.options if o.valid and not contest.children.get(o.id)]
    absent = tuple(o for o in leaves if o not in here and not here & set(contest.ancestors(o)))
    if not absent or not here or counts.derived("valid"):
        return absent
    held = pl.sum_horizontal(votes_of(counts, option) for option in counts.valid_options)
    valid = pl.col(counts.column("valid")).cast(pl.Int128)
    rows = counts.table.filter(votes_known(counts)).select((valid == held).fill_null(False).alias("whole"))
    return () if rows.height and rows["whole"].all() else absent


def repeats(counts: Counts) -> bool:
    """Whether the name of some unit stands more than once."""
    return may_repeat(counts.table.get_column(UNIT))


def once(table: pl.DataFrame, figures: Sequence[str]) -> tuple[pl.DataFrame, int, int]:
    """Each unit once, whose figures are not known where rows of one name differ in them.

    Parameters
    ----------
    table
        Rows with a column `known`: whether the votes of the row are known.
    figures
        Columns in which two rows of a name must agree.

    Returns
    -------
    The table, how many names stand more than once, and how many of those with figures that differ.
    """
    names = table.get_column(UNIT)
    if not may_repeat(names):
        return table, 0, 0
    repeated = names.filter(names.is_duplicated()).n_unique()
    made = table.unique([UNIT, *figures, "known"], maintain_order=True)
    made = made.with_columns((pl.col("known") & ~pl.col(UNIT).is_duplicated()).alias("known"))
    differing = made.filter(pl.col(UNIT).is_duplicated()).get_column(UNIT).n_unique()
    return made.unique(UNIT, keep="first", maintain_order=True), repeated, differing


def describes(units: int, slips: int) -> bool:
    """Whether a rule that fails at some units may still describe a record: not when it fails at most of them.

    Up to ten failures may still be slips of a small record, unless it fails everywhere.
    """
    return 2 * slips <= units or (slips <= 10 and slips < units)
