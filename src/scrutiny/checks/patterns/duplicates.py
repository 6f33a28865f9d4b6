"""Do more stations of one place have equal results than chance gives?

Null: stations are counted apart. How many pairs would agree in every option by chance, given the totals of each, is
read off the pairs that nearly agree. Assumes: the filter is fixed by the sizes of stations before results are compared.
Where chance makes ten pairs or more it is not asked: copies are lost among them.
Honest causes that trip it: one sheet entered for two tables (Spain 2019, undisputed: eleven pairs of tables of one
municipality where chance makes none); a unit that stands twice. Cannot show: which of two sheets is right, or that
anything was copied on purpose; copies that were altered in one figure are not seen.
Reference: equal rows of large stations of Russia 2004 to 2024 (none to one in one commission) after a filter of 500
ballots and four options of twenty; the number by chance is worked out here with one smoothing instead of two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.counts import OPTION, UNIT, Counts
from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.families import chance
from scrutiny.findings.finding import Finding, Kind, Scope, Tested, Verdict
from scrutiny.findings.levels import NOWHERE, called, codes_of, finest, sorted_by_unit
from scrutiny.findings.origins import named, nature, rows_of, with_computed
from scrutiny.findings.rounding import rounded
from scrutiny.findings.without import cannot_tell
from scrutiny.messages import Count, Message, Quantity, Value, _, say
from scrutiny.simulate.hands.planting import planted
from scrutiny.stats.equal_rows import EVERY, EqualRows, Filter, copies, equal_anywhere, equal_rows

ORDER = 40

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Settings:
    """Which stations are compared. All of it is fixed by sizes, before results are looked at."""

    __pydantic_config__: ClassVar = STRICT

    large: int = 500
    """Stations with so many votes are large."""
    options: int = 4
    """In a country of large stations (at least every second one is large), a station is compared where so many options
    have at least `votes` votes."""
    votes: int = 20
    """See `options`."""
    small_options: int = 2
    """Elsewhere, the larger half of the stations is compared, where so many options have at least `small_votes`."""
    small_votes: int = 10
    """See `small_options`."""
    several: int = 3
    """Stations are compared inside places of the finest level whose places hold so many stations on average."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows that can be compared: one vector of votes each.

    Parameters
    ----------
    rows
        Rows of the record's table, in the order of the units' names.
    votes
        Votes of each option, shape (n, options).
    repeated
        How many further rows repeat both the name of a unit and its votes.
    """

    rows: Whole
    votes: Whole
    repeated: int


def rows_of_votes(counts: Counts) -> Rows:
    """Every row with a number for each option that stood there; an option that did not stand there has none."""
    table = counts.table
    columns = [OPTION + option for option in counts.options]
    absent = counts.gaps.filter((pl.col("state") == "no_such_field") & pl.col("item").is_in(list(counts.options)))
    filled = [
        table.get_column(OPTION + str(key[0])).scatter(part["unit_row"], 0)
        for key, part in absent.partition_by("item", as_dict=True).items()
    ]
    whole = table.select(UNIT, *columns).with_columns(filled).with_row_index("at")
    whole = whole.filter(pl.all_horizontal(pl.col(columns).is_between(0, 10**9)))
    once = whole.unique([UNIT, *columns], keep="any")
    rows = sorted_by_unit(counts, once["at"].sort().to_numpy().astype(np.int64))
    at = pl.DataFrame({"at": rows.astype(np.uint32)})
    votes = at.join(whole, on="at", how="left", maintain_order="left").select(columns)
    return Rows(rows, votes.cast(pl.Int64).to_numpy().astype(np.int64), whole.height - once.height)


def chosen(votes: Whole, settings: Settings) -> Filter:
    """The filter, by the sizes of the stations alone."""
    total = votes.sum(axis=1)
    median = int(np.ceil(np.median(total)))
    if median >= settings.large and votes.shape[1] >= settings.options:
        return Filter(settings.large, settings.options, settings.votes)
    return Filter(max(1, median), settings.small_options, settings.small_votes)


def _applies(subject: Subject) -> Message | None:
    if len(subject.counts.options) < 2:
        return say(
            _("{record} has fewer than two options, so rows have nothing to agree in"), record=subject.counts.title
        )
    return None


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    counts = subject.counts
    found = rows_of_votes(counts)
    if len(found.rows) < CHECK.needs.units:
        yield _cannot(
            subject,
            say(
                _("{record} has {n} units with a figure for every option; {least} are needed."),
                record=named(counts),
                n=len(found.rows),
                least=CHECK.needs.units,
            ),
        )
        return
    level = finest(subject, found.rows, lambda sizes: len(sizes) > 1 and sizes.mean() >= settings.several)
    which = chosen(found.votes, settings)
    if level is None:
        yield _cannot(
            subject,
            say(
                _("{record} names no places that hold several stations, inside of which equal rows could be counted."),
                record=named(counts),
            ),
        )
        return
    codes, _names = codes_of(counts, level, found.rows)
    placed = codes != NOWHERE
    made = equal_rows(codes[placed], found.votes[placed], which)
    if not made.compared:
        yield _cannot(
            subject,
            say(
                _(
                    "Too few stations of {record} are large enough: none of the {n} that have at least {least} votes "
                    "and {options} options of {votes} stands beside another in a {level}."
                ),
                record=named(counts),
                n=made.rows,
                least=which.least_total,
                options=which.least_categories,
                votes=which.least_count,
                level=called(subject, level),
            ),
        )
        return
    yield _finding(subject, settings, level, found, placed, which, made, codes)


def _title(subject: Subject) -> Message:
    return say(_("Equal results of neighbouring stations in {record}"), record=named(subject.counts))


def _cannot(subject: Subject, why: Message) -> Finding:
    return cannot_tell(CHECK, subject, (), _title(subject), why)


def expectation(number: float) -> Value:
    """A number of pairs that chance makes, which is often next to nothing."""
    if number < 0.005:
        return say(_("fewer than {least}"), least=Quantity(Decimal("0.01"), 2))
    return Quantity(rounded(number, 2), 2)


def _finding(
    subject: Subject,
    settings: Settings,
    level: str,
    found: Rows,
    placed: npt.NDArray[np.bool_],
    which: Filter,
    made: EqualRows,
    codes: Whole,
) -> Finding:
    counts = subject.counts
    numbers, labels = _numbers(counts, found, placed, which, made, codes)
    left = counts.units - made.rows
    lost = made.expected >= _MOST
    return Finding(
        check=CHECK.id,
        kind=Kind.TEST,
        verdict=Verdict.CANNOT_TELL,  # until all tests of the plan are known
        about=subject.about,
        title=_title(subject),
        statement=_statement(subject, level, which, made),
        sees=None if lost else lambda limit: _seen(made, limit),
        rests_on=(
            say(
                _(
                    "Only pairs with equal totals can be equal. How easily the rest agrees is read off the pairs of "
                    "one {level} that nearly do, so that stations that are alike are expected to agree more often."
                ),
                level=called(subject, level),
            ),
            say(
                _(
                    "Small stations are left out: with few votes honest results are often equal by chance, and copies"
                    " cannot be told among them. Which are compared was fixed by their sizes: at least {least} votes,"
                    " and at least {options} options with {votes} or more."
                ),
                least=which.least_total,
                options=which.least_categories,
                votes=which.least_count,
            ),
            *nature(subject, counts),
        ),
        breaks_if=(
            say(
                _(
                    "One sheet was entered for two stations by mistake, or one station stands in the record under two "
                    "names."
                )
            ),
        ),
        does_not_show=say(
            _(
                "A copy that was altered in a single figure. Where it rings it cannot say which of two equal results "
                "is the right one, or that anything was copied on purpose."
            )
        ),
        would_settle=say(_("The sheets of the stations whose results are equal.")),
        numbers=numbers,
        effect="pairs",
        labels=labels,
        origins=with_computed(numbers, {"stations": rows_of(counts), "pairs": rows_of(counts)}),
        scope=Scope(
            made.rows,
            left,
            say(_("they are smaller, have no place or lack a figure")) if left else None,
        ),
        sources=counts.sources,
        settings=asdict(settings),
        tests=() if lost else (Tested("pairs", made.chance),),
    )


_MOST = 10
"""Where chance makes so many pairs, nothing is told of copies.

