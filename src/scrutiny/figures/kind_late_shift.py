"""By how many points late units differ from each yardstick: a sign on one scale for each, an interval for the test."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import INK, PAPER, SOFT
from scrutiny.figures.scales import letters_in, shortened, ticks
from scrutiny.messages import Words, _

ROW = 44
NAMES = {
    "all": _("all early units"),
    "place": _("the same polling place"),
    "level": _("the same area: {level}"),
    "earlier": _("an earlier election"),
}


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """A row for each yardstick with its name above; only the test is filled."""
    inner = width - 40
    colour = colour_of(str(data["option"]), slots, INK)
    rows: list[dict[str, Any]] = []
    for number, row in enumerate(data["rows"]):
        name = words.translate(NAMES[row["of"]]).replace("{level}", words.named(str(row.get("name", ""))))
        points = float(row["points"])
        told = words.decimal(Decimal(f"{points:.2f}"), 2)
        rows.append(
            {
                "row": number,
                "name": shortened(name, letters_in(inner) - len(told) - 3),
                "told": told,
                "points": points,
                "low": float(row.get("low", points)),
                "high": float(row.get("high", points)),
                "fill": colour if row["of"] == "place" else PAPER,
                "edge": colour if row["of"] == "place" else SOFT,
            }
        )
    low = min(0.0, *(row["low"] for row in rows))
    high = max(0.0, *(row["high"] for row in rows))
    step = _step(high - low)
    marks = [n * step for n in range(int(low // step), int(-(-high // step)) + 1)]
    labels = {f"{mark:g}": words.decimal(Decimal(f"{mark:g}"), 0 if step >= 1 else 1) for mark in marks}
    scale = {"domain": [marks[0], marks[-1]], "nice": False}
    axis = {
        "values": marks,
        "labelExpr": _expression(labels),
        "title": words.translate(_("percentage points")),
        "titleAnchor": "start",
    }
    x = {"field": "points", "type": "quantitative", "scale": scale, "axis": axis}
    y = {"field": "row", "type": "ordinal", "axis": None, "scale": {"domain": list(range(len(rows)))}}
    text: dict[str, Any] = {"type": "text", "baseline": "middle", "yOffset": -10, "fontSize": 13}
    return {
        "width": inner,
        "height": ROW * len(rows),
        "padding": {"left": 12, "right": 20, "top": 8, "bottom": 4},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "tick", "color": SOFT, "thickness": 2, "size": 22, "yOffset": 9},
                "encoding": {"x": {"datum": 0, "type": "quantitative", "scale": scale}, "y": y},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 3, "yOffset": 9, "color": colour},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
            },
            {
                "mark": {"type": "circle", "size": 90, "opacity": 1, "yOffset": 9, "strokeWidth": 2},
                "encoding": {
                    "x": x,
                    "y": y,
                    "fill": {"field": "fill", "type": "nominal", "scale": None},
                    "stroke": {"field": "edge", "type": "nominal", "scale": None},
                },
            },
            {"mark": {**text, "align": "left", "x": 0}, "encoding": {"y": y, "text": {"field": "name"}}},
            {
                "mark": {**text, "align": "right", "x": inner, "fontWeight": "bold"},
                "encoding": {"y": y, "text": {"field": "told"}},
            },
        ],
    }


def _step(span: float) -> float:
    """Between two marks of the scale, in points; round."""
    if span > 5:
        shown = ticks(round(span), 6)
        return float(shown[1] - shown[0])
    return 1.0 if span > 2 else 0.5


def _expression(labels: Mapping[str, str]) -> str:
    import json

    return f"({json.dumps(labels, sort_keys=True)})[toString(datum.value)]"


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Only what is filled is a test."""
    return [
        ("dot", words.translate(_("a test: inside polling places, its line the 95% interval"))),
        ("ring", words.translate(_("a description: places of different kinds are mixed"))),
        ("upright", words.translate(_("0: no difference"))),
    ]
