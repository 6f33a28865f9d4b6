"""A report with everything that it takes to check it without Scrutiny: data, hashes, and a script for a bare Python."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl

from scrutiny import __version__
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.counts import ATTRIBUTE, GROUP, IMAGE, PLACE, PLACE_NAME, ROW, UNIT, Counts
from scrutiny.evidence.folder import CASE, CLAIMS, CLAIMS_CSV, PLAN, REPLIES, CaseFolder
from scrutiny.evidence.joining import item_columns
from scrutiny.evidence.record import Evidence, Original
from scrutiny.evidence.source import Source
from scrutiny.findings.examined import Examined
from scrutiny.messages import Code, Count, Message, Name, Value, Words, _, say, series
from scrutiny.report import FINDINGS, render, words_of
from scrutiny.report.bundle_readings import readings_in
from scrutiny.report.formulas import formulas
from scrutiny.report.formulas.about import (
    LAW,
    by_value,
    claim_key,
    frame_key,
    is_headline,
    personal,
    register_key,
    table_of,
)
from scrutiny.report.json import exact
from scrutiny.report.units import FILE, safe_column

SUMS, README, CHECK, INPUTS, HEADLINES = "SHA256SUMS", "README.txt", "check.py", "inputs.json", "headlines.json"
SILENT_LICENCES = ("none", "unknown", "not stated", "no licence", "all rights reserved", "©", "copyright")
"""How a licence begins that allows nothing; so does an empty one. Who reserves all rights allows no copy."""
YEAR = (1980, 1, 1, 0, 0, 0)
"""The time of every file of an archive, so that the same bundle has the same bytes whenever it is made."""


@dataclass(frozen=True)
class Bundle:
    """The files of a bundle by their names in it, and what is said about them when it is made."""

    files: Mapping[str, bytes]
    told: tuple[str, ...]


def bundled(examined: Examined, case: Path | None, language: str | None = None) -> Bundle:
    """The files of a bundle, without writing anything. The same evidence, plan and version give the same bytes.

    Parameters
    ----------
    examined
        What `examine` gave for the whole case.
    case
        The case folder: what was typed, and originals that may be handed on, are copied from it. None for evidence
        that is held in memory.
    language
        Of the report and of README.txt; by default that of the case.
    """
    evidence = examined.evidence
    words = words_of(examined, language)
    report = render(examined, language=language)
    files = {"report.html": report["report"], FINDINGS: report["findings"]}
    if "units" in report:
        files[FILE] = report["units"]
    files[CHECK] = resources.files("scrutiny.report").joinpath("standalone", "check.py").read_bytes()
    tables, described = _tables(evidence)
    files |= tables
    files[INPUTS] = _json({"case": evidence.case.title, "said": _said(evidence), "tables": described})
    headlines, without = _headlines(examined, words)
    files[HEADLINES] = _json({"formulas": headlines, "not_worked_out": without})
    folder = None if case is None else CaseFolder(case)
    for name in (CASE, CLAIMS, CLAIMS_CSV, PLAN, REPLIES):
        if folder is not None and (folder.path / name).is_file():
            files[f"case/{name}"] = (folder.path / name).read_bytes()
    originals, kept_back = _originals(evidence, folder)
    files |= originals
    read, about_read = readings_in(folder, evidence.case, _may_be_copied)
    files |= read
    about = [*_about_data(evidence, described, originals, kept_back), *about_read]
    lines = [words.plain(message) for message in about]
    files[README] = _readme(examined, words, lines, len(headlines), len(without)).encode()
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    files[SUMS] = sums.encode()
    told = [words.plain(_counted(len(headlines), len(without))), *lines]
    return Bundle(dict(sorted(files.items())), tuple(told))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as an archive, in the order of their names and without the time of day."""
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, YEAR)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, files[name])
    return made.getvalue()


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _headlines(examined: Examined, words: Words) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Formulas by the id of the finding, and the findings that have none, each with the reason."""
    made: dict[str, dict[str, str]] = {}
    without: dict[str, str] = {}
    for finding in examined.findings:
        if is_headline(finding):
            found = formulas(examined.evidence, finding)
            if isinstance(found, Message):
                without[finding.id] = words.plain(found)
            else:
                made[finding.id] = found
    return made, without


def _said(evidence: Evidence) -> dict[str, dict[str, Any]]:
    """Every figure that somebody stands by, with who: announcements, registers, numbers of units, the law."""
    case = evidence.case
    made: dict[str, dict[str, Any]] = {}
    for claim in case.claims:
        if claim.figures is not None:
            figures = {f.name: getattr(claim.figures, f.name) for f in fields(claim.figures)}
            kept = {name: exact(value) for name, value in figures.items() if value not in (None, {})}
            made[claim_key(claim)] = _who_said(claim) | kept
        if claim.alleges:
            alleged = {str(i): a.sum if a.number is None else a.number for i, a in enumerate(claim.alleges, 1)}
            told = {i: exact(number) for i, number in alleged.items() if number is not None}
            made[claim_key(claim)] = made.get(claim_key(claim), _who_said(claim)) | {"alleges": told}
    for register in case.registers:
        made[register_key(register.id)] = {
            "name": register.name,
            "source": register.source,
            "number": register.number,
        }
    for number, frame in enumerate(case.frames, 1):
        made[frame_key(number)] = {
            "level": frame.level,
            "said_by": frame.said_by,
            "source": frame.source,
            "number": frame.number,
        }
    if case.facts.largest_register is not None:
        made[LAW] = {"source": case.facts.source, "largest_register": case.facts.largest_register}
    return made


def _who_said(claim: Claim) -> dict[str, Any]:
    printed = [{"by": report.by, "on": exact(report.on), "url": report.url} for report in claim.reports]
    about = {"title": claim.title, "speaker": claim.speaker, "said": exact(claim.said), "source": claim.source}
    return {name: value for name, value in about.items() if value} | ({"printed_by": printed} if printed else {})


def _tables(evidence: Evidence) -> tuple[dict[str, bytes], dict[str, dict[str, Any]]]:
    """The records as plain CSV, and how each was made."""
    files: dict[str, bytes] = {}
    described: dict[str, dict[str, Any]] = {}
    for counts in evidence.counts:
        name = table_of(evidence, counts)
        reduced = personal(evidence, counts)
        file = _file_of(name, files)
        files[file] = _csv(counts, reduced)
        groups = {o.id: list(counts.contest.leaves(o.id)) for o in counts.contest.options}
        held = set(counts.options)
        described[name] = {
            "file": file,
            "title": counts.title,
            "publisher": counts.publisher,
            "from": {id_: _hash(evidence, id_) for id_ in counts.sources},
            "reduced": reduced,
            "valid": list(counts.valid_options),
            "members": {g: parts for g, parts in groups.items() if g not in held and parts != [g] and held >= {*parts}},
        }
        distribution = evidence.distribution_of(counts)
        if distribution is not None:
            name, file = by_value(name), _file_of(by_value(name), files)
            files[file] = distribution.table.write_csv().encode()
            described[name] = {
                "file": file,
                "title": counts.title,
                "publisher": counts.publisher,
                "from": {id_: _hash(evidence, id_) for id_ in distribution.sources},
                "valid": [],
                "members": {},
            }
    return files, described


def _hash(evidence: Evidence, source: str) -> str:
    return next((original.sha256 for original in evidence.originals if original.source == source), "")


def _file_of(name: str, taken: Iterable[str]) -> str:
    """A name that every system allows and no other table has."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "record"
    number, file = 1, f"data/{stem}.csv"
    while file.casefold() in {other.casefold() for other in taken}:
        number += 1
        file = f"data/{stem}-{number}.csv"
    return file


