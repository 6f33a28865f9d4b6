"""Who is said to say what a sentence holds: "according to X, ...", "..., said X", "X said that ...", "for X, ..."."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scrutiny.articles.clauses import Sentence, Subject, group_of, prepositional, subject
from scrutiny.articles.lexicon import Lexicon


@dataclass(frozen=True)
class Told:
    """Words of a sentence that somebody is said to have said."""

    who: Subject
    start: int
    end: int


_ACCORDING = {
    "en": re.compile(r"\b(?:according to|in the (?:view|words|eyes|opinion) of|as per|as far as)\b"),
    "es": re.compile(r"\b(?:segun|de acuerdo con|a juicio de|en opinion de|a ojos de)\b"),
    "pt": re.compile(r"\b(?:segundo|de acordo com|na opiniao d[eoa]|aos olhos d[eoa]|na avaliacao d[eoa])\b"),
    "fr": re.compile(r"\b(?:selon|d'apres|aux yeux d[eu']|a en croire|de l'avis d[eu']|aux dires d[eu']|de l'aveu d[eu'])"),
}  # fmt: skip
_IN_WHOSE_VIEW = re.compile(
    r", (?:(?:para|segun|segundo|pour|selon) (?:quien(?:es)?|(?:el|la) cual|(?:los|las) cuales|quem|[oa] qual|[oa]s quais|qui|lequel|laquelle|lesquels)|a cuyo (?:juicio|entender|parecer)|a juicio de quien|"
    r"em cuja opiniao|na opiniao d[oa] qual|aux yeux de (?:qui|laquelle)|for whom|in whose (?:view|opinion|words))\b"
)
"""What somebody is said to think in a relative clause: "Mondlane, para quem os resultados são uma ficção"."""
_ASKS = re.compile(
    r"(?:recom[ei]end|exh?ort|inst[oa]|instar|urg|demand|solicit|suplic|rog|rueg|prop|inst|empla|emplac|felicit|festej|comemor|apel|cobr|reivindic)"
)
"""What is asked for or celebrated is no statement about it."""
_FOR = {"en": "for", "es": "para", "pt": "para", "fr": "pour"}
_ARTICLE = r" ?(?:the |el |la |los |las |o |a |os |as |le |les |l'|m\.? |mr\.? |its |their |his |her |su |sus |seu |sua |son |sa |ses |leur |leurs |ex-)*"
_COMMA = re.compile(r",[ ']*(?:(?:the|le|la|les) |l')?$")
_STRONG = re.compile(r"; | — | – |: ")


def _stretch(sentence: Sentence, at: int) -> tuple[int, int]:
    """The part of a sentence between semicolons and dashes around a position."""
    start, end = 0, len(sentence.masked)
    for found in _STRONG.finditer(sentence.masked):
        if any(a <= found.start() < b for a, b in sentence.quotes):
            continue
        if found.end() <= at:
            start = found.end()
        elif found.start() >= at:
            end = found.start()
            break
    return start, end


def told(sentence: Sentence, lexicon: Lexicon) -> list[Told]:
    """Every attribution of a sentence, the words that are attributed without it."""
    language = lexicon.language
    made: list[Told] = []
    masked = sentence.masked
    spots = [(found.start(), found.end()) for found in _ACCORDING[language].finditer(masked)]
    if opening := re.match(rf"(?:\W*){_FOR[language]} ", masked):
        spots.append((0, opening.end()))
    for start, end in spots:
        near = [actor for actor in sentence.actors if 0 <= actor.start - end <= 30]
        if not near or not re.fullmatch(
            rf"{_ARTICLE}(?:[\w-]+ ){{0,2}}(?:d[eu]s? |de la |de l'|d'|of the |of |del )?{_ARTICLE}|{_ARTICLE}[a-z][^,;.]{{3,28}}, {_ARTICLE}",
            masked[end : near[0].start],
        ):
            continue
        group = group_of(sentence, near[0])
        last = max(actor.end for actor in group)
        first, stop = _stretch(sentence, start)
        if not masked[first:start].strip(" ,'"):
            if masked[start:end].strip() == _FOR[language] and not masked[last : last + 2].startswith(","):
                continue
            made.append(Told(Subject(group, "told", start), last, stop))
        elif (inner := _inserted(sentence, start, last, first, language)) is not None:
            made.append(Told(Subject(group, "told", start), inner, stop))
        else:
            made.append(Told(Subject(group, "told", start), first, start))
    for found in _IN_WHOSE_VIEW.finditer(masked):
        near = [
            actor
            for actor in sentence.actors
            if actor.end <= found.start() and not prepositional(sentence, actor, language)
        ]
        if near and found.start() - near[-1].end <= 50:
            stop = _stretch(sentence, found.start())[1]
            group = group_of(sentence, near[-1])
            made.append(Told(Subject(group, "told", min(actor.start for actor in group)), found.end(), stop))
    for verb in lexicon.speech.finditer(masked):
        if any(a < verb.start() < b for a, b in sentence.quotes) or (
            language in ("es", "pt")
            and (
                _ASKS.match(verb[0])
                or re.search(r"\b(?:no|nao|nunca|sin|sem) (?:se |lo |le )?$", masked[: verb.start()])
            )
        ):
            continue
        if language in ("en", "fr") and any(a.start <= verb.start() < a.end for a in sentence.actors):
            continue
        first, stop = _stretch(sentence, verb.start())
        before = masked[first : verb.start()].rstrip(" '")
        if before.endswith((",", "!", "?")):
            after = [
                actor
                for actor in sentence.actors
                if actor.start >= verb.end() and re.fullmatch(_ARTICLE, masked[verb.end() : actor.start])
            ]
            if after and not prepositional(sentence, after[0], language):
                made.append(Told(Subject(group_of(sentence, after[0]), "told", after[0].start), first, stop))
                continue
        if re.search(r"-t-(?:il|elle|ils|elles|on)\b", verb[0]):
            made.append(Told(Subject((), "pronoun", verb.start()), first, verb.start()))
            continue
        who = subject(sentence, verb.start(), language)
        if who.how not in ("before", "relative", "pronoun", "plural"):
            continue
        begin = min((actor.start for actor in who.actors), default=who.start)
        lead = masked[first:begin]
        rest = masked[verb.end() : stop]
        if _COMMA.search(lead) and len(lead.split()) >= 3 and (len(rest.split()) <= 6 or rest.startswith((",", "."))):
            made.append(Told(Subject(who.actors, "told" if who.actors else who.how, begin), first, begin))
        else:
            made.append(Told(Subject(who.actors, "told" if who.actors else who.how, begin), verb.end(), stop))
    return made


def _inserted(sentence: Sentence, start: int, end: int, first: int, language: str) -> int | None:
    """Where the clause begins into which an attribution is inserted: "annulled votes where, according to X, ..."."""
    masked = sentence.masked
    if not masked[end : end + 2].startswith(","):
        return None
    found = re.search(rf"(?:{_JOINT[language]}),? ?'?$", masked[first:start])
    return first + found.start() if found else None


_JOINT = {
    "en": r"\b(?:where|that|which|because|since|as)",
    "es": r"\b(?:donde|que|porque|ya que|pues|en los que|en las que)",
    "pt": r"\b(?:onde|que|porque|ja que|pois|em que)",
    "fr": r"\b(?:ou|que|parce que|puisque|car)",
}
"""What opens the clause of a fact that somebody is said to give."""


def teller(all_told: list[Told], at: int) -> Told | None:
    """Who is said to say the words at a position, by the closest attribution."""
    around = [one for one in all_told if one.start <= at < one.end]
    return min(around, key=lambda one: one.end - one.start, default=None)
