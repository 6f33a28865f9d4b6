"""A crowd split at random over rows: against every table of small margins, and against tables handed out anew."""

from __future__ import annotations

import doctest
import time
from collections.abc import Iterator
from itertools import pairwise
from math import factorial, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, chi2_contingency, hypergeom, norm

from scrutiny.stats import random_split
from scrutiny.stats.random_split import Splits, against_rest, permuted, splits, together
from tests.conftest import each_of

RATE = each_of(100)
"""For each comparison with random numbers in this file, of which there are at most so many."""
WIDE = float(norm.isf(RATE / 2))


def ways(members: int, caps: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if len(caps) == 1:
        if members <= caps[0]:
            yield (members,)
        return
    for first in range(min(members, caps[0]) + 1):
        yield from ((first, *rest) for rest in ways(members - first, caps[1:]))


def tables(rows: tuple[int, ...], columns: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], ...]]:
    if len(rows) == 1:
        yield (columns,)
        return
    for first in ways(rows[0], columns):
        left = tuple(c - f for c, f in zip(columns, first, strict=True))
        yield from ((first, *rest) for rest in tables(rows[1:], left))


def law(rows: tuple[int, ...], columns: tuple[int, ...]) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Every table with these margins, the chance of each and its X²."""
    every = [np.array(t) for t in tables(rows, columns)]
    weight = np.array([1 / prod(factorial(int(x)) for x in t.ravel()) for t in every])
    expected = np.outer(rows, columns) / sum(rows)
    return every, weight / weight.sum(), np.array([((t - expected) ** 2 / expected).sum() for t in every])


def one(table: np.ndarray) -> Splits:
    return splits(np.zeros(len(table), dtype=np.int64), table)


MARGINS = [
    ((3, 4, 5), (6, 4, 2)),
    ((1, 2, 3, 1), (3, 3, 1)),
    ((2, 2), (3, 1)),
    ((1, 1, 1, 1), (2, 2)),
    ((5, 1), (1, 5)),
    ((3, 3, 2, 2), (2, 3, 5)),
    ((6, 7), (4, 3, 3, 2, 1)),
]


class TestAgainstEveryTable:
    @pytest.mark.parametrize(("rows", "columns"), MARGINS)
    def test_mean_and_variance_are_exact(self, rows: tuple[int, ...], columns: tuple[int, ...]) -> None:
        every, chance, statistic = law(rows, columns)
        found = one(every[0])
        mean = float(chance @ statistic)
        assert found.expected[0] == pytest.approx(mean, rel=1e-12)
        assert found.variance[0] == pytest.approx(float(chance @ statistic**2) - mean**2, rel=1e-9, abs=1e-9)

    @pytest.mark.parametrize(("rows", "columns"), MARGINS)
    def test_no_tail_is_below_the_chance_of_the_table_itself(
        self, rows: tuple[int, ...], columns: tuple[int, ...]
    ) -> None:
        every, chance, statistic = law(rows, columns)
        for table, weight, value in zip(every, chance, statistic, strict=True):
            found = one(table)
            assert found.statistic[0] == pytest.approx(value, abs=1e-9)
            assert min(found.larger[0], found.smaller[0]) >= weight * (1 - 1e-9)

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.integers(1, 4), min_size=2, max_size=4),
        st.lists(st.integers(1, 100), min_size=1, max_size=2, unique=True),
    )
    def test_for_any_small_margins(self, rows: list[int], cuts: list[int]) -> None:
        members = sum(rows)
        edges = sorted({round(members * cut / 101) for cut in cuts} | {0, members})
        columns = tuple(b - a for a, b in pairwise(edges))
        if len(columns) < 2 or members < 4:
            return
        every, chance, statistic = law(tuple(rows), columns)
        found = one(every[-1])
        mean = float(chance @ statistic)
        assert found.expected[0] == pytest.approx(mean, rel=1e-9)
        assert found.variance[0] == pytest.approx(float(chance @ statistic**2) - mean**2, rel=1e-7, abs=1e-9)


def test_the_statistic_is_that_of_scipy() -> None:
    table = np.array([[30, 20, 5], [25, 28, 9], [40, 22, 3]])
    found = one(table)
    assert found.statistic[0] == pytest.approx(chi2_contingency(table, correction=False).statistic, rel=1e-12)
    # Of the tables with these margins the law is near χ² with four degrees of freedom.
    assert found.larger[0] == pytest.approx(chi2_contingency(table, correction=False).pvalue, rel=0.05)


class TestAgainstHandingOutAnew:
    def test_moments_and_tails(self) -> None:
        rng = np.random.default_rng(11)
        codes = np.repeat(np.arange(6), [2, 3, 4, 2, 5, 3])
        counts = rng.multinomial(1, [0.5, 0.3, 0.15, 0.05], size=(len(codes), 120)).sum(axis=1)
        counts[:4] *= 2
        draws = 20_000
        drawn = permuted(codes, counts, draws, rng)
        found = splits(codes, counts)
        error = np.sqrt(found.variance / draws)
        assert (np.abs(drawn.mean(axis=0) - found.expected) < WIDE * error).all()
        assert np.abs(drawn.var(axis=0) / found.variance - 1).max() < WIDE * np.sqrt(8 / draws)
        for share in (0.05, 0.01):
            # The 95 % point of the gamma law is reached in nearly 5 % of the draws.
            whole = drawn.sum(axis=1)
            at = np.quantile(whole, 1 - share)
            fake = Splits(**{**vars(found), "statistic": found.statistic * at / found.statistic.sum()})
            reached = together(fake)
            assert reached is not None
            slack = WIDE * np.sqrt(share / draws)
            assert abs(reached.larger - share) < slack + 0.1 * share

    @pytest.mark.parametrize(("groups", "rows", "shares"), [(20, 3, (0.5, 0.3, 0.15, 0.05)), (20, 2, (0.6, 0.4))])
    def test_both_tails_of_the_sum_far_out(self, groups: int, rows: int, shares: tuple[float, ...]) -> None:
        """At 1e-3 the chance of the sum is right within a third: 15,000 sums, rows drawn from one law."""
        rng = np.random.default_rng(12)
        sums = 15_000
        found = splits(np.arange(sums * groups * rows) // rows, rng.multinomial(300, shares, size=sums * groups * rows))
        larger, smaller = np.empty(sums), np.empty(sums)
        for number in range(sums):
            part = slice(number * groups, (number + 1) * groups)
            made = together(Splits(**{key: v[part] if key != "passed_over" else 0 for key, v in vars(found).items()}))
            assert made is not None
            larger[number], smaller[number] = made.larger, made.smaller
        for tail in (larger, smaller):
            for level in (0.05, 0.01, 0.001):
                seen = int((tail <= level).sum())
                most = level * 4 / 3
                assert binom.sf(seen - 1, sums, most) > RATE
                assert binom.cdf(seen, sums, level * 2 / 3) > RATE


class TestWhatItSees:
    def rows(self, wide: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(seed)
        codes = np.arange(6000) // 3
        base = rng.dirichlet([5, 3, 2], size=2000)[codes]
        shares = base if wide == 0 else np.array([rng.dirichlet(b / wide) for b in base])
        return codes, rng.multinomial(300, shares)

    def test_a_random_split_has_the_ratio_1(self) -> None:
        made = together(splits(*self.rows(0)))
        assert made is not None
        assert abs(made.z) < WIDE
        assert made.low < 1 < made.high

    def test_rows_that_differ_have_the_ratio_they_were_made_with(self) -> None:
        """Dirichlet shares of precision s make X² larger by 1 + (n − 1)/(s + 1)."""
        found = together(splits(*self.rows(1 / 299)))
        assert found is not None
        true = 1 + 299 / 300
        error = (found.high - found.low) / (2 * 1.96)
        assert abs(found.ratio - true) < WIDE * error
        assert found.larger < 1e-100

    def test_averaged_rows_are_too_alike(self) -> None:
        codes, counts = self.rows(0)
        counts = counts.copy()
        counts[1::3] = (counts[0::3] + counts[2::3]) // 2
        found = together(splits(codes, counts))
        assert found is not None
        assert found.ratio < 0.7
        assert found.smaller < 1e-20

    def test_one_odd_row_is_named(self) -> None:
        codes, counts = self.rows(0)
        counts = counts.copy()
        counts[777] = [20, 20, 260]
        found = against_rest(codes, counts)
        assert int(np.nanargmin(found.larger)) == 777


class TestTheInterval:
    """The ratio of a great many groups is covered by the interval of a few, also where some groups differ far more."""

    @staticmethod
    def groups(rng: np.random.Generator, number: int, most: int, apart: float) -> Splits:
        """Two to `most` rows a group; one group in twenty is ten times as overdispersed as `apart`, the rest half."""
        codes = np.repeat(np.arange(number), rng.integers(2, most + 1, number))
        shares, members = rng.beta(4, 6, number)[codes], rng.integers(100, 400, len(codes))
        if apart:
            precision = 1 / np.where(rng.random(number) < 0.05, 10 * apart, apart / 2)[codes] - 1
            shares = rng.beta(shares * precision, (1 - shares) * precision)
        chosen = rng.binomial(members, shares)
        return splits(codes, np.column_stack([chosen, members - chosen]))

    @pytest.mark.parametrize(
        ("number", "most", "apart", "least"),
        [(20, 4, 0.0, 0.96), (20, 2, 0.003, 0.95), (20, 4, 0.003, 0.935), (50, 4, 0.003, 0.93)],
    )
    def test_coverage(self, number: int, most: int, apart: float, least: float) -> None:
        """With the normal quantile 90, 88 and 89 of a hundred cover where one group in twenty is far apart."""
        rng = np.random.default_rng(8)
        true = self.groups(rng, 20_000, most, apart)
        ratio = float(true.statistic.sum() / true.expected.sum())
        runs, covered = 1_000, 0
        for _ in range(runs):
            found = together(self.groups(rng, number, most, apart))
            assert found is not None
            covered += found.low <= ratio <= found.high
        assert binom.cdf(covered, runs, least) > RATE

    def test_groups_that_are_alike_have_the_error_of_chance(self) -> None:
        found = together(splits(np.repeat(np.arange(30), 2), np.tile([[60, 40], [50, 50]], (30, 1))))
        assert found is not None
        assert found.low < found.ratio < found.high < 3 * found.ratio


class TestRowsThatAgreeToTheLastMember:
    def even(self, groups: int) -> Splits:
        return splits(np.repeat(np.arange(groups), 2), np.tile([[60, 40], [60, 40]], (groups, 1)))

    @pytest.mark.parametrize("groups", [1, 5, 20])
    def test_the_chance_of_a_sum_of_nought_is_that_of_all_these_tables(self, groups: int) -> None:
        found = together(self.even(groups))
        assert found is not None and found.ratio == 0
        assert found.smaller >= hypergeom.pmf(60, 200, 120, 100) ** groups * (1 - 1e-9)
        assert (found.low, found.high) == (0, np.inf)

    def test_no_chance_is_nought(self) -> None:
        found = together(self.even(5_000))
        assert found is not None and 0 < found.smaller < 1e-300

    def test_so_even_a_split_is_found_nine_times_in_ten(self) -> None:
        """Rows whose differences from the share of their group are shrunk by the root of that ratio."""
        rng = np.random.default_rng(14)
        runs, groups, limit, found = 2_000, 30, 0.001, 0
        codes = np.arange(3 * groups) // 3
        first = together(splits(codes, rng.multinomial(2000, [0.4, 0.6], size=3 * groups)))
        assert first is not None
        even = first.even(limit)
        for _ in range(runs):
            drawn = rng.multinomial(2000, [0.4, 0.6], size=3 * groups)[:, 0]
            mean = drawn.reshape(-1, 3).mean(axis=1).repeat(3)
            kept = np.round(mean + (drawn - mean) * np.sqrt(even)).astype(np.int64)
            made = together(splits(codes, np.column_stack([kept, 2000 - kept])))
            assert made is not None
            found += made.smaller <= limit
        assert binom.cdf(found, runs, 0.88) > RATE
        assert binom.sf(found - 1, runs, 0.93) > RATE


class TestForms:
    def test_order_codes_and_columns_do_not_matter(self) -> None:
        rng = np.random.default_rng(2)
        codes, counts = rng.integers(0, 40, 300), rng.multinomial(100, [0.4, 0.4, 0.2], size=300)
        first, order = splits(codes, counts), rng.permutation(300)
        for other in (
            splits(codes[order], counts[order]),
            splits(codes * 7 + 3, counts),
            splits(codes, counts[:, [2, 0, 1]]),
        ):
            assert np.allclose(other.statistic, first.statistic)
            assert np.allclose(other.larger, first.larger)

    def test_what_cannot_be_judged_is_passed_over(self) -> None:
        codes = np.array([0, 1, 1, 2, 2, 3, 3, 4, 4])
        counts = np.array([[5, 5], [3, 0], [4, 0], [1, 1], [1, 0], [0, 0], [3, 4], [30, 20], [22, 28]])
        found = splits(codes, counts)
        assert found.group.tolist() == [4]  # one row; one category; three members; one row with members; judged
        assert found.passed_over == 4
        alone = against_rest(codes, counts)
        assert np.isnan(alone.larger[:7]).all()
        assert not np.isnan(alone.larger[7:]).any()

    def test_a_category_that_nobody_chose_is_no_category(self) -> None:
        codes, counts = np.zeros(2, dtype=np.int64), np.array([[30, 20], [22, 28]])
        with_empty = np.column_stack([counts, [0, 0]])
        assert one(counts).expected[0] == splits(codes, with_empty).expected[0]
        assert one(counts).variance[0] == pytest.approx(splits(codes, with_empty).variance[0])

    def test_nothing_gives_nothing(self) -> None:
        assert together(splits(np.zeros(0, dtype=np.int64), np.zeros((0, 3), dtype=np.int64))) is None
        assert together(splits(np.zeros(2, dtype=np.int64), np.zeros((2, 3), dtype=np.int64))) is None

    def test_one_row_against_one_other_is_the_table_itself(self) -> None:
        counts = np.array([[30, 20, 5], [22, 28, 9]])
        found, rest = one(counts), against_rest(np.zeros(2, dtype=np.int64), counts)
        assert rest.statistic == pytest.approx(np.full(2, found.statistic[0]))
        assert rest.expected == pytest.approx(np.full(2, found.expected[0]))


def test_a_hundred_thousand_rows_are_quick() -> None:
    rng = np.random.default_rng(3)
    codes, counts = rng.integers(0, 30_000, 100_000), rng.multinomial(300, [0.4, 0.3, 0.2, 0.07, 0.03], size=100_000)
    start = time.perf_counter()
    together(splits(codes, counts))
    assert time.perf_counter() - start < 2  # 0.1 s on two idle cores


def test_examples() -> None:
    assert doctest.testmod(random_split).failed == 0
