"""Rounded figures: every interval against the decimal module's own rounding, every bound against a full search."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny.stats.rounding import interval, is_largest_remainder, possible, possible_totals

PYTHON = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}
few = settings(max_examples=80, deadline=None, derandomize=True)
places_ = st.integers(0, 3)


def printed(exact: Decimal, places: int, rule: str) -> Decimal:
    return exact.quantize(Decimal(1).scaleb(-places), rounding=PYTHON[rule])


class TestInterval:
    @pytest.mark.parametrize("rule", PYTHON)
    @few
    @given(st.integers(0, 2_000_000), places_, st.integers(0, 100_000))
    def test_holds_what_python_rounds_to_the_figure_and_nothing_else(
        self, rule: str, exact: int, places: int, other: int
    ) -> None:
        # 2,000,000 steps of 0.00005: ties of every number of places up to 3 are among them.
        number = Decimal(exact) * Decimal("0.00005")
        figure = printed(number, places, rule)
        assert Fraction(number) in interval(figure, rule)
        wrong = figure + Decimal(1 + other % 7).scaleb(-places)
        assert Fraction(number) not in interval(wrong, rule)

    @pytest.mark.parametrize("rule", PYTHON)
    @pytest.mark.parametrize("number", ["51.25", "51.35", "0.05", "99.95", "0", "100"])
    def test_halves_and_ends(self, rule: str, number: str) -> None:
        for step in range(-3, 4):
            figure = printed(Decimal(number), 1, rule) + Decimal(step) / 10
            expected = figure == printed(Decimal(number), 1, rule)
            assert (Fraction(number) in interval(figure, rule)) == expected

    def test_an_unknown_rule_is_to_the_nearest_with_halves_either_way(self) -> None:
        for exact, inside in [("58.5", True), ("59.5", True), ("58.4999", False), ("59.5001", False)]:
            assert (Fraction(exact) in interval(Decimal(59), "unknown")) == inside

    def test_trailing_zeros_say_how_a_figure_was_rounded(self) -> None:
        assert Fraction("51.24") in interval(Decimal("51.2"))
        assert Fraction("51.24") not in interval(Decimal("51.20"))

    def test_a_rule_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no rule"):
            interval(Decimal("1.0"), "sideways")


@few
@given(
    st.integers(0, 400),
    st.integers(0, 100),
    st.integers(0, 1),
    st.sampled_from(["unknown", "half_up", "half_even", "down", "up", "largest_remainder"]),
)
def test_whole_numbers_with_a_share_against_all_of_them(total: int, share: int, places: int, rule: str) -> None:
    figure = (Decimal(share) / 10).quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)
    low, high = interval(figure, rule).whole(total)
    fitting = [n for n in range(total + 1) if total and Fraction(100 * n, total) in interval(figure, rule)]
    if total:
        assert list(range(low, high + 1)) == fitting


class TestLargestRemainder:
    @few
    @given(st.lists(st.integers(0, 40), min_size=1, max_size=4), st.sampled_from([0, 1]))
    def test_against_every_list_of_shares(self, counts: list[int], places: int) -> None:
        total = sum(counts)
        if not total or (places == 1 and len(counts) > 3):
            return
        divisions = 10 ** (places + 2)
        floors = [count * divisions // total for count in counts]
        rests = [count * divisions % total for count in counts]
        missing = divisions - sum(floors)
        for up in product((0, 1), repeat=len(counts)):
            shares = [floor + one for floor, one in zip(floors, up, strict=True)]
            taken = [rest for rest, one in zip(rests, up, strict=True) if one]
            left = [rest for rest, one in zip(rests, up, strict=True) if not one]
            # Steps go to the largest remainders; equal ones may be served in any order.
            right = sum(up) == missing and (not taken or not left or min(taken) >= max(left))
            if any(one and rest == 0 for rest, one in zip(rests, up, strict=True)) and missing:
                continue  # a remainder of nothing is never served while others wait
            figures = [Decimal(share).scaleb(-places) for share in shares]
            assert is_largest_remainder(counts, figures, total) == right

    def test_three_equal_parts(self) -> None:
        assert is_largest_remainder([1, 1, 1], [Decimal(34), Decimal(33), Decimal(33)], 3)
        assert not is_largest_remainder([1, 1, 1], [Decimal(33), Decimal(33), Decimal(33)], 3)
        assert not is_largest_remainder([2, 2, 1], [Decimal(41), Decimal(39), Decimal(20)], 5)


def all_divisions(total: int, parts: int) -> list[tuple[int, ...]]:
    return [made for made in product(range(total + 1), repeat=parts) if sum(made) == total]


@few
@given(
    st.lists(st.integers(0, 100), min_size=2, max_size=3),
    st.integers(1, 25),
    st.sampled_from(["unknown", "half_up", "half_even", "down", "up"]),
)
def test_a_result_with_these_shares_against_every_result(shares: list[int], total: int, rule: str) -> None:
    ends = [interval(Decimal(share), rule) for share in shares]
    found = any(
        all(Fraction(100 * n, total) in end for n, end in zip(made, ends, strict=True))
        for made in all_divisions(total, len(shares))
    )
    assert possible(ends, total) == found


@few
@given(st.lists(st.integers(0, 100), min_size=2, max_size=4), st.sampled_from(["unknown", "half_up", "down", "up"]))
def test_possible_totals_are_possible_and_the_smallest_is_the_smallest(shares: list[int], rule: str) -> None:
    ends = [interval(Decimal(share), rule) for share in shares]
    found = possible_totals(ends)
    by_search = [total for total in range(1, 900) if possible(ends, total)]
    if found.smallest is None:
        assert by_search == []
        return
    assert by_search[:1] == [found.smallest] or (not by_search and found.smallest >= 900)
    if found.every_from is not None:
        assert all(possible(ends, total) for total in range(found.every_from, found.every_from + 300))
        assert found.every_from == 1 or not possible(ends, found.every_from - 1)


class TestPublished:
    def test_crimea_2014_a_count_outside_its_share(self) -> None:
        """9,097 of 1,274,096 was given as 0.72 %, of which the counts go from 9,110 to 9,237."""
        assert interval(Decimal("0.72")).whole(1_274_096) == (9_110, 9_237)
        assert interval(Decimal("0.71")).whole(1_274_096) == (8_983, 9_109)
        for count, share in ((1_233_002, "96.77"), (31_997, "2.51")):
            low, high = interval(Decimal(share)).whole(1_274_096)
            assert low <= count <= high

    @pytest.mark.parametrize(("second", "totals"), [("10.19", None), ("10.12", (2_529_180, 2_529_463))])
    def test_donetsk_2014_no_total_gives_both_shares(self, second: str, totals: tuple[int, int] | None) -> None:
        """2,252,867 and 256,040 with 89.07 and 10.19 %: no total at all; with 10.12 % these totals work."""
        first, other = interval(Decimal("89.07")), interval(Decimal(second))
        fitting = [
            total
            for total in range(2_500_000, 2_540_000)
            if Fraction(100 * 2_252_867, total) in first and Fraction(100 * 256_040, total) in other
        ]
        assert (fitting[0], fitting[-1]) == totals if totals else not fitting

    def test_the_shares_of_bulletin_2_have_a_result_with_its_total(self) -> None:
        shares = ["51.95", "43.18", "1.24", "0.94", "0.75", "0.68", "0.52", "0.33", "0.24", "0.16"]
        assert possible([interval(Decimal(share)) for share in shares], 12_335_884)

    def test_a_version_of_bulletin_1_has_none_of_any_size(self) -> None:
        """51.20, 44.02 and 4.06 add to 99.28, further from 100 than three rounded figures can be."""
        ends = [interval(Decimal(share)) for share in ("51.20", "44.02", "4.06")]
        assert possible_totals(ends).smallest is None
