"""Verify a published report: the hashes of its sources, the digest of its evidence, a second run, the same bytes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrutiny import __version__
from scrutiny.comparing.changes import by_id, differing
from scrutiny.comparing.state import parsed, stated
from scrutiny.errors import CaseError, Problem, ReadError
from scrutiny.examination import Case, examine, open_case
from scrutiny.findings.examined import Examined
from scrutiny.loading import Progress, silent
from scrutiny.messages import languages
from scrutiny.report import FINDINGS, checked, render

_SHOWN = 5
"""So many findings that differ are named."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same."""

    what: str
    published: str
    now: str

    def __str__(self) -> str:
        return f"{self.what}\n    published: {self.published}\n    now: {self.now}"


@dataclass(frozen=True)
class Verified:
    """What was compared.

    Parameters
    ----------
    same
        What is the same, in words.
    differences
        What is not; empty when the report is confirmed.
    """

    same: tuple[str, ...]
    differences: tuple[Difference, ...]


def verify(report: Path, case: Path, progress: Progress = silent) -> Verified:
    """Compare a report with a second examination of the case.

    Parameters
    ----------
    report
        The page (`report.html`, or `.md`), or `findings.json` itself. The other files are looked for beside it.
    case
        The case folder that it says it was made from.

    Raises
    ------
    ReadError
        When the report is no report of ours.
    """
    published = _Published.read(report)
    opened = open_case(case, progress)
    same: list[str] = []
    differences: list[Difference] = []
    sources = list(_sources(published.findings, opened, same))
    differences += sources
    if published.version != __version__:
        differences.append(Difference("version of scrutiny", published.version or "not stated", __version__))
    else:
        same.append(f"version {__version__}")
    try:
        evidence = opened.evidence
    except CaseError as error:
        if not sources:
            raise
        # The sources that differ are told above; the case cannot be examined until they are as they were.
        told = "; ".join(problem.found for problem in error.problems)
        return Verified(tuple(same), (*differences, Difference("second run", "a report", f"not possible: {told}")))
    if published.digest != evidence.digest:
        differences.append(Difference("digest of the evidence", published.digest or "not stated", evidence.digest))
    else:
        same.append(f"digest of the evidence {evidence.digest}")
    examined = examine(opened, only=published.only, progress=progress)
    progress("writing it a second time")
    made = _again(examined, published)
    if published.findings is not None:
        differences += _findings(published.findings, json.loads(made["findings"]))
    for role, content in published.files.items():
        name = published.names[role]
        if role not in made:
            differences.append(Difference(name, f"{len(content):,} bytes", "no such file is made"))
        elif made[role] != content:
            differences.append(Difference(name, *_first_difference(content, made[role])))
        else:
            same.append(f"{name}: the same {len(content):,} bytes")
    return Verified(tuple(same), tuple(differences))


def _again(examined: Examined, published: _Published) -> dict[str, bytes]:
    """The report in the language of the published one; Markdown does not state it, so each one is tried."""
    if published.language is not None or not published.markdown:
        return render(examined, language=published.language, markdown=published.markdown)
    made: dict[str, bytes] = {}
    own = checked(examined.evidence.case.language)
    for language in (own, *(other for other in languages() if other != own)):
        here = render(examined, language=language, markdown=True)
        if here["report"] == published.files.get("report"):
            return here
        # A report that was changed is compared with the language with which it shares most lines.
        made = max(made, here, key=lambda one: _alike(one.get("report", b""), published.files["report"]))
    return made


def _alike(left: bytes, right: bytes) -> int:
    return len(set(left.splitlines()) & set(right.splitlines()))


