"""Shares that scatter more than counting makes them scatter: the beta-binomial law with one overdispersion for all.

Each unit of a group has a share of its own, beta-distributed about the group's mean; its count is binomial with that
share. The overdispersion ρ is the correlation of two members of one unit: the variance of a count is
n·μ(1 − μ)·(1 + (n − 1)ρ). One ρ is fitted to all groups, a mean to each; a unit is then held against the other units of
its group, with the uncertainty of their mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, digamma, expit, gammaln, logit, polygamma

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

LEAST_RHO, MOST_RHO = 1e-9, 1 - 1e-9
"""Binomial, and units of which each is all or nothing."""
NEGLIGIBLE = 1e-17
"""A tail is added up until a term is this part of the sum."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted overdispersion and the means.

    Parameters
    ----------
    rho
        The overdispersion; 0 for what scatters no more than counting does.
    group
        The codes of the groups, shape (g,).
    means
        Their means, shape (g,).
    groups, units
        Groups of two units and more that are neither empty nor full, and their units: what `rho` rests on.
    method
        How it was fitted.
    """

    rho: float
    group: Whole
    means: Real
    groups: int
    units: int
    method: Literal["moments", "likelihood"]


def moments(codes: Whole, k: Whole, n: Whole) -> Fit:
    """Fit by moments: the ρ at which squares within groups are as large as expected, all groups together.

    With p the share of a group of m units and N members, Σnᵢ(kᵢ/nᵢ − p)² has the mean
    μ(1 − μ)[(m − 1)(1 − ρ) + ρ(N − Σnᵢ²/N)], and p(1 − p) the mean μ(1 − μ)[1 − (1 − ρ)/N − ρΣnᵢ²/N²]. It counts the
    freedom that a group's own mean takes, so that many groups of few units do no harm. One root in ρ.

    Parameters
    ----------
    codes
        The group of each unit, shape (n,).
    k, n
        Counts and totals, 0 ≤ k ≤ n; units with n = 0 are passed over.

    Examples
    --------
    >>> rng = np.random.default_rng(8)
    >>> codes, n = np.arange(6000) // 4, np.full(6000, 300)
    >>> k = rng.binomial(n, rng.beta(0.02 * 99, 0.98 * 99, size=6000))  # ρ = 1/(1 + 99)
    >>> round(moments(codes, k, n).rho, 4)
    0.01
    """
    here = _Sums.of(codes, k, n)
    squares = here.squares()
    m, total, square = here.units, here.total, here.square

    def excess(rho: float) -> float:
        known = 1 - (1 - rho) / total - rho * square / total**2
        expected = (m - 1) * (1 - rho) + rho * (total - square / total)
        spread = here.share * (1 - here.share)
        # Where all members sit in one unit that is all or nothing, both are 0: such a group has no weight.
        expected = np.divide(expected * spread, known, out=np.zeros_like(spread), where=known > 1e-12)
        return float((squares - expected)[here.counts].sum())

    if not here.counts.any() or excess(LEAST_RHO) <= 0:
        rho = 0.0
    elif excess(MOST_RHO) >= 0:
        rho = MOST_RHO
    else:
        rho = _root(excess, LEAST_RHO, MOST_RHO)
    return here.fit(rho, here.weighted(rho), "moments")


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that is above 0 at `low` and below at `high` is 0, by halving, to 1e-13.

    Importing a solver takes longer than these steps.
    """
    while high - low > 1e-13:
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2


