"""A look at one's own figures before they are published: what is in order, what to mend, how to print shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scrutiny.errors import CaseError, Problem
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.rule import Rule
from scrutiny.examination import examine
from scrutiny.findings.bodies import body, publishers
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.findings.parts import parts
from scrutiny.findings.printing_shares import Misleading, fewest_decimals, misleading
from scrutiny.loading import Progress, silent

CHECKS = (
    "announced.sums",
    "announced.turnout",
    "announced.rounding",
    "announced.round_shares",
    "announced.bulletins",
    "counted.coverage",
    "counted.duplicates",
    "counted.arithmetic",
    "counted.register",
    "counted.rollup",
)
"""Checks of figures against themselves; none of them speaks of anybody else."""


@dataclass(frozen=True)
class Advice:
    """How to print the shares of one announcement, or of the sums of a record.

    Parameters
    ----------
    id, title
        Of the announcement or the record.
    contest
        The contest that it is about.
    votes
        The votes of which they are shares.
    decimals
        How many are printed now, or usually; the advice keeps to them where nothing misleads.
    misleads
        What shares with so many decimals would show and the counts do not.
    fewest
        The fewest decimals with which nothing misleads; None where none of the usual ones suffice.
    """

    id: str
    title: str
    contest: str
    votes: dict[str, int]
    decimals: int
    misleads: tuple[Misleading, ...]
    fewest: int | None


@dataclass(frozen=True, eq=False)
class Prechecked:
    """What `precheck` found.

    Parameters
    ----------
    publisher
        Whose figures they are.
    mend
        Findings with something to mend: figures that cannot both be true, slips of units, what would look odd.
    look
        Findings that cannot tell: something to look at.
    order
        Findings in which everything is in order.
    advice
        How to print shares.
    """

    publisher: str
    examined: Examined
    mend: tuple[Finding, ...]
    look: tuple[Finding, ...]
    order: tuple[Finding, ...]
    advice: tuple[Advice, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is to be mended."""
        return not self.mend and not any(one.misleads for one in self.advice)


def precheck(evidence: Evidence, publisher: str | None = None, progress: Progress = silent) -> Prechecked:
    """Hold a publisher's figures against themselves.

    Raises
    ------
    CaseError
        When the case holds figures of several publishers and none is named, or of none of that name.
    """
    whose = _whose(evidence, publisher)
    own = _own(evidence, whose)
    examined = examine(own, Plan(checks=CHECKS), progress=progress)
    mend, look, order = [], [], []
    for finding in examined.findings:
        if finding.verdict in (Verdict.CONTRADICTS, Verdict.UNUSUAL) or finding.slips:
            mend.append(finding)
        elif finding.verdict in (Verdict.CANNOT_TELL, Verdict.LEAVES_OPEN):
            look.append(finding)
        else:
            order.append(finding)
    return Prechecked(whose, examined, tuple(mend), tuple(look), tuple(order), tuple(_advice(own)))


def _whose(evidence: Evidence, publisher: str | None) -> str:
    known = publishers(evidence) or [""]
    if publisher is None:
        if len(known) > 1:
            listed = "; ".join(known)
            raise CaseError(
                Problem(
                    "--publisher", "the case holds figures of several", f"one of: {listed}", "name whose are looked at"
                )
            )
        return known[0]
    near = [name for name in known if name == publisher] or [n for n in known if publisher.casefold() in n.casefold()]
    if len(near) != 1:
        raise CaseError(Problem("--publisher", repr(publisher), "one of: " + "; ".join(known)))
    return near[0]


def _own(evidence: Evidence, publisher: str) -> Evidence:
    """The evidence without anybody else's figures, claims and words."""
    counts = tuple(c for c in evidence.counts if c.publisher in ("", publisher))
    claims: tuple[Claim, ...] = tuple(
        c for c in evidence.case.claims if c.announces and body(evidence, c.speaker) == publisher
    )
    kept = {source for c in counts for source in c.sources}
    sources = tuple(s for s in evidence.case.sources if s.id in kept)
    case = replace(
        evidence.case, claims=claims, sources=sources, replies=(), corrections=(), publications=(), summary=""
    )
    notes = tuple(note for note in evidence.notes if note.source in kept)
    originals = tuple(o for o in evidence.originals if o.source in kept)
    return replace(evidence, case=case, counts=counts, notes=notes, originals=originals, distributions=(), absent={})


def _advice(evidence: Evidence) -> Sequence[Advice]:
    made: list[Advice] = []
    for contest in evidence.case.contests:
        before, usual = len(made), evidence.case.facts.share_decimals
        for claim in evidence.case.announcements(contest.id):
            assert claim.figures is not None
            listed = parts(contest, claim.figures.votes)
            votes = {option: claim.figures.votes[option] for option in listed.options}
            shown = [-int(s.as_tuple().exponent) for s in claim.figures.shares.values()]
            decimals = min(shown, default=usual if usual is not None else 1)
            if len(votes) > 1 and listed.complete and min(votes.values()) >= 0:
                made.append(_one(claim.id, claim.label, contest.id, votes, decimals, contest.rule))
        if len(made) > before:
            continue
        for counts in evidence.counts_of(contest.id):
            totals = {o: t.value for o, t in counts.totals_of(counts.valid_options).items()}
            if len(totals) > 1 and min(totals.values()) >= 0:
                places = usual if usual is not None else 1
                made.append(_one(counts.record, counts.title, contest.id, totals, places, contest.rule))
    return made


def _one(id_: str, title: str, contest: str, votes: dict[str, int], decimals: int, rule: Rule) -> Advice:
    found = tuple(misleading(votes, decimals, rule))
    return Advice(id_, title, contest, votes, decimals, found, fewest_decimals(votes, rule, decimals))
