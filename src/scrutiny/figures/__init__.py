"""One file per kind of figure: data of a finding -> chart specification -> static picture.

A picture is drawn twice, wide and narrow, because a picture that is only shrunk cannot be read on a phone. Its
colours are variables of the page, so that one drawing serves light, dark and print. A kind that is not known here is
shown as a table of its data.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from scrutiny.findings.finding import Figure
from scrutiny.messages import Message, Value, Words

Say = Callable[[Value], str]
WIDE, NARROW = 860, 360
"""Widths for which a picture is drawn, in pixels."""


@cache
def kinds() -> Mapping[str, Callable[..., dict[str, Any]]]:
    """Every kind of figure that can be drawn: a module `kind_<name>` with a function `specification`."""
    found = {}
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("kind_"):
            module = importlib.import_module(f"{__name__}.{info.name}")
            found[info.name.removeprefix("kind_")] = module.specification
    return found


def specification(figure: Figure, words: Words, width: int) -> dict[str, Any] | None:
    """The Vega-Lite specification of a figure, or None where its kind or its data are not understood."""
    maker = kinds().get(figure.kind)
    if maker is None:
        return None
    try:
        made: dict[str, Any] | None = maker(figure.data, words, width)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return None  # data of another shape than this version knows: the table below tells them all the same
    return made


def draw(figure: Figure, words: Words, anchor: str, say: Say) -> str:
    """A figure as HTML: two drawings with title and text alternative, or a table, and the caption.

    Parameters
    ----------
    anchor
        A unique name on the page.
    say
        Prints a message as HTML, escaped, with its numbers marked up.
    """
    from scrutiny.figures.paint import escaped, paint
    from scrutiny.figures.table import as_table

    title, alternative = _plain(figure.title, words), _plain(figure.alternative, words)
    drawn = []
    for name, width in (("wide", WIDE), ("narrow", NARROW)):
        made = specification(figure, words, width)
        if made is None:
            drawn = [as_table(figure.data, words)]
            break
        drawn.append(paint(made, name, f"{name}:{anchor}", title, alternative))
    return (
        f'<figure id="{escaped(anchor)}"><p class="figure-title">{say(figure.title)}</p>'
        + "".join(drawn)
        + f"<figcaption>{say(figure.caption)}</figcaption></figure>"
    )


def _plain(message: Message, words: Words) -> str:
    return words.plain(message)
