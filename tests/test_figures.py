"""Figures: what is drawn stands where the numbers say, in the page's colours, and never stops the report."""

from __future__ import annotations

import html
import itertools
import math
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from scrutiny.figures import NARROW, WIDE, draw, kinds, specification
from scrutiny.figures.kind_positions_map import STYLES
from scrutiny.figures.paint import OPTIONS, PAPER, SENTINELS, Press, paint
from scrutiny.figures.patterns import filled
from scrutiny.figures.scales import axis_of, coloured, dodged, largest, ticks, wrapped
from scrutiny.figures.table import rows_of
from scrutiny.figures.world import world
from scrutiny.findings.finding import Figure
from scrutiny.messages import Value, Words, say
from tests.helpers_figures import SAMPLES
from tests.helpers_report import HOSTILE

EN, ES = Words("en"), Words("es")
PRESS = Press()
SLOTS = {"A": 1, "B": 2, "X": 3}
each_sample = pytest.mark.parametrize("figure", SAMPLES.values(), ids=list(SAMPLES))


def drawn(figure: Figure, words: Words = EN) -> str:
    def say_(value: Value) -> str:
        return words.value(value, escape=html.escape)

    return draw(figure, words, "figure:counted.x/one/b(1)", say_, SLOTS, press=PRESS)


def marks(made: dict[str, Any]) -> list[dict[str, Any]]:
    """Every datum that a specification draws."""
    found = list(made.get("data", {}).get("values", []))
    for layer in made.get("layer", []):
        found += layer.get("data", {}).get("values", [])
    return found


def test_every_kind_has_a_sample() -> None:
    assert {figure.kind for figure in SAMPLES.values()} == set(kinds())


@each_sample
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_it_is_drawn_for_both_widths(figure: Figure, width: int) -> None:
    made = specification(figure, EN, width, SLOTS)
    assert made is not None
    svg = ET.fromstring(paint(made, "wide", "figure:x", "Title", "Alternative", PRESS))
    box = [float(part) for part in svg.attrib["viewBox"].split()]
    assert 0.8 * width <= box[2] <= 1.12 * width, "what is drawn has the width it was drawn for"


@each_sample
def test_its_colours_are_those_of_the_page_and_it_loads_nothing(figure: Figure) -> None:
    text = drawn(figure)
    assert "var(--" in text
    assert not re.search(r"#[0-9a-f]{6}", text), "a colour of its own would not follow the reader's theme"
    assert not any(sentinel in text for sentinel in SENTINELS)
    for pattern in ("<script", "<image", "<foreignObject", "xlink", "style=", "http"):
        assert pattern not in text
    for used in re.findall(r"url\(#([^)]*)\)", text):
        assert f'id="{used}"' in text


@each_sample
def test_it_has_a_title_and_a_text_alternative(figure: Figure) -> None:
    text = drawn(figure)
    assert text.count('role="img"') == 2
    assert text.count("<title id=") == 2
    assert text.count(f">{EN.plain(figure.alternative)}</desc>") == 2
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for wanted in re.findall(r'aria-labelledby="([^"]+)"', text):
        assert set(wanted.split()) <= set(ids)


@each_sample
def test_the_same_data_give_the_same_picture(figure: Figure) -> None:
    assert drawn(figure) == drawn(figure)


@each_sample
def test_data_of_another_shape_become_a_table(figure: Figure) -> None:
    for data in ({}, {"rows": None}, {"rows": [{"option": 1}]}, {"something": [1, 2, 3]}):
        text = drawn(Figure(figure.kind, figure.title, data, figure.caption, figure.alternative))
        assert "<table>" in text
        assert "<svg" not in text


def test_an_unknown_kind_becomes_a_table_with_every_value() -> None:
    figure = Figure("nobody_knows", say("T"), {"a": [{"n": 5150092}, {"n": 7}], "b": {"c": "x"}}, say("C"), say("A"))
    assert "5.150.092" in drawn(figure, ES)
    assert len(rows_of(figure.data)) == drawn(figure).count("<tr>") == 3


