"""Numbers that were worked out in floating point, as they are printed."""

from __future__ import annotations

from decimal import Decimal


def rounded(number: float, places: int) -> Decimal:
    """The number to so many decimals.

    Examples
    --------
    >>> rounded(0.80449, 3)
    Decimal('0.804')
    """
    return Decimal(f"{number:.{places}f}")
