"""Formulas for what all announced figures together exclude."""

from __future__ import annotations

from scrutiny.findings.finding import Verdict
from scrutiny.messages import Message, _, say
from scrutiny.report.formulas.about import About, Formulas, claim_key, either, figures_of, said, this


def joint(about: About) -> Formulas | Message:
    """Where one figure and the coverage exclude each other the proof is a sum of sheets, else a system of limits.

    The sheets that hold most votes for the option are left out, as many as the coverage leaves out at the most.
    """
    claim, counts = about.claim(), about.counts(2)
    figures, who = figures_of(claim), claim_key(claim)
    weighted = {name.partition(":")[2] for name in about.finding.numbers if name.startswith("weight_1:")}
    alone = sorted(weighted & set(counts.options))
    frames = about.frames(figures.coverage_of)
    by_sheet = counts.is_by_unit and counts.level == figures.coverage_of
    if about.finding.verdict is not Verdict.CONTRADICTS or not by_sheet or not frames:
        return say(_("check.py solves no system of limits"))
    if len(alone) != 1 or weighted != {alone[0], "coverage"} or about.count(f"weight_1:{alone[0]}") != 1:
        return say(_("check.py solves no system of limits"))
    table, (option,) = about.table(counts), alone
    pile = f"ranked([figure({table}, row, {option!r}) for row in known({table})])"
    made = {
        "sheets": f"len(known({table}))",
        "left_out": f"left_out({who!r}, {frames[0]}, {about.rounding!r})"
        if figures.counted_units is None
        else f"max(0, {frames[0]} - {said(who, 'counted_units')})",
    }
    for other in figures.votes:
        if other in counts.options:
            made[f"announced:{other}"] = said(who, f"votes:{other}")
            made[f"total:{other}"] = f"total({table}, {other!r})"
    held = f"{this(f'total:{option}')} - largest({pile}, {this('left_out')})"
    made["exceeded_1"] = f"{held} - {this(f'announced:{option}')}"
    return made | {"verdict": either(f"{this('exceeded_1')} > 0", Verdict.CONTRADICTS, Verdict.CANNOT_TELL)}
