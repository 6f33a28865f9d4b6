"""Spikes of shares: exact bins and masses, the same by resampling, and the level that the envelope promises."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom, binom, norm

from scrutiny.stats.share_density import Law, Points, at, density, levelled, resampled
from tests.conftest import each_of

RATE = each_of(60)
"""For each comparison with random numbers in this file, of which there are at most so many."""
units = st.lists(
    st.integers(1, 900).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=6
)
grids = st.builds(Points, steps=st.sampled_from([10, 100, 1_000]), per=st.sampled_from([2, 4, 10, 20]))


def arrays(drawn: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([k for k, _ in drawn]), np.array([n for _, n in drawn])


def bin_of(k: int, n: int, points: Points) -> int:
    nearest = floor(Fraction(points.steps * k, n) + Fraction(1, 2))
    near = points.per == 2 or abs(Fraction(points.steps * k, n) - nearest) * points.per <= 1
    return nearest if near else -1


def honest(rng: np.random.Generator, number: int) -> tuple[np.ndarray, np.ndarray]:
    n = rng.integers(50, 2_500, number)
    return rng.binomial(n, rng.beta(4, 5, number)), n


class TestExact:
    @given(units, grids)
    def test_bins(self, drawn: list[tuple[int, int]], points: Points) -> None:
        assert at(*arrays(drawn), points).tolist() == [bin_of(k, n, points) for k, n in drawn]

    @given(units, grids, st.sampled_from(["own", "unsure"]), st.data())
    @settings(max_examples=60, deadline=None)
    def test_moments_count_by_count(
        self, drawn: list[tuple[int, int]], points: Points, law: Law, data: st.DataObject
    ) -> None:
        """Each unit's chance of each bin, added up from its whole law."""
        k, n = arrays(drawn)
        heavy = np.array(data.draw(st.lists(st.integers(1, 9), min_size=len(n), max_size=len(n)))).astype(float)
        want = np.zeros((3, points.steps + 1))
        for one, whole, w in zip(k, n, heavy, strict=True):
            every = np.arange(whole + 1)
            if law == "own":
                masses = binom.pmf(every, whole, one / whole)
            else:
                masses = betabinom.pmf(every, whole, one + 0.5, whole - one + 0.5)
            where = np.array([bin_of(int(x), int(whole), points) for x in every])
            m = np.bincount(where + 1, masses, points.steps + 2)[1:]
            want += np.array([w * m, w**2 * m * (1 - m), w**3 * m * (1 - m) * (1 - 2 * m)])
        for weights, scale in ((heavy, want),):
            made = density(k, n, points, law, weights)
            assert made.expected == pytest.approx(scale[0], abs=1e-5)
            assert made.sd**2 == pytest.approx(scale[1], abs=2e-5)
            there = made.sd > 0.01
            assert (made.skewness * made.sd**3)[there] == pytest.approx(scale[2][there], abs=1e-3)
            assert made.observed.tolist() == [
                float(heavy[[bin_of(a, b, points) == j for a, b in drawn]].sum()) for j in range(points.steps + 1)
            ]

    def test_huge_totals_are_placed_in_whole_numbers(self) -> None:
        n = np.full(3, 10**8)
        k = np.array([5 * 10**7, 5 * 10**7 + 49_999, 5 * 10**7 + 50_000])
        assert at(k, n).tolist() == [500, 500, 501]
        made = density(k[:1], n[:1], Points(100))
        assert made.expected[50] == pytest.approx(1.0, abs=1e-7)

    def test_blocks_and_order_change_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        k, n = honest(np.random.default_rng(1), 300)
        whole = density(k, n)
        monkeypatch.setattr("scrutiny.stats.share_density.BLOCK", 17)
        mixed = np.random.default_rng(2).permutation(300)
        parts = density(k[mixed], n[mixed])
        assert parts.expected == pytest.approx(whole.expected, abs=1e-7)
        assert parts.sd == pytest.approx(whole.sd, abs=1e-6)
        assert parts.skewness == pytest.approx(whole.skewness, abs=1e-4, rel=1e-6)


class TestAgainstResampling:
    @pytest.mark.parametrize("law", ["own", "unsure"])
    @pytest.mark.parametrize("points", [Points(), Points(200, 5)])
    def test_mean_and_sd(self, law: Law, points: Points) -> None:
        k, n = honest(np.random.default_rng(3), 2_000)
        draws = 1_500
        made, drawn = density(k, n, points, law), resampled(k, n, np.random.default_rng(4), draws, points, law)
        seen = made.expected > 1
        score = (drawn.mean(axis=0) - made.expected)[seen] / made.sd[seen] * np.sqrt(draws)
        assert np.abs(score).max() < norm.isf(RATE / 2 / seen.sum())
        # The relative error of a drawn sd is 1/√(2·draws), a little more in bins of few units.
        ratio = drawn.std(axis=0)[seen] / made.sd[seen]
        assert np.abs(ratio - 1).max() < 1.5 * norm.isf(RATE / 2 / seen.sum()) / np.sqrt(2 * draws)

    def test_the_envelope_is_passed_as_often_as_it_says(self) -> None:
        """Resampled counts are the null itself: some bin is above the envelope in at most 5 % of draws."""
        k, n = honest(np.random.default_rng(5), 3_000)
        made = density(k, n)
        drawn = resampled(k, n, np.random.default_rng(6), 1_000)
        passed = (drawn > made.envelope(0.05))[:, made.tested].any(axis=1).sum()
        assert binom.sf(passed - 1, 1_000, 0.05) > RATE
        assert passed > 10  # and it is no wider than it must be


