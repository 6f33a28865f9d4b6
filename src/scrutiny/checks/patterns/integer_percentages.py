"""Do more stations than chance gives have a whole percentage of turnout, or of one option's votes?

Null: around which whole percentage a figure lies is taken as given; where within half a point of it it falls is chance,
each count as likely as any other but for the slope and bend of the neighbouring points. The number of hits is then a
sum of unequal coins. Beside it stands the published form, each station drawn anew around its own figures, which
expects too few hits where honest figures crowd around a round one. Assumes: figures scatter among stations by a point
or more (it refuses where they do not), and counts are not made to meet a target. Shares of almost nobody and almost
everybody are left out. Honest causes that trip it: turnout reported in whole percent and copied into the record;
registers or ballots that were rounded; files of percentages turned back into counts. Cannot show: figures altered
without a round target; which stations, since most hits are there by chance; who gained.
Reference: D. Kobak, S. Shpilkin, M. Pshenichnikov, Annals of Applied Statistics 10 (2016) 54-73, whose excess over
simulated binomials is worked out here without simulation: Russia 2011, 1,003.5 stations (ours 1,002.6).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
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
from scrutiny.findings.families import chance, nine_in_ten
from scrutiny.findings.finding import Figure, Finding, Kind, Tested, Verdict
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.rounding import rounded
from scrutiny.findings.stations import Stations, stations
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Name, Percent, Points, Quantity, Value, _, say, series
from scrutiny.simulate.hands.planting import planted
from scrutiny.stats.near_whole import Windows, chances, near
from scrutiny.stats.unequal_coins import at_least
from scrutiny.stats.within_point import chances_within

ORDER = 10

Flags = npt.NDArray[np.bool_]
Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Settings:
    """Which stations are looked at, and how near is near; the published choices by default."""

    __pydantic_config__: ClassVar = STRICT

    least: int = 100
    """Stations with fewer registered voters (without registers: ballots) are left out."""
    most: Decimal = Decimal("99")
    """Stations with a higher turnout or share, in percent, are left out: closed institutions, unanimous villages."""
    fewest: Decimal = Decimal("2.5")
    """Stations with a lower turnout or share, in percent, are left out: drawn anew, no vote stays no vote for ever.
    Nobody published leaves them out; with 0, the figures over such draws are the published ones to the last station."""
    per: int = 20
    """A share is near a whole percentage within one `per`-th of a percentage point."""
    periods: tuple[int, ...] = (1, 5)
    """Multiples of so many percent are tested."""
    region: int = 50
    """Places of the largest level with fewer stations are not tested by themselves."""
    drawn: int = 10_000
    """So many stations at most are in the picture."""

    @property
    def points(self) -> tuple[int, int]:
        """The first and last whole percentage around which no share within half a point is left out."""
        half = Decimal("0.5")
        return math.ceil(self.fewest + half), math.floor(self.most - half)


_FREE = 1.0
"""Standard deviation that the number of hits must have."""
_SPREAD = 1.0
"""Points that the middle half of the stations must take up; simulated, crowds that are so wide do not ring."""
_OTHERS = 50
"""With fewer stations beside the hits, all of them show how wide it is."""


@dataclass(frozen=True, eq=False)
class Hits:
    """Stations near a multiple, and how many are expected.

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

    @property
    def free(self) -> bool:
        """Whether the sizes of the stations leave anything to chance."""
        return self.deviation >= _FREE

    def of(self, some: Flags) -> Hits:
        return Hits(self.flags[some], self.expected[some])


def kept(subject: Subject, option: str, settings: Settings) -> Stations | None:
    """The stations that are looked at for an option; with turnout where the record has registers."""
    turnout = subject.counts.has("registered", "issued") or subject.counts.has("registered", "cast")
    found = stations(subject, (option,), turnout)
    if found is None:
        return None
    size = found.ballots if found.registered is None else found.registered
    found = found.where(size >= settings.least, say(_("small")))
    most, fewest = Fraction(settings.most) / 100, Fraction(settings.fewest) / 100
    high, low = (np.zeros(found.number, dtype=np.bool_) for _side in range(2))
    for k, n in _columns(found, option).values():
        high |= most.denominator * k > most.numerator * n
        low |= fewest.denominator * k < fewest.numerator * n
    keep = ~high
    found = found.where(keep, say(_("turnout or share of nearly everybody")))
    return found.where(~low[keep], say(_("turnout or share of hardly anybody")))


