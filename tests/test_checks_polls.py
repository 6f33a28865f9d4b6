"""Polls, exit polls and predictions against results: what each finding says, refuses, and leaves out."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scrutiny.errors import CaseError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Act, Claim, Figures
from scrutiny.evidence.contest import Contest, Election, Option
from scrutiny.evidence.counts import OPTION, PLACE, ROW, UNIT, Counts
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.sample import Sample, SampleKind
from scrutiny.evidence.sample_design import SampleDesign
from scrutiny.examination import examine, open_case
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.findings.polled import notes_on_polls, polls_of
from scrutiny.findings.speaking import answers_to
from scrutiny.messages import Words
from scrutiny.stats.poll_errors import allowed

CONTEST = Contest("c", "President", "e", options=(Option("a", "Alder"), Option("b", "Birch"), Option("x", "Others")))
VOTE = date(2030, 5, 5)


def poll(
    id_: str,
    a: str,
    b: str,
    *,
    ended: date | None = date(2030, 4, 28),
    people: int | None = 1000,
    kind: SampleKind = "poll",
    house: str = "",
    more: Mapping[str, Any] | None = None,
    x: str | None = None,
    act: Act = "predicts",
    **sample: Any,
) -> Claim:
    shares = {"a": Decimal(a), "b": Decimal(b)} | ({} if x is None else {"x": Decimal(x)})
    made = Sample(kind, house=house or id_.title(), ended=ended, people=people, **sample)
    return Claim(id_, act, f"House {id_}", "pollster", figures=Figures(shares=shares), sample=made, **(more or {}))


def announced(id_: str, a: int, b: int, x: int = 0) -> Claim:
    votes = {"a": a, "b": b, "x": x}
    return Claim(id_, "announces_figure", "Council", "authority", title=id_.title(), figures=Figures(votes=votes))


def counted(coverage: str | None, claim: Claim) -> Claim:
    assert claim.figures is not None
    printed = None if coverage is None else Decimal(coverage)
    return replace(claim, figures=replace(claim.figures, coverage=printed))


def evidence(*claims: Claim, country: str = "XX", counts: tuple[Counts, ...] = ()) -> Evidence:
    election = Election("e", "Election", VOTE)
    return Evidence(CaseFile("Case", country, (election,), (CONTEST,), claims=claims), counts, (), (), (), {})


def found(case: Evidence, check: str, plan: Plan | None = None) -> dict[str, Finding]:
    return {f.id.removeprefix(f"{check}/c"): f for f in examine(case, plan or Plan(), only=[check]).findings}


def only(case: Evidence, check: str, plan: Plan | None = None) -> Finding:
    (finding,) = found(case, check, plan).values()
    return finding


def number(finding: Finding, name: str) -> float:
    return float(Fraction(finding.numbers[name].value))  # type: ignore[union-attr,arg-type]


POLLS, EXIT, TOLD = "sampled.polls", "sampled.exit_poll", "sampled.predictions"
AGREED = (poll("one", "48", "42"), poll("two", "50", "41"), poll("three", "47", "44"))


class TestPolls:
    def test_the_interval_is_that_of_the_mean_with_the_shared_error(self) -> None:
        """Leads 6, 9, 3: mean 6; another country, so that 4.738 and 4.238 are doubled."""
        finding = only(evidence(*AGREED, announced("bulletin", 480, 450, 70)), POLLS)
        may = allowed(6.0, 3, 4.738, 4.238, wider=2.0)
        assert number(finding, "mean_1") == 6
        assert number(finding, "low_1") == pytest.approx(may.low, abs=0.05)
        assert number(finding, "high_1") == pytest.approx(may.high, abs=0.05)
        assert finding.verdict is Verdict.WITHIN
        assert number(finding, "lead") == 3
        assert number(finding, "miss_1") == 3

    def test_in_the_country_of_the_archive_errors_are_taken_as_they_are(self) -> None:
        finding = only(evidence(*AGREED, announced("bulletin", 480, 450, 70), country="US"), POLLS)
        assert number(finding, "high_1") == pytest.approx(allowed(6.0, 3, 4.738, 4.238).high, abs=0.05)
        assert finding.settings["wider"] == "1"
        assert "another country" not in " ".join(str(m) for m in finding.rests_on)

    def test_a_result_beyond_all_races_is_said_to_be_so_and_no_more(self) -> None:
        finding = only(evidence(*AGREED, announced("bulletin", 300, 700)), POLLS)
        assert finding.verdict is Verdict.OUTSIDE
        assert number(finding, "as_large_1") == 0
        assert "more than the mean of three or more polls missed by in any of 906 races" in str(finding.statement)
        assert "at most 17.8" in str(finding.statement)
        for message in (finding.statement, *finding.rests_on, *finding.breaks_if):
            assert "prove" not in str(message)
            assert "probability" not in str(message)

    def test_the_factor_that_would_bring_it_inside_does(self) -> None:
        case = evidence(AGREED[0], announced("bulletin", 300, 700))
        before = only(case, POLLS)
        for step, verdict in ((-0.01, Verdict.OUTSIDE), (0.01, Verdict.WITHIN)):
            wider = str(round(number(before, "factor_1") + step, 2))
            plan = Plan(settings={POLLS: {"wider": wider}})
            assert only(case, POLLS, plan).verdict is verdict

    def test_the_counts_of_races_are_those_of_the_archive(self) -> None:
        """A miss of 10 points: 55 of 906 races; of 5 points over 13 cycles: one."""
        finding = only(evidence(*AGREED, announced("bulletin", 460, 500, 40), country="US"), POLLS)
        assert number(finding, "miss_1") == 10
        assert (number(finding, "as_large_1"), number(finding, "races_1")) == (55, 906)
        assert (number(finding, "cycles_as_large_1"), number(finding, "cycles_1")) == (0, 13)

    def test_fewer_houses_than_three_have_no_rank_among_means_of_three_polls_or_more(self) -> None:
        """One poll 46 points away: 116 single polls of the archive were further off than any mean of three."""
        for houses in (AGREED[:1], AGREED[:2]):
            finding = only(evidence(*houses, announced("bulletin", 300, 700)), POLLS)
            assert "points from that." in str(finding.statement)
            assert "races" not in str(finding.statement)
            assert "cycle" not in str(finding.statement)
            named = {name.partition("_1")[0] for name in finding.numbers}
            assert not {"as_large", "races", "largest", "cycles", "cycles_as_large", "largest_cycle"} & named
            assert "miss" in named

    def test_the_polls_behind_the_spread_are_counted_and_not_the_races_that_misses_are_ranked_with(self) -> None:
        """The spread of 4.7 points comes from 9,627 polls of 1,858 races, that of presidents from 3,004 of 302."""
        case = evidence(*AGREED, announced("bulletin", 480, 450, 70))
        for kind, told in (("any", "9,627 polls of 1,858 races"), ("president", "3,004 polls of 302 races")):
            finding = only(case, POLLS, Plan(settings={POLLS: {"kind": kind}}))
            assert told in " ".join(str(m) for m in finding.rests_on)

    def test_cycles_are_of_all_kinds_and_stand_beside_no_single_one(self) -> None:
        case = evidence(*AGREED, announced("bulletin", 460, 500, 40))
        for kind, there in (("any", True), ("president", False)):
            finding = only(case, POLLS, Plan(settings={POLLS: {"kind": kind}}))
            text = " ".join(str(m) for m in (finding.statement, *finding.rests_on))
            assert ("All polls of a cycle together" in text) is there
            assert ("In the cycle in which such intervals held least" in text) is there
            assert ("cycles_1" in finding.numbers) is there
            assert "races_1" in finding.numbers

    def test_kinds_of_contests_have_their_own_yardstick(self) -> None:
        plan = Plan(settings={POLLS: {"kind": "president"}})
        finding = only(evidence(*AGREED, announced("bulletin", 480, 450, 70)), POLLS, plan)
        assert number(finding, "races_1") == 229

    def test_houses_that_contradict_each_other_are_never_averaged(self) -> None:
        """The leads of Venezuela 2024 as listed: eight houses 35.2 one way, three 36.5 the other."""
        one = [47.1, 34.5, 51, 38, 38, 32, 30, 11]
        claims = [poll(f"p{i}", str(50 + lead / 2), str(50 - lead / 2)) for i, lead in enumerate(one)]
        claims += [poll(f"q{i}", str(50 + lead / 2), str(50 - lead / 2)) for i, lead in enumerate((-33.1, -33.5, -43))]
        finding = only(evidence(*claims, announced("bulletin", 442, 512, 46)), POLLS)
        # The bulletin has b ahead by 7, and leads are told of the option that is ahead in it.
        assert number(finding, "mean_1") == pytest.approx(-35.2)
        assert number(finding, "mean_2") == pytest.approx(36.533, abs=1e-3)
        assert number(finding, "miss_1") == pytest.approx(42.2, abs=0.01)
        assert number(finding, "miss_2") == pytest.approx(29.53, abs=0.01)
        assert "no mean of all of them is taken" in str(finding.statement)
        assert "is outside what either side of them allows" in str(finding.statement)
        assert finding.verdict is Verdict.CANNOT_TELL, "without the third of the smaller side it would be inside"
        assert "without any one of Q2" in str(finding.statement)

    def test_a_result_that_only_one_side_of_them_allows_cannot_be_told(self) -> None:
        claims = [poll(f"p{i}", "67", "33") for i in range(4)] + [poll(f"q{i}", "31", "67") for i in range(4)]
        finding = only(evidence(*claims, announced("bulletin", 670, 330)), POLLS)
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "within what those that saw Alder ahead allow" in str(finding.statement)

    def test_houses_that_saw_both_level_are_of_neither_side_whoever_leads_the_result(self) -> None:
        claims = [poll(f"p{i}", "67", "33") for i in range(4)] + [poll(f"q{i}", "31", "67") for i in range(4)]
        claims.append(poll("even", "45", "45"))
        for votes in ((670, 330), (330, 670)):
            finding = only(evidence(*claims, announced("bulletin", *votes)), POLLS)
            assert (number(finding, "houses_1"), number(finding, "houses_2")) == (4, 4)
            assert sorted(abs(number(finding, f"mean_{i}")) for i in (1, 2)) == [34, 36]
            assert any("level, and are of neither side: Even" in str(m) for m in finding.rests_on)
            assert finding.scope is not None
            assert (finding.scope.units, finding.scope.left_out) == (8, 1)
            assert "even" not in finding.sources

    def test_a_house_that_saw_both_level_counts_where_houses_agree(self) -> None:
        finding = only(evidence(*AGREED, poll("even", "45", "45"), announced("bulletin", 480, 450, 70)), POLLS)
        assert number(finding, "houses_1") == 4
        assert number(finding, "mean_1") == 4.5

    def test_a_close_race_with_leads_either_way_is_one_group(self) -> None:
        claims = [poll("one", "46", "44"), poll("two", "44", "47"), poll("three", "45", "45")]
        finding = only(evidence(*claims, announced("bulletin", 480, 470, 50)), POLLS)
        assert "houses_2" not in finding.numbers
        assert number(finding, "houses_1") == 3

    def test_each_house_counts_once_with_its_latest_poll(self) -> None:
        older = [poll(f"old{i}", "60", "30", house="One", ended=date(2030, 4, 1 + i)) for i in range(9)]
        finding = only(evidence(*older, *AGREED, announced("bulletin", 480, 450, 70)), POLLS)
        assert number(finding, "houses_1") == 3
        assert number(finding, "mean_1") == 6
        assert number(finding, "moving_polls_1") == 12

    def test_without_each_house(self) -> None:
        """Leads 6, 9, 3 against 3: without one of them the means are 6, 4.5, 7.5."""
        finding = only(evidence(*AGREED, announced("bulletin", 480, 450, 70)), POLLS)
        assert (number(finding, "without_least_1"), number(finding, "without_most_1")) == (1.5, 4.5)

    def test_the_house_on_which_the_answer_hangs_is_named(self) -> None:
        """Leads 6, 9, 3 and 60: with the last the mean is 19.5, without it 6; the result is at -14."""
        far = poll("far", "75", "15")
        plan = Plan(settings={POLLS: {"wider": "1.2"}})
        finding = only(evidence(*AGREED, far, announced("bulletin", 400, 540, 60)), POLLS, plan)
        assert "without any one of Far, the result would be on the other side" in str(finding.statement)
        assert finding.verdict is Verdict.CANNOT_TELL

    def test_what_is_undecided_may_go_to_either(self) -> None:
        """48 to 42, 50 to 41, 47 to 44: 10, 9, 9 named neither."""
        finding = only(evidence(*AGREED, announced("bulletin", 480, 450, 70)), POLLS)
        assert number(finding, "all_to_first_1") == pytest.approx(6 + 28 / 3)
        assert number(finding, "all_to_second_1") == pytest.approx(6 - 28 / 3)
        of_two = 100 * (6 / 90 + 9 / 91 + 3 / 91) / 3
        assert number(finding, "of_two_1") == pytest.approx(of_two)

    def test_the_sensitivity_is_given_for_each_factor(self) -> None:
        finding = only(evidence(*AGREED, announced("bulletin", 480, 450, 70)), POLLS)
        highs = [number(finding, f"high:{factor}_1") for factor in ("1", "1.5", "2", "3")]
        assert highs == sorted(highs)
        assert highs[2] == number(finding, "high_1")
        assert highs[3] == pytest.approx(allowed(6.0, 3, 4.738, 4.238, wider=3.0).high, abs=0.05)

    def test_the_sponsor_is_told_with_its_source_and_never_without(self) -> None:
        sourced = poll("one", "48", "42", sponsor="the Birch campaign", sponsor_source="Gazette, 1 May 2030")
        bare = poll("two", "50", "41", sponsor="somebody")
        text = " ".join(
            str(m) for m in only(evidence(sourced, bare, announced("bulletin", 480, 450, 70)), POLLS).rests_on
        )
        assert "One: about who pays, the Birch campaign (Gazette, 1 May 2030)." in text
        assert "somebody" not in text

    def test_every_result_is_held_against_the_same_polls(self) -> None:
        case = evidence(*AGREED, announced("first", 480, 450, 70), announced("second", 450, 480, 70))
        made = found(case, POLLS)
        assert sorted(made) == ["/first", "/second"]
        assert [f.figure is not None for f in made.values()] == [True, False]
        assert number(made["/second"], "mean_1") == -6
        assert number(made["/second"], "moving_1") == -number(made["/first"], "moving_1")

    def test_records_of_counts_are_results_too(self) -> None:
        table = pl.DataFrame({UNIT: ["1", "2"], ROW: [2, 3], OPTION + "a": [30, 18], OPTION + "b": [20, 25]})
        counts = Counts("sheets", CONTEST, "station", ("sheets",), "Party", "published sheets", table)
        finding = only(evidence(*AGREED, counts=(counts,)), POLLS)
        assert finding.about == ("c", "sheets")
        assert number(finding, "lead") == pytest.approx(100 * 3 / 93)

    def test_the_sheets_of_a_sample_are_no_result(self) -> None:
        table = pl.DataFrame({UNIT: ["1", "2"], ROW: [2, 3], OPTION + "a": [30, 18], OPTION + "b": [20, 25]})
        counts = Counts("drawn", CONTEST, "station", ("drawn",), "Observers", "sheets of a sample", table)
        case = evidence(*AGREED, DOOR, announced("bulletin", 480, 450, 70), counts=(counts,))
        assert set(found(case, POLLS)) == {"/bulletin", "/drawn"}
        case = replace(case, case=replace(case.case, samples=(SampleDesign("s", "drawn"),)))
        for check in (POLLS, EXIT):
            assert set(found(case, check)) == {"/bulletin"}
        assert "sheets of a sample" not in str(only(case, TOLD).statement)

    def test_a_result_of_a_part_is_outside_only_where_the_rest_could_not_bring_it_inside(self) -> None:
        """A lead of 40 points, where polls allow 21 at most: the last fifth need 52 the other way, a 20th 300."""
        for coverage, verdict in ((None, Verdict.OUTSIDE), ("95", Verdict.OUTSIDE), ("80", Verdict.CANNOT_TELL)):
            finding = only(evidence(*AGREED, counted(coverage, announced("bulletin", 300, 700))), POLLS)
            assert finding.verdict is verdict
            assert ("counts 80% of the stations" in str(finding.statement)) is (coverage == "80")
            breaks = " ".join(str(m) for m in finding.breaks_if)
            assert ("does not count yet is not like" in breaks) is (coverage is not None)

    def test_swapped_names_swap_the_text(self) -> None:
        case = evidence(*AGREED, announced("bulletin", 300, 700))
        options = tuple(replace(o, name={"a": "Birch", "b": "Alder"}.get(o.id, o.name)) for o in CONTEST.options)
        other = replace(case, case=replace(case.case, contests=(replace(CONTEST, options=options),)))
        one, two = only(case, POLLS), only(other, POLLS)
        swapped = str(one.statement).replace("Alder", "#").replace("Birch", "Alder").replace("#", "Birch")
        assert swapped == str(two.statement)

    def test_it_says_so_in_spanish(self) -> None:
        finding = only(evidence(*AGREED, announced("bulletin", 300, 700)), POLLS)
        text = Words("es").plain(finding.statement)
        assert "Si las encuestas de este caso yerran" in text
        assert "906 contiendas" in text

    def test_where_there_is_nothing_to_compare_it_says_why(self) -> None:
        for claims, reason in (
            ((announced("bulletin", 1, 2),), "holds no poll with figures"),
            (AGREED, "no result gives the shares"),
            ((poll("one", "48", "42"), announced("bulletin", 0, 10, 90)), "no poll gives both options"),
        ):
            examined = examine(evidence(*claims), Plan(), only=[POLLS])
            assert examined.findings == ()
            assert reason in str(examined.not_applicable[POLLS][0])


class TestFaults:
    """Everything that can be wrong with a poll as it was printed: told, kept, and never made to add up."""

    def codes(self, *claims: Claim) -> list[str]:
        return [note.code for note in notes_on_polls(evidence(*claims).case)]

    @pytest.mark.parametrize(
        ("claim", "codes"),
        [
            (poll("p", "60", "40", x="4"), ["sample.over"]),
            (poll("p", "50", "40", undecided=Decimal("14")), ["sample.over"]),
            (poll("p", "60", "40", undecided=Decimal("14")), []),  # shares of those who decided
            (poll("p", "50", "40", x="7"), ["sample.under"]),
            (poll("p", "50", "40", x="7", undecided=Decimal("3")), []),
            (poll("p", "33.3", "33.3", x="33.3"), []),
            (poll("p", "50", "40"), []),
            (poll("p", "50", "40", people=None), ["sample.no-people"]),
            (poll("p", "50", "40", ended=None), ["sample.no-day"]),
            (poll("p", "50", "40", ended=date(2062, 5, 5)), ["sample.after"]),
            (poll("p", "50", "40", more={"said": date(2030, 4, 20)}), ["sample.early"]),
            (poll("p", "-5", "40"), ["sample.over"]),
            (poll("p", "50", "40", more={"said": date(2030, 5, 6)}), ["sample.late"]),
            (poll("p", "50", "40", more={"said": VOTE}), []),
            (poll("p", "50", "40", ended=None, more={"said": date(2030, 5, 6)}), ["sample.late", "sample.no-day"]),
        ],
    )
    def test_each_is_noted(self, claim: Claim, codes: list[str]) -> None:
        assert self.codes(claim) == codes

    def test_shares_that_add_to_104_are_left_out_and_named(self) -> None:
        case = evidence(*AGREED, poll("bad", "60", "40", x="4"), announced("bulletin", 480, 450, 70))
        finding = only(case, POLLS)
        assert number(finding, "mean_1") == 6
        assert finding.scope is not None
        assert finding.scope.left_out == 1
        assert "Bad" in str(finding.scope.why)

    def test_shares_that_add_to_97_stay_97(self) -> None:
        case = evidence(poll("p", "50", "40", x="7"), announced("bulletin", 480, 450, 70))
        finding = only(case, POLLS)
        assert number(finding, "mean_1") == 10, "as printed: nothing is scaled up to 100"

    def test_one_poll_published_twice_counts_once(self) -> None:
        again = poll("again", "48", "42", house="One")
        case = evidence(*AGREED, again, announced("bulletin", 480, 450, 70))
        assert self.codes(*AGREED, again) == ["sample.twice"]
        finding = only(case, POLLS)
        assert number(finding, "houses_1") == 3
        assert number(finding, "moving_polls_1") == 3

    def test_other_figures_of_the_same_days_are_kept_and_the_first_is_taken(self) -> None:
        other = poll("other", "40", "48", house="One")
        assert self.codes(*AGREED, other) == ["sample.differs"]
        assert number(only(evidence(*AGREED, other, announced("bulletin", 480, 450, 70)), POLLS), "mean_1") == 6

    def test_a_poll_without_people_has_no_place_in_the_moving_average_but_in_the_mean(self) -> None:
        case = evidence(*AGREED, poll("p", "50", "38", people=None), announced("bulletin", 480, 450, 70))
        finding = only(case, POLLS)
        assert number(finding, "houses_1") == 4
        assert number(finding, "moving_polls_1") == 3
        assert "Houses without a number do not say how many" in " ".join(str(m) for m in finding.rests_on)

    def test_polls_too_old_or_of_other_things_are_left_out(self) -> None:
        case = evidence(
            *AGREED,
            poll("old", "80", "10", ended=date(2029, 5, 5)),
            poll("place", "80", "10", more={"place": "state=1"}),
            poll("else", "80", "10", more={"of_election": "other"}),
            poll("first", "80", "10"),
            poll("second", "50", "44", house="Fourth", more={"corrects": "first"}),
            announced("bulletin", 480, 450, 70),
        )
        finding = only(case, POLLS)
        assert number(finding, "houses_1") == 4
        assert number(finding, "mean_1") == 6
        assert finding.scope is not None
        assert finding.scope.left_out == 1

    def test_a_poll_that_was_published_after_the_vote_or_of_no_day_is_in_no_mean_and_named(self) -> None:
        case = evidence(
            *AGREED,
            poll("afterwards", "20", "70", more={"said": date(2030, 5, 6)}),
            poll("undated", "20", "70", ended=None),
            announced("bulletin", 480, 450, 70),
        )
        finding = only(case, POLLS)
        assert number(finding, "houses_1") == 3
        assert number(finding, "mean_1") == 6
        assert finding.scope is not None
        assert finding.scope.left_out == 2
        assert "Undated" in str(finding.scope.why)
        assert "Afterwards" in str(finding.scope.why)

    def test_a_poll_whose_day_of_publication_is_known_stays(self) -> None:
        dated = poll("dated", "48", "42", ended=None, more={"said": date(2030, 4, 28)})
        assert number(only(evidence(dated, *AGREED[1:], announced("bulletin", 480, 450, 70)), POLLS), "mean_1") == 6

    def test_the_notes_reach_the_report(self, tmp_path: Path) -> None:
        folder = tmp_path / "venezuela"
        shutil.copytree(Path(__file__).parents[1] / "cases" / "venezuela-2024", folder)
        codes = {note.code for note in open_case(folder).evidence.notes}
        assert {"sample.no-people", "sample.no-day", "sample.differs"} <= codes

    @pytest.mark.parametrize(
        ("sample", "found"),
        [
            ('kind = "poll", began = 2024-07-09, ended = 2024-07-01', "after `ended`"),
            ('kind = "poll", people = 0', "1 or more"),
            ('kind = "quick_count", drawn = 10, reported = 11', "at most as many as were drawn"),
            ('kind = "poll", undecided = 104', "from 0 to 100"),
            ('kind = "poll", margin = -1', "0 or more"),
            ('kind = "poll", intervals = { EG = { low = 5, high = 3 } }', "lower end first"),
            ('kind = "poll", intervals = { XX = { low = 3, high = 5 } }', "no option"),
            ('kind = "tea_leaves"', "tea_leaves"),
        ],
    )
    def test_what_cannot_be_typed_is_refused_with_its_place(self, tmp_path: Path, sample: str, found: str) -> None:
        folder = tmp_path / "case"
        shutil.copytree(Path(__file__).parents[1] / "cases" / "venezuela-2024", folder)
        claims = folder / "claims.toml"
        text = claims.read_text(encoding="utf-8")
        added = (
            '\n[[claims]]\nid = "zz"\nact = "predicts"\nspeaker = "Z"\nfigures = { shares = { EG = 50, NM = 40 } }\n'
        )
        claims.write_text(f"{text}{added}sample = {{ {sample} }}\n", encoding="utf-8")
        with pytest.raises(CaseError) as error:
            open_case(folder)
        assert found in str(error.value)
        assert "claims.toml" in str(error.value)


def test_the_example_of_the_documentation_is_a_poll(tmp_path: Path) -> None:
    root = Path(__file__).parents[1]
    (block,) = re.findall(r"```toml\n(.*?)```", (root / "docs" / "polls.md").read_text(encoding="utf-8"), flags=re.S)
    folder = tmp_path / "case"
    shutil.copytree(root / "cases" / "venezuela-2024", folder)
    with (folder / "claims.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n" + block)
    case = open_case(folder).file
    made = next(p for p in polls_of(case, case.contests[0], ("poll",)) if p.claim.id == "northern-may")
    assert made.faults == ()
    assert made.lead("EG", "NM") == Fraction("5.5")


def by_place(id_: str, place: str, a: int, b: int, house: str = "Door") -> Claim:
    figures = Figures(votes={"a": a, "b": b})
    return Claim(
        id_, "predicts", house, "pollster", figures=figures, place=place, sample=Sample("exit_poll", house=house)
    )


def centres(share: Mapping[str, tuple[int, int]]) -> Counts:
    rows = [(f"{c}-{t}", c, a // 2, b // 2) for c, (a, b) in share.items() for t in (1, 2)]
    names = [UNIT, PLACE + "centre", OPTION + "a", OPTION + "b"]
    table = pl.DataFrame(rows, schema=names, orient="row").with_columns(pl.int_range(2, pl.len() + 2).alias(ROW))
    return Counts("sheets", CONTEST, "station", ("sheets",), "Party", "published sheets", table)


DOOR = poll("door", "65", "31", kind="exit_poll", people=6846, ended=VOTE, drawn=100)


class TestExitPoll:
    def test_the_response_ratio_that_a_result_needs(self) -> None:
        """65 to 31 against 44.2 to 51.2: 2.43; the ratio of odds."""
        finding = only(evidence(DOOR, announced("bulletin", 4445978, 5150092, 462704)), EXIT)
        assert 1 / number(finding, "ratio:door") == pytest.approx(2.43, abs=0.005)
        assert finding.verdict is Verdict.OUTSIDE
        assert "voters of Alder who answered 2.43 times as readily as those of Birch" in str(finding.statement)

    def test_with_a_larger_ratio_it_is_allowed(self) -> None:
        case = evidence(DOOR, announced("bulletin", 4445978, 5150092, 462704))
        for ratio, verdict in (("2.2", Verdict.OUTSIDE), ("2.5", Verdict.WITHIN)):
            assert only(case, EXIT, Plan(settings={EXIT: {"ratio": ratio}})).verdict is verdict

    def test_without_counts_by_place_the_design_effect_is_an_assumption(self) -> None:
        finding = only(evidence(DOOR, announced("bulletin", 600, 350, 50)), EXIT)
        p, n = 65 / 96, round(6846 * 0.96)
        assert number(finding, "error:door") == pytest.approx(100 * math.sqrt(2.2 * p * (1 - p) / n), abs=1e-3)
        assert any("which is an assumption" in str(m) for m in finding.rests_on)

    def test_with_counts_by_place_the_error_is_that_of_drawing_places(self) -> None:
        """Two equal places of 80 and 40 %: a spread of 20 points over 100 places drawn, and the people in them."""
        counts = centres({"1": (800, 200), "2": (400, 600)})
        case = evidence(DOOR, announced("bulletin", 600, 350, 50), counts=(counts,))
        finding = found(case, EXIT)["/bulletin"]
        n = round(6846 * 0.96)
        assert number(finding, "error:door") == pytest.approx(100 * math.sqrt(0.04 / 100 + 0.24 / n), abs=1e-3)

    def test_refusals_all_of_one_side(self) -> None:
        door = poll("door", "60", "20", kind="exit_poll", ended=VOTE, refused=Decimal("20"), undecided=Decimal("10"))
        finding = only(evidence(door, announced("bulletin", 600, 350, 50)), EXIT)
        answered = 0.8 * 0.9
        text = " ".join(str(m) for m in finding.rests_on)
        assert f"would be {100 * 0.75 * answered:.1f}% or {100 * (0.75 * answered + 1 - answered):.1f}%" in text

    def test_interviews_and_counts_of_the_same_places(self) -> None:
        """Counted 50 to 50 and 60 to 40 of 100; asked 56 to 44 and 66 to 34: the lead is seen 12 points too large."""
        counts = centres({"1": (500, 500), "2": (600, 400)})
        claims = [
            by_place("p1", "centre=1", 56, 44),
            by_place("p2", "centre=2", 66, 34),
            by_place("p3", "centre=9", 9, 9),
        ]
        case = evidence(DOOR, *claims, announced("bulletin", 600, 350, 50), counts=(counts,))
        finding = found(case, EXIT)["/bulletin"]
        assert number(finding, "within_1") == pytest.approx(-12.0)
        assert any("in 2 places whose count published sheets has" in str(m) for m in finding.rests_on)

    def test_without_interviews_by_place_that_is_said(self) -> None:
        finding = only(evidence(DOOR, announced("bulletin", 600, 350, 50)), EXIT)
        assert any("cannot be told" in str(m) for m in finding.rests_on)

    def test_an_exit_poll_never_contradicts(self) -> None:
        for a in (1, 100, 500, 900, 999):
            finding = only(evidence(DOOR, announced("bulletin", a, 1000 - a)), EXIT)
            assert finding.verdict in (Verdict.WITHIN, Verdict.OUTSIDE)

    def test_exit_polls_of_which_some_allow_it(self) -> None:
        other = poll("other", "34", "55", kind="exit_poll", ended=VOTE, people=1000)
        finding = only(evidence(DOOR, other, announced("bulletin", 442, 512, 46)), EXIT)
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "outside what some of them allow (Door)" in str(finding.statement)

    def test_an_exit_poll_without_a_number_of_people_counts_in_no_verdict(self) -> None:
        """45 to 55 in the poll and 60 to 40 in the result: inside for 100 people, and unknown without a number."""
        result = announced("bulletin", 600, 400)
        verdicts = {
            people: only(evidence(poll("some", "45", "55", kind="exit_poll", ended=VOTE, people=people), result), EXIT)
            for people in (100, 100_000, None)
        }
        assert verdicts[100].verdict is Verdict.WITHIN
        assert verdicts[100_000].verdict is Verdict.OUTSIDE
        assert verdicts[None].verdict is Verdict.CANNOT_TELL
        assert "No exit poll says how many people it asked" in str(verdicts[None].statement)
        assert "low:some" not in verdicts[None].numbers
        assert "ratio:some" in verdicts[None].numbers

    def test_beside_others_it_is_named_and_turns_nothing(self) -> None:
        """But where it saw it the other way nothing is decided: how far it may err is not known."""
        for shares, verdict in ((("55", "34"), Verdict.OUTSIDE), (("34", "55"), Verdict.CANNOT_TELL)):
            other = poll("other", *shares, kind="exit_poll", ended=VOTE, people=None)
            finding = only(evidence(DOOR, other, announced("bulletin", 442, 512, 46)), EXIT)
            assert finding.verdict is verdict, shares
            told = str(finding.statement)
            assert "That rests on Door alone; not said is how many people were asked by Other." in told
            assert ("Others saw it the other way (Other)" in told) is (verdict is Verdict.CANNOT_TELL)
        assert "it counts in no verdict" in " ".join(str(m) for m in finding.rests_on)

    def test_a_result_of_a_part_is_outside_only_where_the_rest_could_not_bring_it_inside(self) -> None:
        """46.3 % of the two; Door allows 56 % or more: with 79 % counted the others need 93 %, with 90 %, 142 %."""
        for coverage, verdict, told in (
            (None, Verdict.OUTSIDE, ""),
            ("100", Verdict.OUTSIDE, ""),
            ("90", Verdict.OUTSIDE, "Whatever the others gave"),
            ("79", Verdict.CANNOT_TELL, "could, with as many votes each, still bring the whole inside"),
        ):
            finding = only(evidence(DOOR, counted(coverage, announced("bulletin", 463, 537))), EXIT)
            assert finding.verdict is verdict
            assert told in str(finding.statement)
            partial = coverage in ("90", "79")
            assert (f"Bulletin counts {coverage}% of the stations" in str(finding.statement)) is partial
            assert ("does not count yet is not like" in " ".join(str(m) for m in finding.breaks_if)) is partial

    def test_places_where_nobody_named_either_of_the_two_are_left_out_and_counted(self) -> None:
        counts = centres({"1": (500, 500), "2": (600, 400)})
        claims = [by_place("p1", "centre=1", 56, 44), by_place("p2", "centre=2", 0, 0)]
        case = evidence(DOOR, *claims, announced("bulletin", 600, 350, 50), counts=(counts,))
        finding = found(case, EXIT)["/bulletin"]
        assert number(finding, "within_1") == pytest.approx(-12.0)
        assert any("Places of Door left out there: 1." in str(m) for m in finding.rests_on)

    def test_where_nobody_named_either_in_any_place_there_is_nothing_to_set_beside(self) -> None:
        counts = centres({"1": (500, 500)})
        case = evidence(DOOR, by_place("p1", "centre=1", 0, 0), announced("bulletin", 600, 350, 50), counts=(counts,))
        finding = found(case, EXIT)["/bulletin"]
        assert "within_1" not in finding.numbers
        assert any("no place with both interviews and a count" in str(m) for m in finding.rests_on)

    def test_of_two_releases_the_first_in_the_case_stands(self) -> None:
        earlier = poll("earlier", "64", "31", kind="exit_poll", ended=VOTE, people=5464, house="Door")
        finding = only(evidence(DOOR, earlier, announced("bulletin", 600, 350, 50)), EXIT)
        assert "seen:door" in finding.numbers
        assert "seen:earlier" not in finding.numbers
        assert finding.scope is not None
        assert "5,464" in str(finding.scope.why)

    def test_a_share_of_nothing_has_no_odds_and_no_finding(self) -> None:
        zero = poll("zero", "100", "0", kind="exit_poll", ended=VOTE)
        assert found(evidence(zero, announced("bulletin", 600, 350, 50)), EXIT) == {}


class TestPredictions:
    def test_each_prediction_is_a_row_as_printed(self) -> None:
        finding = only(evidence(*AGREED, DOOR, announced("bulletin", 480, 450, 70)), TOLD)
        assert finding.verdict is Verdict.RECORDED
        assert finding.units is not None
        row = finding.units.row(0, named=True)
        assert (row["house"], row["ahead"], row["lead"], row["people"]) == ("One", "Alder", Decimal("6.0"), 1000)
        assert finding.units.height == 4
        assert "Opinion polls (3): Alder ahead in 3" in str(finding.statement)
        assert "Exit polls (1): Alder ahead in 1" in str(finding.statement)

    def test_words_about_the_polls_stand_beside_what_the_polls_say(self) -> None:
        said = Claim("said", "predicts", "A minister", "state", about="a", words="pollsters predict his loss")
        case = evidence(*AGREED, poll("four", "40", "46"), said, announced("bulletin", 480, 450, 70))
        finding = found(case, TOLD)["/said"]
        assert (number(finding, "ahead"), number(finding, "behind")) == (3, 1)
        text = str(finding.statement)
        assert "A minister: “pollsters predict his loss”" in text
        assert "3 saw Alder ahead, 1 behind" in text
        assert "In Bulletin, Alder is ahead of Birch by 3.0 points." in text

    def test_words_about_nobody_in_particular(self) -> None:
        said = Claim("said", "predicts", "A paper", "media", summary="A landslide is foretold.")
        finding = found(evidence(*AGREED, poll("four", "40", "46"), said), TOLD)["/said"]
        assert "Of the 4 houses of this case: Alder ahead in 3, Birch ahead in 1." in str(finding.statement)

    def test_a_sentence_of_an_article_about_polls_is_answered_by_them(self) -> None:
        case = evidence(*AGREED, announced("bulletin", 480, 450, 70))
        said = Claim("proposed", "predicts", "A paper", "media", words="pollsters predicted his loss")
        told = answers_to(said, examine(case, Plan(), only=[POLLS, TOLD]))
        assert [a.leads_to for a in told if a.by == "finding"] == ["sampled.predictions/c", "sampled.polls/c/bulletin"]

    def test_words_without_any_poll(self) -> None:
        said = Claim("said", "predicts", "A paper", "media", summary="A landslide is foretold.")
        assert "no poll that could be set beside it" in str(only(evidence(said), TOLD).statement)

    def test_a_prediction_without_a_sample_is_one(self) -> None:
        model = Claim("model", "predicts", "A model", "analyst", figures=Figures(shares={"a": Decimal("51.20")}))
        finding = only(evidence(model), TOLD)
        assert finding.units is not None
        assert finding.units["lead"].to_list() == [None]
        other = replace(model, id="two", figures=Figures(shares={"a": Decimal("51.20"), "b": Decimal("48.80")}))
        assert "Others (1): Alder ahead in 1" in str(only(evidence(other), TOLD).statement)

    def test_a_single_share_is_ahead_of_nothing(self) -> None:
        model = Claim("model", "predicts", "A model", "analyst", figures=Figures(shares={"a": Decimal("5.20")}))
        finding = only(evidence(model), TOLD)
        assert "Alder ahead" not in str(finding.statement)
        assert finding.units is not None
        assert finding.units["ahead"].to_list() == [None]

    def test_a_tie_is_neither_ahead_nor_behind(self) -> None:
        said = Claim("said", "predicts", "A minister", "state", about="a", words="pollsters predict his loss")
        for one, other in (("45", "45"), ("44.0", "44")):
            made = found(evidence(AGREED[0], poll("even", one, other), said), TOLD)
            assert "Opinion polls (2): Alder ahead in 1, the first two level in 1" in str(made[""].statement)
            assert number(made[""], "level:poll") == 1
            told = made["/said"]
            assert (number(told, "ahead"), number(told, "behind"), number(told, "level")) == (1, 0, 1)
            assert "1 saw Alder level with another." in str(told.statement)

    def test_houses_are_counted_and_not_releases(self) -> None:
        older = poll("older", "30", "60", house="One", ended=date(2030, 4, 1))
        bad = poll("bad", "30", "70", x="4")
        again = poll("again", "48", "42", house="One")
        after = poll("after", "30", "60", ended=date(2030, 5, 9))
        finding = only(evidence(older, *AGREED, bad, again, after), TOLD)
        assert "Opinion polls (3): Alder ahead in 3." in str(finding.statement)
        assert number(finding, "predictions") == 7, "all of them stand in the table as they were printed"
        assert finding.units is not None
        assert finding.units.height == 7

    def test_samples_of_votes_that_were_cast_are_called_no_predictions(self) -> None:
        quick = poll("quick", "60", "40", kind="quick_count", ended=VOTE, people=None)
        for claims, there in (((*AGREED, quick), True), ((*AGREED, DOOR), True), (AGREED, False)):
            finding = only(evidence(*claims), TOLD)
            assert ("foretell nothing" in str(finding.statement)) is there
            assert str(finding.title) == (
                "Predictions and samples of this vote" if there else "Predictions of this vote"
            )


class TestAgreement:
    """The picture of every sample beside every result."""

    def rows(self, *claims: Claim) -> tuple[dict[str, dict[str, float]], str]:
        case = evidence(*claims, announced("bulletin", 480, 450, 70))
        (made,) = examine(case, Plan(), only=["sampled"]).of("sampled.independent_agreement")
        assert made.figure is not None
        return {row["what"]: row for row in made.figure.data["rows"]}, str(made.figure.caption)

    def test_a_poll_is_drawn_with_the_error_of_one_poll(self) -> None:
        """Not with that of the mean of three houses, in which their own errors are smaller."""
        rows, caption = self.rows(*AGREED)
        assert len(rows) == 3
        for name, lead in (("House one", 6.0), ("House two", 9.0), ("House three", 3.0)):
            may = allowed(lead, 1, 4.738, 4.238, wider=2.0)
            assert rows[name]["value"] == lead
            assert (rows[name]["low"], rows[name]["high"]) == pytest.approx((may.low, may.high), abs=1e-3)
        assert "Not drawn" not in caption

    def test_polls_that_are_not_used_are_not_drawn(self) -> None:
        late = poll("late", "30", "60", house="One", more={"said": date(2030, 5, 6)}, ended=date(2030, 5, 4))
        over = poll("over", "60", "40", x="9")
        old = poll("old", "60", "30", ended=date(2029, 1, 1))
        rows, _caption = self.rows(*AGREED, late, over, old, poll("undated", "60", "30", ended=None))
        assert sorted(rows) == ["House one", "House three", "House two"]

    def test_what_has_no_known_error_is_named_and_not_drawn_as_exact(self) -> None:
        quick = poll("quick", "55", "40", kind="quick_count", ended=VOTE, people=None, margin=Decimal("0.5"))
        bare = poll("bare", "55", "40", kind="quick_count", ended=VOTE, people=None)
        nobody = poll("nobody", "50", "45", kind="exit_poll", ended=VOTE, people=None)
        rows, caption = self.rows(*AGREED, quick, bare, nobody, DOOR)
        assert {"House quick", "House door"} <= set(rows)
        assert not {"House bare", "House nobody"} & set(rows)
        assert "is not known: House bare, House nobody." in caption
        assert all(row["low"] < row["value"] < row["high"] for row in rows.values())


@pytest.fixture(scope="module")
def findings() -> dict[str, Finding]:
    case = open_case(Path(__file__).parents[1] / "cases" / "venezuela-2024")
    return {f.id: f for f in examine(case, only=[POLLS, EXIT, TOLD]).findings}


class TestVenezuela:
    """The shipped case: what its polls say against every result, with the numbers that the reference gives."""

    def test_the_first_bulletin_is_far_from_either_side(self, findings: dict[str, Finding]) -> None:
        finding = findings["sampled.polls/president/bulletin-1"]
        assert finding.verdict is Verdict.CANNOT_TELL, "for the smaller side it hangs on single houses"
        assert "is outside what either side of them allows" in str(finding.statement)
        assert (number(finding, "houses_1"), number(finding, "houses_2")) == (8, 4)
        assert number(finding, "as_large_1") == number(finding, "as_large_2") == 0
        assert "906 races" in str(finding.statement)
        assert finding.figure is not None

    def test_the_sheets_are_near_one_side_and_far_from_the_other(self, findings: dict[str, Finding]) -> None:
        (finding,) = [f for id_, f in findings.items() if id_.startswith("sampled.polls/president/sheets")]
        assert finding.verdict is Verdict.CANNOT_TELL
        assert number(finding, "miss_1") < 1
        assert number(finding, "miss_2") > 60

    def test_the_exit_polls_and_the_ratios_that_they_need(self, findings: dict[str, Finding]) -> None:
        finding = findings["sampled.exit_poll/president/bulletin-1"]
        assert 1 / number(finding, "ratio:edison") == pytest.approx(2.43, abs=0.005)
        (sheets,) = [f for id_, f in findings.items() if id_.startswith("sampled.exit_poll/president/sheets")]
        assert number(sheets, "ratio:edison") == pytest.approx(0.950, abs=0.0005)

    def test_every_poll_of_the_case_has_a_source_and_a_state(self) -> None:
        case = open_case(Path(__file__).parents[1] / "cases" / "venezuela-2024").file
        sampled = [claim for claim in case.claims if claim.sample is not None]
        assert len(sampled) == 27
        for claim in sampled:
            assert claim.source or claim.reports
            assert claim.state == "reported", "none was read in the original"
        kinds = {claim.sample.kind for claim in sampled if claim.sample is not None}
        assert kinds == {"poll", "exit_poll", "quick_count"}
        assert len(polls_of(case, case.contests[0], ("poll",))) == 20
