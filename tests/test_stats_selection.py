"""Sets of units that are no random sample: published figures, extremes by linear programming, and what must hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from scrutiny.stats.selection import bounded_selection, chapman, missing_mean, turning_gamma, turning_lam

VALUES = st.lists(st.integers(-500, 500), min_size=2, max_size=25)


@settings(max_examples=150, deadline=None)
@given(VALUES, st.floats(1, 40))
def test_the_least_mean_is_that_of_a_linear_program(values: list[int], lam: float) -> None:
    d = np.array(values, dtype=float)
    found = missing_mean(d, lam)
    bounds = [(1 / lam, lam)] * len(d)
    ones = np.ones((1, len(d)))
    low = linprog(d / len(d), A_eq=ones, b_eq=[len(d)], bounds=bounds)
    high = linprog(-d / len(d), A_eq=ones, b_eq=[len(d)], bounds=bounds)
    assert found.low == pytest.approx(low.fun, abs=1e-6)
    assert found.high == pytest.approx(-high.fun, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(VALUES, st.floats(1, 20), st.data())
def test_no_weights_between_the_ends_pass_the_extremes(values: list[int], gamma: float, data: st.DataObject) -> None:
    d, x = np.array(values, dtype=float), np.full(len(values), 500.0)
    found = bounded_selection(d, x, gamma)
    weights = np.array(data.draw(st.lists(st.floats(1, gamma), min_size=len(values), max_size=len(values))))
    ratio = float((weights * d).sum() / (weights * x).sum())
    assert found.low - 1e-9 <= ratio <= found.high + 1e-9


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_the_ratio_meets_zero_at_the_turning_gamma(values: list[int]) -> None:
    d = np.array(values, dtype=float)
    turning = turning_gamma(d)
    if math.isfinite(turning):
        found = bounded_selection(d, np.full(len(d), 500.0), turning)
        assert min(abs(found.low), abs(found.high)) < 1e-9 or found.low <= 0 <= found.high


@settings(max_examples=100, deadline=None)
@given(VALUES, st.integers(0, 60))
def test_below_the_turning_factor_the_sign_stands(values: list[int], missing: int) -> None:
    d = np.array(values, dtype=float)
    total = float(d.sum())
    if total == 0:
        return
    turning, sign = turning_lam(d, missing), math.copysign(1.0, total)
    if math.isinf(turning):
        assert missing == 0 or abs(total) + missing * float((sign * d).min()) > 0
        return
    for factor, stands in ((max(1.0, turning * 0.99), True), (turning * 1.01, False)):
        least = abs(total) + missing * missing_mean(sign * d, factor).low
        if turning > 1.02:
            assert (least > -1e-6) if stands else (least < 1e-6)


def test_with_no_factor_the_missing_are_like_the_others() -> None:
    d = np.random.default_rng(3).normal(5, 20, 400)
    assert missing_mean(d, 1.0).low == pytest.approx(d.mean()) == pytest.approx(missing_mean(d, 1.0).high)
    for wrong in (0.5, -1.0):
        with pytest.raises(ValueError, match="at least 1"):
            missing_mean(d, wrong)
        with pytest.raises(ValueError, match="at least 1"):
            bounded_selection(d, np.ones(400), wrong)


def test_chapman_finds_a_population_that_was_looked_at_twice() -> None:
    rng = np.random.default_rng(11)
    inside = 0
    for _draw in range(400):
        first = rng.choice(3000, 900, replace=False)
        second = rng.choice(3000, 500, replace=False)
        found = chapman(900, 500, len(np.intersect1d(first, second)))
        inside += abs(found.number - 3000) <= 1.96 * found.error
    assert 362 <= inside <= 398  # 95 % of 400, and what chance leaves
