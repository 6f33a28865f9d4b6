"""Any file to cells: unpack it, find the reader for what it holds, turn every failure into a sentence."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from importlib.metadata import entry_points
from pathlib import Path

import polars as pl

import scrutiny.readers
from scrutiny.errors import MachineError, Problem, ReadError, ScrutinyError
from scrutiny.evidence.mapping import TableMapping
from scrutiny.evidence.raw import RawTable
from scrutiny.evidence.source import Source
from scrutiny.readers.containers import LARGEST, unpack
from scrutiny.readers.reader import Reader, Request

_HEAD = 8192


@functools.cache
def readers() -> tuple[Reader, ...]:
    """Every reader: modules of this package that have a `READER`, then those of other packages."""
    found: dict[str, Reader] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(scrutiny.readers.__path__)):
        reader = getattr(importlib.import_module(f"scrutiny.readers.{module}"), "READER", None)
        if isinstance(reader, Reader):
            found[reader.name] = reader
    for entry in sorted(entry_points(group="scrutiny.readers"), key=lambda e: e.name):
        reader = entry.load()
        if isinstance(reader, Reader):
            found.setdefault(reader.name, reader)
    return tuple(found.values())


def reader_for(content: bytes, name: str) -> Reader:
    """The reader for a file: what its first bytes say counts more than what it is called."""
    head = content[:_HEAD]
    known = [r for r in readers() if r.recognises(head)]
    if not known:
        suffix = Path(name).suffix.lower()
        known = [r for r in readers() if suffix in r.suffixes and (r.fallback or _is_textual(head))]
    if not known:
        known = [r for r in readers() if r.fallback]
    return known[0]


def _is_textual(head: bytes) -> bool:
    """A file of another format's name whose first bytes do not say so is read as text, if it is one."""
    return head.lstrip().startswith((b"{", b"["))


def read_raw(path: Path, source: Source, mapping: TableMapping | None) -> RawTable:
    """Read a file into cells: text as it stands there, the row of each, and notes on what was odd.

    Parameters
    ----------
    path
        Where the file lies.
    mapping
        How it is laid out, as far as the case says; everything it leaves open is found and stated.

    Raises
    ------
    ReadError
        When the file cannot be read as a table, with what would help.
    """
    raw = _read(path, source, mapping, typed=True)
    if raw.cells.width and not all(kind == pl.String for kind in raw.cells.dtypes):
        return RawTable(raw.cells, raw.rows, raw.source, raw.notes, functools.partial(_text_of, path, source, mapping))
    return raw


def _text_of(path: Path, source: Source, mapping: TableMapping | None, column: str) -> pl.Series:
    return _read(path, source, mapping, typed=False).cells.get_column(column).cast(pl.String)


def _read(path: Path, source: Source, mapping: TableMapping | None, typed: bool) -> RawTable:
    where = f"source {source.id} ({path.name})"
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise ReadError(Problem(where, f"{size:,} bytes", f"at most {LARGEST:,}", "split the file"))
        content = path.read_bytes()
    except FileNotFoundError:
        raise ReadError(Problem(where, "is not there", "the file as it was added", "put it back")) from None
    except IsADirectoryError:
        raise ReadError(Problem(where, "is a folder", "a file")) from None
    except OSError as error:
        raise MachineError(Problem(where, f"cannot be read: {error.strerror}")) from error
    if not content:
        raise ReadError(
            Problem(where, "is empty", "a table with column names and rows", "check that this is the right file")
        )
    content, name = unpack(content, path.name, source.member, where)
    request = Request(content, name, source, mapping, typed)
    reader = reader_for(content, name)
    try:
        return reader.read(request).raw(source.id)
    except (ScrutinyError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # Parsers written in Rust panic on hostile bytes with an exception that is no `Exception`.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        first = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise ReadError(
            Problem(
                where,
                f"cannot be read as {reader.name}: {first}",
                "a whole file of that format",
                "fetch it again, or save it in another format",
            )
        ) from error
