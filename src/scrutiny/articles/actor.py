"""Somebody who may speak, as a sentence names him."""

from __future__ import annotations

from dataclasses import dataclass

from scrutiny.evidence.claim import Role


@dataclass(frozen=True)
class Actor:
    """Somebody who may speak, as a sentence names them."""

    start: int
    end: int
    name: str
    """As printed: a person's name, else the whole phrase."""
    key: str
    """The same for the same entity: option:maduro, state:RU, person:boric, noun:mandatario."""
    role: Role
    country: str | None
    option: str = ""
    """The option, where it is one."""
    heads: frozenset[str] = frozenset()
    """Classes of the nouns in it."""
    bare: bool = False
    """Only a noun: "the foreign minister"; who that is must be found elsewhere."""
    many: bool = False
    """A collective without names."""
    place: str = ""
    """Country of a capital or state in it, also where it is no part of the role."""
    group: int = -1
    """Number of the coordination that it is part of."""
    nouns: tuple[str, ...] = ()
    side: str = ""
    """The option that a party, a running mate, a spokesman stands for."""
