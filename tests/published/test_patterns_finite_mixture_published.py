"""The mixture of three kinds of stations on Russia 2011, beside what was published of the same counts.

W. R. Mebane and K. Kalinin: incremental .121, extreme .0032. P. Klimek and others, of the same family: .64 and .033.
The file of the District of Columbia 2010 that eforensics is shown with is not among the public data here.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scrutiny.stats.finite_mixture import PUBLISHED, TIED, fit
from tests.helpers_stations import russia

pytestmark = pytest.mark.data


def test_russia_2011_lies_between_the_published_parts_and_hangs_on_what_is_assumed(data: Path) -> None:
    stations = russia("2011")
    large = np.flatnonzero((stations["v"] >= 100) & (stations["r"] <= stations["v"]))
    drawn = np.sort(np.random.default_rng(20240728).choice(large, 500, replace=False))
    registered, ballots, votes = (stations[key][drawn] for key in ("v", "r", "l"))
    first, tied = (
        fit(registered, ballots, votes, assumption, 20240728, chains=2, warmup=150, draws=150)
        for assumption in (PUBLISHED, TIED)
    )
    assert first.converged.reached
    assert first.incremental.low > 0.121 and first.incremental.high < 0.64, "it agrees with neither"
    assert first.extreme.low > 0.033, "nor here"
    # Honest shares that may go with turnout take a part of what the first assumption gives to the kinds.
    assert tied.slope.low > 0
    assert tied.votes.median < first.votes.median - 0.03
