"""Do two values of the units of a group go together? Rank correlation inside groups, all groups together."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Together:
    """A rank correlation inside groups.

    Parameters
    ----------
    units, groups
        Units of groups in which both values vary, and these groups.
    correlation
        Between -1 and 1; NaN where nothing varies.
    low, high
        An interval by Fisher's transformation, each group having taken one freedom; it holds for independent units.
    """

    units: int
    groups: int
    correlation: float
    low: float
    high: float


def within_ranks(codes: Whole, x: Real, others: Iterable[Real], level: float = 0.95) -> list[Together]:
    """The correlation of ranks that are taken inside each group, less the group's mean, over all groups.

    One value is ranked once and held against each of the others. Ranks are divided by the number of units of their
    group, so that a large group counts by its units and not by the square of them. Equal values share their mean rank.

    Examples
    --------
    >>> codes = np.array([0, 0, 0, 1, 1, 1])
    >>> x, y = np.array([1.0, 2, 3, 70, 80, 90]), np.array([5.0, 6, 7, 1, 2, 3])
    >>> both = within_ranks(codes, x, [y, -y])  # 1 inside groups, though the group of the larger x has the smaller y
    >>> [one.correlation for one in both]
    [1.0, -1.0]
    """
    _, place, units = np.unique(codes, return_inverse=True, return_counts=True)
    ranks = ranks_within(place, x)
    return [_together(place, units, ranks, ranks_within(place, y), level) for y in others]


def _together(place: Whole, units: Whole, a: Real, b: Real, level: float) -> Together:
    square_a, square_b = (np.bincount(place, r * r, len(units)) for r in (a, b))
    vary = (square_a > 1e-12) & (square_b > 1e-12)
    kept = vary[place]
    number, groups = int(units[vary].sum()), int(vary.sum())
    if not groups:
        return Together(0, 0, math.nan, math.nan, math.nan)
    a, b = a[kept], b[kept]
    correlation = float((a @ b) / math.sqrt(float(a @ a) * float(b @ b)))
    free = number - groups - 2
    if free < 1 or abs(correlation) >= 1 - 1e-12:
        return Together(number, groups, max(-1.0, min(1.0, round(correlation, 12))), -1.0, 1.0)
    reach = float(ndtri((1 + level) / 2)) / math.sqrt(free)
    middle = math.atanh(correlation)
    return Together(number, groups, correlation, math.tanh(middle - reach), math.tanh(middle + reach))


def ranks_within(place: Whole, value: Real) -> Real:
    """Ranks inside groups (equal values share their mean), less the group's mean, over its number of units.

    Examples
    --------
    >>> ranks_within(np.array([0, 0, 0, 1]), np.array([5.0, 7.0, 7.0, 1.0])).round(3).tolist()
    [-0.333, 0.167, 0.167, 0.0]
    """
    units = np.bincount(place)
    order = np.lexsort((value, place))
    group, sorted_ = place[order], value[order]
    fresh = np.concatenate(([True], (np.diff(group) != 0) | (np.diff(sorted_) != 0)))
    tie = np.cumsum(fresh) - 1
    start = np.cumsum(units) - units
    position = np.arange(len(order)) - start[group]
    mean = np.bincount(tie, position) / np.bincount(tie)
    made = np.empty(len(order))
    made[order] = (mean[tie] - (units[group] - 1) / 2) / units[group]
    return made
