"""The lead over all units as a band that widens with the distance from a random selection, and where it meets zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import INK, SOFT
from scrutiny.figures.scales import is_narrow, titled
from scrutiny.messages import Words, _

HEIGHT = 200


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """The factor runs in equal ratios; the lead at 1 is a dot, the factor that could turn it a rule."""
    colour = colour_of(str(data["option"]), slots, INK)
    factors = [1, 2, 5, 10, 100] if is_narrow(width) else [1, 2, 3, 5, 10, 20, 50, 100]
    rows = list(data["rows"])
    x = {"type": "quantitative", "scale": {"type": "log", "domain": [1, 100], "nice": False}}
    axis = {
        "values": factors,
        "grid": False,
        "labelExpr": "format(datum.value, 'd')",
        "title": titled(words.translate(_("factor by which the odds of being in the record are changed")), width - 80),
    }
    low, high = min(0, *(row["low"] for row in rows)), max(0, *(row["high"] for row in rows))
    y = {"type": "quantitative", "scale": {"domain": [low, high], "nice": True}}
    named = {"title": words.translate(_("lead over all units")), "tickCount": 5, "format": "~s"}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": rows},
            "mark": {"type": "area", "color": colour, "opacity": 0.35},
            "encoding": {
                "x": {"field": "factor", **x, "axis": axis},
                "y": {"field": "low", **y, "axis": named},
                "y2": {"field": "high"},
            },
        },
        {"mark": {"type": "rule", "color": INK}, "encoding": {"y": {"datum": 0, **y}}},
        {
            "data": {"values": rows[:1]},
            "mark": {"type": "circle", "size": 80, "opacity": 1, "color": colour},
            "encoding": {"x": {"field": "factor", **x}, "y": {"field": "low", **y}},
        },
    ]
    if data["turning"] is not None and data["turning"] <= 100:
        layers.append(
            {
                "mark": {"type": "rule", "color": SOFT, "strokeDash": [4, 3]},
                "encoding": {"x": {"datum": data["turning"], **x}},
            }
        )
    return {
        "width": width - 80,
        "height": HEIGHT,
        "padding": {"left": 8, "right": 14, "top": 8, "bottom": 4},
        "layer": layers,
    }


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """What band, dot and line mean."""
    made = [
        ("area", words.translate(_("what the selection allows"))),
        ("dot", words.translate(_("if the missing units are like those that are there"))),
    ]
    if data["turning"] is not None and data["turning"] <= 100:
        made.append(("upright", words.translate(_("from here on another could lead"))))
    return made
