"""Cases held in memory on which every check is run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from scrutiny.evidence.allegation import Allegation
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim, Figures, Report
from scrutiny.evidence.contest import Contest, Election
from scrutiny.evidence.counts import OPTION, Counts
from scrutiny.evidence.mapping import Allotment
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.sample import Between, Sample, SampleKind
from scrutiny.evidence.sample_design import SampleDesign
from scrutiny.evidence.source import Source
from scrutiny.evidence.station_sample import station_sample
from scrutiny.messages import Message, Words, say, series
from scrutiny.simulate.honest import honest_case
from scrutiny.simulate.shape import invented

PLAN = Plan(settings={"patterns.finite_mixture": {"sampled": 240, "chains": 2, "warmup": 40, "draws": 40}})
"""The default plan, but for a check that would take a minute each time."""


def honest(seed: int = 11, stations: int = 300, options: int = 3) -> Evidence:
    return honest_case(invented(stations, options, seed=seed), seed)


def contested(seed: int = 11) -> Evidence:
    """An honest count beside a second record of it that differs, and an announcement that it excludes."""
    evidence = honest(seed)
    counts = replace(evidence.counts[0], allotted=Allotment("centre", "number", "the manual of the council"))
    leader, second = counts.options[:2]
    regions = counts.table["place:region"].unique().to_list()
    altered = counts.table.with_columns(
        pl.when(pl.int_range(pl.len()) % 7 == 0).then(pl.col(OPTION + leader) + 2).otherwise(pl.col(OPTION + leader))
    )
    published = replace(counts, record="sheets", sources=("sheets",), publisher="Party", title="published sheets")
    published = replace(published, table=altered.head(250))
    figures = Figures(
        votes={leader: 1000, second: counts.total(second).value + 5000},
        shares={leader: Decimal("10.0"), second: Decimal("90.0")},
        coverage=Decimal("90"),
        turnout=Decimal("99.9"),
        registered=counts.total("registered").value,
    )
    claim = Claim(
        id="contested",
        act="proclaims",
        speaker="Electoral council",
        role="authority",
        title="Contested bulletin",
        irreversible=True,
        figures=figures,
        reports=(
            Report(by="Outlet A", figures=replace(figures, votes={**figures.votes, leader: 1009})),
            Report(by="Outlet B", figures=figures),
        ),
    )
    alleged = Claim(
        id="alleged",
        act="alleges_irregularity",
        speaker="A speaker",
        role="party",
        alleges=(
            Allegation("units_false", record="sheets", number=40),
            Allegation("units_false", places=("region=r1",))
            if "r1" in regions
            else Allegation("units_false", number=7),
            Allegation("votes_missing", announcement="contested", number=100),
            Allegation("votes_added", announcement="contested", number=10, option=leader),
            Allegation("shares_sum", announcement="contested", sum=Decimal("100.1")),
        ),
    )
    vague = Claim(id="vague", act="alleges_attack", speaker="Another speaker", role="authority")
    day = date(2030, 5, 6)
    copies = tuple(Report(outlet, day, via="An agency") for outlet in ("Outlet A", "Outlet B", "Outlet C"))
    said = (
        Claim(
            "wins", "claims_victory", "First candidate", "candidate", about=leader, said=day, resting_on=("contested",)
        ),
        Claim("wins-too", "claims_victory", "Second candidate", "candidate", about=second, said=day),
        Claim("hails", "congratulates", "A state", "state", "HU", about=leader, said=day, reports=copies),
        Claim("waits", "takes_note", "Another state", "state", "CN", about=leader, said=date(2030, 5, 9)),
        Claim("refuses", "refuses_to_recognise", "A third state", "state", "PE", about="contested", said=day),
        Claim("turns", "recognises", "A third state", "state", "PE", about=second, said=date(2030, 6, 1)),
        Claim("assembly", "recognises", "Its parliament", "parliament", "PE", about=leader, said=date(2030, 6, 2)),
        Claim("asks", "calls_for_publication", "An organisation", "organisation", said=day),
        Claim("listed", "recognises", "A listed state", "state", about=leader, said=day, told_by="First party"),
        Claim("long-ago", "refuses_to_recognise", "A state", "state", "HU", about=leader, of_election="other"),
    )
    source = Source("sheets", "published sheets", "Party", file="sources/sheets.csv")
    # The published sheets also stand for a sample of stations that somebody drew, of which some did not report.
    regions_of = counts.table.group_by("place:region").len().sort("place:region")
    design = SampleDesign(
        "quick",
        "sheets",
        title="The sample",
        strata=("region",),
        stations={str(region): int(number) for region, number in regions_of.iter_rows()},
        drawn_number=270,
        replaced=2,
        drawn_by="Observers",
    )
    told = Claim(
        id="told",
        act="predicts",
        speaker="Observers",
        role="observer_mission",
        title="A quick count",
        figures=Figures(shares={leader: Decimal("52.1"), second: Decimal("40.3")}),
        sample=Sample(
            "quick_count",
            drawn=300,
            reported=280,
            margin=Decimal("1.5"),
            intervals={leader: Between(Decimal("50.9"), Decimal("53.4"))},
        ),
    )
    case = replace(
        evidence.case,
        claims=(*evidence.case.claims, claim, alleged, vague, *said, told),
        sources=(*evidence.case.sources, source),
        samples=(design,),
    )
    sample, notes = station_sample(case, design, published)
    return replace(evidence, case=case, counts=(counts, published), samples=(sample,), notes=tuple(notes))


def polled(seed: int = 11) -> Evidence:
    """A contested election that was polled: houses that agree and others that do not, an exit poll, words."""
    evidence = contested(seed)
    vote = evidence.case.elections[0].date
    first, second = evidence.counts[0].options[:2]

    def sampled(id_: str, shares: tuple[str, str], kind: SampleKind, days: int, people: int | None) -> Claim:
        day = vote - timedelta(days=days)
        figures = Figures(shares={first: Decimal(shares[0]), second: Decimal(shares[1])})
        sample = Sample(kind, house=f"House {id_}", began=day, ended=day, people=people, drawn=40)
        return Claim(id_, "predicts", f"House {id_}", "pollster", said=day, figures=figures, sample=sample)

    claims = (
        sampled("p1", ("48", "40"), "poll", 5, 900),
        sampled("p2", ("52", "38.5"), "poll", 9, 1200),
        sampled("p3", ("50", "39"), "poll", 30, None),
        sampled("p4", ("22", "61"), "poll", 12, 1000),
        sampled("x1", ("47", "44"), "exit_poll", 0, 4000),
        Claim("words", "predicts", "A paper", "media", about=first, words="the polls predict a loss"),
    )
    return replace(evidence, case=replace(evidence.case, claims=(*evidence.case.claims, *claims)))


def beside_undisputed(now: Evidence, then: Evidence) -> Evidence:
    """One case of two elections: the first is disputed; nobody disputes the second, five years before."""
    (old, old_source), counts = (then.case.contests[0], then.case.sources[0]), then.counts[0]
    contest = replace(old, id="president-2025", election="2025")
    source = replace(old_source, id="stations-2025", title="results of 2025", file="sources/stations-2025.csv")
    earlier = replace(counts, contest=contest, record=source.id, sources=(source.id,), title=source.title)
    case = replace(
        now.case,
        elections=(
            Election("2025", "the election of 2025", date(2025, 5, 4), "undisputed"),
            replace(now.case.elections[0], status="disputed"),
        ),
        contests=(*now.case.contests, contest),
        sources=(*now.case.sources, source),
    )
    allotted = Allotment("centre", "number", "the manual of the council")
    return replace(now, case=case, counts=tuple(replace(c, allotted=allotted) for c in (*now.counts, earlier)))


def empty(evidence: Evidence) -> Evidence:
    """The same case before any evidence has arrived."""
    case = replace(evidence.case, claims=(), sources=(), tables=(), frames=(), registers=())
    return replace(evidence, case=case, counts=(), notes=())


def shuffled(evidence: Evidence, seed: int) -> Evidence:
    """Every record with its rows in another order."""
    return replace(
        evidence,
        counts=tuple(
            replace(counts, table=counts.table.sample(fraction=1, shuffle=True, seed=seed))
            for counts in evidence.counts
        ),
    )


def renamed(evidence: Evidence, names: dict[str, str]) -> Evidence:
    """Options, publishers and titles under other names; ids and figures stay."""

    def contest(old: Contest) -> Contest:
        return replace(old, options=tuple(replace(o, name=names.get(o.name, o.name)) for o in old.options))

    def record(old: Counts) -> Counts:
        return replace(
            old,
            contest=contest(old.contest),
            publisher=names.get(old.publisher, old.publisher),
            title=names.get(old.title, old.title),
        )

    case: CaseFile = replace(
        evidence.case,
        contests=tuple(contest(c) for c in evidence.case.contests),
        sources=tuple(
            replace(s, title=names.get(s.title, s.title), publisher=names.get(s.publisher, s.publisher))
            for s in evidence.case.sources
        ),
    )
    return replace(evidence, case=case, counts=tuple(record(c) for c in evidence.counts))


def swap_in(text: str, pairs: dict[str, str]) -> str:
    """Exchange names in a printed text, all at once."""
    marks = {name: f"\x00{i}\x00" for i, name in enumerate(sorted(pairs, key=len, reverse=True))}
    for name, mark in marks.items():
        text = text.replace(name, mark)
    for name, mark in marks.items():
        text = text.replace(mark, pairs[name])
    return text


def messages_of(finding: object) -> list[Message]:
    """Every sentence of a finding."""
    from scrutiny.findings.finding import Finding

    assert isinstance(finding, Finding)
    found = [finding.title, finding.statement, *finding.rests_on, *finding.breaks_if]
    found += [m for m in (finding.does_not_show, finding.would_settle) if m is not None]
    found += [*finding.labels.values(), *finding.origins.values()]
    if finding.weight is not None and finding.weight.outcome is not None:
        found.append(finding.weight.outcome)
    if finding.scope is not None and finding.scope.why is not None:
        found.append(finding.scope.why)
    if finding.listing is not None:
        found += [finding.listing.title, *finding.listing.columns]
        found += [say("{row}", row=series(row)) for row in finding.listing.rows]
    if finding.figure is not None:
        found += [finding.figure.title, finding.figure.caption, finding.figure.alternative]
    return found


def printed(finding: object, language: str = "en") -> str:
    words = Words(language)
    return "\n".join(words.plain(message) for message in messages_of(finding))
