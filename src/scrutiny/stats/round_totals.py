"""Shares of large totals that lie near a round figure: more of them than lie beside it would give?

Within half a point of a round figure a large total has many counts, and an honest sum hardly prefers some of these to
others, whether or not the shares of regions crowd: a crowd of honest regions is wider than that. So only the shares
within half a point of a multiple are looked at, each as likely to be at any of the whole counts there. How many of them
lie in a window round the multiple is counted exactly; it is near the window's tenth of that stretch (±0.05 points) and
differs where a total is not so large. Several forms (multiples of one percent, of five, of ten; shares of this and
that) are looks at the same figures, and are paid for as such.

A whole period of five or ten points is no such stretch: of 80 honest regions at 50 ± 2 % too many lie near 50 %, the
only multiple of ten, and a test that takes all figures of a period for alike rings at .01 in 2.4 % of them (here .5 %).
Where regions differ by less than half a point among themselves, no figure is round by chance alone; see `spread`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scrutiny.stats.near_whole import Windows, near
from scrutiny.stats.unequal_coins import at_least

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FORMS = (Windows(1, 20), Windows(5, 20), Windows(10, 20))
"""Whole percentages, multiples of five and of ten, each ±0.05 points."""
QUARTILES = 1.349
"""The distance of the quartiles of a normal law, in standard deviations."""


@dataclass(frozen=True, eq=False)
class Round:
    """One form: which shares are near a round figure, and how many neighbouring shares would be.

    Parameters
    ----------
    windows
        The form.
    hit
        Which totals are near a multiple, shape (n,).
    chances
        How likely each was to be, shape (n,): 0 for those that are not within half a point of one.
    close
        How many are within half a point of one.
    hits, expected
        Their number and its mean.
    chance
        The chance of so many or more: that of unequal coins.
    """

    windows: Windows
    hit: Flags
    chances: Real
    close: int
    hits: int
    expected: float
    chance: float


@dataclass(frozen=True, eq=False)
class RoundTotals:
    """All forms that were looked at.

    Parameters
    ----------
    forms
        Each form, in the order given.
    least
        The one with the least chance.
    looks
        How many looks are paid for: the forms times the other looks that were named.
    adjusted
        The least chance times `looks` (Bonferroni), at most 1: it holds whatever the forms share.
    """

    forms: tuple[Round, ...]
    least: Round
    looks: int
    adjusted: float


def round_totals(k: Whole, n: Whole, forms: Sequence[Windows] = FORMS, other_looks: int = 1) -> RoundTotals:
    """Shares k of n against the figures beside round ones.

    Parameters
    ----------
    k, n
        Counts and totals, 0 ≤ k ≤ n, n > 0, shape (n,).
    forms
        The windows, at least one.
    other_looks
        How many sets of shares (of this option, of that one, of turnout) are tested so.

    Examples
    --------
    Three of four shares of a million are near a multiple of five; a tenth of those within half a point of one should:

    >>> n = np.full(4, 1_000_000)
    >>> found = round_totals(np.array([650_010, 749_700, 900_499, 313_131]), n, other_looks=2)
    >>> [(form.windows.period, form.close, form.hits, f"{form.chance:.1e}") for form in found.forms]
    [(1, 4, 3, '3.7e-03'), (5, 3, 3, '1.0e-03'), (10, 1, 1, '1.0e-01')]
    >>> found.looks, f"{found.adjusted:.1e}"
    (6, '6.0e-03')
    """
    made = tuple(_one(k, n, windows) for windows in forms)
    least = min(made, key=lambda form: form.chance)
    looks = len(made) * other_looks
    return RoundTotals(made, least, looks, min(1.0, looks * least.chance))


def _one(k: Whole, n: Whole, windows: Windows) -> Round:
    likely = chances(k, n, windows)
    hit: Flags = near(k, n, windows) & (likely > 0)
    hits = int(hit.sum())
    return Round(windows, hit, likely, int((likely > 0).sum()), hits, float(likely.sum()), at_least(hits, likely))


def chances(k: Whole, n: Whole, windows: Windows = FORMS[0]) -> Real:
    """The part of the counts within half a point of the nearest multiple that lies in the window; shape (n,).

    0 for shares that are not within half a point of a multiple (half a point above it is not).

    Examples
    --------
    >>> chances(np.array([5_012]), np.array([10_000])).tolist()  # of the 100 counts 4,950 to 5,049, 4,995 to 5,005
    [0.11]
    >>> chances(np.array([5_112]), np.array([10_000]), Windows(5, 20)).tolist()
    [0.0]
    >>> chances(np.array([3]), np.array([20])).tolist()  # one count: 15 %, hence certain
    [1.0]
    >>> chances(np.array([0]), np.array([10_000])).tolist()  # of the counts 0 to 49, 0 to 5
    [0.12]
    """
    nearest = (200 * k + n) // (2 * n)
    # The counts from c, 200·c ≥ (2·nearest − 1)·n, on, to the last before those of the next whole percentage.
    first = np.maximum(0, _ceil((2 * nearest - 1) * n, 200))
    last = np.minimum(n, _ceil((2 * nearest + 1) * n, 200) - 1)
    scale = 100 * windows.per
    least = np.maximum(first, _ceil((windows.per * nearest - 1) * n, scale))
    most = np.minimum(last, (windows.per * nearest + 1) * n // scale)
    made: Real = np.maximum(0, most - least + 1) / (last - first + 1)
    return np.where(nearest % windows.period == 0, made, 0.0)


def spread(shares: Real) -> float:
    """How far shares lie apart: the lesser of their standard deviation and what their quartiles say of it.

    Where this is less than half a point, a window may hold many of them because their common mean lies there: simulated
    at 50 ± .5 %, 300 regions ring at .01 in 2.2 % of elections, and at 50 ± .7 % in .8 %.

    Examples
    --------
    >>> round(spread(np.array([0.1, 0.4, 0.5, 0.6, 0.9])), 3), spread(np.array([0.5, 0.5, 0.5, 0.5, 0.9]))
    (0.148, 0.0)
    """
    if len(shares) < 2:
        return 0.0
    low, high = np.quantile(shares, (0.25, 0.75))
    return float(min(shares.std(ddof=1), (high - low) / QUARTILES))


def _ceil(part: Whole, whole: int) -> Whole:
    made: Whole = -(-part // whole)
    return made
