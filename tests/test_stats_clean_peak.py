"""The excess above a clean peak, against loops over every unit in exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny.stats.clean_peak import (
    BINS,
    REACHES,
    SHIFTS,
    Histogram,
    band,
    clean_peak,
    histogram,
    own_peaks,
    peaks,
    resampled,
)

Unit = tuple[int, int, int, int]
"""Part, whole, first count, second count."""


@st.composite
def unit(draw: st.DrawFn) -> Unit:
    whole = draw(st.integers(1, 300))
    part = draw(st.integers(0, whole))
    first = draw(st.integers(0, part))
    return part, whole, first, part - first


units = st.lists(unit(), min_size=1, max_size=40)


def counted(rows: list[Unit], group: list[int] | None = None) -> Histogram:
    part, whole, first, second = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return histogram(part, whole, first, second, None if group is None else np.array(group, dtype=np.int64))


def by_hand(rows: list[Unit], peak: Fraction, reach: int, width: Fraction, positive: bool) -> float | None:
    """Bin by bin in fractions: 100·part/whole, and what lies above [peak − reach, peak + reach)."""
    bins: dict[int, list[int]] = {}
    for part, whole, first, second in rows:
        sums = bins.setdefault(math.floor(Fraction(100 * part, whole) / width), [0, 0])
        sums[0] += first
        sums[1] += second
    middle = {number: (number + Fraction(1, 2)) * width for number in bins}
    clean = [number for number in bins if peak - reach <= middle[number] < peak + reach]
    ours, theirs = sum(bins[number][0] for number in clean), sum(bins[number][1] for number in clean)
    if theirs == 0 or (math.ceil(100 / width) + Fraction(1, 2)) * width < peak + reach:
        return None
    excess = Fraction(0)
    for number, (first, second) in bins.items():
        if middle[number] >= peak + reach:
            beyond = first - Fraction(ours, theirs) * second
            excess += max(Fraction(0), beyond) if positive else beyond
    return float(excess)


class TestHistogram:
    @given(rows=units)
    def test_bins_are_whole_numbers_of_half_points(self, rows: list[Unit]) -> None:
        found = counted(rows)
        first, second = np.zeros(201), np.zeros(201)
        for part, whole, ours, theirs in rows:
            first[math.floor(Fraction(200 * part, whole))] += ours
            second[math.floor(Fraction(200 * part, whole))] += theirs
        assert (found.first[0] == first).all() and (found.second[0] == second).all()

    @given(rows=units, halves=st.sampled_from(BINS))
    def test_wider_bins_hold_the_same(self, rows: list[Unit], halves: int) -> None:
        found = counted(rows)
        wide = found.in_bins(halves)
        assert wide.first.sum() == found.first.sum() and wide.total == found.total
        assert wide.first.shape[1] == math.ceil(201 / halves)
        number = math.floor(Fraction(100 * rows[0][0], rows[0][1]) / Fraction(halves, 2))
        assert wide.first[0, number] >= rows[0][2]

    @given(rows=units, seed=st.integers(0, 9))
    def test_groups_add_up(self, rows: list[Unit], seed: int) -> None:
        group = np.random.default_rng(seed).integers(0, 4, len(rows)).tolist()
        apart = counted(rows, group)
        assert (apart.whole.first == counted(rows).first).all()
        assert (apart.whole.second == counted(rows).second).all()


class TestExcess:
    @given(
        rows=units,
        peak=st.integers(0, 95),
        reach=st.sampled_from(REACHES),
        halves=st.sampled_from(BINS),
        positive=st.booleans(),
    )
    @settings(max_examples=200)
    def test_as_by_hand(self, rows: list[Unit], peak: int, reach: int, halves: int, positive: bool) -> None:
        wanted = by_hand(rows, peak + Fraction(1, 2), reach, Fraction(halves, 2), positive)
        found = clean_peak(counted(rows), peak + 0.5, reach, halves, positive)
        if wanted is None:
            assert math.isnan(found.excess) and math.isnan(found.share)
        else:
            assert found.excess == pytest.approx(wanted, abs=1e-9)

    @given(times=st.integers(1, 9), levels=st.lists(st.integers(1, 100), min_size=2, max_size=20, unique=True))
    def test_a_constant_ratio_leaves_nothing(self, times: int, levels: list[int]) -> None:
        rows = [((times + 1) * 10 * level, (times + 1) * 1000, times * 10 * level, 10 * level) for level in levels]
        found = band(counted(rows)).known
        assert np.abs(found.excess).max(initial=0) < 1e-6
        np.testing.assert_allclose(found.share, times / (times + 1))

    def test_what_was_added_above_the_peak_is_found(self) -> None:
        """30 % of those who stayed away are added to the first count of every tenth unit."""
        rng = np.random.default_rng(1)
        whole = rng.integers(500, 2_000, 20_000)
        part = rng.binomial(whole, rng.normal(0.5, 0.03, 20_000).clip(0.3, 0.7))
        first = rng.binomial(part, 0.4)
        second = part - first
        honest = clean_peak(histogram(part, whole, first, second), 50.5)
        added = np.where(np.arange(20_000) % 10 == 0, (whole - part) * 3 // 10, 0)
        filled = histogram(part + added, whole, first + added, second)
        (peak,) = peaks(filled)
        assert abs(peak - 50.5) <= 1
        found = clean_peak(filled, peak)
        assert found.excess - honest.excess == pytest.approx(added.sum(), rel=0.03)
        assert found.share == pytest.approx(0.4, abs=0.005)

    def test_without_others_in_the_clean_region_there_is_no_figure(self) -> None:
        found = clean_peak(counted([(50, 100, 50, 0), (90, 100, 60, 30)]), 50.5)
        assert math.isnan(found.excess) and math.isnan(found.ratio)

    def test_above_the_top_there_is_nothing_to_find(self) -> None:
        assert math.isnan(clean_peak(counted([(95, 100, 50, 45)]), 98.5).excess)


class TestPeaks:
    def test_of_two_neighbours_the_higher(self) -> None:
        rows = [(51, 100, 30, 30)] * 5 + [(55, 100, 30, 30)] * 4 + [(70, 100, 30, 30)] * 2 + [(85, 100, 30, 30)]
        assert peaks(counted(rows)) == [51.5, 70.5]

    def test_full_turnout_is_no_peak(self) -> None:
        assert peaks(counted([(100, 100, 50, 50)] * 9 + [(60, 100, 30, 30)] * 3)) == [60.5]

    def test_nothing_has_no_peaks(self) -> None:
        empty = Histogram(np.zeros((1, 201)), np.zeros((1, 201)))
        assert peaks(empty) == [] and len(band(empty)) == 0
        assert np.isnan(band(empty).range).all()

    @given(rows=units, seed=st.integers(0, 9))
    def test_own_peaks_do_not_look_at_other_groups(self, rows: list[Unit], seed: int) -> None:
        group = np.random.default_rng(seed).integers(0, 3, len(rows)).tolist()
        found = own_peaks(counted([*rows, rows[0]], [*group, 3]))
        for number in set(group):
            alone = [row for row, its in zip(rows, group, strict=True) if its == number]
            assert own_peaks(counted(alone)).tolist() == [found[number]]


class TestBand:
    @given(rows=st.lists(unit(), min_size=3, max_size=30), seed=st.integers(0, 9))
    @settings(deadline=None, max_examples=25)
    def test_every_choice_is_what_it_says(self, rows: list[Unit], seed: int) -> None:
        group = np.random.default_rng(seed).integers(0, 3, len(rows)).tolist()
        counts = counted([*rows, rows[0]], [*group, 2])
        found = band(counts)
        tops = peaks(counts.whole)
        assert len(found) == (len(tops) + 1) * len(SHIFTS) * len(REACHES) * len(BINS) * 2 if tops else not len(found)
        own = own_peaks(counts)
        for i in range(0, len(found), 7):
            settings_ = (found.reach[i], round(2 * found.bin[i]), bool(found.positive[i]))
            if found.by_group[i]:
                parts = [Histogram(counts.first[j : j + 1], counts.second[j : j + 1]) for j in range(3)]
                every = [clean_peak(p, own[j] + found.shift[i], *settings_).excess for j, p in enumerate(parts)]
                wanted = float(np.nansum(every))
                assert np.isnan(found.peak[i])
            else:
                wanted = clean_peak(counts, found.peak[i] + found.shift[i], *settings_).excess
            assert found.excess[i] == pytest.approx(wanted, nan_ok=True, abs=1e-9)

    def test_which_choices_give_a_figure(self) -> None:
        rows = [(50, 100, 20, 30)] * 20 + [(80, 100, 60, 20)] * 2
        found = band(counted(rows))
        low, middle, high = found.range
        assert low <= middle <= high
        some = found.giving(high - 1e-9, high)
        assert 0 < len(some) <= len(found)
        assert (some.excess == high).all()


class TestResampled:
    def test_the_same_as_drawing_units(self) -> None:
        rng = np.random.default_rng(2)
        rows = [(int(p), 1000, int(p) // 3, int(p) - int(p) // 3) for p in rng.integers(400, 1000, 60)]
        group = (np.arange(60) // 5).tolist()
        counts = counted(rows, group)
        found = resampled(counts, 50.5, 20, np.random.default_rng(3))
        times = np.random.default_rng(3).multinomial(12, np.full(12, 1 / 12), size=20)
        for excess, weights in zip(found, times, strict=True):
            drawn = [row for row, its in zip(rows, group, strict=True) for _ in range(weights[its])]
            assert excess == pytest.approx(clean_peak(counted(drawn), 50.5).excess, nan_ok=True)

    def test_a_peak_that_is_looked_for_anew(self) -> None:
        rows = [(50, 100, 20, 30)] * 20 + [(80, 100, 60, 20)] * 2
        counts = counted(rows, [i % 11 for i in range(22)])
        fixed = resampled(counts, 50.5, 50, np.random.default_rng(4))
        anew = resampled(counts, None, 50, np.random.default_rng(4))
        assert (fixed == anew).all()

    def test_groups_that_are_alike_leave_nothing_to_chance(self) -> None:
        rows = [(50, 100, 20, 30), (80, 100, 60, 20)] * 8
        found = resampled(counted(rows, [i // 2 for i in range(16)]), 50.5, 30, np.random.default_rng(5))
        assert found.std() == pytest.approx(0, abs=1e-9)
