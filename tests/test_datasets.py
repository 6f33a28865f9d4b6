"""Declared data sets: found only with the declared content, brought and checked, refused when anything differs."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import threading
import zipfile
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scrutiny.datasets import AbsentDataset, Dataset, FoundDataset, bring, declared, find_dataset
from scrutiny.datasets.finding import content_is, find
from scrutiny.errors import CaseError, MachineError

VENEZUELA = "venezuela-2024/RESULTADOS_2024_CSV_V1.csv"
CONTENT = b"station,votes\n0001,321\n"


def _dataset(content: bytes = CONTENT, **changes: object) -> Dataset:
    fields: dict[str, object] = {
        "id": "test-set/votes.csv",
        "title": "",
        "publisher": "",
        "licence": "",
        "citation": "",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return Dataset(**(fields | changes))  # type: ignore[arg-type]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server on this machine, and the folder that it serves."""
    folder = tmp_path / "served"
    folder.mkdir()

    def handler(*args: object, **more: object) -> _Quiet:
        return _Quiet(*args, directory=str(folder), **more)  # type: ignore[arg-type]

    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}", folder
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A cache and a data folder of the test's own; nothing of this machine is looked at unless `data` is asked for."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = Path(request.getfixturevalue("data")) if "data" in request.fixturenames else tmp_path / "data"
    monkeypatch.setenv("SCRUTINY_DATA", str(folder))
    return folder


def _kept(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_the_venezuelan_file_is_declared_as_published() -> None:
    one = declared()[VENEZUELA]
    assert (one.bytes, one.sha256) == (4113270, "fd2712796bf8ec77dfe02e07cd864882c93f4079238c2d21b822b7b9a999f8ea")
    assert one.url == (
        "https://raw.githubusercontent.com/ipince/vzlapi/0b909f4d538ffbbccc184851569dd88eb05094d1"
        "/data/cvzla/RESULTADOS_2024_CSV_V1.csv"
    )


def test_every_declaration_is_whole() -> None:
    assert len(declared()) >= 43
    for one in declared().values():
        assert re.fullmatch(r"[0-9a-f]{64}", one.sha256), one.id
        assert one.bytes > 0 and one.title and one.publisher and one.licence and one.citation, one.id
        # Either the very bytes are published somewhere, or the set says what was done to it: never both or neither.
        assert (one.url is None) == bool(one.repacked), one.id
        assert (one.member is None) == (one.archive_sha256 is None), one.id
        if one.url is not None:
            assert re.match(r"https://raw\.githubusercontent\.com/[\w.-]+/[\w.-]+/[0-9a-f]{40}/[^ ]+$", one.url), one.id


def test_every_set_of_the_data_folder_has_the_declared_content(data: Path) -> None:
    absent = [id_ for id_ in declared() if not isinstance(find_dataset(id_), FoundDataset)]
    assert absent == []


def test_a_compressed_copy_is_reported_with_the_hash_of_the_original(own_places: Path) -> None:
    one = _dataset()
    path = own_places / f"{one.id}.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(CONTENT))
    found = find(one)
    assert isinstance(found, FoundDataset)
    assert (found.path, found.sha256, found.bytes, found.where) == (path, one.sha256, len(CONTENT), "$SCRUTINY_DATA")
    path.with_suffix("").write_bytes(CONTENT)
    plain = find(one)
    assert isinstance(plain, FoundDataset)
    assert plain.path == path.with_suffix("")
    assert (plain.sha256, plain.bytes) == (found.sha256, found.bytes)


@pytest.mark.parametrize(
    "wrong",
    [CONTENT + b"\n", CONTENT[:-1], b"", CONTENT.replace(b"321", b"322")],
    ids=["longer", "shorter", "empty", "one digit"],
)
def test_other_content_under_the_right_name_is_not_the_data_set(own_places: Path, wrong: bytes) -> None:
    one = _dataset()
    for name, content in ((one.id, wrong), (f"{one.id}.gz", gzip.compress(wrong))):
        path = own_places / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    found = find(one)
    assert isinstance(found, AbsentDataset)
    assert "its content is not the declared one" in found.why
    assert str(own_places) not in found.why  # it is printed in reports, which hold no path of one machine


def test_a_small_file_that_unpacks_without_end_is_given_up_early(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(bytes(50_000_000)))
    assert bomb.stat().st_size < 100_000
    assert not content_is(bomb, "0" * 64, 1000)


def test_a_broken_compressed_copy_is_not_the_data_set(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(CONTENT)[:-9])
    assert not content_is(broken, _dataset().sha256, len(CONTENT))
    broken.write_bytes(b"no gzip at all")
    assert not content_is(broken, _dataset().sha256, len(CONTENT))


def test_brought_from_a_server_checked_and_found_again(server: tuple[str, Path], tmp_path: Path) -> None:
    address, folder = server
    (folder / "votes.csv").write_bytes(CONTENT)
    one = _dataset(url=f"{address}/votes.csv")
    assert isinstance(find(one), AbsentDataset)
    brought = bring(one)
    assert brought.path.read_bytes() == CONTENT
    again = find(one)
    assert isinstance(again, FoundDataset) and again.path == brought.path and again.where == "the cache"
    (folder / "votes.csv").unlink()
    assert bring(one).path == brought.path  # what is here is not asked for a second time
    assert _kept(tmp_path) == [brought.path]


def test_a_wrong_hash_is_refused_and_nothing_is_kept(server: tuple[str, Path], tmp_path: Path) -> None:
    address, folder = server
    (folder / "votes.csv").write_bytes(CONTENT.replace(b"321", b"921"))
    with pytest.raises(MachineError, match="not the declared content; nothing was kept"):
        bring(_dataset(url=f"{address}/votes.csv"))
    assert _kept(tmp_path) == []


def test_one_file_out_of_an_archive(server: tuple[str, Path], tmp_path: Path) -> None:
    address, folder = server
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("inside/votes.csv", CONTENT)
    (folder / "votes.zip").write_bytes(made.getvalue())
    of_archive = hashlib.sha256(made.getvalue()).hexdigest()
    one = _dataset(url=f"{address}/votes.zip", member="inside/votes.csv", archive_sha256=of_archive)
    assert bring(one).path.read_bytes() == CONTENT
    assert [path.name for path in _kept(tmp_path)] == ["votes.csv"]
    other = _dataset(b"other", id="test-set/other", url=one.url, member=one.member, archive_sha256=of_archive)
    with pytest.raises(MachineError, match="not the declared one"):
        bring(other)
    lost = _dataset(id="test-set/lost", url=one.url, member="elsewhere.csv", archive_sha256=of_archive)
    with pytest.raises(MachineError, match=r"elsewhere\.csv is not in the archive"):
        bring(lost)


def test_a_server_without_the_file_and_no_server_at_all(server: tuple[str, Path], tmp_path: Path) -> None:
    address, _ = server
    with pytest.raises(MachineError, match="the server answered 404"):
        bring(_dataset(url=f"{address}/votes.csv"))
    with pytest.raises(MachineError, match="the download failed"):
        bring(_dataset(url="http://127.0.0.1:9/votes.csv"))  # nobody listens at the discard port
    assert _kept(tmp_path) == []


def test_a_repacked_set_cannot_be_brought() -> None:
    with pytest.raises(CaseError, match="cannot be brought: it was repacked"):
        bring(_dataset(repacked="written as CSV"))


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(CaseError, match=VENEZUELA):
        find_dataset("venezuela-2024/RESULTADOS.csv")
    with pytest.raises(CaseError, match=VENEZUELA):
        find_dataset("RESULTADOS_2024_CSV_V1.csv")
