"""How far each announced count lies from the nearest count made from a rounded share.

Between two neighbouring shares lie thousands of votes, and an ordinary count may lie anywhere among them: the line
shows all of that room, the mark where the count lies in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scrutiny.figures.paint import GRID, INK
from scrutiny.figures.scales import axis_of, letters_in, shortened, ticks
from scrutiny.messages import Words, _, say

ROWS, LIST = 12, "rows"
ROW = 44


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """A line from no distance to half a step for each count, with a mark at its distance."""
    half = Fraction(str(data["step"])) / 2
    reach = max(1, int(half))
    inner = width - 30
    rows = []
    for number, row in enumerate(list(data["rows"])[:ROWS]):
        distance = abs(Fraction(str(row["distance"])))
        count = words.whole(int(row["count"]))
        name = shortened(words.named(str(row["name"])), letters_in(inner) - len(count) - 12)
        rows.append(
            {
                "row": number,
                "label": words.plain(say(_("{name}: {count}"), name=name, count=int(row["count"]))),
                "distance": float(distance),
                "text": words.decimal(Decimal(str(row["distance"])).copy_abs(), 2),
                "start": 0,
                "end": reach,
            }
        )
    shown = [tick for tick in ticks(reach, 6 if width > 600 else 4) if tick <= reach]
    scale = {"type": "quantitative", "scale": {"domain": [0, reach], "nice": False}}
    axis = axis_of(shown, words, words.translate(_("votes from the nearest count made from a rounded share")))
    y = {"field": "row", "type": "ordinal", "axis": None}
    return {
        "width": inner,
        "height": ROW * len(rows),
        "padding": {"left": 8, "right": 20, "top": 4, "bottom": 4},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "rule", "color": GRID, "strokeWidth": 7, "yOffset": 9},
                "encoding": {
                    "x": {"field": "start", **scale, "axis": axis},
                    "x2": {"field": "end"},
                    "y": y,
                },
            },
            {
                "mark": {"type": "circle", "color": INK, "size": 110, "opacity": 1, "yOffset": 9},
                "encoding": {"x": {"field": "distance", **scale}, "y": y},
            },
            {
                "mark": {"type": "text", "align": "left", "dy": -10, "dx": -5},
                "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "label"}},
            },
            {
                "mark": {"type": "text", "align": "right", "dy": -10, "fontWeight": "bold"},
                "encoding": {"x": {"value": inner}, "y": y, "text": {"field": "text"}},
            },
        ],
    }
