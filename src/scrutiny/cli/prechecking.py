"""The command for those who publish: precheck."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace as with_changes
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from scrutiny.cli.terminal import progress, tell
from scrutiny.errors import CaseError, Problem

if TYPE_CHECKING:
    from scrutiny.evidence.record import Evidence
    from scrutiny.examination import Case
    from scrutiny.prechecking import Prechecked

Several = Parameter(consume_multiple=True)
PAGE = "precheck.html"


def precheck(
    what: Path,
    /,
    *,
    publisher: str | None = None,
    votes: Annotated[list[str] | None, Several] = None,
    shares: Annotated[list[str] | None, Several] = None,
    options: Annotated[list[str] | None, Several] = None,
    valid: str | None = None,
    invalid: str | None = None,
    cast: str | None = None,
    registered: str | None = None,
    turnout: str | None = None,
    coverage: str | None = None,
    output: Path | None = None,
    lang: str | None = None,
    quiet: bool = False,
) -> int:
    """Look at your own figures before you publish them: slips, sums, duplicates, how to print shares. 1 if to mend.

    Nobody else's figures or words are looked at, and nothing is said about others.

    Parameters
    ----------
    what
        A case folder, or a file of results (its columns are read as `scrutiny new --from` proposes them).
    publisher
        Whose figures, where the case holds those of several.
    votes
        With a file: what will be announced, by option: A=5150092 B=4445978
    shares
        With a file: the shares that will be printed, with their decimals: A=51.20 B=44.2
    options
        With a file: the columns that hold votes, where they cannot be told from their sums: --options A B
    valid
        Valid votes that will be announced.
    invalid
        Invalid votes that will be announced.
    cast
        Ballots that will be announced.
    registered
        The register that will be announced.
    turnout
        The participation that will be printed, in percent.
    coverage
        Percent of the stations counted, as it will be printed.
    output
        A folder for precheck.html; the case folder, or the folder of the file, by default.
    lang
        The language of the page: en or es.
    quiet
        Print nothing but mistakes.
    """
    from scrutiny.examination import open_case
    from scrutiny.prechecking import precheck as look

    typed = {
        "votes": votes,
        "shares": shares,
        "valid": valid,
        "invalid": invalid,
        "cast": cast,
        "registered": registered,
        "turnout": turnout,
        "coverage": coverage,
    }
    given = {name: value for name, value in typed.items() if value}
    if output is not None and output.exists() and not output.is_dir():
        raise CaseError(Problem(f"--output {output}", "is a file", f"a folder for {PAGE}"))
    with ExitStack() as stack:
        step = stack.enter_context(progress(quiet))
        if what.is_dir():
            if given or options:
                names = ", ".join(f"--{name}" for name in (*given, *(["options"] if options else [])))
                raise CaseError(
                    Problem(names, "go with a file of results", do="type them into the case: scrutiny claim")
                )
            case: Case = open_case(what, step)
            target = output or what
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "case"
            case = _of_file(what, folder, publisher or "", given, options or ())
            target = output or what.parent
        evidence = case.evidence if what.is_dir() else _whole(case.evidence, coverage is None)
        found = look(evidence, publisher if what.is_dir() else None, step)
        page = _page(found, lang, _command(what, publisher, typed, options or ()))
    place = target / (PAGE if what.is_dir() else f"{what.stem}.{PAGE}")
    from scrutiny.evidence.storing import write_all

    write_all({place: page})
    if not quiet:
        _show(found, lang)
        tell(f"Page: {place}")
    return int(not found.clean)


def _of_file(file: Path, folder: Path, publisher: str, typed: Mapping[str, object], options: Sequence[str]) -> Case:
    """A case made of a file, and of what will be announced."""
    from scrutiny.cli.asking import typed_claim
    from scrutiny.evidence import editing
    from scrutiny.examination import open_case
    from scrutiny.proposing import propose

    if not file.is_file():
        raise CaseError(Problem(str(file), "no such file or folder", "a case folder, or a file of results"))
    publisher = publisher or file.name
    proposed = propose(file, editing.source_id(file.name), options).begin
    if not proposed.found_options:
        # Without them nothing would be added up, and a page that says so little would read as praise.
        raise CaseError(
            Problem(
                str(file),
                "which columns hold the votes of each option cannot be told: no run of columns adds up in most rows",
                "their headings",
                "name them: --options A B; or make a case: scrutiny new CASE --from FILE",
            )
        )
    begin = with_changes(proposed, title=file.name)
    editing.new_case(folder, begin, file, editing.Custody(publisher=publisher))
    if typed:
        said = {"id": "announcement", "act": "announces_figure", "role": "authority", "title": "Announcement"}
        editing.add_claim(folder, typed_claim({**typed, **said, "speaker": publisher}))
    return open_case(folder)


def _whole(evidence: Evidence, everything: bool) -> Evidence:
    """The file as all there is: as many units as it has, all of them in what will be announced."""
    from scrutiny.evidence.facts import Frame

    (counts, *_more) = evidence.counts
    frames = (Frame(counts.level, counts.units, counts.publisher),)
    claims = evidence.case.claims
    if everything:
        claims = tuple(
            with_changes(c, figures=with_changes(c.figures, counted_units=counts.units, coverage_of=counts.level))
            if c.figures is not None
            else c
            for c in claims
        )
    return with_changes(evidence, case=with_changes(evidence.case, frames=frames, claims=claims))


def _command(what: Path, publisher: str | None, typed: Mapping[str, object], options: Sequence[str]) -> str:
    """What was typed, so that it can be typed again: with the file's name, without the folders of this machine."""
    words = ["scrutiny", "precheck", "." if what.is_dir() else what.name]
    if publisher:
        words += ["--publisher", publisher]
    for name, value in typed.items():
        if value:
            words += [f"--{name}", *map(str, value if isinstance(value, (list, tuple)) else [value])]
    if options:
        words += ["--options", *options]
    return shlex.join(words)


