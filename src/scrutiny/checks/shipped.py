"""What was measured of the tests before they are run on a case: false alarms and power, shipped with the program."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import Any

from scrutiny.findings.calibrated import Calibrated, Found
from scrutiny.messages import Message, Name, _, say, series

COUNTED = ("contests", "contests_rang", "elections", "any_alarms", "any_of", "marked")
FOLDER, ENDING = "patterns", ".calibration.json"
_ELECTIONS = 10**7
"""More elections than anybody draws: a number above it is a fault of the file, and would take hours to work with."""
_VOTES = 10**12


@functools.cache
def shipped() -> tuple[Calibrated, ...]:
    """The measurements beside the checks on patterns, made by `benchmarks/patterns_study.py`."""
    folder = resources.files("scrutiny.checks").joinpath(FOLDER)
    if not folder.is_dir():
        return ()
    files = sorted((file for file in folder.iterdir() if file.name.endswith(ENDING)), key=lambda file: file.name)
    return tuple(calibrated(json.loads(file.read_text(encoding="utf-8"))) for file in files)


def calibrated(data: Any) -> Calibrated:
    """A measurement from plain data.

    Raises
    ------
    ValueError
        For data that no measurement gives; its text is the field and what it holds.
    """
    fields = _Fields(data)
    of, real_of = fields.whole("of"), fields.whole("real_of", 0)
    return Calibrated(
        check=fields.text("check"),
        record=fields.text("record", ""),
        contest=fields.text("contest", ""),
        level=fields.part("level", below=1.0),
        alarms=fields.whole("alarms", most=of),
        of=of,
        real_alarms=fields.whole("real_alarms", 0, most=real_of),
        real_of=real_of,
        **{name: fields.whole(name, 0) for name in COUNTED},
        rang_at=tuple(str(name) for name in fields.list("rang_at")),
        shape=_shape(fields),
        power=tuple(_found(_Fields(cell)) for cell in fields.list("power")),
    )


SHAPES: Mapping[str, str] = {
    "poland-2020": _("Poland 2020"),
    "spain-2019-11": _("Spain 2019"),
    "bolivia-2020": _("Bolivia 2020"),
    "alike-50": _("a country with half of the votes everywhere"),
    "alike-10": _("a country with a tenth of the votes everywhere"),
}
"""The elections whose shapes the shipped measurements have."""


def _shape(fields: _Fields) -> Message:
    """What the elections were: a record's title, or so many stations and whose shapes they have."""
    shapes = [str(name) for name in fields.list("shapes")]
    if not shapes:
        return say("{shape}", shape=fields.text("shape"))
    return say(
        _("of {stations} stations each, shaped like {elections}"),
        stations=fields.whole("stations", least=1),
        elections=series([say(SHAPES[name]) if name in SHAPES else Name(name) for name in shapes]),
    )


def _found(fields: _Fields) -> Found:
    of = fields.whole("of", least=1)
    return Found(
        hand=fields.text("hand"),
        dose=fields.part("dose", below=math.nextafter(1, 2)),
        votes=fields.whole("votes", most=_VOTES),
        found=fields.whole("found", most=of),
        of=of,
        ballots=fields.whole("ballots", 0, most=_VOTES),
    )


class _Fields:
    """Plain data from a file that anybody may have touched, asked field by field."""

    def __init__(self, data: Any) -> None:
        if not isinstance(data, dict):
            raise ValueError(_shown(data))
        self._data = data

    def text(self, name: str, default: str | None = None) -> str:
        return str(self._held(name, default, lambda value: isinstance(value, str)))

    def whole(self, name: str, default: int | None = None, least: int = 0, most: int = _ELECTIONS) -> int:
        return int(self._held(name, default, lambda value: type(value) is int and least <= value <= most))

    def part(self, name: str, below: float) -> float:
        """A number above 0."""
        return float(self._held(name, None, lambda value: type(value) in (int, float) and 0 < value < below))

    def list(self, name: str) -> Sequence[Any]:
        found: Sequence[Any] = self._held(name, [], lambda value: isinstance(value, list))
        return found

    def _held(self, name: str, default: Any, fits: Callable[[Any], bool]) -> Any:
        if name not in self._data and default is not None:
            return default
        if name not in self._data:
            raise ValueError(f"no {name}")
        if not fits(self._data[name]):
            raise ValueError(f"{name}: {_shown(self._data[name])}")
        return self._data[name]


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