def _csv(counts: Counts, reduced: bool) -> bytes:
    """A record as a table: a number, or the word that says why there is none.

    Of a source with personal data only the ids of units and places and the figures are kept: no image, no name, no
    attribute.
    """
    kept = [UNIT, ROW, GROUP] if reduced else [UNIT, ROW, GROUP, IMAGE]
    prefixes = (PLACE,) if reduced else (PLACE, PLACE_NAME, ATTRIBUTE)
    columns = [c for c in counts.table.columns if c in kept or c.startswith(prefixes)]
    made = counts.table.select(safe_column(c, counts.table.schema[c]) for c in columns)
    figures: list[pl.Series] = []
    for column in item_columns(counts.table):
        item = column.partition(":")[2]
        text = counts.table.get_column(column).cast(pl.String)
        gaps = counts.gaps.filter(pl.col("item") == item)
        if gaps.height:
            states = pl.Series(column, [None] * counts.units, dtype=pl.String)
            states = states.scatter(gaps.get_column("unit_row"), gaps.get_column("state"))
            text = pl.select(pl.coalesce(text, states)).to_series()
        figures.append(text.fill_null("no_such_field").alias(column))
    return made.hstack(figures).write_csv().encode()


def _may_be_copied(source: Source) -> bool:
    licence = source.licence.strip().casefold()
    return not source.personal and bool(licence) and not licence.startswith(SILENT_LICENCES)


def _originals(evidence: Evidence, folder: CaseFolder | None) -> tuple[dict[str, bytes], list[Original]]:
    """The originals that may be handed on, and those that are kept back."""
    from scrutiny.datasets import AbsentDataset, find_dataset

    files: dict[str, bytes] = {}
    kept_back: list[Original] = []
    for original in evidence.originals:
        source = evidence.case.source_by_id[original.source]
        if not _may_be_copied(source):
            kept_back.append(original)
        elif source.dataset is not None:
            found = find_dataset(source.dataset)
            if not isinstance(found, AbsentDataset):
                files[f"originals/{source.dataset}"] = found.path.read_bytes()
        elif source.file is not None and folder is not None:
            path = folder.inside(source.file)
            if path is not None and path.is_file():
                # Named by where it lies, so that no name leads out of the bundle, each on one line of SHA256SUMS.
                name = path.relative_to(folder.path.resolve()).as_posix()
                files["case/" + "".join(sign if ord(sign) >= 32 else "-" for sign in name)] = path.read_bytes()
    return files, kept_back


