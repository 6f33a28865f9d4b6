"""Speakers by days: every statement a field with its sign and its word, tinted by whom it is about.

An empty field is no neutral position: nothing is recorded of that day. Striped fields are not confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as field_
from datetime import date
from typing import Any

from scrutiny.figures.paint import GRID, HATCHED, INK, SOFT
from scrutiny.figures.said import (
    LANES,
    NAMES,
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
from scrutiny.figures.widths import wrapped
from scrutiny.messages import Words, _

FIELD, TALL, LINE, HEAD, GAP = 24, 36, 15, 26, 4
COLUMNS = {True: 3, False: 7}
"""So many columns at most, by whether the picture is narrow; days that are near each other share one."""
NAME = 235
TINT: Mapping[str, float] = {
    "recognises": 0.45,
    "congratulates": 0.22,
    "takes_note": 0.07,
    "withholds_recognition": 0.07,
    "calls_for_publication": 0.12,
    "calls_for_audit": 0.12,
    "calls_for_new_vote": 0.12,
    "expresses_concern": 0.12,
    "refuses_to_recognise": 0.2,
    "breaks_relations": 0.2,
    "retracts": 0.12,
    "concedes": 0.22,
}
"""How strongly a class of words is tinted, so that classes differ in shade as well as in sign and word."""


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """The signs that occur, and the stripes where there are any."""
    cells = [cell for row in data["rows"] for cell in row["cells"]]
    made = sign_key((str(cell["act"]) for cell in cells), words)
    if any(cell["unconfirmed"] for cell in cells):
        made.append(("striped", words.translate(_("not confirmed"))))
    return made


def columns(days: Sequence[str], most: int) -> list[tuple[date, date]]:
    """Days in so many columns at most: those that are nearest to each other are put together first.

    Examples
    --------
    >>> [str(first) for first, _last in columns(["2024-07-29", "2024-07-30", "2024-11-19"], 2)]
    ['2024-07-29', '2024-11-19']
    """
    made = [(date.fromisoformat(day), date.fromisoformat(day)) for day in sorted(days)]
    while len(made) > most:
        near = min(range(len(made) - 1), key=lambda i: (made[i + 1][1] - made[i][0], i))
        made[near : near + 2] = [(made[near][0], made[near + 1][1])]
    return made


@dataclass
class _Table:
    """What is drawn, as it grows from top to bottom."""

    spans: Sequence[tuple[date, date]]
    left: float
    wide: float
    y: float
    empty: list[dict[str, Any]] = field_(default_factory=list)
    tints: dict[float, list[dict[str, Any]]] = field_(default_factory=dict)
    stripes: list[dict[str, Any]] = field_(default_factory=list)
    edges: list[dict[str, Any]] = field_(default_factory=list)
    marks: list[dict[str, Any]] = field_(default_factory=list)
    labels: list[dict[str, Any]] = field_(default_factory=list)
    small: list[dict[str, Any]] = field_(default_factory=list)
    names: list[dict[str, Any]] = field_(default_factory=list)
    roles: list[dict[str, Any]] = field_(default_factory=list)

    def role(self, title: str) -> None:
        self.roles.append({"at": 0, "mid": self.y + HEAD / 2, "text": title})
        self.y += HEAD

    def row(self, name: str, cells: Sequence[Mapping[str, Any]], words: Words, slots: Mapping[str, int]) -> None:
        """A speaker and what is said in each column; several statements of one column share its field."""
        above = not self.left
        room = len(self.spans) * (self.wide + GAP) if above else self.left - 12
        lines = wrapped(name, 12, room / ROOMY)[:2]
        fields = [[cell for cell in cells if _in(cell["day"], span)] for span in self.spans]
        beside = not above and all(self._fits(words, cell) for held in fields for cell in held)
        tall = (FIELD if beside else TALL) * max(1, *(len(held) for held in fields))
        if not above:
            tall = max(tall, LINE * len(lines))
        first = self.y + LINE / 2 if above else self.y + tall / 2 - LINE * (len(lines) - 1) / 2
        self.names += [{"at": 0, "mid": first + LINE * n, "text": line} for n, line in enumerate(lines)]
        self.y += LINE * len(lines) + 2 if above else 0
        for number, held in enumerate(fields):
            x = self.left + number * (self.wide + GAP)
            if not held:
                self.empty.append({"x": x, "x2": x + self.wide, "y": self.y, "y2": self.y + tall})
            high = tall / max(1, len(held))
            for n, cell in enumerate(held):
                self._cell(cell, x, self.y + n * high, high - (n < len(held) - 1), words, slots)
        self.y += tall + GAP + (4 if above else 0)

    def _fits(self, words: Words, cell: Mapping[str, Any]) -> bool:
        """Whether the word has room beside its sign."""
        return ROOMY * width_of(words.translate(NAMES[cell["act"]]), 12) + 30 <= self.wide

    def _cell(
        self, cell: Mapping[str, Any], x: float, y: float, high: float, words: Words, slots: Mapping[str, int]
    ) -> None:
        box = {"x": x, "x2": x + self.wide, "y": y, "y2": y + high}
        # A refusal is not painted in the colour of whom it refuses: it would stand among those who congratulate him.
        against = cell["act"] in ("refuses_to_recognise", "retracts")
        colour = INK if against else about_colour(str(cell["about"]), slots)
        self.tints.setdefault(TINT[cell["act"]], []).append({**box, "fill": colour})
        self.edges.append({**box, "x2": x + 4, "fill": colour})
        if cell["unconfirmed"]:
            self.stripes.append({**box, "x": x + 4, "fill": HATCHED})
        word = words.translate(NAMES[cell["act"]])
        # The sign with its word beside it; where there is no room, below it and smaller.
        fits = self._fits(words, cell)
        at, mid = x + (16 if fits else self.wide / 2 + 2), y + high / 2
        self.marks.append({"sign": at, "mid": mid if fits else mid - 7, "shape": SHAPES[cell["act"]], "colour": INK})
        if fits:
            self.labels.append({"at": x + 28, "mid": mid, "text": word})
        else:
            self.small.append({"at": at, "mid": mid + 9, "text": word})


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """Names to the left of their fields, or above them where there is no room."""
    inner, narrow = width - 30, is_narrow(width)
    spans = columns(data["days"], COLUMNS[narrow])
    left = 0 if narrow else NAME
    wide = (inner - left - GAP * (len(spans) - 1)) / len(spans)
    legend, top = names_key(data["options"], slots, words, 0, inner)
    heads = [
        {"at": left + number * (wide + GAP) + wide / 2, "mid": top + 10 + up * 14, "text": text}
        for number, span in enumerate(spans)
        for up, text in enumerate(_days(span, words))
    ]
    table = _Table(spans, left, wide, top + 42)
    for role in LANES:
        members = [row for row in data["rows"] if row["role"] == role]
        if members:
            table.role(words.translate(LANES[role]))
        for row in members:
            table.row(words.named(str(row["speaker"])), row["cells"], words, slots)
    x, y = field(inner, table.y)
    hollow = boxes(table.empty, x, y, filled=False, stroke=GRID, strokeWidth=1)
    del hollow["encoding"]["fill"]
    layers = [
        boxes(legend, x, y),
        texts(legend, x, y),
        texts(heads, x, y, align="center", fontSize=11, color=SOFT),
        texts(table.roles, x, y, fontWeight="bold", color=SOFT),
        hollow,
        *(boxes(values, x, y, opacity=tint) for tint, values in sorted(table.tints.items())),
        boxes(table.stripes, x, y, opacity=0.6),
        boxes(table.edges, x, y),
        signs(table.marks, x, y),
        texts(table.labels, x, y),
        texts(table.small, x, y, align="center", fontSize=10),
        texts(table.names, x, y),
    ]
    return {
        "width": inner,
        "height": table.y,
        "padding": {"left": 6, "right": 24, "top": 4, "bottom": 4},
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }


def _in(day: str, span: tuple[date, date]) -> bool:
    return span[0] <= date.fromisoformat(day) <= span[1]


def _days(span: tuple[date, date], words: Words) -> list[str]:
    """A column's day, or its first and its last; with the year."""
    first, last = span
    if first == last:
        return [short_day(first, words), str(first.year)]
    return [f"{short_day(first, words)} –", f"{short_day(last, words)} {last.year}"]
