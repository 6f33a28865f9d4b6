"""Lower case without accents, character for character, so that positions stay."""

from __future__ import annotations

import functools
import unicodedata

_OWN = {"ß": "s", "æ": "a", "œ": "o", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'", "‘": "'", "ʼ": "'", "`": "'"}
_BLANKS = "\u00a0\u202f\u2009\u2007\u200a\t"


@functools.lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    low = char.lower()
    if low in _OWN:
        return _OWN[low]
    if char in _BLANKS:
        return " "
    return (unicodedata.normalize("NFD", low) or char)[0]


def fold(text: str) -> str:
    """The text in lower case without accents, of the same length.

    Examples
    --------
    >>> fold("Sueño Élysée")
    'sueno elysee'
    """
    return "".join(map(_folded, text))
