"""Which units or places carry an outcome: the fewest whose votes must go for it to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from scrutiny.findings.outcomes import Tally, outcome
from scrutiny.findings.weighing import Standing
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


@dataclass(frozen=True)
class Margin:
    """A sum over places that must stay above a limit for the outcome to stand.

    Parameters
    ----------
    rival
        Over whom it is a lead; empty for a share of the votes.
    weights
        What a vote of each option counts.
    limit
        The outcome is another where the sum is no more than this (0, or -1 where reaching the figure suffices).
    """

    rival: str
    weights: Mapping[str, int]
    limit: int

    def expression(self) -> pl.Expr:
        """The sum by place, of `votes:<option>` columns."""
        return pl.sum_horizontal(pl.col(VOTES + option) * weight for option, weight in self.weights.items())

    def of(self, votes: Mapping[str, int]) -> int:
        return sum(votes[option] * weight for option, weight in self.weights.items())


def margins(by: Standing) -> list[Margin]:
    """The sums by which an outcome stands; empty where it does not follow from such sums.

    The outcome is another as soon as one of them is down to its limit. Under a lead rule that holds where nobody has
    won outright: an outright win would have to fail together with the lead.
    """
    rule, ranked = by.contest.rule, by.ranked
    if by.outcome is None or by.outcome.form != "elected":
        return []
    first, *rivals = ranked

    def share(part: Fraction, limit: int) -> Margin:
        n, d = part.numerator, part.denominator
        return Margin("", {o: (d if o == first else 0) - n for o in ranked}, limit)

    ahead = [Margin(rival, {first: 1, rival: -1}, 0) for rival in rivals]
    if rule.by_lead:
        return ahead
    outright = share(Fraction(rule.winning_share) / 100, 0)
    if rule.kind == "majority":
        # More than a half is more than any other has; a smaller share another may have, too.
        return [outright] if rule.winning_share >= 50 else [outright, *ahead]
    if rule.kind != "majority_or_lead" or rule.lead_share is None or rule.lead_points is None:
        return []
    if outright.of(by.votes) > 0:
        return []
    points = Fraction(rule.lead_points) / 100
    n, d = points.numerator, points.denominator
    limit = 0 if rule.lead_exceeded else -1
    made = [share(Fraction(rule.lead_share) / 100, -1), *ahead]
    for rival in rivals:
        made.append(Margin(rival, {o: {first: d, rival: -d}.get(o, 0) - n for o in ranked}, limit))
    return made


def fewest(by: Standing, places: pl.DataFrame, order: Sequence[str]) -> Fewest | None:
    """The fewest places whose votes, left out, make the outcome another (a tie counts); exact.

    For each margin the places count by what they add to it: those that add most take most away, and no other choice of
    as many takes more. That the outcome of the rest is another is computed before it is said; None where no choice of
    this kind makes it so.

    Parameters
    ----------
    places
        A row for each place with `votes:<option>` columns.
    order
        Columns that settle the order of places which take as much away.
    """
    best: Fewest | None = None
    for margin in margins(by):
        table = places.with_columns(margin.expression().alias("gain"))
        numbers = largest(table["gain"])
        number = numbers.reaching(int(table["gain"].cast(pl.Int128).sum() or 0) - margin.limit)
        if number is not None and (best is None or number < best.number):
            descending = [True] + [False] * len(order)
            taken = table.sort(["gain", *order], descending=descending).head(number)
            sums = taken.select(pl.col(VOTES + option).sum() for option in by.ranked).row(0, named=True)
            rest = {option: by.votes[option] - int(sums[VOTES + option] or 0) for option in by.ranked}
            if outcome(Tally(rest), by.contest.rule) != by.outcome:
                best = Fewest(number, places.height, margin.rival, taken)
    if best is None and margins(by) and places.height:
        return Fewest(places.height, places.height, "", places.sort(list(order)))  # without any vote there is none
    return best
