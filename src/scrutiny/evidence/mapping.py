"""How the columns of a file become units, places, options and measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from scrutiny.evidence.shape import STRICT

Filter = dict[str, str | list[str]]
StateName = Literal["zero", "blank", "illegible", "not_available", "no_such_field"]


@dataclass(frozen=True)
class Numerals:
    """How numbers are written in some columns, in some rows."""

    __pydantic_config__: ClassVar = STRICT

    thousands: str = ""
    """The sign between groups of three digits: ".", ",", " ", "'"."""
    decimal: str = ""
    """The sign before decimals."""
    columns: tuple[str, ...] = ()
    """Only these columns; all when empty."""
    where: Filter = field(default_factory=dict)
    """Only rows whose columns have these values."""


@dataclass(frozen=True)
class Derived:
    """A measure made from several columns."""

    __pydantic_config__: ClassVar = STRICT

    sum: tuple[str, ...]
    """Columns to be added. A missing part makes the sum missing."""
    minus: tuple[str, ...] = ()
    """Columns to be subtracted."""


@dataclass(frozen=True)
class Long:
    """A file with one row for each count, instead of a column for each option."""

    __pydantic_config__: ClassVar = STRICT

    value: str
    """The column that holds the count."""
    item: str | None = None
    """The column that names the option or measure; without it every row is of `measure`."""
    measure: str | None = None
    """The measure that every row holds, when `item` is not given."""
    measures: dict[str, str] = field(default_factory=dict)
    """Labels in `item` that are measures: `{"Under Votes" = "undervotes"}`."""
    lookup: Lookup | None = None
    """A second file that says what a code in `item` means."""
    absent: Literal["not_available", "no_such_field", "zero"] = "not_available"
    """What it means that a unit has no row for an option: unknown, unless the file is known to leave out options
    that were not on the ballot there (`no_such_field`) or counts of nought (`zero`)."""


@dataclass(frozen=True)
class Lookup:
    """A file of codes."""

    __pydantic_config__: ClassVar = STRICT

    source: str
    """The source that holds the codes."""
    key: str
    """Its column with the code."""
    value: str
    """Its column with what the code means."""


@dataclass(frozen=True)
class Allotment:
    """A rule that hands the voters of a place out to its units by what has nothing to do with their vote."""

    __pydantic_config__: ClassVar = STRICT

    level: str
    """The level of the places whose voters are handed out: `centre`, `section`. It must be among `places`."""
    by: Literal["alphabet", "number", "lot"]
    """By surname (`alphabet`: families stay together), by a number that tells nothing of the voter (`number`: the
    last digits of an identity card), or by `lot`. Age, sex, address or the date of registration are no such rule."""
    said_by: str
    """Who says so, and of which election: a law, a manual of the authority, an observer. Printed with every finding
    that rests on it."""
    url: str | None = None
    """Where it is said."""


@dataclass(frozen=True)
class TableMapping:
    """One table of counts in one source. Tables of one `record` and contest are joined unit by unit."""

    __pydantic_config__: ClassVar = STRICT

    source: str
    """The source to be read."""
    contest: str | None = None
    """The contest that it counts; by default the only one."""
    record: str | None = None
    """The record that this table is a part of; by default the source. One record is what one publisher says at one
    time: a file of stations and a file of votes are one record, two snapshots are two."""
    level: str = "station"
    """The level of a row."""
    unit: tuple[str, ...] = ()
    """The columns that together name a unit; the row number when empty."""
    sheet: str | None = None
    """The sheet of a workbook; the first when empty."""
    header: int | None = None
    """The line (from 1) that holds the column names, where it is not the first."""
    header_lines: int = 1
    """How many lines the header takes; merged cells are filled to the right and joined with " / "."""
    encoding: str | None = None
    """The encoding; detected and stated when empty."""
    separator: str | None = None
    """What separates columns; detected and stated when empty."""
    quote: str | None = '"'
    """The quotation mark; `""` switches quoting off."""
    places: dict[str, str | list[str]] = field(default_factory=dict)
    """Level -> column, or columns that together name the place."""
    names: dict[str, str] = field(default_factory=dict)
    """Level -> column with the printed name of the place, where `places` holds codes."""
    measures: dict[str, str | Derived] = field(default_factory=dict)
    """Measure -> column, or a sum of columns: registered, cast, valid, invalid, blank, issued, received, sheets."""
    options: dict[str, str | Derived] = field(default_factory=dict)
    """Option -> column."""
    options_between: tuple[str, str] | None = None
    """The first and last column of a run of option columns whose headings are the options."""
    long: Long | None = None
    """Set for a file with one row for each count."""
    where: Filter = field(default_factory=dict)
    """Only rows whose columns have one of these values."""
    where_not: Filter = field(default_factory=dict)
    """Without the rows whose columns have one of these values."""
    totals: Filter = field(default_factory=dict)
    """Rows that are totals: kept apart, compared with the sum, never counted as a unit. Rows named "Total" and
    the like are found without it."""
    register_group: tuple[str, ...] = ()
    """Columns naming the group of units that share a register (postal districts): turnout belongs to the group."""
    allotted: Allotment | None = None
    """How the voters of a place are handed out to its units, only where that is at random or as good as."""
    attributes: dict[str, str] = field(default_factory=dict)
    """Attribute -> column: urban, kind, arrival, centre name."""
    image: str | None = None
    """The column with the address of the sheet's image."""
    states: dict[str, StateName] = field(default_factory=dict)
    """What a text in a number column means: `"-" = "not_available"`. Empty cells are `blank` unless said otherwise."""
    numbers: tuple[Numerals, ...] = ()
    """How numbers are written, first match first; when empty, one convention for each column is found and stated."""
    reading: Literal["written", "transcribed", "qr", "ocr", "corrected", "published"] = "published"
    """How the figures came from the sheets to this file."""
    as_of: datetime | None = None
    """The moment of which the file speaks, for snapshots."""
    instead_of: str | None = None
    """The record for which this one stands in when that one's file is not to be had."""
    distribution: Literal["option", "lead"] | None = None
    """Set for a table that says how many sheets have each value of an item: columns item, value, sheets."""
