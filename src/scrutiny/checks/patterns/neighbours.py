"""Do tables of one centre agree better than a random split of its voters lets them?

Null: the voters of a centre are handed out to its tables at random, as a rule that the case declares says; given the
totals of tables and options, every way of handing them out is equally likely (multivariate hypergeometric). Assumes:
the declared rule was followed. Asked only where the case declares such a rule. Honest causes of a sum of X² that is too
large: families that stay together under one surname, one odd table; no alarm is made of it, for real splits are 1.05 to
1.7 times too large. Honest causes of one that is too small: counts that were corrected to agree with a common total.
The interval of the ratio allows for centres that differ far more than others; where there are few, about 94 of a
hundred such intervals cover it.
Cannot show: copying that keeps as much chance as nature has, or which tables.
Reference: Pearson's X² against its exact mean and variance (Haldane 1940, Dawson 1954); Venezuela 2024 1.2, Spain 2019
1.2 to 1.7 (families), Bolivia 2019, where tables follow the date of registration, 2.5.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from scrutiny.evidence.mapping import Allotment
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import contenders
from scrutiny.findings.families import chance
from scrutiny.findings.finding import Finding, Kind, Scope, Tested, Verdict
from scrutiny.findings.intervals import Elsewhere, Estimate, elsewhere_numbers, picture, quantity
from scrutiny.findings.levels import NOWHERE, called, codes_of, levels_of
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.stations import Stations, stations
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Name, Value, _, say
from scrutiny.simulate.hands.planting import allotted, planted
from scrutiny.stats.random_split import Splits, Together, against_rest, splits, together

ORDER = 50

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Settings:
    """Which tables are looked at."""

    __pydantic_config__: ClassVar = STRICT

    least: int = 100
    """Tables with fewer ballots (for turnout: registered voters) are left out."""
    centres: int = 20
    """So many centres of several tables are needed; places of the largest level with fewer are not tested."""
    odd: int = 1000
    """A centre has an odd table when chance makes one as odd in one of so many centres."""


ELSEWHERE = (
    Elsewhere("ve-eg", _("Venezuela 2024 (disputed), by identity number: first option"), "1.22", "1.19", "1.26"),
    Elsewhere("ve-turnout", _("Venezuela 2024 (disputed), by identity number: turnout"), "1.24", "1.19", "1.31"),
    Elsewhere("es-cs", _("Spain 2019 (undisputed), by surname: a list of even support"), "1.20", "1.18", "1.23"),
    Elsewhere("es-psoe", _("Spain 2019 (undisputed), by surname: first list"), "1.63", "1.58", "1.68"),
    Elsewhere("es-turnout", _("Spain 2019 (undisputed), by surname: turnout"), "1.71", "1.63", "1.82"),
    Elsewhere("bo-mas", _("Bolivia 2019 (disputed), no random split: first option"), "2.49", "2.37", "2.62"),
)
"""Ratios measured by this method (see the tests on published figures)."""


class Asked(NamedTuple):
    """What is handed out: an option's votes among ballots, or the voters who came among those registered."""

    item: str
    option: Name | None
    found: Stations
    part: Whole
    whole: Whole
    beside: bool


def _applies(subject: Subject) -> Message | None:
    rule = subject.counts.allotted
    if rule is None:
        return say(
            _(
                "the case does not say that voters are handed out to the stations of {record} at random (key "
                "`allotted` of its table)"
            ),
            record=subject.counts.title,
        )
    if rule.level not in subject.counts.levels:
        return say(
            _("{record} does not name the places inside of which voters are handed out"), record=subject.counts.title
        )
    if not contenders(subject).asked:
        return say(_("{record} has no votes by option"), record=subject.counts.title)
    return None


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    rule = subject.counts.allotted
    assert rule is not None
    who = contenders(subject)
    beside = [_option(subject, option, True) for option in who.beside]
    for asked in [*(_option(subject, option, False) for option in who.asked), _turnout(subject)]:
        if asked is not None:
            others = [b for b in beside if b is not None] if asked.option is not None else []
            yield _finding(subject, settings, rule, asked, others)


def _option(subject: Subject, option: str, beside: bool) -> Asked | None:
    found = stations(subject, (option,), turnout=False)
    if found is None:
        return None
    return Asked(option, subject.name(option), found, found.votes[option], found.ballots, beside)


def _turnout(subject: Subject) -> Asked | None:
    numerator = "issued" if subject.counts.has("issued") else "cast"
    if not subject.counts.has("registered", numerator):
        return None
    found = stations(subject, (), turnout=True)
    if found is None or found.turned_out is None or found.registered is None:
        return None
    return Asked("turnout", None, found, found.turned_out, found.registered, False)


