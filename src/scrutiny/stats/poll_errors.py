"""How far polls of one race miss together, and how far apart they lie: two spreads, and the interval that they allow.

Errors of polls are grouped: those of one race share a part (the same people answered nobody, the same late change was
seen by nobody), and each has a part of its own. Averaging takes out the second part only. An interval without the
first covered 31 to 62 of 100 results in elections of the USA where 95 were promised.

Reference: Shirani-Mehr, Rothschild, Goel and Gelman, Disentangling bias and variance in election polls, Journal of the
American Statistical Association 113 (2018), 607-614.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Components:
    """Two spreads, as standard deviations.

    Parameters
    ----------
    between
        Of the part that all values of a group share.
    within
        Of the part that is each value's own.
    values, groups
        How many there were.
    """

    between: float
    within: float
    values: int
    groups: int


def components(codes: Whole, value: Real) -> Components:
    """The two spreads by a one-way analysis of variance of groups of unequal size.

    Parameters
    ----------
    codes
        The group of each value, shape (n,). The order does not matter.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> codes = np.repeat(np.arange(800), 5)
    >>> value = rng.normal(0, 4, 800)[codes] + rng.normal(0, 3, 4000)
    >>> found = components(codes, value)
    >>> round(found.between, 1), round(found.within, 1)
    (3.9, 3.0)
    """
    _group, place, size = np.unique(codes, return_inverse=True, return_counts=True)
    many, whole = len(size), len(value)
    if many < 2 or whole <= many:
        raise ValueError("two groups or more are needed, and more values than groups")
    mean = np.bincount(place, value) / size
    inside = float(np.square(value - mean[place]).sum()) / (whole - many)
    overall = float((size * mean).sum()) / whole
    across = float((size * np.square(mean - overall)).sum()) / (many - 1)
    usual = (whole - float(np.square(size).sum()) / whole) / (many - 1)
    return Components(math.sqrt(max(0.0, (across - inside) / usual)), math.sqrt(inside), whole, many)


def group_means(codes: Whole, value: Real, least: int = 1) -> tuple[Whole, Real, Whole]:
    """The mean of each group of at least so many values: (groups, means, sizes).

    Examples
    --------
    >>> group, mean, size = group_means(np.array([7, 7, 9]), np.array([1.0, 3.0, 5.0]), 2)
    >>> group.tolist(), mean.tolist(), size.tolist()
    ([7], [2.0], [2])
    """
    group, place, size = np.unique(codes, return_inverse=True, return_counts=True)
    mean = np.bincount(place, value) / size
    kept = size >= least
    return group[kept].astype(np.int64), mean[kept], size[kept].astype(np.int64)


@dataclass(frozen=True)
class Student:
    """A fitted Student distribution: degrees of freedom, centre, scale."""

    freedom: float
    centre: float
    scale: float


def student_fit(value: Real) -> Student:
    """Degrees of freedom, centre and scale of greatest likelihood.

    Examples
    --------
    >>> value = np.random.default_rng(2).standard_t(5, 20_000) * 3 + 1
    >>> found = student_fit(value)
    >>> round(found.freedom), round(found.centre), round(found.scale)
    (5, 1, 3)
    """
    from scipy.stats import t

    freedom, centre, scale = t.fit(value)
    return Student(float(freedom), float(centre), float(scale))


@dataclass(frozen=True)
class Allowed:
    """What several polls of one race allow.

    Parameters
    ----------
    centre
        Their mean.
    spread
        The standard deviation of what a result may be away from it.
    low, high
        The interval.
    """

    centre: float
    spread: float
    low: float
    high: float


def allowed(
    mean: float,
    polls: int,
    between: float,
    within: float,
    freedom: float = 7.0,
    level: float = 0.95,
    wider: float = 1.0,
    seen: float = 0.0,
) -> Allowed:
    """The interval around the mean of so many polls, with the error that they share.

    Parameters
    ----------
    mean, polls
        Of the polls, each house once.
    between, within
        The spreads that polls of this kind had.
    freedom
        Of the Student distribution whose quantile is taken; infinity for the normal one.
    wider
        Both spreads are taken so many times as large.
    seen
        The spread of these polls around their mean, taken for `within` where it is larger.

    Examples
    --------
    >>> found = allowed(35.0, 8, 5.0, 4.5)
    >>> round(found.spread, 2), round(found.low, 1), round(found.high, 1)
    (5.25, 22.6, 47.4)
    """
    spread = math.sqrt((wider * between) ** 2 + max(wider * within, seen) ** 2 / polls)
    reach = quantile(freedom, level) * spread
    return Allowed(mean, spread, mean - reach, mean + reach)


def factor_needed(
    miss: float,
    polls: int,
    between: float,
    within: float,
    freedom: float = 7.0,
    level: float = 0.95,
    seen: float = 0.0,
) -> float:
    """How many times as large both spreads must be for a result so far from the mean to be at the interval's end.

    0 where the spread of the polls themselves reaches so far.

    Examples
    --------
    >>> round(factor_needed(42.0, 8, 5.0, 4.5), 2)
    3.39
    >>> round(factor_needed(42.0, 8, 5.0, 4.5, seen=20.0), 2)
    3.26
    """

    def reach(wider: float) -> float:
        return allowed(0.0, polls, between, within, freedom, level, wider, seen).high

    low, high = 0.0, 1.0
    if reach(low) >= abs(miss):
        return 0.0
    while reach(high) < abs(miss):
        high *= 2
    for _step in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if reach(middle) < abs(miss) else (low, middle)
    return high


def quantile(freedom: float, level: float) -> float:
    """The two-sided quantile of a Student distribution: 95 of 100 lie within it for a level of 0.95.

    Examples
    --------
    >>> round(quantile(7, 0.95), 2), round(quantile(math.inf, 0.95), 2)
    (2.36, 1.96)
    """
    from scipy.special import ndtri, stdtrit

    upper = (1 + level) / 2
    return float(ndtri(upper)) if math.isinf(freedom) else float(stdtrit(freedom, upper))


def unlike(value: Real, within: float) -> float:
    """How rarely values with this spread would lie so far apart: the chance of the sum of squares, or more.

    Examples
    --------
    >>> round(unlike(np.array([35.0, 38.0, 30.0]), 4.5), 2), unlike(np.array([35.0, 38.0, -30.0]), 4.5) < 1e-6
    (0.45, True)
    """
    from scipy.special import chdtrc

    if len(value) < 2:
        return 1.0
    return float(chdtrc(len(value) - 1, np.square(value - value.mean()).sum() / within**2))
