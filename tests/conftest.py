"""Where tests find the public data sets, and one failure rate for everything that is random."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FAILURE_RATE = 1e-6
"""Chance that a correct program fails the whole suite: tests of random things share it."""


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
