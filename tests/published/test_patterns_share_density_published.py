"""Spikes of shares in real elections: at whole percentages in Russia, nowhere in four undisputed ones.

Units with 100 ballots or more. The undisputed elections calibrate: none of their options has a spike.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from scrutiny.evidence.counts import Counts
from scrutiny.evidence.folder import CaseFolder
from scrutiny.loading import load
from scrutiny.stats.share_density import Density
from scrutiny.stats.share_density import levelled as levelled_density

pytestmark = pytest.mark.data
CORPUS = Path(__file__).resolve().parents[1] / "corpus"


@cache
def evidence(folder: str) -> tuple[Counts, ...]:
    return load(CaseFolder(CORPUS / folder)).counts


def levelled(folder: str, contest: str, option: str, whole: str) -> Density:
    (counts, *_) = [c for c in evidence(folder) if c.contest.id == contest]

    def values(item: str) -> npt.NDArray[np.int64]:
        return counts.values(item).fill_null(0).to_numpy().astype(np.int64)

    votes, ballots = values(option), values(whole)
    large = ballots >= 100
    return levelled_density(votes[large], ballots[large])


@pytest.mark.parametrize(
    ("year", "option", "spikes", "units"),
    [
        ("2004", "option-4", [900, 901, 920, 940, 950, 960, 970, 980, 981], 562),
        ("2008", "option-4", [750, 800, 801, 830, 850, 870, 900, 901, 920, 930, 950, 960, 970, 980], 1_133),
        ("2011", "option-6", [650, 700, 750, 800, 850, 920, 950, 971, 980], 479),
        ("2012", "option-5", [700, 750, 850, 900, 950, 980], 368),
        ("2012", "option-4", [], 0),
    ],
)  # fmt: skip
def test_russia(data: Path, year: str, option: str, spikes: list[int], units: int) -> None:
    found = levelled("russia", year, option, "cast")
    assert np.flatnonzero(found.spikes()).tolist() == spikes
    assert found.excess() == pytest.approx(units, abs=1)


@pytest.mark.parametrize(
    ("folder", "contest", "option", "whole"),
    [
        ("canada-2011", "commons", "winner", "cast"),
        *[("spain-2019-11", "congress", option, "list_votes") for option in ("psoe", "pp", "vox", "podemos")],
        *[("poland-2020", "round-1", option, "valid") for option in ("duda", "trzaskowski", "hołownia")],
        ("poland-2020", "round-2", "duda", "valid"),
        *[("germany-2024", "parliament", option, "valid") for option in ("cdu", "spd", "afd", "gruene")],
    ],
)
def test_undisputed_elections_have_no_spike(data: Path, folder: str, contest: str, option: str, whole: str) -> None:
    found = levelled(folder, contest, option, whole)
    assert not found.spikes().any()
