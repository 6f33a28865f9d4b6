"""Sentences made from a template and named values.

A `Message` keeps the template (the key of the translation catalogues) and the exact values apart, so that the same
sentence can be printed in another language, each number can be marked up with its exact value, and the JSON holds
the value itself and not its printed form.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from importlib import resources
from typing import Any, Literal, Union


def _(text: str) -> str:
    """Mark a text for translation; the text itself is the key."""
    return text


@dataclass(frozen=True)
class Count:
    """A whole number: votes, sheets, stations."""

    value: int


@dataclass(frozen=True)
class Percent:
    """A share in percent, exact; `places` says how many decimals are printed.

    `announced=True` marks a figure that somebody printed with just these decimals: it is a rounded figure.
    """

    value: Fraction | Decimal
    places: int = 2
    announced: bool = False

    @staticmethod
    def of(part: int, whole: int, places: int = 2) -> Percent:
        return Percent(Fraction(100 * part, whole), places)

    @staticmethod
    def as_announced(value: Decimal) -> Percent:
        return Percent(value, max(0, -int(value.as_tuple().exponent)), announced=True)


@dataclass(frozen=True)
class Points:
    """A difference of two shares, in percentage points."""

    value: Fraction | Decimal
    places: int = 2


@dataclass(frozen=True)
class Chance:
    """A probability or rate, exact; printed as so many in a hundred or, where it is small, in a larger power of ten."""

    value: Fraction


@dataclass(frozen=True)
class Quantity:
    """A number that is neither a whole number of things nor a percentage (votes per table)."""

    value: Fraction | Decimal
    places: int = 1


@dataclass(frozen=True)
class Name:
    """The name of an option, source, speaker, unit: data, translated only where its case says how."""

    text: str
    of: str = ""
    id: str = ""


@dataclass(frozen=True)
class Quote:
    """Words as somebody said or printed them."""

    text: str


@dataclass(frozen=True)
class Code:
    """Something to be typed or looked up as it stands: a column, a file, a command."""

    text: str


@dataclass(frozen=True)
class Day:
    """A day or a moment, printed as the reader's language does."""

    value: date | datetime


@dataclass(frozen=True)
class Series:
    """Several values in one place of a sentence, joined by commas."""

    items: tuple[Value, ...]


@dataclass(frozen=True)
class Message:
    """A sentence: a template in English with `{name}` places, and the value of each name.

    `one` is the template to use where the value named `counts` is 1.
    """

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)
    one: str = ""
    counts: str = ""

    def template(self) -> str:
        if self.one and self.counts:
            value = self.values[self.counts]
            if isinstance(value, Count) and value.value == 1:
                return self.one
        return self.text

    def __str__(self) -> str:
        return Words("en").plain(self)


Value = Union[Count, Percent, Points, Chance, Quantity, Name, Quote, Code, Day, Series, "Message"]


def say(text: str, /, one: str = "", counts: str = "", **values: Value | int | str) -> Message:
    """Make a message; whole numbers become `Count`, plain strings become `Name`."""
    made: dict[str, Value] = {}
    for key, value in values.items():
        if isinstance(value, bool):
            raise TypeError(f"{key}: a truth value cannot be printed in a sentence")
        if isinstance(value, int):
            made[key] = Count(value)
        elif isinstance(value, str):
            made[key] = Name(value)
        else:
            made[key] = value
    return Message(text, made, one, counts)


def series(values: Sequence[Value]) -> Series:
    return Series(tuple(values))


def sentences(parts: Sequence[Message], sign: Literal["", ";"] = "") -> Message:
    """Sentences one after the other as one message; `sign` stands after each but the last.

    Examples
    --------
    >>> str(sentences([say("One."), say("Two.")])), str(sentences([say("one"), say("two")], ";"))
    ('One. Two.', 'one; two')
    """
    made, *further = parts
    for part in further:
        made = Message(
            _("{before}; {after}") if sign == ";" else _("{before} {after}"), {"before": made, "after": part}
        )
    return made


Leaf = Callable[[Value, str], str]


def _as_printed(value: Value, text: str) -> str:
    return text


@functools.cache
def _catalogue(language: str) -> Mapping[str, str]:
    """Translations of one language, read from the catalogue that is shipped (`locale/<language>.po`)."""
    if language == "en":
        return {}
    from babel.messages.pofile import read_po

    file = resources.files("scrutiny").joinpath("locale", f"{language}.po")
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=language)
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string and not entry.fuzzy}


