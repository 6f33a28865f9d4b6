"""Do the announced shares lie within the intervals of a quick count?

Estimate: shares and the lead from a random sample of stations whose sheets were read, with the error of its design.
Assumes: the stations were drawn at random within their strata and none was replaced; what is missing is read in three
ways, side by side: like the rest, with a lean of its own, and at worst. Honest causes of a distance: sheets that came
late or never, votes outside the frame, another denominator. Cannot show: which of the two is wrong.
References: NDI, The Quick Count and Election Observation (2002); Rao and Wu (1988); Mendoza and Nieto-Barajas (2016).
Published: Mexico 2018, 6,307 of 7,787 stations: López Obrador 53.495 (error 0.158), in the count 53.19.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from scrutiny.evidence.counts import Counts
from scrutiny.evidence.sample_total import with_total
from scrutiny.evidence.shape import STRICT
from scrutiny.evidence.station_sample import StationSample
from scrutiny.findings import origins
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.published_count import published_counts, published_findings
from scrutiny.findings.rounding import rounded
from scrutiny.findings.sample_against import Announced, recorded
from scrutiny.findings.sample_compared import Compared, compare, farthest, verdict_of
from scrutiny.findings.sample_picture import sample_picture
from scrutiny.findings.sample_told import (
    NOT_GIVEN,
    called,
    cannot_tell,
    condition,
    custody,
    distance,
    heavy,
    numbers_of,
    percent,
    points,
    readings,
    scope,
    thin,
    whatever,
    without_total,
)
from scrutiny.findings.samples import announced_of, asked_of, samples_of
from scrutiny.findings.station_estimates import Estimated, estimate
from scrutiny.findings.still_uncounted import uncounted
from scrutiny.messages import Count, Message, Percent, Quantity, Value, _, say

ORDER = 10


@dataclass(frozen=True)
class Settings:
    """How missing sheets are allowed for. To be fixed before the result is seen."""

    __pydantic_config__: ClassVar = STRICT

    allowance: Decimal = Decimal("0.1")
    """The lean that missing stations may have of their own: this much times the part that is missing, as a standard
    deviation of the log odds of each share. A published model for Mexico's quick counts has 0.1; measured on the
    sample of 2018 as it came in, it was 0.06."""
    draws: int = 2000
    """Draws of the second opinion; 0 leaves it out."""
    heaviest: Decimal = Decimal("0.10")
    """A station that carries a larger part of an option's deviations is named, and the option decides nothing."""
    least: Decimal = Decimal(5)
    """Options below this share in percent, both in the sample and as announced, are shown and decide nothing."""


def _applies(subject: Subject) -> Message | None:
    contest = subject.contest
    if not samples_of(subject) and not published_counts(subject.case, contest):
        return say(
            _("{contest}: the case holds no sample of stations and no quick count with shares"), contest=contest.name
        )
    if not announced_of(subject):
        return say(_("{contest}: no announcement gives shares of two options or more"), contest=contest.name)
    return None


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    for one in announced_of(subject):
        for sample, counts in samples_of(subject):
            yield _finding(subject, settings, sample, counts, one)
        yield from published_findings(CHECK.id, subject, one, settings.allowance)
    drawn = {design.record for design in subject.case.samples}
    for counts in subject.evidence.counts_of(subject.contest.id):
        # A record that somebody published is a result, too; sheets of a sample are none.
        by = recorded(counts, subject.case) if counts.record not in drawn else None
        if by is not None:
            yield from published_findings(CHECK.id, subject, by, settings.allowance)


