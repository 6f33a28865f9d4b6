"""Make `src/scrutiny/figures/world.json`, the outlines of the world map, from Natural Earth at 1:50 million.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/world_map.py package/countries-50m.json src/scrutiny/figures/world.json

Natural Earth is in the public domain; the package `world-atlas` (ISC) holds it as TopoJSON, in which two neighbours
share one line. That line is simplified once, so that no gap opens between them. The outlines are projected here
(Equal Earth, centred on 11° east, so that no state of the mainland is cut) and written as whole numbers: whoever draws
them needs no geography. Antarctica is left out.
"""

from __future__ import annotations

import heapq
import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from babel.core import get_global

Point = tuple[float, float]
CENTRE = 11.0
"""The meridian in the middle of the map. The map is cut opposite, at 169° west, between the two continents."""
WIDTH = 4000
"""The width of the map in its whole numbers."""
SMALLEST = 22.0
"""The area of the triangle below which a bend of a line is left out: about one pixel of a map 860 pixels wide."""
ISLAND = 45.0
"""The area below which an island is left out, unless it is the largest of its state."""
SMALL = 16_000
"""Square kilometres below which a state has a circle as well, since its colour could not be seen."""
EARTH = 6371.0
# Natural Earth's own names for what has no number of ISO 3166-1. The others without one stay without a code: they
# are drawn blank, whatever anybody says.
BY_NAME = {"Kosovo": "XK"}
LEFT_OUT = {"Antarctica"}
# Natural Earth draws by who holds an area. Where the General Assembly of the United Nations says that it belongs to
# another state, it gets no code, and so no colour of either: Crimea (resolution 68/262).
WITHOUT_CODE = {"RU": (34.3, 45.3)}
# States whose size is to be looked at. Territories of another state have no circle: they take no position.
STATES = (
    "AD AG BB BH BN BS BZ CV CY DJ DM FJ FM GD GM GQ IL JM KI KM KN KW LB LC LI LU MC ME MH MT MU MV NR PS PW QA RW SB "
    "SC SG SI SM ST SV SZ TL TO TT TV VA VC VU WS XK"
)
# States of which the file has no outline, at the place that Natural Earth gives them at 1:10 million.
ADDED = {"TV": (179.2, -8.5)}


