"""Do two records say the same of each unit?

Null: none; this is a comparison. Assumes: a unit has the same name in both. Honest causes that trip it: one of them is
an earlier state of the other, a preliminary count, a correction after a complaint, slips of typing.
Cannot show: which of two figures is right.
Reference: Bolivia 2019, the two snapshots of the quick count against the official count: some vote figure differs at
549 and at 706 tables, the register at none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from scrutiny.evidence.counts import IMAGE, UNIT, Counts
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict, Weight
from scrutiny.findings.known import lacking, repeats
from scrutiny.findings.listed import LOCATOR, headings, listed, narrow
from scrutiny.findings.origins import column_of, named, nature, rows_of, with_computed
from scrutiny.findings.weighing import Standing, standing, without_outcome
from scrutiny.messages import Count, Message, Name, Value, _, say

ORDER = 50


@dataclass(frozen=True, eq=False)
class Paired:
    """Two records side by side, the earlier first where both say of which moment they speak.

    Parameters
    ----------
    both
        A row for each unit of both: `unit`, and `a:<item>` and `b:<item>`.
    only_a, only_b
        How many units are in one alone.
    repeated
        Units left out because their name stands twice in a record.
    items, options
        What is compared: all items that both have, and those that are options.
    """

    a: Counts
    b: Counts
    both: pl.DataFrame
    only_a: int
    only_b: int
    repeated: int
    items: tuple[str, ...]
    options: tuple[str, ...]

    @property
    def snapshots(self) -> bool:
        """Whether the second is a later state of what the same publisher says."""
        moments = self.a.as_of is not None and self.b.as_of is not None and self.a.as_of != self.b.as_of
        return moments and self.a.publisher == self.b.publisher


def _applies(subject: Subject) -> Message | None:
    one, other = subject.counts, subject.other
    if one.level != other.level or not (one.is_by_unit and other.is_by_unit):
        return say(_("{first} and {second} do not count the same units"), first=one.title, second=other.title)
    if not set(one.valid_options) & set(other.valid_options):
        return say(_("{first} and {second} have no option in common"), first=one.title, second=other.title)
    if not one.table.get_column(UNIT).is_in(other.table.get_column(UNIT).implode()).any():
        return say(_("{first} and {second} have no unit in common"), first=one.title, second=other.title)
    return None


def _paired(one: Counts, other: Counts) -> Paired:
    a, b = one, other
    if one.as_of is not None and other.as_of is not None and other.as_of < one.as_of:
        a, b = other, one
    options = tuple(option for option in a.options if option in b.options)
    items = (*options, *(m for m in a.measures if m in b.measures))
    left, right = _once(a, "a", items), _once(b, "b", items)
    both = _joined(left, right)
    named_twice = [c.table.filter(pl.col(UNIT).is_duplicated()).select(UNIT) for c in (a, b) if repeats(c)]
    repeated = pl.concat(named_twice).unique().height if named_twice else 0
    return Paired(
        a=a,
        b=b,
        both=both,
        only_a=left.height - both.height,
        only_b=right.height - both.height,
        repeated=repeated,
        items=items,
        options=options,
    )


def _joined(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Units of both; records in the same order need no search."""
    if left.get_column(UNIT).equals(right.get_column(UNIT)):
        return pl.concat([left, right.drop(UNIT)], how="horizontal")
    return left.join(right, on=UNIT, how="inner")


