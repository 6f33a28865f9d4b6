"""Quotations: where they begin and end, who said them, and whether a fragment or a whole statement is quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PAIRS = (("“", "”"), ("«", "»"), ('"', '"'), ("„", "“"))


@dataclass(frozen=True)
class Quotation:
    """Words between quotation marks in a paragraph."""

    start: int
    """Of the opening mark."""
    end: int
    """After the closing mark."""
    whole: bool
    """A statement of its own, not a fragment in the outlet's sentence."""


def quotations(text: str) -> list[Quotation]:
    """The outermost quotations of a paragraph; one that is never closed ends with it.

    Examples
    --------
    >>> quotations('He said: "We won, and they know it."')[0].whole
    True
    """
    made: list[Quotation] = []
    at = 0
    if text.startswith("»"):
        # A paragraph that goes on with a quotation opens with the closing mark in Spanish.
        end = text.find("»", 1)
        end = end + 1 if end > 0 else len(text)
        made.append(Quotation(0, end, True))
        at = end
    while at < len(text):
        pair = next((pair for pair in _PAIRS if text[at] == pair[0]), None) if text[at] in '“«"„' else None
        if pair is None:
            at += 1
            continue
        depth, end = 1, at + 1
        while end < len(text):
            if text[end] == pair[1] and pair[0] == pair[1]:
                depth -= 1
            elif text[end] == pair[0]:
                depth += 1
            elif text[end] == pair[1]:
                depth -= 1
            end += 1
            if depth == 0:
                break
        inner = text[at + 1 : end - 1 if depth == 0 else end].strip()
        if depth and pair[0] == '"' and len(inner) > 400 and at > 0:
            at += 1
            continue
        made.append(Quotation(at, end, _whole(text, at, end, inner)))
        at = end
    return [*made, *_dialogue(text, made)]


def _dialogue(text: str, made: list[Quotation]) -> list[Quotation]:
    """Spanish and Portuguese dialogue: —We won —said X."""
    if made:
        return []
    found = re.match(r"\s*[—–-]\s?(?=[A-ZÁÉÍÓÚÀ¡¿Ñ])(?P<said>[^—–]{6,}?)\s?[—–]\s?(?=[a-záéíóú])", text)
    if found is None:
        return []
    return [Quotation(found.start("said"), found.end("said"), True)]


def _whole(text: str, start: int, end: int, inner: str) -> bool:
    words = inner.split()
    if not words:
        return False
    before = text[:start].rstrip()
    opens = not before or before[-1] in '.:!?…—–,»”"'
    capital = inner[0].isupper() or inner[0] in "¡¿"
    after = text[end:].lstrip()
    ended = inner[-1] in ".,!?…" or after[:1] in ",." or not after
    if before.endswith(":") and len(words) >= 2:
        return True
    if len(words) == 1:
        return inner[0] in "¡¿" or inner[-1] == "!"
    return (capital and len(words) >= 3 and (opens or ended)) or (capital and opens and ended)
