"""What the tests of patterns could have seen: known hands by dose, and what of the margin's size nothing would show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from scrutiny.evidence.counts import Counts
from scrutiny.findings.calibrated import Calibrated, Found, chosen
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Figure
from scrutiny.messages import Count, Message, Percent, Value, _, say, series
from scrutiny.report.blocks import Block, Cell, Items, Paragraph, Picture, Table
from scrutiny.report.measured import hand_title, margin_of, of_size
from scrutiny.simulate.hands import HANDS


def power(examined: Examined) -> tuple[Block, ...]:
    """A table for each record, and the hands of the margin's size that no test found in half of the elections."""
    made: list[Block] = []
    tested = {finding.check for finding in examined.findings if finding.tests}
    for counts in examined.evidence.counts:
        measured = _of(examined.calibrations, counts, tested)
        if not any(one.power for one in measured):
            continue
        made.append(Paragraph(_meant(measured[0], counts)))
        made.append(_table(examined, measured))
        made.append(Picture(curves(measured), f"power:{counts.record}"))
        unseen = list(_unseen(counts, measured))
        if unseen:
            made.append(Paragraph(say(_("Of the size of the margin, and found by no test in half of the elections:"))))
            made.append(Items(tuple(unseen)))
        smaller = _smaller(counts, measured)
        if smaller is not None:
            made.append(Paragraph(smaller))
    return tuple(made)


def _of(calibrations: Sequence[Calibrated], counts: Counts, tested: set[str]) -> list[Calibrated]:
    """The measurement of each test that was run: that of the record's own shape, else the one that is shipped."""
    about = (counts.contest.id, counts.record)
    made = [chosen(calibrations, check, about) for check in sorted(tested)]
    return [one for one in made if one is not None]


def _meant(one: Calibrated, counts: Counts) -> Message:
    if one.record:
        return say(
            _(
                "What the tests would have found in {record}: into honest elections of its shape a known hand was put, "
                "and it was counted how often the alarm of each test rang."
            ),
            record=counts.title,
        )
    return say(
        _(
            "What the tests find in general: into honest elections ({shape}) a known hand was put, and it was counted "
            "how often the alarm of each test rang. For the shape of {record} itself nothing was measured: scrutiny "
            "calibrate does it."
        ),
        shape=one.shape,
        record=counts.title,
    )


def _cells(measured: Iterable[Calibrated]) -> Mapping[str, Mapping[str, list[Found]]]:
    """By hand and check, the doses in order."""
    made: dict[str, dict[str, list[Found]]] = {}
    for one in measured:
        for cell in sorted(one.power, key=lambda cell: cell.dose):
            made.setdefault(cell.hand, {}).setdefault(one.check, []).append(cell)
    return made


def _table(examined: Examined, measured: list[Calibrated]) -> Table:
    titles = {check.id: say(check.title) for check in examined.checks}
    rows: list[tuple[Cell, ...]] = []
    for hand, by_check in _cells(measured).items():
        row: list[Cell] = [hand_title(hand)]
        for one in measured:
            row.append(_least(by_check.get(one.check, [])))
        rows.append(tuple(row))
    columns: tuple[Value, ...] = (say(_("known hand")), *(titles.get(one.check, say("?")) for one in measured))
    return Table(
        columns, tuple(rows), say(_("The least share of stations at which each hand is found nine times in ten"))
    )


def _least(cells: list[Found]) -> Message:
    for cell in cells:
        if 10 * cell.found >= 9 * cell.of:
            dose = Percent(Fraction(str(cell.dose)) * 100, 0)
            if cell.share is None:
                return say(_("{dose} ({votes} votes)"), dose=dose, votes=Count(cell.votes))
            return say(_("{dose} ({share} of ballots)"), dose=dose, share=Percent(100 * cell.share, 2))
    if not cells:
        return say(_("not tried"))
    best = max(cells, key=lambda cell: cell.found / cell.of)
    return say(_("not found (at most {found} of {of})"), found=best.found, of=best.of)


def _unseen(counts: Counts, measured: list[Calibrated]) -> Iterable[Message]:
    """Hands at the least dose that alters the outcome, where no test found it in half of the elections."""
    margin = margin_of(counts)
    if margin is None:
        return
    for hand, by_check in _cells(measured).items():
        least = of_size((cell for cells in by_check.values() for cell in cells), margin.share)
        if least is None or least.share is None:
            continue
        here = [cell for cells in by_check.values() for cell in cells if cell.dose == least.dose]
        best = max(here, key=lambda cell: cell.found / cell.of)
        if 2 * best.found < best.of:
            yield say(
                _("{hand}: {share} of the ballots in {dose} of the stations, found at most {found} times in {of}."),
                hand=hand_title(hand),
                share=Percent(100 * least.share, 2),
                dose=Percent(Fraction(str(best.dose)) * 100, 0),
                found=best.found,
                of=best.of,
            )


def _smaller(counts: Counts, measured: list[Calibrated]) -> Message | None:
    """The hands of which no dose that was tried moves as many votes as would alter the outcome."""
    margin = margin_of(counts)
    if margin is None:
        return None
    hands = [
        hand_title(hand)
        for hand, by_check in _cells(measured).items()
        if of_size((cell for cells in by_check.values() for cell in cells), margin.share) is None
    ]
    if not hands:
        return None
    return say(
        _(
            "The outcome of {record} is altered by {votes} votes ({share} of the ballots) or more. Tried only with "
            "fewer, so that nothing is known of them at that size: {hands}."
        ),
        record=counts.title,
        votes=margin.votes,
        share=Percent(100 * margin.share, 2),
        hands=series(hands),
    )


def curves(measured: Sequence[Calibrated]) -> Figure:
    """For each hand, the share of elections in which the best test found it, by dose."""
    rows = []
    for hand, by_check in _cells(measured).items():
        doses = sorted({cell.dose for cells in by_check.values() for cell in cells})
        for dose in doses:
            here = [cell for cells in by_check.values() for cell in cells if cell.dose == dose]
            best = max(here, key=lambda cell: cell.found / cell.of)
            rows.append({"hand": hand, "dose": dose, "found": best.found, "of": best.of})
    return Figure(
        kind="dose_curves",
        title=say(_("How often each known hand is found, by dose")),
        data={"rows": rows, "names": {hand: HANDS[hand].title for hand in {str(r["hand"]) for r in rows} & set(HANDS)}},
        caption=say(
            _(
                "Share of elections in which at least one alarm of the best test rang, by the share of stations that "
                "the hand altered."
            )
        ),
        alternative=say(_("The table above has the same numbers.")),
    )
