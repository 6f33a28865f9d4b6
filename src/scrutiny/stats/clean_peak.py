"""Counts that a constant ratio does not explain: the ratio is taken near a peak and held against everything above it.

Every unit has a level (a part of a whole, in percent) and two counts. Near a peak of the levels the first count is k
times the second. Above it, what the first count has beyond k times the second is the *excess*. That the ratio does not
depend on the level is an assumption, and as a rule a false one: the excess is what it does not explain, no more.

How large it is depends far more on where the peak is taken to be, how wide, and over which units, than on chance.
So there is no figure without a band, the excess under every choice that can be defended; and the band is cheap, because
units are counted once, in bins of half a point, and all choices work on those.

Source: the method of S. Shpilkin, described in Shpilkin (2011), Troitsky Variant 94, 2-4, and Kobak, Shpilkin and
Pshenichnikov (2016), Annals of Applied Statistics 10, 54-73.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

HALVES = 201
"""Bins of half a point: [0, .5), ..., [99.5, 100), and 100 itself."""
BINS = (1, 2, 4)
"""Widths of bins that may be chosen, in halves of a point."""
REACHES = (3, 5, 8)
"""How far the clean region may reach from the peak, in points."""
SHIFTS = tuple(range(-4, 5))
"""How far a peak may be from where the histogram has it, in points."""
APART = 7
"""A peak is the highest within so many points on either side: the combs at multiples of five are not peaks."""
LARGE = 0.25
"""A peak is at least this part of the highest one below `TOP`."""
TOP = 95
"""Nothing could lie above a clean region around a peak higher than this."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """Two counts by level, for one or more groups of units.

    Parameters
    ----------
    first, second
        Their sums in each bin of half a point, shape (groups, 201).
    """

    first: Real
    second: Real

    @cached_property
    def whole(self) -> Histogram:
        """All groups as one."""
        return Histogram(self.first.sum(axis=0, keepdims=True), self.second.sum(axis=0, keepdims=True))

    @property
    def total(self) -> float:
        """First and second counts together."""
        return float(self.first.sum() + self.second.sum())

    def in_bins(self, halves: int) -> Histogram:
        """In bins of so many halves of a point; 100 stays in the bin that begins there."""
        pad = -HALVES % halves
        shape = (len(self.first), (HALVES + pad) // halves, halves)
        made = [np.pad(part, ((0, 0), (0, pad))).reshape(shape).sum(axis=2) for part in (self.first, self.second)]
        return Histogram(made[0], made[1])


@dataclass(frozen=True)
class Peak:
    """The excess over one clean region.

    Parameters
    ----------
    ratio
        k, the first count over the second in the clean region.
    excess
        What the first count has above the region beyond k times the second.
    share
        The share of the first count in all, without the excess.
    """

    ratio: float
    excess: float
    share: float


@dataclass(frozen=True, eq=False)
class Band:
    """The excess under every choice; all arrays have the shape (choices,).

    Parameters
    ----------
    peak
        The peak, in percent, before it is shifted; NaN where each group has a peak of its own.
    shift, reach
        Points by which it is shifted, and that the clean region reaches from there to either side.
    bin
        Width of the bins, in points.
    positive
        Whether only bins with an excess count; else bins with a lack are set off against them.
    by_group
        Whether each group has its own peak and ratio.
    excess, share
        As in `Peak`; NaN where the clean region holds none of the second count or reaches to the top.
    """

    peak: Real
    shift: Real
    reach: Real
    bin: Real
    positive: Flags
    by_group: Flags
    excess: Real
    share: Real

    def __len__(self) -> int:
        return len(self.excess)

    def where(self, chosen: Flags) -> Band:
        """Some of the choices."""
        return Band(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    @property
    def known(self) -> Band:
        """The choices that give a figure."""
        return self.where(np.isfinite(self.excess))

    @property
    def range(self) -> tuple[float, float, float]:
        """The least, the median and the largest excess."""
        made = self.known.excess
        return (float(made.min()), float(np.median(made)), float(made.max())) if len(made) else (np.nan,) * 3

    def giving(self, low: float, high: float) -> Band:
        """The choices whose excess lies between two figures, such as those that somebody published."""
        return self.where((self.excess >= low) & (self.excess <= high))


def histogram(part: Whole, whole: Whole, first: Whole, second: Whole, group: Whole | None = None) -> Histogram:
    """Count the units once.

    Parameters
    ----------
    part, whole
        The level is part/whole; 0 ≤ part ≤ whole, whole > 0, shape (units,).
    first, second
        The two counts, shape (units,).
    group
        The group of each unit as a number from 0, shape (units,); all are one group where it is not given.

    Examples
    --------
    A level of 199 of 200 is the last bin below 100:

    >>> made = histogram(np.array([199, 200]), np.array([200, 200]), np.array([5, 6]), np.array([7, 8]))
    >>> made.first[0, -2:].tolist(), made.second[0, -2:].tolist()
    ([5.0, 6.0], [7.0, 8.0])
    """
    groups = 1 if group is None else int(group.max(initial=-1)) + 1
    # In whole numbers: a float would put some levels that are a multiple of the width into the bin below.
    cell = 200 * part // whole
    if group is not None:
        cell = cell + HALVES * group
    size = groups * HALVES
    sums = [np.bincount(cell, count, size).astype(np.float64).reshape(groups, HALVES) for count in (first, second)]
    return Histogram(sums[0], sums[1])


def peaks(counts: Histogram) -> list[float]:
    """Peaks of the levels of a histogram of one group, in percent, from the lowest; none if it is empty.

    Both counts together, in bins of one point, are smoothed over three bins. The highest bin is a peak, then the
    highest that is more than `APART` points from it, and so on down to `LARGE` of the highest; peaks that are the
    shoulder of a higher one (their neighbour is higher still) and those above `TOP` are left out, and the latter do not
    make the others small.

    Examples
    --------
    A small peak at 70 counts, one at 80 is too small, and the shoulder at 55 belongs to the peak at 51:

    >>> part = np.repeat([500, 510, 520, 550, 700, 800], [20, 40, 20, 20, 20, 5])
    >>> peaks(histogram(part, np.full(len(part), 1000), np.ones_like(part), np.ones_like(part)))
    [51.5, 70.5]
    """
    height = _smooth(counts)[0]
    highest = height[:TOP].max()
    if highest == 0:
        return []
    above = np.append(height[1:], 0.0)
    below = np.append(0.0, height[:-1])
    tops = np.flatnonzero((height >= above) & (height >= below) & (height >= LARGE * highest))
    kept: list[int] = []
    for top in sorted(tops.tolist(), key=lambda bin_: (-height[bin_], bin_)):
        if all(abs(top - other) > APART for other in kept):
            kept.append(top)
    return sorted(top + 0.5 for top in kept if top < TOP)


def own_peaks(counts: Histogram) -> Real:
    """The highest peak below `TOP` of each group, in percent, shape (groups,).

    Examples
    --------
    >>> part = np.array([300, 600, 600, 999])
    >>> made = histogram(part, np.full(4, 1000), part, part, np.array([0, 0, 1, 1]))
    >>> own_peaks(made).tolist()
    [60.5, 60.5]
    """
    highest: Real = _smooth(counts)[:, :TOP].argmax(axis=1) + 0.5
    return highest


def _smooth(counts: Histogram) -> Real:
    """First and second count together in bins of a point, averaged over three; what lies outside is 0.

    The middle weighs a hair more, so that of three bins around a lone one that one is the highest.
    """
    points = counts.in_bins(2)
    both = np.pad(points.first + points.second, ((0, 0), (1, 1)))
    made: Real = (both[:, :-2] + (1 + 1e-9) * both[:, 1:-1] + both[:, 2:]) / 3
    return made


def clean_peak(counts: Histogram, peak: float, reach: float = 5, halves: int = 2, positive: bool = True) -> Peak:
    """The excess above one clean region, all groups together.

    Parameters
    ----------
    counts
        The histogram.
    peak, reach
        The clean region is made of the bins whose middle lies in [peak − reach, peak + reach), in percent.
    halves
        The width of a bin, in halves of a point.
    positive
        Whether only bins with an excess count.

    Examples
    --------
    Twice as many at a level of 50, three times as many at a level of 80:

    >>> part, second = np.array([50, 80]), np.array([100, 100])
    >>> made = histogram(part, np.full(2, 100), np.array([200, 300]), second)
    >>> clean_peak(made, 50.5)
    Peak(ratio=2.0, excess=100.0, share=0.6666666666666666)
    """
    binned = counts.whole.in_bins(halves)
    found = _excess(binned, np.array([peak]), reach, halves)
    excess = float(found.of(positive)[0])
    return Peak(float(found.ratio[0]), excess, _share(counts, excess))


def band(counts: Histogram) -> Band:
    """The excess under every choice, for all units together and (where there are several groups) group by group.

    Choices: the peak, its shift, the reach, the width of bins, and whether bins with a lack are set off.

    A group whose clean region holds none of the second count, or reaches to the top, says nothing and adds nothing.

    Examples
    --------
    >>> part = np.repeat([500, 510, 520, 800], [20, 40, 20, 5])
    >>> first = np.where(part == 800, 600, part // 2)
    >>> found = band(histogram(part, np.full(len(part), 1000), first, part - first))
    >>> len(found), [round(x) for x in found.range]
    (162, [2000, 2000, 2000])
    """
    rows = list(_choices(counts))
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    peak, shift, reach, width, excess = (np.array(columns[i], dtype=np.float64) for i in (0, 1, 2, 3, 6))
    positive, by_group = (np.array(columns[i], dtype=np.bool_) for i in (4, 5))
    first = float(counts.first.sum())
    return Band(peak, shift, reach, width, positive, by_group, excess, (first - excess) / (counts.total - excess))


def _choices(counts: Histogram) -> Iterator[tuple[float, float, float, float, bool, bool, float]]:
    found = peaks(counts.whole)
    own = own_peaks(counts) if len(counts.first) > 1 and found else None
    shifted = np.add.outer(np.array(SHIFTS), np.array(found))
    for halves in BINS:
        width = halves / 2
        together, apart = counts.whole.in_bins(halves), counts.in_bins(halves)
        for reach in REACHES:
            whole = _excess(together, shifted[..., None], reach, halves)
            groups = [] if own is None else [_excess(apart, own + shift, reach, halves) for shift in SHIFTS]
            for positive in (True, False):
                for row, shift in enumerate(SHIFTS):
                    for column, peak in enumerate(found):
                        excess = float(whole.of(positive)[row, column, 0])
                        yield peak, shift, reach, width, positive, False, excess
                    if groups:
                        excess = float(np.nansum(groups[row].of(positive)))
                        yield np.nan, shift, reach, width, positive, True, excess


class _Excess(NamedTuple):
    """Only bins with an excess, those with a lack set off, and the ratio."""

    positive: Real
    net: Real
    ratio: Real

    def of(self, positive: bool) -> Real:
        return self.positive if positive else self.net


def _excess(counts: Histogram, peak: Real, reach: float, halves: int) -> _Excess:
    """Excess and ratio of each group for each peak of it; `peak` and all results have the shape (..., groups).

    NaN where the clean region has none of the second count, or no bin is above it: an excess of 0 would be no finding.
    """
    middle = (np.arange(counts.first.shape[1]) + 0.5) * (halves / 2)
    above = middle >= peak[..., None] + reach
    clean = (middle >= peak[..., None] - reach) & ~above
    ours, theirs = (counts.first * clean).sum(axis=-1), (counts.second * clean).sum(axis=-1)
    ratio = np.where(theirs > 0, ours / np.where(theirs > 0, theirs, 1.0), np.nan)
    beyond = (counts.first - ratio[..., None] * counts.second) * above
    some = above.any(axis=-1)
    net, positive = (np.where(some, part.sum(axis=-1), np.nan) for part in (beyond, np.maximum(beyond, 0.0)))
    return _Excess(positive, net, ratio)


def _share(counts: Histogram, excess: float) -> float:
    return (float(counts.first.sum()) - excess) / (counts.total - excess)


def resampled(counts: Histogram, peak: float | None, draws: int, rng: np.random.Generator, reach: float = 5) -> Real:
    """The excess when whole groups are drawn again with replacement, shape (draws,): what chance alone would alter.

    Groups (such as the units that one office reports) are drawn and not units, since the units of a group are alike.

    Parameters
    ----------
    counts
        The histogram by group.
    peak
        Where the clean region lies, or None to look for the lowest peak in every draw anew.
    draws
        How many.
    rng
        Where chance comes from.
    reach
        See `clean_peak`.

    Examples
    --------
    >>> part, group = np.tile([510, 800], 50), np.repeat(np.arange(50), 2)
    >>> first = np.where(part == 800, 500 + group, 255)
    >>> made = histogram(part, np.full(100, 1000), first, part - first, group)
    >>> sample = resampled(made, 51.5, 500, np.random.default_rng(1))
    >>> round(clean_peak(made, 51.5).excess), round(float(sample.std(ddof=1)))
    (12450, 203)
    """
    groups = len(counts.first)
    times = rng.multinomial(groups, np.full(groups, 1 / groups), size=draws).astype(np.float64)
    drawn = Histogram(times @ counts.first, times @ counts.second)
    if peak is not None:
        at = np.full(draws, float(peak))
    else:
        one_by_one = (Histogram(drawn.first[i : i + 1], drawn.second[i : i + 1]) for i in range(draws))
        at = np.array([_lowest(peaks(one)) for one in one_by_one])
    return _excess(drawn.in_bins(2), at, reach, 2).positive


def _lowest(found: Sequence[float]) -> float:
    return found[0] if found else np.nan
