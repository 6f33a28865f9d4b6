"""Stations in an order of their own, so that no result depends on how the rows of a file are arranged."""

from __future__ import annotations

import numpy as np

from scrutiny.findings.check import Subject
from scrutiny.findings.stations import Stations, Whole, stations
from scrutiny.messages import _, say


def by_unit(found: Stations) -> Stations:
    """The same stations, sorted by the text of their unit."""
    return found.taken(np.argsort(found.counts.unit_rank.to_numpy()[found.rows]))


def with_register(subject: Subject, option: str, least: int) -> Stations | None:
    """Stations of so many registered voters or more, by their unit; None where the record lacks a figure."""
    if not subject.counts.has("registered"):
        return None
    found = stations(subject, (option,), True)
    if found is None or found.registered is None:
        return None
    return by_unit(found.where(found.registered >= least, say(_("small"))))


def sampled(found: Stations, most: int) -> tuple[Stations, int]:
    """One station of every so many, so that no more than `most` are left, and of how many each is one."""
    step = max(1, -(-found.number // most))
    return (found.taken(slice(None, None, step)) if step > 1 else found), step


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
