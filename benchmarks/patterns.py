"""The chapter on patterns, timed beside the published methods written plainly, in one run on one machine.

python -m benchmarks.patterns                     # all parts, each in a process of its own
python -m benchmarks.patterns percent             # one of: percent, shares, chapter, million, calibrate
python -m benchmarks.patterns calibrate --full    # all 1,000 elections instead of some, from which they are reckoned

What stands beside each other is timed by the processor, each the least of some runs; the chapter by the clock.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks import percent as published
from benchmarks import share_density
from benchmarks.measure import judged, peak
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

ROOT = Path(__file__).resolve().parents[1]
ELECTIONS, SOME = 1_000, 40
"""Simulated elections that are asked for, and that are computed unless all are."""
CORES = 2


def russia(year: str = "2011") -> Evidence:
    evidence = load(CaseFolder(ROOT / "tests" / "corpus" / "russia"))
    return replace(evidence, counts=tuple(c for c in evidence.counts if c.contest.id == year))


def _here(evidence: Evidence) -> bool:
    """Whether the file is here; a row says so where it is not."""
    if not evidence.counts:
        print(f"| Russia 2011 | {'; '.join(evidence.absent.values())} | | | |", flush=True)
    return bool(evidence.counts)


def columns(evidence: Evidence) -> np.ndarray:
    """Voters, ballots given, ballots received and votes of the leader of every station, shape (4, stations)."""
    counts = evidence.counts[0]
    option = max(counts.valid_options, key=lambda o: counts.total(o).value)
    items = ("registered", "issued", "cast", option)
    return np.stack([counts.values(item).fill_null(0).to_numpy().astype(np.int64) for item in items])


def percent(full: bool) -> None:
    evidence = russia()
    if not _here(evidence):
        return
    every = columns(evidence)
    kept = np.stack(published.selected(*every))
    ours = published.in_a_process(kept)
    observed, expected, p = published.exactly(*kept)
    seconds, theirs = published.once(*kept), published.notebook(*every)
    mean = published.plainly(*kept[:, :: published.PART])
    drawn = f"{mean:.1f} hits of one station in {published.PART}, exactly {expected[:: published.PART].sum():.1f}"
    print(
        f"| whole percentages, {kept.shape[1]:,} stations (excess {observed - expected.sum():.1f}, p {p:.1e}) | "
        f"{ours.seconds:.2f} s | {ours.peak:.0f} MB, {ours.peak - ours.before:.0f} of it by the work | "
        f"the notebook's {published.DRAWS:,} recounts {theirs:.0f} s, {theirs / ours.seconds:.0f} ×; its stations "
        f"selected once {seconds:.0f} s, {seconds / ours.seconds:.0f} × ({drawn}) | "
        f"{judged('200 ×', theirs >= 200 * ours.seconds)}; {judged('300 MB', ours.peak < 300)} |",
        flush=True,
    )


def shares(full: bool) -> None:
    for law, ours, plain in share_density.timed(95_000, 1_000):
        print(
            f"| share spikes, 95,000 stations × 1,000 draws, law `{law}` | {ours:.2f} s | | by drawing every station "
            f"anew {plain:.0f} s, {plain / ours:.0f} × | {judged('20 ×', plain >= 20 * ours)} |",
            flush=True,
        )


class Chapter(NamedTuple):
    """The first run in a process, imports of the checks included; memory with reading or making the stations."""

    clock: float
    processor: float
    megabytes: float
    spent: Mapping[str, float]


def _first(make: Callable[[], Evidence]) -> Chapter:
    evidence = make()
    clock, processor = time.perf_counter(), time.process_time()
    examined = examine(evidence, Plan(), only=["patterns"])
    return Chapter(time.perf_counter() - clock, time.process_time() - processor, peak(), examined.spent)


def _whole_chapter(make: Callable[[], Evidence], times: int, what: str, seconds: float) -> None:
    """The quickest of some runs, each in a fresh process."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        made = min(pool.submit(_first, make).result() for _time in range(times))
    slowest = sorted(made.spent.items(), key=lambda item: -item[1])[:5]
    parts = ", ".join(f"{check.removeprefix('patterns.')} {spent:.2f}" for check, spent in slowest)
    print(
        f"| the whole chapter, {what} | {made.clock:.2f} s | {made.megabytes:.0f} MB | {made.processor:.2f} s of the "
        f"processor; by the clock {parts} | {judged(f'{seconds:.0f} s', made.clock <= seconds)}; "
        f"{judged('3 GB', made.megabytes <= 3_000)} |",
        flush=True,
    )


def chapter(full: bool) -> None:
    if _here(russia()):
        _whole_chapter(russia, 3, "Russia 2011", 5)


def _million() -> Evidence:
    return honest_case(invented(1_000_000, 5, 80, seed=4), 4)


def million(full: bool) -> None:
    _whole_chapter(_million, 1, "1,000,000 stations", 60)


def calibrate(full: bool) -> None:
    """Honest elections of 25,000 stations, all tests, on two processes."""
    evidence = honest_case(invented(25_000, 5, 25, seed=5), 5)
    setting = setting_of(evidence, evidence.counts[0], Plan())
    number, cases = sum(c.question == "patterns" for c in all_checks()), ELECTIONS if full else SOME
    started = time.perf_counter()
    computed(setting, Work(cases=cases, hands=()), workers=CORES)
    seconds = time.perf_counter() - started
    minutes = seconds / cases * ELECTIONS / 60
    how = "computed" if full else f"PROJECTED from {cases} elections in {seconds:.0f} s (all of them: --full)"
    print(
        f"| calibration, {ELECTIONS:,} elections of 25,000 stations, {number} checks, {CORES} processes | "
        f"{minutes:.1f} min, {how} | | | {judged('15 min', minutes <= 15)} |",
        flush=True,
    )


PARTS: dict[str, Callable[[bool], None]] = {
    "percent": percent,
    "shares": shares,
    "chapter": chapter,
    "million": million,
    "calibrate": calibrate,
}


def main() -> None:
    flags, names = [w for w in sys.argv[1:] if w.startswith("-")], [w for w in sys.argv[1:] if not w.startswith("-")]
    if len(names) == 1:
        PARTS[names[0]]("--full" in flags)
        return
    for name in names or PARTS:
        subprocess.run([sys.executable, "-m", "benchmarks.patterns", name, *flags], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
