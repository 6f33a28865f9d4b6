"""Stations of one place given its shares, with less chance in them than a random split of its voters has."""

from __future__ import annotations

import numpy as np

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.hands.hand import Flags, Hand, Handled
from scrutiny.simulate.hands.too_even import too_even


def even_neighbours(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
    chance: float = 0.25,
) -> Handled:
    """Replace counts by the shares of their place, in places with several stations.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`; which option leads does not matter.
    chance
        The standard deviation as a part of that of honest voters who all have the same chances.
    """
    if draw.neighbours is None:
        raise ValueError("this hand needs places with several stations, and the draw has none")
    shared = draw.neighbours > 1
    return too_even(
        draw, dose, rng, leader, among=shared if among is None else among & shared, chance=chance, within="place"
    )


HAND = Hand(
    id="even_neighbours",
    title=_("Neighbours smoother than chance"),
    description=_(
        "In some stations that share their place with others, the counts are the shares of the place with a quarter "
        "of the chance that honest counts have."
    ),
    alter=even_neighbours,
    needs=("neighbours",),
)
