"""Speakers who stand where the wording itself says: within it, in the dative, behind what they ask for, in a list.

The usual place, before the verb, is sought in `clauses`.
"""

from __future__ import annotations

import re

from scrutiny.articles.clauses import Sentence, Subject, group_of
from scrutiny.articles.lexicon import Rule

NOT_TOLD = Subject((), "", 0)
"""Nobody stands where somebody should."""


def placed(sentence: Sentence, rule: Rule, start: int, end: int) -> Subject | None:
    """The speaker of a wording that says itself where he stands; none where the usual place is to be looked at."""
    if (among := _AMONG.match(sentence.masked)) and among.end() <= start:
        listed = _FIGURE.search(sentence.masked, end)
        after = [actor for actor in sentence.actors if listed and 0 <= actor.start - listed.end() <= 12]
        return Subject(group_of(sentence, after[0]), "agent", 0) if after else Subject((), "nobody", 0)
    if rule.form == "within":
        return _inside(sentence, start, end)
    if rule.form == "fronted":
        near = [
            actor
            for actor in sentence.actors
            if actor.start >= end and BETWEEN.fullmatch(sentence.masked, end, actor.start)
        ]
        return Subject(group_of(sentence, near[0]), "after", start) if near else NOT_TOLD
    if rule.form == "dative":
        return _concerned(sentence, start)
    return None


def _inside(sentence: Sentence, start: int, end: int) -> Subject:
    """Those whom a wording itself names: "ni A ni B han reconocido"."""
    inside = tuple(actor for actor in sentence.actors if start <= actor.start and actor.end <= end)
    return Subject(inside, "agent", start) if inside else NOT_TOLD


def _concerned(sentence: Sentence, start: int) -> Subject:
    """Whom something worries, named in the dative before the verb: "a Uruguay le cuesta creer"."""
    before = [actor for actor in sentence.actors if actor.end <= start]
    if not before or sentence.masked[before[-1].end : start].strip():
        return NOT_TOLD
    group = group_of(sentence, before[-1])
    at = min(actor.start for actor in group)
    opening = re.search(r"(?:^|\W)(?:a|al|aos?|as)(?: (?:la|los|las|el))? $", sentence.masked[:at])
    return Subject(group, "before", opening.start() + 1 if opening.start() else 0) if opening else NOT_TOLD


_AMONG = re.compile(
    r"\W*entre (?:los|las|quienes|os|as|quem) (?:(?:paises|gobiernos|governos|mandatarios|lideres|estados|que) )*"
)
_FIGURE = re.compile(
    r" (?:figura[nm]?|esta[on]?|estan|estao|se (?:cuenta[n]?|encuentra[n]?|halla[n]?|contam|encontram)|contam-se|aparece[nm]?)\b"
)
"""Those who do something are listed behind it: "entre los que no reconocieron ... figuran Chile y Uruguay"."""
BETWEEN = re.compile(
    r"(?: (?:ademas|tambien|asimismo|igualmente|ya|ayer|hoy|luego|despues|tambem|ontem|hoje|ainda|aussi|egalement|hier|\w+mente|\w+ment|(?:el|este|na|nesta) \w+(?:-feira)?),?){0,2}"
    r"(?: (?:el|la|los|las|o|a|os|as|le|les|su|sus|seu|sua))? ?(?:l')?"
)
"""What may stand between a verb and the subject behind it."""
