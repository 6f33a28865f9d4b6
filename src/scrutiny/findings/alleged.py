"""What an allegation about an announcement comes to: votes missing or added, shares that do not add to 100."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from scrutiny.evidence.allegation import Allegation
from scrutiny.evidence.claim import Claim
from scrutiny.findings.check import Subject
from scrutiny.findings.finding import Kind, Verdict
from scrutiny.findings.origins import alleged_in, called, printed_in
from scrutiny.findings.outcomes import outcome
from scrutiny.findings.parts import parts
from scrutiny.findings.weighing import Standing, standing
from scrutiny.messages import Count, Message, Name, Percent, Value, _, say, series
from scrutiny.stats.rounding import interval


@dataclass
class Told:
    """What is said of one allegation, and its numbers."""

    verdict: Verdict
    statement: Message
    kind: Kind = Kind.BOUND
    numbers: dict[str, Value] = field(default_factory=dict)
    labels: dict[str, Message] = field(default_factory=dict)
    origins: dict[str, Message] = field(default_factory=dict)
    breaks: list[Message] = field(default_factory=list)
    rests: list[Message] = field(default_factory=list)
    settles: Message | None = None
    title: Message | None = None
    explained: bool = False
    """What the figure is taken from has another explanation, which the page gives."""
    sources: tuple[str, ...] = ()

    def add(self, key: str, label: Message, value: Value, origin: Message | None = None) -> None:
        self.numbers[key], self.labels[key] = value, label
        if origin is not None:
            self.origins[key] = origin


def of_votes(subject: Subject, claim: Claim, alleged: Allegation) -> Told:
    announced = subject.case.claim_by_id[alleged.announcement or ""]
    assert announced.figures is not None
    if alleged.kind == "shares_sum":
        return _shares(claim, alleged, announced, subject)
    listed = parts(subject.contest, announced.figures.votes)
    votes = {option: announced.figures.votes[option] for option in listed.options}
    by = standing(votes, subject.contest, called(announced)) if votes else None
    if by is None or by.slack is None or not listed.complete:
        text = _("The outcome by the figures of {announced}, or what would alter it, is not known.")
        return Told(Verdict.CANNOT_TELL, say(text, announced=called(announced)))
    number, added = alleged.number or 0, alleged.kind == "votes_missing"
    return _votes(subject, claim, alleged, announced, by, number, added)


def _votes(
    subject: Subject, claim: Claim, alleged: Allegation, announced: Claim, by: Standing, number: int, added: bool
) -> Told:
    assert by.slack is not None
    option = _announced_as(subject, alleged.option, by)
    if alleged.option is not None and option is None:
        text = _("{announced} does not give the votes for {option}, so that nothing can be computed.")
        return Told(Verdict.CANNOT_TELL, say(text, announced=called(announced), option=subject.name(alleged.option)))
    held = by.votes[option] if option is not None else sum(by.votes.values())
    if not added and number > held:
        return _more_than_there_are(claim, announced, by, number, option, held)
    least = by.slack.added if added else by.slack.removed
    way = "added" if added else "removed"
    if option is not None:
        changed = {**by.votes, option: by.votes[option] + (number if added else -number)}
        stands = outcome(changed, subject.contest.rule) == by.outcome
    else:
        stands = way not in by.slack.unknown and (least is None or number < least)
    total = sum(by.votes.values())
    values: dict[str, Value] = {
        "number": Count(number),
        "announced": called(announced),
        "speaker": Name(claim.speaker),
        "outcome": by.sentence or say(_("no outcome")),
        "share": Percent.of(number, total, 2),
        "total": Count(total),
        "least": Count(least or 0),
        "of_whom": by.name(by.ranked[1] if added and len(by.ranked) > 1 else by.ranked[0]),
        "other": _another(by, announced, number, added) or say(_("not known")),
        "option": by.name(alleged.option) if alleged.option is not None else Name(""),
    }
    apart = _apart(claim, announced, total)
    told = Told(
        Verdict.DECIDES if stands else Verdict.LEAVES_OPEN,
        _with_shares(Message(_VOTES[added, stands, alleged.option is not None], values), apart),
    )
    if apart is not None:
        told.add("apart", say(_("by how much the shares of the same allegation miss 100")), apart[0])
        told.add("votes_apart", say(_("votes that this would be")), apart[1])
    told.explained = any(
        other.kind == "shares_sum"
        and other.announcement == announced.id
        and _shares(claim, other, announced, subject).verdict is Verdict.AGREES
        for other in claim.alleges
    )
    told.rests.append(say(_("The other figures of {announced} are right."), announced=called(announced)))
    told.settles = say(_("Results by unit for {claim}."), claim=called(announced))
    told.add("alleged", say(_("votes alleged")), Count(number), alleged_in(claim))
    told.add("total", say(_("votes announced")), Count(total), printed_in(announced))
    told.add("share", say(_("the same as a share of the votes announced")), Percent.of(number, total, 4))
    if least is not None:
        text = (
            _("least number of votes added that alters the outcome")
            if added
            else _("least number of votes removed that alters the outcome")
        )
        told.add("least", say(text), Count(least))
        if stands:
            told.breaks.append(say(_("It is about {least} votes or more."), least=least))
    elif stands:
        told.breaks.append(say(_("The other figures of {announced} are wrong, too."), announced=called(announced)))
    return told


def _announced_as(subject: Subject, option: str | None, by: Standing) -> str | None:
    """The announced option that an alleged one is, or is a part of; None where the announcement has neither."""
    if option is None:
        return None
    return next((o for o in (option, *subject.contest.ancestors(option)) if o in by.votes), None)


def _more_than_there_are(
    claim: Claim, announced: Claim, by: Standing, number: int, option: str | None, held: int
) -> Told:
    """More votes are said to be too many than the announcement has."""
    values: dict[str, Value] = {
        "number": Count(number),
        "announced": called(announced),
        "speaker": Name(claim.speaker),
        "held": Count(held),
    }
    if option is None:
        text = _("{announced} has {held} votes in all, fewer than the {number} that {speaker} calls too many.")
        return Told(Verdict.CONTRADICTS, Message(text, values), Kind.ARITHMETIC, breaks=[_misprinted()])
    values["option"] = by.name(option)
    text = _("{announced} has {held} votes for {option}, fewer than the {number} that {speaker} calls too many.")
    return Told(Verdict.CONTRADICTS, Message(text, values), Kind.ARITHMETIC, breaks=[_misprinted()])


def _misprinted() -> Message:
    return say(_("One of the two figures was printed or read wrongly."))


def _another(by: Standing, announced: Claim, number: int, added: bool) -> Message | None:
    """The outcome if all votes that are missing were for the second, or all that are too many for the first."""
    first, *rest = by.ranked
    if added and not rest:
        return None
    changed = dict(by.votes)
    changed[rest[0] if added else first] += number if added else -number
    if min(changed.values()) < 0:
        return None
    made = standing(changed, by.contest, called(announced))
    return _outcome_told(made)


def _outcome_told(by: Standing) -> Message | None:
    """The outcome of changed figures, which are nobody's figures."""
    if by.outcome is None:
        return None
    winners = series([by.name(option) for option in sorted(by.outcome.winners, key=by.ranked.index)])
    match by.outcome.form:
        case "elected":
            return say(_("{winners} would be elected"), winners=winners)
        case "run_off":
            return say(_("a second round between {winners} would follow"), winners=winners)
        case "tie":
            return say(_("{winners} would be tied"), winners=winners)
        case _:
            return say(_("another outcome would follow"))


