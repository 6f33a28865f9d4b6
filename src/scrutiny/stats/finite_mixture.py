"""A mixture of three kinds of units: counts as drawn, counts with something added and moved, counts with nearly all.

EXPERIMENTAL, and a description only. The kinds are those of the eforensics model of Mebane and others: a unit of n has
the turnout t and the share s; a part x of those who stayed away is added to the counts of one option and a part y of
the others' counts is moved to it. The kind "none" has x = y = 0, "incremental" x and y in (0, .7), "extreme" x and y in
(.7, 1). The weights of the kinds are not identified without what is assumed of honest units: whatever the law of one
bell curve does not hold goes into the kinds. So `fit` takes an `Assumption`, and several must be shown together.

What differs here from the published program, and why:

- The kind of each unit is summed out, so that the sampler moves in a space without steps.
- All counts are beta-binomial, because binomial ones make kinds of whatever scatters more than counting does. A unit's
  x and y are beta-distributed within the bounds of its kind, as evenly as a mean allows (two imaginary draws); the law
  of the counts is the beta-binomial with the mean and the variance that follow.
- The option's counts are drawn from the ballots, not from all n, so that they never exceed them.
- The means of x and y are normal on the logit within their bounds with a deviation of 1, not 10: of the published laws
  nine tenths lie at the ends, and at 0 the incremental kind is the first kind under another name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, ndtr

from scrutiny.stats.beta_binomial import log_chance
from scrutiny.stats.no_u_turn import Convergence, convergence, sampler

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]

BOUND = 0.7
"""Where the incremental kind ends and the extreme one begins, as published."""
EVEN = 1 / 3
"""Overdispersion of x and y within a kind: two imaginary draws."""
STEP = 250
"""Units are filled up to a multiple of this with units that count nothing, so that few shapes are compiled."""
WEIGHED = 160
"""About so many draws are taken for what needs every unit."""


@dataclass(frozen=True)
class Assumption:
    """What is taken for granted.

    Parameters
    ----------
    majority
        Whether the kinds "incremental" and "extreme" may be larger than "none". The published prior forbids it.
    tied
        Whether the share of honest units may go with their turnout, on the logit.
    """

    majority: bool
    tied: bool


PUBLISHED = Assumption(majority=False, tied=False)
FREE = Assumption(majority=True, tied=False)
TIED = Assumption(majority=True, tied=True)


@dataclass(frozen=True)
class Mixture:
    """The parameters.

    Parameters
    ----------
    turnout, share
        Means of honest units.
    turnout_rho, share_rho
        Their overdispersions.
    added, moved
        Means of x and y in the kinds "incremental" and "extreme", each from 0 to 1 within the bounds of the kind.
    weights
        Weights of the three kinds.
    slope
        Of the share on the turnout, both on the logit, per standard deviation of the turnout.
    """

    turnout: float
    share: float
    turnout_rho: float
    share_rho: float
    added: tuple[float, float]
    moved: tuple[float, float]
    weights: tuple[float, float, float]
    slope: float = 0.0


@dataclass(frozen=True)
class Interval:
    """Median and the ends of an equal-tailed interval of nine tenths."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, draws: Real) -> Interval:
        low, median, high = (float(q) for q in np.quantile(draws, (0.05, 0.5, 0.95)))
        return cls(low, median, high)


@dataclass(frozen=True)
class Posterior:
    """Intervals of what the model has, under one assumption.

    Parameters
    ----------
    incremental, extreme
        Weights of the two kinds.
    touched
        Both together.
    votes
        The part of the option's counts that the model has as added or moved.
    slope
        Of the share on the turnout; 0 where it is not assumed.
    converged
        Without convergence none of the others means anything.
    """

    incremental: Interval
    extreme: Interval
    touched: Interval
    votes: Interval
    slope: Interval
    converged: Convergence


