"""The canonical form of a report: exact values, a stable order, no clock, no path of a machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl

from scrutiny import __version__
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.schema import dumped
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Calibration, Finding, Weight
from scrutiny.messages import (
    Chance,
    Code,
    Count,
    Day,
    Message,
    Name,
    Percent,
    Points,
    Quantity,
    Quote,
    Series,
    Words,
    as_json,
)
from scrutiny.report.answers import answers_json, reply_json
from scrutiny.report.blocks import Headline, Opening
from scrutiny.report.compose import matrix
from scrutiny.report.opening import opening
from scrutiny.report.units import FILE, Exported, export

SCHEMA = "scrutiny.findings/1"
VALUES = (Count, Percent, Points, Chance, Quantity, Name, Quote, Code, Day, Series, Message)


def to_json(examined: Examined, exported: Exported | None = None) -> dict[str, Any]:
    """The report as plain data.

    Numbers of findings are whole numbers or strings (`"51.20"`, `"1/3"`), never floats. `said` is the sentence in
    English; `statement` is its template with the values, from which every language is printed.

    Parameters
    ----------
    exported
        The units as they were written; made here when not given.
    """
    exported = exported or export(examined.findings)
    evidence = examined.evidence
    case = evidence.case
    return {
        "schema": SCHEMA,
        "scrutiny": __version__,
        "case": {
            "title": case.title,
            "country": case.country,
            "summary": case.summary,
            "elections": [
                {"id": e.id, "name": e.name, "date": e.date.isoformat(), "status": e.status} for e in case.elections
            ],
            "contests": [
                {"id": c.id, "name": c.name, "election": c.election, "rule": c.rule.kind} for c in case.contests
            ],
        },
        "evidence": {"digest": evidence.digest, "manifest": evidence.manifest.splitlines()},
        "plan": exact(
            {
                "made": examined.plan.made,
                "by": examined.plan.by,
                "checks": examined.plan.checks,
                "without": examined.plan.without,
                "level": examined.plan.level,
                "seed": examined.plan.seed,
                "significance": examined.plan.significance,
                "settings": examined.plan.settings,
                "digest": examined.plan_digest,
            }
        ),
        "only": list(examined.only),
        "checks": [{"id": c.id, "title": c.title, "asks": c.asks, "kind": c.kind.value} for c in examined.checks],
        "opening": _opening(opening(examined, None)),
        "verdicts": {
            link.href.removeprefix("#"): {verdict.value: n for verdict, n in sorted(row.items())}
            for link, row in matrix(examined).rows
        },
        "findings": [
            finding_json(finding, exported)
            | {"replies": [reply_json(r) for r in case.replies_by_day if r.to in (finding.id, finding.check)]}
            for finding in examined.findings
        ],
        "not_applicable": {
            check: [{"said": _english(reason), "reason": as_json(reason)} for reason in reasons]
            for check, reasons in examined.not_applicable.items()
        },
        "calibrations": [
            {
                "check": one.check,
                "record": one.record,
                "contest": one.contest,
                "level": repr(one.level),
                "alarms": one.alarms,
                "of": one.of,
                "real_alarms": one.real_alarms,
                "real_of": one.real_of,
                "contests": one.contests,
                "contests_rang": one.contests_rang,
                "elections": one.elections,
                "rang_at": list(one.rang_at),
                "any_alarms": one.any_alarms,
                "any_of": one.any_of,
                "marked": one.marked,
                "sound": one.sound,
                "power": [exact(asdict(cell)) for cell in one.power],
            }
            for one in examined.calibrations
            if one.check in {finding.check for finding in examined.findings if finding.tests}
        ],
        "partly": {
            check: [{"said": _english(reason), "reason": as_json(reason)} for reason in reasons]
            for check, reasons in examined.partly.items()
        },
        "notes": [
            {
                "code": note.code,
                "source": note.source,
                "locator": note.locator,
                "count": note.count,
                "said": _english(note.says),
                "says": as_json(note.says),
            }
            for note in evidence.notes
        ],
        **answers_json(case),
        "sources": [
            _custody(case, o.source) | {"sha256": o.sha256, "bytes": o.bytes, "found": o.found}
            for o in evidence.originals
        ],
        "absent": dict(sorted(evidence.absent.items())),
        "given": {
            "frames": [
                {"level": f.level, "number": f.number, "said_by": f.said_by, "source": f.source} for f in case.frames
            ],
            "registers": [{"id": r.id, "name": r.name, "number": r.number, "source": r.source} for r in case.registers],
        },
        "claims": [dumped(c) | {"figures": exact(_figures(c.figures))} for c in case.claims],
        "units_file": {"file": FILE, "sha256": exported.sha256, "rows": dict(exported.rows)} if exported.csv else None,
    }


_IN_ORIGINAL = frozenset({"sha256", "bytes", "withdrawn"})


def _custody(case: CaseFile, id_: str) -> dict[str, Any]:
    """What the case says of a source; its hash and size are those of the file that was read."""
    source = case.source_by_id.get(id_)
    return {"id": id_, "title": id_} if source is None else dumped(source, _IN_ORIGINAL)


def finding_json(finding: Finding, exported: Exported) -> dict[str, Any]:
    """One finding: sentences, exact numbers, units that are on the page."""
    shown = exported.shown.get(finding.id)
    made: dict[str, Any] = {
        "id": finding.id,
        "check": finding.check,
        "kind": finding.kind.value,
        "verdict": finding.verdict.value,
        "contest": finding.contest,
        "about": list(finding.about),
        "repeats": finding.repeats,
        "placebo": finding.placebo,
        "prominent": finding.prominent,
        "slips": finding.slips,
        "title": as_json(finding.title),
        "said": _english(finding.statement),
        "statement": as_json(finding.statement),
        "rests_on": [as_json(message) for message in finding.rests_on],
        "breaks_if": [as_json(message) for message in finding.breaks_if],
        "does_not_show": _maybe(finding.does_not_show),
        "would_settle": _maybe(finding.would_settle),
        "weight": _weight(finding.weight),
        "calibration": _calibration(finding.calibration),
        "tests": [
            {"of": t.of, "p": f"{t.p:.6g}", "family": t.family, "beside": t.beside, "adjusted": _chance(t.adjusted)}
            for t in finding.tests
        ],
        "scope": None
        if finding.scope is None
        else {"units": finding.scope.units, "left_out": finding.scope.left_out, "why": _maybe(finding.scope.why)},
        "numbers": {
            name: {
                "value": as_json(value),
                **({"label": as_json(finding.labels[name])} if name in finding.labels else {}),
                **({"from": as_json(finding.origins[name])} if name in finding.origins else {}),
            }
            for name, value in finding.numbers.items()
        },
        "effect": finding.effect,
        "sources": list(finding.sources),
        "settings": exact(finding.settings),
        "seed": finding.seed,
        "figure": None
        if finding.figure is None
        else {
            "kind": finding.figure.kind,
            "title": as_json(finding.figure.title),
            "caption": as_json(finding.figure.caption),
            "alternative": as_json(finding.figure.alternative),
            "data": exact(finding.figure.data),
        },
        "listing": None
        if finding.listing is None
        else {
            "title": as_json(finding.listing.title),
            "columns": [as_json(column) for column in finding.listing.columns],
            "rows": [[as_json(cell) for cell in row] for row in finding.listing.rows],
        },
        "units": None,
    }
    if shown is not None:
        made["units"] = {
            "total": shown.total,
            "columns": shown.table.columns,
            "rows": [[exact(cell) for cell in row] for row in shown.table.iter_rows()],
        }
    return made


def _chance(p: float | None) -> str | None:
    return None if p is None else f"{p:.6g}"


def exact(value: Any) -> Any:
    """Any value as JSON without loss: fractions and decimals as text, a float as its shortest text."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return format(value, "f") if value.is_finite() else str(value)
        case Fraction():
            return str(value)
        case float():
            return repr(value)
        case date() | datetime():
            return value.isoformat()
        case Mapping():
            return {str(key): exact(item) for key, item in value.items()}
        case list() | tuple():
            return [exact(item) for item in value]
        case set() | frozenset():
            return sorted((exact(item) for item in value), key=str)
        case pl.DataFrame():
            return {"columns": value.columns, "rows": [[exact(cell) for cell in row] for row in value.iter_rows()]}
        case pl.Series():
            return [exact(item) for item in value.to_list()]
        case _ if isinstance(value, VALUES):
            return as_json(value)
        case _:
            return str(value)


