"""Stations beyond expectation by the distance of a share from the nearest whole percentage, and the band of chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scrutiny.figures.band_and_marks import band_and_marks, band_key, beyond
from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import INK
from scrutiny.figures.scales import axis_of, is_narrow, ticks
from scrutiny.messages import Words, _


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """A grey band around zero for what chance gives at each tenth of a point, and a mark for what is there beyond
    expectation: the whole number of stations is many times the width of the band, which could not be seen beside it."""
    rows = [
        {"at": words.decimal(Decimal(int(row["offset"])) / 10, 1), "order": int(row["offset"]), **beyond(row)}
        for row in data["rows"]
    ]
    low = min(min(row["observed"], row["low"]) for row in rows)
    high = max(max(row["observed"], row["high"]) for row in rows)
    step = ticks(math.ceil(high - low), 6)[1]
    shown = list(range(math.floor(low / step) * step, math.ceil(high / step) * step + 1, step))
    scale = {"type": "quantitative", "scale": {"domain": [shown[0], shown[-1]], "nice": False}}
    x = {
        "field": "at",
        "type": "ordinal",
        "sort": [row["at"] for row in rows],
        "axis": {
            "title": words.translate(_("points from the nearest whole percentage")),
            "labelAngle": 0,
            "values": [row["at"] for row in rows if row["order"] % (2 if is_narrow(width) else 1) == 0],
        },
    }
    axis = axis_of(shown, words, words.translate(_("stations beyond expectation")))
    return band_and_marks(rows, x, scale, axis, colour_of(str(data["option"]), slots, INK), width)


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    return band_key(words)
