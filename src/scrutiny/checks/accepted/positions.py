"""Who recognises, congratulates, takes note, waits, asks for sheets, refuses: when, in which words, printed where?

Null: none; a record without a score. Every statement towards the result is listed in its own class of words: to take
note is not to recognise, to congratulate is to congratulate. The classes are no scale, and no number of statements
votes on what was counted. When a speaker says something else later, both are shown: the later does not overwrite the
earlier. Bodies of one country are different speakers: a parliament is not its government. A list of supporters that
one side published is that side's claim that they said so. Assumes: the case quotes each speaker rightly. Honest causes
of a change: new evidence, a condition that was met, another person who speaks. Cannot show: what was counted.
Reference: Honduras 2017, United States, 22 December: congratulates and asks for a review in one text. The Gambia 2016,
Y. Jammeh: concedes on 2 December, rejects on 9 December.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, ClassVar

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Figure, Finding, Kind, Listing, Verdict
from scrutiny.findings.moments import by_time
from scrutiny.findings.one_text import printed_by
from scrutiny.findings.origins import with_computed
from scrutiny.findings.position_words import NO_SCALE, TOLD, position, words_of
from scrutiny.findings.positions_picture import listed_of, positions_figure
from scrutiny.findings.speakers import COUNTRY_ROLES, organ, spoken_by, told_of
from scrutiny.messages import Count, Day, Message, Name, Value, _, say, sentences, series

ORDER = 20
NAMED = 6
"""So many speakers of one class are named in the sentence; all stand in the list."""


def _positions(subject: Subject) -> list[Claim]:
    return by_time([claim for claim in subject.claims if claim.act in TOLD])


def _applies(subject: Subject) -> Message | None:
    if not _positions(subject):
        return say(_("{contest}: the case holds no position towards the result"), contest=subject.contest.name)
    return None


@dataclass(frozen=True)
class Settings:
    """What the chapter shows of positions."""

    __pydantic_config__: ClassVar = STRICT

    maps_of: tuple[date, ...] = ()
    """Days whose positions of governments are drawn on a map; by default the last day on which one took a position."""


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    claims = _positions(subject)
    yield _overview(subject, claims)
    yield from _maps(subject, claims, settings.maps_of)
    speakers: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        speakers.setdefault(organ(claim), []).append(claim)
    for _organ, said in sorted(speakers.items()):
        yield from _of_one_speaker(subject, said)
    yield from _organs(subject, claims)
    yield from _lists(subject, claims)


# ---------------------------------------------------------------------------------------------- all of them


def _overview(subject: Subject, claims: list[Claim]) -> Finding:
    confirmed = [claim for claim in claims if not claim.unconfirmed]
    classes: dict[tuple[str, str], list[Claim]] = {}
    for act in TOLD:
        for claim in confirmed:
            if claim.act == act:
                classes.setdefault((act, claim.about or ""), []).append(claim)
    told = [_class(subject, members) for _key, members in sorted(classes.items(), key=_class_order)]
    statement = say(
        _("By what this case records: {classes}. {no_scale}"),
        classes=sentences(told, ";") if told else say(_("no position that is confirmed")),
        no_scale=say(NO_SCALE),
    )
    numbers: dict[str, Value] = {"recorded": Count(len(claims)), "unconfirmed": Count(len(claims) - len(confirmed))}
    labels = {
        "recorded": say(_("statements that are recorded")),
        "unconfirmed": say(_("of these, disputed, conditional, or told by one side only")),
    }
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(subject.contest.id, "positions"),
        title=say(_("Positions towards the result")),
        statement=statement,
        rests_on=(say(_("Each speaker is quoted rightly by the source that is named.")),),
        does_not_show=say(_("What was counted, and who is right. A body that is not listed may have spoken.")),
        would_settle=say(_("The speakers' own publications of these statements.")),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, {}),
        sources=tuple(claim.id for claim in claims),
        listing=_listing(subject, claims),
        figure=_matrix(subject, claims),
        prominent=55,
    )


def _class_order(item: tuple[tuple[str, str], list[Claim]]) -> tuple[int, str]:
    (act, about), _members = item
    return list(TOLD).index(act), about


def _class(subject: Subject, members: list[Claim]) -> Message:
    """One class of words and who used it, on which days."""
    named: list[Value] = [_with_day(claim) for claim in members[:NAMED]]
    what = position(subject.case, members[0])
    if len(members) > NAMED:
        named.append(say(_("others that are listed below")))
    return say(_("{what}: {who}"), what=what, who=series(named))


def _with_day(claim: Claim) -> Message:
    if claim.said is None:
        return say("{who}", who=told_of(claim))
    return say("{who} ({day})", who=told_of(claim), day=Day(claim.said))


def _listing(subject: Subject, claims: list[Claim]) -> Listing:
    rows = [
        (
            Day(claim.said) if claim.said is not None else say(_("day not known")),
            Name(claim.speaker, "claim", claim.id),
            position(subject.case, claim),
            words_of(claim),
            say(_("told by {side} only; {sources}"), side=claim.told_by, sources=printed_by(claim))
            if claim.told_by
            else printed_by(claim),
        )
        for claim in claims
    ]
    columns = (say(_("day")), say(_("who")), say(_("position")), say(_("words")), say(_("printed by")))
    return Listing(say(_("All positions, with words and sources")), columns, tuple(rows))


def _matrix(subject: Subject, claims: list[Claim]) -> Figure | None:
    """Speakers by days; only what has a day can stand in it."""
    dated = [claim for claim in claims if claim.said is not None]
    if not dated:
        return None
    days = sorted({_day(claim) for claim in dated})
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for claim in dated:
        row = rows.setdefault(organ(claim), {"role": claim.role, "speaker": claim.speaker, "cells": []})
        row["cells"].append(
            {
                "day": _day(claim),
                "act": claim.act,
                "about": claim.about if claim.about in subject.contest.by_id else "",
                "unconfirmed": claim.unconfirmed,
            }
        )
    options = sorted({cell["about"] for row in rows.values() for cell in row["cells"] if cell["about"]})
    return Figure(
        kind="positions_matrix",
        title=say(_("Who said what towards the result, and when")),
        data={
            "days": days,
            "rows": [rows[key] for key in sorted(rows)],
            "options": [{"option": option, "name": subject.contest.name_of(option)} for option in options],
        },
        caption=say(
            _(
                "Each sign is a statement, by its class of words and whom it is about. An empty field says that "
                "nothing is recorded of that day, not that a speaker was neutral. Striped: disputed, conditional, "
                "or told by one side only."
            )
        ),
        alternative=say(
            _("A table of {speakers} speakers and {days} days; all its statements are listed below with their words."),
            speakers=len(rows),
            days=len(days),
        ),
    )


def _day(claim: Claim) -> str:
    assert claim.said is not None
    return claim.said.isoformat()[:10]


# ---------------------------------------------------------------------------------------- governments on a day


def _maps(subject: Subject, claims: list[Claim], days: tuple[date, ...]) -> Iterator[Finding]:
    dated = [date.fromisoformat(_day(claim)) for claim in claims if claim.said is not None and claim.role == "state"]
    for day in days or ([max(dated)] if dated else []):
        figure = positions_figure(subject.case, day, subject.contest.id)
        if figure is None:
            continue
        yield Finding(
            check=CHECK.id,
            kind=Kind.RECORD,
            verdict=Verdict.RECORDED,
            about=(subject.contest.id, "governments", day.isoformat()),
            title=figure.title,
            statement=say(
                _(
                    "Each government that this case records, by the latest position that it is known to have taken by "
                    "{day}: {listed}. {no_scale}"
                ),
                day=Day(day),
                listed=listed_of(figure),
                no_scale=say(NO_SCALE),
            ),
            does_not_show=say(_("What was counted. A government that is not drawn may have spoken.")),
            sources=tuple(dict.fromkeys(row["claim"] for row in figure.data["rows"])),
            figure=figure,
        )


# -------------------------------------------------------------------------------------- one speaker, again


def _of_one_speaker(subject: Subject, said: list[Claim]) -> Iterator[Finding]:
    days: dict[str, list[Claim]] = {}
    for claim in said:
        days.setdefault(_day(claim) if claim.said is not None else "", []).append(claim)
    for day, together in days.items():
        # Two people of one body on one day, or two statements without a day, need not be one occasion.
        if day and len({_what(c) for c in together}) > 1 and len({c.speaker for c in together}) == 1:
            yield _together(subject, together)
    dated = [claims for day, claims in sorted(days.items()) if day]
    for earlier, later in pairwise(dated):
        old = {_towards(subject, claim) for claim in earlier}
        new = [claim for claim in later if _towards(subject, claim) not in old]
        if new:
            yield _change(subject, earlier, later)


def _what(claim: Claim) -> tuple[str, str]:
    return claim.act, claim.about or ""


def _towards(subject: Subject, claim: Claim) -> tuple[str, str]:
    """The same without the announcement: to refuse one bulletin and then the next is one position."""
    return claim.act, claim.about if claim.about is not None and claim.about in subject.contest.by_id else ""


def _together(subject: Subject, claims: list[Claim]) -> Finding:
    assert claims[0].said is not None
    told = say(
        _("{speaker} said more than one thing on {day}, and all of it stands: {positions}."),
        speaker=spoken_by(claims[0]),
        day=Day(claims[0].said),
        positions=_series_of(subject, claims),
    )
    return _record(
        subject,
        ("together", *(claim.id for claim in claims)),
        say(_("More than one position at once: {speaker}"), speaker=spoken_by(claims[0])),
        told,
        claims,
    )


def _change(subject: Subject, earlier: list[Claim], later: list[Claim]) -> Finding:
    assert earlier[0].said is not None and later[0].said is not None
    values: dict[str, Value] = {
        "first": spoken_by(earlier[0]),
        "second": spoken_by(later[0]),
        "before": _series_of(subject, earlier),
        "after": _series_of(subject, later),
        "day": Day(earlier[0].said),
        "later": Day(later[0].said),
    }
    if earlier[0].speaker == later[0].speaker or later[0].role not in COUNTRY_ROLES:
        text = _(
            "{first}, {day}: {before}. The same speaker, {later}: {after}. The later does not overwrite the earlier."
        )
    else:
        text = _(
            "{first}, {day}: {before}. For the same body {second}, {later}: {after}. The later does not overwrite the "
            "earlier."
        )
    return _record(
        subject,
        ("change", earlier[0].id, later[0].id),
        say(_("Another position later: {speaker}"), speaker=spoken_by(later[0])),
        Message(text, values),
        [*earlier, *later],
    )


def _series_of(subject: Subject, claims: list[Claim]) -> Value:
    return series([position(subject.case, claim) for claim in claims])


# -------------------------------------------------------------------------------------------------- bodies


def _organs(subject: Subject, claims: list[Claim]) -> Iterator[Finding]:
    """Bodies of one other country that took different positions."""
    countries: dict[str, dict[str, list[Claim]]] = {}
    for claim in claims:
        if claim.country and claim.country != subject.case.country and claim.role in COUNTRY_ROLES:
            countries.setdefault(claim.country, {}).setdefault(claim.role, []).append(claim)
    for country, roles in sorted(countries.items()):
        if len(roles) < 2 or len({frozenset(_what(c) for c in said) for said in roles.values()}) < 2:
            continue
        members = [claim for _role, said in sorted(roles.items()) for claim in said]
        told = [say(_("{who} {position}"), who=_with_day(c), position=position(subject.case, c)) for c in members]
        statement = say(
            _("Bodies of one country took different positions: {told}. None of them speaks for the other."),
            told=sentences(told, ";"),
        )
        title = say(_("Different bodies of one country ({country})"), country=country)
        yield _record(subject, ("bodies", country), title, statement, members)


def _lists(subject: Subject, claims: list[Claim]) -> Iterator[Finding]:
    """Statements that only one side tells of."""
    sides: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.told_by:
            sides.setdefault(claim.told_by, []).append(claim)
    for side, members in sorted(sides.items()):
        statement = say(
            _(
                "That these statements were made is the claim of {side}, by which alone this case knows of them: "
                "{names}. They are not counted with those that their speakers published."
            ),
            side=Name(side, "speaker"),
            names=series([spoken_by(claim) for claim in members]),
        )
        title = say(_("Positions that {side} tells of"), side=Name(side, "speaker"))
        yield _record(subject, ("list", min(claim.id for claim in members)), title, statement, members)


def _record(
    subject: Subject, about: tuple[str, ...], title: Message, statement: Message, claims: list[Claim]
) -> Finding:
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(subject.contest.id, *about),
        title=title,
        statement=statement,
        rests_on=(say(_("Each speaker is quoted rightly by the source that is named.")),),
        does_not_show=say(_("Why, and what was counted.")),
        sources=tuple(dict.fromkeys(claim.id for claim in claims)),
        listing=_listing(subject, claims),
    )


CHECK = Check(
    id="accepted.positions",
    title=_("Positions towards the result"),
    asks=_("Who recognises, congratulates, takes note, waits, asks for sheets or refuses, when, and in which words?"),
    kind=Kind.RECORD,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    settings=Settings,
    assumes=_("Each speaker is quoted rightly by the source that is named, and the day is that of the statement."),
    honest_causes=_("A speaker who says something else later may have seen more, or a condition was met."),
    cannot_show=_(
        "What was counted. Positions are classes of words, not a scale, and no number of them votes on what is true. "
        "Who is not listed may have spoken all the same."
    ),
    references=(
        "Honduras 2017: statement of the United States of 22 December, which congratulates and asks for a review.",
        "The Gambia 2016: Yahya Jammeh, 2 December (concedes) and 9 December (rejects).",
    ),
    example=_("The Gambia 2016: one speaker concedes on 2 December and rejects the result on 9 December; both stand."),
)
