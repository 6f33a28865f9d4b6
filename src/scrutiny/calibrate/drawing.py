"""Elections shaped like a record, written to files with what was done to them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl

from scrutiny import __version__
from scrutiny.errors import CaseError, Problem
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.record import Evidence
from scrutiny.loading import Progress, silent
from scrutiny.simulate.draw import as_counts
from scrutiny.simulate.estimating import shaped_like
from scrutiny.simulate.hands import HANDS
from scrutiny.simulate.honest import honest_draw


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
) -> int:
    """Write so many elections, each a file of its stations, and a manifest.

    Raises
    ------
    CaseError
        When the folder is not empty, or the hand does not exist or cannot be tried on this shape.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseError(Problem(f"--output {folder}", "is not empty", "a new or empty folder"))
    if hand is not None and hand not in HANDS:
        raise CaseError(Problem("--hand", repr(hand), "one of: " + ", ".join(HANDS)))
    shape = shaped_like(counts)
    if hand is not None and not HANDS[hand].applies(honest_draw(shape, np.random.default_rng(0))):
        lacking = ", ".join(HANDS[hand].needs) or "two options"
        raise CaseError(Problem("--hand", f"{hand} cannot be tried on {counts.record}", f"a record with: {lacking}"))
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for index in range(1, cases + 1):
        progress(f"election {index} of {cases}")
        rng = np.random.default_rng([seed, index])
        draw, told = honest_draw(shape, rng), {"election": index, "seed": [seed, index]}
        if hand is not None:
            handled = HANDS[hand].alter(draw, dose, rng)
            units = handled.before.unit[handled.altered] + 1
            altered = pl.DataFrame({"unit": [f"{unit:06d}" for unit in units]})
            _write(altered, folder / f"altered-{index:04d}", form)
            told |= {"stations": len(units), "moved": handled.moved, "added": handled.added, "removed": handled.removed}
            draw = handled.draw
        table = as_counts(draw, counts.contest, shape.options).table
        plain = table.rename({name: name.partition(":")[2] or name for name in table.columns}).drop("row")
        _write(plain, folder / f"election-{index:04d}", form)
        made.append(told)
    manifest = {
        "scrutiny": __version__,
        "shape": {"record": counts.record, "title": counts.title, "evidence": evidence.digest},
        "hand": hand,
        "dose": dose if hand is not None else None,
        "elections": made,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return cases


def _write(table: pl.DataFrame, stem: Path, form: str) -> None:
    if form == "parquet":
        table.write_parquet(stem.with_suffix(".parquet"))
    else:
        table.write_csv(stem.with_suffix(".csv"))
