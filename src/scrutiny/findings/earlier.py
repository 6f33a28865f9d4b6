"""What an earlier election gave in the same places, where the case holds one whose record names them alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.counts import PLACE, Counts
from scrutiny.findings.check import Subject
from scrutiny.findings.stations import Stations

Real = npt.NDArray[np.float64]

LEAST = 0.5
"""Below this part of the votes in places that are found again, an earlier election is not used."""


@dataclass(frozen=True, eq=False)
class Earlier:
    """The earlier result of each station's place.

    Parameters
    ----------
    counts
        The earlier record.
    shares
        Of the valid votes, the first option's less those of the others that were asked for; nan where the place is
        not found.
    found
        The part of today's ballots that lies in places that were found.
    """

    counts: Counts
    shares: Real
    found: float


def earlier(subject: Subject, found: Stations, level: str, options: Sequence[str]) -> Earlier | None:
    """The last earlier election with these options in these places.

    Parameters
    ----------
    options
        One option, or two for the margin of the first over the second. An option is the same where its id or its name
        is.
    """
    days = {election.id: election.date for election in subject.case.elections}
    here = days.get(subject.contest.election)
    best: list[tuple[tuple[str, str, str], Counts, list[str]]] = []
    for contest in subject.case.contests:
        day = days.get(contest.election)
        if day is None or here is None or day >= here:
            continue
        names = {option.name: option.id for option in contest.options}
        same = [o if o in contest.by_id else names.get(subject.contest.name_of(o)) for o in options]
        for counts in subject.evidence.counts_of(contest.id):
            held = [o for o in same if o is not None and counts.has(o)]
            if len(held) == len(options) and counts.has("valid") and PLACE + level in counts.table.columns:
                moment = counts.as_of.isoformat() if counts.as_of is not None else ""
                best.append(((day.isoformat(), moment, counts.record), counts, held))
    if not best:
        return None
    _key, counts, held = max(best, key=lambda one: one[0])
    return _joined(counts, held, found, level)


def _joined(counts: Counts, options: Sequence[str], found: Stations, level: str) -> Earlier | None:
    first, *others = (counts.values(option) for option in options)
    amount = first
    for other in others:
        amount = amount - other
    then = pl.DataFrame(
        {"place": counts.table.get_column(PLACE + level).cast(pl.String), "a": amount, "v": counts.values("valid")}
    ).drop_nulls()
    sums = then.group_by("place").agg(pl.col("a", "v").sum()).filter(pl.col("v") > 0)
    now = found.counts.table.get_column(PLACE + level).cast(pl.String).gather(found.rows)
    joined = pl.DataFrame({"place": now}).join(sums, on="place", how="left", maintain_order="left")
    shares = joined.select((pl.col("a") / pl.col("v")).fill_null(float("nan"))).to_series().to_numpy()
    known = ~np.isnan(shares)
    part = float(found.ballots[known].sum()) / max(1, int(found.ballots.sum()))
    return Earlier(counts, shares, part) if part >= LEAST else None
