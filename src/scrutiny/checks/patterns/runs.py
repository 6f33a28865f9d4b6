"""In the order of arrival, do units of one place with high shares stand together?

A record, not a test: how often honest counts are as far from a shuffle has not been measured. Within each polling place
every arrival is above or below the middle of its place; equal answers in a row are a run. Compared with: all orders of
the same answers. Units that arrived together are taken as one, since their order is not known. Assumes: nothing that
goes with the vote decides when a unit of a place arrives. Honest causes of few runs: units are numbered by
registration or by surname and counted in that order; batches. Of many: two teams that take turns. Cannot show: why;
a change between places; one that lasts from the first to the last unit. Reference: A. Wald, J. Wolfowitz, Annals of
Mathematical Statistics 11 (1940) 147-162.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scrutiny.evidence.shape import STRICT
from scrutiny.findings.arrival import Arrival, arrival, attribute_of
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import contenders, nobody
from scrutiny.findings.early_late import PLACES
from scrutiny.findings.families import chance
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.levels import levels_of
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.rounding import rounded
from scrutiny.findings.stations import Stations, stations
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Quantity, Value, _, say
from scrutiny.stats.runs import Longest, Runs, longest, runs

ORDER = 75

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Settings:
    """What is taken for a place, and how many of them are needed."""

    __pydantic_config__: ClassVar = STRICT

    place: str = ""
    """The level of the places; the finest level when empty, if it is called centre, place or venue."""
    least: int = 4
    """A place needs so many arrivals above or below its middle."""
    places: int = 20
    """So many places are needed."""


@dataclass(frozen=True, eq=False)
class Ordered:
    """Arrivals above and below the middle of their place.

    Parameters
    ----------
    above, place
        Each answer and its place, in the order of arrival inside the place.
    """

    above: Flags
    place: Whole

    @property
    def places(self) -> int:
        return len(np.unique(self.place))


def _applies(subject: Subject) -> Message | None:
    why = nobody(subject)
    if why is None and attribute_of(subject.counts) is None:
        return say(_("{record} does not tell in which order its units arrived"), record=subject.counts.title)
    return why


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    order = arrival(subject.counts)
    levels = levels_of(subject)[::-1]
    place = settings.place or next((level for level in levels[:1] if level in PLACES), "")
    who = contenders(subject)
    why = None
    if isinstance(order, Message):
        why = order
    elif place not in levels:
        why = say(_("{record} names no polling places"), record=named(subject.counts))
    for option in who.asked:
        made = None
        if isinstance(order, Arrival) and why is None:
            made = ordered(subject, option, order, place, settings)
        few = made.places if made is not None else 0
        if made is None or few < settings.places:
            yield _without(
                subject,
                option,
                why
                or say(
                    _("{n} places have {least} arrivals or more whose order is known, and {places} are needed"),
                    n=few,
                    least=settings.least,
                    places=settings.places,
                ),
            )
            continue
        beside = {}
        for other in who.beside:
            found = ordered(subject, other, order, place, settings) if isinstance(order, Arrival) else None
            if found is not None and found.places >= settings.places:
                beside[other] = runs(found.above, found.place)
        yield _finding(subject, settings, option, made, beside)


def ordered(subject: Subject, option: str, order: Arrival, place: str, settings: Settings) -> Ordered | None:
    """The answers of an option; None where the record lacks a figure."""
    found = stations(subject, (option,), False, ("valid",))
    if found is None:
        return None
    ranks = order.ranks[found.rows]
    valid = found.measured["valid"]
    usable = (ranks >= 0) & (valid > 0) & (found.votes[option] <= valid)
    codes, names = found.place(place)
    if "" in names:
        usable &= codes != names.index("")
    found, ranks, codes = found.where(usable), ranks[usable], codes[usable]
    return _answers(found, option, ranks, codes, settings.least)


def _answers(found: Stations, option: str, ranks: Whole, codes: Whole, least: int) -> Ordered:
    # Units that arrived together: one entry, with the sum of their votes.
    apart = int(ranks.max(initial=0)) + 1
    key, entry = np.unique(codes * apart + ranks, return_inverse=True)
    size = len(key)
    votes = np.bincount(entry, found.votes[option], size)
    shares = votes / np.maximum(1, np.bincount(entry, found.measured["valid"], size))
    place = key // apart
    number = np.bincount(place)
    # Medians of all places at once: the middle one or two of each place's shares in their order.
    inside = shares[np.lexsort((shares, place))]
    first = np.cumsum(number) - number
    middle = np.zeros(len(number))
    there = number > 0
    low, high = first + (number - 1) // 2, first + number // 2
    middle[there] = (inside[low[there]] + inside[high[there]]) / 2
    above, used = shares > middle[place], shares != middle[place]
    used &= (np.bincount(place, used, len(number)) >= least)[place]
    return Ordered(above[used], place[used])


def _without(subject: Subject, option: str, why: Message) -> Finding:
    return cannot_tell(
        CHECK,
        subject,
        (option,),
        _title(subject, option),
        say(_("Whether high shares arrived together cannot be told: {why}."), why=why),
    )


def _title(subject: Subject, option: str) -> Message:
    return say(
        _("Order of arrival inside places and {option} in {record}"),
        option=subject.name(option),
        record=named(subject.counts),
    )


def _finding(subject: Subject, settings: Settings, option: str, made: Ordered, beside: dict[str, Runs]) -> Finding:
    found, run = runs(made.above, made.place), longest(made.above, made.place)
    numbers, labels = _numbers(subject, made, found, run, beside)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(*subject.about, option),
        title=_title(subject, option),
        statement=say(
            _(
                "In {record}, {entries} arrivals in {places} places, each above or below the middle share of "
                "{option} in its place, form {runs} runs. If they had arrived in any order, {mean} would be "
                "expected (standard deviation {deviation}), and a number so far from it has a chance of {chance}."
            ),
            record=named(subject.counts),
            entries=len(made.above),
            places=made.places,
            option=subject.name(option),
            runs=found.runs,
            mean=Quantity(rounded(found.mean, 1), 1),
            deviation=Quantity(rounded(found.sd, 1), 1),
            chance=chance(found.chance),
        ),
        rests_on=(
            say(_("Units of a place that arrived together are taken as one; their order is not known.")),
            say(_("How often honest counts are so far from a shuffle has not been measured; nothing follows from it.")),
            *nature(subject, subject.counts),
        ),
        breaks_if=(
            say(
                _(
                    "Units of a place are counted or entered in the order of their numbers, and voters of one kind "
                    "are registered at neighbouring units."
                )
            ),
        ),
        does_not_show=say(_("Why high shares arrive together, which units they are, or what happened between places.")),
        would_settle=say(_("How voters were assigned to the units of a place, and the log of what was entered when.")),
        numbers=numbers,
        effect="fewer",
        labels=labels,
        origins=with_computed(numbers, {"arrivals": rows_of(subject.counts)}),
        sources=subject.counts.sources,
        settings=asdict(settings),
    )


def _numbers(
    subject: Subject, made: Ordered, found: Runs, run: Longest, beside: dict[str, Runs]
) -> tuple[dict[str, Value], dict[str, Message]]:
    numbers: dict[str, Value] = {
        "arrivals": Count(len(made.above)),
        "places_ordered": Count(made.places),
        "runs": Count(found.runs),
        "mean": Quantity(rounded(found.mean, 1), 1),
        "deviation": Quantity(rounded(found.sd, 1), 1),
        "fewer": chance(found.fewer),
        "more": chance(found.more),
        "longest": Count(run.length),
        "longest_chance": chance(run.chance),
    }
    labels = {
        "arrivals": say(_("arrivals above or below the middle of their place")),
        "places_ordered": say(_("places with enough arrivals in a known order")),
        "runs": say(_("runs")),
        "mean": say(_("runs expected in any order")),
        "deviation": say(_("standard deviation")),
        "fewer": say(_("chance of so few runs")),
        "more": say(_("chance of so many runs")),
        "longest": say(_("the longest run of arrivals above the middle")),
        "longest_chance": say(_("chance of one so long in any place")),
    }
    for option, one in beside.items():
        numbers[f"beside:{option}"] = chance(one.chance)
        labels[f"beside:{option}"] = say(
            _("chance of a number of runs so far from the mean for {option}"), option=subject.name(option)
        )
    return numbers, labels


CHECK = Check(
    id="patterns.runs",
    title=_("Runs in the order of arrival"),
    asks=_("In the order of arrival, do units of one place with high shares stand together?"),
    kind=Kind.RECORD,
    needs=Needs(per="counts", by_unit=True, units=100, when=_applies),
    compute=compute,
    settings=Settings,
    assumes=_("Nothing that goes with the vote decides when a unit of a place arrives."),
    honest_causes=_(
        "Units numbered by registration or by surname and counted in that order, and batches, make few runs; two teams "
        "that take turns make many."
    ),
    cannot_show=_("Why high shares arrive together, or a change between places."),
    references=(
        "A. Wald, J. Wolfowitz, On a test whether two samples are from the same population, Annals of Mathematical "
        "Statistics 11 (1940) 147-162.",
    ),
    experimental=True,
)
