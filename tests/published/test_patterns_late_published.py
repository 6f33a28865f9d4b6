"""Bolivia 2019 and 2020, late tables against early ones: figures of the reference, and what they become by lot.

2019 was annulled, 2020 accepted. In both, late tables differ a lot from early ones; in 2020 they do not differ from
early tables of their own place, and any coarser match misses by many points.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from scipy.stats import binom

from scrutiny.evidence.folder import CaseFolder
from scrutiny.loading import load
from scrutiny.stats.earlier_result import from_earlier
from scrutiny.stats.late_shift import Level, composition, contrast, resampled, shift, within
from tests.conftest import each_of

RATE = each_of(2)
"""For each comparison with random numbers in this file, of which there are at most so many."""
pytestmark = pytest.mark.data
OPTIONS_2019 = ("CC", "FPV", "MTS", "UCS", "MAS - IPSP", "21F", "PDC", "MNR", "PAN-BOL")
PLACE_2019 = ("País", "Departamento", "Provincia", "Municipio", "Localidad", "Recinto")
PLACE_2020 = ("PAIS", "DEP", "PROV", "MUN", "ID_RECI", "RECINTO")
Whole = npt.NDArray[np.int64]


def table(path: Path) -> pl.DataFrame:
    made = pl.read_csv(gzip.decompress(path.read_bytes()), infer_schema_length=0)
    return made.rename({name: name.lstrip("\ufeff") for name in made.columns})


def joined(columns: Sequence[str]) -> pl.Expr:
    return pl.concat_str([pl.col(c).fill_null("") for c in columns], separator="\x1f")


def codes(frame: pl.DataFrame, columns: Sequence[str]) -> Whole:
    ranks = frame.select(joined(columns).rank("dense") - 1).to_series()
    return ranks.to_numpy().astype(np.int64)


def whole(frame: pl.DataFrame, column: str) -> Whole:
    return frame[column].cast(pl.Int64).to_numpy()


def rounded(*shares: float, digits: int = 2) -> tuple[float, ...]:
    return tuple(round(100 * share, digits) for share in shares)


class Bolivia2019:
    def __init__(self, data: Path) -> None:
        folder = data / "bolivia-2019"
        self.frame = table(folder / "computo_2019-10-25.csv.gz")
        first = table(folder / "trep_2019-10-20T19.40.57.csv.gz")
        self.mas, self.cc = whole(self.frame, "MAS - IPSP"), whole(self.frame, "CC")
        self.margin = self.mas - self.cc
        self.valid = sum((whole(self.frame, o) for o in OPTIONS_2019), np.zeros(len(self.mas), np.int64))
        self.late = ~self.frame["Número Mesa"].is_in(first["Número Mesa"].implode()).to_numpy()
        self.place = codes(self.frame, PLACE_2019)

    def levels(self) -> list[Level]:
        return [
            Level(name, codes(self.frame, PLACE_2019[:depth]), name == "place")
            for name, depth in (("place", 6), ("locality", 5), ("municipality", 4), ("department", 2), ("country", 1))
        ]


class Bolivia2020:
    def __init__(self, data: Path) -> None:
        folder = data / "bolivia-2020"
        self.frame = table(folder / "computo_2020-10-20T02.18.35.csv.gz")
        self.series = pl.read_csv(folder / "series.csv")
        self.mas, self.cc = whole(self.frame, "MAS"), whole(self.frame, "CC")
        self.margin, self.valid = self.mas - self.cc, whole(self.frame, "VV")
        self.place = codes(self.frame, PLACE_2020)

    def late(self, tables: int) -> npt.NDArray[np.bool_]:
        """After the snapshot that had so many tables."""
        moment = self.series.filter(pl.col("n") == tables)["ts"][0]
        return whole(self.frame, "first_seen") > int(moment)

    def levels(self) -> list[Level]:
        names = (("place", 6), ("municipality", 4), ("province", 3), ("department", 2), ("country", 1))
        return [Level(name, codes(self.frame, PLACE_2020[:depth]), name == "place") for name, depth in names]


@pytest.fixture(scope="module")
def bolivia_2019(data: Path) -> Bolivia2019:
    return Bolivia2019(data)


@pytest.fixture(scope="module")
def bolivia_2020(data: Path) -> Bolivia2020:
    return Bolivia2020(data)


@pytest.fixture(scope="module")
def earlier(bolivia_2019: Bolivia2019, bolivia_2020: Bolivia2020) -> pl.DataFrame:
    then = bolivia_2019.frame.select(
        key=joined(("País", "Departamento", "Municipio", "Recinto")),
        mas=pl.Series(bolivia_2019.mas),
        margin=pl.Series(bolivia_2019.margin),
        valid=pl.Series(bolivia_2019.valid),
    )
    then = then.group_by("key").sum().filter(pl.col("valid") > 0)
    now = bolivia_2020.frame.select(key=joined(("PAIS", "DEP", "MUN", "RECINTO")))
    both = now.join(then, on="key", how="left", maintain_order="left")
    return both.select(mas=pl.col("mas") / pl.col("valid"), margin=pl.col("margin") / pl.col("valid"))


class TestBolivia2019:
    def test_raw_shift_of_the_margin(self, bolivia_2019: Bolivia2019) -> None:
        b = bolivia_2019
        made = shift(b.margin, b.valid, b.late)
        assert rounded(made.early, made.late, digits=4) == (7.8829, 24.6509)
        assert (int(b.late.sum()), int(b.valid[b.late].sum())) == (5_580, 981_713)

    def test_best_geographic_match(self, bolivia_2019: Bolivia2019) -> None:
        b = bolivia_2019
        made = composition(b.margin, b.valid, b.late, b.levels())
        # Of the place 4,462 tables are matched; two of them have no valid vote and are not counted here.
        assert [m.comparison.units for m in made.levels if m.comparison] == [4_460, 127, 962, 8, 20]
        assert made.unmatched == 1
        assert rounded(made.predicted, digits=3) == (21.755,)
        assert rounded(made.projected, digits=4) == (10.1014,)

    def test_same_place_only(self, bolivia_2019: Bolivia2019) -> None:
        b = bolivia_2019
        made = within(b.margin, b.valid, b.late, b.place)
        assert made is not None
        assert rounded(made.predicted, made.actual, digits=3) == (18.991, 19.544)
        assert rounded(made.difference, made.error) == (0.55, 0.20)

    def test_by_lot_half_of_that_is_left_and_it_is_within_chance(self, bolivia_2019: Bolivia2019) -> None:
        """Inside places larger tables have a higher margin, which the prediction from early tables does not bear."""
        b = bolivia_2019
        margin, share = (contrast(amount, b.valid, b.late, b.place) for amount in (b.margin, b.mas))
        assert margin is not None and share is not None
        assert rounded(margin.difference, margin.error, margin.lots) == (0.29, 0.18, 0.18)
        assert rounded(share.difference, share.error) == (0.09, 0.10)
        assert margin.chance > 0.1 and share.chance > 0.3

    def test_tables_of_a_place_are_ordered_by_registration(self, bolivia_2019: Bolivia2019) -> None:
        """If the later half of each place's tables by number had been late, nobody would have done anything."""
        b = bolivia_2019
        order = np.lexsort((whole(b.frame, "Número Mesa"), b.place))
        first = np.searchsorted(b.place[order], b.place)
        position = np.empty(len(order), np.int64)
        position[order] = np.arange(len(order))
        position -= first
        number = np.bincount(b.place)[b.place]
        later = position >= (number + 1) // 2
        plain = contrast(b.mas, b.valid, later, b.place)
        relative = (position / np.maximum(1, number - 1))[:, None]
        given = contrast(b.mas, b.valid, later, b.place, np.hstack([relative, relative**2, relative**3]))
        assert plain is not None and given is not None
        assert rounded(plain.difference, plain.error) == (-1.11, 0.06)
        assert abs(given.score) < 2
        even = contrast(b.mas, b.valid, whole(b.frame, "Número Mesa") % 2 == 0, b.place)
        assert even is not None and abs(even.score) < 2


