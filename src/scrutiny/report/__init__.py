"""Findings -> blocks -> terminal, JSON, Markdown, one self-contained HTML page."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrutiny.findings.examined import Examined
    from scrutiny.messages import Words

FINDINGS = "findings.json"


@dataclass(frozen=True)
class Published(os.PathLike[str]):
    """Where a report was written; usable as the path of the report.

    Parameters
    ----------
    report, findings
        The page and the canonical form beside it.
    units
        The file with all units, when some did not fit on the page.
    """

    report: Path
    findings: Path
    units: Path | None = None

    def __fspath__(self) -> str:
        return str(self.report)

    def __str__(self) -> str:
        return str(self.report)


def render(examined: Examined, *, language: str | None = None, markdown: bool = False) -> dict[str, bytes]:
    """The files of a report by their role (`report`, `findings`, `units`), without writing anything.

    `scrutiny verify` compares these with what lies there. The same evidence, plan and version give the same bytes.
    """
    import json

    from scrutiny.figures import begin
    from scrutiny.figures.paint import Press
    from scrutiny.report.compose import compose
    from scrutiny.report.html import to_html
    from scrutiny.report.json import to_json
    from scrutiny.report.markdown import to_markdown
    from scrutiny.report.opening import slots_of
    from scrutiny.report.units import export

    case = examined.evidence.case
    words = words_of(examined, language)
    with Press() as press:
        if not markdown:
            figures = (finding.figure for finding in examined.findings if finding.figure is not None)
            begin(figures, words, slots_of(examined.evidence, case.contests[0]), press)
        exported = export(examined.findings)
        document = compose(examined, exported, words.language)
        canonical = json.dumps(to_json(examined, exported), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        page = to_markdown(document, words) if markdown else to_html(document, words, press)
    made = {"report": page.encode(), "findings": canonical.encode()}
    return made | ({"units": exported.csv} if exported.csv else {})


def publish(examined: Examined, path: str | Path, *, language: str | None = None) -> Published:
    """Write a report that can be published: one page, `findings.json` beside it, `units.csv` where it is needed.

    Nothing is half written: on a full disk the report that was there stays as it was.

    Parameters
    ----------
    examined
        What `examine` gave.
    path
        Where the page goes; a name ending in `.md` gives Markdown instead.
    language
        `en` or `es`; by default the language of the case.

    Returns
    -------
    Published
        Where the files are; it can be used as the path of the report.

    Raises
    ------
    MachineError
        When the machine refuses to write.
    """
    from scrutiny.evidence.storing import write_all
    from scrutiny.report.units import FILE

    report = Path(path)
    made = render(examined, language=language, markdown=report.suffix.lower() == ".md")
    findings, units = report.with_name(FINDINGS), report.with_name(FILE)
    files = {units: made["units"]} if "units" in made else {}
    stale = not files and _belongs_to(units, findings)
    write_all({**files, findings: made["findings"], report: made["report"]})
    if stale:
        units.unlink(missing_ok=True)
    return Published(report, findings, units if files else None)


def _belongs_to(units: Path, findings: Path) -> bool:
    """Whether a file of units is that of the report which is about to be replaced, by its hash."""
    import hashlib
    import json

    try:
        told = json.loads(findings.read_bytes())["units_file"]["sha256"]
        return bool(told == hashlib.sha256(units.read_bytes()).hexdigest())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def words_of(examined: Examined, language: str | None) -> Words:
    """The words of a report: by default those of the case's language, with the translations that the case gives."""
    from scrutiny.messages import Words

    case = examined.evidence.case
    short = checked(language or case.language)
    return Words(short, case.translations.get(short, {}))


def checked(language: str) -> str:
    """A language that reports can be written in, or an error that names them."""
    from scrutiny.errors import CaseError, Problem
    from scrutiny.messages import languages

    known = languages()
    short = language.replace("_", "-").partition("-")[0].lower()
    if short not in known:
        raise CaseError(Problem("language", repr(language), "one of: " + ", ".join(known), "--lang en"))
    return short
