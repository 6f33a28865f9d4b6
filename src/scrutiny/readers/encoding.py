"""Bytes to UTF-8: byte order marks, declared encodings, and what fits where nothing is declared."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from scrutiny.evidence.note import Note
from scrutiny.evidence.numerals import place
from scrutiny.messages import Code, Count, _, say
from scrutiny.readers.reader import Request

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WEST = (
    "áéíóúüñçªº",  # Spanish, Catalan
    "áâãàçéêíóôõúªº",  # Portuguese
    "àâæçéèêëîïôœùûüÿ",  # French
    "äöüß",  # German
    "àèéìíîòóùú",  # Italian
    "åäöæøéðþáíóúýö",  # Nordic
)
_CENTRAL = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýžäĺľôŕ",  # Czech, Slovak
    "áéíóöőúüű",  # Hungarian
    "čćđšž",  # Croatian, Slovene, Serbian
    "ăâîşţșț",  # Romanian
)
_RUSSIAN = ("абвгдежзийклмнопрстуфхцчшщъыьэюяё№",)
_CYRILLIC = (*_RUSSIAN, "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’", "абвгдђежзијклљмнњопрстћуфхцчџшѓќѕ")
_SINGLE: dict[str, tuple[str, ...]] = {
    "cp1252": _WEST,
    "cp1250": _CENTRAL,
    "cp1251": _CYRILLIC,
    "cp1255": ("אבגדהוזחטיךכלםמןנסעףפץצקרשת",),
    "cp1253": ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",),
    "cp1254": ("çğıiöşüâîûİ",),
    "cp1256": ("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگکی",),
    "cp1257": ("āčēģīķļņšūžąęėįųõäöü",),
    "iso8859_2": _CENTRAL,
    "koi8_r": _RUSSIAN,
    "cp866": _RUSSIAN,
    "iso8859_5": _RUSSIAN,
    "cp852": _CENTRAL,
    "cp850": _WEST,
    "mac_roman": _WEST,
}
"""Encodings of one byte a letter, and the letters beyond ASCII of languages that were written in them."""
_NEUTRAL = frozenset("–—‘’“”„«»°§…·•´`¡¿©®€\u00a0")
_LONG = ["shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "cp874", "cp1258"]
_SAMPLE = 2**18
_BROKEN = re.compile(r"\\x[89a-f][0-9a-f]")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, eq=False)
class Text:
    """The text of a file, as UTF-8 without a mark."""

    content: bytes
    notes: tuple[Note, ...] = ()


def as_utf8(request: Request) -> Text:
    """The text of a file, with a note wherever it is not plain UTF-8."""
    content = request.content
    declared = request.mapping.encoding if request.mapping is not None else None
    if declared is not None:
        return _declared(request, declared)
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            body = content[len(mark) :]
            if encoding == "utf-8":
                return _checked(request, body)
            return _converted(request, body, encoding)
    wide = _utf16_without_mark(content)
    if wide is not None:
        return _converted(request, content, wide)
    return _checked(request, content)


def _checked(request: Request, content: bytes) -> Text:
    if content.isascii() or _is_utf8(content):
        _refuse_binary(request, content)
        return Text(content, _nul_note(request, content))
    _refuse_binary(request, content)
    repaired = _nearly_utf8(request, content)
    if repaired is not None:
        return repaired
    return _converted(request, content, _detected(request, content))


def _is_utf8(content: bytes) -> bool:
    # Polars checks several gigabytes a second and makes no Python text of them.
    try:
        pl.Series([content], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError:
        return False
    return True


def _declared(request: Request, declared: str) -> Text:
    try:
        codec = codecs.lookup(declared).name
        "".encode(declared)
    except (LookupError, UnicodeError):
        raise request.error(
            f"encoding {declared!r} is not known",
            "utf-8, utf-16, latin-1, cp1252, cp1250, cp1251, cp1255, ...",
            "mend `encoding`, or leave it out: it is found and stated",
        ) from None
    content = request.content
    for mark, encoding in _BOMS:
        if content.startswith(mark) and codec.replace("_", "-").startswith(encoding[:5]):
            return _converted(request, content[len(mark) :], encoding)
    text = _converted(request, content, codec)
    if codec not in ("utf-8", "ascii") and not content.isascii() and _is_utf8(content):
        says = say(
            _(
                "{source} is read as {encoding}, as the case declares, but its bytes are valid UTF-8; names may be "
                "garbled"
            ),
            source=request.who,
            encoding=Code(declared),
        )
        return Text(text.content, (*text.notes, request.note("read.encoding-doubtful", says)))
    return text


def _converted(request: Request, content: bytes, encoding: str) -> Text:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        other = (
            "it is valid UTF-8" if encoding != "utf-8" and _is_utf8(content) else "leave it out: it is found and stated"
        )
        raise request.error(
            f"line {line}, byte {error.start}: not {encoding}",
            f"a text in {encoding}",
            f"mend `encoding`: {other}",
        ) from None
    except (LookupError, UnicodeError):
        raise request.error(f"encoding {encoding!r} is not one of texts", "utf-8, cp1252, ...") from None
    notes: tuple[Note, ...] = ()
    if encoding not in ("utf-8", "ascii"):
        says = say(
            _("{source} is not in UTF-8; it is read as {encoding}"),
            source=request.who,
            encoding=Code(encoding),
        )
        notes = (request.note("read.encoding", says),)
    made = (
        text.encode("utf-8", "surrogatepass").replace(b"\xef\xbb\xbf", b"", 1)
        if text[:1] == "\ufeff"
        else text.encode("utf-8", "backslashreplace")
    )
    _refuse_binary(request, made)
    return Text(made, notes + _nul_note(request, made))


def _utf16_without_mark(content: bytes) -> str | None:
    """Text in UTF-16 has a NUL at every other place as long as it is mostly digits and Latin letters."""
    sample = content[:4096]
    if len(sample) < 8 or len(content) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * len(sample) / 2 and even < 0.1 * len(sample) / 2:
        return "utf-16-le"
    if even > 0.6 * len(sample) / 2 and odd < 0.1 * len(sample) / 2:
        return "utf-16-be"
    return None


def _refuse_binary(request: Request, content: bytes) -> None:
    sample = content[:_SAMPLE]
    strange = len(_CONTROL.findall(sample)) + sample.count(0)
    if sample and strange > 0.05 * len(sample):
        raise request.error(
            "is no text: many bytes are control signs",
            "a table as text, XLSX, XLS, ODS, Parquet or JSON lines",
            "check that this is the right file",
        )


def _nearly_utf8(request: Request, content: bytes) -> Text | None:
    """UTF-8 with a few bytes broken: the broken bytes are shown as such, and everything else is kept."""
    text = content.decode("utf-8", "backslashreplace")
    good = sum(1 for c in text if c > "\x7f") if len(text) < 2**24 else len(content) - len(text)
    broken = len(_BROKEN.findall(text)) - len(re.findall(rb"\\x[89a-f][0-9a-f]", content))
    if good < 20 * max(broken, 1):
        return None
    lines = [i for i, line in enumerate(text.split("\n"), 1) if _BROKEN.search(line)]
    says = say(
        _("{source} is in UTF-8 but for {bytes} broken bytes; they are shown as \\x.. and kept"),
        _("{source} is in UTF-8 but for one broken byte; it is shown as \\x.. and kept"),
        "bytes",
        source=request.who,
        bytes=Count(broken),
    )
    made = text.encode("utf-8")
    return Text(made, (request.note("read.broken-bytes", says, place(lines, ""), broken), *_nul_note(request, made)))


def _detected(request: Request, content: bytes) -> str:
    """The encoding that fits best, judged by the lines that are not ASCII.

    Detection by likeness mistakes the names of Spanish towns for Polish ones; with the alphabets of languages at
    hand the question is only in which encoding all letters belong to one language.
    """
    telling = [line for line in content[: 64 * _SAMPLE].split(b"\n") if not line.isascii()]
    sample = b"\n".join(telling)[:_SAMPLE]
    scores = [(_likeness(sample, encoding), encoding) for encoding in _SINGLE]
    best, encoding = max(scores, key=lambda score: score[0])
    if best < 0.9:
        encoding = _by_likeness(sample) or (encoding if best >= 0.5 else "")
    if not encoding:
        raise request.error(
            "its encoding is not recognised",
            "a text in UTF-8, or in an encoding that `encoding` names",
            "ask the publisher, and declare `encoding` in the table of case.toml",
        )
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        encoding = "latin-1" if encoding == "cp1252" else encoding
    return encoding


def _likeness(sample: bytes, encoding: str) -> float:
    """The share of letters beyond ASCII that belong to the best of an encoding's languages."""
    text = sample.decode(encoding, "replace")
    letters = [c for c in text if c > "\x7f" and c not in _NEUTRAL]
    if not letters:
        return 0.0
    best = max(sum(c in alphabet for c in letters) for alphabet in (set(a + a.upper()) for a in _SINGLE[encoding]))
    # A capital after a small letter is the mark of Cyrillic read in the wrong one of its encodings.
    odd = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    # Names begin with a capital where a script has any: Hebrew read as Cyrillic has none.
    begins = [word[0] for word in re.findall(r"\w+", text) if word[0] > "\x7f"]
    named = sum(c == c.upper() for c in begins) / len(begins) if begins else 0.0
    return (best - odd) / len(letters) + named / 100


def _by_likeness(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    letters = re.sub(rb"[0-9;,\t|\"]+", b" ", sample)
    found = from_bytes(letters, cp_isolation=_LONG, threshold=0.3).best()
    return None if found is None else str(found.encoding)


def _nul_note(request: Request, content: bytes) -> tuple[Note, ...]:
    if b"\0" not in content:
        return ()
    count = content.count(b"\0")
    lines = [i for i, line in enumerate(content.split(b"\n"), 1) if b"\0" in line]
    says = say(
        _("{source} holds {bytes} NUL bytes, which no text should; they are kept"),
        _("{source} holds one NUL byte, which no text should; it is kept"),
        "bytes",
        source=request.who,
        bytes=count,
    )
    return (request.note("read.nul-bytes", says, place(lines, ""), count),)
