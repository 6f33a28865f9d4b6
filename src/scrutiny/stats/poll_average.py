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
CELLS = 1000
"""Of the histogram of the level on the last day."""
TOGETHER = 2_000_000
"""Numbers in the matrices that are worked out at once."""
TINY = 1e-9
"""A variance below which nothing is told apart."""


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
    cells, mass
        The distribution of the level on the last of these days: middles of cells, and the part in each.
    between, freedom
        Scale and degrees of freedom of the error that all polls share, which is added to it.
    """

    days: Real
    level: Real
    spread: Real
    house: Real
    spreads: tuple[float, float, float]
    cells: Real
    mass: Real
    between: float
    freedom: float

    def below(self, value: float) -> float:
        """The probability that the result is below a value.

        Examples
        --------
        >>> found = average(np.array([0.0, 3.0]), np.array([0, 1]), np.array([10.0, 12.0]), np.array([9.0, 9.0]),
        ...                 np.array([5.0]), between=5.0)
        >>> found.below(11.0) > 0.4, found.below(60.0) > 0.99
        (True, True)
        """
        from scipy.special import ndtr, stdtr

        z = (value - self.cells) / max(self.between, TINY)
        return float(self.mass @ (ndtr(z) if math.isinf(self.freedom) else stdtr(self.freedom, z)))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The central interval of the result."""
        return self._value((1 - level) / 2), self._value((1 + level) / 2)

    def _value(self, chance: float) -> float:
        reach = 1.0 + float(self.cells[-1] - self.cells[0]) + 100 * self.between
        low, high = float(self.cells[0]) - reach, float(self.cells[-1]) + reach
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
    walk, walk_at = np.minimum.outer(t, t), np.minimum.outer(at, t)
    same = (house[:, None] == house[None, :]).astype(np.float64)
    of_house = (np.arange(int(house.max()) + 1)[:, None] == house[None, :]).astype(np.float64)
    grid = product(*(_half_normal(scale, nodes) for scale in (priors.step, priors.house, priors.extra)))
    nodes_of = np.array([[*zip(*node, strict=True)] for node in grid])
    spreads, prior = nodes_of[:, 0], nodes_of[:, 1].prod(axis=1)
    logs, levels, variances, houses = [], [], [], []
    for part in np.array_split(spreads, max(1, len(spreads) * len(day) ** 2 // TOGETHER)):
        step, own, extra = (np.square(part[:, i])[:, None, None] for i in range(3))
        noise = variance + TINY + extra[:, 0]
        whole = START**2 + step * walk + own * same + noise[:, :, None] * np.eye(len(day))
        across = START**2 + step * walk_at
        right = np.concatenate([np.broadcast_to(value, (len(part), 1, len(day))), across, own * of_house], axis=1)
        root, solved = _solved(whole, right)
        fitted, of_level, own_parts = solved[:, :1], solved[:, 1 : 1 + len(at)], solved[:, 1 + len(at) :]
        size = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
        logs.append(-0.5 * np.square(fitted[:, 0]).sum(axis=1) - size)
        levels.append((of_level * fitted).sum(axis=2))
        variances.append(START**2 + step[:, 0] * at - np.square(of_level).sum(axis=2))
        houses.append((own_parts * fitted).sum(axis=2))
    log = np.concatenate(logs)
    weight = np.exp(log - log.max()) * prior
    weight /= weight.sum()
    level, deviation = np.concatenate(levels), np.sqrt(np.maximum(np.concatenate(variances), TINY))
    mean = weight @ level
    total = weight @ (np.square(deviation) + np.square(level - mean))
    cells, mass = _cells(weight, level[:, -1], deviation[:, -1])
    step_mean, own_mean, extra_mean = (float(x) for x in weight @ spreads)
    return Average(
        days=days,
        level=mean,
        spread=np.sqrt(total),
        house=weight @ np.concatenate(houses),
        spreads=(step_mean, own_mean, extra_mean),
        cells=cells,
        mass=mass,
        between=between,
        freedom=freedom,
    )


def _solved(whole: Real, right: Real) -> tuple[Real, Real]:
    """The Cholesky roots of many matrices at once, and what solves each for its rows of right sides.

    Written out, because libraries share single small matrices out to several threads, which takes ten times as long on
    a machine that has other work.
    """
    many, polls = whole.shape[0], whole.shape[1]
    made = np.zeros((many, polls + right.shape[1], polls))
    every = np.concatenate([whole, right], axis=1)
    for j in range(polls):
        row = made[:, j, :j]
        pivot = np.sqrt(np.maximum(every[:, j, j] - np.square(row).sum(axis=1), TINY))
        made[:, j, j] = pivot
        made[:, j + 1 :, j] = (every[:, j + 1 :, j] - np.einsum("gik,gk->gi", made[:, j + 1 :, :j], row)) / pivot[
            :, None
        ]
    return made[:, :polls], made[:, polls:]


def _cells(weight: Real, mean: Real, deviation: Real) -> tuple[Real, Real]:
    """The mixture over the grid of spreads as a histogram: middles of its cells, and the part in each."""
    from scipy.special import ndtr

    kept = weight > 1e-7
    weight, mean, deviation = weight[kept] / weight[kept].sum(), mean[kept], deviation[kept]
    edges = np.linspace((mean - 8 * deviation).min(), (mean + 8 * deviation).max(), CELLS + 1)
    below = weight @ ndtr((edges[None, :] - mean[:, None]) / deviation[:, None])
    return (edges[1:] + edges[:-1]) / 2, np.diff(below) / (below[-1] - below[0])


def _half_normal(scale: float, nodes: int) -> list[tuple[float, float]]:
    """Nodes from 0 to `REACH` scales, and the part of the prior that each stands for."""
    point, weight = np.polynomial.legendre.leggauss(nodes)
    unit = REACH * (point + 1) / 2
    density = weight * np.exp(-0.5 * np.square(unit))
    return list(zip((scale * unit).tolist(), (density / density.sum()).tolist(), strict=True))


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
