"""The text of an article from a web page.

trafilatura finds the article among navigation, adverts and comments. Scripts are never run and never read as text.
What it loses on short pages (standfirsts, live blogs made of many small articles) is found by a second, plain pass over
the same cleaned tree; the longer of the two that holds the other is taken.
"""

from __future__ import annotations

import re
from importlib import metadata
from typing import Any

from scrutiny.errors import MissingExtra, Problem
from scrutiny.messages import _

_GONE_TAGS = ("script", "style", "noscript", "template", "svg", "nav", "footer", "aside", "form", "button", "figure",
              "figcaption", "iframe", "select", "textarea", "menu", "dialog", "object")  # fmt: skip
_GONE_WORDS = re.compile(
    r"(?i)(^|[\s_-])(nav|menu|cookies?|consent|gdpr|rgpd|lgpd|aviso-?cookies?|bandeau|banner|promo|advert|ads?|"
    r"publicidad\w*|publicidade|related|relacionad\w*|read-?more|leia-?(mais|tambem)|lire-?aussi|a-lire|also|more|"
    r"most-?read|mas-?leid\w*|mais-?lid\w*|plus-?lus|comments?|comentario\w*|commentaires?|share|social|newsletter|"
    r"subscribe|paywall|footer|rodape|pie|breadcrumbs?|sidebar|widget|tags?|caption|photo|credit|copyright|ticker|"
    r"recommend\w*|trending|sponsor\w*|disclaimer|popup|modal|toolbar|pub|anuncio\w*|topo)($|[\s_-])"
)
_KEPT_WORDS = re.compile(r"(?i)keypoints?|claves|key-?points|article|story|corpo|body|content|entry|post")
_BLOCKS = ("p", "h1", "h2", "h3", "h4", "li", "blockquote", "td", "dd", "dt", "pre")


def reader_version() -> str:
    """The extractor and its version, as it is recorded with each article."""
    return f"trafilatura {metadata.version('trafilatura')}"


def _lxml() -> tuple[Any, Any]:
    try:
        import trafilatura
        from lxml import html
    except ImportError as error:
        raise MissingExtra(
            Problem(
                where=_("reading a web page"),
                found=_("the optional part for articles is not installed"),
                expected=_("trafilatura and lxml_html_clean"),
                do='pip install "scrutiny[articles]"',
            )
        ) from error
    return trafilatura, html


def extracted(page: str) -> str:
    """The article's text, one paragraph per line, with blank lines between.

    Examples
    --------
    >>> "alert" in extracted("<html><body><script>alert(1)</script><p>The council spoke.</p></body></html>")
    False
    """
    trafilatura, html = _lxml()
    tree = html.document_fromstring(_parsable(page), parser=html.HTMLParser(huge_tree=False, remove_comments=True))
    for element in list(tree.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag in _GONE_TAGS or _told_gone(element):
            _drop(element)
    title, paragraphs = _plain(tree)
    try:
        main = trafilatura.extract(
            tree, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False, fast=True
        )
    except (ValueError, TypeError, AttributeError):
        main = None
    kept = _chosen(paragraphs, main or "")
    if title and (not kept or kept[0] != title):
        kept.insert(0, title)
    return "\n\n".join(kept) + "\n"


def _parsable(page: str) -> str:
    """Without an XML declaration (lxml refuses text that declares its encoding) and never empty."""
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page).replace("\x00", "")
    return page if page.strip() else "<html><body></body></html>"


def _told_gone(element: Any) -> bool:
    if element.tag in ("html", "body", "main", "article", "p", "h1"):
        names = element.get("class", "")
        return (
            element.tag == "p"
            and bool(re.search(r"(?i)(^|[\s_-])(credits?|caption|copyright|cookies?|promo|related)($|[\s_-])", names))
            and not re.search(r"(?i)agenc", names)
        )
    names = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    if element.get("aria-hidden") == "true" or "display:none" in (element.get("style") or "").replace(" ", ""):
        return True
    return bool(_GONE_WORDS.search(names)) and not _KEPT_WORDS.search(names)


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        element.drop_tree()


def _text(element: Any) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def _plain(tree: Any) -> tuple[str, list[str]]:
    """The headline and the text of every block element that holds no other block."""
    title, made = "", []
    for element in tree.iter(*_BLOCKS):
        if element.tag in ("td", "li", "blockquote", "dd") and any(True for _inner in element.iter("p", "li", "h1", "h2", "table")
                                                                    if _inner is not element):  # fmt: skip
            continue
        for br in element.iter("br"):
            br.tail = "\n" + (br.tail or "")
        text = _text(element)
        if not text:
            continue
        if element.tag == "h1" and not title:
            title = text
        made.append(text)
    if not made:
        made = [line.strip() for line in tree.text_content().split("\n") if line.strip()]
    return title, made


def _chosen(paragraphs: list[str], main: str) -> list[str]:
    """The paragraphs that the extractor found, with those between its first and its last.

    An extractor that finds less than half of what stands in the cleaned page has found the wrong part of it.
    """
    found = {_key(line) for line in main.split("\n") if len(line) > 20}
    at = [number for number, text in enumerate(paragraphs) if _key(text) in found]
    if not at or sum(len(paragraphs[number]) for number in at) < 0.5 * sum(map(len, paragraphs)):
        return list(paragraphs)
    return paragraphs[min(at) if min(at) <= 4 else min(at) - 2 : max(at) + 1]


def _key(line: str) -> str:
    return re.sub(r"\W+", "", line)[:80]
