"""Announcements of one speaker, one after the other: their order, and the votes that two of them share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.contest import Contest
from scrutiny.findings.check import Subject


@dataclass(frozen=True)
class Step:
    """Two announcements, and the votes of the options that both tell, in the order of the contest."""

    earlier: Claim
    later: Claim
    first: Mapping[str, int]
    second: Mapping[str, int]
    complete: bool

    @property
    def added(self) -> dict[str, int]:
        return {option: self.second[option] - self.first[option] for option in self.first}

    @property
    def total(self) -> int:
        return sum(self.added.values())

    @property
    def fallen(self) -> dict[str, int]:
        return {option: -number for option, number in self.added.items() if number < 0}


def figures_of(claim: Claim) -> Figures:
    assert claim.figures is not None
    return claim.figures


def steps(subject: Subject) -> list[Step]:
    """Each announcement and the next of the same speaker."""
    speakers: dict[str, list[Claim]] = {}
    for claim in not_corrected(subject.announcements):
        speakers.setdefault(claim.speaker, []).append(claim)
    made: list[Step] = []
    for claims in speakers.values():
        ordered = in_order(claims)
        for earlier, later in pairwise(ordered):
            options, complete = _shared(subject.contest, figures_of(earlier).votes, figures_of(later).votes)
            if options:
                votes = [
                    {option: _votes(subject.contest, figures_of(claim).votes, option) or 0 for option in options}
                    for claim in (earlier, later)
                ]
                made.append(Step(earlier, later, votes[0], votes[1], complete))
    return made


def not_corrected(claims: Sequence[Claim]) -> list[Claim]:
    """Announcements without those that another one corrects: the correction stands in the place of the corrected."""
    here = {claim.id for claim in claims}
    by_corrected = {claim.corrects: claim for claim in claims if claim.corrects in here and claim.corrects != claim.id}
    made: list[Claim] = []
    for claim in claims:
        if claim in by_corrected.values():
            continue
        seen = {claim.id}
        while claim.id in by_corrected and by_corrected[claim.id].id not in seen:
            claim = by_corrected[claim.id]
            seen.add(claim.id)
        made.append(claim)
    return made


def in_order(claims: Sequence[Claim]) -> list[Claim]:
    """Announcements by when they were said; in the order given where that cannot be told.

    A day without an hour is compared by days only, and of two moments of a day one with a time zone and one without are
    left in the order given.
    """
    said = [claim.said for claim in claims]
    if any(moment is None for moment in said):
        return list(claims)
    if all(_zoned(moment) for moment in said):
        return sorted(claims, key=lambda claim: claim.said or date.min)
    days: dict[date, list[Claim]] = {}
    for claim in claims:
        assert claim.said is not None
        days.setdefault(claim.said.date() if isinstance(claim.said, datetime) else claim.said, []).append(claim)
    made: list[Claim] = []
    for day in sorted(days):
        moments = [claim.said for claim in days[day]]
        told = all(isinstance(moment, datetime) for moment in moments) and len({_zoned(m) for m in moments}) == 1
        made += sorted(days[day], key=lambda claim: claim.said or date.min) if told else days[day]
    return made


def _zoned(moment: date | None) -> bool:
    return isinstance(moment, datetime) and moment.utcoffset() is not None


def _votes(contest: Contest, votes: Mapping[str, int], option: str) -> int | None:
    """Votes as announced, or the sum of the members where each of them is known."""
    if option in votes:
        return votes[option]
    members = [_votes(contest, votes, member) for member in contest.children.get(option, ())]
    if not members or any(member is None for member in members):
        return None
    return sum(member or 0 for member in members)


def _shared(contest: Contest, first: Mapping[str, int], second: Mapping[str, int]) -> tuple[list[str], bool]:
    """The finest options without overlap that both announcements tell, and whether they are the whole ballot."""

    def told(option: str) -> bool:
        return all(_votes(contest, votes, option) is not None for votes in (first, second))

    def finest(option: str) -> tuple[list[str], bool]:
        members = contest.children.get(option, ())
        found = [finest(member) for member in members]
        if members and all(whole for _options, whole in found):
            return [o for options, _whole in found for o in options], True
        if told(option):
            return [option], True
        return [o for options, _whole in found for o in options], False

    roots = [o.id for o in contest.options if o.valid and (o.parent is None or o.parent not in contest.by_id)]
    made = [finest(root) for root in roots]
    unlisted = [option for option in first if option not in contest.by_id and option in second]
    return [o for options, _whole in made for o in options] + unlisted, bool(made) and all(w for _o, w in made)
