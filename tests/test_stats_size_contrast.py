"""Small units against large ones: each step against doing it by hand, and no contrast where size has no part."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from scrutiny.stats import size_contrast
from scrutiny.stats.size_contrast import CLIP, compared, contrasts, standardised
from tests.conftest import each_of

RATE = each_of(10)
"""For each comparison with random numbers in this file, of which there are at most so many."""
WIDE = float(norm.isf(RATE / 2))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50)), min_size=1, max_size=60))
def test_standardised_is_leaving_each_out_by_hand(units: list[tuple[int, int]]) -> None:
    codes, value = np.array([c for c, _ in units]), np.array([v / 50 for _, v in units])
    found = standardised(codes, value)
    for i, (code, _) in enumerate(units):
        others = value[[j for j, (c, _) in enumerate(units) if c == code and j != i]]
        if len(others) < 2 or np.ptp(others) < 1e-9:
            assert found[i] == 0
        else:
            assert found[i] == pytest.approx(np.clip((value[i] - others.mean()) / others.std(), -CLIP, CLIP), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(10, 45), st.integers(1, 40), st.integers(0, 10**6))
def test_a_contrast_is_that_of_numpy_quartiles(units: int, sizes: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    size, value = rng.integers(0, sizes, units) * 10 + 100, rng.normal(0, 1, units)
    scores = standardised(np.zeros(units, dtype=np.int64), value)
    low, high = np.quantile(size, [0.25, 0.75])
    found = contrasts(np.zeros(units, dtype=np.int64), size, value).contrast[0]
    if low == high:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(scores[size <= low].mean() - scores[size >= high].mean())


def test_where_size_has_no_part_there_is_none() -> None:
    rng = np.random.default_rng(1)
    codes = np.repeat(np.arange(800), rng.integers(10, 40, 800))
    size = rng.lognormal(6, 0.8, len(codes))
    found = contrasts(codes, size, rng.beta(6, 4, len(codes)) + codes / 800)
    assert abs(found.mean) < WIDE * found.error
    assert abs(compared(found, contrasts(codes, size, rng.beta(6, 4, len(codes))))[0]) < 2 * WIDE * found.error


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(500):
        codes = np.arange(1200) // 30
        found = contrasts(codes, rng.integers(100, 2000, 1200), rng.normal(0, 1, 1200))
        held += found.low <= 0 <= found.high
    assert abs(held / 500 - 0.95) < WIDE * np.sqrt(0.05 * 0.95 / 500) + 0.01


def test_small_units_that_were_moved_are_seen_in_their_size() -> None:
    rng = np.random.default_rng(3)
    codes, size = np.arange(8000) // 40, rng.integers(100, 3000, 8000)
    value = rng.normal(0.5, 0.1, 8000)
    value[size < np.quantile(size, 0.25)] += 0.1
    found = contrasts(codes, size, value)
    assert 0.7 < found.mean < 1.1
    assert found.low > 0.6


def test_small_groups_and_nothing() -> None:
    found = contrasts(np.arange(30) // 9, np.arange(30), np.arange(30) / 30)
    assert len(found.group) == 0
    assert np.isnan(found.mean)
    assert np.isnan(compared(found, found)[0])
    alone = contrasts(np.zeros(20, dtype=np.int64), np.arange(20), np.arange(20) / 20)
    assert alone.units.tolist() == [20]
    assert alone.mean < -2
    assert np.isnan(alone.error)


def test_order_and_codes_do_not_matter() -> None:
    rng = np.random.default_rng(4)
    codes, size, value = rng.integers(0, 20, 600), rng.integers(100, 200, 600), rng.normal(0, 1, 600)
    order = rng.permutation(600)
    one, other = contrasts(codes, size, value), contrasts(codes[order] * 5, size[order], value[order])
    assert other.contrast == pytest.approx(one.contrast)
    assert other.group.tolist() == (one.group * 5).tolist()


def test_examples() -> None:
    assert doctest.testmod(size_contrast).failed == 0
