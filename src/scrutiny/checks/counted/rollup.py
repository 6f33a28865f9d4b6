"""Do the units add up to the totals that are published above them, and where does a difference arise?

Null: none; these are sums. Compared are totals in the same file, records of larger units by the same publisher,
announced figures of single places, and announcements that cover all units. Assumes: each unit belongs to the place
that the record names. Honest causes that trip it: units whose figures are missing here, votes from abroad or by post
that are added only above, corrections made above and not below. Cannot show: which of two figures is right.
Reference: Poland 2020, round 1: the official result exceeds the sum of the published districts by 172, 84, ... votes;
four military districts abroad have no figures in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.counts import PLACE, UNIT, Counts
from scrutiny.evidence.facts import Frame
from scrutiny.evidence.total_rows import WORDS
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict, Weight
from scrutiny.findings.known import repeats, votes_known
from scrutiny.findings.left_out import most_left_out
from scrutiny.findings.origins import called, column_of, named, nature, printed_in, rows_of, with_computed
from scrutiny.findings.weighing import standing_of
from scrutiny.messages import Count, Message, Name, Value, _, say

ORDER = 40
MEASURES = ("valid", "invalid", "blank", "cast", "registered")
NATION = ""


@dataclass(frozen=True)
class Stated:
    """A total that somebody prints.

    Parameters
    ----------
    level, place
        The place whose total it is; both empty for the whole.
    certain
        Whether it is known to be the total of just these units.
    """

    level: str
    place: str
    item: str
    value: int
    certain: bool = True


@dataclass(frozen=True)
class Cell:
    """A printed total beside the sum of its units.

    Parameters
    ----------
    missing
        Units below it without the figure; None when it is not known how many there should be.
    most
        What those units can hold by the largest register that the law allows; None where that is not known.
    absent
        Whether the record has no unit of the place.
    """

    stated: Stated
    sum: int
    missing: int | None
    most: int | None = None
    absent: bool = False

    @property
    def difference(self) -> int:
        return self.stated.value - self.sum

    @property
    def contradicts(self) -> bool:
        """The sum is above the total, or below it with every unit there, or by more than those missing can hold."""
        if not self.stated.certain or self.absent:
            return False
        return self.difference < 0 or (self.difference > 0 and self.missing == 0) or self.beyond

    @property
    def beyond(self) -> bool:
        """Whether the total is above the sum by more than the units that are missing can hold."""
        return bool(self.missing) and self.most is not None and self.difference > self.most

    @property
    def open(self) -> bool:
        """A difference of which it is not known whether units that are missing make it up."""
        if self.absent:
            return True
        return self.difference != 0 and not self.contradicts and not (self.difference > 0 and bool(self.missing))


@dataclass(frozen=True, eq=False)
class Above:
    """One source of totals.

    Parameters
    ----------
    id, name
        For the finding's id and sentences.
    origin
        Where its figures are printed.
    same_rows
        Whether the totals are of just the rows of the record, so that nothing can be missing but blank cells.
    """

    id: str
    name: Name
    origin: Message
    stated: tuple[Stated, ...]
    sources: tuple[str, ...]
    same_rows: bool = False


def _above(subject: Subject) -> list[Above]:
    counts, case = subject.counts, subject.case
    made = [_total_rows(counts)] if counts.totals.height else []
    for record in subject.evidence.counts_of(subject.contest.id):
        if _is_coarser(subject, record):
            made.append(_record(counts, record))
    for claim in case.claims:
        if not claim.announces or case.contest_of(claim) != subject.contest.id or claim.figures is None:
            continue
        if claim.place is not None:
            level, _sign, place = claim.place.partition("=")
            if level in counts.levels:
                made.append(_claim(subject, claim, claim.figures, level, place))
        elif _whole(subject, claim.figures):
            made.append(_claim(subject, claim, claim.figures, NATION, NATION))
    return [above for above in made if above.stated]


def _whole(subject: Subject, figures: Figures) -> bool:
    """Whether an announcement is of all units, as far as it says."""
    if figures.counted_units is None:
        return figures.coverage is None or figures.coverage == 100
    frames = _frames(subject, NATION, NATION)
    return bool(frames) and figures.counted_units >= frames[0].number


def _is_coarser(subject: Subject, record: Counts) -> bool:
    counts = subject.counts
    return (
        record.record != counts.record
        and record.publisher == counts.publisher
        and record.level in counts.levels
        and record.as_of == counts.as_of
        and record.stands_in_for is None
    )


def _claim(subject: Subject, claim: Claim, figures: Figures, level: str, place: str) -> Above:
    counts = subject.counts
    if figures.coverage is None and figures.counted_units is None:
        # An announcement without a coverage may be an early one; a proclamation is of the whole place.
        certain = level != NATION and claim.act == "proclaims"
    else:
        # Even "100 %" is a rounded figure: what matters is whether it leaves out no unit at all.
        frames = _frames(subject, level, place)
        certain = bool(frames) and most_left_out(figures, frames[0].number, subject.case.facts.rounding) == 0
    found = {item: value for item in MEASURES if (value := getattr(figures, item)) is not None}
    found |= figures.votes
    stated = tuple(Stated(level, place, i, v, certain) for i, v in found.items() if counts.has(i))
    return Above(claim.id, called(claim), printed_in(claim), stated, (claim.id,))


def _record(counts: Counts, record: Counts) -> Above:
    items = [item for item in (*record.options, *record.measures) if counts.has(item)]
    rows = record.table.select(UNIT, *(pl.col(record.column(item)).alias(item) for item in items))
    stated = tuple(
        Stated(record.level, str(row[UNIT]), item, int(row[item]))
        for row in rows.iter_rows(named=True)
        for item in items
        if row[item] is not None
    )
    return Above(record.record, named(record), rows_of(record), stated, record.sources)


def _total_rows(counts: Counts) -> Above:
    """Rows of the file that are totals, each of the smallest place that it names."""
    items = [item for item in (*counts.options, *counts.measures) if counts.column(item) in counts.totals.columns]
    levels = [level for level in counts.levels if PLACE + level in counts.totals.columns]
    known = {level: set(counts.table.get_column(PLACE + level).drop_nulls().to_list()) for level in levels}
    found: list[tuple[str, str, bool, dict[str, int]]] = []
    for row in counts.totals.iter_rows(named=True):
        places = {level: row[PLACE + level] for level in levels if row[PLACE + level] is not None}
        inside = [level for level in levels if level in places and places[level] in known[level]]
        level = inside[-1] if inside else NATION
        texts = [str(row.get(UNIT) or ""), *(str(text) for lv, text in places.items() if lv not in inside)]
        plain = any(part.strip(" \t:.*=-()").lower() in WORDS for text in texts for part in text.split("/"))
        figures = {item: row[counts.column(item)] for item in items if row[counts.column(item)] is not None}
        found.append((level, str(places[level]) if level else NATION, plain, figures))
    # Two totals of one place are of different things (early votes and others): neither is surely the whole.
    often = Counter((level, place) for level, place, _plain, _figures in found)
    stated = tuple(
        Stated(level, place, item, value, plain and often[level, place] == 1)
        for level, place, plain, figures in found
        for item, value in figures.items()
    )
    return Above("totals", named(counts), rows_of(counts), stated, counts.sources, same_rows=True)


def _applies(subject: Subject) -> Message | None:
    if _above(subject):
        return None
    return say(
        _(
            "the case holds no totals above the units of {record}: no total rows, no record of larger units "
            "by the same publisher, no announcement of a place or of all units"
        ),
        record=subject.counts.title,
    )


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    every = _above(subject)
    items = tuple(dict.fromkeys(stated.item for above in every for stated in above.stated))
    levels = tuple(dict.fromkeys(stated.level for above in every for stated in above.stated))
    sums = _sums(subject.counts, items, levels)
    for above in every:
        yield _finding(subject, above, _cells(subject, above, sums))


_Sums = dict[tuple[str, str], dict[str, int]]


def _sums(counts: Counts, items: Sequence[str], levels: Sequence[str]) -> _Sums:
    """By level and place: the sum of each item, and under `?item` the units that lack it."""
    known = votes_known(counts)
    columns = [counts.values(item).cast(pl.Int128).alias(f"={i}") for i, item in enumerate(items)]
    table = counts.table.select(UNIT, pl.col(f"^{PLACE}.*$")).with_columns(columns).with_columns(known.alias("known"))
    options = [f"={i}" for i, item in enumerate(items) if item in counts.valid_options]
    # An option that was not on the ballot of a unit is not missing there.
    table = table.with_columns(
        pl.when("known").then(pl.col(c).fill_null(0)).otherwise(pl.col(c)).alias(c) for c in options
    )
    wanted = [pl.col(f"={i}").sum() for i in range(len(items))]
    wanted += [pl.col(f"={i}").null_count().alias(f"?{i}") for i in range(len(items))]
    made: _Sums = {}
    for level in levels:
        grouped = table.group_by(PLACE + level).agg(wanted) if level else table.select(pl.lit(NATION), *wanted)
        for place, *row in grouped.iter_rows():
            figures = {item: int(row[i] or 0) for i, item in enumerate(items)}
            figures |= {f"?{item}": int(row[len(items) + i]) for i, item in enumerate(items)}
            made[level, str(place)] = figures
    return made


def _cells(subject: Subject, above: Above, sums: _Sums) -> list[Cell]:
    made = []
    largest = subject.case.facts.largest_register
    # Where the name of a unit stands twice, it is not known whether the total is of just these rows.
    certain = above.same_rows or not repeats(subject.counts)
    for given in above.stated:
        stated = given if certain else replace(given, certain=False)
        here = sums.get((stated.level, stated.place))
        if here is None:
            made.append(Cell(stated, 0, None, absent=True))
            continue
        blank = here[f"?{stated.item}"]
        away = 0 if above.same_rows else _not_here(subject, stated)
        missing = None if away is None and not blank else blank + (away or 0)
        # Of a row of several sheets it is not known how many of them a blank cell stands for.
        known = largest is not None and away is not None and (subject.counts.is_by_unit or not blank)
        most = largest * (missing or 0) if known and largest is not None else None
        made.append(Cell(stated, here[stated.item], missing, most))
    return made


def _frames(subject: Subject, level: str, place: str) -> list[Frame]:
    """How many units a place (or the whole) has, as far as the case says."""
    counts, case = subject.counts, subject.case
    units = counts.level if counts.is_by_unit or not case.levels else case.levels[-1]
    if level == NATION:
        return list(case.frames_of(subject.contest.id, units))
    return [f for f in case.frames if f.place == f"{level}={place}" and f.level == units]


def _not_here(subject: Subject, stated: Stated) -> int | None:
    """Units of a place that the record lacks, by the frame; None when the case has none."""
    counts = subject.counts
    frames = _frames(subject, stated.level, stated.place)
    if not frames:
        return None
    number = counts.sheets
    if stated.level != NATION:
        units = counts.table.filter(pl.col(PLACE + stated.level) == stated.place)
        number = units.height if counts.is_by_unit else int(units[counts.column("sheets")].sum() or 0)
    return max(0, frames[0].number - number)


def _finding(subject: Subject, above: Above, cells: list[Cell]) -> Finding:
    counts, record = subject.counts, named(subject.counts)
    wrong, open_ = [c for c in cells if c.contradicts], [c for c in cells if c.open]
    filled = [c for c in cells if c.difference > 0 and not c.contradicts and not c.open]
    verdict = Verdict.CONTRADICTS if wrong else Verdict.CANNOT_TELL if open_ or not cells else Verdict.AGREES
    by_law = any(c.beyond for c in wrong)
    options = set(counts.valid_options)
    votes = sum(abs(c.difference) for c in wrong if c.stated.item in options)
    by = standing_of(counts)
    weight: Weight | None = by.weigh(votes) if by is not None and votes else None
    numbers: dict[str, Value] = {
        "totals": Count(len(cells)),
        "equal": Count(sum(c.difference == 0 and not c.absent for c in cells)),
        "filled": Count(len(filled)),
        "wrong": Count(len(wrong)),
        "open": Count(len(open_)),
        "absent": Count(sum(c.absent for c in cells)),
        "beyond": Count(sum(c.beyond and c.contradicts for c in cells)),
    }
    labels = dict(_LABELS)
    origins = {"totals": above.origin}
    origins |= {key: rows_of(counts) for key in ("equal", "filled", "wrong", "open", "absent", "beyond")}
    for cell in cells:
        if cell.stated.level == NATION and not above.same_rows:
            item = cell.stated.item
            what = subject.name(item) if item in subject.contest.by_id else Name(item, "measure", item)
            for key, label, value in (
                (f"stated:{item}", say(_("{what}, published"), what=what), cell.stated.value),
                (f"sum:{item}", say(_("{what}, sum of the units"), what=what), cell.sum),
                (f"difference:{item}", say(_("{what}, published less sum"), what=what), cell.difference),
            ):
                numbers[key], labels[key] = Count(value), label
            origins[f"stated:{item}"] = above.origin
            origins[f"sum:{item}"] = column_of(subject, counts, item)
            origins[f"difference:{item}"] = say(_("what was published less the sum of the units"))
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=verdict,
        about=(*subject.about, above.id),
        title=_title(above, record),
        statement=_statement(above, record, cells, wrong, open_, filled),
        rests_on=(
            say(_("Each unit belongs to the place that the record names.")),
            *((say(_("No unit has more voters than the largest register that the law allows.")),) if by_law else ()),
            *nature(subject, counts),
        ),
        breaks_if=(
            say(
                _("At least {wrong} of the totals, or figures of units below them, are wrong."),
                wrong=len(wrong),
            ),
        )
        if wrong
        else (),
        does_not_show=say(_("Which of two figures is right.")) if wrong or open_ else None,
        would_settle=say(_("The figures of the units below the totals that are listed, from both sides."))
        if wrong or open_
        else None,
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, origins),
        weight=weight,
        scope=Scope(counts.units),
        units=_units(subject, cells),
        sources=tuple(dict.fromkeys((*counts.sources, *above.sources))),
        prominent=55 if wrong else 0,
    )


def _title(above: Above, record: Name) -> Message:
    if above.same_rows:
        return say(_("The total rows of {record} and its units"), record=record)
    return say(_("{above} and the sum of {record}"), above=above.name, record=record)


def _statement(
    above: Above, record: Name, cells: list[Cell], wrong: list[Cell], open_: list[Cell], filled: list[Cell]
) -> Message:
    values: dict[str, Value] = {
        "record": record,
        "above": above.name,
        "totals": Count(len(cells)),
        "wrong": Count(len(wrong)),
        "open": Count(len(open_)),
        "equal": Count(sum(c.difference == 0 and not c.absent for c in cells)),
        "filled": Count(len(filled)),
    }
    if wrong and all(c.beyond for c in wrong):
        worst = max(wrong, key=lambda c: c.difference - (c.most or 0))
        found = {"largest": worst.difference, "missing": worst.missing or 0, "most": worst.most or 0}
        held = {key: Count(number) for key, number in found.items()}
        return Message(
            _(
                "If both speak of the same units and none has more voters than the law allows, {wrong} of {totals} "
                "figures of {above} cannot be right together with the sums of {record}: the largest difference is "
                "{largest}, and the {missing} units that are missing could hold {most} at most; which is wrong does "
                "not follow."
            ),
            values | held,
        )
    if wrong:
        worst = max(wrong, key=lambda c: abs(c.difference))
        values |= {"largest": Count(abs(worst.difference))}
        if above.same_rows:
            return Message(
                _(
                    "If the units of {record} are complete, {wrong} of its {totals} printed totals cannot "
                    "be right together with the units below them; the largest difference is {largest}, and "
                    "which is wrong does not follow."
                ),
                values,
            )
        return Message(
            _(
                "If both speak of the same units, {wrong} of {totals} figures of {above} cannot be right "
                "together with the sums of {record}; the largest difference is {largest}, and which is "
                "wrong does not follow."
            ),
            values,
        )
    if all(c.absent for c in cells):
        return Message(_("{above} has no place in common with {record}."), values)
    if open_:
        return Message(
            _(
                "{equal} of {totals} figures of {above} are the sums of {record}; for {open} it is not known whether "
                "they are of the same units, or whether units that {record} lacks make up the difference."
            ),
            values,
        )
    if filled:
        most = max(c.missing or 0 for c in filled)
        return Message(
            _(
                "{above} agrees with the sums of {record} if the units without figures there (at most "
                "{missing} for a total) hold the rest: {equal} of {totals} figures are equal, {filled} are "
                "larger than the sum, none is smaller."
            ),
            values | {"missing": Count(most)},
        )
    if above.same_rows:
        return Message(_("By the figures of {record}, each printed total ({totals}) is the sum of its units."), values)
    return Message(
        _("By the figures of {record}, each of the {totals} figures of {above} is the sum of its units."),
        values,
    )


def _units(subject: Subject, cells: list[Cell]) -> pl.DataFrame | None:
    """The places and figures that differ: where the difference arises, the largest first."""
    level_names = {level: i for i, level in enumerate(subject.case.levels)}
    differing = [c for c in cells if c.difference or c.absent]
    if not differing:
        return None
    differing.sort(key=lambda c: (-abs(c.difference), level_names.get(c.stated.level, -1), c.stated.place))
    return pl.DataFrame(
        {
            "unit": [c.stated.place or "–" for c in differing],
            "level": [c.stated.level or "–" for c in differing],
            "what": [subject.contest.name_of(c.stated.item) for c in differing],
            "total": [str(c.stated.value) for c in differing],
            "sum": [str(c.sum) for c in differing],
            "difference": [str(c.difference) for c in differing],
            "missing": [c.missing for c in differing],
        },
        schema_overrides={"missing": pl.Int64},
    ).with_columns(pl.col("total", "sum", "difference").cast(pl.Int64, strict=False))


_LABELS = {
    "totals": say(_("figures compared")),
    "equal": say(_("of them equal to the sum")),
    "filled": say(_("of them larger, with units below that have no figure")),
    "wrong": say(_("of them that cannot be right together with the sum")),
    "open": say(_("of them of which that is not known")),
    "absent": say(_("of them of places that the record does not have")),
    "beyond": say(_("of them above the sum by more than missing units can hold by law")),
}

CHECK = Check(
    id="counted.rollup",
    title=_("Sums of units and published totals"),
    asks=_("Do the units add up to the totals that are published above them?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="counts", when=_applies),
    compute=compute,
    assumes=_("Each unit belongs to the place that the record names, and a total covers the units of its place."),
    honest_causes=_(
        "Units whose figures are missing in the record, votes from abroad or by post that are added only "
        "above, corrections that were made above and not below."
    ),
    cannot_show=_(
        "Which of two figures is right; where within a place a difference arises when nothing is published below."
    ),
    references=(
        "Poland 2020, first round: the official result is above the sum of the published districts because "
        "four military districts abroad have no figures in the file.",
    ),
)
