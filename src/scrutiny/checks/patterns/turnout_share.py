"""How many votes does a constant ratio between an option and all others not explain where turnout is higher?

Null: the ratio of the option's votes to all others does not depend on turnout. It is taken where most stations lie (the
core) and held against everything above. That null is false in general: town and country, old and young, mobilisation,
votes abroad, closed institutions all bind turnout to choice. So this is a description and never a test, and no figure
stands without the band over every choice that can be defended: where the core lies, how wide, bins, which stations,
who the others are, the whole or place by place. Assumes: counts and registers are of the same voters. Cannot show: that
votes were added, or where; the most frequent hand of all, votes moved at equal turnout, is not seen.
Undisputed elections by the same choices (leader and every option of at least 5 %; Germany 2024, Poland 2020, Spain
November 2019, Israel 2019 to 2022, Bolivia 2020, Canada 2011): from -11.6 % of the ballots (Poland 2020, second round,
Duda) to 11.3 % (Bolivia 2020, MAS), and where the least value of a band is largest, 0.65 % by every choice (Poland
2020, second round, Trzaskowski). An alarm cannot be made of that: Russia 2011 gives from 0.06 % to 23.4 %.
Reference: S. Shpilkin, Troitsky Variant 94 (2011) 2-4; the figures printed in the press (Russia 2011: 15.2 to 15.7
million) come from cores read off a picture and lie at the upper edge of the band.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from scrutiny.evidence.shape import STRICT
from scrutiny.findings.by_unit import by_unit, large_places
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import contenders, nothing_beside
from scrutiny.findings.finding import Figure, Finding, Kind, Verdict
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.rounding import rounded
from scrutiny.findings.stations import Stations, stations
from scrutiny.findings.turnout_band import Choices, Limits, choices
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Percent, Points, Quantity, Value, _, say, series
from scrutiny.stats.clean_peak import Histogram, clean_peak, histogram, own_peaks, peaks, resampled

ORDER = 30

FLOORS = {"lowest": Decimal("-11.6"), "least": Decimal("0.65"), "most": Decimal("11.3")}
"""What undisputed elections give by the same choices, in percent of the ballots: the least of all values, the largest
of the least values of the bands, and the largest of all values."""


@dataclass(frozen=True)
class Settings:
    """Choices beyond those of `scrutiny.stats.clean_peak.band`."""

    __pydantic_config__: ClassVar = STRICT

    least: int = 100
    """Half of the choices leave out stations with fewer registered voters."""
    most: int = 95
    """Half of the choices leave out stations with so high a turnout, in percent, or a higher one."""
    region: int = 50
    """Places of the largest level with fewer stations are taken together."""
    drawn: int = 100
    """So many times the places are drawn again, to tell what chance alone would alter."""

    @property
    def limits(self) -> Limits:
        return Limits(self.least, self.most, self.region)


def kept(subject: Subject, option: str) -> Stations | None:
    """The stations that are looked at: those with a register, by their unit."""
    if not subject.counts.has("registered"):
        return None
    found = stations(subject, (option,), True, ("valid",) if subject.counts.has("valid") else ())
    return None if found is None else by_unit(found)


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    who = contenders(subject)
    for option in who.asked:
        found = kept(subject, option)
        if found is None or found.number < CHECK.needs.units:
            yield _cannot(
                subject,
                option,
                found,
                say(
                    _("there are {n} stations with registered voters, turnout and its votes; {least} are needed"),
                    n=found.number if found is not None else 0,
                    least=CHECK.needs.units,
                ),
            )
            continue
        if (found.ballots == found.votes[option]).all():
            yield _cannot(subject, option, found, say(_("all of the ballots are for it")))
            continue
        made = choices(found, option, settings.limits)
        if not len(made.band):
            yield _cannot(subject, option, found, say(_("no station has a turnout above that of most stations")))
            continue
        beside = {}
        for name in who.beside:
            other = kept(subject, name)
            if other is not None and other.number >= CHECK.needs.units:
                part = choices(other, name, settings.limits, full=False)
                if len(part.band):
                    beside[name] = (part, int(other.ballots.sum()))
        yield _finding(subject, settings, option, found, made, beside)


def _title(subject: Subject, option: str) -> Message:
    return say(
        _("Votes for {option} by turnout in {record}"), option=subject.name(option), record=named(subject.counts)
    )


def _cannot(subject: Subject, option: str, found: Stations | None, why: Message) -> Finding:
    return cannot_tell(
        CHECK,
        subject,
        (option,),
        _title(subject, option),
        say(
            _("In {record}, the votes for {option} cannot be followed along turnout: {why}."),
            record=named(subject.counts),
            option=subject.name(option),
            why=why,
        ),
        found,
    )


def _percent(part: float, places: int = 2) -> Percent:
    return Percent(rounded(100 * part, places), places)


def _finding(
    subject: Subject,
    settings: Settings,
    option: str,
    found: Stations,
    made: Choices,
    beside: dict[str, tuple[Choices, int]],
) -> Finding:
    ballots = int(found.ballots.sum())
    groups, names = large_places(found, settings.region)
    assert found.registered is not None and found.turned_out is not None
    counts = histogram(
        found.turned_out, found.registered, found.votes[option], found.ballots - found.votes[option], groups
    )
    peak = _core(counts, made)
    least, median, most = (made.at(Fraction(part, 2)) for part in (0, 1, 2))
    numbers, labels = _numbers(subject, settings, option, found, made, counts, peak, beside)
    share = [made.band.excess[at] / ballots for at in (least, median, most)]
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(*subject.about, option),
        title=_title(subject, option),
        statement=_statement(subject, option, made, counts, peak, share),
        rests_on=(
            say(
                _("The least figure: {choice}."),
                choice=_choice(made, least, settings),
            ),
            say(
                _("The largest figure: {choice}."),
                choice=_choice(made, most, settings),
            ),
            say(
                _(
                    "Among undisputed elections the least figure of a band is at most {least}; with so few of them "
                    "that is no limit to ring an alarm at."
                ),
                least=Percent(FLOORS["least"], 2),
            ),
            *nature(subject, subject.counts),
        ),
        breaks_if=(
            say(
                _(
                    "Turnout and choice go together for any other reason: town and country, age, mobilisation, votes "
                    "abroad, hospitals and barracks, voting by post."
                )
            ),
        ),
        does_not_show=say(
            _(
                "That votes were added, where, or by whom; votes moved from one option to another at equal turnout "
                "are not seen."
            )
        ),
        would_settle=say(
            _("Lists of those who voted, beside the ballots, in stations of high turnout that are drawn by lot.")
        ),
        numbers=numbers,
        effect="part_median",
        labels=labels,
        origins=with_computed(numbers, {"stations": rows_of(subject.counts), "ballots": rows_of(subject.counts)}),
        scope=found.scope,
        units=_table(counts, names, groups),
        figure=_picture(subject, option, counts, peak),
        sources=subject.counts.sources,
        settings=asdict(settings),
        seed=subject.seed,
    )


def _statement(
    subject: Subject, option: str, made: Choices, counts: Histogram, peak: float, share: list[float]
) -> Message:
    """What is seen first; then the number that it can be turned into, with the condition and the range elsewhere."""
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "option": subject.name(option),
        "least": _percent(share[0], 1),
        "most": _percent(share[2], 1),
        "choices": Count(len(made.band)),
        "low": Percent(FLOORS["lowest"], 1),
        "high": Percent(FLOORS["most"], 1),
    }
    central = clean_peak(counts.whole, peak)
    core, above = _shares(counts, peak)
    text = _(
        "A constant ratio between {option} and all others leaves from {least} to {most} of the ballots of"
        " {record} unexplained where turnout is high, by {choices} choices that can be defended. The "
        "method assumes that this ratio does not depend on turnout, which is false in general. Undisputed"
        " elections give from {low} to {high} by the same choices. It is no estimate of votes added."
    )
    if core is None or above is None or not np.isfinite(central.excess):
        return Message(text, values)
    values |= {"core": _percent(core, 1), "above": _percent(above, 1), "peak": Percent(rounded(peak, 1), 1)}
    if values["core"] == values["above"]:
        seen = _(
            "{option} has the same share of the ballots of {record} where turnout is higher than common ({above}) as "
            "around {peak}, where it is common."
        )
    elif above > core:
        seen = _(
            "{option} has a larger share of the ballots of {record} where turnout is higher than common ({above}) than "
            "around {peak}, where it is common ({core})."
        )
    else:
        seen = _(
            "{option} has a smaller share of the ballots of {record} where turnout is higher than common ({above}) "
            "than around {peak}, where it is common ({core})."
        )
    return Message(
        _(
            "{seen} Turned into a number of votes, that is anything from {least} to {most} of the ballots by "
            "{choices} choices that can be defended (below 0: fewer than the ratio gives). The method assumes"
            " that the ratio of {option} to all others does not depend on turnout, which is false in general."
            " Undisputed elections give from {low} to {high} by the same choices. It is no estimate of votes "
            "added."
        ),
        values | {"seen": Message(seen, values)},
    )


def _shares(counts: Histogram, peak: float) -> tuple[float | None, float | None]:
    """The share of the option in the core, 5 points to either side of the peak, and above it."""
    points = counts.whole.in_bins(2)
    turnout = np.arange(points.first.shape[1]) + 0.5
    made = []
    for where in (np.abs(turnout - peak) <= 5, turnout > peak + 5):
        mine, others = float(points.first[0, where].sum()), float(points.second[0, where].sum())
        made.append(mine / (mine + others) if mine + others > 0 else None)
    return made[0], made[1]


def _core(counts: Histogram, made: Choices) -> float:
    """The lowest peak that gives a figure: the central choice of the band."""
    for peak in peaks(counts.whole):
        if np.isfinite(clean_peak(counts.whole, peak).excess):
            return peak
    return float(np.nanmin(np.append(made.band.peak, 50.5)))


def _choice(made: Choices, at: int, settings: Settings) -> Message:
    """One choice, in words."""
    one, taken = made.band, made.of[int(made.made[at])]
    others = say(_("all other ballots")) if taken.others == "ballots" else say(_("the valid votes for others"))
    if taken.small and taken.high:
        which = say(_("all stations"))
    elif taken.high:
        which = say(_("stations of {least} registered and more"), least=settings.least)
    elif taken.small:
        which = say(_("stations of less than {most} turnout"), most=Percent(Fraction(settings.most), 0))
    else:
        which = say(
            _("stations of {least} registered and more and of less than {most} turnout"),
            least=settings.least,
            most=Percent(Fraction(settings.most), 0),
        )
    values: dict[str, Value] = {
        "reach": Points(Fraction(int(one.reach[at])), 0),
        "bin": Points(rounded(float(one.bin[at]), 1), 1),
        "others": others,
        "which": which,
        "lack": say(_("only bins with an excess counted"))
        if one.positive[at]
        else say(_("bins with a lack set off against them")),
    }
    if one.by_group[at]:
        return Message(
            _(
                "each place by itself around its own highest peak of turnout, moved by {shift} points, {reach} points "
                "to either side; bins of {bin}, {lack}; {which}; compared with {others}"
            ),
            values | {"shift": Points(Fraction(int(one.shift[at])), 0)},
        )
    return Message(
        _(
            "turnout around {peak}, {reach} points to either side, taken as common; bins of {bin}, {lack}; {which}; "
            "compared with {others}"
        ),
        values | {"peak": Percent(rounded(float(one.peak[at] + one.shift[at]), 1), 1)},
    )


def _numbers(
    subject: Subject,
    settings: Settings,
    option: str,
    found: Stations,
    made: Choices,
    counts: Histogram,
    peak: float,
    beside: dict[str, tuple[Choices, int]],
) -> tuple[dict[str, Value], dict[str, Message]]:
    assert found.registered is not None and found.turned_out is not None
    ballots, votes = int(found.ballots.sum()), int(found.votes[option].sum())
    issued, registered = int(found.turned_out.sum()), int(found.registered.sum())
    numbers: dict[str, Value] = {}
    labels: dict[str, Message] = {}

    def add(key: str, label: Message, value: Value) -> None:
        numbers[key], labels[key] = value, label

    add("stations", say(_("stations that were looked at")), Count(found.number))
    add("ballots", say(_("ballots in them")), Count(ballots))
    add("choices", say(_("choices that give a figure")), Count(len(made.band)))
    names = {
        "least": say(_("least")),
        "median": say(_("median")),
        "most": say(_("largest")),
    }
    for half, (key, name) in enumerate(names.items()):
        at = made.at(Fraction(half, 2))
        excess = float(made.band.excess[at])
        values: dict[str, Value] = {"which": name}
        add(f"votes_{key}", Message(_("votes beyond the ratio, {which}"), values), Count(round(excess)))
        add(f"part_{key}", Message(_("part of the ballots, {which}"), values), _percent(excess / ballots))
        add(
            f"share_{key}",
            Message(_("share of the option without these votes, {which}"), values),
            _percent((votes - excess) / (ballots - excess)),
        )
        add(
            f"turnout_{key}",
            Message(_("turnout without these votes, {which}"), values),
            _percent((issued - excess) / registered),
        )
    add("share", say(_("share of the option in the record, of the ballots")), _percent(votes / ballots))
    add("turnout", say(_("turnout in the record")), _percent(issued / registered))
    for whole in (True, False):
        part = made.band.where(made.band.by_group != whole)
        if not len(part):
            continue
        low, _middle, high = part.range
        key = "whole" if whole else "places"
        values = {"how": say(_("all stations together")) if whole else say(_("place by place"))}
        add(f"{key}_least", Message(_("part of the ballots, least: {how}"), values), _percent(low / ballots))
        add(f"{key}_most", Message(_("part of the ballots, largest: {how}"), values), _percent(high / ballots))
    central = clean_peak(counts.whole, peak)
    add("peak", say(_("lowest large peak of turnout")), Percent(rounded(peak, 1), 1))
    if np.isfinite(central.excess):
        add("ratio", say(_("votes for each other ballot around it")), Quantity(rounded(central.ratio, 3), 3))
        add(
            "central",
            say(_("votes beyond the ratio around it, 5 points to either side, bins of a point")),
            Count(round(central.excess)),
        )
        spread = _by_chance(subject, settings, option, found, peak)
        if spread is not None:
            add(
                "chance_deviation",
                say(_("standard deviation of that figure if places were drawn again")),
                Count(round(spread)),
            )
    for key, label, share in zip(
        ("share_common", "share_high"),
        (say(_("share of the option at common turnout")), say(_("share of the option at higher turnout"))),
        _shares(counts, peak),
        strict=True,
    ):
        if share is not None:
            add(key, label, _percent(share))
    add("floor_lowest", say(_("undisputed elections: the least figure of all")), Percent(FLOORS["lowest"], 1))
    add(
        "floor_least",
        say(_("undisputed elections: the largest of the least figures of a band")),
        Percent(FLOORS["least"], 2),
    )
    add("floor_most", say(_("undisputed elections: the largest figure of all")), Percent(FLOORS["most"], 1))
    for name_, (part_, whole_) in beside.items():
        low, _middle, high = part_.band.range
        of: dict[str, Value] = {"option": subject.name(name_)}
        add(
            f"beside_least:{name_}",
            Message(_("the same of {option}, which nobody says has won, by choice of the core alone: least"), of),
            _percent(low / whole_),
        )
        add(
            f"beside_most:{name_}",
            Message(_("the same of {option}, which nobody says has won, by choice of the core alone: largest"), of),
            _percent(high / whole_),
        )
    return numbers, labels


def _by_chance(subject: Subject, settings: Settings, option: str, found: Stations, peak: float) -> float | None:
    """The spread of the central figure when places are drawn again, of the smallest level that has enough of them."""
    assert found.registered is not None and found.turned_out is not None
    for level in reversed(found.counts.levels):
        codes, names = found.place(level)
        if 30 <= len(names) <= 5_000:
            counts = histogram(
                found.turned_out, found.registered, found.votes[option], found.ballots - found.votes[option], codes
            )
            sample = resampled(counts, peak, settings.drawn, np.random.default_rng(subject.seed))
            sample = sample[np.isfinite(sample)]
            return float(sample.std(ddof=1)) if len(sample) > 1 else None
    return None


def _table(counts: Histogram, names: list[str], groups: npt.NDArray[np.int64]) -> Any:
    """Each place around its own peak, 5 points to either side."""
    import polars as pl

    rows = []
    numbers = np.bincount(groups, minlength=len(names))
    own = own_peaks(counts)
    for code, name in enumerate(names):
        if not name or code >= len(own):
            continue
        here = Histogram(counts.first[code : code + 1], counts.second[code : code + 1])
        made = clean_peak(here, float(own[code]))
        if np.isfinite(made.excess) and here.total:
            rows.append(
                (
                    name,
                    int(numbers[code]),
                    round(here.total),
                    float(own[code]),
                    round(100 * made.excess / here.total, 2),
                )
            )
    if not rows:
        return None
    frame = pl.DataFrame(rows, schema=["unit", "stations", "ballots", "peak", "excess"], orient="row")
    return frame.sort("unit")


def _picture(subject: Subject, option: str, counts: Histogram, peak: float) -> Figure:
    """Votes for the option and for all others by turnout, the others scaled to it in the core."""
    points = counts.whole.in_bins(2)
    ratio = clean_peak(counts.whole, peak).ratio
    ratio = ratio if np.isfinite(ratio) else 1.0
    # 100 % is the last bin; no station lies above.
    rows = [
        {
            "turnout": at,
            "votes": round(float(points.first[0, at])),
            "others": round(ratio * float(points.second[0, at])),
        }
        for at in range(points.first.shape[1])
    ]
    above = [row for row in rows if row["turnout"] >= peak + 4.5]
    return Figure(
        kind="votes_by_turnout",
        title=say(_("Votes by turnout")),
        data={"option": option, "low": peak - 5, "high": peak + 5, "rows": rows},
        caption=say(
            _(
                "Votes for {option} (line) and all other ballots multiplied by {ratio} (area) in stations of "
                "{record}, by turnout in points. Where the two agree the ratio is that of the marked stretch."
            ),
            option=subject.name(option),
            ratio=Quantity(rounded(ratio, 3), 3),
            record=named(subject.counts),
        ),
        alternative=say(
            _(
                "At higher turnout than {core}: {votes} votes for the option, {others} other ballots so multiplied. "
                "{by}"
            ),
            core=Percent(rounded(peak + 5, 1), 1),
            votes=sum(row["votes"] for row in above),
            others=sum(row["others"] for row in above),
            by=say(
                _("By tens of points of turnout: {rows}."),
                rows=series(
                    [
                        say(
                            _("from {low} {votes} and {others}"),
                            low=Percent(Fraction(ten), 0),
                            votes=sum(row["votes"] for row in rows if ten <= row["turnout"] < ten + 10),
                            others=sum(row["others"] for row in rows if ten <= row["turnout"] < ten + 10),
                        )
                        for ten in range(0, 101, 10)
                    ]
                ),
            ),
        ),
    )


CHECK = Check(
    id="patterns.turnout_share",
    title=_("Votes by turnout"),
    asks=_("How many votes does a constant ratio between an option and all others leave unexplained at high turnout?"),
    kind=Kind.RECORD,
    needs=Needs(per="counts", items=("registered",), by_unit=True, units=200, when=nothing_beside),
    compute=compute,
    settings=Settings,
    null=_("The ratio of an option's votes to all others does not depend on turnout; false in general."),
    assumes=_(
        "That the stations of common turnout show the ratio that all stations would have; the band says how much hangs "
        "on which stations these are."
    ),
    honest_causes=_(
        "Town and country, age, mobilisation of one side, votes abroad, hospitals and barracks, voting by post: "
        "whatever binds turnout to choice."
    ),
    cannot_show=_("That votes were added, where or by whom; votes moved at equal turnout are not seen at all."),
    references=(
        "S. Shpilkin, Troitsky Variant 94 (2011) 2-4; Russia 2011: 15.2 to 15.7 million votes, from cores read off a "
        "picture, at the upper edge of the band of core, width and bins around the lowest peak.",
        "D. Kobak, S. Shpilkin, M. Pshenichnikov, Annals of Applied Statistics 10 (2016) 54-73.",
    ),
    example=_("Russia 2011: 14.4 million votes by the central choice, 6.5 million with a core for each region."),
    experimental=True,
)
