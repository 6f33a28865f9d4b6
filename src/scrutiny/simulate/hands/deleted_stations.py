"""Stations that are left out of the record."""

from __future__ import annotations

import numpy as np

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.hands.hand import Flags, Hand, Handled, chosen, deleted, leading, rival_of


def deleted_stations(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
    rival_leads: bool = True,
) -> Handled:
    """Leave stations out, as a rule those that hurt the leader.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`.
    rival_leads
        Whether only stations are left out in which the largest rival has more votes than the leader. Where the dose
        asks for more than there are, all of these are left out.
    """
    column = leading(draw, leader)
    if rival_leads:
        hurts = draw.votes[:, rival_of(draw, column)] > draw.votes[:, column]
        among = hurts if among is None else hurts & among
    gone = np.zeros(draw.stations, dtype=np.bool_)
    gone[chosen(draw, dose, rng, among)] = True
    return deleted(draw, gone)


HAND = Hand(
    id="deleted_stations",
    title=_("Stations left out"),
    description=_("Some of the stations in which the second option leads are left out of the record."),
    alter=deleted_stations,
)
