"""Which units or places carry an outcome: the fewest whose votes must go for it to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from scrutiny.evidence.contest import Contest
from scrutiny.findings.outcomes import Outcome
from scrutiny.stats.largest import largest

VOTES = "votes:"


@dataclass(frozen=True)
class Fewest:
    """The fewest places without which the outcome is another.

    Parameters
    ----------
    number, all
        How many, and of how many.
    rival
        Who then is level or ahead; empty where a share is no longer exceeded.
    places
        The places that attain it, those that take most away first.
    """

    number: int
    all: int
    rival: str
    places: pl.DataFrame


def carries(contest: Contest, outcome: Outcome) -> bool:
    """Whether the outcome follows from sums that places add to: a lead, or a share that is exceeded."""
    rule = contest.rule
    return outcome.form == "elected" and (rule.by_lead or rule.kind == "majority")


def fewest(contest: Contest, places: pl.DataFrame, ranked: Sequence[str], order: Sequence[str]) -> Fewest | None:
    """The fewest places whose votes, left out, make the outcome another (a tie counts); exact.

    For each rival the places count by how far the first is ahead of that rival there: those with the largest leads
    take most away, and no other choice of as many takes more. Under a majority rule the same holds of what the first
    has beyond the share that must be exceeded.

    Parameters
    ----------
    places
        A row for each place with `votes:<option>` columns.
    ranked
        The options, the first first.
    order
        Columns that settle the order of places which take as much away.
    """
    first, *rivals = ranked
    gains = {rival: pl.col(VOTES + first) - pl.col(VOTES + rival) for rival in rivals}
    if not contest.rule.by_lead:
        share = Fraction(contest.rule.winning_share) / 100
        total = pl.sum_horizontal(VOTES + option for option in ranked)
        gains = {"": pl.col(VOTES + first) * share.denominator - total * share.numerator}
    best: Fewest | None = None
    for rival, gain in gains.items():
        table = places.with_columns(gain.alias("gain"))
        numbers = largest(table["gain"])
        number = numbers.reaching(int(table["gain"].cast(pl.Int128).sum() or 0))
        if number is not None and (best is None or number < best.number):
            descending = [True] + [False] * len(order)
            best = Fewest(
                number, places.height, rival, table.sort(["gain", *order], descending=descending).head(number)
            )
    return best
