"""Stations by a digit of their count, beside the band that counting again gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.figures.band_and_marks import band, band_and_marks, band_key
from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import INK
from scrutiny.figures.scales import axis_of, ticks
from scrutiny.messages import Words, _


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """A grey band for each digit and a mark for what is there; the scale begins near the least of them."""
    rows = [{"digit": str(int(row["digit"])), **band(row)} for row in data["rows"]]
    least = min(min(row["observed"], int(row["low"])) for row in rows)
    most = max(max(row["observed"], int(row["high"]) + 1) for row in rows)
    step = ticks(most - least, 5)[1]
    shown = list(range(least // step * step, (most // step + 2) * step, step))
    scale = {"type": "quantitative", "scale": {"domain": [shown[0], shown[-1]], "nice": False, "zero": False}}
    x = {
        "field": "digit",
        "type": "ordinal",
        "axis": {"title": words.translate(_("digit")), "labelAngle": 0},
    }
    axis = axis_of(shown, words, words.translate(_("stations")))
    return band_and_marks(rows, x, scale, axis, colour_of(str(data["option"]), slots, INK), width)


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    return band_key(words)
