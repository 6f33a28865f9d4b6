"""Quick counts: published and recomputed numbers of three elections, from their station data.

Mexico 2018 is the sample of an undisputed election as it came in, Guanajuato 2012 every station of one, Venezuela 2024
the published sheets, of which every 25th is taken as a sample whose truth is known.
"""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from scipy.stats import binom

from scrutiny.evidence.folder import CaseFolder
from scrutiny.examination import examine
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.loading import load
from scrutiny.stats.intraclass import intraclass
from scrutiny.stats.ratio import Ratios, combined, spread
from scrutiny.stats.ratio_intervals import intervals, joint_test
from scrutiny.stats.ratio_resampling import jackknife, rao_wu
from scrutiny.stats.strata import grouped
from tests.conftest import each_of
from tests.helpers_quick_count import every_25th, guanajuato, mexico, minutes, table, venezuela

pytestmark = pytest.mark.data
RATE = each_of(4)
"""For each comparison with random numbers in this file."""


class TestEvery25thSheet:
    """The golden sample: n = 981 in 24 states."""

    def test_shares_and_errors(self, data: Path) -> None:
        s = every_25th(data)
        made = combined(s.votes, s.base, s.stratum, s.sizes)
        assert made.units == 981 and made.df == 957
        assert made.share[:2] == pytest.approx([0.6705989649, 0.3051895886], abs=5e-11)
        assert made.error[:2] == pytest.approx([0.0038890994, 0.0037863316], abs=1e-10)
        assert made.margin(0, 1) == pytest.approx((0.3654093763, 0.0076680459), abs=6e-11)
        correlation = made.covariance[0, 1] / made.error[0] / made.error[1]
        assert correlation == pytest.approx(-0.9962, abs=5e-5)

    def test_turnout(self, data: Path) -> None:
        s = every_25th(data)
        cast = s.base + s.frame.gather_every(25, 7)["VOTOS_NULOS"].cast(int).to_numpy()
        assert combined(cast[:, None], s.register, s.stratum, s.sizes).share[0] == pytest.approx(
            0.6019980195, abs=5e-11
        )

    def test_the_error_of_a_margin_is_not_that_of_two_shares_added(self, data: Path) -> None:
        s = every_25th(data)
        made = combined(s.votes, s.base, s.stratum, s.sizes)
        assert made.margin(0, 1)[1] > 1.4 * math.hypot(*made.error[:2])

    def test_the_truth_is_not_far(self, data: Path) -> None:
        s, every = every_25th(data), venezuela(data)
        truth = every.votes.sum(axis=0)[:2] / every.base.sum()
        assert truth == pytest.approx([0.6713928, 0.3041019], abs=5e-8)
        joint = joint_test(combined(s.votes, s.base, s.stratum, s.sizes), [0.6713928, 0.3041019])
        assert joint is not None
        assert (joint.df1, joint.df2) == (2, 956)
        assert joint.wald == pytest.approx(0.9589, abs=1e-4)
        assert joint.f == pytest.approx(0.4790, abs=5e-5)
        assert joint.p == pytest.approx(0.620, abs=5e-4)

    def test_another_quick_count_and_the_announcements(self, data: Path) -> None:
        s = every_25th(data)
        made = combined(s.votes, s.base, s.stratum, s.sizes)
        altavista = joint_test(made, [0.661, 0.313])
        assert altavista is not None and altavista.wald == pytest.approx(26.5, abs=0.05)
        margin, error = made.margin(0, 1)
        first = (0.442, 0.512, -0.07), (58.8, -54.6, 56.8)
        second = (0.4318, 0.5195, -0.0877), (61.4, -56.6, 59.1)
        for announced, distances in (first, second):
            found = [(made.share[j] - announced[j]) / made.error[j] for j in range(2)]
            assert [*found, (margin - announced[2]) / error] == pytest.approx(distances, abs=0.05)

    def test_jackknife_and_bootstrap(self, data: Path) -> None:
        s = every_25th(data)
        by = np.array([1.0, -1.0, 0.0])
        left_out = jackknife(s.votes, s.base, s.stratum, s.sizes)
        assert math.sqrt(by @ left_out @ by) == pytest.approx(0.0076684563, abs=6e-11)
        whole = combined(s.votes, s.base, s.stratum, s.sizes, finite=False)
        drawn = rao_wu(s.votes, s.base, s.stratum, s.sizes, 4000, np.random.default_rng(1), finite=False)
        # The standard deviation of 4,000 draws is known to one part in 90; six of these are allowed.
        assert math.sqrt(by @ drawn.covariance @ by) == pytest.approx(whole.margin(0, 1)[1], rel=6 / 89)


