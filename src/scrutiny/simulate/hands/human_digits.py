"""Counts whose last digits somebody made up."""

from __future__ import annotations

import numpy as np

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.hands.hand import Flags, Hand, Handled, chosen, handled

WEIGHTS = (6, 12, 12, 12, 10, 10, 10, 12, 10, 6)
"""How often people write each last digit, 0 to 9: mild, after Beber and Scacco, Political Analysis 20 (2012)."""


def human_digits(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
) -> Handled:
    """Make up the last digit of each option's votes, as people do.

    Last digits of counts from 10 on are drawn anew with `WEIGHTS`; nobody gains by it but for chance. Valid votes and
    ballots cast are the new sums, as somebody who makes up figures sees to it that they add up; where they would
    exceed the register the station is left as it is.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`; which option leads does not matter.
    """
    rows = chosen(draw, dose, rng, among)
    here = draw.votes[rows]
    digits = rng.choice(10, here.shape, p=np.array(WEIGHTS) / sum(WEIGHTS))
    made = np.where(here >= 10, here - here % 10 + digits, here)
    if draw.registered is not None:
        fits = made.sum(axis=1) + draw.invalid[rows] <= draw.registered[rows]
        made = np.where(fits[:, None], made, here)
    votes = draw.votes.copy()
    votes[rows] = made
    return handled(draw, votes=votes)


HAND = Hand(
    id="human_digits",
    title=_("Digits made up"),
    description=_("In some stations, the last digit of each count is made up: 0 and 9 are rarer than other digits."),
    alter=human_digits,
)
