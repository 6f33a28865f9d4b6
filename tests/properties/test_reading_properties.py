"""What is written is what is read, however it is written."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st

from scrutiny.evidence.contest import Contest, Option
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.mapping import Numerals, TableMapping
from scrutiny.evidence.raw import RawTable
from scrutiny.evidence.source import Source
from scrutiny.evidence.tabulate import joined, tabulate
from scrutiny.readers.files import read_raw

CONTEST = Contest("c", "President", "e", options=(Option("a", "Ann"), Option("b", "Bob")))
SOURCE = Source("s", "The table", file="t.csv")
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))

numbers = st.one_of(st.integers(0, 1200), st.integers(0, 10**7), st.integers(0, 10**21))
cells = st.one_of(st.none(), numbers)
names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), min_size=1, max_size=12
).map(lambda text: "x" + text.strip())
multiline = st.lists(names, min_size=1, max_size=3).map("\n".join)


def grouped(number: int | None, sign: str) -> str:
    return "" if number is None else f"{number:,}".replace(",", sign)


def counts_of(raw: RawTable, mapping: TableMapping) -> Counts:
    return joined([tabulate(raw, mapping, CONTEST, SOURCE, "r")], ("station",)).counts


def read(content: bytes, mapping: TableMapping) -> RawTable:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(content)
        raw = read_raw(path, SOURCE, mapping)
        if raw.as_text is not None:  # the columns are read again while the file is there
            again = {name: raw.as_text(name) for name in raw.cells.columns}
            return RawTable(raw.cells, raw.rows, raw.source, raw.notes, again.__getitem__)
        return raw


def written(
    rows: list[tuple[str, int | None, int | None]], sign: str, separator: str, encoding: str, end: str
) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=end)
    writer.writerow(["unit", "A", "B"])
    for name, a, b in rows:
        writer.writerow([name, grouped(a, sign), grouped(b, sign)])
    return stream.getvalue().encode(encoding)


tables = st.lists(st.tuples(multiline, cells, cells), min_size=1, max_size=25)


@seed(1)
@QUICK
@given(
    tables,
    st.sampled_from(["", ".", ",", " ", "'", "\u00a0"]),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
@example([("x", 1309, None)], ".", ";", "utf-8", "\n")
def test_a_table_in_a_declared_convention_is_read_exactly(
    rows: list[tuple[str, int | None, int | None]], sign: str, separator: str, encoding: str, end: str
) -> None:
    mapping = TableMapping(
        "s",
        unit=("unit",),
        options={"a": "A", "b": "B"},
        numbers=(Numerals(thousands=sign),) if sign else (),
        separator=separator,
    )
    raw = read(written(rows, sign, separator, encoding, end), mapping)
    counts = counts_of(raw, mapping)
    assert counts.table["unit"].to_list() == [name for name, _a, _b in rows]
    assert counts.values("a").to_list() == [a for _name, a, _b in rows]
    assert counts.values("b").to_list() == [b for _name, _a, b in rows]
    line = 2
    for (name, _a, _b), row in zip(rows, raw.rows, strict=True):
        assert row == line
        line += 1 + name.count("\n")


@seed(2)
@QUICK
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=20), st.sampled_from(["", ".", ",", " ", "'"]))
def test_without_a_declaration_a_number_is_right_or_missing(pairs: list[tuple[int, int]], sign: str) -> None:
    """The convention is found, or the cell stays without a number; it is never read as another number."""
    mapping = TableMapping("s", options={"a": "A", "b": "B"})
    cells = pl.DataFrame({"A": [grouped(a, sign) for a, _ in pairs], "B": [grouped(b, sign) for _, b in pairs]})
    counts = counts_of(RawTable(cells, pl.Series(range(2, 2 + len(pairs))), "s"), mapping)
    for option, position in (("a", 0), ("b", 1)):
        for value, pair in zip(counts.values(option), pairs, strict=True):
            assert value is None or value == pair[position]


@seed(3)
@QUICK
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_but_the_order(
    rows: list[tuple[str, int | None, int | None]], rng: object
) -> None:
    mapping = TableMapping("s", unit=("unit",), options={"a": "A", "b": "B"})
    shuffled = list(rows)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]

    def content(these: list[tuple[str, int | None, int | None]]) -> list[tuple[object, ...]]:
        counts = counts_of(read(written(these, "", ",", "utf-8", "\n"), mapping), mapping)
        return sorted(counts.table.select("unit", "option:a", "option:b").rows(), key=str)

    assert content(rows) == content(shuffled)


@seed(4)
@QUICK
@given(tables)
def test_reading_twice_gives_the_same(rows: list[tuple[str, int | None, int | None]]) -> None:
    mapping = TableMapping("s", unit=("unit",), options={"a": "A", "b": "B"})
    content = written(rows, ".", ";", "utf-8", "\n")
    one, two = read(content, mapping), read(content, mapping)
    assert one.cells.equals(two.cells)
    assert [str(n.says) for n in one.notes] == [str(n.says) for n in two.notes]
    first, second = counts_of(one, mapping), counts_of(two, mapping)
    assert first.table.equals(second.table)
    assert first.gaps.equals(second.gaps)


@seed(5)
@QUICK
@given(tables)
def test_the_fast_and_the_careful_way_agree(rows: list[tuple[str, int | None, int | None]]) -> None:
    """A ragged row at the end sends the whole file the careful way; all other rows stay the same."""
    mapping = TableMapping("s", unit=("unit",), options={"a": "A", "b": "B"})
    content = written(rows, "", ",", "utf-8", "\n")
    plain, ragged = read(content, mapping), read(content + b"last,1\n", mapping)
    a, b = counts_of(plain, mapping), counts_of(ragged, mapping)
    assert b.units == a.units + 1
    assert a.table.select("unit", "row").equals(b.table.select("unit", "row").head(a.units))
    assert a.values("a").to_list() == b.values("a").to_list()[:-1]
    assert b.gaps.rows()[-1][2] == "blank"


@seed(6)
@QUICK
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.sampled_from("ab"), numbers),
        min_size=1,
        max_size=40,
        unique_by=lambda r: r[:2],
    )
)
def test_a_long_file_holds_what_a_wide_one_does(entries: list[tuple[int, str, int]]) -> None:
    from scrutiny.evidence.mapping import Long

    mapping = TableMapping("s", unit=("unit",), long=Long(value="votes", item="who"))
    cells = pl.DataFrame(
        {
            "unit": [str(u) for u, _o, _v in entries],
            "who": [o for _u, o, _v in entries],
            "votes": [str(v) for _u, _o, v in entries],
        }
    )
    counts = counts_of(RawTable(cells, pl.Series(range(2, 2 + len(entries))), "s"), mapping)
    want = {(str(u), o): v for u, o, v in entries}
    for row, unit in enumerate(counts.table["unit"]):
        for option in counts.options:
            assert counts.values(option)[row] == want.get((unit, option))
            if (unit, option) in want:
                position = int(counts.locator(row, option).removeprefix("row ")) - 2
                assert entries[position][:2] == (int(unit), option)
    assert set(counts.gaps["state"]) <= {"not_available"}
