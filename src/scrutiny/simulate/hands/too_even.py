"""Counts written from the shares of the region, with less chance in them than nature has."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw, Whole
from scrutiny.simulate.hands.hand import Flags, Hand, Handled, chosen, handled, leading

Floats = npt.NDArray[np.float64]


def too_even(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
    chance: float = 0.25,
    lift: float = 0.0,
    within: str = "region",
) -> Handled:
    """Replace counts by the region's shares of the ballots, with little chance added.

    Ballots cast and invalid ballots stay. The votes are the shares of the region times the valid ballots, plus a
    deviation whose standard deviation is a part of the binomial one.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`; which option leads matters only with a lift.
    chance
        The standard deviation as a part of that of honest voters who all have the same chances.
    lift
        Percentage points of valid votes by which the leader's share is raised, at the expense of all others.
    within
        Whose shares the counts are given: those of the `region` or of the `place`.
    """
    column, rows = leading(draw, leader), chosen(draw, dose, rng, among)
    group = {"region": draw.region, "place": draw.place}[within]
    groups = int(group.max(initial=0)) + 1
    sums = np.column_stack([np.bincount(group, votes, groups) for votes in draw.votes.T])
    shares = sums / np.maximum(sums.sum(axis=1, keepdims=True), 1)
    raised = np.minimum(shares[:, column] + lift / 100, 1)
    scale = (1 - raised) / np.maximum(1 - shares[:, column], 1e-12)
    shares *= scale[:, None]
    shares[:, column] = raised
    share, valid = shares[group[rows]], draw.valid[rows]
    expected = share * valid[:, None]
    noise = chance * np.sqrt(expected * (1 - share)) * rng.standard_normal(expected.shape)
    made = np.maximum(expected + noise, 0)
    made *= (valid / np.maximum(made.sum(axis=1), 1e-12))[:, None]
    votes = draw.votes.copy()
    votes[rows] = _whole(made, valid)
    return handled(draw, votes=votes)


def _whole(figures: Floats, total: Whole) -> Whole:
    """Whole numbers with the given total nearest to the figures of each row (largest remainders)."""
    whole = np.floor(figures).astype(np.int64)
    lacking = total - whole.sum(axis=1)
    rank = np.argsort(np.argsort(-(figures - whole), axis=1, kind="stable"), axis=1, kind="stable")
    whole += rank < lacking[:, None]
    # A sum of fractions may miss its total by a rounding error of a whole: the largest bears what is left.
    whole[np.arange(len(whole)), whole.argmax(axis=1)] += total - whole.sum(axis=1)
    return whole


HAND = Hand(
    id="too_even",
    title=_("Counts smoother than chance"),
    description=_(
        "In some stations, the counts are the shares of the region with a quarter of the chance that honest "
        "counts have."
    ),
    alter=too_even,
)
