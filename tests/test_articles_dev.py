"""A floor under what the reader of articles finds in the development corpus, which it was made on.

These figures flatter: the rules were written with these articles in sight. What counts is the gate
(`test_article_gate.py`). The articles of `check` and of `fresh` were held out until they had been measured once
(precision .59 and .75, recall .27 and .63); their errors were then looked at, and they are development articles since.
Each is scored with `python -m tests.articles.scoring --totals --stages fresh`.
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


@pytest.mark.parametrize(
    ("folder", "claims", "precision", "recall"), [("check", 329, 0.76, 0.46), ("fresh", 383, 0.76, 0.62)]
)
def test_articles_that_were_held_out_once_are_read_as_before(
    folder: str, claims: int, precision: float, recall: float
) -> None:
    read = score(sorted((FOLDER / folder).glob("*.toml")))
    assert read.gold == claims
    assert read.precision >= precision, table(read)
    assert read.recall >= recall, table(read)
    assert read.polarity == []
    assert read.country == []


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(95, 100)
    assert (round(low, 3), round(high, 3)) == (0.888, 0.978)


def test_the_confidences_that_are_shipped_are_those_measured_here(measured: Score) -> None:
    assert kinds(measured) == MEASURED