def _once(counts: Counts, mark: str, items: Sequence[str]) -> pl.DataFrame:
    """Units whose name stands once, with their items."""
    columns = [pl.col(counts.column(item)).cast(pl.Int128).alias(f"{mark}:{item}") for item in items]
    image = [pl.col(IMAGE).alias(f"{mark}:{IMAGE}")] if IMAGE in counts.table.columns else []
    table = counts.table.filter(~pl.col(UNIT).is_duplicated()) if repeats(counts) else counts.table
    return table.select(UNIT, *columns, *image)


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    pair = _paired(subject.counts, subject.other)
    changed = {item: pl.col(f"a:{item}").ne_missing(pl.col(f"b:{item}")) for item in pair.items}
    differ = {item: (pl.col(f"a:{item}") != pl.col(f"b:{item}")).fill_null(False) for item in pair.items}
    net = {o: (pl.col(f"b:{o}") - pl.col(f"a:{o}")) for o in pair.options}
    marked = pair.both.with_columns(
        pl.any_horizontal(*differ.values()).alias("differs"),
        pl.any_horizontal(*(differ[o] for o in pair.options)).alias("votes_differ"),
        pl.sum_horizontal(*(net[o].abs() for o in pair.options)).alias("difference"),
        (pl.any_horizontal(*changed.values()) & ~pl.any_horizontal(*differ.values())).alias("gap"),
    )
    rows = marked.filter(pl.col("differs"))
    gaps = marked.filter(pl.col("gap")).height
    before, after = _standings(subject, pair)
    effect = _effect(before, after)
    numbers, labels = _numbers(subject, pair, marked, differ, net, gaps, before, after)
    compared = numbers["compared"]
    alters = pair.snapshots and bool(effect) and rows.height > 0
    if not isinstance(compared, Count) or not compared.value:
        verdict = Verdict.CANNOT_TELL
    elif alters:
        verdict = Verdict.RECORDED  # a later state may differ, but not be said to agree where the outcome does not
    else:
        verdict = Verdict.AGREES if pair.snapshots or not rows.height else Verdict.CONTRADICTS
    first, second = named(pair.a), named(pair.b)
    left_out = pair.only_a + pair.only_b + pair.repeated
    yield Finding(
        check=CHECK.id,
        kind=Kind.RECORD if alters else Kind.ARITHMETIC,
        verdict=verdict,
        about=subject.about,
        title=say(_("{first} and {second}, unit by unit"), first=first, second=second),
        statement=_statement(pair, marked, effect, compared),
        rests_on=(
            say(_("A unit has the same name in both.")),
            *nature(subject, pair.a),
            *nature(subject, pair.b),
        ),
        breaks_if=(
            say(
                _("At each of the {units} units at least one of the two figures is wrong."),
                units=rows.height,
            ),
        )
        if verdict is Verdict.CONTRADICTS
        else (),
        does_not_show=say(_("Which of two figures is right, or why they differ.")) if rows.height else None,
        would_settle=say(_("The sheets of the units that are listed.")) if rows.height else None,
        numbers=numbers,
        labels=labels,
        origins=_origins(subject, pair, numbers),
        weight=_weight((before, after), marked, effect) if rows.height else None,
        scope=Scope(pair.both.height, left_out, say(_ALONE) if left_out else None),
        units=_listed(pair, rows) if rows.height else None,
        sources=tuple(dict.fromkeys((*pair.a.sources, *pair.b.sources))),
        slips=rows.height if verdict is Verdict.AGREES else 0,
        prominent=60 if effect and rows.height else 0,
    )


_ALONE = _("they are in one of the two records, or their name stands twice")


def _standings(subject: Subject, pair: Paired) -> tuple[Standing, Standing]:
    """Votes of the units that are in both, by each record; only where both give a number."""
    options = [option for option in pair.options if option in pair.a.valid_options]
    known = {o: pl.col(f"a:{o}").is_not_null() & pl.col(f"b:{o}").is_not_null() for o in options}
    made = []
    for mark, counts in (("a", pair.a), ("b", pair.b)):
        row = pair.both.select(
            pl.when(known[o]).then(pl.col(f"{mark}:{o}")).otherwise(0).sum().alias(o) for o in options
        ).row(0)
        votes = {option: int(n or 0) for option, n in zip(options, row, strict=True)}
        found = standing(votes, subject.contest, named(counts))
        # An option of which one of them says nothing could be the first.
        whole = not lacking(pair.a) and not lacking(pair.b) and set(pair.a.valid_options) == set(pair.b.valid_options)
        made.append(found if whole else without_outcome(found))
    return made[0], made[1]


def _effect(before: Standing, after: Standing) -> bool | None:
    """Whether the outcome over the units of both changes from one record to the other; None when it has no module."""
    if before.outcome is None or after.outcome is None:
        return None
    return before.outcome != after.outcome


