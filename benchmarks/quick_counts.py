"""Do the intervals of a quick count hold what they say? Samples are drawn again and again from elections whose every
station is known, and the sample of Mexico 2018 is taken as it came in.

    python -m benchmarks.quick_counts [--draws 400] [--resampled 100]

Prints the tables of docs/quick-counts.md. `python -m benchmarks.quick_counts --speed` prints the timings alone.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from tests.conftest import data_folder
from tests.helpers_quick_count import Stations, guanajuato, mexico, minutes, table, venezuela, whole

from benchmarks.measure import least
from scrutiny.evidence.folder import CaseFolder
from scrutiny.loading import load
from scrutiny.stats.allocation import proportional
from scrutiny.stats.no_pooling import no_pooling
from scrutiny.stats.ratio import combined, largest_unit_warns
from scrutiny.stats.ratio_intervals import interval_of, quantile
from scrutiny.stats.ratio_missing import Absent, by_classes, with_allowance, worst_case
from scrutiny.stats.ratio_resampling import jackknife, rao_wu

ROOT = Path(__file__).resolve().parents[1]
SEED = 20260630
SIZES = (50, 100, 200, 500, 1000, 2000)
Real = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Ends = tuple[Real, Real]


@dataclass(frozen=True)
class Population:
    """Every station of an election, with a class that is known of each before the vote."""

    name: str
    stations: Stations
    kind: Rows
    options: tuple[int, ...]

    @property
    def truth(self) -> Real:
        made: Real = self.stations.votes.sum(axis=0) / self.stations.base.sum()
        return made


def populations(data: Path) -> list[Population]:
    """Guanajuato 2012, the published sheets of Venezuela 2024, Poland 2020 (first round)."""
    g, v = guanajuato(data), venezuela(data)
    rural = (g.frame["tipo_seccion"] == "R").fill_null(False).cast(pl.Int64).to_numpy()
    alone = (v.frame["CENTRO"].is_duplicated()).cast(pl.Int64).to_numpy()
    made = [
        Population("Guanajuato 2012, 22 districts", g, rural, (0, 1, 2, 3, 4, 5)),
        Population("Venezuela 2024, published sheets, 24 states", v, alone, (0, 1, 2)),
    ]
    evidence = load(CaseFolder(ROOT / "tests" / "corpus" / "poland-2020"))
    counts = evidence.counts[0]
    table_ = counts.table.filter((counts.values("valid") > 0).fill_null(False))
    place = f"place:{counts.levels[0]}"
    table_ = table_.drop_nulls(place)
    votes = np.column_stack([table_[f"option:{o}"].cast(pl.Int64).fill_null(0).to_numpy() for o in counts.options])
    order = np.argsort(-votes.sum(axis=0))
    stratum = (table_[place].rank("dense") - 1).cast(pl.Int64).to_numpy()
    register = table_["measure:registered"].cast(pl.Int64).fill_null(0).to_numpy()
    size = (register > 1000).astype(np.int64)
    p = Stations(
        tuple(counts.options[i] for i in order), votes[:, order], votes.sum(axis=1), register, stratum,
        np.bincount(stratum), table_,
        np.bincount(stratum, register).astype(np.int64),
    )  # fmt: skip
    made.append(Population(f"Poland 2020, {len(p.sizes)} regions", p, size, (0, 1, 2, 3, 4, 5)))
    return made


def drawn(p: Population, number: int, rng: np.random.Generator) -> Rows:
    """Stations drawn at random within strata, in proportion, two of each at least."""
    s = p.stations
    share = proportional(number, s.sizes, 2)
    order = np.lexsort((rng.random(len(s.base)), s.stratum))
    start = np.concatenate(([0], np.cumsum(s.sizes)[:-1]))
    place = np.arange(len(order)) - start[s.stratum[order]]
    found: Rows = order[place < share[s.stratum[order]]]
    return found


# ------------------------------------------------------------------------------------------------------- estimators


def linear(s: Stations, rng: np.random.Generator) -> Ends:
    """The one that the check uses: linearised error, Student's t, log odds near the ends."""
    made = combined(s.votes, s.base, s.stratum, s.sizes)
    ends = interval_of(made.share, made.error, made.df)
    return ends.low, ends.high


def plain_normal(s: Stations, rng: np.random.Generator) -> Ends:
    """Linearised error, 1.96 to each side, whatever the share."""
    made = combined(s.votes, s.base, s.stratum, s.sizes)
    return made.share - 1.96 * made.error, made.share + 1.96 * made.error


