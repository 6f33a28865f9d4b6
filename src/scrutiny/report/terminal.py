"""The report in a terminal: compact, from the same blocks as the page; plain lines where there is no terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import HEADINGS, MARKS, Verdict
from scrutiny.messages import Value, Words, _, say
from scrutiny.report.blocks import Document, Paragraph, Table
from scrutiny.report.labels import TONES

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STYLES: Mapping[str, str] = {
    "no": "bold red",
    "firm": "bold blue",
    "odd": "bold yellow",
    "ok": "bold green",
    "quiet": "bold",
}


def show(examined: Examined, console: Console | None = None, *, language: str | None = None) -> None:
    """Print the findings. On a terminal with colours and in its width, elsewhere as plain lines."""
    from rich.console import Console

    from scrutiny.report import words_of
    from scrutiny.report.compose import compose
    from scrutiny.report.units import Exported

    words = words_of(examined, language)
    document = compose(examined, Exported({}), words.language)
    console = console or Console()
    if not console.is_terminal:
        for line in lines(document, words):
            console.file.write(line + "\n")
        return
    _rich(document, words, console)


def safe(text: str) -> str:
    """Text without characters that a terminal would obey (escape sequences, direction overrides)."""
    return "".join(
        " " if c in "\n\r\t" else "�" if unicodedata.category(c) in ("Cc", "Cf") and c not in "\u200c\u200d" else c
        for c in text
    )


def lines(document: Document, words: Words) -> Iterable[str]:
    """Plain lines, a sentence a line: for pipes and logs."""

    def print_(value: Value | None) -> str:
        return "" if value is None else safe(words.value(value))

    opening = document.opening
    yield print_(opening.title)
    if opening.summary is not None:
        yield print_(opening.summary)
    yield print_(opening.plan)
    if opening.corrected is not None:
        yield print_(opening.corrected.text)
    for side in opening.sides:
        figures = ", ".join(f"{print_(h.option)} {print_(h.value)}" for h in side.headlines)
        yield f"{print_(side.title)}: {figures}"
    for chapter in document.chapters:
        cards = [card for group in chapter.groups for card in group.cards]
        if not cards:
            continue
        yield ""
        yield print_(chapter.title)
        for block in chapter.before:
            if isinstance(block, Paragraph):
                yield f"    {print_(block.text)}"
        for card in cards:
            yield f"{_word(card.verdict, words)}: {print_(card.title)} [{safe(card.finding)}]"
            yield f"    {print_(card.statement)}"
    for section in document.sections:
        if section.id == "not-applicable":
            tables = [block for block in section.blocks if isinstance(block, Table)]
            if tables:
                yield ""
                yield print_(section.title)
                for row in (row for table in tables for row in table.rows):
                    yield "    " + ": ".join(
                        print_(cell) for cell in row if cell is not None and not hasattr(cell, "href")
                    )
    yield ""
    yield f"{words.translate(_('Digest of the evidence'))}: {document.digest}"


def _word(verdict: Verdict, words: Words) -> str:
    return f"{MARKS[verdict]} {words.translate(HEADINGS[verdict])}"


def _rich(document: Document, words: Words, console: Console) -> None:
    from rich.padding import Padding
    from rich.table import Table as Grid
    from rich.text import Text

    def print_(value: Value | None, style: str = "") -> Text:
        return Text("" if value is None else safe(words.value(value)), style=style)

    def stamp(verdict: Verdict) -> Text:
        return Text(_word(verdict, words), style=STYLES[TONES[verdict]])

    opening = document.opening
    console.print(print_(opening.title, "bold"))
    if opening.summary is not None:
        console.print(print_(opening.summary))
    console.print(print_(opening.plan, "dim"))
    if opening.corrected is not None:
        console.print(print_(opening.corrected.text, "dim"))
    for side in opening.sides:
        line = print_(side.title)
        for headline in side.headlines:
            line.append("   ").append_text(print_(headline.option)).append(" ").append_text(
                print_(headline.value, "bold")
            )
        console.print(line)
    console.print()
    _heading(console, words.translate(_("What the evidence says")))
    leads = Grid.grid(padding=(0, 2))
    leads.add_column(min_width=18)
    leads.add_column(ratio=1)
    for lead in document.leads:
        text = print_(lead.statement)
        if lead.left + len(lead.others):
            text.append("  ").append_text(print_(say(_("and {n} more"), n=lead.left + len(lead.others)), "dim"))
        leads.add_row(stamp(lead.verdict), text)
    console.print(leads)
    for chapter in document.chapters:
        cards = [card for group in chapter.groups for card in group.cards]
        if not cards:
            continue
        console.print()
        _heading(console, words.value(chapter.title))
        for card in cards:
            console.print(stamp(card.verdict).append("  ").append_text(print_(card.title, "bold not dim")))
            console.print(Padding(print_(card.statement), (0, 0, 0, 3)))
            console.print(Padding(Text(safe(card.finding), style="dim"), (0, 0, 0, 3)))
    console.print()
    skipped = sum(row.get(Verdict.NOT_APPLICABLE, 0) for _link, row in document.matrix.rows)
    if skipped:
        console.print(
            print_(
                say(
                    _("{n} checks did not apply; the report says why."),
                    one=_("{n} check did not apply; the report says why."),
                    counts="n",
                    n=skipped,
                ),
                "dim",
            )
        )
    console.print(Text(f"{words.translate(_('Digest of the evidence'))}: {document.digest}", style="dim"))


def _heading(console: Console, text: str) -> None:
    from rich.rule import Rule
    from rich.text import Text

    console.print(Rule(Text(safe(text), style="bold"), align="left", style="dim"))
