"""A saved article becomes a reading: what it is, and the claims that could be in it."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import get_args

from scrutiny.articles import confidence, containers, extracting, metadata
from scrutiny.articles.boilerplate import agencies, not_earnest
from scrutiny.articles.conditions import supposed
from scrutiny.articles.context import Context
from scrutiny.articles.flattening import Flat, flatten, normal
from scrutiny.articles.folding import fold
from scrutiny.articles.languages import LANGUAGES, language_of
from scrutiny.articles.lexicon import lexicon
from scrutiny.articles.printed_date import printed_date
from scrutiny.articles.proposing import Reader
from scrutiny.articles.refusing import refuse_what_is_no_text
from scrutiny.articles.state import Draft
from scrutiny.errors import Problem, ReadError
from scrutiny.evidence.claim import Act, Claim
from scrutiny.evidence.passage import Passage, passage
from scrutiny.evidence.proposal import Article, Proposal, Reading, RestsOn
from scrutiny.messages import _, say

MADE_BY = "rules 0.1"


def read_article(
    data: bytes | Path,
    *,
    context: Context,
    language: str | None = None,
    published: date | datetime | None = None,
    saved: date | None = None,
    file: str = "",
) -> tuple[Reading, str]:
    """Read a saved article and propose the claims that are in it.

    Parameters
    ----------
    data
        The saved original, or where it lies: plain text, a web page (HTML), MHTML or WARC, also packed with gzip.
    context
        What is known about the contest.
    language
        ISO 639-1 (en, es, pt, fr); told from the text where it is not given.
    published
        When it was published, where the page does not say or says wrongly.
    saved
        When it was saved: no page was published later, so that a later day that it gives is none.
    file
        The name of the original in the case.

    Returns
    -------
    tuple[Reading, str]
        The reading, and the text in which its positions count.

    Examples
    --------
    >>> from datetime import date
    >>> from scrutiny.articles import Choice, Context, read_article
    >>> told = Context("GM", date(2016, 12, 1), (Choice("barrow", ("Adama Barrow",)),))
    >>> text = "Senegal's president, Macky Sall, congratulated Adama Barrow on his victory in the election on Friday."
    >>> reading, _text = read_article(text.encode(), context=told)
    >>> [(proposal.claim.speaker, proposal.claim.act, proposal.claim.country) for proposal in reading.proposals]
    [('Macky Sall', 'congratulates', 'SN')]
    """
    where = file or (data.name if isinstance(data, Path) else "")
    if language is not None and language not in LANGUAGES:
        raise ReadError(Problem("language", repr(language), "one of: " + ", ".join(LANGUAGES)))
    original = _bytes(data, where)
    refuse_what_is_no_text(original, where)
    page = containers.opened(original, where)
    about = metadata.about(page.text) if page.html else metadata.About()
    text = normal(extracting.extracted(page.text) if page.html else page.text)
    flats = flatten(text)
    told = language or (about.language if about.language in LANGUAGES else "")
    seen = language_of(text)
    spoken = told if language else (seen or told)
    day = published or _until(saved, about.published) or _until(saved, printed_date(flats, spoken))
    digest = hashlib.sha256(text.encode()).hexdigest()
    article = Article(
        file=where,
        sha256=hashlib.sha256(original).hexdigest(),
        text_sha256=digest,
        language=spoken,
        title=about.title or (flats[0].text if flats and flats[0].heading else ""),
        outlet=about.outlet,
        url=page.url or about.url,
        published=day,
        modified=about.modified,
        author=about.author,
        agencies=agencies(page.text),
        read_by=extracting.reader_version() if page.html else "plain text",
    )
    if (
        spoken not in LANGUAGES
        or not flats
        or not_earnest(about.title, flats)
        or not _concerns(flats, context)
        or not _about_a_vote(flats)
    ):
        return Reading(article), text
    reader = Reader(context, lexicon(spoken), day.date() if isinstance(day, datetime) else day)
    drafts = reader.read(flats)
    proposals = _marked(tuple(_proposal(draft, text, where, digest, context) for draft in drafts), drafts)
    said = (p for p in proposals if not supposed(text, p.sentence.start, p.at.start, p.at.end, spoken))
    return Reading(article, tuple(said)), text


def _until(saved: date | None, day: date | datetime | None) -> date | datetime | None:
    """A day that a page gives, unless it lies after the one on which the page was saved, in whatever time zone."""
    if saved is None or day is None:
        return day
    return day if (day.date() if isinstance(day, datetime) else day) <= saved + timedelta(days=1) else None


def _bytes(data: bytes | Path, where: str) -> bytes:
    if isinstance(data, bytes):
        return data
    try:
        size = data.stat().st_size
        if size > containers.LARGEST:
            raise ReadError(
                Problem(
                    where=where,
                    found=str(say(_("{found} bytes"), found=size)),
                    expected=str(say(_("an article of at most {most} bytes"), most=containers.LARGEST)),
                    do=_("save the article alone, as text, as a web page or as an MHTML file"),
                )
            )
        return data.read_bytes()
    except OSError as error:
        raise ReadError(
            Problem(where, str(error.strerror or error), _("a file that can be read"), _("check its name and place"))
        ) from error


def _concerns(flats: list[Flat], context: Context) -> bool:
    """Whether an article names anybody of this contest."""
    text = fold(" ".join(flat.text for flat in flats))
    names = [name for option in context.options for name in option.names] + list(context.authority)
    return any(fold(name) in text for name in names)


def _proposal(draft: Draft, text: str, file: str, digest: str, context: Context) -> Proposal:
    start, end = draft.flat.span(draft.start, draft.end)
    whole = draft.flat.span(*draft.sentence)
    trigger = draft.flat.span(*draft.trigger)
    actor = draft.actor
    speaker = actor.name if actor is not None else ""
    key = "|".join((digest, str(start), str(end), actor.key if actor else "", draft.act, draft.about or ""))
    id_ = hashlib.sha256(key.encode()).hexdigest()[:16]
    assert draft.act in get_args(Act)
    at = passage(text, start, end, file, digest)
    claim = Claim(
        id=f"article-{id_[:10]}",
        act=draft.act,  # type: ignore[arg-type]
        speaker=speaker,
        role=actor.role if actor is not None else "other",
        country=actor.country if actor is not None else None,
        contest=context.contest or None,
        about=draft.about,
        said=draft.said,
        words=at.exact,
        figures=draft.figures,
        quote=draft.quote,
        hedge=draft.hedge,
        of_election="other" if draft.other else "this",
    )
    rests = [RestsOn("figure" if draft.figures is not None else "act", passage(text, *trigger, file, digest))]
    if actor is not None and (found := _printed(text, whole, actor.name, file, digest)):
        rests.append(RestsOn("speaker", found))
    return Proposal(id_, claim, at, passage(text, *whole, file, digest), tuple(rests), confidence.of(claim), MADE_BY)


def _printed(text: str, whole: tuple[int, int], name: str, file: str, digest: str) -> Passage | None:
    at = text.find(name, whole[0], whole[1])
    at = at if at >= 0 else text.rfind(name, 0, whole[1])
    return passage(text, at, at + len(name), file, digest) if at >= 0 else None


def _marked(proposals: tuple[Proposal, ...], drafts: list[Draft]) -> tuple[Proposal, ...]:
    """Mark what is told twice: the headline's claim repeats the body's, a later telling the earlier one."""
    from dataclasses import replace

    made = list(proposals)
    first: dict[tuple[object, ...], int] = {}
    order = sorted(range(len(made)), key=lambda at: (drafts[at].flat.heading, at))
    for at in order:
        claim, draft = made[at].claim, drafts[at]
        if claim.figures is not None and not draft.flat.heading:
            continue
        actor = draft.actor.key if draft.actor is not None else ""
        country = claim.country if claim.role == "state" else ""
        for key in (
            (claim.act, claim.of_election, actor),
            *([(claim.act, claim.of_election, "state", country)] if country else []),
        ):
            if key in first and (
                draft.flat.heading or drafts[first[key]].said in (None, draft.said) or draft.said is None
            ):
                made[at] = replace(made[at], repeats=made[first[key]].id)
                break
        else:
            first[(claim.act, claim.of_election, actor)] = at
            if country:
                first[(claim.act, claim.of_election, "state", country)] = at
    return tuple(made)


_VOTING = re.compile(
    r"\b(?:elect\w+|elecci\w+|eleic\w+|eleit\w+|vot\w+|ballot\w*|polls?|polling|scrutin\w*|comicios|urnas?|"
    r"candidat\w*|sufragi\w*|suffrag\w*|pleito|presidenti\w+|presidenci\w+|actas|atas|opposition|oposicion|oposicao|parliament\w*|parlament\w*)\b"
)
_SPORT = re.compile(
    r"\b(?:goals?|gol(?:es|s)?|match|bout|belt|boxe\w*|boxing|wrestl\w+|champion\w*|campeon\w*|campeao|ligue|liga|league|cup|copa|coupe|futebol|futbol|"
    r"football|footballers?|halftime|half-time|trainer|entrenador\w*|treinador\w*|entraineur\w*|jugador\w*|jogador\w*|joueur\w*|players?|torneo|torneio|tournament|referee|arbitr\w+|penal\w*|"
    r"stadium|estadio|stade|derby|gols|ringside|clube?|vestuario|cancha)\b"
)


def _about_a_vote(flats: list[Flat]) -> bool:
    """Whether an article speaks of a vote more than of a match: names of candidates are also names of players."""
    text = fold(" ".join(flat.text for flat in flats))
    voting = len(_VOTING.findall(text))
    return voting >= 1 and voting >= len(_SPORT.findall(text))
