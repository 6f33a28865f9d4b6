"""What polls of the archive have missed by, recomputed from its rows; and the figures that others have published."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from benchmarks.poll_archive import SUMMARY, Races, races, summary
from scipy.stats import norm
from scipy.stats import t as student

from scrutiny.checks.past_misses import past_misses
from scrutiny.datasets.finding import AbsentDataset, find_dataset
from scrutiny.stats.poll_errors import components, group_means, student_fit
from scrutiny.stats.response_ratio import cluster_error, margin_bias, ratio_needed

SHEETS = "venezuela-2024/RESULTADOS_2024_CSV_V1.csv"


@pytest.fixture(scope="module")
def archive() -> Races:
    if isinstance(find_dataset("polls/raw_polls.csv"), AbsentDataset):
        pytest.skip("the archive of polls is not here; set SCRUTINY_DATA, or: scrutiny data polls/raw_polls.csv")
    return races()


def kind(archive: Races, name: str) -> Races:
    return archive.of(pl.col("kind") == name)


def statewide(archive: Races) -> Races:
    return archive.of(pl.col("kind") != "house")


@pytest.mark.data
class TestErrors:
    @pytest.mark.parametrize(
        ("name", "polls", "number", "rmse", "mae", "bias"),
        [
            ("president", 3004, 302, 5.200, 4.089, 0.835),
            ("governor", 1963, 327, 6.529, 5.100, 0.493),
            ("senate", 2879, 404, 6.636, 5.163, 0.066),
            ("house", 1781, 825, 7.475, 5.740, 1.065),
        ],
    )
    def test_by_kind(
        self, archive: Races, name: str, polls: int, number: int, rmse: float, mae: float, bias: float
    ) -> None:
        part = kind(archive, name)
        assert len(part.error) == polls
        assert len(set(part.codes.tolist())) == number
        assert math.sqrt(np.square(part.error).mean()) == pytest.approx(rmse, abs=5e-4)
        assert np.abs(part.error).mean() == pytest.approx(mae, abs=5e-4)
        assert part.table["bias"].drop_nulls().mean() == pytest.approx(bias, abs=5e-4)

    def test_all_general_elections(self, archive: Races) -> None:
        assert (len(archive.error), len(set(archive.codes.tolist()))) == (9627, 1858)
        assert math.sqrt(np.square(archive.error).mean()) == pytest.approx(6.3748, abs=5e-5)
        assert np.abs(archive.error).mean() == pytest.approx(4.9217, abs=5e-5)
        assert archive.table["rightcall"].mean() == pytest.approx(0.7952, abs=5e-5)

    @pytest.mark.parametrize(
        ("year", "rmse", "bias"),
        [
            (2000, 5.39, -2.18),
            (2004, 3.94, 1.02),
            (2008, 4.63, -0.01),
            (2012, 4.58, -2.53),
            (2016, 6.35, 3.38),
            (2020, 5.79, 4.03),
        ],
    )
    def test_presidents_by_cycle(self, archive: Races, year: int, rmse: float, bias: float) -> None:
        part = kind(archive, "president").of(pl.col("year") == year)
        assert math.sqrt(np.square(part.error).mean()) == pytest.approx(rmse, abs=5e-3)
        assert part.table["bias"].drop_nulls().mean() == pytest.approx(bias, abs=5e-3)

    def test_cycles_without_the_house(self, archive: Races) -> None:
        grouped = (
            statewide(archive).of(pl.col("year") % 2 == 0).table.group_by("year").agg(pl.col("error_points").mean())
        )
        means = dict(grouped.iter_rows())
        assert len(means) == 13
        assert float(np.std(list(means.values()), ddof=1)) == pytest.approx(2.80, abs=5e-3)
        for year, mean in ((1998, -5.11), (2002, 3.01), (2016, 3.54), (2020, 4.41)):
            assert means[year] == pytest.approx(mean, abs=5e-3)

    def test_nominal_intervals_of_the_two_party_share(self, archive: Races) -> None:
        """1.96 sqrt(p (1 - p) / n) around the share among the two contains the result in 73.1 of 100 polls."""
        two = archive.table.with_columns(
            (pl.col("cand1_pct") / (pl.col("cand1_pct") + pl.col("cand2_pct"))).alias("p"),
            (pl.col("cand1_actual") / (pl.col("cand1_actual") + pl.col("cand2_actual"))).alias("true"),
        )
        reach = 1.96 * (pl.col("p") * (1 - pl.col("p")) / pl.col("samplesize")).sqrt()
        made = two.with_columns(((pl.col("p") - pl.col("true")).abs() <= reach).alias("inside"))
        assert made["inside"].mean() == pytest.approx(0.731, abs=5e-4)
        by = dict(made.group_by("kind").agg(pl.col("inside").mean()).iter_rows())
        wanted = {"president": 0.794, "governor": 0.707, "house": 0.705, "senate": 0.698}
        for name, share in wanted.items():
            assert by[name] == pytest.approx(share, abs=1e-3)
        assert 100 * math.sqrt((made["p"] - made["true"]).pow(2).mean()) == pytest.approx(3.506, abs=5e-4)


@pytest.mark.data
class TestRaces:
    @pytest.mark.parametrize(
        ("name", "between", "within"),
        [("president", 3.77, 3.50), ("governor", 4.72, 4.50), ("senate", 4.94, 4.44), ("house", 5.43, 5.06)],
    )
    def test_two_spreads(self, archive: Races, name: str, between: float, within: float) -> None:
        part = kind(archive, name)
        found = components(part.codes, part.error)
        assert (found.between, found.within) == (pytest.approx(between, abs=5e-3), pytest.approx(within, abs=5e-3))

    @pytest.mark.parametrize(
        ("all_kinds", "number", "rmse", "quantiles", "counts", "largest"),
        [
            (True, 906, 5.18, (3.19, 8.76, 10.49, 13.06), (280, 165, 55, 4, 0), 17.77),
            (False, 756, 5.08, (3.09, 8.66, 10.19, 13.21), (231, 133, 41, 3, 0), 17.62),
        ],
    )
    def test_mean_errors(
        self,
        archive: Races,
        all_kinds: bool,
        number: int,
        rmse: float,
        quantiles: tuple[float, ...],
        counts: tuple[int, ...],
        largest: float,
    ) -> None:
        part = archive if all_kinds else statewide(archive)
        _group, mean, _size = group_means(part.codes, part.error, 3)
        assert len(mean) == number
        assert math.sqrt(np.square(mean).mean()) == pytest.approx(rmse, abs=5e-3)
        assert np.quantile(np.abs(mean), (0.5, 0.9, 0.95, 0.99)) == pytest.approx(quantiles, abs=6e-3)
        assert tuple(int((np.abs(mean) >= miss).sum()) for miss in (5, 7, 10, 15, 20)) == counts
        assert np.abs(mean).max() == pytest.approx(largest, abs=5e-3)

    @pytest.mark.parametrize(
        ("which", "freedom", "centre", "scale"),
        [("races", 17.0, 0.64, 4.83), ("without the house", 19.0, 0.58, 4.78), ("polls", 8.9, 0.52, 5.58)],
    )
    def test_student_fits(self, archive: Races, which: str, freedom: float, centre: float, scale: float) -> None:
        part = statewide(archive) if which == "without the house" else archive
        value = part.error if which == "polls" else group_means(part.codes, part.error, 3)[1]
        found = student_fit(value)
        assert found.freedom == pytest.approx(freedom, rel=0.03)
        assert (found.centre, found.scale) == (pytest.approx(centre, abs=0.01), pytest.approx(scale, abs=0.01))

    @pytest.mark.parametrize(
        ("name", "number", "spreads", "normal", "wide", "alone"),
        [
            ("senate", 91, (4.86, 4.54), 0.912, 0.978, 0.418),
            ("governor", 60, (4.69, 4.54), 0.950, 0.983, 0.500),
            ("house", 34, (5.50, 5.44), 0.941, 1.000, 0.618),
            ("president", 81, (3.02, 3.42), 0.728, 0.827, 0.309),
        ],
    )
    def test_intervals_tried_on_later_cycles(
        self,
        archive: Races,
        name: str,
        number: int,
        spreads: tuple[float, float],
        normal: float,
        wide: float,
        alone: float,
    ) -> None:
        early = kind(archive, name).of(pl.col("year") <= 2014)
        late = kind(archive, name).of(pl.col("year") >= 2016)
        found = components(early.codes, early.error)
        assert (found.between, found.within) == (
            pytest.approx(spreads[0], abs=5e-3),
            pytest.approx(spreads[1], abs=5e-3),
        )
        _group, mean, size = group_means(late.codes, late.error, 3)
        assert len(mean) == number
        z = np.abs(mean) / np.sqrt(found.between**2 + found.within**2 / size)
        assert (z <= norm.ppf(0.975)).mean() == pytest.approx(normal, abs=5e-4)
        assert (z <= student.ppf(0.975, 7)).mean() == pytest.approx(wide, abs=5e-4)
        own = np.abs(mean) / (found.within / np.sqrt(size))
        assert (own <= norm.ppf(0.975)).mean() == pytest.approx(alone, abs=5e-4)

    def test_what_is_shipped_is_what_the_archive_gives(self, archive: Races) -> None:
        held = json.loads(SUMMARY.read_text(encoding="utf-8"))
        covered = held.pop("covered")
        assert held == json.loads(json.dumps(summary(archive)))
        assert covered["any"]["of"] == 838

    def test_no_row_of_the_archive_is_shipped(self, archive: Races) -> None:
        text = SUMMARY.read_text(encoding="utf-8")
        for house in archive.table["pollster"].unique().to_list():
            assert house not in text or len(house) < 6
        assert len(text) < 12_000


class TestWithoutTheArchive:
    """The summary is there wherever the program is."""

    def test_it_says_where_it_comes_from(self) -> None:
        held = json.loads(SUMMARY.read_text(encoding="utf-8"))["archive"]
        assert (held["licence"], held["publisher"]) == ("CC BY 4.0", "FiveThirtyEight")
        assert "changed" in held

    def test_its_numbers(self) -> None:
        found = past_misses("any")
        assert [sum(miss >= least for miss in found.every) for least in (5, 7, 10, 15, 20)] == [280, 165, 55, 4, 0]
        assert found.largest[0] == ("2008 House-G PA-12", -17.77)
        assert dict(found.cycles)[2020] == 4.41
        assert found.of_lead(-36.5)[0] == 20
        assert found.of_lead(2.9)[0] == 0
        assert len(past_misses("president").every) == 229
        assert sum(len(past_misses(k).every) for k in ("president", "governor", "senate", "house")) == 906


class TestResponse:
    def test_edison_and_the_results_of_venezuela(self) -> None:
        """Two-party 67.7 % seen; 46.3 % in bulletin 1, 68.8 % on the published sheets."""
        bulletin, sheets = 4445978 / (4445978 + 5150092), 7156462 / (7156462 + 3241461)
        assert ratio_needed(65 / 96, bulletin) == pytest.approx(2.43, abs=5e-3)
        assert ratio_needed(65 / 96, sheets) == pytest.approx(0.950, abs=5e-4)

    @pytest.mark.parametrize(
        ("ratio", "share", "points"),
        [
            (1.12, 0.5, 5.66),
            (1.12, 0.3, 4.86),
            (1.12, 0.1, 2.13),
            (1.139, 0.5, 6.50),
            (1.2, 0.5, 9.09),
            (1.5, 0.5, 20.0),
            (2, 0.5, 33.3),
        ],
    )
    def test_bias_of_the_margin(self, ratio: float, share: float, points: float) -> None:
        assert 100 * margin_bias(share, ratio) == pytest.approx(points, abs=0.04)

    @pytest.mark.data
    def test_a_hundred_centres_of_venezuela(self) -> None:
        """Between centres 13.75 points; 100 centres drawn by size and 6,846 interviews: 1.48, 6.8 times the "
        "variance."""
        found = find_dataset(SHEETS)
        if isinstance(found, AbsentDataset):
            pytest.skip(f"the station file is not here; scrutiny data {SHEETS} brings it")
        rows = pl.read_csv(found.path, columns=["CENTRO", "EG", "VOTOS_VALIDOS"], encoding="utf8-lossy")
        sums = rows.group_by("CENTRO").agg(pl.col("EG", "VOTOS_VALIDOS").sum()).filter(pl.col("VOTOS_VALIDOS") > 0)
        share, size = (sums["EG"] / sums["VOTOS_VALIDOS"]).to_numpy(), sums["VOTOS_VALIDOS"].to_numpy().astype(float)
        made = cluster_error(share, size, 100, 6846)
        assert 100 * made.between == pytest.approx(13.75, abs=0.005)
        assert 100 * made.error == pytest.approx(1.486, abs=0.005)
        assert made.effect == pytest.approx(6.9, abs=0.1)
        assert 100 * cluster_error(share, size, 100, 5464).error == pytest.approx(1.50, abs=0.02)


def test_the_summary_lies_beside_the_check() -> None:
    assert SUMMARY.parent == Path(__file__).resolve().parents[2] / "src" / "scrutiny" / "checks" / "sampled"
