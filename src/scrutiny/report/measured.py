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
from scrutiny.report.answers import Fact
from scrutiny.report.blocks import Cell
from scrutiny.simulate.hands import HANDS

THOUSAND = 1000


@dataclass(frozen=True)
class Margin:
    """The least number of votes that would alter an outcome, how (`moved`, `added`, `removed`), and of all ballots."""

    votes: int
    by: str
    share: Fraction

    def told(self) -> Message:
        values: dict[str, Value] = {"votes": Count(self.votes), "share": Percent(100 * self.share, 2)}
        return Message(_BY[self.by], values)


_BY = {
    "moved": _(
        "To change the outcome, {votes} votes ({share} of the ballots) would have to be moved from one option to "
        "another"
    ),
    "added": _("To change the outcome, {votes} votes ({share} of the ballots) would have to be added"),
    "removed": _("To change the outcome, {votes} votes ({share} of the ballots) would have to be removed"),
}


def margin_of(counts: Counts) -> Margin | None:
    """The margin by a record's sums; None where no outcome follows from them."""
    standing = standing_of(counts)
    if standing is None or standing.slack is None:
        return None
    every = {by: getattr(standing.slack, by) for by in _BY}
    sizes = {by: votes for by, votes in every.items() if votes is not None}
    item = next((item for item in ("cast", "valid") if counts.has(item)), None)
    ballots = counts.totals_of([item])[item].value if item is not None else sum(standing.votes.values())
    if not sizes or not ballots:
        return None
    by = min(sizes, key=lambda by: sizes[by])
    return Margin(sizes[by], by, Fraction(sizes[by], ballots))


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

    def box(self, finding: Finding) -> tuple[Fact, ...]:
        """What was measured of a finding with tests; nothing for any other, or where nothing was measured."""
        measured = chosen(self._calibrations, finding.check, finding.about) if finding.tests else None
        if measured is None or not measured.of:
            return ()
        margin = next((self._margins[record] for record in finding.about if record in self._margins), None)
        made: list[Fact] = [(say(_("False alarms")), tuple(_alarms(measured)))]
        found = _hands(measured, margin)
        if found:
            made.append((say(_("Would have found")), tuple(found)))
        if finding.does_not_show is not None:
            made.append((say(_("Cannot see")), (finding.does_not_show,)))
        return tuple(made)


def _per_thousand(found: int, of: int) -> Count:
    return Count(round(Fraction(THOUSAND * found, of)))


def _alarms(measured: Calibrated) -> list[Cell]:
    numbers: dict[str, Value] = {
        "alarms": Count(measured.alarms),
        "of": Count(measured.of),
        "upper": Count(int(THOUSAND * upper_bound(measured.alarms, measured.of)) + 1),
        "shape": measured.shape,
    }
    if measured.record:
        text = _(
            "In {of} simulated honest elections of this shape it rang {alarms} times. A true rate above {upper} in "
            "1,000 is ruled out at 95 % confidence."
        )
        one = _(
            "In {of} simulated honest elections of this shape it rang once. A true rate above {upper} in 1,000 is "
            "ruled out at 95 % confidence."
        )
    else:
        text = _(
            "In {of} simulated honest elections it rang {alarms} times. A true rate above {upper} in 1,000 is ruled "
            "out at 95 % confidence. Their shape: {shape}. For elections of the shape of this record nothing was "
            "measured."
        )
        one = _(
            "In {of} simulated honest elections it rang once. A true rate above {upper} in 1,000 is ruled out at 95 % "
            "confidence. Their shape: {shape}. For elections of the shape of this record nothing was measured."
        )
    made: list[Cell] = [Message(text, numbers, one, "alarms")]
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
                "It rang in none of {contests} real contests ({elections} elections) that nobody of weight "
                "disputed. In them {looks} options and regions were looked at."
            ),
            numbers,
        )
    return Message(
        _(
            "It rang in {rang} of {contests} real contests ({elections} elections) that nobody of weight "
            "disputed: {where}. In them it rang for {alarms} of the {looks} options and regions that were "
            "looked at."
        ),
        numbers | {"where": series([Name(name) for name in measured.rang_at])},
    )


def _hands(measured: Calibrated, margin: Margin | None) -> list[Cell]:
    """What it finds of known alterations as large as the margin; without a margin, of the largest that were tried."""
    by_hand: dict[str, list[Found]] = {}
    for cell in measured.power:
        by_hand.setdefault(cell.hand, []).append(cell)
    sized = {hand: of_size(cells, margin.share if margin else None) for hand, cells in by_hand.items()}
    here = [cell for cell in sized.values() if cell is not None]
    smaller = sorted(hand for hand, cell in sized.items() if cell is None)
    if not by_hand:
        return []
    if margin is not None and not here:
        return [
            say(
                _("{margin}. No alteration as large was simulated, so whether it would be noticed is not known."),
                margin=margin.told(),
            )
        ]
    made: list[Cell] = [_found(here, margin)]
    if margin is not None and smaller:
        made.append(
            say(
                _("Simulated only with fewer votes than that: {hands}."),
                hands=series([hand_title(hand) for hand in smaller]),
            )
        )
    return made


def _found(cells: Sequence[Found], margin: Margin | None) -> Message:
    seen = sorted((c for c in cells if 2 * c.found >= c.of), key=lambda c: (-Fraction(c.found, c.of), c.hand))
    missed = sorted((c for c in cells if 2 * c.found < c.of), key=lambda c: c.hand)
    size: Message = (
        say(_("{margin}. Of simulated alterations as large"), margin=margin.told())
        if margin is not None
        else say(
            _("Of simulated alterations in {dose} of the stations"),
            dose=Percent(100 * Fraction(str(max(c.dose for c in cells))), 0),
        )
    )
    found = [say(_("{hand} {rate}"), hand=hand_title(c.hand), rate=_per_thousand(c.found, c.of)) for c in seen]
    values: dict[str, Value] = {
        "size": size,
        "found": series(found),
        "most": Count(max((_per_thousand(c.found, c.of).value for c in missed), default=0)),
        "others": series([hand_title(c.hand) for c in missed]),
    }
    if not missed:
        return Message(_("{size} it finds, in so many of 1,000 elections: {found}."), values)
    if not seen:
        return Message(_("{size} it finds none in more than {most} of 1,000 elections: {others}."), values)
    return Message(
        _("{size} it finds, in so many of 1,000 elections: {found}; each of these in at most {most}: {others}."), values
    )