class TestGuanajuato:
    """Exact design errors from the full population: no draw is involved."""

    SHARES = (48.0251, 40.9843, 5.1513, 3.6691, 1.2432, 0.9270)
    EXACT = (
        (0.06, 404, (0.43976, 0.43615, 0.21985, 0.13455, 0.07027, 0.11875), 0.82219),
        (0.075, 507, (0.38918, 0.38590, 0.19471, None, None, 0.10662), 0.72746),
        (0.01, 68, (1.10653, 1.09238, 0.54586, None, 0.17555, 0.29348), None),
    )

    def test_shares(self, data: Path) -> None:
        g = guanajuato(data)
        assert 100 * g.votes.sum(axis=0) / g.base.sum() == pytest.approx(self.SHARES, abs=5e-5)

    @pytest.mark.parametrize(("part", "units", "errors", "of_margin"), EXACT)
    def test_errors(
        self, data: Path, part: float, units: int, errors: tuple[float | None, ...], of_margin: float | None
    ) -> None:
        """With every station in the "sample" the kernel gives the spread; the part drawn is then put in by hand."""
        g = guanajuato(data)
        drawn = np.maximum(2, np.floor(part * g.sizes + 0.5))
        assert drawn.sum() == units
        share = g.votes.sum(axis=0) / g.base.sum()
        factor = np.sqrt(g.sizes * (g.sizes - drawn) / drawn / g.sizes)
        scores = (g.votes - g.base[:, None] * share) / g.base.sum() * factor[g.stratum][:, None]
        covariance = spread(scores, grouped(g.stratum, g.sizes.astype(float)), "none", finite=False)
        made = 100 * np.sqrt(np.diag(covariance))
        for found, published in zip(made, errors, strict=True):
            if published is not None:
                assert found == pytest.approx(published, abs=6e-6)
        if of_margin is not None:
            by = np.array([1.0, -1.0, 0, 0, 0, 0])
            assert 100 * math.sqrt(by @ covariance @ by) == pytest.approx(of_margin, abs=6e-6)

    def test_the_errors_added_without_their_covariance_are_too_small(self) -> None:
        assert math.hypot(*self.EXACT[0][2][:2]) == pytest.approx(0.61937, abs=5e-5)  # type: ignore[misc]

    def test_votes_of_one_station_are_alike(self, data: Path) -> None:
        g = guanajuato(data)
        found = [round(intraclass(g.votes[:, j], g.base).correlation, 4) for j in range(4)]
        assert found == [0.0364, 0.0460, 0.0668, 0.0164]


DRAWS = 1000


@pytest.fixture(scope="module")
def drawn(data: Path) -> list[Ratios]:
    """A thousand quick counts of Guanajuato, 404 stations each."""
    g, rng = guanajuato(data), np.random.default_rng(12345)
    number = np.maximum(2, np.floor(0.06 * g.sizes + 0.5))
    start = np.concatenate(([0], np.cumsum(g.sizes)[:-1]))
    made = []
    for _draw in range(DRAWS):
        order = np.lexsort((rng.random(len(g.base)), g.stratum))
        at = g.stratum[order]
        s = g.at(order[np.arange(len(order)) - start[at] < number[at]])
        made.append(combined(s.votes, s.base, s.stratum, s.sizes))
    return made


