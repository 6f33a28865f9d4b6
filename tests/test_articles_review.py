"""From an article to a claim: what is proposed stays apart until a person decides, and every decision can be undone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scrutiny.errors import CaseError, ReadError
from scrutiny.evidence.claim import Figures, Report
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.proposal import Decision
from scrutiny.evidence.readings import reading_in, readings
from scrutiny.reviewing.arriving import read_into
from scrutiny.reviewing.correcting import corrected
from scrutiny.reviewing.items import items
from scrutiny.reviewing.likeness import same_claim
from tests.conftest import Cli
from tests.helpers_articles import (
    DAY,
    NOW,
    TEXT,
    TODAY,
    arrive,
    choose,
    claims,
    reader,
    rests_on,
    second,
    three,
)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A saved article; what its bytes are is the reader's business."""
    file = tmp_path / "courier.html"
    file.write_text("<p>as saved</p>", encoding="utf-8")
    return file


class TestReading:
    def test_the_original_is_a_source_and_nothing_enters_the_claims(self, case: Path, saved: Path) -> None:
        before = (case / "claims.toml").read_bytes()
        arrived = arrive(case, saved)
        assert (case / "claims.toml").read_bytes() == before
        source = CaseFolder(case).case.source_by_id["courier"]
        digest = hashlib.sha256(saved.read_bytes()).hexdigest()
        assert (source.file, source.sha256, source.fetched_at) == ("sources/courier.html", digest, TODAY)
        assert (source.publisher, source.url, source.published) == ("The Courier", "https://courier.example/1", DAY)
        assert (case / "sources/courier.html").read_bytes() == saved.read_bytes()
        assert (case / "readings/courier.txt").read_text(encoding="utf-8") == TEXT
        kept = reading_in(case, "courier").reading
        assert kept == arrived.kept.reading
        assert [one.claim.act for one in kept.proposals] == ["announces_figure", "claims_victory", "congratulates"]
        assert {one.at.file for one in kept.proposals} == {"sources/courier.html"}

    def test_a_reading_comes_back_as_it_was_written(self, case: Path, saved: Path) -> None:
        first, *rest = three()
        hard = replace(
            first,
            rests_on=(rests_on(TEXT, "council", "speaker"), rests_on(TEXT, "Sunday", "date")),
            claim=replace(
                first.claim,
                figures=Figures(shares={"Ana": Decimal("66.70")}),
                said=datetime(2024, 7, 28, 23, 5, 7, tzinfo=UTC),
                words='“a” """ \\ \x7f\t\n[[decisions]]',
            ),
            confidence=1e-05,
        )
        kept = arrive(case, saved, hard, *rest).kept
        assert reading_in(case, kept.stem).reading == kept.reading
        shares = kept.reading.proposals[0].claim.figures
        assert shares is not None and str(shares.shares["Ana"]) == "66.70", "the decimals that were printed"

    def test_reading_again_keeps_ids_decisions_and_the_file(self, case: Path, saved: Path) -> None:
        arrived = arrive(case, saved)
        choose(case, arrived, 0, "accept")
        choose(case, arrived, 1, "reject", reason="no claim about the result")
        before = (case / "readings/courier.toml").read_bytes()
        again = arrive(case, saved)
        assert again.again and again.added.already
        assert (case / "readings/courier.toml").read_bytes() == before
        assert len(again.kept.reading.open) == 1
        assert len(list((case / "sources").glob("courier*"))) == 1

    def test_an_article_read_otherwise_later_keeps_what_was_decided(self, case: Path, saved: Path) -> None:
        arrived = arrive(case, saved)
        choose(case, arrived, 0, "accept")
        other = "\n" + TEXT  # a later extractor
        again = arrive(case, saved, *three(other), text=other)
        old = arrived.kept.reading.proposals[0]
        assert [one.id for one in again.kept.reading.proposals if one.claim.speaker == "Council"] == [old.id]
        assert len(again.kept.reading.proposals) == 3 and len(again.kept.reading.open) == 2
        assert again.kept.text_at(old.at) == TEXT, "the text in which the decision was made is still there"
        assert again.kept.text() == other
        choose(case, replace(again, kept=replace(again.kept, reading=arrived.kept.reading)), 0, "reject")
        assert "a-council" not in claims(case)

    def test_two_articles_of_one_name_are_two_readings(self, case: Path, saved: Path, tmp_path: Path) -> None:
        arrive(case, saved)
        other = tmp_path / "other" / "courier.html"
        other.parent.mkdir()
        other.write_text("<p>another one</p>", encoding="utf-8")
        assert arrive(case, other).kept.stem != "courier"
        assert len(readings(case)) == 2

    @pytest.mark.parametrize("fault", ["text", "original", "words"])
    def test_a_reader_that_breaks_its_word_is_refused_and_leaves_no_trace(
        self, case: Path, saved: Path, fault: str
    ) -> None:
        def broken(data: Path, **asked: Any) -> Any:
            reading, text = reader(*three())(data, **asked)
            if fault == "text":
                return reading, text + " "
            if fault == "original":
                return replace(reading, article=replace(reading.article, sha256="0" * 64)), text
            one = reading.proposals[0]
            return replace(reading, proposals=(replace(one, at=replace(one.at, start=0)),)), text

        before = sorted(path.name for path in case.rglob("*") if path.name != ".lock")
        with pytest.raises(ReadError, match="at fault"):
            read_into(case, saved, fetched_at=TODAY, reader=broken)
        assert sorted(path.name for path in case.rglob("*") if path.name != ".lock") == before