def _origins(subject: Subject, pair: Paired, numbers: dict[str, Value]) -> dict[str, Message]:
    first, second = named(pair.a), named(pair.b)
    less = say(_("{second} less {first}, added up over the units of both"), second=second, first=first)
    size = say(_("the same without signs, added up over the units of both"))
    given: dict[str, Message] = {
        "both": rows_of(pair.a),
        "only_first": rows_of(pair.a),
        "only_second": rows_of(pair.b),
        "repeated": rows_of(pair.a),
        "gross": size,
        **{f"net:{o}": less for o in pair.options},
        **{f"gross:{o}": size for o in pair.options},
        **{f"differ:{item}": column_of(subject, pair.b, item) for item in pair.items},
    }
    return with_computed(numbers, given)


def _statement(pair: Paired, marked: pl.DataFrame, effect: bool | None, compared: Value) -> Message:
    first, second = named(pair.a), named(pair.b)
    if not isinstance(compared, Count) or not compared.value:
        return say(
            _("{first} and {second} have no figure that both give, at {both} units of both."),
            first=first,
            second=second,
            both=marked.height,
        )
    differs, votes = int(marked["differs"].sum()), int(marked["votes_differ"].sum())
    if not differs:
        return say(
            _(
                "{first} and {second} give the same number in each of the {cells} figures that both have, at {both} "
                "units."
            ),
            cells=compared,
            first=first,
            second=second,
            both=marked.height,
        )
    gross = int(marked["difference"].sum() or 0)
    values: dict[str, Value] = {
        "first": first,
        "second": second,
        "both": Count(marked.height),
        "differs": Count(differs),
        "votes": Count(votes),
        "gross": Count(gross),
        "outcome": _outcome(effect),
    }
    if pair.snapshots:
        return Message(
            _(
                "From {first} to the later {second} some figure changed at {differs} of the {both} units "
                "that are in both, at {votes} of them votes, by {gross} votes taken together; {outcome}."
            ),
            values,
        )
    return Message(
        _(
            "{first} and {second} cannot both be right at {differs} of the {both} units that are in both, "
            "at {votes} of them in votes, by {gross} votes taken together; {outcome}, and which of the two "
            "is wrong does not follow."
        ),
        values,
    )


def _outcome(effect: bool | None) -> Message:
    if effect is None:
        return say(_("whether that alters the outcome cannot be told"))
    if effect:
        return say(_("that alters the outcome over these units"))
    return say(_("the outcome over these units is the same by both"))


def _numbers(
    subject: Subject,
    pair: Paired,
    marked: pl.DataFrame,
    differ: dict[str, pl.Expr],
    net: dict[str, pl.Expr],
    gaps: int,
    before: Standing,
    after: Standing,
) -> tuple[dict[str, Value], dict[str, Message]]:
    first, second = named(pair.a), named(pair.b)
    numbers: dict[str, Value] = {}
    labels: dict[str, Message] = {}

    def add(key: str, label: Message, value: int) -> None:
        numbers[key], labels[key] = Count(value), label

    add("both", say(_("units in both")), marked.height)
    add("only_first", say(_("units only in {record}"), record=first), pair.only_a)
    add("only_second", say(_("units only in {record}"), record=second), pair.only_b)
    add("repeated", say(_("units left out because their name stands twice")), pair.repeated)
    add("differ", say(_("units with a figure that differs")), int(marked["differs"].sum()))
    add("votes_differ", say(_("units with votes that differ")), int(marked["votes_differ"].sum()))
    add("gaps", say(_("units where only one of them has some figure")), gaps)
    both = [(pl.col(f"a:{i}").is_not_null() & pl.col(f"b:{i}").is_not_null()).sum().alias(i) for i in pair.items]
    add("compared", say(_("figures that both give")), sum(int(n) for n in marked.select(both).row(0)))
    sums = marked.select(
        *(differ[item].sum().alias(f"differ:{item}") for item in pair.items),
        *(net[o].sum().alias(f"net:{o}") for o in pair.options),
        *(net[o].abs().sum().alias(f"gross:{o}") for o in pair.options),
    ).row(0, named=True)
    cells = sum(int(sums[f"differ:{item}"] or 0) for item in pair.items)
    add("cells", say(_("figures that differ")), cells)
    for item in pair.items:
        what = subject.name(item) if item in pair.options else Name(item, "measure", item)
        add(
            f"differ:{item}",
            say(_("units that differ in: {what}"), what=what),
            int(sums[f"differ:{item}"] or 0),
        )
    for option in pair.options:
        name = subject.name(option)
        net_label = say(_("{option}: {second} less {first}"), option=name, second=second, first=first)
        add(f"net:{option}", net_label, int(sums[f"net:{option}"] or 0))
        gross = say(_("{option}: differences taken together"), option=name)
        add(f"gross:{option}", gross, int(sums[f"gross:{option}"] or 0))
    add("gross", say(_("votes that differ, taken together")), int(marked["difference"].sum() or 0))
    add("lead_first", say(_("lead over these units by {record}"), record=first), before.lead)
    add("lead_second", say(_("lead over these units by {record}"), record=second), after.lead)
    return numbers, labels


