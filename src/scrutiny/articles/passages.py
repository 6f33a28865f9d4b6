"""What belongs to the passage of a claim: its object, its day, its item of a list."""

from __future__ import annotations

import re

from scrutiny.articles.acting import Acted
from scrutiny.articles.actor import Actor
from scrutiny.articles.clauses import Sentence


def far(sentence: Sentence, acted: Acted, segment: int) -> bool:
    """Whether a clause with a verb stands between a speaker and the colon behind which the act is told."""
    last = max(actor.end for actor in acted.subject.actors)
    return segment >= last and sentence.masked[last : acted.start].find(": ") > 10


def item(sentence: Sentence, actor: Actor) -> tuple[int, int]:
    """The item of a list that somebody is named in."""
    stop = re.search(r"[;,.]|$", sentence.masked[actor.end :])
    return actor.start, actor.end + (stop.start() if stop else 0)


COMPLEMENT = re.compile(
    r"(?:'s)? ?(?:(?:on|for|over|after|por|pela|pelo|pour|de|da|do|a|as|como|comme|to|in|en|em|the|la|le|el|o|su|sua|son|sa|his|her|its|their|una|uma|une|an|"
    r"is|was|had|has|the|had won|what [\w ]{1,20}|sus)\b[ '\"]*){0,4}['\"]?(?:[\w-]+ ){0,2}?"
    r"(?:victor\w+|win|won|triumph\w*|triunfo|re-?election|reelec\w+|winner|president(?:-elect|e electo|e eleito| elu|a electa)?|presidente|vencedor|ganador|vainqueur|"
    r"election\w*|eleic\w+|elecci\w+|elected|elu|electo|eleito|success|succes|reelei\w+|results?|resultados?|defeat|presidency|vitoria)\b['\"]?"
)
"""What a victory, an election or a result is called behind the verb."""
WHEN = re.compile(
    r" (?:on |el |este |el pasado |na |nesta |neste |no |ce |des |de |early |late |last )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|"
    r"miercoles|jueves|viernes|sabado|domingo|segunda|terca|quarta|quinta|sexta|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?:-feira)?(?: \(?\d+\)?)?"
    r"(?: (?:night|evening|morning|afternoon|soir|matin))?\b\)?"
)
"""The day of the week behind it."""
