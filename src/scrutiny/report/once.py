"""Facts without those that are told once elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from scrutiny.report.answers import Fact


def without(facts: Iterable[Fact], once: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts less every cell that stands under the same label among those told once.

    Examples
    --------
    >>> from scrutiny.messages import Name
    >>> label, one, other = Name("Rests on"), Name("one"), Name("other")
    >>> without([(label, (one, other))], [(label, (one,))]) == ((label, (other,)),)
    True
    """
    told = list(once)
    made: list[Fact] = []
    for label, cells in facts:
        same = [cell for known, others in told if known == label for cell in others]
        left = tuple(cell for cell in cells if cell not in same)
        if left:
            made.append((label, left))
    return tuple(made)
