"""The stations of a record as arrays of whole numbers, for the methods that look at all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.counts import ATTRIBUTE, LARGEST, PLACE, PLACE_NAME, Counts
from scrutiny.findings.check import Subject
from scrutiny.findings.coded import coded
from scrutiny.findings.finding import Scope
from scrutiny.messages import Message, _, say, series

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Stations:
    """Units that have every figure that was asked for, none of them negative and no part above its whole.

    Parameters
    ----------
    counts
        The record.
    rows
        The row of each station in the record's table, shape (n,).
    ballots
        Ballots counted (valid, invalid and blank); the whole of which shares are taken.
    registered, turned_out
        Registered voters, and the voters who turned out: ballots issued where the record has them, else ballots
        counted. None where they were not asked for or the record has no register.
    votes
        Votes of each option that was asked for.
    measured
        Other measures that were asked for.
    numerator
        The measure that `turned_out` is: `issued` or `cast`.
    denominator
        The measure that `ballots` is: `cast`, or `valid` where the record does not tell the ballots.
    left
        Why other units are left out, and how many for each reason.
    """

    counts: Counts
    rows: Whole
    ballots: Whole
    registered: Whole | None
    turned_out: Whole | None
    votes: Mapping[str, Whole]
    measured: Mapping[str, Whole]
    numerator: str
    denominator: str
    left: tuple[tuple[Message, int], ...] = ()

    @property
    def number(self) -> int:
        return len(self.rows)

    def where(self, keep: Flags, why: Message | None = None) -> Stations:
        """The stations that are flagged; `why` names the reason for leaving out the others."""
        gone = len(keep) - int(np.count_nonzero(keep))
        if not gone:
            return self
        made = self.taken(keep)
        return made if why is None else replace(made, left=(*self.left, (why, gone)))

    def taken(self, which: Whole | Flags | slice) -> Stations:
        """Some of the stations, in this order; nothing is said of the others."""
        return replace(
            self,
            rows=self.rows[which],
            ballots=self.ballots[which],
            registered=None if self.registered is None else self.registered[which],
            turned_out=None if self.turned_out is None else self.turned_out[which],
            votes={option: votes[which] for option, votes in self.votes.items()},
            measured={measure: values[which] for measure, values in self.measured.items()},
        )

    def place(self, level: str) -> tuple[Whole, list[str]]:
        """The place of each station on a level as a number, and the names of the numbers in order.

        A station without a place there is in a place named "". Where the record prints names beside codes, they are
        given; places of one name stay apart.
        """
        codes, ids = coded(self.counts, PLACE + level, self.rows)
        if PLACE_NAME + level not in self.counts.table.columns:
            return codes, ids
        table = self.counts.table.select(
            pl.col(PLACE + level).cast(pl.String).fill_null("").alias("id"),
            pl.col(PLACE_NAME + level).cast(pl.String).fill_null("").alias("name"),
        )
        printed = dict(table.group_by("id").agg(pl.col("name").min()).iter_rows())
        names = [printed.get(id_) or id_ for id_ in ids]
        return codes, [
            f"{name} ({id_})" if names.count(name) > 1 else name for name, id_ in zip(names, ids, strict=True)
        ]

    def attribute(self, name: str) -> tuple[Whole, list[str]]:
        return coded(self.counts, ATTRIBUTE + name, self.rows)

    @cached_property
    def scope(self) -> Scope:
        out = self.counts.units - self.number
        if not self.left:
            return Scope(self.number, out)
        parts = [say(_("{n} ({why})"), n=n, why=why) for why, n in self.left]
        return Scope(self.number, out, say(_("Left out: {parts}."), parts=series(parts)))


def stations(subject: Subject, options: Sequence[str], turnout: bool, measures: Sequence[str] = ()) -> Stations | None:
    """The stations of the subject's record, or None where the record lacks a column.

    Parameters
    ----------
    options
        Options whose votes are wanted.
    turnout
        Whether registers and turnout are wanted; units without a register are then left out.
    measures
        Further measures that are wanted.
    """
    counts = subject.counts
    denominator = "cast" if counts.has("cast") else "valid"
    numerator = "issued" if counts.has("issued") else "cast"
    wanted = [denominator, *options, *measures] + (["registered", numerator] if turnout else [])
    if not counts.has(*wanted):
        return None
    whole = pl.DataFrame({item: counts.values(item) for item in dict.fromkeys(wanted)})
    known, sane = np.ones((2, counts.units), dtype=np.bool_)
    for column in whole.iter_columns():
        if column.null_count():
            known &= column.is_not_null().to_numpy()
    left = _reason(known, say(_("a figure is missing there")))
    figures = {column.name: _figures(column) for column in whole.iter_columns()}
    for figure in figures.values():
        sane &= (figure >= 0) & (figure <= LARGEST)
    left += _reason(sane | ~known, say(_("a figure is negative or of no station's size")))
    rows = np.flatnonzero(known & sane).astype(np.int64)
    arrays = {item: figure[rows] for item, figure in figures.items()}
    made = Stations(
        counts=counts,
        rows=rows,
        ballots=arrays[denominator],
        registered=arrays["registered"] if turnout else None,
        turned_out=arrays[numerator] if turnout else None,
        votes={option: arrays[option] for option in options},
        measured={measure: arrays[measure] for measure in measures},
        numerator=numerator,
        denominator=denominator,
        left=left,
    )
    made = made.where(made.ballots > 0, say(_("no ballots")))
    fits = np.ones(made.number, dtype=np.bool_)
    for votes in made.votes.values():
        fits &= votes <= made.ballots
    made = made.where(fits, say(_("an option has more votes than there are ballots")))
    if made.registered is not None and made.turned_out is not None:
        made = made.where(made.registered > 0, say(_("no register")))
        assert made.registered is not None and made.turned_out is not None
        made = made.where(made.turned_out <= made.registered, say(_("more voters than registered")))
    return made


def _figures(column: pl.Series) -> Whole:
    """A column as whole numbers of 64 bits, 0 where there is none; a larger one stays larger than `LARGEST`."""
    filled = column.fill_null(0)
    cut = filled.clip(-1, LARGEST + 1) if filled.dtype == pl.Int128 else filled
    made: Whole = cut.cast(pl.Int64).to_numpy()
    return made


def _reason(kept: Flags, why: Message) -> tuple[tuple[Message, int], ...]:
    gone = len(kept) - int(np.count_nonzero(kept))
    return ((why, gone),) if gone else ()
