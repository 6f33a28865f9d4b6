"""Where tests find the public data sets, and one failure rate for everything that is random."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from scrutiny.cli import run

Cli = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).resolve().parents[1]
FAILURE_RATE = 1e-6
"""Chance that a correct program fails the whole suite: tests of random things share it."""
SHARES = 30
"""Files of tests that compare random things, one share each; `test_failure_rate.py` counts them."""


def each_of(comparisons: int) -> float:
    """The chance with which each of the random comparisons of a file may fail a correct program.

    Asked for once in a file, with the number of all its comparisons, so that they spend one share together.
    """
    return FAILURE_RATE / SHARES / comparisons


def data_folder() -> Path | None:
    for candidate in (os.environ.get("SCRUTINY_DATA"), ROOT.parent / "shared" / "data"):
        if candidate and Path(candidate).is_dir():
            return Path(candidate)
    return None


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of public data sets; the test is skipped, with the command that brings them, where it is not."""
    folder = data_folder()
    if folder is None:
        pytest.skip("public data are not here; set SCRUTINY_DATA, or bring them: scrutiny data --all")
    return folder


RESULTS = "CENTRE,TABLE,REGISTER,VALID,NULL,Ana,Ben\n" + "".join(
    f"C{centre},{table},{300 + centre},{100 + centre + 2 * table},{table},{60 + centre + table},{40 + table}\n"
    for centre in range(1, 41)
    for table in (1, 2)
)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs a command in this process: exit code, output, errors. A traceback fails the test."""
    monkeypatch.setattr("sys.stdin", io.StringIO())  # nobody is there to be asked

    def call(*tokens: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([str(token) for token in tokens])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return call


@pytest.fixture
def case(tmp_path: Path, cli: Cli) -> Path:
    """A small case made by the commands themselves, with one announcement."""
    file = tmp_path / "results.csv"
    file.write_text(RESULTS)
    folder = tmp_path / "mycase"
    assert (
        cli("new", folder, "--from", file, "--title", "Land, mayor", "--country", "ve", "--day", "2024-07-28")[0] == 0
    )
    code, _, err = cli(
        "claim", folder, "--id", "b1", "--act", "announces_figure", "--speaker", "Council", "--title", "Bulletin 1",
        "--votes", "Ana=6000", "Ben=3000", "--shares", "Ana=66.7", "Ben=33.3", "--coverage", "80",
    )  # fmt: skip
    assert code == 0, err
    return folder
