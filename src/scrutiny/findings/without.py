"""A finding that says why a check of a record cannot tell."""

from __future__ import annotations

from collections.abc import Sequence

from scrutiny.findings.check import Check, Subject
from scrutiny.findings.finding import Finding, Verdict
from scrutiny.findings.stations import Stations
from scrutiny.messages import Message


def cannot_tell(
    check: Check, subject: Subject, of: Sequence[str], title: Message, why: Message, found: Stations | None = None
) -> Finding:
    """Nothing can be told of a record, or of something in it.

    Parameters
    ----------
    of
        The option or the measure that it speaks about; nothing for the record itself.
    why
        The statement: what is lacking.
    found
        The stations that were looked at, where any were.
    """
    return Finding(
        check=check.id,
        kind=check.kind,
        verdict=Verdict.CANNOT_TELL,
        about=(*subject.about, *of),
        title=title,
        statement=why,
        scope=found.scope if found is not None else None,
        sources=subject.counts.sources,
    )
