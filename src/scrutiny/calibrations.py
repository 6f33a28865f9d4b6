"""What was measured for the records of a case, kept in its folder, and whether it still speaks of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from scrutiny import __version__
from scrutiny.checks import all_checks
from scrutiny.checks.shipped import calibrated
from scrutiny.evidence.note import Note
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.schema import dumped
from scrutiny.findings.calibrated import Calibrated
from scrutiny.findings.check import Check
from scrutiny.findings.finding import Kind
from scrutiny.messages import Code, Message, Name, _, say

FOLDER = "calibration"
"""The folder of a case that keeps what was measured for it."""


def tests_of(plan: Plan) -> tuple[Check, ...]:
    """The tests of patterns that may have a verdict, as a plan has them."""

    def asked(check: Check) -> bool:
        named = {check.id, check.question}
        return (not plan.checks or bool(named & set(plan.checks))) and not named & set(plan.without)

    return tuple(
        c for c in all_checks() if c.question == "patterns" and c.kind is Kind.TEST and not c.experimental and asked(c)
    )


def key_of(evidence: Evidence, record: str, plan: Plan) -> str:
    """What a measurement is of: the files of the record, how they are read, the plan, and the version of the program.

    Claims, replies and texts of the case may change without it: they alter no count.
    """
    counts = next(c for c in evidence.counts if c.record == record)
    files = sorted(f"{o.source} {o.sha256}" for o in evidence.originals if o.source in counts.sources)
    tables = [dumped(table) for table in evidence.case.tables if (table.record or table.source) == record]
    said = {
        "files": files,
        "tables": tables,
        "contest": counts.contest.id,
        "options": sorted(counts.options),
        "seed": plan.seed,
        "significance": str(plan.significance),
        "settings": {id_: plan.settings[id_] for id_ in sorted(plan.settings) if id_.startswith("patterns.")},
        "tests": [check.id for check in tests_of(plan)],
        "version": __version__,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def file_of(folder: Path, record: str, key: str) -> Path:
    """Where a measurement is kept."""
    return folder / FOLDER / f"{record}-{key[:16]}.json"


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
        file = file_of(folder, counts.record, key_of(evidence, counts.record, plan))
        try:
            if file.exists():
                found += _measured(json.loads(file.read_bytes()), counts.record)
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


def _measured(data: Any, record: str) -> list[Calibrated]:
    if not isinstance(data, dict) or not isinstance(data.get("measured"), list):
        raise ValueError("no measured")
    made = [calibrated(one) for one in data["measured"]]
    for one in made:
        if one.record != record:
            raise ValueError(f"record: {json.dumps(one.record)}")
    return made


def _why(error: Exception) -> Message:
    if isinstance(error, json.JSONDecodeError):
        return say(_("no JSON from line {line} on"), line=error.lineno)
    if isinstance(error, OSError | UnicodeDecodeError | RecursionError):
        return say(_("it cannot be read"))
    return say(_("it holds: {found}"), found=Code(str(error)))
