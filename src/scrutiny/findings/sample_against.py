"""What an announcement gives, in the terms of a sample: shares of one total, as far as rounding tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.counts import Counts
from scrutiny.findings.parts import ballots_cast, parts, valid_votes
from scrutiny.findings.station_estimates import Of
from scrutiny.messages import Percent
from scrutiny.stats.rounding import interval


@dataclass(frozen=True)
class Given:
    """A share as announced: from 0 to 1, both ends alike where votes tell it exactly."""

    low: Fraction
    high: Fraction
    shown: Percent

    @property
    def middle(self) -> Fraction:
        return (self.low + self.high) / 2

    def nearest(self, number: float) -> float:
        """The number of this interval that is nearest to another: rounding is never held against anybody."""
        return min(max(number, float(self.low)), float(self.high))


@dataclass(frozen=True)
class Announced:
    """The shares of an announcement, of one total, by option in the order of the announcement."""

    claim: Claim
    of: Of
    shares: Mapping[str, Given]

    @property
    def top(self) -> tuple[str, str] | None:
        """The two largest; a tie goes by the id."""
        order = sorted(self.shares, key=lambda option: (-self.shares[option].middle, option))
        return (order[0], order[1]) if len(order) > 1 else None


def announced(claim: Claim, contest: Contest, rule: str) -> Announced | None:
    """The shares that a claim gives: from its votes where they tell shares of a known total, else as printed.

    Parameters
    ----------
    rule
        The rule of rounding of the case.
    """
    figures = claim.figures
    if figures is None:
        return None
    total, of = valid_votes(claim, contest), _of(claim)
    if of != "valid":
        total = ballots_cast(figures) if of == "cast" else figures.registered
    top = parts(contest, figures.votes).options
    if total and len(top) > 1 and all(0 <= figures.votes[option] <= total for option in top):
        shares = {}
        for option in top:
            share = Fraction(figures.votes[option], total)
            shares[option] = Given(share, share, Percent(100 * share, 2))
        return Announced(claim, of, shares)
    listed = parts(contest, figures.shares).options
    if len(listed) < 2:
        return None
    printed = {}
    for option in listed:
        value = figures.shares[option]
        between = interval(value, rule)
        printed[option] = Given(between.low / 100, between.high / 100, Percent.as_announced(value))
    return Announced(claim, of, printed)


def _of(claim: Claim) -> Of:
    assert claim.figures is not None
    return claim.figures.shares_of


def held_against(claims: Iterable[Claim], contest: Contest, rule: str) -> list[Announced]:
    """Every announcement of the case that gives shares of two options or more."""
    made = (announced(claim, contest, rule) for claim in claims)
    return [one for one in made if one is not None]


def recorded(counts: Counts, case: CaseFile) -> Announced | None:
    """What a record of counts says, in the form of an announcement: sheets that somebody published are held against a
    quick count as a bulletin is. That some stations are not in it is its coverage.
    """
    votes = {option: counts.total(option).value for option in counts.valid_options}
    total = sum(votes.values())
    if total <= 0 or len(votes) < 2:
        return None
    level = counts.level if counts.is_by_unit or not case.levels else case.levels[-1]
    units = counts.units if counts.is_by_unit else counts.sheets
    frames = [f.number for f in case.frames_of(counts.contest.id, level) if f.place is None]
    coverage = None
    if frames and 0 < units < frames[0]:
        coverage = (Decimal(100 * units) / frames[0]).quantize(Decimal("0.01"))
    figures = Figures(votes=votes, valid=total, coverage=coverage, coverage_of=level)
    said_by = counts.publisher or counts.title
    claim = Claim(
        counts.record, "announces_figure", said_by, title=counts.title, contest=counts.contest.id, figures=figures
    )
    shares = {}
    for option in sorted(votes, key=lambda option: (-votes[option], option)):
        share = Fraction(votes[option], total)
        shares[option] = Given(share, share, Percent(100 * share, 2))
    return Announced(claim, "valid", shares)
