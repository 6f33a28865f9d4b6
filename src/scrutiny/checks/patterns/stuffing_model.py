"""Which parts of stations would a model with added and moved votes have, and how far do they hang on its assumptions?

The model of Klimek and others: honest stations have a turnout and a share from one bell curve each; a part of the
stations gets some of the absent and of the others' votes (incremental), a part nearly all (extreme), with an exponent α
for how votes moved go with votes added. Null: none. The parts are NOT identified and are no finding: they stand in
for whatever the bell curves do not hold, so that they are shown with the profile of the fit and beside fits with honest
curves that are wider. Honest causes of large parts: regions, town and country, minorities; every skew share. Cannot
show: that votes were added or moved, or how many.
Reference: P. Klimek, Y. Yegorov, R. Hanel, S. Thurner, PNAS 109 (2012) 16469-16473. Published for Russia 2012: .39,
.021, 1.5; another model of the same family gives .084 and .002 for the same counts (W. Mebane, K. Kalinin), and for
2007 .040 against .636. The undisputed elections of Bolivia 2020 and Germany 2024 get 1.00 and .81 by the same fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import ClassVar

import numpy as np

from scrutiny.evidence.shape import STRICT
from scrutiny.findings.by_unit import with_register
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import contenders, nothing_beside
from scrutiny.findings.finding import Figure, Finding, Kind, Verdict
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.rounding import rounded
from scrutiny.findings.stations import Stations
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Percent, Quantity, Value, _, say, series
from scrutiny.stats.fingerprint import bins
from scrutiny.stats.klimek import BINS, COPIES, WIDTHS, Parts, Shape, Spread, shape_of, spreads

ORDER = 50

UNDISPUTED = Decimal("1.00")
"""The largest incremental part that an undisputed election gets by the same fit: Bolivia 2020 (Germany 2024: .81)."""


@dataclass(frozen=True)
class Settings:
    """Which stations are fitted, and how."""

    __pydantic_config__: ClassVar = STRICT

    least: int = 100
    """Stations with fewer registered voters are left out, as published."""
    simulated: int = 300_000
    """About so many stations are simulated for the published curves, several for each real one; half for wider ones."""
    near: Decimal = Decimal("1.5")
    """A fit is near the best where its distance is at most so many times as large."""


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    for option in contenders(subject).asked:
        found = with_register(subject, option, settings.least)
        why = _unfit(found, option)
        if found is None or why is not None:
            yield _cannot(subject, option, found, why)
        else:
            yield _finding(subject, settings, option, found)


def _unfit(found: Stations | None, option: str) -> Message | None:
    if found is None or found.number < CHECK.needs.units:
        return say(
            _("{n} of its stations have registered voters, turnout and votes and are large enough; {least} are needed"),
            n=found.number if found is not None else 0,
            least=CHECK.needs.units,
        )
    cells = np.unique(bins(found.votes[option], found.ballots))
    if len(cells) < 3:
        return say(_("nearly all of its stations have the same share"))
    return None


def _title(subject: Subject, option: str) -> Message:
    return say(
        _("A model of added and moved votes, fitted to {option} in {record}"),
        option=subject.name(option),
        record=named(subject.counts),
    )


def _cannot(subject: Subject, option: str, found: Stations | None, why: Message | None) -> Finding:
    assert why is not None
    return cannot_tell(
        CHECK,
        subject,
        (option,),
        _title(subject, option),
        say(
            _("The model cannot be fitted to the votes for {option} in {record}: {why}."),
            option=subject.name(option),
            record=named(subject.counts),
            why=why,
        ),
        found,
    )


def fits(subject: Subject, settings: Settings, option: str, found: Stations) -> tuple[Shape, tuple[Spread, ...]]:
    """The shape of the honest curves, and the fit for each width of them, the published one first."""
    assert found.registered is not None and found.turned_out is not None
    shape = shape_of(found.turned_out, found.registered, found.votes[option], found.ballots)
    observed = np.bincount(bins(found.votes[option], found.ballots), minlength=BINS).astype(np.int64)
    copies = max(1, min(COPIES, -(-settings.simulated // found.number)))
    first, *wider = WIDTHS
    rng = np.random.default_rng(subject.seed)
    made = spreads(observed, found.registered, shape, rng, [first], copies)
    return shape, (*made, *spreads(observed, found.registered, shape, rng, wider, -(-copies // 2)))


def _finding(subject: Subject, settings: Settings, option: str, found: Stations) -> Finding:
    shape, made = fits(subject, settings, option, found)
    first = made[0].fit
    parts = [spread.fit.parts for spread in made]
    low, high = first.within(float(settings.near))
    numbers, labels = _numbers(settings, found, shape, made)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(*subject.about, option),
        title=_title(subject, option),
        statement=_statement(subject, option, parts),
        rests_on=(
            say(
                _(
                    "As published, honest stations are drawn from one bell curve of turnout and one of the share. The"
                    " best fit then has votes added in {incremental} of the stations and nearly all votes in "
                    "{extreme}. Fits nearly as good have votes added in {low} to {high} of them."
                ),
                incremental=_percent(first.parts.incremental, 1),
                extreme=_percent(first.parts.extreme, 1),
                low=_percent(low),
                high=_percent(high),
            ),
            say(
                _(
                    "The best fit lies at a distance of {distance} from the record; if the model were true it would be "
                    "about {noise}."
                ),
                distance=Quantity(rounded(first.distance, 1), 1),
                noise=Quantity(rounded(first.noise, 1), 1),
            ),
            *nature(subject, subject.counts),
        ),
        breaks_if=(
            say(
                _(
                    "Honest stations differ in more ways than one bell curve holds: regions, town and country, "
                    "minorities."
                )
            ),
        ),
        does_not_show=say(_("That votes were added or moved, how many, or where; other models give other parts.")),
        would_settle=say(_("Lists of those who voted, and ballots counted again by hand, in stations drawn by lot.")),
        numbers=numbers,
        effect="incremental-1",
        labels=labels,
        origins=with_computed(numbers, {"stations": rows_of(subject.counts)}),
        scope=found.scope,
        figure=_picture(subject, option, made),
        sources=subject.counts.sources,
        settings={key: str(v) if isinstance(v, Decimal) else v for key, v in asdict(settings).items()},
        seed=subject.seed,
    )


def _statement(subject: Subject, option: str, parts: list[Parts]) -> Message:
    least, most = (_percent(pick(altered(part) for part in parts)) for pick in (min, max))
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "option": subject.name(option),
        "most": most,
        "floor": _percent(float(UNDISPUTED)),
    }
    if least == most:
        return Message(
            _(
                "A published model of added and moved votes tells nothing of {record}. It would call {most} of "
                "the stations altered towards {option}, and of elections that nobody of weight disputed it says "
                "up to {floor}. It is no finding."
            ),
            values,
        )
    return Message(
        _(
            "A published model of added and moved votes gives no usable answer for {record}. Depending on how"
            " wide its honest curves are taken to be, which no count can settle, it would call between "
            "{least} and {most} of the stations altered towards {option}. Of elections that nobody of weight "
            "disputed it says up to {floor}. It is no finding."
        ),
        values | {"least": least},
    )


def altered(parts: Parts) -> float:
    """The part of the stations that the model would call altered, in either way."""
    return min(1.0, parts.incremental + parts.extreme)


def _percent(part: float, places: int = 0) -> Percent:
    return Percent(rounded(100 * part, places), places)


def _numbers(
    settings: Settings, found: Stations, shape: Shape, made: tuple[Spread, ...]
) -> tuple[dict[str, Value], dict[str, Message]]:
    numbers: dict[str, Value] = {}
    labels: dict[str, Message] = {}

    def add(key: str, label: Message, value: Value) -> None:
        numbers[key], labels[key] = value, label

    add("stations", say(_("stations that were fitted")), Count(found.number))
    add("turnout", say(_("where the honest curve of turnout peaks (part)")), Quantity(rounded(shape.rate, 3), 3))
    add("turnout_spread", say(_("its standard deviation")), Quantity(rounded(shape.rate_spread, 3), 3))
    add("share", say(_("where the honest curve of the share peaks (part)")), Quantity(rounded(shape.share, 3), 3))
    add(
        "share_spread",
        say(_("standard deviation of the curve of the share")),
        Quantity(rounded(shape.share_spread, 3), 3),
    )
    add("theta", say(_("spread of the votes added")), Quantity(rounded(shape.theta, 3), 3))
    for spread in made:
        fit, width = spread.fit, f"{spread.width:g}"
        of: dict[str, Value] = {"width": Quantity(Decimal(width), 2)}
        low, high = fit.within(float(settings.near))
        for key, label, value in (
            (
                "altered",
                Message(_("stations that the model would call altered, honest curves {width} times as wide"), of),
                _percent(altered(fit.parts)),
            ),
            (
                "incremental",
                Message(_("part of them with some votes added (incremental), curves {width} times as wide"), of),
                Quantity(rounded(fit.parts.incremental, 3), 3),
            ),
            (
                "incremental_least",
                Message(
                    _("least part with some votes added of a fit nearly as good, curves {width} times as wide"), of
                ),
                Quantity(rounded(low, 2), 2),
            ),
            (
                "incremental_most",
                Message(
                    _("largest part with some votes added of a fit nearly as good, curves {width} times as wide"), of
                ),
                Quantity(rounded(high, 2), 2),
            ),
            (
                "extreme",
                Message(_("part of them with nearly all votes (extreme), curves {width} times as wide"), of),
                Quantity(rounded(fit.parts.extreme, 3), 3),
            ),
            (
                "alpha",
                Message(_("exponent of votes moved, curves {width} times as wide"), of),
                Quantity(rounded(fit.parts.alpha, 2), 2),
            ),
            (
                "distance",
                Message(_("distance of the fit, honest curves {width} times as wide"), of),
                Quantity(rounded(fit.distance, 2), 2),
            ),
            (
                "noise",
                Message(_("distance if the model were true, honest curves {width} times as wide"), of),
                Quantity(rounded(fit.noise, 2), 2),
            ),
            (
                "honest",
                Message(_("distance without any part, honest curves {width} times as wide"), of),
                Quantity(rounded(fit.honest, 2), 2),
            ),
        ):
            add(f"{key}-{width}", label, value)
    return numbers, labels


def _picture(subject: Subject, option: str, made: tuple[Spread, ...]) -> Figure:
    """How far every incremental part is from the record at best, for each width of the honest curves."""
    lines = [
        {
            "width": f"{spread.width:g}",
            "points": [
                # Far out every fit is bad; a distance of more than ten times the least is not told apart.
                [round(float(x), 3), float(f"{min(10.0, d / spread.fit.distance if spread.fit.distance else 1.0):.4g}")]
                for x, d in zip(spread.fit.incremental, spread.fit.profile, strict=True)
            ],
        }
        for spread in made
    ]
    return Figure(
        kind="fit_profile",
        title=say(_("How well the model fits, by the part of stations with votes added")),
        data={"option": option, "lines": lines},
        caption=say(
            _(
                "How far the model lies from {record}, by the part of the stations in which it supposes votes "
                "added. There is a line for each width of the honest curves, as a multiple of the published one, "
                "each over its own least distance. A dot marks where a line is lowest. The shallower a line, the "
                "less the counts tell the part; no line is a finding."
            ),
            record=named(subject.counts),
        ),
        alternative=say(
            _("The best fits of the model have votes added in these parts of the stations: {parts}."),
            parts=series(
                [
                    say(
                        _("{part} with honest curves {width} times as wide"),
                        part=_percent(spread.fit.parts.incremental),
                        width=Quantity(Decimal(f"{spread.width:g}"), 2),
                    )
                    for spread in made
                ]
            ),
        ),
    )


CHECK = Check(
    id="patterns.stuffing_model",
    title=_("A model of added and moved votes"),
    asks=_("How many stations would a model of added and moved votes call altered, and how far does that hang on it?"),
    kind=Kind.RECORD,
    needs=Needs(per="counts", items=("registered",), by_unit=True, units=200, when=nothing_beside),
    compute=compute,
    settings=Settings,
    null=_("None: the model is fitted, not tested, and it fits badly wherever honest stations are various."),
    assumes=_(
        "Honest stations have a turnout and a share from one bell curve each, without regions or other differences; "
        "without that no count can tell its parts."
    ),
    honest_causes=_("Regions, town and country, minorities: whatever gives shares a long tail to one side."),
    cannot_show=_("That votes were added or moved, how many, or where: the parts are no finding."),
    references=(
        "P. Klimek, Y. Yegorov, R. Hanel, S. Thurner, PNAS 109 (2012) 16469-16473. Russia 2012: .39, .021, 1.5.",
        "W. R. Mebane, K. Kalinin, of the same family of models: Russia 2012 .084, .0020; 2007 .040, where the first "
        "gives .636.",
    ),
    example=_(
        "Russia 2012: votes added in 40% of the stations with the published curves, in more than 70% with wider ones."
    ),
    experimental=True,
)
