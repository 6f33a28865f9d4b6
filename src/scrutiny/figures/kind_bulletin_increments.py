"""What each option had in one bulletin, and what the next one added (or took away)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.figures.bars import Row, bars, colour_of
from scrutiny.figures.paint import HATCHED, NO, SOFT
from scrutiny.figures.scales import coloured, largest
from scrutiny.messages import Words, _

ROWS, LIST = 12, "options"


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """A bar of the first bulletin's votes, continued by what was added; what fell is drawn over its end."""
    rows = []
    options = list(data["options"])
    slots = coloured({str(o["id"]): _size(o) for o in options}, slots)
    for option in largest(options, _size, ROWS):
        first, added = int(option["first"]), int(option["added"])
        own = (0, first, colour_of(str(option["id"]), slots, SOFT))
        rest = (first, first + added, HATCHED) if added >= 0 else (max(0, first + added), first, NO)
        sign = "+ " if added >= 0 else "− "
        rows.append(
            Row(words.named(str(option["name"])), f"{words.whole(first)} {sign}{words.whole(abs(added))}", (own, rest))
        )
    return bars(rows, words, width)


def _size(option: Mapping[str, Any]) -> int:
    return int(option["first"]) + max(0, int(option["added"]))


def key(data: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Solid is the first bulletin, striped what the second added."""
    made = [
        ("solid", str(data["first"])),
        ("striped", words.translate(_("added by {later}")).replace("{later}", str(data["second"]))),
    ]
    if any(int(option["added"]) < 0 for option in data["options"]):
        made.append(("fell", words.translate(_("votes that fell"))))
    return made
