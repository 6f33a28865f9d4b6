"""The model of Klimek and others (2012): shares as they would be with amounts added and moved, fitted to a histogram.

EXPERIMENTAL, and a description only. Of the same elections other models of this family give parts that differ by a
factor of ten and more (Duma 2007: .636 against .040), because the model holds every honest unit to be drawn from one
bell curve: where honest units are more various than that, what is left over goes into the parts. `fit` therefore comes
with a profile of its distance and `spreads` with fits under wider honest curves; a part may be shown only beside them.

The model: a unit of size n has a whole that is the rate t of its size, and a part that is the share s of its whole,
each normal within (0, 1). With the chance of the incremental part x = |N(0, θ)|, of the extreme part
x = 1 − |N(0, .075)|, else x = 0. Then x of what the whole lacks of the size is added to both, and x^α of what the part
lacks of the whole is moved to it: part n·(t·s + x·(1−t) + x^α·(1−s)·t), whole n·(1 − (1−x)·(1−t)).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import expi, ndtr, ndtri

from scrutiny.stats.fingerprint import bins

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

EXTREME = 0.075
"""Spread of the extreme part, as published."""
BINS = 100
"""Bins of the share."""
LEAST = 0.3
"""Modes are sought from this share on, as published."""
ALPHAS = tuple(x / 4 for x in range(2, 21))
"""Exponents that are tried: 0.5 to 5."""
BUMP = 0.05
"""A mode is at least this part of the highest: a single unit far from all others makes a bump, and no mode."""
COPIES = 8
"""Simulated units for each observed one, which keeps the noise of the simulation below that of the data."""
WIDTHS = (1.0, 1.25, 1.5, 2.0)
"""Factors by which `spreads` widens the honest curves."""


@dataclass(frozen=True)
class Shape:
    """The honest curves and the strength of the incremental part.

    Parameters
    ----------
    rate, share
        Where the honest curves of whole/size and of part/whole peak.
    rate_spread, share_spread
        Their standard deviations.
    theta
        Spread of the incremental part.
    """

    rate: float
    share: float
    rate_spread: float
    share_spread: float
    theta: float


@dataclass(frozen=True)
class Parts:
    """Part of units that is incremental, part that is extreme, and the exponent α."""

    incremental: float
    extreme: float
    alpha: float


@dataclass(frozen=True, eq=False)
class Fit:
    """Parts that come nearest to a histogram of shares.

    Parameters
    ----------
    parts
        The nearest.
    distance
        Σ((simulated − observed)/(observed + 1))² over bins.
    noise
        What the distance would be on average if the model with these parts were true. A distance well above it says
        that the model is wrong, whatever the parts.
    honest
        The distance with both parts 0.
    incremental, profile
        Values of the incremental part, and the least distance with each, whatever the other parts; both (m,).
    """

    parts: Parts
    distance: float
    noise: float
    honest: float
    incremental: Real
    profile: Real

    def within(self, factor: float) -> tuple[float, float]:
        """Least and greatest incremental part whose distance is at most this many times the least."""
        near = self.incremental[self.profile <= factor * self.profile.min()]
        return float(near.min()), float(near.max())


@dataclass(frozen=True, eq=False)
class Spread:
    """A fit with the honest curves so many times as wide."""

    width: float
    fit: Fit


def shape_of(taken: Whole, size: Whole, part: Whole, whole: Whole) -> Shape:
    """The shape as the paper takes it from the data: peaks of smoothed densities, and deviations to one side of them.

    Spreads are root mean squares of the deviations of units that lie below both peaks; θ is the square root of the root
    mean square of the share's deviation above its peak.

    Parameters
    ----------
    taken, size
        Of which the rate is made; what is taken of the size may be counted in another way than the whole.
    part, whole
        Of which the share is made.
    """
    t, s = taken / size, part / whole
    rate, share = _peak(t), _peak(s)
    below = (t < rate) & (s < share)
    return Shape(
        rate=rate,
        share=share,
        rate_spread=_rms(t[below] - rate),
        share_spread=_rms(s[below] - share),
        theta=math.sqrt(_rms(s[s > share] - share)),
    )


def simulate(size: Whole, shape: Shape, parts: Parts, rng: np.random.Generator) -> tuple[Whole, Whole]:
    """Wholes and parts of units of these sizes, each of shape (n,).

    Examples
    --------
    >>> shape = Shape(rate=0.6, share=0.4, rate_spread=0.05, share_spread=0.05, theta=0.3)
    >>> whole, part = simulate(np.full(20_000, 1_000), shape, Parts(0.0, 0.0, 2.0), np.random.default_rng(1))
    >>> round(float(part.sum() / whole.sum()), 2), round(whole.mean())
    (0.4, 600)
    """
    n = len(size)
    draws = _Draws.of(n, shape, rng)
    kind = rng.random(n)
    x = np.where(kind < parts.incremental, draws.little, 0.0)
    x = np.where(kind >= 1 - parts.extreme, draws.much, x)
    units = _Units.of(size, draws, x)
    return units.whole, units.part(parts.alpha)


def fit(
    observed: Whole,
    size: Whole,
    shape: Shape,
    rng: np.random.Generator,
    alphas: Sequence[float] = ALPHAS,
    steps: int = 101,
    copies: int = COPIES,
) -> Fit:
    """The parts whose simulated histogram of shares is nearest to the observed one.

    A simulated histogram is a mixture of three: all units honest, all incremental, all extreme. So for each α these
    three are simulated once (from the same draws for every α), and the best parts are those of a quadratic with two
    unknowns: no grid over the parts, and no noise between its points.

    Parameters
    ----------
    observed
        Units in each bin of the share, shape (bins,).
    size
        Sizes that units are simulated with, shape (n,).
    shape
        See `shape_of`.
    rng
        One call of one generator gives one fit, always the same.
    alphas
        The exponents tried.
    steps
        Values of the incremental part in the profile, from 0 to 1.
    copies
        Simulated units for each observed one: fewer take less time and add noise, which with many units is small.
    """
    many = np.tile(size, copies)
    draws = _Draws.of(len(many), shape, rng)
    seen, number = observed.astype(np.float64), len(observed)
    scale = seen.sum() / len(many)
    honest = scale * _Units.of(many, draws, np.zeros(len(many))).shares(1.0, number)
    some, all_ = _Units.of(many, draws, draws.little), _Units.of(many, draws, draws.much)
    grid = np.linspace(0.0, 1.0, steps)
    profile = np.full(steps, np.inf)
    best, nearest, made = Parts(0.0, 0.0, float(alphas[0])), math.inf, honest
    for alpha in alphas:
        little, much = scale * some.shares(alpha, number), scale * all_.shares(alpha, number)
        offs = [(part - base) / (seen + 1) for part, base in ((honest, seen), (little, honest), (much, honest))]
        problem = _Quadratic.of(*offs)
        profile = np.minimum(profile, problem.least_given(grid))
        f, e = problem.nearest()
        distance = float(problem.at(np.array(f), np.array(e)))
        if distance < nearest:
            best, nearest = Parts(f, e, float(alpha)), distance
            made = (1 - f - e) * honest + f * little + e * much
    return Fit(
        parts=best,
        distance=nearest,
        noise=_noise(made),
        honest=float((((honest - seen) / (seen + 1)) ** 2).sum()),
        incremental=grid,
        # A value between two steps may be nearer than either.
        profile=np.maximum(profile, nearest),
    )


def spreads(
    observed: Whole,
    size: Whole,
    shape: Shape,
    rng: np.random.Generator,
    widths: Sequence[float] = WIDTHS,
    copies: int = COPIES,
) -> tuple[Spread, ...]:
    """The fit again with honest curves that are wider: how far the parts hang on the assumed sameness of units."""
    made = []
    for width in widths:
        wider = replace(shape, rate_spread=width * shape.rate_spread, share_spread=width * shape.share_spread)
        made.append(Spread(width, fit(observed, size, wider, rng, copies=copies)))
    return tuple(made)


@dataclass(frozen=True, eq=False)
class _Draws:
    rate: Real
    share: Real
    little: Real
    much: Real

    @classmethod
    def of(cls, n: int, shape: Shape, rng: np.random.Generator) -> _Draws:
        rate, share, little, much = rng.random((4, n))
        return cls(
            _between(rate, shape.rate, shape.rate_spread),
            _between(share, shape.share, shape.share_spread),
            _folded(little, shape.theta),
            1 - _folded(much, EXTREME),
        )


@dataclass(frozen=True, eq=False)
class _Units:
    """Units with x added and moved, of which only the part hangs on the exponent α.

    What does not is worked out once for every α; x^α is exp(α·log x), which saves the logarithm as well.
    """

    size: Whole
    whole: Whole
    rate: Real
    others: Real
    added: Real
    log: Real

    @classmethod
    def of(cls, size: Whole, draws: _Draws, x: Real) -> _Units:
        t, s = draws.rate, draws.share
        return cls(
            size=size,
            whole=np.maximum(1, np.rint(size * (1 - (1 - x) * (1 - t)))).astype(np.int64),
            rate=t,
            others=1 - s,
            added=t * s + x * (1 - t),
            log=np.log(x, out=np.full_like(x, -np.inf), where=x > 0),
        )

    def part(self, alpha: float) -> Whole:
        # In one array, step by step: fresh memory for every step takes as long as the steps.
        part = alpha * self.log
        np.exp(part, out=part)
        part *= self.others
        part *= self.rate
        part += self.added
        part *= self.size
        return np.minimum(np.rint(part, out=part).astype(np.int64), self.whole)

    def shares(self, alpha: float, number: int) -> Real:
        """How many units have their share in each of so many bins."""
        return np.bincount(bins(self.part(alpha), self.whole, number), minlength=number).astype(np.float64)


@dataclass(frozen=True)
class _Quadratic:
    """|o + f·a + e·b|² as a function of f and e, both at least 0 and together at most 1."""

    oo: float
    oa: float
    ob: float
    aa: float
    ab: float
    bb: float

    @classmethod
    def of(cls, o: Real, a: Real, b: Real) -> _Quadratic:
        return cls(float(o @ o), float(o @ a), float(o @ b), float(a @ a), float(a @ b), float(b @ b))

    def at(self, f: Real, e: Real) -> Real:
        made: Real = self.oo + 2 * (f * self.oa + e * self.ob) + f * f * self.aa + 2 * f * e * self.ab + e * e * self.bb
        return made

    def least_given(self, f: Real) -> Real:
        e = np.clip(-(self.ob + f * self.ab) / self.bb, 0, 1 - f) if self.bb > 0 else np.zeros_like(f)
        return self.at(f, e)

    def nearest(self) -> tuple[float, float]:
        """The least of the interior point and of the three edges."""
        tried = [(0.0, _on(self.ob, self.bb)), (_on(self.oa, self.aa), 0.0)]
        # The edge f + e = 1, as a function of f.
        f = _on(self.oa - self.ob + self.ab - self.bb, self.aa - 2 * self.ab + self.bb)
        tried.append((f, 1 - f))
        determinant = self.aa * self.bb - self.ab * self.ab
        if determinant > 0:
            f = (self.ab * self.ob - self.bb * self.oa) / determinant
            e = (self.ab * self.oa - self.aa * self.ob) / determinant
            if f >= 0 and e >= 0 and f + e <= 1:
                tried.append((f, e))
        return min(tried, key=lambda pair: float(self.at(np.array(pair[0]), np.array(pair[1]))))


def _noise(mean: Real) -> float:
    """The mean of Σ((λ − X)/(X + 1))² for X of Poisson's law with means λ.

    With (λ − X)/(X + 1) = (λ + 1)/(X + 1) − 1 it follows from E 1/(X + 1) = (1 − e^−λ)/λ and
    E 1/(X + 1)² = e^−λ·(Ei λ − log λ − γ)/λ. For large λ it is 1/λ.
    """
    mean = mean[mean > 0]
    few = mean[mean < 100]
    one = -np.expm1(-few) / few
    # A mean near 0 would cancel: there X is 0.
    two = np.where(few > 1e-3, np.exp(-few) * (expi(few) - np.log(few) - np.euler_gamma) / few, 1 - 0.75 * few)
    return float(((few + 1) ** 2 * two - 2 * (few + 1) * one + 1).sum() + (1 / mean[mean >= 100]).sum())


def _on(slope: float, curve: float) -> float:
    """The least point of slope·2x + curve·x² within 0 and 1."""
    return min(1.0, max(0.0, -slope / curve)) if curve > 0 else 0.0


def _between(uniform: Real, mean: float, sd: float) -> Real:
    """Normal within (0, 1), by its inverse law."""
    low, high = ndtr(-mean / sd), ndtr((1 - mean) / sd)
    made: Real = np.clip(mean + sd * ndtri(low + uniform * (high - low)), 0.0, 1.0)
    return made


def _folded(uniform: Real, sd: float) -> Real:
    """|N(0, sd)| within (0, 1)."""
    made: Real = np.clip(sd * ndtri(0.5 + uniform * (ndtr(1 / sd) - 0.5)), 0.0, 1.0)
    return made


def _peak(values: Real) -> float:
    """The first local maximum of the smoothed density from `LEAST` on; the highest point where there is none."""
    middles = (np.arange(200) + 0.5) / 200
    counts = np.histogram(values, bins=200, range=(0.0, 1.0))[0].astype(np.float64)
    # Silverman's rule, in bins; ends are mirrored so that a peak at 1 is not smoothed away.
    width = max(1.0, 200 * 0.9 * float(values.std()) * len(values) ** -0.2)
    reach = np.arange(-200, 201)
    kernel = np.exp(-0.5 * (reach / width) ** 2)
    mirrored = np.concatenate([counts[::-1], counts, counts[::-1]])
    density = np.convolve(mirrored, kernel, mode="same")[200:400]
    rising = np.concatenate([[True], density[1:] > density[:-1]])
    falling = np.concatenate([density[:-1] >= density[1:], [True]])
    peaks = np.flatnonzero(rising & falling & (middles >= LEAST) & (density >= BUMP * density.max()))
    return float(middles[peaks[0]] if len(peaks) else middles[int(density.argmax())])


def _rms(values: Real) -> float:
    # A hundredth at least: a curve of no width has no law.
    return max(0.01, math.sqrt(float((values**2).mean()))) if len(values) else 0.01
