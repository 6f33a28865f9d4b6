"""What is asked for, by whom, and does this case show that it happened?

Null: none; a record without a score. Three things are asked for after elections: sheets or results by station, an audit
or a recount, a new vote. For each: who asks, since when, in which words; and what this case has of it: results by unit
and who published them, what is recorded as published, promised or not published, and by whom; for a new vote, later
elections of the case and what courts decided. Assumes: the case's records of publications are right. Honest causes:
nobody looked, it came after the case was made. Cannot show: that what this case does not show did not happen.
Reference: Venezuela 2024, Brazil, Colombia and Mexico, 1 August: the data by polling table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.publication import Publication
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.checklist import CHECKLIST
from scrutiny.findings.finding import Finding, Kind, Listing, Verdict
from scrutiny.findings.moments import by_time
from scrutiny.findings.one_text import printed_by
from scrutiny.findings.origins import named
from scrutiny.findings.position_words import CALLS, words_of
from scrutiny.findings.speakers import claim_named, told_of
from scrutiny.messages import Day, Message, Name, Value, _, say, sentences, series

ORDER = 40
ITEMS = {
    "calls_for_publication": ("results_by_station", "sheet_images", "copies", "machine_readable"),
    "calls_for_audit": ("audits", "system_logs"),
    "calls_for_new_vote": (),
}
ASKED = {
    "calls_for_publication": _("sheets or results by station"),
    "calls_for_audit": _("an audit or a recount"),
    "calls_for_new_vote": _("a new vote"),
}
STATES = {
    "published": _("{what}, by {by}: published"),
    "partly": _("{what}, by {by}: published in part"),
    "not_published": _("{what}, by {by}: recorded as not published"),
    "promised": _("{what}, by {by}: promised"),
    "withdrawn": _("{what}, by {by}: withdrawn"),
}
WHAT = {item.id: item.title for item in CHECKLIST}


def _calls(subject: Subject) -> dict[str, list[Claim]]:
    made: dict[str, list[Claim]] = {}
    for claim in by_time(subject.claims):
        if claim.act in CALLS:
            made.setdefault(claim.act, []).append(claim)
    return {act: made[act] for act in CALLS if act in made}


def _applies(subject: Subject) -> Message | None:
    if not _calls(subject):
        text = _("{contest}: nobody in this case asks for sheets, an audit or a new vote")
        return say(text, contest=subject.contest.name)
    return None


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    for act, claims in _calls(subject).items():
        yield _finding(subject, act, claims)


def _finding(subject: Subject, act: str, claims: list[Claim]) -> Finding:
    asked = say(ASKED[act])
    there = list(_there(subject, act))
    absent = list(_recorded(subject, act, ("not_published", "withdrawn", "promised")))
    parts = [say(_("Asked for: {what}, by {who}."), what=asked, who=series([_who(claim) for claim in claims]))]
    if there:
        parts.append(say(_("What this case has of it: {what}."), what=series(there)))
    if absent:
        parts.append(say(_("What it records as lacking: {what}."), what=series(absent)))
    if not there:
        parts.append(say(_("Nothing in this case shows that it happened, which is not to say that it did not.")))
    made = sentences(parts)
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(subject.contest.id, act),
        title=say(_("Asked for: {what}"), what=asked),
        statement=made,
        rests_on=(say(_("What this case records of publications and decisions is right.")),),
        does_not_show=say(_("That what this case does not show did not happen, or that what was asked for was owed.")),
        would_settle=say(_("A word of the body that was asked, with its day.")),
        sources=(*(c.id for c in claims), *(counts.record for counts in subject.records if act == CALLS[0])),
        listing=_listing(claims),
    )


def _who(claim: Claim) -> Message:
    if claim.said is None:
        return say("{who}", who=told_of(claim))
    return say("{who} ({day})", who=told_of(claim), day=Day(claim.said))


def _there(subject: Subject, act: str) -> Iterator[Value]:
    """What this case has of a thing, in whoever's hands it is."""
    if act == "calls_for_publication":
        for counts in subject.records:
            values: dict[str, Value] = {"record": named(counts), "by": Name(counts.publisher, "source")}
            level = subject.case.level_names.get(counts.level, counts.level)
            values["level"] = Name(level)
            if counts.publisher:
                yield Message(_("{record}, published by {by} (level: {level})"), values)
            else:
                yield Message(_("{record} (level: {level})"), values)
    if act == "calls_for_new_vote":
        here = next((e for e in subject.case.elections if e.id == subject.contest.election), None)
        for election in subject.case.elections:
            if here is not None and election.date > here.date:
                yield say(_("{election}, of {day}"), election=election.name, day=Day(election.date))
        for claim in by_time(subject.claims):
            if claim.act == "rules":
                yield (
                    say(_("{what} ({day})"), what=claim_named(claim), day=Day(claim.said))
                    if claim.said
                    else claim_named(claim)
                )
        return
    yield from _recorded(subject, act, ("published", "partly"))


def _recorded(subject: Subject, act: str, states: tuple[str, ...]) -> Iterator[Value]:
    for publication in subject.case.publications:
        if publication.item in ITEMS[act] and publication.state in states:
            yield _publication(publication)


def _publication(publication: Publication) -> Message:
    values: dict[str, Value] = {"what": say(WHAT[publication.item]), "by": Name(publication.by, "source")}
    told = Message(STATES[publication.state], values)
    day = publication.on or publication.as_of
    if day is not None:
        return say(_("{told} ({day})"), told=told, day=Day(day))
    return told


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
    return Listing(say(_("Who asks, with words and sources")), columns, tuple(rows))


CHECK = Check(
    id="accepted.calls",
    title=_("What is asked for"),
    asks=_("What is asked for, by whom, and does this case show that it happened?"),
    kind=Kind.RECORD,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    assumes=_("What this case records of publications and decisions is right; each record names who says so."),
    honest_causes=_("It happened after the case was made, or nobody looked; or the law gives nobody a right to it."),
    cannot_show=_("That what this case does not show did not happen, and whether what was asked for was owed."),
    references=("Venezuela 2024: joint statement of Brazil, Colombia and Mexico of 1 August.",),
    example=_(
        "Venezuela 2024: results by polling table are asked for; those in this case were published by the campaign of "
        "one side, and those of the council are recorded as not published."
    ),
)
