"""Do more stations than chance gives have a whole percentage of turnout, or of one option's votes?

Null: each station is counted again with its own turnout and its own share, so that its counts are binomial; how likely
each is to lie in a window around a whole percentage follows exactly from its size, and their number is a sum of unequal
coins. Assumes: counts are not made to meet a target. Honest causes that trip it: turnout reported in whole percent and
copied into the record; registers or ballots that were rounded; files of percentages turned back into counts. Cannot
show: figures altered without a round target; which stations, since most hits are there by chance; who gained.
Reference: D. Kobak, S. Shpilkin, M. Pshenichnikov, Annals of Applied Statistics 10 (2016) 54-73, whose excess over
simulated binomials is worked out here without simulation: Russia 2011, 1,003.5 stations (ours 1,002.6).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import Contenders, contenders, nobody
from scrutiny.findings.families import chance
from scrutiny.findings.finding import Figure, Finding, Kind, Tested, Verdict
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.rounding import rounded
from scrutiny.findings.stations import Stations, stations
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Name, Percent, Points, Quantity, Value, _, say, series
from scrutiny.simulate.hands.planting import planted
from scrutiny.stats.near_whole import Law, Windows, chances, near
from scrutiny.stats.unequal_coins import at_least

ORDER = 10

Flags = npt.NDArray[np.bool_]
Real = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Settings:
    """Which stations are looked at, and how near is near; the published choices by default."""

    __pydantic_config__: ClassVar = STRICT

    least: int = 100
    """Stations with fewer registered voters (without registers: ballots) are left out."""
    most: Decimal = Decimal("99")
    """Stations with a higher turnout or share, in percent, are left out: closed institutions, unanimous villages."""
    per: int = 20
    """A share is near a whole percentage within one `per`-th of a percentage point."""
    periods: tuple[int, ...] = (1, 5)
    """Multiples of so many percent are tested."""
    region: int = 50
    """Places of the largest level with fewer stations are not tested by themselves."""
    drawn: int = 10_000
    """So many stations at most are in the picture."""


@dataclass(frozen=True, eq=False)
class Hits:
    """Stations near a multiple, and how many the null gives.

    Parameters
    ----------
    flags, expected
        For each station: whether it is a hit, and the chance that it is.
    """

    flags: Flags
    expected: Real

    @property
    def observed(self) -> int:
        return int(self.flags.sum())

    @property
    def excess(self) -> float:
        return self.observed - float(self.expected.sum())

    @property
    def deviation(self) -> float:
        return float(np.sqrt((self.expected * (1 - self.expected)).sum()))

    @cached_property
    def p(self) -> float:
        return at_least(self.observed, self.expected)

    def of(self, some: Flags) -> Hits:
        return Hits(self.flags[some], self.expected[some])


def kept(subject: Subject, option: str, settings: Settings) -> Stations | None:
    """The stations that are looked at for an option; with turnout where the record has registers."""
    turnout = subject.counts.has("registered", "issued") or subject.counts.has("registered", "cast")
    found = stations(subject, (option,), turnout)
    if found is None:
        return None
    most = Fraction(settings.most) / 100
    n, d = most.numerator, most.denominator
    size = found.ballots if found.registered is None else found.registered
    found = found.where(size >= settings.least, say(_("small")))
    high = d * found.votes[option] > n * found.ballots
    if found.registered is not None and found.turned_out is not None:
        high |= d * found.turned_out > n * found.registered
    return found.where(~high, say(_("turnout or share of nearly everybody")))


def shares(found: Stations, option: str, windows: Windows, law: Law = "own") -> Hits:
    votes = found.votes[option]
    return Hits(near(votes, found.ballots, windows), chances(votes, found.ballots, windows, law))


def hits(found: Stations, option: str, windows: Windows, law: Law = "own") -> dict[str, Hits]:
    """Hits by `share`, by `turnout`, and by either of them."""
    made = {"share": shares(found, option, windows, law)}
    if found.registered is not None and found.turned_out is not None:
        made["turnout"] = Hits(
            near(found.turned_out, found.registered, windows),
            chances(found.turned_out, found.registered, windows, law),
        )
        share, turnout = made["share"], made["turnout"]
        made["either"] = Hits(share.flags | turnout.flags, 1 - (1 - share.expected) * (1 - turnout.expected))
    return made


def main(made: dict[str, Hits]) -> Hits:
    return made.get("either", made["share"])


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    who = contenders(subject)
    for option in who.asked:
        found = kept(subject, option, settings)
        if found is None or found.number < CHECK.needs.units:
            yield _too_few(subject, option, found)
        else:
            yield _finding(subject, settings, who, option, found)


def _too_few(subject: Subject, option: str, found: Stations | None) -> Finding:
    return cannot_tell(
        CHECK,
        subject,
        (option,),
        _title(subject, option),
        say(
            _("{record} has {n} stations of which this could be asked for {option}; {least} are needed."),
            record=named(subject.counts),
            n=found.number if found is not None else 0,
            option=subject.name(option),
            least=CHECK.needs.units,
        ),
        found,
    )


def _title(subject: Subject, option: str) -> Message:
    return say(
        _("Whole percentages for {option} in {record}"), option=subject.name(option), record=named(subject.counts)
    )


def _finding(subject: Subject, settings: Settings, who: Contenders, option: str, found: Stations) -> Finding:
    every = {period: hits(found, option, Windows(period, settings.per)) for period in settings.periods}
    first = settings.periods[0]
    seen = main(every[first])
    other = seen if subject.bare else main(hits(found, option, Windows(first, settings.per), "unsure"))
    tests = [Tested(f"{period}:{option}", main(made).p) for period, made in every.items()]
    places, tested = _places(found, seen, option, settings)
    beside = _beside(subject, settings, who)
    numbers, labels = _numbers(settings, option, found, every, other)
    for name, hit in beside.items():
        numbers[f"beside:{name}"] = chance(hit.p)
        labels[f"beside:{name}"] = say(
            _("chance of as many for {option}, which nobody says has won"), option=subject.name(name)
        )
    return Finding(
        check=CHECK.id,
        kind=Kind.TEST,
        verdict=Verdict.CANNOT_TELL,  # until all tests of the plan are known
        about=(*subject.about, option),
        title=_title(subject, option),
        statement=_statement(subject, option, found, seen, settings),
        would_have_seen=say(
            _("An excess of about {stations} stations would have been seen."),
            stations=round(_SEEN * seen.deviation),
        ),
        rests_on=(
            say(
                _(
                    "Each station counted again would fall around its own turnout and share as coins do; if these are "
                    "themselves uncertain, the excess is {other}."
                ),
                other=Quantity(rounded(other.excess, 1), 1),
            ),
            say(
                _("Most hits are there by chance: of {observed}, {expected}. No station is named for being one."),
                observed=seen.observed,
                expected=round(float(seen.expected.sum())),
            ),
            *nature(subject, subject.counts),
        ),
        breaks_if=(
            say(
                _(
                    "Turnout or shares were reported in whole percent and copied into the record, or counts were made "
                    "from rounded percentages."
                )
            ),
        ),
        does_not_show=say(
            _(
                "Which stations, who made the figures so, or what the counts would be otherwise; figures that were "
                "altered without a round target are not seen."
            )
        ),
        would_settle=say(_("The sheets of the stations, and how turnout was reported during the day.")),
        numbers=numbers,
        effect=f"excess-{'either' if 'either' in every[first] else 'share'}-{first}",
        labels=labels,
        origins=with_computed(numbers, {"stations": rows_of(subject.counts)}),
        scope=found.scope,
        units=places,
        figure=None if subject.bare else _picture(subject, option, found, settings),
        sources=subject.counts.sources,
        settings={key: list(v) if isinstance(v, tuple) else v for key, v in asdict(settings).items()},
        tests=(*tests, *tested, *(Tested(f"{first}:{name}", hit.p, beside=True) for name, hit in beside.items())),
    )


_SEEN = 4
"""An excess of so many standard deviations is seen with high chance at the usual limits."""


def _statement(subject: Subject, option: str, found: Stations, seen: Hits, settings: Settings) -> Message:
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "option": subject.name(option),
        "observed": Count(seen.observed),
        "stations": Count(found.number),
        "half": Points(Fraction(1, settings.per), 2),
        "expected": Quantity(rounded(float(seen.expected.sum()), 1), 1),
        "excess": Quantity(rounded(abs(seen.excess), 1), 1),
        "deviation": Quantity(rounded(seen.deviation, 1), 1),
        "chance": chance(seen.p),
    }
    turnout = found.registered is not None
    if seen.excess >= 0 and turnout:
        text = _(
            "In {record}, {observed} of {stations} stations have a turnout or a share of {option} within {half} points "
            "of a whole percentage; if each were counted again around its own turnout and share, {expected} would, "
            "{excess} fewer (standard deviation {deviation}); as many or more have a chance of {chance}."
        )
    elif turnout:
        text = _(
            "In {record}, {observed} of {stations} stations have a turnout or a share of {option} within {half} points "
            "of a whole percentage; if each were counted again around its own turnout and share, {expected} would, "
            "{excess} more (standard deviation {deviation})."
        )
    elif seen.excess >= 0:
        text = _(
            "In {record}, {observed} of {stations} stations have a share of {option} within {half} points of a whole "
            "percentage; if each were counted again around its own share, {expected} would, {excess} fewer (standard "
            "deviation {deviation}); as many or more have a chance of {chance}."
        )
    else:
        text = _(
            "In {record}, {observed} of {stations} stations have a share of {option} within {half} points of a whole "
            "percentage; if each were counted again around its own share, {expected} would, {excess} more (standard "
            "deviation {deviation})."
        )
    return Message(text, values)


def _numbers(
    settings: Settings, option: str, found: Stations, every: dict[int, dict[str, Hits]], other: Hits
) -> tuple[dict[str, Value], dict[str, Message]]:
    numbers: dict[str, Value] = {"stations": Count(found.number)}
    labels = {"stations": say(_("stations that were looked at"))}

    def add(key: str, label: Message, value: Value) -> None:
        numbers[key], labels[key] = value, label

    for period, made in every.items():
        for of, hit in made.items():
            values: dict[str, Value] = {"what": say(_WHAT[of]), "period": Percent(Fraction(period), 0)}
            key = f"{of}-{period}"
            add(f"observed-{key}", Message(_("stations at multiples of {period}: {what}"), values), Count(hit.observed))
            add(
                f"excess-{key}",
                Message(_("more than expected, multiples of {period}: {what}"), values),
                Quantity(rounded(hit.excess, 1), 1),
            )
            add(
                f"deviation-{key}",
                Message(_("standard deviation, multiples of {period}: {what}"), values),
                Quantity(rounded(hit.deviation, 1), 1),
            )
            add(f"chance-{key}", Message(_("chance of as many, multiples of {period}: {what}"), values), chance(hit.p))
    seen = main(every[settings.periods[0]])
    low, high = (seen.excess + sign * 1.96 * seen.deviation for sign in (-1, 1))
    add("excess_least", say(_("the excess, at least (95% interval)")), Quantity(rounded(low, 1), 1))
    add("excess_most", say(_("the excess, at most (95% interval)")), Quantity(rounded(high, 1), 1))
    surplus = seen.flags.astype(np.float64) - seen.expected
    add(
        "votes",
        say(_("votes for the option in the stations in excess (each station weighed with its votes)")),
        Quantity(rounded(float((surplus * found.votes[option]).sum()), 0), 0),
    )
    add(
        "ballots",
        say(_("ballots in the stations in excess")),
        Quantity(rounded(float((surplus * found.ballots).sum()), 0), 0),
    )
    add(
        "excess_unsure",
        say(_("the excess where each station's share is itself uncertain")),
        Quantity(rounded(other.excess, 1), 1),
    )
    add("chance_unsure", say(_("the chance of as many under that null")), chance(other.p))
    return numbers, labels


_WHAT = {
    "share": _("share"),
    "turnout": _("turnout"),
    "either": _("share or turnout"),
}


def _places(found: Stations, seen: Hits, option: str, settings: Settings) -> tuple[Any, list[Tested]]:
    """Each place of the largest level, tested by itself."""
    import polars as pl

    if not found.counts.levels:
        return None, []
    level = found.counts.levels[0]
    codes, names = found.place(level)
    rows, tested = [], []
    for code, name in enumerate(names):
        here = seen.of(codes == code)
        if len(here.flags) < settings.region or not name:
            continue
        tested.append(Tested(f"{level}={name}:{option}", here.p, family="regional"))
        rows.append((name, len(here.flags), here.observed, round(here.excess, 1), float(f"{here.p:.3g}")))
    if not rows:
        return None, []
    made = pl.DataFrame(rows, schema=["unit", "stations", "observed", "excess", "chance"], orient="row")
    return made.sort("chance", "unit"), tested


def _beside(subject: Subject, settings: Settings, who: Contenders) -> dict[str, Hits]:
    """The same of the other large options: their shares alone, since turnout is everybody's."""
    made = {}
    for option in who.beside:
        found = kept(subject, option, settings)
        if found is not None and found.number >= CHECK.needs.units:
            made[option] = shares(found, option, Windows(settings.periods[0], settings.per))
    return made


