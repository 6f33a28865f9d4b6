"""The border: TOML to frozen records and back, with every mistake told at once."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

from scrutiny.errors import CaseError, Problem

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")
Step = str | int


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def adapter(kind: type[T]) -> TypeAdapter[T]:
    """The validator of a record type, made once."""
    if kind not in _ADAPTERS:
        from pydantic import TypeAdapter

        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def json_schema(kind: type[Any]) -> dict[str, Any]:
    """JSON Schema of a record, so that editors complete and check what is typed."""
    made = adapter(kind).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def dumped(record: object, without: frozenset[str] = frozenset()) -> Any:
    """A record as plain data, decimals and days as text; `without` some of its fields."""
    return adapter(type(record)).dump_python(record, mode="json", exclude=set(without) or None)


def canonical(record: object, without: frozenset[str] = frozenset()) -> str:
    """One text for one record: sorted keys, exact decimals, no whitespace; `without` some of its fields."""
    data = dumped(record, without)
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """TOML with decimals kept as they were typed: 51.20 stays 51.20."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CaseError(
            Problem(file, f"not TOML: {error}", do="mend the line; `key = value`, texts in quotes")
        ) from error


def read_text(path: Path, shown: str) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CaseError(Problem(shown, f"cannot be read: {error.strerror}")) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CaseError(
            Problem(f"{shown}, line {line}", "not UTF-8", "a text file in UTF-8", "save it as UTF-8")
        ) from error


def build(kind: type[T], data: Mapping[str, Any], text: str, file: str) -> T:
    """A record from parsed TOML; every mistake becomes a problem with file, line, found and expected."""
    from pydantic import ValidationError

    try:
        return adapter(kind).validate_python(data)
    except ValidationError as error:
        raise CaseError(_problems(error.errors(), kind, text, file)) from None


def _problems(errors: Iterable[Any], kind: type[Any], text: str, file: str) -> list[Problem]:
    made: list[Problem] = []
    seen: set[str] = set()
    for error in errors:
        loc = _without_type_names(error["loc"], kind)
        shown = path_text(loc)
        line = line_of(text, loc)
        where = f"{file}, line {line}: {shown}" if line else f"{file}: {shown}"
        if where in seen:
            continue
        seen.add(where)
        made.append(problem_of(error, loc, kind, where))
    return made


def _without_type_names(loc: Sequence[Step], kind: type[Any]) -> tuple[Step, ...]:
    """pydantic names the branch of a union in the path of a mistake; a reader of TOML does not want it."""
    made: tuple[Step, ...] = ()
    for step in loc:
        branch = isinstance(step, str) and (step in _BRANCHES or "[" in step)
        if not branch or step in known_keys(kind, made):
            made = (*made, step)
    return made


_BRANCHES = {"str", "Derived", "datetime", "date", "int", "none"}


def problem_of(error: Any, loc: tuple[Step, ...], kind: type[Any], where: str) -> Problem:
    """One mistake that the validator found, in words for the person who typed it."""
    found = error.get("input")
    match error["type"]:
        case "extra_forbidden" | "unexpected_keyword_argument":
            known = known_keys(kind, loc[:-1])
            near = difflib.get_close_matches(str(loc[-1]), known, n=1, cutoff=0.5)
            hint = f"did you mean `{near[0]}`?" if near else ""
            return Problem(where, "unknown key", "one of: " + ", ".join(sorted(known)), hint)
        case "missing" | "missing_argument" if isinstance(loc[-1], int):
            return Problem(where, "missing", f"{loc[-1] + 1} items in this list")
        case "missing" | "missing_argument":
            return Problem(where, "missing", "a value", f"add `{loc[-1]} = ...`")
        case "literal_error":
            allowed = str(error["ctx"]["expected"])
            words = re.findall(r"'([^']+)'", allowed)
            near = difflib.get_close_matches(str(found), words, n=1, cutoff=0.4)
            hint = f'did you mean "{near[0]}"?' if near else ""
            return Problem(where, f"{found!r}", f"one of {allowed}", hint)
        case kind_of_mistake:
            return Problem(where, _short(found), _expected(kind_of_mistake, error))


