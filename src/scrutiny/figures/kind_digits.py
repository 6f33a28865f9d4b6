"""Stations by a digit of their count, beside the band that counting again gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import GRID, INK, SOFT
from scrutiny.figures.scales import axis_of, ticks
from scrutiny.messages import Words, _

HEIGHT = 190
WIDE = 1.96


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """A grey band for each digit and a mark for what is there; the scale begins near the least of them."""
    rows: list[dict[str, Any]] = []
    for row in data["rows"]:
        expected, deviation = float(row["expected"]), float(row["deviation"])
        rows.append(
            {
                "digit": str(int(row["digit"])),
                "observed": int(row["observed"]),
                "low": max(0.0, expected - WIDE * deviation),
                "high": expected + WIDE * deviation,
                "expected": expected,
            }
        )
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
