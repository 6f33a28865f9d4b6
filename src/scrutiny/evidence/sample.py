"""How the figures of a claim were sampled: a quick count, an exit poll, an opinion poll, as far as its makers say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from scrutiny.evidence.shape import STRICT

SampleKind = Literal["quick_count", "exit_poll", "poll"]


@dataclass(frozen=True)
class Between:
    """A published interval, in percent: two rounded figures, as printed."""

    __pydantic_config__: ClassVar = STRICT

    low: Decimal
    """Its lower end."""
    high: Decimal
    """Its upper end."""


@dataclass(frozen=True)
class Sample:
    """What is known of a sample. What is not known stays out: a poll without a number of people has none."""

    __pydantic_config__: ClassVar = STRICT

    kind: SampleKind
    """Stations that were counted, voters asked at the door, or people asked before the vote."""
    house: str = ""
    """Who made it, when the speaker is another."""
    sponsor: str = ""
    """Who paid for it, as a sourced fact."""
    sponsor_source: str = ""
    """Where that is written."""
    began: date | None = None
    """The first day on which people were asked."""
    ended: date | None = None
    """The last one."""
    people: int | None = None
    """People whose answers are in the figures."""
    drawn: int | None = None
    """Stations (or places) that were drawn."""
    reported: int | None = None
    """Of them, those that reported."""
    refused: Decimal | None = None
    """Percent of those asked who did not answer, as printed."""
    undecided: Decimal | None = None
    """Percent who did not know or would not say, where they are no option: the shares then do not add to 100."""
    mode: str = ""
    """How people were asked: face to face, by telephone, online."""
    population: str = ""
    """Of whom it is a sample: likely voters, residents of cities."""
    margin: Decimal | None = None
    """The margin of error in points that its makers claim."""
    intervals: dict[str, Between] = field(default_factory=dict)
    """Intervals by option, where they were published."""
    design: str = ""
    """How it was drawn, in words."""
