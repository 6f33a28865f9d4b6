"""Who accepts a result, and in which words: what is recorded, what dates exclude, and what is never said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import permutations
from pathlib import Path
from random import Random

import pytest

import scrutiny
from scrutiny.checks import all_checks
from scrutiny.checks.accepted.allegations import KINDS
from scrutiny.evidence.acts import ACTS, acts_page
from scrutiny.evidence.claim import Act, Claim, Figures, Report
from scrutiny.evidence.passage import Passage
from scrutiny.evidence.publication import Publication
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.rule import Rule
from scrutiny.evidence.source import Source
from scrutiny.evidence.zones import offsets
from scrutiny.examination import examine
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.moments import moment
from scrutiny.findings.one_text import texts
from scrutiny.findings.position_words import TOLD
from scrutiny.messages import Name, Words
from scrutiny.planning import in_passes
from scrutiny.report import render
from scrutiny.stats.shingles import resemblance
from tests.conformance.cases import contested, printed, swap_in
from tests.helpers_accepted import case_of, gambia, georgia, honduras, with_claims

ROOT = Path(__file__).resolve().parents[1]
CASES = {"gambia": gambia(), "georgia": georgia(), "honduras": honduras(), "contested": contested()}
each_case = pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))


def found(case: Evidence, check: str = "accepted") -> dict[str, Finding]:
    """Findings by what follows their contest: `change/a/b`."""
    return {"/".join(f.about[1:]): f for f in examine(case, only=[check]).findings}


def text(finding: Finding) -> str:
    return str(finding.statement)


def two_sides(*claims: Claim, rule: Rule | None = None) -> Evidence:
    return case_of("VE", date(2024, 7, 28), {"A": "Alder", "B": "Birch"}, claims, rule)


# ------------------------------------------------------------------------------------------------- all of them


@each_case
def test_the_order_of_claims_does_not_matter(case: Evidence) -> None:
    before = {f.id: printed(f) for f in examine(case, only=["accepted"]).findings}
    random = Random(20240728)
    for _try in range(5):
        claims = list(case.case.claims)
        random.shuffle(claims)
        assert {
            f.id: printed(f) for f in examine(with_claims(case, tuple(claims)), only=["accepted"]).findings
        } == before


@each_case
def test_claims_about_another_election_change_nothing(case: Evidence) -> None:
    options = [option.id for option in case.case.contests[0].options]
    others = tuple(
        Claim(f"old-{act}", act, "A state of old", "state", "HU", about=options[0], said=date(2018, 5, 21),
              figures=Figures(votes={options[0]: 10, options[1]: 5}), of_election="other")
        for act in ("recognises", "refuses_to_recognise", "claims_victory", "announces_figure", "alleges_irregularity")
    )  # fmt: skip
    before = {f.id: printed(f) for f in examine(case, only=["accepted"]).findings}
    after = examine(with_claims(case, (*case.case.claims, *others)), only=["accepted"]).findings
    assert {f.id: printed(f) for f in after} == before


@each_case
def test_no_text_says_who_is_right_or_counts_a_vote(case: Evidence) -> None:
    for finding in examine(case, only=["accepted"]).findings:
        for language in ("en", "es"):
            told = printed(finding, language).lower()
            assert not re.search(
                r"fraud|most countries|majority of|la mayoría de los países|winner is|stronger|weaker", told
            )
    overview = found(case, "accepted.positions")["positions"]
    assert "not a scale" in text(overview)
    assert "says nothing about what was counted" in text(overview)


# In Honduras a candidate's claim is understood by his name: there the claims would change hands with the names.
@pytest.mark.parametrize("case", [CASES[name] for name in ("gambia", "georgia", "contested")])
def test_swapped_options_swap_the_text(case: Evidence) -> None:
    contest = case.case.contests[0]
    first, second = contest.options[:2]
    pairs = {first.name: second.name, second.name: first.name}
    other = tuple(replace(o, name=pairs.get(o.name, o.name)) for o in contest.options)
    speakers = {c.speaker: swap_in(c.speaker, pairs) for c in case.case.claims}
    claims = tuple(replace(c, speaker=speakers[c.speaker]) for c in case.case.claims)
    swapped = replace(case.case, contests=(replace(contest, options=other), *case.case.contests[1:]), claims=claims)
    before = examine(case, only=["accepted"]).findings
    after = examine(replace(case, case=swapped), only=["accepted"]).findings
    assert {f.id: printed(f) for f in after} == {f.id: swap_in(printed(f), pairs) for f in before}


# ------------------------------------------------------------------------------------------------------ victory


class TestVictory:
    def test_both_sides_of_venezuela_are_told_in_one_form(self) -> None:
        case = scrutiny.open(ROOT / "cases/venezuela-2024")
        here = {"/".join(f.about[1:]): f for f in scrutiny.examine(case, only=["accepted.victory_claims"]).findings}
        assert set(here) == {"victory/EG", "victory/NM", "both/EG/NM"}
        assert here["both/EG/NM"].verdict is Verdict.RECORDED
        assert "704,114 votes ahead" in text(here["victory/NM"])
        assert "704,114 votes behind" in text(here["victory/EG"])
        assert "gives figures of its own" in text(here["victory/EG"])
        assert "40.00 percentage points ahead" in text(here["victory/EG"])

    def test_nested_results_of_two_bodies_are_recorded(self) -> None:
        case = scrutiny.open(ROOT / "cases/ivory-coast-2010")
        both = next(
            f for f in scrutiny.examine(case, only=["accepted.victory_claims"]).findings if f.about[1] == "both"
        )
        assert both.verdict is Verdict.RECORDED, (
            "one can be the other with places left out: announced.two_results says so"
        )

    def whole(self, id_: str, votes: dict[str, int], speaker: str) -> Claim:
        return Claim(id_, "announces_figure", speaker, "authority", "VE", title=id_, figures=Figures(votes=votes))

    def test_two_whole_results_that_exclude_each_other_are_told_once(self) -> None:
        case = two_sides(
            self.whole("Result one", {"A": 600, "B": 400}, "Council"),
            self.whole("Result two", {"A": 450, "B": 620}, "Tribunal"),
            Claim("a", "claims_victory", "First", "candidate", about="A", resting_on=("Result one",)),
            Claim("b", "claims_victory", "Second", "candidate", about="B", resting_on=("Result two",)),
        )
        both = found(case, "accepted.victory_claims")["both/A/B"]
        assert (both.kind, both.verdict) == (Kind.ARITHMETIC, Verdict.CONTRADICTS)
        assert text(both).startswith("If both speak of the same ballots")
        assert both.rests_on and both.breaks_if
        told = {f.id for f in examine(case).findings}
        assert both.repeats in told, "the same fact stands in announced.two_results"
        assert both.repeats.startswith("announced.two_results/")

    def test_parts_of_a_count_do_not_exclude_each_other(self) -> None:
        part = Claim("p", "announces_figure", "Council", "authority", title="Part", figures=Figures(
            votes={"A": 600, "B": 400}, coverage=80))  # type: ignore[arg-type]  # fmt: skip
        case = two_sides(
            part,
            self.whole("Result two", {"A": 450, "B": 620}, "Tribunal"),
            Claim("a", "claims_victory", "First", "candidate", about="A", resting_on=("p",)),
            Claim("b", "claims_victory", "Second", "candidate", about="B", resting_on=("Result two",)),
        )
        assert found(case, "accepted.victory_claims")["both/A/B"].verdict is Verdict.RECORDED

    def test_a_claim_against_its_own_whole_figures(self) -> None:
        case = two_sides(
            self.whole("Result", {"A": 480, "B": 520}, "Council"),
            Claim("a", "claims_victory", "First", "candidate", about="A", resting_on=("Result",)),
        )
        own = found(case, "accepted.victory_claims")["own/a/Result"]
        assert (own.kind, own.verdict) == (Kind.ARITHMETIC, Verdict.CONTRADICTS)
        assert "Birch elected, by the figures of Result" in text(own)

    def test_a_candidate_named_as_his_option_claims_for_it(self) -> None:
        assert {"victory/joh", "victory/sn", "both/joh/sn"} == set(found(honduras(), "accepted.victory_claims"))


# ---------------------------------------------------------------------------------------------------- positions


class TestPositions:
    def test_a_change_shows_both_statements(self) -> None:
        change = found(gambia())["change/concedes/rejects"]
        assert text(change) == (
            "Yahya Jammeh, 2 December 2016: concedes (about Adama Barrow). The same speaker, 9 December 2016: refuses "
            "to recognise Result of 2 December. The later does not overwrite the earlier."
        )
        assert change.sources == ("concedes", "rejects")

    def test_two_positions_in_one_text_both_stand(self) -> None:
        together = found(honduras())["together/us-congratulates/us-review"]
        assert "congratulates Juan Orlando Hernández, asks for an audit or a recount" in text(together)
        assert not [about for about in found(honduras()) if about.startswith("change")]

    def test_wordings_are_kept_apart(self) -> None:
        told = text(found(georgia())["positions"])
        assert "takes note of Georgian Dream: China (29 October 2024)" in told
        assert "congratulates Georgian Dream: Nikol Pashinyan" in told
        assert "recognises" not in told

    def test_a_parliament_is_not_its_government(self) -> None:
        bodies = found(contested())["bodies/PE"]
        assert "Its parliament (2 June 2030) recognises Alder" in text(bodies)
        assert text(bodies).endswith("None of them speaks for the other.")
        assert "change/turns/assembly" not in found(contested())

    def test_a_list_of_one_side_is_that_sides_claim(self) -> None:
        here = found(contested())
        assert "is the claim of First party" in text(here["list/listed"])
        assert "A listed state" not in text(here["positions"])

    def test_each_row_leads_to_its_words_and_source(self) -> None:
        overview = found(honduras())["positions"]
        assert overview.listing is not None
        rows = {row[1].id: row for row in overview.listing.rows if isinstance(row[1], Name)}
        assert set(rows) == set(overview.sources)
        assert "one text that" in Words("en").value(rows["us-congratulates"][4])

    def test_a_refusal_of_one_bulletin_and_of_the_next_is_one_position(self) -> None:
        case = scrutiny.open(ROOT / "cases/bolivia-2019")
        assert not [f for f in scrutiny.examine(case, only=["accepted.positions"]).findings if f.about[1] == "change"]

    def test_its_picture_has_every_statement_with_a_day(self) -> None:
        overview = found(georgia())["positions"]
        assert overview.figure is not None and overview.listing is not None
        cells = [cell for row in overview.figure.data["rows"] for cell in row["cells"]]
        assert len(cells) == len(overview.listing.rows) == 4


# ----------------------------------------------------------------------------------------------------- timeline


class TestTimeline:
    def test_a_congratulation_before_the_first_figures(self) -> None:
        here = found(georgia())
        before = here["before/hungary/first"]
        assert before.verdict is Verdict.RECORDED
        assert "before the first announcement in this case that makes Georgian Dream the winner" in text(before)
        assert "Nikol Pashinyan" in text(here["order/first"])
        assert here["order/first"].verdict is Verdict.CANNOT_TELL
        assert "before/china/first" not in here

    def test_venezuela_on_bolivia(self) -> None:
        case = scrutiny.open(ROOT / "cases/bolivia-2019")
        ids = {f.id for f in scrutiny.examine(case, only=["accepted.timeline"]).findings}
        assert "accepted.timeline/president/before/maduro/final" in ids

    def test_who_names_an_announcement_cannot_have_spoken_before_it(self) -> None:
        votes = Figures(votes={"A": 60, "B": 40})
        bulletin = Claim("one", "announces_figure", "Council", "authority", "VE", title="Bulletin", figures=votes)
        bulletin = replace(bulletin, said=date(2024, 7, 29))
        early = Claim("early", "refuses_to_recognise", "A state", "state", "CL", about="one", said=date(2024, 7, 27))
        before = found(two_sides(bulletin, early))["before/early/one"]
        assert (before.kind, before.verdict) == (Kind.ARITHMETIC, Verdict.CONTRADICTS)
        near = replace(early, said=date(2024, 7, 28))
        assert "before/early/one" not in found(two_sides(bulletin, near)), "the two days share hours"
        zoned = replace(bulletin, said=datetime(2024, 7, 29, 12, tzinfo=timezone(-timedelta(hours=4))))
        assert "before/early/one" in found(two_sides(zoned, near))

    @pytest.mark.parametrize(
        ("due", "state", "day", "told"),
        [
            (date(2024, 8, 28), "not_published", date(2024, 9, 7), "10 days after the day by which it was due"),
            (date(2024, 8, 28), "published", date(2024, 8, 29), "1 days after the day by which it was due"),
            (date(2024, 8, 28), "published", date(2024, 8, 28), "in time"),
            (date(2024, 8, 28), "not_published", date(2024, 8, 20), "is no later"),
        ],
    )
    def test_publications_and_their_days(self, due: date, state: str, day: date, told: str) -> None:
        when = {"as_of": day} if state == "not_published" else {"on": day}
        made = Publication("results_by_station", "Council", state, due=due, law="a law", said_by="UN")  # type: ignore[arg-type]
        made = replace(made, **when)
        case = two_sides()
        case = replace(case, case=replace(case.case, publications=(made,)))
        (finding,) = found(case, "accepted.timeline").values()
        assert told in text(finding)
        assert finding.verdict is Verdict.RECORDED


class TestMoments:
    def test_a_day_is_an_interval_of_the_clocks_of_a_country(self) -> None:
        day = moment(date(2019, 10, 23), "VE")
        assert (day.start, day.end) == (
            datetime(2019, 10, 23, 4, tzinfo=UTC),
            datetime(2019, 10, 24, 4, 30, tzinfo=UTC),
        )

    def test_without_a_country_it_is_a_day_anywhere(self) -> None:
        day = moment(date(2024, 7, 29))
        assert day.start is not None and day.end is not None
        assert day.end - day.start == timedelta(hours=50)

    @pytest.mark.parametrize(("one", "other"), list(permutations(range(3), 2)))
    def test_order_is_strict(self, one: int, other: int) -> None:
        days = [moment(date(2024, 7, 20 + 3 * n), "CL") for n in range(3)]
        assert days[one].before(days[other]) == (one < other)

    def test_the_table_of_clocks_is_that_of_the_database(self) -> None:
        from zoneinfo import ZoneInfo

        from babel.core import get_global

        for country, zones in get_global("territory_zones").items():
            if len(country) != 2 or country in ("ZZ", "AQ", "UM"):
                continue
            least, most = offsets(country)
            for zone in zones:
                away = datetime(2024, 7, 28, tzinfo=ZoneInfo(zone)).utcoffset()
                assert away is not None and least <= away <= most, (country, zone)


# ------------------------------------------------------------------------------------------- calls, allegations


class TestCalls:
    def test_nothing_here_shows_it_is_not_that_it_did_not_happen(self) -> None:
        for about in ("calls_for_audit", "calls_for_new_vote"):
            told = text(found(honduras(), "accepted.calls")[about])
            assert told.endswith("Nothing in this case shows that it happened, which is not to say that it did not.")

    def test_results_by_station_are_told_with_their_publisher(self) -> None:
        case = scrutiny.open(ROOT / "cases/venezuela-2024")
        (call,) = scrutiny.examine(case, only=["accepted.calls"]).findings
        assert "published by Comando con Venezuela" in text(call)
        assert "by National Electoral Council: recorded as not published (17 February 2025)" in text(call)


class TestAllegations:
    def test_findings_that_speak_to_it_are_named(self) -> None:
        case = scrutiny.open(ROOT / "cases/kenya-2022")
        here = {f.about[1]: f for f in scrutiny.examine(case, only=["accepted.allegations"]).findings}
        assert "“Sum of the shares in Declaration of 15 August” (agrees)" in text(here["four-commissioners"])

    def test_alone_and_with_all_checks_it_says_the_same(self) -> None:
        case = contested()
        alone = {f.id: printed(f) for f in examine(case, only=["accepted.allegations"]).findings}
        whole = {f.id: printed(f) for f in examine(case).findings if f.check == "accepted.allegations"}
        assert alone == whole
        assert {f.check for f in examine(case, only=["accepted.allegations"]).findings} == {"accepted.allegations"}

    @pytest.mark.parametrize("kind", ["intimidation", "violence", "access", "vote_buying"])
    def test_no_check_of_counts_speaks_to_violence(self, kind: str) -> None:
        claim = Claim("c", "alleges_irregularity", "A witness", "party", irregularities=(kind,))  # type: ignore[arg-type]
        case = contested()
        (finding,) = [
            f for f in examine(with_claims(case, (*case.case.claims, claim)), only=["accepted.allegations"]).findings
            if f.about[1] == "c"
        ]  # fmt: skip
        assert "No check of counts can speak to this, which is recorded as a claim" in text(finding)
        assert "Findings of this case" not in text(finding)

    def test_every_kind_names_checks_that_exist(self) -> None:
        known = {check.id for check in all_checks()}
        assert {check for _words, checks in KINDS.values() for check in checks} <= known

    def test_nothing_is_computed_here_that_is_computed_there(self) -> None:
        for finding in examine(contested(), only=["accepted.allegations"]).findings:
            assert finding.kind is Kind.RECORD and not finding.numbers


def test_a_check_that_speaks_of_findings_runs_after_them() -> None:
    checks = all_checks()
    first, later = in_passes([c for c in checks if c.id == "accepted.allegations"], checks)
    assert [check.id for check in later] == ["accepted.allegations"]
    assert {"announced.sums", "counted.allegations"} <= {check.id for check in first}


# ------------------------------------------------------------------------------------------------ repeated texts


class TestOneText:
    def test_an_agency_is_one_source(self) -> None:
        (finding,) = found(honduras(), "accepted.repeated_reports").values()
        assert "is told in 2 texts by 3 outlets: one text of An agency: Paper A, Paper B" in text(finding)

    WORDS = (
        "The council said on Monday that it had counted nearly all the sheets and would publish them within a few hours"
    )

    def test_nearly_the_same_words_are_one_text(self) -> None:
        copied = self.WORDS.replace("Monday", "Monday,").replace("a few hours", "some hours")
        printed_as = {"A": self.WORDS, "B": copied, "C": "Other words about the same thing"}
        reports = tuple(Report(outlet, words=words) for outlet, words in printed_as.items())
        claim = Claim("c", "other", "Council", reports=reports)
        assert [text.outlets for text in texts(claim)] == [("A", "B"), ("C",)]
        assert resemblance(self.WORDS, copied) >= 0.6

    def test_words_of_the_speaker_are_no_copy(self) -> None:
        claim = Claim("c", "other", "Council", words=self.WORDS, quote="verbatim", reports=(
            Report("A", words=self.WORDS), Report("B", words=self.WORDS)))  # fmt: skip
        assert not any(text.repeated for text in texts(claim))

    def test_resemblance_is_symmetric_and_ignores_case(self) -> None:
        assert resemblance("Él anunció el resultado hoy ayer", "el anuncio EL resultado, hoy ayer") == 1
        assert resemblance("", "a b c") == 0


# ------------------------------------------------------------------------------------------ vocabulary, the page


def test_every_act_has_its_meaning_and_the_page_is_made_from_them() -> None:
    from typing import get_args

    assert set(ACTS) == set(get_args(Act))
    assert set(TOLD) <= set(ACTS)
    assert (ROOT / "docs/acts.md").read_text(encoding="utf-8") == acts_page()
    for act in ACTS:
        assert f"| `{act}` |" in acts_page()


def test_the_page_opens_each_position_with_its_words_and_the_place_in_the_original() -> None:
    case = honduras()
    at = Passage("a full review of any challenges", 120, 151, file="statement")
    claims = tuple(
        replace(claim, reports=(Report("Paper D", date(2017, 12, 23), at=at),)) if claim.id == "us-review" else claim
        for claim in case.case.claims
    )
    sources = (Source("statement", "the statement of 22 December", file="sources/statement.html"),)
    case = replace(case, case=replace(case.case, claims=claims, sources=sources))
    page = render(examine(case, only=["accepted"]))["report"].decode()
    assert 'href="#claim:us-review"' in page
    assert 'id="claim:us-review"' in page
    assert "characters" in page and 'href="#source:statement"' in page
    assert "a full review of any challenges" in page


def test_claims_about_other_elections_stand_apart_on_the_page() -> None:
    page = render(examine(contested(), only=["accepted"]), markdown=True)["report"].decode()
    assert "Said about other elections: 1" in page
