"""Positions of governments at a day: the latest one each has taken, in classes, and nothing where nothing is known."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import pytest

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Act, Claim, Report
from scrutiny.evidence.folder import CaseFolder
from scrutiny.findings.positions import (
    PositionClass,
    announced_winner,
    positions_at,
    stance_of,
    takes_position,
    told,
    undated,
)
from scrutiny.findings.positions_picture import positions_figure
from scrutiny.messages import Name, Words

CASES = Path(__file__).resolve().parents[1] / "cases"
DAY = date(2024, 8, 1)


def said(id_: str, act: Act, country: str | None = "PE", on: date | datetime | None = DAY, **more: object) -> Claim:
    fields: dict[str, object] = {"role": "state", **more}
    return Claim(id_, act, f"speaker of {id_}", country=country, said=on, **fields)  # type: ignore[arg-type]


def stances(claims: list[Claim], day: date = DAY, announced: str | None = "A") -> dict[str, str]:
    found = positions_at(claims, day, home="VE", options=["A", "B"], announced=announced)
    return {position.country: position.stance.value for position in found}


@pytest.fixture(scope="module")
def venezuela() -> CaseFile:
    return CaseFolder(CASES / "venezuela-2024").case


class TestVenezuela:
    """The flagship case on three days, by hand from its claims."""

    THANKS = frozenset(["RU", "CN", "CU", "NI", "BO", "HN", "IR", "QA", "SY"])

    def at(self, case: CaseFile, day: date) -> dict[str, set[str]]:
        options = [option.id for option in case.contests[0].options]
        announced = announced_winner(case.claims, options)
        assert announced == "NM"
        made: dict[str, set[str]] = {}
        for p in positions_at(case.claims, day, home="VE", options=options, announced=announced):
            made.setdefault(p.stance.value, set()).add(p.country)
        return made

    def test_30_july(self, venezuela: CaseFile) -> None:
        assert self.at(venezuela, date(2024, 7, 30)) == {
            "congratulates": set(self.THANKS),
            "recognises_other": {"PE"},
            "several": {"CL"},
            "concern": {"US"},
            "refuses": {"AR"},
        }

    def test_2_august(self, venezuela: CaseFile) -> None:
        assert self.at(venezuela, date(2024, 8, 2)) == {
            "congratulates": set(self.THANKS),
            "recognises_other": {"PE", "US", "AR", "UY", "EC", "CR", "PA"},
            "several": {"CL"},
            "asks_for_sheets": {"BR", "CO", "MX"},
        }

    def test_10_january(self, venezuela: CaseFile) -> None:
        """Spain's Congress recognised González in September; its government still asked for the sheets."""
        assert self.at(venezuela, date(2025, 1, 10)) == {
            "congratulates": set(self.THANKS),
            "recognises_other": {"PE", "US", "AR", "UY", "EC", "CR", "PA"},
            "asks_for_sheets": {"MX", "FR", "DE", "IT", "NL", "PL", "PT", "ES"},
            "several": {"BR", "CL", "CO"},
        }

    def test_before_anybody_spoke_nothing_is_known(self, venezuela: CaseFile) -> None:
        assert self.at(venezuela, date(2024, 7, 27)) == {}
        assert positions_figure(venezuela, date(2024, 7, 27)) is None

    def test_changes_keep_what_was_said_before(self, venezuela: CaseFile) -> None:
        options = [option.id for option in venezuela.contests[0].options]
        found = {
            p.country: p for p in positions_at(venezuela.claims, date(2025, 1, 10), options=options, announced="NM")
        }
        assert [claim.id for claim in found["US"].earlier] == ["united-states-concern", "united-states"]
        assert [claim.id for claim in found["BR"].earlier] == ["brazil"]
        assert [c.id for c in (*found["BR"].beside, found["BR"].claim)] == ["brazil-awaits", "brazil-takes-note"]
        assert found["BR"].since == date(2024, 8, 24)

    def test_a_vote_on_a_motion_is_no_position(self, venezuela: CaseFile) -> None:
        votes = [claim for claim in venezuela.claims if claim.id.startswith("oas-vote-")]
        assert len(votes) == 17 + 11
        abstained = {claim.country for claim in votes if "Abstained" in claim.summary}
        assert abstained == {"AG", "BS", "BB", "BZ", "BO", "BR", "CO", "GD", "HN", "KN", "LC"}
        assert not any(takes_position(claim) for claim in votes)

    def test_what_has_no_day_is_told_apart(self, venezuela: CaseFile) -> None:
        without = {claim.country for claim in undated(venezuela.claims, "VE")}
        assert without == {"BY", "CR", "GT", "GB", "DO", "CA", "PY", "IT"}

    def test_the_figure_says_what_is_blank_and_what_is_not_drawn(self, venezuela: CaseFile) -> None:
        figure = positions_figure(venezuela, date(2024, 8, 2))
        assert figure is not None
        words = Words("en")
        assert words.plain(figure.title) == "Positions of governments on 2 August 2024"
        caption = words.plain(figure.caption)
        assert "not neutral" in caption and "boundaries are disputed" in caption and "Canada" in caption
        alternative = words.plain(figure.alternative)
        for text in (
            "Recognise Edmundo González: 7",
            "Congratulate Nicolás Maduro: 9",
            "More than one position on the same day: 1",
        ):
            assert text in alternative
        assert {row["country"] for row in figure.data["rows"]} >= {"PE", "RU", "BR"}
        assert "VE" not in {row["country"] for row in figure.data["rows"]}
        boric = next(row for row in figure.data["rows"] if row["country"] == "CL")
        assert "no reconoceremos ningún resultado que no sea verificable" in boric["summary"]

    def test_every_claim_has_a_source(self, venezuela: CaseFile) -> None:
        assert [claim.id for claim in venezuela.claims if not claim.source and not claim.reports] == []
        assert all(claim.state == "reported" for claim in venezuela.claims), "no original was seen for this case"

    def test_every_text_of_a_claim_is_there_in_spanish(self, venezuela: CaseFile) -> None:
        spanish = venezuela.translations["es"]
        assert [c.id for c in venezuela.claims if c.summary and c.summary not in spanish] == []


