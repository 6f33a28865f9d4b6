"""What a known hand is: it alters some stations of an election and leaves an exact account of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from scrutiny.simulate.draw import Draw

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Handled:
    """An election after a known hand, and the exact account of what it did.

    Parameters
    ----------
    before, draw
        The election as it was and as it is now. A station that was deleted is in the first alone; `unit` names them.
    altered
        Which stations of `before` have another figure now or are gone, shape (n,).
    change
        Votes of each option now less those before, in each station of `before`, shape (n, k).
    invalid
        Invalid ballots now less those before, shape (n,).
    registered
        Voters added to the registers of the stations that are left, in all.
    """

    before: Draw
    draw: Draw
    altered: Flags
    change: Whole
    invalid: Whole
    registered: int

    @cached_property
    def moved(self) -> int:
        """Ballots that count for another option, or as invalid instead of valid, or the reverse, in their station."""
        gained, lost = self._sides
        return int(np.minimum(gained, lost).sum())

    @cached_property
    def added(self) -> int:
        """Ballots that nobody cast."""
        gained, lost = self._sides
        return int(np.maximum(gained - lost, 0).sum())

    @cached_property
    def removed(self) -> int:
        """Ballots that are no longer there."""
        gained, lost = self._sides
        return int(np.maximum(lost - gained, 0).sum())

    @property
    def gain(self) -> Whole:
        """What each option gains in the whole election, shape (k,)."""
        return np.asarray(self.change.sum(axis=0))

    @cached_property
    def _sides(self) -> tuple[Whole, Whole]:
        every = np.column_stack([self.change, self.invalid])
        return np.maximum(every, 0).sum(axis=1), np.maximum(-every, 0).sum(axis=1)


class Alters(Protocol):
    """What a hand does.

    Parameters
    ----------
    draw
        The election.
    dose
        The share of all stations that it aims at. It may reach fewer: some leave nothing to alter.
    rng
        The source of chance.
    leader
        The column of the option that it helps; by default the largest.
    among
        The stations from which it chooses, shape (n,); by default all.
    """

    def __call__(
        self,
        draw: Draw,
        dose: float,
        rng: np.random.Generator,
        leader: int | None = None,
        *,
        among: Flags | None = None,
    ) -> Handled: ...


@dataclass(frozen=True)
class Hand:
    """A known hand.

    Parameters
    ----------
    id
        Its name in settings and results.
    title, description
        Texts to be translated: what it is called, and what it does with its defaults.
    alter
        The function; a hand's own intensity is a keyword of it with a default.
    needs
        What the draw must know: `registered`, `arrival`, `neighbours`.
    """

    id: str
    title: str
    description: str
    alter: Alters
    needs: tuple[str, ...] = ()

    def applies(self, draw: Draw) -> bool:
        """Whether the draw knows what the hand needs, and has two options or more."""
        return draw.votes.shape[1] > 1 and all(getattr(draw, item) is not None for item in self.needs)


def leading(draw: Draw, leader: int | None) -> int:
    """The column that is helped: the one asked for, or the largest option."""
    return int(draw.totals.argmax()) if leader is None else leader


def rival_of(draw: Draw, leader: int) -> int:
    """The largest option besides the one that is helped."""
    totals = draw.totals.copy()
    totals[leader] = -1
    return int(totals.argmax())


def chosen(draw: Draw, dose: float, rng: np.random.Generator, among: Flags | None) -> Whole:
    """Rows of stations drawn at random, in order: so many as the dose says, or all of those that may be chosen."""
    rows = np.arange(draw.stations) if among is None else np.flatnonzero(among)
    number = min(len(rows), round(dose * draw.stations))
    return np.sort(rng.choice(rows, number, replace=False)).astype(np.int64)


def registers_of(draw: Draw) -> Whole:
    """The registers, or an error that says that the hand cannot do without."""
    if draw.registered is None:
        raise ValueError("this hand needs registers, and the draw has none")
    return draw.registered


def handled(
    before: Draw, *, votes: Whole | None = None, invalid: Whole | None = None, registered: Whole | None = None
) -> Handled:
    """The account of new figures at the same stations."""
    votes = before.votes if votes is None else votes
    invalid = before.invalid if invalid is None else invalid
    registered = before.registered if registered is None else registered
    change, spoilt = votes - before.votes, invalid - before.invalid
    altered = change.any(axis=1) | (spoilt != 0)
    padded = 0
    if registered is not None and before.registered is not None:
        altered |= registered != before.registered
        padded = int((registered - before.registered).sum())
    draw = replace(before, votes=votes, invalid=invalid, registered=registered)
    return Handled(before, draw, altered, change, spoilt, padded)


def deleted(before: Draw, gone: Flags) -> Handled:
    """The account of an election in which some stations are missing."""
    change = np.where(gone[:, None], -before.votes, 0)
    spoilt = np.where(gone, -before.invalid, 0)
    return Handled(before, before.without(gone), gone, change, spoilt, 0)


def transferred(
    draw: Draw, rows: Whole, share: float, rng: np.random.Generator, leader: int, rival: int | None = None
) -> Whole:
    """The votes after each vote of a rival (or of every other option) went to the leader with the same chance."""
    votes = draw.votes.copy()
    losers = np.array([i for i in range(votes.shape[1]) if i != leader] if rival is None else [rival])
    moved = rng.binomial(votes[rows[:, None], losers], share)
    votes[rows[:, None], losers] -= moved
    votes[rows, leader] += moved.sum(axis=1)
    return votes
