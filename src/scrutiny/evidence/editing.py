"""Writing into a case: a new case, a file added, replaced or withdrawn, a claim typed in.

Every command holds the lock of the case and changes one TOML file in one step, after the original that it speaks of
lies safely under `sources/`. Whoever is killed in between leaves the case as it was, or as it was meant to be.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scrutiny.errors import CaseError, Problem, ScrutinyError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.folder import CASE, CLAIMS, PLAN, SOURCES, CaseFolder, ClaimsFile
from scrutiny.evidence.record import sha256_of
from scrutiny.evidence.schema import build, parse_toml, read_text
from scrutiny.evidence.source import Source
from scrutiny.evidence.storing import copy_original, flush_folder, one_writer, refused, write_whole
from scrutiny.evidence.template import CLAIMS_TOML, PLAN_TOML, Beginning, case_toml
from scrutiny.evidence.toml_text import (
    appended,
    block_text,
    changed,
    inserted_below,
    present,
    replaced,
    value_text,
)

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Custody:
    """Where a file comes from, as its adder says."""

    publisher: str = ""
    about: str = ""
    title: str = ""
    published: date | datetime | None = None
    url: str | None = None
    fetched_by: str = ""
    fetched_at: date | datetime | None = None
    fetched_from: str = ""
    archived: str = ""
    licence: str = ""
    member: str | None = None
    personal: bool = False


@dataclass(frozen=True)
class Added:
    """What `add_source` did.

    Parameters
    ----------
    id, file, sha256, bytes
        As they stand in `case.toml`.
    already
        The very same content was in the case before; nothing was changed.
    """

    id: str
    file: str
    sha256: str
    bytes: int
    already: bool = False


def new_case(folder: Path, begin: Beginning, first: Path | None = None, custody: Custody | None = None) -> Path:
    """Make a case folder, whole or not at all.

    Parameters
    ----------
    first
        A file to be added at once, under the id that `source_id` gives it.

    Raises
    ------
    CaseError
        When something is there already.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise CaseError(
            Problem(
                str(folder),
                "is there already" if folder.is_dir() else "is there already, and is no folder",
                "a name for a new folder",
                f"add files to it: scrutiny add {folder} FILE" if (folder / CASE).is_file() else "choose another name",
            )
        )
    if first is not None:
        _must_be_a_file(first)
    text = case_toml(begin)
    parse_toml(text, CASE)  # a title or a column with strange signs must not give a file that cannot be read
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".new", dir=folder.parent))
    except OSError as error:
        raise refused(folder, error) from error
    try:
        made.chmod(0o777 & ~_umask())
        (made / SOURCES).mkdir()
        write_whole(made / CASE, text.encode())
        write_whole(made / CLAIMS, CLAIMS_TOML.encode())
        write_whole(made / PLAN, PLAN_TOML.encode())
        if first is not None:
            add_source(made, first, custody or Custody())
            (made / ".lock").unlink(missing_ok=True)
        if folder.is_dir():
            folder.rmdir()  # an empty one, as was seen above; a system may refuse to rename onto it
        os.rename(made, folder)  # noqa: PTH104 (tests count this very call)
        flush_folder(folder.parent)
    except OSError as error:
        raise refused(folder, error) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return folder


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def add_source(folder: Path, file: Path, custody: Custody, id_: str = "") -> Added:
    """Copy a file into the case, unchanged, and write its hash and custody into `case.toml`."""
    with _editing(folder) as case:
        return _add(case, file, custody, id_)


def replace_source(
    folder: Path, source: str, file: Path, why: str, when: date, by: str = "", custody: Custody | None = None
) -> Added:
    """Put another file in the place of a source. The old one stays in the folder, with the reason and the day.

    Tables that read the old source read the new one. What is not said about the new file is taken from the old one,
    but not what belongs to one file only: when it was published, fetched and archived.
    """
    with _editing(folder) as case:
        number, old = case.source(source)
        if "file" not in old and "dataset" not in old:
            raise CaseError(Problem(f"{CASE}: source {old['id']}", "has no file", "a source with a file"))
        kept = {key: old[key] for key in ("publisher", "about", "title", "licence", "personal") if key in old}
        given = {key: value for key, value in asdict(custody or Custody()).items() if value not in ("", None, False)}
        added = _add(case, file, Custody(**(kept | given)), "", instead_of=old["id"])
        if added.already:
            raise CaseError(
                Problem(str(file), f"is the very file that the source {added.id} holds already", "another file")
            )
        case.withdraw(number, old["id"], {"why": why, "when": when, "by": by, "replaced_by": added.id})
        case.repoint(old["id"], added.id)
        case.save()
        return added


