"""What is denied, withheld or only supposed, in four languages: never the opposite of what an article says."""

from __future__ import annotations

from datetime import date

import pytest

pytest.importorskip("trafilatura", reason="the reader of articles needs scrutiny[articles]")

from scrutiny.articles import Choice, Context, read_article

CONTEXT = Context(
    "VE",
    date(2024, 7, 28),
    (Choice("NM", ("Nicolás Maduro", "Maduro")), Choice("EG", ("Edmundo González", "González"))),
    authority=("Consejo Nacional Electoral", "CNE", "National Electoral Council"),
)
NONE: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("language", "text", "may"),
    [
        ("es", "Brasil no rechazó el resultado de la elección de Maduro.", NONE),
        (
            "es",
            "Brasil y Colombia no reconocieron ni rechazaron el resultado de la elección.",
            ("withholds_recognition",),
        ),
        ("es", "Si la oposición no reconoce el resultado de la elección de Maduro habrá consecuencias.", NONE),
        ("es", "Chile no ha felicitado a Nicolás Maduro por su victoria en la elección.", ("withholds_recognition",)),
        ("es", "Perú se negó a reconocer la victoria de Maduro en la elección.", ("refuses_to_recognise",)),
        ("pt", "O Brasil não rejeitou o resultado da eleição de Maduro.", NONE),
        ("pt", "O Brasil não reconheceu nem rejeitou o resultado da eleição de Maduro.", ("withholds_recognition",)),
        ("pt", "Se a oposição não reconhecer o resultado da eleição de Maduro haverá consequências.", NONE),
        ("fr", "Le Brésil n'a pas rejeté le résultat de l'élection de Maduro.", NONE),
        ("fr", "Le Brésil n'a ni reconnu ni rejeté le résultat de l'élection de Maduro.", ("withholds_recognition",)),
        ("fr", "Si l'opposition ne reconnaît pas le résultat de l'élection de Maduro, on verra.", NONE),
        ("en", "Brazil did not reject the result of the election won by Maduro.", NONE),
        ("en", "Brazil neither recognised nor rejected the result of Maduro's election.", ("withholds_recognition",)),
        ("en", "If the opposition does not recognise the result of the election of Maduro, talks will end.", NONE),
        ("en", "Talks will end, unless Brazil recognises Maduro as the winner of the election.", NONE),
        ("en", "Chile has not congratulated Maduro on his election victory.", ("withholds_recognition",)),
    ],
)
def test_a_denied_or_supposed_act_is_not_proposed_as_done(language: str, text: str, may: tuple[str, ...]) -> None:
    reading, _text = read_article(text.encode(), context=CONTEXT, language=language, published=date(2024, 7, 30))
    assert {proposal.claim.act for proposal in reading.proposals} <= set(may)
