"""Rows that are totals and not units, by the word that stands where a unit or place should."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

WORDS = (
    "total",
    "totals",
    "grand total",
    "sub total",
    "sub-total",
    "subtotal",
    "sum",
    "overall",
    "all precincts",
    "suma",
    "sumas",
    "totales",
    "gran total",
    "total general",
    "sumatoria",  # Spanish
    "total geral",
    "soma",
    "totais",  # Portuguese
    "totaux",
    "ensemble",
    "total général",
    "somme",  # French
    "totale",
    "totali",
    "complessivo",  # Italian
    "gesamt",
    "insgesamt",
    "gesamtergebnis",
    "summe",
    "zusammen",
    "endsumme",  # German
    "razem",
    "ogółem",
    "łącznie",
    "suma końcowa",  # Polish
    "celkem",
    "spolu",
    "skupaj",
    "ukupno",
    "укупно",
    "összesen",  # Czech, Slovak, Slovene, Serbian, Hungarian
    "итого",
    "всего",
    "сумма",
    "усього",
    "всього",
    "разом",
    "общо",
    "вкупно",
    "барлығы",  # Cyrillic scripts
    'סה"כ',
    "סה״כ",
    "סהכ",
    "סך הכל",  # Hebrew
    "المجموع",
    "الإجمالي",
    "مجموع",
    "اجمالي",  # Arabic
    "toplam",
    "genel toplam",
    "jumla",
    "jumlah",
    "kabuuan",
    "tổng cộng",
    "tổng",
    "totaal",
    "summa",
    "yhteensä",
    "i alt",
    "alls",
    "kokku",
    "kopā",
    "iš viso",
    "σύνολο",
    "ჯამი",
    "ընդամենը",
    "合計",
    "总计",
    "合计",
    "總計",
    "합계",
    "รวม",
    "कुल",
    "योग",
)
"""What a total is called. A word counts when it is all that stands in the cell (but for case and a colon)."""

OPENINGS = (
    "total",
    "totals",
    "totales",
    "grand total",
    "subtotal",
    "gesamt",
    "insgesamt",
    "razem",
    "ogółem",
    "итого",
    "всего",
    'סה"כ',
    "סה״כ",
)
"""Words that mark a total also when a place is named with them: "Total Baker County", "North total"."""

CONNECTING = frozenset(
    [
        "for",
        "of",
        "general",
        "national",
        "nacional",
        "geral",
        "général",
        "generale",
        "nazionale",
        "votes",
        "votos",
        "de",
        "del",
        "do",
        "da",
        "di",
        "du",
        "des",
        "der",
        "für",
        "in",
        "por",
        "per",
        "po",
        "w",
        "w/",
        "по",
        "для",
        "в",
        "участкам",
        "району",
        "области",
    ]
)
"""Words after which a total names what it is the total of: "Итого по области", "Total general"."""

_ALL = frozenset({*WORDS, *OPENINGS})


def total_rows(units: Sequence[pl.Series], places: Sequence[pl.Series] = ()) -> pl.Series | None:
    """Which rows name a total where a unit or a place should stand; None when none does.

    A cell that is nothing but a word for a total is one. Where more stands in it, the row must bear it out: it names
    a place of the table, or its unit has no id. A sports hall called "Total Fitness" is no total.

    Examples
    --------
    >>> import polars as pl
    >>> found = total_rows([pl.Series(["001", "Total", "TOTAL:", "Totalán", "Total Fitness"])])
    >>> found.to_list()
    [False, True, True, False, False]
    """
    columns = [*units, *places]
    texts = [(at, column) for at, column in enumerate(columns) if not _all_digits_first(column)]
    if not texts:
        return None
    frame = pl.DataFrame([column.alias(str(at)) for at, column in texts])
    # The first pass is cheap and catches too much ("Totalán"); only its catch is looked at closely.
    suspects = frame.lazy().select(pl.all().str.contains(_SUSPECT).fill_null(False)).collect()
    found: set[int] = set()
    known: set[str] = set()
    for at, column in texts:
        for row in suspects[str(at)].arg_true():
            text = _plain(column[row])
            if text in _ALL:
                found.add(row)
            elif rest := _rest(text):
                known = known or {_plain(t) for _at, c in texts for t in c.unique()}
                others = {_plain(c[row]) for i, c in enumerate(columns) if i != at}
                if _borne_out(rest, others, known) or any(not _plain(c[row]) for c in units):
                    found.add(row)
    if not found:
        return None
    return pl.Series([False], dtype=pl.Boolean).new_from_index(0, frame.height).scatter(sorted(found), True)


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip(" \t:.*=-()").lower()


def _rest(text: str) -> str:
    """What stands beside a word for a total, before or after it."""
    for word in OPENINGS:
        if text.startswith(word + " "):
            return text[len(word) + 1 :].strip(" :-")
        if text.endswith(" " + word):
            return text[: -len(word) - 1].strip(" :-")
    return ""


def _borne_out(rest: str, others: set[str], known: set[str]) -> bool:
    words = rest.split(" ")
    if words[0] in CONNECTING or rest in known:
        return True
    named = {word for other in others for word in other.split(" ") if len(word) > 2}
    return any(word in named for word in words)


def _all_digits_first(column: pl.Series) -> bool:
    """Whether every text begins with a digit, as ids mostly do: no total is called so."""
    least, most = column.min(), column.max()
    return least is None or (str(least) >= "0" and str(most) < ":")


_FIRST_WORDS = sorted({re.escape(word.split(" ")[0].split("-")[0]) for word in _ALL})
_LAST_WORDS = sorted(re.escape(word) for word in OPENINGS)
_SUSPECT = rf"(?i)^[ \t*(=-]*(?:{'|'.join(_FIRST_WORDS)})|[ \t](?:{'|'.join(_LAST_WORDS)})[ :.*)]*$"
