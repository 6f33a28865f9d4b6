"""A real record as arrays of whole stations, so that it can be resampled, altered by a known hand, or imitated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.counts import ATTRIBUTE, LARGEST, PLACE, Counts
from scrutiny.simulate.draw import Draw, Whole

Flags = npt.NDArray[np.bool_]

REST = "rest"
"""The name of all options together that are not kept by themselves."""


@dataclass(frozen=True, eq=False)
class Recorded:
    """The stations of a record that can be used, with the ids of the options that the columns stand for.

    Parameters
    ----------
    draw
        Its `unit` is the row of each station in the table of the record.
    options
        The id of each column of the votes, the largest option first; `REST` for the others together.
    left_out
        How many rows were not used: a figure is missing or impossible, or there are no ballots.
    record
        The id of the record.
    """

    draw: Draw
    options: tuple[str, ...]
    left_out: int
    record: str = ""


def as_draw(
    counts: Counts,
    *,
    region: str | None = None,
    place: str | None = None,
    options: int = 8,
    arrival: str | None = None,
    rows: Flags | None = None,
) -> Recorded:
    """The stations of a record as arrays.

    Parameters
    ----------
    region, place
        The levels that are the region and the place; by default the first and the last that the record names above
        the station. A record with one level has regions alone, and one without any is a single region: then each
        station is a place of its own.
    options
        How many options are kept by themselves, the largest first; others and valid votes for none are the rest.
    arrival
        An attribute that sorts stations by arrival, as text of one length or as flags (`late` after `early` needs
        names that sort so).
    rows
        Which rows of the table are polling stations of the ordinary kind, shape (units,); by default all.
    """
    keep = np.ones(counts.units, dtype=np.bool_) if rows is None else rows.copy()
    given = int(keep.sum())
    every = {o: _sized(counts.values(o).fill_null(0), keep) for o in counts.valid_options}
    valid = _known(counts, "valid", keep)
    cast = _known(counts, "cast", keep) if counts.has("cast") else valid
    registered = None
    if counts.has("registered"):
        registered = _known(counts, "registered", keep)
        keep &= cast <= registered
    keep &= (cast >= valid) & (cast > 0)
    order = sorted(every, key=lambda o: (-int(every[o][keep].sum()), o))
    named = order[:options] if len(order) > options + 1 else order
    votes = np.column_stack([every[o] for o in named])
    rest = valid - votes.sum(axis=1)
    keep &= rest >= 0
    if rest[keep].any():
        votes, named = np.column_stack([votes, rest]), [*named, REST]
    levels = [level for level in counts.levels if level != counts.level]
    regions = region or (levels[0] if levels else None)
    places = place or (levels[-1] if len(levels) > 1 else None)
    region_code = _codes(counts, [regions], keep)
    draw = Draw(
        votes=votes[keep],
        invalid=(cast - valid)[keep],
        registered=None if registered is None else registered[keep],
        region=region_code,
        # A place lies in one region, though the record may name two places alike.
        place=_codes(counts, [regions, places], keep) if places else np.arange(int(keep.sum()), dtype=np.int64),
        unit=np.flatnonzero(keep).astype(np.int64),
        arrival=None if arrival is None else _ranks(counts.table.get_column(ATTRIBUTE + arrival), keep),
    )
    return Recorded(draw, tuple(named), given - draw.stations, counts.record)


def _known(counts: Counts, item: str, keep: Flags) -> Whole:
    """The values of an item; rows where it is missing are kept no longer."""
    values = counts.values(item)
    keep &= values.is_not_null().to_numpy()
    return _sized(values.fill_null(0), keep)


def _sized(values: pl.Series, keep: Flags) -> Whole:
    """Figures that a station can have, 0 in place of others, of whatever size; such rows are kept no longer."""
    sane = (values >= 0) & (values <= LARGEST)
    keep &= sane.to_numpy()
    made: Whole = values.zip_with(sane, pl.zeros(len(values), values.dtype, eager=True)).cast(pl.Int64).to_numpy()
    return made


def _codes(counts: Counts, levels: Sequence[str | None], keep: Flags) -> Whole:
    """Numbers from 0 for the places that the kept rows name."""
    named = [PLACE + level for level in levels if level is not None]
    if not named:
        return np.zeros(int(keep.sum()), dtype=np.int64)
    here = counts.table.select(pl.concat_str([pl.col(c).fill_null("") for c in named], separator="\x1f").alias("p"))
    codes = here.to_series().filter(pl.Series(keep)).rank("dense")
    return codes.to_numpy().astype(np.int64) - 1


def _ranks(column: pl.Series, keep: Flags) -> Whole:
    """Ranks of the kept rows from 0; rows of equal text in the order of the table."""
    text = column.cast(pl.String).fill_null("~").filter(pl.Series(keep))  # "~" sorts after digits and letters
    ranks = np.empty(len(text), dtype=np.int64)
    ranks[text.arg_sort().to_numpy()] = np.arange(len(text))
    return ranks