def left_out(s: Stations, rng: np.random.Generator) -> Ends:
    """The jackknife, Student's t."""
    made = combined(s.votes, s.base, s.stratum, s.sizes)
    error = np.sqrt(np.diag(jackknife(s.votes, s.base, s.stratum, s.sizes)))
    ends = interval_of(made.share, error, made.df)
    return ends.low, ends.high


def bootstrap(s: Stations, rng: np.random.Generator) -> Ends:
    """Rao and Wu, 400 draws, the middle 95 %."""
    return rao_wu(s.votes, s.base, s.stratum, s.sizes, 400, rng).between()


def naive(s: Stations, rng: np.random.Generator) -> Ends:
    """As many units as there are, with replacement, in each stratum; 400 draws."""
    order = np.argsort(s.stratum, kind="stable")
    count = np.bincount(s.stratum, minlength=len(s.sizes))
    weight = (s.sizes / np.maximum(count, 1))[s.stratum][order]
    start = np.concatenate(([0], np.cumsum(count)[:-1]))
    at = np.repeat(np.arange(len(count)), count)
    picks = start[at] + (rng.random((400, len(at))) * count[at]).astype(np.int64)
    y, x = s.votes[order] * weight[:, None], s.base[order] * weight
    shares = y[picks].sum(axis=1) / x[picks].sum(axis=1)[:, None]
    low, high = np.quantile(shares, [0.025, 0.975], axis=0)
    return low, high


def binomial(s: Stations, rng: np.random.Generator) -> Ends:
    """As if every vote in the sample had been drawn by itself: the mistake of many press releases."""
    made = combined(s.votes, s.base, s.stratum, s.sizes)
    error = np.sqrt(made.share * (1 - made.share) / s.base.sum())
    return made.share - 1.96 * error, made.share + 1.96 * error


def normal_model(s: Stations, rng: np.random.Generator) -> Ends:
    """Mendoza and Nieto-Barajas without pooling, 1,000 draws."""
    size = np.where(s.register > 0, s.register, s.base).astype(float)
    rest = s.base - s.votes.sum(axis=1)
    full = np.column_stack([s.votes, rest]) if rest.any() else s.votes
    made = no_pooling(full, size, s.stratum, s.sizes, s.registers, 1000, rng)
    low, high = made.between()
    return low[: s.votes.shape[1]], high[: s.votes.shape[1]]


ESTIMATORS: dict[str, tuple[Callable[[Stations, np.random.Generator], Ends], bool]] = {
    "linearised, t, log odds near the ends": (linear, False),
    "linearised, 1.96": (plain_normal, False),
    "jackknife, t": (left_out, False),
    "Rao-Wu bootstrap": (bootstrap, True),
    "naive bootstrap": (naive, True),
    "normal model": (normal_model, True),
    "votes as if drawn one by one": (binomial, False),
}
"""Name -> estimator, and whether it is slow."""


def whole_samples(found: list[Population], draws: int, resampled: int) -> None:
    print("\n## Whole samples: coverage of 95 % intervals, in percent (mean half width in points)\n")
    for p in found:
        names = ", ".join(f"{p.stations.options[j]} {100 * p.truth[j]:.1f} %" for j in p.options)
        print(f"\n{p.name}: {names}\n")
        print("| estimator | n | " + " | ".join(p.stations.options[j] for j in p.options) + " |")
        print("| --- " * (2 + len(p.options)) + "|")
        for name, (estimator, slow) in ESTIMATORS.items():
            for number in SIZES:
                if slow and number > 500:
                    continue
                rng = np.random.default_rng(SEED + number)
                times = resampled if slow else draws
                inside, width = np.zeros(p.stations.votes.shape[1]), np.zeros(p.stations.votes.shape[1])
                for _draw in range(times):
                    low, high = estimator(p.stations.at(drawn(p, number, rng)), rng)
                    inside += (low <= p.truth) & (p.truth <= high)
                    width += (high - low) / 2
                cells = [f"{100 * inside[j] / times:.0f} ({100 * width[j] / times:.2f})" for j in p.options]
                print(f"| {name} | {number} | " + " | ".join(cells) + " |", flush=True)


# -------------------------------------------------------------------------------------------------- what is missing