def _apart(claim: Claim, announced: Claim, total: int) -> tuple[Percent, Count] | None:
    """By how much the shares of the same allegation miss 100, and the votes that this would be."""
    sums = [a.sum for a in claim.alleges if a.kind == "shares_sum" and a.announcement == announced.id]
    apart = next((abs(one - 100) for one in sums if one is not None and one != 100), None)
    if apart is None:
        return None
    return Percent.as_announced(apart), Count(int(Fraction(apart) * total / 100 + Fraction(1, 2)))


def _with_shares(told: Message, apart: tuple[Percent, Count] | None) -> Message:
    """The number of votes beside the shares that the same allegation takes it from."""
    if apart is None:
        return told
    return say(
        _("{told} The same allegation speaks of shares that miss 100 by {apart}, which would be {votes} votes."),
        one=_("{told} The same allegation speaks of shares that miss 100 by {apart}, which would be one vote."),
        counts="votes",
        told=told,
        apart=apart[0],
        votes=apart[1],
    )


_VOTES: Mapping[tuple[bool, bool, bool], str] = {
    (True, True, False): _(
        "If {number} votes are missing from {announced}, as alleged by {speaker}, whoever they are for, the outcome "
        "stands ({outcome}); they are {share} of the {total} announced."
    ),
    (True, False, False): _(
        "If {number} votes are missing from {announced}, as alleged by {speaker}, the outcome ({outcome}) could be "
        "another, for which {least} are enough: if all were for {of_whom}, {other}. They are {share} of the {total} "
        "announced."
    ),
    (True, True, True): _(
        "If {number} votes for {option} are missing from {announced}, as alleged by {speaker}, the outcome stands "
        "({outcome}); they are {share} of the {total} announced."
    ),
    (True, False, True): _(
        "If {number} votes for {option} are missing from {announced}, as alleged by {speaker}, the outcome is another "
        "than announced ({outcome}); they are {share} of the {total} announced."
    ),
    (False, True, False): _(
        "If {number} votes too many are in {announced}, as alleged by {speaker}, whoever they were for, the outcome "
        "stands without them ({outcome}); they are {share} of the {total} announced."
    ),
    (False, False, False): _(
        "If {number} votes too many are in {announced}, as alleged by {speaker}, the outcome ({outcome}) could be "
        "another without them, for which {least} are enough: if all were for {of_whom}, {other}. They are {share} of "
        "the {total} announced."
    ),
    (False, True, True): _(
        "If {number} votes too many for {option} are in {announced}, as alleged by {speaker}, the outcome stands "
        "without them ({outcome}); they are {share} of the {total} announced."
    ),
    (False, False, True): _(
        "If {number} votes too many for {option} are in {announced}, as alleged by {speaker}, the outcome without them "
        "is another ({outcome}); they are {share} of the {total} announced."
    ),
}
"""By whether votes are missing (or added), whether the outcome stands, and whether it is said whose they are."""


