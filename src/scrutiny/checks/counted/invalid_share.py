"""Are invalid votes as frequent on the sheets as in the announcement?

Null: none; two shares are put beside each other. Assumes: both count the same thing as invalid. Honest causes of a
difference: other units, blank votes counted with one and not with the other, zeros that a transcription left out.
Cannot show: why they differ, or which is right. It speaks for no option.
Reference: Venezuela 2024, 1,139 of 10,660,267 ballots on the sheets (0.011 %), 50,785 of 12,386,669 announced (0.41 %).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import polars as pl

from scrutiny.evidence.claim import Figures
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict
from scrutiny.findings.origins import called, column_of, named, nature, printed_in, with_computed
from scrutiny.findings.parts import ballots_cast
from scrutiny.messages import Count, Message, Percent, Value, _, rounded, say

ORDER = 90


def _announced(figures: Figures) -> tuple[Fraction, Percent] | None:
    """The announced share of invalid votes: from counts where both were given, else as printed."""
    cast = ballots_cast(figures)
    if figures.invalid is not None and cast:
        return Fraction(100 * figures.invalid, cast), Percent.of(figures.invalid, cast, 3)
    if figures.invalid_share is not None:
        return Fraction(figures.invalid_share), Percent.as_announced(figures.invalid_share)
    return None


def _applies(subject: Subject) -> Message | None:
    figures = subject.announcement.figures
    if figures is None or _announced(figures) is None:
        return say(_("{claim} does not say how many votes were invalid"), claim=subject.announcement.label)
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    counts, claim = subject.counts, subject.announcement
    assert claim.figures is not None
    announced = _announced(claim.figures)
    both = counts.table.with_columns(
        counts.values("invalid").cast(pl.Int128).alias("bad"),
        counts.values("cast").cast(pl.Int128).alias("ballots"),
    ).filter(pl.col("bad").is_not_null() & pl.col("ballots").is_not_null())
    bad, ballots = int(both["bad"].sum() or 0), int(both["ballots"].sum() or 0)
    if announced is None or not ballots:
        return
    exact, shown = announced
    numbers: dict[str, Value] = {
        "invalid": Count(bad),
        "ballots": Count(ballots),
        "share": Percent.of(bad, ballots, 3),
        "announced": shown,
        "highest": Count(int(both["bad"].max() or 0)),  # type: ignore[arg-type]
        "without": Count(both.filter(pl.col("bad") == 0).height),
    }
    if not counts.is_by_unit:
        del numbers["highest"], numbers["without"]
    if claim.figures.invalid is not None:
        numbers["announced_votes"] = Count(claim.figures.invalid)
    said = printed_in(claim)
    left_out = counts.units - both.height
    yield Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=subject.about,
        title=say(_("Invalid votes in {claim} and in {record}"), claim=called(claim), record=named(counts)),
        statement=_statement(subject, bad, ballots, exact, shown),
        rests_on=(say(_("Both call the same thing an invalid vote.")), *nature(subject, counts)),
        does_not_show=say(_("Why the shares differ, or which of them is right; it speaks for no option.")),
        would_settle=say(_("Invalid votes by unit as the authority counted them, and the rules of counting them.")),
        numbers=numbers,
        labels=_LABELS,
        origins=with_computed(
            numbers,
            {
                "invalid": column_of(subject, counts, "invalid"),
                "ballots": column_of(subject, counts, "cast"),
                "share": say(_("invalid votes divided by the ballots")),
                "announced": said,
                "announced_votes": said,
            },
        ),
        scope=Scope(both.height, left_out, say(_("invalid votes or ballots are missing there")) if left_out else None),
        sources=(*counts.sources, claim.id),
        prominent=0 if _same(bad, ballots, exact, shown) else 20,
    )


CLOSE = Fraction(1, 100)
"""Shares nearer to each other than a hundredth of a percentage point need no explanation."""


def _same(bad: int, ballots: int, exact: Fraction, shown: Percent) -> bool:
    """Whether the shares are as good as the same; where only a printed share is known, whether they print so."""
    share = Fraction(100 * bad, ballots)
    return abs(share - exact) < CLOSE or (shown.announced and rounded(share, shown.places) == shown.value)


def _statement(subject: Subject, bad: int, ballots: int, exact: Fraction, shown: Percent) -> Message:
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "claim": called(subject.announcement),
        "bad": Count(bad),
        "ballots": Count(ballots),
        "share": Percent.of(bad, ballots, 3),
        "announced": shown,
    }
    if _same(bad, ballots, exact, shown):
        return Message(
            _(
                "Invalid votes are {share} of the ballots in {record} ({bad} of {ballots}) and {announced} in "
                "{claim}, as good as the same share."
            ),
            values,
        )
    return Message(
        _(
            "If both count the same thing as invalid, {share} of the ballots in {record} are invalid ({bad} of "
            "{ballots}) and {announced} in {claim}; no explanation of the difference is in this case."
        ),
        values,
    )


_LABELS = {
    "invalid": say(_("invalid votes in the record")),
    "ballots": say(_("ballots in the record")),
    "share": say(_("share of invalid votes in the record")),
    "announced": say(_("share of invalid votes, announced")),
    "announced_votes": say(_("invalid votes, announced")),
    "highest": say(_("most invalid votes on one sheet")),
    "without": say(_("sheets without an invalid vote")),
}

CHECK = Check(
    id="counted.invalid_share",
    title=_("Invalid votes, announced and counted"),
    asks=_("Are invalid votes as frequent on the sheets as in the announcement?"),
    kind=Kind.RECORD,
    needs=Needs(per="counts_and_announcement", items=("invalid", "cast"), when=_applies),
    compute=compute,
    assumes=_("The sheets and the announcement call the same thing an invalid vote."),
    honest_causes=_(
        "Other units, blank votes counted with one and not with the other, zeros or nulls that a "
        "transcription left out."
    ),
    cannot_show=_("Why the shares differ, or which of them is right."),
    references=("Venezuela 2024: 0.011 % on the published sheets, 0.41 % in bulletin 2.",),
)
