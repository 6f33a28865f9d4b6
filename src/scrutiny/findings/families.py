"""The verdict of tests, once all tests of the plan are known.

A test says how rarely its null gives as much. Whether that is *unusual* depends on how many tests were run, and on
whether anybody measured how often honest elections ring the same alarm. So no check decides: they are judged here,
together and alike. What is tested of an election that nobody disputes is judged as if it were the one in question, by
itself: it spends nothing of the level of the one that is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from scrutiny.findings.calibrated import Calibrated, chosen
from scrutiny.findings.finding import Finding, Tested, Verdict
from scrutiny.messages import Chance, Count, Message, Value, _, say
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
            finding = _by_name(finding)
            made[i] = _aside(finding) if placebo else finding
    return made


def _aside(finding: Finding) -> Finding:
    """All of its tests stand beside, now that they are judged."""
    return replace(finding, tests=tuple(replace(test, beside=True) for test in finding.tests))


def _by_name(finding: Finding) -> Finding:
    """Its places by name, unless it is unusual: where nothing is, the least chance must not look like an accusation."""
    units = finding.units
    if units is None or finding.verdict is Verdict.UNUSUAL or not {"unit", "chance"} <= set(units.columns):
        return finding
    return replace(finding, units=units.sort("unit"))


def _together(findings: Sequence[Finding], level: Fraction, calibrations: Sequence[Calibrated]) -> list[Finding]:
    """Those that are counted together."""
    national = [(i, j) for i, f in enumerate(findings) for j, t in enumerate(f.tests) if _counts(t, "national")]
    adjusted = dict(zip(national, holm([findings[i].tests[j].p for i, j in national]), strict=True))
    placed = sum(any(_counts(test, "regional") for test in finding.tests) for finding in findings)
    made = []
    for i, finding in enumerate(findings):
        if not finding.tests:
            made.append(finding)
            continue
        measured = chosen(calibrations, finding.check, finding.about)
        tests = tuple(replace(test, adjusted=adjusted.get((i, j))) for j, test in enumerate(finding.tests))
        finding = _with_places(replace(finding, tests=tests), level, placed, measured)
        made.append(_judged(finding, level, measured, len(national)))
    return made


def _counts(test: Tested, family: str) -> bool:
    return test.family == family and not test.beside


def _judged(finding: Finding, level: Fraction, measured: Calibrated | None, number: int) -> Finding:
    asked = [test for test in finding.tests if _counts(test, "national")]
    if finding.sees is not None:
        seen = finding.sees(float(level) / max(1, number))
        finding = replace(finding, sees=None, would_have_seen=seen)
    if not asked:
        return finding
    rarest = min(asked, key=lambda test: 1.0 if test.adjusted is None else test.adjusted)
    least = 1.0 if rarest.adjusted is None else rarest.adjusted
    values: dict[str, Value] = {
        "said": finding.statement if rarest is asked[0] else _rarest(finding.statement, rarest, len(asked)),
        "tests": Count(number),
        "adjusted": chance(least),
        "level": Chance(level),
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
    others = [test for test in finding.tests if test.beside and test.family == "national"]
    if least <= level and others:
        ringing = sum(test.p * number <= level for test in others)
        values["said"] = say(
            _("{said} The same test is as rare for {ringing} of {others} that stand beside it."),
            said=values["said"],
            ringing=ringing,
            others=len(others),
        )
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
    text = _("{said} Counted with {counted}, that is not unusual (chance {adjusted}, limit {level}).")
    if finding.would_have_seen is not None:
        text = _("{said} Counted with {counted}, that is not unusual (chance {adjusted}, limit {level}). {seen}")
        values = values | {"seen": finding.would_have_seen}
    return replace(finding, verdict=Verdict.NOTHING_UNUSUAL, statement=Message(text, values))


def _rarest(said: Message, rarest: Tested, number: int) -> Message:
    """The statement, and the test on which the verdict rests where the statement tells another one."""
    if rarest.what is None:
        return said
    return say(
        _("{said} Of its {number} tests, that of {what} has the least chance: {chance}."),
        said=said,
        number=number,
        what=rarest.what,
        chance=chance(rarest.p),
    )


def _with_places(finding: Finding, level: Fraction, placed: int, measured: Calibrated | None) -> Finding:
    """The places of a finding, those marked that stand out among them; none where the test itself is not measured.

    What is said of the marks of one finding must hold of that finding, so places are counted within it, and the level
    is shared among the findings that have places.
    """
    at = [j for j, test in enumerate(finding.tests) if _counts(test, "regional")]
    if not at:
        return finding
    numbers, labels = dict(finding.numbers), dict(finding.labels)
    numbers["places"] = Count(len(at))
    labels["places"] = say(_("places that were tested one by one"))
    tests = list(finding.tests)
    chances = [tests[j].p for j in at]
    for j, one in zip(at, benjamini_hochberg(chances), strict=True):
        tests[j] = replace(tests[j], adjusted=min(1.0, placed * one))
    if measured is not None and measured.sound:
        surely = e_benjamini_hochberg([e_value(p) for p in chances], float(level) / placed)
        numbers["places_marked"] = Count(sum((tests[j].adjusted or 0) <= level for j in at))
        numbers["places_marked_e"] = Count(sum(surely))
        labels["places_marked"] = say(
            _(
                "of these marked, so that at most {level} of the marks of this finding are expected to be false "
                "(Benjamini and Hochberg)"
            ),
            level=Chance(level),
        )
        labels["places_marked_e"] = say(_("marked whatever the dependence between places (e-values)"))
    return replace(finding, numbers=numbers, labels=labels, tests=tuple(tests))


def _nothing(finding: Finding, values: dict[str, Value]) -> Message:
    if finding.would_have_seen is None:
        return Message(
            _(
                "{said} Counted with the {tests} tests of this report that is not unusual (chance {adjusted}, "
                "limit {level})."
            ),
            values,
        )
    return Message(
        _(
            "{said} Counted with the {tests} tests of this report that is not unusual (chance {adjusted}, "
            "limit {level}). {seen}"
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
    if measured is None or not measured.enough:
        return Message(
            _(
                "{said} Counted with the {tests} tests of this report the chance is {adjusted}. But how often "
                "honest elections ring this alarm has not been measured, so nothing follows from it."
            ),
            values,
        )
    if not measured.tried:
        return Message(
            _(
                "{said} Counted with the {tests} tests of this report the chance is {adjusted}. But this test "
                "could be tried on only {elections} real elections that nobody disputed. That is too few to tell "
                "how often honest ones ring it, so nothing follows from it."
            ),
            values | {"elections": Count(measured.elections)},
        )
    return Message(
        _(
            "{said} Counted with the {tests} tests of this report the chance is {adjusted}. But honest "
            "elections ring this alarm, or all alarms together, too often, so nothing follows from it "
            "({corpus})."
        ),
        values | {"corpus": measured.told().corpus},
    )


LEAST = 1e-15
"""No chance is computed to be smaller: what is beyond the machine is not impossible."""


def chance(p: float) -> Chance:
    """A computed chance with three significant digits, which every machine agrees on."""
    return Chance(Fraction(f"{max(p, LEAST):.3g}"))


def nine_in_ten(limit: float, df: float = math.inf, sides: int = 1) -> float:
    """How many standard errors an effect must have for its test to ring nine times in ten.

    Parameters
    ----------
    limit
        The chance from which on an alarm rings.
    df
        Degrees of freedom of Student's law; the normal one by default.
    sides
        2 where an effect in either direction rings.

    Examples
    --------
    >>> round(nine_in_ten(0.01), 2)
    3.61
    """
    from scipy.special import ndtri, stdtrit

    quantiles = [1 - limit / sides, 0.9]
    return float(sum(ndtri(quantiles) if math.isinf(df) else stdtrit(df, quantiles)))
