"""How different would the missing units have to be for a record that is no random sample to name another leader?

Null: none. A record that holds some of the units, because one side could collect or publish just these, is no sample:
how much of the register it covers says nothing about the others. Before anything else stands what no selection could
do, whatever the missing units hold (`counted.bounds`). In between: what each missing unit would have to give the second
on average, and how many of the units that are there do so; and marginal sensitivity (Tan 2006): if what decided which
units are there changed a unit's odds of being there by a factor of at most lambda either way, how far can the lead over
all units go, and at which factor is it gone. Beside it stands how much units of one place differ at all. Assumes: the
record's figures, the number of units, and that a missing unit resembles *some* unit that is there. Honest causes of a
selection: remote places, stations without witnesses, a machine that failed. Cannot show: what the missing units hold,
or that those that are there are genuine.
Reference: Zhao, Small and Bhattacharya (2019), JRSS B 81, 735-761; Aronow and Lee (2013), Biometrika 100, 235-240.
Published sheets of Venezuela 2024: 4,371,690 at a factor of 2, 3,565,518 at 10, and no factor alters who leads.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from scrutiny.evidence.facts import Frame
from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Figure, Finding, Kind, Verdict
from scrutiny.findings.levels import levels_of
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.stations import Stations, stations
from scrutiny.messages import Count, Message, Name, Percent, Points, Quantity, Value, _, say, series
from scrutiny.stats.selection import missing_mean, turning_gamma, turning_lam

ORDER = 40


@dataclass(frozen=True)
class Settings:
    """Factors for which the lead is given."""

    __pydantic_config__: ClassVar = STRICT

    factors: tuple[Decimal, ...] = (Decimal("1.5"), Decimal(2), Decimal(3), Decimal(5), Decimal(10))
    """By how much, at most, the odds of a unit to be in the record were changed by what decided about it."""


@dataclass(frozen=True)
class _Told:
    """A record as the check looks at it."""

    found: Stations
    first: str
    second: str
    frame: Frame
    missing: int
    d: np.ndarray[Any, np.dtype[np.float64]]
    turning: float


def _frame(subject: Subject) -> Frame | None:
    frames = subject.case.frames_of(subject.contest.id, subject.counts.level)
    return next((frame for frame in frames if frame.place is None), None)


def _applies(subject: Subject) -> Message | None:
    counts = subject.counts
    if len(counts.valid_options) < 2:
        return say(_("{record} has fewer than two options"), record=counts.title)
    if any(design.record == counts.record for design in subject.case.samples):
        return say(_("{record} is a sample that was drawn"), record=counts.title)
    frame = _frame(subject)
    if frame is None:
        return say(_("the case does not say how many units of {record} there should be"), record=counts.title)
    if frame.number <= counts.units:
        return say(_("{record} lacks no unit"), record=counts.title)
    if _told(subject) is None:
        return say(_("in {record} nobody is ahead at units whose votes are known"), record=counts.title)
    return None


def _told(subject: Subject) -> _Told | None:
    counts, frame = subject.counts, _frame(subject)
    ranked = sorted(counts.valid_options, key=lambda option: (-counts.total(option).value, option))
    found = stations(subject, ranked, turnout=False)
    if found is None or frame is None or found.number < 2:
        return None
    first, missing = ranked[0], frame.number - found.number
    rivals = []
    for place, rival in enumerate(ranked[1:]):
        d = (found.votes[first] - found.votes[rival]).astype(np.float64)
        if d.sum() <= 0:
            return None
        rivals.append((turning_lam(d, missing), place, rival, d))
    # Whoever could lead by the least change of the selection, which need not be the second.
    turning, _place, rival, d = min(rivals, key=lambda one: one[:2])
    return _Told(found, first, rival, frame, missing, d, turning)


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    told = _told(subject)
    assert told is not None
    counts, lead = subject.counts, int(told.d.sum())
    needed = Fraction(lead, told.missing)
    as_bad = int(np.count_nonzero(told.d <= -float(needed)))
    turning = told.turning
    gamma = turning_gamma(told.d)
    numbers: dict[str, Value] = {
        "lead": Count(lead),
        "units": Count(told.found.number),
        "missing": Count(told.missing),
        "needed": Quantity(needed, 1),
        "as_bad": Count(as_bad),
        "as_bad_share": Percent.of(as_bad, told.found.number, 2),
        "worst": Count(max(0, int(-told.d.min()))),
    }
    labels = {
        "lead": say(_("lead of the first over the second in the record")),
        "units": say(_("units whose votes are known")),
        "missing": say(_("units that are not there")),
        "needed": say(_("lead that each missing unit would have to give the second, on average")),
        "as_bad": say(_("units of the record that give the second as much or more")),
        "as_bad_share": say(_("the same as a share of the record")),
        "worst": say(_("largest lead of the second in one unit of the record")),
    }
    for factor in settings.factors:
        extremes = missing_mean(told.d, float(factor))
        for end, mean in (("low", extremes.low), ("high", extremes.high)):
            key = f"{end}_{factor.normalize():f}"
            numbers[key] = Count(math.floor(lead + told.missing * mean + 0.5))
            labels[key] = _label(end, factor)
    if math.isfinite(turning):
        numbers["turning"] = Quantity(Decimal(str(round(turning, 2))), 2)
        labels["turning"] = say(_("least factor at which another could lead"))
    if math.isfinite(gamma):
        numbers["gamma"] = Quantity(Decimal(str(round(gamma, 2))), 2)
        labels["gamma"] = say(
            _("how many times likelier one unit would have to be there than another (bounded selection)")
        )
    within = _within(subject, told)
    if within is not None:
        numbers["within"], numbers["all"] = (Points(Decimal(str(round(100 * value, 2))), 2) for value in within)
        labels["within"] = say(_("standard deviation of the first’s share between units of one place"))
        labels["all"] = say(_("the same between all units"))
    yield Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=subject.about,
        title=say(_("If the missing units of {record} are not like the others"), record=named(counts)),
        statement=_statement(subject, told, numbers, turning),
        rests_on=(
            say(_("There are {n} units, by {who}."), n=told.frame.number, who=Name(told.frame.said_by)),
            say(_("The figures of the record are genuine and were read rightly.")),
            *nature(subject, counts),
        ),
        breaks_if=(say(_("The missing units resemble no unit that is there.")),),
        does_not_show=say(
            _("What the missing units hold. That so many units are there is no argument: they were not drawn.")
        ),
        would_settle=say(_("A random sample of all units, with their sheets from another source.")),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, {"units": rows_of(counts)}),
        scope=told.found.scope,
        figure=_figure(subject, told, settings, turning),
        sources=counts.sources,
        prominent=15,
    )


def _label(end: str, factor: Decimal) -> Message:
    if end == "low":
        return say(_("least lead over all units for a factor of {factor}"), factor=Quantity(factor, _places(factor)))
    return say(_("largest lead over all units for a factor of {factor}"), factor=Quantity(factor, _places(factor)))


def _places(factor: Decimal) -> int:
    return max(0, -int(factor.normalize().as_tuple().exponent))


def _statement(subject: Subject, told: _Told, numbers: dict[str, Value], turning: float) -> Message:
    """Answers in the order of the question: what each missing unit would need, then which selection would do it."""
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "first": Name(subject.contest.name_of(told.first), "option", told.first),
        "second": Name(subject.contest.name_of(told.second), "option", told.second),
        **{name: numbers[name] for name in ("units", "missing", "lead", "needed", "as_bad", "worst")},
        "frame": Count(told.frame.number),
    }
    whole = Message(
        _(
            "In {record} are {units} of {frame} units, and nobody drew them at random. For {second} to lead over all "
            "units, each of the {missing} missing ones would have to give {second} a lead of {needed} votes over "
            "{first} on average; of those that are there {as_bad} do, and the largest such lead is {worst}."
        )
        if told.d.min() < 0
        else _(
            "In {record} are {units} of {frame} units, and nobody drew them at random. For {second} to lead over all "
            "units, each of the {missing} missing ones would have to give {second} a lead of {needed} votes over "
            "{first} on average; none of those that are there gives a lead at all."
        ),
        values,
    )
    if math.isinf(turning):
        more = Message(
            _(
                "However the odds of being there were changed, missing units like those that are there leave {first} "
                "ahead."
            ),
            values,
        )
    else:
        more = Message(
            _(
                "If what decided which units are there changed their odds by a factor of less than {turning}, "
                "{first} is ahead over all of them."
            ),
            {**values, "turning": numbers["turning"]},
        )
    return say("{whole} {more}", whole=whole, more=more)


def _within(subject: Subject, told: _Told) -> tuple[float, float] | None:
    """How much the share of the first differs between units of one place, and between all; None without such places."""
    levels = levels_of(subject)
    if not levels:
        return None
    valid = told.found.ballots.astype(np.float64)
    share = told.found.votes[told.first] / valid
    codes, _names = told.found.place(levels[-1])
    sizes = np.bincount(codes)
    means = np.bincount(codes, share) / np.maximum(sizes, 1)
    several = sizes[codes] > 1
    freedom = int(several.sum()) - int(np.count_nonzero(sizes > 1))
    if freedom < 30:
        return None
    within = float(np.sqrt(((share - means[codes])[several] ** 2).sum() / freedom))
    return within, float(share.std(ddof=1))


CURVE = (1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0)


def _figure(subject: Subject, told: _Told, settings: Settings, turning: float) -> Figure:
    rows: list[dict[str, Any]] = []
    for factor in CURVE:
        extremes = missing_mean(told.d, factor)
        total = float(told.d.sum())
        low, high = total + told.missing * extremes.low, total + told.missing * extremes.high
        rows.append({"factor": factor, "low": round(low), "high": round(high)})
    first = Name(subject.contest.name_of(told.first), "option", told.first)
    at = (
        say(_("Another could lead from {turning} on."), turning=Quantity(Decimal(str(round(turning, 1))), 1))
        if math.isfinite(turning)
        else say(_("No factor lets another lead."))
    )
    return Figure(
        kind="selection_curve",
        title=say(_("The lead over all units, by how far from random the record is")),
        data={
            "rows": rows,
            "option": told.first,
            "lead": int(told.d.sum()),
            "turning": round(turning, 3) if math.isfinite(turning) else None,
        },
        caption=say(
            _(
                "The band is the lead of {first} over all units, if the odds of a unit to be in the record were "
                "changed by at most the factor below, either way. At 1 the missing units are like those that are "
                "there. {at}"
            ),
            first=first,
            at=at,
        ),
        alternative=say(
            _("The least lead of {first}: {leads}."),
            first=first,
            leads=series(
                [
                    say(
                        _("{lead} at a factor of {factor}"),
                        lead=Count(row["low"]),
                        factor=Quantity(Decimal(str(row["factor"])), 0 if row["factor"].is_integer() else 2),
                    )
                    for row in rows
                    if row["factor"] in (1.0, 2.0, 5.0, 10.0, 100.0)
                ]
            ),
        ),
    )


CHECK = Check(
    id="sampled.published_sheets",
    title=_("Units that nobody drew"),
    asks=_("How different would the missing units have to be for another to lead?"),
    kind=Kind.RECORD,
    needs=Needs(per="counts", by_unit=True, when=_applies),
    settings=Settings,
    compute=compute,
    assumes=_(
        "The figures of the record, the number of units, and that a missing unit resembles some unit that is there."
    ),
    honest_causes=_(
        "Remote places, stations without witnesses, machines that failed: what is missing is seldom random."
    ),
    cannot_show=_("What the missing units hold, or that the units that are there are genuine."),
    references=(
        "Q. Zhao, D. S. Small, B. B. Bhattacharya (2019), Journal of the Royal Statistical Society B 81, 735-761.",
        "P. M. Aronow, D. K. K. Lee (2013), Biometrika 100, 235-240.",
    ),
    example=_(
        "Venezuela 2024, published sheets: the 5,494 missing ones would have to give the second a lead of 712.6 votes "
        "each; no sheet that is there gives so much."
    ),
)
