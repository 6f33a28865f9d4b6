"""Votes for an option and, scaled to it, for all others, by turnout in points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import GRID, INK, SOFT
from scrutiny.figures.scales import axis_of, is_narrow, ticks
from scrutiny.messages import Words, _

HEIGHT = 210


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """A grey area for the others, a line for the option, and a bar below the stretch that is taken as common."""
    rows = [
        {"turnout": int(row["turnout"]), "votes": int(row["votes"]), "others": int(row["others"])}
        for row in data["rows"]
    ]
    # 100 % itself holds closed institutions and would flatten everything else; it is drawn, cut off at the top.
    top = max(max(row["votes"], row["others"]) for row in rows if row["turnout"] < 100 or len(rows) == 1)
    shown = ticks(max(top, 1), 5)
    y = {"type": "quantitative", "scale": {"domain": [0, shown[-1]], "nice": False}}
    x: dict[str, Any] = {"type": "quantitative", "scale": {"domain": [0, 100], "nice": False}}
    labels = list(range(0, 101, 20 if is_narrow(width) else 10))
    axis = {"values": labels, "title": words.translate(_("turnout in percent")), "grid": False}
    core = [{"low": max(0.0, float(data["low"])), "high": min(100.0, float(data["high"]))}]
    drawn = [{**row, "votes": min(row["votes"], shown[-1]), "others": min(row["others"], shown[-1])} for row in rows]
    return {
        "width": width - 70,
        "height": HEIGHT,
        "padding": {"left": 8, "right": 12, "top": 8, "bottom": 4},
        "layer": [
            {
                "data": {"values": core},
                "mark": {"type": "rect", "color": GRID, "opacity": 0.5},
                "encoding": {"x": {"field": "low", **x, "axis": axis}, "x2": {"field": "high"}},
            },
            {
                "data": {"values": drawn},
                "mark": {"type": "area", "color": SOFT, "opacity": 0.45, "interpolate": "step-after"},
                "encoding": {
                    "x": {"field": "turnout", **x, "axis": axis},
                    "y": {"field": "others", **y, "axis": axis_of(shown, words, words.translate(_("votes")))},
                },
            },
            {
                "data": {"values": drawn},
                "mark": {
                    "type": "line",
                    "strokeWidth": 2,
                    "interpolate": "step-after",
                    "color": colour_of(str(data["option"]), slots, INK),
                },
                "encoding": {"x": {"field": "turnout", **x, "axis": axis}, "y": {"field": "votes", **y}},
            },
        ],
    }


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """What line, area and the marked stretch mean."""
    return [
        ("line", words.translate(_("votes for the option"))),
        ("area", words.translate(_("all other ballots, scaled to it where turnout is common"))),
        ("band", words.translate(_("where turnout is common"))),
    ]
