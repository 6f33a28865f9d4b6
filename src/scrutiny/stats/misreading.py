"""How much a number can fall when some of its digits are misread, and how many must have been."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
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


def fewest_misread(value: pl.Series, times: pl.Series, digits: int, left_out: int, amount: int) -> int | None:
    """The fewest numbers that must have been misread for a sum to fall by an amount, when some may be left out as well.

    A number that is left out takes itself away, one that is misread what it can fall by (`most_fallen`), and no number
    does both. The least is exact: what is left out is chosen together with what is misread, since the largest numbers
    may do more as misread ones than the next would.

    Parameters
    ----------
    value, times
        The numbers, none negative, and how often each occurs.
    digits
        How many digits of a number may be misread.
    left_out
        How many numbers may be left out.
    amount
        By how much the sum must fall.

    Returns
    -------
    int or None
        None where all of them together do not suffice.

    Examples
    --------
    Of 330, 1, 24, 81, 9, 354 and 282 one may be left out: 354 is, and 330, 282 and 81 were misread in a digit.

    >>> numbers = pl.Series([330, 1, 24, 81, 9, 354, 282])
    >>> fewest_misread(numbers, pl.Series([1] * 7), 1, 1, 1081 - 124)
    3
    """
    whole = pl.DataFrame({"value": value, "times": times}).filter(pl.col("times") > 0).cast(pl.Int64)
    gone = whole["value"].to_numpy().astype(np.int64)
    fallen = most_fallen(whole["value"], digits).to_numpy().astype(np.int64)
    often = whole["times"].to_numpy().astype(np.int64)
    many = int(often.sum())
    left_out = min(max(0, left_out), many)

    def reached(misread: int) -> int:
        return _greatest(gone, fallen, often, left_out, misread)

    if reached(many) < amount:
        return None
    low, high = 0, many
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) >= amount else (middle + 1, high)
    return low


_Array = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def _greatest(gone: _Array, fallen: _Array, often: _Array, left_out: int, misread: int) -> int:
    """The greatest sum of what `left_out` numbers hold and `misread` others can fall by.

    By its dual: prices for being left out and for being misread. The problem is one of transport, whose prices may be
    taken whole, and the dual is convex in each price, so that it is searched by halves.
    """

    def dual(price_out: int, price_misread: int) -> int:
        worth = np.maximum(np.maximum(gone - price_out, fallen - price_misread), 0)
        return int((worth * often).sum()) + left_out * price_out + misread * price_misread

    def best_misread(price_out: int) -> int:
        return _lowest(lambda price: dual(price_out, price), int(fallen.max(initial=0)))

    return _lowest(best_misread, int(gone.max(initial=0)))


def _lowest(of: Callable[[int], int], most: int) -> int:
    """The least value of a convex function of the whole numbers from 0 to `most`."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if of(middle) <= of(middle + 1) else (middle + 1, high)
    return of(low)
