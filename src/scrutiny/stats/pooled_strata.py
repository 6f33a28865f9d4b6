"""A quick count by a model in which strata lend to each other: a second opinion that shares no formula with the ratio.

The votes of a station are, as one vector over the options, normal about its register times the rates of its stratum.
Rates of strata are log-normal about common ones, with correlations between options, and bend with the size of the
station. Deviations of stations are correlated too, since what one option has another has not, and grow with the
register by a power that the sample tells. What was not drawn, or did not report, is predicted from its stratum and its
register; a stratum that nobody reported from has the common rates and their whole spread.

The models of the official quick counts of Mexico are of this kind (Anzarut, González and Ortiz 2019; the committees of
2018 and 2021), with these differences, each of which was tried on elections whose every station is known:

- Options are fitted together. Fitted one by one, as if their deviations had nothing to do with each other, the lead of
  one of two over the other is off by a factor of up to the root of two.
- Deviations are normal and not heavy-tailed: a heavy tail leaves outlying stations half out, and total votes are made
  of all. With it, four samples of four from Poland 2020 missed the first share.
- Rates bend with the size of a station. Without that, small stations that vote otherwise pull the total.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from scrutiny.stats.no_u_turn import Convergence, convergence, sampler

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

WIDTH = 0.02
"""Stations of a stratum that were not seen are put together where the logs of their registers differ by less.

Rates bend with the register. In twelve classes with as many stations each, the largest is so wide that the first share
of Poland 2020 was off by 0.16 points, however large the sample; in classes of this width by less than 0.001.
"""


@dataclass(frozen=True)
class Stations:
    """Every station of the population.

    Parameters
    ----------
    stratum
        Whole numbers from 0, shape (N,).
    register
        Registered voters, shape (N,); stations with none are left out.
    """

    stratum: Whole
    register: Real


@dataclass(frozen=True)
class Posterior:
    """Draws of the shares.

    Parameters
    ----------
    share
        Where what did not report is like the rest of its stratum and size, shape (draws, k).
    leaning
        Where every option may lean by itself in all that was not seen, shape (draws, k).
    growth
        The power of the register with which the variance of a station's votes grows, a posterior mean: 1 where a large
        station is like several small ones put together, 2 where it is one of them magnified.
    converged
        Without convergence none of the others means anything.
    """

    share: Real
    leaning: Real
    growth: float
    converged: Convergence


def pooled(
    votes: npt.ArrayLike,
    register: npt.ArrayLike,
    stratum: npt.ArrayLike,
    stations: Stations,
    seed: int,
    *,
    lean: float = 0.0,
    listed: npt.ArrayLike | None = None,
    chains: int = 2,
    warmup: int = 250,
    draws: int = 250,
) -> Posterior:
    """Shares by partial pooling, from the stations of a sample and the registers of all. One seed gives one posterior.

    Parameters
    ----------
    votes
        Votes of each option in each station of the sample, shape (n, k). The options make up the total.
    register
        The register of each of them, shape (n,), above 0.
    stratum
        Whole numbers from 0, shape (n,); strata of `stations` without any are predicted from the others.
    stations
        Every station, those of the sample among them.
    lean
        Standard deviation of what each option's rate may lean by, on the log, in all that was not seen.
    listed
        Which of the sample have that register in `stations`, shape (n,); all of them where it is None. The others are
        seen, and nobody knows what they would be without: they take nothing from what was not seen.
    chains, warmup, draws
        How many chains, and how many draws of each are thrown away and kept.

    Raises
    ------
    ImportError
        Without NumPyro.

    Notes
    -----
    Priors: common rates within a factor of e of those of the sample, the spread of strata below 0.7 on the log (one
    standard deviation), bends with size of 0.3 per standard deviation of the log register, correlations LKJ(2) of
    strata and LKJ(1) of stations, growth even between 1 and 2.
    """
    import jax

    y, size = np.asarray(votes, float), np.asarray(register, float)
    at, k = np.asarray(stratum, np.int64), y.shape[1]
    there = stations.register > 0
    everywhere, whose = stations.register[there], stations.stratum[there]
    strata = int(max(stations.stratum.max(initial=0), at.max(initial=0))) + 1
    mean = float(size.mean())
    bend = _Bend.of(everywhere)
    total = y.sum(axis=0) / size.sum()
    centre = np.log(np.maximum(total, 1e-9))
    spread = ((y - size[:, None] * total) / np.sqrt(size * mean)[:, None]).std(axis=0) + 1e-9
    data = (y / mean, np.log(size / mean), bend.at(size), at, np.zeros(strata), centre, spread)
    rng = np.random.default_rng(seed)
    with jax.enable_x64(True):
        move = sampler(_model(), chains, warmup, draws, dense=False)
        begin = {name: jax.numpy.asarray(values) for name, values in _starts(k, strata, chains, rng).items()}
        keys = jax.random.split(jax.random.PRNGKey(seed), chains)
        arrays = tuple(jax.numpy.asarray(part) for part in data)
        sampled, diverging = move(keys, begin, arrays)
        factors = {name: _factors(sampled[name]) for name in ("strata", "stations")}
        drawn = {name: np.asarray(values) for name, values in sampled.items()}
        divergent = int(np.asarray(diverging).sum())
    known = np.ones(len(size), bool) if listed is None else np.asarray(listed, bool)
    unseen = _Unseen.of(whose, everywhere, at[known], size[known], strata, bend)
    share, leaning = (np.empty((chains, draws, k)) for _ in range(2))
    growth = 1 + expit(drawn["growth"])
    for chain in range(chains):
        for draw in range(draws):
            one = {name: values[chain, draw] for name, values in drawn.items()}
            deviations = one["z"] @ factors["strata"][chain, draw].T * np.exp(one["spread"])
            rates = centre + one["rate"] + deviations
            expected = unseen.expected(rates, one["bend"])
            chance = unseen.deviation(growth[chain, draw], mean) * (
                spread * np.exp(one["size"]) * mean * (factors["stations"][chain, draw] @ rng.normal(size=k))
            )
            others = np.maximum(expected + chance, 0.0)
            share[chain, draw] = _shares(y.sum(axis=0) + others)
            leaning[chain, draw] = _shares(y.sum(axis=0) + others * np.exp(lean * rng.normal(size=k)))
    leads = [share[..., i] - share[..., j] for i in range(k) for j in range(i)]
    watched = [*(share[..., j] for j in range(k)), *leads, growth]
    return Posterior(
        share=share.reshape(-1, k),
        leaning=leaning.reshape(-1, k),
        growth=float(growth.mean()),
        converged=convergence(watched, divergent),
    )


@dataclass(frozen=True)
class _Bend:
    """The log register in standard deviations from its mean, and its square: what rates bend with."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, register: Real) -> _Bend:
        logs = np.log(register)
        return cls(float(logs.mean()), float(logs.std()) or 1.0)

    def at(self, register: Real) -> Real:
        x = (np.log(register) - self.mean) / self.deviation
        return np.column_stack([x, x**2 - 1])