def missing_samples(found: list[Population], draws: int, number: int = 500) -> None:
    print(f"\n## A fifth missing, n = {number} drawn: coverage of the first option in percent, bias in points\n")
    print("| election | what is missing | like their stratum | like their class | with allowance | at worst |")
    print("| --- | --- | --- | --- | --- | --- |")
    for p in found:
        s, truth = p.stations, p.truth
        share = s.votes[:, 0] / np.maximum(1, s.base)
        chances = {
            "a random fifth": np.full(len(s.base), 0.2),
            "of one class, twice as many": np.where(p.kind == 1, 0.3, 0.15)
            * 0.2
            / np.mean(np.where(p.kind == 1, 0.3, 0.15)),
            "the less the larger the share of the first": np.clip(0.4 * (1 - share) / np.mean(2 * (1 - share)), 0, 1),
        }
        for what, chance in chances.items():
            rng = np.random.default_rng(SEED)
            inside, bias = np.zeros(4), np.zeros(2)
            for _draw in range(draws):
                rows = drawn(p, number, rng)
                gone = rng.random(len(rows)) < chance[rows]
                here, away = s.at(rows[~gone]), rows[gone]
                plain = combined(here.votes, here.base, here.stratum, s.sizes)
                sent = np.zeros((len(s.sizes), 2))
                np.add.at(sent, (s.stratum[rows], p.kind[rows]), 1.0)
                classed = by_classes(here.votes, here.base, here.stratum, p.kind[rows[~gone]], s.sizes, sent).ratios
                errors = (plain.error[0], classed.error[0], with_allowance(plain, len(away) / len(rows), 0.1)[0])
                for i, (made, error) in enumerate(zip((plain, classed, plain), errors, strict=True)):
                    inside[i] += abs(made.share[0] - truth[0]) <= quantile(made.df) * error
                bias += (plain.share[0] - truth[0], classed.share[0] - truth[0])
                most = np.where(s.register[away] > 0, s.register[away], s.register.max()).astype(float)
                by = np.eye(s.votes.shape[1])[0]
                worst = worst_case(here.votes, here.base, here.stratum, s.sizes, Absent(s.stratum[away], most), by)
                reach = quantile(plain.df)
                inside[3] += worst.low - reach * worst.low_error <= truth[0] <= worst.high + reach * worst.high_error
            cover, mean = 100 * inside / draws, 100 * bias / draws
            print(
                f"| {p.name} | {what} | {cover[0]:.0f} ({mean[0]:+.2f}) | {cover[1]:.0f} ({mean[1]:+.2f}) | "
                f"{cover[2]:.0f} | {cover[3]:.0f} |",
                flush=True,
            )


FINAL = np.array([0.5319, 0.2227, 0.1641, 0.0523])
"""Shares of the final count of Mexico 2018."""