Simulated (1,500 compared stations of two options, limit 1 in 1,200): sheets of one station in a hundred that stand for
another are found in all of 150 elections with 4 pairs expected, in 49 of a hundred with 14, in 9 with 42, in 1 with
356. The chance is right there too (at most 1.3 of a hundred below 1 %); but that nothing rings says nothing.
"""


def _seen(made: EqualRows, limit: float) -> Message:
    return say(
        _("{pairs} copied pairs would have been found with a chance of 90 in 100."),
        one=_("A single copied pair would have been found with a chance of 90 in 100."),
        counts="pairs",
        pairs=copies(made.expected, limit),
    )


def _statement(subject: Subject, level: str, which: Filter, made: EqualRows) -> Message:
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "stations": Count(made.rows),
        "least": Count(which.least_total),
        "level": called(subject, level),
        "pairs": Count(made.equal),
        "expected": expectation(made.expected),
        "chance": chance(made.chance),
    }
    if made.expected >= _MOST:
        return Message(
            _(
                "In {record}, {pairs} pairs among the {stations} compared stations (those with at least {least} "
                "votes) have the same votes for every option inside one {level}. If all were counted apart, "
                "chance would make {expected}, so many that copied sheets cannot be told among them."
            ),
            values,
        )
    if not made.equal:
        return Message(
            _(
                "In {record}, no two of the {stations} compared stations (those with at least {least} votes) have"
                " the same votes for every option inside one {level}. If all were counted apart, chance would "
                "make {expected} such pairs."
            ),
            values,
        )
    return Message(
        _(
            "In {record}, {pairs} pairs among the {stations} compared stations (those with at least {least} "
            "votes) have the same votes for every option inside one {level}. If all were counted apart, "
            "chance would make {expected}, and as many or more have a chance of {chance}. One sheet entered "
            "for two stations by mistake makes such a pair, as in the undisputed election of Spain in "
            "November 2019."
        ),
        values,
        one=_(
            "In {record}, one pair among the {stations} compared stations (those with at least {least} votes)"
            " has the same votes for every option inside one {level}. If all were counted apart, chance would"
            " make {expected}, and one or more have a chance of {chance}. One sheet entered for two stations "
            "by mistake makes such a pair, as in the undisputed election of Spain in November 2019."
        ),
        counts="pairs",
    )


def _numbers(
    counts: Counts, found: Rows, placed: npt.NDArray[np.bool_], which: Filter, made: EqualRows, codes: Whole
) -> tuple[dict[str, Value], dict[str, Message]]:
    votes = found.votes[placed]
    every = equal_rows(codes[placed], votes, EVERY)
    anywhere, everywhere = equal_anywhere(found.votes, which), equal_anywhere(found.votes, EVERY)
    numbers: dict[str, Value] = {
        "stations": Count(made.rows),
        "places": Count(made.groups),
        "compared": Count(made.compared),
        "equal_totals": Count(made.equal_totals),
        "pairs": Count(made.equal),
        "expected": Quantity(Decimal(f"{made.expected:.4g}"), 4),
        "chance": chance(made.chance),
        "every_pairs": Count(every.equal),
        "every_expected": Quantity(Decimal(f"{every.expected:.4g}"), 4),
        "anywhere": Count(anywhere.pairs),
        "everywhere": Count(everywhere.pairs),
    }
    labels = {
        "stations": say(_("stations that were compared")),
        "places": say(_("places that hold them")),
        "compared": say(_("pairs of stations of one place")),
        "equal_totals": say(_("of these with the same total, which alone can be equal")),
        "pairs": say(_("pairs with the same votes for every option")),
        "expected": say(_("pairs that chance would make")),
        "chance": say(_("chance of as many or more")),
        "every_pairs": say(_("equal pairs of one place without any filter, small and unanimous stations among them")),
        "every_expected": say(_("pairs that chance would make without any filter")),
        "anywhere": say(_("equal pairs over the whole record, of which no chance is known")),
        "everywhere": say(_("equal pairs over the whole record without any filter")),
    }
    if found.repeated:
        numbers["repeated"] = Count(found.repeated)
        labels["repeated"] = say(_("rows passed over that repeat the name and the votes of another"))
    for item, label in (
        ("cast", _("of the equal pairs, those with the same ballots")),
        ("registered", _("of the equal pairs, those with the same register")),
    ):
        if made.equal and counts.has(item):
            values = counts.values(item).gather(found.rows[placed]).to_list()
            same = sum(values[a] is not None and values[a] == values[b] for a, b in made.pairs)
            numbers[f"same_{item}"], labels[f"same_{item}"] = Count(same), say(label)
    return numbers, labels


CHECK = Check(
    id="patterns.duplicates",
    title=_("Equal results of neighbours"),
    asks=_("Do more stations of one place have equal results than chance gives?"),
    kind=Kind.TEST,
    needs=Needs(per="counts", by_unit=True, units=200, when=_applies),
    compute=compute,
    settings=Settings,
    null=_(
        "Stations are counted apart. Given the totals, the number of pairs that agree in every option is Poisson, with "
        "a mean that is read off the pairs that nearly agree."
    ),
    assumes=_(
        "Small stations are left out, since with few votes honest results are often equal by chance. "
        "Which stations are compared is fixed by their sizes before results are looked at: the larger "
        "half of them, or in a country of large stations those of 500 votes and more."
    ),
    honest_causes=_(
        "One sheet entered for two tables: the undisputed election of Spain in November 2019 has eleven such pairs of "
        "one municipality, where chance makes none. A station that stands in the record under two names."
    ),
    cannot_show=_(
        "Which of two results is right, whether anything was copied on purpose, copies that were altered, or, where "
        "chance makes ten pairs or more, any copies at all."
    ),
    references=(
        "Russia, stations of 500 votes and more with four options of twenty: 2004 41,070, 2008 17,769, 2011 45,864, "
        "2012 47,825, no equal pair in any of them; without a filter 110, 112, 37, 59 pairs of one territory, where "
        "chance makes 114.5, 111.7, 35.0, 52.3.",
    ),
    example=_(
        "Spain, November 2019: 7 equal pairs of tables of one municipality among 29,905, where chance "
        "makes fewer than 0.01. The election is undisputed, and a sheet entered for two tables is the "
        "likely cause."
    ),
    planted=planted("copied_sheets", 0.05),
)
