"""Do late units differ from the early units of their own polling places?

Late units differ from early ones in every count, because they lie elsewhere: that shift by itself says nothing. Null:
of the units of one polling place, size, number and chance decide which are late. The test takes late less early units
inside each place, plainly and with size and number given, and rings where both are rare: the plain comparison by itself
rings where large or high-numbered units report late and vote otherwise. A coarser match (municipality, region) and an
earlier election of the same places are set beside it and decide nothing, since both are off by points in an accepted
election (Bolivia 2020). Assumes: nothing else that goes with the vote makes one unit of a place later than another.
Honest causes that trip it: units that were counted again, or late for a cause that size and number do not tell. Cannot
show: places that are late as a whole; anything that came before the cut; who made a difference. A cumulative curve that
bends, or a step between bins of arrival, only shows that other places report: it is no evidence here. Reference: N.
Idrobo, D. Kronick, F. Rodriguez, Journal of Politics 84 (2022) 2202-2215; R. Bell, D. McCaffrey, Survey Methodology 28
(2002) 169-181. Bolivia 2019 and 2020 are recomputed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import ClassVar

from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.contenders import Contenders, contenders, nobody
from scrutiny.findings.early_late import Parts, order_known, parts
from scrutiny.findings.families import chance
from scrutiny.findings.finding import Finding, Kind, Tested, Verdict
from scrutiny.findings.late_compared import (
    Asked,
    Compared,
    asked_of,
    beside,
    compared_of,
    decimal,
    level_name,
    numbers_of,
    picture,
    points,
    regions,
)
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Percent, Value, _, say
from scrutiny.simulate.hands.planting import planted

ORDER = 70


@dataclass(frozen=True)
class Settings:
    """Where early ends, and which places count. The cut is to be fixed before the figures are seen."""

    __pydantic_config__: ClassVar = STRICT

    cut: Decimal = Decimal("0.5")
    """The part of the units that is early. Half: both sides are then known best, and nobody chose it for what it
    shows. With earlier states of the count, the one whose part is nearest."""
    until: str = ""
    """The last arrival that is early, as the attribute writes it, or the record whose units are early; instead of
    `cut`, where counting is said to have changed at a moment."""
    place: str = ""
    """The level of the polling places; the finest level when empty, if it is called centre, place or venue."""
    least: int = 20
    """So many places must hold both early and late units; so many also in each larger place tested by itself."""


def _applies(subject: Subject) -> Message | None:
    return nobody(subject) or order_known(subject)


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    who = contenders(subject)
    made = parts(subject, who.every, settings.cut, settings.until, settings.place)
    if isinstance(made, Message):
        yield _without(subject, made)
        return
    wanted: list[tuple[str, ...]] = [(option,) for option in who.asked]
    first = _first_two(made, who)
    if first:
        wanted.append(first)
    for options in wanted:
        asked = asked_of(made, options)
        compared = compared_of(subject, made, asked)
        others = () if asked.margin else who.beside
        yield _finding(subject, settings, made, asked, compared, others)


def _first_two(made: Parts, who: Contenders) -> tuple[str, ...]:
    order = sorted(who.every, key=lambda option: (-int(made.found.votes[option].sum()), option))
    return tuple(order[:2]) if len(order) > 1 else ()


def _without(subject: Subject, why: Message) -> Finding:
    return cannot_tell(
        CHECK,
        subject,
        (),
        say(_("Late units in {record}"), record=named(subject.counts)),
        say(_("Whether late units differ from early ones cannot be told: {why}."), why=why),
    )


def _hinders(subject: Subject, made: Parts, compared: Compared, settings: Settings) -> Message | None:
    """Why there is no test, or None."""
    if made.place is None:
        finest = made.levels[0].name
        if not finest:
            return say(_("{record} names no places"), record=named(subject.counts))
        return say(
            _(
                "{record} names no polling places, and late units of a {level} need not be like the early ones of "
                "the same {level}"
            ),
            record=named(subject.counts),
            level=level_name(subject, finest),
        )
    groups = compared.inside.groups if compared.inside is not None else 0
    if made.found.number < CHECK.needs.units:
        return say(
            _("{record} has {n} units with all that this needs, and {least} are needed"),
            record=named(subject.counts),
            n=made.found.number,
            least=CHECK.needs.units,
        )
    if groups < settings.least:
        return say(
            _("{n} polling places hold both early and late units, and {least} are needed"),
            one=_("one polling place holds both early and late units, and {least} are needed"),
            counts="n",
            n=groups,
            least=settings.least,
        )
    assert compared.inside is not None
    if not compared.inside.error > 1e-9:
        return say(_("the units of a place are all alike"))
    if compared.tested is None:
        return say(_("the size and the number of a unit tell by themselves which units of a place are late"))
    return None


def _title(subject: Subject, asked: Asked) -> Message:
    if asked.margin:
        return say(
            _("Late units and the lead of {first} over {second} in {record}"),
            first=subject.name(asked.options[0]),
            second=subject.name(asked.options[1]),
            record=named(subject.counts),
        )
    return say(
        _("Late units and {option} in {record}"), option=subject.name(asked.options[0]), record=named(subject.counts)
    )


def _finding(
    subject: Subject, settings: Settings, made: Parts, asked: Asked, compared: Compared, others: tuple[str, ...]
) -> Finding:
    hinders = _hinders(subject, made, compared, settings)
    tests: list[Tested] = []
    units = None
    numbers, labels = numbers_of(subject, made, compared)
    if hinders is None and compared.tested is not None:
        tests.append(Tested(f"inside:{asked.key}", compared.tested.chance))
        units, regional = regions(made, asked, settings.least)
        tests += regional
        for option, found in beside(made, others).items():
            name = subject.name(option)
            what = say(_("late units and {option}"), option=name)
            tests.append(Tested(f"inside:{option}", found.chance, beside=True, what=what))
            numbers[f"beside:{option}"] = chance(found.chance)
            labels[f"beside:{option}"] = say(
                _("chance of so large a difference for {option}, which nobody says has won"), option=name
            )
    return Finding(
        check=CHECK.id,
        kind=Kind.TEST,
        verdict=Verdict.CANNOT_TELL,  # until all tests of the plan are known
        about=(*subject.about, *asked.options),
        title=_title(subject, asked),
        statement=_statement(subject, made, asked, compared, hinders),
        sees=compared.seen if tests else None,
        rests_on=(
            say(_("Early is {early}; the rest is late. Nothing about the result chose this cut."), early=made.early)
            if not settings.until
            else say(_("Early is {early}; the rest is late. The settings chose this cut."), early=made.early),
            *_reach(made, compared),
            say(_("An alarm needs the difference to be as rare when the size of a unit and its number are given.")),
            *nature(subject, subject.counts),
        ),
        breaks_if=(
            say(
                _(
                    "Within a place, something that goes with the vote and that neither size nor number tells decides "
                    "which units are late, such as that some were counted a second time. With size and number taken "
                    "into account the difference is {given}."
                ),
                given=_given(compared),
            ),
        ),
        does_not_show=say(
            _(
                "Whether places that were late as a whole were counted rightly, what happened before the cut, or who "
                "made a difference. That the cumulative result moves, bends or steps with the part counted is no "
                "evidence: places of another kind report at another time, and how arrivals are binned makes and "
                "hides steps."
            )
        ),
        would_settle=say(
            _("The sheets of late units beside the figures, and the log of when each was received and entered.")
        ),
        numbers=numbers,
        effect="inside",
        labels=labels,
        origins=with_computed(numbers, {"early_units": rows_of(subject.counts), "late_units": rows_of(subject.counts)}),
        scope=made.found.scope,
        units=units,
        figure=None if subject.bare else picture(subject, made, asked, compared),
        sources=subject.counts.sources,
        settings={key: str(v) if isinstance(v, Decimal) else v for key, v in asdict(settings).items()},
        tests=tuple(tests),
    )


def _given(compared: Compared) -> Message:
    if compared.tested is None or compared.given is None:
        return say(_("not to be told"))
    return say(
        _("{difference} points (standard error {error})"),
        difference=points(compared.given.difference),
        error=points(compared.given.error),
    )


def _reach(made: Parts, compared: Compared) -> tuple[Message, ...]:
    if made.place is None or compared.inside is None:
        return ()
    late = int(made.late.sum())
    return (
        say(
            _(
                "Of {late} late units, {units} lie in a place that also has early ones. Of the others the "
                "comparison says nothing."
            ),
            late=late,
            units=compared.inside.units,
        ),
    )


def _rare(compared: Compared) -> Message:
    """The chance that is tested, and of which of the two comparisons it is."""
    tested = compared.tested
    assert tested is not None
    if tested is compared.inside:
        return say(
            _(
                "If chance decided which units of a place are late, so large a difference in either direction has"
                " a chance of {chance}."
            ),
            chance=chance(tested.chance),
        )
    return say(
        _(
            "With the size and the number of each unit given, late less early is {given} points (standard "
            "error {error}). If chance decided the rest, so large a difference in either direction has a "
            "chance of {chance}."
        ),
        given=points(tested.difference),
        error=points(tested.error),
        chance=chance(tested.chance),
    )


def _statement(subject: Subject, made: Parts, asked: Asked, compared: Compared, hinders: Message | None) -> Message:
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "early": points(compared.raw.early),
        "late": points(compared.raw.late),
    }
    inside = compared.inside
    if asked.margin:
        values |= {"first": subject.name(asked.options[0]), "second": subject.name(asked.options[1])}
    else:
        values |= {
            "option": subject.name(asked.options[0]),
            "early": Percent(decimal(100 * compared.raw.early)),
            "late": Percent(decimal(100 * compared.raw.late)),
        }
    if hinders is not None or inside is None:
        values["why"] = hinders if hinders is not None else say(_("no place has both"))
        if asked.margin:
            text = _(
                "Whether late and early units of {record} differ inside the same places cannot be told: {why}. "
                "Over all places the lead of {first} over {second} is {early} points of the valid votes in early "
                "units and {late} points in late ones."
            )
        else:
            text = _(
                "Whether late and early units of {record} differ inside the same places cannot be told: {why}. "
                "Over all places {option} has {early} of the valid votes in early units and {late} in late ones."
            )
        return Message(text, values)
    values |= {
        "places": Count(inside.groups),
        "difference": points(abs(inside.difference)),
        "error": points(inside.error),
        "rare": _rare(compared),
    }
    more = inside.difference >= 0
    if asked.margin and more:
        text = _(
            "Inside the {places} polling places of {record} that have both early and late units, the lead of "
            "{first} over {second} is {difference} points larger in late ones (standard error {error}). "
            "{rare} Over all places, which differ from one another, the lead is {early} points in early units"
            " and {late} in late ones."
        )
    elif asked.margin:
        text = _(
            "Inside the {places} polling places of {record} that have both early and late units, the lead of "
            "{first} over {second} is {difference} points smaller in late ones (standard error {error}). "
            "{rare} Over all places, which differ from one another, the lead is {early} points in early units"
            " and {late} in late ones."
        )
    elif more:
        text = _(
            "Inside the {places} polling places of {record} that have both early and late units, {option} has"
            " {difference} points more in late ones (standard error {error}). {rare} Over all places, which "
            "differ from one another, it has {early} of the valid votes in early units and {late} in late "
            "ones."
        )
    else:
        text = _(
            "Inside the {places} polling places of {record} that have both early and late units, {option} has"
            " {difference} points fewer in late ones (standard error {error}). {rare} Over all places, which "
            "differ from one another, it has {early} of the valid votes in early units and {late} in late "
            "ones."
        )
    return Message(text, values)


CHECK = Check(
    id="patterns.late_counts",
    title=_("Late units"),
    asks=_("Do late units differ from the early units of their own polling places?"),
    kind=Kind.TEST,
    needs=Needs(per="counts", by_unit=True, units=200, when=_applies),
    compute=compute,
    settings=Settings,
    null=_("Of the units of one polling place, their size, their number and chance decide which are late."),
    assumes=_(
        "Nothing that goes with the vote makes one unit of a place later than another, but for its size and its number "
        "(an alarm needs the difference to be as rare with these given). Nothing is assumed of how places differ, or "
        "of which places are late."
    ),
    honest_causes=_(
        "Rural places and those abroad report late, which moves the total and not this test. Inside a place: some "
        "units are counted a second time, or are late for a cause that neither their size nor their number tells, such "
        "as voters who were registered apart."
    ),
    cannot_show=_(
        "What happened in places that were late as a whole, or before the cut. Bends and steps of the cumulative "
        "result show only that other places report."
    ),
    references=(
        "N. Idrobo, D. Kronick, F. Rodríguez, Do shifts in late-counted votes signal fraud? Evidence from Bolivia, "
        "Journal of Politics 84 (2022) 2202-2215.",
        "R. M. Bell, D. F. McCaffrey, Bias reduction in standard errors for linear regression with multi-stage "
        "samples, Survey Methodology 28 (2002) 169-181.",
    ),
    example=_(
        "Bolivia 2019, tables after the first state of the preliminary count: the lead is 16.77 points larger than in "
        "early tables, and 0.29 points larger (standard error 0.18) inside the same polling places."
    ),
    planted=planted("late_counts", 0.3),
)
