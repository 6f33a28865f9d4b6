"""A report as it lies there, or a case as it is now: both in the form of `findings.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrutiny.errors import Problem, ReadError, ScrutinyError
from scrutiny.evidence.folder import CASE
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.schema import dumped
from scrutiny.loading import Progress, silent
from scrutiny.report import FINDINGS

Told = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class State:
    """One side of a comparison.

    Parameters
    ----------
    name
        The path as it was given.
    told
        The report as plain data, as `findings.json` holds it.
    evidence
        The evidence itself, where a case was given.
    """

    name: str
    told: Told
    evidence: Evidence | None = None

    @property
    def digest(self) -> str:
        return str(self.told["evidence"]["digest"])

    @property
    def only(self) -> tuple[str, ...]:
        return tuple(str(one) for one in self.told.get("only", ()))

    @property
    def typed(self) -> Mapping[str, Any] | None:
        """Everything that was typed about the case, where the case is here."""
        return None if self.evidence is None else dumped(self.evidence.case)


def read_states(old: Path, new: Path, progress: Progress = silent) -> tuple[State, State]:
    """Both sides of a comparison; each is a case folder, a page with its `findings.json` beside it, or that file.

    A case that is compared with a report is examined as narrowly as the report was.

    Raises
    ------
    ScrutinyError
        With the mistakes of both sides.
    """
    reports: dict[Path, State] = {}
    problems: list[Problem] = []
    for path in dict.fromkeys((old, new)):
        if path.is_dir() and not (path / CASE).is_file() and not (path / FINDINGS).is_file():
            problems.append(Problem(str(path), f"holds neither {CASE} nor {FINDINGS}", "a case folder, or a report"))
        elif not is_case(path):
            try:
                reports[path] = read_report(path / FINDINGS if path.is_dir() else path)
            except ScrutinyError as error:
                problems += error.problems
    if problems:
        raise ReadError(problems)
    only = next((state.only for state in reports.values()), ())
    made: dict[Path, State] = dict(reports)
    for path in dict.fromkeys((old, new)):
        if path not in made:
            made[path] = read_case(path, only, progress)
    return made[old], made[new]


def is_case(path: Path) -> bool:
    """Whether a path is a case folder; a folder that holds a report and no case is that report."""
    return path.is_dir() and ((path / CASE).is_file() or not (path / FINDINGS).is_file())


def read_case(folder: Path, only: tuple[str, ...] = (), progress: Progress = silent) -> State:
    """A case as it is now: opened, examined, told."""
    from scrutiny.examination import examine, open_case
    from scrutiny.report.json import to_json

    examined = examine(open_case(folder, progress), only=only, progress=progress)
    # As if it had been written and read: whatever is the same on the disk is the same here.
    return State(str(folder), json.loads(json.dumps(to_json(examined))), examined.evidence)


def read_report(report: Path) -> State:
    """A published report, by its page or its `findings.json`.

    Raises
    ------
    ReadError
        When it is none of ours, when its form is another version's, or when the two files are not of one report.
    """
    findings = report if report.suffix.lower() == ".json" else report.with_name(FINDINGS)
    if not report.is_file():
        raise ReadError(
            Problem(str(report), "no such file", f"a case folder, a report.html, or the {FINDINGS} beside it")
        )
    if not findings.is_file():
        raise ReadError(Problem(str(report), f"{FINDINGS} is not beside it", f"the page and its {FINDINGS}"))
    told = sound(parsed(_bytes(findings), findings.name), str(findings))
    if findings != report:
        page = _bytes(report).decode("utf-8", "replace")
        digest = stated(page, "scrutiny-digest")
        if digest and digest != told["evidence"]["digest"]:
            raise ReadError(
                Problem(
                    str(report),
                    f"the {FINDINGS} beside it is that of another report: digest {told['evidence']['digest'][:80]}",
                    f"that of this page: {digest[:80]}",
                    f"put the {FINDINGS} of this page back, or give the other file itself",
                )
            )
    return State(str(report), told)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReadError(Problem(str(path), f"cannot be read: {error.strerror or error}")) from error


def stated(page: str, name: str) -> str:
    """What a page says about itself, in the `<meta>` of this name."""
    found = re.search(rf'<meta name="{name}" content="([^"]*)"', page)
    return found[1] if found else ""


def parsed(content: bytes, name: str) -> Told:
    """The content of a `findings.json`."""
    try:
        found = json.loads(content)
        if isinstance(found, dict) and {"scrutiny", "evidence", "findings"} <= found.keys():
            return found
    except (ValueError, RecursionError):
        pass
    raise ReadError(Problem(name, "is no findings.json of scrutiny", "the file as it was written"))


def sound(told: Told, name: str) -> Told:
    """A `findings.json` of this version's form, with everything in it that a comparison reads by its name."""
    from scrutiny.report.json import SCHEMA

    schema = told.get("schema")
    if schema != SCHEMA:
        raise ReadError(
            Problem(
                name,
                f"schema {str(schema)[:80]!r}, written by scrutiny {str(told['scrutiny'])[:40]}",
                f"schema {SCHEMA!r}",
                "compare reports of one form: examine the case again, or use the version that wrote this one",
            )
        )
    wrong = [
        *(key for key, kind in _KINDS.items() if not isinstance(told.get(key, kind()), kind)),
        *(
            f"{key}[{number + 1}]"
            for key, needed in _LISTED.items()
            if isinstance(told.get(key, []), list)
            for number, one in enumerate(told.get(key, []))
            if not (isinstance(one, dict) and all(isinstance(one.get(name), str) for name in needed))
        ),
    ]
    if not wrong and not isinstance(told["evidence"].get("digest"), str):
        wrong.append("evidence.digest")
    wrong += [
        f"findings[{number + 1}].numbers"
        for number, one in enumerate(told["findings"] if not wrong else ())
        if not (isinstance(one.get("numbers"), dict) and all(isinstance(n, dict) for n in one["numbers"].values()))
    ]
    if wrong:
        raise ReadError(
            Problem(name, f"is not as scrutiny writes it: {', '.join(wrong[:5])}", "the file as it was written")
        )
    return told


_KINDS: Mapping[str, type[Any]] = {
    "evidence": dict,
    "case": dict,
    "given": dict,
    "plan": dict,
    "only": list,
    "not_applicable": dict,
    "absent": dict,
    "checks": list,
    "findings": list,
    "notes": list,
    "replies": list,
    "corrections": list,
    "withdrawn": list,
    "sources": list,
    "claims": list,
}
_LISTED: Mapping[str, tuple[str, ...]] = {
    "findings": ("id", "check", "verdict"),
    "checks": ("id",),
    "notes": ("code",),
    "replies": ("by", "on", "words"),
    "corrections": ("on",),
    "withdrawn": ("id",),
    "sources": ("id",),
    "claims": ("id",),
}
