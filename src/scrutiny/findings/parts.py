"""The options that an announcement lists: whether they are all of them, and what they add to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.contest import Contest


@dataclass(frozen=True)
class Parts:
    """Options that do not overlap, as listed.

    Parameters
    ----------
    options
        Those that are in no other listed group, in the order of the announcement.
    complete
        Whether together they are all options of the contest.
    groups
        Listed groups all of whose members are listed too.
    """

    options: tuple[str, ...]
    complete: bool
    groups: tuple[str, ...]


def parts(contest: Contest, listed: Iterable[str]) -> Parts:
    """Sort what is listed into parts, and groups that stand beside their members."""
    # An entry that is no valid vote (blank ballots printed as an option) is no part of the valid votes.
    names = [name for name in listed if name not in contest.by_id or contest.by_id[name].valid]
    inside = {name for name in names if any(ancestor in names for ancestor in contest.ancestors(name))}
    top = tuple(name for name in names if name not in inside)
    covered = {leaf for name in top for leaf in contest.leaves(name)}
    every = {leaf for option in contest.options if option.valid for leaf in contest.leaves(option.id)}
    members = {name: contest.children.get(name, ()) for name in names}
    groups = tuple(name for name in names if members[name] and all(m in names for m in members[name]))
    return Parts(top, bool(every) and covered >= every, groups)


def valid_votes(claim: Claim, contest: Contest) -> int | None:
    """Valid votes as announced, else the sum of the options where all were announced."""
    figures = claim.figures
    if figures is None:
        return None
    if figures.valid is not None:
        return figures.valid
    found = parts(contest, figures.votes)
    return sum(figures.votes[option] for option in found.options) if figures.votes and found.complete else None


def ballots_cast(figures: Figures) -> int | None:
    """Ballots as announced, else valid and invalid (and blank) votes where both were announced."""
    if figures.cast is not None:
        return figures.cast
    if figures.valid is not None and figures.invalid is not None:
        return figures.valid + figures.invalid + (figures.blank or 0)
    return None
