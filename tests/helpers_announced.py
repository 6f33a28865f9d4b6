"""Announcements held in memory: no files, no counts, only what somebody said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from scrutiny.checks import check_named
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim, Figures, Report
from scrutiny.evidence.contest import Contest, Election, Option
from scrutiny.evidence.facts import Facts, Frame, Register, Rounding
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.rule import Rule
from scrutiny.examination import examine
from scrutiny.findings.finding import Finding
from scrutiny.messages import Message, Words
from scrutiny.planning import settings_of

ROOT = Path(__file__).resolve().parents[1]
CHECKS = ("sums", "turnout", "rounding", "round_shares", "bulletins", "irreversible", "versions")


def figures(votes: Mapping[str, int] | None = None, shares: Mapping[str, str] | None = None, **more: Any) -> Figures:
    """Figures with shares typed as texts, so that their decimals stay."""
    texts = ("turnout", "coverage", "valid_share", "invalid_share")
    exact = {key: Decimal(value) if key in texts else value for key, value in more.items()}
    printed = {option: Decimal(share) for option, share in (shares or {}).items()}
    return Figures(votes=dict(votes or {}), shares=printed, **exact)


def claim(
    printed: Figures,
    id_: str = "bulletin",
    /,
    reports: Sequence[tuple[str, Figures]] = (),
    **more: Any,
) -> Claim:
    made = Claim(
        id=id_,
        act="announces_figure",
        speaker="Council",
        title=id_.replace("-", " ").title(),
        figures=printed,
        reports=tuple(Report(by=by, figures=other) for by, other in reports),
    )
    return replace(made, **more)


def case(
    *claims: Claim,
    options: Sequence[str] = (),
    groups: Mapping[str, Sequence[str]] | None = None,
    units: int | None = None,
    registers: Mapping[str, int] | None = None,
    rounding: Rounding = "unknown",
    rule: Rule | None = None,
    identities: Sequence[str] = (),
) -> Evidence:
    """A case of announcements; options are those of the first announcement where none are given."""
    given = claims[0].figures if claims else None
    names = list(options) or list(dict.fromkeys([*(given.votes if given else ()), *(given.shares if given else ())]))
    parent = {member: group for group, members in (groups or {}).items() for member in members}
    every = list(dict.fromkeys([*names, *(groups or {}), *parent]))
    contest = Contest(
        "c",
        "Contest",
        "e",
        rule=rule or Rule(),
        options=tuple(Option(option, f"The {option} list", parent=parent.get(option)) for option in every),
        identities=tuple(identities),
    )
    file = CaseFile(
        title="Announced",
        country="XX",
        elections=(Election("e", "Election", date(2030, 1, 1)),),
        contests=(contest,),
        levels=("station",),
        frames=() if units is None else (Frame("station", units, "Council"),),
        registers=tuple(Register(id_, f"register {id_}", number) for id_, number in (registers or {}).items()),
        facts=Facts(rounding=rounding),
        claims=tuple(claims),
    )
    return Evidence(file, (), (), (), (), {})


def venezuela() -> Evidence:
    """The announcements of the shipped Venezuelan case, without any sheet."""
    folder = CaseFolder(ROOT / "cases" / "venezuela-2024")
    return Evidence(folder.case, (), (), (), (), {})


def run(evidence: Evidence, check: str, **settings: Any) -> tuple[Finding, ...]:
    """The findings of one check of this question."""
    name = f"announced.{check}"
    plan = Plan(settings={name: settings}) if settings else Plan()
    assert settings_of(check_named(name), plan) is not None or not settings
    return examine(evidence, plan, only=[name]).findings


def value(finding: Finding, name: str) -> Any:
    """The exact value behind a number of a finding."""
    found: Any = finding.numbers[name]
    return found.value


def said(message: Message) -> str:
    return Words().plain(message)


def moment(hour: int) -> datetime:
    return datetime(2030, 1, 1, hour)
