"""A second opinion on a quick count: a normal model in each stratum, nothing lent from one to another.

Mendoza and Nieto-Barajas 2016, "Quick counts in the Mexican presidential elections: a Bayesian approach", Electoral
Studies 43, 124-132. Closed form, so that the draws are independent and need no checks of convergence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from scrutiny.stats.strata import grouped

Real = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Posterior:
    """Draws of the shares, shape (draws, k)."""

    share: Real

    @property
    def mean(self) -> Real:
        made: Real = self.share.mean(axis=0)
        return made

    def between(self, level: float = 0.95) -> tuple[Real, Real]:
        low, high = np.quantile(self.share, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return low, high


def no_pooling(
    votes: npt.ArrayLike,
    size: npt.ArrayLike,
    stratum: npt.ArrayLike,
    units: npt.ArrayLike,
    register: npt.ArrayLike,
    draws: int,
    rng: np.random.Generator,
) -> Posterior:
    """Shares by the normal model without pooling.

    In a stratum, the votes y of an option in a unit of size n are normal with mean n theta and variance n / tau; the
    prior is 1 / tau on theta between 0 and 1. Strata are put together by their registers.

    Parameters
    ----------
    votes
        Votes of each option in each unit, shape (n, k). The options make up the total.
    size
        The register of each unit, shape (n,); its votes where it has no register of its own.
    stratum
        Whole numbers from 0.
    units
        Units in each stratum, shape (H,); strata with fewer than two in the sample are joined in this order, as in
        `ratio.combined`. (The paper gives a stratum that did not report an even prior from 0 to 1, which pulls all
        options towards each other where many strata are empty.)
    register
        The register of each stratum, known and not estimated, shape (H,).

    Notes
    -----
    Strata that are joined are taken as one, whatever part of each was drawn: where `Grouping.unlike` is far from 1 the
    thin ones lose their weight, and the model is not to be used.

    The variance of a unit's votes is taken to grow with its register. Where units differ much in size it grows faster,
    and the interval is too short: by about the root of one plus the squared coefficient of variation of the registers.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> votes = [[120, 60], [100, 80], [60, 120], [70, 100]]
    >>> made = no_pooling(votes, [300, 300, 300, 280], [0, 0, 1, 1], [10, 20], [3000, 6000], 4000, rng)
    >>> bool(abs(made.mean[0] - 0.463) < 0.03)
    True
    """
    y, n = np.asarray(votes, float), np.asarray(size, float)
    made = grouped(np.asarray(stratum, np.int64), np.asarray(units, float))
    groups, k = len(made.drawn), y.shape[1]
    weight = np.bincount(made.of, np.asarray(register, float), groups)
    n_sum = np.bincount(made.group, n, groups)
    theta = np.zeros((draws, k))
    safe = np.maximum(n_sum, 1e-12)
    usable = made.drawn > 1
    shape = np.maximum(made.drawn - 1, 1) / 2
    for j in range(k):
        y_sum = np.bincount(made.group, y[:, j], groups)
        squares = np.bincount(made.group, np.where(n > 0, y[:, j] ** 2 / np.maximum(n, 1e-12), 0.0), groups)
        half = np.maximum(squares - y_sum**2 / safe, 0.0) / 2
        half = np.where(half <= 0, 0.05, half)
        tau = rng.gamma(shape, 1 / half, (draws, groups))
        mean, deviation = y_sum / safe, 1 / np.sqrt(tau * safe)
        # A normal cut off at 0 and 1, by its inverse.
        low, high = ndtr((0 - mean) / deviation), ndtr((1 - mean) / deviation)
        drawn = mean + deviation * ndtri(low + (high - low) * rng.random((draws, groups)))
        theta[:, j] = np.clip(np.where(usable, drawn, mean), 0.0, 1.0) @ weight
    return Posterior(theta / theta.sum(axis=1, keepdims=True))
