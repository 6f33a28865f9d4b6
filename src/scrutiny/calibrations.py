"""What was measured for the records of a case, kept in its folder, and whether it still speaks of them."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from scrutiny import __version__
from scrutiny.checks import check_named
from scrutiny.checks.shipped import calibrated, shipped
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.note import Note
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.schema import dumped
from scrutiny.findings.arrival import attribute_of
from scrutiny.findings.calibrated import Calibrated
from scrutiny.findings.check import Check, Subject
from scrutiny.findings.contenders import contenders
from scrutiny.findings.finding import Kind
from scrutiny.messages import Code, Message, Name, _, say
from scrutiny.planning import planned, settings_of

FOLDER = "calibration"
"""The folder of a case that keeps what was measured for it."""


def tests_of(plan: Plan) -> tuple[Check, ...]:
    """The tests of patterns that may have a verdict, as a plan has them."""

    return tuple(c for c in planned(plan) if c.question == "patterns" and c.kind is Kind.TEST and not c.experimental)


def key_of(evidence: Evidence, counts: Counts, plan: Plan) -> str:
    """What a measurement is of: the counts and how they are read, what is asked of them, the plan, and the program.

    What is said of the result matters as far as it puts an option in question; replies and texts do not.
    """
    files = sorted(f"{o.source} {o.sha256}" for o in evidence.originals if o.source in counts.sources)
    tables = [dumped(table) for table in evidence.case.tables if (table.record or table.source) == counts.record]
    said = {
        "files": files,
        "tables": tables,
        "contest": dumped(counts.contest),
        "options": sorted(counts.options),
        "asked": contenders(Subject(evidence, counts.contest, (), (counts,))).asked,
        "levels": counts.levels,
        "arrival": attribute_of(counts),
        "units": counts.units,
        "seed": plan.seed,
        "significance": str(plan.significance),
        "settings": {id_: plan.settings[id_] for id_ in sorted(plan.settings) if id_.startswith("patterns.")},
        "tests": [check.id for check in tests_of(plan)],
        "program": program(),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


@functools.cache
def program() -> str:
    """A digest of all that draws, alters, tests and judges: a measurement by another program is none of this one."""
    made = hashlib.sha256(__version__.encode())
    for name in ("simulate", "stats", "findings", "checks/patterns", "calibrate"):
        for file in sorted(_sources(resources.files("scrutiny").joinpath(name)), key=lambda file: file[0]):
            made.update(f"{name}/{file[0]} {hashlib.sha256(file[1]).hexdigest()}\n".encode())
    return made.hexdigest()


def _sources(folder: Traversable, above: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield above + entry.name, entry.read_bytes()


def file_of(folder: Path, counts: Counts, key: str) -> Path:
    """Where a measurement is kept. One record may hold several contests."""
    return folder / FOLDER / f"{counts.record}-{counts.contest.id}-{key[:16]}.json"


def kept(folder: Path, evidence: Evidence, plan: Plan) -> tuple[tuple[Calibrated, ...], tuple[Note, ...]]:
    """What was measured for the records of a case as they are now; nothing for records that have changed since.

    Returns
    -------
    measured, notes
        And a note for each file that is damaged or none of ours, of which nothing is used.
    """
    found: list[Calibrated] = []
    notes: list[Note] = []
    for counts in evidence.counts:
        file = file_of(folder, counts, key_of(evidence, counts, plan))
        try:
            if file.exists():
                found += _measured(json.loads(file.read_bytes()), counts)
        except (OSError, ValueError, RecursionError) as error:
            why = _why(error)
            said = _(
                "{file} is damaged ({why}), so that what was measured for {record} is not used; {command} mends it"
            )
            where = f"{FOLDER}/{file.name}"
            says = say(
                said, file=Code(where), why=why, record=Name(counts.title, "record", counts.record),
                command=Code("scrutiny calibrate"),
            )  # fmt: skip
            notes.append(Note("calibration.damaged", counts.record, says, where))
    return tuple(found), tuple(notes)


def _measured(data: Any, counts: Counts) -> list[Calibrated]:
    if not isinstance(data, dict) or not isinstance(data.get("measured"), list):
        raise ValueError("no measured")
    made = [calibrated(one) for one in data["measured"]]
    for one in made:
        if one.record != counts.record:
            raise ValueError(f"record: {json.dumps(one.record)}")
        if one.contest != counts.contest.id:
            raise ValueError(f"contest: {json.dumps(one.contest)}")
    return made


def _why(error: Exception) -> Message:
    if isinstance(error, json.JSONDecodeError):
        return say(_("no JSON from line {line} on"), line=error.lineno)
    if isinstance(error, OSError | UnicodeDecodeError | RecursionError):
        return say(_("it cannot be read"))
    return say(_("it holds: {found}"), found=Code(str(error)))


def shipped_for(plan: Plan) -> tuple[Calibrated, ...]:
    """The measurements that are shipped, as far as they are of the tests that a plan runs.

    They were made with the settings by default and at their own level: of a test with other settings, or at a level
    that rings oftener, they say nothing.
    """
    default = Plan()

    def of(one: Calibrated) -> bool:
        check = check_named(one.check)
        return settings_of(check, plan) == settings_of(check, default) and plan.significance <= Decimal(str(one.level))

    return tuple(one for one in shipped() if of(one))
