"""An average of polls that moves from day to day, with what each house adds of its own and an error that all share.

A poll k of house h on day t gives y = a(t) + d(h) + e(k). The level a is a random walk that begins anywhere; d(h) is
normal around 0 with the spread `house`; e(k) is normal with the variance of the poll's sample and a further spread
`extra`. What the polls say of the last day is a(T). The result lies at a(T) + b: b is the error that all polls share.
They say nothing about it, so it is taken from earlier elections, as a Student distribution.

Given the three spreads (`step` of a day, `house`, `extra`) everything is normal and in closed form: the level is a
Gaussian process with the covariance `start`² + `step`² min(s, t). The spreads have half-normal priors and are summed
over a grid of Gauss-Legendre nodes, so that no sampler is needed. The same model in NumPyro gives the same posterior
(`tests/test_stats_polls.py`).

References: Jackman, Pooling the polls over an election campaign, Australian Journal of Political Science 40 (2005),
499-517; Heidemanns, Gelman and Morris, An updated dynamic Bayesian forecasting model for the US presidential election,
Harvard Data Science Review 2.4 (2020).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

START = 60.0
"""Spread of the level's first day around 0, in points of the lead: anywhere."""
NODES = 12
"""Of the grid, for each of the three spreads."""
REACH = 4.0
"""The grid ends at so many times the scale of a prior."""
SHARED = 400
"""Points at which the shared error is taken."""


@dataclass(frozen=True)
class Priors:
    """Scales of the half-normal priors, in the unit of the polls (points of the lead)."""

    step: float = 0.7
    """Of what the level moves in a day."""
    house: float = 5.0
    """Of what houses add of their own."""
    extra: float = 3.0
    """Of what a poll has beyond its sample's variance."""