@each_sample
def test_hostile_names_are_text(figure: Figure) -> None:
    def spoiled(data: Any) -> Any:
        if isinstance(data, dict):
            return {
                k: HOSTILE if k in ("name", "label", "first_name", "place") else spoiled(v) for k, v in data.items()
            }
        return [spoiled(item) for item in data] if isinstance(data, list) else data

    figure = Figure(figure.kind, figure.title, spoiled(dict(figure.data)), figure.caption, figure.alternative)
    text = drawn(figure)
    assert "<script" not in text
    assert "<img" not in text
    for svg in re.findall(r"<svg.*?</svg>", text, flags=re.S):
        ET.fromstring(svg)


class TestAnnouncedAgainstCounted:
    made = specification(SAMPLES["announced_against_counted"], EN, WIDE, SLOTS)

    def test_bars_end_where_the_votes_do(self) -> None:
        assert self.made is not None
        bars = {(row["x"], row["x2"]) for row in marks(self.made) if "x2" in row}
        assert {(0, 7156462), (7156462, 7156462 + 3875466), (0, 3241461)} <= bars

    def test_announcements_and_the_least_inside_stand_at_their_votes(self) -> None:
        assert self.made is not None
        found = {(row["mark"], row["votes"]) for row in marks(self.made) if "votes" in row}
        assert {("1", 4445978), ("2", 5326104), ("≥2", 6696357), ("≥1", 4585832)} <= found

    def test_an_option_has_the_colour_of_the_page(self) -> None:
        assert self.made is not None
        fills = {row["x2"]: row["fill"] for row in marks(self.made) if row.get("x") == 0 and "x2" in row}
        assert SENTINELS[fills[7156462]] == "var(--o2)"
        assert SENTINELS[fills[3241461]] == "var(--o1)"


def parts(kind: str) -> list[tuple[int, int]]:
    """Where the bars of a sample begin and end."""
    made = specification(SAMPLES[kind], EN, WIDE, SLOTS)
    assert made is not None
    return [(row["from"], row["to"]) for row in marks(made) if "from" in row]


def test_a_lead_is_drawn_beside_each_register() -> None:
    assert parts("lead_against_missing") == [(0, 3915001), (0, 3875466), (0, 3647225)]
    made = specification(SAMPLES["lead_against_missing"], EN, WIDE, SLOTS)
    assert made is not None
    assert {row["line"] for row in marks(made) if "line" in row} == {3915001}


def test_the_rest_is_drawn_between_its_bounds() -> None:
    assert parts("needed_against_rest") == [(0, 704114), (0, 2436500), (2436500, 2593700), (0, 11562031)]


def test_what_a_bulletin_adds_continues_the_bar_and_what_falls_is_marked() -> None:
    assert parts("bulletin_increments") == [(0, 5150092), (5150092, 6408844), (0, 4445978), (3565852, 4445978)]
    assert "votes that fell" in drawn(SAMPLES["bulletin_increments"])


@pytest.mark.parametrize(("largest", "most"), [(1, 5), (7, 5), (11_031_928, 12), (999, 4), (0, 6), (10**20, 6)])
def test_ticks_reach_the_largest_and_are_few(largest: int, most: int) -> None:
    made = ticks(largest, most)
    assert made[0] == 0
    assert made[-1] >= largest
    assert 2 <= len(made) <= most
    assert len({b - a for a, b in itertools.pairwise(made)}) == 1


def test_an_axis_is_labelled_as_the_reader_writes_numbers() -> None:
    assert '"5000": "5.000"' in axis_of([0, 2500, 5000], ES)["labelExpr"]
    assert '"2000000": "2"' in axis_of([0, 1_000_000, 2_000_000], EN)["labelExpr"]


