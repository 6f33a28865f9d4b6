"""The shape of a record as both commands take it: `simulate` draws the elections on which `calibrate` measures."""

from __future__ import annotations

from scrutiny.evidence.counts import Counts
from scrutiny.findings.arrival import attribute_of
from scrutiny.simulate.estimating import shaped_like
from scrutiny.simulate.recorded import as_draw
from scrutiny.simulate.shape import Shape


def shape_of(counts: Counts) -> tuple[Shape, int]:
    """The shape of a record, with the order in which its units arrived where an attribute tells it.

    Returns
    -------
    shape, left_out
        And how many of its stations gave nothing to it.

    Raises
    ------
    CaseError
        For a record in which too few stations have a shape.
    """
    recorded = as_draw(counts, arrival=attribute_of(counts))
    return shaped_like(recorded), recorded.left_out


def told(left_out: int, record: str) -> list[str]:
    """A sentence about stations that were left out, if there are any."""
    if not left_out:
        return []
    units = "1 station" if left_out == 1 else f"{left_out:,} stations"
    return [
        f"{record}: {units} left out of the shape: a figure is missing, impossible or of no station's size, or there "
        "are no ballots"
    ]
