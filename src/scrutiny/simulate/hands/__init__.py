"""Known hands: what somebody could do to an honest election, a file for each. A hand is found by being there.

A hand is a value named `HAND` in its file. `counts_from_rounded_shares` alters an announcement and not stations, and
is no such value.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from scrutiny.simulate.hands.rounded_shares import counts_from_rounded_shares

if TYPE_CHECKING:
    from scrutiny.simulate.hands.hand import Hand

__all__ = ["HANDS", "counts_from_rounded_shares"]


class _Hands(Mapping[str, "Hand"]):
    """Hands by id. They are imported when one is asked for: most runs of the toolkit alter nothing."""

    @functools.cached_property
    def _found(self) -> dict[str, Hand]:
        modules = sorted(info.name for info in pkgutil.iter_modules(__path__))
        hands = [getattr(importlib.import_module(f"{__name__}.{name}"), "HAND", None) for name in modules]
        return {hand.id: hand for hand in hands if hand is not None}

    def __getitem__(self, id_: str) -> Hand:
        return self._found[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


HANDS: Mapping[str, Hand] = _Hands()
"""Every known hand that alters stations, by its id."""