def test_signs_that_would_cover_each_other_move_apart_and_stay_inside() -> None:
    assert dodged([100.0, 104.0, 300.0], 20, 400) == [92.0, 112.0, 300.0]
    assert dodged([0.0, 1.0], 20, 400) == [0.0, 20.0]
    assert dodged([399.0, 400.0, 398.0], 20, 400) == [380.0, 400.0, 360.0]
    assert dodged([50.0, 10.0], 20, 400) == [50.0, 10.0]


def test_distances_stand_in_the_room_that_an_ordinary_count_has() -> None:
    made = specification(SAMPLES["round_shares"], EN, WIDE, SLOTS)
    assert made is not None
    # 51.2 % of 10,058,774 is 5,150,092.288: the count lies 0.288 votes from it, and could lie up to 5,029 away.
    assert [row["distance"] for row in marks(made)] == [0.288, 0.108, 0.396]
    assert {row["end"] for row in marks(made)} == {5029}
    assert marks(made)[0]["label"] == "Alder: 5,150,092"


def test_the_band_of_chance_can_be_seen_among_many_stations() -> None:
    """Stations beyond expectation around zero: beside all of them a band of a few parts in a hundred is a line."""
    made = specification(SAMPLES["percentage_comb"], EN, WIDE, SLOTS)
    assert made is not None
    low, high = made["layer"][0]["encoding"]["y"]["scale"]["domain"]
    rows = marks(made)
    assert low <= min(min(row["low"], row["observed"]) for row in rows) < 0
    assert high >= max(max(row["high"], row["observed"]) for row in rows) > 0
    assert all(row["high"] - row["low"] > (high - low) / 3 for row in rows)
    (whole,) = [row for row in rows if row["order"] == 0]
    assert whole["observed"] == pytest.approx(1_000 - 950.5)
    narrow = specification(SAMPLES["percentage_comb"], EN, NARROW, SLOTS)
    assert narrow is not None
    assert len(narrow["layer"][0]["encoding"]["x"]["axis"]["values"]) == 5, "labels do not touch"


def test_a_long_name_takes_more_lines_and_only_what_fits_in_none_is_cut() -> None:
    name = "not among the votes counted: all entries of the register, foreign residents included"
    lines = wrapped(name, 43, 31)
    assert " ".join(lines) == name
    assert all(len(line) <= 43 for line in lines[:-1])
    assert len(lines[-1]) <= 31
    assert wrapped("x" * 200, 43, 31)[-1].endswith("…")


def test_the_largest_rows_stay_in_their_order_and_have_the_strong_colours() -> None:
    assert largest([3, 9, 1, 7], lambda n: n, 2) == [9, 7]
    assert coloured({"a": 1, "b": 9, "c": 7}, {}) == {"b": 1, "c": 2, "a": 3}
    assert coloured({"A": 1, "z": 9}, SLOTS) == SLOTS


def test_a_picture_without_all_rows_says_so() -> None:
    sample = SAMPLES["bulletin_increments"]
    many = [{"id": f"o{n}", "name": f"Option {n}", "first": n, "added": 0} for n in range(14)]
    figure = Figure(sample.kind, sample.title, {**sample.data, "options": many}, sample.caption, sample.alternative)
    assert "Drawn: 12 of 14 rows." in drawn(figure)
    assert "Drawn:" not in drawn(sample)