def _finding(subject: Subject, settings: Settings, sample: StationSample, counts: Counts, given: Announced) -> Finding:
    about = (subject.contest.id, given.claim.id, sample.design.id)
    asked = asked_of(
        subject, given, counts,
        allowance=settings.allowance, draws=settings.draws, heaviest=settings.heaviest, least=settings.least,
    )  # fmt: skip
    if asked is None:
        return cannot_tell(CHECK.id, subject, sample, given, NOT_GIVEN)
    sample = with_total(sample, counts, given.of)
    found = estimate(sample, counts, asked)
    if found is None:
        return cannot_tell(
            CHECK.id, subject, sample, given,
            _("{sample} has too few stations with votes to tell an error, so {claim} cannot be held against it."),
        )  # fmt: skip
    compared = compare(found, given, tuple(option for option in given.shares if counts.has(option)))
    verdict = verdict_of(compared)
    numbers, labels = numbers_of(subject, sample, counts, found)
    more, their = _their_numbers(subject, found, given, compared)
    numbers |= more
    labels |= their
    worst = found.read("worst")
    return Finding(
        check=CHECK.id,
        kind=Kind.ESTIMATE,
        verdict=verdict,
        about=about,
        title=say(_("{sample} and {claim}"), sample=called(sample), claim=origins.called(given.claim)),
        statement=_statement(subject, sample, found, given, compared, verdict, settings),
        rests_on=(
            *custody(sample),
            *without_total(sample, given),
            readings(subject, found),
            *((whatever(subject, found, worst),) if worst is not None else ()),
            *thin(found),
            *heavy(subject, found),
            *_small(found, settings),
            *origins.nature(subject, counts),
        ),
        breaks_if=_breaks_if(subject, sample, found, given, compared, verdict),
        does_not_show=say(
            _(
                "Which of the two is right and why they differ, how any station voted that was not drawn, and who won: "
                "only how far both lie apart under this design."
            )
        ),
        would_settle=say(
            _("For each station of the sample, the figures that were counted for it beside the sheet that was read.")
        ),
        numbers=numbers,
        labels=labels,
        origins=_origins(numbers, sample, counts, given),
        scope=scope(sample),
        figure=None if subject.bare else sample_picture(subject, sample, found, given),
        sources=(given.claim.id, *counts.sources),
        settings={"allowance": str(settings.allowance), "draws": settings.draws},
        seed=subject.seed,
        prominent=60 if verdict is Verdict.OUTSIDE else 40 if verdict is Verdict.WITHIN else 20,
    )


def _small(found: Estimated, settings: Settings) -> tuple[Message, ...]:
    """What is said of options that decide nothing."""
    plain = found.readings[0].shares
    if not any(o not in found.deciding and 100 * plain[o].value < settings.least for o in found.options):
        return ()
    text = _(
        "Options below {least} are shown and decide nothing: where they have their votes in few places, intervals of "
        "95% hold seven to nine times in ten."
    )
    return (say(text, least=Percent(settings.least, 0)),)


def _condition(sample: StationSample, given: Announced, one: Compared) -> Message:
    """What a comparison rests on: the draw, what is missing of it, and what was not yet counted of the announcement."""
    made, open_ = condition(sample), uncounted(given.claim)
    if open_ is None:
        return made
    # Where every reading excludes the number, it is told what the rest would have to hold, and not taken to be alike.
    return open_.like_the_rest(made) if one.inside_any else open_.as_many_votes(made)


