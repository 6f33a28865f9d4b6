"""Stations at each tenth of a percent of a share, with the band that chance leaves; what passes it is a dot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import GRID, INK, SOFT
from scrutiny.figures.scales import axis_of, is_narrow, ticks
from scrutiny.messages import Words, _

HEIGHT = 210


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """Neighbouring tenths are joined to as many stretches as can be told apart; each keeps its highest value."""
    wide = 1 if not is_narrow(width) else 2
    colour = colour_of(str(data["option"]), slots, INK)
    stretches: dict[int, dict[str, float]] = {}
    dots: list[dict[str, float]] = []
    for bin_, observed, expected, bound in data["rows"]:
        share, seen = int(bin_) / 10, float(observed)
        here = stretches.setdefault(int(bin_) // wide, {"share": share, "observed": 0.0, "high": 0.0})
        here["observed"] = max(here["observed"], seen)
        here["high"] = max(here["high"], float(bound))
        here["expected"] = float(expected)
        if seen > float(bound):
            dots.append({"share": share, "observed": seen})
    rows = [stretches[key] for key in sorted(stretches)]
    top = max(max(row["observed"], row["high"]) for row in rows)
    shown = ticks(max(1, int(top) + 1), 5)
    y = {"type": "quantitative", "scale": {"domain": [0, shown[-1]], "nice": False}}
    x = {"type": "quantitative", "scale": {"domain": [0, 100], "nice": False}}
    labels = list(range(0, 101, 20 if is_narrow(width) else 10))
    axis = {"values": labels, "title": words.translate(_("share of the option in percent")), "grid": False}
    named = axis_of(shown, words, words.translate(_("stations at each tenth of a percent")))
    return {
        "width": width - 70,
        "height": HEIGHT,
        "padding": {"left": 8, "right": 12, "top": 8, "bottom": 4},
        "layer": [
            {
                "data": {"values": rows},
                "mark": {"type": "area", "color": GRID},
                "encoding": {
                    "x": {"field": "share", **x, "axis": axis},
                    "y": {"field": "high", **y, "axis": named},
                },
            },
            {
                "data": {"values": rows},
                "mark": {"type": "line", "strokeWidth": 1, "color": SOFT},
                "encoding": {"x": {"field": "share", **x}, "y": {"field": "observed", **y}},
            },
            {
                "data": {"values": dots},
                "mark": {"type": "circle", "size": 60, "opacity": 1, "color": colour},
                "encoding": {"x": {"field": "share", **x}, "y": {"field": "observed", **y}},
            },
        ],
    }


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """What line, band and dots mean; the legend has no dots where there is no spike."""
    made = [
        ("tick", words.translate(_("stations with this share"))),
        ("band", words.translate(_("as many as chance allows"))),
    ]
    if any(float(observed) > float(bound) for _bin, observed, _expected, bound in data["rows"]):
        made.append(("dot", words.translate(_("a spike: more stations than chance allows"))))
    return made