def main(source: Path, target: Path) -> None:
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = [[_projected(p) for p in arc] for arc in _degrees(topology)]
    areas = dict(_areas(topology["objects"]["countries"]["geometries"]))
    for code, place in WITHOUT_CODE.items():
        held = [p for p in areas[code] if _inside(_projected(place), _ring(arcs, p[0]))]
        areas[code] = [polygon for polygon in areas[code] if polygon not in held]
        areas[""] = areas[""] + held
    left, right, top, bottom = _frame(arcs, areas)
    scale = WIDTH / (right - left)
    arcs = [[((x - left) * scale, (top - y) * scale) for x, y in arc] for arc in arcs]
    per_km2 = (scale / EARTH) ** 2
    small = {
        code: _centre(arcs, rings)
        for code, rings in areas.items()
        if code and code in STATES and _is_small(arcs, rings, per_km2)
    }
    for code, place in ADDED.items():
        x, y = _projected(place)
        small[code] = ((x - left) * scale, (top - y) * scale)
    arcs = [_simplified(arc) for arc in arcs]
    kept = {code: _worth_drawing(arcs, rings) for code, rings in areas.items()}
    made = {
        "about": "Natural Earth 1:50m (public domain), by world-atlas 2.0.2; Equal Earth, centred on 11° east",
        "size": [WIDTH, math.ceil((top - bottom) * scale)],
        **_packed(arcs, kept),
        "small": {code: [round(x), round(y)] for code, (x, y) in sorted(small.items())},
    }
    target.write_text(json.dumps(made, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")


def _degrees(topology: dict[str, Any]) -> list[list[Point]]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    made = []
    for arc in topology["arcs"]:
        x = y = 0
        here = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            here.append((x * sx + tx, y * sy + ty))
        made.append(here)
    return made


def _projected(place: Point) -> Point:
    """Equal Earth (Šavrič, Patterson, Jenny 2018), for a sphere of radius 1."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    longitude = (place[0] - CENTRE + 180) % 360 - 180
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(place[1])))
    t2 = theta * theta
    t6 = t2**3
    x = (
        2
        * math.sqrt(3)
        * math.radians(longitude)
        * math.cos(theta)
        / (3 * (9 * a4 * t6 * t2 + 7 * a3 * t6 + 3 * a2 * t2 + a1))
    )
    return x, theta * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))


def _areas(geometries: Iterable[dict[str, Any]]) -> Iterable[tuple[str, list[list[list[int]]]]]:
    """Each area's polygons, as rings of numbers of arcs. What has no code is one area without a code."""
    numbers = {k: v[0] for k, v in get_global("territory_aliases").items() if k.isdigit()}
    made: dict[str, list[list[list[int]]]] = {}
    for geometry in geometries:
        name = geometry["properties"]["name"]
        if name in LEFT_OUT or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        code = BY_NAME.get(name) or numbers.get(str(geometry.get("id") or ""), "")
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        made.setdefault(code, []).extend(polygons)
    return sorted(made.items())


def _ring(arcs: Sequence[Sequence[Point]], ring: Sequence[int]) -> list[Point]:
    made: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        made.extend(arc[1:] if made else arc)
    return made


def _inside(place: Point, ring: Sequence[Point]) -> bool:
    x, y = place
    crossed = [
        x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (y1 > y) != (y2 > y)
    ]
    return sum(crossed) % 2 == 1


def _area(ring: Sequence[Point]) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def _torn(ring: Sequence[Point], width: float) -> bool:
    """An island at the edge of the map whose halves would stand at both sides."""
    xs = [x for x, _ in ring]
    return max(xs) - min(xs) > width / 2


def _frame(
    arcs: Sequence[Sequence[Point]], areas: dict[str, list[list[list[int]]]]
) -> tuple[float, float, float, float]:
    points = [
        p
        for rings in areas.values()
        for polygon in rings
        for number in polygon[0]
        for p in arcs[number if number >= 0 else ~number]
    ]
    whole = max(x for x, _ in points) - min(x for x, _ in points)
    for code, rings in areas.items():
        areas[code] = [polygon for polygon in rings if not _torn(_ring(arcs, polygon[0]), whole)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), max(xs), max(ys), min(ys)


def _is_small(arcs: Sequence[Sequence[Point]], rings: list[list[list[int]]], per_km2: float) -> bool:
    return sum(_area(_ring(arcs, polygon[0])) for polygon in rings) / per_km2 < SMALL


def _centre(arcs: Sequence[Sequence[Point]], rings: list[list[list[int]]]) -> Point:
    """The centre of the largest island."""
    ring = max((_ring(arcs, polygon[0]) for polygon in rings), key=_area)
    twice = cx = cy = 0.0
    x0, y0 = ring[0]
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        twice += cross
        cx += (x0 + x1 + x2) / 3 * cross
        cy += (y0 + y1 + y2) / 3 * cross
    return (cx / twice, cy / twice) if twice else ring[0]


def _simplified(arc: Sequence[Point]) -> list[Point]:
    """The line without its least bends (Visvalingam and Whyatt 1993); its ends stay. A closed line keeps a triangle."""
    points = [(round(x), round(y)) for x, y in arc]
    before, after = list(range(-1, len(points) - 1)), list(range(1, len(points) + 1))
    gone = [False] * len(points)
    least = 5 if points[0] == points[-1] else 2

    def bend(i: int) -> float:
        a, b, c = points[before[i]], points[i], points[after[i]]
        return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2

    heap = [(bend(i), i) for i in range(1, len(points) - 1)]
    size = {i: area for area, i in heap}
    heapq.heapify(heap)
    left = len(points)
    while heap and left > least:
        area, i = heapq.heappop(heap)
        if gone[i] or size[i] != area:
            continue
        if area >= SMALLEST:
            break
        gone[i] = True
        left -= 1
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            if 0 < j < len(points) - 1:
                size[j] = max(area, bend(j))
                heapq.heappush(heap, (size[j], j))
    return [(float(x), float(y)) for i, (x, y) in enumerate(points) if not gone[i]]


def _worth_drawing(arcs: Sequence[Sequence[Point]], rings: list[list[list[int]]]) -> list[list[list[int]]]:
    sizes = [_area(_ring(arcs, polygon[0])) for polygon in rings]
    kept = [polygon for polygon, size in zip(rings, sizes, strict=True) if size >= ISLAND or size == max(sizes)]
    return [[ring for i, ring in enumerate(polygon) if i == 0 or _area(_ring(arcs, ring)) >= 1] for polygon in kept]


def _packed(arcs: Sequence[Sequence[Point]], areas: dict[str, list[list[list[int]]]]) -> dict[str, Any]:
    """Only the lines that are used, each as its first point and the steps from there."""
    used = sorted(
        {n if n >= 0 else ~n for rings in areas.values() for polygon in rings for ring in polygon for n in ring}
    )
    number = {old: new for new, old in enumerate(used)}
    steps = []
    for old in used:
        here, x, y = [], 0, 0
        for px, py in arcs[old]:
            here += [int(px) - x, int(py) - y]
            x, y = int(px), int(py)
        steps.append(here)
    renumbered = {
        code: [[[number[n] if n >= 0 else ~number[~n] for n in ring] for ring in polygon] for polygon in rings]
        for code, rings in areas.items()
    }
    return {"arcs": steps, "areas": renumbered}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
