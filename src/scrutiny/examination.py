"""Open a case, run the checks that apply, give the findings: the few lines that everything else serves."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scrutiny.calibrations import kept
from scrutiny.checks import all_checks, check_named
from scrutiny.checks.shipped import shipped
from scrutiny.errors import CaseError, MissingExtra, PlanError, Problem, ScrutinyError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.schema import adapter, path_text, problem_of
from scrutiny.findings.calibrated import Calibrated
from scrutiny.findings.check import QUESTIONS, Check, subjects
from scrutiny.findings.examined import Examined
from scrutiny.findings.families import judged
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.loading import Progress, load, silent
from scrutiny.messages import Message, _, say


@dataclass(frozen=True)
class Case:
    """A case folder and its evidence, read when first asked for."""

    folder: CaseFolder
    progress: Progress = field(default=silent, compare=False)

    @property
    def file(self) -> CaseFile:
        return self.folder.case

    @property
    def plan(self) -> Plan:
        return self.folder.plan

    @cached_property
    def evidence(self) -> Evidence:
        return load(self.folder, self.progress)


def open_case(path: str | Path, progress: Progress = silent) -> Case:
    """Open a case folder. Mistakes in what was typed are told all at once."""
    case = Case(CaseFolder(Path(path)), progress)
    mistakes: list[ScrutinyError] = []
    for read in (lambda: case.file, lambda: _checked(case.plan)):
        try:
            read()  # now, so that mistakes are not told in the middle of the work
        except ScrutinyError as error:
            mistakes.append(error)
    if len(mistakes) > 1:
        raise CaseError(problem for mistake in mistakes for problem in mistake.problems)
    if mistakes:
        raise mistakes[0]
    return case


def _checked(plan: Plan) -> None:
    """A plan whose checks and settings exist."""
    problems: list[Problem] = []
    planned(plan)
    for check in all_checks():
        try:
            settings_of(check, plan)
        except PlanError as error:
            problems += error.problems
    if problems:
        raise PlanError(problems)


def planned(plan: Plan, only: Sequence[str] = ()) -> tuple[Check, ...]:
    """The checks that a plan (or `only`) asks for; ids and questions both name checks.

    A check that runs on request runs only where its id is named.
    """
    problems: list[Problem] = []
    chosen: list[Check] = []
    wanted = tuple(only) or plan.checks
    named = [("--only" if only else "plan.toml: checks", name) for name in wanted]
    named += [("plan.toml: without", name) for name in plan.without]
    for where, name in named + [("plan.toml: settings", name) for name in plan.settings]:
        if name not in QUESTIONS or where == "plan.toml: settings":
            try:
                check_named(name)
            except PlanError as error:
                problems += [replace(problem, where=f"{where}: {problem.where}") for problem in error.problems]
    if problems:
        raise PlanError(problems)
    for check in all_checks():
        general = not wanted or check.question in wanted
        asked = check.id in wanted or (general and not check.on_request)
        dropped = check.id in plan.without or check.question in plan.without
        if asked and (not dropped or check.id in only):
            chosen.append(check)
    return tuple(chosen)


def _installed(chosen: Sequence[Check]) -> None:
    """Every optional part that the checks need is here; said before any of them has begun."""
    lacking = [
        Problem(check.id, f"needs {check.module}, which is not installed", do=f'pip install "scrutiny[{check.extra}]"')
        for check in chosen
        if check.module and find_spec(check.module) is None
    ]
    if lacking:
        raise MissingExtra(lacking)


def settings_of(check: Check, plan: Plan) -> Any:
    """The settings of a check under a plan: documented defaults, changed where the plan says so."""
    if check.settings is None:
        if check.id in plan.settings:
            raise PlanError(Problem(f"plan.toml: settings.{check.id}", "this check has no settings"))
        return None
    from pydantic import ValidationError

    try:
        return adapter(check.settings).validate_python(plan.settings.get(check.id, {}))
    except ValidationError as error:
        raise PlanError(
            problem_of(e, e["loc"], check.settings, f'plan.toml: settings."{check.id}".{path_text(e["loc"])}')
            for e in error.errors()
        ) from None


def examine(
    case: Case | Evidence,
    plan: Plan | None = None,
    only: Sequence[str] = (),
    progress: Progress = silent,
    calibrations: Sequence[Calibrated] | None = None,
    bare: bool = False,
) -> Examined:
    """Run the checks that apply to a case.

    Parameters
    ----------
    case
        An opened case, or evidence held in memory.
    plan
        By default that of the case folder, else the documented default plan.
    only
        Ids of checks or questions; narrows the plan.
    calibrations
        What was measured of the tests, on which their verdicts rest; by default those that are kept with the case,
        and those that are shipped.
    bare
        Only tests are wanted, without pictures and without what stands beside them.

    Returns
    -------
    Examined
        Findings in the order of the report, what did not apply and why, notes, and what repeats it.
    """
    evidence = case.evidence if isinstance(case, Case) else case
    if plan is None:
        plan = case.plan if isinstance(case, Case) else Plan()
    chosen = planned(plan, only)
    _installed(chosen)
    settings = {check.id: settings_of(check, plan) for check in chosen}
    findings: list[Finding] = []
    reasons: dict[str, tuple[Message, ...]] = {}
    partly: dict[str, tuple[Message, ...]] = {}
    spent: dict[str, float] = {}
    for check in chosen:
        progress(check.title)
        started = time.perf_counter()
        made, why = subjects(evidence, check, plan.seed, bare)
        found: list[Finding] = []
        for subject in made:
            for finding in check.compute(subject, settings[check.id]):
                found.append(replace(finding, contest=finding.contest or subject.contest.id))
        if found:
            if why:
                partly[check.id] = tuple(why)
        else:
            reasons[check.id] = tuple(why) or (say(_("nothing in the case for it to speak about")),)
        findings += found
        spent[check.id] = time.perf_counter() - started
    _unique(findings)
    if calibrations is None:
        own = kept(case.folder.path, evidence, plan) if isinstance(case, Case) else ()
        calibrations = (*shipped(), *own)
    findings = judged(findings, Fraction(plan.significance), calibrations)
    return Examined(
        evidence=evidence,
        plan=plan,
        checks=chosen,
        findings=tuple(findings),
        not_applicable=reasons,
        partly=partly,
        calibrations=tuple(calibrations),
        only=tuple(only),
        spent=spent,
    )


def _unique(findings: Sequence[Finding]) -> None:
    """Two findings with one id would break links; that is a fault of a check, told as such."""
    seen: set[str] = set()
    for finding in findings:
        if finding.id in seen:
            raise ScrutinyError(Problem(finding.check, f"gives two findings with the id {finding.id}"))
        seen.add(finding.id)


def verdicts(examined: Examined) -> Mapping[Verdict, int]:
    """How many findings have each verdict."""
    made: dict[Verdict, int] = {}
    for finding in examined.findings:
        made[finding.verdict] = made.get(finding.verdict, 0) + 1
    return made
