"""What an allegation says in numbers, so that it can be computed and not only quoted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from scrutiny.evidence.shape import STRICT

AllegationKind = Literal["units_false", "votes_missing", "votes_added", "shares_sum"]


@dataclass(frozen=True)
class Allegation:
    """One figure of an allegation."""

    __pydantic_config__: ClassVar = STRICT

    kind: AllegationKind
    """`units_false`: so many units, or the units named, do not say what was counted. `votes_missing`, `votes_added`:
    so many votes are missing from an announcement, or were added to it. `shares_sum`: its shares do not add to 100."""
    record: str | None = None
    """For units: the record whose units are meant; every record of the contest when left out."""
    number: int | None = None
    """How many units or votes."""
    whole: bool = False
    """For units: the speaker means every unit of the record, and `number` is how many he says that it has."""
    units: tuple[str, ...] = ()
    """The units, by their ids as the record has them."""
    units_in: str | None = None
    """A source of this case that lists their ids, one in each row."""
    column: str = "unit"
    """The column of that source that holds them."""
    places: tuple[str, ...] = ()
    """Whole places whose units are meant: `level=id`."""
    announcement: str | None = None
    """For votes and shares: the claim with the figures that are meant."""
    option: str | None = None
    """Whose votes, where that is said."""
    sum: Decimal | None = None
    """For `shares_sum`: what the shares are said to add to."""

    @property
    def names_units(self) -> bool:
        return bool(self.units or self.units_in or self.places)
