"""`scrutiny export CASE --as FORMAT FILE`: look at the place first, then work, then write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scrutiny.cli.terminal import given, progress, tell
from scrutiny.errors import CaseError, Problem
from scrutiny.evidence import typed

if TYPE_CHECKING:
    from scrutiny.cli.sharing import Format
    from scrutiny.evidence.case import CaseFile
    from scrutiny.exporting import Exported

_TO_DO = "nothing was written; give another file"


def export_as(
    case: Path,
    format_: Format,
    out: Path,
    *,
    bom: bool,
    by: str,
    url: str,
    licence: str,
    force: bool,
    lang: str | None,
    quiet: bool,
) -> None:
    """Make an export and write it."""
    _options_that_do_nothing(format_, bom=bom, by=by, url=url, licence=licence)
    url = given("--url", typed.web, url) if url else ""
    licence = given("--licence", typed.licence, licence) if licence else ""
    if format_ == "ro-crate":
        _crate(case, out, by, licence, force, lang, quiet)
        return
    _checked_file(out, force)
    if format_ == "claimreview":
        made, lines = _reviews(case, by, url, lang, quiet)
    else:
        made, lines = _typed(case, format_, bom, lang)
    _write({out: made.content}, lines, out, quiet)


def _typed(case: Path, format_: Format, bom: bool, lang: str | None) -> tuple[Exported, Sequence[str]]:
    """Formats that need only what was typed: nothing is read or examined for them."""
    from scrutiny.evidence.folder import CaseFolder
    from scrutiny.exporting.annotations import annotated
    from scrutiny.exporting.bibtex import bibliography
    from scrutiny.exporting.spreadsheet import claims_table
    from scrutiny.messages import Words

    file = CaseFolder(case).case
    _need_claims(file, case)
    if format_ == "claims-csv":
        made = claims_table(file.claims, bom=bom)
    elif format_ == "bibtex":
        made = bibliography(file)
        if not made.content:
            found = "no claim of this case names a source"
            raise CaseError(Problem(str(case), found, "claims with `source` or `reports`"))
    else:
        if not any(report.at is not None for claim in file.claims for report in claim.reports):
            found = "no claim of this case has a passage in a saved text"
            raise CaseError(Problem(str(case), found, "claims with `reports` that have `at`"))
        made = annotated(file.claims)
    words = Words(lang or file.language, file.translations.get(lang or file.language, {}))
    return made, [words.plain(message) for message in made.told]


def _reviews(case: Path, by: str, url: str, lang: str | None, quiet: bool) -> tuple[Exported, Sequence[str]]:
    from scrutiny.cli.sharing import examined_of
    from scrutiny.evidence.folder import CaseFolder
    from scrutiny.exporting.claim_review import claim_reviews
    from scrutiny.report import words_of

    _need_claims(CaseFolder(case).case, case)
    with progress(quiet) as step:
        examined = examined_of(case, step)
    words = words_of(examined, lang)
    made = claim_reviews(examined, words, date.today(), by=by, url=url)
    if not made.content:
        found = "no finding of kind arithmetic speaks to a claim of this case"
        raise CaseError(Problem(str(case), found, "claims with figures"))
    return made, [words.plain(message) for message in made.told]


def _crate(case: Path, out: Path, by: str, licence: str, force: bool, lang: str | None, quiet: bool) -> None:
    from scrutiny.cli.sharing import checked_bundle, examined_of
    from scrutiny.exporting.ro_crate import ro_crate
    from scrutiny.report.bundle import zipped

    checked_bundle(out, "export")
    is_archive = out.suffix.lower() == ".zip"
    if is_archive:
        _checked_file(out, force)
    with progress(quiet) as step:
        examined = examined_of(case, step)
        step("making the crate")
        made = ro_crate(examined, case, date.today(), lang, by=by, licence=licence)
    files = {out: zipped(made.files)} if is_archive else {out / name: held for name, held in made.files.items()}
    _write(files, made.told, out, quiet)


def _write(files: dict[Path, bytes], lines: Sequence[str], out: Path, quiet: bool) -> None:
    from scrutiny.cli.sharing import told_what_to_do
    from scrutiny.evidence.storing import write_all

    with told_what_to_do(_TO_DO):
        write_all(files)
    if not quiet:
        for line in lines:
            tell(line)
        tell(f"Written: {out}")


def _need_claims(case: CaseFile, folder: Path) -> None:
    if not case.claims:
        do = "add one with `scrutiny claim`, or write claims.toml"
        raise CaseError(Problem(str(folder), "has no claims", "at least one", do))


def _checked_file(out: Path, force: bool) -> None:
    """A place for a file, told before the work."""
    from scrutiny.evidence.storing import refuse_evidence

    refuse_evidence([out])
    if out.is_dir():
        raise CaseError(Problem(str(out), "is a folder", "a file", _TO_DO))
    if out.exists() and not force:
        raise CaseError(Problem(str(out), "is there already", "a new file", "--force writes over it"))


def _options_that_do_nothing(format_: Format, *, bom: bool, by: str, url: str, licence: str) -> None:
    """An option that the format does not know is a mistake, and not passed over."""
    given = {"--bom": bom, "--by": bool(by), "--url": bool(url), "--licence": bool(licence)}
    known = {"claims-csv": ["--bom"], "claimreview": ["--by", "--url"], "ro-crate": ["--by", "--licence"]}
    problems = [
        Problem(
            f"export --as {format_}", f"{option} does nothing here", ", ".join(known.get(format_, [])) or "no option"
        )
        for option, is_given in given.items()
        if is_given and option not in known.get(format_, [])
    ]
    if problems:
        raise CaseError(problems)
