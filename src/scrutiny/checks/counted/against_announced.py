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
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.counts import UNIT, Counts
from scrutiny.evidence.facts import Frame
from scrutiny.findings.against import (
    beyond_all,
    coverage_of,
    excluded,
    name_of,
    no_fit,
    nothing_below,
    possible,
    share_possible,
    unknown,
)
from scrutiny.findings.beside import last_announcement, picture
from scrutiny.findings.beyond import Beyond, beyond
from scrutiny.findings.breaking import misread, of_misreading, of_mix, printed_otherwise, under_another
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict, Weight
from scrutiny.findings.left_out import TOGETHER, Compared, Sheets, all_together, compared, most_left_out, summed
from scrutiny.findings.listed import listed
from scrutiny.findings.origins import called, column_of, computed, named, nature, printed_in, with_computed
from scrutiny.findings.outcomes import outcome
from scrutiny.findings.outside import known_of
from scrutiny.findings.weighing import standing, without_outcome
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
    frames = subject.case.frames_of(subject.contest.id, claim.figures.coverage_of)
    sheets = Sheets(subject, claim.figures.coverage_of)
    every = compared(sheets, claim.figures)
    together = all_together(subject, sheets, every)
    answer = _answer(subject, claim, sheets, every, together, frames)
    first, left_out, against = answer.first, answer.left_out, answer.verdict is Verdict.CONTRADICTS
    about = (answer.first, answer.above.one if answer.above is not None else None)
    held = [*every, together] if together is not None and together in about else every
    numbers, labels, origins = _numbers(subject, claim, held, frames)
    if first is not None and left_out is not None and first.excess(left_out) > 0:
        for slips in misread(subject, sheets, first, left_out):
            key = f"misread_{slips.digits}:{first.option}"
            numbers[key] = Count(slips.sheets)
            labels[key] = say(
                _("{option}, further sheets misread upwards in {digits} of its digits"),
                option=name_of(subject, first.option),
                digits=slips.digits,
            )
    if answer.above is not None:
        one = answer.above
        numbers |= {"outside": Count(one.outside), f"beyond:{one.one.option}": Count(one.excess)}
        name = name_of(subject, one.one.option)
        labels |= {
            "outside": say(_("registered voters outside the sheets, at most")),
            f"beyond:{one.one.option}": say(_("{option}, announced beyond what there can be"), option=name),
        }
    below = against and first is not None
    yield Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=answer.verdict,
        about=subject.about,
        title=say(_("{claim} and {record}"), claim=called(claim), record=named(subject.counts)),
        statement=answer.statement,
        rests_on=_rests_on(subject, claim, first, answer.above, frames),
        breaks_if=_breaks(subject, sheets, first, frames, left_out)
        if first is not None and answer.fits and answer.verdict is not Verdict.AGREES
        else (),
        does_not_show=say(_("Which of the two is wrong.")) if first is not None or against else None,
        would_settle=say(
            _("Results by unit for {claim}, or the sheets of the authority beside those that were published."),
            claim=called(claim),
        )
        if first is not None or against
        else None,
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, origins),
        weight=_weight(subject, claim, every, first, left_out) if below and first and left_out is not None else None,
        scope=_scope(subject),
        units=_left_out_units(subject.counts, first, left_out, every) if below and first and left_out else None,
        figure=picture(subject, sheets) if claim.id == last_announcement(subject) else None,
        sources=(*subject.counts.sources, claim.id),
        prominent=(91 if claim.id == last_announcement(subject) else 90) if against else 0,
    )


@dataclass(frozen=True)
class _Answer:
    """What follows.

    Parameters
    ----------
    first
        The option below the sheets that the statement is about.
    left_out
        How many units the announcement left out at most.
    above
        The option announced with more than there can be.
    fits
        Whether the number of units fits the announcement and the record.
    """

    verdict: Verdict
    statement: Message
    first: Compared | None = None
    left_out: int | None = None
    above: Beyond | None = None
    fits: bool = True


