"""Replies, comparisons and corrections: what was said afterwards changes no finding; every planted change is told."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrutiny.comparing.changes import CHAPTERS, Comparison, compare
from scrutiny.comparing.state import State, read_case, read_report
from scrutiny.evidence.answers import Correction, Reply
from scrutiny.evidence.folder import REPLIES, CaseFolder
from scrutiny.evidence.record import Evidence
from scrutiny.examination import examine
from scrutiny.report.json import to_json
from tests.conformance.cases import contested
from tests.helpers_report import HOSTILE

from .conftest import RESULTS, Cli


@pytest.fixture
def examined(case: Path, cli: Cli) -> Path:
    """The case of the other tests, with its report written."""
    assert cli("examine", case)[0] == 0
    return case


def told(case: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((case / "findings.json").read_bytes())
    return found


def some_finding(case: Path) -> str:
    return next(one["id"] for one in told(case)["findings"])  # type: ignore[attr-defined, no-any-return]


class TestReplies:
    def test_a_reply_changes_no_finding_and_no_digest_and_stands_beside_what_it_answers(
        self, examined: Path, cli: Cli
    ) -> None:
        before, finding = told(examined), some_finding(examined)
        said = "We published these figures as they came.\nThe rest follows."
        code, out, err = cli(
            "reply", examined, "--by", "Council", "--on", "2024-08-10", "--words", said, "--to", finding,
            "--role", "authority", "--source", "https://council.example/answer",
        )  # fmt: skip
        assert code == 0, err
        assert f"beside {finding}" in out and before["evidence"]["digest"] in out  # type: ignore[index]
        assert cli("examine", examined)[0] == 0
        after = told(examined)
        assert after["evidence"] == before["evidence"]

        def plain(state: dict[str, object]) -> list[dict[str, object]]:
            return [{k: v for k, v in one.items() if k != "replies"} for one in state["findings"]]  # type: ignore[attr-defined]

        assert plain(after) == plain(before)
        (reply,) = after["replies"]  # type: ignore[misc]
        assert reply == {
            "by": "Council", "role": "authority", "on": "2024-08-10", "words": said, "to": finding,
            "source": "https://council.example/answer", "answers": before["evidence"]["digest"],  # type: ignore[index]
        }  # fmt: skip
        answered = next(one for one in after["findings"] if one["id"] == finding)  # type: ignore[attr-defined]
        assert answered["replies"] == [reply]
        page = (examined / "report.html").read_text(encoding="utf-8")
        assert "We published these figures as they came." in page and "https://council.example/answer" in page
        assert cli("verify", examined / "report.html", "--case", examined)[0] == 0

    def test_the_same_reply_twice_is_written_once(self, examined: Path, cli: Cli) -> None:
        answer = ("reply", examined, "--by", "Council", "--on", "2024-08-10", "--words", "No.")
        assert cli(*answer)[0] == 0
        before = (examined / REPLIES).read_bytes()
        code, out, _ = cli(*answer)
        assert code == 0 and "already" in out
        assert (examined / REPLIES).read_bytes() == before

    def test_replies_are_printed_by_day_whatever_the_order_of_typing(self, examined: Path, cli: Cli) -> None:
        for by, day in (("Second", "2024-08-11"), ("First", "2024-08-10"), ("Third", "2024-08-11T09:00:00")):
            assert cli("reply", examined, "--by", by, "--on", day, "--words", f"{by} speaks.")[0] == 0
        assert cli("examine", examined)[0] == 0
        assert [one["by"] for one in told(examined)["replies"]] == ["First", "Second", "Third"]  # type: ignore[attr-defined]

    def test_hostile_words_stay_words(self, examined: Path, cli: Cli, tmp_path: Path) -> None:
        words = tmp_path / "words.txt"
        words.write_text(HOSTILE + "\n\n" + '"""\n[[corrections]]\nwhat = "x"\n' + "long " * 300, encoding="utf-8")
        assert cli("reply", examined, "--by", HOSTILE, "--on", "2024-08-10", "--words-file", words)[0] == 0
        assert cli("examine", examined)[0] == 0
        page = (examined / "report.html").read_text(encoding="utf-8")
        assert "<script>window.pwned" not in page and "<img src=" not in page
        (reply,) = told(examined)["replies"]  # type: ignore[misc]
        assert reply["words"] == words.read_text(encoding="utf-8").strip()
        assert not CaseFolder(examined).case.corrections

    @pytest.mark.parametrize(
        ("tokens", "said"),
        [
            (["--by", "C", "--words", "x", "--on", "10 August"], "is not a day"),
            (["--by", "C", "--words", "x", "--on", "2999-01-01"], "is still to come"),
            (["--by", "C", "--words", "x", "--on", "2024-02-30"], "--on"),
            (["--by", "", "--words", "x", "--on", "2024-08-10"], "by: missing"),
            (["--by", "C", "--words", "  ", "--on", "2024-08-10"], "empty"),
            (["--by", "C", "--on", "2024-08-10"], "--words TEXT, or --words-file FILE"),
            (["--by", "C", "--words", "x", "--words-file", "y", "--on", "2024-08-10"], "given twice"),
            (["--by", "C", "--words", "x", "--on", "2024-08-10", "--to", "counted.bound"], "counted.bounds"),
            (["--by", "C", "--words", "x\x00y", "--on", "2024-08-10"], "U+0000"),
            (["--by", "C", "--words", "y" * 100_001, "--on", "2024-08-10"], "100,001 characters"),
            (["--by", "C", "--words", "x", "--on", "2024-08-10", "--role", "king"], "authority"),
            (["--by", "C", "--words", "x", "--on", "2024-08-10", "--report", "/nowhere.html"], "no such file"),
            (["--by", "C", "--words-file", "/nowhere.txt", "--on", "2024-08-10"], "cannot be read: No such file"),
        ],
    )
    def test_mistakes_are_told_and_nothing_is_written(
        self, examined: Path, cli: Cli, tokens: list[str], said: str
    ) -> None:
        code, out, err = cli("reply", examined, *tokens)
        assert (code, out) == (2, "")
        assert said in err
        assert not (examined / REPLIES).exists()


