"""Lines of a distance over a parameter, one for each width of a curve, told apart by their dashes and a key below."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import INK, SOFT
from scrutiny.figures.scales import is_narrow, titled
from scrutiny.messages import Percent, Words, _

HEIGHT = 260
TOP = 10.0
DASHES = ([1, 0], [8, 3], [4, 3], [1, 3])
KEY = (0.02, 0.12)
"""Where the sample of a line begins and ends, in parts of the axis."""


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """The first line in the option's colour, the others grey."""
    points: list[dict[str, Any]] = []
    best: list[dict[str, Any]] = []
    samples: list[dict[str, Any]] = []
    keys: list[dict[str, Any]] = []
    for number, line in enumerate(data["lines"]):
        colour = colour_of(str(data["option"]), slots, INK) if number == 0 else SOFT
        every: list[dict[str, Any]] = [
            {"line": number, "x": float(x), "y": float(y), "colour": colour, "sample": 0} for x, y in line["points"]
        ]
        drawn = [row for row in every if row["y"] < TOP] or every
        points += drawn
        least = min(drawn, key=lambda row: (row["y"], row["x"]))
        best.append({**least, "y": 1})
        # No line lies below 1, so that the key has room there.
        at = 0.84 * 0.81**number
        samples += [{"line": number, "x": end, "y": at, "colour": colour, "sample": 1} for end in KEY]
        text = words.translate(_("curves × {width}, best at {part}")).format(
            width=words.decimal(Decimal(str(line["width"])), 2),
            part=words.print(Percent(Decimal(f"{100 * least['x']:.0f}"), 0)),
        )
        keys.append({"x": KEY[1] + 0.02, "y": at, "text": text})
    x = {"type": "quantitative", "scale": {"domain": [0, 1], "nice": False}}
    y = {"type": "quantitative", "scale": {"type": "log", "domain": [0.34, TOP], "nice": False}}
    labels = [0, 0.25, 0.5, 0.75, 1] if is_narrow(width) else [0, 0.2, 0.4, 0.6, 0.8, 1]
    shown = {str(value): words.print(Percent(Decimal(str(100 * value)), 0)) for value in labels}
    named = ",".join(f"'{key}':'{text}'" for key, text in shown.items())
    axis_x = {
        "values": labels,
        "labelExpr": f"({{{named}}})[toString(datum.value)]",
        "title": titled(words.translate(_("stations with votes added, as the model has it")), width - 70),
        "grid": False,
    }
    axis_y = {
        "values": [1, 2, 5, 10],
        "title": words.translate(_("times the least distance (logarithmic)")),
        "titleAnchor": "start",
        "format": "d",
    }
    return {
        "width": width - 70,
        "height": HEIGHT,
        "padding": {"left": 8, "right": 12, "top": 8, "bottom": 4},
        "layer": [
            {
                "data": {"values": [*points, *samples]},
                "mark": {"type": "line", "strokeWidth": 2, "clip": True},
                "encoding": {
                    "x": {"field": "x", **x, "axis": axis_x},
                    "y": {"field": "y", **y, "axis": axis_y},
                    "detail": {"field": "sample", "type": "nominal"},
                    "stroke": {"field": "colour", "type": "nominal", "scale": None},
                    "strokeDash": {
                        "field": "line",
                        "type": "nominal",
                        "scale": {"domain": list(range(len(DASHES))), "range": list(DASHES)},
                        "legend": None,
                    },
                },
            },
            {
                "data": {"values": best},
                "mark": {"type": "circle", "size": 60, "opacity": 1},
                "encoding": {
                    "x": {"field": "x", **x},
                    "y": {"field": "y", **y},
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                },
            },
            {
                "data": {"values": keys},
                "mark": {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12},
                "encoding": {"x": {"field": "x", **x}, "y": {"field": "y", **y}, "text": {"field": "text"}},
            },
        ],
    }
