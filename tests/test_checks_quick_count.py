"""A quick count against an announcement: what is said, on what it rests, and what is never said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.contest import Contest, Option
from scrutiny.evidence.counts import ATTRIBUTE, MEASURE, OPTION, UNIT, Counts
from scrutiny.evidence.mapping import TableMapping
from scrutiny.evidence.note import Note
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.sample import Between, Sample
from scrutiny.evidence.sample_design import SampleDesign, UnitList
from scrutiny.evidence.station_sample import station_sample
from scrutiny.examination import examine
from scrutiny.figures import NARROW, WIDE, specification
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.sample_against import announced
from scrutiny.findings.sample_compared import Compared, verdict_of
from scrutiny.findings.station_estimates import Span
from scrutiny.messages import Words, languages
from scrutiny.stats.ratio import combined
from scrutiny.stats.ratio_intervals import quantile
from tests.conformance.cases import messages_of, printed
from tests.helpers_counted import evidence, made

CHECK = "sampled.quick_count"
CONTEST = Contest(
    "c", "President", "e", options=(Option("a", "Alder"), Option("b", "Birch"), Option("x", "Others"))
)  # fmt: skip


def population(stations: int = 3000, seed: int = 1) -> pl.DataFrame:
    """Stations of six strata, in the country and in town, whose votes are known."""
    rng = np.random.default_rng(seed)
    stratum = np.arange(stations) % 6
    rural = rng.random(stations) < 0.4
    register = rng.integers(250, 600, stations)
    cast = (register * rng.uniform(0.5, 0.7, stations)).astype(int)
    lean = np.clip(0.5 + 0.03 * (stratum - 2.5) - 0.12 * rural + rng.normal(0, 0.05, stations), 0.05, 0.9)
    invalid = (cast * 0.02).astype(int)
    a = ((cast - invalid) * lean).astype(int)
    x = ((cast - invalid) * 0.03).astype(int)
    return pl.DataFrame(
        {
            "unit": [f"s{i:04d}" for i in range(stations)],
            "stratum": [f"r{s}" for s in stratum],
            "rural": np.where(rural, "rural", "urban"),
            "registered": register,
            "invalid": invalid,
            "a": a,
            "b": cast - invalid - a - x,
            "x": x,
        }
    )


EVERY = population()


def shares(table: pl.DataFrame = EVERY) -> dict[str, float]:
    total = table.select("a", "b", "x").sum().sum_horizontal()[0]
    return {o: table[o].sum() / total for o in ("a", "b", "x")}


def draw(number: int = 40, seed: int = 5) -> pl.DataFrame:
    """So many stations of each stratum."""
    return EVERY.with_row_index("i").filter(
        pl.col("i").shuffle(seed).rank("ordinal").over("stratum") <= number
    ).drop("i")  # fmt: skip


def record(table: pl.DataFrame, name: str = "sheets") -> Counts:
    counts = made(
        {o: table[o].to_list() for o in ("a", "b", "x")},
        {m: table[m].to_list() for m in ("registered", "invalid")},
        record=name,
        units=table["unit"].to_list(),
        contest=CONTEST,
        more={ATTRIBUTE + "stratum": table["stratum"].to_list(), ATTRIBUTE + "rural": table["rural"].to_list()},
    )
    return replace(counts, title="the sheets")


def listed(table: pl.DataFrame, name: str) -> Counts:
    """A list of stations, as the loader reads it."""
    return replace(
        record(table, name),
        table=record(table, name).table.select(
            UNIT, "row", MEASURE + "registered",
            pl.col(ATTRIBUTE + "stratum").alias(ATTRIBUTE + "stratum-0"),
            pl.col(ATTRIBUTE + "rural").alias(ATTRIBUTE + "kind-0"),
            pl.col(OPTION + "a"), pl.col(OPTION + "b"),
        ),
    )  # fmt: skip


FRAME = UnitList("frame", ("unit",), ("stratum",), "registered")
DRAWN = UnitList("drawn", ("unit",), ("stratum",), "registered", ("rural",))
DESIGN = SampleDesign(
    "quick", "sheets", title="the quick count", strata=("stratum",), frame=FRAME, replaced=0, drawn_by="Observers"
)


def bulletin(given: dict[str, float] | None = None, **figures: Any) -> Claim:
    printed_ = {o: Decimal(f"{100 * s:.2f}") for o, s in (given or shares()).items()}
    return Claim("b1", "announces_figure", "Council", title="Bulletin 1", figures=Figures(shares=printed_, **figures))


def case(
    reported: pl.DataFrame,
    claims: Sequence[Claim] = (),
    drawn: pl.DataFrame | None = None,
    frame: pl.DataFrame | None = EVERY,
    **design: Any,
) -> Evidence:
    counts = record(reported)
    settled = replace(DESIGN, **({} if drawn is None else {"drawn": DRAWN}), **design)
    whole = evidence(counts, claims=claims or [bulletin()])
    whole = replace(whole, case=replace(whole.case, samples=(settled,)))
    sample, notes = station_sample(
        whole.case, settled, counts,
        None if frame is None else listed(frame, "frame"), None if drawn is None else listed(drawn, "drawn"),
    )  # fmt: skip
    return replace(whole, samples=(sample,), notes=tuple(notes))


def codes(notes: Sequence[Note]) -> dict[str, int]:
    return {note.code: note.count for note in notes}


def findings(whole: Evidence) -> tuple[Finding, ...]:
    return examine(whole, only=[CHECK]).findings


def only(whole: Evidence) -> Finding:
    (finding,) = findings(whole)
    assert finding.kind is Kind.ESTIMATE
    return finding


def number(finding: Finding, name: str) -> float:
    return float(finding.numbers[name].value)  # type: ignore[union-attr,arg-type]


class TestWholeSample:
    def test_the_truth_lies_within(self) -> None:
        sample = draw()
        finding = only(case(sample, drawn=sample))
        assert finding.verdict is Verdict.WITHIN
        text = str(finding.statement)
        assert "240 of 240 stations drawn have reported, 6 strata" in text
        assert "those that did not report" not in text, "nothing is missing, so nothing is assumed of it"
        assert "its 2 options of 5% or more and their lead together at 95%" in text

    def test_its_numbers_are_those_of_the_formula(self) -> None:
        sample = draw()
        finding = only(case(sample, drawn=sample))
        stratum = sample["stratum"].str.slice(1).cast(int).to_numpy()
        votes = sample.select("a", "b", "x").to_numpy()
        plain = combined(votes, votes.sum(axis=1), stratum, np.full(6, 500))
        for j, option in enumerate(("a", "b", "x")):
            assert number(finding, option) == pytest.approx(100 * plain.share[j], abs=0.0051)
            assert number(finding, f"{option}:error") == pytest.approx(100 * plain.error[j], abs=0.00051)
        first, second = (0, 1) if plain.share[0] > plain.share[1] else (1, 0)
        assert number(finding, "lead:stratum") == pytest.approx(100 * plain.margin(first, second)[0], abs=0.0051)

    def test_votes_moved_from_one_to_the_other_lie_outside(self) -> None:
        sample, moved = draw(), shares()
        moved |= {"a": moved["a"] + 0.08, "b": moved["b"] - 0.08}
        finding = only(case(sample, [bulletin(moved)], drawn=sample))
        assert finding.verdict is Verdict.OUTSIDE
        assert "lies outside its intervals" in str(finding.statement)
        assert abs(number(finding, "a:distance")) > 3

    def test_a_great_distance_stays_a_distance(self) -> None:
        """However far: standard errors, and no chance in any sentence or number."""
        sample = draw()
        finding = only(case(sample, [bulletin({"a": 0.05, "b": 0.92, "x": 0.03})], drawn=sample))
        assert abs(number(finding, "b:distance")) > 30
        for language in languages():
            text = printed(finding, language)
            assert not re.search(r"1 in \d|1 de cada|probabilit|probabil|p =", text.replace("is no probability", ""))
        assert not any(type(value).__name__ == "Chance" for value in finding.numbers.values())

    def test_rounding_is_held_against_nobody(self) -> None:
        """Announced with no decimals, the share is an interval of a point, and its nearest end counts."""
        sample = draw()
        coarse = Claim("b1", "announces_figure", "Council", title="Bulletin 1", figures=Figures(shares={
            option: Decimal(round(100 * share)) for option, share in shares().items()
        }))  # fmt: skip
        assert only(case(sample, [coarse], drawn=sample)).verdict is Verdict.WITHIN

    def test_participation_and_invalid_votes_stand_beside(self) -> None:
        sample = draw()
        claim = bulletin(turnout=Decimal("60.1"), invalid_share=Decimal("2.0"))
        finding = only(case(sample, [claim], drawn=sample))
        truth = EVERY.select(pl.sum("a", "b", "x", "invalid", "registered"))
        turnout = 100 * (truth.drop("registered").sum_horizontal()[0]) / truth["registered"][0]
        assert number(finding, "turnout:low") < turnout < number(finding, "turnout:high")
        assert number(finding, "turnout:announced") == pytest.approx(60.1)
        assert number(finding, "invalid:low") < number(finding, "invalid") < number(finding, "invalid:high")

    def test_shares_of_ballots_are_compared_with_shares_of_ballots(self) -> None:
        sample = draw()
        cast = EVERY.select(pl.sum("a", "b", "x", "invalid")).sum_horizontal()[0]
        of_cast = {o: EVERY[o].sum() / cast for o in ("a", "b", "x")}
        finding = only(case(sample, [bulletin(of_cast, shares_of="cast")], drawn=sample))
        assert finding.verdict is Verdict.WITHIN
        assert number(finding, "a") < 100 * shares()["a"] + 1

    def test_the_second_opinion_stands_beside_the_first(self) -> None:
        sample = draw()
        finding = only(case(sample, drawn=sample))
        assert number(finding, "lead:second") == pytest.approx(number(finding, "lead:stratum"), abs=0.6)

    def test_the_second_opinion_is_left_out_where_it_does_not_hold(self) -> None:
        """Without a frame that has registers, and where stations are of very unequal size."""
        sample = draw()
        sizes = dict.fromkeys((f"r{i}" for i in range(6)), 500)
        assert "lead:second" not in only(_without_frame(sample, sizes)).numbers
        uneven = pl.when(pl.col("unit").str.ends_with("0")).then(pl.col("registered") * 6).otherwise("registered")
        wide = EVERY.with_columns(uneven.alias("registered"))
        assert "lead:second" not in only(case(sample, drawn=sample, frame=wide)).numbers


class TestMissingSheets:
    def late(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The country is late: half of its stations have not reported."""
        drawn = draw(60)
        every_second = pl.int_range(pl.len()).over("stratum", "rural") % 2 == 0
        reported = drawn.filter((pl.col("rural") == "urban") | every_second)
        return drawn, reported

    def test_three_readings_stand_side_by_side(self) -> None:
        drawn, reported = self.late()
        finding = only(case(reported, drawn=drawn))
        told = " ".join(str(message) for message in finding.rests_on)
        for words in (
            "like the rest of their stratum",
            "class in the stratum",
            "allowance",
            "full and all of one kind",
        ):
            assert words in told
        assert number(finding, "lead:worst:low") < number(finding, "lead:stratum:low")
        assert number(finding, "lead:worst:high") > number(finding, "lead:stratum:high")
        assert number(finding, "drawn") == drawn.height and number(finding, "reported") == reported.height

    def test_classes_take_the_lean_of_the_late_away(self) -> None:
        drawn, reported = self.late()
        finding = only(case(reported, drawn=drawn))
        truth = 100 * (shares()["a"] - shares()["b"])
        sign = 1 if str(finding.labels["lead:stratum"]).startswith("Alder") else -1
        plain, classed = (abs(sign * number(finding, f"lead:{r}") - truth) for r in ("stratum", "classes"))
        assert classed < plain

    def unlike(self) -> Evidence:
        """One station of a stratum of 500, 101 of the 101 of another that votes the other way; one sheet is missing."""
        other = EVERY.filter(pl.col("stratum") == "r4").head(101)
        one = EVERY.filter(pl.col("stratum") == "r3")
        one = one.with_columns(pl.col("a") // 3, (pl.col("b") + pl.col("a") - pl.col("a") // 3).alias("b"))
        other = other.with_columns((pl.col("a") + pl.col("b") // 2).alias("a"), (pl.col("b") - pl.col("b") // 2))
        drawn = pl.concat([one.head(1), other])
        return case(drawn.head(101), drawn=drawn, frame=pl.concat([one, other]))

    def test_joined_strata_of_unlike_fractions_keep_their_weights_in_every_reading(self) -> None:
        """One of 102 sheets is missing: no reading of it can turn the lead round."""
        finding = only(self.unlike())
        assert str(finding.labels["lead:classes"]).startswith("Birch less Alder")
        assert number(finding, "lead:stratum") > 10
        assert number(finding, "lead:classes") == pytest.approx(number(finding, "lead:stratum"), abs=0.5)

    def test_the_normal_model_is_left_out_where_joined_strata_have_unlike_fractions(self) -> None:
        assert "lead:second" not in only(self.unlike()).numbers

    def test_what_the_missing_may_account_for_is_not_called_outside(self) -> None:
        drawn, reported = self.late()
        finding = only(case(reported, drawn=drawn))
        assert finding.verdict in (Verdict.CANNOT_TELL, Verdict.WITHIN)
        assert "those that did not report are like the others of their stratum" in str(finding.statement)

    def test_what_they_would_have_to_hold_is_told(self) -> None:
        drawn, reported = self.late()
        far = {"a": 0.56, "b": 0.41, "x": 0.03}
        finding = only(case(reported, [bulletin(far)], drawn=drawn))
        assert finding.verdict is Verdict.OUTSIDE
        assert re.search(r"The missing sheets \(\d+\) have \w+ at [\d.]+%", " ".join(map(str, finding.breaks_if)))

    def test_where_not_even_the_worst_would_do_that_is_told(self) -> None:
        drawn = draw(60)
        reported = drawn.filter(pl.col("unit") != drawn["unit"][0])
        finding = only(case(reported, [bulletin({"a": 0.10, "b": 0.87, "x": 0.03})], drawn=drawn))
        assert "Nothing on the missing sheets (1)" in " ".join(map(str, finding.breaks_if))

    def test_without_a_list_of_those_drawn_there_is_no_bound(self) -> None:
        finding = only(case(draw(), drawn_number=300))
        assert "lead:worst:low" not in finding.numbers
        assert "240 of 300 stations drawn" in str(finding.statement)
        unknown = only(case(draw()))
        assert "how many were drawn is not known" in str(unknown.statement)

    def test_a_missing_station_without_a_register_is_taken_as_full(self) -> None:
        drawn, reported = self.late()
        gone = drawn.join(reported, on="unit", how="anti")["unit"][0]
        bare = drawn.with_columns(pl.when(pl.col("unit") == gone).then(0).otherwise("registered").alias("registered"))
        frame = EVERY.with_columns(pl.when(pl.col("unit") == gone).then(0).otherwise("registered").alias("registered"))
        with_, without = only(case(reported, drawn=drawn)), only(case(reported, drawn=bare, frame=frame))
        assert number(without, "lead:worst:low") <= number(with_, "lead:worst:low")


class TestSheetsWithoutTheTotal:
    """Shares of all ballots, or of the register, need that figure of every sheet: a blank one is not a zero."""

    def lacking(self, figure: str, stations: int = 60) -> tuple[pl.DataFrame, pl.DataFrame]:
        sample = draw()
        blank = pl.int_range(pl.len()) % 4 == 0 if stations == 60 else pl.int_range(pl.len()) < stations
        return sample, sample.with_columns(pl.when(blank).then(None).otherwise(figure).alias(figure))

    def of(self, total: str) -> Claim:
        parts = ("a", "b", "x", "invalid") if total == "cast" else (total,)
        whole = EVERY.select(pl.sum(*parts)).sum_horizontal()[0]
        return bulletin({o: EVERY[o].sum() / whole for o in ("a", "b", "x")}, shares_of=total)

    @pytest.mark.parametrize(("total", "figure"), [("cast", "invalid"), ("registered", "registered")])
    def test_the_truth_is_not_called_outside_for_a_blank(self, total: str, figure: str) -> None:
        sample, blank = self.lacking(figure)
        nowhere = EVERY.with_columns(pl.lit(None, pl.Int64).alias("registered")) if total == "registered" else EVERY
        drawn = sample.with_columns(pl.lit(None, pl.Int64).alias("registered")) if total == "registered" else sample
        finding = only(case(blank, [self.of(total)], drawn=drawn, frame=nowhere))
        assert finding.verdict is Verdict.WITHIN
        assert number(finding, "reported") == 180 and number(finding, "drawn") == 240
        assert number(finding, "left_out") == 60
        assert finding.scope is not None and finding.scope.left_out == 60
        told = " ".join(map(str, finding.rests_on))
        assert "60 sheets without the total that Bulletin 1 gives shares of are not used" in told

    def test_a_sheet_left_out_so_is_missing_and_may_lean(self) -> None:
        sample, blank = self.lacking("invalid")
        finding = only(case(blank, [self.of("cast")], drawn=sample))
        assert "lead:worst:low" in finding.numbers and "lead:allowance" in finding.numbers

    def test_shares_of_valid_votes_use_every_sheet(self) -> None:
        sample, blank = self.lacking("invalid")
        assert number(only(case(blank, drawn=sample)), "reported") == 240

    def test_one_alone(self) -> None:
        sample, blank = self.lacking("invalid", 1)
        told = " ".join(map(str, only(case(blank, [self.of("cast")], drawn=sample)).rests_on))
        assert "One sheet without the total that Bulletin 1 gives shares of is not used" in told


class TestTheLeadIsOneOfTheComparisons:
    """Shares hold together at 95 %; a lead beside them with 95 % of its own would be outside too often."""

    def test_all_intervals_reach_as_far_as_one_comparison_more_asks(self) -> None:
        sample = draw()
        finding = only(case(sample, drawn=sample))
        stratum = sample["stratum"].str.slice(1).cast(int).to_numpy()
        votes = sample.select("a", "b", "x").to_numpy()
        plain = combined(votes, votes.sum(axis=1), stratum, np.full(6, 500))
        reach = 100 * quantile(240 - 6, comparisons=3)
        for key, error in (("a", plain.error[0]), ("lead:stratum", plain.margin(0, 1)[1])):
            half = (number(finding, f"{key}:high") - number(finding, f"{key}:low")) / 2
            assert half == pytest.approx(reach * error, abs=0.012)

    def test_options_that_the_announcement_does_not_give_are_not_counted(self) -> None:
        """Others are at 20 % of the sample and not announced: two shares and the lead are compared, not three."""
        every = EVERY.with_columns((pl.col("a") * 0.8).cast(int).alias("a"), (pl.col("a") * 0.2).cast(int).alias("x"))
        sample = every.join(draw().select("unit"), on="unit", how="semi")
        given = {o: s for o, s in shares(every).items() if o != "x"}
        finding = only(case(sample, [bulletin(given)], drawn=sample))
        assert "its 2 options of 5% or more and their lead together at 95%" in str(finding.statement)
        half = (number(finding, "b:high") - number(finding, "b:low")) / 2
        assert half == pytest.approx(quantile(240 - 6, comparisons=3) * number(finding, "b:error"), abs=0.012)

    def test_a_lead_whose_options_hang_on_one_station_decides_nothing(self) -> None:
        def one(option: str, low: float, **more: bool) -> Compared:
            return Compared(option, low, low, Span(0.5, 0.45, 0.55), 0.02, False, False, **more)

        for heavy, verdict in ((True, Verdict.CANNOT_TELL), (False, Verdict.OUTSIDE)):
            assert verdict_of([one("a", 0.1, heavy=True), one("", 0.1, heavy=heavy)]) is verdict
        sample = draw()
        home = pl.col("unit") == sample["unit"][3]
        lone = sample.with_columns(pl.when(home).then(9000).otherwise("a").alias("a"))
        finding = only(case(lone, [bulletin({"a": 0.2, "b": 0.77, "x": 0.03})], drawn=sample))
        assert any("alone carries" in str(message) for message in finding.rests_on)
        assert finding.verdict is Verdict.CANNOT_TELL


class TestHowManyWereDrawnIsNotSaid:
    """Then nothing tells how many are missing: what lies outside with a list of those drawn is open without one."""

    FAR = shares() | {"a": shares()["a"] - 0.08, "b": shares()["b"] + 0.08}

    def test_it_is_never_called_outside(self) -> None:
        sample = draw()
        open_ = only(case(sample, [bulletin(self.FAR)]))
        assert open_.verdict is Verdict.CANNOT_TELL
        assert "how many stations were drawn is not said, so that what is missing may account for it" in str(
            open_.statement
        )
        assert "other readings" not in str(open_.statement)
        for settled in (case(sample, [bulletin(self.FAR)], drawn=sample),
                        case(sample, [bulletin(self.FAR)], drawn_number=240)):  # fmt: skip
            assert only(settled).verdict is Verdict.OUTSIDE

    def test_the_truth_lies_within_all_the_same(self) -> None:
        assert only(case(draw())).verdict is Verdict.WITHIN


class TestBulletinInTheMiddle:
    """A sample is of the whole; a bulletin of 30 of 100 stations is not, and the rest need not be like them."""

    def told(self, given: dict[str, float], coverage: str) -> Finding:
        sample = draw()
        return only(case(sample, [bulletin(given, coverage=Decimal(coverage))], drawn=sample))

    def moved(self, by: float) -> dict[str, float]:
        return shares() | {"a": shares()["a"] - by, "b": shares()["b"] + by}

    def test_what_the_rest_could_bring_together_is_not_called_outside(self) -> None:
        finding = self.told(self.moved(0.15), "30")
        assert finding.verdict is Verdict.CANNOT_TELL
        text = str(finding.statement)
        assert "had not yet counted (30% was counted) has as many votes a station as the rest" in text
        needed = float(finding.statement.values["needed"].value)  # type: ignore[union-attr,arg-type]
        option, end, way = ("a", "low", "more") if "have Alder at" in text else ("b", "high", "less")
        assert f"or {way}." in text
        end_, given = number(finding, f"{option}:{end}"), number(finding, f"{option}:announced")
        assert needed == pytest.approx(given + (end_ - given) / (1 - 0.295), abs=0.03)
        assert "What Bulletin 1 had not yet counted is not like the rest." in map(str, finding.breaks_if)

    def test_what_no_rest_could_bring_together_stays_outside_and_says_on_what(self) -> None:
        finding = self.told(self.moved(0.25), "80.0")
        assert finding.verdict is Verdict.OUTSIDE
        assert "had not yet counted (80.0% was counted) has as many votes a station as the rest" in str(
            finding.statement
        )
        assert any("nothing on it brings the two together" in str(m) for m in finding.breaks_if)

    def test_within_says_so_too(self) -> None:
        finding = self.told(shares(), "30")
        assert finding.verdict is Verdict.WITHIN
        assert "had not yet counted (30% was counted) is like the rest" in str(finding.statement)

    def test_a_whole_count_has_nothing_of_it(self) -> None:
        finding = self.told(self.moved(0.15), "100")
        assert finding.verdict is Verdict.OUTSIDE
        assert "not yet counted" not in printed(finding, "en")

    def test_a_coverage_is_rounded(self) -> None:
        """Nothing for Birch in the rest would just do at 79.7: at 80, which may be 79.5, it can, at 80.5 not."""
        far = number(self.told(shares(), "100"), "b:high") / 100 / 0.797
        given = shares() | {"a": 1 - far - shares()["x"], "b": far}
        verdicts = [self.told(given, text).verdict for text in ("80", "80.5")]
        assert verdicts == [Verdict.CANNOT_TELL, Verdict.OUTSIDE]


class TestEarlierResult:
    def test_it_corrects_what_the_draw_left_to_chance(self) -> None:
        sample = draw(12, seed=9)
        frame = UnitList("frame", ("unit",), ("stratum",), "registered", earlier={"a": "a", "b": "b"})
        finding = only(_with_earlier(sample, frame))
        assert number(finding, "lead:earlier:high") - number(finding, "lead:earlier:low") < 0.5 * (
            number(finding, "lead:stratum:high") - number(finding, "lead:stratum:low")
        )

    def test_readings_of_a_whole_sample_that_differ_leave_it_open(self) -> None:
        """Nothing is missing, so nothing is said of missing sheets."""
        frame = UnitList("frame", ("unit",), ("stratum",), "registered", earlier={"a": "a", "b": "b"})
        lean = pl.col("a") / (pl.col("a") + pl.col("b"))
        strong = EVERY.filter(lean > lean.median().over("stratum")).group_by("stratum", maintain_order=True).head(12)
        finding = only(_with_earlier(strong.select(EVERY.columns), frame))
        assert finding.verdict is Verdict.CANNOT_TELL
        text = str(finding.statement)
        assert "did not report" not in text and "what else is known of the stations, leave room for it" in text


def _with_earlier(sample: pl.DataFrame, frame: UnitList) -> Evidence:
    counts = record(sample)
    design = replace(DESIGN, frame=frame, drawn_number=sample.height)
    whole = evidence(counts, claims=[bulletin()])
    whole = replace(whole, case=replace(whole.case, samples=(design,)))
    made_, _notes = station_sample(whole.case, design, counts, listed(EVERY, "frame"), None)
    return replace(whole, samples=(made_,))


class TestCustody:
    def told(self, **design: Any) -> str:
        return " ".join(map(str, only(case(draw(), **design)).rests_on))

    def test_replaced_stations_are_said(self) -> None:
        assert "No station was replaced" in self.told()
        assert "3 stations that could not be reached were replaced" in self.told(replaced=3)
        assert "is not said" in self.told(replaced=None)

    def test_seed_and_frame(self) -> None:
        assert "nobody else can check" in self.told(seed="20300505")
        told = self.told(seed="20300505", frame_sha256="a" * 64, committed="the gazette of 1 May")
        assert "seed 20300505" in told and "the gazette of 1 May" in told

    def test_who_drew_it(self) -> None:
        assert "does not say who drew" in self.told(drawn_by="")


class TestHeavyStation:
    def test_an_option_of_few_places_is_named(self) -> None:
        sample = draw()
        home = sample["unit"][3]
        at_home = pl.when(pl.col("unit") == home)
        one = sample.with_columns(at_home.then(60).otherwise(0).alias("x"))
        finding = only(case(one, drawn=sample))
        assert any(f"Station {home} alone carries" in str(message) for message in finding.rests_on)
        assert not any("alone carries" in str(message) for message in only(case(sample, drawn=sample)).rests_on)

    def test_it_decides_nothing(self) -> None:
        """The option stood at one place only, and the sample missed how much it had elsewhere."""
        sample = draw()
        one = sample.with_columns(pl.when(pl.col("unit") == sample["unit"][3]).then(60).otherwise(0).alias("x"))
        total = one.select("a", "b", "x").sum().sum_horizontal()[0]
        given = {o: one[o].sum() / total for o in ("a", "b")} | {"x": 0.06}
        finding = only(case(one, [bulletin(given)], drawn=sample))
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "that error hangs on one station" in str(finding.statement)

    def test_a_small_option_is_shown_and_decides_nothing(self) -> None:
        sample = draw()
        given = shares() | {"x": 0.045}
        finding = only(case(sample, [bulletin(given)], drawn=sample))
        assert abs(number(finding, "x:distance")) > 5
        assert finding.verdict is Verdict.WITHIN
        assert any("decide nothing" in str(message) for message in finding.rests_on)
        counted = examine(replace(case(sample, [bulletin(given)], drawn=sample)), Plan(settings={CHECK: {"least": 1}}))
        assert next(f for f in counted.findings if f.check == CHECK).verdict is Verdict.OUTSIDE


class TestWhatIsOdd:
    def test_the_same_sheet_twice_counts_once(self) -> None:
        sample = draw()
        whole = case(pl.concat([sample, sample.head(2)]), drawn=sample)
        assert codes(whole.notes) == {"sample.reported-twice": 2}
        assert number(only(whole), "a") == number(only(case(sample, drawn=sample)), "a")

    def test_two_counts_of_one_station_are_none(self) -> None:
        sample = draw()
        other = sample.head(1).with_columns(pl.col("a") + 7)
        whole = case(pl.concat([sample, other]), drawn=sample)
        assert codes(whole.notes) == {"sample.reported-differently": 1}
        assert whole.samples[0].reported == 239
        assert whole.samples[0].missing["unit"].to_list() == [sample["unit"][0]]
        assert number(only(whole), "left_out") == 2

    def test_a_station_drawn_twice(self) -> None:
        sample = draw()
        whole = case(sample, drawn=pl.concat([sample, sample.head(1)]))
        assert codes(whole.notes) == {"sample.drawn-twice": 1}
        assert whole.samples[0].drawn == 240

    def test_a_station_that_nobody_drew(self) -> None:
        sample = draw()
        whole = case(sample, drawn=sample.head(239))
        assert codes(whole.notes) == {"sample.not-drawn": 1}
        assert whole.samples[0].reported == 239

    def test_a_station_that_the_frame_does_not_have(self) -> None:
        sample = draw()
        whole = case(sample, frame=EVERY.filter(pl.col("unit") != sample["unit"][0]))
        assert codes(whole.notes) == {"sample.not-in-frame": 1}
        assert whole.samples[0].reported == 239

    def test_another_stratum_than_in_the_frame(self) -> None:
        sample = draw()
        moved = sample.with_columns(
            pl.when(pl.col("unit") == sample["unit"][0]).then(pl.lit("r5")).otherwise("stratum").alias("stratum")
        )
        whole = case(moved)
        assert codes(whole.notes) == {"sample.another-stratum": 1}
        assert number(only(whole), "a") == number(only(case(sample)), "a"), "that of the frame is used"

    def test_a_stratum_that_nobody_knows(self) -> None:
        sample = draw()
        lost = sample.with_columns(
            pl.when(pl.col("unit") == sample["unit"][0]).then(pl.lit("elsewhere")).otherwise("stratum").alias("stratum")
        )
        sizes = dict.fromkeys((f"r{i}" for i in range(6)), 500)
        whole = _without_frame(lost, sizes)
        assert codes(whole.notes) == {"sample.no-stratum-used": 1}
        assert whole.samples[0].reported == 239

    def test_a_sheet_that_lacks_a_count_is_not_a_sheet_with_a_zero(self) -> None:
        sample = draw()
        lacking = sample.with_columns(
            pl.when(pl.col("unit") == sample["unit"][0]).then(None).otherwise("b").alias("b")
        )  # fmt: skip
        whole = case(lacking, drawn=sample)
        assert codes(whole.notes) == {"sample.without-figures": 1}
        assert whole.samples[0].missing.height == 1

    def test_more_stations_than_there_are(self) -> None:
        whole = _without_frame(draw(), {"r0": 20} | dict.fromkeys((f"r{i}" for i in range(1, 6)), 500))
        assert codes(whole.notes) == {"sample.more-than-there-are": 1}

    def test_weights_that_do_not_add_up_are_told_and_left(self) -> None:
        sizes = dict.fromkeys((f"r{i}" for i in range(6)), 500)
        whole = _without_frame(draw(), sizes, frame=[3100])
        assert codes(whole.notes) == {"sample.frame-differs": 1}
        plain = _without_frame(draw(), sizes)
        assert number(only(whole), "a") == number(only(plain), "a")

    def test_two_lists_in_which_no_station_has_the_same_name(self) -> None:
        sample = draw()
        renamed = sample.with_columns(pl.format("0{}", "unit").alias("unit"))
        with pytest.raises(Exception, match="none of its stations"):
            case(sample, drawn=renamed)

    def test_one_stratum_of_two_is_empty_and_said(self) -> None:
        sample = draw().filter(pl.col("stratum") != "r2")
        finding = only(case(sample))
        assert any("joined with the next one" in str(m) for m in finding.rests_on)
        left = only(case(sample, lonely="mean"))
        assert any("with 500 stations, is left out" in str(m) for m in left.rests_on)

    def test_too_few_stations_to_tell_anything(self) -> None:
        finding = only(case(draw().head(2)))
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "too few stations" in str(finding.statement)

    def test_late_sheets_are_not_used(self) -> None:
        sample = draw()
        counts = record(sample)
        times = ["20:10" if i % 3 else "22:40" for i in range(sample.height)]
        counts = replace(counts, table=counts.table.with_columns(pl.Series(ATTRIBUTE + "time", times)))
        design = replace(DESIGN, arrival="time", until="21:00")
        whole = evidence(counts, claims=[bulletin()])
        made_, _notes = station_sample(whole.case, design, counts, listed(EVERY, "frame"))
        assert made_.reported == 160 and made_.left_out == {"sample.late": 80}


def _without_frame(sample: pl.DataFrame, sizes: dict[str, int], frame: Sequence[int] = ()) -> Evidence:
    counts = record(sample)
    design = replace(DESIGN, frame=None, stations=sizes)
    whole = evidence(counts, claims=[bulletin()], frame=frame)
    whole = replace(whole, case=replace(whole.case, samples=(design,)))
    made_, notes = station_sample(whole.case, design, counts)
    return replace(whole, samples=(made_,), notes=tuple(notes))


class TestPublished:
    """Kenya 2022: 50.7 and 48.7, 2.1 points on either side; 50.49 and 48.85 were announced."""

    def claim(self, **sample: Any) -> Claim:
        figures = Figures(shares={"a": Decimal("50.7"), "b": Decimal("48.7")})
        return Claim(
            "pvt", "predicts", "Observers", title="Parallel count", figures=figures,
            sample=Sample("quick_count", drawn=1000, **sample),
        )  # fmt: skip

    def whole(self, claim: Claim, announced_: dict[str, float]) -> Evidence:
        made = evidence(record(draw()), claims=[bulletin(announced_), claim])
        return replace(made, counts=(), samples=())  # a record of sheets would be held against it, too

    def test_within_its_margin(self) -> None:
        finding = only(self.whole(self.claim(margin=Decimal("2.1"), reported=1000), {"a": 0.5049, "b": 0.4885}))
        assert finding.verdict is Verdict.WITHIN
        assert "Alder 48.6% to 52.8%, announced 50.49%" in str(finding.statement)
        assert "Two intervals that overlap are no tie" in " ".join(map(str, finding.rests_on))
        assert "no confirmation" in str(finding.does_not_show)

    def test_its_own_interval_comes_before_one_margin_for_all(self) -> None:
        between = {"a": Between(Decimal("50.2"), Decimal("51.0"))}
        claim = self.claim(margin=Decimal("2.1"), intervals=between, reported=1000)
        finding = only(self.whole(claim, {"a": 0.515, "b": 0.48}))
        assert finding.verdict is Verdict.OUTSIDE
        assert "Alder is 50.2% to 51.0% there and 51.50% in Bulletin 1, 0.5 points beyond" in str(finding.statement)

    def test_half_of_the_last_digit_is_no_distance(self) -> None:
        claim = self.claim(intervals={"a": Between(Decimal("50.2"), Decimal("51.0"))})
        assert only(self.whole(claim, {"a": 0.5104, "b": 0.48})).verdict is Verdict.WITHIN

    def test_a_number_of_stations_is_no_margin(self) -> None:
        finding = only(self.whole(self.claim(reported=997), {"a": 0.44, "b": 0.51}))
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "no margin of error" in str(finding.statement)

    def test_shares_of_another_total_are_not_compared(self) -> None:
        claim = self.claim(margin=Decimal("2.1"))
        assert claim.figures is not None
        claim = replace(claim, figures=replace(claim.figures, shares_of="cast"))
        finding = only(self.whole(claim, {"a": 0.44, "b": 0.51}))
        assert finding.verdict is Verdict.CANNOT_TELL and "another total" in str(finding.statement)

    def test_a_margin_is_called_a_margin(self) -> None:
        inside = only(self.whole(self.claim(margin=Decimal("2.1"), reported=1000), {"a": 0.5049, "b": 0.4885}))
        assert "within the margin of error that they published for 2 options" in str(inside.statement)
        beyond = only(self.whole(self.claim(margin=Decimal("2.1"), reported=1000), {"a": 0.44, "b": 0.54}))
        assert "outside the margin of error that they published" in str(beyond.statement)
        between = {"a": Between(Decimal("50.2"), Decimal("51.0"))}
        own = only(self.whole(self.claim(intervals=between), {"a": 0.505, "b": 0.4885}))
        assert "within the intervals that they published" in str(own.statement)

    def test_share_and_margin_are_both_rounded(self) -> None:
        """50.7 may be 50.65 and 2 may be 2.5: down to 48.15, where a unit of the finer had said 48.65."""
        claim = self.claim(margin=Decimal(2), reported=1000)
        for share, verdict in ((0.4817, Verdict.WITHIN), (0.4813, Verdict.OUTSIDE)):
            assert only(self.whole(claim, {"a": share, "b": 0.4885})).verdict is verdict

    def test_each_end_of_an_interval_has_its_own_rounding(self) -> None:
        claim = self.claim(intervals={"a": Between(Decimal(50), Decimal("51.0"))}, reported=1000)
        for share, verdict in ((0.4952, Verdict.WITHIN), (0.4948, Verdict.OUTSIDE),
                               (0.5104, Verdict.WITHIN), (0.5108, Verdict.OUTSIDE)):  # fmt: skip
            assert only(self.whole(claim, {"a": share, "b": 0.48})).verdict is verdict

    def test_without_a_word_on_how_many_reported_nothing_is_outside(self) -> None:
        finding = only(self.whole(self.claim(margin=Decimal("2.1")), {"a": 0.44, "b": 0.54}))
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "how many of the stations drawn had reported is not said" in str(finding.statement)
        assert "had reported is not said" in " ".join(map(str, finding.rests_on))

    def test_what_a_lean_of_the_missing_accounts_for_is_not_outside(self) -> None:
        """Half missing: 1.96 x 0.1 x 0.5 x 0.25 = 2.4 points, with the margin's 2.1 as squares 3.2: 1.1 more."""
        claim = self.claim(margin=Decimal("2.1"), reported=500)
        for share, verdict in ((0.48, Verdict.CANNOT_TELL), (0.47, Verdict.OUTSIDE)):
            finding = only(self.whole(claim, {"a": share, "b": 0.4885}))
            assert finding.verdict is verdict, share
        near = only(self.whole(claim, {"a": 0.48, "b": 0.4885}))
        assert "a lean of the sheets that are missing" in str(near.statement)

    def test_no_sample_is_without_error(self) -> None:
        finding = only(self.whole(self.claim(margin=Decimal(0), reported=1000), {"a": 0.44, "b": 0.54}))
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "gives a margin of error of 0, which no sample has" in str(finding.statement)

    def test_shares_that_add_to_more_than_everything(self) -> None:
        claim = self.claim(margin=Decimal("2.1"), reported=1000)
        for second, verdict in (("49.4", Verdict.OUTSIDE), ("49.5", Verdict.CANNOT_TELL)):
            figures = Figures(shares={"a": Decimal("50.7"), "b": Decimal(second)})
            finding = only(self.whole(replace(claim, figures=figures), {"a": 0.44, "b": 0.54}))
            assert finding.verdict is verdict
        assert "add up to 100.2%, more than rounding explains" in str(finding.statement)

    def test_those_that_did_not_report_are_taken_to_be_like_the_others(self) -> None:
        words = "and those that did not report are like the others"
        given = {"a": 0.5, "b": 0.48}
        assert words in str(only(self.whole(self.claim(margin=Decimal("2.1"), reported=665), given)).statement)
        assert words not in str(only(self.whole(self.claim(margin=Decimal("2.1"), reported=1000), given)).statement)

    def test_a_bulletin_in_the_middle_of_the_count(self) -> None:
        claim = self.claim(margin=Decimal("2.1"), reported=1000)
        counts = record(draw())

        def told(coverage: str) -> Finding:
            announced_ = bulletin({"a": 0.44, "b": 0.55}, coverage=Decimal(coverage))
            return only(replace(evidence(counts, claims=[announced_, claim]), counts=(), samples=()))

        early, late, whole = told("60"), told("95"), told("100")
        assert (early.verdict, late.verdict, whole.verdict) == (
            Verdict.CANNOT_TELL, Verdict.OUTSIDE, Verdict.OUTSIDE,
        )  # fmt: skip
        assert "had not yet counted (60% was counted) has as many votes a station as the rest" in str(early.statement)
        # 44.005 and the nearest end, 48.5, with 59.5 of 100 counted: 44.005 + 4.495 / 0.405.
        assert "Alder at 55.1% or more" in str(early.statement)
        assert "What Bulletin 1 had not yet counted is not like the rest." in map(str, early.breaks_if)
        assert "has as many votes a station as the rest" in str(late.statement)
        assert "not yet counted" not in printed(whole, "en")

    def test_those_that_did_not_report_are_named(self) -> None:
        finding = only(self.whole(self.claim(margin=Decimal("2.1"), reported=665), {"a": 0.5, "b": 0.48}))
        assert "665 of 1,000 stations drawn had reported" in str(finding.rests_on[0])

    def test_a_quick_count_is_no_announcement_of_a_count(self) -> None:
        """A council that publishes its own quick count has announced a sample, not a count."""
        claim = replace(self.claim(margin=Decimal("2.1")), act="announces_figure")
        assert not claim.announces
        whole = evidence(record(draw()), claims=[claim])
        assert not findings(whole)


class TestAnnounced:
    def test_votes_tell_shares_exactly(self) -> None:
        claim = Claim("v", "announces_figure", "Council", figures=Figures(votes={"a": 50, "b": 40, "x": 10}))
        found = announced(claim, CONTEST, "unknown")
        assert found is not None and found.top == ("a", "b")
        assert found.shares["a"].low == found.shares["a"].high == pytest.approx(0.5)

    def test_votes_without_a_total_leave_the_printed_shares(self) -> None:
        figures = Figures(votes={"a": 50, "b": 40}, shares={"a": Decimal("50.0"), "b": Decimal("40.0")})
        found = announced(Claim("v", "announces_figure", "Council", figures=figures), CONTEST, "unknown")
        assert found is not None and found.shares["a"].low < found.shares["a"].high

    def test_one_share_alone_is_no_result(self) -> None:
        claim = Claim("v", "announces_figure", "Council", figures=Figures(shares={"a": Decimal("50")}))
        assert announced(claim, CONTEST, "unknown") is None


def test_without_any_sample_it_does_not_apply_and_says_why() -> None:
    examined = examine(evidence(record(draw()), claims=[bulletin()]), only=[CHECK])
    assert "no sample of stations" in str(examined.not_applicable[CHECK])
    silent = case(draw(), [Claim("w", "claims_victory", "Someone")])
    assert "no announcement gives shares" in str(examine(silent, only=[CHECK]).not_applicable[CHECK])


FORBIDDEN = ("proves", "won the election", "winner is", "impossible", "statistically", "fraud", "manipul", "rigged")


@pytest.mark.parametrize("language", languages())
def test_what_is_never_said(language: str) -> None:
    """No sentence of any verdict says who won, what was intended, or turns a distance into a certainty."""
    sample = draw()
    drawn = draw(60)
    reported = drawn.filter(pl.col("rural") == "urban")
    far = bulletin({"a": 0.10, "b": 0.87, "x": 0.03})
    for whole in (case(sample, drawn=sample), case(reported, drawn=drawn), case(reported, [far], drawn=drawn)):
        for finding in findings(whole):
            for message in messages_of(finding):
                text = Words(language).plain(message).lower()
                assert not any(word in text for word in FORBIDDEN), text


def test_its_picture_is_drawn_at_both_widths() -> None:
    drawn = draw(60)
    finding = only(case(drawn.filter(pl.col("rural") == "urban"), drawn=drawn))
    assert finding.figure is not None
    for width in (WIDE, NARROW):
        made_ = specification(finding.figure, Words("en"), width, {"a": 1, "b": 2, "x": 3})
        assert made_ is not None
        assert len(made_["data"]["values"]) == 3 * 4, "every reading but the worst, which is told in figures"


def test_lists_are_read_as_tables_are() -> None:
    from scrutiny.evidence.station_sample import mapping_of

    mapping = mapping_of(replace(DRAWN, strata=("s", "t")), "station")
    assert isinstance(mapping, TableMapping)
    assert mapping.attributes == {"stratum-0": "s", "stratum-1": "t", "kind-0": "rural"}
    assert mapping.measures == {"registered": "registered"}
