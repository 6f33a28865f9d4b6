"""Do counts end with some digits more often than chance gives?

Null: the votes of each station are drawn with its own share; how likely each last and each second digit then is follows
from its size, and the digits found are held against that and never against a tenth or against Benford's law. By as much
as two laws of chance disagree, what is expected may be off. Assumes: counts come from counting. It refuses where digits
are not free: where counts are small, differ by less than ten votes among stations, or where the two laws expect
different digits. Honest causes that trip it: counts rounded in a summary, ballots limited by a ceiling on the size of a
station. Cannot show: figures altered with their last digits left free (votes moved in proportion); which stations; who
gained.
Reference: B. Beber, A. Scacco, Political Analysis 20 (2012) 211-234, for people's digits; J. Deckert, M. Myagkov, P.
Ordeshook, Political Analysis 19 (2011) 245-268, for honest counts that fail Benford's law. Canada 2011: above a cut of
the count at 100, last digits seem to have a chance of 5.5e-12; by this method it is 0.6.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

import numpy as np

from scrutiny.evidence.shape import STRICT
from scrutiny.findings.by_unit import by_unit, sampled
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import contenders, nobody
from scrutiny.findings.digits_read import BALLOTS, LAST, Digits, read_last, read_second, whole_of
from scrutiny.findings.families import chance
from scrutiny.findings.finding import Figure, Finding, Kind, Tested, Verdict
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.rounding import rounded
from scrutiny.findings.stations import Stations, stations
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Percent, Quantity, Value, _, say, series
from scrutiny.simulate.hands.planting import planted
from scrutiny.stats.second_digits import BENFORD, benford_second_digits

ORDER = 20


@dataclass(frozen=True)
class Settings:
    """Which stations are looked at."""

    __pydantic_config__: ClassVar = STRICT

    sizes: tuple[int, ...] = (100, 200, 300, 500)
    """Stations with fewer ballots (for the digits of ballots: registered voters) are left out. The smallest of these
    sizes from which on last digits are free is taken."""
    spread: Decimal = Decimal("10")
    """Counts must differ among stations by so many, as a standard deviation."""
    region: int = 200
    """Places of the largest level with fewer stations are not tested by themselves."""
    second: int = 40_000
    """So many stations at most are asked for their second digits."""
    beside: int = 10_000
    """So many stations at most are asked for the digits of the other options."""


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    who = contenders(subject)
    for option in who.asked:
        found = _kept(subject, option, settings.sizes[0])
        if found is None or found.number < CHECK.needs.units:
            yield _too_few(subject, option, found)
            continue
        found, last, places = _read(found, option, settings, settings.region)
        second = read_second(sampled(found, settings.second)[0], option, settings.spread)
        beside = {name: part for name in who.beside if (part := _beside(subject, name, settings)) is not None}
        yield _finding(subject, settings, option, found, last, second, places, beside)
    yield _of_ballots(subject, settings)


def _kept(subject: Subject, option: str, least: int) -> Stations | None:
    found = stations(subject, () if option == BALLOTS else (option,), turnout=option == BALLOTS)
    if found is None:
        return None
    if found.registered is not None:
        found = found.where(found.ballots <= found.registered, say(_("more ballots than registered voters")))
    return by_unit(found.where(whole_of(found, option) >= least, say(_("small"))))


def _read(
    found: Stations, option: str, settings: Settings, region: int | None
) -> tuple[Stations, Digits, list[tuple[str, Digits]]]:
    """Last digits, and the stations that they are of."""
    size, last, places = read_last(found, option, settings.spread, settings.sizes, CHECK.needs.units, region)
    return found.where(whole_of(found, option) >= size, say(_("too small for free digits"))), last, places


def _beside(subject: Subject, option: str, settings: Settings) -> tuple[Digits, Digits] | None:
    found = _kept(subject, option, settings.sizes[0])
    if found is None or found.number < CHECK.needs.units:
        return None
    some, last, _places = _read(sampled(found, settings.beside)[0], option, settings, None)
    return last, read_second(some, option, settings.spread)


def _what(subject: Subject, option: str) -> Message:
    return say(_("the ballots")) if option == BALLOTS else say(_("the votes for {option}"), option=subject.name(option))


def _title(subject: Subject, option: str) -> Message:
    return say(_("Digits of {what} in {record}"), what=_what(subject, option), record=named(subject.counts))


def _of(option: str) -> tuple[str, ...]:
    return () if option == BALLOTS else (option,)


def _of_ballots(subject: Subject, settings: Settings) -> Finding:
    found = _kept(subject, BALLOTS, settings.sizes[0]) if subject.counts.has("registered") else None
    if found is None:
        return cannot_tell(
            CHECK,
            subject,
            _of(BALLOTS),
            _title(subject, BALLOTS),
            say(
                _(
                    "{record} has no registered voters and ballots side by side, so that nothing can be said of the "
                    "last digits of the ballots: of what whole they are a part is not known."
                ),
                record=named(subject.counts),
            ),
        )
    if found.number < CHECK.needs.units:
        return _too_few(subject, BALLOTS, found)
    found, last, places = _read(found, BALLOTS, settings, settings.region)
    return _finding(subject, settings, BALLOTS, found, last, None, places, {})


def _too_few(subject: Subject, option: str, found: Stations | None) -> Finding:
    return cannot_tell(
        CHECK,
        subject,
        _of(option),
        _title(subject, option),
        say(
            _(
                "{record} has {n} stations that are large enough for the digits of {what} to be looked at; {least} are "
                "needed."
            ),
            record=named(subject.counts),
            n=found.number if found is not None else 0,
            what=_what(subject, option),
            least=CHECK.needs.units,
        ),
        found,
    )


def _finding(
    subject: Subject,
    settings: Settings,
    option: str,
    found: Stations,
    last: Digits,
    second: Digits | None,
    places: list[tuple[str, Digits]],
    beside: dict[str, tuple[Digits, Digits]],
) -> Finding:
    tests = [Tested(f"last:{option}", last.chance)] if last.sound else []
    if second is not None and second.sound:
        tests.append(Tested(f"second:{option}", second.chance, what=second.called if tests else None))
    seen = next((part for part in (last, second) if part is not None and part.sound), None)
    level = found.counts.levels[0] if found.counts.levels else ""
    if last.sound:
        tests += [
            Tested(f"{level}={name}:last:{option}", here.chance, family="regional")
            for name, here in places
            if here.sound
        ]
    numbers, labels = _numbers(option, found, last, second)
    for name, parts in beside.items():
        for part in parts:
            if part.sound:
                tests.append(Tested(f"{part.which}:{name}", part.chance, beside=True))
                key = f"beside:{part.which}:{name}"
                numbers[key] = chance(part.chance)
                labels[key] = say(
                    _("{which} of {option}, which nobody says has won: chance of so large a distance"),
                    which=part.called,
                    option=subject.name(name),
                )
    return Finding(
        check=CHECK.id,
        kind=Kind.TEST,
        verdict=Verdict.CANNOT_TELL,  # until all tests of the plan are known; for good where digits are not free
        about=(*subject.about, *_of(option)),
        title=_title(subject, option),
        statement=_statement(subject, option, found, last, second),
        sees=partial(_seen, seen.which, seen.own.effective, seen.own.freedom) if seen is not None else None,
        rests_on=(
            *(
                say(
                    _(
                        "For the {which}, the votes of each station are taken to fall around its own share as coins "
                        "do. If that share is itself uncertain, as large a distance has a chance of {other}."
                    ),
                    which=part.called,
                    other=chance(part.unsure.chance),
                )
                for part in (last, second)
                if part is not None and part.sound
            ),
            say(
                _(
                    "Stations are chosen by their size ({least} or more, the smallest size from which on digits are "
                    "free), never by the count whose digits are looked at."
                ),
                least=int(whole_of(found, option).min()),
            ),
            *nature(subject, subject.counts),
        ),
        breaks_if=(
            say(
                _(
                    "Counts were rounded or estimated on their way into the record, or a ceiling on the size of a "
                    "station makes many counts end alike."
                )
            ),
        ),
        does_not_show=say(
            _(
                "Anything that leaves digits free, such as votes moved in proportion. Where it rings it cannot say in "
                "which stations, by whom or why."
            )
        ),
        would_settle=say(_("The sheets of the stations, beside the figures of the record.")),
        numbers=numbers,
        effect="last-outside" if last.sound else "second-outside",
        labels=labels,
        origins=with_computed(numbers, {"stations": rows_of(subject.counts)}),
        scope=found.scope,
        units=_table(places),
        figure=None if subject.bare else _picture(subject, option, last, second),
        sources=subject.counts.sources,
        settings={key: list(v) if isinstance(v, tuple) else v for key, v in asdict(settings).items()},
        tests=tuple(tests),
    )


def _statement(subject: Subject, option: str, found: Stations, last: Digits, second: Digits | None) -> Message:
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "what": _what(subject, option),
        "stations": Count(found.number),
    }
    if last.sound:
        ends = last.own.ends
        first = Message(
            _(
                "In {record}, {ends} of the last digits of {what} in {stations} stations are 0 or 5, expected "
                "{expected} (standard deviation {deviation} points). If chance alone makes all ten digits, they "
                "lie as far from what is expected as here, or farther, with a chance of {chance}."
            ),
            values
            | {
                "chance": chance(last.chance),
                "ends": _percent(ends.found),
                "expected": _percent(ends.expected),
                "deviation": Quantity(rounded(100 * ends.spread, 2), 2),
            },
        )
    else:
        first = Message(
            _("In {record}, nothing can be said of the last digits of {what} in {stations} stations: {why}."),
            values | {"why": last.refusal()},
        )
    if second is None:
        return first
    if second.sound:
        return say(
            _("{first} For their second digits (in {n} stations) that chance is {chance}."),
            first=first,
            n=second.own.units,
            chance=chance(second.chance),
        )
    return say(
        _("{first} Nothing can be said of their second digits: {why}."),
        first=first,
        why=second.refusal(),
    )


def _seen(which: str, effective: float, freedom: int, limit: float) -> Message | None:
    """Part f of the digits turned to 0 adds 9·f² for each free station to the noncentrality of χ²."""
    from scipy.special import chdtri, chndtrinc

    part = math.sqrt(float(chndtrinc(chdtri(freedom, limit), freedom, 0.1)) / (9 * effective))
    if not part <= 1:
        return None
    values: dict[str, Value] = {"part": _percent(part)}
    if which == LAST:
        return Message(
            _(
                "Counts that end with 0 without need in about {part} of the stations would have been seen with a "
                "chance of 90 in 100."
            ),
            values,
        )
    return Message(
        _(
            "Counts whose second digit is 0 without need in about {part} of the stations would have been seen"
            " with a chance of 90 in 100."
        ),
        values,
    )


def _percent(part: float) -> Percent:
    return Percent(rounded(100 * part, 2), 2)


def _numbers(
    option: str, found: Stations, last: Digits, second: Digits | None
) -> tuple[dict[str, Value], dict[str, Message]]:
    numbers: dict[str, Value] = {"stations": Count(found.number), "spread": Quantity(rounded(last.spread, 1), 1)}
    labels = {
        "stations": say(_("stations that were looked at")),
        "spread": say(_("standard deviation of the counts among stations")),
    }
    for part in (last, second):
        if part is None:
            continue
        values: dict[str, Value] = {"which": part.called}
        own = part.own
        found_of: list[tuple[str, Message, Value]] = [
            ("units", Message(_("{which}: stations that have one"), values), Count(own.counted)),
            ("usable", Message(_("{which}: how free they are"), values), _percent(own.usable)),
            (
                "disagreement",
                Message(_("{which}: distance between two laws of chance"), values),
                Quantity(rounded(part.disagreement, 2), 2),
            ),
        ]
        if part.sound:
            found_of += [
                ("distance", Message(_("{which}: distance (χ²)"), values), Quantity(rounded(own.statistic, 2), 2)),
                ("freedom", Message(_("{which}: degrees of freedom of the distance"), values), Count(own.freedom)),
                ("chance", Message(_("{which}: chance of so large a distance"), values), chance(own.chance)),
                (
                    "chance_unsure",
                    Message(_("{which}: that chance where each share is itself uncertain"), values),
                    chance(part.unsure.chance),
                ),
                ("mean", Message(_("{which}: their mean"), values), Quantity(rounded(own.mean.found, 3), 3)),
                (
                    "mean_expected",
                    Message(_("{which}: the mean that is expected"), values),
                    Quantity(rounded(own.mean.expected, 3), 3),
                ),
                ("ends", Message(_("{which}: part that is 0 or 5"), values), _percent(own.ends.found)),
                (
                    "ends_expected",
                    Message(_("{which}: part that is expected to be 0 or 5"), values),
                    _percent(own.ends.expected),
                ),
                (
                    "ends_deviation",
                    Message(_("{which}: 0 and 5, deviations"), values),
                    Quantity(rounded(own.ends.z, 2), 2),
                ),
            ]
            misfit = part.misfit
            found_of += [
                (
                    "outside",
                    Message(_("{which}: part that would have to change, beyond chance (index Δ)"), values),
                    _percent(misfit.delta_beyond),
                ),
                (
                    "mixture",
                    Message(_("{which}: part that need not come from counting, beyond chance (index π*)"), values),
                    _percent(misfit.mixture_beyond),
                ),
            ]
        for key, label, value in found_of:
            numbers[f"{part.which}-{key}"], labels[f"{part.which}-{key}"] = value, label
    if second is not None:
        benford = benford_second_digits(found.votes[option])
        numbers["benford_mean"] = Quantity(rounded(benford.mean.found, 3), 3)
        labels["benford_mean"] = say(
            _("mean second digit of all counts from 10 on (a description: under Benford's law it would be {law})"),
            law=Quantity(rounded(float(BENFORD @ np.arange(10)), 3), 3),
        )
        numbers["benford_distance"] = Quantity(rounded(benford.statistic, 1), 1)
        labels["benford_distance"] = say(
            _("distance of second digits from Benford's law (a description: honest counts lie far from it)")
        )
    return numbers, labels


def _table(places: list[tuple[str, Digits]]) -> Any:
    import polars as pl

    rows = [
        (name, here.own.units, round(100 * here.own.ends.found, 2), float(f"{here.chance:.3g}"))
        for name, here in places
        if here.sound
    ]
    if not rows:
        return None
    made = pl.DataFrame(rows, schema=["unit", "stations", "ends", "chance"], orient="row")
    return made.sort("chance", "unit")


def _picture(subject: Subject, option: str, last: Digits, second: Digits | None) -> Figure | None:
    part = next((part for part in (last, second) if part is not None and part.sound), None)
    if part is None:
        return None
    spread = np.sqrt(np.maximum(0.0, np.diag(part.own.covariance)))
    rows = [
        {
            "digit": digit,
            "observed": int(part.own.observed[digit]),
            "expected": float(f"{part.own.expected[digit]:.7g}"),
            "deviation": float(f"{spread[digit]:.4g}"),
        }
        for digit in range(10)
    ]
    return Figure(
        kind="digits",
        title=say(_("How often each digit stands there")),
        data={"option": "" if option == BALLOTS else option, "rows": rows},
        caption=say(
            _(
                "Stations of {record} by the {which} of {what}. If chance alone makes the digits, a dot lies in "
                "the grey band in 95 of 100 such elections. The scale does not begin at 0."
            ),
            which=part.called,
            what=_what(subject, option),
            record=named(subject.counts),
        ),
        alternative=say(
            _("Stations by digit, from 0 to 9: {rows}."),
            rows=series(
                [
                    say(
                        _("{observed} (expected {expected})"),
                        observed=int(part.own.observed[digit]),
                        expected=Quantity(rounded(float(part.own.expected[digit]), 1), 1),
                    )
                    for digit in range(10)
                ]
            ),
        ),
    )


CHECK = Check(
    id="patterns.digits",
    title=_("Last and second digits"),
    asks=_("Do counts end with some digits more often than chance gives?"),
    kind=Kind.TEST,
    needs=Needs(per="counts", by_unit=True, units=200, when=nobody),
    compute=compute,
    settings=Settings,
    null=_(
        "The votes of each station fall around its own share by chance, as a binomial does. How often "
        "each last and each second digit then occurs follows from the sizes of the stations. Two laws of "
        "chance are asked, and the distance between them is allowed for."
    ),
    assumes=_(
        "Counts come from counting, and their digits are free. Where counts are small or alike, or where "
        "two laws of chance expect different digits, the check says that it cannot tell."
    ),
    honest_causes=_(
        "Counts rounded or estimated in a summary, and a ceiling on the size of a station near which many ballots end."
    ),
    cannot_show=_(
        "Figures altered with their last digits left free, such as votes moved in proportion; which stations were "
        "altered; who gained. Distances from Benford's law show nothing."
    ),
    references=(
        "B. Beber, A. Scacco, What the numbers say, Political Analysis 20 (2012) 211-234.",
        "J. Deckert, M. Myagkov, P. C. Ordeshook, Political Analysis 19 (2011) 245-268: honest simulations fail "
        "Benford's law and altered ones pass.",
        "J. Medzihorsky, Political Analysis 23 (2015) 506-517, for the indices Δ and π*, here less what chance alone "
        "gives.",
    ),
    example=_(
        "Canada 2011: cut at counts of 100, last digits seem to have a chance of 1 in 182,000,000,000 (a "
        "false alarm). By this method it is 60 in 100."
    ),
    planted=planted("human_digits", 0.8),
)
