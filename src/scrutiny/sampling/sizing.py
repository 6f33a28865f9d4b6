"""How many stations a quick count needs, from every station of an earlier election."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from scrutiny.errors import CaseError, Problem
from scrutiny.evidence.storing import new_folder
from scrutiny.sampling.reading import STRATUM, Listed
from scrutiny.stats.allocation import margin_of, neyman, spread_of, units_for
from scrutiny.stats.intraclass import intraclass

ALLOCATION, CURVE, PAGE = "allocation.csv", "curve.csv", "plan.html"
Z_95, Z_80 = 1.959964, 0.841621
"""Normal quantiles: of an interval of 95 %, and of eight times in ten."""
SIZES = (50, 100, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 7500, 10000)


@dataclass(frozen=True, eq=False)
class Sized:
    """A plan.

    Parameters
    ----------
    wanted
        The margin of error asked for, in points.
    stations
        Stations that have to report for it.
    drawn
        Stations to be drawn, if only a part of them reports.
    allocation
        `stratum`, `stations`, `drawn`.
    curve
        Stations, the margin of the lead in points if shared by Neyman, and if shared in proportion.
    alike
        For each option its intra-class correlation and the design effect of whole stations without strata.
    left_out
        Stations without figures.
    """

    wanted: float
    stations: int
    drawn: int
    allocation: pl.DataFrame
    curve: tuple[tuple[int, float, float], ...]
    alike: tuple[tuple[str, float, float], ...]
    left_out: int
    sha256: str = ""
    """Of the file of the earlier election."""

    @property
    def seen(self) -> float:
        """By how many points a lead must be altered to lie outside its interval eight times in ten."""
        return self.wanted * (Z_95 + Z_80) / Z_95


def sized(before: Listed, options: Sequence[str], margin: float, reporting: float = 1.0, least: int = 3) -> Sized:
    """Stations for a margin of error of the lead of the first option over the second, and of each share.

    Parameters
    ----------
    options
        Columns of votes; the first two are those whose lead matters most.
    margin
        Half the width of the 95 % interval, in points; for the lead and for every share.
    reporting
        The part of those drawn that is expected to report.

    Raises
    ------
    CaseError
        When fewer than two options are named, numbers cannot be, or hardly any station has figures.
    """
    problems = []
    if len(options) < 2:
        problems.append(Problem("--options", ", ".join(options) or "none", "two columns of votes or more"))
    if not 0 < margin < 50:
        problems.append(Problem("--margin", str(margin), "points, above 0 and below 50"))
    if not 0 < reporting <= 1:
        problems.append(Problem("--reporting", str(reporting), "a part of those drawn, above 0 and at most 1"))
    if problems:
        raise CaseError(problems)
    table = before.table.drop_nulls([STRATUM, *options])
    table = table.filter(pl.sum_horizontal(options) > 0)
    if table.height < 10:
        found = f"{table.height} stations have a stratum and votes of every option"
        raise CaseError(Problem(before.file.name, found, "the stations of an earlier election"))
    strata = before.strata.drop_nulls().filter(pl.col(STRATUM).is_in(table[STRATUM].unique().to_list()))
    position = strata.with_row_index("at").select(STRATUM, pl.col("at").cast(pl.Int64))
    at = table.join(position, on=STRATUM, how="left", maintain_order="left")["at"].to_numpy()
    votes = table.select(pl.col(options).cast(pl.Float64)).to_numpy()
    base = votes.sum(axis=1)
    spreads = [spread_of(votes[:, 0] - votes[:, 1], base, at)]
    spreads += [spread_of(votes[:, j], base, at) for j in range(len(options))]
    number = units_for(spreads, margin / 100, least=least)
    most = int(spreads[0].size.sum())
    drawn = min(most, int(np.ceil(number / reporting)))
    shares = neyman(drawn, spreads[0].size, spreads[0].deviation, least)
    curve = [
        (n, 100 * margin_of(spreads[:1], n, least=least), 100 * margin_of(spreads[:1], n, least=least, best=False))
        for n in SIZES
        if int(np.minimum(spreads[0].size, least).sum()) <= n < most
    ]
    alike = []
    for j, option in enumerate(options):
        made = intraclass(votes[:, j], base)
        alike.append((option, made.correlation, made.design_effect))
    return Sized(
        wanted=margin,
        stations=number,
        drawn=drawn,
        allocation=strata.with_columns(pl.Series("drawn", shares, dtype=pl.Int64)),
        curve=tuple(curve),
        alike=tuple(alike),
        left_out=before.table.height - table.height,
        sha256=before.sha256,
    )


def told(made: Sized, options: Sequence[str]) -> list[str]:
    """The plan in lines for a terminal."""
    lines = [
        f"{made.stations} stations have to report for a margin of error of {made.wanted:g} points, for the lead of "
        f"{options[0]} over {options[1]} and for every share (95 %, one at a time).",
    ]
    if made.drawn != made.stations:
        lines.append(f"Draw {made.drawn}, since not all will report. Those that do not are not replaced.")
    if made.left_out:
        lines.append(f"{made.left_out} stations without figures of every option are left out of the plan.")
    lines += ["", "Margin of the lead in points, by stations that report:", "  stations  by Neyman  in proportion"]
    widest = max((row[2] for row in made.curve), default=1.0)
    for number, best, even in made.curve:
        lines.append(f"  {number:>8}  {best:>9.2f}  {even:>13.2f}  {'#' * max(1, round(24 * best / widest))}")
    lines.append(
        f"With that margin a lead altered by {made.seen:.1f} points lies outside its interval eight times in ten."
    )
    lines += ["", "Votes of one station are alike: a sample of stations knows less than its number of votes suggests."]
    for option, correlation, effect in made.alike:
        lines.append(f"  {option}: correlation {correlation:.4f}, design effect {effect:.1f} without strata")
    return lines


def stored(made: Sized, folder: Path, page: bytes) -> list[str]:
    """Write allocation, curve and page into a new folder."""
    tables = {
        ALLOCATION: [("stratum", "stations", "drawn"), *made.allocation.iter_rows()],
        CURVE: [("stations", "margin_neyman", "margin_proportional"), *made.curve],
    }
    with new_folder(folder) as place:
        for name, rows in tables.items():
            text = io.StringIO(newline="")
            csv.writer(text, lineterminator="\n").writerows(rows)
            (place / name).write_text(text.getvalue(), encoding="utf-8")
        (place / PAGE).write_bytes(page)
    return [f"Written: {folder / ALLOCATION}, {folder / CURVE}, {folder / PAGE}."]
