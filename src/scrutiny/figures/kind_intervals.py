"""Estimates with their intervals on one line each: those of the case, and below them what is known from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import INK, PAPER, SOFT
from scrutiny.figures.scales import is_narrow, letters_in, titled, wrapped
from scrutiny.messages import Words, _

ROW, LINE = 46, 16


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """Names above their lines; a tick where there would be nothing to tell (a ratio of 1, a difference of 0)."""
    inner = width - 40
    rows: list[dict[str, Any]] = []
    for number, row in enumerate(data["rows"]):
        value, low, high = (float(row[key]) for key in ("value", "low", "high"))
        text = words.decimal(Decimal(f"{value:.2f}"), 2)
        # What is measured is one of our texts; the option in it is a name of the case.
        name = words.translate(str(row["what"])).replace("{option}", words.named(str(row["name"])))
        room = letters_in(inner) - len(text) - 2
        lines = wrapped(name, room, room, 2)
        colour = colour_of(str(row.get("option", "")), slots, INK) if row["own"] else SOFT
        rows.append(
            {
                "row": number,
                "name": list(lines),
                "text": text,
                "value": value,
                "low": low,
                "high": high,
                "colour": colour,
                "fill": colour if row["own"] else PAPER,
            }
        )
    extra = LINE * (max((len(row["name"]) for row in rows), default=1) - 1)
    none = float(data["none"])
    low, high = min([none, *(r["low"] for r in rows)]), max([none, *(r["high"] for r in rows)])
    room = 0.06 * max(high - low, 1e-6)
    scale = {"domain": [low - room, high + room], "nice": False, "zero": False}
    x = {"type": "quantitative", "scale": scale}
    y = {"field": "row", "type": "ordinal", "axis": None, "scale": {"domain": list(range(len(rows)))}}
    axis = {
        "tickCount": 4 if is_narrow(width) else 8,
        "title": titled(words.translate(str(data["axis"])), inner),
        "labelExpr": f"replace(datum.label, '.', '{words.decimal_sign}')",
    }
    fill = {"field": "colour", "type": "nominal", "scale": None}
    return {
        "width": inner,
        "height": (ROW + extra) * len(rows),
        "padding": {"left": 8, "right": 24, "top": 4, "bottom": 4},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "tick", "color": SOFT, "thickness": 2, "size": 20, "yOffset": 10 + extra / 2},
                "encoding": {"x": {"datum": none, **x}, "y": y},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 3, "yOffset": 10 + extra / 2},
                "encoding": {"x": {"field": "low", **x, "axis": axis}, "x2": {"field": "high"}, "y": y, "color": fill},
            },
            {
                "mark": {"type": "circle", "size": 90, "opacity": 1, "strokeWidth": 2, "yOffset": 10 + extra / 2},
                "encoding": {
                    "x": {"field": "value", **x},
                    "y": y,
                    "fill": {"field": "fill", "type": "nominal", "scale": None},
                    "stroke": fill,
                },
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "bottom",
                    "lineHeight": LINE,
                    "dy": -2 - extra / 2,
                },
                "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "name"}},
            },
            {
                "mark": {
                    "type": "text",
                    "align": "right",
                    "baseline": "bottom",
                    "fontWeight": "bold",
                    "dy": -2 - extra / 2,
                },
                "encoding": {"x": {"value": inner}, "y": y, "text": {"field": "text"}},
            },
        ],
    }


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """What dots, lines and the upright tick mean."""
    none = words.decimal(Decimal(str(data["none"])), 0)
    made = [("dot", words.translate(_("estimate of this record, its line the interval")))]
    if any(not row["own"] for row in data["rows"]):
        made.append(("ring", words.translate(_("the same of other elections"))))
    made.append(("upright", words.translate(_("{none}: nothing to tell")).replace("{none}", none)))
    return made
