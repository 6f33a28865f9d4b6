"""A made election of any size as a CSV and a case: ten options, sizes and places as in a real country."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

from scrutiny.evidence.contest import Contest, Option
from scrutiny.evidence.counts import MEASURE, OPTION, PLACE, UNIT
from scrutiny.simulate.honest import honest_counts
from scrutiny.simulate.shape import invented

CASE = """schema = 1
title = "A made election of {stations} stations"
country = "XX"
levels = ["region", "station"]
[[elections]]
id = "e"
name = "Presidential election"
date = 2030-05-05
[[contests]]
id = "president"
name = "President"
election = "e"
identities = ["valid = sum(options)", "cast = valid + invalid", "cast <= registered"]
options = [{options}]
[[frames]]
level = "station"
number = {frame}
said_by = "Electoral council"
[[registers]]
id = "all"
name = "all registered voters"
number = {register}
[[sources]]
id = "stations"
title = "results by polling station"
publisher = "Electoral council"
file = "sources/stations.csv"
[[tables]]
source = "stations"
unit = ["unit"]
places = {{ region = "region" }}
measures = {{ registered = "registered", cast = "cast", invalid = "invalid", valid = "valid" }}
options_between = ["o1", "o10"]
[[claims]]
id = "official"
title = "Official result"
act = "announces_figure"
speaker = "Electoral council"
role = "authority"
[claims.figures]
votes = {{ {votes} }}
valid = {valid}
turnout = {turnout}
coverage = 100
"""


def made_case(folder: Path, stations: int, seed: int = 7) -> Path:
    """Write the case and its file; returns the path of the file."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    contest = Contest(
        "president", "President", "e", options=tuple(Option(f"o{i}", f"Option {i}") for i in range(1, 11))
    )
    counts = honest_counts(invented(stations, 10, 24, seed), contest, np.random.default_rng(seed))
    table = counts.table.select(
        pl.col(UNIT),
        pl.col(PLACE + "region").alias("region"),
        *(pl.col(MEASURE + m).alias(m) for m in ("registered", "cast", "invalid", "valid")),
        *(pl.col(OPTION + f"o{i}").alias(f"o{i}") for i in range(1, 11)),
    )
    file = folder / "sources" / "stations.csv"
    table.write_csv(file)
    totals = counts.totals_of([*counts.options, "valid", "cast", "registered"])
    (folder / "case.toml").write_text(
        CASE.format(
            stations=stations,
            frame=stations,
            register=totals["registered"].value,
            options=", ".join(f'{{ id = "o{i}", name = "Option {i}" }}' for i in range(1, 11)),
            votes=", ".join(f"o{i} = {totals[f'o{i}'].value}" for i in range(1, 11)),
            valid=totals["valid"].value,
            turnout=f"{100 * totals['cast'].value / totals['registered'].value:.2f}",
        ),
        encoding="utf-8",
    )
    return file


if __name__ == "__main__":
    made_case(Path(sys.argv[1]), int(sys.argv[2]))
