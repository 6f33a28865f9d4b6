"""What single sentences give: many constructions, and none in which an act is turned round.

The sentences were written while the rules were made, so the floor says what must not be lost, not how well the reader
does on articles that it has not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from scrutiny.articles import read_article

from .articles.scoring import FOLDER, contexts, same_speaker

_INTRODUCED = {
    "en": "The vote was held on Sunday. {winner} was declared the winner by the {authority} over {other}.",
    "es": "La votación se celebró el domingo. {winner} fue declarado ganador por {authority} frente a {other}.",
    "fr": "Le vote a eu lieu dimanche. {winner} a été déclaré vainqueur par le {authority} face à {other}.",
    "pt": "A votação realizou-se no domingo. {winner} foi declarado vencedor por {authority} frente a {other}.",
}


@dataclass(frozen=True)
class Line:
    """A sentence and the claims in it."""

    language: str
    contest: str
    text: str
    claims: tuple[tuple[str, ...], ...]


def _lines(name: str) -> list[Line]:
    made = []
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, contest, text, claims = line.split("|")
            made.append(Line(language, contest, text, tuple(tuple(c.split(":")) for c in claims.split(";") if c)))
    return made


def _compared(line: Line) -> tuple[int, list[tuple[str, ...]], list[tuple[str, str, str | None]]]:
    """Claims found, claims missed, and proposals that are no claim."""
    told = contexts(line.language)[line.contest]
    opening = _INTRODUCED[line.language].format(
        winner=told.options[0].names[0], authority=told.authority[0], other=told.options[1].names[0]
    )
    reading, _text = read_article(
        f"{opening}\n\n{line.text}".encode(),
        context=told,
        language=line.language,
        published=told.day + timedelta(days=2),
    )
    left: list[tuple[str, str, str | None]] = [
        (p.claim.speaker, p.claim.act, p.claim.about) for p in reading.proposals if p.at.exact in line.text
    ]
    missed = []
    for claim in line.claims:
        match = next(
            (
                own
                for own in left
                if own[1] == claim[1] and same_speaker(own[0], [claim[0]]) and (len(claim) < 3 or own[2] == claim[2])
            ),
            None,
        )
        if match is None:
            missed.append(claim)
        else:
            left.remove(match)
    return len(line.claims) - len(missed), missed, left


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_most_constructions_are_understood(language: str) -> None:
    found = missed = extra = 0
    for line in _lines("sentences.txt"):
        if line.language == language:
            right, lost, more = _compared(line)
            found, missed, extra = found + right, missed + len(lost), extra + len(more)
    assert found / (found + missed) >= 0.85, (found, missed, extra)
    assert found / (found + extra) >= 0.88, (found, missed, extra)


@pytest.mark.parametrize("line", _lines("denied.txt"), ids=lambda line: line.text[:50])
def test_no_act_is_turned_round(line: Line) -> None:
    _found, missed, more = _compared(line)
    assert not missed, missed
    assert not more, more


_CONGRATULATES = {
    "en": "The vote was won by Alexander Lukashenko.\n\n{who} congratulated Alexander Lukashenko on his victory.",
    "fr": "Le vote a eu lieu.\n\n{who} a félicité Alexandre Loukachenko pour sa victoire.",
}


@pytest.mark.parametrize(
    "row",
    [
        line
        for line in (FOLDER / "countries.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ],
)
def test_countries_of_like_names_are_not_confused(row: str) -> None:
    language, who, country = row.split("|")
    told = contexts(language)["belarus-2020"]
    text = _CONGRATULATES[language].format(who=who)
    reading, _text = read_article(
        text.encode(), context=told, language=language, published=told.day + timedelta(days=2)
    )
    assert [proposal.claim.country for proposal in reading.proposals if proposal.claim.act == "congratulates"] == [
        country
    ]
