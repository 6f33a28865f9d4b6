"""The shape of a record: its own list sizes and places, its means, and how much its stations differ on each level."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scrutiny.errors import CaseError, Problem
from scrutiny.evidence.counts import Counts
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.matching import matched
from scrutiny.simulate.recorded import Recorded, as_draw
from scrutiny.simulate.shape import Closed, Shape, Spread, covariates
from scrutiny.stats.nested import Nested, nested_covariances

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LEAST = 30
"""Fewer stations have no shape that could be imitated."""
LEAST_BALLOTS = 30
"""A station with fewer ballots tells too little of its shares to measure how much stations differ."""
LEAST_VOTES = 3.0
"""Mean votes in the stations of a region below which an option is not measured there."""
_NOTHING = 1e-12
"""A variance of logarithms that is rounding and no effect."""


def shaped_like(
    counts: Counts | Recorded,
    *,
    region: str | None = None,
    place: str | None = None,
    options: int = 8,
    arrival: str | None = None,
    rows: Flags | None = None,
    random_split: bool = False,
) -> Shape:
    """The shape of a record, by the method of moments with what sampling adds taken away.

    Parameters
    ----------
    counts
        A record, or one that `as_draw` has already read.
    region, place, options, arrival, rows
        See `as_draw`.
    random_split
        Whether the voters of a place were divided among its stations at random: stations then differ within it by
        chance alone.

    Raises
    ------
    CaseError
        For a record with fewer than 30 stations of which enough is known.
    """
    recorded = (
        counts
        if isinstance(counts, Recorded)
        else as_draw(counts, region=region, place=place, options=options, arrival=arrival, rows=rows)
    )
    draw = recorded.draw
    registered = draw.cast if draw.registered is None else draw.registered
    large = draw.cast >= LEAST_BALLOTS
    closed, apart = _closed(draw) if large.any() else (None, ~large)
    usable = large & ~apart
    if usable.sum() < LEAST:
        raise CaseError(_too_few(recorded, int(usable.sum())))
    regions = int(draw.region.max(initial=0)) + 1
    ballots = np.column_stack([draw.votes, draw.invalid])
    by_region = np.column_stack([np.bincount(draw.region, column, regions) for column in ballots.T])
    stations = np.maximum(np.bincount(draw.region, minlength=regions), 1)
    known = np.column_stack(
        [np.full(regions, draw.registered is not None), by_region / stations[:, None] >= LEAST_VOTES]
    )
    values, own, shared = _coordinates(draw)
    size = covariates(registered, draw.arrival, draw.place)
    slopes = _slopes(values[usable], size[usable], draw.region[usable], known)
    values, own, shared = (values - size @ slopes)[usable], own[usable], shared[usable]
    inner = _renumbered(draw.place[usable])
    found = nested_covariances(
        values,
        own,
        shared,
        inner,
        draw.region[usable],
        _padded(known, draw.region[usable]),
        # A voter drawn at random: equal stations would let small ones, which vary more, stand for all.
        weights=draw.cast[usable].astype(np.float64),
        unit_effects=not random_split,
    )
    total = ballots.sum(axis=0)
    # Where an option is too rare to measure, its region's share stands for it; where it did not stand, it gets none.
    rare = np.log(np.maximum(by_region, 1e-3) / np.maximum(by_region.sum(axis=1, keepdims=True), 1))
    seen = np.bincount(draw.region[usable], minlength=regions) > 0
    means = np.zeros((regions, ballots.shape[1] + 1))
    means[: len(found.means)] = found.means
    means[~seen, 0] = np.average(means[:, 0], weights=stations * seen)
    means[:, 1:] = np.where(known[:, 1:] & seen[:, None], means[:, 1:], rare)
    shape = Shape(
        registered=registered,
        region=draw.region,
        place=draw.place,
        turnout=1.0 if draw.registered is None else float(draw.cast.sum() / draw.registered.sum()),
        invalid=float(total[-1] / total.sum()),
        shares=tuple(float(share) for share in total[:-1] / total[:-1].sum()),
        spread=Spread(
            found.outer, found.inner, found.unit, _tails(values, own - shared**2, inner, draw.region[usable], found)
        ),
        options=recorded.options,
        regional=means,
        slopes=slopes,
        arrival=draw.arrival,
        registers=draw.registered is not None,
        closed=closed,
    )
    return matched(shape, draw, usable)


def _too_few(recorded: Recorded, usable: int) -> Problem:
    stations, left = recorded.draw.stations, recorded.left_out
    return Problem(
        recorded.record or "the record",
        f"{usable:,} of {stations + left:,} polling stations have a shape: {left:,} lack a figure, hold an impossible "
        f"one or have no ballots, {stations - usable:,} have fewer than {LEAST_BALLOTS} ballots or are closed "
        "institutions",
        f"{LEAST} stations or more, each with the valid votes, the register if there is one, and {LEAST_BALLOTS} "
        "ballots",
        "name another record: --record; or declare the columns of these figures in case.toml",
    )


def _closed(draw: Draw) -> tuple[Closed | None, Flags]:
    """Small stations with a turnout of almost 1, and which they are.

    Where most stations have such a turnout it is nothing of small ones.
    """
    none = np.zeros(draw.stations, dtype=np.bool_)
    if draw.registered is None:
        return None, none
    size = int(np.median(draw.registered) // 4)
    small = (draw.registered <= size) & (draw.registered > 0)
    turnout = draw.cast / np.maximum(draw.registered, 1)
    apart = small & (turnout >= 0.95)
    number = int(apart.sum())
    if number < 5 or np.median(turnout) > 0.85:
        return None, none
    mean = float(draw.cast[apart].sum() / draw.registered[apart].sum())
    return Closed(size, number / int(small.sum()), min(mean, 0.995)), apart


def _coordinates(draw: Draw) -> tuple[Floats, Floats, Floats]:
    """Empirical logits of turnout and logarithms of shares; `own` and `shared` of their sampling error.

    A half is added to each count (Haldane 1955, Anscombe 1956), and variances are those of Gart and Zweifel,
    Biometrika 54 (1967): almost unbiased from 3 counts on.
    """
    ballots = np.column_stack([draw.votes, draw.invalid]) + 0.5
    cast = draw.cast.astype(np.float64)
    shares = np.log(ballots / (cast + 0.5)[:, None])
    minus = np.broadcast_to((1 / np.sqrt(cast + 0.5))[:, None], ballots.shape)
    if draw.registered is None:
        turnout = own = np.zeros(draw.stations)
    else:
        absent = draw.registered - draw.cast + 0.5
        turnout = np.log((cast + 0.5) / absent)
        own = 1 / (cast + 0.5) + 1 / absent
    values = np.column_stack([turnout, shares])
    return values, np.column_stack([own, 1 / ballots]), np.column_stack([np.zeros(draw.stations), minus])


def _tails(values: Floats, error: Floats, place: Whole, outer: Whole, found: Nested) -> tuple[float, float]:
    """Degrees of freedom of the effects of places and of stations, from their mean absolute deviations.

    Fourth moments would tell of a few odd stations alone.

    Parameters
    ----------
    values, error
        Coordinates of stations, and the variances of their sampling errors, shape (n, d).
    place, outer
        The place and the region of each station.
    """
    size = np.bincount(place)
    mean = np.column_stack([np.bincount(place, column) for column in values.T]) / size[:, None]
    noise = np.column_stack([np.bincount(place, column) for column in error.T]) / size[:, None] ** 2
    part = 1 - 1 / size[place][:, None]
    unit, among = np.diag(found.unit), np.diag(found.inner)
    several = size[place] > 3
    station = _degrees((values - mean[place])[several], (part * error)[several], unit * part[several])
    region = np.zeros(len(size), dtype=np.int64)
    region[place] = outer
    return _degrees(mean - found.means[region], noise + unit / size[:, None], among * np.ones_like(mean)), station


def _degrees(deviation: Floats, error: Floats, effect: Floats) -> float:
    """Degrees of freedom from deviations, shape (n, d), and the variances of error and effect in them.

    The square of the mean absolute deviation over the variance is 2/π for a normal distribution, and less for longer
    tails. Sampling, which is near normal, hides of that lack about the square of the part that it has in the variance;
    the middle of the coordinates that vary by more than half of sampling counts.
    """
    error = np.maximum(error, 0.0)  # an option that has every vote: nothing but rounding is left of its error
    varies = np.zeros(1, dtype=np.bool_)
    if len(deviation) > 30:
        varies = effect.mean(axis=0) > np.maximum(0.5 * error.mean(axis=0), _NOTHING)
    if not varies.any():
        return float(np.inf)
    effect, error = effect[:, varies], error[:, varies]
    standard = deviation[:, varies] / np.sqrt(effect + error)
    ratio = np.abs(standard).mean(axis=0) ** 2 / (standard**2).mean(axis=0)
    visible = (effect.mean(axis=0) / (effect + error).mean(axis=0)) ** 2
    ratio = 2 / np.pi - (2 / np.pi - ratio) / visible
    table = {degrees: _ratio_of_t(degrees) for degrees in (4.5, 5, 6, 7, 8, 10, 12, 15, 20, 30)}
    middle = float(np.median(ratio))
    return next((degrees for degrees, value in table.items() if middle <= value), float(np.inf))


def _ratio_of_t(degrees: float) -> float:
    """The square of the mean absolute deviation of a t distribution over its variance.

    Examples
    --------
    >>> round(_ratio_of_t(5), 3), round(_ratio_of_t(1e6), 3)
    (0.54, 0.637)
    """
    mean = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) * 2 / (degrees - 1)
    return mean**2 * (degrees - 2) / math.pi


def _slopes(values: Floats, size: Floats, region: Whole, known: Flags) -> Floats:
    """Regression of each coordinate on the covariates within regions, over the regions that know it.

    Shape (q, d).
    """
    number = np.maximum(np.bincount(region, minlength=len(known)), 1)[:, None]

    def centred(array: Floats) -> Floats:
        sums = np.column_stack([np.bincount(region, column, len(known)) for column in array.T])
        return np.asarray(array - (sums / number)[region])

    x, y, here = centred(size), centred(values), known[region]
    found = np.zeros((size.shape[1], values.shape[1]))
    for coordinate in range(values.shape[1]):
        rows = here[:, coordinate]
        if rows.sum() > 50:
            found[:, coordinate] = np.linalg.lstsq(x[rows], y[rows, coordinate], rcond=None)[0]
    return found


def _renumbered(codes: Whole) -> Whole:
    """The same groups with numbers from 0 and none left out."""
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def _padded(known: Flags, region: Whole) -> Flags:
    """What is known in the regions up to the last that has a station."""
    return known[: int(region.max(initial=0)) + 1]
