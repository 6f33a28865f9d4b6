"""Polls that are named only by who made them: "the one by Edison Research gave X 40.9 %", "another, by Gorbi, 56"."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from scrutiny.articles.actor import Actor
from scrutiny.articles.clauses import Sentence

_POLLS = re.compile(
    r"\b(?:encuest\w+|sondeos?|bocas? de urna|boca d[ae]s? urnas?|pie de urna|pesquisas?|sondag\w+|levantamentos?|intencao de voto|intencion de voto|conteos? rapidos?|contagens? rapidas?|exit polls?)\b"
)
_GIVES = re.compile(
    r"(?: \([^()]{2,40}\))?(?:, [^,;.]{3,80},)? (?:les? |lhes? )?(?:habia |tinha )?(?:d(?:aba|a|io|ava|eu|ando)|conced\w+|otorg\w+|atribu\w+|pronostic\w+|situ\w+|proyect\w+|projet\w+|projeta\w*|coloc\w+|"
    r"apunt\w+|apont\w+|estim\w+|preve\w*|previa|preveia|indic\w+|mostr\w+|sugeri\w+|vaticin\w+|anticip\w+|arroj\w+|pun(?:ha|ham)|pon(?:ia|ian)|ubic\w+|marc\w+)(?:-\w+)?(?= |\b)[^.;]{0,60}?\d|"
    r"(?:, [^,;.]{3,80})?,? (?:un |una |com |con |o |el |los |os )?\d"
)


def pollsters(sentence: Sentence, before: str) -> list[Actor]:
    """The actors of a sentence with those made pollsters who, where polls are spoken of, give a figure."""
    if not _POLLS.search(before + " " + sentence.folded):
        return sentence.actors
    made: list[Actor] = []
    for actor in sentence.actors:
        company = (
            actor.role == "other"
            and actor.key.startswith("person:")
            and not actor.heads
            and _GIVES.match(sentence.masked, actor.end)
            and re.search(r"(?:^|\W)(?:(?:el|la|los|las|otro|otra|uno|una|o|a|os|as|um|uma|instituto|firma|empresa|consultora|consultoria|encuestadora) (?:de la |del |de |da |do |de los )?|^\W*)$",
                          sentence.folded[: actor.start])
        )  # fmt: skip
        made.append(replace(actor, role="pollster", key=f"pollster:{actor.name}", country=None) if company else actor)
    return made


def parted(sentence: Sentence) -> list[Sentence]:
    """A sentence that tells of several polls as one sentence per poll; else the sentence alone."""
    polls = [actor for actor in sentence.actors if actor.role == "pollster" and actor.key.startswith("pollster:")]
    if len(polls) < 2:
        return [sentence]
    cuts = [0]
    for one, two in pairwise(polls):
        between = [
            found.end() + one.end
            for found in re.finditer(r"; |, (?:y |e )?| y | e ", sentence.masked[one.end : two.start])
        ]
        if between and re.search(r"\d", sentence.text[one.end : between[-1]]):
            cuts.append(between[-1])
    cuts.append(len(sentence.text))
    return [_slice(sentence, a, b) for a, b in pairwise(cuts)]


def _slice(sentence: Sentence, start: int, end: int) -> Sentence:
    return Sentence(
        sentence.text[start:end].rstrip(" ,;"),
        sentence.folded[start:end].rstrip(" ,;"),
        sentence.masked[start:end].rstrip(" ,;"),
        sentence.start + start,
        [
            replace(actor, start=actor.start - start, end=actor.end - start)
            for actor in sentence.actors
            if start <= actor.start and actor.end <= end
        ],
        [(a - start, b - start) for a, b in sentence.quotes if a >= start and b <= end],
    )
