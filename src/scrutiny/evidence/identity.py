"""What a tally sheet promises: `valid = sum(options)`, `cast = valid + invalid`, `cast <= registered`."""

from __future__ import annotations

import re
from dataclasses import dataclass

OPTIONS = "sum(options)"


@dataclass(frozen=True)
class Identity:
    """An equation or inequality between sums of items of one sheet.

    Parameters
    ----------
    left, right
        Items with their sign; `sum(options)` stands for all options whose votes are valid.
    relation
        `=`, `<=` or `>=`.

    Examples
    --------
    >>> Identity.parse("cast = valid + invalid").right
    (('valid', 1), ('invalid', 1))
    """

    text: str
    left: tuple[tuple[str, int], ...]
    relation: str
    right: tuple[tuple[str, int], ...]

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(item for item, _ in self.left + self.right)

    @staticmethod
    def parse(text: str) -> Identity:
        parts = re.split(r"(<=|>=|=)", text)
        if len(parts) != 3:
            raise ValueError(f"{text!r}: one of =, <= or >= is needed, once")
        left, relation, right = parts
        return Identity(text, _side(left, text), relation, _side(right, text))


def _side(side: str, text: str) -> tuple[tuple[str, int], ...]:
    made: list[tuple[str, int]] = []
    sign = 1
    for token in re.split(r"\s([+-])\s", f" {side.strip()} "):
        token = token.strip()
        if token in ("+", "-"):
            sign = 1 if token == "+" else -1
        elif not token or ("(" in token and token != OPTIONS):
            raise ValueError(f"{text!r}: an item is missing or not understood: {token!r}")
        else:
            made.append((token, sign))
            sign = 1
    return tuple(made)
