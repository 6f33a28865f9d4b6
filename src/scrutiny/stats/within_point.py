"""How likely a share is to lie near a multiple, given the multiple around which it lies.

Counting every unit again around its own share smooths the shares once more than counting did: where units are dense
around one multiple, or windows hold more counts there than elsewhere (that of 50 % holds one of every even total), the
peak that is expected is flatter than the honest one, and honest units ring. Here the multiple is taken as given, and
only where within half a point of it the share lies is left to chance. Counting scatters shares of up to a few thousand
by a point or so: every count of that point is about as likely as any other, but for a slope and a bend that are read
off the points beside it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scrutiny.stats.near_whole import Windows

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def chances_within(k: Whole, n: Whole, flags: Flags, windows: Windows, points: tuple[int, int] = (1, 99)) -> Real:
    """How likely each unit's share was to lie in a window, given the half points around the multiple where it lies.

    A unit that lies around no multiple, or around one whose point is not whole within the shares that are looked at,
    tells nothing: its chance is 1 where it lies in a window and 0 where not.

    Parameters
    ----------
    k, n
        Counts and their totals, 0 ≤ k ≤ n, n > 0.
    flags
        Whether each lies in a window (`near`).
    windows
        The windows; without an offset, no wider than half a point.
    points
        The first and the last whole percentage around which all shares were looked at.

    Examples
    --------
    >>> from scrutiny.stats.near_whole import near
    >>> def chance(counts, n, period=1):
    ...     k, n, windows = np.array(counts), np.full(len(counts), n), Windows(period)
    ...     return chances_within(k, n, near(k, n, windows), windows).round(3).tolist()
    >>> chance([30], 100)  # one count of 100 lies around 30 %
    [1.0]
    >>> chance(range(480, 520), 1000)[20:22]  # ten around 50 %, of which one is at it
    [0.1, 0.1]
    >>> chance([520], 1000, 5)  # around no multiple of 5 %
    [0.0]
    """
    slope, bend = _course(k, n, points)
    period = windows.period
    nearest = (200 * k + period * n) // (2 * period * n) * period
    first, last = _point(nearest, n)
    taken = (first <= k) & (k <= last) & (points[0] <= nearest) & (nearest <= points[1])
    made: Real = flags.astype(np.float64)
    n, nearest, first, last = n[taken], nearest[taken], first[taken], last[taken]
    per = windows.per
    low = np.maximum(first, -((n - nearest * n * per) // (100 * per)))
    high = np.minimum(last, (n + nearest * n * per) // (100 * per))
    shape = slope[nearest], bend[nearest]
    made[taken] = _mass(low, high, n, nearest, *shape) / _mass(first, last, n, nearest, *shape)
    return made


def _point(whole: Whole, n: Whole) -> tuple[Whole, Whole]:
    """The first and last count from half a point below a whole percentage, included, to half a point above, left out:
    200·k = (2·whole ∓ 1)·n."""
    return -((n - 2 * whole * n) // 200), -((-n - 2 * whole * n) // 200) - 1


def _mass(low: Whole, high: Whole, n: Whole, whole: Whole, slope: Real, bend: Real) -> Real:
    """The sum of 1 + slope·x + bend·(x² − 1/12) over the counts from low to high that are x points above the whole."""
    number = np.maximum(0, high - low + 1).astype(np.float64)
    middle = ((low + high) * 50.0 - whole * n.astype(np.float64)) / n
    squares = middle * middle + (number * number - 1) / 12 * (100.0 / n) ** 2
    made: Real = number * (1 + slope * middle + bend * (squares - 1 / 12))
    return made


def _course(k: Whole, n: Whole, points: tuple[int, int]) -> tuple[Real, Real]:
    """Slope and bend of the density of shares around each whole percentage, in parts of it by point, shape (101,).

    The parabola whose means over the point and over its two neighbours are theirs. A unit counts for the width of its
    point over the width of its counts there, since points of one width hold unequal numbers of counts. Nothing is said
    of the outermost points, and nothing so strong that the density could be negative.
    """
    whole = (200 * k + n) // (2 * n)
    first, last = _point(whole, n)
    density = np.bincount(whole, weights=n / 100 / (last - first + 1), minlength=101)
    slope, bend = np.zeros((2, 101))
    inner = np.arange(points[0] + 1, points[1])
    inner = inner[density[inner] > 0]
    here, below, above = density[inner], density[inner - 1], density[inner + 1]
    slope[inner] = np.clip((above - below) / (2 * here), -1, 1)
    bend[inner] = np.clip((above - 2 * here + below) / (2 * here), -1, 1)
    return slope, bend
