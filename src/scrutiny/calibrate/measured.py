"""From trials to what a report says of a test: false alarms, power, and its own error of measurement."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scrutiny.calibrate.trial import HONEST, Setting, Trial
from scrutiny.calibrations import file_of, tests_of
from scrutiny.evidence.counts import Counts
from scrutiny.findings.calibrated import BY_CHANCE, tail


def too_loud(alarms: Mapping[str, tuple[int, int]], level: float) -> frozenset[str]:
    """The tests whose alarms are more than their level gives, by chance once in a hundred times at most.

    Parameters
    ----------
    alarms
        By test, in how many elections it rang, of how many.
    """
    return frozenset(check for check, (rang, of) in alarms.items() if tail(rang, of, level) < BY_CHANCE)


def alarms_of(trials: Sequence[Trial]) -> dict[str, tuple[int, int]]:
    """By test, in how many honest elections it rang, of how many on which it gave an answer."""
    honest = [t for t in trials if t.hand == HONEST]
    checks = sorted({check for t in honest for check in t.asked})
    return {c: (sum(c in t.rang for t in honest), sum(c in t.asked for t in honest)) for c in checks}


def measured(setting: Setting, trials: Sequence[Trial], without: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """For each test of the plan: alarms on honest elections, and of each hand and dose how often it rang.

    An election counts for the tests that gave an answer on it; a test that never gave one has no measurement, and a
    hand that left it nothing to ask has no cell. The alarms of all tests together are those of the tests that may
    have a verdict: one that rings too often by itself loses its own and takes nobody else's.

    Parameters
    ----------
    without
        Tests that ring too often by themselves; by default as these trials have it.
    """
    if without is None:
        without = too_loud(alarms_of(trials), float(setting.plan.significance))
    honest = [t for t in trials if t.hand == HONEST]
    cells: dict[tuple[str, float], list[Trial]] = {}
    for one in trials:
        if one.hand != HONEST:
            cells.setdefault((one.hand, one.dose), []).append(one)
    made = []
    for check in tests_of(setting.plan):
        asked = [t for t in honest if check.id in t.asked]
        if not asked:
            continue
        power = [cell for key in sorted(cells) if (cell := _cell(check.id, *key, cells[key])) is not None]
        made.append(
            {
                "check": check.id,
                "record": setting.record.record,
                "contest": setting.record.contest.id,
                "level": float(setting.plan.significance),
                "alarms": sum(check.id in t.rang for t in asked),
                "of": len(asked),
                "any_alarms": sum(bool(set(t.rang) - without) for t in honest),
                "any_of": len(honest),
                "marked": sum(check.id in t.marked for t in asked),
                "shape": setting.record.title,
                "power": power,
            }
        )
    return made


def _cell(check: str, hand: str, dose: float, trials: Sequence[Trial]) -> dict[str, Any] | None:
    asked = [t for t in trials if check in t.asked]
    if not asked:
        return None
    return {
        "hand": hand,
        "dose": dose,
        "votes": round(sum(t.votes for t in asked) / len(asked)),
        "ballots": round(sum(t.ballots for t in asked) / len(asked)),
        "found": sum(check in t.rang for t in asked),
        "of": len(asked),
    }


def log_of(folder: Path, counts: Counts, key: str) -> Path:
    """The log of trials, by which interrupted work goes on and more of it is added to what is there."""
    return file_of(folder, counts, key).with_suffix(".trials.jsonl")


def text_of(key: str, made: Sequence[Mapping[str, Any]]) -> bytes:
    """A result as it is kept."""
    return (json.dumps({"key": key, "measured": list(made)}, indent=1, ensure_ascii=False) + "\n").encode()
