"""Sentences of an announcement beside published sheets."""

from __future__ import annotations

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.facts import Frame
from scrutiny.findings.beyond import Beyond
from scrutiny.findings.check import Subject
from scrutiny.findings.left_out import TOGETHER, Compared
from scrutiny.findings.origins import called, named
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say


def name_of(subject: Subject, option: str) -> Value:
    """An option, or all that are compared."""
    return say(_("all compared options together")) if option == TOGETHER else subject.name(option)


def publisher_of(subject: Subject) -> Value:
    """Who published the record."""
    return Name(subject.counts.publisher) if subject.counts.publisher else say(_("somebody unnamed"))


def no_fit(subject: Subject, claim: Claim, frame: Frame, here: int) -> Message:
    """More units in the announcement or the record than exist."""
    assert claim.figures is not None
    counted = claim.figures.counted_units or 0
    values: dict[str, Value] = {
        "frame": Count(frame.number),
        "who": Name(frame.said_by),
        "claim": called(claim),
        "record": named(subject.counts),
    }
    if counted > frame.number:
        return Message(
            _(
                "{claim} says that it counted {units} units, more than the {frame} that exist by {who}, so how many "
                "it left out, and whether {record} excludes its figures, cannot be told."
            ),
            values | {"units": Count(counted)},
        )
    return Message(
        _(
            "{record} has figures of {units} units, more than the {frame} that exist by {who}, so how many of them "
            "{claim} left out, and whether they exclude its figures, cannot be told."
        ),
        values | {"units": Count(here)},
    )


def beyond_all(subject: Subject, claim: Claim, above: Beyond) -> Message:
    """Above what the sheets and all that is outside them can hold."""
    one = above.one
    values: dict[str, Value] = {
        "claim": called(claim),
        "record": named(subject.counts),
        "publisher": publisher_of(subject),
        "option": name_of(subject, one.option),
        "units": Count(one.sheets.many),
        "total": Count(one.total),
        "outside": Count(above.outside),
        "announced": Count(one.announced),
        "excess": Count(above.excess),
    }
    if above.complete:
        return Message(
            _(
                "If the figures of {record} ({publisher}) are genuine and were read correctly, {claim} cannot be "
                "right: all {units} units are in them and hold {total} votes for {option}; it has {announced}, more "
                "by {excess}, and which of the two is wrong does not follow."
            ),
            values,
        )
    if above.by_law:
        return Message(
            _(
                "If the figures of {record} ({publisher}) are genuine and were read correctly, and no unit has more "
                "voters than the law allows, {claim} cannot be right: the sheets hold {total} votes for {option}, "
                "the units that are missing could add {outside} at most, and it has {announced}, more by {excess}; "
                "which of the two is wrong does not follow."
            ),
            values,
        )
    return Message(
        _(
            "If the figures of {record} ({publisher}) are genuine and were read correctly, and nobody voted outside "
            "the largest register that is cited, {claim} cannot be right: the sheets hold {total} votes for "
            "{option}, the {outside} registered voters outside them could add as many at most, and it has "
            "{announced}, more by {excess}; which of the two is wrong does not follow."
        ),
        values,
    )


def coverage_of(figures: Figures) -> Value | None:
    """How much an announcement says that it counted."""
    if figures.counted_units is not None:
        return Count(figures.counted_units)
    return Percent.as_announced(figures.coverage) if figures.coverage is not None else None