def _about_data(
    evidence: Evidence,
    described: Mapping[str, Mapping[str, Any]],
    originals: Mapping[str, bytes],
    kept_back: Iterable[Original],
) -> list[Message]:
    """What is in the bundle, what is not, and why."""
    made: list[Message] = []
    for table in described.values():
        values: dict[str, Value] = {"file": Code(table["file"]), "record": Name(table["title"], "source")}
        if table.get("reduced"):
            text = _(
                "{file}: {record}, reduced by Scrutiny to the ids of units and places and the figures, because the "
                "original holds personal data."
            )
        else:
            text = _("{file}: {record}, as a plain table.")
        made.append(Message(text, values))
    if any(table.get("reduced") for table in described.values()):
        made.append(say(_("The report links to images of such originals where they are published; it holds none.")))
    for name in originals:
        made.append(say(_("{file}: an original, unchanged."), file=Code(name)))
    for original in kept_back:
        source = evidence.case.source_by_id[original.source]
        values = {
            "source": Name(source.title, "source", source.id),
            "sha256": Code(original.sha256),
            "where": Name(source.url or source.fetched_from or source.dataset or source.file or source.id),
        }
        if source.personal:
            text = _("Not in it: the original of {source}, which holds personal data ({where}; SHA-256 {sha256}).")
        else:
            text = _("Not in it: the original of {source}, for which no licence is stated ({where}; SHA-256 {sha256}).")
        made.append(Message(text, values))
    for record, why in sorted(evidence.absent.items()):
        made.append(say(_("Not in it: {record}, which was not here ({why})."), record=Name(record), why=Name(why)))
    return made


def _counted(worked: int, without: int) -> Message:
    return say(
        _("check.py works out {worked} headlines again; {without} it names and does not work out."),
        worked=Count(worked),
        without=Count(without),
    )


def _readme(examined: Examined, words: Words, lines: list[str], worked: int, without: int) -> str:
    """What somebody reads first who has got a bundle and knows nothing of Scrutiny."""
    about = say(
        _(
            "A report by Scrutiny {version} with what it takes to check it without Scrutiny. Digest of the evidence: "
            "{digest}."
        ),
        version=Code(__version__),
        digest=Code(examined.evidence.digest),
    )
    run = say(
        _("In this folder, with Python 3.9 or newer: {command}"),
        command=Code("python3 -I -S check.py"),
    )
    does = _(
        "It first compares every file with SHA256SUMS. Then it computes the numbers of each headline of kind "
        "arithmetic or bound from inputs.json and data/, by the formulas of headlines.json, and compares them with "
        "findings.json. It needs no network and no other program."
    )
    shows = _("That it agrees shows that the numbers follow from these data. It does not show that they are genuine.")
    sign = say(
        _(
            "Sign {file}: it holds the hash of every other file. Whoever trusts the signature and finds nothing that "
            "differs has the files that were signed. For example: {commands}. The page “Sign a bundle” of the "
            "documentation has more."
        ),
        file=Code(SUMS),
        commands=series(
            [Code("gpg --armor --detach-sign SHA256SUMS"), Code("ssh-keygen -Y sign -f KEY -n file SHA256SUMS")]
        ),
    )
    parts: list[tuple[str, list[str]]] = [
        (words.named(examined.evidence.case.title), [words.plain(about)]),
        (
            words.plain(_("How to check it")),
            [words.plain(text) for text in (run, does, _counted(worked, without), shows)],
        ),
        (words.plain(_("What is in it")), [*lines, *_what_files_are(words)]),
        (words.plain(_("How to sign it")), [words.plain(sign)]),
    ]
    made: list[str] = []
    for title, paragraphs in parts:
        made += [title, "=" * len(title), "", *(line for text in paragraphs for line in (*_in_lines(text), ""))]
    return "\n".join(made)


def _in_lines(text: str) -> list[str]:
    """Lines of a usual length; a hash, a command or an address is never broken."""
    import textwrap

    return textwrap.wrap(text, 100, break_long_words=False, break_on_hyphens=False)


def _what_files_are(words: Words) -> list[str]:
    about = {
        "report.html, findings.json": _("the report, and the same as plain data"),
        INPUTS: _("what was announced, registers, numbers of units, each with who says it"),
        HEADLINES: _("the formulas, and the findings that check.py does not work out"),
        "case/": _("what was typed for this case"),
    }
    return [words.plain(say("{file}: {what}", file=Code(file), what=say(text))) for file, text in about.items()]
