"""Do the smallest units of a group differ from its largest? A value of each unit, standardised inside its group.

Each value is held against the mean and the standard deviation of the other units of its group (leave one out), which
takes out what groups differ by. The contrast of a group is the mean of its smallest quarter less that of its largest.
It describes: small units differ from large ones in honest data too (village and town), so that a contrast that is not
nought is no departure from any null of honest counting. What may be compared is one contrast with another: of two
values of the same units, or of the same units at two times.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

LEAST_UNITS = 10
"""Groups of fewer units have no quarters to speak of."""
CLIP = 6.0
"""A standardised value beyond it counts as this much, so that no single unit makes a contrast."""


@dataclass(frozen=True, eq=False)
class Contrasts:
    """The contrast of each group and their mean.

    Parameters
    ----------
    group
        The codes of the groups with at least `LEAST_UNITS` units, shape (g,).
    units
        Their units.
    contrast
        Smallest quarter less largest, in standard deviations; NaN where all units are of one size.
    mean
        Over the groups, each counting once.
    error
        Its standard error, by how groups differ from each other; NaN with one group.
    low, high
        An interval for the mean.
    """

    group: Whole
    units: Whole
    contrast: Real
    mean: float
    error: float
    low: float
    high: float


def contrasts(codes: Whole, size: Real | Whole, value: Real, level: float = 0.95) -> Contrasts:
    """The contrast of each group.

    Parameters
    ----------
    codes
        The group of each unit, shape (n,). The order does not matter.
    size
        Its size. Units as small as the lower quartile of their group, or as large as the upper, belong to the quarters.
    value
        What is compared: a share, for instance.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> codes, size = np.arange(4000) // 40, rng.integers(100, 3000, 4000)
    >>> value = 0.6 - 0.00005 * size + rng.normal(0, 0.1, 4000)
    >>> found = contrasts(codes, size, value)
    >>> len(found.group), round(found.mean, 2), round(found.error, 2)
    (100, 1.06, 0.04)
    """
    group, place = np.unique(codes, return_inverse=True)
    many = np.bincount(place) >= LEAST_UNITS
    kept = many[place]
    group, place = group[many].astype(np.int64), (np.cumsum(many) - 1)[place[kept]]
    units = np.bincount(place, minlength=len(group)).astype(np.int64)
    if not len(group):
        return Contrasts(group, units, np.zeros(0), math.nan, math.nan, math.nan, math.nan)
    scores = standardised(place, value[kept])
    low, high = _quartiles(place, size[kept].astype(np.float64), units)
    least, most = size[kept] <= low[place], size[kept] >= high[place]
    number = len(group)
    contrast = _mean(place[least], scores[least], number) - _mean(place[most], scores[most], number)
    contrast[low == high] = np.nan
    known = contrast[~np.isnan(contrast)]
    mean = float(known.mean()) if len(known) else math.nan
    error = float(known.std(ddof=1)) / math.sqrt(len(known)) if len(known) > 1 else math.nan
    reach = float(ndtri((1 + level) / 2)) * error
    return Contrasts(group, units, contrast, mean, error, mean - reach, mean + reach)


def compared(one: Contrasts, other: Contrasts, level: float = 0.95) -> tuple[float, float, float]:
    """The mean difference of two contrasts of the same groups, and its interval: (difference, low, high).

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> codes, size = np.arange(4000) // 40, rng.integers(100, 3000, 4000)
    >>> value = 0.6 - 0.00005 * size + rng.normal(0, 0.1, 4000)
    >>> one, other = contrasts(codes, size, value), contrasts(codes, size, 1 - value)
    >>> [round(x, 2) for x in compared(one, other)]
    [2.12, 1.96, 2.28]
    """
    _both, here, there = np.intersect1d(one.group, other.group, return_indices=True)
    apart = one.contrast[here] - other.contrast[there]
    apart = apart[~np.isnan(apart)]
    if len(apart) < 2:
        return (math.nan,) * 3
    mean, error = float(apart.mean()), float(apart.std(ddof=1)) / math.sqrt(len(apart))
    reach = float(ndtri((1 + level) / 2)) * error
    return mean, mean - reach, mean + reach


def standardised(codes: Whole, value: Real) -> Real:
    """Each value in standard deviations of the others of its group from their mean, cut off at ±`CLIP`; shape (n,).

    0 where the others do not differ at all, or there are fewer than two.

    Examples
    --------
    >>> standardised(np.zeros(4, dtype=int), np.array([1.0, 2.0, 3.0, 9.0])).round(2).tolist()
    [-1.19, -0.69, -0.28, 6.0]
    """
    _, place, units = np.unique(codes, return_inverse=True, return_counts=True)
    size = len(units)
    # Deviations from the group's mean, so that the squares do not cancel.
    off = value - _mean(place, value, size)[place]
    others = np.maximum(units[place] - 1, 1)
    mean = (np.bincount(place, off, size)[place] - off) / others
    spread = (np.bincount(place, off * off, size)[place] - off * off) / others - mean * mean
    same = (spread <= 1e-12 * np.maximum(1e-300, off * off + mean * mean)) | (units[place] < 3)
    made = np.divide(off - mean, np.sqrt(np.maximum(spread, 0)), out=np.zeros_like(off), where=~same)
    kept: Real = np.clip(made, -CLIP, CLIP)
    return kept


def _mean(place: Whole, value: Real, size: int) -> Real:
    made: Real = np.bincount(place, value, size) / np.maximum(np.bincount(place, minlength=size), 1)
    return made


def _quartiles(place: Whole, size: Real, units: Whole) -> tuple[Real, Real]:
    """Lower and upper quartile of each group, between the two nearest sizes in proportion."""
    order = np.lexsort((size, place))
    here = size[order]
    start = np.cumsum(units) - units

    def at(part: float) -> Real:
        position = part * (units - 1)
        below = np.floor(position).astype(np.int64)
        above = np.minimum(below + 1, units - 1)
        rest = position - below
        made: Real = (1 - rest) * here[start + below] + rest * here[start + above]
        return made

    return at(0.25), at(0.75)
