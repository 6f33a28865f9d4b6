"""The outlines of the world's states, in pixels of a map of any width.

`world.json` is made by `tools/world_map.py` from Natural Earth: lines that neighbours share, projected already.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

Place = tuple[float, float]
Ring = list[Place]
NEAR = 0.8
"""Pixels."""


@dataclass(frozen=True)
class World:
    """A map of one width."""

    width: int
    height: int
    areas: Mapping[str, list[list[Ring]]]
    """Polygons by ISO 3166-1 alpha-2, each as its outline and its holes; "" is what has no code."""
    small: Mapping[str, Place]
    """States too small to be seen, and where the circle of each is drawn."""


@cache
def world(width: int, radius: float) -> World:
    """The map in pixels.

    Parameters
    ----------
    radius
        The radius of a circle; circles that would cover each other are moved apart.

    Examples
    --------
    >>> sorted(set(["AG", "BB", "DM", "GD", "KN", "LC", "VC"]) - set(world(360, 2).small))
    []
    """
    data = _data()
    scale = width / data["size"][0]
    lines = [_line(steps, scale) for steps in data["arcs"]]
    areas = {
        code: [[_ring(lines, ring) for ring in polygon] for polygon in polygons]
        for code, polygons in data["areas"].items()
    }
    small = {code: (x * scale, y * scale) for code, (x, y) in data["small"].items()}
    return World(width, math.ceil(data["size"][1] * scale), areas, _apart(small, 2 * radius + 0.6))


@cache
def _data() -> Any:
    return json.loads(resources.files(__package__).joinpath("world.json").read_text(encoding="utf-8"))


def _line(steps: list[int], scale: float) -> Ring:
    """A line in pixels, without points that lie nearer to the one before than can be seen; its ends stay."""
    made: Ring = []
    x = y = 0
    last = len(steps) // 2 - 1
    for number, (dx, dy) in enumerate(zip(steps[::2], steps[1::2], strict=True)):
        x, y = x + dx, y + dy
        point = (round(x * scale, 1), round(y * scale, 1))
        if number in (0, last) or math.dist(point, made[-1]) >= NEAR:
            made.append(point)
    return made


def _ring(lines: list[Ring], numbers: list[int]) -> Ring:
    """Lines joined to an outline; a point that this width cannot tell from the one before is left out."""
    made: Ring = []
    for number in numbers:
        for point in lines[number] if number >= 0 else reversed(lines[~number]):
            if not made or point != made[-1]:
                made.append(point)
    if made[0] != made[-1]:
        made.append(made[0])
    return made


def _apart(places: Mapping[str, Place], least: float) -> dict[str, Place]:
    """The places, moved as little as is needed for two of them to be `least` apart."""
    made = {code: [x, y] for code, (x, y) in sorted(places.items())}
    codes = list(made)
    for _turn in range(60):
        moved = False
        for i, a in enumerate(codes):
            for b in codes[i + 1 :]:
                dx, dy = made[b][0] - made[a][0], made[b][1] - made[a][1]
                distance = math.hypot(dx, dy)
                if distance >= least:
                    continue
                moved = True
                # Two at one place part along the vertical.
                ux, uy = (dx / distance, dy / distance) if distance > 0.01 else (0.0, 1.0)
                push = (least - distance) / 2 + 0.01
                made[a][0], made[a][1] = made[a][0] - push * ux, made[a][1] - push * uy
                made[b][0], made[b][1] = made[b][0] + push * ux, made[b][1] + push * uy
        if not moved:
            break
    return {code: (round(x, 1), round(y, 1)) for code, (x, y) in made.items()}
