"""What was said about a report after it was published: replies beside their findings, corrections, and all of them.

Each reply is printed whole, once: a long one is folded, and where it is told elsewhere its beginning leads there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scrutiny.evidence.answers import Correction, Reply
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.source import Source
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Finding
from scrutiny.messages import Code, Day, Message, Name, Quote, Value, _, say
from scrutiny.report.blocks import (
    Block,
    Cell,
    Entries,
    Entry,
    Fold,
    Items,
    Link,
    Paragraph,
    anchor_of,
    href,
    web_address,
)
from scrutiny.report.labels import ROLES

SHORT = 120
"""So many words of a reply are printed as they stand; of a longer one the beginning, and the whole in a fold."""
BEGINNING = 40
"""So many words of a long reply stand before its fold."""

Fact = tuple[Value, tuple[Cell, ...]]


@dataclass(frozen=True)
class _Numbered:
    """A reply with its number in the order of days, by which links find it."""

    number: int
    reply: Reply

    @property
    def anchor(self) -> str:
        return f"reply:{self.number}"

    @property
    def words(self) -> int:
        return len(self.reply.words.split())

    @property
    def long(self) -> bool:
        return self.words > SHORT or len(self.reply.words) > 12 * SHORT


def _numbered(case: CaseFile) -> list[_Numbered]:
    return [_Numbered(number, reply) for number, reply in enumerate(case.replies_by_day, 1)]


def _to(case: CaseFile, finding: Finding) -> list[_Numbered]:
    return [one for one in _numbered(case) if one.reply.to in (finding.id, finding.check)]


def replies_to(finding: Finding, case: CaseFile) -> tuple[Fact, ...]:
    """The replies to this finding, by day. Where there are none nothing is said: nobody may have been asked."""
    answers = tuple(cell for one in _to(case, finding) for cell in _cells(one, here=one.reply.to == finding.id))
    return ((say(_("Reply of those concerned")), answers),) if answers else ()


def folds_of(finding: Finding, case: CaseFile) -> tuple[Fold, ...]:
    """The long replies to this very finding, whole."""
    return tuple(_fold(one) for one in _to(case, finding) if one.long and one.reply.to == finding.id)


def _cells(one: _Numbered, here: bool = True) -> tuple[Cell, ...]:
    """A reply in a line or two: who, when, and the words, or their beginning.

    Parameters
    ----------
    here
        Whether the fold with all words stands at this very place.
    """
    reply = one.reply
    made: list[Cell] = []
    if not one.long:
        made.append(_said(reply, reply.words))
    else:
        beginning = " ".join(reply.words.split()[:BEGINNING])[: 12 * BEGINNING]
        made.append(_said(reply, f"{beginning} …"))
        told = (
            say(_("the beginning; all {n} words stand in the fold below"), n=one.words)
            if here
            else say(_("the beginning; all {n} words"), n=one.words)
        )
        made.append(told if here else Link(told, href(one.anchor)))
    address = web_address(reply.source)
    if address:
        made.append(Link(say(_("source of the reply")), address))
    elif reply.source:
        made.append(Name(reply.source))
    return tuple(made)


def _said(reply: Reply, words: str) -> Message:
    if reply.role == "other":
        return say(_("{by}, {on}: {words}"), by=Name(reply.by), on=Day(reply.on), words=Quote(words))
    return say(
        _("{by} ({role}), {on}: {words}"),
        by=Name(reply.by),
        role=say(ROLES[reply.role]),
        on=Day(reply.on),
        words=Quote(words),
    )


def _fold(one: _Numbered) -> Fold:
    reply = one.reply
    paragraphs = [part for part in re.split(r"\n\s*\n", reply.words) if part.strip()]
    title = say(_("All {n} words of the reply of {by}, {on}"), n=one.words, by=Name(reply.by), on=Day(reply.on))
    return Fold(title, tuple(Paragraph(Quote(part.strip())) for part in paragraphs), one.anchor)


def corrected(examined: Examined) -> Link | None:
    """One line for the opening: how often the report was corrected, and when last."""
    made = examined.evidence.case.corrections_by_day
    if not made:
        return None
    text = say(
        _("Corrected on {day} ({n} corrections): what changed, and why"),
        one=_("Corrected on {day} ({n} correction): what changed, and why"),
        counts="n",
        day=Day(made[-1].on),
        n=len(made),
    )
    return Link(text, href("replies"))


def replies_and_corrections(examined: Examined) -> tuple[Block, ...]:
    """Corrections first: whoever read an earlier report looks for them."""
    case = examined.evidence.case
    made: list[Block] = [*_corrections(examined)]
    claims = [
        say(
            _("{speaker}: {claim} replaces {old}"),
            speaker=claim.speaker,
            claim=Name(claim.label, "claim", claim.id),
            old=Name(
                case.claim_by_id[claim.corrects].label if claim.corrects in case.claim_by_id else str(claim.corrects)
            ),
        )
        for claim in case.claims
        if claim.corrects
    ]
    withdrawn = [_withdrawn(case, source) for source in case.sources if source.withdrawn is not None]
    made += [Items(tuple(texts)) for texts in (claims, withdrawn) if texts]
    for one in _numbered(case):
        made += _reply(examined, one)
    if not case.replies:
        made.append(Paragraph(say(_("No reply is in this case."))))
    return tuple(made)


def _corrections(examined: Examined) -> Iterator[Block]:
    case = examined.evidence.case
    for correction in case.corrections_by_day:
        yield Entries((_correction(examined, correction),))
    last = case.corrections_by_day[-1:]
    if last and last[0].after not in ("", examined.evidence.digest):
        text = _("The evidence has changed since the last correction was written: that one names another digest.")
        yield Paragraph(say(text), soft=True)


def _correction(examined: Examined, correction: Correction) -> Entry:
    rows: list[Fact] = [
        (say(_("What changed")), (Name(correction.what),)),
        (say(_("Why")), (Name(correction.why),)),
    ]
    if correction.by:
        rows.append((say(_("Who")), (Name(correction.by),)))
    if correction.findings:
        cells = [cell for id_ in correction.findings for cell in _target(examined, id_)]
        rows.append((say(_("Findings concerned")), tuple(cells)))
    if correction.before:
        rows.append((say(_("Digest of the evidence before")), (Code(correction.before),)))
    if correction.after:
        rows.append((say(_("Digest of the evidence after")), (Code(correction.after),)))
    return Entry(say(_("Corrected on {day}"), day=Day(correction.on)), tuple(rows))


def _withdrawn(case: CaseFile, source: Source) -> Message:
    assert source.withdrawn is not None
    new = case.source_by_id.get(source.withdrawn.replaced_by or "")
    why = Name(source.withdrawn.why)
    if new is None:
        return say(_("{source} was withdrawn: {why}"), source=source.title, why=why)
    return say(_("{source} was replaced by {new}: {why}"), source=source.title, new=new.title, why=why)


def _reply(examined: Examined, one: _Numbered) -> Iterator[Block]:
    reply = one.reply
    beside = any(finding.id == reply.to for finding in examined.findings)
    rows: list[Fact] = [(say(_("Words")), _cells(one, here=not beside))]
    if reply.to:
        rows.append((say(_("To")), _target(examined, reply.to)))
    if reply.answers:
        rows.append((say(_("Digest of the report that it answers")), (Code(reply.answers),)))
        if reply.answers != examined.evidence.digest:
            rows.append((say(_("Remark")), (say(_("It answers an earlier report; the evidence has changed since.")),)))
    yield Entries((Entry(Name(reply.by), tuple(rows), "" if one.long else one.anchor),))
    if one.long and not beside:
        yield _fold(one)


def _target(examined: Examined, to: str) -> tuple[Cell, ...]:
    """The finding or check that is meant, as a link where it is on the page; else as it was written, with a remark."""
    if any(finding.id == to for finding in examined.findings):
        return (Link(Code(to), href(anchor_of(to))),)
    check = next((check for check in examined.checks if check.id == to), None)
    if check is not None:
        return (say(check.title), Code(to))
    return (Code(to), say(_("this report has no such finding")))


def reply_json(reply: Reply) -> dict[str, Any]:
    return {
        "by": reply.by,
        "role": reply.role,
        "on": reply.on.isoformat(),
        "words": reply.words,
        "to": reply.to,
        "source": reply.source,
        "answers": reply.answers,
    }


def correction_json(correction: Correction) -> dict[str, Any]:
    return {
        "on": correction.on.isoformat(),
        "what": correction.what,
        "why": correction.why,
        "by": correction.by,
        "findings": list(correction.findings),
        "before": correction.before,
        "after": correction.after,
    }


def answers_json(case: CaseFile) -> Mapping[str, Any]:
    """All replies, all corrections and all sources that were taken out, by day."""
    return {
        "replies": [reply_json(reply) for reply in case.replies_by_day],
        "corrections": [correction_json(correction) for correction in case.corrections_by_day],
        "withdrawn": [
            {
                "id": source.id,
                "title": source.title,
                "why": source.withdrawn.why,
                "when": source.withdrawn.when.isoformat(),
                "by": source.withdrawn.by,
                "replaced_by": source.withdrawn.replaced_by,
            }
            for source in case.sources
            if source.withdrawn is not None
        ],
    }
