"""How a mistake names what was meant: the nearest known name, and all of them as far as they fit."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(typed: str, known: Iterable[str]) -> str:
    """What was probably meant, as a question; empty when nothing is near."""
    near = difflib.get_close_matches(typed, list(known), n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else ""


def one_of(known: Iterable[str]) -> str:
    """The known names, as far as they fit in a line."""
    names = list(known) if not isinstance(known, set) else sorted(known)
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"one of: {shown}" if names else "none is declared"
