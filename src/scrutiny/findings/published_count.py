"""A quick count that is known only by what its makers published: shares and a margin of error, or intervals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.contest import Contest
from scrutiny.findings import origins
from scrutiny.findings.check import Subject
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.parts import parts
from scrutiny.findings.sample_against import Announced, Given
from scrutiny.findings.sample_told import percent
from scrutiny.findings.still_uncounted import Uncounted, possible, uncounted
from scrutiny.messages import Count, Message, Name, Percent, Points, Value, _, say, series


@dataclass(frozen=True)
class _Printed:
    """One share of a quick count and its interval, in percent, and what was announced."""

    option: str
    share: Decimal | None
    low: Fraction
    high: Fraction
    places: int
    given: Given

    @property
    def slack(self) -> Fraction:
        """Published ends are rounded too: half of their last digit is not held against anybody."""
        return Fraction(1, 2 * 10**self.places)

    @property
    def beyond(self) -> Fraction:
        """Points between the interval and the nearest number that may have been rounded to the announced one."""
        low, high = 100 * self.given.low, 100 * self.given.high
        if high < self.low - self.slack:
            return high - self.low
        return low - self.high if low > self.high + self.slack else Fraction(0)

    def needed(self, open_: Uncounted | None) -> float | None:
        """What the stations not yet counted would have to give the option, for the interval to hold the whole."""
        if open_ is None:
            return None
        ends = (float((self.low - self.slack) / 100), float((self.high + self.slack) / 100))
        return open_.needed((float(self.given.low), float(self.given.high)), ends)


def published_counts(case: CaseFile, contest: Contest) -> tuple[Claim, ...]:
    """Quick counts of a contest's national result that give shares or intervals."""
    return tuple(
        claim
        for claim in case.claims
        if claim.sample is not None
        and claim.sample.kind == "quick_count"
        and claim.place is None
        and claim.of_election == "this"
        and case.contest_of(claim) == contest.id
        and ((claim.figures is not None and claim.figures.shares) or claim.sample.intervals)
    )


def published_findings(check: str, subject: Subject, given: Announced) -> Iterable[Finding]:
    """A finding for each published quick count beside an announcement."""
    for claim in published_counts(subject.case, subject.contest):
        if claim.id != given.claim.id:
            yield _finding(check, subject, claim, given)


def _finding(check: str, subject: Subject, claim: Claim, given: Announced) -> Finding:
    sample, figures = claim.sample, claim.figures
    assert sample is not None
    about = (subject.contest.id, given.claim.id, claim.id)
    values: dict[str, Value] = {"sample": origins.called(claim), "claim": origins.called(given.claim)}
    title = say(_("{sample} and {claim}"), sample=origins.called(claim), claim=origins.called(given.claim))
    printed = _printed(claim, given, subject.contest)
    of = figures.shares_of if figures is not None else "valid"
    if of != given.of or not printed:
        text = (
            _("The shares of {sample} and of {claim} are of another total, so that they cannot be compared.")
            if of != given.of
            else _(
                "{sample} gives no margin of error and no interval for what {claim} announces; how many stations there "
                "were does not tell one, since votes of one station are alike."
            )
        )
        return Finding(
            check=check, kind=Kind.ESTIMATE, verdict=Verdict.CANNOT_TELL, about=about, title=title,
            statement=Message(text, values), rests_on=_design(claim), sources=(claim.id, given.claim.id),
        )  # fmt: skip
    beyond = [one for one in printed if one.beyond != 0]
    open_ = uncounted(given.claim)
    needed = {one.option: one.needed(open_) for one in beyond}
    outside = [one for one in beyond if not possible(needed[one.option])]
    verdict = Verdict.OUTSIDE if outside else Verdict.CANNOT_TELL if beyond else Verdict.WITHIN
    farthest = max(outside or beyond or printed, key=lambda one: (abs(one.beyond), one.option))
    made = say(_("If {sample} was drawn and read as its makers say"), sample=origins.called(claim))
    if open_ is not None:
        made = open_.as_many_votes(made) if beyond else open_.like_the_rest(made)
    values |= {
        "condition": made,
        "n": Count(len(printed)),
        "option": subject.name(farthest.option),
        "low": Percent(farthest.low, farthest.places),
        "high": Percent(farthest.high, farthest.places),
        "given": farthest.given.shown,
        "points": Points(abs(farthest.beyond), 1),
        "told": series([_told(subject, one) for one in printed]),
    }
    rest = needed.get(farthest.option)
    if verdict is Verdict.CANNOT_TELL and rest is not None:
        values["needed"] = percent(rest, 1)
    text = (
        _(
            "{condition}, {claim} lies outside the intervals that they published: {option} is {low} to {high} there "
            "and {given} in {claim}, {points} points beyond."
        )
        if verdict is Verdict.OUTSIDE
        else _("{condition}, {claim} lies within the intervals that they published for {n} options: {told}.")
        if verdict is Verdict.WITHIN
        else _(
            "{condition}, {option} is {low} to {high} by their intervals and {given} in {claim}, {points} points "
            "beyond; both agree if the stations not yet counted have {option} at {needed} or more."
        )
        if farthest.beyond < 0
        else _(
            "{condition}, {option} is {low} to {high} by their intervals and {given} in {claim}, {points} points "
            "beyond; both agree if the stations not yet counted have {option} at {needed} or less."
        )
    )
    numbers, labels, where = _numbers(subject, claim, given, printed)
    return Finding(
        check=check,
        kind=Kind.ESTIMATE,
        verdict=verdict,
        about=about,
        title=title,
        statement=Message(text, values),
        rests_on=(*_design(claim), *_lead(subject, printed)),
        breaks_if=(
            say(_("The stations were not drawn at random, or sheets were read wrongly.")),
            *((open_.breaks(bridged=not outside),) if open_ is not None else ()),
        ),
        does_not_show=say(
            _(
                "How the interval was made: the stations are not in this case, so that nothing here was computed from "
                "sheets. Within an interval is no confirmation, and a published interval is not always of 95%."
            )
        ),
        would_settle=say(_("The sheets of the sampled stations, the list that was drawn and the frame.")),
        numbers=numbers,
        labels=labels,
        origins=where,
        sources=(claim.id, given.claim.id),
        prominent=45 if outside else 25 if verdict is Verdict.WITHIN else 20,
    )


