"""In which order the units of a record arrived, as far as the case tells: an attribute, or earlier states of the count.

An order is taken only where nothing is left to guess: numbers, dates with the year first, or the words early and late.
Times without a day, days before months and words sort wrongly without an error, so they are refused with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.counts import ATTRIBUTE, Counts
from scrutiny.findings.check import Subject
from scrutiny.findings.origins import named
from scrutiny.messages import Code, Message, _, say

Whole = npt.NDArray[np.int64]

NAMES = ("arrival", "first_seen")
"""Attributes that tell the order, the first one first."""
_NUMBER = r"^[+-]?\d+(?:\.\d+)?$"
_MOMENT = re.compile(
    r"\d{4}[-./]?\d\d[-./]?\d\d(?:[T _.-]?\d\d[:.]?\d\d(?:[:.]?\d\d(?:[.,]\d+)?)?)?(Z|[+-]\d\d:?\d\d)?"
)
_TWO = {"early": 0, "late": 1}


@dataclass(frozen=True, eq=False)
class Arrival:
    """The order of arrival.

    Parameters
    ----------
    attribute
        The attribute that tells it.
    ranks
        For each row of the record's table its rank from 0, units that arrived together alike; -1 where none is known.
    values
        The attribute's text at each rank.
    """

    attribute: str
    ranks: Whole
    values: tuple[str, ...]


def attribute_of(counts: Counts) -> str | None:
    """The attribute of a record that tells the arrival."""
    for name in NAMES:
        if ATTRIBUTE + name in counts.table.columns:
            return name
    return None


def arrival(counts: Counts) -> Arrival | Message | None:
    """The order of a record's units; the reason why its attribute gives none; None without an attribute."""
    name = attribute_of(counts)
    if name is None:
        return None
    texts = counts.table.get_column(ATTRIBUTE + name).cast(pl.String).str.strip_chars().replace("", None)
    known = texts.drop_nulls().unique().sort()
    if known.is_empty():
        return say(_("the attribute {name} of {record} is empty"), name=Code(name), record=named(counts))
    order = _ordered(known)
    if order is None:
        return say(
            _(
                "the attribute {name} of {record} ({example}) gives no order: whole numbers, or moments that begin "
                "with the year and are written alike, do"
            ),
            name=Code(name),
            record=named(counts),
            example=Code(str(known[0])[:40]),
        )
    ranks = texts.replace_strict(known, pl.Series(order), default=-1, return_dtype=pl.Int64).fill_null(-1)
    first = {
        int(rank): str(text) for text, rank in zip(reversed(known.to_list()), reversed(order.tolist()), strict=True)
    }
    return Arrival(name, ranks.to_numpy().astype(np.int64), tuple(first[rank] for rank in range(len(first))))


def _ordered(known: pl.Series) -> Whole | None:
    """The rank of each text, or None where they have no order."""
    if known.str.contains(_NUMBER).all():
        numbers = known.cast(pl.Float64).to_numpy()
        return np.unique(numbers, return_inverse=True)[1].astype(np.int64)
    words = known.str.to_lowercase().to_list()
    if set(words) <= set(_TWO):
        return np.unique([_TWO[word] for word in words], return_inverse=True)[1].astype(np.int64)
    shapes = known.str.replace_all(r"\d", "9").unique()
    found = [_MOMENT.fullmatch(text) for text in known.to_list()]
    zones = {one[1] for one in found if one is not None}
    if len(shapes) > 1 or None in found or len(zones) > 1:
        return None
    return np.arange(len(known), dtype=np.int64)


def earlier_states(subject: Subject) -> tuple[Counts, ...]:
    """Other records of the same contest, level and publisher that speak of an earlier moment, the first one first."""
    counts = subject.counts
    if counts.as_of is None:
        return ()
    found = [other for other in _series(subject) if other.as_of is not None and _before(other, counts)]
    return tuple(sorted(found, key=lambda other: (_moment(other), other.record)))


def later_state(subject: Subject) -> Counts | None:
    """The last state of the count, if the subject's record is none."""
    counts = subject.counts
    if counts.as_of is None:
        return None
    found = [other for other in _series(subject) if other.as_of is not None and _before(counts, other)]
    return max(found, key=lambda other: (_moment(other), other.record), default=None)


def _series(subject: Subject) -> list[Counts]:
    counts = subject.counts
    return [
        other
        for other in subject.evidence.counts_of(counts.contest.id)
        if other.record != counts.record
        and other.level == counts.level
        and other.publisher == counts.publisher
        and other.is_by_unit
    ]


def _moment(counts: Counts) -> str:
    from datetime import UTC

    assert counts.as_of is not None
    moment = counts.as_of if counts.as_of.tzinfo is None else counts.as_of.astimezone(UTC)
    return moment.replace(tzinfo=None).isoformat()


def _before(one: Counts, other: Counts) -> bool:
    return _moment(one) < _moment(other)
