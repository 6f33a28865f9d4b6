"""Published figures about announcements, found again: Venezuela 2024, Crimea and Donetsk 2014, New Democracy 2015."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scrutiny.evidence.record import Evidence
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.messages import Series, Words, rounded
from tests.helpers_announced import CHECKS, case, claim, figures, run, said, value, venezuela


def of(bulletin: str, check: str) -> dict[str, Finding]:
    """The findings of a check on one bulletin, by what they speak about."""
    return {f.about[-1]: f for f in run(venezuela(), check) if bulletin in f.about}


class TestVenezuela:
    """The two bulletins of the electoral council: reference values of the case, all recomputed."""

    def test_the_second_bulletin_adds_up(self) -> None:
        found = of("bulletin-2", "sums")
        assert {key: f.verdict for key, f in found.items()} == dict.fromkeys(
            ("votes", "ballots", "valid-share", "invalid-share", "shares"), Verdict.AGREES
        )
        assert value(found["votes"], "parts") == 12_335_884
        assert value(found["ballots"], "total") == 12_386_669
        assert value(found["shares"], "parts") == Decimal("99.99")

    def test_the_turnout_of_bulletin_2_is_that_of_the_tables_counted(self) -> None:
        (found,) = of("bulletin-2", "turnout").values()
        assert found.verdict is Verdict.AGREES
        assert value(found, "announced") == Fraction(100 * 12_386_669, 21_321_805)
        assert str(rounded(value(found, "announced"), 2)) == "58.09"
        low, high = value(found, "announced-counted"), value(found, "announced-counted-most")
        assert low < Fraction("59.971") < high
        assert Fraction("59.965") < high and low < Fraction("59.975")
        assert "average size" in said(found.statement)

    def test_the_turnout_of_bulletin_1_is_too(self) -> None:
        (found,) = of("bulletin-1", "turnout").values()
        assert found.verdict is Verdict.AGREES
        assert any("Invalid votes were not announced" in said(m) for m in found.rests_on)

    @pytest.mark.parametrize(("bulletin", "total"), [("bulletin-1", 10_058_774), ("bulletin-2", 12_335_884)])
    def test_counts_and_shares_go_together(self, bulletin: str, total: int) -> None:
        (found,) = of(bulletin, "rounding").values()
        assert (found.verdict, value(found, "total")) == (Verdict.AGREES, total)

    def test_bulletin_1_is_made_of_shares_of_one_decimal(self) -> None:
        (found,) = of("bulletin-1", "round_shares").values()
        assert found.verdict is Verdict.UNUSUAL
        assert (value(found, "results"), value(found, "points")) == (376_479, 501_501)
        assert float(value(found, "chance")) == pytest.approx(7.44e-9, rel=1e-3)
        assert float(value(found, "simple")) == pytest.approx(9.91e-9, rel=1e-3)
        assert value(found, "adjusted") == value(found, "forms") * value(found, "chance")
        distances = [value(found, f"distance-{i}") for i in (1, 2, 3)]
        assert distances == [Fraction("-0.288"), Fraction("-0.108"), Fraction("0.396")]
        assert found.calibration is not None and found.calibration.of > 4000
        assert found.does_not_show is not None and "2015" in said(found.does_not_show)
        assert "not of who won" in said(found.does_not_show)

    def test_bulletin_2_is_the_negative_control(self) -> None:
        (found,) = of("bulletin-2", "round_shares").values()
        assert found.verdict is Verdict.NOTHING_UNUSUAL
        assert "would have been seen" in said(found.statement)

    def test_from_bulletin_1_to_bulletin_2(self) -> None:
        (found,) = run(venezuela(), "bulletins")
        assert found.verdict is Verdict.AGREES
        text = said(found.statement)
        for figure in ("2,277,110", "1,258,752", "55.28%", "880,126", "38.65%", "138,232", "6.07%", "449.5", "418.8"):
            assert figure in text

    def test_what_could_have_turned_bulletin_1(self) -> None:
        found, last = run(venezuela(), "irreversible")
        assert last.about[1] == "bulletin-2"  # asked of every announcement alike
        assert last.verdict is not Verdict.LEAVES_OPEN
        assert found.verdict is Verdict.LEAVES_OPEN
        assert found.about[1] == "bulletin-1"
        assert (value(found, "lead"), value(found, "needed")) == (704_114, 704_114)
        # 10,058,774 × (1 − c)/c for c from 79.5 to 80.5 %.
        assert value(found, "rest-least") == 10_058_774 * 195 // 805
        assert value(found, "rest-most") == 10_058_774 * 205 // 795
        assert str(rounded(value(found, "points-least"), 1)) == "27.1"
        assert str(rounded(value(found, "points-most"), 1)) == "28.9"
        assert found.weight is not None and found.weight.could_alter is True

    def test_versions_in_print(self) -> None:
        first, second = run(venezuela(), "versions")
        words = Words()
        assert (value(first, "versions"), value(first, "excluded"), first.verdict) == (4, 2, Verdict.RECORDED)
        assert first.verdict is Verdict.RECORDED
        text = said(first.statement)
        assert "bolivarinfos" in text and "99.28%" in text and "El Deber" in text
        # 5,140,092 agrees with every share to one decimal: nothing excludes it, though it is printed otherwise.
        differs = {key: v for key, v in first.numbers.items() if key.startswith("differs-")}
        assert any("5,140,092" in words.value(v) for v in differs.values() if isinstance(v, Series))
        assert "5,140,092" not in text
        assert (value(second, "versions"), value(second, "excluded")) == (2, 1)
        assert "12,335,830, 54 fewer" in said(second.statement)
        assert "94.59%" in words.value(second.numbers["faults-2"])

    def test_with_461_704_for_the_others_the_form_is_gone(self) -> None:
        """A press variant: its sum is 10,057,774, and the form fails; the shares still agree."""
        votes = {"NM": 5_150_092, "EG": 4_445_978, "others": 461_704}
        shares = {"NM": "51.2", "EG": "44.2", "others": "4.6"}
        evidence = case(claim(figures(votes, shares)))
        (form,) = run(evidence, "round_shares")
        assert form.verdict is Verdict.NOTHING_UNUSUAL
        (together,) = run(evidence, "rounding")
        assert (together.verdict, value(together, "total")) == (Verdict.AGREES, 10_057_774)

    @pytest.mark.parametrize(("coverage", "least"), [("79", "0.785"), ("79.0", "0.7895"), ("80.00", "0.79995")])
    def test_the_decimals_of_the_coverage_matter(self, coverage: str, least: str) -> None:
        votes = {"a": 5_150_092, "b": 4_445_978, "c": 462_704}
        (found,) = run(case(claim(figures(votes, coverage=coverage), irreversible=True)), "irreversible")
        c = Fraction(least)
        assert value(found, "points-least") == Fraction(100 * 704_114) / (10_058_774 * (1 - c) / c)


class TestCrimea2014:
    """1,233,002 / 31,997 / 9,097 of 1,274,096, announced as 96.77 / 2.51 / 0.72 %."""

    @pytest.fixture
    def crimea(self) -> Evidence:
        votes = {"join": 1_233_002, "restore": 31_997, "invalid": 9_097}
        return case(claim(figures(votes, {"join": "96.77", "restore": "2.51", "invalid": "0.72"})))

    def test_the_total_alone_is_possible_and_one_count_is_not_its_share(self, crimea: Evidence) -> None:
        (found,) = run(crimea, "rounding")
        assert found.verdict is Verdict.CONTRADICTS
        text = said(found.statement)
        assert "0.7140%" in text and "0.72%" in text and "96.77" not in text
        (shares,) = run(crimea, "sums")
        assert shares.verdict is Verdict.AGREES  # 100.00: a test of the sum alone sees nothing

    def test_its_counts_are_not_made_from_shares(self, crimea: Evidence) -> None:
        (found,) = run(crimea, "round_shares")
        assert found.verdict is Verdict.NOTHING_UNUSUAL

    def test_the_share_that_the_count_has_agrees(self) -> None:
        votes = {"join": 1_233_002, "restore": 31_997, "invalid": 9_097}
        shares = {"join": "96.77", "restore": "2.51", "invalid": "0.71"}
        (found,) = run(case(claim(figures(votes, shares))), "rounding")
        assert found.verdict is Verdict.AGREES


class TestDonetsk2014:
    """2,252,867 and 256,040 of a number of ballots that was not announced."""

    def test_no_total_gives_both_announced_shares(self) -> None:
        printed = figures({"yes": 2_252_867, "no": 256_040}, {"yes": "89.07", "no": "10.19"}, shares_of="cast")
        (found,) = run(case(claim(printed)), "rounding")
        assert found.verdict is Verdict.CONTRADICTS
        assert "any total" in said(found.statement)

    def test_the_other_share_in_print_allows_these_totals(self) -> None:
        printed = figures({"yes": 2_252_867, "no": 256_040}, {"yes": "89.07", "no": "10.12"}, shares_of="cast")
        (found,) = run(case(claim(printed)), "rounding")
        assert found.verdict is Verdict.AGREES
        assert (value(found, "first"), value(found, "last")) == (2_529_180, 2_529_463)


class TestNewDemocracy2015:
    """A party's leadership ballot: 160,823 / 115,162 / 82,028 / 46,065 of 404,078 = 39.8 / 28.5 / 20.3 / 11.4 %."""

    def test_as_strong_a_hit_in_a_ballot_of_another_kind(self) -> None:
        votes = {"a": 160_823, "b": 115_162, "c": 82_028, "d": 46_065}
        shares = {"a": "39.8", "b": "28.5", "c": "20.3", "d": "11.4"}
        (found,) = run(case(claim(figures(votes, shares, valid=404_078))), "round_shares")
        assert found.verdict is Verdict.UNUSUAL
        assert float(value(found, "simple")) == pytest.approx(1.52e-8, rel=5e-3)
        assert float(value(found, "chance")) == pytest.approx(1.02e-8, rel=5e-3)
        nearest = [Fraction(404_078 * m, 1000) for m in (398, 285, 203, 114)]
        assert [value(found, f"distance-{i}") for i in (1, 2, 3, 4)] == [
            n - exact for n, exact in zip(votes.values(), nearest, strict=True)
        ]


def test_every_check_of_this_question_speaks_of_the_venezuelan_case() -> None:
    found = {check: run(venezuela(), check) for check in CHECKS}
    assert all(found.values())
    assert [f.id for every in found.values() for f in every if f.verdict is Verdict.CONTRADICTS] == []
