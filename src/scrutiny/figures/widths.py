"""How wide a text is in Liberation Sans, the family that the chart library carries with it.

Widths are in hundredths of the size of the type, rounded up, so that a text is never wider than it is said to be. A
letter with an accent that is not listed is as wide as the letter without.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

FAMILY = "Liberation Sans"
UNKNOWN = 120
"""A sign that the family does not have is drawn in another one: at most so wide."""

REGULAR = (
    (19, "′"),
    (20, "'"),
    (23, "ijlłſιіј‘’‚‛"),
    (26, "|¦"),
    (28, " !,./:;I[\\]ft\xa0ìíîïĩīĭıŧΙІї"),
    (30, "ľ"),
    (34, "()-`r{}¡¨²³´·¸¹ŀ“”„‟‹›"),
    (36, '"•″'),
    (37, "ºг"),
    (38, "ªť"),
    (39, "*Ί"),
    (40, "°τ"),
    (42, "ґ‖"),
    (44, "к"),
    (45, "ĳεζξ"),
    (46, "зт"),
    (47, "^"),
    (49, "ςҐ"),
    (50, "JcksvxyzĸγκλνЈсухѕ↑↓"),
    (52, "эє"),
    (53, "χчь"),
    (54, "¶в"),
    (55, "±÷υГпя≈≤≥"),
    (56, "#$0123456789?L_abdeghnopqu¢£¤¥§«¯»ðþđħĿŁŋΓδηθοаеинорђћџ‒–‗†‡€"),
    (57, "ρ"),
    (58, "µαβμбц"),
    (59, "+<=>~¬×Кдл−≡"),
    (61, "ŉЗ"),
    (62, "FTZ¿ßøďŦΖΣΤσТ"),
    (63, "ъ"),
    (64, "У"),
    (65, "Ξφ"),
    (66, "БЛЬ"),
    (67, "&ABEKPSVXYÞΑΒΔΕΚΛΡΥΧЅАВЕРХЧж"),
    (68, "Д"),
    (69, "πм"),
    (71, "ẞ"),
    (72, "ψЄЏИПЭы"),
    (73, "CDHNRUwÐĐĦŊΗΝΠНСЯ"),
    (74, "©®ĲЦ"),
    (75, "Ωю"),
    (76, "Ώ"),
    (77, "Ф"),
    (78, "GOQØΘΟО"),
    (79, "Έω"),
    (80, "ΦЪ"),
    (81, "ш"),
    (82, "њ"),
    (83, "фщ"),
    (84, "Mm¼½¾ΉΜΨМ"),
    (86, "ΎЋ"),
    (87, "Ђ"),
    (89, "%æЫ"),
    (91, "љ"),
    (92, "Ш"),
    (93, "Ж"),
    (94, "Щ"),
    (95, "Wœ"),
    (100, "ÆŒ—―…‰™←→"),
    (102, "@ЊЮ"),
    (106, "Љ"),
    (108, "№"),
)

BOLD = (
    (24, "'′"),
    (28, " ,./I\\ijl|\xa0¦ıłſΙιІіј‘’‚‛"),
    (29, "ї"),
    (34, "!()-:;[]`ft¡¨²³´·¸¹ŧ‹›"),
    (36, "•"),
    (37, "º"),
    (38, "ª"),
    (39, "*r{}ľ"),
    (40, "°"),
    (42, "г"),
    (45, "ξτґ"),
    (47, "ζ"),
    (48, '"ŀťΊε″'),
    (49, "тҐ"),
    (50, "zз‖“”„‟↑↓"),
    (51, "к"),
    (53, "ς"),
    (55, "±÷θ≈≤≥"),
    (56, "#$0123456789J_aceksvxy¢£¤¥§«¯¶»ĳĸγκλνЈаесухэєѕ‒–‗†‡€"),
    (57, "Г"),
    (58, "µχ"),
    (59, "+<=>^~¬×υчя−≡"),
    (61, "ΓΣδнпџ"),
    (62, "?FLTZbdghnopqu¿ßðøþđħĿŁŋŦΖΤαβημορКТбвиорцьђћ"),
    (63, "ЗУ"),
    (64, "дл"),
    (65, "Ξ"),
    (67, "EPSVXYÞΕΛΡΥΧЅЕРХ"),
    (69, "σ"),
    (71, "ŉЛЧж"),
    (72, "ďΔφЄЏБДИПЬЭЯẞ"),
    (73, "&ABCDHKNRUÐĐĦŊΑΒΗΚΝΠАВНСъ"),
    (74, "©®Цм"),
    (76, "ψ"),
    (77, "π"),
    (78, "GOQwØΘΟО"),
    (79, "Ĳ"),
    (81, "ΨΩ"),
    (83, "ΌΦ"),
    (84, "M¼½¾ΏΜМш"),
    (85, "ωщ"),
    (86, "ΈФыю"),
    (87, "Ъ"),
    (88, "Ћф"),
    (89, "%mæЂ"),
    (91, "ΉЖњ"),
    (93, "Ύ"),
    (95, "Wœ"),
    (97, "љ"),
    (98, "@Ы"),
    (100, "ÆŒ—―…‰™←→"),
    (101, "Ш"),
    (102, "Щ"),
    (104, "Ю"),
    (107, "Њ"),
    (110, "Љ"),
    (112, "№"),
)


def _by_sign(table: Iterable[tuple[int, str]]) -> dict[str, int]:
    return {sign: width for width, signs in table for sign in signs}


_WIDTHS = {False: _by_sign(REGULAR), True: _by_sign(BOLD)}


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line of text, in the unit of `size`.

    Examples
    --------
    >>> round(width("67.1%", 100), 1)
    285.0
    """
    return sum(_sign(sign, bold) for sign in text) * size / 100


def _sign(sign: str, bold: bool) -> int:
    table = _WIDTHS[bold]
    if sign in table:
        return table[sign]
    if unicodedata.category(sign) in ("Mn", "Cf"):
        return 0
    return table.get(unicodedata.normalize("NFD", sign)[0], UNKNOWN)


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The text in lines that are no wider than `room`; a word that is wider by itself is broken.

    Examples
    --------
    >>> wrapped("one two three", 10, 40)
    ['one two', 'three']
    """
    lines: list[str] = []
    here = ""
    for word in text.split():
        for piece in _pieces(word, size, room, bold):
            longer = f"{here} {piece}" if here else piece
            if here and width(longer, size, bold) > room:
                lines.append(here)
                here = piece
            else:
                here = longer
    return [*lines, here] if here else lines


def _pieces(word: str, size: float, room: float, bold: bool) -> list[str]:
    """A word in pieces, each of which fits a line."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and width(pieces[-1] + sign, size, bold) > room:
            pieces.append("")
        pieces[-1] += sign
    return pieces
