"""Whole percentages: the exact chances, and the published method, each on the same stations of Russia 2011.

The published method (Kobak and others, 2016, and their notebook of 2024) draws a thousand recounts of every station.
Its notebook selects the stations anew for each of them; the same method with stations selected once stands beside it.
Both are timed on some of the stations and reckoned for all, since their time grows evenly with them.

Memory is that of a process of its own which is given the four columns and works out the chances: reading the file is
none of it, the interpreter and its libraries are.

python -m benchmarks.percent COLUMNS.npy    # that process: seconds, MB in all, MB before the work
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.measure import least, peak
from scrutiny.stats.near_whole import chances, near
from scrutiny.stats.unequal_coins import at_least

ROOT = Path(__file__).resolve().parents[1]
DRAWS, PART = 1000, 20
"""Recounts of the published method; it is timed on one station of so many."""


@dataclass(frozen=True)
class Ours:
    """Seconds of the processor, and the memory of the process."""

    seconds: float
    peak: float
    before: float


def in_a_process(columns: np.ndarray) -> Ours:
    """The exact chances, worked out by a process that does nothing else; columns as in `plainly`, shape (4, n)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "columns.npy"
        np.save(file, columns)
        command = [sys.executable, "-m", "benchmarks.percent", str(file)]
        done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    return Ours(*(float(word) for word in done.stdout.split()))


def exactly(v: np.ndarray, g: np.ndarray, r: np.ndarray, leader: np.ndarray) -> tuple[int, np.ndarray, float]:
    """Hits by share or turnout, the chance of each station, and that of so many hits."""
    expected = 1 - (1 - chances(leader, r)) * (1 - chances(g, v))
    observed = int((near(leader, r) | near(g, v)).sum())
    return observed, expected, at_least(observed, expected)


def selected(voters: np.ndarray, given: np.ndarray, received: np.ndarray, leader: np.ndarray) -> list[np.ndarray]:
    """The published filter: 100 voters and more, neither turnout nor share above 99 percent."""
    keep = (received > 0) & (voters >= 100) & (given <= 0.99 * voters) & (leader <= 0.99 * received)
    return [column[keep] for column in (voters, given, received, leader)]


def once(v: np.ndarray, g: np.ndarray, r: np.ndarray, leader: np.ndarray) -> float:
    """Seconds of the published method for all stations where they are selected once."""
    some = [column[::PART] for column in (v, g, r, leader)]
    return least(lambda: plainly(*some)) * PART


def notebook(voters: np.ndarray, given: np.ndarray, received: np.ndarray, leader: np.ndarray) -> float:
    """Seconds of the notebook for all stations: the same, its drawing replaced by one that selects for each.

    All stations of the record are given, since the notebook selects among them.
    """
    v, g, r, ours = selected(voters, given, received, leader)
    some = range(0, len(v), 10 * PART)

    def drawing() -> None:
        for n in some:
            np.random.binomial(r[n], ours[n] / r[n], DRAWS)
            np.random.binomial(v[n], g[n] / v[n], DRAWS)

    selecting = least(lambda: _selecting(voters, given, received, leader, some)) - least(drawing)
    return once(v, g, r, ours) + selecting * 10 * PART


def _selecting(voters: np.ndarray, given: np.ndarray, received: np.ndarray, leader: np.ndarray, some: range) -> None:
    """The notebook's drawing for some stations: for each it selects all stations anew, six times."""
    voters, given, received, leader = (column.astype(np.float64) for column in (voters, given, received, leader))
    chosen = (received > 0) & (voters >= 100)
    chosen[chosen] = (given[chosen] / voters[chosen] <= 0.99) & (leader[chosen] / received[chosen] <= 0.99)
    for n in some:
        np.random.binomial(n=received[chosen][n], p=leader[chosen][n] / received[chosen][n], size=DRAWS)
        np.random.binomial(n=voters[chosen][n], p=given[chosen][n] / voters[chosen][n], size=DRAWS)


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


def main(file: str) -> None:
    columns = np.load(file)
    before = peak()
    seconds = least(lambda: exactly(*columns), 5)
    print(seconds, peak(), before)


if __name__ == "__main__":
    main(sys.argv[1])
