"""The report as Markdown, from the same blocks as the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from scrutiny.findings.finding import HEADINGS, MARKS, Verdict
from scrutiny.messages import Code, Message, Quote, Series, Value, Words, _, say
from scrutiny.report.blocks import (
    ArticleBlock,
    Block,
    Card,
    Cell,
    Chapter,
    Command,
    Document,
    Entries,
    Fold,
    Items,
    Labelled,
    Link,
    Paragraph,
    Picture,
    Section,
    Table,
    UnitsTable,
    web_address,
)
from scrutiny.report.cards import units_title
from scrutiny.report.labels import KINDS
from scrutiny.report.units import CHANCE, as_chance, cell_text

if TYPE_CHECKING:
    from scrutiny.report.annotated import Annotated

ROWS = 20
"""Units of a finding that are printed; Markdown is for reading, the JSON and the file of units for the rest."""
# What Markdown (and the HTML that many viewers let through in it) would take for markup; a list or a heading only
# begins at the start of a line, which quoted text never is.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$])")


def to_markdown(document: Document, words: Words) -> str:
    """The whole report."""
    return "\n".join(_Writer(words).document(document)).rstrip() + "\n"


def pages(title: Value, blocks: Iterable[Block], sections: Iterable[Section], words: Words) -> str:
    """A text of its own from blocks and sections: a comparison of two reports."""
    return "\n".join(_Writer(words).pages(title, blocks, sections)).rstrip() + "\n"


def escaped(text: object) -> str:
    """Text that Markdown prints as it stands; line breaks become blanks."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()) if "\n" in str(text) else str(text))