def likelihood(codes: Whole, k: Whole, n: Whole) -> Fit:
    """Fit by maximum likelihood: ρ and, for each ρ, the means.

    The mean of a group for a given ρ is found by a few steps of Newton on its logit. With few units a group the fitted
    means lean on their own units and ρ comes out too small (with four units a group by a third, with two by more than
    half). `moments` does not have this fault; this one is the check, and the better of the two for few large groups.

    Examples
    --------
    >>> rng = np.random.default_rng(8)
    >>> codes, n = np.arange(6000) // 60, np.full(6000, 300)
    >>> k = rng.binomial(n, rng.beta(0.02 * 99, 0.98 * 99, size=6000))
    >>> round(likelihood(codes, k, n).rho, 4), round(moments(codes, k, n).rho, 4)
    (0.0098, 0.01)
    """
    from scipy.optimize import minimize_scalar  # takes longer to import than a case to examine

    here = _Sums.of(codes, k, n)
    used = here.counts[here.place]
    if not used.any():
        return here.fit(0.0, here.share, "likelihood")

    def lost(log_odds: float) -> float:
        rho = float(expit(log_odds))
        means = here.likeliest(rho)
        return -float(log_chance(here.k, here.n, means[here.place], rho)[used].sum())

    found = minimize_scalar(lost, bounds=(-14.0, 6.0), method="bounded", options={"xatol": 1e-4})
    rho = float(expit(found.x))
    # At the lower end the law is binomial within 1e-6 of a correlation.
    rho = 0.0 if found.x < -13.9 else rho
    return here.fit(rho, here.likeliest(rho), "likelihood")


@dataclass(frozen=True, eq=False)
class _Sums:
    """Units with members, and sums over the groups."""

    group: Whole
    place: Whole
    k: Whole
    n: Whole
    units: Real
    total: Real
    square: Real
    share: Real

    @classmethod
    def of(cls, codes: Whole, k: Whole, n: Whole) -> _Sums:
        kept = n > 0
        group, place = np.unique(codes[kept], return_inverse=True)
        k, n = k[kept], n[kept]
        size = len(group)
        total = _sum(place, n, size)
        return cls(
            group=group.astype(np.int64),
            place=place.astype(np.int64),
            k=k,
            n=n,
            units=np.bincount(place, minlength=size).astype(np.float64),
            total=total,
            square=_sum(place, n.astype(np.float64) ** 2, size),
            share=_sum(place, k, size) / np.maximum(total, 1),
        )

    @property
    def counts(self) -> npt.NDArray[np.bool_]:
        """Groups that tell something of ρ."""
        flags: npt.NDArray[np.bool_] = (self.units > 1) & (self.share > 0) & (self.share < 1)
        return flags

    def squares(self) -> Real:
        off = self.k - self.n * self.share[self.place]
        return _sum(self.place, off * off / self.n, len(self.group))

    def weighted(self, rho: float) -> Real:
        """Means in which a unit counts by what it knows: n/(1 + (n − 1)ρ)."""
        weight = _weight(self.n, rho)
        size = len(self.group)
        return _sum(self.place, weight * self.k / self.n, size) / _sum(self.place, weight, size)

    def likeliest(self, rho: float) -> Real:
        size = len(self.group)
        made = self.weighted(rho)
        inside = self.counts
        at = logit(np.clip(made, 1e-9, 1 - 1e-9))
        scale = (1 - rho) / max(rho, LEAST_RHO)
        if scale > 1e6:
            return made
        for _step in range(8):
            mean = expit(at)
            a, b = (scale * mean)[self.place], (scale * (1 - mean))[self.place]
            up = digamma(self.k + a) - digamma(a)
            down = digamma(self.n - self.k + b) - digamma(b)
            slope = _sum(self.place, up - down, size)
            bend = polygamma(1, self.k + a) - polygamma(1, a) + polygamma(1, self.n - self.k + b) - polygamma(1, b)
            curve = _sum(self.place, bend, size)
            # d/d logit of the sum, and its second derivative: scale·μ(1−μ) is the inner derivative.
            inner = scale * mean * (1 - mean)
            first = slope * inner
            second = curve * inner**2 + slope * inner * (1 - 2 * mean)
            step = np.where(second < 0, -first / np.minimum(second, -1e-300), np.sign(first))
            step = np.where(inside, np.clip(step, -1.0, 1.0), 0.0)
            at = at + step
            if float(np.abs(step).max(initial=0.0)) < 1e-8:
                break
        return np.where(inside, expit(at), made)

    def fit(self, rho: float, means: Real, method: Literal["moments", "likelihood"]) -> Fit:
        counts = self.counts
        return Fit(
            rho=rho,
            group=self.group,
            means=means,
            groups=int(counts.sum()),
            units=int(self.units[counts].sum()),
            method=method,
        )


