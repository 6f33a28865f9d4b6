"""Numbers as the press of four languages prints them: 5,150,092; 5.150.092; 5 150 092; 5 millones 150 mil 92; 51,20 %."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_GAP = r"[ \u00a0\u202f\u2009]"
_DIGITS = (
    r"\d{1,3}['’]\d{3}[.,]\d{3}(?!\d)|"
    r"\d{1,3}(?:(?P<sep>[.,'’]|" + _GAP + r")\d{3})(?:(?P=sep)\d{3})*(?!\d)(?:[.,]\d{1,2}(?!\d))?"
    r"|\d+(?:[.,]" + _GAP + r"?\d+)?"
)
_SCALE = {
    "million": 6, "millions": 6, "millon": 6, "millones": 6, "milhao": 6, "milhoes": 6, "m": 6, "mn": 6,
    "thousand": 3, "mil": 3, "mille": 3, "k": 3, "billion": 9, "milliard": 9, "milliards": 9,
}  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.,])(?P<sign>[+-])?(?P<digits>" + _DIGITS + r")")
_SCALED = re.compile(
    _GAP + r"?(?P<word>millions?|millones|millon|milhao|milhoes|thousand|mil|mille|milliards?|billion)\b"
)
_PERCENT = re.compile(_GAP + r"{0,2}(?:%{1,2}|％|per ?cent\b|percent\b|por ciento\b|por cento\b|pour cent\b|pct\b)")
_POINTS = re.compile(
    _GAP
    + r"?(?:percentage |puntos porcentuales|pontos percentuais|points? de pourcentage|points?\b|puntos?\b|pontos?\b)"
)


@dataclass(frozen=True)
class Number:
    """A number of the text."""

    start: int
    end: int
    """After its unit."""
    value: Decimal
    """With the decimals that were printed."""
    unit: str
    """percent, points, or "" (a count, if whole)."""
    digits: str
    """As printed."""

    @property
    def whole(self) -> bool:
        return self.value == self.value.to_integral_value()


def _value(digits: str, language: str, percent: bool) -> Decimal | None:
    """The value of digits with separators; a comma or dot before three digits groups, unless a percent sign follows."""
    plain = re.sub(r"[ \u00a0\u202f\u2009'’]", "", digits)
    if re.fullmatch(r"\d{1,3}['’]\d{3}[.,]\d{3}", digits):
        return Decimal(re.sub(r"[.,]", "", plain))
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        return Decimal(plain)
    if len(set(marks)) == 2:
        last = marks[-1]
        other = "," if last == "." else "."
        return Decimal(plain.replace(other, "").replace(last, "."))
    mark = marks[0]
    parts = plain.split(mark)
    if len(parts) > 2:
        return Decimal("".join(parts)) if all(len(part) == 3 for part in parts[1:]) else None
    grouped = len(parts[1]) == 3 and 1 <= len(parts[0]) <= 3 and parts[0] != "0"
    if grouped and percent:
        grouped = False
    if grouped and language:
        grouped = (mark == ",") == (language == "en") or mark == ","
        if language in ("es", "pt", "fr"):
            grouped = mark == "." or language == "es"
    return Decimal("".join(parts)) if grouped else Decimal(".".join(parts))


def numbers(text: str, folded: str, language: str) -> list[Number]:
    """Every number of a sentence, with its unit.

    Examples
    --------
    >>> from scrutiny.articles.folding import fold
    >>> s = "5 millones 150 mil 92 votos, el 51,20 por ciento"
    >>> [(str(n.value), n.unit) for n in numbers(s, fold(s), "es")]
    [('5150092', ''), ('51.20', 'percent')]
    """
    made: list[Number] = []
    at = 0
    while found := _NUMBER.search(text, at):
        end = found.end()
        percent = bool(_PERCENT.match(folded, end))
        value = _value(found["digits"], language, percent)
        at = end
        if value is None:
            continue
        digits = found["digits"]
        scaled = _SCALED.match(folded, end)
        if scaled and not percent:
            value, end = _chained(value, folded, text, scaled, language)
            at = end
            digits = text[found.start() : end]
        unit = ""
        if sign := _PERCENT.match(folded, end):
            unit, end = "percent", sign.end()
            if value > 100 and re.fullmatch(r"\d{1,3}[.,]\d{3}", found["digits"]):
                unit = ""
        elif points := _POINTS.match(folded, end):
            unit, end = "points", points.end()
        if (
            end < len(text)
            and text[end - 1].isdigit()
            and (text[end].isalpha() or (text[end] in "-/" and text[end + 1 : end + 2].isalnum()))
        ):
            at = end
            continue
        made.append(Number(found.start(), end, value, unit, digits))
        at = max(at, end)
    return made


def _chained(value: Decimal, folded: str, text: str, scaled: re.Match[str], language: str) -> tuple[Decimal, int]:
    """`5 millones 150 mil 92`: a scale, then smaller ones."""
    total = Decimal(0)
    exponent = _SCALE[scaled["word"]]
    total += value * (Decimal(10) ** exponent)
    end = scaled.end()
    while exponent > 0 and (
        more := re.compile(
            _GAP + r"(?:(?:y|e|et|and)" + _GAP + r")?(?P<digits>\d{1,3}(?:[.,]\d{3})?)\b(?![.,]\d|" + _GAP + r"?%)"
        ).match(text, end)
    ):
        part = _value(more["digits"], language, False)
        next_scale = _SCALED.match(folded, more.end())
        smaller = _SCALE[next_scale["word"]] if next_scale else 0
        if (
            part is None
            or smaller >= exponent
            or (exponent == 6 and not next_scale and part < 1000 and len(more["digits"]) < 4)
        ):
            break
        total += part * (Decimal(10) ** smaller)
        end = next_scale.end() if next_scale else more.end()
        exponent = smaller
    whole = total.to_integral_value()
    return (whole if total == whole else total), end


_WITH = re.compile(r"(?:^|[\s,])(?:with|avec|by|par) (?:\w+ ){0,3}$")


def won_with(text: str, folded: str, start: int, end: int, language: str) -> Number | None:
    """The share that somebody claims to have won with, where one is told: "we won, with 62 per cent"."""
    if language not in ("en", "fr"):
        return None
    found = [
        number
        for number in numbers(text, folded, language)
        if start <= number.start < end + 40 and number.unit == "percent"
    ]
    if (
        len(found) != 1
        or re.search(r"[.;]", folded[end : found[0].start])
        or not _WITH.search(folded[: found[0].start])
    ):
        return None
    return found[0] if found[0].value > 0 else None
