"""The one real article: its ten claims, in their passages, and nothing from its traps.

The article is not ours to copy: it is read where `$SCRUTINY_DATA` says that the data lie.
"""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from scrutiny.articles import read_article
from scrutiny.evidence.proposal import Proposal, Reading

from .articles.scoring import contexts

ARTICLE = Path(os.environ.get("SCRUTINY_DATA", "")) / "articles" / "moscow-times-2024-07-29.txt"
pytestmark = pytest.mark.skipif(
    not os.environ.get("SCRUTINY_DATA") or not ARTICLE.is_file(), reason="the article is not in $SCRUTINY_DATA"
)

EXPECTED = [
    # start, end, speaker, act, about, country, election
    (129, 220, "Vladimir Putin", "congratulates", "maduro", "RU", "this"),
    (258, 340, "opposition", "refuses_to_recognise", "result", "VE", "this"),
    (258, 340, "several foreign countries", "refuses_to_recognise", "result", None, "this"),
    (616, 685, "Maduro", "claims_victory", "maduro", "VE", "this"),
    (616, 685, "Edmundo Gonzalez", "claims_victory", "gonzalez", "VE", "this"),
    (768, 816, "", "alleges_irregularity", "process", None, "this"),
    (848, 882, "pollsters", "predicts", "maduro", None, "this"),
    (884, 960, "electoral council", "announces_figure", "maduro", "VE", "this"),
    (1347, 1423, "dozens of foreign countries", "refuses_to_recognise", "result", None, "other"),
]
"""Both who reject share one clause (258-340).

The council's two figures (884-960 and 968-1005) are one announcement: one claim with one set of figures.
"""

TRAPS = [(79, 127), (1008, 1088), (1090, 1242), (1426, 1582), (1584, 1855), (1857, 1883), (1885, 2008)]
"""Caption, related article, support and alliance, arms, accusations outside the result, credit, address."""


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_article(ARTICLE, context=contexts()["venezuela-2024"])[0]


def _found(reading: Reading, expected: tuple[object, ...]) -> Proposal:
    _start, _end, speaker, act, _about, _country, _election = expected
    hits = [p for p in reading.proposals if p.claim.speaker == speaker and p.claim.act == act]
    assert len(hits) == 1, (expected, [(p.claim.speaker, p.claim.act) for p in reading.proposals])
    return hits[0]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: f"{row[0]}-{row[2] or 'nobody'}")
def test_each_expected_claim_is_proposed_once_where_it_stands(reading: Reading, expected: tuple[object, ...]) -> None:
    start, end, _speaker, _act, about, country, election = expected
    found = _found(reading, expected)
    assert (found.claim.about, found.claim.country, found.claim.of_election) == (about, country, election)
    # The passage holds the expected words, but for an article before a noun, and goes little beyond them.
    common = min(found.at.end, end) - max(found.at.start, start)  # type: ignore[call-overload]
    assert common >= 0.8 * (end - start)  # type: ignore[operator]
    assert found.at.end - found.at.start <= 2 * (end - start)  # type: ignore[operator]


def test_nothing_else_is_proposed(reading: Reading) -> None:
    first = [p for p in reading.proposals if not p.repeats]
    assert len(first) == len(EXPECTED)
    for proposal in reading.proposals:
        for start, end in TRAPS:
            assert proposal.at.end <= start or proposal.at.start >= end, proposal.at.exact


def test_both_figures_are_the_councils_and_go_to_their_persons(reading: Reading) -> None:
    council = _found(reading, EXPECTED[7])
    figures = council.claim.figures
    assert figures is not None
    assert figures.shares == {"maduro": Decimal("51.2"), "gonzalez": Decimal("44.2")}
    assert council.at.start <= 943 and council.at.end >= 1005


def test_the_day_the_agency_and_the_narrators_distance(reading: Reading) -> None:
    assert reading.article.published == date(2024, 7, 29)
    assert reading.article.agencies == ("AFP",)
    assert _found(reading, EXPECTED[0]).claim.said == date(2024, 7, 29)
    assert _found(reading, EXPECTED[5]).claim.hedge == "alleged"
