"""A sample of each kind of figure, with the figures of Venezuela 2024 where the kind is about them."""

from __future__ import annotations

from scrutiny.findings.finding import Figure
from scrutiny.messages import say


def _figure(kind: str, data: dict[str, object]) -> Figure:
    return Figure(
        kind, say("Title of {n}", n=7), data, say("Caption of {n} votes", n=7156462), say("In words: {n}", n=3)
    )


def _row(option: str, name: str, counted: int, announced: list[tuple[int, int]]) -> dict[str, object]:
    return {
        "option": option,
        "name": name,
        "counted": counted,
        "could_add": 3875466,
        "announced": [
            {"claim": f"b{n}", "label": f"Bulletin {n}", "mark": str(n), "votes": votes, "least_inside": least}
            for n, (votes, least) in enumerate(announced, 1)
        ],
    }


def _position(
    country: str, group: int, day: str, summary: str, words: str = "", printed: bool = False
) -> dict[str, object]:
    return {
        "country": country,
        "group": group,
        "day": day,
        "printed": printed,
        "words": words,
        "summary": summary,
        "source": "Outlet of " + country,
    }


SAMPLES = {
    "announced_against_counted": _figure(
        "announced_against_counted",
        {
            "record": "sheets",
            "record_title": "published sheets",
            "rows": [
                _row("B", "Birch", 7156462, [(4445978, 4585832), (5326104, 6696357)]),
                _row("A", "Alder", 3241461, [(5150092, 1512000), (6408844, 2911000)]),
                _row("X", "Others", 261205, [(462704, 0), (600936, 190000)]),
            ],
        },
    ),
    "lead_against_missing": _figure(
        "lead_against_missing",
        {
            "lead": 3915001,
            "first": "B",
            "second": "A",
            "first_name": "Birch",
            "second_name": "Alder",
            "registers": [
                {"id": "all", "name": "all entries of the register", "missing": 3875466},
                {"id": "citizens", "name": "citizens", "missing": 3647225},
            ],
        },
    ),
    "intervals": _figure(
        "intervals",
        {
            "none": 1,
            "axis": "difference between stations of one place, chance being 1",
            "rows": [
                {"what": "votes for {option}", "name": "Birch", "option": "B", "value": 1.22, "low": 1.19, "high": 1.26}
                | {"own": True},
                {"what": "turnout", "name": "", "option": "", "value": 0.4, "low": -0.2, "high": 1.3, "own": True},
                {"what": "Spain 2019, by surname: turnout", "name": "", "option": "", "value": 1.71, "low": 1.64}
                | {"high": 1.79, "own": False},
            ],
        },
    ),
    "sample_intervals": _figure(
        "sample_intervals",
        {
            "axis": "Sample less announcement, in points",
            "rows": [
                {
                    "option": "B",
                    "name": "Birch",
                    "announced": "16.41",
                    "readings": [
                        {"what": "like their stratum", "reading": "stratum", "value": "16.01", "low": "15.73"}
                        | {"high": "16.29"},
                        {"what": "at worst", "reading": "worst", "value": None, "low": "11.65", "high": "38.22"},
                    ],
                },
                {
                    "option": "A",
                    "name": "Alder",
                    "announced": "53.19",
                    "readings": [
                        {"what": "like their stratum", "reading": "stratum", "value": "53.49", "low": "53.08"}
                        | {"high": "53.91"},
                    ],
                },
            ],
        },
    ),
    "round_shares": _figure(
        "round_shares",
        {
            # Bulletin 1 of Venezuela 2024: 10,058,774 valid votes, shares of one decimal are 10,058.774 votes apart.
            "step": 10058.774,
            "decimals": 1,
            "rows": [
                {"name": "Alder", "count": 5150092, "distance": -0.288},
                {"name": "Birch", "count": 4445978, "distance": 0.108},
                {"name": "Others", "count": 462704, "distance": 0.396},
            ],
        },
    ),
    "needed_against_rest": _figure(
        "needed_against_rest",
        {
            "needed": 704114,
            "rest": {"least": 2436500, "most": 2593700},
            "registers": [{"id": "all", "name": "all entries of the register", "left": 11562031}],
        },
    ),
    "bulletin_increments": _figure(
        "bulletin_increments",
        {
            "options": [
                {"id": "A", "name": "Alder", "first": 5150092, "added": 1258752},
                {"id": "B", "name": "Birch", "first": 4445978, "added": -880126},
            ],
            "first": "Bulletin 1",
            "second": "Bulletin 2",
        },
    ),
    "falsehoods_together": _figure(
        "falsehoods_together",
        {
            "option": "B",
            "rows": [
                {"left_out": 0, "false": 4217, "coverage": "100.000", "announced": False},
                {"left_out": 941, "false": 3276, "coverage": "96.866", "announced": True},
                {"left_out": 4217, "false": 0, "coverage": "85.956", "announced": False},
            ],
        },
    ),
    "late_shift": _figure(
        "late_shift",
        {
            "option": "A",
            "rows": [
                {"of": "all", "points": 16.77, "units": 5580},
                {"of": "place", "points": 0.29, "low": -0.07, "high": 0.64, "units": 4460},
                {"of": "level", "name": "municipality", "points": -3.4, "units": 962},
                {"of": "earlier", "points": -1.02, "units": 5000},
            ],
        },
    ),
    "percentage_comb": _figure(
        "percentage_comb",
        {
            "option": "A",
            "rows": [
                {"offset": offset, "observed": 960 + 40 * (offset == 0), "expected": 950.5, "deviation": 28.1}
                for offset in range(-5, 5)
            ],
        },
    ),
    "poll_chart": _figure(
        "poll_chart",
        {
            "first": "Birch",
            "second": "Alder",
            "option_first": "B",
            "option_second": "A",
            "rows": [
                {"house": "First House", "lead": 47.1, "low": 43.2, "high": 51.0, "latest": True, "group": 0}
                | {"day": "2024-07-13"},
                {"house": "First House", "lead": 38.6, "low": 34.5, "high": 42.7, "latest": False, "group": 0}
                | {"day": "2024-05-04"},
                {"house": "A house with no number of people", "lead": 11.0, "latest": True, "group": 0, "day": ""},
                {"house": "Third House", "lead": -33.5, "low": -38.6, "high": -28.4, "latest": True, "group": 1}
                | {"day": "2024-07-17"},
            ],
            "bands": [
                {"group": 0, "mean": 29.05, "low": 5.0, "high": 53.1},
                {"group": 1, "mean": -33.5, "low": -63.5, "high": -3.5},
            ],
            "results": [
                {"mark": "1", "label": "Bulletin 1", "lead": -7.0},
                {"mark": "2", "label": "Bulletin 2", "lead": -8.8},
                {"mark": "3", "label": "published sheets", "lead": 36.7},
            ],
        },
    ),
    "dose_curves": _figure(
        "dose_curves",
        {
            "names": {"stuffing": "Stuffed ballots", "transfer": "Votes given to another"},
            "rows": [
                {"hand": hand, "dose": dose, "found": found, "of": 100}
                for hand in ("stuffing", "transfer", "a_hand_without_a_title")
                for dose, found in ((0.01, 1), (0.05, 30), (0.2, 99))
            ],
        },
    ),
    "digits": _figure(
        "digits",
        {
            "option": "A",
            "rows": [
                {"digit": d, "observed": 8790 + 40 * (d % 3), "expected": 8792.5, "deviation": 88.9} for d in range(10)
            ],
        },
    ),
    "votes_by_turnout": _figure(
        "votes_by_turnout",
        {
            "option": "A",
            "low": 47.5,
            "high": 57.5,
            "rows": [
                {"turnout": t, "votes": 1000 * t, "others": max(0, 1000 * t - 9 * max(0, t - 55) ** 2)}
                for t in range(101)
            ],
        },
    ),
    "fingerprint": _figure(
        "fingerprint",
        {
            "option": "A",
            "panels": [
                {"place": "", "bins": 50, "cells": [[25, 16, 5], [26, 16, 4], [40, 40, 1], [49, 49, 2]]},
                *[
                    {"place": place, "bins": 20, "cells": [[10, 6, 5], [19, 19, 1]]}
                    for place in ("North", "South", "A region with quite a long name", "East")
                ],
            ],
        },
    ),
    "fit_profile": _figure(
        "fit_profile",
        {
            "option": "A",
            "lines": [
                {"width": w, "points": [[x / 50, 1 + 20 * (x / 50 - at) ** 2] for x in range(51)]}
                for w, at in (("1", 0.4), ("1.25", 0.75), ("1.5", 0.8), ("2", 0.95))
            ],
        },
    ),
    "share_spikes": _figure(
        "share_spikes",
        {"option": "A", "rows": [[b, 90 if b != 700 else 240, 92.5, 140.0] for b in range(50, 951)]},
    ),
    "agreement": _figure(
        "agreement",
        {
            "results": [
                {"name": "Bulletin 1", "of": "claim", "id": "b1", "lead": 7.0},
                {"name": "a record of sheets with a name of some length", "of": "source", "id": "s", "lead": -36.7},
            ],
            "rows": [
                {"what": "A quick count", "value": -35.0, "low": -36.0, "high": -34.0},
                {"what": "A house, exit poll", "value": -34.0, "low": -54.0, "high": -9.5},
                {"what": "Another house, poll", "value": 22.7, "low": 22.7, "high": 22.7},
            ],
            "first": "A",
            "second": "B",
        },
    ),
    "selection_curve": _figure(
        "selection_curve",
        {
            "rows": [
                {"factor": f, "low": round(4e6 - 9e5 * n), "high": round(4e6 + 5e5 * n)}
                for n, f in enumerate((1.0, 2.0, 5.0, 10.0, 50.0, 100.0))
            ],
            "option": "A",
            "lead": 3900000,
            "turning": 42.0,
        },
    ),
    "margin_curve": _figure(
        "margin_curve",
        {
            "rows": [
                {"stations": n, "best": 34 / n**0.5, "even": 36 / n**0.5} for n in (100, 200, 500, 1000, 2000, 5000)
            ],
            "wanted": 1.0,
            "stations": 1190,
        },
    ),
    "positions_map": _figure(
        "positions_map",
        {
            "day": "2024-08-02",
            "home": "VE",
            "groups": [
                {"stance": "recognises_other", "option": "B", "name": "Ben", "n": 2},
                {"stance": "congratulates", "option": "A", "name": "Ana", "n": 2},
                {"stance": "asks_for_sheets", "option": "", "name": "", "n": 1},
            ],
            "rows": [
                _position("PE", 0, "2024-07-30", "Recognised Ben."),
                _position("DM", 0, "2024-08-02", "Recognised Ben."),
                _position("RU", 1, "2024-07-29", "Congratulated Ana."),
                _position("XK", 1, "2024-08-01", "Congratulated Ana.", printed=True),
                _position("BR", 2, "2024-08-01", "Asks for the tally sheets.", words="as atas"),
            ],
        },
    ),
    "claims_timeline": _figure(
        "claims_timeline",
        {
            "rows": [
                {
                    "role": role, "speaker": name, "name": name, "act": act, "about": about,
                    "start": f"{start}+00:00", "end": f"{end}+00:00",
                    "printed": start[:10], "unconfirmed": bool(unconfirmed),
                }
                for role, name, act, about, start, end, unconfirmed in (
                    ("authority", "Council", "announces_figure", "A", "2024-07-29T04:05", "2024-07-29T04:05", 0),
                    ("state", "A state", "congratulates", "A", "2024-07-29T00:00", "2024-07-30T00:00", 0),
                    ("state", "A state of a long name", "recognises", "B", "2024-08-01T04:00", "2024-08-02T10:00", 1),
                    ("court", "Supreme Court", "rules", "", "2024-08-22T04:00", "2024-08-23T04:00", 0),
                )
            ],
            "local": {"minutes": -240, "country": "VE"},
            "options": [{"option": "A", "name": "Alder"}, {"option": "B", "name": "Birch"}],
        },
    ),
    "positions_matrix": _figure(
        "positions_matrix",
        {
            "days": [f"2024-08-{day:02}" for day in (1, 2, 5, 9, 10, 17, 22, 23, 30)],
            "rows": [
                {
                    "role": "state",
                    "speaker": "A state",
                    "cells": [
                        {"day": "2024-08-01", "act": "congratulates", "about": "A", "unconfirmed": False},
                        {"day": "2024-08-01", "act": "calls_for_audit", "about": "", "unconfirmed": False},
                        {"day": "2024-08-30", "act": "recognises", "about": "B", "unconfirmed": True},
                    ],
                },
                {
                    "role": "organisation",
                    "speaker": "An organisation of many states with a long name of its own",
                    "cells": [{"day": "2024-08-22", "act": "takes_note", "about": "", "unconfirmed": False}],
                },
            ],
            "options": [{"option": "A", "name": "Alder"}, {"option": "B", "name": "Birch"}],
        },
    ),
}  # fmt: skip
