"""Late against early units: by hand, by other ways to the same figure, and on honest units made by a known hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtrit
from scipy.stats import binom, norm

from scrutiny.stats import late_shift
from scrutiny.stats.earlier_result import from_earlier
from scrutiny.stats.late_shift import Level, composition, contrast, resampled, shift, within
from tests.conftest import each_of

RATE = each_of(20)
"""For each comparison with random numbers in this file, of which there are at most so many."""
Made = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def honest(rng: np.random.Generator, places: int, late: float | None = None, by_size: float = 0.0) -> Made:
    """Places that differ, units of one place that differ by more than chance, late ones drawn by lot.

    Larger units have `by_size` less of the share for each hundred of total, so that share goes with size.
    """
    group = np.repeat(np.arange(places), rng.integers(2, 12, places))
    total = rng.integers(80, 240, len(group))
    mean = 1 / (1 + np.exp(-rng.normal(-0.2, 0.9, places)))[group] - by_size * (total - 160) / 100
    mean = np.clip(mean, 0.02, 0.98)
    share = rng.beta(mean * 200, (1 - mean) * 200)
    chance = rng.random(places)[group] if late is None else np.full(len(group), late)
    return rng.binomial(total, share), total, rng.random(len(group)) < chance, group


def holds_level(alarms: int, runs: int, level: float) -> bool:
    """Whether so many alarms are no more than the level allows, for one of the random tests of this file."""
    return bool(binom.sf(alarms - 1, runs, level) > RATE)


small = st.integers(2, 12).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(1, 50), min_size=n, max_size=n),
        st.lists(st.integers(0, 50), min_size=n, max_size=n),
        st.lists(st.booleans(), min_size=n, max_size=n),
        st.lists(st.integers(0, 3), min_size=n, max_size=n),
    )
)


def arrays(drawn: tuple[list[int], list[int], list[bool], list[int]]) -> Made:
    total, amount, late, group = (np.array(column) for column in drawn)
    return np.minimum(amount, total), total, late.astype(bool), group


class TestWithin:
    @given(small)
    def test_one_unit_after_the_other(self, drawn: tuple[list[int], list[int], list[bool], list[int]]) -> None:
        amount, total, late, group = arrays(drawn)
        foretold = actual = weight = 0.0
        for i in np.flatnonzero(late):
            own = ~late & (group == group[i])
            if own.any():
                foretold += total[i] * amount[own].sum() / total[own].sum()
                actual += amount[i]
                weight += total[i]
        found = within(amount, total, late, group)
        if not weight:
            assert found is None
            return
        assert found is not None and found.weight == weight
        assert found.predicted == pytest.approx(foretold / weight)
        assert found.actual == pytest.approx(actual / weight)

    def test_error_is_that_of_drawing_groups_anew(self) -> None:
        rng = np.random.default_rng(11)
        made = honest(rng, 400)
        found = within(*made)
        assert found is not None
        drawn = resampled(*made, rng=np.random.default_rng(1), draws=4_000)
        # Draws of the sd scatter by 1/√(2·draws); the two differ besides by terms of order 1/groups.
        slack = norm.isf(RATE / 2) / math.sqrt(8_000) + 0.03
        assert drawn.std() == pytest.approx(found.error, rel=slack)
        assert drawn.mean() == pytest.approx(found.difference, abs=6 * found.error / math.sqrt(4_000) + 1e-4)
        assert (drawn == resampled(*made, rng=np.random.default_rng(1), draws=4_000)).all()

    def test_blocks_of_draws_change_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        made = honest(np.random.default_rng(2), 30)
        whole = resampled(*made, rng=np.random.default_rng(1), draws=100)
        monkeypatch.setattr(late_shift, "BLOCK", 70)
        assert (resampled(*made, rng=np.random.default_rng(1), draws=100) == whole).all()

    def test_nothing_to_compare(self) -> None:
        one = np.ones(3, np.int64)
        assert within(one, one, np.array([True, True, False]), np.array([0, 1, 2])) is None
        assert contrast(one, one, np.array([True, True, False]), np.array([0, 1, 2])) is None
        assert not len(resampled(one, one, np.array([True] * 3), np.arange(3), np.random.default_rng(1)))
        alone = within(np.array([1, 2]), np.array([4, 4]), np.array([False, True]), np.zeros(2, int))
        assert alone is not None and alone.groups == 1 and math.isnan(alone.error) and alone.chance == 1.0

    def test_equal_groups_have_their_number_less_one_as_degrees_of_freedom(self) -> None:
        group = np.repeat(np.arange(7), 2)
        found = within(np.arange(14), np.full(14, 20), np.tile([False, True], 7), group)
        assert found is not None and found.df == pytest.approx(6)
        assert shift(np.arange(14), np.full(14, 20), np.tile([False, True], 7)).difference == pytest.approx(1 / 20)


class TestContrast:
    @given(small)
    @settings(max_examples=50)
    def test_mean_and_spread_over_every_choice_of_late_units(
        self, drawn: tuple[list[int], list[int], list[bool], list[int]]
    ) -> None:
        """The amount of late votes beyond the group's share has mean 0 and the stated sd over all choices."""
        amount, total, late, group = arrays(drawn)
        found = contrast(amount, total, late, group)
        if found is None:
            return
        sides = []
        for g in range(4):
            own = np.flatnonzero(group == g)
            chosen = int(late[own].sum())
            share = amount[own].sum() / max(1, total[own].sum())
            if 0 < chosen < len(own):
                every = itertools.combinations(own, chosen)
                sides.append(np.array([(amount[list(c)] - share * total[list(c)]).sum() for c in every]))
        assert [side.mean() for side in sides] == pytest.approx([0.0] * len(sides), abs=1e-9)
        whole = 0.0
        for g in range(4):
            early, after = total[~late & (group == g)].sum(), total[late & (group == g)].sum()
            whole += early * after / max(1, early + after)
        assert found.lots * whole == pytest.approx(math.sqrt(sum(side.var() for side in sides)), abs=1e-7)

    @given(small)
    def test_early_and_late_are_treated_alike(self, drawn: tuple[list[int], list[int], list[bool], list[int]]) -> None:
        amount, total, late, group = arrays(drawn)
        one, other = contrast(amount, total, late, group), contrast(amount, total, ~late, group)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one.difference == pytest.approx(-other.difference, abs=1e-12)
            assert one.chance == pytest.approx(other.chance, abs=1e-9)

    def test_it_is_the_coefficient_of_a_regression_with_a_constant_for_each_group(self) -> None:
        rng = np.random.default_rng(5)
        amount, total, late, group = honest(rng, 20)
        covariates = rng.normal(size=(len(group), 2))
        constants = (group[:, None] == np.arange(20)).astype(float)
        for q in (0, 2):
            design = np.column_stack([late, covariates[:, :q], constants])
            root = np.sqrt(total)
            slopes = np.linalg.lstsq(design * root[:, None], amount / total * root, rcond=None)[0]
            found = contrast(amount, total, late, group, covariates[:, :q] if q else None)
            assert found is not None and found.difference == pytest.approx(slopes[0])

    def test_a_covariate_that_is_lateness_leaves_nothing(self) -> None:
        amount, total, late, group = honest(np.random.default_rng(5), 20)
        assert contrast(amount, total, late, group, late[:, None].astype(float)) is None

    @pytest.mark.parametrize(("places", "by_size", "late"), [(4, 0.0, 0.5), (12, 0.1, 0.3), (80, 0.1, None)])
    def test_false_alarms_on_late_units_drawn_by_lot(self, places: int, by_size: float, late: float | None) -> None:
        """At 5 % and at 1 %, also where share goes with size and groups are few."""
        rng = np.random.default_rng([17, places])
        found = [contrast(*honest(rng, places, late, by_size)) for _ in range(1_500)]
        chances = [f.chance for f in found if f is not None and f.groups > 1]
        for level in (0.05, 0.01):
            assert holds_level(sum(c <= level for c in chances), len(chances), level)

    def test_foretelling_from_early_units_is_off_where_share_goes_with_size(self) -> None:
        """What sets the two apart: the same units, late ones drawn by lot, and only one of them keeps its level."""
        rng = np.random.default_rng(3)
        alarms = np.zeros(2, np.int64)
        for _ in range(300):
            made = honest(rng, 400, 0.5, by_size=0.1)
            for side, f in enumerate((within(*made), contrast(*made))):
                alarms[side] += f is not None and f.chance <= 0.05
        assert holds_level(int(alarms[1]), 300, 0.05)
        assert not holds_level(int(alarms[0]), 300, 0.05)

    def test_a_trend_inside_places_is_taken_for_a_shift_unless_it_is_given(self) -> None:
        rng = np.random.default_rng(4)
        alarms = np.zeros(2, np.int64)
        for _ in range(200):
            amount, total, _, group = honest(rng, 300)
            first = np.concatenate([[0], np.flatnonzero(np.diff(group)) + 1])
            place = np.arange(len(group)) - first[group]
            place = place / np.maximum(1, np.bincount(group)[group] - 1)
            amount = np.minimum(total, amount + rng.binomial(total, 0.04 * place))
            late = place > rng.random(300)[group]
            for side, covariates in enumerate((None, place[:, None])):
                f = contrast(amount, total, late, group, covariates)
                alarms[side] += f is not None and f.chance <= 0.05
        assert alarms[0] > 180
        assert holds_level(int(alarms[1]), 200, 0.05)


