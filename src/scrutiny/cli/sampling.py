"""Commands for a quick count before the vote: how many stations, which ones, and what to do on the day."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from scrutiny.cli.terminal import notice, tell
from scrutiny.errors import CaseError, Problem

Several = Parameter(consume_multiple=True)

DAY = """\
A quick count: sheets of stations that were drawn at random, read at the stations, added up with their error.

Before the vote
  1. Get the list of all stations (the frame) and publish its SHA-256. Everything else follows from this file.
  2. scrutiny sample plan EARLIER --unit ... --strata ... --options A B --margin 1
     tells how many stations a margin needs, from an earlier election, and how to share them among strata.
  3. Throw the seed before witnesses, after the hash of the frame is public: dice, and many of them. Whoever knows seed
     and frame knows the stations. Publish the SHA-256 of the seed now, and the seed itself when the polls have closed.
  4. scrutiny sample draw FRAME --unit ... --strata ... --seed "..." --stations 500 --output draw
  5. Write down, and publish, when figures will be given (by the part that has reported), who may see them before, how
     thin strata are joined and how missing sheets will be read. All of it is a choice that a result could bend.

On the day
  6. One observer for each station drawn. A station that cannot be reached is NOT replaced by another: note why, and
     report it as missing. A neighbour was not drawn, and what cannot be reached differs from what can.
  7. Send the whole sheet: registered, valid, invalid, every option, zeros too; keep a picture of it. A blank is a
     blank and not a zero.
  8. Write the time at which each sheet arrives. Do not publish parts: early sheets are those of small stations and
     towns. In Mexico in 2018 the first 22 % were off by a point, with the strata that had not reported left out.

Afterwards
  9. Put the sheets into a case as a record, the draw as [[samples]], and run scrutiny examine CASE.
 10. Say the interval, the design and how many stations reported, in one sentence. An interval of the lead that leaves
     out 0 tells who is ahead under that design; two intervals of shares that overlap are no tie.

docs/sampling.md has the check of a draw that anybody can make with sha256 alone.
"""


def sample(sort_key: int = 0) -> App:
    """The command with its two parts; `sort_key` is its place in the help."""
    told = "Plan and draw a quick count; without more, what to do before and on the day."
    app = App(name="sample", help=told, help_format="plaintext", sort_key=sort_key)
    app.default(day)
    app.command(plan)
    app.command(draw)
    return app


def day() -> None:
    """Tell what to do before the vote, on the day and afterwards."""
    tell(DAY)


def plan(
    earlier: Path,
    /,
    *,
    options: Annotated[list[str], Several],
    margin: float,
    strata: Annotated[list[str] | None, Several] = None,
    unit: Annotated[list[str] | None, Several] = None,
    reporting: float = 1.0,
    output: Path | None = None,
    lang: str = "en",
) -> None:
    """Tell how many stations a margin of error needs, from every station of an earlier election.

    Parameters
    ----------
    earlier
        A file of an earlier election, one row a station.
    options
        Columns of votes, the two that are likely to be close first: --options "Party A" "Party B" Others
    margin
        The margin of error that is wanted, in points: 1 is half the width of a 95 % interval of two points.
    strata
        Columns that together name the stratum of a station: --strata State Urban
    unit
        Columns that together name a station.
    reporting
        The part of the stations drawn that is expected to report: 0.9
    output
        A new folder for allocation.csv, curve.csv and plan.html; without it nothing is written.
    lang
        The language of the page: en or es.
    """
    from scrutiny.messages import Words
    from scrutiny.report import checked
    from scrutiny.report.plan_page import page
    from scrutiny.sampling.reading import listed
    from scrutiny.sampling.sizing import sized, stored, told

    _once("--options", options)
    checked(lang)
    before = listed(earlier, unit or (), strata or (), {option: option for option in options})
    for note in before.notes:
        notice(note)
    made = sized(before, options, margin, reporting)
    for line in told(made, options):
        tell(line)
    if output is not None:
        again = _typed(earlier, options, margin, strata, unit, reporting)
        for line in stored(made, output, page(made, options, earlier.name, made.sha256, again, Words(lang))):
            tell(line)


def _typed(
    earlier: Path, options: list[str], margin: float, strata: list[str] | None, unit: list[str] | None, reporting: float
) -> str:
    """The command that gives the plan again, beside a copy of the file."""
    words = ["scrutiny", "sample", "plan", earlier.name]
    for name, several in (("--unit", unit), ("--strata", strata), ("--options", options)):
        words += [name, *several] if several else []
    words += ["--margin", f"{margin:g}", *(["--reporting", f"{reporting:g}"] if reporting != 1 else [])]
    return shlex.join(words)


def draw(
    frame: Path,
    /,
    *,
    unit: Annotated[list[str], Several],
    seed: str,
    output: Path,
    strata: Annotated[list[str] | None, Several] = None,
    stations: int | None = None,
    allocation: Path | None = None,
    sha256: str | None = None,
) -> None:
    """Draw stations by a public seed, so that anybody can draw the same again.

    Parameters
    ----------
    frame
        The list of all stations, one row a station.
    unit
        Columns that together name a station.
    seed
        A text that was made in public: dice, the numbers of a lottery.
    output
        A new folder for drawn.csv and draw.json.
    strata
        Columns that together name the stratum of a station.
    stations
        How many in all, shared in proportion to the strata, three of each at least.
    allocation
        A file with columns stratum and drawn, as `scrutiny sample plan` writes it, instead of --stations.
    sha256
        The hash of the frame as it was published: another file is refused.
    """
    from scrutiny.sampling.drawing import draw as drawn
    from scrutiny.sampling.drawing import warned, written
    from scrutiny.sampling.reading import listed

    if (stations is None) == (allocation is None):
        raise CaseError(Problem("--stations", "neither or both of --stations and --allocation", "one of them"))
    _once("--unit", unit)
    found = listed(frame, unit, strata or (), {})
    for note in found.notes:
        notice(note)
    if sha256 is not None and sha256.strip().lower() != found.sha256:
        mistake = f"is {found.sha256}"
        raise CaseError(Problem(f"SHA-256 of {frame.name}", mistake, sha256, "draw from the file that was published"))
    shares = None if allocation is None else _allocation(allocation)
    made = drawn(found, seed, stations, shares)
    for line in warned(made, stations):
        notice(line)
    for line in written(made, output, unit, strata or ()):
        tell(line)


def _allocation(path: Path) -> dict[str, int]:
    from scrutiny.sampling.reading import listed

    table = listed(path, (), ("stratum",), {"drawn": "drawn"}).table
    bad = table.filter(table["drawn"].is_null() | table["stratum"].is_null() | table["stratum"].is_duplicated())
    if bad.height:
        found = f"{bad.height} rows without a stratum or number, or of a stratum that stands twice"
        raise CaseError(
            Problem(f"--allocation {path.name}", found, "columns stratum and drawn, a row for each stratum")
        )
    return dict(table.select("stratum", "drawn").iter_rows())


def _once(option: str, columns: list[str]) -> None:
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise CaseError(Problem(option, f"{', '.join(twice)} is named twice", "every column once"))
