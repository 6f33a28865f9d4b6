"""Open a case, run the checks that apply, give the findings: the few lines that everything else serves."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from scrutiny.calibrations import kept, shipped_for
from scrutiny.checks import all_checks
from scrutiny.errors import CaseError, MissingExtra, PlanError, Problem, ScrutinyError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.findings.calibrated import Calibrated
from scrutiny.findings.check import Check, subjects
from scrutiny.findings.examined import Examined
from scrutiny.findings.families import judged
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.findings.placebo import as_placebos, with_placebos
from scrutiny.loading import Progress, load, silent
from scrutiny.messages import Message, _, say
from scrutiny.planning import digest_of, in_passes, planned, settings_of


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


def _installed(chosen: Sequence[Check]) -> None:
    """Every optional part that the checks need is here; said before any of them has begun."""
    lacking = [
        Problem(check.id, f"needs {check.module}, which is not installed", do=f'pip install "scrutiny[{check.extra}]"')
        for check in chosen
        if check.module and find_spec(check.module) is None
    ]
    if lacking:
        raise MissingExtra(lacking)


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

    def run(check: Check, known: Sequence[Finding] = ()) -> list[Finding]:
        progress(check.title)
        started = time.perf_counter()
        made, why = subjects(evidence, check, plan.seed, bare)
        found: list[Finding] = []
        for subject in made:
            named = tuple(f for f in known if f.contest == subject.contest.id and f.check in check.needs_findings)
            for finding in check.compute(replace(subject, findings=named), settings[check.id]):
                found.append(replace(finding, contest=finding.contest or subject.contest.id))
        if found:
            if why:
                partly[check.id] = tuple(why)
        else:
            reasons[check.id] = tuple(why) or (say(_("nothing in the case for it to speak about")),)
        spent[check.id] = time.perf_counter() - started
        return found

    first, later = in_passes(chosen, () if bare else planned(plan))
    asked = {check.id for check in chosen}
    beside: list[Finding] = []
    for check in first:
        settings.setdefault(check.id, settings_of(check, plan))
        (findings if check.id in asked else beside).extend(run(check))
    if calibrations is None:
        own, notes = kept(case.folder.path, evidence, plan) if isinstance(case, Case) else ((), ())
        calibrations = (*shipped_for(plan), *own)
        evidence = replace(evidence, notes=(*evidence.notes, *notes)) if notes else evidence
    findings = judged(as_placebos(findings, evidence.case), Fraction(plan.significance), calibrations)
    findings = with_placebos(findings, evidence)
    for check in later:  # they speak of findings, which are known only now
        settings.setdefault(check.id, settings_of(check, plan))
        (findings if check.id in asked else beside).extend(run(check, [*findings, *beside]))
    _unique(findings)
    order = {check.id: position for position, check in enumerate(chosen)}
    findings.sort(key=lambda finding: order[finding.check])
    reasons, partly = ({id_: why for id_, why in told.items() if id_ in asked} for told in (reasons, partly))
    return Examined(
        evidence=evidence,
        plan=plan,
        plan_digest=digest_of(plan),
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
