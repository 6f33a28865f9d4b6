"""Density of shares with its envelope: worked out by us, and by drawing every unit anew a thousand times.

python -m benchmarks.share_density 95000 1000
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np

from benchmarks.measure import least
from scrutiny.stats.share_density import Law, levelled, resampled

TIMED = 20
"""So many draws are timed, and the rest reckoned: each costs the same."""


def timed(units: int, draws: int) -> Iterator[tuple[str, float, float]]:
    """For each law, seconds of the processor by us and by resampling."""
    rng = np.random.default_rng(1)
    n = np.clip(np.exp(rng.normal(6.6, 0.9, units)), 20, 5_000).astype(np.int64)
    k = rng.binomial(n, rng.beta(4, 5, units))
    levelled(k[:100], n[:100])
    laws: tuple[Law, ...] = ("own", "unsure")
    for law in laws:
        ours = least(lambda law=law: levelled(k, n, law=law).spikes())
        plain = least(lambda law=law: resampled(k, n, rng, TIMED, law=law))
        yield law, ours, plain * draws / TIMED


def main(units: int, draws: int) -> None:
    for law, ours, plain in timed(units, draws):
        print(
            f"{law}: {units} units, {draws} draws: {ours:.2f} s, by resampling {plain:.1f} s, {plain / ours:.0f} times"
        )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
