"""Two shares of the same units drawn against each other (a fingerprint), and the shape of the logarithmic rate.

Both describe and neither tests: a second cloud, a smear towards the corner where both shares are whole, a rate that is
skew have honest causes (regions that differ, closed institutions), and an ordinary look exonerates nothing. Source:
Klimek, Yegorov, Hanel and Thurner, PNAS 109 (2012), 16469-16473.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

CORNER = 95
"""Percent from which on a share is high, for the count of units where both are."""


@dataclass(frozen=True)
class Rate:
    """Shape of the logarithmic rate ν = ln((n − k)/k) over units.

    Parameters
    ----------
    units
        Units with 0 < k < n; the others have no rate and are left out.
    mean, sd
        Of ν over units, unweighted; the sd divides by the number of units.
    skewness, kurtosis
        Third and fourth standardised moment: 0 and 3 for a normal law.
    """

    units: int
    mean: float
    sd: float
    skewness: float
    kurtosis: float


def bins(k: Whole, n: Whole, number: int = 100) -> Whole:
    """The bin of each share k/n among so many equal ones from 0 to 1, in whole numbers; a share of 1 is in the last.

    Bin j holds j/number ≤ k/n < (j + 1)/number exactly: a share on an edge is never misplaced by floating point.

    Examples
    --------
    >>> bins(np.array([0, 29, 57, 58, 100]), np.array([100, 100, 100, 100, 100])).tolist()
    [0, 29, 57, 58, 99]
    """
    found: Whole = np.minimum(k * number // n, number - 1)
    return found


def histogram(
    across: tuple[Whole, Whole], up: tuple[Whole, Whole], weights: Whole | None = None, number: int = 100
) -> Whole:
    """How many units (or how much weight) lie in each cell, shape (number, number): first share by second share.

    Parameters
    ----------
    across, up
        The parts and wholes of the two shares, such as turnout and an option's share; each of shape (n,), wholes
        above 0, parts not above their wholes.
    weights
        Whole weights of the units, such as ballots; None counts units.
    number
        Bins of each share.

    Examples
    --------
    >>> cells = histogram(
    ...     across=(np.array([50, 99, 100]), np.array([100, 100, 100])),
    ...     up=(np.array([25, 100, 30]), np.array([50, 100, 30])),
    ...     number=4,
    ... )
    >>> cells.tolist()
    [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 2]]
    """
    (made,) = multiples(across, up, np.zeros(len(up[0]), dtype=np.int64), 1, weights, number)
    cells: Whole = made
    return cells


def multiples(
    across: tuple[Whole, Whole],
    up: tuple[Whole, Whole],
    group: Whole,
    groups: int,
    weights: Whole | None = None,
    number: int = 100,
) -> Whole:
    """A fingerprint of every group (small multiples), shape (groups, number, number).

    Parameters
    ----------
    group
        The group of each unit, 0 to groups − 1, shape (n,).
    groups
        How many there are.
    across, up, weights, number
        As in `histogram`.
    """
    cell = (group * number + bins(*across, number)) * number + bins(*up, number)
    size = groups * number * number
    # Sums of weights are made in floating point, which holds whole numbers exactly up to 2**53.
    made: Whole = np.bincount(cell, weights, size).astype(np.int64)
    return made.reshape(groups, number, number)


def rate(k: Whole, n: Whole) -> Rate | None:
    """Moments of ν = ln((n − k)/k); None where fewer than two units have it or all have the same.

    Examples
    --------
    Russia 2011, United Russia of all registered, precincts of 100 voters or more: 90,993 units, mean .631, sd 1.293,
    skewness −1.613, kurtosis 6.307 (tests/published). In small:

    >>> made = rate(np.array([10, 20, 50, 80, 0, 100]), np.full(6, 100))
    >>> made.units, round(made.mean, 4), round(made.sd, 4), round(made.skewness, 4), round(made.kurtosis, 4)
    (4, 0.5493, 1.3661, -0.2311, 1.5789)
    """
    inside = (k > 0) & (k < n)
    values = np.log((n[inside] - k[inside]) / k[inside])
    if not len(values) or values.min() == values.max():
        return None
    mean, sd = float(values.mean()), float(values.std())
    scores = (values - mean) / sd
    return Rate(len(values), mean, sd, float((scores**3).mean()), float((scores**4).mean()))


def correlation(across: tuple[Whole, Whole], up: tuple[Whole, Whole]) -> float:
    """Pearson's correlation of the two shares over units, unweighted; nan where one of them does not vary.

    Examples
    --------
    >>> whole = np.full(3, 10)
    >>> round(correlation((np.array([1, 2, 3]), whole), (np.array([5, 7, 8]), whole)), 4)
    0.982
    """
    first, second = across[0] / across[1], up[0] / up[1]
    first, second = first - first.mean(), second - second.mean()
    spread = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / spread if spread > 0 else float("nan")


def corner(across: tuple[Whole, Whole], up: tuple[Whole, Whole], percent: int = CORNER) -> int:
    """Units where both shares are at least so many percent, exactly.

    Examples
    --------
    >>> corner((np.array([95, 94]), np.array([100, 100])), (np.array([19, 20]), np.array([20, 20])))
    1
    """
    high = [part * 100 >= percent * whole for part, whole in (across, up)]
    return int((high[0] & high[1]).sum())
