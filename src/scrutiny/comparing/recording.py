"""A comparison written into a case as a correction: what changed, filled in; why, given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scrutiny.comparing.changes import AFTERWARDS, Change, Comparison
from scrutiny.comparing.telling import printed, verdict_word
from scrutiny.errors import CaseError, Problem
from scrutiny.evidence.answering import add_correction
from scrutiny.examination import open_case
from scrutiny.loading import Progress, silent
from scrutiny.messages import Message, Words, _, say, series
from scrutiny.report import checked

VERDICTS = 3
"""So many findings that are headed with another word are named in the sentence; the others are counted."""


def record(
    case: Path,
    comparison: Comparison,
    why: str,
    on: date | datetime,
    by: str = "",
    what: str = "",
    progress: Progress = silent,
) -> dict[str, Any]:
    """Write a correction into `replies.toml` of a case.

    Parameters
    ----------
    case
        The case folder; it must be the state that the comparison calls new.
    why
        The reason, as the report prints it.
    what
        What changed, in a sentence; made from the comparison when empty, in the language of the case.

    Returns
    -------
    dict
        The correction as it was written.

    Raises
    ------
    CaseError
        When nothing that a report says differs, when the case is not the new state, when it is recorded already.
    """
    if not any(change.chapter not in AFTERWARDS for change in comparison.changes):
        raise CaseError(
            Problem(
                f"--record {case}",
                "the two say the same, but for replies and corrections",
                "two reports that differ",
                "there is nothing to correct",
            )
        )
    opened = open_case(case, progress)
    digest = opened.evidence.digest
    if _elections(comparison.old.told) != _elections(comparison.new.told):
        raise CaseError(
            Problem(
                f"--record {case}",
                f"the two are of different elections: {_named(comparison.old.told)}; {_named(comparison.new.told)}",
                "two reports on one election",
                "a correction is of a report on the same election",
            )
        )
    if digest != comparison.new.digest:
        raise CaseError(
            Problem(
                f"--record {case}",
                f"the evidence of this case has the digest {digest}",
                f"that of {comparison.new.name}: {comparison.new.digest}",
                f"compare with the case as it is: scrutiny compare OLD {case} --record {case} --why ...",
            )
        )
    language = checked(opened.file.language)
    words = Words(language, opened.file.translations.get(language, {}))
    correction = {
        "on": on,
        "what": what or words(summary(comparison)),
        "why": why,
        "findings": concerned(comparison),
        "before": comparison.old.digest,
        "after": digest,
        "by": by,
    }
    if not why.strip():
        raise CaseError(Problem("--why", "no reason is given", "the reason, printed in the report"))
    if not add_correction(case, correction):
        raise CaseError(Problem(f"--record {case}", "this very change is recorded already", "a change of its own"))
    return correction


def _elections(told: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Country and day of each election that a report is about."""
    case = told.get("case", {})
    return {(str(case.get("country", "")), str(one.get("date", ""))) for one in case.get("elections", [])}


def _named(told: Mapping[str, Any]) -> str:
    return str(told.get("case", {}).get("title", "no title"))[:80]


def concerned(comparison: Comparison) -> list[str]:
    """Ids of the findings in which the two differ."""
    findings = {str(one["id"]) for state in (comparison.old, comparison.new) for one in state.told["findings"]}
    changed = (change.about for change in comparison.changes if change.chapter in ("findings", "words"))
    return [id_ for id_ in dict.fromkeys(changed) if id_ in findings]


def summary(comparison: Comparison) -> Message:
    """What changed, in a sentence."""
    return say(_("Compared with the earlier report: {changes}."), changes=series(list(_parts(comparison))))


def _parts(comparison: Comparison) -> Iterator[Message]:
    sources, claims, counts = (comparison.chapter(name) for name in ("sources", "claims", "counts"))
    if sources:
        n = len({change.about for change in sources})
        yield say(_("{n} sources differ"), one=_("{n} source differs"), counts="n", n=n)
    if claims:
        n = len({change.about for change in claims})
        yield say(_("{n} claims differ"), one=_("{n} claim differs"), counts="n", n=n)
    cells = sum(change.new["differ"] for change in counts if _differ(change))
    if cells:
        yield say(_("{n} cells differ"), one=_("{n} cell differs"), counts="n", n=cells)
    units = [change for change in counts if change.of == "units"]
    if units:
        yield say(
            _("{gone} units are gone and {new} are new"),
            gone=sum(change.old["only"] for change in units),
            new=sum(change.new["only"] for change in units),
        )
    yield from _findings(comparison)
    if comparison.chapter("plan"):
        yield say(_("the plan differs"))
    if comparison.chapter("case"):
        yield say(_("what was typed about the case differs"))
    for change in comparison.chapter("version"):
        yield say(_("Scrutiny {old} became {new}"), old=str(change.old), new=str(change.new))
    if comparison.chapter("notes"):
        yield say(_("the notes on the evidence differ"))
    if comparison.chapter("rest"):
        yield say(_("something else differs"))


def _differ(change: Change) -> bool:
    return isinstance(change.new, dict) and isinstance(change.new.get("differ"), int) and change.old is not None


def _findings(comparison: Comparison) -> Iterator[Message]:
    found = comparison.chapter("findings")
    verdicts = [change for change in found if change.of == "verdict"]
    by_id = {str(one["id"]): one for one in comparison.new.told["findings"]}
    for change in verdicts[:VERDICTS]:
        yield say(
            _("“{finding}” says {new} instead of {old}"),
            finding=printed(by_id[change.about].get("title")),
            old=verdict_word(change.old),
            new=verdict_word(change.new),
        )
    if len(verdicts) > VERDICTS:
        n = len(verdicts) - VERDICTS
        yield say(
            _("{n} more findings have another verdict"),
            one=_("{n} more finding has another verdict"),
            counts="n",
            n=n,
        )
    kinds = {
        "new": {change.about for change in found if not change.of and change.old is None},
        "gone": {change.about for change in found if not change.of and change.new is None},
        "figures": {change.about for change in found if change.of not in ("", "verdict", "not_applicable")},
        "words": {change.about for change in comparison.chapter("words")},
    }
    for kind, texts in _FINDINGS.items():
        if kinds[kind]:
            yield say(texts[0], one=texts[1], counts="n", n=len(kinds[kind]))


_FINDINGS = {
    "new": (_("{n} findings are new"), _("{n} finding is new")),
    "gone": (_("{n} findings are gone"), _("{n} finding is gone")),
    "figures": (_("{n} findings have other figures"), _("{n} finding has other figures")),
    "words": (_("{n} findings are worded otherwise"), _("{n} finding is worded otherwise")),
}
