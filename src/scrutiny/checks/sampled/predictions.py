"""What was foretold, by whom, and what the polls themselves and the results say beside it?

Null: none; a record without a score. Every prediction of the case stands in a row, with whom it saw ahead, by how
much, who made it, how many were asked and when; a sentence about the polls ("the pollsters predict his loss") stands
beside how many houses of this case did. Assumes: predictions are what the case says they are. Honest causes of a
difference: polls that the case does not hold, a change of mind, people who do not answer. Cannot show: whether a
prediction was made in good faith, or which of several is nearer to the vote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from scrutiny.evidence.claim import Claim
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict
from scrutiny.findings.origins import with_computed
from scrutiny.findings.polled import Polled, Result, polls_of, results_of
from scrutiny.findings.rounding import rounded
from scrutiny.messages import Count, Message, Name, Points, Quote, Value, _, say, series

ORDER = 80
KINDS: Mapping[str, str] = {
    "poll": _("Opinion polls"),
    "exit_poll": _("Exit polls"),
    "quick_count": _("Quick counts"),
    "": _("Others"),
}
"""Predictions by what they rest on."""


def _predictions(subject: Subject) -> tuple[Claim, ...]:
    case = subject.case
    corrected = {claim.corrects for claim in case.claims if claim.corrects is not None}
    return tuple(
        claim
        for claim in case.claims
        if claim.act == "predicts"
        and claim.id not in corrected
        and claim.place is None
        and claim.of_election == "this"
        and case.contest_of(claim) == subject.contest.id
    )


def _applies(subject: Subject) -> Message | None:
    if not _predictions(subject):
        return say(_("{contest}: the case holds no prediction (`act = predicts`)"), contest=subject.contest.name)
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    claims = _predictions(subject)
    polls = polls_of(subject.case, subject.contest, ("poll", "exit_poll"))
    results = results_of(subject.case, subject.contest, subject.announcements, subject.records)
    giving = [claim for claim in claims if _ahead(claim)]
    if giving:
        yield _of_figures(subject, giving, results)
    latest = _latest(polls)
    for claim in claims:
        if not _ahead(claim):
            yield _of_words(subject, claim, latest, results)


def _ahead(claim: Claim) -> tuple[str, ...]:
    """The options of a prediction, the one with the largest share first; a tie goes by the id."""
    shares = claim.figures.shares if claim.figures is not None else {}
    return tuple(sorted(shares, key=lambda option: (-shares[option], option)))


def _latest(polls: Sequence[Polled]) -> list[Polled]:
    """The latest of each house that asked people beforehand: those that are used, and give two options."""
    made: dict[str, Polled] = {}
    for poll in polls:
        if poll.used and poll.sample.kind == "poll" and len(poll.shares) > 1:
            key = poll.house.casefold()
            if key not in made or (poll.day or date.min) > (made[key].day or date.min):
                made[key] = poll
    return list(made.values())


def _of_figures(subject: Subject, claims: Sequence[Claim], results: Sequence[Result]) -> Finding:
    """All predictions with figures: a row each."""
    contest = subject.contest
    numbers: dict[str, Value] = {"predictions": Count(len(claims))}
    labels = {"predictions": say(_("predictions with figures"))}
    told_by_kind = []
    for kind, heading in KINDS.items():
        saw = [_ahead(claim)[0] for claim in claims if (claim.sample.kind if claim.sample is not None else "") == kind]
        for option in sorted(set(saw)):
            numbers[f"ahead:{kind or 'other'}:{option}"] = Count(saw.count(option))
            labels[f"ahead:{kind or 'other'}:{option}"] = say(
                _("{what}: saw {option} ahead"), what=say(heading), option=subject.name(option)
            )
        if saw:
            ahead = series(_tally([subject.name(option) for option in saw]))
            told_by_kind.append(say(_("{what} ({n}): {ahead}"), what=say(heading), n=len(saw), ahead=ahead))
    made = say(_("Predictions with figures in this case. {told}."), told=told_by_kind[0])
    for told in told_by_kind[1:]:
        made = say(_("{before} {after}"), before=made, after=say(_("{told}."), told=told))
    for told in _told(subject, results):
        made = say(_("{before} {after}"), before=made, after=told)
    rows = _rows(subject, claims, results)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(contest.id,),
        title=say(_("Predictions of this vote")),
        statement=made,
        rests_on=(
            say(_("Predictions stand as they were printed, with their sources; none is chosen or weighed here.")),
            say(_("In the table, columns named after results have the lead of the same option over the same other.")),
        ),
        does_not_show=say(_("Whether a prediction was made in good faith, or which of them was nearer to the vote.")),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, {}),
        scope=Scope(len(claims)),
        units=rows,
        sources=tuple(claim.id for claim in claims),
    )


def _told(subject: Subject, results: Sequence[Result]) -> Iterable[Message]:
    for result in results:
        first, second = result.order[:2]
        yield say(
            _("In {result}, {first} is ahead of {second} by {lead} points."),
            result=result.called,
            first=subject.name(first),
            second=subject.name(second),
            lead=_points(float(result.lead(first, second))),
        )


def _rows(subject: Subject, claims: Sequence[Claim], results: Sequence[Result]) -> pl.DataFrame:
    """A row for each prediction: by whom, when, of how many, whom it saw ahead, and how far results lie from it."""
    made = []
    for claim in claims:
        options, sample = _ahead(claim), claim.sample
        assert claim.figures is not None
        shares = claim.figures.shares
        first = options[0]
        second = options[1] if len(options) > 1 else ""
        row: dict[str, str | None] = {
            "unit": claim.id,
            "house": (sample.house if sample is not None else "") or claim.speaker,
            "asked_until": sample.ended.isoformat() if sample is not None and sample.ended is not None else None,
            "people": str(sample.people) if sample is not None and sample.people is not None else None,
            "ahead": subject.contest.name_of(first),
            "lead": str(shares[first] - shares[second]) if second else None,
        }
        for result in results:
            heading = result.called.text if result.called.text not in row else f"{result.called.text} ({result.id})"
            known = bool(second) and first in result.shares and second in result.shares
            row[heading] = str(rounded(float(result.lead(first, second)), 1)) if known else None
        row["source"] = claim.source or None
        made.append(row)
    return pl.DataFrame(made, infer_schema_length=None)


def _of_words(subject: Subject, claim: Claim, latest: Sequence[Polled], results: Sequence[Result]) -> Finding:
    """A prediction without figures of its own: what it says, and what the polls of the case do."""
    contest, about = subject.contest, claim.about if claim.about in subject.contest.by_id else None
    numbers: dict[str, Value] = {"houses": Count(len(latest))}
    labels = {"houses": say(_("houses with a poll of this vote in this case"))}
    said = Quote(claim.words) if claim.words else Name(claim.summary or claim.label)
    made = say(_("{speaker}: {words}"), speaker=Name(claim.speaker, "speaker"), words=said)
    if about is not None:
        known = [poll for poll in latest if about in poll.shares]
        ahead = [poll for poll in known if max(poll.shares.values()) == poll.shares[about]]
        numbers |= {"ahead": Count(len(ahead)), "behind": Count(len(known) - len(ahead))}
        labels |= {
            "ahead": say(_("of these, that saw {option} ahead"), option=subject.name(about)),
            "behind": say(_("of these, that saw {option} behind"), option=subject.name(about)),
        }
        told = [
            say(
                _(
                    "Of the {n} houses of this case that give a share of {option}, {ahead} saw {option} ahead, "
                    "{behind} behind."
                ),
                n=len(known),
                option=subject.name(about),
                ahead=len(ahead),
                behind=len(known) - len(ahead),
            )
        ]
    else:
        counted = [_first(subject, poll) for poll in latest]
        told = [
            say(_("Of the {n} houses of this case: {ahead}."), n=len(latest), ahead=series(_tally(counted)))
            if counted
            else say(_("This case holds no poll that could be set beside it."))
        ]
    for part in (*told, *_told(subject, results)):
        made = say(_("{before} {after}"), before=made, after=part)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(contest.id, claim.id),
        title=say(_("A prediction of {speaker}"), speaker=Name(claim.speaker, "speaker")),
        statement=made,
        rests_on=(say(_("Each house counts once, with its latest poll of this case, as it was printed.")),),
        does_not_show=say(_("What polls say that this case does not hold.")),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, {}),
        scope=Scope(len(latest)),
        sources=(claim.id, *(poll.claim.id for poll in latest)),
    )


def _first(subject: Subject, poll: Polled) -> Name:
    return subject.name(min(poll.shares, key=lambda option: (-poll.shares[option], option)))


def _tally(names: Sequence[Name]) -> list[Message]:
    """How many saw whom ahead, the most frequent first."""
    order = sorted(dict.fromkeys(names), key=lambda name: (-names.count(name), name.id))
    return [say(_("{option} ahead in {k}"), option=name, k=names.count(name)) for name in order]


def _points(lead: float) -> Points:
    return Points(rounded(lead, 1), 1)


CHECK = Check(
    id="sampled.predictions",
    title=_("Predictions beside the polls and the results"),
    asks=_("What was foretold, by whom, and what do the polls themselves and the results say beside it?"),
    kind=Kind.RECORD,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    assumes=_("Predictions are what the case says they are; each names its source."),
    honest_causes=_("Polls that this case does not hold, a change of mind, people who do not answer."),
    cannot_show=_(
        "Whether a prediction was made in good faith, or which of several was nearer to the vote; none is weighed here."
    ),
    example=_("“Pollsters predict his loss”: of the houses of the case, so many saw him ahead and so many behind."),
)
