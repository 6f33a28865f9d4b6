"""Which units, centres or regions carry the result of a record?

Null: none; each place is left out in turn and the outcome computed anew, and the fewest places are found without which
it is another. Assumes: the record's figures, and that the other places stay as they are. Honest causes of a result that
few places carry: a close election, or a strong home region. Cannot show: that anything is wrong with the places that
are listed; they are those with the largest leads.
Reference: leave-one-out is as old as regression diagnostics (Cook 1977); that the greedy choice is the least follows
from the lead being a sum over places.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from scrutiny.evidence.counts import PLACE, PLACE_NAME, ROW, UNIT, Counts
from scrutiny.findings.carrying import VOTES, Fewest, fewest, margins
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict
from scrutiny.findings.known import votes_of
from scrutiny.findings.listed import LOCATOR, narrow
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.outcomes import Tally, outcome
from scrutiny.findings.outside import Known, known_of
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say

ORDER = 96
LISTED = 50_000
"""So many places are listed at most; the number itself is always exact."""


def _applies(subject: Subject) -> Message | None:
    counts = subject.counts
    if len(counts.valid_options) < 2:
        return say(_("{record} has fewer than two options"), record=counts.title)
    by = known_of(counts).by
    if by.outcome is None or not margins(by):
        return say(
            _("what carries the outcome of {record} is not available under the rule of this contest"),
            record=counts.title,
        )
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    counts, known = subject.counts, known_of(subject.counts)
    levels = [level for level in counts.levels if known.rows[PLACE + level].null_count() < known.rows.height]
    for level in [*levels, counts.level]:
        if level == counts.level and not counts.is_by_unit and level in levels:
            continue
        places = _places(known, level)
        if places.height < 2:
            continue
        yield _finding(subject, known, level, places)


def _places(known: Known, level: str) -> pl.DataFrame:
    """A row for each place of a level: its name, its votes by option, its units and voters."""
    counts = known.counts
    votes = [votes_of(counts, option).alias(VOTES + option) for option in counts.valid_options]
    if PLACE + level not in known.rows.columns:
        here = known.rows.select(
            pl.col(UNIT).alias("place"),
            pl.col(UNIT).alias("name"),
            pl.col(ROW),
            *votes,
            pl.col("closed").alias("voters"),
        )
        return here.with_columns(pl.lit(1).alias("units"))
    name = PLACE_NAME + level if PLACE_NAME + level in known.rows.columns else PLACE + level
    table = known.rows.select(
        pl.col(PLACE + level).alias("place"), pl.col(name).alias("name"), *votes, pl.col("closed").alias("voters")
    ).filter(pl.col("place").is_not_null())
    return table.group_by("place").agg(
        pl.col("name").drop_nulls().min(), pl.col(f"^{VOTES}.*$").sum(), pl.col("voters").sum(), pl.len().alias("units")
    )


def _finding(subject: Subject, known: Known, level: str, places: pl.DataFrame) -> Finding:
    counts, by, contest = subject.counts, known.by, subject.contest
    least = fewest(by, places, ["place"])
    alone = _alone(known, places)
    first, second = by.ranked[:2]
    lead = pl.col(VOTES + first) - pl.col(VOTES + second)
    top = places.with_columns(lead.alias("lead")).sort(["lead", "place"], descending=[True, False]).row(0, named=True)
    shown = Name(subject.case.level_names.get(level, level), "level", level)
    values: dict[str, Value] = {
        "record": named(counts),
        "first": by.name(first),
        "places": Count(places.height),
        "level": shown,
        "alone": Count(len(alone)),
        "least": Count(least.number if least is not None else 0),
        "share": Percent.of(least.number if least is not None else 0, places.height, 2),
        "rival": by.name(least.rival) if least is not None and least.rival else Name(""),
        "top": Name(str(top["name"] or top["place"]), "place", str(top["place"])),
        "top_lead": Count(int(top["lead"])),
        "lead": Count(by.lead),
    }
    numbers: dict[str, Value] = {"places": Count(places.height), "lead": Count(by.lead), "alone": Count(len(alone))}
    labels = {
        "places": say(_("places of this level")),
        "lead": say(_("lead of the first over the second")),
        "alone": say(_("places without any one of which the outcome is another")),
        "top": say(_("largest lead of the first over the second in one place")),
    }
    numbers["top"] = Count(int(top["lead"]))
    if least is not None and least.number > LISTED:
        numbers["listed"] = Count(LISTED)
        labels["listed"] = say(_("of these, listed here: those with the largest leads"))
    if least is not None:
        numbers["least"] = Count(least.number)
        labels["least"] = say(_("fewest places without which the outcome is another"))
        numbers["share"] = Percent.of(least.number, places.height, 2)
        labels["share"] = say(_("the same as a share of the places"))
        if counts.has("registered"):
            numbers["voters"] = Count(int(least.places["voters"].sum() or 0))
            labels["voters"] = say(_("registered voters in them"))
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(*subject.about, level),
        title=say(_("What carries the outcome of {record}: {level}"), record=named(counts), level=shown),
        statement=_statement(values, least, bool(alone), contest.rule.by_lead),
        rests_on=nature(subject, counts),
        does_not_show=say(_("That anything is wrong with these places: they are those with the largest leads.")),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, {"places": rows_of(counts)}),
        scope=Scope(known.rows.height, known.left_out.height, _why(known)),
        units=_listed(subject, counts, least, level) if least is not None else None,
        sources=counts.sources,
    )


def _why(known: Known) -> Message | None:
    if not known.left_out.height:
        return None
    return say(_("votes of some option are not known there, or rows of one name differ"))


def _alone(known: Known, places: pl.DataFrame) -> list[str]:
    """Places without any one of which the outcome is another."""
    by, rule = known.by, known.by.contest.rule
    columns = [VOTES + option for option in by.ranked]
    sums = [by.votes[option] for option in by.ranked]
    # The leader's share or lead can only be lost where the place gives it much: the others need no second look.
    first, *rest = columns
    near = places.filter(
        pl.min_horizontal(sums[0] - pl.col(first) - (s - pl.col(c)) for s, c in zip(sums[1:], rest, strict=True)) <= 0
    )
    if not rule.by_lead:
        near = places
    found = []
    for row in near.select("place", *columns).iter_rows():
        left = {o: s - int(v) for o, s, v in zip(by.ranked, sums, row[1:], strict=True)}
        if outcome(Tally(left), rule) != by.outcome:
            found.append(str(row[0]))
    return found


def _statement(values: dict[str, Value], least: Fewest | None, alone: bool, by_lead: bool) -> Message:
    if least is None:
        text = _("By the figures of {record} no set of its {places} places ({level}) carries the outcome by its lead.")
        return Message(text, values)
    if least.number == least.all and by_lead:
        return Message(
            _(
                "By the figures of {record}, {first} is ahead in each of its {places} places ({level}), so that "
                "without any of them, and whichever are left, the outcome is the same; the largest lead in one is "
                "{top_lead} of {lead} votes, in {top}."
            ),
            values,
        )
    if alone:
        return Message(
            one=_(
                "By the figures of {record}, one of its {places} places ({level}) carries the outcome: without it the "
                "outcome is another. The largest lead is that in {top}, {top_lead} of {lead} votes."
            ),
            counts="alone",
            text=_(
                "By the figures of {record}, {alone} of its {places} places ({level}) each carry the outcome: without "
                "any one of them it is another. The largest lead is that in {top}, {top_lead} of {lead} votes."
            ),
            values=values,
        )
    if by_lead:
        return Message(
            _(
                "By the figures of {record}, no single one of its {places} places ({level}) carries the outcome: "
                "without any one of them {first} still leads. It takes at least {least} of them ({share}) to put "
                "{rival} level or ahead; the largest lead in one is {top_lead} of {lead} votes, in {top}."
            ),
            values,
        )
    return Message(
        _(
            "By the figures of {record}, no single one of its {places} places ({level}) carries the outcome: without "
            "any one of them {first} is still elected. It takes at least {least} of them ({share}) for the share or "
            "the lead that the rule asks for to be lost."
        ),
        values,
    )


def _listed(subject: Subject, counts: Counts, least: Fewest, level: str) -> pl.DataFrame:
    """The places that attain the least number, those that take most away first."""
    names = {option: counts.contest.name_of(option) for option in counts.valid_options}
    shown = [pl.col("name").fill_null(pl.col("place")).alias(UNIT)]
    if ROW in least.places.columns:
        shown.append(pl.format("row {}", pl.col(ROW)).alias(LOCATOR))
    shown += [narrow(VOTES + option, least.places).alias(name) for option, name in names.items()]
    return least.places.head(LISTED).select(shown)


CHECK = Check(
    id="counted.sensitivity",
    title=_("What carries the outcome"),
    asks=_("Which units, centres or regions carry the result of a record?"),
    kind=Kind.RECORD,
    needs=Needs(per="counts", when=_applies),
    compute=compute,
    assumes=_("The figures of the record, and that the other places stay as they are when some are left out."),
    honest_causes=_("A close election, or a place where the first is at home: few places then carry the outcome."),
    cannot_show=_("That anything is wrong with the places that are listed: they are those with the largest leads."),
    references=("R. D. Cook, Detection of influential observation in linear regression, Technometrics 19 (1977).",),
    example=_(
        "Venezuela 2024, published sheets: the first leads in each of the 24 states, and without any one of them."
    ),
)
