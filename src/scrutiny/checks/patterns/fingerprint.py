"""How do turnout and an option's share go together over stations, in the record and in its places?

A picture: stations by turnout and share, for the whole record and the largest places, and the shape of the logarithmic
rate ln((N − W)/W) of votes W among registered N. Null: none; the picture describes. Assumes: registers and counts of
the same voters. Honest causes of a second cloud, a smear or a skew rate: regions that differ, closed institutions,
small stations, voting abroad. Cannot show: that anything was done; an ordinary picture exonerates nothing.
Reference: P. Klimek, Y. Yegorov, R. Hanel, S. Thurner, PNAS 109 (2012) 16469-16473. Published and found again: Russia
2012, all sizes, skewness −2.15, kurtosis 9.12.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, ClassVar

import numpy as np

from scrutiny.evidence.shape import STRICT
from scrutiny.findings.by_unit import with_register
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import contenders, nobody
from scrutiny.findings.finding import Figure, Finding, Kind, Verdict
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.rounding import rounded
from scrutiny.findings.stations import Stations, stations
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Percent, Quantity, Value, _, say
from scrutiny.stats.fingerprint import CORNER, Rate, corner, correlation, multiples, rate

ORDER = 40


@dataclass(frozen=True)
class Settings:
    """Which stations are looked at, and how fine the pictures are."""

    __pydantic_config__: ClassVar = STRICT

    least: int = 100
    """Stations with fewer registered voters have no part in the numbers and pictures."""
    bins: int = 50
    """Bins of turnout and of share in the picture of the whole record."""
    bins_of_places: int = 20
    """The same in the pictures of places."""
    places: int = 12
    """So many of the largest places have a picture."""
    region: int = 50
    """Places with fewer stations have none, and no numbers."""


def _corner(subject: Subject, option: str) -> int:
    """Stations of every size where turnout and share are both high."""
    found = stations(subject, (option,), True)
    assert found is not None and found.registered is not None and found.turned_out is not None
    return corner((found.turned_out, found.registered), (found.votes[option], found.ballots))


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    who = contenders(subject)
    for option in who.asked:
        found = with_register(subject, option, settings.least)
        made = None if found is None else _rate(found, option)
        if found is None or made is None or found.number < CHECK.needs.units:
            yield _cannot(subject, option, found)
            continue
        beside = {}
        for name in who.beside:
            other = with_register(subject, name, settings.least)
            shape = None if other is None else _rate(other, name)
            if shape is not None:
                beside[name] = shape
        yield _finding(subject, settings, option, found, made, beside)


def _rate(found: Stations, option: str) -> Rate | None:
    assert found.registered is not None
    votes = np.minimum(found.votes[option], found.registered)
    return rate(votes, found.registered)


def _title(subject: Subject, option: str) -> Message:
    return say(
        _("Turnout and share of {option} in {record}"), option=subject.name(option), record=named(subject.counts)
    )


def _cannot(subject: Subject, option: str, found: Stations | None) -> Finding:
    enough = found is not None and found.number >= CHECK.needs.units
    why = (
        say(_("all of its stations have the same votes for each registered voter, or none"))
        if enough
        else say(
            _("{n} of its stations have registered voters, turnout and votes and are large enough; {least} are needed"),
            n=found.number if found is not None else 0,
            least=CHECK.needs.units,
        )
    )
    return cannot_tell(
        CHECK,
        subject,
        (option,),
        _title(subject, option),
        say(
            _("Turnout and share of {option} in {record} cannot be set side by side: {why}."),
            option=subject.name(option),
            record=named(subject.counts),
            why=why,
        ),
        found,
    )


def _finding(
    subject: Subject, settings: Settings, option: str, found: Stations, made: Rate, beside: dict[str, Rate]
) -> Finding:
    assert found.registered is not None and found.turned_out is not None
    across, up = (found.turned_out, found.registered), (found.votes[option], found.ballots)
    both = correlation(across, up)
    high = _corner(subject, option)
    numbers: dict[str, Value] = {}
    labels: dict[str, Message] = {}

    def add(key: str, label: Message, value: Value) -> None:
        numbers[key], labels[key] = value, label

    add("stations", say(_("stations that were looked at")), Count(found.number))
    for name, shape in {"": made, **beside}.items():
        of: dict[str, Value] = {"option": subject.name(name or option)}
        tail = f":{name}" if name else ""
        add(
            f"units{tail}",
            Message(_("{option}: stations with a logarithmic rate (some votes, fewer than registered)"), of),
            Count(shape.units),
        )
        add(
            f"mean{tail}", Message(_("{option}: mean of the logarithmic rate"), of), Quantity(rounded(shape.mean, 3), 3)
        )
        add(f"sd{tail}", Message(_("{option}: its standard deviation"), of), Quantity(rounded(shape.sd, 3), 3))
        add(f"skewness{tail}", Message(_("{option}: its skewness"), of), Quantity(rounded(shape.skewness, 3), 3))
        add(f"kurtosis{tail}", Message(_("{option}: its kurtosis"), of), Quantity(rounded(shape.kurtosis, 3), 3))
    if np.isfinite(both):
        add("correlation", say(_("correlation of turnout and share over stations")), Quantity(rounded(both, 3), 3))
    add(
        "corner",
        say(
            _("stations of every size where turnout and share are both {percent} or more"),
            percent=Percent(Decimal(CORNER), 0),
        ),
        Count(high),
    )
    picture, places = _pictures(subject, settings, option, found)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(*subject.about, option),
        title=_title(subject, option),
        statement=say(
            _(
                "In {record}, {corner} stations of every size have both a turnout and a share of {option} of "
                "{percent} or more; {stations} stations were looked at. This describes the record: neither an "
                "ordinary nor an odd picture shows how it came about."
            ),
            stations=found.number,
            record=named(subject.counts),
            option=subject.name(option),
            corner=high,
            percent=Percent(Decimal(CORNER), 0),
        ),
        rests_on=(
            say(_("Registers and counts are of the same voters; skewness and kurtosis hang on the size of stations.")),
            *nature(subject, subject.counts),
        ),
        breaks_if=(
            say(
                _(
                    "Places that differ from one another, closed institutions, small stations or votes abroad make a "
                    "second cloud or a long tail by themselves."
                )
            ),
        ),
        does_not_show=say(
            _("That anything was done to the counts, or that nothing was: counts altered everywhere look ordinary.")
        ),
        would_settle=say(_("The same pictures of elections before, and of places of the same kind side by side.")),
        numbers=numbers,
        effect="skewness",
        labels=labels,
        origins=with_computed(numbers, {"stations": rows_of(subject.counts)}),
        scope=found.scope,
        units=places,
        figure=picture,
        sources=subject.counts.sources,
        settings=asdict(settings),
    )


def _pictures(subject: Subject, settings: Settings, option: str, found: Stations) -> tuple[Figure, Any]:
    """The density of the whole and of the largest places, and the numbers of every place."""
    import polars as pl

    assert found.registered is not None and found.turned_out is not None
    across, up = (found.turned_out, found.registered), (found.votes[option], found.ballots)
    one = np.zeros(found.number, dtype=np.int64)
    panels = [_panel("", multiples(across, up, one, 1, found.ballots, settings.bins)[0])]
    rows = []
    if found.counts.levels:
        codes, names = found.place(found.counts.levels[0])
        sizes = np.bincount(codes, found.ballots, len(names))
        units = np.bincount(codes, minlength=len(names))
        named_ = [c for c in range(len(names)) if names[c] and units[c] >= settings.region]
        largest = sorted(named_, key=lambda c: (-sizes[c], names[c]))[: settings.places]
        if len(named_) > 1:
            new = np.full(len(names), len(largest), dtype=np.int64)
            new[largest] = np.arange(len(largest))
            cells = multiples(across, up, new[codes], len(largest) + 1, found.ballots, settings.bins_of_places)
            panels += [_panel(names[code], cells[i]) for i, code in enumerate(largest)]
        for code in named_:
            here = codes == code
            shape = _rate(found.where(here), option)
            if shape is not None:
                rows.append(
                    (
                        names[code],
                        int(units[code]),
                        int(sizes[code]),
                        round(shape.skewness, 3),
                        round(shape.kurtosis, 3),
                    )
                )
    table = None
    if rows:
        frame = pl.DataFrame(rows, schema=["unit", "stations", "ballots", "skewness", "kurtosis"], orient="row")
        table = frame.sort("unit")
    middle = _quartiles(found, option)
    figure = Figure(
        kind="fingerprint",
        title=say(_("Turnout and share over stations")),
        data={"option": option, "panels": panels},
        caption=say(
            _(
                "Ballots of {record} by the turnout of their station (across) and its share of {option} (up). "
                "First all of it, then its {n} largest places on the same axes."
            ),
            record=named(subject.counts),
            option=subject.name(option),
            n=len(panels) - 1,
        )
        if len(panels) > 1
        else say(
            _("Ballots of {record} by the turnout of their station (across) and its share of {option} (up)."),
            record=named(subject.counts),
            option=subject.name(option),
        ),
        alternative=say(
            _(
                "Half of the ballots lie in stations of {low} to {high} turnout; the share of {option} is between "
                "{least} and {most} in half of them."
            ),
            low=middle[0],
            high=middle[1],
            option=subject.name(option),
            least=middle[2],
            most=middle[3],
        ),
    )
    return figure, table


def _panel(name: str, cells: Any) -> dict[str, Any]:
    """The cells that hold ballots: bin of turnout, bin of share, and a step of darkness, each step four times the "
    "last."""
    across, up = np.nonzero(cells)
    values = cells[across, up].astype(np.float64)
    top = float(values.max(initial=1.0))
    # Five steps: what is below 1/256 of the darkest is in the lightest.
    steps = np.clip(5 + np.ceil(np.log(values / top) / np.log(4) - 1e-9), 1, 5).astype(np.int64)
    return {
        "place": name,
        "bins": len(cells),
        "cells": [[int(x), int(y), int(s)] for x, y, s in zip(across, up, steps, strict=True)],
    }


