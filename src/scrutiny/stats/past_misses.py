"""How often a miss at least as large was seen: counts among those that were, and no chance beyond them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Rank:
    """Where a miss stands among earlier ones.

    Parameters
    ----------
    as_large
        How many of the earlier ones were at least as large, whatever their direction.
    of
        How many there were.
    largest
        The largest of them.
    """

    as_large: int
    of: int
    largest: float

    @property
    def p(self) -> float:
        """(1 + as large) / (1 + of): never less than the number of earlier ones allows."""
        return (1 + self.as_large) / (1 + self.of)


def rank(miss: float, earlier: Sequence[float]) -> Rank:
    """The rank of a miss among earlier ones by its size.

    Examples
    --------
    >>> rank(-7.0, [1.0, -8.0, 7.0, 3.0])
    Rank(as_large=2, of=4, largest=8.0)
    >>> rank(42.0, [1.0, -8.0, 7.0, 3.0]).p
    0.2
    """
    sizes = sorted(abs(value) for value in earlier)
    if not sizes:
        raise ValueError("no earlier misses")
    return Rank(len(sizes) - bisect_left(sizes, abs(miss)), len(sizes), sizes[-1])
