"""Do the intervals of the check of polls hold as many results as they say? In elections that they were not made from.

    python -m benchmarks.polls [--averages 300]

For each race of the archive the spreads are measured without it (one election left out), and without all races of its
cycle (one cycle left out); then the interval is laid around the mean of its polls, the latest of each house, and the
result is in it or not. The position of the result in the distribution (PIT) must be even if the distribution is right.
The moving average is tried on as many races as are asked for. The tables go into docs/polls-study.md, and the counts
into the summary that is shipped.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import t as student

from benchmarks.poll_archive import KINDS, LEAST, SUMMARY, Races, races, summary, written
from scrutiny.stats.poll_average import average, lead_variance
from scrutiny.stats.poll_errors import allowed, components

PAGE = Path(__file__).resolve().parents[1] / "docs" / "polls-study.md"
FREEDOM = 7.0
RULES = {"Student, 7": FREEDOM, "normal": math.inf}


@dataclass(frozen=True)
class Race:
    """The polls of a race as the check takes them: the latest of each house."""

    id: int
    kind: str
    year: int
    errors: np.ndarray

    @property
    def miss(self) -> float:
        return float(self.errors.mean())


@dataclass(frozen=True)
class Tried:
    """One result against one interval."""

    kind: str
    year: int
    houses: int
    inside: bool
    position: float


def of_houses(archive: Races) -> list[Race]:
    """Each race with its latest poll of each house; questions of one poll are taken together."""
    polls = (
        archive.table.group_by("race_id", "kind", "year", "pollster_rating_id", "poll_id")
        .agg(pl.col("error_points").mean(), pl.col("day").max())
        .sort("day", "poll_id")
        .group_by("race_id", "kind", "year", "pollster_rating_id", maintain_order=True)
        .last()
    )
    grouped = polls.group_by("race_id", "kind", "year").agg(pl.col("error_points")).sort("race_id")
    return [Race(i, kind, year, np.array(errors)) for i, kind, year, errors in grouped.iter_rows()]


def tried(
    archive: Races, found: Sequence[Race], leave: str, by_kind: bool, freedom: float, shared: bool = True
) -> Iterator[Tried]:
    """Each race of enough houses against the interval that the others allow.

    Parameters
    ----------
    leave
        `race_id` or `year`: what is left out.
    by_kind
        The spreads are those of the race's own kind, else of all general elections.
    shared
        Whether the polls of a race share an error.
    """
    kept: dict[tuple[object, str], tuple[float, float]] = {}
    for race in found:
        if len(race.errors) < LEAST:
            continue
        out = race.id if leave == "race_id" else race.year
        key = (out, race.kind if by_kind else "")
        if key not in kept:
            rest = archive.of(pl.col(leave) != out)
            rest = rest.of(pl.col("kind") == race.kind) if by_kind else rest
            made = components(rest.codes, rest.error)
            kept[key] = made.between, made.within
        between, within = kept[key]
        may = allowed(race.miss, len(race.errors), between if shared else 0.0, within, freedom)
        # The result lies at 0 on this scale: errors are polled less true.
        position = float(student.cdf((0 - may.centre) / may.spread, freedom))
        yield Tried(race.kind, race.year, len(race.errors), may.low <= 0 <= may.high, position)


def share(rows: Sequence[Tried]) -> str:
    return f"{sum(row.inside for row in rows) / len(rows):.3f} ({sum(row.inside for row in rows)}/{len(rows)})"


def coverage(archive: Races, found: Sequence[Race]) -> tuple[list[str], dict[str, dict[str, object]]]:
    """A table of coverage by rule and kind, and the counts that are shipped."""
    lines = ["| left out | spreads of | quantile | any | president | governor | senate | house |", "|---" * 8 + "|"]
    shipped: dict[str, dict[str, object]] = {}
    for leave, name in (("race_id", "one election"), ("year", "one cycle")):
        for by_kind in (False, True):
            for rule, freedom in RULES.items():
                rows = list(tried(archive, found, leave, by_kind, freedom))
                cells = [share(rows)] + [share([r for r in rows if r.kind == kind]) for kind in KINDS.values()]
                lines.append(f"| {name} | {'the same kind' if by_kind else 'all'} | {rule} | {' | '.join(cells)} |")
                if freedom == FREEDOM and leave == "year":
                    for kind in ("any", *KINDS.values()):
                        part = [r for r in rows if kind in ("any", r.kind)]
                        if by_kind == (kind != "any"):
                            shipped[kind] = {"inside": sum(r.inside for r in part), "of": len(part)}
    rows = list(tried(archive, found, "year", False, FREEDOM, shared=False))
    cells = [share(rows)] + [share([r for r in rows if r.kind == kind]) for kind in KINDS.values()]
    lines.append(f"| one cycle | all, *nothing shared* | Student, 7 | {' | '.join(cells)} |")
    return lines, shipped


def by_cycle(archive: Races, found: Sequence[Race]) -> tuple[list[str], dict[str, object]]:
    rows = list(tried(archive, found, "year", False, FREEDOM))
    lines = ["| cycle | races | inside | mean position |", "|---|---|---|---|"]
    worst: tuple[float, int] = (1.0, 0)
    for year in sorted({row.year for row in rows}):
        part = [row for row in rows if row.year == year]
        if len(part) < 10:
            continue
        inside = sum(row.inside for row in part) / len(part)
        worst = min(worst, (inside, year))
        lines.append(f"| {year} | {len(part)} | {inside:.3f} | {np.mean([row.position for row in part]):.2f} |")
    return lines, {"year": worst[1], "inside": round(worst[0], 3)}


def pit(rows: Sequence[float]) -> str:
    """How many positions fall in each tenth."""
    counts = np.histogram(np.array(rows), bins=10, range=(0, 1))[0]
    return " | ".join(str(int(number)) for number in counts)


def moving(archive: Races, number: int) -> list[Tried]:
    """The moving average on races of five polls or more, spreads from the other cycles; every so many-th race."""
    grouped = archive.table.filter(pl.col("samplesize") > 0).sort("race_id", "day")
    parts = [part for part in grouped.partition_by("race_id") if 5 <= part.height <= 100]
    chosen = parts[:: max(1, len(parts) // number)][:number]
    made = []
    for part in chosen:
        year = int(part["year"][0])
        rest = archive.of(pl.col("year") != year)
        between = components(rest.codes, rest.error).between
        houses = np.unique(part["pollster_rating_id"].to_numpy(), return_inverse=True)[1].astype(np.int64)
        before = part["before"].to_numpy().astype(float)
        variance = lead_variance(
            part["cand1_pct"].to_numpy(), part["cand2_pct"].to_numpy(), part["samplesize"].to_numpy().astype(float)
        )
        polled = part["margin_poll"].to_numpy().astype(float)
        made_of = average(
            -before, houses, polled, variance, np.array([0.0]), between=between, freedom=FREEDOM, nodes=10
        )
        low, high = made_of.interval()
        actual = float(part["margin_actual"][0])
        made.append(Tried(part["kind"][0], year, len(set(houses)), low <= actual <= high, made_of.below(actual)))
    return made


def page(archive: Races, averages: int) -> tuple[str, dict[str, object]]:
    found = of_houses(archive)
    table, shipped = coverage(archive, found)
    cycles, worst = by_cycle(archive, found)
    level = list(tried(archive, found, "race_id", False, FREEDOM))
    out = list(tried(archive, found, "year", False, FREEDOM))
    without = list(tried(archive, found, "year", False, FREEDOM, shared=False))
    drifted = moving(archive, averages)
    counts: dict[str, object] = {**shipped, "worst_cycle": worst}
    counts["average"] = {"inside": sum(row.inside for row in drifted), "of": len(drifted)}
    lines = [
        "# Do intervals of polls hold what they say?",
        "",
        f"Made by `python -m benchmarks.polls --averages {averages}` from FiveThirtyEight's archive (CC BY 4.0):",
        "general elections of the USA, 1998 to 2022, 1,858 races, of which those with three houses or",
        "more are tried here. The spreads are measured without the race, or without its whole cycle; the interval of "
        "95 %",
        "is laid around the mean of the latest poll of each house; how many results lie in it is counted.",
        "",
        *table,
        "",
        "The row *nothing shared* is the usual reading, as if polls erred each for itself. It is why the check does "
        "not",
        "use it.",
        "",
        "The check takes the spreads of all kinds together (`any`) and the quantiles of a Student distribution with",
        "seven degrees of freedom, which is wide: it holds more results than it says, because one cycle can miss as a",
        "whole. In cycles that were left out:",
        "",
        *cycles,
        "",
        f"In the worst cycle with ten races or more ({worst['year']}) {worst['inside']:.3f} of the results lay inside:",
        "there the interval holds fewer than it says, and every finding says so. Races of a cycle err together: a",
        "country's one election is more like one cycle than like one race of many. So the report gives the rank of a",
        "miss over races, and over cycles.",
        "",
        "Position of the result in the distribution (PIT), in tenths; even rows would be right, heaps at the ends mean",
        "intervals that are too narrow, heaps in the middle those that are too wide.",
        "",
        "| | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |",
        "|---" * 11 + "|",
        f"| mean of houses, one election left out | {pit([r.position for r in level])} |",
        f"| mean of houses, one cycle left out | {pit([r.position for r in out])} |",
        f"| the same, nothing shared | {pit([r.position for r in without])} |",
        f"| moving average, one cycle left out | {pit([r.position for r in drifted])} |",
        "",
        f"The moving average (`stats/poll_average.py`) on {len(drifted)} races of 5 to 100 polls, one cycle left out: "
        f"{share(drifted)} inside.",
        "",
        "What this does not show: how polls err in other countries. Polls of the USA are many, of quarrelling houses,",
        "and published freely. The check says how many times as large the errors would have to be.",
    ]
    return "\n".join(lines) + "\n", counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--averages", type=int, default=300, help="races on which the moving average is tried")
    chosen = parser.parse_args()
    archive = races()
    text, counts = page(archive, chosen.averages)
    PAGE.write_text(text, encoding="utf-8")
    data = summary(archive) | {"covered": counts}
    SUMMARY.write_text(written(data), encoding="utf-8")
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