def _statement(
    subject: Subject, sample: StationSample, found: Estimated, given: Announced, compared: list[Compared],
    verdict: Verdict, settings: Settings,
) -> Message:  # fmt: skip
    lead = compared[-1]
    values: dict[str, Value] = {
        "condition": _condition(sample, given, farthest(compared, verdict)),
        "claim": origins.called(given.claim),
        "n": Count(len(found.deciding)),
        "least": Percent(settings.least, 0),
        "first": subject.name(found.first),
        "second": subject.name(found.second),
        "lead": points(lead.here.value),
        "lead_low": points(lead.here.low),
        "lead_high": points(lead.here.high),
        "lead_given": points((lead.low + lead.high) / 2),
    }
    if verdict is Verdict.WITHIN:
        text = _(
            "{condition}, the shares that {claim} gives lie within its intervals, which hold for its {n} options of "
            "{least} or more and their lead together at 95%; the sample has {first} ahead of {second} by {lead} points "
            "({lead_low} "
            "to {lead_high}), and {claim} by {lead_given}."
        )
        return Message(text, values)
    worst = farthest(compared, verdict)
    values["away"] = distance(worst.away)
    # Only where every reading excludes it is it the rest of the count that leaves room.
    bridged = worst.bridged and not worst.inside_any
    unsaid = not worst.missing_known and not worst.inside_any
    unmeasured = not worst.measured and not worst.inside_any
    if bridged and worst.rest is not None:
        values["needed"] = percent(worst.rest) if worst.option else points(worst.rest)
    if not worst.option:
        if bridged:
            text = (
                _(
                    "{condition}, the sample has {first} ahead of {second} by {lead} points ({lead_low} to "
                    "{lead_high}), and {claim} by {lead_given}, {away} standard errors away; both agree if {first} is "
                    "ahead by {needed} or more in what was not yet counted."
                )
                if worst.high < worst.here.low
                else _(
                    "{condition}, the sample has {first} ahead of {second} by {lead} points ({lead_low} to "
                    "{lead_high}), and {claim} by {lead_given}, {away} standard errors away; both agree if {first} is "
                    "ahead by {needed} or less in what was not yet counted."
                )
            )
            return Message(text, values)
        if worst.heavy and not worst.inside_any:
            text = _(
                "{condition}, the sample has {first} ahead of {second} by {lead} points ({lead_low} to {lead_high}), "
                "and {claim} by {lead_given}, {away} standard errors away; the error of one of the two hangs on one "
                "station and is too small, so that nothing follows."
            )
            return Message(text, values)
        if unsaid:
            text = _(
                "{condition}, the sample has {first} ahead of {second} by {lead} points ({lead_low} to {lead_high}), "
                "and {claim} by {lead_given}, {away} standard errors away; how many stations were drawn is not said, "
                "so that what is missing may account for it."
            )
            return Message(text, values)
        if unmeasured:
            text = _(
                "{condition}, the sample has {first} ahead of {second} by {lead} points ({lead_low} to {lead_high}), "
                "and {claim} by {lead_given}, {away} standard errors away; how often intervals of samples in two "
                "stages hold was not measured, so that nothing follows."
            )
            return Message(text, values)
        text = (
            _(
                "{condition}, the lead that {claim} gives lies outside its interval: the sample has {first} ahead of "
                "{second} by {lead} points ({lead_low} to {lead_high}), and {claim} by {lead_given}, {away} standard "
                "errors away."
            )
            if verdict is Verdict.OUTSIDE
            else _(
                "{condition}, the sample has {first} ahead of {second} by {lead} points ({lead_low} to {lead_high}), "
                "and {claim} by {lead_given}, {away} standard errors away; other readings of what is missing, or by "
                "what else is known of the stations, leave room for it."
            )
        )
        return Message(text, values)
    values |= {
        "option": subject.name(worst.option),
        "share": percent(worst.here.value),
        "low": percent(worst.here.low),
        "high": percent(worst.here.high),
        "given": given.shares[worst.option].shown,
    }
    if bridged and not worst.heavy:
        text = (
            _(
                "{condition}, the sample has {option} at {share} ({low} to {high}, for {n} options and the lead "
                "together), and "
                "{claim} at {given}, {away} standard errors away; both agree if the stations not yet counted have "
                "{option} at {needed} or more."
            )
            if worst.high < worst.here.low
            else _(
                "{condition}, the sample has {option} at {share} ({low} to {high}, for {n} options and the lead "
                "together), and "
                "{claim} at {given}, {away} standard errors away; both agree if the stations not yet counted have "
                "{option} at {needed} or less."
            )
        )
        return Message(text, values)
    text = (
        _(
            "{condition}, what {claim} gives lies outside its intervals, which hold for its {n} options of {least} or "
            "more and their lead together at 95%: the sample has {option} at {share} ({low} to {high}), and {claim} at "
            "{given}, "
            "{away} standard errors away; the sample has {first} ahead of {second} by {lead} points ({lead_low} to "
            "{lead_high}), and {claim} by {lead_given}."
        )
        if verdict is Verdict.OUTSIDE
        else _(
            "{condition}, the sample has {option} at {share} ({low} to {high}, for {n} options and the lead together), "
            "and "
            "{claim} at {given}, {away} standard errors away; that error hangs on one station and is too small, so "
            "that nothing follows."
        )
        if worst.heavy
        else _(
            "{condition}, the sample has {option} at {share} ({low} to {high}, for {n} options and the lead together), "
            "and "
            "{claim} at {given}, {away} standard errors away; how many stations were drawn is not said, so that what "
            "is missing may account for it."
        )
        if unsaid
        else _(
            "{condition}, the sample has {option} at {share} ({low} to {high}, for {n} options and the lead together), "
            "and "
            "{claim} at {given}, {away} standard errors away; how often intervals of samples in two stages hold was "
            "not measured, so that nothing follows."
        )
        if unmeasured
        else _(
            "{condition}, the sample has {option} at {share} ({low} to {high}, for {n} options and the lead together), "
            "and "
            "{claim} at {given}, {away} standard errors away; other readings of what is missing, or by what else is "
            "known of the stations, leave room for it."
        )
    )
    return Message(text, values)


def _breaks_if(
    subject: Subject, sample: StationSample, found: Estimated, given: Announced, compared: list[Compared],
    verdict: Verdict,
) -> tuple[Message, ...]:  # fmt: skip
    made = [say(_("The stations were not drawn at random, or sheets were read wrongly."))]
    open_ = uncounted(given.claim)
    if open_ is not None:
        made.append(open_.breaks(bridged=verdict is not Verdict.OUTSIDE))
    if verdict is Verdict.WITHIN or not found.part_missing:
        return tuple(made)
    worst = farthest(compared, verdict)
    option = worst.option or found.first
    share = given.shares[option].nearest(found.readings[0].shares[option].value)
    needed = found.needed(option, share)
    values: dict[str, Value] = {
        "option": subject.name(option),
        "missing": Count((sample.drawn or 0) - sample.reported),
        "here": percent(found.readings[0].shares[option].value),
        "given": given.shares[option].shown,
        "claim": origins.called(given.claim),
    }
    bound = found.read("worst")
    if bound is not None and not bound.shares[option].meets(share, share):
        text = _(
            "Nothing on the missing sheets ({missing}) could bring {option} from {here} to the {given} of "
            "{claim}: others would have to be false."
        )
        return (*made, Message(text, values))
    if needed is not None and 0 <= needed <= 1:
        text = _(
            "The missing sheets ({missing}) have {option} at {needed}, if they hold as many votes as the others: then "
            "the whole sample gives the {given} of {claim}."
        )
        made.append(Message(text, values | {"needed": percent(needed)}))
    elif needed is not None:
        text = _(
            "The missing sheets ({missing}) hold far more votes than the others: with as many, no share of {option} on "
            "them brings it from {here} to the {given} of {claim}."
        )
        made.append(Message(text, values))
    return tuple(made)


