"""Registers with voters who do not exist."""

from __future__ import annotations

import numpy as np

from scrutiny.messages import _
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.hands.hand import Flags, Hand, Handled, chosen, handled, registers_of


def padded_registers(
    draw: Draw,
    dose: float,
    rng: np.random.Generator,
    leader: int | None = None,
    *,
    among: Flags | None = None,
    share: float = 0.1,
) -> Handled:
    """Add names to the registers; no count is altered.

    Parameters
    ----------
    draw, dose, rng, leader, among
        See `Alters`; which option leads does not matter.
    share
        Names that are added, as a share of the register.
    """
    rows = chosen(draw, dose, rng, among)
    registered = registers_of(draw).copy()
    registered[rows] += np.ceil(share * registered[rows]).astype(np.int64)
    return handled(draw, registered=registered)


HAND = Hand(
    id="padded_registers",
    title=_("Registers padded"),
    description=_("In some stations, the register has 10 % more names than there are voters; no count is altered."),
    alter=padded_registers,
    needs=("registered",),
)
