"""Shares from a sample of which a part did not report: three readings of what is missing.

As if what came were a random part of its stratum (`ratio.combined` with what came); as if it were a random part of
finer classes that are known of every unit drawn (`by_classes`), or corrected by something known of every unit there is
(`calibrated`); and the worst that the missing can have been (`worst_case`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scrutiny.stats.ratio import Lonely, Ratios, combined
from scrutiny.stats.strata import Grouping, group_sums, grouped

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Classed:
    """An estimate by classes.

    Parameters
    ----------
    ratios
        The shares.
    cells
        Classes within strata in which units came.
    merged
        Classes of which units were drawn and too few came, put together with a neighbour.
    """

    ratios: Ratios
    cells: int
    merged: int


def by_classes(
    votes: npt.ArrayLike,
    base: npt.ArrayLike,
    stratum: npt.ArrayLike,
    kind: npt.ArrayLike,
    sizes: npt.ArrayLike,
    drawn: npt.ArrayLike,
) -> Classed:
    """The estimate if, within a stratum, those that came are a random part of each class.

    The sample that was drawn tells how large each class is; those that came tell how it voted. This is sampling in two
    phases: the first is the draw, the second is what came of it.

    Parameters
    ----------
    votes, base, stratum
        Of the units that came, as in `ratio.combined`.
    kind
        The class of each of them, whole numbers from 0; classes that are too thin are merged in this order.
    sizes
        Units in each stratum, shape (H,).
    drawn
        Units drawn of each class in each stratum, shape (H, C).

    Notes
    -----
    Variance of a stratum: N^2 [(1/n - 1/N) s^2 + sum over classes W_c^2 (1/m_c - 1/n_c) s_c^2], with n drawn and m come
    (Cochran 1977, section 12.2). With one class it is that of `ratio.combined`. Strata in which fewer than two units
    came are joined as there; those that came are then a random part of each class of the joined strata, in which every
    unit counts by the part of its own stratum that was drawn.

    Examples
    --------
    Two came of four urban stations, both of the two rural ones; the plain estimate leans to the country:

    >>> made = by_classes([[30], [40], [80], [90]], [100] * 4, [0] * 4, [0, 0, 1, 1], [60], [[4, 2]])
    >>> round(float(made.ratios.share[0]), 4), made.cells
    (0.5167, 2)
    """
    y, x = np.asarray(votes, float), np.asarray(base, float)
    h, c, sent = np.asarray(stratum, np.int64), np.asarray(kind, np.int64), np.asarray(drawn, float)
    outer = grouped(h, np.asarray(sizes, float))
    groups = len(outer.drawn)
    by_group = np.zeros((groups, sent.shape[1]))
    np.add.at(by_group, outer.of, sent)
    came = np.zeros_like(by_group)
    np.add.at(came, (outer.group, c), 1.0)
    cell_of, merged = _merged(came, by_group)
    cell = cell_of[outer.group, c]
    cells = int(cell_of.max(initial=0)) + 1
    in_cell = np.zeros(cells)
    np.add.at(in_cell, cell_of, by_group)
    m = np.bincount(cell, minlength=cells).astype(float)
    owner = np.zeros(cells, np.int64)
    owner[cell] = outer.group
    n = by_group.sum(axis=1)
    part = np.divide(in_cell, n[owner], out=np.zeros(cells), where=n[owner] > 0)
    weight = _weights(outer, h, cell, cell_of, sent, np.asarray(sizes, float))
    total = float(weight @ x)
    share = (weight @ y) / total
    residual = (y - x[:, None] * share) / total
    made = replace(outer, weight=weight)
    scores = weight[:, None] * residual
    # Residuals as they would be if all units of a group stood for equally many: where strata are joined they do not.
    even = np.divide(m, part * outer.size[owner], out=np.zeros(cells), where=part > 0)[cell]
    covariance = _two_phases(scores * even[:, None], made, cell, owner, part, m, in_cell, n)
    df = max(0, len(x) - int((m > 0).sum()))
    return Classed(
        Ratios(share, covariance, total, df, len(x), scores, made, float(x.sum())), int((m > 0).sum()), merged
    )


def _merged(came: Real, drawn: Real) -> tuple[Whole, int]:
    """A cell for each class of each group, in which at least two units came wherever the group has them."""
    cell = np.zeros(came.shape, np.int64)
    number, merged = 0, 0
    for g in range(len(came)):
        inside, first = 0.0, number
        for c in range(came.shape[1]):
            cell[g, c] = number
            merged += bool(drawn[g, c] > 0 and came[g, c] < 2)
            inside += came[g, c]
            if inside >= 2:
                number, inside = number + 1, 0.0
        rest = cell[g] == number
        if rest.any() and number > first:
            cell[g, rest] = number - 1
        elif rest.any():
            number += 1
    return cell, merged


def _weights(outer: Grouping, stratum: Whole, cell: Whole, cell_of: Whole, sent: Real, sizes: Real) -> Real:
    """How many units of the population each unit that came stands for.

    Every unit that was drawn stands for its own stratum by the part of it that was drawn; those of a cell that came
    carry what those of the cell stand for that did not. What a stratum has of which nothing was drawn is carried by its
    group.
    """
    number = sent.sum(axis=1)
    each = np.divide(sizes, number, out=np.zeros(len(sizes)), where=number > 0)
    known = np.bincount(outer.of, np.where(number > 0, sizes, 0.0), len(outer.size))
    each *= np.divide(outer.size, known, out=np.ones(len(known)), where=known > 0)[outer.of]
    cells = int(cell_of.max(initial=0)) + 1
    size = np.zeros(cells)
    np.add.at(size, cell_of[outer.of], sent * each[:, None])
    own = each[stratum]
    held = np.bincount(cell, own, cells)
    made: Real = own * np.divide(size, held, out=np.zeros(cells), where=held > 0)[cell]
    return made


def _two_phases(
    residual: Real, made: Grouping, cell: Whole, owner: Whole, part: Real, m: Real, n_cell: Real, n: Real
) -> Real:
    """Covariance of the sum of weighted residuals; see the notes of `by_classes`."""
    k = residual.shape[1]
    mean = group_sums(residual, cell, len(m)) / np.maximum(m, 1)[:, None]
    apart = residual - mean[cell]
    centre = group_sums(mean * part[:, None], owner, len(made.drawn))
    off = residual - centre[made.group]
    # What each unit stands for within its group, so that the spread of the group is that of the sample as drawn.
    stands = np.divide(part, m, out=np.zeros_like(part), where=m > 0)[cell]
    many = made.drawn
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.where(n > 0, np.maximum(0.0, 1 / n - 1 / made.size), 0.0)
        first *= np.where(many > 1, many / (many - 1), 0.0) * made.size**2
        left = np.where((m > 0) & (n_cell > 0), 1 / m - 1 / np.maximum(n_cell, m), 0.0)
        second = part**2 * left * made.size[owner] ** 2
        within = np.where(m > 1, 1 / (m - 1), 0.0)
    covariance = (off * (first[made.group] * stands)[:, None]).T @ off
    covariance += (apart * (second * within)[cell][:, None]).T @ apart
    single = (m == 1)[cell]
    if single.any():
        # A class with one unit has no spread of its own: that of its group stands in.
        spread = (second[cell] * single)[:, None]
        covariance += (off * spread).T @ off
    made_of: Real = covariance.reshape(k, k)
    return made_of


def calibrated(
    votes: npt.ArrayLike,
    base: npt.ArrayLike,
    stratum: npt.ArrayLike,
    sizes: npt.ArrayLike,
    known: npt.ArrayLike,
    totals: npt.ArrayLike,
    lonely: Lonely = "collapse",
) -> Ratios:
    """The estimate with weights that reproduce totals known of all units: registers, or an earlier election's votes.

    Parameters
    ----------
    votes, base, stratum, sizes, lonely
        As in `ratio.combined`.
    known
        What is known of each unit in the sample, shape (n, q); a column of ones makes the number of units agree.
    totals
        The sums of the same over all units there are, shape (q,).

    Notes
    -----
    Generalised regression (Deville and Särndal 1992, linear case): the error is that of residuals after regression on
    what is known. A weight may come out negative; the estimate is then still that of the regression.

    Examples
    --------
    The sample has too many places in which the party was strong before; corrected for it, less is left of its share:

    >>> votes, before = [[60], [55], [42], [31]], [[1, 60], [1, 50], [1, 45], [1, 30]]
    >>> plain = combined(votes, [100] * 4, [0] * 4, [40])
    >>> made = calibrated(votes, [100] * 4, [0] * 4, [40], before, [40, 1600])
    >>> round(float(plain.share[0]), 3), round(float(made.share[0]), 3), bool(made.error[0] < plain.error[0])
    (0.47, 0.407, True)
    """
    y, x = np.asarray(votes, float), np.asarray(base, float)
    z, whole = np.asarray(known, float), np.asarray(totals, float)
    plain = combined(y, x, stratum, sizes, lonely)
    w = plain.grouping.weight
    moments = np.linalg.pinv((z * w[:, None]).T @ z)
    g = 1 + z @ (moments @ (whole - w @ z))
    total = float((w * g) @ x)
    if total <= 0:
        raise ValueError("what is known of all units does not fit this sample")
    share = ((w * g) @ y) / total
    residual = y - x[:, None] * share
    residual -= z @ (moments @ ((z * w[:, None]).T @ residual))
    scores = (w * g)[:, None] * residual / total
    from scrutiny.stats.ratio import spread

    covariance = spread(scores, plain.grouping, lonely, finite=True)
    df = max(0, plain.df - z.shape[1] + 1)
    return Ratios(share, covariance, total, df, len(x), scores, plain.grouping, float(x.sum()))


@dataclass(frozen=True)
class Worst:
    """What the whole sample could have said at most and at least, each with the error that sampling leaves.

    Parameters
    ----------
    low, high
        Ends for what was asked (a share, or a lead).
    low_error, high_error
        Standard errors of the two.
    """

    low: float
    high: float
    low_error: float
    high_error: float


@dataclass(frozen=True)
class Absent:
    """Units that were drawn and did not report: their strata, and at most so many votes in each."""

    stratum: Whole
    most: Real


def worst_case(
    votes: npt.ArrayLike,
    base: npt.ArrayLike,
    stratum: npt.ArrayLike,
    sizes: npt.ArrayLike,
    absent: Absent,
    gains: npt.ArrayLike,
) -> Worst:
    """The estimate if all that the missing units can hold went one way, and the other.

    Each end is that of a sample in which every missing unit is full and votes as one; it is attained, so no sharper
    one holds without an assumption. Sampling error comes on top of it and is given beside it.

    Parameters
    ----------
    votes, base, stratum, sizes
        Of those that came, as in `ratio.combined`; the sizes are of all strata.
    absent
        The units that did not come.
    gains
        What is asked: +1 and -1 for a lead, +1 for a share, 0 for the others, shape (k,).

    Examples
    --------
    One of three stations is missing; it can hold 100 votes:

    >>> missing = Absent(np.array([0]), np.array([100.0]))
    >>> made = worst_case([[60, 40], [60, 40]], [100, 100], [0, 0], [30], missing, [1, -1])
    >>> round(made.low, 4), round(made.high, 4)
    (-0.2, 0.4667)
    """
    y, x = np.asarray(votes, float), np.asarray(base, float)
    by = np.asarray(gains, float)
    where = np.concatenate([np.asarray(stratum, np.int64), absent.stratum])
    ends: list[tuple[float, float]] = []
    for sign in (-1.0, 1.0):
        best = int(np.argmax(sign * by))
        added = np.zeros((len(absent.most), y.shape[1]))
        # Where no option pulls this way, the votes of the missing go to one that is not asked about.
        if sign * by[best] > 0:
            added[:, best] = absent.most
        made = combined(np.vstack([y, added]), np.concatenate([x, absent.most]), where, sizes)
        ends.append(made.contrast(by))
    (low, low_error), (high, high_error) = ends
    return Worst(low, high, low_error, high_error)


def with_allowance(made: Ratios, missing: float, per_share: float) -> Real:
    """Standard errors widened for what a missing part may have of its own, shape (k,).

    The log odds of each share get a further standard deviation of `missing` (the part that did not come, 0 to 1) times
    `per_share`.

    Notes
    -----
    A published model for Mexico's quick counts (quickcountmx) has a term of this form with 0.1.

    Examples
    --------
    >>> one = combined([[60, 40], [50, 50]], [100, 100], [0, 0], [30])
    >>> with_allowance(one, 0.19, 0.1).round(4).tolist(), one.error.round(4).tolist()
    ([0.0485, 0.0485], [0.0483, 0.0483])
    """
    slope = made.share * (1 - made.share)
    return np.sqrt(made.error**2 + (slope * missing * per_share) ** 2)
