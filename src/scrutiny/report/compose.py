"""From what was examined to the document: opening, answers, matrix, chapters, and what stands behind them."""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny import __version__
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.passage import Passage
from scrutiny.findings.check import QUESTIONS, Check
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.findings.one_text import printed_by, texts
from scrutiny.messages import Code, Count, Day, Message, Name, Quote, Value, _, say
from scrutiny.report.articles import article_links, article_sections
from scrutiny.report.back import sections
from scrutiny.report.blocks import (
    Block,
    Cell,
    Chapter,
    Document,
    Entries,
    Entry,
    Fold,
    Group,
    Lead,
    Link,
    Matrix,
    Paragraph,
    Picture,
    Section,
    anchor_of,
    href,
)
from scrutiny.report.cards import LOUD, calibration_told, card
from scrutiny.report.labels import ORDER, RANKS, ROLES
from scrutiny.report.measured import Boxes
from scrutiny.report.opening import as_series, claim_links, opening, sayings, slots_of
from scrutiny.report.patterns_read import how_to_read
from scrutiny.report.placebos import placebos
from scrutiny.report.power import power
from scrutiny.report.shared import shared
from scrutiny.report.units import FILE, Exported

SIBLINGS = 4
"""Other findings of the same verdict that an answer names."""
CONDITIONS = 2
"""Breaking points that an answer of the opening names; the card has all of them."""
TOLD = tuple(
    told
    for verdict in ORDER
    if verdict not in (Verdict.RECORDED, Verdict.NOT_APPLICABLE)
    for told in ((Verdict.RECORDED, verdict) if verdict is Verdict.AGREES else (verdict,))
)
"""Kinds of answer that the opening gives a line; of records the weighty ones, such as two results."""


def compose(examined: Examined, exported: Exported, language: str = "en") -> Document:
    """The document that every writer prints."""
    first = _opening_picture(examined)
    picture = Picture(first.figure, f"figure:{anchor_of(first)}") if first is not None and first.figure else None
    return Document(
        language=language,
        opening=opening(examined, picture, language, article_links(examined)),
        leads=leads(examined.findings),
        matrix=matrix(examined),
        chapters=tuple(_chapters(examined, exported, first)),
        sections=(*article_sections(examined), *_unanswered(examined), *sections(examined, exported)),
        digest=examined.evidence.digest,
        version=__version__,
        files=("findings.json", FILE) if exported.csv else ("findings.json",),
        slots=slots_of(examined.evidence, examined.evidence.case.contests[0]),
    )


def _opening_picture(examined: Examined) -> Finding | None:
    """The finding whose picture the page opens with: the most prominent that has one."""
    having = [finding for finding in examined.findings if finding.figure is not None]
    return max(having, key=lambda finding: finding.prominent) if having else None


def leads(findings: Sequence[Finding]) -> tuple[Lead, ...]:
    """The most prominent finding of each verdict, in a line each; a fact that is told in two forms is told once."""
    ids = {finding.id for finding in findings}
    findings = [finding for finding in findings if finding.repeats not in ids]
    made = []
    for verdict in TOLD:
        here = [
            f for f in findings if f.verdict is verdict and f.prominent >= (LOUD if verdict is Verdict.RECORDED else 0)
        ]
        # Tests of one question speak of other figures than those of another, and have rates of their own.
        questions = dict.fromkeys(_question_of(f.check) for f in here) if verdict in TESTED else [""]
        for question in questions:
            found = sorted((f for f in here if not question or _question_of(f.check) == question), key=_loudness)
            if found:
                made.append(_lead(verdict, found))
    return tuple(made)


TESTED = frozenset({Verdict.UNUSUAL, Verdict.NOTHING_UNUSUAL})


def _loudness(finding: Finding) -> int:
    return -finding.prominent


