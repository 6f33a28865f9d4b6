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

from scrutiny.evidence.claim import Claim
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import HEADINGS, Figure, Finding, Kind, Listing, Verdict
from scrutiny.findings.origins import with_computed
from scrutiny.messages import Count, Message, Name, Percent, Points, Value, _, say, series

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
        told=_joined([_told(subject, verdict, pairs) for verdict in TOLD if verdicts[verdict]]),
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


def _joined(sentences: Sequence[Message]) -> Message:
    made = sentences[0]
    for sentence in sentences[1:]:
        made = say("{before} {after}", before=made, after=sentence)
    return made


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
    lines = [line for claim in _latest(subject.claims) if (line := _line(claim, pairs, first, second)) is not None]
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
        caption=say(
            _(
                "Each line is a sample: the dot its lead of {first} over {second} in points, the line how far the true "
                "lead could lie, as its makers say or as the checks of this chapter allow. Upright lines are results."
            ),
            first=subject.name(first),
            second=subject.name(second),
        ),
        alternative=say(
            _("Leads of {first} over {second}. Samples: {samples}. Results: {results}."),
            first=subject.name(first),
            second=subject.name(second),
            samples=series([say("{name} {lead}", name=line.name, lead=Points(line.value, 1)) for line in lines]),
            results=series([say("{name} {lead}", name=name, lead=Points(lead, 1)) for name, lead in results]),
        ),
    )


def _latest(claims: Sequence[Claim]) -> list[Claim]:
    """The last sample of each kind by each house, quick counts first and polls last; quick counts keep every state."""
    kept: dict[tuple[str, str, str], Claim] = {}
    for claim in claims:
        if claim.sample is not None:
            own = claim.id if claim.sample.kind == "quick_count" else ""
            key = claim.sample.kind, claim.sample.house or claim.speaker, own
            if key not in kept or _until(claim) > _until(kept[key]):
                kept[key] = claim
    order = ("quick_count", "exit_poll", "poll")
    return sorted(
        kept.values(), key=lambda claim: (order.index(claim.sample.kind if claim.sample else "poll"), claim.id)
    )


def _until(claim: Claim) -> str:
    day = claim.sample.ended if claim.sample is not None and claim.sample.ended is not None else claim.said
    return day.isoformat()[:10] if day is not None else ""


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


def _line(claim: Claim, pairs: Sequence[Finding], first: str, second: str) -> _Line | None:
    """A sample that was published with shares of both: with its makers' interval, or that of a response ratio."""
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
    return _Line(name, lead, lead, lead)


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
