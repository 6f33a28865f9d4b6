"""The checks: a folder per question, a file per method. A check is found by being there.

Other packages add theirs through the entry-point group `scrutiny.checks`.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from importlib.metadata import entry_points

from scrutiny.errors import PlanError, Problem
from scrutiny.findings.check import QUESTIONS, Check


@functools.cache
def all_checks() -> tuple[Check, ...]:
    """Every check that is installed, by question and then by the order that its file declares (`ORDER`) and name."""
    found: list[tuple[int, int, str, Check]] = []
    questions = list(QUESTIONS)
    for question in questions:
        try:
            package = importlib.import_module(f"{__name__}.{question}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{question}":
                raise
            continue
        for info in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{info.name}")
            check: Check | None = getattr(module, "CHECK", None)
            if check is not None:
                found.append((questions.index(question), int(getattr(module, "ORDER", 50)), check.id, check))
    for entry in entry_points(group="scrutiny.checks"):
        check = entry.load()
        position = questions.index(check.question) if check.question in questions else len(questions)
        found.append((position, 90, check.id, check))
    return tuple(check for *_, check in sorted(found, key=lambda item: item[:3]))


def check_named(id_: str) -> Check:
    """The check with this id, or an error that names the nearest ones."""
    import difflib

    known = {check.id: check for check in all_checks()}
    if id_ in known:
        return known[id_]
    near = difflib.get_close_matches(id_, known, n=3, cutoff=0.3)
    raise PlanError(
        Problem(
            id_, "no such check", "one of: " + ", ".join(known), f"did you mean {' or '.join(near)}?" if near else ""
        )
    )
