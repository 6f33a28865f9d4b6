"""What figures say about who is ahead: those of an announcement, of a claim, of a record of counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.contest import Contest
from scrutiny.findings.check import Subject
from scrutiny.findings.moments import by_time
from scrutiny.findings.origins import called, named
from scrutiny.findings.parts import parts
from scrutiny.findings.speakers import claim_named
from scrutiny.findings.weighing import Standing, standing, standing_of
from scrutiny.messages import Count, Message, Name, Points, Value, _, say

AUTHORITIES = ("authority", "court", "parliament")
"""Roles whose figures are those of the whole unless they say how much was counted."""


@dataclass(frozen=True)
class Figured:
    """Somebody's figures of the options of a contest.

    Parameters
    ----------
    id, whose
        The claim or record, and its name.
    votes, shares
        By option; shares in percent.
    whole
        Whether they are said to be those of all units.
    by
        The standing of complete votes; None where there is none.
    """

    id: str
    whose: Value
    votes: Mapping[str, int]
    shares: Mapping[str, Fraction]
    whole: bool
    by: Standing | None

    @property
    def given(self) -> Mapping[str, Fraction]:
        return {o: Fraction(v) for o, v in self.votes.items()} if len(self.votes) > 1 else self.shares

    @property
    def first(self) -> str | None:
        """Who is ahead; None where nobody is, or one option only is told."""
        ranked = sorted(self.given.items(), key=lambda item: -item[1])
        return ranked[0][0] if len(ranked) > 1 and ranked[0][1] > ranked[1][1] else None

    def lead(self, option: str) -> Fraction | None:
        """By how much an option is ahead of the strongest other one, or behind it (below 0)."""
        others = [value for other, value in self.given.items() if other != option]
        return self.given[option] - max(others) if option in self.given and others else None

    def told(self, option: Name) -> Message | None:
        """What they say of an option, as a sentence that can stand in a series."""
        lead = self.lead(option.id)
        if lead is None:
            return None
        values: dict[str, Value] = {"whose": self.whose, "option": option}
        in_votes = len(self.votes) > 1
        values["by"] = Count(abs(int(lead))) if in_votes else Points(abs(lead), 2)
        if lead == 0:
            return Message(_("by {whose}, {option} is level with another option"), values)
        if in_votes:
            ahead = _("by {whose}, {option} is {by} votes ahead")
            behind = _("by {whose}, {option} is {by} votes behind")
        else:
            ahead = _("by {whose}, {option} is {by} percentage points ahead")
            behind = _("by {whose}, {option} is {by} percentage points behind")
        return Message(ahead if lead > 0 else behind, values)


def of_claim(contest: Contest, claim: Claim) -> Figured | None:
    """The figures of a claim, where it gives those of two options or more."""
    figures = claim.figures
    if figures is None:
        return None
    counted, shared = parts(contest, figures.votes), parts(contest, figures.shares)
    votes = {option: figures.votes[option] for option in counted.options}
    shares = {option: Fraction(figures.shares[option]) for option in shared.options}
    if max(len(votes), len(shares)) < 2:
        return None
    part = figures.coverage is not None and figures.coverage < 100
    said_whole = figures.coverage is not None or (claim.role in AUTHORITIES and figures.counted_units is None)
    by = standing(votes, contest, called(claim)) if votes and counted.complete else None
    return Figured(claim.id, claim_named(claim), votes, shares, said_whole and not part, by)


def figures_of_case(subject: Subject) -> list[Figured]:
    """Every set of figures of the contest: announcements, then records of counts."""
    made = [of_claim(subject.contest, claim) for claim in by_time(subject.announcements)]
    for counts in subject.records:
        by = standing_of(counts)
        if by is not None and len(by.votes) > 1:
            made.append(Figured(counts.record, named(counts), dict(by.votes), {}, False, by))
    return [one for one in made if one is not None]


def nested(one: Figured, other: Figured) -> bool:
    """Whether one has as many votes or more for every option that both tell, so that it can hold the other."""
    both = [option for option in one.votes if option in other.votes]
    apart = [one.votes[option] - other.votes[option] for option in both]
    return bool(apart) and (min(apart) >= 0 or max(apart) <= 0)


def elected_otherwise(figured: Figured, option: str) -> Message | None:
    """The outcome by whole figures, where the option is not the winner of it; else nothing."""
    made = figured.by.outcome if figured.by is not None else None
    if figured.by is None or made is None or not figured.whole or made.form not in ("elected", "run_off"):
        return None
    alone = made.form == "elected" and option in made.winners
    return None if alone else figured.by.sentence or say(_("no outcome"))
