"""Which parts of stations and votes would a mixture of three kinds of stations have, and how far is that assumed?

The mixture of Mebane's eforensics: stations as counted, stations where some of the absent and of the others' votes went
to one option (incremental), stations where most did (extreme). Null: none. The parts are NOT identified and are no
finding: the same counts are fitted under three assumptions side by side. Honest causes of large parts: whatever one
curve of turnout and one of the share do not hold. Cannot show: that votes were added or moved, or how many.
Reference: W. R. Mebane, eforensics (2019), model qbl.

Measured with the default settings (middles, and intervals of nine tenths):

- Russia 2011, stations of the two kinds: .287 [.243, .328] and .078 [.059, .102] as published, .281 and .077 without
  its rule on the largest kind, .221 and .070 where honest shares may go with turnout (.31, .31 and .25 of the votes).
  Mebane and Kalinin have .121 and .0032, Klimek and others .64 and .033: none of the three agrees with another.
- Germany 2024, which nobody disputed: of the votes for the AfD .179 [.132, .227] as published, .172 without the rule,
  .208 [.168, .251] tied to turnout. Of those for the CDU .758 as published, where the other two do not converge: it
  does not stand in Bavaria, whose stations are taken for the honest ones.
- Eleven honest simulated elections, three of 1,500 stations and eight of 250: two got figures (.212, .217 and .117 of
  the votes; .139, .127 and .199), and no interval of theirs has 0; nine got none. Of the 33 fits 10 converged: the
  chains fall into two ways to tell the same counts, all stations honest or nearly all incremental. So it gives honest
  elections a part, or nothing; that all are honest it never says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import ClassVar

import numpy as np

from scrutiny.evidence.shape import STRICT
from scrutiny.findings.by_unit import with_register
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import contenders, nothing_beside
from scrutiny.findings.finding import Figure, Finding, Kind, Verdict
from scrutiny.findings.intervals import Elsewhere, Estimate, picture
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.rounding import rounded
from scrutiny.findings.stations import Stations
from scrutiny.messages import Count, Message, Percent, Points, Quantity, Value, _, say, series
from scrutiny.stats.fingerprint import bins
from scrutiny.stats.finite_mixture import FREE, PUBLISHED, TIED, Interval, Posterior, fit

ORDER = 51

ASSUMED: Mapping[str, str] = {
    "published": _("one kind of honest station, and neither other kind larger than it"),
    "free": _("one kind of honest station, and no kind held to be the largest"),
    "tied": _("no kind held to be the largest, and honest shares that may go with turnout"),
}
"""What the model takes for granted, in words."""
ASSUMPTIONS = {"published": PUBLISHED, "free": FREE, "tied": TIED}

ELSEWHERE = (
    Elsewhere("afd", _("Germany 2024, undisputed: AfD, first assumption"), "17.9", "13.2", "22.7"),
    Elsewhere("cdu", _("Germany 2024, undisputed: CDU, first assumption"), "75.8", "70.3", "82.5"),
)
"""The same of an undisputed election; intervals of nine tenths."""
SIMULATED, UNDISPUTED = Decimal("21.7"), Decimal("75.8")
"""The largest middles of the votes' part that honest simulated elections and undisputed real ones get, in percent."""


@dataclass(frozen=True)
class Settings:
    """Which stations are fitted, and how long."""

    __pydantic_config__: ClassVar = STRICT

    least: int = 100
    """Stations with fewer registered voters are left out."""
    sampled: int = 500
    """So many stations are drawn by lot where there are more."""
    chains: int = 4
    """Chains, each from a start of its own."""
    warmup: int = 250
    """Draws of each chain that are thrown away."""
    draws: int = 125
    """Draws of each chain that are kept."""


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    for option in contenders(subject).asked:
        found = _fitted(subject, settings, option)
        why = _unfit(found, option)
        if found is None or why is not None:
            assert why is not None
            yield _cannot(subject, option, found, why)
            continue
        drawn = _drawn(subject, settings, found)
        yield _finding(subject, settings, option, found, drawn, _posteriors(subject, settings, option, drawn))


def _fitted(subject: Subject, settings: Settings, option: str) -> Stations | None:
    found = with_register(subject, option, settings.least)
    if found is None:
        return None
    assert found.registered is not None
    return found.where(found.ballots <= found.registered, say(_("more ballots than registered")))


def _drawn(subject: Subject, settings: Settings, found: Stations) -> Stations:
    if found.number <= settings.sampled:
        return found
    lot = np.random.default_rng(subject.seed).choice(found.number, settings.sampled, replace=False)
    return found.taken(np.sort(lot))


def _posteriors(subject: Subject, settings: Settings, option: str, drawn: Stations) -> dict[str, Posterior]:
    assert drawn.registered is not None
    return {
        key: fit(
            drawn.registered,
            drawn.ballots,
            drawn.votes[option],
            assumption,
            subject.seed,
            chains=settings.chains,
            warmup=settings.warmup,
            draws=settings.draws,
        )
        for key, assumption in ASSUMPTIONS.items()
    }


