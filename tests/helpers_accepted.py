"""Small cases of statements, made by hand after elections that happened: who said what is shortened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim, Figures, Report
from scrutiny.evidence.contest import Contest, Election, Option
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.rule import Rule

TBILISI = timezone(timedelta(hours=4))


def case_of(
    country: str, day: date, names: dict[str, str], claims: tuple[Claim, ...], rule: Rule | None = None, **more: Any
) -> Evidence:
    """A case of one contest that holds statements only."""
    options = tuple(Option(id_, name) for id_, name in names.items())
    case = CaseFile(
        title=f"A case, {country}",
        country=country,
        elections=(Election("now", "the election", day, "disputed"),),
        contests=(Contest("president", "President", "now", options=options, rule=rule or Rule()),),
        claims=claims,
        **more,
    )
    return Evidence(case, (), (), (), (), {})


def with_claims(evidence: Evidence, claims: tuple[Claim, ...]) -> Evidence:
    return replace(evidence, case=replace(evidence.case, claims=claims))


def gambia() -> Evidence:
    """2016: one speaker concedes on 2 December and rejects the result on 9 December."""
    claims = (
        Claim(
            "iec", "proclaims", "Independent Electoral Commission", "authority", "GM", about="barrow",
            title="Result of 2 December", said=date(2016, 12, 2),
            figures=Figures(votes={"barrow": 263515, "jammeh": 212099}),
        ),
        Claim("concedes", "concedes", "Yahya Jammeh", "candidate", "GM", about="barrow", said=date(2016, 12, 2),
              words="You have voted that I take the backseat"),
        Claim("rejects", "refuses_to_recognise", "Yahya Jammeh (on television)", "candidate", "GM", about="iec",
              said=date(2016, 12, 9), words="I hereby reject the results in totality"),
        Claim("council", "calls_for_calm", "United Nations Security Council", "organisation", said=date(2016, 12, 10)),
        Claim("ecowas", "recognises", "ECOWAS", "organisation", about="barrow", said=date(2016, 12, 17)),
    )  # fmt: skip
    return case_of("GM", date(2016, 12, 1), {"barrow": "Adama Barrow", "jammeh": "Yahya Jammeh"}, claims)


def georgia() -> Evidence:
    """2024: Hungary congratulates before the first official figures; China respects the choice; hours are known."""
    claims = (
        Claim("hungary", "congratulates", "Viktor Orbán, prime minister of Hungary", "state", "HU", about="dream",
              said=datetime(2024, 10, 26, 20, 30, tzinfo=TBILISI), words="Congratulations on the overwhelming victory"),
        Claim(
            "first", "announces_figure", "Central Election Commission", "authority", "GE", title="First figures",
            said=datetime(2024, 10, 26, 22, 0, tzinfo=TBILISI),
            figures=Figures(votes={"dream": 1120053, "others": 950000}),
        ),
        Claim("armenia", "congratulates", "Nikol Pashinyan, prime minister of Armenia", "state", "AM", about="dream",
              said=date(2024, 10, 26)),
        Claim("president", "refuses_to_recognise", "Salome Zourabichvili, president", "state", "GE", about="first",
              said=datetime(2024, 10, 27, 17, 0, tzinfo=UTC), words="I do not recognise these elections"),
        Claim("china", "takes_note", "China", "state", "CN", about="dream", said=date(2024, 10, 29),
              words="respects the choice of the people"),
    )  # fmt: skip
    return case_of("GE", date(2024, 10, 26), {"dream": "Georgian Dream", "others": "All other lists"}, claims)


def honduras() -> Evidence:
    """2017: both candidates claim victory; one text congratulates and asks for a review."""
    reports = (
        Report(
            "Paper A", date(2017, 12, 23), via="An agency", words="The State Department congratulated the president"
        ),
        Report("Paper B", date(2017, 12, 23), via="An agency"),
        Report("Radio C", date(2017, 12, 23), words="Washington has sent its good wishes to Tegucigalpa"),
    )
    claims = (
        Claim("joh", "claims_victory", "Juan Orlando Hernández", "candidate", "HN", said=date(2017, 11, 26)),
        Claim("sn", "claims_victory", "Salvador Nasralla", "candidate", "HN", said=date(2017, 11, 26)),
        Claim("tse", "proclaims", "Supreme Electoral Tribunal", "authority", "HN", about="joh", title="Declaration",
              said=date(2017, 12, 17), figures=Figures(votes={"joh": 1410888, "sn": 1360442})),
        Claim("oas", "calls_for_new_vote", "Secretary General of the OAS", "organisation", said=date(2017, 12, 17)),
        Claim("us-congratulates", "congratulates", "United States", "state", "US", about="joh", said=date(2017, 12, 22),
              words="We congratulate President Juan Orlando Hernández on his victory", reports=reports),
        Claim("us-review", "calls_for_audit", "United States", "state", "US", about="tse", said=date(2017, 12, 22),
              words="a full review of any challenges"),
    )  # fmt: skip
    names = {"joh": "Juan Orlando Hernández", "sn": "Salvador Nasralla"}
    return case_of("HN", date(2017, 11, 26), names, claims)
