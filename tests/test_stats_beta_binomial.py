"""The beta-binomial law against SciPy's, its fits against what was simulated, units against others of their group."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom, binom, norm

from scrutiny.stats import beta_binomial
from scrutiny.stats.beta_binomial import against_others, likelihood, log_chance, moments, tails
from tests.conftest import each_of

RATE = each_of(60)
"""For each comparison with random numbers in this file, of which there are at most so many."""
WIDE = float(norm.isf(RATE / 2))


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 400), st.floats(0, 1), st.floats(0.002, 0.998), st.floats(1e-6, 0.95))
def test_law_and_tails_are_those_of_scipy(n: int, part: float, mean: float, rho: float) -> None:
    k, scale = round(part * n), (1 - rho) / rho
    theirs = betabinom(n, scale * mean, scale * (1 - mean))
    whole, total = np.array([k]), np.array([n])
    assert float(np.exp(log_chance(whole, total, np.array([mean]), rho))[0]) == pytest.approx(
        theirs.pmf(k), rel=1e-6, abs=1e-300
    )
    lower, upper = tails(whole, total, np.array([mean]), np.array([rho]))
    every = theirs.pmf(np.arange(n + 1))
    assert lower[0] == pytest.approx(every[: k + 1].sum(), rel=1e-6, abs=1e-9)
    assert upper[0] == pytest.approx(every[k:].sum(), rel=1e-6, abs=1e-9)


def test_small_tails_keep_their_accuracy() -> None:
    n, k = np.full(4, 2000), np.array([400, 200, 90, 0])
    mean = np.full(4, 0.02)
    upper = tails(k, n, mean, np.full(4, 0.003))[1]
    scale = 0.997 / 0.003
    every = betabinom(2000, scale * 0.02, scale * 0.98).pmf(np.arange(2001))
    assert upper == pytest.approx(np.array([every[j:].sum() for j in k]), rel=1e-6)
    plain = tails(k, n, mean, np.zeros(4))[1]
    assert plain == pytest.approx(binom.sf(k - 1, 2000, 0.02), rel=1e-8)


def test_a_mean_of_nought_leaves_one_count() -> None:
    lower, upper = tails(np.array([0, 1]), np.array([9, 9]), np.zeros(2), np.full(2, 0.01))
    assert (lower.tolist(), upper.tolist()) == ([1.0, 1.0], [1.0, 0.0])


def simulated(rho: float, units: int, groups: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    codes = np.arange(groups * units) // units
    mean = rng.beta(2, 60, groups)[codes]
    n = rng.integers(50, 1500, groups * units)
    own = mean if rho == 0 else rng.beta(mean * (1 - rho) / rho, (1 - mean) * (1 - rho) / rho)
    return codes, rng.binomial(n, own), n


class TestFits:
    @pytest.mark.parametrize("rho", [0.001, 0.01, 0.1])
    @pytest.mark.parametrize("units", [2, 5, 30])
    def test_moments_find_what_was_simulated(self, rho: float, units: int) -> None:
        """Over twenty sets the mean of the fits is true within its own error; few units a group do no harm."""
        fits = [moments(*simulated(rho, units, 6000 // units, seed)).rho for seed in range(20)]
        error = np.std(fits, ddof=1) / np.sqrt(20)
        # With twenty sets the error itself is uncertain: Student's law, as a factor.
        assert abs(np.mean(fits) - rho) < 1.7 * WIDE * error + 0.02 * rho

    @pytest.mark.parametrize("rho", [0.001, 0.01, 0.1])
    def test_likelihood_agrees_where_groups_are_large(self, rho: float) -> None:
        made = simulated(rho, 100, 60, 1)
        assert likelihood(*made).rho == pytest.approx(moments(*made).rho, rel=0.15)
        assert likelihood(*made).rho == pytest.approx(rho, rel=0.15)

    def test_the_likelihood_is_greatest_there(self) -> None:
        codes, k, n = simulated(0.01, 50, 20, 2)
        found = likelihood(codes, k, n)

        def lost(rho: float, means: np.ndarray) -> float:
            return -float(log_chance(k, n, means[codes], rho).sum())

        best = lost(found.rho, found.means)
        rng = np.random.default_rng(3)
        for _ in range(50):
            rho = found.rho * float(np.exp(rng.normal(0, 0.3)))
            assert lost(rho, found.means * np.exp(rng.normal(0, 0.05, 20))) >= best

    def test_what_only_counting_scatters_has_none(self) -> None:
        codes, k, n = simulated(0, 10, 2000, 4)
        assert moments(codes, k, n).rho < 2e-4
        assert likelihood(codes, k, n).rho < 2e-4

    def test_nothing_to_fit(self) -> None:
        zero = np.zeros(4, dtype=np.int64)
        for fit in (moments, likelihood):
            found = fit(np.arange(4), zero, zero + 9)
            assert (found.rho, found.groups, found.units) == (0.0, 0, 0)
            assert fit(zero, zero, zero).group.tolist() == []


class TestAgainstOthers:
    @pytest.mark.parametrize("rho", [0, 0.002, 0.01])
    def test_chances_are_valid_on_simulated_counts(self, rho: float) -> None:
        codes, k, n = simulated(rho, 12, 2000, 5)
        found = against_others(codes, k, n, moments(codes, k, n).rho)
        for level in (0.05, 0.01, 0.001):
            # Two-sided chances of whole numbers are at most what they say; the fitted ρ costs a tenth.
            assert binom.sf(int((found.chance <= level).sum()) - 1, len(k), 1.1 * level) > RATE
            assert binom.cdf(int((found.chance <= level).sum()), len(k), 0.3 * level) > RATE

    def test_an_odd_unit_is_named_and_does_not_hide_itself(self) -> None:
        codes, k, n = simulated(0.002, 6, 300, 6)
        k[77] = n[77] // 3
        found = against_others(codes, k, n, 0.002)
        assert int(np.nanargmin(found.chance)) == 77
        assert found.chance[77] < 1e-12

    def test_a_unit_without_others_has_no_chance(self) -> None:
        found = against_others(
            np.array([0, 1, 1, 2, 2]), np.array([3, 4, 0, 1, 2]), np.array([50, 60, 0, 40, 30]), 0.01
        )
        assert np.isnan(found.chance).tolist() == [True, True, True, False, False]

    def test_order_does_not_matter(self) -> None:
        codes, k, n = simulated(0.01, 5, 100, 7)
        order = np.random.default_rng(8).permutation(len(k))
        one, other = against_others(codes, k, n, 0.01), against_others(codes[order] + 9, k[order], n[order], 0.01)
        assert other.chance == pytest.approx(one.chance[order], rel=1e-9)
        assert moments(codes[order], k[order], n[order]).rho == pytest.approx(moments(codes, k, n).rho)


def test_examples() -> None:
    assert doctest.testmod(beta_binomial).failed == 0