def _unfit(found: Stations | None, option: str) -> Message | None:
    if found is None or found.number < CHECK.needs.units:
        return say(
            _("{n} of its stations have registered voters, turnout and votes and are large enough; {least} are needed"),
            n=found.number if found is not None else 0,
            least=CHECK.needs.units,
        )
    assert found.registered is not None
    if len(np.unique(bins(found.votes[option], found.ballots))) < 3:
        return say(_("nearly all of its stations have the same share"))
    if len(np.unique(bins(found.ballots, found.registered))) < 3:
        return say(_("nearly all of its stations have the same turnout"))
    return None


def _title(subject: Subject, option: str) -> Message:
    return say(
        _("A mixture of three kinds of stations, fitted to {option} in {record}"),
        option=subject.name(option),
        record=named(subject.counts),
    )


def _cannot(subject: Subject, option: str, found: Stations | None, why: Message) -> Finding:
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.CANNOT_TELL,
        about=(*subject.about, option),
        title=_title(subject, option),
        statement=say(
            _("The model cannot be fitted to the votes for {option} in {record}: {why}."),
            option=subject.name(option),
            record=named(subject.counts),
            why=why,
        ),
        scope=found.scope if found is not None else None,
        sources=subject.counts.sources,
    )


def _finding(
    subject: Subject,
    settings: Settings,
    option: str,
    found: Stations,
    drawn: Stations,
    made: Mapping[str, Posterior],
) -> Finding:
    reached = {key: posterior for key, posterior in made.items() if posterior.converged.reached}
    # A contrast needs two of them: one alone would be read as the answer.
    told = reached if len(reached) > 1 else {}
    numbers, labels = _numbers(drawn, made, told)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED if told else Verdict.CANNOT_TELL,
        about=(*subject.about, option),
        title=_title(subject, option),
        statement=_said(subject, option, told) if told else _nothing(subject, option, made),
        rests_on=_rests_on(subject, found, drawn, made),
        breaks_if=(
            say(
                _(
                    "Honest stations differ in more ways than one curve of turnout and one of the share hold: regions, "
                    "town and country, minorities, voters who side with the strongest."
                )
            ),
        ),
        does_not_show=say(_("That votes were added or moved, how many, or where; other assumptions give other parts.")),
        would_settle=say(_("Lists of those who voted, and recounts, in stations drawn by lot.")),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, {"stations": rows_of(subject.counts)}),
        scope=found.scope,
        figure=_picture(subject, option, told) if told else None,
        sources=subject.counts.sources,
        settings=asdict(settings),
        seed=subject.seed,
    )


def _said(subject: Subject, option: str, told: Mapping[str, Posterior]) -> Message:
    middles = [posterior.votes.median for posterior in told.values()]
    return say(
        _(
            "Of the votes for {option} in {record}, a model of three kinds of stations has as added or moved,"
            " by nothing else than what is assumed: {parts}. These intervals hold nine tenths under their "
            "assumption, and their middles differ by {apart} percentage points. The model cannot tell added "
            "or moved votes from honest differences between stations, and these parts are no finding. Middles"
            " of up to {simulated} are given to honest simulated elections and of up to {undisputed} to "
            "elections that nobody of weight disputed."
        ),
        option=subject.name(option),
        record=named(subject.counts),
        parts=series(
            [
                say(
                    _("{low} to {high} with {assumption}"),
                    low=_percent(posterior.votes.low),
                    high=_percent(posterior.votes.high),
                    assumption=say(ASSUMED[key]),
                )
                for key, posterior in told.items()
            ]
        ),
        apart=Points(rounded(100 * (max(middles) - min(middles)), 1), 1),
        simulated=Percent(SIMULATED, 1),
        undisputed=Percent(UNDISPUTED, 1),
    )


def _nothing(subject: Subject, option: str, made: Mapping[str, Posterior]) -> Message:
    return say(
        _(
            "A model of three kinds of stations, fitted to the votes for {option} in {record}, gives no "
            "figures. Its chains agree with each other under {reached} of {all} assumptions, and two are "
            "needed."
        ),
        option=subject.name(option),
        record=named(subject.counts),
        reached=sum(posterior.converged.reached for posterior in made.values()),
        all=len(made),
    )


def _rests_on(subject: Subject, found: Stations, drawn: Stations, made: Mapping[str, Posterior]) -> tuple[Message, ...]:
    told: list[Message] = []
    if drawn.number < found.number:
        told.append(
            say(
                _("Fitted to {n} of {all} stations, drawn by lot with the seed of the plan."),
                n=drawn.number,
                all=found.number,
            )
        )
    told.append(
        say(
            _(
                "Honest stations have turnouts from one curve and shares from one, wider than chance alone. In "
                "some stations part of the absent (up to {bound}, or more) counts as having voted for {option}, "
                "and part of the other votes is moved to it."
            ),
            bound=Percent(Decimal(70), 0),
            option=subject.name(next(iter(drawn.votes))),
        )
    )
    for key, posterior in made.items():
        converged = posterior.converged
        if not converged.reached:
            told.append(
                say(
                    _(
                        "No figures with {assumption}: the chains did not converge (r-hat {rhat}, effective size "
                        "{ess}, {divergent} of {draws} draws diverged)."
                    ),
                    assumption=say(ASSUMED[key]),
                    rhat=_rhat(posterior),
                    ess=int(converged.ess),
                    divergent=converged.divergent,
                    draws=converged.draws,
                )
            )
    return (*told, *nature(subject, subject.counts))


