"""Commands about articles: read what they say, review it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from scrutiny.cli.terminal import console, maybe, progress, tell, today
from scrutiny.errors import CaseError, Problem, ScrutinyError
from scrutiny.messages import Count, Words, _, say

if TYPE_CHECKING:
    from datetime import datetime

    from scrutiny.evidence.case import CaseFile
    from scrutiny.reviewing.arriving import Arrived

SHOWN = 80
"""So many characters of a sentence are shown in the table of what was proposed."""


def read(
    file: list[Path],
    /,
    *,
    case: Path,
    language: str | None = None,
    published: str | None = None,
    with_: Annotated[list[str] | None, Parameter(name="--with")] = None,
    json: bool = False,
    lang: str | None = None,
    quiet: bool = False,
) -> None:
    """Read saved articles: who says what about the result, in which words. Nothing enters the claims.

    The original is kept among the sources, the text and what is proposed from it under readings/. What enters the
    claims is decided with `scrutiny review`. Reading an article again keeps what was decided.

    Parameters
    ----------
    file
        Saved articles: web pages, texts, PDF.
    case
        The case folder.
    language
        The language of the articles (en, es, pt, fr), where it is not recognised.
    published
        The day on which they were published, where they do not say it: 2024-07-29, or with a time.
    with_
        A plug-in that proposes, too; its proposals carry its name. May be given several times.
    json
        Print what was proposed as JSON.
    lang
        The language of what is printed: en or es; that of the case by default.
    quiet
        Print nothing but mistakes.
    """
    from scrutiny.evidence.folder import CaseFolder
    from scrutiny.evidence.typed import moment
    from scrutiny.reviewing.arriving import read_into

    on = maybe("--published", moment, published)
    opened = CaseFolder(case).case
    words = _words(opened, lang)
    problems: list[Problem] = []
    made: list[Arrived] = []
    with progress(quiet or json) as step:
        for one in file:
            step(f"reading {one}")
            try:
                made.append(
                    read_into(case, one, fetched_at=today(), language=language, published=on, proposers=with_ or ())
                )
            except ScrutinyError as error:
                problems += error.problems
    if json:
        _print_json(made)
    elif not quiet:
        for arrived in made:
            _show(arrived, opened, words)
        if any(arrived.kept.reading.open for arrived in made):
            tell(words.plain(say(_("Next: {command}"), command=f"scrutiny review {case}")))
    if problems:
        raise CaseError(problems)


def _words(case: CaseFile, lang: str | None) -> Words:
    from scrutiny.messages import languages
    from scrutiny.report import checked

    language = checked(lang) if lang is not None else case.language
    language = language if language in languages() else "en"
    return Words(language, case.translations.get(language))


def _print_json(made: Sequence[Arrived]) -> None:
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


def _show(arrived: Arrived, case: CaseFile, words: Words) -> None:
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
            words.translate(ACTS[one.claim.act]),
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


def review(
    case: Path,
    /,
    *,
    by: str | None = None,
    all: bool = False,
    page: bool = False,
    port: int = 0,
    lang: str | None = None,
) -> None:
    """Decide about what was proposed from articles: accept, correct, reject. What is accepted enters the claims.

    Every decision is written at once, with who made it and when; whoever stops goes on where they stopped. A later
    decision about the same proposal takes the place of the earlier one.

    Parameters
    ----------
    case
        The case folder.
    by
        Who decides; asked for when left out.
    all
        Show what was decided already, too, to decide otherwise.
    page
        Decide on a page in the browser, which only this machine can open, instead of in the terminal.
    port
        With --page: the port; any free one by default.
    lang
        The language of what is shown: en or es; that of the case by default.
    """
    from scrutiny.evidence.folder import CaseFolder

    opened = CaseFolder(case).case
    words = _words(opened, lang)
    name = _who(by, words)
    if not page:
        from scrutiny.cli.reviewing_terminal import review_in_terminal

        review_in_terminal(case, name, _now, words, every=all)
        return
    from scrutiny.evidence.readings import readings
    from scrutiny.reviewing.page.server import serve

    if not any(kept.reading.proposals for kept in readings(case)):
        tell(words.plain(_("There is nothing to decide: no article with a proposal was read into this case.")))
        return

    def started(address: str) -> None:
        tell(words.plain(say(_("Open this address in a browser on this machine: {address}"), address=address)))
        tell(words.plain(_("Whoever has the address can decide in your name. Ctrl-C ends it.")))
        sys.stdout.flush()

    serve(case, name, _now, words, started, port)
    tell(words.plain(_("The page is closed; every decision is written.")))


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC).replace(microsecond=0)


def _who(by: str | None, words: Words) -> str:
    name = by
    if name is None and sys.stdin.isatty():
        name = input(words.plain(_("Who decides (your name, as it should stand in the case)?")) + " ")
    if not (name or "").strip():
        raise CaseError(Problem("--by", "nobody is named", "who decides, as it should stand in the case: --by NAME"))
    return str(name).strip()
