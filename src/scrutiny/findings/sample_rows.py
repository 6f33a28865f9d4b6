"""The sheets of a sample as arrays, in the order of the ids of their stations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.counts import UNIT, Counts
from scrutiny.evidence.station_sample import KIND, REGISTERED, STRATUM, StationSample, sheet_votes

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


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
        registers=None if registers.null_count() or registers.sum() <= 0 else registers.to_numpy().astype(np.float64),
    )
