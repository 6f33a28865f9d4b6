"""Estimates with intervals: the numbers, and the picture beside what is known of other elections."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scrutiny.findings.finding import Figure
from scrutiny.findings.rounding import rounded
from scrutiny.messages import Message, Name, Quantity, Value, _, say, series


@dataclass(frozen=True)
class Elsewhere:
    """What was measured of another election.

    Parameters
    ----------
    key
        Its name among the numbers of a finding.
    what
        The election and the figure, a text to be translated.
    value, low, high
        The estimate and its interval of 95 %.
    """

    key: str
    what: str
    value: str
    low: str
    high: str


@dataclass(frozen=True)
class Estimate:
    """An estimate of the case. `what` is a text to be translated, in which `{option}` stands for the option."""

    what: str
    value: float
    low: float
    high: float
    option: Name | None = None

    def told(self) -> Message:
        values: dict[str, Value] = {} if self.option is None else {"option": self.option}
        return Message(self.what, values)


def quantity(value: float, places: int = 2) -> Quantity:
    """A number of so many decimals; what cannot be told is kept out of messages before this."""
    if not math.isfinite(value):
        raise ValueError("a number that is not finite is no quantity")
    return Quantity(rounded(value, places), places)


def elsewhere_numbers(known: Sequence[Elsewhere]) -> tuple[dict[str, Value], dict[str, Message]]:
    """What was measured elsewhere, for the table of numbers of a finding."""
    numbers: dict[str, Value] = {f"elsewhere:{e.key}": Quantity(Decimal(e.value), 2) for e in known}
    return numbers, {f"elsewhere:{e.key}": Message(e.what) for e in known}


def picture(
    own: Sequence[Estimate], known: Sequence[Elsewhere], none: int, axis: str, title: Message, caption: Message
) -> Figure:
    """A line for each estimate of the case, and below them those of other elections.

    Parameters
    ----------
    none
        Where there would be nothing to tell: 1 for a ratio, 0 for a difference.
    axis
        What is measured, a text to be translated.
    """
    rows: list[dict[str, Any]] = [
        {
            "what": e.what,
            "name": "" if e.option is None else e.option.text,
            "option": "" if e.option is None else e.option.id,
            "value": round(e.value, 3),
            "low": round(e.low, 3),
            "high": round(e.high, 3),
            "own": True,
        }
        for e in own
    ]
    rows += [
        {
            "what": e.what,
            "name": "",
            "option": "",
            "value": float(e.value),
            "low": float(e.low),
            "high": float(e.high),
            "own": False,
        }
        for e in known
    ]
    told = [
        say(
            _("{what}: {value} ({low} to {high})"),
            what=e.told(),
            value=quantity(e.value),
            low=quantity(e.low),
            high=quantity(e.high),
        )
        for e in own
    ]
    return Figure(
        kind="intervals",
        title=title,
        data={"rows": rows, "none": none, "axis": axis},
        caption=caption,
        alternative=say(_("In this record: {told}."), told=series(told)),
    )
