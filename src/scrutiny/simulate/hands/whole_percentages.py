"""Results made to meet a target in whole percent."""

from __future__ import annotations

import numpy as np

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw, Whole
from scrutiny.simulate.hands.hand import Flags, Hand, Handled, chosen, handled, leading


def whole_percentages(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
    of: str = "share",
    step: int = 1,
    lift: float = 0.0,
) -> Handled:
    """Raise the leader's share, or turnout, or both, to a whole percentage.

    The figure is raised to the first multiple of the step that is above it by the lift at least, and where that is
    beyond all ballots (or the register) the station is left as it is. The count is the whole number nearest to the
    target, so that the percentage of the record rounds to it.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`.
    of
        `share` (of ballots cast: votes of others are moved, those of each other option by chance), `turnout` (of the
        register: ballots for the leader are added), or `both` (turnout first).
    step
        Percentages that are met: multiples of 1, of 5.
    lift
        Percentage points by which the figure is raised before it goes up to the next target.
    """
    column, rows = leading(draw, leader), chosen(draw, dose, rng, among)
    votes = draw.votes.copy()
    if of in ("turnout", "both"):
        if draw.registered is None:
            raise ValueError("turnout cannot be raised without registers")
        votes[rows, column] += _wanted(draw.cast[rows], draw.registered[rows], step, lift)
    if of in ("share", "both"):
        here = votes[rows]
        lacking = _wanted(here[:, column], here.sum(axis=1) + draw.invalid[rows], step, lift)
        others = np.delete(here, column, axis=1)
        lacking[lacking > others.sum(axis=1)] = 0
        loss = _by_chance(others, lacking, rng)
        votes[rows] -= np.insert(loss, column, -lacking, axis=1)
    return handled(draw, votes=votes)


def _wanted(part: Whole, whole: Whole, step: int, lift: float) -> Whole:
    """What is lacking to the target, 0 where that is beyond the whole."""
    steps = np.ceil((100 * part / np.maximum(whole, 1) + lift) / step - 1e-9)
    target = np.floor(steps * step * whole / 100 + 0.5).astype(np.int64)
    return np.where(target <= whole, np.maximum(target - part, 0), 0)


def _by_chance(votes: Whole, number: Whole, rng: np.random.Generator) -> Whole:
    """How many of the votes of each option are among so many that are taken without a look, in each station."""
    taken = np.zeros_like(votes)
    left, rest = number.copy(), votes.sum(axis=1)
    for option in range(votes.shape[1]):
        rest = rest - votes[:, option]
        taken[:, option] = rng.hypergeometric(votes[:, option], rest, left)
        left = left - taken[:, option]
    return taken


HAND = Hand(
    id="whole_percentages",
    title=_("Shares raised to whole percentages"),
    description=_(
        "In some stations, the share of one option is raised to the next whole percent with votes of the others."
    ),
    alter=whole_percentages,
)