def withdraw_source(folder: Path, source: str, why: str, when: date, by: str = "") -> str:
    """Take a source out of the examination. Its file stays, with the reason and the day; gives its id."""
    with _editing(folder) as case:
        number, old = case.source(source)
        id_ = str(old["id"])
        case.withdraw(number, id_, {"why": why, "when": when, "by": by})
        case.save()
        return id_


def add_claim(folder: Path, claim: Mapping[str, Any]) -> Claim:
    """Append a claim to `claims.toml`; it must be valid and fit the case."""
    data = present(claim)
    if "figures" in data:
        data["figures"] = present(data["figures"])
    made = build(ClaimsFile, {"claims": (data,)}, block_text("claims", data), "the claim").claims[0]

    def fits(case: CaseFile) -> bool:
        if made.id in case.claim_by_id:
            raise CaseError(
                Problem(f"the claim: id {made.id!r}", "another claim of this case has it", "an id of its own")
            )
        return True

    append_block(folder, CLAIMS, "claims", data, "the claim", fits)
    return made


def append_block(
    folder: Path,
    file: str,
    header: str,
    data: Mapping[str, Any],
    told: str,
    fits: Callable[[CaseFile], bool],
    beginning: str = "",
) -> bool:
    """Append a `[[header]]` to `claims.toml` or `replies.toml`, unless the case could not be opened with it.

    Parameters
    ----------
    told
        What it is, in messages: "the claim".
    fits
        Asked with the case as it is, while nobody else writes; False leaves the case as it is.
    beginning
        What a file that is not yet there begins with.

    Returns
    -------
    bool
        Whether it was written.
    """
    with one_writer(_case_folder(folder)):
        case = CaseFolder(folder)
        if not fits(case.case):
            return False
        path = folder / file
        raw = path.read_bytes() if path.is_file() else b""
        text = read_text(path, file) if raw else beginning

        def change(parsed: Any) -> None:
            parsed.setdefault(header, []).append(dict(data))

        text = changed(text, file, change, lambda old: appended(old, block_text(header, data)))
        try:
            case.with_texts({file: text})
        except ScrutinyError as error:
            raise CaseError(
                replace(problem, where=re.sub(rf"^[^:]*: ({header}\[\d+\]\.?)?", f"{told}: ", problem.where))
                for problem in error.problems
            ) from None
        write_whole(path, (_BOM if raw.startswith(_BOM) else b"") + text.encode())
        return True


