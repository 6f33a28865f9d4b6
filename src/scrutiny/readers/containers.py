"""Compressed files and archives: unpacked in memory, within limits that no honest table of counts reaches.

A few kilobytes can unpack to terabytes. Unpacking stops with an error where the content passes `LARGEST` bytes, or
where it is more than `RATIO` times the file once it has passed `FREE` bytes. Real tables of counts are 4 to 30
times their compressed size.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, cast

from scrutiny.errors import MissingExtra, Problem, ReadError

LARGEST = 8 * 2**30
"""The most that one file may unpack to, in bytes."""
RATIO = 200
"""How many times larger than the file its content may be."""
FREE = 64 * 2**20
"""Content below this size, in bytes, may have any ratio."""
DEPTH = 3
"""How many containers may be inside each other (a gzip in a zip)."""
_STEP = 4 * 2**20

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PACKED = {".gz": b"\x1f\x8b", ".bz2": b"BZh", ".xz": b"\xfd7zXZ\x00", ".zst": b"\x28\xb5\x2f\xfd"}
_TABLE_SUFFIXES = {
    ".csv",
    ".tsv",
    ".tab",
    ".txt",
    ".psv",
    ".dat",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".xlsb",
    ".ods",
    ".parquet",
    ".jsonl",
    ".ndjson",
    ".json",
    *_PACKED,
}


def unpack(content: bytes, name: str, member: str | None, where: str) -> tuple[bytes, str]:
    """The bytes and the name of the file inside; the file itself where it is in no container."""
    packed = len(content)
    for _layer in range(DEPTH):
        if content.startswith(_ZIP) and not _is_document(content):
            content, name = _from_zip(content, member, where)
            member = None
            continue
        suffix = next((s for s, magic in _PACKED.items() if content.startswith(magic)), None)
        if suffix is None:
            break
        content = _decompressed(content, suffix, where, packed)
        name = name[: -len(suffix)] if name.lower().endswith(suffix) else name
    else:
        raise ReadError(Problem(where, f"more than {DEPTH} archives inside each other", "a table", "unpack it by hand"))
    if content[257:262] == b"ustar":
        raise ReadError(Problem(where, "a tar archive", "one table, or a zip with one", "unpack it and add the file"))
    if member is not None:
        raise ReadError(
            Problem(where, f"is no zip archive, and `member = {member!r}` is asked for", do="leave `member` out")
        )
    return content, name


def _is_document(content: bytes) -> bool:
    """A workbook is a zip too, but one that is read as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            return (
                "[Content_Types].xml" in names
                or "content.xml" in names
                or ("mimetype" in names and "META-INF/manifest.xml" in names)
            )
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def _from_zip(content: bytes, member: str | None, where: str) -> tuple[bytes, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            info = _member(archive, member, where)
            if info.flag_bits & 1:
                raise ReadError(
                    Problem(
                        where,
                        f"{info.filename} is locked with a password",
                        "an open file",
                        "unpack it with the password and add the file inside",
                    )
                )
            with archive.open(info) as stream:
                return bounded(stream, where, max(info.compress_size, 1)), PurePosixPath(info.filename).name
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
        RuntimeError,
    ) as error:
        raise ReadError(Problem(where, f"a broken zip archive: {error}", "a whole one", "fetch it again")) from error


def _member(archive: zipfile.ZipFile, member: str | None, where: str) -> zipfile.ZipInfo:
    files = [i for i in archive.infolist() if not i.is_dir()]
    listed = ", ".join(repr(i.filename) for i in files[:30]) + (", ..." if len(files) > 30 else "")
    if member is not None:
        found = [i for i in files if i.filename == member] or [
            i for i in files if PurePosixPath(i.filename).name == member
        ]
        if len(found) == 1:
            return found[0]
        raise ReadError(Problem(where, f"holds no file {member!r}", f"one of: {listed}", "mend `member` of the source"))
    tables = [i for i in files if _may_be_table(i.filename)]
    if len(tables) == 1:
        return tables[0]
    if not tables and len(files) == 1:
        return files[0]
    found_text = (
        f"holds {len(tables)} files that could be the table" if tables else "holds no file that looks like a table"
    )
    raise ReadError(
        Problem(where, found_text, f"one of: {listed}" if listed else "a file", "say which: `member = ...`")
    )


def _may_be_table(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not hidden and path.suffix.lower() in _TABLE_SUFFIXES


def _decompressed(content: bytes, suffix: str, where: str, packed: int) -> bytes:
    stream = io.BytesIO(content)
    try:
        match suffix:
            case ".gz":
                return bounded(cast(IO[bytes], gzip.GzipFile(fileobj=stream)), where, packed)
            case ".bz2":
                return bounded(bz2.BZ2File(stream), where, packed)
            case ".xz":
                return bounded(lzma.LZMAFile(stream), where, packed)
            case _:
                return bounded(_zstandard(stream, where), where, packed)
    except ReadError:
        raise
    except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError) as error:
        raise ReadError(Problem(where, f"a broken {suffix} file: {error}", "a whole one", "fetch it again")) from error
    except Exception as error:
        if type(error).__name__ not in ("ZstdError", "ZstdDecompressor"):
            raise
        raise ReadError(Problem(where, f"a broken .zst file: {error}", "a whole one", "fetch it again")) from error


def _zstandard(stream: IO[bytes], where: str) -> IO[bytes]:
    import importlib

    for module in ("compression.zstd", "backports.zstd"):
        try:
            opened: IO[bytes] = importlib.import_module(module).ZstdFile(stream)
        except ImportError:
            continue
        return opened
    try:
        reader: IO[bytes] = (
            importlib.import_module("zstandard").ZstdDecompressor().stream_reader(stream, read_across_frames=True)
        )
    except ImportError:
        raise MissingExtra(
            Problem(
                where,
                "is compressed with Zstandard, which this Python cannot unpack",
                "the module zstandard",
                "pip install zstandard, or unpack the file first",
            )
        ) from None
    return reader


def bounded(stream: IO[bytes], where: str, packed: int) -> bytes:
    """Everything in a stream, or an error as soon as it is larger than an honest file can be."""
    parts: list[bytes] = []
    size = 0
    while part := stream.read(_STEP):
        size += len(part)
        parts.append(part)
        check_size(size, packed, where)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def check_size(size: int, packed: int, where: str) -> None:
    """Refuse content that is too large for what it was packed into."""
    if size > LARGEST or (size > FREE and size > RATIO * packed):
        raise ReadError(
            Problem(
                where,
                f"{packed:,} bytes unpack to more than {size:,}",
                f"at most {RATIO} times the packed size, and at most {LARGEST:,} bytes",
                "such a file may be made to fill the machine; unpack it by hand if you trust it",
            )
        )
