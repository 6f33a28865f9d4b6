"""The log of trials, by which interrupted work goes on: a line for each, believed only where every field fits.

The file lies in the folder of a case, where it can be cut off by a crash, damaged by a disk or mixed up by a copy.
A line that does not fit is left in the file and not used: its trial is computed again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scrutiny.calibrate.trial import HONEST, Key, Trial
from scrutiny.errors import MachineError, Problem
from scrutiny.evidence.storing import refused
from scrutiny.simulate.hands import HANDS

_LOG = "log"
"""The field that names the log to which a line belongs."""
_FIELDS = {"hand", "dose", "index", "asked", "rang", "marked", "votes", "ballots", _LOG}
_LARGEST = 2**63


def kept_trials(log: Path, checks: Sequence[str]) -> tuple[dict[Key, Trial], int]:
    """The trials that a log holds.

    Parameters
    ----------
    checks
        Ids of the tests that a trial is looked at by.

    Returns
    -------
    trials, unused
        And how many lines are no such trial, or give one of them differently from another line.
    """
    known: dict[Key, Trial] = {}
    disputed: set[Key] = set()
    tests, unused = frozenset(checks), 0
    try:
        if not log.exists():
            return {}, 0
        with log.open("rb") as lines:
            for line in lines:
                one = _trial(line, log.name, tests)
                if one is None or known.setdefault(one.key, one) != one:
                    unused += 1
                    if one is not None:
                        disputed.add(one.key)
    except OSError as error:
        raise MachineError(
            Problem(
                str(log),
                f"cannot be read: {error.strerror or error}",
                "the log of earlier work, or no such file",
                "remove it, or give yourself the right to read it; without it the work begins anew",
            )
        ) from error
    for key in disputed:
        del known[key]
        unused += 1  # neither of them is used
    return known, unused


def _trial(line: bytes, name: str, checks: frozenset[str]) -> Trial | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or data.keys() != _FIELDS or data[_LOG] != name:
        return None
    hand, dose, index = data["hand"], data["dose"], data["index"]
    if not (isinstance(hand, str) and isinstance(dose, float) and _whole(index)):
        return None
    if not (dose == 0 if hand == HONEST else hand in HANDS and 0 < dose <= 1):
        return None
    asked, rang, marked = (_ids(data[name], checks) for name in ("asked", "rang", "marked"))
    if asked is None or rang is None or marked is None or not set(rang) <= set(asked):
        return None
    votes, ballots = data["votes"], data["ballots"]
    if not (_whole(votes) and _whole(ballots)) or (hand == HONEST and votes):
        return None
    return Trial(hand, dose, index, asked, rang, marked, votes, ballots)


def _whole(value: Any) -> bool:
    return type(value) is int and 0 <= value < _LARGEST


def _ids(value: Any, checks: frozenset[str]) -> tuple[str, ...] | None:
    """Ids of tests, none of them twice, in order."""
    if not isinstance(value, list) or not all(isinstance(id_, str) and id_ in checks for id_ in value):
        return None
    return tuple(value) if value == sorted(set(value)) else None


@contextmanager
def opened(log: Path | None) -> Iterator[Callable[[Sequence[Trial]], None]]:
    """A function that appends trials to the log, if there is one."""
    if log is None:
        yield lambda made: None
        return

    def write(made: Sequence[Trial]) -> None:
        lines = [json.dumps(asdict(one) | {_LOG: log.name}, sort_keys=True) + "\n" for one in made]
        append("".join(lines).encode())

    def append(content: bytes) -> None:
        try:
            file.write(content)
            file.flush()
        except OSError as error:
            raise refused(log, error) from error

    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        file = log.open("ab+")
    except OSError as error:
        raise refused(log, error) from error
    with file:
        if file.tell():
            file.seek(-1, 2)
            if file.read(1) != b"\n":
                append(b"\n")  # what was cut off stays a line of its own
        yield write
