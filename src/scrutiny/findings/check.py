"""A check is a value: what it asks, what it needs, what it may say, and the function that computes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.record import Evidence
from scrutiny.findings.finding import Finding, Kind
from scrutiny.messages import Message, Name, _, say

QUESTIONS: Mapping[str, str] = {
    "announced": _("Can the announced figures be true at all?"),
    "counted": _("Do the polling stations add up to it?"),
    "patterns": _("Do the counts look counted?"),
    "sampled": _("Do independent samples agree?"),
    "audited": _("Do the ballots, or the sheets, confirm the outcome?"),
    "accepted": _("Who accepts it, and in which words?"),
}

Per = Literal["contest", "announcement", "announcements", "counts", "pair_of_counts", "counts_and_announcement"]


@dataclass(frozen=True, eq=False)
class Subject:
    """What one call of a check speaks about. Fields that its `per` does not promise must not be asked for."""

    evidence: Evidence
    contest: Contest
    announcements: tuple[Claim, ...] = ()
    records: tuple[Counts, ...] = ()
    seed: int = 0
    bare: bool = False
    """Only the tests are wanted, without pictures and without what stands beside them: elections are tried by the
    thousand."""
    findings: tuple[Finding, ...] = ()
    """For a check that speaks of findings: those of the checks that it names, judged, about this contest."""

    @property
    def case(self) -> CaseFile:
        return self.evidence.case

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What was said about this contest; what was said about another election is another matter."""
        case = self.evidence.case
        return tuple(c for c in case.claims if c.of_election == "this" and case.contest_of(c) == self.contest.id)

    @property
    def announcement(self) -> Claim:
        return self.announcements[0]

    @property
    def counts(self) -> Counts:
        return self.records[0]

    @property
    def other(self) -> Counts:
        return self.records[1]

    @property
    def about(self) -> tuple[str, ...]:
        """Contest, claims and records: with the check's id it makes the id of a finding."""
        return (
            self.contest.id,
            *(claim.id for claim in self.announcements),
            *(counts.record for counts in self.records),
        )

    def name(self, option: str) -> Name:
        return Name(self.contest.name_of(option), "option", option)


@dataclass(frozen=True)
class Needs:
    """What a case must hold for a check to run.

    Parameters
    ----------
    per
        What one call speaks about: each announcement, each record of counts, each pair of them, ...
    figures
        Figures that an announcement must give (names of fields of `Figures`).
    items
        Measures or options that a record must have (derived ones count).
    by_unit
        Whether a row must be a single sheet, not a total of several.
    units
        The least number of units.
    at_least
        The least number of announcements (for `announcements`).
    when
        Anything else, as a function that gives the reason why the check does not apply, or None.
    """

    per: Per
    figures: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    by_unit: bool = False
    units: int = 1
    at_least: int = 1
    when: Callable[[Subject], Message | None] | None = None


