"""How large a sample must be and how it is shared among strata; how alike votes of one station are."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrutiny.stats.allocation import (
    Spread,
    error_of,
    margin_of,
    neyman,
    proportional,
    shared,
    spread_of,
    units_for,
)
from scrutiny.stats.intraclass import Alike, intraclass
from scrutiny.stats.no_pooling import no_pooling
from scrutiny.stats.ratio import combined


class TestSharing:
    @given(st.lists(st.integers(1, 400), min_size=1, max_size=12), st.integers(0, 3000), st.integers(0, 5))
    def test_it_adds_up_and_keeps_to_its_ends(self, sizes: list[int], total: int, least: int) -> None:
        size = np.array(sizes, float)
        made = proportional(total, size, least)
        floor = np.minimum(size, least).sum()
        assert made.sum() == min(max(total, floor), size.sum())
        assert (made <= size).all() and (made >= np.minimum(size, least)).all()

    def test_neyman_is_the_best_of_all_ways(self) -> None:
        spread = Spread(np.array([40.0, 30.0, 60.0]), np.array([12.0, 30.0, 5.0]), 13_000.0)
        ways = [way for way in product(range(2, 13), repeat=3) if sum(way) == 16]
        best = min(ways, key=lambda way: error_of(spread, way))
        made = neyman(16, spread.size, spread.deviation)
        assert error_of(spread, made) == pytest.approx(error_of(spread, best), rel=0.01)

    def test_a_stratum_without_spread_gets_the_least(self) -> None:
        assert neyman(20, [50, 50], [0.0, 3.0]).tolist() == [2, 18]

    def test_nothing_to_wish_for(self) -> None:
        assert shared(9, np.array([5.0, 5.0]), np.zeros(2), 2).sum() == 9


class TestSize:
    def test_the_textbook_number(self) -> None:
        """One stratum: n0 = z^2 S^2 / (E^2 mean^2), then n0 / (1 + n0 / N)."""
        spread = Spread(np.array([1000.0]), np.array([30.0]), 100_000.0)
        n0 = 1.959964**2 * 30**2 / (0.05**2 * 100**2)
        assert units_for([spread], 0.05) == int(np.ceil(n0 / (1 + n0 / 1000)))

    def test_its_margin_is_kept_and_one_unit_less_does_not_keep_it(self) -> None:
        rng = np.random.default_rng(1)
        stratum = rng.integers(0, 5, 2000)
        votes = rng.integers(20, 60, 2000) + 8 * stratum
        spread = spread_of(votes, np.full(2000, 100), stratum)
        units = units_for([spread], 0.01)
        assert margin_of([spread], units) <= 0.01 < margin_of([spread], units - 1)

    def test_the_error_foreseen_is_the_one_that_samples_have(self) -> None:
        rng = np.random.default_rng(3)
        stratum = np.sort(rng.integers(0, 4, 400))
        votes = rng.integers(20, 60, 400) + 10 * stratum
        base = np.full(400, 100)
        spread = spread_of(votes, base, stratum)
        drawn = proportional(40, spread.size)
        shares = []
        for _ in range(1500):
            rows = np.concatenate(
                [rng.choice(np.flatnonzero(stratum == h), n, replace=False) for h, n in enumerate(drawn)]
            )
            shares.append(combined(votes[rows][:, None], base[rows], stratum[rows], spread.size).share[0])
        # The standard deviation of 1,500 draws is known to one part in 55; six of these are allowed.
        assert np.std(shares) == pytest.approx(error_of(spread, drawn), rel=6 / 55)

    def test_a_margin_that_only_a_full_count_gives(self) -> None:
        assert units_for([Spread(np.array([30.0]), np.array([20.0]), 3000.0)], 0.0) == 30


class TestAlike:
    def test_stations_that_are_random_halves_are_not_alike(self) -> None:
        rng = np.random.default_rng(6)
        m = rng.integers(200, 600, 3000)
        assert abs(intraclass(rng.binomial(m, 0.4), m).correlation) < 0.001

    def test_stations_of_one_mind_are_wholly_alike(self) -> None:
        assert intraclass([100, 0, 100, 0], [100] * 4).correlation == pytest.approx(1)

    def test_what_it_costs(self) -> None:
        assert Alike(0.04, 351).design_effect == pytest.approx(15)
        # A half width of one point at 343 votes a station.
        assert round(1.96**2 * 0.25 * 15 / 0.01**2 / 343) == 420


class TestNoPooling:
    def test_it_agrees_with_the_ratio_where_registers_are_even(self) -> None:
        rng = np.random.default_rng(7)
        stratum = np.repeat(np.arange(5), 30)
        votes = np.column_stack([rng.integers(80, 160, 150) + 10 * stratum, rng.integers(60, 150, 150)])
        even = np.full(150, 400.0)
        units = np.full(5, 3000.0)
        made = no_pooling(votes, even, stratum, units, units * 400, 4000, np.random.default_rng(8))
        plain = combined(votes, votes.sum(axis=1), stratum, units)
        assert made.mean[0] == pytest.approx(plain.share[0], abs=0.001)
        low, high = made.between()
        # It models the options one by one, so that its interval ignores how they pull against each other.
        assert 0.8 < (high[0] - low[0]) / (2 * 1.96 * plain.error[0]) < 1.6

    def test_shares_add_to_one(self) -> None:
        votes = np.array([[120, 60], [100, 80], [60, 120], [70, 100]])
        made = no_pooling(votes, [300] * 4, [0, 0, 1, 1], [10, 20], [3000, 6000], 200, np.random.default_rng(1))
        assert made.share.sum(axis=1) == pytest.approx(np.ones(200))
