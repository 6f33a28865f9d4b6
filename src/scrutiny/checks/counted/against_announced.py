"""Is an announced figure below what the published sheets alone must hold?

Null: none; this is arithmetic. An announcement that covers a part of the units may have left out any of them. The
strict form leaves out those published sheets that favour it most, as many as its coverage allows, and compares the
announced figure with what the others still hold. Assumes: the sheets are genuine, were read correctly and were counted
by the announcement unless it left them out; its coverage is of all units of the frame and is a rounded figure.
Honest causes that trip it: a coverage of something else (of centres, of transmissions), a wrong frame, sheets that were
annulled after they were published. Cannot show: which of the two is wrong.
Reference: Venezuela 2024. 96.87 % of 30,026 tables leaves out at most 941; without the 941 sheets that hold most votes
for one option the others hold 6,696,357, and bulletin 2 has 5,326,104, fewer by 1,370,253.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.counts import UNIT, Counts
from scrutiny.evidence.facts import Frame, Rounding
from scrutiny.findings.beside import last_announcement, picture
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict, Weight
from scrutiny.findings.left_out import Compared, Sheets, compared, most_left_out
from scrutiny.findings.listed import listed
from scrutiny.findings.origins import called, column_of, computed, named, nature, printed_in
from scrutiny.findings.outcome import outcome
from scrutiny.findings.outside import known_of
from scrutiny.findings.weighing import standing
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say

ORDER = 80


def _applies(subject: Subject) -> Message | None:
    counts = subject.counts
    if not counts.is_by_unit and subject.evidence.distribution_of(counts) is None:
        return say(
            _("{record} holds totals of several sheets, and how many sheets have each value is not here"),
            record=counts.title,
        )
    figures = subject.announcement.figures
    sheets = Sheets(subject, figures.coverage_of) if figures is not None else None
    if figures is None or sheets is None or not any(sheets.tells(option) for option in figures.votes):
        return say(
            _("{claim} and {record} have no option in common that could be compared sheet by sheet"),
            claim=subject.announcement.label,
            record=counts.title,
        )
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    claim = subject.announcement
    assert claim.figures is not None
    rounding = subject.case.facts.rounding
    frames = subject.case.frames_of(subject.contest.id, claim.figures.coverage_of)
    sheets = Sheets(subject, claim.figures.coverage_of)
    every = compared(sheets, claim.figures)
    left_out = most_left_out(claim.figures, frames[0].number, rounding) if frames else None
    below = [one for one in every if one.total > one.announced]
    # The option of which most is too much; where none is, the one that comes nearest.
    first = max(below, key=lambda one: (one.excess(left_out or 0), one.total, one.option), default=None)
    against = first is not None and left_out is not None and first.excess(left_out) > 0
    if first is None:
        verdict, statement = Verdict.AGREES, _nothing_below(subject, claim, every)
    elif left_out is None:
        verdict, statement = Verdict.CANNOT_TELL, _unknown(subject, claim, first, frames)
    elif against:
        verdict, statement = Verdict.CONTRADICTS, _excluded(subject, claim, first, frames[0], left_out)
    else:
        verdict, statement = Verdict.AGREES, _possible(subject, claim, first, left_out)
    numbers, labels, origins = _numbers(subject, claim, every, frames)
    yield Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=verdict,
        about=subject.about,
        title=say(_("{claim} and {record}"), claim=called(claim), record=named(subject.counts)),
        statement=statement,
        rests_on=_rests_on(subject, claim, first, frames),
        breaks_if=_breaks(subject, first, frames, left_out)
        if first is not None and verdict is not Verdict.AGREES
        else (),
        does_not_show=say(_("Which of the two is wrong.")) if first is not None else None,
        would_settle=say(
            _("Results by unit for {claim}, or the sheets of the authority beside those that were published."),
            claim=called(claim),
        )
        if first is not None
        else None,
        numbers=numbers,
        labels=labels,
        origins=origins,
        weight=_weight(subject, claim, every, first, left_out) if against and first and left_out is not None else None,
        scope=_scope(subject),
        units=_left_out_units(subject.counts, first, left_out) if against and first and left_out else None,
        figure=picture(subject, sheets) if claim.id == last_announcement(subject) else None,
        sources=(*subject.counts.sources, claim.id),
        prominent=90 if against else 0,
    )


def _scope(subject: Subject) -> Scope:
    counts = subject.counts
    if not counts.is_by_unit:
        return Scope(counts.sheets)
    without = counts.table.filter(
        pl.all_horizontal(pl.col(counts.column(o)).is_null() for o in counts.valid_options)
    ).height
    why = say(_("they have no votes, which makes the figures that must be there no larger")) if without else None
    return Scope(counts.units - without, without, why)


def _coverage(figures: Figures) -> Value | None:
    if figures.counted_units is not None:
        return Count(figures.counted_units)
    return Percent.as_announced(figures.coverage) if figures.coverage is not None else None


def _excluded(subject: Subject, claim: Claim, one: Compared, frame: Frame, left_out: int) -> Message:
    assert claim.figures is not None
    values: dict[str, Value] = {
        "claim": called(claim),
        "record": named(subject.counts),
        "publisher": Name(subject.counts.publisher) if subject.counts.publisher else say(_("somebody unnamed")),
        "option": subject.name(one.option),
        "left_out": Count(left_out),
        "frame": Count(frame.number),
        "least": Count(one.least(left_out)),
        "announced": Count(one.announced),
        "excess": Count(one.excess(left_out)),
    }
    if left_out == 0:
        return Message(
            _(
                "If the figures of {record} ({publisher}) are genuine and were read correctly, {claim} "
                "cannot be right: it counts all {frame} units, the sheets hold {least} votes for {option}, "
                "and it has {announced}, fewer by {excess}; which of the two is wrong does not follow."
            ),
            values,
        )
    if claim.figures.counted_units is not None:
        return Message(
            _(
                "If the figures of {record} ({publisher}) are genuine and were read correctly, {claim} "
                "cannot be right: it left out at most {left_out} of {frame} units, and without the "
                "{left_out} sheets that hold most votes for {option} the others still hold {least}, while "
                "it has {announced}, fewer by {excess}; which of the two is wrong does not follow."
            ),
            values,
        )
    coverage = _coverage(claim.figures)
    assert coverage is not None
    return Message(
        _(
            "If the figures of {record} ({publisher}) are genuine and were read correctly, {claim} cannot "
            "be right: its {coverage} of {frame} units is a rounded figure that leaves out at most "
            "{left_out}, and without the {left_out} sheets that hold most votes for {option} the others "
            "still hold {least}, while it has {announced}, fewer by {excess}; which of the two is wrong "
            "does not follow."
        ),
        values | {"coverage": coverage},
    )


def _possible(subject: Subject, claim: Claim, one: Compared, left_out: int) -> Message:
    return say(
        _(
            "By the figures of {record}, {claim} is possible: its {announced} votes for {option} are fewer "
            "than the {total} on the sheets, but the {left_out} units that it may have left out could hold "
            "the difference."
        ),
        record=named(subject.counts),
        claim=called(claim),
        announced=one.announced,
        option=subject.name(one.option),
        total=one.total,
        left_out=left_out,
    )


def _nothing_below(subject: Subject, claim: Claim, every: list[Compared]) -> Message:
    return say(
        _(
            "By the figures of {record}, {claim} is possible: for each of the {options} options compared it "
            "has at least as many votes as the sheets, so nothing in them excludes its figures."
        ),
        record=named(subject.counts),
        claim=called(claim),
        options=len(every),
    )


def _unknown(subject: Subject, claim: Claim, one: Compared, frames: tuple[Frame, ...]) -> Message:
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "claim": called(claim),
        "announced": Count(one.announced),
        "option": subject.name(one.option),
        "total": Count(one.total),
        "needed": Count(one.needed),
    }
    if frames:
        return Message(
            _(
                "{claim} does not say how many units it counted: with {announced} votes for {option} "
                "against {total} on the sheets of {record} it is possible only if it left out at least "
                "{needed} of them, that is, if it counted no more than {coverage} of {frame} units."
            ),
            values | {"coverage": _share(one, frames[0], 2), "frame": Count(frames[0].number)},
        )
    return Message(
        _(
            "How many units {claim} left out is not known: with {announced} votes for {option} against "
            "{total} on the sheets of {record} it is possible only if it left out at least {needed} of them."
        ),
        values,
    )


def _share(one: Compared, frame: Frame, places: int = 3) -> Percent:
    """The largest coverage at which the announced figure is possible, the sheets being genuine."""
    return Percent.of(max(0, frame.number - one.needed), max(1, frame.number), places)


ROUNDED: Mapping[str, str] = {
    "half_up": _("The coverage was rounded to the nearest."),
    "half_even": _("The coverage was rounded to the nearest."),
    "down": _("The coverage was cut off after its last decimal."),
    "up": _("The coverage was rounded up."),
    "largest_remainder": _("The coverage may have been rounded either way by one step."),
    "unknown": _("The coverage was rounded to the nearest; no rule was published."),
}


def _rests_on(subject: Subject, claim: Claim, first: Compared | None, frames: tuple[Frame, ...]) -> tuple[Message, ...]:
    assert claim.figures is not None
    made: list[Message] = []
    if first is not None:
        made.append(
            say(_("The sheets are genuine: they say what was counted at their units, and were read correctly."))
        )
        made += [
            say(_("There are {number} units, by {who}."), number=frame.number, who=Name(frame.said_by))
            for frame in frames[:1]
        ]
        for other in frames[1:]:
            made.append(_under_another(claim, first, frames[0], other, subject.case.facts.rounding))
        if claim.figures.coverage is not None and claim.figures.counted_units is None:
            made.append(say(ROUNDED[subject.case.facts.rounding]))
            made.append(say(_("The coverage is of all units of the frame.")))
    return (*made, *nature(subject, subject.counts))


def _under_another(claim: Claim, first: Compared, frame: Frame, other: Frame, rounding: Rounding) -> Message:
    """Whether a disputed number of units would change the answer."""
    assert claim.figures is not None
    here, there = (most_left_out(claim.figures, f.number, rounding) for f in (frame, other))
    same = here is None or there is None or (first.excess(here) > 0) == (first.excess(there) > 0)
    values: dict[str, Value] = {"number": Count(other.number), "who": Name(other.said_by)}
    if same:
        return Message(_("With {number} units, by {who}, the answer is the same."), values)
    return Message(_("With {number} units, by {who}, the answer would be another."), values)


def _breaks(subject: Subject, one: Compared, frames: tuple[Frame, ...], left_out: int | None) -> tuple[Message, ...]:
    claim = subject.announcement
    made = [
        say(
            _("At least {needed} of the sheets are false or were left out of {claim}."),
            needed=one.needed,
            claim=called(claim),
        )
    ]
    if left_out is not None and one.needed > left_out > 0:
        made.append(
            say(
                _("With {left_out} sheets left out, at least {false} others are false in all votes for {option}."),
                left_out=left_out,
                option=subject.name(one.option),
                false=one.needed - left_out,
            )
        )
    if frames:
        made.append(
            say(
                _("With no sheet false, {claim} counted at most {coverage} of {frame} units."),
                claim=called(claim),
                coverage=_share(one, frames[0]),
                frame=frames[0].number,
            )
        )
    return tuple(made)


def _weight(subject: Subject, claim: Claim, every: list[Compared], first: Compared, left_out: int) -> Weight:
    """The excess against the slack of the announcement; whether it alters the outcome is computed, not guessed."""
    assert claim.figures is not None
    announced = standing(claim.figures.votes, subject.contest, called(claim))
    votes, rule = claim.figures.votes, subject.contest.rule
    alters: bool | None = None
    if announced.outcome is not None:
        at_least = {one.option: max(one.announced, one.least(left_out)) for one in every}
        at_most = {one.option: max(one.announced, one.total) for one in every}
        surely, perhaps = (outcome({**votes, **raised}, rule) != announced.outcome for raised in (at_least, at_most))
        alters = True if surely else None if perhaps else False
    weight = announced.weigh(first.excess(left_out), first.total - first.announced, "added")
    return replace(weight, could_alter=alters)


def _numbers(
    subject: Subject, claim: Claim, every: list[Compared], frames: tuple[Frame, ...]
) -> tuple[dict[str, Value], dict[str, Message], dict[str, Message]]:
    assert claim.figures is not None
    numbers: dict[str, Value] = {"sheets": Count(subject.counts.sheets)}
    labels = {"sheets": say(_("sheets in the record"))}
    origins = {"sheets": say(_("{record}"), record=named(subject.counts))}

    def add(key: str, label: Message, value: Value, origin: Message) -> None:
        numbers[key], labels[key], origins[key] = value, label, origin

    coverage = _coverage(claim.figures)
    if coverage is not None:
        add("coverage", say(_("units counted, as announced")), coverage, printed_in(claim))
    rounding, said = subject.case.facts.rounding, printed_in(claim)
    left: list[tuple[int, Frame, int | None]] = []
    for position, frame in enumerate(frames, 1):
        left_out = most_left_out(claim.figures, frame.number, rounding)
        left.append((position, frame, left_out))
        who = Name(frame.said_by)
        add(
            f"frame_{position}",
            say(_("units that exist, by {who}"), who=who),
            Count(frame.number),
            say(_("{source}"), source=Name(frame.source or frame.said_by)),
        )
        if left_out is not None:
            label = say(_("units left out at most, of {number}"), number=frame.number)
            add(f"left_out_{position}", label, Count(left_out), computed())
    for one in every:
        option = subject.name(one.option)
        origin = column_of(subject, subject.counts, one.option)
        add(
            f"announced:{one.option}",
            say(_("{option}, announced"), option=option),
            Count(one.announced),
            said,
        )
        add(f"total:{one.option}", say(_("{option}, on the sheets"), option=option), Count(one.total), origin)
        if one.total <= one.announced:
            continue
        for position, frame, left_out in left:
            if left_out is None:
                continue
            held = say(
                _("{option}, on the {left_out} sheets with most, of {number}"),
                option=option,
                left_out=left_out,
                number=frame.number,
            )
            least = say(_("{option}, on the others, of {number}"), option=option, number=frame.number)
            excess = say(_("{option}, more than announced, of {number}"), option=option, number=frame.number)
            add(f"held_{position}:{one.option}", held, Count(one.sheets.of(left_out)), computed())
            add(f"least_{position}:{one.option}", least, Count(one.least(left_out)), computed())
            add(f"excess_{position}:{one.option}", excess, Count(one.excess(left_out)), computed())
            false = say(
                _("{option}, further sheets that must be false, of {number}"),
                option=option,
                number=frame.number,
            )
            if one.needed > left_out:
                add(f"false_{position}:{one.option}", false, Count(one.needed - left_out), computed())
        needed = say(_("{option}, sheets that must be false or left out"), option=option)
        add(f"needed:{one.option}", needed, Count(one.needed), computed())
        for position, frame, _left in left:
            most = say(
                _("{option}, largest coverage that is possible, of {number}"),
                option=option,
                number=frame.number,
            )
            add(f"coverage_{position}:{one.option}", most, _share(one, frame), computed())
        _others(subject, claim, every, one, add)
    return numbers, labels, origins


def _others(subject: Subject, claim: Claim, every: list[Compared], one: Compared, add: Any) -> None:
    """How many of those registered outside the sheets must have voted for others than an option."""
    assert claim.figures is not None
    register = claim.figures.registered
    if register is None or not subject.counts.has("registered"):
        return
    outside = register - known_of(subject.counts).closed
    others = [other for other in every if other is not one]
    more = sum(other.announced - other.total for other in others)
    if outside > 0 and others:
        label = say(
            _("registered voters outside the sheets who must have voted for others than {option}"),
            option=subject.name(one.option),
        )
        add(f"others:{one.option}", label, Percent.of(more, outside, 1), computed())


def _left_out_units(counts: Counts, one: Compared | None, left_out: int | None) -> pl.DataFrame | None:
    """The sheets that were left out in favour of the announcement: those with most votes for the option."""
    if one is None or not left_out or not counts.is_by_unit:
        return None
    rows = counts.table.with_columns(counts.values(one.option).alias("votes")).filter(pl.col("votes") > 0)
    worst = rows.sort(["votes", UNIT], descending=[True, False]).head(left_out)
    return listed(counts, worst, "votes", counts.valid_options)


CHECK = Check(
    id="counted.against_announced",
    title=_("Announced figures and published sheets"),
    asks=_("Is an announced figure below what the published sheets alone must hold?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="counts_and_announcement", figures=("votes",), when=_applies),
    compute=compute,
    assumes=_(
        "The sheets are genuine and were read correctly, and the announcement counted each of them unless "
        "it left it out; its coverage is of all units of the frame, and is a rounded figure."
    ),
    honest_causes=_(
        "A coverage of something else (of centres, of transmissions), a wrong number of units, sheets that "
        "were annulled after they were published."
    ),
    cannot_show=_("Which of the two is wrong: the announcement, the sheets, or the coverage."),
    references=(
        "Venezuela 2024, sheets published by the campaign of Edmundo González and the two bulletins of the "
        "electoral council.",
    ),
    example=_(
        "96.87 % of 30,026 tables leaves out at most 941. Without the 941 sheets that hold most votes for "
        "one option the others hold 6,696,357; bulletin 2 has 5,326,104, fewer by 1,370,253."
    ),
)