class TestDeciding:
    def test_what_is_accepted_enters_with_its_passage_and_report(self, case: Path, saved: Path) -> None:
        typed = "# by hand\n" + (case / "claims.toml").read_text(encoding="utf-8") + "\n# the end, by hand\n"
        (case / "claims.toml").write_text(typed, encoding="utf-8")
        arrived = arrive(case, saved)
        made = choose(case, arrived, 0, "accept")
        claim = claims(case)["a-council"]
        (report,) = claim.reports
        assert (report.by, report.on, report.url) == ("The Courier", DAY, "https://courier.example/1")
        assert report.words == "announced on Sunday that Ana had 66.7 % of the vote"
        assert report.at == arrived.kept.reading.proposals[0].at
        text = (case / "claims.toml").read_text(encoding="utf-8")
        assert text.startswith(typed), "what was typed by hand stands as it stood"
        assert made.decision == Decision(arrived.kept.reading.proposals[0].id, "accepted", "Rosa", NOW, "a-council")
        assert reading_in(case, "courier").reading.decisions == (made.decision,)

    def test_what_is_rejected_never_enters(self, case: Path, saved: Path) -> None:
        before = (case / "claims.toml").read_bytes()
        choose(case, arrive(case, saved), 1, "reject", reason="a joke")
        assert (case / "claims.toml").read_bytes() == before
        (decision,) = reading_in(case, "courier").reading.decisions
        assert (decision.decided, decision.reason, decision.claim) == ("rejected", "a joke", "")

    def test_a_correction_enters_corrected_and_keeps_what_was_proposed(self, case: Path, saved: Path) -> None:
        arrived = arrive(case, saved)
        proposed = arrived.kept.reading.proposals[0]
        claim = corrected(proposed.claim, {"speaker": "Electoral Council", "shares": "Ana=66.70", "role": "authority"})
        made = choose(case, arrived, 0, "correct", corrected=claim)
        entered = claims(case)["a-council"]
        assert (entered.speaker, entered.role, made.decision.decided) == ("Electoral Council", "authority", "corrected")
        assert entered.figures == Figures(shares={"Ana": Decimal("66.70")})
        assert reading_in(case, "courier").reading.proposals[0] == proposed

    def test_undone_a_decision_leaves_the_file_byte_for_byte(self, case: Path, saved: Path) -> None:
        before = (case / "claims.toml").read_bytes()
        arrived = arrive(case, saved)
        choose(case, arrived, 0, "accept")
        choose(case, arrived, 1, "accept")
        choose(case, arrived, 0, "reject")
        assert set(claims(case)) == {"b1", "a-ben"}
        choose(case, arrived, 1, "reject")
        assert (case / "claims.toml").read_bytes() == before
        assert [one.decided for one in reading_in(case, "courier").reading.decisions] == [
            "accepted", "accepted", "rejected", "rejected",
        ]  # fmt: skip

    def test_a_later_decision_changes_the_claim_in_its_place(self, case: Path, saved: Path) -> None:
        arrived = arrive(case, saved)
        choose(case, arrived, 1, "accept")
        choose(case, arrived, 2, "accept")
        claim = corrected(arrived.kept.reading.proposals[1].claim, {"said": "2024-07-28", "about": ""})
        choose(case, arrived, 1, "correct", corrected=claim)
        assert list(claims(case)) == ["b1", "a-ben", "a-ruritania"], "in the order in which they entered"
        assert (claims(case)["a-ben"].said, claims(case)["a-ben"].about) == (DAY, None)
        choose(case, arrived, 1, "accept")
        assert claims(case)["a-ben"].said is None and claims(case)["a-ben"].about == "Ben"

    def test_a_claim_gets_an_id_of_its_own(self, case: Path, saved: Path) -> None:
        taken = replace(three()[1], claim=replace(three()[1].claim, id="b1"))
        assert choose(case, arrive(case, saved, taken), 0, "accept").decision.claim == "b1-2"

    def test_killed_between_the_two_files_nothing_is_written_twice(
        self, case: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        arrived = arrive(case, saved)

        def killed(*_: Any) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("scrutiny.reviewing.deciding.add_decision", killed)
            with pytest.raises(KeyboardInterrupt):
                choose(case, arrived, 0, "accept")
        after = (case / "claims.toml").read_bytes()
        assert b"a-council" in after and len(reading_in(case, "courier").reading.open) == 3
        assert choose(case, arrived, 0, "accept").decision.claim == "a-council"
        assert (case / "claims.toml").read_bytes() == after

    def test_a_claim_that_does_not_fit_the_case_is_told_and_nothing_is_written(self, case: Path, saved: Path) -> None:
        odd = replace(three()[1], claim=replace(three()[1].claim, about="Nobody"))
        arrived = arrive(case, saved, odd)
        before = (case / "claims.toml").read_bytes()
        with pytest.raises(CaseError, match="'Nobody' is no option, claim or source"):
            choose(case, arrived, 0, "accept")
        assert (case / "claims.toml").read_bytes() == before
        assert reading_in(case, "courier").reading.decisions == ()

    def test_a_claim_that_others_speak_of_is_not_taken_away(self, case: Path, saved: Path, cli: Cli) -> None:
        arrived = arrive(case, saved)
        choose(case, arrived, 1, "accept")
        answer = ("--id", "answer", "--act", "other", "--speaker", "Ana", "--about", "a-ben")
        assert cli("claim", case, *answer)[0] == 0
        with pytest.raises(CaseError, match="'a-ben' is no option, claim or source"):
            choose(case, arrived, 1, "reject")
        assert "a-ben" in claims(case)

    def test_a_claim_taken_out_by_hand_may_be_rejected_or_accepted_again(self, case: Path, saved: Path) -> None:
        empty = (case / "claims.toml").read_bytes()
        arrived = arrive(case, saved)
        choose(case, arrived, 0, "accept")
        (case / "claims.toml").write_bytes(empty)
        assert items(case)[0].entered is None
        choose(case, arrived, 0, "reject")
        choose(case, arrived, 0, "accept")
        assert "a-council" in claims(case)


class TestReports:
    """The same claim in another article is one more report of it."""

    def test_it_is_offered_and_joined(self, case: Path, saved: Path, tmp_path: Path) -> None:
        choose(case, arrive(case, saved), 0, "accept")
        other = second(case, tmp_path)
        like = items(case)[3].like
        assert like is not None and like.id == "a-council"
        made = choose(case, other, 0, "join", joins=like.id)
        assert (made.decision.claim, made.decision.joined, made.decision.decided) == ("a-council", True, "accepted")
        claim = claims(case)["a-council"]
        assert [report.by for report in claim.reports] == ["The Courier", "The Herald"]
        assert [report.at.file for report in claim.reports if report.at] == [
            "sources/courier.html", "sources/herald.html",
        ]  # fmt: skip

    def test_undoing_the_report_leaves_the_claim(self, case: Path, saved: Path, tmp_path: Path) -> None:
        choose(case, arrive(case, saved), 0, "accept")
        before = (case / "claims.toml").read_bytes()
        other = second(case, tmp_path)
        choose(case, other, 0, "join", joins="a-council")
        choose(case, other, 0, "reject")
        assert (case / "claims.toml").read_bytes() == before
        choose(case, other, 0, "accept")
        assert claims(case)["a-council-2"].reports[0].by == "The Herald"

    def test_undoing_the_claim_leaves_the_other_report(self, case: Path, saved: Path, tmp_path: Path) -> None:
        first = arrive(case, saved)
        choose(case, first, 0, "accept")
        other = second(case, tmp_path)
        choose(case, other, 0, "join", joins="a-council")
        assert choose(case, first, 0, "reject").stays == "a-council"
        assert [report.by for report in claims(case)["a-council"].reports] == ["The Herald"]

    def test_a_claim_typed_by_hand_is_never_removed_with_its_only_report(self, case: Path, saved: Path) -> None:
        before = (case / "claims.toml").read_bytes()
        arrived = arrive(case, saved)
        choose(case, arrived, 1, "join", joins="b1")
        assert claims(case)["b1"].reports[0].by == "The Courier"
        choose(case, arrived, 1, "reject")
        assert (case / "claims.toml").read_bytes() == before

    def test_one_agency_is_one_source(self, case: Path, saved: Path, tmp_path: Path) -> None:
        choose(case, arrive(case, saved, agencies=("AFP",)), 0, "accept")
        second(case, tmp_path, agencies=("EFE", "AFP"))
        here = items(case)[3]
        assert here.like is not None and here.source_known == "AFP"
        assert here.like.reports[0].via == "AFP"

    def test_a_correction_keeps_the_reports_of_others(self, case: Path, saved: Path, tmp_path: Path) -> None:
        first = arrive(case, saved)
        choose(case, first, 0, "accept")
        choose(case, second(case, tmp_path), 0, "join", joins="a-council")
        claim = corrected(first.kept.reading.proposals[0].claim, {"title": "First figures"})
        choose(case, first, 0, "correct", corrected=claim)
        assert claims(case)["a-council"].title == "First figures"
        assert {report.by for report in claims(case)["a-council"].reports} == {"The Courier", "The Herald"}

    @pytest.mark.parametrize(
        ("typed", "proposed", "printed", "same"),
        [
            (DAY, None, DAY, True),
            (DAY, None, datetime(2024, 8, 4, 23, tzinfo=UTC), True),
            (DAY, None, date(2024, 8, 5), False),
            (DAY, None, date(2024, 7, 27), False),
            (DAY, None, None, False),
            (None, DAY, None, True),
            (None, date(2024, 8, 2), None, False),
            (None, None, None, True),
        ],
    )
    def test_a_day_that_is_not_told(
        self, case: Path, typed: date | None, proposed: date | None, printed: date | None, same: bool
    ) -> None:
        known = replace(three()[1].claim, said=typed, reports=(Report("The Paper", on=date(2024, 7, 30)),))
        opened = replace(CaseFolder(case).case, claims=(known,))
        claim = replace(three()[1].claim, id="x", said=proposed)
        assert (same_claim(opened, claim, printed) is not None) is same

    @pytest.mark.parametrize(
        ("changed", "same"),
        [
            ({}, True),
            ({"speaker": "the council"}, True),
            ({"speaker": "Council (Ada Presides)"}, True),
            ({"figures": Figures(shares={"Ana": Decimal("66.70")})}, True),
            ({"figures": Figures(shares={"Ana": Decimal("66.7"), "Ben": Decimal("33.3")})}, True),
            ({"figures": Figures(shares={"Ana": Decimal("66.7")}), "about": None}, True),
            ({"figures": Figures(shares={"Ana": Decimal("66.8")})}, False),
            ({"figures": Figures(votes={"Ana": 667})}, False),
            ({"figures": Figures(shares={"Ana": Decimal("66.7")}, shares_of="cast")}, False),
            ({"figures": None}, False),
            ({"speaker": "Supreme Council"}, False),
            ({"act": "predicts"}, False),
            ({"about": "Ben"}, False),
            ({"said": date(2024, 7, 29)}, False),
            ({"said": None}, False),
            ({"of_election": "other"}, False),
            ({"place": "state=North"}, False),
        ],
    )
    def test_what_is_the_same_claim(self, case: Path, changed: dict[str, Any], same: bool) -> None:
        known = three()[0].claim
        opened = replace(CaseFolder(case).case, claims=(known,))
        assert (same_claim(opened, replace(known, id="x", **changed)) is not None) is same
