"""Whose votes a pattern test is asked about, and whose stand beside them.

A source that says who won puts that option in question, in its own figures and in everybody else's. The other options
that are large enough are run through the same test beside it: what rings for them too has a general cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scrutiny.evidence.claim import Figures
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.counts import Counts
from scrutiny.findings.check import Subject
from scrutiny.messages import Message, _, say

LEAST = Fraction(5, 100)
"""Share of the valid votes from which an option is large enough for a test."""


@dataclass(frozen=True)
class Contenders:
    """Options by their votes in the record, the largest first.

    Parameters
    ----------
    asked
        Those that some source of the case has in the lead.
    beside
        The others of at least `LEAST` of the valid votes.
    """

    asked: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def every(self) -> tuple[str, ...]:
        return self.asked + self.beside


def contenders(subject: Subject) -> Contenders:
    """The options of the subject's record."""
    counts, contest = subject.counts, subject.contest
    tops = tops_of(counts, contest)
    if not tops:
        return Contenders((), ())
    totals = {option: total.value for option, total in counts.totals_of(list(tops)).items()}
    # A tie goes by the id, which is stable; names and the order of columns say nothing.
    order = sorted(tops, key=lambda option: (-totals[option], option))
    ahead = {order[0]} if totals[order[0]] else set()
    for claim in subject.case.announcements(contest.id):
        leader = _leader(claim.figures, contest)
        if leader in totals:
            ahead.add(leader)
    least = LEAST * sum(totals.values())
    asked = tuple(option for option in order if option in ahead)
    # Where elections are tried by the thousand, what only stands beside is left out.
    beside = () if subject.bare else tuple(o for o in order if o not in ahead and totals[o] >= least and totals[o] > 0)
    return Contenders(asked, beside)


def nobody(subject: Subject) -> Message | None:
    """The reason why no test can be asked about an option, or None."""
    if not contenders(subject).asked:
        return say(_("{record} has no votes by option"), record=subject.counts.title)
    return None


def nothing_beside(subject: Subject) -> Message | None:
    """The reason why an option has no others, and no ballots, that it could be set beside, or None."""
    counts, why = subject.counts, nobody(subject)
    if why is None and len(counts.valid_options) < 2 and not counts.has("cast"):
        return say(_("{record} has one option only, which nothing can be compared with"), record=counts.title)
    return why


def tops_of(counts: Counts, contest: Contest) -> tuple[str, ...]:
    """The options that the record can add up, each as the whole of which it is a part (a list's bloc)."""
    made: dict[str, None] = {}
    for option in counts.valid_options:
        above = [group for group in contest.ancestors(option) if counts.has(group)]
        made[above[-1] if above else option] = None
    return tuple(made)


def _leader(figures: Figures | None, contest: Contest) -> str | None:
    if figures is None:
        return None
    given = figures.votes or figures.shares
    best = max(given, key=lambda option: (given[option], option), default=None)
    if best is None:
        return None
    top = ([best, *contest.ancestors(best)])[-1]
    return top if top in contest.by_id else best
