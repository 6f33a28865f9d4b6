"""Polls against results: a row for each house on one scale of the lead, bands of what polls allow, results as lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import GRID, INK, PAPER, SOFT
from scrutiny.figures.scales import is_narrow, letters_in, shortened, ticks
from scrutiny.messages import Words, _

LIST, ROWS = "rows", 40
"""Rows that are drawn; the table of numbers has all."""
ROW, HEAD = 40, 46
"""Heights: of a row with its name above the line, and of the head in which results have their numbers."""


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """Names above their lines; points in the colour of the option that a house saw ahead; bands behind them."""
    inner = width - 40
    colours = {True: colour_of(str(data["option_first"]), slots), False: colour_of(str(data["option_second"]), slots)}
    houses = list(dict.fromkeys((int(row["group"]), str(row["house"])) for row in data["rows"][:ROWS]))
    height = HEAD + ROW * len(houses)
    points, names = _rows(data["rows"][:ROWS], houses, colours, words, inner)
    bands: list[dict[str, Any]] = [
        {
            "low": float(band["low"]),
            "high": float(band["high"]),
            "mean": float(band["mean"]),
            "top": HEAD + ROW * min(i for i, house in enumerate(houses) if house[0] == int(band["group"])) + 2,
            "bottom": HEAD + ROW * (1 + max(i for i, house in enumerate(houses) if house[0] == int(band["group"]))) - 2,
            "colour": colours[float(band["mean"]) >= 0],
        }
        for band in data["bands"]
    ]
    results: list[dict[str, Any]] = [{"lead": float(row["lead"]), "mark": str(row["mark"])} for row in data["results"]]
    leads: list[float] = [0.0, *(r["lead"] for r in results), *(b[end] for b in bands for end in ("low", "high"))]
    leads += [float(point[end]) for point in points for end in ("low", "high")]
    shown = _ticks(min(leads), max(leads), is_narrow(width))
    domain = [min([*leads, *shown]), max([*leads, *shown])]
    scale = {"domain": domain, "nice": False, "zero": False}
    y = {"type": "quantitative", "scale": {"domain": [height, 0], "nice": False}, "axis": None}
    labels = {f"{tick:g}": words.decimal(abs(Decimal(tick)), 0) for tick in shown}
    axis = {
        "values": shown,
        "labelExpr": f"({json.dumps(labels, sort_keys=True)})[toString(datum.value)]",
        "title": None,
    }
    x = {"type": "quantitative", "scale": scale, "axis": axis}
    place = {"field": "x", "type": "quantitative", "scale": None, "axis": None}
    fill = {"field": "colour", "type": "nominal", "scale": None}
    text: dict[str, Any] = {"type": "text", "fontSize": 13, "baseline": "middle"}
    left, right = {"align": "left", "x": 0}, {"align": "right", "x": inner, "fontWeight": "bold"}
    return {
        "width": inner,
        "height": height,
        "padding": {"left": 12, "right": 24, "top": 6, "bottom": 4},
        "layer": [
            {
                "data": {"values": bands},
                "mark": {"type": "rect", "opacity": 0.16},
                "encoding": {
                    "x": {"field": "low", **x},
                    "x2": {"field": "high"},
                    "y": {"field": "top", **y},
                    "y2": {"field": "bottom"},
                    "fill": fill,
                },
            },
            {
                "data": {"values": [{"zero": 0, "top": HEAD - 4, "bottom": height}]},
                "mark": {"type": "rule", "color": GRID, "strokeWidth": 2},
                "encoding": {"x": {"field": "zero", **x}, "y": {"field": "top", **y}, "y2": {"field": "bottom"}},
            },
            {
                "data": {"values": bands},
                "mark": {"type": "rule", "strokeWidth": 2, "strokeDash": [4, 3]},
                "encoding": {
                    "x": {"field": "mean", **x},
                    "y": {"field": "top", **y},
                    "y2": {"field": "bottom"},
                    "color": fill,
                },
            },
            {
                "data": {"values": [{**row, "top": HEAD - 6, "bottom": height} for row in results]},
                "mark": {"type": "rule", "color": INK, "strokeWidth": 2},
                "encoding": {"x": {"field": "lead", **x}, "y": {"field": "top", **y}, "y2": {"field": "bottom"}},
            },
            {
                "data": {"values": _apart(results, domain, inner)},
                "mark": {**text, "fontWeight": "bold"},
                "encoding": {
                    "x": place,
                    "y": {"field": "y", **y},
                    "text": {"field": "mark"},
                },
            },
            {
                "data": {"values": points},
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {
                    "x": {"field": "low", **x},
                    "x2": {"field": "high"},
                    "y": {"field": "at", **y},
                    "color": fill,
                },
            },
            {
                "data": {"values": points},
                "mark": {"type": "circle", "size": 80, "opacity": 1, "strokeWidth": 2},
                "encoding": {
                    "x": {"field": "lead", **x},
                    "y": {"field": "at", **y},
                    "fill": {"field": "fill", "type": "nominal", "scale": None},
                    "stroke": fill,
                },
            },
            *(
                {
                    "data": {"values": names},
                    "mark": {**text, **side, **halo},
                    "encoding": {"y": {"field": "at", **y}, "text": {"field": field}},
                }
                # Lines of results pass behind the words: first a rim in the colour of the paper, then the word.
                for field, side in (("name", left), ("told", right))
                for halo in ({"stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}, {})
            ),
            {
                "data": {"values": _sides(data, words, inner)},
                "mark": {**text, "color": SOFT, "fontSize": 12},
                "encoding": {
                    "x": place,
                    "y": {"field": "y", **y},
                    "text": {"field": "text"},
                },
            },
        ],
    }


def _rows(
    rows: Sequence[Mapping[str, Any]],
    houses: Sequence[tuple[int, str]],
    colours: Mapping[bool, str],
    words: Words,
    inner: int,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The points of all polls, and the name of each house with the lead in its latest poll."""
    points, names = [], []
    for row in rows:
        number = houses.index((int(row["group"]), str(row["house"])))
        lead = float(row["lead"])
        colour = colours[lead >= 0]
        points.append(
            {
                "at": HEAD + ROW * number + 28,
                "lead": lead,
                "low": float(row.get("low", lead)),
                "high": float(row.get("high", lead)),
                "colour": colour,
                "fill": colour if row["latest"] else PAPER,
            }
        )
        if row["latest"]:
            told = words.decimal(abs(Decimal(f"{lead:.1f}")), 1)
            name = shortened(words.named(str(row["house"])), letters_in(inner) - len(told) - 2)
            names.append({"at": HEAD + ROW * number + 11, "name": name, "told": told})
    # Hollow points below filled ones: the latest poll is what counts.
    points.sort(key=lambda point: point["fill"] != PAPER)
    return points, names