class TestCoverage:
    """A thousand quick counts of Guanajuato: how often the interval holds, and how often mistaken ones do."""

    def inside(self, drawn: list[Ratios], data: Path) -> npt.NDArray[np.bool_]:
        g = guanajuato(data)
        truth = g.votes.sum(axis=0) / g.base.sum()
        ends = [intervals(made) for made in drawn]
        return np.array([(e.low <= truth) & (truth <= e.high) for e in ends])

    def test_options_of_five_percent_are_covered(self, drawn: list[Ratios], data: Path) -> None:
        times = self.inside(drawn, data).sum(axis=0)[:3]
        low, high = binom.ppf([RATE / 2, 1 - RATE / 2], DRAWS, 0.95)
        assert ((low <= times) & (times <= high)).all(), times

    def test_an_option_with_one_stronghold_is_not(self, drawn: list[Ratios], data: Path) -> None:
        assert self.inside(drawn, data).mean(axis=0)[5] < 0.93, "mc, published .888"

    def test_the_error_stated_is_the_error_there_is(self, drawn: list[Ratios]) -> None:
        stated = 100 * np.mean([made.error for made in drawn], axis=0)
        assert stated[:2] == pytest.approx([0.4395, 0.4362], abs=0.01)
        margins = np.array([made.margin(0, 1) for made in drawn])
        # The standard deviation of 1,000 draws is known to one part in 45; six of these are allowed.
        assert margins[:, 0].std() == pytest.approx(0.0082219, rel=6 / 45)
        assert margins[:, 1].mean() == pytest.approx(0.0082219, rel=0.02)

    def test_votes_are_not_drawn_one_by_one(self, drawn: list[Ratios], data: Path) -> None:
        """The margin of error of many press releases: it holds less than every second time."""
        g = guanajuato(data)
        truth = g.votes[:, 0].sum() / g.base.sum()
        error = [math.sqrt(made.share[0] * (1 - made.share[0]) / made.counted) for made in drawn]
        held = np.mean([abs(made.share[0] - truth) <= 1.96 * e for made, e in zip(drawn, error, strict=True)])
        assert 0.35 < held < 0.55

    def test_a_vote_moved_is_noticed_as_often_as_foretold(self, drawn: list[Ratios]) -> None:
        """2.30 points on the lead, eight times in ten."""
        g = 0.0704072 + 0.0230
        found = sum(abs(m.margin(0, 1)[0] - g) > 1.96 * m.margin(0, 1)[1] for m in drawn)
        low, high = binom.ppf([RATE / 2, 1 - RATE / 2], DRAWS, 0.80)
        assert low <= found <= high


class TestMexico:
    """The sample of 2018 by the time of arrival. Until all strata have reported, what becomes of empty ones matters."""

    ARRIVED = (
        ("20:30", 1732, 51, 38, (52.098, 23.349, 16.436, 5.404), 0.320, 64.35),
        ("21:00", 2750, 22, 20, (52.935, 22.892, 15.995, 5.424), 0.264, 63.37),
        ("21:30", 3687, 6, 12, (53.382, 22.358, 16.013, 5.470), 0.221, 63.22),
        ("22:00", 4551, 1, 6, (53.424, 22.357, 15.995, 5.384), 0.183, 63.25),
        ("22:30", 5275, 0, 3, (53.351, 22.465, 15.965, 5.378), 0.171, 63.36),
        ("23:00", 5785, 0, 1, (53.491, 22.349, 15.976, 5.351), 0.166, 63.42),
        ("24:00", 6307, 0, 1, (53.495, 22.316, 16.011, 5.333), 0.158, 63.42),
    )
    FINAL = np.array([0.5319, 0.2227, 0.1641, 0.0523])

    @pytest.mark.parametrize(("until", "units", "empty", "single", "shares", "error", "turnout"), ARRIVED)
    def test_as_it_came_in(
        self, data: Path, until: str, units: int, empty: int, single: int, shares: tuple[float, ...], error: float,
        turnout: float,
    ) -> None:  # fmt: skip
        whole = mexico(data)
        hours, minute = until.split(":")
        s = whole.at(minutes(whole.frame) < 60 * int(hours) + int(minute))
        made = combined(s.votes, s.base, s.stratum, s.sizes, lonely="none")
        assert (made.units, made.grouping.empty, made.grouping.single) == (units, empty, single)
        assert 100 * made.share[:4] == pytest.approx(shares, abs=5.1e-4)
        assert 100 * made.error[0] == pytest.approx(error, abs=5.1e-4)
        cast = combined(s.base[:, None], s.register, s.stratum, s.sizes, lonely="none")
        assert 100 * cast.share[0] == pytest.approx(turnout, abs=5.1e-3)

    def test_the_other_errors_at_midnight(self, data: Path) -> None:
        s = mexico(data)
        made = combined(s.votes, s.base, s.stratum, s.sizes, lonely="none")
        assert 100 * made.error[:4] == pytest.approx([0.158, 0.124, 0.106, 0.038], abs=5.1e-4)

    def test_an_accepted_election_lies_outside_when_a_fifth_is_missing(self, data: Path) -> None:
        """Why a distance from an incomplete sample is never a chance: 3.8 standard errors, and nobody disputed it."""
        s = mexico(data)
        made = combined(s.votes, s.base, s.stratum, s.sizes, lonely="none")
        z = (made.share[:4] - self.FINAL) / made.error[:4]
        assert (z[0], z[2], z[3]) == pytest.approx((1.9, -3.8, 2.7), abs=0.06)
        ends = intervals(made, together=4)
        assert not (ends.low[2] <= self.FINAL[2] <= ends.high[2])

    def test_strata_without_a_sheet_joined_with_their_neighbour_halve_the_miss_of_the_first_hour(
        self, data: Path
    ) -> None:
        whole = mexico(data)
        s = whole.at(minutes(whole.frame) < 20 * 60 + 30)
        left_out = combined(s.votes, s.base, s.stratum, s.sizes, lonely="none")
        joined = combined(s.votes, s.base, s.stratum, s.sizes)
        misses = [100 * (made.share[0] - self.FINAL[0]) for made in (left_out, joined)]
        assert misses == pytest.approx([-1.09, -0.21], abs=0.01)
        assert joined.error[0] > 1.5 * left_out.error[0]


