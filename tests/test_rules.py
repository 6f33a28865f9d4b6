"""Decision rules as they are typed: what they read, what they refuse, and what a record gives them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scrutiny.errors import CaseError
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.rule import Rule
from scrutiny.findings.outcomes import Tally, outcome, slack
from scrutiny.findings.weighing import standing_of
from scrutiny.messages import Words
from scrutiny.simulate.honest import honest_case
from scrutiny.simulate.shape import invented

CASE = """title = "A case"
country = "XX"
levels = ["region", "station"]
[[elections]]
id = "e"
name = "Election"
date = 2030-05-05
[[contests]]
id = "c"
name = "Assembly"
election = "e"
rule = {{ {rule} }}
options = [{{ id = "a", name = "Alder" }}, {{ id = "b", name = "Birch" }}, {{ id = "c", name = "Cedar" }}]
"""


def opened(folder: Path, rule: str) -> Contest:
    (folder / "case.toml").write_text(CASE.format(rule=rule), encoding="utf-8")
    return CaseFolder(folder).case.contests[0]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('kind = "seats_by_quotient", seats = 0', "seats to be filled: 1 or more"),
        ('kind = "seats_by_quotient", seats = 5, threshold = 101', "a percentage from 0 to 100"),
        ('kind = "seats_by_quotient", seats = 5, thresholds = { a = -1 }', "a percentage from 0 to 100"),
        ('kind = "seats_by_quotient", seats = 5, thresholds = { d = 5 }', "'d' is no option of c"),
        ('kind = "seats_by_quotient", seats = 5, agreements = [["a", "x"]]', "'x' is no option of c"),
        ('kind = "seats_by_quotient", seats = 5, agreements = [["a", "b"], ["b", "c"]]', "stands in two agreements"),
        ('kind = "seats_by_remainder", seats = 5, agreements = [["a", "b"]]', "only quotients are shared"),
        ('kind = "seats_by_quotient", district_level = "province", district_seats = { A = 3 }', "is no level"),
        ('kind = "seats_by_quotient", district_level = "region"', "the seats of each district"),
        ('kind = "seats_by_quotient", district_level = "region", district_seats = { A = 0 }', "1 or more"),
        ('kind = "seats_by_quotient", seats = 9, district_level = "region", district_seats = { A = 3 }', "have 3"),
        ('kind = "seats_by_quotient", seats = 5, first_divisor = 0', "more than 0"),
        ('kind = "plurality", threshold = 5', "a rule of kind 'plurality' does not read it"),
        ('kind = "majority", lead_points = 10', "majority_or_lead"),
        ('kind = "majority", seats = 3', "elects one"),
        ('kind = "majority_or_lead", lead_share = 40', "lead_points"),
        ('kind = "referendum", yes = "a"', "a referendum with 3 answers"),
        ('kind = "seats_by_quotient", divisors = "d_hondt", seats = 5', "did you mean"),
    ],
)
def test_a_rule_that_cannot_be_is_told_with_its_line(tmp_path: Path, rule: str, said: str) -> None:
    with pytest.raises(CaseError) as told:
        opened(tmp_path, rule)
    assert said in str(told.value) and "case.toml, line 12" in str(told.value)


def test_all_mistakes_of_a_rule_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as told:
        opened(tmp_path, 'kind = "seats_by_quotient", seats = 0, threshold = 200, thresholds = { z = 3 }')
    assert len(told.value.problems) == 3


def test_a_rule_of_seats_is_read_whole(tmp_path: Path) -> None:
    rule = opened(
        tmp_path,
        'kind = "seats_by_quotient", divisors = "sainte_lague", first_divisor = 1.4, threshold = 4, seats = 20, '
        'thresholds = { c = 0 }, agreements = [["a", "b"]], ties = "most_votes"',
    ).rule
    assert (rule.first_divisor, rule.thresholds, rule.agreements) == (Decimal("1.4"), {"c": 0}, (("a", "b"),))


def test_a_record_gives_a_rule_its_districts() -> None:
    """Seats in regions: the record's regions are the districts, and the sentence tells the seats."""
    evidence = honest_case(invented(300, 3, seed=4), 4)
    counts = evidence.counts[0]
    regions = sorted(counts.table["place:region"].unique().to_list())
    rule = Rule(kind="seats_by_quotient", district_level="region", district_seats=dict.fromkeys(regions, 4))
    made = standing_of(replace(counts, contest=replace(counts.contest, rule=rule)))
    assert made is not None and made.outcome is not None and made.slack is not None
    assert sum(n for _o, n in made.outcome.seats) == 4 * len(regions)
    by_hand: dict[str, int] = {}
    for region in regions:
        part = counts.table.filter(counts.table["place:region"] == region)
        votes = {o: int(part[counts.column(o)].sum()) for o in counts.options}
        one = outcome(votes, Rule(kind="seats_by_quotient", seats=4))
        assert one is not None
        for option, seats in one.seats:
            by_hand[option] = by_hand.get(option, 0) + seats
    assert dict(made.outcome.seats) == by_hand
    assert made.sentence is not None and Words("en").plain(made.sentence).startswith("seats: ")


def test_a_district_without_a_row_leaves_the_seats_unknown() -> None:
    counts = honest_case(invented(300, 3, seed=4), 4).counts[0]
    rule = Rule(kind="seats_by_quotient", district_level="region", district_seats={"nowhere": 3})
    made = standing_of(replace(counts, contest=replace(counts.contest, rule=rule)))
    assert made is not None and made.outcome is None and made.slack is None


def test_blank_votes_count_for_a_threshold_that_says_so() -> None:
    """Spain: three percent of the votes for lists and the blank ones together."""
    rule = Rule(kind="seats_by_quotient", seats=10, threshold=Decimal(10), threshold_of="valid_and_blank")
    votes = {"a": 800, "b": 100, "c": 100}
    whole = outcome(Tally(votes, blank=0), rule)
    assert whole is not None and dict(whole.seats) == {"a": 8, "b": 1, "c": 1}
    some = outcome(Tally(votes, blank=1), rule)
    assert some is not None and dict(some.seats) == {"a": 10}
    assert outcome(Tally(votes), rule) is None, "blank votes that are not known are not zero"


def test_argentina_needs_more_than_ten_points_and_bolivia_just_ten() -> None:
    votes = {"a": 430, "b": 330, "c": 240}
    bolivia = Rule(kind="majority_or_lead", lead_share=Decimal(40), lead_points=Decimal(10))
    argentina = replace(bolivia, winning_share=Decimal(45), lead_exceeded=True)
    first, second = outcome(votes, bolivia), outcome(votes, argentina)
    assert first is not None and first.form == "elected"
    assert second is not None and second.form == "run_off"


def test_italy_2016_lacked_ballots_and_not_votes() -> None:
    """The referendum on drilling: 85.8 % yes, 31.2 % turnout; what lacked was 9,534,399 ballots, of either answer."""
    rule = Rule(kind="referendum", yes="yes", turnout_quorum=Decimal(50), quorum_exceeded=True)
    tally = Tally({"yes": 13334607, "no": 2198805}, cast=15806488, registered=50681772)
    found = slack(tally, rule)
    assert found is not None
    assert (found.moved, found.added) == (None, 50681772 // 2 + 1 - 15806488)
