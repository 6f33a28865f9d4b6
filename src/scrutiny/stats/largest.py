"""The largest of many numbers: how much they hold together, and how many of them make up a given amount.

The numbers come as pairs: a value and how many times it occurs. All arithmetic is exact, in 128 bits.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, eq=False)
class Largest:
    """Numbers sorted from the largest, with running sums.

    Parameters
    ----------
    value, times
        Each value that occurs, the largest first, and how often.
    upto, held
        How many numbers there are up to this value, and their sum.
    """

    value: pl.Series
    times: pl.Series
    upto: pl.Series
    held: pl.Series

    @property
    def many(self) -> int:
        """How many numbers there are."""
        return int(self.upto[-1]) if len(self.upto) else 0

    @property
    def total(self) -> int:
        """The sum of all of them."""
        return int(self.held[-1]) if len(self.held) else 0

    def of(self, number: int) -> int:
        """The greatest sum of at most `number` of them.

        Negative numbers are never taken: leaving them out makes the sum larger.

        Examples
        --------
        >>> numbers = largest(pl.Series([5, 3, 3, -2]))
        >>> numbers.of(2), numbers.of(3), numbers.of(9)
        (8, 11, 11)
        """
        number = min(number, self._positive)
        if number <= 0:
            return 0
        # The first value up to which at least so many numbers lie; only a part of its copies may be needed.
        at = int(self.upto.search_sorted(number, side="left"))
        surplus = int(self.upto[at]) - number
        return int(self.held[at]) - surplus * int(self.value[at])

    def reaching(self, amount: int) -> int | None:
        """The least number of them whose sum is at least `amount`; None when all of them do not reach it.

        Examples
        --------
        >>> numbers = largest(pl.Series([5, 3, 3, -2]))
        >>> [numbers.reaching(amount) for amount in (0, 1, 5, 6, 8, 9, 12)]
        [0, 1, 1, 2, 2, 3, None]
        """
        if amount <= 0:
            return 0
        if self.of(self._positive) < amount:
            return None
        at = int(self.held.head(self._rows).search_sorted(amount, side="left"))
        value, surplus = int(self.value[at]), int(self.held[at]) - amount
        return int(self.upto[at]) - surplus // value

    @property
    def _rows(self) -> int:
        """How many of the values are positive (they come first)."""
        return int((self.value > 0).sum())

    @property
    def _positive(self) -> int:
        return int(self.upto[self._rows - 1]) if self._rows else 0


def largest(value: pl.Series, times: pl.Series | None = None) -> Largest:
    """Sort whole numbers from the largest, equal ones together.

    Parameters
    ----------
    value
        Whole numbers; nulls are left out.
    times
        How often each occurs; once when not given. A value may stand in several rows.

    Examples
    --------
    >>> largest(pl.Series([2, 7]), pl.Series([10, 3])).of(5)
    25
    """
    if times is None:
        pairs = value.drop_nulls().alias("value").value_counts(name="times")
    else:
        pairs = pl.DataFrame({"value": value, "times": times}).drop_nulls().filter(pl.col("times") > 0)
        pairs = pairs.group_by("value").agg(pl.col("times").cast(pl.Int128).sum())
    wide = pairs.sort("value", descending=True).with_columns(pl.all().cast(pl.Int128))
    made = wide.with_columns(
        pl.col("times").cum_sum().alias("upto"), (pl.col("value") * pl.col("times")).cum_sum().alias("held")
    )
    return Largest(*(made.get_column(name) for name in ("value", "times", "upto", "held")))
