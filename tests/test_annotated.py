"""An article given back with answers: what is marked, what stands beside it, and what a hostile article can do."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from scrutiny.evidence.claim import Act, Claim, Figures
from scrutiny.evidence.passage import passage
from scrutiny.evidence.proposal import Article, Decision, Proposal, Reading
from scrutiny.examination import examine, open_case
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Verdict
from scrutiny.findings.speaking import answers_to
from scrutiny.messages import Words
from scrutiny.report.annotated import Annotated, annotated
from scrutiny.report.annotated_page import annotated_page

from .conftest import Cli

TEXT = (
    "Council names a winner\n\nThe council announced 51.2 % for Maduro. Polls had shown him losing.\n\n"
    "Pollsters were cautious, and many in the region\n\nwaited for the sheets. His 2018 victory was not recognised."
)
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.fixture(scope="module")
def venezuela() -> Examined:
    case = open_case("cases/venezuela-2024")
    return examine(case, only=["announced"])


def proposal(words: str, act: Act, speaker: str, **fields: object) -> Proposal:
    start = TEXT.index(words)
    at = passage(TEXT, start, start + len(words), "sources/a.txt", DIGEST)
    claim = Claim(id=f"read-{act}-{start}", act=act, speaker=speaker, **fields)  # type: ignore[arg-type]
    return Proposal(f"p-{act}-{start}", claim, at, at)


COUNCIL = proposal("The council announced 51.2 % for Maduro.", "announces_figure", "council")
POLLS = proposal("Polls had shown him losing.", "predicts", "polls")
ACROSS = proposal("many in the region\n\nwaited for the sheets.", "withholds_recognition", "many in the region")
PAST = proposal("His 2018 victory was not recognised.", "refuses_to_recognise", "", of_election="other")


def given(
    examined: Examined, proposals: Sequence[Proposal], known: dict[str, str] | None = None, *decisions: Decision
) -> Annotated:
    article = Article("sources/a.txt", "0" * 64, DIGEST, "en", title="Council names a winner")
    return annotated(TEXT, Reading(article, tuple(proposals), decisions), known or {}, examined)


def test_sentences_are_marked_in_order_and_nothing_of_the_text_is_lost(venezuela: Examined) -> None:
    made = given(venezuela, [PAST, COUNCIL, POLLS, ACROSS])
    printed = "\n".join("".join(s.text for s in part.stretches) for part in made.parts)
    assert printed == re.sub("\n+", "\n", TEXT)
    assert [TEXT[n.start : n.end] for n in made.notes] == [p.at.exact for p in (COUNCIL, POLLS, ACROSS, PAST)]
    assert [n.number for n in made.notes] == [1, 2, 3, 4]
    assert [n.past for n in made.notes] == [False, False, False, True]
    across = [s for part in made.parts for s in part.stretches if s.note == 3]
    assert len(across) == 2 and [s.opens for s in across] == [True, False]


def test_a_claim_of_the_case_is_answered_by_its_findings(venezuela: Examined) -> None:
    """The first bulletin: its shares give whole votes, and its counts are those of shares with one decimal."""
    claim = next(c for c in venezuela.evidence.case.claims if c.act == "announces_figure")
    told = given(venezuela, [COUNCIL], {COUNCIL.id: claim.id}).notes[0].told[0]
    assert told.claim is claim and told.state == "proposed"
    assert [a.by for a in told.answers][:1] == ["finding"]
    ids = {f.id for f in venezuela.findings}
    assert all(a.leads_to in ids for a in told.answers if a.by == "finding" and a.leads_to)
    ranks = [a.verdict for a in told.answers if a.verdict is not None]
    assert Verdict.NOT_APPLICABLE not in ranks
    if Verdict.CONTRADICTS in [f.verdict for f in venezuela.findings if claim.id in f.about]:
        assert ranks[0] is Verdict.CONTRADICTS


def test_a_forecast_is_answered_by_what_was_announced(venezuela: Examined) -> None:
    answers = answers_to(POLLS.claim, venezuela)
    said = " ".join(Words().plain(a.text) for a in answers)
    assert {a.by for a in answers} == {"claim"} and "Nicolás Maduro 51.2%" in said


def test_what_nothing_speaks_to_says_so(venezuela: Examined) -> None:
    (answer,) = answers_to(Claim("x", "calls_for_calm", "A bishop"), venezuela)
    assert answer.by == "nothing"
    (answer,) = answers_to(replace(COUNCIL.claim, of_election="other"), venezuela)
    assert answer.by == "past"


def test_a_claim_that_is_made_twice_is_answered_once(venezuela: Examined) -> None:
    claim = next(c for c in venezuela.evidence.case.claims if c.act == "announces_figure")
    first, second = given(venezuela, [COUNCIL, POLLS, PAST], {COUNCIL.id: claim.id, PAST.id: claim.id}).notes[::2]
    assert first.told[0].answers[0].by == "finding"
    (answer,) = second.told[0].answers
    assert answer.by == "same" and str(answer.text) == "The same claim as in note 1."


def test_decisions_confirm_and_reject(venezuela: Examined) -> None:
    claim = next(c for c in venezuela.evidence.case.claims if c.act == "announces_figure")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    made = given(
        venezuela,
        [COUNCIL, POLLS],
        {},
        Decision(COUNCIL.id, "accepted", "Ada", now, claim.id),
        Decision(POLLS.id, "rejected", "Ada", now),
    )
    assert [(t.claim.id, t.state) for n in made.notes for t in n.told] == [(claim.id, "in_case")]
    assert made.unconfirmed == 0


def test_a_passage_that_is_not_in_the_text_marks_nothing(venezuela: Examined) -> None:
    wrong = replace(COUNCIL, sentence=replace(COUNCIL.sentence, exact="something else"))
    assert given(venezuela, [wrong]).notes == ()


def test_the_page_escapes_what_it_quotes_and_loads_nothing(venezuela: Examined) -> None:
    hostile = '<script>alert(1)</script> & "<img src=x onerror=alert(2)>"'
    text = f"{hostile} said so."
    at = passage(text, 0, len(text), "a", hashlib.sha256(text.encode()).hexdigest())
    claim = Claim("x", "claims_victory", hostile, words=hostile, figures=Figures(shares={"NM": Decimal("51.2")}))
    article = Article("a", "0", at.text_sha256, "en", title=hostile, outlet=hostile, url="javascript:alert(3)")
    made = annotated(text, Reading(article, (Proposal("p", claim, at, at),)), {}, venezuela)
    page = annotated_page(made, venezuela, Words(), "report.html")
    assert "<script" not in page and "<img" not in page and "javascript:" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "default-src &#39;none&#39;" in page and "script-src" not in page
    assert re.findall(r'(?:src|href)="(?!#|report\.html|data:,)[^"]*"', page) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_in_both_languages(venezuela: Examined, language: str) -> None:
    page = annotated_page(given(venezuela, [COUNCIL, POLLS, ACROSS, PAST]), venezuela, Words(language), "r.html")
    assert page.count('class="note') == 4 + 2 and page.count("<mark") == 5
    assert ("not confirmed by anybody" in page) == (language == "en")


def test_a_page_takes_no_other_files_place(tmp_path: Path, cli: Cli) -> None:
    article = tmp_path / "a.txt"
    article.write_text(TEXT)
    other = tmp_path / "b.txt"
    other.write_text("notes")
    for place, told in ((article, "is the article itself"), (other, "no page of Scrutiny"), (tmp_path, "is a folder")):
        code, _, err = cli("annotate", article, "--case", "cases/kenya-2022", "--output", place)
        assert code == 2 and told in err, err
    assert article.read_text() == TEXT and other.read_text() == "notes"
    page = tmp_path / "page.html"
    for _again in range(2):
        code, _, err = cli("annotate", article, "--case", "cases/kenya-2022", "--output", page, "--quiet")
        assert code == 0, err
    assert "generator" in page.read_text()
