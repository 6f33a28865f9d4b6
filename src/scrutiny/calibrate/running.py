"""Calibrate a record of a case: compute, keep, and say what was found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from scrutiny.calibrate.measured import log_of, measured, text_of
from scrutiny.calibrate.trial import every_hand, setting_of
from scrutiny.calibrate.work import Done, Work, computed, nobody
from scrutiny.calibrations import file_of, key_of
from scrutiny.checks.shipped import calibrated
from scrutiny.errors import CaseError, Problem
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.storing import write_all
from scrutiny.findings.calibrated import EXPECTED, upper_bound

LEAST = 30
"""A record of fewer stations has no shape that could be imitated."""
NONE = "none"


def calibrated_case(
    folder: Path,
    evidence: Evidence,
    counts: Counts,
    plan: Plan,
    *,
    cases: int = 1000,
    hands: Sequence[str] | None = None,
    doses: tuple[float, ...] | None = None,
    power: int = 100,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Done = nobody,
) -> list[str]:
    """Measure the tests on elections shaped like a record, and keep the result with the case.

    Returns
    -------
    list of str
        What was found, a line a test.

    Raises
    ------
    CaseError
        For a hand that does not exist or cannot be tried on this shape, or a record too small to be imitated.
    """
    if counts.units < LEAST:
        raise CaseError(Problem(counts.record, f"has {counts.units} units", f"{LEAST} or more, to have a shape"))
    setting = setting_of(evidence, counts, plan)
    if setting.shape.stations < LEAST:
        raise CaseError(
            Problem(counts.record, f"has {setting.shape.stations} units with all figures", f"{LEAST} or more")
        )
    able = every_hand(setting)
    asked = able if hands is None else [hand for hand in hands if hand != NONE]
    unknown = [hand for hand in asked if hand not in able]
    if unknown:
        raise CaseError(Problem("--hands", ", ".join(unknown), "one of: " + ", ".join([*able, NONE])))
    work = Work(cases, tuple(asked), doses or Work().doses, power)
    key = key_of(evidence, counts, plan)
    log = log_of(folder, counts, key)
    made = measured(setting, computed(setting, work, log, workers, scheduler, progress))
    write_all({file_of(folder, counts, key): text_of(key, made)})
    lines = []
    for data in made:
        one = calibrated(data)
        upper = float(100 * upper_bound(one.alarms, one.of))
        if not one.enough:
            state = f"too few to rest a verdict on: {math.ceil(EXPECTED / one.level)} are needed"
        else:
            state = "sound" if one.sound else "not sound: its verdict is withheld"
        lines.append(f"{one.check}: {one.alarms} alarms on {one.of} honest elections (at most {upper:.2f} %), {state}")
        for cell in one.power:
            if 10 * cell.found >= 5 * cell.of:
                lines.append(f"    {cell.hand} at {100 * cell.dose:g} %: found in {cell.found} of {cell.of}")
    return lines
