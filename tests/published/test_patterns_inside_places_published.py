"""Figures of the reference, found again through the checks on patterns inside places themselves.

Figures marked "computed here" were published nowhere; they hold the checks to what they found when they were made.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scrutiny.checks import check_named
from scrutiny.evidence.plan import Plan
from scrutiny.examination import examine
from scrutiny.findings.finding import Finding, Verdict
from tests.helpers_counted import run, value
from tests.helpers_stations import LEADERS, evidence

pytestmark = pytest.mark.data


@pytest.fixture(autouse=True)
def _data(data: Path) -> None:
    """Every test here needs the public files."""


def of(folder: str, check: str, *about: str, **settings: object) -> Finding:
    """The one finding whose subject names all of these."""
    found = [f for f in run(evidence(folder), check, **settings) if set(about) <= set(f.about)]
    assert len(found) == 1
    return found[0]


class TestDuplicates:
    RUSSIA = (("2004", 41_070, 110, 114.5), ("2008", 17_769, 112, 111.7))
    RUSSIA += (("2011", 45_864, 37, 35.0), ("2012", 47_825, 59, 52.3))

    @pytest.mark.parametrize(("year", "stations", "every", "expected"), RUSSIA)
    def test_russia_after_the_filter_that_was_fixed_beforehand(
        self, year: str, stations: int, every: int, expected: float
    ) -> None:
        """Reference: stations and no pair after the filter; pairs inside territories without it computed here."""
        found = of("russia", "patterns.duplicates", year)
        assert (value(found, "stations"), value(found, "pairs"), value(found, "anywhere")) == (stations, 0, 0)
        assert value(found, "every_pairs") == every
        assert float(value(found, "every_expected")) == pytest.approx(expected, abs=0.06)
        assert found.verdict is Verdict.NOTHING_UNUSUAL

    def test_sheets_entered_for_two_tables_in_an_undisputed_election(self) -> None:
        """Computed here: eleven pairs of one municipality in Spain 2019, seven of them in its larger half."""
        found = of("spain-2019-11", "patterns.duplicates", "congress")
        assert (value(found, "stations"), value(found, "pairs"), value(found, "every_pairs")) == (29_905, 7, 11)
        assert value(found, "same_registered") == 0
        assert found.tests[0].p < 1e-30
        # No chance makes so many equal rows. What does is on the card, and nobody disputed the election: one sheet
        # entered for two tables, which honest elections have so often that the test may not say unusual.
        assert found.verdict is Verdict.CANNOT_TELL
        assert "entered" in check_named("patterns.duplicates").honest_causes

    @pytest.mark.parametrize("folder", ["germany-2024", "chile-2021", "venezuela-2024", "bolivia-2020"])
    def test_elsewhere_chance_is_enough(self, folder: str) -> None:
        for found in run(evidence(folder), "patterns.duplicates"):
            assert found.tests[0].p > 0.01


class TestNeighbours:
    def test_venezuela(self) -> None:
        found = of("venezuela-2024", "patterns.neighbours", "EG")
        assert float(value(found, "ratio")) == pytest.approx(1.22, abs=0.005)
        turnout = of("venezuela-2024", "patterns.neighbours", "turnout")
        assert float(value(turnout, "ratio")) == pytest.approx(1.24, abs=0.006)
        assert "last two digits" in " ".join(map(str, found.rests_on))
        assert found.verdict is turnout.verdict is Verdict.NOTHING_UNUSUAL

    def test_spain(self) -> None:
        found = of("spain-2019-11", "patterns.neighbours", "psoe")
        assert float(value(found, "ratio")) == pytest.approx(1.63, abs=0.006)
        assert float(value(found, "beside:cs")) == pytest.approx(1.20, abs=0.006)
        turnout = of("spain-2019-11", "patterns.neighbours", "turnout")
        assert float(value(turnout, "ratio")) == pytest.approx(1.71, abs=0.006)

    @pytest.mark.parametrize("folder", ["bolivia-2019", "germany-2024", "russia"])
    def test_where_nothing_is_declared_it_is_not_asked(self, folder: str) -> None:
        examined = examine(evidence(folder), Plan(), only=["patterns.neighbours"])
        assert examined.findings == ()
        assert examined.not_applicable


@pytest.mark.parametrize("folder", ["russia", "germany-2024", "poland-2020", "spain-2019-11", "venezuela-2024"])
def test_totals_of_regions_are_not_round(folder: str) -> None:
    """Computed here: the whole percentages of Russian stations do not reach the sums of regions."""
    made = run(evidence(folder), "patterns.rounded_totals")
    assert made
    for found in made:
        assert min(test.p for test in found.tests) > 0.01
        assert found.verdict is Verdict.NOTHING_UNUSUAL


class TestSmallStations:
    """Reference: turnout and share of the leader, smallest quarter less largest; ours within .02 of each."""

    FIGURES = (("2004", 1.283, 0.406), ("2008", 1.168, 0.378), ("2011", 0.977, 0.740), ("2012", 0.901, 0.735))

    @pytest.mark.parametrize(("year", "turnout", "share"), FIGURES)
    def test_russia(self, year: str, turnout: float, share: float) -> None:
        found = of("russia", "patterns.small_stations", year, LEADERS[year])
        assert float(value(found, "turnout")) == pytest.approx(turnout, abs=0.02)
        assert float(value(found, "share")) == pytest.approx(share, abs=0.02)
        assert float(value(found, "turnout_error")) == pytest.approx(0.017, abs=0.0012)

    def test_a_clean_election_has_as_large_a_contrast(self) -> None:
        found = of("germany-2024", "patterns.small_stations", "cdu")
        assert float(value(found, "turnout")) == pytest.approx(1.049, abs=0.02)
        assert float(value(found, "beside:afd")) == pytest.approx(-0.026, abs=0.04)
        assert found.verdict is Verdict.RECORDED


class TestInvalidVotes:
    RHO = (
        ("spain-2019-11", "congress", 0.00127, 0),
        ("chile-2021", "president", 0.00276, 5),
        ("bolivia-2020", "computo", 0.01273, 9),
        ("germany-2024", "wbz", 0.00313, 11),
        ("poland-2020", "pkw-1", 0.00167, 21),
        ("bolivia-2019", "computo", 0.0045, 37),
        ("russia", "2011", 0.0121, 86),
    )

    @pytest.mark.parametrize(("folder", "about", "rho", "out"), RHO)
    def test_overdispersion_inside_places(self, folder: str, about: str, rho: float, out: int) -> None:
        """Computed here: stations that stand out, of which undisputed elections have up to 21."""
        found = of(folder, "patterns.invalid_votes", about, "invalid")
        assert float(value(found, "overdispersion")) == pytest.approx(rho, rel=0.03)
        assert value(found, "out") == out
        assert found.verdict is Verdict.RECORDED

    def test_contests_of_one_ballot_paper(self) -> None:
        """Computed here: Oregon 2020, fewer votes for every lesser office than for president."""
        found = of("usa-oregon-2020", "patterns.invalid_votes", "us-senate", "president")
        assert (value(found, "stations"), value(found, "fewer"), value(found, "more")) == (1_326, 38_499, 114)
