"""What was said after what, which reactions came before the thing they react to, and what was published after its time?

Null: none; arithmetic of dates. A day without an hour is the interval of that day on the clocks of the speaker's
country, and of all clocks on earth where the country is not known; one thing came before another only where its
interval ends before the other's begins, and where they overlap nothing can be told. A statement that names an
announcement and is earlier than it cannot have that day. A statement about an option is held against the first
announcement of this case that makes that option the winner: to congratulate before is recorded, for it can be said.
Publications that the law of the case asks for by a day are held against that day. Assumes: days are those of the
speaker's country. Honest causes: a wrong date, a report of a day later, a result expected. Cannot show: motives.
Reference: Georgia 2024, Hungary congratulates on 26 October, before first official figures. Bolivia 2019, Venezuela
hails a re-elected president on 23 October, before the result of 25 October.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.publication import Publication
from scrutiny.evidence.zones import known, offsets
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.checklist import CHECKLIST
from scrutiny.findings.finding import Figure, Finding, Kind, Listing, Verdict
from scrutiny.findings.moments import Moment, by_time, said
from scrutiny.findings.one_text import printed_by
from scrutiny.findings.origins import called, with_computed
from scrutiny.findings.position_words import OTHERS, TOLD, position, words_of
from scrutiny.findings.speakers import claim_named, told_of
from scrutiny.findings.weighing import standing
from scrutiny.messages import Count, Day, Message, Name, Value, _, say, series

ORDER = 30
AUTHORITIES = ("authority", "court", "parliament")
REACTIONS = (*TOLD, *OTHERS)


def _dated(subject: Subject) -> list[Claim]:
    return [claim for claim in by_time(subject.claims) if claim.said is not None and claim.act != "predicts"]


def _due(subject: Subject) -> list[Publication]:
    """Publications with a day by which they were due, told once: they belong to the election, not to a contest."""
    if subject.contest.id != subject.case.contests[0].id:
        return []
    told = ("published", "partly", "not_published")
    return [p for p in subject.case.publications if p.due is not None and p.state in told and (p.on or p.as_of)]


def _applies(subject: Subject) -> Message | None:
    if len(_dated(subject)) < 2 and not _due(subject):
        return say(
            _("{contest}: fewer than two statements with a day, and no publication with a day by which it was due"),
            contest=subject.contest.name,
        )
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    claims = _dated(subject)
    if len(claims) > 1:
        yield _sequence(subject, claims)
    unclear: dict[str, list[Claim]] = {}
    for claim in by_time(subject.claims):
        result = _result_of(subject, claim)
        if result is None or claim.act not in REACTIONS:
            continue
        own, other = said(claim), said(result)
        if own.before(other):
            yield _before(subject, claim, result)
        elif claim.about != result.id and not other.before(own) and own != Moment(None, None):
            unclear.setdefault(result.id, []).append(claim)
    for id_, members in unclear.items():
        yield _cannot_tell(subject, subject.case.claim_by_id[id_], members)
    for publication in _due(subject):
        yield _deadline(subject, publication)


# --------------------------------------------------------------------------------------------- what came before


def _result_of(subject: Subject, claim: Claim) -> Claim | None:
    """The announcement that a statement is about: the one that it names, else the first that makes its option win."""
    named = subject.case.claim_by_id.get(claim.about or "")
    if named is not None:
        return named if named.said is not None and named.act in ("announces_figure", "proclaims", "rules") else None
    if claim.about in subject.contest.by_id and not _of_this_country(subject, claim):
        making = [
            c for c in subject.claims if c.said is not None and c.id != claim.id and _makes(subject, c, claim.about)
        ]
        return min(making, key=_starts, default=None)
    return None


def _of_this_country(subject: Subject, claim: Claim) -> bool:
    """Whether a speaker is a body that may announce or decide here; a parliament elsewhere reacts like anybody."""
    return claim.role in AUTHORITIES and claim.country in (None, subject.case.country)


def _starts(claim: Claim) -> tuple[datetime, str]:
    start = said(claim).start
    assert start is not None
    return start, claim.id


def _makes(subject: Subject, claim: Claim, option: str | None) -> bool:
    """Whether an announcement of an authority makes an option the winner."""
    if not _of_this_country(subject, claim) or claim.act not in ("announces_figure", "proclaims"):
        return False
    if claim.act == "proclaims" and claim.about is not None:
        return claim.about == option
    if claim.figures is None or not claim.figures.votes:
        return False
    made = standing(claim.figures.votes, subject.contest, called(claim)).outcome
    return made is not None and made.form == "elected" and option in made.winners


def _before(subject: Subject, claim: Claim, result: Claim) -> Finding:
    names = claim.about == result.id
    values: dict[str, Value] = {
        "speaker": told_of(claim),
        "result": claim_named(result),
        "day": _when(claim),
        "later": _when(result),
        "what": position(subject.case, claim),
    }
    if names:
        text = _(
            "If both days are right, {speaker} ({day}: {what}) cannot have spoken of {result} ({later}): that was "
            "announced only afterwards."
        )
    else:
        values["option"] = subject.name(claim.about or "")
        text = _(
            "{speaker}, {day}: {what}. That is before the first announcement in this case that makes {option} the "
            "winner: {result} ({later})."
        )
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC if names else Kind.RECORD,
        verdict=Verdict.CONTRADICTS if names else Verdict.RECORDED,
        about=(subject.contest.id, "before", claim.id, result.id),
        title=say(_("{speaker}, before {result}"), speaker=told_of(claim), result=claim_named(result)),
        statement=Message(text, values),
        rests_on=(_clocks(claim), _clocks(result)),
        breaks_if=(
            say(_("A day is that of a report, or of clocks elsewhere; or an earlier announcement is not here.")),
        ),
        does_not_show=say(_("Why it was said then.")),
        would_settle=say(_("The originals of both with their hours.")),
        sources=(claim.id, result.id),
        listing=_listing([claim, result]),
        prominent=20,
    )


def _when(claim: Claim) -> Value:
    return Day(claim.said) if claim.said is not None else say(_("day not known"))


def _clocks(claim: Claim) -> Message:
    """What the interval of a statement rests on."""
    values: dict[str, Value] = {"speaker": Name(claim.speaker, "speaker"), "day": _when(claim)}
    if claim.said is None:
        return Message(_("{speaker}: no day is known, only that it was said before the first report of it."), values)
    if isinstance(claim.said, datetime) and claim.said.utcoffset() is not None:
        return Message(_("{speaker}: the hour and its time zone are known ({day})."), values)
    if known(claim.country):
        return Message(_("{speaker}: {day} is a day on the clocks of the speaker’s country."), values)
    return Message(_("{speaker}: {day} is a day on some clock on earth, for no country is given."), values)


def _cannot_tell(subject: Subject, result: Claim, members: list[Claim]) -> Finding:
    return Finding(
        check=CHECK.id,
        kind=Kind.ARITHMETIC,
        verdict=Verdict.CANNOT_TELL,
        about=(subject.contest.id, "order", result.id),
        title=say(_("The order of statements about {result}"), result=claim_named(result)),
        statement=say(
            _(
                "Whether these were said before {result} ({day}) or after it cannot be told from days alone, which "
                "begin and end at other hours elsewhere: {who}."
            ),
            result=claim_named(result),
            day=_when(result),
            who=series([_at(claim) for claim in members]),
        ),
        would_settle=say(_("The hours of these statements, with their time zones.")),
        sources=(result.id, *(claim.id for claim in members)),
    )


def _at(claim: Claim) -> Message:
    return say(_("{who} ({day})"), who=told_of(claim), day=_when(claim))


# ------------------------------------------------------------------------------------------------- deadlines


def _deadline(subject: Subject, publication: Publication) -> Finding:
    assert publication.due is not None
    item = next((item.title for item in CHECKLIST if item.id == publication.item), publication.title)
    there = publication.state in ("published", "partly") and publication.on is not None
    last = publication.on if there else publication.as_of or publication.on
    assert last is not None
    days = (last - publication.due).days
    values: dict[str, Value] = {
        "what": say(item) if publication.item in {i.id for i in CHECKLIST} else Name(item or publication.item),
        "by": Name(publication.by, "source"),
        "due": Day(publication.due),
        "day": Day(last),
        "days": Count(max(days, 0)),
        "law": Name(publication.law) if publication.law else say(_("the law that the case names")),
        "who": Name(publication.said_by or publication.source),
        "state": say(_("published")) if publication.state == "published" else say(_("published in part")),
    }
    if there and days > 0:
        text = _("{what}, by {by}: {state} on {day}, {days} days after the day by which it was due, {due} ({law}).")
    elif there:
        text = _("{what}, by {by}: {state} on {day}, in time: it was due by {due} ({law}).")
    elif days > 0:
        text = _(
            "{what}, by {by}: recorded as not published on {day}, {days} days after the day by which it was due, {due} "
            "({law}), by {who}."
        )
    else:
        text = _("{what}, by {by}: due by {due} ({law}); the last word on it in this case, of {day}, is no later.")
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(subject.contest.id, "due", publication.item, str(subject.case.publications.index(publication) + 1)),
        title=say(_("By the day on which it was due: {what}"), what=values["what"]),
        statement=Message(text, values),
        rests_on=(say(_("The day by which it was due is as the case reads the law.")),),
        does_not_show=say(_("That it was not published where nobody looked, or after the last look.")),
        numbers={"days": Count(days)},
        labels={"days": say(_("days after the day by which it was due"))},
        origins=with_computed({"days": Count(days)}, {}),
    )


# -------------------------------------------------------------------------------------------------- sequence


def _sequence(subject: Subject, claims: list[Claim]) -> Finding:
    undated = [c for c in by_time(subject.claims) if c.said is None and c.act != "predicts"]
    announced = [claim for claim in claims if claim.act in ("announces_figure", "proclaims", "rules")]
    first, last = claims[0], claims[-1]
    values: dict[str, Value] = {
        "first": _when(first),
        "last": _when(last),
        "n": Count(len(claims)),
        "announced": series([_announced(claim) for claim in announced]),
    }
    if announced:
        text = _("Statements with a day: {n}, from {first} to {last}. Announced or decided: {announced}.")
    else:
        text = _("Statements with a day: {n}, from {first} to {last}. None of them announces a result.")
    numbers: dict[str, Value] = {"dated": Count(len(claims)), "undated": Count(len(undated))}
    labels = {"dated": say(_("statements with a day")), "undated": say(_("statements without a day"))}
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(subject.contest.id, "sequence"),
        title=say(_("What was said, in its order")),
        statement=Message(text, values),
        rests_on=(say(_("A day without an hour is a day on the clocks of the speaker’s country, or on any clock.")),),
        does_not_show=say(_("What caused what.")),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, {}),
        sources=tuple(claim.id for claim in claims),
        listing=_listing([*claims, *undated]),
        figure=_figure(subject, claims),
        prominent=30,
    )


def _announced(claim: Claim) -> Message:
    if not claim.title:
        return say(_("{what} ({day})"), what=claim_named(claim), day=_when(claim))
    return say(_("{what} by {who} ({day})"), what=called(claim), who=Name(claim.speaker, "speaker"), day=_when(claim))


def _listing(claims: list[Claim]) -> Listing:
    columns = (say(_("day")), say(_("who")), say(_("words")), say(_("printed by")))
    rows = [(_when(c), Name(c.speaker, "claim", c.id), words_of(c), printed_by(c)) for c in claims]
    return Listing(say(_("The statements in their order, with words and sources")), columns, tuple(rows))


def _figure(subject: Subject, claims: list[Claim]) -> Figure:
    rows = []
    for claim in claims:
        when = said(claim)
        assert when.start is not None and when.end is not None
        rows.append(
            {
                "role": claim.role,
                "speaker": claim.speaker,
                "act": claim.act,
                "about": claim.about if claim.about in subject.contest.by_id else "",
                "start": when.start.isoformat(),
                "end": when.end.isoformat(),
                "printed": claim.said.isoformat() if claim.said is not None else "",
                "unconfirmed": claim.unconfirmed,
            }
        )
    options = sorted({str(row["about"]) for row in rows if row["about"]})
    return Figure(
        kind="claims_timeline",
        title=say(_("What was said, hour by hour and day by day")),
        data={
            "rows": rows,
            "local": _local(subject, claims),
            "options": [{"option": option, "name": subject.contest.name_of(option)} for option in options],
        },
        caption=say(
            _(
                "A sign where the hour is known; a bar where only a day is, as long as that day can have been on the "
                "speaker’s clocks. Days above are those of UTC. Empty stretches are cut out."
            )
        ),
        alternative=say(
            _("{n} statements in lanes by who speaks, from {first} to {last}; all of them are listed below."),
            n=len(rows),
            first=_when(claims[0]),
            last=_when(claims[-1]),
        ),
    )


def _local(subject: Subject, claims: list[Claim]) -> dict[str, Any]:
    """How far the clocks of the election are from UTC, in minutes, where that is one number."""
    for claim in claims:
        if claim.role in AUTHORITIES and isinstance(claim.said, datetime) and claim.said.utcoffset() is not None:
            away = claim.said.utcoffset()
            assert away is not None
            return _away(away, subject)
    least, most = offsets(subject.case.country)
    if known(subject.case.country) and least == most:
        return _away(least, subject)
    return {}


def _away(away: timedelta, subject: Subject) -> dict[str, Any]:
    """A second axis where its days are others than those of UTC."""
    minutes = int(away.total_seconds() // 60)
    return {"minutes": minutes, "country": subject.case.country} if minutes else {}


CHECK = Check(
    id="accepted.timeline",
    title=_("What was said when"),
    asks=_("What was said after what, and which reactions or publications are out of their time?"),
    kind=Kind.ARITHMETIC,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    assumes=_(
        "A day is one on the clocks of the speaker’s country; the days by which something was due are as declared."
    ),
    honest_causes=_("A date that is that of the report, a result that was expected, an earlier announcement not here."),
    cannot_show=_("Motives, and the order of statements of one day whose hours are not known."),
    references=(
        "Georgia 2024: Hungary congratulates on 26 October, before the first official figures.",
        "Bolivia 2019: Venezuela hails a re-elected president on 23 October; the result is of 25 October.",
        "IANA time zone database, for the clocks of countries.",
    ),
    example=_(
        "Bolivia 2019: a congratulation of 23 October is earlier than the final result of 25 October whatever the hour."
    ),
)
