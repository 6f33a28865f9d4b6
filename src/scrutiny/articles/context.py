"""What the reader of articles is told about the contest: who runs, who counts, who judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scrutiny.evidence.case import CaseFile


@dataclass(frozen=True)
class Choice:
    """Something that can be voted for, as the press may spell it."""

    id: str
    """The option's id in the case."""
    names: tuple[str, ...]
    """Every spelling that is known, the fullest first."""
    party: tuple[str, ...] = ()
    """Names of the party or camp behind it, and of those who speak for it."""


@dataclass(frozen=True)
class Context:
    """The contest that an article is read for.

    Examples
    --------
    >>> Context(country="GM", day=date(2016, 12, 1), options=(Choice("barrow", ("Adama Barrow",)),)).options[0].id
    'barrow'
    """

    country: str
    """ISO 3166-1 alpha-2 of the country that votes."""
    day: date
    """The (first) day of voting."""
    options: tuple[Choice, ...] = ()
    """Candidates or lists."""
    authority: tuple[str, ...] = ()
    """Names of the body that announces, and of the person who speaks for it."""
    court: tuple[str, ...] = ()
    """Names of courts that may rule on it."""
    contest: str = ""
    """The contest's id in the case."""
    other_days: tuple[date, ...] = field(default=())
    """Earlier elections of the same place, so that claims about them are told apart."""

    @staticmethod
    def from_case(case: CaseFile, contest: str = "") -> Context:
        """The context of one contest of a case: options with aliases, the day, who announces there."""
        chosen = case.contest_by_id[contest] if contest else case.contests[0]
        days = {election.id: election.date for election in case.elections}
        options = []
        for option in chosen.options:
            if not option.valid or option.id in chosen.children:
                continue
            above = [chosen.by_id[id_] for id_ in chosen.ancestors(option.id) if id_ in chosen.by_id]
            party = tuple(dict.fromkeys(name for group in above for name in (group.name, *group.aliases)))
            options.append(Choice(option.id, tuple(dict.fromkeys((option.name, *option.aliases))), party))
        speakers = {"authority": [], "court": []}  # type: dict[str, list[str]]
        for claim in case.claims:
            if claim.role in speakers and case.contest_of(claim) == chosen.id:
                speakers[claim.role].append(claim.speaker)
        return Context(
            country=case.country,
            day=days[chosen.election],
            options=tuple(options),
            authority=tuple(dict.fromkeys(speakers["authority"])),
            court=tuple(dict.fromkeys(speakers["court"])),
            contest=chosen.id,
            other_days=tuple(sorted(day for id_, day in days.items() if id_ != chosen.election)),
        )

    @staticmethod
    def from_mapping(data: Mapping[str, Any], contest: str = "") -> Context:
        """The context from plain values, such as a table of a TOML file."""
        return Context(
            country=data["country"],
            day=data["day"],
            options=tuple(Choice(o["id"], tuple(o["names"]), tuple(o.get("party", ()))) for o in data["options"]),
            authority=tuple(data.get("authority", ())),
            court=tuple(data.get("court", ())),
            contest=contest,
        )
