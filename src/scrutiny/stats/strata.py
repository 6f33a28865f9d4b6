"""Strata of a sample put together where they are too thin: by the order that was fixed before, never by results."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Grouping:
    """Units, the groups of strata that they count in, and their weights.

    Parameters
    ----------
    group
        The group of each unit, whole numbers from 0, shape (n,).
    weight
        How many units of the population each stands for, shape (n,).
    drawn
        Units of the sample in each group, shape (G,).
    fraction
        The part of each group that is in the sample, at most 1, shape (G,).
    size
        Units of the population in each group, shape (G,).
    of
        The group of each stratum, shape (H,).
    joined
        How many strata had fewer than two units and were joined with a neighbour.
    single
        How many had one unit and were not joined.
    empty
        How many had no unit and were left out, and with them
    lost
        so many units of the population.
    """

    group: Whole
    weight: Real
    drawn: Real
    fraction: Real
    size: Real
    of: Whole
    joined: int
    single: int
    empty: int
    lost: float

    @property
    def present(self) -> int:
        """Groups with at least one unit."""
        return int((self.drawn > 0).sum())

    @property
    def unlike(self) -> float:
        """How many times as much one unit of a group stands for as another, in the group where that is most; 1 is even.

        Strata that are joined may have been drawn with unlike fractions: their units are then no plain sample of both.
        """
        high, low = np.zeros(len(self.drawn)), np.full(len(self.drawn), np.inf)
        np.maximum.at(high, self.group, self.weight)
        np.minimum.at(low, self.group, self.weight)
        there = (high > 0) & (low > 0) & np.isfinite(low)
        return float((high[there] / low[there]).max(initial=1.0))


def group_sums(values: Real, group: Whole, size: int) -> Real:
    """Column sums within groups, shape (size, k)."""
    columns = [np.bincount(group, values[:, j], size) for j in range(values.shape[1])]
    return np.stack(columns, axis=1) if columns else np.zeros((size, 0))


def grouped(stratum: Whole, sizes: Real, join: bool = True) -> Grouping:
    """Groups of strata with at least two units each, where strata may be joined, and the weights of units.

    A stratum with fewer than two units is joined with the next one in the given order, the last with the one before.
    The order was fixed when the sample was drawn and knows nothing of results; joining strata that differ makes the
    error larger, never smaller. Within a group each unit keeps the weight of its own stratum; what a stratum without
    any unit has in the population is carried by the others of its group.

    Examples
    --------
    >>> made = grouped(np.array([0, 0, 1, 3, 3]), np.array([10.0, 5.0, 6.0, 8.0]))
    >>> made.of.tolist(), made.drawn.tolist(), made.weight.round(2).tolist()
    ([0, 1, 1, 1], [2.0, 3.0], [5.0, 5.0, 7.31, 5.85, 5.85])
    """
    count = np.bincount(stratum, minlength=len(sizes)).astype(float)
    if len(count) > len(sizes):
        raise ValueError("a unit is of a stratum that has no size")
    of = _joined(count) if join else np.arange(len(sizes), dtype=np.int64)
    groups = int(of.max(initial=-1)) + 1
    drawn = np.bincount(of, count, groups).astype(float)
    size = np.bincount(of, sizes, groups).astype(float)
    held = np.bincount(of, np.where(count > 0, sizes, 0.0), groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        carried = np.where(held > 0, size / held, 1.0)
        weight = (np.where(count > 0, sizes / count, 0.0) * carried[of])[stratum]
        fraction = np.where(size > 0, np.minimum(1.0, drawn / size), 0.0)
    thin = count < 2
    return Grouping(
        group=of[stratum],
        weight=weight,
        drawn=drawn,
        fraction=fraction,
        size=size,
        of=of,
        joined=int(thin.sum()) if join and groups < len(sizes) else 0,
        single=int((drawn == 1).sum()),
        empty=int((drawn == 0).sum()),
        lost=float(size[drawn == 0].sum()),
    )


def _joined(count: Real) -> Whole:
    """Runs of neighbouring strata in which at least two units were drawn."""
    of = np.empty(len(count), np.int64)
    group, inside = 0, 0.0
    for h, number in enumerate(count):
        of[h] = group
        inside += number
        if inside >= 2:
            group, inside = group + 1, 0.0
    if len(count) and of[-1] == group:
        # The last strata have too few together: they go to the group before them.
        of[of == group] = max(0, group - 1)
    return of
