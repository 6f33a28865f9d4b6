"""The counts of an election as arrays, one row a station: what generators make and known hands alter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.contest import Contest
from scrutiny.evidence.counts import ATTRIBUTE, MEASURE, OPTION, PLACE, ROW, UNIT, Counts

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

RECORD = "stations"


@dataclass(frozen=True, eq=False)
class Draw:
    """Counts of n stations and k options. Ballots cast are valid ones and invalid ones, whatever is altered.

    Parameters
    ----------
    votes
        Votes of each option, shape (n, k).
    invalid
        Invalid ballots, shape (n,); blank ones are among them.
    registered
        Register of each station, shape (n,), or None where it is not known.
    region, place
        Codes from 0 of the region and of the place (centre) of each station; a place lies in one region.
    unit
        Number of each station in the election: it stays the same when other stations vanish.
    arrival
        Rank of each station in the order in which counts arrived, from 0, or None where it is not known.
    """

    votes: Whole
    invalid: Whole
    registered: Whole | None
    region: Whole
    place: Whole
    unit: Whole
    arrival: Whole | None = None

    @property
    def stations(self) -> int:
        return len(self.invalid)

    @cached_property
    def valid(self) -> Whole:
        return np.asarray(self.votes.sum(axis=1))

    @cached_property
    def cast(self) -> Whole:
        return self.valid + self.invalid

    @cached_property
    def totals(self) -> Whole:
        """Votes of each option in all stations, shape (k,)."""
        return np.asarray(self.votes.sum(axis=0))

    @cached_property
    def neighbours(self) -> Whole | None:
        """How many stations the place of each station has, shape (n,), or None where every place has one."""
        stations = np.bincount(self.place)[self.place] if self.stations else self.place
        return stations if (stations > 1).any() else None

    def without(self, gone: Flags) -> Draw:
        """The same election without the flagged stations."""
        kept = ~gone
        return Draw(
            self.votes[kept],
            self.invalid[kept],
            None if self.registered is None else self.registered[kept],
            self.region[kept],
            self.place[kept],
            self.unit[kept],
            None if self.arrival is None else self.arrival[kept],
        )


def _numbered(prefix: str, codes: Whole, digits: int) -> pl.Series:
    """Names such as R01 of codes from 0; each name is written once, however many stations have it."""
    if not len(codes):
        return pl.Series([], dtype=pl.String)
    names = pl.Series([f"{prefix}{code:0{digits}d}" for code in range(1, int(codes.max()) + 2)])
    return names.gather(codes)


def as_counts(draw: Draw, contest: Contest, options: Sequence[str] | None = None) -> Counts:
    """A draw as the record of every station.

    Parameters
    ----------
    contest
        The contest.
    options
        Id of each column of the votes; by default those of the contest, in order.
    """
    ids = [option.id for option in contest.options] if options is None else list(options)
    columns: dict[str, pl.Series | Whole] = {
        UNIT: _numbered("", draw.unit, 6),
        ROW: np.arange(2, draw.stations + 2, dtype=np.uint32),
        PLACE + "region": _numbered("R", draw.region, 2),
        PLACE + "centre": _numbered("C", draw.place, 5),
    }
    if draw.arrival is not None:
        columns[ATTRIBUTE + "arrival"] = _numbered("", draw.arrival, 6)
    if draw.registered is not None:
        columns[MEASURE + "registered"] = draw.registered
    columns |= {MEASURE + "cast": draw.cast, MEASURE + "invalid": draw.invalid, MEASURE + "valid": draw.valid}
    columns |= {OPTION + option: draw.votes[:, i] for i, option in enumerate(ids)}
    table = pl.DataFrame(columns)
    return Counts(RECORD, contest, "station", (RECORD,), "Electoral council", "results by polling station", table)
