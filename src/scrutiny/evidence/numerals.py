"""Numbers as people write them, read by one convention for a column, which is stated and never guessed per cell.

"1.309" is a thousand and three hundred and nine in Germany, one and a bit in Britain, and a parser that takes the
second where the first is meant loses the votes without an error. So plain digits are read as they stand; whatever
is written otherwise is read by a convention that the case declares or that the whole column (and the other columns
of the table) leaves no doubt about; and what is left in doubt stays without a number, with a note that says what
to declare.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from scrutiny.evidence.conventions import (
    DECIMALS,
    NUMBER_LIKE,
    PLAIN,
    SAME,
    THOUSANDS,
    Convention,
    clean_sign,
    clean_text,
    parse_number,
)
from scrutiny.evidence.mapping import Filter, Numerals
from scrutiny.evidence.note import Note
from scrutiny.evidence.source import Source
from scrutiny.messages import Code, Name, Series, Value, _, say

__all__ = ["Numbers", "parse_number", "place", "read_numbers"]

SHOWN_ROWS = 20
"""How many rows a note names; the gaps of the table hold all."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column read as numbers.

    Parameters
    ----------
    values
        Whole numbers, 64 bits where they fit and 128 where they must; null where there is none.
    states, raw
        For a column with nulls: why each null is one (null where there is a number), and the text that stood there.
    """

    values: pl.Series
    states: pl.Series | None = None
    raw: pl.Series | None = None


@dataclass(eq=False)
class _Column:
    name: str
    texts: pl.Series
    values: pl.Series
    odd: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Cells that are neither plain digits nor empty: `at` (position), `raw`, `text` (cleaned), `state`, `value`."""
    shapes: dict[str, int] = field(default_factory=dict)
    """Shapes of odd numbers in rows without a declared convention: digits as 9, zeros as 0."""
    decided: Convention | None = None
    doubtful: str = ""
    """The sign that could be either, when nothing was decided."""
    clash: bool = False
    """The column writes numbers of one size both with and without that sign."""


def read_numbers(
    columns: Mapping[str, pl.Series],
    rows: pl.Series,
    source: Source,
    declared: Sequence[Numerals] = (),
    states: Mapping[str, str] | None = None,
    where: Callable[[Filter], pl.Series] | None = None,
) -> tuple[dict[str, Numbers], list[Note]]:
    """Read the number columns of a table together, since one may settle what another leaves in doubt.

    Parameters
    ----------
    columns
        Heading and cells (text, or whole numbers from formats that have them).
    rows
        The row of each cell in the file, for the notes.
    declared
        Conventions of the case, first match first.
    states
        What a text means: `"-"` -> `not_available`; `zero` makes it a 0.
    where
        Which rows a filter of a declared convention means.

    Examples
    --------
    >>> import polars as pl
    >>> source = Source("s", "A table")
    >>> made, notes = read_numbers({"A": pl.Series(["1.234.567", "12", "1.309"])}, pl.Series([2, 3, 4]), source)
    >>> made["A"].values.to_list(), notes[0].code
    ([1234567, 12, 1309], 'read.number-convention')
    >>> made, notes = read_numbers({"A": pl.Series(["1309", "1.309"])}, pl.Series([2, 3]), source)
    >>> made["A"].values.to_list(), notes[0].code
    ([1309, None], 'read.ambiguous-number')
    """
    meanings = {clean_text(text): state for text, state in (states or {}).items()}
    opened = [_open(name, texts, meanings) for name, texts in columns.items()]
    notes: list[Note] = []
    if any(column.odd.height for column in opened):
        chosen = _declared_for(declared, columns, where)
        for column in opened:
            _apply_declared(column, chosen.get(column.name, ()))
        _decide(opened)
        for column in opened:
            _apply(column, column.decided or Convention(), only_undeclared=True)
    made: dict[str, Numbers] = {}
    for column in opened:
        notes += _notes(column, rows, source)
        made[column.name] = _close(column, meanings)
        notes += _negative(column.name, made[column.name].values, rows, source)
    return made, notes


