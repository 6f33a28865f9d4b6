"""Published figures, found again in the files themselves (read here without the project's readers)."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from scrutiny.evidence.record import Evidence
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.messages import Words, rounded
from tests.helpers_counted import bolivia, evidence, poland, run, value, venezuela, venezuela_in_tables

EG_1 = {"held": 2_570_630, "least": 4_585_832, "excess": 139_854, "false": 379}
EG_2 = {"held": 460_105, "least": 6_696_357, "excess": 1_370_253, "false": 3_276}


@pytest.fixture(params=["sheets", "tables"])
def sheets(request: pytest.FixtureRequest) -> Evidence:
    """The Venezuelan case: with the file of 24,532 sheets, and with the two small tables that lie in it."""
    if request.param == "tables":
        return venezuela_in_tables()
    return venezuela(request.getfixturevalue("data"))


def greatest(votes: list[int], falls: list[int], left_out: int, misread: int) -> int:
    """What `left_out` sheets hold and `misread` others can have fallen by at most, by a solver."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, hstack, identity, vstack

    values = sorted(set(zip(votes, falls, strict=True)))
    often = Counter(zip(votes, falls, strict=True))
    n = len(values)
    gain = [-v for v, _f in values] + [-f for _v, f in values]
    each = hstack([identity(n), identity(n)])
    totals = csr_matrix([[1] * n + [0] * n, [0] * n + [1] * n])
    made = linprog(
        gain,
        A_ub=vstack([each, totals]),
        b_ub=[often[key] for key in values] + [left_out, misread],
        bounds=(0, None),
        method="highs",
    )
    return round(-made.fun)


