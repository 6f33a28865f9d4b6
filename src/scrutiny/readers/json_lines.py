"""JSON lines (an object a line), or a JSON file that is a list of objects. Numbers keep the digits they have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from scrutiny.evidence.note import Note
from scrutiny.evidence.numerals import place
from scrutiny.messages import _, say
from scrutiny.readers.encoding import as_utf8
from scrutiny.readers.reader import Cells, Reader, Request


def read(request: Request) -> Cells:
    """Read objects; the keys are the columns, in the order in which they first appear."""
    text = as_utf8(request)
    content = text.content.decode("utf-8")
    objects: list[dict[str, str | None]] = []
    lines: list[int] = []
    bad: list[int] = []
    for line, value in _values(content):
        if isinstance(value, dict):
            objects.append({str(key): _plain(cell) for key, cell in value.items()})
            lines.append(line)
        else:
            bad.append(line)
    if not objects:
        raise request.error("holds no JSON object", "one object a line, or a list of objects")
    keys = list(dict.fromkeys(key for made in objects for key in made))
    if not keys:
        raise request.error("its objects are empty", "objects with keys and values")
    cells = pl.DataFrame({key: pl.Series([o.get(key) for o in objects], dtype=pl.String) for key in keys})
    notes: list[Note] = list(text.notes)
    if bad:
        says = say(
            _("{source}: {lines} lines are no JSON objects; they are left aside"),
            _("{source}: one line is no JSON object; it is left aside"),
            "lines",
            source=request.who,
            lines=len(bad),
        )
        notes.append(request.note("read.unreadable-line", says, place(bad, ""), len(bad)))
    return Cells(cells, pl.Series("row", lines, dtype=pl.UInt32), tuple(notes))


def _values(content: str) -> Iterator[tuple[int, Any]]:
    """Each value and its line; the place in the list (from 1) for a file that is one list."""
    if content.lstrip().startswith("["):
        try:
            whole = _load(content)
        except (ValueError, RecursionError):
            whole = None
        if isinstance(whole, list):
            yield from enumerate(whole, 1)
            return
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            try:
                yield number, _load(line)
            except (ValueError, RecursionError):
                yield number, None


def _load(text: str) -> Any:
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)


def _plain(cell: Any) -> str | None:
    if cell is None or isinstance(cell, str):
        return None if cell is None else cell.encode("utf-8", "backslashreplace").decode("utf-8")
    return json.dumps(cell, ensure_ascii=True, sort_keys=True)


def _looks_like_json(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b'{"', b"{ ", b"[{", b"[\n", b"[\r\n", b"{}", b"[ {"))


READER = Reader("JSON lines", (".jsonl", ".ndjson", ".json"), _looks_like_json, read)