@dataclass(frozen=True)
class _Published:
    """The files of a report as they lie there, by role, and what they say about themselves."""

    files: Mapping[str, bytes]
    names: Mapping[str, str]
    findings: Mapping[str, Any] | None
    digest: str
    version: str
    language: str | None
    markdown: bool
    only: tuple[str, ...]

    @staticmethod
    def read(report: Path) -> _Published:
        from scrutiny.report.units import FILE

        if not report.is_file():
            raise ReadError(Problem(str(report), "no such file", "a report.html, or the findings.json beside it"))
        page = None if report.suffix.lower() == ".json" else report
        places = {"findings": report if page is None else report.with_name(FINDINGS), "units": report.with_name(FILE)}
        files = {"report": page.read_bytes()} if page is not None else {}
        files |= {role: place.read_bytes() for role, place in places.items() if place.is_file()}
        names = {role: place.name for role, place in places.items()} | {"report": report.name}
        findings = parsed(files["findings"], names["findings"]) if "findings" in files else None
        text = files.get("report", b"").decode("utf-8", "replace")
        markdown = page is not None and page.suffix.lower() == ".md"
        digest, version = stated(text, "scrutiny-digest"), stated(text, "generator").removeprefix("Scrutiny ")
        if markdown:
            digest, version = _stated(text)
        only = _only(text)
        if findings is not None:
            digest = digest or str(findings["evidence"]["digest"])
            version = version or str(findings["scrutiny"])
            only = tuple(findings.get("only", ()))
        if not digest:
            raise ReadError(
                Problem(report.name, "is no report of scrutiny, or findings.json is not beside it", "a report.html")
            )
        language = re.search(r'<html lang="([a-z-]+)"', text)
        tongue = language[1] if language else None
        return _Published(files, names, findings, digest, version, tongue, markdown, only)


def _stated(text: str) -> tuple[str, str]:
    """The digest and the version that a Markdown report prints; the digest is that of the lines which it lists."""
    lines = sorted(re.findall(r"^- `((?:source .*|case) sha256:[0-9a-f]{64})`$", text, re.MULTILINE))
    digest = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    rows: list[str] = re.findall(r"^\|.*\| `([^`]*)` \|$", text, re.MULTILINE)
    if digest not in rows:
        return "", ""
    before = rows.index(digest) - 1
    return digest, rows[before] if before >= 0 else ""


def _only(text: str) -> tuple[str, ...]:
    """The checks that a page was narrowed to, from the command that it gives for repeating it (its last one)."""
    commands = re.findall(r"scrutiny examine \.((?: [\w.-]+)*)", text)
    words = commands[-1].split() if commands else []
    return tuple(words[1:]) if words[:1] == ["--only"] else ()


def _sources(findings: Mapping[str, Any] | None, case: Case, same: list[str]) -> Iterator[Difference]:
    """Each source's hash, as published and as it lies in the case now."""
    from scrutiny.datasets import FoundDataset, find_dataset
    from scrutiny.evidence.record import sha256_of

    if findings is None:
        return
    confirmed = 0
    for source in findings.get("sources", ()):
        what, published = f"source {source['id']}", f"sha256 {source['sha256']}"
        known = case.file.source_by_id.get(source["id"])
        if known is None:
            yield Difference(what, published, "the case has no such source")
            continue
        now: str | None = None
        if known.dataset is not None:
            found = find_dataset(known.dataset)
            now = found.sha256 if isinstance(found, FoundDataset) else None
        elif known.file is not None:
            path = case.folder.inside(known.file)
            now = sha256_of(path) if path is not None and path.is_file() else None
        if now is None:
            yield Difference(what, published, "the file is not here")
        elif now != source["sha256"]:
            yield Difference(what, published, f"sha256 {now}")
        else:
            confirmed += 1
    same.append(f"{confirmed} sources, each with the published hash")


def _findings(published: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    """Findings that are not the same, by their ids."""
    before, after = by_id(published["findings"]), by_id(now["findings"])
    changed = differing(before, after)
    for id_ in changed[:_SHOWN]:
        yield Difference(f"finding {id_}", _short(before.get(id_)), _short(after.get(id_)))
    if len(changed) > _SHOWN:
        yield Difference("further findings", f"{len(changed) - _SHOWN} differ", "see findings.json of a new run")


def _short(finding: Mapping[str, Any] | None) -> str:
    return "not there" if finding is None else f"{finding.get('verdict')}: {finding.get('said')}"


def _first_difference(published: bytes, now: bytes) -> tuple[str, str]:
    place = next((i for i, (a, b) in enumerate(zip(published, now, strict=False)) if a != b), None)
    place = min(len(published), len(now)) if place is None else place
    line = published[:place].count(b"\n") + 1

    def shown(content: bytes) -> str:
        here = content[max(0, place - 20) : place + 40].decode("utf-8", "replace")
        return f"{len(content):,} bytes; line {line}: ...{here!r}..."

    return shown(published), shown(now)
