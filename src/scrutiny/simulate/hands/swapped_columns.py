"""Two columns of a sheet exchanged."""

from __future__ import annotations

import numpy as np

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.hands.hand import Flags, Hand, Handled, chosen, handled, leading, rival_of


def swapped_columns(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
    other: int | None = None,
    where_it_helps: bool = True,
) -> Handled:
    """Exchange the votes of the leader and of another option.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`.
    other
        The column that is exchanged with the leader's; by default that of the largest rival.
    where_it_helps
        Whether only stations are altered in which the other has more votes than the leader; without, it is the slip
        of a clerk, and hurts whoever leads.
    """
    column = leading(draw, leader)
    second = rival_of(draw, column) if other is None else other
    if where_it_helps:
        helps = draw.votes[:, second] > draw.votes[:, column]
        among = helps if among is None else helps & among
    rows = chosen(draw, dose, rng, among)
    votes = draw.votes.copy()
    votes[rows, column], votes[rows, second] = draw.votes[rows, second], draw.votes[rows, column]
    return handled(draw, votes=votes)


HAND = Hand(
    id="swapped_columns",
    title=_("Columns swapped"),
    description=_(
        "In some of the stations in which the second option leads, its votes and those of the first are exchanged."
    ),
    alter=swapped_columns,
)