def fit(
    registered: Whole,
    turned_out: Whole,
    votes: Whole,
    assumption: Assumption,
    seed: int,
    *,
    chains: int = 4,
    warmup: int = 250,
    draws: int = 150,
) -> Posterior:
    """The posterior under one assumption, by the no-U-turn sampler of NumPyro. One seed gives one posterior.

    Parameters
    ----------
    registered, turned_out, votes
        Of each unit, 0 ≤ votes ≤ turned_out ≤ registered, shape (n,).
    assumption
        See `Assumption`.
    seed
        Of the starts and of the sampler.
    chains, warmup, draws
        How many chains, and how many draws of each are thrown away and kept. Starts are spread over the kinds.

    Raises
    ------
    ImportError
        Without NumPyro.
    """
    import jax

    n = len(registered)
    scale = 2 / math.sqrt(n)
    turnout = _turnout(registered, turned_out)
    extra = -n % STEP
    ones, none = np.ones(extra), np.zeros(extra)
    data = (
        np.concatenate([registered - turned_out, none]),
        np.concatenate([registered, ones]),
        np.concatenate([turned_out - votes, none]),
        np.concatenate([turned_out, ones]),
        np.concatenate([turnout, none]),
        np.concatenate([np.ones(n), none]),
        np.array([float(assumption.majority), float(assumption.tied), scale]),
    )
    with jax.enable_x64(True):
        moved = sampler(_model(), chains, warmup, draws, dense=True)
        start = _starts(registered, turned_out, votes, scale, chains, np.random.default_rng(seed))
        arrays = [jax.numpy.asarray(part, dtype=float) for part in data]
        begin = {name: jax.numpy.asarray(values) for name, values in start.items()}
        keys = jax.random.split(jax.random.PRNGKey(seed), chains)
        sampled, diverging = moved(keys, begin, tuple(arrays))
        drawn = {name: np.asarray(values) for name, values in sampled.items()}
        divergent = int(np.asarray(diverging).sum())
    mixed = _mixtures(drawn, scale, assumption)
    thin = max(1, chains * draws // WEIGHED)
    part = np.array(
        [
            [_part(registered, turned_out, votes, _one(mixed, chain, draw), turnout) for draw in range(0, draws, thin)]
            for chain in range(chains)
        ]
    )
    watched = [mixed[name] for name in sorted(mixed) if name != "slope" or assumption.tied]
    watched = [series for values in watched for series in np.moveaxis(values.reshape(chains, draws, -1), 2, 0)]
    weights = mixed["weights"].reshape(-1, 3)
    return Posterior(
        incremental=Interval.of(weights[:, 1]),
        extreme=Interval.of(weights[:, 2]),
        touched=Interval.of(weights[:, 1] + weights[:, 2]),
        votes=Interval.of(part.ravel()),
        slope=Interval.of(mixed["slope"].ravel()),
        converged=convergence(watched, divergent, [part]),
    )


def simulate(registered: Whole, mixture: Mixture, rng: np.random.Generator) -> tuple[Whole, Whole]:
    """Those who turned out, and the option's votes, of units with these registers; each unit with its own x and y.

    Examples
    --------
    >>> honest = Mixture(0.6, 0.4, 0.01, 0.01, (0.5, 0.5), (0.5, 0.5), (1.0, 0.0, 0.0))
    >>> turned_out, votes = simulate(np.full(20_000, 1_000), honest, np.random.default_rng(1))
    >>> round(float(votes.sum() / turned_out.sum()), 2), round(turned_out.mean())
    (0.4, 600)
    """
    n = len(registered)
    t = _beta(np.full(n, mixture.turnout), mixture.turnout_rho, rng)
    turnout = logit(np.clip(t, 1e-6, 1 - 1e-6))
    z = (turnout - turnout.mean()) / turnout.std()
    s = _beta(expit(logit(mixture.share) + mixture.slope * z), mixture.share_rho, rng)
    kind = rng.choice(3, n, p=mixture.weights)
    x, y = (
        np.select(
            [kind == 0, kind == 1],
            [np.zeros(n), BOUND * _beta(np.full(n, of[0]), EVEN, rng)],
            BOUND + (1 - BOUND) * _beta(np.full(n, of[1]), EVEN, rng),
        )
        for of in (mixture.added, mixture.moved)
    )
    away = (1 - t) * (1 - x)
    turned_out = registered - rng.binomial(registered, np.clip(away, 0, 1))
    others = t * (1 - s) * (1 - y) / np.maximum(1 - away, 1e-12)
    return turned_out, turned_out - rng.binomial(turned_out, np.clip(others, 0, 1))


def _beta(mean: Real, rho: float, rng: np.random.Generator) -> Real:
    draws = (1 - rho) / rho
    made: Real = rng.beta(draws * mean, draws * (1 - mean))
    return made


def _turnout(registered: Whole, turned_out: Whole) -> Real:
    """The turnout on the logit, in standard deviations from its mean."""
    made: Real = np.log((turned_out + 0.5) / (registered - turned_out + 0.5))
    spread = float(made.std())
    centred: Real = (made - made.mean()) / (spread if spread > 0 else 1.0)
    return centred


def _kinds(m: Mapping[str, Any], stack: Callable[..., Any]) -> tuple[Any, Any, Any, Any]:
    """Mean and overdispersion of those who stay away, and of the others' votes, for each kind; all (3,).

    Written for NumPy and for JAX alike. With a unit's t and x apart, E[(1−t)²(1−x)²] is the product of two means of
    squares, and so for the shares; the ballots among which shares are taken are held at their mean.
    """
    x, vx = _within(m["added"], stack)
    y, vy = _within(m["moved"], stack)
    t, s = m["turnout"], m["share"]
    away = (1 - t) * (1 - x)
    square = ((1 - t) ** 2 + m["turnout_rho"] * t * (1 - t)) * ((1 - x) ** 2 + vx)
    away_rho = (square - away**2) / (away * (1 - away))
    kept = t / (1 - away)
    others = (1 - s) * (1 - y) * kept
    square = ((1 - s) ** 2 + m["share_rho"] * s * (1 - s)) * ((1 - y) ** 2 + vy) * kept**2
    others_rho = (square - others**2) / (others * (1 - others))
    return away, away_rho, others, others_rho


def _within(means: Any, stack: Callable[..., Any]) -> tuple[Any, Any]:
    """Mean and variance of x or y in each kind, from its means within the bounds."""
    little, much, zero = means[0], means[1], 0 * means[0]
    return (
        stack([zero, BOUND * little, BOUND + (1 - BOUND) * much]),
        stack([zero, EVEN * BOUND**2 * little * (1 - little), EVEN * (1 - BOUND) ** 2 * much * (1 - much)]),
    )


def _part(registered: Whole, turned_out: Whole, votes: Whole, m: Mapping[str, Any], turnout: Real) -> float:
    """The part of all votes that is added or moved, given the counts: each unit by the chances of its kinds."""
    away, away_rho, others, others_rho = _kinds(m, np.array)
    own = expit(-(logit(m["share"]) + m["slope"] * turnout))
    logs = np.array(
        [
            math.log(max(m["weights"][kind], 1e-300))
            + log_chance(registered - turned_out, registered, np.full(len(votes), away[kind]), float(away_rho[kind]))
            + log_chance(
                turned_out - votes,
                turned_out,
                own if kind == 0 else np.full(len(votes), others[kind]),
                float(others_rho[kind]),
            )
            for kind in range(3)
        ]
    )
    chance = np.exp(logs - logs.max(axis=0))
    chance /= chance.sum(axis=0)
    honest = m["turnout"] * m["share"] / (1 - away - (1 - away) * others)
    return float(((1 - honest) @ chance) @ votes / max(1, votes.sum()))


def _starts(
    registered: Whole, turned_out: Whole, votes: Whole, scale: float, chains: int, rng: np.random.Generator
) -> dict[str, Real]:
    """Starts of the chains, unconstrained: honest units about the medians, the kinds anywhere."""
    t = float(np.median((turned_out + 0.5) / (registered + 1)))
    s = float(np.median((votes + 0.5) / (turned_out + 1)))
    near = rng.normal(0, 0.2, (4, chains))
    return {
        "turnout": (float(logit(t)) + near[0]) / scale,
        "share": (float(logit(s)) + near[1]) / scale,
        "turnout_rho": (-3 + near[2]) / scale,
        "share_rho": (-3 + near[3]) / scale,
        "slope": rng.normal(0, 0.1, chains),
        "added": rng.normal(0, 1, (chains, 2)),
        "moved": rng.normal(0, 1, (chains, 2)),
        "kinds": rng.uniform(-2.5, 0.5, (chains, 2)),
    }


def _mixtures(drawn: Mapping[str, Real], scale: float, assumption: Assumption) -> dict[str, Real]:
    """Draws as parameters, each with the axes chain and draw first."""
    weights = np.stack(_weights(ndtr(drawn["kinds"]), float(assumption.majority)), axis=-1)
    return {
        "turnout": expit(scale * drawn["turnout"]),
        "share": expit(scale * drawn["share"]),
        "turnout_rho": expit(scale * drawn["turnout_rho"]),
        "share_rho": expit(scale * drawn["share_rho"]),
        "slope": drawn["slope"] * float(assumption.tied),
        "added": expit(drawn["added"]),
        "moved": expit(drawn["moved"]),
        "weights": weights,
    }


def _weights(even: Any, majority: Any) -> tuple[Any, Any, Any]:
    """Weights of the kinds from two numbers that are even on (0, 1), which stand last; for NumPy and for JAX alike.

    Published, the two other kinds are each an even part of the first. Where a majority is allowed, all weights are
    equally likely: the extreme one is of law Beta(1, 2), the incremental one an even part of what that leaves.
    """
    first, second = even[..., 0], even[..., 1]
    whole = 1 + first + second
    extreme = 1 - (1 - second) ** 0.5
    return (
        majority * (1 - extreme) * (1 - first) + (1 - majority) / whole,
        majority * (1 - extreme) * first + (1 - majority) * first / whole,
        majority * extreme + (1 - majority) * second / whole,
    )


def _one(mixed: Mapping[str, Real], chain: int, draw: int) -> dict[str, Any]:
    return {name: values[chain, draw] for name, values in mixed.items()}


@lru_cache(maxsize=1)
def _model() -> Callable[..., None]:
    import jax
    import numpyro
    import numpyro.distributions as dist
    from jax import numpy as jnp

    rising = _log_gamma()

    def chance(k: Any, n: Any, mean: Any, rho: Any) -> Any:
        """log_chance without what no parameter alters."""
        members = (1 - rho) / rho
        a, b = members * mean, members * (1 - mean)
        return rising(k + a) + rising(n - k + b) - rising(n + a + b) - (rising(a) + rising(b) - rising(a + b))

    def model(away: Any, n: Any, others: Any, ballots: Any, turnout: Any, counts: Any, assumed: Any) -> None:
        majority, tied, scale = assumed[0], assumed[1], assumed[2]
        # What every unit tells of is known within about `scale`: divided by it, all directions are of one size.
        at = {name: scale * numpyro.sample(name, dist.Normal(0, 10 / scale)) for name in ("turnout", "share")}
        rho = {
            name: jax.nn.sigmoid(scale * numpyro.sample(name, dist.Normal(-3 / scale, 1.5 / scale)))
            for name in ("turnout_rho", "share_rho")
        }
        slope = numpyro.sample("slope", dist.Normal(0, 1)) * tied
        added, moved, kinds = (
            numpyro.sample(name, dist.Normal(0, 1).expand([2]).to_event(1)) for name in ("added", "moved", "kinds")
        )
        added, moved = jax.nn.sigmoid(added), jax.nn.sigmoid(moved)
        logs = jnp.log(jnp.maximum(jnp.stack(_weights(jax.scipy.special.ndtr(kinds), majority)), 1e-12))
        means = {name: jax.nn.sigmoid(value) for name, value in at.items()}
        laws = _kinds({**means, **rho, "added": added, "moved": moved}, jnp.stack)
        away_mean, away_rho, others_mean, others_rho = (law[:, None] for law in laws)
        own = jax.nn.sigmoid(-(at["share"] + slope * turnout))[None]
        shares = jnp.concatenate([own, jnp.broadcast_to(others_mean[1:], (2, len(away)))])
        each = chance(away, n, away_mean, away_rho) + chance(others, ballots, shares, others_rho)
        told = jax.scipy.special.logsumexp(each + logs[:, None], axis=0)
        numpyro.factor("counts", (told * counts).sum())

    return model


def _log_gamma() -> Callable[[Any], Any]:
    """The logarithm of Γ by Stirling's series from z + 4 on, to 1e-8, and its slope by that of the series."""
    import jax
    from jax import numpy as jnp

    def parts(z: Any) -> tuple[Any, Any, Any]:
        w = z + 4
        return w, 1 / w, z * (z + 3)

    def value(z: Any) -> Any:
        w, r, q = parts(z)
        series = r * (1 / 12 - r * r * (1 / 360 - r * r * (1 / 1260 - r * r / 1680)))
        # z(z + 1)(z + 2)(z + 3) = q(q + 2)
        return (w - 0.5) * jnp.log(w) - w + 0.5 * math.log(2 * math.pi) + series - jnp.log(q * (q + 2))

    def slope(z: Any) -> Any:
        w, r, q = parts(z)
        series = r * (0.5 + r * (1 / 12 - r * r * (1 / 120 - r * r * (1 / 252 - r * r / 240))))
        return jnp.log(w) - series - (2 * q + 2) * (2 * z + 3) / (q * (q + 2))

    made: Any = jax.custom_jvp(value)
    made.defjvp(lambda at, by: (made(at[0]), slope(at[0]) * by[0]))
    given: Callable[[Any], Any] = made
    return given
