"""A known hand put into the evidence of a case held in memory, so that a check can be tried on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from scrutiny.evidence.counts import MEASURE, OPTION, Counts
from scrutiny.evidence.record import Evidence
from scrutiny.simulate.hands import HANDS
from scrutiny.simulate.recorded import REST, as_draw

SEED = 40_517


def planted(hand: str, dose: float, **intensity: Any) -> Callable[[Evidence], Evidence]:
    """A function that lets a hand alter every record of a case, always in the same way.

    Parameters
    ----------
    hand, dose
        The hand's id and the share of stations that it aims at.
    intensity
        The hand's own settings.
    """

    def alter(evidence: Evidence) -> Evidence:
        counts = tuple(_altered(c, hand, dose, intensity) for c in evidence.counts)
        return replace(evidence, counts=counts)

    return alter


def _altered(counts: Counts, hand: str, dose: float, intensity: dict[str, Any]) -> Counts:
    recorded = as_draw(counts, arrival="arrival" if "attribute:arrival" in counts.table.columns else None)
    made = HANDS[hand].alter(recorded.draw, dose, np.random.default_rng(SEED), **intensity).draw
    if REST in recorded.options or made.stations != recorded.draw.stations:
        raise ValueError(f"{hand}: a record with few options, and a hand that deletes nothing, can be planted")
    table = counts.table
    columns = {OPTION + option: made.votes[:, i] for i, option in enumerate(recorded.options)}
    measures = {"valid": made.valid, "invalid": made.invalid, "cast": made.cast}
    if made.registered is not None:
        measures["registered"] = made.registered
    columns |= {MEASURE + m: values for m, values in measures.items() if MEASURE + m in table.columns}
    rows = pl.Series(made.unit)
    return replace(counts, table=table.with_columns(table.get_column(c).scatter(rows, v) for c, v in columns.items()))