@dataclass(frozen=True)
class _Unseen:
    """Stations that were not seen, in classes of like registers of each stratum."""

    stratum: Whole
    register: Real
    stations: Real
    bend: Real

    @classmethod
    def of(cls, whose: Whole, register: Real, seen_in: Whole, seen: Real, strata: int, bend: _Bend) -> _Unseen:
        logs = np.log(np.concatenate([register, seen]))
        least = float(logs.min())
        classes = int((float(logs.max()) - least) / WIDTH) + 1
        cells = strata * classes

        def sums(stratum: Whole, size: Real) -> tuple[Real, Real]:
            cell = stratum * classes + ((np.log(size) - least) / WIDTH).astype(np.int64)
            return np.bincount(cell, size, cells).astype(np.float64), np.bincount(cell, minlength=cells).astype(
                np.float64
            )

        (all_size, all_number), (size, number) = sums(whose, register), sums(seen_in, seen)
        left, count = all_size - size, all_number - number
        use = (count > 0) & (left > 0)
        stratum = np.repeat(np.arange(strata, dtype=np.int64), classes)[use]
        return cls(stratum, left[use], count[use], bend.at(left[use] / count[use]))

    def expected(self, rates: Real, bend: Real) -> Real:
        made: Real = (self.register[:, None] * np.exp(rates[self.stratum] + self.bend @ bend)).sum(axis=0)
        return made

    def deviation(self, growth: float, mean: float) -> float:
        """The deviation of their sum, in those of a station of mean size."""
        return float(np.sqrt((self.stations * (self.register / self.stations / mean) ** growth).sum()))


def _shares(votes: Real) -> Real:
    made: Real = votes / votes.sum()
    return made


def _starts(k: int, strata: int, chains: int, rng: np.random.Generator) -> dict[str, Real]:
    """Starts of the chains, unconstrained, near the rates of the sample."""
    pairs = k * (k - 1) // 2
    return {
        "rate": rng.normal(0, 0.05, (chains, k)),
        "spread": np.log(0.2) + rng.normal(0, 0.1, (chains, k)),
        "strata": rng.normal(0, 0.05, (chains, pairs)),
        "z": rng.normal(0, 0.3, (chains, strata, k)),
        "bend": rng.normal(0, 0.05, (chains, 2, k)),
        "size": -0.3 + rng.normal(0, 0.1, (chains, k)),
        "stations": rng.normal(0, 0.05, (chains, pairs)),
        "growth": rng.normal(0, 0.3, chains),
    }


def _factors(unconstrained: Any) -> Real:
    """Cholesky factors of correlations from their unconstrained form, shape (chains, draws, k, k)."""
    import jax
    from numpyro.distributions import biject_to, constraints

    return np.asarray(jax.vmap(jax.vmap(biject_to(constraints.corr_cholesky)))(unconstrained))


@lru_cache(maxsize=1)
def _model() -> Callable[..., None]:
    import jax
    import numpyro
    import numpyro.distributions as dist
    from jax import numpy as jnp

    def model(y: Any, log_size: Any, bends: Any, stratum: Any, strata: Any, centre: Any, scale: Any) -> None:
        k = y.shape[1]

        def each(name: str, of: Any) -> Any:
            return numpyro.sample(name, of.expand([k]).to_event(1))

        common = centre + each("rate", dist.Normal(0, 1))
        spread = each("spread", dist.HalfNormal(0.7))
        together = numpyro.sample("strata", dist.LKJCholesky(k, 2.0))
        z = numpyro.sample("z", dist.Normal(0, 1).expand([len(strata), k]).to_event(2))
        bend = numpyro.sample("bend", dist.Normal(0, 0.3).expand([2, k]).to_event(2))
        rates = jnp.exp((common + z @ together.T * spread)[stratum] + bends @ bend)
        deviation = scale * jnp.exp(each("size", dist.Normal(0, 1)))
        factor = deviation[:, None] * numpyro.sample("stations", dist.LKJCholesky(k, 1.0))
        grown = (1 + numpyro.sample("growth", dist.Uniform(0, 1))) / 2 * log_size
        away = (y - jnp.exp(log_size)[:, None] * rates) / jnp.exp(grown)[:, None]
        squares = (jax.scipy.linalg.solve_triangular(factor, away.T, lower=True) ** 2).sum()
        logs = len(y) * jnp.log(jnp.diag(factor)).sum() + k * grown.sum()
        numpyro.factor("votes", -squares / 2 - logs)

    return model
