"""What polls have missed by, shipped with the program: a summary of an archive of polls with their results.

`benchmarks/poll_archive.py` makes it, `benchmarks/polls.py` measures what its intervals hold.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

ContestKind = Literal["any", "president", "governor", "senate", "house"]


@dataclass(frozen=True)
class PastMisses:
    """Polls of one kind of contest, and the results of their races.

    Parameters
    ----------
    kind
        The kind of contest; `any` for all of them.
    polls, races
        How many polls of how many races the two spreads come from.
    between, within
        Spread of the error that polls of a race share, and of what each has of its own, in points of the lead.
    misses
        Size of the mean error of each race with enough polls, ascending, by the band of the polled lead.
    leads_from
        Where those bands begin.
    cycles
        The mean error of all polls of each cycle, whatever the kind of contest (district races left out).
    largest
        The largest mean errors of races of any kind, by name.
    inside, of
        So many results lay in intervals of 95 % that were made without their cycle.
    worst_year, worst_share
        The cycle in which fewest did, of all kinds of contests, and the part of its results that did.
    """

    kind: ContestKind
    polls: int
    races: int
    between: float
    within: float
    misses: tuple[tuple[float, ...], ...]
    leads_from: tuple[int, ...]
    cycles: tuple[tuple[int, float], ...]
    largest: tuple[tuple[str, float], ...]
    inside: int
    of: int
    worst_year: int
    worst_share: float

    @property
    def every(self) -> tuple[float, ...]:
        """All races."""
        return tuple(sorted(miss for band in self.misses for miss in band))

    def of_lead(self, lead: float) -> tuple[int, tuple[float, ...]]:
        """Where the band of a polled lead begins, and the races in it."""
        number = max(i for i, low in enumerate(self.leads_from) if low <= abs(lead))
        return self.leads_from[number], self.misses[number]


@functools.cache
def past_misses(kind: ContestKind) -> PastMisses:
    """The summary for a kind of contest; `any` is all general elections of the archive.

    Examples
    --------
    >>> found = past_misses("any")
    >>> len(found.every), found.every[-1], found.between
    (906, 17.77, 4.738)
    """
    data = _summary()
    kinds = list(data["misses"]) if kind == "any" else [kind]
    bands = len(data["leads_from"])
    covered = data["covered"][kind]
    worst = data["covered"]["worst_cycle"]
    return PastMisses(
        kind=kind,
        polls=int(data["kinds"][kind]["polls"]),
        races=int(data["kinds"][kind]["races"]),
        between=float(data["kinds"][kind]["between"]),
        within=float(data["kinds"][kind]["within"]),
        misses=tuple(tuple(sorted(miss for k in kinds for miss in data["misses"][k][band])) for band in range(bands)),
        leads_from=tuple(int(low) for low in data["leads_from"]),
        cycles=tuple((int(row["year"]), float(row["error"])) for row in data["cycles"]),
        largest=tuple((str(row["race"]), float(row["miss"])) for row in data["largest"]),
        inside=int(covered["inside"]),
        of=int(covered["of"]),
        worst_year=int(worst["year"]),
        worst_share=float(worst["inside"]),
    )


@functools.cache
def _summary() -> dict[str, Any]:
    file = resources.files("scrutiny.checks").joinpath("sampled", "past_misses.json")
    made: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return made
