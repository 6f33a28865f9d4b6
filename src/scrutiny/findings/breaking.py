"""Breaking points: how much would have to be false, and which falsehoods would do together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.counts import LARGEST, Counts
from scrutiny.evidence.facts import Frame, Rounding
from scrutiny.findings.against import name_of, share_possible
from scrutiny.findings.check import Subject
from scrutiny.findings.finding import Figure
from scrutiny.findings.left_out import Compared, Sheets, most_left_out
from scrutiny.findings.origins import called, named
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say, sentences
from scrutiny.stats.misreading import fewest_misread


@dataclass(frozen=True)
class Mix:
    """Sheets left out and sheets that do not say what was counted, which together make an announcement possible.

    Parameters
    ----------
    left_out
        So many sheets were left out, those with most votes of the option.
    false
        At least so many others do not say what was counted (each may have held none of them).
    """

    left_out: int
    false: int


def frontier(one: Compared, left_out: int | None, steps: int = 4) -> list[Mix]:
    """The mixes between none left out and none false, the announced number of those left out among them.

    A sheet left out and a sheet that held no vote of the option take the same from the sum, so that the fewest are the
    same sheets whichever they are: those with most votes. What one mix has more of the one, it has less of the other.
    """
    points = {0, one.needed, *(one.needed * step // steps for step in range(1, steps))}
    if left_out is not None and left_out < one.needed:
        points.add(left_out)
    return [Mix(point, one.needed - point) for point in sorted(points)]


@dataclass(frozen=True)
class Misread:
    """The fewest sheets whose figure would have been misread, each upwards, in so many digits of it."""

    digits: int
    sheets: int
    of: int

    @property
    def rate(self) -> Percent:
        return Percent.of(self.sheets, self.of, 1)


def misread(subject: Subject, sheets: Sheets, one: Compared, left_out: int) -> list[Misread]:
    """How many sheets would have been misread for an announced figure to be possible, by one digit and by two.

    Which sheets were left out is chosen together with which were misread, so that the least is exact. A number of
    digits with which all sheets together do not suffice is not listed.
    """
    votes = sheets.of(one.option)
    if votes is None or not bool(votes.value.is_between(0, LARGEST).all()):
        return []  # there are figures that no sheet can hold
    made = []
    for digits in (1, 2):
        least = fewest_misread(votes.value, votes.times, digits, left_out, one.total - one.announced)
        if least is not None:
            made.append(Misread(digits, least, votes.many))
    return made


RATES: Sequence[Message] = (
    say(
        _(
            "Measured elsewhere: hand counts and voters marked in the roll differ at {share} of the tables of Chile "
            "2021 (by one in nine of ten), and some figure does not fit at over {mexico} of the sheets of five Mexican "
            "elections; such slips go both ways and largely cancel."
        ),
        share=Percent(Decimal("20.9"), 1),
        mexico=Percent(Decimal(40), 0),
    ),
)
"""Rates of honest slips, for comparison: Chile 2021, computed from the file of 46,606 tables (C. Challú, E. Seira,
A. Simpser, The Quality of Vote Tallies, APSR 2020, for Mexico). They are rates of other slips than those meant here."""


def of_misreading(found: Sequence[Misread], option: Value) -> list[Message]:
    """Sentences of *breaks if* about misread digits, with rates measured elsewhere."""
    made = []
    for one in found:
        values: dict[str, Value] = {"option": option, "sheets": Count(one.sheets), "share": one.rate}
        text = _("Or at least {sheets} ({share}) in two digits of it.")
        if one.digits == 1:
            text = _(
                "Or, with those left out, at least {sheets} further sheets ({share}) were misread upwards in a digit "
                "of the figure for {option}."
            )
        made.append(Message(text, values))
    return [*made, *RATES] if made else []


def of_mix(one: Compared, claim: Claim, option: Value) -> Message:
    """That any mix of left out and false will do, in a sentence."""
    return say(
        _(
            "Any mix will do: each sheet more that {claim} left out, of those with most votes for {option}, takes one "
            "off the {needed} that are needed."
        ),
        claim=called(claim),
        option=option,
        needed=one.needed,
    )


def picture(subject: Subject, one: Compared, frame: Frame, left_out: int | None) -> Figure:
    """The frontier as a picture: at each coverage the sheets that must be false."""
    option = name_of(subject, one.option)
    counts: Counts = subject.counts
    mixes = frontier(one, left_out)
    rows = [
        {
            "left_out": mix.left_out,
            "false": mix.false,
            "coverage": str(round(Decimal(100 * (frame.number - mix.left_out)) / frame.number, 3)),
            "announced": mix.left_out == left_out,
        }
        for mix in mixes
    ]
    return Figure(
        kind="falsehoods_together",
        title=say(_("What would have to be false together")),
        data={"option": one.option, "rows": rows},
        caption=say(
            _(
                "How many sheets of {record} must not say what was counted for {option}, by how many {claim} left out "
                "of {frame} units: below the line of bars nothing suffices."
            ),
            record=named(counts),
            option=option,
            claim=called(subject.announcement),
            frame=frame.number,
        ),
        alternative=_alternative(mixes, frame),
    )


def _alternative(mixes: Sequence[Mix], frame: Frame) -> Message:
    lines = [say(_("{left_out} left out, {false} false."), left_out=mix.left_out, false=mix.false) for mix in mixes]
    return sentences([say(_("Of {frame} units:"), frame=frame.number), *lines])


def under_another(claim: Claim, first: Compared, frame: Frame, other: Frame, rounding: Rounding) -> Message:
    """What becomes of the answer when there are as many units as another source says, with its numbers."""
    assert claim.figures is not None
    here, there = (most_left_out(claim.figures, f.number, rounding) for f in (frame, other))
    values: dict[str, Value] = {"number": Count(other.number), "who": Name(other.said_by)}
    if here is None or there is None:
        return Message(_("With {number} units, by {who}, it cannot be told."), values)
    values |= {
        "left_out": Count(there),
        "least": Count(first.least(there)),
        "coverage": share_possible(first, other),
    }
    if (first.excess(here) > 0) == (first.excess(there) > 0):
        return Message(
            _(
                "With {number} units, by {who}, the answer is the same: at most {left_out} left out, the others hold "
                "{least}, and the figure is possible at a coverage of at most {coverage}."
            ),
            values,
        )
    return Message(
        _(
            "With {number} units, by {who}, the answer would be another: at most {left_out} left out, the others hold "
            "{least}, and the figure is possible at a coverage of at most {coverage}."
        ),
        values,
    )


def printed_otherwise(subject: Subject, first: Compared, frame: Frame) -> list[Message]:
    """The answer under each coverage that an outlet printed otherwise."""
    claim, rounding = subject.announcement, subject.case.facts.rounding
    assert claim.figures is not None
    here = most_left_out(claim.figures, frame.number, rounding)
    seen, made = {claim.figures.coverage}, []
    for report in claim.reports:
        if report.figures is None or report.figures.coverage is None or report.figures.coverage in seen:
            continue
        seen.add(report.figures.coverage)
        there = most_left_out(report.figures, frame.number, rounding)
        if here is None or there is None:
            continue
        values: Mapping[str, Value] = {
            "coverage": Percent.as_announced(report.figures.coverage),
            "by": Name(report.by),
            "left_out": Count(there),
        }
        text = (
            _("With a coverage of {coverage}, as printed by {by}, the answer is the same: at most {left_out} left out.")
            if (first.excess(here) > 0) == (first.excess(there) > 0)
            else _(
                "With a coverage of {coverage}, as printed by {by}, the answer would be another: at most {left_out} "
                "left out."
            )
        )
        made.append(Message(text, values))
    return made
