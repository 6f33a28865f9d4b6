"""What a sample says of which a part did not report: by classes, corrected by what is known, and at worst."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny.stats.ratio import combined
from scrutiny.stats.ratio_missing import Absent, by_classes, calibrated, with_allowance, worst_case
from tests.test_stats_ratio import Real, sample


def _thin(seed: int) -> tuple[Real, Real, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Strata of unlike fractions, of which some have one unit and one has none."""
    rng = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(7), [4, 1, 6, 0, 5, 1, 3])
    votes = rng.integers(10, 90, (len(stratum), 2)).astype(float)
    return votes, votes.sum(axis=1) + 7, stratum, np.array([40, 900, 12, 30, 200, 15, 60])


class TestByClasses:
    @pytest.mark.parametrize("seed", range(3))
    def test_with_one_class_it_is_the_plain_estimate(self, seed: int) -> None:
        votes, base, stratum, sizes = sample(seed)
        drawn = np.bincount(stratum)[:, None] + 2
        made = by_classes(votes, base, stratum, np.zeros(len(base), int), sizes, drawn).ratios
        plain = combined(votes, base, stratum, sizes)
        assert made.share == pytest.approx(plain.share)
        assert made.covariance == pytest.approx(plain.covariance, rel=1e-9, abs=1e-15)

    def test_it_takes_away_the_lean_of_what_came_late(self) -> None:
        """Rural stations vote otherwise and half of them are late: the plain estimate is off, this one is not."""
        rng = np.random.default_rng(2)
        rural = np.repeat([0, 1], [600, 400])
        votes = np.where(rural == 1, 30, 60)[:, None] + rng.integers(-5, 6, (1000, 1))
        came = (rural == 0) | (np.arange(1000) % 2 == 0)
        truth = votes.sum() / 100_000
        plain = combined(votes[came], np.full(came.sum(), 100), np.zeros(came.sum(), int), [10_000])
        made = by_classes(
            votes[came], np.full(came.sum(), 100), np.zeros(came.sum(), int), rural[came], [10_000], [[600, 400]]
        )
        assert plain.share[0] - truth > 0.02
        assert abs(made.ratios.share[0] - truth) < 0.002
        assert made.cells == 2

    def test_all_samples_in_two_phases_average_to_the_variance_stated(self) -> None:
        """Eight units, classes of four and four; all draws of four and all halves of each class drawn.

        The variance is checked over draws that hold two of each class, given which nothing but the phases is random.
        """
        votes = np.array([10, 14, 18, 30, 60, 64, 70, 90], float)[:, None]
        shares, variances = [], []
        pairs = [(a, b) for a in range(4) for b in range(a + 1, 4)]
        for first, second in product(pairs, pairs):
            rows = [*first, *(4 + b for b in second)]
            made = by_classes(votes[rows], np.full(4, 100.0), [0] * 4, [0, 0, 1, 1], [8], [[4, 4]])
            shares.append(made.ratios.share[0])
            variances.append(made.ratios.covariance[0, 0])
        # All were drawn (the first phase adds nothing) and two of four came in each class.
        assert np.mean(shares) == pytest.approx(votes.mean() / 100)
        assert np.mean(variances) == pytest.approx(np.var(shares))

    def test_joined_strata_keep_the_weight_of_each(self) -> None:
        """One station stands for a thousand, five for ten; joined, they are no simple random sample of 1,010."""
        votes, stratum, sizes = np.array([[80.0], *[[20.0]] * 5]), [0, 1, 1, 1, 1, 1], [1000, 10]
        plain = combined(votes, [100] * 6, stratum, sizes)
        made = by_classes(votes, [100] * 6, stratum, [0] * 6, sizes, [[1], [5]]).ratios
        assert plain.share[0] == pytest.approx(802 / 1010)
        assert made.share == pytest.approx(plain.share)
        assert made.covariance == pytest.approx(plain.covariance)

    @pytest.mark.parametrize("seed", range(5))
    def test_where_all_came_classes_alter_no_share_though_strata_are_joined(self, seed: int) -> None:
        votes, base, stratum, sizes = _thin(seed)
        kind = np.arange(len(base)) % 2
        drawn = np.zeros((len(sizes), 2))
        np.add.at(drawn, (stratum, kind), 1)
        made = by_classes(votes, base, stratum, kind, sizes, drawn).ratios
        plain = combined(votes, base, stratum, sizes)
        assert plain.grouping.joined
        assert made.share == pytest.approx(plain.share)
        assert made.total == pytest.approx(plain.total)

    @pytest.mark.parametrize("seed", range(5))
    def test_with_one_class_it_is_the_plain_estimate_though_strata_are_joined(self, seed: int) -> None:
        votes, base, stratum, sizes = _thin(seed)
        drawn = np.bincount(stratum, minlength=len(sizes))[:, None]
        made = by_classes(votes, base, stratum, np.zeros(len(base), int), sizes, drawn).ratios
        plain = combined(votes, base, stratum, sizes)
        assert made.share == pytest.approx(plain.share)
        assert made.covariance == pytest.approx(plain.covariance, rel=1e-9, abs=1e-15)

    def test_by_hand_where_some_of_joined_strata_are_missing(self) -> None:
        """One of two came of 1,000 (each drawn stands for 500), three of four of 100 (each for 25)."""
        made = by_classes(
            [[10], [20], [30], [50.0]], [100] * 4, [0, 1, 1, 1], [0, 0, 0, 1], [1000, 100], [[2, 0], [3, 1]]
        )
        # The second class came with one unit and is put with the first: 1,100 of the cell over 500 and three times 25.
        assert made.ratios.grouping.weight == pytest.approx(1100 / 575 * np.array([500, 25, 25, 25]))
        assert made.ratios.share[0] == pytest.approx((500 * 10 + 25 * (20 + 30 + 50)) / 57_500)

    def test_in_joined_strata_the_lean_of_what_came_late_is_taken_away_too(self) -> None:
        """A stratum of one station beside a large one, half of whose rural stations are late; unlike fractions."""
        rng = np.random.default_rng(6)
        rural = np.array([0, *np.repeat([0, 1], [300, 200])])
        stratum = np.array([0, *[1] * 500])
        votes = np.where(rural == 1, 30, 60)[:, None] + rng.integers(-5, 6, (501, 1)).astype(float)
        came = (rural == 0) | (np.arange(501) % 2 == 0)
        sizes, base, drawn = [20, 5000], np.full(501, 100.0), [[1, 0], [300, 200]]
        whole = combined(votes, base, stratum, sizes)
        made = by_classes(votes[came], base[came], stratum[came], rural[came], sizes, drawn).ratios
        assert combined(votes[came], base[came], stratum[came], sizes).share[0] - whole.share[0] > 0.02
        assert made.share == pytest.approx(whole.share, abs=0.002)
        assert made.total == pytest.approx(whole.total)

    def test_a_stratum_of_which_nobody_was_drawn_is_carried_by_its_group(self) -> None:
        made = by_classes([[30], [40], [80.0]], [100] * 3, [0, 0, 2], [0, 1, 0], [60, 5, 6], [[1, 1], [0, 0], [1, 0]])
        plain = combined([[30], [40], [80.0]], [100] * 3, [0, 0, 2], [60, 5, 6])
        assert made.ratios.share == pytest.approx(plain.share)
        assert made.ratios.total == pytest.approx(7100)

    def test_classes_that_are_too_thin_are_merged_in_their_order_and_counted(self) -> None:
        votes = np.array([[30.0], [40.0], [80.0]])
        made = by_classes(votes, [100] * 3, [0] * 3, [0, 0, 2], [30], [[3, 2, 2]])
        assert (made.cells, made.merged) == (1, 2)
        assert made.ratios.share[0] == pytest.approx(0.5)


