"""Windows around whole percentages, sums of unequal coins, many tests at once: against definitions and other code."""

from __future__ import annotations

import doctest
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scrutiny.stats import multiplicity, near_whole, unequal_coins
from scrutiny.stats.multiplicity import benjamini_hochberg, e_benjamini_hochberg, e_value, holm
from scrutiny.stats.near_whole import Windows, chances, near, windows_of
from scrutiny.stats.unequal_coins import EXACT_UP_TO, _saddle, at_least, law

windows_ = st.builds(Windows, st.sampled_from([1, 5, 10]), st.sampled_from([10, 20, 50]), st.integers(-5, 4))


@pytest.mark.parametrize("module", [near_whole, unequal_coins, multiplicity])
def test_examples(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def by_definition(k: int, n: int, windows: Windows) -> bool:
    """Within a window of some multiple, in fractions."""
    at = Fraction(100 * k, n) - Fraction(windows.offset, 10)
    distance = min(at % windows.period, -at % windows.period)
    return distance <= Fraction(1, windows.per)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 5000), st.data(), windows_)
def test_a_hit_is_one_by_definition(n: int, data: st.DataObject, windows: Windows) -> None:
    k = data.draw(st.integers(0, n))
    assert bool(near(np.array([k]), np.array([n]), windows)[0]) == by_definition(k, n, windows)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 1200), st.data(), windows_)
def test_the_chance_is_the_mass_of_the_counts_in_the_windows(n: int, data: st.DataObject, windows: Windows) -> None:
    k = data.draw(st.integers(0, n))
    every = np.array(list(windows_of(n, windows)), dtype=np.int64)
    one = (np.array([k]), np.array([n]))
    assert chances(*one, windows)[0] == pytest.approx(stats.binom.pmf(every, n, k / n).sum(), abs=1e-6)
    other = stats.betabinom.pmf(every, n, k + 0.5, n - k + 0.5).sum()
    assert chances(*one, windows, "unsure")[0] == pytest.approx(other, abs=2e-3 if n < 50 else 2e-5)


def test_ten_tenths_of_a_point_hold_everything_once_or_at_an_edge() -> None:
    n = np.full(1001, 1000)
    k = np.arange(1001)
    seen = sum(near(k, n, Windows(1, 20, offset)).astype(int) for offset in range(-5, 5))
    # 1/1000 is a tenth of a point: every count lies in the middle of one window.
    assert (seen == 1).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=60), st.data())
def test_the_tail_of_unequal_coins_is_that_of_their_law(coins: list[float], data: st.DataObject) -> None:
    heads = data.draw(st.integers(0, len(coins)))
    assert at_least(heads, np.array(coins)) == pytest.approx(law(np.array(coins))[heads:].sum(), abs=1e-12)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_saddle_point_agrees_with_the_law_far_into_the_tail(seed: int) -> None:
    coins = np.random.default_rng(seed).uniform(0.02, 0.6, EXACT_UP_TO)
    exact = law(coins)
    middle = int(coins.sum())
    for heads in (middle - 60, middle + 1, middle + 20, middle + 60, middle + 120):
        assert _saddle(heads, coins) == pytest.approx(exact[heads:].sum(), rel=2e-3)


@pytest.mark.parametrize("away", [0.6, 0.51, 0.5001, 0.5, 0.4999, 0.49, 0.4])
@pytest.mark.parametrize("between", [(0.005, 0.03), (0.2, 0.9), (0.9, 0.999)])
def test_beside_the_mean_where_the_saddle_point_is_0_over_0(between: tuple[float, float], away: float) -> None:
    coins = np.random.default_rng(5).uniform(*between, 1500)
    heads = int(coins.sum()) + 1
    coins[:200] += (heads - away - coins.sum()) / 200
    assert (coins > 0).all() and (coins < 1).all() and coins.sum() == pytest.approx(heads - away)
    assert _saddle(heads, coins) == pytest.approx(math.fsum(law(coins)[heads:]), rel=5e-4)


def test_edges_of_the_tail() -> None:
    coins = np.full(5000, 0.1)
    assert at_least(0, coins) == 1.0 and at_least(5001, coins) == 0.0
    assert at_least(500, coins) == pytest.approx(stats.binom.sf(499, 5000, 0.1), rel=1e-3)
    assert at_least(650, coins) == pytest.approx(stats.binom.sf(649, 5000, 0.1), rel=1e-2)
    assert at_least(3, np.array([1.0, 1.0, 0.0, 0.5])) == pytest.approx(0.5)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_chances_against_another_program(chances_: list[float]) -> None:
    assert benjamini_hochberg(chances_) == pytest.approx(stats.false_discovery_control(chances_))
    adjusted = holm(chances_)
    for level in (0.01, 0.05, 0.2):
        # Holm by its definition: step down until the first that fails.
        order = sorted(range(len(chances_)), key=lambda i: chances_[i])
        rejected: set[int] = set()
        for step, i in enumerate(order):
            if chances_[i] * (len(chances_) - step) > level:
                break
            rejected.add(i)
        assert {i for i, p in enumerate(adjusted) if p <= level} == rejected


def test_e_values_mark_no_more_than_they_may() -> None:
    assert e_value(1.0) == 0.5 and e_value(0.0) == float("inf")
    assert e_benjamini_hochberg([], 0.05) == []
    # Under the null the mean of 1/(2·√p) is 1: a share of false marks above the level would need larger ones.
    draws = np.random.default_rng(9).uniform(size=200_000)
    assert np.mean([e_value(p) for p in draws]) == pytest.approx(1, abs=0.05)
