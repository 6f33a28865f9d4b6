"""Several tables of one record become one, unit by unit, without ever multiplying a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from scrutiny.errors import Problem, ReadError
from scrutiny.evidence.counts import GAPS_SCHEMA, MEASURE, OPTION, PLACE, ROW, UNIT, Counts
from scrutiny.evidence.note import Note
from scrutiny.evidence.numerals import place
from scrutiny.messages import Code, Series, _, say


@dataclass(frozen=True, eq=False)
class Part:
    """One table as counts, and what was seen on the way."""

    counts: Counts
    notes: tuple[Note, ...] = ()


def joined(parts: Sequence[Part], levels: Sequence[str]) -> Part:
    """Join the tables of one record, unit by unit.

    Figures of a unit that one of them lacks are *not available*. A unit id that stands n times in a table meets its n
    namesakes in order, so that no row is counted twice. Where two tables give one unit different figures for the
    same item, both rows are kept, and a note says so.
    """
    notes = [note for part in parts for note in part.notes]
    whole = parts[0].counts
    for part in parts[1:]:
        whole, more = _join(whole, part.counts)
        notes += more
    if len(parts) > 1 and levels:
        whole = replace(whole, table=_ordered(whole.table, levels))
    notes += _duplicates(whole)
    return Part(whole, tuple(notes))


def item_columns(table: pl.DataFrame) -> list[str]:
    """The columns that hold figures."""
    return [c for c in table.columns if c.startswith((MEASURE, OPTION))]


def plain(column: str) -> str:
    """The item of a column."""
    return column.removeprefix(MEASURE).removeprefix(OPTION)


def gaps_of(table: pl.DataFrame, state: str = "no_such_field") -> pl.DataFrame:
    """A gap for each cell without a number, all for one reason."""
    made = [pl.DataFrame(schema=GAPS_SCHEMA)]
    for column in item_columns(table):
        values = table.get_column(column)
        if values.null_count():
            at = values.is_null().arg_true().cast(pl.UInt32).alias("unit_row")
            made.append(
                pl.DataFrame([at]).with_columns(item=pl.lit(plain(column)), state=pl.lit(state), raw=pl.lit(""))
            )
    return pl.concat(made)


def _join(left: Counts, right: Counts) -> tuple[Counts, list[Note]]:
    if left.level != right.level:
        raise ReadError(
            Problem(
                f"record {left.record}",
                f"joins a table by {left.level} and one by {right.level}",
                "tables of one level",
                "give each level a record of its own: `record = ...`",
            )
        )
    notes: list[Note] = []
    a = _keyed(left.table).with_row_index("_a")
    b = _keyed(right.table).with_row_index("_b")
    pairs = a.select("_a", UNIT, "_n").join(b.select("_b", UNIT, "_n"), on=[UNIT, "_n"], how="inner")
    shared = [c for c in right.table.columns if c in left.table.columns and c not in (UNIT, ROW)]
    differ = _differing(pairs, a, b, [c for c in shared if c.startswith((MEASURE, OPTION, PLACE))])
    if differ.height:
        says = say(
            _(
                "the tables of the record {record} give {cells} units, such as {units}, different figures or places; "
                "both rows of each are kept"
            ),
            _(
                "the tables of the record {record} give one unit, {units}, different figures or places; both rows "
                "are kept"
            ),
            "cells",
            record=left.record,
            cells=differ.height,
            units=Series(tuple(Code(unit) for unit in differ[UNIT].head(5))),
        )
        notes.append(Note("read.tables-differ", right.sources[0], says, count=differ.height))
        pairs = pairs.join(differ.select("_b"), on="_b", how="anti")
    only_b = b.select("_b").join(pairs, on="_b", how="anti", maintain_order="left")
    index = pl.concat(
        [
            a.select("_a").join(pairs.select("_a", "_b"), on="_a", how="left", maintain_order="left"),
            only_b.select(pl.lit(None, pl.UInt32).alias("_a"), pl.col("_b")),
        ]
    )
    alone_a, alone_b = index["_b"].null_count(), index["_a"].null_count()
    has_same_items = any(c.startswith((MEASURE, OPTION)) for c in shared)
    if (alone_a or alone_b) and not has_same_items:
        says = say(
            _(
                "of the tables of the record {record}, the first has {left} units that a later one lacks, and the "
                "later one {right} that the first lacks; they have no figure there"
            ),
            record=left.record,
            left=alone_a,
            right=alone_b,
        )
        notes.append(Note("read.unit-in-one-table", right.sources[0], says, count=alone_a + alone_b))
    table = _put_together(left.table, right.table, index)
    position = index.with_row_index("unit_row")
    gaps = _gaps(left, right, position, table)
    cells = _cells(left, right, position)
    totals = _diagonal([left.totals, right.totals])
    made = replace(
        left,
        table=table,
        gaps=gaps,
        totals=totals,
        cells=cells,
        sources=tuple(dict.fromkeys(left.sources + right.sources)),
        allotted=left.allotted or right.allotted,
    )
    return made, notes


def _keyed(table: pl.DataFrame) -> pl.DataFrame:
    if may_repeat(table.get_column(UNIT)):
        return table.with_columns(_n=pl.int_range(pl.len(), dtype=pl.UInt32).over(UNIT))
    return table.with_columns(_n=pl.lit(0, pl.UInt32))


def may_repeat(ids: pl.Series) -> bool:
    """Whether an id stands twice; hashes first, since they are ten times faster than texts."""
    if ids.hash().n_unique() == len(ids):
        return False
    return ids.n_unique() < len(ids)


def _differing(pairs: pl.DataFrame, a: pl.DataFrame, b: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    differ = pl.Series([False] * pairs.height, dtype=pl.Boolean)
    for column in columns:
        x = a.get_column(column).gather(pairs["_a"])
        y = b.get_column(column).gather(pairs["_b"])
        differ = differ | (x != y).fill_null(False)
    return pairs.filter(differ)


def _put_together(a: pl.DataFrame, b: pl.DataFrame, index: pl.DataFrame) -> pl.DataFrame:
    made: list[pl.Series] = []
    for column in dict.fromkeys([*a.columns, *b.columns]):
        x = a.get_column(column).gather(index["_a"]) if column in a.columns else None
        y = b.get_column(column).gather(index["_b"]) if column in b.columns else None
        if x is not None and y is not None:
            if x.null_count():
                if x.dtype != y.dtype:
                    wide = pl.Int128 if x.dtype.is_integer() else pl.String
                    x, y = x.cast(wide), y.cast(wide)
                x = x.zip_with(x.is_not_null(), y)
            made.append(x)
        else:
            only = x if x is not None else y
            assert only is not None
            made.append(only)
    return pl.DataFrame(made)


def _gaps(left: Counts, right: Counts, position: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Each null keeps the reason of the table it came from; what a table lacks for a unit has a reason too."""
    shared = {plain(c) for c in item_columns(left.table)} & {plain(c) for c in item_columns(right.table)}
    # Tables that share items hold other units (a file a region): an item of one has no field in the other. Tables
    # that share none hold other figures of the same units: what one lacks for a unit is not available.
    lacking_is = "no_such_field" if shared else "not_available"
    made: list[pl.DataFrame] = []
    for counts, side in ((left, "_a"), (right, "_b")):
        moved = _moved(counts.gaps, position, side, counts.units)
        made.append(moved.filter(~pl.col("item").is_in(shared)) if shared else moved)
        lacking = position.filter(pl.col(side).is_null())["unit_row"]
        if len(lacking):
            alone = [plain(c) for c in item_columns(counts.table) if plain(c) not in shared]
            made += [
                pl.DataFrame([lacking.cast(pl.UInt32)]).with_columns(
                    item=pl.lit(item), state=pl.lit(lacking_is), raw=pl.lit("")
                )
                for item in alone
            ]
    if shared:
        both = gaps_of(table.select(c for c in item_columns(table) if plain(c) in shared))
        reasons = pl.concat(
            [_moved(left.gaps, position, "_a", left.units), _moved(right.gaps, position, "_b", right.units)]
        )
        reasons = reasons.filter(pl.col("item").is_in(shared)).unique(
            ["unit_row", "item"], keep="first", maintain_order=True
        )
        made.append(
            both.select("unit_row", "item")
            .join(reasons, on=["unit_row", "item"], how="left", maintain_order="left")
            .with_columns(pl.col("state").fill_null("not_available"), pl.col("raw").fill_null(""))
        )
    return pl.concat(made)


