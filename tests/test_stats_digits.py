"""Digits of counts that are counted again, against laws worked out number by number and against draws."""

from __future__ import annotations

import math
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import bdtr

from scrutiny.stats import recounts as recounting
from scrutiny.stats.digit_counts import DigitCounts, disagreement, quadratic_form, sound
from scrutiny.stats.last_digits import FREE, USABLE, digit_chances, last_digits, uniform_last_digits
from scrutiny.stats.mixture_index import delta_by_chance, misfit, mixture_by_chance
from scrutiny.stats.near_whole import Law
from scrutiny.stats.recounts import recounts
from scrutiny.stats.second_digits import BENFORD, benford_second_digits, second_digit, second_digits
from tests.conftest import each_of

RATE = each_of(300)
"""For each comparison with random numbers in this file, of which there are at most so many."""
WIDE = float(stats.norm.isf(RATE / 2))
LAWS: tuple[Law, ...] = ("own", "unsure")

units = st.lists(
    st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=8
)


def arrays(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    k, n = zip(*pairs, strict=True)
    return np.array(k, dtype=np.int64), np.array(n, dtype=np.int64)


def law_of(k: int, n: int, law: Law) -> np.ndarray:
    """The chance of 0, ..., n, from another library."""
    counts = np.arange(n + 1)
    if law == "own":
        return np.asarray(stats.binom.pmf(counts, n, k / n))
    return np.asarray(stats.betabinom.pmf(counts, n, k + 0.5, n - k + 0.5))


class TestRecounts:
    @pytest.mark.parametrize("law", LAWS)
    @given(pairs=units)
    @settings(deadline=None, max_examples=60)
    def test_every_row_is_the_law(self, law: Law, pairs: list[tuple[int, int]]) -> None:
        k, n = arrays(pairs)
        seen = []
        for block in recounts(k, n, law):
            for unit, first, row in zip(block.units, block.first, block.chances, strict=True):
                seen.append(int(unit))
                whole = np.zeros(max(int(n[unit]) + 1, first + len(row)))
                whole[first : first + len(row)] = row
                assert whole[int(n[unit]) + 1 :].sum() == 0
                np.testing.assert_allclose(whole[: int(n[unit]) + 1], law_of(k[unit], n[unit], law), atol=1e-12)
        assert sorted(seen) == list(range(len(k)))

    @pytest.mark.parametrize("law", LAWS)
    @pytest.mark.parametrize(("k", "n"), [(500_000, 1_000_000), (3, 900_000), (49_990, 50_000), (0, 70_000)])
    def test_large_units(self, law: Law, k: int, n: int) -> None:
        (block,) = recounts(np.array([k]), np.array([n]), law)
        counts = block.first[0] + np.arange(block.chances.shape[1])
        wanted = (
            stats.binom.pmf(counts, n, k / n) if law == "own" else stats.betabinom.pmf(counts, n, k + 0.5, n - k + 0.5)
        )
        # The other library's beta functions lose digits where their arguments are large.
        np.testing.assert_allclose(block.chances[0], wanted, rtol=1e-7, atol=1e-11)

    def test_blocks_change_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rng = np.random.default_rng(1)
        n = rng.integers(1, 900, 300)
        k = rng.binomial(n, rng.beta(2, 3, 300))
        whole = second_digits(k, n), last_digits(k, n, "unsure")
        monkeypatch.setattr(recounting, "CELLS", 700)
        sizes = [len(block.units) for block in recounts(k, n)]
        assert len(sizes) > 50 and sum(sizes) == 300
        for one, other in zip(whole, (second_digits(k, n), last_digits(k, n, "unsure")), strict=True):
            np.testing.assert_allclose(one.expected, other.expected, rtol=1e-12)
            np.testing.assert_allclose(one.covariance, other.covariance, atol=1e-10)


class TestLastDigits:
    @pytest.mark.parametrize("law", LAWS)
    @given(pairs=units)
    @settings(deadline=None, max_examples=60)
    def test_chances_are_those_of_the_law(self, law: Law, pairs: list[tuple[int, int]]) -> None:
        k, n = arrays(pairs)
        wanted = [np.bincount(np.arange(b + 1) % 10, law_of(a, b, law), 10) for a, b in pairs]
        np.testing.assert_allclose(digit_chances(k, n, law), wanted, atol=1e-11)

    def test_from_so_large_a_variance_digits_are_free(self) -> None:
        for n in (1_001, 5_000, 100_000):
            share = (1 - math.sqrt(1 - 4 * FREE / n)) / 2
            k = math.ceil(n * share)
            (block,) = recounts(np.array([k]), np.array([n]), "unsure", tidy=10)
            assert np.abs(block.chances.reshape(-1, 10).sum(axis=0) - 0.1).max() < 1e-12

    @pytest.mark.parametrize("law", LAWS)
    def test_expected_counts_and_covariance_are_those_of_draws(self, law: Law) -> None:
        """30,000 recounts of 60 small units."""
        rng = np.random.default_rng(20)
        n = rng.integers(5, 60, 60)
        k = rng.binomial(n, rng.beta(1, 3, 60))
        found = last_digits(k, n, law)
        draws = 30_000
        share = np.tile(k / n, (draws, 1)) if law == "own" else rng.beta(k + 0.5, n - k + 0.5, (draws, 60))
        again = rng.binomial(n, share) % 10
        counts = np.stack([(again == digit).sum(axis=1) for digit in range(10)], axis=1)
        assert (np.abs(counts.mean(axis=0) - found.expected) < WIDE * counts.std(axis=0) / math.sqrt(draws)).all()
        centred = counts - counts.mean(axis=0)
        for i, j in product(range(10), range(10)):
            products = centred[:, i] * centred[:, j]
            assert abs(products.mean() - found.covariance[i, j]) < WIDE * products.std() / math.sqrt(draws) + 1e-3

    def test_the_uniform_form_is_pearsons(self) -> None:
        k = np.random.default_rng(3).integers(0, 10_000, 777)
        found, wanted = uniform_last_digits(k), stats.chisquare(np.bincount(k % 10, minlength=10))
        assert (found.statistic, found.chance) == pytest.approx((wanted.statistic, wanted.pvalue))
        assert found.freedom == 9 and found.usable == 1
        assert found.mean.found == pytest.approx((k % 10).mean())
        assert found.mean.spread == pytest.approx(math.sqrt(8.25 / 777))
        assert found.ends.found == pytest.approx(((k % 5) == 0).mean())
        assert found.ends.spread == pytest.approx(math.sqrt(0.16 / 777))

    def test_large_counts_have_uniform_digits(self) -> None:
        rng = np.random.default_rng(4)
        n = rng.integers(3_000, 9_000, 500)
        k = rng.binomial(n, 0.4)
        plain = uniform_last_digits(k)
        for law in LAWS:
            assert last_digits(k, n, law).statistic == pytest.approx(plain.statistic, rel=1e-6)

    def test_digits_that_are_not_free_are_not_usable(self) -> None:
        certain = last_digits(np.array([0, 50]), np.array([40, 50]))
        assert certain.usable == pytest.approx(0, abs=1e-12)
        assert (certain.freedom, certain.statistic, certain.chance) == (0, 0.0, 1.0)
        free = last_digits(np.array([900]), np.array([2000]))
        assert free.usable == pytest.approx(1)
        small = last_digits(np.array([1]), np.array([300]))
        assert 0.5 < small.usable < 0.8

    def test_nothing_there(self) -> None:
        none = np.array([], dtype=np.int64)
        for found in (last_digits(none, none), second_digits(none, none), uniform_last_digits(none)):
            assert (found.units, found.statistic, found.chance, found.usable) == (0, 0.0, 1.0, 0.0)


class TestSecondDigits:
    def test_the_digit(self) -> None:
        for k in (*range(2_000), 10**9 - 1, 10**9, 10**17 + 10**16):
            text = str(k)
            assert int(second_digit(np.array([k]))[0]) == (int(text[1]) if len(text) > 1 else 10)

    @given(pairs=units)
    @settings(deadline=None, max_examples=60)
    def test_expected_counts_are_differences_of_the_distribution_function(self, pairs: list[tuple[int, int]]) -> None:
        edges = [0, *range(10, 100), *range(100, 1_001, 10)]
        k, n = arrays(pairs)
        chances = np.zeros((len(k), 11))
        for low, high in pairwise(edges):
            below = bdtr(np.minimum(low - 1.0, n), n, k / n) if low else np.zeros(len(k))
            chances[:, int(second_digit(np.array([low]))[0])] += bdtr(np.minimum(high - 1.0, n), n, k / n) - below
        sure = np.flatnonzero((k == 0) | (k == n))  # shares that the function does not take
        chances[sure] = np.eye(11)[second_digit(k)[sure]]
        whole = np.diag(chances.sum(axis=0)) - chances.T @ chances
        share = chances[:, :10].sum(axis=0) / max(chances[:, :10].sum(), 1e-300)
        rest = np.eye(10) - share[:, None]
        found = second_digits(k, n)
        np.testing.assert_allclose(found.expected, share * (k >= 10).sum(), atol=1e-9)
        np.testing.assert_allclose(found.covariance, rest @ whole[:10, :10] @ rest.T, atol=1e-9)

    def test_only_digits_are_compared_not_how_many_there_are(self) -> None:
        n = np.full(200, 100)
        k = np.random.default_rng(5).binomial(n, 0.12)
        found = second_digits(k, n)
        assert found.expected.sum() == pytest.approx(found.counted) and found.counted < found.units
        assert found.freedom == 9
        np.testing.assert_allclose(found.covariance.sum(axis=0), 0, atol=1e-9)

    def test_benford(self) -> None:
        wanted = [0.11968, 0.11389, 0.10882, 0.10433, 0.10031, 0.09668, 0.09337, 0.09035, 0.08757, 0.08500]
        assert BENFORD.round(5).tolist() == wanted
        assert BENFORD.sum() == pytest.approx(1)
        k = np.random.default_rng(6).integers(10, 5_000, 400)
        pearson = stats.chisquare(np.bincount(second_digit(k), minlength=10), 400 * BENFORD)
        assert benford_second_digits(k).statistic == pytest.approx(pearson.statistic)


class TestForm:
    def test_no_digit_is_singled_out(self) -> None:
        """The pseudo-inverse gives what dropping any one digit gives."""
        rng = np.random.default_rng(7)
        chances = rng.dirichlet(np.ones(10), 50)
        covariance = np.diag(chances.sum(axis=0)) - chances.T @ chances
        deviation = np.linalg.cholesky(covariance + 1e-9 * np.eye(10)) @ rng.normal(size=10)
        deviation -= deviation.mean()
        statistic, freedom = quadratic_form(deviation, covariance)
        assert freedom == 9
        for digit in range(10):
            kept = np.delete(np.arange(10), digit)
            part = np.linalg.solve(covariance[np.ix_(kept, kept)], deviation[kept])
            assert statistic == pytest.approx(float(deviation[kept] @ part))

    @given(pairs=units, seed=st.integers(0, 9))
    @settings(deadline=None, max_examples=40)
    def test_order_does_not_matter(self, pairs: list[tuple[int, int]], seed: int) -> None:
        k, n = arrays(pairs)
        order = np.random.default_rng(seed).permutation(len(k))
        for method in (last_digits, second_digits):
            one, other = method(k, n), method(k[order], n[order])
            assert (one.observed == other.observed).all() and one.units == other.units
            np.testing.assert_allclose(one.expected, other.expected, atol=1e-12)
            assert 0 <= one.usable <= 1.112  # a law on ten digits that are not tenths may reach 10/9 of (1 − Σp²)/0.9


def honest(rng: np.random.Generator, units_: int, sizes: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    n = rng.integers(*sizes, units_)
    return rng.binomial(n, rng.beta(6, 14, units_)), n


class TestHonestCounts:
    def test_false_alarms(self) -> None:
        """300 elections of 300 units: not more alarms than the level allows, by either law and either digit."""
        rng = np.random.default_rng(8)
        runs = 300
        chances: dict[tuple[str, Law], list[float]] = {}
        for _ in range(runs):
            k, n = honest(rng, 300, (150, 600))
            for method in (last_digits, second_digits):
                for law in LAWS:
                    chances.setdefault((method.__name__, law), []).append(method(k, n, law).chance)
        for key, made in chances.items():
            for level in (0.05, 0.001):
                alarms = int((np.array(made) <= level).sum())
                assert stats.binom.sf(alarms - 1, runs, level) > RATE, (key, level, alarms)

    def test_last_digits_are_not_too_quiet_either(self) -> None:
        rng = np.random.default_rng(9)
        made = np.array([last_digits(*honest(rng, 400, (150, 900))).chance for _ in range(1_000)])
        assert stats.kstest(made, "uniform").pvalue > RATE

    def test_a_cut_on_the_count_makes_alarms_that_a_cut_on_the_size_does_not(self) -> None:
        """Why units are chosen by n: right above a cut through a falling density low digits abound."""
        rng = np.random.default_rng(10)
        n = rng.integers(300, 900, 60_000)
        k = rng.binomial(n, rng.beta(6, 50, 60_000))
        assert uniform_last_digits(k[k >= 100]).chance < 1e-6
        kept = n >= 500
        assert last_digits(k[kept], n[kept]).chance > RATE

    def test_counts_brought_up_to_tens_are_seen(self) -> None:
        rng = np.random.default_rng(11)
        k, n = honest(rng, 20_000, (300, 900))
        k[:400] += -k[:400] % 10  # 2 % of the units
        found = last_digits(k, n)
        assert found.chance < 1e-9 and found.ends.z > 5


class TestDisagreement:
    def test_laws_agree_where_digits_are_free(self) -> None:
        rng = np.random.default_rng(12)
        k, n = honest(rng, 3_000, (300, 900))
        assert disagreement(last_digits(k, n), last_digits(k, n, "unsure")) < 0.1
        assert sound(last_digits(k, n), last_digits(k, n, "unsure"), USABLE)

    def test_laws_disagree_where_many_counts_are_nearly_nothing(self) -> None:
        """An option that has votes in a tenth of the places only: the test alone would cry wolf."""
        rng = np.random.default_rng(13)
        n = rng.integers(300, 900, 10_000)
        k = rng.binomial(n, rng.beta(0.15, 2, 10_000))
        own, unsure = last_digits(k, n), last_digits(k, n, "unsure")
        assert own.chance < 1e-12
        assert disagreement(own, unsure) > 5
        assert not sound(own, unsure, 0)

    def test_laws_disagree_where_all_shares_are_alike(self) -> None:
        rng = np.random.default_rng(14)
        n = np.full(3_000, 500)
        k = rng.binomial(n, 0.3)
        own, unsure = second_digits(k, n), second_digits(k, n, "unsure")
        assert own.chance < 1e-6
        assert disagreement(own, unsure) > 5

    @pytest.mark.parametrize("by", [0.05, 0.5, 1.0])
    def test_the_chance_off_by_so_much_is_that_of_the_noncentral_law(self, by: float) -> None:
        rng = np.random.default_rng(17)
        flat = 100 * (np.eye(10) / 10 - 0.01)
        for _ in range(20):
            found = DigitCounts(rng.multinomial(100, rng.dirichlet(np.ones(10))), np.full(10, 10.0), flat, 100, 100.0)
            wanted = stats.ncx2.sf(found.statistic, 9, by)
            assert found.chance_off(by) == pytest.approx(wanted, rel=1e-6, abs=1e-15)
            assert found.chance_off(by) > found.chance == found.chance_off(0.0)

    def test_chances_are_never_nothing(self) -> None:
        found = uniform_last_digits(np.zeros(5_000, dtype=np.int64))
        assert 0 < found.chance < 1e-300

    def test_a_null_agrees_with_itself(self) -> None:
        k, n = honest(np.random.default_rng(15), 100, (300, 900))
        found = last_digits(k, n)
        assert isinstance(found, DigitCounts) and disagreement(found, found) == 0


class TestMisfit:
    @pytest.mark.parametrize("law", [[0.5, 0.3, 0.2], [0.7, 0.3], [0.25] * 4])
    @pytest.mark.parametrize("n", [5, 12, 30])
    def test_means_against_every_sample(self, law: list[float], n: int) -> None:
        p = np.array(law)
        delta = mixture = 0.0
        for counts in product(range(n + 1), repeat=len(law) - 1):
            if sum(counts) <= n:
                sample = np.array([*counts, n - sum(counts)])
                chance = float(stats.multinomial.pmf(sample, n, p))
                found = misfit(sample, p)
                delta += chance * found.delta
                mixture += chance * found.mixture
        assert delta_by_chance(n, p) == pytest.approx(delta, rel=1e-9)
        assert mixture_by_chance(n, p) == pytest.approx(mixture, rel=0.4 / n)

    def test_means_against_draws(self) -> None:
        rng = np.random.default_rng(16)
        for n, law in ((1_000, np.full(10, 0.1)), (5_000, BENFORD)):
            share = rng.multinomial(n, law, 40_000) / n
            for made, wanted in (
                (np.abs(share - law).sum(axis=1) / 2, delta_by_chance(n, law)),
                (1 - (share / law).min(axis=1), mixture_by_chance(n, law)),
            ):
                assert abs(made.mean() - wanted) < WIDE * made.std() / 200 + wanted / (4 * n)

    def test_what_is_left_beyond_chance(self) -> None:
        found = misfit(np.array([1000] * 9 + [1500]), np.ones(10))
        assert found.mixture == pytest.approx(1 - 1000 / 1050)
        assert found.mixture_beyond == found.mixture - found.mixture_by_chance
        assert found.delta_beyond == found.delta - found.delta_by_chance
        assert misfit(np.zeros(10, dtype=np.int64), np.ones(10)).delta == 0
