"""Commands about articles: read what they say, review it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from scrutiny.cli.terminal import maybe, progress, tell, today
from scrutiny.errors import CaseError, Problem, ScrutinyError

if TYPE_CHECKING:
    from datetime import datetime

    from scrutiny.reviewing.arriving import Arrived


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
        Saved articles: web pages (HTML, MHTML), texts.
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
    from scrutiny.cli.reviewing_table import next_command, print_json, show, words_for
    from scrutiny.evidence.folder import CaseFolder
    from scrutiny.evidence.typed import published_on
    from scrutiny.reviewing.arriving import read_into

    on = maybe("--published", partial(published_on, today=today()), published)
    opened = CaseFolder(case).case
    words = words_for(opened, lang)
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
        print_json(made)
    elif not quiet:
        for arrived in made:
            show(arrived, opened, words)
        if any(arrived.kept.reading.open for arrived in made):
            tell(next_command(f"scrutiny review {case}", words))
    if problems:
        raise CaseError(problems)


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
    from scrutiny.cli.reviewing_table import who_decides, words_for
    from scrutiny.evidence.folder import CaseFolder

    opened = CaseFolder(case).case
    words = words_for(opened, lang)
    name = who_decides(by, words)
    if not page:
        from scrutiny.cli.reviewing_terminal import review_in_terminal

        review_in_terminal(case, name, _now, words, every=all)
        return
    from scrutiny.cli.reviewing_table import show_page

    show_page(case, name, _now, words, port)


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC).replace(microsecond=0)
