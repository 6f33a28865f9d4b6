"""A real record counted once more by chance: each station keeps its own turnout and shares, all digits are new."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scrutiny.simulate.draw import Draw
from scrutiny.simulate.recorded import Recorded

Floats = npt.NDArray[np.float64]


def resampled(source: Draw | Recorded, rng: np.random.Generator) -> Draw:
    """Every station anew around its own counts: turnout beta-binomial, votes Dirichlet-multinomial.

    The joint shape of a record is kept as it is, with its tails and clusters, whatever made them; so this is the null
    for what digits, whole percentages and other fine traits would be, and no null for the shape itself. The chances of
    a station are drawn from what its counts say of them: turnout from Beta(cast + 1, absent + 1), as in Rozenas,
    Political Analysis 25 (2017), and the shares from a Dirichlet distribution, whose prior is one ballot for each
    option and for invalid ones in all, divided as in the whole election (a flat prior would feed small options).

    Parameters
    ----------
    source
        A record as arrays, or an election that was drawn.
    rng
        The source of chance; the same state gives the same counts.
    """
    draw = source.draw if isinstance(source, Recorded) else source
    ballots = np.column_stack([draw.votes, draw.invalid])
    cast = draw.cast
    if draw.registered is not None:
        absent = np.maximum(draw.registered - cast, 0)
        cast = rng.binomial(draw.registered, rng.beta(cast + 1, absent + 1)).astype(np.int64, copy=False)
    totals = ballots.sum(axis=0)
    prior = ballots.shape[1] * np.maximum(totals, 1e-6) / max(1, int(totals.sum()))
    chances = rng.standard_gamma(ballots + prior)
    sums = chances.sum(axis=1, keepdims=True)
    # A station without ballots may draw nothing but zeros, as its prior is tiny.
    chances = np.divide(chances, sums, out=np.broadcast_to(prior / prior.sum(), chances.shape).copy(), where=sums > 0)
    made = rng.multinomial(cast, chances).astype(np.int64, copy=False)
    return Draw(made[:, :-1], made[:, -1], draw.registered, draw.region, draw.place, draw.unit, draw.arrival)
