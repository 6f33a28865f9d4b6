"""The mixture of three kinds of units: known weights come back, honest units have none, and the arithmetic by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import digamma, expit, gammaln, logit, logsumexp
from scipy.stats import norm

from scrutiny.stats import finite_mixture
from scrutiny.stats.beta_binomial import log_chance
from scrutiny.stats.finite_mixture import (
    FREE,
    PUBLISHED,
    TIED,
    Assumption,
    Mixture,
    Posterior,
    fit,
    simulate,
)
from scrutiny.stats.no_u_turn import Convergence

REGISTERED = np.random.default_rng(1).integers(200, 2_500, 500)
STUFFED = Mixture(0.55, 0.45, 0.02, 0.03, (0.5, 0.5), (0.4, 0.5), (0.75, 0.15, 0.1))
HONEST = replace(STUFFED, weights=(1.0, 0.0, 0.0))


def stuffed(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Just three quarters of one kind, 15 % of the next, a tenth of the last."""
    parts, first = [], 0
    for kind, number in enumerate((375, 75, 50)):
        weights = (float(kind == 0), float(kind == 1), float(kind == 2))
        parts.append(simulate(REGISTERED[first : first + number], replace(STUFFED, weights=weights), rng))
        first += number
    turned_out, votes = (np.concatenate(part) for part in zip(*parts, strict=True))
    return turned_out, votes


def posterior(units: tuple[np.ndarray, np.ndarray], assumption: Assumption) -> Posterior:
    return fit(REGISTERED, *units, assumption, 7, chains=2, warmup=150, draws=150)


@pytest.mark.parametrize("assumption", [PUBLISHED, TIED])
def test_known_weights_come_back(assumption: Assumption) -> None:
    made = posterior(stuffed(np.random.default_rng(2)), assumption)
    # Chains this short need not reach what the check asks of its own; which way they go differs between processors.
    assert made.converged.rhat < 1.1 and made.converged.divergent == 0
    assert made.incremental.low < 0.15 < made.incremental.high
    assert made.extreme.low < 0.1 < made.extreme.high
    assert made.votes.low > 0.15
    assert made.slope.low <= 0 <= made.slope.high


def test_honest_units_of_one_curve_have_no_part_and_one_seed_gives_one_posterior() -> None:
    units = simulate(REGISTERED, HONEST, np.random.default_rng(3))
    made = posterior(units, FREE)
    assert made.converged.rhat < 1.1
    assert made.touched.low < 0.005 and made.extreme.high < 0.02
    assert made.votes.low < 0.001 and made.votes.high < 0.03
    assert posterior(units, FREE) == made


def test_honest_units_of_two_kinds_are_given_a_part() -> None:
    """Why no part is ever a finding: nobody added or moved a vote here."""
    rng = np.random.default_rng(4)
    other = replace(HONEST, turnout=0.75, share=0.7)
    sides = [simulate(REGISTERED, mixture, rng) for mixture in (HONEST, other)]
    half = rng.random(len(REGISTERED)) < 0.3
    turned_out, votes = (np.where(half, two, one) for one, two in zip(*sides, strict=True))
    assert posterior((turned_out, votes), FREE).votes.low > 0.05


def test_chains_that_disagree_have_not_converged() -> None:
    assert Convergence(1.02, 300, 0, 500).reached
    for apart in (Convergence(1.2, 300, 0, 500), Convergence(1.02, 40, 0, 500), Convergence(1.02, 300, 20, 500)):
        assert not apart.reached


def test_weights_are_a_part_each_and_follow_their_law() -> None:
    even = np.random.default_rng(5).random((100_000, 2))
    published = np.array(finite_mixture._weights(even, 0.0))
    free = np.array(finite_mixture._weights(even, 1.0))
    for weights in (published, free):
        assert weights.sum(axis=0) == pytest.approx(1)
        assert (weights >= 0).all()
    assert (published[1:] <= published[0]).all(), "the published prior forbids a majority"
    # All weights equally likely: each has the mean 1/3 and the variance 1/18.
    assert free.mean(axis=1) == pytest.approx(1 / 3, abs=0.005)
    assert free.var(axis=1) == pytest.approx(1 / 18, abs=0.002)


