"""What was measured of the tests before they are run on a case: false alarms and power, shipped with the program."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from scrutiny.findings.calibrated import Calibrated, Found
from scrutiny.messages import say

COUNTED = ("contests", "contests_rang", "elections", "any_alarms", "any_of", "marked")
FOLDER, ENDING = "patterns", ".calibration.json"


@functools.cache
def shipped() -> tuple[Calibrated, ...]:
    """The measurements beside the checks on patterns, made by `benchmarks/patterns_study.py`."""
    folder = resources.files("scrutiny.checks").joinpath(FOLDER)
    if not folder.is_dir():
        return ()
    files = sorted((file for file in folder.iterdir() if file.name.endswith(ENDING)), key=lambda file: file.name)
    return tuple(calibrated(json.loads(file.read_text(encoding="utf-8"))) for file in files)


def calibrated(data: Mapping[str, Any]) -> Calibrated:
    """A measurement from plain data."""
    return Calibrated(
        check=str(data["check"]),
        record=str(data.get("record", "")),
        contest=str(data.get("contest", "")),
        level=float(data["level"]),
        alarms=int(data["alarms"]),
        of=int(data["of"]),
        real_alarms=int(data.get("real_alarms", 0)),
        real_of=int(data.get("real_of", 0)),
        **{name: int(data.get(name, 0)) for name in COUNTED},
        rang_at=tuple(str(name) for name in data.get("rang_at", ())),
        shape=say("{shape}", shape=str(data["shape"])),
        power=tuple(
            Found(
                hand=str(f["hand"]),
                dose=float(f["dose"]),
                votes=int(f["votes"]),
                found=int(f["found"]),
                of=int(f["of"]),
                ballots=int(f.get("ballots", 0)),
            )
            for f in data.get("power", ())
        ),
    )
