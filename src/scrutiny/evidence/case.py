"""The case as its author declares it: `case.toml`, `claims.toml`, `replies.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Literal

from scrutiny.evidence.answers import Correction, Reply, in_order
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.contest import Contest, Election
from scrutiny.evidence.facts import Facts, Frame, Register
from scrutiny.evidence.mapping import TableMapping
from scrutiny.evidence.publication import Publication
from scrutiny.evidence.sample_design import SampleDesign
from scrutiny.evidence.shape import STRICT
from scrutiny.evidence.source import Source

SCHEMA = 1


@dataclass(frozen=True)
class CaseFile:
    """Everything that is typed by hand about a case."""

    __pydantic_config__: ClassVar = STRICT

    title: str
    """The heading of the report: "Venezuela, president, 28 July 2024"."""
    country: str
    """ISO 3166-1 alpha-2."""
    elections: tuple[Election, ...]
    """At least one."""
    contests: tuple[Contest, ...]
    """At least one; the first is the one that the report leads with."""
    schema: Literal[1] = 1
    """Version of this format."""
    language: str = "en"
    """The language that the report is written in when none is asked for."""
    summary: str = ""
    """What is in dispute, in two sentences, in nobody's favour."""
    levels: tuple[str, ...] = ("state", "municipality", "parish", "centre", "station")
    """Levels of units, from the largest to the smallest."""
    level_names: dict[str, str] = field(default_factory=dict)
    """How a level is called in the report: `station = "table (mesa)"`."""
    sources: tuple[Source, ...] = ()
    """Files and their custody."""
    tables: tuple[TableMapping, ...] = ()
    """How files become counts."""
    frames: tuple[Frame, ...] = ()
    """How many units should exist."""
    registers: tuple[Register, ...] = ()
    """Numbers of registered voters, by definition."""
    facts: Facts = field(default_factory=Facts)
    """Rules of law and practice."""
    claims: tuple[Claim, ...] = ()
    """Announcements, positions and polls; they may also stand in `claims.toml` or `claims.csv`."""
    samples: tuple[SampleDesign, ...] = ()
    """Samples of stations whose sheets are records of this case, with how they were drawn."""
    replies: tuple[Reply, ...] = ()
    """Answers of those concerned; `scrutiny reply` writes them into `replies.toml`."""
    corrections: tuple[Correction, ...] = ()
    """What was corrected since a report was published; `scrutiny compare --record` writes them into `replies.toml`."""
    publications: tuple[Publication, ...] = ()
    """What was published and what was not, with who says so."""
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    """Texts of this case in other languages: language -> text as it stands here -> its translation. Quotes stay as
    they were said."""

    @cached_property
    def contest_by_id(self) -> dict[str, Contest]:
        return {contest.id: contest for contest in self.contests}

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        return {source.id: source for source in self.sources}

    @cached_property
    def claim_by_id(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.claims}

    @cached_property
    def replies_by_day(self) -> tuple[Reply, ...]:
        return tuple(sorted(self.replies, key=lambda reply: in_order(reply.on)))

    @cached_property
    def corrections_by_day(self) -> tuple[Correction, ...]:
        return tuple(sorted(self.corrections, key=lambda correction: in_order(correction.on)))

    def contest_of(self, claim: Claim) -> str:
        return claim.contest or self.contests[0].id

    def announcements(self, contest: str) -> tuple[Claim, ...]:
        """Announcements of a contest's national figures, in the order of the case."""
        return tuple(
            claim
            for claim in self.claims
            if claim.announces and claim.place is None and self.contest_of(claim) == contest
        )

    def registers_of(self, contest: str) -> tuple[Register, ...]:
        return tuple(r for r in self.registers if r.contest in (None, contest))

    def frames_of(self, contest: str, level: str) -> tuple[Frame, ...]:
        """Frames of a level, the leading one first."""
        found = [f for f in self.frames if f.level == level and f.contest in (None, contest) and f.place is None]
        return tuple(sorted(found, key=lambda frame: not frame.leading))
