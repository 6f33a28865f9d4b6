"""The checks of `counted`, each on small records made for one thing: gaps, groups, slips, ties, strange input."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest

from scrutiny.evidence.contest import Contest, Option
from scrutiny.evidence.counts import GROUP, IMAGE, PLACE, UNIT, Counts
from scrutiny.evidence.facts import Facts, Frame
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.rule import Rule
from scrutiny.examination import examine
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.weighing import standing_of
from scrutiny.messages import Words
from tests.helpers_counted import announced, evidence, made, run, value

CHECKS = (
    "arithmetic", "duplicates", "register", "coverage", "rollup", "agreement", "bounds", "against_announced",
    "invalid_share",
)  # fmt: skip


def said(finding: Finding) -> str:
    return Words().plain(finding.statement)


class TestArithmetic:
    def test_a_slip_is_told_and_contradicts_nothing(self) -> None:
        counts = made({"a": [5, 7, 2, 3, 3], "b": [1, 1, 1, 0, 0]}, {"valid": [6, 9, 2, 3, 3]})
        (found,) = run(evidence(counts), "counted.arithmetic")
        assert (found.verdict, found.slips) == (Verdict.AGREES, 2)
        assert (value(found, "size"), value(found, "net"), value(found, "largest")) == (2, 0, 1)
        assert found.units is not None
        assert found.units.select("unit", "difference", "locator").rows() == [
            ("u1", 1, "row 3"),
            ("u2", -1, "row 4"),
        ]

    def test_a_missing_part_leaves_the_unit_out_and_is_never_0(self) -> None:
        counts = made({"a": [5, None], "b": [1, 1]}, {"valid": [6, 1]}, gaps=[(1, "a", "illegible")])
        (found,) = run(evidence(counts), "counted.arithmetic")
        assert (value(found, "units"), value(found, "left_out"), found.slips) == (1, 1, 0)

    def test_an_option_that_was_not_on_the_ballot_adds_nothing(self) -> None:
        counts = made({"a": [5, None], "b": [1, 1]}, {"valid": [6, 1]}, gaps=[(1, "a", "no_such_field")])
        (found,) = run(evidence(counts), "counted.arithmetic")
        assert (value(found, "units"), found.slips) == (2, 0)

    def test_what_is_computed_from_its_parts_is_not_checked_against_them(self) -> None:
        """A record without a column for `valid` cannot show whether it is the sum of the options."""
        counts = made({"a": [5], "b": [1]}, {"invalid": [1]})
        examined = examine(evidence(counts), Plan(), only=["counted.arithmetic"])
        assert examined.findings == ()
        assert "no figures that could be held against each other" in str(
            examined.not_applicable["counted.arithmetic"][0]
        )

    def test_a_declared_identity_without_its_figure_says_so(self) -> None:
        contest = Contest(
            "c", "C", "e", options=(Option("a", "A"), Option("b", "B")),
            identities=("valid = sum(options)", "received = unused + issued", "2nd <= registered"),
        )  # fmt: skip
        counts = made({"a": [5], "b": [1]}, {"valid": [6], "issued": [6]}, contest=contest)
        found = run(evidence(counts), "counted.arithmetic")
        assert [f.verdict for f in found] == [Verdict.AGREES, Verdict.NOT_APPLICABLE, Verdict.NOT_APPLICABLE]
        assert "received, unused" in said(found[1])

    def test_an_identity_that_nobody_declared_and_that_fails_everywhere_is_not_this_sheets(self) -> None:
        counts = made({"a": [5, 6, 7], "b": [1, 1, 1]}, {"valid": [7, 8, 8]})
        (found,) = run(evidence(counts), "counted.arithmetic")
        assert found.verdict is Verdict.CANNOT_TELL
        assert "seems not to be what this sheet promises" in said(found)

    def test_a_register_that_is_shared_says_nothing_of_a_single_unit(self) -> None:
        contest = Contest("c", "C", "e", options=(Option("a", "A"),), identities=("cast <= registered",))
        counts = made({"a": [5, 9]}, {"cast": [5, 9], "registered": [8, 0]}, contest=contest, more={GROUP: [None, "g"]})
        (found,) = run(evidence(counts), "counted.arithmetic")
        assert (value(found, "units"), value(found, "left_out"), found.slips) == (1, 1, 0)

    def test_votes_near_the_largest_number_add_up_exactly(self) -> None:
        large = 2**62
        counts = made({"a": [large], "b": [large]}, {"valid": [large]})
        contest = replace(counts.contest, identities=("valid = sum(options)",))
        (found,) = run(evidence(replace(counts, contest=contest)), "counted.arithmetic")
        assert value(found, "size") == large

    def test_a_declared_identity_that_fails_at_most_units_does_not_describe_the_record(self) -> None:
        """Ten units may still hold slips; eleven of twenty-one, or all of them, are another sheet."""
        contest = Contest("c", "C", "e", options=(Option("a", "A"),), identities=("cast <= registered",))
        for failing, units, verdict in ((10, 12, Verdict.AGREES), (11, 21, Verdict.CANNOT_TELL), (3, 3, None)):
            cast = [9] * failing + [1] * (units - failing)
            counts = made({"a": cast}, {"cast": cast, "registered": [5] * units}, contest=contest)
            (found,) = run(evidence(counts), "counted.arithmetic")
            assert found.verdict is (verdict or Verdict.CANNOT_TELL)
            assert value(found, "slips") == failing
            assert found.slips == (failing if found.verdict is Verdict.AGREES else 0)
            (turnout,) = run(evidence(counts), "counted.register")
            assert turnout.verdict is found.verdict
            assert "slips" not in said(found) + said(turnout)


class TestDuplicates:
    def test_a_unit_that_stands_twice_and_the_votes_on_it(self) -> None:
        counts = made({"a": [10, 10, 7, 4], "b": [0, 0, 1, 5]}, units=["x", "x", "y", "y"])
        found = run(evidence(counts), "counted.duplicates")[0]
        assert (found.verdict, found.slips) == (Verdict.AGREES, 2)
        assert (value(found, "equal"), value(found, "votes_least"), value(found, "votes_most")) == (1, 18, 19)
        assert found.units is not None and found.units.height == 4

    def test_equal_figures_of_large_units_are_no_verdict(self) -> None:
        votes = {"a": [90, 90, 3, 3], "b": [30, 30, 1, 1], "c": [7, 7, 0, 0]}
        counts = made(votes, {"registered": [200, 200, 9, 9], "invalid": [1, 1, 0, 0]})
        found = run(evidence(counts), "counted.duplicates")[1]
        assert found.verdict is Verdict.CANNOT_TELL
        assert (value(found, "large"), value(found, "found"), value(found, "votes_most")) == (2, 2, 127)

    def test_a_name_that_stands_twice_is_not_told_again_as_equal_figures(self) -> None:
        votes = {"a": [90, 90], "b": [30, 30], "c": [7, 7]}
        counts = made(votes, {"registered": [200, 200], "invalid": [1, 1]}, units=["x", "x"])
        found = run(evidence(counts), "counted.duplicates")
        assert [f.verdict for f in found] == [Verdict.AGREES, Verdict.AGREES]
        assert [f.slips for f in found] == [1, 0]

    def test_one_image_for_two_units(self) -> None:
        counts = made({"a": [9, 4, 1], "b": [0, 0, 0]}, more={IMAGE: ["i", "i", None]})
        found = run(evidence(counts), "counted.duplicates")[1]
        assert (found.slips, value(found, "having"), value(found, "votes_least")) == (1, 2, 4)
        assert found.scope is not None and found.scope.left_out == 1


class TestRegister:
    def test_turnout_belongs_to_the_group_that_shares_a_register(self) -> None:
        """A postal unit without a register of its own is no slip; a group above its register is one."""
        counts = made(
            {"a": [50, 60, 30, 40, 5]},
            {"cast": [50, 60, 30, 40, 5], "registered": [120, 0, 60, 0, 4]},
            more={GROUP: ["g", "g", "h", "h", None]},
        )
        (found,) = run(evidence(counts), "counted.register")
        assert (value(found, "defined"), found.slips, value(found, "beyond")) == (3, 2, 11)
        assert found.units is not None
        assert found.units.select("unit", "difference").rows() == [("h", 10), ("u4", 1)]

    def test_a_group_that_lacks_a_figure_has_no_turnout(self) -> None:
        counts = made({"a": [50, 60]}, {"cast": [50, None], "registered": [40, 0]}, more={GROUP: ["g", "g"]})
        (found,) = run(evidence(counts), "counted.register")
        assert (found.verdict, value(found, "unknown")) == (Verdict.CANNOT_TELL, 1)

    def test_votes_with_a_register_of_0_have_no_turnout(self) -> None:
        counts = made({"a": [5, 4]}, {"cast": [5, 4], "registered": [0, 8]})
        (found,) = run(evidence(counts), "counted.register")
        assert (value(found, "without_register"), value(found, "defined"), found.slips) == (1, 1, 0)

    def test_registers_above_what_the_law_allows(self) -> None:
        counts = made({"a": [5, 4, 1]}, {"cast": [5, 4, 1], "registered": [999, 1001, 1300]})
        found = run(evidence(counts, facts=Facts(largest_register=1000, source="a law")), "counted.register")[1]
        assert (found.verdict, found.slips, value(found, "highest")) == (Verdict.AGREES, 2, 1300)
        assert found.units is not None and found.units["difference"].to_list() == [300, 1]


class TestCoverage:
    def test_a_row_without_figures_is_no_record_of_a_unit(self) -> None:
        counts = made({"a": [5, None]}, {"registered": [9, 9]})
        (found,) = run(evidence(counts, frame=[4, 5]), "counted.coverage")
        assert (value(found, "present"), value(found, "missing_1"), value(found, "missing_2")) == (1, 3, 4)
        assert "other sources give 5 units" in said(found)

    def test_more_units_than_exist(self) -> None:
        (found,) = run(evidence(made({"a": [5, 6, 7]}), frame=[2]), "counted.coverage")
        assert "more than the 2 that exist according to source 0" in said(found)

    def test_totals_of_places_cover_their_sheets(self) -> None:
        counts = made({"a": [5, 6]}, {"sheets": [3, 4]}, level="region")
        frames = [Frame("region", 2, "x"), Frame("station", 9, "x")]
        found = {f.about[-1]: f for f in run(evidence(counts, frames=frames), "counted.coverage")}
        assert value(found["station"], "present") == 7
        assert value(found["region"], "present") == 2

    def test_frames_of_places(self) -> None:
        counts = made({"a": [5, 6, 7]}, more={PLACE + "region": ["n", "n", "s"]})
        frames = [Frame("station", 2, "x", place="region=n"), Frame("station", 3, "x", place="region=s")]
        (found,) = run(evidence(counts, frames=frames), "counted.coverage")
        assert (value(found, "places"), value(found, "short"), value(found, "missing")) == (2, 1, 2)
        assert found.units is not None
        assert found.units.row(0, named=True)["unit"] == "s"


class TestRollup:
    def totals(self, **rows: list[object]) -> pl.DataFrame:
        return pl.DataFrame(rows)

    def test_total_rows_of_places_and_of_the_whole(self) -> None:
        counts = made({"a": [5, 6, 7], "b": [1, 2, 3]}, more={PLACE + "region": ["n", "n", "s"]})
        totals = pl.DataFrame(
            {
                UNIT: ["Total", "Total", "TOTAL"],
                PLACE + "region": ["n", "s", None],
                "option:a": [11, 8, 18],
                "option:b": [3, 3, 6],
            }
        )
        (found,) = run(evidence(replace(counts, totals=totals)), "counted.rollup")
        assert found.verdict is Verdict.CONTRADICTS
        assert (value(found, "totals"), value(found, "equal"), value(found, "wrong")) == (6, 5, 1)
        assert found.units is not None
        assert found.units.row(0, named=True) | {} == {
            "unit": "s", "level": "region", "what": "A", "total": 8, "sum": 7, "difference": 1, "missing": 0,
        }  # fmt: skip

    @pytest.mark.parametrize("rows", [["Total of the early votes"], ["Total", "Total"]])
    def test_a_total_of_it_is_not_known_what_is_no_contradiction(self, rows: list[str]) -> None:
        counts = made({"a": [5, 6, 7]})
        totals = pl.DataFrame({UNIT: rows, "option:a": [9] * len(rows)})
        (found,) = run(evidence(replace(counts, totals=totals)), "counted.rollup")
        assert found.verdict is Verdict.CANNOT_TELL

    def test_a_blank_cell_may_hold_the_rest_of_a_total(self) -> None:
        counts = made({"a": [5, None], "b": [1, 2]}, gaps=[(1, "a", "blank")])
        for total, verdict in ((9, Verdict.AGREES), (4, Verdict.CONTRADICTS)):
            totals = pl.DataFrame({UNIT: ["Total"], "option:a": [total]})
            (found,) = run(evidence(replace(counts, totals=totals)), "counted.rollup")
            assert found.verdict is verdict

    def test_a_record_of_larger_units_by_the_same_publisher(self) -> None:
        fine = made({"a": [5, 6, 7]}, more={PLACE + "region": ["n", "n", "s"]})
        coarse = made({"a": [11, 9]}, record="regions", units=["n", "s"], level="region")
        found = [f for f in run(evidence(fine, coarse, frame=[3]), "counted.rollup") if f.about[1] == "sheets"]
        # The frame of the whole is known, that of a region is not: the rest may be in units that are not here.
        assert [f.verdict for f in found] == [Verdict.CANNOT_TELL]
        below = made({"a": [10, 7]}, record="regions", units=["n", "s"], level="region")
        (found_below,) = [f for f in run(evidence(fine, below), "counted.rollup") if f.about[1] == "sheets"]
        assert found_below.verdict is Verdict.CONTRADICTS
        other = replace(below, publisher="somebody else")
        assert run(evidence(fine, other), "counted.rollup") == ()

    def test_places_that_the_record_does_not_have_stay_open(self) -> None:
        fine = made({"a": [5, 6]}, more={PLACE + "region": ["n", "s"]})
        coarse = made({"a": [5, 6, 99]}, record="regions", units=["n", "s", "w"], level="region")
        (found,) = [f for f in run(evidence(fine, coarse), "counted.rollup") if f.about[1] == "sheets"]
        assert (found.verdict, value(found, "absent"), value(found, "equal")) == (Verdict.CANNOT_TELL, 1, 2)

    def test_more_than_the_missing_units_can_hold_by_law(self) -> None:
        counts = made({"a": [60, None], "b": [30, None]}, gaps=[(1, "a", "blank"), (1, "b", "blank")])
        facts = Facts(largest_register=100)
        for said_, verdict in ((160, Verdict.AGREES), (161, Verdict.CONTRADICTS)):
            claim = announced({"a": said_}, counted_units=2)
            (found,) = run(evidence(counts, claims=[claim], frame=[2], facts=facts), "counted.rollup")
            assert found.verdict is verdict
            assert ("none has more voters than the law allows" in said(found)) == (verdict is Verdict.CONTRADICTS)

    def test_a_place_announced_without_a_coverage_may_be_early(self) -> None:
        counts = made({"a": [5, 6]}, more={PLACE + "region": ["n", "n"]})
        for act, verdict in (("announces_figure", Verdict.CANNOT_TELL), ("proclaims", Verdict.CONTRADICTS)):
            claim = replace(announced({"a": 9}), place="region=n", act=act)  # type: ignore[arg-type]
            (found,) = run(evidence(counts, claims=[claim]), "counted.rollup")
            assert found.verdict is verdict

    def test_a_sum_in_which_a_unit_stands_twice_contradicts_nothing(self) -> None:
        counts = made({"a": [5, 5]}, units=["x", "x"])
        (found,) = run(evidence(counts, claims=[announced({"a": 5}, counted_units=1)], frame=[1]), "counted.rollup")
        assert found.verdict is Verdict.CANNOT_TELL

    def test_a_rounded_100_percent_may_leave_units_out(self) -> None:
        counts = made({"a": [5] * 300})
        for coverage, verdict in (("100", Verdict.CANNOT_TELL), ("100.00", Verdict.CONTRADICTS)):
            claim = announced({"a": 1490}, coverage=Decimal(coverage))
            (found,) = run(evidence(counts, claims=[claim], frame=[300]), "counted.rollup")
            assert found.verdict is verdict


class TestAgreement:
    def test_a_figure_that_only_one_has_is_no_difference(self) -> None:
        one, other = made({"a": [5, None], "b": [1, 1]}), made({"a": [5, 7], "b": [1, 1]}, record="other")
        (found,) = run(evidence(one, other), "counted.agreement")
        assert (found.verdict, value(found, "gaps"), value(found, "net:a")) == (Verdict.AGREES, 1, 0)

    def test_a_swap_of_the_winner_alters_the_outcome(self) -> None:
        one = made({"a": [50, 40], "b": [45, 42]})
        other = made({"a": [45, 40], "b": [50, 42]}, record="other", publisher="Council")
        (found,) = run(evidence(one, other), "counted.agreement")
        assert found.verdict is Verdict.CONTRADICTS
        assert (value(found, "net:a"), value(found, "gross")) == (-5, 10)
        assert found.weight is not None and found.weight.could_alter is True
        assert "that alters the outcome over these units" in said(found)

    def test_the_earlier_state_is_named_first_whatever_the_order(self) -> None:
        early = made({"a": [5]}, record="early", title="the early state", as_of=datetime(2030, 1, 1))
        late = made({"a": [6]}, record="late", title="the late state", as_of=datetime(2030, 1, 2))
        for pair in ((early, late), (late, early)):
            (found,) = run(evidence(*pair), "counted.agreement")
            assert said(found).startswith("From the early state to the later the late state")
            assert value(found, "net:a") == 1

    def test_a_later_state_with_another_winner_is_recorded_and_not_said_to_agree(self) -> None:
        early = made({"a": [5], "b": [4]}, record="early", as_of=datetime(2030, 1, 1))
        late = made({"a": [4], "b": [5]}, record="late", as_of=datetime(2030, 1, 2))
        (found,) = run(evidence(early, late), "counted.agreement")
        assert (found.kind, found.verdict, found.prominent) == (Kind.RECORD, Verdict.RECORDED, 60)
        assert "that alters the outcome over these units" in said(found)

    def test_without_a_figure_that_both_give_it_cannot_tell(self) -> None:
        one, other = made({"a": [5], "b": [None]}), made({"a": [None], "b": [5]}, record="other")
        (found,) = run(evidence(one, other), "counted.agreement")
        assert (found.verdict, value(found, "compared")) == (Verdict.CANNOT_TELL, 0)

    def test_no_outcome_follows_where_one_lacks_an_option(self) -> None:
        one = made({"a": [5], "b": [4], "c": [20]})
        other = made({"a": [4], "b": [5]}, record="other", contest=one.contest, publisher="Council")
        (found,) = run(evidence(one, other), "counted.agreement")
        assert found.weight is not None and found.weight.could_alter is None
        assert "whether that alters the outcome cannot be told" in said(found)

    def test_units_whose_name_stands_twice_are_left_out(self) -> None:
        one = made({"a": [5, 6, 7]}, units=["x", "x", "y"])
        other = made({"a": [9, 7]}, record="other", units=["x", "y"])
        (found,) = run(evidence(one, other), "counted.agreement")
        assert (value(found, "both"), value(found, "repeated"), value(found, "differ")) == (1, 1, 0)

    def test_records_of_other_units_are_not_compared(self) -> None:
        one, other = made({"a": [5]}), made({"a": [5]}, record="other", units=["elsewhere"])
        examined = examine(evidence(one, other), Plan(), only=["counted.agreement"])
        assert examined.findings == ()
        assert "no unit in common" in str(examined.not_applicable["counted.agreement"][0])


class TestBounds:
    def test_a_register_that_is_not_known_is_not_0(self) -> None:
        counts = made({"a": [50, 40], "b": [1, 1]}, {"registered": [60, None]})
        (found,) = run(evidence(counts, registers=[130]), "counted.bounds")
        assert found.verdict is Verdict.CANNOT_TELL
        assert value(found, "unknown") == 1

    def test_votes_that_are_not_known_count_as_missing_with_their_register(self) -> None:
        counts = made({"a": [50, 40], "b": [30, None]}, {"registered": [90, 60]}, gaps=[(1, "b", "illegible")])
        (found,) = run(evidence(counts, registers=[150]), "counted.bounds")
        assert (value(found, "missing:r0"), value(found, "lead")) == (60, 20)
        assert found.verdict is Verdict.LEAVES_OPEN
        assert found.units is not None and found.units["unit"].to_list() == ["u1"]

    def test_voters_of_a_group_whose_postal_unit_is_missing_may_still_vote(self) -> None:
        counts = made({"a": [50], "b": [10]}, {"registered": [100]}, more={GROUP: ["g"]})
        (found,) = run(evidence(counts, registers=[100]), "counted.bounds")
        assert value(found, "missing:r0") == 40
        assert found.verdict is Verdict.LEAVES_OPEN
        (alone,) = run(evidence(made({"a": [50], "b": [10]}, {"registered": [100]}), registers=[100]), "counted.bounds")
        assert alone.verdict is Verdict.DECIDES

    def test_where_a_lead_in_points_decides_the_lead_in_votes_is_no_headline(self) -> None:
        """Bolivia 2019: 648,439 votes ahead, and 31,520 more for the second would have meant a second round."""
        rule = Rule(kind="majority_or_lead", lead_share=Decimal(40), lead_points=Decimal(10))
        votes = {"a": [2_889_359], "b": [2_240_920], "c": [1_007_392]}
        counts = made(votes, {"registered": [6_137_671]})
        (found,) = run(evidence(counts, registers=[6_137_671], rule=rule), "counted.bounds")
        assert found.verdict is Verdict.DECIDES
        told = Words("en").plain(found.statement)
        assert "It rests on 31,520 votes: so many more would alter it." in told and "648,439" not in told

    def test_a_unit_that_stands_twice_counts_once(self) -> None:
        votes, units = {"a": [60] * 4, "b": [30] * 4}, ["x", "y"]
        doubled = made(votes, {"registered": [120] * 4}, units=units * 2)
        (found,) = run(evidence(doubled, registers=[400]), "counted.bounds")
        (plain,) = run(
            evidence(made({o: v[:2] for o, v in votes.items()}, {"registered": [120] * 2}), registers=[400]),
            "counted.bounds",
        )
        assert found.verdict is plain.verdict is Verdict.LEAVES_OPEN
        assert (value(found, "lead"), value(found, "missing:r0"), value(found, "repeated")) == (60, 160, 2)
        assert "counted once" in said(found)

    def test_a_unit_whose_rows_differ_is_missing(self) -> None:
        counts = made({"a": [60, 50, 60], "b": [0, 0, 0]}, {"registered": [100] * 3}, units=["x", "x", "y"])
        (found,) = run(evidence(counts, registers=[200]), "counted.bounds")
        assert (value(found, "lead"), value(found, "missing:r0"), value(found, "differing")) == (60, 100, 1)
        assert found.verdict is Verdict.LEAVES_OPEN

    def test_an_option_without_a_column_leaves_the_outcome_unknown(self) -> None:
        """Unless the valid votes show at each unit that nothing is missing."""
        contest = Contest("c", "C", "e", options=(Option("a", "A"), Option("b", "B"), Option("z", "Z")))
        for valid, verdict in ((80, Verdict.DECIDES), (200, Verdict.CANNOT_TELL), (None, Verdict.CANNOT_TELL)):
            counts = made({"a": [50], "b": [30]}, {"registered": [300], "valid": [valid]}, contest=contest)
            (found,) = run(evidence(counts, registers=[300]), "counted.bounds")
            assert found.verdict is verdict
            assert ("how many votes Z got" in said(found)) == (verdict is Verdict.CANNOT_TELL)
            known = standing_of(counts)
            assert known is not None and (known.outcome is None) == (verdict is Verdict.CANNOT_TELL)

    def test_negative_votes_bound_nothing(self) -> None:
        counts = made({"a": [50], "b": [-30]}, {"registered": [100]})
        (found,) = run(evidence(counts, registers=[100]), "counted.bounds")
        assert (found.verdict, found.weight) == (Verdict.CANNOT_TELL, None)

    def test_a_register_of_the_counted_tables_bounds_nothing(self) -> None:
        case = evidence(made({"a": [50], "b": [30]}, {"registered": [100]}), registers=[100])
        register = replace(case.case.registers[0], of="counted_tables")
        case = replace(case, case=replace(case.case, registers=(register,)))
        assert examine(case, Plan(), only=["counted.bounds"]).findings == ()

    def test_registers_that_are_too_small_are_not_counted_among_those_that_bound(self) -> None:
        counts = made({"a": [50], "b": [30]}, {"registered": [90]})
        (found,) = run(evidence(counts, registers=[80, 95, 96]), "counted.bounds")
        assert "under 2 of the 3 registers" in said(found)
        (all_,) = run(evidence(counts, registers=[94, 95, 96]), "counted.bounds")
        assert "4 to 6 registered voters are outside its 1 units, depending on the register (3 are cited)" in said(all_)

    def test_the_number_of_units_and_the_largest_register_serve_where_no_register_is_cited(self) -> None:
        counts = made({"a": [500, 400], "b": [1, 1]})
        facts = Facts(largest_register=300)
        (decided,) = run(evidence(counts, frame=[4], facts=facts), "counted.bounds")
        assert (decided.verdict, value(decided, "missing:frame-1")) == (Verdict.DECIDES, 600)
        (left_open,) = run(evidence(counts, frame=[5], facts=facts), "counted.bounds")
        assert (left_open.verdict, value(left_open, "missing:frame-1")) == (Verdict.LEAVES_OPEN, 900)

    def test_a_register_smaller_than_that_of_the_units_is_not_used(self) -> None:
        counts = made({"a": [50], "b": [30]}, {"registered": [90]})
        (found,) = run(evidence(counts, registers=[80, 95]), "counted.bounds")
        assert (found.verdict, value(found, "missing:r0")) == (Verdict.DECIDES, -10)
        assert any("Not used" in str(m) for m in found.rests_on)
        (none,) = run(evidence(counts, registers=[80]), "counted.bounds")
        assert none.verdict is Verdict.CANNOT_TELL

    def test_which_share_would_turn_it_and_which_turnout(self) -> None:
        counts = made({"a": [50], "b": [30]}, {"registered": [100]})
        (found,) = run(evidence(counts, registers=[150]), "counted.bounds")
        assert value(found, "votes:same:r0") == 40
        assert value(found, "share:same:r0") == 75
        assert "would need 75.00% of the missing votes" in said(found)
        (high,) = run(evidence(counts, registers=[122]), "counted.bounds")
        assert "only at a turnout above that of the record" in said(high)
        assert "90.91%" in said(high)

    def test_turnouts_that_the_case_and_the_plan_give(self) -> None:
        counts = made({"a": [50], "b": [30]}, {"registered": [100]}, more={PLACE + "region": ["n"]})
        facts = Facts(highest_turnout=Decimal("85.5"))
        (found,) = run(evidence(counts, registers=[200], facts=facts), "counted.bounds", turnout="70")
        assert value(found, "rate:highest") == Decimal("85.5")
        assert value(found, "rate:given") == 70
        assert value(found, "votes:given:r0") == 70
        assert {"rate:place", "rate:unit"} < set(found.numbers)

    def test_a_rule_without_a_module(self) -> None:
        counts = made({"a": [50], "b": [30]}, {"registered": [100]})
        (found,) = run(evidence(counts, registers=[100], rule=Rule(kind="seats_by_quotient")), "counted.bounds")
        assert found.verdict is Verdict.CANNOT_TELL

    def test_seats_are_open_or_decided_by_the_votes_that_alter_one(self) -> None:
        """Of 8 seats one changes hands with 20 more votes for the second: with 19 missing nothing can."""
        counts = made({"a": [100], "b": [80], "c": [30]}, {"registered": [210]})
        rule = Rule(kind="seats_by_quotient", seats=8)
        (stands,) = run(evidence(counts, registers=[229], rule=rule), "counted.bounds")
        (open_,) = run(evidence(counts, registers=[230], rule=rule), "counted.bounds")
        assert (stands.verdict, open_.verdict) == (Verdict.DECIDES, Verdict.LEAVES_OPEN)
        assert "seats: 4 for A, 3 for B, 1 for C" in said(stands)
        assert "at least 20 more votes" in said(stands)

    def test_of_several_seats_the_last_one_counts_and_not_the_lead(self) -> None:
        counts = made({"a": [500], "b": [90], "c": [80]}, {"registered": [670]})
        (open_,) = run(evidence(counts, registers=[680], rule=Rule(seats=2)), "counted.bounds")
        (stands,) = run(evidence(counts, registers=[679], rule=Rule(seats=2)), "counted.bounds")
        assert (stands.verdict, open_.verdict) == (Verdict.DECIDES, Verdict.LEAVES_OPEN)
        assert "who leads" not in said(stands) + said(open_)

    def test_a_tie_is_open_even_with_nothing_missing(self) -> None:
        counts = made({"a": [50], "b": [50]}, {"registered": [100]})
        (found,) = run(evidence(counts, registers=[100]), "counted.bounds")
        assert found.verdict is Verdict.LEAVES_OPEN
        assert "a tie of A, B" in said(found)


class TestAgainstAnnounced:
    def test_without_a_coverage_it_cannot_tell_but_says_which_would_do(self) -> None:
        counts = made({"a": [10, 20, 30], "b": [1, 1, 1]})
        (found,) = run(evidence(counts, claims=[announced({"a": 25, "b": 9})], frame=[10]), "counted.against_announced")
        assert found.verdict is Verdict.CANNOT_TELL
        assert "only if it left out at least 2 of them" in said(found)
        assert "no more than 80.00% of 10 units" in said(found)
        assert value(found, "needed:a") == 2

    def test_without_a_frame_it_cannot_tell_either(self) -> None:
        claim = announced({"a": 25}, coverage=Decimal("99.9"))
        (found,) = run(evidence(made({"a": [10, 20, 30]}), claims=[claim]), "counted.against_announced")
        assert found.verdict is Verdict.CANNOT_TELL

    def test_nothing_below_agrees(self) -> None:
        claim = announced({"a": 60, "b": 3}, coverage=Decimal(90))
        counts = made({"a": [10, 20, 30], "b": [1, 1, 1]})
        (found,) = run(evidence(counts, claims=[claim], frame=[3]), "counted.against_announced")
        assert (found.verdict, found.breaks_if) == (Verdict.AGREES, ())
        assert "no single option's figure in bulletin and not their sum is excluded" in said(found)

    def test_a_difference_that_left_out_sheets_can_hold_agrees(self) -> None:
        claim = announced({"a": 30}, counted_units=2)
        (found,) = run(evidence(made({"a": [10, 20, 30]}), claims=[claim], frame=[3]), "counted.against_announced")
        assert found.verdict is Verdict.AGREES
        assert "could hold the difference" in said(found)

    def test_another_frame_that_would_change_the_answer_is_told(self) -> None:
        claim = announced({"a": 29}, counted_units=2)
        case = evidence(made({"a": [10, 20, 30]}), claims=[claim], frame=[3, 5])
        (found,) = run(case, "counted.against_announced")
        assert found.verdict is Verdict.CONTRADICTS
        assert any("the answer would be another" in str(m) for m in found.rests_on)
        assert value(found, "excess_1:a") == 1 and value(found, "excess_2:a") < 0

    def test_sheets_left_out_of_a_coverage_of_centres_are_whole_centres(self) -> None:
        counts = made({"a": [10, 20, 30, 40]}, more={PLACE + "centre": ["x", "x", "y", "z"]})
        claim = announced({"a": 50}, counted_units=2, coverage_of="centre")
        case = evidence(counts, claims=[claim], frames=[Frame("centre", 3, "x")], levels=("centre", "station"))
        (found,) = run(case, "counted.against_announced")
        assert value(found, "least_1:a") == 60
        assert found.verdict is Verdict.CONTRADICTS

    def test_a_unit_that_stands_twice_counts_once_with_its_smaller_figure(self) -> None:
        counts = made({"a": [10, 8, 30]}, units=["x", "x", "y"])
        claim = announced({"a": 37}, counted_units=2)
        (found,) = run(evidence(counts, claims=[claim], frame=[2]), "counted.against_announced")
        assert value(found, "total:a") == 38
        assert (found.verdict, value(found, "excess_1:a")) == (Verdict.CONTRADICTS, 1)

    def test_the_sum_of_all_options_may_be_excluded_where_no_single_one_is(self) -> None:
        counts = made({"a": [100] * 5 + [0] * 5, "b": [0] * 5 + [100] * 5})
        claim = announced({"a": 0, "b": 0}, counted_units=5)
        (found,) = run(evidence(counts, claims=[claim], frame=[10]), "counted.against_announced")
        assert (found.verdict, value(found, "least_1:together")) == (Verdict.CONTRADICTS, 500)
        assert "all compared options together" in said(found)
        assert found.units is not None and found.units.height == 5

    def test_more_than_all_units_of_the_record_hold(self) -> None:
        """With every unit there, no coverage makes room for more; otherwise what is outside may hold so much."""
        counts = made({"a": [60, 60], "b": [1, 1]}, {"registered": [100, 100]})
        for said_, frame, verdict in (
            (121, 2, Verdict.CONTRADICTS),
            (121, 3, Verdict.AGREES),
            (170, 3, Verdict.AGREES),
            (171, 3, Verdict.CONTRADICTS),
        ):
            claim = announced({"a": said_}, coverage=Decimal("60"))
            case = evidence(counts, claims=[claim], frame=[frame], registers=[250])
            (found,) = run(case, "counted.against_announced")
            assert found.verdict is verdict, (said_, frame)
        claim = announced({"a": 121}, coverage=Decimal("60"))
        (disputed,) = run(evidence(counts, claims=[claim], frame=[2, 3]), "counted.against_announced")
        assert disputed.verdict is Verdict.AGREES

    def test_a_number_of_units_that_does_not_fit_tells_nothing(self) -> None:
        counts = made({"a": [60] * 4, "b": [1] * 4})
        for counted, frame in ((6, 5), (3, 3)):
            claim = announced({"a": 150, "b": 4}, counted_units=counted)
            (found,) = run(evidence(counts, claims=[claim], frame=[frame]), "counted.against_announced")
            assert (found.verdict, found.breaks_if) == (Verdict.CANNOT_TELL, ())

    def test_rows_without_figures_are_no_units_beyond_the_frame(self) -> None:
        counts = made({"a": [60, 60, None], "b": [1, 1, None]})
        claim = announced({"a": 10, "b": 2}, counted_units=2)
        (found,) = run(evidence(counts, claims=[claim], frame=[2]), "counted.against_announced")
        assert found.verdict is Verdict.CONTRADICTS

    def test_whether_the_answer_holds_when_the_coverage_was_rounded_up(self) -> None:
        counts = made({"a": [10] * 1000, "b": [5] * 1000})
        for said_, same in ((7910, False), (7000, True)):
            claim = announced({"a": said_, "b": 5000}, coverage=Decimal("80"))
            (found,) = run(evidence(counts, claims=[claim], frame=[1000]), "counted.against_announced")
            told = [Words().plain(m) for m in found.rests_on if "Rounded up instead" in str(m)]
            assert found.verdict is Verdict.CONTRADICTS
            assert (value(found, "left_out_1"), value(found, "left_out_up_1")) == (205, 209)
            assert ["the answer is the same" in one for one in told] == [same]

    def test_totals_without_single_sheets_do_not_apply_and_say_why(self) -> None:
        counts = made({"a": [60]}, {"sheets": [3]}, level="region")
        claim = announced({"a": 20}, coverage=Decimal(100))
        examined = examine(evidence(counts, claims=[claim], frame=[3]), Plan(), only=["counted.against_announced"])
        assert examined.findings == ()
        assert "totals of several sheets" in str(examined.not_applicable["counted.against_announced"][0])

    def test_a_group_of_options_is_compared_with_its_members(self) -> None:
        options = (
            Option("a", "A"),
            Option("rest", "Rest"),
            Option("b", "B", parent="rest"),
            Option("c", "C", parent="rest"),
        )
        contest = Contest("c", "C", "e", options=options)
        counts = made({"a": [9, 9], "b": [1, 2], "c": [3, 4]}, contest=contest)
        claim = announced({"a": 18, "rest": 2}, counted_units=2)
        (found,) = run(evidence(counts, claims=[claim], frame=[2]), "counted.against_announced")
        assert (value(found, "total:rest"), value(found, "excess_1:rest")) == (10, 8)
        assert found.verdict is Verdict.CONTRADICTS
        assert found.figure is not None
        assert [row["option"] for row in found.figure.data["rows"]] == ["a", "rest"]


class TestInvalidShare:
    def test_the_same_share_needs_no_explanation(self) -> None:
        counts = made({"a": [95]}, {"valid": [95], "invalid": [5]})
        for claim in (
            announced({"a": 950}, invalid=50, cast=1000),
            announced({"a": 9}, invalid_share=Decimal("5.0")),
        ):
            (found,) = run(evidence(counts, claims=[claim]), "counted.invalid_share")
            assert "as good as the same share" in said(found)
            assert found.prominent == 0

    def test_another_share_is_recorded_without_a_verdict(self) -> None:
        counts = made({"a": [95]}, {"valid": [95], "invalid": [5]})
        (found,) = run(
            evidence(counts, claims=[announced({"a": 9}, invalid_share=Decimal("4.9"))]),
            "counted.invalid_share",
        )
        assert found.verdict is Verdict.RECORDED
        assert "no explanation of the difference is in this case" in said(found)


def strange() -> dict[str, Evidence]:
    """Evidence at the edge of what the model allows."""
    none: list[int | None] = []
    claim = announced({"a": 1, "z": 2}, coverage=Decimal("0"), invalid=3, cast=0)
    claim_2 = announced({"a": 0}, "two", coverage=Decimal("100.00"), invalid_share=Decimal("0.1"), registered=1)
    more = {PLACE + "region": [None, "n"], IMAGE: [None, None], GROUP: [None, None]}

    def case(*records: Counts) -> Evidence:
        facts = Facts(largest_register=10)
        return evidence(*records, claims=[claim, claim_2], frame=[0, 3], registers=[0, 7], facts=facts)

    typed = {name: pl.Series(values, dtype=pl.String) for name, values in more.items()}
    return {
        "no rows": case(made({"a": none, "b": none}, {"registered": none, "invalid": none, "cast": none})),
        "one option": case(made({"a": [1, 2]}, {"registered": [3, 4], "invalid": [0, 0]}, more=typed)),
        "all missing": case(
            made(
                {"a": [None, None], "b": [None, None]},
                {"registered": [None, None], "cast": [None, None]},
                more=typed,
            )
        ),
        "zeros": case(made({"a": [0, 0], "b": [0, 0]}, {"registered": [0, 0], "valid": [0, 0], "invalid": [0, 0]})),
        "negative": case(made({"a": [-5, 2], "b": [3, 1]}, {"registered": [-1, 4], "invalid": [-2, 0]})),
        "huge": case(made({"a": [2**61, 2**61], "b": [2**61, 0]}, {"registered": [2**62, 1], "valid": [2**61, 1]})),
        "two": case(
            made({"a": [2**61, 2]}, {"registered": [1, 2]}),
            made({"a": [1, None]}, {"registered": [1, 2]}, record="other", publisher=""),
        ),
    }


@pytest.mark.parametrize("name", strange())
def test_strange_evidence_is_told_and_never_a_crash(name: str) -> None:
    found: list[Finding] = []
    for check in CHECKS:
        examined = examine(strange()[name], Plan(), only=[f"counted.{check}"])
        assert examined.findings or examined.not_applicable[f"counted.{check}"]
        found += examined.findings
    assert bool(found) == (name != "no rows")
    for finding in found:
        assert said(finding)
        for message in (
            *finding.rests_on,
            *finding.breaks_if,
            *finding.labels.values(),
            *finding.origins.values(),
        ):
            assert Words().plain(message)
        assert finding.units is None or finding.units.write_csv()


def test_every_number_has_a_label_and_every_announced_or_counted_one_an_origin() -> None:
    claim = announced({"a": 5, "b": 3}, counted_units=2, invalid=3, cast=9, registered=40)
    counts = made({"a": [10, 20], "b": [1, 1]}, {"registered": [30, 31], "invalid": [1, 0], "valid": [11, 21]})
    other = replace(counts, record="other", publisher="Council", table=counts.table.head(1))
    case = evidence(counts, other, claims=[claim], frame=[2, 4], registers=[70])
    seen = set()
    for check in CHECKS:
        for finding in run(case, f"counted.{check}"):
            seen.add(check)
            assert set(finding.numbers) <= set(finding.labels), finding.id
            assert set(finding.numbers) <= set(finding.origins), finding.id
    assert seen == set(CHECKS)
