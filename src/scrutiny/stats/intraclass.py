"""How alike the votes of one unit are, and what that costs a sample of units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Alike:
    """The correlation of two votes of one unit, and what follows.

    Parameters
    ----------
    correlation
        By the analysis of variance; may come out slightly below 0.
    size
        Votes in a unit, the mean.
    """

    correlation: float
    size: float

    @property
    def design_effect(self) -> float:
        """Kish: the variance of a sample of whole units over that of as many votes drawn one by one."""
        return 1 + (self.size - 1) * self.correlation


def intraclass(votes: npt.ArrayLike, base: npt.ArrayLike) -> Alike:
    """The intra-class correlation of votes for an option within units of unequal size.

    Parameters
    ----------
    votes
        Votes for the option in each unit.
    base
        All votes in each unit; units without votes are left out.

    Examples
    --------
    >>> round(intraclass([10, 10, 90, 90], [100] * 4).correlation, 4)
    0.7003
    """
    y, m = np.asarray(votes, float), np.asarray(base, float)
    y, m = y[m > 0], m[m > 0]
    units, whole = len(m), float(m.sum())
    p, overall = y / m, y.sum() / m.sum()
    between = float((m * (p - overall) ** 2).sum()) / (units - 1)
    within = float((m * p * (1 - p)).sum()) / (whole - units)
    typical = (whole - float((m**2).sum()) / whole) / (units - 1)
    bottom = between + (typical - 1) * within
    return Alike((between - within) / bottom if bottom > 0 else 0.0, whole / units)
