"""Whether a case has a proposed claim already, from another article: then the article is one more report of it.

Twelve papers that print one sentence of the electoral council make one claim with twelve reports, and twelve that
print one agency's text have one source.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim, Figures

WEEK = timedelta(days=7)
"""A claim whose day is not told was printed at most so long after it was made."""


def same_claim(case: CaseFile, claim: Claim, printed: date | datetime | None = None) -> Claim | None:
    """The claim of the case that a proposed one tells again; None where there is none.

    It is the same when speaker, act, subject and day are the same, and every figure that both give. A printed
    announcement of one option's share is told by an announcement of all of them. Where one of them does not tell its
    day, it must have been printed within a week of the other's.

    Parameters
    ----------
    printed
        When the article was published from which the claim is proposed.
    """
    return next((known for known in case.claims if _same(case, known, claim, printed)), None)


def _same(case: CaseFile, known: Claim, claim: Claim, printed: date | datetime | None) -> bool:
    return (
        known.act == claim.act
        and known.of_election == claim.of_election
        and case.contest_of(known) == case.contest_of(claim)
        and known.place == claim.place
        and _one_speaker(case, known, claim)
        and (known.country or claim.country) == (claim.country or known.country)
        and _same_day(known, claim, printed)
        and (known.figures is None) == (claim.figures is None)
        and (known.about == claim.about or (known.figures is not None and None in (known.about, claim.about)))
        and (known.figures is None or claim.figures is None or _agree(known.figures, claim.figures))
    )


def _one_speaker(case: CaseFile, known: Claim, claim: Claim) -> bool:
    """Whether both have one speaker, whatever the one paper and the other call him.

    The same name; one name within the other ("Putin", "Vladimir Putin, president of Russia") of the same role and
    country; two names of one option; or the electoral authority, of which there is one.
    """
    ours, theirs = named(known.speaker), named(claim.speaker)
    if ours == theirs:
        return True
    contest = case.contest_by_id[case.contest_of(known)]
    options = {contest.spelled.get(one.speaker) for one in (known, claim)}
    if len(options) == 1 and None not in options:
        return True
    if known.role != claim.role or known.country is None or known.country != claim.country:
        return False
    if known.role == "authority" and known.country == case.country:
        return True
    if known.role not in PERSONS:
        return False
    few, many = sorted((set(ours.split()), set(theirs.split())), key=len)
    return few <= many and any(len(word) >= LONG for word in few)


PERSONS = ("state", "candidate", "party")
"""Roles of persons who are printed with and without first name and office."""
LONG = 4
"""A word of so many letters can be a name; shorter ones are particles."""


def named(speaker: str) -> str:
    """A name without what spellings differ in: accents, case, signs, what stands in parentheses, an article.

    Examples
    --------
    >>> named("The National Electoral Council (Elvis Amoroso)") == named("national electoral council")
    True
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"\([^)]*\)", " ", speaker))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    words = re.findall(r"\w+", plain)
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


_ARTICLES = {"the", "el", "la", "los", "las", "o", "a", "os", "as", "le", "les", "l"}


def _same_day(known: Claim, claim: Claim, printed: date | datetime | None) -> bool:
    ours, theirs = _day(known.said), _day(claim.said)
    if (ours is None) == (theirs is None):
        return ours == theirs
    said = ours or theirs
    days = [_day(printed)] if theirs is None else [_day(report.on) for report in known.reports]
    return said is not None and any(day is not None and said <= day <= said + WEEK for day in days)


def _day(said: date | datetime | None) -> date | None:
    return said.date() if isinstance(said, datetime) else said


def _agree(left: Figures, right: Figures) -> bool:
    """Whether they have a figure in common and differ in none; 51.2 and 51.20 are the same figure here."""
    ours, theirs = dict(_each(left)), dict(_each(right))
    common = ours.keys() & theirs.keys()
    return bool(common) and all(ours[key] == theirs[key] for key in common)


def _each(figures: Figures) -> list[tuple[str, Decimal]]:
    made: list[tuple[str, Decimal]] = []
    for one in fields(figures):
        value: Any = getattr(figures, one.name)
        if isinstance(value, dict):
            made += [
                (f"{one.name}:{figures.shares_of if one.name == 'shares' else ''}:{o}", Decimal(v))
                for o, v in value.items()
            ]
        elif isinstance(value, int | Decimal):
            made.append((one.name, Decimal(value)))
    return made