class TestVenezuela:
    """The sheets published by one side in 2024: reference values of the case, all recomputed from the file."""

    @pytest.mark.parametrize(
        ("bulletin", "left_out", "needed", "coverage", "expected"),
        [("bulletin-1", 6_155, 6_534, "78.239", EG_1), ("bulletin-2", 941, 4_217, "85.956", EG_2)],
    )
    def test_both_bulletins_are_below_what_the_sheets_must_hold(
        self,
        sheets: Evidence,
        bulletin: str,
        left_out: int,
        needed: int,
        coverage: str,
        expected: dict[str, int],
    ) -> None:
        found = {f.about[1]: f for f in run(sheets, "counted.against_announced")}[bulletin]
        assert found.verdict is Verdict.CONTRADICTS
        assert value(found, "left_out_1") == left_out
        assert {name: value(found, f"{name}_1:EG") for name in expected} == expected
        assert value(found, "needed:EG") == needed
        assert str(rounded(value(found, "coverage_1:EG"), 3)) == coverage
        assert not [name for name in found.numbers if name.startswith("least_") and not name.endswith(":EG")]
        said = Words().plain(found.statement)
        assert f"{expected['excess']:,}" in said and f"{expected['least']:,}" in said
        assert "Which of the two is wrong does not follow" in said

    def test_rounding_up_would_not_change_the_answer(self, sheets: Evidence) -> None:
        """More than 79 % is at least 23,721 of 30,026 tables, more than 96.86 % at least 29,084."""
        first, second = run(sheets, "counted.against_announced")
        assert (value(first, "left_out_up_1"), value(second, "left_out_up_1")) == (6_305, 942)
        for found in (first, second):
            told = [Words().plain(m) for m in found.rests_on]
            assert sum("Rounded up instead" in m and "the answer is the same" in m for m in told) == 1
        assert (first.prominent, second.prominent) == (90, 91)

    def test_what_would_have_to_be_otherwise(self, sheets: Evidence) -> None:
        second = run(sheets, "counted.against_announced")[1]
        told = [Words().plain(m) for m in second.breaks_if]
        assert told[:2] == [
            "At least 4,217 of the sheets do not say what was counted, or were left out of Bulletin 2: so many if they "
            "are those with most votes for Edmundo González and none of these votes is true, more if they are others "
            "or only some of the votes are false.",
            "With 941 sheets left out, at least 3,276 others do not say what was counted for Edmundo González.",
        ]
        assert "If every sheet says what was counted, Bulletin 2 counted at most 85.956% of 30,026 units." in told
        (bounds,) = run(sheets, "counted.bounds")
        if sheets.counts[0].is_by_unit:
            each = Words().plain(bounds.breaks_if[0])
            assert "26 (all entries of the register" in each and "240 (called to vote" in each
            assert "338,435 votes (called to vote" in Words().plain(bounds.breaks_if[1])

    def test_sheets_misread_in_one_or_two_digits(self, sheets: Evidence, data: Path) -> None:
        """From the file itself, as a program of its own: so many left out and so few misread that the sum fits.

        The linear program of the choice is one of transport, so that its value is that of the best whole choice.
        """
        raw = gzip.decompress((data / "venezuela-2024" / "RESULTADOS_2024_CSV_V1.csv.gz").read_bytes())
        votes = sorted((int(row["EG"]) for row in csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))), reverse=True)
        expected = {("bulletin-1", 1): 380, ("bulletin-2", 1): 3_543}
        for finding, left_out, announced in zip(
            run(sheets, "counted.against_announced"), (6_155, 941), (4_445_978, 5_326_104), strict=True
        ):
            for digits in (1, 2):
                falls = []
                for number in votes:
                    places = [int(d) * 10**p for p, d in enumerate(reversed(str(number))) if d != "0"]
                    falls.append(sum(sorted(places, reverse=True)[:digits]))
                least = value(finding, f"misread_{digits}:EG")
                amount = sum(votes) - announced
                assert greatest(votes, falls, left_out, least) >= amount > greatest(votes, falls, left_out, least - 1)
                assert least == expected.get((finding.about[1], digits), least)

    def test_the_other_frame_does_not_change_the_answer(self, sheets: Evidence) -> None:
        first, second = run(sheets, "counted.against_announced")
        assert value(first, "left_out_2") == 6_157
        assert value(first, "excess_2:EG") > 0
        assert value(second, "left_out_2") == 941
        assert any("the answer is the same" in Words().plain(m) for m in first.rests_on)

    def test_the_excess_of_bulletin_2_alters_its_outcome_and_that_of_bulletin_1_may(self, sheets: Evidence) -> None:
        first, second = run(sheets, "counted.against_announced")
        assert second.weight is not None and first.weight is not None
        assert (second.weight.low, second.weight.slack, second.weight.could_alter) == (
            1_370_253,
            1_082_740,
            True,
        )
        assert (first.weight.low, first.weight.slack, first.weight.could_alter) == (139_854, 704_114, None)

    def test_how_many_of_the_missing_voters_must_have_chosen_others(self, sheets: Evidence) -> None:
        second = run(sheets, "counted.against_announced")[1]
        assert value(second, "others:EG") == Fraction(100 * 3_507_114, 3_576_566)

    def test_the_picture_stands_once_and_holds_both_bulletins(self, sheets: Evidence) -> None:
        first, second = run(sheets, "counted.against_announced")
        assert first.figure is None and second.figure is not None
        rows = {row["option"]: row for row in second.figure.data["rows"]}
        assert list(rows) == ["EG", "NM", "others"]
        assert rows["others"]["counted"] == 261_205
        assert [mark["votes"] for mark in rows["others"]["announced"]] == [462_704, 600_936]
        assert rows["EG"]["announced"][1]["least_inside"] == EG_2["least"]
        assert rows["EG"]["could_add"] == 3_875_466

    def test_what_is_missing_cannot_alter_who_leads_under_any_of_the_four_registers(self, sheets: Evidence) -> None:
        (found,) = run(sheets, "counted.bounds")
        assert found.verdict is Verdict.DECIDES
        assert value(found, "lead") == 3_915_001
        assert value(found, "closed") == 17_745_239
        expected = {
            "called-to-vote": (3_576_566, "109.46", 2_148_355, "141.1"),
            "at-home": (3_578_014, "109.42", 2_149_225, "141.1"),
            "citizens": (3_647_225, "107.34", 2_190_798, "139.4"),
            "all-entries": (3_875_466, "101.02", 2_327_897, "134.1"),
        }
        for register, (missing, share, votes, needed) in expected.items():
            assert value(found, f"missing:{register}") == missing
            assert str(rounded(value(found, f"lead_of_missing:{register}"), 2)) == share
            assert value(found, f"votes:same:{register}") == votes
            assert str(rounded(value(found, f"share:same:{register}"), 1)) == needed

    def test_sheets_of_30_026_tables(self, sheets: Evidence) -> None:
        found = {f.about[-1]: f for f in run(sheets, "counted.coverage")}["station"]
        assert value(found, "present") == 24_532
        assert [value(found, f"frame_{i}") for i in (1, 2)] == [30_026, 30_036]
        assert [value(found, f"missing_{i}") for i in (1, 2)] == [5_494, 5_504]
        assert str(rounded(value(found, "share_1"), 2)) == "81.70"

    def test_invalid_votes_are_rarer_on_the_sheets(self, sheets: Evidence) -> None:
        (found,) = run(sheets, "counted.invalid_share")
        assert found.about[1] == "bulletin-2"
        assert (value(found, "invalid"), value(found, "ballots")) == (1_139, 10_660_267)
        assert str(rounded(value(found, "share"), 3)) == "0.011"
        assert str(rounded(value(found, "announced"), 2)) == "0.41"

    def test_centres_slips_and_duplicates_in_the_file(self, data: Path) -> None:
        case = venezuela(data)
        centres = {f.about[-1]: f for f in run(case, "counted.coverage")}["centre"]
        assert value(centres, "present") == 12_817
        for check in ("counted.arithmetic", "counted.duplicates", "counted.register"):
            for found in run(case, check):
                assert (found.verdict, found.slips) == (Verdict.AGREES, 0)
        (turnout,) = run(case, "counted.register")
        assert str(rounded(value(turnout, "turnout"), 2)) == "60.07"
        (invalid,) = run(case, "counted.invalid_share")
        assert (value(invalid, "without"), value(invalid, "highest")) == (23_500, 5)

    def test_the_sheets_that_were_left_out_are_listed_with_their_images(self, data: Path) -> None:
        second = run(venezuela(data), "counted.against_announced")[1]
        assert second.units is not None
        assert second.units.height == 941
        assert second.units["Edmundo González"].sum() == 460_105
        assert second.units["Edmundo González"].is_sorted(descending=True)
        assert second.units["image"].null_count() == 0
        assert second.units["locator"][0].startswith("row ")

    def test_tables_and_file_give_the_same_numbers(self, data: Path) -> None:
        for check in ("counted.against_announced", "counted.bounds"):
            whole, small = run(venezuela(data), check), run(venezuela_in_tables(), check)
            for left, right in zip(whole, small, strict=True):
                common = set(left.numbers) & set(right.numbers)
                assert len(common) > 10
                assert {n: left.numbers[n] for n in common} == {n: right.numbers[n] for n in common}


