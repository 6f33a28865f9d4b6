"""Votes of an option beyond a constant ratio, under every choice of what is common and of what is compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scrutiny.findings.by_unit import large_places
from scrutiny.findings.stations import Stations, Whole
from scrutiny.stats.clean_peak import Band, Histogram, band, histogram, own_peaks


@dataclass(frozen=True)
class Limits:
    """Choices of stations.

    Parameters
    ----------
    least
        Half of the choices leave out stations with fewer registered voters.
    most
        Half of the choices leave out stations with so high a turnout, in percent, or a higher one.
    region
        Places of the largest level with fewer stations are taken together.
    """

    least: int
    most: int
    region: int


@dataclass(frozen=True)
class Taken:
    """Which stations and which others a band was made of."""

    small: bool
    high: bool
    others: str


@dataclass(frozen=True, eq=False)
class Choices:
    """The excess under every choice.

    Parameters
    ----------
    of
        What each choice was made of, by the number in `made`.
    made
        For each choice the number of its `of`, shape (choices,).
    band
        All choices, those that give a figure.
    """

    of: tuple[Taken, ...]
    made: Whole
    band: Band

    @property
    def order(self) -> Whole:
        """The choices by their excess, the least first."""
        return np.argsort(self.band.excess, kind="stable").astype(np.int64)

    def at(self, part: Fraction) -> int:
        """The choice at a part of the way from the least to the largest."""
        return int(self.order[int((len(self.band) - 1) * part)])


def choices(found: Stations, option: str, limits: Limits, full: bool = True) -> Choices:
    """Every choice; with `full` false those of the core, the bins and the places alone."""
    of, bands = [], []
    for taken, counts in _histograms(found, option, limits, full):
        of.append(taken)
        bands.append(_with_something_above(band(counts).known, counts))
    joined = Band(*(np.concatenate([getattr(one, name) for one in bands]) for name in Band.__dataclass_fields__))
    made = np.repeat(np.arange(len(bands)), [len(one) for one in bands])
    return Choices(tuple(of), made, joined)


def _with_something_above(every: Band, counts: Histogram) -> Band:
    """The choices with stations above the core: without any an excess of 0 would be no finding."""
    levels = (counts.first + counts.second).sum(axis=0)
    last = np.flatnonzero(levels).max(initial=-1) / 2  # where the last bin that holds something begins, in points
    own = own_peaks(counts).min()
    top = np.where(every.by_group, own, every.peak) + every.shift + every.reach
    return every.where(last >= top)


def _histograms(found: Stations, option: str, limits: Limits, full: bool) -> Iterator[tuple[Taken, Histogram]]:
    assert found.registered is not None and found.turned_out is not None
    groups, _names = large_places(found, limits.region)
    others = [("ballots", found.ballots - found.votes[option])]
    if full and "valid" in found.measured and (found.measured["valid"] != found.ballots).any():
        others.append(("valid", np.maximum(0, found.measured["valid"] - found.votes[option])))
    large = found.registered >= limits.least
    for small in (True, False) if full and not large.all() else (True,):
        here = np.ones_like(large) if small else large
        if not here.any():
            continue
        for name, rest in others:
            counts = histogram(
                found.turned_out[here], found.registered[here], found.votes[option][here], rest[here], groups[here]
            )
            yield Taken(small, True, name), counts
            if full:
                yield Taken(small, False, name), _below(counts, limits.most)


def _below(counts: Histogram, percent: int) -> Histogram:
    """Without the levels from so many percent on."""
    first, second = counts.first.copy(), counts.second.copy()
    first[:, 2 * percent :] = 0
    second[:, 2 * percent :] = 0
    return Histogram(first, second)