class TestBolivia2020:
    def test_cut_at_6_343_tables(self, bolivia_2020: Bolivia2020) -> None:
        b, late = bolivia_2020, bolivia_2020.late(6_343)
        assert (int((~late).sum()), int(late.sum()), int(b.valid[late].sum())) == (6_346, 12_211, 2_099_494)
        assert len(np.unique(b.place[~late])) == 1_076
        share, margin = (within(amount, b.valid, late, b.place) for amount in (b.mas, b.margin))
        assert share is not None and margin is not None
        assert (share.units, share.groups, share.weight) == (3_194, 603, 576_892)
        assert rounded(share.predicted, share.actual, share.difference) == (39.26, 38.96, -0.30)
        assert rounded(margin.predicted, margin.actual, margin.difference) == (8.49, 8.14, -0.35)
        # The reference has .26 and .41.
        assert rounded(share.error, margin.error) == (0.25, 0.40)
        raw, gap = shift(b.mas, b.valid, late), shift(b.margin, b.valid, late)
        assert rounded(raw.early, raw.late, raw.difference) == (35.83, 54.60, 18.77)
        assert rounded(gap.early, gap.late, gap.difference) == (-7.54, 26.58, 34.12)

    def test_bootstrap_gives_the_same_errors(self, bolivia_2020: Bolivia2020) -> None:
        b, late = bolivia_2020, bolivia_2020.late(6_343)
        drawn = resampled(b.mas, b.valid, late, b.place, np.random.default_rng(1))
        assert 100 * drawn.std() == pytest.approx(0.255, abs=0.015)

    @pytest.mark.parametrize(
        ("tables", "difference", "error"), [(1_616, -0.10, 0.42), (9_364, 0.41, 0.20), (12_737, 0.49, 0.23)]
    )
    def test_other_cuts(self, bolivia_2020: Bolivia2020, tables: int, difference: float, error: float) -> None:
        b = bolivia_2020
        found = within(b.mas, b.valid, b.late(tables), b.place)
        assert found is not None
        assert 100 * found.difference == pytest.approx(difference, abs=0.006)
        assert 100 * found.error == pytest.approx(error, abs=0.0065)

    @pytest.mark.parametrize("tables", [1_616, 6_343, 9_364, 12_737])
    def test_by_lot_no_cut_is_unusual(self, bolivia_2020: Bolivia2020, tables: int) -> None:
        """Of the plain prediction two of the four cuts would be, at 5 %, in share and in margin."""
        b, late = bolivia_2020, bolivia_2020.late(tables)
        for amount in (b.mas, b.margin):
            found, plain = contrast(amount, b.valid, late, b.place), within(amount, b.valid, late, b.place)
            assert found is not None and found.chance > 0.05
            assert plain is not None and (plain.chance <= 0.05) == (tables in {9_364, 12_737})

    def test_coarser_levels_foretell_nothing(self, bolivia_2020: Bolivia2020) -> None:
        b, late = bolivia_2020, bolivia_2020.late(6_343)
        made = composition(b.mas, b.valid, late, b.levels())
        rows = {m.level: m.comparison for m in made.levels if m.comparison}
        want = {
            "municipality": (3_681, 52.28, 59.79),
            "province": (629, 33.88, 60.25),
            "department": (4_683, 32.29, 61.33),
        }
        for level, (units, predicted, actual) in want.items():
            assert rows[level].units == units
            assert rounded(rows[level].predicted, rows[level].actual) == (predicted, actual)
        assert [m.level for m in made.levels if m.informative] == ["place"]
        assert rounded(made.predicted, made.projected) == (40.78, 39.06)
        assert round(100 * made.explained, 1) == 26.4
        assert made.unmatched == 6
        margin = composition(b.margin, b.valid, late, b.levels())
        assert rounded(margin.predicted) == (0.53,)
        # The reference divides by the shift of all late tables, of which six have no match: 23.7.
        assert round(100 * margin.explained, 1) == 23.6

    @pytest.mark.parametrize(("tables", "explained"), [(1_616, 13.4), (9_364, 46.8), (12_737, 77.6)])
    def test_part_of_the_shift_that_all_levels_foretell(
        self, bolivia_2020: Bolivia2020, tables: int, explained: float
    ) -> None:
        b = bolivia_2020
        made = composition(b.mas, b.valid, b.late(tables), b.levels())
        assert 100 * made.explained == pytest.approx(explained, abs=0.1)


