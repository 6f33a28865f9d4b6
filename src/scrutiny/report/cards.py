"""A finding as a card: what it says, what it rests on, what breaks it, and everything that is folded away."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scrutiny.evidence.case import CaseFile
from scrutiny.findings.finding import Calibration, Finding, Verdict, Weight
from scrutiny.findings.origins import computed
from scrutiny.messages import Code, Count, Message, Name, Percent, Value, _, say
from scrutiny.report.answers import Fact, folds_of, replies_to
from scrutiny.report.blocks import (
    Block,
    Card,
    Cell,
    Command,
    Fold,
    Labelled,
    Link,
    Paragraph,
    Picture,
    Table,
    UnitsTable,
    anchor_of,
    href,
)
from scrutiny.report.labels import COLUMNS
from scrutiny.report.once import without
from scrutiny.report.units import FILE, Exported, Shown

QUIET = frozenset({Verdict.AGREES, Verdict.NOTHING_UNUSUAL, Verdict.RECORDED})
LOUD = 50
"""A finding of a quiet verdict that is less prominent than this is a compact card."""
PRINTED = 60
"""Rows of units that are printed on paper; the style sheet of the page holds the same number."""


def card(
    finding: Finding,
    case: CaseFile,
    exported: Exported,
    with_picture: bool = True,
    honest_causes: str = "",
    measured: tuple[Fact, ...] = (),
    once: tuple[Fact, ...] = (),
    told: frozenset[str] = frozenset(),
) -> Card:
    """A finding as it is printed; of a test with what honest thing trips it, and what was measured of it.

    What is told `once` for all findings of its check is left out; of what remains, what was measured is folded away
    then, since it is long and reads alike on every card.

    Parameters
    ----------
    told
        Ids of the findings that have a card on the same page.
    """
    anchor = anchor_of(finding)
    picture = Picture(finding.figure, f"figure:{anchor}") if finding.figure is not None and with_picture else None
    facts = without(facts_of(finding, honest_causes, bool(measured)), once)
    measured = without(measured, once)
    folded = (Fold(say(_("What was measured of it")), (Labelled(measured),)),) if once and measured else ()
    compact = bool(finding.placebo) or (finding.verdict in QUIET and finding.prominent < LOUD)
    return Card(
        finding=finding.id,
        anchor=anchor,
        verdict=finding.verdict,
        kind=finding.kind,
        title=finding.title,
        statement=finding.statement,
        facts=(() if compact else facts) + (() if once else measured) + replies_to(finding, case),
        picture=picture,
        folds=(
            *_listed(finding, case, told),
            *folds_of(finding, case),
            *folded,
            *_folds(finding, case, exported, facts if compact else ()),
        ),
    )


def facts_of(finding: Finding, honest_causes: str = "", boxed: bool = False) -> list[Fact]:
    """The labelled sentences of a finding; `boxed` where what was measured of it stands beside them."""
    made: list[Fact] = []
    if finding.repeats:
        same = Link(say(_("the same fact, figure by figure")), href(anchor_of(finding.repeats)))
        made.append((say(_("Counted with")), (same,)))
    if finding.weight is not None:
        made += _weight(finding.weight)
    if finding.slips:
        made.append((say(_("Single units")), (_slips(finding),)))
    if finding.rests_on:
        made.append((say(_("Rests on")), finding.rests_on))
    if finding.breaks_if:
        made.append((say(_("Breaks if")), finding.breaks_if))
    if finding.tests and honest_causes:
        made.append((say(_("Honest causes")), (say(honest_causes),)))
    if finding.calibration is not None and not boxed:
        made.append((say(_("False alarms")), _calibration(finding.calibration)))
    if finding.does_not_show is not None and not boxed:
        made.append((say(_("Does not show")), (finding.does_not_show,)))
    if finding.would_settle is not None:
        made.append((say(_("Would settle it")), (finding.would_settle,)))
    return made


def _slips(finding: Finding) -> Message:
    if finding.units is None:
        return say(
            _("differences at {n} single units, kept as they are"),
            one=_("a difference at {n} single unit, kept as it is"),
            counts="n",
            n=finding.slips,
        )
    return say(
        _("differences at {n} single units, which are listed and kept as they are"),
        one=_("a difference at {n} single unit, which is listed and kept as it is"),
        counts="n",
        n=finding.slips,
    )


ALTERS: Mapping[str, tuple[str, str, str]] = {
    "moved": (
        _("{slack} votes moved from one option to another would alter it; the votes concerned reach that"),
        _("{slack} votes moved from one option to another would alter it; the votes concerned do not reach that"),
        _("{slack} votes moved from one option to another would alter it; whether the votes concerned reach that "
          "cannot be told"),
    ),
    "added": (
        _("{slack} votes added would alter it; the votes concerned reach that"),
        _("{slack} votes added would alter it; the votes concerned do not reach that"),
        _("{slack} votes added would alter it; whether the votes concerned reach that cannot be told"),
    ),
    "removed": (
        _("{slack} votes removed would alter it; the votes concerned reach that"),
        _("{slack} votes removed would alter it; the votes concerned do not reach that"),
        _("{slack} votes removed would alter it; whether the votes concerned reach that cannot be told"),
    ),
}  # fmt: skip


def _weight(weight: Weight) -> list[Fact]:
    if weight.low == weight.high:
        votes: Message = say(_("{votes}"), votes=weight.low)
    else:
        votes = say(_("between {low} and {high}"), low=weight.low, high=weight.high)
    made: list[Fact] = [(say(_("Votes concerned")), (votes,))]
    outcome: list[Cell] = [weight.outcome] if weight.outcome is not None else []
    if weight.slack is not None and weight.by in ALTERS:
        yes, no, unknown = ALTERS[weight.by]
        text = unknown if weight.could_alter is None else yes if weight.could_alter else no
        outcome.append(say(text, slack=weight.slack))
    elif weight.slack is None:
        outcome.append(say(_("how many votes would alter it is not available")))
    if outcome:
        made.append((say(_("The outcome")), tuple(outcome)))
    return made


def _calibration(calibration: Calibration) -> tuple[Cell, ...]:
    made: list[Cell] = [
        say(
            _("{alarms} alarms in {cases} undisputed or simulated cases: a rate of at most {upper} at 95% confidence"),
            one=_(
                "{alarms} alarm in {cases} undisputed or simulated cases: a rate of at most {upper} at 95% confidence"
            ),
            counts="alarms",
            alarms=calibration.alarms,
            cases=calibration.of,
            upper=Percent(100 * calibration.upper, 2),
        ),
        calibration.corpus,
    ]
    return (*made, calibration.power) if calibration.power is not None else tuple(made)


def calibration_told(calibration: Calibration) -> Message:
    """How often the alarm of a test rang on honest elections, as a sentence."""
    return say(_("How often honest elections ring the same alarm: {corpus}."), corpus=calibration.corpus)


def _listed(finding: Finding, case: CaseFile, told: frozenset[str]) -> tuple[Fold, ...]:
    """What a finding speaks about, a row each; names of statements and of findings lead to them."""
    if finding.listing is None:
        return ()

    def cell(value: Value) -> Cell:
        if isinstance(value, Name) and value.of == "claim" and value.id in case.claim_by_id:
            return Link(value, href(f"claim:{value.id}"))
        if isinstance(value, Name) and value.of == "finding":
            return Link(Code(value.text), href(anchor_of(value.id))) if value.id in told else Code(value.text)
        return value

    rows = tuple(tuple(cell(value) for value in row) for row in finding.listing.rows)
    return (Fold(finding.listing.title, (Table(finding.listing.columns, rows, finding.listing.title),)),)


def _folds(finding: Finding, case: CaseFile, exported: Exported, facts: tuple[Fact, ...]) -> list[Fold]:
    made: list[Fold] = []
    inner: list[Block] = [Labelled(facts)] if facts else []
    if finding.numbers:
        inner.append(_numbers(finding))
    if finding.sources:
        inner.append(_sources(finding, case))
    if finding.scope is not None:
        inner.append(Paragraph(_scope(finding)))
        if finding.scope.why is not None:
            inner.append(Paragraph(finding.scope.why))
    if finding.settings or finding.seed is not None:
        inner.append(_settings(finding))
    inner.append(Paragraph(say(_("To repeat it, in the folder of the case:"))))
    inner.append(Command(f"scrutiny examine . --only {finding.check}"))
    title = (
        say(_("What it rests on, what breaks it, numbers, how to repeat it"))
        if facts
        else say(_("Numbers, settings, how to repeat it"))
    )
    made.append(Fold(title, tuple(inner)))
    shown = exported.shown.get(finding.id)
    if shown is not None:
        made.append(Fold(units_title(finding.id, shown), (_units(finding, case, exported),)))
    return made


def units_title(finding: str, shown: Shown, height: int | None = None) -> Message:
    """What the list of units is, how many are shown, in which order: being listed says nothing against a unit."""
    height, total = shown.table.height if height is None else height, shown.total
    if finding.startswith("patterns."):
        return _places_title(shown, height)
    if height == total:
        return say(
            _("The {n} units that this finding speaks about; nothing is alleged of them"),
            one=_("The unit that this finding speaks about; nothing is alleged of it"),
            counts="n",
            n=total,
        )
    return say(
        _("The first {shown} of {total} units that this finding speaks about; nothing is alleged of them"),
        shown=height,
        total=total,
    )


def _places_title(shown: Shown, height: int) -> Message:
    """A check of patterns lists the larger places inside of which it was asked once more."""
    names = shown.table.get_column("unit").to_list() if "unit" in shown.table.columns else []
    by_name = names == sorted(names)
    if height == shown.total:
        text = (
            _("The same for each of {n} places, by name; nothing is alleged of them")
            if by_name
            else _("The same for each of {n} places, the least chance first; nothing is alleged of them")
        )
        one = _("The same for the one place that is large enough; nothing is alleged of it")
        return say(text, one=one, counts="n", n=shown.total)
    text = (
        _("The same for the first {shown} of {total} places, by name; nothing is alleged of them")
        if by_name
        else _("The same for {shown} of {total} places, the least chance first; nothing is alleged of them")
    )
    return say(text, shown=height, total=shown.total)


def _scope(finding: Finding) -> Message:
    assert finding.scope is not None
    if finding.scope.left_out:
        return say(_("Units used: {used}; left out: {out}."), used=finding.scope.units, out=finding.scope.left_out)
    return say(_("Units used: {used}; none left out."), used=finding.scope.units)


def _numbers(finding: Finding) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, value in finding.numbers.items():
        label: Value = finding.labels.get(name, Code(name))
        origin = finding.origins.get(name)
        if origin is not None and origin.text == computed().text:
            origin = say(_("computed"))
        rows.append((label, value, origin))
    return Table(
        columns=(say(_("quantity")), say(_("value")), say(_("where it comes from"))),
        rows=tuple(rows),
        caption=say(_("Numbers of this finding")),
        numeric=frozenset({1}),
    )


def _sources(finding: Finding, case: CaseFile) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for id_ in finding.sources:
        if id_ in case.source_by_id:
            rows.append((Link(Name(case.source_by_id[id_].title, "source", id_), href(f"source:{id_}")), Code(id_)))
        elif id_ in case.claim_by_id:
            claim = case.claim_by_id[id_]
            rows.append((Link(Name(claim.title or claim.speaker, "claim", id_), href(f"claim:{id_}")), Code(id_)))
        else:
            rows.append((Name(id_), Code(id_)))
    return Table((say(_("source")), say(_("id"))), tuple(rows), say(_("Sources that it rests on")))


def _settings(finding: Finding) -> Table:
    rows: list[tuple[Cell, ...]] = [(Code(name), plain(value)) for name, value in finding.settings.items()]
    if finding.seed is not None:
        rows.append((say(_("seed of what is drawn at random")), Code(str(finding.seed))))
    return Table((say(_("setting")), say(_("value"))), tuple(rows), say(_("Settings of this check")))


def plain(value: Any) -> Value:
    """Any value of a setting, as it is typed."""
    if isinstance(value, bool) or value is None:
        return Code({True: "true", False: "false", None: "none"}[value])
    if isinstance(value, int):
        return Count(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return Code(
            ", ".join(str(item) for item in (sorted(value, key=str) if isinstance(value, (set, frozenset)) else value))
        )
    if isinstance(value, Decimal):
        return Code(format(value, "f"))
    return Code(str(value))


def _units(finding: Finding, case: CaseFile, exported: Exported) -> UnitsTable:
    shown = exported.shown[finding.id]
    contest = case.contest_by_id.get(finding.contest)
    columns: list[Value] = []
    for name in shown.table.columns:
        columns.append(_column(name, finding, case, contest.name_of if contest is not None else str))
    in_file = finding.id in exported.rows
    return UnitsTable(
        finding=finding.id,
        shown=shown,
        columns=tuple(columns),
        csv=FILE if in_file else "",
        sha256=exported.sha256 if in_file else "",
        nothing=_nothing(shown.table.height, shown.total, in_file),
        rest=_rest(shown.total, exported.sha256 if in_file else ""),
    )


def _nothing(height: int, total: int, in_file: bool) -> Message:
    if in_file and height < total:
        return say(
            _("no unit found among the {shown} shown; all {total} are in {file}"),
            shown=height,
            total=total,
            file=Code(FILE),
        )
    return say(_("no unit found among the {shown} shown"), shown=height)


def _rest(total: int, sha256: str) -> Message | None:
    if total <= PRINTED:
        return None
    if sha256:
        return say(
            _("The other {n} are in {file} (SHA-256 {sha256})."),
            n=total - PRINTED,
            file=Code(FILE),
            sha256=Code(sha256),
        )
    return say(_("The other {n} are on the page as it is read on a screen."), n=total - PRINTED)


def _column(name: str, finding: Finding, case: CaseFile, name_of: Any) -> Value:
    """The heading of a column: the finding's own label, an option's or a level's name, or a word of ours."""
    if f"{finding.check}:{name}" in COLUMNS:
        return say(COLUMNS[f"{finding.check}:{name}"])
    if name in finding.labels:
        return finding.labels[name]
    prefix, colon, rest = name.partition(":")
    if colon and prefix in ("place", "place_name", "measure", "attribute", "option"):
        name = rest
    if name in case.level_names:
        return Name(case.level_names[name])
    if name in COLUMNS and prefix != "option":
        return say(COLUMNS[name])
    option = str(name_of(name))
    return Name(option, "option", name) if option != name else Name(name)
