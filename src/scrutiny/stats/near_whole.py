"""Shares of small whole numbers that lie near a whole (or round) percentage: which do, and how likely each was to.

A share k of n is *near* a multiple of a period (in percent) when it lies within half a window of it. Many shares are
near one by arithmetic alone (every share of 20 is a multiple of 5 %), which is why the chance is worked out for each n
from its law, in whole numbers, and never taken to be the width of the window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

Law = Literal["own", "unsure"]
"""How a unit's count would fall if it were counted again: binomial with its own share (`own`), or with a share that
is itself uncertain by what one count can tell (`unsure`: beta-binomial from Jeffreys' prior), which spreads wider."""

REACH = 7.0
"""Standard deviations on either side that are added up. What lies outside is below 1e-11 where counts are large and
below 1e-6 where they are small, far under what a sum over stations can show."""
BLOCK = 512
"""Units that are worked on at a time, each with some twenty counts: little enough for the processor's cache (blocks of
eight times as many take twice as long), which keeps memory flat as well."""


@dataclass(frozen=True)
class Windows:
    """Windows around the multiples of a period.

    Parameters
    ----------
    period
        The multiples, in whole percent: 1, 5 or 10.
    per
        The half width is one `per`-th of a percent: 20 for windows of ±0.05 points.
    offset
        The windows lie around figures so many tenths of a point above the multiples: 0 for the multiples themselves.
    """

    period: int = 1
    per: int = 20
    offset: int = 0


def near(k: Whole, n: Whole, windows: Windows = Windows()) -> Flags:
    """Whether k of n lies in a window, exactly: |100·k/n − period·j| ≤ 1/per for the nearest whole j.

    Examples
    --------
    >>> near(np.array([1, 2, 333]), np.array([3, 4, 1000])).tolist()
    [False, True, False]
    >>> near(np.array([501]), np.array([1000])).tolist()  # 50.1 %
    [False]
    >>> near(np.array([5005]), np.array([10000])).tolist()  # 50.05 %: the edge belongs to it
    [True]
    """
    tenths, step = 1000 * k - windows.offset * n, 10 * windows.period * n
    whole = (2 * tenths + step) // (2 * step)
    found: Flags = np.abs(tenths - whole * step) * windows.per <= 10 * n
    return found


def chances(k: Whole, n: Whole, windows: Windows = Windows(), law: Law = "own") -> Real:
    """How likely each unit's share is to lie in a window under its law, shape (n,).

    Parameters
    ----------
    k, n
        Counts and their totals, 0 ≤ k ≤ n, n > 0.
    windows
        The windows.
    law
        See `Law`.

    Examples
    --------
    >>> chances(np.array([10]), np.array([20])).round(6).tolist()  # every share of 20 is a multiple of 5 %
    [1.0]
    >>> chances(np.array([300]), np.array([500])).round(4).tolist()  # every fifth count of 500 is a whole percentage
    [0.2]
    """
    made = np.empty(len(n))
    factorials = gammaln(np.arange(1, int(n.max(initial=0)) + 2, dtype=np.float64))
    for start in range(0, len(n), BLOCK):
        part = slice(start, start + BLOCK)
        made[part] = _chances(k[part], n[part], windows, law, factorials)
    return made


def _chances(k: Whole, n: Whole, windows: Windows, law: Law, factorials: Real) -> Real:
    share = k / n
    spread = np.sqrt(n * share * (1 - share))
    if law == "unsure":
        # Beta(k + 1/2, n − k + 1/2): as wide again as the count itself, and not a point where k is 0 or n.
        middle = (k + 0.5) / (n + 1)
        spread = np.sqrt(n * middle * (1 - middle) * (2 * n + 1) / (n + 2))
        spread = np.maximum(spread, 3.0)
    low = np.maximum(0, np.floor(k - REACH * spread - 1)).astype(np.int64)
    high = np.minimum(n, np.ceil(k + REACH * spread + 1)).astype(np.int64)
    count, terms = _in_windows(low, high, n, windows)
    rest = np.repeat(n, terms) - count
    if law == "own":
        # A share of 0 or 1 leaves one count possible, whose part of the sum is 0·log 0 = 0.
        yes = np.log(np.where(k > 0, share, 1.0))
        no = np.log(np.where(k < n, 1.0 - share, 1.0))
        logs = np.repeat(factorials[n] + n * no, terms)
        logs += count * np.repeat(yes - no, terms)
        logs -= factorials[count]
        logs -= factorials[rest]
        certain = (k == 0) | (k == n)
        if certain.any():
            logs[np.repeat(certain, terms) & (count != np.repeat(k, terms))] = -np.inf
    else:
        own = factorials[n] + gammaln(n + 1.0) - gammaln(k + 0.5) - gammaln(n - k + 0.5) - gammaln(2 * n + 1.0)
        logs = np.repeat(own, terms)
        logs -= factorials[count]
        logs -= factorials[rest]
        logs += gammaln(count + np.repeat(k + 0.5, terms))
        logs += gammaln(rest + np.repeat(n - k + 0.5, terms))
    np.exp(logs, out=logs)
    # Each unit by itself: no rounding of one depends on which others stand beside it.
    made: Real = np.minimum(np.bincount(np.repeat(np.arange(len(n)), terms), logs, len(n)), 1.0)
    return made


def _in_windows(low: Whole, high: Whole, n: Whole, windows: Windows) -> tuple[Whole, Whole]:
    """All counts between low and high that lie in a window, unit after unit, and how many each unit has.

    |1000·k − (10·period·j + offset)·n|·per ≤ 10·n, solved for k. The quotients are of whole numbers below 2^53, and
    one that is no whole number is further from the next than a floating quotient errs: rounding down is exact.
    """
    period, per, offset = windows.period, windows.per, windows.offset
    first = (1000 * low - offset * n) // (10 * n * period)
    last = -((offset * n - 1000 * high) // (10 * n * period))
    number = last - first + 1
    total = np.repeat(n, number).astype(np.float64)
    centre = (_running(number) + np.repeat(first, number)) * float(10 * period * per) + float(offset * per)
    below, above = (centre - 10) * total, (centre + 10) * total
    least = np.maximum(np.repeat(low, number), np.ceil(below / (1000 * per))).astype(np.int64)
    most = np.minimum(np.repeat(high, number), np.floor(above / (1000 * per))).astype(np.int64)
    width = np.maximum(0, most - least + 1)
    ends = np.concatenate([[0], np.cumsum(width)])[np.concatenate([[0], np.cumsum(number)])]
    return _running(width) + np.repeat(least, width), np.diff(ends)


def _running(lengths: Whole) -> Whole:
    """0, 1, ..., length − 1 for each length, one after another."""
    starts = np.cumsum(lengths) - lengths
    made: Whole = np.arange(int(lengths.sum()), dtype=np.int64) - np.repeat(starts, lengths)
    return made


def windows_of(n: int, windows: Windows = Windows()) -> Iterator[int]:
    """Every count of n that lies in a window, for a reader and for tests."""
    every = np.arange(n + 1, dtype=np.int64)
    yield from (int(count) for count in every[near(every, np.full(n + 1, n, dtype=np.int64), windows)])
