"""The study as the measurements beside the checks, and as a page of the documentation with pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from scrutiny.calibrations import tests_of
from scrutiny.checks import check_named
from scrutiny.checks.shipped import SHAPES, calibrated
from scrutiny.evidence.plan import Plan
from scrutiny.figures import specification
from scrutiny.findings.calibrated import upper_bound
from scrutiny.findings.finding import Figure
from scrutiny.findings.intervals import Estimate, picture
from scrutiny.messages import Words, say
from scrutiny.report.power import curves

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "scrutiny" / "checks" / "patterns"
DOCS = ROOT / "docs"
PAGE, PICTURES = DOCS / "patterns-study.md", "study"
PLAN = Plan()
WIDTH = 760
COLOURS = {
    "#010f01": "#1a1a1a", "#010f02": "#555555", "#010f03": "#cccccc", "#010f04": "#ffffff", "#010f05": "#999999",
}  # fmt: skip
"""The page's own colours, which a picture that stands alone does not have."""

Made = Mapping[str, Sequence[dict[str, Any]]]


class Found(Protocol):
    """What the real elections gave."""

    looked: Mapping[str, int]
    rang: Mapping[str, int]
    refused: Mapping[str, int]
    alarms: Sequence[tuple[str, str, str, str]]
    contests: Sequence[tuple[str, str, str]]


def write(found: Found, simulated: Made, draws: int, honest: int, stations: int) -> None:
    """The measurement beside each check, and the page."""
    (DOCS / PICTURES).mkdir(exist_ok=True)
    per_check = [shipped_of(check.id, found, simulated, stations) for check in tests_of(PLAN)]
    for data in per_check:
        file = OUT / f"{name_of(data['check'])}.calibration.json"
        file.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    lines = [
        "# How often honest elections ring an alarm",
        "",
        f"Made by `python -m benchmarks.patterns_study --draws {draws} --honest {honest} --stations {stations}`, "
        f"{datetime.now(UTC):%d %B %Y}.".replace(", 0", ", "),
        "",
        *prose(),
        *alarms_table(per_check, found),
        *alarms_picture(per_check),
        "Alarms on real undisputed elections:",
        "",
        *(
            [
                f"- {name_of(check)}: {folder}, {where}, {option}"
                for check, folder, where, option in sorted(found.alarms)
            ]
            or ["- none"]
        ),
        "",
        *sentences(per_check),
        "## What the tests find of known hands",
        "",
        "Found in so many of the elections; a dash where a test had nothing to ask (no rule by which voters are handed "
        "out, no order of arrival, no regions).",
        "",
    ]
    for folder, made in simulated.items():
        if not any(one["power"] for one in made):
            continue
        lines += [*shape_picture(folder, made), *shape_table(folder, made)]
    PAGE.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")


def name_of(check: object) -> str:
    return str(check).partition(".")[2]


def prose() -> list[str]:
    """The words that were written by hand, from the tables: between the line of the command and the first table."""
    if not PAGE.is_file():
        return []
    text = PAGE.read_text(encoding="utf-8").split("\n")
    first = next(i for i, line in enumerate(text) if line.startswith("Made by ")) + 1
    last = next(i for i, line in enumerate(text) if line.startswith("| test"))
    return [*"\n".join(text[first:last]).strip("\n").split("\n"), ""]


def shipped_of(check: str, found: Found, simulated: Made, stations: int) -> dict[str, Any]:
    """What was measured of a test on all shapes together and on real elections."""
    per_shape = [one for made in simulated.values() for one in made if one["check"] == check]
    asked = [folder for folder, made in simulated.items() for one in made if one["check"] == check]
    every = [made[0] for made in simulated.values() if made]
    contests = [(folder, contest) for name, folder, contest in found.contests if name == check]
    rang_at = sorted({(where[0], where[1].partition("/")[0]) for name, *where in found.alarms if name == check})
    return {
        "check": check,
        "level": float(PLAN.significance),
        "alarms": sum(one["alarms"] for one in per_shape),
        "of": sum(one["of"] for one in per_shape),
        "real_alarms": found.rang.get(check, 0),
        "real_of": found.looked.get(check, 0),
        "contests": len(contests),
        "contests_rang": len(rang_at),
        "elections": len({folder for folder, _contest in contests}),
        "rang_at": [f"{folder} {contest}" for folder, contest in rang_at],
        "any_alarms": sum(one["any_alarms"] for one in every),
        "any_of": sum(one["any_of"] for one in every),
        "marked": sum(one["marked"] for one in per_shape),
        "stations": stations,
        "shapes": asked,
        "power": power_of(per_shape),
    }


def listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def power_of(per_shape: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells of all shapes together; means are weighed by the number of elections."""
    cells: dict[tuple[str, float], list[dict[str, Any]]] = {}
    for one in per_shape:
        for cell in one["power"]:
            cells.setdefault((cell["hand"], cell["dose"]), []).append(cell)
    made = []
    for (hand, dose), here in sorted(cells.items()):
        of = sum(c["of"] for c in here)
        mean = {key: round(sum(c[key] * c["of"] for c in here) / of) for key in ("votes", "ballots")}
        made.append({"hand": hand, "dose": dose, **mean, "found": sum(c["found"] for c in here), "of": of})
    return made


def alarms_table(per_check: Sequence[dict[str, Any]], found: Found) -> list[str]:
    lines = [
        "| test | elections | contests | rang in | comparisons | alarms | cannot tell | simulated | alarms | verdict |"
    ]
    lines += ["|---|---|---|---|---|---|---|---|---|---|"]
    for data in per_check:
        one = calibrated(data)
        said = "may say unusual" if one.sound else "withheld" if one.tried else "withheld: too few real elections"
        upper = 100 * float(upper_bound(one.alarms, max(1, one.of)))
        lines.append(
            f"| {name_of(one.check)} | {one.elections} | {one.contests} | {one.contests_rang} | {one.real_of} "
            f"| {one.real_alarms} | {found.refused.get(one.check, 0)} | {one.of} "
            f"| {one.alarms} (at most {upper:.2f} %) | {said} |"
        )
    one = calibrated(per_check[0])
    lines += [
        "",
        f"Of the tests that may say *unusual*, any rang in {one.any_alarms} of {one.any_of} simulated elections.",
        "",
    ]
    return lines


def alarms_picture(per_check: Sequence[dict[str, Any]]) -> list[str]:
    """Rates of false alarms with what they leave open, beside the level of all tests together."""
    own = []
    for data in per_check:
        alarms, of = data["alarms"], max(1, data["of"])
        low = 1 - float(upper_bound(of - alarms, of)) if alarms else 0.0
        rate, high = alarms / of, float(upper_bound(alarms, of))
        own.append(Estimate(check_named(data["check"]).title, 100 * rate, 100 * low, 100 * high))
    figure = picture(own, (), 1, "alarms in 100 honest elections", say("False alarms"), say("False alarms"))
    text = "False alarms of each test on simulated honest elections, in percent, with the bounds that "
    text += "each is under or over at 95 % confidence; the rule is the level of all tests of a report, 1 %"
    return image("alarms", figure, text)


def sentences(per_check: Sequence[dict[str, Any]]) -> list[str]:
    """What each test may say because of this."""
    lines = ["## What each test may say", ""]
    for data in per_check:
        one = calibrated(data)
        check = check_named(one.check)
        upper = 1000 * upper_bound(one.alarms, max(1, one.of))
        may = "*unusual*" if one.sound else "no more than *cannot tell*"
        found: dict[str, Any] = {}
        for cell in sorted(one.power, key=lambda cell: cell.dose):
            if 10 * cell.found >= 9 * cell.of:
                found.setdefault(cell.hand, cell)
        seen = listed([f"{hand} from {100 * c.dose:g} % of the stations" for hand, c in sorted(found.items())])
        lines.append(
            f"- **{check.title}** may say {may}: its alarm rang {one.alarms} times in {one.of:,} simulated honest "
            f"elections (at most {float(upper):.1f} in 1,000) and in {one.contests_rang} of {one.contests} real "
            f"contests of {one.elections} elections. Found nine times in ten on these shapes: "
            f"{seen or 'no known hand'}."
        )
    return [*lines, ""]


def shape_picture(folder: str, made: Sequence[dict[str, Any]]) -> list[str]:
    text = f"{SHAPES[folder]}: how often the best test finds each known hand, by the share of stations that it altered"
    return [f"### {SHAPES[folder]}", "", *image(folder, curves([calibrated(one) for one in made]), text)]


def shape_table(folder: str, made: Sequence[dict[str, Any]]) -> list[str]:
    """For each hand, how often each test found it at each dose; a dash where it had nothing to ask."""
    lines = [
        "| hand | share of stations | share of ballots | " + " | ".join(name_of(one["check"]) for one in made) + " |"
    ]
    lines.append("|---|---|---|" + "---|" * len(made))
    by_cell = [{(c["hand"], c["dose"]): c for c in one["power"]} for one in made]
    for hand, dose in sorted({key for cells in by_cell for key in cells}):
        here = [cells.get((hand, dose)) for cells in by_cell]
        told = next(cell for cell in here if cell is not None)
        rates = " | ".join("–" if c is None else f"{c['found']}/{c['of']}" for c in here)
        share = Fraction(100 * told["votes"], told["ballots"])
        lines.append(f"| {hand} | {100 * dose:g} % | {float(share):.2f} % | {rates} |")
    return [*lines, ""]


def image(name: str, figure: Figure, text: str) -> list[str]:
    """A picture beside the page, in colours of its own."""
    import vl_convert

    spec = specification(figure, Words("en"), WIDTH)
    if spec is None:
        raise ValueError(f"{name}: a figure of no kind that can be drawn")
    svg = vl_convert.vegalite_to_svg({**spec, "background": "#ffffff"})
    for sentinel, colour in COLOURS.items():
        svg = svg.replace(sentinel, colour)
    (DOCS / PICTURES / f"{name}.svg").write_text(svg + "\n", encoding="utf-8")
    return [f"![{text}]({PICTURES}/{name}.svg)", "", f"*{text}.*", ""]
