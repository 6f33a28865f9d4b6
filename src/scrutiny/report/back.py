"""What stands behind the findings: what cannot be told, what did not apply, notes, replies, sources, how to repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from scrutiny import __version__
from scrutiny.checks import all_checks
from scrutiny.evidence.note import Note
from scrutiny.evidence.record import Original
from scrutiny.evidence.source import Source
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import MARKS, Verdict
from scrutiny.findings.outcomes.told import told
from scrutiny.messages import Code, Count, Day, Message, Name, Value, _, say
from scrutiny.report.answers import replies_and_corrections
from scrutiny.report.blocks import (
    Block,
    Cell,
    Command,
    Entries,
    Entry,
    Fold,
    Items,
    Link,
    Paragraph,
    Section,
    Table,
    anchor_of,
    host_of,
    href,
    web_address,
)
from scrutiny.report.cards import plain
from scrutiny.report.labels import MEANINGS, ORDER, heading
from scrutiny.report.opening import plan_sentence
from scrutiny.report.units import FILE, Exported

NOTES_SHOWN = 40
"""Notes of one code that are printed; the JSON holds all of them."""


def sections(examined: Examined, exported: Exported) -> tuple[Section, ...]:
    return (
        Section("cannot-tell", say(_("What cannot be told")), _cannot_tell(examined)),
        Section("not-applicable", say(_("What did not apply, and why")), _not_applicable(examined)),
        Section("notes", say(_("Notes on the evidence")), _notes(examined)),
        Section("replies", say(_("Replies and corrections")), replies_and_corrections(examined)),
        Section("given", say(_("What the case takes as given")), _given(examined)),
        Section("sources", say(_("Sources, custody, hashes")), _sources(examined)),
        Section("repeat", say(_("How to repeat this report")), _repeat(examined, exported)),
        Section("words", say(_("What the words mean")), _meanings()),
    )


def _cannot_tell(examined: Examined) -> tuple[Block, ...]:
    made: list[Block] = []
    for finding in examined.findings:
        if finding.verdict in (Verdict.CANNOT_TELL, Verdict.LEAVES_OPEN):
            link = Link(finding.title, href(anchor_of(finding)))
            rows: list[tuple[Value, tuple[Cell, ...]]] = [(say(_("What is said")), (finding.statement,))]
            if finding.would_settle is not None:
                rows.append((say(_("Would settle it")), (finding.would_settle,)))
            rows.append((say(_("The card")), (link,)))
            made.append(Entries((Entry(finding.title, tuple(rows)),)))
    unsettled = [f for f in examined.findings if f.verdict in (Verdict.CONTRADICTS, Verdict.UNUSUAL, Verdict.OUTSIDE)]
    limits = [f for f in unsettled if f.does_not_show is not None and not f.placebo]
    if limits:
        made.append(Paragraph(say(_("What the findings that speak loudest do not show:"))))
        columns: tuple[Value, ...] = (say(_("finding")), say(_("does not show")), say(_("would settle it")))
        rows_ = tuple((Link(f.title, href(anchor_of(f))), f.does_not_show, f.would_settle) for f in limits)
        made.append(Table(columns, rows_, say(_("Limits of the findings"))))
    if not made:
        made.append(Paragraph(say(_("No finding says that it cannot tell."))))
    return tuple(made)


def _not_applicable(examined: Examined) -> tuple[Block, ...]:
    titles = {check.id: say(check.title) for check in examined.checks}
    rows = _reasons(examined.not_applicable, titles)
    asked = {check.id for check in examined.checks}
    left = [check for check in all_checks() if check.id not in asked]
    rows += [
        (say(check.title), say(_("runs only where the plan names it ({why})"), why=say(check.on_request)))
        for check in left
        if check.on_request
    ]
    rows += [
        (finding.title, finding.statement) for finding in examined.findings if finding.verdict is Verdict.NOT_APPLICABLE
    ]
    made: list[Block] = []
    if rows:
        made.append(Table((say(_("check")), say(_("why"))), tuple(rows), say(_("Checks that did not apply"))))
    else:
        made.append(Paragraph(say(_("Every check that was asked for applied."))))
    if examined.partly:
        columns: tuple[Value, ...] = (say(_("check")), say(_("why")))
        told = _reasons(examined.partly, titles)
        made.append(Table(columns, tuple(told), say(_("Checks that applied, but not to everything"))))
    others = [check for check in left if not check.on_request]
    if others:
        made.append(Paragraph(say(_("Not asked for, by the plan or by the command:"))))
        made.append(Items(tuple(say(check.title) for check in others)))
    return tuple(made)


def _reasons(reasons: Mapping[str, Sequence[Message]], titles: Mapping[str, Value]) -> list[tuple[Cell, ...]]:
    """A row for each reason of each check, a reason that is given twice once."""
    rows: list[tuple[Cell, ...]] = []
    for check, given in reasons.items():
        for position, message in enumerate({_key(reason): reason for reason in given}.values()):
            rows.append((titles.get(check, Code(check)) if position == 0 else None, message))
    return rows


def _key(message: Message) -> str:
    return str(message)


def _notes(examined: Examined) -> tuple[Block, ...]:
    notes = examined.evidence.notes
    if not notes:
        return (Paragraph(say(_("The readers noted nothing about the files."))),)
    titles = {source.id: source.title for source in examined.evidence.case.sources}
    made: list[Block] = [
        Paragraph(say(_("Nothing was repaired. What the readers noted, by kind; each fold names file and place.")))
    ]
    for code, group in groupby(sorted(notes, key=lambda note: note.code), key=lambda note: note.code):
        members = list(group)
        total = sum(note.count for note in members)
        blocks: list[Block] = [_note_table(members[:NOTES_SHOWN], titles)]
        if len(members) > NOTES_SHOWN:
            blocks.append(
                Paragraph(say(_("{n} more are in {file}."), n=len(members) - NOTES_SHOWN, file=Code("findings.json")))
            )
        made.append(
            Fold(
                say(_("{code}: {n} places"), one=_("{code}: {n} place"), counts="n", code=Code(code), n=total),
                tuple(blocks),
            )
        )
    return tuple(made)


def _note_table(notes: list[Note], titles: dict[str, str]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            note.says,
            Name(titles.get(note.source, note.source), "source", note.source),
            Code(note.locator) if note.locator else None,
        )
        for note in notes
    ]
    return Table((say(_("note")), say(_("source")), say(_("where in the file"))), tuple(rows), say(_("Notes")))


def _given(examined: Examined) -> tuple[Block, ...]:
    case = examined.evidence.case
    made: list[Block] = []
    rules: list[tuple[Cell, ...]] = [
        (
            Name(contest.name) if not position else None,
            sentence,
            _written(contest.rule.source) if not position else None,
        )
        for contest in case.contests
        for position, sentence in enumerate(told(contest))
    ]
    made.append(
        Table((say(_("contest")), say(_("decision rule")), say(_("said by"))), tuple(rules), say(_("Decision rules")))
    )
    if case.frames:
        frames: list[tuple[Cell, ...]] = [
            (Name(case.level_names.get(f.level, f.level)), Count(f.number), Name(f.said_by), _written(f.source))
            for f in case.frames
        ]
        columns: tuple[Value, ...] = (say(_("level")), say(_("how many")), say(_("said by")), say(_("where")))
        made.append(Table(columns, tuple(frames), say(_("How many units there should be")), frozenset({1})))
    if case.registers:
        registers: list[tuple[Cell, ...]] = [
            (Name(r.name), Count(r.number), _written(r.source)) for r in case.registers
        ]
        made.append(
            Table(
                (say(_("register")), say(_("voters")), say(_("said by"))),
                tuple(registers),
                say(_("Registers of voters")),
                frozenset({1}),
            )
        )
    if case.facts.legal:
        legal: list[tuple[Cell, ...]] = [(Name(name), Name(text)) for name, text in case.facts.legal.items()]
        made.append(Table((say(_("fact")), say(_("what is said"))), tuple(legal), say(_("Law and practice"))))
    return tuple(made)


def _written(text: str) -> Cell:
    """A source as it was typed: an address becomes a link, a word before it stays."""
    address = web_address(text)
    if address:
        return Link(Name(host_of(address)), address)
    return Name(text) if text else None


def _sources(examined: Examined) -> tuple[Block, ...]:
    evidence = examined.evidence
    originals = {original.source: original for original in evidence.originals}
    entries = tuple(_source(source, originals.get(source.id)) for source in evidence.case.sources)
    if not entries:
        return (Paragraph(say(_("The case holds no file; what was typed by hand is covered by the digest."))),)
    return (Entries(entries),)


def _source(source: Source, original: Original | None) -> Entry:
    rows: list[tuple[Value, tuple[Cell, ...]]] = []

    def row(label: Message, *cells: Cell) -> None:
        held = tuple(cell for cell in cells if cell is not None)
        if held:
            rows.append((label, held))

    row(say(_("Whose figures")), Name(source.publisher) if source.publisher else None)
    row(say(_("What it is")), Name(source.about) if source.about else None)
    row(say(_("Published")), Day(source.published) if source.published else None, _written(source.url or ""))
    row(
        say(_("Custody")),
        say(_("fetched by {who}"), who=source.fetched_by) if source.fetched_by else None,
        Day(source.fetched_at) if source.fetched_at else None,
        _written(source.fetched_from),
    )
    row(say(_("Archived at")), _written(source.archived))
    row(say(_("Terms")), Name(source.licence) if source.licence else None)
    row(say(_("File")), Code(source.file or source.dataset or ""), Code(source.member) if source.member else None)
    if original is not None:
        row(say(_("SHA-256")), Code(original.sha256))
        row(say(_("Size")), say(_("{n} bytes"), n=original.bytes))
    else:
        row(say(_("SHA-256")), Code(source.sha256) if source.sha256 else None)
        row(say(_("State")), say(_("not here when the report was made")))
    if source.withdrawn is not None:
        row(say(_("Withdrawn")), Day(source.withdrawn.when), Name(source.withdrawn.why))
    if source.personal:
        row(say(_("Privacy")), say(_("the original holds names or identity numbers: it is linked to, never shown")))
    row(say(_("Remarks")), *[Name(note) for note in source.notes])
    return Entry(Name(source.title, "source", source.id), tuple(rows), f"source:{source.id}")


def _repeat(examined: Examined, exported: Exported) -> tuple[Block, ...]:
    plan = examined.plan
    command = "scrutiny examine ."
    if examined.only:
        command += " --only " + " ".join(examined.only)
    settings: list[tuple[Cell, ...]] = [
        (Code(f"{check}: {name}"), plain(value))
        for check, chosen in plan.settings.items()
        for name, value in chosen.items()
    ]
    rows: list[tuple[Cell, ...]] = [
        (say(_("version of Scrutiny")), Code(__version__)),
        (say(_("digest of the evidence (SHA-256 of the list below)")), Code(examined.evidence.digest)),
        (say(_("seed of what is drawn at random")), Code(str(plan.seed))),
        (say(_("plan")), plan_sentence(examined)),
        *plan_digest(examined),
        (say(_("level of the units")), Code(plan.level)),
        *settings,
    ]
    if plan.without:
        rows.append((say(_("left out by the plan")), Code(", ".join(plan.without))))
    if exported.csv:
        rows.append((say(_("SHA-256 of the file of units")), Code(exported.sha256)))
    made: list[Block] = [
        Paragraph(say(_("In the folder of the case, with the version below, this gives the same bytes:"))),
        Command(command),
        Paragraph(say(_("And this says whether the report in hand is that report:"))),
        Command("scrutiny verify report.html --case ."),
        Table((say(_("what")), say(_("value"))), tuple(rows), say(_("What repeats the report"))),
    ]
    if exported.csv:
        total = sum(exported.rows.values())
        made.append(
            Paragraph(
                say(
                    _("{file}, beside this report, holds all {n} units of the findings that list more than are shown."),
                    file=Code(FILE),
                    n=total,
                )
            )
        )
    made.append(
        Fold(say(_("What the digest is made from")), (Items(tuple(Code(line) for line in _manifest(examined))),))
    )
    return tuple(made)


def plan_digest(examined: Examined) -> list[tuple[Cell, ...]]:
    """The row by which whoever published the plan beforehand can show that it is this one."""
    if not examined.plan_digest:
        return []
    what = say(_("digest of the plan in full (SHA-256 of what {command} prints)"), command=Code("scrutiny plan"))
    return [(what, Code(examined.plan_digest))]


def _manifest(examined: Examined) -> Any:
    return examined.evidence.manifest.splitlines()


def _meanings() -> tuple[Block, ...]:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (say(_("{mark} {word}"), mark=MARKS[verdict], word=heading(verdict)), say(MEANINGS[verdict]))
        for verdict in ORDER
    )
    return (Table((say(_("word")), say(_("what it says"))), rows, say(_("Words at the head of a finding"))),)
