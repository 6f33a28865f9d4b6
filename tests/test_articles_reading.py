"""The reader of articles: containers, text, numbers, dates, names, quotations, and what it must leave out."""

from __future__ import annotations

import email.message
import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from scrutiny.articles import Choice, Context, containers, read_article
from scrutiny.articles.boilerplate import agencies, dateline
from scrutiny.articles.dates import other_year, said_on
from scrutiny.articles.decoding import decoded
from scrutiny.articles.flattening import flatten, normal
from scrutiny.articles.folding import fold
from scrutiny.articles.languages import language_of
from scrutiny.articles.metadata import about, when
from scrutiny.articles.numbers import numbers
from scrutiny.articles.quoting import quotations
from scrutiny.articles.sentences import sentences
from scrutiny.errors import MissingExtra, ReadError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.contest import Contest, Election, Option
from scrutiny.evidence.proposal import Proposal

GAMBIA = Context(
    "GM",
    date(2016, 12, 1),
    (Choice("barrow", ("Adama Barrow", "Barrow"), ("Coalition 2016",)), Choice("jammeh", ("Yahya Jammeh", "Jammeh"))),
    authority=("Independent Electoral Commission", "IEC"),
    court=("Supreme Court",),
    contest="president",
)
LEAD = "Gambians voted in the election between Adama Barrow and Yahya Jammeh, the incumbent president.\n\n"
DAY = date(2016, 12, 10)


def proposals(sentence: str, lead: str = LEAD, published: date = DAY, language: str = "en") -> list[Proposal]:
    reading, text = read_article(
        (lead + sentence + "\n").encode(), context=GAMBIA, language=language, published=published
    )
    for proposal in reading.proposals:
        for at in (proposal.at, proposal.sentence, *(rests.at for rests in proposal.rests_on)):
            assert text[at.start : at.end] == at.exact
    return [proposal for proposal in reading.proposals if proposal.at.start >= len(lead)]


def told(sentence: str, **more: object) -> list[tuple[str, str, str | None, str | None]]:
    return [(p.claim.speaker, p.claim.act, p.claim.country, p.claim.about) for p in proposals(sentence, **more)]  # type: ignore[arg-type]