def _lead(verdict: Verdict, found: Sequence[Finding]) -> Lead:
    first, *rest = found
    return Lead(
        verdict=verdict,
        statement=first.statement,
        conditions=first.breaks_if[:CONDITIONS],
        calibration=calibration_told(first.calibration) if first.calibration is not None else None,
        link=Link(first.title, href(anchor_of(first))),
        others=tuple(Link(f.title, href(anchor_of(f))) for f in rest[:SIBLINGS]),
        left=max(0, len(rest) - SIBLINGS),
    )


def matrix(examined: Examined) -> Matrix:
    """How many findings of each verdict each question has; checks that did not apply count as such, placebos do not."""
    counts: dict[str, dict[Verdict, int]] = {question: {} for question in QUESTIONS}
    told = {finding.id for finding in examined.findings}
    for finding in examined.findings:
        if finding.repeats in told or finding.placebo:
            continue  # one fact in two forms counts once; a placebo is no answer about the election in question
        row = counts.setdefault(finding.check.partition(".")[0], {})
        row[finding.verdict] = row.get(finding.verdict, 0) + 1
    for check in examined.not_applicable:
        row = counts.setdefault(check.partition(".")[0], {})
        row[Verdict.NOT_APPLICABLE] = row.get(Verdict.NOT_APPLICABLE, 0) + 1
    used = tuple(verdict for verdict in ORDER if any(verdict in row for row in counts.values()))
    rows = tuple((Link(_question(question), href(question)), row) for question, row in counts.items() if row)
    return Matrix(used, rows, tuple(_question(question) for question, row in counts.items() if not row))


def _question(question: str) -> Value:
    return say(QUESTIONS[question]) if question in QUESTIONS else Name(question)


def _chapters(examined: Examined, exported: Exported, pictured: Finding | None) -> list[Chapter]:
    """A chapter for each question that was answered or about which something is recorded."""
    case = examined.evidence.case
    by_id: dict[str, Check] = {check.id: check for check in examined.checks}
    boxes = Boxes(examined)
    told = frozenset(finding.id for finding in examined.findings)
    made = []
    for question in _asked(examined):
        by_check: dict[str, list[Finding]] = {}
        for finding in examined.findings:
            if _question_of(finding.check) == question:
                by_check.setdefault(finding.check, []).append(finding)
        # Sorting is stable: findings of one rank stay in the order of the examination.
        ranked = [(check_id, sorted(members, key=_rank)) for check_id, members in by_check.items()]
        groups = []
        for check_id, members in sorted(ranked, key=lambda item: _rank(item[1][0])):
            check = by_id.get(check_id)
            once = shared(members, _causes(check), boxes.box) if question == "patterns" else ()
            groups.append(
                Group(
                    title=say(check.title) if check is not None else Name(check_id),
                    asks=say(check.asks) if check is not None and check.asks else Name(""),
                    cards=tuple(
                        card(f, case, exported, f is not pictured, _causes(check), boxes.box(f), once, told)
                        for f in members
                    ),
                    shared=once,
                )
            )
        blocks = _beside(examined, question)
        if groups or blocks:
            before = how_to_read(examined) if question == "patterns" else ()
            made.append(Chapter(question, _question(question), tuple(groups), blocks, before))
    return made


def _causes(check: Check | None) -> str:
    return check.honest_causes if check is not None else ""


def _asked(examined: Examined) -> tuple[str, ...]:
    """All questions, ours first."""
    others = (_question_of(finding.check) for finding in examined.findings)
    return tuple(dict.fromkeys([*QUESTIONS, *others]))


def _question_of(check: str) -> str:
    return check.partition(".")[0]


def _rank(finding: Finding) -> tuple[bool, int]:
    verdict = finding.verdict
    if verdict is Verdict.CANNOT_TELL and _question_of(finding.check) == "accepted":
        verdict = Verdict.RECORDED  # who said what comes before the order in which it cannot be told
    return bool(finding.placebo), RANKS[verdict]


