"""Turnout against share as a field of squares, darker where more ballots lie: the whole, then small ones of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scrutiny.figures import SHADES
from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import GRID, INK, SOFT
from scrutiny.figures.scales import is_narrow, letters_in, shortened
from scrutiny.messages import Words, _

LARGE = 320
"""The side of the first panel at most, in pixels."""
HEAD, GAP, EDGE = 18, 12, 40


def _runs(cells: Sequence[Sequence[int]]) -> list[tuple[int, int, int, int]]:
    """Cells of one shade that stand on one another as one: bin across, from and to which bin up, shade."""
    made: list[tuple[int, int, int, int]] = []
    for across, up, shade in sorted((int(x), int(y), int(s)) for x, y, s in cells):
        if made and made[-1][0] == across and made[-1][2] == up and made[-1][3] == shade:
            made[-1] = (across, made[-1][1], up + 1, shade)
        else:
            made.append((across, up, up + 1, shade))
    return made


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """All panels in one field of pixels, so that each keeps its square shape at any width."""
    inner = width - 30
    panels = list(data["panels"])
    whole, places = panels[0], panels[1:]
    side = min(LARGE, inner - EDGE)
    columns, least = (3, 2) if is_narrow(width) else (6, 4)
    # Fewer panels stand side by side where a name would be cut.
    longest = max((len(words.named(str(panel["place"]))) for panel in places), default=0)
    while columns > least and longest > letters_in(int((inner - GAP * (columns - 1)) / columns), 12):
        columns -= 1
    small = (inner - GAP * (columns - 1)) / columns
    squares: list[dict[str, Any]] = []
    frames: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []

    def draw(panel: Mapping[str, Any], left: float, top: float, size: float) -> None:
        number = int(panel["bins"])
        step = size / number
        frames.append({"x": left, "x2": left + size, "y": top, "y2": top + size})
        for across, low, high, shade in _runs(panel["cells"]):
            squares.append(
                {
                    "x": round(left + across * step, 1),
                    "x2": round(left + (across + 1) * step, 1),
                    "y": round(top + size - high * step, 1),
                    "y2": round(top + size - low * step, 1),
                    "shade": SHADES[shade],
                }
            )

    draw(whole, EDGE, 0, side)
    for percent in (0, 50, 100):
        marks.append({"x": EDGE + side * percent / 100, "y": side + 12, "text": words.whole(percent), "at": "center"})
        marks.append({"x": EDGE - 6, "y": side - side * percent / 100, "text": words.whole(percent), "at": "right"})
    names.append(
        {"x": EDGE, "y": side + 28, "text": words.translate(_("turnout in percent across, share in percent up"))}
    )
    bottom = side + 44.0
    for number, panel in enumerate(places):
        row, column = divmod(number, columns)
        left, top = column * (small + GAP), bottom + row * (small + HEAD + GAP)
        names.append(
            {"x": left, "y": top + 8, "text": shortened(words.named(str(panel["place"])), letters_in(int(small), 12))}
        )
        draw(panel, left, top + HEAD, small)
    rows = -(-len(places) // columns)
    height = bottom + rows * (small + HEAD + GAP)
    x = {"type": "quantitative", "scale": {"domain": [0, inner], "nice": False}, "axis": None}
    y = {"type": "quantitative", "scale": {"domain": [height, 0], "nice": False}, "axis": None}
    box = {"x": {"field": "x", **x}, "x2": {"field": "x2"}, "y": {"field": "y", **y}, "y2": {"field": "y2"}}
    place = {"x": {"field": "x", **x}, "y": {"field": "y", **y}, "text": {"field": "text"}}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": frames},
            "mark": {"type": "rect", "filled": False, "stroke": GRID, "strokeWidth": 1},
            "encoding": box,
        },
        {
            "data": {"values": squares},
            "mark": {"type": "rect", "color": colour_of(str(data["option"]), slots, INK)},
            "encoding": {**box, "opacity": {"field": "shade", "type": "quantitative", "scale": None}},
        },
        {
            "data": {"values": names},
            "mark": {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12},
            "encoding": place,
        },
    ]
    for align in ("center", "right"):
        layers.append(
            {
                "data": {"values": [mark for mark in marks if mark["at"] == align]},
                "mark": {"type": "text", "align": align, "baseline": "middle", "fontSize": 12, "color": SOFT},
                "encoding": place,
            }
        )
    return {
        "width": inner,
        "height": height,
        "padding": {"left": 6, "right": 24, "top": 8, "bottom": 4},
        "layer": layers,
    }


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """What light and dark mean: parts of the ballots of the fullest square of each panel."""
    return [
        ("shade-5", words.translate(_("more than a quarter of the ballots of the fullest square of the panel"))),
        ("shade-4", words.translate(_("up to a quarter of them"))),
        ("shade-3", words.translate(_("up to 1/16"))),
        ("shade-2", words.translate(_("up to 1/64"))),
        ("shade-1", words.translate(_("fewer; blank: none"))),
    ]
