"""Voters outside a record: what is missing, under each register that a case cites."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from scrutiny.evidence.counts import GROUP, Counts
from scrutiny.evidence.facts import Register
from scrutiny.findings.check import Subject
from scrutiny.findings.known import lacking, once, votes_known, votes_of
from scrutiny.findings.origins import named
from scrutiny.findings.weighing import Standing, standing, tally_of, without_outcome
from scrutiny.messages import Name


@dataclass(frozen=True)
class Outside:
    """Registered voters outside the record, under one register.

    Parameters
    ----------
    id, name
        Of the register.
    register
        The whole register; None where the number of missing units is used instead.
    missing
        How many voters are outside; negative when the record alone has more than the register.
    """

    id: str
    name: Name
    register: int | None
    missing: int
    source: str


@dataclass(frozen=True, eq=False)
class Known:
    """What the record holds.

    Parameters
    ----------
    rows
        Units whose votes are known, with `valid` and `closed`: voters who cannot vote elsewhere any more.
    unknown
        Units among them without a register.
    repeated, differing
        Units whose name stands more than once, each of which counts once; and those of them whose rows differ, so
        that their votes are not known.
    lacking
        Valid options of the contest of which the record says nothing.
    negative
        Units with a figure below 0.
    """

    counts: Counts
    rows: pl.DataFrame
    left_out: pl.DataFrame
    by: Standing
    closed: int
    unknown: int
    sheets: int
    repeated: int
    differing: int
    lacking: tuple[str, ...]
    negative: int

    @property
    def lead(self) -> int:
        return self.by.lead


def known_of(counts: Counts) -> Known:
    """The units of a record whose votes are known, and which of their voters are done."""
    mask = votes_known(counts)
    valid = pl.sum_horizontal(votes_of(counts, option) for option in counts.valid_options).alias("valid")
    register = pl.lit(None, dtype=pl.Int128)
    if counts.has("registered"):
        register = counts.values("registered").cast(pl.Int128)  # type: ignore[assignment]
    table = counts.table.with_columns(register.alias("electors")).with_columns(valid)
    closed = pl.col("electors")
    if GROUP in table.columns:
        # Voters of the group whose unit is not here may still vote: of its register only those who voted are done.
        closed = pl.when(pl.col(GROUP).is_null()).then(closed).otherwise(pl.col("valid"))
    columns = [counts.column(option) for option in counts.valid_options]
    table = table.with_columns(closed.alias("closed"), mask.alias("known"))
    table, repeated, differing = once(table, [*columns, "closed"])
    rows = table.filter("known")
    below = pl.any_horizontal((pl.col(column) < 0).fill_null(False) for column in (*columns, "electors"))
    absent = lacking(counts)
    totals = rows.select(votes_of(counts, option).sum().alias(option) for option in counts.valid_options).row(0)
    votes = {option: int(n or 0) for option, n in zip(counts.valid_options, totals, strict=True)}
    by = standing(votes, counts.contest, named(counts), tally=tally_of(counts, rows, votes))
    return Known(
        counts=counts,
        rows=rows,
        left_out=table.filter(~pl.col("known")),
        by=without_outcome(by) if absent else by,
        closed=int(rows["closed"].sum() or 0),
        unknown=rows["closed"].null_count() if counts.has("registered") else 0,
        sheets=rows.height if counts.is_by_unit else int(rows[counts.column("sheets")].sum() or 0),
        repeated=repeated,
        differing=differing,
        lacking=absent,
        negative=table.filter(below).height,
    )


def registers_of(subject: Subject) -> tuple[Register, ...]:
    """Registers of the case that bound what is outside a record: not one of the tables that were counted."""
    return tuple(r for r in subject.case.registers_of(subject.contest.id) if r.of != "counted_tables")


def outside_of(subject: Subject, known: Known) -> list[Outside]:
    """Voters outside the record under each register of the case, or under the largest register the law allows."""
    found: list[Outside] = []
    if known.counts.has("registered"):
        found = [
            Outside(r.id, Name(r.name, "register", r.id), r.number, r.number - known.closed, r.source)
            for r in registers_of(subject)
        ]
    largest_register = subject.case.facts.largest_register
    if found or largest_register is None:
        return found
    level = known.counts.level if known.counts.is_by_unit else (*subject.case.levels, known.counts.level)[-1]
    return [
        Outside(
            f"frame-{i}",
            Name(frame.said_by),
            None,
            (frame.number - known.sheets) * largest_register,
            frame.source,
        )
        for i, frame in enumerate(subject.case.frames_of(subject.contest.id, level), 1)
    ]


def rate_of(rows: pl.DataFrame) -> Fraction | None:
    """Valid votes per registered voter where both are known."""
    both = rows.filter(pl.col("electors") > 0)
    electors = int(both["electors"].sum() or 0)
    return Fraction(int(both["valid"].sum() or 0), electors) if electors else None


def highest_rate(rows: pl.DataFrame) -> Fraction | None:
    """The highest rate of a row, exactly; never above 1."""
    both = rows.filter(pl.col("electors") > 0).select("valid", "electors").unique()
    if not both.height:
        return None
    # Floats only find the few candidates; which of them is the highest is decided with fractions.
    near = both.with_columns((pl.col("valid").cast(pl.Float64) / pl.col("electors").cast(pl.Float64)).alias("rate"))
    near = near.filter(pl.col("rate") >= pl.col("rate").max() - 1e-9)
    return min(Fraction(1), max(Fraction(int(v), int(e)) for v, e, _rate in near.iter_rows()))
