"""The claims of a case, or all of it, in the formats of others: one module per format.

Each gives bytes and what is to be said about them; nothing here is written to the disk, and no clock is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

from scrutiny.messages import Message

FORMATS = ("claims-csv", "claimreview", "bibtex", "annotations", "ro-crate")


@dataclass(frozen=True)
class Exported:
    """A file, and what the person who asked for it should know about it."""

    content: bytes
    told: tuple[Message, ...] = ()
