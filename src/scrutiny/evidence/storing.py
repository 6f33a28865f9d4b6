"""Writing to the disk: one writer in a case folder at a time, every file whole or not at all.

A file is written beside its place, flushed to the disk, and put in place in one step. Whoever is killed in between
leaves the old file and a temporary one, which the next writer removes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from scrutiny.errors import CaseError, MachineError, Problem

LOCK = ".lock"
_PREFIX, _SUFFIX = ".scrutiny-", ".tmp"
_PIECE = 1 << 20
_TYPED = ("case.toml", "claims.toml", "claims.csv", "replies.toml", "plan.toml", LOCK)
"""What a report must never be written over; so is everything below `sources/` and `readings/` of a case."""
_BELOW = ("sources", "readings")


@contextlib.contextmanager
def one_writer(folder: Path, seconds: float = 5) -> Iterator[None]:
    """Hold the lock of a case folder; wait some seconds for another writer, then say who is in the way."""
    from filelock import FileLock, Timeout

    path = folder / LOCK
    if path.is_symlink():  # whoever locks empties the file, and would empty the one that the link leads to
        raise CaseError(Problem(str(path), "is a link", "a file of its own, or nothing", "remove the link"))
    try:
        lock = FileLock(path, timeout=seconds)
        lock.acquire()
    except Timeout:
        raise CaseError(
            Problem(
                str(folder),
                f"somebody else is writing into this case and holds {path}",
                "one writer at a time",
                "wait until the other command has ended, then try again; the lock goes with the command that holds it",
            )
        ) from None
    except OSError as error:
        raise refused(path, error) from error
    try:
        _sweep(folder)
        yield
    finally:
        lock.release()


def _sweep(folder: Path) -> None:
    """Remove what a killed writer left. Only the holder of the lock may do so."""
    for place in (folder, *(folder / below for below in _BELOW)):
        for left in place.glob(f"{_PREFIX}*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                left.unlink()


def refused(path: Path, error: OSError) -> MachineError:
    """The machine's refusal, told with the file and what to do."""
    return MachineError(
        Problem(
            str(path),
            f"cannot be written: {error.strerror or error}",
            "room on the disk and the right to write there",
            "nothing was changed; make room or choose another folder, then try again",
        )
    )


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is the old one or the new one at any moment, even when the machine fails."""
    try:
        with _beside(path) as (temporary, stream):
            stream.write(content)
            _flush(stream)
            _same_rights(temporary, path)
            os.replace(temporary, path)  # noqa: PTH105 (tests count this very call)
        flush_folder(path.parent)
    except OSError as error:
        raise refused(path, error) from error


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write the files of a report so that a full disk or a kill leaves the old ones intact.

    Every file is first written beside its place and flushed to the disk; only when all are there do they take their
    places, in the order given, so the one that refers to the others should be the last.

    Raises
    ------
    CaseError
        When a place is that of a file which belongs to a case: what was typed, or an original.
    MachineError
        When the machine refuses, with what to do.
    """
    refuse_evidence(files)
    here = Path()
    try:
        with contextlib.ExitStack() as waiting:
            made: dict[Path, Path] = {}
            for here, content in files.items():
                here.parent.mkdir(parents=True, exist_ok=True)
                made[here], stream = waiting.enter_context(_beside(here))
                stream.write(content)
                _flush(stream)
                _same_rights(made[here], here)
            for here, temporary in made.items():
                os.replace(temporary, here)  # noqa: PTH105 (tests count this very call)
        for folder in {place.parent for place in files}:
            flush_folder(folder)
    except OSError as error:
        raise MachineError(
            Problem(
                str(here),
                f"cannot be written: {error.strerror or error}",
                "room on the disk and the right to write in the folder",
                "free some room, or write elsewhere with --output DIR; the report that was there before is intact",
            )
        ) from error


