"""When something was said, as an interval: a day without an hour is a whole day of somebody's clocks.

Two statements of one day can be put in order only where hours are known; and the same day begins in one country while
it ends in another. So every moment is an interval in UTC, and one thing came before another only where its interval
ends before the other's begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.zones import offsets

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """From when at the earliest, to when at the latest, in UTC; None where that end is open."""

    start: datetime | None
    end: datetime | None

    def before(self, other: Moment) -> bool:
        """Whether it is over when the other one begins."""
        return self.end is not None and other.start is not None and self.end <= other.start

    @property
    def known(self) -> bool:
        """Whether both ends are known."""
        return self.start is not None and self.end is not None

    @property
    def exact(self) -> bool:
        """Whether the hour is known."""
        return self.known and self.start == self.end


def moment(when: date | datetime | None, country: str | None = None) -> Moment:
    """The interval in which something was said.

    Parameters
    ----------
    when
        A moment with its time zone is one; without a zone, or a day, it is an interval of the clocks of the country.
    country
        Where the speaker's clocks are; all clocks on earth where that is not known.

    Examples
    --------
    >>> day = moment(date(2024, 10, 26), "GE")
    >>> day.start.isoformat(), day.end.isoformat()
    ('2024-10-25T19:00:00+00:00', '2024-10-26T21:00:00+00:00')
    """
    if when is None:
        return Moment(None, None)
    if isinstance(when, datetime) and when.utcoffset() is not None:
        exact = when.astimezone(UTC)
        return Moment(exact, exact)
    least, most = offsets(country)
    if isinstance(when, datetime):
        naive = when.replace(tzinfo=UTC)
        return Moment(naive - most, naive - least)
    begins = datetime.combine(when, time.min, UTC)
    return Moment(begins - most, begins + ONE_DAY - least)


def said(claim: Claim) -> Moment:
    """When a claim was made; one without a day was made before the first report of it was over."""
    own = moment(claim.said, claim.country)
    printed = [end for report in claim.reports if (end := moment(report.on).end) is not None]
    if own.end is None and printed:
        return Moment(None, min(printed))
    return own


def by_time(claims: tuple[Claim, ...] | list[Claim]) -> list[Claim]:
    """Claims by the day that is printed with them, then by hour, then by id: no order of the case shows."""
    return sorted(claims, key=lambda claim: (*_printed(claim.said), claim.id))


def _printed(when: date | datetime | None) -> tuple[date, float]:
    if when is None:
        return date.max, 0.0
    if not isinstance(when, datetime):
        return when, -1.0
    zoned = when if when.utcoffset() is not None else when.replace(tzinfo=UTC)
    return when.date(), zoned.timestamp()
