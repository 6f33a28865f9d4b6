"""Mistakes in what is typed are told all at once, with file, line, what was found, expected, and the nearest key."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scrutiny.errors import CaseError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.schema import adapter, build, canonical, json_schema, line_of, parse_toml

GOOD = """
title = "A case"
country = "VE"

[[elections]]
id = "e"
name = "Election"
date = 2024-07-28

[[contests]]
id = "p"
name = "President"
election = "e"

[[contests.options]]
id = "a"
name = "Ann"

[[contests.options]]
id = "b"
name = "Bob"
parent = "a"

[[claims]]
id = "c1"
act = "announces_figure"
speaker = "Council"
[claims.figures]
shares = { a = 51.20, b = "44.2" }
votes = { a = 100000000000000000000 }
"""


def test_decimals_and_large_numbers_are_kept_as_typed() -> None:
    case = build(CaseFile, parse_toml(GOOD, "case.toml"), GOOD, "case.toml")
    figures = case.claims[0].figures
    assert figures is not None
    assert str(figures.shares["a"]) == "51.20"
    assert figures.shares["b"] == Decimal("44.2")
    assert figures.votes["a"] == 10**20


def test_every_mistake_is_told_at_once_with_its_line_and_the_nearest_key() -> None:
    bad = GOOD.replace('country = "VE"', 'contry = "VE"').replace('act = "announces_figure"', 'act = "anounces"')
    bad = bad.replace("date = 2024-07-28", 'date = "yesterday"')
    with pytest.raises(CaseError) as caught:
        build(CaseFile, parse_toml(bad, "case.toml"), bad, "case.toml")
    text = str(caught.value)
    assert "line 3: contry: unknown key" in text and "did you mean `country`?" in text
    assert "country: missing" in text
    assert "line 8: elections[1].date" in text
    assert "line 26: claims[1].act: 'anounces'" in text and "announces_figure" in text
    assert len(caught.value.problems) == 4


def test_a_line_is_found_inside_arrays_of_tables() -> None:
    lines = GOOD.splitlines()
    assert lines[line_of(GOOD, ("contests", 0, "options", 1, "parent")) - 1] == 'parent = "a"'  # type: ignore[operator]
    assert lines[line_of(GOOD, ("claims", 0, "figures", "votes", "a")) - 1].startswith("votes")  # type: ignore[operator]
    assert line_of(GOOD, ("nothing",)) is None


def test_what_is_not_toml_is_told_with_its_place() -> None:
    with pytest.raises(CaseError, match=r"not TOML.*line 2"):
        parse_toml("title = 'a'\ncountry == 'VE'\n", "case.toml")


def test_the_canonical_text_survives_a_round_trip() -> None:
    case = build(CaseFile, parse_toml(GOOD, "case.toml"), GOOD, "case.toml")
    again = adapter(CaseFile).validate_json(canonical(case))
    assert canonical(again) == canonical(case)
    assert again == case


def test_the_json_schema_documents_every_key_of_a_claim() -> None:
    properties = json_schema(Claim)["properties"]
    assert all(entry.get("description") for entry in properties.values())


def test_no_word_of_the_validator_reaches_whoever_typed() -> None:
    """Each kind of mistake says what should stand there as a person types it, and what stood there as it was typed."""
    bad = GOOD.replace('title = "A case"', 'title = 3\nlevels = "station"').replace("51.20", "nan")
    bad = bad.replace("100000000000000000000", "2.5").replace("date = 2024-07-28", 'date = "July"')
    bad = bad.replace('parent = "a"', 'parent = ["a"]').replace('election = "e"', 'election = "e"\nrule = "majority"')
    bad += '\n[[tables]]\nsource = "r"\noptions_between = ["A"]\n'
    with pytest.raises(CaseError) as caught:
        build(CaseFile, parse_toml(bad, "case.toml"), bad, "case.toml")
    told = {problem.where.rpartition(": ")[2]: (problem.found, problem.expected) for problem in caught.value.problems}
    assert told["title"] == ("3", "a text in quotes")
    assert told["levels"] == ("'station'", 'a list: ["station"]')
    assert told["elections[1].date"] == ("'July'", "a date: 2024-07-28")
    assert told["claims[1].figures.shares.a"] == ("nan", "a number: 51.20")
    assert told["claims[1].figures.votes.a"] == ("2.5", "a whole number")
    assert told["contests[1].options[2].parent"] == ("['a']", "a text in quotes")
    assert told["contests[1].rule"][1].startswith("a table of keys and values")
    assert told["tables[1].options_between[2]"] == ("missing", "2 items in this list")
    for word in ("Input should", "tuple", "Decimal(", "dictionary", "valid integer"):
        assert word not in str(caught.value)


def test_a_missing_key_is_told_with_the_line_of_its_table() -> None:
    bad = GOOD.replace('name = "Bob"\n', "")
    with pytest.raises(CaseError, match=r"case.toml, line 19: contests\[1\].options\[2\].name: missing"):
        build(CaseFile, parse_toml(bad, "case.toml"), bad, "case.toml")
