"""What was foretold, by whom, and what the polls themselves and the results say beside it?

Null: none; a record without a score. Every prediction of the case stands in a row, with whom it saw ahead, by how
much, who made it, how many were asked and when; a sentence about the polls ("the pollsters predict his loss") stands
beside how many houses of this case did. Assumes: predictions are what the case says they are. Honest causes of a
difference: polls that the case does not hold, a change of mind, people who do not answer. Cannot show: whether a
prediction was made in good faith, or which of several is nearer to the vote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from scrutiny.evidence.claim import Claim
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Scope, Verdict
from scrutiny.findings.origins import with_computed
from scrutiny.findings.polled import Polled, Result, polls_of, results_of
from scrutiny.findings.rounding import rounded
from scrutiny.messages import Count, Message, Name, Points, Quote, Value, _, say, sentences, series

ORDER = 80
KINDS: Mapping[str, str] = {
    "poll": _("Opinion polls"),
    "exit_poll": _("Exit polls"),
    "quick_count": _("Quick counts"),
    "": _("Others"),
}
"""Predictions by what they rest on."""
CAST = ("exit_poll", "quick_count")
"""Samples of votes that were cast already: they foretell nothing."""


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
    polls = polls_of(subject.case, subject.contest, ("poll", "exit_poll", "quick_count"))
    results = results_of(subject.case, subject.contest, subject.announcements, subject.records)
    giving = [claim for claim in claims if _ahead(claim)]
    if giving:
        yield _of_figures(subject, giving, polls, results)
    latest = _latest(polls)
    for claim in claims:
        if not _ahead(claim):
            yield _of_words(subject, claim, latest, results)


def _ahead(claim: Claim) -> tuple[str, ...]:
    """The options of a prediction, the one with the largest share first; a tie goes by the id."""
    shares = claim.figures.shares if claim.figures is not None else {}
    return tuple(sorted(shares, key=lambda option: (-shares[option], option)))


def _saw(shares: Mapping[str, Decimal]) -> str | None:
    """The option that is ahead: "" where the first two are level, None for a single share, ahead of nothing."""
    if len(shares) < 2:
        return None
    first, second = sorted(shares.values(), reverse=True)[:2]
    return "" if first == second else max(shares, key=lambda option: shares[option])


def _by_house(claims: Sequence[Claim], polls: Sequence[Polled], kind: str) -> list[Claim]:
    """One of each house (or speaker) with two shares or more: of polls and quick counts the latest.

    Of several releases of an exit poll the case names the one that stands first.
    """
    usable = {poll.claim.id: poll for poll in polls if poll.used}
    made: dict[str, tuple[tuple[date, int], Claim]] = {}
    for claim in claims:
        sample = claim.sample
        if (sample.kind if sample is not None else "") != kind or _saw(_shares(claim)) is None:
            continue
        if sample is not None and claim.id not in usable:
            continue
        house = (sample.house if sample is not None else "") or claim.speaker
        day = usable[claim.id].day if sample is not None else _date(claim.said)
        at = (day or date.min, (sample.reported or 0) if sample is not None else 0)
        if house.casefold() not in made or (kind != "exit_poll" and at > made[house.casefold()][0]):
            made[house.casefold()] = at, claim
    return [claim for _at, claim in made.values()]


def _date(moment: date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _shares(claim: Claim) -> Mapping[str, Decimal]:
    return claim.figures.shares if claim.figures is not None else {}


def _latest(polls: Sequence[Polled]) -> list[Polled]:
    """The latest of each house that asked people beforehand: those that are used, and give two options."""
    made: dict[str, Polled] = {}
    for poll in polls:
        if poll.used and poll.sample.kind == "poll" and len(poll.shares) > 1:
            key = poll.house.casefold()
            if key not in made or (poll.day or date.min) > (made[key].day or date.min):
                made[key] = poll
    return list(made.values())


def _of_figures(
    subject: Subject, claims: Sequence[Claim], polls: Sequence[Polled], results: Sequence[Result]
) -> Finding:
    """All predictions with figures: a row each."""
    contest = subject.contest
    numbers: dict[str, Value] = {"predictions": Count(len(claims))}
    labels = {"predictions": say(_("predictions with figures"))}
    told_by_kind = []
    kinds = {claim.sample.kind if claim.sample is not None else "" for claim in claims}
    for kind, heading in KINDS.items():
        saw = [_saw(_shares(claim)) or "" for claim in _by_house(claims, polls, kind)]
        for option in sorted(set(saw)):
            name = f"ahead:{kind or 'other'}:{option}" if option else f"level:{kind or 'other'}"
            numbers[name] = Count(saw.count(option))
            labels[name] = (
                say(_("{what}: saw {option} ahead"), what=say(heading), option=subject.name(option))
                if option
                else say(_("{what}: saw the first two level"), what=say(heading))
            )
        if saw:
            ahead = series(_tally(subject, saw))
            told_by_kind.append(say(_("{what} ({n}): {ahead}"), what=say(heading), n=len(saw), ahead=ahead))
    parts = [say(_("Predictions and samples with figures in this case, one of each house."))]
    parts += [say(_("{told}."), told=told) for told in told_by_kind]
    if kinds & set(CAST):
        parts.append(say(_("Exit polls and quick counts are of votes that were cast, and foretell nothing.")))
    made = sentences([*parts, *_told(subject, results)])
    rows = _rows(subject, claims, results)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(contest.id,),
        title=say(_("Predictions and samples of this vote") if kinds & set(CAST) else _("Predictions of this vote")),
        statement=made,
        rests_on=(
            say(_("Predictions stand as they were printed, with their sources; none is weighed here.")),
            say(
                _(
                    "Houses are counted once, with what is latest of a poll or a quick count. A single share is ahead "
                    "of nothing and is not counted, nor are samples that cannot be true as printed, that repeat "
                    "another, or polls of a day after the vote."
                )
            ),
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
        row: dict[str, str | int | Decimal | None] = {
            "unit": claim.id,
            "house": (sample.house if sample is not None else "") or claim.speaker,
            "asked_until": sample.ended.isoformat() if sample is not None and sample.ended is not None else None,
            "people": sample.people if sample is not None else None,
            "ahead": _named_ahead(subject, shares),
            "lead": _tenths(shares[first] - shares[second]) if second else None,
        }
        for result in results:
            heading = result.called.text if result.called.text not in row else f"{result.called.text} ({result.id})"
            known = bool(second) and first in result.shares and second in result.shares
            row[heading] = _tenths(result.lead(first, second)) if known else None
        row["source"] = claim.source or None
        made.append(row)
    return pl.DataFrame(made, infer_schema_length=None)


def _tenths(points: Decimal | Fraction) -> Decimal:
    return rounded(float(points), 1)


def _named_ahead(subject: Subject, shares: Mapping[str, Decimal]) -> str | None:
    """Who is ahead, for a cell: both names where they are level, nobody where only one share was printed."""
    if _saw(shares) is None:
        return None
    most = max(shares.values())
    names = [subject.contest.name_of(option) for option in sorted(shares) if shares[option] == most]
    return " = ".join(names)


def _of_words(subject: Subject, claim: Claim, latest: Sequence[Polled], results: Sequence[Result]) -> Finding:
    """A prediction without figures of its own: what it says, and what the polls of the case do."""
    contest, about = subject.contest, claim.about if claim.about in subject.contest.by_id else None
    numbers: dict[str, Value] = {"houses": Count(len(latest))}
    labels = {"houses": say(_("houses with a poll of this vote in this case"))}
    said = Quote(claim.words) if claim.words else Name(claim.summary or claim.label)
    made = say(_("{speaker}: {words}"), speaker=Name(claim.speaker, "speaker"), words=said)
    if about is not None:
        known = [poll for poll in latest if about in poll.shares]
        ahead = [poll for poll in known if _saw(poll.shares) == about]
        level = [poll for poll in known if not _saw(poll.shares) and max(poll.shares.values()) == poll.shares[about]]
        behind = len(known) - len(ahead) - len(level)
        numbers |= {"ahead": Count(len(ahead)), "behind": Count(behind), "level": Count(len(level))}
        labels |= {
            "ahead": say(_("of these, that saw {option} ahead"), option=subject.name(about)),
            "behind": say(_("of these, that saw {option} behind"), option=subject.name(about)),
            "level": say(_("of these, that saw {option} level with another"), option=subject.name(about)),
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
                behind=behind,
            )
        ]
        if level:
            told.append(say(_("{n} saw {option} level with another."), n=len(level), option=subject.name(about)))
    else:
        counted = [_saw(poll.shares) or "" for poll in latest]
        told = [
            say(_("Of the {n} houses of this case: {ahead}."), n=len(latest), ahead=series(_tally(subject, counted)))
            if counted
            else say(_("This case holds no poll that could be set beside it."))
        ]
    made = sentences([made, *told, *_told(subject, results)])
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


def _tally(subject: Subject, saw: Sequence[str]) -> list[Message]:
    """How many saw whom ahead, the most frequent first, and how many saw two level ("")."""
    order = sorted({option for option in saw if option}, key=lambda option: (-saw.count(option), option))
    made = [say(_("{option} ahead in {k}"), option=subject.name(option), k=saw.count(option)) for option in order]
    return [*made, say(_("the first two level in {k}"), k=saw.count(""))] if "" in saw else made


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
