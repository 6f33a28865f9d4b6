"""A list of stations from a file: ids, strata and, for a plan, the votes of an earlier election."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scrutiny.errors import CaseError, Problem, ReadError
from scrutiny.evidence.contest import Contest, Option
from scrutiny.evidence.counts import ATTRIBUTE, OPTION, UNIT
from scrutiny.evidence.editing import source_id
from scrutiny.evidence.mapping import TableMapping
from scrutiny.evidence.record import sha256_of
from scrutiny.evidence.source import Source
from scrutiny.evidence.tabulate import tabulate
from scrutiny.messages import Words
from scrutiny.readers.files import read_raw

STRATUM = "stratum"
ALL = "all"


@dataclass(frozen=True, eq=False)
class Listed:
    """A list of stations.

    Parameters
    ----------
    file, sha256
        The file and its hash.
    table
        `unit`, `stratum` and a whole-number column for each figure, null where the file has no number.
    notes
        What was odd in the file, in words.
    """

    file: Path
    sha256: str
    table: pl.DataFrame
    notes: tuple[str, ...]

    @property
    def strata(self) -> pl.DataFrame:
        """`stratum` and `stations`, in the order in which thin strata are joined."""
        made = self.table.group_by(STRATUM).agg(pl.len().cast(pl.Int64).alias("stations"))
        whole = made[STRATUM].str.contains(r"^\d+$").all()
        return made.sort(pl.col(STRATUM).cast(pl.Int64, strict=False) if whole else pl.col(STRATUM))


def listed(path: Path, unit: Sequence[str], strata: Sequence[str], figures: Mapping[str, str]) -> Listed:
    """Read a list of stations.

    Parameters
    ----------
    unit
        Columns that together name a station; rows are numbered when empty.
    strata
        Columns that together name its stratum.
    figures
        Name -> column of figures.

    Raises
    ------
    CaseError
        When there is no such file.
    ReadError
        When it cannot be read, lacks a column, or has no rows.
    """
    if not path.is_file():
        found = "is a folder" if path.is_dir() else "no such file"
        raise CaseError(Problem(str(path), found, "a file with a row for each station"))
    source = Source(source_id(path.name), path.name, file=path.name)
    mapping = TableMapping(
        source=source.id,
        unit=tuple(unit),
        attributes={f"{STRATUM}-{i}": column for i, column in enumerate(strata)},
        options=dict(figures),
    )
    contest = Contest("c", path.name, "e", options=tuple(Option(name, name) for name in figures))
    part = tabulate(read_raw(path, source, mapping), mapping, contest, source, source.id)
    table = part.counts.table
    if not table.height:
        raise ReadError(Problem(path.name, "has no rows", "a row for each station"))
    parts = [pl.col(f"{ATTRIBUTE}{STRATUM}-{i}") for i in range(len(strata))]
    stratum = pl.concat_str(parts, separator="/") if parts else pl.lit(ALL)
    made = table.select(UNIT, stratum.alias(STRATUM), *(pl.col(OPTION + name).alias(name) for name in figures))
    words = Words("en")
    return Listed(path, sha256_of(path), made, tuple(words.plain(note.says) for note in part.notes))
