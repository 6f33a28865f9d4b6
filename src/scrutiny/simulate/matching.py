"""A shape adjusted until its draws vary as the record does, on the scale of shares.

Moments of logits and logarithms give the spread of a record where effects are near a normal distribution. Stations
with hardly a vote for some option, or with hardly a voter who stayed at home, lie far out on those scales and make the
spread of all others too large. So elections are drawn from the shape and the standard deviations of its effects are
multiplied until shares vary as much in the draws as in the record, among the stations of a place and among the places
of a region (indirect inference: Gourieroux, Monfort, Renault, Journal of Applied Econometrics 8, 1993).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from scrutiny.simulate.draw import Draw
from scrutiny.simulate.honest import honest_draw
from scrutiny.simulate.shape import Shape, Spread

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

STEPS = 4


def matched(shape: Shape, record: Draw, usable: Flags) -> Shape:
    """The shape with the spreads of places and stations multiplied, coordinate by coordinate.

    Correlations on the scales of the shape are kept.

    Parameters
    ----------
    shape
        The shape of the record by moments; draws from it have the record's stations in the record's order.
    record
        The record.
    usable
        The stations that are compared, shape (n,).
    """
    target = _variances(record, usable)
    for step in range(STEPS):
        # Points of an integral, not chance: the same record gives the same shape.
        made = _variances(honest_draw(shape, np.random.default_rng(step)), usable)
        place, station = (_factors(real, drawn) for real, drawn in zip(target, made, strict=True))
        spread = shape.spread
        scaled = Spread(
            spread.region,
            spread.place * np.outer(place, place),
            spread.station * np.outer(station, station),
            spread.tails,
        )
        shape = replace(shape, spread=scaled)
    return shape


def _factors(real: Floats, drawn: Floats) -> Floats:
    """By what each standard deviation is multiplied; by 1 where sampling explains all."""
    seen = (real > 0) & (drawn > 0)
    ratio = np.divide(real, drawn, out=np.ones_like(real), where=seen)
    return np.asarray(np.sqrt(ratio).clip(0.5, 2.0))


def _variances(draw: Draw, usable: Flags) -> tuple[Floats, Floats]:
    """Sums of squares of turnout and shares among places and among stations, without what sampling adds.

    Both of shape (k + 2,), 0 where there is less than a tenth of what sampling adds.
    """
    registered = draw.cast if draw.registered is None else draw.registered
    parts = np.column_stack([draw.cast, draw.votes, draw.invalid])[usable].astype(np.float64)
    wholes = np.column_stack([registered] + [draw.cast] * (parts.shape[1] - 1))[usable].astype(np.float64)
    wholes = np.maximum(wholes, 1)
    place, region = draw.place[usable], draw.region[usable]
    x, n = _sums(place, parts), np.maximum(_sums(place, wholes), 1)
    parent = np.zeros(len(x), dtype=np.int64)
    parent[place] = region
    of_place = x / n
    of_region = _sums(parent, x) / np.maximum(_sums(parent, n), 1)
    chance = of_place * (1 - of_place)
    among_stations = (wholes * (parts / wholes - of_place[place]) ** 2).sum(axis=0)
    by_chance = (chance[place] * (1 - wholes / n[place])).sum(axis=0)
    # In proportion to voters, but a few large cities must not decide: each has its effect by one throw of the dice.
    weight = np.minimum(n, n.sum(axis=0) / 500)
    among_places = (weight * (of_place - of_region[parent]) ** 2).sum(axis=0)
    return _beyond(among_places, (weight * chance / n).sum(axis=0)), _beyond(among_stations, by_chance)


def _beyond(squares: Floats, chance: Floats) -> Floats:
    return np.where(squares > 1.1 * chance, squares - chance, 0.0)


def _sums(codes: Whole, values: Floats) -> Floats:
    return np.column_stack([np.bincount(codes, column) for column in values.T])
