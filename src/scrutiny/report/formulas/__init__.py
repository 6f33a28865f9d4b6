"""How each headline of kind arithmetic or bound is worked out again from the data: formulas for the standalone check.

A formula is a text made of the few functions of `standalone/check.py`; it says what is computed, never what comes out.
The finding's own numbers decide only for which of them a formula is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scrutiny.evidence.record import Evidence
from scrutiny.findings.finding import Finding
from scrutiny.messages import Message, _, say
from scrutiny.report.formulas import alleged, announced, counted, joint
from scrutiny.report.formulas.about import About, Formulas

_BY_CHECK: Mapping[str, Callable[[About], Formulas | Message]] = {
    "announced.sums": announced.sums,
    "announced.turnout": announced.turnout,
    "announced.rounding": announced.rounding,
    "announced.bulletins": announced.bulletins,
    "announced.irreversible": announced.irreversible,
    "counted.allegations": alleged.allegations,
    "counted.bounds": counted.bounds,
    "counted.against_announced": counted.against,
    "counted.arithmetic": counted.arithmetic,
    "counted.joint": joint.joint,
    "counted.register": counted.register,
    "counted.duplicates": counted.duplicates,
    "counted.rollup": counted.rollup,
    "counted.agreement": counted.agreement,
}


def formulas(evidence: Evidence, finding: Finding) -> Formulas | Message:
    """The formulas of a headline by the name of its number; a reason where there are none."""
    make = _BY_CHECK.get(finding.check)
    if make is None:
        return say(_("check.py has no formula for this check"))
    made = make(About(evidence, finding))
    if isinstance(made, Message):
        return made
    kept = {name: text for name, text in made.items() if name in finding.numbers or name == "verdict"}
    return kept or say(_("check.py has no formula for this finding"))
