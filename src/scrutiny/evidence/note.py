"""A fault of the evidence: kept, located, shown; never an exception and never repaired in silence."""

from __future__ import annotations

from dataclasses import dataclass

from scrutiny.messages import Message


@dataclass(frozen=True)
class Note:
    """One observation about a source.

    Parameters
    ----------
    code
        Stable, `area.what`: `read.unreadable-number`.
    source
        The id of the source.
    locator
        Where in it: "row 412, column RE". Empty when it concerns the whole.
    says
        The sentence.
    count
        How many places this note stands for, when many of one kind were folded into one.
    """

    code: str
    source: str
    says: Message
    locator: str = ""
    count: int = 1
