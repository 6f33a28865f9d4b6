"""Sheets that must be false, by how many were left out: what would have to be false together."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scrutiny.figures.bars import Row, bars
from scrutiny.figures.paint import INK, SOFT
from scrutiny.messages import Percent, Words, _, say


def specification(data: Mapping[str, Any], words: Words, width: int, slots: Mapping[str, int]) -> dict[str, Any]:
    """A bar for each number of units left out; the announced one is dark."""
    rows = []
    for row in data["rows"]:
        coverage = Percent(Decimal(row["coverage"]), 3)
        name = _("{left_out} left out, {coverage} counted")
        if row["announced"]:
            name = _("{left_out} left out, {coverage} counted: the most that was announced")
        told = words.plain(say(name, left_out=int(row["left_out"]), coverage=coverage))
        false = words.plain(say(_("{false} false"), false=int(row["false"])))
        rows.append(Row(told, false, ((0, int(row["false"]), INK if row["announced"] else SOFT),)))
    return bars(rows, words, width)