class _Writer:
    def __init__(self, words: Words) -> None:
        self.words = words

    def value(self, value: Value | None) -> str:
        return "" if value is None else self.words.value(value, _leaf, escaped)

    def cell(self, cell: Cell) -> str:
        if not isinstance(cell, Link):
            return self.value(cell)
        text = self.value(cell.text)
        address = web_address(cell.href)
        if address is None:
            return text
        return f"[{text}](<{address.replace('<', '%3C').replace('>', '%3E')}>)"

    def word(self, verdict: Verdict) -> str:
        return f"{MARKS[verdict]} {self.words.translate(HEADINGS[verdict])}"

    def document(self, document: Document) -> Iterable[str]:
        opening = document.opening
        yield f"# {self.value(opening.title)}"
        yield ""
        if opening.summary is not None:
            yield self.value(opening.summary)
            yield ""
        yield f"*{self.value(opening.plan)}*"
        if opening.language is not None:
            yield ""
            yield self.value(opening.language)
        if opening.corrected is not None:
            yield ""
            yield self.cell(opening.corrected)
        for link in opening.articles:
            yield ""
            yield self.cell(link)
        for side in opening.sides:
            yield ""
            yield f"**{self.value(side.title)}**"
            yield ""
            yield from (f"- {self.value(h.option)}: {self.value(h.value)}" for h in side.headlines)
            yield from (f"- {self.value(note)}" for note in side.notes)
        for group in opening.voices:
            yield ""
            yield f"**{self.value(group.title)}**"
            yield ""
            for voice in group.voices:
                figures = ", ".join(f"{self.value(h.option)} {self.value(h.value)}" for h in voice.figures)
                parts = [self.value(voice.speaker), self.value(voice.day), figures]
                parts += [self.value(voice.summary), self.value(voice.words)]
                parts += [self.cell(link) for link in voice.links]
                yield "- " + "; ".join(part for part in parts if part)
        yield from self._heading(2, say(_("What the evidence says")))
        for lead in document.leads:
            line = f"- **{self.word(lead.verdict)}** {self.value(lead.statement)}"
            if lead.conditions:
                told = " · ".join(self.value(condition) for condition in lead.conditions)
                line += f" {self.value(say(_('Breaks if')))}: {told}"
            if lead.calibration is not None:
                line += f" {self.value(lead.calibration)}"
            yield line
        yield from self._heading(2, say(_("Questions and answers")))
        verdicts = document.matrix.verdicts
        yield from self._rows(
            [self.value(say(_("question"))), *(self.word(v) for v in verdicts)],
            [[self.cell(link), *(str(row.get(v, "")) for v in verdicts)] for link, row in document.matrix.rows],
            frozenset(range(1, len(verdicts) + 1)),
        )
        if document.matrix.without:
            yield ""
            told = " · ".join(self.value(question) for question in document.matrix.without)
            yield f"{self.value(say(_('No check was run on these questions:')))} {told}"
        for chapter in document.chapters:
            yield from self._chapter(chapter)
        for section in document.sections:
            yield from self._heading(2, section.title)
            yield from self.blocks(section.blocks)

    def _chapter(self, chapter: Chapter) -> Iterable[str]:
        yield from self._heading(2, chapter.title)
        yield from self.blocks(chapter.before)
        for found in chapter.groups:
            yield from self._heading(3, found.title)
            yield self.value(found.asks)
            for card in found.cards:
                yield from self.card(card)
            if found.shared:
                yield ""
                yield self.value(say(_("Of all these findings:")))
                yield ""
                yield from self._labelled(found.shared)
        yield from self.blocks(chapter.blocks)

    def pages(self, title: Value, blocks: Iterable[Block], sections: Iterable[Section]) -> Iterable[str]:
        yield f"# {self.value(title)}"
        yield from self.blocks(blocks)
        for section in sections:
            yield from self._heading(2, section.title)
            yield from self.blocks(section.blocks)

    def _heading(self, level: int, title: Value) -> Iterable[str]:
        yield ""
        yield f"{'#' * level} {self.value(title)}"
        yield ""

    def card(self, card: Card) -> Iterable[str]:
        yield from self._heading(4, card.title)
        yield f"**{self.word(card.verdict)}** · {self.words.translate(KINDS[card.kind])} · `{card.finding}`"
        yield ""
        yield self.value(card.statement)
        yield ""
        yield from self._labelled(card.facts)
        if card.picture is not None:
            yield from self.blocks((card.picture,))
        for fold in card.folds:
            yield from self.blocks(fold.blocks)

    def _labelled(self, rows: Iterable[tuple[Value, tuple[Cell, ...]]]) -> Iterable[str]:
        for label, cells in rows:
            yield f"- **{self.value(label)}**: " + " · ".join(self.cell(cell) for cell in cells)

    def blocks(self, blocks: Iterable[Block]) -> Iterable[str]:
        for block in blocks:
            yield ""
            match block:
                case Paragraph(text):
                    yield self.value(text)
                case Items(texts):
                    yield from (f"- {self.value(text)}" for text in texts)
                case Command(text):
                    yield f"    {text}"
                case Table(columns, rows, caption, numeric):
                    yield f"*{self.value(caption)}*"
                    yield ""
                    heads = [self.value(column) for column in columns]
                    yield from self._rows(heads, [[self.cell(cell) for cell in row] for row in rows], numeric)
                case Entries(items):
                    for entry in items:
                        yield f"- **{self.value(entry.title)}**"
                        for label, cells in entry.rows:
                            yield f"  - {self.value(label)}: " + " · ".join(self.cell(cell) for cell in cells)
                case Labelled(facts):
                    yield from self._labelled(facts)
                case UnitsTable():
                    yield from self._units(block)
                case Fold(title, inner):
                    yield f"*{self.value(title)}*"
                    yield from self.blocks(inner)
                case ArticleBlock(annotated):
                    yield from self._article(annotated)
                case Picture(figure):
                    yield f"*{self.value(figure.title)}.* {self.value(figure.alternative)} {self.value(figure.caption)}"

    def _article(self, annotated: Annotated) -> Iterable[str]:
        for part in annotated.parts:
            yield ""
            yield "> " + escaped("".join(stretch.text for stretch in part.stretches))
            for told in (told for note in part.notes for told in note.told):
                yield ""
                yield f"**{self.value(told.who)}**: {self.value(told.deed)}"
                yield ""
                for answer in told.answers:
                    word = f"**{self.word(answer.verdict)}** " if answer.verdict is not None else ""
                    yield f"- {word}{self.value(answer.text)}"

    def _units(self, block: UnitsTable) -> Iterable[str]:
        shown = block.shown.table.head(ROWS)
        heads = [self.value(column) for column in block.columns]
        names = shown.columns
        yield from self._rows(
            heads,
            [[self._unit(name, cell) for name, cell in zip(names, row, strict=True)] for row in shown.iter_rows()],
            frozenset(i for i, kind in enumerate(shown.dtypes) if kind.is_numeric()),
        )
        if block.shown.total > shown.height:
            yield ""
            yield self.value(units_title(block.finding, block.shown, shown.height))

    def _unit(self, name: str, cell: object) -> str:
        told = as_chance(cell) if name == CHANCE else None
        return self.value(told) if told is not None else escaped(cell_text(cell, self.words))

    def _rows(self, heads: list[str], rows: list[list[str]], numeric: frozenset[int]) -> Iterable[str]:
        yield "| " + " | ".join(heads) + " |"
        yield "|" + "|".join("---:" if i in numeric else "---" for i in range(len(heads))) + "|"
        yield from ("| " + " | ".join(row) + " |" for row in rows)


def _leaf(value: Value | Message | Series, text: str) -> str:
    match value:
        case Code(raw):
            inner = " ".join(raw.split())
            return f"`{inner}`" if "`" not in inner else text
        case Quote():
            return f"*{text}*"
        case _:
            return text
