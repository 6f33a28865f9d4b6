"""Whole numbers that are nearest to a total times a rounded share: how many such results there are among all.

A total *N* is divided among *k* parts. A share of *d* decimals of a percent is a multiple of 1/*M*, with
M = 10^(d + 2). A division is *on the lattice* when each part is the whole number nearest to N·m/M for some whole m
(halves rounded up, as a recomputation on a machine does; counting a half as near to both of its neighbours would give
378,006 in place of 376,479 divisions for the first bulletin of Venezuela, and a chance of 7.47e-9 in place of 7.44e-9).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb

import numpy as np
import numpy.typing as npt

_WORK = 150_000_000
"""Elementary steps above which the exact count gives way to its upper bound (about a second)."""

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lattice:
    """How rare divisions on the lattice are, if every division of the total were as likely as any other.

    Parameters
    ----------
    divisions
        M, the number of steps that the whole is divided into.
    results
        Divisions on the lattice; with `exact=False`, no more than this.
    exact
        Whether `results` is the exact number.
    points
        All ways to choose the shares themselves, C(M + k − 1, k − 1): the published simple form counts these.
    every
        All divisions of the total, C(N + k − 1, k − 1).
    """

    divisions: int
    results: int
    exact: bool
    points: int
    every: int

    @property
    def chance(self) -> Fraction:
        return Fraction(self.results, self.every)

    @property
    def simple(self) -> Fraction:
        return Fraction(self.points, self.every)


def nearest(count: int, total: int, divisions: int) -> tuple[int, Fraction]:
    """The whole m for which total·m/divisions is nearest to the count, and how far the count lies from it.

    Examples
    --------
    >>> nearest(5150092, 10058774, 1000)
    (512, Fraction(-36, 125))
    """
    share = (2 * count * divisions + total) // (2 * total) if total else 0
    return share, count - Fraction(total * share, divisions)


def on_lattice(counts: list[int], divisions: int) -> bool:
    """Whether each count is the whole number nearest to the total times a share (halves rounded up)."""
    total, half = sum(counts), Fraction(1, 2)
    return total > 0 and all(-half < nearest(count, total, divisions)[1] <= half for count in counts)


def at_most(total: int, parts: int, divisions: int) -> Fraction:
    """No more than this share of the divisions of a total is on the lattice: all choices of the shares."""
    return Fraction(comb(divisions + parts - 1, parts - 1), comb(total + parts - 1, parts - 1))


def lattice(total: int, parts: int, divisions: int) -> Lattice:
    """Count the divisions of a total on the lattice, exactly where that takes no more than about a second.

    Only the total's remainder after division by M matters, so that totals of any size are counted exactly. Where
    exact counting would take longer, `results` is the number of all choices of shares, which is never smaller.

    Parameters
    ----------
    total
        N; must be so large that neighbouring shares are more than `parts` votes apart (N > parts·M).
    parts
        k, at least 1.
    divisions
        M.

    Examples
    --------
    The first bulletin of Venezuela, 29 July 2024:

    >>> found = lattice(10058774, 3, 1000)
    >>> found.results, found.points, float(found.chance), float(found.simple)
    (376479, 501501, 7.441843304869507e-09, 9.913147504204385e-09)
    """
    if total <= parts * divisions:
        raise ValueError("neighbouring shares are too close: the total must exceed parts times divisions")
    points, every = comb(divisions + parts - 1, parts - 1), comb(total + parts - 1, parts - 1)
    half = (parts + 1) // 2
    work = (half - 1) * divisions * divisions // 2 * (half + 3) if parts != 3 else divisions * divisions // 2
    if work > _WORK or comb(divisions + half - 1, half - 1) * 2**half >= 2**62:
        return Lattice(divisions, points, False, points, every)
    return Lattice(divisions, _count(total % divisions, parts, divisions), True, points, every)


def _distances(remainder: int, divisions: int) -> Whole:
    """For each share m, r = M·(nearest whole number) − N·m, above −M/2 and up to M/2."""
    below = (-remainder * np.arange(divisions + 1, dtype=np.int64)) % divisions  # rounding up leaves this many M-ths
    return np.where(2 * below <= divisions, below, below - divisions)


def _count(remainder: int, parts: int, divisions: int) -> int:
    """Choices of k parts whose shares add to M and whose distances add to nothing.

    The sum of the distances is known up to multiples of M once the sum of the shares is known, so that a table over
    (sum of shares, that multiple) suffices. The two halves of the parts are counted apart and put together.
    """
    if parts == 1:
        return 1
    if parts == 3:
        return _count_three(remainder, divisions)
    half = (parts + 1) // 2
    tables = [_first(remainder, divisions, half)]
    for _ in range(half - 1):
        tables.append(_added(tables[-1], remainder, divisions))
    left, right = tables[half - 1], tables[parts - half - 1]
    # left at sum s and multiple c meets right at M − s; the distances of both must cancel.
    base = (-remainder * np.arange(divisions + 1, dtype=np.int64)) % divisions
    total, middle = 0, left.shape[1] // 2
    need = -(base + base[::-1]) // divisions
    for c in range(left.shape[1]):
        other = need - (c - middle) + middle
        fits = (other >= 0) & (other < right.shape[1])
        rows = np.nonzero(fits)[0]
        matched = right[::-1][rows, other[rows]]
        total += sum(int(a) * int(b) for a, b in zip(left[rows, c], matched, strict=True) if a and b)
    return total


def _first(remainder: int, divisions: int, half: int) -> Whole:
    """One part: rows are the sum of shares, columns the multiple of M in the sum of distances, from −(half + 1)."""
    width = 2 * half + 5
    table = np.zeros((divisions + 1, width), dtype=np.int64)
    share = np.arange(divisions + 1, dtype=np.int64)
    base = (-remainder * share) % divisions
    table[share, (_distances(remainder, divisions) - base) // divisions + width // 2] = 1
    return table


def _added(table: Whole, remainder: int, divisions: int) -> Whole:
    """The table with one more part."""
    width = table.shape[1]
    made = np.zeros_like(table).ravel()
    flat = table.ravel()
    base = (-remainder * np.arange(divisions + 1, dtype=np.int64)) % divisions
    columns = np.arange(1, width - 1)
    for share, distance in enumerate(_distances(remainder, divisions)):
        sums = np.arange(divisions + 1 - share)
        carry = (base[sums] + distance - base[sums + share]) // divisions
        source = (sums * width)[:, None] + columns
        made[((sums + share) * width + carry)[:, None] + columns] += flat[source]
    return made.reshape(table.shape)


def _count_three(remainder: int, divisions: int) -> int:
    """Three parts, straight: for each first share, every second one."""
    distance = _distances(remainder, divisions)
    total = 0
    for first in range(divisions + 1):
        second = distance[: divisions - first + 1]
        total += int(np.count_nonzero(distance[first] + second + second[::-1] == 0))
    return total
