"""How many decimals to print so that rounded shares cannot mislead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Literal

from scrutiny.evidence.rule import Rule
from scrutiny.messages import rounded

MOST = 8
"""Decimals beyond these are not advised; counts say it better."""

How = Literal["tie", "threshold", "lead", "zero"]


@dataclass(frozen=True)
class Misleading:
    """What rounded shares show and the counts do not.

    Parameters
    ----------
    how
        `tie`: two options with different counts print the same share. `threshold`: a share is printed on the other
        side of a figure that the rule asks for. `lead`: so is the difference of two. `zero`: an option with votes
        prints 0.
    options
        Which.
    figure
        The threshold in percent or points, where there is one.
    """

    how: How
    options: tuple[str, ...]
    figure: Decimal | None = None


def misleading(votes: Mapping[str, int], decimals: int, rule: Rule) -> Iterator[Misleading]:
    """Everything in which shares of so many decimals, rounded to the nearest, say something that counts do not.

    Examples
    --------
    A lead of 9.96 points where 10 are asked for:

    >>> rule = Rule(kind="majority_or_lead", lead_share=Decimal(40), lead_points=Decimal(10))
    >>> votes = {"A": 4498, "B": 3502, "C": 2000}
    >>> [m.how for m in misleading(votes, 0, rule)], [m.how for m in misleading(votes, 1, rule)]
    (['lead'], ['lead'])
    >>> [m.how for m in misleading(votes, 2, rule)]
    []
    """
    total = sum(votes.values())
    if total <= 0:
        return
    exact = {option: Fraction(100 * count, total) for option, count in votes.items()}
    printed = {option: Fraction(rounded(share, decimals)) for option, share in exact.items()}
    for a, b in combinations(votes, 2):
        if votes[a] != votes[b] and printed[a] == printed[b]:
            yield Misleading("tie", (a, b))
    for option, count in votes.items():
        if count > 0 and printed[option] == 0:
            yield Misleading("zero", (option,))
    for option, figure, exceeded in _thresholds(votes, rule):
        if _reaches(exact[option], figure, exceeded) != _reaches(printed[option], figure, exceeded):
            yield Misleading("threshold", (option,), figure)
    if rule.kind == "majority_or_lead" and rule.lead_points is not None and len(votes) > 1:
        first, second = sorted(votes, key=lambda option: (-votes[option], option))[:2]
        points, exceeded = rule.lead_points, rule.lead_exceeded
        told, true = printed[first] - printed[second], exact[first] - exact[second]
        if _reaches(told, points, exceeded) != _reaches(true, points, exceeded):
            yield Misleading("lead", (first, second), points)


def _thresholds(votes: Mapping[str, int], rule: Rule) -> Iterator[tuple[str, Decimal, bool]]:
    """Figures that a share is held against: of whom, how much, and whether it must be exceeded."""
    for option in votes:
        if rule.kind in ("majority", "majority_or_lead") or (rule.kind == "referendum" and option == rule.yes):
            yield option, rule.winning_share, True
        if rule.kind == "majority_or_lead" and rule.lead_share is not None:
            yield option, rule.lead_share, False
        if rule.distributes and rule.threshold_of == "valid" and rule.district_level is None:
            figure = rule.thresholds.get(option, rule.threshold or Decimal(0))
            if figure:
                yield option, figure, rule.threshold_exceeded


def _reaches(share: Fraction, figure: Decimal, exceeded: bool) -> bool:
    return share > figure if exceeded else share >= figure


def fewest_decimals(votes: Mapping[str, int], rule: Rule, least: int = 0) -> int | None:
    """The fewest decimals from `least` on with which nothing misleads; None where none of the usual ones suffice."""
    return next((d for d in range(least, MOST + 1) if not any(misleading(votes, d, rule))), None)


def printed(votes: Mapping[str, int], decimals: int) -> dict[str, Decimal]:
    """The shares as they should be printed, rounded to the nearest."""
    total = sum(votes.values())
    return {option: rounded(Fraction(100 * count, total), decimals) for option, count in votes.items()}
