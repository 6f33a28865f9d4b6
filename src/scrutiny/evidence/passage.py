"""Where in a saved text something stands: the two selectors of the W3C Web Annotation model, kept together.

A position alone is lost when one character of the text changes; a quotation alone does not say which of two equal
sentences is meant. Positions count Unicode code points from 0, the end is exclusive. They refer to the text as it was
read from the original, which is kept beside it (`text_sha256` says which one), because two versions of an extractor
need not read a web page alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scrutiny.evidence.shape import STRICT

AROUND = 32
"""Characters kept before and after, so that equal words are told apart."""


@dataclass(frozen=True)
class Passage:
    """Some words of a saved text."""

    __pydantic_config__: ClassVar = STRICT

    exact: str
    """The words, character for character."""
    start: int
    """The position of their first character."""
    end: int
    """The position after their last character."""
    prefix: str = ""
    """What stands directly before them."""
    suffix: str = ""
    """What stands directly after them."""
    file: str = ""
    """The saved original, as the case names it."""
    text_sha256: str = ""
    """The digest of the text (UTF-8) that the positions count in."""


def passage(text: str, start: int, end: int, file: str = "", text_sha256: str = "") -> Passage:
    """The words of a text from `start` to `end`, with what surrounds them.

    Examples
    --------
    >>> passage("On Monday the council announced 51.2 %.", 10, 38).exact
    'the council announced 51.2 %'
    """
    return Passage(
        text[start:end], start, end, text[max(0, start - AROUND) : start], text[end : end + AROUND], file, text_sha256
    )
