"""The digest of the gate: the articles and annotations by which the reader of articles is judged, never tuned.

python tests/articles/gate_digest.py
"""

from __future__ import annotations

import hashlib
from pathlib import Path

FOLDER = Path(__file__).parent


def digest() -> str:
    """SHA-256 over the names and digests of every file of the gate, and of the contests that the reader is given."""
    files = sorted([*(FOLDER / "gate").iterdir(), FOLDER / "contests.toml"], key=lambda file: file.name)
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


if __name__ == "__main__":
    print(digest())