def _sum(place: Whole, value: Real | Whole, size: int) -> Real:
    made: Real = np.bincount(place, value, size).astype(np.float64)
    return made


def _weight(n: Whole, rho: float) -> Real:
    made: Real = n / (1 + (n - 1) * rho)
    return made


def log_chance(k: Whole, n: Whole, mean: Real, rho: Real | float) -> Real:
    """The logarithm of the chance of k of n; binomial where rho is below `LEAST_RHO`.

    Examples
    --------
    >>> np.exp(log_chance(np.arange(3), np.full(3, 2), np.full(3, 0.5), 1 / 3)).round(6).tolist()  # uniform
    [0.333333, 0.333333, 0.333333]
    >>> np.exp(log_chance(np.arange(3), np.full(3, 2), np.full(3, 0.5), 0.0)).round(6).tolist()
    [0.25, 0.5, 0.25]
    """
    rho = np.broadcast_to(np.asarray(rho, dtype=np.float64), k.shape)
    ways = gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0)
    # A mean of 0 or 1 leaves one count possible.
    sure = (mean <= 0) | (mean >= 1)
    inside = np.where(sure, 0.5, mean)
    wide = rho >= LEAST_RHO
    scale = (1 - rho) / np.where(wide, rho, 1.0)
    scale = np.where(wide & (scale > 0), scale, 1.0)
    mixed = betaln(k + scale * inside, n - k + scale * (1 - inside)) - betaln(scale * inside, scale * (1 - inside))
    plain = k * np.log(inside) + (n - k) * np.log1p(-inside)
    made = ways + np.where(wide, mixed, plain)
    made = np.where(sure, np.where(k == np.where(mean >= 1, n, 0), 0.0, -np.inf), made)
    kept: Real = np.minimum(0.0, made)
    return kept


@dataclass(frozen=True, eq=False)
class Against:
    """Each unit against the others of its group, in the order given; NaN where it has none. All of shape (n,).

    Parameters
    ----------
    mean
        The mean share of the others.
    smaller, larger
        The chances of so small and of so large a count.
    chance
        Twice the lesser of the two, at most 1.
    """

    mean: Real
    smaller: Real
    larger: Real
    chance: Real


def against_others(codes: Whole, k: Whole, n: Whole, rho: float) -> Against:
    """Hold each unit against the other units of its group.

    What the others tell is W, the sum of n/(1 + (n − 1)ρ) over them. Means of groups are taken to be beta-distributed
    with as much spread as they show (A imaginary members with the mean of all units, A by moments), so that the mean
    of this one is known as W + A members would tell it; a group in which two others have none does not make a single
    one impossible. The law of the unit is beta-binomial about that mean with an overdispersion that is larger by what
    this uncertainty adds to its variance, n/((n − 1)(W + A)).

    Parameters
    ----------
    codes, k, n
        As in `moments`; units with n = 0 get NaN.
    rho
        The overdispersion, fitted before.

    Examples
    --------
    >>> codes, n = np.zeros(4, dtype=int), np.full(4, 500)
    >>> found = against_others(codes, np.array([10, 12, 9, 40]), n, 0.002)
    >>> found.mean.round(4).tolist(), found.chance.round(5).tolist()
    ([0.0407, 0.0393, 0.0413, 0.0207], [0.13567, 0.30425, 0.0824, 0.00014])
    """
    group, place = np.unique(codes, return_inverse=True)
    some = n > 0
    weight = np.where(some, _weight(n, rho), 0.0)
    told = weight * k / np.maximum(n, 1)
    weights, tolds = _sum(place, weight, len(group)), _sum(place, told, len(group))
    everywhere, imagined = _spread_of_means(weights, tolds)
    judged = some & (np.bincount(place, some, len(group))[place] > 1)
    # Differences of sums leave 1e-14 where nothing is left.
    others = np.maximum(weights[place] - weight, 0.0) + imagined
    mean = np.clip((np.maximum(tolds[place] - told, 0.0) + imagined * everywhere) / others, 0.0, 1.0)
    wider = np.minimum(rho + np.divide(n, (n - 1) * others, out=np.zeros(len(n)), where=n > 1), MOST_RHO)
    made = np.full((3, len(n)), np.nan)
    made[0, judged] = mean[judged]
    made[1, judged], made[2, judged] = tails(k[judged], n[judged], mean[judged], wider[judged])
    return Against(made[0], made[1], made[2], np.minimum(1.0, 2 * np.minimum(made[1], made[2])))


