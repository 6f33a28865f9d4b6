"""Stations by the distance of a share from the nearest whole percentage, beside the band that chance gives."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import GRID, INK, SOFT
from scrutiny.figures.scales import axis_of, ticks
from scrutiny.messages import Words, _

HEIGHT = 190
WIDE = 1.96


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """A grey band for what chance gives at each tenth of a point, and a mark for what is there."""
    rows: list[dict[str, Any]] = []
    for row in data["rows"]:
        expected, deviation = float(row["expected"]), float(row["deviation"])
        rows.append(
            {
                "at": words.decimal(Decimal(int(row["offset"])) / 10, 1),
                "order": int(row["offset"]),
                "observed": int(row["observed"]),
                "low": max(0.0, expected - WIDE * deviation),
                "high": expected + WIDE * deviation,
                "expected": expected,
            }
        )
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
    return {
        "width": width - 70,
        "height": HEIGHT,
        "padding": {"left": 8, "right": 12, "top": 8, "bottom": 4},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "color": GRID, "width": {"band": 0.8}},
                "encoding": {"x": x, "y": {"field": "low", **scale, "axis": axis}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "tick", "color": SOFT, "width": {"band": 0.8}},
                "encoding": {"x": x, "y": {"field": "expected", **scale}},
            },
            {
                "mark": {
                    "type": "circle",
                    "size": 90,
                    "opacity": 1,
                    "color": colour_of(str(data["option"]), slots, INK),
                },
                "encoding": {"x": x, "y": {"field": "observed", **scale}},
            },
        ],
    }
