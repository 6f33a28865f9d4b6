"""Shares from a stratified sample: against a second implementation, a plain one, and what must hold of any."""

from __future__ import annotations

import doctest
import importlib
import math
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny.stats.ratio import combined, largest_unit_warns
from scrutiny.stats.ratio_intervals import interval_of, intervals, joint_test, quantile
from scrutiny.stats.ratio_resampling import jackknife, rao_wu
from scrutiny.stats.strata import grouped
from tests.conftest import each_of

RATE = each_of(2)
"""For each comparison with random numbers in this file."""
Real = npt.NDArray[np.float64]


def sample(seed: int, strata: int = 6, options: int = 3) -> tuple[Real, Real, npt.NDArray[np.int64], Real]:
    """Votes, all votes, strata and sizes of a made-up sample with at least two units a stratum."""
    rng = np.random.default_rng(seed)
    count = rng.integers(2, 9, strata)
    stratum = np.repeat(np.arange(strata), count)
    lean = rng.dirichlet(np.full(options, 4.0), len(stratum))
    votes = rng.poisson(lean * rng.integers(80, 500, len(stratum))[:, None]).astype(float) + 1
    return votes, votes.sum(axis=1), stratum, (count * rng.integers(3, 30, strata)).astype(float)


def plainly(votes: Real, base: Real, stratum: npt.NDArray[np.int64], sizes: Real) -> tuple[Real, Real]:
    """The formula as it is printed, stratum by stratum."""
    total = sum(sizes[h] * base[stratum == h].mean() for h in range(len(sizes)))
    share = sum(sizes[h] * votes[stratum == h].mean(axis=0) for h in range(len(sizes))) / total
    covariance = np.zeros((len(share), len(share)))
    for h, size in enumerate(sizes):
        e = votes[stratum == h] - base[stratum == h][:, None] * share
        n = len(e)
        covariance += size**2 * (1 - n / size) / n * np.cov(e, rowvar=False) / total**2
    return share, covariance


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_printed_formula(seed: int) -> None:
    made = combined(*sample(seed))
    share, covariance = plainly(*sample(seed))
    assert made.share == pytest.approx(share, rel=1e-12)
    assert made.covariance == pytest.approx(covariance, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("seed", range(3))
def test_another_program_finds_the_same(seed: int) -> None:
    svy = pytest.importorskip("svy", reason="the second implementation is not installed: pip install svy")
    votes, base, stratum, sizes = sample(seed)
    weight = sizes[stratum] / np.bincount(stratum)[stratum]
    frame = pl.DataFrame(
        {"y": votes[:, 0], "d": votes[:, 0] - votes[:, 1], "x": base, "h": stratum, "w": weight, "N": sizes[stratum]}
    )
    theirs = svy.Sample(frame, svy.Design(stratum="h", wgt="w", pop_size="N"))
    ours = combined(votes, base, stratum, sizes)
    for item, (value, error) in (("y", ours.contrast([1, 0, 0])), ("d", ours.margin(0, 1))):
        found = theirs.estimation.ratio(y=item, x="x").estimates[0]
        assert (value, error) == pytest.approx((found.est, found.se), rel=1e-9)
        reach = quantile(ours.df)
        assert (value - reach * error, value + reach * error) == pytest.approx((found.lci, found.uci), rel=1e-6)


def test_every_sample_there_is_averages_to_the_truth_and_to_the_variance_stated() -> None:
    """Two strata of five: all 100 samples of two and two are gone through, no random number is drawn.

    Units are of one size, so that the ratio is a mean and the formula exact and not approximate.
    """
    rng = np.random.default_rng(8)
    votes, sizes = rng.integers(10, 90, (10, 1)).astype(float), np.array([5.0, 5.0])
    found = [
        combined(votes[[*a, *b]], np.full(4, 100.0), [0, 0, 1, 1], sizes)
        for a in combinations(range(5), 2)
        for b in combinations(range(5, 10), 2)
    ]
    shares = np.array([made.share[0] for made in found])
    assert len(found) == 100
    assert shares.mean() == pytest.approx(votes.sum() / 1000)
    assert np.mean([made.covariance[0, 0] for made in found]) == pytest.approx(shares.var())


class TestMargins:
    @given(st.integers(0, 10**6))
    @settings(max_examples=40)
    def test_shares_add_to_one_and_their_errors_cancel(self, seed: int) -> None:
        made = combined(*sample(seed))
        assert made.share.sum() == pytest.approx(1)
        assert made.covariance.sum() == pytest.approx(0, abs=1e-12)
        value, error = made.contrast([1, 1, 1])
        assert (value, error) == pytest.approx((1, 0), abs=1e-6)

    @given(st.integers(0, 10**6))
    @settings(max_examples=40)
    def test_swapping_two_options_turns_the_margin_round(self, seed: int) -> None:
        made = combined(*sample(seed))
        there, back = made.margin(0, 1), made.margin(1, 0)
        assert there[0] == pytest.approx(-back[0]) and there[1] == pytest.approx(back[1])

    def test_two_options_alone_have_twice_the_error_between_them(self) -> None:
        votes, base, stratum, sizes = sample(3, options=2)
        made = combined(votes, base, stratum, sizes)
        assert made.margin(0, 1)[1] == pytest.approx(2 * made.error[0])


class TestStrata:
    def test_uncentred_residuals_would_be_larger(self) -> None:
        """Strata that differ much and are even inside: only what differs inside them is error."""
        votes = np.array([[90.0], [90.0], [10.0], [10.0]])
        assert combined(votes, np.full(4, 100.0), [0, 0, 1, 1], [10, 10]).error[0] == 0

    def test_a_whole_stratum_adds_no_error(self) -> None:
        votes = np.array([[90.0], [10.0], [50.0], [40.0]])
        made = combined(votes, np.full(4, 100.0), [0, 0, 1, 1], [2, 10])
        alone = combined(votes[2:], np.full(2, 100.0), [0, 0], [10])
        assert made.error[0] == pytest.approx(alone.error[0] * 10 / 12)

    def test_joining_goes_by_the_order_and_not_by_the_values(self) -> None:
        stratum = np.array([0, 0, 1, 2, 2])
        for votes in ([50, 60, 10, 10, 20], [50, 60, 55, 10, 20], [50, 60, 99, 10, 20]):
            made = combined(np.array(votes, float)[:, None], np.full(5, 100.0), stratum, [10, 10, 10])
            assert made.grouping.of.tolist() == [0, 1, 1]
            assert made.grouping.joined == 1

    def test_the_three_ways_with_a_single_unit(self) -> None:
        votes = np.array([[50.0], [60.0], [10.0]])
        args = (votes, np.full(3, 100.0), np.array([0, 0, 1]), np.array([20.0, 20.0]))
        joined, mean, none = (combined(*args, lonely=way) for way in ("collapse", "grand_mean", "none"))  # type: ignore[arg-type]
        assert joined.share == pytest.approx(none.share) and mean.share == pytest.approx(none.share)
        assert none.error[0] < mean.error[0]
        assert none.error[0] < joined.error[0]
        assert none.grouping.single == 1 and joined.grouping.single == 0
        # The share is 65 votes of 200; the single residual, -22.5 of 2000, stands for 20 stations.
        alone = none.error[0] ** 2 + (1 - 1 / 20) * (20 * (10 - 32.5) / 4000) ** 2
        assert mean.error[0] ** 2 == pytest.approx(alone)

    def test_a_stratum_without_any_unit_is_told_and_not_weighted_away(self) -> None:
        votes = np.array([[50.0], [60.0], [10.0], [20.0]])
        args = (votes, np.full(4, 100.0), np.array([0, 0, 2, 2]), np.array([10.0, 30.0, 10.0]))
        out = combined(*args, lonely="none")
        assert (out.grouping.empty, out.grouping.lost) == (1, 30.0)
        joined = combined(*args)
        assert joined.grouping.empty == 0
        assert joined.total == pytest.approx(50 * 100), "all stations there are stand for something"
        # The empty stratum goes to the one after it: 40 stations like the last two, 10 like the first two.
        assert joined.share[0] == pytest.approx((10 * 0.55 + 40 * 0.15) / 50)

    def test_a_stratum_without_a_size_is_a_fault_of_ours(self) -> None:
        with pytest.raises(ValueError, match="no size"):
            grouped(np.array([0, 3]), np.array([10.0, 10.0]))

    def test_no_votes_at_all(self) -> None:
        with pytest.raises(ValueError, match="no votes"):
            combined([[0.0], [0.0]], [0, 0], [0, 0], [5])

    @given(st.integers(0, 10**6), st.integers(0, 10**6))
    @settings(max_examples=30)
    def test_the_order_of_units_says_nothing(self, seed: int, shuffle: int) -> None:
        votes, base, stratum, sizes = sample(seed)
        by = np.random.default_rng(shuffle).permutation(len(base))
        before, after = combined(votes, base, stratum, sizes), combined(votes[by], base[by], stratum[by], sizes)
        assert after.covariance == pytest.approx(before.covariance, rel=1e-9, abs=1e-15)


class TestDesign:
    def test_a_sample_of_whole_stations_knows_less_than_its_votes_would(self) -> None:
        made = combined(*sample(1))
        assert (made.design_effect > 1).all()

    def test_one_station_that_carries_the_error_is_named(self) -> None:
        votes = np.array([[0.0, 100.0]] * 19 + [[60.0, 40.0]])
        made = combined(votes, np.full(20, 100.0), np.zeros(20, int), [400])
        ((option, unit, part), *_rest) = largest_unit_warns(made)
        assert (option, unit) == (0, 19)
        assert part == pytest.approx(0.5), "the others carry the other half together"
        assert not largest_unit_warns(combined(*sample(2, strata=12)))


class TestIntervals:
    def test_near_an_end_it_stays_inside_and_leans_inwards(self) -> None:
        ends = interval_of(np.array([0.012, 0.988]), np.array([0.008, 0.008]), 200)
        assert 0 < ends.low[0] < 0.012 - 0.004 and ends.high[0] > 0.012 + 0.016
        assert ends.high[0] == pytest.approx(1 - ends.low[1]) and ends.low[0] == pytest.approx(1 - ends.high[1])

    def test_all_at_once_are_wider(self) -> None:
        made = combined(*sample(4))
        one, three = intervals(made), intervals(made, together=3)
        assert (three.low < one.low).all() and (three.high > one.high).all()

    def test_student_before_normal(self) -> None:
        assert quantile(10) == pytest.approx(2.2281, abs=1e-4)
        assert quantile(1e9) == pytest.approx(1.95996, abs=1e-5)
        assert quantile(0) == math.inf

    def test_without_degrees_of_freedom_anything_is_inside(self) -> None:
        ends = interval_of(np.array([0.4]), np.array([0.01]), 0)
        assert (ends.low[0], ends.high[0]) == (0, 1)


class TestJoint:
    def test_its_own_estimate_is_no_distance(self) -> None:
        made = combined(*sample(5))
        found = joint_test(made, made.share[:2])
        assert found is not None and (found.wald, found.p) == pytest.approx((0, 1))

    def test_with_one_option_it_is_the_square_of_t(self) -> None:
        votes, base, stratum, sizes = sample(6, options=2)
        made = combined(votes, base, stratum, sizes)
        given_ = made.share[0] + quantile(made.df) * made.error[0]
        found = joint_test(made, [given_])
        assert found is not None and found.p == pytest.approx(0.05)

    def test_which_option_is_left_out_does_not_matter(self) -> None:
        votes, base, stratum, sizes = sample(7)
        announced = np.array([0.3, 0.3, 0.4])
        first = joint_test(combined(votes, base, stratum, sizes), announced[:2])
        other = joint_test(combined(votes[:, ::-1], base, stratum, sizes), announced[::-1][:2])
        assert first is not None and other is not None and first.wald == pytest.approx(other.wald, rel=1e-6)

    def test_all_options_of_a_total_cannot_be_tested_at_once(self) -> None:
        made = combined(*sample(8))
        assert joint_test(made, made.share) is None


class TestResampling:
    def test_the_bootstrap_has_the_error_of_the_formula(self) -> None:
        """The formula is exact for a mean, and the bootstrap agrees but for its own chance."""
        votes, _base, stratum, sizes = sample(9)
        even = np.full(len(stratum), 400.0)
        made = combined(votes, even, stratum, sizes)
        draws = 6000
        drawn = rao_wu(votes, even, stratum, sizes, draws, np.random.default_rng(10))
        from scipy.stats import chi2

        ratio = drawn.error[0] ** 2 / made.error[0] ** 2 * (draws - 1)
        low, high = chi2.ppf([RATE / 4, 1 - RATE / 4], draws - 1)
        # Not quite normal draws spread a little more than chi-square says.
        assert 0.9 * low < ratio < 1.1 * high

    def test_the_naive_bootstrap_would_halve_the_variance_of_pairs(self) -> None:
        votes = np.array([[60.0], [40.0], [30.0], [50.0]])
        stratum, sizes, rng = np.array([0, 0, 1, 1]), np.array([1e6, 1e6]), np.random.default_rng(11)
        right = combined(votes, np.full(4, 100.0), stratum, sizes).covariance[0, 0]
        picks = rng.integers(0, 2, (20_000, 4))
        pairs = votes[:, 0][picks + np.array([0, 0, 2, 2])]
        naive = pairs.sum(axis=1) / 400
        assert naive.var() == pytest.approx(right / 2, rel=0.05)
        ours = rao_wu(votes, np.full(4, 100.0), stratum, sizes, 20_000, rng)
        assert ours.covariance[0, 0] == pytest.approx(right, rel=0.05)

    def test_a_stratum_that_is_whole_does_not_move(self) -> None:
        votes = np.array([[60.0], [40.0]])
        drawn = rao_wu(votes, [100, 100], [0, 0], [2], 50, np.random.default_rng(1))
        assert drawn.error[0] == pytest.approx(0, abs=1e-12)

    def test_the_same_seed_gives_the_same_draws(self) -> None:
        one, two = (rao_wu(*sample(2), 100, np.random.default_rng(4)).share for _ in range(2))
        assert (one == two).all()

    @pytest.mark.parametrize("seed", range(3))
    def test_leaving_out_each_unit_by_hand(self, seed: int) -> None:
        votes, base, stratum, sizes = sample(seed, strata=3)
        whole = combined(votes, base, stratum, sizes).share
        covariance = np.zeros((3, 3))
        for i in range(len(base)):
            keep = np.arange(len(base)) != i
            h = stratum[i]
            n = int((stratum == h).sum())
            if n == 2:
                # One is left: its stratum is then that one, not a stratum to be joined.
                without = combined(votes[keep], base[keep], stratum[keep], sizes, lonely="none").share
            else:
                without = combined(votes[keep], base[keep], stratum[keep], sizes).share
            apart = (without - whole)[:, None]
            covariance += (1 - n / sizes[h]) * (n - 1) / n * (apart @ apart.T)
        assert jackknife(votes, base, stratum, sizes) == pytest.approx(covariance, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(
    "name",
    [
        "stats.ratio", "stats.ratio_intervals", "stats.ratio_missing", "stats.ratio_resampling", "stats.strata",
        "stats.allocation", "stats.intraclass", "stats.no_pooling", "sampling.drawing",
    ],
)  # fmt: skip
def test_the_examples_of_its_documentation_are_right(name: str) -> None:
    module = importlib.import_module(f"scrutiny.{name}")
    done = doctest.testmod(module)
    assert done.attempted and not done.failed
