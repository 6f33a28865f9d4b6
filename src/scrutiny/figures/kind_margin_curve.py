"""The margin of error of a lead against the stations that report, both in equal ratios."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from scrutiny.figures.paint import INK, SOFT
from scrutiny.figures.scales import is_narrow, titled
from scrutiny.messages import Count, Points, Value, Words, _

HEIGHT = 260
LADDER = (1, 2, 5)
"""Round numbers of each power of ten."""


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """A line for the best shares among strata, a dashed one for equal shares; what was asked for, and the plan."""
    rows = [
        {"stations": row["stations"], "margin": row[how], "how": how}
        for row in data["rows"]
        for how in ("best", "even")
    ]
    margins = [float(row["margin"]) for row in rows] + [float(data["wanted"])]
    numbers = [int(row["stations"]) for row in rows] + [int(data["stations"])]
    inner = width - 80
    x = {
        "type": "quantitative",
        "scale": {"type": "log", "domain": [min(numbers), max(numbers)], "nice": False},
        "axis": {
            **_axis(_round(min(numbers), max(numbers), 4 if is_narrow(width) else 9), words, 0),
            "title": titled(words.translate(_("stations that report")), inner),
        },
    }
    y = {
        "type": "quantitative",
        "scale": {"type": "log", "domain": [min(margins), max(margins)], "nice": False},
        "axis": {
            **_axis(_round(min(margins), max(margins), 8), words, 1),
            "title": titled(words.translate(_("margin of error of the lead, in points")), HEIGHT),
        },
    }
    at = {"x": {"field": "stations", **x}, "y": {"field": "margin", **y}}
    return {
        "width": inner,
        "height": HEIGHT,
        "padding": {"left": 8, "right": 14, "top": 8, "bottom": 4},
        "layer": [
            {
                "mark": {"type": "rule", "color": SOFT, "strokeDash": [2, 3]},
                "encoding": {"y": {"datum": float(data["wanted"]), **y}},
            },
            *(
                {
                    "data": {"values": [row for row in rows if row["how"] == how]},
                    "mark": {"type": "line", "color": INK, "strokeDash": dash, "point": {"color": INK, "size": 30}},
                    "encoding": at,
                }
                for how, dash in (("even", [5, 4]), ("best", [1, 0]))
            ),
            {
                "data": {"values": [{"stations": int(data["stations"]), "margin": float(data["wanted"])}]},
                "mark": {"type": "circle", "size": 130, "opacity": 1, "color": INK},
                "encoding": at,
            },
        ],
    }


def _round(least: float, most: float, at_most: int) -> list[float]:
    """Round numbers between the ends of a scale in equal ratios."""
    every = [step * 10.0**power for power in range(-3, 8) for step in LADDER]
    inside = [number for number in every if least <= number <= most]
    tens = [number for number in inside if f"{number:e}".startswith("1.")]
    return inside if len(inside) <= at_most or len(tens) < 2 else tens


def _axis(values: Sequence[float], words: Words, places: int) -> dict[str, Any]:
    def digits(value: float) -> int:
        return 0 if value >= 1 else max(1, places, -int(Decimal(f"{value:g}").as_tuple().exponent))

    labels = {f"{value:g}": words.decimal(Decimal(repr(value)), digits(value)) for value in values}
    expression = f"({json.dumps(labels, sort_keys=True)})[format(datum.value, '~r')]"
    return {"values": list(values), "labelExpr": expression, "grid": True}


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """What lines and dot mean."""
    return [
        ("line", words.translate(_("shared among strata by size times spread"))),
        ("dashes", words.translate(_("shared in proportion to the stations of strata"))),
        ("dot", words.translate(_("the margin that was asked for"))),
    ]


def table(data: Mapping[str, Any], words: Words) -> tuple[str, list[str], list[list[Value]]]:
    """The curve as numbers."""
    headings = [words.translate(text) for text in (_("stations"), _("by size times spread"), _("in proportion"))]
    rows: list[list[Value]] = [
        [Count(int(row["stations"])), _points(row["best"]), _points(row["even"])] for row in data["rows"]
    ]
    return words.translate(_("Margin of error of the lead, in points")), headings, rows


def _points(number: float) -> Points:
    return Points(Decimal(f"{float(number):.2f}"), 2)