def _moved(rows: pl.DataFrame, position: pl.DataFrame, side: str, units: int) -> pl.DataFrame:
    """Rows that point at units of one table, pointed at the same units of the joined one."""
    here = position.filter(pl.col(side).is_not_null())
    if here.height == units and bool((here[side] == here["unit_row"]).all()):
        return rows
    new = pl.Series("unit_row", [None], dtype=pl.UInt32).new_from_index(0, units)
    new = new.scatter(here[side], here["unit_row"].cast(pl.UInt32))
    return rows.with_columns(new.gather(rows["unit_row"]).alias("unit_row")).drop_nulls("unit_row")


def _cells(left: Counts, right: Counts, position: pl.DataFrame) -> pl.DataFrame | None:
    """The rows of single counts, where the row of the unit does not tell them."""
    made: list[pl.DataFrame] = []
    for counts, side in ((left, "_a"), (right, "_b")):
        if counts.cells is not None:
            made.append(_moved(counts.cells, position, side, counts.units))
        elif side == "_b":
            here = position.filter(pl.col(side).is_not_null())
            rows = counts.table.get_column(ROW).gather(here[side]).cast(pl.Int64)
            base = pl.DataFrame({"unit_row": here["unit_row"].cast(pl.UInt32), "row": rows})
            made += [
                base.select("unit_row", pl.lit(plain(c)).alias("item"), "row")
                for c in item_columns(counts.table)
                if c not in left.table.columns
            ]
    return pl.concat(made, how="diagonal_relaxed") if made else None


def _diagonal(tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    filled = [table for table in tables if table.height]
    return pl.concat(filled, how="diagonal_relaxed") if filled else tables[0]


def _ordered(table: pl.DataFrame, levels: Sequence[str]) -> pl.DataFrame:
    """Places from the largest to the smallest, as the case names its levels."""
    places = [PLACE + level for level in levels if PLACE + level in table.columns]
    first = [c for c in (UNIT, ROW) if c in table.columns]
    items = item_columns(table)
    rest = [c for c in table.columns if c not in {*places, *first, *items}]
    return table.select([*first, *places, *rest, *items])


def _duplicates(counts: Counts) -> list[Note]:
    units = counts.table.get_column(UNIT)
    if not may_repeat(units):
        return []
    twice = counts.table.select(UNIT, ROW).filter(pl.col(UNIT).is_duplicated())
    ids = twice[UNIT].unique(maintain_order=True)
    says = say(
        _("{record}: {ids} ids stand at more than one unit ({rows} rows), such as {shown}; all rows are kept"),
        _("{record}: one id stands at more than one unit ({rows} rows), {shown}; all rows are kept"),
        "ids",
        record=counts.title,
        ids=len(ids),
        rows=twice.height,
        shown=Series(tuple(Code(unit) for unit in ids.head(5))),
    )
    return [Note("read.duplicate-unit", counts.sources[0], says, place(twice[ROW].head(21).to_list(), ""), len(ids))]
