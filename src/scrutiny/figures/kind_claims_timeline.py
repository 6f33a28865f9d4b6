"""What was said, in lanes by who speaks: a sign where the hour is known, a bar as long as a day can have been.

Days on which nothing was said are cut out, and days with more statements are wider: each day that is shown keeps its
hours in their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as field_
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from scrutiny.figures.paint import GRID, HATCHED, SOFT
from scrutiny.figures.said import (
    LANES,
    ROOMY,
    SHAPES,
    about_colour,
    boxes,
    field,
    names_key,
    short_day,
    sign_key,
    signs,
    texts,
)
from scrutiny.figures.scales import is_narrow
from scrutiny.figures.widths import width as width_of
from scrutiny.messages import Words, _

DAY = timedelta(days=1)
ROW, HEAD, TOP = 23, 24, 40
CUT = 16
"""Width of an empty stretch that is cut out, in pixels."""
MOST_LETTERS = {True: 165, False: 250}
"""The widest label, in pixels, by whether the picture is narrow."""
SIGN = 15


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """The signs that occur."""
    return sign_key((str(row["act"]) for row in data["rows"]), words)


class _Scale:
    """From a moment to a place on the line: days that matter, cut where nothing was said."""

    def __init__(self, spans: Sequence[tuple[datetime, datetime]], inner: float) -> None:
        self.days = sorted({day for start, end in spans for day in _days(start, end)})
        middles = [(start + (end - start) / 2).date() for start, end in spans]
        weights = [1 + min(6, middles.count(day)) for day in self.days]
        cuts = sum(b - a > DAY for a, b in pairwise(self.days))
        unit = (inner - CUT * cuts) / sum(weights)
        self.left: dict[date, float] = {}
        self.wide: dict[date, float] = {}
        self.cuts: list[float] = []
        at = 0.0
        for number, day in enumerate(self.days):
            if number and day - self.days[number - 1] > DAY:
                self.cuts.append(at + CUT / 2)
                at += CUT
            self.left[day], self.wide[day] = at, weights[number] * unit
            at += self.wide[day]

    def place(self, moment: datetime, end: bool = False) -> float:
        """The place of a moment; midnight as an end belongs to the day that is over."""
        day = (moment - timedelta(microseconds=1)).date() if end else moment.date()
        part = (moment - datetime.combine(day, time.min, UTC)) / DAY
        return self.left[day] + part * self.wide[day]


def _days(start: datetime, end: datetime) -> list[date]:
    last = end if end == start else end - timedelta(microseconds=1)
    return [start.date() + n * DAY for n in range((last.date() - start.date()).days + 1)]


@dataclass
class _Lanes:
    """What is drawn in the lanes, as it grows from top to bottom."""

    inner: float
    y: float
    bars: list[dict[str, Any]] = field_(default_factory=list)
    marks: list[dict[str, Any]] = field_(default_factory=list)
    names: dict[str, list[dict[str, Any]]] = field_(default_factory=lambda: {"left": [], "right": []})
    heads: list[dict[str, Any]] = field_(default_factory=list)

    def lane(self, title: str, items: Sequence[_Item], most: float) -> None:
        """A heading, and below it as many lines as the names need."""
        self.heads.append({"at": 0, "mid": self.y + HEAD / 2, "text": title})
        self.y += HEAD
        lines: list[list[tuple[float, float]]] = []
        for item in items:
            self._item(item, lines, most)
        self.y += max(1, len(lines)) * ROW + 4

    def _item(self, item: _Item, lines: list[list[tuple[float, float]]], most: float) -> None:
        text = _fitted(item.name, most)
        middle = min(max((item.start + item.end) / 2, SIGN / 2), self.inner - SIGN / 2)
        start, end = min(item.start, middle - SIGN / 2), max(item.end, middle + SIGN / 2)
        right = self.inner - end - 4
        if _wide(text) > max(right, start - 4):  # neither side has room for all of it
            text = _fitted(text, max(right, start - 4))
        align = "left" if _wide(text) <= right else "right"
        reach = (start, end + 4 + _wide(text)) if align == "left" else (start - 4 - _wide(text), end)
        line = next((n for n, taken in enumerate(lines) if _free(taken, reach)), len(lines))
        if line == len(lines):
            lines.append([])
        lines[line].append(reach)
        mid = self.y + line * ROW + ROW / 2
        if item.start != item.end:
            fill = HATCHED if item.unconfirmed else item.colour
            self.bars.append({"x": start, "x2": end, "y": mid - 6, "y2": mid + 6, "fill": fill})
        self.marks.append({"sign": middle, "mid": mid, "shape": SHAPES[item.act], "colour": item.colour})
        self.names[align].append({"at": end + 4 if align == "left" else start - 4, "mid": mid, "text": text})


@dataclass(frozen=True)
class _Item:
    """One statement, at its place on the line."""

    start: float
    end: float
    name: str
    act: str
    colour: str
    unconfirmed: bool


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """Lanes from top to bottom, between the days of UTC and those of the place of the vote."""
    inner = width - 30
    rows = list(data["rows"])
    spans = [(datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"])) for row in rows]
    scale = _Scale(spans, inner)
    legend, top = names_key(data["options"], slots, words, 0, inner)
    lanes = _Lanes(inner, top + TOP)
    for role in LANES:
        here = sorted((spans[i], str(row["speaker"]), i) for i, row in enumerate(rows) if row["role"] == role)
        items = [
            _Item(
                scale.place(start),
                scale.place(end, end=start != end),
                words.named(speaker),
                rows[i]["act"],
                about_colour(str(rows[i]["about"]), slots),
                bool(rows[i]["unconfirmed"]),
            )
            for (start, end), speaker, i in here
        ]
        if items:
            lanes.lane(words.translate(LANES[role]), items, MOST_LETTERS[is_narrow(width)])
    local, bottom = data.get("local") or {}, lanes.y
    height = bottom + (30 if local else 6)
    x, y = field(inner, height)
    begins = [{"x": at, "y": top + 32, "y2": bottom} for at in scale.left.values()]
    cuts = [{"x": at, "y": top + 32, "y2": bottom} for at in scale.cuts]
    small: dict[str, Any] = {"fontSize": 11, "color": SOFT}
    layers: list[dict[str, Any]] = [
        _rules(begins, x, y, strokeWidth=1),
        _rules(cuts, x, y, strokeDash=[2, 5], strokeWidth=3),
        boxes(legend, x, y),
        texts(legend, x, y),
        texts(_ticks(scale, words, 0, top + 22, inner), x, y, **small),
        texts(lanes.heads, x, y, fontWeight="bold", color=SOFT),
        boxes(lanes.bars, x, y, opacity=0.28, cornerRadius=6),
        signs(lanes.marks, x, y),
        texts(lanes.names["left"], x, y),
        texts(lanes.names["right"], x, y, align="right"),
        texts([{"at": 0, "mid": top + 6, "text": words.translate(_("days in UTC"))}], x, y, **small),
    ]
    if local:
        minutes = int(local["minutes"])
        title = words.translate(_("the same days where the vote was (UTC{hours})")).replace("{hours}", _hours(minutes))
        layers.append(texts(_ticks(scale, words, minutes, bottom + 12, inner), x, y, **small))
        layers.append(texts([{"at": 0, "mid": bottom + 26, "text": title}], x, y, **small))
    return {
        "width": inner,
        "height": height,
        "padding": {"left": 6, "right": 24, "top": 4, "bottom": 4},
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }


def _rules(values: list[dict[str, Any]], x: Mapping[str, Any], y: Mapping[str, Any], **mark: Any) -> dict[str, Any]:
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "color": GRID, **mark},
        "encoding": {"x": {"field": "x", **x}, "y": {"field": "y", **y}, "y2": {"field": "y2"}},
    }


def _ticks(scale: _Scale, words: Words, minutes: int, mid: float, inner: float) -> list[dict[str, Any]]:
    """Where days begin on clocks that are so many minutes ahead of UTC, named where there is room.

    Days that are wide, because more was said, are named first.
    """
    named: list[dict[str, Any]] = []
    taken: list[tuple[float, float]] = []
    for day in sorted(scale.days, key=lambda day: (-scale.wide[day], day)):
        begins = datetime.combine(day, time.min, UTC) - timedelta(minutes=minutes)
        if begins.date() not in scale.left:
            continue
        at = scale.place(begins)
        text = short_day(day, words)
        reach = (at, at + _wide(text, 11))
        if reach[1] <= inner + 20 and _free(taken, reach):
            taken.append(reach)
            named.append({"at": at, "mid": mid, "text": text})
    return named


def _free(taken: Sequence[tuple[float, float]], reach: tuple[float, float]) -> bool:
    return all(reach[1] + 8 <= low or high + 8 <= reach[0] for low, high in taken)


def _wide(text: str, size: float = 12) -> float:
    return ROOMY * width_of(text, size)


def _fitted(text: str, most: float) -> str:
    if _wide(text) <= most:
        return text
    while text and _wide(text + "…") > most:
        text = text[:-1]
    return text.rstrip(" ,(") + "…"


def _hours(minutes: int) -> str:
    whole, part = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"{sign}{whole}" + (f":{part:02}" if part else "")
