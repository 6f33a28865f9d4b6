"""Checks on patterns inside places: small cases by hand, refusals, honest elections and known hands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom

from scrutiny.evidence.contest import Contest, Option
from scrutiny.evidence.counts import PLACE, UNIT, Counts
from scrutiny.evidence.mapping import Allotment
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.findings.calibrated import Calibrated
from scrutiny.findings.check import Subject
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.findings.levels import codes_of, finest, largest, levels_of
from scrutiny.messages import Words, say
from scrutiny.simulate.hands.planting import allotted, planted
from scrutiny.stats.within_rank import within_ranks
from tests.conformance.cases import honest
from tests.conftest import each_of
from tests.helpers_counted import evidence, made, run, value

RATE = each_of(1)
"""For each comparison with random numbers in this file, of which there are at most so many."""


def places(level: str, names: Sequence[str | None]) -> dict[str, Sequence[Any]]:
    return {PLACE + level: names}


def judged(case: Evidence, check: str) -> list[Finding]:
    """The findings as if the check had been measured to be sound."""
    sound = Calibrated(check, "", 0.01, 0, 1000, 0, 0, say("supposed"), elections=3)
    return list(examine(case, Plan(), only=[check], calibrations=[sound]).findings)


def reasons(case: Evidence, check: str) -> str:
    return " ".join(Words().plain(m) for m in examine(case, Plan(), only=[check]).not_applicable[check])


class TestLevels:
    def test_a_level_is_chosen_by_sizes_alone(self) -> None:
        case = honest(3, stations=300)
        subject = Subject(case, case.case.contests[0], (), case.counts)
        rows = np.arange(300)
        assert levels_of(subject) == ("region", "centre")
        assert finest(subject, rows, lambda sizes: sizes.mean() >= 3) == "region"
        assert finest(subject, rows, lambda sizes: sizes.mean() >= 2) == "centre"
        assert largest(subject, rows, lambda sizes: len(sizes) > 20) == "centre"
        assert largest(subject, rows, lambda sizes: len(sizes) > 2000) is None

    def test_a_unit_without_a_place_has_none(self) -> None:
        counts = made({"a": [1, 2, 3]}, more=places("region", ["x", None, ""]))
        codes, names = codes_of(counts, "region", np.arange(3))
        assert (codes.tolist(), names) == ([0, -1, -1], ["x"])


def equal_case(height: int = 240, seed: int = 1, options: int = 3) -> Counts:
    rng = np.random.default_rng(seed)
    votes = rng.multinomial(rng.integers(300, 900, height), [0.5, 0.3, 0.2][:options] if options == 3 else [0.6, 0.4])
    return made(
        {f"o{i}": votes[:, i].tolist() for i in range(options)},
        units=[f"u{i:03}" for i in range(height)],
        more=places("region", [f"r{i % 6}" for i in range(height)]),
    )


class TestDuplicates:
    def copy(self, counts: Counts, pairs: Sequence[tuple[int, int]]) -> Counts:
        columns = [c for c in counts.table.columns if c.startswith("option:")]
        table = counts.table
        for source, target in pairs:
            table = table.with_columns(
                pl.when(pl.int_range(pl.len()) == target).then(pl.col(c).get(source)).otherwise(pl.col(c)).alias(c)
                for c in columns
            )
        return replace(counts, table=table)

    def test_pairs_are_those_that_looking_at_every_pair_finds(self) -> None:
        counts = self.copy(equal_case(), [(0, 6), (1, 7), (2, 8), (3, 5)])  # the last pair lies in two regions
        (found,) = run(evidence(counts), "patterns.duplicates")
        rows = counts.table.select("option:o0", "option:o1", "option:o2").rows()
        region = counts.table[PLACE + "region"].to_list()
        median = int(np.ceil(np.median([sum(row) for row in rows])))
        large = [i for i in range(240) if sum(rows[i]) >= median and sum(v >= 10 for v in rows[i]) >= 2]
        equal = [(i, j) for i, j in combinations(large, 2) if rows[i] == rows[j]]
        assert value(found, "stations") == len(large)
        assert value(found, "pairs") == sum(region[i] == region[j] for i, j in equal)
        assert value(found, "anywhere") == len(equal)

    def test_what_was_copied_inside_a_place_rings(self) -> None:
        counts = equal_case()
        large = [i for i, n in enumerate(counts.values("valid").to_list()) if n >= 650]
        pairs = [(a, b) for a, b in combinations(large, 2) if a % 6 == b % 6][:3]
        (found,) = judged(evidence(self.copy(counts, pairs)), "patterns.duplicates")
        assert found.verdict is Verdict.UNUSUAL
        assert found.units is None, "no station is named"
        (before,) = judged(evidence(counts), "patterns.duplicates")
        assert before.verdict is Verdict.NOTHING_UNUSUAL

    def test_where_chance_makes_many_pairs_copies_cannot_be_told(self) -> None:
        """Two options and one region: every sixth station has an equal by chance."""
        rng = np.random.default_rng(3)
        votes = rng.multinomial(rng.integers(200, 260, 400), [0.6, 0.4])
        place = ["r"] * 398 + ["s"] * 2
        counts = made({"a": votes[:, 0].tolist(), "b": votes[:, 1].tolist()}, more=places("region", place))
        (found,) = judged(evidence(counts), "patterns.duplicates")
        assert float(value(found, "expected")) > 10
        assert found.verdict is Verdict.CANNOT_TELL and not found.tests
        assert "so many that copied sheets cannot be told" in str(found.statement)

    def test_it_says_how_many_copies_it_would_find_and_what_makes_them_honestly(self) -> None:
        counts = equal_case()
        (before,) = judged(evidence(counts), "patterns.duplicates")
        assert "copied pair would have been found with a chance of 90 in 100" in str(before.statement)
        large = [i for i, n in enumerate(counts.values("valid").to_list()) if n >= 650]
        first = next((a, b) for a, b in combinations(large, 2) if a % 6 == b % 6)
        (found,) = judged(evidence(self.copy(counts, [first])), "patterns.duplicates")
        assert "One sheet entered for two stations by mistake" in str(found.statement)

    def test_a_unit_that_stands_twice_is_passed_over(self) -> None:
        counts = equal_case()
        twice = replace(counts, table=pl.concat([counts.table, counts.table.head(50)]))
        (found,) = run(evidence(twice), "patterns.duplicates")
        assert value(found, "repeated") == 50
        (before,) = run(evidence(counts), "patterns.duplicates")
        assert value(found, "pairs") == value(before, "pairs")

    def test_an_option_that_did_not_stand_is_no_missing_figure(self) -> None:
        counts = equal_case()
        table = counts.table.with_columns(
            pl.when(pl.int_range(pl.len()) < 100).then(None).otherwise(pl.col("option:o2")).alias("option:o2")
        )
        gaps = pl.DataFrame(
            {"unit_row": range(100), "item": ["o2"] * 100, "state": ["no_such_field"] * 100, "raw": [""] * 100},
            schema=counts.gaps.schema,
        )
        (found,) = run(evidence(replace(counts, table=table, gaps=gaps)), "patterns.duplicates")
        assert value(found, "stations") > 100
        (missing,) = run(
            evidence(replace(counts, table=table, gaps=gaps.with_columns(state=pl.lit("blank")))),
            "patterns.duplicates",
        )
        assert missing.verdict is Verdict.CANNOT_TELL
        assert "140 units" in str(missing.statement)

    def test_the_filter_follows_sizes(self) -> None:
        rng = np.random.default_rng(2)
        votes = rng.multinomial(rng.integers(500, 900, 300), [0.4, 0.3, 0.2, 0.1])
        counts = made(
            {f"o{i}": votes[:, i].tolist() for i in range(4)}, more=places("region", [f"r{i % 6}" for i in range(300)])
        )
        (found,) = run(evidence(counts), "patterns.duplicates")
        assert value(found, "stations") == 300
        assert "at least 500 votes" in str(found.statement)

    def test_reasons_why_it_cannot_tell(self) -> None:
        counts = equal_case()
        nowhere = replace(counts, table=counts.table.drop(PLACE + "region"))
        (found,) = run(evidence(nowhere), "patterns.duplicates")
        assert "names no places" in str(found.statement)
        single = made({"a": [5] * 300}, more=places("region", ["r"] * 300))
        assert "fewer than two options" in reasons(evidence(single), "patterns.duplicates")
        (one,) = run(
            evidence(replace(counts, table=counts.table.with_columns(pl.lit("r").alias(PLACE + "region")))),
            "patterns.duplicates",
        )
        assert one.verdict is Verdict.CANNOT_TELL, "one region only"
        tiny = made({"a": [3] * 300, "b": [2] * 300}, more=places("region", [f"r{i % 6}" for i in range(300)]))
        (small,) = run(evidence(tiny), "patterns.duplicates")
        assert small.verdict is Verdict.CANNOT_TELL
        assert "Too few stations" in str(small.statement)


def split_case(centres: int = 60, seed: int = 1, even: bool = False) -> Counts:
    """Three tables a centre of 400 voters each, handed out by lot; or with the centre's share in each table."""
    rng = np.random.default_rng(seed)
    votes: list[int] = []
    for _centre in range(centres):
        yes = int(1200 * rng.uniform(0.2, 0.8))
        if even:
            votes += [yes // 3, yes // 3, yes - 2 * (yes // 3)]
            continue
        first = int(rng.hypergeometric(yes, 1200 - yes, 400))
        second = int(rng.hypergeometric(yes - first, 800 - yes + first, 400))
        votes += [first, second, yes - first - second]
    return made(
        {"a": votes, "b": [400 - v for v in votes]},
        more=places("centre", [f"c{i // 3}" for i in range(3 * centres)]),
        allotted=Allotment("centre", "lot", "the law"),
    )


class TestNeighbours:
    def test_a_case_that_declares_nothing_is_not_asked(self) -> None:
        assert "does not say that voters are handed out" in reasons(
            evidence(replace(split_case(), allotted=None)), "patterns.neighbours"
        )

    def test_the_ratio_is_that_of_x_squared_to_its_mean_over_all_tables(self) -> None:
        counts = split_case(40)
        votes = np.array(counts.table["option:a"].to_list()).reshape(-1, 3)
        total = expected = 0.0
        for row in votes:
            share = row.sum() / 1200
            total += float(((row - 400 * share) ** 2 / (400 * share * (1 - share))).sum())
            expected += 1200 * 2 / 1199
        found = run(evidence(counts), "patterns.neighbours")[0]
        assert float(value(found, "ratio")) == pytest.approx(total / expected, abs=6e-4)

    def test_tables_that_agree_too_well_ring_and_random_ones_do_not(self) -> None:
        even = judged(evidence(split_case(even=True)), "patterns.neighbours")[0]
        assert even.verdict is Verdict.UNUSUAL
        assert float(value(even, "ratio")) < 0.1
        assert even.units is None
        lot = judged(evidence(split_case()), "patterns.neighbours")[0]
        assert lot.verdict is Verdict.NOTHING_UNUSUAL

    def test_tables_that_do_not_differ_at_all(self) -> None:
        """There is no interval then, and the chance is that of all these tables."""
        votes = [200] * 180
        counts = replace(split_case(), table=split_case().table.with_columns(**{"option:a": pl.Series(votes)}))
        counts = replace(counts, table=counts.table.with_columns(**{"option:b": pl.Series(votes)}))
        found = judged(evidence(counts), "patterns.neighbours")[0]
        assert found.verdict is Verdict.UNUSUAL
        assert "They do not differ at all, which has a chance of" in str(found.statement)
        assert found.figure is None and "ratio_most" not in found.numbers
        assert found.tests[0].p > 0

    def test_what_it_would_find_is_told(self) -> None:
        found = judged(evidence(split_case()), "patterns.neighbours")[0]
        assert "or less would have been found with a chance of 90 in 100" in str(found.statement)

    def test_families_ring_no_alarm(self) -> None:
        counts = split_case()
        rng = np.random.default_rng(5)
        shift = rng.integers(-25, 26, counts.units)
        table = counts.table.with_columns(
            (pl.col("option:a") + pl.Series(shift)).alias("option:a"),
            (pl.col("option:b") - pl.Series(shift)).alias("option:b"),
        )
        found = judged(evidence(replace(counts, table=table)), "patterns.neighbours")[0]
        assert float(value(found, "ratio")) > 1.5
        assert found.verdict is Verdict.NOTHING_UNUSUAL

    def test_an_odd_table_is_counted_and_not_named(self) -> None:
        counts = split_case()
        table = counts.table.with_columns(
            pl.when(pl.int_range(pl.len()) == 100).then(395).otherwise(pl.col("option:a")).alias("option:a"),
            pl.when(pl.int_range(pl.len()) == 100).then(5).otherwise(pl.col("option:b")).alias("option:b"),
        )
        found = run(evidence(replace(counts, table=table)), "patterns.neighbours")[0]
        assert value(found, "odd") == 1
        assert "u100" not in " ".join(Words().plain(m) for m in (found.statement, *found.labels.values()))

    def test_honest_lots_ring_no_more_often_than_stated(self) -> None:
        """Alarms on 200 elections against the 1 % that is stated, at the suite's failure rate."""
        rings = 0
        for seed in range(200):
            found = judged(allotted(honest(seed, stations=200)), "patterns.neighbours")
            rings += any(f.verdict is Verdict.UNUSUAL for f in found)
        assert binom.sf(rings - 1, 200, 0.01) > RATE

    def test_too_few_centres(self) -> None:
        counts = split_case(40)
        alone = replace(
            counts,
            table=counts.table.with_columns(
                pl.when(pl.int_range(pl.len()) < 60)
                .then(pl.col(UNIT))
                .otherwise(pl.col(PLACE + "centre"))
                .alias(PLACE + "centre")
            ),
        )
        found = run(evidence(alone), "patterns.neighbours", centres=30)[0]
        assert found.verdict is Verdict.CANNOT_TELL
        assert "20 places (centre)" in str(found.statement)


class TestRoundedTotals:
    def region_case(self, shares: Sequence[int], parts: int = 40) -> Counts:
        """Regions of a hundred thousand ballots with these votes, in stations of equal size."""
        votes = [v // parts for v in shares for _ in range(parts)]
        for i, v in enumerate(shares):
            votes[i * parts] += v - parts * (v // parts)
        size = 100_000 // parts
        names = [f"r{i}" for i in range(len(shares)) for _ in range(parts)]
        return made({"a": votes, "b": [size - v for v in votes]}, more=places("region", names))

    def test_round_shares_of_every_region_ring(self) -> None:
        exact = self.region_case([55_000, 60_001, 64_999, 70_000, 75_000, 80_002])
        found = judged(evidence(exact), "patterns.rounded_totals")[0]
        assert found.verdict is Verdict.UNUSUAL
        assert (value(found, "hits-1"), value(found, "hits-5"), value(found, "hits-10")) == (6, 6, 3)
        assert float(value(found, "expected-5")) == pytest.approx(6 * 101 / 1000, abs=0.006)

    def test_other_shares_do_not(self) -> None:
        plain = self.region_case([55_321, 60_777, 64_501, 70_333, 75_621, 80_411])
        found = judged(evidence(plain), "patterns.rounded_totals")[0]
        assert found.verdict is Verdict.NOTHING_UNUSUAL
        assert "would have been seen" in str(found.statement)

    def test_regions_of_one_mind_are_refused(self) -> None:
        """Nine regions at 50 % but for counting: their common share is round, and nobody aimed at it."""
        alike = self.region_case([50_010 + 20 * i for i in range(-4, 5)])
        found = judged(evidence(alike), "patterns.rounded_totals")[0]
        assert found.verdict is Verdict.CANNOT_TELL and not found.tests
        assert "differ by 0.05 points only" in str(found.statement)

    def test_regions_in_which_an_option_did_not_stand_are_left_out(self) -> None:
        """The Bavarian party of Germany has 0 votes in fifteen Länder of sixteen, and 0 is a round share."""
        found = run(evidence(self.region_case([0, 0, 0, 0, 0, 55_321])), "patterns.rounded_totals")[0]
        assert found.verdict is Verdict.CANNOT_TELL

    def test_reasons(self) -> None:
        one = made({"a": [600] * 40, "b": [400] * 40}, more=places("region", ["r"] * 40))
        found = run(evidence(one), "patterns.rounded_totals")[0]
        assert "names no level with 5 to 500 places" in str(found.statement)
        small = made({"a": [60] * 40, "b": [40] * 40}, more=places("region", [f"r{i % 8}" for i in range(40)]))
        found = run(evidence(small), "patterns.rounded_totals")[0]
        assert "Fewer than 5 places" in str(found.statement)


class TestSmallStations:
    def counts(self, slope: float, height: int = 1200) -> Counts:
        rng = np.random.default_rng(4)
        size = rng.integers(150, 1500, height)
        share = np.clip(0.6 - slope * (size - 800) / 1000 + rng.normal(0, 0.05, height), 0.02, 0.98)
        votes = rng.binomial(size, share)
        return made(
            {"a": votes.tolist(), "b": (size - votes).tolist()},
            more=places("district", [f"d{i % 40:02}" for i in range(height)]),
        )

    def test_a_contrast_is_recorded_and_never_judged(self) -> None:
        small = run(evidence(self.counts(0.1)), "patterns.small_stations")[0]
        none = run(evidence(self.counts(0.0)), "patterns.small_stations")[0]
        assert small.verdict is none.verdict is Verdict.RECORDED
        assert not small.tests
        assert float(value(small, "share")) > 1
        assert abs(float(value(none, "share"))) < 0.3
        assert "so nothing follows from it" in str(small.statement)

    def test_reasons(self) -> None:
        counts = self.counts(0.0)
        assert "names no places" in reasons(
            evidence(replace(counts, table=counts.table.drop(PLACE + "district"))), "patterns.small_stations"
        )
        same = made({"a": [300] * 400, "b": [200] * 400}, more=places("district", [f"d{i % 30}" for i in range(400)]))
        found = run(evidence(same), "patterns.small_stations")[0]
        assert found.verdict is Verdict.CANNOT_TELL, "all stations equal"


class TestInvalidVotes:
    def counts(self, far: int = 0, height: int = 600) -> Counts:
        rng = np.random.default_rng(6)
        ballots = np.full(height, 500)
        invalid = rng.binomial(500, 0.02, height)
        invalid[:far] = 120
        votes = rng.binomial(ballots - invalid, 0.6)
        return made(
            {"a": votes.tolist(), "b": (ballots - invalid - votes).tolist()},
            {"invalid": invalid.tolist()},
            more=places("town", [f"t{i % 60:02}" for i in range(height)]),
        )

    def test_stations_far_from_their_place_are_counted_and_not_judged(self) -> None:
        (plain,) = run(evidence(self.counts()), "patterns.invalid_votes")
        (odd,) = run(evidence(self.counts(3)), "patterns.invalid_votes")
        assert plain.verdict is odd.verdict is Verdict.RECORDED
        assert (value(plain, "high"), value(plain, "low")) == (0, 0)
        assert value(odd, "high") == 3
        assert float(value(plain, "overdispersion")) < 0.001

    def test_blank_votes_have_a_finding_of_their_own(self) -> None:
        counts = self.counts()
        blank = counts.table.with_columns(pl.lit(4, dtype=pl.Int64).alias("measure:blank"))
        found = run(evidence(replace(counts, table=blank)), "patterns.invalid_votes")
        assert [f.about[-1] for f in found] == ["invalid", "blank"]

    def test_reasons(self) -> None:
        counts = self.counts()
        assert "no column of invalid or blank votes" in reasons(
            evidence(replace(counts, table=counts.table.drop("measure:invalid"))), "patterns.invalid_votes"
        )
        none = counts.table.with_columns(pl.lit(0, dtype=pl.Int64).alias("measure:invalid"))
        (found,) = run(evidence(replace(counts, table=none)), "patterns.invalid_votes")
        assert "No station" in str(found.statement)
        alone = counts.table.drop(PLACE + "town")
        (found,) = run(evidence(replace(counts, table=alone)), "patterns.invalid_votes")
        assert found.verdict is Verdict.CANNOT_TELL

    def test_contests_of_one_day_are_held_together(self) -> None:
        first = self.counts()
        contest = Contest("d", "Second contest", "e", options=(Option("a", "A"), Option("b", "B")))
        fewer = first.table.with_columns(
            pl.when(pl.int_range(pl.len()) < 10)
            .then(pl.col("option:a") - 7)
            .otherwise(pl.col("option:a"))
            .alias("option:a")
        )
        second = replace(first, contest=contest, table=fewer.reverse())
        case = evidence(first)
        case = replace(case, case=replace(case.case, contests=(first.contest, contest)), counts=(first, second))
        found = [f for f in run(case, "patterns.invalid_votes") if f.contest == "d" and len(f.about) == 4]
        assert len(found) == 1
        assert (value(found[0], "equal"), value(found[0], "fewer"), value(found[0], "more")) == (590, 70, 0)

    def test_ranks_inside_groups_by_looking_at_every_unit(self) -> None:
        rng = np.random.default_rng(8)
        codes, x, y = rng.integers(0, 5, 60), rng.integers(0, 9, 60), rng.integers(0, 9, 60)
        top = left = right = 0.0
        for group in range(5):
            a, b = x[codes == group].tolist(), y[codes == group].tolist()
            ranks = [[sum(o < v for o in of) + (of.count(v) - 1) / 2 - (len(of) - 1) / 2 for v in of] for of in (a, b)]
            ranks = [[r / len(a) for r in of] for of in ranks]
            top += sum(p * q for p, q in zip(*ranks, strict=True))
            left += sum(p * p for p in ranks[0])
            right += sum(q * q for q in ranks[1])
        (made_,) = within_ranks(codes, x.astype(float), [y.astype(float)])
        assert made_.correlation == pytest.approx(top / (left * right) ** 0.5)
        assert made_.low < made_.correlation < made_.high


def test_votes_handed_out_by_lot_keep_the_sums_of_every_place() -> None:
    before = honest(4, stations=200)
    after = allotted(before)
    items = ("option:o1", "option:o2", "option:o3", "measure:invalid", "measure:cast")
    sums = [
        c.counts[0].table.group_by(PLACE + "centre").agg(pl.col(i).sum() for i in items).sort(PLACE + "centre")
        for c in (before, after)
    ]
    assert sums[0].equals(sums[1])
    assert after.counts[0].allotted is not None
    assert not before.counts[0].table.equals(after.counts[0].table)


@pytest.mark.parametrize(("hand", "dose"), list(product(["rival_invalidated", "stuffing"], [0.2])))
def test_records_stay_records_whatever_was_done(hand: str, dose: float) -> None:
    case = planted(hand, dose)(honest(9, stations=600))
    for check in ("patterns.invalid_votes", "patterns.small_stations"):
        assert {f.verdict for f in judged(case, check)} <= {Verdict.RECORDED, Verdict.CANNOT_TELL}