def _printed(claim: Claim, given: Announced, contest: Contest) -> list[_Printed]:
    """Intervals of the options that both give: those published, else the share and the margin on either side."""
    sample = claim.sample
    assert sample is not None
    shares = claim.figures.shares if claim.figures is not None else {}
    listed = parts(contest, dict.fromkeys([*shares, *sample.intervals])).options
    made = []
    for option in listed:
        if option not in given.shares:
            continue
        share, between = shares.get(option), sample.intervals.get(option)
        if between is not None:
            low, high, texts = between.low, between.high, (between.low, between.high)
        elif share is not None and sample.margin is not None:
            low, high, texts = share - sample.margin, share + sample.margin, (share, sample.margin)
        else:
            continue
        places = max(max(0, -int(text.as_tuple().exponent)) for text in texts)
        made.append(_Printed(option, share, Fraction(low), Fraction(high), places, given.shares[option]))
    return made


def _told(subject: Subject, one: _Printed) -> Message:
    return say(
        _("{option} {low} to {high}, announced {given}"),
        option=subject.name(one.option),
        low=Percent(one.low, one.places),
        high=Percent(one.high, one.places),
        given=one.given.shown,
    )


def _design(claim: Claim) -> tuple[Message, ...]:
    sample = claim.sample
    assert sample is not None
    made: list[Message] = []
    if sample.drawn is not None and sample.reported is not None:
        text = (
            _("{reported} of {drawn} stations drawn had reported; those that had not need not be like the others.")
            if sample.reported < sample.drawn
            else _("All {drawn} stations drawn had reported.")
        )
        made.append(say(text, reported=sample.reported, drawn=sample.drawn))
    elif sample.reported is not None:
        made.append(
            say(_("{reported} stations had reported; how many were drawn is not said."), reported=sample.reported)
        )
    else:
        made.append(say(_("How many of the stations drawn had reported is not said.")))
    if sample.design:
        made.append(say(_("Drawn, by its makers: {design}."), design=Name(sample.design.strip().rstrip("."))))
    if not sample.intervals and sample.margin is not None:
        made.append(
            say(_("One margin of error, {margin} points, is taken for every option."), margin=_points(sample.margin))
        )
    return tuple(made)


def _lead(subject: Subject, printed: list[_Printed]) -> tuple[Message, ...]:
    """What the ends of two shares leave for their lead: no more can be said without their covariance."""
    if len(printed) < 2:
        return ()
    first, second = sorted(printed, key=lambda one: (-(one.low + one.high), one.option))[:2]
    places = max(first.places, second.places)
    return (
        say(
            _(
                "From the two intervals the lead of {first} over {second} is {low} to {high} points; its own interval "
                "is at most as wide, and how much narrower was not published. Two intervals that overlap are no tie."
            ),
            first=subject.name(first.option),
            second=subject.name(second.option),
            low=Points(first.low - second.high, places),
            high=Points(first.high - second.low, places),
        ),
    )


def _numbers(
    subject: Subject, claim: Claim, given: Announced, printed: list[_Printed]
) -> tuple[dict[str, Value], dict[str, Message], dict[str, Message]]:
    numbers: dict[str, Value] = {}
    labels: dict[str, Message] = {}
    where: dict[str, Message] = {}
    sample = claim.sample
    assert sample is not None

    def add(key: str, value: Value, label: Message, origin: Message) -> None:
        numbers[key], labels[key], where[key] = value, label, origin

    here, there = origins.printed_in(claim), origins.printed_in(given.claim)
    if sample.drawn is not None:
        add("drawn", Count(sample.drawn), say(_("stations drawn")), here)
    if sample.reported is not None:
        add("reported", Count(sample.reported), say(_("stations that reported")), here)
    for one in printed:
        name = subject.name(one.option)
        if one.share is not None:
            label = say(_("{option}, share in the sample"), option=name)
            add(one.option, Percent.as_announced(one.share), label, here)
        label = say(_("{option}, share in the sample"), option=name)
        add(f"{one.option}:low", Percent(one.low, one.places), say(_("{what}: at least"), what=label), here)
        add(f"{one.option}:high", Percent(one.high, one.places), say(_("{what}: at most"), what=label), here)
        announced = say(_("{what} in {claim}"), what=name, claim=origins.called(given.claim))
        add(f"{one.option}:announced", one.given.shown, announced, there)
        if one.beyond:
            beyond = say(_("{what}: points beyond the interval"), what=name)
            add(f"{one.option}:beyond", Points(one.beyond, 2), beyond, origins.computed())
    return numbers, labels, where


def _points(value: Decimal) -> Points:
    return Points(value, max(0, -int(value.as_tuple().exponent)))
