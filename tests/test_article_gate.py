"""The gate of the reader of articles is the one that was written before its first rule."""

from __future__ import annotations

import tomllib

from .articles.gate_digest import FOLDER, digest


def test_the_gate_is_as_it_was_written() -> None:
    assert digest() == (FOLDER / "gate.sha256").read_text().strip()


def test_every_annotation_is_text_of_its_article() -> None:
    from .articles.reading_text import flat, text_of

    files = sorted((FOLDER / "gate").glob("*.toml"))
    assert len(files) == 24
    claims = 0
    for file in files:
        annotation = tomllib.loads(file.read_text(encoding="utf-8"))
        text = flat(text_of(file))
        for claim in annotation.get("claims", []):
            assert text.count(flat(claim["exact"])) >= claim.get("nth", 1), (file.name, claim["exact"])
            claims += not claim["optional"]
    assert claims == 293
