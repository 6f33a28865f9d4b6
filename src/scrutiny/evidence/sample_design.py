"""How a sample of stations was drawn: from which list, within which strata, by whom, and which did not report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Literal

from scrutiny.evidence.shape import STRICT


@dataclass(frozen=True)
class UnitList:
    """A file with a row for each station: the frame that was drawn from, or the list of those drawn."""

    __pydantic_config__: ClassVar = STRICT

    source: str
    """The source that holds it."""
    unit: tuple[str, ...] = ()
    """The columns that together name a station, as `unit` does in the table of the record. Without them the file only
    tells how many stations each stratum has."""
    strata: tuple[str, ...] = ()
    """The columns that together name the stratum, in the words of the record."""
    registered: str | None = None
    """The column with the registered voters of the station: what a missing sheet can hold at most."""
    kind: tuple[str, ...] = ()
    """Columns that tell stations apart which report earlier or later: urban or rural, the size, the last result."""
    earlier: dict[str, str] = field(default_factory=dict)
    """Of a frame: option -> column with its votes at an earlier election, for a correction by what is known of all."""
    places: tuple[str, ...] = ()
    """Of a frame: the columns that together name the place of a station (a centre, a school), where stations were drawn
    in two stages: places within strata, then stations within each place."""


@dataclass(frozen=True)
class SampleDesign:
    """One sample of stations whose sheets are a record of this case: a quick count (PVT, conteo rápido)."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short and stable."""
    record: str
    """The record of counts that holds the sheets that reported."""
    contest: str | None = None
    """The contest, where the record has several; by default the only one, or the first."""
    title: str = ""
    """As it should be printed: "quick count of the observers"."""
    strata: tuple[str, ...] = ()
    """Attributes or levels of the record that together name the stratum of a station. Without them the strata are those
    of the frame or of the list of those drawn; without these, too, there is one. Several are joined with "/"."""
    stations: dict[str, int] = field(default_factory=dict)
    """How many stations each stratum has in all, where no frame is at hand: `{ North = 812, South = 1204 }`. The
    order is that in which thin strata are joined."""
    frame: UnitList | None = None
    """The list of all stations from which the sample was drawn."""
    drawn: UnitList | None = None
    """The list of the stations that were drawn, whether or not they reported."""
    drawn_number: int | None = None
    """How many were drawn, where no list of them is at hand."""
    replaced: int | None = None
    """How many stations were replaced by others because they could not be reached. It should be 0."""
    drawn_by: str = ""
    """Who drew it."""
    drawn_on: date | datetime | None = None
    """When."""
    seed: str = ""
    """The public seed."""
    frame_sha256: str = ""
    """The hash of the frame that was drawn from, in hexadecimal."""
    committed: str = ""
    """Where seed and frame were made public before the vote."""
    source: str = ""
    """Where the design is written."""
    arrival: str = ""
    """The attribute with the time at which a sheet arrived, written so that texts sort as times do."""
    until: str = ""
    """Only sheets that arrived before this time are used, written as they are."""
    lonely: Literal["next", "mean"] = "next"
    """Strata in which fewer than two stations reported are joined with the `next` one in the order of the frame; or one
    station alone is set against the `mean` of all, and empty strata are left out. To be chosen before the count."""
    why_missing: str = ""
    """Why stations did not report, as far as known."""

    @property
    def label(self) -> str:
        return self.title or self.id
