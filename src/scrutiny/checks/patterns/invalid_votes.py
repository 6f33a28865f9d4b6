"""How much do invalid and blank votes differ between stations of one place, and do they go with an option's strength?

Null: none that is tested; stations of a place are described by a beta-binomial law, one overdispersion for all places.
Assumes: what counts as invalid is judged alike in stations of one place, and every place is as uneven as any other. The
second is not so: of 18,096 stations of Bolivia 2020, which nobody of weight disputed, 56 have far more invalid votes
and 26 far more blank ones than one overdispersion lets 1.7 have, and none far fewer (Poland 2020 59 and none, Germany
2024 58 and none, Spain 2019 8 and none). Honest causes: a strict or a lenient table, a protest, a difficult ballot
paper, old voters, figures entered in the wrong column. Cannot show: whether valid ballots were declared invalid, or why
an option is strong where invalid votes are many. Experimental: how often honest elections have as many stations far
from their place is known of a few only, so that no verdict is given.
Reference: beta-binomial against neighbours. Stations that stand out (chance below one in a million), where nobody of
weight disputed: Spain 2019 none, Chile 2021 5, Bolivia 2020 9, Germany 2024 11 with voting by post (3 without),
Poland 2020 21; Russia 2011: 86. Contests on one day: S. Behrens 2022.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.counts import UNIT, Counts
from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import contenders
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict
from scrutiny.findings.intervals import quantity
from scrutiny.findings.levels import NOWHERE, called, codes_of, finest
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.stations import Stations, stations
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Name, Percent, Quantity, Value, _, say
from scrutiny.stats.beta_binomial import Against, against_others, moments
from scrutiny.stats.within_rank import Together, within_ranks

ORDER = 70

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Settings:
    """Which stations are looked at, and what far is."""

    __pydantic_config__: ClassVar = STRICT

    least: int = 50
    """Stations with fewer ballots are left out."""
    several: int = 3
    """Stations are held against those of their place on the finest level whose places hold so many on average."""
    far: int = 10_000
    """A station is far in a tail when chance puts one in so many there,"""
    farther: int = 1_000_000
    """and stands out when chance makes as much in one of so many."""


class Made(NamedTuple):
    """The stations, in the order of their places and figures, and what was found of them."""

    level: str
    found: Stations
    places: int
    k: Whole
    n: Whole
    rho: float
    against: Against
    together: dict[str, Together]


def _applies(subject: Subject) -> Message | None:
    counts = subject.counts
    if not (counts.has("invalid") or counts.has("blank")) and concurrent(subject) is None:
        return say(
            _("{record} has no column of invalid or blank votes, and no other contest of the same stations"),
            record=counts.title,
        )
    return None


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    for measure in ("invalid", "blank"):
        if subject.counts.has(measure, "cast"):
            yield _of_measure(subject, settings, measure)
    other = concurrent(subject)
    if other is not None:
        yield _of_contests(subject, settings, other)


def _of_measure(subject: Subject, settings: Settings, measure: str) -> Finding:
    made = _made(subject, settings, measure)
    if isinstance(made, Message):
        return cannot_tell(CHECK, subject, (measure,), _title(subject, measure), made)
    return _finding(subject, settings, measure, made)


def _made(subject: Subject, settings: Settings, measure: str) -> Made | Message:
    who, counts = contenders(subject), subject.counts
    found = stations(subject, who.every, False, (measure, "cast"))
    if found is None:
        return say(_("{record} lacks a figure that is needed."), record=named(counts))
    ballots = found.measured["cast"]
    found = found.where(ballots >= settings.least, say(_("small")))
    found = found.where(
        found.measured[measure] <= found.measured["cast"], say(_("more invalid or blank votes than ballots"))
    )
    level = finest(subject, found.rows, lambda sizes: len(sizes) > 0 and sizes.mean() >= settings.several)
    if level is None or found.number < CHECK.needs.units:
        return say(
            _("{record} does not have {least} stations in places that hold several of them."),
            record=named(counts),
            least=CHECK.needs.units,
        )
    codes, _names = codes_of(counts, level, found.rows)
    found, codes = found.where(codes != NOWHERE, say(_("no place is named there"))), codes[codes != NOWHERE]
    k, n = found.measured[measure], found.measured["cast"]
    if not k.any():
        return say(_("No station of {record} has such a vote."), record=named(counts))
    # In one order whatever that of the file: sums of fractions depend on it in the last digit.
    order = np.lexsort((*(found.votes[option] for option in reversed(who.every)), k, n, codes))
    codes, k, n = codes[order], k[order], n[order]
    rho = moments(codes, k, n).rho
    against = against_others(codes, k, n, rho)
    rest = np.maximum(n - k, 1)
    ranked = within_ranks(codes, k / n, (found.votes[o][order] / rest for o in who.every))
    pairs = dict(zip(who.every, ranked, strict=True))
    return Made(level, found, len(np.unique(codes)), k, n, rho, against, pairs)


def _title(subject: Subject, measure: str) -> Message:
    if measure == "blank":
        return say(_("Blank votes inside places of {record}"), record=named(subject.counts))
    return say(_("Invalid votes inside places of {record}"), record=named(subject.counts))


def _finding(subject: Subject, settings: Settings, measure: str, made: Made) -> Finding:
    numbers, labels = _numbers(subject, settings, made)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(*subject.about, measure),
        title=_title(subject, measure),
        statement=_statement(subject, settings, measure, made),
        rests_on=(
            say(
                _(
                    "Each station is held against the others of its {level}; how much stations of one place differ "
                    "(overdispersion) is one figure for the whole record."
                ),
                level=called(subject, made.level),
            ),
            *nature(subject, subject.counts),
        ),
        does_not_show=say(
            _(
                "Whether valid ballots were declared invalid, or why invalid votes are many: strict tables, protest, "
                "old voters and figures in the wrong column make such stations too."
            )
        ),
        would_settle=say(_("The invalid ballots themselves, and the same stations in earlier elections.")),
        numbers=numbers,
        effect="overdispersion",
        labels=labels,
        origins=with_computed(numbers, {"stations": rows_of(subject.counts)}),
        scope=Scope(made.found.number, subject.counts.units - made.found.number, made.found.scope.why),
        sources=subject.counts.sources,
        settings=asdict(settings),
    )


def _tails(settings: Settings, made: Made) -> tuple[int, int, float]:
    """Stations far below and far above the others of their place, and at most so many by chance in each tail."""
    known = ~np.isnan(made.against.chance)
    low = int((made.against.smaller[known] < 1 / settings.far).sum())
    high = int((made.against.larger[known] < 1 / settings.far).sum())
    return low, high, int(known.sum()) / settings.far


def _statement(subject: Subject, settings: Settings, measure: str, made: Made) -> Message:
    low, high, expected = _tails(settings, made)
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "share": Percent.of(int(made.k.sum()), int(made.n.sum()), 2),
        "stations": Count(made.found.number),
        "level": called(subject, made.level),
        "low": Count(low),
        "high": Count(high),
        "expected": quantity(expected, 1),
    }
    if measure == "blank":
        text = _(
            "Blank votes are {share} of the ballots at {stations} stations of {record}. Held against the "
            "other stations of their {level}, {low} have far fewer and {high} far more. Chance would make at "
            "most {expected} of each if all places were equally uneven, which they need not be. How often "
            "honest elections have as many is not known well enough to say more."
        )
    else:
        text = _(
            "Invalid votes are {share} of the ballots at {stations} stations of {record}. Held against the "
            "other stations of their {level}, {low} have far fewer and {high} far more. Chance would make at "
            "most {expected} of each if all places were equally uneven, which they need not be. How often "
            "honest elections have as many is not known well enough to say more."
        )
    return Message(text, values)


def _numbers(subject: Subject, settings: Settings, made: Made) -> tuple[dict[str, Value], dict[str, Message]]:
    low, high, expected = _tails(settings, made)
    known = made.against.chance[~np.isnan(made.against.chance)]
    numbers: dict[str, Value] = {
        "stations": Count(made.found.number),
        "places": Count(made.places),
        "share": Percent.of(int(made.k.sum()), int(made.n.sum()), 3),
        "overdispersion": Quantity(Decimal(f"{made.rho:.4g}"), 5),
        "low": Count(low),
        "high": Count(high),
        "expected": quantity(expected, 2),
        "out": Count(int((known < 1 / settings.farther).sum())),
        "without": Count(int((made.k == 0).sum())),
    }
    labels = {
        "stations": say(_("stations that were looked at")),
        "places": say(_("places that hold them")),
        "share": say(_("such votes among the ballots")),
        "overdispersion": say(_("overdispersion: the correlation of two ballots of one station, beyond their place")),
        "low": say(
            _("stations far below the others of their place (one in {far} if all places are equally uneven)"),
            far=settings.far,
        ),
        "high": say(
            _("stations far above the others of their place (one in {far} if all places are equally uneven)"),
            far=settings.far,
        ),
        "expected": say(_("stations so far on one side, at most, if all places were equally uneven")),
        "out": say(
            _("stations that stand out (one in {farther} if all places are equally uneven)"), farther=settings.farther
        ),
        "without": say(_("stations without such a vote")),
    }
    for option, pair in made.together.items():
        if not math.isnan(pair.correlation):
            numbers[f"rank:{option}"] = quantity(pair.correlation, 3)
            labels[f"rank:{option}"] = say(
                _("rank correlation inside places with the share of {option} among other ballots ({low} to {high})"),
                option=subject.name(option),
                low=quantity(pair.low, 3),
                high=quantity(pair.high, 3),
            )
    return numbers, labels


class Pair(NamedTuple):
    """A record of another contest of the same day, and the measure that both have."""

    other: Counts
    item: str


def concurrent(subject: Subject) -> Pair | None:
    """The first contest of the same election, in the order of the case, with a record of the same units before ours."""
    own, contests = subject.counts, [c.id for c in subject.case.contests]
    for other in sorted(subject.evidence.counts, key=lambda c: (contests.index(c.contest.id), c.record)):
        if contests.index(other.contest.id) >= contests.index(own.contest.id):
            return None
        if other.contest.election != own.contest.election or other.level != own.level or not other.is_by_unit:
            continue
        item = next((i for i in ("cast", "valid") if own.has(i) and other.has(i)), None)
        if item is not None and own.table.get_column(UNIT).is_in(other.table.get_column(UNIT).implode()).any():
            return Pair(other, item)
    return None


def _both(subject: Subject, pair: Pair) -> pl.DataFrame:
    """Units that both records name once and give a figure for."""

    def one(counts: Counts, name: str) -> pl.DataFrame:
        table = pl.DataFrame({UNIT: counts.table.get_column(UNIT), name: counts.values(pair.item)})
        table = table.filter(pl.col(UNIT).is_not_null() & pl.col(name).is_between(0, 10**9))
        return table.filter(~pl.col(UNIT).is_duplicated())

    return one(subject.counts, "own").join(one(pair.other, "other"), on=UNIT, how="inner").sort(UNIT)


def _of_contests(subject: Subject, settings: Settings, pair: Pair) -> Finding:
    both = _both(subject, pair)
    apart = (both["own"].cast(pl.Int64) - both["other"].cast(pl.Int64)).to_numpy()
    of = (pair.other.contest.id, pair.other.record)
    values: dict[str, Value] = {
        "contest": Name(subject.contest.name),
        "other": Name(pair.other.contest.name),
        "units": Count(len(apart)),
        "equal": Count(int((apart == 0).sum())),
        "more": Count(int(apart[apart > 0].sum())),
        "fewer": Count(int(-apart[apart < 0].sum())),
        "item": say(_("ballots") if pair.item == "cast" else _("valid votes")),
        "least": Count(CHECK.needs.units),
    }
    title = Message(_("{item} of {contest} beside {other}"), values)
    if len(apart) < CHECK.needs.units:
        few = Message(
            _("{contest} and {other} have {units} stations with {item} in common; {least} are needed."), values
        )
        return cannot_tell(CHECK, subject, of, title, few).with_(sources=(*subject.counts.sources, *pair.other.sources))
    numbers: dict[str, Value] = {
        "stations": values["units"],
        "equal": values["equal"],
        "more": values["more"],
        "fewer": values["fewer"],
        "largest": Count(int(np.abs(apart).max())),
    }
    labels = {
        "stations": say(_("stations of both contests")),
        "equal": say(_("stations where both have as many")),
        "more": say(_("more in this contest, over all stations where it has more")),
        "fewer": say(_("fewer in this contest, over all stations where it has fewer")),
        "largest": say(_("largest difference at one station")),
    }
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(*subject.about, *of),
        title=title,
        statement=Message(
            _(
                "If the same voters were given both ballots, {contest} and {other} would have nearly as many "
                "{item} at each station. At {equal} of {units} stations they have exactly as many; elsewhere "
                "{contest} has {more} more and {fewer} fewer in all."
            ),
            values,
        ),
        rests_on=(say(_("The same name means the same station in both contests.")), *nature(subject, subject.counts)),
        does_not_show=say(
            _(
                "Why they differ: voters who may vote in one contest only, who leave a ballot blank or take it away, "
                "and ballots in the wrong box do so too."
            )
        ),
        would_settle=say(_("How many ballots of each contest every station was given and gave back.")),
        numbers=numbers,
        effect="largest",
        labels=labels,
        origins=with_computed(numbers, {"stations": rows_of(subject.counts)}),
        scope=Scope(
            len(apart),
            subject.counts.units - len(apart),
            say(_("the other contest does not name them, or a figure is missing"))
            if subject.counts.units > len(apart)
            else None,
        ),
        sources=tuple(dict.fromkeys((*subject.counts.sources, *pair.other.sources))),
        settings=asdict(settings),
    )


CHECK = Check(
    id="patterns.invalid_votes",
    title=_("Invalid and blank votes"),
    asks=_("How much do invalid and blank votes differ between stations of one place?"),
    kind=Kind.RECORD,
    needs=Needs(per="counts", by_unit=True, units=200, when=_applies),
    compute=compute,
    settings=Settings,
    assumes=_(
        "What counts as invalid or blank is judged alike at the stations of one place, and every place is"
        " as uneven as any other. That is not so: stations far above their place are many in undisputed "
        "elections."
    ),
    honest_causes=_(
        "Strict and lenient tables, a protest, a difficult ballot paper, old voters, figures entered in the wrong "
        "column; between contests, voters who may vote in one of them only."
    ),
    cannot_show=_(
        "Whether valid ballots were declared invalid, or why an option is strong where invalid votes are many."
    ),
    references=(
        "Overdispersion inside places: Spain 2019 0.0013, Chile 2021 0.0028, Germany 2024 0.0031 (0.0015 without votes "
        "by post), Bolivia 2019 0.0045, Russia 2011 0.012. Stations that stand out (one in a million): Spain none, "
        "Chile 5, Germany 11, Poland 2020 (first round) 21, Bolivia 2019 37, Russia 2011 86. Far above their place and "
        "far below it (one in 10,000): Spain 8 and 0 where 4.2 are expected, Bolivia 2020 56 and 0 (1.7), Germany 58 "
        "and 0 (8.7), Poland 59 and 0 (2.6).",
        "S. Behrens, Undervoting irregularities (2022), on ballots of contests that are held together.",
    ),
    experimental=True,
)
