"""A lead beside all registered voters outside the record, for each register: does the one fit into the other?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.figures.paint import HATCHED, INK, OPTIONS
from scrutiny.figures.scales import axis_of, letters_in, shortened, ticks
from scrutiny.messages import Words, _, say

ROW = 52


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """One bar for the lead, one striped bar for each register; a mark at the lead stands in each of them."""
    lead = int(data["lead"])
    room = letters_in(width - 70)
    first = words.plain(
        say(_("lead of {first} over {second}"), first=str(data["first_name"]), second=str(data["second_name"]))
    )
    rows = [{"label": shortened(first, room), "value": lead, "fill": _colour(str(data["first"]), slots)}]
    for register in data["registers"]:
        name = words.plain(say(_("outside the record: {register}"), register=str(register["name"])))
        rows.append({"label": shortened(name, room), "value": max(0, int(register["missing"])), "fill": HATCHED})
    for number, row in enumerate(rows):
        row |= {"row": number, "lead": lead, "text": words.whole(int(str(row["value"])))}
    shown = ticks(max(int(str(row["value"])) for row in rows), 6 if width > 600 else 4)
    x = {"field": "value", "type": "quantitative", "scale": {"domain": [0, shown[-1]], "nice": False}}
    y = {"field": "row", "type": "ordinal", "axis": None}
    return {
        "width": width - 30,
        "height": ROW * len(rows),
        "padding": {"left": 6, "right": 24, "top": 4, "bottom": 4},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "height": 20, "yOffset": 8},
                "encoding": {
                    "x": {**x, "axis": axis_of(shown, words)},
                    "y": y,
                    "fill": {"field": "fill", "type": "nominal", "scale": None},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 0, "dy": -12, "limit": width - 40},
                "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "label"}},
            },
            {
                "mark": {"type": "text", "align": "right", "dy": -12, "fontWeight": "bold"},
                "encoding": {"x": {"value": width - 30}, "y": y, "text": {"field": "text"}},
            },
            {
                "mark": {"type": "tick", "color": INK, "thickness": 2, "size": 28, "yOffset": 8},
                "encoding": {"x": {**x, "field": "lead"}, "y": y},
            },
        ],
    }


def _colour(option: str, slots: Mapping[str, int]) -> str:
    """The colour that the option has on the whole page."""
    slot = slots.get(option, 0)
    return OPTIONS[slot - 1] if 1 <= slot <= len(OPTIONS) else INK