def _answer(
    subject: Subject,
    claim: Claim,
    sheets: Sheets,
    every: list[Compared],
    together: Compared | None,
    frames: tuple[Frame, ...],
) -> _Answer:
    assert claim.figures is not None
    below = [one for one in every if one.total > one.announced]
    frame = frames[0].number if frames else None
    left_out = most_left_out(claim.figures, frame, subject.case.facts.rounding) if frame is not None else None
    # The option of which most is too much; where none is, the one that comes nearest.
    first = max(below, key=lambda one: (one.excess(left_out or 0), one.total, one.option), default=None)
    here = max((one.sheets.many for one in every), default=0)
    if frame is not None and max(claim.figures.counted_units or 0, here) > frame:
        return _Answer(Verdict.CANNOT_TELL, no_fit(subject, claim, frames[0], here), first, fits=False)
    if first is not None and left_out is not None and first.excess(left_out) > 0:
        return _Answer(Verdict.CONTRADICTS, excluded(subject, claim, first, frames[0], left_out), first, left_out)
    if together is not None and left_out is not None and together.excess(left_out) > 0:
        statement = excluded(subject, claim, together, frames[0], left_out)
        return _Answer(Verdict.CONTRADICTS, statement, together, left_out)
    # Where the number of units is disputed, only the largest leaves nothing outside.
    largest = max((f.number for f in frames), default=None)
    above = beyond(subject, sheets, every, largest)
    if above is None and together is not None:
        above = beyond(subject, sheets, [together], largest)
    if above is not None:
        return _Answer(Verdict.CONTRADICTS, beyond_all(subject, claim, above), above=above)
    if first is None:
        return _Answer(Verdict.AGREES, nothing_below(subject, claim, every, together))
    if left_out is None:
        return _Answer(Verdict.CANNOT_TELL, unknown(subject, claim, first, frames), first)
    return _Answer(Verdict.AGREES, possible(subject, claim, first, left_out, together), first, left_out)


def _scope(subject: Subject) -> Scope:
    counts = subject.counts
    if not counts.is_by_unit:
        return Scope(counts.sheets)
    without = counts.table.filter(
        pl.all_horizontal(pl.col(counts.column(o)).is_null() for o in counts.valid_options)
    ).height
    why = say(_("they have no votes, which makes the figures that must be there no larger")) if without else None
    return Scope(counts.units - without, without, why)


ROUNDED: Mapping[str, str] = {
    "half_up": _("The coverage was rounded to the nearest."),
    "half_even": _("The coverage was rounded to the nearest."),
    "down": _("The coverage was cut off after its last decimal."),
    "up": _("The coverage was rounded up."),
    "largest_remainder": _("The coverage may have been rounded either way by one step."),
    "unknown": _("The coverage was rounded to the nearest; no rule was published."),
}


def _rests_on(
    subject: Subject, claim: Claim, first: Compared | None, above: Beyond | None, frames: tuple[Frame, ...]
) -> tuple[Message, ...]:
    assert claim.figures is not None
    made: list[Message] = []
    if above is not None and not above.complete:
        made.append(say(_("Each registered voter votes once at most, in the unit in whose register they stand.")))
    if first is not None or above is not None:
        made.append(
            say(_("The sheets are genuine: they say what was counted at their units, and were read correctly."))
        )
        made += [
            say(_("There are {number} units, by {who}."), number=frame.number, who=Name(frame.said_by))
            for frame in frames[:1]
        ]
    if first is not None:
        for other in frames[1:]:
            made.append(under_another(claim, first, frames[0], other, subject.case.facts.rounding))
        if frames:
            made += printed_otherwise(subject, first, frames[0])
        if claim.figures.coverage is not None and claim.figures.counted_units is None:
            made.append(say(ROUNDED[subject.case.facts.rounding]))
            if frames and subject.case.facts.rounding == "unknown":
                made.append(_rounded_up(claim.figures, first, frames[0]))
            made.append(say(_("The coverage is of all units of the frame.")))
    return (*made, *nature(subject, subject.counts))


def _rounded_up(figures: Figures, first: Compared, frame: Frame) -> Message:
    """Whether the answer holds if a coverage whose rule is not known was rounded up."""
    nearest, up = (most_left_out(figures, frame.number, rule) or 0 for rule in ("unknown", "up"))
    values: dict[str, Value] = {"left_out": Count(up)}
    if (first.excess(nearest) > 0) == (first.excess(up) > 0):
        return Message(_("Rounded up instead, at most {left_out} were left out and the answer is the same."), values)
    return Message(_("Rounded up instead, {left_out} may have been left out and the answer would be another."), values)


