"""Two states side by side: every difference once, with what was there before and what is there now.

A comparison read from the other side tells the same differences with `old` and `new` exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scrutiny.comparing.state import State, Told

CHAPTERS = (
    "version",
    "plan",
    "case",
    "sources",
    "claims",
    "counts",
    "findings",
    "words",
    "notes",
    "replies",
    "corrections",
    "rest",
)
"""The order in which differences are told."""
Read = Callable[[Any], Any]
"""How a sentence is read before it is compared."""
AFTERWARDS = frozenset({"replies", "corrections"})
"""Chapters of what was said about a report after it was published; no report is corrected by them."""


@dataclass(frozen=True)
class Change:
    """One difference.

    Parameters
    ----------
    chapter
        One of `CHAPTERS`.
    about
        The id of the finding, source, claim or record that differs.
    of
        What of it differs (`verdict`, `numbers.lead`, `sha256`); empty when it is only on one side.
    old, new
        As plain data; None where there was or is nothing.
    """

    chapter: str
    about: str
    of: str
    old: Any
    new: Any


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two states and their differences, in the order of `CHAPTERS`."""

    old: State
    new: State
    changes: tuple[Change, ...]

    @property
    def same(self) -> bool:
        return not self.changes

    def chapter(self, name: str) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.chapter == name)


def compare(old: State, new: State) -> Comparison:
    """Everything in which two states differ.

    Units and cells are compared where the evidence itself is here on both sides; two pages are compared by what
    they tell.
    """
    a, b = old.told, new.told
    found = [
        *_value("version", "scrutiny", a.get("scrutiny"), b.get("scrutiny")),
        *_fields("plan", "plan", a.get("plan", {}), b.get("plan", {})),
        *_value("plan", "only", a.get("only"), b.get("only")),
        *_entries("plan", a.get("checks", []), b.get("checks", []), ("id",)),
        *_case(old, new),
        *_entries("sources", _sources(a), _sources(b), ("id",)),
        *_mapping("sources", "absent", a.get("absent", {}), b.get("absent", {})),
        *_sources_without_file(old, new),
        *_entries("claims", a.get("claims", []), b.get("claims", []), ("id",)),
    ]
    if old.evidence is not None and new.evidence is not None:
        from scrutiny.comparing.cells import count_changes

        found += count_changes(old.evidence, new.evidence)
    # Where something was renamed, sentences that name it are the same sentences.
    renamed = any(change.chapter in ("case", "sources", "claims") for change in found)
    read = by_name if renamed else as_it_is
    found += _findings(a, b, read)
    found += _entries("notes", _notes(a, read), _notes(b, read), _NOTE, {"said"})
    found += _entries("replies", a.get("replies", []), b.get("replies", []), ("by", "on", "to"))
    found += _entries("corrections", a.get("corrections", []), b.get("corrections", []), ("on", "before", "after"))
    found += _rest(a, b, {change.chapter for change in found})
    return Comparison(old, new, tuple(sorted(found, key=lambda change: CHAPTERS.index(change.chapter))))


_NOTE = ("code", "source", "locator")


def _notes(told: Told, read: Read) -> list[Mapping[str, Any]]:
    return [{**note, "says": read(note.get("says"))} for note in told.get("notes", [])]


