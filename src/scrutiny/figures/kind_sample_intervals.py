"""For each option, the interval of a sample under each reading of the missing, and a rhomb for what was announced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import GRID, INK, SOFT
from scrutiny.figures.scales import is_narrow, letters_in, wrapped
from scrutiny.messages import Words

LINE, GAP, TITLE = 22, 26, 20
WORDS = {"type": "text", "align": "left", "baseline": "bottom"}


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """One block for each option: its name, a line for each reading with its words, a rule at what was announced."""
    inner = width - 40
    lines: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    y = 0.0
    for row in data["rows"]:
        colour = colour_of(str(row["option"]), slots, INK)
        announced = float(row["announced"])
        y += TITLE
        names.append({"y": y - 6, "text": words.named(str(row["name"]))})
        top = y
        for reading in row["readings"]:
            y += LINE
            lines.append(
                {
                    "y": y,
                    "low": float(reading["low"]),
                    "high": float(reading["high"]),
                    "value": None if reading["value"] is None else float(reading["value"]),
                    "what": list(
                        wrapped(words.translate(str(reading["what"])), letters_in(inner), letters_in(inner), 1)
                    ),
                    "colour": SOFT if reading["reading"] == "worst" else colour,
                }
            )
            y += 12
        marks.append({"value": announced, "top": top + 4, "bottom": y - 4, "at": top + LINE})
        y += GAP
    height = max(y, 1.0)
    ends = [end for line in lines for end in (line["low"], line["high"])] + [mark["value"] for mark in marks]
    low, high = min(ends, default=0.0), max(ends, default=100.0)
    room = 0.04 * max(high - low, 0.5)
    x = {"type": "quantitative", "scale": {"domain": [max(0.0, low - room), min(100.0, high + room)], "nice": False}}
    axis = {
        "tickCount": 4 if is_narrow(width) else 8,
        "title": words.translate(str(data["axis"])),
        "labelExpr": f"replace(datum.label, '.', '{words.decimal_sign}')",
    }
    down = {"type": "quantitative", "axis": None, "scale": {"domain": [0, height], "reverse": True, "nice": False}}
    fill = {"field": "colour", "type": "nominal", "scale": None}
    return {
        "width": inner,
        "height": height,
        "padding": {"left": 8, "right": 24, "top": 4, "bottom": 4},
        "data": {"values": lines},
        "layer": [
            {
                "data": {"values": marks},
                "mark": {"type": "rule", "color": GRID, "strokeWidth": 2},
                "encoding": {
                    "x": {"field": "value", **x, "axis": axis},
                    "y": {"field": "top", **down},
                    "y2": {"field": "bottom"},
                },
            },
            {
                "mark": {"type": "rule", "strokeWidth": 3},
                "encoding": {
                    "x": {"field": "low", **x}, "x2": {"field": "high"}, "y": {"field": "y", **down}, "color": fill,
                },
            },
            {
                "transform": [{"filter": "datum.value != null"}],
                "mark": {"type": "tick", "thickness": 3, "size": 12},
                "encoding": {"x": {"field": "value", **x}, "y": {"field": "y", **down}, "color": fill},
            },
            {
                "data": {"values": marks},
                "mark": {"type": "point", "shape": "diamond", "size": 110, "filled": True, "opacity": 1, "color": INK},
                "encoding": {"x": {"field": "value", **x}, "y": {"field": "at", **down}},
            },
            {
                "mark": {**WORDS, "dy": -3, "fontSize": 11, "color": SOFT},
                "encoding": {"x": {"value": 0}, "y": {"field": "y", **down}, "text": {"field": "what"}},
            },
            {
                "data": {"values": names},
                "mark": {**WORDS, "fontWeight": "bold"},
                "encoding": {"x": {"value": 0}, "y": {"field": "y", **down}, "text": {"field": "text"}},
            },
        ],
    }  # fmt: skip
