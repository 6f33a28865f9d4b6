"""What somebody published, or did not, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from scrutiny.evidence.shape import STRICT

PublicationState = Literal["published", "partly", "not_published", "promised", "withdrawn", "unknown"]
ITEMS = (
    "register",
    "stations",
    "counting_attended",
    "copies",
    "results",
    "results_by_station",
    "machine_readable",
    "sheet_images",
    "coverage",
    "invalid",
    "audits",
    "system_logs",
    "complaints",
)
"""The things on the checklist, in the order of an election."""


@dataclass(frozen=True)
class Publication:
    """One thing that was published, promised, or not published up to a day."""

    __pydantic_config__: ClassVar = STRICT

    item: str
    """Of the checklist (`scrutiny explain announced.transparency` lists it): `results_by_station`, `sheet_images`, ...;
    another id needs a `title`."""
    by: str
    """Whose publication it is or would be."""
    state: PublicationState
    """`published`, `partly`, `not_published` (as of a day), `promised`, `withdrawn`, or `unknown`."""
    title: str = ""
    """What it is, for an item that is not on the checklist."""
    on: date | None = None
    """Since when it is published, promised or withdrawn."""
    as_of: date | None = None
    """For what is not published: up to when somebody looked for it."""
    level: str | None = None
    """The finest level at which it is published."""
    said_by: str = ""
    """Who says so, where it is not the publisher."""
    source: str = ""
    """Where that is written."""
    words: str = ""
    """The words, as printed."""
    law: str = ""
    """The law of the case that asks for it."""
    due: date | None = None
    """When it had to be there by that law."""
