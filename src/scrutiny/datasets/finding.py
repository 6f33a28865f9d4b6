"""Where a declared data set lies on this machine, and whether it is the one that was declared."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from scrutiny.datasets.declared import Dataset, dataset_named

VARIABLE = "SCRUTINY_DATA"
_PIECE = 1 << 20


@dataclass(frozen=True)
class FoundDataset:
    """A copy whose content has the declared hash.

    Parameters
    ----------
    path
        The file; it may be a gzip-compressed copy (readers unpack it).
    sha256, bytes
        Of the original content, whichever copy was found.
    where
        In words: the folder that was searched, never an absolute path.
    """

    id: str
    path: Path
    sha256: str
    bytes: int
    where: str
    dataset: Dataset

    @property
    def citation(self) -> str:
        return self.dataset.citation


@dataclass(frozen=True)
class AbsentDataset:
    """No copy with the declared content is here, and why."""

    id: str
    why: str
    dataset: Dataset


def places() -> Iterator[tuple[str, Path]]:
    """The folders that are searched, in order, each with the words that name it."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        yield f"${VARIABLE}", Path(chosen)
    # A folder `shared/data` may lie beside the project: beside the folder one works in, or beside the sources.
    here = Path.cwd()
    seen: set[Path] = set()
    for root in (here, *here.parents, Path(__file__).resolve().parents[3]):
        beside = root.parent / "shared" / "data"
        if beside not in seen:
            seen.add(beside)
            yield "../shared/data", beside
    yield "the cache", cache_folder()


def cache_folder() -> Path:
    """Where `scrutiny data` puts what it brings."""
    import pooch

    return Path(pooch.os_cache("scrutiny")) / "data"


def find_dataset(id_: str) -> FoundDataset | AbsentDataset:
    """Look for a declared data set; only a copy with exactly the declared content counts as found."""
    return find(dataset_named(id_))


def find(dataset: Dataset) -> FoundDataset | AbsentDataset:
    """Look for `dataset` in every place (see `places`)."""
    other: list[str] = []
    for where, folder in places():
        for path in (folder / dataset.id, folder / f"{dataset.id}.gz"):
            if not path.is_file():
                continue
            if content_is(path, dataset.sha256, dataset.bytes):
                return FoundDataset(dataset.id, path, dataset.sha256, dataset.bytes, where, dataset)
            other.append(where)
    if other:
        names = ", ".join(dict.fromkeys(other))
        why = f"a file of this name is in {names}, but its content is not the declared one"
    elif dataset.url is None:
        why = f"not here; it was repacked ({dataset.repacked}), so it is only looked for in ${VARIABLE}"
    else:
        why = "not here"
    return AbsentDataset(dataset.id, why, dataset)


def content_is(path: Path, sha256: str, size: int) -> bool:
    """Whether a file, or what a `.gz` file unpacks to, has this hash.

    Unpacking stops as soon as there is more than was declared, so that a small hostile file cannot fill the memory.
    """
    digest, read = hashlib.sha256(), 0
    try:
        with _opened(path) as stream:
            while piece := stream.read(_PIECE):
                read += len(piece)
                if read > size:
                    return False
                digest.update(piece)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return False
    return read == size and digest.hexdigest() == sha256


def _opened(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")
