"""Sentences: numbers as the reader writes them, exact values kept, and a translation for every one of them."""

from __future__ import annotations

import json
import re
import warnings
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scrutiny
from scrutiny.messages import (
    Chance,
    Code,
    Count,
    Day,
    Message,
    Name,
    Percent,
    Points,
    Quantity,
    Quote,
    Series,
    Value,
    Words,
    as_json,
    from_json,
    languages,
    rounded,
    say,
)

SOURCE = Path(scrutiny.__file__).parent
ROOT = SOURCE.parents[1]
EN, ES = Words("en"), Words("es")


@cache
def marked() -> dict[str, str]:
    """Every text in the source that is marked for translation, with the file that it first stands in."""
    from babel.messages.extract import extract_from_dir
    from babel.messages.frontend import parse_mapping

    with warnings.catch_warnings(), (ROOT / "babel.cfg").open(encoding="utf-8") as stream:
        warnings.simplefilter("ignore")
        methods, options = parse_mapping(stream)  # type: ignore[no-untyped-call]
    found: dict[str, str] = {}
    for file, line, text, _comments, _context in extract_from_dir(SOURCE, methods, options, keywords={"_": None}):
        assert isinstance(text, str)
        found.setdefault(text, f"{file}:{line}")
    return found


@cache
def translated(language: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    with (SOURCE / "locale" / f"{language}.po").open("rb") as stream:
        return {str(e.id): str(e.string) for e in read_po(stream, locale=language) if e.id and not e.fuzzy}


def places(text: str) -> Counter[str]:
    return Counter(re.findall(r"\{([^}]*)\}", text))


OTHERS = [language for language in languages() if language != "en"]


class TestCatalogues:
    def test_spanish_is_there(self) -> None:
        assert languages() == ("en", "es")

    def test_texts_are_found(self) -> None:
        assert "agrees" in marked(), "Python sources are looked at"
        assert "Search these units" in marked(), "templates are looked at"
        assert len(marked()) > 300

    @pytest.mark.parametrize("language", OTHERS)
    def test_every_marked_text_is_translated(self, language: str) -> None:
        missing = {text: where for text, where in marked().items() if not translated(language).get(text)}
        assert not missing, f"{len(missing)} texts lack a translation in {language}.po"

    @pytest.mark.parametrize("language", OTHERS)
    def test_a_translation_names_the_same_values(self, language: str) -> None:
        wrong = {text: other for text, other in translated(language).items() if set(places(text)) != set(places(other))}
        assert not wrong

    @pytest.mark.parametrize("language", OTHERS)
    def test_no_translation_is_left_over(self, language: str) -> None:
        assert not set(translated(language)) - set(marked()), "texts that the source no longer has"

    @pytest.mark.parametrize("language", OTHERS)
    def test_a_sentence_stays_a_sentence(self, language: str) -> None:
        for text, other in translated(language).items():
            assert text.endswith(".") == other.endswith("."), text
            assert text.endswith("?") == other.endswith("?"), text
            assert "fraude" not in other.lower()

    def test_no_message_says_the_word(self) -> None:
        assert not [text for text in marked() if "fraud" in text.lower()]

    def test_no_template_has_a_place_without_a_name(self) -> None:
        assert not [text for text in marked() if any(not re.fullmatch(r"[a-z_0-9]+", place) for place in places(text))]


LONG = 40
"""Words of a sentence that can be read aloud in one breath."""


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


class TestPatterns:
    def test_no_sentence_of_the_chapter_is_too_long(self) -> None:
        texts = [text for text, place in marked().items() if place.startswith("checks/patterns/")]
        assert len(texts) > 300
        assert not [one for text in texts for one in sentences(text) if len(one.split()) > LONG]

    def test_nothing_is_a_recount_but_a_recount(self) -> None:
        """What chance draws anew is not called counting again, which people do with ballots."""
        texts = [text for text, place in marked().items() if place.startswith(("checks/patterns/", "figures/"))]
        said = [text for text in texts if re.search(r"recount|count\w* again", text)]
        assert said and all("drawn by lot" in text for text in said), "ballots, in stations drawn by lot"


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "english", "spanish"),
        [
            (Count(0), "0", "0"),
            (Count(1234), "1,234", "1.234"),
            (Count(10**20), "100,000,000,000,000,000,000", "100.000.000.000.000.000.000"),
            (Count(-1370253), "−1,370,253", "−1.370.253"),
            (Percent.of(1, 3), "33.33%", "33,33 %"),
            (Percent.as_announced(Decimal("51.20")), "51.20%", "51,20 %"),
            (Percent(Fraction(5, 1000), 2), "0.01%", "0,01 %"),
            (Points(Fraction(-1, 3), 1), "−0.3", "−0,3"),
            (Quantity(Fraction(217, 2)), "108.5", "108,5"),
            (Chance(Fraction(1, 134408602)), "1 in 134,000,000", "1 de cada 134.000.000"),
            (Chance(Fraction(3, 10**4)), "3 in 10,000", "3 de cada 10.000"),
            (Chance(Fraction(34, 10**5)), "34 in 100,000", "34 de cada 100.000"),
            (Chance(Fraction(96, 10**4)), "96 in 10,000", "96 de cada 10.000"),
            (Chance(Fraction(1, 100)), "1 in 100", "1 de cada 100"),
            (Chance(Fraction(996, 10**4)), "10 in 100", "10 de cada 100"),
            (Chance(Fraction(718, 1000)), "72 in 100", "72 de cada 100"),
            (Chance(Fraction(95, 100)), "95 in 100", "95 de cada 100"),
            (Chance(Fraction(1)), "more than 95 in 100", "más de 95 de cada 100"),
            (Chance(Fraction(0)), "0 in 100", "0 de cada 100"),
            (Chance(Fraction(1, 10**15)), "less than 1 in 1,000,000,000,000", "menos de 1 de cada 1.000.000.000.000"),
            (Quote("hola"), "“hola”", "«hola»"),
            (Day(date(2024, 7, 28)), "28 July 2024", "28 de julio de 2024"),
            (Day(datetime(2024, 7, 29, 0, 10, tzinfo=UTC)), "29 July 2024, 00:10 (UTC)", None),
            (Series((Count(1), Name("x"))), "1, x", "1, x"),
        ],
    )
    def test_printed_as_the_reader_writes_them(self, value: Value, english: str, spanish: str | None) -> None:
        assert EN.value(value) == english
        if spanish is not None:
            assert ES.value(value) == spanish

    @given(st.integers(-(10**30), 10**30))
    def test_a_whole_number_loses_nothing(self, number: int) -> None:
        assert int(EN.whole(number).replace(",", "").replace("−", "-")) == number

    @given(st.fractions(-1000, 1000), st.integers(0, 6))
    def test_a_fraction_is_rounded_half_up_exactly(self, number: Fraction, decimals: int) -> None:
        printed = Fraction(EN.decimal(number, decimals).replace(",", "").replace("−", "-"))
        assert abs(printed - number) * 2 * 10**decimals <= 1
        assert printed == Fraction(rounded(number, decimals))


