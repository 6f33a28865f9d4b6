"""The positions of governments on a day: a map of the world, every class with a colour, a pattern and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from scrutiny.figures.bars import colour_of
from scrutiny.figures.paint import FIRM, HATCH, INK, ODD, OK, PAPER, SENTINELS, SOFT
from scrutiny.figures.patterns import filled, tile
from scrutiny.figures.scales import is_narrow
from scrutiny.figures.world import Ring, world
from scrutiny.findings.positions import PositionClass, told
from scrutiny.messages import Day, Message, Name, Quote, Value, Words, _, say

STYLES: Mapping[PositionClass, tuple[str, str]] = {
    PositionClass.RECOGNISES: ("rising", INK),
    PositionClass.RECOGNISES_OTHER: ("falling", INK),
    PositionClass.CONGRATULATES: ("level", INK),
    PositionClass.CONGRATULATES_OTHER: ("upright", INK),
    PositionClass.TAKES_NOTE: ("few", SOFT),
    PositionClass.WITHHOLDS: ("dots", FIRM),
    PositionClass.ASKS_FOR_SHEETS: ("grid", OK),
    PositionClass.ASKS_FOR_AUDIT: ("rings", OK),
    PositionClass.ASKS_FOR_NEW_VOTE: ("waves", FIRM),
    PositionClass.CONCERN: ("dashes", ODD),
    PositionClass.REFUSES: ("crosses", INK),
    PositionClass.REFUSES_OTHER: ("crosses", SOFT),
    PositionClass.BREAKS_RELATIONS: ("solid", SOFT),
    PositionClass.TOOK_BACK: ("few", INK),
    PositionClass.SEVERAL: ("rings", FIRM),
}
"""The pattern and the colour of a class. Where an option is meant, the colour is the option's on the whole page. No
class has the page's colours of good and bad."""


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """Every state as an outline, filled where a position is known; small ones as circles above them."""
    radius = 2.0 if is_narrow(width) else 3.4
    map_ = world(width - 4, radius)
    fills = [filled(*_style(group, slots)) for group in data["groups"]]
    group_of = {row["country"]: int(row["group"]) for row in data["rows"]}
    areas: list[dict[str, Any]] = []
    circles: list[dict[str, Any]] = []
    shape: dict[str, Any]
    for code, polygons in map_.areas.items():
        known = code in group_of
        shape = {"type": "MultiPolygon", "coordinates": _coordinates(polygons)}
        areas.append(_feature(shape, code, fills[group_of[code]] if known else PAPER, _edge(code, data, known)))
    for code, place in map_.small.items():
        known = code in group_of
        shape = {"type": "Point", "coordinates": list(place)}
        circles.append(_feature(shape, code, fills[group_of[code]] if known else PAPER, _edge(code, data, known)))
    # What is drawn last lies above: the election's own country, then known ones, keep their edges.
    areas.sort(key=lambda feature: (feature["code"] == data["home"], feature["code"] in group_of))
    circles.sort(key=lambda feature: (feature["code"] in group_of, feature["code"]))
    return {
        "width": map_.width,
        "height": map_.height,
        "padding": 2,
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0], "pointRadius": radius},
        "layer": [
            _layer(areas, 0.4 if is_narrow(width) else 0.5),
            _layer(circles, 0.5 if is_narrow(width) else 0.7),
        ],
    }


def _layer(features: Sequence[Mapping[str, Any]], line: float) -> dict[str, Any]:
    return {
        "data": {"values": list(features)},
        "mark": {"type": "geoshape", "strokeWidth": line, "strokeJoin": "round"},
        "encoding": {
            "fill": {"field": "fill", "type": "nominal", "scale": None},
            "stroke": {"field": "edge", "type": "nominal", "scale": None},
        },
    }


def _feature(shape: Mapping[str, Any], code: str, fill: str, edge: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": shape, "code": code, "fill": fill, "edge": edge}


def _edge(code: str, data: Mapping[str, Any], known: bool) -> str:
    return INK if known or code == data["home"] else HATCH


def _coordinates(polygons: Sequence[Sequence[Ring]]) -> list[list[Ring]]:
    """As the chart library takes them; what has fewer than three corners at this width is not drawn."""
    seen = [[ring for ring in polygon if len(ring) > 3] for polygon in polygons]
    return [polygon for polygon in seen if polygon]


def _style(group: Mapping[str, Any], slots: Mapping[str, int]) -> tuple[str, str]:
    pattern, colour = STYLES[PositionClass(group["stance"])]
    return pattern, colour_of(group["option"], slots, colour) if group["option"] else colour


def drawn_key(data: Mapping[str, Any], words: Words, slots: Mapping[str, int]) -> list[tuple[str, str]]:
    """Each class that occurs, as a small drawing and its words; what blank means comes last."""
    made = []
    for group in data["groups"]:
        pattern, colour = _style(group, slots)
        body = tile(pattern, SENTINELS[colour])
        tiles = "".join(f'<g transform="translate({x} {y})">{body}</g>' for y in (0, 6) for x in (0, 6, 12))
        text = say(_("{what}: {n}"), what=_told(group), n=int(group["n"]))
        made.append((f'<svg width="16" height="12" aria-hidden="true">{tiles}</svg>', words.plain(text)))
    frame = '<rect x=".5" y=".5" width="15" height="11" fill="var(--paper)" stroke="var(--hatch)"/>'
    blank = f'<svg width="16" height="12" aria-hidden="true">{frame}</svg>'
    made.append((blank, words.translate(_("Nothing known here"))))
    return made


def _told(group: Mapping[str, Any]) -> Message:
    return told(PositionClass(group["stance"]), Name(group["name"], "option") if group["name"] else None)


HEADINGS = (_("State"), _("Position"), _("Day"), _("What is said"), _("Source"))


def table(data: Mapping[str, Any], words: Words) -> tuple[str, list[str], list[list[Value]]]:
    """What the map shows, as rows: state, class, day, words, source. The title, the headings, the rows."""
    rows: list[tuple[int, str, list[Value]]] = []
    for row in data["rows"]:
        group = data["groups"][int(row["group"])]
        day = Day(date.fromisoformat(row["day"]))
        said: Value = Quote(row["words"]) if row["words"] else Name(row["summary"])
        name = territory(row["country"], words)
        rows.append(
            (
                int(row["group"]),
                name,
                [
                    Name(name),
                    _told(group),
                    say(_("printed {day}"), day=day) if row["printed"] else day,
                    said,
                    Name(row["source"]),
                ],
            )
        )
    rows.sort(key=lambda entry: entry[:2])
    title = words.translate(_("The same as a table"))
    return title, [words.translate(heading) for heading in HEADINGS], [cells for _group, _name, cells in rows]


def territory(code: str, words: Words) -> str:
    """The name of a state in the reader's language; the code where there is none."""
    from babel import Locale

    return str(Locale.parse(words.language).territories.get(code, code))
