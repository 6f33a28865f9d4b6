"""Breaking points against every choice tried one after the other."""

from __future__ import annotations

from itertools import combinations, product

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny.findings.breaking import frontier
from scrutiny.findings.left_out import Compared
from scrutiny.stats.largest import largest
from scrutiny.stats.misreading import fewest_misread, most_fallen
from tests.helpers_counted import announced, evidence, made, run, value


def read_from(number: int, digits: int) -> int:
    """The least number that so many misread digits can have turned into this one, by trying all of them."""
    text = str(number)
    best = number
    for places in combinations(range(len(text)), min(digits, len(text))):
        for new in product("0123456789", repeat=len(places)):
            digits_ = list(text)
            for place, digit in zip(places, new, strict=True):
                digits_[place] = digit
            best = min(best, int("".join(digits_)))
    return best


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 99999), st.sampled_from([1, 2]))
def test_the_most_that_misread_digits_add_is_that_of_every_reading(number: int, digits: int) -> None:
    assert most_fallen(pl.Series([number]), digits)[0] == number - read_from(number, digits)


def test_what_is_no_count_falls_by_nothing() -> None:
    assert most_fallen(pl.Series([-5, None, 10**17]), 1).to_list() == [0, 0, 10**17]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=7), st.integers(0, 60))
def test_each_mix_of_the_frontier_is_the_least_of_every_choice(votes: list[int], figure: int) -> None:
    total = sum(votes)
    if figure >= total:
        return
    sheets = largest(pl.Series(votes))
    needed = sheets.reaching(total - figure)
    assert needed is not None
    for mix in frontier(Compared("a", figure, total, sheets, needed), 2):
        least = next(
            false
            for false in range(len(votes) + 1)
            if any(
                total - sum(votes[i] for i in gone) <= figure
                for gone in combinations(range(len(votes)), min(len(votes), mix.left_out + false))
            )
        )
        assert mix.false == least


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=3, max_size=6), st.integers(1, 300))
def test_the_fewest_misread_sheets_are_those_of_every_choice(votes: list[int], less: int) -> None:
    """Every unit counted: the least number of sheets that, misread in one or two digits, make up for it."""
    figure = max(0, sum(votes) - less)
    counts = made({"a": votes, "b": [0] * len(votes)}, {"registered": [500] * len(votes)})
    bulletin = announced({"a": figure, "b": 0}, counted_units=len(votes))
    case = evidence(counts, frame=[len(votes)], claims=[bulletin])
    (found,) = run(case, "counted.against_announced")
    for digits in (1, 2):
        falls = sorted((v - read_from(v, digits) for v in votes), reverse=True)
        expected = next((k for k in range(len(votes) + 1) if sum(falls[:k]) >= sum(votes) - figure), None)
        key = f"misread_{digits}:a"
        if sum(votes) == figure or expected is None:
            assert key not in found.numbers
        else:
            assert value(found, key) == expected


def fewest_by_trying(numbers: list[int], digits: int, left_out: int, amount: int) -> int | None:
    """Every set that is left out, and of the others those that fell most."""
    falls = most_fallen(pl.Series(numbers, dtype=pl.Int64), digits).to_list()
    every = range(len(numbers))
    for misread in range(len(numbers) + 1):
        for out in combinations(every, min(left_out, len(numbers))):
            rest = sorted((falls[i] for i in every if i not in out), reverse=True)
            if sum(numbers[i] for i in out) + sum(rest[:misread]) >= amount:
                return misread
    return None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 999), min_size=1, max_size=6), st.sampled_from([1, 2]), st.integers(0, 6), st.data())
def test_the_fewest_misread_beside_those_left_out_are_those_of_every_choice(
    numbers: list[int], digits: int, left_out: int, data: st.DataObject
) -> None:
    amount = data.draw(st.integers(0, sum(numbers) + 1))
    found = fewest_misread(pl.Series(numbers), pl.Series([1] * len(numbers)), digits, left_out, amount)
    assert found == fewest_by_trying(numbers, digits, left_out, amount)
