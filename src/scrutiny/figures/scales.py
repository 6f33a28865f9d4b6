"""What several kinds of figure need: round ticks, labels in the reader's convention, names that fit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from scrutiny.messages import Words, _

NARROW_BELOW = 600
STEPS = (1, 2, 5)
Item = TypeVar("Item")


def ticks(largest: int, at_most: int) -> list[int]:
    """Round numbers from 0 to just above `largest`, so many at most.

    Examples
    --------
    >>> ticks(11_027_796, 6)
    [0, 5000000, 10000000, 15000000]
    >>> ticks(7, 12)
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    power = 1
    while True:
        for step in STEPS:
            count = -(-max(largest, 1) // (step * power)) + 1
            if count <= max(at_most, 3):
                return [n * step * power for n in range(count)]
        power *= 10


def axis_of(values: Sequence[int], words: Words, title: str = "") -> dict[str, Any]:
    """An axis of whole numbers, in millions where they all are, labelled in the reader's convention."""
    millions = len(values) > 1 and all(value % 1_000_000 == 0 for value in values)
    thousands = (
        not millions and len(values) > 1 and all(value % 1_000 == 0 for value in values) and values[-1] >= 10_000
    )
    unit = 1_000_000 if millions else 1_000 if thousands else 1
    labels = {str(value): words.whole(value // unit) for value in values}
    named = (
        words.translate(_("millions of votes"))
        if millions
        else words.translate(_("thousands of votes"))
        if thousands
        else words.translate(_("votes"))
    )
    # The labels are given ready made: the chart library knows one convention for numbers, the reader another.
    return {
        "values": list(values),
        "labelExpr": f"({json.dumps(labels, sort_keys=True)})[toString(datum.value)]",
        "title": title or named,
        "titleAnchor": "start",
    }


def is_narrow(width: int) -> bool:
    return width < NARROW_BELOW


def shortened(text: str, letters: int) -> str:
    """A name that fits; the whole name stands in the text alternative."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def wrapped(text: str, full: int, last: int, most: int = 3) -> tuple[str, ...]:
    """A name in as many lines as it needs; only what does not fit in `most` of them is cut.

    Lines have room for `full` letters, the last one for `last`, because a number stands beside it.

    Examples
    --------
    >>> wrapped("outside the record: all entries of the register", 30, 24)
    ('outside the record: all', 'entries of the register')
    """
    lines: list[str] = []
    while len(text) > last and len(lines) < most - 1:
        room = min(full, len(text) - 1)
        head = text[: room + 1].rpartition(" ")[0] or text[:room]
        lines.append(head)
        text = text[len(head) :].strip()
    return (*lines, shortened(text, last))


def titled(text: str, width: int) -> list[str]:
    """The title of an axis in as many lines as fit the width, none of them cut.

    Examples
    --------
    >>> titled("smallest quarter less largest, in standard deviations", 200)
    ['smallest quarter less', 'largest, in standard', 'deviations']
    """
    room = letters_in(width, 12)
    return list(wrapped(text, room, room, 1 + len(text) // max(1, room // 2)))


def largest(rows: Sequence[Item], size: Callable[[Item], int], most: int) -> list[Item]:
    """The largest rows, so many at most, in the order in which they stand."""
    kept = sorted(range(len(rows)), key=lambda i: -size(rows[i]))[:most]
    return [rows[i] for i in sorted(kept)]


def coloured(sizes: Mapping[str, int], slots: Mapping[str, int]) -> Mapping[str, int]:
    """The numbers of the options' colours: those of the page, or by size where the page knows none of them.

    Examples
    --------
    >>> coloured({"A": 3, "B": 9}, {})
    {'B': 1, 'A': 2}
    """
    if any(option in slots for option in sizes):
        return slots
    return {option: number for number, option in enumerate(sorted(sizes, key=lambda o: -sizes[o]), 1)}


def letters_in(width: int, size: int = 13) -> int:
    """How many letters of a common font fit, cautiously."""
    return max(8, int(width / (size * 0.58)))


def dodged(places: Sequence[float], apart: float, width: float) -> list[float]:
    """Places of signs along a line, moved as little as needed so that none covers another.

    Examples
    --------
    >>> dodged([100.0, 104.0, 300.0], 20, 400)
    [92.0, 112.0, 300.0]
    """
    order = sorted(range(len(places)), key=lambda i: (places[i], i))
    # Neighbours that are too close form a group, which is spread around its own middle; groups may grow together.
    groups: list[list[int]] = []
    centres: list[float] = []
    for i in order:
        groups.append([i])
        centres.append(places[i])
        while len(groups) > 1:
            reach = (len(groups[-2]) + len(groups[-1])) / 2 * apart
            if centres[-1] - centres[-2] >= reach:
                break
            joined = groups[-2] + groups[-1]
            centre = sum(places[j] for j in joined) / len(joined)
            groups[-2:], centres[-2:] = [joined], [centre]
    made = [0.0] * len(places)
    for group, centre in zip(groups, centres, strict=True):
        first = centre - (len(group) - 1) / 2 * apart
        first = max(0.0, min(first, width - (len(group) - 1) * apart))
        for position, i in enumerate(group):
            made[i] = first + position * apart
    return made
