"""An article held against a case: read, its claims matched with those of the case, answered from the findings."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrutiny.errors import Problem, ReadError
from scrutiny.evidence.proposal import Reading
from scrutiny.evidence.readings import reading_of
from scrutiny.evidence.record import sha256_of
from scrutiny.examination import examine, open_case
from scrutiny.loading import Progress, silent
from scrutiny.report.annotated import Annotated, annotated
from scrutiny.reviewing.likeness import same_claim

if TYPE_CHECKING:
    from scrutiny.evidence.case import CaseFile
    from scrutiny.findings.examined import Examined


def annotate(
    article: str | Path,
    case: str | Path,
    *,
    language: str | None = None,
    published: date | datetime | None = None,
    progress: Progress = silent,
) -> tuple[Annotated, Examined]:
    """Answer each sentence of an article that claims something from an examined case; nothing is written.

    What a person decided about the article (`scrutiny review`) holds; without that, what the rules propose is shown as
    what nobody confirmed.

    Parameters
    ----------
    article
        A saved article: plain text, HTML, MHTML or WARC.
    case
        The case folder.
    language, published
        What the article does not say itself.

    Raises
    ------
    ReadError
        When the file is no article that can be read.
    """
    path, folder = Path(article), Path(case)
    if not path.is_file():
        found = "is a folder" if path.is_dir() else "no such file"
        raise ReadError(Problem(str(path), found, "a saved article: a web page, a text"))
    opened = open_case(folder, progress)
    kept = reading_of(folder, sha256_of(path))
    if kept is not None:
        reading, text = kept.reading, kept.text()
    else:
        progress("reading the article")
        reading, text = _read(path, opened.file, language, published)
    examined = examine(opened, progress=progress)
    known = {p.id: same.id for p in reading.proposals if (same := same_claim(opened.file, p.claim)) is not None}
    return annotated(text, reading, known, examined), examined


def _read(path: Path, case: CaseFile, language: str | None, published: date | datetime | None) -> tuple[Reading, str]:
    from scrutiny.articles import context_of, read_article

    return read_article(path, context=context_of(case), language=language, published=published)
