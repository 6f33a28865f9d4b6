"""The whole law of a count that is counted again: how likely each outcome is, for many counts at once.

The outcomes of a unit that can occur at all lie close together, so that each unit is a short row of chances that starts
at a count of its own. Rows come in blocks of similar length, which keeps memory flat however many units there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scrutiny.stats.near_whole import Law

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

LEFT_OUT = 37.0
"""Outcomes that are left out on either side have a chance of about e^−37 (1e-16) together."""
CELLS = 1 << 18
"""Chances that are held at a time: 2 MiB of them, which stays in the cache of a processor."""


@dataclass(frozen=True, eq=False)
class Block:
    """Laws of some of the units.

    Parameters
    ----------
    units
        Their numbers, shape (m,).
    first
        The count of each that its row begins with, shape (m,).
    chances
        The chance of `first`, `first` + 1, ..., shape (m, width); every row adds to 1.
    """

    units: Whole
    first: Whole
    chances: Real


def recounts(k: Whole, n: Whole, law: Law = "own", tidy: int = 1) -> Iterator[Block]:
    """The laws of k of n counted again, block by block; every unit is in one of them.

    Each row is made from the ratio of neighbouring chances, which for both laws is a fraction of small numbers: no
    logarithm, no gamma function, and nothing that cancels.

    Parameters
    ----------
    k, n
        Counts and their totals, 0 ≤ k ≤ n, n > 0, shape (units,).
    law
        `own` (binomial with share k/n) or `unsure` (beta-binomial with Jeffreys' prior): see `Law`.
    tidy
        Rows begin at a multiple of it and have a multiple of it as their length: 10 makes last digits columns.

    Examples
    --------
    >>> (block,) = recounts(np.array([1]), np.array([2]))
    >>> block.first.tolist(), block.chances.round(4).tolist()
    ([0], [[0.25, 0.5, 0.25]])
    >>> (block,) = recounts(np.array([0]), np.array([2]), "unsure")  # none of two, yet the next count may find some
    >>> block.chances[0].round(4).tolist()
    [0.7292, 0.2083, 0.0625]
    """
    low, high = _reach(k, n, law)
    low -= low % tidy
    width = -(-(high - low + 1) // tidy) * tidy
    order = np.argsort(width, kind="stable")
    done = 0
    while done < len(order):
        # As many units as fit if all were as wide as the widest of them; at least one.
        ahead = width[order[done : done + CELLS]]
        fit = np.flatnonzero(ahead * np.arange(1, len(ahead) + 1) <= CELLS)
        units = order[done : done + (int(fit[-1]) + 1 if len(fit) else 1)]
        yield Block(units, low[units], _rows(k[units], n[units], low[units], int(width[units[-1]]), law))
        done += len(units)


def _reach(k: Whole, n: Whole, law: Law) -> tuple[Whole, Whole]:
    """The lowest and the highest outcome of each unit that is worked out, by Bernstein's bound.

    P(K − np ≥ x) ≤ exp(−x²/2(v + cx)), with the variance v and c = (1 − p)/3 for a binomial count; downwards c = p/3.
    A number of standard deviations alone would cut the long tail of a small count, where it holds 1e-8.
    """
    if law == "own":
        middle = k / n
        variance, longest = n * middle * (1 - middle), 1 / 3
    else:
        # As wide again as the count itself; the tail of a small count halves at each step, like a geometric law.
        middle = (k + 0.5) / (n + 1)
        variance, longest = n * middle * (1 - middle) * (2 * n + 1) / (n + 2), 1.0
    ends = []
    for skew in (middle, 1 - middle):
        half = LEFT_OUT * longest * skew
        ends.append(np.ceil(half + np.sqrt(half * half + 2 * LEFT_OUT * variance)) + 1)
    low = np.maximum(0, np.floor(n * middle - ends[0])).astype(np.int64)
    high = np.minimum(n, np.ceil(n * middle + ends[1])).astype(np.int64)
    if law == "own":
        sure = (k == 0) | (k == n)
        low, high = np.where(sure, k, low), np.where(sure, k, high)
    return low, high


def _rows(k: Whole, n: Whole, first: Whole, width: int, law: Law) -> Real:
    made = np.empty((len(k), width))
    made[:, 0] = 1.0
    here = first[:, None].astype(np.float64) + np.arange(width - 1)
    # Step by step in the arrays that are there: fresh memory for every step takes longer than the steps.
    ratio = made[:, 1:]
    np.subtract(n[:, None], here, out=ratio)
    np.maximum(ratio, 0.0, out=ratio)
    if law == "own":
        # Where k is n the odds are infinite and the row is set below; any number does here.
        ratio *= (k / np.maximum(n - k, 1))[:, None]
        here += 1
        ratio /= here
    else:
        rest = ratio + (n - k - 0.5)[:, None]
        ratio *= here + (k + 0.5)[:, None]
        here += 1
        rest *= here
        ratio /= rest
    np.multiply.accumulate(made, axis=1, out=made)
    if law == "own":
        sure = np.flatnonzero(k == n)
        made[sure] = 0.0
        made[sure, (n - first)[sure]] = 1.0
    made /= made.sum(axis=1, keepdims=True)
    return made
