"""Which level of places a pattern is looked for on: chosen by how many units places hold, before any vote is seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from scrutiny.evidence.counts import PLACE, Counts
from scrutiny.findings.check import Subject
from scrutiny.findings.coded import coded
from scrutiny.messages import Name

Whole = npt.NDArray[np.int64]

NOWHERE = -1
"""The code of a unit whose place is not named."""


def levels_of(subject: Subject) -> tuple[str, ...]:
    """The levels above the unit that the record names, the largest first."""
    counts = subject.counts
    known = [level for level in counts.levels if level != counts.level]
    order = {level: number for number, level in enumerate(subject.case.levels)}
    return tuple(sorted(known, key=lambda level: order.get(level, len(order))))


def codes_of(counts: Counts, level: str, rows: Whole) -> tuple[Whole, list[str]]:
    """The place of each row as a number, `NOWHERE` where none is named, and the names of the numbers in order."""
    codes, names = coded(counts, PLACE + level, rows)
    # The name of a place that is not named sorts first.
    return (codes + NOWHERE, names[1:]) if names and not names[0] else (codes, names)


def sorted_by_unit(counts: Counts, rows: Whole) -> Whole:
    """The rows in the order of their units' names: what is added up in that order does not depend on the file's."""
    made: Whole = rows[np.argsort(counts.unit_rank.to_numpy()[rows])]
    return made


def finest(subject: Subject, rows: Whole, suits: Callable[[Whole], bool]) -> str | None:
    """The finest level whose numbers of units a place suit; None where none does."""
    for level in reversed(levels_of(subject)):
        if suits(_sizes(subject.counts, level, rows)):
            return level
    return None


def largest(subject: Subject, rows: Whole, suits: Callable[[Whole], bool]) -> str | None:
    """The largest level whose numbers of units a place suit."""
    for level in levels_of(subject):
        if suits(_sizes(subject.counts, level, rows)):
            return level
    return None


def _sizes(counts: Counts, level: str, rows: Whole) -> Whole:
    codes, names = codes_of(counts, level, rows)
    made: Whole = np.bincount(codes[codes != NOWHERE], minlength=len(names)).astype(np.int64)
    return made


def called(subject: Subject, level: str) -> Name:
    """A level as it is called in sentences."""
    return Name(subject.case.level_names.get(level, level), "level", level)