class TestPositionsMap:
    """Every class has a colour, a pattern and words; what is not known stays blank; no state is too small."""

    FIGURE = SAMPLES["positions_map"]

    def features(self, width: int) -> list[dict[str, Any]]:
        made = specification(self.FIGURE, EN, width, SLOTS)
        assert made is not None
        return marks(made)

    @pytest.mark.parametrize("width", [WIDE, NARROW])
    def test_what_is_known_is_filled_and_all_else_is_blank(self, width: int) -> None:
        known = {row["country"] for row in self.FIGURE.data["rows"]}
        filled_ = {feature["code"] for feature in self.features(width) if feature["fill"] != PAPER}
        assert filled_ == known

    @pytest.mark.parametrize("width", [WIDE, NARROW])
    def test_states_without_an_outline_that_can_be_seen_are_circles_that_do_not_cover_each_other(
        self, width: int
    ) -> None:
        circles = {
            feature["code"]: feature["geometry"]["coordinates"]
            for feature in self.features(width)
            if feature["geometry"]["type"] == "Point"
        }
        tiny = {"AG", "BB", "DM", "GD", "KN", "LC", "VC", "MT", "SG", "VA", "BS", "QA", "TT", "XK", "TV"}
        assert tiny <= set(circles)
        least = 2 * (2.0 if width == NARROW else 3.4)
        for (a, place), (b, other) in itertools.combinations(circles.items(), 2):
            assert math.dist(place, other) >= least - 0.2, (a, b)

    def test_two_classes_share_neither_pattern_nor_words(self) -> None:
        text = drawn(self.FIGURE)
        patterns = set(re.findall(r'<pattern id="([a-z]+)-', text))
        assert patterns == {"falling", "level", "grid"}
        for words in ("Recognise Ben: 2", "Congratulate Ana: 2", "Call for publication of the results: 1"):
            assert words in text
        assert len({STYLES[stance][0] for stance in (*STYLES,) if not stance.value.endswith("_other")}) >= 10

    def test_an_option_has_its_own_colour_and_swapping_the_options_swaps_it(self) -> None:
        one = specification(self.FIGURE, EN, WIDE, {"A": 1, "B": 2})
        other = specification(self.FIGURE, EN, WIDE, {"A": 2, "B": 1})
        fills = [{f["code"]: f["fill"] for f in marks(made)} for made in (one, other) if made is not None]
        assert fills[0]["PE"] == filled("falling", OPTIONS[1])
        assert fills[1]["PE"] == filled("falling", OPTIONS[0])
        assert fills[0]["BR"] == fills[1]["BR"]

    def test_each_drawing_is_small(self) -> None:
        for svg in re.findall(r'<svg class="(?:wide|narrow)".*?</svg>', drawn(self.FIGURE), flags=re.S):
            assert 20_000 < len(svg) < 250_000

    def test_the_table_names_every_state_with_day_words_and_source_in_the_readers_language(self) -> None:
        text = drawn(self.FIGURE, ES)
        for words in (
            "Perú",
            "Dominica",
            "Rusia",
            "Kosovo",
            "Brasil",
            "2 de agosto de 2024",
            "«as atas»",
            "Outlet of BR",
        ):
            assert words in text
        assert text.count('<tr role="row">') == 1 + len(self.FIGURE.data["rows"])
        assert "impreso el 1 de agosto de 2024" in text

    def test_an_area_that_no_code_of_a_state_covers_is_never_filled(self) -> None:
        """Crimea, Northern Cyprus, Somaliland: blank, whoever takes a position."""
        assert "" in world(WIDE, 3.4).areas
        assert all(feature["fill"] == PAPER for feature in self.features(WIDE) if feature["code"] == "")

    def test_antarctica_is_left_out_and_the_states_are_there(self) -> None:
        areas = set(world(WIDE, 3.4).areas)
        assert "AQ" not in areas
        assert {"FR", "NO", "XK", "EH", "PS", "TW", "VE", "RU", "US", "QA", "BS", "TT"} <= areas
        assert len(areas) > 200

    def test_an_outline_is_closed_and_inside_the_map(self) -> None:
        map_ = world(NARROW, 2)
        for polygons in map_.areas.values():
            for ring in itertools.chain.from_iterable(polygons):
                assert ring[0] == ring[-1]
                assert all(-0.1 <= x <= map_.width + 0.1 and -0.1 <= y <= map_.height + 0.1 for x, y in ring)
