"""The dispute itself: what was announced by whom, what was published, who said what about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.record import Evidence
from scrutiny.findings.examined import Examined
from scrutiny.messages import Count, Day, Message, Name, Percent, Quote, Value, _, say, series
from scrutiny.report.blocks import Cell, Headline, Link, Opening, Picture, Side, Voice, Voices, href, web_address
from scrutiny.report.labels import ACTS

LINES = 3
"""Options that a side shows with large figures; the same number for every side."""
VOICES, POLLS = 2, 6
"""Utterances of one kind in the opening; all of them are in their chapter."""
TOLD = (
    "claims_victory",
    "concedes",
    "proclaims",
    "rules",
    "congratulates",
    "recognises",
    "refuses_to_recognise",
    "alleges_irregularity",
    "alleges_attack",
    "predicts",
)
"""What the opening prints in words; what else was said is counted there and linked to."""


def opening(examined: Examined, picture: Picture | None) -> Opening:
    evidence = examined.evidence
    case = evidence.case
    contest = case.contests[0]
    slots = slots_of(evidence, contest)
    return Opening(
        title=Name(case.title),
        summary=Name(case.summary) if case.summary else None,
        plan=plan_sentence(examined),
        sides=(*_announced(evidence, contest, slots), *_published(evidence, contest, slots)),
        voices=voices(evidence),
        further=_further(evidence),
        picture=picture,
    )


def plan_sentence(examined: Examined) -> Message:
    """Whether what is checked was decided before the result was known."""
    made = examined.plan.made
    known = _known_since(examined.evidence)
    if made is None:
        return say(
            _("No plan was written down beforehand: this is the default plan, every check at its default settings")
        )
    if known is None:
        return say(_("The plan was made on {made}"), made=Day(made))
    if _moment(made) > _moment(known):
        return say(
            _("The plan was made on {made}, after the result was known ({known})"), made=Day(made), known=Day(known)
        )
    return say(
        _("The plan was made on {made}, before the result was known ({known})"), made=Day(made), known=Day(known)
    )


def _known_since(evidence: Evidence) -> date | datetime | None:
    """The first announcement; without one, the (last) day of voting."""
    said = [claim.said for claim in evidence.case.claims if claim.announces and claim.said is not None]
    if said:
        return min(said, key=_moment)
    days = [election.date for election in evidence.case.elections]
    return max(days) if days else None


def _moment(value: date | datetime) -> tuple[date, float]:
    """A day and a moment can be compared; a day counts as its beginning."""
    if not isinstance(value, datetime):
        return value, 0.0
    offset = value.utcoffset()
    if offset is not None:
        value = (value - offset).replace(tzinfo=None)
    return value.date(), value.hour * 3600.0 + value.minute * 60 + value.second


def slots_of(evidence: Evidence, contest: Contest) -> Mapping[str, int]:
    """A number for each option, alike on the whole page: in the order in which announcements and records name them."""
    order: dict[str, int] = {}
    for claim in evidence.case.announcements(contest.id):
        assert claim.figures is not None
        for option in {**claim.figures.shares, **claim.figures.votes}:
            order.setdefault(option, len(order) + 1)
    for counts in evidence.counts_of(contest.id):
        for option in _top_options(counts):
            order.setdefault(option, len(order) + 1)
    return order


def _headlines(contest: Contest, values: Mapping[str, Value], slots: Mapping[str, int]) -> tuple[Headline, ...]:
    """The largest options of one side, by that side's own figures."""

    def size(item: tuple[str, Value]) -> Fraction:
        value = item[1]
        return Fraction(value.value) if isinstance(value, (Percent, Count)) else Fraction(0)

    ranked = sorted(values.items(), key=lambda item: (-size(item), item[0]))[:LINES]
    return tuple(
        Headline(Name(contest.name_of(option), "option", option), value, slots.get(option, 0))
        for option, value in ranked
    )


def figures_of(figures: Figures) -> dict[str, Value]:
    """Shares where they were given, else votes."""
    if figures.shares:
        return {option: Percent.as_announced(Decimal(share)) for option, share in figures.shares.items()}
    return {option: Count(votes) for option, votes in figures.votes.items()}


def as_series(contest: Contest, figures: Figures) -> Value:
    """The figures of a claim in one line: "A 51.2%, B 44.2%"."""
    return series(
        [
            say(_("{option} {value}"), option=Name(contest.name_of(option), "option", option), value=value)
            for option, value in figures_of(figures).items()
        ]
    )


def _announced(evidence: Evidence, contest: Contest, slots: Mapping[str, int]) -> list[Side]:
    speakers: dict[str, list[Claim]] = {}
    for claim in evidence.case.announcements(contest.id):
        assert claim.figures is not None
        if figures_of(claim.figures):
            speakers.setdefault(claim.speaker, []).append(claim)
    made = []
    for speaker, claims in speakers.items():
        first, *later = claims
        assert first.figures is not None
        notes: list[Value] = [_when(first)]
        for claim in later:
            assert claim.figures is not None
            notes.append(
                say(
                    _("{announcement}: {figures}"),
                    announcement=_when(claim),
                    figures=as_series(contest, claim.figures),
                )
            )
        title = say(_("{speaker} announced"), speaker=Name(speaker, "speaker"))
        made.append(Side(title, _headlines(contest, figures_of(first.figures), slots), tuple(notes)))
    return made


