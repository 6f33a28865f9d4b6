"""A file with one row for each count becomes one row a unit, and every count keeps the row it stood in."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from scrutiny.evidence.columns import Columns, normalised
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.counts import GAPS_SCHEMA, MEASURE, OPTION, ROW, UNIT
from scrutiny.evidence.joining import gaps_of, plain
from scrutiny.evidence.mapping import Long
from scrutiny.evidence.note import Note
from scrutiny.evidence.numerals import Numbers, place
from scrutiny.evidence.source import Source
from scrutiny.messages import Code, Name, Series, _, say


@dataclass(frozen=True, eq=False)
class Pivoted:
    """The wide table of a long file."""

    table: pl.DataFrame
    gaps: pl.DataFrame
    cells: pl.DataFrame


class Labels:
    """What the labels of a contest's options mean, spelled as the case knows them or nearly so."""

    def __init__(self, contest: Contest) -> None:
        self._exact = contest.spelled
        self._alike = {normalised(text): id_ for text, id_ in contest.spelled.items()}
        self.declared = frozenset(contest.by_id)

    def __getitem__(self, label: str) -> str:
        """The id of the option; the label itself when the case knows none."""
        return self._exact.get(label) or self._alike.get(normalised(label)) or label.strip()


def undeclared(labels: Labels, used: list[str], source: Source) -> list[Note]:
    """A note on the options that the case does not list: they are kept."""
    unknown = [option for option in dict.fromkeys(used) if option not in labels.declared]
    if not unknown:
        return []
    says = say(
        _("{source} counts {options} options that the case does not list, such as {shown}; they are kept as options"),
        _("{source} counts one option that the case does not list, {shown}; it is kept as an option"),
        "options",
        source=Name(source.title, of="source", id=source.id),
        options=len(unknown),
        shown=Series(tuple(Name(option, of="option", id=option) for option in unknown[:8])),
    )
    return [Note("read.option-not-declared", source.id, says, count=len(unknown))]


def item_of_rows(
    columns: Columns, long: Long, labels: Labels, source: Source, codes: Columns | None
) -> tuple[pl.Series, list[Note]]:
    """The item column of each row (`option:...` or `measure:...`); null where a row names none."""
    height = columns.raw.cells.height
    if long.item is None:
        item = MEASURE + (long.measure or "count")
        return pl.Series("item", [item], dtype=pl.String).new_from_index(0, height), []
    notes: list[Note] = []
    texts = columns.text(long.item).fill_null("")
    meant: dict[str, str | None] = {}
    used: list[str] = []
    unknown: list[str] = []
    measures = {normalised(label): measure for label, measure in long.measures.items()}
    table = _table_of_codes(long, codes) if codes is not None else None
    for text in texts.unique(maintain_order=True):
        label = text.strip()
        if table is not None:
            if label not in table:
                unknown.append(label)
            label = table.get(label, label)
        if normalised(label) in measures or normalised(text) in measures:
            meant[text] = MEASURE + (measures.get(normalised(label)) or measures[normalised(text)])
        elif not label:
            meant[text] = MEASURE + long.measure if long.measure is not None else None
        else:
            meant[text] = OPTION + labels[label]
            used.append(labels[label])
    items = texts.replace_strict(meant, return_dtype=pl.String).alias("item")
    who = Name(source.title, of="source", id=source.id)
    notes += undeclared(labels, used, source)
    if unknown:
        says = say(
            _("{source}: {codes} codes are not in the list of codes, such as {shown}; they stand for themselves"),
            _("{source}: one code is not in the list of codes, {shown}; it stands for itself"),
            "codes",
            source=who,
            codes=len(unknown),
            shown=Series(tuple(Code(code) for code in unknown[:8])),
        )
        notes.append(Note("read.code-unknown", source.id, says, count=len(unknown)))
    if items.null_count():
        at = columns.raw.rows.filter(items.is_null())
        says = say(
            _("{source}: {rows} rows name no option; they are not counted for any"),
            _("{source}: one row names no option; it is not counted for any"),
            "rows",
            source=who,
            rows=len(at),
        )
        notes.append(Note("read.row-without-option", source.id, says, place(at.head(21).to_list(), long.item), len(at)))
    return items, notes


def _table_of_codes(long: Long, codes: Columns) -> dict[str, str]:
    assert long.lookup is not None
    codes.need([long.lookup.key, long.lookup.value])
    keys, values = codes.text(long.lookup.key), codes.text(long.lookup.value)
    return {
        str(key).strip(): str(value).strip()
        for key, value in zip(keys, values, strict=True)
        if key is not None and value is not None
    }


