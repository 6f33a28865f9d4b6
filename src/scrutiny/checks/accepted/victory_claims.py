"""Who claims victory, since when, and what do the figures say on which it rests?

Null: none. For each option for which somebody claims victory: who does, since which day, in which words; the figures
that the claim gives, or those of others on which it rests as the speaker says; and what every set of figures of the
case says of that option, in the same form for each. Two claims for one office are recorded side by side. That two
things cannot both be true is said of figures only: of two whole results of the same ballots that put different options
first and of which neither can be the other with some units left out; and of a claim whose own whole figures give
another outcome. Assumes: figures are those that the speaker means. Honest causes: a claim made on a part of the count.
Cannot show: who won.
Reference: Venezuela 2024 and Honduras 2017: both candidates claim victory. Côte d'Ivoire 2010: each on the figures of
another body.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from scrutiny.evidence.claim import Claim
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Listing, Verdict
from scrutiny.findings.moments import by_time
from scrutiny.findings.one_text import printed_by
from scrutiny.findings.origins import printed_in, with_computed
from scrutiny.findings.position_words import words_of
from scrutiny.findings.speakers import told_of
from scrutiny.findings.victory import Figured, elected_otherwise, figures_of_case, nested, of_claim
from scrutiny.messages import Count, Day, Message, Name, Points, Value, _, say, sentences, series

ORDER = 10
ONE_WINNER = ("plurality", "majority", "majority_or_lead")


def _claimed(subject: Subject) -> dict[str, list[Claim]]:
    """Claims of victory by the option for which it is claimed."""
    made: dict[str, list[Claim]] = {}
    for claim in by_time([claim for claim in subject.claims if claim.act == "claims_victory"]):
        option = claim.about if claim.about in subject.contest.by_id else subject.contest.spelled.get(claim.speaker)
        if option is not None:
            made.setdefault(option, []).append(claim)
    return dict(sorted(made.items()))


def _applies(subject: Subject) -> Message | None:
    if not _claimed(subject):
        return say(_("{contest}: the case holds no claim of victory"), contest=subject.contest.name)
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    claimed, every = _claimed(subject), figures_of_case(subject)
    for option, claims in claimed.items():
        yield _of_option(subject, option, claims, every)
        for claim in claims:
            yield from _own(subject, option, claim, every)
    for one, other in combinations(claimed, 2):
        yield _two(subject, (one, claimed[one]), (other, claimed[other]), every)


def _resting(subject: Subject, claims: list[Claim], every: list[Figured]) -> list[Figured]:
    """The figures that claims give, and those of others on which they rest as their speakers say."""
    known = {figured.id: figured for figured in every}
    known |= {c.id: own for c in subject.claims if (own := of_claim(subject.contest, c)) is not None}
    made = [known[claim.id] for claim in claims if claim.id in known]
    known |= {c.stands_in_for: known[c.record] for c in subject.records if c.stands_in_for and c.record in known}
    made += [known[id_] for claim in claims for id_ in claim.resting_on if id_ in known]
    return list({figured.id: figured for figured in made}.values())


# ---------------------------------------------------------------------------------------------- one option


def _of_option(subject: Subject, option: str, claims: list[Claim], every: list[Figured]) -> Finding:
    name = subject.name(option)
    resting = _resting(subject, claims, every)
    shown = list({figured.id: figured for figured in [*resting, *every]}.values())
    numbers: dict[str, Value] = {}
    labels, origins = {}, {}
    for figured in shown:
        lead = figured.lead(option)
        if lead is None:
            continue
        key = f"lead:{figured.id}"
        numbers[key] = Count(int(lead)) if len(figured.votes) > 1 else Points(lead, 2)
        labels[key] = say(_("{option} over the strongest other, by {whose}"), option=name, whose=figured.whose)
        if figured.id in subject.case.claim_by_id:
            origins[key] = printed_in(subject.case.claim_by_id[figured.id])
    proclaimed = [c for c in by_time(subject.claims) if c.act == "proclaims" and c.about == option]
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(subject.contest.id, "victory", option),
        title=say(_("Victory is claimed for {option}"), option=name),
        statement=_statement(subject, name, claims, proclaimed, resting, shown),
        rests_on=(say(_("Each figure is that of its speaker or publisher, as it was read.")),),
        does_not_show=say(_("Who won: figures of those who claim a victory are their own.")),
        would_settle=say(_("Results by unit that others than the claimants can check.")),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, origins),
        sources=tuple(claim.id for claim in (*claims, *proclaimed)) + tuple(figured.id for figured in resting),
        listing=_listing([*claims, *proclaimed]),
    )


def _statement(
    subject: Subject,
    option: Name,
    claims: list[Claim],
    proclaimed: list[Claim],
    resting: list[Figured],
    shown: list[Figured],
) -> Message:
    parts = [say(_("Victory is claimed for {option} by {who}."), option=option, who=_speakers(claims))]
    if proclaimed:
        parts.append(say(_("Proclaimed by {who}."), who=_speakers(proclaimed)))
    own = {claim.id for claim in claims}
    given = [figured for figured in resting if figured.id in own]
    lent = [figured.whose for figured in resting if figured.id not in own]
    if given and lent:
        parts.append(say(_("The claim gives figures, and rests on others: {whose}."), whose=series(lent)))
    elif given:
        parts.append(say(_("The claim gives figures of its own.")))
    elif lent:
        parts.append(say(_("The claim rests on the figures of {whose}."), whose=series(lent)))
    else:
        parts.append(say(_("Which figures the claim rests on is not recorded.")))
    told = [m for figured in shown if (m := figured.told(option)) is not None]
    if told:
        joined = sentences(told, ";")
        parts.append(say(_("What figures of this case say: {told}."), told=joined))
    else:
        parts.append(say(_("No figures in this case say who is ahead.")))
    return sentences(parts)


def _speakers(claims: list[Claim]) -> Value:
    named: list[Value] = []
    for claim in claims:
        if claim.said is None:
            named.append(say("{who}", who=told_of(claim)))
        else:
            named.append(say(_("{who} (since {day})"), who=told_of(claim), day=Day(claim.said)))
    return series(named)


def _listing(claims: list[Claim]) -> Listing:
    columns = (say(_("day")), say(_("who")), say(_("words")), say(_("printed by")))
    rows = [
        (
            Day(claim.said) if claim.said is not None else say(_("day not known")),
            Name(claim.speaker, "claim", claim.id),
            words_of(claim),
            printed_by(claim),
        )
        for claim in claims
    ]
    return Listing(say(_("The claims, with words and sources")), columns, tuple(rows))


# ------------------------------------------------------------------------------------------ its own figures


def _own(subject: Subject, option: str, claim: Claim, every: list[Figured]) -> Iterator[Finding]:
    """A claim whose own whole figures, or those on which it rests, give another outcome."""
    for figured in _resting(subject, [claim], every):
        outcome = elected_otherwise(figured, option)
        if outcome is None:
            continue
        yield Finding(
            check=CHECK.id,
            kind=Kind.ARITHMETIC,
            verdict=Verdict.CONTRADICTS,
            about=(subject.contest.id, "own", claim.id, figured.id),
            title=say(_("The claim of {speaker}, and the figures on which it rests"), speaker=told_of(claim)),
            statement=say(
                _(
                    "If {whose} gives the whole result, it does not give what {speaker} claims from it, a victory of "
                    "{option}: {outcome}."
                ),
                whose=figured.whose,
                speaker=told_of(claim),
                option=subject.name(option),
                outcome=outcome,
            ),
            rests_on=(say(_("The figures are those of all units, and the rule of the contest is as the case says.")),),
            breaks_if=(say(_("A figure was printed or read wrongly, or the speaker means other figures.")),),
            does_not_show=say(_("Who won.")),
            sources=(claim.id, figured.id),
        )


# ------------------------------------------------------------------------------------------------ two claims


def _two(
    subject: Subject, one: tuple[str, list[Claim]], other: tuple[str, list[Claim]], every: list[Figured]
) -> Finding:
    claims = [*one[1], *other[1]]
    about = (subject.contest.id, "both", one[0], other[0])
    values: dict[str, Value] = {
        "first": subject.name(one[0]),
        "second": subject.name(other[0]),
        "who": _speakers(one[1]),
        "whom": _speakers(other[1]),
    }
    excluded = _excluded(_resting(subject, one[1], every), _resting(subject, other[1], every), one[0], other[0])
    title = say(_("Victory is claimed for {first} and for {second}"), first=values["first"], second=values["second"])
    if excluded is not None:
        left, right = excluded
        return Finding(
            check=CHECK.id,
            kind=Kind.ARITHMETIC,
            verdict=Verdict.CONTRADICTS,
            about=about,
            title=title,
            statement=Message(
                _(
                    "If both speak of the same ballots, the figures on which the claims of victory for {first} (by "
                    "{who}) and for {second} (by {whom}) rest cannot both be right: {left} has {first} first, {right} "
                    "has {second} first, and neither can be the other with some units left out."
                ),
                {**values, "left": left.whose, "right": right.whose},
            ),
            rests_on=(say(_("Both are figures of all units of the same election.")),),
            breaks_if=(say(_("One of them is of other ballots, or was printed or read wrongly.")),),
            does_not_show=say(_("Which of them is right, and who won.")),
            would_settle=say(_("Results by unit of both.")),
            sources=(*(claim.id for claim in claims), left.id, right.id),
            listing=_listing(claims),
            repeats=_told_before(subject, left, right),
            prominent=60,
        )
    if subject.contest.rule.kind in ONE_WINNER and (subject.contest.rule.seats or 1) == 1:
        text = _(
            "Victory is claimed for {first} by {who}, and for {second} by {whom}; the rule elects one. What figures of "
            "this case say is told for each of them."
        )
    else:
        text = _("Victory is claimed for {first} by {who}, and for {second} by {whom}.")
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=about,
        title=title,
        statement=Message(text, values),
        does_not_show=say(_("Who won.")),
        would_settle=say(_("Results by unit that others than the claimants can check.")),
        sources=tuple(claim.id for claim in claims),
        listing=_listing(claims),
        prominent=60,
    )


def _excluded(left: list[Figured], right: list[Figured], one: str, other: str) -> tuple[Figured, Figured] | None:
    """Two whole results with different options first, of which neither can be a part of the other."""
    for a in left:
        for b in right:
            if a.whole and b.whole and (a.first, b.first) == (one, other) and not nested(a, b):
                return a, b
    return None


def _told_before(subject: Subject, left: Figured, right: Figured) -> str:
    """The finding that holds the same two results against each other, where there is one."""
    both = {left.id, right.id}
    return next((f.id for f in subject.findings if both <= set(f.about) and f.verdict is Verdict.CONTRADICTS), "")


CHECK = Check(
    id="accepted.victory_claims",
    title=_("Who claims victory"),
    asks=_("Who claims victory, since when, and what do the figures say on which it rests?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    needs_findings=("announced.two_results",),
    assumes=_("The figures that a claim rests on are those that its speaker means, as the case records them."),
    honest_causes=_("A claim is made on a part of the count, or on figures that were corrected later."),
    cannot_show=_("Who won. A claim of victory without figures is recorded, and no arithmetic speaks to it."),
    references=(
        "Venezuela 2024, 29 July: Nicolás Maduro and Edmundo González each claim victory.",
        "Côte d’Ivoire 2010: A. Ouattara on the figures of the commission, L. Gbagbo on those of the council.",
    ),
    example=_(
        "Venezuela 2024: victory is claimed for both candidates from 29 July on; bulletin 1 has one ahead by 704,114 "
        "votes, the published sheets the other."
    ),
)
