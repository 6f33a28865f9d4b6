"""Which checks, with which settings, decided when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from scrutiny.evidence.shape import STRICT


@dataclass(frozen=True)
class Plan:
    """What will be examined. A report says when the plan was made after the result was known."""

    __pydantic_config__: ClassVar = STRICT

    made: datetime | date | None = None
    """When it was made."""
    by: str = ""
    """By whom."""
    checks: tuple[str, ...] = ()
    """Ids of checks, or questions ("announced"); all that apply when empty. A check that runs on request is named by
    its id, beside the questions where the others are wanted too."""
    without: tuple[str, ...] = ()
    """Ids of checks to leave out, named in the report."""
    level: str = "station"
    """The level of the units that are examined."""
    seed: int = 20240728
    """Where anything is drawn at random."""
    significance: Decimal = Decimal("0.01")
    """The chance of a false alarm that all tests of patterns together may have."""
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Settings by check: `[settings."counted.bounds"] turnout = 80`."""


DEFAULT = Plan()
