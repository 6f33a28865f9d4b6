"""When two authorities announce two results of one contest: what separates them, and does the outcome differ?

Null: none; this is arithmetic. Two complete results of one contest by different authorities are held against each other
option by option. Where one has as many votes or more for every option, it can be the other with some units more, and
what those units must have held is told: so a body that annulled the results of places can be heard beside one that
did not. Where each has more for some option, no units left out make one from the other. Assumes: both speak of the
same ballots. Honest causes: an annulment, results that came later, a correction. Cannot show: which of them is right,
or whether an annulment was lawful.
Reference: Côte d'Ivoire 2010: 4,590,219 votes of the commission and 3,993,209 of the Constitutional Council; the seven
departments that it annulled must have held 544,492 votes for one candidate and 52,518 for the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from scrutiny.evidence.claim import Claim
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.origins import called, printed_in, with_computed
from scrutiny.findings.parts import parts
from scrutiny.findings.sequence import figures_of, in_order, not_corrected
from scrutiny.findings.weighing import Standing, standing
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say, series

ORDER = 80
AUTHORITIES = ("authority", "court", "parliament")


def _complete(subject: Subject) -> list[Claim]:
    """Announcements of complete results by bodies that may give one; of each body the last."""
    last: dict[str, Claim] = {}
    for claim in in_order(not_corrected(subject.announcements)):
        figures = figures_of(claim)
        whole = figures.coverage is None or figures.coverage >= 100
        told = parts(subject.contest, figures.votes)
        if claim.role in AUTHORITIES and whole and figures.votes and told.complete and figures.counted_units is None:
            last[claim.speaker] = claim
    return list(last.values())


def _applies(subject: Subject) -> Message | None:
    if len(_complete(subject)) < 2:
        return say(_("{contest}: no two bodies announced complete results of it"), contest=subject.contest.name)
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    for earlier, later in combinations(_complete(subject), 2):
        options = [o for o in figures_of(earlier).votes if o in figures_of(later).votes]
        votes = [{o: figures_of(c).votes[o] for o in options} for c in (earlier, later)]
        if len(options) < 2 or votes[0] == votes[1]:
            continue
        # The one with more votes first: what it has more is what the other must have left out.
        more, less = sorted((0, 1), key=lambda i: -sum(votes[i].values()))
        claims = (earlier, later)
        yield _finding(subject, (claims[more], votes[more]), (claims[less], votes[less]), (earlier.id, later.id))


def _finding(
    subject: Subject, more: tuple[Claim, dict[str, int]], less: tuple[Claim, dict[str, int]], ids: tuple[str, str]
) -> Finding:
    apart = {option: more[1][option] - less[1][option] for option in more[1]}
    explained = min(apart.values()) >= 0
    by = [standing(votes, subject.contest, called(claim)) for claim, votes in (more, less)]
    another = by[0].outcome != by[1].outcome
    total = sum(apart.values())
    values: dict[str, Value] = {
        "more": called(more[0]),
        "less": called(less[0]),
        "who_more": Name(more[0].speaker),
        "who_less": Name(less[0].speaker),
        "apart": series([_part(subject, option, number, total) for option, number in apart.items()]),
        "total": Count(total),
        "outcomes": _outcomes(by, another),
    }
    numbers, labels, origins = _numbers(subject, more, less, apart)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD if explained else Kind.ARITHMETIC,
        verdict=Verdict.RECORDED if explained else Verdict.CONTRADICTS,
        about=(subject.contest.id, *ids),
        title=say(_("{more} and {less}"), more=called(more[0]), less=called(less[0])),
        statement=Message(_STATEMENTS[explained, another], values),
        rests_on=(say(_("Both speak of the ballots of the same election.")),),
        breaks_if=()
        if explained
        else (say(_("A figure of one of them was printed wrongly, or they speak of different ballots.")),),
        does_not_show=say(_("Which of the two is right, or whether results were left out lawfully.")),
        would_settle=say(_("Results by unit of both, with those that one of them left out.")),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, origins),
        sources=(more[0].id, less[0].id),
        prominent=75,
    )


def _part(subject: Subject, option: str, number: int, total: int) -> Message:
    if total <= 0 or number < 0:
        return say(_("{votes} for {option}"), votes=number, option=subject.name(option))
    share = Percent.of(number, total, 1)
    return say(_("{votes} for {option} ({share})"), votes=number, option=subject.name(option), share=share)


def _outcomes(by: list[Standing], another: bool) -> Message:
    first, second = (one.sentence or say(_("no outcome")) for one in by)
    return say(_("{first}; {second}"), first=first, second=second) if another else first


_STATEMENTS: Mapping[tuple[bool, bool], str] = {
    (True, True): _(
        "Two bodies announce two results with different outcomes ({outcomes}): {more} has {total} votes more than "
        "{less}, and both can be counts of the same ballots only if what {less} left out held just these: {apart}."
    ),
    (True, False): _(
        "Two bodies announce two results with the same outcome ({outcomes}): {more} has {total} votes more than "
        "{less}, and both can be counts of the same ballots only if what {less} left out held just these: {apart}."
    ),
    (False, True): _(
        "If both speak of the same ballots, {more} and {less} cannot both be right, whatever one of them left out: "
        "they differ by {apart}, more for one option and fewer for another; their outcomes differ ({outcomes})."
    ),
    (False, False): _(
        "If both speak of the same ballots, {more} and {less} cannot both be right, whatever one of them left out: "
        "they differ by {apart}, more for one option and fewer for another; the outcome is the same ({outcomes})."
    ),
}
"""By whether units left out can explain the difference, and whether the outcomes differ."""


def _numbers(
    subject: Subject, more: tuple[Claim, dict[str, int]], less: tuple[Claim, dict[str, int]], apart: dict[str, int]
) -> tuple[dict[str, Value], dict[str, Message], dict[str, Message]]:
    total = sum(apart.values())
    numbers: dict[str, Value] = {"apart": Count(total)}
    labels = {"apart": say(_("votes that one has more"))}
    origins: dict[str, Message] = {}
    for option, number in apart.items():
        name = subject.name(option)
        for key, (claim, votes) in (("more", more), ("less", less)):
            numbers[f"{key}:{option}"] = Count(votes[option])
            labels[f"{key}:{option}"] = say(_("{option}, by {claim}"), option=name, claim=called(claim))
            origins[f"{key}:{option}"] = printed_in(claim, "votes", option)
        numbers[f"apart:{option}"] = Count(number)
        labels[f"apart:{option}"] = say(_("{option}, the difference"), option=name)
        if min(apart.values()) >= 0 and total:
            numbers[f"share:{option}"] = Percent.of(number, total, 2)
            labels[f"share:{option}"] = say(_("{option}, share of the difference"), option=name)
    return numbers, labels, origins


CHECK = Check(
    id="announced.two_results",
    title=_("Two bodies, two results"),
    asks=_("When two authorities announce two results of one contest, what separates them?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="announcements", figures=("votes",), at_least=2, when=_applies),
    compute=compute,
    assumes=_("Both speak of the ballots of the same election, and both announce complete results."),
    honest_causes=_("An annulment of the results of places, results that came in later, a correction."),
    cannot_show=_("Which of them is right, and whether an annulment was lawful."),
    references=(
        "Côte d’Ivoire 2010: Independent Electoral Commission, 2 December, and Constitutional Council, 3 December.",
    ),
    example=_(
        "Côte d’Ivoire 2010: what the Constitutional Council annulled must have held 544,492 votes for one candidate "
        "and 52,518 for the other, 91.2 % to 8.8 %."
    ),
)