@dataclass(frozen=True, eq=False)
class Average:
    """The level and the result that polls allow: a mixture over the grid of spreads.

    Parameters
    ----------
    days
        The days for which the level was asked for.
    level, spread
        Its mean and standard deviation on each of them.
    house
        What each house adds: mean, by its code.
    spreads
        Means of `step`, `house`, `extra`.
    weights, means, deviations
        Of the level on the last of these days: the mixture.
    shared
        The error that all polls share: equally likely values of it.
    """

    days: Real
    level: Real
    spread: Real
    house: Real
    spreads: tuple[float, float, float]
    weights: Real
    means: Real
    deviations: Real
    shared: Real

    def below(self, value: float) -> float:
        """The probability that the result is below a value.

        Examples
        --------
        >>> found = average(np.array([0.0, 3.0]), np.array([0, 1]), np.array([10.0, 12.0]), np.array([9.0, 9.0]),
        ...                 np.array([5.0]), between=5.0)
        >>> found.below(11.0) > 0.4, found.below(60.0) > 0.99
        (True, True)
        """
        from scipy.special import ndtr

        z = (value - self.means[:, None] - self.shared[None, :]) / self.deviations[:, None]
        return float(self.weights @ ndtr(z).mean(axis=1))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The central interval of the result."""
        return self._value((1 - level) / 2), self._value((1 + level) / 2)

    def _value(self, chance: float) -> float:
        low = float(self.means.min() + self.shared.min() - 8 * self.deviations.max())
        high = float(self.means.max() + self.shared.max() + 8 * self.deviations.max())
        for _step in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if self.below(middle) < chance else (low, middle)
        return (low + high) / 2


def average(
    day: Real,
    house: Whole,
    value: Real,
    variance: Real,
    days: Real,
    *,
    between: float,
    freedom: float = 7.0,
    priors: Priors | None = None,
    nodes: int = NODES,
) -> Average:
    """The average of polls on the days asked for, and the result that it allows on the last of them.

    Parameters
    ----------
    day, house, value, variance
        Of each poll, shape (n,): when, by whom (codes from 0), what it gives, and its sample's variance.
    days
        For which the level is wanted, in ascending order; the last is the day of the vote.
    between, freedom
        Scale and degrees of freedom of the error that all polls share.
    nodes
        Of the grid, for each of the three spreads.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> day, house = np.sort(rng.integers(0, 30, 40)).astype(float), rng.integers(0, 5, 40)
    >>> value = 10 + rng.normal(0, 2, 5)[house] + rng.normal(0, 3, 40)
    >>> found = average(day, house, value, np.full(40, 9.0), np.array([0.0, 30.0]), between=4.0)
    >>> bool(abs(found.level[-1] - 10) < 3 * found.spread[-1]), len(found.house)
    (True, 5)
    """
    if not len(day):
        raise ValueError("no polls")
    priors = priors or Priors()
    first = min(float(day.min()), float(days.min()))
    t, at = day - first, days - first
    walk, same = np.minimum.outer(t, t), (house[:, None] == house[None, :]).astype(np.float64)
    walk_at = np.minimum.outer(at, t)
    of_house = (np.arange(int(house.max()) + 1)[:, None] == house[None, :]).astype(np.float64)
    grids = [_half_normal(scale, nodes) for scale in (priors.step, priors.house, priors.extra)]
    logs, priors_of, levels, variances, houses, spreads = [], [], [], [], [], []
    for (step, p_step), (own, p_own), (extra, p_extra) in product(*grids):
        whole = START**2 + step**2 * walk + own**2 * same + np.diag(variance + extra**2)
        try:
            root = np.linalg.cholesky(whole)
        except np.linalg.LinAlgError:  # two polls that are one and the same, with no variance of their own
            continue
        across = START**2 + step**2 * walk_at
        solved = _solve(root, np.column_stack([value, across.T, own**2 * of_house.T]))
        fitted, parts, own_parts = solved[:, 0], solved[:, 1 : 1 + len(at)], solved[:, 1 + len(at) :]
        logs.append(-0.5 * float(fitted @ fitted) - float(np.log(np.diag(root)).sum()))
        priors_of.append(p_step * p_own * p_extra)
        levels.append(parts.T @ fitted)
        variances.append(START**2 + step**2 * at - np.square(parts).sum(axis=0))
        houses.append(own_parts.T @ fitted)
        spreads.append((step, own, extra))
    weight = np.exp(np.array(logs) - max(logs)) * np.array(priors_of)
    weight /= weight.sum()
    level, deviation = np.array(levels), np.sqrt(np.maximum(np.array(variances), 1e-12))
    mean = weight @ level
    total = weight @ (np.square(deviation) + np.square(level - mean))
    kept = weight > 1e-6
    part = weight[kept] / weight[kept].sum()
    step_mean, own_mean, extra_mean = (float(x) for x in weight @ np.array(spreads))
    return Average(
        days=days,
        level=mean,
        spread=np.sqrt(total),
        house=weight @ np.array(houses),
        spreads=(step_mean, own_mean, extra_mean),
        weights=part,
        means=level[kept, -1],
        deviations=deviation[kept, -1],
        shared=_shared(between, freedom),
    )


def _solve(root: Real, right: Real) -> Real:
    from scipy.linalg import solve_triangular

    made: Real = solve_triangular(root, right, lower=True, check_finite=False)
    return made


def _half_normal(scale: float, nodes: int) -> list[tuple[float, float]]:
    """Nodes from 0 to `REACH` scales, and the part of the prior that each stands for."""
    point, weight = np.polynomial.legendre.leggauss(nodes)
    unit = REACH * (point + 1) / 2
    density = weight * np.exp(-0.5 * np.square(unit))
    return list(zip((scale * unit).tolist(), (density / density.sum()).tolist(), strict=True))


def _shared(between: float, freedom: float) -> Real:
    from scipy.special import ndtri, stdtrit

    middle = (np.arange(SHARED) + 0.5) / SHARED
    made: Real = between * (ndtri(middle) if math.isinf(freedom) else stdtrit(freedom, middle))
    return made


def lead_variance(first: Real, second: Real, people: Real) -> Real:
    """The variance of a lead in points squared, from two shares in percent of so many people.

    Examples
    --------
    >>> round(float(np.sqrt(lead_variance(np.array([50.0]), np.array([50.0]), np.array([1000.0])))[0]), 2)
    3.16
    """
    lead = (first - second) / 100
    made: Real = 1e4 * ((first + second) / 100 - np.square(lead)) / people
    return made
