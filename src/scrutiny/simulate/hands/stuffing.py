"""Ballots that nobody cast, put in for one option."""

from __future__ import annotations

import numpy as np

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.hands.hand import Flags, Hand, Handled, chosen, handled, leading, registers_of


def stuffing(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
    share: float = 0.15,
) -> Handled:
    """Add ballots for the leader, a share of the voters who stayed at home.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`.
    share
        Which part of those who did not vote is given a ballot, rounded down.
    """
    column, rows = leading(draw, leader), chosen(draw, dose, rng, among)
    absent = registers_of(draw)[rows] - draw.cast[rows]
    votes = draw.votes.copy()
    votes[rows, column] += np.floor(share * np.maximum(absent, 0)).astype(np.int64)
    return handled(draw, votes=votes)


HAND = Hand(
    id="stuffing",
    title=_("Ballot stuffing"),
    description=_("In some stations, ballots for one option are added for 15 % of the voters who did not vote."),
    alter=stuffing,
    needs=("registered",),
)