class TestCalibrated:
    def test_a_vote_that_follows_what_is_known_is_hit_without_error(self) -> None:
        rng = np.random.default_rng(4)
        before = rng.integers(20, 80, 400).astype(float)
        votes = (before * 1.1 + 3)[:, None]
        rows = np.arange(0, 400, 20)
        known = np.column_stack([np.ones(20), before[rows]])
        made = calibrated(votes[rows], np.full(20, 100.0), np.zeros(20, int), [400], known, [400, before.sum()])
        assert made.share[0] == pytest.approx(votes.sum() / 40_000)
        assert made.error[0] == pytest.approx(0, abs=1e-9)

    def test_knowing_only_how_many_there_are_changes_nothing(self) -> None:
        votes, base, _stratum, _sizes = sample(5)
        one = np.zeros(len(base), int)
        plain = combined(votes, base, one, [500])
        made = calibrated(votes, base, one, [500], np.ones((len(base), 1)), [500])
        assert made.share == pytest.approx(plain.share)
        assert made.error == pytest.approx(plain.error)

    def test_totals_that_cannot_be_those_of_the_sample_are_refused(self) -> None:
        with pytest.raises(ValueError, match="does not fit"):
            calibrated([[50.0], [40.0]], [100, 100], [0, 0], [10], [[1.0], [1.0]], [-10])


