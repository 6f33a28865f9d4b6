"""Shares of large totals near round figures: chances against counting, and the look-elsewhere price."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, norm

import scrutiny.stats.round_totals as module
from scrutiny.stats.near_whole import Windows, near
from scrutiny.stats.round_totals import FORMS, chances, round_totals
from tests.conftest import each_of

RATE = each_of(20)
"""For each comparison with random numbers in this file, of which there are at most so many."""


@settings(max_examples=400, deadline=None)
@given(st.integers(1, 6000), st.floats(0, 1), st.sampled_from([1, 2, 5, 10, 50]), st.sampled_from([5, 20, 100]))
def test_the_chance_is_that_of_counting_a_period(n: int, part: float, period: int, per: int) -> None:
    k, windows = round(part * n), Windows(period, per)
    length = min(max((2 * n * period + 100) // 200, 1), n + 1)
    low = min(max(k - length // 2, 0), n + 1 - length)
    counts = np.arange(low, low + length)
    assert low <= k < low + length
    expected = near(counts, np.full(length, n), windows).mean()
    assert chances(np.array([k]), np.array([n]), windows)[0] == pytest.approx(expected, abs=1e-12)


def test_for_millions_it_is_the_width_of_the_window() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(10**6, 10**8, 1000)
    k = (n * rng.uniform(0, 1, 1000)).astype(np.int64)
    for windows, width in zip(FORMS, (0.1, 0.02, 0.01), strict=True):
        assert np.abs(chances(k, n, windows) - width).max() < 1e-4


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


def test_rounded_totals_are_seen() -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(20_000, 3_000_000, 80)
    k = rng.binomial(n, rng.beta(8, 4, 80))
    k[:12] = np.round(np.round(20 * k[:12] / n[:12]) / 20 * n[:12]).astype(np.int64)
    found = round_totals(k, n, other_looks=4)
    assert found.least.windows == Windows(5, 20)
    assert found.least.hits >= 12
    assert found.looks == 12
    assert found.adjusted == 12 * found.least.chance < 1e-6


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
