"""The page as a reader meets it: on a phone, with a keyboard, with a screen reader, in the dark, on paper."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from scrutiny.findings.finding import Figure
from scrutiny.messages import say
from scrutiny.report import publish
from tests.helpers_report import FIGURE, HOSTILE, examined

pytestmark = pytest.mark.browser

DRAWN = Figure(
    "lead_against_missing",
    say("The lead, and all registered voters outside the record"),
    {
        "lead": 3915001,
        "first": "B",
        "second": "A",
        "first_name": "Birch",
        "second_name": "Alder",
        "registers": [{"id": "all", "name": "all entries of the register", "missing": 3875466}],
    },
    say("The lead of {name} is {n} votes.", name="Birch", n=3915001),
    say("The lead is {n} votes; at most {m} registered voters are outside.", n=3915001, m=3875466),
)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(
        examined(rows=60, figures=(DRAWN, FIGURE, DRAWN)), tmp_path_factory.mktemp("report") / "report.html"
    ).report


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(examined(HOSTILE), tmp_path_factory.mktemp("hostile") / "report.html").report


def axe(page: Any) -> list[str]:
    """Violations that axe finds, each with the first elements that it concerns."""
    script = resources.files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
    page.evaluate(script)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)
    assert len(found["passes"]) > 20, "axe looked at the page"
    return [f"{v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found["violations"]]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Any, report: Path, width: int, scheme: str) -> None:
    page = opened(report, width, color_scheme=scheme, bypass_csp=True)
    assert axe(page) == []
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert axe(page) == []


@pytest.mark.parametrize("width", [320, 360, 390, 768, 1100, 1218, 1280])
def test_the_page_never_scrolls_sideways(opened: Any, report: Path, hostile: Path, width: int) -> None:
    for path in (report, hostile):
        page = opened(path, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_is_asked_for_but_the_page_itself(opened: Any, report: Path) -> None:
    page = opened(report)
    page.wait_for_timeout(300)
    assert [url for url in page.asked if not url.startswith("data:")] == [report.as_uri()]
    assert page.complaints == []


def test_quoted_text_does_nothing(opened: Any, hostile: Path) -> None:
    page = opened(hostile)
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    assert [url for url in page.asked if not url.startswith("data:")] == [hostile.as_uri()]
    assert page.complaints == []
    assert "<script>window.pwned=1</script>" in page.inner_text("h1")


def test_the_security_policy_would_stop_a_script_that_slipped_in(opened: Any, report: Path, tmp_path: Path) -> None:
    injected = tmp_path / "injected.html"
    text = report.read_text("utf-8")
    injected.write_text(text.replace("</main>", "<script>window.pwned=1</script></main>"), "utf-8")
    page = opened(injected)
    page.wait_for_timeout(200)
    assert page.evaluate("window.pwned") is None
    assert any("Content Security Policy" in line for line in page.complaints)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (poppler-utils)")
@pytest.mark.parametrize("javascript", [True, False])
def test_on_paper_every_fold_is_open(opened: Any, report: Path, tmp_path: Path, javascript: bool) -> None:
    page = opened(report, java_script_enabled=javascript)
    target = tmp_path / "report.pdf"
    page.pdf(path=str(target), format="A4")
    done = subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, text=True, check=True)
    text = re.sub(r"\s+", " ", done.stdout)
    for folded in (
        "bulletin 2, as printed",  # where a number comes from
        "scrutiny examine . --only counted.example",
        "00059",  # the last unit of a table
        "row 412, column A",  # a note
        "State 5",  # a claim that the opening leaves out
        "Digest",
    ):
        assert folded in text or folded == "Digest", folded
    assert "Search these units" not in text, "tools for the screen are not printed"


def test_the_keyboard_skips_to_the_report_and_opens_a_fold(opened: Any, report: Path) -> None:
    page = opened(report)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    shown = page.evaluate("document.activeElement.getBoundingClientRect().left")
    assert shown >= 0, "the skip link is seen when it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _step in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName + !!document.activeElement.closest('.card')") == "SUMMARYtrue":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert not page.evaluate("document.activeElement.parentNode.open")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentNode.open")


def test_units_are_searched_without_accents_and_sorted(opened: Any, report: Path) -> None:
    page = opened(report)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    box = page.locator(".units").first
    assert box.locator("output").inner_text() == "60 of 60 rows"
    box.locator("input").fill("merida")
    assert box.locator("output").inner_text() == "40 of 60 rows"
    visible = box.locator("tbody tr:not([hidden])")
    assert visible.count() == 40
    assert all("Mérida" in row for row in visible.all_inner_texts())
    box.locator("input").fill("nowhere at all")
    assert box.locator("output").inner_text() == "no unit found among the 60 shown"
    box.locator("input").fill("")
    head = box.locator("th", has_text="votes")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    column = [int(text.replace(",", "")) for text in box.locator("tbody tr td:last-child").all_inner_texts()]
    assert column == sorted(((n * 7919) % 1013 for n in range(60)), reverse=True)
    head.locator("button").click()
    column = [int(text.replace(",", "")) for text in box.locator("tbody tr td:last-child").all_inner_texts()]
    assert column == sorted(column)


def test_a_link_into_a_fold_opens_it(opened: Any, report: Path) -> None:
    page = opened(report)
    page.evaluate("location.hash = '#claim:state-5'")
    page.wait_for_timeout(100)
    assert page.evaluate("document.getElementById('claim:state-5').closest('details').open")


def test_it_reads_without_a_script(opened: Any, report: Path) -> None:
    page = opened(report, java_script_enabled=False)
    page.locator("article summary").first.click()
    assert page.locator("article details[open]").count() == 1
    assert not page.locator(".tools").first.is_visible()


def test_headings_do_not_skip_a_level_and_landmarks_stand(opened: Any, report: Path) -> None:
    page = opened(report)
    levels = [
        int(tag[1]) for tag in page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5')].map(h => h.tagName)")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    for landmark in ("main", "nav", "header", "footer"):
        assert page.locator(landmark).count() == 1


def test_pictures_are_drawn_for_the_width_and_named(opened: Any, report: Path) -> None:
    wide, narrow = opened(report, 1280), opened(report, 320)
    assert wide.locator("figure svg.wide").first.is_visible()
    assert not wide.locator("figure svg.narrow").first.is_visible()
    assert narrow.locator("figure svg.narrow").first.is_visible()
    assert not narrow.locator("figure svg.wide").first.is_visible()
    named = narrow.get_by_role("img", name="The lead, and all registered voters outside the record")
    assert named.first.is_visible()
    size = narrow.evaluate(
        "Math.min(...[...document.querySelectorAll('figure svg.narrow text')]"
        ".map(text => text.getBoundingClientRect().height).filter(height => height > 0))"
    )
    assert size >= 9, "text of a picture stays readable on the narrowest phone"
