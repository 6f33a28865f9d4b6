"""The verdict of tests, once all tests of the plan are known.

A test says how rarely its null gives as much. Whether that is *unusual* depends on how many tests were run, and on
whether anybody measured how often honest elections ring the same alarm. So no check decides: they are judged here,
together and alike. What is tested of an election that nobody disputes is judged as if it were the one in question, by
itself: it spends nothing of the level of the one that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from scrutiny.findings.calibrated import Calibrated, chosen
from scrutiny.findings.finding import Finding, Tested, Verdict
from scrutiny.messages import Chance, Count, Message, Percent, Value, _, say
from scrutiny.stats.multiplicity import benjamini_hochberg, e_benjamini_hochberg, e_value, holm


def judged(findings: Sequence[Finding], level: Fraction, calibrations: Sequence[Calibrated]) -> list[Finding]:
    """The findings with their verdicts; findings without tests stay as they are.

    Parameters
    ----------
    level
        The chance of a false alarm among all national tests, and the share of false marks among places.
    calibrations
        What was measured of the checks.
    """
    made = list(findings)
    for placebo in dict.fromkeys(finding.placebo for finding in findings):
        at = [i for i, finding in enumerate(findings) if finding.placebo == placebo]
        for i, finding in zip(at, _together([findings[i] for i in at], level, calibrations), strict=True):
            made[i] = _aside(finding) if placebo else finding
    return made


def _aside(finding: Finding) -> Finding:
    """All of its tests stand beside, now that they are judged."""
    return replace(finding, tests=tuple(replace(test, beside=True) for test in finding.tests))


def _together(findings: Sequence[Finding], level: Fraction, calibrations: Sequence[Calibrated]) -> list[Finding]:
    """Those that are counted together."""
    national = [(i, j) for i, f in enumerate(findings) for j, t in enumerate(f.tests) if _counts(t, "national")]
    regional = [(i, j) for i, f in enumerate(findings) for j, t in enumerate(f.tests) if _counts(t, "regional")]
    adjusted = dict(zip(national, holm([findings[i].tests[j].p for i, j in national]), strict=True))
    places = [findings[i].tests[j].p for i, j in regional]
    adjusted |= dict(zip(regional, benjamini_hochberg(places), strict=True))
    surely = dict(zip(regional, e_benjamini_hochberg([e_value(p) for p in places], float(level)), strict=True))
    made = []
    for i, finding in enumerate(findings):
        if not finding.tests:
            made.append(finding)
            continue
        tests = tuple(replace(test, adjusted=adjusted.get((i, j))) for j, test in enumerate(finding.tests))
        marked = sum(surely.get((i, j), False) for j in range(len(tests)))
        made.append(_judged(replace(finding, tests=tests), level, calibrations, len(national), marked))
    return made


def _counts(test: Tested, family: str) -> bool:
    return test.family == family and not test.beside


def _judged(finding: Finding, level: Fraction, calibrations: Sequence[Calibrated], number: int, surely: int) -> Finding:
    asked = [test for test in finding.tests if _counts(test, "national")]
    measured = chosen(calibrations, finding.check, finding.about)
    finding = _with_places(finding, level, surely)
    if not asked:
        return finding
    least = min(test.adjusted for test in asked if test.adjusted is not None)
    values: dict[str, Value] = {
        "said": finding.statement,
        "tests": Count(number),
        "adjusted": chance(least),
        "level": Percent(100 * level, 0 if (100 * level).denominator == 1 else 2),
    }
    numbers = dict(finding.numbers) | {"tests": Count(number), "adjusted": chance(least)}
    labels = dict(finding.labels) | {
        "tests": say(
            _("tests of this election that are counted together")
            if finding.placebo
            else _("tests of this report that are counted together")
        ),
        "adjusted": say(_("the least chance of this finding's tests, all of them counted (Holm)")),
    }
    told = measured.told() if measured is not None else None
    finding = replace(finding, numbers=numbers, labels=labels, calibration=told)
    if finding.placebo:
        return _placebo(finding, values, least > level, measured is not None and measured.sound)
    if least > level:
        return replace(finding, verdict=Verdict.NOTHING_UNUSUAL, statement=_nothing(finding, values))
    if measured is not None and measured.sound:
        return replace(finding, verdict=Verdict.UNUSUAL, statement=_unusual(values), prominent=60)
    return replace(finding, verdict=Verdict.CANNOT_TELL, statement=_cannot(values, measured), prominent=30)


def _placebo(finding: Finding, values: dict[str, Value], quiet: bool, sound: bool) -> Finding:
    """What a test gives of an election that nobody disputes: it alarms nobody, and nothing is prominent."""
    values = values | {
        "counted": Message(_("the {tests} tests of this election, which nobody disputes"), {"tests": values["tests"]})
    }
    if not quiet:
        text = _("{said} Counted with {counted}, the chance is {adjusted}, below the limit of {level}.")
        verdict = Verdict.UNUSUAL if sound else Verdict.CANNOT_TELL
        return replace(finding, verdict=verdict, statement=Message(text, values))
    text = _("{said} Counted with {counted}, that is not unusual ({adjusted}, limit {level}).")
    if finding.would_have_seen is not None:
        text = _("{said} Counted with {counted}, that is not unusual ({adjusted}, limit {level}). {seen}")
        values = values | {"seen": finding.would_have_seen}
    return replace(finding, verdict=Verdict.NOTHING_UNUSUAL, statement=Message(text, values))


def _with_places(finding: Finding, level: Fraction, surely: int) -> Finding:
    places = [test for test in finding.tests if test.family == "regional"]
    if not places:
        return finding
    marked = sum(test.adjusted is not None and test.adjusted <= level for test in places)
    numbers = dict(finding.numbers) | {
        "places": Count(len(places)),
        "places_marked": Count(marked),
        "places_marked_e": Count(surely),
    }
    labels = dict(finding.labels) | {
        "places": say(_("places that were tested one by one")),
        "places_marked": say(
            _("of these marked, so that {level} of the marks are expected to be false (Benjamini and Hochberg)"),
            level=Percent(100 * level, 0),
        ),
        "places_marked_e": say(_("marked whatever the dependence between places (e-values)")),
    }
    return replace(finding, numbers=numbers, labels=labels)


def _nothing(finding: Finding, values: dict[str, Value]) -> Message:
    if finding.would_have_seen is None:
        return Message(
            _("{said} Counted with the {tests} tests of this report that is not unusual ({adjusted}, limit {level})."),
            values,
        )
    return Message(
        _(
            "{said} Counted with the {tests} tests of this report that is not unusual ({adjusted}, limit {level}). "
            "{seen}"
        ),
        values | {"seen": finding.would_have_seen},
    )


def _unusual(values: dict[str, Value]) -> Message:
    return Message(
        _(
            "{said} Counted with the {tests} tests of this report the chance is {adjusted}, below the limit of "
            "{level}. That is no proof of anything; the honest causes are named below."
        ),
        values,
    )


def _cannot(values: dict[str, Value], measured: Calibrated | None) -> Message:
    if measured is None:
        return Message(
            _(
                "{said} Counted with the {tests} tests of this report the chance is {adjusted}; but how often honest "
                "elections ring this alarm has not been measured, so nothing follows from it."
            ),
            values,
        )
    return Message(
        _(
            "{said} Counted with the {tests} tests of this report the chance is {adjusted}; but honest elections ring "
            "this alarm too often ({alarms} of {of}), so nothing follows from it."
        ),
        values
        | {
            "alarms": Count(measured.alarms + measured.real_alarms),
            "of": Count(measured.of + measured.real_of),
        },
    )


def chance(p: float) -> Chance:
    """A computed chance with three significant digits, which every machine agrees on."""
    return Chance(Fraction(f"{p:.3g}"))
