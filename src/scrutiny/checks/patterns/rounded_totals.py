"""Do the totals of more regions than chance gives have a round percentage?

Null: of the shares within half a point of a round figure, each is as likely to lie at any count there. Assumes: totals
are sums of stations, not made from shares, and differ among regions by half a point or more; where they do not, the
check says that it cannot tell. Honest causes that trip it: totals that were published as rounded shares and turned back
into counts; regions of one mind whose common share happens to be round. Cannot show: totals that were altered without a
round target, or which of them; a few regions only, where others lie beside round figures.
Why it is a test: simulated honest regions (9 to 300, at round figures or not, of one crowd or several, with deviations
from .5 to 12 points) ring at .01 in no more than .9 % of elections and at 8.3e-4 in no more than .08 %.
Reference: none published; whole percentages of stations (Kobak and others 2016) do not reach the sums of regions:
Russia 2004 to 2012 gives nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.counts import Counts
from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import contenders, nobody
from scrutiny.findings.families import chance
from scrutiny.findings.finding import Finding, Kind, Scope, Tested, Verdict
from scrutiny.findings.intervals import quantity
from scrutiny.findings.levels import NOWHERE, called, codes_of, largest
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Name, Percent, Points, Quantity, Value, _, say
from scrutiny.simulate.hands.planting import planted
from scrutiny.stats.least import least_number
from scrutiny.stats.near_whole import Windows
from scrutiny.stats.round_totals import RoundTotals, round_totals, spread
from scrutiny.stats.unequal_coins import at_least

ORDER = 15

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Settings:
    """Which places are regions, and how near is near."""

    __pydantic_config__: ClassVar = STRICT

    fewest: int = 5
    """The regions are the places of the largest level with so many places at least,"""
    most: int = 500
    """and so many at most, none of which holds more than half of the units (a country among its embassies)."""
    total: int = 10_000
    """Regions with a smaller total are left out."""
    edge: int = 1
    """Regions whose share is not so many points above 0 and below 100 are left out."""
    per: int = 20
    """A share is near a round figure within one `per`-th of a percentage point."""
    spread: Decimal = Decimal("0.5")
    """Shares must differ among regions by so many points: the lesser of the standard deviation and what the quartiles
    say of it."""
    periods: tuple[int, ...] = (1, 5, 10)
    """Multiples of so many percent are looked for."""


class Asked(NamedTuple):
    """One kind of share: an option's votes, or turnout; `wholes` are the totals of which it may have been taken."""

    item: str
    option: Name | None
    part: str
    wholes: tuple[str, ...]
    beside: bool


class Looked(NamedTuple):
    """The look that gave the least chance, and the totals it was about."""

    whole: str
    regions: int
    units: int
    left_out: int
    found: RoundTotals
    adjusted: float
    looks: int


class Alike(NamedTuple):
    """Regions whose shares differ by so many points only."""

    spread: float


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    who, counts = contenders(subject), subject.counts
    wholes = tuple(item for item in ("valid", "cast") if counts.has(item))
    came = "issued" if counts.has("issued") else "cast"
    asked = [Asked(option, subject.name(option), option, wholes, False) for option in who.asked]
    if counts.has("registered", came):
        asked.append(Asked("turnout", None, came, ("registered",), False))
    rows = np.arange(counts.units, dtype=np.int64)
    level = largest(
        subject,
        rows,
        lambda sizes: settings.fewest <= len(sizes) <= settings.most and 2 * sizes.max() <= sizes.sum(),
    )
    beside = [Asked(option, subject.name(option), option, wholes, True) for option in who.beside]
    for one in asked:
        looked = _look(counts, settings, level, one) if level is not None else None
        if level is not None and isinstance(looked, Looked):
            others = beside if one.option is not None else []
            yield _finding(subject, settings, level, one, looked, others)
        else:
            yield _cannot(subject, settings, one, level, looked if isinstance(looked, Alike) else None)


