"""Do the intervals of the model of strata hold what they say, and what does it say of Mexico 2018 as it came in?

    python -m benchmarks.quick_count_model [--draws 60]

Prints the tables of "By a model of strata" in docs/quick-counts.md. It needs `scrutiny[bayes]`, and about a second of a
core a sample besides half a minute for each new shape of data.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from tests.conftest import data_folder
from tests.helpers_quick_count import Stations, mexico, minutes, table, whole

from benchmarks.quick_counts import FINAL, SEED, Population, Real, drawn, populations
from scrutiny.stats.pooled_strata import Posterior, pooled
from scrutiny.stats.pooled_strata import Stations as Every
from scrutiny.stats.ratio import combined
from scrutiny.stats.ratio_intervals import quantile

SIZES = (50, 200, 500)
KEPT = {"Guanajuato": 3, "Venezuela": 2, "Poland": 3}
"""So many options of each election are above 5 %; the others go into the rest."""


def posterior(s: Stations, every: Every, kept: int, seed: int, lean: float = 0.0) -> Posterior:
    """The model of a sample; a station without a register is as large as its ballots."""
    votes = np.column_stack([s.votes[:, :kept], s.base - s.votes[:, :kept].sum(axis=1)])
    size = np.where(s.register > 0, s.register, s.base)
    return pooled(votes, size, s.stratum, every, seed, lean=lean)


def with_lead(share: Real, kept: int) -> Real:
    return np.column_stack([share[:, :kept], share[:, 0] - share[:, 1]])


def by_design(s: Stations, kept: int) -> tuple[Real, Real]:
    """Ends of the linearised interval of each option, and of the lead."""
    made = combined(s.votes, s.base, s.stratum, s.sizes)
    by = np.zeros(s.votes.shape[1])
    by[0], by[1] = 1.0, -1.0
    lead, error = made.contrast(by)
    middle, half = np.append(made.share[:kept], lead), quantile(made.df) * np.append(made.error[:kept], error)
    return middle - half, middle + half


def whole_samples(found: list[Population], draws: int) -> None:
    print("| election | n | estimator | first three options | lead | did not come together |")
    print("| --- | --- | --- | --- | --- | --- |")
    for p in found:
        kept = next(number for name, number in KEPT.items() if p.name.startswith(name))
        truth = np.append(p.truth[:kept], p.truth[0] - p.truth[1])
        size = np.where(p.stations.register > 0, p.stations.register, p.stations.base).astype(float)
        every = Every(p.stations.stratum, size)
        for number in SIZES:
            rng = np.random.default_rng(SEED + number)
            inside, width, apart = np.zeros((2, kept + 1)), np.zeros((2, kept + 1)), 0
            for draw in range(draws):
                s = p.stations.at(drawn(p, number, rng))
                made = posterior(s, every, kept, draw)
                apart += not made.converged.reached
                ends = np.quantile(with_lead(made.share, kept), [0.025, 0.975], axis=0)
                for i, (low, high) in enumerate((ends, by_design(s, kept))):
                    inside[i] += (low <= truth) & (truth <= high)
                    width[i] += (high - low) / 2
            for i, name in enumerate(("model", "design")):
                cells = [f"{100 * inside[i, j] / draws:.0f} ({100 * width[i, j] / draws:.2f})" for j in range(kept + 1)]
                came = str(apart) if i == 0 else ""
                print(f"| {p.name} | {number} | {name} | {', '.join(cells[:-1])} | {cells[-1]} | {came} |", flush=True)


def as_it_came_in(data: Path) -> None:
    """The sample of 2018 by the hour: shares, and how many of four final shares lie within."""
    print("\n| until | stations | left out strata | by the model | with a lean | largest miss | seconds |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    sample = mexico(data)
    units = table(data / "quickcount-mexico-2018" / "frame_2018.csv.gz")
    every = Every(whole(units, "estrato") - 1, whole(units, "ln").astype(float))
    at = minutes(sample.frame)
    for hour, minute in ((20, 0), (20, 30), (21, 0), (22, 0), (23, 0), (24, 0)):
        s = sample.at(at <= 60 * hour + minute)
        began = time.perf_counter()
        made = posterior(s, every, 4, 1, 0.1 * (1 - len(s.base) / 7787))
        took = time.perf_counter() - began
        order = [sample.options.index(name) for name in NAMES]
        counted = []
        for draws in (made.share, made.leaning):
            low, high = np.quantile(draws, [0.025, 0.975], axis=0)
            counted.append(sum(low[j] <= FINAL_BY_NAME[n] <= high[j] for n, j in zip(NAMES, order, strict=True)))
        miss = max(abs(made.share[:, j].mean() - FINAL_BY_NAME[n]) for n, j in zip(NAMES, order, strict=True))
        empty = int((np.bincount(s.stratum, minlength=len(s.sizes)) == 0).sum())
        print(
            f"| {hour}:{minute:02d} | {len(s.base)} | {empty} | {counted[0]} of 4 | {counted[1]} of 4 | "
            f"{100 * miss:.2f} | {took:.0f} |",
            flush=True,
        )


NAMES = ("AMLO", "RAC", "JAMK", "JHRC")
FINAL_BY_NAME = dict(zip(NAMES, FINAL, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=60)
    given = parser.parse_args()
    data = data_folder()
    if data is None:
        print("the public data are not here: scrutiny data --all, or set SCRUTINY_DATA")
        return
    whole_samples(populations(data), given.draws)
    as_it_came_in(data)


if __name__ == "__main__":
    main()
