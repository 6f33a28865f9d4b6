"""A sample in words: how it was drawn, what of it is missing, and what each reading of the missing gives."""

from __future__ import annotations

import math
from collections.abc import Mapping

from scrutiny.evidence.counts import Counts
from scrutiny.evidence.sample_total import WITHOUT_TOTAL
from scrutiny.evidence.station_sample import StationSample
from scrutiny.findings import origins
from scrutiny.findings.check import Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict
from scrutiny.findings.rounding import rounded
from scrutiny.findings.sample_against import Announced
from scrutiny.findings.station_estimates import Estimated, Read, Reading, Span
from scrutiny.messages import Code, Day, Message, Name, Percent, Points, Quantity, Value, _, say, series


def percent(share: float, places: int = 2) -> Percent:
    return Percent(rounded(100 * share, places), places)


def points(share: float, places: int = 2) -> Points:
    return Points(rounded(100 * share, places), places)


def distance(number: float) -> Quantity:
    """How many standard errors, without its sign. It is a distance, and beyond five it is nothing else."""
    return Quantity(rounded(abs(number), 1), 1)


def called(sample: StationSample) -> Name:
    return Name(sample.design.label, "source", sample.design.record)


def drawn_how(sample: StationSample) -> Message:
    """The design in a few words, for the middle of a sentence."""
    strata = int((sample.strata["used"] > 0).sum())
    if sample.drawn is None:
        return say(
            _("{reported} stations reported, {strata} strata, how many were drawn is not known"),
            reported=sample.reported,
            strata=strata,
        )
    return say(
        _("{reported} of {drawn} stations drawn have reported, {strata} strata"),
        reported=sample.reported,
        drawn=sample.drawn,
        strata=strata,
    )


def condition(sample: StationSample) -> Message:
    """What the interval rests on, as the beginning of a sentence."""
    whole = sample.drawn == sample.reported
    if sample.in_two_stages:
        text = (
            _(
                "If the places of {sample} were drawn with equal chances within their strata, and stations at random "
                "within each place ({design})"
            )
            if whole
            else _(
                "If the places of {sample} were drawn with equal chances within their strata, and stations at random "
                "within each place ({design}), and those that did not report are like the others of their place"
            )
        )
        return say(text, sample=called(sample), design=drawn_how(sample))
    text = (
        _("If the stations of {sample} were drawn at random within their strata ({design})")
        if whole
        else _(
            "If the stations of {sample} were drawn at random within their strata ({design}) and those that did not "
            "report are like the others of their stratum"
        )
    )
    return say(text, sample=called(sample), design=drawn_how(sample))


NOT_GIVEN = _("{sample} does not give what {claim} announces: shares of the same total for its first two options.")
"""Why a sample cannot be held against an announcement of other shares."""


def cannot_tell(check: str, subject: Subject, sample: StationSample, given: Announced, text: str) -> Finding:
    """A finding without numbers, where a sample cannot be held against an announcement."""
    values: dict[str, Value] = {"sample": called(sample), "claim": origins.called(given.claim)}
    return Finding(
        check=check,
        kind=Kind.ESTIMATE,
        verdict=Verdict.CANNOT_TELL,
        about=(subject.contest.id, given.claim.id, sample.design.id),
        title=say(_("{sample} and {claim}"), **values),  # type: ignore[arg-type]
        statement=Message(text, values),
        rests_on=custody(sample),
        sources=(given.claim.id, sample.design.record),
    )


def custody(sample: StationSample) -> tuple[Message, ...]:
    """Who drew it, how anybody can draw it again, and whether stations were replaced."""
    design = sample.design
    made: list[Message] = []
    if design.drawn_by:
        made.append(
            say(_("Drawn by {who} on {day}."), who=design.drawn_by, day=Day(design.drawn_on))
            if design.drawn_on is not None
            else say(_("Drawn by {who}; the day is not given."), who=design.drawn_by)
        )
    else:
        made.append(say(_("The case does not say who drew the stations.")))
    if design.seed and design.frame_sha256:
        text = (
            _("Anybody can draw it again: seed {seed}, frame with SHA-256 {sha256}, made public in {where}.")
            if design.committed
            else _(
                "Anybody can draw it again: seed {seed}, frame with SHA-256 {sha256}; whether both were public before "
                "the vote is not said."
            )
        )
        made.append(say(text, seed=Code(design.seed), sha256=Code(design.frame_sha256), where=design.committed))
    else:
        made.append(
            say(_("Seed and frame are not both public, so that nobody else can check that the draw was random."))
        )
    if design.replaced is None:
        made.append(
            say(_("Whether stations were replaced by others is not said; each that was would be no random one."))
        )
    elif design.replaced:
        made.append(
            say(
                _(
                    "{n} stations that could not be reached were replaced by others: the interval holds only if these "
                    "are like those that they stand for."
                ),
                one=_(
                    "One station that could not be reached was replaced by another: the interval holds only if this "
                    "one is like the one that it stands for."
                ),
                counts="n",
                n=design.replaced,
            )
        )
    else:
        made.append(say(_("No station was replaced by another.")))
    return tuple(made)


