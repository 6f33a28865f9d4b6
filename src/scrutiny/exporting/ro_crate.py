"""The whole case as an RO-Crate 1.1: the files of a bundle, and `ro-crate-metadata.json`, which says what each is.

Archives and catalogues of research data read it. What may not be handed on (personal data, no licence stated) is named
with its hash and where it was published, and is not in it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scrutiny import __version__
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.source import Source
from scrutiny.findings.examined import Examined
from scrutiny.messages import Words, _
from scrutiny.report import FINDINGS, words_of
from scrutiny.report.bundle import SUMS, Bundle, bundled

METADATA = "ro-crate-metadata.json"
# schema.org had no term for a hash when the terms of RO-Crate 1.1 were frozen.
CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://schema.org/sha256"}]
PROFILE = "https://w3id.org/ro/crate/1.1"
_FORMATS = {
    ".html": "text/html",
    ".json": "application/json",
    ".csv": "text/csv",
    ".toml": "application/toml",
    ".txt": "text/plain",
    ".py": "text/x-python",
}
_NO_LICENCE = "#no-licence-stated"
_SOFTWARE = "#scrutiny"
Entity = dict[str, Any]


def ro_crate(
    examined: Examined, case: Path | None, on: date, language: str | None = None, *, by: str = "", licence: str = ""
) -> Bundle:
    """The files of a crate, without writing anything.

    Parameters
    ----------
    examined, case, language
        As for a bundle.
    on
        The day of its publication.
    by
        Who publishes it.
    licence
        The address of the licence under which it is published; without it the crate says that none is stated.
    """
    words = words_of(examined, language)
    made = bundled(examined, case, language)
    files = {name: content for name, content in made.files.items() if name != SUMS}
    graph = _graph(examined.evidence.case, files, words, on, by, licence)
    files[METADATA] = (json.dumps(graph, ensure_ascii=False, indent=1) + "\n").encode()
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    files[SUMS] = sums.encode()
    return Bundle(dict(sorted(files.items())), made.told)


def _graph(case: CaseFile, files: Mapping[str, bytes], words: Words, on: date, by: str, licence: str) -> dict[str, Any]:
    entities: dict[str, Entity] = {}
    sources = {_place_of(source): source for source in case.sources}
    parts = []
    for name, content in sorted(files.items()):
        parts.append(_add(entities, _file(name, content, sources.get(name), words, entities)))
    # It lists the hash of the metadata, so the metadata cannot hold its own.
    parts.append(_add(entities, {"@id": SUMS, "@type": "File", "name": SUMS, "encodingFormat": "text/plain"}))
    elsewhere = [
        _add(entities, _elsewhere(source, words, entities)) for place, source in sources.items() if place not in files
    ]
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": words.named(case.title),
        "description": " ".join(words.named(case.summary).split()) or words.named(case.title),
        "datePublished": on.isoformat(),
        "inLanguage": words.language,
        "license": _licence(licence, entities),
        "hasPart": parts,
        "mentions": _one_or_all([*elsewhere, _add(entities, _examination([*parts, *elsewhere]))]),
    }
    if by:
        root["author"] = root["publisher"] = _add(entities, _agent(by))
    software = {
        "@id": _SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "Scrutiny",
        "version": __version__,
        "softwareVersion": __version__,
    }
    _add(entities, software)
    about = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "conformsTo": {"@id": PROFILE},
        "about": {"@id": "./"},
    }
    return {"@context": CONTEXT, "@graph": [about, root, *entities.values()]}


def _one_or_all(references: list[Entity]) -> Entity | list[Entity]:
    """A list of one is written as that one, as the specification recommends."""
    return references[0] if len(references) == 1 else references


def _add(entities: dict[str, Entity], entity: Entity) -> Entity:
    """Keep an entity once, and give the reference to it."""
    entities.setdefault(entity["@id"], entity)
    return {"@id": entity["@id"]}


def _place_of(source: Source) -> str:
    """Where a bundle has the original of a source, if it may hold it."""
    return f"originals/{source.dataset}" if source.dataset is not None else f"case/{source.file}"


def _file(name: str, content: bytes, source: Source | None, words: Words, entities: dict[str, Entity]) -> Entity:
    made: Entity = {
        "@id": quote(name),
        "@type": "File",
        "name": name,
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    kind = _FORMATS.get(Path(name).suffix.lower())
    if kind:
        made["encodingFormat"] = kind
    described = words.translate(_ABOUT[name]) if name in _ABOUT else ""
    if described:
        made["description"] = described
    return made | (_of_source(source, words, entities) if source is not None else {})


def _elsewhere(source: Source, words: Words, entities: dict[str, Entity]) -> Entity:
    """An original that is not in the crate: it is named, with its hash. Its address need not give the file itself."""
    made: Entity = {"@id": f"#source-{quote(source.id, safe='')}", "@type": "CreativeWork"}
    made |= _of_source(source, words, entities)
    if source.sha256:
        made["sha256"] = source.sha256
    return made


def _of_source(source: Source, words: Words, entities: dict[str, Entity]) -> Entity:
    made: Entity = {"name": words.named(source.title)}
    if source.about:
        made["description"] = words.named(source.about)
    if source.publisher:
        made["publisher"] = _add(entities, _agent(words.named(source.publisher)))
    if source.fetched_by:
        made["contributor"] = _add(entities, _agent(source.fetched_by, "Person"))
    if source.published is not None:
        made["datePublished"] = _day(source.published)
    if source.url:
        made["url"] = source.url
    made["license"] = _licence("" if source.licence.startswith("none") else source.licence, entities)
    return made


def _licence(licence: str, entities: dict[str, Entity]) -> Entity:
    if not licence.strip():
        text = "No licence is stated. Each file may have its own."
        return _add(entities, {"@id": _NO_LICENCE, "@type": "CreativeWork", "name": text, "description": text})
    address = licence.strip() if re.match(r"https?://\S+$", licence.strip()) else f"#licence-{_slug(licence)}"
    return _add(
        entities, {"@id": address, "@type": "CreativeWork", "name": licence.strip(), "description": licence.strip()}
    )


def _agent(name: str, kind: str = "Organization") -> Entity:
    return {"@id": f"#{kind.lower()}-{_slug(name)}", "@type": kind, "name": name}


def _slug(text: str) -> str:
    """A part of an id that no other text has."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40]
    return f"{plain}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _examination(parts: Iterable[Entity]) -> Entity:
    """What was done: the program, what it read, what it gave."""
    given = ("report.html", FINDINGS)
    return {
        "@id": "#examination",
        "@type": "CreateAction",
        "name": "Examination by Scrutiny",
        "instrument": {"@id": _SOFTWARE},
        "object": _one_or_all([p for p in parts if p["@id"].startswith(("case/", "originals/", "#source-"))]),
        "result": [{"@id": name} for name in given],
    }


def _day(moment: date | datetime) -> str:
    return moment.isoformat()


_ABOUT = {
    "report.html": _("The report: one page that loads nothing."),
    FINDINGS: _("The findings, in their canonical form."),
    "inputs.json": _("Every figure that somebody stands by, with who says it."),
    "headlines.json": _("Formulas by which the headlines can be worked out again."),
    "check.py": _("Works the headlines out again, with Python's standard library alone."),
    "README.txt": _("What is in this folder and how to check it."),
    "case/case.toml": _("The case as its author declares it."),
    "case/claims.toml": _("Who said what, with sources."),
    "case/claims.csv": _("Who said what, with sources."),
    "case/replies.toml": _("Replies of those concerned, and corrections."),
    "case/plan.toml": _("Which checks were to be run, and when that was decided."),
}
