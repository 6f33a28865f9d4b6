"""Which independent sources agree with which results, all of them in one table and one picture?

Null: none; a record of what the other checks of samples found, pair by pair. Each pair is one comparison of a sample
(quick counts, exit polls, polls) with a result (an announcement, a record of sheets). The comparisons are counted: of
many intervals that hold nineteen times in twenty some fail though nothing is wrong. Sources that share their errors,
such as polls of one year, are not so many witnesses. Assumes: what each of these checks assumes. Honest causes of a
disagreement: those that each check names, and above all that a sample was not what its makers say. Cannot show: which
side of a pair is wrong; agreement of a sample with sheets of the same people is no independent confirmation.
Reference: the findings of the other checks; no p-value stands behind an interval that is wide by convention, so that
none is adjusted, and the number of comparisons is told instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scrutiny.checks.past_misses import past_misses
from scrutiny.evidence.claim import Claim
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import HEADINGS, Figure, Finding, Kind, Listing, Verdict
from scrutiny.findings.origins import with_computed
from scrutiny.findings.poll_groups import taken
from scrutiny.findings.poll_miss import Errors
from scrutiny.findings.polled import Polled, polls_of
from scrutiny.messages import Count, Message, Name, Percent, Points, Value, _, say, sentences, series
from scrutiny.stats.poll_errors import allowed

ORDER = 90
CHECKS = ("sampled.quick_count", "sampled.exit_poll", "sampled.polls")
NAMES = {
    "sampled.quick_count": _("quick count"),
    "sampled.exit_poll": _("exit polls"),
    "sampled.polls": _("polls"),
}
SENTENCES = {
    Verdict.WITHIN: _("Within: {pairs}."),
    Verdict.OUTSIDE: _("Outside: {pairs}."),
    Verdict.CANNOT_TELL: _("Cannot tell: {pairs}."),
}
TOLD = (Verdict.WITHIN, Verdict.OUTSIDE, Verdict.CANNOT_TELL)


@dataclass(frozen=True)
class _Line:
    """A source in the picture: its lead of the first over the second in points, and how far that could go."""

    name: Name
    value: Fraction
    low: Fraction
    high: Fraction


def _pairs(subject: Subject) -> list[Finding]:
    here = [f for f in subject.findings if f.check in CHECKS and f.about[:1] == (subject.contest.id,)]
    return [finding for finding in here if finding.verdict in TOLD and len(finding.about) > 1]


def _applies(subject: Subject) -> Message | None:
    # What the other checks found is known only when this one runs.
    if not subject.case.samples and all(claim.sample is None for claim in subject.claims):
        return say(_("{contest}: the case holds no sample"), contest=subject.contest.name)
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    pairs = _pairs(subject)
    if not pairs:
        return
    verdicts = Counter(pair.verdict for pair in pairs)
    numbers: dict[str, Value] = {"comparisons": Count(len(pairs))}
    labels = {"comparisons": say(_("comparisons of a sample with a result"))}
    for verdict in TOLD:
        numbers[verdict.value] = Count(verdicts[verdict])
        labels[verdict.value] = say(_("of these: {word}"), word=say(HEADINGS[verdict]))
    statement = say(
        _(
            "{n} comparisons of samples with results were made. {told} Of so many intervals some fail by chance, and "
            "polls of one election share their errors, so that the comparisons are no votes."
        ),
        one=_("One comparison of a sample with a result was made. {told}"),
        counts="n",
        n=len(pairs),
        told=sentences([_told(subject, verdict, pairs) for verdict in TOLD if verdicts[verdict]]),
    )
    yield Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(subject.contest.id,),
        title=say(_("Independent samples and results, pair by pair")),
        statement=statement,
        rests_on=(say(_("Each comparison rests on what its own finding says.")),),
        does_not_show=say(_("Which of a pair is wrong, and that sources which agree were independent of one another.")),
        would_settle=say(_("The sheets of the sampled stations, from a source that had no part in the sample.")),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, {}),
        sources=tuple(dict.fromkeys(id_ for pair in pairs for id_ in pair.sources)),
        listing=_listing(subject, pairs),
        figure=_figure(subject, pairs),
        prominent=20,
    )


def _told(subject: Subject, verdict: Verdict, pairs: Sequence[Finding]) -> Message:
    here = [pair for pair in pairs if pair.verdict is verdict]
    return say(SENTENCES[verdict], pairs=series([_pair(subject, pair) for pair in here]))


def _pair(subject: Subject, pair: Finding) -> Message:
    return say(_("{sample} and {result}"), sample=_sample(subject, pair), result=_result(subject, pair))


def _sample(subject: Subject, pair: Finding) -> Value:
    """The quick count by its own name; exit polls and polls are compared as a whole."""
    if len(pair.about) > 2:
        id_ = pair.about[2]
        claim = subject.case.claim_by_id.get(id_)
        if claim is not None:
            return Name(claim.label, "claim", claim.id)
        design = next((d for d in subject.case.samples if d.id == id_), None)
        return Name(design.title or design.id) if design is not None else Name(id_)
    return say(NAMES[pair.check])


def _result(subject: Subject, pair: Finding) -> Name:
    id_ = pair.about[1]
    claim = subject.case.claim_by_id.get(id_)
    if claim is not None:
        return Name(claim.label, "claim", claim.id)
    record = next((counts for counts in subject.records if counts.record == id_), None)
    return Name(record.title, "source", id_) if record is not None else Name(id_)


def _listing(subject: Subject, pairs: Sequence[Finding]) -> Listing:
    rows = tuple(
        (
            say(NAMES[pair.check]),
            _sample(subject, pair),
            _result(subject, pair),
            say(HEADINGS[pair.verdict]),
        )
        for pair in sorted(pairs, key=lambda pair: (pair.about[1], CHECKS.index(pair.check), pair.about))
    )
    columns = (say(_("kind")), say(_("sample")), say(_("result")), say(_("what is found")))
    return Listing(say(_("Every comparison")), columns, rows)


# ------------------------------------------------------------------------------------------------- the picture


def _figure(subject: Subject, pairs: Sequence[Finding]) -> Figure | None:
    """Samples and results on one scale: the lead of the first of the latest announcement over the second."""
    announced = [claim for claim in subject.announcements if claim.figures is not None and _shares(claim)]
    if not announced:
        return None
    ranked = sorted(_shares(announced[-1]).items(), key=lambda item: (-item[1], item[0]))
    if len(ranked) < 2:
        return None
    first, second = ranked[0][0], ranked[1][0]
    results = [
        (Name(c.label, "claim", c.id), lead)
        for c in announced
        if (lead := _lead(_shares(c), first, second)) is not None
    ]
    for counts in subject.records:
        total = sum(counts.total(option).value for option in counts.valid_options)
        if {first, second} <= set(counts.valid_options) and total and not _sampled(subject, counts.record):
            votes = {o: Fraction(100 * counts.total(o).value, total) for o in (first, second)}
            results.append((Name(counts.title, "source", counts.record), votes[first] - votes[second]))
    polls = [_of_poll(poll, pairs, first, second) for poll in _polls(subject, pairs, first, second)]
    drawn = [_line(claim, pairs, first, second) for claim in _at_and_after_the_door(subject)]
    made = [line for line in (*drawn, *polls) if line is not None]
    lines = [line for line in made if isinstance(line, _Line)]
    # A dot without a line would look exact.
    unknown = [line for line in made if not isinstance(line, _Line)]
    if not lines or not results:
        return None
    return Figure(
        kind="agreement",
        title=say(_("Samples and results on one scale")),
        data={
            "results": [
                {"name": name.text, "of": name.of, "id": name.id, "lead": _number(lead)} for name, lead in results
            ],
            "rows": [
                {
                    "what": line.name.text,
                    "value": _number(line.value),
                    "low": _number(line.low),
                    "high": _number(line.high),
                }
                for line in lines
            ],
            "first": first,
            "second": second,
        },
        caption=sentences(_caption(subject, first, second, unknown)),
        alternative=say(
            _("Leads of {first} over {second}. Samples: {samples}. Results: {results}."),
            first=subject.name(first),
            second=subject.name(second),
            samples=series([say("{name} {lead}", name=line.name, lead=Points(line.value, 1)) for line in lines]),
            results=series([say("{name} {lead}", name=name, lead=Points(lead, 1)) for name, lead in results]),
        ),
    )


def _caption(subject: Subject, first: str, second: str, unknown: Sequence[Name]) -> list[Message]:
    made = say(
        _(
            "Each line is a sample: the dot its lead of {first} over {second} in points, the line how far the true "
            "lead could lie, as its makers say or as the checks of this chapter allow for that sample alone. Upright "
            "lines are results."
        ),
        first=subject.name(first),
        second=subject.name(second),
    )
    if not unknown:
        return [made]
    left = say(
        _("Not drawn, as how far it could be from the truth is not known: {samples}."), samples=series(list(unknown))
    )
    return [made, left]


def _at_and_after_the_door(subject: Subject) -> list[Claim]:
    """Quick counts in every state, then the exit poll of each house that the case names first: those that are used."""
    sampled = polls_of(subject.case, subject.contest, ("quick_count", "exit_poll"))
    unused = {poll.claim.id for poll in sampled if not poll.used}
    exits: dict[str, Claim] = {}
    for poll in sampled:
        if poll.used and poll.sample.kind == "exit_poll":
            exits.setdefault(poll.house.casefold(), poll.claim)
    quick = [c for c in subject.claims if c.sample is not None and c.sample.kind == "quick_count"]
    made = [claim for claim in quick if claim.id not in unused]
    return sorted(made, key=lambda claim: claim.id) + sorted(exits.values(), key=lambda claim: claim.id)


def _polls(subject: Subject, pairs: Sequence[Finding], first: str, second: str) -> list[Polled]:
    """The latest poll of each house, of those that the check of polls takes."""
    settings = _settings_of_polls(pairs)
    if settings is None:
        return []
    _errors, days, within = settings
    every = polls_of(subject.case, subject.contest, ("poll",))
    vote = next((e.date for e in subject.case.elections if e.id == subject.contest.election), None)
    chosen = taken(every, first, second, vote, days, within)
    made = [*(poll for group in chosen.groups for poll in group.latest), *chosen.level]
    return sorted(made, key=lambda poll: poll.claim.id)


def _settings_of_polls(pairs: Sequence[Finding]) -> tuple[Errors, int, float] | None:
    """The errors that the check of polls allows for, how old polls may be, and the error of each of its own."""
    found = next((pair for pair in pairs if pair.check == "sampled.polls"), None)
    if found is None:
        return None
    past = past_misses(found.settings["kind"])
    errors = Errors(past.between, past.within, float(found.settings["wider"]))
    return errors, int(found.settings["days"]), errors.wider * errors.within


def _of_poll(poll: Polled, pairs: Sequence[Finding], first: str, second: str) -> _Line | None:
    """A poll by itself: with the error that polls of a race share and its own, where a mean has less of the latter."""
    settings, lead = _settings_of_polls(pairs), poll.lead(first, second)
    if settings is None or lead is None:
        return None
    errors = settings[0]
    may = allowed(float(lead), 1, errors.between, errors.within, wider=errors.wider)
    name = Name(poll.claim.title or poll.claim.speaker, "claim", poll.claim.id)
    return _Line(name, lead, Fraction(may.low), Fraction(may.high))


def _number(value: Fraction) -> float:
    return round(float(value), 3)


def _shares(claim: Claim) -> dict[str, Fraction]:
    if claim.figures is None:
        return {}
    if claim.figures.shares:
        return {option: Fraction(share) for option, share in claim.figures.shares.items()}
    total = sum(claim.figures.votes.values())
    return {option: Fraction(100 * votes, total) for option, votes in claim.figures.votes.items()} if total else {}


def _lead(shares: dict[str, Fraction], first: str, second: str) -> Fraction | None:
    return shares[first] - shares[second] if first in shares and second in shares else None


def _sampled(subject: Subject, record: str) -> bool:
    return any(design.record == record for design in subject.case.samples)


def _line(claim: Claim, pairs: Sequence[Finding], first: str, second: str) -> _Line | Name | None:
    """A sample that was published with shares of both: with its makers' interval, or that of a response ratio.

    Its name where neither is known.
    """
    if claim.sample is None or claim.figures is None or claim.place is not None:
        return None
    shares = _shares(claim)
    lead = _lead(shares, first, second)
    if lead is None:
        return None
    name = Name(claim.title or claim.speaker, "claim", claim.id)
    ends = {option: claim.sample.intervals.get(option) for option in (first, second)}
    one, other = ends[first], ends[second]
    if one is not None and other is not None:
        return _Line(name, lead, Fraction(one.low) - Fraction(other.high), Fraction(one.high) - Fraction(other.low))
    if claim.sample.kind == "quick_count" and claim.sample.margin is not None:
        reach = 2 * Fraction(claim.sample.margin)
        return _Line(name, lead, lead - reach, lead + reach)
    if claim.sample.kind == "exit_poll":
        both = shares[first] + shares[second]
        for pair in pairs:
            low, high = pair.numbers.get(f"low:{claim.id}"), pair.numbers.get(f"high:{claim.id}")
            seen = pair.numbers.get(f"seen:{claim.id}")
            if isinstance(low, Percent) and isinstance(high, Percent) and isinstance(seen, Percent):
                # The finding tells the share of the leader of its own result among the two.
                ours = abs(Fraction(seen.value) - 100 * shares[first] / both) < Fraction(1, 10)
                a, b = Fraction(low.value), Fraction(high.value)
                a, b = (a, b) if ours else (100 - b, 100 - a)
                return _Line(name, lead, (2 * a - 100) * both / 100, (2 * b - 100) * both / 100)
    return name


CHECK = Check(
    id="sampled.independent_agreement",
    title=_("Samples and results, pair by pair"),
    asks=_("Which independent sources agree with which results?"),
    kind=Kind.RECORD,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    needs_findings=CHECKS,
    assumes=_("What each of the comparisons assumes."),
    honest_causes=_("A sample that was not drawn or read as its makers say, refusals, and errors that polls share."),
    cannot_show=_(
        "Which of a pair is wrong. A sample that agrees with sheets of the same people is no independent confirmation "
        "of them."
    ),
    references=("The findings of the other checks of this chapter, which it lists.",),
    example=_(
        "Kenya 2022: one comparison, of the parallel count of ELOG with the declaration of 15 August, which is within."
    ),
)
