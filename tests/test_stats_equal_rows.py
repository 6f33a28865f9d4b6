"""Equal rows: pairs against every pair, and the number expected against simulated rows."""

from __future__ import annotations

import doctest
import time
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

import scrutiny.stats.equal_rows as module
from scrutiny.stats.equal_rows import FLOOR, Filter, copies, equal_anywhere, equal_rows, overlap
from tests.conftest import each_of

RATE = each_of(20)
"""For each comparison with random numbers in this file, of which there are at most so many."""
rows_of = st.lists(
    st.tuples(st.integers(0, 2), st.lists(st.integers(0, 2), min_size=3, max_size=3)), min_size=0, max_size=25
)


@settings(max_examples=150, deadline=None)
@given(rows_of, st.integers(0, 3))
def test_pairs_are_those_of_trying_every_pair(rows: list[tuple[int, list[int]]], least: int) -> None:
    codes = np.array([code for code, _ in rows], dtype=np.int64)
    counts = np.array([row for _, row in rows], dtype=np.int64).reshape(-1, 3)
    kept = [i for i, (_, row) in enumerate(rows) if sum(row) >= least]
    pairs = [(i, j) for i, j in combinations(kept, 2) if rows[i][0] == rows[j][0]]
    found = equal_rows(codes, counts, Filter(least_total=least))
    assert found.rows == len(kept)
    assert found.compared == len(pairs)
    assert found.equal_totals == sum(sum(rows[i][1]) == sum(rows[j][1]) for i, j in pairs)
    assert list(found.pairs) == [(i, j) for i, j in pairs if rows[i][1] == rows[j][1]]
    anywhere = [(i, j) for i, j in combinations(kept, 2) if rows[i][1] == rows[j][1]]
    whole = equal_anywhere(counts, Filter(least_total=least))
    assert (whole.rows, whole.pairs) == (len(kept), len(anywhere))
    assert whole.in_sets == len({i for pair in anywhere for i in pair})


def by_hand(codes: np.ndarray, counts: np.ndarray) -> float:
    made = 0.0
    for i, j in combinations(range(len(codes)), 2):
        if codes[i] == codes[j]:
            spread = np.maximum(counts[i] + counts[j], FLOOR)
            weight = np.minimum(1, (2 * np.pi * spread) ** -0.5) * np.exp(-((counts[i] - counts[j]) ** 2) / 2 / spread)
            made += float(weight.prod())
    return made


def test_the_overlap_is_the_sum_over_every_pair() -> None:
    rng = np.random.default_rng(1)
    codes, counts = rng.integers(0, 5, 150), rng.poisson([30, 5, 0.4], size=(150, 3))
    assert overlap(codes, counts) == pytest.approx(by_hand(codes, counts), rel=1e-9)


Made = Callable[[np.random.Generator, int], np.ndarray]


def alike(shares: list[float], total: int) -> Made:
    return lambda rng, rows: rng.multinomial(total, shares, size=rows)


def scattered(shares: list[float], total: int, rho: float) -> Made:
    return lambda rng, rows: rng.multinomial(total, rng.dirichlet(np.array(shares) * (1 - rho) / rho, size=rows))


def of_all_sizes(shares: list[float], mean: int) -> Made:
    return lambda rng, rows: rng.multinomial(rng.poisson(mean, rows), shares)


SIMULATED = [
    (alike([0.5, 0.3, 0.2], 300), 0.9, 1.15),
    (alike([0.5, 0.3, 0.1, 0.05, 0.05], 100), 0.9, 1.15),
    (alike([0.9, 0.05, 0.03, 0.01, 0.005, 0.005], 300), 0.9, 1.3),
    (of_all_sizes([0.6, 0.3, 0.1], 60), 0.9, 1.15),
    (scattered([0.5, 0.3, 0.15, 0.05], 300, 0.001), 0.9, 1.3),
    # Between alike and far apart: up to 2 % too large a category.
    (scattered([0.5, 0.3, 0.15, 0.05], 300, 0.003), 0.9, 1.3),
    (scattered([0.5, 0.3, 0.15, 0.05], 300, 0.02), 0.8, 1.3),
]


