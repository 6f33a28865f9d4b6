"""What a plan comes to: the checks it asks for, all their settings, and a digest that anybody can compare."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from scrutiny.checks import all_checks, check_named
from scrutiny.errors import PlanError, Problem
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.schema import adapter, path_text, problem_of
from scrutiny.evidence.toml_text import key_text, value_text
from scrutiny.findings.check import QUESTIONS, Check


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
    if plan.seed < 0:
        problems.append(Problem("plan.toml: seed", str(plan.seed), "a whole number, 0 or more"))
    if not 0 < plan.significance < 1:
        problems.append(Problem("plan.toml: significance", str(plan.significance), "a chance between 0 and 1: 0.01"))
    if problems:
        raise PlanError(problems)
    for check in all_checks():
        general = not wanted or check.question in wanted
        asked = check.id in wanted or (general and not check.on_request)
        dropped = check.id in plan.without or check.question in plan.without
        if asked and (not dropped or check.id in only):
            chosen.append(check)
    return tuple(chosen)


def in_passes(chosen: Sequence[Check], plan: Sequence[Check]) -> tuple[list[Check], list[Check]]:
    """The checks that look at evidence, and those that speak of findings, each after the ones that it speaks of.

    What a check of the second kind needs is run with it although it was not chosen, as far as the plan has it: else its
    findings would be others when it is run alone.

    Parameters
    ----------
    chosen
        The checks whose findings are wanted.
    plan
        All checks of the plan.
    """
    wanted = {check.id for check in chosen}
    by_id = {check.id: check for check in (*chosen, *plan)}
    needed: set[str] = set()
    todo = [check for check in chosen if check.needs_findings]
    while todo:
        for id_ in todo.pop().needs_findings:
            if id_ in by_id and id_ not in needed:
                needed.add(id_)
                todo.append(by_id[id_])
    every = [check for check in by_id.values() if check.id in wanted | needed]
    first = [check for check in every if not check.needs_findings]
    done = {check.id for check in first}
    waiting = [check for check in every if check.needs_findings]
    later: list[Check] = []
    while waiting:
        held = {check.id for check in waiting}
        ready = [check for check in waiting if not held & set(check.needs_findings)]
        if not ready:
            raise PlanError(Problem(", ".join(sorted(held)), "each of these checks speaks of findings of another one"))
        later += ready
        done |= {check.id for check in ready}
        waiting = [check for check in waiting if check.id not in done]
    return first, later


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


def plan_text(plan: Plan) -> str:
    """A plan in full, as a `plan.toml`: every check that is run and every setting, those by default too.

    A `plan.toml` that holds this text is the same plan, and its text is this text again.
    """
    chosen = planned(plan)
    head: dict[str, Any] = {
        "made": plan.made,
        "by": plan.by or None,
        "checks": [check.id for check in chosen],
        "without": list(plan.without) or None,
        "level": plan.level,
        "seed": plan.seed,
        "significance": plan.significance,
    }
    lines = [f"{name} = {value_text(value)}" for name, value in head.items() if value is not None]
    for check in chosen:
        if check.settings is not None:
            settings = asdict(settings_of(check, plan))
            lines += ["", f"[settings.{key_text(check.id)}]"]
            lines += [f"{name} = {value_text(value)}" for name, value in settings.items() if value is not None]
    return "\n".join(lines) + "\n"


def digest_of(plan: Plan) -> str:
    """The SHA-256 of the text of a plan in full: whoever published it beforehand can show that nothing was changed."""
    return hashlib.sha256(plan_text(plan).encode()).hexdigest()
