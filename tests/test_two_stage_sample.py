"""Samples in two stages: places within strata, then stations within each place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom

from scrutiny.errors import CaseError
from scrutiny.evidence.counts import ATTRIBUTE, MEASURE, UNIT
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.sample_design import UnitList
from scrutiny.evidence.station_sample import OF_PLACE, station_sample
from scrutiny.examination import examine
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.findings.station_estimates import Asked, Estimated, estimate
from scrutiny.messages import languages
from tests.conformance.cases import printed
from tests.conftest import each_of
from tests.helpers_counted import evidence
from tests.test_checks_quick_count import CONTEST, DESIGN, bulletin, number, record

FRAME = UnitList("frame", ("unit",), ("stratum",), places=("place",), registered="registered")
ASKED = Asked(("a", "b", "x"), "valid", ("a", "b"), 0.1, 0, 1)


def population(places: int = 400, seed: int = 7) -> pl.DataFrame:
    """Places of one to six stations in four strata; the larger a place, the more of its votes are for a."""
    rng = np.random.default_rng(seed)
    stations = rng.integers(1, 7, places)
    of = np.repeat(np.arange(places), stations)
    lean = (0.3 + 0.06 * stations + rng.normal(0, 0.06, places))[of] + rng.normal(0, 0.02, len(of))
    register = rng.integers(350, 500, len(of))
    valid = (register * 0.6).astype(int)
    a, x = (valid * np.clip(lean, 0.02, 0.9)).astype(int), (valid * 0.03).astype(int)
    return pl.DataFrame(
        {
            "unit": [f"s{i:04d}" for i in range(len(of))],
            "place": [f"p{p:03d}" for p in of],
            "stratum": [f"r{p % 4}" for p in of],
            "rural": ["" for _ in of],
            "registered": register, "invalid": np.zeros(len(of), int), "a": a, "b": valid - a - x, "x": x,
        }
    )  # fmt: skip


EVERY = population()
TRUTH = {o: EVERY[o].sum() / EVERY.select("a", "b", "x").sum().sum_horizontal()[0] for o in ("a", "b", "x")}


def draw(seed: int, places: int = 30, stations: int = 1) -> pl.DataFrame:
    """So many places of each stratum, and so many stations of each, or all of it."""
    rng = np.random.default_rng(seed)
    first = EVERY.select("stratum", "place").unique(maintain_order=True)
    first = first.with_columns(by=pl.Series(rng.random(first.height)))
    taken = first.filter(pl.col("by").rank("ordinal").over("stratum") <= places)["place"]
    there = EVERY.filter(pl.col("place").is_in(taken.to_list()))
    there = there.with_columns(by=pl.Series(rng.random(there.height)))
    return there.filter(pl.col("by").rank("ordinal").over("place") <= stations).drop("by")


def case(reported: pl.DataFrame, frame: UnitList = FRAME, every: pl.DataFrame = EVERY, **more: Any) -> Evidence:
    counts = record(reported)
    listed = record(every, "frame")
    listed = replace(
        listed,
        table=listed.table.select(UNIT, "row", MEASURE + "registered").with_columns(
            every["stratum"].alias(f"{ATTRIBUTE}stratum-0"), every["place"].alias(f"{ATTRIBUTE}{OF_PLACE}-0")
        ),
    )
    design = replace(DESIGN, frame=frame, drawn_number=reported.height, **more)
    whole = evidence(counts, claims=[bulletin(TRUTH)])
    whole = replace(whole, case=replace(whole.case, samples=(design,)))
    sample, notes = station_sample(whole.case, design, counts, listed)
    return replace(whole, samples=(sample,), notes=tuple(notes))


def estimated(reported: pl.DataFrame, frame: UnitList = FRAME) -> Estimated:
    whole = case(reported, frame)
    found = estimate(whole.samples[0], whole.counts[0], ASKED)
    assert found is not None
    return found


RATE = each_of(2)
ALONE = replace(FRAME, places=())
"""As if the stations had been drawn one by one."""


def test_places_with_all_their_stations_are_as_exact_as_they_are() -> None:
    """By hand: totals of places, the ratio of their weighted sums."""
    sample = draw(1, stations=9)
    found = estimated(sample)
    by_place = sample.group_by("stratum", "place").agg(pl.col("a", "b", "x").sum())
    weight = {s: EVERY.filter(pl.col("stratum") == s)["place"].n_unique() / 30 for s in ("r0", "r1", "r2", "r3")}
    weighted = by_place.with_columns(w=pl.col("stratum").replace_strict(weight))
    totals = [(weighted[o] * weighted["w"]).sum() for o in ("a", "b", "x")]
    assert found.ratios.share == pytest.approx([t / sum(totals) for t in totals], rel=1e-12)
    assert found.places == 120


def test_one_station_of_each_place_is_as_if_places_had_one() -> None:
    """Where every place is one station, both designs are the same."""
    single = EVERY.unique("place", keep="first", maintain_order=True)
    sample = single.filter(pl.int_range(pl.len()) % 4 == 1)
    two, one = case(sample, every=single), case(sample, ALONE, every=single)
    made = [estimate(whole.samples[0], whole.counts[0], ASKED) for whole in (two, one)]
    assert made[0] is not None and made[1] is not None
    assert made[0].ratios.share == pytest.approx(made[1].ratios.share, rel=1e-12)
    assert made[0].ratios.error == pytest.approx(made[1].ratios.error, rel=1e-12)


def test_it_is_right_where_stations_taken_one_by_one_would_be_wrong() -> None:
    """In 300 samples: the mean error, and how often an interval of 95 % holds the truth."""
    times = 300
    two, one, inside = [], [], 0
    for seed in range(times):
        sample = draw(seed)
        found = estimated(sample)
        two.append(found.ratios.share[0] - TRUTH["a"])
        one.append(estimated(sample, ALONE).ratios.share[0] - TRUTH["a"])
        span = found.readings[0].lead
        inside += span.low <= TRUTH["a"] - TRUTH["b"] <= span.high
    error = float(np.std(two)) / times**0.5
    assert abs(float(np.mean(two))) < NormalDist().inv_cdf(1 - RATE / 2) * error
    assert float(np.mean(one)) < -0.02, "small places are drawn as often as large ones and vote otherwise"
    # Each of the three intervals holds more often than 95 in 100, since all do together.
    assert binom.cdf(inside, times, 0.95) > RATE
    assert inside / times > 0.93


def test_another_program_gives_the_same_error() -> None:
    svy = pytest.importorskip("svy", reason="the second implementation is not installed: pip install svy")
    sample = draw(3, stations=2)
    found = estimated(sample)
    stations = EVERY.group_by("place").len("there")
    read = sample.group_by("place").len("read")
    weight = EVERY.group_by("stratum").agg((pl.col("place").n_unique() / 30).alias("first"))
    frame = sample.join(stations, on="place").join(read, on="place").join(weight, on="stratum")
    frame = frame.select(
        "stratum", "place", y=pl.col("a").cast(float), x=(pl.col("a") + pl.col("b") + pl.col("x")).cast(float),
        w=pl.col("first") * pl.col("there") / pl.col("read"),
    )  # fmt: skip
    made = svy.Sample(frame, svy.Design(stratum="stratum", psu="place", wgt="w")).estimation.ratio(y="y", x="x")
    theirs = made.to_polars() if hasattr(made, "to_polars") else made
    told = str(theirs)
    assert f"{found.ratios.share[0]:.4f}" in told, told
    assert f"{found.ratios.error[0]:.4f}" in told, told


def only(whole: Evidence) -> Finding:
    (finding,) = examine(whole, only=["sampled.quick_count"]).findings
    return finding


class TestCheck:
    def test_it_says_how_the_stations_were_drawn(self) -> None:
        finding = only(case(draw(2)))
        assert finding.verdict is Verdict.WITHIN
        told = " ".join(map(str, finding.rests_on))
        assert "drawn in two stages: 120 places" in told
        assert not [name for name in finding.numbers if "design_effect" in name or ":worst" in name]
        assert number(finding, "a") == pytest.approx(100 * TRUTH["a"], abs=5)

    @pytest.mark.parametrize("language", languages())
    def test_every_sentence_has_its_words(self, language: str) -> None:
        text = printed(only(case(draw(2))), language)
        assert "{" not in text
        assert language == "en" or "two stages" not in text

    def test_a_station_that_the_frame_puts_nowhere_is_a_place_of_its_own(self) -> None:
        sample = draw(4)
        lone = EVERY.with_columns(pl.when(pl.col("unit") == sample["unit"][0]).then(None).otherwise(pl.col("place"))
                                  .alias("place"))  # fmt: skip
        whole = case(sample, every=lone)
        found = estimate(whole.samples[0], whole.counts[0], ASKED)
        assert found is not None and found.places == 120
        (note,) = [note for note in whole.notes if note.code == "sample.frame-without-place"]
        assert sample["unit"][0] in str(note.says)
        named = EVERY.with_columns(pl.when(pl.col("unit") == sample["unit"][0]).then(pl.lit("elsewhere"))
                                   .otherwise(pl.col("place")).alias("place"))  # fmt: skip
        same = case(sample, every=named)
        other = estimate(same.samples[0], same.counts[0], ASKED)
        assert other is not None and found.ratios.share == pytest.approx(other.ratios.share, rel=1e-12)

    def test_a_station_alone_does_not_join_a_place_that_is_named_as_it_is(self) -> None:
        unit = draw(4)["unit"][0]
        lone = EVERY.with_columns(
            pl.when(pl.col("unit") == unit).then(None).when(pl.col("place") == EVERY["place"][0]).then(pl.lit(unit))
            .otherwise(pl.col("place")).alias("place")
        )  # fmt: skip
        frame = case(draw(4), every=lone).samples[0].frame
        assert frame is not None
        assert frame.filter(pl.col(OF_PLACE) == frame.filter(pl.col(UNIT) == unit)[OF_PLACE][0]).height == 1

    def test_a_list_without_any_place_is_a_mistake(self) -> None:
        with pytest.raises(CaseError, match="no station of the frame has a value in place"):
            case(draw(4), every=EVERY.with_columns(pl.lit(None, pl.String).alias("place")))

    def test_it_calls_nothing_outside(self) -> None:
        """Drawn in proportion to size, a true announcement lies far from what equal chances would give."""
        rng = np.random.default_rng(11)
        strata = [EVERY.filter(pl.col("stratum") == name) for name in ("r0", "r1", "r2", "r3")]
        lots = pl.concat([stratum.sample(30, seed=int(rng.integers(1000))) for stratum in strata])
        lots = lots.unique("place", keep="first", maintain_order=True)
        finding = only(case(lots))
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "was not measured, so that nothing follows" in str(finding.statement)
        assert "drawn with equal chances" in str(finding.statement)

    def test_a_place_in_two_strata_is_a_mistake(self) -> None:
        odd = EVERY.with_columns(pl.lit("p001").alias("place"))
        with pytest.raises(CaseError, match="lies in several strata"):
            case(draw(5), every=odd)

    def test_the_model_of_strata_does_not_know_places(self) -> None:
        pytest.importorskip("numpyro")
        examined = examine(case(draw(2)), only=["sampled.quick_count_model"])
        assert not examined.findings
        (why,) = examined.not_applicable["sampled.quick_count_model"]
        assert "drawn in two stages, which this model does not know" in str(why)


def test_what_cannot_be_is_told_before_anything_is_read(tmp_path: Path) -> None:
    from scrutiny.evidence.case import CaseFile
    from scrutiny.evidence.design_checks import design_problems

    design = replace(DESIGN, frame=replace(FRAME, unit=()), drawn=UnitList("drawn", ("unit",), places=("place",)))
    case_ = CaseFile(title="t", country="XX", elections=(), contests=(CONTEST,), samples=(design,))
    told = [str(problem) for problem in design_problems(case_, lambda loc: ".".join(map(str, loc)))]
    assert any("frame.places" in line and "without `unit`" in line for line in told)
    assert any("drawn.places" in line for line in told)
