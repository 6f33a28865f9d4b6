"""What the commands about articles print: the table of what was proposed, where the page is, who is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrutiny.cli.terminal import console, tell
from scrutiny.errors import CaseError, Problem
from scrutiny.messages import Count, Words, _, say

if TYPE_CHECKING:
    from scrutiny.evidence.case import CaseFile
    from scrutiny.reviewing.arriving import Arrived

SHOWN = 80
"""So many characters of a sentence are shown."""


def words_for(case: CaseFile, lang: str | None) -> Words:
    """The language that is asked for, else that of the case."""
    from scrutiny.messages import languages
    from scrutiny.report import checked

    language = checked(lang) if lang is not None else case.language
    language = language if language in languages() else "en"
    return Words(language, case.translations.get(language))


def print_json(made: Sequence[Arrived]) -> None:
    """What was read, as plain data."""
    import json

    from scrutiny.evidence.schema import dumped

    told = [
        {
            "source": arrived.added.id,
            "file": arrived.kept.file,
            "again": arrived.again,
            "reading": dumped(arrived.kept.reading),
            "open": [one.id for one in arrived.kept.reading.open],
            "notes": [str(note) for note in arrived.notes],
        }
        for arrived in made
    ]
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def show(arrived: Arrived, case: CaseFile, words: Words) -> None:
    """An article, and a table of what is proposed from it."""
    article = arrived.kept.reading.article
    head = " · ".join(
        part for part in (article.title or article.file, article.outlet, _day(article.published, words)) if part
    )
    tell(_line(head))
    where = _("{file} is kept as {source}; what was read is in {reading}")
    if arrived.again:
        where = _("{file} was read before, as {source}; what was read is in {reading}")
    tell(words.plain(say(where, file=article.file, source=arrived.added.id, reading=arrived.kept.file)))
    for note in arrived.notes:
        tell(words.plain(note))
    proposals = arrived.kept.reading.proposals
    if not proposals:
        tell(
            words.plain(
                _(
                    "Nothing is proposed: no sentence was found in which somebody says something about this "
                    "election’s result."
                )
            )
        )
        return
    done = len(proposals) - len(arrived.kept.reading.open)
    tell(
        words.plain(
            say(
                _("{n} claims are proposed, {done} of them decided. None enters the case before a person accepts it."),
                n=Count(len(proposals)),
                done=Count(done),
            )
        )
    )
    _table(arrived, case, words)


def _day(moment: Any, words: Words) -> str:
    from scrutiny.reviewing.labels import day

    return day(moment, words)


def _line(text: str) -> str:
    from scrutiny.report.terminal import safe

    return " ".join(safe(text).split())


def _table(arrived: Arrived, case: CaseFile, words: Words) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from scrutiny.reviewing.labels import ACTS, DECIDED, figures, subject, sureness

    headings = (_("sentence"), _("who"), _("what is done"), _("about whom or what"), _("figures"), _("confidence"))
    decided = arrived.kept.reading.decided
    made = Table(*(words.translate(one) for one in (*headings, _("decided"))), box=box.SIMPLE_HEAD, pad_edge=False)
    for one in arrived.kept.reading.proposals:
        sentence = _line(one.sentence.exact)
        decision = decided.get(one.id)
        cells = (
            sentence if len(sentence) <= SHOWN else sentence[: SHOWN - 1] + "…",
            _line(one.claim.speaker),
            words.translate(ACTS[one.claim.act])
            + (f" ({words.translate(_('another election'))})" if one.claim.of_election == "other" else ""),
            _line(subject(one.claim, case, words)),
            _line(figures(one.claim, case, words)),
            sureness(one, words),
            words.translate(DECIDED[decision.decided]) if decision else "",
        )
        made.add_row(*(Text(cell) for cell in cells))
    out = console()
    if not out.is_terminal:
        out.width = 160
    out.print(made)


def next_command(command: str, words: Words) -> str:
    """What to do next."""
    return words.plain(say(_("Next: {command}"), command=command))


def show_page(case: Path, by: str, clock: Callable[[], datetime], words: Words, port: int) -> None:
    """Serve the page on which somebody decides, and say where it is."""
    from scrutiny.evidence.readings import readings
    from scrutiny.reviewing.page.server import serve

    if not any(kept.reading.proposals for kept in readings(case)):
        tell(words.plain(_("There is nothing to decide: no article with a proposal was read into this case.")))
        return

    def started(address: str) -> None:
        tell(words.plain(say(_("Open this address in a browser on this machine: {address}"), address=address)))
        tell(words.plain(_("Whoever has the address can decide in your name. Ctrl-C ends it.")))
        sys.stdout.flush()

    serve(case, by, clock, words, started, port)
    tell(words.plain(_("The page is closed; every decision is written.")))


def who_decides(by: str | None, words: Words) -> str:
    """The name of whoever decides: as given, else asked for."""
    name = by
    if name is None and sys.stdin.isatty():
        name = input(words.plain(_("Who decides (your name, as it should stand in the case)?")) + " ")
    if not (name or "").strip():
        raise CaseError(Problem("--by", "nobody is named", "who decides, as it should stand in the case: --by NAME"))
    return str(name).strip()