def _ticks(low: float, high: float, narrow: bool) -> list[int]:
    """Round numbers on both sides of 0."""
    reach = round(max(abs(low), abs(high))) + 1
    step = ticks(reach, 3 if narrow else 5)[1]
    return [n * step for n in range(-int(-low // step) - 1, int(high // step) + 1) if low <= n * step <= high]


def _apart(results: Sequence[Mapping[str, Any]], domain: Sequence[float], inner: int) -> list[dict[str, Any]]:
    """Where the number of each result stands: above its line, moved aside where another stands too near."""
    span = domain[1] - domain[0] or 1.0
    made: list[dict[str, Any]] = []
    for row in sorted(results, key=lambda row: (row["lead"], row["mark"])):
        place = inner * (row["lead"] - domain[0]) / span
        if made and place - made[-1]["x"] < 14:
            place = made[-1]["x"] + 14
        made.append({"x": place, "y": HEAD - 16, "mark": row["mark"]})
    return made


def _sides(data: Mapping[str, Any], words: Words, inner: int) -> list[dict[str, Any]]:
    """Whose lead grows to which side."""
    letters = letters_in(inner) // 2 - 3
    left, right = words.named(str(data["second"])), words.named(str(data["first"]))
    return [
        {"x": inner * 0.24, "y": 8, "text": "← " + shortened(left, letters)},
        {"x": inner * 0.76, "y": 8, "text": shortened(right, letters) + " →"},
    ]


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """The results by their numbers, and what filled and hollow points are."""
    made = [
        (str(row["mark"]), f"{words.named(str(row['label']))}: {_lead(data, float(row['lead']), words)}")
        for row in data["results"]
    ]
    return [*made, ("●", words.translate(_("latest poll of a house"))), ("○", words.translate(_("earlier polls")))]


def _lead(data: Mapping[str, Any], lead: float, words: Words) -> str:
    ahead = words.named(str(data["first"] if lead >= 0 else data["second"]))
    return words.translate(_("{option} ahead by {points} points")).format(
        option=ahead, points=words.decimal(abs(Decimal(f"{lead:.1f}")), 1)
    )