def pivot(
    base: pl.DataFrame,
    items: pl.Series,
    numbers: Numbers,
    contest: Contest,
    source: Source,
    absent: str = "not_available",
    tell: bool = True,
) -> tuple[Pivoted, list[Note]]:
    """One row a unit. Several rows for one unit and item are added, and a missing one makes the sum missing.

    `absent` says what it means that a unit has no row for an option. A measure without a row is not available.
    """
    keep = items.is_not_null()
    states = (
        numbers.states
        if numbers.states is not None
        else pl.Series([None], dtype=pl.String).new_from_index(0, base.height)
    )
    raw = numbers.raw if numbers.raw is not None else pl.Series([None], dtype=pl.String).new_from_index(0, base.height)
    first = base.filter(keep).unique(UNIT, keep="first", maintain_order=True)
    frame = pl.DataFrame(
        [
            base[UNIT],
            base[ROW],
            items.alias("column"),
            numbers.values.alias("value"),
            states.alias("state"),
            raw.alias("raw"),
        ]
    ).filter(keep)
    index = first.select(UNIT).with_row_index("unit_row")
    frame = frame.join(index, on=UNIT, how="left", maintain_order="left")
    notes: list[Note] = []
    single = frame
    twice = frame.select(pl.struct("unit_row", "column").is_duplicated()).to_series()
    if twice.any():
        added = (
            frame.filter(twice)
            .group_by("unit_row", "column", maintain_order=True)
            .agg(
                pl.when(pl.col("value").null_count() == 0).then(pl.col("value").cast(pl.Int128).sum()).alias("value"),
                pl.col("state").drop_nulls().first(),
                pl.col("raw").filter(pl.col("value").is_null()).first(),
                pl.col(ROW).first(),
                pl.len().alias("rows"),
            )
        )
        if tell:
            notes.append(_added_note(added, contest, source, int(twice.sum())))
        shape = ["unit_row", "column", "value", "state", "raw", ROW]
        single = pl.concat([frame.filter(~twice).select(shape), added.select(shape)], how="vertical_relaxed")
    value_type = _narrowest(single["value"])
    order = [MEASURE + plain(c) for c in sorted(c for c in frame["column"].unique() if c.startswith(MEASURE))]
    seen = set(frame["column"].unique())
    order += [OPTION + o.id for o in contest.options if OPTION + o.id in seen]
    order += sorted(seen - set(order))
    by_column = {key[0]: part for key, part in single.partition_by("column", as_dict=True).items()}
    filled = []
    for column in order:
        part = by_column[column]
        empty = pl.Series(column, [None], dtype=value_type).new_from_index(0, first.height)
        filled.append(empty.scatter(part["unit_row"], part["value"].cast(value_type)).alias(column))
    table = first.with_columns(filled) if filled else first
    stated = single.filter(pl.col("value").is_null()).select(
        "unit_row", pl.col("column").map_elements(plain, return_dtype=pl.String).alias("item"), "state", "raw"
    )
    gaps = gaps_of(table)
    if gaps.height:
        is_option = pl.col("item").is_in([plain(c) for c in order if c.startswith(OPTION)])
        without_row = pl.when(is_option).then(pl.lit(absent)).otherwise(pl.lit("not_available"))
        gaps = (
            gaps.select("unit_row", "item")
            .join(stated, on=["unit_row", "item"], how="left", maintain_order="left")
            .with_columns(pl.col("state").fill_null(without_row), pl.col("raw").fill_null(""))
            .select(list(GAPS_SCHEMA))
        )
        rowless = gaps.filter((pl.col("state") == absent) & (pl.col("raw") == "") & is_option)
        if absent == "zero":
            table, gaps = _as_nought(table, rowless), gaps.join(rowless, on=["unit_row", "item"], how="anti")
        if tell and absent == "not_available" and rowless.height:
            notes.append(_rowless_note(rowless, source))
    names = {column: plain(column) for column in order}
    cells = frame.select(
        "unit_row",
        pl.col("column").replace_strict(names, return_dtype=pl.String).alias("item"),
        pl.col(ROW).cast(pl.Int64).alias("row"),
    )
    return Pivoted(table, gaps, cells), notes


def _as_nought(table: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The table with a nought where the file is declared to leave out rows of nought."""
    parts = cells.partition_by("item", as_dict=True).items()
    return table.with_columns(
        [table.get_column(OPTION + str(key[0])).clone().scatter(part["unit_row"], 0) for key, part in parts]
    )


def _rowless_note(cells: pl.DataFrame, source: Source) -> Note:
    says = say(
        _(
            "{source}: {cells} times a unit has no row for an option; it is not known whether that means nought, so "
            "they are left without a number (declare it in case.toml: {declare})"
        ),
        source=Name(source.title, of="source", id=source.id),
        cells=cells.height,
        declare=Code('[tables.long] absent = "no_such_field" or "zero"'),
    )
    return Note("read.row-absent", source.id, says, count=cells.height)


def _narrowest(values: pl.Series) -> pl.DataType:
    if values.dtype == pl.Int64:
        return pl.Int64()
    return pl.Int64() if values.cast(pl.Int64, strict=False).null_count() == values.null_count() else pl.Int128()


def _added_note(added: pl.DataFrame, contest: Contest, source: Source, rows: int) -> Note:
    items = added["column"].unique(maintain_order=True).to_list()
    shown = Series(
        tuple(
            Name(contest.name_of(plain(c)), of="option", id=plain(c)) if c.startswith(OPTION) else Code(plain(c))
            for c in items[:6]
        )
    )
    says = say(
        _(
            "{source}: {rows} rows are added up to {sums} counts, since several rows give one unit a figure for the "
            "same thing ({shown})"
        ),
        source=Name(source.title, of="source", id=source.id),
        rows=rows,
        sums=added.height,
        shown=shown,
    )
    return Note("read.rows-added", source.id, says, place(added[ROW].head(21).to_list(), ""), added.height)