def languages() -> tuple[str, ...]:
    """The languages that a report can be written in."""
    folder = resources.files("scrutiny").joinpath("locale")
    found = {file.name.removesuffix(".po") for file in folder.iterdir() if file.name.endswith(".po")}
    return tuple(sorted({"en"} | found))


class Words:
    """Prints messages in one language, with numbers in that language's convention.

    Parameters
    ----------
    language
        One of `languages()`.
    names
        Translations of names and other texts of a case, as the case gives them.
    """

    def __init__(self, language: str = "en", names: Mapping[str, str] | None = None) -> None:
        from babel import Locale

        self.language = language
        self._names = names or {}
        # The day before the month: the report's English is that of its sources, and 7/8 is read in two ways.
        self._locale = Locale.parse("en_GB" if language == "en" else language)
        self._catalogue = _catalogue(language)
        symbols = self._locale.number_symbols["latn"]
        self._group, self._decimal = str(symbols["group"]), str(symbols["decimal"])
        # Spanish (and others) print four-digit numbers without a separator; a table that mixes 1234 and
        # 12.345 reads badly, so every number is grouped, which the same authorities allow in tables.
        self._percent = "{} %" if language != "en" else "{}%"

    @property
    def decimal_sign(self) -> str:
        """What stands before decimals in this language."""
        return self._decimal

    def named(self, text: str) -> str:
        """A text of the case in this language, where the case gives a translation of it."""
        return self._names.get(text, text)

    def translate(self, text: str) -> str:
        return self._catalogue.get(text, text)

    def __call__(self, message: Message | str, leaf: Leaf = _as_printed, escape: Callable[[str], str] = str) -> str:
        """Print a message. `leaf` may wrap each printed value, `escape` is applied to the text between them."""
        if isinstance(message, str):
            return escape(self.translate(message))
        template = self.translate(message.template())
        out: list[str] = []
        rest = template
        while rest:
            before, opened, tail = rest.partition("{")
            out.append(escape(before))
            if not opened:
                break
            name, closed, rest = tail.partition("}")
            if not closed or name not in message.values:
                raise KeyError(f"message {message.text!r} names {name!r}, which has no value")
            out.append(self.value(message.values[name], leaf, escape))
        return "".join(out)

    def plain(self, message: Message | str) -> str:
        return self(message)

    def value(self, value: Value, leaf: Leaf = _as_printed, escape: Callable[[str], str] = str) -> str:
        if isinstance(value, Message):
            return self(value, leaf, escape)
        if isinstance(value, Series):
            return ", ".join(self.value(item, leaf, escape) for item in value.items)
        return leaf(value, escape(self.print(value)))

    def print(self, value: Value) -> str:
        match value:
            case Count(number):
                return self.whole(number)
            case Percent(number, places):
                return self._percent.format(self.decimal(number, places))
            case Points(number, places) | Quantity(number, places):
                return self.decimal(number, places)
            case Chance(number):
                return self._chance(number)
            case Quote(text):
                return f"“{text}”" if self.language == "en" else f"«{text}»"
            case Name(text):
                return self.named(text)
            case Code(text):
                return text
            case Day(moment):
                return self._day(moment)
            case _:
                return self.value(value)

    def whole(self, number: int) -> str:
        sign, digits = ("−", str(-number)) if number < 0 else ("", str(number))
        head = len(digits) % 3 or 3
        groups = [digits[:head], *(digits[i : i + 3] for i in range(head, len(digits), 3))]
        return sign + self._group.join(groups)

    def decimal(self, number: Fraction | Decimal, places: int) -> str:
        exact = Fraction(number)
        # Exact rounding half up on integers: a float would print 0.005 as 0.00 or 0.01 by accident.
        scaled = abs(exact) * 10**places
        units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        whole, part = divmod(units, 10**places)
        text = self.whole(whole) + (self._decimal + str(part).zfill(places) if places else "")
        return ("−" if exact < 0 and units else "") + text

    def _chance(self, number: Fraction) -> str:
        if number > _NEARLY:
            return self.translate(_("more than {found} in {of}")).format(found=95, of=100)
        found, of = _in_so_many(number)
        if of > _FEW:
            return self.translate(_("less than {found} in {of}")).format(found=1, of=self.whole(_FEW))
        return self.translate(_("{found} in {of}")).format(found=self.whole(found), of=self.whole(of))

    def _day(self, moment: date | datetime) -> str:
        from babel.dates import format_date

        day = format_date(moment, format="long", locale=self._locale)
        if isinstance(moment, datetime):
            day += f", {moment:%H:%M}"
            if moment.utcoffset() is not None:
                day += f" (UTC{moment:%z})" if moment.utcoffset() else " (UTC)"
        return day

    def short_day(self, day: date) -> str:
        """A day for a picture: "29 Jul"."""
        from babel.dates import format_date

        return format_date(day, "d MMM", locale=self._locale)


