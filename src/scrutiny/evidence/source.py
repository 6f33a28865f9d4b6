"""Originals and their custody: who says it, who fetched it, when, from where, and its hash."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from scrutiny.evidence.shape import STRICT


@dataclass(frozen=True)
class Withdrawal:
    """A source that was taken out or replaced; the original stays in the folder."""

    __pydantic_config__: ClassVar = STRICT

    why: str
    """The reason, printed in the report."""
    when: date | datetime
    """When it was withdrawn."""
    by: str = ""
    """Who withdrew it."""
    replaced_by: str | None = None
    """The id of the source that stands in its place."""


@dataclass(frozen=True)
class Source:
    """A file as it was received. It lies unchanged under `sources/`, or is a declared public data set."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short and stable."""
    title: str
    """As it should be printed."""
    publisher: str = ""
    """Whose figures these are."""
    about: str = ""
    """What it is, and what it is not: "a transcription of tally sheets, not the paper"."""
    file: str | None = None
    """Path inside the case folder, normally under `sources/`."""
    member: str | None = None
    """The file inside a zip archive that is meant."""
    dataset: str | None = None
    """The id of a declared data set (`scrutiny data`), instead of `file`."""
    published: date | datetime | None = None
    """When it was published."""
    url: str | None = None
    """Where it was published."""
    fetched_by: str = ""
    """Who fetched it."""
    fetched_at: datetime | date | None = None
    """When."""
    fetched_from: str = ""
    """From where (an address, a person, a medium)."""
    archived: str = ""
    """Where a copy is archived."""
    licence: str = ""
    """Terms of use, where stated."""
    language: str = ""
    """ISO 639-1, of an article or another text."""
    sha256: str | None = None
    """Hash of the file as it lies there, written when it was added; a difference is an error."""
    bytes: int | None = None
    """Size of the file."""
    withdrawn: Withdrawal | None = None
    """Set by `scrutiny withdraw` and `scrutiny replace`."""
    personal: bool = False
    """True when the original holds names, signatures or identity numbers: it is linked to, never shown."""
    notes: tuple[str, ...] = field(default=())
    """Remarks on this source, printed with it."""
