"""How often each alteration is found, by the share of stations that it altered: a small panel for each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scrutiny.figures.paint import GRID, INK, SOFT
from scrutiny.figures.scales import is_narrow, letters_in, wrapped
from scrutiny.messages import Words, _

PANEL, AROUND, BETWEEN = 90, 70, 26
"""Height of a panel, and what lies left of the first and between two of them."""


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """A line for each hand in a panel of its own, doses side by side in equal steps."""
    columns = min(2 if is_narrow(width) else 4, len({str(row["hand"]) for row in data["rows"]}))
    inner = (width - AROUND - BETWEEN * (columns - 1)) // columns
    doses = sorted({float(row["dose"]) for row in data["rows"]})
    labels = {str(dose): f"{100 * dose:g}" for dose in doses}
    rows = []
    for row in data["rows"]:
        name = words.translate(str(data["names"].get(row["hand"], row["hand"])))
        rows.append(
            {
                "hand": "\n".join(wrapped(name, letters_in(inner + 10), letters_in(inner + 10), 3)),
                "dose": str(float(row["dose"])),
                "found": 100 * int(row["found"]) / max(1, int(row["of"])),
            }
        )
    expression = f"({json.dumps(labels, sort_keys=True)})[datum.value]"
    x = {
        "field": "dose",
        "type": "ordinal",
        "sort": [str(dose) for dose in doses],
        "axis": {"labelExpr": expression, "labelAngle": 0, "title": words.translate(_("% of stations altered"))},
    }
    y = {
        "field": "found",
        "type": "quantitative",
        "scale": {"domain": [0, 100]},
        "axis": {"values": [0, 50, 100], "title": words.translate(_("found in 100")), "gridColor": GRID},
    }
    return {
        "data": {"values": rows},
        "facet": {
            "field": "hand",
            "type": "nominal",
            "title": None,
            "header": {"labelFontSize": 12, "labelExpr": "split(datum.value, '\\n')"},
        },
        "columns": columns,
        "spacing": {"column": BETWEEN, "row": 20},
        "spec": {
            "width": inner,
            "height": PANEL,
            "layer": [
                {"mark": {"type": "rule", "color": SOFT, "strokeDash": [2, 3]}, "encoding": {"y": {"datum": 90}}},
                {"mark": {"type": "line", "color": INK}, "encoding": {"x": x, "y": y}},
                {"mark": {"type": "circle", "color": INK, "size": 40, "opacity": 1}, "encoding": {"x": x, "y": y}},
            ],
        },
    }
