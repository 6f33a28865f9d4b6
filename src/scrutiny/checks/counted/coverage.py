"""How many of the units that should exist have a record?

Null: none; this is counting. Assumes: the frame as each of its sources gives it. Honest causes of a gap: units that
were not held, whose sheets came late or were not kept; units that were merged. Cannot show: that missing units are
like those that are there.
Reference: Venezuela 2024, 24,532 sheets of 30,026 tables (81.70 %); state television gave 30,036.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from scrutiny.evidence.counts import MEASURE, OPTION, PLACE, PLACE_NAME, UNIT, Counts
from scrutiny.evidence.facts import Frame
from scrutiny.evidence.joining import may_repeat
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict
from scrutiny.findings.origins import computed, named, nature, rows_of
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say, series

ORDER = 5


def unit_level(subject: Subject) -> str:
    """The level that is counted: that of a row, or the smallest where a row is a sum of so many sheets."""
    counts = subject.counts
    return counts.level if counts.is_by_unit or not subject.case.levels else subject.case.levels[-1]


def _levels(subject: Subject) -> list[tuple[str, tuple[Frame, ...]]]:
    """Levels of which the record tells how many units it has, and which have a frame."""
    counts = subject.counts
    own = [unit_level(subject)]
    own += [level for level in (counts.level, *counts.levels) if level not in own]
    frames = {level: subject.case.frames_of(subject.contest.id, level) for level in own}
    return [(level, frames[level]) for level in own if frames[level]]


def _applies(subject: Subject) -> Message | None:
    if _levels(subject) or _placed(subject):
        return None
    return say(_("the case does not say how many units of {record} there should be"), record=subject.counts.title)


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    present = _present(subject.counts)
    for level, frames in _levels(subject):
        yield _finding(subject, present, level, frames)
    placed = _placed(subject)
    if placed:
        yield _by_place(subject, present, placed)


def _present(counts: Counts) -> pl.DataFrame:
    """Units with at least one number: a row of dashes is no record of a unit. Each name counts once."""
    figures = [c for c in counts.table.columns if c.startswith((MEASURE, OPTION)) and c != MEASURE + "registered"]
    having = (
        counts.table.filter(pl.any_horizontal(pl.col(c).is_not_null() for c in figures)) if figures else counts.table
    )
    repeats = may_repeat(having.get_column(UNIT))
    return having.unique(UNIT, maintain_order=True) if repeats else having


def _number(subject: Subject, present: pl.DataFrame, level: str) -> int:
    counts = subject.counts
    if level == counts.level:
        return present.height
    if PLACE + level in present.columns:
        return present.get_column(PLACE + level).drop_nulls().n_unique()
    return int(present.get_column(MEASURE + "sheets").sum() or 0)


def _finding(subject: Subject, present: pl.DataFrame, level: str, frames: tuple[Frame, ...]) -> Finding:
    counts, record = subject.counts, named(subject.counts)
    number, leading = _number(subject, present, level), frames[0]
    numbers: dict[str, Value] = {"present": Count(number)}
    labels = {"present": say(_("units of this level with figures"))}
    origins = {"present": rows_of(counts)}
    for position, frame in enumerate(frames, 1):
        numbers[f"frame_{position}"] = Count(frame.number)
        labels[f"frame_{position}"] = say(_("units that should exist, by {who}"), who=Name(frame.said_by))
        origins[f"frame_{position}"] = say(_("{source}"), source=Name(frame.source or frame.said_by))
        if frame.number > 0:
            numbers[f"share_{position}"] = Percent.of(number, frame.number)
            origins[f"share_{position}"] = say(_("units with figures divided by the units of the frame"))
            labels[f"share_{position}"] = say(_("share of them with figures, by {who}"), who=Name(frame.said_by))
        origins[f"missing_{position}"] = say(_("the units of the frame less those with figures"))
        numbers[f"missing_{position}"] = Count(max(0, frame.number - number))
        labels[f"missing_{position}"] = say(_("without figures, by {who}"), who=Name(frame.said_by))
    empty = counts.units - present.height
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(*subject.about, level),
        title=say(_("Coverage of {record}: {level}"), level=_level(subject, level), record=record),
        statement=_statement(subject, level, number, frames),
        rests_on=(
            *(
                say(
                    _("{number} units, by {who} ({source})."),
                    number=f.number,
                    who=Name(f.said_by),
                    source=Name(f.source),
                )
                for f in frames
                if f.source
            ),
            say(_("The frame is known only as a number, so the units without figures cannot be named.")),
            *nature(subject, counts),
        ),
        does_not_show=say(_("Whether the units without figures resemble those that have them.")),
        would_settle=say(_("A list of all units by the authority.")),
        numbers=numbers,
        labels=labels,
        origins=origins,
        scope=Scope(present.height, empty, say(_("rows without any figure")) if empty else None),
        units=_places(counts, present) if level == unit_level(subject) else None,
        sources=counts.sources,
        prominent=10 if level == unit_level(subject) and number < leading.number else 0,
    )


def _level(subject: Subject, level: str) -> Name:
    return Name(subject.case.level_names.get(level, level), "level", level)


def _statement(subject: Subject, level: str, number: int, frames: tuple[Frame, ...]) -> Message:
    record, leading = named(subject.counts), frames[0]
    if number > leading.number:
        return say(
            _(
                "In {record} {number} units ({level}) have figures, more than the {frame} that exist "
                "according to {who}, so that number or the names of the units cannot be right."
            ),
            record=record,
            number=number,
            level=_level(subject, level),
            frame=leading.number,
            who=Name(leading.said_by),
        )
    others = [frame for frame in frames[1:] if frame.number != leading.number]
    if others:
        return say(
            _(
                "If there are {frame} units ({level}), a number given by {who}, then {number} of them have "
                "figures in {record}, {share}; other sources give {others} units."
            ),
            frame=leading.number,
            level=_level(subject, level),
            who=Name(leading.said_by),
            record=record,
            number=number,
            share=Percent.of(number, max(1, leading.number)),
            others=series([Count(frame.number) for frame in others]),
        )
    return say(
        _(
            "If there are {frame} units ({level}), a number given by {who}, then {number} of them have "
            "figures in {record}, {share}."
        ),
        frame=leading.number,
        level=_level(subject, level),
        who=Name(leading.said_by),
        record=record,
        number=number,
        share=Percent.of(number, max(1, leading.number)),
    )


def _places(counts: Counts, present: pl.DataFrame) -> pl.DataFrame | None:
    """How many units have figures in each place of the largest level."""
    if not counts.levels:
        return None
    level = counts.levels[0]
    name = PLACE_NAME + level if PLACE_NAME + level in present.columns else PLACE + level
    sheets = pl.col(MEASURE + "sheets").sum() if not counts.is_by_unit else pl.len()
    made = present.group_by(PLACE + level).agg(pl.col(name).first().alias("name"), sheets.alias("sheets"))
    return made.sort("sheets", PLACE + level).select(
        pl.col(PLACE + level).alias("unit"), pl.col("name").alias(level), pl.col("sheets").cast(pl.Int64)
    )


def _placed(subject: Subject) -> list[tuple[Frame, str, str]]:
    """Frames of single places, with the level and the id of the place."""
    level, found = unit_level(subject), []
    for frame in subject.case.frames:
        if frame.place is None or frame.level != level or frame.contest not in (None, subject.contest.id):
            continue
        place_level, _sign, place = frame.place.partition("=")
        if place_level in subject.counts.levels:
            found.append((frame, place_level, place))
    return found


def _by_place(subject: Subject, present: pl.DataFrame, placed: list[tuple[Frame, str, str]]) -> Finding:
    counts, record = subject.counts, named(subject.counts)
    sheets = pl.col(MEASURE + "sheets").sum() if not counts.is_by_unit else pl.len()
    have: dict[tuple[str, str], int] = {}
    for level in dict.fromkeys(level for _frame, level, _place in placed):
        grouped = present.group_by(PLACE + level).agg(sheets.cast(pl.Int64).alias("n"))
        have |= {(level, str(place)): int(n) for place, n in grouped.iter_rows()}
    table = pl.DataFrame(
        {
            "unit": [place for _frame, _level, place in placed],
            "level": [level for _frame, level, _place in placed],
            "expected_sheets": [frame.number for frame, _level, _place in placed],
            "sheets": [have.get((level, place), 0) for _frame, level, place in placed],
            "source": [frame.said_by for frame, _level, _place in placed],
        }
    ).with_columns((pl.col("expected_sheets") - pl.col("sheets")).alias("missing"))
    short = table.filter(pl.col("missing") > 0)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(*subject.about, "places"),
        title=say(_("Coverage of {record}: places"), record=record),
        statement=say(
            _(
                "By the frames of {places} places that the case gives, {whole} of them are wholly in "
                "{record} and {missing} units are lacking in the other {short}."
            ),
            places=table.height,
            record=record,
            whole=table.height - short.height,
            missing=int(short["missing"].sum() or 0),
            short=short.height,
        ),
        rests_on=nature(subject, counts),
        does_not_show=say(_("Whether the units without figures resemble those that have them.")),
        numbers={
            "places": Count(table.height),
            "short": Count(short.height),
            "missing": Count(int(short["missing"].sum() or 0)),
        },
        labels={
            "places": say(_("places with a frame of their own")),
            "short": say(_("of them with fewer units than the frame")),
            "missing": say(_("units lacking there")),
        },
        origins={
            "places": say(_("frames that the case declares")),
            "short": computed(),
            "missing": say(_("units of the frames less those with figures, over places with fewer")),
        },
        scope=Scope(present.height),
        units=table.sort("missing", "level", "unit", descending=[True, False, False]),
        sources=counts.sources,
    )


CHECK = Check(
    id="counted.coverage",
    title=_("Coverage"),
    asks=_("How many of the units that should exist have a record?"),
    kind=Kind.RECORD,
    needs=Needs(per="counts", when=_applies),
    compute=compute,
    assumes=_("The number of units that each source of the frame gives; where sources differ, each number is shown."),
    honest_causes=_("Units that were not held or were merged, and sheets that came late or were not kept."),
    cannot_show=_("Whether units without figures resemble those that have them; which units they are, without a list."),
    references=("Venezuela 2024: 30,026 tables (Carter Center before the OAS, AP, 2 October 2024).",),
)
