"""The positions of governments on a day, as the data of a map with its caption, its words and its table."""

from __future__ import annotations

from datetime import date
from typing import Any

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.findings.finding import Figure
from scrutiny.findings.positions import Position, PositionClass, announced_winner, positions_at, told, undated
from scrutiny.messages import Day, Message, Name, _, say, series

ORDER = tuple(PositionClass)


def positions_figure(case: CaseFile, day: date, contest: str | None = None) -> Figure | None:
    """The map of a case on a day, or None where no government is known to have taken a position by then.

    Parameters
    ----------
    contest
        The contest; by default the first.
    """
    of = case.contest_by_id[contest] if contest is not None else case.contests[0]
    claims = [claim for claim in case.claims if case.contest_of(claim) == of.id]
    options = [option.id for option in of.options]
    announced = announced_winner(claims, options)
    found = positions_at(claims, day, home=case.country, options=options, announced=announced)
    if not found:
        return None
    groups = _groups(found)
    names = {option: of.name_of(option) for option in options}
    counts = [sum((p.stance, p.option) == group for p in found) for group in groups]
    listed = _listed(
        [(stance, option, names.get(option, ""), n) for (stance, option), n in zip(groups, counts, strict=True)]
    )
    drawn = {position.country for position in found}
    without = tuple(claim for claim in undated(claims, case.country) if claim.country not in drawn)
    return Figure(
        "positions_map",
        say(_("Positions of governments on {day}"), day=Day(day)),
        {
            "day": day.isoformat(),
            "home": case.country,
            "groups": [
                {"stance": stance.value, "option": option, "name": names.get(option, ""), "n": n}
                for (stance, option), n in zip(groups, counts, strict=True)
            ],
            "rows": [_row(position, groups, names) for position in found],
        },
        _caption(without),
        say(
            _(
                "Map of the world by the latest position of each government on {day}. {listed}. "
                "The table below it names every state."
            ),
            day=Day(day),
            listed=listed,
        ),
    )


def listed_of(figure: Figure) -> Message:
    """The classes of a map and how many governments each has, as a list."""
    return _listed([(PositionClass(g["stance"]), g["option"], g["name"], g["n"]) for g in figure.data["groups"]])


def _listed(groups: list[tuple[PositionClass, str, str, int]]) -> Message:
    told_ = [(told(stance, Name(name, "option", option) if option else None), n) for stance, option, name, n in groups]
    return say("{all}", all=series([say(_("{what}: {n}"), what=title, n=n) for title, n in told_]))


def _groups(found: tuple[Position, ...]) -> list[tuple[PositionClass, str]]:
    """Classes that occur, with the option that they are about, always in the same order."""
    return sorted({(p.stance, p.option) for p in found}, key=lambda group: (ORDER.index(group[0]), group[1]))


def _row(position: Position, groups: list[tuple[PositionClass, str]], names: dict[str, str]) -> dict[str, Any]:
    claim, every = position.claim, (*position.beside, position.claim)
    several = position.stance is PositionClass.SEVERAL
    return {
        "country": position.country,
        "group": groups.index((position.stance, position.option)),
        "stance": position.stance.value,
        "name": names.get(position.option, ""),
        "day": position.since.isoformat(),
        "printed": position.printed,
        "claim": claim.id,
        "speaker": claim.speaker,
        "words": "" if several else claim.quoted,
        "summary": " · ".join(one.quoted or one.summary for one in every) if several else claim.summary,
        "source": "; ".join(dict.fromkeys(_printed(one) for one in (every if several else (claim,)))),
    }


def _printed(claim: Claim) -> str:
    return "; ".join(report.by for report in claim.reports) or claim.source


def _caption(without: tuple[Claim, ...]) -> Message:
    rest = {
        "what": say(
            _(
                "Each government is drawn by the latest position that it is known to have taken by that day. Positions "
                "are classes, not a scale; parliaments and organisations are not governments. Blank: nothing is known "
                "here, which is not neutral. A circle stands for a state too small to be seen. Outlines: Natural "
                "Earth; several boundaries are disputed, and none is judged here."
            )
        )
    }
    if not without:
        return rest["what"]
    return say(
        _("{what} Not drawn, for want of a day: {states}."),
        what=rest["what"],
        states=series([Name(claim.speaker, "speaker") for claim in without]),
    )
