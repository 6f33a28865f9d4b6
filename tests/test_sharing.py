"""A card of a finding: a picture that nothing overflows, texts that can stand alone, and what must not be written."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from scrutiny.errors import CaseError
from scrutiny.evidence.plan import Plan
from scrutiny.examination import examine
from scrutiny.figures import share_picture
from scrutiny.figures.share_picture import FOOT, HEIGHT, MARGIN, SHAPES, TONES, WIDTH, Below, Share, png, svg
from scrutiny.figures.widths import width, wrapped
from scrutiny.findings.finding import HEADINGS, MARKS, Finding, Verdict
from scrutiny.messages import Message, Words, say
from scrutiny.report.labels import TONES as VERDICT_TONES
from scrutiny.report.quoting import Quotes, find, quotes, safe_name, shared
from tests.conformance.cases import contested, honest, renamed, swap_in
from tests.helpers_report import HOSTILE, every_verdict
from tests.helpers_report import examined as examined_by_hand

ROOT = Path(__file__).resolve().parents[1]
CONTESTED = examine(contested(), Plan())
ENGLISH = Words("en")


def printed(made: Quotes, language: str = "en") -> str:
    words = Words(language)
    parts = [*made.sentences, *(m for one in made.forbidden for m in (one.sentence, one.why))]
    return "\n".join(words.plain(part) for part in parts)


def share(**changes: object) -> Share:
    made = Share(
        mark="✕",
        word="cannot both be true",
        tone="no",
        title="Exampleland, president, 1 March 2026",
        statement="If the sheets are genuine, the bulletin cannot be right.",
        short="The bulletin and the sheets: cannot both be true, under the condition below.",
        below=(Below("Rests on", "The sheets are genuine."), Below("Breaks if", "4,217 of the sheets are false.")),
        foot=("Figures: the sheets (a party, 2 March 2026)", "Vote of 1 March 2026; evidence 0123456789ab"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def texts(drawing: str) -> list[tuple[float, float, float, bool, str]]:
    """Every line of a picture: where it begins, its size, whether it is bold, its words."""
    import html

    found = re.findall(
        r'<text x="([\d.]+)" y="([\d.]+)" font-size="(\d+)" fill="#\w+"( font-weight="700")?>(.*?)</text>', drawing
    )
    return [(float(x), float(y), float(size), bool(bold), html.unescape(text)) for x, y, size, bold, text in found]


def assert_nothing_overflows(drawing: str) -> None:
    lines = texts(drawing)
    assert lines
    for x, y, size, bold, text in lines:
        assert x >= MARGIN
        assert x + width(text, size, bold) <= WIDTH - MARGIN + 0.5, text
        assert y <= HEIGHT - 20, text
    # No line stands on another one: those at the same height are a label and what follows it.
    heights = sorted({y for _x, y, *_rest in lines})
    sizes = {y: size for _x, y, size, *_rest in lines}
    for above, below in pairwise(heights):
        assert below - above >= 0.95 * sizes[below], (above, below)


def words_in(drawing: str) -> str:
    return " ".join(text for *_place, text in texts(drawing))


@pytest.mark.parametrize("length", [1, 5, 12, 25, 40, 60, 75, 90])
def test_a_longer_statement_is_set_in_smaller_type_and_stays_inside(length: int) -> None:
    statement = " ".join(["If the sheets are genuine,"] + ["figures differ, by 1,370,253 votes"] * length)
    drawing = svg(share(statement=statement))
    assert_nothing_overflows(drawing)
    whole = " ".join(statement.split()) in words_in(drawing)
    short = "under the condition below." in words_in(drawing)
    assert whole is not short, "the whole statement, or its short form with the condition"
    assert "Rests on: The sheets are genuine." in words_in(drawing)


def test_type_becomes_smaller_and_then_the_short_form_stands_in() -> None:
    sizes = []
    for length in (1, 8, 15, 90):
        drawing = svg(share(statement=" ".join(["figures differ, by 1,370,253 votes"] * length)))
        sizes.append(max(size for _x, _y, size, bold, _text in texts(drawing) if not bold))
    assert sizes[0] > sizes[1] > sizes[2]
    assert sizes[3] > sizes[2], "the short form is set large again"


def test_a_word_that_is_wider_than_the_picture_is_broken_and_none_of_it_is_lost() -> None:
    word = "Donaudampfschifffahrt" * 8
    drawing = svg(share(statement=f"If {word} is right."))
    assert_nothing_overflows(drawing)
    assert word in words_in(drawing).replace(" ", "")


@pytest.mark.parametrize("text", ["选举结果" * 30, "🗳️" * 60, "ÅŁŻÓŚĆ " * 60, "Выборы президента " * 30])
def test_signs_of_other_scripts_stay_inside(text: str) -> None:
    assert_nothing_overflows(svg(share(statement=text)))


def test_words_that_no_type_can_hold_are_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match="no type is small enough"):
        svg(share(below=(Below("Rests on", "a very long condition " * 200),)))
    finding = CONTESTED.findings[0]
    long = finding.with_(rests_on=(say("{x}", x="a very long condition " * 200),))
    with pytest.raises(CaseError, match="too long for a picture"):
        shared(CONTESTED, long, ENGLISH)


def test_lines_are_measured_with_the_widths_of_the_type() -> None:
    # Liberation Sans has the advance widths of Arial: a digit 1139 of 2048, an m 1706, an i 455.
    assert width("8", 2048) == pytest.approx(1139, abs=2048 / 100)
    assert width("m", 2048) == pytest.approx(1706, abs=2048 / 100)
    assert width("i", 2048) == pytest.approx(455, abs=2048 / 100)
    assert width("é", 10) == width("e", 10)
    assert width("e\u0301", 10) == width("e", 10)
    assert " ".join(wrapped("one two  three", 20, 60)) == "one two three"


def test_the_picture_has_the_size_that_networks_show_and_the_same_bytes_twice() -> None:
    first, second = png(svg(share())), png(svg(share()))
    assert first == second
    assert first[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", first[16:24]) == (1200, 630)


def test_what_is_measured_is_what_is_drawn() -> None:
    """Ink of a full line ends where the widths say that it ends, and nothing is drawn in the right margin."""
    import zlib

    drawing = svg(share(statement="W" * 300 + " " + "i" * 900))
    data = png(drawing)
    rows, place, packed = [], 8, b""
    while place < len(data):
        (size,) = struct.unpack(">I", data[place : place + 4])
        if data[place + 4 : place + 8] == b"IDAT":
            packed += data[place + 8 : place + 8 + size]
        place += size + 12
    raw, stride = zlib.decompress(packed), 4 * WIDTH
    before = bytearray(stride)
    for y in range(HEIGHT):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for i in range(stride):
            left, up, corner = (line[i - 4], before[i], before[i - 4]) if i >= 4 else (0, before[i], 0)
            guess = left + up - corner
            paeth = min((left, up, corner), key=lambda n: abs(guess - n))
            line[i] = (line[i] + (0, left, up, (left + up) // 2, paeth)[kind]) & 255
        before = line
        rows.append(bytes(line))
    paper = rows[300][-4:]
    right = [row[4 * (WIDTH - MARGIN + 2) :] for row in rows[12:]]
    assert all(strip == paper * (len(strip) // 4) for strip in right), "something is drawn in the margin"
    reached = max(
        x for row in rows[12:] for x in range(WIDTH // 2, WIDTH - MARGIN + 2) if row[4 * x : 4 * x + 4] != paper
    )
    assert reached > WIDTH - MARGIN - 60, "a line of so many letters fills the width"


def test_it_is_coloured_as_the_page_and_every_text_can_be_read() -> None:
    css = (ROOT / "src" / "scrutiny" / "report" / "page" / "page.css").read_text("utf-8")
    light = css[: css.index("@media")]
    for name, colour in [*TONES.items(), ("ink", share_picture.INK), ("soft", share_picture.SOFT)]:
        assert f"--{name}:{colour}" in light
        assert contrast(colour, share_picture.PAPER) >= 4.5
    assert f"--paper:{share_picture.PAPER}" in light
    assert FOOT >= 18


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as the WCAG define it."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_shape_a_word_and_a_colour(verdict: Verdict) -> None:
    assert MARKS[verdict] in SHAPES
    assert VERDICT_TONES[verdict] in TONES
    drawing = svg(share(mark=MARKS[verdict], word=HEADINGS[verdict], tone=VERDICT_TONES[verdict]))
    assert HEADINGS[verdict] in words_in(drawing), "the colour never stands alone"
    assert_nothing_overflows(drawing)
    shapes = [SHAPES[MARKS[v]] for v in Verdict]
    assert len(set(shapes)) == len(shapes)


def test_hostile_words_stay_words() -> None:
    drawing = svg(share(statement=HOSTILE, title=HOSTILE + "\x00\x1b", word="a < b & c", foot=(HOSTILE,)))
    assert "<script" not in drawing and "<img" not in drawing
    assert "\x00" not in drawing and "\x1b" not in drawing
    assert png(drawing).startswith(b"\x89PNG")


EVERY = [*CONTESTED.findings, *every_verdict()]


@pytest.mark.parametrize("finding", EVERY, ids=lambda f: f"{f.id}-{f.kind}-{f.verdict}")
def test_each_text_stands_alone_with_its_condition(finding: Finding) -> None:
    evidence = CONTESTED.evidence if finding in CONTESTED.findings else examined_by_hand().evidence
    made = quotes(finding, evidence)
    for number, sentence in enumerate(made.sentences):
        text = ENGLISH.plain(sentence)
        assert evidence.case.title in text
        assert re.search(r"\b20\d\d\b|\b1 \w+ \d{4}", text), "a day"
        for source in finding.sources:
            if source in evidence.case.source_by_id:
                assert evidence.case.source_by_id[source].publisher in text
            elif source in evidence.case.claim_by_id:
                assert evidence.case.claim_by_id[source].speaker in text
        if finding.rests_on and (
            number or not str(finding.statement).startswith(("If", "Unless", "As ", "By ", "Under", "Read"))
        ):
            assert ENGLISH.plain(finding.rests_on[0]) in text
    assert ENGLISH.plain(finding.statement) in ENGLISH.plain(made.sentences[0])
    for message in finding.breaks_if:
        assert ENGLISH.plain(message) in ENGLISH.plain(made.sentences[1])
    assert len(made.forbidden) >= 2
    assert all(str(one.sentence).endswith(".") and len(str(one.why)) > 20 for one in made.forbidden)
    text = printed(made).lower()
    assert "fraud" not in text
    assert "fraude" not in printed(made, "es").lower()


@pytest.mark.parametrize("evidence", [contested(), honest()], ids=["contested", "honest"])
def test_swapped_names_give_the_same_texts_with_the_names_swapped(evidence: object) -> None:
    pairs = {"Alder": "Birch", "Birch": "Alder", "published sheets": "results by polling station"}
    pairs["results by polling station"] = "published sheets"
    before = examine(evidence, Plan())  # type: ignore[arg-type]
    after = examine(renamed(evidence, pairs), Plan())  # type: ignore[arg-type]
    for old, new in zip(before.findings, after.findings, strict=True):
        assert swap_in(printed(quotes(old, before.evidence)), pairs) == printed(quotes(new, after.evidence))


def refused(finding: Finding, evidence: object = None) -> list[str]:
    return [ENGLISH.plain(f.sentence) for f in quotes(finding, evidence or CONTESTED.evidence).forbidden]  # type: ignore[arg-type]


def of(check: str, verdict: Verdict) -> Finding:
    return next(f for f in CONTESTED.findings if f.check == check and f.verdict is verdict)


def test_of_a_contradiction_neither_side_may_be_said_to_be_wrong() -> None:
    finding = of("counted.against_announced", Verdict.CONTRADICTS)
    found = refused(finding)
    assert "The figures of Contested bulletin are false." in found
    record = next(
        s for s in ("published sheets", "results by polling station") if f"The figures of {s} are false." in found
    )
    assert record
    assert "Electoral council falsified the result." in found
    option = next(m for m in ("Alder", "Birch") if m in str(finding.statement))
    assert {f"This proves that {option} won.", f"This proves that {option} did not win."} <= set(found)


def test_of_a_bound_the_winner_may_not_be_named_without_the_condition() -> None:
    finding = of("counted.bounds", Verdict.DECIDES)
    found = refused(finding)
    assert any(re.fullmatch(r"\w+ won\.", text) for text in found)
    assert any(text.endswith("are genuine.") for text in found)


def test_of_agreement_no_confirmation_follows() -> None:
    finding = next(f for f in CONTESTED.findings if f.verdict is Verdict.AGREES)
    assert any(text.startswith("Scrutiny confirms the result of") for text in refused(finding))


def test_a_rare_pattern_is_no_probability_of_being_false() -> None:
    from fractions import Fraction

    from scrutiny.messages import Chance

    by_hand = examined_by_hand()
    finding = next(f for f in by_hand.findings if f.verdict is Verdict.UNUSUAL)
    told = Message("One in so many: {chance}.", {"chance": Chance(Fraction(1, 134_000_000))})
    found = refused(finding.with_(statement=told), by_hand.evidence)
    assert any("is true is 1 in 134,000,000." in text for text in found)
    assert any(text.endswith("were manipulated.") for text in found)


def test_a_finding_is_found_by_its_id_or_an_end_of_it() -> None:
    findings = CONTESTED.findings
    bounds = [f for f in findings if f.check == "counted.bounds"]
    assert find(findings, bounds[0].id) is bounds[0]
    assert find(findings, f" {bounds[0].id} ") is bounds[0]
    with_blanks = next(f for f in findings if " " in f.id)
    assert find(findings, "_".join(with_blanks.id.split())) is with_blanks
    (alone,) = [f for f in findings if f.id.endswith("together")][:1]
    if sum(f.id.endswith("together") for f in findings) == 1:
        assert find(findings, "together") is alone


def test_an_id_that_several_findings_share_or_none_has_is_refused_with_those_that_come_near() -> None:
    with pytest.raises(CaseError, match=r"findings have ids like that: counted\.arithmetic"):
        find(CONTESTED.findings, "counted.arithmetic")
    bounds = of("counted.bounds", Verdict.DECIDES)
    with pytest.raises(CaseError, match="no such finding") as error:
        find(CONTESTED.findings, bounds.id.replace("bounds", "bouns"))
    assert bounds.id in str(error.value)
    with pytest.raises(CaseError, match="no such finding"):
        find(CONTESTED.findings, "")
    with pytest.raises(CaseError, match="no such finding"):
        find((), "counted.bounds")


def test_names_of_files_are_safe_and_each_finding_has_its_own() -> None:
    names = [safe_name(f) for f in CONTESTED.findings]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"card-[A-Za-z0-9._-]{1,110}", name) for name in names)
    one, other = (every_verdict()[0].with_(about=("a", text)) for text in ("x y", "x/y"))
    assert safe_name(one) != safe_name(other)
    assert ".." not in safe_name(every_verdict()[0].with_(about=("../../etc", "passwd")))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "report.html", "https://x y"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(CaseError, match="--url"):
        shared(CONTESTED, CONTESTED.findings[0], ENGLISH, address)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_finding_has_a_card_in_each_language(language: str) -> None:
    words = Words(language)
    for finding in CONTESTED.findings:
        made = shared(CONTESTED, finding, words, "https://example.org/report.html")
        assert_nothing_overflows(made.drawing)
        assert words.plain(HEADINGS[finding.verdict]) in words_in(made.drawing)
        assert "https://example.org/report.html" in words_in(made.drawing)
        assert CONTESTED.evidence.digest[:12] in words_in(made.drawing)
        assert made.text.count("\n- ") >= 2