class TestComposition:
    def test_each_late_unit_on_its_finest_level(self) -> None:
        amount, total, late, place = honest(np.random.default_rng(8), 60, 0.4)
        district = place // 10
        late = late | (place % 10 == 3) | (place >= 50)
        levels = [Level("place", place, True), Level("district", district)]
        made = composition(amount, total, late, levels)
        assert [m.informative for m in made.levels] == [True, False]
        finest, coarse = (m.comparison for m in made.levels)
        assert finest is not None and coarse is not None
        assert finest == within(amount, total, late, place)
        alone = ~np.isin(place, place[~late]) & (place < 50)
        assert coarse.units == alone.sum() and made.unmatched == (place >= 50).sum()
        parts = finest.weight * finest.predicted + coarse.weight * coarse.predicted
        assert made.predicted == pytest.approx(parts / (finest.weight + coarse.weight))
        known = place < 50
        early = amount[~late].sum()
        assert made.projected == pytest.approx((early + parts) / total[known].sum())
        assert made.raw == shift(amount[known], total[known], late[known])

    def test_places_that_are_late_as_a_whole_are_foretold_by_no_district(self) -> None:
        """The lesson of Bolivia 2020: no unit is late inside its place, and the coarser level sees a shift."""
        rng = np.random.default_rng(9)
        amount, total, _, place = honest(rng, 400)
        share = np.bincount(place, amount) / np.bincount(place, total)
        late = share[place] > 0.4 + 0.1 * rng.normal(size=400)[place]
        late[np.concatenate([[0], np.flatnonzero(np.diff(place)) + 1])[::7]] ^= True
        finest, coarse = (
            m.comparison
            for m in composition(
                amount, total, late, [Level("place", place, True), Level("district", place % 20)]
            ).levels
        )
        assert finest is not None and coarse is not None
        assert abs(finest.difference) < 0.03 and coarse.difference > 0.2


