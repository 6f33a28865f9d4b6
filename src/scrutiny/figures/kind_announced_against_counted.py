"""Announced votes beside those on published sheets, option by option.

Solid: on the sheets. Striped: all that the missing could add for one option. A numbered mark: an announcement. A
dashed line with its number: at least so many of the sheets' votes lie inside that announcement's coverage.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.figures.paint import HATCHED, INK, OPTIONS, PAPER, SOFT
from scrutiny.figures.scales import axis_of, coloured, dodged, is_narrow, largest, letters_in, shortened, ticks
from scrutiny.messages import Words, _, say

ROWS, LIST = 8, "rows"
"""Options that are drawn, those with most votes; and the list that holds them."""
BAR, CIRCLE, ABOVE, BELOW = 26, 9, 24, 20
"""Height of a bar, radius of a mark, room above a bar for marks and below it for the least."""
LABEL = 26
"""Height of the line that names the option, on a narrow screen, where there is no room beside the bar."""


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    rows = largest(list(data["rows"]), _size, ROWS)
    slots = coloured({str(row["option"]): _size(row) for row in rows}, slots)
    narrow = is_narrow(width)
    gutter = 0 if narrow else 24 + min(170, max(8 * min(len(str(row["name"])), 21) for row in rows))
    inner = width - gutter - 30
    above = ABOVE + (LABEL if narrow else 0)
    height = (above + BAR + BELOW) * len(rows)
    reach = max(
        [int(row["counted"]) + int(row["could_add"] or 0) for row in rows]
        + [int(mark["votes"]) for row in rows for mark in row["announced"]]
    )
    shown = ticks(reach, 5 if narrow else 12)
    domain = shown[-1] if shown[-1] < 1.25 * reach else reach
    axis = axis_of([tick for tick in shown if tick <= domain], words)
    bars: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    least: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        top = number * (above + BAR + BELOW) + above
        middle = top + BAR / 2
        counted, add = int(row["counted"]), int(row["could_add"] or 0)
        slot = slots.get(str(row["option"]), len(OPTIONS))
        fill = OPTIONS[slot - 1 if 1 <= slot <= len(OPTIONS) else -1]
        bars.append({"x": 0, "x2": counted, "y": top, "y2": top + BAR, "fill": fill})
        if add:
            bars.append({"x": counted, "x2": counted + add, "y": top, "y2": top + BAR, "fill": HATCHED})
        name = shortened(words.named(str(row["name"])), letters_in(width - 40 if narrow else gutter - 10, 14))
        names.append({"name": name, "y": top - ABOVE - 11 if narrow else middle, "x": 0})
        announced = list(row["announced"])
        places = dodged([int(mark["votes"]) * inner / domain for mark in announced], 2 * CIRCLE + 2, inner)
        for mark, place in zip(announced, places, strict=True):
            marks.append(
                {
                    "votes": int(mark["votes"]),
                    "at": place * domain / inner,
                    "mark": str(mark["mark"]),
                    "from": top - 5,
                    "to": top + BAR + 5,
                    "y": top - 6 - CIRCLE,
                }
            )
        found = [mark for mark in announced if mark.get("least_inside")]
        spots = dodged([int(mark["least_inside"]) * inner / domain for mark in found], 24, inner)
        for mark, place in zip(found, spots, strict=True):
            least.append(
                {
                    "votes": int(mark["least_inside"]),
                    "at": place * domain / inner,
                    "mark": f"≥{mark['mark']}",
                    "from": top,
                    "to": top + BAR,
                    "y": top + BAR + 10,
                }
            )
    scale = {"scale": {"domain": [0, domain], "nice": False, "zero": True}, "type": "quantitative"}
    tall = {"scale": {"domain": [0, height], "range": [0, height], "nice": False}, "type": "quantitative"}

    def x(name: str, **more: Any) -> dict[str, Any]:
        return {"field": name, **scale, **more}

    def y(name: str) -> dict[str, Any]:
        return {"field": name, **tall, "axis": None}

    layers: list[dict[str, Any]] = [
        {
            "data": {"values": bars},
            "mark": "rect",
            "encoding": {
                "x": x("x", axis=axis),
                "x2": {"field": "x2"},
                "y": y("y"),
                "y2": {"field": "y2"},
                "fill": {"field": "fill", "type": "nominal", "scale": None},
            },
        },
        {
            "data": {"values": names},
            "mark": {
                "type": "text",
                "align": "left" if narrow else "right",
                "dx": 0 if narrow else -10,
                "fontSize": 14,
                "fontWeight": 600,
                "baseline": "middle",
            },
            "encoding": {"x": {"value": 0}, "y": y("y"), "text": {"field": "name"}},
        },
    ]
    if least:
        layers += [
            {
                "data": {"values": least},
                "mark": {"type": "rule", "color": PAPER, "strokeWidth": 2.5, "strokeDash": [4, 3]},
                "encoding": {"x": x("votes"), "y": y("from"), "y2": {"field": "to"}},
            },
            {
                "data": {"values": least},
                "mark": {"type": "text", "color": SOFT, "fontSize": 12, "baseline": "middle"},
                "encoding": {"x": x("at"), "y": y("y"), "text": {"field": "mark"}},
            },
        ]
    layers += [
        {
            "data": {"values": marks},
            "mark": {"type": "rule", "color": INK, "strokeWidth": 2},
            "encoding": {"x": x("votes"), "y": y("from"), "y2": {"field": "to"}},
        },
        {
            "data": {"values": marks},
            "mark": {"type": "circle", "color": INK, "opacity": 1, "size": (2 * CIRCLE) ** 2},
            "encoding": {"x": x("at"), "y": y("y")},
        },
        {
            "data": {"values": marks},
            "mark": {"type": "text", "color": PAPER, "fontSize": 12, "fontWeight": 700, "baseline": "middle"},
            "encoding": {"x": x("at"), "y": y("y"), "text": {"field": "mark"}},
        },
    ]
    return {
        "width": inner,
        "height": height,
        "padding": {"left": 4, "right": 20, "top": 2, "bottom": 4},
        "autosize": {"type": "pad", "contains": "content"},
        "layer": layers,
    }


def _size(row: Mapping[str, Any]) -> int:
    return max([int(row["counted"]), *(int(mark["votes"]) for mark in row["announced"])])


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """What the signs of the picture mean: a sign, and its sentence."""
    made = [
        ("solid", words.translate(_("on the sheets"))),
        ("striped", words.translate(_("all that is missing could add, for one option"))),
    ]
    labels: dict[str, str] = {}
    for row in data["rows"]:
        for mark in row["announced"]:
            labels.setdefault(str(mark["mark"]), str(mark["label"]))
    made += list(labels.items())
    if any(mark.get("least_inside") for row in data["rows"] for mark in row["announced"]):
        text = say(_("of the sheets' votes, at least so many lie inside the coverage of that announcement"))
        made.append(("≥", words.plain(text)))
    return made
