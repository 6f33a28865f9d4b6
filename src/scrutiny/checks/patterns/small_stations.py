"""Do the small stations of a place vote otherwise than its large ones?

Null: none; a contrast is described. Assumes: stations of one place are compared, each with the others, so that what
places differ by is taken out. Honest causes: village and town, closed institutions, wards of one age. Cannot show:
whether a contrast has a political or another cause. Measured: turnout 1.04 in Germany 2024 (undisputed) and .97 in
Russia 2011 (disputed), the winner's share 1.02 in Poland 2020 (undisputed) and .74 in Russia 2011. No limit tells these
apart, so no verdict is given.
Reference: R. Jimenez, M. Hidalgo, P. Klimek, Science Advances 3 (2017) e1602363, whose standardised fingerprint is
reduced here to the smallest quarter less the largest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import contenders, nobody
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict
from scrutiny.findings.intervals import Elsewhere, Estimate, elsewhere_numbers, picture, quantity
from scrutiny.findings.levels import NOWHERE, called, codes_of, finest
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.stations import Stations, stations
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Value, _, say
from scrutiny.stats.size_contrast import LEAST_UNITS, Contrasts, contrasts

ORDER = 60

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Settings:
    """Which stations are looked at."""

    __pydantic_config__: ClassVar = STRICT

    least: int = 100
    """Stations with fewer registered voters (without registers: ballots) are left out,"""
    below: int = 10_000
    """and those with so many or more."""
    places: int = 20
    """So many places of ten stations and more are needed."""
    level: str = ""
    """The level of the places; by default the finest of which most places hold ten stations."""


ELSEWHERE = (
    Elsewhere("de-turnout", _("Germany 2024 (undisputed): turnout"), "1.04", "0.96", "1.12"),
    Elsewhere("de-cdu", _("Germany 2024 (undisputed): first list"), "0.32", "0.27", "0.38"),
    Elsewhere("pl-turnout", _("Poland 2020, first round (undisputed): turnout"), "-0.55", "-0.61", "-0.49"),
    Elsewhere("pl-duda", _("Poland 2020, first round (undisputed): winner"), "1.02", "0.96", "1.07"),
    Elsewhere("ru-turnout", _("Russia 2011 (disputed): turnout"), "0.97", "0.94", "1.00"),
    Elsewhere("ru-share", _("Russia 2011 (disputed): winner"), "0.74", "0.71", "0.77"),
)
"""Contrasts measured by this method (see the tests on published figures)."""


class Made(NamedTuple):
    """The contrasts of one option, and of turnout where registers are known."""

    level: str
    found: Stations
    share: Contrasts
    turnout: Contrasts | None


def _applies(subject: Subject) -> Message | None:
    why = nobody(subject)
    if why is None and not subject.counts.levels:
        return say(_("{record} names no places"), record=subject.counts.title)
    return why


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    who = contenders(subject)
    beside = {option: _made(subject, settings, option, turnout=False) for option in who.beside}
    for option in who.asked:
        made = _made(subject, settings, option)
        yield (
            _finding(subject, settings, option, made, beside)
            if made is not None
            else _cannot(subject, settings, option)
        )


def _made(subject: Subject, settings: Settings, option: str, turnout: bool = True) -> Made | None:
    came = "issued" if subject.counts.has("issued") else "cast"
    found = stations(subject, (option,), subject.counts.has("registered", came))
    if found is None:
        return None
    size = found.ballots if found.registered is None else found.registered
    found = found.where(
        (size >= settings.least) & (size < settings.below), say(_("they are small or far larger than a station"))
    )
    level = settings.level or finest(subject, found.rows, lambda sizes: bool(np.median(sizes) >= LEAST_UNITS))
    if level is None or level not in subject.counts.levels:
        return None
    codes, _names = codes_of(subject.counts, level, found.rows)
    found, codes = found.where(codes != NOWHERE, say(_("no place is named there"))), codes[codes != NOWHERE]
    size = found.ballots if found.registered is None else found.registered
    # Stations in one order, whatever the order of the file: sums of fractions depend on it in the last digit.
    order = np.lexsort((found.votes[option], found.ballots, size, codes))
    codes, size = codes[order], size[order]
    share = contrasts(codes, size, found.votes[option][order] / found.ballots[order])
    came_out = None
    if turnout and found.turned_out is not None and found.registered is not None:
        came_out = contrasts(codes, size, found.turned_out[order] / found.registered[order])
    known = int((~np.isnan(share.contrast)).sum())
    return Made(level, found, share, came_out) if known >= settings.places else None


def _title(subject: Subject, option: str) -> Message:
    return say(
        _("Small and large stations: {option} in {record}"), option=subject.name(option), record=named(subject.counts)
    )


def _cannot(subject: Subject, settings: Settings, option: str) -> Finding:
    return cannot_tell(
        CHECK,
        subject,
        (option,),
        _title(subject, option),
        say(
            _(
                "{record} does not name {places} places that hold {units} stations or more of at least two sizes, so "
                "small stations cannot be set beside large ones of the same place."
            ),
            record=named(subject.counts),
            places=settings.places,
            units=LEAST_UNITS,
        ),
    )


def _finding(subject: Subject, settings: Settings, option: str, made: Made, beside: dict[str, Made | None]) -> Finding:
    estimates = [_estimate(made.share, _("share of {option}"), subject, option)]
    if made.turnout is not None and not math.isnan(made.turnout.mean):
        estimates.append(_estimate(made.turnout, _("turnout"), subject, ""))
    for other, found in beside.items():
        if found is not None:
            estimates.append(_estimate(found.share, _("share of {option}"), subject, other))
    numbers, labels = _numbers(subject, made, beside)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(*subject.about, option),
        title=_title(subject, option),
        statement=_statement(subject, option, made),
        rests_on=(
            say(
                _(
                    "Each station is held against the others of its {level}, in standard deviations of theirs; places "
                    "count alike, whatever their size."
                ),
                level=called(subject, made.level),
            ),
            *nature(subject, subject.counts),
        ),
        does_not_show=say(
            _(
                "Why small stations differ from large ones. No verdict is given: by this measure the disputed "
                "elections that were tried do not stand out from the undisputed ones."
            )
        ),
        would_settle=say(_("The same contrast in an earlier, undisputed election of the same stations.")),
        numbers=numbers,
        effect="share",
        labels=labels,
        origins=with_computed(numbers, {"stations": rows_of(subject.counts)}),
        scope=Scope(made.found.number, subject.counts.units - made.found.number, made.found.scope.why),
        figure=picture(
            estimates,
            ELSEWHERE,
            0,
            _("smallest quarter less largest, in standard deviations"),
            say(_("Small stations less large ones")),
            say(
                _(
                    "By how much the smallest quarter of the stations of a {level} of {record} lies above the largest, "
                    "in standard deviations (95% intervals), and the same of other elections."
                ),
                level=called(subject, made.level),
                record=named(subject.counts),
            ),
        ),
        sources=subject.counts.sources,
        settings=asdict(settings),
    )


def _estimate(found: Contrasts, what: str, subject: Subject, option: str) -> Estimate:
    low, high = (found.low, found.high) if not math.isnan(found.low) else (found.mean, found.mean)
    return Estimate(what, found.mean, low, high, subject.name(option) if option else None)


def _statement(subject: Subject, option: str, made: Made) -> Message:
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "option": subject.name(option),
        "level": called(subject, made.level),
        "places": Count(int((~np.isnan(made.share.contrast)).sum())),
        "share": quantity(made.share.mean),
    }
    if made.turnout is None or math.isnan(made.turnout.mean):
        return Message(
            _(
                "Inside {places} places ({level}) of {record}, small stations are set beside large ones. The "
                "share of {option} in the smallest quarter less that in the largest is {share} standard "
                "deviations on average. By the same measure undisputed elections give 0.32 (Germany 2024) and "
                "1.02 (Poland 2020), so nothing follows from it."
            ),
            values,
        )
    return Message(
        _(
            "Inside {places} places ({level}) of {record}, small stations are set beside large ones. The "
            "share of {option} in the smallest quarter less that in the largest is {share} standard "
            "deviations on average, that of turnout {turnout}. By the same measure undisputed elections give "
            "0.32 and 1.04 (Germany 2024), 1.02 and −0.55 (Poland 2020), so nothing follows from it."
        ),
        values | {"turnout": quantity(made.turnout.mean)},
    )


def _numbers(
    subject: Subject, made: Made, beside: dict[str, Made | None]
) -> tuple[dict[str, Value], dict[str, Message]]:
    numbers: dict[str, Value] = {
        "stations": Count(made.found.number),
        "places": Count(int((~np.isnan(made.share.contrast)).sum())),
    }
    labels = {
        "stations": say(_("stations that were looked at")),
        "places": say(_("places with ten of them or more")),
    }
    for key, found, what in (
        ("share", made.share, say(_("share"))),
        ("turnout", made.turnout, say(_("turnout"))),
    ):
        if found is None or math.isnan(found.mean):
            continue
        numbers[key] = quantity(found.mean, 3)
        labels[key] = say(_("smallest quarter less largest, in standard deviations: {what}"), what=what)
        if not math.isnan(found.error):
            numbers[f"{key}_error"] = quantity(found.error, 3)
            labels[f"{key}_error"] = say(_("its standard error: {what}"), what=what)
    for option, other in beside.items():
        if other is not None:
            numbers[f"beside:{option}"] = quantity(other.share.mean, 3)
            labels[f"beside:{option}"] = say(
                _("the same contrast for {option}, which nobody says has won"), option=subject.name(option)
            )
    more, named_more = elsewhere_numbers(ELSEWHERE)
    return numbers | more, labels | named_more


CHECK = Check(
    id="patterns.small_stations",
    title=_("Small and large stations"),
    asks=_("Do the small stations of a place vote otherwise than its large ones?"),
    kind=Kind.RECORD,
    needs=Needs(per="counts", by_unit=True, units=200, when=_applies),
    compute=compute,
    settings=Settings,
    assumes=_("Stations of one place are comparable but for their size; each is held against the others of its place."),
    honest_causes=_(
        "Village and town, closed institutions, quarters of one age or income. Measured in this way, "
        "turnout gave 1.04 in Germany 2024 (undisputed) and 0.97 in Russia 2011 (disputed). The winner's "
        "share gave 1.02 in Poland 2020 (undisputed) and 0.74 in Russia 2011."
    ),
    cannot_show=_(
        "Why small stations differ from large ones. No limit tells the undisputed elections that were "
        "tried from the disputed ones."
    ),
    references=(
        "R. Jimenez, M. Hidalgo, P. Klimek, Testing for voter rigging in small polling stations, Science Advances 3 "
        "(2017) e1602363.",
        "Turnout and share by this method: Russia 2004 1.28, 0.40; 2008 1.16, 0.37; 2011 0.97, 0.74; 2012 0.89, 0.73. "
        "Undisputed: Germany 2024 1.04, 0.32; Poland 2020 −0.55, 1.02.",
    ),
    experimental=True,
)
