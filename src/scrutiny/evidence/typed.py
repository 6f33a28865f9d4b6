"""Numbers as people type them on a command line or in a table of claims. Unlike columns of a source, a single typed
number has no neighbours to decide its convention, so only what can be read in one way is accepted."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

_PLAIN = re.compile(r"\d+")
# A group sign may be a full stop, a comma, an apostrophe or any space; the same one throughout, groups of three.
_GROUPED = re.compile(r"\d{1,3}([.,'’ \u00a0\u202f])\d{3}(?:\1\d{3})*")
_SHARE = re.compile(r"\d+(?:[.,]\d+)?")


def whole(text: str) -> int:
    """A whole number: `5150092`, `5.150.092`, `5,150,092`, `5 150 092`.

    Examples
    --------
    >>> whole("5.150.092")
    5150092
    """
    text = text.strip()
    if _PLAIN.fullmatch(text):
        return int(text)
    if _GROUPED.fullmatch(text):
        return int(re.sub(r"\D", "", text))
    raise ValueError(f"{text!r} is not a whole number; write 5150092 or 5.150.092")


def share(text: str) -> Decimal:
    """A percentage with the decimals that were printed: `51.20`, `51,20`, `51,20 %`.

    Examples
    --------
    >>> share("51,20 %")
    Decimal('51.20')
    """
    bare = text.strip().removesuffix("%").strip()
    if not _SHARE.fullmatch(bare):
        raise ValueError(f"{text!r} is not a percentage; write 51.2 or 51,20")
    return Decimal(bare.replace(",", "."))


def moment(text: str) -> date | datetime:
    """A day, or a day with a time: `2024-07-29`, `2024-07-29T00:05:00-04:00`."""
    text = text.strip()
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a day; write 2024-07-29 or 2024-07-29T00:05-04:00") from None


def yes_or_no(text: str) -> bool:
    """`yes`, `true`, `x`, `1` or `no`, `false`, `0`."""
    word = text.strip().casefold()
    if word in ("yes", "y", "true", "1", "x", "sí", "si"):
        return True
    if word in ("no", "n", "false", "0"):
        return False
    raise ValueError(f"{text!r} is neither yes nor no")
