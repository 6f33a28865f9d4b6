"""Claims as a table for a spreadsheet: one row a claim, RFC 4180, the columns that `claims.csv` of a case has.

It can be put into a case again as it is. What a row cannot hold (several reports of one claim, what it alleges in
numbers, passages) is left out and told.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal

from scrutiny.evidence.claim import Claim, Figures, Report
from scrutiny.evidence.claims_csv import CLAIM_COLUMNS, FIGURE_COLUMNS, OPTION_COLUMNS, read_claims_csv
from scrutiny.evidence.guarding import guarded
from scrutiny.exporting import Exported
from scrutiny.messages import _, say

_DEFAULTS = {field.name: field.default for kind in (Claim, Figures) for field in fields(kind)}
_ALWAYS = ("id", "act", "speaker", "role", "country", "about", "said", "words", "summary", "state", "source")
"""Columns that a reader looks for even where they are empty; the others are there when a claim fills them."""


def claims_table(claims: Sequence[Claim], *, bom: bool = False) -> Exported:
    """The claims as CSV.

    Parameters
    ----------
    bom
        Set the three bytes before it by which some spreadsheets know UTF-8.

    Examples
    --------
    >>> table = claims_table([Claim("b1", "announces_figure", "Council", figures=Figures({"A": 7}))])
    >>> table.content.decode().splitlines()[0]
    'id,act,speaker,role,country,about,said,words,summary,state,source,votes:A'
    """
    rows = [_row(claim) for claim in claims]
    columns = [c for c in _columns(claims) if c in _ALWAYS or any(row.get(c) for row in rows)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    content = text.getvalue()
    told = []
    again = read_claims_csv(content, "export") if claims else ()
    shortened = [claim for claim, row in zip(claims, again, strict=True) if claim != row]
    if shortened:
        told.append(
            say(
                _(
                    "{n} of {all} claims say more than a row can hold (several reports, allegations in numbers, "
                    "passages, samples); the rest is in claims.toml."
                ),
                n=len(shortened),
                all=len(claims),
            )
        )
    return Exported(content.encode("utf-8-sig" if bom else "utf-8"), tuple(told))


def _columns(claims: Sequence[Claim]) -> list[str]:
    options: dict[str, list[str]] = {kind: [] for kind in OPTION_COLUMNS}
    for claim in claims:
        for kind, seen in options.items():
            for option in getattr(claim.figures, kind, {}):
                if option not in seen:
                    seen.append(option)
    pairs = [f"{kind}:{option}" for kind, seen in options.items() for option in seen]
    first = [column for column in _ALWAYS if column in CLAIM_COLUMNS]
    return [*first, *(c for c in CLAIM_COLUMNS if c not in _ALWAYS), *pairs, *FIGURE_COLUMNS]


def _row(claim: Claim) -> dict[str, str]:
    row = {name: guarded(_cell(name, getattr(claim, name))) for name in CLAIM_COLUMNS}
    row["state"] = claim.state
    if not claim.source and claim.reports:
        row["source"] = guarded("; ".join(_printed(report) for report in claim.reports))
    if claim.figures is not None:
        row |= {name: _cell(name, getattr(claim.figures, name)) for name in FIGURE_COLUMNS}
        for kind in OPTION_COLUMNS:
            row |= {f"{kind}:{option}": _text(value) for option, value in getattr(claim.figures, kind).items()}
    return row


def _printed(report: Report) -> str:
    """Where it is printed, in one line: the outlet, the day, the address."""
    day = "" if report.on is None else report.on.isoformat()
    return ", ".join(part for part in (report.by, day, report.url) if part)


def _cell(name: str, value: object) -> str:
    return "" if value is None or value == _DEFAULTS.get(name) else _text(value)


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case tuple():
            return "; ".join(str(one) for one in value)
        case _:
            return str(value)
