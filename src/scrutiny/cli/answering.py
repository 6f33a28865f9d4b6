"""Commands about a report that was published: reply, compare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrutiny.cli.terminal import given, maybe, progress, tell, today
from scrutiny.errors import CaseError, Problem

if TYPE_CHECKING:
    from scrutiny.comparing.changes import Comparison
    from scrutiny.comparing.state import State
    from scrutiny.loading import Progress

SHOWN = 30
"""So many things of a chapter are told in the terminal."""


def reply(
    case: Path,
    /,
    *,
    by: str,
    on: str | None = None,
    words: str | None = None,
    words_file: Path | None = None,
    to: str = "",
    role: str | None = None,
    source: str = "",
    report: Path | None = None,
    quiet: bool = False,
) -> None:
    """Print an answer of somebody concerned beside what it answers. It changes no finding and no digest.

    Parameters
    ----------
    case
        The case folder.
    by
        The body that answers, as it should be printed.
    on
        The day of the answer: 2024-08-10; today (UTC) by default.
    words
        What it says, in its words.
    words_file
        A text file (UTF-8) with these words, instead of --words.
    to
        The id of the finding that is answered, or of a check; the whole report when left out.
    role
        What the body is: authority, candidate, party, state, organisation, observer_mission, media, ...
    source
        Where the answer is written: an address, a letter.
    report
        The report that is answered: report.html or findings.json; by default the one in the case folder.
    quiet
        Print nothing but mistakes.
    """
    from scrutiny.evidence.answering import add_reply
    from scrutiny.evidence.folder import REPLIES
    from scrutiny.evidence.typed import moment

    day = maybe("--on", moment, on) or today()
    _not_in_the_future("--on", day)
    said = _words(words, words_file)
    with progress(quiet) as step:
        answered = _answered(case, report, step)
    _of_this_case(case, answered, day)
    if to:
        _exists(answered, to)
    written = add_reply(
        case,
        {
            "by": by,
            "on": day,
            "words": said,
            "to": to,
            "source": source,
            "role": role,
            "answers": answered.digest,
        },
    )
    if quiet:
        return
    if not written:
        tell("Nothing was added: this very reply is in the case already.")
        return
    tell(f"The reply of {by} is written into {case / REPLIES}, beside {to or 'the whole report'}")
    tell(f"It answers the report with the digest {answered.digest}")
    tell(f"Next: scrutiny examine {case}")


def _not_in_the_future(option: str, day: Any) -> None:
    from datetime import datetime, timedelta

    said = day.date() if isinstance(day, datetime) else day
    if said > today() + timedelta(days=1):  # somewhere it is tomorrow already
        raise CaseError(Problem(option, f"{said.isoformat()} is still to come", "the day on which it was said"))


def _words(words: str | None, file: Path | None) -> str:
    from scrutiny.evidence.schema import read_text

    if (words is None) == (file is None):
        raise CaseError(Problem("--words", "given twice" if file else "missing", "--words TEXT, or --words-file FILE"))
    if file is None:
        return str(words)
    return read_text(file, f"--words-file {file}").strip()


def _answered(case: Path, report: Path | None, step: Progress) -> State:
    """The report that is answered: the one given, the one in the case folder, else what the case gives now."""
    from scrutiny.comparing.state import read_case, read_report
    from scrutiny.evidence.folder import CaseFolder
    from scrutiny.report import FINDINGS

    folder = CaseFolder(case)  # says what is missing
    if report is not None:
        return read_report(report)
    if (folder.path / FINDINGS).is_file():
        return read_report(folder.path / FINDINGS)
    return read_case(folder.path, progress=step)


def _of_this_case(case: Path, answered: State, day: Any) -> None:
    """A reply answers a report on this case, and no reply is older than the election."""
    from datetime import datetime

    from scrutiny.evidence.folder import CaseFolder

    file = CaseFolder(case).case
    days = {election.date for election in file.elections}
    theirs = {str(one.get("date")) for one in answered.told.get("case", {}).get("elections", [])}
    if theirs != {one.isoformat() for one in days}:
        title = str(answered.told.get("case", {}).get("title", ""))[:80]
        raise CaseError(Problem("--report", f"is of another election: {title}", f"a report on {file.title}"))
    said = day.date() if isinstance(day, datetime) else day
    if said < min(days):
        raise CaseError(
            Problem("--on", f"{said.isoformat()} is before the election ({min(days).isoformat()})", "a later day")
        )


def _exists(answered: State, to: str) -> None:
    """A finding of the report, or a check that it ran."""
    from scrutiny.evidence.naming import nearest

    findings = [str(one["id"]) for one in answered.told["findings"]]
    checks = [str(one["id"]) for one in answered.told.get("checks", [])]
    if to in findings or to in checks:
        return
    check = to.partition("/")[0]
    near = [one for one in findings if one.partition("/")[0] == check]
    expected = "one of: " + ", ".join((near or checks)[:12]) + (", ..." if len(near or checks) > 12 else "")
    raise CaseError(
        Problem(
            f"--to {to}",
            f"{answered.name} has no such finding or check",
            expected,
            nearest(to, [*findings, *checks]) or "each card of the report shows the id of its finding in its link",
        )
    )


def compare(
    old: Path,
    new: Path,
    /,
    *,
    json: bool = False,
    markdown: Path | None = None,
    lang: str = "en",
    quiet: bool = False,
    record: Path | None = None,
    why: str | None = None,
    what: str = "",
    by: str = "",
    on: str | None = None,
) -> int:
    """Tell what changed between two reports, or two states of a case: sources, counts, findings, words. 1 if anything.

    Parameters
    ----------
    old
        The earlier one: a case folder, a report.html with its findings.json beside it, or a findings.json.
    new
        The later one, in any of these forms.
    json
        Print all differences as JSON instead of sentences.
    markdown
        A file to write all differences to, as Markdown.
    lang
        The language of the sentences: en or es.
    quiet
        Print nothing but mistakes.
    record
        A case folder to write the differences into, as a correction that its report tells; the exit code is then 0.
    why
        With --record: the reason, printed in the report.
    what
        With --record: what changed, in a sentence; made from the differences by default.
    by
        With --record: who corrects.
    on
        With --record: the day of the correction; today (UTC) by default.
    """
    from scrutiny.comparing.changes import compare as compare_states
    from scrutiny.comparing.state import read_states
    from scrutiny.evidence.typed import moment
    from scrutiny.report import checked

    language = checked(lang)
    given_with_record = {"--why": why, "--what": what, "--by": by, "--on": on}
    if record is None and any(given_with_record.values()):
        names = ", ".join(name for name, value in given_with_record.items() if value)
        raise CaseError(Problem(names, "given without --record", "--record CASE"))
    if record is not None and not (why or "").strip():
        raise CaseError(Problem("--why", "no reason is given", "the reason, printed in the report", "--why"))
    day = given("--on", moment, on) if on is not None else today()
    _not_in_the_future("--on", day)
    _checked_place(markdown)
    with progress(quiet or json) as step:
        comparison = compare_states(*read_states(old, new, step))
        if json:
            _print_json(comparison)
        elif not quiet:
            _show(comparison, language)
        if markdown is not None:
            _write(comparison, markdown, language)
        if record is None:
            return int(not comparison.same)
        from scrutiny.comparing.recording import record as record_it

        correction = record_it(record, comparison, str(why), day, by, what, step)
    if not quiet and not json:
        tell()
        tell(f"Recorded as a correction of {correction['on'].isoformat()}: {correction['what']}")
        tell(f"Next: scrutiny examine {record}")
    return 0


def _checked_place(markdown: Path | None) -> None:
    from scrutiny.evidence.storing import refuse_evidence

    if markdown is None:
        return
    if markdown.is_dir():
        raise CaseError(Problem(f"--markdown {markdown}", "is a folder", "a name for the file: changes.md"))
    refuse_evidence([markdown])


def _print_json(comparison: Comparison) -> None:
    import json

    from scrutiny.comparing.telling import to_json

    sys.stdout.write(json.dumps(to_json(comparison), ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def _show(comparison: Comparison, language: str) -> None:
    from scrutiny.comparing.telling import heading, sections
    from scrutiny.messages import Value, Words
    from scrutiny.report.blocks import Cell, Entries, Link, Paragraph

    words = Words(language)

    def text(value: Value | Cell) -> str:
        told = value.text if isinstance(value, Link) else value
        return "" if told is None else " ".join(words.value(told).split())

    for label, before, after in heading(comparison).rows:
        tell(f"{text(label)}: {text(before)}" + (f" → {text(after)}" if text(before) != text(after) else ""))
    if comparison.same:
        tell("Nothing differs.")
    for section in sections(comparison):
        tell()
        tell(text(section.title))
        for block in section.blocks:
            if isinstance(block, Paragraph):
                tell(f"  {text(block.text)}")
            elif isinstance(block, Entries):
                for entry in block.items[:SHOWN]:
                    tell(f"  {text(entry.title)}")
                    for label, cells in entry.rows:
                        tell(f"      {text(label)}: " + " · ".join(text(cell) for cell in cells))
                if len(block.items) > SHOWN:
                    tell(f"  and {len(block.items) - SHOWN} more: --json or --markdown FILE tells all of them")


def _write(comparison: Comparison, markdown: Path, language: str) -> None:
    from scrutiny.comparing.telling import heading, sections
    from scrutiny.evidence.storing import write_all
    from scrutiny.messages import Words, _, say
    from scrutiny.report.blocks import Paragraph
    from scrutiny.report.markdown import pages

    nothing = (Paragraph(say(_("Nothing differs."))),) if comparison.same else ()
    made = pages(say(_("What changed")), (heading(comparison), *nothing), sections(comparison), Words(language))
    write_all({markdown: made.encode()})
