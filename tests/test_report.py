"""The report: same bytes, exact values, nothing lost, nothing run, nothing half written."""

from __future__ import annotations

import csv
import errno
import hashlib
import html
import io
import json
import os
import re
import tempfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scrutiny.errors import CaseError, MachineError
from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.plan import Plan
from scrutiny.findings.check import QUESTIONS
from scrutiny.findings.finding import HEADINGS, MARKS, Kind, Verdict
from scrutiny.messages import Name, Percent, Words
from scrutiny.report import publish, render, terminal
from scrutiny.report.blocks import anchor_of, web_address
from scrutiny.report.compose import compose
from scrutiny.report.json import to_json
from scrutiny.report.labels import RANKS
from scrutiny.report.markdown import to_markdown
from scrutiny.report.opening import plan_sentence
from scrutiny.report.units import WORST, csv_of, export
from tests.helpers_report import HOSTILE, every_verdict, evidence, examined, finding


class Page(HTMLParser):
    """What a page holds: elements with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.values: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {key: value or "" for key, value in attrs}
        self.elements.append((tag, held))
        if tag == "data":
            self.values.append(held["value"])

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.texts))


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render(examined())["report"].decode())


def scalars(data: Any) -> set[str]:
    """Every single value in JSON, as text."""
    if isinstance(data, dict):
        return {value for item in data.values() for value in scalars(item)}
    if isinstance(data, list):
        return {value for item in data for value in scalars(item)}
    return {str(data)}


def floats(data: Any) -> list[float]:
    if isinstance(data, dict):
        return [value for item in data.values() for value in floats(item)]
    if isinstance(data, list):
        return [value for item in data for value in floats(item)]
    return [data] if isinstance(data, float) else []


class TestSameBytes:
    def test_two_reports_are_the_same_byte_for_byte(self, tmp_path: Path) -> None:
        one = publish(examined(rows=WORST + 1), tmp_path / "one" / "report.html")
        two = publish(examined(rows=WORST + 1), tmp_path / "two" / "report.html")
        assert one.units is not None
        for name in ("report.html", "findings.json", "units.csv"):
            assert (one.report.parent / name).read_bytes() == (two.report.parent / name).read_bytes()

    def test_no_clock_and_no_path_of_this_machine(self, tmp_path: Path) -> None:
        made = publish(examined(), tmp_path / "report.html")
        for file in (made.report, made.findings):
            text = file.read_text("utf-8")
            assert str(tmp_path) not in text
            assert str(Path.cwd()) not in text
            assert str(date.today().year) not in text.replace("2024", "")

    def test_seconds_spent_are_in_no_report(self) -> None:
        slow = replace(examined(), spent={"counted.example": 12.5})
        assert render(slow) == render(examined())


class TestExactValues:
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_every_number_of_the_prose_is_in_the_json(self, language: str) -> None:
        made = render(examined(), language=language)
        known = scalars(json.loads(made["findings"]))
        shown = json.loads(made["findings"])["verdicts"]
        counted = {str(n) for row in shown.values() for n in row.values()}
        # Numbers that count what is on the page itself (rows of a fold, notes of a kind) are its own.
        lengths = {str(n) for n in range(1, 61)}
        missing = {v for v in Page(made["report"].decode()).values if v not in known | counted | lengths}
        assert not missing

    def test_the_printed_number_stands_beside_its_exact_value(self, page: Page) -> None:
        text = render(examined(), language="es")["report"].decode()
        assert '<data value="6696359">6.696.359</data>' in text
        assert '<data value="200/3">66,67 %</data>' in text
        assert '<data value="51.20">51,20 %</data>' in text, (
            "an announced figure keeps the decimals it was printed with"
        )
        assert "200/3" in page.values

    def test_json_holds_no_float(self) -> None:
        assert floats(json.loads(render(examined())["findings"])) == []

    def test_json_tells_the_same_in_every_language(self) -> None:
        assert render(examined(), language="en")["findings"] == render(examined(), language="es")["findings"]

    def test_every_finding_is_in_the_json_with_its_sentence(self) -> None:
        made = to_json(examined())
        assert [f["id"] for f in made["findings"]] == [f.id for f in every_verdict()]
        assert made["findings"][2]["said"].startswith("If the published sheets are what the machines printed")
        assert made["findings"][2]["weight"]["could_alter"] is True


class TestPage:
    def test_it_opens_with_the_dispute_and_each_side_has_the_same_lines(self, page: Page) -> None:
        text = page.text
        # The contents list stands first and names the headings, so the last occurrence is the heading itself.
        headings = [text.rindex(part) for part in (
            "National Electoral Council announced", "Campaign of Birch published", "What the evidence says",
            "How many findings of each kind answer each question", "Rounded shares", "What repeats the report",
        )]  # fmt: skip
        assert headings == sorted(headings)
        document = compose(examined(), export(()), "en")
        announced, published = document.opening.sides
        assert len(announced.headlines) == len(published.headlines) == 3
        slots = [{h.option: h.slot for h in side.headlines} for side in (announced, published)]
        assert slots[0] == slots[1], "an option has one colour on the whole page"
        # 60 sheets made by hand: A 101 + n % 7, B 223 + n % 5, X 8.
        a, b = sum(101 + n % 7 for n in range(60)), sum(223 + n % 5 for n in range(60))
        shares = {h.option: h.value for h in published.headlines}
        assert shares[Name("Alder", "option", "A")] == Percent(Fraction(100 * a, a + b + 480), 1)

    def test_an_older_bulletin_told_by_an_article_is_no_announcement_of_somebody_else(self) -> None:
        held = examined()
        case = held.evidence.case
        told = replace(
            case.claims[0],
            id="told",
            speaker="The electoral authorities",
            title="",
            figures=Figures(shares={"A": Decimal("51.2"), "B": Decimal("44.2")}),
        )

        def titles(*claims: Claim) -> list[str]:
            more = replace(case, claims=(*case.claims, *claims))
            opening = compose(replace(held, evidence=replace(held.evidence, case=more)), export(()), "en").opening
            (council, *_rest) = opening.sides
            assert council.headlines[0].value == Percent.as_announced(Decimal("51.95")), "the last word stands"
            return [str(side.title) for side in opening.sides]

        assert titles(told) == titles()
        other = replace(told, id="other", figures=Figures(shares={"A": Decimal("51.3"), "B": Decimal("44.2")}))
        assert "The electoral authorities announced" in titles(other)
        assert "The electoral authorities announced" in titles(replace(told, role="party"))

    def test_every_verdict_has_its_mark_and_word(self, page: Page) -> None:
        for verdict in Verdict:
            assert HEADINGS[verdict] in page.text
            assert MARKS[verdict] in page.text

    def test_every_link_on_the_page_leads_somewhere(self, page: Page) -> None:
        from urllib.parse import unquote

        ids = {held["id"] for _tag, held in page.elements if "id" in held}
        targets = [held["href"] for tag, held in page.elements if tag == "a" and held["href"].startswith("#")]
        assert len(targets) > 30
        assert [t for t in targets if unquote(t[1:]) not in ids] == []

    def test_ids_are_unique(self, page: Page) -> None:
        ids = [held["id"] for _tag, held in page.elements if "id" in held]
        assert len(ids) == len(set(ids))

    def test_a_card_is_anchored_by_the_id_of_its_finding(self, page: Page) -> None:
        ids = {held["id"] for tag, held in page.elements if tag == "article"}
        assert ids == {anchor_of(f) for f in every_verdict()}

    def test_nothing_is_loaded_from_anywhere(self, page: Page) -> None:
        for tag, held in page.elements:
            assert tag not in ("img", "iframe", "object", "embed", "video", "audio", "source", "base", "form")
            assert "src" not in held
            if tag == "link":
                assert held["href"] == "data:,"
        policy = next(held["content"] for tag, held in page.elements if held.get("http-equiv"))
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy

    def test_links_to_the_web_tell_nobody_where_the_reader_came_from(self, page: Page) -> None:
        outside = [held for tag, held in page.elements if tag == "a" and "://" in held["href"]]
        assert outside
        assert all(held["rel"] == "noopener noreferrer" for held in outside)
        assert all(held["href"].startswith("https://") for held in outside)

    def test_an_image_is_linked_to_and_only_where_its_address_is_one(self) -> None:
        text = render(examined())["report"].decode()
        assert '<a href="https://images.example/1.jpg" rel="noopener noreferrer">image</a>' in text
        assert 'href="javascript' not in text

    def test_quoted_text_is_text(self) -> None:
        text = render(examined(HOSTILE))["report"].decode()
        page = Page(text)
        assert [tag for tag, _held in page.elements if tag == "script"] == ["script"]
        assert not any(tag == "img" for tag, _held in page.elements)
        assert not any(key.startswith("on") for _tag, held in page.elements for key in held)
        assert "{{7*7}}" in page.text, "a template in quoted text is no template"
        assert html.escape("<script>window.pwned", quote=False) in text

    def test_the_page_stays_under_three_megabytes(self) -> None:
        made = render(replace(examined(), findings=tuple(
            finding(Verdict.AGREES, Kind.ARITHMETIC, n, rows=20_000) for n in range(40)
        )))  # fmt: skip
        assert len(made["report"]) < 3_000_000
        assert made["units"].count(b"\n") == 40 * 20_000 + 1

    def test_a_case_with_nothing_in_it_still_gives_a_page(self) -> None:
        held = evidence()
        bare = replace(held.case, claims=(), sources=(), frames=(), registers=(), replies=(), summary="")
        nothing = replace(
            examined(), evidence=replace(held, case=bare, counts=(), notes=(), originals=()), findings=(), checks=()
        )
        text = Page(render(nothing)["report"].decode()).text
        assert "No check gave an answer." in text
        assert "No check of this question was run." in text

    def test_the_language_of_the_case_is_the_default_and_unknown_ones_are_refused(self) -> None:
        spanish = examined()
        spanish = replace(
            spanish, evidence=replace(spanish.evidence, case=replace(spanish.evidence.case, language="es"))
        )
        assert b'<html lang="es">' in render(spanish)["report"]
        with pytest.raises(CaseError, match="one of: en, es"):
            render(spanish, language="xx")


class TestOrder:
    def test_what_is_said_is_grouped_by_act_and_by_whom_it_is_about(self) -> None:
        held = examined()
        case = held.evidence.case
        claims = (
            *(replace(c, about="A") if c.act == "congratulates" else c for c in case.claims),
            replace(case.claims[2], id="r", act="recognises", about="B", summary="Says that Birch won."),
            replace(case.claims[2], id="o", act="observes", about="sheets", words="All features are there."),
        )
        held = replace(held, evidence=replace(held.evidence, case=replace(case, claims=claims)))
        opening = compose(held, export(()), "en").opening
        by_title = {str(group.title): group for group in opening.voices}
        assert list(by_title) == [
            "Claim victory",
            "Congratulate Alder",
            "Recognise Birch",
            "Refuse to recognise the announced result",
            "Observed, about Published sheets",
            "Polls, forecasts and parallel counts",
        ]
        (voice,) = by_title["Recognise Birch"].voices
        assert voice.summary == Name("Says that Birch won.")
        assert voice.words is not None

    def test_the_last_announcement_is_large_and_the_one_before_is_told_below(self) -> None:
        announced, published = compose(examined(), export(()), "en").opening.sides
        assert announced.headlines[0].value == Percent.as_announced(Decimal("51.95"))
        assert "Before that, Bulletin 1" in str(announced.notes[1])
        assert "Alder 51.20%, Birch 44.2%, Others 4.6%" in str(announced.notes[1])
        assert "60 of 30,026 units (0.2%; level: table (mesa))" in str(published.notes[0])
        assert str(published.notes[-1]) == "shares computed here from the votes"

    def test_contradictions_come_first_in_a_chapter_and_quiet_findings_are_compact(self) -> None:
        chapters = compose(examined(), export(()), "en").chapters
        for chapter in chapters:
            for group in chapter.groups:
                ranks = [RANKS[card.verdict] for card in group.cards]
                assert ranks == sorted(ranks)
            firsts = [RANKS[group.cards[0].verdict] for group in chapter.groups]
            assert firsts == sorted(firsts)
        cards = [card for chapter in chapters for group in chapter.groups for card in group.cards]
        assert {card.verdict for card in cards if not card.facts} == {
            Verdict.AGREES,
            Verdict.NOTHING_UNUSUAL,
            Verdict.RECORDED,
        }

    def test_a_finding_that_nobody_answered_says_nothing_about_replies(self, page: Page) -> None:
        assert "Reply of those concerned" not in page.text
        held = examined()
        reply = replace(held.evidence.case.replies[0], to=held.findings[2].id)
        case = replace(held.evidence.case, replies=(reply,))
        answered = replace(held, evidence=replace(held.evidence, case=case))
        assert Page(render(answered)["report"].decode()).text.count("Reply of those concerned") == 1

    def test_questions_without_a_check_are_named_once_below_the_matrix(self) -> None:
        document = compose(examined(), export(()), "en")
        assert all(row for _link, row in document.matrix.rows)
        assert len(document.matrix.rows) + len(document.matrix.without) == len(QUESTIONS)

    def test_another_language_than_that_of_the_case_is_told(self) -> None:
        said = compose(examined(), export(()), "es").opening.language
        assert str(said) == "The texts of this case (names, summaries, quotes) are in inglés."
        assert compose(examined(), export(()), "en").opening.language is None

    def test_the_case_says_how_its_names_are_translated(self) -> None:
        held = examined()
        case = replace(held.evidence.case, translations={"es": {"Alder": "Aliso"}})
        held = replace(held, evidence=replace(held.evidence, case=case))
        assert "Aliso" in Page(render(held, language="es")["report"].decode()).text
        assert "Aliso" not in Page(render(held, language="en")["report"].decode()).text


class TestPlan:
    @pytest.mark.parametrize(
        ("made", "said"),
        [
            (None, "No plan was written down beforehand"),
            (date(2024, 7, 1), "before the result was known (29 July 2024, 00:10 (UTC))"),
            (date(2024, 9, 1), "after the result was known"),
        ],
    )
    def test_it_says_whether_the_plan_came_first(self, made: date | None, said: str) -> None:
        assert said in str(plan_sentence(examined(plan=Plan(made=made))))


class TestUnits:
    def test_the_file_holds_all_and_its_hash_is_on_the_page_and_in_the_json(self, tmp_path: Path) -> None:
        made = publish(examined(rows=WORST + 500), tmp_path / "report.html")
        assert made.units is not None
        raw = made.units.read_bytes()
        digest = hashlib.sha256(raw).hexdigest()
        assert digest in made.report.read_text("utf-8")
        data = json.loads(made.findings.read_text("utf-8"))
        assert data["units_file"]["sha256"] == digest
        rows = list(csv.DictReader(io.StringIO(raw.decode())))
        by_finding = {id_: sum(row["finding"] == id_ for row in rows) for id_ in data["units_file"]["rows"]}
        assert by_finding == data["units_file"]["rows"]
        assert set(by_finding.values()) == {WORST + 500}
        assert rows[1]["unit"] == "00001", "leading zeros stay"

    def test_no_file_where_everything_is_on_the_page(self, tmp_path: Path) -> None:
        made = publish(examined(rows=10), tmp_path / "report.html")
        assert made.units is None
        assert not (tmp_path / "units.csv").exists()

    def test_the_file_of_the_report_before_does_not_stay_beside_another(self, tmp_path: Path) -> None:
        publish(examined(rows=WORST + 1), tmp_path / "report.html")
        publish(examined(rows=10), tmp_path / "report.html")
        assert not (tmp_path / "units.csv").exists()

    def test_a_file_of_that_name_that_is_not_ours_stays(self, tmp_path: Path) -> None:
        publish(examined(rows=10), tmp_path / "report.html")
        (tmp_path / "units.csv").write_text("mine")
        publish(examined(rows=10), tmp_path / "report.html")
        assert (tmp_path / "units.csv").read_text() == "mine"

    def test_worst_come_first_and_are_kept(self) -> None:
        exported = export([finding(Verdict.AGREES, Kind.ARITHMETIC, 1, rows=WORST + 1)])
        (shown,) = exported.shown.values()
        assert shown.table.get_column("unit").to_list() == [f"{n:05d}" for n in range(WORST)]

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
    def test_a_spreadsheet_runs_nothing(self, start: str) -> None:
        cell = f"{start}HYPERLINK(1)"
        raw = csv_of({"a.b/c": pl.DataFrame({"unit": [cell], cell: ["x"], "votes": [-3]})}).decode()
        head, row = list(csv.reader(io.StringIO(raw, newline="")))
        assert row[1] == "'" + cell
        assert head[2] == "'" + cell
        assert row[3] == "-3", "a number stays a number"

    def test_findings_with_other_columns_share_the_file(self) -> None:
        one = pl.DataFrame({"unit": ["1"], "x": [1]})
        two = pl.DataFrame({"unit": ["2"], "y": pl.Series([10**20], dtype=pl.Int128)})
        assert csv_of({"a/1": one, "b/2": two}).decode() == f"finding,unit,x,y\na/1,1,1,\nb/2,2,,{10**20}\n"


class TestWriting:
    def test_a_full_disk_leaves_the_old_report_intact(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        publish(examined(), tmp_path / "report.html")
        before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
        real = os.fsync
        calls = 0

        def full(handle: int) -> None:
            nonlocal calls
            calls += 1
            if calls == 2:  # the second file no longer fits
                raise OSError(errno.ENOSPC, "No space left on device")
            real(handle)

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(MachineError, match="No space left") as raised:
            publish(examined(rows=5), tmp_path / "report.html")
        assert raised.value.exit_code == 3
        assert "free some room" in str(raised.value)
        assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    def test_a_device_that_is_really_full_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        place = tmp_path / "report.html"
        place.write_text("old")
        real = tempfile.mkstemp

        def on_full(prefix: str, suffix: str, dir: Path) -> tuple[int, str]:
            handle, name = real(prefix=prefix, suffix=suffix, dir=dir)
            os.close(handle)
            return os.open("/dev/full", os.O_WRONLY), name

        monkeypatch.setattr(tempfile, "mkstemp", on_full)
        with pytest.raises(MachineError, match="No space left on device"):
            publish(examined(), place)
        assert place.read_text() == "old"
        assert [file.name for file in tmp_path.iterdir()] == ["report.html"]

    def test_a_place_that_is_a_folder_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "report.html").mkdir()
        with pytest.raises(MachineError, match="cannot be written"):
            publish(examined(), tmp_path / "report.html")

    def test_the_result_can_be_used_as_a_path(self, tmp_path: Path) -> None:
        made = publish(examined(), tmp_path / "report.html")
        assert Path(made).read_bytes().startswith(b"<!doctype html>")


GOLDEN = Path(__file__).parent / "golden"


class TestGolden:
    """The whole report as text, to be read in a review when it changes (SCRUTINY_WRITE_GOLDEN=1 writes it anew)."""

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_the_report_reads_as_it_was_approved(self, language: str) -> None:
        made = render(examined(rows=3), language=language, markdown=True)["report"].decode()
        kept = GOLDEN / f"report.{language}.md"
        if os.environ.get("SCRUTINY_WRITE_GOLDEN"):
            kept.write_text(made, "utf-8")
        assert _steady(made) == _steady(kept.read_text("utf-8"))


def _steady(text: str) -> str:
    """Without what changes for good reasons: hashes (of the form of a case), and the list of all checks."""
    text = re.sub(r"[0-9a-f]{64}", "(hash)", text)
    return re.sub(r"(?s)(Not asked for|No pedidas).*?(?=\n## )", "", text)


class TestOtherForms:
    def test_markdown_says_what_the_page_says(self, tmp_path: Path) -> None:
        made = publish(examined(), tmp_path / "report.md")
        text = made.report.read_text("utf-8")
        for found in every_verdict():
            assert f"`{found.id}`" in text
        assert "# Exampleland, president, 28 July 2024" in text
        assert "What did not apply, and why" in text

    def test_quoted_text_is_no_markdown(self) -> None:
        exam = examined("**bold** <b>x</b> [a](javascript:1) | cell")
        text = to_markdown(compose(exam, export(exam.findings), "en"), Words("en"))
        assert "<b>" not in text.replace("\\<b\\>", "")
        assert "[a](" not in text

    def test_without_a_terminal_there_are_plain_lines(self) -> None:
        from rich.console import Console

        out = io.StringIO()
        terminal.show(examined(), Console(file=out))
        text = out.getvalue()
        assert "\x1b" not in text
        assert f"✕ cannot both be true: Announcement 2 and Birch [{every_verdict()[2].id}]" in text
        assert "Two records: President: the case holds one record of counts" in text

    def test_on_a_terminal_no_quoted_text_gives_it_orders(self) -> None:
        from rich.console import Console

        out = io.StringIO()
        terminal.show(
            examined("\x1b]0;owned\x07[bold]x[/bold]\u202e"), Console(file=out, force_terminal=True, width=100)
        )
        assert "\x1b]0" not in out.getvalue()
        assert "\u202e" not in out.getvalue()
        assert "[bold]x[/bold]" in out.getvalue()

    def test_spanish_terminal(self) -> None:
        from rich.console import Console

        out = io.StringIO()
        terminal.show(examined(), Console(file=out, width=80), language="es")
        assert "6.696.359" in out.getvalue()


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "data:text/html,x", "//host/x", "https://", "file:///etc", "https://a b"]
)
def test_only_addresses_of_the_web_become_links(text: str) -> None:
    assert web_address(text) is None