def _open(name: str, texts: pl.Series, meanings: Mapping[str, str]) -> _Column:
    if texts.dtype.is_integer():
        values = texts.cast(pl.Int64, strict=False)
        if values.null_count() > texts.null_count():
            values = texts.cast(pl.Int128)
        if not any(re.fullmatch(PLAIN, text) for text in meanings):
            return _Column(name, texts, values)
        texts = texts.cast(pl.String)
    values = texts.cast(pl.Int64, strict=False)
    column = _Column(name, texts, values)
    sentinels = [text for text in meanings if re.fullmatch(PLAIN, text)]
    odd = texts.is_not_null() & values.is_null()
    if sentinels:
        odd = odd | texts.is_in(sentinels).fill_null(False)
    if not odd.any():
        return column
    at = odd.arg_true()
    frame = pl.DataFrame({"at": at, "raw": texts.gather(at)}).with_columns(
        text=pl.col("raw").str.replace_many(list(SAME), list(SAME.values())).str.strip_chars()
    )
    column.odd = frame.with_columns(
        state=pl.col("text").replace_strict({"": "blank", **meanings}, default=None, return_dtype=pl.String),
        value=pl.lit(None, pl.Int128),
        declared=pl.lit(False),
    ).with_columns(
        value=pl.when(pl.col("state") == "zero")
        .then(pl.lit(0, pl.Int128))
        .otherwise(
            pl.when(pl.col("state").is_null() & pl.col("text").str.contains(PLAIN)).then(
                pl.col("text").str.strip_chars_start("+").cast(pl.Int128, strict=False)
            )
        )
    )
    column.values = values.scatter(at, None) if sentinels else values
    return column


def _declared_for(
    declared: Sequence[Numerals], columns: Iterable[str], where: Callable[[Filter], pl.Series] | None
) -> dict[str, list[tuple[Convention, pl.Series | None]]]:
    made: dict[str, list[tuple[Convention, pl.Series | None]]] = {}
    for numerals in declared:
        mask = where(numerals.where) if numerals.where and where is not None else None
        convention = Convention(clean_sign(numerals.thousands), clean_sign(numerals.decimal))
        for name in columns:
            if not numerals.columns or name in numerals.columns:
                made.setdefault(name, []).append((convention, mask))
    return made


def _apply_declared(column: _Column, declared: Sequence[tuple[Convention, pl.Series | None]]) -> None:
    if not column.odd.height:
        return
    for convention, mask in declared:
        here = ~column.odd["declared"]
        if mask is not None:
            here = here & mask.gather(column.odd["at"])
        column.odd = column.odd.with_columns(declared=pl.col("declared") | here)
        _apply(column, convention, only=here)


def _apply(
    column: _Column, convention: Convention, only: pl.Series | None = None, only_undeclared: bool = False
) -> None:
    """Read the odd cells that have no number and no meaning yet by a convention."""
    if not column.odd.height:
        return
    left = pl.col("state").is_null() & pl.col("value").is_null()
    if only_undeclared:
        left = left & ~pl.col("declared")
    if only is not None:
        left = left & pl.lit(only)
    text = pl.col("text")
    digits = text.str.replace_all(re.escape(convention.thousands), "") if convention.thousands else text
    if convention.decimal:
        digits = digits.str.replace(re.escape(convention.decimal) + r"0+$", "")
    number = digits.str.strip_chars_start("+").cast(pl.Int128, strict=False)
    fraction = left & text.str.contains(convention.any) & ~text.str.contains(convention.whole)
    column.odd = column.odd.with_columns(
        value=pl.when(left & text.str.contains(convention.whole)).then(number).otherwise(pl.col("value")),
        state=pl.when(fraction).then(pl.lit("fraction")).otherwise(pl.col("state")),
    )


def _decide(columns: Sequence[_Column]) -> None:
    """One convention for each column, from the whole column; what it leaves in doubt, from its neighbours."""
    for column in columns:
        column.shapes = _shapes(column)
        if column.shapes:
            _decide_alone(column)
    settled = {c.decided.thousands for c in columns if c.decided is not None and c.decided.thousands}
    clashes = {c.doubtful for c in columns if c.clash}
    clashes |= {c.decided.decimal for c in columns if c.decided is not None and c.decided.decimal}
    for column in columns:
        if not column.doubtful or column.clash or column.doubtful in clashes:
            continue
        # A neighbour has settled the sign; or the column itself holds small numbers without it and none of the
        # size of those that carry it, so that every number large enough for a sign has one.
        if column.doubtful in settled or _largest_plain(column) is not None:
            column.decided = Convention(thousands=column.doubtful)
            column.doubtful = ""


