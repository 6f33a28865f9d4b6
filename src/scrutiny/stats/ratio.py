"""Shares of a total from a stratified sample of units: combined ratio estimates with their linearised covariance.

Units are drawn at random within strata and counted whole. The share of an option is the weighted sum of its votes over
the weighted sum of all votes; shares of one total add to 1 and are tied to each other, so that whatever is said of a
difference of two of them needs their covariance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from scrutiny.stats.strata import Grouping, group_sums, grouped

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Lonely = Literal["collapse", "grand_mean", "none"]
"""What becomes of strata with one unit, which have no variance of their own: joined with the next stratum in the order
in which the strata are given, set against the mean of all, or left without variance (which makes errors too small)."""


@dataclass(frozen=True)
class Ratios:
    """Shares of one total.

    Parameters
    ----------
    share
        An estimate for each option, shape (k,).
    covariance
        Their covariance under the design, shape (k, k).
    total
        The estimate of what they are shares of.
    df
        Degrees of freedom: units less groups of strata.
    units
        Units in the estimate.
    scores
        What each unit adds to the error of each share, linearised: weight times residual over the total, shape (n, k).
    grouping
        How strata were put together.
    counted
        The denominator summed over the units, without weights: votes that were read.
    """

    share: Real
    covariance: Real
    total: float
    df: int
    units: int
    scores: Real
    grouping: Grouping
    counted: float

    @cached_property
    def error(self) -> Real:
        """Standard errors, shape (k,)."""
        return np.sqrt(np.maximum(0.0, np.diag(self.covariance)))

    def contrast(self, weights: npt.ArrayLike) -> tuple[float, float]:
        """A weighted sum of the shares and its standard error."""
        by = np.asarray(weights, float)
        return float(by @ self.share), math.sqrt(max(0.0, float(by @ self.covariance @ by)))

    def margin(self, first: int, second: int) -> tuple[float, float]:
        """The lead of one option over another, as a share of the total, and its standard error.

        Never the root of the two variances added: shares of one total pull against each other.
        """
        by = np.zeros(len(self.share))
        by[first] += 1.0
        by[second] -= 1.0
        return self.contrast(by)

    @cached_property
    def design_effect(self) -> Real:
        """The variance over that of as many votes drawn one by one, which they were not."""
        alone = self.share * (1 - self.share) / self.counted if self.counted > 0 else np.full_like(self.share, np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(alone > 0, self.error**2 / alone, np.nan)

    @cached_property
    def heaviest(self) -> tuple[Real, Whole]:
        """For each option, the part of all residuals that one unit carries, and which unit that is."""
        size = np.abs(self.scores)
        if not len(size):
            return np.zeros(len(self.share)), np.zeros(len(self.share), np.int64)
        whole = size.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(whole > 0, size.max(axis=0) / whole, 0.0)
        return part, size.argmax(axis=0).astype(np.int64)


def combined(
    votes: npt.ArrayLike,
    base: npt.ArrayLike,
    stratum: npt.ArrayLike,
    sizes: npt.ArrayLike,
    lonely: Lonely = "collapse",
    finite: bool = True,
) -> Ratios:
    """The combined ratio estimate of each option and the linearised covariance.

    Residuals are centred within strata, and each stratum's variance is reduced by the part of it that was drawn.

    Parameters
    ----------
    votes
        Votes of each option in each unit, shape (n, k).
    base
        What the shares are shares of, in each unit, shape (n,).
    stratum
        The stratum of each unit, whole numbers from 0, shape (n,).
    sizes
        How many units each stratum has in all, shape (H,). The order of strata is the order in which they are joined.
    lonely
        What becomes of strata with one unit or none; see `Lonely`. Only `collapse` gives the weight of a stratum
        without any unit to the one that it is joined with; otherwise such a stratum is left out of the estimate.
    finite
        Whether the part that was drawn reduces the variance.

    Examples
    --------
    Two strata of 10 and 30 units, two drawn in each:

    >>> votes = [[60, 40], [50, 50], [20, 80], [40, 60]]
    >>> made = combined(votes, [100, 100, 100, 100], [0, 0, 1, 1], [10, 30])
    >>> made.share.round(4).tolist(), made.error.round(4).tolist()
    ([0.3625, 0.6375], [0.0733, 0.0733])
    >>> tuple(round(number, 4) for number in made.margin(1, 0))
    (0.275, 0.1466)
    """
    y, x = np.asarray(votes, float), np.asarray(base, float)
    made = grouped(np.asarray(stratum, np.int64), np.asarray(sizes, float), join=lonely == "collapse")
    w = made.weight
    total = float(w @ x)
    if total <= 0:
        raise ValueError("no votes in the sample")
    share = (w @ y) / total
    scores = w[:, None] * (y - x[:, None] * share) / total
    covariance = spread(scores, made, lonely, finite)
    df = max(0, len(x) - made.present)
    return Ratios(share, covariance, total, df, len(x), scores, made, float(x.sum()))


def spread(scores: Real, made: Grouping, lonely: Lonely, finite: bool) -> Real:
    """The covariance of a sum of scores of units that were drawn in groups of strata."""
    many = made.drawn
    remain = 1 - made.fraction if finite else np.ones(len(many))
    mean = group_sums(scores, made.group, len(many)) / np.maximum(many, 1)[:, None]
    apart = scores - mean[made.group]
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(many > 1, remain * many / (many - 1), 0.0)
    if lonely == "grand_mean":
        single = many[made.group] == 1
        apart[single] = scores[single] - scores.mean(axis=0)
        factor = np.where(many == 1, remain, factor)
    return (apart * factor[made.group][:, None]).T @ apart


def largest_unit_warns(made: Ratios, limit: float = 0.10) -> list[tuple[int, int, float]]:
    """Options whose error hangs on one unit: (option, unit, part of all residuals), where the part is above `limit`.

    The interval of such an option is too short: where nearly all its votes stand in a few places, a sample that missed
    those places cannot know how much it missed.
    """
    part, at = made.heaviest
    return [(j, int(at[j]), float(part[j])) for j in range(len(part)) if part[j] > limit]
