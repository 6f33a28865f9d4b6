"""A record with some of its units set aside: at worst for the leader, at best, at random, or named ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import polars as pl

from scrutiny.evidence.counts import UNIT, Distribution
from scrutiny.findings.carrying import VOTES, margins
from scrutiny.findings.known import votes_of
from scrutiny.findings.outcomes import Outcome, Tally, outcome
from scrutiny.findings.outside import Known
from scrutiny.findings.weighing import tally_of


@dataclass(frozen=True)
class Lead:
    """The lead of the first over one rival on the rest.

    Parameters
    ----------
    rival
        Over whom.
    lead
        Votes of the first less those of the rival; negative where the rival is ahead.
    """

    rival: str
    lead: int


@dataclass(frozen=True)
class AtRandom:
    """The lead over the second on what is left of a draw without replacement: its mean and standard deviation."""

    mean: Fraction
    deviation: float


class SetAside:
    """A number of units of a record set aside, whichever they are.

    Parameters
    ----------
    known
        The record.
    number
        How many units.
    distribution
        How many sheets have each lead, where the record has no single sheets.
    """

    def __init__(self, known: Known, number: int, distribution: Distribution | None = None) -> None:
        self.known, self.number, self._distribution = known, number, distribution
        self.first, *self.rivals = known.by.ranked
        self.other: Outcome | None = None
        """The outcome of the rest in the worst case, once `alone` has found one that differs."""

    @property
    def possible(self) -> bool:
        """Whether the leads by sheet are known, over each rival that could overtake.

        Where only their number by value is kept, that is so of the second; the others must be too far behind even if
        the first lost those sheets that hold most of its votes.
        """
        if self.known.counts.is_by_unit:
            return True
        if self._distribution is None or self.rivals[0] not in self._told:
            return False
        pairs = [(int(v), int(n)) for v, n in self._distribution.of(self.first).iter_rows()]
        left = self.known.by.votes[self.first] - self._sum(pairs, self.number)
        others = [self.known.by.votes[rival] for rival in self.rivals if rival not in self._told]
        return bool(pairs) and left - max(others, default=0) >= self.worst.lead

    @cached_property
    def sheets(self) -> int:
        return self.known.sheets

    def _leads_over(self, rival: str) -> list[tuple[int, int]]:
        """Leads of the first over a rival with how many sheets have each, the largest first."""
        if self.known.counts.is_by_unit:
            lead = votes_of(self.known.counts, self.first) - votes_of(self.known.counts, rival)
            pairs = self.known.rows.select(lead.alias("value")).to_series().value_counts(name="sheets")
            return [(int(v), int(n)) for v, n in pairs.sort("value", descending=True).iter_rows()]
        if self._distribution is None:
            return []
        return [(int(v), int(n)) for v, n in self._distribution.of(f"{self.first}-{rival}").iter_rows()]

    @staticmethod
    def _sum(pairs: Sequence[tuple[int, int]], number: int) -> int:
        """The sum of the first `number` of them."""
        made = 0
        for value, sheets in pairs:
            taken = min(number, sheets)
            made += value * taken
            number -= taken
            if not number:
                break
        return made

    @cached_property
    def _told(self) -> tuple[str, ...]:
        """Rivals of whom the leads are known; with votes only by value that is the second alone."""
        return tuple(rival for rival in self.rivals if self._pairs(rival))

    def _pairs(self, rival: str) -> list[tuple[int, int]]:
        if rival not in self._kept:
            self._kept[rival] = self._leads_over(rival)
        return self._kept[rival]

    @cached_property
    def _kept(self) -> dict[str, list[tuple[int, int]]]:
        return {}

    def _lead(self, rival: str) -> int:
        return self.known.by.votes[self.first] - self.known.by.votes[rival]

    @cached_property
    def worst(self) -> Lead:
        """The least lead over any rival: those units set aside in which the first is furthest ahead of them."""
        found = [Lead(r, self._lead(r) - self._sum(self._pairs(r), self.number)) for r in self._told]
        return min(found, key=lambda lead: (lead.lead, lead.rival))

    @cached_property
    def best(self) -> Lead:
        """The greatest lead over the second: those set aside in which the second does best."""
        second = self.rivals[0]
        return Lead(second, self._lead(second) - self._sum(self._pairs(second)[::-1], self.number))

    @cached_property
    def random(self) -> AtRandom:
        """Mean and deviation when each set of so many units is as likely (sampling without replacement)."""
        second, n = self.rivals[0], self.sheets
        lead, kept = self._lead(second), n - self.number
        squares = sum(value * value * sheets for value, sheets in self._pairs(second))
        spread = Fraction(squares) - Fraction(lead * lead, n)
        variance = spread * kept * self.number / (n * (n - 1)) if n > 1 else Fraction(0)
        return AtRandom(Fraction(lead * kept, n), math.sqrt(variance))

    def alone(self) -> bool | None:
        """Whether the outcome of the rest is the same whichever units are set aside; None where that is not computed.

        For each margin of the outcome those are set aside that add most to it; where the margin is then lost, the
        outcome of that very rest is computed.
        """
        by = self.known.by
        found = margins(by)
        if not found or not self.known.counts.is_by_unit:
            return None
        if self.number >= self.known.rows.height:
            return False  # nothing is left of which an outcome could be told
        votes = [votes_of(self.known.counts, option).alias(VOTES + option) for option in by.ranked]
        places = self.known.rows.select(pl.col(UNIT), *votes)
        for margin in found:
            taken = places.with_columns(margin.expression().alias("gain")).sort(
                ["gain", UNIT], descending=[True, False]
            )
            top = taken.head(self.number)
            if margin.of(by.votes) - int(top["gain"].cast(pl.Int128).sum() or 0) > margin.limit:
                continue
            sums = top.select(pl.col(VOTES + option).sum() for option in by.ranked).row(0, named=True)
            self.other = outcome(
                Tally({o: by.votes[o] - int(sums[VOTES + o] or 0) for o in by.ranked}), by.contest.rule
            )
            return False if self.other != by.outcome else None
        return True

    def stands(self, missing: int) -> bool | None:
        """Whether the first stays ahead whatever the units set aside and everything missing say.

        The worst choice sets those aside that take most lead away and free most voters. None where the register of
        each sheet is not known and the leads alone do not tell it.
        """
        if self.worst.lead <= missing:
            return False
        if not self.known.counts.is_by_unit:
            return None
        for rival in self.rivals:
            gain = votes_of(self.known.counts, self.first) - votes_of(self.known.counts, rival) + pl.col("closed")
            top = self.known.rows.select(gain.alias("gain")).to_series().sort(descending=True).head(self.number)
            if self._lead(rival) - int(top.cast(pl.Int128).sum() or 0) <= missing:
                return False
        return True


@dataclass(frozen=True)
class Named:
    """Named units set aside: votes on them and on the rest, and the outcome of the rest."""

    units: int
    rest: dict[str, int]
    aside: dict[str, int]
    outcome: Outcome | None
    freed: int

    def lead(self, first: str, second: str) -> int:
        return self.rest[first] - self.rest[second]


def named(known: Known, units: Sequence[str], places: Sequence[str]) -> Named:
    """Set the named units aside, and those of named places (`level=id`)."""
    meant = pl.col(UNIT).is_in(list(units))
    for place in places:
        level, _equals, id_ = place.partition("=")
        meant = meant | (pl.col(f"place:{level.strip()}") == id_.strip()).fill_null(False)
    aside, rest = known.rows.filter(meant), known.rows.filter(~meant)
    options = known.counts.valid_options

    def votes(rows: pl.DataFrame) -> dict[str, int]:
        sums = rows.select(votes_of(known.counts, option).sum().alias(option) for option in options).row(0)
        return {option: int(n or 0) for option, n in zip(options, sums, strict=True)}

    left = votes(rest)
    sheets = aside.height if known.counts.is_by_unit else int(aside[known.counts.column("sheets")].sum() or 0)
    return Named(
        sheets,
        left,
        votes(aside),
        outcome(tally_of(known.counts, rest, left), known.counts.contest.rule),
        int(aside["closed"].sum() or 0),
    )
