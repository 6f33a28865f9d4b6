"""Numbers as people write them: read by a convention that the whole column proves, or left without a number."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from scrutiny.evidence.mapping import Numerals
from scrutiny.evidence.note import Note
from scrutiny.evidence.numerals import parse_number, read_numbers
from scrutiny.evidence.source import Source

SOURCE = Source("s", "A table")


def read(*texts: str | None, **more: object) -> tuple[list[int | None], list[str], list[Note]]:
    """Values, states of the cells without one, and notes of one column."""
    column = pl.Series(list(texts), dtype=pl.String)
    rows = pl.Series(range(2, 2 + len(texts)))
    made, notes = read_numbers({"A": column}, rows, SOURCE, **more)  # type: ignore[arg-type]
    states = made["A"].states
    said = [] if states is None else [s for s in states.to_list() if s is not None]
    return made["A"].values.to_list(), said, notes


def codes(notes: list[Note]) -> list[str]:
    return [note.code for note in notes]


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1.234.567", "12"], [1234567, 12]),
        (["1,234,567", "1,234"], [1234567, 1234]),
        (["1 234 567"], [1234567]),
        (["1\u00a0234", "1234"], [1234, 1234]),
        (["1\u202f234\u202f567"], [1234567]),
        (["1'234", "1’234"], [1234, 1234]),
        (["12,34,567"], [1234567]),
        (["1.234,00", "12,0"], [1234, 12]),
        (["1,234.00"], [1234]),
        (["1074.0", "3.0"], [1074, 3]),
        (["1,234", "987", "12"], [1234, 987, 12]),
        (["12.345", "1234", "7"], [12345, 1234, 7]),
        (["٣٤٥", "१२"], [345, 12]),
        ([" 12 ", "+7"], [12, 7]),
        (["007"], [7]),
    ],
)
def test_usual_ways_to_write_numbers(texts: list[str], values: list[int]) -> None:
    found, _states, _notes = read(*texts)
    assert found == values


def test_a_convention_is_stated_with_the_column_and_the_rows() -> None:
    _values, _states, notes = read("1.234.567", "12")
    assert codes(notes) == ["read.number-convention"]
    assert notes[0].locator == "row 2, column A"
    assert '"." is read as the thousands sign' in str(notes[0].says)


@pytest.mark.parametrize(
    "texts",
    [
        ["1309", "1.309"],  # a thousand and more is written both ways: Germany 2024
        ["1.234", "2.345"],  # nothing shows that these are not fractions
        ["1.000"],
        ["1,234", "1234"],
        ["1.234", "1,234"],
    ],
)
def test_what_could_be_either_is_neither(texts: list[str]) -> None:
    found, states, notes = read(*texts)
    for text, value in zip(texts, found, strict=True):
        assert value == (int(text) if text.isdigit() else None)
    assert set(states) == {"illegible"}
    assert codes(notes) == ["read.ambiguous-number"]
    assert "declare it in case.toml" in str(notes[0].says)


def test_a_neighbour_may_settle_what_a_column_leaves_in_doubt() -> None:
    columns = {"A": pl.Series(["1.234", "2.345"]), "B": pl.Series(["1.234.567", "3"])}
    made, _notes = read_numbers(columns, pl.Series([2, 3]), SOURCE)
    assert made["A"].values.to_list() == [1234, 2345]


def test_a_neighbour_that_contradicts_keeps_it_in_doubt() -> None:
    """One small party with "1.005" and nothing else above 999, beside a party written both ways."""
    columns = {"A": pl.Series(["1.005", "12"]), "B": pl.Series(["1.309", "1309"])}
    made, notes = read_numbers(columns, pl.Series([2, 3]), SOURCE)
    assert made["A"].values.to_list() == [None, 12]
    assert codes(notes) == ["read.ambiguous-number"] * 2


def test_a_declared_convention_holds_where_it_is_declared() -> None:
    land = pl.Series(["10", "09", "10"])
    column = pl.Series(["1.309", "1309", "12"])
    made, notes = read_numbers(
        {"A": column},
        pl.Series([2, 3, 4]),
        SOURCE,
        [Numerals(thousands=".", where={"Land": "10"})],
        where=lambda condition: land == condition["Land"],
    )
    assert made["A"].values.to_list() == [1309, 1309, 12]
    assert notes == []


def test_the_first_declaration_that_fits_a_cell_wins() -> None:
    found, _states, notes = read("1.309", declared=[Numerals(decimal=".", columns=("A",)), Numerals(thousands=".")])
    assert found == [None]
    assert codes(notes) == ["read.fractional-count"]


def test_a_fraction_is_no_count() -> None:
    found, states, notes = read("12.5", "3.0", "7")
    assert found == [None, 3, 7]
    assert states == ["illegible"]
    assert "read.fractional-count" in codes(notes)


def test_a_column_that_holds_fractions_does_not_use_the_sign_for_thousands() -> None:
    """What a float parser leaves of 1.310 is "1.31"; then "1.309" beside it is not safe to read as 1309."""
    found, _states, _notes = read("1.309", "1.31", "12")
    assert found == [None, None, 12]


def test_a_negative_count_is_kept_and_noted() -> None:
    found, _states, notes = read("-5", "−7", "3")
    assert found == [-5, -7, 3]
    assert [(n.code, n.count) for n in notes] == [("read.negative-count", 2)]


def test_huge_counts_are_exact() -> None:
    huge = 10**20 + 1
    column = pl.Series([str(huge), "100 000 000 000 000 000 001", "3"])
    made, _notes = read_numbers({"A": column}, pl.Series([2, 3, 4]), SOURCE)
    assert made["A"].values.to_list() == [huge, huge, 3]
    assert made["A"].values.dtype == pl.Int128


def test_a_number_too_large_to_hold_is_not_cut() -> None:
    found, states, notes = read("1" + "0" * 60, "3")
    assert (found, states, codes(notes)) == ([None, 3], ["illegible"], ["read.unreadable-number"])


def test_texts_and_percentages_are_no_counts() -> None:
    found, states, notes = read("n/d", "51,2 %", "1e3", "12")
    assert found == [None, None, None, 12]
    assert states == ["illegible"] * 3
    assert [(n.code, n.count, n.locator) for n in notes] == [("read.unreadable-number", 3, "rows 2, 3, 4, column A")]


def test_the_case_says_what_a_text_means() -> None:
    states = {
        "-": "not_available",
        "*": "illegible",
        "–": "zero",
        "": "not_available",
        "9999": "not_available",
    }
    found, said, notes = read("-", "*", "–", "", None, "9999", "0", states=states)
    assert found == [None, None, 0, None, None, None, 0]
    assert said == ["not_available", "illegible", "not_available", "not_available", "not_available"]
    assert codes(notes) == ["read.zero-as-written"]


def test_missing_is_never_zero() -> None:
    found, states, notes = read("", None, "  ", "0")
    assert (found, states, notes) == ([None, None, None, 0], ["blank"] * 3, [])


def test_whole_numbers_of_other_formats_pass_through() -> None:
    column = pl.Series([2**63, 1], dtype=pl.UInt64)
    made, notes = read_numbers({"A": column}, pl.Series([1, 2]), SOURCE)
    assert made["A"].values.to_list() == [2**63, 1]
    assert notes == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("51,2 %", "51.2"),
        ("51.2%", "51.2"),
        ("1.234.567", "1234567"),
        ("1.234,5", "1234.5"),
        ("12 335 884", "12335884"),
        ("-3", "-3"),
        ("0,5", "0.5"),
        ("51.20", "51.20"),
        ("5150092", "5150092"),
    ],
)
def test_a_single_number_as_typed(text: str, value: str) -> None:
    assert str(parse_number(text)) == str(Decimal(value))


def test_a_single_number_that_could_be_two_is_refused() -> None:
    with pytest.raises(ValueError, match="could be 1234"):
        parse_number("1.234")
    with pytest.raises(ValueError, match="no number"):
        parse_number("many")
    assert parse_number("1.234", Numerals(thousands=".")) == 1234
