"""`claims.csv`: the same claims as `claims.toml` gives, and every mistake with its line and column, all at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from scrutiny.errors import CaseError
from scrutiny.evidence.claims_csv import read_claims_csv
from scrutiny.evidence.folder import ClaimsFile
from scrutiny.evidence.schema import build, parse_toml
from scrutiny.evidence.typed import share, whole

TOML = """
[[claims]]
id = "bulletin-1"
title = "Bulletin 1"
act = "announces_figure"
speaker = "National Electoral Council, Caracas"
role = "authority"
country = "VE"
said = 2024-07-29T00:05:00-04:00
words = '''tendencia "contundente"
e irreversible'''
irreversible = true
figures = { votes = { NM = 5150092, EG = 4445978 }, shares = { NM = 51.20, EG = 44.2 }, turnout = 59, coverage = 80 }

[[claims]]
id = "congratulation"
act = "congratulates"
speaker = "A state"
said = 2024-07-30
"""
TABLE = (
    "id,title,act,speaker,role,country,said,words,irreversible,votes:NM,votes:EG,shares:NM,shares:EG,turnout,coverage\n"
    'bulletin-1,Bulletin 1,announces_figure,"National Electoral Council, Caracas",authority,VE,'
    '2024-07-29T00:05:00-04:00,"tendencia ""contundente""\ne irreversible",yes,5150092,4445978,51.20,44.2,59,80\n'
    "congratulation,,congratulates,A state,,,2024-07-30,,,,,,,,\n"
)


def test_a_table_gives_the_same_claims_as_toml() -> None:
    assert read_claims_csv(TABLE, "claims.csv") == build(ClaimsFile, parse_toml(TOML, ""), TOML, "").claims


def test_what_was_printed_is_kept_and_empty_cells_say_nothing() -> None:
    first, second = read_claims_csv(TABLE, "claims.csv")
    assert first.figures is not None
    assert str(first.figures.shares["NM"]) == "51.20"  # its decimals say how it was rounded
    assert first.said == datetime(2024, 7, 29, 0, 5, tzinfo=timezone(timedelta(hours=-4)))
    assert second.said == date(2024, 7, 30)
    assert second.figures is None  # no figure was given: not a figure of zero
    assert first.figures.invalid is None


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_spreadsheets_of_any_country(separator: str) -> None:
    cells = [["id", "act", "speaker", "votes:NM", "shares:NM"], ["a", "proclaims", "Council", "5.150.092", '"51,20 %"']]
    text = "\r\n".join(separator.join(row) for row in cells) + "\r\n"
    (claim,) = read_claims_csv(text, "claims.csv")
    assert claim.figures is not None
    assert claim.figures.votes == {"NM": 5150092}
    assert claim.figures.shares == {"NM": Decimal("51.20")}


def test_all_mistakes_at_once_each_with_its_place() -> None:
    text = (
        "id,act,speaker,role,said,votes:NM,turnout,speeker\n"
        "a,anounces_figure,Council,authority,2024-07-29,5150092,59,x\n"
        '"b","proclaims","in\ntwo lines",autority,29 July,5.15,59 per cent,\n'
        "c,proclaims,,,,,,\n"
        "d,proclaims,Council,,,,,,too many\n"
    )
    with pytest.raises(CaseError) as caught:
        read_claims_csv(text, "claims.csv")
    told = {problem.where: problem for problem in caught.value.problems}
    assert set(told) == {
        "claims.csv, line 1, column 8",
        "claims.csv, line 2, column act",
        "claims.csv, line 3, column said",
        "claims.csv, line 3, column votes:NM",
        "claims.csv, line 3, column turnout",
        "claims.csv, line 3, column role",
        "claims.csv, line 5, column speaker",
        "claims.csv, line 6",
    }
    assert told["claims.csv, line 1, column 8"].do == "did you mean `speaker`?"
    assert "did you mean" in told["claims.csv, line 2, column act"].do
    assert "announces_figure" in told["claims.csv, line 2, column act"].do
    assert "authority" in told["claims.csv, line 3, column role"].do


def test_needed_columns_empty_files_and_broken_quotes() -> None:
    with pytest.raises(CaseError, match="the column 'speaker' is missing") as caught:
        read_claims_csv("id,act\na,proclaims\nb,proclaims\n", "claims.csv")
    assert len(caught.value.problems) == 1  # told for the header, not again for every row
    with pytest.raises(CaseError, match="stands twice"):
        read_claims_csv("id,act,speaker,id\n", "claims.csv")
    for text in ("", "\n", ",,\n"):
        with pytest.raises(CaseError, match="empty"):
            read_claims_csv(text, "claims.csv")
    with pytest.raises(CaseError, match=r"claims\.csv, line 2: cannot be read"):
        read_claims_csv('id,act,speaker\na,proclaims,"no end\n', "claims.csv")
    assert read_claims_csv("id,act,speaker\n\n,,\n", "claims.csv") == ()


@pytest.mark.parametrize("text", ["5.15", "1.23.456", "1,234.567", "-5", "5e3", "", "12a", "٣", "5150.092"])
def test_a_number_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    if text == "٣":  # digits of another script are whole numbers too
        assert whole(text) == 3
        return
    with pytest.raises(ValueError, match="not a whole number"):
        whole(text)


def test_numbers_as_people_write_them() -> None:
    for text in ("5150092", "5.150.092", "5,150,092", "5 150 092", "5’150’092", "5\u00a0150\u00a0092"):
        assert whole(text) == 5150092
    assert [str(share(text)) for text in ("51.2", "51,2", "51,20 %", "80", "0.011")] == [
        "51.2", "51.2", "51.20", "80", "0.011",
    ]  # fmt: skip
    for text in ("1.234,5", "-3", "about 50", ""):
        with pytest.raises(ValueError, match="not a percentage"):
            share(text)


def test_a_case_folder_reads_both_files(tmp_path: Path) -> None:
    from scrutiny.evidence.folder import CaseFolder

    (tmp_path / "case.toml").write_text(
        'title = "t"\ncountry = "VE"\n[[elections]]\nid = "e"\nname = "e"\ndate = 2024-07-28\n'
        '[[contests]]\nid = "c"\nname = "c"\nelection = "e"\n'
        'options = [{ id = "NM", name = "N" }, { id = "EG", name = "E" }]\n'
    )
    (tmp_path / "claims.csv").write_text(TABLE)
    (tmp_path / "claims.toml").write_text('[[claims]]\nid = "own"\nact = "other"\nspeaker = "s"\n')
    assert [claim.id for claim in CaseFolder(tmp_path).case.claims] == ["own", "bulletin-1", "congratulation"]
