"""The picture of polls against results: a row for each house, what the polls allow, and what was announced."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from scrutiny.evidence.contest import Contest
from scrutiny.findings.finding import Figure
from scrutiny.findings.intervals import quantity
from scrutiny.findings.poll_groups import Group
from scrutiny.findings.polled import Polled, Result
from scrutiny.findings.rounding import rounded
from scrutiny.messages import Message, Name, Points, _, say, series
from scrutiny.stats.poll_errors import Allowed

Pair = tuple[str, str]


def poll_picture(
    contest: Contest,
    pair: Pair,
    bands: Sequence[tuple[Group, Allowed]],
    results: Sequence[Result],
    wider: Decimal,
) -> Figure:
    """The lead of the first of two options over the second, in every poll and every result that gives both.

    Parameters
    ----------
    bands
        The houses that agree with each other, and what their latest polls allow.
    wider
        How many times as large as in other elections errors are taken.
    """
    first, second = (Name(contest.name_of(option), "option", option) for option in pair)
    shown = [result for result in results if all(option in result.shares for option in pair)]
    return Figure(
        kind="poll_chart",
        title=say(_("Lead of {first} over {second}: polls and results"), first=first, second=second),
        data={
            "first": first.text,
            "second": second.text,
            "option_first": first.id,
            "option_second": second.id,
            "rows": [
                _row(poll, pair, number, group)
                for number, (group, _may) in enumerate(bands)
                for poll in _ordered(group)
            ],
            "bands": [
                {"group": number, "mean": round(float(g.mean), 2), "low": round(m.low, 2), "high": round(m.high, 2)}
                for number, (g, m) in enumerate(bands)
            ],
            "results": [
                {"mark": str(mark), "label": result.called.text, "lead": round(float(result.lead(*pair)), 2)}
                for mark, result in enumerate(shown, 1)
            ],
        },
        caption=say(
            _(
                "A row for each house: its latest poll filled, earlier ones hollow; the line is what a sample of so "
                "many people allows by itself. Bands: what the latest polls allow, with errors {wider} times as large "
                "as in other elections. Upright lines with numbers: results."
            ),
            wider=quantity(float(wider), 1),
        ),
        alternative=_alternative(first, second, [group for group, _may in bands], shown, pair),
    )


def _row(poll: Polled, pair: Pair, number: int, group: Group) -> dict[str, Any]:
    lead = float(poll.lead(*pair) or 0)
    row: dict[str, Any] = {
        "house": poll.house,
        "lead": round(lead, 2),
        "latest": poll in group.latest,
        "group": number,
        "day": poll.day.isoformat() if poll.day is not None else "",
    }
    if poll.sample.people is not None:
        a, b = (float(poll.shares[option]) / 100 for option in pair)
        reach = 196 * (max(a + b - (a - b) ** 2, 0.0) / poll.sample.people) ** 0.5
        row |= {"low": round(lead - reach, 2), "high": round(lead + reach, 2)}
    return row


def _ordered(group: Group) -> list[Polled]:
    """All polls of a group, house by house, the house with the largest lead of the first option first."""
    place = {p.house.casefold(): (-lead, p.claim.id) for p, lead in zip(group.latest, group.leads, strict=True)}
    return sorted(group.every, key=lambda poll: (place[poll.house.casefold()], poll not in group.latest, poll.claim.id))


def _alternative(first: Name, second: Name, groups: Sequence[Group], results: Sequence[Result], pair: Pair) -> Message:
    houses = [
        say(_("{name} {lead}"), name=poll.name, lead=_points(float(lead)))
        for group in groups
        for poll, lead in zip(group.latest, group.leads, strict=True)
    ]
    told = [say(_("{name} {lead}"), name=r.called, lead=_points(float(r.lead(*pair)))) for r in results]
    return say(
        _(
            "Lead of {first} over {second} in points, below 0 where {second} is ahead. Polls: {houses}. Results: "
            "{results}."
        ),
        first=first,
        second=second,
        houses=series(houses),
        results=series(told),
    )


def _points(lead: float) -> Points:
    return Points(rounded(lead, 1), 1)
