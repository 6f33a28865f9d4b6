"""An article comes into a case: the original among its sources, the text and what is proposed from it beside.

Nothing enters the claims here. Reading the same article again keeps ids and decisions.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from scrutiny.errors import Problem, ReadError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.editing import Added, Custody, add_source
from scrutiny.evidence.folder import READINGS, CaseFolder
from scrutiny.evidence.passage import Passage
from scrutiny.evidence.proposal import Proposal, Reading
from scrutiny.evidence.readings import Kept, reading_of, stems, write_reading
from scrutiny.evidence.record import sha256_of
from scrutiny.evidence.storing import one_writer
from scrutiny.messages import Message, Words, _, languages
from scrutiny.reviewing.proposers import proposed_with

ReadArticle = Callable[..., tuple[Reading, str]]
"""`scrutiny.articles.read_article`, or what stands in for it."""


@dataclass(frozen=True)
class Arrived:
    """An article that was read into a case.

    Parameters
    ----------
    kept
        The reading as it lies in the case now.
    added
        What became of the original; `already` where the case had it.
    again
        Whether there was a reading of it before.
    notes
        What was dropped, and why.
    """

    kept: Kept
    added: Added
    again: bool
    notes: tuple[Message, ...] = ()


def read_into(
    case: Path,
    file: Path,
    *,
    fetched_at: date,
    language: str | None = None,
    published: date | datetime | None = None,
    proposers: Iterable[str] = (),
    reader: ReadArticle | None = None,
) -> Arrived:
    """Read a saved article into a case.

    Parameters
    ----------
    case
        The case folder.
    file
        The saved article.
    fetched_at
        The day of its custody.
    language, published
        What the article does not say itself.
    proposers
        Names of plug-ins that propose besides the rules.
    reader
        Instead of the reader that comes with Scrutiny.

    Raises
    ------
    ReadError
        When the file is no article that can be read; the case is then as it was.
    """
    folder = CaseFolder(case)
    opened = folder.case
    if not file.is_file():
        found = "is a folder" if file.is_dir() else "no such file"
        raise ReadError(Problem(str(file), found, "a saved article: a web page, a text"))
    context = _context(opened) if reader is None else opened
    try:
        reading_of(case, sha256_of(file))  # a damaged one is told before anything is written
        reading, text = (reader or _reader())(
            file, context=context, language=language, published=published, saved=fetched_at
        )
    except OSError as error:
        raise ReadError(
            Problem(str(file), f"cannot be read: {error.strerror or error}", "a file to be read")
        ) from error
    _checked(reading, text, file)
    reading = _with_what_is_declared(reading, opened)
    more, notes = proposed_with(proposers, text, context, reading)
    reading = replace(reading, proposals=tuple(sorted((*reading.proposals, *more), key=_place)))
    added = add_source(case, file, _custody(reading, fetched_at, opened))
    if added.sha256 != reading.article.sha256:
        raise ReadError(Problem(str(file), "changed while it was read", "a file that stays", "read it again"))
    reading = _named(reading, added.file)
    with one_writer(case):
        before = reading_of(case, added.sha256)
        if before is not None:
            reading = _merged(before.reading, reading)
        stem = before.stem if before is not None else _stem(added.id, stems(case))
        kept = Kept(case, stem, reading)
        if before is None or before.reading != reading or not _text_is(before, text):
            kept = write_reading(kept, text)
        else:
            kept = before
    return Arrived(kept, added, before is not None, notes)


def _reader() -> ReadArticle:
    from scrutiny.articles import read_article

    return read_article


def _context(case: CaseFile) -> object:
    """What a reader has to know of the case; only the reader of articles knows what that is."""
    from scrutiny.articles import context_of

    return context_of(case)


def _with_what_is_declared(reading: Reading, case: CaseFile) -> Reading:
    """The reading with the outlet and the address of the same file, where the case declares it as a data set.

    A text that was saved alone does not say who printed it, and its headline is no outlet.
    """
    from scrutiny.datasets.declared import declared

    article = reading.article
    for source in case.sources:
        if source.dataset is not None and declared()[source.dataset].sha256 == article.sha256:
            outlet, url = article.outlet or source.publisher, article.url or source.url or ""
            published = article.published or source.published
            return replace(reading, article=replace(article, outlet=outlet, url=url, published=published))
    return reading


def _checked(reading: Reading, text: str, file: Path) -> None:
    """A reader keeps its word: positions mean the words that they come with, in the text with that digest."""
    faults = []
    if hashlib.sha256(text.encode()).hexdigest() != reading.article.text_sha256:
        faults.append("the digest of its text is not that of the text")
    if sha256_of(file) != reading.article.sha256:
        faults.append("the digest of its original is not that of the file")
    for proposal in reading.proposals:
        for at in (proposal.at, proposal.sentence, *(one.at for one in proposal.rests_on)):
            if text[at.start : at.end] != at.exact:
                faults.append(f"proposal {proposal.id}: {at.exact[:40]!r} does not stand at {at.start}")
    if faults:
        raise ReadError(
            Problem(str(file), f"the reader of articles is at fault: {fault}", "positions in the text that it gives")
            for fault in faults
        )


def _custody(reading: Reading, fetched_at: date, case: CaseFile) -> Custody:
    article = reading.article
    return Custody(
        publisher=article.outlet,
        title=" ".join(article.title.split()),
        about=Words(case.language if case.language in languages() else "en").plain(_("a saved article")),
        published=article.published,
        url=article.url or None,
        fetched_at=fetched_at,
    )


def _named(reading: Reading, file: str) -> Reading:
    """The reading with the original named as the case names it."""
    sha256 = reading.article.text_sha256

    def named(at: Passage) -> Passage:
        return replace(at, file=file, text_sha256=sha256)

    proposals = tuple(
        replace(
            one,
            at=named(one.at),
            sentence=named(one.sentence),
            rests_on=tuple(replace(part, at=named(part.at)) for part in one.rests_on),
        )
        for one in reading.proposals
    )
    return replace(reading, article=replace(reading.article, file=file), proposals=proposals)


def _merged(before: Reading, now: Reading) -> Reading:
    """What is proposed now, with the decisions of before and everything that they are about.

    A proposal that was decided stays as it was when it was decided, in the text of that time; where the article is
    read otherwise now, the same claim in the same words is not proposed a second time.
    """
    decided = {one.id: one for one in before.proposals if one.id in before.decided}
    same = {_alike(one) for one in decided.values()}
    new = [one for one in now.proposals if one.id not in decided and _alike(one) not in same]
    kept = before.proposals if before.article.text_sha256 == now.article.text_sha256 else ()
    plug_ins = [
        one
        for one in kept
        if one.id not in decided and _by_plug_in(one, now) and _alike(one) not in {_alike(other) for other in new}
    ]
    proposals = sorted((*decided.values(), *new, *plug_ins), key=_place)
    return replace(now, proposals=tuple(proposals), decisions=before.decisions)


def _by_plug_in(proposal: Proposal, now: Reading) -> bool:
    """Whether a reading without the plug-in would leave this one out, though nothing speaks against it."""
    return proposal.made_by.startswith("plug-in ") and proposal.made_by not in {one.made_by for one in now.proposals}


def _alike(proposal: Proposal) -> tuple[str, str, str, str | None]:
    return proposal.at.exact, proposal.claim.speaker, proposal.claim.act, proposal.claim.about


def _place(proposal: Proposal) -> tuple[int, int, str]:
    return proposal.at.start, proposal.at.end, proposal.id


def _text_is(kept: Kept, text: str) -> bool:
    place = kept.path.with_suffix(".txt")
    return place.is_file() and place.read_bytes() == text.encode()


def _stem(source: str, taken: Container[str]) -> str:
    """A name for the reading's files that every system allows, made from the id of the source."""
    made = re.sub(r"[^\w.-]+", "-", source).strip("-.") or READINGS
    number, stem = 1, made
    while stem.casefold() in taken:
        number += 1
        stem = f"{made}-{number}"
    return stem
