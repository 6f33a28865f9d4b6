"""Areas that are told apart by a pattern as well as by a colour, for whoever does not see the one or the other.

The chart library knows no patterns. An area that shall have one is filled with a colour that stands for the pattern
and the colour; both are set in afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable

TILE = 6
"""The side of a tile, in pixels."""
TILES = {
    "solid": "<rect width='6' height='6' opacity='.75'/>",
    "rising": "<path d='M-1 1L1 -1M-1 7L7 -1M5 7L7 5' stroke-width='2.4'/>",
    "falling": "<path d='M-1 5L1 7M-1 -1L7 7M5 -1L7 1' stroke-width='2.4'/>",
    "level": "<path d='M0 1.5H6M0 4.5H6' stroke-width='1.4'/>",
    "upright": "<path d='M1.5 0V6M4.5 0V6' stroke-width='1.4'/>",
    "dots": "<circle cx='1.5' cy='1.5' r='1.2' stroke='none'/><circle cx='4.5' cy='4.5' r='1.2' stroke='none'/>",
    "grid": "<path d='M0 3H6M3 0V6' stroke-width='1'/>",
    "crosses": "<path d='M0 0L6 6M6 0L0 6' stroke-width='1.1'/>",
    "waves": "<path d='M0 2L1.5 .5L4.5 3.5L6 2M0 5L1.5 3.5L4.5 6.5L6 5' fill='none' stroke-width='1'/>",
    "rings": "<circle cx='3' cy='3' r='1.9' fill='none' stroke-width='1'/>",
    "few": "<circle cx='3' cy='3' r='1' stroke='none'/>",
    "dashes": "<path d='M.5 1.5H3.5M3 4.5H6' stroke-width='1.3'/>",
}
"""Each pattern as what is drawn on a tile; the tile itself is washed with the colour first."""
_NAMES = tuple(TILES)
# A colour is `#010fXY` in `paint`: two digits of base 16. A filled pattern is `#01PPXY`, with the number of its
# pattern above that of the colours' own.
_FIRST = 0x20


def filled(pattern: str, colour: str) -> str:
    """The colour that stands for a pattern in a colour.

    Examples
    --------
    >>> filled("solid", "#010f11")
    '#012011'
    """
    return f"#01{_FIRST + _NAMES.index(pattern):02x}{colour[-2:]}"


def tile(pattern: str, colour: str) -> str:
    """What is drawn on a tile, in a colour as the page knows it."""
    drawn = TILES[pattern].replace("'", '"')
    wash = f'<rect width="{TILE}" height="{TILE}" fill="{colour}" opacity=".16"/>'
    return f'{wash}<g fill="{colour}" stroke="{colour}">{drawn}</g>'


def patterned(svg: str, own: str, colour_of: Callable[[str], str]) -> tuple[str, str]:
    """The drawing with its patterns in place, and their definitions.

    Parameters
    ----------
    own
        A name of this drawing: two drawings of a page may not share a pattern, since one may be hidden.
    colour_of
        From a colour that stands for one of the page to that.
    """
    used: dict[str, str] = {}

    def placed(found: re.Match[str]) -> str:
        number, colour = int(found[1], 16) - _FIRST, found[2]
        name = f"{_NAMES[number]}-{colour}-{own}"
        used[name] = (
            f'<pattern id="{name}" width="{TILE}" height="{TILE}" patternUnits="userSpaceOnUse">'
            f"{tile(_NAMES[number], colour_of(f'#010f{colour}'))}</pattern>"
        )
        return f'"url(#{name})"'

    last = _FIRST + len(_NAMES) - 1
    either = "|".join(f"{number:02x}" for number in range(_FIRST, last + 1))
    svg = re.sub(rf'"#01({either})([0-9a-f]{{2}})"', placed, svg)
    return svg, f"<defs>{''.join(used[name] for name in sorted(used))}</defs>" if used else ""
