"""How many units a sample needs for a margin of error, and how they are shared among strata."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Spread:
    """What an earlier count tells of the strata, for one question (a share or a lead).

    Parameters
    ----------
    size
        Units in each stratum, shape (H,).
    deviation
        The standard deviation of the residuals of its units, shape (H,).
    base
        Votes in all units.
    """

    size: Real
    deviation: Real
    base: float


def spread_of(answer: npt.ArrayLike, base: npt.ArrayLike, stratum: npt.ArrayLike) -> Spread:
    """The spread of residuals within strata, from an earlier count of every unit.

    Parameters
    ----------
    answer
        Votes of an option, or the difference of two, in each unit.
    base
        All votes in each unit.
    stratum
        Whole numbers from 0.

    Examples
    --------
    >>> made = spread_of([60, 50, 20, 40], [100] * 4, [0, 0, 1, 1])
    >>> made.size.tolist(), made.deviation.round(3).tolist(), made.base
    ([2.0, 2.0], [7.071, 14.142], 400.0)
    """
    y, x, h = np.asarray(answer, float), np.asarray(base, float), np.asarray(stratum, np.int64)
    ratio = y.sum() / x.sum() if x.sum() > 0 else 0.0
    e = y - ratio * x
    size = np.bincount(h).astype(float)
    mean = np.bincount(h, e) / np.maximum(size, 1)
    squares = np.bincount(h, (e - mean[h]) ** 2)
    return Spread(size, np.sqrt(squares / np.maximum(size - 1, 1)), float(x.sum()))


def error_of(spread: Spread, drawn: npt.ArrayLike) -> float:
    """The standard error of the combined ratio with so many units drawn in each stratum."""
    n = np.asarray(drawn, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(
            spread.size > 0, spread.size**2 * (1 - np.minimum(1, n / spread.size)) * spread.deviation**2 / n, 0
        )
    return math.sqrt(float(parts.sum())) / spread.base


def proportional(total: int, size: npt.ArrayLike, least: int = 2) -> Whole:
    """Units shared in proportion to the strata, with so many in each at least (all, where it has fewer).

    Examples
    --------
    >>> proportional(20, [100, 50, 10, 1]).tolist()
    [11, 6, 2, 1]
    """
    return shared(total, np.asarray(size, float), np.asarray(size, float), least)


def neyman(total: int, size: npt.ArrayLike, deviation: npt.ArrayLike, least: int = 2) -> Whole:
    """Units shared so that the error is least: in proportion to the size of a stratum times its spread.

    Examples
    --------
    >>> neyman(20, [100, 100], [3.0, 1.0]).tolist()
    [15, 5]
    """
    n = np.asarray(size, float)
    return shared(total, n, n * np.asarray(deviation, float), least)


def shared(total: int, size: Real, wish: Real, least: int) -> Whole:
    """A total shared by wish, at least so many and at most all units of each stratum; largest remainders decide."""
    floor = np.minimum(size, least)
    if total <= floor.sum():
        return floor.astype(np.int64)
    made, free = floor.copy(), np.ones(len(size), bool)
    # A stratum that would get less than the least, or more than it has, is fixed at that end; others share the rest.
    for _round in range(2 * len(size) + 1):
        rest, want = total - made[~free].sum(), wish * free
        if want.sum() <= 0:
            break
        given = rest * want / want.sum()
        over, under = free & (given > size), free & (given < floor)
        if not (over.any() or under.any()):
            made[free] = given[free]
            break
        fixed, ends = (over, size) if over.any() else (under, floor)
        made[fixed], free = ends[fixed], free & ~fixed
    whole = np.minimum(np.floor(made + 1e-9), size)
    left = int(min(total, size.sum()) - whole.sum())
    order = np.lexsort((np.arange(len(size)), -(made - whole)))
    while left > 0:
        gained = False
        for h in order:
            if left > 0 and whole[h] < size[h]:
                whole[h] += 1
                left -= 1
                gained = True
        if not gained:
            break
    return whole.astype(np.int64)


@dataclass(frozen=True)
class Point:
    """A number of units and the margin of error that it gives, both sides alike, at the level asked."""

    units: int
    margin: float


def units_for(spreads: Sequence[Spread], margin: float, z: float = 1.959964, least: int = 2, best: bool = True) -> int:
    """The least number of units whose margin of error is not above what is wanted, for every question asked.

    Parameters
    ----------
    spreads
        One for each question; all over the same strata. The first decides how units are shared.
    margin
        Half the width of the interval, as a share.
    best
        Shared by Neyman; in proportion to the strata otherwise.

    Examples
    --------
    >>> even = Spread(np.array([1000.0]), np.array([30.0]), 100_000.0)
    >>> units_for([even], 0.05)
    122
    """
    size = spreads[0].size
    low, high = int(np.minimum(size, least).sum()), int(size.sum())
    while low < high:
        middle = (low + high) // 2
        if margin_of(spreads, middle, z, least, best) <= margin:
            high = middle
        else:
            low = middle + 1
    return low


def margin_of(spreads: Sequence[Spread], units: int, z: float = 1.959964, least: int = 2, best: bool = True) -> float:
    """The widest margin of error over the questions when so many units are drawn."""
    first = spreads[0]
    shares = neyman(units, first.size, first.deviation, least) if best else proportional(units, first.size, least)
    return max(z * error_of(one, shares) for one in spreads)
