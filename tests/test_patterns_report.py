"""How the chapter on patterns reads: said once, by name, chances in one notation, columns as they are called."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from scrutiny.evidence.counts import PLACE
from scrutiny.evidence.plan import Plan
from scrutiny.examination import examine
from scrutiny.findings.examined import Examined
from scrutiny.findings.families import judged
from scrutiny.findings.finding import Finding, Kind, Tested, Verdict
from scrutiny.messages import Message, Words, say
from scrutiny.patterning import patterns_of
from scrutiny.report import render
from scrutiny.report.blocks import Group, UnitsTable
from scrutiny.report.cards import units_title
from scrutiny.report.compose import compose
from scrutiny.report.markdown import to_markdown
from scrutiny.report.units import Shown, as_chance, export
from tests.helpers_counted import evidence, made

EN = Words("en")
LEVEL = Fraction(1, 100)


@pytest.fixture(scope="module")
def looked() -> Examined:
    """Honest counts of 1,500 stations in three regions, and the digits of votes and ballots."""
    rng = np.random.default_rng(1)
    registered = rng.integers(300, 900, 1_500)
    cast = rng.binomial(registered, rng.beta(30, 20, 1_500))
    a = rng.binomial(cast, rng.beta(20, 20, 1_500))
    measures = {"invalid": [0] * 1_500, "cast": cast.tolist(), "registered": registered.tolist()}
    region = {PLACE + "region": [f"r{i % 3:02}" for i in range(1_500)]}
    case = evidence(made({"a": a.tolist(), "b": (cast - a).tolist()}, measures, more=region))
    return examine(case, Plan(), only=["patterns.digits"])


def group_of(looked: Examined) -> Group:
    (chapter,) = [c for c in compose(looked, export(looked.findings), "en").chapters if c.id == "patterns"]
    (group,) = chapter.groups
    return group


class TestSaidOnce:
    def test_what_holds_of_every_finding_is_told_once(self, looked: Examined) -> None:
        group = group_of(looked)
        assert len(group.cards) == 2, "votes and ballots"
        told = {EN.value(label): cells for label, cells in group.shared}
        assert {"Honest causes", "Breaks if", "Would settle it", "Cannot see", "False alarms"} <= set(told)
        whole = to_markdown(compose(looked, export(looked.findings), "en"), EN)
        text = whole.partition("## Do the counts look counted?")[2]
        for cells in told.values():
            for cell in cells:
                assert isinstance(cell, Message) and text.count(EN.value(cell)) == 1

    def test_nothing_is_lost(self, looked: Examined) -> None:
        """Every condition of every finding stands on its card or below all of them."""
        text = to_markdown(compose(looked, export(looked.findings), "en"), EN)
        for finding in looked.findings:
            for condition in (*finding.rests_on, *finding.breaks_if, finding.does_not_show, finding.would_settle):
                assert condition is None or EN.value(condition) in text

    def test_a_single_finding_keeps_everything_on_its_card(self, looked: Examined) -> None:
        alone = replace(looked, findings=looked.findings[:1])
        assert group_of(alone).shared == ()

    def test_it_stands_on_the_page(self, looked: Examined) -> None:
        page = render(looked)["report"].decode()
        assert page.count('<div class="shared">') == 1 and page.count("Of all these findings:") == 1


def with_places(p: float) -> Finding:
    """A finding whose three places were tested, the least chance first as a check gives them."""
    units = pl.DataFrame({"unit": ["Zed", "Aa", "Mid"], "chance": [0.0003, 0.2, 0.7]})
    tests = (Tested("x", p), *(Tested(f"place={n}", q, family="regional") for n, q in units.iter_rows()))
    return Finding(
        "patterns.digits",
        Kind.TEST,
        Verdict.CANNOT_TELL,
        ("c",),
        say("title"),
        say("statement"),
        units=units,
        tests=tests,
    )


class TestPlaces:
    def test_by_name_where_nothing_is_unusual(self, looked: Examined) -> None:
        (quiet,) = judged([with_places(0.5)], LEVEL, looked.calibrations)
        assert quiet.verdict is Verdict.NOTHING_UNUSUAL and quiet.units is not None
        assert quiet.units["unit"].to_list() == ["Aa", "Mid", "Zed"]
        title = EN.value(units_title(quiet.id, Shown(quiet.units, 3)))
        assert title == "The same for each of 3 places, by name; nothing is alleged of them"

    def test_by_chance_where_a_finding_is_unusual(self, looked: Examined) -> None:
        (loud,) = judged([with_places(1e-9)], LEVEL, looked.calibrations)
        assert loud.verdict is Verdict.UNUSUAL and loud.units is not None
        assert loud.units["unit"].to_list() == ["Zed", "Aa", "Mid"]
        assert "the least chance first" in EN.value(units_title(loud.id, Shown(loud.units, 3)))

    def test_a_chance_in_the_list_is_printed_as_everywhere(self, looked: Examined) -> None:
        digits = next(f for f in looked.findings if f.units is not None)
        assert digits.units is not None
        first = as_chance(digits.units["chance"][0])
        assert first is not None
        (card, *_rest) = [c for c in group_of(looked).cards if c.finding == digits.id]
        tables = [block for fold in card.folds for block in fold.blocks if isinstance(block, UnitsTable)]
        assert len(tables) == 1 and EN.value(tables[0].columns[-1]) == "chance, before places are counted together"
        page = render(looked)["report"].decode()
        assert f'<td><data value="{first.value}">{EN.value(first)}</data>' in page
        assert as_chance(None) is None and as_chance(float("nan")) is None


class TestBare:
    @pytest.fixture
    def bare(self, tmp_path: Path) -> Examined:
        rng = np.random.default_rng(7)
        cast = rng.integers(150, 500, 300)
        votes = rng.binomial(cast, 0.5)
        file = tmp_path / "towns.csv"
        pl.DataFrame({"votes": votes, "total": cast}).write_csv(file)
        return patterns_of(file, cast="total", options=["votes"], only=["patterns.integer_percentages"])

    def test_a_column_is_named_as_it_is_given(self, bare: Examined) -> None:
        (finding,) = bare.findings
        assert EN.plain(finding.title) == "Whole percentages for “votes” in towns.csv"

    def test_a_file_of_nobody_is_published_by_nobody(self, bare: Examined) -> None:
        text = to_markdown(compose(bare, export(bare.findings), "en"), EN)
        assert "In the file towns.csv" in text
        assert "towns.csv published" not in text and "Published by towns.csv" not in text
