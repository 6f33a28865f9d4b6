"""Everything that an announcement prints, as limits on what was counted: which sheets, which other units, which votes.

A way in which an announcement can be right is: some of the published sheets were counted and the others were not, so
many units that are not in the record were counted too, and they hold so many votes of so many registered voters.
Each figure that was announced is a limit on such ways.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations

import numpy as np
import polars as pl

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.counts import GROUP, PLACE
from scrutiny.evidence.facts import Frame
from scrutiny.findings.check import Subject
from scrutiny.findings.left_out import most_left_out
from scrutiny.findings.outside import Known, known_of, registers_of
from scrutiny.findings.parts import ballots_cast, parts
from scrutiny.stats.feasibility import Impossible, Possible, System, Whole, decide, gap
from scrutiny.stats.rounding import interval

VOTES, INVALID, COVERAGE, TURNOUT = "votes:", "invalid", "coverage", "turnout"
LARGEST_FIGURE = 2**31
"""Figures of a unit beyond this are no votes, and would not fit the arithmetic."""
SETS_SEARCHED = 120
"""So many smaller sets of statements are tried before a set is called the smallest."""


@dataclass(frozen=True, eq=False)
class Limits:
    """The limits that some statements make, and which statements each limit comes from."""

    system: System
    by: tuple[frozenset[str], ...]
    needs_register: tuple[bool, ...]


@dataclass(frozen=True)
class Conflict:
    """Statements that cannot hold together.

    Parameters
    ----------
    keys
        The statements.
    shown
        The weights that show it, and by how much the weighted limits are exceeded.
    weights
        The weight of each limit that has one, by the statements that it comes from.
    register
        Whether it takes the register of voters.
    smallest
        No smaller set of statements is impossible.
    irreducible
        Whether it is known of each of these statements that the others can hold without it.
    too_many
        Whether votes are announced that nobody can have cast, rather than too few for the sheets.
    """

    keys: tuple[str, ...]
    shown: Impossible
    weights: tuple[tuple[frozenset[str], int], ...]
    register: bool
    smallest: bool
    irreducible: bool = True
    too_many: bool = False


class Joint:
    """An announcement and a record of sheets, as limits.

    Parameters
    ----------
    subject
        With the announcement and the record.
    frame
        How many units there are; None when the case does not say.
    """

    def __init__(self, subject: Subject, frame: Frame | None) -> None:
        self.subject, self.frame = subject, frame
        self.claim: Claim = subject.announcement
        assert self.claim.figures is not None
        self.figures: Figures = self.claim.figures
        self.known: Known = known_of(subject.counts)

    @cached_property
    def rows(self) -> pl.DataFrame:
        """A row for each unit that coverage counts, with the figures that are compared."""
        counts = self.subject.counts
        items = {VOTES + option: self._leaves(option) for option in self.options}
        made = [
            pl.sum_horizontal(pl.col(counts.column(leaf)).cast(pl.Int128).fill_null(0) for leaf in leaves).alias(key)
            for key, leaves in items.items()
        ]
        if self._tells_invalid:
            made.append(pl.col(counts.column(INVALID)).cast(pl.Int128).fill_null(0).alias(INVALID))
        made.append(pl.col("electors").cast(pl.Int128).fill_null(0).alias("electors"))
        level = PLACE + self.figures.coverage_of
        if self.grouped:
            table = self.known.rows.select(*made, pl.col(level))
            return table.group_by(level).sum().drop(level).sort(pl.all())
        # In an order of their figures: which way is found must not depend on the order of the file.
        return self.known.rows.select(made).sort(pl.all())

    @cached_property
    def grouped(self) -> bool:
        """Whether units are added up to those that the coverage counts (centres of stations)."""
        counts, level = self.subject.counts, self.figures.coverage_of
        return level != counts.level and PLACE + level in self.known.rows.columns

    @cached_property
    def counts_units(self) -> bool:
        """Whether the rows are the units that the coverage counts."""
        return self.grouped or self.figures.coverage_of == self.subject.counts.level

    @cached_property
    def options(self) -> tuple[str, ...]:
        """Announced options, none inside another, whose votes the record tells."""
        listed = parts(self.subject.contest, self.figures.votes).options
        return tuple(option for option in listed if self._leaves(option))

    def _leaves(self, option: str) -> tuple[str, ...]:
        counts = self.subject.counts
        if option in counts.options:
            return (option,)
        leaves = self.subject.contest.leaves(option)
        return leaves if all(leaf in counts.options for leaf in leaves) else ()

    @cached_property
    def _tells_invalid(self) -> bool:
        counts = self.subject.counts
        if self.figures.invalid is None or not counts.has(INVALID) or counts.derived(INVALID):
            return False
        return self.known.rows[counts.column(INVALID)].null_count() == 0

    @cached_property
    def register(self) -> int | None:
        """The largest register that is cited or announced: the one that excludes least. None where none can be used."""
        if self.known.unknown or not self.subject.counts.has("registered"):
            return None
        cited = [register.number for register in registers_of(self.subject)]
        if self.figures.registered is not None:
            cited.append(self.figures.registered)
        largest = max(cited, default=-1)
        return largest if largest >= self.known.closed else None

    @property
    def law(self) -> int | None:
        """The most voters that one unit may have."""
        return self.subject.case.facts.largest_register

    @property
    def outside(self) -> int | None:
        """Registered voters outside the sheets, at most."""
        return None if self.register is None else self.register - self.known.closed

    @cached_property
    def left_out(self) -> int | None:
        """Units that the announcement left out at most."""
        if self.frame is None or not self.counts_units:
            return None
        return most_left_out(self.figures, self.frame.number, self.subject.case.facts.rounding)

    @cached_property
    def fits(self) -> bool:
        """Whether the number of units can be right: not fewer than there are sheets or than were counted."""
        if self.frame is None or not self.counts_units:
            return True
        return max(self.rows.height, self.figures.counted_units or 0) <= self.frame.number

    @cached_property
    def turnout(self) -> tuple[int, int, int] | None:
        """Participation as limits on the register counted: `low × register <= ballots <= high × register`.

        As (low, ballots, high) in whole numbers. None where it was not announced with ballots, or is that of a whole
        register, so that it says nothing of which units were counted, or takes a register larger than any that is
        known, so that it is a share of something else.
        """
        ballots, counts = ballots_cast(self.figures), self.subject.counts
        if self.figures.turnout is None or ballots is None or self.register is None:
            return None
        if GROUP in counts.table.columns:
            return None
        printed = interval(self.figures.turnout, self.subject.case.facts.rounding)
        whole = {r.number for r in registers_of(self.subject)} | {self.figures.registered or 0, self.register}
        if any(Fraction(100 * ballots, register) in printed for register in whole if register > 0):
            return None
        if 100 * ballots > printed.high * self.register:
            return None
        scale = math.lcm(printed.low.denominator, printed.high.denominator)
        return int(printed.low * scale), 100 * ballots * scale, int(printed.high * scale)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every statement of the announcement that is a limit here."""
        made = [VOTES + option for option in self.options]
        if self._tells_invalid:
            made.append(INVALID)
        if self.left_out is not None:
            made.append(COVERAGE)
        if self.turnout is not None:
            made.append(TURNOUT)
        return tuple(made)

    @property
    def _counted(self) -> tuple[str, ...]:
        """The statements about votes."""
        return tuple(key for key in self.keys if key.startswith(VOTES) or key == INVALID)

    @property
    def sound(self) -> bool:
        """Whether the figures of the record are numbers of votes that can be held against limits."""
        if self.known.negative or not self.rows.height:
            return False
        largest = self.rows.select(pl.max_horizontal(pl.all().abs().max())).item()
        return int(largest or 0) < LARGEST_FIGURE

    def announced(self, key: str) -> int:
        """The votes of a statement about votes."""
        return int(self.figures.invalid or 0) if key == INVALID else self.figures.votes[key.removeprefix(VOTES)]

    @cached_property
    def _columns(self) -> Mapping[str, Whole]:
        return {name: self.rows[name].cast(pl.Int64).to_numpy() for name in self.rows.columns}

    def limits(self, keys: Iterable[str]) -> Limits:
        """The limits that these statements make: of what sheets hold, of what must lie outside, of how many units."""
        keys = tuple(keys)
        counted = tuple(key for key in keys if key.startswith(VOTES) or key == INVALID)
        n = self.rows.height
        none = np.zeros(n, dtype=np.int64)
        one = np.ones(n, dtype=np.int64)
        further = max(0, self.frame.number - n) if self.frame is not None and self.counts_units else None
        outside = self.outside
        things: list[Whole] = []
        others: list[tuple[int, int]] = []
        bounds: list[int] = []
        by: list[frozenset[str]] = []
        registers: list[bool] = []

        def add(thing: Whole, other: tuple[int, int], bound: int, keys: Iterable[str], register: bool = False) -> None:
            things.append(thing)
            others.append(other)
            bounds.append(bound)
            by.append(frozenset(keys))
            registers.append(register)

        for key in counted:
            add(self._columns[key], (0, 0), self.announced(key), [key])
        votes = sum(self.announced(key) for key in counted)
        if counted and (outside is not None or further is not None):
            # Votes that are announced and not on the sheets counted were cast by voters outside them.
            held = np.array([self._columns[key] for key in counted]).sum(axis=0, dtype=np.int64)
            add(-held, (0, -1), -votes, counted, register=outside is not None)
        if further is not None and not self.grouped:
            # Where no further unit was counted there are no voters outside. A larger unit may be here in part.
            each = [size for size in (outside, self.law) if size is not None]
            add(none, (-min(each, default=max(0, votes)), 1), 0, [] if each else counted, register=bool(each))
        if COVERAGE in keys and self.left_out is not None and self.frame is not None:
            add(-one, (-1, 0), -(self.frame.number - self.left_out), [COVERAGE])
            add(one, (1, 0), self._most_counted, [COVERAGE])
        if TURNOUT in keys and self.turnout is not None:
            low, ballots, high = self.turnout
            add(self._columns["electors"] * low, (0, low), ballots, [TURNOUT], register=True)
            add(-self._columns["electors"] * high, (0, -high), -ballots, [TURNOUT], register=True)
        voters = outside if outside is not None else max(0, votes) if further is not None else 0
        most = (n + sum(self.figures.votes.values()) if further is None else further, voters)
        matrix = np.array(things, dtype=np.int64).reshape(len(things), n)
        system = System(matrix, tuple(others), most, tuple(bounds))
        return Limits(system, tuple(by), tuple(registers))

    @property
    def prints(self) -> bool:
        """Whether some number of units prints as the announced coverage does."""
        if self.frame is None or self.left_out is None or self.figures.coverage is None:
            return True
        printed = interval(self.figures.coverage, self.subject.case.facts.rounding)
        counted = range(self.frame.number - self.left_out, self._most_counted + 1)
        return any(Fraction(100 * number, self.frame.number) in printed for number in (counted[0], counted[-1]))

    @cached_property
    def _most_counted(self) -> int:
        """Units that the announcement counted at most."""
        assert self.frame is not None
        if self.figures.counted_units is not None:
            return self.figures.counted_units
        assert self.figures.coverage is not None
        printed = interval(self.figures.coverage, self.subject.case.facts.rounding)
        high = printed.high * self.frame.number / 100
        # Where no number of units prints so, the coverage is of something else, and bounds nothing from above.
        most = high.numerator // high.denominator - (not printed.high_in and high.denominator == 1)
        return max(most, self.frame.number - (self.left_out or 0))

    def answer(self, keys: Iterable[str]) -> Impossible | Possible | None:
        return decide(self.limits(keys).system)

    def alone(self, option: str) -> Conflict | None:
        """An option's votes that neither the coverage nor the register leaves room for, by themselves."""
        key = VOTES + option
        if self.left_out is not None:
            limits = self.limits((key, COVERAGE))
            votes = -np.sort(-self._columns[key])
            at = min(self.left_out, len(votes) - 1)
            found = self._weighed(limits, {frozenset((key,)): 1, frozenset((COVERAGE,)): int(votes[at])})
            if found is not None:
                return self._conflict((key, COVERAGE), limits, found, smallest=True)
        if self.outside is not None:
            limits = self.limits((key,))
            weights = tuple(
                int(register and by == {key}) for by, register in zip(limits.by, limits.needs_register, strict=True)
            )
            exceeded = gap(limits.system, weights)
            if exceeded > 0:
                return self._conflict((key,), limits, Impossible(weights, exceeded), smallest=True)
        return None

    @staticmethod
    def _weighed(limits: Limits, wanted: Mapping[frozenset[str], int]) -> Impossible | None:
        """The first limit of each statement with its weight; None where they exceed nothing."""
        left = dict(wanted)
        weights = tuple(
            0 if register else left.pop(by, 0) for by, register in zip(limits.by, limits.needs_register, strict=True)
        )
        exceeded = gap(limits.system, weights)
        return Impossible(weights, exceeded) if exceeded > 0 else None

    def _conflict(
        self, keys: tuple[str, ...], limits: Limits, shown: Impossible, smallest: bool, irreducible: bool = True
    ) -> Conflict:
        weights = tuple((by, weight) for by, weight in zip(limits.by, shown.weights, strict=True) if weight)
        register = any(w and r for w, r in zip(shown.weights, limits.needs_register, strict=True))
        outside = zip(limits.by, limits.system.others, shown.weights, strict=True)
        too_many = any(weight and other[1] < 0 and by and by <= set(self._counted) for by, other, weight in outside)
        return Conflict(keys, shown, weights, register, smallest, irreducible, too_many)

    def conflict(self, keys: Iterable[str]) -> Conflict | None:
        """The smallest set among these statements that cannot hold together; None when that is not shown of any."""
        keys = tuple(keys)
        shown = self.answer(keys)
        if not isinstance(shown, Impossible):
            return None
        limits = self.limits(keys)
        used = {key for by, weight in zip(limits.by, shown.weights, strict=True) if weight for key in by}
        kept, best = tuple(key for key in keys if key in used), shown
        irreducible = True
        for key in kept:
            without = tuple(other for other in kept if other != key)
            found = self.answer(without) if without else None
            if isinstance(found, Impossible):
                kept, best = without, found
            elif found is None:
                irreducible = False
        if best is shown:  # its weights are those of all limits; of the kept ones alone they are others
            again = self.answer(kept)
            if not isinstance(again, Impossible):
                return self._conflict(keys, limits, shown, smallest=False, irreducible=False)
            best = again
        smaller = [sub for size in range(1, len(kept)) for sub in combinations(keys, size)]
        if len(smaller) > SETS_SEARCHED:
            return self._conflict(kept, self.limits(kept), best, smallest=False, irreducible=irreducible)
        for sub in smaller:
            found = self.answer(sub)
            if isinstance(found, Impossible):
                return self._conflict(sub, self.limits(sub), found, smallest=irreducible, irreducible=irreducible)
            irreducible = irreducible and found is not None
        return self._conflict(kept, self.limits(kept), best, smallest=irreducible, irreducible=irreducible)
