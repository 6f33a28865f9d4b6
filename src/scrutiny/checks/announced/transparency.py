"""What was published, at which level, since when, and what was not?

Null: none; a record without a score. For everyone who announces or publishes results, authority, candidate or observer
alike, a checklist is gone through: what the case records as published, promised or not published (up to which day, by
whom), and what follows from the case itself: that somebody's results by station are here, that an announcement gives
votes, coverage, invalid votes. Assumes: the case's records of publications are right. Honest causes of a gap: nobody
looked, the law does not ask for it, it came later. Cannot show: that what is not recorded was not published.
Reference: Open Election Data Initiative; OSCE/ODIHR, Existing Commitments for Democratic Elections (2003), page 73.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.publication import Publication
from scrutiny.findings.bodies import body
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.checklist import CHECKLIST, Item
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.origins import with_computed
from scrutiny.messages import Count, Day, Message, Name, Value, _, say, sentences, series

ORDER = 90


STATES: Mapping[str, str] = {
    "published": _("published"),
    "partly": _("published in part"),
    "not_published": _("not published"),
    "promised": _("promised"),
    "withdrawn": _("withdrawn"),
    "unknown": _("not known"),
    "": _("nothing recorded"),
}


def _applies(subject: Subject) -> Message | None:
    if not _publishers(subject):
        return say(
            _("{contest}: the case holds no announcement with figures, no counts and no record of publications"),
            contest=subject.contest.name,
        )
    return None


def _publishers(subject: Subject) -> list[str]:
    """Everyone who announces figures or publishes counts, and whom the case records; in the order of the case."""
    made = [_body(subject, claim.speaker) for claim in subject.announcements]
    made += [counts.publisher for counts in subject.records if counts.publisher]
    made += [publication.by for publication in subject.case.publications]
    return list(dict.fromkeys(made))


def _body(subject: Subject, speaker: str) -> str:
    return body(subject.evidence, speaker)


def compute(subject: Subject, settings: Any) -> Iterable[Finding]:
    for by in _publishers(subject):
        known = {p.item: p for p in _derived(subject, by)} | {
            p.item: p for p in subject.case.publications if p.by == by
        }
        yield _finding(subject, by, known)


def _derived(subject: Subject, by: str) -> Iterator[Publication]:
    """What follows from the case: whose results are here, and what an announcement gives."""
    for counts in subject.records:
        if counts.publisher != by:
            continue
        source = subject.case.source_by_id.get(counts.record)
        on = _day(source.published) if source is not None else None
        made = Publication("results_by_station", by, "published", on=on, level=counts.level, source=counts.title)
        if counts.is_by_unit:
            yield made
            yield replace(made, item="machine_readable")
        if counts.has("registered"):
            yield replace(made, item="register")
    for claim in subject.announcements:
        if _body(subject, claim.speaker) == by and claim.figures is not None:
            yield from _of_claim(claim, by)


def _of_claim(claim: Claim, by: str) -> Iterator[Publication]:
    figures, on = claim.figures, _day(claim.said)
    assert figures is not None
    if figures.votes:
        yield Publication("results", by, "published", on=on, source=claim.label)
    if figures.coverage is not None or figures.counted_units is not None:
        yield Publication("coverage", by, "published", on=on, source=claim.label)
    if figures.invalid is not None:
        yield Publication("invalid", by, "published", on=on, source=claim.label)


def _day(moment: date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _finding(subject: Subject, by: str, known: Mapping[str, Publication]) -> Finding:
    items = [*CHECKLIST, *(Item(p.item, p.title, "") for p in known.values() if p.item not in _IDS)]
    told = [(item, known.get(item.id)) for item in items]
    there = [item for item, p in told if p is not None and p.state in _THERE]
    absent = [p for _item, p in told if p is not None and p.state in ("not_published", "withdrawn")]
    promised = [p for _item, p in told if p is not None and p.state == "promised"]
    nothing = [item for item, p in told if p is None or p.state == "unknown"]
    numbers: dict[str, Value] = {
        "items": Count(len(items)),
        "published": Count(len(there)),
        "not_published": Count(len(absent)),
        "promised": Count(len(promised)),
        "nothing_recorded": Count(len(nothing)),
    }
    labels = {
        "items": say(_("things that can be published")),
        "published": say(_("published, in whole or in part")),
        "not_published": say(_("recorded as not published, or withdrawn")),
        "promised": say(_("promised, and no more is recorded")),
        "nothing_recorded": say(_("nothing is recorded about")),
    }
    traced, total = _traced(subject, by)
    stations = known.get("results_by_station")
    if not traced and (stations is None or stations.state != "not_published"):
        total = None  # nothing is known of them: that is no zero
    if total is not None:
        numbers |= {"announced": Count(total), "traced": Count(traced)}
        labels["announced"] = say(_("votes announced last"))
        labels["traced"] = say(_("of these, in results of each polling station by the same publisher, in this case"))
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(subject.contest.id, _anchor(subject, by)),
        title=say(_("What {by} published"), by=Name(by, "source")),
        statement=_statement(by, told, absent, promised, (traced, total)),
        rests_on=tuple(_sentence(_title(p), p) for _item, p in told if p is not None and (p.source or p.said_by)),
        does_not_show=_nothing(nothing),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, {}),
    )


_THERE = ("published", "partly")
_IDS = frozenset(item.id for item in CHECKLIST)


def _nothing(items: list[Item]) -> Message:
    if not items:
        return say(_("Whether what was published is right."))
    what = series([say(item.title) for item in items])
    return say(
        _(
            "Anything about these, of which this case has no word (which is not to say that they were not "
            "published): {what}."
        ),
        what=what,
    )


def _title(publication: Publication) -> Message:
    title = next((item.title for item in CHECKLIST if item.id == publication.item), publication.title)
    return say(title) if publication.item in _IDS else say(_("{what}"), what=title or publication.item)


def _anchor(subject: Subject, by: str) -> str:
    """A stable name of a publisher that does not change when it is printed otherwise."""
    for claim in subject.announcements:
        if _body(subject, claim.speaker) == by:
            return claim.id
    for counts in subject.records:
        if counts.publisher == by:
            return counts.record
    return "publisher-" + "-".join(re.findall(r"\w+", by.lower()))


def _traced(subject: Subject, by: str) -> tuple[int, int | None]:
    """Votes of the last announcement, and how many of them lie in results by station of the same publisher."""
    totals = [
        sum(c.figures.votes.values())
        for c in subject.announcements
        if _body(subject, c.speaker) == by and c.figures is not None and c.figures.votes
    ]
    if not totals:
        return 0, None
    own = [c.total("valid").value for c in subject.records if c.publisher == by and c.is_by_unit and c.has("valid")]
    return min(max(own, default=0), totals[-1]), totals[-1]


def _statement(
    by: str,
    told: list[tuple[Item, Publication | None]],
    absent: list[Publication],
    promised: list[Publication],
    traced: tuple[int, int | None],
) -> Message:
    there = [p for _item, p in told if p is not None and p.state == "published"]
    part = [p for _item, p in told if p is not None and p.state == "partly"]
    parts = [
        _list(_("By what this case records, {by} published: {what}."), by, there),
        _list(_("By what this case records, {by} published in part: {what}."), by, part),
        _list(_("Recorded as not published: {what}."), by, absent),
        _list(_("Promised, and nothing further is recorded: {what}."), by, promised),
    ]
    if traced[1] is not None:
        parts.append(
            say(
                _(
                    "Of {total} votes that were announced, {traced} can be traced to polling stations by results of "
                    "the same publisher."
                ),
                total=traced[1],
                traced=traced[0],
            )
        )
    found = [told_ for told_ in parts if told_ is not None]
    if not found:
        return say(_("This case records nothing that {by} published."), by=Name(by, "source"))
    return sentences(found)


def _list(text: str, by: str, publications: list[Publication]) -> Message | None:
    if not publications:
        return None
    what = series([_dated(p) for p in publications])
    return Message(text, {"by": Name(by, "source"), "what": what})


def _dated(publication: Publication) -> Message:
    """An item with its level and day."""
    title = _title(publication)
    if publication.state == "not_published" and publication.as_of is not None:
        return say(_("{what} (as of {day})"), what=title, day=Day(publication.as_of))
    if publication.on is not None:
        return say(_("{what} ({day})"), what=title, day=Day(publication.on))
    return title


def _sentence(title: Message, publication: Publication) -> Message:
    values: dict[str, Value] = {
        "what": title,
        "state": say(STATES[publication.state]),
        "who": Name(publication.said_by or publication.source),
        "source": Name(publication.source),
    }
    if publication.said_by and publication.source:
        return Message(_("{what}: {state}, by {who} ({source})."), values)
    return Message(_("{what}: {state}, by {who}."), values)


CHECK = Check(
    id="announced.transparency",
    title=_("What was published"),
    asks=_("What was published, at which level, since when, and what was not?"),
    kind=Kind.RECORD,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    assumes=_("The case's records of what was published are right; each names who says so."),
    honest_causes=_(
        "Nobody looked for it, the law does not ask for it, or it was published later than the case was made."
    ),
    cannot_show=_("That what this case does not record was not published, or why something was not."),
    references=(
        *(f"{item.title}: {'; '.join(item.standards)}." for item in CHECKLIST if item.standards),
        "Open Election Data Initiative (National Democratic Institute), Election Data Guide: nine principles and the "
        "categories of data, openelectiondata.net.",
        "OSCE/ODIHR, Existing Commitments for Democratic Elections in OSCE Participating States (2003), page 73.",
        "OSCE, Document of the Copenhagen Meeting (1990), paragraph 7.4.",
        "Human Rights Committee, General Comment 25 (1996), paragraph 20.",
    ),
    example=_(
        "Venezuela 2024: results by polling table were announced for the next hours and are recorded as not published."
    ),
)
