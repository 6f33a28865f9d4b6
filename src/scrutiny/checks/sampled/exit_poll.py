"""Do exit polls allow the result, and how much more readily would one side have to have answered if not?

Estimate: the share among those who named one of the two options that are ahead, with the error of places drawn and
people asked, and with voters of one option answering up to so many times as readily as those of the other. Assumes:
places and people were drawn as is said. Honest causes of a distance: one side refuses more, fear, interviewers, early
and postal votes, hours at which people were asked. Cannot show: that the count is right or wrong; the response ratio
that would explain the distance is told, and whether it is likely is another question.
References: Edison Media Research and Mitofsky International, Evaluation of Edison/Mitofsky Election System 2004
(2005). Published: Venezuela 2024, Edison 65 to 31 against 44.2 to 51.2: a response ratio of 2.43.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.exit_polled import Against, Inside, against, design_of, inside_places
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict
from scrutiny.findings.intervals import quantity
from scrutiny.findings.origins import named, with_computed
from scrutiny.findings.partial import counted_part, rest_could, rest_unlike
from scrutiny.findings.polled import Polled, Result, described, facts_of, polls_of, results_of
from scrutiny.findings.rounding import rounded
from scrutiny.messages import Count, Message, Name, Percent, Points, Value, _, say, sentences, series

ORDER = 20
HALF = 0.5


@dataclass(frozen=True)
class Settings:
    """How unequally the two sides may have answered, and the error of a design about which little is said."""

    __pydantic_config__: ClassVar = STRICT

    ratio: Decimal = Decimal("1.5")
    """Voters of one option answered at most so many times as readily as those of the other. 1.5 moves a lead by 20
    points where both have half; the national exit polls of the USA of 2004 needed about 1.1."""
    effect: Decimal = Decimal("2.2")
    """The design effect where no counts by place tell how places differ: the upper end of what is published for
    samples of places in strata of an earlier vote."""


def _applies(subject: Subject) -> Message | None:
    polls = [p for p in polls_of(subject.case, subject.contest, ("exit_poll",)) if p.used]
    if not polls:
        return say(_("{contest}: the case holds no exit poll with figures and a sample"), contest=subject.contest.name)
    results = results_of(subject.case, subject.contest, subject.announcements, subject.records)
    if not results:
        return say(
            _("{contest}: no result gives the shares of two options, to set exit polls against"),
            contest=subject.contest.name,
        )
    if not any(poll.lead(*result.order[:2]) is not None for poll in polls for result in results):
        return say(_("{contest}: no exit poll gives both options that are ahead"), contest=subject.contest.name)
    return None


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    every = polls_of(subject.case, subject.contest, ("exit_poll",))
    for result in results_of(subject.case, subject.contest, subject.announcements, subject.records):
        first, second = result.order[:2]
        polls: dict[str, Polled] = {}
        for poll in every:  # one release of each house; of several the case names the one that stands first
            if poll.used and poll.lead(first, second) is not None:
                polls.setdefault(poll.house.casefold(), poll)
        true = result.shares[first] / (result.shares[first] + result.shares[second])
        found = [_against(subject, poll, first, second, true, settings) for poll in polls.values()]
        told = [one for one in found if one is not None]
        if told:
            taken = {one.poll.claim.id for one in told}
            left_out = [poll for poll in every if poll.claim.id not in taken]
            inside = tuple(inside_places(subject.case, subject.contest, subject.records, first, second))
            yield _finding(subject, settings, result, (first, second), told, left_out, inside)


def _against(
    subject: Subject, poll: Polled, first: str, second: str, true: Fraction, settings: Settings
) -> Against | None:
    design = design_of(poll, first, second, subject.records, float(settings.effect))
    return against(poll, first, second, true, design, float(settings.ratio))


def _finding(
    subject: Subject,
    settings: Settings,
    result: Result,
    pair: tuple[str, str],
    told: list[Against],
    left_out: list[Polled],
    inside: tuple[Inside, ...],
) -> Finding:
    numbers, labels = _numbers(told, inside)
    verdict = _verdict(told, result)
    first, second = (subject.name(option) for option in pair)
    return Finding(
        check=CHECK.id,
        kind=Kind.ESTIMATE,
        verdict=verdict,
        about=(subject.contest.id, result.id),
        title=say(_("Exit polls and {result}"), result=result.called),
        statement=_statement(first, second, result, told, settings),
        rests_on=tuple(_rests_on(told, inside, settings)),
        breaks_if=tuple(_breaks_if(first, second, told, result)),
        does_not_show=say(
            _(
                "That the count is right or wrong. Who answers an exit poll is not drawn by lot: one side may refuse "
                "more, out of fear or out of distrust, and all exit polls of a day may err the same way."
            )
        ),
        would_settle=say(
            _("The interviews of each place beside the count of the same place: refusal is then told from counting.")
        ),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, {}),
        scope=Scope(
            len(told),
            len(left_out),
            say(_("left out: {polls}"), polls=series([described(poll) for poll in left_out])) if left_out else None,
        ),
        sources=(*(one.poll.claim.id for one in told), result.id),
        settings={"ratio": str(settings.ratio), "effect": str(settings.effect)},
        prominent=14 if verdict is Verdict.OUTSIDE else 4,
    )


def _verdict(told: list[Against], result: Result) -> Verdict:
    """Of the exit polls whose error is known; one without a number of people counts in none."""
    judged = [one for one in told if one.judged]
    if not judged:
        return Verdict.CANNOT_TELL
    if len({one.inside for one in judged}) > 1 or _otherwise(told):
        return Verdict.CANNOT_TELL
    if judged[0].inside:
        return Verdict.WITHIN
    return Verdict.CANNOT_TELL if _open(judged, result) else Verdict.OUTSIDE


def _otherwise(told: list[Against]) -> list[Against]:
    """Polls without a number of people that point the other way than what the others would decide.

    How far such a poll may err is not known; that it is left out of the arithmetic must not make it say nothing.
    """
    inside = next((one.inside for one in told if one.judged), True)
    return [one for one in told if not one.judged and ((one.seen >= HALF) == (one.true >= HALF)) is not inside]


def _open(judged: list[Against], result: Result) -> bool:
    """Whether what the result does not count could bring it inside what some of them allow."""
    partial = result.partial
    return partial is not None and any(
        partial.could_be(Fraction(one.true), Fraction(one.low), Fraction(one.high), 0, 1) for one in judged
    )


def _statement(first: Name, second: Name, result: Result, told: list[Against], settings: Settings) -> Message:
    values: dict[str, Value] = {
        "first": first,
        "second": second,
        "result": result.called,
        "true": Percent(rounded(100 * told[0].true, 1), 1),
        "ratio": Points(settings.ratio, 1),
    }
    judged = [one for one in told if one.judged]
    outside = [one for one in judged if not one.inside]
    if not judged:
        made = Message(UNJUDGED, {name: values[name] for name in ("first", "second", "result", "true")})
    elif not outside:
        made = Message(WITHIN, values)
    elif len(outside) == len(judged):
        made = Message(OUTSIDE, values)
    else:
        houses = {"houses": series([one.poll.name for one in outside])}
        made = Message(APART, values | houses)
    after: list[Message] = []
    if result.partial is not None and judged:
        after.append(counted_part(result.partial, result.called))
        if len(outside) == len(judged):
            after.append(rest_could(_open(judged, result)))
    if judged and len(judged) < len(told):
        alone = series([one.poll.name for one in judged])
        unsaid = series([one.poll.name for one in told if not one.judged])
        after.append(
            say(
                _("That rests on {alone} alone; not said is how many people were asked by {unsaid}."),
                alone=alone,
                unsaid=unsaid,
            )
        )
    if judged and len(outside) in (0, len(judged)) and (contrary := _otherwise(told)):
        houses_ = series([one.poll.name for one in contrary])
        after.append(say(_("Others saw it the other way ({houses}), so that nothing is decided."), houses=houses_))
    return sentences([made, *after, *(_needed(first, second, one) for one in told)])


def _needed(first: Name, second: Name, one: Against) -> Message:
    """The response ratio that would explain the distance, told of the side that would have answered more readily."""
    more, fewer = (first, second) if one.ratio >= 1 else (second, first)
    return say(
        _(
            "{house} saw {seen} for {first}, which takes voters of {more} who answered {ratio} times as readily as "
            "those of {fewer}."
        ),
        house=one.poll.name,
        seen=Percent(rounded(100 * one.seen, 1), 1),
        first=first,
        more=more,
        fewer=fewer,
        ratio=quantity(max(one.ratio, 1 / one.ratio), 2),
    )


def _rests_on(told: list[Against], inside: tuple[Inside, ...], settings: Settings) -> Iterable[Message]:
    yield say(_("Shares are those of people who named, or voted for, one of these two options."))
    for one in told:
        if one.design is None:
            yield say(
                _(
                    "{house}: how many people were asked is not said, so that the error of its sample is not known; it "
                    "counts in no verdict."
                ),
                house=one.poll.name,
            )
        elif one.design.record is not None:
            yield say(
                _(
                    "{house}: {people} people in {places} places; were places drawn without strata and as different as "
                    "in {record}, the share would have a standard error of {error} points, a variance {effect} times "
                    "that of people drawn one by one."
                ),
                house=one.poll.name,
                people=one.poll.sample.people or 0,
                places=one.design.clusters or 0,
                record=named(one.design.record),
                error=Points(rounded(100 * one.design.error, 2), 2),
                effect=quantity(one.design.effect, 1),
            )
        else:
            yield say(
                _(
                    "{house}: {people} people; with a design effect of {effect}, which is an assumption, the share has "
                    "a standard error of {error} points."
                ),
                house=one.poll.name,
                people=one.poll.sample.people or 0,
                effect=quantity(one.design.effect, 1),
                error=Points(rounded(100 * one.design.error, 2), 2),
            )
        yield from facts_of(one.poll)
        if one.refused_low is not None and one.refused_high is not None:
            yield say(
                _("{house}: if all who refused or did not say were of one side, its share would be {low} or {high}."),
                house=one.poll.name,
                low=Percent(rounded(100 * one.refused_low, 1), 1),
                high=Percent(rounded(100 * one.refused_high, 1), 1),
            )
    yield from _inside(inside)


def _inside(inside: tuple[Inside, ...]) -> Iterable[Message]:
    if not inside:
        yield say(
            _(
                "This case has no place with both interviews and a count: how far the exit polls were from the counts "
                "of their own places cannot be told."
            )
        )
    for one in inside:
        yield say(
            _(
                "{house}, in {n} places whose count {record} has: the lead in the count less the lead in the "
                "interviews is {error} points on average, a response ratio of {ratio}; these places have {counted} for "
                "the first option there."
            ),
            house=Name(one.house, "speaker"),
            n=one.within.places,
            record=named(one.record),
            error=Points(rounded(100 * one.within.error, 1), 1),
            ratio=quantity(one.within.ratio, 2),
            counted=Percent(rounded(100 * one.counted, 1), 1),
        )
        if one.left_out:
            yield say(
                _(
                    "Places of {house} left out there: {n}. Nobody who was asked named either of the two, or {record} "
                    "has no whole count of them."
                ),
                house=Name(one.house, "speaker"),
                n=one.left_out,
                record=named(one.record),
            )


def _breaks_if(first: Name, second: Name, told: list[Against], result: Result) -> Iterable[Message]:
    if result.partial is not None:
        yield rest_unlike(result.called)
    for one in told:
        if one.inside or one.design is None:
            continue
        more, fewer = (first, second) if one.ratio >= 1 else (second, first)
        ends = sorted(ratio if one.ratio >= 1 else 1 / ratio for ratio in (one.low_ratio, one.high_ratio))
        yield say(
            _(
                "Voters of {more} answered {house} {low} to {high} times as readily as those of {fewer} (the error of "
                "the sample included)."
            ),
            house=one.poll.name,
            more=more,
            fewer=fewer,
            low=quantity(ends[0], 2),
            high=quantity(ends[1], 2),
        )


def _numbers(told: list[Against], inside: tuple[Inside, ...]) -> tuple[dict[str, Value], dict[str, Message]]:
    numbers: dict[str, Value] = {"result": Percent(rounded(100 * told[0].true, 2), 2)}
    labels = {"result": say(_("share of the first option in the result, of the two"))}
    for one in told:
        mine: dict[str, Value] = {
            "seen": Percent(rounded(100 * one.seen, 2), 2),
            "ratio": quantity(one.ratio, 3),
        }
        if one.poll.sample.people is not None:
            mine["people"] = Count(one.poll.sample.people)
        if one.design is not None:
            mine |= {
                "low": Percent(rounded(100 * one.low, 2), 2),
                "high": Percent(rounded(100 * one.high, 2), 2),
                "error": Points(rounded(100 * one.design.error, 3), 3),
                "effect": quantity(one.design.effect, 2),
                "low_ratio": quantity(one.low_ratio, 3),
                "high_ratio": quantity(one.high_ratio, 3),
            }
        if one.poll.sample.margin is not None:
            mine["claimed"] = Points(one.poll.sample.margin, 1)
        for name, value in mine.items():
            key = f"{name}:{one.poll.claim.id}"
            numbers[key] = value
            labels[key] = say(_("{house}: {what}"), house=one.poll.name, what=say(LABELS[name]))
    for number, place in enumerate(inside, 1):
        key = f"within_{number}"
        numbers[key] = Points(rounded(100 * place.within.error, 2), 2)
        labels[key] = say(
            _("{house}: lead in {record} less lead in the interviews, same places"),
            house=Name(place.house, "speaker"),
            record=named(place.record),
        )
    return numbers, labels


WITHIN = _(
    "If voters of one option answered exit polls at most {ratio} times as readily as those of the other, the share of "
    "{first} in {result} ({true} of {first} and {second} together) is within what they allow."
)
OUTSIDE = _(
    "If voters of one option answered exit polls at most {ratio} times as readily as those of the other, the share of "
    "{first} in {result} ({true} of {first} and {second} together) is outside what they allow."
)
APART = _(
    "If voters of one option answered exit polls at most {ratio} times as readily as those of the other, the share of "
    "{first} in {result} ({true} of {first} and {second} together) is outside what some of them allow ({houses}) and "
    "within what others do."
)

UNJUDGED = _(
    "No exit poll says how many people it asked, so that it cannot be told whether they allow the share of {first} in "
    "{result} ({true} of {first} and {second} together)."
)

LABELS = {
    "seen": _("share of the first option, of the two"),
    "ratio": _("response ratio that the result would need"),
    "low": _("lowest share that it allows"),
    "high": _("highest share that it allows"),
    "people": _("people asked"),
    "error": _("standard error of its design, points"),
    "effect": _("design effect"),
    "low_ratio": _("that ratio at the lower end of its sample's error"),
    "high_ratio": _("that ratio at the upper end of its sample's error"),
    "claimed": _("margin of error that its makers claim"),
}

CHECK = Check(
    id="sampled.exit_poll",
    title=_("Exit polls and the result"),
    asks=_("Do exit polls allow the result, and how much more readily would one side have to have answered if not?"),
    kind=Kind.ESTIMATE,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    settings=Settings,
    assumes=_(
        "Places and people were drawn as is said, and voters of one option answered at most so many times as readily "
        "as those of the other."
    ),
    honest_causes=_(
        "One side refuses more, out of fear or distrust; interviewers, hours and distance from the door; early, postal "
        "and foreign votes; figures weighted to something that is not said."
    ),
    cannot_show=_(
        "That the count is right or wrong: an exit poll never contradicts it. It tells how unequally people would have "
        "to have answered."
    ),
    references=(
        "Edison Media Research and Mitofsky International, Evaluation of Edison/Mitofsky Election System 2004, 19 "
        "January 2005.",
        "Venezuela 2024: 67.7 % of the two in Edison's exit poll, 46.3 % in bulletin 1: a response ratio of 2.43; 68.8 "
        "% on the published sheets: 0.95.",
    ),
    example=_("Venezuela 2024: an exit poll of 100 places, and how unequal the answers would have to have been."),
)
