"""What a page says about itself: headline, outlet, author, when it was published and changed, with its time zone.

Read here and not taken from the extractor, which drops the hour and the time zone, and never gives the second date.
"""

from __future__ import annotations

import html as html_module
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

_LD = re.compile(r"(?is)<script[^>]*application/ld\+json[^>]*>(.*?)</script>")
_META = re.compile(r"(?is)<meta\s([^>]*?)/?>")
_ATTRIBUTE = re.compile(r"""(?is)([a-z:_-]+)\s*=\s*("([^"]*)"|'([^']*)'|[^\s>]+)""")
_LANG = re.compile(r"""(?is)<html[^>]*\blang\s*=\s*["']?([a-zA-Z]{2})""")
_TITLE = re.compile(r"(?is)<title[^>]*>(.*?)</title>")
_ARTICLE = re.compile(r"(?i)article|posting|report")


@dataclass(frozen=True)
class About:
    """What a page says about itself; "" and None where it says nothing."""

    title: str = ""
    outlet: str = ""
    url: str = ""
    author: str = ""
    language: str = ""
    published: datetime | date | None = None
    modified: datetime | date | None = None


def when(text: str) -> datetime | date | None:
    """A moment or a day as pages write it (ISO 8601), or None.

    Examples
    --------
    >>> when("2024-07-29T19:05:00-04:00").isoformat()
    '2024-07-29T19:05:00-04:00'
    """
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    try:
        moment = datetime.fromisoformat(text.replace(" UTC", "Z"))
    except ValueError:
        found = re.match(r"\d{4}-\d{2}-\d{2}", text)
        return when(found[0]) if found else None
    return moment


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            if isinstance(inner, (dict, list)):
                yield from _nodes(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value[:200]:
            yield from _nodes(inner, depth + 1)


def _names(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return _names(value.get("name", ""))
    if isinstance(value, list):
        return "; ".join(name for name in map(_names, value[:20]) if name)
    return ""


def _linked(page: str) -> dict[str, str]:
    made: dict[str, str] = {}
    for script in _LD.findall(page):
        try:
            data = json.loads(script.strip())
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            if not _ARTICLE.search(_names(node.get("@type", ""))):
                continue
            for key in ("headline", "datePublished", "dateModified", "inLanguage", "url"):
                if isinstance(node.get(key), str):
                    made.setdefault(key, node[key])
            for key in ("author", "publisher"):
                if name := _names(node.get(key)):
                    made.setdefault(key, name)
    return made


def _metas(page: str) -> dict[str, str]:
    made: dict[str, str] = {}
    for found in _META.finditer(page[:400_000]):
        pairs = {
            match[1].lower(): html_module.unescape(match[3] or match[4] or match[2].strip("\"'"))
            for match in _ATTRIBUTE.finditer(found[1])
        }
        key = (pairs.get("property") or pairs.get("name") or pairs.get("itemprop") or "").lower()
        if key and "content" in pairs:
            made.setdefault(key, pairs["content"])
    return made


def about(page: str) -> About:
    """What a page says about itself.

    Examples
    --------
    >>> about('<meta property="article:published_time" content="2022-11-01T09:12:00+00:00">').published.hour
    9
    """
    linked, metas = _linked(page), _metas(page)
    title = _TITLE.search(page)
    lang = _LANG.search(page)
    published = linked.get("datePublished") or next(
        (
            metas[key]
            for key in (
                "article:published_time",
                "datepublished",
                "date",
                "dc.date",
                "dcterms.created",
                "pubdate",
                "publish-date",
                "parsely-pub-date",
                "sailthru.date",
                "og:published_time",
            )
            if key in metas
        ),
        "",
    )
    modified = linked.get("dateModified") or next(
        (metas[key] for key in ("article:modified_time", "og:updated_time", "datemodified", "last-modified")
         if key in metas), "",
    )  # fmt: skip
    language = (linked.get("inLanguage") or (lang[1] if lang else "") or metas.get("og:locale", ""))[:2].lower()
    return About(
        title=html_module.unescape(
            linked.get("headline") or metas.get("og:title") or (title[1].strip() if title else "")
        ),
        outlet=metas.get("og:site_name") or linked.get("publisher", ""),
        url=metas.get("og:url") or linked.get("url", ""),
        author=linked.get("author") or metas.get("author") or metas.get("article:author", ""),
        language=language,
        published=when(published) if published else None,
        modified=when(modified) if modified else None,
    )