def source_id(name: str, taken: Mapping[str, Any] | None = None) -> str:
    """A short id made from a file's name: `Résultats 2024.csv` gives `resultats-2024`.

    Examples
    --------
    >>> source_id("RESULTADOS_2024_CSV_V1.csv.gz")
    'resultados_2024_csv_v1'
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"(\.[A-Za-z0-9]{1,5}){1,2}$", "", name))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    made = re.sub(r"[^\w]+", "-", plain).strip("-_") or "source"
    number, unique = 1, made
    while taken is not None and unique in taken:
        number += 1
        unique = f"{made}-{number}"
    return unique


def _must_be_a_file(file: Path) -> None:
    if not file.is_file():
        raise CaseError(
            Problem(str(file), "is a folder" if file.is_dir() else "no such file", "a file that can be copied")
        )


def _digest(file: Path) -> str:
    try:
        return sha256_of(file)
    except OSError as error:
        raise CaseError(Problem(str(file), f"cannot be read: {error.strerror or error}")) from error


def _case_folder(folder: Path) -> Path:
    if not (folder / CASE).is_file():
        CaseFolder(folder)  # says what is missing
    return folder


@contextlib.contextmanager
def _editing(folder: Path) -> Iterator[_Edited]:
    with one_writer(_case_folder(folder)):
        yield _Edited(folder)


class _Edited:
    """`case.toml` while it is being changed: its text, and what the text says. Only its own lists are looked at, so
    that a file can be added to a case that is not yet filled in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / CASE
        self.mark = _BOM if self.path.read_bytes().startswith(_BOM) else b""
        self.text = read_text(self.path, CASE)
        self.data = parse_toml(self.text, CASE)

    @property
    def sources(self) -> list[dict[str, Any]]:
        listed = self.data.get("sources", [])
        return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []

    @property
    def ids(self) -> dict[str, dict[str, Any]]:
        return {str(one.get("id")): one for one in self.sources}

    def source(self, named: str) -> tuple[int, dict[str, Any]]:
        """A source that is not withdrawn, by its id, its file or the file's name."""
        live = [(number, one) for number, one in enumerate(self.sources) if "withdrawn" not in one and "id" in one]
        for key in (lambda one: one["id"], lambda one: one.get("file"), lambda one: Path(one.get("file", "")).name):
            found = [(number, one) for number, one in live if key(one) == named]
            if len(found) == 1:
                return found[0]
        if any(one.get("id") == named for one in self.sources):
            raise CaseError(Problem(f"{CASE}: source {named}", "was withdrawn before", "a source that is in use"))
        known = ", ".join(str(one["id"]) for _, one in live)
        raise CaseError(
            Problem(
                f"{CASE}: {named!r}", "no such source", f"one of: {known}" if known else "the case has no source yet"
            )
        )

    def append(self, source: Mapping[str, Any]) -> None:
        data = present(source)
        self._change(
            lambda parsed: parsed.setdefault("sources", []).append(dict(data)),
            lambda text: appended(text, block_text("sources", data)),
        )

    def withdraw(self, number: int, id_: str, withdrawal: Mapping[str, Any]) -> None:
        data = present(withdrawal)
        if not str(data.get("why", "")).strip():
            raise CaseError(
                Problem(f"source {id_}", "no reason is given", "the reason, printed in the report", "--why")
            )

        def change(parsed: Any) -> None:
            parsed["sources"][number]["withdrawn"] = dict(data)

        line = f"withdrawn = {value_text(data)}"
        self._change(change, lambda text: inserted_below(text, "sources", line))

    def repoint(self, old: str, new: str) -> None:
        """Let every table that reads `old` read `new`, also where it looks codes up or stands in for it."""
        for number, table in enumerate(self.data.get("tables", [])):
            for steps in (("source",), ("long", "lookup", "source"), ("instead_of",)):
                if _get(table, steps) == old:
                    self._repoint(number, steps, old, new)

    def _repoint(self, number: int, steps: tuple[str, ...], old: str, new: str) -> None:
        def change(parsed: Any) -> None:
            here = parsed["tables"][number]
            for step in steps[:-1]:
                here = here[step]
            here[steps[-1]] = new

        self._change(change, lambda text: replaced(text, steps[-1], old, new))

    def _change(self, change: Any, in_text: Any) -> None:
        self.text = changed(self.text, CASE, change, in_text)
        self.data = parse_toml(self.text, CASE)

    def save(self) -> None:
        write_whole(self.path, self.mark + self.text.encode())


def _get(table: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        table = table.get(step) if isinstance(table, dict) else None
    return table


def _add(case: _Edited, file: Path, custody: Custody, id_: str, instead_of: str = "") -> Added:
    """Copy the original, then append its entry. A `replace` saves the text itself, with all its changes at once."""
    _must_be_a_file(file)
    if id_ and (id_ in case.ids or "/" in id_):
        raise CaseError(Problem(f"--id {id_}", "another source has it, or it holds a /", "an id of its own"))
    if (case.folder / SOURCES).is_symlink() or (case.folder / SOURCES).is_file():
        raise CaseError(
            Problem(
                str(case.folder / SOURCES),
                "is a link or a file, so that what is added would not lie in the case folder",
                "a folder of its own, with the originals in it",
            )
        )
    digest = _digest(file)
    for known, one in case.ids.items():
        if one.get("sha256") == digest and "withdrawn" not in one:
            return Added(known, str(one.get("file", "")), digest, int(one.get("bytes", 0)), already=True)
    path, sha256, size = copy_original(file, case.folder / SOURCES)
    made = id_ or source_id(file.name, case.ids)
    inside = f"{SOURCES}/{path.name}"
    entry = {
        "id": made,
        "title": custody.title or file.name,
        "publisher": custody.publisher,
        "about": custody.about,
        "file": inside,
        "member": custody.member,
        "published": custody.published,
        "url": custody.url,
        "fetched_by": custody.fetched_by,
        "fetched_at": custody.fetched_at,
        "fetched_from": custody.fetched_from,
        "archived": custody.archived,
        "licence": custody.licence,
        "sha256": sha256,
        "bytes": size,
        "personal": custody.personal or None,
    }
    build(Source, present(entry), block_text("sources", entry), "the source")
    case.append(entry)
    if not instead_of:
        case.save()
    return Added(made, inside, sha256, size)