def _weight(weight: Weight | None) -> dict[str, Any] | None:
    if weight is None:
        return None
    return {
        "low": weight.low,
        "high": weight.high,
        "slack": weight.slack,
        "by": weight.by,
        "outcome": _maybe(weight.outcome),
        "could_alter": weight.could_alter,
    }


def _calibration(calibration: Calibration | None) -> dict[str, Any] | None:
    if calibration is None:
        return None
    return {
        "alarms": calibration.alarms,
        "of": calibration.of,
        "upper": str(calibration.upper),
        "upper_percent": str(100 * calibration.upper),
        "corpus": as_json(calibration.corpus),
        "power": _maybe(calibration.power),
    }


def _opening(made: Opening) -> dict[str, Any]:
    """The figures that the page opens with, side by side."""

    def line(headline: Headline) -> dict[str, Any]:
        return {"option": as_json(headline.option), "value": as_json(headline.value)}

    return {
        "plan": as_json(made.plan),
        "sides": [
            {
                "title": as_json(side.title),
                "figures": [line(headline) for headline in side.headlines],
                "notes": [as_json(note) for note in side.notes],
            }
            for side in made.sides
        ],
    }


def _figures(figures: Any) -> Any:
    if figures is None:
        return None
    return {name: value for name, value in vars(figures).items() if value not in (None, {})}


def _maybe(message: Message | None) -> Any:
    return None if message is None else as_json(message)


@cache
def _words() -> Words:
    return Words("en")


def _english(message: Message) -> str:
    return _words().plain(message)
