"""Shapes of the logarithmic rate and fingerprints of six elections, against the table of the reference.

The rate is that of the leading option among all registered, units of 100 voters or more. The correlation is that of
the same units, ballots issued of registered against votes of ballots counted. The corner, where both are 95 % or more,
is counted over units of every size.
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
from scrutiny.stats.fingerprint import bins, corner, correlation, histogram, multiples, rate
from scrutiny.stats.klimek import fit, shape_of, spreads

pytestmark = pytest.mark.data
CORPUS = Path(__file__).resolve().parents[1] / "corpus"
Whole = npt.NDArray[np.int64]
TABLE = {
    ("russia", "2004", "option-4"): (90_378, -0.175, 1.070, -2.092, 8.226, 0.431, 5_277),
    ("russia", "2008", "option-4"): (91_552, -0.301, 1.050, -1.661, 6.501, 0.587, 4_822),
    ("russia", "2011", "option-6"): (90_993, 0.631, 1.293, -1.613, 6.307, 0.747, 3_114),
    ("russia", "2012", "option-5"): (91_060, 0.069, 0.995, -2.255, 9.702, 0.627, 3_141),
    ("canada-2011", "commons", "winner"): (65_316, 1.592, 0.943, 0.734, 3.341, 0.074, 0),
    ("bolivia-2019", "president", "mas"): (32_561, 0.497, 0.958, -0.102, 3.507, 0.042, 144),
}


@cache
def evidence(folder: str) -> tuple[Counts, ...]:
    return load(CaseFolder(CORPUS / folder)).counts


def arrays(folder: str, contest: str, option: str) -> tuple[Whole, Whole, Whole, Whole]:
    """Registered, turned out, votes and ballots of every unit with ballots."""
    (counts, *_) = [c for c in evidence(folder) if c.contest.id == contest]

    def values(item: str) -> Whole:
        return counts.values(item).to_numpy().astype(np.int64)

    if counts.has("cast"):
        ballots = values("cast")
    else:
        items = (*counts.options, "blank", "invalid")
        ballots = sum((values(item) for item in items), np.zeros(counts.units, np.int64))
    turned_out = values("issued") if counts.has("issued") else ballots
    kept = (ballots > 0) & (values("registered") > 0)
    return values("registered")[kept], turned_out[kept], values(option)[kept], ballots[kept]


@pytest.mark.parametrize("key", TABLE, ids=lambda key: f"{key[0]}-{key[1]}")
def test_the_table(data: Path, key: tuple[str, str, str]) -> None:
    registered, turned_out, votes, ballots = arrays(*key)
    large = registered >= 100
    made = rate(votes[large], registered[large])
    assert made is not None
    counted = large & (votes > 0) & (votes < registered)
    both = correlation((turned_out[counted], registered[counted]), (votes[counted], ballots[counted]))
    found = (made.mean, made.sd, made.skewness, made.kurtosis, both)
    units, *shape, high = TABLE[key]
    assert made.units == units
    assert tuple(round(x, 3) for x in found) == pytest.approx(tuple(shape), abs=0.0011)
    assert corner((turned_out, registered), (votes, ballots)) == high


def test_all_sizes_of_2012(data: Path) -> None:
    registered, _, votes, _ = arrays("russia", "2012", "option-5")
    made = rate(votes, registered)
    assert made is not None
    assert (made.units, round(made.skewness, 3), round(made.kurtosis, 3)) == (95_256, -2.152, 9.123)


def test_every_ballot_is_in_the_picture(data: Path) -> None:
    registered, turned_out, votes, ballots = arrays("russia", "2011", "option-6")
    fits = turned_out <= registered
    across, up = (turned_out[fits], registered[fits]), (votes[fits], ballots[fits])
    cells = histogram(across, up, weights=ballots[fits])
    assert cells.sum() == ballots[fits].sum()
    halves = multiples(across, up, np.arange(len(ballots[fits])) % 2, 2, weights=ballots[fits])
    assert (halves.sum(axis=0) == cells).all()


def test_parts_of_the_model_of_klimek_and_others_hang_on_what_is_assumed(data: Path) -> None:
    """Published for 2012: .39 incremental, .021 extreme, exponent 1.5; others give .084 and .002 for the same counts.

    Ours are near the former under the same assumptions, and another thing with honest curves a quarter wider.
    """
    registered, _, votes, ballots = arrays("russia", "2012", "option-5")
    kept = (registered >= 100) & (ballots <= registered)
    registered, votes, ballots = registered[kept], votes[kept], ballots[kept]
    observed = np.bincount(bins(votes, ballots), minlength=100)
    shape = shape_of(ballots, registered, votes, ballots)
    made = fit(observed, registered, shape, np.random.default_rng(1))
    low, high = made.within(1.5)
    assert low < 0.39 < high and high - low > 0.3
    assert made.parts.extreme == pytest.approx(0.04, abs=0.01)
    _, wider = spreads(observed, registered, shape, np.random.default_rng(1), widths=(1.0, 1.25))
    assert wider.fit.parts.incremental > made.parts.incremental + 0.3