def _shapes(column: _Column) -> dict[str, int]:
    if not column.odd.height:
        return {}
    counted = (
        column.odd.filter(pl.col("state").is_null() & pl.col("value").is_null() & ~pl.col("declared"))
        .select(pl.col("text").str.replace_all("[1-9]", "9").alias("shape"))
        .group_by("shape")
        .len()
        .sort("shape")
    )
    return {shape: count for shape, count in counted.iter_rows() if NUMBER_LIKE.match(shape)}


def _decide_alone(column: _Column) -> None:
    fitting = [
        Convention(t, d)
        for t in THOUSANDS
        for d in DECIMALS
        if (t or d) and t != d and all(re.match(Convention(t, d).any, shape) for shape in column.shapes)
    ]
    # The simplest that fits: a sign that no cell needs is not part of the convention.
    fewest = min((bool(c.thousands) + bool(c.decimal) for c in fitting), default=0)
    simplest = [c for c in fitting if bool(c.thousands) + bool(c.decimal) == fewest]
    if len(simplest) == 1:
        column.decided = simplest[0]
        return
    signs = {c.thousands or c.decimal for c in simplest}
    if len(signs) != 1:  # nothing fits all, or several signs could mean several things
        column.doubtful = "".join(sorted({s for shape in column.shapes for s in shape if s in ".,"}))[:1]
        column.clash = bool(column.doubtful)
        return
    column.doubtful = signs.pop()
    smallest = min(sum(c.isdigit() for c in shape) for shape in column.shapes)
    plain = _largest_plain(column)
    column.clash = plain is not None and plain >= 10 ** (smallest - 1)


def _largest_plain(column: _Column) -> int | None:
    """The largest number (but for its sign) that the column writes with digits alone."""
    found = column.values.drop_nulls()
    if found.is_empty():
        return None
    return max(abs(int(found.max())), abs(int(found.min())))  # type: ignore[arg-type]


def _close(column: _Column, meanings: Mapping[str, str]) -> Numbers:
    values = column.values
    if column.odd.height:
        read = column.odd.filter(pl.col("value").is_not_null())
        if read.height:
            small = read["value"].cast(pl.Int64, strict=False)
            if values.dtype == pl.Int64 and small.null_count() == 0:
                values = values.scatter(read["at"], small)
            else:
                values = values.cast(pl.Int128).scatter(read["at"], read["value"])
    if values.null_count() == 0:
        return Numbers(values)
    states = pl.select(pl.when(values.is_null()).then(pl.lit(meanings.get("", "blank"))).alias("state")).to_series()
    if column.odd.height:
        none = column.odd.filter(pl.col("value").is_null())
        said = none["state"].fill_null("illegible").replace({"fraction": "illegible"})
        states = states.scatter(none["at"], said)
    raw = column.texts if column.texts.dtype == pl.String else column.texts.cast(pl.String)
    return Numbers(values, states, raw)


def place(rows: Sequence[int], column: str) -> str:
    """ "rows 4, 9, 12, column RE", the first few."""
    shown = ", ".join(str(row) for row in rows[:SHOWN_ROWS]) + (", ..." if len(rows) > SHOWN_ROWS else "")
    word = "row" if len(rows) == 1 else "rows"
    return f"{word} {shown}, column {column}" if column else f"{word} {shown}"


