"""What is known while an article is read: who was named, who spoke last, which election is meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from scrutiny.articles.acting import Acted
from scrutiny.articles.actor import Actor
from scrutiny.articles.clauses import Sentence
from scrutiny.articles.context import Context
from scrutiny.articles.figuring import Bound
from scrutiny.articles.flattening import Flat
from scrutiny.articles.lexicon import Lexicon
from scrutiny.articles.quoting import Quotation
from scrutiny.articles.registry import Registry
from scrutiny.evidence.claim import Figures, Hedge, Quote


@dataclass(frozen=True)
class Draft:
    """A claim before it becomes a record."""

    flat: Flat
    actor: Actor | None
    act: str
    about: str | None
    start: int
    end: int
    sentence: tuple[int, int]
    trigger: tuple[int, int]
    rule: str
    quote: Quote = "paraphrase"
    hedge: Hedge = "none"
    other: bool = False
    figures: Figures | None = None
    said: date | None = None


@dataclass
class Paragraph:
    """A paragraph with its sentences."""

    flat: Flat
    folded: str
    sentences: list[Sentence]
    quotes: list[Quotation]
    topic: tuple[Actor, ...] = ()


@dataclass
class State:
    """What is known while one article is read."""

    context: Context
    lexicon: Lexicon
    published: date | None
    registry: Registry = field(init=False)
    drafts: list[Draft] = field(default_factory=list)
    incumbent: str = ""
    challenger: str = ""
    _previous: tuple[Actor, ...] = ()
    _person: Actor | None = None
    _ordered: list[str] = field(default_factory=list)
    _people: list[Actor] = field(default_factory=list)
    _local: list[str] = field(default_factory=list)
    """Options mentioned in this paragraph so far."""
    _quoted: Actor | None = None
    _mentioned: Actor | None = None
    """Whom the sentence before named last."""
    _colon: Actor | None = None
    _list_head: Actor | None = None
    """Who does what the items of a list say, told before the colon that opens it."""
    """Who is announced by a paragraph that ends in a colon."""
    _last_act: Draft | None = None
    _heading: tuple[Acted, str | None] | None = None
    """The act that a heading names for the list below it."""
    _figures: Draft | None = None
    _bound: Bound | None = None
    _elsewhere: bool = False
    _lasting: bool = False
    """Whether the other election is spoken of also in the next sentence."""
    _foreign: str = ""
    """The country whose election a paragraph is about, where it is not the contest's."""
    _away: str = ""
    _default_other: bool = False
    _correcting: bool = False
    _count: int = 0
    _sentence: Sentence = field(default_factory=lambda: Sentence("", "", "", 0))
    _last_count: int = -9
    _here: Paragraph = field(default_factory=lambda: Paragraph(Flat("", ()), "", [], []))
    """The paragraph that is being read."""

    def __post_init__(self) -> None:
        self.registry = Registry(self.context)

    @property
    def language(self) -> str:
        return self.lexicon.language

    @property
    def _ids(self) -> list[str]:
        return [choice.id for choice in self.context.options]
