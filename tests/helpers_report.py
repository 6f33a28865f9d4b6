"""An examination made by hand, with a finding of every verdict and kind, and texts that try to break the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import polars as pl

from scrutiny.evidence.case import CaseFile, Reply
from scrutiny.evidence.claim import Claim, Figures, Report
from scrutiny.evidence.contest import Contest, Election, Option
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.facts import Facts, Frame, Register
from scrutiny.evidence.note import Note
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence, Original
from scrutiny.evidence.source import Source, Withdrawal
from scrutiny.findings.check import Check, Needs
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import MAY_SAY, Calibration, Figure, Finding, Kind, Scope, Verdict, Weight
from scrutiny.messages import Chance, Code, Count, Name, Percent, say

HOSTILE = (
    '<script>window.pwned=1</script><img src="https://evil.example/x.png" onerror="window.pwned=2">"\'`&amp;{{7*7}}'
)

CONTEST = Contest(
    "president",
    "President",
    "round-1",
    options=(Option("A", "Alder"), Option("B", "Birch"), Option("X", "Others")),
)


def evidence(summary: str = "", title: str = "Exampleland, president, 28 July 2024", stations: int = 60) -> Evidence:
    """An announcement, a record of sheets, voices and polls."""
    council = "National Electoral Council"
    claims = (
        Claim(
            "b1",
            "announces_figure",
            council,
            "authority",
            title="Bulletin 1",
            said=datetime(2024, 7, 29, 0, 10, tzinfo=UTC),
            irreversible=True,
            figures=Figures(
                votes={"A": 5150092, "B": 4445978, "X": 462704},
                shares={"A": Decimal("51.20"), "B": Decimal("44.2"), "X": Decimal("4.6")},
                coverage=Decimal("80"),
            ),
            reports=(Report("A paper", url="https://paper.example/1"),),
        ),
        Claim(
            "b2",
            "announces_figure",
            council,
            "authority",
            title="Bulletin 2",
            said=date(2024, 8, 2),
            figures=Figures(
                votes={"A": 6408844, "B": 5326104, "X": 600936},
                shares={"A": Decimal("51.95"), "B": Decimal("43.18"), "X": Decimal("4.87")},
                coverage=Decimal("96.87"),
            ),
        ),
        Claim(
            "victory-b",
            "claims_victory",
            "Birch",
            "candidate",
            said=date(2024, 7, 29),
            words="We have the sheets, and we won.",
            reports=(Report("A paper", url="https://paper.example/2"), Report("Another paper")),
        ),
        *(
            Claim(
                f"state-{n}",
                "congratulates",
                f"State {n}",
                "state",
                "CU",
                said=date(2024, 7, 29),
                words="Warm greetings.",
            )
            for n in range(1, 6)
        ),
        Claim("parl", "refuses_to_recognise", "A parliament", "parliament", words="The result lacks credibility."),
        Claim(
            "poll-1",
            "predicts",
            "Pollster One",
            "pollster",
            said=date(2024, 7, 21),
            figures=Figures(shares={"A": Decimal("24.6"), "B": Decimal("59.1")}),
            source="https://polls.example/one",
        ),
        Claim(
            "poll-2",
            "predicts",
            "Pollster Two",
            "pollster",
            figures=Figures(shares={"A": Decimal("54.2"), "B": Decimal("21.1")}),
            source="javascript:alert(1)",
        ),
    )
    sources = (
        Source(
            "sheets",
            "Published sheets",
            "Campaign of Birch",
            "a transcription of tally sheets, not the paper",
            file="sources/sheets.csv",
            fetched_by="A reporter",
            fetched_at=date(2024, 8, 3),
            fetched_from="https://sheets.example/all.csv",
            sha256="ab" * 32,
            personal=True,
        ),
        Source(
            "old",
            "Earlier copy",
            file="sources/old.csv",
            withdrawn=Withdrawal("replaced by the complete file", date(2024, 8, 4), replaced_by="sheets"),
        ),
    )
    table = pl.DataFrame(
        {
            "unit": [f"{n:05d}" for n in range(stations)],
            "row": list(range(2, stations + 2)),
            "measure:registered": [600] * stations,
            "measure:invalid": [1] * stations,
            "option:A": [101 + n % 7 for n in range(stations)],
            "option:B": [223 + n % 5 for n in range(stations)],
            "option:X": [8] * stations,
        }
    )
    counts = Counts("sheets", CONTEST, "station", ("sheets",), "Campaign of Birch", "Published sheets", table)
    case = CaseFile(
        title=title,
        country="VE",
        elections=(Election("round-1", "First round", date(2024, 7, 28), "disputed"),),
        contests=(CONTEST,),
        summary=summary or "The council announced that Alder won. Birch contests it and published tally sheets.",
        level_names={"station": "table (mesa)"},
        sources=sources,
        frames=(Frame("station", 30026, "An observer mission", "https://observer.example/report.pdf"),),
        registers=(Register("all", "all entries of the register", 21392464, source="https://council.example"),),
        facts=Facts(legal={"proclamation": "The winner is proclaimed within 48 hours."}),
        claims=claims,
        replies=(Reply("A spokesperson", date(2024, 8, 5), "The sheets are forged.", source="https://reply.example"),),
    )
    return Evidence(
        case,
        (counts,),
        (),
        (
            Note("read.unreadable-number", "sheets", say("{text} is no number", text=Code("1O2")), "row 412, column A"),
            Note(
                "read.unreadable-number", "sheets", say("{text} is no number", text=Code("7l")), "row 413, column A", 3
            ),
        ),
        (Original("sheets", "ab" * 32, 4113270, "case folder"),),
        {},
    )


def units(rows: int, text: str = "") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "unit": [f"{n:05d}" for n in range(rows)],
            "place:state": [text or ("Mérida" if n % 3 else "Zulia") for n in range(rows)],
            "locator": [f"row {n + 2}" for n in range(rows)],
            "image": [
                f"https://images.example/{n}.jpg" if n % 4 else "javascript:alert(1)" if n else None
                for n in range(rows)
            ],
            "votes": [(n * 7919) % 1013 for n in range(rows)],
        }
    )


def finding(
    verdict: Verdict, kind: Kind, number: int, text: str = "", rows: int = 0, figure: Figure | None = None
) -> Finding:
    """A finding with everything that a finding can have."""
    about = ("president", f"b{number}", "sheets")
    name = Name(text or "Birch", "option", "B")
    return Finding(
        check="counted.example" if kind is not Kind.TEST else "announced.example",
        kind=kind,
        verdict=verdict,
        about=about,
        contest="president",
        title=say("Announcement {n} and {name}", n=number, name=name),
        statement=say(
            "If the published sheets are what the machines printed, they hold at least {sheets} votes for {name}, and "
            "the announcement has {announced}: {share} against {other}.",
            sheets=6696357 + number,
            name=name,
            announced=5326104,
            share=Percent(Fraction(200, 3)),
            other=Percent.as_announced(Decimal("43.18")),
        ),
        rests_on=(
            say("{n} tables, as {who} says", n=30026, who="An observer mission"),
            say("Sheets that are genuine."),
        ),
        breaks_if=(say("At least {n} of the sheets are false or were left out.", n=4217),),
        does_not_show=say("Which of the two is wrong."),
        would_settle=say("Results by table."),
        numbers={"announced": Count(5326104), "chance": Chance(Fraction(1, 134408602)), "by name": name},
        origins={"announced": say("bulletin 2, as printed")},
        labels={"announced": say("announced for {name}", name=name)},
        weight=Weight(1370253, 1370253 + number, 541370, "moved", say("The announced outcome: Alder leads"), True),
        calibration=Calibration(3, 2000, Fraction(44, 10000), say("counts of real districts"))
        if kind is Kind.TEST
        else None,
        scope=Scope(24532, 12, say("Twelve rows have no votes.")),
        units=units(rows, text) if rows else None,
        figure=figure,
        sources=("sheets", "b2"),
        settings={"turnout": Decimal("80.0"), "decimals": 1},
        seed=7,
        prominent=20 - number,
        slips=number % 2,
    )


FIGURE = Figure(
    "kind_that_nobody_knows",
    say("A figure of an unknown kind"),
    {"options": [{"name": "Alder", "votes": 5150092}, {"name": "Birch", "votes": 4445978}]},
    say("{n} votes, as announced.", n=5150092),
    say("Alder {n}", n=5150092),
)


def every_verdict(text: str = "", rows: int = 30, figures: Sequence[Figure] = (FIGURE,)) -> tuple[Finding, ...]:
    """One finding of each verdict that each kind may say."""
    made: list[Finding] = []
    for kind in Kind:
        for verdict in sorted(MAY_SAY[kind]):
            number = len(made)
            figure = figures[number] if number < len(figures) else None
            made.append(finding(verdict, kind, number, text, rows if number % 4 == 0 else 0, figure))
    return tuple(made)


def _nothing(subject: object, settings: object) -> tuple[Finding, ...]:
    return ()


CHECKS = (
    Check(
        "announced.example",
        "Rounded shares",
        "Were the counts made from rounded shares?",
        Kind.TEST,
        Needs("contest"),
        _nothing,
    ),
    Check(
        "counted.example",
        "Against the announcement",
        "Can the sheets and the announcement both be true?",
        Kind.BOUND,
        Needs("contest"),
        _nothing,
    ),
    Check("counted.other", "Two records", "Do two records agree?", Kind.ARITHMETIC, Needs("pair_of_counts"), _nothing),
)


def examined(
    text: str = "", rows: int = 30, figures: Sequence[Figure] = (FIGURE,), plan: Plan | None = None
) -> Examined:
    """The examination; `text` stands in every place where a case may put its own words."""
    held = evidence(summary=text)
    if text:
        case = replace(
            held.case,
            title=text,
            claims=tuple(
                replace(c, words=text, speaker=text, title=text, reports=(Report(text, url=text, words=text),))
                for c in held.case.claims
            ),
            sources=tuple(replace(s, title=text, about=text, url=text, notes=(text,)) for s in held.case.sources),
            replies=(Reply(text, date(2024, 8, 5), text, source=text),),
            facts=Facts(legal={text: text}),
        )
        held = replace(held, case=case)
    return Examined(
        held,
        plan or Plan(made=date(2024, 9, 1), settings={"counted.example": {"turnout": Decimal("80.0")}}),
        CHECKS,
        every_verdict(text, rows, figures),
        {
            "counted.other": (
                say("{contest}: the case holds one record of counts, two are compared", contest="President"),
            )
        },
    )
