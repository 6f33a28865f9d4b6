"""An article given back, and a case of hostile words and names: on a phone, by a screen reader, in Chromium."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Act, Claim, Figures, Report
from scrutiny.evidence.contest import Contest, Election, Option
from scrutiny.evidence.passage import passage
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.proposal import Article, Reading
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.saved_article import SavedArticle
from scrutiny.examination import examine
from scrutiny.findings.examined import Examined
from scrutiny.messages import Words
from scrutiny.report import publish
from scrutiny.report.annotated import annotated
from scrutiny.report.annotated_page import annotated_page
from tests.helpers_report import HOSTILE

from .test_page import axe

pytestmark = pytest.mark.browser

TEXT = (
    f"{HOSTILE} said that Alder won.\n\nThe council announced 51.2 % for Alder; a state refused to recognise it.\n\n"
    f"Nothing here.\n\nBirch claimed victory {HOSTILE}. {'x' * 90} In 2018 nobody was recognised."
)
SHA = hashlib.sha256(TEXT.encode()).hexdigest()
FILE = "sources/article.txt"


def claim(id_: str, act: Act, speaker: str, words: str, **more: Any) -> Claim:
    start = TEXT.index(words)
    at = passage(TEXT, start, start + len(words), FILE, SHA)
    return Claim(
        id_, act, speaker, words=words, said=date(2024, 7, 29), reports=(Report(HOSTILE, words=words, at=at),), **more
    )


@pytest.fixture(scope="module")
def case() -> Examined:
    options = (Option("A", f"Alder {HOSTILE}"), Option("B", "Birch"))
    claims = (
        claim("a", "claims_victory", HOSTILE, f"{HOSTILE} said that Alder won", about="A"),
        claim(
            "c", "announces_figure", "Council", "The council announced 51.2 % for Alder", role="authority",
            figures=Figures(shares={"A": Decimal("51.2")}),
        ),
        claim("r", "refuses_to_recognise", HOSTILE, "a state refused to recognise it", role="state", country="PE"),
        claim("b", "claims_victory", "Birch", f"Birch claimed victory {HOSTILE}", about="B"),
        claim("p", "recognises", "nobody", "In 2018 nobody was recognised", of_election="other"),
    )  # fmt: skip
    elections = (Election("e", "Election", date(2024, 7, 28), "disputed"),)
    file = CaseFile(HOSTILE, "XX", elections, (Contest("c", "President", "e", options=options),), claims=claims)
    article = Article(FILE, "0" * 64, SHA, "en", title=HOSTILE, outlet=HOSTILE, url="javascript:window.pwned=3")
    saved = (SavedArticle("article", article, TEXT),)
    return examine(Evidence(file, (), (), (), (), {}, articles=saved), Plan(), only=["announced", "accepted"])


@pytest.fixture(scope="module")
def pages(case: Examined, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The whole article as a page of its own, and the report that quotes it."""
    folder = tmp_path_factory.mktemp("article")
    report = publish(case, folder / "report.html").report
    saved = case.evidence.articles[0]
    whole = annotated(TEXT, Reading(saved.article), {}, case)
    page = folder / "article.html"
    page.write_text(annotated_page(whole, case, Words(), "report.html"), "utf-8")
    return page, report


def test_hostile_words_names_and_addresses_do_nothing(opened: Any, pages: tuple[Path, Path]) -> None:
    for path in pages:
        page = opened(path)
        page.wait_for_timeout(200)
        assert page.evaluate("window.pwned") is None
        assert [url for url in page.asked if not url.startswith("data:")] == [path.as_uri()]
        assert page.complaints == []
        assert page.evaluate("[...document.links].filter(a => a.protocol === 'javascript:').length") == 0
        assert "<script>window.pwned=1</script>" in page.inner_text("main")


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_neither_page_scrolls_sideways(opened: Any, pages: tuple[Path, Path], width: int) -> None:
    for path in pages:
        page = opened(path, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Any, pages: tuple[Path, Path], scheme: str) -> None:
    for path in pages:
        page = opened(path, 1280, color_scheme=scheme, bypass_csp=True)
        assert axe(page) == []


def test_numbers_lead_to_notes_and_notes_to_findings(opened: Any, pages: tuple[Path, Path]) -> None:
    page = opened(pages[0])
    marks = page.locator("mark a.number")
    assert marks.count() == page.locator("div.note").count() == 5
    marks.nth(1).click()
    assert page.evaluate("location.hash") == "#note-2"
    assert page.locator("div.note.past").count() == 1
    findings = page.evaluate("[...document.querySelectorAll('.note li a')].map(a => a.getAttribute('href'))")
    report = opened(pages[1])
    assert findings and all(report.evaluate("id => document.getElementById(id) !== null", f[12:]) for f in findings)


def test_what_is_not_marked_is_not_quoted_in_the_report(opened: Any, pages: tuple[Path, Path]) -> None:
    whole, report = (opened(path).inner_text("main") for path in pages)
    assert "Nothing here." in whole and "Nothing here." not in report