def as_it_came_in(data: Path) -> None:
    print("\n## Mexico 2018 as it came in: how many of four options lie within, and the largest miss in points\n")
    print("| until | stations | strata without any | left out | joined | like their class | with allowance |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    s = mexico(data)
    folder = data / "quickcount-mexico-2018"
    design = table(folder / "sample_design.csv.gz")
    kinds = design["TIPO_SECCION"].cast(pl.Int64).to_numpy() - 1
    sent = np.zeros((350, 3))
    np.add.at(sent, (whole(design, "ID_ESTRATO_F") - 1, kinds), 1.0)
    here = whole(s.frame, "TIPO_SECCION") - 1
    arrived, leans = minutes(s.frame), []
    for cut in (20 * 60, 20 * 60 + 30, 21 * 60, 21 * 60 + 30, 22 * 60, 22 * 60 + 30, 23 * 60, 24 * 60):
        now = arrived < cut
        part = s.at(now)
        out = combined(part.votes, part.base, part.stratum, s.sizes, "none")
        joined = combined(part.votes, part.base, part.stratum, s.sizes)
        classed = by_classes(part.votes, part.base, part.stratum, here[now], s.sizes, sent).ratios
        gone = 1 - len(part.base) / 7787
        cells = []
        for made, error in (
            (out, out.error), (joined, joined.error), (classed, classed.error),
            (joined, with_allowance(joined, gone, 0.1)),
        ):  # fmt: skip
            apart = made.share[:4] - FINAL
            inside = int((np.abs(apart) <= 1.96 * error[:4]).sum())
            cells.append(f"{inside} of 4 ({100 * np.abs(apart).max():.2f})")
        odds = np.log(joined.share[:4] / (1 - joined.share[:4])) - np.log(FINAL / (1 - FINAL))
        own = joined.error[:4] / (joined.share[:4] * (1 - joined.share[:4]))
        leans.append((gone, odds, own))
        print(f"| {cut // 60}:{cut % 60:02d} | {len(part.base)} | {out.grouping.empty} | " + " | ".join(cells) + " |")
    late = [(odds / gone, own / gone) for gone, odds, own in leans]
    square = float(np.mean([np.mean(a**2) for a, _e in late]))
    noise = float(np.mean([np.mean(e**2) for _a, e in late]))
    print(
        f"\nLean of the missing in log odds, per part missing: root mean square {math.sqrt(square):.3f}, of which "
        f"sampling {math.sqrt(noise):.3f}; without it {math.sqrt(max(0.0, square - noise)):.3f}. The check allows 0.1."
    )


def verdicts(found: list[Population], draws: int) -> None:
    """The rule of the check, on whole samples, when what was announced is the truth."""
    print("\n## The truth announced: how often a whole sample calls it outside, in percent\n")
    print("| election | n | some option outside | the rule of the check |\n| --- | --- | --- | --- |")
    for p in found:
        for number in SIZES[:5]:
            rng = np.random.default_rng(SEED + number)
            some = ruled = 0
            for _draw in range(draws):
                s = p.stations.at(drawn(p, number, rng))
                made = combined(s.votes[:, list(p.options)], s.base, s.stratum, s.sizes)
                truth = p.truth[list(p.options)]
                heavy = {option for option, _unit, _part in largest_unit_warns(made)}
                large = [j for j in range(len(truth)) if max(made.share[j], truth[j]) >= 0.05]
                every, few = (
                    interval_of(made.share, made.error, made.df, together=k) for k in (len(truth), len(large) + 1)
                )
                some += bool(((truth < every.low) | (truth > every.high)).any())
                # The first two of the announcement, whose lead is one of the comparisons.
                top = sorted(large, key=lambda j: -truth[j])[:2]
                lead, error = made.margin(*top)
                apart = abs(lead - truth[top[0]] + truth[top[1]])
                far = not heavy & set(top) and apart > quantile(made.df, comparisons=len(large) + 1) * error
                ruled += far or any(not few.low[j] <= truth[j] <= few.high[j] for j in large if j not in heavy)
            print(f"| {p.name} | {number} | {100 * some / draws:.1f} | {100 * ruled / draws:.1f} |", flush=True)


# ------------------------------------------------------------------------------------------------------------ speed


def speed() -> None:
    """Rows of the table of speed, by the processor's clock."""
    rng = np.random.default_rng(1)
    strata, drawn_ = 300, 2000
    sizes = np.full(strata, 100_000 / strata)
    stratum = np.sort(rng.integers(0, strata, drawn_))
    lean = rng.dirichlet(np.full(5, 6.0), drawn_)
    votes = rng.poisson(lean * 350).astype(float) + 1
    base = votes.sum(axis=1)
    boot = least(lambda: rao_wu(votes, base, stratum, sizes, 10_000, np.random.default_rng(2)))
    print(f"| bootstrap, 10,000 draws, 2,000 of 100,000 stations, 5 options | {boot:.2f} s | | | 2 s |")
    ours = least(lambda: combined(votes, base, stratum, sizes))
    beside = ""
    try:
        import svy

        wide = np.bincount(stratum, minlength=strata)
        keep = wide[stratum] > 1
        frame = pl.DataFrame(
            {
                "y": votes[keep, 0],
                "x": base[keep],
                "h": stratum[keep],
                "w": (sizes / np.maximum(wide, 1))[stratum[keep]],
            }
            | {"N": sizes[stratum[keep]]}
        )
        sample = svy.Sample(frame, svy.Design(stratum="h", wgt="w", pop_size="N"))
        sample.estimation.ratio(y="y", x="x")
        theirs = least(lambda: sample.estimation.ratio(y="y", x="x"))
        beside = f"svy 0.35, one option: {1000 * theirs:.1f} ms, {theirs / ours:.0f} times as long"
    except ImportError:
        beside = "svy is not installed"
    print(f"| shares of 5 options and their covariance, the same sample | {1000 * ours:.2f} ms | | {beside} | |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--resampled", type=int, default=100)
    parser.add_argument("--speed", action="store_true")
    given = parser.parse_args()
    if given.speed:
        speed()
        return
    print("| what | time of the processor | peak memory | beside it | asked |\n| --- | --- | --- | --- | --- |")
    speed()
    data = data_folder()
    if data is None:
        print("the public data are not here: scrutiny data --all, or set SCRUTINY_DATA")
        return
    as_it_came_in(data)
    found = populations(data)
    missing_samples(found, given.draws)
    verdicts(found, given.draws)
    whole_samples(found, given.draws, given.resampled)


if __name__ == "__main__":
    main()
