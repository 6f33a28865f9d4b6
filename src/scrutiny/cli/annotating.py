"""The command that gives an article back with answers: annotate."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from scrutiny.cli.terminal import maybe, progress, tell, today
from scrutiny.errors import CaseError, Problem

OURS = b'<meta name="generator" content="Scrutiny '
"""What a page of ours has near its beginning; no other file is written over."""


def annotate(
    article: Path,
    /,
    *,
    case: Path,
    output: Path | None = None,
    report: str | None = None,
    language: str | None = None,
    published: str | None = None,
    lang: str | None = None,
    quiet: bool = False,
) -> None:
    """Give an article back as a page: beside each sentence that claims something stands what answers it.

    A finding of the case answers, or another claim, or nothing that is here, and the page says which. What the article
    says of other elections is kept apart. What nobody confirmed with `scrutiny review` is marked. The page holds the
    whole text of the article: whether it may be published is for its owner to say.

    Parameters
    ----------
    article
        A saved article: a web page (HTML, MHTML), a text.
    case
        The case folder.
    output
        Where the page goes; by default beside the article's name in the current folder, ending in .annotated.html.
    report
        The address of the report of the case, seen from the page, so that answers lead to its findings.
    language
        The language of the article (en, es, pt, fr), where it is not recognised.
    published
        The day on which it was published, where it does not say it: 2024-07-29, or with a time.
    lang
        The language of the page: en or es; that of the case by default.
    quiet
        Print nothing but mistakes.
    """
    from scrutiny.annotating import annotate as annotated
    from scrutiny.evidence.storing import refuse_evidence, write_all
    from scrutiny.evidence.typed import published_on
    from scrutiny.report import checked, words_of
    from scrutiny.report.annotated_page import annotated_page

    if lang is not None:
        checked(lang)
    on = maybe("--published", partial(published_on, today=today()), published)
    place = output or Path(f"{article.stem}.annotated.html")
    _fit(place, article)
    refuse_evidence([place])
    with progress(quiet) as step:
        made, examined = annotated(article, case, language=language, published=on, progress=step)
        page = annotated_page(made, examined, words_of(examined, lang), report)
    write_all({place: page.encode()})
    if not quiet:
        passages = len(made.notes)
        tell(f"{'1 passage' if passages == 1 else f'{passages} passages'} answered: {place}")


def _fit(place: Path, article: Path) -> None:
    """The page takes no other file's place: not the article's own, and nothing that is no page of ours."""
    if place.is_dir():
        raise CaseError(Problem(f"--output {place}", "is a folder", "a file for the page", "--output page.html"))
    if not place.exists():
        return
    if article.exists() and place.resolve() == article.resolve():
        raise CaseError(Problem(f"--output {place}", "is the article itself", "another file: it is the evidence"))
    with place.open("rb") as stream:
        if OURS not in stream.read(4096):
            raise CaseError(Problem(f"--output {place}", "is there already, and no page of Scrutiny", "a new file"))
