"""Runs and longest runs against every order of a small record, and against shuffles of larger ones."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from scrutiny.stats import runs as module
from scrutiny.stats.runs import law_of_runs, longest, moments, runs, so_long
from tests.conftest import each_of

RATE = each_of(4)
"""For each comparison with random numbers in this file, of which there are at most so many."""


def counted(order: tuple[bool, ...]) -> int:
    return sum(1 for _ in itertools.groupby(order))


def longest_of(order: tuple[bool, ...]) -> int:
    return max((len(list(part)) for value, part in itertools.groupby(order) if value), default=0)


def orders(a: int, b: int) -> list[tuple[bool, ...]]:
    return [tuple(i in chosen for i in range(a + b)) for chosen in itertools.combinations(range(a + b), a)]


class TestAgainstEveryOrder:
    @pytest.mark.parametrize(("a", "b"), [(a, b) for a in range(7) for b in range(6) if a + b])
    def test_law_and_moments(self, a: int, b: int) -> None:
        every = [counted(order) for order in orders(a, b)]
        least, chances = law_of_runs(a, b)
        want = [every.count(least + i) / len(every) for i in range(len(chances))]
        assert chances.tolist() == pytest.approx(want, abs=1e-12)
        mean, variance = moments(a, b)
        assert mean == pytest.approx(np.mean(every)) and variance == pytest.approx(np.var(every), abs=1e-12)

    @pytest.mark.parametrize(("a", "b"), [(0, 3), (1, 4), (5, 2), (4, 4), (7, 3), (6, 0)])
    def test_longest_run(self, a: int, b: int) -> None:
        every = [longest_of(order) for order in orders(a, b)]
        for length in range(a + 2):
            want = sum(x >= length for x in every) / len(every)
            assert so_long(length, a, b) == pytest.approx(want, abs=1e-12)

    def test_two_strata(self) -> None:
        first, second = orders(3, 2), orders(2, 3)
        record = np.array([True, False, True, True, False, False, True, False, True, False])
        stratum = np.array([1] * 5 + [0] * 5)
        found, high = runs(record, stratum), longest(record, stratum)
        every = [counted(x) + counted(y) for x in first for y in second]
        assert found.runs == counted(tuple(record[:5].tolist())) + counted(tuple(record[5:].tolist()))
        assert found.exact and found.mean == pytest.approx(np.mean(every)) and found.sd == pytest.approx(np.std(every))
        assert found.fewer == pytest.approx(np.mean([x <= found.runs for x in every]))
        assert found.more == pytest.approx(np.mean([x >= found.runs for x in every]))
        tops = [max(longest_of(x), longest_of(y)) for x in first for y in second]
        assert (high.length, high.stratum) == (2, 1)
        assert high.chance == pytest.approx(np.mean([x >= 2 for x in tops]))


class TestLargerRecords:
    @given(st.integers(1, 400), st.integers(0, 400), st.integers(1, 60))
    def test_longest_run_in_whole_numbers(self, a: int, b: int, length: int) -> None:
        ways = sum(
            (-1) ** j * math.comb(b + 1, j) * math.comb(a + b - j * length, b)
            for j in range(min(b + 1, a // length) + 1)
            if a + b - j * length >= b
        )
        want = float(1 - Fraction(ways, math.comb(a + b, b)))
        # Where many long runs are expected the signs of the sum cancel: it is then 1 in all but the last places.
        assert so_long(length, a, b) == pytest.approx(want, abs=1e-5 if want > 0.9 else 1e-8, rel=1e-8)

    @given(st.lists(st.booleans(), min_size=1, max_size=60), st.randoms(use_true_random=False))
    def test_strata_may_be_interleaved(self, answers: list[bool], random: object) -> None:
        record = np.array(answers)
        stratum = np.arange(len(record)) % 3
        order = np.argsort(stratum, kind="stable")
        assert runs(record, stratum) == runs(record[order], stratum[order])
        assert runs(record) == runs(record, np.zeros(len(record), np.int64))

    def test_normal_law_for_many_strata_is_close_to_the_exact_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rng = np.random.default_rng(1)
        record, stratum = rng.random(3_000) < 0.4, np.repeat(np.arange(300), 10)
        exact = runs(record, stratum)
        monkeypatch.setattr(module, "EXACT_UP_TO", 10)
        normal = runs(record, stratum)
        assert exact.exact and not normal.exact and (exact.mean, exact.sd) == (normal.mean, normal.sd)
        assert normal.fewer == pytest.approx(exact.fewer, abs=2e-3)
        assert normal.more == pytest.approx(exact.more, abs=2e-3)

    def test_false_alarms_on_shuffled_records(self) -> None:
        rng = np.random.default_rng(2)
        trials, alarms = 2_000, np.zeros(2, np.int64)
        stratum = np.repeat([0, 1, 2], [20, 50, 30])
        for _ in range(trials):
            record = rng.random(100) < np.array([0.2, 0.5, 0.8])[stratum]
            alarms += np.array([runs(record, stratum).chance, longest(record, stratum).chance]) <= 0.05
        assert (binom.sf(alarms - 1, trials, 0.05) > RATE).all()

    def test_a_sorted_record_is_unusual(self) -> None:
        record = np.arange(1_000_000) < 400_000
        assert runs(record).chance < 1e-300 and longest(record).chance < 1e-300
        shuffled = np.random.default_rng(3).permutation(record)
        assert runs(shuffled).chance > RATE and longest(shuffled).chance > RATE

    def test_nothing_and_one_kind(self) -> None:
        none = np.zeros(0, bool)
        assert runs(none).chance == 1.0 and longest(none).chance == 1.0
        assert runs(np.ones(4, bool)).runs == 1 and runs(np.ones(4, bool)).chance == 1.0
        assert longest(np.zeros(4, bool)).chance == 1.0
        assert longest(np.ones(4, bool)).length == 4 and longest(np.ones(4, bool)).chance == pytest.approx(1.0)
