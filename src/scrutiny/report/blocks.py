"""The report as a small document, before it becomes a page, a terminal or Markdown.

Every text in a block is a message value: what we say is a `Message` (translated), what the case says is a `Name` or a
`Quote` (never translated), and a number keeps its exact value. The three writers print the same blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from scrutiny.findings.finding import Figure, Finding, Kind, Verdict
from scrutiny.messages import Value
from scrutiny.report.units import Shown

if TYPE_CHECKING:
    from scrutiny.report.annotated import Annotated


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere: `#anchor` on the page, or an address on the web."""

    text: Value
    href: str


Cell = Value | Link | None


@dataclass(frozen=True)
class Paragraph:
    text: Value
    soft: bool = False


@dataclass(frozen=True)
class Items:
    """A list of sentences."""

    texts: tuple[Value, ...]


@dataclass(frozen=True)
class Command:
    """Something to be typed."""

    text: str


@dataclass(frozen=True)
class Table:
    """`numeric` holds the positions of the columns that are set flush right."""

    columns: tuple[Value, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: Value
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Entry:
    """Something with a heading and labelled lines: a source, a claim."""

    title: Value
    rows: tuple[tuple[Value, tuple[Cell, ...]], ...]
    anchor: str = ""


@dataclass(frozen=True)
class Entries:
    items: tuple[Entry, ...]


@dataclass(frozen=True)
class Labelled:
    """Labelled sentences: rests on, breaks if."""

    rows: tuple[tuple[Value, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class UnitsTable:
    """The units of a finding, worst first; all of them are in the file `csv` when there are more than shown.

    `nothing` is said when a search finds none of them, `rest` on paper, where only the first ones are printed.
    """

    finding: str
    shown: Shown
    columns: tuple[Value, ...]
    csv: str = ""
    sha256: str = ""
    nothing: Value | None = None
    rest: Value | None = None


@dataclass(frozen=True)
class Fold:
    """Blocks that a reader opens; on paper they are open."""

    title: Value
    blocks: tuple[Block, ...]
    anchor: str = ""


@dataclass(frozen=True)
class Picture:
    figure: Figure
    anchor: str


@dataclass(frozen=True)
class ArticleBlock:
    """An article with notes; `prefix` begins the anchors of its sentences and notes."""

    annotated: Annotated
    prefix: str


Block = Paragraph | Items | Command | Table | Entries | Labelled | UnitsTable | Fold | Picture | ArticleBlock


@dataclass(frozen=True)
class Headline:
    """One option with its share or its votes; `slot` numbers the options alike on the whole page."""

    option: Value
    value: Value
    slot: int


@dataclass(frozen=True)
class Side:
    """What one publisher says the result is."""

    title: Value
    headlines: tuple[Headline, ...]
    notes: tuple[Value, ...]


@dataclass(frozen=True)
class Voice:
    """One utterance: who, what it comes to and in which words, when, printed where."""

    speaker: Value
    summary: Value | None
    words: Value | None
    day: Value | None
    links: tuple[Cell, ...]
    figures: tuple[Headline, ...] = ()


@dataclass(frozen=True)
class Voices:
    """Utterances that do the same thing (congratulate somebody, refuse to recognise the announced result)."""

    title: Value
    voices: tuple[Voice, ...]
    more: Link | None = None


@dataclass(frozen=True)
class Opening:
    title: Value
    summary: Value | None
    plan: Value
    sides: tuple[Side, ...]
    voices: tuple[Voices, ...]
    picture: Picture | None = None
    language: Value | None = None
    """Said where the texts of the case are in another language than the report."""
    corrected: Link | None = None
    """Said where an earlier report on this case was corrected."""
    articles: tuple[Link, ...] = ()
    """Articles that the case answers: what a reader came with."""


@dataclass(frozen=True)
class Lead:
    """The answer of one kind: the finding to be told first, all that breaks it, and links to the others."""

    verdict: Verdict
    statement: Value
    conditions: tuple[Value, ...]
    calibration: Value | None
    link: Link
    others: tuple[Link, ...]
    left: int = 0


@dataclass(frozen=True)
class Matrix:
    """How many findings of each verdict each question has; `without` names the questions that had no check."""

    verdicts: tuple[Verdict, ...]
    rows: tuple[tuple[Link, Mapping[Verdict, int]], ...]
    without: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Card:
    """A finding, as it is printed. `facts` are labelled sentences: votes concerned, rests on, breaks if, reply."""

    finding: str
    anchor: str
    verdict: Verdict
    kind: Kind
    title: Value
    statement: Value
    facts: tuple[tuple[Value, tuple[Cell, ...]], ...]
    picture: Picture | None
    folds: tuple[Fold, ...]


@dataclass(frozen=True)
class Group:
    """The findings of one check."""

    title: Value
    asks: Value
    cards: tuple[Card, ...]
    shared: tuple[tuple[Value, tuple[Cell, ...]], ...] = ()
    """Facts that hold of every card, said once below them."""


@dataclass(frozen=True)
class Chapter:
    id: str
    title: Value
    groups: tuple[Group, ...]
    blocks: tuple[Block, ...] = ()
    before: tuple[Block, ...] = ()
    """What must be known before the first finding is read."""


@dataclass(frozen=True)
class Section:
    id: str
    title: Value
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    language: str
    opening: Opening
    leads: tuple[Lead, ...]
    matrix: Matrix
    chapters: tuple[Chapter, ...]
    sections: tuple[Section, ...]
    digest: str
    version: str
    files: tuple[str, ...] = ()
    slots: Mapping[str, int] = field(default_factory=dict)
    """The number of each option's colour."""


def anchor_of(finding: Finding | str) -> str:
    """The stable anchor of a card: the id of its finding, without the blanks that an anchor may not have."""
    id_ = finding if isinstance(finding, str) else finding.id
    return "_".join(id_.split())


def href(anchor: str) -> str:
    return "#" + quote(anchor, safe="/.-_~:@!$&'()*+,;=")


def web_address(text: str) -> str | None:
    """`text` when it is an address that a link may lead to; nothing else ever becomes a link."""
    if any(character.isspace() or ord(character) < 32 for character in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc else None


def host_of(address: str) -> str:
    return urlsplit(address).netloc.removeprefix("www.") or PurePosixPath(address).name
