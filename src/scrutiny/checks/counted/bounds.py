"""Can what is missing still alter the outcome?

Null: none; these are bounds that hold whatever the missing units say. Assumes: the figures of the record are genuine
and correctly read, each person votes once at most, and a unit that has reported gets no more votes. Honest causes of
an open answer: few units so far. Cannot show: that the figures are genuine, or how the missing units voted.
Reference: the argument was made for Venezuela 2024 by the Washington Post (4 August 2024) at equal turnout; here it
is made without a turnout: a lead of 3,915,001 against 3,576,566 to 3,875,466 registered voters outside the sheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import polars as pl

from scrutiny.evidence.counts import GROUP, PLACE
from scrutiny.evidence.shape import STRICT
from scrutiny.findings.bounding import counted_once, decides, open_
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Figure, Finding, Kind, Scope, Verdict
from scrutiny.findings.known import votes_of
from scrutiny.findings.listed import listed
from scrutiny.findings.origins import column_of, named, nature, rows_of, with_computed
from scrutiny.findings.outside import Known, Outside, highest_rate, known_of, outside_of, rate_of, registers_of
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say, series
from scrutiny.stats.bounds import share_that_turns
from scrutiny.stats.largest import largest

ORDER = 70


@dataclass(frozen=True)
class Settings:
    """Turnouts under which bounds are given besides those of the record and the whole register."""

    __pydantic_config__: ClassVar = STRICT

    turnout: Decimal | None = None
    """A turnout in percent that the missing register is not expected to exceed."""
    least_register: int = 50
    """Units with fewer registered voters are left out where the highest turnout is looked for."""


def _applies(subject: Subject) -> Message | None:
    counts = subject.counts
    if len(counts.valid_options) < 2:
        return say(_("{record} has fewer than two options"), record=counts.title)
    case = subject.case
    registers = registers_of(subject) if counts.has("registered") else ()
    if not registers and (case.facts.largest_register is None or not case.frames):
        return say(
            _(
                "nothing bounds what is missing from {record}: that takes a register in the case and in the "
                "record, or the number of units and the largest register that the law allows"
            ),
            record=counts.title,
        )
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    known = known_of(subject.counts)
    outside = outside_of(subject, known)
    usable = [o for o in outside if o.missing >= 0]
    verdict, statement = _verdict(known, outside, usable)
    numbers, labels = _numbers(known, outside, settings, subject)
    left_out = known.left_out.height
    yield Finding(
        check=CHECK.id,
        kind=Kind.BOUND,
        verdict=verdict,
        about=subject.about,
        title=say(_("What is missing from {record}, and the outcome"), record=named(subject.counts)),
        statement=counted_once(known, statement),
        rests_on=_rests_on(subject, known, outside),
        breaks_if=_breaks(known, usable) if verdict is Verdict.DECIDES else (),
        does_not_show=say(_("Whether the figures of {record} are genuine."), record=named(subject.counts)),
        would_settle=say(_("The figures of the units that are missing.")) if verdict is not Verdict.DECIDES else None,
        numbers=numbers,
        labels=labels,
        origins=_origins(known, outside, settings, numbers, subject),
        weight=None if known.negative else known.by.weigh(0, max((o.missing for o in usable), default=0), "added"),
        scope=Scope(
            known.rows.height,
            left_out,
            say(_("votes of some option are not known there, or rows of one name differ")) if left_out else None,
        ),
        units=listed(subject.counts, known.left_out, "", subject.counts.valid_options) if left_out else None,
        figure=_figure(known, usable) if usable and known.lead else None,
        sources=subject.counts.sources,
        settings={k: v for k, v in asdict(settings).items() if v is not None},
        prominent=80 if verdict in (Verdict.DECIDES, Verdict.LEAVES_OPEN) else 0,
    )


def _origins(
    known: Known, outside: Sequence[Outside], settings: Settings, numbers: dict[str, Value], subject: Subject
) -> dict[str, Message]:
    """Where each number comes from: a column, a source, or how it is computed."""
    counts, by = known.counts, known.by
    first, second = by.ranked[:2]
    given: dict[str, Message] = {
        "sheets": rows_of(counts),
        "unknown": rows_of(counts),
        "repeated": rows_of(counts),
        "differing": rows_of(counts),
        "lead": say(_("votes of {first} less those of {second}"), first=by.name(first), second=by.name(second)),
        "needed": say(_("the least number of votes whose addition alters the outcome under the rule of the contest")),
    }
    if counts.has("registered"):
        given["closed"] = column_of(subject, counts, "registered")
    for o in outside:
        if o.register is not None:
            given[f"register:{o.id}"] = say(_("{source}"), source=Name(o.source or o.name.text))
            given[f"missing:{o.id}"] = say(_("the register less the registered voters in the units"))
        else:
            given[f"missing:{o.id}"] = say(_("missing units times the largest register that the law allows"))
        given[f"lead_of_missing:{o.id}"] = say(_("the lead divided by the voters outside"))
        for id_, _label, _rate in _rates(known, settings, subject):
            given[f"votes:{id_}:{o.id}"] = say(_("voters outside times the turnout"))
            given[f"share:{id_}:{o.id}"] = say(_("half of 1 plus the lead divided by the votes outside"))
    for option in by.ranked:
        given[f"least:{option}"] = column_of(subject, counts, option)
        given[f"most:{option}"] = say(_("its votes and all voters outside under the largest register"))
    return with_computed(numbers, given)


def _verdict(known: Known, outside: Sequence[Outside], usable: Sequence[Outside]) -> tuple[Verdict, Message]:
    record, by = known.by.whose, known.by
    if not any(by.votes.values()):
        return Verdict.CANNOT_TELL, say(_("{record} holds no votes."), record=record)
    if known.negative:
        return Verdict.CANNOT_TELL, say(
            _("{units} units of {record} have a figure below 0, so what it holds is no count of votes."),
            one=_("One unit of {record} has a figure below 0, so what it holds is no count of votes."),
            counts="units",
            units=known.negative,
            record=record,
        )
    if known.lacking:
        return Verdict.CANNOT_TELL, say(
            _(
                "{record} does not say how many votes {options} got, and its valid votes do not show that "
                "there were none, so no outcome is known from it."
            ),
            record=record,
            options=series([by.name(option) for option in known.lacking]),
        )
    if by.outcome is None or (by.slack is not None and "added" in by.slack.unknown):
        return Verdict.CANNOT_TELL, say(
            _("How votes become an outcome under the rule of this contest is not available, so no bound is given.")
        )
    if known.unknown and any(o.register is not None for o in outside):
        return Verdict.CANNOT_TELL, say(
            _(
                "The register of {unknown} units of {record} is not known, so it cannot be told how many "
                "registered voters are outside them; {lead} votes are between the first and the second."
            ),
            unknown=known.unknown,
            record=record,
            lead=known.lead,
        )
    if not usable:
        return Verdict.CANNOT_TELL, say(
            _("{record} alone has more registered voters than each register that the case cites, so none bounds it."),
            record=record,
        )
    if by.outcome.form == "tie":
        return Verdict.LEAVES_OPEN, say(
            _("If the figures of {record} are genuine, they give a tie of {winners}, which one vote more would end."),
            record=record,
            winners=series([by.name(option) for option in by.ranked if option in by.outcome.winners]),
        )
    needed = by.slack.added if by.slack is not None else None
    left_open = [o for o in usable if needed is not None and o.missing >= needed]
    if left_open:
        return Verdict.LEAVES_OPEN, open_(known, left_open, outside, needed or 0)
    return Verdict.DECIDES, decides(known, outside, usable, needed)


def _rates(known: Known, settings: Settings, subject: Subject) -> list[tuple[str, Message, Fraction]]:
    """Turnouts of the missing register under which bounds are given, with their definitions."""
    counts = known.counts
    all_of_it = say(_("all of them vote, validly"))
    found: list[tuple[str, Message, Fraction | None]] = [("all", all_of_it, Fraction(1))]
    found.append(("same", say(_("valid votes per registered voter as in the record")), rate_of(known.rows)))
    if counts.levels:
        places = known.rows.group_by(PLACE + counts.levels[0]).agg(pl.col("valid").sum(), pl.col("electors").sum())
        level = Name(counts.levels[0], "level", counts.levels[0])
        found.append(
            (
                "place",
                say(_("as in the place of the level {level} where it is highest"), level=level),
                highest_rate(places),
            )
        )
    if counts.is_by_unit and GROUP not in counts.table.columns:
        large = known.rows.filter(pl.col("electors") >= settings.least_register)
        least = settings.least_register
        label = say(_("as in the unit with at least {least} registered voters where it is highest"), least=least)
        found.append(("unit", label, highest_rate(large)))
    for id_, given in (("highest", subject.case.facts.highest_turnout), ("given", settings.turnout)):
        label = say(_("a turnout that the case gives")) if id_ == "highest" else say(_("a turnout that the plan gives"))
        if given is not None:
            found.append((id_, label, Fraction(given) / 100))
    return [(id_, label, rate) for id_, label, rate in found if rate is not None]


def _numbers(
    known: Known, outside: Sequence[Outside], settings: Settings, subject: Subject
) -> tuple[dict[str, Value], dict[str, Message]]:
    by = known.by
    numbers: dict[str, Value] = {
        "sheets": Count(known.sheets),
        "closed": Count(known.closed),
        "lead": Count(known.lead),
    }
    labels = {
        "sheets": say(_("units whose votes are known")),
        "closed": say(_("registered voters in them")),
        "lead": say(_("votes between the first and the second")),
    }

    def add(key: str, label: Message, value: Value) -> None:
        numbers[key], labels[key] = value, label

    if known.repeated:
        add("repeated", say(_("units that stand more than once, counted once")), Count(known.repeated))
        add("differing", say(_("of them with rows that differ, taken as missing")), Count(known.differing))
    if known.unknown:
        add("unknown", say(_("units among them without a register")), Count(known.unknown))
    if by.slack is not None and by.slack.added is not None:
        add("needed", say(_("more votes for one option that would alter the outcome")), Count(by.slack.added))
    rates = _rates(known, settings, subject)
    for id_, label, rate in rates:
        add(f"rate:{id_}", label, Percent(100 * rate))
    for o in outside:
        if o.register is not None:
            add(f"register:{o.id}", say(_("{register}"), register=o.name), Count(o.register))
        add(f"missing:{o.id}", say(_("outside the record, of: {register}"), register=o.name), Count(o.missing))
        if o.missing <= 0:
            continue
        add(
            f"lead_of_missing:{o.id}",
            say(_("the lead as a share of them, of: {register}"), register=o.name),
            Percent.of(known.lead, o.missing),
        )
        for id_, label, rate in rates:
            votes = o.missing * rate
            share = share_that_turns(known.lead, votes) if by.contest.rule.by_lead else None
            if id_ != "all":
                text = say(_("votes outside ({how}), of: {register}"), how=label, register=o.name)
                add(f"votes:{id_}:{o.id}", text, Count(int(votes + Fraction(1, 2))))
            if share is not None:
                text = say(
                    _("share of the second in the votes of the first two for a tie ({how}), of: {register}"),
                    how=label,
                    register=o.name,
                )
                add(f"share:{id_}:{o.id}", text, Percent(100 * share))
    most = max((o.missing for o in outside if o.missing >= 0), default=None)
    for option in by.ranked:
        add(f"least:{option}", say(_("{option}, at least"), option=by.name(option)), Count(by.votes[option]))
        if most is not None:
            label = say(_("{option}, at most"), option=by.name(option))
            add(f"most:{option}", label, Count(by.votes[option] + most))
    return numbers, labels


def _rests_on(subject: Subject, known: Known, outside: Sequence[Outside]) -> tuple[Message, ...]:
    made = [
        say(_("Each registered voter votes once at most, and no unit that has reported gets more votes.")),
        say(_("A voter belongs to the unit in whose register they stand.")),
    ]
    if GROUP in known.counts.table.columns:
        made.append(
            say(_("Of units that share a register only those who voted count as done; the others may still vote."))
        )
    short = [o for o in outside if o.missing < 0]
    if short:
        made.append(
            say(
                _("Not used, because the record alone has more registered voters: {registers}."),
                registers=series([o.name for o in short]),
            )
        )
    if outside and outside[0].register is None:
        made.append(say(_("Each missing unit is taken to have the largest register that the law allows.")))
    return (*made, *nature(subject, known.counts))


def _breaks(known: Known, usable: Sequence[Outside]) -> tuple[Message, ...]:
    """What would have to be false, by each register: a larger one leaves the outcome nearer to open."""
    most = max(usable, key=lambda o: o.missing)
    by = known.by
    if not by.contest.rule.by_lead:
        return (say(_("The figures of {record} are not genuine."), record=by.whose),)
    first, second = by.ranked[:2]
    made: list[Message] = [
        say(
            _(
                "By each register, the lead on the units that are here is overstated by at least: {each}; and every "
                "voter who is missing votes, and for {second}."
            ),
            each=series(
                [
                    say(_("{votes} votes ({register})"), votes=known.lead - o.missing, register=o.name)
                    for o in sorted(usable, key=lambda o: o.missing)
                ]
            ),
            second=by.name(second),
        ),
    ]
    if most.register is not None:
        made.append(say(_("The register has at least {register} entries."), register=known.closed + known.lead))
    if known.counts.is_by_unit and GROUP not in known.counts.table.columns:
        # Such a sheet takes its lead away and adds its register to what is missing: the largest sums do most.
        gains = known.rows.select(
            (votes_of(known.counts, first) - votes_of(known.counts, second) + pl.col("closed")).alias("gain")
        ).to_series()
        ranked = largest(gains)
        least = [(ranked.reaching(known.lead - o.missing), o) for o in sorted(usable, key=lambda o: o.missing)]
        each = [
            say(_("{least} ({register})"), least=number, register=o.name) for number, o in least if number is not None
        ]
        if each:
            made.insert(
                0,
                say(
                    _(
                        "At least so many of the sheets do not say what was counted, by each register: {each}; and all "
                        "their voters and everybody who is missing vote, and for {second}."
                    ),
                    each=series(each),
                    second=by.name(second),
                ),
            )
    return tuple(made)


def _figure(known: Known, usable: Sequence[Outside]) -> Figure | None:
    by = known.by
    first, second = by.ranked[:2]
    most = max(usable, key=lambda o: o.missing)
    # Under a rule of shares or of a lead in points the lead in votes decides nothing: what does is drawn.
    decides = known.lead if by.contest.rule.by_lead or by.slack is None else by.slack.added
    if decides is None:
        return None
    if not by.contest.rule.by_lead:
        return Figure(
            kind="needed_against_rest",
            title=say(_("Votes that would alter the outcome, and all registered voters outside the record")),
            data={
                "needed": decides,
                "rest": None,
                "registers": [{"id": o.id, "name": o.name.text, "left": o.missing} for o in usable],
            },
            caption=say(
                _("Votes that had to be added to one option of {record}, beside all registered voters outside it."),
                record=by.whose,
            ),
            alternative=say(
                _(
                    "{needed} votes would alter the outcome; at most {missing} registered voters are outside the "
                    "record."
                ),
                needed=decides,
                missing=most.missing,
            ),
        )
    return Figure(
        kind="lead_against_missing",
        title=say(_("The lead, and all registered voters outside the record")),
        data={
            "lead": known.lead,
            "first": first,
            "second": second,
            "first_name": by.contest.name_of(first),
            "second_name": by.contest.name_of(second),
            "registers": [{"id": o.id, "name": o.name.text, "missing": o.missing} for o in usable],
        },
        caption=say(
            _("The lead of {first} over {second} in {record}, beside all registered voters outside it, by register."),
            first=by.name(first),
            second=by.name(second),
            record=by.whose,
        ),
        alternative=say(
            _("The lead is {lead} votes; at most {missing} registered voters are outside the record."),
            lead=known.lead,
            missing=most.missing,
        ),
    )


CHECK = Check(
    id="counted.bounds",
    title=_("What the missing could change"),
    asks=_("Can what is missing still alter the outcome?"),
    kind=Kind.BOUND,
    needs=Needs(per="counts", when=_applies),
    compute=compute,
    settings=Settings,
    assumes=_(
        "The figures of the record are genuine and correctly read; each registered voter votes once at "
        "most, in the unit in whose register they stand; a unit that has reported gets no more votes. No "
        "turnout and no sample is assumed."
    ),
    honest_causes=_("An answer stays open as long as few units are in, or the lead is small."),
    cannot_show=_("Whether the figures are genuine, or how the missing units voted."),
    references=(
        "The Washington Post, 4 August 2024, makes the argument for Venezuela at equal turnout on 79 % of the tables.",
    ),
    example=_(
        "Venezuela 2024: a lead of 3,915,001 votes on 24,532 sheets; at most 3,875,466 registered voters "
        "are outside them under the largest of four registers."
    ),
)