def excluded(subject: Subject, claim: Claim, one: Compared, frame: Frame, left_out: int) -> Message:
    """Below what the sheets hold at least, whichever units it left out."""
    assert claim.figures is not None
    values: dict[str, Value] = {
        "claim": called(claim),
        "record": named(subject.counts),
        "publisher": publisher_of(subject),
        "option": name_of(subject, one.option),
        "left_out": Count(left_out),
        "frame": Count(frame.number),
        "least": Count(one.least(left_out)),
        "announced": Count(one.announced),
        "excess": Count(one.excess(left_out)),
    }
    if left_out == 0:
        return Message(
            _(
                "If the figures of {record} ({publisher}) are genuine and were read correctly, {claim} "
                "cannot be right: it counts all {frame} units, the sheets hold {least} votes for {option}, "
                "and it has {announced}, fewer by {excess}; which of the two is wrong does not follow."
            ),
            values,
        )
    if claim.figures.counted_units is not None:
        return Message(
            _(
                "If the figures of {record} ({publisher}) are genuine and were read correctly, {claim} "
                "cannot be right: set aside the {left_out} sheets that hold most votes for {option}, the most that "
                "it left out of {frame} units, and the others still hold {least} of these votes; {claim} has "
                "{announced}, fewer by {excess}. Which of the two is wrong does not follow."
            ),
            values,
        )
    coverage = coverage_of(claim.figures)
    assert coverage is not None
    if subject.case.facts.rounding in ("down", "up", "largest_remainder"):
        return Message(
            _(
                "If the figures of {record} ({publisher}) are genuine and were read correctly, {claim} "
                "cannot be right: set aside the {left_out} sheets that hold most votes for {option}, the most that "
                "its {coverage} of {frame} units, a rounded figure, leaves out, and the others still hold {least} of "
                "these votes; {claim} has {announced}, fewer by {excess}. Which of the two is wrong does not follow."
            ),
            values | {"coverage": coverage},
        )
    return Message(
        _(
            "If the figures of {record} ({publisher}) are genuine and were read correctly, {claim} cannot "
            "be right: set aside the {left_out} sheets that hold most votes for {option}, the most that its "
            "{coverage} of {frame} units, rounded to the nearest, leaves out, and the others still hold {least} of "
            "these votes; {claim} has {announced}, fewer by {excess}. Which of the two is wrong does not follow."
        ),
        values | {"coverage": coverage},
    )


def possible(subject: Subject, claim: Claim, one: Compared, left_out: int, together: Compared | None) -> Message:
    """Below the sheets, but not below what they hold at least."""
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "claim": called(claim),
        "announced": Count(one.announced),
        "option": subject.name(one.option),
        "total": Count(one.total),
        "left_out": Count(left_out),
    }
    if together is None:
        return Message(
            _(
                "By the figures of {record}, no single option's figure in {claim} is excluded: its {announced} votes "
                "for {option} are fewer than the {total} on the sheets, but the {left_out} units that it may have "
                "left out could hold the difference."
            ),
            values,
        )
    return Message(
        _(
            "By the figures of {record}, no single option's figure in {claim} and not their sum is excluded: its "
            "{announced} votes for {option} are fewer than the {total} on the sheets, but the {left_out} units that "
            "it may have left out could hold the difference."
        ),
        values,
    )


def nothing_below(subject: Subject, claim: Claim, every: list[Compared], together: Compared | None) -> Message:
    """No option has fewer votes than on the sheets."""
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "claim": called(claim),
        "options": Count(len(every)),
    }
    if together is None:
        return Message(
            _(
                "By the figures of {record}, no single option's figure in {claim} is excluded: for each of the "
                "{options} options compared it has at least as many votes as the sheets."
            ),
            values,
        )
    return Message(
        _(
            "By the figures of {record}, no single option's figure in {claim} and not their sum is excluded: for each "
            "of the {options} options compared it has at least as many votes as the sheets."
        ),
        values,
    )


def unknown(subject: Subject, claim: Claim, one: Compared, frames: tuple[Frame, ...]) -> Message:
    """How many units were left out is not known."""
    values: dict[str, Value] = {
        "record": named(subject.counts),
        "claim": called(claim),
        "announced": Count(one.announced),
        "option": subject.name(one.option),
        "total": Count(one.total),
        "needed": Count(one.needed),
    }
    if frames:
        return Message(
            _(
                "{claim} does not say how many units it counted: with {announced} votes for {option} "
                "against {total} on the sheets of {record} it is possible only if it left out at least "
                "{needed} of them, that is, if it counted no more than {coverage} of {frame} units."
            ),
            values | {"coverage": share_possible(one, frames[0], 2), "frame": Count(frames[0].number)},
        )
    return Message(
        _(
            "How many units {claim} left out is not known: with {announced} votes for {option} against "
            "{total} on the sheets of {record} it is possible only if it left out at least {needed} of them."
        ),
        values,
    )


def share_possible(one: Compared, frame: Frame, places: int = 3) -> Percent:
    """The largest coverage at which the announced figure is possible, the sheets being genuine."""
    return Percent.of(max(0, frame.number - one.needed), max(1, frame.number), places)
