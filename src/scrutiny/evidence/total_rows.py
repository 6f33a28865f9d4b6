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
"""Words that mark a total also when more follows: "Total Baker County", "Итого по области"."""

_ALL = tuple(sorted({*WORDS, *OPENINGS}))


def total_rows(columns: Sequence[pl.Series]) -> pl.Series | None:
    """Which rows name a total in one of the columns; None when none does.

    Examples
    --------
    >>> import polars as pl
    >>> found = total_rows([pl.Series(["001", "Total", "TOTAL:", "Totalán", None])])
    >>> found.to_list()
    [False, True, True, False, False]
    """
    texts = [column for column in columns if not _all_digits_first(column)]
    if not texts:
        return None
    frame = pl.DataFrame([column.alias(str(i)) for i, column in enumerate(texts)])
    # The first pass is cheap and catches too much ("Totalán"); only its catch is looked at closely.
    suspects = frame.lazy().select(pl.all().str.contains(_SUSPECT).fill_null(False)).collect()
    made: pl.Series | None = None
    for column in frame.columns:
        if not suspects[column].any():
            continue
        at = suspects[column].arg_true()
        close = pl.DataFrame({"text": frame[column].gather(at)}).select(
            text=pl.col("text").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars(" \t:.*=-()")
        )
        named = close.select(
            pl.col("text").is_in(_ALL)
            | pl.any_horizontal(pl.col("text").str.starts_with(word + " ") for word in OPENINGS)
        ).to_series()
        if not named.any():
            continue
        here = (
            pl.Series([False], dtype=pl.Boolean)
            .new_from_index(0, frame.height)
            .scatter(at.filter(named), True)
        )
        made = here if made is None else made | here
    return made


def _all_digits_first(column: pl.Series) -> bool:
    """Whether every text begins with a digit, as ids mostly do: no total is called so."""
    least, most = column.min(), column.max()
    return least is None or (str(least) >= "0" and str(most) < ":")


_FIRST_WORDS = sorted({re.escape(word.split(" ")[0].split("-")[0]) for word in _ALL})
_SUSPECT = r"(?i)^[ \t*(=-]*(?:" + "|".join(_FIRST_WORDS) + ")"
