"""The sheet of one station entered for another."""

from __future__ import annotations

import numpy as np

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.hands.hand import Flags, Hand, Handled, chosen, handled


def copied_sheets(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
    within: str = "region",
    tolerance: float = 0.05,
) -> Handled:
    """Enter the counts of a station for another of about the same size, too.

    Stations of a group are put in the order of their registers (or ballots); each second one may get the counts of the
    one before it, which are left as they are, so that every altered sheet has its original. The counts must fit into
    the station's own register.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`; which option leads does not matter.
    within
        The group in which a sheet is copied: `region` or `place`.
    tolerance
        The largest relative difference of the sizes.
    """
    group = {"region": draw.region, "place": draw.place}[within]
    size = draw.cast if draw.registered is None else draw.registered
    order = np.lexsort((size, group))
    source, target = order[:-1:2], order[1::2]
    fits = (group[source] == group[target]) & (size[target] - size[source] <= tolerance * size[target])
    if draw.registered is not None:
        fits &= draw.cast[source] <= draw.registered[target]
    original = np.full(draw.stations, -1, dtype=np.int64)
    original[target[fits]] = source[fits]
    open_to = original >= 0 if among is None else (original >= 0) & among
    rows = chosen(draw, dose, rng, open_to)
    votes, invalid = draw.votes.copy(), draw.invalid.copy()
    votes[rows], invalid[rows] = draw.votes[original[rows]], draw.invalid[original[rows]]
    return handled(draw, votes=votes, invalid=invalid)


HAND = Hand(
    id="copied_sheets",
    title=_("Sheets copied"),
    description=_("Some stations are given the counts of another station of their region and of about their size."),
    alter=copied_sheets,
)
