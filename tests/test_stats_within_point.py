"""Where within a point shares lie: chances against their definition, and how often honest crowds ring."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

import scrutiny.stats.within_point as module
from scrutiny.stats.near_whole import Windows, chances, near
from scrutiny.stats.unequal_coins import at_least
from scrutiny.stats.within_point import _course, chances_within
from tests.conftest import each_of

Whole = np.ndarray
POINTS = (3, 98)


def test_examples() -> None:
    assert doctest.testmod(module).failed == 0


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 3000), st.data(), st.sampled_from([1, 5, 10]), st.sampled_from([2, 10, 20, 50]))
def test_the_chance_is_the_part_of_the_counts_of_the_point_that_lie_in_the_window(
    n: int, data: st.DataObject, period: int, per: int
) -> None:
    """A unit beside nineteen others, which say how dense shares are; every count of its point is gone through."""
    k = np.array([data.draw(st.integers(0, n)) for _ in range(20)], dtype=np.int64)
    totals, windows = np.full(20, n), Windows(period, per)
    flags = near(k, totals, windows)
    found = chances_within(k, totals, flags, windows, POINTS)
    slope, bend = _course(k, totals, POINTS)
    every = np.arange(n + 1)
    nearest = (200 * every + period * n) // (2 * period * n) * period
    beyond = 200 * every - 2 * nearest * n  # 200 n times the points above the multiple
    for unit in range(20):
        whole = int(nearest[k[unit]])
        point = (nearest == whole) & (-n <= beyond) & (beyond < n)
        if not point[k[unit]] or not POINTS[0] <= whole <= POINTS[1]:
            assert found[unit] == flags[unit]
            continue
        x = 100 * every[point] / n - whole
        mass = 1 + slope[whole] * x + bend[whole] * (x * x - 1 / 12)
        assert mass.min() > 0
        inside = near(every[point], np.full(int(point.sum()), n), windows)
        assert found[unit] == pytest.approx(mass[inside].sum() / mass.sum(), abs=1e-9)


def test_sizes_that_leave_nothing_to_chance_leave_nothing() -> None:
    k = np.arange(10, 90)
    n = np.full(80, 100)
    flags = near(k, n, Windows(5))
    assert (chances_within(k, n, flags, Windows(5)) == flags).all()
    assert (chances_within(k, n, near(k, n), Windows()) == 1).all()


def test_the_bend_is_that_of_a_parabola() -> None:
    """Means over a point of 1 + b·x + c·(x² − 1/12) around 50 %, where totals are large."""
    n = np.full(400_000, 100_000)
    x = np.random.default_rng(1).uniform(-1.5, 1.5, len(n))
    kept = np.random.default_rng(2).uniform(0, 2, len(n)) < 1 + 0.2 * x - 0.3 * (x * x - 1 / 12)
    k = (50_000 + 1_000 * x[kept]).astype(np.int64)
    slope, bend = _course(k, n[kept], POINTS)
    assert slope[50] == pytest.approx(0.2, abs=0.02) and bend[50] == pytest.approx(-0.3, abs=0.02)


def drawn(
    rng: np.random.Generator, number: int, sizes: tuple[int, int], mean: float, spread: float
) -> tuple[Whole, ...]:
    """Honest shares: those of the electors vary by so much, and counting adds to it."""
    n = rng.integers(*sizes, number)
    rates = np.clip(rng.normal(mean, spread, number), 0.001, 0.999)
    k = rng.binomial(n, rates)
    kept = (1000 * k >= 25 * n) & (100 * k <= 99 * n)
    return k[kept], n[kept]


SHAPES = [
    # Crowded around a half, where the published form rings in up to 70 of 100 (multiples of 5 %).
    (10_000, (100, 400), 0.5, 0.02),
    (10_000, (100, 400), 0.5, 0.05),
    (5_000, (1_500, 4_000), 0.5, 0.01),
    # Few votes, and nearly all, where it expected far too many.
    (5_000, (100, 400), 0.05, 0.03),
    (5_000, (100, 300), 0.95, 0.03),
    # As elections are.
    (5_000, (300, 900), 0.45, 0.15),
    (400, (300, 900), 0.45, 0.15),
]
LEVELS = (0.05, 0.012)
RATE = each_of(100)
"""For each comparison with random numbers in this file, of which there are at most so many."""


@pytest.mark.parametrize("shape", range(len(SHAPES)))
def test_honest_shares_ring_as_often_as_they_should(shape: int) -> None:
    """A level of 1 % is held up to 1.2 %; and the test is not dead."""
    rng = np.random.default_rng(100 + shape)
    times = 250
    found: dict[int, list[float]] = {1: [], 5: []}
    for _ in range(times):
        k, n = drawn(rng, *SHAPES[shape])
        for period, made in found.items():
            windows = Windows(period)
            flags = near(k, n, windows)
            made.append(at_least(int(flags.sum()), chances_within(k, n, flags, windows, POINTS)))
    for made in found.values():
        p = np.array(made)
        assert binom.sf((p <= 0.05).sum() - 1, times, LEVELS[0]) > RATE
        assert binom.sf((p <= 0.01).sum() - 1, times, LEVELS[1]) > RATE
        assert binom.cdf((p <= 0.5).sum(), times, 0.35) > RATE


def test_the_published_form_rings_where_honest_shares_crowd() -> None:
    """Which is why it is not the one that rings."""
    rng = np.random.default_rng(3)
    rang = 0
    for _ in range(20):
        k, n = drawn(rng, 30_000, (100, 400), 0.5, 0.02)
        rang += at_least(int(near(k, n, Windows(5)).sum()), chances(k, n, Windows(5))) < 0.01
    assert rang > 5


def test_a_target_is_seen() -> None:
    rng = np.random.default_rng(4)
    k, n = drawn(rng, 5_000, (300, 900), 0.45, 0.15)
    k[:250] = np.round(np.ceil(20 * k[:250] / n[:250]) / 20 * n[:250]).astype(np.int64)
    for period in (1, 5):
        flags = near(k, n, Windows(period))
        expected = chances_within(k, n, flags, Windows(period), POINTS)
        assert at_least(int(flags.sum()), expected) < 1e-5
