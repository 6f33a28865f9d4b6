"""Does a model in which strata lend to each other read a quick count otherwise than its design does?

Estimate: shares and the lead from the sheets of a sample, by a hierarchical model, beside the estimate by the design.
Assumes: votes of a station are normal about its register times the rates of its stratum, which bend with its size;
rates of strata are alike as far as the sample says; what was not seen follows its stratum and its register. Honest
causes of a distance: whatever the model does not know, such as a town that votes unlike its stratum. Cannot show: which
of sample and announcement is wrong. It decides nothing: what lies outside is for `sampled.quick_count` to say.
Reference: Anzarut, González and Ortiz 2019, and the committees of Mexico's quick counts of 2018 and 2021.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, ClassVar

import numpy as np
import numpy.typing as npt
import polars as pl
from annotated_types import Ge

from scrutiny.evidence.counts import Counts
from scrutiny.evidence.sample_total import with_total
from scrutiny.evidence.shape import STRICT
from scrutiny.evidence.station_sample import REGISTERED, STRATUM, StationSample
from scrutiny.findings import origins
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.rounding import rounded
from scrutiny.findings.sample_against import Announced
from scrutiny.findings.sample_picture import sample_picture
from scrutiny.findings.sample_rows import rows_of, with_the_rest
from scrutiny.findings.sample_told import (
    NOT_GIVEN,
    called,
    cannot_tell,
    condition,
    custody,
    numbers_of,
    points,
    readings,
    scope,
    without_total,
)
from scrutiny.findings.samples import announced_of, asked_of, samples_of
from scrutiny.findings.station_estimates import Asked, Estimated, Read, estimate, of_draws
from scrutiny.findings.still_uncounted import uncounted
from scrutiny.messages import Count, Message, Quantity, Value, _, say
from scrutiny.stats.pooled_strata import Posterior, Stations, pooled

ORDER = 11
Real = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Settings:
    """How long the model is sampled, and what missing sheets may lean by."""

    __pydantic_config__: ClassVar = STRICT

    chains: Annotated[int, Ge(2)] = 4
    """Chains, each from a start of its own."""
    warmup: Annotated[int, Ge(50)] = 400
    """Draws of each chain that are thrown away."""
    draws: Annotated[int, Ge(100)] = 500
    """Draws of each chain that are kept."""
    allowance: Annotated[Decimal, Ge(Decimal(0))] = Decimal("0.1")
    """What the rate of each option may lean by, on the log, in all that was not seen: this much times the part of the
    sample that is missing, as a standard deviation."""
    least: Decimal = Decimal(5)
    """Options below this share in percent, both in the sample and as announced, are put together with the rest."""


def _applies(subject: Subject) -> Message | None:
    contest = subject.contest
    if not samples_of(subject):
        return say(_("{contest}: the case holds no sample of stations"), contest=contest.name)
    reasons = [
        made for made in (_every(sample) for sample, _counts in samples_of(subject)) if isinstance(made, Message)
    ]
    if len(reasons) == len(samples_of(subject)):
        return say(_("{contest}: {why}"), contest=contest.name, why=reasons[0])
    if not announced_of(subject):
        return say(_("{contest}: no announcement gives shares of two options or more"), contest=contest.name)
    return None


def _every(sample: StationSample) -> Stations | Message:
    """Every station of the frame, or why the model cannot take it."""
    frame = sample.frame
    if frame is None or not frame[REGISTERED].sum():
        return say(_("no sample of stations comes with a list of all stations and their registers"))
    if sample.in_two_stages:
        # Stations of one place are alike, which this model does not know.
        return say(_("the sample was drawn in two stages, which this model does not know"))
    without = frame[REGISTERED].null_count()
    if without:
        return say(
            _("{n} stations of the list have no register, and this model needs that of each"),
            one=_("one station of the list has no register, and this model needs that of each"),
            counts="n",
            n=without,
        )
    if frame[STRATUM].null_count():
        return say(_("the list of all stations has some without a stratum"))
    return Stations(frame[STRATUM].cast(pl.Int64).to_numpy(), frame[REGISTERED].cast(pl.Float64).to_numpy())


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    for sample, counts in samples_of(subject):
        every = _every(sample)
        if isinstance(every, Message):
            continue
        made: dict[tuple[str, tuple[str, ...]], Posterior] = {}
        for given in announced_of(subject):
            asked = asked_of(
                subject, given, counts,
                allowance=settings.allowance, draws=0, heaviest=Decimal(1), least=settings.least,
            )  # fmt: skip
            if asked is None:
                yield cannot_tell(CHECK.id, subject, sample, given, NOT_GIVEN)
                continue
            if given.of == REGISTERED:
                # Votes and the rest make up the register exactly: nothing is left to have a chance of.
                text = _("The model reads shares of votes, and {claim} gives shares of the registered beside {sample}.")
                yield cannot_tell(CHECK.id, subject, sample, given, text)
                continue
            whole = with_total(sample, counts, given.of)
            found = estimate(whole, counts, asked)
            if found is None:
                text = _("{sample} has too few stations with votes for a model, so {claim} cannot be held against it.")
                yield cannot_tell(CHECK.id, subject, sample, given, text)
                continue
            large = found.deciding
            key = (given.of, tuple(sorted(large)))
            if key not in made:
                # Two bulletins that give the same options are held against one posterior.
                made[key] = _posterior(subject, settings, whole, counts, asked, key[1], every)
            yield _finding(subject, settings, whole, counts, given, found, key[1], made[key], every)


def _posterior(
    subject: Subject, settings: Settings, sample: StationSample, counts: Counts, asked: Asked,
    options: tuple[str, ...], every: Stations,
) -> Posterior:  # fmt: skip
    rows = rows_of(sample, counts)
    assert rows is not None
    votes = np.column_stack([rows.of(option) for option in options])
    base = rows.of(asked.of)
    size = rows.size(base)
    use = size > 0  # a station without register and ballots tells nothing
    return pooled(
        with_the_rest(votes, base)[use],
        size[use],
        rows.stratum[use],
        every,
        subject.seed,
        lean=float(settings.allowance) * (sample.part_missing or 0.0),
        listed=rows.registered[use] > 0,
        chains=settings.chains,
        warmup=settings.warmup,
        draws=settings.draws,
    )


def _finding(
    subject: Subject, settings: Settings, sample: StationSample, counts: Counts, given: Announced, found: Estimated,
    options: tuple[str, ...], made: Posterior, every: Stations,
) -> Finding:  # fmt: skip
    top, together = (found.first, found.second), len(options) + 1
    read = of_draws("model", made.share, options, top, together)
    reads = [read]
    if sample.part_missing:
        reads.append(of_draws("leaning", made.leaning, options, top, together))
    reached = made.converged.reached
    by_design, open_ = found.readings[0], uncounted(given.claim)
    found = replace(found, readings=(by_design, *reads) if reached else (by_design,))
    within = reached and _inside(read, given, options, found)
    verdict = Verdict.WITHIN if within else Verdict.CANNOT_TELL  # what a model alone has outside is no finding
    numbers, labels = numbers_of(subject, sample, counts, found)
    if reached:
        for option in options:
            for end, text in (
                ("low", _("{option} by the model, at least")),
                ("high", _("{option} by the model, at most")),
            ):
                numbers[f"{option}:model:{end}"] = points(getattr(read.shares[option], end))
                labels[f"{option}:model:{end}"] = say(text, option=subject.name(option))
        numbers["growth"] = Quantity(rounded(made.growth, 2), 2)
        labels["growth"] = say(_("the power of the register with which the variance of a station's votes grows"))
    numbers |= {
        "rhat": Quantity(_finite(made.converged.rhat), 3),
        "ess": Count(int(made.converged.ess)),
        "divergent": Count(made.converged.divergent),
    }
    labels |= {
        "rhat": say(_("largest r-hat; 1 where all chains saw the same")),
        "ess": say(_("smallest effective number of draws")),
        "divergent": say(_("draws that diverged")),
    }
    return Finding(
        check=CHECK.id,
        kind=Kind.ESTIMATE,
        verdict=verdict,
        about=(subject.contest.id, given.claim.id, sample.design.id),
        title=say(_("A model of {sample}, and {claim}"), sample=called(sample), claim=origins.called(given.claim)),
        statement=_statement(subject, sample, given, found, reads, options) if reached else _nothing(sample, made),
        rests_on=(
            *custody(sample),
            *without_total(sample, given),
            *((readings(subject, found),) if reached else ()),
            *_unregistered(every),
            *origins.nature(subject, counts),
        ),
        breaks_if=(
            say(_("The stations were not drawn at random, or sheets were read wrongly.")),
            *((open_.breaks(bridged=True),) if open_ is not None else ()),
            say(
                _("Places vote unlike the rest of their stratum and size, and the sample has none or too many of them.")
            ),
        ),
        does_not_show=say(
            _(
                "Which of the two is right and why they differ, how any station voted that was not drawn, and who won. "
                "A model decides nothing beside the design by which the stations were drawn."
            )
        ),
        would_settle=say(
            _("For each station of the sample, the figures that were counted for it beside the sheet that was read.")
        ),
        numbers=numbers,
        labels=labels,
        origins=origins.with_computed(numbers, {"reported": origins.rows_of(counts)}),
        scope=scope(sample),
        figure=None if subject.bare or not reached else sample_picture(subject, sample, found, given),
        sources=(given.claim.id, *counts.sources),
        settings={
            "chains": settings.chains, "warmup": settings.warmup, "draws": settings.draws,
            "allowance": str(settings.allowance), "least": str(settings.least),
        },
        seed=subject.seed,
        prominent=10,
    )  # fmt: skip


def _finite(number: float) -> Decimal:
    return rounded(min(number, 99.0), 3)


def _unregistered(every: Stations) -> tuple[Message, ...]:
    number = int((every.register <= 0).sum())
    if not number:
        return ()
    return (
        say(
            _("{n} stations of the list have no register; what they hold beyond the sample is not predicted."),
            one=_("One station of the list has no register; what it holds beyond the sample is not predicted."),
            counts="n",
            n=number,
        ),
    )


def _inside(read: Read, given: Announced, options: tuple[str, ...], found: Estimated) -> bool:
    """Whether all shares and the lead lie within the intervals of a reading."""
    inside = all(
        read.shares[option].meets(float(given.shares[option].low), float(given.shares[option].high))
        for option in options
        if option in given.shares
    )
    first, second = given.shares[found.first], given.shares[found.second]
    lead = read.lead.meets(float(first.low - second.high), float(first.high - second.low))
    return inside and lead


def _statement(
    subject: Subject, sample: StationSample, given: Announced, found: Estimated, reads: list[Read],
    options: tuple[str, ...],
) -> Message:  # fmt: skip
    read, open_ = reads[0], uncounted(given.claim)
    first, second = given.shares[found.first], given.shares[found.second]
    design = found.readings[0].lead
    values: dict[str, Value] = {
        "condition": condition(sample) if open_ is None else open_.like_the_rest(condition(sample)),
        "claim": origins.called(given.claim),
        "first": subject.name(found.first),
        "second": subject.name(found.second),
        "lead": points(read.lead.value),
        "low": points(read.lead.low),
        "high": points(read.lead.high),
        "given": points(float(first.middle - second.middle)),
        "design": points(design.value),
        "design_low": points(design.low),
        "design_high": points(design.high),
    }
    if _inside(read, given, options, found):
        text = _(
            "{condition}, a model in which strata lend to each other has {first} ahead of {second} by {lead} points "
            "({low} to {high}, at 95% together with the shares), where the design of the sample gives {design} "
            "({design_low} to {design_high}); what {claim} gives, {given}, and its shares lie within the intervals of "
            "the model."
        )
    elif any(_inside(leaning, given, options, found) for leaning in reads[1:]):
        text = _(
            "{condition}, a model in which strata lend to each other has {first} ahead of {second} by {lead} points "
            "({low} to {high}, at 95% together with the shares), where the design of the sample gives {design} "
            "({design_low} to {design_high}) and {claim} {given}; some of what it gives lies outside these intervals "
            "of the model, and all of it within those that allow for a lean of the missing sheets."
        )
    else:
        text = _(
            "{condition}, a model in which strata lend to each other has {first} ahead of {second} by {lead} points "
            "({low} to {high}, at 95% together with the shares), where the design of the sample gives {design} "
            "({design_low} to {design_high}) and {claim} {given}; some of what it gives lies outside the intervals of "
            "the model, which alone decides nothing."
        )
    return Message(text, values)


def _nothing(sample: StationSample, made: Posterior) -> Message:
    return say(
        _(
            "The chains of the model did not come together for {sample} (r-hat {rhat}, {ess} effective draws), so that "
            "it says nothing. More draws, in the plan, help where few of them diverged ({divergent} did)."
        ),
        sample=called(sample),
        rhat=Quantity(_finite(made.converged.rhat), 3),
        ess=int(made.converged.ess),
        divergent=made.converged.divergent,
    )


CHECK = Check(
    id="sampled.quick_count_model",
    title=_("Quick count by a model of strata"),
    asks=_("Does a model in which strata lend to each other read a quick count otherwise than its design does?"),
    kind=Kind.ESTIMATE,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    settings=Settings,
    assumes=_(
        "What the quick count assumes; that the votes of a station, all options together, are normal about its "
        "register times the rates of its stratum, with a variance that grows with the register as the sample says; "
        "that rates bend with the size of a station alike in all strata; and that what was not seen follows its "
        "stratum and its register, which the list of all stations gives."
    ),
    honest_causes=_(
        "What the model does not know: a town that votes unlike its stratum and size, stations without a register, "
        "options with their votes in few places, sheets that came late and lean to one side."
    ),
    cannot_show=_(
        "Which of sample and announcement is wrong, or who won. The model is a second opinion and decides nothing."
    ),
    references=(
        "Anzarut, González and Ortiz 2019, A heavy-tailed multilevel mixture model for the quick count in the Mexican "
        "elections of 2018.",
        "Mendoza and Nieto-Barajas 2016, Quick counts in the Mexican presidential elections, Electoral Studies 43.",
        "Gelman and Hill, Data Analysis Using Regression and Multilevel Models, 2007.",
    ),
    example=_(
        "Poland 2020, 60 samples of 200 stations: the interval of its lead reaches 3.2 points to each side and held "
        "the count 50 times, that of the design 4.4 points and 51 times."
    ),
    on_request=_("takes some minutes for a sample"),
    module="numpyro",
    extra="bayes",
)
