"""The checks on digits, turnout and shares on records made by hand: what they say, and where they refuse to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom

from scrutiny.checks.patterns.share_spikes import Settings, Spikes, _seen, spikes
from scrutiny.evidence.counts import PLACE
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.findings.calibrated import Calibrated
from scrutiny.findings.digits_read import read_last, read_second
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.findings.stations import Stations
from scrutiny.findings.turnout_band import Limits, choices
from scrutiny.messages import Count, Words, say
from scrutiny.simulate.hands.planting import planted
from scrutiny.stats.digit_counts import together
from scrutiny.stats.last_digits import last_digits, last_digits_by
from scrutiny.stats.near_whole import Law
from tests.conformance.cases import honest
from tests.conftest import each_of
from tests.helpers_counted import evidence, made, run, value

RATE = each_of(20)
"""For each comparison with random numbers in this file, of which there are at most so many."""

Whole = np.ndarray

CHECKS = ("digits", "turnout_share", "fingerprint", "stuffing_model", "share_spikes")


def record(a: Whole, b: Whole, registered: Whole | None = None, **more: list[str]) -> Evidence:
    """Two options whose votes are all ballots."""
    measures = {"invalid": [0] * len(a), "cast": (a + b).tolist()}
    if registered is not None:
        measures["registered"] = registered.tolist()
    return evidence(made({"a": a.tolist(), "b": b.tolist()}, measures, more=more))


def sound(case: Evidence, check: str) -> tuple[Finding, ...]:
    """The findings as if the alarm had been measured to be sound."""
    measured = Calibrated(check, "", 0.01, 0, 1000, 0, 0, say("supposed"), elections=3)
    return examine(case, Plan(), only=[check], calibrations=[measured]).findings


def text(finding: Finding) -> str:
    return Words().plain(finding.statement)


def counted(n: int, seed: int = 1) -> tuple[Whole, Whole, Whole]:
    """Honest counts of a and b among registers of 300 to 900, with shares and turnouts that differ."""
    rng = np.random.default_rng(seed)
    registered = rng.integers(300, 900, n)
    ballots = rng.binomial(registered, rng.beta(30, 20, n))
    a = rng.binomial(ballots, rng.beta(20, 20, n))
    return a, ballots - a, registered


@pytest.mark.parametrize("check", CHECKS)
def test_few_stations_are_not_enough(check: str) -> None:
    a, b, registered = counted(150)
    examined = examine(record(a, b, registered), Plan(), only=[f"patterns.{check}"])
    assert examined.findings == ()
    assert "150" in str(examined.not_applicable[f"patterns.{check}"][0])


@pytest.mark.parametrize("check", CHECKS)
def test_small_stations_are_left_out_and_told(check: str) -> None:
    a, b, registered = (part // 12 for part in counted(300))
    found = run(record(a, b, registered), f"patterns.{check}")
    if check == "turnout_share":
        assert found[0].verdict is Verdict.RECORDED, "small stations are one of its choices"
        return
    assert {f.verdict for f in found} == {Verdict.CANNOT_TELL}
    assert all("needed" in text(f) for f in found)


@pytest.mark.parametrize("check", ["turnout_share", "fingerprint"])
def test_a_figure_beyond_64_bits_leaves_its_station_out(check: str) -> None:
    a, b, registered = counted(300)
    case = record(a, b, registered)
    (counts,) = case.counts
    wide = pl.col("measure:registered").cast(pl.Int128)
    huge = pl.when(pl.int_range(pl.len()) == 7).then(pl.lit(2**70, dtype=pl.Int128)).otherwise(wide)
    case = replace(case, counts=(replace(counts, table=counts.table.with_columns(huge.alias("measure:registered"))),))
    found = run(case, f"patterns.{check}")
    assert [f.scope.left_out for f in found if f.scope is not None] == [1]


@pytest.mark.parametrize("check", ["turnout_share", "fingerprint", "stuffing_model"])
def test_without_registers_nothing_is_said_of_turnout(check: str) -> None:
    a, b, _registered = counted(300)
    examined = examine(record(a, b), Plan(), only=[f"patterns.{check}"])
    assert examined.findings == ()
    assert "registered" in str(examined.not_applicable[f"patterns.{check}"][0])


@pytest.mark.parametrize("check", ["turnout_share", "stuffing_model"])
def test_one_option_with_every_ballot_has_nothing_to_be_compared_with(check: str) -> None:
    a, _b, registered = counted(300)
    case = evidence(made({"a": a.tolist()}, {"registered": registered.tolist(), "cast": a.tolist()}))
    (found,) = run(case, f"patterns.{check}")
    assert found.verdict is Verdict.CANNOT_TELL
    assert "all of the ballots are for it" in text(found) or "the same share" in text(found)


def test_stations_that_are_all_equal_tell_nothing() -> None:
    same = np.full(300, 200)
    case = record(same, same, np.full(300, 600))
    for check in ("digits", "turnout_share", "fingerprint", "stuffing_model", "share_spikes"):
        found = run(case, f"patterns.{check}")
        assert found and {f.verdict for f in found} == {Verdict.CANNOT_TELL}, check
        assert not any(f.tests for f in found)


class TestIntegerPercentages:
    CHECK = "patterns.integer_percentages"

    def of_a(self, found: tuple[Finding, ...]) -> Finding:
        """The finding about a, which leads."""
        (one,) = found
        assert one.about[-1] == "a"
        return one

    def test_sizes_that_decide_alone_tell_nothing(self) -> None:
        """Every station of a hundred ballots has a whole percentage: 600 of 600, and 600 expected."""
        ballots = np.full(600, 100)
        a = 45 + np.random.default_rng(2).binomial(50, 0.4, 600)
        found = self.of_a(run(record(a, ballots - a), self.CHECK))
        assert found.verdict is Verdict.CANNOT_TELL and not found.tests
        assert "nothing is left to chance" in text(found)

    def test_a_period_that_sizes_decide_is_left_out_and_told(self) -> None:
        """Of two hundred ballots every second count is a whole percentage; near a multiple of 5 % lies one in five."""
        ballots = np.full(600, 100)
        a = 45 + np.random.default_rng(2).binomial(50, 0.4, 600)
        ballots[:10], a[:10] = 200, 2 * a[:10] + np.arange(10) % 2
        found = self.of_a(run(record(a, ballots - a), self.CHECK))
        assert [test.of for test in found.tests if not test.beside and test.family == "national"] == ["1:a"]
        assert "Nothing can be said of multiples of 5%" in text(found)

    def test_figures_that_are_all_alike_are_refused(self) -> None:
        rng = np.random.default_rng(3)
        ballots = rng.integers(20_000, 30_000, 400)
        a = rng.binomial(ballots, 0.52)
        found = self.of_a(run(record(a, ballots - a), self.CHECK))
        assert found.verdict is Verdict.CANNOT_TELL and not found.tests
        assert "The middle half of the" in text(found)

    def test_hardly_any_votes_are_left_out_and_told(self) -> None:
        rng = np.random.default_rng(4)
        ballots = rng.integers(300, 900, 900)
        a = rng.binomial(ballots, rng.beta(45, 10, 900))
        a[:300] = ballots[:300] // 60
        found = self.of_a(run(record(a, ballots - a), self.CHECK))
        assert found.scope is not None and (found.scope.units, found.scope.left_out) == (600, 300)
        assert "hardly anybody" in str(found.scope.why)

    def test_the_test_that_is_not_told_is_named(self) -> None:
        a, b, registered = counted(2_000)
        ballots = a + b
        a[:200] = np.round(np.ceil(20 * a[:200] / ballots[:200]) / 20 * ballots[:200]).astype(np.int64)
        found = self.of_a(sound(record(a, ballots - a, registered), self.CHECK))
        assert "that of multiples of 5% has the least chance" in text(found)
        assert value(found, "votes_least") < value(found, "votes_most")

    def test_what_would_have_been_seen_is_told_by_period(self) -> None:
        a, b, registered = counted(1_000)
        found = run(record(a, b, registered), self.CHECK)[0]
        seen = Words().plain(found.would_have_seen) if found.would_have_seen is not None else ""
        assert "stations at whole percentages" in seen and "stations at multiples of 5%" in seen
        assert "with a chance of 90 in 100" in seen


class TestDigits:
    @pytest.mark.parametrize("law", ["own", "unsure"])
    def test_groups_add_up_to_the_whole(self, law: Law) -> None:
        a, b, _registered = counted(20_000)
        group = np.random.default_rng(2).integers(0, 7, len(a))
        group[group == 3] = 4  # an empty group among them
        parts = last_digits_by(a, a + b, group, 7, law)
        one, all_ = together(parts), last_digits(a, a + b, law)
        assert (one.observed == all_.observed).all() and one.units == all_.units
        np.testing.assert_allclose(one.expected, all_.expected)
        np.testing.assert_allclose(one.covariance, all_.covariance, atol=1e-8)
        assert one.effective == pytest.approx(all_.effective)
        for number in (0, 3, 5):
            here = last_digits(a[group == number], (a + b)[group == number], law)
            assert (parts[number].observed == here.observed).all()
            np.testing.assert_allclose(parts[number].covariance, here.covariance, atol=1e-9)

    def test_the_smallest_size_at_which_digits_are_free_is_taken(self) -> None:
        """Stations of 100 to 150 where nearly everybody votes alike have no free digits, those of 600 have."""
        rng = np.random.default_rng(3)
        n = np.concatenate([rng.integers(100, 150, 2_000), rng.integers(600, 900, 2_000)])
        k = np.concatenate([n[:2_000] - rng.integers(0, 2, 2_000), rng.binomial(n[2_000:], rng.beta(20, 20, 2_000))])
        case = record(k, n - k)
        counts = case.counts[0]
        rows = np.arange(len(n))
        found = Stations(counts, rows, n, None, None, {"a": k}, {}, "cast", "cast")
        size, last, places = read_last(found, "a", Decimal(10), (100, 200, 700), 200, None)
        assert (size, last.own.units, places) == (200, 2_000, [])
        assert last.sound
        (finding,) = [f for f in run(case, "patterns.digits") if f.about[-1] == "a"]
        assert value(finding, "stations") == 2_000

    def test_counts_that_differ_by_a_few_votes_are_refused(self) -> None:
        rng = np.random.default_rng(4)
        a = rng.integers(495, 505, 400)
        (finding,) = [f for f in run(record(a, 900 - a), "patterns.digits") if f.about[-1] == "a"]
        assert finding.verdict is Verdict.CANNOT_TELL and not finding.tests
        assert "differ among stations by 2.9 only" in text(finding)

    def test_rare_votes_have_no_free_digits(self) -> None:
        """A leader of a few votes among many blank ballots."""
        rng = np.random.default_rng(5)
        ballots = np.full(500, 1_000)
        a = rng.binomial(ballots, rng.beta(0.5, 60, 500))
        case = evidence(made({"a": a.tolist(), "b": (a // 2).tolist()}, {"cast": ballots.tolist()}))
        (finding,) = [f for f in run(case, "patterns.digits") if f.about[-1] == "a"]
        assert not any(test.of == "last:a" for test in finding.tests)
        assert "nothing can be said of the last digits" in text(finding)

    def test_without_registers_ballots_are_refused_and_votes_are_not(self) -> None:
        a, b, _registered = counted(600)
        option, ballots = run(record(a, b), "patterns.digits")
        assert ballots.verdict is Verdict.CANNOT_TELL and "registered" in text(ballots)
        assert [test.of for test in option.tests if not test.beside] == [
            "last:" + option.about[-1],
            "second:" + option.about[-1],
        ]

    def test_rounded_ballots_ring_and_votes_do_not(self) -> None:
        a, b, registered = counted(2_000)
        b = b + (-(a + b)) % 10 * (np.arange(2_000) % 5 == 0)
        registered = np.maximum(registered, a + b)
        option, ballots = sound(record(a, b, registered), "patterns.digits")
        assert ballots.verdict is Verdict.UNUSUAL
        assert value(ballots, "last-ends") > value(ballots, "last-ends_expected")
        if option.about[-1] == "a":
            assert option.verdict is Verdict.NOTHING_UNUSUAL

    def test_places_are_tested_by_themselves(self) -> None:
        a, b, registered = counted(1_500)
        region = ["north"] * 700 + ["south"] * 700 + ["islands"] * 100
        a[:700] -= a[:700] % 5
        option, _ballots = run(record(a, b, registered, **{PLACE + "region": region}), "patterns.digits")
        places = {test.of: test.p for test in option.tests if test.family == "regional"}
        leader = option.about[-1]
        assert set(places) == {f"region=north:last:{leader}", f"region=south:last:{leader}"}
        if leader == "a":
            assert places["region=north:last:a"] < 1e-50 < places["region=south:last:a"]
        assert option.units is not None and option.units.height == 2

    def test_benford_stands_among_the_numbers_and_nowhere_else(self) -> None:
        rng = np.random.default_rng(7)
        a = rng.binomial(600, rng.beta(75, 25, 2_000))
        option = run(record(a, 600 - a), "patterns.digits")[0]
        assert option.tests and value(option, "benford_distance") > 100, "honest counts lie far from that law"
        assert "Benford" not in text(option)
        assert not any("benford" in test.of for test in option.tests)

    def test_second_digits_are_those_of_the_kernel(self) -> None:
        from scrutiny.stats.second_digits import second_digits

        a, b, _registered = counted(500)
        case = record(a, b)
        found = Stations(case.counts[0], np.arange(500), a + b, None, None, {"a": a}, {}, "cast", "cast")
        assert read_second(found, "a", Decimal(10)).own.chance == second_digits(a, a + b).chance


class TestTurnoutShare:
    def test_what_is_added_above_the_core_comes_out_whatever_is_chosen(self) -> None:
        """Half for a at a turnout of 50 %, in one place and the other; at 80 %, 600 votes more than that in each of
        50 stations."""
        registered = np.full(450, 2_000)
        ballots = np.where(np.arange(450) < 400, 1_010, 1_610)
        a = np.where(np.arange(450) < 400, 505, 1_105)
        (found,) = run(record(a, ballots - a, registered), "patterns.turnout_share")
        assert [value(found, f"votes_{which}") for which in ("least", "median", "most")] == [30_000, 30_000, 30_000]
        assert value(found, "central") == 30_000
        assert value(found, "peak") == Decimal("50.5")
        whole = int(ballots.sum())
        assert value(found, "share_median") == Decimal(f"{100 * (int(a.sum()) - 30_000) / (whole - 30_000):.2f}")
        assert value(found, "turnout_median") == Decimal(f"{100 * (whole - 30_000) / 900_000:.2f}")
        assert found.verdict is Verdict.RECORDED and not found.tests

    def test_no_figure_stands_without_its_band_and_its_floor(self) -> None:
        found = run(honest(3, stations=400), "patterns.turnout_share")[0]
        said = text(found)
        assert "false in general" in said and "Undisputed elections give from −11.6% to 11.3%" in said
        assert value(found, "part_least") <= value(found, "part_median") <= value(found, "part_most")
        assert value(found, "choices") > 500

    def test_choices_differ_in_stations_others_and_places(self) -> None:
        found = honest(3, stations=400).counts[0]
        a, b, registered = counted(400)
        a[:100], b[:100], registered[:100] = a[:100] // 10, b[:100] // 10, registered[:100] // 10
        invalid = np.full(400, 3)
        case = evidence(
            made(
                {"a": a.tolist(), "b": b.tolist()},
                {
                    "invalid": invalid.tolist(),
                    "cast": (a + b + invalid).tolist(),
                    "valid": (a + b).tolist(),
                    "registered": (registered + 3).tolist(),
                },
                more={PLACE + "region": ["x"] * 200 + ["y"] * 200},
            )
        )
        stations = Stations(
            case.counts[0], np.arange(400), a + b + invalid, registered + 3, a + b + invalid, {"a": a},
            {"valid": a + b}, "cast", "cast",
        )  # fmt: skip
        every = choices(stations, "a", Limits(100, 95, 50))
        assert len(every.of) == 8
        assert {taken.others for taken in every.of} == {"ballots", "valid"}
        assert set(every.band.by_group.tolist()) == {True, False}
        assert len(choices(stations, "a", Limits(100, 95, 50), full=False).of) == 1
        order = every.band.excess[every.order]
        assert (np.diff(order) >= 0).all() and every.at is not None
        assert found.units == 400


class TestFingerprint:
    def test_every_ballot_lies_in_a_cell_of_its_turnout_and_share(self) -> None:
        registered = np.full(400, 1_000)
        ballots = np.where(np.arange(400) < 200, 510, 990)
        a = np.where(np.arange(400) < 200, 255, 980)
        (found,) = run(record(a, ballots - a, registered), "patterns.fingerprint")
        assert found.figure is not None
        (panel,) = found.figure.data["panels"]
        assert [cell[:2] for cell in panel["cells"]] == [[25, 25], [49, 49]]
        assert value(found, "corner") == 200
        assert value(found, "skewness") == Decimal("0.000"), "two heaps of the same size"
        assert value(found, "kurtosis") == Decimal("1.000")

    def test_panels_are_the_largest_places_and_no_more_than_twelve(self) -> None:
        a, b, registered = counted(1_500)
        region = [f"r{i % 15:02}" for i in range(1_500)]
        (found,) = run(record(a, b, registered, **{PLACE + "region": region}), "patterns.fingerprint")
        assert found.figure is not None and found.units is not None
        names = [panel["place"] for panel in found.figure.data["panels"]]
        assert names[0] == "" and len(names) == 13
        largest = found.units.sort("ballots", "unit", descending=[True, False])["unit"].to_list()
        assert names[1:] == largest[:12]
        assert found.units["unit"].to_list() == sorted(largest), "the list is by name"
        assert all(len(panel["cells"]) <= 2_500 for panel in found.figure.data["panels"])


class TestStuffingModel:
    def test_it_says_that_its_parts_are_no_finding(self) -> None:
        found = run(honest(5, stations=400), "patterns.stuffing_model")[0]
        assert "which no count can settle" in text(found) and "no finding" in text(found)
        assert found.verdict is Verdict.RECORDED and not found.tests
        for width in ("1", "1.25", "1.5", "2"):
            assert value(found, f"incremental_least-{width}") <= value(found, f"incremental_most-{width}")
            assert value(found, f"distance-{width}") <= value(found, f"honest-{width}")

    def test_extreme_stations_are_found_where_honest_ones_are_of_one_kind(self) -> None:
        rng = np.random.default_rng(6)
        n = 3_000
        registered = rng.integers(800, 1_200, n)
        ballots = rng.binomial(registered, rng.normal(0.5, 0.03, n))
        a = rng.binomial(ballots, rng.normal(0.55, 0.03, n))
        none = run(record(a, ballots - a, registered), "patterns.stuffing_model")[0]
        ballots[:150] = registered[:150]
        a[:150] = registered[:150] - rng.integers(0, 60, 150)
        some = run(record(a, ballots - a, registered), "patterns.stuffing_model")[0]
        assert value(none, "extreme-1") < Decimal("0.01")
        assert Decimal("0.03") < value(some, "extreme-1") < Decimal("0.08")


def spikes_of(a: Whole, ballots: Whole) -> Spikes:
    case = record(a, ballots - a)
    found = Stations(case.counts[0], np.arange(len(a)), ballots, None, None, {"a": a}, {}, "cast", "cast")
    return spikes(found, "a", Settings())


class TestShareSpikes:
    def test_a_share_that_many_meet_is_named(self) -> None:
        a, b, registered = counted(3_000)
        ballots = a + b
        met = np.arange(3_000) % 30 == 0
        a = np.where(met, (3 * ballots + 2) // 5, a)
        (found,) = sound(record(a, ballots - a, registered), "patterns.share_spikes")
        assert found.about[-1] == "a" and found.verdict is Verdict.UNUSUAL
        assert "60.0%" in text(found)
        assert 60 < value(found, "excess") < 130
        assert value(found, "observed-600") > 35

    def test_honest_counts_have_none(self) -> None:
        a, b, registered = counted(3_000)
        (found,) = sound(record(a, b, registered), "patterns.share_spikes")
        assert found.verdict is Verdict.NOTHING_UNUSUAL
        assert value(found, "spikes") == 0
        assert "would have been seen" in text(found)

    def test_one_share_everywhere_is_refused(self) -> None:
        """What no counting makes is no matter of how often counting makes it."""
        half = np.random.default_rng(9).integers(100, 300, 400)
        (found,) = sound(record(half, half, 4 * half), "patterns.share_spikes")
        assert found.verdict is Verdict.CANNOT_TELL and not found.tests
        assert "differ less among stations than chance" in text(found)

    def test_what_is_said_to_be_seen_is_seen(self) -> None:
        """As many stations as the statement tells, put on one share of a crowded election."""
        rng = np.random.default_rng(10)
        seen = 0
        for _ in range(10):
            ballots = rng.integers(400, 600, 6_000)
            a = rng.binomial(ballots, rng.normal(0.5, 0.02, 6_000))
            made_ = spikes_of(a, ballots)
            told = _seen(made_.own, 0.001).values["stations"]
            assert isinstance(told, Count)
            more = told.value
            met = rng.choice(np.flatnonzero(ballots % 2 == 0), more, replace=False)
            a[met] = ballots[met] // 2
            seen += spikes_of(a, ballots).p <= 0.001
        assert binom.cdf(seen, 10, 0.9) > RATE

    def test_shares_near_none_and_all_are_not_looked_at(self) -> None:
        """Nine hundred of 2,000 stations where everybody but two voted alike would be a spike, and mean nothing."""
        a, b, registered = counted(2_000)
        a[:900], b[:900] = 298, 2
        (found,) = sound(record(a, b, np.maximum(registered, a + b)), "patterns.share_spikes")
        assert found.verdict is Verdict.NOTHING_UNUSUAL

    def test_smaller_doses_are_seen_less(self) -> None:
        found = []
        for dose in (0.0, 0.05, 0.2):
            case = honest(2_001, stations=2_000)
            case = planted("whole_percentages", dose, step=5)(case) if dose else case
            found.append(run(case, "patterns.share_spikes")[0].tests[0].p)
        assert found[0] > 0.01 > found[2]
        assert found[2] < found[1]


def test_the_order_of_rows_alters_nothing_of_what_is_drawn_by_chance() -> None:
    case = honest(7, stations=400)
    other = replace(
        case,
        counts=tuple(replace(c, table=c.table.sample(fraction=1, shuffle=True, seed=3)) for c in case.counts),
    )
    for check in ("patterns.stuffing_model", "patterns.turnout_share"):
        one, two = run(case, check)[0], run(other, check)[0]
        assert one.numbers == two.numbers
        assert one.figure is not None and two.figure is not None and one.figure.data == two.figure.data
