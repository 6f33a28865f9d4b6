"""Who does an act: the subject of its verb, the agent of its passive, whose congratulations they are."""

from __future__ import annotations

import re

from scrutiny.articles.attributing import Told, teller
from scrutiny.articles.clauses import Sentence, Subject, group_of, prepositional, subject
from scrutiny.articles.lexicon import Rule
from scrutiny.articles.naming import Actor


def who_does(
    sentence: Sentence, rule: Rule, start: int, end: int, language: str, attributed: list[Told]
) -> Subject | None:
    if rule.form == "narrator":
        return Subject((), "narrator", start)
    if rule.form == "content":
        found = teller(attributed, start)
        return found.who if found is not None else None
    if rule.form == "active" and rule.roles == "pollster":
        close = [actor for actor in sentence.actors if actor.role == "pollster" and 0 <= start - actor.end <= 2]
        if close:
            return Subject((close[-1],), "before", close[-1].start)
    if rule.form == "owned":
        owner = [
            actor
            for actor in sentence.actors
            if 0 <= start - actor.end <= 3 and "'s" in sentence.masked[actor.end - 2 : start]
        ]
        return Subject(group_of(sentence, owner[-1]), "agent", owner[-1].start) if owner else None
    if rule.form in ("passive", "noun"):
        after = [actor for actor in sentence.actors if 0 <= actor.start - end <= 40]
        if not after:
            return None
        first = after[0]
        between = sentence.masked[end : first.start]
        if re.search(r"[.;:]", between):
            return None
        clause = subject(sentence, start, language) if rule.form == "passive" else None
        group = repeated(sentence, group_of(sentence, first))
        return Subject(group, "agent", clause.start if clause is not None else start)
    if language == "en" and sentence.masked.startswith("rejection", start):
        owner = [actor for actor in sentence.actors if 0 <= start - actor.end <= 3]
        if owner:
            return Subject(group_of(sentence, owner[-1]), "agent", owner[-1].start)
    if _REFUSAL.match(sentence.masked[start:end]):
        inside = [actor for actor in sentence.actors if start <= actor.start and actor.end <= end]
        if inside:
            return Subject(group_of(sentence, inside[0]), "agent", start)
        owner = [actor for actor in sentence.actors if 0 <= start - actor.end <= 3]
        if owner:
            return Subject(group_of(sentence, owner[-1]), "agent", owner[-1].start)
        return None
    if re.search(r"\b(?:primer\w* en|primeir\w* a) (?:\w+ )?$", sentence.masked[:start]) and (
        was := re.search(r"\b(?:fue|foi|fueron|foram) (?:el |la |los |o |a |os )?", sentence.masked[end:])
    ):
        behind = [actor for actor in sentence.actors if actor.start == end + was.end()]
        if behind:
            return Subject(group_of(sentence, behind[0]), "after", 0)
    opening = _opening(sentence, start, end, language)
    if opening is not None:
        return opening
    inverted = _inverted(sentence, rule, start, end, language)
    if inverted is not None:
        return inverted
    before = subject(sentence, start, language)
    if language in ("es", "pt") and before.how in ("none", "pronoun") and rule.act != "breaks_relations":
        return _verb_first(sentence, start, end, language) or before
    return before


_FIRST = re.compile(r"(?:(?:ha|han|habia|habian|tinha|tinham|havia|haviam) )?[^\W\d_]+(?:-\w+)?")


def _verb_first(sentence: Sentence, start: int, end: int, language: str) -> Subject | None:
    """A subject right behind its verb: "Sostenían los abogados de X que ...", "tomó nota la Unión Europea"."""
    verb = _FIRST.match(sentence.masked, start)
    if verb is None:
        return None
    for actor in sentence.actors:
        if actor.start < verb.end():
            continue
        if (
            re.fullmatch(r" (?:el |la |los |las |o |a |os |as )", sentence.masked[end : actor.start])
            and not actor.option
            and not sentence.masked[:start].strip(" '")
            and not prepositional(sentence, actor, language)
        ):
            # "Pidió calma la Unión Europea": the object comes first.
            return Subject(group_of(sentence, actor), "after", start)
        gap = sentence.masked[verb.end() : actor.start]
        if not re.fullmatch(
            r" (?:(?:tambien|tambem|ayer|ontem|hoy|hoje|ya|entonces|entao|asimismo|\w+mente|,|el \w+|este \w+|'?nota'?) ?)*(?:el |la |los |las |o |a |os |as )?",
            gap,
        ):
            return None
        if prepositional(sentence, actor, language) or actor.option:
            return None
        return Subject(group_of(sentence, actor), "after", start)
    return None


def _opening(sentence: Sentence, start: int, end: int, language: str) -> Subject | None:
    """The subject of what opens a sentence: "Declaring victory, X said"; "Congratulated Y on Monday: A; B; C"."""
    lead = sentence.masked[:start]
    if len(lead.split()) > 2 or any(actor.end <= start for actor in sentence.actors):
        return None
    colon = sentence.masked.find(": ", end)
    if 0 <= colon - end <= 70 and "," not in sentence.masked[end:colon]:
        listed = [
            actor for actor in sentence.actors if actor.start > colon and not prepositional(sentence, actor, language)
        ]
        if listed:
            return Subject(tuple(listed), "listed", start)
    if not _PARTICIPIAL.match(sentence.masked[start:end]):
        return None
    comma = sentence.masked.find(", ", end)
    after = [
        actor for actor in sentence.actors
        if 0 <= comma < actor.start and not prepositional(sentence, actor, language)
        and len(sentence.masked[comma + 2 : actor.start].split()) <= 3
    ]  # fmt: skip
    return Subject(group_of(sentence, after[0]), "after", start) if after else None


def repeated(sentence: Sentence, group: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Agents whose preposition is repeated: "by Putin, by Xi and by Raisi"."""
    made = list(group)
    for actor in sentence.actors:
        last = made[-1]
        if actor.start >= last.end and _BY_AGAIN.fullmatch(sentence.masked[last.end : actor.start]):
            made.extend(member for member in group_of(sentence, actor) if member not in made)
    return tuple(made)


_BY_AGAIN = re.compile(
    r",? (?:and |then |et |puis |y |e |mais aussi |but also |as well as |ainsi que )?(?:also )?(?:by|from|par|de|por|pel[oa]s?)(?: la| l'| le| les| the| el| los| las| o| a)? ?(?:l')?"
)
_PARTICIPIAL = re.compile(r"\W*(?:[a-z]+ing|[a-z]+ant)\b")
_REFUSAL = re.compile(
    r"(?:(?:neither|nor) (?:does|do|did|will|is|are|can|would|has|have) [@\w]|pas question|hors de question|negativa|recusa d|refus d|refusal|rechazo d)"
)


def _inverted(sentence: Sentence, rule: Rule, start: int, end: int, language: str) -> Subject | None:
    """The subject behind the verb: "también lo felicitaron Cuba y Nicaragua"."""
    if language == "en":
        return None
    if re.search(r"', ?$", sentence.masked[:start]):
        after = [actor for actor in sentence.actors if 0 <= actor.start - end <= 12]
        if after and not prepositional(sentence, after[0], language):
            return Subject(group_of(sentence, after[0]), "after", 0)
    if rule.clitic:
        after = [actor for actor in sentence.actors if 0 <= actor.start - end <= 12]
        if (
            after
            and not prepositional(sentence, after[0], language)
            and not after[0].option
            and after[0].role in ("state", "organisation", "party", "parliament")
        ):
            return Subject(group_of(sentence, after[0]), "after", start)
    return None