class TestEarlierResult:
    """Bolivia 2020 foretold from 2019: places matched by country, department, municipality and name."""

    def foretold(self, b: Bolivia2020, earlier: pl.DataFrame, tables: int, what: str) -> tuple[float, ...]:
        amount = b.mas if what == "mas" else b.margin
        before = earlier[what].fill_null(float("nan")).to_numpy()
        region = codes(b.frame, PLACE_2020[:2])
        found = from_earlier(amount, b.valid, b.late(tables), before, region, b.place)
        assert found is not None
        return rounded(found.predicted, found.actual, found.difference, found.error)

    def test_late_places_already_differed(self, bolivia_2020: Bolivia2020, earlier: pl.DataFrame) -> None:
        b, late = bolivia_2020, bolivia_2020.late(6_343)
        # The reference matches 89.5 % of tables; names as printed match 89.1 %.
        known = earlier["mas"].is_not_null().to_numpy()
        assert 0.890 < known.mean() < 0.892
        before = earlier["mas"].fill_null(0.0).to_numpy()
        for side, want in ((~late, 32.40), (late, 47.92)):
            here = known & side
            assert 100 * (before[here] @ b.valid[here]) / b.valid[here].sum() == pytest.approx(want, abs=0.06)

    def test_foretold_share_and_margin(self, bolivia_2020: Bolivia2020, earlier: pl.DataFrame) -> None:
        # The reference: 55.99, 54.99, -1.0 and 29.25, 27.65, -1.6.
        assert self.foretold(bolivia_2020, earlier, 6_343, "mas") == (56.04, 55.02, -1.02, 0.54)
        assert self.foretold(bolivia_2020, earlier, 6_343, "margin") == (29.33, 27.65, -1.68, 0.95)

    @pytest.mark.parametrize(
        ("tables", "share", "margin"), [(1_616, -0.3, -1.4), (9_364, -0.3, 0.5), (12_737, 0.8, 3.3)]
    )
    def test_other_cuts(
        self, bolivia_2020: Bolivia2020, earlier: pl.DataFrame, tables: int, share: float, margin: float
    ) -> None:
        assert self.foretold(bolivia_2020, earlier, tables, "mas")[2] == pytest.approx(share, abs=0.1)
        assert self.foretold(bolivia_2020, earlier, tables, "margin")[2] == pytest.approx(margin, abs=0.2)

    def test_it_is_no_test_of_its_own(self, bolivia_2020: Bolivia2020, earlier: pl.DataFrame) -> None:
        """At the last cut of an accepted election the margin is 3.3 points off, five standard errors."""
        _, _, difference, error = self.foretold(bolivia_2020, earlier, 12_737, "margin")
        assert difference / error > 5


