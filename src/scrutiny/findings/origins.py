"""Where a number comes from, in words: the record and its column, or the announcement and who printed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from scrutiny.evidence.claim import Claim, Figures, Report
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.mapping import Derived, TableMapping
from scrutiny.findings.check import Subject
from scrutiny.messages import Code, Message, Name, Value, _, say, series


def named(counts: Counts) -> Name:
    """The record as it is called in sentences."""
    return Name(counts.title, "source", counts.record)


def called(claim: Claim) -> Name:
    """The announcement as it is called in sentences."""
    return Name(claim.label, "claim", claim.id)


def column_of(subject: Subject, counts: Counts, item: str) -> Message:
    """The record and the column of its file that hold an item, for the table of numbers."""
    columns = [c for table in tables_of(subject, counts) for c in _columns(table, item)]
    if counts.derived(item):
        return say(_("{record}, {rows} rows, computed from other columns"), record=named(counts), rows=counts.units)
    return say(
        _("{record}, {rows} rows, column {column}"),
        record=named(counts),
        rows=counts.units,
        column=series([Code(column) for column in dict.fromkeys(columns)] or [Code(item)]),
    )


def rows_of(counts: Counts) -> Message:
    """The record as a whole, for numbers that are counted from its rows."""
    return say(_("{record}, {rows} rows"), record=named(counts), rows=counts.units)


def printed_in(claim: Claim, name: str = "", option: str = "") -> Message:
    """The announcement, its speaker, and the outlets of the case that print the figure as it is given here.

    Parameters
    ----------
    name, option
        The figure that is meant: a field of `Figures`, and the option for votes and shares. Without them an outlet is
        named when none of the figures that it prints is another.
    """
    outlets = tuple(dict.fromkeys(report.by for report in claim.reports if _prints(claim, report, name, option)))
    if outlets:
        return say(
            _("{claim}, {speaker}, as printed by {outlets}"),
            claim=called(claim),
            speaker=Name(claim.speaker),
            outlets=series([Name(outlet) for outlet in outlets]),
        )
    return say(_("{claim}, {speaker}"), claim=called(claim), speaker=Name(claim.speaker))


def _prints(claim: Claim, report: Report, name: str, option: str) -> bool:
    """Whether a report gives the claim's own figures; one without figures of its own reports those of the claim."""
    own, printed = claim.figures, report.figures
    if printed is None or own is None:
        return True
    if not name:
        return all(_same(own, printed, field.name) for field in fields(Figures))
    if option:
        given = getattr(printed, name)
        return option in given and given[option] == getattr(own, name).get(option)
    return getattr(printed, name) is not None and _same(own, printed, name)


def _same(own: Figures, printed: Figures, name: str) -> bool:
    """Whether what is printed under a name is what the claim gives; what is not printed differs from nothing."""
    given, held = getattr(printed, name), getattr(own, name)
    if isinstance(given, dict):
        return all(held.get(key, value) == value for key, value in given.items())
    return given is None or held is None or given == held or name in ("shares_of", "coverage_of")


def alleged_in(claim: Claim) -> Message:
    """The allegation that gives a figure, and where it is printed."""
    outlets = tuple(dict.fromkeys(report.by for report in claim.reports)) or ((claim.source,) if claim.source else ())
    if outlets:
        return say(
            _("alleged by {speaker}, as printed by {outlets}"),
            speaker=Name(claim.speaker),
            outlets=series([Name(outlet) for outlet in outlets]),
        )
    return say(_("alleged by {speaker}"), speaker=Name(claim.speaker))


def computed() -> Message:
    return say(_("computed from the figures of this finding"))


def with_computed(numbers: Mapping[str, Value], given: Mapping[str, Message]) -> dict[str, Message]:
    """An origin for every number: that which is given, or that it is computed from the others."""
    return {name: given.get(name) or computed() for name in numbers}


def nature(subject: Subject, counts: Counts) -> tuple[Message, ...]:
    """Whose figures they are and what the file is, in the words of the case."""
    made = (
        [
            say(
                _("Published by {publisher}: {record}."),
                record=named(counts),
                publisher=Name(counts.publisher),
            )
        ]
        if counts.publisher not in ("", counts.title)
        else []
    )
    for id_ in counts.sources:
        source = subject.case.source_by_id.get(id_)
        if source is not None and source.about:
            about = Name(source.about.strip().rstrip("."))
            made.append(say(_("About {record}: {about}."), record=named(counts), about=about))
    return tuple(made)


def tables_of(subject: Subject, counts: Counts) -> list[TableMapping]:
    """The declared tables that a record was read from."""
    first = subject.case.contests[0].id
    return [
        table
        for table in subject.case.tables
        if (table.record or table.source) == counts.record
        and (table.contest or first) == counts.contest.id
        and table.distribution is None
    ]


def _columns(table: TableMapping, item: str) -> tuple[str, ...]:
    held = table.measures.get(item, table.options.get(item))
    if isinstance(held, Derived):
        return held.sum + held.minus
    if held is not None:
        return (held,)
    return (table.long.value,) if table.long is not None else ()
