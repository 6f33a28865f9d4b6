"""Samples as lines with a dot, results as upright rules, all on one scale of the lead in points."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scrutiny.figures.paint import INK, SOFT
from scrutiny.figures.scales import is_narrow, letters_in, wrapped
from scrutiny.messages import Words, _

ROW, HEAD = 38, 22


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """Results first, a dotted rule from each down through the samples; then a line for each sample."""
    inner = width - 40
    results: list[dict[str, Any]] = []
    samples: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    y = 0
    for number, result in enumerate(data["results"], 1):
        y += HEAD
        lead = float(result["lead"])
        results.append({"lead": lead, "y": y, "number": str(number)})
        names.append(_line(f"{number}. {words.named(str(result['name']))}", lead, y, inner, words))
    y += 8
    for row in data["rows"]:
        y += ROW
        samples.append({"y": y, **{end: float(row[end]) for end in ("value", "low", "high")}})
        names.append(_line(words.named(str(row["what"])), float(row["value"]), y - 5, inner, words))
    height = y + 26
    ends: list[float] = [r["lead"] for r in results] + [s[end] for s in samples for end in ("low", "high")] + [0.0]
    room = 0.05 * max(max(ends) - min(ends), 1.0)
    x = {
        "type": "quantitative",
        "scale": {"domain": [min(ends) - room, max(ends) + room], "nice": False, "zero": False},
    }
    axis = {
        "tickCount": 5 if is_narrow(width) else 9,
        "title": words.translate(_("lead in points")),
        "labelExpr": f"replace(datum.label, '.', '{words.decimal_sign}')",
        "grid": False,
    }
    down = {"type": "quantitative", "axis": None, "scale": {"domain": [0, height], "reverse": True, "nice": False}}
    at, to = {"field": "y", **down}, {"datum": height - 14}
    return {
        "width": inner,
        "height": height,
        "padding": {"left": 8, "right": 24, "top": 6, "bottom": 4},
        "layer": [
            {
                "data": {"values": results},
                "mark": {"type": "rule", "color": SOFT, "strokeDash": [3, 3]},
                "encoding": {"x": {"field": "lead", **x, "axis": axis}, "y": at, "y2": to},
            },
            {
                "data": {"values": results},
                "mark": {"type": "text", "baseline": "bottom", "fontWeight": "bold", "color": INK},
                "encoding": {"x": {"field": "lead", **x}, "y": {"datum": height, **down}, "text": {"field": "number"}},
            },
            {
                "data": {"values": samples},
                "mark": {"type": "rule", "strokeWidth": 3, "color": INK, "opacity": 0.55},
                "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": at},
            },
            {
                "data": {"values": samples},
                "mark": {"type": "circle", "size": 80, "opacity": 1, "color": INK},
                "encoding": {"x": {"field": "value", **x}, "y": at},
            },
            *(
                {
                    "data": {"values": names},
                    "mark": {"type": "text", "align": side, "baseline": "bottom", "fontSize": 12},
                    "encoding": {"x": {"value": place}, "y": at, "text": {"field": side}},
                }
                for side, place in (("left", 0), ("right", inner))
            ),
        ],
    }


def _line(name: str, lead: float, y: float, inner: int, words: Words) -> dict[str, Any]:
    number = words.decimal(Decimal(f"{lead:.1f}"), 1)
    room = letters_in(inner) - len(number) - 2
    return {"y": y, "left": wrapped(name, letters_in(inner), room, 1)[0], "right": number}


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """What dots, lines and upright rules mean."""
    return [
        ("dot", words.translate(_("a sample, its line what it allows"))),
        ("upright", words.translate(_("a result, by its number"))),
    ]
