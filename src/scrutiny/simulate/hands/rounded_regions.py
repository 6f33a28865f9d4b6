"""Totals of regions brought to a round percentage."""

from __future__ import annotations

import numpy as np

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.hands.hand import Flags, Hand, Handled, chosen, handled, leading, rival_of


def rounded_regions(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
    step: int = 5,
) -> Handled:
    """Bring the leader's share of each region's ballots to the nearest multiple of some percent, at some stations.

    Where the share is to rise, votes of the others in the chosen stations of the region are taken without a look; where
    it is to fall, votes of the leader go to the largest rival. A region whose chosen stations do not hold so many votes
    is left as it is.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`.
    step
        Percentages that are met: multiples of 1, of 5.
    """
    column, rows = leading(draw, leader), chosen(draw, dose, rng, among)
    rival, votes = rival_of(draw, column), draw.votes.copy()
    others = np.array([i for i in range(votes.shape[1]) if i != column])
    for region in np.unique(draw.region[rows]):
        whole = draw.region == region
        ballots, now = int(draw.cast[whole].sum()), int(votes[whole, column].sum())
        if not ballots:
            continue
        # The multiple that is nearest, and the whole count that is nearest to it.
        multiple = (200 * now + step * ballots) // (2 * step * ballots)
        wanted = (2 * multiple * step * ballots + 100) // 200 - now
        here = rows[draw.region[rows] == region]
        given = votes[np.ix_(here, others if wanted > 0 else np.array([column]))]
        if abs(wanted) > given.sum():
            continue
        taken = rng.multivariate_hypergeometric(given.ravel(), abs(wanted)).reshape(given.shape)
        if wanted > 0:
            votes[np.ix_(here, others)] -= taken
            votes[here, column] += taken.sum(axis=1)
        else:
            votes[here, column] -= taken[:, 0]
            votes[here, rival] += taken[:, 0]
    return handled(draw, votes=votes)


HAND = Hand(
    id="rounded_regions",
    title=_("Regional totals rounded"),
    description=_(
        "In some stations of each region, so many votes are moved that one option's share of the region is a multiple "
        "of 5 %."
    ),
    alter=rounded_regions,
)
