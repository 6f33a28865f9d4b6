"""What a reader is: a name, a way to recognise its format, and a function from bytes to cells and notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from scrutiny.errors import Problem, ReadError
from scrutiny.evidence.mapping import TableMapping
from scrutiny.evidence.note import Note
from scrutiny.evidence.raw import RawTable
from scrutiny.evidence.source import Source
from scrutiny.messages import Message, Name


@dataclass(frozen=True, eq=False)
class Request:
    """A file to be read, unpacked.

    Parameters
    ----------
    content
        Its bytes.
    name
        Its name, that of the member for a file in an archive.
    typed
        Whether columns that hold counts may be taken as whole numbers at once.
    """

    content: bytes
    name: str
    source: Source
    mapping: TableMapping | None = None
    typed: bool = True

    @property
    def who(self) -> Name:
        return Name(self.source.title, of="source", id=self.source.id)

    @property
    def where(self) -> str:
        return f"source {self.source.id} ({self.name})"

    def note(self, code: str, says: Message, locator: str = "", count: int = 1) -> Note:
        return Note(code, self.source.id, says, locator, count)

    def error(self, found: str, expected: str = "", do: str = "") -> ReadError:
        return ReadError(Problem(self.where, found, expected, do))


@dataclass(frozen=True, eq=False)
class Cells:
    """What a reader found: the cells, the line or row of each row, and what it noticed."""

    cells: pl.DataFrame
    rows: pl.Series
    notes: tuple[Note, ...] = ()

    def raw(self, source: str) -> RawTable:
        return RawTable(self.cells, self.rows, source, self.notes)


@dataclass(frozen=True)
class Reader:
    """A format. A module of this package is a reader when it has one of these, named `READER`.

    Parameters
    ----------
    name
        What the format is called in messages.
    suffixes
        Endings of file names, with the dot, in small letters.
    recognises
        Whether the first bytes of a file are of this format, whatever the file is called.
    read
        Bytes to cells.
    fallback
        True for the format that is tried when nothing else fits.
    """

    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[Request], Cells]
    fallback: bool = False
