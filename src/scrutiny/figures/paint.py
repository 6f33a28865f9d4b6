"""From a specification to a static SVG whose colours belong to the page. The only user of the chart library."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from scrutiny.figures.patterns import patterned

# Colours that stand for a variable of the page's style sheet. They are drawn as such and replaced afterwards: the
# chart library knows neither variables nor the reader's theme. Chosen so that no real colour equals them.
SENTINELS: Mapping[str, str] = {
    "#010f01": "var(--ink)",
    "#010f02": "var(--soft)",
    "#010f03": "var(--grid)",
    "#010f04": "var(--paper)",
    "#010f05": "var(--hatch)",
    "#010f11": "var(--o1)",
    "#010f12": "var(--o2)",
    "#010f13": "var(--o3)",
    "#010f14": "var(--o4)",
    "#010f21": "var(--no)",
    "#010f22": "var(--ok)",
    "#010f23": "var(--odd)",
    "#010f24": "var(--firm)",
}
INK, SOFT, GRID, PAPER, HATCH = "#010f01", "#010f02", "#010f03", "#010f04", "#010f05"
OPTIONS = ("#010f11", "#010f12", "#010f13", "#010f14")
NO, OK, ODD, FIRM = "#010f21", "#010f22", "#010f23", "#010f24"
HATCHED = "#010f31"
"""Filled with stripes in the colour of what is missing."""

FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
CONFIG: Mapping[str, Any] = {
    "background": None,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT,
        "titleColor": SOFT,
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "gridColor": GRID,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    },
    "text": {"color": INK, "fontSize": 13},
    "header": {"labelColor": INK, "titleColor": SOFT},
    "legend": {"labelColor": INK, "titleColor": SOFT},
}


class Press:
    """Draws specifications one after another beside the main thread.

    Starting the chart library takes longer than all drawings together, and it needs no Python meanwhile: what is
    begun early costs the report almost nothing.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="figures")
        self._begun: dict[str, Future[str]] = {}

    def begin(self, specification: Mapping[str, Any]) -> Future[str]:
        """Start a drawing, unless it is begun already."""
        whole = {**specification, "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": dict(CONFIG)}
        key = json.dumps(whole, sort_keys=True)
        if key not in self._begun:
            self._begun[key] = self._pool.submit(_rendered, key)
        return self._begun[key]

    def svg(self, specification: Mapping[str, Any]) -> str:
        """The bare drawing, as the chart library gives it."""
        return self.begin(specification).result()

    def __enter__(self) -> Press:
        return self

    def __exit__(self, *_details: object) -> None:
        self._pool.shutdown(cancel_futures=True)


def paint(specification: Mapping[str, Any], name: str, anchor: str, title: str, alternative: str, press: Press) -> str:
    """Static SVG with title, description and the page's colours."""
    return dressed(press.svg(specification), name, anchor, title, alternative)


def _rendered(specification: str) -> str:
    import vl_convert

    made: str = vl_convert.vegalite_to_svg(specification)
    return made


def dressed(svg: str, name: str, anchor: str, title: str, alternative: str) -> str:
    """Give a bare SVG its role, its words and the colours of the page.

    Everything that could load or run something is taken away, although the chart library writes none of it.
    """
    body = svg[svg.index("<svg") :]
    head, _, rest = body.partition(">")
    box = re.search(r'viewBox="([^"]+)"', head)
    if box is None:
        raise ValueError("a picture without a view box")
    # Inline style attributes would be refused by the page's content security policy; the library's own roles and
    # descriptions of single marks would be read out one by one, although the whole has a text alternative.
    rest = re.sub(r'\s(?:style|aria-[a-z]+|role|pointer-events|class|font-family)="[^"]*"', "", rest)
    rest = re.sub(r"<(script|foreignObject|image)\b.*?</\1>", "", rest, flags=re.S)
    # An anchor may hold signs that end a url(); its hash cannot.
    own = hashlib.sha256(anchor.encode()).hexdigest()[:12]
    hatch = "hatch-" + own
    rest, patterns = patterned(rest, own, lambda sentinel: _colour(sentinel, hatch))
    rest = re.sub(r'"#010f[0-9a-f]{2}"', lambda found: f'"{_colour(found[0][1:-1], hatch)}"', rest)
    rest = re.sub(r"[ \t]*\n[ \t]*", "", rest)
    rest = _own_clips(rest, own)
    pattern = patterns + (
        f'<defs><pattern id="{hatch}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="2" height="6" fill="var(--hatch)"/></pattern></defs>'
        if hatch in rest
        else ""
    )
    ids = f"t:{anchor}", f"d:{anchor}"
    return (
        f'<svg class="{name}" viewBox="{box[1]}" role="img" aria-labelledby="{escaped(" ".join(ids))}">'
        f'<title id="{escaped(ids[0])}">{html.escape(title)}</title>'
        f'<desc id="{escaped(ids[1])}">{html.escape(alternative)}</desc>{pattern}{rest}'
    )


def _own_clips(svg: str, name: str) -> str:
    """Clip paths named after the picture. The library counts them through the process, so that two pictures of a page
    could share a name, and the same picture would have another one the next time."""
    found = list(dict.fromkeys(re.findall(r'id="(clip\d+)"', svg)))
    names = {old: f"clip-{name}-{number}" for number, old in enumerate(found, 1)}
    if not names:
        return svg
    return re.sub(r"\bclip\d+\b", lambda match: names.get(match[0], match[0]), svg)


def _colour(sentinel: str, hatch: str) -> str:
    if sentinel == HATCHED:
        return f"url(#{hatch})"
    return SENTINELS.get(sentinel, "currentColor")


def escaped(text: str) -> str:
    return html.escape(text, quote=True)
