"""Frame, registers and legal facts: the numbers against which counts are held, each with who says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Literal

from scrutiny.evidence.shape import STRICT

Rounding = Literal["half_up", "half_even", "down", "up", "largest_remainder", "unknown"]
RegisterOf = Literal["all_entries", "citizens", "at_home", "called_to_vote", "counted_tables", "other"]


@dataclass(frozen=True)
class Frame:
    """How many units of a level should exist, as one source says; several frames may dispute each other."""

    __pydantic_config__: ClassVar = STRICT

    level: str
    """The level whose units are counted: "station"."""
    number: int
    """How many there should be."""
    said_by: str
    """Who says so."""
    source: str = ""
    """Where it is written."""
    leading: bool = False
    """The figure used where only one can be; by default the first of its level."""
    contest: str | None = None
    """Only for this contest."""
    place: str | None = None
    """Only within this place (`level=id`), for coverage by place."""


@dataclass(frozen=True)
class Register:
    """A number of registered voters, by definition: several stand beside each other and none is *the* register."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short and stable."""
    name: str
    """What it counts: "citizens registered inside the country"."""
    number: int
    """How many."""
    of: RegisterOf = "other"
    """The definition."""
    source: str = ""
    """Who says so and where."""
    contest: str | None = None
    """Only for this contest."""


@dataclass(frozen=True)
class Facts:
    """Rules of the law and of the authority's own practice that checks rely on."""

    __pydantic_config__: ClassVar = STRICT

    largest_register: int | None = None
    """The largest number of voters that a station may have by law."""
    share_decimals: int | None = None
    """How many decimals the authority prints with percentages."""
    rounding: Rounding = "unknown"
    """How the authority rounds percentages; `unknown` is read as to the nearest, and said so."""
    source: str = ""
    """The law or notice that says so."""
    legal: dict[str, str] = field(default_factory=dict)
    """Other facts, as name and sentence, printed in the report."""
    highest_turnout: Decimal | None = None
    """A turnout in percent that the case's author holds to be the highest possible; bounds are given under it too."""
