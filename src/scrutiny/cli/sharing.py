"""Commands for those who publish: card, export."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from scrutiny.cli.terminal import progress, tell
from scrutiny.errors import CaseError, MachineError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrutiny.findings.examined import Examined
    from scrutiny.loading import Progress

Format = Literal["claims-csv", "claimreview", "bibtex", "annotations", "ro-crate"]


def card(
    first: str,
    second: str | None = None,
    /,
    *,
    case: Path | None = None,
    output: Path | None = None,
    svg: bool = False,
    url: str = "",
    lang: str | None = None,
    quiet: bool = False,
) -> None:
    """Make a card of one finding: a picture of 1200 x 630, three texts to quote, and what must not be written.

    scrutiny card CASE FINDING, or scrutiny card FINDING in the folder of the case.

    Parameters
    ----------
    first
        The case folder; or the finding, in the folder of the case or with --case.
    second
        The id of the finding as the report prints it, or enough of its beginning or end.
    case
        The case folder, when it is not given first.
    output
        A folder for the files, instead of the current one.
    svg
        Write the picture as SVG, too.
    url
        Where the report is published, to stand on the picture.
    lang
        The language of the card: en or es; that of the case by default.
    quiet
        Print nothing but mistakes.
    """
    from scrutiny.evidence.storing import refuse_evidence, write_all
    from scrutiny.report import checked, words_of
    from scrutiny.report.quoting import find, shared

    if lang is not None:
        checked(lang)
    folder, asked = _folder_and_finding(first, second, case)
    place = _folder(output)
    with progress(quiet) as step:
        examined = examined_of(folder, step)
        finding = find(examined.findings, asked)
        step("drawing the card")
        made = shared(examined, finding, words_of(examined, lang), url)
    files: dict[Path, bytes] = {place / f"{made.name}.png": made.picture}
    if svg:
        files[place / f"{made.name}.svg"] = made.drawing.encode()
    files[place / f"{made.name}.txt"] = made.text.encode()
    refuse_evidence(files)
    with told_what_to_do("the card was not written; write it elsewhere with --output DIR"):
        write_all(files)
    if not quiet:
        tell(made.text)
        for file in files:
            tell(f"Written: {file}")


def export(
    case: Path,
    out: Path | None = None,
    /,
    *,
    bundle: Path | None = None,
    as_: Annotated[Format | None, Parameter(name="--as")] = None,
    bom: bool = False,
    by: str = "",
    url: str = "",
    licence: str = "",
    force: bool = False,
    lang: str | None = None,
    quiet: bool = False,
) -> None:
    """Export a case: its claims in the formats of others, or all of it with what it takes to check it elsewhere.

    scrutiny export CASE --as FORMAT FILE, or scrutiny export CASE --bundle FILE.zip.

    claims-csv is a table for a spreadsheet, which a case can hold again. claimreview is JSON-LD of schema.org, for
    claims that arithmetic speaks to. bibtex is a bibliography of the sources. annotations are W3C Web Annotations of
    claims with a passage. ro-crate is the whole case as a research object. The bundle holds the report, the data as
    plain CSV, the claims, hashes, and check.py, which works the headlines of kind arithmetic and bound out again with
    nothing but Python's standard library.

    Parameters
    ----------
    case
        The case folder.
    out
        The file to be made by --as; for ro-crate a file that ends in .zip, or a new or empty folder.
    bundle
        The bundle to be made: a file that ends in .zip, or a new or empty folder.
    as_
        The format: claims-csv, claimreview, bibtex, annotations or ro-crate.
    bom
        claims-csv: begin with the mark by which some spreadsheets know UTF-8.
    by
        claimreview, ro-crate: who publishes it.
    url
        claimreview: where the report is published.
    licence
        ro-crate: the licence under which it is published: CC-BY-4.0, or the address of its text.
    force
        Write over a file that is there.
    lang
        The language of the report in it: en or es; that of the case by default.
    quiet
        Print nothing but mistakes.
    """
    from scrutiny.cli.exporting import export_as
    from scrutiny.report import checked

    if lang is not None:
        checked(lang)
    if (bundle is None) == (as_ is None):
        found = "neither --bundle nor --as" if bundle is None else "both --bundle and --as"
        raise CaseError(Problem("export", found, "one of them", f"scrutiny export {case} --as claims-csv claims.csv"))
    if bundle is not None:
        if out is not None:
            raise CaseError(Problem("export", f"two places are given: {out} and {bundle}", "one of them"))
        _export_bundle(case, bundle, lang, quiet)
        return
    assert as_ is not None
    if out is None:
        do = f"scrutiny export {case} --as {as_} FILE"
        raise CaseError(Problem("export", "a format, but no file to be made", "a name for it", do))
    export_as(case, as_, out, bom=bom, by=by, url=url, licence=licence, force=force, lang=lang, quiet=quiet)


def _export_bundle(case: Path, bundle: Path, lang: str | None, quiet: bool) -> None:
    from scrutiny.evidence.storing import refuse_evidence, write_all
    from scrutiny.report.bundle import bundled, zipped

    checked_bundle(bundle)
    with progress(quiet) as step:
        examined = examined_of(case, step)
        step("making the bundle")
        made = bundled(examined, case, lang)
        if bundle.suffix.lower() == ".zip":
            files: Mapping[Path, bytes] = {bundle: zipped(made.files)}
        else:
            files = {bundle / name: content for name, content in made.files.items()}
    refuse_evidence(files)
    with told_what_to_do("the bundle was not written; write it elsewhere with --bundle FILE.zip"):
        write_all(files)
    if not quiet:
        for line in made.told:
            tell(line)
        tell(f"Bundle: {bundle}")


def examined_of(case: Path, step: Progress) -> Examined:
    from scrutiny.examination import examine, open_case

    return examine(open_case(case, step), progress=step)


def _folder_and_finding(first: str, second: str | None, case: Path | None) -> tuple[Path, str]:
    """Which case and which finding were meant; the current folder where no case is named."""
    if second is not None:
        if case is not None:
            raise CaseError(Problem("--case", f"two cases are given: {first} and {case}", "one of them"))
        return Path(first), second
    if case is not None:
        return case, first
    here = Path()
    if not (here / "case.toml").is_file():
        if Path(first).is_dir():
            problem = Problem(
                "card", "a case, but no finding", "a case and a finding", f"scrutiny card {first} FINDING"
            )
        else:
            found = "a finding, but the current folder is no case"
            problem = Problem("card", found, "a case and a finding", f"scrutiny card CASE {first}")
        raise CaseError(problem)
    return here, first


def _folder(output: Path | None) -> Path:
    if output is not None and output.exists() and not output.is_dir():
        raise CaseError(Problem(f"--output {output}", "is a file", "a folder for the card"))
    return output or Path()


def checked_bundle(bundle: Path, option: str = "--bundle") -> None:
    """A place for the bundle, told before the work: a file of its own, or a folder with nothing else in it."""
    from scrutiny.evidence.storing import refuse_evidence

    refuse_evidence([bundle])
    to_do = "give a name that ends in .zip, or a new folder"
    if bundle.suffix.lower() == ".zip":
        if bundle.is_dir():
            raise CaseError(Problem(f"{option} {bundle}", "is a folder", "a file", to_do))
        return
    if bundle.suffix[1:].isalpha() and not bundle.is_dir():  # bundle.tar would be a folder of that name
        raise CaseError(Problem(f"{option} {bundle}", f"ends in {bundle.suffix}", "a bundle", to_do))
    if bundle.exists() and not bundle.is_dir():
        raise CaseError(Problem(f"{option} {bundle}", "is a file that does not end in .zip", "a bundle", to_do))
    if bundle.is_dir() and any(bundle.iterdir()):
        raise CaseError(Problem(f"{option} {bundle}", "holds other files already", "a new or empty folder", to_do))


@contextmanager
def told_what_to_do(what: str) -> Iterator[None]:
    """The machine's refusal, with the option that helps with this command."""
    try:
        yield
    except MachineError as error:
        raise MachineError(replace(problem, do=what) for problem in error.problems) from error
