"""How far a result lies from polls, what polls of other elections have missed by, and what each would have to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import numpy as np

from scrutiny.findings.poll_groups import Group
from scrutiny.findings.polled import Polled
from scrutiny.stats.past_misses import Rank, rank
from scrutiny.stats.poll_average import average, lead_variance
from scrutiny.stats.poll_errors import Allowed, allowed, factor_needed

FACTORS = (Fraction(1), Fraction(3, 2), Fraction(2), Fraction(3))
"""How many times as large as in the archive errors are taken, one after the other."""
LEAST = 3
"""Polls with a number of people that a moving average needs."""
LEAST_RANKED = 3
"""Polls of a race of the archive whose mean error is among the misses that others are ranked with."""
RECENT = 21
"""Days before the vote of the polls that the archive holds."""


@dataclass(frozen=True)
class Errors:
    """What polls of other elections had: two spreads, and how many times as large they are taken here."""

    between: float
    within: float
    wider: float


@dataclass(frozen=True)
class Miss:
    """One group of houses against one result.

    Parameters
    ----------
    group
        The houses.
    lead
        The result's lead of the group's first option over its second, in points.
    interval
        What the polls allow.
    races, cycles
        The rank of the distance among those of other elections.
    factor
        How many times as large errors would have to be for the result to be at the interval's end.
    without
        The smallest and the largest distance when one house is left out; None with one house.
    turning
        Houses without which, each alone, the result would be inside where it is outside, or outside where it is inside.
    recent
        The mean lead of the houses whose latest poll ended in the last 21 days, and how many they are.
    """

    group: Group
    lead: Fraction
    interval: Allowed
    races: Rank
    cycles: Rank
    factor: float
    without: tuple[Fraction, Fraction] | None
    turning: tuple[Polled, ...]
    recent: tuple[Fraction, int] | None

    @property
    def distance(self) -> Fraction:
        """Points between the polls' mean and the result."""
        return abs(self.group.mean - self.lead)

    @property
    def ranked(self) -> bool:
        """Whether there are as many houses as the races of the archive have polls, so that they can be ranked."""
        return len(self.group.latest) >= LEAST_RANKED

    @property
    def inside(self) -> bool:
        return _in(self.interval, self.lead)


def miss(
    group: Group, lead: Fraction, errors: Errors, races: Sequence[float], cycles: Sequence[float], vote: date | None
) -> Miss:
    """A group of houses against a result."""
    polls, mean, distance = len(group.latest), float(group.mean), float(abs(group.mean - lead))
    leads = group.leads
    without = None
    if polls > 1:
        left = [abs((sum(leads, Fraction(0)) - one) / (polls - 1) - lead) for one in leads]
        without = min(left), max(left)
    whole = interval(group, errors)
    recent = [one for poll, one in zip(group.latest, leads, strict=True) if _late(poll, vote)]
    return Miss(
        group=group,
        lead=lead,
        interval=whole,
        races=rank(distance, races),
        cycles=rank(distance, cycles),
        factor=factor_needed(float(lead) - mean, polls, errors.between, errors.within, seen=group.spread),
        without=without,
        turning=tuple(
            poll for poll in group.latest if polls > 1 and _holds(_less(group, poll), errors, lead) != _in(whole, lead)
        ),
        recent=(sum(recent, Fraction(0)) / len(recent), len(recent)) if recent else None,
    )


def interval(group: Group, errors: Errors) -> Allowed:
    """What the houses of a group allow, with their own spread where it is the larger one."""
    return allowed(
        float(group.mean),
        len(group.latest),
        errors.between,
        errors.within,
        wider=errors.wider,
        seen=group.spread,
    )


def _less(group: Group, without: Polled) -> Group:
    return replace(group, latest=tuple(poll for poll in group.latest if poll is not without))


def _holds(group: Group, errors: Errors, lead: Fraction) -> bool:
    return _in(interval(group, errors), lead)


def _in(may: Allowed, lead: Fraction) -> bool:
    return may.low <= lead <= may.high


def _late(poll: Polled, vote: date | None) -> bool:
    return vote is not None and poll.sample.ended is not None and (vote - poll.sample.ended).days <= RECENT


def moving_level(group: Group, errors: Errors, vote: date | None) -> tuple[int, float, float, float] | None:
    """All polls of a group as a level that moves from day to day; None where too few say when and how many they asked.

    How many polls, the level on the day of the vote, and the ends of the interval for the result, which has the same
    shared error as the interval beside it.
    """
    polls = [p for p in group.every if p.sample.people is not None and p.sample.ended is not None]
    if len(polls) < LEAST or vote is None:
        return None
    codes = {house: code for code, house in enumerate(dict.fromkeys(poll.house.casefold() for poll in polls))}
    first = np.array([float(poll.shares[group.first]) for poll in polls])
    second = np.array([float(poll.shares[group.second]) for poll in polls])
    people = np.array([float(poll.sample.people or 1) for poll in polls])
    day = np.array([float((poll.sample.ended - vote).days) for poll in polls if poll.sample.ended is not None])
    found = average(
        day,
        np.array([codes[poll.house.casefold()] for poll in polls], dtype=np.int64),
        first - second,
        np.maximum(lead_variance(first, second, people), 1e-6),
        np.array([0.0]),
        between=errors.wider * errors.between,
    )
    return len(polls), float(found.level[-1]), *found.interval()
