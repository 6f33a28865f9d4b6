"""Files that are either the old ones or the new ones, whole, never something between."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from scrutiny.errors import MachineError, Problem


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files so that a full disk or a kill leaves the old ones intact.

    Every file is first written beside its place and flushed to the disk; only when all are there do they take their
    places, in the order given, so the one that refers to the others should be the last.

    Raises
    ------
    MachineError
        When the machine refuses, with what to do.
    """
    waiting: dict[Path, Path] = {}
    here = ""
    try:
        for place, content in files.items():
            here = place.name
            place.parent.mkdir(parents=True, exist_ok=True)
            waiting[place] = _beside(place, content)
        for place, made in waiting.items():
            here = place.name
            made.replace(place)
        for folder in {place.parent for place in files}:
            _flush_folder(folder)
    except OSError as error:
        raise MachineError(
            Problem(
                here,
                f"cannot be written: {error.strerror or error}",
                "room on the disk and the right to write in the folder",
                "free some room, or write elsewhere with --output; the report that was there before is intact",
            )
        ) from error
    finally:
        for made in waiting.values():
            with suppress(OSError):
                made.unlink(missing_ok=True)


def _beside(place: Path, content: bytes) -> Path:
    """A file with the content, on the same disk as its later place; none is left when writing it fails."""
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".new", dir=place.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        # A temporary file is readable by its owner alone; a report is for publishing.
        made.chmod(0o666 & ~_umask())
    except BaseException:
        with suppress(OSError):
            made.unlink(missing_ok=True)
        raise
    return made


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _flush_folder(folder: Path) -> None:
    """Make the new names last; systems that cannot open a folder (Windows) do without."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
