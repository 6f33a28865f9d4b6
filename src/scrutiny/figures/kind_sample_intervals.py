"""For each option, how far its interval in a sample lies from what was announced, under each reading of the missing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import GRID, INK, SOFT
from scrutiny.figures.scales import is_narrow, letters_in, wrapped
from scrutiny.messages import Words

ROW, TITLE, GAP = 34, 22, 14
WORDS = {"type": "text", "baseline": "bottom"}


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """One block for each option: its name and the announced share, then a line for each reading, in points from it.

    The widest reading, the worst case, is told in figures and not drawn: beside it nothing else could be seen.
    """
    inner = width - 40
    lines: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    y = 0.0
    for row in data["rows"]:
        colour, announced = colour_of(str(row["option"]), slots, INK), float(row["announced"])
        y += TITLE
        names.append({"y": y, "left": words.named(str(row["name"])), "right": _share(row["announced"], words)})
        for reading in row["readings"]:
            y += ROW
            ends = f"{_share(reading['low'], words)} – {_share(reading['high'], words)}"
            room = letters_in(inner) - len(ends) - 2
            # One line only: what does not fit is cut, and stands in the table of numbers.
            what = wrapped(words.translate(str(reading["what"])), letters_in(inner), room, 1)
            texts.append({"y": y - 10, "left": what[0], "right": ends})
            if reading["reading"] == "worst":
                continue
            lines.append(
                {
                    "y": y - 4,
                    "low": float(reading["low"]) - announced,
                    "high": float(reading["high"]) - announced,
                    "value": None if reading["value"] is None else float(reading["value"]) - announced,
                    "colour": colour,
                }
            )
        y += GAP
    height = max(y, 1.0)
    reach = max([0.1, *(abs(line[end]) for line in lines for end in ("low", "high"))]) * 1.06
    x = {"type": "quantitative", "scale": {"domain": [-reach, reach], "nice": False, "zero": False}}
    axis = {
        "tickCount": 4 if is_narrow(width) else 8,
        "title": words.translate(str(data["axis"])),
        "labelExpr": f"replace(datum.label, '.', '{words.decimal_sign}')",
        "grid": False,
    }
    down = {"type": "quantitative", "axis": None, "scale": {"domain": [0, height], "reverse": True, "nice": False}}
    fill = {"field": "colour", "type": "nominal", "scale": None}
    written = []
    for values, style in ((names, {"fontWeight": "bold"}), (texts, {"fontSize": 12, "color": SOFT})):
        for side, place in (("left", 0), ("right", inner)):
            written.append(
                {
                    "data": {"values": values},
                    "mark": {**WORDS, **style, "align": side},
                    "encoding": {"x": {"value": place}, "y": {"field": "y", **down}, "text": {"field": side}},
                }
            )
    return {
        "width": inner,
        "height": height,
        "padding": {"left": 8, "right": 24, "top": 4, "bottom": 4},
        "data": {"values": lines},
        "layer": [
            {
                "data": {"values": [{"none": 0.0}]},
                "mark": {"type": "rule", "color": GRID, "strokeWidth": 2},
                "encoding": {"x": {"field": "none", **x, "axis": axis}},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 3},
                "encoding": {
                    "x": {"field": "low", **x},
                    "x2": {"field": "high"},
                    "y": {"field": "y", **down},
                    "color": fill,
                },
            },
            {
                "transform": [{"filter": "datum.value != null"}],
                "mark": {"type": "circle", "size": 70, "opacity": 1},
                "encoding": {"x": {"field": "value", **x}, "y": {"field": "y", **down}, "color": fill},
            },
            *written,
        ],
    }


def _share(text: str, words: Words) -> str:
    return words.decimal(Decimal(text), 2)
