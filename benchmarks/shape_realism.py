"""Do elections drawn from the shape of a real one look like it?

    python -m benchmarks.shape_realism             # all
    python -m benchmarks.shape_realism germany     # one of: germany, poland, spain, bolivia, russia

For each election the same figures are taken from the real stations and from a few draws, and printed side by side. A
draw that lacks what honest countries have makes a check look safer or more powerful than it is: where the two columns
differ, the page of a check has to say so.

What agrees: standard deviations of turnout and of shares on the three levels (most within a tenth, all within a
seventh), overdispersion among the stations of a place, strong correlations, the relation of size and turnout but for
Poland, quantiles of turnout from 5 to 95 % but for Russia, those of shares from 50 to 95 %.

Where draws do not look like the real thing:

- Russia 2011, whose stations are no honest ones: the real cloud has two parts, and the low end of turnout and of the
  leader's share is cut off where draws go on (1 % quantile of the leader .20 against .10). A shape of a disputed record
  holds what was done to it; for nulls take one of an undisputed election, with the disputed one's list sizes.
- Options that are strong in some places and weak in others of the same region: in Bolivia and Poland places are of two
  kinds (town and country) and effects have two peaks. Draws have one, so that their low quantiles lie too low for the
  leader (5 %: .13 against .10 in Bolivia, .25 against .22 in Poland, .12 against .10 in Spain) and too high for the
  second (.02 against .04, .06 against .09).
- Weak correlations (below a tenth) come out by chance of a draw: of leader and second in Germany and Spain.
- Tails: one degree of freedom for all options. Turnout in Bolivia and Spain has longer tails than the draws, the second
  option in Poland and Russia shorter ones.
- Rare options (below about three votes a station) have no effects of their own within a region but those measured
  where they are not rare: too few stations without a vote for them in Poland, Russia.
- Invalid ballots vary by a third less than in Poland, where they are two or three a station.
- Turnout and size: one slope on the logarithm of the register. In Poland turnout of small stations is curved.
- Places of one region are independent of each other: there is no distance, and so no neighbourhoods.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import stats

from scrutiny.evidence.counts import ATTRIBUTE, Counts
from scrutiny.evidence.folder import CaseFolder
from scrutiny.loading import load
from scrutiny.simulate.draw import Draw
from scrutiny.simulate.estimating import shaped_like
from scrutiny.simulate.honest import honest_draw
from scrutiny.simulate.recorded import Recorded, as_draw

Floats = npt.NDArray[np.float64]
CORPUS = Path(__file__).resolve().parents[1] / "tests" / "corpus"
DRAWS = 3


@dataclass(frozen=True)
class Country:
    """A record, and which of its levels and stations are meant (in Spain larger registers are of voters abroad)."""

    name: str
    folder: str
    record: str
    contest: str
    region: str
    place: str
    attribute: str = ""
    value: str = ""
    largest: int = 10**6


COUNTRIES = (
    Country("germany", "germany-2024", "wbz", "parliament", "land", "municipality", "kind", "0"),
    Country("poland", "poland-2020", "pkw-1", "round-1", "voivodeship", "municipality"),
    Country("spain", "spain-2019-11", "count", "congress", "province", "municipality", largest=5000),
    Country("bolivia", "bolivia-2019", "computo", "president", "department", "centre"),
    Country("russia", "russia", "cik-2011", "2011", "region", "territory"),
)


def record_of(country: Country) -> Recorded:
    evidence = load(CaseFolder(CORPUS / country.folder))
    (counts,) = (c for c in evidence.counts if c.record == country.record and c.contest.id == country.contest)
    return as_draw(counts, region=country.region, place=country.place, rows=_rows(country, counts))


def _rows(country: Country, counts: Counts) -> npt.NDArray[np.bool_]:
    registered = counts.values("registered").fill_null(0)
    rows = ((registered > 0) & (registered <= country.largest)).to_numpy()
    if country.attribute:
        rows = rows & (counts.table[ATTRIBUTE + country.attribute] == country.value).to_numpy()
    return rows


def figures(draw: Draw) -> dict[str, float]:
    """What is compared, of stations with 100 ballots or more."""
    assert draw.registered is not None
    big = draw.cast >= 100
    cast, registered, votes = draw.cast[big], draw.registered[big], draw.votes[big]
    region, place = draw.region[big], draw.place[big]
    turnout = cast / registered
    leader, second = votes[:, 0] / cast, votes[:, 1] / cast
    made: dict[str, float] = {}
    for name, value in (("turnout", turnout), ("leader", leader), ("second", second)):
        by_region, by_place = _mean(value, region), _mean(value, place)
        made[f"{name} sd region"] = float((by_region[region]).std())
        made[f"{name} sd place"] = float((by_place[place] - by_region[region]).std())
        made[f"{name} sd station"] = float((value - by_place[place]).std())
        for q in (1, 5, 50, 95, 99):
            made[f"{name} {q:2} %"] = float(np.quantile(value, q / 100))
        made[f"{name} tails (kurtosis in region)"] = float(stats.kurtosis(value - by_region[region]))
    made["corr turnout, leader"] = float(np.corrcoef(turnout, leader)[0, 1])
    inside = turnout - _mean(turnout, region)[region], leader - _mean(leader, region)[region]
    made["the same within regions"] = float(np.corrcoef(*inside)[0, 1])
    made["corr leader, second"] = float(np.corrcoef(leader, second)[0, 1])
    made["corr turnout, log register"] = float(np.corrcoef(turnout, np.log(registered))[0, 1])
    made["corr leader, log register"] = float(np.corrcoef(leader, np.log(registered))[0, 1])
    made["overdispersion in places"] = _overdispersion(votes[:, 0], cast, place)
    made["overdispersion, last option"] = _overdispersion(votes[:, min(6, votes.shape[1] - 1)], cast, place)
    made["invalid sd"] = float((draw.invalid[big] / cast).std())
    made["turnout >= 95 %, of 1000"] = float(1000 * (draw.cast >= 0.95 * draw.registered).mean())
    made["no vote for last option, of 1000"] = float(1000 * (votes[:, min(6, votes.shape[1] - 1)] == 0).mean())
    return made


def _mean(value: Floats, codes: npt.NDArray[np.int64]) -> Floats:
    sums = np.bincount(codes, value)
    return np.asarray(sums / np.maximum(np.bincount(codes), 1))


def _overdispersion(votes: npt.NDArray[np.int64], cast: npt.NDArray[np.int64], place: npt.NDArray[np.int64]) -> float:
    """Pearson chi-squared of votes among the stations of a place over its degrees of freedom: 1 is chance alone."""
    n, x = np.bincount(place, cast), np.bincount(place, votes)
    p = (x / np.maximum(n, 1))[place]
    inside = (p > 0) & (p < 1)
    terms = (votes - cast * p)[inside] ** 2 / (cast * p * (1 - p))[inside]
    stations = np.bincount(place[inside])
    return float(terms.sum() / max(1, int((stations - 1).clip(0).sum())))


def compare(country: Country) -> None:
    recorded = record_of(country)
    started = time.perf_counter()
    shape = shaped_like(recorded)
    estimated = time.perf_counter() - started
    _ = shape.centre, shape.spread.roots
    draws, seconds = [], []
    for sequence in np.random.SeedSequence(1).spawn(DRAWS):
        started = time.perf_counter()
        draws.append(honest_draw(shape, np.random.default_rng(sequence)))
        seconds.append(time.perf_counter() - started)
    real, made = figures(recorded.draw), [figures(draw) for draw in draws]
    print(f"\n{country.name}: {shape.stations} stations, {shape.regions} regions, {shape.places} places")
    print(f"left out {recorded.left_out}; {recorded.options[:2]}; {shape.closed}")
    print(f"tails {shape.spread.tails}; shape {estimated:.2f} s, draw {min(seconds):.3f} s")
    print(f"{'':34}{'real':>9}{'drawn':>9}{'ratio':>9}")
    for name, value in real.items():
        mean = float(np.mean([figure[name] for figure in made]))
        ratio = f"{mean / value:9.2f}" if abs(value) > 1e-9 else ""
        print(f"{name:34}{value:9.3f}{mean:9.3f}{ratio}")


def main() -> None:
    wanted = set(sys.argv[1:]) or {country.name for country in COUNTRIES}
    for country in COUNTRIES:
        if country.name in wanted:
            compare(country)


if __name__ == "__main__":
    main()
