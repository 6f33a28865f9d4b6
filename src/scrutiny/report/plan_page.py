"""The plan of a quick count as a page: how many stations, the curve behind that number, and how strata share them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Protocol

import polars as pl

from scrutiny import __version__
from scrutiny.findings.finding import Figure
from scrutiny.messages import Code, Count, Message, Name, Points, Quantity, Value, Words, _, say
from scrutiny.report.blocks import Block, Cell, Command, Document, Items, Matrix, Opening, Paragraph, Picture, Section
from scrutiny.report.blocks import Table as TableBlock

MOST_STRATA = 400
"""So many strata are on the page at most; the file beside it has all."""


class Planned(Protocol):
    """What a plan comes to (see `scrutiny.sampling.sizing.Sized`)."""

    @property
    def wanted(self) -> float: ...
    @property
    def stations(self) -> int: ...
    @property
    def drawn(self) -> int: ...
    @property
    def seen(self) -> float: ...
    @property
    def allocation(self) -> pl.DataFrame: ...
    @property
    def curve(self) -> tuple[tuple[int, float, float], ...]: ...
    @property
    def alike(self) -> tuple[tuple[str, float, float], ...]: ...
    @property
    def left_out(self) -> int: ...


def page(made: Planned, options: Sequence[str], earlier: str, sha256: str, command: str, words: Words) -> bytes:
    """The page as a file.

    Parameters
    ----------
    made
        The plan.
    options
        The options whose lead it is about, the first two, and the others.
    earlier, sha256
        The file of the earlier election, and its hash.
    command
        What gives the same plan again.
    """
    from scrutiny.figures import begin
    from scrutiny.figures.paint import Press
    from scrutiny.report.html import to_html

    told = document(made, options, earlier, sha256, command, words.language)
    with Press() as press:
        if len(made.curve) > 1:
            begin([curve_of(made, options)], words, {}, press)
        return to_html(told, words, press).encode()


def document(made: Planned, options: Sequence[str], earlier: str, sha256: str, command: str, language: str) -> Document:
    """The plan in blocks."""
    first, second = Name(options[0]), Name(options[1])
    values: dict[str, Value] = {
        "n": Count(made.stations), "wanted": _points(made.wanted), "first": first, "second": second,
        "drawn": Count(made.drawn),
    }  # fmt: skip
    summary = (
        _(
            "{n} stations have to report for a margin of error of {wanted} points, for the lead of {first} over "
            "{second} and for every share. Draw {drawn}, since not all will report."
        )
        if made.drawn != made.stations
        else _(
            "{n} stations have to report for a margin of error of {wanted} points, for the lead of {first} over "
            "{second} and for every share."
        )
    )
    curve: list[Block] = []
    if len(made.curve) > 1:
        curve.append(Picture(curve_of(made, options), "curve"))
    curve.append(Paragraph(say(_("With that margin a lead altered by {seen} points lies outside its interval eight "
                                 "times in ten."), seen=_points(made.seen))))  # fmt: skip
    return Document(
        language=language,
        opening=Opening(
            title=say(_("A quick count: how many stations")),
            summary=Message(summary, values),
            plan=say(
                _("Computed from every station of an earlier election, {file}; the coming one may differ from it."),
                file=Code(earlier),
            ),
            sides=(),
            voices=(),
        ),
        leads=(),
        matrix=Matrix((), ()),
        chapters=(),
        sections=(
            Section("margins", say(_("Margin of error against stations")), tuple(curve)),
            Section("strata", say(_("How strata share the stations")), tuple(_strata(made))),
            Section("alike", say(_("How alike the votes of one station are")), tuple(_alike(made))),
            Section("day", say(_("What the number rests on")), (Items(_rests_on(made)),)),
            Section(
                "repeat",
                say(_("How to repeat this")),
                (
                    Command(command),
                    Paragraph(
                        say(
                            _("Version {version}, SHA-256 of the file {sha256}."),
                            version=Code(__version__),
                            sha256=Code(sha256),
                        )
                    ),
                ),
            ),
        ),
        digest=sha256,
        version=__version__,
        files=(),
        slots={},
    )


def curve_of(made: Planned, options: Sequence[str]) -> Figure:
    """The curve, as data of a picture."""
    rows: list[dict[str, Any]] = [{"stations": n, "best": best, "even": even} for n, best, even in made.curve]
    first, last = made.curve[0], made.curve[-1]
    return Figure(
        kind="margin_curve",
        title=say(
            _("Margin of error of the lead of {first} over {second}"), first=Name(options[0]), second=Name(options[1])
        ),
        data={"rows": rows, "wanted": made.wanted, "stations": made.stations},
        caption=say(
            _(
                "Half the width of a 95% interval, in points, by stations that report; both scales run in equal "
                "ratios. Four times as many stations about halve the margin, until most stations are in the sample. "
                "The plan is for every share, too, so that the dot may lie above the line."
            )
        ),
        alternative=say(
            _("{n} stations: {margin} points; {m} stations: {other} points."),
            n=first[0],
            margin=_points(first[1]),
            m=last[0],
            other=_points(last[1]),
        ),
    )


def _points(number: float) -> Points:
    return Points(Decimal(f"{number:.2f}"), 2)


def _strata(made: Planned) -> list[Block]:
    rows: list[tuple[Cell, ...]] = [
        (Name(str(stratum)), Count(int(stations)), Count(int(drawn)))
        for stratum, stations, drawn in made.allocation.select("stratum", "stations", "drawn").head(MOST_STRATA).rows()
    ]
    columns: tuple[Value, ...] = (say(_("stratum")), say(_("stations there are")), say(_("stations to draw")))
    blocks: list[Block] = [
        TableBlock(columns, tuple(rows), say(_("Stations to draw in each stratum")), frozenset({1, 2})),
    ]
    if made.allocation.height > MOST_STRATA:
        blocks.append(
            Paragraph(
                say(
                    _("{n} of {all} strata; the file beside this page has all."), n=MOST_STRATA,
                    all=made.allocation.height,
                )
            )
        )  # fmt: skip
    return blocks


def _alike(made: Planned) -> list[Block]:
    rows: list[tuple[Cell, ...]] = [
        (Name(option), Quantity(Decimal(f"{correlation:.4f}"), 4), Quantity(Decimal(f"{effect:.1f}"), 1))
        for option, correlation, effect in made.alike
    ]
    columns: tuple[Value, ...] = (say(_("option")), say(_("correlation")), say(_("design effect")))
    return [
        Paragraph(
            say(
                _(
                    "Votes of one station are alike: a sample of stations knows less than its number of votes "
                    "suggests. The design effect is how many times as large the variance is as with as many votes "
                    "drawn one by one, without strata."
                )
            )
        ),
        TableBlock(columns, tuple(rows), say(_("Correlation within stations")), frozenset({1, 2})),
    ]


def _rests_on(made: Planned) -> tuple[Message, ...]:
    told = [
        say(_("Stations are drawn at random within strata, none is replaced, and those that do not report are like "
              "the others.")),
        say(_("Votes are as unlike between stations, and shares about as large, as in the earlier election.")),
        say(_("Intervals are of 95%, one at a time; for several options together they are wider.")),
    ]  # fmt: skip
    if made.left_out:
        told.append(
            say(
                _("{n} stations without figures of every option are left out of the plan."),
                one=_("One station without figures of every option is left out of the plan."),
                counts="n",
                n=made.left_out,
            )
        )
    return tuple(told)
