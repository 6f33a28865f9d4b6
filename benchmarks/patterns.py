"""The chapter on patterns, timed beside the published methods written plainly, in one run on one machine.

python -m benchmarks.patterns            # all parts
python -m benchmarks.patterns percent    # one of: percent, chapter, million, calibrate
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from scrutiny.calibrate.trial import setting_of
from scrutiny.calibrate.work import Work, computed
from scrutiny.checks import all_checks
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.loading import load
from scrutiny.simulate.honest import honest_case
from scrutiny.simulate.shape import invented
from scrutiny.stats.near_whole import chances, near
from scrutiny.stats.unequal_coins import at_least

ROOT = Path(__file__).resolve().parents[1]
DRAWS, MEASURED = 1000, 25
"""Simulated elections of the published method, and how many of them are timed; their time grows evenly."""


def russia(year: str = "2011") -> Evidence:
    evidence = load(CaseFolder(ROOT / "tests" / "corpus" / "russia"))
    return replace(evidence, counts=tuple(c for c in evidence.counts if c.contest.id == year))


def columns(evidence: Evidence) -> tuple[np.ndarray, ...]:
    counts = evidence.counts[0]
    option = max(counts.valid_options, key=lambda o: counts.total(o).value)
    made = [counts.values(i).fill_null(0).to_numpy().astype(np.int64) for i in ("registered", "issued", "cast", option)]
    v, g, r, leader = made
    keep = (r > 0) & (v >= 100) & (g <= 0.99 * v) & (leader <= 0.99 * r)
    return v[keep], g[keep], r[keep], leader[keep]


def plainly(v: np.ndarray, g: np.ndarray, r: np.ndarray, leader: np.ndarray, draws: int) -> np.ndarray:
    """The published notebook's method: draw every station's counts anew, look at the percentages, count the hits."""
    rng = np.random.default_rng(42)
    hits = []
    for _draw in range(draws):
        turnout = 100 * rng.binomial(v, g / v) / v
        share = 100 * rng.binomial(r, leader / r) / r
        near_turnout = np.abs(turnout - np.round(turnout)) <= 0.05
        near_share = np.abs(share - np.round(share)) <= 0.05
        hits.append(int((near_turnout | near_share).sum()))
    return np.array(hits)


def percent() -> None:
    arrays = columns(russia())
    v, g, r, leader = arrays
    started = time.perf_counter()
    a, b = chances(leader, r), chances(g, v)
    expected = 1 - (1 - a) * (1 - b)
    observed = int((near(leader, r) | near(g, v)).sum())
    p = at_least(observed, expected)
    ours = time.perf_counter() - started
    started = time.perf_counter()
    hits = plainly(*arrays, MEASURED)
    theirs = (time.perf_counter() - started) * DRAWS / MEASURED
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"| whole percentages, {len(v):,} stations | {ours:.2f} s, excess {observed - expected.sum():.1f}, p {p:.1e} | "
        f"{DRAWS} drawn elections {theirs:.0f} s (from {MEASURED}), excess {observed - hits.mean():.1f} | "
        f"{theirs / ours:.0f} × | peak {peak:.0f} MB with reading |"
    )


def chapter() -> None:
    evidence = russia()
    started = time.perf_counter()
    examined = examine(evidence, Plan(), only=["patterns"])
    print(f"| whole chapter, Russia 2011 | {time.perf_counter() - started:.2f} s | | | limit 5 s |")
    for check, seconds in sorted(examined.spent.items(), key=lambda item: -item[1]):
        print(f"|   {check} | {seconds:.2f} s | | | |")


def million() -> None:
    evidence = honest_case(invented(1_000_000, 5, 80, seed=4), 4)
    started = time.perf_counter()
    examined = examine(evidence, Plan(), only=["patterns"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"| whole chapter, 1,000,000 stations | {time.perf_counter() - started:.1f} s | | | {peak:.0f} MB; limit 60 s, "
        f"3 GB |"
    )
    for check, seconds in sorted(examined.spent.items(), key=lambda item: -item[1]):
        print(f"|   {check} | {seconds:.2f} s | | | |")


def calibrate() -> None:
    """Honest elections of 25,000 stations by number of processes, and what 1,000 of them take."""
    evidence = honest_case(invented(25_000, 5, 25, seed=5), 5)
    setting = setting_of(evidence, evidence.counts[0], Plan())
    number = sum(c.question == "patterns" for c in all_checks())
    for workers in (1, 2):
        started = time.perf_counter()
        computed(setting, Work(cases=40, hands=()), workers=workers)
        seconds = time.perf_counter() - started
        print(
            f"| calibrate, 25,000 stations, {number} checks, {workers} processes | {seconds / 40:.2f} s an election, "
            f"{seconds / 40 * 1000 / 60:.1f} minutes for 1,000 | | | limit 15 minutes on 2 |"
        )


PARTS: dict[str, Callable[[], None]] = {
    "percent": percent,
    "chapter": chapter,
    "million": million,
    "calibrate": calibrate,
}


def main() -> None:
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main()
