"""Do the figures of each sheet fit together?

Null: none; this is arithmetic. Assumes: the identities that the case declares are those that the sheet promises.
Honest causes that trip it: slips of counting, writing and typing; certificates and proxies that a declared identity
does not know. Cannot show: that figures which add up were counted, or why some do not.
Reference: the identities stand on the sheets themselves. Published size of honest slips: in Poland 2020, round 1,
1,713 of 27,225 polling districts took another number of ballots from the box than were put into it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from scrutiny.evidence.counts import GROUP, Counts
from scrutiny.evidence.identity import OPTIONS, Identity
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict
from scrutiny.findings.known import describes, votes_known
from scrutiny.findings.listed import listed
from scrutiny.findings.origins import computed, named, nature, rows_of
from scrutiny.findings.weighing import Standing, standing_of
from scrutiny.messages import Code, Count, Message, Name, Value, _, say, series

ORDER = 20


def declared(counts: Counts) -> tuple[Identity, ...]:
    """The identities of the sheet, or the two usual ones where the case declares none."""
    if counts.contest.identities:
        return tuple(Identity.parse(text) for text in counts.contest.identities)
    usual = ["valid = sum(options)"]
    usual.append("cast = valid + invalid + blank" if counts.has("blank") else "cast = valid + invalid")
    return tuple(Identity.parse(text) for text in usual)


@dataclass(frozen=True)
class _Balance:
    """Left minus right of an identity as a sum of columns.

    Parameters
    ----------
    columns
        Each column and how often it is added (or taken away).
    missing
        Items that the record does not have.
    """

    identity: Identity
    columns: tuple[tuple[str, int], ...]
    missing: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether it holds by construction: one side is computed from the other, the file prints only one."""
        return self.identity.relation == "=" and not self.columns


def _balance(counts: Counts, identity: Identity) -> _Balance:
    added: Counter[str] = Counter()
    missing: list[str] = []
    signed = [*identity.left, *((item, -sign) for item, sign in identity.right)]
    for item, sign in signed:
        columns = _columns(counts, item)
        if columns is None:
            missing.append(item)
        for column in columns or ():
            added[column] += sign
    return _Balance(identity, tuple((c, n) for c, n in added.items() if n), tuple(dict.fromkeys(missing)))


def _columns(counts: Counts, item: str) -> list[str] | None:
    """The columns whose sum an item is; None when the record does not have it."""
    if item == OPTIONS:
        return [counts.column(option) for option in counts.valid_options] or None
    if not counts.has(item):
        return None
    if not counts.derived(item):
        return [counts.column(item)]
    if item in counts.contest.by_id:
        return [counts.column(leaf) for leaf in counts.contest.leaves(item)]
    if item == "valid":
        return _columns(counts, OPTIONS)
    parts = ["valid", "invalid", *(["blank"] if "blank" in counts.measures else [])]
    found = [_columns(counts, part) for part in parts]
    return [column for columns in found for column in columns or ()]


def _applies(subject: Subject) -> Message | None:
    balances = [_balance(subject.counts, identity) for identity in declared(subject.counts)]
    if any(not balance.missing and not balance.empty for balance in balances):
        return None
    return say(
        _("{record} has no figures that could be held against each other: {identities}"),
        record=subject.counts.title,
        identities=series([Code(balance.identity.text) for balance in balances]),
    )


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    counts = subject.counts
    by = standing_of(counts)
    for identity in declared(counts):
        balance = _balance(counts, identity)
        if balance.missing:
            if counts.contest.identities:
                yield _not_applicable(subject, balance)
        elif not balance.empty:
            yield _finding(subject, balance, by)