def _unanswered(examined: Examined) -> tuple[Section, ...]:
    """The questions that have no chapter, in one place."""
    told = {_question_of(finding.check) for finding in examined.findings}
    left = [q for q in _asked(examined) if q not in told and not _beside(examined, q)]
    if not left:
        return ()
    entries = tuple(Entry(_question(q), ((say(_("why")), (_why_empty(examined, q),)),), anchor=q) for q in left)
    return (Section("unanswered", say(_("Questions without an answer here")), (Entries(entries),)),)


def _why_empty(examined: Examined, question: str) -> Value:
    if any(_question_of(check) == question for check in examined.not_applicable):
        return say(_("The checks of this question did not apply; the reasons are given further down."))
    return say(_("No check of this question was run."))


def _beside(examined: Examined, question: str) -> tuple[Block, ...]:
    """What stands beside the findings of a question: what patterns could have shown, polls, positions."""
    if question == "patterns":
        return (*placebos(examined, question), *power(examined))
    if question not in ("sampled", "accepted"):
        return placebos(examined, question)
    made: list[Block] = []
    polls = question == "sampled"
    for saying in sayings(examined.evidence):
        if saying.polls == polls:
            entries = tuple(_claim_entry(examined, claim.id) for claim in saying.claims)
            text = say(_("{what}: {n}"), what=saying.title, n=len(entries))
            made.append(Fold(text, (Entries(entries),), saying.anchor))
    if made:
        note = (
            _about_polls(examined)
            if polls
            else say(_("Recorded in their own words, with day and source. Positions are classes, not a scale."))
        )
        made.insert(0, Paragraph(note, soft=True))
    return tuple(made)


def _place(case: CaseFile, by: str, at: Passage) -> Cell:
    """The words in the saved original, and a link to what the report says of that file."""
    source = case.source_by_id.get(at.file) or next((s for s in case.sources if s.file and s.file == at.file), None)
    values: dict[str, Value] = {
        "by": Name(by, "source"),
        "start": Count(at.start),
        "end": Count(at.end),
        "file": Name(source.title, "source", source.id) if source is not None else Code(at.file),
        "words": Quote(at.exact),
    }
    text = _("{words} ({by}: characters {start} to {end} of {file})")
    if not at.file:
        text = _("{words} ({by}: characters {start} to {end} of the text)")
    told = Message(text, values)
    return Link(told, href(f"source:{source.id}")) if source is not None else told


def _about_polls(examined: Examined) -> Message:
    if any(_question_of(finding.check) == "sampled" for finding in examined.findings):
        return say(_("Predictions as they were printed, each with its source; what they allow stands in the findings."))
    return say(_("Recorded as they were printed, without a verdict: no check of samples was run on them."))


def _claim_entry(examined: Examined, id_: str) -> Entry:
    case = examined.evidence.case
    claim = case.claim_by_id[id_]
    rows: list[tuple[Value, tuple[Cell, ...]]] = []
    words = claim.quoted
    rows.append((say(_("Who")), (say(ROLES[claim.role]),)))
    if words:
        rows.append((say(_("Words")), (Quote(words),)))
    if claim.summary:
        rows.append((say(_("What is said")), (Name(claim.summary),)))
    if claim.figures is not None and (claim.figures.shares or claim.figures.votes):
        rows.append((say(_("Figures")), (as_series(case.contest_by_id[case.contest_of(claim)], claim.figures),)))
    if claim.said is not None:
        rows.append((say(_("When")), (Day(claim.said),)))
    if claim.told_by:
        rows.append((say(_("Told by one side only")), (Name(claim.told_by, "speaker"),)))
    links = claim_links(claim)
    if links:
        rows.append((say(_("Printed by")), links))
    if any(text.repeated for text in texts(claim)):
        rows.append((say(_("Of these, one text")), (printed_by(claim),)))
    places = tuple(_place(case, report.by, report.at) for report in claim.reports if report.at is not None)
    if places:
        rows.append((say(_("Where it stands")), places))
    return Entry(Name(claim.speaker, "speaker"), tuple(rows), f"claim:{claim.id}")
