"""Numbers as people type them on a command line or in a table of claims. Unlike columns of a source, a single typed
number has no neighbours to decide its convention, so only what can be read in one way is accepted."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

_PLAIN = re.compile(r"\d+")
# A group sign may be a full stop, a comma, an apostrophe or any space; the same one throughout, groups of three.
_GROUPED = re.compile(r"\d{1,3}([.,'’ \u00a0\u202f])\d{3}(?:\1\d{3})*")
# Identifiers of the SPDX list have a version or a hyphen; the few that have neither are named.
_SPDX = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9.+]+)+|MIT|ISC|Zlib|Unlicense|WTFPL|PDDL")
_FIRST_NEWSPAPER = date(1605, 1, 1)
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


def published_on(text: str, today: date) -> date | datetime:
    """The day of an article: a day that has come, and no slip of the year.

    Examples
    --------
    >>> published_on("0024-07-29", date(2024, 8, 1))
    Traceback (most recent call last):
    ValueError: '0024-07-29' is no day of an article; write one from 1605-01-01 to 2024-08-02
    """
    made = moment(text)
    # The day is already the next one in the east when it is still today in UTC.
    last = today + timedelta(days=1)
    if not _FIRST_NEWSPAPER <= (made.date() if isinstance(made, datetime) else made) <= last:
        raise ValueError(f"{text!r} is no day of an article; write one from {_FIRST_NEWSPAPER} to {last}")
    return made


def web(text: str) -> str:
    """A web address: `https://example.org/report`."""
    text = text.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or "." not in parts.netloc or re.search(r"\s", text):
        raise ValueError(f"{text!r} is no web address; write https://example.org/report")
    return text


def licence(text: str) -> str:
    """The address of a licence, from an identifier of the SPDX list or as it is.

    Examples
    --------
    >>> licence("CC-BY-4.0")
    'https://spdx.org/licenses/CC-BY-4.0'
    """
    text = text.strip()
    # As people write them: "CC BY 4.0".
    id_ = text.replace(" ", "-") if text.startswith("CC") else text
    if _SPDX.fullmatch(id_):
        return f"https://spdx.org/licenses/{id_}"
    try:
        return web(text)
    except ValueError:
        raise ValueError(f"{text!r} is no licence; write CC-BY-4.0 or the web address of its text") from None


def yes_or_no(text: str) -> bool:
    """`yes`, `true`, `x`, `1` or `no`, `false`, `0`."""
    word = text.strip().casefold()
    if word in ("yes", "y", "true", "1", "x", "sí", "si"):
        return True
    if word in ("no", "n", "false", "0"):
        return False
    raise ValueError(f"{text!r} is neither yes nor no")