def _percent(part: float) -> Percent:
    return Percent(rounded(100 * part, 1), 1)


def _rhat(posterior: Posterior) -> Quantity:
    # A chain that stands still has none; no judgement hangs on how large it is above 10.
    return Quantity(rounded(min(posterior.converged.rhat, 10.0), 2), 2)


def _numbers(
    drawn: Stations, made: Mapping[str, Posterior], told: Mapping[str, Posterior]
) -> tuple[dict[str, Value], dict[str, Message]]:
    numbers: dict[str, Value] = {"stations": Count(drawn.number)}
    labels: dict[str, Message] = {"stations": say(_("stations that were fitted"))}

    def add(key: str, label: str, assumption: str, value: Value) -> None:
        numbers[f"{key}-{assumption}"] = value
        labels[f"{key}-{assumption}"] = Message(label, {"assumption": say(ASSUMED[assumption])})

    def interval(key: str, least: str, middle: str, most: str, assumption: str, of: Interval) -> None:
        add(f"{key}_least", least, assumption, _percent(of.low))
        add(key, middle, assumption, _percent(of.median))
        add(f"{key}_most", most, assumption, _percent(of.high))

    for key, posterior in made.items():
        if key in told:
            interval(
                "votes",
                _("votes added or moved in the model, lower end: {assumption}"),
                _("votes added or moved in the model, middle: {assumption}"),
                _("votes added or moved in the model, upper end: {assumption}"),
                key,
                posterior.votes,
            )
            interval(
                "incremental",
                _("stations of the incremental kind, lower end: {assumption}"),
                _("stations of the incremental kind, middle: {assumption}"),
                _("stations of the incremental kind, upper end: {assumption}"),
                key,
                posterior.incremental,
            )
            interval(
                "extreme",
                _("stations of the extreme kind, lower end: {assumption}"),
                _("stations of the extreme kind, middle: {assumption}"),
                _("stations of the extreme kind, upper end: {assumption}"),
                key,
                posterior.extreme,
            )
        add("rhat", _("largest r-hat: {assumption}"), key, _rhat(posterior))
        add("ess", _("smallest effective size: {assumption}"), key, Count(int(posterior.converged.ess)))
        add("divergent", _("draws that diverged: {assumption}"), key, Count(posterior.converged.divergent))
    return numbers, labels


def _picture(subject: Subject, option: str, told: Mapping[str, Posterior]) -> Figure:
    return picture(
        [
            Estimate(ASSUMED[key], 100 * posterior.votes.median, 100 * posterior.votes.low, 100 * posterior.votes.high)
            for key, posterior in told.items()
        ],
        ELSEWHERE,
        0,
        _("votes added or moved in the model, % of the option's"),
        say(_("The part of the votes by assumption")),
        say(
            _(
                "The same counts of {option} in {record} under each assumption: the line holds nine tenths of what the "
                "model takes for possible. Grey: an undisputed election."
            ),
            option=subject.name(option),
            record=named(subject.counts),
        ),
    )


CHECK = Check(
    id="patterns.finite_mixture",
    title=_("A mixture of three kinds of stations"),
    asks=_("Which part of the votes would a mixture of three kinds of stations have as added or moved?"),
    kind=Kind.RECORD,
    needs=Needs(per="counts", items=("registered",), by_unit=True, units=200, when=nothing_beside),
    compute=compute,
    settings=Settings,
    null=_("None: the model is fitted, not tested, under three assumptions side by side."),
    assumes=_(
        "Honest stations have a turnout and a share from one curve each, wider than chance alone; the kinds are not "
        "identified without that. First as published, then without a rule on which kind is the largest, then with "
        "shares that may go with turnout."
    ),
    honest_causes=_(
        "Regions, town and country, minorities, strongholds with a high turnout: whatever one curve does not hold goes "
        "into the kinds."
    ),
    cannot_show=_("That votes were added or moved, how many, or where: the parts are no finding."),
    example=_(
        "Germany 2024, which nobody disputed: 17.9 % of the votes for the AfD, 75.8 % of those for the CDU, which does "
        "not stand in Bavaria. Eleven honest simulated elections: two got figures, of up to 21.7 %, nine none. Russia "
        "2011: 31 % or 25 %, by assumption."
    ),
    references=(
        "W. R. Mebane, eforensics: election forensics finite mixture models (2019), model qbl. The kind "
        "of each station is summed out, and counts are beta-binomial; scrutiny.stats.finite_mixture says what else "
        "differs.",
        "W. R. Mebane, K. Kalinin, of the same family of models: Russia 2011 .121, .0032, where P. Klimek and others "
        "have .64, .033; 2007 .040 against .636.",
    ),
    experimental=True,
    on_request=_("takes about a minute"),
    module="numpyro",
    extra="bayes",
)