class Split(NamedTuple):
    """The tables that were judged: rows of the record, the code of each table's centre, and its two counts."""

    rows: Whole
    codes: Whole
    table: Whole
    made: Splits


def _split(subject: Subject, settings: Settings, rule: Allotment, asked: Asked) -> Split:
    keep = asked.whole >= settings.least
    rows = asked.found.rows[keep]
    table = np.stack([asked.part, asked.whole - asked.part], axis=1)[keep]
    codes, _names = codes_of(subject.counts, rule.level, rows)
    # Sums over tables in one order, whatever the order of the file.
    order = np.lexsort((*table.T, codes))
    order = order[codes[order] != NOWHERE]
    return Split(rows[order], codes[order], table[order], splits(codes[order], table[order]))


def _title(subject: Subject, asked: Asked) -> Message:
    if asked.option is None:
        return say(_("Turnout of neighbouring stations in {record}"), record=named(subject.counts))
    return say(
        _("Votes for {option} at neighbouring stations in {record}"), option=asked.option, record=named(subject.counts)
    )


def _finding(subject: Subject, settings: Settings, rule: Allotment, asked: Asked, others: list[Asked]) -> Finding:
    split = _split(subject, settings, rule, asked)
    whole = together(split.made)
    if whole is None or whole.groups < settings.centres:
        return cannot_tell(
            CHECK,
            subject,
            (asked.item,),
            _title(subject, asked),
            say(
                _(
                    "{record} has {n} places ({level}) with several stations of at least {least} ballots of which this "
                    "could be asked; {needed} are needed."
                ),
                record=named(subject.counts),
                n=whole.groups if whole is not None else 0,
                level=called(subject, rule.level),
                least=settings.least,
                needed=settings.centres,
            ),
        )
    tests = [Tested(f"smaller:{asked.item}", whole.smaller)]
    places, regional = _regions(subject, settings, rule, asked, split)
    numbers, labels = _numbers(settings, split, whole)
    # Without any difference there is no interval to draw.
    estimates = [_estimate(asked, whole)] if whole.ratio > 0 else []
    for other in others:
        found = together(_split(subject, settings, rule, other).made)
        if found is not None and found.groups >= settings.centres and other.option is not None:
            what = say(_("votes for {option}"), option=other.option)
            tests.append(Tested(f"smaller:{other.item}", found.smaller, beside=True, what=what))
            numbers[f"beside:{other.item}"] = quantity(found.ratio)
            labels[f"beside:{other.item}"] = say(
                _("the same ratio for {option}, which nobody says has won"), option=other.option
            )
            if found.ratio > 0:
                estimates.append(_estimate(other, found))
    more, named_more = elsewhere_numbers(ELSEWHERE)
    numbers |= more
    labels |= named_more
    left = asked.found.counts.units - int(split.made.rows.sum())
    return Finding(
        check=CHECK.id,
        kind=Kind.TEST,
        verdict=Verdict.CANNOT_TELL,  # until all tests of the plan are known
        about=(*subject.about, asked.item),
        title=_title(subject, asked),
        statement=_statement(subject, rule, asked, whole),
        sees=lambda limit: say(
            _("A ratio of {ratio} or less would have been found with a chance of 90 in 100."),
            ratio=quantity(whole.even(limit)),
        ),
        rests_on=(
            say(
                _("Voters of one {level} are handed out to its stations {by}: {said_by}."),
                level=called(subject, rule.level),
                by=say(_BY[rule.by]),
                said_by=Name(rule.said_by.strip().rstrip(".")),
            ),
            say(
                _(
                    "A ratio above 1 is no alarm: families that stay together make real splits differ 1.05 to 1.7 "
                    "times as much as chance does. Only a ratio that is too small is tested."
                )
            ),
            *nature(subject, subject.counts),
        ),
        breaks_if=(
            say(
                _(
                    "Counts of stations were made to agree with a common total by a lawful correction, or the record "
                    "spreads figures of a place evenly over its stations."
                )
            ),
        ),
        does_not_show=say(
            _(
                "Figures that were altered with as much chance in them as nature has, or alike in every station of a "
                "place; which stations; who gained."
            )
        ),
        would_settle=say(_("The lists of voters by station, and the sheets of the stations of one place together.")),
        numbers=numbers,
        effect="ratio",
        labels=labels,
        origins=with_computed(numbers, {"stations": rows_of(subject.counts)}),
        scope=Scope(
            int(split.made.rows.sum()),
            left,
            say(_("they stand alone in their place, are small or lack a figure")) if left else None,
        ),
        units=places,
        figure=None if subject.bare or not estimates else _picture(subject, rule, estimates),
        sources=subject.counts.sources,
        settings=asdict(settings),
        tests=(*tests, *regional),
    )


