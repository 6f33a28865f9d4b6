"""A claim as a form: each field as the text that a person would type, and what was typed as a claim again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, get_args, get_type_hints

from scrutiny.errors import CaseError, Problem, ScrutinyError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import ABOUT_WORDS, Act, Claim, Figures, Hedge, Quote, Role
from scrutiny.evidence.claims_csv import CLAIM_COLUMNS, FIGURE_COLUMNS, OPTION_COLUMNS
from scrutiny.evidence.claims_text import data_of
from scrutiny.evidence.schema import build
from scrutiny.messages import _

FIELDS: Mapping[str, str] = {
    "speaker": _("Who says it, as printed"),
    "role": _("What the speaker is"),
    "country": _("Country of the speaker, two letters"),
    "act": _("What is done by saying it"),
    "contest": _("The contest that it is about"),
    "about": _("The option, claim or source that it is about"),
    "said": _("When it was said (2024-07-29, or with a time)"),
    "words": _("The words, as quoted"),
    "quote": _("Whether the words are the speaker’s own"),
    "summary": _("What was said, in a sentence"),
    "hedge": _("What the source keeps between itself and the claim"),
    "of_election": _("About this election, or another one"),
    "irreversible": _("Called irreversible, or a winner proclaimed (yes or no)"),
    "place": _("The place of the figures, as level=id"),
    "title": _("A short name for it"),
    "votes": _("Votes by option, as A=5150092 B=4445978"),
    "shares": _("Percent by option, as A=51.20 B=44.2"),
    "shares_of": _("What the shares are shares of"),
    "valid": _("Valid votes (number)"),
    "invalid": _("Invalid votes (number)"),
    "blank": _("Blank votes (number)"),
    "invalid_share": _("Percent of the ballots that are invalid"),
    "valid_share": _("Percent of the ballots that are valid"),
    "cast": _("Ballots cast (number)"),
    "registered": _("The register (number)"),
    "turnout": _("Turnout in percent"),
    "coverage": _("Percent of the units counted"),
    "coverage_of": _("The level of these units"),
    "counted_units": _("Units counted (number)"),
}
"""What a person may correct, in the order in which they are asked."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "role": get_args(Role),
    "act": get_args(Act),
    "quote": get_args(Quote),
    "hedge": get_args(Hedge),
    "of_election": get_args(get_type_hints(Claim)["of_election"]),
    "shares_of": get_args(get_type_hints(Figures)["shares_of"]),
}
_RARE = (
    "shares_of",
    "blank",
    "invalid_share",
    "valid_share",
    "coverage_of",
    "counted_units",
    "place",
    "title",
    "contest",
)
_NUMBERS = (*OPTION_COLUMNS, *FIGURE_COLUMNS)


def asked_of(claim: Claim, case: CaseFile) -> tuple[str, ...]:
    """The fields worth asking for: rare ones only where the claim has them."""
    typed = as_typed(claim)
    always = {"contest"} if len(case.contests) > 1 else set()
    return tuple(name for name in FIELDS if name not in _RARE or name in always or typed[name])


def subjects(case: CaseFile) -> tuple[str, ...]:
    """What a claim may be about: options of the contests, the words for the whole, claims."""
    options = [option.id for contest in case.contests for option in contest.options]
    return (*dict.fromkeys(options), *ABOUT_WORDS, *case.claim_by_id)


def as_typed(claim: Claim) -> dict[str, str]:
    """Each field as a person would type it; "" where the claim says nothing.

    Examples
    --------
    >>> as_typed(Claim("c", "concedes", "Ana"))["act"]
    'concedes'
    """
    said: dict[str, Any] = data_of(claim)
    said |= said.pop("figures", {})
    said |= {"hedge": claim.hedge, "of_election": claim.of_election, "role": claim.role}
    return {name: _typed(said.get(name)) for name in FIELDS}


def _typed(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else ""
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return " ".join(f"{option}={number}" for option, number in value.items())
    return str(value)


def corrected(claim: Claim, typed: Mapping[str, str]) -> Claim:
    """The claim with what was typed for some of its fields; the others stay.

    Raises
    ------
    CaseError
        With every field that cannot be read.
    """
    problems: list[Problem] = []
    data = data_of(claim)
    figures = dict(data.get("figures", {}))
    for name, text in typed.items():
        if name not in FIELDS:
            problems.append(Problem(name, "no such field", "one of: " + ", ".join(FIELDS)))
            continue
        where = figures if name in _NUMBERS else data
        if not text.strip():
            where.pop(name, None)
            continue
        try:
            where[name] = _read(name, text)
        except ValueError as error:
            problems.append(Problem(name, str(error)))
    data.pop("figures", None)
    if any(value not in ({}, ()) for name, value in figures.items() if name not in ("shares_of", "coverage_of")):
        data["figures"] = figures
    for needed in ("act", "speaker"):
        if needed not in data:
            problems.append(Problem(needed, "is empty", "a value"))
    if problems:
        raise CaseError(problems)
    try:
        return replace(build(Claim, data, "", ""), id=claim.id)
    except ScrutinyError as error:
        raise CaseError(replace(one, where=one.where.removeprefix(": ")) for one in error.problems) from None


def _read(name: str, text: str) -> Any:
    if name not in OPTION_COLUMNS:
        return (CLAIM_COLUMNS.get(name) or FIGURE_COLUMNS[name])(text)
    pairs: dict[str, Any] = {}
    for pair in text.split():
        option, equals, number = pair.rpartition("=")
        if not equals or not option or option in pairs:
            raise ValueError(f"{pair!r} is no option with its figure; write A=5150092 B=4445978, each option once")
        pairs[option] = OPTION_COLUMNS[name](number)
    return pairs
