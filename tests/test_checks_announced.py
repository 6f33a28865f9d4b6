"""The announced checks on small invented announcements: what contradicts, what only looks like it, hostile figures."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from scrutiny.evidence.claim import Figures
from scrutiny.evidence.facts import Rounding
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.rule import Rule
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.messages import Words, as_json, from_json
from tests.conformance.cases import messages_of
from tests.helpers_announced import CHECKS, case, claim, figures, moment, run, said, value

AGREES, CONTRADICTS, CANNOT_TELL = Verdict.AGREES, Verdict.CONTRADICTS, Verdict.CANNOT_TELL


def verdicts(found: tuple[Finding, ...]) -> dict[str, Verdict]:
    return {f.about[-1]: f.verdict for f in found}


def only(evidence: Evidence, check: str) -> Finding:
    (found,) = run(evidence, check)
    return found


class TestSums:
    @pytest.mark.parametrize(
        ("valid", "expected"), [(100, AGREES), (99, CONTRADICTS), (101, CONTRADICTS)], ids=["equal", "less", "more"]
    )
    def test_all_options_must_add_to_the_valid_votes(self, valid: int, expected: Verdict) -> None:
        found = only(case(claim(figures({"a": 60, "b": 40}, valid=valid))), "sums")
        assert found.verdict is expected
        assert value(found, "difference") == abs(100 - valid)

    def test_some_options_only_contradict_when_they_exceed_it(self) -> None:
        def of_three(valid: int) -> tuple[Finding, ...]:
            return run(case(claim(figures({"a": 60, "b": 40}, valid=valid)), options=("a", "b", "c")), "sums")

        assert of_three(150) == ()
        assert verdicts(of_three(99)) == {"votes": CONTRADICTS}

    @pytest.mark.parametrize(
        ("valid", "blank", "invalid", "cast"),
        [(100, 10, 5, 115), (100, 10, 12, 112), (110, 10, 5, 115)],
        ids=["a third kind", "among the invalid", "among the valid (Spain)"],
    )
    def test_blank_votes_are_counted_in_three_ways(self, valid: int, blank: int, invalid: int, cast: int) -> None:
        printed = figures({"a": 60, "b": 40}, valid=valid, blank=blank, invalid=invalid, cast=cast)
        assert set(verdicts(run(case(claim(printed)), "sums")).values()) == {AGREES}

    def test_ballots_that_nobody_told_may_be_blank(self) -> None:
        printed = figures({"a": 60, "b": 40}, valid=100, invalid=5, cast=110)
        assert verdicts(run(case(claim(printed)), "sums"))["ballots"] is CANNOT_TELL
        printed = figures({"a": 60, "b": 40}, valid=100, invalid=5, cast=104)
        assert verdicts(run(case(claim(printed)), "sums"))["ballots"] is CONTRADICTS

    def test_a_part_is_no_larger_than_its_whole(self) -> None:
        printed = figures({"a": 60, "b": 40}, valid=100, cast=90, registered=80)
        found = verdicts(run(case(claim(printed)), "sums"))
        assert found["valid-of-cast"] is CONTRADICTS and found["cast-of-registered"] is CONTRADICTS
        assert found["votes"] is AGREES

    def test_counts_below_zero(self) -> None:
        found = verdicts(run(case(claim(figures({"a": 60, "b": -40}, valid=20))), "sums"))
        assert found["below-zero"] is CONTRADICTS

    def test_a_group_and_its_members(self) -> None:
        def grouped(total: int) -> dict[str, Verdict]:
            printed = figures({"a": 60, "rest": total, "b": 30, "c": 10}, valid=60 + total)
            return verdicts(run(case(claim(printed), groups={"rest": ("b", "c")}), "sums"))

        assert grouped(40) == {"votes": AGREES, "group-rest": AGREES}
        assert grouped(41)["group-rest"] is CONTRADICTS

    @pytest.mark.parametrize(
        ("shares", "rounding", "expected"),
        [
            ("33.3 33.3 33.3", "unknown", AGREES),
            ("33.3 33.3 33.3", "half_up", AGREES),
            ("33.4 33.4 33.4", "unknown", AGREES),  # thirds, rounded up
            ("33.4 33.4 33.4", "half_up", CONTRADICTS),
            ("33.5 33.5 33.5", "unknown", CONTRADICTS),
            ("66.6 33.3", "down", AGREES),
            ("66.6 33.3", "half_up", CONTRADICTS),
            ("51.20 44.02 4.06", "unknown", CONTRADICTS),
            ("60 50", "unknown", CONTRADICTS),
        ],
    )
    def test_shares_add_to_100_as_far_as_rounding_allows(
        self, shares: str, rounding: Rounding, expected: Verdict
    ) -> None:
        printed = dict(zip("abc", shares.split(), strict=False))
        assert only(case(claim(figures(None, printed)), rounding=rounding), "sums").verdict is expected


class TestTurnout:
    def printed(self, **more: object) -> Figures:
        return figures({"a": 600_000, "b": 400_000}, cast=1_000_000, registered=2_000_000, **more)

    @pytest.mark.parametrize(
        ("turnout", "coverage", "expected"),
        [
            ("50.0", None, AGREES),
            ("80.0", "100", CONTRADICTS),
            ("45.0", "60", CONTRADICTS),  # a part of a register never has less than the whole
            ("62.5", "80", AGREES),  # the register of the units counted
            ("62.5", None, CANNOT_TELL),  # how much was counted is not said
            ("50.1", "100", AGREES),  # 100 is a rounded figure: 99.8 % counted would do
            ("50.3", "100.0", CONTRADICTS),
        ],
    )
    def test_only_what_the_announcement_itself_excludes_contradicts(
        self, turnout: str, coverage: str | None, expected: Verdict
    ) -> None:
        more = {"turnout": turnout} | ({"coverage": coverage} if coverage else {})
        assert only(case(claim(self.printed(**more))), "turnout").verdict is expected

    def test_a_register_of_the_case_never_contradicts(self) -> None:
        printed = figures({"a": 60, "b": 40}, cast=100, turnout="80", coverage="100")
        found = only(case(claim(printed), registers={"r": 1000}), "turnout")
        assert found.verdict is CANNOT_TELL

    @pytest.mark.parametrize(
        ("turnout", "how"), [("71.28", "Cut off after its last digit"), ("71.29", ""), ("71.3", "")]
    )
    def test_cote_d_ivoire_a_participation_that_was_cut_off_is_told_as_such(self, turnout: str, how: str) -> None:
        printed = figures({"a": 2_054_537, "b": 1_938_672}, cast=4_081_765, turnout=turnout)
        found = only(case(claim(printed), registers={"r": 5_725_721}), "turnout")
        assert found.verdict is AGREES
        assert said(found.statement).startswith(how or "The participation")
        known = only(case(claim(printed), registers={"r": 5_725_721}, rounding="half_up"), "turnout")
        assert known.verdict is (CANNOT_TELL if how else AGREES), "where the rule is known no other is tried"

    def test_a_participation_that_was_rounded_up_is_told_as_such(self) -> None:
        printed = figures({"a": 301, "b": 200}, cast=501, turnout="51")
        found = only(case(claim(printed), registers={"r": 1000}), "turnout")
        assert found.verdict is AGREES
        assert said(found.statement).startswith("Rounded up, the participation of 51%")

    def test_one_of_several_registers_is_enough(self) -> None:
        printed = figures({"a": 60, "b": 40}, cast=100, turnout="50")
        found = only(case(claim(printed), registers={"r": 1000, "s": 200}), "turnout")
        assert found.verdict is AGREES
        assert "200" in said(found.statement)


class TestRounding:
    def test_any_usual_rule_will_do_and_is_named(self) -> None:
        found = only(case(claim(figures({"a": 2, "b": 1}, {"a": "66.6", "b": "33.3"}))), "rounding")
        assert found.verdict is AGREES
        assert "cut off" in said(found.statement)

    def test_shares_of_ballots_are_tried_too(self) -> None:
        printed = figures({"a": 60, "b": 40}, {"a": "48", "b": "32"}, valid=100, invalid=25, cast=125)
        found = only(case(claim(printed)), "rounding")
        assert (found.verdict, value(found, "total")) == (AGREES, 125)

    @pytest.mark.parametrize(
        ("shares", "expected"),
        [("33.3 33.3 33.3", AGREES), ("33.3 33.3 33.3 0.0", AGREES), ("33.3 33.3 33.0", CONTRADICTS)],
    )
    def test_shares_alone(self, shares: str, expected: Verdict) -> None:
        printed = dict(zip("abcd", shares.split(), strict=False))
        assert only(case(claim(figures(None, printed))), "rounding").verdict is expected

    def test_shares_alone_that_were_cut_off(self) -> None:
        """Four shares of a whole, cut off: 25.9 + 25.9 + 25.9 + 22.1 = 99.8, no nearest rounding makes that."""
        printed = dict(zip("abcd", ("25.9", "25.9", "25.9", "22.1"), strict=True))
        assert only(case(claim(figures(None, printed))), "rounding").verdict is AGREES
        five = dict(zip("abcdef", ("16.6",) * 6, strict=True))
        assert only(case(claim(figures(None, five))), "rounding").verdict is AGREES


class TestRoundShares:
    def test_a_small_total_tells_nothing(self) -> None:
        assert only(case(claim(figures({"a": 512, "b": 488}))), "round_shares").verdict is CANNOT_TELL

    def test_a_vote_more_and_the_form_is_gone(self) -> None:
        votes = {"a": 5_120_001, "b": 4_420_001, "c": 459_998}
        assert only(case(claim(figures(votes))), "round_shares").verdict is Verdict.NOTHING_UNUSUAL

    def test_options_that_were_not_announced_are_not_imagined(self) -> None:
        printed = claim(figures({"a": 5_120_000, "b": 4_420_000}))
        assert run(case(printed, options=("a", "b", "c")), "round_shares") == ()

    @pytest.mark.parametrize("decimals", [0, 1, 2, 3])
    def test_counts_made_from_shares_of_each_number_of_decimals(self, decimals: int) -> None:
        total = 987_654_321
        shares = (51_237, 36_149, 12_614)
        kept = [share // 10 ** (3 - decimals) for share in shares[:2]]
        kept.append(10 ** (decimals + 2) - sum(kept))
        votes = [round(total * share / 10 ** (decimals + 2)) for share in kept]
        found = only(case(claim(figures(dict(zip("abc", votes, strict=True))))), "round_shares")
        assert found.verdict is Verdict.UNUSUAL

    def test_another_level_can_be_planned(self) -> None:
        votes = {"a": 5_150_092, "b": 4_445_978, "c": 462_704}
        found = run(case(claim(figures(votes))), "round_shares", level="0.000000000001")
        assert found[0].verdict is Verdict.NOTHING_UNUSUAL


class TestBulletins:
    first = claim(figures({"a": 600, "b": 400}, coverage="50"), "one", said=moment(1))

    def second(self, votes: dict[str, int], **more: object) -> tuple[Finding, ...]:
        coverage = more.pop("coverage", "80")
        printed = figures(votes, **({"coverage": coverage} if coverage else {}))
        later = replace(claim(printed, "two", said=moment(2)), **more)  # type: ignore[arg-type]
        forwards = run(case(self.first, later, units=10), "bulletins")
        backwards = run(case(later, self.first, units=10), "bulletins")
        assert [f.id for f in forwards] == [f.id for f in backwards], "the order is that in which they were said"
        return forwards

    def test_a_count_that_falls_while_more_is_counted(self) -> None:
        (found,) = self.second({"a": 590, "b": 700})
        assert found.verdict is CONTRADICTS
        assert "10 fewer" in said(found.statement)

    def test_a_count_that_falls_is_no_contradiction_where_coverage_is_not_said(self) -> None:
        (found,) = self.second({"a": 590, "b": 700}, coverage=None)
        assert found.verdict is CANNOT_TELL

    def test_growth_agrees(self) -> None:
        (found,) = self.second({"a": 900, "b": 700})
        assert found.verdict is AGREES

    def test_a_correction_and_another_speaker_are_no_running_total(self) -> None:
        assert self.second({"a": 590, "b": 700}, corrects="one") == ()
        assert self.second({"a": 590, "b": 700}, speaker="Party") == ()


class TestIrreversible:
    def test_decided_when_nobody_is_left_to_vote(self) -> None:
        printed = figures({"a": 600, "b": 300}, coverage="95", registered=1000, invalid=1, cast=901)
        found = only(case(claim(printed, irreversible=True), registers={"all": 1000}), "irreversible")
        assert found.verdict is Verdict.DECIDES
        assert value(found, "left-announced") == 99

    def test_a_register_announced_with_a_part_of_the_count_may_be_that_of_the_part(self) -> None:
        printed = figures({"a": 600, "b": 300}, coverage="50", registered=1000, invalid=1, cast=901)
        assert only(case(claim(printed, irreversible=True)), "irreversible").verdict is Verdict.LEAVES_OPEN

    def test_a_register_below_the_votes_bounds_nothing(self) -> None:
        printed = figures({"a": 600, "b": 300}, coverage="50", invalid=1, cast=901)
        found = only(case(claim(printed, irreversible=True), registers={"all": 500}), "irreversible")
        assert found.verdict is Verdict.LEAVES_OPEN

    def test_a_complete_count_is_decided(self) -> None:
        printed = figures({"a": 600, "b": 300}, counted_units=10)
        found = only(case(claim(printed, irreversible=True), units=10), "irreversible")
        assert found.verdict is Verdict.DECIDES
        assert "nothing was left" in said(found.statement)

    def test_every_register_must_decide(self) -> None:
        printed = figures({"a": 600, "b": 300}, coverage="95", registered=1000, invalid=1, cast=901)
        found = only(case(claim(printed, irreversible=True), registers={"all": 1000, "more": 1300}), "irreversible")
        assert found.verdict is Verdict.CANNOT_TELL

    def test_what_is_not_known_never_decides(self) -> None:
        found = only(case(claim(figures({"a": 600, "b": 300}, coverage="100"), irreversible=True)), "irreversible")
        assert found.verdict is Verdict.CANNOT_TELL

    def test_a_majority_is_lost_sooner_than_a_lead(self) -> None:
        votes = {"a": 500_100, "b": 300_000, "c": 199_900}
        evidence = case(claim(figures(votes, coverage="50"), act="proclaims"), rule=Rule(kind="majority"))
        found = only(evidence, "irreversible")
        assert value(found, "needed") == 200
        assert "200 votes for one option are enough" in said(found.statement)

    @pytest.mark.parametrize("act", ["announces_figure", "rules", "proclaims"])
    def test_every_announcement_is_asked_and_told_what_it_was_called(self, act: str) -> None:
        found = only(case(claim(figures({"a": 600, "b": 300}, coverage="50"), act=act)), "irreversible")
        assert found.verdict is Verdict.LEAVES_OPEN
        assert ("a winner was proclaimed" in said(found.statement)) == (act == "proclaims")


class TestVersions:
    own = figures({"a": 512, "b": 488}, {"a": "51.2", "b": "48.8"}, valid=1000)

    def test_the_same_figures_are_one_version(self) -> None:
        reports = [("X", figures({"a": 512})), ("Y", self.own)]
        found = only(case(claim(self.own, reports=reports)), "versions")
        assert (found.verdict, value(found, "versions"), found.slips) == (AGREES, 1, 0)

    def test_a_slip_is_named_and_the_announcement_is_not_contradicted(self) -> None:
        found = only(case(claim(self.own, reports=[("X", figures({"a": 521}))])), "versions")
        assert (found.verdict, value(found, "excluded")) == (Verdict.RECORDED, 1)
        assert "X (the votes add to 1,009, 9 more than the 1,000 valid votes)" in said(found.statement)

    def test_no_version_can_be_right(self) -> None:
        own = replace(self.own, valid=999)
        found = only(case(claim(own, reports=[("X", figures({"a": 521}))])), "versions")
        assert found.verdict is CONTRADICTS

    def test_shares_of_a_total_that_is_not_known_exclude_nothing(self) -> None:
        own = figures({"a": 600, "b": 300}, {"a": "57.1", "b": "28.6"}, shares_of="cast")
        found = only(case(claim(own, reports=[("X", figures({"b": 301}))])), "versions")
        assert value(found, "excluded") == 0


HOSTILE = {
    "nothing": figures(),
    "zeros": figures(
        {"a": 0, "b": 0}, {"a": "0", "b": "0"}, turnout="0", coverage="0", valid=0, cast=0, invalid=0, registered=0
    ),
    "one option": figures({"a": 5}, {"a": "100"}, turnout="50", coverage="50", cast=5, registered=10),
    "0 and 100": figures(
        {"a": 10**6, "b": 0}, {"a": "100.0", "b": "0.0"}, coverage="100", cast=10**6, registered=10**6
    ),
    "21 digits": figures(
        {"a": 6 * 10**20, "b": 4 * 10**20}, {"a": "60", "b": "40"}, turnout="59", valid=10**21, registered=2 * 10**21
    ),
    "negative": figures(
        {"a": -5, "b": 10**6}, {"a": "-0.1", "b": "100.1"}, valid=7, cast=-3, turnout="-5", coverage="-5"
    ),
    "above 100": figures({"a": 600, "b": 500}, {"a": "60", "b": "50"}, turnout="140", coverage="120", registered=5),
    "odd decimals": figures(
        {"a": 6 * 10**5, "b": 4 * 10**5}, {"a": "6E+1", "b": "40.00000000000000000001"}, coverage="1E+1"
    ),
    "no unit": figures({"a": 600, "b": 400}, counted_units=0),
    "forty options": figures({f"o{i}": 1000 * i for i in range(40)}, {f"o{i}": "0.3" for i in range(40)}, coverage="9"),
}


@pytest.mark.parametrize("printed", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("rounding", ["unknown", "half_even", "largest_remainder"])
def test_hostile_figures_give_findings_that_can_be_printed(printed: Figures, rounding: Rounding) -> None:
    other = figures({"a": 1}, {"a": "1"}, valid=3)
    first = claim(printed, "one", irreversible=True, reports=[("X", printed), ("Y", other)])
    second = claim(replace(printed, votes={o: n - 1 for o, n in printed.votes.items()}), "two", act="proclaims")
    evidence = case(first, second, units=0, registers={"none": 0, "few": 10}, rounding=rounding)
    started = time.perf_counter()
    for check in CHECKS:
        for found in run(evidence, check):
            for language in ("en", "es"):
                for message in messages_of(found):
                    assert Words(language).plain(message).strip()
            for number in found.numbers.values():
                assert from_json(as_json(number)) == number
            if found.verdict in (CONTRADICTS, Verdict.DECIDES, Verdict.UNUSUAL):
                assert found.rests_on and found.breaks_if
    assert time.perf_counter() - started < 20


def test_nothing_contradicts_where_there_is_nothing() -> None:
    zeros = case(claim(HOSTILE["zeros"]), claim(HOSTILE["nothing"], "two"), registers={"none": 0})
    for check in CHECKS:
        assert [f.id for f in run(zeros, check) if f.verdict in (CONTRADICTS, Verdict.UNUSUAL)] == []