_NEARLY = Fraction(95, 100)
"""A larger chance is printed as larger than this: what is nearly certain needs no digits."""
_MILLION = 10**6
_FEW = 10**12
"""Chances below one in so many are printed as such: more digits would only seem to say more."""


def _in_so_many(number: Fraction) -> tuple[int, int]:
    """A chance as so many in a hundred, or in a larger power of ten, with two digits; below a millionth as one in many.

    One notation lets chances be compared at a glance, and no digit that is printed as zero hides one that is not.
    """
    if number <= 0:
        return 0, 100
    if number < Fraction(1, _MILLION):
        return 1, _significant(1 / number, 3)
    of = 100
    while number * of < 10:
        of *= 10
    found = int(number * of + Fraction(1, 2))
    while of > 100 and found % 10 == 0:
        found, of = found // 10, of // 10
    return found, of


def _significant(number: Fraction, digits: int) -> int:
    """The whole number nearest to `number` with so many significant digits."""
    whole = int(number + Fraction(1, 2))
    surplus = len(str(whole)) - digits
    if surplus <= 0:
        return whole
    step = 10**surplus
    return int((whole + step // 2) // step * step)


def as_json(value: Value | Message | str) -> Any:
    """The canonical form: exact values as strings of digits or fractions, never floats."""
    match value:
        case str():
            return value
        case Count(number):
            return {"count": number}
        case Percent(number, places, announced):
            made = {"percent": _exact(number), "places": places}
            return made | {"announced": True} if announced else made
        case Points(number, places):
            return {"points": _exact(number), "places": places}
        case Chance(number):
            return {"chance": _exact(number)}
        case Quantity(number, places):
            return {"quantity": _exact(number), "places": places}
        case Name(text, of, id_):
            return {"name": text} | ({"of": of} if of else {}) | ({"id": id_} if id_ else {})
        case Quote(text):
            return {"quote": text}
        case Code(text):
            return {"code": text}
        case Day(moment):
            return {"day": moment.isoformat()}
        case Series(items):
            return {"series": [as_json(item) for item in items]}
        case Message():
            made = {"text": value.text, "values": {k: as_json(v) for k, v in value.values.items()}}
            return made | ({"one": value.one, "counts": value.counts} if value.one else {})


def from_json(data: Any) -> Value | str:
    """The inverse of `as_json`."""
    if isinstance(data, str):
        return data
    match data:
        case {"count": number}:
            return Count(int(number))
        case {"percent": number, "places": places, **rest}:
            return Percent(_number(number), places, bool(rest.get("announced")))
        case {"points": number, "places": places}:
            return Points(_number(number), places)
        case {"chance": number}:
            return Chance(Fraction(number))
        case {"quantity": number, "places": places}:
            return Quantity(_number(number), places)
        case {"name": text, **rest}:
            return Name(text, str(rest.get("of", "")), str(rest.get("id", "")))
        case {"quote": text}:
            return Quote(text)
        case {"code": text}:
            return Code(text)
        case {"day": text}:
            return Day(datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text))
        case {"series": items}:
            return Series(tuple(_value(item) for item in items))
        case {"text": text, "values": values, **rest}:
            made = {key: _value(item) for key, item in values.items()}
            return Message(text, made, str(rest.get("one", "")), str(rest.get("counts", "")))
    raise ValueError(f"not a message value: {data!r}")


def _value(data: Any) -> Value:
    made = from_json(data)
    return Name(made) if isinstance(made, str) else made


def _exact(number: Fraction | Decimal) -> str:
    return str(number)


def _number(text: str) -> Fraction | Decimal:
    """A decimal keeps its trailing zeros ("51.20"): they say how an announced figure was rounded."""
    return Fraction(text) if "/" in text else Decimal(text)


def rounded(number: Fraction, places: int) -> Decimal:
    """`number` as a decimal of so many places, half up, exactly."""
    scaled = abs(number) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    made = Decimal(units if number >= 0 else -units).scaleb(-places)
    return made.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
