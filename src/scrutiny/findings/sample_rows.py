"""The sheets of a sample as arrays, in the order of the ids of their stations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.counts import UNIT, Counts
from scrutiny.evidence.station_sample import KIND, OF_PLACE, REGISTERED, STRATUM, StationSample, sheet_votes

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """Places of a sample in two stages, those with at least one sheet.

    The error is that between the totals of places, each worked out from its stations: what stations of one place differ
    by is in it (the ultimate cluster). The part of the places that was drawn does not take from it, since that would
    take from what stations of one place differ by, too.

    Parameters
    ----------
    of
        The place of each sheet, whole numbers from 0, shape (n,).
    ids, stratum
        Of each place, shape (p,).
    stand_for
        How many stations of the place one sheet stands for: all that there are by those that were read, shape (p,).
    sizes
        Places in each stratum, shape (H,).
    """

    of: Whole
    ids: list[str]
    stratum: Whole
    stand_for: Real
    sizes: Real

    def totals(self, figures: Real) -> Real:
        """The total of each place, from the figures of its sheets."""
        made: Real = np.bincount(self.of, figures, len(self.ids)) * self.stand_for
        return made


@dataclass(frozen=True)
class Rows:
    """Sheets with their strata, sizes of all strata, and registers."""

    counts: Counts
    at: Whole
    ids: list[str]
    stratum: Whole
    sizes: Real
    registered: Real
    has_register: bool
    kind: list[str]
    registers: Real | None
    """The register of each stratum, where the frame gives it."""
    places: Places | None = None
    """The places that were drawn first, where it was done in two stages."""

    @property
    def unit_ids(self) -> list[str]:
        """Names of what was drawn first: places, or stations."""
        return self.ids if self.places is None else self.places.ids

    @property
    def unit_stratum(self) -> Whole:
        return self.stratum if self.places is None else self.places.stratum

    @property
    def unit_sizes(self) -> Real:
        """How many of them each stratum has."""
        return self.sizes if self.places is None else self.places.sizes

    @property
    def finite(self) -> bool:
        """Whether the part that was drawn takes from the error: not where places were drawn and not read whole."""
        return self.places is None or bool((self.places.stand_for == 1).all())

    def by_unit(self, item: str) -> Real:
        """A figure of each unit that was drawn first; that of a place is worked out from its sheets."""
        figures = self.of(item)
        return figures if self.places is None else self.places.totals(figures)

    def size(self, ballots: Real) -> Real:
        """The register of each station; one without is as large as its ballots."""
        made: Real = np.where(self.registered > 0, self.registered, ballots)
        return made

    def of(self, item: str) -> Real:
        if item == REGISTERED:
            return self.registered
        found = sheet_votes(self.counts, item)[self.at.tolist()].cast(pl.Float64)
        if found.null_count():
            raise ValueError(f"{item} is missing on a sheet of the sample; a sheet without it is no sheet with 0")
        made: Real = found.to_numpy()
        return made

    def has(self, item: str) -> bool:
        if item == REGISTERED:
            return self.has_register
        return self.counts.has(item) and sheet_votes(self.counts, item)[self.at.tolist()].null_count() == 0


def with_the_rest(votes: Real, base: Real) -> Real:
    """Votes of options, shape (n, k), and behind them what the total has besides, where it has anything."""
    rest = base - votes.sum(axis=1)
    return np.column_stack([votes, rest]) if rest.sum() > 0.5 else votes


def rows_of(sample: StationSample, counts: Counts) -> Rows | None:
    """The sheets that are used; None where there are fewer than two."""
    table = counts.table.select(UNIT).with_row_index("at").unique(UNIT, keep="first", maintain_order=True)
    used = sample.used.join(table, on=UNIT, how="inner").sort(UNIT)
    if used.height < 2:
        return None
    registered, registers = used[REGISTERED], sample.strata[REGISTERED]
    return Rows(
        counts=counts,
        at=used["at"].cast(pl.Int64).to_numpy(),
        ids=used[UNIT].to_list(),
        stratum=used[STRATUM].to_numpy().astype(np.int64),
        sizes=sample.strata["stations"].to_numpy().astype(np.float64),
        registered=registered.fill_null(0).to_numpy().astype(np.float64),
        has_register=registered.null_count() == 0 and bool((registered > 0).any()),
        kind=used[KIND].fill_null("").to_list(),
        places=_places(sample, used),
        registers=None if registers.null_count() or registers.sum() <= 0 else registers.to_numpy().astype(np.float64),
    )


def _places(sample: StationSample, used: pl.DataFrame) -> Places | None:
    if not sample.in_two_stages or sample.frame is None:
        return None
    every = sample.frame.group_by(OF_PLACE).agg(pl.len().alias("stations"), pl.col(STRATUM).first()).sort(OF_PLACE)
    sheets = used.select(UNIT).join(
        sample.frame.select(UNIT, OF_PLACE), on=UNIT, how="left", maintain_order="left"
    )  # fmt: skip
    read = sheets.group_by(OF_PLACE).agg(pl.len().alias("read"))
    there = every.join(read, on=OF_PLACE, how="inner").sort(OF_PLACE).with_row_index("place")
    of = sheets.join(there.select(OF_PLACE, "place"), on=OF_PLACE, how="left", maintain_order="left")["place"]
    return Places(
        of=of.cast(pl.Int64).to_numpy(),
        ids=there[OF_PLACE].to_list(),
        stratum=there[STRATUM].cast(pl.Int64).to_numpy(),
        stand_for=(there["stations"] / there["read"]).to_numpy().astype(np.float64),
        sizes=np.bincount(every[STRATUM].cast(pl.Int64).to_numpy(), minlength=sample.strata.height).astype(np.float64),
    )
