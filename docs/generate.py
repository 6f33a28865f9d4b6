"""Make the pages that are made from the program: a page per check, the reference of case.toml from its types.

python docs/generate.py
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

from scrutiny.checks import all_checks
from scrutiny.evidence.acts import acts_page
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.schema import json_schema
from scrutiny.findings.check import QUESTIONS
from scrutiny.findings.page import page

HERE = Path(__file__).parent


def checks() -> None:
    folder = HERE / "checks"
    folder.mkdir(exist_ok=True)
    lines = ["# Checks", ""]
    for question, title in QUESTIONS.items():
        found = [check for check in all_checks() if check.question == question]
        if not found:
            continue
        lines += [f"## {title}", "", "```{toctree}", ":maxdepth: 1", ""]
        for check in found:
            (folder / f"{check.id}.md").write_text(page(check), encoding="utf-8")
            lines.append(check.id)
        lines += ["```", ""]
    (folder / "index.md").write_text("\n".join(lines), encoding="utf-8")


def records_in(kind: type[Any]) -> list[type[Any]]:
    """The record types that a record's fields are made of, each once, in order of appearance."""
    found: list[type[Any]] = []

    def visit(hint: Any) -> None:
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            if hint not in found:
                found.append(hint)
                for field in dataclasses.fields(hint):
                    visit(get_type_hints(hint)[field.name])
            return
        for part in get_args(hint):
            visit(part)

    visit(kind)
    return found


def reference() -> None:
    lines = [
        "# Reference of case.toml, claims.toml and plan.toml",
        "",
        "Made from the types that read them. `scrutiny schema` prints the same as a JSON Schema, from which an editor",
        "completes and checks what you type.",
        "",
    ]
    seen: list[type[Any]] = []
    for file, kind in (("case.toml", CaseFile), ("claims.toml: `[[claims]]`", Claim), ("plan.toml", Plan)):
        lines += [f"## {file}", ""]
        for record in records_in(kind):
            if record in seen:
                continue
            seen.append(record)
            lines += section(record, top=record is kind)
    (HERE / "case-toml.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def section(record: type[Any], top: bool) -> list[str]:
    schema = json_schema(record)
    properties = schema.get("properties") or schema["$defs"][record.__name__]["properties"]
    lines = [] if top else [f"### {record.__name__}", ""]
    lines += [
        " ".join((record.__doc__ or "").split()),
        "",
        "| key | type | default | meaning |",
        "| --- | --- | --- | --- |",
    ]
    hints = get_type_hints(record)
    for field in dataclasses.fields(record):
        meaning = " ".join(str(properties.get(field.name, {}).get("description", "")).split()).replace("|", "\\|")
        lines.append(f"| `{field.name}` | {shown(hints[field.name])} | {default(field)} | {meaning} |")
    return [*lines, ""]


def shown(hint: Any) -> str:
    text = hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)
    text = re.sub(r"(typing|decimal|datetime|collections\.abc|scrutiny(\.\w+)*)\.", "", text)
    return "`" + text.replace("|", "or") + "`"


def default(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        return "" if field.default in (None, "") else f"`{field.default}`"
    if field.default_factory is not dataclasses.MISSING:
        return ""
    return "required"


if __name__ == "__main__":
    checks()
    reference()
    (HERE / "acts.md").write_text(acts_page(), encoding="utf-8")
