"""From one bulletin to the next: what was added, and does anything fall?

Null: none; this is subtraction. Assumes: the announcements of one speaker are running totals of one count. Honest
causes that trip it: a correction between bulletins that is not announced as one, a misprint, a bulletin of another part
of the country. Cannot show: whether the added votes were cast as announced; later units may differ from earlier ones.
Reference: Venezuela 2024. From the first bulletin to the second 2,277,110 votes were added, 55.28 % of them for one
option; about 449.5 votes for each newly counted table of 30,026, against 418.8 before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.facts import Frame
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Figure, Finding, Kind, Verdict
from scrutiny.findings.origins import called, computed, printed_in
from scrutiny.findings.parts import parts
from scrutiny.findings.sequence import Step, figures_of, steps
from scrutiny.findings.weighing import standing
from scrutiny.messages import Count, Message, Name, Percent, Quantity, Value, _, say, series
from scrutiny.stats.rounding import interval

ORDER = 50


@dataclass(frozen=True)
class _Rate:
    """Votes per unit; without an upper end where the number of units may be 0, without a middle where it is."""

    middle: Fraction | None
    low: Fraction | None
    high: Fraction | None


def _applies(subject: Subject) -> Message | None:
    if steps(subject):
        return None
    return say(
        _("{contest}: no speaker announced figures of the same options twice"), contest=Name(subject.contest.name)
    )


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    for step in steps(subject):
        yield _finding(subject, step)


def _finding(subject: Subject, step: Step) -> Finding:
    values: dict[str, Value] = {"earlier": called(step.earlier), "later": called(step.later)}
    grew = _grew(step)
    above = _above(subject, step.later)
    impossible = bool(step.fallen and grew) or above is not None
    verdict = Verdict.CONTRADICTS if impossible else Verdict.CANNOT_TELL if step.fallen else Verdict.AGREES
    numbers, labels, origins = _numbers(subject, step)
    by = standing(step.second, subject.contest, called(step.later))
    if step.fallen and grew:
        weight = by.weigh(sum(step.fallen.values()))
        statement = _falls(subject, step, values)
    elif above is not None:
        total, largest = above
        weight = by.weigh(total - largest, by="removed")
        statement = Message(
            _(
                "If nobody voted twice, {later} cannot be right: its {total} votes are more than each register that is "
                "known, the largest of which has {largest}."
            ),
            values | {"total": Count(total), "largest": Count(largest)},
        )
        numbers["largest"], labels["largest"] = Count(largest), say(_("largest register that is known"))
        origins["largest"] = say(_("the case or the announcements"))
    else:
        weight = None
        statement = _unknown(subject, step, values) if step.fallen else _added(subject, step, values)
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=verdict,
        about=(subject.contest.id, step.earlier.id, step.later.id),
        title=Message(_("From {earlier} to {later}"), values),
        statement=statement,
        rests_on=_rests_on(subject, step),
        breaks_if=(
            say(_("The announcements are not running totals of one count.")),
            say(_("A figure was printed wrongly, or was corrected without a word about it.")),
        )
        if verdict is not Verdict.AGREES
        else (),
        does_not_show=say(
            _(
                "Whether the votes that were added were cast so; units that are counted later may differ from the "
                "others."
            )
        ),
        would_settle=Message(_("Results by unit for {earlier} and {later}."), values),
        numbers=numbers,
        labels=labels,
        origins=origins,
        weight=weight,
        figure=None if step.fallen else _figure(subject, step, values),
        sources=(step.earlier.id, step.later.id),
        prominent=70 if impossible else 20,
    )


def _grew(step: Step) -> bool | None:
    """Whether as much or more was counted, by what was printed; None where that cannot be told."""
    first, second = figures_of(step.earlier), figures_of(step.later)
    if first.coverage_of != second.coverage_of:
        return None
    if first.counted_units is not None and second.counted_units is not None:
        return second.counted_units >= first.counted_units
    if first.coverage is not None and second.coverage is not None:
        return second.coverage >= first.coverage
    return None


def _counted(claim: Claim, other: Claim) -> Value:
    """How much was counted, in the way in which both announcements tell it."""
    mine, theirs = figures_of(claim), figures_of(other)
    if mine.counted_units is not None and theirs.counted_units is not None:
        return say(_("{n} units"), n=mine.counted_units)
    assert mine.coverage is not None
    return Percent.as_announced(mine.coverage)


def _above(subject: Subject, claim: Claim) -> tuple[int, int] | None:
    """The votes of an announcement and the largest whole register known, where they are more than it.

    A register that was announced with a part of the count may be that of the part, and bounds nothing.
    """
    figures = figures_of(claim)
    total = sum(figures.votes[option] for option in parts(subject.contest, figures.votes).options)
    registers = [r.number for r in subject.case.registers_of(subject.contest.id) if r.of != "counted_tables"]
    for other in subject.announcements:
        told = figures_of(other)
        if told.registered is not None and told.coverage is not None and told.coverage >= 100:
            registers.append(told.registered)
    largest = max(registers, default=None)
    return (total, largest) if largest is not None and total > largest else None


def _fallen(subject: Subject, step: Step) -> Value:
    return series(
        [say(_("{option} ({n} fewer)"), option=subject.name(o), n=number) for o, number in step.fallen.items()]
    )


def _falls(subject: Subject, step: Step, values: Mapping[str, Value]) -> Message:
    before, after = _counted(step.earlier, step.later), _counted(step.later, step.earlier)
    more = {"before": before, "after": after, "fallen": _fallen(subject, step)}
    if before == after:
        return Message(
            _(
                "If both are running totals of one count, {earlier} and {later} cannot both be right: what was counted "
                "stayed at {after}, and the votes fell for {fallen}."
            ),
            {**values, **more},
        )
    return Message(
        _(
            "If both are running totals of one count, {earlier} and {later} cannot both be right: what was counted "
            "grew from {before} to {after}, and the votes fell for {fallen}."
        ),
        {**values, **more},
    )


def _unknown(subject: Subject, step: Step, values: Mapping[str, Value]) -> Message:
    return Message(
        _(
            "From {earlier} to {later} the votes fell for {fallen}; as it is not said, for both in the same way, that "
            "as much or more was counted, it cannot be told whether both are running totals of one count."
        ),
        {**values, "fallen": _fallen(subject, step)},
    )


def _added(subject: Subject, step: Step, values: Mapping[str, Value]) -> Message:
    more: dict[str, Value] = {**values, "added": Count(step.total), "options": _told(subject, step)}
    if not step.total:
        return Message(
            _("If both are running totals of one count, nothing was added from {earlier} to {later}."), dict(values)
        )
    frame = next(iter(_frames(subject, step)), None)
    rates = _rates(subject, step, frame)
    if rates is None:
        return Message(
            _(
                "If both are running totals of one count, {added} votes were added from {earlier} to {later}, and no "
                "count fell: {options}."
            ),
            more,
        )
    new, old = rates
    if new.middle is None or new.low is None or old.middle is None or old.low is None:
        return Message(
            _(
                "If both are running totals of one count, {added} votes were added from {earlier} to {later}, and no "
                "count fell: {options}; how many units were added does not follow from the printed coverage."
            ),
            more,
        )
    more |= {"new": Quantity(new.middle), "new_low": Quantity(new.low), "old": Quantity(old.middle)}
    if new.high is None:
        return Message(
            _(
                "If both are running totals of one count, {added} votes were added from {earlier} to {later}, and no "
                "count fell: {options}; that is about {new} votes for each newly counted unit (at least {new_low}, as "
                "rounding allows) against {old} in {earlier}."
            ),
            more,
        )
    more["new_high"] = Quantity(new.high)
    return Message(
        _(
            "If both are running totals of one count, {added} votes were added from {earlier} to {later}, and no count "
            "fell: {options}; that is about {new} votes for each newly counted unit ({new_low} to {new_high}, as "
            "rounding allows) against {old} in {earlier}."
        ),
        more,
    )


def _told(subject: Subject, step: Step) -> Value:
    """The increment of each option and its share of all of them."""
    items: list[Value] = []
    for option, number in step.added.items():
        share = Percent.of(number, step.total) if step.total else Percent(Fraction(0))
        items.append(say(_("{n} for {option} ({share})"), n=number, option=subject.name(option), share=share))
    return series(items)


def _frames(subject: Subject, step: Step) -> tuple[Frame, ...]:
    level = figures_of(step.later).coverage_of
    if level != figures_of(step.earlier).coverage_of:
        return ()
    return tuple(f for f in subject.case.frames_of(subject.contest.id, level) if f.number > 0)


Ends = tuple[Fraction, Fraction, Fraction]
"""How many units were counted: as printed, at least, at most."""


def _units(subject: Subject, claim: Claim, frame: Frame | None) -> Ends | None:
    figures = figures_of(claim)
    if figures.counted_units is not None:
        exact = Fraction(figures.counted_units)
        return exact, exact, exact
    if figures.coverage is None or frame is None:
        return None
    printed, one = interval(figures.coverage, subject.case.facts.rounding), Fraction(frame.number, 100)
    high = max(Fraction(0), min(printed.high, Fraction(100)))
    return Fraction(figures.coverage) * one, max(Fraction(0), min(printed.low, high)) * one, high * one


def _rates(subject: Subject, step: Step, frame: Frame | None) -> tuple[_Rate, _Rate] | None:
    """Votes per added unit and votes per unit before, with the rounding of both coverages."""
    before, after = _units(subject, step.earlier, frame), _units(subject, step.later, frame)
    if before is None or after is None:
        return None
    if figures_of(step.earlier).coverage_of != figures_of(step.later).coverage_of:
        return None
    added = (after[0] - before[0], after[1] - before[2], after[2] - before[1])
    return _rate(step.total, added), _rate(sum(step.first.values()), before)


def _rate(votes: int, units: Ends) -> _Rate:
    middle, least, most = units
    return _Rate(
        votes / middle if middle > 0 else None,
        votes / most if most > 0 else None,
        votes / least if least > 0 else None,
    )


def _numbers(subject: Subject, step: Step) -> tuple[dict[str, Value], dict[str, Message], dict[str, Message]]:
    numbers: dict[str, Value] = {}
    labels: dict[str, Message] = {}
    origins: dict[str, Message] = {}

    def add(key: str, label: Message, value: Value, origin: Message) -> None:
        numbers[key], labels[key], origins[key] = value, label, origin

    ends = {"first": (step.earlier, step.first), "second": (step.later, step.second)}
    for key, (claim, votes) in ends.items():
        total = say(_("votes in {claim}"), claim=called(claim))
        add(key, total, Count(sum(votes.values())), printed_in(claim))
    add("added", say(_("votes added")), Count(step.total), computed())
    for option, number in step.added.items():
        name = subject.name(option)
        add(f"added:{option}", say(_("added for {option}"), option=name), Count(number), computed())
        if step.total > 0 and not step.fallen:
            label = say(_("share of {option} in what was added"), option=name)
            add(f"share:{option}", label, Percent.of(number, step.total), computed())
    for key, label, value in _per_unit(subject, step):
        add(key, label, value, computed())
    return numbers, labels, origins


def _per_unit(subject: Subject, step: Step) -> Iterator[tuple[str, Message, Value]]:
    """Votes per unit under each number of units that the case knows, the leading one first."""
    frames: tuple[Frame | None, ...] = _frames(subject, step) or (None,)
    for position, frame in enumerate(frames, 1):
        rates = None if step.fallen else _rates(subject, step, frame)
        if rates is None:
            continue
        values: dict[str, Value] = {"claim": called(step.earlier)}
        if frame is not None:
            values |= {"units": Count(frame.number), "who": Name(frame.said_by)}
        for key, rate, text, bare in (
            (
                "new",
                rates[0],
                _("votes for each newly counted unit, of {units} ({who})"),
                _("votes for each newly counted unit"),
            ),
            (
                "old",
                rates[1],
                _("votes for each unit in {claim}, of {units} ({who})"),
                _("votes for each unit in {claim}"),
            ),
        ):
            label = Message(text if frame is not None else bare, values)
            for end, value, shown in (
                ("", rate.middle, label),
                (":low", rate.low, say(_("{what}, at least"), what=label)),
                (":high", rate.high, say(_("{what}, at most"), what=label)),
            ):
                if value is not None:
                    yield f"{key}:{position}{end}", shown, Quantity(value)


def _rests_on(subject: Subject, step: Step) -> tuple[Message, ...]:
    made = [
        say(
            _("{earlier} and {later} are running totals of one count, announced by {speaker}."),
            earlier=called(step.earlier),
            later=called(step.later),
            speaker=Name(step.later.speaker),
        )
    ]
    here = {claim.id: claim for claim in subject.announcements}
    for claim in (step.earlier, step.later):
        if claim.corrects in here and claim.corrects is not None:
            made.append(
                say(
                    _("{claim} stands in the place of {corrected}, which it corrects."),
                    claim=called(claim),
                    corrected=called(here[claim.corrects]),
                )
            )
    if not step.complete:
        made.append(say(_("Only options that both announcements tell are compared; they may not be the whole ballot.")))
    if _grew(step) is not None:
        made.append(say(_("Coverage is of the same units in both announcements, and a printed percentage is rounded.")))
    return tuple(made)


def _figure(subject: Subject, step: Step, values: Mapping[str, Value]) -> Figure:
    return Figure(
        kind="bulletin_increments",
        title=Message(_("Votes in {earlier}, and what {later} added"), values),
        data={
            "options": [
                {"id": o, "name": subject.contest.name_of(o), "first": step.first[o], "added": number}
                for o, number in step.added.items()
            ],
            "first": step.earlier.label,
            "second": step.later.label,
        },
        caption=Message(
            _("Votes of each option as announced in {earlier}, and the votes that {later} has beyond them."), values
        ),
        alternative=Message(
            _("Votes in {earlier}: {first}; added by {later}: {options}."),
            {
                **values,
                "first": series(
                    [
                        say(_("{n} for {option}"), n=number, option=subject.name(option))
                        for option, number in step.first.items()
                    ]
                ),
                "options": _told(subject, step),
            },
        ),
    )


CHECK = Check(
    id="announced.bulletins",
    title=_("From one bulletin to the next"),
    asks=_("What was added from one bulletin to the next, and does a count fall although more was counted?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="announcements", at_least=2, figures=("votes",), when=_applies),
    compute=compute,
    assumes=_(
        "The announcements of one speaker are running totals of one count, in the order in which they were said; those "
        "of different speakers are no sequence and are not compared. A correction stands in the place of what it "
        "corrects."
    ),
    honest_causes=_(
        "A correction that was not announced as one, a misprint, a bulletin about another part of the units."
    ),
    cannot_show=_(
        "Whether the added votes were cast so: units counted later may lie elsewhere and differ from the others."
    ),
    references=(
        "Venezuela 2024, first to second bulletin: 2,277,110 votes added, 55.28, 38.65 and 6.07 % of them for the "
        "first, the second and the others.",
    ),
    example="Bulletins of 80 % and 96.87 % of 30,026 tables: about 449.5 votes per added table, 418.8 before.",
)
