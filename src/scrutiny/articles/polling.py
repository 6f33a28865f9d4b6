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
_POLLS_NORTH = re.compile(
    r"\b(?:polls(?! (?:station|clos|open))|pollsters?|surveys?|exit polls?|opinion polls?|quick counts?|forecasts?|projections?|sondages?|sondeurs?|sortie des urnes|intentions? de vote|enquetes? d'opinion|decomptes? rapides?)\b"
)
_GIVES_NORTH = re.compile(
    r"(?: \([^()]{2,40}\))?(?:, [^;.]{3,120},)? (?:(?:has|have|had|also|still|now|later|then|even|la|le|les|lui|n'|ne|pas|aussi|en revanche) ){0,2}(?:had|has|ha[sd] |g[ai]ve[sn]?|put|saw|sees|show(?:ed|s)|forecast|project(?:ed|s)|predict(?:ed|s)|"
    r"estimat(?:ed|es)|reckon(?:ed|s)|found|call(?:ed|s)|plac(?:ed|es)|donn\w+|credit\w+|plac\w+|voyai\w+|voit|voient|projet\w+|prevoy\w+|estim\w+|attribu\w+|table\w*|annonc\w+)\b[^.;]{0,70}?\d|"
    r"(?:, [^,;.]{3,80})?,? (?:at|with|a|avec|on) \d"
)
_NAME_FIRST = re.compile(r"\W*((?:[A-ZÀ-Þ][\w&-]+)(?: [A-ZÀ-Þ][\w&-]+){0,3})(?=[ ,(])")
_NO_NAME = re.compile(
    r"(?:the|an?|it|s?he|they|this|that|these|those|its|his|her|their|another|other|both|all|one|two|in|on|at|as|but|and|or|most|le|la|les|une?|ils?|elles?|ce|cette|ces|son|sa|ses|selon|dans|mais|et)\b",
    re.IGNORECASE,
)
"""Words that open a sentence without being a name."""
_MAKERS = re.compile(
    r"(?:^|\W)(?:(?:el|la|los|las|otro|otra|uno|una|o|a|os|as|um|uma|instituto|firma|empresa|consultora|consultoria|encuestadora) (?:de la |del |de |da |do |de los )?|^\W*)$"
)
_MAKERS_NORTH = re.compile(
    r"(?:^|[^\w@])(?:(?:the|another|one|a|pollster|pollsters|firm|company|institute|agency|by|from|l'institut|institut|le|la|les|societe|cabinet|par) (?:of |de |l')?|l'|^\W*)$"
)
_GIVES = re.compile(
    r"(?: \([^()]{2,40}\))?(?:, [^,;.]{3,80},)? (?:les? |lhes? )?(?:habia |tinha )?(?:d(?:aba|a|io|ava|eu|ando)|conced\w+|otorg\w+|atribu\w+|pronostic\w+|situ\w+|proyect\w+|projet\w+|projeta\w*|coloc\w+|"
    r"apunt\w+|apont\w+|estim\w+|preve\w*|previa|preveia|indic\w+|mostr\w+|sugeri\w+|vaticin\w+|anticip\w+|arroj\w+|pun(?:ha|ham)|pon(?:ia|ian)|ubic\w+|marc\w+)(?:-\w+)?(?= |\b)[^.;]{0,60}?\d|"
    r"(?:, [^,;.]{3,80})?,? (?:un |una |com |con |o |el |los |os )?\d"
)


def pollsters(sentence: Sentence, before: str, language: str) -> list[Actor]:
    """The actors of a sentence with those made pollsters who, where polls are spoken of, give a figure."""
    north = language in ("en", "fr")
    if not (_POLLS_NORTH if north else _POLLS).search(before + " " + sentence.folded):
        return sentence.actors
    gives = _GIVES_NORTH if north else _GIVES
    made: list[Actor] = []
    opening = _NAME_FIRST.match(sentence.text) if north else None
    if (
        opening is not None
        and gives.match(sentence.masked, opening.end(1))
        and not any(actor.start < opening.end(1) for actor in sentence.actors)
        and not _NO_NAME.match(opening[1])
    ):
        made.append(Actor(opening.start(1), opening.end(1), opening[1], f"pollster:{opening[1]}", "pollster", None))
    for actor in sentence.actors:
        company = (
            actor.role == "other"
            and actor.key.startswith("person:")
            and not actor.heads
            and gives.match(sentence.masked, actor.end)
            and (_MAKERS_NORTH if north else _MAKERS).search(sentence.folded[: actor.start])
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
