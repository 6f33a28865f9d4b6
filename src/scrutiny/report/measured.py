"""What was measured of a test, told under its result: false alarms, hands of the margin's size, what it cannot see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scrutiny.evidence.counts import Counts
from scrutiny.findings.calibrated import Calibrated, Found, chosen, upper_bound
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Finding
from scrutiny.findings.weighing import standing_of
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say, series
from scrutiny.report.blocks import Cell
from scrutiny.simulate.hands import HANDS

THOUSAND = 1000


@dataclass(frozen=True)
class Margin:
    """The least number of votes that would alter an outcome, and its share of the ballots of the record."""

    votes: int
    share: Fraction


def margin_of(counts: Counts) -> Margin | None:
    """The margin by a record's sums; None where no outcome follows from them."""
    by = standing_of(counts)
    if by is None or by.slack is None:
        return None
    sizes = [n for n in (by.slack.moved, by.slack.added, by.slack.removed) if n is not None]
    item = next((item for item in ("cast", "valid") if counts.has(item)), None)
    ballots = counts.totals_of([item])[item].value if item is not None else sum(by.votes.values())
    return Margin(min(sizes), Fraction(min(sizes), ballots)) if sizes and ballots else None


def of_size(cells: Iterable[Found], least: Fraction | None) -> Found | None:
    """The smallest dose of a hand that moves so large a share of the ballots; without a size, the largest dose."""
    by_dose = sorted(cells, key=lambda cell: cell.dose)
    if least is None:
        return by_dose[-1] if by_dose else None
    return next((cell for cell in by_dose if cell.share is not None and cell.share >= least), None)


def hand_title(hand: str) -> Message:
    return say(HANDS[hand].title) if hand in HANDS else say("{hand}", hand=hand)


class Boxes:
    """What stands under each test of a report."""

    def __init__(self, examined: Examined) -> None:
        self._calibrations = examined.calibrations
        tested = {record for finding in examined.findings if finding.tests for record in finding.about}
        self._margins = {c.record: margin_of(c) for c in examined.evidence.counts if c.record in tested}

    def box(self, finding: Finding) -> tuple[Cell, ...]:
        """Sentences for a finding with tests; nothing for any other, or where nothing was measured."""
        measured = chosen(self._calibrations, finding.check, finding.about) if finding.tests else None
        if measured is None or not measured.of:
            return ()
        margin = next((self._margins[record] for record in finding.about if record in self._margins), None)
        made = _alarms(measured) + _hands(measured, margin)
        if finding.does_not_show is not None:
            made.append(say(_("This check cannot see: {what}"), what=finding.does_not_show))
        return tuple(made)


def _per_thousand(found: int, of: int) -> Count:
    return Count(round(Fraction(THOUSAND * found, of)))


def _alarms(measured: Calibrated) -> list[Cell]:
    numbers: dict[str, Value] = {
        "rate": _per_thousand(measured.alarms, measured.of),
        "upper": Count(int(THOUSAND * upper_bound(measured.alarms, measured.of)) + 1),
        "alarms": Count(measured.alarms),
        "of": Count(measured.of),
        "shape": measured.shape,
    }
    if measured.record:
        simulated = _(
            "Its alarm rings in {rate} of 1,000 simulated honest elections of this shape, at most in {upper} (measured "
            "on {of})."
        )
    else:
        simulated = _(
            "Its alarm rings in {rate} of 1,000 simulated honest elections, at most in {upper} (measured on {of} of "
            "{shape}). For the shape of this record nothing was measured."
        )
    made: list[Cell] = [Message(simulated, numbers)]
    if measured.contests:
        made.append(_real(measured))
    return made


def _real(measured: Calibrated) -> Message:
    """Of real contests no rate is told: they are few, and looks at one of them share their stations."""
    numbers: dict[str, Value] = {
        "rang": Count(measured.contests_rang),
        "contests": Count(measured.contests),
        "elections": Count(measured.elections),
        "looks": Count(measured.real_of),
        "alarms": Count(measured.real_alarms),
    }
    if not measured.rang_at:
        return Message(
            _(
                "It rang in none of {contests} real contests ({elections} elections) that nobody of weight disputed, "
                "in {looks} looks at options and regions."
            ),
            numbers,
        )
    return Message(
        _(
            "It rang in {rang} of {contests} real contests ({elections} elections) that nobody of weight disputed, in "
            "{alarms} of {looks} looks at options and regions: {where}."
        ),
        numbers | {"where": series([Name(name) for name in measured.rang_at])},
    )


def _hands(measured: Calibrated, margin: Margin | None) -> list[Cell]:
    by_hand: dict[str, list[Found]] = {}
    for cell in measured.power:
        by_hand.setdefault(cell.hand, []).append(cell)
    least = margin.share if margin is not None else None
    sized = {hand: of_size(cells, least) for hand, cells in by_hand.items()}
    here = [cell for cell in sized.values() if cell is not None]
    smaller = [hand for hand, cell in sized.items() if cell is None]
    made: list[Cell] = []
    if here:
        made.append(_found(here, margin))
    if margin is not None and smaller and not here:
        made.append(
            say(
                _(
                    "The outcome is altered by {votes} votes ({share} of the ballots); none of the known alterations "
                    "that were tried is as large."
                ),
                votes=margin.votes,
                share=Percent(100 * margin.share, 2),
            )
        )
    elif margin is not None and smaller:
        made.append(
            say(
                _("Tried only with fewer votes than that: {hands}."),
                hands=series([hand_title(hand) for hand in sorted(smaller)]),
            )
        )
    return made


def _found(cells: Sequence[Found], margin: Margin | None) -> Message:
    seen = sorted((c for c in cells if 2 * c.found >= c.of), key=lambda c: (-Fraction(c.found, c.of), c.hand))
    missed = sorted((c for c in cells if 2 * c.found < c.of), key=lambda c: c.hand)
    size = (
        say(
            _("The outcome is altered by {votes} votes ({share} of the ballots). Of known alterations as large"),
            votes=margin.votes,
            share=Percent(100 * margin.share, 2),
        )
        if margin is not None
        else say(
            _("Of known alterations in {dose} of the stations"),
            dose=Percent(100 * Fraction(str(max(c.dose for c in cells))), 0),
        )
    )
    found = [say(_("{hand} {rate}"), hand=hand_title(c.hand), rate=_per_thousand(c.found, c.of)) for c in seen]
    others = [hand_title(c.hand) for c in missed]
    most = max((_per_thousand(c.found, c.of).value for c in missed), default=0)
    if not missed:
        return say(_("{size} it finds, in so many of 1,000 elections: {found}."), size=size, found=series(found))
    if not seen:
        return say(
            _("{size} it finds none in more than {most} of 1,000 elections: {others}."),
            size=size,
            most=Count(most),
            others=series(others),
        )
    return say(
        _("{size} it finds, in so many of 1,000 elections: {found}; none of these in more than {most}: {others}."),
        size=size,
        found=series(found),
        most=Count(most),
        others=series(others),
    )
