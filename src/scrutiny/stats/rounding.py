"""What a rounded figure can have been before it was rounded. Exact fractions, no floats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

RULES = ("half_up", "half_even", "down", "up", "largest_remainder")
"""The usual rules: halves up, halves to the even digit, cut off, up, largest remainder."""


@dataclass(frozen=True)
class Interval:
    """Numbers between two ends, each of which may belong to it or not."""

    low: Fraction
    high: Fraction
    low_in: bool = True
    high_in: bool = True

    def __contains__(self, number: Fraction | int) -> bool:
        above = number > self.low or (self.low_in and number == self.low)
        return above and (number < self.high or (self.high_in and number == self.high))

    def meets(self, low: Fraction, high: Fraction) -> bool:
        """Whether some number from `low` to `high` (both included) lies in the interval."""
        reaches = high > self.low or (self.low_in and high == self.low)
        return reaches and (low < self.high or (self.high_in and low == self.high))

    def whole(self, total: int) -> tuple[int, int]:
        """The least and the greatest whole number whose percentage of `total` lies in the interval.

        The first is larger than the second where there is none.
        """
        low, below = self.low.numerator * total, self.low.denominator * 100
        high, above = self.high.numerator * total, self.high.denominator * 100
        least = -(-low // below) + (not self.low_in and low % below == 0)
        most = high // above - (not self.high_in and high % above == 0)
        return max(0, least), min(total, most)

    def totals(self, count: int) -> tuple[int, int | None]:
        """The least and the greatest total of which a count above 0 is such a percentage.

        The greatest is None where any larger one will do; the first is larger than the second where there is none.

        Examples
        --------
        Donetsk 2014: no total makes 2,252,867 votes 89.07 % and 256,040 votes 10.19 %.

        >>> interval(Decimal("89.07")).totals(2252867), interval(Decimal("10.19")).totals(256040)
        ((2529180, 2529463), (2511428, 2513892))
        """
        if self.high <= 0:
            return 1, 0
        least = 100 * count / self.high
        first = -(-least.numerator // least.denominator) + (not self.high_in and least.denominator == 1)
        if self.low <= 0:
            return max(count, first), None
        most = 100 * count / self.low
        last = most.numerator // most.denominator - (not self.low_in and most.denominator == 1)
        return max(count, first), last


def unit(value: Decimal) -> Fraction:
    """One step of the last digit that was printed."""
    return Fraction(10) ** int(value.as_tuple().exponent)


def interval(value: Decimal, rule: str = "unknown") -> Interval:
    """All numbers that are printed as `value` under a rule of rounding.

    Parameters
    ----------
    value
        As printed: 51.20 is rounded to two decimals, 51.2 to one.
    rule
        One of `RULES`, or `unknown`: to the nearest, whatever becomes of halves. Largest remainders may lie up to a
        step on either side.

    Examples
    --------
    >>> found = interval(Decimal("96.87"))
    >>> float(found.low), float(found.high)
    (96.865, 96.875)
    """
    exact, step = Fraction(value), unit(value)
    match rule:
        case "half_up":
            return Interval(exact - step / 2, exact + step / 2, True, False)
        case "half_even":
            even = (exact / step).numerator % 2 == 0
            return Interval(exact - step / 2, exact + step / 2, even, even)
        case "down":
            return Interval(exact, exact + step, True, False)
        case "up":
            return Interval(exact - step, exact, False, True)
        case "largest_remainder":
            return Interval(exact - step, exact + step, False, False)
        case "unknown":
            return Interval(exact - step / 2, exact + step / 2)
        case _:
            raise ValueError(f"{rule!r} is no rule of rounding; one of {', '.join(RULES)}, unknown")


def fits(number: Fraction, printed: Decimal, rule: str = "unknown") -> bool:
    """Whether a number can have been printed so.

    Examples
    --------
    >>> fits(Fraction(100 * 5150092, 10058774), Decimal("51.2"))
    True
    """
    return number in interval(printed, rule)


def is_largest_remainder(counts: Sequence[int], printed: Sequence[Decimal], total: int) -> bool:
    """Whether they are largest-remainder shares: they add to 100, and whoever was rounded up had more left."""
    step = min(unit(value) for value in printed)
    units = [Fraction(value) / step for value in printed]
    if sum(units) != 100 / step or any(u.denominator != 1 for u in units):
        return False
    up: list[Fraction] = []
    down: list[Fraction] = []
    for count, announced in zip(counts, units, strict=True):
        exact = Fraction(100 * count, total) / step
        surplus = announced - exact
        if exact.denominator == 1 and surplus == 0:
            continue
        if not -1 < surplus < 1:
            return False
        (up if surplus > 0 else down).append(exact - exact.numerator // exact.denominator)
    return not up or not down or min(up) >= max(down)


def possible(shares: Sequence[Interval], total: int) -> bool:
    """Whether whole numbers that add to `total` have these shares of it."""
    ends = [share.whole(total) for share in shares]
    return all(low <= high for low, high in ends) and sum(e[0] for e in ends) <= total <= sum(e[1] for e in ends)


@dataclass(frozen=True)
class Totals:
    """Totals of which some division into whole numbers has given shares.

    Parameters
    ----------
    smallest
        The smallest; None where there is none.
    every_from
        From here on every total is one; None where that cannot be said.
    """

    smallest: int | None
    every_from: int | None


def possible_totals(shares: Sequence[Interval], searched: int = 20_000) -> Totals:
    """The totals that have these shares, searched one by one up to where they are known to be possible for ever.

    Once a step of the rounding is a vote or more, each share has a whole number; once what the sums of the ends leave
    on either side of 100 is a vote for each part, they can be chosen to add to the total.

    Examples
    --------
    >>> possible_totals([interval(Decimal("33.3")), interval(Decimal("66.7"))])
    Totals(smallest=3, every_from=798)
    """
    low, high = sum((s.low for s in shares), Fraction(0)), sum((s.high for s in shares), Fraction(0))
    if low > 100 or high < 100:
        return Totals(None, None)
    always: int | None = None
    if low < 100 < high:
        narrowest = min(s.high - s.low for s in shares)
        room = min(100 - low, high - 100)
        always = int(max(100 / narrowest, 100 * len(shares) / room)) + 1
    found = [total for total in range(1, min(searched, always or searched) + 1) if possible(shares, total)]
    if always is None or always > searched:
        return Totals(found[0] if found else always, always)
    since = always
    for total in reversed(found):
        if total < since - 1:
            break
        since = total
    return Totals(found[0] if found else since, since)
