"""An honest election of a given shape: every ballot is counted as it was cast, every figure is announced as counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import numpy as np
import polars as pl

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.contest import Contest, Election, Option
from scrutiny.evidence.counts import MEASURE, OPTION, PLACE, ROW, UNIT, Counts
from scrutiny.evidence.facts import Frame, Register
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.source import Source
from scrutiny.messages import rounded
from scrutiny.simulate.shape import Shape, Whole

RECORD = "stations"


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def honest_votes(shape: Shape, rng: np.random.Generator) -> tuple[Whole, Whole, Whole]:
    """Ballots cast, invalid ballots, and votes (stations × options) of an honest count.

    Turnout and support vary between regions and between stations on the logit scale; within a station each voter
    decides alone (binomial, multinomial).
    """
    n, k = shape.stations, len(shape.shares)
    effect = rng.normal(0, shape.between_regions, (shape.regions, k + 1))[shape.region]
    effect = effect + rng.normal(0, shape.between_stations, (n, k + 1))
    turnout = 1 / (1 + np.exp(-(_logit(min(max(shape.turnout, 0.01), 0.99)) + 0.5 * effect[:, 0])))
    cast = rng.binomial(shape.registered, turnout).astype(np.int64)
    invalid = rng.binomial(cast, shape.invalid).astype(np.int64)
    weights = np.array(shape.shares) * np.exp(effect[:, 1:])
    weights = weights / weights.sum(axis=1, keepdims=True)
    left = cast - invalid
    votes = np.zeros((n, k), dtype=np.int64)
    rest = np.ones(n)
    for option in range(k - 1):
        share = np.clip(weights[:, option] / np.maximum(rest, 1e-12), 0, 1)
        votes[:, option] = rng.binomial(left, share)
        left = left - votes[:, option]
        rest = rest - weights[:, option]
    votes[:, k - 1] = left
    return cast, invalid, votes


def honest_counts(shape: Shape, contest: Contest, rng: np.random.Generator) -> Counts:
    """A record of every station."""
    cast, invalid, votes = honest_votes(shape, rng)
    table = pl.DataFrame(
        {
            UNIT: [f"{i + 1:06d}" for i in range(shape.stations)],
            ROW: np.arange(2, shape.stations + 2, dtype=np.uint32),
            PLACE + "region": [f"R{region + 1:02d}" for region in shape.region],
            MEASURE + "registered": shape.registered,
            MEASURE + "cast": cast,
            MEASURE + "invalid": invalid,
            MEASURE + "valid": votes.sum(axis=1),
        }
        | {OPTION + option.id: votes[:, i] for i, option in enumerate(contest.options)}
    )
    return Counts(RECORD, contest, "station", (RECORD,), "Electoral council", "results by polling station", table)


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
        levels=("region", "station"),
        sources=(Source(RECORD, "results by polling station", "Electoral council", file="sources/stations.csv"),),
        frames=(Frame("station", counts.units, "Electoral council"),),
        registers=(Register("all", "all registered voters", register, "all_entries"),),
        claims=(first, announcement(counts, decimals)),
    )
    return Evidence(case, (counts,), (), (), (), {})