def _look(counts: Counts, settings: Settings, level: str, asked: Asked) -> Looked | Alike | None:
    """Every form of every total of which the share may have been taken; the least chance, with all looks paid for.

    None where there are too few regions.
    """
    forms = [Windows(period, settings.per) for period in settings.periods]
    made: list[Looked] = []
    alike: list[float] = []
    for whole in asked.wholes:
        both = pl.DataFrame({"k": counts.values(asked.part), "n": counts.values(whole)})
        known = both.select((pl.all().is_between(0, 10**9)).fill_null(False)).to_numpy().all(axis=1)
        rows = np.flatnonzero(known).astype(np.int64)
        codes, names = codes_of(counts, level, rows)
        placed = codes != NOWHERE
        k, n = (both.get_column(c).gather(rows[placed]).cast(pl.Int64).to_numpy() for c in ("k", "n"))
        units = np.bincount(codes[placed], minlength=len(names))
        # Sums of whole numbers below 2^53 are exact.
        parts, totals = (np.bincount(codes[placed], values, len(names)).astype(np.int64) for values in (k, n))
        # Where an option did not stand, or hardly, its share is round for that reason.
        fits = (totals >= settings.total) & (100 * parts > settings.edge * totals)
        fits &= 100 * (totals - parts) > settings.edge * totals
        if int(fits.sum()) < settings.fewest:
            continue
        apart = 100 * spread(parts[fits] / totals[fits])
        if apart < settings.spread:
            alike.append(apart)
            continue
        looks = len(asked.wholes)
        found = round_totals(parts[fits], totals[fits], forms, other_looks=looks)
        inside = int(units[fits].sum())
        made.append(Looked(whole, int(fits.sum()), inside, counts.units - inside, found, found.adjusted, found.looks))
    if made:
        return min(made, key=lambda look: look.adjusted)
    return Alike(max(alike)) if alike else None


def _title(subject: Subject, asked: Asked) -> Message:
    if asked.option is None:
        return say(_("Turnout of regions in {record}"), record=named(subject.counts))
    return say(_("Shares of {option} by region in {record}"), option=asked.option, record=named(subject.counts))


def _cannot(subject: Subject, settings: Settings, asked: Asked, level: str | None, why: Alike | None) -> Finding:
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "fewest": Count(settings.fewest),
        "most": Count(settings.most),
        "total": Count(settings.total),
    }
    if level is None:
        text = _("{record} names no level with {fewest} to {most} places, whose totals could be looked at.")
    else:
        text = _(
            "Fewer than {fewest} places ({level}) of {record} have a total of {total} or more and a share that is not "
            "next to 0 or 100 %."
        )
        values["level"] = called(subject, level)
        if why is not None:
            values |= {"spread": quantity(why.spread, 2), "least": Quantity(settings.spread, 1)}
            text = _(
                "Between places ({level}) of {record} shares differ by {spread} points only (the lesser of the "
                "standard deviation and what the quartiles say of it). With less than {least}, many may lie at a "
                "round figure because their common share does."
            )
    return cannot_tell(CHECK, subject, (asked.item,), _title(subject, asked), Message(text, values))


def _finding(
    subject: Subject, settings: Settings, level: str, asked: Asked, looked: Looked, others: list[Asked]
) -> Finding:
    tests = [Tested(asked.item, looked.adjusted)]
    numbers, labels = _numbers(looked)
    for other in others:
        found = _look(subject.counts, settings, level, other)
        if isinstance(found, Looked) and other.option is not None:
            tests.append(Tested(other.item, found.adjusted, beside=True))
            numbers[f"beside:{other.item}"] = chance(found.adjusted)
            labels[f"beside:{other.item}"] = say(
                _("chance of as many for {option}, which nobody says has won"), option=other.option
            )
    return Finding(
        check=CHECK.id,
        kind=Kind.TEST,
        verdict=Verdict.CANNOT_TELL,  # until all tests of the plan are known
        about=(*subject.about, asked.item),
        title=_title(subject, asked),
        statement=_statement(subject, settings, level, asked, looked),
        sees=partial(_would, looked),
        rests_on=(
            say(
                _(
                    "A total of {total} and more has many counts within half a point of a round figure, and regions "
                    "that differ by half a point and more lie at any of them nearly alike."
                ),
                total=settings.total,
            ),
            say(
                _(
                    "Of {looks} forms that were looked at (several periods, several totals) the least chance is told, "
                    "and all of them are paid for."
                ),
                looks=looked.looks,
            ),
            *nature(subject, subject.counts),
        ),
        breaks_if=(
            say(_("The counts of regions were made from published shares that had been rounded.")),
            say(_("Many regions are of one mind, and the share that they have in common is round.")),
        ),
        does_not_show=say(
            _(
                "Totals that were altered without a round target. Where it rings it cannot say which of the totals, "
                "by whom or why."
            )
        ),
        would_settle=say(_("The sheets of the stations added up by somebody else.")),
        numbers=numbers,
        effect=f"hits-{looked.found.least.windows.period}",
        labels=labels,
        origins=with_computed(numbers, {"regions": rows_of(subject.counts)}),
        scope=Scope(
            looked.units,
            looked.left_out,
            say(_("their region is too small or of one mind, or a figure or the name of the region is missing there"))
            if looked.left_out
            else None,
        ),
        sources=subject.counts.sources,
        settings={
            key: list(v) if isinstance(v, tuple) else str(v) if isinstance(v, Decimal) else v
            for key, v in asdict(settings).items()
        },
        tests=tuple(tests),
    )


