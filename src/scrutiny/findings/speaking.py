"""What in a case speaks to a claim: a finding, another claim, or nothing, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Act, Claim
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.messages import Day, Message, Name, Percent, Quote, _, say, series

By = Literal["finding", "claim", "nothing", "past", "same"]
SHOWN = 3
"""Answers beside one claim; the report has them all."""
FEW = 12
"""A finding with more sources than that is a list."""


@dataclass(frozen=True)
class Answer:
    """One thing that speaks to a claim.

    Parameters
    ----------
    by
        What it is: a finding, another claim, nothing that is here, that it is about another election, or that an
        earlier sentence made the same claim.
    text
        What it says.
    verdict
        The finding's.
    leads_to
        The id of the finding or of the claim; "" where there is none.
    """

    by: By
    text: Message
    verdict: Verdict | None = None
    leads_to: str = ""


FIRST: Mapping[Verdict, int] = {
    verdict: rank
    for rank, verdict in enumerate(
        (
            Verdict.CONTRADICTS, Verdict.DECIDES, Verdict.LEAVES_OPEN, Verdict.OUTSIDE, Verdict.UNUSUAL, Verdict.AGREES,
            Verdict.WITHIN, Verdict.NOTHING_UNUSUAL, Verdict.RECORDED, Verdict.CANNOT_TELL,
        )
    )
}  # fmt: skip
"""What is told first; a check that did not apply says nothing."""

NOTHING: Mapping[Act, str] = {
    "alleges_irregularity": _(
        "No check of figures in this case can speak to what is alleged here; it is kept as said."
    ),
    "alleges_attack": _("No check of figures can tell whether there was an attack; it is kept as said."),
    "expresses_concern": _("A concern is recorded as such; no figure of this case speaks to it."),
    "observes": _("What observers saw is their statement; no figure of this case speaks to it."),
    "predicts": _("Nothing in this case says how polls of this kind have missed; it is kept as said."),
}
"""Why nothing speaks to a claim, by what is done with it."""
_NOTHING = _("Nothing in this case can speak to this; it is kept as it was said.")

RIVAL: frozenset[Act] = frozenset({"claims_victory", "proclaims"})
FIGURES: frozenset[Act] = frozenset({"announces_figure", "proclaims"})
POSITIONS: frozenset[Act] = frozenset(
    {"recognises", "congratulates", "takes_note", "withholds_recognition", "refuses_to_recognise"}
)


def answers_to(claim: Claim, examined: Examined) -> tuple[Answer, ...]:
    """What in an examined case speaks to a claim, findings first, what cannot both be true before all.

    Parameters
    ----------
    claim
        A claim of the case, or one that a reader of articles proposes.

    Returns
    -------
    tuple of Answer
        Never empty: where nothing speaks to it, that is said.
    """
    if claim.of_election == "other":
        return (Answer("past", say(_("This is about another election, which is not what this case examines."))),)
    found = findings_about(claim.id, examined.findings) or _on_predictions(claim, examined.findings)
    answers = [_of_finding(finding) for finding in found[:SHOWN]]
    if len(found) > SHOWN:
        rest = len(found) - SHOWN
        answers.append(
            Answer(
                "finding",
                say(
                    _("The report has {n} more findings that rest on this."),
                    one=_("The report has one more finding that rests on this."), counts="n", n=rest,
                ),
            )
        )  # fmt: skip
    answers += _of_claims(claim, examined)
    return tuple(answers) or (Answer("nothing", say(NOTHING.get(claim.act, _NOTHING))),)


def findings_about(claim: str, findings: Sequence[Finding]) -> list[Finding]:
    """The findings that speak about a claim, then those that rest on it, each kind in the order of `FIRST`.

    A finding that lists everything that was said has each claim among its sources and speaks to none of them.
    """

    def speaks(finding: Finding) -> bool:
        if finding.verdict not in FIRST or finding.repeats:
            return False
        return claim in finding.about or (claim in finding.sources and len(finding.sources) <= FEW)

    def rank(finding: Finding) -> tuple[bool, int, int]:
        return claim not in finding.about, FIRST[finding.verdict], -finding.prominent

    return sorted(filter(speaks, findings), key=rank)


def _on_predictions(claim: Claim, findings: Sequence[Finding]) -> list[Finding]:
    """For a sentence about polls that no finding names: what the case records of predictions, and of its polls."""
    if claim.act != "predicts":
        return []
    return [f for name in ("sampled.predictions", "sampled.polls") for f in findings if f.check == name]


def _of_finding(finding: Finding) -> Answer:
    return Answer("finding", finding.statement, finding.verdict, finding.id)


def _of_claims(claim: Claim, examined: Examined) -> list[Answer]:
    """Other claims that cannot stand beside this one without a word: rivals, other figures, what was announced."""
    case = examined.evidence.case
    here = [
        other for other in case.claims if other.id != claim.id and other.of_election == "this" and _one(claim, other)
    ]
    if claim.act in RIVAL:
        rivals = [o for o in here if o.act in RIVAL and o.about is not None and o.about != claim.about]
        return [_claim(_("{speaker} says otherwise: {words}"), other, case) for other in rivals[:SHOWN]]
    if claim.act == "predicts" or (claim.act in FIGURES and claim.figures is not None):
        told = [o for o in here if o.act in FIGURES and o.figures is not None and o.speaker != claim.speaker]
        return [
            *(answer for other in told[:SHOWN] if (answer := _figures(other, case)) is not None),
            *_records(claim, examined),
        ]
    if claim.act in POSITIONS:
        towards = [(o.speaker, _towards(o)) for o in here if o.act in POSITIONS]
        alike = {speaker for speaker, one in towards if one == _towards(claim)} | {claim.speaker}
        apart = sorted({speaker for speaker, _way in towards} - alike)
        if apart:
            some = series([Name(speaker, "speaker") for speaker in apart[:SHOWN]])
            said = _("Others took other positions, among them {speakers}; the report has their words and days.")
            return [Answer("claim", say(said, speakers=some))]
    return []


def _towards(claim: Claim) -> str:
    """Which way a position goes: for the same option, for another, against the result, or neither."""
    if claim.act in ("recognises", "congratulates"):
        return f"for {claim.about}"
    return "against" if claim.act == "refuses_to_recognise" else "open"


def _one(claim: Claim, other: Claim) -> bool:
    """Whether both are of one contest; one that names none is of any."""
    return claim.contest is None or other.contest is None or claim.contest == other.contest


def _claim(template: str, other: Claim, case: CaseFile) -> Answer:
    words = Quote(other.words) if other.words else Name(other.summary or other.label)
    return Answer("claim", say(template, speaker=Name(other.speaker, "speaker"), words=words), leads_to=other.id)


def _records(claim: Claim, examined: Examined) -> list[Answer]:
    """What records of counts say, in the same form as announcements: the shares of the options in front."""
    case, made = examined.evidence.case, []
    for counts in examined.evidence.counts:
        if counts.contest.id != case.contest_of(claim) or len(counts.valid_options) < 2:
            continue
        votes = {option: counts.total(option).value for option in counts.valid_options}
        whole = sum(votes.values())
        if whole <= 0:
            continue
        ranked = sorted(votes, key=lambda option: (-votes[option], option))[:SHOWN]
        name = counts.contest.name_of
        told = [(Name(name(option), "option", option), Percent.of(votes[option], whole, 2)) for option in ranked]
        shares = series([say("{option} {share}", option=option, share=share) for option, share in told])
        record = Name(counts.title, "source", counts.record)
        made.append(Answer("claim", say(_("In {record} are {shares}."), record=record, shares=shares)))
    return made[:SHOWN]


def _figures(other: Claim, case: CaseFile) -> Answer | None:
    contest = case.contest_by_id.get(other.contest or next(iter(case.contest_by_id), ""))
    if other.figures is None or contest is None or not other.figures.shares:
        return None
    shares = sorted(other.figures.shares.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
    named = [(Name(contest.name_of(option), "option", option), Percent.as_announced(share)) for option, share in shares]
    told = series([say("{option} {share}", option=option, share=share) for option, share in named])
    speaker = Name(other.speaker, "speaker")
    if other.said is None:
        return Answer("claim", say(_("{speaker} gave {shares}."), speaker=speaker, shares=told), leads_to=other.id)
    said = say(_("{speaker} gave {shares} on {day}."), speaker=speaker, shares=told, day=Day(other.said))
    return Answer("claim", said, leads_to=other.id)
