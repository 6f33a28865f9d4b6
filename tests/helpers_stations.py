"""Columns of the public files in the corpus as whole numbers, for tests of methods that look at all stations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.counts import ATTRIBUTE, PLACE, Counts
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.record import Evidence
from scrutiny.loading import load

Whole = npt.NDArray[np.int64]

CORPUS = Path(__file__).parent / "corpus"

LEADERS = {"2004": "option-4", "2008": "option-4", "2011": "option-6", "2012": "option-5"}
"""The option that came first in the Russian files."""


@cache
def evidence(folder: str) -> Evidence:
    return load(CaseFolder(CORPUS / folder))


def record(folder: str, contest: str | None = None, name: str | None = None) -> Counts:
    """The first record of the case, or the one of a contest or of a name."""
    every = evidence(folder).counts
    return next(c for c in every if contest in (None, c.contest.id) and name in (None, c.record))


def columns(counts: Counts, items: Mapping[str, Sequence[str]], where: Mapping[str, str] = {}) -> dict[str, Whole]:
    """Sums of items for every unit that has all of them; an option that does not stand at a unit adds nothing.

    `where` keeps the units with such attributes.
    """
    keep = np.ones(counts.units, dtype=np.bool_)
    for attribute, value in where.items():
        keep &= (counts.table[ATTRIBUTE + attribute] == value).fill_null(False).to_numpy()
    found: dict[str, npt.NDArray[np.float64]] = {}
    for key, parts in items.items():
        gone = set(
            counts.gaps.filter((pl.col("state") == "no_such_field") & pl.col("item").is_in(list(parts)))[
                "unit_row"
            ].to_list()
        )
        total = np.zeros(counts.units)
        for part in parts:
            values = counts.values(part).cast(pl.Float64).fill_null(np.nan).to_numpy().copy()
            if len(parts) > 1 and gone:
                values[[row for row in gone if np.isnan(values[row])]] = 0.0
            total += values
        found[key] = total
        keep &= ~np.isnan(total)
    return {key: values[keep].astype(np.int64) for key, values in found.items()} | {"row": np.flatnonzero(keep)}


def places(counts: Counts, levels: Sequence[str], rows: Whole) -> Whole:
    """The place of some units on one level or several together, as numbers from 0."""
    names = counts.table.select(pl.concat_str([pl.col(PLACE + level) for level in levels], separator="\t"))
    codes = names.to_series().rank("dense").cast(pl.Int64) - 1
    made: Whole = codes.to_numpy()[rows].astype(np.int64)
    return made


def russia(year: str) -> dict[str, Whole]:
    """Registered v, issued g, ballots r and votes l of the leader, region and territory, of all rows with v, r > 0."""
    counts = record("russia", year)
    items = {"v": ["registered"], "g": ["issued"], "r": ["cast"], "l": [LEADERS[year]]}
    made = columns(counts, items)
    made["region"] = places(counts, ["region"], made["row"])
    made["territory"] = places(counts, ["region", "territory"], made["row"])
    keep = (made["v"] > 0) & (made["r"] > 0) & (made["g"] <= made["v"])
    return {key: values[keep] for key, values in made.items()}


def germany(options: Sequence[str]) -> dict[str, Whole]:
    """Registered v, voters g and votes l of the urn stations with registered voters."""
    counts = record("germany-2024")
    made = columns(counts, {"v": ["registered"], "g": ["cast"], "l": options}, {"kind": "0"})
    keep = (made["v"] > 0) & (made["g"] > 0)
    return {key: values[keep] for key, values in made.items()}
