"""From cells to counts: ids, places, totals, gaps, long files, joins."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from scrutiny.errors import ReadError
from scrutiny.evidence.contest import Contest, Option
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.mapping import Derived, Long, Lookup, TableMapping
from scrutiny.evidence.raw import RawTable
from scrutiny.evidence.source import Source
from scrutiny.evidence.tabulate import Part, distribution, joined, tabulate
from scrutiny.evidence.total_rows import total_rows

SOURCE = Source("s", "The table", file="sources/t.csv")
CONTEST = Contest("c", "President", "e", options=(Option("a", "Ann", ("ANN", "A. Ann")), Option("b", "Bob")))


def raw(columns: dict[str, list[Any]], first_row: int = 2) -> RawTable:
    cells = pl.DataFrame({k: pl.Series(v, dtype=pl.String) for k, v in columns.items()})
    return RawTable(cells, pl.Series("row", range(first_row, first_row + cells.height)), "s")


def part(columns: dict[str, list[Any]], codes: RawTable | None = None, **mapping: Any) -> Part:
    return tabulate(raw(columns), TableMapping("s", **mapping), CONTEST, SOURCE, "r", codes)


def codes_of(made: Part) -> list[str]:
    return [note.code for note in made.notes]


def values(counts: Counts, item: str) -> list[int | None]:
    return counts.values(item).to_list()


def test_ids_are_text_and_keep_their_zeros() -> None:
    made = part(
        {"centre": ["001", "002"], "table": ["1", "01"], "A": ["5", "6"]},
        unit=("centre", "table"),
        options={"a": "A"},
    )
    assert made.counts.table["unit"].to_list() == ["001/1", "002/01"]


def test_the_row_number_names_a_unit_where_nothing_else_does() -> None:
    made = part({"A": ["5", "6"]}, options={"a": "A"})
    assert made.counts.table["unit"].to_list() == ["2", "3"]
    assert made.counts.locator(1) == "row 3"


def test_a_row_without_an_id_is_called_by_its_row() -> None:
    made = part({"id": ["1", "", None], "A": ["5", "6", "7"]}, unit=("id",), options={"a": "A"})
    assert made.counts.table["unit"].to_list() == ["1", "row 3", "row 4"]
    assert codes_of(made) == ["read.unit-without-id"]


def test_places_names_attributes_image_and_group() -> None:
    made = part(
        {
            "p": ["1", "1"],
            "m": ["7", ""],
            "name": ["North", "North"],
            "kind": ["urban", ""],
            "url": ["u", ""],
            "A": ["1", "2"],
        },
        places={"state": "p", "municipality": ["p", "m"]},
        names={"state": "name"},
        attributes={"kind": "kind"},
        image="url",
        register_group=("p", "m"),
        options={"a": "A"},
    )
    row = made.counts.table.row(1, named=True)
    assert row["place:state"] == "1"
    assert row["place:municipality"] == "1/"
    assert row["place_name:state"] == "North"
    assert row["attribute:kind"] is None
    assert row["image"] is None
    assert row["register_group"] == "1/"


def test_gaps_say_why_and_what_stood_there() -> None:
    made = part(
        {"A": ["5", "", "x"], "B": ["1", "-", "3"]},
        options={"a": "A", "b": "B"},
        states={"-": "not_available"},
    )
    assert sorted(made.counts.gaps.rows()) == [
        (1, "a", "blank", ""),
        (1, "b", "not_available", "-"),
        (2, "a", "illegible", "x"),
    ]
    assert made.counts.total("a").value == 5
    assert made.counts.total("a").missing == 2


def test_all_missing_columns_are_told_at_once_with_the_nearest_headings() -> None:
    with pytest.raises(ReadError) as caught:
        part(
            {"Registred": ["1"], "A": ["1"]},
            options={"a": "A", "b": "Bob"},
            measures={"registered": "Registered"},
        )
    assert len(caught.value.problems) == 2
    text = str(caught.value)
    assert "no column 'Registered'" in text
    assert "did you mean 'Registred'" in text
    assert "no column 'Bob'" in text
    assert "sources/t.csv" in text


def test_headings_are_found_but_for_case_and_blanks() -> None:
    made = part({"Votes  for\u00a0A ": ["4"], "\ufeffUnit": ["1"]}, unit=("unit",), options={"a": "votes for a"})
    assert values(made.counts, "a") == [4]


def test_rows_are_filtered() -> None:
    columns = {"k": ["x", "y", "z", "x"], "j": ["1", "1", "1", "2"], "A": ["1", "2", "4", "8"]}
    assert part(columns, options={"a": "A"}, where={"k": ["x", "y"]}).counts.total("a").value == 11
    assert part(columns, options={"a": "A"}, where={"k": "x", "j": "1"}).counts.total("a").value == 1
    assert part(columns, options={"a": "A"}, where_not={"k": "x", "j": "2"}).counts.total("a").value == 6
    nothing = part(columns, options={"a": "A"}, where={"k": "q"})
    assert nothing.counts.units == 0
    assert codes_of(nothing) == ["read.no-rows"]


def test_total_rows_are_kept_apart() -> None:
    columns = {
        "place": ["North", "North", "TOTAL North", "Итого"],
        "id": ["1", "2", "", ""],
        "A": ["1", "2", "3", "3"],
    }
    made = part(columns, unit=("id",), places={"state": "place"}, options={"a": "A"})
    assert made.counts.total("a").value == 3
    assert made.counts.totals["option:a"].to_list() == [3, 3]
    assert made.counts.totals["row"].to_list() == [4, 5]
    assert "read.total-row" in codes_of(made)
    declared = part({"id": ["1", "9"], "A": ["1", "1"]}, unit=("id",), totals={"id": "9"}, options={"a": "A"})
    assert declared.counts.units == 1
    assert declared.counts.totals.height == 1


def test_gaps_point_at_the_rows_that_are_left_when_a_total_is_taken_out() -> None:
    made = part({"id": ["Total", "1", "2"], "A": ["", "1", ""]}, unit=("id",), options={"a": "A"})
    assert made.counts.gaps.rows() == [(1, "a", "blank", "")]


def test_no_place_is_taken_for_a_total_by_a_part_of_its_name() -> None:
    places = [
        "Totalán",
        "Sumter",
        "Summerville",
        "Gesamtschule",
        "Total Fitness",
        "Razem Hall",
        "Calle Total",
        "Totoral",
    ]
    assert total_rows([pl.Series(places)]) is None


WORDS = [
    "Total",
    "TOTAL",
    "Totals",
    " total: ",
    "Suma",
    "Итого",
    "ВСЕГО",
    'סה"כ',
    "Gesamt",
    "Insgesamt",
    "Razem",
    "Ogółem",
    "Celkem",
    "Összesen",
    "المجموع",
    "合計",
    "Grand Total",
    "Subtotal",
    "*** TOTAL ***",
    "Total general",
    "Итого по области",
]


@pytest.mark.parametrize("word", WORDS)
def test_words_for_a_total(word: str) -> None:
    found = total_rows([pl.Series(["001", word])])
    assert found is not None
    assert found.to_list() == [False, True]


def test_a_total_that_names_its_place() -> None:
    units = pl.Series(["1", "2", "Total Baker County", "", "Total Power Hall"])
    county = pl.Series(["Baker", "Baker", "Baker", "Baker total", "Baker"])
    found = total_rows([units], [county])
    assert found is not None
    assert found.to_list() == [False, False, True, True, False]


def test_derived_figures_are_missing_where_a_part_is() -> None:
    made = part(
        {"x": ["5", "1", ""], "y": ["6", "-", "2"], "z": ["1", "1", "1"]},
        states={"-": "not_available"},
        measures={"cast": Derived(sum=("x", "y"), minus=("z",))},
    )
    assert values(made.counts, "cast") == [10, None, None]
    assert sorted(made.counts.gaps.rows()) == [(1, "cast", "not_available", "-"), (2, "cast", "blank", "")]


def test_a_run_of_option_columns_takes_its_options_from_the_headings() -> None:
    made = part(
        {"id": ["1"], "A. Ann": ["3"], "Carla": ["4"], "bob": ["5"], "rest": ["9"]},
        unit=("id",),
        options_between=("A. Ann", "bob"),
    )
    assert {o: made.counts.total(o).value for o in made.counts.options} == {"a": 3, "Carla": 4, "b": 5}
    assert codes_of(made) == ["read.option-not-declared"]
    with pytest.raises(ReadError, match="stands before"):
        part({"x": ["1"], "y": ["1"]}, options_between=("y", "x"))


def test_two_columns_of_one_option_are_added_and_told() -> None:
    made = part({"Ann": ["3", "1"], "A. Ann": ["4", ""]}, options_between=("Ann", "A. Ann"))
    assert values(made.counts, "a") == [7, None]
    assert "read.columns-added" in codes_of(made)


LONG = {
    "id": ["1", "1", "1", "2", "2", "1"],
    "who": ["Ann", "Bob", "Under Votes", "A. Ann", "Zed", "ANN"],
    "votes": ["5", "", "1", "7", "2", "10"],
}


def test_a_long_file_becomes_a_row_a_unit() -> None:
    made = part(LONG, unit=("id",), long=Long(value="votes", item="who", measures={"Under Votes": "undervotes"}))
    counts = made.counts
    assert counts.table["unit"].to_list() == ["1", "2"]
    assert values(counts, "a") == [15, 7]
    assert values(counts, "undervotes") == [1, None]
    assert values(counts, "Zed") == [None, 2]
    assert sorted(counts.gaps.rows()) == [
        (0, "Zed", "not_available", ""),
        (0, "b", "blank", ""),
        (1, "b", "not_available", ""),
        (1, "undervotes", "not_available", ""),
    ]
    assert codes_of(made) == ["read.option-not-declared", "read.rows-added", "read.row-absent"]
    assert counts.locator(1, "Zed") == "row 6"
    assert "2 rows are added up to 1 counts" in str(made.notes[1].says)


def test_what_a_missing_row_means_is_declared_and_never_guessed() -> None:
    columns = {"id": ["1", "1", "2"], "who": ["a", "b", "a"], "votes": ["5", "3", "4"]}
    means = {
        absent: part(columns, unit=("id",), options={}, long=Long(value="votes", item="who", absent=absent))
        for absent in ("not_available", "no_such_field", "zero")
    }
    assert values(means["not_available"].counts, "b") == [3, None]
    assert means["not_available"].counts.total("b").missing == 1
    assert values(means["no_such_field"].counts, "b") == [3, None]
    assert means["no_such_field"].counts.total("b").missing == 0
    assert values(means["no_such_field"].counts, "valid") == [8, 4]
    assert values(means["not_available"].counts, "valid") == [8, None]
    assert values(means["zero"].counts, "b") == [3, 0]


def test_a_missing_row_makes_the_sum_missing() -> None:
    columns = {"id": ["1", "1"], "who": ["Ann", "ANN"], "votes": ["5", ""]}
    made = part(columns, unit=("id",), long=Long(value="votes", item="who"))
    assert values(made.counts, "a") == [None]
    assert made.counts.gaps.rows() == [(0, "a", "blank", "")]


def test_a_long_file_of_one_measure() -> None:
    made = part({"id": ["1", "2"], "n": ["5", "6"]}, unit=("id",), long=Long(value="n", measure="registered"))
    assert values(made.counts, "registered") == [5, 6]


def test_codes_are_looked_up() -> None:
    codes = raw({"code": ["01", "02"], "name": ["Ann", "Bob"]})
    made = part(
        {"id": ["1", "1", "1"], "c": ["01", "02", "03"], "n": ["5", "6", "7"]},
        codes,
        unit=("id",),
        long=Long(value="n", item="c", lookup=Lookup("codes", "code", "name")),
    )
    assert {o: made.counts.total(o).value for o in made.counts.options} == {"a": 5, "b": 6, "03": 7}
    assert "read.code-unknown" in codes_of(made)


def test_rows_that_name_no_option_are_told() -> None:
    made = part(
        {"id": ["1", "1"], "who": ["Ann", ""], "n": ["5", "6"]},
        unit=("id",),
        long=Long(value="n", item="who"),
    )
    assert values(made.counts, "a") == [5]
    assert codes_of(made) == ["read.row-without-option"]


def test_an_id_that_names_two_places_is_told() -> None:
    columns = {"county": ["X", "Y"], "id": ["1", "1"], "who": ["Ann", "Bob"], "n": ["5", "6"]}
    made = part(columns, unit=("id",), places={"state": "county"}, long=Long(value="n", item="who"))
    assert codes_of(made) == ["read.unit-in-two-places"]


def test_tables_of_one_record_are_joined_unit_by_unit() -> None:
    one = part({"id": ["1", "2", "3"], "R": ["10", "20", "30"]}, unit=("id",), measures={"registered": "R"})
    two = part({"id": ["3", "1", "4"], "A": ["", "2", "3"]}, unit=("id",), options={"a": "A"})
    whole = joined([one, two], ("station",))
    counts = whole.counts
    assert counts.table["unit"].to_list() == ["1", "2", "3", "4"]
    assert values(counts, "registered") == [10, 20, 30, None]
    assert values(counts, "a") == [2, None, None, 3]
    assert sorted(counts.gaps.rows()) == [
        (1, "a", "not_available", ""),
        (2, "a", "blank", ""),
        (3, "registered", "not_available", ""),
    ]
    assert codes_of(whole) == ["read.unit-in-one-table"]
    assert counts.locator(0, "a") == "row 3"


def test_an_id_that_stands_twice_never_multiplies() -> None:
    one = part({"id": ["1", "1"], "R": ["10", "20"]}, unit=("id",), measures={"registered": "R"})
    two = part({"id": ["1", "1"], "A": ["3", "4"]}, unit=("id",), options={"a": "A"})
    whole = joined([one, two], ("station",))
    assert whole.counts.table.select("measure:registered", "option:a").rows() == [(10, 3), (20, 4)]
    assert codes_of(whole) == ["read.duplicate-unit"]


def test_files_of_several_regions_make_one_table() -> None:
    north = part({"id": ["1", "2"], "A": ["1", "2"]}, unit=("id",), options={"a": "A"})
    south = part({"id": ["3"], "A": ["4"], "B": ["8"]}, unit=("id",), options={"a": "A", "b": "B"})
    counts = joined([north, south], ("station",)).counts
    assert values(counts, "a") == [1, 2, 4]
    assert values(counts, "b") == [None, None, 8]
    assert counts.gaps["state"].to_list() == ["no_such_field"] * 2


def test_tables_that_differ_are_both_kept() -> None:
    north = part({"id": ["1", "2"], "A": ["1", "2"]}, unit=("id",), options={"a": "A"})
    again = part({"id": ["1", "2"], "A": ["1", "5"]}, unit=("id",), options={"a": "A"})
    whole = joined([north, again], ("station",))
    assert whole.counts.table.select("unit", "option:a").rows() == [("1", 1), ("2", 2), ("2", 5)]
    assert codes_of(whole) == ["read.tables-differ", "read.duplicate-unit"]


def test_tables_of_two_levels_are_no_record() -> None:
    one = part({"A": ["1"]}, options={"a": "A"})
    two = part({"B": ["1"]}, options={"b": "B"}, level="parish")
    with pytest.raises(ReadError, match="tables of one level"):
        joined([one, two], ("parish", "station"))


def test_where_the_record_comes_from() -> None:
    made = part({"A": ["1"]}, options={"a": "A"}, instead_of="sheets", reading="transcribed").counts
    assert (made.record, made.title, made.publisher) == ("r", "The table", "The table")
    assert (made.stands_in_for, made.reading) == ("sheets", "transcribed")


def test_a_distribution_of_values() -> None:
    columns = {"item": ["Ann", "Ann", "ANN-Bob"], "value": ["3", "0", "-2"], "sheets": ["5", "1", "7"]}
    made = distribution(raw(columns), TableMapping("s", distribution="option"), CONTEST, SOURCE, "r")
    assert made.of("a").rows() == [(3, 5), (0, 1)]
    assert made.of("a-b").rows() == [(-2, 7)]
    with pytest.raises(ReadError, match="no whole number"):
        distribution(
            raw({**columns, "sheets": ["5", "x", "1"]}),
            TableMapping("s", distribution="option"),
            CONTEST,
            SOURCE,
            "r",
        )


def test_codes_taken_as_numbers_are_read_again_as_text() -> None:
    typed = raw({"A": ["1"]})
    cells = typed.cells.with_columns(id=pl.Series([7]))
    table = RawTable(cells, typed.rows, "s", (), lambda name: pl.Series(name, ["007"]))
    made = tabulate(table, TableMapping("s", unit=("id",), options={"a": "A"}), CONTEST, SOURCE, "r")
    assert made.counts.table["unit"].to_list() == ["007"]
