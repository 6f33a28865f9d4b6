"""Announced counts made from a total and rounded shares, instead of the counts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.record import Evidence
from scrutiny.messages import rounded


def counts_from_rounded_shares(evidence: Evidence, decimals: int = 1) -> Evidence:
    """Announce counts computed from the total and shares rounded to so many decimals, instead of the counts.

    The dose is the number of decimals: fewer decimals alter the counts more.
    """

    def remade(claim: Claim) -> Claim:
        figures = claim.figures
        if figures is None or not figures.votes:
            return claim
        total = sum(figures.votes.values())
        shares = {o: rounded(Fraction(100 * n, total), decimals) for o, n in figures.votes.items()}
        last = next(reversed(shares))
        # The announcer's shares add to 100: the last is what the others leave.
        shares[last] = rounded(100 - sum((Fraction(s) for o, s in shares.items() if o != last), Fraction(0)), decimals)
        votes = {o: int(rounded(Fraction(share) * total / 100, 0)) for o, share in shares.items()}
        valid = figures.valid if figures.valid is None else sum(votes.values())
        return replace(claim, figures=replace(figures, votes=votes, shares=shares, valid=valid))

    case = replace(evidence.case, claims=tuple(remade(claim) for claim in evidence.case.claims))
    return replace(evidence, case=case)