class TestWhoTakesAPosition:
    @pytest.mark.parametrize(
        "change",
        [
            {"role": "parliament"},
            {"role": "organisation", "country": None},
            {"role": "party"},
            {"country": None},
            {"country": "VE"},
            {"of_election": "other"},
            {"act": "other"},
            {"act": "alleges_irregularity"},
            {"place": "state=1"},
        ],
    )
    def test_who_does_not(self, change: dict[str, object]) -> None:
        claim = said("x", "recognises", about="A")
        assert takes_position(claim, "VE")
        assert not takes_position(replace(claim, **change), "VE")  # type: ignore[arg-type]
        assert stances([replace(claim, **change)]) == {}  # type: ignore[arg-type]

    def test_every_act_either_has_a_class_or_takes_no_position(self) -> None:
        taken = {act: stance_of(said("x", act))[0] for act in get_args(Act) if takes_position(said("x", act))}
        assert len(taken) == 11
        assert {*taken.values()} | {
            PositionClass.RECOGNISES_OTHER,
            PositionClass.CONGRATULATES_OTHER,
            PositionClass.REFUSES_OTHER,
            PositionClass.SEVERAL,
        } == set(PositionClass)
        assert all(told(stance) for stance in PositionClass)


class TestLatest:
    def test_the_latest_counts_whatever_the_order_of_the_case(self) -> None:
        days = [date(2024, 7, 29) + timedelta(days=n) for n in range(4)]
        acts: tuple[Act, ...] = ("congratulates", "expresses_concern", "withholds_recognition", "recognises")
        claims = [said(act, act, on=day) for act, day in zip(acts, days, strict=True)]
        rng = random.Random(20240728)
        for _ in range(10):
            rng.shuffle(claims)
            assert [stances(claims, day)["PE"] for day in days] == [
                "congratulates",
                "concern",
                "withholds",
                "recognises",
            ]

    def test_two_positions_of_one_day_are_several_in_either_order(self) -> None:
        note, ask = said("n", "takes_note"), said("a", "calls_for_publication")
        assert stances([note, ask]) == stances([ask, note]) == {"PE": "several"}
        assert stances([note, said("m", "takes_note")]) == {"PE": "takes_note"}

    def test_a_moment_counts_by_the_day_of_its_speaker(self) -> None:
        caracas = timezone(timedelta(hours=-4))
        claim = said("x", "recognises", on=datetime(2024, 8, 1, 23, 30, tzinfo=caracas))
        assert stances([claim], DAY) == {"PE": "recognises"}
        assert stances([claim], DAY - timedelta(days=1)) == {}

    def test_what_was_printed_was_said_by_then(self) -> None:
        printed = (Report("late", on=date(2024, 8, 3)), Report("early", on=DAY), Report("never"))
        claim = said("x", "recognises", on=None, reports=printed)
        assert stances([claim], DAY - timedelta(days=1)) == {}
        found = positions_at([claim], DAY)
        assert (found[0].since, found[0].printed) == (DAY, True)
        assert undated([claim]) == ()

    def test_what_was_corrected_is_left_out(self) -> None:
        wrong = said("wrong", "recognises", on=date(2024, 7, 30))
        right = said("right", "expresses_concern", on=date(2024, 7, 29), corrects="wrong")
        assert stances([wrong, right]) == {"PE": "concern"}

    def test_who_took_it_back_takes_no_earlier_position(self) -> None:
        claims = [said("x", "recognises", on=date(2024, 7, 30)), said("y", "retracts")]
        assert stances(claims) == {"PE": "took_back"}


