"""The hours of a day in a country: how far its clocks are from UTC, the least and the most.

A day without an hour is an interval. How long it is depends on where it was a day, and a country may have several zones
and summer time. Made from the IANA time zone database (public domain), 2000 to 2026; a test makes it again.
"""

from __future__ import annotations

from datetime import timedelta

_MINUTES: tuple[tuple[int, int, str], ...] = (
    (-660, -660, "AS NU"),
    (-660, 780, "TK"),
    (-660, 840, "WS"),
    (-600, -600, "CK"),
    (-600, -540, "PF"),
    (-600, -240, "US"),
    (-480, -480, "PN"),
    (-480, -300, "MX"),
    (-480, -150, "CA"),
    (-360, -360, "BZ CR SV"),
    (-360, -300, "EC GT HN NI"),
    (-360, -180, "CL"),
    (-300, -300, "CO JM KY PA PE"),
    (-300, -240, "BS CU DO HT TC"),
    (-300, -60, "BR"),
    (-270, -240, "VE"),
    (-240, -240, "AG AI AW BB BL BO BQ CW DM GD GP GY KN LC MF MQ MS PR SX TT VC VG VI"),
    (-240, -180, "BM FK PY"),
    (-240, -120, "AR"),
    (-240, 0, "GL"),
    (-180, -180, "GF SR"),
    (-180, -120, "PM UY"),
    (-120, -120, "GS"),
    (-60, -60, "CV"),
    (-60, 60, "PT"),
    (0, 0, "BF CI GH GM GN GW IS LR ML MR SH SL SN TG"),
    (0, 60, "EH FO GB GG IE IM JE MA ST"),
    (0, 120, "ES"),
    (60, 60, "AO BJ CF CG CM DZ GA GQ NE NG TD"),
    (
        60,
        120,
        "AD AL AT BA BE CD CH CZ DE DK FR GI HR HU IT LI LU LY MC ME MK MT NA NL NO PL RS SE SI SJ SK SM TN VA XK",
    ),
    (120, 120, "BI BW LS MW MZ RW SZ ZA ZM ZW"),
    (120, 180, "AX BG BY CY EE EG FI GR IL JO LB LT LV MD PS RO SD SS SY TR"),
    (120, 240, "UA"),
    (120, 780, "RU"),
    (180, 180, "BH DJ ER ET KE KM KW MG QA SA SO TZ UG YE YT"),
    (180, 240, "IQ"),
    (180, 300, "GE"),
    (210, 270, "IR"),
    (240, 240, "AE OM RE SC"),
    (240, 300, "AM AZ MU"),
    (240, 420, "KZ"),
    (270, 270, "AF"),
    (300, 300, "MV TF TJ TM UZ"),
    (300, 360, "KG PK"),
    (330, 330, "IN"),
    (330, 360, "LK"),
    (345, 345, "NP"),
    (360, 360, "BT IO"),
    (360, 420, "BD"),
    (360, 480, "CN"),
    (390, 390, "CC MM"),
    (420, 420, "CX KH LA TH VN"),
    (420, 540, "ID MN"),
    (480, 480, "BN HK MO MY PH SG TW"),
    (480, 540, "TL"),
    (480, 660, "AU"),
    (510, 540, "KP"),
    (540, 540, "JP KR PW"),
    (600, 600, "GU MP"),
    (600, 660, "FM PG"),
    (660, 660, "NC SB VU"),
    (660, 720, "NF"),
    (720, 720, "MH NR TV WF"),
    (720, 780, "FJ"),
    (720, 825, "NZ"),
    (720, 840, "KI"),
    (780, 840, "TO"),
)
_BY_COUNTRY = {country: (low, high) for low, high, countries in _MINUTES for country in countries.split()}
ANYWHERE = (-12 * 60, 14 * 60)
"""The clocks that are furthest apart on earth."""


def offsets(country: str | None) -> tuple[timedelta, timedelta]:
    """The least and the greatest distance from UTC of a country's clocks; of all clocks where it is not known.

    Examples
    --------
    >>> offsets("HU")
    (datetime.timedelta(seconds=3600), datetime.timedelta(seconds=7200))
    """
    low, high = _BY_COUNTRY.get((country or "").upper(), ANYWHERE)
    return timedelta(minutes=low), timedelta(minutes=high)


def known(country: str | None) -> bool:
    """Whether the clocks of a country are known here."""
    return (country or "").upper() in _BY_COUNTRY
