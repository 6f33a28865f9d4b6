"""The digits of a column of stations under two laws of counting again, and whether there is a statement to make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from scrutiny.findings.by_unit import large_places
from scrutiny.findings.rounding import rounded
from scrutiny.findings.stations import Stations, Whole
from scrutiny.messages import Message, Percent, Quantity, _, say
from scrutiny.stats import last_digits, second_digits
from scrutiny.stats.digit_counts import NEAR, DigitCounts, disagreement, sound, together
from scrutiny.stats.last_digits import last_digits_by
from scrutiny.stats.mixture_index import Misfit, misfit
from scrutiny.stats.near_whole import Law

_LAWS: tuple[Law, Law] = ("own", "unsure")
BALLOTS = "ballots"
"""Stands for the ballots of the registered voters where an option is asked for."""
LAST, SECOND = "last", "second"


@dataclass(frozen=True, eq=False)
class Digits:
    """Last or second digits of one count.

    Parameters
    ----------
    which
        `last` or `second`.
    own, unsure
        Under the two laws of `scrutiny.stats.near_whole.Law`.
    spread, enough
        The standard deviation of the counts among stations, and what it must be.
    least
        How free the digits must be.
    """

    which: str
    own: DigitCounts
    unsure: DigitCounts
    spread: float
    enough: Decimal
    least: float

    @property
    def called(self) -> Message:
        return say(_("last digits")) if self.which == LAST else say(_("second digits"))

    @property
    def disagreement(self) -> float:
        return disagreement(self.own, self.unsure) if self.own.units else 0.0

    @property
    def chance(self) -> float:
        """The chance of so large a distance by the narrower law, off by as much as the two laws are apart."""
        return self.own.chance_off(self.disagreement)

    @property
    def sound(self) -> bool:
        """Whether the digits are free enough for honest counts to pass."""
        return self.spread >= self.enough and sound(self.own, self.unsure, self.least)

    @property
    def misfit(self) -> Misfit:
        """Indices of fit to what is expected; digits that cannot occur are left out."""
        can = self.own.expected > 0
        return misfit(self.own.observed[can], self.own.expected[can])

    def refusal(self) -> Message:
        """Why nothing can be said, as a clause."""
        if self.spread < self.enough:
            return say(
                _(
                    "the counts differ among stations by {spread} only (standard deviation), and {least} are needed "
                    "for digits to be free"
                ),
                spread=Quantity(rounded(self.spread, 1), 1),
                least=Quantity(self.enough, 0),
            )
        if self.own.usable < self.least:
            return say(
                _("by chance alone the digits would be free to {usable} only, and {least} are needed"),
                usable=Percent(rounded(100 * self.own.usable, 1), 1),
                least=Percent(rounded(100 * self.least, 0), 0),
            )
        return say(
            _(
                "two laws of chance expect different digits (a distance of {distance} between them, and {most} "
                "can be borne)"
            ),
            distance=Quantity(rounded(self.disagreement, 2), 2),
            most=Quantity(Decimal(str(NEAR)), 1),
        )


def whole_of(found: Stations, option: str) -> Whole:
    """Of what whole the count is a part: ballots, or for the ballots themselves the registered voters."""
    if option != BALLOTS:
        return found.ballots
    assert found.registered is not None
    return found.registered


def count_of(found: Stations, option: str) -> Whole:
    return found.ballots if option == BALLOTS else found.votes[option]


def read_last(
    found: Stations, option: str, enough: Decimal, sizes: Sequence[int], units: int, region: int | None
) -> tuple[int, Digits, list[tuple[str, Digits]]]:
    """Last digits of stations of the smallest size from which on they are free; where there is none, of the first size.

    Parameters
    ----------
    sizes
        The sizes to be tried, the smallest first.
    units
        So many stations must be left.
    region
        The same of each place of the largest level with so many stations; None for no places.

    Returns
    -------
    The size, the digits of all stations of that size and above, and those of each place by its name.
    """
    k, n = count_of(found, option), whole_of(found, option)
    places, names = large_places(found, region) if region is not None else (np.zeros(len(k), dtype=np.int64), [""])
    # Once for every place and step of size: sums of these are all that is asked for.
    step = np.searchsorted(np.array(sizes), n, side="right") - 1
    codes = places * len(sizes) + np.maximum(step, 0)
    groups = len(names) * len(sizes)
    laws = [last_digits_by(k, n, codes, groups, law) for law in _LAWS]

    def digits(first: int, among: Sequence[int]) -> Digits:
        parts = [place * len(sizes) + size for place in among for size in range(first, len(sizes))]
        here = np.isin(codes, parts)
        own, unsure = (together([law[part] for part in parts]) for law in laws)
        return Digits(LAST, own, unsure, _spread(k[here]), enough, last_digits.USABLE)

    every = range(len(names))
    tried = [digits(0, every)]
    while not tried[-1].sound and len(tried) < len(sizes):
        tried.append(digits(len(tried), every))
        if tried[-1].own.units < units:
            break
    first = len(tried) - 1 if tried[-1].sound and tried[-1].own.units >= units else 0
    large = [(name, digits(first, [place])) for place, name in enumerate(names) if name]
    return (
        sizes[first],
        tried[first],
        [(name, here) for name, here in large if region is not None and here.own.units >= region],
    )


def read_second(found: Stations, option: str, enough: Decimal) -> Digits:
    """Second digits of all stations."""
    k, n = count_of(found, option), whole_of(found, option)
    own = second_digits.second_digits(k, n)
    unsure = second_digits.second_digits(k, n, "unsure")
    return Digits(SECOND, own, unsure, _spread(k), enough, second_digits.USABLE)


def _spread(k: Whole) -> float:
    return float(k.std()) if len(k) else 0.0
