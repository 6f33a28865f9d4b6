"""Commands that examine: examine, announced, verify."""

from __future__ import annotations

import sys
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from scrutiny.cli.terminal import console, maybe, progress, tell
from scrutiny.errors import CaseError, MachineError, Problem, ScrutinyError

if TYPE_CHECKING:
    from decimal import Decimal

    from scrutiny.evidence.record import Evidence
    from scrutiny.examination import Case
    from scrutiny.findings.examined import Examined
    from scrutiny.loading import Progress

Several = Parameter(consume_multiple=True)
FailOn = Literal["contradicts", "unusual"]
REPORT = "report.html"


def examine(
    case: Path,
    /,
    *,
    only: Annotated[list[str] | None, Several] = None,
    output: Path | None = None,
    json: bool = False,
    lang: str | None = None,
    fail_on: Annotated[list[FailOn] | None, Several] = None,
    quiet: bool = False,
    markdown: Path | None = None,
    timings: bool = False,
) -> int:
    """Examine a case: findings in the terminal; report.html and findings.json in its folder.

    Parameters
    ----------
    case
        The case folder.
    only
        Checks (counted.bounds) or questions (announced) to narrow the examination to.
    output
        A folder for report.html and findings.json, instead of the case folder.
    json
        Print findings.json instead of sentences.
    lang
        The language of the report: en or es; that of the case by default.
    fail_on
        Exit with 1 when a finding says so: contradicts, unusual, or both.
    quiet
        Print nothing but mistakes.
    markdown
        A file to write the report to as Markdown, besides the page.
    timings
        Print the seconds that each check took.
    """
    from scrutiny.examination import examine as examine_case
    from scrutiny.examination import open_case

    started = time.perf_counter()
    _checked_language(lang)
    report = (output or case) / REPORT
    _checked_places(output, report, markdown)
    with progress(quiet or json) as step:
        opened = open_case(case, step)
        _unfilled(opened, step)
        evidence = opened.evidence
        read = time.perf_counter()
        examined = examine_case(opened, only=tuple(only or ()), progress=step)
        computed = time.perf_counter()
        step("writing the report")
        unwritten: ScrutinyError | None = None
        try:
            _write(examined, case if output is None else None, report, markdown, lang)
        except ScrutinyError as error:
            unwritten = error
    written = time.perf_counter()
    if json:
        sys.stdout.write(_canonical(examined, None if unwritten else report, lang))
    elif not quiet:
        _show(examined, lang)
        for record, why in evidence.absent.items():
            tell(f"Not here: {record} ({why})")
        if unwritten is None:
            tell(f"Report: {report}")
    if timings:
        _timings(examined, {"reading": read - started, "checks": computed - read, "report": written - computed})
    if unwritten is not None:  # what was found is told above all the same
        raise unwritten
    return _failed(examined, fail_on or ())


def _write(examined: Examined, case: Path | None, report: Path, markdown: Path | None, lang: str | None) -> None:
    """Write the report. A case folder has one writer at a time; another folder is its owner's own business."""
    from scrutiny.evidence.storing import one_writer, write_all
    from scrutiny.report import publish, render

    try:
        with nullcontext() if case is None else one_writer(case):
            publish(examined, report, language=lang)
        if markdown is not None:
            write_all({markdown: render(examined, language=lang, markdown=True)["report"]})
    except MachineError as error:
        raise MachineError(
            replace(problem, do="the report was not written; write it elsewhere with --output DIR")
            for problem in error.problems
        ) from error


def _canonical(examined: Examined, report: Path | None, lang: str | None) -> str:
    from scrutiny.report import FINDINGS, render

    if report is not None:
        return report.with_name(FINDINGS).read_text("utf-8")
    return render(examined, language=lang, markdown=True)["findings"].decode()


def _checked_places(output: Path | None, report: Path, markdown: Path | None) -> None:
    """Places for the report, told before the work: nothing that belongs to a case is ever written over."""
    from scrutiny.evidence.storing import refuse_evidence
    from scrutiny.report import FINDINGS
    from scrutiny.report.units import FILE

    if output is not None and output.exists() and not output.is_dir():
        raise CaseError(Problem(f"--output {output}", "is a file", f"a folder for {REPORT} and {FINDINGS}"))
    made = [report, report.with_name(FINDINGS), report.with_name(FILE)]
    if markdown is not None:
        if markdown.is_dir():
            raise CaseError(Problem(f"--markdown {markdown}", "is a folder", "a name for the file: report.md"))
        if markdown.resolve() in [place.resolve() for place in made]:
            raise CaseError(Problem(f"--markdown {markdown}", "is where another file of this report goes", "report.md"))
        made.append(markdown)
    refuse_evidence(made)


