"""The least number at which something that stays true becomes true."""

from __future__ import annotations

from collections.abc import Callable


def least_number(holds: Callable[[int], bool], limit: int) -> int | None:
    """The least number from 1 to `limit` for which `holds`, which must stay true from there on; None where none does.

    Examples
    --------
    >>> least_number(lambda n: n * n >= 50, 100), least_number(lambda n: n > 9, 5)
    (8, None)
    """
    if limit <= 0 or not holds(limit):
        return None
    low, high = 0, limit
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