_BY = {
    "alphabet": _("by surname"),
    "number": _("by a number that says nothing of the voter"),
    "lot": _("by lot"),
}


def _statement(subject: Subject, rule: Allotment, asked: Asked, whole: Together) -> Message:
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "level": called(subject, rule.level),
        "places": Count(whole.groups),
        "ratio": quantity(whole.ratio),
        "chance": chance(whole.smaller),
    }
    if asked.option is not None:
        values["option"] = asked.option
    if not whole.ratio > 0:
        return Message(_NOT_AT_ALL[asked.option is not None], values)
    values |= {"low": quantity(whole.low), "high": quantity(whole.high)}
    if whole.ratio < 1:
        return Message(_TOO_ALIKE[asked.option is not None], values)
    said = Message(_NOT_ALIKE[asked.option is not None], values)
    if whole.low > FAMILIES:
        return say(
            _(
                "{said} Families that stay together make it 1.05 to 1.7 times as much; it is far above that, so the "
                "rule was probably not followed, and then the test tells nothing."
            ),
            said=said,
        )
    return say(_("{said} Families that stay together make it 1.05 to 1.7 times as much."), said=said)


FAMILIES = 2.0
"""Where the whole interval of the ratio lies above this, families that stay together do not explain it."""

_NOT_ALIKE = {
    True: _(
        "In {places} places ({level}) of {record}, stations of one place are not more alike in the votes "
        "for {option} than chance makes them, and nothing else is asked here. They differ {ratio} times "
        "as much ({low} to {high}) as they would if the voters of a place were handed out to its stations"
        " at random."
    ),
    False: _(
        "In {places} places ({level}) of {record}, stations of one place are not more alike in turnout "
        "than chance makes them, and nothing else is asked here. Turnout differs {ratio} times as much "
        "({low} to {high}) as it would if the voters of a place were handed out to its stations at "
        "random."
    ),
}

_TOO_ALIKE = {
    True: _(
        "If the voters of each of {places} places ({level}) of {record} were handed out to its stations "
        "at random, the votes for {option} would differ between them by chance alone. They differ only "
        "{ratio} times as much ({low} to {high}). So little or less has a chance of {chance}."
    ),
    False: _(
        "If the voters of each of {places} places ({level}) of {record} were handed out to its stations "
        "at random, turnout would differ between them by chance alone. It differs only {ratio} times as "
        "much ({low} to {high}). So little or less has a chance of {chance}."
    ),
}

_NOT_AT_ALL = {
    True: _(
        "If the voters of each of {places} places ({level}) of {record} were handed out to its stations "
        "at random, the votes for {option} would differ between them by chance alone. They do not differ "
        "at all, which has a chance of {chance}."
    ),
    False: _(
        "If the voters of each of {places} places ({level}) of {record} were handed out to its stations "
        "at random, turnout would differ between them by chance alone. It does not differ at all, which "
        "has a chance of {chance}."
    ),
}


def _numbers(settings: Settings, split: Split, whole: Together) -> tuple[dict[str, Value], dict[str, Message]]:
    observed, expected = _odd(settings, split, whole)
    numbers: dict[str, Value] = {
        "stations": Count(int(split.made.rows.sum())),
        "places": Count(whole.groups),
        "ratio": quantity(whole.ratio, 3),
        "chance": chance(whole.smaller),
        "odd": Count(observed),
        "odd_expected": quantity(expected, 1),
    }
    labels = {
        "stations": say(_("stations that were looked at")),
        "places": say(_("places with several of them")),
        "ratio": say(_("difference between stations of one place, chance being 1")),
        "chance": say(_("chance of so small a difference or less")),
        "odd": say(
            _(
                "places with a station that stands out from the others (one in {odd} by chance), where stations "
                "differ as much as they do here"
            ),
            odd=settings.odd,
        ),
        "odd_expected": say(_("of such places, those that chance would make")),
    }
    if whole.ratio > 0:
        numbers |= {"ratio_least": quantity(whole.low, 3), "ratio_most": quantity(whole.high, 3)}
        labels["ratio_least"] = say(_("the ratio, at least (95% interval)"))
        labels["ratio_most"] = say(_("the ratio, at most (95% interval)"))
    return numbers, labels