def _checked_language(lang: str | None) -> None:
    """Told before the work, not after it."""
    if lang is not None:
        from scrutiny.report import checked

        checked(lang)


def _unfilled(case: Case, step: Progress) -> None:
    """Say what a new case still holds of its template: a report with such a heading helps nobody."""
    from scrutiny.evidence.template import COUNTRY, DAY, TITLE

    still = [
        name
        for name, unfilled in (
            ("title", case.file.title == TITLE),
            ("country", case.file.country == COUNTRY),
            ("date", any(election.date == DAY for election in case.file.elections)),
        )
        if unfilled
    ]
    if still:
        step(f"case.toml is not filled in yet: {', '.join(still)}")


def _show(examined: Examined, lang: str | None) -> None:
    from scrutiny.report.terminal import show

    show(examined, console(), language=lang)


def _timings(examined: Examined, chapters: dict[str, float]) -> None:
    for name, seconds in chapters.items():
        print(f"{seconds:8.3f} s  {name}", file=sys.stderr)
    for name, seconds in sorted(examined.spent.items(), key=lambda item: -item[1]):
        print(f"{seconds:8.3f} s      {name}", file=sys.stderr)


def _failed(examined: Examined, fail_on: list[FailOn] | tuple[()]) -> int:
    return int(any(finding.verdict.value in fail_on for finding in examined.findings))


def announced(
    *votes: str,
    shares: Annotated[list[str] | None, Several] = None,
    names: Annotated[list[str] | None, Several] = None,
    coverage: str | None = None,
    tables: str | None = None,
    register: str | None = None,
    turnout: str | None = None,
    valid: str | None = None,
    invalid: str | None = None,
    blank: str | None = None,
    cast: str | None = None,
    decimals: int | None = None,
    json: bool = False,
    lang: str | None = None,
    fail_on: Annotated[list[FailOn] | None, Several] = None,
) -> int:
    """The quick question of election night: can these announced figures be true at all? No case is needed.

    Example: scrutiny announced 5150092 4445978 462704 --shares 51.2 44.2 4.6 --coverage 80 --tables 30026

    Parameters
    ----------
    votes
        Votes of each option, in the order of the announcement (5150092 or 5.150.092).
    shares
        Their percentages as printed, in the same order (51.20 is not 51.2: its decimals say how it was rounded).
    names
        Names of the options, in the same order.
    coverage
        Percent of the stations counted, as printed.
    tables
        How many stations there are.
    register
        How many voters there are.
    turnout
        Participation in percent, as printed.
    valid
        Valid votes, as announced.
    invalid
        Invalid (null) votes, as announced.
    blank
        Blank votes, where they are told apart.
    cast
        Ballots cast, as announced.
    decimals
        Decimals that the authority prints, where trailing zeros were lost (51.2 for 51.20).
    json
        Print the findings as JSON.
    lang
        The language of the answer: en or es.
    fail_on
        Exit with 1 when a finding says so: contradicts, unusual, or both.
    """
    from scrutiny.evidence.plan import Plan
    from scrutiny.evidence.typed import share, whole
    from scrutiny.examination import examine as examine_case

    _checked_language(lang)
    if decimals is not None and not 0 <= decimals <= 10:
        raise CaseError(Problem("--decimals", str(decimals), "a number of decimals from 0 to 10"))
    evidence = evening(
        votes=[_number("VOTES", text) for text in votes],
        shares=_with_decimals([_share(text) for text in shares or ()], decimals),
        names=list(names or ()),
        coverage=maybe("--coverage", share, coverage),
        tables=maybe("--tables", whole, tables),
        register=maybe("--register", whole, register),
        turnout=maybe("--turnout", share, turnout),
        valid=maybe("--valid", whole, valid),
        invalid=maybe("--invalid", whole, invalid),
        blank=maybe("--blank", whole, blank),
        cast=maybe("--cast", whole, cast),
        decimals=decimals,
    )
    examined = examine_case(evidence, Plan(checks=("announced",)))
    if json:
        from scrutiny.report import render

        sys.stdout.write(render(examined, language=lang)["findings"].decode())
    else:
        _show(examined, lang)
    return _failed(examined, fail_on or ())