def _columns(found: Stations, option: str) -> dict[str, tuple[Whole, Whole]]:
    """Counts and their wholes: the share, and the turnout where there is one."""
    made = {"share": (found.votes[option], found.ballots)}
    if found.registered is not None and found.turned_out is not None:
        made["turnout"] = found.turned_out, found.registered
    return made


def hits(found: Stations, option: str, windows: Windows, points: tuple[int, int]) -> dict[str, Hits]:
    """Hits by `share`, by `turnout`, and by either of them, given around which multiples they lie."""
    made = {}
    for of, (k, n) in _columns(found, option).items():
        flags = near(k, n, windows)
        made[of] = Hits(flags, chances_within(k, n, flags, windows, points))
    return _with_either(made)


def recounted(found: Stations, option: str, windows: Windows) -> dict[str, Hits]:
    """The same as published: each station is drawn anew around its own turnout and share."""
    columns = _columns(found, option)
    return _with_either({of: Hits(near(k, n, windows), chances(k, n, windows)) for of, (k, n) in columns.items()})


def _with_either(made: dict[str, Hits]) -> dict[str, Hits]:
    if "turnout" in made:
        share, turnout = made["share"], made["turnout"]
        made["either"] = Hits(share.flags | turnout.flags, 1 - (1 - share.expected) * (1 - turnout.expected))
    return made


def main(made: dict[str, Hits]) -> Hits:
    return made.get("either", made["share"])


