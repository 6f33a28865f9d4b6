"""What a rule is applied to, and what follows from it: votes, an outcome, and the smallest change that alters it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

EVERYWHERE = ""
"""The district of a contest that has none."""


@dataclass(frozen=True)
class Tally:
    """Votes and what else a rule may need.

    Parameters
    ----------
    votes
        Valid votes by option.
    blank, cast, registered
        Blank votes, ballots cast and registered voters; None where they are not known.
    districts
        The same for each district, where seats are filled in districts; `votes` are then their sum.
    """

    votes: Mapping[str, int]
    blank: int | None = None
    cast: int | None = None
    registered: int | None = None
    districts: Mapping[str, Tally] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        return sum(self.votes.values())


@dataclass(frozen=True)
class Outcome:
    """Who is chosen.

    Parameters
    ----------
    winners
        The options chosen, or with a seat; several when a run-off or a tie leaves several.
    form
        `elected`, `run_off`, `tie`, `accepted`, `rejected` or `seats`.
    seats
        Seats by option, where the rule distributes them; the most first.
    by_district
        The same by district.
    """

    winners: tuple[str, ...]
    form: str
    seats: tuple[tuple[str, int], ...] = ()
    by_district: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()


@dataclass(frozen=True)
class Change:
    """Votes that are given to options, or taken from them where negative, by district."""

    votes: Mapping[str, Mapping[str, int]]

    @property
    def by_option(self) -> dict[str, int]:
        made: dict[str, int] = {}
        for changes in self.votes.values():
            for option, number in changes.items():
                made[option] = made.get(option, 0) + number
        return made

    def of(self, tally: Tally) -> Tally:
        """The tally after the change. Blank votes and the register stay; ballots follow the votes."""
        if not tally.districts:
            return _changed(tally, self.votes.get(EVERYWHERE, {}))
        districts = {name: _changed(part, self.votes.get(name, {})) for name, part in tally.districts.items()}
        return _changed(tally, self.by_option, districts)


def _changed(tally: Tally, changes: Mapping[str, int], districts: Mapping[str, Tally] | None = None) -> Tally:
    votes = {option: count + changes.get(option, 0) for option, count in tally.votes.items()}
    cast = None if tally.cast is None else tally.cast + sum(changes.values())
    return Tally(votes, tally.blank, cast, tally.registered, districts or {})


@dataclass(frozen=True)
class Slack:
    """The smallest number of votes that alters the outcome, in three ways; None where no number of them does.

    Parameters
    ----------
    moved
        Votes taken from one option and given to another.
    added
        Votes added to options.
    removed
        Votes removed from options.
    changes
        For each way the change itself: a smallest one.
    unknown
        Ways of which the smallest number could not be found exactly.
    """

    moved: int | None
    added: int | None
    removed: int | None
    changes: Mapping[str, Change] = field(default_factory=dict, compare=False, repr=False)
    unknown: tuple[str, ...] = field(default=(), compare=False, repr=False)