def _spread_of_means(weights: Real, tolds: Real) -> tuple[float, float]:
    """The mean of all groups, and how many members tell as much of a group's mean as that does.

    Σ W(mean − everywhere)² is (groups − 1)·μ(1 − μ) by what each group leaves uncertain, and τ²(ΣW − ΣW²/ΣW) by what
    their means differ; a beta law of variance τ² is worth μ(1 − μ)/τ² − 1 members.
    """
    some = weights > 0
    w, total = weights[some], float(weights.sum())
    if total == 0:
        return 0.0, 1.0
    everywhere = float(tolds.sum()) / total
    spread = everywhere * (1 - everywhere)
    room = total - float((w * w).sum()) / total
    seen = float((w * (tolds[some] / w - everywhere) ** 2).sum()) - (len(w) - 1) * spread
    if spread == 0 or room <= 1e-9 * total:
        return everywhere, 1.0
    apart = max(seen / room, spread * 1e-9)
    return everywhere, max(1.0, spread / apart - 1)


def tails(k: Whole, n: Whole, mean: Real, rho: Real) -> tuple[Real, Real]:
    """The chances of k or less and of k or more.

    The tail on the far side of the mean is added up from k outwards, each term from the one before, until nothing more
    is added; the other is what is left. So the small tail keeps its relative accuracy.

    Examples
    --------
    >>> lower, upper = tails(np.array([1]), np.array([2]), np.array([0.5]), np.array([1 / 3]))
    >>> lower.round(6).tolist(), upper.round(6).tolist()
    ([0.666667], [0.666667])
    """
    rho = np.broadcast_to(rho, k.shape)
    up = k >= n * mean
    # A lower tail is the upper tail of what is missing.
    count = np.where(up, k, n - k).astype(np.float64)
    share = np.where(up, mean, 1 - mean)
    term = np.exp(log_chance(np.where(up, k, n - k), n, share, rho))
    far = np.minimum(1.0, _added_up(term, count, n, share, rho))
    near = np.clip(1 - far + term, 0.0, 1.0)
    return np.where(up, near, far), np.where(up, far, near)


def _added_up(term: Real, count: Real, n: Whole, share: Real, rho: Real) -> Real:
    """Each term and all above it. A sum that is done with leaves the arrays that are walked, which stay packed."""
    made = term.copy()
    live = np.flatnonzero((term > 0) & (count < n))
    j, total, r, term = count[live], n[live].astype(np.float64), rho[live], term[live]
    yes, no, sums = (1 - r) * share[live], (1 - r) * (1 - share[live]), term.copy()
    while len(live):
        # (1 − ρ)p + ρj and its counterpart: a + j and b + n − j − 1 times ρ, good for ρ = 0 too.
        ratio = (total - j) / (j + 1) * (yes + r * j) / (no + r * (total - j - 1))
        term *= ratio
        sums += term
        j += 1
        # Terms may rise again towards the end where shares are all or nothing: only falling ones are cut off.
        going = (j < total) & ((term > NEGLIGIBLE * sums) | (ratio >= 1))
        if not going.all():
            made[live[~going]] = sums[~going]
            live = live[going]
            j, total, r, term, yes, no, sums = (x[going] for x in (j, total, r, term, yes, no, sums))
    return made