@pytest.mark.parametrize(("places", "late"), [(22, 0.5), (40, 0.9)])
def test_students_interval_covers(places: int, late: float) -> None:
    """About twenty places of unequal size that have both, no difference: 1.96 errors cover 93 of a hundred."""
    rng = np.random.default_rng(23)
    covered = short = runs = 0
    for _ in range(2_000):
        found = contrast(*honest(rng, places, late))
        if found is None or not found.error > 0:
            continue
        runs += 1
        covered += abs(found.difference) <= stdtrit(found.df, 0.975) * found.error
        short += abs(found.difference) <= 1.96 * found.error
    assert binom.cdf(covered, runs, 0.945) > RATE
    assert short < covered


class TestFromEarlier:
    @staticmethod
    def made(rng: np.random.Generator, places: int) -> tuple[np.ndarray, ...]:
        """A place's share follows its earlier one, with a jolt of its own; places late in one piece for the most part,
        those that had more of it earlier rather late."""
        amount, total, _, place = honest(rng, places)
        before = rng.beta(3, 4, places)
        region = rng.integers(0, 4, places)
        now = 0.05 + 0.7 * before + 0.2 * before**2 + 0.02 * region + rng.normal(0, 0.03, places)
        share = np.clip(now, 0.01, 0.99)[place]
        amount = rng.binomial(total, rng.beta(share * 200, (1 - share) * 200))
        late = ((before + rng.normal(0, 0.2, places)) > 0.5)[place] ^ (rng.random(len(place)) < 0.1)
        return amount, total, late, before[place], region[place], place

    def test_false_alarms_where_the_line_holds(self) -> None:
        rng = np.random.default_rng(21)
        found = [from_earlier(*self.made(rng, 120)) for _ in range(800)]
        chances = [f.chance for f in found if f is not None]
        # The error is that of many clusters: with 120 of them 6 to 7 % of chances are below 5 %.
        assert holds_level(sum(c <= 0.05 for c in chances), len(chances), 0.07)
        differences = np.array([f.difference for f in found if f is not None])
        mean_error = np.mean([f.error for f in found if f is not None])
        assert differences.std() == pytest.approx(mean_error, rel=0.2)

    def test_it_is_the_weighted_regression(self) -> None:
        amount, total, late, before, region, place = self.made(np.random.default_rng(1), 50)
        design = np.column_stack([before, before**2, region[:, None] == np.arange(4)]).astype(float)
        root = np.sqrt(total[~late])
        slopes = np.linalg.lstsq(design[~late] * root[:, None], amount[~late] / total[~late] * root, rcond=None)[0]
        found = from_earlier(amount, total, late, before, region, place)
        assert found is not None
        assert found.predicted == pytest.approx((design[late] @ slopes) @ total[late] / total[late].sum())

    def test_what_cannot_be_foretold_is_left_out(self) -> None:
        amount, total, late, before, region, place = self.made(np.random.default_rng(1), 50)
        before[place == 3] = np.nan
        late = late | (region == 2)
        found = from_earlier(amount, total, late, before, region, place)
        assert found is not None
        assert found.units == (late & (region != 2) & ~np.isnan(before)).sum()
        assert from_earlier(amount, total, late, np.full(len(total), np.nan), region, place) is None
