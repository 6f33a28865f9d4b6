"""Does a unit stand twice in a record, or one sheet under two names?

Null: none; this is a comparison. Assumes: the columns that the case names make up a unit's name.
Honest causes that trip it: a unit named by too few columns; a file joined from two parts; small units that are equal
by chance; one photograph that shows two sheets. Cannot show: which of two rows is right, or that equal figures were
copied.
Reference: none published; the numbers of the public data that this project reads are in its tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import polars as pl

from scrutiny.evidence.counts import IMAGE, MEASURE, OPTION, UNIT, Counts
from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict, Weight
from scrutiny.findings.listed import listed
from scrutiny.findings.origins import nature, rows_of, tables_of
from scrutiny.findings.weighing import Standing, standing_of
from scrutiny.messages import Count, Message, Name, _, say

ORDER = 10


@dataclass(frozen=True)
class Settings:
    """When two units with the same figures are worth a look."""

    __pydantic_config__: ClassVar = STRICT

    least_votes: int = 100
    """Only units with at least so many votes: small units are equal by chance."""
    least_figures: int = 5
    """Only records with at least so many figures a unit: few figures are equal by chance."""


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    counts = subject.counts
    by = standing_of(counts, as_it_stands=True)
    yield _unnamed(subject) if _row_numbers(subject) else _same_id(subject, by)
    if counts.is_by_unit and len(_figures(counts)) >= settings.least_figures:
        yield _same_figures(subject, settings, by)
    if IMAGE in counts.table.columns and counts.table.get_column(IMAGE).null_count() < counts.units:
        yield _same_image(subject, by)


def _row_numbers(subject: Subject) -> bool:
    """Whether no column of the record names its units, so that each row counts as one."""
    tables = tables_of(subject, subject.counts)
    return bool(tables) and not any(table.unit for table in tables)


def _unnamed(subject: Subject) -> Finding:
    counts = subject.counts
    record = Name(counts.title, "source", counts.record)
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=Verdict.CANNOT_TELL,
        about=(*subject.about, "names"),
        title=say(_("Does a unit stand twice in {record}?"), record=record),
        statement=say(
            _(
                "No column of {record} names its units, so each of its {units} rows counts as a unit, and whether one "
                "stands twice cannot be told."
            ),
            record=record,
            units=counts.units,
        ),
        would_settle=say(_("The names or numbers of the units, as a column.")),
        sources=counts.sources,
    )


def _figures(counts: Counts) -> list[str]:
    return [c for c in counts.table.columns if c.startswith((MEASURE, OPTION))]


def _with_votes(counts: Counts) -> pl.DataFrame:
    """The rows with the votes that each holds; a cell without a number adds none."""
    votes = [pl.col(counts.column(option)).cast(pl.Int128) for option in counts.valid_options]
    return counts.table.with_columns(pl.sum_horizontal(votes).alias("votes") if votes else pl.lit(0).alias("votes"))


def _surplus(rows: pl.DataFrame, key: list[str]) -> tuple[int, int, int]:
    """Rows beyond the first of each group, and the least and most votes that go when each group counts once."""
    if not rows.height:
        return 0, 0, 0
    groups = rows.group_by(key).agg(
        pl.len().cast(pl.Int128).alias("n"),
        pl.col("votes").sum().alias("sum"),
        pl.col("votes").max().alias("most"),
        pl.col("votes").min().alias("least"),
    )
    row = groups.select(
        (pl.col("n") - 1).sum(),
        (pl.col("sum") - pl.col("most")).sum().alias("low"),
        (pl.col("sum") - pl.col("least")).sum().alias("high"),
    ).row(0)
    return int(row[0]), int(row[1]), int(row[2])


def _same_id(subject: Subject, by: Standing | None) -> Finding:
    counts = subject.counts
    rows = _with_votes(counts).filter(pl.col(UNIT).is_duplicated())
    surplus, low, high = _surplus(rows, [UNIT])
    equal = _surplus(rows, [UNIT, *_figures(counts)])[0]
    record = Name(counts.title, "source", counts.record)
    statement = (
        say(
            _("In {record} no unit stands twice: each of its {units} rows has a name of its own."),
            record=record,
            units=counts.units,
        )
        if not surplus
        else say(
            _(
                "In {record} {surplus} of {units} rows repeat the name of another; counting each unit once "
                "would take away between {low} and {high} votes, if the names are those of units."
            ),
            one=_(
                "In {record} one of {units} rows repeats the name of another; counting the unit once would "
                "take away between {low} and {high} votes, if the names are those of units."
            ),
            counts="surplus",
            record=record,
            surplus=surplus,
            units=counts.units,
            low=low,
            high=high,
        )
    )
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=Verdict.AGREES,
        about=(*subject.about, "names"),
        title=say(_("Does a unit stand twice in {record}?"), record=record),
        statement=statement,
        rests_on=(
            say(_("The columns that the case declares make up the name of a unit.")),
            *nature(subject, counts),
        ),
        does_not_show=say(_("Which of two rows of one unit is right.")) if surplus else None,
        would_settle=say(_("The sheets of the units that are listed.")) if surplus else None,
        numbers={
            "rows": Count(counts.units),
            "surplus": Count(surplus),
            "equal": Count(equal),
            "votes_least": Count(low),
            "votes_most": Count(high),
        },
        labels=_LABELS,
        origins=dict.fromkeys(("rows", "surplus", "equal", "votes_least", "votes_most"), rows_of(counts)),
        weight=_weight(by, low, high) if surplus else None,
        scope=Scope(counts.units),
        units=listed(counts, rows, "", counts.valid_options, {"votes": "votes"}) if surplus else None,
        sources=counts.sources,
        slips=surplus,
    )


def _same_figures(subject: Subject, settings: Settings, by: Standing | None) -> Finding:
    """Two units with other names and all figures alike."""
    counts = subject.counts
    large = _with_votes(counts).filter(pl.col("votes") >= settings.least_votes)
    figures = _figures(counts)
    # Rows of one unit that stands twice belong to the finding above: each name counts once here.
    rows = large.filter(pl.struct(figures).is_duplicated()).unique([UNIT, *figures], maintain_order=True)
    rows = rows.filter(pl.struct(figures).is_duplicated())
    surplus, low, _most = _surplus(rows, figures)
    record = Name(counts.title, "source", counts.record)
    if not rows.height:
        statement = say(
            _(
                "Of the {units} units of {record} with at least {least} votes, no two have the same number "
                "in each of the {figures} figures."
            ),
            units=large.height,
            record=record,
            least=settings.least_votes,
            figures=len(figures),
        )
    else:
        statement = say(
            _(
                "Of the {units} units of {record} with at least {least} votes, {found} have all {figures} "
                "figures in common with another (counting each set of equal figures once would take away {votes} "
                "votes); whether by chance or because one sheet was entered twice, the figures do not say."
            ),
            units=large.height,
            record=record,
            least=settings.least_votes,
            found=rows.height,
            figures=len(figures),
            votes=low,
        )
    shown = rows.with_columns(pl.col("votes").rank("dense", descending=True).alias("group"))
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=Verdict.CANNOT_TELL if rows.height else Verdict.AGREES,
        about=(*subject.about, "figures"),
        title=say(_("Equal figures at different units of {record}"), record=record),
        statement=statement,
        rests_on=nature(subject, counts),
        does_not_show=say(_("Equal figures may be chance; copies that were altered are not found.")),
        would_settle=say(_("The sheets of the units that are listed.")) if rows.height else None,
        numbers={
            "large": Count(large.height),
            "found": Count(rows.height),
            "surplus": Count(surplus),
            "figures": Count(len(figures)),
            "votes_most": Count(low),
        },
        labels=_LABELS,
        origins=dict.fromkeys(("large", "found", "surplus", "figures", "votes_most"), rows_of(counts)),
        weight=_weight(by, 0, low) if rows.height else None,
        scope=Scope(large.height, counts.units - large.height, _small(counts.units - large.height, settings)),
        units=listed(counts, shown, "votes", counts.valid_options, {"votes": "votes"}) if rows.height else None,
        sources=counts.sources,
        settings=asdict(settings),
    )


def _same_image(subject: Subject, by: Standing | None) -> Finding:
    counts = subject.counts
    having = _with_votes(counts).filter(pl.col(IMAGE).is_not_null())
    rows = having.filter(pl.col(IMAGE).is_duplicated()).unique([UNIT, IMAGE], maintain_order=True)
    rows = rows.filter(pl.col(IMAGE).is_duplicated())
    surplus, low, high = _surplus(rows, [IMAGE])
    record = Name(counts.title, "source", counts.record)
    statement = (
        say(
            _("In {record} no address of an image is given for two units; {having} units have one."),
            record=record,
            having=having.height,
        )
        if not surplus
        else say(
            _(
                "In {record} {found} units share the address of their image with another; if each image "
                "shows one sheet, between {low} and {high} votes have none of their own."
            ),
            record=record,
            found=rows.height,
            low=low,
            high=high,
        )
    )
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=Verdict.AGREES,
        about=(*subject.about, "images"),
        title=say(_("Is an image given for two units in {record}?"), record=record),
        statement=statement,
        rests_on=nature(subject, counts),
        does_not_show=say(_("What the images show was not looked at.")),
        would_settle=say(_("The images of the units that are listed.")) if surplus else None,
        numbers={
            "having": Count(having.height),
            "found": Count(rows.height),
            "surplus": Count(surplus),
            "votes_least": Count(low),
            "votes_most": Count(high),
        },
        labels=_LABELS,
        origins=dict.fromkeys(("having", "found", "surplus", "votes_least", "votes_most"), rows_of(counts)),
        weight=_weight(by, low, high) if surplus else None,
        scope=Scope(having.height, counts.units - having.height, _imageless(counts.units - having.height)),
        units=listed(counts, rows.sort(IMAGE), "votes", (), {"votes": "votes"}) if surplus else None,
        sources=counts.sources,
        slips=surplus,
    )


def _weight(by: Standing | None, low: int, high: int) -> Weight | None:
    return by.weigh(low, high, "removed") if by is not None else None


def _small(number: int, settings: Settings) -> Message | None:
    if not number:
        return None
    return say(_("they have fewer than {least} votes and may be equal by chance"), least=settings.least_votes)


def _imageless(number: int) -> Message | None:
    return say(_("no address of an image is given there")) if number else None


_LABELS = {
    "rows": say(_("rows of the record")),
    "surplus": say(_("rows beyond the first of their kind")),
    "equal": say(_("of them with the same figures as well")),
    "votes_least": say(_("votes on them, at least")),
    "votes_most": say(_("votes on them, at most")),
    "large": say(_("units compared")),
    "found": say(_("units found")),
    "figures": say(_("figures compared")),
    "having": say(_("units with the address of an image")),
}

CHECK = Check(
    id="counted.duplicates",
    title=_("Units that stand twice"),
    asks=_("Does a unit stand twice in a record, or one sheet under two names?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="counts"),
    compute=compute,
    settings=Settings,
    assumes=_("The columns that the case declares make up the name of a unit."),
    honest_causes=_(
        "A unit named by too few columns, a file joined from two parts, small units that are equal by "
        "chance, one photograph that shows two sheets."
    ),
    cannot_show=_("Which of two rows is right, or whether equal figures were copied; copies that were altered."),
)
