"""Calibrate a record of a case: compute, keep, and say what was found."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from scrutiny.calibrate.measured import log_of, measured, text_of
from scrutiny.calibrate.shaping import told
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
    notice: Callable[[str], None] = lambda said: None,
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
    setting = setting_of(evidence, counts, plan)
    able = every_hand(setting)
    asked = able if hands is None else [hand for hand in hands if hand != NONE]
    unknown = [hand for hand in asked if hand not in able]
    if unknown:
        raise CaseError(Problem("--hands", ", ".join(unknown), "one of: " + ", ".join([*able, NONE])))
    work = Work(cases, tuple(asked), doses or Work().doses, power)
    key = key_of(evidence, counts, plan)
    log = log_of(folder, counts, key)
    made = measured(setting, computed(setting, work, log, workers, scheduler, progress, notice))
    write_all({file_of(folder, counts, key): text_of(key, made)})
    lines = told(setting.left_out, counts.record)
    for data in made:
        one = calibrated(data)
        upper = float(100 * upper_bound(one.alarms, one.of))
        alarms = "1 alarm" if one.alarms == 1 else f"{one.alarms:,} alarms"
        drawn = "1 honest election" if one.of == 1 else f"{one.of:,} honest elections"
        if not one.enough:
            state = f"too few to rest a verdict on: {math.ceil(EXPECTED / one.level)} are needed"
        else:
            state = "sound" if one.sound else "not sound: its verdict is withheld"
        lines.append(f"{one.check}: {alarms} on {drawn} (at most {upper:.2f} %), {state}")
        for cell in one.power:
            if 10 * cell.found >= 5 * cell.of:
                lines.append(f"    {cell.hand} at {100 * cell.dose:g} %: found in {cell.found} of {cell.of}")
    return lines
