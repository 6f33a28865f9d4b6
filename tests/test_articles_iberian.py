"""The Spanish and Portuguese of the reader: any tense of a verb, accents, what is said by others, chains, polls."""

from __future__ import annotations

import re
from datetime import date

import pytest

from scrutiny.articles import Choice, Context, read_article
from scrutiny.articles.iberian import forms, pattern

VE = Context(
    "VE",
    date(2024, 7, 28),
    (Choice("maduro", ("Nicolás Maduro", "Maduro"), ("PSUV",)), Choice("gonzalez", ("Edmundo González",), ("PUD",))),
    authority=("Consejo Nacional Electoral", "CNE"),
    court=("Tribunal Supremo de Justicia", "TSJ"),
)
BR = Context(
    "BR",
    date(2022, 10, 30),
    (
        Choice("lula", ("Luiz Inácio Lula da Silva", "Lula"), ("PT",)),
        Choice("bolsonaro", ("Jair Bolsonaro", "Bolsonaro"), ("PL",)),
    ),
    authority=("Tribunal Superior Eleitoral", "TSE"),
    court=("Supremo Tribunal Federal", "STF"),
)
HEAD = {
    "es": "Las elecciones presidenciales siguen bajo escrutinio: el presidente Nicolás Maduro y el opositor "
    "Edmundo González "
    "se disputan la victoria desde la noche del domingo en todo el país.",
    "pt": "As eleições presidenciais seguem sob disputa: o presidente Jair Bolsonaro e o opositor "
    "Luiz Inácio Lula da Silva "
    "disputam a vitória desde a noite de domingo em todo o país.",
}


def claims(text: str, language: str) -> list[tuple[str, str, str | None]]:
    """What the reader finds in a paragraph that follows an opening without claims."""
    told = VE if language == "es" else BR
    reading, _text = read_article(
        f"{HEAD[language]}\n\n{text}".encode(), context=told, language=language, published=told.day
    )
    return [
        (p.claim.act, p.claim.speaker, p.claim.about) for p in reading.proposals if p.at.start > len(HEAD[language])
    ]


@pytest.mark.parametrize(
    ("verb", "language", "wanted"),
    [
        ("pedir", "es", "pidio"),
        ("sostener", "es", "sostuvo"),
        ("decir", "es", "dijeron"),
        ("concluir", "es", "concluyeron"),
        ("negar", "es", "niega"),
        ("propor", "pt", "propuseram"),
        ("manter", "pt", "manteve"),
        ("atribuir", "pt", "atribuiu"),
        ("reconhecer", "pt", "reconhecia"),
        ("contrapor", "pt", "contrapos"),
    ],
)
def test_irregular_verbs_have_their_forms(verb: str, language: str, wanted: str) -> None:
    assert wanted in forms(verb, language).finite


def test_a_verb_is_found_in_compound_tenses_with_pronouns_and_behind_others() -> None:
    told = re.compile(pattern("V", "felicitar", "pt"))
    for form in ("felicitou", "felicitou-o", "tinha felicitado", "voltou a felicitar", "disse felicitar"):
        assert told.fullmatch(form), form
    assert not told.fullmatch("felicitara-lhe-ia")
    assert re.fullmatch(pattern("S", "publicar", "es"), "publiquen")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "El Gobierno de Perú rechazaba la proclamación de Maduro.",
            ("refuses_to_recognise", "Gobierno de Perú", "result"),
        ),
        ("Según el Centro Carter, la elección no cumplió los estándares.", ("observes", "Centro Carter", "process")),
        (
            "Colombia condicionó el reconocimiento del resultado a la publicación de las actas.",
            ("withholds_recognition", "Colombia", "result"),
        ),
        (
            "Maduro fue proclamado ganador por el Consejo Nacional Electoral.",
            ("proclaims", "Consejo Nacional Electoral", "maduro"),
        ),
        ("El TSJ convalidó los resultados.", ("rules", "TSJ", "result")),
        ("Pidió calma la Unión Europea.", ("calls_for_calm", "Unión Europea", "process")),
    ],
)
def test_spanish_acts(text: str, wanted: tuple[str, str, str]) -> None:
    assert wanted in claims(text, "es")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Emmanuel Macron deu os parabéns a Lula.", ("congratulates", "Emmanuel Macron", "lula")),
        (
            "Lula foi proclamado eleito pelo Tribunal Superior Eleitoral.",
            ("proclaims", "Tribunal Superior Eleitoral", "lula"),
        ),
        ("Bolsonaro disse não reconhecer os resultados.", ("refuses_to_recognise", "Bolsonaro", "result")),
        ("A ação foi rejeitada pelo Supremo Tribunal Federal.", ("rules", "Supremo Tribunal Federal", "result")),
        ("Houve fraude nas urnas, segundo o PL.", ("alleges_irregularity", "PL", "process")),
    ],
)
def test_portuguese_acts(text: str, wanted: tuple[str, str, str]) -> None:
    assert wanted in claims(text, "pt")


def test_the_accent_tells_a_noun_from_a_verb() -> None:
    assert claims("El rechazo de los resultados crece en las calles de Caracas.", "es") == []
    assert ("refuses_to_recognise", "Perú", "result") in claims("Perú rechazó los resultados.", "es")


def test_a_passive_is_no_victory_claimed() -> None:
    assert all(act != "claims_victory" for act, _who, _about in claims("Lula foi proclamado eleito pelo TSE.", "pt"))


def test_neither_accepts_nor_rejects_is_no_refusal() -> None:
    assert all(
        act != "refuses_to_recognise"
        for act, _who, _about in claims("México no acepta ni rechaza los resultados.", "es")
    )


def test_those_who_follow_do_the_same() -> None:
    text = "Rusia felicitó a Maduro el lunes. Lo mismo hizo China; después llegó Irán."
    assert {who for act, who, _about in claims(text, "es") if act == "congratulates"} == {"Rusia", "China", "Irán"}


def test_a_plural_verb_has_no_single_subject() -> None:
    text = "Los miembros disidentes, según Luisa Romero, que rechazaron el resultado, callan."
    assert all(who != "Luisa Romero" for _act, who, _about in claims(text, "es"))


def test_several_polls_of_a_sentence_are_told_apart() -> None:
    text = (
        "De los sondeos a boca de urna, el de Medianálisis daba un 65 % a Edmundo González; "
        "el de Hinterdatos, un 54 % a Maduro."
    )
    found = claims(text, "es")
    assert ("predicts", "Medianálisis", "gonzalez") in found
    assert ("predicts", "Hinterdatos", "maduro") in found
