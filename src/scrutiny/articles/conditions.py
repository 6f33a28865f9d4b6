"""What is only supposed: a clause that begins with "if" says nothing that anybody did."""

from __future__ import annotations

import re

_OPENS: dict[str, str] = {
    "en": r"(?:even |only |but |and )?(?:if|unless|should|were|in case|whether)\b",
    "es": r"(?:pero |y |incluso |solo |sólo )?(?:si|a menos que|en caso de que|salvo que|siempre que)\b",
    "pt": r"(?:mas |e |mesmo |só )?(?:se (?:o|a|os|as|não|um|uma|ele|ela|eles|elas|algum|alguma|nenhum)\b|caso\b|a menos que\b|"
    r"a não ser que\b|desde que\b)",
    "fr": r"(?:mais |et |même |sauf )?(?:si\b|s['’]ils?\b|à moins qu|au cas où\b|pourvu qu)",
}  # fmt: skip
_PATTERNS = {language: re.compile(opens, re.IGNORECASE) for language, opens in _OPENS.items()}
_BEFORE = re.compile(r"[,;:.!?–—\"“”«»(\n]")


def supposed(text: str, sentence: int, start: int, end: int, language: str) -> bool:
    """Whether the clause from `start` to `end`, in the sentence that begins at `sentence`, is a condition.

    Examples
    --------
    >>> said = "If the opposition rejects the result, talks will end."
    >>> supposed(said, 0, 3, 36, "en")
    True
    >>> supposed("The opposition rejects the result.", 0, 0, 33, "en")
    False
    """
    pattern = _PATTERNS.get(language)
    if pattern is None:
        return False
    before = text[sentence:start]
    marks = [found.end() for found in _BEFORE.finditer(before)]
    opening = sentence + (marks[-1] if marks else 0)
    return pattern.match(text[opening:end].lstrip()) is not None
