"""What is slow and holds no words of a check is worked out once for the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from scrutiny.checks.patterns import finite_mixture
from scrutiny.stats.finite_mixture import Assumption, Posterior, fit


@pytest.fixture(scope="session", autouse=True)
def fits_are_kept() -> Iterator[None]:
    """Posteriors by the figures that they are of; that one seed gives one posterior is tested beside the statistic."""
    kept: dict[tuple[Any, ...], Posterior] = {}

    def once(registered: Any, turned_out: Any, votes: Any, assumption: Assumption, seed: int, **how: int) -> Posterior:
        figures = tuple(np.asarray(part).tobytes() for part in (registered, turned_out, votes))
        key = (*figures, assumption, seed, *sorted(how.items()))
        if key not in kept:
            kept[key] = fit(registered, turned_out, votes, assumption, seed, **how)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finite_mixture, "fit", once)
        yield
