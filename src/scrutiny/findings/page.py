"""The page of a check, made from the check itself: what `scrutiny explain` prints and what the documentation holds."""

from __future__ import annotations

import dataclasses
from typing import Any

from scrutiny.findings.check import QUESTIONS, Check
from scrutiny.findings.finding import ALWAYS, HEADINGS, MAY_SAY, Kind

KINDS = {
    Kind.ARITHMETIC: "arithmetic: two figures agree, or cannot both be true",
    Kind.BOUND: "a bound: whatever is missing, the outcome stands, or it is left open",
    Kind.TEST: "a test under a stated null hypothesis, with a measured false-alarm rate",
    Kind.ESTIMATE: "an estimate with an interval",
    Kind.RECORD: "a record, without a verdict",
}


def page(check: Check) -> str:
    """Markdown: what the check asks, needs, assumes, may say and cannot show; its settings and references."""
    parts = [f"# {check.title}", f"`{check.id}` · {QUESTIONS.get(check.question, check.question)}", check.asks]
    parts += [f"**Kind.** {KINDS[check.kind]}.", f"**May say.** {_may_say(check)}."]
    parts.append(f"**Needs.** {_needs(check)}.")
    if check.needs_findings:
        named = ", ".join(f"`{id_}`" for id_ in check.needs_findings)
        parts.append(f"**Speaks of findings of.** {named}. It runs after them, and with them when it is run alone.")
    if check.on_request:
        parts.append(
            f"**Runs.** Only where it is named by its id: in `plan.toml` under `checks`, beside the questions whose "
            f"other checks are wanted too, or by `--only {check.id}`: it {check.on_request}."
        )
    if check.extra:
        parts.append(f'**Needs installed.** `pip install "scrutiny[{check.extra}]"`.')
    for heading, text in (
        ("Null hypothesis", check.null),
        ("Assumes", check.assumes),
        ("Honest causes that trip it", check.honest_causes),
        ("Cannot show", check.cannot_show),
        ("Example", check.example),
    ):
        if text:
            parts.append(f"## {heading}\n\n{text}")
    if check.settings is not None:
        parts.append("## Settings\n\n" + _settings(check))
    if check.references:
        parts.append("## References\n\n" + "\n".join(f"- {reference}" for reference in check.references))
    return "\n\n".join(parts) + "\n"


def _may_say(check: Check) -> str:
    own = [verdict for verdict in HEADINGS if verdict in MAY_SAY[check.kind] - ALWAYS]
    return ", ".join(HEADINGS[verdict] for verdict in [*own, *(v for v in HEADINGS if v in ALWAYS)])


def _needs(check: Check) -> str:
    needs = check.needs
    subject = {
        "contest": "a contest",
        "announcement": "an announcement",
        "announcements": f"at least {needs.at_least} announcements of one contest",
        "counts": "a record of counts",
        "pair_of_counts": "two records of counts of one contest",
        "counts_and_announcement": "a record of counts and an announcement",
    }[needs.per]
    parts = [subject]
    if needs.figures:
        parts.append("with the figures " + ", ".join(f"`{figure}`" for figure in needs.figures))
    if needs.items:
        parts.append("with columns for " + ", ".join(f"`{item}`" for item in needs.items))
    if needs.by_unit:
        parts.append("by single sheets")
    if needs.units > 1:
        parts.append(f"with at least {needs.units} units")
    return ", ".join(parts)


def _settings(check: Check) -> str:
    assert check.settings is not None
    from scrutiny.evidence.schema import json_schema

    properties = json_schema(check.settings).get("properties", {})
    rows = ["| setting | default | meaning |", "| --- | --- | --- |"]
    for field in dataclasses.fields(check.settings):
        meaning = " ".join(str(properties.get(field.name, {}).get("description", "")).split())
        rows.append(f"| `{field.name}` | {_default(field)} | {meaning} |")
    where = f'In `plan.toml`: `[settings."{check.id}"]`.'
    return "\n".join(rows) + "\n\n" + where


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        return f"`{field.default}`"
    if field.default_factory is not dataclasses.MISSING:
        return f"`{field.default_factory()}`"
    return "required"
