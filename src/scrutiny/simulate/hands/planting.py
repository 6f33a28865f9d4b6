"""A known hand put into the evidence of a case held in memory, so that a check can be tried on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from scrutiny.evidence.counts import MEASURE, OPTION, Counts
from scrutiny.evidence.mapping import Allotment
from scrutiny.evidence.record import Evidence
from scrutiny.simulate.draw import Draw, Whole
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


def allotted(evidence: Evidence, level: str = "centre") -> Evidence:
    """The same election with the voters of each place handed out to its stations by lot, and the case saying so."""
    rng = np.random.default_rng(SEED)
    return replace(evidence, counts=tuple(_handed_out(counts, level, rng) for counts in evidence.counts))


def _handed_out(counts: Counts, level: str, rng: np.random.Generator) -> Counts:
    """Registers stay; who of a place came and whom they chose falls on its stations as the lot has it."""
    recorded = as_draw(counts, place=level)
    drawn = recorded.draw
    order = np.argsort(drawn.place, kind="stable")
    registered = drawn.cast if drawn.registered is None else drawn.registered
    kinds = np.column_stack([drawn.votes, drawn.invalid, registered - drawn.cast])
    for rows in np.split(order, np.flatnonzero(np.diff(drawn.place[order])) + 1):
        left = kinds[rows].sum(axis=0)
        for row in rows[:-1]:
            kinds[row] = rng.multivariate_hypergeometric(left, registered[row])
            left = left - kinds[row]
        kinds[rows[-1]] = left
    made = replace(drawn, votes=kinds[:, :-2], invalid=kinds[:, -2])
    rule = Allotment(level, "lot", "the simulation that made this election")
    return replace(_with_figures(counts, drawn.unit, made, recorded.options), allotted=rule)


def _altered(counts: Counts, hand: str, dose: float, intensity: dict[str, Any]) -> Counts:
    recorded = as_draw(counts, arrival="arrival" if "attribute:arrival" in counts.table.columns else None)
    made = HANDS[hand].alter(recorded.draw, dose, np.random.default_rng(SEED), **intensity).draw
    if REST in recorded.options or made.stations != recorded.draw.stations:
        raise ValueError(f"{hand}: a record with few options, and a hand that deletes nothing, can be planted")
    return _with_figures(counts, made.unit, made, recorded.options)


def _with_figures(counts: Counts, unit: Whole, made: Draw, options: Sequence[str]) -> Counts:
    """The record with the figures of a draw in the rows of its units."""
    table = counts.table
    columns = {OPTION + option: made.votes[:, i] for i, option in enumerate(options)}
    measures = {"valid": made.valid, "invalid": made.invalid, "cast": made.cast}
    if made.registered is not None:
        measures["registered"] = made.registered
    columns |= {MEASURE + m: values for m, values in measures.items() if MEASURE + m in table.columns}
    rows = pl.Series(unit)
    return replace(counts, table=table.with_columns(table.get_column(c).scatter(rows, v) for c, v in columns.items()))
