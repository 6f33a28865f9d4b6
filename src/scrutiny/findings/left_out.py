"""Published sheets inside an announcement: what they hold at least, whichever units it left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from scrutiny.evidence.claim import Figures
from scrutiny.evidence.counts import PLACE, UNIT, Counts
from scrutiny.evidence.facts import Rounding
from scrutiny.evidence.joining import may_repeat
from scrutiny.findings.check import Subject
from scrutiny.stats.largest import Largest, largest
from scrutiny.stats.rounding import interval

TOGETHER = "together"
"""All compared options as one: their votes added up, sheet by sheet."""


@dataclass(frozen=True, eq=False)
class Compared:
    """One option on the sheets and in the announcement.

    Parameters
    ----------
    announced, total
        Its votes in the announcement and on all sheets; `option` is `TOGETHER` for the sum of all.
    sheets
        Its votes sheet by sheet.
    needed
        The least number of sheets that must have been left out, or do not say what was counted, for the announced
        figure to be possible.
    """

    option: str
    announced: int
    total: int
    sheets: Largest
    needed: int

    def least(self, left_out: int) -> int:
        """What the sheets hold at least inside the announcement, when it left out so many units."""
        return self.total - self.sheets.of(left_out)

    def excess(self, left_out: int) -> int:
        return self.least(left_out) - self.announced


def most_left_out(figures: Figures, frame: int, rounding: Rounding) -> int | None:
    """How many of the units an announcement may have left out at most; None when it does not say.

    Its coverage is a rounded figure: every number of units that prints as it does is possible.

    Examples
    --------
    >>> from decimal import Decimal
    >>> most_left_out(Figures(coverage=Decimal("96.87")), 30026, "unknown")
    941
    >>> most_left_out(Figures(coverage=Decimal("80")), 30026, "unknown")
    6155
    """
    if figures.counted_units is not None:
        return max(0, frame - figures.counted_units)
    if figures.coverage is None:
        return None
    printed = interval(figures.coverage, rounding)
    low, high = printed.low * frame / 100, printed.high * frame / 100
    least = low.numerator // low.denominator + 1 if not printed.low_in else -(-low.numerator // low.denominator)
    greatest = -(-high.numerator // high.denominator) - 1 if not printed.high_in else high.numerator // high.denominator
    # Where no number of units prints so, the coverage is of something else; the smaller number claims less.
    return max(0, frame - max(0, min(least, greatest)))


class Sheets:
    """The votes of options by unit of one level, each sorted when it is first asked for.

    Parameters
    ----------
    subject
        Whose record is read: its single sheets, or how many sheets have each value.
    level
        The level that an announcement's coverage counts.
    """

    def __init__(self, subject: Subject, level: str) -> None:
        self._counts, self.level = subject.counts, level
        self._kept = None if subject.counts.is_by_unit else subject.evidence.distribution_of(subject.counts)
        self._levels = subject.case.levels
        self._made: dict[str, Largest | None] = {}

    def of(self, option: str) -> Largest | None:
        """None where the record does not tell the votes of the option by unit of the level."""
        if option not in self._made:
            self._made[option] = self._sorted(option) if self.tells(option) else None
        return self._made[option]

    def tells(self, option: str) -> bool:
        """Whether there are votes of the option by unit of the level."""
        counts, levels, level = self._counts, self._levels, self.level
        if not counts.is_by_unit:
            smallest = not levels or level == levels[-1]
            return self._kept is not None and smallest and self._kept.of(option).height > 0
        if not counts.has(option) or counts.values(option).null_count() == counts.units:
            return False
        # A larger unit will do, too: leaving out a small one takes away no more than the large one that holds it.
        larger = counts.level in levels and level in levels and levels.index(counts.level) <= levels.index(level)
        return counts.level == level or level in counts.levels or larger

    def _sorted(self, option: str) -> Largest:
        if self._kept is not None:
            pairs = self._kept.of(option)
            return largest(pairs["value"], pairs["sheets"])
        return self._by_unit(self._counts.values(option))

    def together(self, options: Sequence[str]) -> Largest | None:
        """Their votes added up sheet by sheet; None where only the number of sheets with each value is kept."""
        if self._kept is not None or not options:
            return None
        return self._by_unit(summed(self._counts, options))

    def _by_unit(self, votes: pl.Series) -> Largest:
        if not self._repeats and PLACE + self.level not in self._counts.table.columns:
            return largest(votes)
        rows = self._counts.table.select(UNIT, pl.col(f"^{PLACE}{re.escape(self.level)}$")).with_columns(
            votes.cast(pl.Int128).alias("votes")
        )
        if self._repeats:
            # A unit that stands twice counts once, with its smaller figure: this is about what must be there.
            rows = rows.group_by(UNIT).agg(pl.col("votes").min(), pl.exclude(UNIT, "votes").first())
        if PLACE + self.level in rows.columns:
            rows = rows.group_by(PLACE + self.level).agg(pl.col("votes").sum())
        return largest(rows["votes"])

    @cached_property
    def _repeats(self) -> bool:
        return may_repeat(self._counts.table.get_column(UNIT))


def summed(counts: Counts, options: Sequence[str]) -> pl.Series:
    """The votes of options together, row by row: what is known of them, which is what there is at least."""
    wide = [counts.values(option).cast(pl.Int128).alias(option) for option in options]
    return pl.DataFrame(wide).select(pl.sum_horizontal(*options).alias("votes")).to_series()


def all_together(subject: Subject, sheets: Sheets, every: Sequence[Compared]) -> Compared | None:
    """The compared options as one; a member of a group that is compared itself is not added again."""
    ids = {one.option for one in every}
    apart = [one for one in every if not ids & set(subject.contest.ancestors(one.option))]
    votes = sheets.together([one.option for one in apart]) if len(apart) > 1 else None
    announced = sum(one.announced for one in apart)
    needed = votes.reaching(votes.total - announced) if votes is not None else None
    if votes is None or needed is None:
        return None
    return Compared(TOGETHER, announced, votes.total, votes, needed)


def compared(sheets: Sheets, figures: Figures) -> list[Compared]:
    """The options of an announcement whose votes the record has sheet by sheet."""
    found: list[Compared] = []
    for option, announced in figures.votes.items():
        votes = sheets.of(option)
        needed = votes.reaching(votes.total - announced) if votes is not None else None
        if votes is not None and needed is not None:
            found.append(Compared(option, announced, votes.total, votes, needed))
    return found