CASE = """\
title = "Mexico, president, 1 July 2018"
country = "MX"
levels = ["state", "station"]
[[elections]]
id = "2018"
name = "the election of 2018"
date = 2018-07-01
[[contests]]
id = "president"
name = "President"
election = "2018"
options = [
  { id = "AMLO", name = "López Obrador" }, { id = "RAC", name = "Anaya" }, { id = "JAMK", name = "Meade" },
  { id = "JHRC", name = "Rodríguez" }, { id = "CNR", name = "not registered" },
]
[[sources]]
id = "sheets"
title = "sheets of the sample"
file = "sources/REMESAS0100020000.txt.gz"
[[sources]]
id = "frame"
title = "frame of 2018"
file = "sources/frame_2018.csv.gz"
[[sources]]
id = "drawn"
title = "stations drawn"
file = "sources/sample_design.csv.gz"
[[tables]]
source = "sheets"
header = 2
unit = ["ID_ESTRATO_F", "SECCION", "TIPO_CASILLA", "ID_CASILLA", "EXT_CONTIGUA"]
places = { state = "iD_ESTADO" }
measures = { registered = "LISTA_NOMINAL", invalid = "NULOS", cast = "TOTAL" }
options = { AMLO = "AMLO", RAC = "RAC", JAMK = "JAMK", JHRC = "JHRC", CNR = "CNR" }
attributes = { stratum = "ID_ESTRATO_F" }
[[samples]]
id = "conteo"
title = "conteo rápido"
record = "sheets"
strata = ["stratum"]
frame = { source = "frame", strata = ["estrato"], registered = "ln" }
replaced = 0
drawn_by = "INE"
[samples.drawn]
source = "drawn"
unit = ["ID_ESTRATO_F", "SECCION", "TIPO_CASILLA", "ID_CASILLA", "EXT_CONTIGUA"]
strata = ["ID_ESTRATO_F"]
registered = "LISTA_NOMINAL"
kind = ["TIPO_SECCION"]
[[claims]]
id = "count"
act = "announces_figure"
speaker = "INE"
title = "Final count"
[claims.figures]
shares = { AMLO = 53.19, RAC = 22.27, JAMK = 16.41, JHRC = 5.23 }
shares_of = "cast"
turnout = 63.43
[[claims]]
id = "night"
act = "announces_figure"
speaker = "INE"
title = "Ranges of the night"
[claims.figures]
shares = { AMLO = 53.4, RAC = 22.4, JAMK = 16.0, JHRC = 5.4 }
shares_of = "cast"
[claims.sample]
kind = "quick_count"
drawn = 7787
[claims.sample.intervals]
AMLO = { low = 53.0, high = 53.8 }
RAC = { low = 22.1, high = 22.8 }
JAMK = { low = 15.7, high = 16.3 }
JHRC = { low = 5.3, high = 5.5 }
"""