def by_id(findings: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Findings of a report by their ids."""
    return {str(finding["id"]): finding for finding in findings}


def differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Keys under which two mappings do not hold the same, those of one side only among them."""
    return [key for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]


def _value(chapter: str, about: str, old: Any, new: Any, of: str = "") -> Iterator[Change]:
    if old != new:
        yield Change(chapter, about, of, old, new)


def _fields(
    chapter: str, about: str, old: Mapping[str, Any], new: Mapping[str, Any], without: Iterable[str] = ()
) -> Iterator[Change]:
    """Fields that both have. One that is only on one side was not written by the other's version."""
    for field in sorted((old.keys() & new.keys()) - set(without)):
        yield from _value(chapter, about, old[field], new[field], field)


def _mapping(chapter: str, about: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key in differing(old, new):
        yield Change(chapter, about, key, old.get(key), new.get(key))


def _entries(
    chapter: str,
    old: Sequence[Mapping[str, Any]],
    new: Sequence[Mapping[str, Any]],
    key: tuple[str, ...],
    without: Iterable[str] = (),
    within: str = "",
) -> Iterator[Change]:
    """Two lists of records, each known by its key; `within` names the list where one chapter has several."""
    before, after = _keyed(old, key), _keyed(new, key)
    for name in {**before, **after}:
        here, there = before.get(name), after.get(name)
        about = f"{within}: {name}" if within else name
        if here is None or there is None:
            yield Change(chapter, about, "", here, there)
        else:
            yield from _fields(chapter, about, here, there, without)


def _keyed(entries: Sequence[Mapping[str, Any]], key: tuple[str, ...]) -> dict[str, Mapping[str, Any]]:
    """Records by their key; the second of one key has its number behind it."""
    made: dict[str, Mapping[str, Any]] = {}
    seen: dict[str, int] = {}
    for entry in entries:
        name = " · ".join(str(entry[part]) for part in key if entry.get(part) not in (None, ""))
        seen[name] = seen.get(name, 0) + 1
        made[name if seen[name] == 1 else f"{name} · {seen[name]}"] = entry
    return made


def _sources(told: Told) -> list[Mapping[str, Any]]:
    """Sources in use and sources that were taken out, in one list."""
    live = [dict(source) for source in told.get("sources", [])]
    if "withdrawn" not in told:
        return [*live]
    out = [
        {
            "id": source["id"],
            "title": source.get("title", source["id"]),
            "withdrawn": {key: value for key, value in source.items() if key not in ("id", "title")},
        }
        for source in told["withdrawn"]
    ]
    return [*(source | {"withdrawn": None} for source in live), *out]


def _sources_without_file(old: State, new: State) -> Iterator[Change]:
    """Sources whose files are not here: reports do not describe them, cases do."""
    if old.typed is None or new.typed is None:
        return
    described = {one["id"] for state in (old, new) for one in _sources(state.told)}
    a, b = ([one for one in typed.get("sources", ()) if one["id"] not in described] for typed in (old.typed, new.typed))
    yield from _entries("sources", a, b, ("id",))


_TYPED_ELSEWHERE = frozenset({"claims", "sources", "replies", "corrections"})


def _case(old: State, new: State) -> Iterator[Change]:
    """What was typed about the case: all of it where both cases are here, else what reports tell of it."""
    if old.typed is not None and new.typed is not None:
        a: Mapping[str, Any] = old.typed
        b: Mapping[str, Any] = new.typed
    else:
        a = {**old.told.get("case", {}), **old.told.get("given", {})}
        b = {**new.told.get("case", {}), **new.told.get("given", {})}
    for field in sorted((a.keys() & b.keys()) - _TYPED_ELSEWHERE):
        here, there = a[field], b[field]
        key = _KEYS.get(field)
        if key is not None and _records(here) and _records(there):
            yield from _entries("case", here, there, key, within=field)
        elif isinstance(here, dict) and isinstance(there, dict):
            yield from _mapping("case", field, here, there)
        else:
            yield from _value("case", field, here, there)


_KEYS: Mapping[str, tuple[str, ...]] = {
    "elections": ("id",),
    "contests": ("id",),
    "registers": ("id",),
    "frames": ("level", "contest", "place", "said_by"),
    "tables": ("record", "source", "contest", "level"),
}


def _records(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


# ------------------------------------------------------------------------------------------------------------ findings

_MESSAGES = ("title", "statement", "rests_on", "breaks_if", "does_not_show", "would_settle")
_PARTS = {"weight": ("outcome",), "calibration": ("corpus", "power"), "scope": ("why",)}
"""Parts of a finding that hold figures, and which of their fields are sentences."""
_NUMBER = ("count", "percent", "points", "chance", "quantity")
_FOLLOWS = ("said", "figure", "replies", "units")
"""What follows from the rest of a finding, or is told elsewhere."""


def as_it_is(value: Any) -> Any:
    return value


def by_name(value: Any) -> Any:
    """A sentence with the ids of options, sources and claims in the place of their names.

    Examples
    --------
    >>> by_name({"name": "Bulletin 1", "of": "claim", "id": "b1"})
    {'of': 'claim', 'id': 'b1'}
    """
    if isinstance(value, dict):
        if "name" in value and value.get("id"):
            return {"of": value.get("of"), "id": value["id"]}
        return {key: by_name(item) for key, item in value.items()}
    return [by_name(item) for item in value] if isinstance(value, list) else value


def _findings(a: Told, b: Told, read: Read) -> Iterator[Change]:
    before, after = by_id(a["findings"]), by_id(b["findings"])
    for id_ in {**before, **after}:
        here, there = before.get(id_), after.get(id_)
        if here is None or there is None:
            yield Change("findings", id_, "", _brief(here), _brief(there))
        else:
            yield from _finding(id_, here, there, read)
    reasons = [{check: [read(_reason(one)) for one in whys] for check, whys in _whys(told).items()} for told in (a, b)]
    for check in differing(*reasons):
        yield Change("findings", check, "not_applicable", reasons[0].get(check), reasons[1].get(check))


def _whys(told: Told) -> Mapping[str, Sequence[Any]]:
    return {check: whys for check, whys in told.get("not_applicable", {}).items() if isinstance(whys, list)}


def _reason(one: Any) -> Any:
    return one.get("reason", one) if isinstance(one, dict) else one


def _brief(finding: Mapping[str, Any] | None) -> Any:
    return None if finding is None else {key: finding.get(key) for key in ("check", "verdict", "title", "said")}


def _finding(id_: str, old: Mapping[str, Any], new: Mapping[str, Any], read: Read) -> Iterator[Change]:
    plain = {*_MESSAGES, *_PARTS, *_FOLLOWS, "numbers"}
    found = [*_fields("findings", id_, old, new, plain)]
    words: list[tuple[str, Any, Any]] = [(name, old.get(name), new.get(name)) for name in _MESSAGES]
    numbers = old.get("numbers", {}), new.get("numbers", {})
    for name in {**numbers[0], **numbers[1]}:
        here, there = numbers[0].get(name, {}), numbers[1].get(name, {})
        a, b = here.get("value"), there.get("value")
        if read(a) != read(b):
            found.append(Change("findings", id_, f"numbers.{name}", a, b))
        if here and there:
            words += [(f"numbers.{name}.{part}", here.get(part), there.get(part)) for part in ("label", "from")]
    for part, sentences in _PARTS.items():
        here, there = old.get(part), new.get(part)
        if isinstance(here, dict) and isinstance(there, dict):
            found += [
                Change("findings", id_, f"{part}.{change.of}", change.old, change.new)
                for change in _fields("", "", here, there, sentences)
            ]
            words += [(f"{part}.{name}", here.get(name), there.get(name)) for name in sentences]
        else:
            found += _value("findings", id_, here, there, part)
    found += _units(id_, old.get("units"), new.get("units"))
    same_figures = not any(change.of.startswith(("numbers.", *_PARTS)) for change in found)
    for name, here, there in words:
        # A sentence that only tells a number which is told above does not read otherwise.
        a, b = read(here), read(there)
        if skeleton(a) != skeleton(b) or (same_figures and a != b):
            found.append(Change("words", id_, name, here, there))
    if not found and read is as_it_is:
        for name in ("figure", "said"):
            found += _value("words", id_, old.get(name), new.get(name), name)
    yield from found


def skeleton(value: Any) -> Any:
    """A sentence without its numbers: the template and the names in it.

    Examples
    --------
    >>> skeleton({"text": "{n} votes", "values": {"n": {"count": 12}}})
    {'text': '{n} votes', 'values': {'n': 'count'}}
    """
    if isinstance(value, dict):
        for kind in _NUMBER:
            if kind in value and "text" not in value:
                return kind
        return {key: skeleton(item) for key, item in value.items()}
    if isinstance(value, list):
        return [skeleton(item) for item in value]
    return value


SHOWN = 20
"""So many units that are only on one side are named."""


def _units(id_: str, old: Any, new: Any) -> Iterator[Change]:
    """The units that a finding lists; rows that are only on one side are given, the first of them."""
    if old == new:
        return
    a, b = (_rows(old), _rows(new))
    yield Change("findings", id_, "units", _listed(old, a, b), _listed(new, b, a))


def _rows(units: Any) -> dict[str, Any]:
    rows = units.get("rows", []) if isinstance(units, dict) else []
    return {repr(row): row for row in rows}


def _listed(units: Any, own: Mapping[str, Any], others: Mapping[str, Any]) -> Any:
    if not isinstance(units, dict):
        return None
    only = [row for key, row in own.items() if key not in others]
    return {"total": units.get("total"), "columns": units.get("columns"), "only": only[:SHOWN], "differ": len(only)}


# ---------------------------------------------------------------------------------------------------------------- rest

_FOLLOWS_FROM: Mapping[str, tuple[str, ...]] = {
    "evidence": ("case", "sources", "claims"),
    "opening": ("case", "sources", "claims", "plan", "counts", "version"),
    "verdicts": ("findings",),
    "units_file": ("findings",),
}
"""Parts of a report that follow from others: they are told only where nothing tells why they differ."""
_TOLD = frozenset(
    {"schema", "scrutiny", "plan", "only", "checks", "case", "given", "sources", "withdrawn", "absent"}
    | {"claims", "findings", "not_applicable", "notes", "replies", "corrections"}
)


def _rest(a: Told, b: Told, chapters: set[str]) -> Iterator[Change]:
    """What no chapter tells, so that two reports are never called the same when they are not."""
    for key in sorted((a.keys() & b.keys()) - _TOLD):
        if a[key] == b[key] or chapters & set(_FOLLOWS_FROM.get(key, ())):
            continue
        if key == "evidence":
            # The digest is that of the manifest, so one of them is enough.
            without = {"manifest"} if a[key]["digest"] != b[key]["digest"] else set()
            yield from _fields("rest", key, a[key], b[key], without)
        else:
            yield Change("rest", key, "", a[key], b[key])
