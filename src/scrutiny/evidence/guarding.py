"""Cells that a spreadsheet would take for a formula.

A cell that begins with one of `= + - @`, a tab or a return is worked out by spreadsheets, wherever the text comes from.
An apostrophe before it makes it a text. Of a text that begins so already one more is set, so that taking one away
always gives what stood there.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """A text as a cell that no spreadsheet works out.

    Examples
    --------
    >>> guarded("=1+1"), guarded("51.2"), guarded("'-x")
    ("'=1+1", '51.2', "''-x")
    """
    return "'" + text if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text of such a cell.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("'quoted' words")
    ('=1+1', "'quoted' words")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
