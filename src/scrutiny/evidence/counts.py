"""Counts of one record: one row a unit, one column an item, a state for every cell that is not a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import polars as pl

from scrutiny.evidence.contest import Contest
from scrutiny.evidence.mapping import Allotment

# Columns of `Counts.table`. Items carry a prefix so that an option may be called "registered".
UNIT, ROW, IMAGE, GROUP = "unit", "row", "image", "register_group"
PLACE, PLACE_NAME, ATTRIBUTE, MEASURE, OPTION = "place:", "place_name:", "attribute:", "measure:", "option:"

STATES = ("zero", "blank", "illegible", "not_available", "no_such_field")
"""Why a cell holds no number. A cell that holds one is *counted*, and a 0 in it is a zero as written."""

GAPS_SCHEMA = {"unit_row": pl.UInt32, "item": pl.String, "state": pl.String, "raw": pl.String}


@dataclass(frozen=True)
class Total:
    """A sum over the units that have the figure.

    Parameters
    ----------
    value
        The sum over the units with a number.
    units
        How many units have one.
    missing
        How many should have one and have none (blank, illegible, not available); an option that does not stand at a
        unit is not missing there.
    """

    value: int
    units: int
    missing: int

    @property
    def complete(self) -> bool:
        return self.missing == 0


LARGEST = 10**9
"""No station has so many voters; a figure above it is a fault of the file and would overflow products."""


@dataclass(frozen=True, eq=False)
class Counts:
    """What one record says of one contest, unit by unit.

    Parameters
    ----------
    record
        The id of the record (by default that of its source).
    contest
        The contest.
    level
        The level of a row.
    sources
        Ids of the sources it was read from.
    publisher, title
        Whose figures these are, and how the record is called in sentences.
    table
        A row per unit: `unit` (text), `row` (line or row in the file), `place:<level>`, `attribute:<name>`,
        `image`, `register_group`, and a whole-number column for each `measure:<id>` and `option:<id>`;
        null where there is no number. Never a 0 for a missing count.
    gaps
        A row for each null: `unit_row` (index into `table`), `item`, `state`, `raw` (the text that stood there).
    totals
        Rows of the file that are totals, in the shape of `table`; compared with the sum, never counted.
    reading
        How the figures came from the sheets to the file.
    as_of
        The moment of which the record speaks.
    stands_in_for
        The record whose place this one takes because its file is not here.
    cells
        For a record read from a long file: `unit_row`, `item`, `row`, the row of each count.
    allotted
        How the voters of a place were handed out to its units, where the case declares a rule that is as good as a lot.
    """

    record: str
    contest: Contest
    level: str
    sources: tuple[str, ...]
    publisher: str
    title: str
    table: pl.DataFrame
    gaps: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=GAPS_SCHEMA))
    totals: pl.DataFrame = field(default_factory=pl.DataFrame)
    reading: str = "published"
    as_of: datetime | None = None
    stands_in_for: str | None = None
    cells: pl.DataFrame | None = None
    allotted: Allotment | None = None

    @property
    def units(self) -> int:
        return self.table.height

    @cached_property
    def options(self) -> tuple[str, ...]:
        """Ids of the options that have a column."""
        return tuple(c.removeprefix(OPTION) for c in self.table.columns if c.startswith(OPTION))

    @cached_property
    def measures(self) -> tuple[str, ...]:
        return tuple(c.removeprefix(MEASURE) for c in self.table.columns if c.startswith(MEASURE))

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """Levels above the unit that the record names."""
        return tuple(c.removeprefix(PLACE) for c in self.table.columns if c.startswith(PLACE))

    @cached_property
    def valid_options(self) -> tuple[str, ...]:
        """Options whose votes are valid votes."""
        by_id = self.contest.by_id
        return tuple(o for o in self.options if o not in by_id or by_id[o].valid)

    def column(self, item: str) -> str:
        """The column of a measure or option."""
        for prefix in (MEASURE, OPTION):
            if prefix + item in self.table.columns:
                return prefix + item
        raise KeyError(item)

    def has(self, *items: str) -> bool:
        return all(self._expression(item) is not None for item in items)

    def _expression(self, item: str) -> pl.Expr | None:
        """An item as an expression: a column, a group of options, or a measure that follows from others.

        A derived figure is null wherever a part of it is.
        """
        columns = self.table.columns
        for prefix in (MEASURE, OPTION):
            if prefix + item in columns:
                return pl.col(prefix + item)
        if item in self.contest.by_id:
            leaves = self.contest.leaves(item)
            if leaves != (item,) and all(OPTION + leaf in columns for leaf in leaves):
                return _add([pl.col(OPTION + leaf) for leaf in leaves])
            return None
        if item == "valid" and self.valid_options:
            return _add([pl.col(OPTION + option) for option in self.valid_options])
        if item == "cast":
            valid, invalid = self._expression("valid"), self._expression("invalid")
            if valid is None or invalid is None:
                return None
            blank = [pl.col(MEASURE + "blank")] if MEASURE + "blank" in columns else []
            return _add([valid, invalid, *blank])
        return None

    def values(self, item: str) -> pl.Series:
        """One number per unit, null where it is missing. Groups of options, `valid` and `cast` may be derived."""
        expression = self._expression(item)
        if expression is None:
            raise KeyError(item)
        if not self.derived(item):
            return self.table.get_column(self.column(item)).alias(item)
        return self._standing.select(expression.alias(item)).to_series()

    @cached_property
    def _standing(self) -> pl.DataFrame:
        """The table in which an option that does not stand at a unit (no such field) adds nothing to a sum.

        A blank or illegible cell still makes the sum missing. A column with numbers so large that a sum of such could
        pass 64 bits, and come out negative, is one of 128.
        """
        absent = self.gaps.filter((pl.col("state") == "no_such_field") & pl.col("item").is_in(list(self.options)))
        table = self.table.with_columns(pl.col(self._huge).cast(pl.Int128)) if self._huge else self.table
        if absent.is_empty():
            return table
        columns = [
            table.get_column(OPTION + str(key[0])).clone().scatter(part["unit_row"], 0)
            for key, part in absent.partition_by("item", as_dict=True).items()
        ]
        return table.with_columns(columns)

    @cached_property
    def _huge(self) -> list[str]:
        """Columns in which a number of more than 2^53 stands."""
        columns = [
            c for c in self.table.columns if c.startswith((OPTION, MEASURE)) and self.table.schema[c] == pl.Int64
        ]
        if not columns:
            return []
        largest = self.table.select(pl.max_horizontal(pl.col(c).max(), -pl.col(c).min()).alias(c) for c in columns)
        return [c for c, value in largest.row(0, named=True).items() if value is not None and value > 2**53]

    def total(self, item: str) -> Total:
        """Exact sum over the units that have the figure, and how many have not."""
        return self.totals_of([item])[item]

    def totals_of(self, items: Sequence[str]) -> dict[str, Total]:
        if not items:
            return {}
        made: list[pl.Expr] = []
        for item in items:
            expression = self._expression(item)
            if expression is None:
                raise KeyError(item)
            made += [
                # 128 bits: a total may pass 2^63 where a single hostile cell does not.
                expression.cast(pl.Int128).sum().alias(f"sum:{item}"),
                expression.null_count().alias(f"null:{item}"),
            ]
        row = self._standing.select(made).row(0, named=True)
        return {
            item: Total(int(row[f"sum:{item}"] or 0), self.units - int(row[f"null:{item}"]), int(row[f"null:{item}"]))
            for item in items
        }

    def derived(self, item: str) -> bool:
        """Whether the item has no column of its own here."""
        return MEASURE + item not in self.table.columns and OPTION + item not in self.table.columns

    @cached_property
    def sheets(self) -> int:
        """How many units of the smallest level stand behind the rows (a table by parish may say so)."""
        return self.total("sheets").value if MEASURE + "sheets" in self.table.columns else self.units

    @cached_property
    def is_by_unit(self) -> bool:
        """Whether a row is a single sheet, so that statements about single sheets are possible."""
        return MEASURE + "sheets" not in self.table.columns

    @cached_property
    def unit_rank(self) -> pl.Series:
        """The place of each row if rows were sorted by the names of their units."""
        return self.table.get_column(UNIT).arg_sort().arg_sort()

    def numbered(self, column: str) -> tuple[pl.Series, tuple[str, ...]]:
        """The name in each row of a column of names as a number, and the names in their order; "" where there is none.

        Worked out once for a column: many checks ask for the same places.
        """
        if column not in self._numbered:
            cells = self.table.get_column(column).cast(pl.String).fill_null("")
            names = cells.unique().sort()
            numbers = cells.replace_strict(names, pl.int_range(len(names), eager=True), return_dtype=pl.UInt32)
            self._numbered[column] = numbers, tuple(names)
        return self._numbered[column]

    @cached_property
    def _numbered(self) -> dict[str, tuple[pl.Series, tuple[str, ...]]]:
        return {}

    def locator(self, unit_row: int, item: str | None = None) -> str:
        """Where in the file a count stands."""
        row = self.table.get_column(ROW)[unit_row]
        if self.cells is not None and item is not None:
            found = self.cells.filter((pl.col("unit_row") == unit_row) & (pl.col("item") == item))
            if found.height:
                row = found.get_column("row")[0]
        return f"row {row}"

    def long(self) -> pl.DataFrame:
        """The long view: unit, row, item, value, state (`counted` or why there is no number), raw text."""
        items = {MEASURE + m: m for m in self.measures} | {OPTION + o: o for o in self.options}
        made = (
            self.table.with_row_index("unit_row")
            .select("unit_row", UNIT, ROW, *items)
            .unpivot(index=["unit_row", UNIT, ROW], on=list(items), variable_name="item", value_name="value")
            .with_columns(pl.col("item").replace_strict(items))
        )
        return made.join(self.gaps, on=["unit_row", "item"], how="left").with_columns(
            pl.when(pl.col("value").is_not_null())
            .then(pl.lit("counted"))
            .otherwise(pl.col("state").fill_null("no_such_field"))
            .alias("state")
        )


def _add(parts: Sequence[pl.Expr]) -> pl.Expr:
    """Sum across columns in which a missing part makes the sum missing."""
    made = parts[0]
    for part in parts[1:]:
        made = made + part
    return made


@dataclass(frozen=True, eq=False)
class Distribution:
    """How many sheets have each value of an item: enough for every statement about the largest sheets.

    Parameters
    ----------
    table
        Columns `item` (an option's id, or `A-B` for the lead of A over B), `value`, `sheets`.
    """

    record: str
    contest: Contest
    sources: tuple[str, ...]
    table: pl.DataFrame

    def of(self, item: str) -> pl.DataFrame:
        """`value` and `sheets`, the largest value first."""
        return self.table.filter(pl.col("item") == item).select("value", "sheets").sort("value", descending=True)