def _finding(subject: Subject, balance: _Balance, by: Standing | None) -> Finding:
    counts, identity = subject.counts, balance.identity
    left, right, difference = _sides(balance)
    table = _on_the_ballot(counts).with_columns(left, right).with_columns(difference)
    # Where a group of units shares a register, the register of a single one of them says nothing.
    own = pl.lit(True) if GROUP not in table.columns or "registered" not in identity.items else pl.col(GROUP).is_null()
    usable = table.filter(pl.col("difference").is_not_null() & own)
    failing = {"=": pl.col("difference") != 0, "<=": pl.col("difference") > 0, ">=": pl.col("difference") < 0}
    slips = usable.filter(failing[identity.relation]).with_columns(pl.col("difference").abs().alias("size"))
    size, largest = int(slips["size"].sum() or 0), int(slips["size"].max() or 0)  # type: ignore[arg-type]
    shown = Code(identity.text)
    left_out = counts.units - usable.height
    numbers: dict[str, Value] = {
        "units": Count(usable.height),
        "slips": Count(slips.height),
        "left_out": Count(left_out),
        "more": Count(slips.filter(pl.col("difference") > 0).height),
        "less": Count(slips.filter(pl.col("difference") < 0).height),
        "size": Count(size),
        "largest": Count(largest),
        "net": Count(int(slips["difference"].sum() or 0)),
    }
    told = usable.height > 0 and not _foreign(counts, usable.height, slips.height)
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=Verdict.AGREES if told else Verdict.CANNOT_TELL,
        about=(*subject.about, identity.text),
        title=say(_("{identity} in {record}"), identity=shown, record=named(counts)),
        statement=_statement(counts, shown, usable.height, slips.height, size),
        rests_on=(*_rests_on(subject, shown), *nature(subject, counts)),
        breaks_if=(
            say(
                _("It holds everywhere if the figures of the {slips} units that are listed were read wrongly."),
                one=_("It holds everywhere if the figures of the unit that is listed were read wrongly."),
                counts="slips",
                slips=slips.height,
            ),
        )
        if slips.height and told
        else (),
        does_not_show=say(
            _("Figures that add up need not have been counted; a difference says nothing about its cause.")
        ),
        would_settle=say(_("The sheets themselves, or their images, at the units that are listed."))
        if slips.height
        else None,
        numbers=numbers,
        labels=_LABELS,
        origins={name: rows_of(counts) if name in ("units", "left_out") else computed() for name in numbers},
        weight=by.weigh(size) if by is not None and slips.height and told else None,
        scope=Scope(usable.height, left_out, _left_out(left_out, identity)),
        units=listed(counts, slips, "size", (), {"left": "left", "right": "right", "difference": "difference"})
        if slips.height
        else None,
        sources=counts.sources,
        slips=slips.height if told else 0,
    )


def _on_the_ballot(counts: Counts) -> pl.DataFrame:
    """The table with 0 for options that a sheet has no field for: they add nothing to the sum of its options."""
    options = [counts.column(option) for option in counts.valid_options]
    if not any(counts.table.get_column(column).null_count() for column in options):
        return counts.table
    known = votes_known(counts)
    return counts.table.with_columns(
        pl.when(known).then(pl.col(column).fill_null(0)).otherwise(pl.col(column)).alias(column) for column in options
    )


