"""What a set of units that is no random sample can say of all of them, between "as if at random" and the worst case.

Two ways of saying how far from random a selection is. *Bounded selection* (Aronow and Lee 2013, Biometrika 100,
235-240): no unit is more than Γ times as likely to be in the set as another. *Marginal sensitivity* (Tan 2006; Zhao,
Small and Bhattacharya 2019, Journal of the Royal Statistical Society B 81, 735-761): what decided about a unit changes
its odds of being in the set by at most a factor Λ either way; the units that are not in it then look like those that
are, weighted by 1/Λ to Λ. For both the extremes are attained by a threshold, and are exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Extremes:
    """The least and the largest value that a selection allows."""

    low: float
    high: float


def bounded_selection(d: Real, x: Real, gamma: float) -> Extremes:
    """The extremes of the ratio of sums, where inclusion chances differ by at most a factor gamma.

    Parameters
    ----------
    d, x
        Numerator and denominator of each unit, shape (n,); x > 0.
    gamma
        At least 1.

    Examples
    --------
    >>> d, x = np.array([60.0, 20, -10, -40]), np.full(4, 100.0)
    >>> found = bounded_selection(d, x, 2.0)
    >>> round(found.low, 4), round(found.high, 4)
    (-0.0333, 0.1833)
    """
    if gamma < 1:
        raise ValueError("gamma is at least 1")
    return Extremes(_threshold(d, x, gamma), -_threshold(-d, x, gamma))


def _threshold(d: Real, x: Real, gamma: float) -> float:
    """The least ratio: weights gamma below it and 1 above, found by Dinkelbach's steps, which end in finitely many."""
    ratio = float(d.sum() / x.sum())
    while True:
        weights = np.where(d < ratio * x, gamma, 1.0)
        following = float((weights * d).sum() / (weights * x).sum())
        if following >= ratio - 1e-15 * max(1.0, abs(ratio)):
            return min(ratio, following)
        ratio = following


def turning_gamma(d: Real) -> float:
    """The least gamma at which the sign of the ratio is open: the positive parts by the negative ones.

    Examples
    --------
    >>> turning_gamma(np.array([60.0, 20, -10, -40]))
    1.6
    """
    up, down = float(d[d > 0].sum()), float(-d[d < 0].sum())
    if up <= 0 or down <= 0:
        return math.inf
    return max(up, down) / min(up, down)


def missing_mean(d: Real, lam: float) -> Extremes:
    """The extremes of the mean of units that are not in the set, for odds that differ by at most a factor.

    They look like the units of the set, weighted by 1/lam to lam with a mean weight of 1: lam goes to the part
    1 / (lam + 1) of the units with the least (or largest) values, which one unit may share.

    Parameters
    ----------
    d
        The value of each unit of the set, shape (n,).
    lam
        At least 1; infinite for the least and the largest unit themselves.

    Examples
    --------
    >>> missing_mean(np.array([4.0, 1.0, 1.0, -2.0]), 1.0).low
    1.0
    >>> missing_mean(np.array([4.0, 1.0, 1.0, -2.0]), 3.0).low  # a quarter of the units weighs 3, the rest a third
    -1.0
    >>> missing_mean(np.array([4.0, 1.0, 1.0, -2.0]), math.inf).high
    4.0
    """
    if lam < 1:
        raise ValueError("lam is at least 1")
    if math.isinf(lam):
        return Extremes(float(d.min()), float(d.max()))
    ordered = np.sort(d)
    return Extremes(_least(ordered, lam), -_least(-ordered[::-1], lam))


def _least(ordered: Real, lam: float) -> float:
    number = len(ordered)
    heavy = number / (lam + 1)
    whole = math.floor(heavy)
    top = float(ordered[:whole].sum()) + (heavy - whole) * float(ordered[min(whole, number - 1)])
    return (lam * top + (float(ordered.sum()) - top) / lam) / number


def turning_lam(d: Real, missing: int) -> float:
    """The least factor at which the sum over all units could be 0 or of the other sign; infinite where none does it.

    Parameters
    ----------
    d
        The value of each unit of the set; its sum is not 0.
    missing
        How many units are not in the set.

    Examples
    --------
    >>> turning_lam(np.array([3.0, 1.0, 1.0, -2.0]), 1)
    inf
    >>> round(turning_lam(np.array([3.0, 1.0, 1.0, -2.0]), 4), 2)
    2.59
    """
    total = float(d.sum())
    values = d if total > 0 else -d
    if missing <= 0 or abs(total) + missing * float(values.min()) > 0:
        return math.inf
    low, high = 1.0, 2.0
    while abs(total) + missing * missing_mean(values, high).low > 0:
        low, high = high, 2 * high
        if high > 1e9:
            return math.inf
    for _step in range(60):
        middle = (low + high) / 2
        if abs(total) + missing * missing_mean(values, middle).low > 0:
            low = middle
        else:
            high = middle
    return high


@dataclass(frozen=True)
class Population:
    """How many units there are, by two independent looks at them."""

    number: float
    error: float


def chapman(first: int, second: int, both: int) -> Population:
    """Chapman's estimate of a population from two samples that were drawn apart, with its standard error.

    Examples
    --------
    The published sheets of Venezuela 2024 and the stations of a quick count, as if they were independent, which they
    are not:

    >>> found = chapman(24_532, 997, 814)
    >>> round(found.number, 1), round(found.error, 1)
    (30040.6, 442.8)
    """
    number = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return Population(number, math.sqrt(variance))
