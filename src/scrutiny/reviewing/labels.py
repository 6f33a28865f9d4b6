"""Proposals in words: acts, roles, parts, and what was decided, in the language of whoever decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.proposal import Proposal
from scrutiny.messages import Count, Day, Percent, Words, _
from scrutiny.report.labels import ROLES, THINGS
from scrutiny.reviewing.correcting import CHOICES

ACTS: Mapping[str, str] = {
    "announces_figure": _("announces figures"),
    "proclaims": _("proclaims a winner"),
    "claims_victory": _("claims victory"),
    "concedes": _("concedes"),
    "congratulates": _("congratulates"),
    "recognises": _("recognises"),
    "withholds_recognition": _("withholds recognition"),
    "refuses_to_recognise": _("refuses to recognise"),
    "calls_for_publication": _("calls for publication"),
    "calls_for_audit": _("calls for an audit"),
    "calls_for_new_vote": _("calls for a new vote"),
    "expresses_concern": _("expresses concern"),
    "alleges_irregularity": _("alleges irregularities"),
    "alleges_attack": _("alleges an attack"),
    "observes": _("observes"),
    "predicts": _("predicts"),
    "rules": _("rules, as a court"),
    "takes_note": _("takes note"),
    "calls_for_protest": _("calls for protest"),
    "calls_for_calm": _("calls for calm"),
    "breaks_relations": _("breaks off relations"),
    "retracts": _("retracts"),
    "other": _("something else"),
}
HEDGES: Mapping[str, str] = {
    "none": _("none"),
    "reported": _("reported"),
    "alleged": _("alleged"),
    "conditional": _("conditional"),
    "expected": _("expected"),
}
QUOTES: Mapping[str, str] = {
    "verbatim": _("the speaker’s own words"),
    "partial": _("in part the speaker’s own words"),
    "paraphrase": _("the outlet’s telling"),
}
PARTS: Mapping[str, str] = {
    "speaker": _("who"),
    "act": _("what is done"),
    "about": _("about whom or what"),
    "figure": _("figure"),
    "date": _("day"),
    "negation": _("negation"),
    "hedge": _("reservation"),
    "quote": _("quotation"),
}
DECIDED: Mapping[str, str] = {
    "accepted": _("accepted"),
    "corrected": _("corrected"),
    "rejected": _("rejected"),
}
ELECTIONS: Mapping[str, str] = {"this": _("this one"), "other": _("another one")}
SHARES_OF: Mapping[str, str] = {"valid": _("valid votes"), "cast": _("ballots cast"), "registered": _("the register")}
WORDS_OF: Mapping[str, Mapping[str, str]] = {
    "role": ROLES,
    "act": ACTS,
    "quote": QUOTES,
    "hedge": HEDGES,
    "of_election": ELECTIONS,
    "shares_of": SHARES_OF,
}
FIGURES: Mapping[str, str] = {
    "valid": _("{n} valid"),
    "invalid": _("{n} invalid"),
    "blank": _("{n} blank"),
    "invalid_share": _("{n} of the ballots invalid"),
    "valid_share": _("{n} of the ballots valid"),
    "cast": _("{n} cast"),
    "registered": _("{n} registered"),
    "turnout": _("turnout {n}"),
    "coverage": _("{n} counted"),
    "counted_units": _("{n} units counted"),
}


def subject(claim: Claim, case: CaseFile, words: Words) -> str:
    """What a claim is about, as it should be printed."""
    if claim.about is None:
        return ""
    if claim.about in THINGS:
        return words.translate(THINGS[claim.about])
    return words.named(_name(claim.about, claim, case))


def _name(option: str, claim: Claim, case: CaseFile) -> str:
    contest = case.contest_by_id.get(case.contest_of(claim))
    known = contest.by_id.get(option) if contest is not None else None
    if known is not None:
        return known.name
    said = case.claim_by_id.get(option)
    return said.label if said is not None else option


def choices(field: str, case: CaseFile, words: Words) -> list[tuple[str, str]]:
    """What may be chosen for a field of a claim, each with how it is printed; nothing where it is typed freely."""
    if field == "about":
        options = {option.id: option.name for contest in case.contests for option in contest.options}
        said = {claim.id: claim.label for claim in case.claims}
        return [
            *((id_, f"{words.named(name)} ({id_})" if name != id_ else name) for id_, name in options.items()),
            *((id_, words.translate(text)) for id_, text in THINGS.items()),
            *((id_, f"{label} ({id_})") for id_, label in said.items()),
        ]
    if field == "contest":
        return [(contest.id, words.named(contest.name)) for contest in case.contests]
    known = WORDS_OF.get(field, {})
    return [(id_, words.translate(known[id_])) for id_ in CHOICES.get(field, ())]


def sureness(proposal: Proposal, words: Words) -> str:
    """How often proposals of this kind were right, as a percentage."""
    return words.value(Percent(Decimal(100) * Decimal(str(proposal.confidence)), 0))


def figures(claim: Claim, case: CaseFile, words: Words) -> str:
    """The figures of a claim in one line, with the decimals that were printed; "" where it gives none."""
    return "" if claim.figures is None else "; ".join(_each(claim.figures, claim, case, words))


def _each(said: Figures, claim: Claim, case: CaseFile, words: Words) -> list[str]:
    made: list[str] = []
    for one in fields(said):
        value: Any = getattr(said, one.name)
        if isinstance(value, dict):
            made += [f"{words.named(_name(o, claim, case))} {_number(n, words)}" for o, n in value.items()]
        elif one.name in FIGURES and value is not None:
            made.append(words.translate(FIGURES[one.name]).replace("{n}", _number(value, words)))
    return made


def _number(value: int | Decimal, words: Words) -> str:
    return words.value(Count(value) if isinstance(value, int) else Percent.as_announced(value))


def day(said: date | datetime | None, words: Words) -> str:
    """A day as the reader writes it; "" where it is not known."""
    return "" if said is None else words.value(Day(said))


def rows(claim: Claim, case: CaseFile, words: Words) -> list[tuple[str, str]]:
    """A claim as rows of a label and what it says; what it does not say is left out."""
    role = words.translate(ROLES[claim.role]) if claim.role != "other" else ""
    who = " · ".join(part for part in (claim.speaker, role, claim.country) if part)
    made = [
        (_("who"), who),
        (_("what is done"), words.translate(ACTS[claim.act])),
        (_("about whom or what"), subject(claim, case, words)),
        (_("figures"), figures(claim, case, words)),
        (_("when"), day(claim.said, words)),
        (_("words"), claim.words),
        (_("in a sentence"), claim.summary),
        (_("quotation"), words.translate(QUOTES[claim.quote]) if claim.quote else ""),
        (_("reservation"), words.translate(HEDGES[claim.hedge]) if claim.hedge != "none" else ""),
        (_("which election"), words.translate(ELECTIONS["other"]) if claim.of_election == "other" else ""),
    ]
    return [(words.translate(label), text) for label, text in made if text]