def _shares(claim: Claim, alleged: Allegation, announced: Claim, subject: Subject) -> Told:
    """Shares that are said not to add to 100."""
    assert announced.figures is not None and alleged.sum is not None
    listed = parts(subject.contest, announced.figures.shares)
    shares = {option: announced.figures.shares[option] for option in listed.options}
    if not shares or not listed.complete:
        text = _("{announced} does not give the share of each option, so what they add to cannot be told.")
        return Told(Verdict.CANNOT_TELL, say(text, announced=called(announced)), Kind.ARITHMETIC)
    rounding = subject.case.facts.rounding
    ends = [interval(share, rounding) for share in shares.values()]
    low, high = sum((e.low for e in ends), Fraction(0)), sum((e.high for e in ends), Fraction(0))
    total, explained = sum(shares.values(), Decimal(0)), low <= 100 <= high
    votes = sum(announced.figures.votes.get(option, 0) for option in shares)
    apart = abs(total - 100)
    places = max(len(str(s).partition(".")[2]) for s in shares.values())
    values: dict[str, Value] = {
        "speaker": Name(claim.speaker),
        "announced": called(announced),
        "sum": Percent(total, places),
        "alleged": Percent.as_announced(alleged.sum),
        "low": Percent(low, places + 1),
        "high": Percent(high, places + 1),
        "apart": Percent(apart, places),
        "votes": Count(int(Fraction(apart) * votes / 100 + Fraction(1, 2))),
        "total": Count(votes),
        "shares": series([Percent.as_announced(share) for share in shares.values()]),
    }
    template, as_alleged = _SUMS[total == alleged.sum, explained], total == alleged.sum
    # What agrees is the shares with 100, never the allegation; a sum that is not theirs is a figure against a figure.
    verdict = Verdict.AGREES if explained and as_alleged else Verdict.CONTRADICTS
    told = Told(verdict, Message(template, values), Kind.ARITHMETIC)
    told.title = say(_("The shares of {announced}, and 100%"), announced=called(announced))
    told.rests.append(say(_("Each share is a rounded figure.")))
    if not as_alleged:
        told.breaks.append(_misprinted())
    if not explained:
        told.breaks.append(say(_("A share is misprinted, or stands for something else than the others.")))
    told.add("sum", say(_("sum of the printed shares")), Percent(total, places), printed_in(announced))
    told.add("least", say(_("least sum that they can stand for")), Percent(low, places + 1))
    told.add("most", say(_("greatest sum that they can stand for")), Percent(high, places + 1))
    told.add("alleged", say(_("sum that is alleged")), Percent.as_announced(alleged.sum), alleged_in(claim))
    if votes:
        told.add("votes", say(_("votes that the difference from 100 would be")), values["votes"])
    return told


_SUMS: Mapping[tuple[bool, bool], str] = {
    (True, True): _(
        "The shares of {announced} add to {sum}, as alleged by {speaker}; as rounded figures they stand for sums "
        "between {low} and {high}, which include 100, so rounding explains it. The {apart} would be {votes} of {total} "
        "votes."
    ),
    (False, True): _(
        "The shares of {announced} add to {sum}, not to {alleged} as alleged by {speaker}; as rounded figures they "
        "stand for sums between {low} and {high}, which include 100."
    ),
    (True, False): _(
        "If each share of {announced} is a rounded figure of the same whole, they cannot all be right: they add to "
        "{sum}, as alleged by {speaker}, and stand for sums between {low} and {high}, which do not include 100."
    ),
    (False, False): _(
        "If each share of {announced} is a rounded figure of the same whole, they cannot all be right: they add to "
        "{sum} (not to {alleged}, as alleged by {speaker}), and stand for sums between {low} and {high}, which do not "
        "include 100."
    ),
}
"""By whether the shares add to what is alleged, and whether rounding explains it."""
