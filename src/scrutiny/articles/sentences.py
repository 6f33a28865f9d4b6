"""Where sentences end: abbreviations, initials, numbers with dots and closing quotation marks do not end one."""

from __future__ import annotations

import re

_SHORT = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "sr",
        "sra",
        "srta",
        "st",
        "sen",
        "rep",
        "gov",
        "gen",
        "col",
        "lt",
        "capt",
        "prof",
        "rev",
        "hon",
        "jr",
        "no",
        "nos",
        "vs",
        "etc",
        "inc",
        "ltd",
        "co",
        "dept",
        "est",
        "fig",
        "m",
        "mm",
        "me",
        "mme",
        "mlle",
        "mgr",
        "ee",
        "uu",
        "eeuu",
        "u",
        "s",
        "un",
        "c",
        "n",
        "art",
        "pag",
        "vol",
        "ed",
        "av",
        "ud",
        "uds",
        "lic",
        "ing",
        "dra",
        "d",
        "dña",
        "excmo",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "ene",
        "abr",
        "ago",
        "dic",
        "fev",
        "fevr",
        "janv",
        "juil",
        "dez",
        "set",
        "out",
        "av",
        "approx",
        "ca",
        "cf",
        "al",
        "pres",
        "gral",
        "cnel",
    ]
)
_END = re.compile(r"(?:[.!?…]+)([\"”»’'\)\]]*)(?=\s|$)")
_SPACED_CLOSE = re.compile(r"\s»")


def sentences(text: str) -> list[tuple[int, int]]:
    """Starts and ends of the sentences of a paragraph.

    Examples
    --------
    >>> text = "The U.S. embassy took note. It did not congratulate Mr. Ruto."
    >>> [text[start:end] for start, end in sentences(text)]
    ['The U.S. embassy took note.', 'It did not congratulate Mr. Ruto.']
    """
    made: list[tuple[int, int]] = []
    start = 0
    for found in _END.finditer(text):
        end = found.end()
        if end < len(text) and not _ends(text, found):
            continue
        if _SPACED_CLOSE.match(text, end) and text.count("«", start, end) > text.count("»", start, end):
            end += 2
            after = text[end:].lstrip()
            if after[:1] in ",;" or after[:1].islower():
                continue
        if text[start:end].strip():
            lead = len(text[start:end]) - len(text[start:end].lstrip())
            made.append((start + lead, end))
        start = end
    if text[start:].strip():
        lead = len(text[start:]) - len(text[start:].lstrip())
        made.append((start + lead, len(text.rstrip())))
    return made


def _ends(text: str, found: re.Match[str]) -> bool:
    after = text[found.end() :].lstrip()
    if found[0].startswith(".") and not found[1]:
        before = re.search(r"([\w’']+)$", text[: found.start()])
        word = before[1].lower() if before else ""
        single = len(word) == 1 and word.isalpha() and before is not None
        if single and text[found.start() - 1].isupper():
            return bool(re.search(r"\b[A-Z]\.[A-Z]$", text[: found.start()])) and _fresh(after)
        if word in _SHORT and not (word.isdigit()):
            return word in {"uu", "etc"} and _fresh(after)
    return not (after[:1].islower() or (found[1] and after[:1] in ",;—–")) or not after


_FRESH = re.compile(r"[\"“«]?(?:The|It|He|She|They|In|On|A|An|El|La|Los|Las|En|No|Le|Les|Il|Elle|O|Os|As)\b")


def _fresh(after: str) -> bool:
    """Whether what follows an abbreviation begins a sentence."""
    return bool(_FRESH.match(after))
