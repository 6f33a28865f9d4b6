"""The stations of a record in two parts, early and late, with the places in which the two are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.counts import UNIT, Counts
from scrutiny.findings.arrival import arrival, attribute_of, earlier_states, later_state
from scrutiny.findings.check import Subject
from scrutiny.findings.levels import levels_of
from scrutiny.findings.origins import named
from scrutiny.findings.stations import Stations, stations
from scrutiny.messages import Code, Message, Percent, _, say
from scrutiny.stats.late_shift import Level

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

PLACES = ("centre", "center", "place", "polling_place", "venue", "building")
"""Levels that are one building with several stations, by their ids."""


@dataclass(frozen=True, eq=False)
class Parts:
    """Early and late stations.

    Parameters
    ----------
    found
        The stations with a known arrival, in an order that does not depend on the file's.
    valid
        Their valid votes, of which shares are taken.
    late
        Which of them are late.
    number
        The order of each station among those of its place, by its id, from 0 to 1.
    early
        How the early ones were told from the late ones, to be read after "early".
    levels
        The places from the finest to the largest level, and all together.
    place
        The level of the polling places; None where the record names none.
    """

    found: Stations
    valid: Whole
    late: Flags
    number: npt.NDArray[np.float64]
    early: Message
    levels: tuple[Level, ...]
    place: str | None


def order_known(subject: Subject) -> Message | None:
    """The reason why a record has no early and late part, or None."""
    counts = subject.counts
    if attribute_of(counts) is not None:
        return None
    last = later_state(subject)
    if last is None and earlier_states(subject):
        return None
    if last is not None:
        return say(_("{record} is a state of the count that {last} continues"), record=named(counts), last=named(last))
    return say(
        _("{record} does not tell when a unit arrived, and the case holds no earlier state of it"),
        record=counts.title,
    )


def parts(subject: Subject, options: Sequence[str], cut: Decimal, until: str, place: str) -> Parts | Message:
    """Early and late stations of the subject's record, or the reason why there are none.

    Parameters
    ----------
    cut
        The part of the units that is early, where `until` does not say it.
    until
        The last arrival that is early, as the attribute writes it, or the record whose units are early.
    place
        The level of the polling places; found where empty.
    """
    counts = subject.counts
    found = stations(subject, tuple(options), False, ("valid",))
    if found is None:
        return say(_("{record} lacks a figure that this needs"), record=named(counts))
    fits = np.ones(found.number, dtype=np.bool_)
    for votes in found.votes.values():
        fits &= votes <= found.measured["valid"]
    found = found.where(fits, say(_("an option has more votes than are valid")))
    level = _place(subject, place)
    if isinstance(level, Message):
        return level
    finest = level or next(reversed(levels_of(subject)), None)
    if finest is not None:
        codes, names = found.place(finest)
        found = found.where(codes != (names.index("") if "" in names else -1), say(_("no place is named")))
    split = _by_attribute(subject, found, cut, until)
    if split is None:
        split = _by_state(subject, found, cut, until)
    if isinstance(split, Message):
        return split
    found, late, early = split
    found, late = _sorted(found, late)
    if late.all() or not late.any():
        return say(_("all units of {record} are on one side of the cut"), record=named(counts))
    levels = _coded(subject, found, level)
    return Parts(
        found=found,
        valid=found.measured["valid"],
        late=late,
        number=_number(found, levels[0].group),
        early=early,
        levels=levels,
        place=level,
    )


def _place(subject: Subject, wanted: str) -> str | Message | None:
    above = levels_of(subject)[::-1]
    if wanted and wanted not in above:
        return say(_("{record} names no {level}"), record=named(subject.counts), level=Code(wanted))
    return wanted or next((level for level in above[:1] if level in PLACES), None)


def _by_attribute(
    subject: Subject, found: Stations, cut: Decimal, until: str
) -> tuple[Stations, Flags, Message] | Message | None:
    order = arrival(subject.counts)
    if order is None or isinstance(order, Message):
        return order
    ranks = order.ranks[found.rows]
    found, ranks = found.where(ranks >= 0, say(_("no arrival is known"))), ranks[ranks >= 0]
    if not len(ranks):
        return say(_("no unit of {record} has an arrival"), record=named(subject.counts))
    if until:
        if until not in order.values:
            return say(_("no unit of {record} arrived at {value}"), record=named(subject.counts), value=Code(until))
        last = order.values.index(until)
    else:
        # Units that arrived together stay together, on the side that is nearer to the cut.
        arrived = np.bincount(ranks, minlength=len(order.values)).cumsum()
        goal = Fraction(cut) * len(ranks)
        away = [abs(number * goal.denominator - goal.numerator) for number in arrived.tolist()]
        last = away.index(min(away))
    late = ranks > last
    text = say(
        _("the first {part} of the units to arrive, up to {value}"),
        part=Percent.of(int((~late).sum()), len(ranks), 1),
        value=Code(order.values[last]),
    )
    return found, late, text


def _by_state(subject: Subject, found: Stations, cut: Decimal, until: str) -> tuple[Stations, Flags, Message] | Message:
    states = earlier_states(subject)
    if until:
        states = tuple(state for state in states if state.record == until)
    if not states:
        return say(_("{record} has no earlier state {value}"), record=named(subject.counts), value=Code(until))
    ids = found.counts.table.get_column(UNIT).gather(found.rows)
    sides = [~ids.is_in(_there(state).implode()).to_numpy() for state in states]
    goal = 1 - Fraction(cut)
    away = [abs(Fraction(int(late.sum()), max(1, found.number)) - goal) for late in sides]
    best = away.index(min(away))
    late = sides[best]
    text = say(
        _("{part} of the units, those of {state}"),
        part=Percent.of(int((~late).sum()), max(1, found.number), 1),
        state=named(states[best]),
    )
    return found, late, text


def _there(state: Counts) -> pl.Series:
    """The units that a state of the count had counted.

    Those it lists without figures were not. Nor were those it lists with no ballot, where they are more than the few
    that stay without any: such a file lists all units from the beginning.
    """
    item = "cast" if state.has("cast") else "valid"
    units = state.table.get_column(UNIT)
    if not state.has(item):
        return units
    ballots = state.values(item)
    if int((ballots == 0).sum()) > _EMPTY * state.units:
        return units.filter((ballots > 0).fill_null(False))
    return units.filter(ballots.is_not_null())


_EMPTY = 0.01
"""The part of the units that may be without any ballot in a file that lists only what was counted."""


def _sorted(found: Stations, late: Flags) -> tuple[Stations, Flags]:
    """In the order of units and their figures, so that sums are the same however the file is ordered."""
    units = found.counts.table.get_column(UNIT).gather(found.rows).rank("dense").to_numpy().astype(np.int64)
    keys = [late, *found.measured.values(), *(found.votes[option] for option in sorted(found.votes)), units]
    order = np.lexsort(keys)
    return found.taken(order), late[order]


def _coded(subject: Subject, found: Stations, place: str | None) -> tuple[Level, ...]:
    levels = levels_of(subject)[::-1]
    if place is not None:
        levels = levels[levels.index(place) :]
    made = []
    top = found.place(levels[-1])[0] if levels else np.zeros(found.number, dtype=np.int64)
    for level in levels:
        codes, _names = found.place(level)
        # A place lies in one region, though the record may name two places alike.
        both = np.unique(top * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)[1].astype(np.int64)
        made.append(Level(level, both, level == place))
    return (*made, Level("", np.zeros(found.number, dtype=np.int64)))


def _number(found: Stations, group: Whole) -> npt.NDArray[np.float64]:
    ids = found.counts.table.get_column(UNIT).gather(found.rows)
    # Numbers are written in texts of several lengths: 2 comes before 10.
    units = pl.DataFrame({"n": ids.str.len_chars(), "u": ids}).select(pl.struct("n", "u").rank("dense")).to_series()
    order = np.lexsort((units.to_numpy(), group))
    position = np.empty(found.number, dtype=np.int64)
    position[order] = np.arange(found.number)
    position -= np.searchsorted(group[order], group)
    number = np.bincount(group, minlength=int(group.max(initial=0)) + 1)[group]
    made: npt.NDArray[np.float64] = position / np.maximum(1, number - 1)
    return made
