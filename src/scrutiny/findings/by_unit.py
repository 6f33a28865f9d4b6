"""Stations in an order of their own, so that no result depends on how the rows of a file are arranged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scrutiny.evidence.counts import UNIT
from scrutiny.findings.stations import Stations, Whole


def by_unit(found: Stations) -> Stations:
    """The same stations, sorted by the text of their unit."""
    units = found.counts.table.get_column(UNIT).gather(found.rows)
    return taken(found, units.arg_sort().to_numpy())


def sampled(found: Stations, most: int) -> tuple[Stations, int]:
    """One station of every so many, so that no more than `most` are left, and of how many each is one."""
    step = max(1, -(-found.number // most))
    return (taken(found, slice(None, None, step)) if step > 1 else found), step


def taken(found: Stations, which: Whole | slice) -> Stations:
    """Some of the stations, in this order."""
    return replace(
        found,
        rows=found.rows[which],
        ballots=found.ballots[which],
        registered=None if found.registered is None else found.registered[which],
        turned_out=None if found.turned_out is None else found.turned_out[which],
        votes={option: votes[which] for option, votes in found.votes.items()},
        measured={measure: values[which] for measure, values in found.measured.items()},
    )


def large_places(found: Stations, least: int) -> tuple[Whole, list[str]]:
    """The place of each station on the largest level as a number, and the names of the numbers.

    Places with fewer stations than `least` are one place together, named "" and the last of them.
    """
    if not found.counts.levels:
        return np.zeros(found.number, dtype=np.int64), [""]
    codes, names = found.place(found.counts.levels[0])
    sizes = np.bincount(codes, minlength=len(names))
    kept = [code for code, name in enumerate(names) if name and sizes[code] >= least]
    new = np.full(len(names), len(kept), dtype=np.int64)
    new[kept] = np.arange(len(kept))
    return new[codes], [*(names[code] for code in kept), ""]
