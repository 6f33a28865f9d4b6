"""Elections shaped like a record, written to files with what was done to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from scrutiny import __version__
from scrutiny.calibrate.shaping import shape_of, told
from scrutiny.errors import CaseError, Problem
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.storing import new_folder
from scrutiny.loading import Progress, silent
from scrutiny.simulate.draw import as_counts
from scrutiny.simulate.hands import HANDS
from scrutiny.simulate.honest import honest_draw
from scrutiny.simulate.shape import Shape


def draw_all(
    evidence: Evidence,
    counts: Counts,
    folder: Path,
    cases: int,
    hand: str | None = None,
    dose: float = 0.05,
    seed: int = 1,
    form: str = "csv",
    progress: Progress = silent,
) -> list[str]:
    """Write so many elections, each a file of its stations, and a manifest: all of them or nothing.

    Returns
    -------
    list of str
        What was done, and what of the record was left out.

    Raises
    ------
    CaseError
        When the folder is not empty or belongs to the evidence of a case, when the hand does not exist or cannot be
        tried on this shape, when the seed is negative, or when too few stations have a shape.
    MachineError
        When the machine refuses to write there.
    """
    if hand is not None and hand not in HANDS:
        raise CaseError(Problem("--hand", repr(hand), "one of: " + ", ".join(HANDS)))
    if seed < 0:
        raise CaseError(Problem("--seed", str(seed), "a whole number, 0 or more"))
    with new_folder(folder) as made:
        shape, left_out = shape_of(counts)
        if hand is not None and not HANDS[hand].applies(honest_draw(shape, np.random.default_rng(0))):
            lacking = ", ".join(HANDS[hand].needs) or "two options"
            found = f"{hand} cannot be tried on {counts.record}"
            raise CaseError(Problem("--hand", found, f"a record with: {lacking}", "try another hand"))
        elections = []
        for index in range(1, cases + 1):
            progress(f"election {index} of {cases}")
            elections.append(_one(made, counts, shape, index, hand, dose, seed, form))
        manifest = {
            "scrutiny": __version__,
            "shape": {
                "record": counts.record,
                "title": counts.title,
                "evidence": evidence.digest,
                "left_out": left_out,
            },
            "hand": hand,
            "dose": dose if hand is not None else None,
            "elections": elections,
        }
        (made / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    number = "1 election" if cases == 1 else f"{cases:,} elections"
    return [*told(left_out, counts.record), f"{number} shaped like {counts.title}: {folder}"]


def _one(
    folder: Path, counts: Counts, shape: Shape, index: int, hand: str | None, dose: float, seed: int, form: str
) -> dict[str, Any]:
    """Draw and write one election; what the manifest says of it."""
    rng = np.random.default_rng([seed, index])
    draw = honest_draw(shape, rng)
    said: dict[str, Any] = {"election": index, "seed": [seed, index]}
    if hand is not None:
        handled = HANDS[hand].alter(draw, dose, rng)
        units = handled.before.unit[handled.altered] + 1
        altered = pl.DataFrame({"unit": [f"{unit:06d}" for unit in units]})
        _write(altered, folder / f"altered-{index:04d}", form)
        said |= {"stations": len(units), "moved": handled.moved, "added": handled.added, "removed": handled.removed}
        draw = handled.draw
    table = as_counts(draw, counts.contest, shape.options).table
    plain = table.rename({name: name.partition(":")[2] or name for name in table.columns}).drop("row")
    _write(plain, folder / f"election-{index:04d}", form)
    return said


def _write(table: pl.DataFrame, stem: Path, form: str) -> None:
    if form == "parquet":
        table.write_parquet(stem.with_suffix(".parquet"))
    else:
        table.write_csv(stem.with_suffix(".csv"))
