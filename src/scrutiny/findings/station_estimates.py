"""What a sample of stations says of shares, the lead, participation and invalid votes, however the missing are read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from scrutiny.evidence.counts import UNIT, Counts
from scrutiny.evidence.station_sample import EARLIER, KIND, REGISTERED, STRATUM, StationSample
from scrutiny.findings.sample_rows import Rows, rows_of, with_the_rest
from scrutiny.stats.no_pooling import no_pooling
from scrutiny.stats.ratio import Lonely, Ratios, combined, largest_unit_warns
from scrutiny.stats.ratio_intervals import interval_of, quantile
from scrutiny.stats.ratio_missing import Absent, by_classes, calibrated, with_allowance, worst_case
from scrutiny.stats.strata import grouped

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Of = Literal["valid", "cast", "registered"]
Reading = Literal["stratum", "classes", "earlier", "allowance", "second", "worst", "model", "leaning"]
"""How what is missing is read: like the rest of its stratum, like the rest of its class there, corrected by an earlier
election, like the rest but for a lean of its own, by a normal model, and at worst; by a model in which strata lend to
each other, and by that with a lean."""
LOWEST, HIGHEST = 0.0, 1.0
UNEVEN = 0.2
"""Squared coefficient of variation of registers up to which the normal model is given."""
UNLIKE = 1.25
"""Times as much that one station of joined strata may stand for as another, up to which the normal model is given."""
LEAST = 5
"""Degrees of freedom from which an error is told: with fewer, an option that happens to be even has hardly any."""


@dataclass(frozen=True)
class Span:
    """An estimate and its ends, as shares from 0 to 1 (a lead from -1 to 1); nan where there is no single value."""

    value: float
    low: float
    high: float

    def meets(self, low: float, high: float) -> bool:
        """Whether any number from `low` to `high` lies between the ends."""
        return high >= self.low and low <= self.high


@dataclass(frozen=True)
class Read:
    """Shares and the lead under one reading of what is missing."""

    reading: Reading
    shares: Mapping[str, Span]
    lead: Span


@dataclass(frozen=True)
class Estimated:
    """All that a sample says.

    Parameters
    ----------
    options
        What was estimated, each a share of the same total.
    first, second
        The two whose lead is given: `first` is the larger in the sample.
    errors
        The standard error of each share, and of the lead under "".
    readings
        The first is that of strata.
    turnout, invalid
        Of the register, and of the ballots; None where the sheets do not give them.
    heavy
        Options whose error hangs on one station: option, id of the station, part of all residuals.
    design_effect
        Of each option, against as many votes drawn one by one.
    uncapped
        Missing stations whose register is not known, counted as the largest one.
    unregistered
        Stations with votes and no register of their own.
    part_missing
        The part of the sample that did not report; None where nobody says how many were drawn.
    deciding
        Announced options large enough for their intervals to be relied on; these and the lead hold together.
    """

    options: tuple[str, ...]
    first: str
    second: str
    ratios: Ratios
    errors: Mapping[str, float]
    readings: tuple[Read, ...]
    turnout: Span | None
    invalid: Span | None
    heavy: tuple[tuple[str, str, float], ...]
    design_effect: Mapping[str, float]
    uncapped: int
    unregistered: int
    part_missing: float | None
    deciding: tuple[str, ...]
    places: int = 0
    """Places with at least one sheet, where the sample was drawn in two stages."""

    def read(self, reading: Reading) -> Read | None:
        return next((read for read in self.readings if read.reading == reading), None)

    def needed(self, option: str, share: float) -> float | None:
        """What the missing would have to give an option if they had as many votes as the others."""
        if not self.part_missing:
            return None
        here = float(self.ratios.share[self.options.index(option)])
        return (share - (1 - self.part_missing) * here) / self.part_missing


@dataclass(frozen=True)
class Asked:
    """What is to be estimated, and with which settings."""

    options: tuple[str, ...]
    of: Of
    top: tuple[str, str]
    allowance: float
    draws: int
    seed: int
    heaviest: float = 0.10
    least: float = 0.05
    """The share from which an option is large enough to decide anything."""
    large: frozenset[str] = frozenset()
    """Options that are so large in the announcement."""
    announced: frozenset[str] | None = None
    """Options that the announcement gives, which alone are compared; all of them when None."""


def estimate(sample: StationSample, counts: Counts, asked: Asked) -> Estimated | None:
    """Every estimate of a sample; None where it has no votes or too few stations for any error.

    Every sheet of the sample gives the total that shares are asked of: see `evidence.sample_total.with_total`.
    """
    rows = rows_of(sample, counts)
    if rows is None:
        return None
    votes = np.column_stack([rows.by_unit(option) for option in asked.options])
    base = rows.by_unit(asked.of)
    if base.sum() <= 0:
        return None
    lonely: Lonely = "collapse" if sample.design.lonely == "next" else "grand_mean"
    ratios = combined(votes, base, rows.unit_stratum, rows.unit_sizes, lonely, rows.finite)
    if ratios.df < LEAST:
        return None
    first, second = sorted(asked.top, key=lambda o: (-ratios.share[asked.options.index(o)], o))
    lead = np.zeros(len(asked.options))
    lead[asked.options.index(first)], lead[asked.options.index(second)] = 1.0, -1.0
    big = asked.large | set(asked.top)
    told = frozenset(asked.options) if asked.announced is None else asked.announced
    large = (o for j, o in enumerate(asked.options) if o in big or ratios.share[j] >= asked.least)
    deciding = tuple(o for o in large if o in told)
    # The lead can decide as well as any share, and is one of the comparisons.
    make = _Reader(asked, lead, ratios.df, len(deciding) + 1)
    readings = [make.plain("stratum", ratios)]
    alone = rows.places is None
    if alone:
        readings += _by_known(sample, rows, votes, base, make, lonely)
    part = sample.part_missing
    if part:
        readings.append(make.allowing(ratios, part))
    # What follows takes stations one by one, and is no part of a sample in two stages.
    uncapped = 0
    if alone:
        readings += _second(asked, rows, votes, base, make)
        worst, uncapped = _worst(sample, rows, votes, base, make)
        readings += worst
    errors = dict(zip(asked.options, map(float, ratios.error), strict=True)) | {"": ratios.contrast(lead)[1]}
    warned = largest_unit_warns(ratios, asked.heaviest)
    heavy = tuple((asked.options[j], rows.unit_ids[at], carried) for j, at, carried in warned)
    return Estimated(
        options=asked.options,
        first=first,
        second=second,
        ratios=ratios,
        errors=errors,
        readings=tuple(readings),
        turnout=_ratio(rows, "cast", REGISTERED, lonely),
        invalid=_ratio(rows, "invalid", "cast", lonely),
        heavy=heavy,
        # Totals of places are worked out from what was read: their votes are no number of votes that were drawn.
        design_effect=dict(zip(asked.options, map(float, ratios.design_effect), strict=True)) if alone else {},
        uncapped=uncapped,
        unregistered=int(((rows.registered <= 0) & (rows.of(asked.of) > 0)).sum()) if rows.has_register else 0,
        part_missing=part,
        deciding=deciding,
        places=0 if rows.places is None else len(rows.places.ids),
    )


@dataclass(frozen=True)
class _Reader:
    """Makes a reading from shares and their covariance; `together` of them hold at once, of which the lead is one."""

    asked: Asked
    lead: Real
    df: int
    together: int

    def plain(self, reading: Reading, made: Ratios) -> Read:
        return self.of(reading, made.share, made.error, made.contrast(self.lead), made.df)

    def of(self, reading: Reading, share: Real, error: Real, lead: tuple[float, float], df: int) -> Read:
        ends = interval_of(share, error, df, together=self.together)
        reach = quantile(df, comparisons=self.together) * lead[1]
        shares = {
            option: Span(float(share[j]), float(ends.low[j]), float(ends.high[j]))
            for j, option in enumerate(self.asked.options)
        }
        return Read(reading, shares, Span(lead[0], max(-1.0, lead[0] - reach), min(1.0, lead[0] + reach)))

    def allowing(self, made: Ratios, part: float) -> Read:
        """Every share may lean by itself where stations are missing; of a lead, both may."""
        error = with_allowance(made, part, self.asked.allowance)
        value, own = made.contrast(self.lead)
        extra = error**2 - made.error**2
        both = math.sqrt(own**2 + float(extra[self.lead != 0].sum()))
        return self.of("allowance", made.share, error, (value, both), made.df)


def _by_known(sample: StationSample, rows: Rows, votes: Real, base: Real, make: _Reader, lonely: Lonely) -> list[Read]:
    """Readings by what is known of stations besides their stratum, where anything is."""
    found: list[Read] = []
    if sample.listed and sample.missing.height and any(rows.kind):
        kinds = sorted({*rows.kind, *sample.missing[KIND].fill_null("").to_list()})
        number = {kind: i for i, kind in enumerate(kinds)}
        drawn = np.zeros((len(rows.sizes), len(kinds)))
        here = np.array([number[kind] for kind in rows.kind], np.int64)
        np.add.at(drawn, (rows.stratum, here), 1.0)
        away = np.array([number[kind] for kind in sample.missing[KIND].fill_null("").to_list()], np.int64)
        np.add.at(drawn, (sample.missing[STRATUM].to_numpy().astype(np.int64), away), 1.0)
        if len(kinds) > 1:
            found.append(make.plain("classes", by_classes(votes, base, rows.stratum, here, rows.sizes, drawn).ratios))
    frame = sample.frame
    earlier = [] if frame is None else [c for c in frame.columns if c.startswith(EARLIER)]
    if frame is not None and earlier:
        known = frame.select(UNIT, *(pl.col(c).cast(pl.Float64) for c in earlier)).drop_nulls()
        if known.height == frame.height:
            one = pl.DataFrame({UNIT: rows.ids}).join(known, on=UNIT, how="left", maintain_order="left")
            z = np.column_stack([np.ones(len(base)), one.select(earlier).to_numpy()])
            totals = np.concatenate([[float(frame.height)], known.select(earlier).to_numpy().sum(axis=0)])
            if np.isfinite(z).all() and len(base) > 3 * z.shape[1]:
                made = calibrated(votes, base, rows.stratum, rows.sizes, z, totals, lonely)
                found.append(make.plain("earlier", made))
    return found


def _second(asked: Asked, rows: Rows, votes: Real, base: Real, make: _Reader) -> list[Read]:
    """The normal model, where the register of every stratum is known: a second opinion that shares no formula.

    It takes joined strata as one, and is left out where unlike parts of them came. Two limits more, both measured.
    Registers worked out from the sample would not do, since the model takes them as known.
    And it takes the variance of a station's votes to grow with its register, where really it grows with the square: in
    Poland 2020, with registers from under 100 to over 10,000, its interval of 95 % held seven times in ten. Where sizes
    are as uneven as that it is left out.
    """
    if not rows.has_register or rows.registers is None or asked.draws < 1:
        return []
    size = rows.size(base)
    if grouped(rows.stratum, rows.sizes).unlike > UNLIKE or size.var() > UNEVEN * size.mean() ** 2:
        return []
    full = with_the_rest(votes, base)
    rng = np.random.default_rng(asked.seed)
    made = no_pooling(full, size, rows.stratum, rows.sizes, rows.registers, asked.draws, rng)
    return [of_draws("second", made.share, asked.options, asked.top, make.together)]


def of_draws(reading: Reading, draws: Real, options: tuple[str, ...], top: tuple[str, str], together: int) -> Read:
    """A reading from draws of shares, one column an option: the middle of each and of the lead, that hold together."""
    tail = 0.05 / (2 * together)

    def span(of: Real) -> Span:
        low, high = np.quantile(of, [tail, 1 - tail])
        return Span(float(of.mean()), float(low), float(high))

    shares = {option: draws[:, j] for j, option in enumerate(options)}
    first, second = top
    return Read(reading, {option: span(of) for option, of in shares.items()}, span(shares[first] - shares[second]))


def _worst(sample: StationSample, rows: Rows, votes: Real, base: Real, make: _Reader) -> tuple[list[Read], int]:
    """The bound, where those missing are known, and how many of them have no register."""
    missing = sample.missing
    if not sample.listed or not missing.height:
        return [], 0
    largest = max(float(rows.registered.max(initial=0)), float(missing[REGISTERED].max() or 0))  # type: ignore[arg-type]
    if largest <= 0:
        return [], missing.height
    register = missing[REGISTERED].fill_null(0).to_numpy().astype(np.float64)
    absent = Absent(missing[STRATUM].to_numpy().astype(np.int64), np.where(register > 0, register, largest))
    reach = quantile(make.df, comparisons=make.together)

    def ends(by: Real) -> Span:
        made = worst_case(votes, base, rows.stratum, rows.sizes, absent, by)
        low, high = made.low - reach * made.low_error, made.high + reach * made.high_error
        return Span(math.nan, max(-1.0, low), min(1.0, high))

    k = len(make.asked.options)
    shares = {}
    for j, option in enumerate(make.asked.options):
        found = ends(np.eye(k)[j] if k > 1 else np.ones(1))
        shares[option] = Span(found.value, max(LOWEST, found.low), min(HIGHEST, found.high))
    return [Read("worst", shares, ends(make.lead))], int((register <= 0).sum())


def _ratio(rows: Rows, above: str, below: str, lonely: Lonely) -> Span | None:
    """A single share, such as participation; stations without a register are in it with their votes, as in a count."""
    if not rows.has(above) or not rows.has(below):
        return None
    bottom = rows.by_unit(below)
    if bottom.sum() <= 0:
        return None
    made = combined(rows.by_unit(above)[:, None], bottom, rows.unit_stratum, rows.unit_sizes, lonely, rows.finite)
    ends = interval_of(made.share, made.error, made.df)
    return Span(float(made.share[0]), float(ends.low[0]), float(ends.high[0]))