def _would(looked: Looked, limit: float) -> Message:
    """How many multiples of the second period (the first, if there is one only) would ring, whatever the others do."""
    form = looked.found.forms[min(1, len(looked.found.forms) - 1)]
    there = form.chances[form.chances > 0]
    likely = float(there.mean()) if len(there) else float(looked.found.forms[0].chances.max())
    needed = least_number(
        lambda more: looked.looks * at_least(more, np.append(there, np.full(more, likely))) <= limit, looked.regions
    )
    if needed is None:
        return say(_("With so few regions nothing could have been seen."))
    return say(
        _("{regions} regions more at multiples of {period} would have been seen."),
        one=_("One region more at a multiple of {period} would have been seen."),
        counts="regions",
        regions=needed,
        period=Percent(Fraction(form.windows.period), 0),
    )


def _statement(subject: Subject, settings: Settings, level: str, asked: Asked, looked: Looked) -> Message:
    form = looked.found.least
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "regions": Count(looked.regions),
        "level": called(subject, level),
        "hits": Count(form.hits),
        "half": Points(Fraction(1, settings.per), 2),
        "period": Percent(Fraction(form.windows.period), 0),
        "expected": quantity(form.expected, 1),
        "close": Count(form.close),
        "looks": Count(looked.looks),
        "chance": chance(looked.adjusted),
    }
    if asked.option is None:
        text = _(
            "In {record}, the turnout of {hits} of {regions} regions ({level}) lies within {half} points of a"
            " multiple of {period}. Of the {close} within half a point of one, {expected} would if totals lay"
            " there alike. Of {looks} such looks this is the rarest; with all of them counted it has a chance"
            " of {chance}."
        )
    else:
        values["option"] = asked.option
        values["whole"] = say(_WHOLE[looked.whole])
        text = _(
            "In {record}, the share of {option} among {whole} of {hits} of {regions} regions ({level}) lies "
            "within {half} points of a multiple of {period}. Of the {close} within half a point of one, "
            "{expected} would if totals lay there alike. Of {looks} such looks this is the rarest; with all "
            "of them counted it has a chance of {chance}."
        )
    return Message(text, values)


_WHOLE = {"valid": _("valid votes"), "cast": _("ballots")}


def _numbers(looked: Looked) -> tuple[dict[str, Value], dict[str, Message]]:
    numbers: dict[str, Value] = {"regions": Count(looked.regions), "looks": Count(looked.looks)}
    labels = {
        "regions": say(_("regions that were looked at")),
        "looks": say(_("forms that were looked at and are paid for")),
    }
    for form in looked.found.forms:
        key, period = form.windows.period, Percent(Fraction(form.windows.period), 0)
        numbers[f"hits-{key}"] = Count(form.hits)
        labels[f"hits-{key}"] = say(_("regions at multiples of {period}"), period=period)
        numbers[f"close-{key}"] = Count(form.close)
        labels[f"close-{key}"] = say(_("regions within half a point of multiples of {period}"), period=period)
        numbers[f"expected-{key}"] = quantity(form.expected)
        labels[f"expected-{key}"] = say(_("regions that chance gives, multiples of {period}"), period=period)
        numbers[f"chance-{key}"] = chance(form.chance)
        labels[f"chance-{key}"] = say(
            _("chance of as many, before looks are counted, multiples of {period}"), period=period
        )
    numbers["chance"], labels["chance"] = chance(looked.adjusted), say(_("chance with all looks counted"))
    return numbers, labels


CHECK = Check(
    id="patterns.rounded_totals",
    title=_("Round totals of regions"),
    asks=_("Do the totals of more regions than chance gives have a round percentage?"),
    kind=Kind.TEST,
    needs=Needs(per="counts", when=nobody),
    compute=compute,
    settings=Settings,
    null=_(
        "Each share within half a point of a round figure is as likely to lie at any count there; the number at round "
        "figures is a sum of coins of unequal chances."
    ),
    assumes=_(
        "Totals of regions are sums of stations, were not made from shares, and differ among regions by half a point "
        "or more."
    ),
    honest_causes=_(
        "Totals that were published as rounded shares and turned back into counts, regions that are not sums of "
        "stations, or many regions of one mind whose common share is round."
    ),
    cannot_show=_("Totals that were altered without a round target, or which of them."),
    references=(
        "Computed with this method: Russia 2004, 2008, 2011 and 2012, shares of the leader and turnout of 83 to 91 "
        "regions, nothing rarer than 1 in 20.",
    ),
    planted=planted("rounded_regions", 0.5),
)
