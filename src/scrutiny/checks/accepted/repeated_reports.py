"""Which reports of a statement are one text, printed many times?

Null: none. What an agency wrote and many papers print is one source. Reports of a statement that credit the same
agency, or whose words are nearly the same, are one text; and so is told wherever the statement stands. Assumes: an
agency that is credited wrote the text. Words of the speaker are the same wherever they are quoted: a report that prints
nothing else is no copy for that. Honest causes: to print an agency's text is what agencies are for. Cannot show: that
two texts that differ are independent.
Reference: A. Broder, On the resemblance and containment of documents (1997): runs of words, shared over all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.shape import STRICT
from scrutiny.findings.check import Check, Needs, Subject
from scrutiny.findings.finding import Finding, Kind, Listing, Verdict
from scrutiny.findings.moments import by_time
from scrutiny.findings.one_text import Text, texts
from scrutiny.findings.origins import with_computed
from scrutiny.findings.speakers import claim_named
from scrutiny.messages import Count, Message, Name, Quote, Value, _, say, series

ORDER = 60


@dataclass(frozen=True)
class Settings:
    """How alike two texts must be."""

    __pydantic_config__: ClassVar = STRICT

    alike_percent: int = 60
    """Two reports are one text from this share of common runs of five words on, in percent."""


def _applies(subject: Subject) -> Message | None:
    if not any(len(claim.reports) > 1 for claim in subject.claims):
        return say(_("{contest}: no statement of it has more than one report"), contest=subject.contest.name)
    return None


def compute(subject: Subject, settings: Settings) -> Iterable[Finding]:
    alike = Fraction(settings.alike_percent, 100)
    for claim in by_time(subject.claims):
        found = texts(claim, alike)
        repeated = [text for text in found if text.repeated]
        if repeated:
            yield _finding(subject, claim, list(found), repeated)


def _finding(subject: Subject, claim: Claim, found: list[Text], repeated: list[Text]) -> Finding:
    outlets = len({report.by.partition(", ")[0] for report in claim.reports})
    told: list[Value] = []
    for text in repeated:
        values: dict[str, Value] = {
            "via": Name(text.via),
            "outlets": series([Name(outlet, "source") for outlet in text.outlets]),
        }
        told.append(
            Message(_("one text of {via}: {outlets}"), values)
            if text.via
            else Message(_("nearly the same words: {outlets}"), values)
        )
    numbers: dict[str, Value] = {"outlets": Count(outlets), "texts": Count(len(found))}
    labels = {"outlets": say(_("who prints it")), "texts": say(_("texts, each counted once"))}
    return Finding(
        check=CHECK.id,
        kind=Kind.RECORD,
        verdict=Verdict.RECORDED,
        about=(subject.contest.id, claim.id),
        title=say(_("One text, printed again: {claim}"), claim=claim_named(claim)),
        statement=say(
            _(
                "If texts that credit one agency, or whose words are nearly the same, are one, then {claim} is told in "
                "{texts} texts by {outlets} outlets: {told}."
            ),
            one=_(
                "If texts that credit one agency, or whose words are nearly the same, are one, then {claim} is told in "
                "one text by {outlets} outlets: {told}."
            ),
            counts="texts",
            claim=claim_named(claim),
            texts=len(found),
            outlets=outlets,
            told=series(told),
        ),
        rests_on=(say(_("The agency that an outlet credits wrote the text.")),),
        does_not_show=say(_("That texts which differ are independent of each other.")),
        numbers=numbers,
        labels=labels,
        origins=with_computed(numbers, {}),
        sources=(claim.id,),
        listing=_listing(claim),
    )


def _listing(claim: Claim) -> Listing:
    columns = (say(_("printed by")), say(_("agency")), say(_("words")))
    rows = [
        (
            Name(report.by, "source"),
            Name(report.via) if report.via else say(_("none credited")),
            Quote(report.words) if report.words else say(_("not quoted here")),
        )
        for report in sorted(claim.reports, key=lambda report: (report.via, report.by))
    ]
    return Listing(say(_("All reports of it")), columns, tuple(rows))


CHECK = Check(
    id="accepted.repeated_reports",
    title=_("One text, printed again"),
    asks=_("Which reports of a statement are one text, printed many times?"),
    kind=Kind.RECORD,
    needs=Needs(per="contest", when=_applies),
    compute=compute,
    settings=Settings,
    assumes=_("An agency that is credited wrote the text; nearly the same words come from one hand."),
    honest_causes=_("To print an agency’s text, or the words of a speaker, is ordinary work."),
    cannot_show=_("That texts which differ are independent, or that a text printed often is truer."),
    references=("A. Broder, On the resemblance and containment of documents, 1997.",),
    example=_("A congratulation that twelve papers print from one agency is told once, with the names of all twelve."),
)
