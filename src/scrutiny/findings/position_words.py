"""Positions towards a result: which statements are positions, in which words they are told, what they are about.

They are classes of wording, not a scale. To take note is not to recognise, and to congratulate is to congratulate.
"""

from __future__ import annotations

from collections.abc import Mapping

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import ABOUT_WORDS, Claim
from scrutiny.findings.speakers import claim_named
from scrutiny.messages import Message, Name, Quote, Value, _, say

TOLD: Mapping[str, str] = {
    "recognises": _("recognises {what}"),
    "congratulates": _("congratulates {what}"),
    "takes_note": _("takes note of {what}"),
    "withholds_recognition": _("withholds recognition of {what} for now"),
    "calls_for_publication": _("asks for sheets or results by station"),
    "calls_for_audit": _("asks for an audit or a recount"),
    "calls_for_new_vote": _("asks for a new vote"),
    "expresses_concern": _("expresses concern"),
    "refuses_to_recognise": _("refuses to recognise {what}"),
    "breaks_relations": _("breaks off or suspends relations"),
    "retracts": _("takes back what was said before"),
    "concedes": _("concedes"),
}
"""Positions, in the order in which they are listed."""
OTHERS: Mapping[str, str] = {
    "claims_victory": _("claims victory for {what}"),
    "alleges_irregularity": _("alleges an irregularity"),
    "alleges_attack": _("alleges an attack"),
}
"""What else is said in answer to a result."""

CALLS = ("calls_for_publication", "calls_for_audit", "calls_for_new_vote")
NO_SCALE = _(
    "These are classes of words, not a scale, and how many statements there are of one says nothing about what was "
    "counted."
)


def position(case: CaseFile, claim: Claim) -> Message:
    """A position in its class of words: "congratulates A"."""
    text = TOLD.get(claim.act) or OTHERS[claim.act]
    told = Message(text, {"what": object_of(case, claim)})
    if "{what}" in text or claim.about is None:
        return told
    return say(_("{told} (about {what})"), told=told, what=object_of(case, claim))


def object_of(case: CaseFile, claim: Claim) -> Value:
    """Whom or what a claim is about: an option, an announcement, a source, else the announced result."""
    about = claim.about
    if about is None or about in ABOUT_WORDS:
        return say(_("how it came about")) if about == "process" else say(_("the announced result"))
    contest = case.contest_by_id[case.contest_of(claim)]
    if contest.name_of(about) != about or about in contest.by_id:
        return Name(contest.name_of(about), "option", about)
    if about in case.claim_by_id:
        return claim_named(case.claim_by_id[about])
    if about in case.source_by_id:
        return Name(case.source_by_id[about].title, "source", about)
    return Name(about)


def words_of(claim: Claim) -> Value:
    """The words of a claim, as quoted; else what was said, in a sentence."""
    return Quote(claim.quoted) if claim.quoted else Name(claim.summary)
