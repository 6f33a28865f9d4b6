"""A summary of how polls have missed, from FiveThirtyEight's archive: made once, shipped beside the check of polls.

    python -m benchmarks.poll_archive

The archive itself is `polls/raw_polls.csv` (`scrutiny data`), 11,475 questions with the results of their races. What
is shipped is derived from it: for each kind of contest the two spreads of the errors, the sizes of the mean errors of
races with three polls or more, by how far the polls had the first ahead of the second, the largest of them by name,
and the mean error of each cycle. The numbers that `benchmarks.polls` measures of the intervals stand in it, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.datasets.finding import AbsentDataset, find_dataset
from scrutiny.stats.poll_errors import components, group_means, student_fit

ROOT = Path(__file__).resolve().parents[1]
SUMMARY = ROOT / "src" / "scrutiny" / "checks" / "sampled" / "past_misses.json"
ID = "polls/raw_polls.csv"
KINDS: Mapping[str, str] = {"Pres-G": "president", "Gov-G": "governor", "Sen-G": "senate", "House-G": "house"}
LEADS = (0, 3, 6, 10, 20)
LEAST = 3
"""Polls that a race must have for its mean error to count."""
NAMED = 10

Real = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Races:
    """Polls of general elections: a row a question."""

    table: pl.DataFrame

    @property
    def codes(self) -> npt.NDArray[np.int64]:
        made: npt.NDArray[np.int64] = self.table["race_id"].to_numpy().astype(np.int64)
        return made

    @property
    def error(self) -> Real:
        made: Real = self.table["error_points"].to_numpy()
        return made

    def of(self, condition: pl.Expr) -> Races:
        return Races(self.table.filter(condition))


def races() -> Races:
    """General elections of the archive; `error_points` is the polled margin less the margin of the result."""
    found = find_dataset(ID)
    if isinstance(found, AbsentDataset):
        raise SystemExit(f"{ID}: {found.why}. Bring it: scrutiny data {ID}")
    table = pl.read_csv(found.path, infer_schema_length=None, null_values=["NA", ""])
    day = pl.col("polldate").str.to_date("%m/%d/%Y")
    return Races(
        table.filter(pl.col("type_simple").is_in(list(KINDS))).with_columns(
            (pl.col("margin_poll") - pl.col("margin_actual")).alias("error_points"),
            pl.col("type_simple").replace_strict(KINDS).alias("kind"),
            day.alias("day"),
            (pl.col("electiondate").str.to_date("%m/%d/%Y") - day).dt.total_days().alias("before"),
        )
    )


def summary(archive: Races) -> dict[str, Any]:
    """Everything that is shipped, but for what `benchmarks.polls` measures."""
    by_race = _by_race(archive)
    kinds = {kind: _kind(archive.of(pl.col("kind") == kind), by_race) for kind in KINDS.values()}
    kinds["any"] = _kind(archive, by_race)
    return {
        "schema": 1,
        "archive": {
            "title": "pollster-ratings/2023/raw-polls.csv",
            "publisher": "FiveThirtyEight",
            "licence": "CC BY 4.0",
            "repository": "fivethirtyeight/data",
            "commit": "fcf572c4fba05a42f1f34f415bd5e6dc389efd68",
            "sha256": "f637423f4b17ad7f4506c5fc3884056e6b32fcbc97e67291c4b078cd6a2d5283",
            "changed": "a summary made by benchmarks/poll_archive.py; no row of the archive is in it",
        },
        "elections": "general elections of the USA, 1998 to 2022, polls of the last 21 days",
        "error": "margin of the two that came first, as polled, less their margin in the result, in points",
        "least_polls": LEAST,
        "leads_from": list(LEADS),
        "kinds": kinds,
        "misses": {kind: _by_lead(by_race.filter(pl.col("kind") == kind)) for kind in KINDS.values()},
        "largest": _largest(by_race),
        "cycles": _cycles(archive),
    }


def _by_race(archive: Races) -> pl.DataFrame:
    """A row for each race with enough polls."""
    return (
        archive.table.group_by("race_id")
        .agg(
            pl.len().alias("polls"),
            pl.col("error_points").mean(),
            pl.col("margin_poll").mean().abs().alias("lead"),
            pl.first("kind", "race", "year"),
        )
        .filter(pl.col("polls") >= LEAST)
        .sort("race_id")
    )


def _kind(archive: Races, by_race: pl.DataFrame) -> dict[str, Any]:
    found = components(archive.codes, archive.error)
    _group, mean, _size = group_means(archive.codes, archive.error, LEAST)
    fitted = student_fit(mean)
    return {
        "polls": found.values,
        "races": found.groups,
        "between": round(found.between, 3),
        "within": round(found.within, 3),
        "races_with_enough": len(mean),
        "student": {
            "freedom": round(min(fitted.freedom, 1000.0), 1),
            "centre": round(fitted.centre, 2),
            "scale": round(fitted.scale, 2),
        },
    }


def _by_lead(by_race: pl.DataFrame) -> list[list[float]]:
    """The sizes of the mean errors, ascending, in a list for each band of the polled lead."""
    made = []
    for low, high in zip(LEADS, (*LEADS[1:], 1000), strict=True):
        part = by_race.filter((pl.col("lead") >= low) & (pl.col("lead") < high))
        made.append(sorted(round(abs(value), 3) for value in part["error_points"].to_list()))
    return made


def _largest(by_race: pl.DataFrame) -> list[dict[str, Any]]:
    top = by_race.sort(pl.col("error_points").abs(), descending=True).head(NAMED)
    return [
        {"race": row["race"].replace("_", " "), "miss": round(row["error_points"], 2), "polls": row["polls"]}
        for row in top.iter_rows(named=True)
    ]


def _cycles(archive: Races) -> list[dict[str, Any]]:
    """Mean error of all polls but those of districts of the House, in each even year."""
    kept = archive.table.filter((pl.col("kind") != "house") & (pl.col("year") % 2 == 0))
    grouped = kept.group_by("year").agg(pl.col("error_points").mean(), pl.len(), pl.col("race_id").n_unique())
    return [
        {"year": year, "error": round(error, 2), "polls": polls, "races": number}
        for year, error, polls, number in grouped.sort("year").iter_rows()
    ]


def written(data: Mapping[str, Any]) -> str:
    """JSON with a line for each list of numbers, so that a change can be read."""
    return "{\n" + ",\n".join(f" {json.dumps(key)}: {text}" for key, text in _lines(data)) + "\n}\n"


def _lines(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            inner = ",\n".join(f"  {json.dumps(name)}: {json.dumps(item)}" for name, item in value.items())
            yield key, "{\n" + inner + "\n }"
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield key, "[\n" + ",\n".join(f"  {json.dumps(item)}" for item in value) + "\n ]"
        else:
            yield key, json.dumps(value)


def main() -> None:
    data = summary(races())
    if SUMMARY.is_file():
        before = json.loads(SUMMARY.read_text(encoding="utf-8"))
        data |= {key: before[key] for key in ("covered",) if key in before}
    SUMMARY.write_text(written(data), encoding="utf-8")


if __name__ == "__main__":
    main()