class TestAboutWhom:
    def test_the_same_act_about_another_is_another_class(self) -> None:
        for act, stance in (("recognises", "recognises"), ("congratulates", "congratulates")):
            claims = [said("a", act, "RU", about="A"), said("b", act, "PE", about="B")]  # type: ignore[arg-type]
            assert stances(claims) == {"RU": stance, "PE": f"{stance}_other"}
            assert stances(claims, announced="B") == {"RU": f"{stance}_other", "PE": stance}
            assert stances(claims, announced=None) == {"RU": stance, "PE": stance}

    def test_to_refuse_the_winner_and_the_result_is_one_class(self) -> None:
        refused = [said("a", "refuses_to_recognise", c, about=about) for c, about in (("PE", "A"), ("CL", "result"))]
        assert stances(refused) == {"PE": "refuses", "CL": "refuses"}
        assert {p.option for p in positions_at(refused, DAY, options=["A", "B"], announced="A")} == {""}
        assert stances([said("b", "refuses_to_recognise", about="B")]) == {"PE": "refuses_other"}

    def test_to_recognise_the_result_is_to_recognise_its_winner(self) -> None:
        claim = said("x", "recognises", about="result")
        assert stance_of(claim, ["A", "B"], "A") == (PositionClass.RECOGNISES, "A")
        assert stance_of(claim, ["A", "B"], None) == (PositionClass.RECOGNISES, "")

    def test_words_name_the_option(self) -> None:
        assert str(told(PositionClass.RECOGNISES_OTHER, Name("Ben"))) == "Recognise Ben"
        assert str(told(PositionClass.CONCERN, Name("Ben"))) == "Express concern"


class TestAnnouncedWinner:
    def test_the_last_proclamation_leads(self) -> None:
        claims = [said(n, "proclaims", role="authority", about=n.upper()) for n in ("a", "b")]
        assert announced_winner(claims, ["A", "B"]) == "B"

    def test_then_the_last_announcement_with_a_lead(self, venezuela: CaseFile) -> None:
        claims = [claim for claim in venezuela.claims if claim.act != "proclaims"]
        assert announced_winner(claims, ["NM", "EG", "LM"]) == "NM"
        swapped = [claim for claim in claims if claim.role != "authority"]
        assert announced_winner(swapped, ["NM", "EG", "LM"]) is None

    def test_nobody_else_announces(self) -> None:
        assert announced_winner([said("x", "proclaims", role="party", about="A")], ["A"]) is None
