"""Fingerprints bin in whole numbers; the shape of the rate is that of textbook formulas."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kurtosis, skew

from scrutiny.stats.fingerprint import bins, corner, correlation, histogram, multiples, rate

shares = st.lists(
    st.integers(1, 3_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=40
)


def arrays(drawn: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([k for k, _ in drawn]), np.array([n for _, n in drawn])


@given(shares, st.integers(1, 200))
def test_bins_are_exact(drawn: list[tuple[int, int]], number: int) -> None:
    want = [min(number - 1, int(Fraction(k, n) * number)) for k, n in drawn]
    assert bins(*arrays(drawn), number).tolist() == want


def test_floating_point_would_misplace_shares_on_an_edge() -> None:
    """What the whole numbers are for: 0.29 is below 29/100 in floating point."""
    k, n = np.array([29, 57, 58]), np.array([100, 100, 100])
    assert bins(k, n).tolist() == [29, 57, 58]
    assert np.floor(k / n * 100).astype(int).tolist() != [29, 57, 58]


@given(shares, st.data())
def test_small_multiples_add_up_to_the_whole(drawn: list[tuple[int, int]], data: st.DataObject) -> None:
    up = arrays(drawn)
    number = len(drawn)
    across = arrays(
        data.draw(st.lists(st.sampled_from([(0, 1), (1, 2), (7, 7), (3, 9)]), min_size=number, max_size=number))
    )
    group = np.array(data.draw(st.lists(st.integers(0, 2), min_size=number, max_size=number)))
    weights = np.array(data.draw(st.lists(st.integers(0, 10**9), min_size=number, max_size=number)))
    parts = multiples(across, up, group, 4, weights, 10)
    assert parts.shape == (4, 10, 10) and not parts[3].any()
    assert (parts.sum(axis=0) == histogram(across, up, weights, 10)).all()
    assert parts.sum(axis=(1, 2)).tolist() == [int(weights[group == g].sum()) for g in range(4)]
    assert histogram(across, up).sum() == number


def test_moments_of_the_rate() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(100, 2_000, 5_000)
    k = rng.binomial(n, rng.beta(3, 4, 5_000))
    made = rate(k, n)
    inside = (k > 0) & (k < n)
    values = np.log((n - k)[inside] / k[inside])
    assert made is not None
    assert (made.units, made.mean, made.sd) == (inside.sum(), pytest.approx(values.mean()), pytest.approx(values.std()))
    assert made.skewness == pytest.approx(skew(values)) and made.kurtosis == pytest.approx(
        kurtosis(values, fisher=False)
    )


def test_swapping_the_sides_mirrors_the_rate() -> None:
    rng = np.random.default_rng(2)
    n = rng.integers(100, 300, 50)
    k = rng.binomial(n, 0.3)
    one, other = rate(k, n), rate(n - k, n)
    assert one is not None and other is not None
    assert (one.mean, one.skewness, one.kurtosis) == pytest.approx((-other.mean, -other.skewness, other.kurtosis))


def test_no_rate_without_two_values() -> None:
    n = np.array([10, 10, 10])
    assert rate(np.array([0, 10, 3]), n) is None
    assert rate(np.array([3, 3, 3]), n) is None


def test_correlation_and_corner() -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(20, 2_000, 500)
    first, second = rng.binomial(n, 0.95), rng.binomial(n, 0.94)
    want = np.corrcoef(first / n, second / n)[0, 1]
    assert correlation((first, n), (second, n)) == pytest.approx(want)
    assert np.isnan(correlation((n, n), (second, n)))
    high = [Fraction(int(k), int(m)) >= Fraction(95, 100) for k, m in zip(first, n, strict=True)]
    also = [Fraction(int(k), int(m)) >= Fraction(95, 100) for k, m in zip(second, n, strict=True)]
    assert corner((first, n), (second, n)) == sum(a and b for a, b in zip(high, also, strict=True))
