"""Claims with a passage in a saved text, as W3C Web Annotations in JSON-LD: each points at its words in two ways."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from scrutiny.evidence.claim import Claim, Report
from scrutiny.evidence.passage import Passage
from scrutiny.exporting import Exported
from scrutiny.messages import Message, _, say
from scrutiny.report.blocks import web_address

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def annotated(claims: Sequence[Claim]) -> Exported:
    """A collection with an annotation for every report of a claim whose passage is known."""
    items = [
        _annotation(claim, report, report.at, number)
        for claim in claims
        for number, report in enumerate(claim.reports, 1)
        if report.at is not None
    ]
    made = {
        "@context": CONTEXT,
        "id": "urn:scrutiny:claims",
        "type": "AnnotationCollection",
        "total": len(items),
        "first": {"id": "urn:scrutiny:claims:1", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }
    without = sum(all(report.at is None for report in claim.reports) for claim in claims)
    told: tuple[Message, ...] = ()
    if without:
        told = (say(_("{n} of {all} claims have no passage in a saved text."), n=without, all=len(claims)),)
    return Exported((json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode(), told)


def _annotation(claim: Claim, report: Report, at: Passage, number: int) -> dict[str, Any]:
    return {
        "id": f"urn:scrutiny:claim:{quote(claim.id, safe='')}:{number}",
        "type": "Annotation",
        "motivation": "classifying",
        "body": [
            {"type": "TextualBody", "purpose": "classifying", "format": "text/plain", "value": claim.act},
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": _told(claim)},
        ],
        "target": {
            "type": "SpecificResource",
            "source": _source(report, at),
            "selector": [
                {"type": "TextPositionSelector", "start": at.start, "end": at.end},
                {"type": "TextQuoteSelector", "exact": at.exact, "prefix": at.prefix, "suffix": at.suffix},
            ],
            **({"state": {"type": "TimeState", "sourceDate": _moment(report.on)}} if report.on is not None else {}),
        },
    }


def _source(report: Report, at: Passage) -> dict[str, Any]:
    """The text that positions count in: its address or file, and its digest, since a page may change."""
    address = web_address(report.url) or (quote(at.file) if at.file else "")
    return {
        **({"id": address} if address else {}),
        "type": "Text",
        **({"dcterms:identifier": f"sha256:{at.text_sha256}"} if at.text_sha256 else {}),
    }


def _told(claim: Claim) -> str:
    about = f" (about {claim.about})" if claim.about else ""
    return f"{claim.speaker}{about}: {claim.title or claim.summary or claim.words or claim.act}"


def _moment(when: date | datetime) -> str:
    """A moment as the model asks for it; a bare day begins at midnight of UTC."""
    if isinstance(when, datetime):
        return when.isoformat() if when.utcoffset() is not None else when.isoformat() + "Z"
    return f"{when.isoformat()}T00:00:00Z"