def _when(claim: Claim) -> Message:
    """Which announcement, on which day, covering how much."""
    label = Name(claim.label, "claim", claim.id)
    coverage = claim.figures.coverage if claim.figures is not None else None
    if claim.said is None:
        if coverage is None:
            return say(_("{claim}"), claim=label)
        return say(_("{claim}, with {coverage} counted"), claim=label, coverage=Percent.as_announced(coverage))
    if coverage is None:
        return say(_("{claim}, {day}"), claim=label, day=Day(claim.said))
    return say(
        _("{claim}, {day}, with {coverage} counted"),
        claim=label,
        day=Day(claim.said),
        coverage=Percent.as_announced(coverage),
    )


def _top_options(counts: Counts) -> list[str]:
    """Options at the top of the tree that the record can give, else its own columns."""
    tops = [o.id for o in counts.contest.options if o.parent is None and o.valid and counts.has(o.id)]
    return tops or list(counts.valid_options)


def _published(evidence: Evidence, contest: Contest, slots: Mapping[str, int]) -> list[Side]:
    made = []
    for counts in evidence.counts_of(contest.id):
        options = _top_options(counts)
        if not options or not counts.has("valid"):
            continue
        totals = counts.totals_of([*options, "valid"])
        valid = totals["valid"].value
        if valid <= 0:
            continue
        shares: dict[str, Value] = {o: Percent.of(totals[o].value, valid, 1) for o in options}
        level = evidence.case.level_names.get(counts.level, counts.level)
        notes: list[Value] = [
            say(
                _("{n} rows ({level}), read here from: {record}"),
                n=counts.units,
                level=Name(level),
                record=counts.title,
            )
            if counts.is_by_unit
            else say(
                _("{n} tally sheets, as totals in {rows} rows ({level}), read here from: {record}"),
                n=counts.sheets,
                rows=counts.units,
                level=Name(level),
                record=counts.title,
            )
        ]
        notes += [Name(s.about) for s in (evidence.case.source_by_id.get(i) for i in counts.sources) if s and s.about]
        publisher = Name(counts.publisher or counts.title, "source", counts.record)
        title = say(_("{publisher} published"), publisher=publisher)
        made.append(Side(title, _headlines(contest, shares, slots), tuple(notes)))
    return made


def voices(evidence: Evidence) -> tuple[Voices, ...]:
    """Utterances by what is done by saying them; announced figures are the sides' and are left to them."""
    made: list[Voices] = []
    for act in TOLD:
        found = _claims(evidence, act)
        if not found:
            continue
        most = POLLS if act == "predicts" else VOICES
        more = Link(say(_("all {n}"), n=len(found)), _anchor(act)) if len(found) > most else None
        made.append(Voices(say(ACTS[act]), tuple(_voice(evidence, claim) for claim in found[:most]), more))
    return tuple(made)


def _further(evidence: Evidence) -> tuple[Link, ...]:
    """What else was said, as links with a number."""
    counted = {act: len(_claims(evidence, act)) for act in ACTS if act not in TOLD}
    return tuple(Link(say(_("{what}: {n}"), what=say(ACTS[act]), n=n), _anchor(act)) for act, n in counted.items() if n)


def _claims(evidence: Evidence, act: str) -> list[Claim]:
    return [claim for claim in evidence.case.claims if claim.act == act and not claim.announces]


def _anchor(act: str) -> str:
    return href(f"{'sampled' if act == 'predicts' else 'accepted'}-{act}")


def _voice(evidence: Evidence, claim: Claim) -> Voice:
    contest = evidence.case.contest_by_id[evidence.case.contest_of(claim)]
    words = claim.words or next((report.words for report in claim.reports if report.words), "")
    text: Value | None = Quote(words) if words else Name(claim.summary) if claim.summary else None
    figures: tuple[Headline, ...] = ()
    if claim.figures is not None:
        figures = tuple(
            Headline(Name(contest.name_of(o), "option", o), value, 0) for o, value in figures_of(claim.figures).items()
        )
    return Voice(
        speaker=Name(claim.speaker, "speaker"),
        words=text,
        day=Day(claim.said) if claim.said is not None else None,
        links=claim_links(claim),
        figures=figures,
    )


def claim_links(claim: Claim) -> tuple[Cell, ...]:
    """Where a claim is printed: each report with its address, or the source that was typed."""
    made: list[Cell] = []
    for report in claim.reports:
        address = web_address(report.url)
        made.append(Link(Name(report.by, "source"), address) if address else Name(report.by, "source"))
    if not made and claim.source:
        address = web_address(claim.source)
        made.append(Link(Name(claim.source), address) if address else Name(claim.source))
    return tuple(made)
