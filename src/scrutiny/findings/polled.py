"""The polls of a case as they were printed, with what is wrong or lacking in each; nothing is made to add up.

A poll is a claim with figures and a sample. Shares that people gave are kept as they are: what is undecided stays
undecided, and a poll whose shares cannot all be true is left out of means, and named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.counts import Counts
from scrutiny.evidence.note import Note
from scrutiny.evidence.sample import Sample, SampleKind
from scrutiny.findings.contenders import tops_of
from scrutiny.findings.partial import Partial, partial_of
from scrutiny.findings.parts import parts
from scrutiny.messages import Day, Message, Name, Percent, Value, _, say

LEFT_OUT = frozenset({"over", "after", "late", "twice"})
"""What keeps a poll out of means and averages."""


@dataclass(frozen=True)
class Polled:
    """One poll, as printed.

    Parameters
    ----------
    claim, sample
        Where it stands in the case.
    house
        Who made it.
    day
        The last day on which people were asked, else the day on which it was published.
    sum
        What its shares add to, with those who did not say where that was printed.
    faults
        Codes of what is wrong or lacking, see `SAYS`.
    other
        The poll that this one repeats or differs from.
    """

    claim: Claim
    sample: Sample
    house: str
    day: date | None
    sum: Decimal
    faults: tuple[str, ...] = ()
    other: Claim | None = None

    @property
    def shares(self) -> Mapping[str, Decimal]:
        return self.claim.figures.shares if self.claim.figures is not None else {}

    @property
    def used(self) -> bool:
        return not LEFT_OUT & set(self.faults)

    def lead(self, first: str, second: str) -> Fraction | None:
        """Points by which one option is ahead of another, as printed."""
        if first not in self.shares or second not in self.shares:
            return None
        return Fraction(self.shares[first]) - Fraction(self.shares[second])

    @property
    def name(self) -> Name:
        return Name(self.house, "speaker", self.claim.id)


SAYS: Mapping[str, str] = {
    "over": _("{claim}: the shares of this sample add to {sum}; they stand as printed, and no mean uses them"),
    "under": _("{claim}: the shares of this sample add to {sum}; who the others are is not said, and they stay out"),
    "after": _("{claim}: people were asked until {day}, after the vote of {vote}; it foretells nothing"),
    "late": _(
        "{claim}: published on {said}, after the vote of {vote}, when a result may have been known; no mean uses it"
    ),
    "early": _("{claim}: published on {said}, before the last day on which people were asked, {day}"),
    "twice": _("{claim}: the same figures of the same days as {other}; they are counted once"),
    "differs": _("{claim}: other figures of the same house and days than {other}; both are kept"),
    "no-people": _("{claim}: how many people were asked is not said"),
    "no-day": _("{claim}: when people were asked is not said"),
}


def polls_of(case: CaseFile, contest: Contest, kinds: Iterable[SampleKind]) -> tuple[Polled, ...]:
    """The polls of a contest, by the day of the last interviews, with their faults.

    Samples of single places and of other elections are not among them, nor polls that another claim replaces.
    """
    wanted = frozenset(kinds)
    corrected = {claim.corrects for claim in case.claims if claim.corrects is not None}
    made: list[Polled] = []
    for claim in case.claims:
        sample = claim.sample
        if sample is None or sample.kind not in wanted or claim.figures is None or not claim.figures.shares:
            continue
        if claim.id in corrected or claim.place is not None or claim.of_election == "other":
            continue
        if case.contest_of(claim) == contest.id:
            made.append(_polled(case, contest, claim, sample))
    made.sort(key=lambda poll: poll.day or date.min)  # those of one day stay in the order of the case
    return tuple(_repeated(made))


def _polled(case: CaseFile, contest: Contest, claim: Claim, sample: Sample) -> Polled:
    assert claim.figures is not None
    found = parts(contest, claim.figures.shares)
    shares = [claim.figures.shares[option] for option in found.options]
    alone = sum(shares, Decimal(0))
    # Each printed share may be half a unit of its last decimal away from what it was rounded from.
    slack = sum((_half_unit(share) for share in shares), Decimal(0))
    undecided = sample.undecided
    # Some print those who did not say beside shares of those who did, which then add to 100 by themselves.
    whole = alone if undecided is None or abs(alone - 100) <= slack else alone + undecided
    said, vote = _day(claim.said), _vote(case, contest)
    faults: list[str] = []
    if whole - slack - _half_unit(undecided) > 100 or any(share < 0 for share in shares):
        faults.append("over")
    elif found.complete and whole + slack + _half_unit(undecided) < 100:
        faults.append("under")
    if sample.ended is not None and vote is not None and sample.kind == "poll" and sample.ended > vote:
        faults.append("after")
    elif said is not None and vote is not None and sample.kind == "poll" and said > vote:
        # Whoever publishes then knows the result: what was not published stays unknown.
        faults.append("late")
    if sample.ended is not None and said is not None and said < sample.ended:
        faults.append("early")
    if sample.people is None and sample.kind != "quick_count":
        faults.append("no-people")
    if sample.ended is None:
        faults.append("no-day")
    return Polled(claim, sample, sample.house or claim.speaker, sample.ended or said, whole, tuple(faults))


def _half_unit(share: Decimal | None) -> Decimal:
    return Decimal(0) if share is None else Decimal(1).scaleb(int(share.as_tuple().exponent)) / 2


def _vote(case: CaseFile, contest: Contest) -> date | None:
    return next((election.date for election in case.elections if election.id == contest.election), None)


def _day(moment: date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _repeated(polls: Sequence[Polled]) -> Iterator[Polled]:
    """Polls of one house and the same days: repeated where the figures are the same, else differing."""
    first: dict[tuple[object, ...], Polled] = {}
    for poll in polls:
        key = (poll.house.casefold(), poll.sample.kind, poll.sample.began, poll.sample.ended)
        if poll.sample.ended is None or key not in first:
            first.setdefault(key, poll)
            yield poll
            continue
        before = first[key]
        same = dict(before.shares) == dict(poll.shares)
        yield replace(poll, faults=(*poll.faults, "twice" if same else "differs"), other=before.claim)


def says(poll: Polled, fault: str, case: CaseFile, contest: Contest) -> Message:
    """A fault as a sentence."""
    values: dict[str, Value] = {
        "claim": Name(poll.claim.label, "claim", poll.claim.id),
        "sum": Percent.as_announced(poll.sum),
    }
    for name, day in (("day", poll.sample.ended), ("vote", _vote(case, contest)), ("said", _day(poll.claim.said))):
        if day is not None:
            values[name] = Day(day)
    if poll.other is not None:
        values["other"] = Name(poll.other.label, "claim", poll.other.id)
    return Message(SAYS[fault], {name: value for name, value in values.items() if "{" + name + "}" in SAYS[fault]})


def described(poll: Polled) -> Name | Message:
    """The house, and how many people it asked where that was printed."""
    if poll.sample.people is None:
        return poll.name
    return say(_("{house} ({people} asked)"), house=poll.name, people=poll.sample.people)


def facts_of(poll: Polled) -> Iterator[Message]:
    """What the case says of a house, with its source: who pays, and how the sample was drawn."""
    if poll.sample.sponsor and poll.sample.sponsor_source:
        yield say(
            _("{house}: about who pays, {sponsor} ({source})."),
            house=poll.name,
            sponsor=poll.sample.sponsor,
            source=poll.sample.sponsor_source,
        )
    if poll.sample.design:
        yield say(_("{house}: {what}."), house=poll.name, what=poll.sample.design.rstrip("."))


def notes_on_polls(case: CaseFile) -> Iterator[Note]:
    """What is wrong or lacking in the polls of a case: for the notes of its report."""
    for contest in case.contests:
        for poll in polls_of(case, contest, ("poll", "exit_poll")):
            for fault in poll.faults:
                yield Note(
                    f"sample.{fault}",
                    poll.claim.source or poll.claim.label,
                    says(poll, fault, case, contest),
                    f"claim {poll.claim.id}",
                )


@dataclass(frozen=True)
class Result:
    """A result that somebody stands by, as far as polls can be set against it.

    Parameters
    ----------
    id
        Of the announcement or record.
    called
        Its name in sentences.
    shares
        Percent of the valid votes, by option.
    partial
        How much it counts, where that is not everything.
    """

    id: str
    called: Name
    shares: Mapping[str, Fraction]
    partial: Partial | None = None

    def lead(self, first: str, second: str) -> Fraction:
        return self.shares[first] - self.shares[second]

    @property
    def order(self) -> tuple[str, ...]:
        """Options, the one with most votes first; a tie goes by the id."""
        return tuple(sorted(self.shares, key=lambda option: (-self.shares[option], option)))


def announced_result(contest: Contest, claim: Claim) -> Result | None:
    """What an announcement gives: from its votes, else from its shares."""
    figures = claim.figures
    if figures is None:
        return None
    called = Name(claim.label, "claim", claim.id)
    listed = parts(contest, figures.votes)
    valid = figures.valid or (sum(figures.votes[o] for o in listed.options) if listed.complete else None)
    if len(listed.options) > 1 and valid:
        shares = {o: Fraction(100 * figures.votes[o], valid) for o in listed.options}
        return Result(claim.id, called, shares, partial_of(figures))
    printed = parts(contest, figures.shares)
    if len(printed.options) > 1:
        shares = {o: Fraction(figures.shares[o]) for o in printed.options}
        return Result(claim.id, called, shares, partial_of(figures))
    return None


def counted_result(counts: Counts) -> Result | None:
    """What a record adds to, in percent of its votes by option."""
    tops = tops_of(counts, counts.contest)
    if len(tops) < 2:
        return None
    votes = {option: total.value for option, total in counts.totals_of(list(tops)).items()}
    whole = sum(votes.values())
    if whole <= 0:
        return None
    called = Name(counts.title, "source", counts.record)
    return Result(counts.record, called, {o: Fraction(100 * n, whole) for o, n in votes.items()})


def results_of(
    case: CaseFile, contest: Contest, claims: Iterable[Claim], records: Iterable[Counts]
) -> tuple[Result, ...]:
    """Every result of a contest that somebody stands by, announcements first.

    Sheets of a sample (`[[samples]]` of the case) are no result: they are estimates of one.
    """
    sampled = {design.record for design in case.samples}
    made = [announced_result(contest, claim) for claim in claims]
    made += [counted_result(counts) for counts in records if counts.record not in sampled]
    return tuple(result for result in made if result is not None)
