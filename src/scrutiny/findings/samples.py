"""Which samples of stations a case has for a contest, and what they are held against."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from scrutiny.evidence.counts import Counts
from scrutiny.evidence.station_sample import StationSample
from scrutiny.findings.check import Subject
from scrutiny.findings.contenders import tops_of
from scrutiny.findings.sample_against import Announced, held_against
from scrutiny.findings.station_estimates import Asked


def samples_of(subject: Subject) -> list[tuple[StationSample, Counts]]:
    """Every sample of the contest with the record of its sheets."""
    held = {counts.record: counts for counts in subject.evidence.counts_of(subject.contest.id)}
    return [
        (sample, held[sample.design.record])
        for sample in subject.evidence.samples
        if sample.contest == subject.contest.id and sample.design.record in held
    ]


def announced_of(subject: Subject) -> list[Announced]:
    """What was announced of the contest that gives shares of two options or more."""
    claims = subject.case.announcements(subject.contest.id)
    return held_against(claims, subject.contest, subject.case.facts.rounding)


def asked_of(
    subject: Subject, given: Announced, counts: Counts,
    *, allowance: Decimal, draws: int, heaviest: Decimal, least: Decimal,
) -> Asked | None:  # fmt: skip
    """What is estimated of a sample to be held against an announcement: its options, and what else stands at the top.

    None where the sheets do not give its first two options, or what its shares are shares of.
    """
    options = tuple(option for option in given.shares if counts.has(option))
    rest = [o for o in tops_of(counts, subject.contest) if o not in options and not _inside(subject, o, options)]
    top = given.top
    if top is None or not set(top) <= set(options) or not counts.has(given.of):
        return None
    return Asked(
        options=(*options, *rest),
        of=given.of,
        top=top,
        allowance=float(allowance),
        draws=0 if subject.bare else draws,
        seed=subject.seed,
        heaviest=float(heaviest),
        least=float(least) / 100,
        announced=frozenset(options),
        large=frozenset(o for o in options if 100 * given.shares[o].high >= Fraction(least)),
    )


def _inside(subject: Subject, option: str, groups: Iterable[str]) -> bool:
    """Whether an option is a part of one that was announced, or holds one."""
    contest = subject.contest
    return any(group in contest.ancestors(option) or option in contest.ancestors(group) for group in groups)
