"""What an election looks like, apart from who won: sizes of stations, places, turnout, how much stations differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scrutiny.evidence.counts import PLACE, Counts

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Shape:
    """The shape of an election, taken from a case or invented.

    Parameters
    ----------
    registered
        Register of each station.
    region
        Index of the region of each station.
    turnout
        Mean turnout, between 0 and 1.
    invalid
        Mean share of invalid ballots.
    shares
        Mean share of each option among valid votes; sums to 1.
    between_regions, between_stations
        Standard deviation, on the logit scale, of regional and of station effects.
    """

    registered: Whole
    region: Whole
    turnout: float
    invalid: float
    shares: tuple[float, ...]
    between_regions: float = 0.4
    between_stations: float = 0.35

    @property
    def stations(self) -> int:
        return len(self.registered)

    @property
    def regions(self) -> int:
        return int(self.region.max(initial=0)) + 1


def invented(stations: int = 400, options: int = 3, regions: int = 8, seed: int = 1) -> Shape:
    """A shape without a case: administrative caps on size, unequal options."""
    rng = np.random.default_rng(seed)
    registered = np.clip(rng.lognormal(6.3, 0.5, stations), 40, 1500).astype(np.int64)
    region = np.sort(rng.integers(0, regions, stations)).astype(np.int64)
    weights = np.array([0.5 / (i + 1) for i in range(options)])
    shares = tuple(float(share) for share in weights / weights.sum())
    return Shape(registered, region, 0.62, 0.01, shares)


def shaped_like(counts: Counts) -> Shape:
    """The shape of a record: its own registers and regions, its mean turnout and shares, its spread between stations.

    Stations without a register or a vote are left out.
    """
    registered = counts.values("registered").fill_null(0).to_numpy().astype(np.int64)
    valid = counts.values("valid").fill_null(0).to_numpy().astype(np.int64)
    cast = (counts.values("cast") if counts.has("cast") else counts.values("valid")).fill_null(0)
    ballots = cast.to_numpy().astype(np.int64)
    keep = (registered > 0) & (valid > 0) & (ballots <= registered)
    level = counts.levels[0] if counts.levels else None
    if level is None:
        region = np.zeros(counts.units, dtype=np.int64)
    else:
        region = counts.table.get_column(PLACE + level).rank("dense").fill_null(1).to_numpy().astype(np.int64) - 1
    votes = np.column_stack([counts.values(o).fill_null(0).to_numpy() for o in counts.valid_options])
    shares = votes[keep].sum(axis=0) / votes[keep].sum()
    leader = int(shares.argmax())
    share = np.clip(votes[keep, leader] / np.maximum(valid[keep], 1), 0.01, 0.99)
    return Shape(
        registered=registered[keep],
        region=region[keep],
        turnout=float(ballots[keep].sum() / registered[keep].sum()),
        invalid=float(1 - valid[keep].sum() / max(1, ballots[keep].sum())),
        shares=tuple(float(s) for s in shares),
        between_stations=float(np.std(np.log(share / (1 - share)))),
    )
