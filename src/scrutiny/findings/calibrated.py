"""What was measured of a test before its result was looked at: false alarms, and what it finds of a known hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from scrutiny.findings.finding import Calibration
from scrutiny.messages import Count, Message, Name, Value, _, say, series

BY_CHANCE = 0.01
"""More alarms than its level gives are borne by a test as long as chance gives as many this often."""

ELECTIONS = 3
"""Real elections that must have been looked at: a simulation holds the null that it was made by."""
EXPECTED = 3
"""A measurement is of so many simulated elections that its level lets this many of them ring, or of more."""


@dataclass(frozen=True)
class Found:
    """How often a test found one dose of a hand that was put into honest elections.

    Parameters
    ----------
    hand
        What was done, by the name of the hand.
    dose
        How much of it: the share of stations, as it is set.
    votes
        Votes that it moved, added or removed, on average.
    found, of
        In how many of the elections the alarm rang.
    ballots
        Ballots of these elections, on average; 0 where nobody wrote it down.
    """

    hand: str
    dose: float
    votes: int
    found: int
    of: int
    ballots: int = 0

    @property
    def share(self) -> Fraction | None:
        """The votes as a share of all ballots, by which elections of different sizes are compared."""
        return Fraction(self.votes, self.ballots) if self.ballots else None


@dataclass(frozen=True)
class Calibrated:
    """The measurement of one check.

    Parameters
    ----------
    check
        Its id.
    record, contest
        The record whose shape the elections had, and its contest; "" for the measurement that is shipped.
    level
        The chance of a false alarm that the check claims for itself.
    alarms, of
        Alarms on so many honest simulated elections.
    real_alarms, real_of
        Alarms on so many looks at real contests that nobody of weight disputed: options in question, in the whole and
        in regions. Looks at one contest share their stations.
    shape
        What the elections were, in words.
    power
        What it found of known hands.
    contests, contests_rang, elections
        How many contests these were, in how many of them any look rang, and of how many elections they were.
    rang_at
        The names of the contests in which it rang.
    any_alarms, any_of
        Simulated elections in which the alarm of any test of patterns rang, and how many there were.
    marked
        Simulated elections in which a place was marked.
    """

    check: str
    record: str
    level: float
    alarms: int
    of: int
    real_alarms: int
    real_of: int
    shape: Message
    power: tuple[Found, ...] = ()
    contest: str = ""
    contests: int = 0
    contests_rang: int = 0
    elections: int = 0
    rang_at: tuple[str, ...] = ()
    any_alarms: int = 0
    any_of: int = 0
    marked: int = 0

    @property
    def enough(self) -> bool:
        """Whether so many elections were simulated that a test which rings five times too often is found out.

        With 300 of them, at a level of 1 %, it would pass one time in 29.
        """
        return self.of * self.level >= EXPECTED

    @property
    def tried(self) -> bool:
        """Whether real elections that nobody disputed were looked at, and more than one or two."""
        return self.elections >= ELECTIONS

    @property
    def sound(self) -> bool:
        """Whether it rang no more often than it claims, but for chance: it and all tests together, real and simulated.

        Of real contests both are asked: whether looks ring too often if each were by itself, and whether contests do
        if all looks at one were the same.
        """
        counted = (
            (self.alarms, self.of),
            (self.any_alarms, self.any_of),
            (self.real_alarms, self.real_of),
            (self.contests_rang, self.contests),
        )
        return (
            self.enough
            and self.tried
            and all(tail(alarms, of, self.level) >= BY_CHANCE for alarms, of in counted if of)
        )

    def told(self) -> Calibration:
        """As it stands on the card of a finding. Real contests are few and stand in words, not in the bound."""
        numbers: dict[str, Value] = {
            "alarms": Count(self.alarms),
            "of": Count(self.of),
            "shape": self.shape,
            "rang": Count(self.contests_rang),
            "contests": Count(self.contests),
            "elections": Count(self.elections),
            "looks": Count(self.real_of),
        }
        text = _("{alarms} alarms on {of} honest simulated elections ({shape})")
        if self.contests:
            text = _(
                "{alarms} alarms in {of} honest simulated elections, and in {rang} of {contests} real contests "
                "that nobody of weight disputed"
            )
        if self.rang_at:
            numbers["where"] = series([Name(name) for name in self.rang_at])
            text = _(
                "{alarms} alarms in {of} honest simulated elections, and in {rang} of {contests} real contests "
                "that nobody of weight disputed: {where}"
            )
        return Calibration(
            alarms=self.alarms,
            of=self.of,
            upper=upper_bound(self.alarms, self.of),
            corpus=Message(text, numbers),
            power=None if not self.power else self._power(),
        )

    def _power(self) -> Message:
        best: dict[str, Found] = {}
        for one in sorted(self.power, key=lambda one: one.dose):
            if 10 * one.found >= 9 * one.of and one.hand not in best:
                best[one.hand] = one
        if not best:
            return say(_("no dose of any known hand that was tried was found in 90 of 100 elections"))
        return say(
            _("found in 90 of 100 elections: {hands}"),
            hands=series(
                [
                    say(
                        _("{hand} of {votes} votes ({found} of {of})"),
                        hand=Name(one.hand, "hand", one.hand),
                        votes=one.votes,
                        found=one.found,
                        of=one.of,
                    )
                    for one in best.values()
                ]
            ),
        )


def chosen(calibrations: Sequence[Calibrated], check: str, about: Sequence[str]) -> Calibrated | None:
    """The measurement that speaks for a finding: that of its record's shape, else the shipped one.

    One of the record's own shape counts from enough elections on. It stands beside what real contests rang: what is
    unsound on these does not become sound by a simulation.

    Parameters
    ----------
    about
        What the finding speaks about; its contest and its record are among it.
    """
    here = [one for one in calibrations if one.check == check]
    general = next((one for one in here if not one.record), None)
    own = next((one for one in here if one.record in about and one.contest in about and one.enough), None)
    if own is None or general is None:
        return own or general
    real = ("real_alarms", "real_of", "contests", "contests_rang", "elections", "rang_at")
    return replace(own, **{name: getattr(general, name) for name in real})


def tail(alarms: int, of: int, level: float) -> float:
    """The chance of so many alarms or more, if each rings at the level.

    Examples
    --------
    >>> round(tail(2, 100, 0.01), 4)
    0.2642
    >>> tail(0, 100, 0.01)
    1.0
    """
    if alarms <= 0:
        return 1.0
    return min(1.0, _binomial(range(alarms, of + 1), of, level))


def _binomial(numbers: range, of: int, level: float) -> float:
    """The chance that the number of alarms is one of these."""
    logs = math.log(level), math.log1p(-level)
    return math.fsum(
        math.exp(math.lgamma(of + 1) - math.lgamma(k + 1) - math.lgamma(of - k + 1) + k * logs[0] + (of - k) * logs[1])
        for k in numbers
    )


@cache
def upper_bound(alarms: int, of: int, confidence: float = 0.95) -> Fraction:
    """The largest rate that the alarms do not exclude (Clopper and Pearson 1934, one-sided), to five decimals.

    Examples
    --------
    >>> float(upper_bound(0, 1000))
    0.003
    """
    if alarms >= of:
        return Fraction(1)
    low, high = alarms / of if of else 0.0, 1.0
    for _step in range(60):
        middle = (low + high) / 2
        # The chance of no more alarms than were seen, at this rate.
        if _binomial(range(alarms + 1), of, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return Fraction(math.ceil(high * 100_000 - 1e-6), 100_000)