def scope(sample: StationSample) -> Scope:
    """How many sheets are used, and how many cannot be."""
    left = sum(sample.left_out.values())
    return Scope(sample.reported, left, say(_("sheets that cannot be used; the notes name them")) if left else None)


def without_total(sample: StationSample, given: Announced) -> tuple[Message, ...]:
    """How many sheets do not give what the announced shares are shares of."""
    number = sample.left_out.get(WITHOUT_TOTAL, 0)
    text = _("{n} sheets without the total that {claim} gives shares of are not used and are counted as missing.")
    one = _("One sheet without the total that {claim} gives shares of is not used and is counted as missing.")
    return (say(text, one=one, counts="n", n=number, claim=origins.called(given.claim)),) if number else ()


def thin(estimated: Estimated) -> tuple[Message, ...]:
    """What became of strata that are too thin, and which errors hang on one station."""
    grouping = estimated.ratios.grouping
    made: list[Message] = []
    if estimated.places:
        made.append(
            say(
                _(
                    "Stations were drawn in two stages: {places} places within their strata, then stations in each. "
                    "Places are taken to have been drawn with equal chances, whatever their size. "
                    "The error is that between places; what missing sheets could change at most is not worked out for "
                    "such a draw."
                ),
                places=estimated.places,
            )
        )
    if grouping.joined:
        made.append(
            say(
                _(
                    "{n} strata in which fewer than two stations reported were joined with the next one in the order "
                    "of the frame."
                ),
                one=_(
                    "One stratum in which fewer than two stations reported was joined with the next one in the order "
                    "of the frame."
                ),
                counts="n",
                n=grouping.joined,
            )
        )
    if grouping.empty:
        made.append(
            say(
                _("{n} strata without any sheet, with {stations} stations, are left out of the estimate."),
                one=_("One stratum without any sheet, with {stations} stations, is left out of the estimate."),
                counts="n",
                n=grouping.empty,
                stations=int(grouping.lost),
            )
        )
    return tuple(made)


def heavy(subject: Subject, estimated: Estimated) -> tuple[Message, ...]:
    text = (
        _(
            "Place {unit} alone carries {part} of all deviations of {option}: its votes stand in few places, and its "
            "interval is too short."
        )
        if estimated.places
        else _(
            "Station {unit} alone carries {part} of all deviations of {option}: its votes stand in few places, and "
            "its interval is too short."
        )
    )
    return tuple(
        say(
            text,
            unit=Code(unit),
            part=percent(part, 0),
            option=subject.name(option),
        )
        for option, unit, part in estimated.heavy
    )


READINGS: Mapping[Reading, str] = {
    "stratum": _("missing sheets like the rest of their stratum"),
    "classes": _("missing sheets like the rest of their class in the stratum"),
    "earlier": _("corrected by the earlier result that is known of all stations"),
    "allowance": _("with an allowance for a lean of the missing sheets"),
    "second": _("by a normal model in each stratum"),
    "worst": _("missing sheets full and all of one kind"),
    "model": _("by a model in which strata lend to each other"),
    "leaning": _("by that model, with an allowance for a lean of the missing sheets"),
}

SHORT: Mapping[Reading, str] = {
    "stratum": _("like their stratum"),
    "classes": _("like their class"),
    "earlier": _("by earlier result"),
    "allowance": _("with allowance"),
    "second": _("normal model"),
    "worst": _("at worst"),
    "model": _("model"),
    "leaning": _("model, allowance"),
}
"""The same for a picture, where a line has little room."""


