"""Rows of one group that are equal in every category: how many pairs are there, and how many would chance make?

Two rows that were counted apart may agree by chance, the more easily the smaller and the more alike they are. Only
rows of equal totals can agree, so totals are taken as given; otherwise a register that is cut at a round number would
look like copying. How easily the rest agrees is read off the pairs that nearly do: the number of pairs at distance
nought is estimated from those around it, each with a weight that falls with the distance. One weight alone smooths
twice (the counts already scatter about their rates, and the weight scatters them again) and expects too few pairs where
rows are alike. Two weights of different width show how fast the number falls with the width, and carry it back to where
there is no second smoothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc, ive

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

WIDTHS = (0.5, 1.25)
"""Widths of the two weights, in variances of the difference of two counts; (1 + 0.5)² = 1 + 1.25, see `equal_rows`."""
FLOOR = 0.3
"""Least variance of the difference of two counts in `overlap`, where both are 0."""
FAR = 150.0
"""Pairs whose squared differences, each over the sum of the two counts, add up to more weigh less than 1e-15."""
BLOCK = 65_536
"""Pairs that are worked on at a time."""
REACH = 40.0
"""Pairs whose totals alone make the exponent of `overlap` larger are passed over: below e^-40."""


@dataclass(frozen=True)
class Filter:
    """Which rows are looked at. It is to be fixed before the counts are seen: it decides everything.

    Parameters
    ----------
    least_total
        The least sum of a row.
    least_categories, least_count
        A row needs so many categories with at least so much in each.
    """

    least_total: int = 1
    least_categories: int = 0
    least_count: int = 1

    def keeps(self, counts: Whole) -> Flags:
        """Which rows pass, shape (n,)."""
        full = (counts >= self.least_count).sum(axis=1)
        flags: Flags = (counts.sum(axis=1) >= self.least_total) & (full >= self.least_categories)
        return flags


EVERY = Filter()


@dataclass(frozen=True)
class EqualRows:
    """Pairs of equal rows inside groups, and how many chance would make.

    Parameters
    ----------
    rows, groups
        Rows that pass the filter, and the groups that hold them.
    compared
        Pairs of rows of one group.
    equal_totals
        Those with equal totals, which alone can be equal.
    equal
        Pairs that are equal.
    expected
        How many chance would make, given the totals.
    chance
        The Poisson chance of so many or more.
    pairs
        The equal pairs, by their rows in the order given.
    """

    rows: int
    groups: int
    compared: int
    equal_totals: int
    equal: int
    expected: float
    chance: float
    pairs: tuple[tuple[int, int], ...]


def equal_rows(codes: Whole, counts: Whole, rows: Filter = EVERY) -> EqualRows:
    """Equal pairs within groups.

    The difference D of two counts of one rate has the law of Skellam, of variance S, the sum of the two. Let K(h) be
    the sum, over all pairs of equal totals, of the product over the categories of the Skellam law of variance h·S at D,
    divided by that of the totals at 0. Smoothing adds variances, so K(h) estimates how many pairs would be equal if
    differences had the variance (1 + h)·S about those of the rates: for rows of equal rates (1 + h)^-(c-1)/2 times the
    number wanted, for rows whose rates lie far further apart than counts scatter, the number itself. With
    (1 + a)² = 1 + b, K(a)²/K(b) is the number in both cases; in between it is at most 2 % too large a category.
    Simulated (9,000 rows in groups of 30, all totals 300, four categories whose shares scatter with a correlation of
    .001, .003, .01, .03): 11.6, 6.4, 2.3, 0.7 equal pairs on average, 11.8, 7.0, 2.4, 0.7 expected. One weight of width
    1 expects 4.9, 3.5, 1.6, 0.6; the multinomial law with the pooled shares of each pair 17 to 20, for it takes any two
    rows for alike.

    An equal pair is one of the pairs that this is estimated from, and adds 5^((c-1)/2) times its own chance of being
    equal: nothing to speak of with four categories of twenty and more, but three categories of a few dozen can hardly
    be called unusual.

    Parameters
    ----------
    codes
        The group of each row, shape (n,).
    counts
        Shape (n, c), none negative.
    rows
        Which rows are looked at.

    Examples
    --------
    >>> made = np.random.default_rng(4)
    >>> counts = made.multinomial(100, [0.5, 0.3, 0.2], size=3000)
    >>> found = equal_rows(np.arange(3000) // 30, counts)
    >>> found.compared, found.equal_totals, found.equal, round(found.expected)
    (43500, 43500, 184, 204)
    """
    kept = np.flatnonzero(rows.keeps(counts))
    counts, codes = counts[kept], codes[kept]
    _, place, sizes = np.unique(codes, return_inverse=True, return_counts=True)
    sums, equal_totals = _sums(place, counts)
    expected = sums[0] ** 2 / sums[1] if sums[1] > 0 else 0.0
    found = [(int(kept[a]), int(kept[b])) for a, b in _pairs(place, counts)]
    return EqualRows(
        rows=len(kept),
        groups=len(sizes),
        compared=_pairs_of(sizes),
        equal_totals=equal_totals,
        equal=len(found),
        expected=expected,
        chance=_at_least(len(found), expected),
        pairs=tuple(sorted((min(pair), max(pair)) for pair in found)),
    )


def _sums(place: Whole, counts: Whole) -> tuple[tuple[float, float], int]:
    """K at the two widths, and the number of pairs of equal totals."""
    total = counts.sum(axis=1)
    order = np.lexsort((total, place))
    # A set is what may be equal: rows of one group with one total.
    fresh = (np.diff(place[order]) != 0) | (np.diff(total[order]) != 0)
    sets = np.concatenate(([0], np.cumsum(fresh)))[: len(order)]
    here = counts[order]
    sizes = np.unique(sets, return_counts=True)[1]
    laws = [_law(h, here, _pairs_of(sizes) * here.shape[1]) for h in WIDTHS]
    made, number = [0.0, 0.0], 0
    for one, other in _neighbours(sets):
        number += len(one)
        x, y = here[one], here[other]
        apart, both = np.abs(x - y), x + y
        near = (apart * apart / np.maximum(both, 1)).sum(axis=1) < FAR
        apart, both = apart[near], both[near]
        whole = both.sum(axis=1)
        for which, h in enumerate(WIDTHS):
            logs = laws[which](apart, both).sum(axis=1)
            made[which] += float(np.exp(logs - np.log(ive(0, h * whole))).sum())
    return (made[0], made[1]), number


def _law(h: float, counts: Whole, wanted: int) -> Callable[[Whole, Whole], Real]:
    """The logarithm of the law of Skellam of variance h·S at D, for arrays of D and S.

    D and S are whole and small, so that many pairs need the same value: where more are wanted than a table of them all
    holds, it is made once.
    """

    def at(apart: Whole, both: Whole) -> Real:
        # ive(D, v) = e^-v·I_D(v) is the law of Skellam of variance v. It is 0 where D is far off: log 0 = -inf.
        with np.errstate(divide="ignore"):
            logs: Real = np.log(ive(apart, h * both))
        return logs

    most = 2 * int(counts.max(initial=0))
    # Nearer than `FAR` in all categories together is nearer in each.
    furthest = math.isqrt(math.ceil(FAR * max(most, 1)))
    if (most + 1) * (furthest + 1) >= wanted:
        return at
    table = at(np.arange(furthest + 1)[None, :], np.arange(most + 1)[:, None]).ravel()

    def looked_up(apart: Whole, both: Whole) -> Real:
        logs: Real = table[both * (furthest + 1) + apart]
        return logs

    return looked_up


def _neighbours(sets: Whole) -> Iterator[tuple[Whole, Whole]]:
    """All pairs of one set: those one place apart in the order, then two, ..., so that memory stays flat."""
    one = np.arange(len(sets))
    lag = 0
    while len(one):
        lag += 1
        one = one[one + lag < len(sets)]
        one = one[sets[one] == sets[one + lag]]
        for start in range(0, len(one), BLOCK):
            part = one[start : start + BLOCK]
            yield part, part + lag


def overlap(codes: Whole, counts: Whole, rows: Filter = EVERY) -> float:
    """How many equal pairs if each observed count were the rate of a Poisson law: a heuristic that smooths twice.

    The sum over the pairs of each group of ∏ min(1, (2πS)^-1/2)·exp(−D²/2S), S at least `FLOOR`. It takes totals for
    free, as `equal_rows` does not, and is kept because figures have been published by it: where rows are alike it is
    2^-c/2 of what chance gives.

    Examples
    --------
    >>> made = np.random.default_rng(4)
    >>> counts = made.poisson([30, 20, 10], size=(3000, 3))
    >>> codes = np.arange(3000) // 30
    >>> equal_rows(codes, counts).equal, round(overlap(codes, counts), 1)
    (12, 4.5)
    """
    counts, codes = counts[rows.keeps(counts)], codes[rows.keeps(counts)]
    total = counts.sum(axis=1)
    order = np.lexsort((total, codes))
    total, place = total[order], codes[order]
    here = np.ascontiguousarray(counts[order].T.astype(np.float64))
    slack = counts.shape[1] * FLOOR
    made, lag = 0.0, 0
    one = np.arange(len(total))
    while len(one):
        lag += 1
        one = one[one + lag < len(total)]
        apart = total[one + lag] - total[one]
        # By Cauchy and Schwarz the sum of D²/S is at least (sum of D)²/(sum of S); totals rise inside a group, so a
        # row whose partner is too far off has no nearer one to come.
        near = apart * apart <= 2 * REACH * (total[one + lag] + total[one] + slack)
        one = one[near & (place[one] == place[one + lag])]
        logs = np.zeros(len(one))
        for column in here:
            spread = np.maximum(column[one] + column[one + lag], FLOOR)
            logs -= (column[one] - column[one + lag]) ** 2 / (2 * spread)
            logs += np.minimum(0.0, -0.5 * np.log(2 * np.pi * spread))
        made += float(np.exp(logs).sum())
    return made


def _pairs(place: Whole, counts: Whole) -> Iterator[tuple[int, int]]:
    """Every pair of equal rows of one group."""
    order = np.lexsort((*counts.T, place))
    same = (place[order][1:] == place[order][:-1]) & (counts[order][1:] == counts[order][:-1]).all(axis=1)
    ends = np.flatnonzero(np.concatenate((~same, [True])))
    starts = np.concatenate(([0], ends[:-1] + 1))
    for start, end in zip(starts[ends > starts].tolist(), ends[ends > starts].tolist(), strict=True):
        run = order[start : end + 1].tolist()
        yield from ((run[a], run[b]) for b in range(len(run)) for a in range(b))


def _pairs_of(sizes: Whole) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _at_least(number: int, expected: float) -> float:
    return 1.0 if number == 0 else float(gammainc(number, expected))


def fewest(expected: float, chance: float) -> int:
    """The least number of pairs that chance makes no more often than so.

    Examples
    --------
    >>> fewest(0.001, 1e-4), fewest(2.0, 1e-4)
    (2, 10)
    """
    number = 1
    while _at_least(number, expected) > chance:
        number += 1
    return number


def copies(expected: float, chance: float) -> int:
    """The least number of copied pairs that is found nine times in ten: with those of chance it reaches `fewest`.

    Examples
    --------
    >>> copies(0.001, 1e-3), copies(0.1, 1e-3), copies(10.0, 1e-3)
    (1, 3, 16)
    """
    needed = fewest(expected, chance)
    number = 0
    while _at_least(number + 1, expected) >= 0.9:
        number += 1
    return needed - number


@dataclass(frozen=True)
class EqualAnywhere:
    """Equal rows over all groups: counts only, for there is no null that holds for rows of different places.

    Parameters
    ----------
    rows
        Rows that pass the filter.
    in_sets
        Rows that are equal to another.
    sets
        Different vectors that occur more than once.
    pairs
        Pairs of equal rows.
    """

    rows: int
    in_sets: int
    sets: int
    pairs: int


def equal_anywhere(counts: Whole, rows: Filter = EVERY) -> EqualAnywhere:
    """Equal rows wherever they are.

    Examples
    --------
    >>> equal_anywhere(np.array([[1, 2], [3, 4], [1, 2], [1, 2], [2, 1]]))
    EqualAnywhere(rows=5, in_sets=3, sets=1, pairs=3)
    """
    kept = np.ascontiguousarray(counts[rows.keeps(counts)])
    if not len(kept):
        return EqualAnywhere(0, 0, 0, 0)
    # The bytes of a row are its key: as exact as the counts, and one sort of plain keys.
    keys = kept.view(np.dtype((np.void, kept.dtype.itemsize * kept.shape[1]))).ravel()
    _, times = np.unique(keys, return_counts=True)
    several = times[times > 1]
    return EqualAnywhere(
        rows=len(kept),
        in_sets=int(several.sum()),
        sets=len(several),
        pairs=_pairs_of(several),
    )