def _quartiles(found: Stations, option: str) -> list[Percent]:
    """The quarters of turnout and of the share, by ballots."""
    assert found.registered is not None and found.turned_out is not None
    made = []
    for part, whole in ((found.turned_out, found.registered), (found.votes[option], found.ballots)):
        order = np.argsort(part / whole, kind="stable")
        heaped = np.cumsum(found.ballots[order])
        for quarter in (1, 3):
            at = order[int(np.searchsorted(4 * heaped, quarter * int(heaped[-1])))]
            made.append(Percent.of(int(part[at]), int(whole[at]), 0))
    return made


CHECK = Check(
    id="patterns.fingerprint",
    title=_("Turnout and share"),
    asks=_("How do turnout and an option's share go together over stations?"),
    kind=Kind.RECORD,
    needs=Needs(per="counts", items=("registered",), by_unit=True, units=200, when=nobody),
    compute=compute,
    settings=Settings,
    null=_("None: the picture and its numbers describe."),
    assumes=_("Registers and counts are of the same voters."),
    honest_causes=_("Places that differ from one another, closed institutions, small stations, votes abroad."),
    cannot_show=_("That anything was done to the counts, or that nothing was: an ordinary picture exonerates nothing."),
    references=(
        "P. Klimek, Y. Yegorov, R. Hanel, S. Thurner, Statistical detection of systematic election irregularities, "
        "PNAS 109 (2012) 16469-16473.",
    ),
    example=_("Russia 2011: skewness -1.61, kurtosis 6.31; Canada 2011: 0.73 and 3.34."),
    experimental=True,
)
