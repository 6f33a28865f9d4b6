"""A look at one's own figures: positive where it can be, every slip with its place, nothing about others."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scrutiny.cli import run
from scrutiny.errors import CaseError
from scrutiny.evidence.rule import Rule
from scrutiny.findings.printing_shares import fewest_decimals, misleading, printed
from scrutiny.prechecking import precheck
from tests.conformance.cases import contested, honest

KENYA = {"ruto": 7176141, "odinga": 6942930, "wajackoyah": 61969, "waihiga": 31987}
BOLIVIA = Rule(kind="majority_or_lead", lead_share=Decimal(40), lead_points=Decimal(10))


class TestShares:
    def test_kenya_2022_keeps_its_order_with_two_decimals_and_adds_to_100_01(self) -> None:
        assert not list(misleading(KENYA, 2, Rule(kind="majority")))
        assert sum(printed(KENYA, 2).values()) == Decimal("100.01")

    def test_half_and_a_few_votes_print_as_half(self) -> None:
        votes = {"a": 500_010, "b": 499_990}
        assert {m.how for m in misleading(votes, 1, Rule(kind="majority"))} == {"tie", "threshold"}
        assert fewest_decimals(votes, Rule(kind="majority"), 1) == 3

    def test_a_list_just_below_its_threshold_prints_as_if_it_had_reached_it(self) -> None:
        rule = Rule(kind="seats_by_quotient", seats=10, threshold=Decimal(5))
        votes = {"a": 60000, "b": 35020, "c": 4980}
        (found,) = misleading(votes, 1, rule)
        assert (found.how, found.options, found.figure) == ("threshold", ("c",), Decimal(5))
        assert fewest_decimals(votes, rule, 1) == 2

    @settings(max_examples=300, deadline=None)
    @given(st.lists(st.integers(0, 10**6), min_size=2, max_size=6), st.integers(0, 4))
    def test_with_the_decimals_that_are_advised_nothing_misleads(self, counts: list[int], least: int) -> None:
        assume(sum(counts) > 0)
        votes = {str(i): n for i, n in enumerate(counts)}
        for rule in (Rule(), Rule(kind="majority"), BOLIVIA):
            decimals = fewest_decimals(votes, rule, least)
            if decimals is None:
                continue
            assert decimals >= least
            assert decimals == least or list(misleading(votes, decimals - 1, rule))
            shares = printed(votes, decimals)
            ranked = sorted(votes, key=lambda o: -votes[o])
            assert all(shares[a] >= shares[b] for a, b in pairwise(ranked))
            assert all((shares[a] == shares[b]) == (votes[a] == votes[b]) for a in votes for b in votes), (
                "equal shares say equal votes"
            )
            if rule.kind == "majority":
                assert all((shares[o] > 50) == (2 * votes[o] > sum(counts)) for o in votes)


class TestFigures:
    def test_an_honest_count_is_clean(self) -> None:
        found = precheck(honest(seed=5))
        assert not found.mend and found.order
        assert found.clean or all(one.misleads for one in found.advice)

    def test_of_several_publishers_one_must_be_named(self) -> None:
        with pytest.raises(CaseError) as told:
            precheck(contested())
        assert "Party" in str(told.value) and "Electoral council" in str(told.value)
        with pytest.raises(CaseError):
            precheck(contested(), "Nobody")

    def test_nothing_of_others_is_looked_at(self) -> None:
        found = precheck(contested(), "Party")
        assert {c.publisher for c in found.examined.evidence.counts} == {"Party"}
        assert not found.examined.evidence.case.claims
        assert all(set(f.sources) <= {"sheets"} for f in (*found.order, *found.mend, *found.look))

    def test_what_cannot_both_be_true_is_to_be_mended(self) -> None:
        found = precheck(contested(), "Electoral council")
        assert found.mend and not found.clean


GOOD = "station,registered,A,B,invalid,valid\ns1,500,100,90,3,190\ns2,400,80,70,2,150\ns3,300,60,50,1,110\n"


def test_a_clean_file_gives_a_positive_page_and_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "results.csv"
    file.write_text(GOOD, encoding="utf-8")
    assert run(["precheck", str(file)]) == 0
    assert "nothing is to be mended" in capsys.readouterr().out
    page = (tmp_path / "results.precheck.html").read_text(encoding="utf-8")
    assert "In order" in page and "Before publishing: results.csv" in page
    assert sorted(p.name for p in tmp_path.iterdir()) == ["results.csv", "results.precheck.html"]


def test_a_slip_is_named_with_its_unit_and_row_and_the_exit_code_is_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "results.csv"
    rows = [f"s{i},500,{100 + i},{90 + i},3,{190 + 2 * i}" for i in range(1, 40)]
    rows[6] = "s7,500,107,97,3,214"  # 10 more than the options add to
    file.write_text("station,registered,A,B,invalid,valid\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert run(["precheck", str(file)]) == 1
    out = capsys.readouterr().out
    assert "s7 (row 8)" in out
    assert "To mend before publishing" in (tmp_path / "results.precheck.html").read_text(encoding="utf-8")


def test_a_station_that_stands_twice_is_to_be_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names that repeat in a few rows are still the names of stations: that one stands twice is what is looked for."""
    rows = [f"s{i},500,{100 + i},{90 + i},3,{190 + 2 * i}" for i in range(1, 40)]
    file = tmp_path / "results.csv"
    file.write_text("station,registered,A,B,invalid,valid\n" + "\n".join([*rows, rows[4]]) + "\n", encoding="utf-8")
    assert run(["precheck", str(file)]) == 1
    assert "one of 40 rows repeats the name of another" in capsys.readouterr().out


