"""Small changes to a TOML file that a person wrote: their comments, order and spacing stay as they are.

Each change is made twice: in the text, and in the parsed data. Only a text that parses to exactly the changed data is
accepted, so an unusual way of writing TOML can never be damaged by it.
"""

from __future__ import annotations

import contextlib
import copy
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from scrutiny.errors import CaseError, Problem, ScrutinyError
from scrutiny.evidence.schema import parse_toml

Change = Callable[[Any], None]


def value_text(value: Any) -> str:
    """A value as TOML writes it; decimals keep their digits."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return repr(value)
        case Decimal():
            return format(value, "f")
        case datetime() | date():
            return value.isoformat()
        case str():
            # JSON and TOML write texts alike, but for one character.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Mapping():
            inside = ", ".join(f"{key_text(key)} = {value_text(item)}" for key, item in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case list() | tuple():
            return "[" + ", ".join(value_text(item) for item in value) + "]"
    raise TypeError(f"{value!r} has no form in TOML")


def key_text(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]*", key) else value_text(key)


def block_text(header: str, data: Mapping[str, Any]) -> str:
    """`[[header]]` and its keys; what is None or empty is left out."""
    lines = [f"[[{header}]]"]
    below: list[str] = []
    for key, value in data.items():
        if value is None or value in ("", (), [], {}):
            continue
        if key == "figures":
            below = [
                "",
                f"[{header}.{key}]",
                *(f"{key_text(name)} = {value_text(item)}" for name, item in value.items()),
            ]
        else:
            lines.append(f"{key_text(key)} = {value_text(value)}")
    return "\n".join((*lines, *below)) + "\n"


def present(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data that `block_text` writes."""
    return {key: value for key, value in data.items() if value is not None and value not in ("", (), [], {})}


def changed(text: str, file: str, change: Change, in_text: Callable[[str], Iterable[str]]) -> str:
    """The text after a change.

    Parameters
    ----------
    change
        Makes the change in parsed data; it says what the new text must mean.
    in_text
        Ways to make the change in the text; the first that means just that is taken. Where none does (a list
        written in one line), the TOML library writes the change, which may move tables but keeps comments.
    """
    wanted = copy.deepcopy(parse_toml(text, file))
    change(wanted)
    for made in (*in_text(text), *_by_library(text, change)):
        with contextlib.suppress(ScrutinyError):
            if parse_toml(made, file) == wanted:
                return made
    raise CaseError(
        Problem(
            file,
            "is written in a way that cannot be changed by machine",
            "lists of sources and tables as [[sources]] and [[tables]] blocks",
            "make this change by hand",
        )
    )


def _by_library(text: str, change: Change) -> Iterator[str]:
    import tomlkit

    with contextlib.suppress(ValueError, TypeError, AttributeError, LookupError):
        document = tomlkit.parse(text)
        change(document)
        yield tomlkit.dumps(document)


def appended(text: str, block: str) -> Iterator[str]:
    """A block at the end of a file, after an empty line, with the file's own line ends."""
    end = _line_end(text)
    if text and not text.endswith("\n"):
        text += end
    yield text + (end if text.strip() else "") + block.replace("\n", end)


def inserted_below(text: str, header: str, line: str) -> Iterator[str]:
    """A line below each `[[header]]`, one text for each of them."""
    lines = text.splitlines(keepends=True)
    for number, here in enumerate(lines):
        if re.match(rf"\s*\[\[\s*{re.escape(header)}\s*\]\]", here):
            end = "" if here.endswith("\n") else _line_end(text)
            yield "".join((*lines[: number + 1], end, line, _line_end(text), *lines[number + 1 :]))


def replaced(text: str, key: str, old: str, new: str) -> Iterator[str]:
    """The value of `key = "old"` replaced, one text for each place where that stands."""
    pattern = rf"""(\b{re.escape(key)}\s*=\s*)(["']){re.escape(old)}\2"""
    for match in re.finditer(pattern, text):
        yield text[: match.start()] + match[1] + value_text(new) + text[match.end() :]


def blocks(text: str, header: str) -> list[tuple[int, int]]:
    """The lines of each `[[header]]` block: from its header to the line after the last that is its own.

    What stands above the next header, comments and empty lines, belongs to that.

    Examples
    --------
    >>> blocks("[[a]]\\nx = 1\\n[a.b]\\ny = 2\\n\\n# next\\n[[a]]\\n", "a")
    [(0, 4), (6, 7)]
    """
    lines = text.splitlines()
    headers = [(number, match[1].strip()) for number, line in enumerate(lines) if (match := _HEADER.match(line))]
    made: list[tuple[int, int]] = []
    for position, (number, name) in enumerate(headers):
        if name != header or not lines[number].lstrip().startswith("[["):
            continue
        below = (n for n, other in headers[position + 1 :] if not other.startswith(f"{header}."))
        end = next(below, len(lines))
        while end > number + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
        made.append((number, end))
    return made


_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")


def block_cut(text: str, header: str, number: int = 0) -> Iterator[str]:
    """A text without a `[[header]]` block and the empty line above it, one text for each block.

    The block of that number comes first. A text that holds such a header as words moves the numbers.
    """
    lines = text.splitlines(keepends=True)
    for start, end in _from(text, header, number):
        first = start - 1 if start and not lines[start - 1].strip() else start
        yield "".join((*lines[:first], *lines[end:]))


def block_replaced(text: str, header: str, number: int, block: str) -> Iterator[str]:
    """Another block in the place of a `[[header]]` block, one text for each, that of this number first."""
    lines = text.splitlines(keepends=True)
    for start, end in _from(text, header, number):
        yield "".join((*lines[:start], block.replace("\n", _line_end(text)), *lines[end:]))


def block_extended(text: str, header: str, number: int, block: str) -> Iterator[str]:
    """A further table of a `[[header]]` block below it, after an empty line; one text for each, this number first."""
    lines, ends = text.splitlines(keepends=True), _line_end(text)
    for _start, end in _from(text, header, number):
        closed = "" if lines[end - 1].endswith("\n") else ends
        yield "".join((*lines[:end], closed, ends, block.replace("\n", ends), *lines[end:]))


def _from(text: str, header: str, number: int) -> list[tuple[int, int]]:
    found = blocks(text, header)
    return [*found[number:], *found[:number]]


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
