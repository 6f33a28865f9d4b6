"""What the accents of Spanish and Portuguese tell about a verb, and what a passive before it tells."""

from __future__ import annotations

import re

from scrutiny.articles.clauses import Sentence, Subject
from scrutiny.articles.lexicon import Rule

_FORM_OF_BE = re.compile(
    r"\b(?:fue(?:ron)?|sido|es|son|era[n]?|siendo|ser|quedo|quedaron|foi|foram|e|sao|sendo|seja|fora|ficou)(?: \w+mente| tambien| tambem| ya| ja)? $"
)
_ANY_PARTICIPLE = re.compile(r"[a-z]+(?:[ai]d|t|ch|st)[oa]s?\b")


def passive_participle(masked: str, start: int, rule: Rule) -> bool:
    """Whether an active wording begins with the participle of a passive: foi proclamado."""
    return (
        rule.form == "active"
        and bool(_FORM_OF_BE.search(masked[max(0, start - 30) : start]))
        and bool(_ANY_PARTICIPLE.match(masked[start : start + 30]))
    )


_PLURAL = re.compile(
    r"(?:(?:han|habian|haviam|tinham|foram|fueron) )?[a-z]+(?:aron|ieron|aban|aram|eram|iram|avam)\b|(?:han|habian|haviam|tinham) "
)


def several(masked: str, start: int, who: Subject, rule: Rule) -> bool:
    """Whether a verb in the plural was given one person as its subject."""
    return (
        rule.form == "active"
        and who.how in ("before", "relative")
        and len(who.actors) == 1
        and who.actors[0].key.startswith(("person:", "option:"))
        and not who.actors[0].many
        and bool(_PLURAL.match(masked, start))
    )


_STRONG_PAST = re.compile(
    r"(?:\w*(?:dijo|hizo|dio|puso|quiso|tuvo|vino|pudo|trajo|vio|dicho|hecho|puesto|roto|visto|escrito|resuelto|abierto)|\w+(?:ado|ido|ando|endo))$"
)


def no_verb(sentence: Sentence, start: int, end: int, rule: Rule, language: str) -> bool:
    """Whether the accent tells that a word is a noun, the first person or the future, not the past that is sought.

    Folded, `rechazó` and `rechazo`, `pedirá` and `pedira` are one; texts without accents are taken as they are.
    """
    if rule.form != "active":
        return False
    word = re.match(r"[^\W\d_]+", sentence.text[start:end])
    if word is None:
        return False
    if _ALSO_NOUN.fullmatch(word[0].lower()) and _DETERMINED.search(sentence.masked[max(0, start - 20) : start]):
        return True
    last = word[0][-1]
    if language == "es":
        if _SUBJUNCTIVE.search(word[0]):
            return not _AFTER.search(sentence.masked[max(0, start - 90) : start])
        if re.search(r"r[áí]n?$", word[0]):
            return rule.act not in _INTENDED
        if _WITH_PRONOUN.search(word[0].lower()):
            return False
        if last != "o" or _STRONG_PAST.match(sentence.masked[start : start + word.end()]):
            return False
        return bool(re.search("[áéíóú]", sentence.text)) and not re.match(r"(?:no|lo|todo|tampoco|rechazo)\b", word[0].lower()) \
            and bool(re.match(r"\w+o\b", word[0])) and word[0].lower() not in _SMALL  # fmt: skip
    if word[0].lower() == "da":
        return True
    return word[0].endswith("rá") and len(word[0]) > 4 and rule.act not in _INTENDED


_ALSO_NOUN = re.compile(
    r"(?:den[uú]ncias?|demandas?|cr[ií]ticas?|protestas?|condenas?|marchas?|reservas?|d[uú]vidas?|dudas?|provas?|pruebas?|contas?|cuentas?|quejas?|queixas?|ofertas?|consultas?|felicita|fallos?|cobran[cç]as?|propostas?|propuestas?)"
)
_DETERMINED = re.compile(
    r"\b(?:la|las|una|unas|su|sus|esta|estas|esa|esas|otra|otras|nueva|nuevas|primera|cada|ninguna|cualquier|de|del|sin|por|con|numerosas|varias|muchas|uma|umas|sua|suas|essa|essas|outra|outras|nova|novas|nenhuma|sem|com|da|das|varias|a) $"
)
"""What stands before a noun that looks like a verb: "la denuncia de fraude"."""


def noun_in_o(sentence: Sentence, end: int) -> bool:
    """Whether a word that ends a wording is a noun for want of an accent: `el triunfo`, not `él triunfó`."""
    return sentence.text[end - 7 : end].lower() == "triunfo" and bool(re.search("[áéíóú]", sentence.text))


_INTENDED = ("refuses_to_recognise", "withholds_recognition", "takes_note")
"""Acts that are done also by saying that one will do so."""
_WITH_PRONOUN = re.compile(r"(?:[aei]r|ndo)(?:se|me)?l[oae]s?$")
"""An infinitive or gerund with its pronoun: felicitarlo."""
_SUBJUNCTIVE = re.compile(r"(?:ar|ier|yer|jer)an?$")
_AFTER = re.compile(
    r"\b(?:despues de que|luego de que|desde que|tras que|de que|pese a que|aunque|hasta que|y)\b[^.;]*$"
)
_SMALL = frozenset(["solo", "como", "bajo", "primero", "se", "no"])
