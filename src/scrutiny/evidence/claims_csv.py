"""Claims typed in a spreadsheet: `claims.csv`, one row a claim, the same fields as `claims.toml`.

Columns are the fields of a claim (`id`, `act`, `speaker`, `role`, `country`, `contest`, `about`, `title`, `said`,
`place`, `words`, `summary`, `irreversible`, `state`, `source`, `corrects`, `quote`, `hedge`, `of_election`, `told_by`;
`irregularities` and `resting_on` with semicolons between several) and of its figures: `votes:NM` and `shares:NM` for
the option `NM`, `valid`, `invalid`, `turnout`, `coverage` and so on. An empty cell says nothing.
`claims.toml` is for what a row cannot hold: several reports of one claim, a sample, what is alleged in numbers.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Callable, Iterator
from typing import Any

from scrutiny.errors import CaseError, Problem
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.guarding import unguarded
from scrutiny.evidence.schema import adapter, path_text, problem_of
from scrutiny.evidence.typed import moment, share, whole, yes_or_no


def text_of(cell: str) -> str:
    """A text, without the apostrophe that an export sets before what a spreadsheet would take for a formula."""
    return unguarded(cell.strip())


def several(cell: str) -> tuple[str, ...]:
    """Several words in one cell, with semicolons between them."""
    return tuple(part for part in (one.strip() for one in text_of(cell).split(";")) if part)


CLAIM_COLUMNS: dict[str, Callable[[str], Any]] = {
    "id": text_of,
    "act": text_of,
    "speaker": text_of,
    "role": text_of,
    "country": text_of,
    "contest": text_of,
    "about": text_of,
    "title": text_of,
    "said": moment,
    "place": text_of,
    "words": text_of,
    "summary": text_of,
    "irreversible": yes_or_no,
    "state": text_of,
    "source": text_of,
    "corrects": text_of,
    "quote": text_of,
    "hedge": text_of,
    "of_election": text_of,
    "told_by": text_of,
    "irregularities": several,
    "resting_on": several,
}
FIGURE_COLUMNS: dict[str, Callable[[str], Any]] = {
    "shares_of": text_of,
    "valid": whole,
    "invalid": whole,
    "blank": whole,
    "invalid_share": share,
    "valid_share": share,
    "cast": whole,
    "registered": whole,
    "turnout": share,
    "coverage": share,
    "coverage_of": text_of,
    "counted_units": whole,
}
OPTION_COLUMNS: dict[str, Callable[[str], Any]] = {"votes": whole, "shares": share}
_NEEDED = ("id", "act", "speaker")


def read_claims_csv(text: str, shown_name: str) -> tuple[Claim, ...]:
    """The claims of a `claims.csv`; every mistake is told at once, with its line and column.

    Examples
    --------
    >>> text = "id,act,speaker,votes:NM,turnout" + chr(10) + "b1,announces_figure,Council,5150092,59"
    >>> read_claims_csv(text, "claims.csv")[0].figures.votes
    {'NM': 5150092}
    """
    return tuple(claim for _, claim in located_claims(text, shown_name))


def place_in_row(shown_name: str, line: int) -> Callable[[tuple[str | int, ...]], str]:
    """The place of a claim's fields, by the columns that hold them: `figures.votes.NM` is the column `votes:NM`."""

    def where(loc: tuple[str | int, ...]) -> str:
        column = ":".join(str(step) for step in loc if step != "figures")
        return f"{shown_name}, line {line}, column {column}"

    return where


def located_claims(text: str, shown_name: str) -> tuple[tuple[int, Claim], ...]:
    """The same claims, each with the line on which its row begins."""
    problems: list[Problem] = []
    claims: list[tuple[int, Claim]] = []
    rows = _rows(text, shown_name)
    line, header = next(rows, (0, []))
    if not any(cell.strip() for cell in header):
        raise CaseError(Problem(shown_name, "empty", "a first line with the names of the columns: " + _columns()))
    names = [cell.strip() for cell in header]
    problems += _check_header(names, line, shown_name)
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        found = _claim(names, cells, line, shown_name)
        if isinstance(found, Claim):
            claims.append((line, found))
        else:
            problems += found
    if problems:
        raise CaseError(problems)
    return tuple(claims)


def _rows(text: str, shown_name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins; a quoted text may run over several lines."""
    first = text.partition("\n")[0]
    separator = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise CaseError(
            Problem(f"{shown_name}, line {line}", f"cannot be read: {error}", "texts with commas or quotes in quotes")
        ) from error


def _columns() -> str:
    return ", ".join((*CLAIM_COLUMNS, *FIGURE_COLUMNS, *(f"{name}:<option>" for name in OPTION_COLUMNS)))


def _converter(name: str) -> Callable[[str], Any] | None:
    kind, colon, option = name.partition(":")
    if colon and option.strip():
        return OPTION_COLUMNS.get(kind)
    return CLAIM_COLUMNS.get(name) or FIGURE_COLUMNS.get(name)


def _check_header(names: list[str], line: int, shown_name: str) -> Iterator[Problem]:
    known = [*CLAIM_COLUMNS, *FIGURE_COLUMNS, *(f"{name}:" for name in OPTION_COLUMNS)]
    for position, name in enumerate(names, 1):
        where = f"{shown_name}, line {line}, column {position}"
        if not name:
            continue
        if _converter(name) is None:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            shown = near[0] + "<option>" if near and near[0].endswith(":") else "".join(near)
            yield Problem(
                where,
                f"unknown column {name!r}",
                "one of: " + _columns(),
                f"did you mean `{shown}`?" if shown else "",
            )
        elif name in names[: position - 1]:
            yield Problem(where, f"the column {name!r} stands twice", "each column once")
    for name in _NEEDED:
        if name not in names:
            where = f"{shown_name}, line {line}"
            yield Problem(where, f"the column {name!r} is missing", "columns id, act and speaker")


def _claim(names: list[str], cells: list[str], line: int, shown_name: str) -> Claim | list[Problem]:
    """The claim of one row, or everything that is wrong with it."""
    where = f"{shown_name}, line {line}"
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        return [
            Problem(
                where,
                f"{len(cells)} cells",
                f"{len(names)}, as many as there are columns",
                "a text that holds the separator must stand in quotes",
            )
        ]
    problems: list[Problem] = []
    data: dict[str, Any] = {}
    figures: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=False):
        convert = _converter(name)
        if convert is None or not cell.strip():
            continue
        try:
            value = convert(cell)
        except ValueError as error:
            problems.append(Problem(f"{where}, column {name}", str(error)))
            continue
        kind, colon, option = name.partition(":")
        if colon:
            figures.setdefault(kind, {})[option.strip()] = value
        elif name in FIGURE_COLUMNS:
            figures[name] = value
        else:
            data[name] = value
    if figures:
        data["figures"] = figures
    made = _validated(data, names, where)
    if isinstance(made, Claim) and not problems:
        return made
    return problems + ([] if isinstance(made, Claim) else made)


def _validated(data: dict[str, Any], names: list[str], where: str) -> Claim | list[Problem]:
    from pydantic import ValidationError

    try:
        return adapter(Claim).validate_python(data)
    except ValidationError as error:
        made = []
        for fault in error.errors():
            loc = tuple(step for step in fault["loc"] if step != "figures")
            column = path_text(loc)
            if fault["type"].startswith("missing") and column not in names:
                continue  # told once, for the header
            made.append(problem_of(fault, loc, Claim, f"{where}, column {column}"))
        return made
