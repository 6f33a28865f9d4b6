"""The model of Klimek and others: known parts come back from simulated units, and what cannot be known shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from scrutiny.stats import klimek
from scrutiny.stats.fingerprint import bins
from scrutiny.stats.klimek import BINS, Parts, Shape, fit, shape_of, simulate, spreads
from tests.conftest import each_of

RATE = each_of(10)
"""For each comparison with random numbers in this file, of which there are at most so many."""
SHAPE = Shape(rate=0.6, share=0.45, rate_spread=0.08, share_spread=0.1, theta=0.4)
REGISTERED = np.random.default_rng(1).integers(100, 3_000, 95_000)


def histogram(ballots: np.ndarray, votes: np.ndarray) -> np.ndarray:
    return np.bincount(bins(votes, ballots, BINS), minlength=BINS)


@pytest.mark.parametrize("parts", [Parts(0.3, 0.02, 2.0), Parts(0.05, 0.005, 2.0), Parts(0.6, 0.04, 1.5)])
def test_known_parts_come_back_as_far_as_they_can_be_known(parts: Parts) -> None:
    """With the shape given; the extreme part sharply, the incremental one within its flat profile."""
    made = fit(
        histogram(*simulate(REGISTERED, SHAPE, parts, np.random.default_rng(2))),
        REGISTERED,
        SHAPE,
        np.random.default_rng(3),
    )
    assert made.parts.extreme == pytest.approx(parts.extreme, abs=0.002 + 0.1 * parts.extreme)
    assert made.parts.incremental == pytest.approx(parts.incremental, abs=0.02 + 0.3 * parts.incremental)
    low, high = made.within(2.0)
    assert low <= parts.incremental <= high
    assert made.distance < made.honest / 2
    assert made.distance < 4 * made.noise


def test_honest_units_of_one_bell_curve_have_no_parts() -> None:
    honest = Parts(0.0, 0.0, 2.0)
    made = fit(
        histogram(*simulate(REGISTERED, SHAPE, honest, np.random.default_rng(2))),
        REGISTERED,
        SHAPE,
        np.random.default_rng(3),
    )
    assert made.parts.incremental < 0.02 and made.parts.extreme < 0.001


def test_honest_units_of_two_kinds_are_given_a_large_part() -> None:
    """Why no part is ever a finding: nobody added or moved a vote here."""
    rng = np.random.default_rng(4)
    other = Shape(0.7, 0.65, 0.08, 0.1, 0.4)
    sides = [simulate(REGISTERED, shape, Parts(0.0, 0.0, 2.0), rng) for shape in (SHAPE, other)]
    half = rng.random(len(REGISTERED)) < 0.5
    ballots, votes = (np.where(half, one, two) for one, two in zip(*sides, strict=True))
    shape = shape_of(ballots, REGISTERED, votes, ballots)
    made = spreads(histogram(ballots, votes), REGISTERED, shape, np.random.default_rng(3), widths=(1.0, 1.25))
    assert made[0].fit.parts.incremental > 0.15
    # A quarter more spread of honest units, and the part is another one altogether.
    assert abs(made[1].fit.parts.incremental - made[0].fit.parts.incremental) > 0.3
    assert made[0].fit.distance > 5 * made[0].fit.noise


def test_shape_of_honest_units() -> None:
    ballots, votes = simulate(REGISTERED, SHAPE, Parts(0.0, 0.0, 2.0), np.random.default_rng(5))
    made = shape_of(ballots, REGISTERED, votes, ballots)
    assert (made.rate, made.share) == pytest.approx((SHAPE.rate, SHAPE.share), abs=0.02)
    assert (made.rate_spread, made.share_spread) == pytest.approx((0.08, 0.1), rel=0.15)
    # Without parts θ is what the paper's recipe makes of the spread itself.
    assert made.theta == pytest.approx(np.sqrt(0.1), rel=0.1)


def test_the_parts_are_the_least_of_a_fine_grid() -> None:
    rng = np.random.default_rng(6)
    for _ in range(200):
        o, a, b = rng.normal(size=(3, 5)) + rng.normal(size=(3, 1))
        problem = klimek._Quadratic.of(o, a, b)
        f, e = problem.nearest()
        assert f >= 0 and e >= 0 and f + e <= 1 + 1e-12
        grid = np.linspace(0, 1, 101)
        first, second = np.meshgrid(grid, grid)
        allowed = first + second <= 1
        values = problem.at(first, second)
        assert values[5, 7] == pytest.approx(float(((o + first[5, 7] * a + second[5, 7] * b) ** 2).sum()))
        assert problem.at(np.array(f), np.array(e)) <= values[allowed].min() + 1e-9
        columns = np.where(allowed, values, np.inf).min(axis=0)
        assert (problem.least_given(grid) <= columns + 1e-9).all()


@pytest.mark.parametrize("mean", [0.0005, 0.02, 0.7, 3.0, 40.0, 400.0])
def test_noise_is_the_mean_distance_of_a_true_model(mean: float) -> None:
    draws = np.random.default_rng(7).poisson(mean, 400_000)
    values = ((mean - draws) / (draws + 1)) ** 2
    slack = norm.isf(RATE / 2) * values.std() / np.sqrt(len(values))
    assert klimek._noise(np.array([mean])) == pytest.approx(values.mean(), abs=slack)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.5, 5), st.integers(0, 2**32))
def test_every_simulated_unit_is_possible(incremental: float, extreme: float, alpha: float, seed: int) -> None:
    ballots, votes = simulate(REGISTERED[:200], SHAPE, Parts(incremental, extreme, alpha), np.random.default_rng(seed))
    assert (votes >= 0).all() and (votes <= ballots).all() and (ballots <= REGISTERED[:200]).all()


def test_one_seed_one_fit() -> None:
    observed = histogram(*simulate(REGISTERED, SHAPE, Parts(0.1, 0.01, 2.0), np.random.default_rng(2)))
    one, other = (fit(observed, REGISTERED[:5_000], SHAPE, np.random.default_rng(8)) for _ in range(2))
    assert one.parts == other.parts and (one.profile == other.profile).all()
    assert one.profile.min() >= one.distance


def test_a_single_unit_far_from_all_others_is_no_mode() -> None:
    rng = np.random.default_rng(6)
    registered = np.full(3_000, 1_000)
    ballots = rng.binomial(registered, rng.normal(0.5, 0.03, 3_000))
    votes = rng.binomial(ballots, rng.normal(0.55, 0.03, 3_000))
    ballots[0], votes[0] = 370, 140
    shape = shape_of(ballots, registered, votes, ballots)
    assert abs(shape.rate - 0.5) < 0.02 and abs(shape.share - 0.55) < 0.02
