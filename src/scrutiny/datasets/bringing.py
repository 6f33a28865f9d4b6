"""Bring a declared data set from its public address into the cache; what is not the declared content is not kept."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from scrutiny.datasets.declared import Dataset
from scrutiny.datasets.finding import FoundDataset, cache_folder, find
from scrutiny.errors import CaseError, MachineError, Problem

_SECONDS = (5, 30)
"""To connect, and between two pieces: whoever has no network is told so at once."""


def bring(dataset: Dataset) -> FoundDataset:
    """A verified copy of a data set: the one that is here, else one downloaded into the cache.

    Raises
    ------
    CaseError
        When the set was repacked, so that no public address gives these bytes.
    MachineError
        When the download fails, or gives something other than the declared content. Nothing is kept then.
    """
    found = find(dataset)
    if isinstance(found, FoundDataset):
        return found
    if dataset.url is None:
        raise CaseError(
            Problem(
                dataset.id,
                f"cannot be brought: it was repacked ({dataset.repacked})",
                do="put it into a folder and name that folder in the environment variable SCRUTINY_DATA",
            )
        )
    target = cache_folder() / dataset.id
    with _folder_beside(target) as folder:
        got = _download(dataset, folder)
        if dataset.member is not None:
            got = _member(dataset, got, folder / "member")
        got.replace(target)
    return FoundDataset(dataset.id, target, dataset.sha256, dataset.bytes, "the cache", dataset)


@contextlib.contextmanager
def _folder_beside(target: Path) -> Iterator[Path]:
    """A temporary folder on the disk of the target, so that the finished file is put in place in one step."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".bringing-", dir=target.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise MachineError(
            Problem(str(target), f"cannot be written: {error.strerror or error}", do="make room, or use another cache")
        ) from error


def _download(dataset: Dataset, folder: Path) -> Path:
    import pooch
    import requests

    pooch.get_logger().setLevel(logging.CRITICAL)  # its lines are not ours; what fails is told below
    expected = dataset.archive_sha256 or dataset.sha256
    assert dataset.url is not None
    try:
        got = pooch.retrieve(
            dataset.url,
            known_hash=f"sha256:{expected}",
            fname="download",
            path=folder,
            downloader=pooch.HTTPDownloader(timeout=_SECONDS),
        )
    except requests.RequestException as error:  # an OSError too, so it must be caught before the disk's faults
        raise MachineError(
            Problem(
                dataset.id,
                f"the download failed: {_plain(error)}",
                dataset.url,
                "try again, or download it by hand and set SCRUTINY_DATA",
            )
        ) from error
    except ValueError as error:  # pooch says so when the hash differs, and has removed the file
        raise MachineError(
            Problem(
                dataset.id,
                "what the address gives is not the declared content; nothing was kept",
                f"sha256 {expected}",
                "the address was changed or the connection tampered with: tell the authors of the data set list",
            )
        ) from error
    return Path(got)


def _plain(error: Exception) -> str:
    """A short reason: the messages of the network library hold memory addresses."""
    response = getattr(error, "response", None)
    if response is not None:
        return f"the server answered {response.status_code}"
    import requests

    if isinstance(error, requests.Timeout):
        return "no answer in time"
    return "no connection" if isinstance(error, requests.ConnectionError) else type(error).__name__


def _member(dataset: Dataset, archive: Path, target: Path) -> Path:
    """One file out of a verified archive, checked against the declared hash of the file itself."""
    assert dataset.member is not None
    try:
        with zipfile.ZipFile(archive) as opened:
            content = opened.read(dataset.member)
    except (zipfile.BadZipFile, KeyError) as error:
        raise MachineError(Problem(dataset.id, f"{dataset.member} is not in the archive at {dataset.url}")) from error
    if hashlib.sha256(content).hexdigest() != dataset.sha256:
        raise MachineError(
            Problem(dataset.id, "the file in the archive is not the declared one", f"sha256 {dataset.sha256}")
        )
    target.write_bytes(content)
    return target
