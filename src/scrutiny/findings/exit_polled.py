"""One exit poll against one result: the error of its design, and the response ratio that would explain the rest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.counts import PLACE, UNIT, Counts
from scrutiny.findings.polled import Polled
from scrutiny.stats.poll_errors import quantile
from scrutiny.stats.response_ratio import Cluster, Within, cluster_error, ratio_needed, within_place

CENTRES = ("centre", "place", "venue")
"""How the level of polling places is called: that is where people are asked."""


@dataclass(frozen=True)
class Design:
    """The error of an exit poll's share among those who named one of two options.

    Parameters
    ----------
    error
        Standard error, in parts of 1.
    effect
        How many times as large the variance is as that of people drawn one by one.
    record
        The counts whose places were taken for the spread between places; None where a usual effect was taken.
    clusters
        Places in which people were asked, where that is known.
    """

    error: float
    effect: float
    record: Counts | None
    clusters: int | None


@dataclass(frozen=True)
class Against:
    """An exit poll against a result, in shares of those who voted for (or named) one of two options.

    Parameters
    ----------
    seen, true
        Share of the first option in the exit poll and in the result.
    ratio
        So many times as readily as voters of the second would those of the first have answered, were the result right.
    low_ratio, high_ratio
        The same at the ends of the design's interval; equal to `ratio` where its error is not known.
    low, high
        Shares that the exit poll allows, with its design's error and a response ratio up to the limit either way.
    refused_low, refused_high
        The share if all who refused or did not say were of the one side or the other; None where nobody counted them.
    """

    poll: Polled
    seen: float
    true: float
    ratio: float
    low_ratio: float
    high_ratio: float
    low: float
    high: float
    design: Design | None
    refused_low: float | None
    refused_high: float | None

    @property
    def judged(self) -> bool:
        """Whether its error is known: without a number of people nothing can be said to lie within or outside it."""
        return self.design is not None

    @property
    def inside(self) -> bool:
        return self.low <= self.true <= self.high


def against(
    poll: Polled, first: str, second: str, result: Fraction, design: Design | None, limit: float
) -> Against | None:
    """An exit poll against a result; None where a share is 0, so that there are no odds.

    Parameters
    ----------
    result
        The share of the first option in the result, of the two.
    limit
        The largest response ratio that is allowed for, either way.
    """
    a, b = float(poll.shares[first]), float(poll.shares[second])
    true = float(result)
    if a <= 0 or b <= 0 or not 0 < true < 1:
        return None
    seen = a / (a + b)
    reach = 0.0
    if design is not None:
        freedom = math.inf if design.clusters is None else max(1.0, design.clusters - 1.0)
        reach = quantile(freedom, 0.95) * design.error
    low, high = (min(max(share, 1e-9), 1 - 1e-9) for share in (seen - reach, seen + reach))
    unsaid = _unsaid(poll)
    return Against(
        poll=poll,
        seen=seen,
        true=true,
        ratio=ratio_needed(seen, true),
        low_ratio=ratio_needed(low, true),
        high_ratio=ratio_needed(high, true),
        low=low / (low + limit * (1 - low)),
        high=high / (high + (1 - high) / limit),
        design=design,
        refused_low=None if unsaid is None else seen * (1 - unsaid),
        refused_high=None if unsaid is None else seen * (1 - unsaid) + unsaid,
    )


def _unsaid(poll: Polled) -> float | None:
    """The part of those asked who refused or did not say, where either was printed."""
    refused, undecided = poll.sample.refused, poll.sample.undecided
    if refused is None and undecided is None:
        return None
    answered = (1 - float(refused or 0) / 100) * (1 - float(undecided or 0) / 100)
    return 1 - answered


def design_of(poll: Polled, first: str, second: str, records: Sequence[Counts], effect: float) -> Design | None:
    """The error of the design: from how places differ in a record, else by a usual effect; None without a number.

    Parameters
    ----------
    records
        Counts of the contest; the first that has both options by place is taken.
    effect
        The design effect where no record tells how places differ, or nobody says in how many places people were asked.
    """
    sample = poll.sample
    if sample.people is None:
        return None
    a, b = float(poll.shares[first]), float(poll.shares[second])
    people = max(1, round(sample.people * (a + b) / 100))
    clusters = sample.reported or sample.drawn
    found = next(
        (c for c in ((counts, _spread(counts, first, second, clusters, people)) for counts in records) if c[1]), None
    )
    if found is not None and found[1] is not None:
        return Design(found[1].error, found[1].effect, found[0], clusters)
    share = a / (a + b) if a + b else 0.5
    return Design(math.sqrt(effect * share * (1 - share) / people), effect, None, clusters)


def _spread(counts: Counts, first: str, second: str, clusters: int | None, people: int) -> Cluster | None:
    """How places of a record differ in the share of the two options, for a sample of so many of them."""
    if clusters is None or not counts.is_by_unit or not counts.has(first, second):
        return None
    place = next((PLACE + level for level in CENTRES if level in counts.levels), UNIT)
    votes = pl.DataFrame(
        {"place": counts.table[place], "a": counts.values(first), "b": counts.values(second)}
    ).drop_nulls()
    sums = votes.group_by("place").agg(pl.col("a", "b").cast(pl.Float64).sum()).filter(pl.col("a") + pl.col("b") > 0)
    if sums.height < 2:
        return None
    a, b = sums.sort("place")["a"].to_numpy(), sums.sort("place")["b"].to_numpy()
    return cluster_error(a / (a + b), a + b, clusters, people)


@dataclass(frozen=True)
class Inside:
    """Interviews and counts of the same places, for one exit poll and one record.

    Parameters
    ----------
    house, record
        Whose interviews, and which counts.
    within
        What they differ by.
    counted
        Share of the first option, of the two, in the counts of these places.
    left_out
        Places where nobody named either of the two, or that the record has no whole count of.
    """

    house: str
    record: Counts
    within: Within
    counted: float
    left_out: int


def inside_places(
    case: CaseFile, contest: Contest, records: Sequence[Counts], first: str, second: str
) -> Iterator[Inside]:
    """Exit polls that are published by place, beside the counts of these places.

    A claim with a sample of kind `exit_poll`, a `place` and votes (people who named each option) is one place of it.
    """
    by_house: dict[str, list[tuple[str, float, float]]] = {}
    for claim in case.claims:
        sample, figures = claim.sample, claim.figures
        if sample is None or sample.kind != "exit_poll" or claim.place is None or figures is None:
            continue
        if case.contest_of(claim) != contest.id or not {first, second} <= set(figures.votes):
            continue
        house = sample.house or claim.speaker
        by_house.setdefault(house, []).append((claim.place, figures.votes[first], figures.votes[second]))
    for house, places in sorted(by_house.items()):
        for counts in records:
            rows = [
                (a, b, *votes)
                for place, a, b in places
                if a + b > 0 and (votes := _votes(counts, place, first, second))
            ]
            if rows:
                table = np.array(rows, dtype=np.float64)
                counted = float(table[:, 2].sum() / table[:, 2:].sum())
                yield Inside(house, counts, within_place(*table.T), counted, len(places) - len(rows))


def _votes(counts: Counts, place: str, first: str, second: str) -> tuple[float, float] | None:
    """Votes of both options in a place of a record, as `level=id`; None where it is not there whole."""
    level, _equals, id_ = (part.strip() for part in place.partition("="))
    column = UNIT if level == counts.level else PLACE + level
    if column not in counts.table.columns or not counts.has(first, second):
        return None
    here = counts.table.get_column(column) == id_
    votes = [counts.values(option).filter(here) for option in (first, second)]
    if not votes[0].len() or any(column.null_count() for column in votes):
        return None
    a, b = (float(column.cast(pl.Float64).sum()) for column in votes)
    return (a, b) if a + b > 0 else None
