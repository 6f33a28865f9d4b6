"""Runs in an ordered record of yes and no: do equal answers stand together more, or less, than after a shuffle?

Null: given how many are yes, every order is equally likely. Families that vote together, sorting before scanning and
batches break it honestly. In a record that falls into strata (a box, a day, a batch), order matters only inside each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, ndtr

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

EXACT_UP_TO = 4_000
"""Up to so many possible numbers of runs over all strata the law is added up exactly; beyond, it is normal."""
CERTAIN = 18.0
"""With so many expected long runs one of them is there but for a chance of 1e-8; the terms of the sum, which grow with
that number and cancel, are no more exact."""


@dataclass(frozen=True)
class Runs:
    """Runs over all strata.

    Parameters
    ----------
    yes, no
        How many of each.
    runs
        Stretches of equal answers, counted in each stratum.
    mean, sd
        Of that number under the null.
    fewer, more
        The chance of so few, and of so many.
    exact
        Whether these chances are the law itself, or a normal law with its continuity correction.
    """

    yes: int
    no: int
    runs: int
    mean: float
    sd: float
    fewer: float
    more: float
    exact: bool

    @property
    def score(self) -> float:
        return (self.runs - self.mean) / self.sd if self.sd > 0 else 0.0

    @property
    def chance(self) -> float:
        """Two-sided: twice the smaller."""
        return min(1.0, 2 * min(self.fewer, self.more))


@dataclass(frozen=True)
class Longest:
    """The longest run of yes.

    Parameters
    ----------
    length
        Its length; over strata, the longest of any.
    stratum
        Where it is; the first of them.
    chance
        Chance that a run of yes anywhere is so long.
    """

    length: int
    stratum: int
    chance: float


def runs(record: Flags, stratum: Whole | None = None) -> Runs:
    """Number of runs against its law (Wald and Wolfowitz 1940), strata taken together.

    In one stratum of a yes and b no the mean is 2ab/(a+b) + 1 and the variance
    2ab·(2ab − a − b)/((a+b)²·(a+b−1)); strata are independent and add.

    Parameters
    ----------
    record
        The answers in their order, shape (n,).
    stratum
        The stratum of each answer, shape (n,); answers of a stratum need not stand together. None: one stratum.

    Examples
    --------
    >>> found = runs(np.array([1, 1, 1, 0, 0, 0, 1, 1], bool))
    >>> found.runs, found.mean, round(found.sd, 4), round(found.fewer, 4)
    (3, 4.75, 1.2138, 0.1429)
    """
    parts = list(_parts(record, stratum))
    counts = [(int(part.sum()), int((~part).sum())) for part in parts]
    seen = sum(int((part[1:] != part[:-1]).sum()) + 1 for part in parts)
    mean, variance = (sum(column) for column in zip((0.0, 0.0), *(moments(a, b) for a, b in counts), strict=True))
    exact = sum(2 * min(pair) + 1 for pair in counts) <= EXACT_UP_TO or len(counts) == 1
    if exact:
        least, chances = 0, np.ones(1)
        for a, b in counts:
            first, law = law_of_runs(a, b)
            least, chances = least + first, np.convolve(chances, law)
        fewer = float(chances[: max(0, seen - least + 1)].sum())
        more = float(chances[max(0, seen - least) :].sum())
    else:
        sd = math.sqrt(variance)
        fewer, more = float(ndtr((seen + 0.5 - mean) / sd)), float(ndtr((mean - seen + 0.5) / sd))
    yes = sum(a for a, _ in counts)
    return Runs(
        yes=yes,
        no=len(record) - yes,
        runs=seen,
        mean=mean,
        sd=math.sqrt(variance),
        fewer=min(1.0, fewer),
        more=min(1.0, more),
        exact=exact,
    )


def moments(a: int, b: int) -> tuple[float, float]:
    """Mean and variance of the number of runs of a yes and b no in random order.

    Examples
    --------
    >>> mean, variance = moments(5, 3)
    >>> mean, round(variance, 4)
    (4.75, 1.4732)
    """
    n = a + b
    if not n:
        return 0.0, 0.0
    mean = 2 * a * b / n + 1
    return mean, (mean - 1) * (mean - 2) / (n - 1) if n > 1 else 0.0


def law_of_runs(a: int, b: int) -> tuple[int, Real]:
    """The smallest possible number of runs, and the chance of it and of each number that follows.

    Examples
    --------
    >>> least, chances = law_of_runs(2, 2)
    >>> least, chances.round(4).tolist()
    (2, [0.3333, 0.3333, 0.3333])
    """
    if not a or not b:
        return min(1, a + b), np.ones(1)
    # Of 2k runs k are of yes; of 2k + 1 there is one more of the one or of the other.
    k = np.arange(1, min(a, b) + 1)
    every = _log_choose(a + b, a)
    even = np.log(2) + _log_choose(a - 1, k - 1) + _log_choose(b - 1, k - 1)
    odd = np.logaddexp(
        _log_choose(a - 1, k) + _log_choose(b - 1, k - 1), _log_choose(a - 1, k - 1) + _log_choose(b - 1, k)
    )
    made = np.exp(np.stack([even, odd], axis=1).ravel() - every)
    return 2, made[:-1] if a == b else made


def longest(record: Flags, stratum: Whole | None = None) -> Longest:
    """The longest run of yes and its chance; over strata, the chance that any of them has one as long.

    Examples
    --------
    >>> found = longest(np.array([1, 1, 1, 0, 0, 0, 1, 1], bool))
    >>> found.length, round(found.chance, 4)  # 40 of the 56 orders
    (3, 0.7143)
    """
    parts = list(_parts(record, stratum))
    lengths = [_longest(part) for part in parts]
    length = max(lengths, default=0)
    none = 0.0
    for part in parts:
        none += math.log1p(-min(1 - 1e-16, so_long(length, int(part.sum()), int((~part).sum()))))
    return Longest(length, lengths.index(length) if lengths else 0, -math.expm1(none) if length else 1.0)


def so_long(length: int, a: int, b: int) -> float:
    """The chance of a run of yes of at least this length among a yes and b no in random order.

    By inclusion and exclusion over the b + 1 gaps between the no: the sum over j ≥ 1 of
    (−1)^(j+1)·C(b+1, j)·C(a+b−j·length, b)/C(a+b, b).

    Examples
    --------
    >>> round(so_long(2, 2, 2), 12)  # aabb, baab and bbaa among six orders
    0.5
    """
    if length <= 0:
        return 1.0
    if length > a:
        return 0.0
    n = a + b
    j = np.arange(1, min(b + 1, a // length) + 1)
    terms = np.exp(_log_choose(b + 1, j) + _log_choose(n - j * length, b) - _log_choose(n, b))
    if terms[0] > CERTAIN:
        return 1.0
    signs = np.where(j % 2, 1.0, -1.0)
    return float(min(1.0, max(0.0, math.fsum((signs * terms).tolist()))))


def _parts(record: Flags, stratum: Whole | None) -> Iterable[Flags]:
    if stratum is None:
        return [record] if len(record) else []
    if not len(record):
        return []
    order = np.argsort(stratum, kind="stable")
    cuts = np.flatnonzero(np.diff(stratum[order])) + 1
    return np.split(record[order], cuts)


def _longest(part: Flags) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], part, [False])).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _log_choose(n: int | Whole, k: int | Whole) -> Real:
    """log C(n, k); −∞ where k > n."""
    upper, lower = np.broadcast_arrays(np.asarray(n, np.float64), np.asarray(k, np.float64))
    fits = lower <= upper
    rest = np.where(fits, upper - lower, 0.0)
    made: Real = np.where(fits, gammaln(upper + 1) - gammaln(lower + 1) - gammaln(rest + 1), -np.inf)
    return made
