"""An honest election of a given shape: every ballot is counted as it was cast, every figure is announced as counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.contest import Contest, Election, Option
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.facts import Frame, Register
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.source import Source
from scrutiny.messages import rounded
from scrutiny.simulate.draw import RECORD, Draw, as_counts
from scrutiny.simulate.shape import Shape, effects, rates

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


def _location(shape: Shape, rng: np.random.Generator) -> Floats:
    """The location of each station on the scales of the shape, shape (n, k + 2)."""
    spread, location = shape.spread, shape.fixed + shape.centre
    region, place, station = spread.roots
    if shape.regional is None:
        location += effects(shape.regions, region, np.inf, rng)[shape.region]
    if place.any():
        location += effects(shape.places, place, spread.tails[0], rng)[shape.place]
    if station.any():
        location += effects(shape.stations, station, spread.tails[1], rng)
    return location


def honest_draw(shape: Shape, rng: np.random.Generator) -> Draw:
    """Counts of an honest election of this shape.

    Turnout and shares have effects of the region, of the place and of the station, correlated, on the scales of logits
    and log-ratios; within a station each voter decides alone (binomial, multinomial).
    """
    turnout, shares = rates(_location(shape, rng))
    cast = _cast(shape, turnout, rng)
    ballots = rng.multinomial(cast, shares).astype(np.int64, copy=False)
    return Draw(
        votes=ballots[:, :-1],
        invalid=ballots[:, -1],
        registered=shape.registered if shape.registers else None,
        region=shape.region,
        place=shape.place,
        unit=np.arange(shape.stations, dtype=np.int64),
        arrival=_arrival(shape, rng) if shape.arrival is None else shape.arrival,
    )


def _cast(shape: Shape, turnout: Floats, rng: np.random.Generator) -> Whole:
    if not shape.registers:
        return shape.registered
    if shape.closed is not None:
        small = np.flatnonzero(shape.registered <= shape.closed.size)
        apart = small[rng.random(len(small)) < shape.closed.share]
        mean = shape.closed.turnout
        turnout[apart] = rng.beta(100 * mean, 100 * (1 - mean), len(apart))
    return rng.binomial(shape.registered, turnout).astype(np.int64, copy=False)


def _arrival(shape: Shape, rng: np.random.Generator) -> Whole:
    """Larger stations arrive later, those of a region and of a place near together, and all with some chance."""
    size = np.log(np.maximum(shape.registered, 1))
    delay = 0.5 * (size - size.mean()) / max(float(size.std()), 1e-9)
    delay += 0.5 * rng.standard_normal(shape.regions)[shape.region]
    delay += 0.7 * rng.standard_normal(shape.places)[shape.place]
    delay += 0.5 * rng.standard_normal(shape.stations)
    ranks = np.empty(shape.stations, dtype=np.int64)
    ranks[np.argsort(delay, kind="stable")] = np.arange(shape.stations)
    return ranks


def honest_counts(shape: Shape, contest: Contest, rng: np.random.Generator) -> Counts:
    """A record of every station of an honest election."""
    return as_counts(honest_draw(shape, rng), contest)


def announcement(counts: Counts, decimals: int = 2, id_: str = "official", **more: object) -> Claim:
    """What an honest council announces on these counts: sums, and shares rounded to the nearest."""
    totals = counts.totals_of([*counts.options, "valid", "invalid", "cast", "registered"])
    valid, cast, registered = (totals[item].value for item in ("valid", "cast", "registered"))
    figures = Figures(
        votes={option: totals[option].value for option in counts.options},
        shares={o: rounded(Fraction(100 * totals[o].value, valid), decimals) for o in counts.options},
        valid=valid,
        invalid=totals["invalid"].value,
        cast=cast,
        registered=registered,
        turnout=rounded(Fraction(100 * cast, registered), 2),
        coverage=rounded(Fraction(100), 2),
    )
    claim = Claim(
        id=id_,
        act="announces_figure",
        speaker="Electoral council",
        role="authority",
        title="Official result",
        said=datetime(2030, 5, 6, 8, 0, tzinfo=UTC),
        figures=figures,
    )
    return replace(claim, **more)  # type: ignore[arg-type]


def honest_case(shape: Shape, seed: int, decimals: int = 2) -> Evidence:
    """A whole case: every station published, and the result announced in two bulletins (a part, then all)."""
    rng = np.random.default_rng(seed)
    names = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Kapok", "Larch")
    options = tuple(
        Option(f"o{i + 1}", names[i] if i < len(names) else f"Option {i + 1}") for i in range(len(shape.shares))
    )
    identities = ("valid = sum(options)", "cast = valid + invalid", "cast <= registered")
    contest = Contest("president", "President", "e", options=options, identities=identities)
    counts = honest_counts(shape, contest, rng)
    early = replace(counts, table=counts.table.sample(fraction=0.8, seed=seed))
    first = announcement(early, decimals, "first", title="First bulletin", said=datetime(2030, 5, 5, 22, tzinfo=UTC))
    assert first.figures is not None
    coverage = rounded(Fraction(100 * early.units, counts.units), 2)
    first = replace(first, figures=replace(first.figures, coverage=coverage))
    register = counts.total("registered").value
    case = CaseFile(
        title="An election that never was",
        country="XX",
        elections=(Election("e", "Presidential election", date(2030, 5, 5), "undisputed"),),
        contests=(contest,),
        levels=("region", "centre", "station"),
        sources=(Source(RECORD, "results by polling station", "Electoral council", file="sources/stations.csv"),),
        frames=(Frame("station", counts.units, "Electoral council"),),
        registers=(Register("all", "all registered voters", register, "all_entries"),),
        claims=(first, announcement(counts, decimals)),
    )
    return Evidence(case, (counts,), (), (), (), {})