def _their_numbers(
    subject: Subject, found: Estimated, given: Announced, compared: list[Compared]
) -> tuple[dict[str, Value], dict[str, Message]]:
    """What was announced, and how far it lies from the sample; participation and invalid votes beside them."""
    numbers: dict[str, Value] = {}
    labels: dict[str, Message] = {}
    claim = origins.called(given.claim)
    for one in compared:
        key = one.option or "lead"
        name = subject.name(one.option) if one.option else say(
            _("{first} less {second}"), first=subject.name(found.first), second=subject.name(found.second)
        )  # fmt: skip
        shown: Value = given.shares[one.option].shown if one.option else points((one.low + one.high) / 2)
        numbers[f"{key}:announced"] = shown
        labels[f"{key}:announced"] = say(_("{what} in {claim}"), what=name, claim=claim)
        if one.error > 0:
            numbers[f"{key}:distance"] = Quantity(rounded(one.away, 1), 1)
            labels[f"{key}:distance"] = say(_("{what}: standard errors from the sample"), what=name)
    figures = given.claim.figures
    assert figures is not None
    if found.turnout is not None and figures.turnout is not None:
        numbers["turnout:announced"] = Percent.as_announced(figures.turnout)
        labels["turnout:announced"] = say(_("participation in {claim}"), claim=claim)
    invalid = figures.invalid_share
    if found.invalid is not None and invalid is not None:
        numbers["invalid:announced"] = Percent.as_announced(invalid)
        labels["invalid:announced"] = say(_("invalid votes in {claim}, of the ballots"), claim=claim)
    elif found.invalid is not None and figures.invalid is not None and figures.cast:
        numbers["invalid:announced"] = Percent.of(figures.invalid, figures.cast)
        labels["invalid:announced"] = say(_("invalid votes in {claim}, of the ballots"), claim=claim)
    return numbers, labels


def _origins(numbers: dict[str, Value], sample: StationSample, counts: Counts, given: Announced) -> dict[str, Message]:
    computed = say(
        _("computed from {record}, {n} stations, weighted by the stations of their strata"),
        record=origins.named(counts),
        n=sample.reported,
    )
    design = say(_("the design of {sample} as the case gives it"), sample=called(sample))
    printed = origins.printed_in(given.claim)
    made: dict[str, Message] = {}
    for key in numbers:
        if key.endswith(":announced"):
            made[key] = printed
        elif key in ("drawn", "replaced", "left_out", "reported"):
            made[key] = design
        else:
            made[key] = computed
    return made


CHECK = Check(
    id="sampled.quick_count",
    title=_("Quick count"),
    asks=_("Do the announced shares lie within the intervals of a random sample of tally sheets?"),
    kind=Kind.ESTIMATE,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    settings=Settings,
    assumes=_(
        "The stations were drawn at random within their strata from a list of all, none was replaced by another, and "
        "their sheets were read as they are. Intervals hold together for all announced options that are large enough "
        "and for the lead, which is made with the covariance of the two shares. What is missing is read in three ways "
        "side by side: like the rest of its stratum or class, with a lean of its own, and at worst."
    ),
    honest_causes=_(
        "Sheets that came late or never and lean to one side: in Mexico 2018, which nobody disputed, a share lay 3.8 "
        "standard errors from the count with a fifth of the sample missing. Votes from abroad and other votes outside "
        "the frame, an old list of stations, shares of another total, slips of those who read the sheets."
    ),
    cannot_show=_(
        "Which of the two is wrong, or who won; anything about a single station or a part of the country with few "
        "stations in the sample. A distance of many standard errors is a distance and no probability."
    ),
    references=(
        "Estok, Nevitte and Cowan, The Quick Count and Election Observation, NDI 2002.",
        "Rao and Wu 1988, Resampling inference with complex survey data, JASA 83, 231-241.",
        "Mendoza and Nieto-Barajas 2016, Quick counts in the Mexican presidential elections, Electoral Studies 43.",
        "Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992.",
    ),
    example=_(
        "Mexico 2018: 6,307 of 7,787 stations have López Obrador at 53.50% (standard error 0.16), the count at 53.19%."
    ),
)
