"""Claims that an arithmetic finding speaks to, as ClaimReview of schema.org in JSON-LD.

A ClaimReview asks for a rating. Ours are three words, without a number: consistent, inconsistent, not checkable. Two
statements that cannot both be true are both inconsistent; which of them is false is not said. Only arithmetic is told
in this way: a test or an estimate has a chance of error that no such word can carry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from scrutiny.evidence.claim import Claim
from scrutiny.exporting import Exported
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.findings.sample_against import recorded
from scrutiny.messages import Message, Value, Words, _, say
from scrutiny.report.blocks import anchor_of, web_address
from scrutiny.report.opening import as_series

CONSISTENT, INCONSISTENT, NOT_CHECKABLE = _("consistent"), _("inconsistent"), _("not checkable")
_NOTE = _(
    "Inconsistent means that it cannot be true together with other figures; it does not say which of them is false. "
    "Consistent means that arithmetic found nothing against it; it does not say that it is true."
)


def claim_reviews(examined: Examined, words: Words, on: date, *, by: str = "", url: str = "") -> Exported:
    """A review for each claim that a finding of kind arithmetic speaks to.

    Parameters
    ----------
    words
        The language of the reviews.
    on
        The day of the reviews.
    by
        Who publishes them. Without a name they have no author: it is not for a program to sign.
    url
        Where the report is published.
    """
    made = []
    for claim in (*examined.evidence.case.claims, *_recorded(examined)):
        findings = [f for f in examined.findings if _speaks(f) and claim.id in f.about[1:]]
        if findings:
            made.append(_review(examined, claim, findings, words, on, by, url))
    told: list[Message] = []
    if made and not by:
        told.append(say(_("The reviews name no author; --by NAME says who publishes them.")))
    if made and not url:
        told.append(say(_("The reviews have no address; --url ADDRESS says where the report is published.")))
    return Exported((json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode() if made else b"", tuple(told))


def _speaks(finding: Finding) -> bool:
    """Whether a finding is arithmetic of what a claim says; that one thing was said before another is none of it."""
    return finding.kind is Kind.ARITHMETIC and not finding.check.startswith("accepted.")


def _recorded(examined: Examined) -> list[Claim]:
    """Records of counts that cannot be true together with a claim, as what their publishers say.

    Only one of the two would be marked else, and which of them is false does not follow.
    """
    evidence = examined.evidence
    apart = {id_ for f in examined.findings if _speaks(f) and f.verdict is Verdict.CONTRADICTS for id_ in f.about[1:]}
    found = [recorded(counts, evidence.case) for counts in evidence.counts if counts.record in apart]
    return [one.claim for one in found if one is not None]


def rating(verdicts: Iterable[Verdict]) -> str:
    """The word for a claim, given what the findings say.

    Examples
    --------
    >>> rating([Verdict.AGREES, Verdict.CONTRADICTS])
    'inconsistent'
    """
    found = set(verdicts)
    if Verdict.CONTRADICTS in found:
        return INCONSISTENT
    return CONSISTENT if Verdict.AGREES in found else NOT_CHECKABLE


def _review(
    examined: Examined, claim: Claim, findings: list[Finding], words: Words, on: date, by: str, url: str
) -> dict[str, Any]:
    word = rating(finding.verdict for finding in findings)
    telling = [f for f in findings if f.verdict is Verdict.CONTRADICTS] or findings
    anchor = f"#{anchor_of(telling[0].id)}" if url and "#" not in url else ""
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        **({"url": url + anchor} if url else {}),
        "datePublished": on.isoformat(),
        **({"author": {"@type": "Organization", "name": by}} if by else {}),
        "inLanguage": words.language,
        "claimReviewed": _claimed(examined, claim, words),
        "itemReviewed": _item(claim, words),
        "reviewRating": {
            "@type": "Rating",
            "alternateName": words.translate(word),
            "ratingExplanation": words.translate(_NOTE),
        },
        "reviewBody": " ".join(words.plain(finding.statement) for finding in telling),
    }


def _claimed(examined: Examined, claim: Claim, words: Words) -> str:
    """What is claimed: the figures, where there are some, since it is them that were reckoned with."""
    case = examined.evidence.case
    figures = claim.figures
    if figures is not None and (figures.votes or figures.shares):
        told: Value = as_series(case.contest_by_id[case.contest_of(claim)], figures)
        return words.plain(say(_("{what}: {n}"), what=words.named(claim.label), n=told))
    return claim.words or words.named(claim.summary) or words.named(claim.label)


def _item(claim: Claim, words: Words) -> dict[str, Any]:
    kind = "Person" if claim.role == "candidate" else "Organization"
    printed = []
    for report in claim.reports:
        work = {
            "@type": "CreativeWork",
            **({"url": address} if (address := web_address(report.url)) else {}),
            "publisher": {"@type": "Organization", "name": report.by},
            **({"datePublished": report.on.isoformat()} if report.on is not None else {}),
        }
        printed.append((report.on.isoformat() if report.on is not None else "9999", work))
    first = min(printed, key=lambda one: one[0], default=None)
    return {
        "@type": "Claim",
        "author": {"@type": kind, "name": words.named(claim.speaker)},
        **({"datePublished": claim.said.isoformat()} if claim.said is not None else {}),
        **({"appearance": [work for _on, work in printed]} if printed else {}),
        **({"firstAppearance": first[1]} if first is not None and first[0] != "9999" else {}),
    }