class TestWorstCase:
    @given(st.integers(0, 10**6), st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=2))
    @settings(max_examples=60)
    def test_whatever_the_missing_hold_lies_between_the_ends(self, seed: int, fills: list[tuple[float, float]]) -> None:
        votes, base, stratum, sizes = sample(seed)
        absent = Absent(np.array([0, 3]), np.array([300.0, 500.0]))
        ends = worst_case(votes, base, stratum, sizes, absent, [1, -1, 0])
        added = np.array([[m * t * s, m * t * (1 - s), 0] for m, (t, s) in zip(absent.most, fills, strict=True)])
        every = combined(
            np.vstack([votes, added]), np.concatenate([base, added.sum(axis=1)]),
            np.concatenate([stratum, absent.stratum]), sizes,
        )  # fmt: skip
        margin, _error = every.margin(0, 1)
        assert ends.low - 1e-12 <= margin <= ends.high + 1e-12

    def test_the_printed_formula(self) -> None:
        votes, base, stratum, sizes = sample(6)
        absent = Absent(np.array([1, 1, 4]), np.array([200.0, 350.0, 420.0]))
        drawn = np.bincount(stratum) + np.bincount(absent.stratum, minlength=6)
        w = sizes / drawn
        d, u = votes[:, 0] - votes[:, 1], absent.most
        bottom = (w[stratum] * base).sum() + (w[absent.stratum] * u).sum()
        low = ((w[stratum] * d).sum() - (w[absent.stratum] * u).sum()) / bottom
        high = ((w[stratum] * d).sum() + (w[absent.stratum] * u).sum()) / bottom
        made = worst_case(votes, base, stratum, sizes, absent, [1, -1, 0])
        assert (made.low, made.high) == pytest.approx((low, high))

    def test_a_share_and_the_sampling_error_of_its_ends(self) -> None:
        votes, base, stratum, sizes = sample(7)
        absent = Absent(np.array([2]), np.array([600.0]))
        made = worst_case(votes, base, stratum, sizes, absent, [1, 0, 0])
        plain = combined(votes, base, stratum, sizes)
        assert made.low < plain.share[0] < made.high
        assert made.low_error > 0 and made.high_error > 0

    def test_a_single_option_can_fall_as_well_as_rise(self) -> None:
        absent = Absent(np.array([0]), np.array([100.0]))
        made = worst_case([[60], [40]], [100, 100], [0, 0], [30], absent, [1])
        assert (made.low, made.high) == pytest.approx((1 / 3, 2 / 3))

    def test_with_nothing_missing_there_is_nothing_between_the_ends(self) -> None:
        absent = Absent(np.zeros(0, int), np.zeros(0))
        made = worst_case(*sample(8), absent, [1, -1, 0])
        assert made.low == pytest.approx(made.high)


def test_the_allowance_grows_with_what_is_missing() -> None:
    made = combined(*sample(9))
    none, some, more = (with_allowance(made, part, 0.1) for part in (0.0, 0.2, 0.7))
    assert none == pytest.approx(made.error)
    assert (some > none).all() and (more > some).all()
    # At 25.7 % missing and one half of the votes: 0.64 points.
    half = combined([[50.0, 50.0]] * 2, [100, 100], [0, 0], [30])
    assert with_allowance(half, 0.257, 0.1)[0] == pytest.approx(0.0064, abs=5e-5)