def _number(option: str, text: str) -> int:
    from scrutiny.cli.terminal import given
    from scrutiny.evidence.typed import whole

    return given(option, whole, text)


def _share(text: str) -> Decimal:
    from scrutiny.cli.terminal import given
    from scrutiny.evidence.typed import share

    return given("--shares", share, text)


def _with_decimals(shares: list[Decimal], decimals: int | None) -> list[Decimal]:
    """Shares with the zeros that were lost on the way; a share never loses a decimal."""
    from decimal import Decimal

    if decimals is None:
        return shares
    for one in shares:
        if -int(one.as_tuple().exponent) > decimals:
            raise CaseError(Problem("--shares", f"{one} has more than {decimals} decimals", "--decimals that fit"))
    return [one.quantize(Decimal(1).scaleb(-decimals)) for one in shares]


def evening(
    *,
    votes: list[int],
    shares: list[Decimal],
    names: list[str],
    coverage: Decimal | None = None,
    tables: int | None = None,
    register: int | None = None,
    turnout: Decimal | None = None,
    valid: int | None = None,
    invalid: int | None = None,
    blank: int | None = None,
    cast: int | None = None,
    decimals: int | None = None,
) -> Evidence:
    """Evidence that holds one announcement and nothing else."""
    from datetime import date

    from scrutiny.evidence.case import CaseFile
    from scrutiny.evidence.claim import Claim, Figures
    from scrutiny.evidence.contest import Contest, Election, Option
    from scrutiny.evidence.facts import Facts, Frame, Register
    from scrutiny.evidence.record import Evidence

    count = max(len(votes), len(shares))
    if count == 0:
        raise CaseError(Problem("VOTES", "nothing to look at", "votes of each option, or --shares, or both"))
    for option, listed in (("VOTES", votes), ("--shares", shares), ("--names", names)):
        if listed and len(listed) != count:
            raise CaseError(Problem(option, f"{len(listed)} given", f"{count}, one for each option"))
    if len(set(names)) < len(names):
        raise CaseError(Problem("--names", "a name stands twice", "each option once"))
    ids = [str(number) for number in range(1, count + 1)]
    figures = Figures(
        votes=dict(zip(ids, votes, strict=False)),
        shares=dict(zip(ids, shares, strict=False)),
        coverage=coverage,
        turnout=turnout,
        valid=valid,
        invalid=invalid,
        blank=blank,
        cast=cast,
        registered=register,
    )
    options = tuple(Option(id_, name) for id_, name in zip(ids, names or [f"option {id_}" for id_ in ids], strict=True))
    case = CaseFile(
        title="Announced figures",
        country="",
        elections=(Election("election", "election", date(1, 1, 1)),),
        contests=(Contest("contest", "announced figures", "election", options=options),),
        frames=() if tables is None else (Frame("station", tables, "as given"),),
        registers=() if register is None else (Register("given", "the register as given", register),),
        facts=Facts(share_decimals=decimals),
        claims=(Claim("announcement", "announces_figure", "the announcer", title="the announcement", figures=figures),),
    )
    return Evidence(case, (), (), (), (), {})


def verify(report: Path, /, *, case: Path, quiet: bool = False) -> int:
    """Verify a report: hashes of the sources, digest of the evidence, and a second run that must give the same bytes.

    Parameters
    ----------
    report
        The report.html (findings.json and units.csv are looked for beside it), or a findings.json.
    case
        The case folder that it was made from.
    quiet
        Print only differences.
    """
    from scrutiny.verifying import verify as verify_report

    with progress(quiet) as step:
        verified = verify_report(report, case, step)
    if not quiet:
        for line in verified.same:
            tell(f"same: {line}")
    for difference in verified.differences:
        tell(f"differs: {difference}")
    if not quiet:
        tell("The report is what this case gives." if not verified.differences else "The report is not confirmed.")
    return int(bool(verified.differences))
