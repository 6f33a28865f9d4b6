"""What goes wrong in honest elections: figures miswritten on their way, and a sheet entered for two stations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scrutiny.simulate.draw import Draw, Whole

SLIPS = 0.01
"""Share of stations with a figure that was miswritten; counts entered by hand have from half to three in a hundred."""
DOUBLED = 0.0001
"""Share of stations that have the row of the one before; undisputed elections have had about so many."""


def imperfect(draw: Draw, rng: np.random.Generator, slips: float = SLIPS, doubled: float = DOUBLED) -> Draw:
    """An honest election as it is recorded: some digits are turned round or lost, some columns taken for each other.

    Parameters
    ----------
    draw
        The election as it was counted.
    slips, doubled
        The shares of stations with a miswritten figure, and of those that have the row of the station before.

    Returns
    -------
    Draw
        The record. A slip that would have more ballots cast than voters registered was noticed, and is not in it.
    """
    votes, invalid = draw.votes.copy(), draw.invalid.copy()
    for row in np.flatnonzero(rng.random(draw.stations) < slips):
        votes[row] = _miswritten(votes[row], rng)
    after = np.flatnonzero(rng.random(draw.stations) < doubled)
    after = after[after > 0]
    after = after[draw.region[after] == draw.region[after - 1]]
    votes[after], invalid[after] = draw.votes[after - 1], draw.invalid[after - 1]
    if draw.registered is not None:
        noticed = votes.sum(axis=1) + invalid > draw.registered
        votes[noticed], invalid[noticed] = draw.votes[noticed], draw.invalid[noticed]
    return replace(draw, votes=votes, invalid=invalid)


def _miswritten(votes: Whole, rng: np.random.Generator) -> Whole:
    """One slip in the figures of a station."""
    made = votes.copy()
    option = int(rng.integers(len(votes)))
    match int(rng.integers(3)):
        case 0:
            digits = list(str(votes[option]))
            at = int(rng.integers(max(1, len(digits) - 1)))
            digits[at : at + 2] = digits[at : at + 2][::-1]
            made[option] = int("".join(digits))
        case 1:
            made[option] = votes[option] // 10
        case _:
            other = (option + 1) % len(votes)
            made[option], made[other] = votes[other], votes[option]
    return made