def _odd(settings: Settings, split: Split, whole: Together) -> tuple[int, float]:
    """Centres whose oddest table would be as odd in one centre of so many, and how many chance makes.

    X² of a table against the rest is held against chance times the ratio of the record, so that what makes all tables
    differ is not told of single ones; the number of tables of a centre is paid for.
    """
    single = against_rest(split.codes, split.table)
    known = ~np.isnan(single.statistic)
    scaled = single.statistic[known] / max(1.0, whole.ratio)
    # One degree of freedom: two rows, two categories.
    p = np.array([math.erfc(math.sqrt(x / 2)) for x in scaled])
    codes = split.codes[known]
    tables = np.bincount(codes)[codes]
    odd = np.unique(codes[p * tables <= 1 / settings.odd])
    return len(odd), len(np.unique(codes)) / settings.odd


def _regions(
    subject: Subject, settings: Settings, rule: Allotment, asked: Asked, split: Split
) -> tuple[Any, list[Tested]]:
    """Each place of the largest level, tested by itself."""
    import polars as pl

    levels = levels_of(subject)
    if not levels or levels[0] == rule.level:
        return None, []
    level = levels[0]
    regions, names = codes_of(subject.counts, level, split.rows)
    first = np.full(int(split.codes.max(initial=0)) + 1, NOWHERE, dtype=np.int64)
    first[split.codes] = regions
    of_group = first[split.made.group]
    rows, tested = [], []
    for code, name in enumerate(names):
        found = together(split.made.of(of_group == code))
        if found is None or found.groups < settings.centres:
            continue
        tested.append(Tested(f"{level}={name}:{asked.item}", found.smaller, family="regional"))
        rows.append((name, found.groups, round(found.ratio, 3), float(f"{found.smaller:.3g}")))
    if not rows:
        return None, []
    made = pl.DataFrame(rows, schema=["unit", "places", "ratio", "chance"], orient="row")
    return made.sort("chance", "unit"), tested


def _estimate(asked: Asked, found: Together) -> Estimate:
    what = _("turnout") if asked.option is None else _("votes for {option}")
    return Estimate(what, found.ratio, found.low, found.high, asked.option)


def _picture(subject: Subject, rule: Allotment, estimates: list[Estimate]) -> Any:
    return picture(
        estimates,
        ELSEWHERE,
        1,
        _("difference between stations of one place, chance being 1"),
        say(_("How much stations of one place differ")),
        say(
            _(
                "How much stations of one {level} of {record} differ, as a multiple of what a random split makes "
                "(95% intervals), and the same of other elections."
            ),
            level=called(subject, rule.level),
            record=named(subject.counts),
        ),
    )


def _planted(evidence: Evidence) -> Evidence:
    """Voters handed out by lot, then half of the stations given the shares of their centre with little chance."""
    return planted("too_even", 0.5, within="place")(allotted(evidence))


CHECK = Check(
    id="patterns.neighbours",
    title=_("Neighbouring stations"),
    asks=_("Do stations of one place agree better than a random split of its voters lets them?"),
    kind=Kind.TEST,
    needs=Needs(per="counts", by_unit=True, units=100, when=_applies),
    compute=compute,
    settings=Settings,
    null=_(
        "The voters of a place are handed out to its stations at random: given the totals of stations and options, "
        "every way of handing them out is equally likely."
    ),
    assumes=_("The rule by which voters are handed out, which the case declares with who says so, was followed."),
    honest_causes=_(
        "Of too small a difference: counts that a lawful correction made to agree with a common total, or a record "
        "that spreads figures of a place over its stations. Of a large one, of which no alarm is made: families that "
        "stay together, one odd station."
    ),
    cannot_show=_(
        "Figures that were altered with as much chance as nature has, or alike in every station of a place; which "
        "stations; who gained."
    ),
    references=(
        "J. B. S. Haldane, The mean and variance of χ², when used as a test of homogeneity, when expectations are "
        "small, Biometrika 31 (1940) 346-355. R. B. Dawson, Biometrika 41 (1954) 280.",
        "Ratios by this method: Venezuela 2024 1.22 (turnout 1.24), Spain 2019 1.20 to 1.63 (turnout 1.71); Bolivia "
        "2019, where voters are handed out by date of registration, 2.49.",
    ),
    example=_("Venezuela 2024: votes of the first option differ 1.22 times as much as a random split makes them."),
    planted=_planted,
)
