"""What is said about a report after it was published: replies of those concerned, corrections of its authors.

Neither is evidence of the election. Both name the report that they speak of by its digest, so they stand outside that
digest: a report that prints a reply has the digest of the report that was answered, as long as its evidence is the
same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from scrutiny.errors import Problem
from scrutiny.evidence.claim import Role
from scrutiny.evidence.shape import STRICT

LONGEST = 100_000
"""So many characters a reply may have; what is longer is published elsewhere, and `source` leads there."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Reply:
    """A dated answer by a named body, printed beside what it answers; it changes no finding."""

    __pydantic_config__: ClassVar = STRICT

    by: str
    """Who answers."""
    on: date | datetime
    """When."""
    words: str
    """What they say, in their words."""
    to: str = ""
    """The finding that is answered, or a check for all its findings; the whole report when empty."""
    source: str = ""
    """Where it is written."""
    role: Role = "other"
    """What the body is."""
    answers: str = ""
    """Digest of the evidence of the report that is answered, as its last lines print it."""


@dataclass(frozen=True)
class Correction:
    """Something that a published report said and a later one does not say any more, with the reason."""

    __pydantic_config__: ClassVar = STRICT

    on: date | datetime
    """When it was corrected."""
    what: str
    """What changed, in a sentence."""
    why: str
    """Why, in a sentence."""
    findings: tuple[str, ...] = ()
    """Ids of the findings concerned."""
    before: str = ""
    """Digest of the evidence of the report that is corrected."""
    after: str = ""
    """Digest of the evidence of the corrected report."""
    by: str = ""
    """Who corrects."""


def in_order(value: date | datetime) -> tuple[date, float]:
    """A key to sort days and moments by; a day counts as its beginning.

    Examples
    --------
    >>> in_order(date(2024, 8, 10)) < in_order(datetime(2024, 8, 10, 0, 5))
    True
    """
    if not isinstance(value, datetime):
        return value, 0.0
    offset = value.utcoffset()
    if offset is not None:
        value = (value - offset).replace(tzinfo=None)
    return value.date(), value.hour * 3600.0 + value.minute * 60 + value.second


Where = Callable[[tuple[str | int, ...]], str]


def answer_problems(
    replies: Sequence[Reply],
    of_replies: Sequence[Where],
    corrections: Sequence[Correction],
    of_corrections: Sequence[Where],
) -> Iterator[Problem]:
    """What a reply or a correction may not be: empty, endless, of signs that are no words, of a digest that is none.

    Whether the finding exists that one speaks of is not asked: findings come and go, a reply stays.
    """
    for reply, where in zip(replies, of_replies, strict=True):
        yield from _texts(where, needed={"by": reply.by, "words": reply.words}, others={"source": reply.source})
        yield from _digests(where, {"answers": reply.answers})
    for correction, where in zip(corrections, of_corrections, strict=True):
        yield from _texts(where, {"what": correction.what, "why": correction.why}, {"by": correction.by})
        yield from _digests(where, {"before": correction.before, "after": correction.after})


def _texts(where: Where, needed: dict[str, str], others: dict[str, str]) -> Iterator[Problem]:
    for key, text in (needed | others).items():
        if key in needed and not text.strip():
            yield Problem(where((key,)), "empty", _NEEDED[key])
        if len(text) > LONGEST:
            yield Problem(
                where((key,)),
                f"{len(text):,} characters",
                f"at most {LONGEST:,}",
                "publish the whole text elsewhere, and give its beginning with `source`",
            )
        if sign := _CONTROL.search(text):
            yield Problem(where((key,)), f"holds the control sign U+{ord(sign[0]):04X}", "plain text")


_NEEDED = {
    "by": "who answers",
    "words": "what they say, in their words",
    "what": "what changed, in a sentence",
    "why": "the reason, printed in the report",
}


def _digests(where: Where, given: dict[str, str]) -> Iterator[Problem]:
    for key, text in given.items():
        if text and not _DIGEST.fullmatch(text):
            yield Problem(
                where((key,)),
                repr(text[:80]),
                "a digest: 64 signs of 0123456789abcdef",
                "the last lines of a report print it",
            )
