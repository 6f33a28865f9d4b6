"""The picture of a quick count: intervals of each option by what is assumed of the missing, and what was announced."""

from __future__ import annotations

import math
from typing import Any

from scrutiny.evidence.station_sample import StationSample
from scrutiny.findings import origins
from scrutiny.findings.check import Subject
from scrutiny.findings.finding import Figure
from scrutiny.findings.rounding import rounded
from scrutiny.findings.sample_against import Announced
from scrutiny.findings.sample_told import SHORT, called, percent
from scrutiny.findings.station_estimates import Estimated, Span
from scrutiny.messages import _, say, series


def sample_picture(subject: Subject, sample: StationSample, found: Estimated, given: Announced) -> Figure:
    """Intervals against what was announced, as data."""
    order = sorted(given.shares, key=lambda option: (-given.shares[option].middle, option))
    shown = [option for option in order if option in found.options]
    rows: list[dict[str, Any]] = [
        {
            "option": option,
            "name": subject.contest.name_of(option),
            "announced": _text(float(given.shares[option].middle)),
            "readings": [
                {"what": SHORT[read.reading], "reading": read.reading, **_ends(read.shares[option])}
                for read in found.readings
                if option in read.shares
            ],
        }
        for option in shown
    ]
    plain = found.readings[0]
    told = [
        say(
            _("{option} {low} to {high}, announced {given}"),
            option=subject.name(option),
            low=percent(plain.shares[option].low),
            high=percent(plain.shares[option].high),
            given=given.shares[option].shown,
        )
        for option in shown
    ]
    return Figure(
        kind="sample_intervals",
        title=say(_("The sample beside what was announced")),
        data={"rows": rows, "axis": _("Sample less announcement, in points")},
        caption=say(
            _(
                "Each line: how far the 95% interval of {sample}, for several options together, lies from {claim} "
                "(0), by what is assumed of the missing sheets. Right: the ends of the interval, in percent."
            ),
            sample=called(sample),
            claim=origins.called(given.claim),
        ),
        alternative=say(
            _("Intervals if missing sheets are like the rest of their stratum: {told}."), told=series(told)
        ),
    )


def _ends(span: Span) -> dict[str, str | None]:
    value = _text(span.value) if math.isfinite(span.value) else None
    return {"value": value, "low": _text(span.low), "high": _text(span.high)}


def _text(share: float) -> str:
    return str(rounded(100 * share, 3))