class TestComparisons:
    def test_a_case_and_its_own_report_say_the_same(self, examined: Path, cli: Cli) -> None:
        for old, new in ((examined, examined), (examined / "report.html", examined)):
            code, out, err = cli("compare", old, new)
            assert code == 0, out + err
            assert "Nothing differs." in out

    def test_what_was_added_is_told_with_what_it_changes(self, examined: Path, cli: Cli, tmp_path: Path) -> None:
        old = tmp_path / "old"
        old.mkdir()
        for name in ("report.html", "findings.json"):
            (old / name).write_bytes((examined / name).read_bytes())
        code, _, err = cli(
            "claim", examined, "--id", "b2", "--act", "announces_figure", "--speaker", "Council", "--title",
            "Bulletin 2", "--votes", "Ana=7000", "Ben=3100", "--coverage", "95",
        )  # fmt: skip
        assert code == 0, err
        code, out, _ = cli("compare", old / "report.html", examined, "--json")
        assert code == 1
        found = json.loads(out)
        assert found["schema"] == "scrutiny.comparison/1" and not found["same"]
        assert [one["about"] for one in found["changes"]["claims"]] == ["b2"]
        assert any("b2" in one["about"] and one["old"] is None for one in found["changes"]["findings"])
        page = tmp_path / "changes.md"
        code, out, _ = cli("compare", old / "report.html", examined, "--markdown", page)
        assert code == 1 and "Bulletin 2" in out
        assert "Bulletin 2" in page.read_text(encoding="utf-8")

    def test_a_changed_cell_is_named(self, examined: Path, cli: Cli, tmp_path: Path) -> None:
        other = tmp_path / "other"
        cli("new", other, "--from", _file(tmp_path, RESULTS.replace("\nC7,1,307,", "\nC7,1,309,")))
        first = tmp_path / "first"
        cli("new", first, "--from", _file(tmp_path, RESULTS))
        code, out, _ = cli("compare", first, other)
        assert code == 1
        counts = out[out.index("\nCounts\n") :]
        assert "307 → 309" in counts and "1 cell differs" in counts

    @pytest.mark.parametrize(
        ("tokens", "said"),
        [
            (["{case}", "/nowhere"], "no such file"),
            (["{case}", "{results}"], "is no findings.json"),
            (["{case}", "{case}", "--why", "x"], "--record"),
            (["{case}", "{case}", "--record", "{case}"], "--why"),
            (["{case}", "{case}", "--record", "{case}", "--why", "x"], "nothing to correct"),
            (["{case}", "{case}", "--lang", "tlh"], "one of: en"),
            (["{case}", "{case}", "--markdown", "{case}"], "is a folder"),
        ],
    )
    def test_mistakes_are_told(self, examined: Path, cli: Cli, tmp_path: Path, tokens: list[str], said: str) -> None:
        results = tmp_path / "x.json"
        results.write_text('{"a": 1}')
        code, _, err = cli("compare", *(one.format(case=examined, results=results) for one in tokens))
        assert code == 2
        assert said in err

    def test_a_report_of_another_form_or_a_mixed_pair_is_refused(
        self, examined: Path, tmp_path: Path, cli: Cli
    ) -> None:
        kept = (examined / "findings.json").read_text(encoding="utf-8")
        other = tmp_path / "findings.json"
        other.write_text(re.sub(r'"schema":\s*"[^"]*"', '"schema": "scrutiny.report/0"', kept, count=1))
        code, _, err = cli("compare", other, examined)
        assert code == 2 and "scrutiny.report/0" in err
        (tmp_path / "report.html").write_bytes((examined / "report.html").read_bytes())
        digest = told(examined)["evidence"]["digest"]  # type: ignore[index]
        other.write_text(kept.replace(digest, "0" * 64), encoding="utf-8")
        code, _, err = cli("compare", tmp_path / "report.html", examined)
        assert code == 2 and "another report" in err


