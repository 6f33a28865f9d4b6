"""Articles as a reader would give them, made by hand: a text, and proposals whose words stand in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.passage import passage
from scrutiny.evidence.proposal import Article, Proposal, Reading, RestsOn
from scrutiny.evidence.readings import reading_in
from scrutiny.reviewing.arriving import Arrived, read_into
from scrutiny.reviewing.deciding import Choice, Outcome, Wish, decide

TEXT = (
    "Council gives Ana the lead\n\n"
    "The council announced on Sunday that Ana had 66.7 % of the vote. "
    "Ben claimed victory all the same. 𝒜 “We won,” he said.\n\n"
    "The Foreign Ministry of Ruritania congratulated Ana.\n"
)
"""Written for the tests. It holds a sign outside of the first plane, which browsers count as two."""
DAY = date(2024, 7, 28)
TODAY = date(2024, 8, 1)
NOW = datetime(2024, 8, 1, 9, 30, tzinfo=UTC)


def proposal(text: str, sentence: str, words: str, claim: Claim, confidence: float = 0.9, **more: Any) -> Proposal:
    """A proposal whose words stand in the text."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    start = text.index(sentence)
    inside = start + sentence.index(words)
    at = passage(text, inside, inside + len(words), "", sha256)
    id_ = hashlib.sha256(f"{sha256}{at.start}{at.end}{claim.speaker}{claim.act}{claim.about}".encode()).hexdigest()[:12]
    around = passage(text, start, start + len(sentence), "", sha256)
    made = Proposal(id_, claim, at, around, (), confidence, "by hand 1")
    return replace(made, **more)


def three(text: str = TEXT) -> tuple[Proposal, ...]:
    """What a reader would propose from the text: an announcement, a claim of victory, a congratulation."""
    figures = Figures(shares={"Ana": Decimal("66.7")})
    first = "The council announced on Sunday that Ana had 66.7 % of the vote."
    announced = Claim("a-council", "announces_figure", "Council", said=DAY, about="Ana", figures=figures)
    second = "Ben claimed victory all the same."
    claimed = Claim("a-ben", "claims_victory", "Ben", role="candidate", about="Ben", quote="paraphrase")
    third = "The Foreign Ministry of Ruritania congratulated Ana."
    greeted = Claim("a-ruritania", "congratulates", "Foreign Ministry of Ruritania", role="state", about="Ana")
    return (
        proposal(text, first, "announced on Sunday that Ana had 66.7 % of the vote", announced),
        proposal(text, second, "Ben claimed victory", claimed, 0.8),
        proposal(text, third, "congratulated Ana", greeted, 0.7),
    )


def rests_on(text: str, words: str, part: Any) -> RestsOn:
    start = text.index(words)
    return RestsOn(part, passage(text, start, start + len(words)))


Reader = Callable[..., tuple[Reading, str]]


def reader(*proposals: Proposal, text: str = TEXT, **about: Any) -> Reader:
    """A reader that reads this text from any file, with these proposals."""

    def read(
        data: Path, *, context: object, language: str | None = None, published: Any = None, saved: Any = None
    ) -> tuple[Reading, str]:
        article = Article(
            file=data.name,
            sha256=hashlib.sha256(data.read_bytes()).hexdigest(),
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            language=language or "en",
            published=published or DAY,
            read_by="by hand 1",
        )
        said = {"title": "Council gives Ana the lead", "outlet": "The Courier", "url": "https://courier.example/1"}
        return Reading(replace(article, **(said | about)), proposals), text

    return read


def arrive(case: Path, file: Path, *proposals: Proposal, **more: Any) -> Arrived:
    about = {key: more.pop(key) for key in ("text", "outlet", "agencies", "title", "url") if key in more}
    return read_into(case, file, fetched_at=TODAY, reader=reader(*(proposals or three()), **about), **more)


def second(case: Path, tmp_path: Path, *proposals: Proposal, **about: Any) -> Arrived:
    """The same text in another paper."""
    file = tmp_path / "herald.html"
    file.write_text("<p>as saved elsewhere</p>", encoding="utf-8")
    return arrive(case, file, *proposals, **({"outlet": "The Herald", "url": "https://herald.example/2"} | about))


def choose(case: Path, arrived: Arrived, number: int, choice: Choice, **more: Any) -> Outcome:
    """Decide as one who has seen what holds."""
    one = arrived.kept.reading.proposals[number]
    seen = reading_in(case, arrived.kept.stem).reading.decided.get(one.id)
    return decide(case, arrived.kept.stem, one.id, Wish(choice, "Rosa", NOW, **more), seen)


def claims(case: Path) -> dict[str, Claim]:
    return dict(CaseFolder(case).case.claim_by_id)