def _notes(column: _Column, rows: pl.Series, source: Source) -> list[Note]:
    if not column.odd.height:
        return []
    notes: list[Note] = []
    who: Value = Name(source.title, of="source", id=source.id)
    heading: Value = Code(column.name)

    def tell(code: str, cells: pl.DataFrame, text: str, one: str, **more: Value) -> None:
        if not cells.height:
            return
        at = rows.gather(cells["at"].head(SHOWN_ROWS + 1)).to_list()
        shown: Value = Series(tuple(Code(text) for text in cells["raw"].unique(maintain_order=True).head(5)))
        says = say(text, one, "cells", source=who, column=heading, cells=cells.height, shown=shown, **more)
        notes.append(Note(code, source.id, says, place(at, column.name), cells.height))

    odd = column.odd
    none = odd.filter(pl.col("value").is_null())
    doubtful = none.filter(
        pl.lit(bool(column.doubtful))
        & pl.col("state").is_null()
        & ~pl.col("declared")
        & pl.col("text").str.contains(r"^[+-]?\d[\d.,' ]*\d$")
    )
    if column.decided is not None:
        _tell_convention(
            tell,
            column.decided,
            odd.filter(~pl.col("declared") & ~pl.col("text").str.contains(PLAIN) & (pl.col("state").is_null())),
        )
    tell(
        "read.zero-as-written",
        odd.filter(pl.col("state") == "zero"),
        _("{source}, column {column}: {cells} cells hold {shown}, which the case declares to be a zero"),
        _("{source}, column {column}: one cell holds {shown}, which the case declares to be a zero"),
    )
    tell(
        "read.ambiguous-number",
        doubtful,
        _(
            "{source}, column {column}: {cells} cells such as {shown} could be whole numbers with a thousands sign or "
            "decimal fractions, so they are left without a number; if {sign} is a thousands sign there, declare it "
            "in case.toml: {declare}"
        ),
        _(
            "{source}, column {column}: {shown} could be a whole number with a thousands sign or a decimal fraction, "
            "so it is left without a number; if {sign} is a thousands sign there, declare it in case.toml: {declare}"
        ),
        sign=Code(f'"{column.doubtful}"'),
        declare=Code(_declaration(column)),
    )
    tell(
        "read.fractional-count",
        none.filter(pl.col("state") == "fraction"),
        _(
            "{source}, column {column}: {cells} cells hold a fraction ({shown}), which is no count of votes; "
            "they are left without a number"
        ),
        _(
            "{source}, column {column}: one cell holds a fraction ({shown}), which is no count of votes; "
            "it is left without a number"
        ),
    )
    tell(
        "read.unreadable-number",
        none.filter(pl.col("state").is_null()).join(doubtful.select("at"), on="at", how="anti"),
        _(
            "{source}, column {column}: {cells} cells hold a text that is not read as a whole number ({shown}); "
            "they are left without a number"
        ),
        _(
            "{source}, column {column}: one cell holds a text that is not read as a whole number ({shown}); "
            "it is left without a number"
        ),
    )
    return notes


def _declaration(column: _Column) -> str:
    return f'[[tables.numbers]] thousands = "{column.doubtful}" columns = ["{column.name}"] where = {{ ... }}'


def _tell_convention(tell: Callable[..., None], convention: Convention, cells: pl.DataFrame) -> None:
    thousands, decimal = Code(f'"{convention.thousands}"'), Code(f'"{convention.decimal}"')
    if convention.thousands and convention.decimal:
        tell(
            "read.number-convention",
            cells,
            _(
                "{source}, column {column}: {thousands} is read as the thousands sign and {decimal} as the sign "
                "before decimals, in {cells} cells such as {shown}"
            ),
            _(
                "{source}, column {column}: {thousands} is read as the thousands sign and {decimal} as the sign "
                "before decimals, in one cell, {shown}"
            ),
            thousands=thousands,
            decimal=decimal,
        )
    elif convention.thousands:
        tell(
            "read.number-convention",
            cells,
            _("{source}, column {column}: {thousands} is read as the thousands sign, in {cells} cells such as {shown}"),
            _("{source}, column {column}: {thousands} is read as the thousands sign, in one cell, {shown}"),
            thousands=thousands,
        )
    else:
        tell(
            "read.number-convention",
            cells,
            _(
                "{source}, column {column}: {decimal} is read as the sign before decimals, in {cells} cells such "
                "as {shown}"
            ),
            _("{source}, column {column}: {decimal} is read as the sign before decimals, in one cell, {shown}"),
            decimal=decimal,
        )


def _negative(name: str, values: pl.Series, rows: pl.Series, source: Source) -> list[Note]:
    least = values.min()
    if least is None or int(least) >= 0:  # type: ignore[arg-type]
        return []
    at = (values < 0).fill_null(False).arg_true()
    says = say(
        _("{source}, column {column}: {cells} counts are below zero ({shown}); they are kept as they stand"),
        _("{source}, column {column}: one count is below zero ({shown}); it is kept as it stands"),
        "cells",
        source=Name(source.title, of="source", id=source.id),
        column=Code(name),
        cells=len(at),
        shown=Series(tuple(Code(str(v)) for v in values.gather(at.head(5)))),
    )
    return [
        Note(
            "read.negative-count",
            source.id,
            says,
            place(rows.gather(at.head(SHOWN_ROWS + 1)).to_list(), name),
            len(at),
        )
    ]