def _breaks(
    subject: Subject, sheets: Sheets, one: Compared, frames: tuple[Frame, ...], left_out: int | None
) -> tuple[Message, ...]:
    claim, option = subject.announcement, name_of(subject, one.option)
    made = [
        say(
            _(
                "At least {needed} of the sheets do not say what was counted, or were left out of {claim}: so many if "
                "they are those with most votes for {option} and none of these votes is true, more if they are others "
                "or only some of the votes are false."
            ),
            needed=one.needed,
            claim=called(claim),
            option=option,
        )
    ]
    if left_out is not None and one.needed > left_out > 0:
        made.append(
            say(
                _("With {left_out} sheets left out, at least {false} others do not say what was counted for {option}."),
                left_out=left_out,
                option=option,
                false=one.needed - left_out,
            )
        )
        made.append(of_mix(one, claim, option))
    if frames:
        made.append(
            say(
                _("If every sheet says what was counted, {claim} counted at most {coverage} of {frame} units."),
                claim=called(claim),
                coverage=share_possible(one, frames[0]),
                frame=frames[0].number,
            )
        )
    if one.excess(left_out or 0) > 0:
        made += of_misreading(misread(subject, sheets, one, left_out or 0), option)
    return tuple(made)


def _weight(subject: Subject, claim: Claim, every: list[Compared], first: Compared, left_out: int) -> Weight:
    """The excess against the slack of the announcement; whether it alters the outcome is computed, not guessed."""
    assert claim.figures is not None
    announced = standing(claim.figures.votes, subject.contest, called(claim))
    if not _all_announced(subject, claim.figures):
        announced = without_outcome(announced)
    votes, rule = claim.figures.votes, subject.contest.rule
    alters: bool | None = None
    if announced.outcome is not None:
        at_least = {one.option: max(one.announced, one.least(left_out)) for one in every}
        at_most = {one.option: max(one.announced, one.total) for one in every}
        surely = outcome({**votes, **at_least}, rule) != announced.outcome
        # Whoever gains most against whoever gains least: none of these turns it only if no mixture does.
        mixed = [{**at_least, option: most} for option, most in at_most.items()]
        mixed += [{**at_most, option: least} for option, least in at_least.items()]
        perhaps = any(outcome({**votes, **raised}, rule) != announced.outcome for raised in (at_most, *mixed))
        alters = True if surely else None if perhaps or not rule.by_lead else False
    weight = announced.weigh(first.excess(left_out), first.total - first.announced, "added")
    return replace(weight, could_alter=alters)


def _all_announced(subject: Subject, figures: Figures) -> bool:
    """Whether an announcement names every valid option, or its valid votes show that there are no others."""
    contest = subject.contest
    leaves = [o.id for o in contest.options if o.valid and not contest.children.get(o.id)]
    named_ = set(figures.votes)
    absent = [o for o in leaves if o not in named_ and not named_ & set(contest.ancestors(o))]
    return not absent or figures.valid == sum(figures.votes.values())


