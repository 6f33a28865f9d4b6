"""Did more people vote than are registered, and is a register larger than the law allows?

Null: none; this is a comparison. Assumes: ballots were cast by people on the register of the unit, or of the group of
units that shares one. Honest causes that trip it: voters with certificates, staff, sailors and travellers who vote
where they are; registers opened on the day; slips. Cannot show: whether those who are registered voted.
Reference: PKW, Poland 2020, round 1: one district has more ballots than registered voters (voters with certificates).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from scrutiny.evidence.counts import GROUP, UNIT, Counts
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict
from scrutiny.findings.known import describes
from scrutiny.findings.listed import listed
from scrutiny.findings.origins import column_of, named, nature, with_computed
from scrutiny.findings.weighing import standing_of
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say

ORDER = 30


def _applies(subject: Subject) -> Message | None:
    counts = subject.counts
    if counts.has("cast") or counts.has("valid"):
        return None
    return say(_("{record} gives neither ballots cast nor votes"), record=counts.title)


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    yield _turnout(subject)
    if subject.case.facts.largest_register is not None and subject.counts.is_by_unit:
        yield _legal_size(subject, subject.case.facts.largest_register)


def _units(counts: Counts) -> tuple[pl.DataFrame, pl.DataFrame, str]:
    """Units of which a turnout can be told, all units, and what counts as taking part.

    Units that share a register stand in one row, named by their group; the group is left out when a member lacks
    a figure.
    """
    ballots = "cast" if counts.has("cast") else "valid"
    table = counts.table.with_columns(
        counts.values(ballots).cast(pl.Int128).alias("ballots"),
        counts.values("registered").cast(pl.Int128).alias("electors"),
    )
    if GROUP not in table.columns or table.get_column(GROUP).null_count() == table.height:
        return table, table, ballots
    members = table.filter(pl.col(GROUP).is_not_null())
    # A sum with a missing part is missing; polars would leave the part out.
    whole = [pl.when(pl.col(c).null_count() == 0).then(pl.col(c).sum()).alias(c) for c in ("ballots", "electors")]
    groups = members.group_by(GROUP).agg(*whole).rename({GROUP: UNIT}).with_columns(pl.col(UNIT).cast(pl.String))
    single = table.filter(pl.col(GROUP).is_null())
    return pl.concat([single, groups], how="diagonal"), table, ballots


def _turnout(subject: Subject) -> Finding:
    counts = subject.counts
    rows, table, ballots = _units(counts)
    known = rows.filter(pl.col("ballots").is_not_null() & pl.col("electors").is_not_null())
    defined = known.filter(pl.col("electors") > 0).with_columns(
        (pl.col("ballots") - pl.col("electors")).alias("beyond"),
    )
    over = defined.filter(pl.col("beyond") > 0)
    without = known.filter((pl.col("electors") == 0) & (pl.col("ballots") > 0))
    beyond = int(over["beyond"].sum() or 0)
    grouped = table.filter(pl.col(GROUP).is_not_null()).height if GROUP in table.columns else 0
    cast_sum, electors = int(defined["ballots"].sum() or 0), int(defined["electors"].sum() or 0)
    told = describes(defined.height, over.height)
    by = standing_of(counts)
    record = named(counts)
    numbers: dict[str, Value] = {
        "defined": Count(defined.height),
        "over": Count(over.height),
        "beyond": Count(beyond),
        "without_register": Count(without.height),
        "in_groups": Count(grouped),
        "unknown": Count(rows.height - known.height),
        "ballots": Count(cast_sum),
        "electors": Count(electors),
    }
    if electors:
        numbers["turnout"] = Percent.of(cast_sum, electors)
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=Verdict.AGREES if defined.height and told else Verdict.CANNOT_TELL,
        about=(*subject.about, "turnout"),
        title=say(_("Turnout against the registers in {record}"), record=record),
        statement=_statement(record, defined.height, over.height, beyond, grouped),
        rests_on=(
            say(_("Those who vote in a unit are on its register, or on that of the group which shares one.")),
            *nature(subject, counts),
        ),
        breaks_if=(say(_("At least {beyond} voters came with certificates or from other registers."), beyond=beyond),)
        if beyond and told
        else (),
        does_not_show=say(_("Whether those who are on the register are those who voted.")),
        would_settle=say(_("The voters' lists of the units that are listed, and the rules on voting elsewhere."))
        if over.height
        else None,
        numbers=numbers,
        labels=_LABELS,
        origins=with_computed(
            numbers,
            {
                "ballots": column_of(subject, counts, ballots),
                "electors": column_of(subject, counts, "registered"),
                "turnout": say(_("ballots divided by the register, over units with a turnout")),
                "beyond": say(_("ballots less the register, added up over units where they are more")),
            },
        ),
        weight=by.weigh(beyond, None, "removed") if by is not None and beyond and told else None,
        scope=Scope(defined.height, rows.height - defined.height, _why(rows.height - defined.height)),
        units=listed(counts, over, "beyond", (), {"ballots": ballots, "electors": "registered", "beyond": "difference"})
        if over.height
        else None,
        sources=counts.sources,
        slips=over.height if told else 0,
    )


def _statement(record: Name, defined: int, over: int, beyond: int, grouped: int) -> Message:
    if not defined:
        return say(_("{record} has no unit of which a turnout can be told."), record=record)
    if over and not describes(defined, over):
        return say(
            _(
                "{over} of {defined} units of {record} have more ballots than registered voters, so the register "
                "that it gives is not that of those who voted there, and nothing about single units follows."
            ),
            over=over,
            defined=defined,
            record=record,
        )
    if over:
        return say(
            _(
                "By the registers in {record}, {over} of {defined} units have more ballots than registered "
                "voters, {beyond} in sum: differences at single units, as certificates make them."
            ),
            one=_(
                "By the registers in {record}, one of {defined} units has more ballots than registered "
                "voters, by {beyond}: a difference at a single unit, as certificates make it."
            ),
            counts="over",
            record=record,
            over=over,
            defined=defined,
            beyond=beyond,
        )
    if grouped:
        return say(
            _(
                "By the registers in {record}, none of {defined} units or groups of units that share a "
                "register has more ballots than registered voters."
            ),
            record=record,
            defined=defined,
        )
    return say(
        _("By the registers in {record}, none of {defined} units has more ballots than registered voters."),
        record=record,
        defined=defined,
    )


def _legal_size(subject: Subject, largest: int) -> Finding:
    counts = subject.counts
    table = counts.table.with_columns(counts.values("registered").cast(pl.Int128).alias("electors"))
    known = table.filter(pl.col("electors").is_not_null())
    above = known.filter(pl.col("electors") > largest).with_columns((pl.col("electors") - largest).alias("beyond"))
    highest = int(known["electors"].max() or 0)  # type: ignore[arg-type]
    record, source = named(counts), subject.case.facts.source
    numbers: dict[str, Value] = {
        "largest": Count(largest),
        "known": Count(known.height),
        "above": Count(above.height),
        "highest": Count(highest),
    }
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=Verdict.AGREES if known.height else Verdict.CANNOT_TELL,
        about=(*subject.about, "legal-size"),
        title=say(_("Registers in {record} against the largest that the law allows"), record=record),
        statement=say(_("No unit of {record} gives its register."), record=record)
        if not known.height
        else say(
            _("If {largest} is the most that the law allows, {above} of {known} registers in {record} are larger."),
            one=_("If {largest} is the most that the law allows, one of {known} registers in {record} is larger."),
            counts="above",
            largest=largest,
            above=above.height,
            known=known.height,
            record=record,
        ),
        rests_on=(
            say(_("The law as the case gives it: {source}."), source=Name(source.strip().rstrip(".")))
            if source
            else say(_("The case gives the number without its source.")),
            *nature(subject, counts),
        ),
        does_not_show=say(_("Whether votes were cast in the names of those who did not come.")),
        numbers=numbers,
        labels=_LABELS,
        origins=with_computed(
            numbers,
            {
                "largest": say(_("{source}"), source=Name(source)) if source else say(_("the case")),
                "known": column_of(subject, counts, "registered"),
                "above": column_of(subject, counts, "registered"),
                "highest": column_of(subject, counts, "registered"),
            },
        ),
        scope=Scope(known.height, counts.units - known.height, _why(counts.units - known.height)),
        units=listed(counts, above, "beyond", (), {"electors": "registered", "beyond": "difference"})
        if above.height
        else None,
        sources=counts.sources,
        slips=above.height,
    )


def _why(number: int) -> Message | None:
    return say(_("a figure is missing there, or the register is given as 0")) if number else None


_LABELS = {
    "defined": say(_("units or groups of units with a turnout")),
    "over": say(_("of them above 100 %")),
    "beyond": say(_("ballots beyond the register there")),
    "without_register": say(_("units with ballots and a register of 0")),
    "in_groups": say(_("units that share a register with others")),
    "unknown": say(_("units or groups that lack a figure")),
    "ballots": say(_("ballots where turnout is defined")),
    "electors": say(_("register there")),
    "turnout": say(_("turnout there")),
    "largest": say(_("largest register that the law allows")),
    "known": say(_("units with a register")),
    "above": say(_("of them larger than that")),
    "highest": say(_("largest register in the record")),
}

CHECK = Check(
    id="counted.register",
    title=_("Turnout and size of registers"),
    asks=_("Did more people vote than are registered, and is a register larger than the law allows?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="counts", items=("registered",), when=_applies),
    compute=compute,
    assumes=_(
        "Ballots were cast by people on the register of the unit, or of the group of units that shares one; "
        "for a unit of such a group, and for a register of 0, no turnout is defined."
    ),
    honest_causes=_(
        "Voters with certificates, staff, sailors and travellers who vote where they are, registers opened "
        "on the day, slips of writing."
    ),
    cannot_show=_("Whether those who are on the register are those who voted."),
    references=("PKW, first round of 28 June 2020: one district has more ballots than registered voters.",),
)
