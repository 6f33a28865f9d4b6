"""What an amount that is not yet known can still do to a lead."""

from __future__ import annotations

from fractions import Fraction


def share_that_turns(lead: int, missing: int | Fraction) -> Fraction | None:
    """The share of the missing that the second must get for a tie, when all of it goes to the first two.

    Of `missing` votes a share *s* for the second and 1 − *s* for the first changes the lead by
    missing × (1 − 2 *s*); it is gone at *s* = (1 + lead / missing) / 2. Above 1 no division of them suffices.
    None when nothing is missing.

    Examples
    --------
    The published sheets of Venezuela 2024 at 100 % turnout of the missing register (3,915,001 of 3,576,566):

    >>> float(round(100 * share_that_turns(3_915_001, 3_576_566), 2))
    104.73
    """
    if missing <= 0:
        return None
    return (1 + Fraction(lead) / missing) / 2
