"""Counts that arrive late are altered: who sees that votes are missing knows how many."""

from __future__ import annotations

import numpy as np

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.hands.hand import Flags, Hand, Handled, handled, leading, transferred


def late_counts(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
    share: float = 0.2,
) -> Handled:
    """Move votes of the others to the leader in the stations that arrive last.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`; the last of the stations that may be chosen are.
    share
        The chance of each vote of another option to be moved.
    """
    if draw.arrival is None:
        raise ValueError("this hand needs the order of arrival, and the draw has none")
    open_to = np.arange(draw.stations) if among is None else np.flatnonzero(among)
    number = min(len(open_to), round(dose * draw.stations))
    rows = np.sort(open_to[np.argsort(draw.arrival[open_to], kind="stable")][len(open_to) - number :])
    return handled(draw, votes=transferred(draw, rows, share, rng, leading(draw, leader)))


HAND = Hand(
    id="late_counts",
    title=_("Late stations altered"),
    description=_(
        "In the stations that arrive last, each vote of the other options is counted for one option with a "
        "chance of 20 %."
    ),
    alter=late_counts,
    needs=("arrival",),
)
