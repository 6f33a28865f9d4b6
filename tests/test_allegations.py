"""Allegations taken at their word, and what carries an outcome: published numbers, brute force, mistakes."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny.errors import CaseError
from scrutiny.evidence.allegation import Allegation
from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.counts import PLACE
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.rule import Rule
from scrutiny.examination import examine, open_case
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.outcomes import outcome
from scrutiny.messages import Count, Percent, Words
from tests.helpers_counted import evidence, made, run, value

KENYA = Figures(
    votes={"ruto": 7176141, "odinga": 6942930, "wajackoyah": 61969, "waihiga": 31987},
    shares={
        "ruto": Decimal("50.49"),
        "odinga": Decimal("48.85"),
        "wajackoyah": Decimal("0.44"),
        "waihiga": Decimal("0.23"),
    },
)


def claim(*alleges: Allegation, act: str = "alleges_irregularity") -> Claim:
    return Claim(id="alleged", act=act, speaker="Somebody", alleges=alleges)  # type: ignore[arg-type]


def announced(figures: Figures) -> Claim:
    return Claim(id="declared", act="announces_figure", speaker="Commission", role="authority", figures=figures)


def of_announcement(figures: Figures, *alleges: Allegation, rule: Rule | None = None) -> tuple[Finding, ...]:
    options = {option: [0] for option in figures.votes}
    case = evidence(made(options), claims=[announced(figures), claim(*alleges)], rule=rule)
    return examine(case, Plan(), only=["counted.allegations"]).findings


def said(finding: Finding) -> str:
    return Words("en").plain(finding.statement)


class TestAnnouncements:
    def test_kenya_2022_the_sum_of_100_01_is_rounding_and_1421_votes(self) -> None:
        (found,) = of_announcement(KENYA, Allegation("shares_sum", announcement="declared", sum=Decimal("100.01")))
        assert (found.kind, found.verdict) == (Kind.ARITHMETIC, Verdict.AGREES)
        assert found.numbers["votes"] == Count(1421)
        assert found.numbers["least"] == Percent(Fraction(9999, 100), 3)
        assert "which include 100, so rounding explains it" in said(found)

    def test_kenya_2022_142000_votes_are_a_hundred_times_as_many(self) -> None:
        """They are 1.00 % of the votes announced, not 0.01 %; as many for others would leave no majority."""
        rule = Rule(kind="majority")
        (found,) = of_announcement(
            KENYA, Allegation("votes_missing", announcement="declared", number=142000), rule=rule
        )
        assert found.numbers["total"] == Count(14213027)
        assert found.numbers["share"] == Percent.of(142000, 14213027, 4)
        # 50 % and one vote: 2 x 7,176,141 - 14,213,027 = 139,255 more votes for others leave no majority.
        assert found.numbers["least"] == Count(139255)
        assert found.verdict is Verdict.LEAVES_OPEN

    def test_a_number_of_votes_stands_beside_the_shares_that_it_is_taken_from(self) -> None:
        """The commissioners took 142,000 votes from 0.01 %: either figure is told with the other."""
        sums = Allegation("shares_sum", announcement="declared", sum=Decimal("100.01"))
        votes = Allegation("votes_missing", announcement="declared", number=142000)
        _sum, together = of_announcement(KENYA, sums, votes, rule=Rule(kind="majority"))
        assert said(together).endswith("shares that miss 100 by 0.01%, which would be 1,421 votes.")
        (alone,) = of_announcement(KENYA, votes, rule=Rule(kind="majority"))
        assert "1,421" not in said(alone)

    def test_shares_that_rounding_does_not_explain_cannot_all_be_right(self) -> None:
        figures = Figures(votes={"a": 60, "b": 40}, shares={"a": Decimal("61.0"), "b": Decimal("40.0")})
        (found,) = of_announcement(figures, Allegation("shares_sum", announcement="declared", sum=Decimal("101.0")))
        assert found.verdict is Verdict.CONTRADICTS and found.breaks_if and found.rests_on

    def test_a_sum_that_is_alleged_wrongly_is_told(self) -> None:
        (found,) = of_announcement(KENYA, Allegation("shares_sum", announcement="declared", sum=Decimal("101")))
        assert "add to 100.01%, not to 101% as alleged by Somebody" in said(found)

    @pytest.mark.parametrize(
        ("number", "option", "verdict"),
        [
            (19, None, Verdict.DECIDES),
            (20, None, Verdict.LEAVES_OPEN),
            (20, "a", Verdict.DECIDES),
            (20, "b", Verdict.LEAVES_OPEN),
        ],
    )
    def test_votes_missing_alter_the_outcome_from_the_lead_on(
        self, number: int, option: str | None, verdict: Verdict
    ) -> None:
        figures = Figures(votes={"a": 60, "b": 40})
        alleged = Allegation("votes_missing", announcement="declared", number=number, option=option)
        assert of_announcement(figures, alleged)[0].verdict is verdict

    @pytest.mark.parametrize(
        ("number", "option", "verdict"),
        [(19, "a", Verdict.DECIDES), (20, "a", Verdict.LEAVES_OPEN), (39, "b", Verdict.DECIDES)],
    )
    def test_votes_added_are_taken_away_again(self, number: int, option: str, verdict: Verdict) -> None:
        figures = Figures(votes={"a": 60, "b": 40})
        alleged = Allegation("votes_added", announcement="declared", number=number, option=option)
        assert of_announcement(figures, alleged)[0].verdict is verdict

    def test_an_allegation_without_figures_is_recorded(self) -> None:
        (found,) = of_announcement(KENYA)
        assert found.verdict is Verdict.RECORDED and found.would_settle is not None


def units(first: Sequence[int], second: Sequence[int], register: int, alleged: Allegation) -> Finding:
    counts = made({"a": list(first), "b": list(second)}, {"registered": [100] * len(first)})
    case = evidence(counts, registers=[register], claims=[claim(alleged)])
    (found,) = examine(case, Plan(), only=["counted.allegations"]).findings
    return found


class TestUnits:
    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=7),
        st.integers(1, 6),
        st.integers(0, 90),
    )
    def test_worst_best_and_what_could_turn_it_are_those_of_every_choice(
        self, votes: list[tuple[int, int]], number: int, missing: int
    ) -> None:
        lead = [a - b for a, b in votes]
        if sum(lead) <= 0 or number > len(votes):
            return
        found = units(
            [a for a, _b in votes],
            [b for _a, b in votes],
            100 * len(votes) + missing,
            Allegation("units_false", number=number),
        )
        rests = [sum(lead) - sum(lead[i] for i in aside) for aside in combinations(range(len(votes)), number)]
        assert value(found, "worst") == min(rests)
        assert value(found, "best") == max(rests)
        mean = value(found, "mean")
        assert mean == sum(rests) / len(rests) or abs(mean - sum(rests) / len(rests)) < 1e-9
        variance = sum((r - sum(rests) / len(rests)) ** 2 for r in rests) / len(rests)
        assert abs(float(value(found, "deviation")) ** 2 - variance) < 1e-3 * max(1, variance)
        stands = min(rests) > missing + 100 * number
        assert found.verdict is (Verdict.DECIDES if stands else Verdict.LEAVES_OPEN)

    def test_named_units_and_places_are_set_aside_exactly(self) -> None:
        counts = made(
            {"a": [90, 10, 10], "b": [10, 20, 20]}, {"registered": [100] * 3}, more={PLACE + "region": ["n", "s", "s"]}
        )
        for alleged in (Allegation("units_false", units=("u0",)), Allegation("units_false", places=("region=n",))):
            case = evidence(counts, registers=[300], claims=[claim(alleged)])
            (found,) = examine(case, Plan(), only=["counted.allegations"]).findings
            assert (value(found, "rest:a"), value(found, "rest:b"), value(found, "aside:a")) == (20, 40, 90)
            assert found.verdict is Verdict.LEAVES_OPEN and "B elected" in said(found)

    def test_each_record_is_computed_when_none_is_named(self) -> None:
        one, two = (made({"a": [60], "b": [40]}, {"registered": [100]}, record=r) for r in ("one", "two"))
        case = evidence(one, two, registers=[100], claims=[claim(Allegation("units_false", number=1))])
        found = examine(case, Plan(), only=["counted.allegations"]).findings
        assert [f.about[-1] for f in found] == ["one", "two"]

    def test_a_rule_that_is_not_a_lead_is_told_as_not_available(self) -> None:
        counts = made({"a": [60, 60], "b": [40, 40]}, {"registered": [100, 100]})
        case = evidence(
            counts, registers=[200], rule=Rule(kind="majority"), claims=[claim(Allegation("units_false", number=1))]
        )
        (found,) = examine(case, Plan(), only=["counted.allegations"]).findings
        assert found.verdict is Verdict.CANNOT_TELL


class TestSensitivity:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=7))
    def test_the_fewest_units_are_those_of_every_choice(self, votes: list[tuple[int, int, int]]) -> None:
        names = "abc"
        for rule in (Rule(), Rule(kind="majority")):
            sums = {o: sum(v[i] for v in votes) for i, o in enumerate(names)}
            now = outcome(sums, rule)
            if now is None or now.form != "elected":
                continue
            counts = made({o: [v[i] for v in votes] for i, o in enumerate(names)})
            found = run(evidence(counts, rule=rule), "counted.sensitivity")[-1]
            fewest = next(
                (
                    k
                    for k in range(1, len(votes) + 1)
                    for aside in combinations(range(len(votes)), k)
                    if outcome({o: sums[o] - sum(votes[j][i] for j in aside) for i, o in enumerate(names)}, rule) != now
                ),
                None,
            )
            assert value(found, "least") == fewest
            alone = [
                j
                for j in range(len(votes))
                if outcome({o: sums[o] - votes[j][i] for i, o in enumerate(names)}, rule) != now
            ]
            assert value(found, "alone") == len(alone)
            assert found.units is not None and found.units.height == fewest

    def test_a_run_off_is_not_carried_by_a_lead(self) -> None:
        counts = made({"a": [40, 4], "b": [30, 3], "c": [30, 3]})
        examined = examine(evidence(counts, rule=Rule(kind="majority")), Plan(), only=["counted.sensitivity"])
        assert not examined.findings and examined.not_applicable["counted.sensitivity"]


def test_venezuela_recomputed_from_the_file_by_sorting(data: Path) -> None:
    """The 9,468 sheets with the largest leads set aside: 1,176,264 on the others; and what carries the outcome."""
    raw = gzip.decompress((data / "venezuela-2024" / "RESULTADOS_2024_CSV_V1.csv.gz").read_bytes())
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    leads = sorted((int(r["EG"]) - int(r["NM"]) for r in rows), reverse=True)
    assert sum(leads[9468:]) == 1176264
    assert sum(leads[:-9468]) == 3709166
    upto, taken = 0, 0
    while upto < sum(leads):
        upto += leads[taken]
        taken += 1
    assert taken == 16901


CASE = """title = "A case"
country = "XX"
levels = ["region", "station"]
[[elections]]
id = "e"
name = "Election"
date = 2030-05-05
[[contests]]
id = "c"
name = "President"
election = "e"
options = [{ id = "a", name = "Alder" }, { id = "b", name = "Birch" }]
[[sources]]
id = "sheets"
title = "sheets"
file = "sources/sheets.csv"
[[sources]]
id = "list"
title = "list"
file = "sources/list.csv"
[[tables]]
source = "sheets"
unit = ["unit"]
places = { region = "region" }
options = { a = "a", b = "b" }
"""
CLAIMS = """[[claims]]
id = "declared"
act = "announces_figure"
speaker = "Commission"
figures = { votes = { a = 90, b = 60 } }
[[claims]]
id = "alleged"
act = "alleges_irregularity"
speaker = "Somebody"
[[claims.alleges]]
"""


def folder(path: Path, allegation: str) -> Path:
    (path / "sources").mkdir()
    (path / "case.toml").write_text(CASE, encoding="utf-8")
    (path / "claims.toml").write_text(CLAIMS + allegation, encoding="utf-8")
    (path / "sources" / "sheets.csv").write_text("unit,region,a,b\nu1,n,50,20\nu2,s,40,40\n", encoding="utf-8")
    (path / "sources" / "list.csv").write_text("unit\nu1\nu9\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("allegation", "words"),
    [
        ('kind = "units_false"\nunits = ["u1", "u7"]', "1 units that are not in sheets: u7"),
        ('kind = "units_false"\nunits_in = "list"', "1 units that are not in sheets: u9"),
        ('kind = "units_false"\nunits_in = "list"\ncolumn = "code"', "has no column 'code'"),
        ('kind = "units_false"\nunits_in = "lists"', "'lists' is no source"),
        ('kind = "units_false"\nnumber = 3', "3 units, and sheets has 2"),
        ('kind = "units_false"\nnumber = 0', "1 or more"),
        ('kind = "units_false"', "how many units, or which"),
        ('kind = "units_false"\nnumber = 1\nunits = ["u1"]', "stands beside units that are named"),
        ('kind = "units_false"\nnumber = 1\nrecord = "sheet"', "'sheet' is no record of counts"),
        ('kind = "units_false"\nplaces = ["region=x"]', "no unit of sheets is in the place region=x"),
        ('kind = "units_false"\nplaces = ["x"]', "a place as level=id"),
        ('kind = "votes_missing"\nnumber = 5', "announcement"),
        ('kind = "votes_missing"\nnumber = 5\nannouncement = "declare"', "did you mean 'declared'"),
        ('kind = "votes_missing"\nannouncement = "declared"', "how many votes"),
        ('kind = "votes_added"\nnumber = 5\nannouncement = "declared"\noption = "z"', "'z' is no option of c"),
        ('kind = "shares_sum"\nannouncement = "declared"', "what the shares are said to add to"),
        ('kind = "hacked"', "one of"),
    ],
)
def test_an_allegation_that_cannot_be_computed_is_told_with_its_place(
    tmp_path: Path, allegation: str, words: str
) -> None:
    with pytest.raises(CaseError) as told:
        open_case(folder(tmp_path, allegation)).evidence  # noqa: B018 (reading it is what is tried)
    assert words in str(told.value)
    assert "alleges" in str(told.value)


def test_units_listed_in_a_file_are_those_set_aside(tmp_path: Path) -> None:
    case = folder(tmp_path, 'kind = "units_false"\nunits_in = "list"')
    (case / "sources" / "list.csv").write_text("unit\n u1 \nu1\n", encoding="utf-8")
    examined = examine(open_case(case), only=["counted.allegations"])
    (found,) = examined.findings
    assert found.numbers["alleged"] == Count(1)
    assert found.numbers["rest:a"] == Count(40)


def test_the_same_allegation_against_either_side_reads_the_same() -> None:
    """Swap who leads and whose sheets they are: the sentence is the same with the names swapped."""
    told = []
    for first, second in (("a", "b"), ("b", "a")):
        counts = made({first: [60, 30], second: [40, 20]}, {"registered": [100, 100]})
        case: Evidence = evidence(counts, registers=[200], claims=[claim(Allegation("units_false", number=1))])
        contest = case.case.contests[0]
        names = {first: "First", second: "Second"}
        renamed = replace(contest, options=tuple(replace(o, name=names[o.id]) for o in contest.options))
        case = replace(case, case=replace(case.case, contests=(renamed,)), counts=(replace(counts, contest=renamed),))
        told.append(said(examine(case, Plan(), only=["counted.allegations"]).findings[0]))
    assert told[0] == told[1]


def test_more_votes_too_many_than_there_are_cannot_be() -> None:
    """80 votes too many are alleged of an option that was announced with 60."""
    figures = Figures(votes={"a": 100, "b": 60})
    (found,) = of_announcement(figures, Allegation("votes_added", announcement="declared", number=80, option="b"))
    assert found.verdict is Verdict.CONTRADICTS
    assert "60 votes for" in said(found) and "another" not in said(found)
    (whole,) = of_announcement(figures, Allegation("votes_added", announcement="declared", number=500))
    assert whole.verdict is Verdict.CONTRADICTS and "160 votes in all" in said(whole)


def test_142000_votes_are_told_with_what_would_follow() -> None:
    """Kenya: taken from the first, or added to others, they end in a second round, never in another president."""
    rule = Rule(kind="majority")
    for kind in ("votes_added", "votes_missing"):
        alleged = Allegation(kind, announcement="declared", number=142_000)  # type: ignore[arg-type]
        (found,) = of_announcement(KENYA, alleged, rule=rule)
        assert "a second round between" in said(found) and "139,255" in said(found)


def test_an_allegation_never_agrees_by_its_title() -> None:
    alleged = Allegation("shares_sum", announcement="declared", sum=Decimal("100.02"))
    (found,) = of_announcement(KENYA, alleged)
    assert found.verdict is Verdict.CONTRADICTS  # the shares add to 100.01
    assert "allegation" not in Words("en").plain(found.title)


def test_units_that_are_not_in_the_record_are_not_passed_over() -> None:
    case = evidence(
        made({"a": [10, 9], "b": [5, 4]}), claims=[claim(Allegation("units_false", units=("u1", "nowhere")))]
    )
    (found,) = run(case, "counted.allegations")
    assert found.verdict is Verdict.CANNOT_TELL and "1 are not in it" in said(found)


def test_a_speaker_who_means_the_whole_record_vouches_for_none_of_it() -> None:
    alleged = Allegation("units_false", number=1, whole=True)
    case = evidence(made({"a": [10, 9, 8], "b": [5, 4, 3]}), claims=[claim(alleged)])
    (found,) = run(case, "counted.allegations")
    assert "means all units" in said(found) and "nothing follows from this record" in said(found)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 4)), min_size=1, max_size=5),
    st.sampled_from([Decimal(35), Decimal(40), Decimal(45)]),
)
def test_the_fewest_units_under_a_share_below_a_half_are_those_of_every_choice(
    sheets: list[tuple[int, int, int]], share: Decimal
) -> None:
    rule = Rule(kind="majority", winning_share=share)
    columns = {option: [sheet[i] for sheet in sheets] for i, option in enumerate("abc")}
    whole = outcome({option: sum(votes) for option, votes in columns.items()}, rule)
    found = [f for f in run(evidence(made(columns), rule=rule), "counted.sensitivity") if "least" in f.numbers]
    if whole is None or whole.form != "elected" or not found:
        return
    size = range(len(sheets))
    least = next(
        k
        for k in range(1, len(sheets) + 1)
        for out in combinations(size, k)
        if outcome({o: sum(v[i] for i in size if i not in out) for o, v in columns.items()}, rule) != whole
    )
    assert value(found[0], "least") == least
