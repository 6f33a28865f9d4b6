"""Bytes to text: a byte order mark, then what the page or the transport says, then UTF-8, then a guess."""

from __future__ import annotations

import re

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}


def decoded(data: bytes, told: str = "") -> str:
    """The text of a saved file.

    Examples
    --------
    >>> decoded("Sueño".encode("latin-1"), "iso-8859-1")
    'Sueño'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    declared = _META.search(data[:4096])
    for name in (told, declared[1].decode("ascii") if declared else "", "utf-8"):
        if not name:
            continue
        try:
            return data.decode(_ALIASES.get(name.lower(), name))
        except (LookupError, UnicodeDecodeError):
            continue
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    return data.decode(best.encoding if best else "cp1252", errors="replace")
