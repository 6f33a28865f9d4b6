"""The text of a saved article that claims of the case stand in, as it was read when their passages were noted."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.proposal import Article
from scrutiny.evidence.readings import readings
from scrutiny.evidence.source import Source

LARGEST = 4 << 20
"""A text of more bytes is no article."""


@dataclass(frozen=True)
class SavedArticle:
    """An article with its text.

    Parameters
    ----------
    source
        The id of the source that it is.
    article
        What is known of it: of a reading where there is one, else of the source.
    text
        The text in which the passages of claims count.
    """

    source: str
    article: Article
    text: str


def saved_articles(folder: Path, case: CaseFile, paths: dict[str, Path]) -> Iterator[SavedArticle]:
    """The articles in which claims of a case say that they stand, in the order of the sources.

    A text is that of a reading, or the original itself where that is plain text. One whose digest is not that of the
    passages is left out: positions would mean other words.

    Parameters
    ----------
    paths
        Where the originals lie, by source; those that are not here have none.
    """
    wanted: dict[str, set[str]] = {}
    for claim in case.claims:
        for report in claim.reports:
            if report.at is not None:
                wanted.setdefault(report.at.file, set()).add(report.at.text_sha256)
    if not wanted:
        return
    read = {kept.reading.article.file: kept for kept in readings(folder)}
    for source in case.sources:
        name = source.file or source.dataset or ""
        if name not in wanted or source.withdrawn is not None or source.personal:
            continue
        kept, path = read.get(name), paths.get(source.id)
        for digest in sorted(wanted[name]):
            if kept is not None and kept.reading.article.text_sha256 == digest:
                yield SavedArticle(source.id, kept.reading.article, kept.text())
            elif path is not None and (raw := _plain(path)) is not None and hashlib.sha256(raw).hexdigest() == digest:
                yield SavedArticle(source.id, _article(source, name, raw), raw.decode("utf-8"))


def _plain(path: Path) -> bytes | None:
    """The bytes of a plain text, unpacked; None for what is none."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        raw.decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError):
        return None
    return raw if len(raw) <= LARGEST else None


def _article(source: Source, name: str, raw: bytes) -> Article:
    digest = hashlib.sha256(raw).hexdigest()
    return Article(
        name, digest, digest, source.language, title=source.title, outlet=source.publisher, url=source.url or "",
        published=source.published,
    )  # fmt: skip