class TestMessages:
    def test_values_and_text_are_kept_apart(self) -> None:
        message = say("{option} has {n} votes", option=Name("<b>", "option", "B"), n=1234)
        made = EN(message, leaf=lambda value, text: f"[{text}]", escape=lambda text: text.replace("<", "&lt;"))
        assert made == "[&lt;b>] has [1,234] votes"

    def test_braces_in_a_value_are_no_places(self) -> None:
        assert str(say("{a} {b}", a="{b}", b="{a}")) == "{b} {a}"

    def test_one_is_told_apart(self) -> None:
        template = {"one": "one slip", "counts": "n"}
        assert str(say("{n} slips", n=1, **template)) == "one slip"
        assert str(say("{n} slips", n=2, **template)) == "2 slips"

    def test_a_place_without_a_value_is_a_fault_of_ours(self) -> None:
        with pytest.raises(KeyError, match="nothing"):
            str(say("{nothing}"))

    def test_a_truth_value_is_no_number(self) -> None:
        with pytest.raises(TypeError, match="truth"):
            say("{a}", a=True)

    @given(
        st.recursive(
            st.one_of(
                st.integers().map(Count),
                st.builds(Percent, st.fractions(), st.integers(0, 4), st.booleans()),
                st.builds(Percent, st.decimals(-999, 999, places=2), st.just(2), st.just(True)),
                st.builds(Points, st.fractions(), st.integers(0, 4)),
                st.fractions(0, 1).map(Chance),
                st.builds(Quantity, st.fractions(), st.integers(0, 4)),
                st.builds(Name, st.text(), st.sampled_from(["", "option"]), st.sampled_from(["", "B"])),
                st.text().map(Quote),
                st.text().map(Code),
                st.dates().map(Day),
            ),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3).map(lambda items: Series(tuple(items))),
                inner.map(lambda value: Message("{a}", {"a": value})),
            ),
            max_leaves=6,
        )
    )
    def test_json_gives_back_the_value(self, value: Value) -> None:
        back = from_json(json.loads(json.dumps(as_json(value))))
        assert EN.value(back) == EN.value(value)  # type: ignore[arg-type]
        assert as_json(back) == as_json(value)
