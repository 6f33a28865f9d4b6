"""Votes that would alter an announced outcome, beside the votes that were not yet counted when it was announced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrutiny.figures.bars import Row, bars
from scrutiny.figures.paint import HATCHED, INK, SOFT
from scrutiny.messages import Words, _, say


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """One bar for the need, one for the rest (striped between its bounds), one for each register."""
    needed = int(data["needed"])
    rows = [Row(words.translate(_("votes that would alter the outcome")), words.whole(needed), ((0, needed, INK),))]
    outside = _("outside the record: {register}")
    if data["rest"] is not None:
        least, most = int(data["rest"]["least"]), int(data["rest"]["most"])
        text = words.plain(say(_("{low} to {high}"), low=least, high=most)) if least != most else words.whole(most)
        rows.append(Row(words.translate(_("votes not yet counted")), text, ((0, least, SOFT), (least, most, HATCHED))))
        outside = _("not among the votes counted: {register}")
    for register in data["registers"]:
        name = words.plain(say(outside, register=str(register["name"])))
        left = int(register["left"])
        rows.append(Row(name, words.whole(left), ((0, max(0, left), HATCHED),)))
    return bars(rows, words, width, needed)