def test_mean_and_spread_of_each_kind_are_those_of_simulated_units() -> None:
    n = 200_000
    large = np.full(n, 1_000_000)
    for kind in range(3):
        weights = tuple(float(kind == other) for other in range(3))
        turned_out, votes = simulate(large, replace(STUFFED, weights=weights), np.random.default_rng(6))
        m: dict[str, Any] = {name: getattr(STUFFED, name) for name in ("turnout", "share", "turnout_rho", "share_rho")}
        laws = finite_mixture._kinds(m | {"added": np.array(STUFFED.added), "moved": np.array(STUFFED.moved)}, np.array)
        away, away_rho, others, others_rho = (float(law[kind]) for law in laws)
        seen = 1 - turned_out / large
        assert seen.mean() == pytest.approx(away, abs=0.002)
        assert seen.var() == pytest.approx(away_rho * away * (1 - away), rel=0.03, abs=1e-6)
        # Ballots are held at their mean there: of the others' share the mean is a little off, and the spread more.
        rest = 1 - votes / turned_out
        assert rest.mean() == pytest.approx(others, abs=0.02)
        assert rest.var() == pytest.approx(others_rho * others * (1 - others), rel=0.4)


def test_log_gamma_and_its_slope() -> None:
    jax = pytest.importorskip("jax")
    z = np.geomspace(1e-3, 1e7, 400)
    with jax.enable_x64(True):
        rising = finite_mixture._log_gamma()
        assert np.asarray(rising(z)) == pytest.approx(gammaln(z), rel=1e-9, abs=1e-8)
        slopes = jax.vmap(jax.grad(rising))(jax.numpy.asarray(z))
        assert np.asarray(slopes) == pytest.approx(digamma(z), rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("assumption", [PUBLISHED, FREE, TIED])
def test_the_density_is_that_of_its_numpy_twin(assumption: Assumption) -> None:
    jax = pytest.importorskip("jax")
    from numpyro.infer.util import log_density

    turned_out, votes = simulate(REGISTERED, STUFFED, np.random.default_rng(8))
    turnout, scale = finite_mixture._turnout(REGISTERED, turned_out), 0.1
    away, others = REGISTERED - turned_out, turned_out - votes
    args = (away, REGISTERED, others, turned_out, turnout, np.ones(len(away)))
    assumed = np.array([float(assumption.majority), float(assumption.tied), scale])

    def twin(at: dict[str, np.ndarray]) -> float:
        mixed = finite_mixture._mixtures({name: np.asarray(v)[None, None] for name, v in at.items()}, scale, assumption)
        m = finite_mixture._one(mixed, 0, 0)
        laws = finite_mixture._kinds(m, np.array)
        own = expit(-(logit(m["share"]) + m["slope"] * turnout))
        each = [
            np.log(m["weights"][kind])
            + log_chance(away, REGISTERED, np.full(len(away), laws[0][kind]), float(laws[1][kind]))
            + log_chance(
                others, turned_out, own if kind == 0 else np.full(len(away), laws[2][kind]), float(laws[3][kind])
            )
            for kind in range(3)
        ]
        prior = norm.logpdf(at["turnout"], 0, 10 / scale) + norm.logpdf(at["share"], 0, 10 / scale)
        prior += sum(norm.logpdf(at[name], -3 / scale, 1.5 / scale) for name in ("turnout_rho", "share_rho"))
        prior += norm.logpdf(at["slope"])
        prior += sum(norm.logpdf(at[name]).sum() for name in ("added", "moved", "kinds"))
        return float(logsumexp(each, axis=0).sum() + prior)

    rng = np.random.default_rng(9)
    points = []
    for _ in range(2):
        start = finite_mixture._starts(REGISTERED, turned_out, votes, scale, 1, rng)
        points.append({name: values[0] for name, values in start.items()})
    with jax.enable_x64(True):
        ours = [
            float(log_density(finite_mixture._model(), (*map(jax.numpy.asarray, args), assumed), {}, at)[0])
            for at in points
        ]
    assert ours[1] - ours[0] == pytest.approx(twin(points[1]) - twin(points[0]), rel=1e-6, abs=1e-4)