def _file(folder: Path, content: str) -> Path:
    file = folder / "votes.csv"
    file.write_text(content, encoding="utf-8")
    return file


class TestCorrections:
    def test_a_recorded_change_is_told_by_the_report_with_its_reason(
        self, examined: Path, cli: Cli, tmp_path: Path
    ) -> None:
        old = tmp_path / "old.json"
        old.write_bytes((examined / "findings.json").read_bytes())
        cli("claim", examined, "--id", "b2", "--act", "announces_figure", "--speaker", "Council",
            "--title", "Bulletin 2", "--votes", "Ana=7000", "Ben=3100")  # fmt: skip
        arguments = ("compare", old, examined, "--record", examined, "--why", "A bulletin was overlooked.")
        code, out, err = cli(*arguments, "--on", "2024-08-12", "--by", "The authors")
        assert code == 0, err
        assert "Recorded as a correction of 2024-08-12: Compared with the earlier report: 1 claim differs" in out
        code, _, err = cli(*arguments, "--on", "2024-08-12")
        assert code == 2 and "recorded already" in err
        assert cli("examine", examined)[0] == 0
        after = told(examined)
        (correction,) = after["corrections"]  # type: ignore[misc]
        assert correction["why"] == "A bulletin was overlooked."
        assert correction["before"] == json.loads(old.read_bytes())["evidence"]["digest"]
        assert correction["after"] == after["evidence"]["digest"]  # type: ignore[index]
        assert any("b2" in one for one in correction["findings"])
        page = (examined / "report.html").read_text(encoding="utf-8")
        assert "A bulletin was overlooked." in page and page.index("Corrected on") < page.index("A bulletin was")

    def test_a_correction_of_another_state_is_refused(self, examined: Path, cli: Cli, tmp_path: Path) -> None:
        old, new = tmp_path / "old.json", tmp_path / "new.json"
        for place in (old, new):
            place.write_bytes((examined / "findings.json").read_bytes())
            cli("claim", examined, "--id", place.stem, "--act", "announces_figure", "--speaker", "Council",
                "--votes", "Ana=7000", "Ben=3100")  # fmt: skip
            cli("examine", examined)
        code, _, err = cli("compare", old, new, "--record", examined, "--why", "x")
        assert code == 2 and "the evidence of this case has the digest" in err
        assert not CaseFolder(examined).case.corrections

    def test_what_a_hand_typed_correction_may_not_be(self, examined: Path, cli: Cli) -> None:
        (examined / REPLIES).write_text(
            '[[corrections]]\non = 2024-08-12\nwhat = ""\nwhy = "x"\nbefore = "abc"\n', encoding="utf-8"
        )
        code, _, err = cli("examine", examined)
        assert code == 2
        assert "what" in err and "empty" in err and "64 signs" in err and REPLIES in err


# ------------------------------------------------------------------------------- planted changes, without files


def state(evidence: Evidence, name: str = "a case") -> State:
    return State(name, json.loads(json.dumps(to_json(examine(evidence)))), evidence)


BEFORE = contested()


def _cell(evidence: Evidence) -> Evidence:
    import polars as pl

    counts = evidence.counts[0]
    column = next(name for name in counts.table.columns if name.startswith("option:"))
    table = counts.table.with_columns(
        pl.when(pl.int_range(pl.len()) == 3).then(pl.col(column) + 5).otherwise(pl.col(column)).alias(column)
    )
    return replace(evidence, counts=(replace(counts, table=table), *evidence.counts[1:]))