def _sides(balance: _Balance) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Both sides with only their positive parts, so that left − right is the difference; null where a part is."""

    def side(sign: int) -> pl.Expr:
        parts = [pl.col(c).cast(pl.Int128) * (sign * n) for c, n in balance.columns if sign * n > 0]
        return _add(parts)

    return (
        side(1).alias("left"),
        side(-1).alias("right"),
        (pl.col("left") - pl.col("right")).alias("difference"),
    )


def _add(parts: Sequence[pl.Expr]) -> pl.Expr:
    made = pl.lit(0, dtype=pl.Int128)
    for part in parts:
        made = made + part
    return made


def _foreign(counts: Counts, units: int, slips: int) -> bool:
    """Whether an identity fails so often that it is no promise of this sheet, declared or not."""
    return not describes(units, slips) or (not counts.contest.identities and 2 * slips > units)


def _statement(counts: Counts, shown: Code, units: int, slips: int, size: int) -> Message:
    record = named(counts)
    if not units:
        return say(
            _("No unit of {record} has all the figures of {identity}, so it cannot be checked."),
            record=record,
            identity=shown,
        )
    if _foreign(counts, units, slips) and counts.contest.identities:
        return say(
            _(
                "{identity}, as the case declares it, fails at {slips} of {units} units of {record}, so it does not "
                "describe this record, and nothing about single units follows from it."
            ),
            identity=shown,
            slips=slips,
            units=units,
            record=record,
        )
    if _foreign(counts, units, slips):
        return say(
            _(
                "The case declares no identity, and {identity}, which is usual elsewhere, fails at {slips} "
                "of {units} units of {record}, so it seems not to be what this sheet promises."
            ),
            identity=shown,
            slips=slips,
            units=units,
            record=record,
        )
    if not slips:
        return say(
            _("As the figures stand in {record}, {identity} holds at each of the {units} units that have them all."),
            record=record,
            identity=shown,
            units=units,
        )
    return say(
        _(
            "As the figures stand in {record}, {identity} holds at {right} of {units} units; it fails at "
            "{slips}, by {size} in sum: differences at single units."
        ),
        one=_(
            "As the figures stand in {record}, {identity} holds at {right} of {units} units; it fails at "
            "one, by {size}: a difference at a single unit."
        ),
        counts="slips",
        record=record,
        identity=shown,
        right=units - slips,
        units=units,
        slips=slips,
        size=size,
    )


def _rests_on(subject: Subject, shown: Code) -> tuple[Message, ...]:
    if subject.contest.identities:
        return (say(_("The case declares {identity} as something that the sheet promises."), identity=shown),)
    return (say(_("{identity} is the usual promise of a sheet; the case declares none."), identity=shown),)


def _left_out(number: int, identity: Identity) -> Message | None:
    if not number:
        return None
    if "registered" in identity.items:
        return say(_("a figure of the identity is missing there, or the register is shared with other units"))
    return say(_("a figure of the identity is missing there"))


def _not_applicable(subject: Subject, balance: _Balance) -> Finding:
    counts = subject.counts
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=Verdict.NOT_APPLICABLE,
        about=(*subject.about, balance.identity.text),
        title=say(_("{identity} in {record}"), identity=Code(balance.identity.text), record=named(counts)),
        statement=say(
            _("{record} does not give {items}, so {identity} cannot be checked on it."),
            record=named(counts),
            items=series([Name(item) for item in balance.missing]),
            identity=Code(balance.identity.text),
        ),
        sources=counts.sources,
    )


_LABELS = {
    "units": say(_("units with all figures of the identity")),
    "slips": say(_("units where it fails")),
    "left_out": say(_("units left out")),
    "more": say(_("of them with more on the left")),
    "less": say(_("of them with less on the left")),
    "size": say(_("size of all differences together")),
    "largest": say(_("largest difference")),
    "net": say(_("differences added up with their sign")),
}

CHECK = Check(
    id="counted.arithmetic",
    title=_("Arithmetic of each sheet"),
    asks=_("Do the figures of each sheet fit together as the sheet promises?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="counts", when=_applies),
    compute=compute,
    assumes=_(
        "The identities that the case declares are what the sheet promises; where it declares none, that "
        "valid votes are the sum of the options and ballots cast the sum of valid and invalid (and blank) "
        "votes."
    ),
    honest_causes=_(
        "Slips of counting, writing and typing. Voters with certificates or proxies, and envelopes, where "
        "an identity does not know them. Poland 2020 has 1,713 such stations in an election that nobody "
        "contested."
    ),
    cannot_show=_(
        "That figures which add up were counted as cast, or why some do not add up. Sheets typed into "
        "software that refuses wrong sums always add up."
    ),
    references=(
        "PKW, results by polling district, presidential election of 28 June 2020: issued and envelopes "
        "differ from ballots in the box at 1,713 districts.",
    ),
)
