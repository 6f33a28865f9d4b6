"""Reports that are one text: what an agency wrote and twelve papers printed is one source, not twelve.

Two reports are one text where they credit the same agency, or where their words are nearly the same. Words of the
speaker are the same wherever they are quoted: a report that prints nothing but these says nothing of its own source.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scrutiny.evidence.claim import Claim, Report
from scrutiny.messages import Count, Message, Name, Value, _, say, series
from scrutiny.stats.shingles import resemblance

ALIKE = Fraction(6, 10)


@dataclass(frozen=True)
class Text:
    """One text, and who printed it."""

    via: str
    outlets: tuple[str, ...]

    @property
    def repeated(self) -> bool:
        return len(self.outlets) > 1


def texts(claim: Claim, alike: Fraction = ALIKE) -> tuple[Text, ...]:
    """The reports of a claim by the text that they print, those of most outlets first.

    Examples
    --------
    >>> reports = tuple(Report(by, via="An agency") for by in ("Paper A", "Paper B"))
    >>> [len(text.outlets) for text in texts(Claim("c", "congratulates", "A state", reports=reports))]
    [2]
    """
    groups: list[list[Report]] = []
    for report in sorted(claim.reports, key=lambda report: (report.by, report.url)):
        same = [group for group in groups if any(_one(claim, report, other, alike) for other in group)]
        groups = [group for group in groups if group not in same]
        groups.append([report, *(other for group in same for other in group)])
    made = []
    for group in groups:
        via = sorted({report.via.strip() for report in group if report.via.strip()})
        made.append(Text(via[0] if via else "", tuple(sorted({report.by for report in group}))))
    return tuple(sorted(made, key=lambda text: (-len(text.outlets), text.outlets)))


def _one(claim: Claim, left: Report, right: Report, alike: Fraction) -> bool:
    via = left.via.strip().casefold()
    if via and via == right.via.strip().casefold():
        return True
    if _only_quotes(claim, left) or _only_quotes(claim, right):
        return False
    return resemblance(left.words, right.words) >= alike


def _only_quotes(claim: Claim, report: Report) -> bool:
    """Whether a report prints no words but those of the speaker."""
    return claim.quote == "verbatim" and bool(report.words) and report.words.strip() in claim.words


def printed_by(claim: Claim) -> Message:
    """Where a claim is printed, an agency's text once: "Agency (printed by 3 outlets), Paper"."""
    named: list[Value] = []
    for text in texts(claim):
        outlets = series([Name(outlet, "source") for outlet in text.outlets])
        values: dict[str, Value] = {"via": Name(text.via), "outlets": outlets, "n": Count(len(text.outlets))}
        if text.repeated and text.via:
            named.append(Message(_("{via}, one text that {n} outlets print: {outlets}"), values))
        elif text.repeated:
            named.append(Message(_("one text that {n} outlets print: {outlets}"), values))
        else:
            named += outlets.items
    if not named and claim.source:
        named = [Name(claim.source)]
    return say("{sources}", sources=series(named)) if named else say(_("no source named"))
