"""How whole numbers are written: signs that mean the same, conventions, a single number as somebody typed it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from scrutiny.evidence.mapping import Numerals

SPACES = " \u00a0\u2007\u2009\u202f"
APOSTROPHES = "'’ʼ`´"
INVISIBLE = "\u200b\u200e\u200f\u061c\ufeff"
DIGITS = {
    chr(start + value): str(value)
    for start in (
        0x660,
        0x6F0,
        0x966,
        0x9E6,
        0xE50,
        0x1040,
        0xFF10,
    )  # Arabic, Persian, Devanagari, Bengali, ...
    for value in range(10)
}
SAME = (
    dict.fromkeys(INVISIBLE, "")
    | dict.fromkeys(SPACES, " ")
    | dict.fromkeys(APOSTROPHES, "'")
    | {"٬": "'", "٫": ",", "\u2212": "-", "\u2010": "-", "\u2011": "-", "\ufe63": "-", "\uff0d": "-"}
    | DIGITS
)
"""Signs that mean the same, written as one."""
_TABLE: dict[int, str] = {ord(sign): meant for sign, meant in SAME.items()}

PLAIN = r"^[+-]?\d+$"
NUMBER_LIKE = re.compile(r"^[+-]?\d[\d.,' ]*\d$")
THOUSANDS, DECIMALS = ("", " ", "'", ".", ","), ("", ".", ",")


@dataclass(frozen=True)
class Convention:
    """A sign between groups of three digits, and a sign before decimals; either may be empty."""

    thousands: str = ""
    decimal: str = ""

    @property
    def grouped(self) -> str:
        t = re.escape(self.thousands)
        if not t:
            return r"\d+"
        made = rf"[1-9]\d{{0,2}}(?:{t}\d{{3}})+"
        if self.thousands == ",":  # lakh and crore: 12,34,567
            made += r"|[1-9]\d?(?:,\d{2})+,\d{3}"
        return rf"(?:{made}|\d+)"

    @property
    def whole(self) -> str:
        """A whole number so written; decimals may follow when all of them are zero."""
        zeros = rf"(?:{re.escape(self.decimal)}0+)?" if self.decimal else ""
        return rf"^[+-]?{self.grouped}{zeros}$"

    @property
    def any(self) -> str:
        digits = rf"(?:{re.escape(self.decimal)}\d+)?" if self.decimal else ""
        return rf"^[+-]?{self.grouped}{digits}$"


def clean_text(text: str) -> str:
    """A text without what nobody sees, and with one sign for all that mean the same."""
    return text.translate(_TABLE).strip()


def clean_sign(sign: str) -> str:
    """A thousands or decimal sign as it stands in cleaned texts."""
    return SAME.get(sign, sign)


def parse_number(text: str, numerals: Numerals | None = None) -> Decimal:
    """One number as somebody typed it, exactly; per cent signs are dropped.

    Raises `ValueError` where the text is no number or could be two.

    Examples
    --------
    >>> parse_number("51,2 %"), parse_number("1.234.567"), parse_number("12 335 884")
    (Decimal('51.2'), Decimal('1234567'), Decimal('12335884'))
    >>> parse_number("1.234")
    Traceback (most recent call last):
    ...
    ValueError: '1.234' could be 1234 or a decimal fraction
    """
    cleaned = clean_text(clean_text(text).removesuffix("%"))
    known = (
        [Convention(clean_sign(numerals.thousands), clean_sign(numerals.decimal))]
        if numerals
        else [Convention(t, d) for t in THOUSANDS for d in DECIMALS if t != d or not t]
    )
    values = set()
    for convention in known:
        if re.match(convention.any, cleaned):
            digits = cleaned.replace(convention.thousands, "") if convention.thousands else cleaned
            values.add(Decimal(digits.replace(convention.decimal, ".") if convention.decimal else digits))
    if not values:
        raise ValueError(f"{text!r} is no number")
    if len(values) > 1:
        raise ValueError(f"{text!r} could be {max(values)} or a decimal fraction")
    return values.pop()