@pytest.fixture(scope="module")
def mexican(tmp_path_factory: pytest.TempPathFactory, data: Path) -> tuple[Finding, ...]:
    """Mexico 2018 as a case: the sheets, the frame, the stations drawn, the final count, the ranges of the night."""
    folder = tmp_path_factory.mktemp("mexico")
    (folder / "sources").mkdir()
    for name in ("REMESAS0100020000.txt.gz", "frame_2018.csv.gz", "sample_design.csv.gz"):
        shutil.copy(data / "quickcount-mexico-2018" / name, folder / "sources" / name)
    (folder / "case.toml").write_text(CASE, encoding="utf-8")
    evidence = load(CaseFolder(folder))
    assert not [note for note in evidence.notes if note.code.startswith("sample.")]
    return examine(evidence, only=["sampled.quick_count"]).findings


def value(finding: Finding, name: str) -> float:
    return float(finding.numbers[name].value)  # type: ignore[union-attr,arg-type]


class TestMexicoAsACase:
    """An election that nobody disputed must not be called outside; what is missing must be told."""

    def test_it_is_not_called_outside(self, mexican: tuple[Finding, ...]) -> None:
        (finding,) = [f for f in mexican if f.about[-1] == "conteo"]
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "6,307 of 7,787 stations drawn have reported, 350 strata" in str(finding.statement)
        assert "Meade at 16.01%" in str(finding.statement) and "3.6 standard errors" in str(finding.statement)

    def test_the_ranges_of_the_night_missed_two_by_a_tenth_of_a_point(self, mexican: tuple[Finding, ...]) -> None:
        (finding,) = [f for f in mexican if f.about[-1] == "night"]
        # How many had reported was not said that night: nobody disputed this election, and it is not called outside.
        assert finding.verdict is Verdict.CANNOT_TELL
        assert "how many of the stations drawn had reported is not said" in str(finding.statement)
        assert value(finding, "JAMK:beyond") == pytest.approx(0.11, abs=0.02)
        assert "AMLO:beyond" not in finding.numbers and "RAC:beyond" not in finding.numbers

    def test_what_the_missing_would_have_to_hold_is_what_they_held(
        self, mexican: tuple[Finding, ...], data: Path
    ) -> None:
        """The finding says 18.1 % for Meade; the stations that did not report had 18.11 % in the final count."""
        (finding,) = [f for f in mexican if f.about[-1] == "conteo"]
        (needed,) = [m for m in finding.breaks_if if "needed" in m.values]
        foretold = float(needed.values["needed"].value)  # type: ignore[union-attr,arg-type]
        late = table(data / "quickcount-mexico-2018" / "arrivals.csv.gz").filter(pl.col("status") == "0.0")
        held = [late[c].cast(float).sum() for c in ("JAMK", "TOTAL_VOTOS_CALCULADOS")]
        assert foretold == pytest.approx(100 * held[0] / held[1], abs=0.1)

    def test_the_class_of_the_section_takes_half_of_the_miss_away(self, mexican: tuple[Finding, ...]) -> None:
        (finding,) = [f for f in mexican if f.about[-1] == "conteo"]
        miss = {r: abs(value(finding, f"lead:{r}") - (53.19 - 22.27)) for r in ("stratum", "classes")}
        assert miss["classes"] < 0.5 * miss["stratum"]

    def test_participation_is_that_of_the_count(self, mexican: tuple[Finding, ...]) -> None:
        (finding,) = [f for f in mexican if f.about[-1] == "conteo"]
        assert value(finding, "turnout") == pytest.approx(63.42, abs=0.006)
        assert value(finding, "turnout:low") < 63.43 < value(finding, "turnout:high")