@pytest.mark.parametrize(("make", "least", "most"), SIMULATED)
def test_what_is_expected_is_what_honest_rows_make(make: Made, least: float, most: float) -> None:
    """Over many groups: equal pairs are Poisson about a number that is `least` to `most` times less than expected."""
    rng = np.random.default_rng(20)
    equal, expected = 0, 0.0
    for _ in range(2):
        found = equal_rows(np.arange(9000) // 30, make(rng, 9000))
        equal, expected = equal + found.equal, expected + found.expected
    # Three rows that are equal make three pairs: where pairs are common their number scatters wider than Poisson's.
    assert poisson.isf(RATE, expected / least) * 1.1 > equal > poisson.ppf(RATE, expected / most) / 1.1


def test_one_weight_alone_expects_too_few_where_rows_are_alike() -> None:
    rng = np.random.default_rng(3)
    codes, counts = np.arange(30_000) // 30, rng.poisson([60, 30, 10, 8], size=(30_000, 4))
    found = equal_rows(codes, counts)
    assert found.expected == pytest.approx(overlap(codes, counts) * 4, rel=0.15)
    assert poisson.sf(found.equal - 1, overlap(codes, counts)) < 1e-3 < poisson.sf(found.equal - 1, found.expected)


def test_copied_rows_are_found() -> None:
    rng = np.random.default_rng(4)
    shares = rng.dirichlet([4, 3, 2, 1, 1], size=3000)
    counts = rng.multinomial(rng.integers(300, 1500, 3000), shares)
    codes = np.arange(3000) // 30
    assert equal_rows(codes, counts).equal == 0
    counts[31], counts[601] = counts[44], counts[610]
    found = equal_rows(codes, counts)
    assert found.pairs == ((31, 44), (601, 610))
    assert found.chance < 1e-6


def test_filters() -> None:
    counts = np.array([[30, 30, 0], [30, 30, 0], [25, 25, 25], [25, 25, 25], [5, 5, 5], [5, 5, 5]])
    codes = np.zeros(6, dtype=np.int64)
    assert equal_rows(codes, counts).equal == 3
    assert equal_rows(codes, counts, Filter(least_total=50)).equal == 2
    assert equal_rows(codes, counts, Filter(least_total=50, least_categories=3, least_count=20)).pairs == ((2, 3),)


def test_order_does_not_matter() -> None:
    rng = np.random.default_rng(5)
    codes, counts, order = rng.integers(0, 30, 900), rng.multinomial(40, [0.5, 0.3, 0.2], 900), rng.permutation(900)
    one, other = equal_rows(codes, counts), equal_rows(codes[order] * 3 + 1, counts[order][:, [2, 0, 1]])
    assert (one.equal, one.compared, one.equal_totals) == (other.equal, other.compared, other.equal_totals)
    assert one.expected == pytest.approx(other.expected)
    assert {tuple(sorted(order[list(pair)].tolist())) for pair in other.pairs} == set(one.pairs)


def test_nothing() -> None:
    found = equal_rows(np.zeros(0, dtype=np.int64), np.zeros((0, 3), dtype=np.int64))
    assert (found.equal, found.expected, found.chance, found.pairs) == (0, 0.0, 1.0, ())
    assert equal_anywhere(np.zeros((0, 3), dtype=np.int64)).pairs == 0


def test_rows_that_are_equal_and_far_from_all_others_are_not_expected() -> None:
    counts = np.array([[500, 10, 40], [500, 10, 40], [10, 500, 40]])
    found = equal_rows(np.zeros(3, dtype=np.int64), counts)
    assert found.equal == 1
    assert found.expected < 0.03


@pytest.mark.parametrize(("expected", "limit"), [(0.001, 1e-3), (0.3, 1e-3), (3.0, 1e-3), (9.0, 1e-4), (40.0, 1e-4)])
def test_so_many_copies_are_found_nine_times_in_ten(expected: float, limit: float) -> None:
    copied = copies(expected, limit)
    rings = next(k for k in range(1, 500) if poisson.sf(k - 1, expected) <= limit)
    assert poisson.sf(rings - copied - 1, expected) >= 0.9
    assert poisson.sf(rings - copied, expected) < 0.9 or copied == 1


def test_ninety_five_thousand_rows_are_quick() -> None:
    rng = np.random.default_rng(6)
    counts = rng.multinomial(rng.integers(50, 2500, 95_000), [0.6, 0.15, 0.1, 0.08, 0.05, 0.02])
    start = time.perf_counter()
    equal_rows(rng.integers(0, 2700, 95_000), counts)
    assert time.perf_counter() - start < 3  # 0.2 s on two idle cores


def test_examples() -> None:
    assert doctest.testmod(module).failed == 0