@contextlib.contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder to write many files into, all of which stand in `folder` when the block ends, or none.

    Parameters
    ----------
    folder
        A folder that does not exist or is empty. It exists afterwards only if nothing went wrong.

    Raises
    ------
    CaseError
        When it belongs to the evidence of a case, or holds something.
    MachineError
        When the machine refuses.
    """
    if _is_evidence(folder / "any"):
        found, expected = "lies among the evidence of a case", "a folder that holds no evidence"
        raise CaseError(Problem(str(folder), found, expected, "choose another folder"))
    there = folder.is_dir()
    try:
        if folder.exists() and (not there or any(not _ours(place) for place in folder.iterdir())):
            found = "is not empty" if there else "is a file"
            raise CaseError(Problem(str(folder), found, "a new or empty folder", "choose another folder"))
        folder.parent.mkdir(parents=True, exist_ok=True)
        # In an existing folder, which may be a disk of its own; else beside it, to take its place in one step.
        made = Path(tempfile.mkdtemp(prefix=_PREFIX, suffix=_SUFFIX, dir=folder if there else folder.parent))
        moved: list[Path] = []
        try:
            yield made
            if there:
                for file in sorted(made.iterdir()):
                    moved.append(folder / file.name)
                    os.replace(file, moved[-1])  # noqa: PTH105 (tests count this very call)
            else:
                made.chmod(0o777 & ~_umask())
                os.replace(made, folder)  # noqa: PTH105 (tests count this very call)
        except BaseException:
            for place in moved:
                place.unlink(missing_ok=True)
            raise
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except BrokenPipeError:
        raise  # nobody reads what the block prints
    except OSError as error:
        raise refused(folder, error) from error


def _ours(place: Path) -> bool:
    """Whether a writer that was killed left it."""
    return place.name.startswith(_PREFIX) and place.name.endswith(_SUFFIX)


def refuse_evidence(places: Iterable[Path]) -> None:
    """Refuse to write a report over what belongs to a case: what was typed, its lock, its originals.

    Raises
    ------
    CaseError
        Naming every such place.
    """
    problems = [
        Problem(
            str(place),
            "belongs to a case and is never written over by a report",
            "a file of its own for the report",
            "choose another name or folder",
        )
        for place in places
        if _is_evidence(place)
    ]
    if problems:
        raise CaseError(problems)


def _is_evidence(place: Path) -> bool:
    # Some systems do not tell CASE.TOML from case.toml.
    for path in {place.parent.resolve() / place.name, place.resolve()}:
        if path.name.casefold() in _TYPED and (path.parent / "case.toml").is_file():
            return True
        if any(folder.name.casefold() in _BELOW and (folder.parent / "case.toml").is_file() for folder in path.parents):
            return True
    return False


def copy_original(file: Path, folder: Path) -> tuple[Path, str, int]:
    """Copy a file into `folder` under its own name; what is there already is never overwritten.

    Returns
    -------
    path, sha256, bytes
        A file of that name with the same content is used as it is; with other content, the copy gets a number.
    """
    name = file.name.lstrip(".") or "source"  # names with a dot in front are hidden, and ours are swept away
    try:
        folder.mkdir(exist_ok=True)
        with _beside(folder / name) as (temporary, stream):
            digest, size = hashlib.sha256(), 0
            with file.open("rb") as original:
                while piece := original.read(_PIECE):
                    digest.update(piece)
                    size += len(piece)
                    stream.write(piece)
            _flush(stream)
            target, there = _free_name(folder, name, digest.hexdigest())
            if not there:
                _same_rights(temporary, target)
                os.replace(temporary, target)  # noqa: PTH105 (tests count this very call)
        flush_folder(folder)
    except OSError as error:
        raise refused(folder / name, error) from error
    return target, digest.hexdigest(), size


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A temporary file on the same disk; removed unless it was put in place."""
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent)
    stream = os.fdopen(handle, "wb")
    try:
        yield Path(name), stream
    finally:
        with contextlib.suppress(OSError):
            stream.close()  # a full disk may refuse the last bytes here once more
        with contextlib.suppress(OSError):
            Path(name).unlink()


def _flush(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())
    stream.close()


def _free_name(folder: Path, name: str, sha256: str) -> tuple[Path, bool]:
    """A name that nothing else has, and whether the very same content lies there already."""
    stem, dot, ending = name.partition(".")
    number = 1
    while True:
        path = folder / (name if number == 1 else f"{stem}-{number}{dot}{ending}")
        if not path.exists():
            return path, False
        if path.is_file():
            with path.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() == sha256:
                    return path, True
        number += 1


def _same_rights(temporary: Path, path: Path) -> None:
    """A temporary file is private; the finished one has the rights of the file it replaces, or the usual ones."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    temporary.chmod(mode)


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def flush_folder(folder: Path) -> None:
    """Let a new name itself reach the disk; systems that cannot open a folder do that on their own."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
