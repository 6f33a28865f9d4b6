"""A claim that a reader of articles proposes, and what a person decided about it.

A proposal is no evidence. It becomes a claim of the case when a person accepts it, as it stands or corrected; what was
proposed, what was decided, by whom and when stay beside the article.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.passage import Passage
from scrutiny.evidence.shape import STRICT

Part = Literal["speaker", "act", "about", "figure", "date", "negation", "hedge", "quote"]


@dataclass(frozen=True)
class RestsOn:
    """One thing in the text that a part of the proposal rests on."""

    __pydantic_config__: ClassVar = STRICT

    part: Part
    """Which part of the claim."""
    at: Passage
    """The words that it was read from; for "he added" the words that name the person, in an earlier sentence."""


@dataclass(frozen=True)
class Proposal:
    """A claim that could be in an article, with the words that it rests on."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """A digest of the text, the passage, the speaker, the act and the subject: reading again gives the same."""
    claim: Claim
    """The claim as it would enter the case."""
    at: Passage
    """The clause that makes it."""
    sentence: Passage
    """The sentence around it, which a person sees."""
    rests_on: tuple[RestsOn, ...] = ()
    """The words behind each part."""
    confidence: float = 0.0
    """From 0 to 1: how often proposals of this kind were right in the articles that the reader was developed on."""
    made_by: str = ""
    """The reader and its version: "rules 0.1", or the name of a plug-in and of its model."""
    repeats: str = ""
    """The proposal that this one tells a second time, such as a headline; "" where it is the first."""


@dataclass(frozen=True)
class Decision:
    """What a person decided about a proposal."""

    __pydantic_config__: ClassVar = STRICT

    proposal: str
    """The proposal's id."""
    decided: Literal["accepted", "corrected", "rejected"]
    """What was decided."""
    by: str
    """Who decided."""
    at: datetime
    """When, with the time zone."""
    claim: str = ""
    """The id of the claim that entered the case; "" where it was rejected."""
    reason: str = ""
    """Why, where the person said so."""
    joined: bool = False
    """The claim stood in the case before; the article became one more report of it."""


@dataclass(frozen=True)
class Article:
    """A saved article as it was read."""

    __pydantic_config__: ClassVar = STRICT

    file: str
    """The original, as the case names it."""
    sha256: str
    """The digest of the original."""
    text_sha256: str
    """The digest of the text that was read from it, in which all positions count."""
    language: str
    """ISO 639-1, "" where it cannot be told."""
    title: str = ""
    """The headline."""
    outlet: str = ""
    """Who published it."""
    url: str = ""
    """Where, as the original says."""
    published: datetime | date | None = None
    """When, as the original says, with its time zone where it gives one."""
    modified: datetime | date | None = None
    """When it was last changed, as the original says."""
    author: str = ""
    """As printed."""
    agencies: tuple[str, ...] = ()
    """News agencies credited: a text of theirs in twelve papers is one source."""
    read_by: str = ""
    """The extractor and its version."""


@dataclass(frozen=True)
class Reading:
    """An article, what was proposed from it and what was decided."""

    __pydantic_config__: ClassVar = STRICT

    article: Article
    """The article."""
    proposals: tuple[Proposal, ...] = ()
    """In the order of the text."""
    decisions: tuple[Decision, ...] = ()
    """In the order in which they were made; a later one about the same proposal replaces an earlier one."""

    @property
    def decided(self) -> dict[str, Decision]:
        """The decision that holds, for each proposal that has one."""
        return {decision.proposal: decision for decision in self.decisions}

    @property
    def open(self) -> tuple[Proposal, ...]:
        """The proposals about which nobody has decided."""
        done = self.decided
        return tuple(proposal for proposal in self.proposals if proposal.id not in done)
