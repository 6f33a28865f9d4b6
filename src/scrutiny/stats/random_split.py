"""A crowd split at random over the rows of its group: do the rows differ as much as chance makes them differ?

Each group is a table of counts, rows by categories. Given its row totals and its column totals, every way of handing
the members out to the rows is equally likely under the null (the multivariate hypergeometric law, which is also that of
permuting the members). Pearson's X² of the table then has a mean and a variance that are known exactly, whatever the
size of the counts. Too large a sum of X² says that rows differ for a reason (an odd row, or a split that was not
random); too small a sum says that they agree better than a random split lets them (copying, averaging, invention).
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc, gammaincc, gammaincinv, gammaln, stdtrit

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

LEAST_MEMBERS = 4
"""A group of fewer members has no variance by the formula (it divides by N − 3), and nothing to say."""


@dataclass(frozen=True, eq=False)
class Splits:
    """Pearson's X² of each group and what a random split gives.

    Parameters
    ----------
    group
        The code of each group that can be judged: two rows and two categories that hold somebody, `LEAST_MEMBERS`
        members. Shape (g,), like all arrays here.
    rows, categories, members
        Rows and categories of the group that hold somebody; all its members.
    statistic
        Pearson's X².
    expected, variance
        Its exact mean and variance under the null.
    larger, smaller
        The chances of so large and of so small a statistic, by the gamma law with that mean and variance, and never
        below the exact chance of the table itself, which is part of both. (The statistic goes in steps: of two rows
        and two categories, 4 % agree to the last member at 300 members a row, where the gamma law says 0.)
    itself
        The logarithm of the exact chance of the table itself.
    passed_over
        How many groups could not be judged.
    """

    group: Whole
    rows: Whole
    categories: Whole
    members: Whole
    statistic: Real
    expected: Real
    variance: Real
    larger: Real
    smaller: Real
    itself: Real
    passed_over: int

    def of(self, some: npt.NDArray[np.bool_]) -> Splits:
        """The groups that are flagged."""
        arrays = {f.name: getattr(self, f.name)[some] for f in fields(self) if f.name != "passed_over"}
        return replace(self, passed_over=0, **arrays)


@dataclass(frozen=True)
class Together:
    """All groups together.

    Parameters
    ----------
    groups
        How many there are.
    statistic, expected, variance
        Sums over the groups.
    z
        (statistic − expected)/√variance.
    larger, smaller
        The chances of so large and of so small a sum, by a gamma law moved and scaled to the sum's mean, variance and
        (near enough) third moment. With twenty groups of three rows it is right within a tenth at 1e-3, where the
        normal law is 2.5 times too small above and 4 times too large below. Rough (a factor of 4) where a category
        has only one or two members a row. Never below the exact chance of all the tables themselves, which is part of
        both: where all rows agree to the last member it is the chance of just that, and the gamma law says 0.
    shape
        Of the gamma law: its skewness is 2/√shape.
    ratio
        statistic/expected: 1 is a random split, 2 twice as much difference between rows as chance makes.
    low, high
        An interval for that ratio; without an upper end where rows agree to the last member.
    """

    groups: int
    statistic: float
    expected: float
    variance: float
    z: float
    larger: float
    smaller: float
    shape: float
    ratio: float
    low: float
    high: float

    def even(self, limit: float) -> float:
        """A ratio that nine times in ten gives a sum which is as small by chance no more often than `limit`.

        The sum is taken to be that of a random split, scaled.
        """
        deviations = (gammaincinv(self.shape, [limit, 0.9]) - self.shape) / math.sqrt(self.shape)
        small, large = self.expected + math.sqrt(self.variance) * deviations
        return max(0.0, float(small / large))


def splits(codes: Whole, counts: Whole) -> Splits:
    """Judge each group.

    Under the null the mean of X² is N(r − 1)(c − 1)/(N − 1); its variance is that of Haldane (1940) in the form of
    Dawson (1954), with v = (r − 1)(N − r)/(N − 1) and w = (N·Σ1/rowᵢ − r²)/(N − 2) and likewise for the columns:
    2N/(N − 3)·(v₁ − w₁)(v₂ − w₂) + N²/(N − 1)·w₁w₂. Rows and columns without members are no part of a table.

    Parameters
    ----------
    codes
        The group of each row, shape (n,). The order does not matter.
    counts
        Members of each row in each category, shape (n, c), none negative.

    References
    ----------
    Haldane, J. B. S. (1940). The mean and variance of χ², when used as a test of homogeneity, when expectations are
    small. Biometrika 31, 346-355. Dawson, R. B. (1954). A simplified expression for the variance of the χ²-function on
    a contingency table. Biometrika 41, 280.

    Examples
    --------
    The table 3 1 / 1 3: of the seventy ways to hand out its eight members two give X² = 8, thirty-two 2 and
    thirty-six 0. Mean and variance are theirs, the formula's and the enumeration's.

    >>> found = splits(np.array([7, 7]), np.array([[3, 1], [1, 3]]))
    >>> found.statistic.tolist(), found.expected.round(6).tolist(), found.variance.round(6).tolist()
    ([2.0], [1.142857], [2.35102])
    >>> mean, square = (2 * 8 + 32 * 2) / 70, (2 * 64 + 32 * 4) / 70
    >>> round(mean, 6), round(square - mean**2, 6)
    (1.142857, 2.35102)
    """
    row_totals = counts.sum(axis=1)
    order = np.argsort(codes, kind="stable")
    order = order[row_totals[order] > 0]
    found, starts = np.unique(codes[order], return_index=True)
    every = len(np.unique(codes))
    if not len(found):
        none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
        return Splits(none, none, none, none, nothing, nothing, nothing, nothing, nothing, nothing, every)
    here = counts[order].astype(np.float64)
    rows = np.diff(starts, append=len(order)).astype(np.int64)
    sizes = row_totals[order].astype(np.float64)
    columns = np.add.reduceat(here, starts, axis=0)
    members = columns.sum(axis=1)
    held = columns > 0
    per_column = np.divide(1.0, columns, out=np.zeros_like(columns), where=held)
    squares = np.add.reduceat(here * here / sizes[:, None], starts, axis=0)
    statistic = members * ((squares * per_column).sum(axis=1) - 1)
    categories = held.sum(axis=1)
    judged = (rows > 1) & (categories > 1) & (members >= LEAST_MEMBERS)
    expected, variance = moments(
        members[judged],
        rows[judged],
        np.add.reduceat(1 / sizes, starts)[judged],
        categories[judged],
        per_column.sum(axis=1)[judged],
    )
    # Rounding leaves -1e-13 where rows agree exactly.
    statistic = np.maximum(0.0, statistic[judged])
    itself = _chance_of_table(here, sizes, columns, members, starts)[judged]
    larger, smaller = (np.maximum(np.exp(itself), tail) for tail in _tails(statistic, expected, variance))
    return Splits(
        group=found[judged].astype(np.int64),
        rows=rows[judged],
        categories=categories[judged].astype(np.int64),
        members=members[judged].astype(np.int64),
        statistic=statistic,
        expected=expected,
        variance=variance,
        larger=larger,
        smaller=smaller,
        itself=itself,
        passed_over=every - int(judged.sum()),
    )


def moments(members: Real, rows: Whole, per_row: Real, categories: Whole, per_column: Real) -> tuple[Real, Real]:
    """The exact mean and variance of X² given both margins; `per_row` and `per_column` are sums of 1/total."""
    n = members
    r, c = rows.astype(np.float64), categories.astype(np.float64)
    mean = n * (r - 1) * (c - 1) / (n - 1)
    v1, w1 = (r - 1) * (n - r) / (n - 1), (n * per_row - r * r) / (n - 2)
    v2, w2 = (c - 1) * (n - c) / (n - 1), (n * per_column - c * c) / (n - 2)
    variance = 2 * n / (n - 3) * (v1 - w1) * (v2 - w2) + n * n / (n - 1) * w1 * w2
    return mean, np.maximum(0.0, variance)


def _chance_of_table(here: Real, sizes: Real, columns: Real, members: Real, starts: Whole) -> Real:
    """The logarithm of ∏rows!·∏columns!/(members!·∏cells!), the multivariate hypergeometric chance of each table."""
    rows = np.add.reduceat(gammaln(sizes + 1) - gammaln(here + 1).sum(axis=1), starts)
    made: Real = np.minimum(0.0, rows + gammaln(columns + 1).sum(axis=1) - gammaln(members + 1))
    return made


def _tails(statistic: Real, expected: Real, variance: Real) -> tuple[Real, Real]:
    """Chances of so large and so small under the gamma law of that mean and variance."""
    fixed = variance <= 1e-12 * expected
    safe = np.where(fixed, 1.0, variance)
    shape, at = expected * expected / safe, statistic * expected / safe
    larger = np.where(fixed, 1.0, gammaincc(shape, at))
    smaller = np.where(fixed, 1.0, gammainc(shape, at))
    return larger, smaller


def together(found: Splits, level: float = 0.95) -> Together | None:
    """The sum over all groups, or None without a group whose statistic can vary.

    The third moment that each group adds is that of its gamma law, 2·variance²/mean; a gamma law moved and scaled to
    the three moments of the sum (Pearson's type III) then gives both tails. With one group it is that group's law.

    The interval for the ratio is on the scale of its logarithm. Its error is the larger of two: what chance alone
    gives a sum that is so many times too large, and what the groups show by differing from each other; see `_reach`.

    Examples
    --------
    >>> made = np.random.default_rng(5)
    >>> counts = made.multinomial(300, [0.5, 0.3, 0.2], size=2000)
    >>> whole = together(splits(np.arange(2000) // 4, counts))
    >>> whole.groups, round(whole.ratio, 3), round(whole.low, 3), round(whole.high, 3)
    (500, 0.989, 0.94, 1.042)
    """
    if not len(found.group):
        return None
    statistic, expected = math.fsum(found.statistic.tolist()), math.fsum(found.expected.tolist())
    variance = math.fsum(found.variance.tolist())
    if variance <= 1e-12 * expected:
        return None
    third = float((2 * found.variance**2 / found.expected).sum())
    z = (statistic - expected) / math.sqrt(variance)
    # Pearson III: z = (G − shape)/√shape for a gamma variable G of unit scale, whose skewness is 2/√shape.
    shape = 4 * variance**3 / third**2
    at = max(0.0, shape + z * math.sqrt(shape))
    ratio = statistic / expected
    below, above = _reach(found, ratio, variance, level) if ratio > 0 else (math.inf, math.inf)
    # The tables as they are have part in both tails; what is too rare for the machine is not impossible.
    itself = max(math.exp(math.fsum(found.itself.tolist())), sys.float_info.min)
    return Together(
        groups=len(found.group),
        statistic=statistic,
        expected=expected,
        variance=variance,
        z=z,
        larger=max(itself, float(gammaincc(shape, at))),
        smaller=max(itself, float(gammainc(shape, at))),
        shape=shape,
        ratio=ratio,
        low=ratio * math.exp(-below),
        high=ratio * math.exp(above) if ratio > 0 else math.inf,
    )


def _reach(found: Splits, ratio: float, variance: float, level: float) -> tuple[float, float]:
    """How far the interval reaches below and above the logarithm of the ratio.

    Where few groups differ far more than the others, the error is read off few, and a sample without them shows too
    small a ratio and too small an error at once. So the quantile is Student's, with the degrees of freedom that the
    fourth moment of the groups leaves (Satterthwaite), and the upper end is moved by what their skewness does to a mean
    (N. J. Johnson, Journal of the American Statistical Association 73 (1978) 536-544). Where one group in twenty is ten
    times as overdispersed, 20 to 1,000 groups give intervals of which 94 to 96 in a hundred cover the ratio (the normal
    quantile: 87 to 94); where groups are alike 98 do.
    """
    whole = float(found.expected.sum())
    chance = ratio**2 * variance
    apart = found.statistic - ratio * found.expected
    number, squares = len(apart), float(apart @ apart)
    tail = (1 + level) / 2
    if number < 2 or not squares > 1e-12 * chance:
        reach = float(stdtrit(max(1, number - 1), tail)) * math.sqrt(chance) / (whole * ratio)
        return reach, reach
    # A group of weight h pulls the ratio to itself: its distance is too small by the factor 1 - h in variance.
    shown = float((apart**2 / np.maximum(1 - found.expected / whole, 1 / number)).sum())
    error = math.sqrt(max(chance, shown)) / (whole * ratio)
    fourth = max(float((apart**4).sum()) - squares**2 / number, 1e-300)
    df = min(max(1.0, 2 * squares**2 / fourth), number - 1.0)
    skewness = float((apart**3).sum()) / number / (squares / number) ** 1.5
    moved = max(0.0, skewness) / (6 * math.sqrt(number)) * (2 * float(stdtrit(number - 1, tail)) ** 2 + 1)
    quantile = float(stdtrit(df, tail))
    return error * quantile, error * (quantile + moved)


@dataclass(frozen=True, eq=False)
class Rows:
    """Each row against the rest of its group, in the order given; all arrays have shape (n,).

    Parameters
    ----------
    statistic
        X² of the table of two rows, this one and all others of the group together.
    expected
        Its exact mean under the null.
    larger
        The chance of so large a statistic. NaN, like the others, where the rest of the group is empty or the group
        cannot be judged.
    """

    statistic: Real
    expected: Real
    larger: Real


def against_rest(codes: Whole, counts: Whole) -> Rows:
    """Which row is the odd one: each against all others of its group, under the same null.

    Examples
    --------
    >>> counts = np.array([[60, 40], [55, 45], [20, 80]])
    >>> found = against_rest(np.zeros(3, dtype=int), counts)
    >>> found.statistic.round(2).tolist()
    [13.64, 6.06, 37.88]
    """
    found, place = np.unique(codes, return_inverse=True)
    columns = np.stack([np.bincount(place, counts[:, j], len(found)) for j in range(counts.shape[1])], axis=1)
    whole = columns[place]
    rest = whole - counts
    own, others = counts.sum(axis=1).astype(np.float64), rest.sum(axis=1)
    n = own + others
    held = whole > 0
    categories = held.sum(axis=1)
    judged = (own > 0) & (others > 0) & (categories > 1) & (n >= LEAST_MEMBERS)
    per_column = np.divide(1.0, whole, out=np.zeros_like(whole), where=held)
    off = counts - own[:, None] * whole / np.maximum(n, 1)[:, None]
    made = np.full((3, len(codes)), np.nan)
    inverse = (n / np.where(judged, own * others, 1.0))[judged]
    made[0, judged] = (off * off * per_column).sum(axis=1)[judged] * n[judged] * inverse
    two = np.full(int(judged.sum()), 2, dtype=np.int64)
    mean, variance = moments(n[judged], two, inverse, categories[judged], per_column.sum(axis=1)[judged])
    made[1, judged] = mean
    made[2, judged] = _tails(made[0, judged], mean, variance)[0]
    return Rows(statistic=made[0], expected=made[1], larger=made[2])


def permuted(codes: Whole, counts: Whole, draws: int, rng: np.random.Generator) -> Real:
    """X² of each group after handing its members out anew, shape (draws, groups): the null itself, slowly.

    The groups are those of `splits`, in its order. Tables are drawn by Patefield's (1981) method.

    Examples
    --------
    >>> made = permuted(np.array([7, 7]), np.array([[3, 1], [1, 3]]), 7000, np.random.default_rng(1))
    >>> round(float(made.mean()), 1), sorted(set(made.ravel().round(9).tolist()))
    (1.1, [0.0, 2.0, 8.0])
    """
    from scipy.stats import random_table  # takes longer to import than a case to examine

    judged = splits(codes, counts).group
    made = np.empty((draws, len(judged)))
    for number, code in enumerate(judged):
        table = counts[codes == code]
        sizes, columns = table.sum(axis=1), table.sum(axis=0)
        sizes, columns = sizes[sizes > 0], columns[columns > 0]
        drawn = random_table.rvs(sizes, columns, size=draws, random_state=rng)
        expected = np.outer(sizes, columns) / sizes.sum()
        made[:, number] = ((drawn - expected) ** 2 / expected).sum(axis=(1, 2))
    return made