def readings(subject: Subject, estimated: Estimated) -> Message:
    """The lead under every reading of the missing, in one sentence."""
    told: list[Value] = []
    for read in estimated.readings:
        span = read.lead
        values: dict[str, Value] = {
            "reading": say(READINGS[read.reading]),
            "low": points(span.low),
            "high": points(span.high),
        }
        if read.reading == "worst":
            told.append(Message(_("{reading}: {low} to {high}"), values))
        else:
            told.append(Message(_("{reading}: {value} ({low} to {high})"), values | {"value": points(span.value)}))
    return say(
        _("The lead of {first} over {second} in points, by what is assumed of the missing: {told}."),
        first=subject.name(estimated.first),
        second=subject.name(estimated.second),
        told=series(told),
    )


def whatever(subject: Subject, estimated: Estimated, worst: Read) -> Message:
    """Whether the sign of the lead hangs on the missing."""
    span = worst.lead
    values: dict[str, Value] = {"first": subject.name(estimated.first), "second": subject.name(estimated.second)}
    if span.low > 0:
        return Message(_("Whatever the missing sheets say, the interval keeps {first} ahead of {second}."), values)
    return Message(
        _("If the missing sheets were all of one kind, either of {first} and {second} could be ahead."), values
    )


def numbers_of(
    subject: Subject, sample: StationSample, counts: Counts, estimated: Estimated
) -> tuple[dict[str, Value], dict[str, Message]]:
    """The sample's own numbers, with what they are."""
    design, made = sample.design, _Table()
    made.add("reported", say("{n}", n=sample.reported).values["n"], say(_("stations whose sheets are used")))
    if sample.drawn is not None:
        made.add("drawn", say("{n}", n=sample.drawn).values["n"], say(_("stations drawn")))
    if design.replaced is not None:
        made.add("replaced", say("{n}", n=design.replaced).values["n"], say(_("stations replaced by others")))
    left = sum(sample.left_out.values())
    if left:
        made.add("left_out", say("{n}", n=left).values["n"], say(_("sheets of the record that are not used")))
    plain = estimated.readings[0]
    for option in estimated.options:
        name = subject.name(option)
        made.span(option, plain.shares[option], say(_("{option}, share in the sample"), option=name), name)
        made.add(
            f"{option}:error",
            points(estimated.errors[option], 3),
            say(_("{option}, standard error in points"), option=name),
        )
        effect = estimated.design_effect.get(option, math.nan)
        if math.isfinite(effect):
            made.add(
                f"{option}:design_effect",
                Quantity(rounded(effect, 1), 1),
                say(_("{option}, variance against as many votes drawn one by one"), option=name),
            )
    first, second = subject.name(estimated.first), subject.name(estimated.second)
    for read in estimated.readings:
        about = say(READINGS[read.reading])
        words: dict[str, Value] = {"first": first, "second": second, "reading": about}
        if math.isfinite(read.lead.value):
            made.add(
                f"lead:{read.reading}",
                points(read.lead.value),
                Message(_("{first} less {second} in points ({reading})"), words),
            )
        made.add(
            f"lead:{read.reading}:low",
            points(read.lead.low),
            Message(_("{first} less {second} in points, at least ({reading})"), words),
        )
        made.add(
            f"lead:{read.reading}:high",
            points(read.lead.high),
            Message(_("{first} less {second} in points, at most ({reading})"), words),
        )
    for key, span, text in (
        ("turnout", estimated.turnout, _("participation in the sample")),
        ("invalid", estimated.invalid, _("invalid votes in the sample, of the ballots")),
    ):
        if span is not None:
            made.span(key, span, say(text), None)
    return made.numbers, made.labels


class _Table:
    def __init__(self) -> None:
        self.numbers: dict[str, Value] = {}
        self.labels: dict[str, Message] = {}

    def add(self, key: str, value: Value, label: Message) -> None:
        self.numbers[key], self.labels[key] = value, label

    def span(self, key: str, span: Span, label: Message, option: Name | None) -> None:
        self.add(key, percent(span.value), label)
        self.add(f"{key}:low", percent(span.low), say(_("{what}: at least"), what=label))
        self.add(f"{key}:high", percent(span.high), say(_("{what}: at most"), what=label))
