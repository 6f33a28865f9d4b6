"""The error of estimated shares by resampling: Rao and Wu's bootstrap, and the jackknife, both within strata."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scrutiny.stats.strata import Grouping, group_sums, grouped

Real = npt.NDArray[np.float64]
CELLS = 4_000_000
"""Cells of the table of resampled units that are held at once: 32 MB."""


@dataclass(frozen=True)
class Replicates:
    """Shares in each resampled sample, shape (draws, k)."""

    share: Real

    @property
    def covariance(self) -> Real:
        return np.atleast_2d(np.cov(self.share, rowvar=False))

    @property
    def error(self) -> Real:
        made: Real = self.share.std(axis=0, ddof=1)
        return made

    def between(self, level: float = 0.95) -> tuple[Real, Real]:
        """The middle part of the replicates of each share."""
        low, high = np.quantile(self.share, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return low, high


def rao_wu(
    votes: npt.ArrayLike,
    base: npt.ArrayLike,
    stratum: npt.ArrayLike,
    sizes: npt.ArrayLike,
    draws: int,
    rng: np.random.Generator,
    finite: bool = True,
) -> Replicates:
    """Rao and Wu's bootstrap: one unit fewer than a stratum has is drawn from it with replacement, and re-weighted.

    Drawing as many as there are, the naive bootstrap, makes the variance of a stratum with n units too small by the
    factor (n - 1) / n: by half where there are two. With `finite`, the part of each stratum that is in the sample
    reduces the variance, as it should.

    Parameters
    ----------
    votes, base, stratum, sizes
        As in `ratio.combined`; thin strata are joined as there.
    draws
        How many replicates.

    Examples
    --------
    >>> rng = np.random.default_rng(5)
    >>> votes = [[60, 40], [50, 50], [20, 80], [40, 60]]
    >>> made = rao_wu(votes, [100, 100, 100, 100], [0, 0, 1, 1], [10, 30], 4000, rng)
    >>> bool(abs(made.error[0] - 0.0734) < 0.003)
    True
    """
    y, x = np.asarray(votes, float), np.asarray(base, float)
    made = grouped(np.asarray(stratum, np.int64), np.asarray(sizes, float))
    parts = np.column_stack([y, x]) * made.weight[:, None]
    order = np.argsort(made.group, kind="stable")
    parts, group = parts[order], made.group[order]
    many = made.drawn.astype(np.int64)
    start = np.concatenate(([0], np.cumsum(many)[:-1]))
    scale = np.sqrt(1 - made.fraction) if finite else np.ones(len(many))
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(many > 1, many / (many - 1) * scale, 0.0)
    # What stands whatever is drawn: all of a group with one unit, and the part that the finite population leaves fixed.
    fixed = (parts * np.where(many > 1, 1 - scale, 1.0)[group][:, None]).sum(axis=0)
    parts = parts * factor[group][:, None]
    takes = np.repeat(np.arange(len(many)), np.maximum(many - 1, 0))
    offset, width = start[takes], many[takes].astype(np.float32)
    out = np.empty((draws, y.shape[1]))
    step = max(1, CELLS // max(1, len(x)))
    for begin in range(0, draws, step):
        rows = min(step, draws - begin)
        # A single draw of 24 bits is even enough: strata have at most thousands of units.
        which = offset + np.minimum((rng.random((rows, len(takes)), np.float32) * width).astype(np.int64), width - 1)
        which = which.astype(np.int64) + (np.arange(rows) * len(x))[:, None]
        times = np.bincount(which.ravel(), minlength=rows * len(x)).reshape(rows, len(x))
        sums = times @ parts + fixed
        out[begin : begin + rows] = sums[:, :-1] / sums[:, -1:]
    return Replicates(out)


def jackknife(votes: npt.ArrayLike, base: npt.ArrayLike, stratum: npt.ArrayLike, sizes: npt.ArrayLike) -> Real:
    """The covariance of the shares when each unit is left out in turn, its stratum re-weighted.

    Parameters
    ----------
    votes, base, stratum, sizes
        As in `ratio.combined`.

    Examples
    --------
    >>> votes = [[60, 40], [50, 50], [20, 80], [40, 60]]
    >>> float(jackknife(votes, [100, 100, 100, 100], [0, 0, 1, 1], [10, 30])[0, 0].round(6))
    0.005375
    """
    y, x = np.asarray(votes, float), np.asarray(base, float)
    made = grouped(np.asarray(stratum, np.int64), np.asarray(sizes, float))
    parts = np.column_stack([y, x]) * made.weight[:, None]
    by_group = group_sums(parts, made.group, len(made.drawn))
    whole = by_group.sum(axis=0)
    many = made.drawn[made.group]
    usable = many > 1
    left = np.divide(many, many - 1, out=np.zeros_like(many), where=usable)[:, None]
    without = whole - by_group[made.group] + (by_group[made.group] - parts) * left
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = without[:, :-1] / without[:, -1:] - whole[:-1] / whole[-1]
    apart[~usable] = 0.0
    covariance: Real = (apart * _rate(made)[made.group][:, None]).T @ apart
    return covariance


def _rate(made: Grouping) -> Real:
    with np.errstate(divide="ignore", invalid="ignore"):
        rate: Real = np.where(made.drawn > 1, (1 - made.fraction) * (made.drawn - 1) / made.drawn, 0.0)
    return rate
