"""Saved web pages come wrapped: MHTML (one e-mail message with parts) and WARC (one record per answer of a server)."""

from __future__ import annotations

import email
import email.policy
import gzip
import io
import re
from dataclasses import dataclass
from typing import IO, cast

from scrutiny.articles.decoding import decoded
from scrutiny.errors import Problem, ReadError
from scrutiny.messages import _, say

LARGEST = 32 * 1024 * 1024
"""Bytes of one article that are read at most, after unpacking: a page with more is no article."""


@dataclass(frozen=True)
class Page:
    """What was wrapped."""

    text: str
    html: bool
    url: str = ""


def _too_large(where: str, found: int) -> ReadError:
    return ReadError(
        Problem(
            where=where,
            found=str(say(_("{found} bytes"), found=found)),
            expected=str(say(_("an article of at most {most} bytes"), most=LARGEST)),
            do=_("save the article alone, as text, as a web page or as an MHTML file"),
        )
    )


def opened(data: bytes, where: str = "") -> Page:
    """The page or text in a saved file.

    Examples
    --------
    >>> opened(b"<html><body><p>Text</p></body></html>").html
    True
    """
    if len(data) > LARGEST:
        raise _too_large(where, len(data))
    if data[:2] == b"\x1f\x8b":
        data = _unpacked(data, where)
    head = data[:2048].lstrip()
    if head.startswith(b"WARC/"):
        return _warc(data, where)
    if re.match(rb"(?is)(from:|mime-version:|content-type:\s*multipart/related|snapshot-content-location:)", head) and (
        b"multipart/related" in head.lower()
    ):
        return _mhtml(data, where)
    text = decoded(data)
    return Page(text, _is_html(text), "")


def _unpacked(data: bytes, where: str) -> bytes:
    """Unpack, reading one byte more than is allowed: a small file may unpack to any size."""
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            made = stream.read(LARGEST + 1)
    except (OSError, EOFError) as error:
        raise ReadError(
            Problem(where, _("a compressed file that cannot be unpacked"), _("a whole file"), _("save it again"))
        ) from error
    if len(made) > LARGEST:
        raise _too_large(where, len(made))
    return made


def _is_html(text: str) -> bool:
    return bool(re.search(r"(?i)<(!doctype html|html|head|body|article|div|p|h1|table|meta)\b", text[:4096]))


def _nothing(where: str) -> ReadError:
    return ReadError(
        Problem(
            where, _("no page in this file"), _("a saved page of HTML"), _("save the article as text or as a web page")
        )
    )


def _mhtml(data: bytes, where: str) -> Page:
    message = email.message_from_bytes(data, policy=email.policy.default)
    url = str(message.get("Snapshot-Content-Location") or "")
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = cast(bytes, part.get_payload(decode=True)) or b""
            text = decoded(payload, part.get_content_charset() or "")
            return Page(text, True, url or str(part.get("Content-Location") or ""))
    raise _nothing(where)


def _headers(stream: IO[bytes]) -> dict[str, str]:
    made: dict[str, str] = {}
    while (line := stream.readline(65_536)) not in (b"", b"\r\n", b"\n"):
        name, mark, value = line.decode("utf-8", errors="replace").partition(":")
        if mark:
            made[name.strip().lower()] = value.strip()
    return made


def _warc(data: bytes, where: str) -> Page:
    """The first answer with HTML. A record says its length; one that lies ends the reading."""
    stream = io.BytesIO(data)
    while line := stream.readline(65_536):
        if not line.startswith(b"WARC/"):
            continue
        headers = _headers(stream)
        length = headers.get("content-length", "")
        if not length.isdigit() or int(length) > len(data):
            break
        block = stream.read(int(length))
        if headers.get("warc-type") not in ("response", "resource"):
            continue
        page = _answer(block, headers)
        if page is not None:
            return page
    raise _nothing(where)


def _answer(block: bytes, headers: dict[str, str]) -> Page | None:
    body, kind, charset = block, headers.get("content-type", ""), ""
    if headers.get("warc-type") == "response":
        answer = io.BytesIO(block)
        answer.readline(65_536)
        http = _headers(answer)
        body, kind = answer.read(), http.get("content-type", "")
        if "chunked" in http.get("transfer-encoding", "").lower():
            body = _dechunked(body)
        if "gzip" in http.get("content-encoding", "").lower():
            body = _unpacked(body, headers.get("warc-target-uri", ""))
    if "html" not in kind.lower():
        return None
    if found := re.search(r"charset=\"?([\w-]+)", kind, re.IGNORECASE):
        charset = found[1]
    return Page(decoded(body, charset), True, headers.get("warc-target-uri", "").strip("<>"))


def _dechunked(body: bytes) -> bytes:
    made, stream = [], io.BytesIO(body)
    while line := stream.readline(1024):
        size = line.split(b";")[0].strip()
        try:
            count = int(size, 16)
        except ValueError:
            return body
        if count == 0:
            break
        made.append(stream.read(count))
        stream.readline(8)
    return b"".join(made)
