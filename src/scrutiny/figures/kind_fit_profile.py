"""Lines of a distance over a parameter, one for each width of a curve, with its width written at the end."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import INK, SOFT
from scrutiny.messages import Words, _

HEIGHT = 240
TOP = 10.0


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """The first line in the option's colour, the others grey."""
    points: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for number, line in enumerate(data["lines"]):
        colour = colour_of(str(data["option"]), slots, INK) if number == 0 else SOFT
        drawn = [
            {"line": number, "x": float(x), "y": float(y), "colour": colour}
            for x, y in line["points"]
            if float(y) < TOP or len(line["points"]) < 3
        ]
        points += drawn
        least = min(drawn, key=lambda row: (row["y"], row["x"]))
        # Best fits may lie side by side: each number has a line of its own below them.
        ends.append({"x": least["x"], "y": 0.85 * 0.82**number, "text": words.decimal(Decimal(str(line["width"])), 2)})
    x = {"type": "quantitative", "scale": {"domain": [0, 1], "nice": False}}
    y = {"type": "quantitative", "scale": {"type": "log", "domain": [0.36, TOP], "nice": False}}
    labels = [0, 0.2, 0.4, 0.6, 0.8, 1]
    shown = {str(value): words.decimal(Decimal(str(value)), 1) for value in labels}
    named = ",".join(f"'{key}':'{text}'" for key, text in shown.items())
    axis_x = {
        "values": labels,
        "labelExpr": f"({{{named}}})[toString(datum.value)]",
        "title": words.translate(_("incremental part")),
        "grid": False,
    }
    axis_y = {
        "values": [1, 2, 5, 10],
        "title": words.translate(_("times the least distance")),
        "titleAnchor": "start",
        "format": "d",
    }
    return {
        "width": width - 70,
        "height": HEIGHT,
        "padding": {"left": 8, "right": 12, "top": 8, "bottom": 4},
        "layer": [
            {
                "data": {"values": points},
                "mark": {"type": "line", "strokeWidth": 2, "clip": True},
                "encoding": {
                    "x": {"field": "x", **x, "axis": axis_x},
                    "y": {"field": "y", **y, "axis": axis_y},
                    "detail": {"field": "line", "type": "nominal"},
                    "stroke": {"field": "colour", "type": "nominal", "scale": None},
                },
            },
            {
                "data": {"values": ends},
                "mark": {"type": "text", "baseline": "middle", "fontSize": 12},
                "encoding": {"x": {"field": "x", **x}, "y": {"field": "y", **y}, "text": {"field": "text"}},
            },
        ],
    }
