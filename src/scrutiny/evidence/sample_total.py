"""Which sheets of a sample give the total that shares are announced of: a sheet without it is missing, never a zero."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from scrutiny.evidence.counts import UNIT, Counts
from scrutiny.evidence.station_sample import REGISTERED, STRATUM, StationSample, sheet_votes

WITHOUT_TOTAL = "sample.without-total"


def with_total(sample: StationSample, counts: Counts, total: str) -> StationSample:
    """The sample for shares of a total: sheets that do not give it are left out, and counted among those missing.

    The votes of such a sheet with nothing below them would raise every share.

    Parameters
    ----------
    sample
        As the case gives it.
    counts
        Its record.
    total
        `valid`, `cast` or `registered`; the last is that of the frame or of the list of those drawn where they have it.

    Examples
    --------
    >>> with_total(sample, counts, "cast").left_out  # doctest: +SKIP
    {'sample.without-total': 3}
    """
    if total == REGISTERED:
        blank = sample.used[REGISTERED].is_null()
    else:
        row = counts.table.select(UNIT).with_row_index("at").unique(UNIT, keep="first", maintain_order=True)
        at = sample.used.select(UNIT).join(row, on=UNIT, how="left", maintain_order="left")["at"]
        blank = sheet_votes(counts, total)[at.to_list()].is_null() if len(at) else pl.Series([], dtype=pl.Boolean)
    number = int(blank.sum())
    if not number:
        return sample
    used, gone = sample.used.filter(~blank), sample.used.filter(blank)
    per = used.group_by(pl.col(STRATUM).cast(pl.Int64).alias("at")).agg(pl.len().cast(pl.Int64).alias("now"))
    strata = sample.strata.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
    strata = strata.join(per, on="at", how="left", maintain_order="left")
    return replace(
        sample,
        used=used,
        missing=pl.concat([sample.missing, gone.select(sample.missing.columns)]).sort(UNIT),
        strata=strata.with_columns(pl.col("now").fill_null(0).alias("used")).select(sample.strata.columns),
        left_out={**sample.left_out, WITHOUT_TOTAL: number},
    )
