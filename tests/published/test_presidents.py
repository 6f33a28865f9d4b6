"""Outcomes of presidential elections that nobody disputes, from their files, with the votes that would alter them."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from scrutiny.evidence.rule import Rule
from scrutiny.findings.outcomes import Slack, outcome, slack

MAJORITY = Rule(kind="majority")


def summed(rows: Iterable[Mapping[str, str]], columns: Iterable[str]) -> dict[str, int]:
    """Sums of columns; a cell without a number (a station that was merged away) adds nothing."""
    votes = dict.fromkeys(columns, 0)
    for row in rows:
        for name in votes:
            cell = row[name].strip()
            votes[name] += int(float(cell)) if cell.replace(".", "").isdigit() else 0
    return votes


def poland(data: Path, number: int) -> dict[str, int]:
    file = data / "poland-2020" / f"round{number}_wyniki_gl_na_kand_po_obwodach_csv.zip"
    with zipfile.ZipFile(file) as archive, archive.open(archive.namelist()[0]) as stream:
        reader = csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8-sig"), delimiter=";")
        names = list(reader.fieldnames or ())
        first = names.index("Liczba głosów ważnych oddanych łącznie na wszystkich kandydatów") + 1
        return {name.split()[-1]: votes for name, votes in summed(reader, names[first:]).items()}


@pytest.mark.parametrize(
    ("number", "form", "winners", "least"),
    [
        # Half of 19,425,034 is 9,712,517; Duda had 8,450,341.
        (1, "run_off", ("DUDA", "TRZASKOWSKI"), Slack(1_262_177, 2_524_353, 2_524_353)),
        # Two candidates: the lead of 422,296, and half of it.
        (2, "elected", ("DUDA",), Slack(211_148, 422_296, 422_296)),
    ],
)
def test_poland_2020(data: Path, number: int, form: str, winners: tuple[str, ...], least: Slack) -> None:
    votes = poland(data, number)
    found = outcome(votes, MAJORITY)
    assert found is not None and (found.form, found.winners) == (form, winners)
    assert slack(votes, MAJORITY) == least


def test_chile_2021_the_first_round_left_boric_and_kast(data: Path) -> None:
    with gzip.open(data / "chile-2021" / "chile_election_2021.csv.gz", "rt", encoding="utf-8") as stream:
        votes = summed(csv.DictReader(stream), [f"C{number}" for number in range(1, 8)])
    found, least = outcome(votes, MAJORITY), slack(votes, MAJORITY)
    assert found is not None and found.form == "run_off" and set(found.winners) == {"C1", "C2"}
    # The third, Parisi, was 897,186 votes behind the second, Boric.
    assert least == Slack(448_593, 897_186, 897_186)
