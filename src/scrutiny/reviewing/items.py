"""What there is to decide in a case: every proposal, what was decided about it, and whether the case has it already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.proposal import Decision, Proposal
from scrutiny.evidence.readings import Kept, readings
from scrutiny.reviewing.likeness import same_claim


@dataclass(frozen=True)
class Item:
    """One proposal before a person.

    Parameters
    ----------
    kept
        The reading that it is of.
    proposal
        What is proposed.
    decision
        What holds about it; None while nobody has decided.
    like
        A claim of the case that says the same, from another article or typed by hand.
    entered
        The claim that it became.
    """

    kept: Kept
    proposal: Proposal
    decision: Decision | None
    like: Claim | None
    entered: Claim | None

    @property
    def to_correct(self) -> Claim:
        """What a correction begins with: the claim that it became, else what was proposed."""
        own = self.entered is not None and self.decision is not None and not self.decision.joined
        return self.entered if own and self.entered is not None else self.proposal.claim

    @property
    def source_known(self) -> str:
        """The agency, where a report of the like claim credits the same one: both are then one source."""
        agencies = self.kept.reading.article.agencies
        printed = {via.strip() for report in (self.like.reports if self.like else ()) for via in report.via.split(",")}
        return ", ".join(agency for agency in agencies if agency in printed)


def items(folder: Path) -> tuple[Item, ...]:
    """Every proposal of a case, article by article, in the order of the text."""
    case = CaseFolder(folder).case
    return tuple(_item(case, kept, one) for kept in readings(folder) for one in kept.reading.proposals)


def item(folder: Path, stem: str, proposal: str) -> Item:
    """One proposal, as it is now."""
    from scrutiny.evidence.readings import reading_in

    kept = reading_in(folder, stem)
    return _item(CaseFolder(folder).case, kept, kept.proposal(proposal))


def _item(case: CaseFile, kept: Kept, proposal: Proposal) -> Item:
    decision = kept.reading.decided.get(proposal.id)
    entered = case.claim_by_id.get(decision.claim) if decision is not None else None
    like = same_claim(case, proposal.claim, kept.reading.article.published)
    if like is not None and entered is not None and like.id == entered.id and not (decision and decision.joined):
        like = None  # it is this one itself
    return Item(kept, proposal, decision, like, entered)
