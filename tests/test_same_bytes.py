"""The same case gives the same bytes in every process: Python shuffles its sets anew in each."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from .conftest import ROOT


def test_claims_polls_and_samples_of_a_large_case(tmp_path: Path) -> None:
    """Venezuela 2024, by its tables: 150 claims, an article, polls, a map."""
    made = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        command = [sys.executable, "-m", "scrutiny", "examine", str(ROOT / "cases" / "venezuela-2024")]
        command += ["--only", "accepted", "sampled", "--output", str(out), "--quiet"]
        done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}, check=False)
        assert done.returncode == 0, done.stderr.decode()
        made.append({f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(out.iterdir())})
    assert made[0] == made[1] and {"findings.json", "report.html"} <= made[0].keys()
