"""How much a number can fall when some of its digits are misread."""

from __future__ import annotations

import polars as pl


def most_fallen(value: pl.Series, digits: int) -> pl.Series:
    """The most by which each number can exceed what it was read from, when so many of its digits were misread.

    A misread digit is any other digit in its place; the number of places stays (a leading 0 may have been read as a
    9). The largest fall turns the first digits that are not 0 to 0. Negative numbers and nulls fall by nothing.

    Examples
    --------
    >>> most_fallen(pl.Series([345, 301, 7, 0]), 1).to_list(), most_fallen(pl.Series([345, 301, 7, 0]), 2).to_list()
    ([300, 300, 7, 0], [340, 301, 7, 0])
    """
    whole = value.cast(pl.Int64).fill_null(0).clip(0)
    table = pl.DataFrame({"left": whole, "fall": pl.zeros(len(whole), pl.Int64, eager=True)})
    table = table.with_columns(pl.col("fall").alias("taken"))
    for place in range(len(str(whole.max() or 0)) - 1, -1, -1):
        digit = pl.col("left") // 10**place
        first = (digit > 0) & (pl.col("taken") < digits)
        table = table.with_columns(
            (pl.col("left") - digit * 10**place).alias("left"),
            (pl.col("fall") + pl.when(first).then(digit * 10**place).otherwise(0)).alias("fall"),
            (pl.col("taken") + first.cast(pl.Int64)).alias("taken"),
        )
    return table["fall"]
