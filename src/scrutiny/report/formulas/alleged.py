"""Formulas for allegations that are taken at their word."""

from __future__ import annotations

from scrutiny.evidence.allegation import Allegation
from scrutiny.evidence.counts import GROUP
from scrutiny.findings.finding import Verdict
from scrutiny.findings.parts import parts
from scrutiny.messages import Message, _, say
from scrutiny.report.formulas.about import (
    About,
    Formulas,
    bracketed,
    claim_key,
    either,
    figures_of,
    least_needed,
    least_removed,
    plus,
    said,
    this,
    votes_said,
)
from scrutiny.report.formulas.counted import outside


def allegations(about: About) -> Formulas | Message:
    claim = about.claim()
    position = about.finding.about[2] if len(about.finding.about) > 2 else ""
    if not position.isdigit() or int(position) > len(claim.alleges):
        return say(_("check.py has no formula for this finding"))
    alleged = claim.alleges[int(position) - 1]
    told = said(claim_key(claim), f"alleges:{position}")
    if alleged.kind == "units_false":
        return _units(about, alleged, told)
    return _shares(about, alleged) if alleged.kind == "shares_sum" else _votes(about, alleged, told)


def _votes(about: About, alleged: Allegation, told: str) -> Formulas | Message:
    """So many votes missing from an announcement, or added to it."""
    announced = about.evidence.case.claim_by_id[alleged.announcement or ""]
    who, options = claim_key(announced), parts(about.contest, figures_of(announced).votes).options
    made = {"alleged": told, "total": votes_said(who, options)}
    made["share"] = f"100 * ratio({this('alleged')}, {this('total')})"
    votes = [said(who, f"votes:{option}") for option in options]
    if alleged.kind == "votes_missing":
        needed = least_needed(about, votes)
    else:
        needed = least_removed(about, votes, [figures_of(announced).votes[option] for option in options])
    if about.finding.verdict is Verdict.CONTRADICTS:
        return say(_("check.py has no formula for this finding"))
    if needed is not None and alleged.option is None:
        made["least"] = needed
        made["verdict"] = either(f"{this('alleged')} < {this('least')}", Verdict.DECIDES, Verdict.LEAVES_OPEN)
    return made


def _shares(about: About, alleged: Allegation) -> Formulas:
    """Shares that are said not to add to 100."""
    announced = about.evidence.case.claim_by_id[alleged.announcement or ""]
    who, options = claim_key(announced), parts(about.contest, figures_of(announced).shares).options
    ends = [f"ends({who!r}, 'shares:{option}', {about.rounding!r})" for option in options]
    counted = [option for option in options if option in figures_of(announced).votes]
    made = {
        "sum": plus(said(who, f"shares:{option}") for option in options),
        "least": plus(f"{end}[0]" for end in ends),
        "most": plus(f"{end}[1]" for end in ends),
    }
    if counted:
        made["votes"] = f"(abs({this('sum')} - 100) * ({votes_said(who, counted)}) + 50) // 100"
    fits = f"{this('least')} <= 100 and 100 <= {this('most')}"
    return made | {"verdict": either(fits, Verdict.AGREES, Verdict.CONTRADICTS)}


def _units(about: About, alleged: Allegation, told: str) -> Formulas | Message:
    """So many units of a record, whichever they are."""
    counts = about.counts(3)
    votes = {option: counts.total(option).value for option in counts.valid_options}
    by_unit = counts.is_by_unit and about.has("worst")
    if alleged.names_units or not by_unit or len(votes) < 2:
        return say(_("check.py has no formula for this finding"))
    table = about.table(counts)
    first, *rivals = sorted(votes, key=lambda option: (-votes[option], option))

    def leads(rival: str, more: str = "") -> str:
        each = f"figure({table}, row, {first!r}) - figure({table}, row, {rival!r}){more}"
        return f"ranked([{each} for row in known({table})])"

    def lead(rival: str) -> str:
        return f"total({table}, {first!r}) - total({table}, {rival!r})"

    number, second = f"int({this('alleged')})", rivals[0]
    made = {
        "alleged": told,
        "rest": f"len(known({table})) - {number}",
        "lead": lead(second),
        "worst": f"min({bracketed(f'{lead(r)} - sum({leads(r)}[:{number}])' for r in rivals)})",
        "best": f"{this('lead')} - sum({leads(second)}[int({this('rest')}):])",
        "mean": f"ratio({this('lead')} * {this('rest')}, len(known({table})))",
    }
    missing = bracketed(outside(about, counts).values())
    if about.has("missing"):
        made["missing"] = f"max([n for n in {missing} if n >= 0])"
        # Those set aside free their voters, too: what a unit could turn is its lead and its register.
        if counts.has("registered") and GROUP not in counts.table.columns:
            freed = f" + (figure({table}, row, 'registered') or 0)"
            safe = (f"{lead(r)} - sum({leads(r, freed)}[:{number}]) > {this('missing')}" for r in rivals)
            made["verdict"] = either(f"all({bracketed(safe)})", Verdict.DECIDES, Verdict.LEAVES_OPEN)
    return made
