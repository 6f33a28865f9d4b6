"""A quick count that is known only by what its makers published: shares and a margin of error, or intervals."""

from __future__ import annotations

import math
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
from scrutiny.findings.rounding import rounded
from scrutiny.findings.sample_against import Announced, Given
from scrutiny.findings.sample_told import percent
from scrutiny.findings.still_uncounted import Uncounted, possible, uncounted
from scrutiny.messages import Count, Message, Name, Percent, Points, Value, _, say, series
from scrutiny.stats.ratio_intervals import quantile


@dataclass(frozen=True)
class _Printed:
    """One share of a quick count and its interval, in percent, and what was announced."""

    option: str
    share: Decimal | None
    low: Fraction
    high: Fraction
    places: int
    given: Given

    below: Fraction
    """What rounding may have taken from the lower end: that of a share and of a margin add up."""
    above: Fraction
    """The same of the upper end."""
    by_margin: bool
    """Whether its ends are those of a share and a margin; else of an interval that was published."""
    lean: Fraction = Fraction(0)
    """What a lean of the sheets that are missing may add to each end, beyond the error that was published."""

    @property
    def beyond(self) -> Fraction:
        """Points between the interval and the nearest number that may have been rounded to the announced one."""
        # What was published is rounded too, which is held against nobody.
        low, high = 100 * self.given.low, 100 * self.given.high
        if high < self.low - self.below:
            return high - self.low
        return low - self.high if low > self.high + self.above else Fraction(0)

    @property
    def beyond_lean(self) -> bool:
        """Whether it is beyond with the allowance for what is missing, too."""
        low, high = 100 * self.given.low, 100 * self.given.high
        return high < self.low - self.below - self.lean or low > self.high + self.above + self.lean

    def needed(self, open_: Uncounted | None) -> float | None:
        """What the stations not yet counted would have to give the option, for the interval to hold the whole."""
        if open_ is None:
            return None
        ends = (float((self.low - self.below) / 100), float((self.high + self.above) / 100))
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


def published_findings(check: str, subject: Subject, given: Announced, allowance: Decimal) -> Iterable[Finding]:
    """A finding for each published quick count beside an announcement.

    Parameters
    ----------
    allowance
        The lean that missing stations may have of their own, as `sampled.quick_count` has it for single stations.
    """
    for claim in published_counts(subject.case, subject.contest):
        if claim.id != given.claim.id:
            yield _finding(check, subject, claim, given, allowance)


