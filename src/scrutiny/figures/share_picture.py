"""One finding as a picture of 1200 × 630, the size in which networks show a link.

Drawn by hand, in the one family that the chart library carries with it, so that the same finding gives the same bytes
on a machine without fonts. Texts are set in the largest type in which all of them fit; nothing is ever cut off.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scrutiny.figures.widths import FAMILY, width, wrapped

WIDTH, HEIGHT = 1200, 630
MARGIN = 64
ROOM = WIDTH - 2 * MARGIN
TOP, BOTTOM = 44, 36
LEADING = 1.26
LARGE = (46, 42, 39, 36, 33, 30, 28, 26, 24)
"""Sizes in which the statement is tried; below the last it could not be read on a phone."""
SMALL = (24, 22, 20, 18)
"""Sizes of what stands below it."""
FOOT = 18

PAPER, INK, SOFT, LINE = "#fffefb", "#16191f", "#555d69", "#d5d8dd"
TONES: Mapping[str, str] = {
    "no": "#b01e1e",
    "firm": "#4a3f9f",
    "odd": "#855700",
    "ok": "#0f6b61",
    "quiet": "#555d69",
}
"""The colours of the page, on light (a test compares them with its style sheet)."""

SHAPES: Mapping[str, str] = {
    "●": '<circle cx="20" cy="20" r="17" fill="{tone}"/>',
    "✕": '<path d="M6 6L34 34M34 6L6 34" stroke="{tone}" stroke-width="8" stroke-linecap="square" fill="none"/>',
    "■": '<rect x="4" y="4" width="32" height="32" fill="{tone}"/>',
    "□": '<rect x="6" y="6" width="28" height="28" fill="none" stroke="{tone}" stroke-width="5"/>',
    "▲": '<path d="M20 3L38 36H2Z" fill="{tone}"/>',
    "△": '<path d="M20 7L34 33H6Z" fill="none" stroke="{tone}" stroke-width="5"/>',
    "◆": '<path d="M20 1L39 20L20 39L1 20Z" fill="{tone}"/>',
    "◇": '<path d="M20 5L35 20L20 35L5 20Z" fill="none" stroke="{tone}" stroke-width="5"/>',
    "▪": '<rect x="9" y="9" width="22" height="22" fill="{tone}"/>',
    "–": '<rect x="4" y="17" width="32" height="6" fill="{tone}"/>',
    "?": '<path d="M10 13C10 4 30 4 30 14C30 21 20 20 20 28M20 33V38" stroke="{tone}" stroke-width="6" fill="none"/>',
}
"""The mark of each verdict as a shape: no font has all of them."""


@dataclass(frozen=True)
class Below:
    """What stands below the statement: a label ("Breaks if") and its text."""

    label: str
    text: str


@dataclass(frozen=True)
class Share:
    """The words of a picture, in one language.

    Parameters
    ----------
    mark, word, tone
        Of the verdict; the tone is one of `TONES`.
    title
        The case.
    statement, short
        The finding's statement, and what stands for it where no type is small enough; both with their condition.
    below
        The condition and the breaking point.
    foot
        Lines of sources, day, hash and address.
    """

    mark: str
    word: str
    tone: str
    title: str
    statement: str
    short: str
    below: tuple[Below, ...]
    foot: tuple[str, ...]
    language: str = "en"


@dataclass(frozen=True)
class _Set:
    """Texts set in lines: their sizes, and the lines of each."""

    large: int
    small: int
    statement: Sequence[str]
    below: Sequence[tuple[str, Sequence[str]]]

    @property
    def height(self) -> float:
        lines = sum(len(text) for _label, text in self.below)
        gaps = 14 * len(self.below) + (26 if self.below else 0)
        return len(self.statement) * self.large * LEADING + lines * self.small * LEADING + gaps


def svg(share: Share) -> str:
    """The picture as SVG, with a title and its words as text alternative.

    Raises
    ------
    ValueError
        Where even the short form does not fit in the smallest type.
    """
    title = wrapped(_plain(share.title), 22, ROOM)
    foot = [line for text in share.foot for line in wrapped(_plain(text), FOOT, ROOM)]
    head = TOP + len(title) * 22 * LEADING + 14 + 48 + 14
    bottom = HEIGHT - BOTTOM - len(foot) * FOOT * LEADING - 18
    made = _fitted(share, bottom - head)
    tone = TONES[share.tone]
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" xml:lang="{html.escape(share.language, quote=True)}" '
        f"font-family=\"'{FAMILY}', Arial, sans-serif\">",
        f"<title>{_escaped(_plain(share.word))}</title><desc>{_escaped(_plain(alternative(share)))}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/><rect width="{WIDTH}" height="10" fill="{tone}"/>',
        *_lines(title, MARGIN, TOP, 22, SOFT),
    ]
    y = TOP + len(title) * 22 * LEADING + 14
    out.append(f'<g transform="translate({MARGIN} {y + 3:g})">{SHAPES[share.mark].format(tone=tone)}</g>')
    out += _lines([_plain(share.word)], MARGIN + 58, y - 4, 40, tone, bold=True)
    out += _lines(made.statement, MARGIN, head, made.large, INK)
    y = head + len(made.statement) * made.large * LEADING + 14
    if made.below:
        out.append(f'<rect x="{MARGIN}" y="{y:g}" width="{ROOM}" height="2" fill="{LINE}"/>')
    y += 12
    for label, lines in made.below:
        out += _lines(lines, MARGIN, y, made.small, INK, first=label)
        y += len(lines) * made.small * LEADING + 14
    out += _lines(foot, MARGIN, bottom + 18, FOOT, SOFT)
    return "\n".join([*out, "</svg>"]) + "\n"


def alternative(share: Share) -> str:
    """The words of the picture, for those who do not see it."""
    below = " ".join(f"{one.label}: {one.text}" for one in share.below)
    return " ".join(part for part in (f"{share.title}.", f"{share.word}:", share.statement, below, *share.foot) if part)


def png(drawing: str) -> bytes:
    """The same picture in points, 1200 × 630 of them."""
    import vl_convert

    made: bytes = vl_convert.svg_to_png(drawing, scale=1, ppi=72)
    return made


def _fitted(share: Share, room: float) -> _Set:
    """The largest type in which everything fits: the whole statement first, then its short form."""
    for one in (share, replace(share, statement=share.short)):
        for large in LARGE:
            for small in SMALL:
                made = _set(one, large, small)
                if small <= large - 2 and made.height <= room:
                    return made
    raise ValueError("no type is small enough for the words of this picture")


def _set(share: Share, large: int, small: int) -> _Set:
    below = []
    for one in share.below:
        label, text = f"{_plain(one.label)}:", _plain(one.text)
        # The label stands in bold before the first line, which is shorter by so much.
        first = wrapped(text, small, ROOM - _ahead(label, small))[:1]
        rest = text.removeprefix(first[0]) if first else ""
        below.append((label, [*first, *wrapped(rest, small, ROOM)]))
    return _Set(large, small, wrapped(_plain(share.statement), large, ROOM), below)


def _ahead(label: str, size: int) -> float:
    return width(label, size, bold=True) + size / 2


def _lines(
    lines: Sequence[str], x: float, top: float, size: int, colour: str, bold: bool = False, first: str = ""
) -> Iterator[str]:
    """Lines of text below each other; `first` stands in bold before the first of them."""
    for number, text in enumerate(lines):
        y = top + number * size * LEADING + size
        ahead = _ahead(first, size) if first and not number else 0
        if ahead:
            yield _text(first, x, y, size, SOFT, bold=True)
        yield _text(text, x + ahead, y, size, colour, bold)


def _text(text: str, x: float, y: float, size: int, colour: str, bold: bool) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{weight}>{_escaped(text)}</text>'


def _plain(text: str) -> str:
    """Text in one line, without signs that XML does not allow."""
    return " ".join("".join(sign if sign.isprintable() or sign.isspace() else "\ufffd" for sign in text).split())


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
