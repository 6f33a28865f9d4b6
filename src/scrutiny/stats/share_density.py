"""Spikes in the density of shares: which shares occur oftener than their units, counted again, would give?

Many shares are common by arithmetic alone: 1/2 is the share of many small counts, 0.4999 of few. So each unit is
counted again in thought: its count falls by a law around its own share, and its share lands in a narrow bin with a
chance that is worked out in whole numbers. The sum over units is the expected density, with the exact variance and
skewness that independent units give; what stands above an envelope that holds for all bins at once is a spike.

The question is that of Rozenas, Political Analysis 25 (2017), 41-56, who draws every unit anew a thousand times and
takes the greatest density of each point. `resampled` does the same for our bins, as a second way to the same figures;
`density` needs no draws.

Use it as `levelled(...)`, on units of some 100 and more. Counting again spreads shares that chance has spread once; by
itself the expectation is therefore too low where honest shares crowd, and 30,000 honest units of 100 to 400 with shares
of .44 ± .05 pass the envelope in seven samples of ten.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincc, gammainccinv, gammaln

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

Law = Literal["own", "unsure"]
"""How a count would fall again: binomial with its own share (`own`), or with a share that is itself drawn from what one
count can tell (`unsure`: beta-binomial from Jeffreys' prior)."""

REACH = 6.0
"""Standard deviations on either side that are added up, and `BEYOND`; what lies outside is below 2e-8 of a unit."""
BEYOND: dict[Law, int] = {"own": 3, "unsure": 15}
"""Counts that are added up beyond `REACH`: the tail of a small count is longer where its share is unsure."""
BLOCK = 2_048
"""Units worked on at a time: few enough for the processor's cache."""
REACHES = 2.0
"""Standard deviations of a recount on either side that `levelled` compares with,"""
WIDEST = 0.025
"""and no more than this part of all shares;"""
FEWEST = 4
"""so many bins at least."""
LARGE = 0.9
"""Of the sizes of units, the quantile whose recounts those are: larger units have finer features, smaller ones not."""
LITTLE = 25.0
"""With less expected of them, neighbours are not compared with."""
BENDS = 3.0
"""How far slope and bend of what neighbours hold may go from 0, over the reach, on a logarithmic scale: an honest crowd
goes as far as 2, and where they are few nothing else keeps them."""
ALIKE = 3.0
"""Units whose sizes differ by more than this factor are levelled apart,"""
CLASS = 500
"""where there are so many."""
STEPS = 12
"""Newton's steps to what neighbours hold at most,"""
CLOSE = 1e-7
"""and the step at which they end."""
SLIGHT = 1e-3
"""Below this skewness the envelope is that of the normal law."""


@dataclass(frozen=True)
class Points:
    """Bins around the multiples of 1/steps.

    Parameters
    ----------
    steps
        1,000 gives bins at each tenth of a percent, 1,001 of them.
    per
        The half width of a bin is 1/(steps·per). 2: the bins touch and every share is in one of them. More: only shares
        close to a multiple count, which sharpens a spike of round shares against its surroundings.
    """

    steps: int = 1_000
    per: int = 2


@dataclass(frozen=True, eq=False)
class Density:
    """Weight of the units whose share is in each bin; all of shape (steps + 1,).

    Parameters
    ----------
    observed
        As counted, shape (steps + 1,).
    expected, sd, skewness
        Of the same weight if every unit were counted again; of shape (steps + 1,) too.
    square, cube
        Expected sums of the second and third powers of the weights: `expected` itself where units are counted.
    fuzz
        The standard deviation of counting a large unit again, in bins.
    grain
        What an observed value can change by: 1 for units. The chances of a value then start half of it below.
    """

    observed: Real
    expected: Real
    sd: Real
    skewness: Real
    square: Real
    cube: Real
    fuzz: Real
    grain: float = 1.0

    def levelled(self) -> Density:
        """The same with each bin's expectation brought to what its neighbours hold.

        Counted again, shares that chance has spread once are spread twice: where they crowd, less is expected than
        there is. How much less is a smooth factor, since nothing that chance has spread can change faster than that; a
        spike changes within a bin. So its logarithm is fitted around each bin by a parabola, over the neighbours within
        `REACHES` standard deviations of a recount (without the bin itself and the two ends), by their likelihood. Of a
        crowd by a normal law the logarithm is such a parabola, however narrow the crowd. The price is the error of the
        fitted value, which is added to the variance; and that variance is the one of units whose shares are drawn too
        (each count has the mean for its variance), since what shares do by chance is not known here.
        """
        inner = np.ones(len(self.expected))
        inner[[0, -1]] = 0
        reach = np.clip(np.rint(REACHES * self.fuzz), FEWEST, max(FEWEST, round(WIDEST * len(inner)))).astype(np.int64)
        scale, error = _fitted(self.observed * inner, self.expected * inner, reach)
        expected = scale * self.expected
        # As many units as there are, each of its weight: the shares are drawn, and so are the counts.
        variance = scale * self.square + expected**2 * error
        third = scale * self.cube
        sd = np.where(self.sd > 0, np.sqrt(variance), 0.0)
        return replace(
            self,
            expected=expected,
            sd=sd,
            skewness=np.divide(third, sd**3, out=np.zeros_like(sd), where=sd > 0),
        )

    def between(self, first: int, last: int) -> Density:
        """The same where only bins from `first` to `last` are tested.

        Near 0 and 1 counts are small and crowd in a few bins, so that no neighbour tells what to expect of one: 13 of
        79 options in undisputed elections pass the envelope there at 5 % by both laws, and none from .05 to .95.

        Examples
        --------
        >>> made = density(np.full(100, 30), np.full(100, 60))
        >>> int(made.spikes().sum()), int(made.between(510, 950).spikes().sum())
        (1, 0)
        """
        inside = np.zeros(len(self.sd), dtype=np.bool_)
        inside[first : last + 1] = True
        return replace(self, sd=np.where(inside, self.sd, 0.0))

    @property
    def score(self) -> Real:
        return np.divide(self.observed - self.expected, self.sd, out=np.zeros_like(self.sd), where=self.sd > 0)

    def chances(self) -> Real:
        """The chance of so much weight in each bin taken by itself, by a law with these three moments.

        The law is a shifted gamma (Pearson's type III), close where few units are expected in a bin, and normal in the
        limit.
        """
        shape = self._shape
        score = np.divide(
            self.observed - self.grain / 2 - self.expected, self.sd, out=np.zeros_like(self.sd), where=self.sd > 0
        )
        made: Real = gammaincc(shape, np.maximum(0.0, shape + score * np.sqrt(shape)))
        made[(self.sd == 0) | (self.observed == 0)] = 1.0
        # What underflows is not impossible.
        return np.maximum(made, np.finfo(np.float64).tiny)

    def envelope(self, level: float = 0.05) -> Real:
        """A bound that all bins together exceed with at most this chance.

        Each bin gets an equal part of the level (Bonferroni). Little is lost by that: a unit is in one bin only, so
        bins are slightly negatively correlated and the bound is nearly exact.
        """
        shape = self._shape
        tail = gammainccinv(shape, level / max(1, int(self.tested.sum())))
        made: Real = self.expected + self.grain / 2 + self.sd * (tail - shape) / np.sqrt(shape)
        return made

    @property
    def _shape(self) -> Real:
        """Of the gamma law with this skewness; a law that leans the other way is taken for normal, which errs wide."""
        made: Real = 4 / np.maximum(self.skewness, SLIGHT) ** 2
        return made

    @property
    def tested(self) -> Flags:
        """Bins that can hold a spike: not the two ends (all and nothing), and not those that chance never reaches."""
        found: Flags = self.sd > 0
        found[[0, -1]] = False
        return found

    def spikes(self, level: float = 0.05) -> Flags:
        """Bins above the envelope."""
        found: Flags = self.tested & (self.observed > self.envelope(level))
        return found

    def excess(self, level: float = 0.05) -> float:
        """Weight beyond expectation in the bins above the envelope."""
        found = self.spikes(level)
        return float((self.observed - self.expected)[found].sum())

    @property
    def chance(self) -> float:
        """The chance of so high a score anywhere: the least of the bins' chances times their number."""
        tested = self.chances()[self.tested]
        return float(min(1.0, tested.min() * len(tested))) if len(tested) else 1.0


def at(k: Whole, n: Whole, points: Points = Points()) -> Whole:
    """The bin of each share, −1 for a share that is in none; an upper edge belongs to the next bin.

    Examples
    --------
    >>> at(np.array([1, 1, 667, 1]), np.array([2, 3, 1000, 2000])).tolist()
    [500, 333, 667, 1]
    >>> at(np.array([1, 1]), np.array([2, 3]), Points(per=10)).tolist()  # a third is 0.00033 off 0.333
    [500, -1]
    """
    nearest = (2 * points.steps * k + n) // (2 * n)
    if points.per == 2:
        return nearest
    off = np.abs(points.steps * k - nearest * n)
    made: Whole = np.where(off * points.per <= n, nearest, -1)
    return made


def density(k: Whole, n: Whole, points: Points = Points(), law: Law = "own", weights: Real | None = None) -> Density:
    """Observed and expected density of the shares k/n.

    Null: each unit's count falls by the law around its own share, whatever that share is; units are independent.

    Parameters
    ----------
    k, n
        Counts and their totals, 0 ≤ k ≤ n, n > 0, shape (units,).
    points
        The bins.
    law
        See `Law`.
    weights
        Weight of each unit; None counts units.

    Examples
    --------
    A hundred units of 60 with just half: half is one of the 61 shares they can have.

    >>> made = density(np.full(100, 30), np.full(100, 60))
    >>> [round(float(x[500]), 3) for x in (made.observed, made.expected, made.sd)]
    [100.0, 10.258, 3.034]
    >>> np.flatnonzero(made.spikes()).tolist(), round(made.excess(), 1)
    ([500], 89.7)
    """
    heavy = np.ones(len(n)) if weights is None else weights.astype(np.float64)
    size = points.steps + 1
    mean, variance, third, square, cube = np.zeros((5, size))
    # Units of like spread together, since a block walks until its widest unit is done; and those apart that have no
    # two counts in a bin, since they are faster.
    spread = _spread(k, n, law)
    order = np.lexsort((spread, n > points.steps))
    for start in range(0, len(n), BLOCK):
        part = order[start : start + BLOCK]
        bins, chances = _walk(k[part], n[part], spread[part], points, law)
        where, w = bins.ravel(), heavy[part]
        chances *= w
        mean += np.bincount(where, chances.ravel(), size + 1)[:size]
        if weights is not None:
            square += np.bincount(where, (w * chances).ravel(), size + 1)[:size]
            cube += np.bincount(where, (w * w * chances).ravel(), size + 1)[:size]
        # w²·m·(1 − m) and w³·m·(1 − m)·(1 − 2m), where m is the chance and chances already hold w·m.
        off = w - chances
        off *= chances
        variance += np.bincount(where, off.ravel(), size + 1)[:size]
        chances *= -2
        chances += w
        chances *= off
        third += np.bincount(where, chances.ravel(), size + 1)[:size]
    sd = np.sqrt(np.maximum(variance, 0.0))
    return Density(
        observed=_observed(at(k, n, points), heavy, size),
        grain=1.0 if weights is None else 0.0,
        expected=mean,
        sd=np.where(variance > 1e-9, sd, 0.0),
        skewness=np.divide(third, sd**3, out=np.zeros(size), where=variance > 1e-9),
        square=mean if weights is None else square,
        cube=mean if weights is None else cube,
        fuzz=_fuzz(n, points),
    )


def levelled(k: Whole, n: Whole, points: Points = Points(), law: Law = "own") -> Density:
    """The density of the shares k/n against what neighbours hold, levelled among units of like size and added up.

    How far counting again spreads shares depends on the size, and bins hold units of different sizes by arithmetic: of
    many units of 100, none but every tenth bin.

    Parameters
    ----------
    k, n, points, law
        As in `density`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> n = rng.integers(400, 600, 20_000)
    >>> k = rng.binomial(n, rng.normal(0.1, 0.01, 20_000))
    >>> [round(float(made.score[90:111].max())) for made in (levelled(k, n), density(k, n))]
    [2, 7]
    """
    parts = [density(k[here], n[here], points, law).levelled() for here in _alike(n)]
    sd = np.sqrt(np.sum([part.sd**2 for part in parts], axis=0))
    third = np.sum([part.skewness * part.sd**3 for part in parts], axis=0)
    return Density(
        observed=np.sum([part.observed for part in parts], axis=0),
        expected=np.sum([part.expected for part in parts], axis=0),
        sd=sd,
        skewness=np.divide(third, sd**3, out=np.zeros_like(sd), where=sd > 0),
        square=np.sum([part.square for part in parts], axis=0),
        cube=np.sum([part.cube for part in parts], axis=0),
        fuzz=np.min([part.fuzz for part in parts], axis=0),
    )


def _alike(n: Whole) -> list[Whole]:
    """Units by size: the largest of a class is `ALIKE` times its smallest, more where a class would have too few."""
    step = np.floor(np.log(np.maximum(n, 1)) / np.log(ALIKE) + 1e-9).astype(np.int64)
    classes: list[Whole] = []
    waiting: list[Whole] = []
    for size in np.unique(step):
        waiting.append(np.flatnonzero(step == size))
        if sum(map(len, waiting)) >= CLASS:
            classes.append(np.concatenate(waiting))
            waiting = []
    if waiting:
        last = [classes.pop()] if classes else []
        classes.append(np.concatenate([*last, *waiting]))
    return classes or [np.arange(len(n), dtype=np.int64)]


def _fuzz(n: Whole, points: Points) -> Real:
    share = np.arange(points.steps + 1) / points.steps
    large = float(np.quantile(n, LARGE)) if len(n) else 1.0
    made: Real = points.steps * np.sqrt(share * (1 - share) / large)
    return made


def _fitted(observed: Real, expected: Real, reach: Whole) -> tuple[Real, Real]:
    """The factor by which neighbours are above what is expected of them, at each bin, and its relative variance."""
    widest = int(reach.max(initial=1))
    off = np.arange(-widest, widest + 1)
    beside = (np.abs(off) <= reach[:, None]) & (off != 0)
    seen, foreseen = (
        np.where(beside, np.lib.stride_tricks.sliding_window_view(np.pad(values, widest), 2 * widest + 1), 0.0)
        for values in (observed, expected)
    )
    scale, error = np.ones(len(reach)), np.zeros(len(reach))
    # With too little round about there is nothing to bring it to.
    there = np.flatnonzero((foreseen.sum(axis=1) > LITTLE) & (seen.sum(axis=1) > 0))
    seen, foreseen = seen[there], foreseen[there]
    # Places are told in parts of the widest reach, so that all bins have them in common.
    powers = (off / widest) ** np.arange(5)[:, None]
    own = reach[there, None] / widest
    stay = np.concatenate([np.zeros_like(own), (own / BENDS) ** 2, (own * own / BENDS) ** 2], axis=1)
    found = np.zeros((len(there), 3))
    found[:, 0] = np.log(seen.sum(axis=1) / foreseen.sum(axis=1))
    most = own ** -np.arange(3.0)
    towards = seen @ powers[:3].T
    inverse: Real = np.zeros((len(there), 3, 3))
    for _step in range(STEPS):
        fitted = foreseen * np.exp(np.clip(found @ powers[:3], -20, 20))
        sums = fitted @ powers.T
        matrix = sums[:, np.add.outer(np.arange(3), np.arange(3))]
        matrix[:, range(3), range(3)] += stay
        inverse = np.linalg.inv(matrix).astype(np.float64)
        step = (inverse @ (towards - sums[:, :3] - stay * found)[:, :, None])[:, :, 0]
        found += np.clip(step, -most, most)
        if np.abs(step).max(initial=0.0) < CLOSE:
            break
    scale[there], error[there] = np.exp(found[:, 0]), inverse[:, 0, 0]
    return scale, error


def resampled(
    k: Whole, n: Whole, rng: np.random.Generator, draws: int, points: Points = Points(), law: Law = "own"
) -> Real:
    """The same density with every unit drawn anew, so many times: shape (draws, steps + 1).

    Slow, and plain: for tests and comparisons. Its mean and sd over draws are those of `density` up to noise, its
    greatest value in each bin the envelope of the paper, which holds bin by bin and not for all of them.
    """
    made = np.empty((draws, points.steps + 1))
    share = k / n
    for draw in range(draws):
        if law == "unsure":
            share = rng.beta(k + 0.5, n - k + 0.5)
        made[draw] = _observed(at(rng.binomial(n, share), n, points), None, points.steps + 1)
    return made


def _observed(where: Whole, weights: Real | None, size: int) -> Real:
    # Bin −1 (none) becomes 0 here and is cut off.
    made: Real = np.bincount(where + 1, weights, size + 1)[1:].astype(np.float64)
    return made


def _spread(k: Whole, n: Whole, law: Law) -> Real:
    if law == "own":
        made: Real = np.sqrt(k * (1 - k / n))
        return made
    middle = (k + 0.5) / (n + 1)
    wide: Real = np.sqrt(n * middle * (1 - middle) * (2 * n + 1) / (n + 2))
    return np.maximum(3.0, wide)


def _walk(k: Whole, n: Whole, spread: Real, points: Points, law: Law) -> tuple[Whole, Real]:
    """The chance of each unit to be in each bin it may reach: bins and chances, both (steps of the walk, units).

    The laws of all units are walked upwards together, one count at a time, by the ratio of neighbouring chances: one
    logarithm for the start and none on the way. A bin may hold several counts of a unit; its chance is written down
    where the walk leaves it, and 0 elsewhere. Bin `steps` + 1 is for shares that are in none.

    The place on the grid is count·steps/n + 1/2 + 1/(4n), of which the bin is the whole part. Without the last term it
    is a multiple of 1/(2n), so that the term keeps it so far from a whole number that rounding cannot cross one.
    """
    total, drawn, reach = n.astype(np.float64), k.astype(np.float64), np.ceil(REACH * spread + BEYOND[law])
    count: Real = np.maximum(0.0, drawn - reach)
    steps = int((np.minimum(total, drawn + reach) - count).max(initial=0.0)) + 1
    share = k / total
    if law == "own":
        # A share of 1 can only be counted again as it is: the walk starts, and ends, there.
        count = np.where(k == n, total, count)
        start = _log_choose(total, count) + _x_log(count, share) + _x_log(total - count, 1 - share)
        against = np.divide(1 - share, share, out=np.full_like(share, np.inf), where=(k > 0) & (k < n))
    else:
        start = _log_choose(total, count) + _log_beta(count + drawn + 0.5, 2 * total - count - drawn + 0.5)
        start -= _log_beta(drawn + 0.5, total - drawn + 0.5)
        against = np.ones_like(share)
    mass, inside, left = np.exp(start), np.zeros(len(k)), np.empty(len(k), dtype=np.bool_)
    to_go, gone = total - count, (count + 1) * against
    yes, no = count + drawn + 0.5, 2 * total - count - drawn - 0.5
    step, place = points.steps / total, count * (points.steps / total) + 0.5 + 0.25 / total
    alone = points.per == 2 and bool((n <= points.steps).all())
    bins, chances = np.empty((steps + 1, len(k)), dtype=np.int64), np.zeros((steps + 1, len(k)))
    here, following = np.floor(place), np.empty(len(k))
    _narrow(here, place, total, points)
    for row in range(steps):
        bins[row] = here
        np.add(place, step, out=place)
        np.floor(place, out=following)
        _narrow(following, place, total, points)
        if alone:
            chances[row] = mass
        else:
            inside += mass
            np.not_equal(following, here, out=left)
            np.multiply(inside, left, out=chances[row])
            inside -= chances[row]
        mass *= to_go
        mass /= gone
        to_go -= 1
        gone += against
        if law == "unsure":
            mass *= yes
            mass /= no
            yes += 1
            no -= 1
        here, following = following, here
    if not alone:
        # The walk is at its end: what the last bin holds is written down.
        bins[steps] = bins[steps - 1]
        chances[steps] = inside
    else:
        bins[steps] = 0
    # Past its total a unit has no mass left; its bin must only exist.
    np.minimum(bins, points.steps + 1, out=bins)
    return bins, chances


def _narrow(bins: Real, place: Real, total: Real, points: Points) -> None:
    """Moves places that lie outside the half width of their bin to the bin for none."""
    if points.per != 2:
        quarter = 0.25 / total
        off = np.abs(place - 0.5 - quarter - bins) * points.per
        # off is a multiple of 1/total but for rounding, and 1 itself is within.
        bins[off > 1 + quarter] = points.steps + 1


def _log_choose(n: Real, k: Real) -> Real:
    made: Real = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return made


def _log_beta(a: Real, b: Real) -> Real:
    made: Real = gammaln(a) + gammaln(b) - gammaln(a + b)
    return made


def _x_log(x: Real, y: Real) -> Real:
    """x·log y, and 0·log 0 = 0."""
    made: Real = x * np.log(np.where(x > 0, y, 1.0))
    return made