def spread(k: Whole, n: Whole, flags: Flags) -> float:
    """Points that the middle half of the stations take up: of those that are no hits, or of all where those are few."""
    others = ~flags
    if int(others.sum()) < _OTHERS:
        others = np.ones_like(flags)
    low, high = np.quantile(100 * k[others] / n[others], [0.25, 0.75])
    return float(high - low)


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
    every = {period: hits(found, option, Windows(period, settings.per), settings.points) for period in settings.periods}
    sound = {period: made for period, made in every.items() if main(made).free}
    refusal = _crowded(subject, option, found, every[settings.periods[0]])
    if refusal is None and not sound:
        refusal = say(
            _(
                "{record} has {stations} stations of which this could be asked for {option}, but their sizes alone "
                "decide whether their figures are near {figures}: nothing is left to chance."
            ),
            record=named(subject.counts),
            stations=found.number,
            option=subject.name(option),
            figures=_figures(settings.periods[0]),
        )
    if refusal is not None:
        return cannot_tell(CHECK, subject, (option,), _title(subject, option), refusal, found)
    first, seen = next((period, main(made)) for period, made in sound.items())
    tests = [
        Tested(f"{period}:{option}", main(made).p, what=None if period == first else _figures(period))
        for period, made in sound.items()
    ]
    places, tested = _places(found, seen, option, settings)
    beside = {name: hit for name, hit in _beside(subject, settings, who, first) if hit.free}
    published = {} if subject.bare else {p: recounted(found, option, Windows(p, settings.per)) for p in every}
    numbers, labels = _numbers(option, found, first, every, published)
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
        statement=_statement(subject, option, found, first, every, settings),
        sees=lambda limit: _seen(limit, sound),
        rests_on=(
            say(
                _(
                    "Around which whole percentage a figure lies is taken as given. Where within half a point of it "
                    "the figure falls is chance, and follows the neighbouring points."
                )
            ),
            *_as_published(first, published),
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
                "Anything that does not aim at whole percentages. Where it rings it cannot say in which stations, by "
                "whom or why."
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


def _figures(period: int) -> Message:
    if period == 1:
        return say(_("whole percentages"))
    return say(_("multiples of {period}"), period=Percent(Fraction(period), 0))


def _crowded(subject: Subject, option: str, found: Stations, made: dict[str, Hits]) -> Message | None:
    """Why nothing can be said where stations are so alike that honest figures may crowd around one percentage."""
    for of, (k, n) in _columns(found, option).items():
        points = spread(k, n, made[of].flags)
        if points < _SPREAD:
            return say(
                _(
                    "In {record}, {observed} of {stations} stations are near {figures} ({what}; {option}), of which "
                    "nothing follows. The middle half of the stations take up {points} points, and {least} are "
                    "needed: honest figures that are so alike may all lie near one percentage."
                ),
                record=named(subject.counts),
                observed=made[of].observed,
                stations=found.number,
                figures=_figures(1),
                what=say(_WHAT[of]),
                option=subject.name(option),
                points=Points(rounded(points, 2), 2),
                least=Points(rounded(_SPREAD, 0), 0),
            )
    return None


def _seen(limit: float, sound: dict[int, dict[str, Hits]]) -> Message:
    return say(
        _("An excess of about {parts} would have been seen with a chance of 90 in 100."),
        parts=series(
            [
                say(
                    _("{stations} stations at {figures}"),
                    stations=round(nine_in_ten(limit) * main(made).deviation),
                    figures=_figures(period),
                )
                for period, made in sound.items()
            ]
        ),
    )


def _as_published(first: int, published: dict[int, dict[str, Hits]]) -> Iterator[Message]:
    if published:
        made = main(published[first])
        yield say(
            _(
                "As published, each station is drawn anew around its own turnout and share, and the excess is "
                "{excess} (standard deviation {deviation}). That expects too few hits where honest figures crowd "
                "around a round one."
            ),
            excess=Quantity(rounded(made.excess, 1), 1),
            deviation=Quantity(rounded(made.deviation, 1), 1),
        )


def _statement(
    subject: Subject, option: str, found: Stations, first: int, every: dict[int, dict[str, Hits]], settings: Settings
) -> Message:
    seen = main(every[first])
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "option": subject.name(option),
        "observed": Count(seen.observed),
        "stations": Count(found.number),
        "half": Points(Fraction(1, settings.per), 2),
        "figures": _figures(first),
        "expected": Quantity(rounded(float(seen.expected.sum()), 1), 1),
        "excess": Quantity(rounded(abs(seen.excess), 1), 1),
        "deviation": Quantity(rounded(seen.deviation, 1), 1),
        "chance": chance(seen.p),
    }
    turnout = found.registered is not None
    if seen.excess >= 0 and turnout:
        text = _(
            "In {record}, {observed} of {stations} stations have a turnout or a share of {option} within "
            "{half} points of {figures}. If chance alone decided where within a point they fall, {expected} "
            "would, {excess} fewer (standard deviation {deviation}). As many as there are, or more, have a "
            "chance of {chance}."
        )
    elif turnout:
        text = _(
            "In {record}, {observed} of {stations} stations have a turnout or a share of {option} within "
            "{half} points of {figures}. If chance alone decided where within a point they fall, {expected} "
            "would, {excess} more (standard deviation {deviation})."
        )
    elif seen.excess >= 0:
        text = _(
            "In {record}, {observed} of {stations} stations have a share of {option} within {half} points of "
            "{figures}. If chance alone decided where within a point it falls, {expected} would, {excess} "
            "fewer (standard deviation {deviation}). As many as there are, or more, have a chance of "
            "{chance}."
        )
    else:
        text = _(
            "In {record}, {observed} of {stations} stations have a share of {option} within {half} points of "
            "{figures}. If chance alone decided where within a point it falls, {expected} would, {excess} "
            "more (standard deviation {deviation})."
        )
    said = Message(text, values)
    refused = [_figures(period) for period, made in every.items() if not main(made).free]
    if not refused:
        return said
    return say(
        _("{said} Nothing can be said of {figures}: the sizes of the stations alone decide there."),
        said=said,
        figures=series(refused),
    )


