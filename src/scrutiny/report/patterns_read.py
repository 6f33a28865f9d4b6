"""How the chapter on patterns is to be read: whose figures, how many tests, what their silence says."""

from __future__ import annotations

from fractions import Fraction

from scrutiny.evidence.counts import Counts
from scrutiny.findings.calibrated import chosen
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.messages import Chance, Count, Message, Name, Percent, Value, _, say, series
from scrutiny.report.blocks import Block, Paragraph
from scrutiny.report.measured import hand_title

HALF, RARELY = 2, 20
"""Found in half of the elections, and in less than a twentieth of them."""


def how_to_read(examined: Examined) -> tuple[Block, ...]:
    """Whose figures were examined, how many tests ran, and what they find of simulated alterations at their largest."""
    found = [f for f in examined.findings if f.check.startswith("patterns.") and f.kind is Kind.TEST and not f.placebo]
    records = [c for c in examined.evidence.counts if any(c.record in f.about for f in found)]
    if not records:
        return ()
    made: list[Block] = [Paragraph(_whose(records))]
    asked = [f for f in found if f.verdict in (Verdict.UNUSUAL, Verdict.NOTHING_UNUSUAL)]
    if asked:
        made.append(Paragraph(_how_many(examined, found)))
    if power := _power(examined, asked, records):
        made.append(Paragraph(power))
    return tuple(made)


def _whose(records: list[Counts]) -> Message:
    return say(
        _(
            "Only counts by station can be examined in this way. Examined here: {records}. Of figures that somebody "
            "announced without such counts nothing can be asked here; that counts neither for nor against them."
        ),
        records=series([Name(name, "source") for name in dict.fromkeys(counts.title for counts in records)]),
    )


def _how_many(examined: Examined, found: list[Finding]) -> Message:
    tests = [test for f in examined.findings if not f.placebo for test in f.tests if not test.beside]
    number = sum(test.family == "national" for test in tests)
    ringing = sum(f.verdict is Verdict.UNUSUAL for f in found)
    values: dict[str, Value] = {
        "tests": Count(number),
        "level": Chance(Fraction(examined.plan.significance)),
        "findings": Count(len(found)),
        "ringing": Count(ringing),
    }
    if ringing:
        return Message(
            _(
                "The report has {tests} such tests of whole records. Together they ring a false alarm with a "
                "chance of at most {level} if the election is honest and fits what they assume. {ringing} of the "
                "{findings} findings of tests below rang. An alarm is no proof of anything: each names honest "
                "causes."
            ),
            values,
        )
    return Message(
        _(
            "The report has {tests} such tests of whole records. Together they ring a false alarm with a "
            "chance of at most {level} if the election is honest and fits what they assume. None of the "
            "{findings} findings of tests below rang. That is no evidence that the counts are genuine: most "
            "ways of altering an election leave no such pattern."
        ),
        values,
    )


def _power(examined: Examined, asked: list[Finding], records: list[Counts]) -> Message | None:
    """The best that any test found of each simulated alteration at its largest dose, by what was found."""
    best: dict[str, tuple[float, float]] = {}
    for counts in records:
        for check in sorted({f.check for f in asked if counts.record in f.about}):
            measured = chosen(examined.calibrations, check, (counts.contest.id, counts.record))
            for cell in measured.power if measured is not None else ():
                rate = cell.found / cell.of
                dose, most = best.get(cell.hand, (0.0, 0.0))
                if cell.dose >= dose:
                    best[cell.hand] = (cell.dose, max(most, rate) if cell.dose == dose else rate)
    if not best:
        return None
    dose = max(dose for dose, _rate in best.values())
    often = sorted(hand for hand, (_dose, rate) in best.items() if HALF * rate >= 1)
    rarely = sorted(hand for hand, (_dose, rate) in best.items() if RARELY * rate < 1)
    between = sorted(set(best) - set(often) - set(rarely))
    parts = [
        (often, _("In half of the elections or more they found: {hands}.")),
        (between, _("They sometimes found: {hands}.")),
        (rarely, _("They practically never found: {hands}.")),
    ]
    told = say(
        _(
            "Alterations were put into simulated elections, in {dose} of their stations, and the tests were run "
            "on them."
        ),
        dose=Percent(100 * Fraction(str(dose)), 0),
    )
    for hands, text in parts:
        if hands:
            more = say(text, hands=series([hand_title(hand) for hand in hands]))
            told = say(_("{said} {more}"), said=told, more=more)
    return told
