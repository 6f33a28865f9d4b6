"""From the cells of a file to counts: units, places, options, measures, and why a cell holds no number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from scrutiny.errors import Problem, ReadError
from scrutiny.evidence.columns import Columns, named_columns, numeric_headings, parts_of
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.counts import (
    ATTRIBUTE,
    GAPS_SCHEMA,
    GROUP,
    IMAGE,
    MEASURE,
    OPTION,
    PLACE,
    PLACE_NAME,
    ROW,
    UNIT,
    Counts,
    Distribution,
)
from scrutiny.evidence.joining import Part, joined, plain
from scrutiny.evidence.long_form import Labels, item_of_rows, pivot, undeclared
from scrutiny.evidence.mapping import Derived, TableMapping
from scrutiny.evidence.note import Note
from scrutiny.evidence.numerals import Numbers, place, read_numbers
from scrutiny.evidence.raw import RawTable
from scrutiny.evidence.source import Source
from scrutiny.evidence.total_rows import total_rows
from scrutiny.messages import Code, Name, Series, _, say

__all__ = ["Part", "distribution", "joined", "tabulate"]


def tabulate(
    raw: RawTable,
    mapping: TableMapping,
    contest: Contest,
    source: Source,
    record: str,
    codes: RawTable | None = None,
) -> Part:
    """Counts of one table, as its mapping says.

    Nothing is repaired: a cell without a number has a gap that says why and what stood there; a row that is a total
    is kept apart; what the file has and the case does not name is kept, with a note.

    Parameters
    ----------
    raw
        The cells, as a reader handed them over.
    codes
        The file that says what codes mean, for a long file with a `lookup`.

    Raises
    ------
    ReadError
        When columns that the mapping names are not in the file: all of them at once, with the nearest headings.
    """
    columns = Columns(raw, source)
    columns.need(named_columns(mapping))
    columns, notes = _chosen_rows(columns, mapping, source)
    base, unit_notes = _base(columns, mapping, source)
    notes += unit_notes
    is_total, total_notes = _totals(columns, mapping, source)
    notes += total_notes
    if mapping.long is None:
        made, more = _wide(columns, mapping, contest, source, base, is_total)
    else:
        lookup = Columns(codes, source) if codes is not None else None
        made, more = _long(columns, mapping, contest, source, base, is_total, lookup)
    notes += more
    counts = Counts(
        record=record,
        contest=contest,
        level=mapping.level,
        sources=(source.id,),
        publisher=source.publisher or source.title,
        title=source.title,
        table=made.table,
        gaps=made.gaps,
        totals=made.totals,
        reading=mapping.reading,
        as_of=mapping.as_of,
        stands_in_for=mapping.instead_of,
        cells=made.cells,
        allotted=mapping.allotted,
    )
    return Part(counts, tuple(notes))


@dataclass(frozen=True, eq=False)
class _Made:
    table: pl.DataFrame
    gaps: pl.DataFrame
    totals: pl.DataFrame
    cells: pl.DataFrame | None = None


def _who(source: Source) -> Name:
    return Name(source.title, of="source", id=source.id)


def _chosen_rows(columns: Columns, mapping: TableMapping, source: Source) -> tuple[Columns, list[Note]]:
    """Only the rows that `where` and `where_not` leave: all columns of `where` hold, none of `where_not` does."""
    raw = columns.raw
    if mapping.where or mapping.where_not:
        keep = columns.matches(mapping.where, every=True) & ~columns.matches(mapping.where_not, every=False)
        again = raw.as_text
        columns = Columns(
            replace(
                raw,
                cells=raw.cells.filter(keep),
                rows=raw.rows.filter(keep),
                as_text=None if again is None else lambda name: again(name).filter(keep),
            ),
            source,
        )
    notes: list[Note] = []
    if columns.raw.cells.is_empty():
        says = (
            say(_("{source}: no row is left by the filters of the mapping"), source=_who(source))
            if raw.cells.height
            else say(_("{source} has column names and no row below them"), source=_who(source))
        )
        notes.append(Note("read.no-rows", source.id, says))
    return columns, notes


def _base(columns: Columns, mapping: TableMapping, source: Source) -> tuple[pl.DataFrame, list[Note]]:
    """Everything but the figures: unit, row, places, names, attributes, image, register group."""
    rows = columns.raw.rows.cast(pl.UInt32).alias(ROW)
    notes: list[Note] = []
    made: list[pl.Series] = [rows]
    for level, place_columns in mapping.places.items():
        made.append(_without_blank(_place(columns, place_columns)).alias(PLACE + level))
    for level, name in mapping.names.items():
        made.append(_without_blank(columns.text(name)).alias(PLACE_NAME + level))
    for name, column in mapping.attributes.items():
        made.append(_without_blank(columns.text(column)).alias(ATTRIBUTE + name))
    if mapping.image is not None:
        made.append(_without_blank(columns.text(mapping.image)).alias(IMAGE))
    if mapping.register_group:
        made.append(_without_blank(columns.joined(mapping.register_group)).alias(GROUP))
    if mapping.unit:
        unit = _without_blank(columns.joined(mapping.unit)).alias(UNIT)
        if unit.null_count():
            at = rows.filter(unit.is_null())
            says = say(
                _("{source}: {rows} rows have no id of a unit; each is called by its row"),
                _("{source}: one row has no id of a unit; it is called by its row"),
                "rows",
                source=_who(source),
                rows=len(at),
            )
            where = place(at.head(21).to_list(), ", ".join(mapping.unit))
            notes.append(Note("read.unit-without-id", source.id, says, where, len(at)))
            unit = unit.zip_with(unit.is_not_null(), pl.select(pl.format("row {}", rows)).to_series())
    else:
        unit = rows.cast(pl.String).alias(UNIT)
    return pl.DataFrame([unit.alias(UNIT), *made]), notes


def _place(columns: Columns, names: str | list[str]) -> pl.Series:
    return columns.text(names) if isinstance(names, str) else columns.joined(names)


def _without_blank(texts: pl.Series) -> pl.Series:
    """Null for an empty name; of several parts, when all are empty."""
    least = texts.min()
    if least is None or str(least) >= "0":  # nothing that begins with a blank or a "/", and nothing empty
        return texts
    really = texts.str.strip_chars(" \t\u00a0/") == ""
    return texts.zip_with(~really.fill_null(True), pl.Series([None], dtype=pl.String).new_from_index(0, len(texts)))


def _totals(columns: Columns, mapping: TableMapping, source: Source) -> tuple[pl.Series | None, list[Note]]:
    """Rows that are totals: those the case declares (any of its columns), and those named so."""
    names = list(mapping.names.values())
    for place_columns in mapping.places.values():
        names += [place_columns] if isinstance(place_columns, str) else place_columns
    places = [columns.text(name) for name in dict.fromkeys(names) if name not in mapping.unit]
    found = total_rows([columns.text(name) for name in mapping.unit], places)
    if mapping.totals:
        declared = columns.matches(mapping.totals, every=False)
        found = declared if found is None else found | declared
    if found is None or not found.any():
        return None, []
    at = columns.raw.rows.filter(found)
    says = say(
        _("{source}: {rows} rows are totals by their name or as declared; they are kept apart and not counted"),
        _("{source}: one row is a total by its name or as declared; it is kept apart and not counted"),
        "rows",
        source=_who(source),
        rows=len(at),
    )
    return found, [Note("read.total-row", source.id, says, place(at.head(21).to_list(), ""), len(at))]


def _numbers(
    columns: Columns, mapping: TableMapping, source: Source, headings: Sequence[str]
) -> tuple[dict[str, Numbers], list[Note]]:
    declared = [
        replace(n, columns=tuple(columns.find(c) or c for c in n.columns)) if n.columns else n for n in mapping.numbers
    ]
    return read_numbers(
        {name: columns.raw.cells.get_column(name) for name in headings},
        columns.raw.rows,
        source,
        declared,
        mapping.states,
        lambda f: columns.matches(f, every=True),
    )


def _wide(
    columns: Columns,
    mapping: TableMapping,
    contest: Contest,
    source: Source,
    base: pl.DataFrame,
    is_total: pl.Series | None,
) -> tuple[_Made, list[Note]]:
    labels = Labels(contest)
    figures: dict[str, list[str | Derived]] = {MEASURE + m: [figure] for m, figure in mapping.measures.items()}
    used: list[str] = []
    for label, figure in [*mapping.options.items(), *_between(columns, mapping, source)]:
        option = labels[label]
        used.append(option)
        figures.setdefault(OPTION + option, []).append(figure)
    needed = [columns.find(name) or name for parts in figures.values() for f in parts for name in parts_of(f)]
    read, notes = _numbers(columns, mapping, source, list(dict.fromkeys(needed)))
    notes = [*undeclared(labels, used, source), *notes]
    items: dict[str, Numbers] = {}
    for item, parts in figures.items():
        made = [_figure(columns, read, figure) for figure in parts]
        items[item] = made[0] if len(made) == 1 else _combined([(numbers, 1) for numbers in made])
        if len(made) > 1:
            says = say(
                _("{source}: {columns} columns are added up to the votes of {option}"),
                source=_who(source),
                columns=len(made),
                option=Name(contest.name_of(plain(item)), of="option", id=plain(item)),
            )
            notes.append(Note("read.columns-added", source.id, says, count=len(made)))
    table = base.with_columns([numbers.values.alias(item) for item, numbers in items.items()])
    if is_total is None:
        return _Made(table, _gaps(items, None), table.clear()), notes
    return _Made(table.filter(~is_total), _gaps(items, ~is_total), table.filter(is_total)), notes


def _between(columns: Columns, mapping: TableMapping, source: Source) -> list[tuple[str, str]]:
    if mapping.options_between is None:
        return []
    first, last = (columns.find(name) for name in mapping.options_between)
    headings = columns.raw.cells.columns
    assert first is not None and last is not None
    if headings.index(first) > headings.index(last):
        raise ReadError(
            Problem(
                f"source {source.id}: options_between",
                f"{last!r} stands before {first!r}",
                "the first and the last column of the run, from left to right",
            )
        )
    run = headings[headings.index(first) : headings.index(last) + 1]
    counted = set(numeric_headings(mapping, headings))
    measured = {columns.find(name) for figure in mapping.measures.values() for name in parts_of(figure)}
    return [(heading, heading) for heading in run if heading in counted and heading not in measured]


def _figure(columns: Columns, read: dict[str, Numbers], figure: str | Derived) -> Numbers:
    def of(name: str) -> Numbers:
        return read[columns.find(name) or name]

    if isinstance(figure, str):
        return of(figure)
    return _combined([(of(name), 1) for name in figure.sum] + [(of(name), -1) for name in figure.minus])


def _combined(parts: Sequence[tuple[Numbers, int]]) -> Numbers:
    """A sum of columns; where a part is missing the sum is missing, for the reason of the first missing part."""
    # 64 bits hold the sum of a thousand parts below 2^53; whatever is larger is added in 128.
    small = all(_within(numbers.values, 2**53) for numbers, _sign in parts) and len(parts) < 1000
    total: pl.Series | None = None
    for numbers, sign in parts:
        values = numbers.values.cast(pl.Int64 if small else pl.Int128)
        if total is None:
            total = values if sign > 0 else values - values - values
        else:
            total = total + values if sign > 0 else total - values
    assert total is not None
    gappy = [numbers for numbers, _sign in parts if numbers.states is not None]
    if not gappy:
        return Numbers(total)
    frame = pl.DataFrame(
        [n.states.alias(f"s{i}") for i, n in enumerate(gappy) if n.states is not None]
        + [n.raw.alias(f"r{i}") for i, n in enumerate(gappy) if n.raw is not None]
    )
    count = range(len(gappy))
    states = frame.select(pl.coalesce([f"s{i}" for i in count])).to_series()
    raw = frame.select(
        pl.coalesce([pl.when(pl.col(f"s{i}").is_not_null()).then(pl.col(f"r{i}").fill_null("")) for i in count])
    ).to_series()
    return Numbers(total, states, raw)


def _within(values: pl.Series, limit: int) -> bool:
    least, most = values.min(), values.max()
    return least is None or most is None or (-limit < int(least) and int(most) < limit)  # type: ignore[arg-type]


def _gaps(items: dict[str, Numbers], keep: pl.Series | None) -> pl.DataFrame:
    made = [pl.DataFrame(schema=GAPS_SCHEMA)]
    for item, numbers in items.items():
        if numbers.states is None or numbers.raw is None:
            continue
        frame = pl.DataFrame([numbers.values.alias("value"), numbers.states.alias("state"), numbers.raw.alias("raw")])
        if keep is not None:
            frame = frame.filter(keep)
        made.append(
            frame.with_row_index("unit_row")
            .filter(pl.col("value").is_null())
            .select(
                pl.col("unit_row").cast(pl.UInt32),
                pl.lit(plain(item)).alias("item"),
                "state",
                pl.col("raw").fill_null(""),
            )
        )
    return pl.concat(made)


def _long(
    columns: Columns,
    mapping: TableMapping,
    contest: Contest,
    source: Source,
    base: pl.DataFrame,
    is_total: pl.Series | None,
    codes: Columns | None,
) -> tuple[_Made, list[Note]]:
    assert mapping.long is not None
    items, notes = item_of_rows(columns, mapping.long, Labels(contest), source, codes)
    value = columns.find(mapping.long.value)
    assert value is not None
    read, more = _numbers(columns, mapping, source, [value])
    notes += more
    notes += _two_places(base, source)
    numbers = read[value]
    if is_total is None:
        made, more = pivot(base, items, numbers, contest, source, mapping.long.absent)
        return _Made(made.table, made.gaps, made.table.clear(), made.cells), notes + more
    made, more = pivot(*_rows(base, items, numbers, ~is_total), contest, source, mapping.long.absent)
    totals, _told = pivot(*_rows(base, items, numbers, is_total), contest, source, mapping.long.absent, tell=False)
    return _Made(made.table, made.gaps, totals.table, made.cells), notes + more


def _rows(
    base: pl.DataFrame, items: pl.Series, numbers: Numbers, keep: pl.Series
) -> tuple[pl.DataFrame, pl.Series, Numbers]:
    return (
        base.filter(keep),
        items.filter(keep),
        Numbers(
            numbers.values.filter(keep),
            None if numbers.states is None else numbers.states.filter(keep),
            None if numbers.raw is None else numbers.raw.filter(keep),
        ),
    )


def _two_places(base: pl.DataFrame, source: Source) -> list[Note]:
    """Rows of one unit that name different places: the id of the unit is probably not all of it."""
    places = [c for c in base.columns if c.startswith(PLACE)]
    if not places:
        return []
    pairs = base.select(UNIT, *places).unique(maintain_order=True)
    twice = pairs.filter(pl.col(UNIT).is_duplicated())[UNIT].unique(maintain_order=True)
    if twice.is_empty():
        return []
    says = say(
        _(
            "{source}: the rows of {units} units, such as {shown}, name more than one place; the columns that "
            "name a unit may not be all that is needed"
        ),
        _(
            "{source}: the rows of one unit, {shown}, name more than one place; the columns that name a unit may "
            "not be all that is needed"
        ),
        "units",
        source=_who(source),
        units=len(twice),
        shown=Series(tuple(Code(u) for u in twice.head(5))),
    )
    return [Note("read.unit-in-two-places", source.id, says, count=len(twice))]


def distribution(raw: RawTable, mapping: TableMapping, contest: Contest, source: Source, record: str) -> Distribution:
    """How many sheets have each value of an item, from a table with the columns item, value, sheets."""
    columns = Columns(raw, source)
    columns.need(named_columns(mapping))
    columns, _notes = _chosen_rows(columns, mapping, source)
    read, _more = _numbers(columns, mapping, source, ["value", "sheets"])
    for name, numbers in read.items():
        if numbers.values.null_count():
            at = columns.raw.rows.filter(numbers.values.is_null())
            raise ReadError(
                Problem(
                    f"source {source.id}: {place(at.head(21).to_list(), name)}",
                    "no whole number",
                    "a whole number in each row of a table of values and sheets",
                )
            )
    labels = Labels(contest)
    meant = {label: _item(label, labels) for label in columns.text("item").fill_null("").unique()}
    table = pl.DataFrame(
        {
            "item": columns.text("item").fill_null("").replace_strict(meant, return_dtype=pl.String),
            "value": read["value"].values,
            "sheets": read["sheets"].values,
        }
    )
    return Distribution(record, contest, (source.id,), table)


def _item(label: str, labels: Labels) -> str:
    """An option, or the lead of one over another: `A-B`, each as the case spells it."""
    if labels[label] in labels.declared or "-" not in label:
        return labels[label]
    for at, sign in enumerate(label):
        if sign == "-":
            leader, other = labels[label[:at]], labels[label[at + 1 :]]
            if leader in labels.declared and other in labels.declared:
                return f"{leader}-{other}"
    return label
