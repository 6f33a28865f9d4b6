"""For each of a few values of x: a grey band, a line for what is expected, and a dot for what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scrutiny.figures.paint import GRID, SOFT
from scrutiny.messages import Words, _

HEIGHT = 190
WIDE = 1.96
"""Half the width of the band, in standard deviations."""


def band(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is there, what is expected, and the ends of the band."""
    expected, deviation = float(row["expected"]), float(row["deviation"])
    return {
        "observed": int(row["observed"]),
        "low": max(0.0, expected - WIDE * deviation),
        "high": expected + WIDE * deviation,
        "expected": expected,
    }


def beyond(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same less what is expected, so that the band lies around zero however many there are."""
    expected, deviation = float(row["expected"]), float(row["deviation"])
    return {
        "observed": int(row["observed"]) - expected,
        "low": -WIDE * deviation,
        "high": WIDE * deviation,
        "expected": 0.0,
    }


def band_and_marks(
    rows: Sequence[Mapping[str, Any]],
    x: Mapping[str, Any],
    scale: Mapping[str, Any],
    axis: Mapping[str, Any],
    colour: str,
    width: int,
) -> dict[str, Any]:
    """The specification of the picture; `x` is the whole encoding, `scale` and `axis` are those of y."""
    return {
        "width": width - 70,
        "height": HEIGHT,
        "padding": {"left": 8, "right": 12, "top": 8, "bottom": 4},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "color": GRID, "width": {"band": 0.8}},
                "encoding": {"x": x, "y": {"field": "low", **scale, "axis": axis}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "tick", "color": SOFT, "width": {"band": 0.8}},
                "encoding": {"x": x, "y": {"field": "expected", **scale}},
            },
            {
                "mark": {"type": "circle", "size": 90, "opacity": 1, "color": colour},
                "encoding": {"x": x, "y": {"field": "observed", **scale}},
            },
        ],
    }


def band_key(words: Words) -> list[tuple[str, str]]:
    """What band, line and dot mean."""
    return [
        ("band", words.translate(_("where chance alone puts the dot in 95 of 100 elections"))),
        ("tick", words.translate(_("expected by chance alone"))),
        ("dot", words.translate(_("in this record"))),
    ]
