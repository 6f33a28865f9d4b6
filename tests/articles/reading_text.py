"""The text of an article of the corpus as a person reads it: no tags, entities decoded, runs of blanks one blank."""

from __future__ import annotations

import html
import re
from pathlib import Path

_BLOCK = re.compile(r"</?(p|div|li|h\d|br|td|tr|section|article|blockquote|figcaption)\b[^>]*>")


def text_of(annotation: Path) -> str:
    """The text of the article that an annotation belongs to."""
    plain = annotation.with_suffix(".txt")
    if plain.is_file():
        return plain.read_text(encoding="utf-8")
    page = annotation.with_suffix(".html").read_text(encoding="utf-8")
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", page)
    return html.unescape(re.sub(r"<[^>]+>", "", _BLOCK.sub("\n", page)))


def flat(text: str) -> str:
    """One blank for each run of blanks."""
    return re.sub(r"\s+", " ", text)
