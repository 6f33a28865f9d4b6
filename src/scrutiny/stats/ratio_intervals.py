"""Intervals of estimated shares: one at a time, all at once, near the ends, and a test of all shares together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import fdtrc, stdtrit

from scrutiny.stats.ratio import Ratios

Real = npt.NDArray[np.float64]
NEAR_END = 0.10
"""Shares below this, or above its complement, get an interval on the scale of log odds."""


def quantile(df: float, level: float = 0.95, comparisons: int = 1) -> float:
    """How many standard errors an interval reaches to each side, by Student's t.

    With several `comparisons` all of them hold together at the level (Bonferroni).

    Examples
    --------
    >>> round(quantile(957), 4), round(quantile(957, comparisons=4), 4)
    (1.9624, 2.5024)
    """
    if df <= 0:
        return math.inf
    return float(stdtrit(df, 1 - (1 - level) / (2 * max(1, comparisons))))


@dataclass(frozen=True)
class Ends:
    """Lower and upper ends, shape (k,) each."""

    low: Real
    high: Real


def intervals(made: Ratios, level: float = 0.95, together: int = 1) -> Ends:
    """An interval for each share.

    Near 0 and 1 it is symmetric in log odds, so that it ends inside; elsewhere symmetric in the share.

    Parameters
    ----------
    together
        How many intervals are to hold at once.
    """
    return interval_of(made.share, made.error, made.df, level, together)


def interval_of(share: Real, error: Real, df: float, level: float = 0.95, together: int = 1) -> Ends:
    """The same from shares and standard errors.

    Examples
    --------
    >>> ends = interval_of(np.array([0.5, 0.01]), np.array([0.01, 0.004]), 500)
    >>> ends.low.round(4).tolist(), ends.high.round(4).tolist()
    ([0.4804, 0.0045], [0.5196, 0.0219])
    """
    reach = quantile(df, level, together)
    low, high = share - reach * error, share + reach * error
    inside = (share > 0) & (share < 1) & (error > 0) & np.isfinite(reach)
    near = inside & ((share < NEAR_END) | (share > 1 - NEAR_END))
    p, e = share[near], error[near]
    odds, step = np.log(p / (1 - p)), reach * e / (p * (1 - p))
    low[near], high[near] = 1 / (1 + np.exp(step - odds)), 1 / (1 + np.exp(-step - odds))
    return Ends(np.maximum(low, 0.0), np.minimum(high, 1.0))


@dataclass(frozen=True)
class Joint:
    """A test of all shares at once: Wald's statistic, its F, the two degrees of freedom and the chance."""

    wald: float
    f: float
    df1: int
    df2: int
    p: float


def joint_test(made: Ratios, announced: npt.ArrayLike) -> Joint | None:
    """Whether the estimates can be of a population with these shares.

    One option is left out, since shares of one total say nothing new about the last. None where the covariance of the
    others cannot be inverted or the sample has too few degrees of freedom.

    Parameters
    ----------
    announced
        A share for each option that is tested; one fewer than the total consists of.

    Notes
    -----
    F = W (v - k + 1) / (v k), with k and v - k + 1 degrees of freedom; v are those of the design.
    """
    given = np.asarray(announced, float)
    k = len(given)
    if k == 0 or made.df - k + 1 < 1:
        return None
    apart = made.share[:k] - given
    covariance = made.covariance[:k, :k]
    if np.linalg.matrix_rank(covariance) < k:
        return None
    wald = float(apart @ np.linalg.solve(covariance, apart))
    f = wald * (made.df - k + 1) / (made.df * k)
    return Joint(wald, f, k, made.df - k + 1, float(fdtrc(k, made.df - k + 1, f)))
