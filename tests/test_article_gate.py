"""The gate of the reader of articles is the one that was written before its first rule."""

from __future__ import annotations

import tomllib

import pytest

from .articles.gate_digest import FOLDER, digest
from .articles.scoring import Score, score, table


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


@pytest.fixture(scope="module")
def measured() -> Score:
    made = score(sorted((FOLDER / "gate").glob("*.toml")))
    print("\n" + table(made))
    return made


UNMET = "measured on 30 November 2026: precision .703, recall .556; the reader proposes, and a person decides"


def test_the_reader_does_not_fall_behind_what_it_reached(measured: Score) -> None:
    """A floor under the last release, not the bar: that is the next two tests, which fail and are expected to."""
    assert measured.precision >= 0.70, table(measured)
    assert measured.recall >= 0.52, table(measured)


@pytest.mark.xfail(reason=UNMET)
def test_the_reader_passes_the_gate(measured: Score) -> None:
    assert measured.gold == 293
    assert measured.precision >= 0.95, table(measured)
    assert measured.recall >= 0.85, table(measured)


@pytest.mark.xfail(reason=UNMET)
def test_the_reader_passes_the_gate_in_each_language(measured: Score) -> None:
    for language, counts in measured.by_language.items():
        assert counts["proposed"] and counts["right"] / counts["proposed"] >= 0.90, (language, table(measured))


def test_the_reader_turns_no_act_round_and_names_no_wrong_country(measured: Score) -> None:
    assert measured.polarity == [], table(measured)
    assert measured.country == [], table(measured)
