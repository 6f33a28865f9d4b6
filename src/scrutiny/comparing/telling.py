"""A comparison in words, grouped: the blocks that the terminal and Markdown print, and plain data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from scrutiny.comparing.changes import CHAPTERS, Change, Comparison
from scrutiny.findings.finding import HEADINGS, Verdict
from scrutiny.messages import Code, Count, Message, Name, Value, _, from_json, say, series
from scrutiny.report.blocks import Block, Cell, Entries, Entry, Paragraph, Section, Table

SCHEMA = "scrutiny.comparison/1"
LONGEST = 400
"""So many signs of a text are printed; the JSON holds all of it."""
UNITS = 8
"""So many units are named."""

TITLES: Mapping[str, str] = {
    "version": _("Version of Scrutiny"),
    "plan": _("Plan"),
    "case": _("What was typed about the case"),
    "sources": _("Sources"),
    "claims": _("Claims"),
    "counts": _("Counts"),
    "findings": _("Findings"),
    "words": _("Words"),
    "notes": _("Notes on the evidence"),
    "replies": _("Replies"),
    "corrections": _("Corrections"),
    "rest": _("Anything else"),
}
_LABELS: Mapping[str, str] = {
    "verdict": _("verdict"),
    "statement": _("statement"),
    "title": _("title"),
    "rests_on": _("Rests on"),
    "breaks_if": _("Breaks if"),
    "does_not_show": _("Does not show"),
    "would_settle": _("Would settle it"),
    "units": _("units"),
    "slips": _("Slips"),
    "sha256": _("SHA-256"),
    "withdrawn": _("Withdrawn"),
    "not_applicable": _("did not apply"),
    "figures": _("Figures"),
    "words": _("Words"),
    "weight.low": _("Votes concerned, at least"),
    "weight.high": _("Votes concerned, at most"),
    "weight.slack": _("Votes that would alter the outcome"),
    "digest": _("Digest of the evidence"),
}


def to_json(comparison: Comparison) -> dict[str, Any]:
    """The canonical form: every difference with what was there before and what is there now."""
    return {
        "schema": SCHEMA,
        "old": _side(comparison.old.told),
        "new": _side(comparison.new.told),
        "same": comparison.same,
        "changes": {
            name: [
                {"about": change.about, "of": change.of, "old": change.old, "new": change.new}
                for change in comparison.chapter(name)
            ]
            for name in CHAPTERS
            if comparison.chapter(name)
        },
    }


def _side(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": told.get("case", {}).get("title"),
        "digest": told["evidence"]["digest"],
        "scrutiny": told["scrutiny"],
        "only": told.get("only", []),
    }


def heading(comparison: Comparison) -> Table:
    """Which two states were compared."""
    sides = (comparison.old.told, comparison.new.told)
    rows: list[tuple[Cell, ...]] = [
        (say(_("title")), *(_text(told.get("case", {}).get("title")) for told in sides)),
        (say(_("version of Scrutiny")), *(Code(str(told["scrutiny"])) for told in sides)),
        (say(_("Digest of the evidence")), *(Code(str(told["evidence"]["digest"])) for told in sides)),
    ]
    columns = (say(_("what")), say(_("before")), say(_("after")))
    return Table(columns, tuple(rows), say(_("What was compared")))


def sections(comparison: Comparison) -> tuple[Section, ...]:
    """The differences by chapter; each thing that differs is an entry."""
    made = []
    for name in CHAPTERS:
        by_about: dict[str, list[Change]] = {}
        for change in comparison.chapter(name):
            by_about.setdefault(change.about, []).append(change)
        entries = [
            Entry(_title(comparison, name, about), tuple(_row(comparison, change) for change in changes))
            for about, changes in by_about.items()
        ]
        if entries:
            blocks: tuple[Block, ...] = (Entries(tuple(entries)),)
            made.append(Section(name, say(TITLES[name]), blocks))
    if comparison.old.evidence is None or comparison.new.evidence is None:
        text = _("Units and cells were not compared: for that, both cases with their files are needed.")
        made.append(Section("limits", say(_("What was not compared")), (Paragraph(say(text)),)))
    return tuple(made)


def _title(comparison: Comparison, chapter: str, about: str) -> Value:
    if chapter == "rest" and about == "evidence":
        return say(_("what was typed about the case, in something that reports do not print"))
    for told in (comparison.new.told, comparison.old.told):
        if chapter in ("findings", "words"):
            found = next((one for one in told["findings"] if one["id"] == about), None)
            if found is not None:
                return say(_("{title} [{id}]"), title=printed(found.get("title")), id=Code(about))
        if chapter in ("sources", "claims"):
            named = [*told.get(chapter, []), *(told.get("withdrawn", []) if chapter == "sources" else [])]
            found = next((one for one in named if one["id"] == about), None)
            if found is not None and found.get("title"):
                return say(_("{title} [{id}]"), title=_text(found["title"]), id=Code(about))
    return Code(about)


def _row(comparison: Comparison, change: Change) -> tuple[Value, tuple[Cell, ...]]:
    old, new = change.old, change.new
    if not change.of and change.chapter != "version":
        if old is None:
            return say(_("new")), (_summary(new),)
        if new is None:
            return say(_("gone")), (_summary(old),)
    return _label(comparison, change), tuple(_told(change))


def _label(comparison: Comparison, change: Change) -> Value:
    of = change.of
    if of.startswith("numbers."):
        name = of.removeprefix("numbers.")
        for ending, text in _OF_NUMBERS.items():
            if change.chapter == "words" and name.endswith(ending):
                return say(text, number=_number(comparison, change.about, name.removesuffix(ending)))
        return _number(comparison, change.about, name)
    if of in _LABELS:
        return say(_LABELS[of])
    return Code(of) if of else say(_("before and after"))


_OF_NUMBERS = {".label": _("what {number} is called"), ".from": _("where {number} comes from")}


def _number(comparison: Comparison, about: str, name: str) -> Value:
    """What a number of a finding is called, in the later report if it is there."""
    for state in (comparison.new, comparison.old):
        finding: Mapping[str, Any] = next((one for one in state.told["findings"] if one["id"] == about), {})
        label = finding.get("numbers", {}).get(name, {}).get("label")
        if label is not None:
            return printed(label)
    return Code(name)


def _told(change: Change) -> Iterator[Cell]:
    old, new = change.old, change.new
    if change.of == "verdict":
        yield _changed(verdict_word(old), verdict_word(new))
    elif change.of == "withdrawn":
        yield from _withdrawal(old, new)
    elif change.of == "units" and (_is(old, "only") or _is(new, "only")):
        yield from _units(old, new)
    elif change.chapter == "counts" and _is(old, "differ") and _is(new, "differ"):
        yield from _cells(old, new)
    else:
        yield _changed(printed(old), printed(new))


def _changed(old: Value, new: Value) -> Message:
    return say(_("{old} → {new}"), old=old, new=new)


def _is(value: Any, key: str) -> bool:
    return isinstance(value, dict) and key in value


def _withdrawal(old: Any, new: Any) -> Iterator[Cell]:
    if isinstance(new, dict) and old is None:
        text = _("{day}: {why}")
        yield say(text, day=_text(new.get("when")), why=_text(new.get("why")))
        if new.get("replaced_by"):
            yield say(_("{new} stands in its place"), new=Code(str(new["replaced_by"])))
    elif new is None:
        yield say(_("it is in use again"))
    else:
        yield _changed(printed(old), printed(new))


def _units(old: Any, new: Any) -> Iterator[Cell]:
    """Units of a record, or rows that a finding lists."""
    totals = [side.get("units", side.get("total")) if isinstance(side, dict) else None for side in (old, new)]
    yield _changed(printed(totals[0]), printed(totals[1]))
    for side, text in ((old, _("gone ({n}): {units}")), (new, _("new ({n}): {units}"))):
        if not isinstance(side, dict):
            continue
        first = side.get("first", side.get("only"))
        count = side.get("differ", side.get("only"))
        if isinstance(first, list) and first and isinstance(count, int):
            names = [_text(one[0] if isinstance(one, list) and one else one) for one in first[:UNITS]]
            yield say(text, n=count, units=series([*names, Name("…")] if count > len(names) else names))


def _cells(old: Any, new: Any) -> Iterator[Cell]:
    if _is(old, "total") or _is(new, "total"):
        yield say(_("total {change}"), change=_changed(printed(old.get("total")), printed(new.get("total"))))
    differ = new["differ"]
    if isinstance(differ, int) and differ:
        yield say(_("{n} cells differ"), one=_("{n} cell differs"), counts="n", n=differ)
        pairs = list(zip(old.get("first", []), new.get("first", []), strict=False))[:UNITS]
        for before, after in pairs:
            values = [printed(one[1] if len(one) == 2 else one[1:]) for one in (before, after)]
            yield say(_("{unit}: {change}"), unit=_text(before[0]), change=_changed(*values))
        if differ > len(pairs):
            yield say(_("and {n} more"), n=differ - len(pairs))


def verdict_word(value: Any) -> Value:
    """The word that a finding of this verdict is headed with."""
    try:
        return say(HEADINGS[Verdict(value)])
    except ValueError:
        return printed(value)


def _summary(entry: Any) -> Value:
    """What is only on one side, in one line."""
    if not isinstance(entry, dict):
        return printed(entry)
    if "verdict" in entry:
        return say(_("{verdict}: {said}"), verdict=verdict_word(entry["verdict"]), said=_text(entry.get("said")))
    if "said" in entry and "code" in entry:
        return _text(entry["said"])
    if "words" in entry and "by" in entry:
        return _text(entry["words"])
    if isinstance(entry.get("totals"), dict) and "units" in entry:
        totals = [say(_("{option} {value}"), option=_text(k), value=printed(v)) for k, v in entry["totals"].items()]
        return say(_("{n} units; {totals}"), n=entry["units"], totals=series(totals))
    for key in ("what", "title", "name", "speaker", "number"):
        if entry.get(key):
            return printed(entry[key])
    return printed(entry)


_EXACT = re.compile(r"-?\d{1,60}(?:\.\d{1,60})?(?:/\d{1,60})?")


def printed(value: Any) -> Value:
    """Any value of a report, as a reader knows it. A report may be hostile: what is no number of ours is a text."""
    if value is None or value in ("", [], {}):
        return say(_("nothing"))
    match value:
        case bool():
            return Code("true" if value else "false")
        case int():
            return Count(value) if abs(value) < 10**60 else Code(_short(str(value)))
        case str():
            return _text(value)
        case list():
            return series([printed(one) for one in value[:UNITS]] + ([Name("…")] if len(value) > UNITS else []))
        case dict():
            return _message(value)
    return Code(_short(str(value)))


def _message(value: Mapping[str, Any]) -> Value:
    try:
        if _ours(value):
            made = from_json(value)
            str(say("{it}", it=made))  # a template without its values is no message
            return made if not isinstance(made, str) else Name(made)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        pass
    return Code(_short(json.dumps(value, ensure_ascii=False, sort_keys=True)))


def _ours(value: Any) -> bool:
    """Whether every number in it is one that can be printed."""
    if isinstance(value, dict):
        for kind in ("percent", "points", "chance", "quantity"):
            if kind in value and not _EXACT.fullmatch(str(value[kind])):
                return False
        places = value.get("places", 0)
        if not isinstance(places, int) or not 0 <= places <= 60:
            return False
        count = value.get("count", 0)
        if not isinstance(count, int) or abs(count) >= 10**60:
            return False
        return all(_ours(one) for one in value.values())
    return all(_ours(one) for one in value) if isinstance(value, list) else True


def _text(value: Any) -> Value:
    return Name(_short(str(value))) if value not in (None, "") else say(_("nothing"))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"
