"""One file per kind of figure: data of a finding -> chart specification -> static picture.

A picture is drawn twice, wide and narrow, because a picture that is only shrunk cannot be read on a phone. Its
colours are variables of the page, so that one drawing serves light, dark and print. A kind that is not known here is
shown as a table of its data.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from scrutiny.findings.finding import Figure
from scrutiny.messages import Message, Value, Words, _, say

if TYPE_CHECKING:
    from scrutiny.figures.paint import Press

Say = Callable[[Value], str]
SHADES = {1: 0.12, 2: 0.3, 3: 0.5, 4: 0.75, 5: 1.0}
"""How dark each step of a field of squares is."""
WIDE, NARROW = 860, 360
"""Widths for which a picture is drawn, in pixels."""


@cache
def kinds() -> Mapping[str, Any]:
    """Every kind of figure that can be drawn.

    A kind is a module `kind_<name>` with a function `specification(data, words, width, slots)` and, where its signs
    need words, a function `key(data, words)`, or `drawn_key(data, words, slots)` that draws them too. A function
    `table(data, words)` gives the rows that stand beside the picture.
    """
    return {
        info.name.removeprefix("kind_"): importlib.import_module(f"{__name__}.{info.name}")
        for info in pkgutil.iter_modules(__path__)
        if info.name.startswith("kind_")
    }


def specification(
    figure: Figure, words: Words, width: int, slots: Mapping[str, int] | None = None
) -> dict[str, Any] | None:
    """The Vega-Lite specification of a figure, or None where its kind or its data are not understood.

    Parameters
    ----------
    slots
        The number of each option's colour, alike on the whole page.
    """
    module = kinds().get(figure.kind)
    if module is None:
        return None
    try:
        made: dict[str, Any] | None = module.specification(figure.data, words, width, slots or {})
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return None  # data of another shape than this version knows: the table below tells them all the same
    return made


def begin(figures: Iterable[Figure], words: Words, slots: Mapping[str, int], press: Press) -> None:
    """Start drawing figures that will be asked for."""
    for figure in figures:
        for width in (WIDE, NARROW):
            made = specification(figure, words, width, slots)
            if made is not None:
                press.begin(made)


def draw(
    figure: Figure, words: Words, anchor: str, say_: Say, slots: Mapping[str, int] | None = None, *, press: Press
) -> str:
    """A figure as HTML: two drawings with title and text alternative, or a table, and the caption.

    Parameters
    ----------
    anchor
        A unique name on the page.
    say_
        Prints a message as HTML, escaped, with its numbers marked up.
    slots
        The number of each option's colour, alike on the whole page.
    press
        Where it is drawn, or was begun.
    """
    from scrutiny.figures.paint import escaped, paint
    from scrutiny.figures.table import as_table

    title, alternative = _plain(figure.title, words), _plain(figure.alternative, words)
    try:
        drawn = [_key(figure, words, slots or {})]
        for name, width in (("wide", WIDE), ("narrow", NARROW)):
            made = specification(figure, words, width, slots)
            if made is None:
                raise LookupError(figure.kind)
            drawn.append(paint(made, name, f"{name}:{anchor}", title, alternative, press))
    except (LookupError, ValueError, TypeError):
        # Not a reason to lose a report: the numbers are all there.
        drawn = [as_table(figure.data, words)]
    return (
        f'<figure id="{escaped(anchor)}"><p class="figure-title">{say_(figure.title)}</p>'
        + "".join(drawn)
        + (_beside(figure, words, say_) if len(drawn) > 1 else "")
        + f"<figcaption>{say_(figure.caption)}{_left_out(figure, say_, len(drawn) > 1)}</figcaption></figure>"
    )


def _left_out(figure: Figure, say_: Say, drawn: bool) -> str:
    """A sentence for the caption where a picture has not all rows of its data."""
    module = kinds().get(figure.kind)
    if not drawn or not hasattr(module, "LIST"):
        return ""
    assert module is not None
    rows = figure.data[module.LIST]
    if len(rows) <= module.ROWS:
        return ""
    return " " + say_(say(_("Drawn: {shown} of {all} rows."), shown=module.ROWS, all=len(rows)))


SIGNS = {
    "solid": '<rect width="16" height="12" fill="var(--soft)"/>',
    "striped": '<path d="M0 12L12 0M-4 8L4 0M4 16L16 4" stroke="var(--hatch)" stroke-width="2"/>',
    "fell": '<rect width="16" height="12" fill="var(--no)"/>',
    "band": '<rect width="16" height="12" fill="var(--grid)"/>',
    "area": '<rect width="16" height="12" fill="var(--soft)" fill-opacity=".45"/>',
    "tick": '<rect y="5" width="16" height="2" fill="var(--soft)"/>',
    "upright": '<rect x="7" width="2" height="12" fill="var(--soft)"/>',
    "line": '<rect y="5" width="16" height="2" fill="{colour}"/>',
    "dashes": '<path d="M0 6h6M10 6h6" stroke="{colour}" stroke-width="2"/>',
    "dot": '<circle cx="8" cy="6" r="5" fill="{colour}"/>',
    "ring": '<circle cx="8" cy="6" r="4" fill="none" stroke="var(--soft)" stroke-width="2"/>',
    **{
        f"shade-{step}": f'<rect width="16" height="12" fill="{{colour}}" fill-opacity="{opacity}"/>'
        for step, opacity in SHADES.items()
    },
}
"""Signs drawn small; `{colour}` is that of the option that a picture is about."""


def _beside(figure: Figure, words: Words, say_: Say) -> str:
    """The same as a table, where a kind has one that says more than the words of the picture."""
    from scrutiny.figures.table import rows_beside

    module = kinds().get(figure.kind)
    if not hasattr(module, "table"):
        return ""
    assert module is not None
    title, headings, rows = module.table(figure.data, words)
    return rows_beside(title, headings, rows, say_)


def _key(figure: Figure, words: Words, slots: Mapping[str, int]) -> str:
    """What the signs mean, as a list: a sign drawn small, and its words."""
    from scrutiny.figures.bars import colour_of
    from scrutiny.figures.paint import INK, SENTINELS, escaped

    module = kinds().get(figure.kind)
    if hasattr(module, "drawn_key"):
        assert module is not None
        items = "".join(
            f"<li>{sign} {escaped(text)}</li>" for sign, text in module.drawn_key(figure.data, words, slots)
        )
        return f'<ul class="key">{items}</ul>'
    if not hasattr(module, "key"):
        return ""
    assert module is not None
    made = []
    colour = SENTINELS[colour_of(str(figure.data.get("option", "")), slots, INK)]
    for sign, text in module.key(figure.data, words):
        shape, path = sign.startswith("path:"), escaped(sign.removeprefix("path:"))
        drawn = (
            f'<svg width="16" height="12" aria-hidden="true">{SIGNS[sign].replace("{colour}", colour)}</svg>'
            if sign in SIGNS
            else f'<svg width="16" height="12" viewBox="-1.6 -1.2 3.2 2.4" aria-hidden="true">'
            f'<path d="{path}" fill="var(--ink)"/></svg>'
            if shape
            else f'<b class="{"sign" if sign.isdigit() else "plain-sign"}">{escaped(sign)}</b>'
        )
        made.append(f"<li>{drawn} {escaped(text)}</li>")
    return f'<ul class="key">{"".join(made)}</ul>'


def _plain(message: Message, words: Words) -> str:
    return words.plain(message)
