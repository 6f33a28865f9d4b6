"""What is decided and how: elections, contests, their decision rules and options."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import ClassVar, Literal

from scrutiny.evidence.rule import Rule
from scrutiny.evidence.shape import STRICT


@dataclass(frozen=True)
class Option:
    """Something that can be voted for: a candidate, a list, an answer, or a group of them."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short and stable: used in files, links and the JSON."""
    name: str
    """As it should be printed."""
    aliases: tuple[str, ...] = ()
    """How sources spell it."""
    parent: str | None = None
    """The option of which this one is a part: a ballot line's candidate, a list's bloc, "others"."""
    valid: bool = True
    """False for an entry that is no valid vote in this country's sense (blank ballots printed as an option)."""


@dataclass(frozen=True)
class Contest:
    """One question put to the voters in one election."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short and stable."""
    name: str
    """As it should be printed: "President"."""
    election: str
    """The id of the election that it is part of."""
    rule: Rule = field(default_factory=Rule)
    """How votes become an outcome."""
    options: tuple[Option, ...] = ()
    """Every option, groups included. Options that a file has and this list lacks are kept, with a note."""
    identities: tuple[str, ...] = ()
    """What the tally sheet promises: `valid = sum(options)`, `cast = valid + invalid`, `cast <= registered`."""

    @cached_property
    def by_id(self) -> dict[str, Option]:
        return {option.id: option for option in self.options}

    @cached_property
    def spelled(self) -> dict[str, str]:
        """Every way to write an option, and the id that it means."""
        made = {alias: option.id for option in self.options for alias in option.aliases}
        made |= {option.name: option.id for option in self.options}
        return made | {option.id: option.id for option in self.options}

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        made: dict[str, tuple[str, ...]] = {}
        for option in self.options:
            if option.parent is not None:
                made[option.parent] = (*made.get(option.parent, ()), option.id)
        return made

    def leaves(self, option: str) -> tuple[str, ...]:
        """The options at the end of the tree below `option`; itself when it has no parts."""
        parts = self.children.get(option, ())
        return tuple(leaf for part in parts for leaf in self.leaves(part)) if parts else (option,)

    def ancestors(self, option: str) -> Iterator[str]:
        parent = self.by_id[option].parent if option in self.by_id else None
        while parent is not None:
            yield parent
            parent = self.by_id[parent].parent if parent in self.by_id else None

    def name_of(self, option: str) -> str:
        return self.by_id[option].name if option in self.by_id else option


@dataclass(frozen=True)
class Election:
    """One day (or more) of voting; rounds and earlier elections of the place are elections of the same case."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short and stable."""
    name: str
    """As it should be printed."""
    date: date
    """The (first) day of voting."""
    status: Literal["disputed", "undisputed", "annulled"] | None = None
    """Whether an important actor contested the result; a fact with a source, not an opinion of ours."""
