"""Late units and runs in the order of arrival: small cases by hand, refusals, honest and altered elections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom
from scipy.stats import t as student

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.contest import Contest, Election, Option
from scrutiny.evidence.counts import ATTRIBUTE, MEASURE, OPTION, PLACE, ROW, UNIT, Counts
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.findings.arrival import Arrival, arrival
from scrutiny.findings.calibrated import Calibrated
from scrutiny.findings.check import Subject
from scrutiny.findings.early_late import Parts, parts
from scrutiny.findings.examined import Examined
from scrutiny.findings.families import chance, nine_in_ten
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.findings.late_compared import asked_of, compared_of, picture, regions
from scrutiny.messages import Message, Words, say
from scrutiny.simulate.hands.planting import planted
from scrutiny.stats.late_shift import Contrast, contrast
from tests.conformance.cases import honest
from tests.conftest import each_of
from tests.helpers_counted import value

LATE, RUNS = "patterns.late_counts", "patterns.runs"
RATE = each_of(100)
"""For each comparison with random numbers in this file, of which there are at most so many."""
CONTEST = Contest("c", "Contest", "e", options=(Option("a", "Alder"), Option("b", "Birch")))


def record(
    a: Sequence[int],
    b: Sequence[int],
    place: Sequence[str],
    arrived: Sequence[str] | None,
    level: str = "centre",
    **more: Any,
) -> Counts:
    n = len(a)
    columns: dict[str, Any] = {
        UNIT: more.pop("units", [f"{i:05d}" for i in range(n)]),
        ROW: np.arange(2, n + 2, dtype=np.uint32),
        PLACE + level: list(place),
        MEASURE + "cast": [x + y for x, y in zip(a, b, strict=True)],
        MEASURE + "valid": [x + y for x, y in zip(a, b, strict=True)],
        OPTION + "a": list(a),
        OPTION + "b": list(b),
    }
    if arrived is not None:
        columns[ATTRIBUTE + "arrival"] = list(arrived)
    given: dict[str, Any] = {"contest": CONTEST, "record": "r", "publisher": "Council", "title": "the record"}
    given |= more
    return Counts(table=pl.DataFrame(columns), level="station", sources=(given["record"],), **given)


def held(*counts: Counts, contests: tuple[Contest, ...] = (CONTEST,), elections: Any = None) -> Evidence:
    case = CaseFile(
        title="A case",
        country="XX",
        elections=elections or (Election("e", "An election", date(2030, 5, 5)),),
        contests=contests,
        levels=("region", "centre", "station"),
    )
    return Evidence(case, counts, (), (), (), {})


def seen(evidence: Evidence, check: str = LATE, **settings: Any) -> Examined:
    sound = Calibrated(check, "", 0.01, 0, 1000, 0, 0, say("supposed"), elections=3)
    plan = Plan(settings={check: settings} if settings else {})
    return examine(evidence, plan, only=[check], calibrations=[sound])


def by_hand(places: int = 120, shift: int = 0, seed: int = 1) -> dict[str, Any]:
    """Four units a place, two of them late; late units have so many more votes for the first option."""
    rng = np.random.default_rng(seed)
    share = rng.uniform(0.2, 0.8, places)
    a, b, place, arrived = [], [], [], []
    for p in range(places):
        for unit in range(4):
            votes = int(rng.binomial(300, share[p])) + (shift if unit > 1 else 0)
            a.append(votes)
            b.append(300 - votes)
            place.append(f"P{p:04d}")
            arrived.append(str(p + places * (unit > 1)))
    return {"a": a, "b": b, "place": place, "arrived": arrived}


def units_alike(made: dict[str, Any]) -> float:
    """The mean over places of late less early share, in points, with plain Python."""
    found = []
    for start in range(0, len(made["a"]), 4):
        early, late = sum(made["a"][start : start + 2]) / 600, sum(made["a"][start + 2 : start + 4]) / 600
        found.append(100 * (late - early))
    return float(sum(found) / len(found))


class TestLateCounts:
    def test_the_difference_is_that_of_the_places(self) -> None:
        made = by_hand()
        share, margin = seen(held(record(**made))).findings
        assert float(value(share, "inside")) == pytest.approx(units_alike(made), abs=0.006)
        assert float(value(margin, "inside")) == pytest.approx(2 * units_alike(made), abs=0.006)
        assert (value(share, "inside_places"), value(share, "late_units")) == (120, 240)
        assert share.verdict is Verdict.NOTHING_UNUSUAL
        assert "would have been found with a chance of 90 in 100" in str(share.statement)

    def test_what_was_added_to_late_units_is_found(self) -> None:
        share, margin = seen(held(record(**by_hand(shift=9)))).findings
        assert share.verdict is Verdict.UNUSUAL and margin.verdict is Verdict.UNUSUAL
        assert 2 < float(value(share, "inside")) < 4

    def test_places_that_are_late_as_a_whole_say_nothing(self) -> None:
        """A raw shift of many points, and not one place with both sides."""
        made = by_hand()
        made["arrived"] = [str(int(p[1:])) for p in made["place"]]
        made["a"] = [x if int(p[1:]) < 60 else min(300, x + 60) for x, p in zip(made["a"], made["place"], strict=True)]
        made["b"] = [300 - x for x in made["a"]]
        for finding in seen(held(record(**made))).findings:
            assert finding.verdict is Verdict.CANNOT_TELL and not finding.tests
            assert "0 polling places hold both" in str(finding.statement)

    def test_the_cut_is_set_beforehand(self) -> None:
        evidence = held(record(**by_hand()))
        early = [value(seen(evidence, **s).findings[0], "early_units") for s in ({}, {"cut": "0.25"}, {"until": "59"})]
        assert early == [240, 120, 120]
        told = seen(evidence, until="never").findings
        assert [f.verdict for f in told] == [Verdict.CANNOT_TELL] and "never" in str(told[0].statement)
        assert "one side of the cut" in str(seen(evidence, until="239").findings[0].statement)

    def test_units_that_arrive_together_stay_together(self) -> None:
        made = by_hand()
        made["arrived"] = ["1" if int(x) < 100 else "2" for x in made["arrived"]]
        assert value(seen(held(record(**made))).findings[0], "early_units") == 200

    def test_numbers_are_no_texts(self) -> None:
        """The 100th unit does not come before the 20th."""
        made = by_hand()
        padded = {**made, "arrived": [f"{int(x):04d}" for x in made["arrived"]]}
        first, second = (seen(held(record(**one))).findings[0] for one in (made, padded))
        assert str(first.statement) == str(second.statement)

    def test_municipalities_are_no_places(self) -> None:
        share, _ = seen(held(record(**by_hand(shift=9), level="region"))).findings
        assert share.verdict is Verdict.CANNOT_TELL and not share.tests
        assert "names no polling places" in str(share.statement) and "shift" in share.numbers

    def test_a_level_may_be_named(self) -> None:
        evidence = held(record(**by_hand(), level="region"))
        assert seen(evidence, place="region").findings[0].tests
        assert "names no nowhere" in str(seen(evidence, place="nowhere").findings[0].statement)

    def test_units_that_are_all_alike(self) -> None:
        made = by_hand()
        made["a"], made["b"] = [150] * 480, [150] * 480
        for finding in seen(held(record(**made))).findings:
            assert finding.verdict is Verdict.CANNOT_TELL and "all alike" in str(finding.statement)

    def test_one_option(self) -> None:
        made = by_hand()
        one = replace(record(**made), contest=replace(CONTEST, options=(Option("a", "Alder"),)))
        one = replace(one, table=one.table.drop(OPTION + "b"))
        assert len(seen(held(one, contests=(one.contest,))).findings) == 1

    def test_few_units_and_no_order_do_not_apply(self) -> None:
        few = seen(held(record(**by_hand(places=20))))
        assert "200 are needed" in str(few.not_applicable[LATE][0])
        without = seen(held(record(**{**by_hand(), "arrived": None})))
        assert "when a unit arrived" in str(without.not_applicable[LATE][0])

    def test_missing_arrivals_are_left_out(self) -> None:
        made = by_hand()
        made["arrived"] = ["" if i % 7 == 0 else x for i, x in enumerate(made["arrived"])]
        found = seen(held(record(**made))).findings[0]
        assert found.scope is not None and found.scope.left_out == len(range(0, 480, 7))
        assert "no arrival is known" in str(found.scope.why)


class TestSizeAndNumber:
    """Honest elections whose share and lateness both go with the size or the number of a unit."""

    @staticmethod
    def made(
        rng: np.random.Generator, regions: int, places: int, by_size: float = 0, by_number: float = 0
    ) -> dict[str, Any]:
        """Eight units a place; late are the larger half, or that of the higher numbers, but for noise."""
        group = np.repeat(np.arange(regions * places), 8)
        number = np.tile(np.arange(8) / 7, regions * places)
        total = np.maximum(30, rng.lognormal(5.3, 0.4, len(group))).astype(int)
        share = rng.beta(4, 4, regions * places)[group] + by_size * (np.log(total) - 5.3) + by_number * (number - 0.5)
        share = np.clip(share, 0.02, 0.98)
        votes = rng.binomial(total, rng.beta(share * 332, (1 - share) * 332))
        delay = (
            np.log(total) + 0.4 * rng.normal(size=len(group)) if by_size else number + 0.3 * rng.normal(size=len(group))
        )
        return {
            "a": votes.tolist(),
            "b": (total - votes).tolist(),
            "place": [f"P{p:04d}" for p in group],
            "arrived": [str(i) for i in delay.argsort().argsort()],
            "region": [f"R{p // places:02d}" for p in group],
        }

    def parts(self, rng: np.random.Generator, regions: int, places: int, **slopes: float) -> Parts:
        made = self.made(rng, regions, places, **slopes)
        region = made.pop("region")
        counts = record(**made)
        table = counts.table.with_columns(pl.Series(PLACE + "region", region))
        counts = replace(
            counts, table=table.select(UNIT, ROW, PLACE + "region", pl.exclude(UNIT, ROW, PLACE + "region"))
        )
        held_one = held(counts)
        found = parts(Subject(held_one, CONTEST, records=(counts,)), ("a", "b"), Decimal("0.5"), "", "")
        assert isinstance(found, Parts)
        return found

    @pytest.mark.parametrize("slopes", [{"by_size": 0.03}, {"by_number": -0.02}])
    def test_regions_keep_to_the_level(self, slopes: dict[str, float]) -> None:
        """Plain, 69 and 32 of a hundred chances are below .01."""
        rng = np.random.default_rng(31)
        every = [self.parts(rng, 30, 60, **slopes) for _ in range(6)]
        chances = [test.p for made in every for test in regions(made, asked_of(made, ("a",)), 20)[1]]
        assert len(chances) == 180
        for level, real in ((0.05, 0.06), (0.01, 0.017)):
            assert binom.sf(sum(p <= level for p in chances) - 1, len(chances), real) > RATE

    def test_the_chance_that_is_told_is_the_one_that_is_tested(self) -> None:
        made = self.made(np.random.default_rng(5), 1, 300, by_size=0.03)
        made.pop("region")
        share, _margin = seen(held(record(**made))).findings
        p = share.tests[0].p
        assert value(share, "inside_chance") < Fraction(1, 1000) < p
        assert value(share, "given_chance") == chance(p).value
        assert "With the size and the number of each unit given" in str(share.statement)
        assert share.verdict is Verdict.NOTHING_UNUSUAL

    def test_where_the_number_alone_tells_what_is_late_nothing_can_be_told(self) -> None:
        made = by_hand()
        two = [i for i in range(480) if i % 4 in (0, 2)]
        made = {key: [values[i] for i in two] for key, values in made.items()}
        for finding in seen(held(record(**made))).findings:
            assert finding.verdict is Verdict.CANNOT_TELL and not finding.tests
            assert "tell by themselves" in str(finding.statement)

    def test_what_would_be_found_is_found_nine_times_in_ten(self) -> None:
        """A hand adds that much to late units, where lateness goes with the number and so `given` has less to go by."""
        rng, runs, limit, found = np.random.default_rng(7), 200, 0.001, 0
        for _ in range(runs):
            made = self.parts(rng, 1, 60, by_number=-0.005)
            compared = compared_of_parts(made, made.found.votes["a"])
            reach = max(nine_in_ten(limit, one.df, 2) * one.error for one in compared)
            added = np.where(made.late, np.round(reach * made.valid), 0)
            both = compared_of_parts(made, (made.found.votes["a"] + added).astype(np.int64))
            found += max(one.chance for one in both) <= limit
        assert binom.cdf(found, runs, 0.8) > RATE

    def test_the_interval_is_students(self) -> None:
        made = self.parts(np.random.default_rng(3), 2, 12)
        found = contrast(made.found.votes["a"], made.valid, made.late, made.levels[0].group)
        assert found is not None
        asked = asked_of(made, ("a",))
        counts = made.found.counts
        subject = Subject(held(counts), CONTEST, records=(counts,))
        drawn = picture(subject, made, asked, compared_of(subject, made, asked))
        assert drawn is not None
        row = next(row for row in drawn.data["rows"] if row["of"] == "place")
        assert row["high"] - row["points"] == pytest.approx(100 * student.ppf(0.975, found.df) * found.error, abs=0.002)
        assert row["high"] - row["points"] > 1.02 * 196 * found.error


def compared_of_parts(made: Parts, amount: np.ndarray) -> tuple[Contrast, Contrast]:
    size = np.log(np.maximum(1, made.found.ballots))
    more = np.column_stack([size, size**2, made.number, made.number**2])
    group = made.levels[0].group
    plain, given = (contrast(amount, made.valid, made.late, group, m) for m in (None, more))
    assert plain is not None and given is not None
    return plain, given


class TestStates:
    """Two states of a count: what the first had is early."""

    def states(self, zeros: bool = False) -> Evidence:
        made = by_hand()
        last = record(**{**made, "arrived": None}, as_of=datetime(2030, 5, 7, tzinfo=UTC), record="last", title="last")
        early = pl.Series([int(x) < 120 for x in made["arrived"]])
        first = replace(last, record="first", sources=("first",), title="first", as_of=datetime(2030, 5, 5, tzinfo=UTC))
        if zeros:
            whole = [c for c in first.table.columns if c.startswith((MEASURE, OPTION))]
            table = first.table.with_columns(pl.when(early).then(pl.col(c)).otherwise(0) for c in whole)
        else:
            table = first.table.filter(early)
        return held(replace(first, table=table), last)

    @pytest.mark.parametrize("zeros", [False, True])
    def test_the_others_of_the_last_one_are_late(self, zeros: bool) -> None:
        examined = seen(self.states(zeros))
        by_attribute = seen(held(record(**by_hand()))).findings[0]
        assert {f.about[1] for f in examined.findings} == {"last"}
        assert value(examined.findings[0], "inside") == value(by_attribute, "inside")
        assert any("that last continues" in str(why) for why in examined.partly[LATE])

    def test_a_state_of_another_publisher_is_no_earlier_state(self) -> None:
        evidence = self.states()
        first, last = evidence.counts
        other = replace(evidence, counts=(replace(first, publisher="Party"), last))
        assert LATE in seen(other).not_applicable


class TestEarlierElection:
    def case(self, named: str = "P") -> Evidence:
        made = by_hand()
        before = replace(CONTEST, id="before", election="e0")
        old = record(
            [x + 10 for x in made["a"]],
            made["b"],
            [named + p[1:] for p in made["place"]],
            None,
            contest=before,
            record="old",
            title="the election before",
        )
        elections = (Election("e", "Now", date(2030, 5, 5)), Election("e0", "Before", date(2026, 5, 5)))
        return held(record(**made), old, contests=(CONTEST, before), elections=elections)

    def test_places_of_the_same_name_are_a_yardstick_and_no_test(self) -> None:
        share, margin = seen(self.case()).findings
        assert str(Words().value(share.numbers["earlier_found"])) == "100.0%"
        assert abs(float(value(share, "earlier_off"))) < 1 and "earlier_foretold" in margin.numbers
        assert [t.of for t in share.tests] == ["inside:a", "inside:b"]

    def test_other_names_are_other_places(self) -> None:
        assert "earlier_found" not in seen(self.case("Q")).findings[0].numbers


class TestArrival:
    def order(self, *texts: str | None) -> Arrival | Message | None:
        n = len(texts)
        made = record([1] * n, [1] * n, ["P"] * n, [""] * n)
        return arrival(replace(made, table=made.table.with_columns(pl.Series(ATTRIBUTE + "arrival", texts, pl.String))))

    @pytest.mark.parametrize(
        ("texts", "ranks"),
        [
            (("10", "9", "9", "100"), [1, 0, 0, 2]),
            (("1.5", "-2", "", None), [1, 0, -1, -1]),
            (("2030-05-05 19:40", "2030-05-05 09:10", "2030-05-06 00:10"), [1, 0, 2]),
            (("20300505T194000", "20300505T194001"), [0, 1]),
            (("2030-05-05T19:40:00-04:00", "2030-05-05T19:41:00-04:00"), [0, 1]),
            (("Late", "early", "late"), [1, 0, 1]),
        ],
    )
    def test_what_sorts(self, texts: tuple[str | None, ...], ranks: list[int]) -> None:
        found = self.order(*texts)
        assert isinstance(found, Arrival) and found.ranks.tolist() == ranks

    @pytest.mark.parametrize(
        "texts",
        [
            ("19:40", "00:15"),
            ("9:30", "10:05"),
            ("05/05/2030 19:40", "06/05/2030 00:10"),
            ("first", "second"),
            ("2030-05-05T19:40:00-04:00", "2030-05-05T23:41:00+00:00"),
            ("1", "2", "x"),
            ("", None),
        ],
    )
    def test_what_would_sort_wrongly_is_refused(self, texts: tuple[str | None, ...]) -> None:
        assert isinstance(self.order(*texts), Message)


class TestAlarms:
    def found(self, evidence: Evidence) -> list[Finding]:
        return list(seen(evidence).findings)

    def test_a_hand_that_takes_from_everybody_rings_for_share_and_lead(self) -> None:
        verdicts = [f.verdict for f in self.found(planted("late_counts", 0.4)(honest(2001, stations=2000)))]
        assert set(verdicts) == {Verdict.UNUSUAL}

    def test_an_early_hand_of_everybody_alike_is_not_seen(self) -> None:
        """Transfers that do not depend on the arrival lie on both sides."""
        verdicts = [f.verdict for f in self.found(planted("transfer", 0.3)(honest(2002, stations=2000)))]
        assert set(verdicts) == {Verdict.NOTHING_UNUSUAL}


class TestRuns:
    def ordered(self, block: bool) -> Counts:
        """Thirty places of eight units that arrive one by one: the four strong ones first, or in turns."""
        a, place, arrived = [], [], []
        for p in range(30):
            for unit in range(8):
                strong = unit < 4 if block else unit % 2 == 0
                a.append(150 + p + unit + (60 if strong else 0))
                place.append(f"P{p:02d}")
                arrived.append(str(100 * p + unit))
        return record(a, [400 - x for x in a], place, arrived)

    @pytest.mark.parametrize(("block", "number"), [(True, 60), (False, 240)])
    def test_runs_are_counted_inside_places(self, block: bool, number: int) -> None:
        (found,) = seen(held(self.ordered(block)), RUNS).findings
        assert found.verdict is Verdict.RECORDED
        # 4 of each give 2·4·4/8 + 1 = 5 runs on average.
        assert (value(found, "runs"), float(value(found, "mean"))) == (number, 150.0)
        assert not found.tests and "nothing follows from it" in str(found.rests_on[1])

    def test_units_that_arrived_together_are_one(self) -> None:
        made = self.ordered(True)
        text = pl.col(ATTRIBUTE + "arrival").cast(pl.Int64)
        together = replace(
            made, table=made.table.with_columns((text // 2).cast(pl.String).alias(ATTRIBUTE + "arrival"))
        )
        (found,) = seen(held(together), RUNS).findings
        assert (value(found, "arrivals"), value(found, "runs")) == (120, 60)

    def test_few_places_and_a_single_arrival_cannot_tell(self) -> None:
        made = self.ordered(True)
        once = replace(made, table=made.table.with_columns(pl.lit("1").alias(ATTRIBUTE + "arrival")))
        (found,) = seen(held(once), RUNS).findings
        assert found.verdict is Verdict.CANNOT_TELL and "0 places" in str(found.statement)
