"""The saved text as the rules read it: one line per paragraph, single blanks, no Markdown, with a way back.

Positions of proposals count in the saved text. The rules work on a flat copy in which a paragraph that was hard-wrapped
at 80 columns is one line and `[congratulated](#)` is `congratulated`; `Flat.back` says where each character stood.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LINK = re.compile(r"!?\[([^\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)")
_WRAPPED = 60


def normal(text: str) -> str:
    """Composed characters (NFC), `\\n` at every end of line, no byte order mark."""
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True)
class Flat:
    """One paragraph."""

    text: str
    """As it reads."""
    back: tuple[int, ...]
    """For each character its position in the saved text."""
    heading: bool = False
    """Whether it stands where a headline stands."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Positions in the saved text."""
        return self.back[start], self.back[end - 1] + 1


def _dropped(text: str) -> set[int]:
    """Positions of Markdown marks."""
    gone: set[int] = set()
    for link in _LINK.finditer(text):
        gone.update(range(link.start(), link.start(1)), range(link.end(1), link.end()))
    for mark in _STRONG.finditer(text):
        gone.update(range(mark.start(), mark.end()))
    if gone:
        for mark in re.finditer(r"\*\*|__", text):
            gone.update(range(mark.start(), mark.end()))
    return gone


def _lines(text: str) -> list[list[tuple[int, int]]]:
    """Paragraphs as lists of lines (start, end): a blank line ends one, so does a line that was not hard-wrapped."""
    made: list[list[tuple[int, int]]] = []
    at, open_ = 0, False
    for line in text.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        if not line.strip():
            open_ = False
            continue
        first = line.lstrip()[0]
        if (open_ and first not in '•*●-–—#>«»“"' and not _ended(text, made[-1][-1])) or (
            open_ and first in '«“"—–' and not _ended(text, made[-1][-1]) and _long(made[-1][-1])
        ):
            made[-1].append((start, end))
        else:
            made.append([(start, end)])
        open_ = True
    return made


def _long(line: tuple[int, int]) -> bool:
    return _WRAPPED <= line[1] - line[0] <= 110


def _ended(text: str, line: tuple[int, int]) -> bool:
    """Whether a line ends a paragraph although no blank line follows: short, or long as a whole paragraph is."""
    length = line[1] - line[0]
    return not (_WRAPPED <= length <= 110 or (length < _WRAPPED and text[line[1] - 1 : line[1]] in ",;"))


_UNFINISHED = re.compile(r"[\w,]\s*$")


def flatten(text: str) -> list[Flat]:
    """The paragraphs of a saved text.

    Examples
    --------
    >>> [flat.text for flat in flatten("Putin [congratulated](#) him.\\n\\nNext.")]
    ['Putin congratulated him.', 'Next.']
    """
    gone = _dropped(text)
    made: list[Flat] = []
    for lines in _lines(text):
        chars: list[str] = []
        back: list[int] = []
        for start, end in lines:
            if chars and chars[-1] != " ":
                chars.append(" ")
                back.append(start - 1)
            for at in range(start, end):
                char = text[at]
                if at in gone or char in "\u00ad\u200b\u200e\u200f":
                    continue
                if char.isspace():
                    if not chars or chars[-1] == " ":
                        continue
                    char = " "
                chars.append(char)
                back.append(at)
        while chars and chars[-1] == " ":
            chars.pop()
            back.pop()
        if chars:
            made.append(Flat("".join(chars), tuple(back)))
    return _headed(_rejoined(made))


def _rejoined(flats: list[Flat]) -> list[Flat]:
    """Join a paragraph that a blank line broke in the middle of a sentence: no stop at its end, a small letter after."""
    made: list[Flat] = []
    for flat in flats:
        if (
            made
            and len(made[-1].text) > _WRAPPED
            and _UNFINISHED.search(made[-1].text)
            and flat.text[0].islower()
            and not flat.text.startswith("http")
        ):
            last = made.pop()
            made.append(Flat(f"{last.text} {flat.text}", (*last.back, flat.back[0] - 1, *flat.back)))
        else:
            made.append(flat)
    return made


def _headed(flats: list[Flat]) -> list[Flat]:
    """Mark headlines: the first line, and short lines without a stop at their end."""
    made = []
    for number, flat in enumerate(flats):
        bare = flat.text.rstrip('"”»’)] ')
        head = (number == 0 and len(flat.text) < 220 and not bare.endswith(".")) or (
            len(flat.text) < 130 and not bare.endswith((".", "!", "?", ":", ";", ",", "…")) and number < 4
        )
        made.append(Flat(flat.text, flat.back, head))
    return made
