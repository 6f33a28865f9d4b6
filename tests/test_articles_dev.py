"""A floor under what the reader of articles finds in the development corpus, which it was made on.

These figures flatter: the rules were written with these articles in sight. What counts is the gate
(`test_article_gate.py`) and the held-out articles of `check`, which nobody looked at while writing them; the latter are
scored with `python -m tests.articles.scoring --totals --stages check`.
"""

from __future__ import annotations

import pytest

from scrutiny.articles.confidence import MEASURED

from .articles.scoring import FOLDER, Score, kinds, score, table, wilson


@pytest.fixture(scope="module")
def measured() -> Score:
    return score(sorted((FOLDER / "dev").glob("*.toml")))


def test_every_annotated_passage_is_in_the_text_that_is_read(measured: Score) -> None:
    lost = [name for name, gold in measured.missed if gold.start < 0]
    assert not lost, lost


def test_precision_and_recall_do_not_fall(measured: Score) -> None:
    assert measured.gold == 1151
    assert measured.precision >= 0.90, table(measured)
    assert measured.recall >= 0.71, table(measured)


def test_the_articles_that_the_rules_were_first_made_on_are_read_as_before() -> None:
    first = score(sorted(file for file in (FOLDER / "dev").glob("*.toml") if "-2" not in file.stem[2:4]))
    assert first.gold == 472
    assert first.precision >= 0.94, table(first)
    assert first.recall >= 0.87, table(first)


def test_no_language_falls_behind(measured: Score) -> None:
    for language, counts in measured.by_language.items():
        assert counts["right"] / counts["proposed"] >= 0.88, (language, table(measured))


def test_no_act_is_turned_round_and_no_country_is_wrong(measured: Score) -> None:
    assert measured.polarity == []
    assert measured.country == []


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(95, 100)
    assert (round(low, 3), round(high, 3)) == (0.888, 0.978)


def test_the_confidences_that_are_shipped_are_those_measured_here(measured: Score) -> None:
    assert kinds(measured) == MEASURED