def _weight(standings: tuple[Standing, Standing], marked: pl.DataFrame, effect: bool | None) -> Weight:
    """All differences together, against the fewest votes that alter the outcome by either record.

    That the outcome over these units is the same by both is known; that as many other votes could alter it as well.
    """
    concerned = int(marked["difference"].sum() or 0)
    if effect is None:
        return replace(standings[0].weigh(concerned), could_alter=None)
    weights = [by.weigh(concerned) for by in standings]
    least = min(weights, key=lambda weight: (weight.slack is None, weight.slack or 0))
    return replace(least, could_alter=True) if effect else least


def _listed(pair: Paired, rows: pl.DataFrame) -> pl.DataFrame:
    """The units that differ, with places and locators of both records and every figure that differs somewhere."""
    shown = [i for i in pair.items if rows.select((pl.col(f"a:{i}") != pl.col(f"b:{i}")).any()).item()]
    names = headings(pair.a, shown)
    made = rows.select(
        UNIT,
        narrow("difference", rows),
        *(narrow(f"{mark}:{i}", rows).alias(f"{names[i]} ({n})") for i in shown for mark, n in _MARKS),
        *(pl.col(f"{mark}:{IMAGE}").alias(n) for mark, n in _IMAGES if f"{mark}:{IMAGE}" in rows.columns),
    )
    for counts, n in ((pair.b, "2"), (pair.a, "1")):
        where = _where(counts, rows, n, with_places=n == "1")
        made = where.join(made, on=UNIT, how="inner")
    return made.sort("difference", UNIT, descending=[True, False])


_MARKS = (("a", "1"), ("b", "2"))
_IMAGES = (("a", IMAGE), ("b", "image_other"))


def _where(counts: Counts, rows: pl.DataFrame, n: str, with_places: bool) -> pl.DataFrame:
    made = listed(counts, counts.table.join(rows.select(UNIT), on=UNIT, how="semi"))
    keep = [UNIT, *([level for level in counts.levels if level in made.columns] if with_places else [])]
    if LOCATOR in made.columns:
        return made.select(*keep, pl.col(LOCATOR).alias(LOCATOR if n == "1" else f"{LOCATOR}_{n}"))
    return made.select(keep)


CHECK = Check(
    id="counted.agreement",
    title=_("Two records, unit by unit"),
    asks=_("Do two records say the same of each unit?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="pair_of_counts", when=_applies),
    compute=compute,
    assumes=_("A unit has the same name in both records."),
    honest_causes=_(
        "One record is an earlier state or a preliminary count of the other, a figure was corrected after a "
        "complaint, or typed wrongly in one of them."
    ),
    cannot_show=_("Which of two figures is right, or why they differ."),
    references=(
        "Bolivia 2019: two snapshots of the quick count (TREP) against the official count; votes differ at "
        "549 and 706 tables, the register at none.",
    ),
)
