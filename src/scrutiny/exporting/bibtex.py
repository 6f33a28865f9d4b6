"""Where each claim is printed, as entries for a bibliography (BibLaTeX): `@online` with an address, `@misc` without."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from urllib.parse import quote

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim, Report
from scrutiny.evidence.source import Source
from scrutiny.exporting import Exported
from scrutiny.messages import Message, _, say

# Signs that TeX takes for its own. The braces are spelled out: a reader of BibTeX counts them even where they are
# escaped.
_ESCAPED = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{sign: "\\" + sign for sign in "%&_#$"},
}


def bibliography(case: CaseFile) -> Exported:
    """An entry for each report of a claim, or for its source, and for each source of the case."""
    taken: set[str] = set()
    entries = []
    without: list[Claim] = []
    for claim in case.claims:
        for report in claim.reports:
            entries.append(_entry(_key(taken, claim.id, report.by, _year(report.on)), _of_report(claim, report)))
        if claim.source:
            entries.append(_entry(_key(taken, claim.id), _of_source_text(claim)))
        if not claim.reports and not claim.source:
            without.append(claim)
    for source in case.sources:
        entries.append(_entry(_key(taken, source.id), _of_source(source)))
    told: tuple[Message, ...] = ()
    if without:
        told = (say(_("{n} claims name no source and have no entry."), n=len(without)),)
    return Exported(("\n\n".join(entries) + "\n").encode() if entries else b"", told)


def escaped(text: str) -> str:
    """A text in one line, with TeX's own signs escaped.

    Examples
    --------
    >>> escaped("51 % of A & B")
    '51 \\\\% of A \\\\& B'
    """
    return "".join(_ESCAPED.get(sign, sign) for sign in " ".join(text.split()))


def _of_report(claim: Claim, report: Report) -> dict[str, str]:
    said = "" if claim.said is None else f"said {_day(claim.said)}"
    return {
        "author": _name(claim.speaker),
        "title": _name(_title(claim, report.words)),
        "organization": _name(report.by),
        "date": _day(report.on),
        "url": _address(report.url),
        "note": escaped("; ".join(part for part in (said, f"via {report.via}" if report.via else "") if part)),
    }


def _of_source_text(claim: Claim) -> dict[str, str]:
    is_address = re.fullmatch(r"https?://\S+", claim.source.strip()) is not None
    return {
        "author": _name(claim.speaker),
        "title": _name(_title(claim)),
        "howpublished": "" if is_address else _name(claim.source),
        "url": _address(claim.source) if is_address else "",
        "note": escaped("" if claim.said is None else f"said {_day(claim.said)}"),
    }


def _of_source(source: Source) -> dict[str, str]:
    return {
        "title": _name(source.title),
        "organization": _name(source.publisher),
        "date": _day(source.published),
        "url": _address(source.url or ""),
        "urldate": _day(source.fetched_at),
        "note": escaped(f"SHA-256 {source.sha256}" if source.sha256 else source.about),
    }


def _title(claim: Claim, words: str = "") -> str:
    return claim.title or words or claim.words or claim.summary or claim.id


def _name(text: str) -> str:
    """A text in braces of its own: nobody's name is taken apart, and no capital letter is made small."""
    return "{" + escaped(text) + "}" if text else ""


def _day(moment: date | datetime | None) -> str:
    if moment is None:
        return ""
    return (moment.date() if isinstance(moment, datetime) else moment).isoformat()


def _year(moment: date | None) -> str:
    return "" if moment is None else f"{moment.year:04d}"


def _address(url: str) -> str:
    """An address as it may stand between braces."""
    return quote(url.strip(), safe="%/:?#[]@!$&'()*+,;=-._~")


def _entry(key: str, values: Mapping[str, str]) -> str:
    kind = "online" if values.get("url") else "misc"
    lines: Iterable[str] = (f"  {name} = {{{value}}}" for name, value in values.items() if value)
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"


def _key(taken: set[str], *parts: str) -> str:
    """A key of plain letters that no other entry has."""
    plain = unicodedata.normalize("NFKD", "-".join(part for part in parts if part)).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "claim"
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    taken.add(key)
    return key
