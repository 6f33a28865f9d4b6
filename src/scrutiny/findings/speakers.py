"""Who speaks for whom: a government, its parliament and a person of either are different speakers."""

from __future__ import annotations

import re

from scrutiny.evidence.claim import Claim
from scrutiny.messages import Message, Name, Value, _, say

COUNTRY_ROLES = ("state", "parliament", "court")
"""Organs of which a country has one; a country has many parties, and a person is known by his name."""


def organ(claim: Claim) -> tuple[str, str]:
    """What stays the same when the same speaker speaks again, however he is printed.

    Examples
    --------
    >>> organ(Claim("a", "recognises", "A minister of Perú", "state", "PE"))
    ('state', 'PE')
    >>> organ(Claim("a", "concedes", "Yahya Jammeh (on television)", "candidate", "GM"))
    ('candidate', 'yahya jammeh')
    """
    if claim.role in COUNTRY_ROLES and claim.country:
        return claim.role, claim.country
    return claim.role, re.split(r"\s*[(,]", claim.speaker)[0].strip().casefold()


def spoken_by(claim: Claim) -> Value:
    """The speaker; what an outlet tells without naming anybody has none."""
    return Name(claim.speaker, "speaker") if claim.speaker else say(_("nobody who is named"))


_UNTITLED = {
    "announces_figure": _("the figures of {speaker}"),
    "proclaims": _("the proclamation by {speaker}"),
    "rules": _("the decision of {speaker}"),
    "claims_victory": _("the claim of victory of {speaker}"),
}


def claim_named(claim: Claim) -> Value:
    """A claim by its title; one without a title by who said it."""
    if claim.title:
        return Name(claim.title, "claim", claim.id)
    speaker = Name(claim.speaker, "claim", claim.id)
    return Message(_UNTITLED.get(claim.act, _("what {speaker} said")), {"speaker": speaker})


def told_of(claim: Claim) -> Message:
    """The speaker; where only one side says that he spoke, that side with him."""
    if claim.told_by:
        return say(_("{speaker} (so says {side})"), speaker=spoken_by(claim), side=Name(claim.told_by, "speaker"))
    return say("{speaker}", speaker=spoken_by(claim))
