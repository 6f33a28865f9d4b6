"""Valid ballots of a rival declared invalid."""

from __future__ import annotations

import numpy as np

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.hands.hand import Flags, Hand, Handled, chosen, handled, leading, rival_of


def rival_invalidated(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
    share: float = 0.2,
    rival: int | None = None,
) -> Handled:
    """Declare ballots of a rival invalid, each with the same chance.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`.
    share
        The chance of each of the rival's ballots.
    rival
        The column of the option that loses; by default the largest besides the leader.
    """
    column, rows = leading(draw, leader), chosen(draw, dose, rng, among)
    loser = rival_of(draw, column) if rival is None else rival
    lost = rng.binomial(draw.votes[rows, loser], share)
    votes, invalid = draw.votes.copy(), draw.invalid.copy()
    votes[rows, loser] -= lost
    invalid[rows] += lost
    return handled(draw, votes=votes, invalid=invalid)


HAND = Hand(
    id="rival_invalidated",
    title=_("Rival ballots spoilt"),
    description=_("In some stations, each ballot of the second option is declared invalid with a chance of 20 %."),
    alter=rival_invalidated,
)
