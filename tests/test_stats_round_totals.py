"""Shares of large totals near round figures: chances against counting, and the look-elsewhere price."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, norm

import scrutiny.stats.round_totals as module
from scrutiny.stats.near_whole import Windows, near
from scrutiny.stats.round_totals import FORMS, chances, round_totals, spread
from tests.conftest import each_of

RATE = each_of(60)
"""For each comparison with random numbers in this file, of which there are at most so many."""


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 6000), st.floats(0, 1), st.sampled_from([1, 2, 5, 10, 50]), st.sampled_from([5, 20, 100]))
def test_the_chance_is_that_of_counting_a_period(n: int, part: float, period: int, per: int) -> None:
    k, windows = round(part * n), Windows(period, per)
    counts = np.arange(n + 1)
    nearest = [floor(Fraction(100 * c, n) + Fraction(1, 2)) for c in (*counts.tolist(), k)]
    counts = counts[np.array(nearest[:-1]) == nearest[-1]]
    assert k in counts
    expected = near(counts, np.full(len(counts), n), windows).mean() if nearest[-1] % period == 0 else 0.0
    assert chances(np.array([k]), np.array([n]), windows)[0] == pytest.approx(expected, abs=1e-12)


def test_for_millions_it_is_the_width_of_the_window() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(10**6, 10**8, 1000)
    k = (n * rng.uniform(0, 1, 1000)).astype(np.int64)
    for windows in FORMS:
        made = chances(k, n, windows)
        beside = (200 * k + n) // (2 * n) % windows.period != 0
        assert np.abs(made[~beside] - 0.1).max() < 1e-4 and not made[beside].any()


def test_smooth_shares_ring_as_often_as_they_should() -> None:
    """800 sets of 80 totals: the adjusted chance falls below 5 % at most in 5 % of them, and not much more seldom."""
    rng = np.random.default_rng(2)
    alarms = {1: 0, 2: 0}
    for _ in range(800):
        n = rng.integers(20_000, 3_000_000, 80)
        found = round_totals(rng.binomial(n, rng.beta(8, 4, 80)), n)
        alarms[1] += found.adjusted <= 0.05
        alarms[2] += found.forms[0].chance <= 0.05
    for number in alarms.values():
        assert binom.sf(number - 1, 800, 0.05) > RATE
    assert binom.cdf(alarms[2], 800, 0.02) > RATE


CROWDS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "around one round figure": lambda rng, r: rng.normal(50, 1, r),
    "compulsory voting": lambda rng, r: rng.normal(90, 2, r),
    "a core at a round figure": lambda rng, r: np.where(
        rng.random(r) < 0.35, rng.normal(50, 0.5, r), rng.normal(50, 12, r)
    ),
    "two parties' lands": lambda rng, r: np.where(rng.random(r) < 0.5, 50, 60) + rng.normal(0, 0.6, r),
    "the narrowest": lambda rng, r: rng.normal(50, 0.7, r),
}


@pytest.mark.parametrize("crowd", CROWDS)
def test_crowded_shares_ring_no_more_often(crowd: str) -> None:
    """Where regions lie around a round figure itself: the case that takes whole periods for alike fails."""
    rng = np.random.default_rng(5)
    runs, alarms = 400, {0.01: 0, 0.001: 0}
    for _ in range(runs):
        r = int(rng.choice([9, 16, 80]))
        shares = CROWDS[crowd](rng, r) / 100
        n = rng.integers(20_000, 3_000_000, r)
        k = rng.binomial(n, np.clip(shares, 0.02, 0.98))
        if 100 * spread(k / n) >= 0.5:
            adjusted = round_totals(k, n).adjusted
            for level in alarms:
                alarms[level] += adjusted <= level
    for level, number in alarms.items():
        assert binom.sf(number - 1, runs, level) > RATE


def test_regions_of_one_mind_have_no_spread() -> None:
    assert spread(np.full(9, 0.5)) == spread(np.array([0.5])) == 0.0
    rng = np.random.default_rng(6)
    assert spread(rng.normal(0.5, 0.03, 100_000)) == pytest.approx(0.03, rel=0.02)
    assert spread(np.append(rng.normal(0.5, 0.001, 100), 0.9)) < 0.0015, "one region apart makes no spread"


def test_rounded_totals_are_seen() -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(20_000, 3_000_000, 80)
    k = rng.binomial(n, rng.beta(8, 4, 80))
    k[:12] = np.round(np.round(20 * k[:12] / n[:12]) / 20 * n[:12]).astype(np.int64)
    found = round_totals(k, n, other_looks=4)
    assert found.least.windows == Windows(5, 20)
    assert found.least.hits >= 12
    assert found.looks == 12
    assert found.adjusted == 12 * found.least.chance < 1e-5


def test_hits_and_expectation_add_up() -> None:
    rng = np.random.default_rng(4)
    n = rng.integers(20_000, 3_000_000, 20_000)
    made = round_totals(rng.binomial(n, rng.beta(8, 4, 20_000)), n)
    for form in made.forms:
        assert form.hits == int(form.hit.sum())
        spread = np.sqrt((form.chances * (1 - form.chances)).sum())
        assert abs(form.hits - form.expected) < norm.isf(RATE / 2) * spread


def test_examples() -> None:
    assert doctest.testmod(module).failed == 0
