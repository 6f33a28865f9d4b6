"""Which columns a mapping names, and where they are in a file."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from scrutiny.errors import Problem, ReadError
from scrutiny.evidence.mapping import Derived, Filter, TableMapping
from scrutiny.evidence.raw import RawTable
from scrutiny.evidence.source import Source


def normalised(name: str) -> str:
    """A heading without the differences that nobody sees: case, runs of blanks, invisible marks.

    Examples
    --------
    >>> normalised("  Número\\u00a0Mesa ")
    'número mesa'
    """
    visible = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) != "Cf")
    return re.sub(r"\s+", " ", visible).strip().casefold()


def parts_of(measured: str | Derived) -> tuple[str, ...]:
    """The columns of a figure: its own, or those it is made of."""
    return (measured,) if isinstance(measured, str) else measured.sum + measured.minus


def number_columns(mapping: TableMapping) -> tuple[str, ...]:
    """The columns that hold counts."""
    names = [part for figure in (*mapping.measures.values(), *mapping.options.values()) for part in parts_of(figure)]
    if mapping.long is not None:
        names.append(mapping.long.value)
    if mapping.distribution is not None:
        names += ["value", "sheets"]
    return tuple(dict.fromkeys(names))


def text_columns(mapping: TableMapping) -> tuple[str, ...]:
    """The columns that hold names and codes, whose zeros in front matter."""
    names = [*mapping.unit, *mapping.names.values(), *mapping.attributes.values(), *mapping.register_group]
    for place in mapping.places.values():
        names += [place] if isinstance(place, str) else place
    for condition in (mapping.where, mapping.where_not, mapping.totals, *(n.where for n in mapping.numbers)):
        names += condition
    if mapping.image is not None:
        names.append(mapping.image)
    if mapping.long is not None and mapping.long.item is not None:
        names.append(mapping.long.item)
    if mapping.distribution is not None:
        names.append("item")
    return tuple(dict.fromkeys(names))


def named_columns(mapping: TableMapping) -> tuple[str, ...]:
    """Every column that a mapping names."""
    names = [*text_columns(mapping), *number_columns(mapping), *(mapping.options_between or ())]
    for numerals in mapping.numbers:
        names += numerals.columns
    return tuple(dict.fromkeys(names))


@dataclass
class Columns:
    """The columns of one file, found by heading: exactly, or but for case and blanks.

    What is not there is collected, so that all of it can be told at once.
    """

    raw: RawTable
    source: Source
    missing: list[str] = field(default_factory=list)

    @cached_property
    def _alike(self) -> dict[str, str]:
        return {normalised(name): name for name in reversed(self.raw.cells.columns)}

    def find(self, name: str) -> str | None:
        """The heading as the file spells it; None, and remembered, when there is none."""
        if name in self.raw.cells.columns:
            return name
        found = self._alike.get(normalised(name))
        if found is None and name not in self.missing:
            self.missing.append(name)
        return found

    def need(self, names: Iterable[str]) -> None:
        """Raise with every missing column at once."""
        for name in names:
            self.find(name)
        if not self.missing:
            return
        known = self.raw.cells.columns
        problems = []
        for name in self.missing:
            near = nearest(name, known)
            problems.append(
                Problem(
                    f"source {self.source.id} ({self.source.file or self.source.dataset or self.source.title})",
                    f"no column {name!r}",
                    "one of: " + ", ".join(repr(c) for c in known[:40]) + (", ..." if len(known) > 40 else ""),
                    f"did you mean {' or '.join(repr(n) for n in near)}?"
                    if near
                    else "mend the name of the column, or say where the header is: `header = ...`",
                )
            )
        raise ReadError(problems)

    def text(self, name: str) -> pl.Series:
        """A column as text, as the file writes it."""
        found = self.find(name)
        assert found is not None
        column = self.raw.cells.get_column(found)
        if column.dtype == pl.String:
            return column
        if self.raw.as_text is not None:
            return self.raw.as_text(found)
        return column.cast(pl.String)

    def joined(self, names: Sequence[str]) -> pl.Series:
        """Several columns as one text, parts joined with "/", an empty part staying empty."""
        parts = [self.text(name) for name in names]
        if len(parts) == 1:
            return parts[0]
        frame = pl.DataFrame([part.alias(str(i)) for i, part in enumerate(parts)])
        return frame.select(pl.concat_str([pl.col(c).fill_null("") for c in frame.columns], separator="/")).to_series()

    def matches(self, condition: Filter, every: bool) -> pl.Series:
        """Rows whose columns have one of the values: all of the columns (`every`), or any of them."""
        made: pl.Series | None = None
        for name, wanted in condition.items():
            values = [wanted] if isinstance(wanted, str) else list(wanted)
            here = self.text(name).fill_null("").str.strip_chars().is_in([value.strip() for value in values])
            made = here if made is None else (made & here if every else made | here)
        return made if made is not None else pl.Series([every] * self.raw.cells.height, dtype=pl.Boolean)


def nearest(name: str, known: Sequence[str]) -> list[str]:
    """The headings that look most like a name."""
    by_form = {normalised(c): c for c in reversed(known)}
    return [by_form[n] for n in difflib.get_close_matches(normalised(name), list(by_form), n=3, cutoff=0.5)]


def numeric_headings(mapping: TableMapping, headings: Sequence[str]) -> tuple[str, ...]:
    """The headings of a file under which counts stand, and under which nothing else is looked for."""
    by_form = {normalised(name): name for name in reversed(headings)}

    def spelled(names: Iterable[str]) -> list[str]:
        return [name if name in headings else by_form.get(normalised(name), "") for name in names]

    found = set(spelled(number_columns(mapping)))
    if mapping.options_between is not None:
        first, last = spelled(mapping.options_between)
        if first and last:
            found |= set(headings[headings.index(first) : headings.index(last) + 1])
    return tuple(name for name in headings if name in found - set(spelled(text_columns(mapping))))
