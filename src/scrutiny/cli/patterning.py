"""The command for a bare table: patterns."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from scrutiny.cli.terminal import console, progress, tell
from scrutiny.errors import CaseError, Problem

if TYPE_CHECKING:
    from scrutiny.findings.examined import Examined

Several = Parameter(consume_multiple=True)
PAGE = "patterns.html"


def patterns(
    file: Path,
    /,
    *,
    cast: Annotated[list[str], Several],
    option: Annotated[list[str], Several],
    registered: str | None = None,
    issued: Annotated[list[str] | None, Several] = None,
    invalid: str | None = None,
    place: Annotated[list[str] | None, Several] = None,
    thousands: str = "",
    output: Path | None = None,
    lang: str | None = None,
    only: Annotated[list[str] | None, Several] = None,
    quiet: bool = False,
    json: bool = False,
) -> int:
    """Look for patterns in a file of polling stations, without a case: do the counts look counted?

    Parameters
    ----------
    file
        A file of results, one row a station: CSV, Excel, Parquet, JSON lines, also zipped.
    cast
        The column of ballots counted, or several that add to them: --cast Valid Invalid
    option
        Columns of votes: --option "Party A" "Party B". The largest is asked about, the others stand beside it.
    registered
        The column of registered voters; without it nothing is said of turnout.
    issued
        The column of ballots issued, or several that add to them; turnout is then made of it.
    invalid
        The column of invalid ballots; without it every ballot is taken for a valid vote.
    place
        Columns that name the place of a station, the largest first: --place Region District
    thousands
        The sign between groups of three digits, where 1.309 could also be a fraction: --thousands .
    output
        A folder for patterns.html and findings.json; without it nothing is written.
    lang
        The language: en or es.
    only
        Checks to narrow it to: --only patterns.integer_percentages
    quiet
        Print nothing but mistakes.
    json
        Print findings.json instead of sentences.
    """
    from scrutiny.patterning import patterns_of
    from scrutiny.report import checked

    if lang is not None:
        checked(lang)
    _checked_place(file, output)
    with progress(quiet or json) as step:
        examined = patterns_of(
            file,
            cast=cast,
            options=option,
            registered=registered,
            issued=issued or (),
            invalid=invalid,
            places=place or (),
            thousands=thousands,
            only=only or (),
            progress=step,
        )
        columns = {
            "--registered": registered,
            "--cast": cast,
            "--issued": issued,
            "--invalid": invalid,
            "--option": option,
            "--place": place,
            "--thousands": thousands,
            "--only": only,
        }
        files = _rendered(examined, lang, _command(file, columns))
        if output is not None:
            step("writing the page")
            _write(files, output)
    if json:
        sys.stdout.write(files["findings.json"].decode())
    elif not quiet:
        from scrutiny.report.terminal import show

        show(examined, console(), language=lang)
        if output is not None:
            tell(f"Page: {output / PAGE}")
    return 0


def _checked_place(file: Path, output: Path | None) -> None:
    from scrutiny.evidence.storing import refuse_evidence
    from scrutiny.report import FINDINGS
    from scrutiny.report.units import FILE

    if output is None:
        return
    if output.exists() and not output.is_dir():
        raise CaseError(Problem(f"--output {output}", "is a file", f"a folder for {PAGE} and {FINDINGS}"))
    made = [output / PAGE, output / FINDINGS, output / FILE]
    refuse_evidence(made)
    if file.resolve() in [place.resolve() for place in made]:
        raise CaseError(
            Problem(f"--output {output}", f"{file.name} lies there and would be replaced", "another folder")
        )


def _rendered(examined: Examined, lang: str | None, command: str) -> dict[str, bytes]:
    from scrutiny.report.patterns_page import render

    return render(examined, lang, command, PAGE)


def _write(files: dict[str, bytes], output: Path) -> None:
    from scrutiny.evidence.storing import write_all

    write_all({output / name: content for name, content in files.items()})


def _command(file: Path, columns: dict[str, str | list[str] | None]) -> str:
    """What was typed, so that it can be typed again: with the file's name, without the folders of this machine."""
    words = ["scrutiny", "patterns", file.name]
    for name, value in columns.items():
        if value:
            words += [name, *([value] if isinstance(value, str) else value)]
    return shlex.join([*words, "--output", "."])
