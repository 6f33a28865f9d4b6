"""Readings of articles in a case folder: `readings/<stem>.toml`, and beside it the text that its positions count in.

A reading is custody, no evidence: what was proposed from an article, what a person decided, when. Evidence is what
enters by it: the original, a source of the case, and the claims that were accepted, each with its passage and the
digest of the text. So readings are not part of a case's digest, and a rejected proposal changes no report.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrutiny.errors import CaseError, Problem, ScrutinyError
from scrutiny.evidence.folder import READINGS, CaseFolder
from scrutiny.evidence.passage import Passage
from scrutiny.evidence.proposal import Decision, Proposal, Reading
from scrutiny.evidence.schema import adapter, build, line_of, parse_toml, path_text, read_text
from scrutiny.evidence.storing import refused, write_whole
from scrutiny.evidence.toml_text import appended, changed, key_text, value_text

BEGINNING = """\
# What was proposed from an article, and what was decided about it. `scrutiny read` and `scrutiny review` write here;
# decide with `scrutiny review`. Claims that were accepted stand in claims.toml. Positions count the characters of the
# text beside this file.
"""


@dataclass(frozen=True)
class Kept:
    """A reading as it lies in a case."""

    folder: Path
    """The case folder."""
    stem: str
    """The name of its files, without the ending."""
    reading: Reading
    """What it says."""
    written: str = ""
    """The text of its file; "" where it is not yet written."""

    @property
    def file(self) -> str:
        return f"{READINGS}/{self.stem}.toml"

    @property
    def path(self) -> Path:
        return self.folder / READINGS / f"{self.stem}.toml"

    def proposal(self, id_: str) -> Proposal:
        """The proposal with this id."""
        for proposal in self.reading.proposals:
            if proposal.id == id_:
                return proposal
        raise CaseError(Problem(f"{self.file}: proposal {id_}", "no such proposal", "one of this reading"))

    def text(self, sha256: str = "") -> str:
        """The text with this digest (by default that of the reading), as it was read from the original.

        Raises
        ------
        CaseError
            When no text that is kept has the digest: positions would then mean other words.
        """
        wanted = sha256 or self.reading.article.text_sha256
        place = self.folder / READINGS / f"{self.stem}.txt"
        found = ""
        for path in (place, _earlier(place, wanted)):
            if path.is_file():
                raw = path.read_bytes()
                digest = hashlib.sha256(raw).hexdigest()
                if digest == wanted:
                    return raw.decode("utf-8")
                found = found or f"was changed since it was read: sha256 {digest}"
        raise CaseError(
            Problem(
                f"{READINGS}/{place.name}",
                found or "is not there",
                f"the text that was read from the article, sha256 {wanted}",
                f"put it back, or read the article again: scrutiny read {self.folder / self.reading.article.file} "
                f"--case {self.folder}",
            )
        )

    def text_at(self, passage: Passage) -> str:
        """The text that a passage stands in, once it is sure that its words stand there."""
        text = self.text(passage.text_sha256)
        if text[passage.start : passage.end] != passage.exact:
            raise CaseError(
                Problem(
                    f"{self.file}: characters {passage.start} to {passage.end}",
                    f"the text has {_short(text[passage.start : passage.end])}",
                    f"the words of the proposal: {_short(passage.exact)}",
                    "take back what was changed in the file, or read the article again",
                )
            )
        return text


def readings(folder: Path) -> tuple[Kept, ...]:
    """All readings of a case, in the order of their files' names; what is wrong in any of them is told at once."""
    CaseFolder(folder)  # says what is missing
    made: list[Kept] = []
    problems: list[Problem] = []
    place = folder / READINGS
    for path in sorted(place.glob("*.toml")) if place.is_dir() else ():
        try:
            made.append(reading_in(folder, path.stem))
        except ScrutinyError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return tuple(made)


def reading_of(folder: Path, sha256: str) -> Kept | None:
    """The reading of the original with this digest; None where there is none. Only files that name it are parsed."""
    place = folder / READINGS
    for path in sorted(place.glob("*.toml")) if place.is_dir() else ():
        if sha256 in read_text(path, f"{READINGS}/{path.name}"):
            kept = reading_in(folder, path.stem)
            if kept.reading.article.sha256 == sha256:
                return kept
    return None


def stems(folder: Path) -> frozenset[str]:
    """The names of all readings of a case, whether or not they can be read, in small letters."""
    return frozenset(path.stem.casefold() for path in (folder / READINGS).glob("*.toml"))


def reading_in(folder: Path, stem: str) -> Kept:
    """One reading of a case, by the name of its file without the ending."""
    shown = f"{READINGS}/{stem}.toml"
    if not re.fullmatch(r"[^/\\\0]+", stem) or stem in (".", ".."):
        raise CaseError(Problem(repr(stem), "is no name of a reading", "the name of a file in readings/"))
    text = read_text(folder / READINGS / f"{stem}.toml", shown)
    reading = build(Reading, parse_toml(text, shown), text, shown)
    problems = list(_faults(reading, text, shown))
    if problems:
        raise CaseError(problems)
    return Kept(folder, stem, reading, text)