def test_rows_without_names_are_not_said_to_stand_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"500,{100 + i},{90 + i},3,{190 + 2 * i}" for i in range(1, 40)]
    file = tmp_path / "results.csv"
    file.write_text("registered,A,B,invalid,valid\n" + "\n".join([*rows, rows[4]]) + "\n", encoding="utf-8")
    run(["precheck", str(file)])
    assert "whether one stands twice cannot be told" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [3, 20, 39])
def test_ballots_that_do_not_add_up_are_never_passed_over(
    wrong: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """However many rows fail: a file in which most do is no better than one in which few do."""
    rows = [f"s{i},500,{100 + i},{90 + i},3,{193 + 2 * i + 40 * (i <= wrong)},{190 + 2 * i}" for i in range(1, 40)]
    file = tmp_path / "results.csv"
    file.write_text("station,registered,A,B,invalid,cast,valid\n" + "\n".join(rows) + "\n", encoding="utf-8")
    run(["precheck", str(file)])
    out = capsys.readouterr().out
    assert "cast = valid + invalid" in out
    assert f"fails at {wrong} of 39" in out or f"at {wrong}" in out


def test_a_page_never_praises_figures_that_were_not_added_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where most rows do not add up, no column can be told to hold votes: that is said, and no page is written."""
    file = tmp_path / "results.csv"
    file.write_text("station,registered,A,B,invalid,valid\ns1,500,100,90,3,190\ns2,400,80,70,2,155\n", encoding="utf-8")
    assert run(["precheck", str(file)]) == 2
    assert "--options" in capsys.readouterr().err and not (tmp_path / "results.precheck.html").exists()
    assert run(["precheck", str(file), "--options", "a", "B"]) == 1
    assert "s2 (row 3)" in capsys.readouterr().out
    assert run(["precheck", str(file), "--options", "A", "C"]) == 2
    assert "no column of numbers 'C'" in capsys.readouterr().err


def test_what_will_be_announced_is_held_against_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "results.csv"
    file.write_text(GOOD, encoding="utf-8")
    assert run(["precheck", str(file), "--votes", "A=240", "B=219"]) == 1
    assert "the largest difference is 9" in capsys.readouterr().out
    assert run(["precheck", str(file), "--votes", "A=240", "B=210"]) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.csv"], "no such file or folder"),
        (["{dir}", "--votes", "A=1"], "go with a file of results"),
        (["{file}", "--votes", "Z=1"], "no option"),
        (["{file}", "--output", "{file}"], "is a file"),
        (["{file}", "--lang", "xx"], "one of: en, es"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "results.csv"
    file.write_text(GOOD, encoding="utf-8")
    root = Path(__file__).resolve().parents[1]
    filled = [w.format(dir=root / "cases" / "kenya-2022", file=file) for w in words]
    assert run(["precheck", *filled]) == 2
    error = capsys.readouterr().err
    assert told in error and "Traceback" not in error
