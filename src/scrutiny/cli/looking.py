"""Commands that show what there is: checks, explain, data, schema."""

from __future__ import annotations

import json as json_library
import sys
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from scrutiny.cli.terminal import console, progress, tell
from scrutiny.errors import CaseError, MachineError, Problem, ScrutinyError

if TYPE_CHECKING:
    from scrutiny.datasets import Dataset


def checks() -> None:
    """List every check, by the question that it helps to answer."""
    from scrutiny.checks import all_checks
    from scrutiny.findings.check import QUESTIONS

    every = all_checks()
    width = max((len(check.id) for check in every), default=0)
    for question, title in QUESTIONS.items():
        found = [check for check in every if check.question == question]
        if found:
            tell(title)
            for check in found:
                marks = [" (experimental)"] * check.experimental + [" (on request)"] * bool(check.on_request)
                tell(f"  {check.id:{width}}  {check.title}{''.join(marks)}")
    tell()
    tell("scrutiny explain CHECK says what one asks, assumes and cannot show.")


def explain(check: str, /) -> None:
    """Explain one check: what it asks, assumes, cannot show, and its settings.

    Parameters
    ----------
    check
        Its id: counted.bounds.
    """
    from scrutiny.checks import check_named
    from scrutiny.findings.page import page

    text = page(check_named(check))
    if not sys.stdout.isatty():
        tell(text)
        return
    from rich.markdown import Markdown

    console().print(Markdown(text))


def data(*names: str, all: bool = False, quiet: bool = False) -> None:
    """List the declared public data sets, or bring some of them and check their hashes.

    A set is looked for in the folder that the environment variable SCRUTINY_DATA names, in ../shared/data, and among
    what was brought before.

    Parameters
    ----------
    names
        Sets to be brought: ids (venezuela-2024/RESULTADOS_2024_CSV_V1.csv) or folders (israel-2019-2022).
    all
        Bring every set that can be brought.
    quiet
        Print only mistakes.
    """
    from scrutiny.datasets import FoundDataset, bring, declared
    from scrutiny.datasets.finding import find

    if not names and not all:
        for one in declared().values():
            found = find(one)
            state = "here" if isinstance(found, FoundDataset) else "can be brought" if one.url else "not here"
            where = f" in {found.where}" if isinstance(found, FoundDataset) else ""
            tell(f"{state:14}  {one.id}  ({one.bytes:,} bytes{where})")
        tell()
        tell("scrutiny data ID... brings sets; scrutiny data --all brings every set that can be brought.")
        return
    wanted = [one for one in declared().values() if one.url] if all else _wanted(names)
    faults: list[ScrutinyError] = []
    with progress(quiet) as step:
        for one in wanted:
            step(f"{one.id} ({one.bytes:,} bytes)")
            try:
                brought = bring(one)
            except ScrutinyError as error:  # the others are brought all the same
                faults.append(error)
                continue
            if not quiet:
                tell(f"here  {one.id}  sha256 {brought.sha256}")
    if faults:
        kind = MachineError if any(isinstance(fault, MachineError) for fault in faults) else CaseError
        problems = [problem for fault in faults for problem in fault.problems]
        # Scripts that are to be quiet get one line for each set.
        raise kind(_in_a_line(problem) if quiet else problem for problem in problems)


def _in_a_line(problem: Problem) -> Problem:
    return Problem(problem.where, "; ".join(text for text in (problem.found, problem.do) if text))


def _wanted(names: tuple[str, ...]) -> list[Dataset]:
    from scrutiny.datasets import dataset_named, declared

    made: dict[str, Dataset] = {}
    problems: list[Problem] = []
    for name in names:
        inside = [one for one in declared().values() if PurePosixPath(name) in PurePosixPath(one.id).parents]
        try:
            for one in inside or [dataset_named(name)]:
                made[one.id] = one
        except ScrutinyError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return list(made.values())


def schema(file: Literal["case", "claims", "plan", "replies"] = "case", /) -> None:
    """Print the JSON Schema of case.toml, claims.toml, replies.toml or plan.toml, for editors that complete and check.

    Parameters
    ----------
    file
        case, claims, replies or plan.
    """
    from scrutiny.evidence.case import CaseFile
    from scrutiny.evidence.folder import ClaimsFile, RepliesFile
    from scrutiny.evidence.plan import Plan
    from scrutiny.evidence.schema import json_schema

    kinds: dict[str, type[Any]] = {"case": CaseFile, "claims": ClaimsFile, "replies": RepliesFile, "plan": Plan}
    print(json_library.dumps(json_schema(kinds[file]), indent=2, ensure_ascii=False))
