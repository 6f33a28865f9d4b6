"""What the tests of patterns could have seen: simulated alterations by size, and what as large as the margin is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from scrutiny.evidence.counts import Counts
from scrutiny.findings.calibrated import Calibrated, Found, chosen
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Figure
from scrutiny.messages import Message, Name, Percent, Value, _, say, series
from scrutiny.report.blocks import Block, Cell, Items, Paragraph, Picture, Table
from scrutiny.report.measured import hand_title, margin_of, of_size
from scrutiny.simulate.hands import HANDS


def power(examined: Examined) -> tuple[Block, ...]:
    """A table for each record, and the hands of the margin's size that no test found in half of the elections."""
    made: list[Block] = []
    for measured, records in _alike(examined):
        made.append(Paragraph(_meant(measured[0], records)))
        made.append(_table(examined, measured))
        made.append(Picture(curves(measured), f"power:{records[0].record}"))
        for counts in records:
            unseen = list(_unseen(counts, measured))
            if unseen:
                made.append(Paragraph(_as_large(counts)))
                made.append(Items(tuple(unseen)))
            smaller = _smaller(counts, measured)
            if smaller is not None:
                made.append(Paragraph(smaller))
    return tuple(made)


def _alike(examined: Examined) -> list[tuple[list[Calibrated], list[Counts]]]:
    """The records by what was measured of their tests: where that is the same, it is told once."""
    tested = {finding.check for finding in examined.findings if finding.tests}
    made: list[tuple[list[Calibrated], list[Counts]]] = []
    for counts in examined.evidence.counts:
        measured = _of(examined.calibrations, counts, tested)
        if not any(one.power for one in measured):
            continue
        same = next((records for known, records in made if _same(known, measured)), None)
        if same is None:
            made.append((measured, [counts]))
        else:
            same.append(counts)
    return made


def _same(known: list[Calibrated], measured: list[Calibrated]) -> bool:
    return len(known) == len(measured) and all(one is other for one, other in zip(known, measured, strict=True))


def _as_large(counts: Counts) -> Message:
    return say(
        _("{record}: as large as what would change the outcome, and found by no test in half of the elections:"),
        record=counts.title,
    )


def _of(calibrations: Sequence[Calibrated], counts: Counts, tested: set[str]) -> list[Calibrated]:
    """The measurement of each test that was run: that of the record's own shape, else the one that is shipped."""
    about = (counts.contest.id, counts.record)
    made = [chosen(calibrations, check, about) for check in sorted(tested)]
    return [one for one in made if one is not None]


def _meant(one: Calibrated, records: Sequence[Counts]) -> Message:
    named = series([Name(counts.title, "source") for counts in records])
    if one.record:
        return say(
            _(
                "What the tests would have found in {record}: into simulated honest elections of its shape an "
                "alteration was put, and it was counted how often each test rang."
            ),
            record=named,
        )
    return say(
        _(
            "What the tests find in general: into simulated honest elections an alteration was put, and it "
            "was counted how often each test rang. Their shape: {shape}. A larger file shows smaller "
            "alterations, so what stands under a test of {record} may be less. For that shape nothing was "
            "measured: scrutiny calibrate does it."
        ),
        shape=one.shape,
        record=named,
    )


def _cells(measured: Iterable[Calibrated]) -> Mapping[str, Mapping[str, list[Found]]]:
    """By hand and check, the doses in order."""
    made: dict[str, dict[str, list[Found]]] = {}
    for one in measured:
        for cell in sorted(one.power, key=lambda cell: cell.dose):
            made.setdefault(cell.hand, {}).setdefault(one.check, []).append(cell)
    return made


def _table(examined: Examined, measured: list[Calibrated]) -> Table:
    """A row for each alteration: which test finds it best, how often at its largest, and from which size on."""
    titles = {check.id: say(check.title) for check in examined.checks}
    rows: list[tuple[Fraction, tuple[Cell, ...]]] = []
    for hand, by_check in _cells(measured).items():
        best = max(by_check, key=lambda check: _largest(by_check[check]))
        rate = _largest(by_check[best])
        often = _often(by_check[best])
        never = 20 * rate < 1
        row: tuple[Cell, ...] = (
            hand_title(hand),
            None if never else titles.get(best, say("?")),
            say(_("practically never: {often}"), often=often) if never else often,
            None if never else _least(by_check[best]),
        )
        rows.append((-rate, row))
    columns: tuple[Value, ...] = (
        say(_("alteration")),
        say(_("found best by")),
        say(_("at the largest that was simulated")),
        say(_("found in 90 of 100 elections from")),
    )
    rows.sort(key=lambda row: row[0])
    return Table(columns, tuple(row for _rate, row in rows), say(_("What the tests find of simulated alterations")))


def _largest(cells: Sequence[Found]) -> Fraction:
    """How often the largest dose was found."""
    return Fraction(cells[-1].found, cells[-1].of)


def _often(cells: Sequence[Found]) -> Message:
    return say(
        _("{found} of {of} elections with {dose} of the stations altered"),
        found=cells[-1].found,
        of=cells[-1].of,
        dose=Percent(Fraction(str(cells[-1].dose)) * 100, 0),
    )


def _least(cells: Sequence[Found]) -> Message | None:
    for cell in cells:
        if 10 * cell.found >= 9 * cell.of:
            dose = Percent(Fraction(str(cell.dose)) * 100, 0)
            if cell.share is None:
                return say(_("{dose} of the stations"), dose=dose)
            return say(
                _("{dose} of the stations ({share} of the ballots)"), dose=dose, share=Percent(100 * cell.share, 2)
            )
    return None


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
        _("{record}: {margin}. Simulated only with fewer, so that nothing is known of them at that size: {hands}."),
        record=counts.title,
        margin=margin.told(),
        hands=series(hands),
    )


def curves(measured: Sequence[Calibrated]) -> Figure:
    """For each hand, the share of elections in which the best test found it, by dose."""
    rows: list[dict[str, Any]] = []
    for hand, by_check in _cells(measured).items():
        doses = sorted({cell.dose for cells in by_check.values() for cell in cells})
        for dose in doses:
            here = [cell for cells in by_check.values() for cell in cells if cell.dose == dose]
            best = max(here, key=lambda cell: cell.found / cell.of)
            rows.append({"hand": hand, "dose": dose, "found": best.found, "of": best.of})
    drawn = sorted({str(row["hand"]) for row in rows} & set(HANDS))
    return Figure(
        kind="dose_curves",
        title=say(_("How often simulated alterations are found, by the share of stations altered")),
        data={"rows": rows, "names": {hand: HANDS[hand].title for hand in drawn}},
        caption=say(
            _(
                "In how many of 100 simulated elections the test that sees an alteration best rang, by the share "
                "of stations altered. The dotted line is at 90 in 100."
            )
        ),
        alternative=say(
            _("At the largest share: {found}."),
            found=series(
                [
                    say(
                        _("{hand} {found} of {of}"), hand=hand_title(str(row["hand"])), found=row["found"], of=row["of"]
                    )
                    for row in rows
                    if row["dose"] == max(r["dose"] for r in rows if r["hand"] == row["hand"])
                ]
            ),
        ),
    )
