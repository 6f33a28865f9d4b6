"""Published sheets inside an announcement: what they hold at least, whichever units it left out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.counts import PLACE, UNIT
from scrutiny.evidence.facts import Rounding
from scrutiny.findings.check import Subject
from scrutiny.stats.largest import Largest, largest


@dataclass(frozen=True, eq=False)
class Compared:
    """One option on the sheets and in the announcement.

    Parameters
    ----------
    announced, total
        Its votes in the announcement and on all sheets.
    sheets
        Its votes sheet by sheet.
    needed
        The least number of sheets that must be left out or false for the announced figure to be possible.
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
    unit = Fraction(10) ** int(figures.coverage.as_tuple().exponent)
    below = {"down": Fraction(0), "up": unit, "largest_remainder": unit}.get(rounding, unit / 2)
    least = (Fraction(figures.coverage) - below) * frame / 100
    # Rounding up (and a largest remainder) never prints a value a whole step too high; the other bounds are reached.
    counted = int(least) + 1 if rounding in ("up", "largest_remainder") else -int(-least // 1)
    return max(0, frame - max(0, counted))


def sheets_of(subject: Subject, option: str, level: str) -> Largest | None:
    """The votes of an option by unit of the level that the announcement's coverage counts."""
    counts, levels = subject.counts, subject.case.levels
    if not counts.is_by_unit:
        kept = subject.evidence.distribution_of(counts)
        pairs = kept.of(option) if kept is not None and (not levels or level == levels[-1]) else None
        return largest(pairs["value"], pairs["sheets"]) if pairs is not None and pairs.height else None
    if not counts.has(option):
        return None
    rows = counts.table.select(UNIT, *[c for c in counts.table.columns if c == PLACE + level]).with_columns(
        counts.values(option).cast(pl.Int128).alias("votes")
    )
    if rows.get_column(UNIT).is_duplicated().any():
        # A unit that stands twice counts once, with its smaller figure: the statement is about what must be there.
        rows = rows.group_by(UNIT).agg(
            pl.col("votes").min(), *[pl.col(c).first() for c in rows.columns[1:-1]]
        )
    if counts.level == level:
        return largest(rows["votes"])
    if PLACE + level in rows.columns:
        return largest(rows.group_by(PLACE + level).agg(pl.col("votes").sum())["votes"])
    if counts.level in levels and level in levels and levels.index(counts.level) < levels.index(level):
        return largest(
            rows["votes"]
        )  # leaving out a small unit takes away no more than the large one that holds it
    return None


def compared(subject: Subject, claim: Claim) -> list[Compared]:
    """The options of an announcement whose votes the record has sheet by sheet."""
    assert claim.figures is not None
    found: list[Compared] = []
    for option, announced in claim.figures.votes.items():
        sheets = sheets_of(subject, option, claim.figures.coverage_of)
        if sheets is None or not sheets.many:
            continue
        needed = sheets.reaching(sheets.total - announced)
        if needed is not None:
            found.append(Compared(option, announced, sheets.total, sheets, needed))
    return found
