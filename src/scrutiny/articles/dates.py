"""When something was said: weekdays, days of the month and "yesterday", against the day of the article.

A weekday is the latest such day not after the article, the day itself included. A day and month without a year are in
the year that puts them nearest to the article, at most 300 days before and 30 after. What cannot be told stays open.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "es": "lunes martes miercoles jueves viernes sabado domingo",
    "pt": "segunda terca quarta quinta sexta sabado domingo",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
}
_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
}
_TODAY = {"en": r"\btoday\b|this (?:morning|afternoon|evening)", "es": r"\bhoy\b|esta (?:manana|tarde|noche)",
          "pt": r"\bhoje\b|esta (?:manha|tarde|noite)", "fr": r"aujourd'hui|ce (?:matin|soir|midi)"}  # fmt: skip
_YESTERDAY = {"en": r"\byesterday\b|last night", "es": r"\bayer\b|\banoche\b", "pt": r"\bontem\b|na vespera",
              "fr": r"\bhier\b"}  # fmt: skip
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")


def _weekday(folded: str, language: str) -> tuple[int, int] | None:
    """The weekday that a text names (0 is Monday) and where."""
    names = _DAYS[language].split()
    for found in re.finditer(r"\b(" + "|".join(names) + r")\b(-feira)?", folded):
        number = names.index(found[1])
        if language == "pt" and not found[2] and number < 5:
            before, after = folded[: found.start()], folded[found.end() :]
            if not re.match(r" ?\(\d", after) and not re.search(r"\b(?:na|nesta|desta|da|ate|a) $", before[-8:]):
                continue
            if re.match(r" (?:volta|parte|vez|eleicao|maior)", after):
                continue
        return number, found.start()
    return None


def _explicit(folded: str, language: str, published: date) -> date | None:
    months = _MONTHS[language].split()
    name = "|".join(months) + r"|setiembre"
    patterns = (
        rf"\b(\d{{1,2}})(?:er|º|o|st|nd|rd|th)?\.?(?: de| of)? ({name})(?:(?: de|,| del)? (\d{{4}}))?",
        rf"\b()({name}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}}))?",
    )
    for number, pattern in enumerate(patterns):
        found = re.search(pattern, folded)
        if found is None or (number == 1 and language != "en"):
            continue
        day = int(found[1] or found[3])
        year = found[3] if number == 0 else found[4]
        month = months.index("septiembre" if found[2] == "setiembre" else found[2]) + 1
        for candidate in [int(year)] if year else (published.year, published.year - 1, published.year + 1):
            try:
                made = date(candidate, month, day)
            except ValueError:
                continue
            if year or -300 <= (made - published).days <= 30:
                return made
    return None


def said_on(folded: str, language: str, published: date | None) -> date | None:
    """The day that a clause gives for what it tells, or None.

    Examples
    --------
    >>> said_on("putin on monday congratulated him", "en", date(2024, 7, 29))
    datetime.date(2024, 7, 29)
    """
    if published is None or language not in _DAYS:
        return None
    if (made := _explicit(folded, language, published)) is not None:
        return made if made <= published + timedelta(days=1) else None
    if found := _weekday(folded, language):
        bracket = re.match(r"[\w-]+ ?\((\d{1,2})\)", folded[found[1] :])
        back = (published.weekday() - found[0]) % 7
        made = published - timedelta(days=back)
        if bracket and int(bracket[1]) != made.day:
            for days in range(31):
                if (published - timedelta(days=days)).day == int(bracket[1]):
                    return published - timedelta(days=days)
        return made
    if re.search(_YESTERDAY[language], folded):
        return published - timedelta(days=1)
    if re.search(_TODAY[language], folded):
        return published
    return None


_SINCE = re.compile(
    r"(?:since|until|to|from|desde|hasta|ate|depuis|jusqu'en|period\w*|term|periodo|mandat\w*|mandato|-|–|/|between|entre|"
    r"born|founded|law|act|ley|lei|loi|constitution|of \w+ \d+,?) (?:the |el |de |o |en |em )?$"
)


_AGO = re.compile(
    r"^\W*(?:ya |ja |tambien |tambem |already |deja )?(?:(?:hace|hacia|ha|il y a) (?:ya )?(?:\w+|\d+) (?:anos|ans)\b|(?:\w+|\d+) (?:anos|years|ans) (?:atras|antes|ago|earlier|before|plus tot|auparavant)\b|"
    r"(?:en|na|no|in|lors de|a) (?:la |las |los |the |les )?(?:elecci\w+|comicios|eleic\w+|pleito|election|vote|presidenciales|presidentielle) (?:anterior\w*|pasad\w+|passad\w+|previous|precedente?s?|de hace))|"
    r"\b(?:previous|last) (?:presidential )?election in (?:19|20)\d\d"
)
"""Years ago, the election before."""


def other_year(folded: str, day: date, published: date | None) -> bool:
    """Whether a clause is set in another year than that of the vote.

    Examples
    --------
    >>> other_year("in 2018 several states rejected the result", date(2024, 7, 28), None)
    True
    """
    own = {day.year, day.year + 1} | ({published.year} if published else set())
    years = [
        found for found in _YEAR.finditer(folded)
        if not _SINCE.search(folded[max(0, found.start() - 24) : found.start()])
        and not re.match(r"\s?[-–/]\s?\d|( a| to| al) 20\d\d", folded[found.end() :])
        and not re.search(r"\d[-–/.]$", folded[: found.start()])
    ]  # fmt: skip
    if not years and _AGO.search(folded):
        return True
    return bool(years) and all(int(found[0]) not in own for found in years) and min(int(f[0]) for f in years) < day.year
