"""Shares of large totals that lie near a round figure: more of them than neighbouring shares would give?

A large total has thousands of counts between one round figure and the next, and nothing about an honest sum prefers
some of these to others. So each share is set against its neighbours: all whole counts of one period, centred on the
count that was observed, equally likely. How many of them lie in a window round the multiples is counted exactly; it is
near the window's share of the period (a tenth for ±0.05 points round whole percentages) and differs where a total is
not so large. Several forms (windows of one percent, of five, of ten; shares of this and that) are looks at the same
figures, and are paid for as such.
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
        How likely each was to be, shape (n,).
    hits, expected
        Their number and its mean.
    chance
        The chance of so many or more: that of unequal coins.
    """

    windows: Windows
    hit: Flags
    chances: Real
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
    """Shares k of n against their neighbours.

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
    Three of four shares of a million near a multiple of five, of which one in fifty is:

    >>> n = np.full(4, 1_000_000)
    >>> found = round_totals(np.array([650_010, 749_700, 900_499, 313_131]), n, other_looks=2)
    >>> [(form.windows.period, form.hits, round(form.expected, 3), f"{form.chance:.1e}") for form in found.forms]
    [(1, 3, 0.4, '3.7e-03'), (5, 3, 0.08, '3.2e-05'), (10, 1, 0.04, '3.9e-02')]
    >>> found.looks, f"{found.adjusted:.1e}"
    (6, '1.9e-04')
    """
    made = tuple(_one(k, n, windows) for windows in forms)
    least = min(made, key=lambda form: form.chance)
    looks = len(made) * other_looks
    return RoundTotals(made, least, looks, min(1.0, looks * least.chance))


def _one(k: Whole, n: Whole, windows: Windows) -> Round:
    hit, likely = near(k, n, windows), chances(k, n, windows)
    hits = int(hit.sum())
    return Round(windows, hit, likely, hits, float(likely.sum()), at_least(hits, likely))


def chances(k: Whole, n: Whole, windows: Windows = FORMS[0]) -> Real:
    """The part of the counts of one period, centred on each k, that lies in a window; shape (n,).

    The period has round(n·period/100) counts, at least one; near 0 and n it is moved so as to stay between them.

    Examples
    --------
    >>> chances(np.array([5_000]), np.array([10_000])).tolist()  # of the 100 counts 4,950 to 5,049, 4,995 to 5,005
    [0.11]
    >>> chances(np.array([3]), np.array([20])).tolist()  # a period of one count: a multiple of 5 %, hence certain
    [1.0]
    >>> chances(np.array([0]), np.array([10_000])).tolist()  # of the counts 0 to 99, 0 to 5 and 95 to 99 (1 %)
    [0.11]
    """
    length = np.minimum(np.maximum((2 * n * windows.period + 100) // 200, 1), n + 1)
    low = np.clip(k - length // 2, 0, n + 1 - length)
    made: Real = (_up_to(low + length - 1, n, windows) - _up_to(low - 1, n, windows)) / length
    return made


def _up_to(count: Whole, n: Whole, windows: Windows) -> Whole:
    """How many counts from 0 to `count` lie in a window, in whole numbers: -1 gives 0.

    The windows round the multiples j ≤ m, m the last whose window begins at or before `count`, lie apart (a window is
    narrower than a period), so their counts add up: Σ floor(upper edge) − ceil(lower edge) + 1, the last cut off.
    """
    period, per = windows.period, windows.per
    # Window j holds the counts with (period·per·j − 1)·n ≤ 100·per·count ≤ (period·per·j + 1)·n.
    last = (100 * per * count + n) // (period * per * n)
    made = np.zeros_like(count)
    for j in range(int(last.max(initial=-1)) + 1):
        least = np.maximum(0, -((-(period * per * j - 1) * n) // (100 * per)))
        most = np.minimum(count, ((period * per * j + 1) * n) // (100 * per))
        made += np.where(j <= last, np.maximum(0, most - least + 1), 0)
    return made