def _numbers(
    subject: Subject, claim: Claim, every: list[Compared], frames: tuple[Frame, ...]
) -> tuple[dict[str, Value], dict[str, Message], dict[str, Message]]:
    assert claim.figures is not None
    numbers: dict[str, Value] = {"sheets": Count(subject.counts.sheets)}
    labels = {"sheets": say(_("sheets in the record"))}
    origins = {"sheets": say(_("{record}"), record=named(subject.counts))}

    def add(key: str, label: Message, value: Value, origin: Message) -> None:
        numbers[key], labels[key], origins[key] = value, label, origin

    coverage = coverage_of(claim.figures)
    if coverage is not None:
        add("coverage", say(_("units counted, as announced")), coverage, printed_in(claim, "coverage"))
    rounding = subject.case.facts.rounding
    left: list[tuple[int, Frame, int | None]] = []
    for position, frame in enumerate(frames, 1):
        left_out = most_left_out(claim.figures, frame.number, rounding)
        if (claim.figures.counted_units or 0) > frame.number:
            left_out = None  # it counts other units than this source: how many it left out cannot be told
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
            add(f"left_out_{position}", label, Count(left_out), _how(frame, coverage))
            if rounding == "unknown" and claim.figures.counted_units is None:
                up = most_left_out(claim.figures, frame.number, "up") or 0
                label = say(_("the same if it was rounded up, of {number}"), number=frame.number)
                how = say(_("{number} less the least number of units that prints so, rounded up"), number=frame.number)
                add(f"left_out_up_{position}", label, Count(up), how)
    for one in every:
        option = name_of(subject, one.option)
        apart = one.option == TOGETHER
        origin = computed() if apart else column_of(subject, subject.counts, one.option)
        add(
            f"announced:{one.option}",
            say(_("{option}, announced"), option=option),
            Count(one.announced),
            computed() if apart else printed_in(claim, "votes", one.option),
        )
        add(f"total:{one.option}", say(_("{option}, on the sheets"), option=option), Count(one.total), origin)
        if one.total <= one.announced:
            continue
        _least(one, option, left, add)
        needed = say(_("{option}, sheets that do not say what was counted or were left out"), option=option)
        reached = say(_("the least number of sheets that hold what is announced too few"))
        add(f"needed:{one.option}", needed, Count(one.needed), reached)
        for position, frame, _left in left:
            within = say(_("{number} less the sheets needed, divided by it"), number=frame.number)
            most = say(
                _("{option}, largest coverage that is possible, of {number}"),
                option=option,
                number=frame.number,
            )
            add(
                f"coverage_{position}:{one.option}",
                most,
                share_possible(one, frame),
                within,
            )
        if not apart:
            _others(subject, claim, [o for o in every if o.option != TOGETHER], one, add)
    return numbers, labels, origins


def _least(one: Compared, option: Value, left: list[tuple[int, Frame, int | None]], add: Any) -> None:
    """What the sheets hold at least inside the announcement, under each number of units."""
    for position, frame, left_out in left:
        if left_out is None:
            continue
        sorted_ = say(_("the sheets sorted by its votes, the first {left_out} added up"), left_out=left_out)
        others = say(_("its votes on all sheets less those on the {left_out} with most"), left_out=left_out)
        over = say(_("its votes on the others less those announced"))
        held = say(
            _("{option}, on the {left_out} sheets with most, of {number}"),
            option=option,
            left_out=left_out,
            number=frame.number,
        )
        least = say(_("{option}, on the others, of {number}"), option=option, number=frame.number)
        excess = say(_("{option}, more than announced, of {number}"), option=option, number=frame.number)
        add(f"held_{position}:{one.option}", held, Count(one.sheets.of(left_out)), sorted_)
        add(f"least_{position}:{one.option}", least, Count(one.least(left_out)), others)
        add(f"excess_{position}:{one.option}", excess, Count(one.excess(left_out)), over)
        false = say(
            _("{option}, further sheets that do not say what was counted, of {number}"),
            option=option,
            number=frame.number,
        )
        further = say(_("sheets needed less the {left_out} left out"), left_out=left_out)
        if one.needed > left_out:
            add(f"false_{position}:{one.option}", false, Count(one.needed - left_out), further)


def _how(frame: Frame, coverage: Value | None) -> Message:
    """How the number of units left out is computed."""
    if isinstance(coverage, Percent):
        return say(
            _("{number} less the least number of units that prints as {coverage}"),
            number=frame.number,
            coverage=coverage,
        )
    return say(_("{number} less the units counted"), number=frame.number)


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
        how = say(_("what the others were announced with beyond the sheets, divided by the voters outside them"))
        add(f"others:{one.option}", label, Percent.of(more, outside, 1), how)


def _left_out_units(
    counts: Counts, one: Compared | None, left_out: int | None, every: list[Compared]
) -> pl.DataFrame | None:
    """The sheets that were left out in favour of the announcement: those with most votes for the option."""
    if one is None or not left_out or not counts.is_by_unit:
        return None
    options = [other.option for other in every] if one.option == TOGETHER else [one.option]
    votes = summed(counts, options)
    rows = counts.table.with_columns(votes.alias("votes")).filter(pl.col("votes") > 0)
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
