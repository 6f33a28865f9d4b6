"""Results that look made from rounded shares: exact counts against every result, one after the other."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from fractions import Fraction
from math import comb

import pytest

from scrutiny.stats.lattice import at_most, lattice, nearest, on_lattice


def results(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in results(total - first, parts - 1):
            yield (first, *rest)


def rounded_half_up(number: Fraction) -> int:
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


class TestAgainstEveryResult:
    @pytest.mark.parametrize(
        ("total", "parts", "divisions"),
        [
            *[(total, 2, 10) for total in range(21, 61)],
            *[(total, 3, divisions) for divisions in (4, 5, 6, 10) for total in range(31, 61, 3)],
            *[(total, 4, divisions) for divisions in (2, 3, 5, 7) for total in range(29, 40)],
            *[(total, 5, 4) for total in range(21, 29)],
            (26, 6, 4),
            (31, 7, 4),
        ],
    )
    def test_the_count_is_that_of_all_results_made_from_shares(self, total: int, parts: int, divisions: int) -> None:
        """Two independent ways: trying every result, and making every result that shares give."""
        found = lattice(total, parts, divisions)
        assert found.exact
        assert found.results == sum(on_lattice(list(made), divisions) for made in results(total, parts))
        made_from_shares = {
            counts
            for shares in results(divisions, parts)
            if sum(counts := tuple(rounded_half_up(Fraction(total * m, divisions)) for m in shares)) == total
        }
        assert found.results == len(made_from_shares)
        assert found.every == comb(total + parts - 1, parts - 1) == sum(1 for _ in results(total, parts))
        assert found.results <= found.points
        assert at_most(total, parts, divisions) == found.simple

    def test_only_the_remainder_of_the_total_matters(self) -> None:
        for total in (40_123, 40_500, 41_774):
            assert lattice(total, 4, 100).results == lattice(total + 100 * 10**18, 4, 100).results

    def test_sampled_results_at_real_size(self) -> None:
        """A second way at M = 1,000: of random shares, the part whose counts add to the total is R(k), near 3/4 of
        three and 2/3 of four parts (Mosteller, Youtz, Zahn 1967)."""
        rng = random.Random(20240728)
        total, divisions, draws = 10_058_774, 1000, 4000
        for parts in (3, 4):
            good = 0
            for _ in range(draws):
                cuts = sorted(rng.sample(range(divisions + parts - 1), parts - 1))
                shares = [b - a - 1 for a, b in zip([-1, *cuts], [*cuts, divisions + parts - 1], strict=True)]
                good += sum(rounded_half_up(Fraction(total * m, divisions)) for m in shares) == total
            found = lattice(total, parts, divisions)
            # Six standard deviations of a share of 4,000 draws.
            assert abs(good / draws - found.results / found.points) < 6 * (0.25 / draws) ** 0.5


class TestPublished:
    def test_bulletin_1_of_venezuela(self) -> None:
        found = lattice(10_058_774, 3, 1000)
        assert (found.results, found.points, found.every) == (376_479, 501_501, comb(10_058_776, 2))
        assert float(found.chance) == pytest.approx(7.44e-9, rel=1e-3)
        assert float(found.simple) == pytest.approx(9.91e-9, rel=1e-3)
        assert on_lattice([5_150_092, 4_445_978, 462_704], 1000)
        distances = [nearest(n, 10_058_774, 1000)[1] for n in (5_150_092, 4_445_978, 462_704)]
        assert distances == [Fraction("-0.288"), Fraction("-0.108"), Fraction("0.396")]
        assert not on_lattice([5_150_092, 4_445_978, 462_704], 100)

    def test_new_democracy_2015(self) -> None:
        counts = [160_823, 115_162, 82_028, 46_065]
        found = lattice(sum(counts), 4, 1000)
        assert on_lattice(counts, 1000) and not on_lattice(counts, 100)
        assert sum(counts) == 404_078
        assert float(found.simple) == pytest.approx(1.52e-8, rel=5e-3)
        assert float(found.chance) == pytest.approx(1.02e-8, rel=5e-3)

    @pytest.mark.parametrize("divisions", [100, 1000, 10_000, 100_000])
    def test_the_second_bulletin_and_crimea_are_not_on_it(self, divisions: int) -> None:
        assert not on_lattice([6_408_844, 5_326_104, 600_936], divisions)
        assert not on_lattice([1_233_002, 31_997, 9_097], divisions)

    def test_first_hits_at_more_decimals_are_weaker(self) -> None:
        """Published for the same total: 9.89e-7, 9.88e-5 at two and three decimals."""
        assert float(at_most(10_058_774, 3, 10_000)) == pytest.approx(9.89e-7, rel=1e-3)
        assert float(at_most(10_058_774, 3, 100_000)) == pytest.approx(9.88e-5, rel=1e-3)


class TestLimits:
    @pytest.mark.parametrize("parts", [2, 4, 10, 12])
    def test_one_decimal_takes_less_than_a_third_of_a_second(self, parts: int) -> None:
        times = []
        for _ in range(3):
            started = time.perf_counter()
            found = lattice(12_335_884, parts, 1000)
            times.append(time.perf_counter() - started)
        assert found.exact
        assert min(times) < 0.3 * 4  # a slow machine may take four times as long as the one that this was written on

    def test_where_counting_takes_too_long_the_bound_is_given_and_said(self) -> None:
        found = lattice(12_335_884, 10, 100_000)
        assert not found.exact
        assert found.results == found.points

    def test_too_small_a_total_is_refused(self) -> None:
        with pytest.raises(ValueError, match="too close"):
            lattice(3000, 3, 1000)

    def test_nothing_counted_is_not_on_the_lattice(self) -> None:
        assert not on_lattice([0, 0, 0], 1000)
        assert not on_lattice([], 1000)

    def test_a_total_of_twenty_one_digits(self) -> None:
        counts = [512 * 10**17, 442 * 10**17, 46 * 10**17]
        assert on_lattice(counts, 1000)
        assert 0 < lattice(sum(counts), 3, 1000).chance < Fraction(1, 10**30)
