"""The commands read and review: what is typed wrong, what is damaged, what is printed, what a bundle holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from scrutiny.errors import CaseError
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.readings import reading_in, readings
from scrutiny.evidence.storing import one_writer
from scrutiny.examination import examine, open_case
from scrutiny.reviewing.deciding import Wish, decide
from scrutiny.reviewing.items import items
from tests.conftest import Cli
from tests.helpers_articles import NOW, TEXT, arrive, choose, claims, proposal, reader, second, three

Told = Callable[[Callable[..., Any]], Cli]


@pytest.fixture
def told(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Runs commands with a reader of one's own instead of the one that comes with Scrutiny."""

    def with_reader(read: Callable[..., Any]) -> Cli:
        monkeypatch.setattr("scrutiny.reviewing.arriving._reader", lambda: read)
        monkeypatch.setattr("scrutiny.reviewing.arriving._context", lambda case: case)
        return cli

    return with_reader


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A saved article; what its bytes are is the reader's business."""
    file = tmp_path / "courier.html"
    file.write_text("<p>as saved</p>", encoding="utf-8")
    return file


class TestBadInput:
    def test_no_case_no_article(self, case: Path, saved: Path, told: Told, tmp_path: Path) -> None:
        cli = told(reader(*three()))
        for tokens, said in (
            (("read", saved, "--case", tmp_path / "nowhere"), "no such folder"),
            (("read", saved, "--case", saved), "is a file"),
            (("read", tmp_path / "nothing.html", "--case", case), "no such file"),
            (("read", tmp_path, "--case", case), "is a folder"),
            (("read", saved, "--case", case, "--published", "Sunday"), "--published"),
            (("read", saved, "--case", case, "--published", "0024-07-29"), "is no day of an article"),
            (("read", saved, "--case", case, "--published", "2999-07-29"), "is no day of an article"),
            (("read", saved, "--case", case, "--with", "nobody"), "no such plug-in"),
            (("read", saved, "--case", case, "--lang", "xx"), "xx"),
            (("review", tmp_path / "nowhere", "--by", "Rosa"), "no such folder"),
            (("review", case), "--by"),
            (("review", case, "--by", " "), "--by"),
        ):
            code, out, err = cli(*tokens)
            assert code == 2 and said in err, (tokens, out, err)
        assert not (case / "readings").exists()
        assert "courier" not in (case / "case.toml").read_text(encoding="utf-8")

    def test_one_bad_file_does_not_keep_the_others_out(
        self, case: Path, saved: Path, told: Told, tmp_path: Path
    ) -> None:
        code, out, err = told(reader(*three()))("read", tmp_path / "nothing.html", saved, "--case", case)
        assert code == 2 and "no such file" in err and "3 claims are proposed" in out

    def test_a_file_that_the_reader_cannot_read_leaves_no_trace(self, case: Path, saved: Path, told: Told) -> None:
        def unreadable(*_: Any, **__: Any) -> Any:
            raise PermissionError(13, "Permission denied")

        code, _, err = told(unreadable)("read", saved, "--case", case)
        assert code == 2 and "cannot be read: Permission denied" in err
        assert not (case / "readings").exists() and not list((case / "sources").glob("courier*"))

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("[[proposals]]", "[[proposals", "line"),
            ('act = "claims_victory"', 'act = "claims_victorie"', 'did you mean "claims_victory"?'),
            ("confidence = 0.8", "confidence = 8", "from 0 to 1"),
            ("confidence = 0.8", 'confidence = "much"', "a number"),
            ("confidence = 0.8", "confidense = 0.8", "did you mean `confidence`?"),
            ('exact = "Ben claimed victory"', 'exact = "Ben conceded"', "positions that fit the words"),
            ('decided = "rejected"', 'decided = "accepted"', "a claim where it was not rejected"),
            ("at = 2024-08-01T09:30:00+00:00", "at = 2024-08-01T09:30:00", "has no time zone"),
        ],
    )
    def test_a_reading_damaged_by_hand_is_told_with_its_line(
        self, case: Path, saved: Path, cli: Cli, old: str, new: str, said: str
    ) -> None:
        choose(case, arrive(case, saved), 2, "reject")
        path = case / "readings/courier.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        code, _, err = cli("review", case, "--by", "Rosa")
        assert code == 2 and said in err and "readings/courier.toml" in err, err
        assert "line" in err

    def test_a_decision_about_nothing_and_a_proposal_twice_are_told(self, case: Path, saved: Path) -> None:
        arrived = arrive(case, saved)
        choose(case, arrived, 2, "reject")
        path = case / "readings/courier.toml"
        one, two, _ = (p.id for p in arrived.kept.reading.proposals)
        text = path.read_text(encoding="utf-8").replace(f'id = "{two}"', f'id = "{one}"')
        path.write_text(text.replace('proposal = "', 'proposal = "x'), encoding="utf-8")
        with pytest.raises(CaseError) as told:
            readings(case)
        assert [problem.found.split()[-1] for problem in told.value.problems] == ["twice", "reading"]
        assert all("line" in problem.where for problem in told.value.problems)

    def test_a_text_that_was_changed_is_refused(self, case: Path, saved: Path, cli: Cli) -> None:
        arrived = arrive(case, saved)
        place = case / "readings/courier.txt"
        place.write_text(TEXT.replace("66.7", "76.7"), encoding="utf-8")
        with pytest.raises(CaseError, match="was changed since it was read") as told:
            choose(case, arrived, 0, "accept")
        assert arrived.kept.reading.article.text_sha256 in str(told.value)
        place.unlink()
        with pytest.raises(CaseError, match="is not there"):
            choose(case, arrived, 0, "accept")
        assert set(claims(case)) == {"b1"} and not reading_in(case, "courier").reading.decisions

    def test_an_original_that_was_changed_is_refused(self, case: Path, saved: Path) -> None:
        arrived = arrive(case, saved)
        (case / "sources/courier.html").write_text("<p>other</p>", encoding="utf-8")
        with pytest.raises(CaseError, match="changed since it was read"):
            choose(case, arrived, 0, "accept")

    def test_of_a_withdrawn_article_nothing_more_enters_and_what_entered_can_leave(
        self, case: Path, saved: Path, cli: Cli
    ) -> None:
        arrived = arrive(case, saved)
        choose(case, arrived, 0, "accept")
        assert cli("withdraw", case, "courier", "--why", "it was a parody")[0] == 0
        with pytest.raises(CaseError, match="was withdrawn"):
            choose(case, arrived, 1, "accept")
        choose(case, arrived, 0, "reject")
        assert set(claims(case)) == {"b1"}

    def test_two_reviewers_do_not_overwrite_each_other(self, case: Path, saved: Path) -> None:
        arrived = arrive(case, saved)
        first, other, _ = (one.id for one in arrived.kept.reading.proposals)
        decide(case, "courier", first, Wish("accept", "Rosa", NOW))
        decide(case, "courier", other, Wish("reject", "Luis", NOW))
        with pytest.raises(CaseError, match=r"Rosa decided meanwhile .*: accepted"):
            decide(case, "courier", first, Wish("reject", "Luis", NOW + timedelta(minutes=1)))
        kept = reading_in(case, "courier").reading
        assert [(one.by, one.decided) for one in kept.decisions] == [("Rosa", "accepted"), ("Luis", "rejected")]

    def test_many_who_decide_at_the_same_moment_lose_nothing(self, case: Path, saved: Path) -> None:
        sentences = [f"Speaker {number} claimed victory." for number in range(12)]
        text = "\n".join(sentences)
        arrived = arrive(
            case,
            saved,
            *(
                proposal(text, one, "claimed victory", Claim(f"c{number}", "claims_victory", f"Speaker {number}"))
                for number, one in enumerate(sentences)
            ),
            text=text,
        )

        def wish(number: int) -> None:
            choose(case, arrived, number, "reject" if number % 4 == 3 else "accept")

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(wish, range(12)))
        assert len(reading_in(case, "courier").reading.decided) == 12
        assert set(claims(case)) == {"b1"} | {f"c{number}" for number in range(12) if number % 4 != 3}

    def test_while_somebody_writes_nobody_else_does(
        self, case: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        arrived = arrive(case, saved)
        monkeypatch.setattr("scrutiny.reviewing.deciding.one_writer", lambda folder: one_writer(folder, 0.1))
        with one_writer(case), pytest.raises(CaseError, match="somebody else is writing"):
            choose(case, arrived, 0, "accept")

    def test_claims_in_a_table_stay_there_and_what_is_accepted_stands_beside(
        self, case: Path, saved: Path, told: Told, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (case / "claims.toml").unlink()
        table = b"id,act,speaker,said,about,shares:Ana\nb1,announces_figure,Council,2024-07-28,Ana,66.7\n"
        (case / "claims.csv").write_bytes(table)
        arrived = arrive(case, saved)
        here = items(case)[0]
        assert here.like is not None and here.like.id == "b1"
        with pytest.raises(CaseError, match=r"move the claim from claims.csv or case.toml into claims.toml"):
            choose(case, arrived, 0, "join", joins="b1")
        type_in(monkeypatch, "s", "a", "q")
        code, out, _ = told(reader())("review", case, "--by", "Rosa")
        assert code == 0 and "The claims of this case stand in claims.csv" in out
        assert (case / "claims.csv").read_bytes() == table
        assert set(claims(case)) == {"b1", "a-ben"}

    def test_a_stem_that_leads_out_of_the_case_is_refused(self, case: Path) -> None:
        with pytest.raises(CaseError, match="no name of a reading"):
            reading_in(case, "../case")


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What a person types, line by line; then nobody is there any more."""
    answers: Iterator[str] = iter(lines)

    def typed(_question: str = "") -> str:
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", typed)


class TestCommands:
    def test_an_article_with_nothing_about_the_case_says_so(self, case: Path, saved: Path, told: Told) -> None:
        code, out, err = told(reader())("read", saved, "--case", case)
        assert code == 0 and "Nothing is proposed" in out, err
        assert reading_in(case, "courier").reading.proposals == ()
        assert told(reader())("review", case, "--by", "Rosa")[1].startswith("There is nothing to decide")

    def test_read_prints_what_is_proposed(self, case: Path, saved: Path, told: Told) -> None:
        cli = told(reader(*three()))
        code, out, err = cli("read", saved, "--case", case)
        assert code == 0, err
        for part in ("3 claims are proposed", "The council announced on Sunday", "announces figures", "66.7%", "80%"):
            assert part in out
        code, out, _ = cli("read", saved, "--case", case, "--lang", "es")
        assert code == 0 and "anuncia cifras" in out and "66,7 %" in out

    def test_read_gives_json(self, case: Path, saved: Path, told: Told) -> None:
        code, out, _ = told(reader(*three()))("read", saved, "--case", case, "--json", "--language", "es")
        (one,) = json.loads(out)
        assert code == 0 and one["source"] == "courier" and one["file"] == "readings/courier.toml"
        assert one["reading"]["article"]["language"] == "es" and len(one["open"]) == 3
        assert one["reading"]["proposals"][0]["claim"]["figures"]["shares"] == {"Ana": "66.7"}

    def test_review_in_a_terminal(self, case: Path, saved: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
        cli = told(reader(*three()))
        assert cli("read", saved, "--case", case)[0] == 0
        type_in(monkeypatch, "?", "a", "c", "", "", "RU", "", "", "nonsense", "2024-07-29", "", "verbatim")
        code, out, err = cli("review", case, "--by", "Rosa")
        assert code == 0, err
        assert "⟦announced on Sunday that Ana had 66.7 % of the vote⟧" in out, (
            "the words are marked without colour, too"
        )
        assert "'nonsense' is not a day" in out
        assert "1 decisions are written; 2 proposals are open." in out, "an interrupted correction writes nothing"
        type_in(monkeypatch, "c", "Benjamin", *[""] * 40)
        assert "written as the claim a-ben" in cli("review", case, "--by", "Luis")[1]
        assert (claims(case)["a-ben"].speaker, claims(case)["a-ben"].role) == ("Benjamin", "candidate")
        type_in(monkeypatch, "r", "of another election")
        assert "0 proposals are open" in cli("review", case, "--by", "Luis")[1]
        kept = reading_in(case, "courier").reading
        assert [(one.by, one.decided, one.reason) for one in kept.decisions] == [
            ("Rosa", "accepted", ""), ("Luis", "corrected", ""), ("Luis", "rejected", "of another election"),
        ]  # fmt: skip
        assert all(one.at.tzinfo is not None for one in kept.decisions)
        assert "every proposal of this case is decided" in cli("review", case, "--by", "Luis")[1]
        type_in(monkeypatch, "s", "s", "b", "r", "", "q")
        out = cli("review", case, "--by", "Luis", "--all")[1]
        assert "Decided: corrected, by Luis" in out and "a-ben" not in claims(case)

    def test_a_report_is_offered_in_the_terminal(
        self, case: Path, saved: Path, told: Told, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        choose(case, arrive(case, saved, agencies=("AFP",)), 0, "accept")
        second(case, tmp_path, agencies=("AFP",))
        type_in(monkeypatch, "s", "s", "a", "q")
        out = told(reader())("review", case, "--by", "Rosa", "--lang", "es")[1]
        assert "Ambos citan a AFP" in out and "un informe más de la declaración a-council" in out
        assert len(claims(case)["a-council"].reports) == 2

    def test_what_somebody_else_decided_meanwhile_is_shown_before_it_is_asked_again(
        self, case: Path, saved: Path, told: Told, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        arrived = arrive(case, saved)

        def typed() -> Iterator[str]:
            choose(case, arrived, 0, "reject", reason="seen first")
            yield "a"
            yield "s"
            yield "q"

        answers = typed()
        monkeypatch.setattr("builtins.input", lambda _question="": next(answers))
        out = told(reader())("review", case, "--by", "Luis")[1]
        assert out.index("Rosa decided meanwhile") < out.index("Decided: rejected, by Rosa")
        assert set(claims(case)) == {"b1"}

    def test_signs_that_a_terminal_obeys_are_not_sent_to_it(
        self, case: Path, saved: Path, told: Told, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = "Ben \x1b[2J\x07 claimed victory \u202e all the same."
        claim = Claim("a-ben", "claims_victory", "Ben \x1b[31m", about="Ben")
        cli = told(reader(proposal(text, text, "claimed victory", claim), text=text, title="\x1b]0;x\x07"))
        out = cli("read", saved, "--case", case)[1]
        type_in(monkeypatch, "a")
        out += cli("review", case, "--by", "Rosa")[1]
        assert "claimed victory" in out and not any(sign in out for sign in "\x1b\x07\u202e")

    def test_help_names_the_commands(self, cli: Cli) -> None:
        assert "Nothing enters the claims" in " ".join(cli("read", "--help")[1].split())
        assert "accept, correct, reject" in " ".join(cli("review", "--help")[1].split())


class TestPlugIns:
    @pytest.fixture
    def plug_in(self, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
        def install(called: Callable[..., Any], name: str = "guess") -> None:
            entry = EntryPoint(name, "nowhere:called", "scrutiny.proposers")
            monkeypatch.setattr(EntryPoint, "load", lambda self: called)
            monkeypatch.setattr("scrutiny.reviewing.proposers.entry_points", lambda group: [entry])

        return install

    def test_what_it_proposes_carries_its_name_and_stands_in_the_text(
        self, case: Path, saved: Path, told: Told, plug_in: Callable[..., None]
    ) -> None:
        asked: list[Any] = []

        def guess(text: str, context: object, language: str) -> list[dict[str, Any]]:
            asked.append((text, context, language))
            return [
                {"exact": "“We won,” he said", "speaker": "Ben", "act": "claims_victory", "about": "Ben",
                 "quote": "verbatim", "confidence": 0.4, "model": "tiny 1"},
                {"exact": "Ben conceded", "speaker": "Ben", "act": "concedes"},
                {"exact": "Ben claimed victory", "speaker": "Ben", "act": "sings"},
                {"exact": "Ben claimed victory", "speaker": "Ben", "act": "predicts", "confidence": 7},
                {"speaker": "Ben", "act": "concedes"},
                "nonsense",
                {"exact": "claimed victory", "speaker": "Ben", "act": "claims_victory", "about": "Ben"},
            ]  # fmt: skip

        plug_in(guess)
        cli = told(reader(*three()))
        assert cli("read", saved, "--case", case)[0] == 0
        assert not asked, "never by default"
        code, out, err = cli("read", saved, "--case", case, "--with", "guess")
        assert code == 0, err
        assert asked[0][0] == TEXT and asked[0][2] == "en"
        assert out.count("was dropped") == 5
        assert "guess: proposal 2 was dropped, because these words do not stand in the text: “Ben conceded”" in out
        kept = reading_in(case, "courier").reading
        (made,) = [one for one in kept.proposals if one.made_by.startswith("plug-in")]
        assert made.made_by == "plug-in guess (tiny 1)" and made.confidence == 0.4
        assert TEXT[made.at.start : made.at.end] == made.at.exact == "“We won,” he said"
        assert made.sentence.exact == "𝒜 “We won,” he said."
        assert made.claim.quote == "verbatim"
        cli("read", saved, "--case", case)
        assert made in reading_in(case, "courier").reading.proposals, "reading without it takes nothing away"

    def test_its_fault_is_told_with_its_name(
        self, case: Path, saved: Path, told: Told, plug_in: Callable[..., None]
    ) -> None:
        def broken(*_: Any) -> Any:
            yield {"exact": "Ben", "speaker": "Ben", "act": "other"}
            raise RuntimeError("out of luck")

        plug_in(broken)
        code, _, err = told(reader(*three()))("read", saved, "--case", case, "--with", "guess")
        assert code == 2 and "--with guess: the plug-in failed: RuntimeError: out of luck" in err
        code, _, err = told(reader(*three()))("read", saved, "--case", case, "--with", "other")
        assert code == 2 and "one of: guess" in err


class TestCase:
    def test_the_article_and_what_is_accepted_are_evidence_the_reading_is_not(
        self, case: Path, saved: Path, cli: Cli
    ) -> None:
        def digest() -> str:
            return str(examine(open_case(case)).evidence.digest)

        before = digest()
        arrived = arrive(case, saved)
        with_article = digest()
        assert with_article != before
        choose(case, arrived, 1, "reject")
        assert digest() == with_article, "a rejected proposal changes no report"
        choose(case, arrived, 0, "accept")
        assert digest() != with_article
        assert cli("examine", case)[0] == 0
        choose(case, arrived, 2, "reject")
        code, out, err = cli("verify", case / "report.html", "--case", case)
        assert code == 0, out + err

    @pytest.mark.parametrize(("licence", "whole"), [("CC BY 4.0", True), ("", False)])
    def test_a_bundle_holds_what_was_decided_and_the_text_where_it_may(
        self, case: Path, saved: Path, cli: Cli, tmp_path: Path, licence: str, whole: bool
    ) -> None:
        choose(case, arrive(case, saved), 0, "accept")
        text = (case / "case.toml").read_text(encoding="utf-8")
        line = f'id = "courier"\nlicence = "{licence}"\n' if licence else 'id = "courier"\n'
        (case / "case.toml").write_text(text.replace('id = "courier"\n', line), encoding="utf-8")
        code, out, err = cli("export", case, "--bundle", tmp_path / "bundle")
        assert code == 0, err
        bundle = tmp_path / "bundle" / "case"
        assert (bundle / "readings/courier.toml").read_bytes() == (case / "readings/courier.toml").read_bytes()
        assert (bundle / "readings/courier.txt").exists() is whole
        assert (bundle / "sources/courier.html").exists() is whole
        assert "readings/courier.toml: what was proposed from an article" in out

    def test_of_a_personal_article_nothing_is_handed_on(
        self, case: Path, saved: Path, cli: Cli, tmp_path: Path
    ) -> None:
        arrive(case, saved)
        text = (case / "case.toml").read_text(encoding="utf-8")
        (case / "case.toml").write_text(
            text.replace('id = "courier"\n', 'id = "courier"\npersonal = true\n'), encoding="utf-8"
        )
        code, out, _ = cli("export", case, "--bundle", tmp_path / "bundle")
        assert code == 0 and "Not in it: readings/courier.toml" in out
        assert not list((tmp_path / "bundle").rglob("courier*"))

    def test_a_report_is_never_written_over_a_reading(self, case: Path, saved: Path, cli: Cli) -> None:
        arrive(case, saved)
        before = (case / "readings/courier.toml").read_bytes()
        code, _, err = cli("compare", case, case, "--markdown", case / "readings/courier.toml")
        assert code == 2 and "belongs to a case" in err
        assert (case / "readings/courier.toml").read_bytes() == before