def _faults(reading: Reading, text: str, shown: str) -> Iterator[Problem]:
    """What contradicts itself in a reading, such as one that was changed by hand."""

    def where(*loc: str | int) -> str:
        line = line_of(text, loc)
        return f"{shown}, line {line}: {path_text(loc)}" if line else f"{shown}: {path_text(loc)}"

    ids: list[str] = []
    for number, proposal in enumerate(reading.proposals):
        if proposal.id in ids or not proposal.id:
            found = "is empty" if not proposal.id else f"{proposal.id!r} stands twice"
            yield Problem(where("proposals", number, "id"), found, "an id of its own")
        ids.append(proposal.id)
        for name, at in (("at", proposal.at), ("sentence", proposal.sentence)):
            if not 0 <= at.start <= at.end or at.end - at.start != len(at.exact):
                yield Problem(
                    where("proposals", number, name),
                    f"from {at.start} to {at.end} for {len(at.exact)} characters",
                    "positions that fit the words",
                )
        if not 0 <= proposal.confidence <= 1:
            yield Problem(where("proposals", number, "confidence"), str(proposal.confidence), "from 0 to 1")
    for number, decision in enumerate(reading.decisions):
        if decision.proposal not in ids:
            found = f"{decision.proposal!r} is no proposal of this reading"
            yield Problem(where("decisions", number, "proposal"), found, "the id of one of its proposals")
        if decision.at.utcoffset() is None:
            found, expected = f"{decision.at.isoformat()} has no time zone", "2024-07-30T09:00:00+00:00"
            yield Problem(where("decisions", number, "at"), found, expected)
        if (decision.decided == "rejected") == bool(decision.claim):
            found = f"{decision.decided} with {'the' if decision.claim else 'no'} claim {decision.claim}".rstrip()
            yield Problem(where("decisions", number, "claim"), found, "a claim where it was not rejected, else none")


def write_reading(kept: Kept, text: str) -> Kept:
    """Write a reading and the text that was read from its article; the holder of the case's lock may do so.

    An earlier text that decisions refer to stays, under a name with its digest.
    """
    written = reading_toml(kept.reading)
    place = kept.folder / READINGS / f"{kept.stem}.txt"
    try:
        place.parent.mkdir(exist_ok=True)
        raw = text.encode("utf-8")
        if place.is_file() and (old := place.read_bytes()) != raw:
            digest = hashlib.sha256(old).hexdigest()
            if any(one.at.text_sha256 == digest for one in kept.reading.proposals):
                write_whole(_earlier(place, digest), old)
    except OSError as error:
        raise refused(place, error) from error
    write_whole(place, raw)
    write_whole(kept.path, written.encode())
    return Kept(kept.folder, kept.stem, kept.reading, written)


def _earlier(place: Path, digest: str) -> Path:
    return place.with_name(f"{place.stem}.{digest[:12]}.txt")


def add_decision(kept: Kept, decision: Decision) -> None:
    """Append a decision to a reading; the holder of the case's lock may do so."""
    data = adapter(Decision).dump_python(decision, exclude_defaults=True)

    def change(parsed: Any) -> None:
        parsed.setdefault("decisions", []).append(data)

    text = changed(kept.written, kept.file, change, lambda old: appended(old, _block("[[decisions]]", data)))
    build(Reading, parse_toml(text, kept.file), text, kept.file)
    write_whole(kept.path, text.encode())


def reading_toml(reading: Reading) -> str:
    """A reading as TOML.

    Examples
    --------
    >>> from scrutiny.evidence.proposal import Article
    >>> print(reading_toml(Reading(Article("sources/a.html", "12", "34", "en"))).partition("text beside this file.")[2])
    <BLANKLINE>
    <BLANKLINE>
    [article]
    file = "sources/a.html"
    sha256 = "12"
    text_sha256 = "34"
    language = "en"
    <BLANKLINE>
    """
    data = adapter(Reading).dump_python(reading, exclude_defaults=True)
    parts = [BEGINNING, _block("[article]", data["article"])]
    for proposal in data.get("proposals", ()):
        claim = proposal.pop("claim")
        parts += [_block("[[proposals]]", proposal), _block("[proposals.claim]", claim)]
    parts += [_block("[[decisions]]", decision) for decision in data.get("decisions", ())]
    return "\n".join(parts)


def _block(header: str, data: Mapping[str, Any]) -> str:
    lines = [f"{key_text(key)} = {value_text(value)}" for key, value in data.items() if value is not None]
    return "\n".join((header, *lines)) + "\n"


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
