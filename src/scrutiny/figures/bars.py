"""Rows of bars: a name above, a number at the end, parts from here to there. Several kinds are made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scrutiny.figures.paint import INK, OPTIONS
from scrutiny.figures.scales import axis_of, is_narrow, letters_in, ticks, wrapped
from scrutiny.messages import Words

ROW, BAR = 52, 20
LINE = 17
"""Height of a further line of a name; all rows are higher where one needs it."""


@dataclass(frozen=True)
class Row:
    """`parts` are (from, to, fill); `text` stands at the end of the line with the name."""

    name: str
    text: str
    parts: tuple[tuple[int, int, str], ...]


def colour_of(option: str, slots: Mapping[str, int], otherwise: str = INK) -> str:
    """The colour that an option has on the whole page."""
    slot = slots.get(option, 0)
    if slot < 1:
        return otherwise
    return OPTIONS[slot - 1] if slot <= len(OPTIONS) else OPTIONS[-1]


def bars(rows: Sequence[Row], words: Words, width: int, line: int | None = None) -> dict[str, Any]:
    """Horizontal bars on one scale; `line` is marked in each of them."""
    inner = width - 30
    reach = max([1, line or 0, *(end for row in rows for _start, end, _fill in row.parts)])
    shown = ticks(reach, 4 if is_narrow(width) else 6)
    domain = shown[-1] if shown[-1] < 1.25 * reach else reach
    names = [wrapped(row.name, letters_in(inner), letters_in(inner) - len(row.text) - 2) for row in rows]
    extra = LINE * (max(len(name) for name in names) - 1) if names else 0
    named: list[dict[str, Any]] = []
    drawn: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        named.append({"row": number, "name": names[number][-1], "text": row.text, "line": line})
        drawn += [{"row": number, "from": start, "to": end, "fill": fill} for start, end, fill in row.parts]
    x = {"type": "quantitative", "scale": {"domain": [0, domain], "nice": False}}
    y = {"field": "row", "type": "ordinal", "axis": None, "scale": {"domain": list(range(len(rows)))}}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": drawn},
            "mark": {"type": "bar", "height": BAR, "yOffset": 8 + extra / 2},
            "encoding": {
                "x": {"field": "from", **x, "axis": axis_of([tick for tick in shown if tick <= domain], words)},
                "x2": {"field": "to"},
                "y": y,
                "fill": {"field": "fill", "type": "nominal", "scale": None},
            },
        },
        {
            "data": {"values": named},
            "mark": {"type": "text", "align": "left", "dy": -12 + extra / 2},
            "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "name"}},
        },
        {
            "data": {"values": named},
            "mark": {"type": "text", "align": "right", "dy": -12 + extra / 2, "fontWeight": "bold"},
            "encoding": {"x": {"value": inner}, "y": y, "text": {"field": "text"}},
        },
    ]
    for up in range(1, extra // LINE + 1):
        above = [{"row": n, "name": name[-1 - up]} for n, name in enumerate(names) if len(name) > up]
        layers.append(
            {
                "data": {"values": above},
                "mark": {"type": "text", "align": "left", "dy": -12 + extra / 2 - LINE * up},
                "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "name"}},
            }
        )
    if line is not None:
        layers.append(
            {
                "data": {"values": named},
                "mark": {"type": "tick", "color": INK, "thickness": 2, "size": 28, "yOffset": 8 + extra / 2},
                "encoding": {"x": {"field": "line", **x}, "y": y},
            }
        )
    return {
        "width": inner,
        "height": (ROW + extra) * len(rows),
        "padding": {"left": 6, "right": 24, "top": 4, "bottom": 4},
        "layer": layers,
    }
