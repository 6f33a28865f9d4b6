"""The day that an article prints about itself, in its date line or byline."""

from __future__ import annotations

import re
from datetime import date

from scrutiny.articles.dates import _MONTHS
from scrutiny.articles.flattening import Flat
from scrutiny.articles.folding import fold


def printed_date(flats: list[Flat], language: str) -> date | None:
    """The first full date among the first and last short lines, or in a date line; None where there is none.

    Examples
    --------
    >>> printed_date([Flat("July 29, 2024", tuple(range(13)))], "en")
    datetime.date(2024, 7, 29)
    """
    if language not in _MONTHS:
        return None
    months = _MONTHS[language].split()
    for flat in [*flats[:8], *flats[-3:]]:
        line = fold(flat.text[:160])
        for number, month in enumerate(months, 1):
            short = month[:3]
            found = re.search(
                rf"\b(\d{{1,2}})(?:er|º|st|nd|rd|th)?[ .]*(?:de |of )?{short}[a-z]*\.?,?[ .](?:de )?(\d{{4}})\b", line
            )
            day, year = (found[1], found[2]) if found else ("", "")
            if not found and (found := re.search(rf"\b{month} (\d{{1,2}}),? (\d{{4}})\b", line)):
                day, year = found[1], found[2]
            if found:
                try:
                    return date(int(year), number, int(day))
                except ValueError:
                    continue
    return None
