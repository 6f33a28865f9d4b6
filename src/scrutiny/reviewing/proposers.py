"""Proposals of plug-ins: other packages may propose claims, too, and every word of theirs must stand in the text.

A package names a callable under the entry-point group `scrutiny.proposers`. It is called with the text, what a reader
knows of the case, and the language, and gives plain data: `exact` (words of the text), `speaker`, `act`, and any other
field of a claim. It is never asked unless its name is given, and what it proposes carries its name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from importlib.metadata import EntryPoint, entry_points
from itertools import islice
from typing import Any

from scrutiny.errors import Problem, ReadError, ScrutinyError
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.passage import Passage, passage
from scrutiny.evidence.proposal import Article, Proposal, Reading
from scrutiny.evidence.schema import build
from scrutiny.messages import Code, Message, Name, Quote, _, say

GROUP = "scrutiny.proposers"
MOST = 1000
"""Proposals of one plug-in about one article that are looked at."""
_OWN = ("exact", "start", "confidence", "model")
"""What a plug-in says besides the fields of the claim."""


def proposed_with(
    names: Iterable[str], text: str, context: object, reading: Reading
) -> tuple[tuple[Proposal, ...], tuple[Message, ...]]:
    """What the named plug-ins propose besides a reading, and what of theirs was dropped and why.

    Raises
    ------
    ReadError
        When there is no such plug-in, or it failed.
    """
    made: list[Proposal] = []
    notes: list[Message] = []
    for name in dict.fromkeys(names):
        entry = _entry(name)
        known = {_key(one) for one in (*reading.proposals, *made)}
        answer = _called(entry, text, context, reading.article.language)
        if len(answer) > MOST:
            notes.append(say(_("{name}: only its first {n} proposals were looked at"), name=Code(name), n=MOST))
        for number, data in enumerate(answer[:MOST], 1):
            found = _proposal(data, number, name, text, reading.article)
            if isinstance(found, Message):
                notes.append(found)
            elif _key(found) not in known:
                known.add(_key(found))
                made.append(found)
    return tuple(made), tuple(notes)


def _entry(name: str) -> EntryPoint:
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    if name not in found:
        known = ", ".join(sorted(found))
        raise ReadError(
            Problem(
                f"--with {name}",
                "no such plug-in is installed",
                f"one of: {known}" if known else f"a package that names a proposer under {GROUP}; none is installed",
            )
        )
    return found[name]


def _called(entry: EntryPoint, text: str, context: object, language: str) -> list[Any]:
    """The plug-in's answer, whole; its fault is told with its name."""
    try:
        return list(islice(entry.load()(text, context, language), MOST + 1))
    except ScrutinyError:
        raise
    except Exception as error:
        raise ReadError(
            Problem(
                f"--with {entry.name}",
                f"the plug-in failed: {type(error).__name__}: {error}",
                "a list of proposals",
                "read without it, and tell those who made it",
            )
        ) from error


def _proposal(data: Any, number: int, name: str, text: str, article: Article) -> Proposal | Message:
    """One proposal of a plug-in, or why it is dropped."""
    if not isinstance(data, Mapping) or not isinstance(data.get("exact"), str) or not data["exact"].strip():
        return say(
            _("{name}: proposal {n} was dropped, because it quotes no words of the text"), name=Code(name), n=number
        )
    exact = data["exact"]
    start = _start(data.get("start"), exact, text)
    if start is None:
        return say(
            _("{name}: proposal {n} was dropped, because these words do not stand in the text: {words}"),
            name=Code(name),
            n=number,
            words=Quote(exact if len(exact) <= 200 else exact[:197] + "..."),
        )
    at = passage(text, start, start + len(exact), article.file, article.text_sha256)
    fields = {key: value for key, value in data.items() if key not in _OWN}
    id_ = _id(article, at, fields)
    try:
        claim = build(Claim, {"id": f"{name}-{id_[:8]}"} | fields, "", "claim")
        confidence = float(data.get("confidence", 0))
        if not 0 <= confidence <= 1:
            raise ValueError(f"confidence {confidence}")
    except (ScrutinyError, ValueError, TypeError) as error:
        return say(
            _("{name}: proposal {n} was dropped, because it is no claim: {why}"),
            name=Code(name),
            n=number,
            why=Name(" ".join(str(error).split())),
        )
    model = str(data.get("model", "")).strip()
    made_by = f"plug-in {name}" + (f" ({model})" if model else "")
    sentence = passage(text, *_sentence(text, at), article.file, article.text_sha256)
    return Proposal(id_, claim, at, sentence, (), confidence, made_by)


def _start(given: Any, exact: str, text: str) -> int | None:
    """Where the words stand: at the position that is given, if they do stand there, else where they stand first."""
    if isinstance(given, int) and given >= 0 and text.startswith(exact, given):
        return given
    found = text.find(exact)
    return None if found < 0 else found


def _id(article: Article, at: Passage, fields: Mapping[str, Any]) -> str:
    parts = (article.text_sha256, at.start, at.end, *(fields.get(key) for key in ("speaker", "act", "about")))
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()[:16]


def _key(proposal: Proposal) -> tuple[str, str, str | None, Decimal]:
    """Two proposals with one key are one: the same said by the same about the same, in overlapping words."""
    claim = proposal.claim
    return claim.speaker.casefold(), claim.act, claim.about, Decimal(proposal.sentence.start)


def _sentence(text: str, at: Passage) -> tuple[int, int]:
    """The line of the text around some words, cut at the ends of sentences."""
    start = max(at.start - 1, 0)
    while (
        start > 0
        and text[start - 1] != "\n"
        and not (text[start - 1].isspace() and text[start - 2 : start - 1] in _ENDS)
    ):
        start -= 1
    ends = list(_sentence_ends(text, max(at.end - 1, 0)))
    return min(start, at.start), max(ends[0] if ends else len(text), at.end)


_ENDS = (".", "!", "?", "…")


def _sentence_ends(text: str, place: int) -> Iterator[int]:
    for number in range(place, len(text)):
        if text[number] == "\n":
            yield number
        elif text[number] in _ENDS and (number + 1 == len(text) or text[number + 1].isspace()):
            yield number + 1
