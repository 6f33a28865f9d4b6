"""What should be known before deciding: words that stand elsewhere, an earlier decision, a claim that says the same."""

from __future__ import annotations

from scrutiny.evidence.proposal import Proposal
from scrutiny.messages import Code, Name, Quote, Words, _, say
from scrutiny.reviewing.items import Item
from scrutiny.reviewing.labels import DECIDED, PARTS, day


def remarks(here: Item, words: Words) -> list[str]:
    """What should be known before deciding: an earlier decision, a claim of the case that says the same."""
    made: list[str] = []
    elsewhere = [part for part in here.proposal.rests_on if not _inside(part.at.start, here.proposal)]
    for part in elsewhere:
        told = _("{part}: read from {words}, which stands outside of this sentence")
        made.append(words.plain(say(told, part=Name(words.translate(PARTS[part.part])), words=Quote(part.at.exact))))
    if here.proposal.repeats:
        made.append(words.translate(_("The article says this twice; this is a repetition, such as a headline.")))
    if here.decision is not None:
        told = _("Decided: {decided}, by {by}, on {day}. A new decision takes its place.")
        decided = Name(words.translate(DECIDED[here.decision.decided]))
        made.append(words.plain(say(told, decided=decided, by=here.decision.by, day=day(here.decision.at, words))))
        if here.decision.claim and here.entered is None:
            gone = _("The claim {id} that it became is no longer in the case.")
            made.append(words.plain(say(gone, id=Code(here.decision.claim))))
    if here.like is not None:
        told = _("The case has this already, as the claim {claim}: this article would be one more report of it.")
        made.append(words.plain(say(told, claim=Name(here.like.label))))
        if here.source_known:
            told = _("Both credit {agency}: they are one source, however many print it.")
            made.append(words.plain(say(told, agency=here.source_known)))
    return made


def _inside(start: int, proposal: Proposal) -> bool:
    return proposal.sentence.start <= start < proposal.sentence.end
