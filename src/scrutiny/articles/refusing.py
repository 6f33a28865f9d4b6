"""Files that are no article, told before anything is read from them: empty ones, and those that hold no text."""

from __future__ import annotations

from scrutiny.errors import Problem, ReadError
from scrutiny.messages import _

_KNOWN = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "zip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x7fELF", "ELF"),
)
"""How files of other kinds begin."""
_CONTROL = bytes(range(9)) + bytes(range(14, 32))
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b")
"""Texts of two bytes a sign, and packed ones, are full of signs that no text has."""
MOST = 0.02
"""A text has no control signs; so many by mistake are borne."""


def refuse_what_is_no_text(data: bytes, where: str) -> None:
    """Raise for a file that cannot be an article.

    Raises
    ------
    ReadError
        For an empty file, one of a known other kind, and one full of control signs.
    """
    do = _("save the article as text, as a web page or as an MHTML file")
    if not data.strip():
        raise ReadError(Problem(where, _("is empty"), _("a saved article"), do))
    for beginning, kind in _KNOWN:
        if data.startswith(beginning):
            raise ReadError(Problem(where, f"{kind}", _("a saved article: a text, a web page"), do))
    head = data[:65536]
    if not head.startswith(_WIDE) and len(head) - len(head.translate(None, _CONTROL)) > MOST * len(head):
        raise ReadError(Problem(where, _("is no text: many bytes are control signs"), _("a saved article"), do))