# -- containers --------------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Barrow</title>
<meta property="article:published_time" content="2016-12-10T09:00:00+01:00"></head><body>
<script>document.write("Mali congratulated Adama Barrow on his victory in the election")</script>
<div id="cookies"><p>We use cookies. Jammeh congratulated Barrow.</p></div><nav><ul><li>Home</li></ul></nav>
<article><h1>Neighbours react to the vote</h1>
<p>Senegal's president, Macky Sall, congratulated Adama Barrow on his victory in the election on Friday.</p>
<p>The Independent Electoral Commission published the results of the vote last week, and voters waited.</p>
<figure><figcaption>Yahya Jammeh congratulated nobody. Photo: AP</figcaption></figure>
<div class="related"><p>Read more: Togo congratulated Adama Barrow</p></div></article>
<section class="comments"><p>Ghana congratulates Barrow!</p></section></body></html>"""


def speakers(data: bytes) -> list[str]:
    reading, _text = read_article(data, context=GAMBIA)
    return [proposal.claim.speaker for proposal in reading.proposals]


def test_a_page_gives_its_article_and_nothing_around_it() -> None:
    assert speakers(PAGE.encode()) == ["Macky Sall"]


def test_a_script_is_never_read() -> None:
    _reading, text = read_article(PAGE.encode(), context=GAMBIA)
    assert "document" not in text and "Mali" not in text and "cookies" not in text


def test_a_page_says_when_it_was_published_with_its_time_zone() -> None:
    reading, _text = read_article(PAGE.encode(), context=GAMBIA)
    assert str(reading.article.published) == "2016-12-10 09:00:00+01:00"
    assert reading.article.language == "en"
    assert reading.article.read_by.startswith("trafilatura ")


def test_a_page_that_says_a_day_after_it_was_saved_says_none() -> None:
    page = PAGE.replace("2016-12-10T09", "2061-12-10T09")
    assert read_article(page.encode(), context=GAMBIA)[0].article.published is not None
    assert read_article(page.encode(), context=GAMBIA, saved=date(2016, 12, 12))[0].article.published is None
    # What is tomorrow in UTC is today somewhere.
    kept, _text = read_article(PAGE.encode(), context=GAMBIA, saved=date(2016, 12, 9))
    assert str(kept.article.published) == "2016-12-10 09:00:00+01:00"


def mhtml(page: str) -> bytes:
    message = email.message.EmailMessage()
    message["From"] = "<Saved by a browser>"
    message["Snapshot-Content-Location"] = "https://gazette.example/barrow"
    message["MIME-Version"] = "1.0"
    message.set_content(page, subtype="html", cte="quoted-printable")
    message.make_related()
    return bytes(message)


def warc(page: str) -> bytes:
    body = page.encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nabcd\r\n\r\n"
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://gazette.example/barrow\r\n"
    return info + head.encode() + f"Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"


@pytest.mark.parametrize("wrap", [mhtml, warc, lambda page: gzip.compress(warc(page))])
def test_a_wrapped_page_reads_as_the_page_itself(wrap) -> None:  # type: ignore[no-untyped-def]
    assert speakers(wrap(PAGE)) == ["Macky Sall"]
    reading, _text = read_article(wrap(PAGE), context=GAMBIA)
    assert reading.article.url == "https://gazette.example/barrow"


def test_a_warc_without_a_page_is_refused() -> None:
    with pytest.raises(ReadError, match="no page"):
        containers.opened(b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nabcd\r\n\r\n", "a.warc")


def test_a_record_that_lies_about_its_length_ends_the_reading() -> None:
    with pytest.raises(ReadError, match="no page"):
        containers.opened(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\nx", "a.warc")


def test_two_hundred_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    file = tmp_path / "large.html"
    with file.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    with pytest.raises(ReadError, match="at most"):
        read_article(file, context=GAMBIA)


def test_a_small_file_that_unpacks_to_two_hundred_megabytes_is_refused() -> None:
    packed = gzip.compress(b"<html>" + b" " * (200 * 1024 * 1024), compresslevel=1)
    with pytest.raises(ReadError, match="at most"):
        containers.opened(packed, "bomb.html.gz")


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="to do"):
        read_article(tmp_path / "absent.txt", context=GAMBIA)


def test_a_page_without_the_extra_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(MissingExtra, match=r"scrutiny\[articles\]"):
        read_article(PAGE.encode(), context=GAMBIA)


def test_plain_text_needs_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert told("Senegal congratulated Adama Barrow.") == [("Senegal", "congratulates", "SN", "barrow")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_give_one_text(encoding: str) -> None:
    assert decoded("São Tomé – «sí»".encode(encoding)) == "São Tomé – «sí»"


def test_a_declared_encoding_is_believed() -> None:
    page = '<meta charset="iso-8859-1"><p>Elección</p>'
    assert "Elección" in decoded(page.encode("latin-1"))


@pytest.mark.parametrize(
    ("junk", "told"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"\x00\x01\x02", "is no text"),
        (b"%PDF-1.7 x", "PDF"),
        (b"\x7fELF", "ELF"),
    ],
)
def test_what_is_no_text_is_refused(junk: bytes, told: str) -> None:
    with pytest.raises(ReadError, match=told):
        read_article(junk, context=GAMBIA)


def test_a_language_that_has_no_rules_is_refused() -> None:
    with pytest.raises(ReadError, match="one of: en, es, pt, fr"):
        read_article(b"Barrow won.", context=GAMBIA, language="de")


@pytest.mark.parametrize("junk", [b"<html>", b"<" * 5000, b"\xff\xfe", b"<p>" * 3000])
def test_hostile_bytes_give_no_proposals_and_no_traceback(junk: bytes) -> None:
    reading, _text = read_article(junk, context=GAMBIA)
    assert reading.proposals == ()


# -- text --------------------------------------------------------------------------------------------------------------


def test_markdown_remains_are_skipped_and_positions_count_in_the_saved_text() -> None:
    saved = "Macky Sall [congratulated](https://x.example) **Barrow** in Dakar."
    flat = flatten(saved)[0]
    assert flat.text == "Macky Sall congratulated Barrow in Dakar."
    start, end = flat.span(flat.text.index("congratulated"), flat.text.index(" in Dakar"))
    assert saved[start:end].startswith("congratulated](") and "Barrow" in saved[start:end]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    wrapped = "The head of the commission read the results of the election out in the hall in the\ncapital."
    assert len(flatten(wrapped)) == 1
    assert len(flatten("One.\n\nTwo.")) == 2


def test_text_is_composed_and_has_one_kind_of_line_end() -> None:
    assert normal("e\u0301lection\r\nb\rc") == "\u00e9lection\nb\nc"


def test_abbreviations_do_not_end_sentences() -> None:
    text = "The U.S. embassy spoke to Mr. Barrow. EE. UU. felicitó a Barrow. No. 3 won."
    assert next(text[a:b] for a, b in sentences(text)) == "The U.S. embassy spoke to Mr. Barrow."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council said that the results of the vote were not yet in.", "en"),
        ("El consejo dijo que los resultados de la votación no estaban todavía.", "es"),
        ("O conselho disse que os resultados da votação ainda não são conhecidos.", "pt"),
        ("Le conseil a dit que les résultats du scrutin ne sont pas encore connus.", "fr"),
        ("51.2 44.2 xyz", ""),
    ],
)
def test_the_language_is_told_from_small_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_credits_name_agencies_and_captions_do_not() -> None:
    assert agencies("AFP contributed reporting.") == ("AFP",)
    assert agencies("CARACAS, 28 jul (Reuters) - El consejo") == ("Reuters",)
    assert agencies("Con información de EFE") == ("EFE",)
    assert agencies("MOSCOW, July 29. /TASS/. The president") == ("TASS",)
    assert agencies("Nicolas Maduro. Fernando Vergara / AP / TASS") == ()


def test_date_lines_are_no_speakers() -> None:
    assert dateline("NAIROBI, Aug 16 (Meridian Press) - Veteran") > 0
    assert dateline("Moscow congratulated Barrow on Friday.") == 0
    assert told("DAKAR, Dec 9 (Reuters) - Mali congratulated Adama Barrow.") == [
        ("Mali", "congratulates", "ML", "barrow")
    ]


def test_a_page_tells_both_dates_with_zones() -> None:
    page = (
        '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"H",'
        '"datePublished":"2024-07-28T21:00:00-04:00","dateModified":"2024-07-29T19:05:00-04:00",'
        '"author":[{"name":"A"},{"name":"AFP"}],"publisher":{"name":"P"}}]}</script>'
    )
    found = about(page)
    assert (str(found.published), str(found.modified)) == ("2024-07-28 21:00:00-04:00", "2024-07-29 19:05:00-04:00")
    assert (found.author, found.outlet) == ("A; AFP", "P")
    assert when("nonsense") is None


# -- numbers and dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("51.2%", "en", "51.2", "percent"),
        ("51,20%", "es", "51.20", "percent"),
        ("51. 20 %", "es", "51.20", "percent"),
        ("51,2 %", "fr", "51.2", "percent"),
        ("96, 87%", "es", "96.87", "percent"),
        ("44%%", "es", "44", "percent"),
        ("51.20 por ciento", "es", "51.20", "percent"),
        ("51,2 por cento", "pt", "51.2", "percent"),
        ("44,2 pour cent", "fr", "44.2", "percent"),
        ("5.150.092", "es", "5150092", ""),
        ("5,150,092", "en", "5150092", ""),
        ("5 150 092 voix", "fr", "5150092", ""),
        ("5\u202f150\u202f092 voix", "fr", "5150092", ""),
        ("5'150.092", "es", "5150092", ""),
        ("5 millones 150 mil 92 sufragios", "es", "5150092", ""),
        ("7 millones 559.349 votos", "es", "7559349", ""),
        ("30 mil 036", "es", "30036", ""),
        ("5,15 millions de voix", "fr", "5150000", ""),
        ("60.3 million votes", "en", "60300000", ""),
        ("12 million 600 thousand", "en", "12600000", ""),
        ("462.704", "es", "462704", ""),
    ],
)
def test_numbers_as_the_press_prints_them(text: str, language: str, value: str, unit: str) -> None:
    found = numbers(text, fold(text), language)
    assert (found[0].value, found[0].unit) == (Decimal(value), unit)
    assert len(found) == 1


MONDAY = date(2024, 7, 29)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("on monday morning", "en", date(2024, 7, 29)),
        ("sunday", "en", date(2024, 7, 28)),
        ("el pasado domingo", "es", date(2024, 7, 28)),
        ("este lunes", "es", date(2024, 7, 29)),
        ("nesta segunda-feira", "pt", date(2024, 7, 29)),
        ("lundi matin", "fr", date(2024, 7, 29)),
        ("mercredi 24 juillet", "fr", date(2024, 7, 24)),
        ("2 december 2023", "en", date(2023, 12, 2)),
        ("ayer", "es", date(2024, 7, 28)),
        ("aujourd'hui", "fr", date(2024, 7, 29)),
        ("em 2018", "pt", None),
        ("on 4 august 2024", "en", None),
    ],
)
def test_days_are_told_against_the_article_and_never_lie_ahead(text: str, language: str, day: date | None) -> None:
    assert said_on(text, language, MONDAY) == day


def test_without_the_day_of_the_article_a_weekday_tells_nothing() -> None:
    assert said_on("on monday", "en", None) is None


def test_another_year_is_another_election_and_a_term_is_not() -> None:
    day = date(2024, 7, 28)
    assert other_year("in 2018 many states did not recognise the result", day, None)
    assert not other_year("president for the term 2025-2031", day, None)
    assert not other_year("in power since 2013, he won in 2024", day, None)


# -- who says what -----------------------------------------------------------------------------------------------------


def test_two_speakers_are_two_claims() -> None:
    assert told("Barrow and Jammeh each claimed victory.") == [
        ("Barrow", "claims_victory", "GM", "barrow"),
        ("Jammeh", "claims_victory", "GM", "jammeh"),
    ]


def test_two_percentages_go_to_their_two_persons() -> None:
    for sentence in (
        "The IEC gave Barrow 43.3% and Jammeh 39.6% of the vote.",
        "Barrow won 43.3% of the vote against 39.6% for Jammeh, the IEC said.",
        "The IEC announced 43.3% for Barrow and 39.6% for Jammeh.",
        "According to the IEC, Jammeh had 39.6%, Barrow 43.3%.",
    ):
        figures = [p.claim.figures for p in proposals(sentence) if p.claim.act == "announces_figure"]
        assert len(figures) == 1 and figures[0] is not None, sentence
        assert figures[0].shares == {"barrow": Decimal("43.3"), "jammeh": Decimal("39.6")}, sentence


def test_turnout_and_coverage_are_no_shares() -> None:
    found = proposals("With 80% of polling stations counted, Barrow had 43.3% on a turnout of 59%, the IEC said.")
    figures = found[0].claim.figures
    assert figures is not None
    assert figures.shares == {"barrow": Decimal("43.3")}
    assert (figures.coverage, figures.turnout) == (Decimal(80), Decimal(59))


def test_an_exit_poll_predicts_and_announces_nothing() -> None:
    found = proposals("An exit poll gave Barrow 65% and Jammeh 31%.")
    assert [p.claim.act for p in found] == ["predicts"]


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("Togo did not congratulate Barrow.", None),
        ("Togo has not yet recognised Barrow's victory.", "withholds_recognition"),
        ("Togo will not recognise Barrow's victory until the sheets are published.", "withholds_recognition"),
        ("Togo does not recognise Barrow's victory.", "refuses_to_recognise"),
        ("Togo refused to recognise the result.", "refuses_to_recognise"),
        ("Togo denied that it had recognised Barrow's victory.", None),
        ("Togo hailed the people of Gambia for a peaceful vote.", None),
        ("Togo will decide tomorrow whether to congratulate Barrow.", None),
        ("Togo rejected claims that the vote was stolen.", None),
        ("Jammeh did not concede.", None),
    ],
)
def test_negation_turns_an_act_round_or_leaves_none(sentence: str, act: str | None) -> None:
    assert [p.claim.act for p in proposals(sentence)] == ([act] if act else [])


@pytest.mark.parametrize(
    ("sentence", "language", "expected"),
    [
        ("La victoria de Barrow fue desconocida por Togo.", "es", [("Togo", "refuses_to_recognise")]),
        ("La comisión electoral reconoció irregularidades en el escrutinio.", "es", ["alleges_irregularity"]),
        ("Togo saludó la participación de los votantes.", "es", []),
        ("Le Togo salue le scrutin.", "fr", []),
        ("Le Togo ne reconnaît que M. Barrow.", "fr", []),
        ("O Togo não reconhece a vitória de Barrow.", "pt", [("Togo", "refuses_to_recognise")]),
        ("A comissão reconheceu irregularidades no apuramento.", "pt", ["alleges_irregularity"]),
    ],
)
def test_false_friends(sentence: str, language: str, expected: list[object]) -> None:
    lead = {
        "es": "Los gambianos votaron en las elecciones entre Adama Barrow y Yahya Jammeh.\n\n",
        "pt": "Os gambianos votaram nas eleições entre Adama Barrow e Yahya Jammeh.\n\n",
        "fr": "Les Gambiens ont voté à l'élection entre Adama Barrow et Yahya Jammeh.\n\n",
    }[language]
    found = proposals(sentence, lead=lead, language=language)
    wanted = [entry if isinstance(entry, str) else entry[1] for entry in expected]  # type: ignore[index]
    assert [p.claim.act for p in found] == wanted
    for entry, proposal in zip(expected, found, strict=True):
        if not isinstance(entry, str):
            assert proposal.claim.speaker == entry[0]  # type: ignore[index]


def test_an_earlier_election_is_another_one() -> None:
    found = proposals("In 2011 Mali congratulated Jammeh on his victory.")
    assert [(p.claim.act, p.claim.of_election) for p in found] == [("congratulates", "other")]


def test_a_quotation_belongs_to_who_said_it() -> None:
    assert told('"I am the president-elect," Barrow told reporters.') == [("Barrow", "claims_victory", "GM", "barrow")]
    assert told('"We have won," Ousainou Darboe told reporters.') == []


def test_he_is_the_speaker_of_the_sentence_before() -> None:
    found = told('Jammeh went on television on Friday. "I hereby reject the results in totality," he said.')
    assert found == [("Jammeh", "refuses_to_recognise", "GM", "result")]


def test_a_quotation_in_a_quotation_is_not_taken_apart() -> None:
    assert len(quotations("He said: «They told me “we won” and laughed.»")) == 1


def test_two_persons_of_one_name_are_kept_apart() -> None:
    found = told(
        "Senegal's foreign minister, Mankeur Ndiaye, congratulated Barrow. "
        "The opposition leader Moussa Ndiaye rejected the result."
    )
    assert found == [
        ("Mankeur Ndiaye", "congratulates", "SN", "barrow"),
        ("Moussa Ndiaye", "refuses_to_recognise", "GM", "result"),
    ]


def test_a_relative_with_the_surname_of_a_candidate_is_not_the_candidate() -> None:
    found = proposals("Fatou Jammeh congratulated Adama Barrow.")
    assert all(p.claim.role != "candidate" for p in found)


def test_a_winner_declared_by_a_body_is_who_was_declared_and_not_who_comes_after() -> None:
    found = told("Barrow was declared the winner by the IEC with 43.3% of the vote, compared with 39.6% for Jammeh.")
    assert ("IEC", "proclaims", "GM", "barrow") in found


def test_a_match_report_with_a_candidates_name_holds_no_claims() -> None:
    text = "Barrow declared winner after the recount\n\nThe match ended 3-2. The team claimed victory. Goal by Jammeh."
    reading, _text = read_article(text.encode(), context=GAMBIA, language="en")
    assert reading.proposals == ()


def test_satire_that_says_so_holds_no_claims() -> None:
    text = "SATIRE\n\n" + LEAD + "Mali congratulated Adama Barrow on his victory in the election."
    reading, _text = read_article(text.encode(), context=GAMBIA, language="en")
    assert reading.proposals == ()


def test_a_headline_repeats_the_body() -> None:
    text = "Mali congratulates Adama Barrow\n\n" + LEAD + "Mali congratulated Adama Barrow on his victory on Friday.\n"
    reading, _text = read_article(text.encode(), context=GAMBIA, language="en", published=DAY)
    first, body = reading.proposals
    assert first.repeats == body.id and body.repeats == ""


def test_reading_twice_gives_the_same_and_names_only_act_types_of_the_record() -> None:
    data = (LEAD + "Mali congratulated Adama Barrow. Togo rejected the result.").encode()
    once, again = (read_article(data, context=GAMBIA, language="en", published=DAY)[0] for _turn in range(2))
    assert once == again
    assert len({proposal.id for proposal in once.proposals}) == len(once.proposals) == 2
    assert all(0 < proposal.confidence < 1 for proposal in once.proposals)


def test_swapping_the_names_swaps_the_claims() -> None:
    sentence = "Mali congratulated {a}. {b} rejected the result. The IEC gave {a} 43.3% and {b} 39.6%."
    one = told(sentence.format(a="Barrow", b="Jammeh"), lead="The election of Gambia: Barrow, Jammeh.\n\n")
    two = told(sentence.format(a="Jammeh", b="Barrow"), lead="The election of Gambia: Jammeh, Barrow.\n\n")
    other = {"Barrow": "Jammeh", "Jammeh": "Barrow", "barrow": "jammeh", "jammeh": "barrow"}
    assert [tuple(other.get(part or "", part) for part in claim) for claim in one] == two


def test_the_context_comes_from_a_case() -> None:
    case = CaseFile(
        title="Gambia",
        country="GM",
        elections=(Election("e", "2016", date(2016, 12, 1)), Election("old", "2011", date(2011, 11, 24))),
        contests=(
            Contest("p", "President", "e", options=(
                Option("coalition", "Coalition 2016"),
                Option("barrow", "Adama Barrow", ("Barrow",), parent="coalition"),
                Option("blank", "Blank", valid=False))),
        ),
        claims=(Claim("b1", "announces_figure", "Independent Electoral Commission", role="authority"),),
    )  # fmt: skip
    made = Context.from_case(case)
    assert made.options == (Choice("barrow", ("Adama Barrow", "Barrow"), ("Coalition 2016",)),)
    assert made.authority == ("Independent Electoral Commission",)
    assert (made.day, made.other_days) == (date(2016, 12, 1), (date(2011, 11, 24),))