class TestPoland:
    """Round 1 of 2020, which nobody of weight contested: honest slips are notes, nothing contradicts."""

    def test_1713_districts_took_another_number_of_ballots_from_the_box(self, data: Path) -> None:
        found = {f.about[-1]: f for f in run(poland(data), "counted.arithmetic")}
        box = found["cast = issued + envelopes_in_box"]
        assert (box.verdict, box.slips, value(box, "more")) == (Verdict.AGREES, 1_713, 384)
        assert box.units is not None and box.units.height == 1_713
        assert value(found["received = unused + issued"], "slips") == 806
        for name in ("valid = sum(options)", "valid_ballots = valid + invalid"):
            assert (value(found[name], "slips"), value(found[name], "left_out")) == (0, 4)

    def test_one_district_has_more_ballots_than_registered_voters(self, data: Path) -> None:
        (found,) = run(poland(data), "counted.register")
        assert (found.verdict, found.slips, value(found, "defined")) == (Verdict.AGREES, 1, 27_225)

    def test_the_official_result_exceeds_the_sum_by_what_four_districts_lack(self, data: Path) -> None:
        (found,) = run(poland(data), "counted.rollup")
        assert found.verdict is Verdict.AGREES
        differences = {o: value(found, f"difference:{o}") for o in ("duda", "trzaskowski", "holownia", "bosak")}
        assert differences == {"duda": 172, "trzaskowski": 84, "holownia": 54, "bosak": 97}
        assert "at most 4" in Words().plain(found.statement)

    def test_nothing_contradicts(self, data: Path) -> None:
        names = ("arithmetic", "duplicates", "register", "coverage", "rollup", "bounds", "against_announced")
        found: list[Finding] = []
        for name in (*names, "invalid_share"):
            found += run(poland(data), f"counted.{name}")
        assert {f.check for f in found} == {f"counted.{name}" for name in (*names, "invalid_share")}
        assert [f.id for f in found if f.verdict is Verdict.CONTRADICTS] == []


class TestBolivia:
    """Quick count and official count of 2019: data README, `bolivia-2019`."""

    @pytest.mark.parametrize(
        ("file", "moment", "tables", "differ"),
        [
            ("trep_2019-10-20T19.40.57.csv.gz", datetime(2019, 10, 20, 19, 40), 28_975, 549),
            ("trep_2019-10-21T18.29.53.csv.gz", datetime(2019, 10, 21, 18, 29), 32_806, 706),
        ],
    )
    def test_549_and_706_tables_changed_and_no_register(
        self, data: Path, file: str, moment: datetime, tables: int, differ: int
    ) -> None:
        quick = bolivia(data, file, "quick", as_of=moment)
        count = bolivia(data, "computo_2019-10-25.csv.gz", "count", as_of=datetime(2019, 10, 25, 21, 9))
        (found,) = run(evidence(count, quick, levels=("department", "station")), "counted.agreement")
        assert value(found, "both") == tables
        assert value(found, "differ") == differ
        assert value(found, "differ:registered") == 0
        assert (value(found, "only_first"), value(found, "only_second")) == (0, 34_555 - tables)
        assert found.units is not None and found.units.height == differ
        # Two states of one publisher: changes are told, they are no contradiction.
        assert found.verdict is Verdict.AGREES
        assert Words().plain(found.statement).startswith("From quick to the later count")

    def test_the_same_difference_between_two_publishers_contradicts(self, data: Path) -> None:
        quick = bolivia(data, "trep_2019-10-20T19.40.57.csv.gz", "quick", publisher="somebody else")
        count = bolivia(data, "computo_2019-10-25.csv.gz", "count")
        (found,) = run(evidence(quick, count, levels=("department", "station")), "counted.agreement")
        assert found.verdict is Verdict.CONTRADICTS
        assert value(found, "net:MAS - IPSP") == 2_697
        assert found.weight is not None and found.weight.could_alter is False