def _numbers(
    option: str,
    found: Stations,
    first: int,
    every: dict[int, dict[str, Hits]],
    published: dict[int, dict[str, Hits]],
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
            if hit.free:
                add(
                    f"chance-{key}",
                    Message(_("chance of as many, multiples of {period}: {what}"), values),
                    chance(hit.p),
                )
            if period in published:
                other = published[period][of]
                add(
                    f"recounted-{key}",
                    Message(_("more than if each station were drawn anew (as published), {period}: {what}"), values),
                    Quantity(rounded(other.excess, 1), 1),
                )
                add(
                    f"recounted_deviation-{key}",
                    Message(_("standard deviation of that (as published), {period}: {what}"), values),
                    Quantity(rounded(other.deviation, 1), 1),
                )
    seen, share = main(every[first]), every[first]["share"]
    low, high = _interval(seen.excess, seen.deviation)
    add("excess_least", say(_("the excess, at least (95% interval)")), Quantity(rounded(low, 1), 1))
    add("excess_most", say(_("the excess, at most (95% interval)")), Quantity(rounded(high, 1), 1))
    if share.free:
        votes = found.votes[option].astype(np.float64)
        excess = float(((share.flags - share.expected) * votes).sum())
        deviation = float(np.sqrt((votes * votes * share.expected * (1 - share.expected)).sum()))
        low, high = _interval(excess, deviation)
        add(
            "votes_least",
            say(_("votes for the option in the excess of shares (each station weighed with its votes), at least")),
            Quantity(rounded(low, 0), 0),
        )
        add(
            "votes_most",
            say(_("votes for the option in the excess of shares, at most (95% interval)")),
            Quantity(rounded(high, 0), 0),
        )
    return numbers, labels


def _interval(excess: float, deviation: float) -> tuple[float, float]:
    return excess - 1.96 * deviation, excess + 1.96 * deviation


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
        if len(here.flags) < settings.region or not name or not here.free:
            continue
        tested.append(Tested(f"{level}={name}:{option}", here.p, family="regional"))
        rows.append((name, len(here.flags), here.observed, round(here.excess, 1), float(f"{here.p:.3g}")))
    if not rows:
        return None, []
    made = pl.DataFrame(rows, schema=["unit", "stations", "observed", "excess", "chance"], orient="row")
    return made.sort("chance", "unit"), tested


def _beside(subject: Subject, settings: Settings, who: Contenders, period: int) -> Iterator[tuple[str, Hits]]:
    """The same of the other large options: their shares alone, since turnout is everybody's."""
    windows = Windows(period, settings.per)
    for option in who.beside:
        found = kept(subject, option, settings)
        if found is not None and found.number >= CHECK.needs.units:
            k, n = found.votes[option], found.ballots
            flags = near(k, n, windows)
            if spread(k, n, flags) >= _SPREAD:
                yield option, Hits(flags, chances_within(k, n, flags, windows, settings.points))


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
                "Stations of {record} by the distance of the share of {option} from the nearest whole percentage:"
                " how many more or fewer than expected{sampled}. If nothing draws shares to whole percentages, "
                "the dot at 0 lies in the grey band like all others, each of them in 95 of 100 such elections."
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
        "Around which whole percentage a figure lies is given. Where within half a point of it the figure"
        " falls is chance: each count is as likely as any other but for the slope and bend of the "
        "neighbouring points. The number of hits is a sum of coins of unequal chances."
    ),
    assumes=_(
        "Counts are not made to meet a target, and figures scatter among stations by a point or more. "
        "Where they do not, or where the sizes of stations leave nothing to chance, nothing is said."
    ),
    honest_causes=_(
        "Turnout reported in whole percent and copied into the record, rounded registers or ballots, and "
        "counts made from rounded percentages. Large stations whose honest figures are almost the same."
    ),
    cannot_show=_(
        "Figures altered without a round target, or to one of almost nobody or almost everybody. Which "
        "stations were altered, or who gained: most hits are there by chance."
    ),
    references=(
        "D. Kobak, S. Shpilkin, M. Pshenichnikov, Integer percentages as electoral falsification fingerprints, Annals "
        "of Applied Statistics 10 (2016) 54-73. Russia: 933.7 stations in 2004, 1,722.8 in 2008, 1,003.5 in 2011, "
        "1,159.6 in 2012, over simulated binomials; without simulation 934.4, 1,717.5, 1,002.6, 1,161.0.",
    ),
    example=_("Russia 2011: 17,797 of 86,706 stations, 973.1 more than expected, standard deviation 104.0."),
    planted=planted("whole_percentages", 0.2),
)