STEPS = range(-5, 5)
"""Tenths of a percentage point from the nearest whole percentage, in the picture."""


def _picture(subject: Subject, option: str, found: Stations, settings: Settings) -> Figure:
    """Stations by the tenth of a percentage point between their share and the whole percentage."""
    step = max(1, -(-found.number // settings.drawn))
    k, n = found.votes[option][::step], found.ballots[::step]
    rows = []
    for offset in STEPS:
        windows = Windows(settings.periods[0], settings.per, offset)
        expected = chances(k, n, windows)
        rows.append(
            {
                "offset": offset,
                "observed": int(near(k, n, windows).sum()),
                "expected": float(f"{expected.sum():.6g}"),
                "deviation": float(f"{np.sqrt((expected * (1 - expected)).sum()):.4g}"),
            }
        )
    whole = rows[5]
    return Figure(
        kind="percentage_comb",
        title=say(_("How far shares lie from a whole percentage")),
        data={"option": option, "rows": rows},
        caption=say(
            _(
                "Stations of {record} by the distance of the share of {option} from the nearest whole percentage: how "
                "many more or fewer than expected, with the band in which 95 of 100 recounts would fall{sampled}."
            ),
            record=named(subject.counts),
            option=subject.name(option),
            sampled=say(_(" (one station of {step})"), step=step) if step > 1 else Name(""),
        ),
        alternative=say(
            _("At whole percentages {observed} stations, expected {expected}; at the other tenths: {others}."),
            observed=int(whole["observed"]),
            expected=Quantity(rounded(float(whole["expected"]), 1), 1),
            others=series(
                [
                    say(
                        _("{observed} (expected {expected})"),
                        observed=int(row["observed"]),
                        expected=Quantity(rounded(float(row["expected"]), 1), 1),
                    )
                    for row in rows
                    if row is not whole
                ]
            ),
        ),
    )


CHECK = Check(
    id="patterns.integer_percentages",
    title=_("Whole percentages"),
    asks=_("Do more stations than chance gives have a whole percentage of turnout, or of one option's votes?"),
    kind=Kind.TEST,
    needs=Needs(per="counts", by_unit=True, units=200, when=nobody),
    compute=compute,
    settings=Settings,
    null=_(
        "Each station, counted again, falls around its own turnout and share as a binomial does; the number of hits is "
        "a sum of coins of unequal chances."
    ),
    assumes=_("Counts are not made to meet a target; nothing is assumed of how turnout and shares vary."),
    honest_causes=_(
        "Turnout reported in whole percent and copied into the record, rounded registers or ballots, and counts made "
        "from rounded percentages."
    ),
    cannot_show=_(
        "Figures altered without a round target, which stations were altered, or who gained: most hits are there by "
        "chance."
    ),
    references=(
        "D. Kobak, S. Shpilkin, M. Pshenichnikov, Integer percentages as electoral falsification fingerprints, Annals "
        "of Applied Statistics 10 (2016) 54-73. Russia: 933.7 stations in 2004, 1,722.8 in 2008, 1,003.5 in 2011, "
        "1,159.6 in 2012, over simulated binomials; without simulation 934.4, 1,717.5, 1,002.6, 1,161.0.",
    ),
    example=_("Russia 2011: 17,803 of 86,718 stations, 1,002.6 more than expected, standard deviation 114.7."),
    planted=planted("whole_percentages", 0.2),
)
