"""Votes of others counted for one option."""

from __future__ import annotations

import numpy as np

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.hands.hand import Flags, Hand, Handled, chosen, handled, leading, transferred


def transfer(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
    share: float = 0.2,
    rival: int | None = None,
) -> Handled:
    """Move votes of the others to the leader, each with the same chance.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`.
    share
        The chance of each vote of another option to be moved.
    rival
        The column of the only option that loses; by default all others do.
    """
    rows = chosen(draw, dose, rng, among)
    return handled(draw, votes=transferred(draw, rows, share, rng, leading(draw, leader), rival))


HAND = Hand(
    id="transfer",
    title=_("Votes moved to one option"),
    description=_("In some stations, each vote of the other options is counted for one option with a chance of 20 %."),
    alter=transfer,
)