Compute = Callable[[Subject, Any], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """One method.

    Parameters
    ----------
    id
        `question.name`, the path of its file.
    title
        A few words.
    asks
        The question that it answers, in a sentence.
    kind
        What it may say.
    needs
        When it applies.
    compute
        From a subject and settings to findings.
    settings
        A frozen dataclass with documented fields and defaults.
    null, assumes, honest_causes, cannot_show, references
        Printed by `scrutiny explain` and on the check's page.
    experimental
        Without a verdict until it is calibrated.
    needs_findings
        Ids of the checks of whose findings it speaks; it runs after them.
    on_request
        Why it runs only where a plan or a command names it by its id; empty for those that run whenever they apply.
    module, extra
        A module that it needs and the optional part of Scrutiny that brings it; empty where it needs none.
    """

    id: str
    title: str
    asks: str
    kind: Kind
    needs: Needs
    compute: Compute
    settings: type[Any] | None = None
    null: str = ""
    assumes: str = ""
    honest_causes: str = ""
    cannot_show: str = ""
    references: tuple[str, ...] = ()
    example: str = ""
    experimental: bool = False
    needs_findings: tuple[str, ...] = ()
    on_request: str = ""
    module: str = ""
    extra: str = ""
    planted: Callable[..., Any] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def question(self) -> str:
        return self.id.partition(".")[0]


def subjects(evidence: Evidence, check: Check, seed: int, bare: bool = False) -> tuple[list[Subject], list[Message]]:
    """The calls that a check gets on a case, and the reasons why it gets none (or fewer)."""
    needs = check.needs
    made: list[Subject] = []
    reasons: list[Message] = []
    for contest in evidence.case.contests:
        found, why = _candidates(evidence, contest, needs, seed, bare)
        reasons += why
        for subject in found:
            reason = needs.when(subject) if needs.when else None
            if reason is None:
                made.append(subject)
            else:
                reasons.append(reason)
    return made, reasons


def _candidates(
    evidence: Evidence, contest: Contest, needs: Needs, seed: int, bare: bool
) -> tuple[list[Subject], list[Message]]:
    announcements, why_not_announced = _announcements(evidence, contest, needs)
    records, why_not_counted = _records(evidence, contest, needs)

    def subject(claims: Iterable[Claim] = (), counts: Iterable[Counts] = ()) -> Subject:
        return Subject(evidence, contest, tuple(claims), tuple(counts), seed, bare)

    match needs.per:
        case "contest":
            return [subject(announcements, records)], []
        case "announcement":
            return [subject([claim]) for claim in announcements], why_not_announced
        case "announcements":
            if len(announcements) >= needs.at_least:
                return [subject(announcements)], []
            return [], why_not_announced or [
                say(
                    _("{contest}: {n} announcements with these figures, {least} are needed"),
                    one=_("{contest}: {n} announcement with these figures, {least} are needed"),
                    counts="n",
                    contest=contest.name,
                    n=len(announcements),
                    least=needs.at_least,
                )
            ]
        case "counts":
            return [subject([], [counts]) for counts in records], why_not_counted
        case "pair_of_counts":
            pairs = [subject([], [a, b]) for i, a in enumerate(records) for b in records[i + 1 :]]
            if pairs:
                return pairs, []
            return [], why_not_counted or [
                say(_("{contest}: the case holds one record of counts, two are compared"), contest=contest.name)
            ]
        case "counts_and_announcement":
            both = [subject([claim], [counts]) for claim in announcements for counts in records]
            return both, [] if both else why_not_announced + why_not_counted


def _announcements(evidence: Evidence, contest: Contest, needs: Needs) -> tuple[list[Claim], list[Message]]:
    found: list[Claim] = []
    why: list[Message] = []
    every = evidence.case.announcements(contest.id)
    for claim in every:
        lacking = [name for name in needs.figures if not getattr(claim.figures, name)]
        if lacking:
            why.append(say(_("{claim} does not give: {what}"), claim=claim.label, what=Name(", ".join(lacking))))
        else:
            found.append(claim)
    if not every:
        why.append(say(_("{contest}: the case holds no announcement with figures"), contest=contest.name))
    return found, why


def _records(evidence: Evidence, contest: Contest, needs: Needs) -> tuple[list[Counts], list[Message]]:
    found: list[Counts] = []
    why: list[Message] = []
    every = evidence.counts_of(contest.id)
    for counts in every:
        lacking = [item for item in needs.items if not counts.has(item)]
        if lacking:
            why.append(say(_("{record} has no column for: {what}"), record=counts.title, what=Name(", ".join(lacking))))
        elif needs.by_unit and not counts.is_by_unit:
            why.append(say(_("{record} holds totals of several sheets, single sheets are needed"), record=counts.title))
        elif counts.units < needs.units:
            why.append(
                say(
                    _("{record} has {n} units, {least} are needed"),
                    record=counts.title,
                    n=counts.units,
                    least=needs.units,
                )
            )
        else:
            found.append(counts)
    if not every:
        absent = list(evidence.absent.values())
        why.append(
            say(_("{contest}: the case holds no counts by unit"), contest=contest.name)
            if not absent
            else say(
                _("{contest}: the counts are not here ({what})"), contest=contest.name, what=Name("; ".join(absent))
            )
        )
    return found, why
