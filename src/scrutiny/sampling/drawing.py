"""Draw stations so that anybody can draw them again: a public seed, the frame by its hash, and SHA-256.

Within each stratum the stations are ordered by the SHA-256 of "seed|id", written in hexadecimal, and the first ones are
drawn. No program of ours is needed to repeat it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scrutiny import __version__
from scrutiny.errors import CaseError, Problem
from scrutiny.evidence.counts import UNIT
from scrutiny.evidence.storing import new_folder
from scrutiny.evidence.toml_text import value_text
from scrutiny.sampling.reading import STRATUM, Listed
from scrutiny.stats.allocation import proportional

DRAWN, DRAW = "drawn.csv", "draw.json"
LEAST = 3
"""Stations in each stratum at least: with two, one that does not report leaves no error to be told."""
SIGNS = 50
"""So many dice have 2^129 outcomes, which nobody can try."""
RULE = 'in each stratum, the stations with the smallest SHA-256 of "seed|id" (UTF-8, columns of the id joined with /)'


def ticket(seed: str, unit: str) -> str:
    """What a station is ordered by.

    Examples
    --------
    >>> ticket("4711", "0001/B")[:16]
    '640d6d87d7ea2882'
    """
    return hashlib.sha256(f"{seed}|{unit}".encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Draw:
    """A draw.

    Parameters
    ----------
    seed
        As it was given.
    frame
        The list that was drawn from.
    strata
        `stratum`, `stations`, `drawn`.
    table
        `stratum`, `order`, `unit`, `sha256`: the stations drawn, in their order.
    """

    seed: str
    frame: Listed
    strata: pl.DataFrame
    table: pl.DataFrame


def draw(frame: Listed, seed: str, number: int | None, allocation: Mapping[str, int] | None = None) -> Draw:
    """Draw so many stations in all, in proportion to the strata, or so many of each.

    Raises
    ------
    CaseError
        When a station stands twice in the frame (it would have two chances), has no id or no stratum, when the seed is
        empty, or when more are asked for than there are.
    """
    problems = list(_problems(frame, seed))
    strata = frame.strata.drop_nulls()
    sizes = strata["stations"].to_list()
    if allocation is not None:
        unknown = sorted(set(allocation) - set(strata[STRATUM]))
        if unknown:
            shown = ", ".join(unknown[:5])
            problems.append(
                Problem("--allocation", f"{shown}: no stratum of the frame", "strata as the frame has them")
            )
        lacking = [stratum for stratum in strata[STRATUM] if stratum not in allocation]
        if lacking:
            found = f"says nothing of {', '.join(lacking[:5])}"
            problems.append(Problem("--allocation", found, "a number for every stratum; 0 leaves one out"))
        drawn = [allocation.get(stratum, 0) for stratum in strata[STRATUM]]
        over = [s for s, n, size in zip(strata[STRATUM], drawn, sizes, strict=True) if n > size or n < 0]
        if over:
            found = f"{', '.join(over[:5])}: more stations than there are, or fewer than none"
            problems.append(Problem("--allocation", found, "0 to all stations of the stratum"))
    else:
        assert number is not None
        if not 1 <= number <= sum(sizes):
            problems.append(Problem("--stations", str(number), f"1 to {sum(sizes)}, which the frame has"))
        drawn = proportional(max(1, number), sizes, LEAST).tolist()
    if problems:
        raise CaseError(problems)
    strata = strata.with_columns(pl.Series("drawn", drawn, dtype=pl.Int64))
    tickets = frame.table.with_columns(
        pl.Series("sha256", [ticket(seed, unit) for unit in frame.table[UNIT]], dtype=pl.String)
    )
    place = strata.with_row_index("at").select(STRATUM, "drawn", "at")
    ordered = (
        tickets.join(place, on=STRATUM)
        .sort("at", "sha256")
        .with_columns((pl.int_range(pl.len()).over(STRATUM) + 1).alias("order"))
        .filter(pl.col("order") <= pl.col("drawn"))
    )
    return Draw(seed, frame, strata, ordered.select(STRATUM, "order", UNIT, "sha256"))


def warned(made: Draw, asked: int | None) -> list[str]:
    """What somebody who draws should know before it is published.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> warned(SimpleNamespace(seed="1 2", table=[1, 2, 3]), 2)[1]
    '3 stations are drawn where 2 were asked for: every stratum has 3 of them at least, or all that it has'
    """
    lines = []
    signs = len("".join(made.seed.split()))
    if signs < SIGNS:
        lines.append(
            f"this seed has {signs} signs: whoever tries them all knows the stations before the vote, even from its "
            f"SHA-256. Throw {SIGNS} dice or more"
        )
    if asked is not None and len(made.table) > asked:
        lines.append(
            f"{len(made.table)} stations are drawn where {asked} were asked for: every stratum has {LEAST} of them at "
            "least, or all that it has"
        )
    return lines


def _problems(frame: Listed, seed: str) -> list[Problem]:
    made = []
    if not seed.strip() or "\n" in seed or seed != seed.strip():
        expected = "a text in one line without blanks at its ends: numbers thrown in public, the day's lottery"
        made.append(Problem("--seed", repr(seed), expected))
    twice = frame.table.filter(pl.col(UNIT).is_duplicated())[UNIT].unique(maintain_order=True)
    if len(twice):
        shown = ", ".join(twice.head(5).to_list())
        found = f"{len(twice)} stations stand more than once, such as {shown}: they would have more than one chance"
        made.append(Problem(frame.file.name, found, "every station once", "name all columns of the id with --unit"))
    none = frame.table.filter(pl.col(STRATUM).is_null())
    if none.height:
        found = f"{none.height} stations have no stratum, such as {', '.join(none[UNIT].head(5).to_list())}"
        made.append(Problem(frame.file.name, found, "a stratum for every station"))
    return made


def written(made: Draw, folder: Path, unit: Sequence[str], strata: Sequence[str]) -> list[str]:
    """Write the draw into a new folder and tell what is there and what to do with it."""
    rows = io.StringIO(newline="")
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow([STRATUM, "order", *(unit or ("row",)), "sha256"])
    for stratum, order, station, digest in made.table.iter_rows():
        # An id of several columns is joined with "/"; it is taken apart only where that gives the columns back.
        parts = station.split("/") if len(unit) > 1 and station.count("/") == len(unit) - 1 else [station]
        writer.writerow([stratum, order, *(parts if len(parts) == len(unit) else [station]), digest])
    told = {
        "rule": RULE,
        "seed": made.seed,
        "seed_sha256": hashlib.sha256(made.seed.encode()).hexdigest(),
        "frame": made.frame.file.name,
        "frame_sha256": made.frame.sha256,
        "unit": list(unit),
        "strata": list(strata),
        "stations": dict(made.strata.select(STRATUM, "stations").iter_rows()),
        "drawn": dict(made.strata.select(STRATUM, "drawn").iter_rows()),
        "scrutiny": __version__,
    }
    with new_folder(folder) as place:
        (place / DRAWN).write_text(rows.getvalue(), encoding="utf-8")
        (place / DRAW).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    drawn, of, strata_ = made.table.height, made.frame.table.height, made.strata.height
    return [
        f"{drawn} of {of} stations drawn in {strata_} strata: {folder / DRAWN}",
        f"SHA-256 of the frame, {made.frame.file.name}: {made.frame.sha256}",
        f"SHA-256 of the seed: {told['seed_sha256']}",
        "Publish both hashes before the vote, and the seed when the polls have closed: whoever knows it knows the",
        "stations. docs/sampling.md has the check that anybody can make with SHA-256 alone.",
        "",
        "No station may be replaced: one that cannot be reached is one that did not report, and is reported as such. A",
        "neighbour was not drawn, and places that cannot be reached differ from those that can.",
        "",
        "For case.toml, once the sheets are a record of the case:",
        *block(made, unit, strata),
    ]


def block(made: Draw, unit: Sequence[str], strata: Sequence[str]) -> list[str]:
    """The `[[samples]]` of this draw, to be pasted."""
    columns, of = value_text(list(unit)), value_text(list(strata))
    listing = f"unit = {columns}, strata = {of}" if strata else f"unit = {columns}"
    return [
        "[[samples]]",
        'id = "quick-count"',
        'record = "the record that holds the sheets"',
        f'frame = {{ source = "the frame, as a source", {listing} }}',
        f'drawn = {{ source = "drawn.csv, as a source", unit = {columns} }}',
        "replaced = 0",
        'drawn_by = "who drew it"',
        f"seed = {value_text(made.seed)}",
        f'frame_sha256 = "{made.frame.sha256}"',
        'committed = "where both hashes were made public before the vote"',
    ]