def _page(found: Prechecked, lang: str | None, command: str) -> bytes:
    from scrutiny.figures import begin
    from scrutiny.figures.paint import Press
    from scrutiny.report import words_of
    from scrutiny.report.html import to_html
    from scrutiny.report.precheck_page import document
    from scrutiny.report.units import Exported, export

    words = words_of(found.examined, lang)
    exported = export(found.examined.findings)
    exported = Exported(exported.shown)  # the page is all there is: no file of units beside it
    parts = {"order": found.order, "mend": found.mend, "look": found.look}
    made = document(found.examined, exported, found.publisher, parts, found.advice, words.language, command)
    with Press() as press:
        begin((f.figure for f in found.examined.findings if f.figure is not None), words, {}, press)
        return to_html(made, words, press).encode()


def _show(found: Prechecked, lang: str | None) -> None:
    from scrutiny.report import words_of
    from scrutiny.report.precheck_page import misled, summary

    words = words_of(found.examined, lang)
    parts = {"order": found.order, "mend": found.mend, "look": found.look}
    tell(words.plain(summary(found.publisher, parts, found.advice)))
    for sign, findings in (("●", found.order), ("✕", found.mend), ("?", found.look)):
        for finding in findings:
            tell(f"{sign} {words.plain(finding.title)}")
            tell(f"    {words.plain(finding.statement)}")
            if sign == "✕" and finding.units is not None:
                for row in finding.units.head(5).iter_rows(named=True):
                    where = row.get("locator") or ""
                    tell(f"        {row['unit']}" + (f" ({where})" if where else ""))
    for one in found.advice:
        contest = found.examined.evidence.case.contest_by_id[one.contest]
        for each in one.misleads:
            tell(f"✕ {words.plain(misled(each, contest))}")
        if one.misleads and one.fewest is not None:
            tell(f"    {one.title}: print {one.fewest} decimals")
