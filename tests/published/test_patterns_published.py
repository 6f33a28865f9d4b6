"""Published and recomputed figures of the checks on patterns, found again through the checks themselves."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.record import Evidence
from scrutiny.findings.finding import Finding
from scrutiny.loading import load
from tests.helpers_counted import run, value

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


@cache
def corpus(folder: str) -> Evidence:
    return load(CaseFolder(CORPUS / folder))


@cache
def of(folder: str, check: str, contest: str, **settings: int) -> Finding:
    """The one finding of a check about a contest's leader."""
    found = [f for f in run(corpus(folder), check, **settings) if f.contest == contest]
    assert found
    return found[0]


KOBAK = {"2004": 933.748, "2008": 1722.779, "2011": 1003.477, "2012": 1159.585}
"""Stations above the mean of 1,000 simulated elections (dkobak/elections, 2024), turnout of ballots issued."""
EXACT = {
    "2004": (85457, 17393, 9283, 9214, 934.4, 586.6, 566.8, 113.7),
    "2008": (86309, 18394, 10019, 9631, 1717.5, 1212.5, 864.2, 114.4),
    "2011": (86718, 17803, 9708, 9216, 1002.6, 766.5, 448.8, 114.7),
    "2012": (87623, 18025, 9662, 9476, 1161.0, 737.5, 633.9, 115.2),
}
MONTE_CARLO = 12
"""Three to four standard errors of the published means (their standard deviation is 114 to 117 stations)."""


@pytest.mark.data
class TestIntegerPercentages:
    @pytest.mark.parametrize("year", list(KOBAK))
    def test_russia_against_the_published_excess(self, data: Path, year: str) -> None:
        """Recounts of every station, those of hardly any votes among them: to the station."""
        found = of("russia", "patterns.integer_percentages", year, fewest=0)
        assert abs(float(value(found, "recounted-either-1")) - KOBAK[year]) < MONTE_CARLO
        names = ("stations", "observed-either-1", "observed-share-1", "observed-turnout-1")
        names += ("recounted-either-1", "recounted-share-1", "recounted-turnout-1", "recounted_deviation-either-1")
        assert tuple(float(value(found, name)) for name in names) == EXACT[year]

    @pytest.mark.parametrize("year", list(KOBAK))
    def test_leaving_out_hardly_any_votes_takes_nothing_away(self, data: Path, year: str) -> None:
        found = of("russia", "patterns.integer_percentages", year)
        assert EXACT[year][0] - 12 <= float(value(found, "stations")) <= EXACT[year][0]
        assert abs(float(value(found, "recounted-either-1")) - KOBAK[year]) < MONTE_CARLO

    @pytest.mark.parametrize(
        ("year", "z", "fives"), [("2004", 9, 8), ("2008", 16, 18), ("2011", 9, 9), ("2012", 11, 9)]
    )
    def test_where_within_a_point_figures_fall_is_no_chance_in_russia(
        self, data: Path, year: str, z: int, fives: int
    ) -> None:
        found = of("russia", "patterns.integer_percentages", year)
        for period, least in ((1, z), (5, fives)):
            ratio = value(found, f"excess-either-{period}") / value(found, f"deviation-either-{period}")
            assert least < float(ratio) < least + 2
        assert value(found, "votes_least") > 400_000

    def test_canada_rings_no_alarm(self, data: Path) -> None:
        """Recomputed: 13,053 polls against 12,833.1, standard deviation 99.0, z 2.22;."""
        found = of("canada-2011", "patterns.integer_percentages", "commons", fewest=0)
        assert float(value(found, "recounted-either-1")) == 219.9
        assert float(value(found, "recounted_deviation-either-1")) == 99.0
        assert found.tests[0].adjusted is not None and found.tests[0].adjusted > 0.01
        assert abs(value(found, "excess-either-1")) < value(found, "deviation-either-1")

    @pytest.mark.parametrize("folder", ["israel-2019-2022", "bolivia-2020", "germany-2024", "poland-2020"])
    def test_undisputed_elections_have_as_many_as_are_expected(self, data: Path, folder: str) -> None:
        """Recounted with their stations of hardly any votes, leaders in Israel had z of -3.3 to -8.3."""
        for found in run(corpus(folder), "patterns.integer_percentages"):
            for period in (1, 5):
                excess, deviation = (float(value(found, f"{of}-either-{period}")) for of in ("excess", "deviation"))
                assert abs(excess) < 2.5 * deviation
            assert value(found, "votes_least") < 0 < value(found, "votes_most")