class TestFalseAlarmsAndPower:
    @pytest.mark.parametrize(
        ("least", "most", "beta", "number", "runs"),
        [(50, 2_500, (4, 5), 2_000, 100), (100, 400, (20, 70), 3_000, 100), (100, 400, (40, 50), 20_000, 20)],
    )
    def test_false_alarms_on_honest_units(
        self, least: int, most: int, beta: tuple[float, float], number: int, runs: int
    ) -> None:
        rng = np.random.default_rng(7)
        alarms = 0
        for _ in range(runs):
            n = rng.integers(least, most, number)
            alarms += levelled(rng.binomial(n, rng.beta(*beta, number)), n).spikes().any()
        assert binom.sf(alarms - 1, runs, 0.05) > RATE

    @pytest.mark.parametrize(
        ("least", "most", "share", "spread", "number"),
        [
            (400, 600, 0.10, 0.01, 10_000),
            (400, 600, 0.07, 0.012, 10_000),
            (800, 1_200, 0.50, 0.01, 10_000),
            (800, 1_200, 0.50, 0.005, 10_000),
            (1_000, 1_001, 0.50, 0.0, 5_000),
            (100, 4_000, 0.50, 0.01, 10_000),
        ],
    )
    def test_false_alarms_where_shares_crowd(
        self, least: int, most: int, share: float, spread: float, number: int
    ) -> None:
        """Levelled by the mean over 2.5 points, the first case falls below .01 in five samples of ten."""
        rng = np.random.default_rng(13)
        runs = 20
        chances = []
        for _ in range(runs):
            n = rng.integers(least, most, number)
            chances.append(levelled(rng.binomial(n, rng.normal(share, spread, number)), n).between(50, 950).chance)
        for level in (0.05, 0.01, 0.001):
            assert binom.sf(sum(p <= level for p in chances) - 1, runs, level) > RATE

    def test_units_of_unlike_size_are_levelled_apart(self) -> None:
        """Of many units of 100 every tenth bin holds some; what they lack there, others do not."""
        rng = np.random.default_rng(14)
        n = np.concatenate([np.full(3_000, 100), rng.integers(900, 2_000, 10_000)])
        k = rng.binomial(n, rng.normal(0.5, 0.005, len(n)))
        whole = levelled(k, n)
        parts = [levelled(k[here], n[here]) for here in (n < 300, n >= 300)]
        assert whole.expected == pytest.approx(parts[0].expected + parts[1].expected)
        assert whole.sd**2 == pytest.approx(parts[0].sd ** 2 + parts[1].sd ** 2)
        assert not whole.between(50, 950).spikes(RATE).any()

    def test_chances_are_never_nothing(self) -> None:
        n = np.full(50_000, 1_000)
        k = np.random.default_rng(15).binomial(n, 0.4)
        k[:20_000] = 700
        assert 0 < levelled(k, n).chance < 1e-300

    def test_without_levelling_crowded_shares_are_taken_for_spikes(self) -> None:
        rng = np.random.default_rng(11)
        n = rng.integers(50, 150, 30_000)
        made_k = rng.binomial(n, rng.beta(40, 50, 30_000))
        made = density(made_k, n)
        assert made.spikes().any() and not levelled(made_k, n).spikes().any()

    def test_round_shares_are_found_where_they_are(self) -> None:
        rng = np.random.default_rng(8)
        k, n = honest(rng, 5_000)
        touched = np.flatnonzero(n > 500)[:150]
        k[touched] = np.round(0.7 * n[touched]).astype(int)
        made = density(k, n)
        assert np.flatnonzero(made.spikes()).tolist() == [700]
        assert made.excess() == pytest.approx(150, rel=0.1)
        assert made.chance < 1e-6
        level = levelled(k, n)
        assert np.flatnonzero(level.spikes()).tolist() == [700]
        assert level.excess() == pytest.approx(150, rel=0.1)

    def test_levelling_leaves_the_sum_of_a_flat_density_alone(self) -> None:
        n = np.full(20_000, 1_500)
        rng = np.random.default_rng(12)
        made = density(rng.binomial(n, rng.random(20_000)), n)
        level = made.levelled()
        assert level.expected[30:-30].sum() == pytest.approx(made.observed[30:-30].sum(), rel=0.01)
        assert (level.sd >= made.sd * 0.8).all()
        few = density(n[:3] // 3, n[:3])
        assert few.levelled().expected == pytest.approx(few.expected)

    def test_chance_and_envelope_agree(self) -> None:
        rng = np.random.default_rng(9)
        k, n = honest(rng, 1_000)
        k[:12] = n[:12] * 3 // 4
        for law in ("own", "unsure"):
            made = density(k, n, law=law)
            for level in (0.001, 0.05, 0.5):
                assert made.spikes(level).any() == (made.chance < level)

    def test_only_shares_that_units_can_have_are_tested(self) -> None:
        """Of 20 there are 19 shares between the ends; all and nothing are what small units often have."""
        n = np.full(2_000, 20)
        made = density(np.random.default_rng(10).binomial(n, 0.5), n)
        assert made.tested.sum() == 19
        n = np.full(500, 40)
        made = density(n * (np.arange(500) % 2), n)
        assert not made.spikes().any() and made.chance == 1.0
