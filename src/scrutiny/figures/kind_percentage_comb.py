"""Stations by the distance of a share from the nearest whole percentage, beside the band that chance gives."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scrutiny.figures.band_and_marks import band, band_and_marks
from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import INK
from scrutiny.figures.scales import axis_of, ticks
from scrutiny.messages import Words, _


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """A grey band for what chance gives at each tenth of a point, and a mark for what is there."""
    rows = [
        {"at": words.decimal(Decimal(int(row["offset"])) / 10, 1), "order": int(row["offset"]), **band(row)}
        for row in data["rows"]
    ]
    top = max(max(row["observed"], int(row["high"])) for row in rows)
    shown = ticks(top, 5)
    scale = {"type": "quantitative", "scale": {"domain": [0, shown[-1]], "nice": False}}
    x = {
        "field": "at",
        "type": "ordinal",
        "sort": [row["at"] for row in rows],
        "axis": {"title": words.translate(_("points from the nearest whole percentage")), "labelAngle": 0},
    }
    axis = axis_of(shown, words, words.translate(_("stations")))
    return band_and_marks(rows, x, scale, axis, colour_of(str(data["option"]), slots, INK), width)
