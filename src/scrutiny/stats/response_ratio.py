"""What one group answering more readily than another does to a survey, and how much of it would explain a difference.

If those of group A answer `ratio` times as readily as those of group B, a true share p among the two is seen as
ratio p / (ratio p + 1 - p). Asked about the margin, the bias depends on p even where the ratio is the same everywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]


def seen(share: float, ratio: float) -> float:
    """The share of A among those who answered, where its true share among A and B is `share`.

    Examples
    --------
    >>> round(seen(0.5, 1.12), 4)
    0.5283
    """
    return ratio * share / (ratio * share + 1 - share)


def margin_bias(share: float, ratio: float) -> float:
    """By how much the margin A - B (of the two, in parts of 1) is seen too large.

    Examples
    --------
    >>> [round(100 * margin_bias(p, 1.12), 2) for p in (0.5, 0.3, 0.1)]
    [5.66, 4.86, 2.13]
    """
    return 2 * (seen(share, ratio) - share)


def ratio_needed(seen_share: float, true_share: float) -> float:
    """The ratio with which a true share would be seen as another: a ratio of odds.

    Examples
    --------
    >>> round(ratio_needed(65 / 96, 44.2 / 95.4), 2)
    2.43
    """
    for share in (seen_share, true_share):
        if not 0 < share < 1:
            raise ValueError("a share of 0 or 1 has no odds")
    return seen_share / (1 - seen_share) * (1 - true_share) / true_share


@dataclass(frozen=True)
class Cluster:
    """The spread of a share over clusters, and the error of a sample of so many of them.

    Parameters
    ----------
    between
        Standard deviation of the share over clusters, each weighed by its size.
    error
        Standard error of the share.
    effect
        How many times as large its variance is as that of as many people drawn one by one.
    """

    between: float
    error: float
    effect: float


def cluster_error(share: Real, size: Real, clusters: int, people: int) -> Cluster:
    """The error of a share from people asked in clusters that are drawn with chances in proportion to their size.

    Parameters
    ----------
    share, size
        Of every cluster of the whole, shape (n,).
    clusters, people
        How many are drawn, and how many people answer in all.

    Examples
    --------
    >>> found = cluster_error(np.array([0.8, 0.6, 0.7]), np.array([1.0, 1.0, 1.0]), 100, 6846)
    >>> round(100 * found.between, 2), round(100 * found.error, 2), round(found.effect, 1)
    (8.16, 0.99, 3.2)
    """
    if clusters < 1 or people < 1:
        raise ValueError("a sample of nothing")
    whole = float(size.sum())
    mean = float((size * share).sum()) / whole
    variance = float((size * np.square(share - mean)).sum()) / whole
    alone = mean * (1 - mean) / people
    both = variance / clusters + alone
    return Cluster(math.sqrt(variance), math.sqrt(both), both / alone if alone else 1.0)


@dataclass(frozen=True)
class Within:
    """Differences between counts and interviews of the same places.

    Parameters
    ----------
    places
        How many.
    error
        Mean of (margin in the count less margin in the interviews), in parts of 1.
    standard_error
        Of that mean, by how places differ; NaN for one place.
    log_ratio, log_standard_error
        Mean of the logarithm of the response ratio, places weighed by what their interviews tell, and its error.
    """

    places: int
    error: float
    standard_error: float
    log_ratio: float
    log_standard_error: float

    @property
    def ratio(self) -> float:
        return math.exp(self.log_ratio)


def within_place(interviews_a: Real, interviews_b: Real, counted_a: Real, counted_b: Real) -> Within:
    """Within-precinct error and response ratio where interviews and counts of the same places are known.

    A half is added to each number of interviews, so that a place where nobody of one group answered has a ratio.

    Examples
    --------
    >>> found = within_place(np.array([56.0]), np.array([50.0]), np.array([300.0]), np.array([300.0]))
    >>> round(100 * found.error, 2), round(found.ratio, 2)
    (-5.66, 1.12)
    """
    places = len(interviews_a)
    asked = (interviews_a - interviews_b) / (interviews_a + interviews_b)
    counted = (counted_a - counted_b) / (counted_a + counted_b)
    differ = counted - asked
    error = float(differ.mean())
    spread = float(differ.std(ddof=1)) / math.sqrt(places) if places > 1 else math.nan
    log = np.log((interviews_a + 0.5) / (interviews_b + 0.5)) - np.log((counted_a + 0.5) / (counted_b + 0.5))
    variance = 1 / (interviews_a + 0.5) + 1 / (interviews_b + 0.5)
    weight = 1 / variance
    mean = float((weight * log).sum() / weight.sum())
    # Places differ by more than their interviews' lot: the error is that of the weighted mean over places.
    if places > 1:
        robust = float(np.square(weight * (log - mean)).sum()) * places / (places - 1)
        of_mean = max(math.sqrt(robust) / float(weight.sum()), math.sqrt(1 / float(weight.sum())))
    else:
        of_mean = math.sqrt(1 / float(weight.sum()))
    return Within(places, error, spread, mean, of_mean)
