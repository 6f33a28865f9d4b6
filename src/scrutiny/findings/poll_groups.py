"""Polls as they are set against a result: each house once, and houses that contradict each other apart.

Averages of pollsters who foretell opposite winners by tens of points describe nobody's finding. Where houses lie
further apart than polls of one race do, those who saw one option ahead and those who saw the other are kept apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from scrutiny.findings.polled import Polled
from scrutiny.stats.poll_errors import unlike

RARELY = 0.01
"""Polls of one race lie so far apart once in a hundred times: beyond it houses are told apart."""


@dataclass(frozen=True)
class Group:
    """Houses that agree, as far as polls of one race do.

    Parameters
    ----------
    first, second
        The options whose lead is spoken of.
    latest
        The latest poll of each house.
    every
        All their polls, for what moves with time.
    """

    first: str
    second: str
    latest: tuple[Polled, ...]
    every: tuple[Polled, ...]

    @property
    def leads(self) -> tuple[Fraction, ...]:
        return tuple(_lead(poll, self.first, self.second) for poll in self.latest)

    @property
    def mean(self) -> Fraction:
        return sum(self.leads, Fraction(0)) / len(self.latest)

    @property
    def spread(self) -> float:
        """Of the houses around their mean; 0 for fewer than three, from which it cannot be told."""
        return float(np.std([float(lead) for lead in self.leads], ddof=1)) if len(self.latest) > 2 else 0.0

    @property
    def leader(self) -> str:
        """The option that they saw ahead on average; "" for neither."""
        return self.first if self.mean > 0 else self.second if self.mean < 0 else ""

    def given_to(self, option: str) -> Fraction:
        """The mean lead if all who named neither of the two had voted for one of them."""
        sign = 1 if option == self.first else -1
        return self.mean + sign * sum((self._rest(poll) for poll in self.latest), Fraction(0)) / len(self.latest)

    @property
    def of_two(self) -> Fraction:
        """The mean lead in percent of those who named one of the two: the others shared out in proportion."""
        parts = [
            _lead(poll, self.first, self.second)
            / (Fraction(poll.shares[self.first]) + Fraction(poll.shares[self.second]))
            for poll in self.latest
            if poll.shares[self.first] + poll.shares[self.second]
        ]
        return 100 * sum(parts, Fraction(0)) / len(parts) if parts else Fraction(0)

    def _rest(self, poll: Polled) -> Fraction:
        return max(Fraction(0), 100 - Fraction(poll.shares[self.first]) - Fraction(poll.shares[self.second]))


@dataclass(frozen=True)
class Taken:
    """The polls of a case as they are used.

    Parameters
    ----------
    groups
        One group, or two that contradict each other, the larger first.
    left_out
        Polls that no mean uses: for a fault, for want of the two options or of any day, or because they are too old.
    level
        The latest polls of houses that saw both options level, where the others contradict each other: they are of
        neither side, whichever result is held against them.
    """

    groups: tuple[Group, ...]
    left_out: tuple[Polled, ...]
    level: tuple[Polled, ...] = ()


def taken(polls: Sequence[Polled], first: str, second: str, vote: date | None, days: int, within: float) -> Taken:
    """Choose the polls and put the houses into groups.

    Parameters
    ----------
    polls
        In the order of their days.
    first, second
        The options whose lead is spoken of.
    vote, days
        The day of the vote, and how long before it a poll may have ended.
    within
        How far polls of one race lie apart (standard deviation, points of the lead).
    """
    used = [poll for poll in polls if poll.used and poll.lead(first, second) is not None and _recent(poll, vote, days)]
    left_out = tuple(poll for poll in polls if poll not in used)
    latest: dict[str, Polled] = {}
    for poll in used:  # of two with the same last day the first stands: the case names it first
        key = poll.house.casefold()
        if key not in latest or (poll.day or date.min) > (latest[key].day or date.min):
            latest[key] = poll
    chosen = list(latest.values())
    if not chosen:
        return Taken((), left_out)
    parts, level = _apart(chosen, first, second, within)
    groups = []
    for part in parts:
        houses = {poll.house.casefold() for poll in part}
        every = tuple(poll for poll in used if poll.house.casefold() in houses)
        groups.append(Group(first, second, tuple(part), every))
    return Taken(tuple(groups), left_out, tuple(level))


def _apart(polls: list[Polled], first: str, second: str, within: float) -> tuple[list[list[Polled]], list[Polled]]:
    """The sides, and who is of neither."""
    leads = np.array([float(_lead(poll, first, second)) for poll in polls])
    if not (leads.min() < 0 < leads.max()) or unlike(leads, within) >= RARELY:
        return [polls], []
    above = [poll for poll, lead in zip(polls, leads, strict=True) if lead > 0]
    below = [poll for poll, lead in zip(polls, leads, strict=True) if lead < 0]
    level = [poll for poll, lead in zip(polls, leads, strict=True) if lead == 0]
    return sorted((above, below), key=lambda part: (-len(part), part[0].claim.id)), level


def _recent(poll: Polled, vote: date | None, days: int) -> bool:
    """Whether a poll is near enough to the vote: one without any day could be of any time."""
    return poll.day is not None and (vote is None or (vote - poll.day).days <= days)


def _lead(poll: Polled, first: str, second: str) -> Fraction:
    lead = poll.lead(first, second)
    assert lead is not None, "polls without the two options are left out before"
    return lead
