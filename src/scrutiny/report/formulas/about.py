"""What a finding speaks about, and how formulas of the standalone check name it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.facts import Frame
from scrutiny.evidence.record import Evidence
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.messages import Count

HEADLINES = frozenset({Verdict.CONTRADICTS, Verdict.DECIDES, Verdict.AGREES, Verdict.LEAVES_OPEN})
Formulas = dict[str, str]


def is_headline(finding: Finding) -> bool:
    """Whether a finding is one that the standalone check should work out again, or name as one that it does not."""
    return finding.kind in (Kind.ARITHMETIC, Kind.BOUND) and finding.verdict in HEADLINES


def table_of(evidence: Evidence, counts: Counts) -> str:
    """The name of a record in the bundle."""
    alike = [other for other in evidence.counts if other.record == counts.record]
    return counts.record if len(alike) == 1 else f"{counts.record} of {counts.contest.id}"


def personal(evidence: Evidence, counts: Counts) -> bool:
    """Whether a record comes from an original with personal data, so that only ids and figures of it are handed on."""
    sources = evidence.case.source_by_id
    return any(sources[id_].personal for id_ in counts.sources if id_ in sources)


def by_value(table: str) -> str:
    """The name of the table that says how many sheets of a record have each value."""
    return f"{table} by value"


def claim_key(claim: Claim | str) -> str:
    return f"claim {claim if isinstance(claim, str) else claim.id}"


def register_key(register: str) -> str:
    return f"register {register}"


def frame_key(number: int) -> str:
    return f"frame {number}"


LAW = "law"


@dataclass(frozen=True)
class About:
    """What a finding speaks about, and how formulas name it."""

    evidence: Evidence
    finding: Finding

    @cached_property
    def contest(self) -> Contest:
        return self.evidence.case.contest_by_id[self.finding.about[0]]

    @property
    def rounding(self) -> str:
        return self.evidence.case.facts.rounding

    @property
    def rules(self) -> tuple[str, ...]:
        return ("unknown", "down", "up") if self.rounding == "unknown" else (self.rounding,)

    def claim(self, place: int = 1) -> Claim:
        return self.evidence.case.claim_by_id[self.finding.about[place]]

    def counts(self, place: int = 1) -> Counts:
        record = self.finding.about[place]
        return next(c for c in self.evidence.counts_of(self.contest.id) if c.record == record)

    def table(self, counts: Counts) -> str:
        return repr(table_of(self.evidence, counts))

    def frames(self, level: str) -> list[str]:
        """The numbers of units of a level, as the case cites them."""
        case = self.evidence.case
        return [self.frame(frame) for frame in case.frames_of(self.contest.id, level)]

    def frame(self, frame: Frame) -> str:
        return said(frame_key(self.evidence.case.frames.index(frame) + 1), "number")

    def has(self, number: str) -> bool:
        return number in self.finding.numbers

    def count(self, number: str) -> int:
        value = self.finding.numbers.get(number)
        return value.value if isinstance(value, Count) else 0


def said(who: str, name: str) -> str:
    return f"said({who!r}, {name!r})"


def this(name: str) -> str:
    return f"this({name!r})"


def plus(terms: Iterable[str]) -> str:
    return " + ".join(terms)


def bracketed(terms: Iterable[str]) -> str:
    return "[" + ", ".join(terms) + "]"


def votes_said(who: str, options: Iterable[str]) -> str:
    return plus(said(who, f"votes:{option}") for option in options)


def percent_of(part: str, whole: str) -> str:
    return f"100 * ratio({part}, {whole})"


def either(condition: str, yes: Verdict, no: Verdict) -> str:
    return f"{yes.value!r} if {condition} else {no.value!r}"


def ballots_said(figures: Figures, who: str) -> str | None:
    """Ballots as announced, or valid and invalid (and blank) votes together."""
    if figures.cast is not None:
        return said(who, "cast")
    if figures.valid is None or figures.invalid is None:
        return None
    return plus(said(who, name) for name in ("valid", "invalid", "blank") if getattr(figures, name) is not None)


def figures_of(claim: Claim) -> Figures:
    assert claim.figures is not None
    return claim.figures


def least_needed(about: About, votes: Sequence[str]) -> str | None:
    """The fewest votes added that alter the outcome, under a rule of which that is a short formula."""
    rule = about.contest.rule
    ranked = f"ranked({bracketed(votes)})"
    if rule.by_lead:
        return f"{ranked}[0] - {ranked}[1]"
    if rule.kind != "majority" or len(votes) < 3 or rule.winning_share < 50:
        return None
    # Elected with more than the share: others must come up to it. Else: the first must exceed it, or a third catch up.
    share = f"ratio({rule.winning_share.as_integer_ratio()[0]}, {rule.winning_share.as_integer_ratio()[1]})"
    total = f"sum({ranked})"
    lost = f"-(-100 * {ranked}[0] // {share}) - {total}"
    won = f"({share} * {total} - 100 * {ranked}[0]) // (100 - {share}) + 1"
    return f"{lost} if 100 * {ranked}[0] > {share} * {total} else min({won}, {ranked}[1] - {ranked}[2])"


def least_removed(about: About, votes: Sequence[str], now: Sequence[int]) -> str | None:
    """The fewest votes removed that alter the outcome, where one is elected and the rule makes it a short formula."""
    rule = about.contest.rule
    ranked = f"ranked({bracketed(votes)})"
    if rule.by_lead:
        return f"{ranked}[0] - {ranked}[1]"
    if rule.kind != "majority" or rule.winning_share < 50 or 100 * max(now) <= rule.winning_share * sum(now):
        return None
    # The first must come down to the share of what is left.
    share = f"ratio({rule.winning_share.as_integer_ratio()[0]}, {rule.winning_share.as_integer_ratio()[1]})"
    return f"-(-(100 * {ranked}[0] - {share} * sum({ranked})) // (100 - {share}))"
