"""One simulated election, looked at by every test as a real one is: which alarms ring."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scrutiny.calibrate.shaping import shape_of
from scrutiny.calibrations import tests_of
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.mapping import Allotment
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.findings.calibrated import Calibrated
from scrutiny.findings.finding import Verdict
from scrutiny.messages import Count, say
from scrutiny.simulate.draw import as_counts
from scrutiny.simulate.hands import HANDS
from scrutiny.simulate.honest import honest_draw
from scrutiny.simulate.imperfect import imperfect
from scrutiny.simulate.shape import Shape

HONEST = "honest"
Key = tuple[str, float, int]
"""What names a trial: hand, dose and number."""
NONE = Count(0)
SIMULATED = ("region", "centre")
"""The levels of places of a simulated election, the largest first."""


@dataclass(frozen=True, eq=False)
class Setting:
    """What trials have in common: the case whose shape they have, and the plan by which they are looked at.

    Parameters
    ----------
    case
        The case: who announced what settles which options are asked about, in a trial as in the record.
    record
        The record without its rows; trials take its place.
    shape
        Its shape.
    plan
        The plan of the case.
    left_out
        How many stations of the record gave nothing to the shape.
    """

    case: CaseFile
    record: Counts
    shape: Shape
    plan: Plan
    left_out: int = 0


@dataclass(frozen=True)
class Trial:
    """One election and the alarms that it rang.

    Parameters
    ----------
    hand, dose, index
        What was done to it, how much of it, and its number.
    asked
        Ids of the checks that gave an answer: not those that this election lacked something for.
    rang
        Ids of the checks whose alarm rang.
    marked
        Ids of the checks that marked a place.
    votes
        Votes that the hand moved, added or removed.
    ballots
        Ballots of the election before anything was done to it, against which votes are weighed.
    """

    hand: str
    dose: float
    index: int
    asked: tuple[str, ...]
    rang: tuple[str, ...]
    marked: tuple[str, ...]
    votes: int
    ballots: int

    @property
    def key(self) -> Key:
        return self.hand, self.dose, self.index


def setting_of(evidence: Evidence, counts: Counts, plan: Plan) -> Setting:
    """The setting of trials shaped like one record of a case."""
    shape, left_out = shape_of(counts)
    empty = replace(counts, table=counts.table.clear(), gaps=counts.gaps.clear())
    return Setting(evidence.case, empty, shape, plan, left_out)


def trial(setting: Setting, hand: str, dose: float, index: int) -> Trial:
    """Draw one election and look at it. The same numbers give the same election, whoever draws it and when."""
    rng = np.random.default_rng(_entropy(setting.plan.seed, hand, dose, index))
    draw, votes = imperfect(honest_draw(setting.shape, rng), rng), 0
    ballots = int(draw.cast.sum())
    if hand != HONEST:
        handled = HANDS[hand].alter(draw, dose, rng)
        draw, votes = handled.draw, handled.moved + handled.added + handled.removed
    counts = as_counts(draw, setting.record.contest, setting.shape.options)
    counts = replace(
        counts,
        record=setting.record.record,
        level=setting.record.level,
        sources=setting.record.sources,
        title=setting.record.title,
        allotted=allotment_of(setting.record),
    )
    # A simulated election has two levels of places, and the case knows the names of those of its record alone.
    case = replace(setting.case, levels=SIMULATED)
    evidence = Evidence(case, (counts,), (), (), (), {})
    checks = [check.id for check in tests_of(setting.plan)]
    examined = examine(evidence, setting.plan, only=checks, calibrations=_sound(checks), bare=True)
    answers = {Verdict.UNUSUAL, Verdict.NOTHING_UNUSUAL}
    asked = {f.check for f in examined.findings if f.verdict in answers}
    rang = {f.check for f in examined.findings if f.verdict is Verdict.UNUSUAL}
    marked = {f.check for f in examined.findings if f.numbers.get("places_marked", NONE) != NONE}
    return Trial(
        hand=hand,
        dose=dose,
        index=index,
        asked=tuple(sorted(asked)),
        rang=tuple(sorted(rang)),
        marked=tuple(sorted(marked)),
        votes=votes,
        ballots=ballots,
    )


def allotment_of(record: Counts) -> Allotment | None:
    """The rule by which a record hands voters out, told of the places that its simulated elections have.

    They have two levels, the first and the last of the record; a rule about a level between them is told of none.
    """
    levels = [level for level in record.levels if level != record.level]
    if record.allotted is None or record.allotted.level not in (levels[:1] + levels[-1:]):
        return None
    place = record.allotted.level == levels[-1] and len(levels) > 1
    return replace(record.allotted, level="centre" if place else "region")


def _sound(checks: Sequence[str]) -> list[Calibrated]:
    return [supposed(check) for check in checks]


def supposed(check: str) -> Calibrated:
    """A test as if it were measured and sound: that an alarm would ring is what is counted."""
    return Calibrated(check, "", 0.01, 0, 1000, 0, 1000, say("supposed"), contests=100, elections=100)


def _entropy(seed: int, hand: str, dose: float, index: int) -> list[int]:
    """A seed of its own for each election, which depends on no other one."""
    named = hashlib.sha256(f"{hand} {dose:.6g}".encode()).digest()
    return [seed, int.from_bytes(named[:8], "big"), index]


def every_hand(setting: Setting) -> list[str]:
    """The hands that elections of this shape can be altered by."""
    draw = honest_draw(setting.shape, np.random.default_rng(0))
    return [id_ for id_, hand in HANDS.items() if hand.applies(draw)]
