"""Announced numbers beside a random sample of stations: which lie within, and what follows from all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from scrutiny.findings.finding import Verdict
from scrutiny.findings.sample_against import Announced
from scrutiny.findings.station_estimates import Estimated, Span
from scrutiny.findings.still_uncounted import Uncounted, possible, uncounted


@dataclass(frozen=True)
class Compared:
    """An announced number beside the sample's: a share of an option, or the lead when `option` is empty."""

    option: str
    low: float
    high: float
    here: Span
    error: float
    inside_plain: bool
    inside_any: bool
    heavy: bool = False
    """Whether its error hangs on one station, so that its interval is too short to carry a verdict."""
    decides: bool = True
    """Whether it is large enough to carry one."""
    rest: float | None = None
    """What the stations that were not yet counted would have to hold for the two to agree; None where all were counted,
    or where they agree without it."""

    missing_known: bool = True
    """Whether it is known how many stations of the sample are missing."""
    measured: bool = True
    """Whether it was measured how often intervals of such a draw hold; without that nothing is outside."""

    @property
    def outside(self) -> bool:
        """Whether every reading excludes it, and no votes not yet counted, nor an unknown number missing, may help."""
        sure = self.missing_known and self.measured
        return not self.inside_any and not self.heavy and not self.bridged and sure

    @property
    def bridged(self) -> bool:
        """Whether votes that were not yet counted could bring the two together."""
        return possible(self.rest, 0.0 if self.option else -1.0)

    @property
    def away(self) -> float:
        """Standard errors between the sample and the nearest number that may have been rounded to what was printed."""
        nearest = min(max(self.here.value, self.low), self.high)
        if nearest == self.here.value:
            return 0.0
        return (nearest - self.here.value) / self.error if self.error > 0 else float("inf")


def compare(found: Estimated, given: Announced, options: tuple[str, ...]) -> list[Compared]:
    """Every announced share, and the lead, beside the sample under each reading of the missing but the worst."""
    usual = [read for read in found.readings if read.reading in ("stratum", "classes", "earlier")]
    every = [read for read in found.readings if read.reading in ("stratum", "classes", "earlier", "allowance")]
    # Where nobody says how many were drawn there is no part missing to allow for, and any part may be.
    known, measured = found.part_missing is not None, not found.places
    rest = partial(_rest, uncounted(given.claim))
    made = []
    hang = {option for option, _unit, _part in found.heavy}
    for option in options:
        low, high = float(given.shares[option].low), float(given.shares[option].high)
        made.append(
            Compared(
                option, low, high, usual[0].shares[option], found.errors[option],
                all(read.shares[option].meets(low, high) for read in usual),
                any(read.shares[option].meets(low, high) for read in every),
                option in hang,
                option in found.deciding,
                rest((low, high), [read.shares[option] for read in every]),
                known,
                measured,
            )
        )  # fmt: skip
    first, second = given.shares[found.first], given.shares[found.second]
    low, high = float(first.low - second.high), float(first.high - second.low)
    made.append(
        Compared(
            "", low, high, usual[0].lead, found.errors[""],
            all(read.lead.meets(low, high) for read in usual),
            any(read.lead.meets(low, high) for read in every),
            heavy=bool(hang & {found.first, found.second}),
            rest=rest((low, high), [read.lead for read in every]),
            missing_known=known,
            measured=measured,
        )
    )  # fmt: skip
    return made


def _rest(open_: Uncounted | None, announced: tuple[float, float], spans: list[Span]) -> float | None:
    """What the rest would have to hold, by the reading that asks least of it."""
    if open_ is None:
        return None
    return open_.needed(announced, (min(span.low for span in spans), max(span.high for span in spans)))


def verdict_of(compared: list[Compared]) -> Verdict:
    """Within when no reading excludes a share that decides; outside when all readings do, the allowance included.

    Small options decide nothing: measured on real elections, intervals of 95 % of options of one percent hold seven to
    nine times in ten, since a sample that missed their few places cannot know it. An option whose error hangs on one
    station can leave the answer open, and decides nothing either, nor does a lead of which it is one side. Of a
    bulletin in the middle of the count only what no votes in the rest could bring back is outside, and of a sample
    nothing is where nobody says how many were drawn, or where it was drawn in two stages: how often such intervals hold
    was not measured on real elections.
    """
    shares = [one for one in compared if one.decides]
    if all(one.inside_plain for one in shares):
        return Verdict.WITHIN
    if any(one.outside for one in shares):
        return Verdict.OUTSIDE
    return Verdict.CANNOT_TELL


def farthest(compared: list[Compared], verdict: Verdict) -> Compared:
    """The share that the verdict hangs on; the lead only where no share does."""
    shares = [one for one in compared if one.option and one.decides]
    if verdict is Verdict.OUTSIDE:
        hangs = [one for one in shares if one.outside]
    else:
        hangs = [one for one in shares if not one.inside_plain]
    if not hangs and verdict is not Verdict.WITHIN:
        return compared[-1]
    return max(hangs or shares, key=lambda one: (abs(one.away), one.option))
