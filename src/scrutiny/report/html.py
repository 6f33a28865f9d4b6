"""The page: one file that loads nothing from outside, prints whole and reads without a script."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib import resources
from typing import TYPE_CHECKING, Any

import polars as pl

from scrutiny.findings.finding import HEADINGS, MARKS
from scrutiny.messages import (
    Chance,
    Code,
    Count,
    Day,
    Name,
    Percent,
    Points,
    Quantity,
    Quote,
    Value,
    Words,
)
from scrutiny.report.blocks import Document, Headline, Link, Picture, UnitsTable, anchor_of, href, web_address
from scrutiny.report.labels import KINDS, TONES
from scrutiny.report.units import CHANCE, as_chance, cell_text

if TYPE_CHECKING:
    from markupsafe import Markup

    from scrutiny.figures.paint import Press


def to_html(document: Document, words: Words, press: Press) -> str:
    """The whole page; its pictures come from `press`, where they may have been begun."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    writer = _Writer(words, document.slots, press)
    environment = Environment(
        loader=PackageLoader("scrutiny.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"say": writer.value, "cell": writer.cell}
    environment.globals |= {
        "_": words.translate,
        "mark": MARKS.__getitem__,
        "tone": TONES.__getitem__,
        "word": lambda verdict: words.translate(HEADINGS[verdict]),
        "kind": lambda kind: words.translate(KINDS[kind]),
        "type": lambda block: type(block).__name__,
        "units": writer.units,
        "picture": writer.picture,
        "bar": writer.bar,
        "decimal_sign": words.decimal_sign,
        "to": lambda id_: href(anchor_of(id_)),
    }
    # Figures and tables are drawn first: the style of their columns belongs into the one style sheet of the page,
    # whose hash is the only thing that the content security policy lets pass.
    body = environment.get_template("body.html.j2").render(doc=document)
    style = read("page.css") + (read("annotated.css") if document.opening.articles else "") + "".join(writer.rules)
    script = read("page.js")
    return environment.get_template("page.html.j2").render(
        doc=document, body=_markup(body), style=_markup(style), script=_markup(script), policy=policy(style, script)
    )


def read(name: str) -> str:
    """A file that belongs to the pages."""
    return resources.files("scrutiny.report").joinpath("page", name).read_text("utf-8")


def policy(style: str, script: str = "") -> str:
    """Nothing may be loaded, sent or framed; of inline code only what we wrote runs."""

    def hashed(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    scripts = f"script-src {hashed(script)}; " if script else ""
    return f"default-src 'none'; style-src {hashed(style)}; {scripts}img-src data:; base-uri 'none'; form-action 'none'"


def _markup(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)  # only for text that was escaped or written by us


def _escape(text: object) -> str:
    from markupsafe import escape

    return str(escape(text))


def exact_text(value: Value) -> str | None:
    """The exact value of a number as it stands in the JSON; None for what is no number."""
    match value:
        case Count(number):
            return str(number)
        case Percent(number) | Points(number) | Quantity(number):
            return str(number)
        case Chance(number):
            return str(number)
        case _:
            return None


def leaf(value: Value, text: str) -> str:
    """Mark up a printed value: numbers carry their exact value, moments their machine form."""
    number = exact_text(value)
    if number is not None:
        return f'<data value="{number}">{text}</data>'
    match value:
        case Day(moment):
            return f'<time datetime="{moment.isoformat()}">{text}</time>'
        case Code():
            return f"<code>{text}</code>"
        case Quote():
            return f'<span class="said">{text}</span>'
        case Name(name) if _right_to_left(name):
            return f"<bdi>{text}</bdi>"
        case _:
            return text


def _right_to_left(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(character) in _TURNS for character in text)


_TURNS = ("R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI")
"""Signs that turn the direction of what follows; a name with one of them is kept from turning our words."""


def printed(value: Value | None, words: Words) -> Markup:
    """A value in one language, escaped, its numbers with their exact values."""
    return _markup("" if value is None else words.value(value, leaf, _escape))


class _Writer:
    """Prints values and blocks in one language as HTML."""

    def __init__(self, words: Words, slots: Mapping[str, int], press: Press) -> None:
        self.words = words
        self.slots = slots
        self.press = press
        self.rules: list[str] = []
        self.tables = 0

    def value(self, value: Value | None) -> Markup:
        return printed(value, self.words)

    def cell(self, cell: Value | Link | None) -> Markup:
        if not isinstance(cell, Link):
            return self.value(cell)
        text = self.value(cell.text)
        if cell.href.startswith("#"):
            return _markup(f'<a href="{_escape(cell.href)}">{text}</a>')
        address = web_address(cell.href)
        if address is None:
            return text
        return _markup(f'<a href="{_escape(address)}" rel="noopener noreferrer">{text}</a>')

    def picture(self, picture: Picture) -> Markup:
        from scrutiny.figures import draw

        return _markup(draw(picture.figure, self.words, picture.anchor, self.value, self.slots, press=self.press))

    def bar(self, headline: Headline) -> Markup:
        """A line as long as the share; nothing for votes, which have no whole to be a share of."""
        if not isinstance(headline.value, Percent):
            return _markup("")
        share = min(max(Fraction(headline.value.value), Fraction(0)), Fraction(100))
        tenths = round(share * 10)
        width = f"{tenths // 10}.{tenths % 10}%"
        slot = headline.slot if 1 <= headline.slot <= 3 else 4
        return _markup(
            f'<svg class="bar" height="7" aria-hidden="true"><rect class="o{slot}" width="{width}" height="7"/></svg>'
        )

    def units(self, block: UnitsTable) -> Markup:
        """The rows of a table of units, written without a template: there are thousands."""
        self.tables += 1
        table = block.shown.table
        id_ = f"units-{self.tables}"
        numeric = [i for i, kind in enumerate(table.dtypes) if kind.is_numeric()]
        if numeric:
            cells = ",".join(f"#{id_} td:nth-child({i + 1}),#{id_} th:nth-child({i + 1})" for i in numeric)
            self.rules.append(f"{cells}{{text-align:right}}")
        images = [i for i, name in enumerate(table.columns) if name.startswith("image")]
        if images:
            # An address cannot be followed on paper, and the word for it says nothing there.
            cells = ",".join(f"#{id_} td:nth-child({i + 1}),#{id_} th:nth-child({i + 1})" for i in images)
            self.rules.append(f"@media print{{{cells}{{display:none}}}}")
        heads = "".join(
            f'<th scope="col" data-sort="{"number" if i in numeric else "text"}">{self.value(title)}'
            for i, title in enumerate(block.columns)
        )
        columns = [self._column(table.get_column(name), name) for name in table.columns]
        rows = "\n".join("<tr><td>" + "<td>".join(row) for row in zip(*columns, strict=True))
        return _markup(f'<table id="{id_}"><thead><tr>{heads}<tbody>{rows}</table>')

    def _column(self, values: pl.Series, name: str) -> Sequence[str]:
        image = self.words.translate("image")
        if name.startswith("image"):
            return [self._image(cell, image) for cell in values.to_list()]
        if name == CHANCE:
            return [self._chance(cell) for cell in values.to_list()]
        return [self._plain(cell) for cell in values.to_list()]

    def _chance(self, cell: float | None) -> str:
        told = as_chance(cell)
        return "" if told is None else str(self.value(told))

    def _image(self, cell: Any, word: str) -> str:
        address = web_address(str(cell)) if cell is not None else None
        if address is None:
            return _escape(cell or "")
        return f'<a href="{_escape(address)}" rel="noopener noreferrer">{_escape(word)}</a>'

    def _plain(self, cell: Any) -> str:
        return str(_escape(cell_text(cell, self.words)))