def _typed(**changes: object) -> Callable[[Evidence], Evidence]:
    return lambda evidence: replace(evidence, case=replace(evidence.case, **changes))


def _renamed_source(evidence: Evidence) -> Evidence:
    sources = tuple(
        replace(source, title="Another title") if not number else source
        for number, source in enumerate(evidence.case.sources)
    )
    return replace(evidence, case=replace(evidence.case, sources=sources))


REPLY = Reply("Council", date(2024, 8, 10), "No.")
PLANTED: dict[str, Callable[[Evidence], Evidence]] = {
    "counts": _cell,
    "case": _typed(summary="Another summary."),
    "sources": _renamed_source,
    "claims": lambda evidence: _typed(claims=evidence.case.claims[1:])(evidence),
    "replies": _typed(replies=(REPLY,)),
    "corrections": _typed(corrections=(Correction(date(2024, 8, 12), "A claim.", "Overlooked."),)),
}


def flipped(comparison: Comparison) -> set[str]:
    return {f"{c.chapter}|{c.about}|{c.of}|{json.dumps([c.new, c.old], default=str)}" for c in comparison.changes}


@pytest.mark.parametrize("chapter", list(PLANTED))
def test_a_planted_change_is_told_in_its_chapter_and_the_same_from_the_other_side(chapter: str) -> None:
    before, after = state(BEFORE), state(PLANTED[chapter](BEFORE))
    forth, back = compare(before, after), compare(after, before)
    assert forth.chapter(chapter), [c.chapter for c in forth.changes]
    straight = {f"{c.chapter}|{c.about}|{c.of}|{json.dumps([c.old, c.new], default=str)}" for c in forth.changes}
    assert straight == flipped(back)
    if chapter in ("replies", "corrections"):
        assert {c.chapter for c in forth.changes} == {chapter}, "what was said afterwards changes nothing else"
    order = [CHAPTERS.index(c.chapter) for c in forth.changes]
    assert order == sorted(order)


@settings(max_examples=12, deadline=None)
@given(st.sets(st.sampled_from(sorted(PLANTED)), min_size=0))
def test_several_planted_changes_are_all_told_and_no_change_is_invented(chapters: set[str]) -> None:
    after = BEFORE
    for chapter in sorted(chapters):
        after = PLANTED[chapter](after)
    found = compare(state(BEFORE), state(after))
    assert {c.chapter for c in found.changes} >= chapters
    assert found.same is (not chapters)


def test_a_report_is_read_as_it_was_written(examined: Path) -> None:
    page, file, now = (
        read_report(examined / "report.html"),
        read_report(examined / "findings.json"),
        read_case(examined),
    )
    assert page.told == file.told == now.told


def test_a_table_that_was_added_is_told_and_breaks_no_sentence(examined: Path, cli: Cli, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(examined, other)
    text = (other / "case.toml").read_text(encoding="utf-8")
    table = text[text.index("\n[[tables]]") + 2 :].partition("\n[[")[0]
    table = "[" + table.replace("[tables]]", '[tables]]\nrecord = "again"', 1)
    (other / "case.toml").write_text(f"{text}\n{table}", encoding="utf-8")
    code, out, err = cli("compare", examined, other)
    assert code in (0, 1), err
    assert "our fault" not in err and out


def test_a_folder_with_only_a_report_is_that_report(examined: Path, cli: Cli, tmp_path: Path) -> None:
    only = tmp_path / "only"
    only.mkdir()
    shutil.copy(examined / "findings.json", only)
    code, out, _err = cli("compare", only, examined)
    assert code == 0, out
    assert cli("compare", tmp_path / "only", tmp_path)[0] == 2


def test_a_report_on_another_election_is_answered_and_corrected_nowhere(
    examined: Path, cli: Cli, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(examined, other)
    text = (other / "case.toml").read_text(encoding="utf-8")
    day = json.loads((examined / "findings.json").read_text(encoding="utf-8"))["case"]["elections"][0]["date"]
    (other / "case.toml").write_text(text.replace(day, "1999-05-09"), encoding="utf-8")
    code, _out, err = cli("reply", other, "--by", "X", "--words", "No.", "--report", examined / "findings.json")
    assert code == 2 and "another election" in err
    code, _out, err = cli("compare", examined / "findings.json", other, "--record", other, "--why", "x")
    assert code == 2 and "different elections" in err


def test_a_reply_is_not_older_than_the_election(examined: Path, cli: Cli) -> None:
    code, _out, err = cli("reply", examined, "--by", "X", "--words", "No.", "--on", "1990-01-01")
    assert code == 2 and "before the election" in err