def _finding(check: str, subject: Subject, claim: Claim, given: Announced, allowance: Decimal) -> Finding:
    sample, figures = claim.sample, claim.figures
    assert sample is not None
    about = (subject.contest.id, given.claim.id, claim.id)
    values: dict[str, Value] = {"sample": origins.called(claim), "claim": origins.called(given.claim)}
    title = say(_("{sample} and {claim}"), sample=origins.called(claim), claim=origins.called(given.claim))
    printed = _printed(claim, given, subject.contest, allowance)
    of = figures.shares_of if figures is not None else "valid"
    text, more = _useless(claim, given, subject.contest, of, printed)
    if text:
        values |= more
        return Finding(
            check=check, kind=Kind.ESTIMATE, verdict=Verdict.CANNOT_TELL, about=about, title=title,
            statement=Message(text, values), rests_on=_design(claim), sources=(claim.id, given.claim.id),
        )  # fmt: skip
    beyond = [one for one in printed if one.beyond != 0]
    open_ = uncounted(given.claim)
    needed = {one.option: one.needed(open_) for one in beyond}
    # As of single stations: where nobody says how many were drawn, any part may be missing and lean.
    known = _part_missing(claim) is not None
    outside = [one for one in beyond if known and one.beyond_lean and not possible(needed[one.option])]
    verdict = Verdict.OUTSIDE if outside else Verdict.CANNOT_TELL if beyond else Verdict.WITHIN
    farthest = max(outside or beyond or printed, key=lambda one: (abs(one.beyond), one.option))
    part = sample.drawn is not None and sample.reported is not None and sample.reported < sample.drawn
    condition = (
        _("If {sample} was drawn and read as its makers say and those that did not report are like the others")
        if part
        else _("If {sample} was drawn and read as its makers say")
    )
    made = say(condition, sample=origins.called(claim))
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
    if verdict is Verdict.CANNOT_TELL and rest is not None and possible(rest):
        values["needed"] = percent(rest, 1)
    by_margin = all(one.by_margin for one in printed)
    text = (
        (
            _(
                "{condition}, {claim} lies outside the margin of error that they published: {option} is {low} to "
                "{high} "
                "there and {given} in {claim}, {points} points beyond."
            )
            if by_margin
            else _(
                "{condition}, {claim} lies outside the intervals that they published: {option} is {low} to {high} "
                "there "
                "and {given} in {claim}, {points} points beyond."
            )
        )
        if verdict is Verdict.OUTSIDE
        else (
            _("{condition}, {claim} lies within the margin of error that they published for {n} options: {told}.")
            if by_margin
            else _("{condition}, {claim} lies within the intervals that they published for {n} options: {told}.")
        )
        if verdict is Verdict.WITHIN
        else _(
            "{condition}, {option} is {low} to {high} by what they published and {given} in {claim}, {points} points "
            "beyond; how many of the stations drawn had reported is not said, so that what is missing may account for "
            "it."
        )
        if "needed" not in values and not known
        else _(
            "{condition}, {option} is {low} to {high} by what they published and {given} in {claim}, {points} points "
            "beyond; a lean of the sheets that are missing, as large as those of undisputed quick counts, accounts for "
            "it."
        )
        if "needed" not in values
        else _(
            "{condition}, {option} is {low} to {high} by what they published and {given} in {claim}, {points} points "
            "beyond; both agree if the stations not yet counted have {option} at {needed} or more."
        )
        if farthest.beyond < 0
        else _(
            "{condition}, {option} is {low} to {high} by what they published and {given} in {claim}, {points} points "
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


def _useless(
    claim: Claim, given: Announced, contest: Contest, of: str, printed: list[_Printed]
) -> tuple[str, dict[str, Value]]:
    """Why nothing can be held against what was published, as a text and its values; empty where it can."""
    if of != given.of:
        return _("The shares of {sample} and of {claim} are of another total, so that they cannot be compared."), {}
    if not printed:
        text = _(
            "{sample} gives no margin of error and no interval for what {claim} announces; how many stations there "
            "were does not tell one, since votes of one station are alike."
        )
        return text, {}
    assert claim.sample is not None
    if claim.sample.margin == 0 and any(one.by_margin for one in printed):
        text = _(
            "{sample} gives a margin of error of 0, which no sample has, so that {claim} cannot be held against it."
        )
        return text, {}
    shares = claim.figures.shares if claim.figures is not None else {}
    listed = [shares[option] for option in parts(contest, shares).options]
    total = sum(listed, Decimal(0))
    if Fraction(total) > 100 + sum((_half(share) for share in listed), Fraction(0)):
        text = _(
            "The shares of {sample} add up to {total}, more than rounding explains, so that {claim} cannot be held "
            "against them."
        )
        return text, {"total": Percent.as_announced(total)}
    return "", {}


def _half(number: Decimal) -> Fraction:
    """Half a unit of the last digit that was printed."""
    return Fraction(1, 2 * 10 ** max(0, -int(number.as_tuple().exponent)))


def _part_missing(claim: Claim) -> float | None:
    """The part of those drawn that had not reported; None where the two numbers were not published."""
    sample = claim.sample
    if sample is None or not sample.drawn or sample.reported is None:
        return None
    return max(0.0, 1 - sample.reported / sample.drawn)


def _lean_of(low: Decimal, high: Decimal, part: float | None, allowance: Decimal) -> Fraction:
    """How much farther an end lies with a lean of the missing, whose error adds to the published one as squares do."""
    middle, half = float(low + high) / 200, float(high - low) / 2
    if not part or not 0 < middle < 1:
        return Fraction(0)
    lean = 100 * quantile(math.inf) * float(allowance) * part * middle * (1 - middle)
    return Fraction(rounded(math.hypot(half, lean) - half, 6))


def _printed(claim: Claim, given: Announced, contest: Contest, allowance: Decimal) -> list[_Printed]:
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
            below, above = _half(between.low), _half(between.high)
        elif share is not None and sample.margin is not None:
            low, high, texts = share - sample.margin, share + sample.margin, (share, sample.margin)
            below = above = _half(share) + _half(sample.margin)
        else:
            continue
        places = max(max(0, -int(text.as_tuple().exponent)) for text in texts)
        ends = Fraction(low), Fraction(high)
        lean = _lean_of(low, high, _part_missing(claim), allowance)
        made.append(_Printed(option, share, *ends, places, given.shares[option], below, above, between is None, lean))
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