class TestPlacebo:
    """Undisputed elections, part of whose tables are declared late by us."""

    @pytest.fixture(scope="class")
    @staticmethod
    def poland(data: Path) -> tuple[Whole, Whole, Whole, Whole]:
        """Duda's votes, valid votes, register and municipality of each station, second round of 2020."""
        evidence = load(CaseFolder(Path(__file__).resolve().parents[1] / "corpus" / "poland-2020"))
        (counts,) = [c for c in evidence.counts if c.contest.id == "round-2"]
        frame = counts.table.filter(counts.values("valid").is_not_null())
        columns = (counts.column("duda"), counts.column("valid"), counts.column("registered"))
        return (*(whole(frame, c) for c in columns), codes(frame, ["place:municipality"]))

    @pytest.mark.parametrize("part", [0.2, 0.5])
    def test_late_by_lot(self, poland: tuple[Whole, Whole, Whole, Whole], part: float) -> None:
        """Municipalities are no places: their stations differ, and share goes with size. The test bears it, the plain
        prediction does not."""
        votes, valid, _, place = poland
        rng = np.random.default_rng(7)
        found = [
            (contrast(votes, valid, late, place), within(votes, valid, late, place))
            for late in rng.random((200, len(votes))) < part
        ]
        alarms, plain = (sum(f[side] is not None and f[side].chance <= 0.05 for f in found) for side in (0, 1))
        assert binom.sf(alarms - 1, 200, 0.05) > RATE
        assert plain > 2 * alarms and plain > 40

    def test_late_by_size_is_a_shift_that_nobody_made(self, poland: tuple[Whole, Whole, Whole, Whole]) -> None:
        """The honest cause to name beside each finding: large stations of a municipality are its towns."""
        votes, valid, registered, place = poland
        middle = np.array([np.median(registered[place == p]) for p in range(int(place.max()) + 1)])
        late = registered > middle[place]
        found = contrast(votes, valid, late, place)
        assert found is not None and found.score < -15
        assert 100 * found.difference == pytest.approx(-2.9, abs=0.2)
