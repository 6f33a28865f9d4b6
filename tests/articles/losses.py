"""Where a claim is lost: what the nearest proposal has wrong, so that causes are mended rather than cases."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrutiny.evidence.proposal import Proposal

    from .scoring import Gold, Score


def stages(made: Score) -> Counter[str]:
    """How many claims were lost at which stage, and how many proposals have no claim near them."""
    counted = Counter(f"missed, {stage(made, name, gold)[0]}" for name, gold in made.missed)
    counted.update(f"wrong, {excess(made, name, proposal)}" for name, proposal in made.wrong)
    return counted


def stage(made: Score, name: str, gold: Gold) -> tuple[str, Proposal | None]:
    """The stage at which a claim was lost, and the proposal that comes nearest."""
    from .scoring import _about, _figures, _figures_of, _touches, same_speaker

    if gold.start < 0:
        return "not in the text", None
    near = [proposal for file, proposal in made.wrong if file == name and _touches(proposal, gold)]
    same = [proposal for proposal in near if proposal.claim.act == gold.data["act"]]
    if not same:
        spoken = [proposal for proposal in near if same_speaker(proposal.claim.speaker, gold.data["speaker"])]
        return ("other act", spoken[0]) if spoken else ("act", near[0] if near else None)
    told = [proposal for proposal in same if same_speaker(proposal.claim.speaker, gold.data["speaker"])]
    if not told:
        return "speaker", same[0]
    proposal = told[0]
    if proposal.claim.of_election != gold.data["election"]:
        return "election", proposal
    if not _about(proposal, gold.data["about"]):
        return "about", proposal
    if _figures(proposal) != _figures_of(gold.data, gold.options):
        return "figures", proposal
    return "span", proposal


def excess(made: Score, name: str, proposal: Proposal) -> str:
    """What a proposal that matches nothing is: an annotated act with something wrong, or nothing at all."""
    from .scoring import _touches

    near = [gold for file, gold in made.missed if file == name and _touches(proposal, gold)]
    near_right = [gold for file, _p, gold in made.hits if file == name and _touches(proposal, gold)]
    if any(gold.data["act"] == proposal.claim.act for gold in near):
        return "near the claim"
    if near:
        return "another act is annotated"
    return "beside a right one" if near_right else "nothing is annotated"
