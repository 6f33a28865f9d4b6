"""Density of shares with its envelope: worked out by us, and by drawing every unit anew a thousand times.

python -m benchmarks.share_density 95000 1000
"""

from __future__ import annotations

import sys
import time

import numpy as np

from scrutiny.stats.share_density import density, levelled, resampled

TIMED = 20
"""So many draws are timed, and the rest reckoned: each costs the same."""


def main(units: int, draws: int) -> None:
    rng = np.random.default_rng(1)
    n = np.clip(np.exp(rng.normal(6.6, 0.9, units)), 20, 5_000).astype(np.int64)
    k = rng.binomial(n, rng.beta(4, 5, units))
    density(k[:100], n[:100])
    for law in ("own", "unsure"):
        started = time.process_time()
        made = levelled(k, n, law=law)
        made.spikes()
        ours = time.process_time() - started
        started = time.process_time()
        resampled(k, n, rng, TIMED, law=law)
        plain = (time.process_time() - started) * draws / TIMED
        print(
            f"{law}: {units} units, {draws} draws: {ours:.2f} s, by resampling {plain:.1f} s, {plain / ours:.0f} times"
        )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
