"""Bolivia 2019 and 2020 through the checks themselves: what late tables differ by inside their own places."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.findings.calibrated import Calibrated
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.loading import load
from scrutiny.messages import say
from tests.helpers_counted import value

pytestmark = pytest.mark.data
ROOT = Path(__file__).resolve().parents[2]
LATE = "patterns.late_counts"


@cache
def case(folder: str) -> Evidence:
    return load(CaseFolder(ROOT / folder))


def late(folder: str, **settings: str) -> tuple[Finding, Finding]:
    """Of the share of MAS, and of its lead over CC."""
    sound = Calibrated(LATE, "", 0.01, 0, 1000, 0, 0, say("supposed"), elections=3)
    plan = Plan(settings={LATE: settings} if settings else {})
    share, margin = examine(case(folder), plan, only=[LATE], calibrations=[sound]).findings
    return share, margin


def numbers(finding: Finding, *names: str) -> tuple[float, ...]:
    return tuple(float(value(finding, name)) for name in names)


@pytest.mark.parametrize("folder", ["tests/corpus/bolivia-2019", "cases/bolivia-2019"])
def test_bolivia_2019(data: Path, folder: str) -> None:
    """The tables that the first state of the preliminary count had are early; the official count has all."""
    share, margin = late(folder)
    assert numbers(margin, "shift") == (16.77,)  # 7.8829 and 24.6509
    assert numbers(margin, "inside", "inside_error", "inside_lots") == (0.29, 0.18, 0.18)
    assert numbers(share, "inside", "inside_error") == (0.09, 0.10)
    assert numbers(margin, "foretold", "came") == (18.99, 19.54)
    assert 0.11 < float(value(margin, "inside_chance")) < 0.12
    # With size and number given it is larger still, and that is what is tested.
    assert 0.12 < margin.tests[0].p < 0.14
    assert {f.verdict for f in (share, margin)} == {Verdict.NOTHING_UNUSUAL}


INSIDE = {
    1_616: (1_618, 0.50, 0.26, 0.52, 0.45),
    6_343: (6_346, -0.01, 0.19, -0.03, 0.30),
    9_364: (9_364, 0.30, 0.18, 0.45, 0.28),
    12_737: (12_735, 0.28, 0.19, 0.42, 0.32),
}
"""Early tables; late less early inside places and its standard error, of the share and of the lead."""


class TestBolivia2020:
    @pytest.mark.parametrize("tables", list(INSIDE))
    def test_no_cut_of_the_accepted_election_is_unusual(self, data: Path, tables: int) -> None:
        moments = pl.read_csv(data / "bolivia-2020" / "series.csv")
        until = str(moments.filter(pl.col("n") == tables)["ts"][0])
        share, margin = late("tests/corpus/bolivia-2020", until=until)
        early, *inside = INSIDE[tables]
        assert numbers(share, "early_units") == (early,)
        assert [*numbers(share, "inside", "inside_error"), *numbers(margin, "inside", "inside_error")] == inside
        for finding in (share, margin):
            assert finding.verdict is Verdict.NOTHING_UNUSUAL
            assert finding.tests[0].p > 0.05

    def test_raw_shift_and_coarser_matches(self, data: Path) -> None:
        """The reference: 18.77 and 34.12 points; by the place 39.26 and 38.96, by the municipality 7.5 off."""
        moments = pl.read_csv(data / "bolivia-2020" / "series.csv")
        until = str(moments.filter(pl.col("n") == 6_343)["ts"][0])
        share, margin = late("tests/corpus/bolivia-2020", until=until)
        assert numbers(share, "shift") + numbers(margin, "shift") == (18.77, 34.12)
        assert numbers(share, "inside_units", "inside_places", "foretold", "came") == (3_194, 603, 39.26, 38.96)
        assert numbers(share, "units:municipality", "off:municipality") == (3_681, 7.51)
        assert numbers(margin, "foretold", "came") == (8.49, 8.14)

    def test_half_of_the_count(self, data: Path) -> None:
        share, margin = late("tests/corpus/bolivia-2020")
        assert {f.verdict for f in (share, margin)} == {Verdict.NOTHING_UNUSUAL}

    def test_runs_are_those_of_a_shuffle(self, data: Path) -> None:
        (found,) = examine(case("tests/corpus/bolivia-2020"), Plan(), only=["patterns.runs"]).findings
        assert found.verdict is Verdict.RECORDED
        assert numbers(found, "runs", "mean", "deviation") == (3_549, 3_588.4, 32.4)
