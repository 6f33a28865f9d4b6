"""The list of declared data sets (`declared.toml`)."""

from __future__ import annotations

import difflib
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from scrutiny.errors import CaseError, Problem


@dataclass(frozen=True)
class Dataset:
    """One public file.

    Parameters
    ----------
    id
        `<folder>/<file>`, as a case names it.
    bytes, sha256
        Of the content as published, not of a compressed copy.
    url
        Where it is published unchanged; None for a set that was repacked.
    member, archive_sha256
        Set when the address is that of a zip archive: the file inside it that is meant, and the archive's hash.
    repacked
        What was done to a set whose exact bytes nobody publishes.
    """

    id: str
    title: str
    publisher: str
    licence: str
    citation: str
    bytes: int
    sha256: str
    url: str | None = None
    member: str | None = None
    archive_sha256: str | None = None
    repacked: str = ""

    @property
    def file_name(self) -> str:
        return self.id.rpartition("/")[2]


@functools.cache
def declared() -> Mapping[str, Dataset]:
    """Every declared data set by id, in the order of the list."""
    text = resources.files(__package__).joinpath("declared.toml").read_text("utf-8")
    made: dict[str, Dataset] = {}
    for collection in tomllib.loads(text)["collections"]:
        for file in collection["files"]:
            one = _dataset(collection, file)
            made[one.id] = one
    return made


def _dataset(collection: Mapping[str, str], file: Mapping[str, str | int]) -> Dataset:
    from urllib.parse import quote

    repository, commit, path = collection.get("repository"), collection.get("commit"), file.get("path")
    if repository:
        place = f"Copy in the repository {repository} at GitHub, commit {commit}" + (f", {path}" if path else "")
    else:
        place = collection["page"]
    return Dataset(
        id=f"{collection['folder']}/{file['name']}",
        title=collection["title"],
        publisher=collection["publisher"],
        licence=collection["licence"],
        citation=f"{collection['publisher']}: {collection['title']}. {place}.",
        bytes=int(file["bytes"]),
        sha256=str(file["sha256"]),
        url=f"https://raw.githubusercontent.com/{repository}/{commit}/{quote(str(path))}" if path else None,
        member=_text(file.get("member")),
        archive_sha256=_text(file.get("archive_sha256")),
        repacked=str(file.get("repacked", "")),
    )


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def dataset_named(id_: str) -> Dataset:
    """The data set with this id; a mistake names the nearest ones."""
    known = declared()
    if id_ in known:
        return known[id_]
    # People type the file's name, or part of the folder's: the nearest by either is worth naming.
    names = {dataset.file_name: dataset.id for dataset in known.values()}
    near = difflib.get_close_matches(id_, known, n=3, cutoff=0.5)
    near += [names[name] for name in difflib.get_close_matches(id_, names, n=2, cutoff=0.6)]
    near += [other for other in known if id_ and other.startswith(id_)][:5]
    hint = " or ".join(dict.fromkeys(near))
    raise CaseError(
        Problem(
            f"data set {id_!r}",
            "no such declared data set",
            "an id that `scrutiny data` lists",
            f"did you mean {hint}?" if hint else "",
        )
    )
