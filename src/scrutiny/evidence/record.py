"""All evidence of a case, loaded and frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.counts import Counts, Distribution
from scrutiny.evidence.note import Note
from scrutiny.evidence.saved_article import SavedArticle
from scrutiny.evidence.station_sample import StationSample

AFTERWARDS = frozenset({"replies", "corrections"})
"""What a case holds about a report that was published."""


@dataclass(frozen=True)
class Original:
    """A source as it was found: its hash and where it came from this time."""

    source: str
    sha256: str
    bytes: int
    found: str
    """`case folder`, `declared data set`, or why it is absent."""
    present: bool = True


@dataclass(frozen=True, eq=False)
class Evidence:
    """The record.

    Parameters
    ----------
    case
        What the author of the case declared.
    counts
        Every record of counts, in the order of the case.
    distributions
        How many sheets have each value, for records that have no sheets here.
    notes
        Faults of the evidence, located.
    originals
        The hash of every file that was read.
    absent
        Records that could not be read because their file is not here, with what brings it.
    lists
        Ids of units that a source lists, by the source and its column.
    articles
        Saved articles in which claims of the case stand, with their texts.
    samples
        Samples of stations, station by station.
    """

    case: CaseFile
    counts: tuple[Counts, ...]
    distributions: tuple[Distribution, ...]
    notes: tuple[Note, ...]
    originals: tuple[Original, ...]
    absent: Mapping[str, str]
    lists: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    articles: tuple[SavedArticle, ...] = ()
    samples: tuple[StationSample, ...] = ()

    def counts_of(self, contest: str) -> tuple[Counts, ...]:
        return tuple(counts for counts in self.counts if counts.contest.id == contest)

    def distribution_of(self, counts: Counts) -> Distribution | None:
        for distribution in self.distributions:
            if distribution.contest.id == counts.contest.id and distribution.record in (
                counts.record,
                counts.stands_in_for,
            ):
                return distribution
        return None

    @cached_property
    def manifest(self) -> str:
        """A sorted line for each source and for what was typed: adding a source changes no other line.

        Replies and corrections are no evidence. They name the digest of the report that they speak of, and a report
        that prints them keeps it.
        """
        from scrutiny.evidence.schema import canonical

        lines = [f"source {original.source} sha256:{original.sha256}" for original in self.originals]
        typed = hashlib.sha256(canonical(self.case, without=AFTERWARDS).encode()).hexdigest()
        lines.append(f"case sha256:{typed}")
        return "\n".join(sorted(lines)) + "\n"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the manifest, in hexadecimal."""
        return hashlib.sha256(self.manifest.encode()).hexdigest()


def sha256_of(path: Path) -> str:
    """Hash of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