# The validator's kinds of mistakes by how they begin, and what should have stood there, as a person would type it.
_EXPECTED = {
    "list": 'a list: ["station"]',
    "tuple": 'a list: ["station"]',
    "int": "a whole number",
    "decimal": "a number: 51.20",
    "float": "a number: 51.20",
    "finite_number": "a number: 51.20",
    "datetime": "a date: 2024-07-28, or with a time: 2024-07-28T20:00:00-04:00",
    "date_": "a date: 2024-07-28",
    "timezone": "a date with a time: 2024-07-28T20:00:00-04:00",
    "string": "a text in quotes",
    "bool": "true or false",
    "dict": 'a table of keys and values: { A = "COLUMN" }',
    "mapping": 'a table of keys and values: { A = "COLUMN" }',
    "dataclass": 'a table of keys and values: { id = "A", name = "Ana" }',
    "none_required": "nothing",
}


def _expected(kind: str, error: Any) -> str:
    limits = error.get("ctx", {})
    for word, limit in (("gt", "more than"), ("ge", "at least"), ("lt", "less than"), ("le", "at most")):
        if word in limits:
            return f"{limit} {limits[word]}"
    for beginning, words in _EXPECTED.items():
        if kind.startswith(beginning):
            return words
    said = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return said[:1].lower() + said[1:]


def _short(found: Any) -> str:
    text = _as_typed(found)
    return text if len(text) <= 80 else text[:77] + "..."


def _as_typed(found: Any) -> str:
    """A value nearly as it stands in the file: no names of our language's types."""
    match found:
        case bool():
            return "true" if found else "false"
        case Decimal():
            return str(found) if found.is_finite() else str(found).lower()
        case datetime() | date() | time():
            return found.isoformat()
        case Mapping():
            return "{ " + ", ".join(f"{key} = {_as_typed(value)}" for key, value in found.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(_as_typed(value) for value in found) + "]"
    return repr(found)


def known_keys(kind: Any, loc: Sequence[Step]) -> list[str]:
    """Names of the fields of the record at a path below `kind`."""
    here = kind
    for step in loc:
        if isinstance(step, int):
            continue
        record = _record_in(here)
        if record is None:
            return []
        here = get_type_hints(record).get(step)
    record = _record_in(here)
    return [field.name for field in fields(record)] if record is not None else []


def _record_in(hint: Any) -> Any:
    if isinstance(hint, type) and is_dataclass(hint):
        return hint
    for part in get_args(hint):
        found = _record_in(part)
        if found is not None:
            return found
    return None


def path_text(loc: Sequence[Step]) -> str:
    """`contests[0].options[2].name`, counted from 1 as people do."""
    out = ""
    for step in loc:
        out += f"[{step + 1}]" if isinstance(step, int) else (f".{step}" if out else step)
    return out


_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*((?:\"[^\"]*\"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:\"[^\"]*\"|'[^']*'|[\w-]+))*)\s*=")


def line_of(text: str, loc: Sequence[Step]) -> int | None:
    """The line of a TOML text at which a path stands, or the nearest thing above it; None when not found."""
    best: tuple[int, int] = (0, 0)
    counters: dict[tuple[Step, ...], int] = {}
    here: tuple[Step, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            names = _split(header[2])
            here = _resolve(names, counters, new=header[1] == "[[")
            candidate = here
        elif key := _KEY.match(line):
            candidate = (*here, *_split(key[1]))
        else:
            continue
        depth = _common(candidate, loc)
        if depth in (len(candidate), len(loc)) and depth > best[0]:
            best = (depth, number)
    return best[1] or None


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[\w-]+", dotted))


def _resolve(names: tuple[str, ...], counters: dict[tuple[Step, ...], int], new: bool) -> tuple[Step, ...]:
    """The path of a header, with the index of each array of tables that it passes through."""
    path: tuple[Step, ...] = ()
    for position, name in enumerate(names):
        path = (*path, name)
        last = position == len(names) - 1
        if last and new:
            counters[path] = counters.get(path, -1) + 1
        if path in counters:
            path = (*path, counters[path])
    return path


def _common(left: Sequence[Step], right: Sequence[Step]) -> int:
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count
