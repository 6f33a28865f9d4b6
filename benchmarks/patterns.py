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
DRAWS, PART = 1000, 20
"""Recounts of the published method; it is timed on one station of so many, since its time grows evenly with them."""


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


def drawn_as_published(evidence: Evidence, some: np.ndarray) -> float:
    """Seconds of the notebook's drawing for some stations: for each it selects all stations anew, six times."""
    counts = evidence.counts[0]
    option = max(counts.valid_options, key=lambda o: counts.total(o).value)
    voters, given, received, leader = (
        counts.values(i).fill_null(0).to_numpy().astype(np.float64) for i in ("registered", "issued", "cast", option)
    )
    chosen = (received > 0) & (voters >= 100)
    chosen[chosen] = (given[chosen] / voters[chosen] <= 0.99) & (leader[chosen] / received[chosen] <= 0.99)
    started = time.perf_counter()
    for n in some:
        np.random.binomial(n=received[chosen][n], p=leader[chosen][n] / received[chosen][n], size=DRAWS)
        np.random.binomial(n=voters[chosen][n], p=given[chosen][n] / voters[chosen][n], size=DRAWS)
    return time.perf_counter() - started


def plainly(v: np.ndarray, g: np.ndarray, r: np.ndarray, leader: np.ndarray) -> float:
    """The published method (Kobak and others, 2016 and their notebook of 2024), written plainly: the mean of the hits.

    Station by station a thousand recounts of turnout and of the share are drawn; of all of them the percentages are
    looked at, for share, turnout and either, each counted by stations, voters, ballots and votes.
    """
    np.random.seed(42)
    drawn_leader, drawn_given = np.zeros((DRAWS, len(v))), np.zeros((DRAWS, len(v)))
    for station in range(len(v)):
        drawn_leader[:, station] = np.random.binomial(r[station], leader[station] / r[station], DRAWS)
        drawn_given[:, station] = np.random.binomial(v[station], g[station] / v[station], DRAWS)
    share, turnout = 100 * drawn_leader / r, 100 * drawn_given / v
    hits = np.zeros((3, 4, DRAWS))
    for number, weights in enumerate((np.ones(len(v)), v, g, leader)):
        near_share = np.abs(share - np.round(share)) <= 0.05
        near_turnout = np.abs(turnout - np.round(turnout)) <= 0.05
        hits[0, number] = (weights * (near_share | near_turnout)).sum(axis=1)
        hits[1, number] = (weights * near_share).sum(axis=1)
        hits[2, number] = (weights * near_turnout).sum(axis=1)
    return float(hits[0, 0].mean())


def _drawing(arrays: tuple[np.ndarray, ...]) -> float:
    """Seconds of the drawing alone, with stations selected once."""
    v, g, r, leader = (array[:: 10 * PART] for array in arrays)
    started = time.perf_counter()
    for station in range(len(v)):
        np.random.binomial(r[station], leader[station] / r[station], DRAWS)
        np.random.binomial(v[station], g[station] / v[station], DRAWS)
    return (time.perf_counter() - started) * 10 * PART


def percent() -> None:
    arrays = columns(russia())
    v, g, r, leader = arrays
    started = time.perf_counter()
    a, b = chances(leader, r), chances(g, v)
    expected = 1 - (1 - a) * (1 - b)
    observed = int((near(leader, r) | near(g, v)).sum())
    p = at_least(observed, expected)
    ours = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    mean = plainly(*(array[::PART] for array in arrays))
    theirs = (time.perf_counter() - started) * PART
    published = theirs - _drawing(arrays) + drawn_as_published(russia(), np.arange(0, len(v), 10 * PART)) * 10 * PART
    print(
        f"| whole percentages, {len(v):,} stations | {ours:.2f} s, excess {observed - expected.sum():.1f}, p {p:.1e} | "
        f"{DRAWS} recounts {theirs:.0f} s (one station of {PART}: {mean:.1f} hits, exactly "
        f"{expected[::PART].sum():.1f}); {published:.0f} s where stations are selected anew for each, as the notebook "
        f"does | {theirs / ours:.0f} × and {published / ours:.0f} × | peak {peak:.0f} MB with reading |"
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
