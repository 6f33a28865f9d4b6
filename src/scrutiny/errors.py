"""Faults of the caller: where, what was found, what was expected, what to do, all at once.

A fault of the *evidence* (a sheet that does not add up, an unreadable cell) is never an exception. It is a
`scrutiny.evidence.note.Note`, collected in full and shown in the report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Problem:
    """One mistake, told so that it can be mended without reading our source."""

    where: str
    found: str
    expected: str = ""
    do: str = ""

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.found}"]
        if self.expected:
            lines.append(f"    expected: {self.expected}")
        if self.do:
            lines.append(f"    to do: {self.do}")
        return "\n".join(lines)


class ScrutinyError(Exception):
    """A mistake that the caller can mend. `problems` holds all that were found, not only the first."""

    exit_code: ClassVar[int] = 2

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CaseError(ScrutinyError):
    """The case folder, `case.toml`, claims or sources are not as they should be."""


class ReadError(ScrutinyError):
    """A file cannot be read as what it is said to be."""


class PlanError(ScrutinyError):
    """The plan asks for something that does not exist or does not fit."""


class MissingExtra(ScrutinyError):
    """Something needs an optional part of Scrutiny that is not installed."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C in work that goes on where it stopped; the text says how far it came and what to do."""


class MachineError(ScrutinyError):
    """The machine refused: the disk is full, a file cannot be written, a download failed."""

    exit_code = 3
