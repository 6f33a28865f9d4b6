"""How alike two texts are: runs of five words that both have, of all runs that either has.

A. Broder, On the resemblance and containment of documents (1997).
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

LENGTH = 5


def shingles(text: str, length: int = LENGTH) -> frozenset[tuple[str, ...]]:
    """Runs of words without case, accents and punctuation; a shorter text is one run.

    Examples
    --------
    >>> sorted(shingles("The council has announced the result, again.", 5))[0]
    ('council', 'has', 'announced', 'the', 'result')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    if not words:
        return frozenset()
    return frozenset(tuple(words[i : i + length]) for i in range(max(1, len(words) - length + 1)))


def resemblance(one: str, other: str, length: int = LENGTH) -> Fraction:
    """The share of runs that both texts have, of all that one of them has: 0 where one is empty.

    Examples
    --------
    >>> resemblance("the council announced the result today", "the council announced the result today")
    Fraction(1, 1)
    >>> resemblance("the council announced the result today", "the council announced the result on Monday")
    Fraction(1, 4)
    """
    left, right = shingles(one, length), shingles(other, length)
    if not left or not right:
        return Fraction(0)
    return Fraction(len(left & right), len(left | right))
