"""What an election looks like, apart from who won: sizes of stations, places, turnout, how much stations differ."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scrutiny.stats.nested import root

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_POINTS = 16_384
"""Stations over which the mean of a draw is worked out in advance."""


@dataclass(frozen=True, eq=False)
class Spread:
    """Covariances of the effects of regions, of places in a region, and of stations in a place.

    Each has the shape (k + 2, k + 2). Coordinates are the logit of turnout, the logarithms of the shares of the k
    options, and that of the share of invalid ballots, all among ballots cast. Only differences of the logarithms
    matter (the log-ratios), as shares are made to add to 1.

    Parameters
    ----------
    region, place, station
        The covariances.
    tails
        Degrees of freedom of the multivariate t distributions of the effects of places and of stations: few mean that
        some differ far more than most, infinite ones mean a normal distribution. The covariance is the same.
    """

    region: Floats
    place: Floats
    station: Floats
    tails: tuple[float, float] = (np.inf, np.inf)

    @cached_property
    def roots(self) -> tuple[Floats, Floats, Floats]:
        """Matrices that turn independent normal numbers into such effects."""
        return root(self.region), root(self.place), root(self.station)


@dataclass(frozen=True)
class Closed:
    """Small stations at which almost everybody votes: hospitals, prisons, ships.

    Parameters
    ----------
    size
        The largest register of a small station.
    share
        How many of the small stations are such, between 0 and 1.
    turnout
        Their mean turnout.
    """

    size: int
    share: float
    turnout: float


@dataclass(frozen=True, eq=False)
class Shape:
    """The shape of an election of n stations and k options, taken from a record or invented.

    Parameters
    ----------
    registered
        Register of each station, shape (n,); ballots cast where `registers` is False.
    region, place
        Codes from 0 of the region and of the place of each station; a place lies in one region.
    turnout
        Mean turnout, between 0 and 1.
    invalid
        Mean share of invalid ballots.
    shares
        Mean share of each option among valid votes; sums to 1.
    spread
        How much turnout and shares vary on each level.
    options
        Ids of the options, where they come from a record.
    regional
        The location of each region on the scales of `Spread`, shape (regions, k + 2): a draw is then an election in
        the same country, where each party is strong where it is. None: the effects of regions are drawn anew.
    slopes
        Change of the coordinates, shape (q, k + 2), for one more of: the logarithm of the register (mean 0), and,
        where `arrival` is known, the place in the order of arrival (from -1/2 to 1/2).
    arrival
        Rank of each station in the order of arrival; None: it is drawn.
    registers
        Whether registers are known; without them a draw has as many ballots as the record and no turnout.
    closed
        Small stations with a turnout of almost 1, if there are any.
    """

    registered: Whole
    region: Whole
    place: Whole
    turnout: float
    invalid: float
    shares: tuple[float, ...]
    spread: Spread
    options: tuple[str, ...] = ()
    regional: Floats | None = None
    slopes: Floats | None = None
    arrival: Whole | None = None
    registers: bool = True
    closed: Closed | None = None

    @property
    def stations(self) -> int:
        return len(self.registered)

    @property
    def regions(self) -> int:
        return int(self.region.max(initial=0)) + 1

    @property
    def places(self) -> int:
        return int(self.place.max(initial=0)) + 1

    @property
    def coordinates(self) -> int:
        return len(self.shares) + 2

    @cached_property
    def place_region(self) -> Whole:
        """The region of each place."""
        found = np.zeros(self.places, dtype=np.int64)
        found[self.place] = self.region
        return found

    @cached_property
    def fixed(self) -> Floats:
        """What is the same in every draw, shape (n, k + 2): the size, the arrival, the region where it is kept."""
        made = np.zeros((self.stations, self.coordinates))
        if self.slopes is not None:
            made += covariates(self.registered, self.arrival, self.place) @ self.slopes
        if self.regional is not None:
            made += self.regional[self.region]
        return made

    @cached_property
    def centre(self) -> Floats:
        """What is added to every location, shape (k + 2,), so that draws have the mean turnout and shares.

        A mean of logits is not the logit of the mean. The difference is worked out by averaging over effects
        drawn once (of a fixed seed: they are points of an integral, not chance) and their mirror images.
        """
        d = self.coordinates
        pick = np.linspace(0, self.stations - 1, _POINTS).astype(np.int64)
        rng = np.random.default_rng(0)
        half = np.zeros((_POINTS // 2, d))
        degrees = (np.inf, *self.spread.tails)
        for level in range(0 if self.regional is None else 1, 3):
            half += effects(len(half), self.spread.roots[level], degrees[level], rng)
        effect = self.fixed[pick]
        effect[::2] += half
        effect[1::2] -= half
        turnout = min(max(self.turnout, 1e-4), 1 - 1e-4)
        target = np.maximum([*(np.array(self.shares) * (1 - self.invalid)), self.invalid], 1e-9)
        goal = np.array([np.log(turnout / (1 - turnout)), *np.log(target)])
        found = goal.copy() if self.regional is None else np.zeros(d)
        weight = self.registered[pick].astype(np.float64)
        for _step in range(12):
            rate, share = rates(effect + found)
            if not self.registers:
                rate = np.ones_like(rate)
            ballots = weight * rate
            mean = ballots.sum() / weight.sum()
            if self.registers:
                found[0] += goal[0] - np.log(mean / (1 - mean))
            found[1:] += goal[1:] - np.log(np.maximum(ballots @ share / ballots.sum(), 1e-12))
        return found


def effects(number: int, matrix: Floats, degrees: float, rng: np.random.Generator) -> Floats:
    """So many effects with the covariance matrix matrixᵀ, normal or of a t distribution, shape (number, d)."""
    made: Floats = rng.standard_normal((number, len(matrix))) @ matrix.T
    if np.isfinite(degrees):
        # A normal vector over the root of a chi-squared share of its own, scaled back to the same covariance.
        made *= np.sqrt((degrees / 2 - 1) / rng.standard_gamma(degrees / 2, number))[:, None]
    return made


def covariates(registered: Whole, arrival: Whole | None, place: Whole) -> Floats:
    """Size and, where it is known, arrival of stations on the scales of `Shape.slopes`, shape (n, 1 or 2).

    The arrival is that of the place, on average: places that report late vote otherwise in every country, while in an
    honest election the units of one place do not differ by when they are late.
    """
    size = np.log(np.maximum(registered, 1))
    made = [size - size.mean()]
    if arrival is not None:
        units = np.maximum(np.bincount(place), 1)
        made.append((np.bincount(place, arrival) / units)[place] / max(1, len(arrival) - 1) - 0.5)
    return np.column_stack(made)


def rates(location: Floats) -> tuple[Floats, Floats]:
    """Turnout, shape (n,), and shares of options and of invalid ballots, shape (n, k + 1), of coordinates (n, k + 2).

    Examples
    --------
    >>> turnout, shares = rates(np.array([[0.0, np.log(3), np.log(1), np.log(1)]]))
    >>> turnout.tolist(), shares.round(6).tolist()
    ([0.5], [[0.6, 0.2, 0.2]])
    """
    with np.errstate(over="ignore"):
        turnout = 1 / (1 + np.exp(-location[:, 0]))
    weights = location[:, 1:] - location[:, 1:].max(axis=1, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=1, keepdims=True)
    return turnout, weights


def invented(
    stations: int = 400,
    options: int = 3,
    regions: int = 8,
    seed: int = 1,
    per_place: float = 2.5,
    place_effect: float = 0.3,
    station_effect: float = 0.18,
    region_effect: float = 0.4,
) -> Shape:
    """A shape without a record: administrative caps on size, unequal options, several stations to a centre.

    Parameters
    ----------
    per_place
        Mean number of stations of a centre.
    region_effect, place_effect, station_effect
        Standard deviations of the logarithms of the shares on each level; those of the logit of turnout are half.
    """
    rng = np.random.default_rng(seed)
    registered = np.clip(rng.lognormal(6.3, 0.5, stations), 40, 1500).astype(np.int64)
    region = np.sort(rng.integers(0, regions, stations)).astype(np.int64)
    starts = rng.random(stations) < 1 / per_place
    starts[0:1] = True
    starts[1:] |= region[1:] != region[:-1]
    place = np.cumsum(starts).astype(np.int64) - 1
    weights = np.array([0.5 / (i + 1) for i in range(options)])
    shares = tuple(float(share) for share in weights / weights.sum())

    def level(deviation: float) -> Floats:
        return np.diag(np.array([deviation / 2] + [deviation] * options + [0.0]) ** 2)

    spread = Spread(level(region_effect), level(place_effect), level(station_effect))
    return Shape(registered, region, place, 0.62, 0.01, shares, spread)


def bootstrapped(shape: Shape, stations: int, rng: np.random.Generator) -> Shape:
    """The same shape for another number of stations: whole places drawn with replacement, with their list sizes."""
    order = np.argsort(shape.place, kind="stable")
    bounds = np.searchsorted(shape.place[order], np.arange(shape.places + 1))
    taken: list[Whole] = []
    code: list[Whole] = []
    number = 0
    while number < stations:
        picked = int(rng.integers(shape.places))
        rows = order[bounds[picked] : bounds[picked + 1]][: stations - number]
        if not len(rows):
            continue
        code.append(np.full(len(rows), len(taken), dtype=np.int64))
        taken.append(rows)
        number += len(rows)
    rows = np.concatenate(taken)
    arrival = None
    if shape.arrival is not None:
        arrival = np.empty(stations, dtype=np.int64)
        arrival[np.argsort(shape.arrival[rows], kind="stable")] = np.arange(stations)
    return Shape(
        shape.registered[rows], shape.region[rows], np.concatenate(code), shape.turnout, shape.invalid, shape.shares,
        shape.spread, shape.options, shape.regional, shape.slopes, arrival, shape.registers, shape.closed,
    )  # fmt: skip
