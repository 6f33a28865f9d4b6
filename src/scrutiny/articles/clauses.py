"""Which words of a sentence belong together: the subject of a verb, where its clause begins and ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from scrutiny.articles.actor import Actor

_PREPOSITION = {
    "en": "in|of|for|to|with|on|at|by|from|against|after|before|between|under|over|than|like|despite|near|via|about|into|"
          "on behalf of|including|outside|around|towards?|without|for example|among|behind",
    "es": "a|al|de|del|en|con|por|para|desde|ante|contra|segun|entre|entre ellos|entre ellas|entre otros|sobre|hacia|tras|incluid[oa]|sin|bajo|como|durante|"
          "frente a",
    "pt": "a|ao|aos|a|de|do|da|dos|das|em|no|na|nos|nas|com|por|pelo|pela|para|desde|ante|contra|segundo|entre|entre eles|entre elas|entre outros|sobre|sem|"
          "perante|como",
    "fr": "a|au|aux|de|du|des|d'|en|avec|par|pour|dans|contre|selon|chez|entre|sur|vers|sans|depuis|devant|comme|sous|"
          "dont|face a",
}  # fmt: skip
_ARTICLES = {
    "en": "the |mr |mrs |ms |a |an |his |her |their |its |mr\\. |deputy |former |president |both ",
    "es": "el |la |los |las |su |sus |don |un |una |presidente |propia |propio |ex |dos |tres |cuatro |cinco |seis |siete |ocho |nueve |diez |mismos |mismas |propios |demas ",
    "pt": "o |a |os |as |seu |sua |seus |suas |um |uma |presidente |dois |duas |tres |quatro |cinco |seis |sete |oito |nove |dez |mesmos |mesmas |proprios |demais ",
    "fr": "le |la |les |l'|m\\. |mme |son |sa |ses |leur |un |une |president ",
}
_BOUNDARY = {
    "en": r"; |: |\s[–—-]\s|, (?:but|and|while|whereas|as|after|before|when|although|though|because|so|yet|with)\b|"
          r"\b(?:but|while|whereas|after|before|although|though|because|until)\b| and (?!the\b)| or |\b(?:who|which|whose|whom|that|where)\b| as (?!president|winner|head|leader|an? |well|if\b|part|many|much|soon|legitimate|its|his|her|their|it happened|the (?:winner|president|legitimate|rightful|victor|country))",
    "es": r"; |: |\s[–—-]\s|, (?:pero|y|mientras|aunque|cuando|tras|despues|porque|sino|e)\b|"
          r"\b(?:pero|mientras|aunque|cuando|porque|sino|despues de que|antes de que|luego de que|tras)\b| al tiempo que | a la vez que | y, | y (?!el |la |los |las )| e (?=\w+o )|\b(?:quien|quienes|que|cuyo|cuya|donde|cual)\b",
    "pt": r"; |: |\s[–—-]\s|, (?:mas|e|enquanto|embora|quando|apos|porque)\b|"
          r"\b(?:mas|enquanto|embora|quando|porque|depois que|antes que|apos)\b| ao mesmo tempo em que | ao mesmo tempo que | ao passo que | e, | e (?!o |a |os |as )|\b(?:quem|que|cujo|cuja|onde|qual)\b",
    "fr": r"; |: | : |\s[–—-]\s|, (?:mais|et|tandis|alors|lorsque|quand|apres|car)\b|"
          r"\b(?:mais|tandis qu|alors qu|lorsqu|quand|car|apres qu|avant qu)\w*| et (?!le |la |les |l')|\b(?:qui|que|dont|ou|lequel|laquelle)\b|\bqu'",
}  # fmt: skip
_RELATIVE = re.compile(r"\b(?:who|which|whose|whom|that|quien|quienes|que|cuyo|cuya|quem|cujo|cuja|qui|dont|qu)\b")
_PRONOUN = {
    "en": re.compile(r"\b(?:he|she|it|they|the latter)\b"),
    "es": re.compile(r"\b(?:el(?= (?:mismo|tambien|dijo))|ella|ellos|ellas|este ultimo|esta ultima|ambos)\b"),
    "pt": re.compile(r"\b(?:ele|ela|eles|elas|este ultimo|esta ultima|ambos)\b"),
    "fr": re.compile(r"\b(?:il|elle|ils|elles|celui-ci|celle-ci|ce dernier|cette derniere|-t-il|-t-elle)\b"),
}
_PLURAL = re.compile(r"\b(?:they|ellos|ellas|ambos|eles|elas|ils|elles)\b")


@dataclass
class Sentence:
    """A sentence of a paragraph with what was found in it."""

    text: str
    folded: str
    masked: str
    """Folded, with each mention of an option made of `@`, quotation marks blanked."""
    start: int
    """Where it begins in its paragraph."""
    actors: list[Actor] = field(default_factory=list)
    quotes: list[tuple[int, int]] = field(default_factory=list)
    """Whole quotations within it."""
    heading: bool = False
    """Whether it is a headline, whose clauses are parted by mere commas."""


@dataclass(frozen=True)
class Subject:
    """Who does something, and how that was found."""

    actors: tuple[Actor, ...]
    how: str
    """before, relative, pronoun, none, after."""
    start: int
    """Where the clause begins."""


def prepositional(sentence: Sentence, actor: Actor, language: str) -> bool:
    """Whether a preposition stands before an actor."""
    before = sentence.folded[: actor.start]
    article = _ARTICLES[language]
    found = re.search(rf"(?:^|[\s(,'—–])(?P<word>{_PREPOSITION[language]}) ?(?:{article})*$", before)
    if found is None:
        return False
    if language in _PART and _PART[language].search(before):
        return False
    if (
        found["word"] in ("with", "avec")
        and before[: found.start()].rstrip().endswith(",")
        and re.match(
            r" (?:also |itself )?(?!including|following|according)[a-z]+(?:ing|ant)\b", sentence.folded[actor.end :]
        )
    ):
        # "..., with the State Department calling on": an absolute clause has its own subject.
        return False
    if found["word"] == "a" and language in ("pt", "fr"):
        # Folded alike: the article or verb `a` and the preposition `à`.
        letter = sentence.text[found.start("word")]
        if language == "pt" and re.match(
            r"a seus? |a suas? ", before[found.start("word") :] + sentence.folded[actor.start :]
        ):
            return True
        accented = letter in "àÀ"
        if letter == "A" and language == "pt":
            return False
        if language == "fr":
            # "A Moscou, X ...": a capital often stands without its accent.
            return accented or (letter == "A" and not before[: found.start("word")].strip())
        return accented or (
            found.start("word") > 0 and actor.key.startswith(("person:", "option:")) and not actor.heads
        )
    return True


_PART = {
    "en": re.compile(r"^\W*(?:those|that) (?:of|from) (?:the )?$|(?:^|\W)(?:the|a|an|in a|another) (?:\w+ )?(?:statement|communique|note|letter|telegram|bench|leadership|board|full bench|majority|plenary|secretariat|delegation|presidency|executive) (?:\w+ )?(?:of|from|by) (?:the )?$"),
    "fr": re.compile(r"^\W*(?:ceux|celles|celle|celui) (?:d[eu]s? |de la |de l'|d')$|(?:^|\W)(?:l'|le |la |un |une )(?:\w+ )?(?:direction|bureau politique|etat-major|majorite|presidence|pleniere|delegation|secretariat|communique|declaration|note|lettre|message) (?:d[eu]s? |de la |de l'|d')$"),
    "es": re.compile(r"(?:^|\W)(?:el|la|los|las|una?) (?:pleno|plenario|sala plena|direccion|cupula|directorio|directiva|comite ejecutivo|secretaria general|gabinete|junta directiva|bancada|delegacion|mayoria|auditoria|informe|reporte|equipo auditor|secretariado|ejecutiva) (?:\w+ )?(?:de la |de los |del |de |de las )$"),
    "pt": re.compile(r"(?:^|\W)(?:o|a|os|as|uma?) (?:plenario|pleno|direcao|direccao|cupula|diretoria|comite executivo|secretaria geral|gabinete|bancada|delegacao|secretariado|maioria|auditoria|relatorio|executiva) (?:\w+ )?(?:da |do |dos |das |de )$"),
}  # fmt: skip
"""A part of a body that speaks for it: "el pleno del Consejo", "a direção do partido"."""


def group_of(sentence: Sentence, actor: Actor) -> tuple[Actor, ...]:
    """The coordination that an actor is part of."""
    if actor.group < 0:
        return (actor,)
    return tuple(other for other in sentence.actors if other.group == actor.group)


def joints(sentence: Sentence, language: str) -> list[tuple[int, int, str]]:
    """Where the clauses of a sentence meet, and in which words."""
    made = []
    spans = [(actor.start, actor.end) for actor in sentence.actors]
    groups: dict[int, tuple[int, int]] = {}
    for actor in sentence.actors:
        if actor.group >= 0:
            start, end = groups.get(actor.group, (actor.start, actor.end))
            groups[actor.group] = min(start, actor.start), max(end, actor.end)
    spans += list(groups.values())
    boundary = _BOUNDARY[language] + ("|, " if sentence.heading else "")
    for found in re.finditer(boundary, sentence.masked):
        if any(start <= found.start() < end for start, end in spans):
            continue
        if found[0].strip() in "–—-" and re.search(r"—[^—]{3,110}—|– [^–]{3,110} –", sentence.masked):
            continue
        made.append((found.start(), found.end(), found[0]))
    return made


def subject(sentence: Sentence, at: int, language: str) -> Subject:
    """The subject of a verb at a position.

    The nearest clause before the verb that names somebody outside a prepositional phrase; a relative pronoun leads to the
    name before it; a pronoun ends the search.
    """
    if language in _ADJACENT and (next_to := _adjacent(sentence, at, language)) is not None:
        return next_to
    if (apart := _apart(sentence, at, language)) is not None:
        return Subject((apart,), "before", apart.start)
    boundaries = [boundary for boundary in joints(sentence, language) if boundary[1] <= at]
    limit = at
    asides = [found.span() for found in _ASIDE.finditer(sentence.masked)]
    if language in ("en", "fr"):
        asides += _closed_relatives(sentence)
    starts = [*boundaries[::-1], (0, 0, "")]
    skipping = False
    who: Subject | None = None
    for _number, (start, end, words) in enumerate(starts):
        inside = [
            actor for actor in sentence.actors
            if actor.start >= end and actor.end <= limit and not prepositional(sentence, actor, language)
            and not any(a <= actor.start < b and not a <= at < b for a, b in asides)
        ]  # fmt: skip
        closed = bool(inside) and bool(re.search(r",\s*$", sentence.masked[inside[-1].end : at]))
        relative = (
            bool(_RELATIVE.search(words))
            and not COORDINATED.match(words)
            and (closed or not re.search(r"\b(?:that)\b", words))
        )
        if language == "en" and words == "that" and not inside and _THAT_DID.fullmatch(sentence.masked[end:at]):
            # "countries that had questioned": they, or somebody who is not named.
            near = [actor for actor in sentence.actors if actor.end == start - 1]
            return (
                Subject(group_of(sentence, near[-1]), "relative", near[-1].start)
                if near
                else Subject((), "nobody", start)
            )
        if inside and relative and (later := _past(sentence, inside, end)):
            inside, relative = later, False
        if inside and (
            _inserted(sentence, inside[0], end, at, words)
            if relative
            else (skipping and _SAID_THAT.match(words)) or _object_within(sentence, inside, boundaries, end, at)
        ):
            # What is said of somebody within what a pronoun says is not the pronoun.
            inside = []
        if not inside and relative and _said_of_another(sentence, start, end, at, language):
            limit = start
            continue
        if inside:
            first = _fronted(sentence, inside, at)
            return Subject(
                group_of(sentence, first), "before", min(first.start, end) if first.start - end < 40 else first.start
            )
        pronoun = _last(_PRONOUN[language], sentence.masked[end:limit])
        before = [
            actor for actor in sentence.actors if actor.end <= start and not prepositional(sentence, actor, language)
        ]
        if pronoun is not None and end > 0 and before and not re.search(r"; ", words):
            limit = start
            who = who or Subject((), "plural" if _PLURAL.search(pronoun[0]) else "pronoun", end + pronoun.start())
            skipping = True
            continue
        if pronoun is not None and not skipping:
            return Subject((), "plural" if _PLURAL.search(pronoun[0]) else "pronoun", end + pronoun.start())
        if relative and re.search(
            r"\b(?:among (?:those|the \w+)|one of (?:those|the \w+)|un[oa] de l[oa]s|entre l[oa]s|entre os|um dos|de ceux|parmi ceux) ?$",
            sentence.masked[:start].rstrip(),
        ):
            limit = start
            continue
        if relative and not skipping:
            if re.search(r"cuy|cuj", words) and language in _ADJACENT and ", " not in sentence.masked[end:at]:
                # "Claudia Sheinbaum, cujo país rompeu relações": the country did.
                return Subject((), "nobody", start)
            before = [actor for actor in sentence.actors if actor.end <= start + 1]
            if (
                re.search(
                    r"\b(?:hay|those|ceux|celui|aqueles?|quienes?|there are|il y a|ha) $",
                    sentence.masked[:start].rstrip() + " ",
                )
                or "quem" in words
            ):
                cleft = [
                    a
                    for a in before
                    if re.search(r"\b(?:foi|fue|fueron|foram) (?:o |a |el |la |os |los )?$", sentence.masked[: a.start])
                ]
                if cleft and re.search("quem|quien", words):
                    return Subject(group_of(sentence, cleft[-1]), "relative", cleft[-1].start)
                return Subject((), "nobody", start)
            governed = re.search(
                r"\b(?:a|en|de|con|por|em|com|to|of|in|by|dans|sur|avec)(?: el| la| los| las| o| os| as)? $",
                sentence.masked[:start].rstrip() + " ",
            ) and not re.search(r"\b(?:neither|none|both|all|each|most) of $", sentence.masked[:start].rstrip() + " ")
            gap = sentence.masked[before[-1].end : start].strip(" ,") if before else "x"
            if (
                before
                and not governed
                and (
                    not gap
                    or re.fullmatch(r"(?:neither|none|both|all|each|most) of", gap)
                    or re.fullmatch(r"(?:an?|the|une?) [a-z-]+(?: [a-z-]+){0,3}", gap)
                    or (len(gap) < 40 and re.match(r"(?:de |en |da |do |du |of )", gap))
                )
            ):
                last = before[-1]
                if len(before) > 1 and _FROM.fullmatch(sentence.masked[before[-2].end : last.start]):
                    # "Roberto Madrazo, do PRI, que ...": he is meant.
                    last = before[-2]
                return Subject(group_of(sentence, last), "relative", last.start)
        limit = start
    return who or Subject((), "none", starts[0][1] if boundaries else 0)


_FROM = re.compile(r",? (?:de|del|de la|d[ao]s?) ")


def _object_within(
    sentence: Sentence, inside: list[Actor], boundaries: list[tuple[int, int, str]], end: int, at: int
) -> bool:
    """Whether an actor is the object of an aside that a comma closes: "X, who came fourth and backed Y, called on"."""
    return (
        re.fullmatch(r",\s*", sentence.masked[inside[-1].end : at]) is not None
        and len(sentence.masked[end : inside[0].start].split()) >= 1
        and any(
            _RELATIVE.search(words) and not COORDINATED.match(words) and sentence.masked[:start].rstrip().endswith(",")
            for start, _end, words in boundaries
        )
    )


def _said_of_another(sentence: Sentence, start: int, end: int, at: int, language: str) -> bool:
    """Whether a comma closes what is said of somebody within an aside: "X, a former ally of Y who is a critic, called"."""
    return bool(_CLOSED.search(sentence.masked[end:at])) and any(
        0 <= start - actor.end <= 1
        and prepositional(sentence, actor, language)
        and "," in sentence.masked[: actor.start]
        for actor in sentence.actors
    )


_CLOSED = re.compile(r"\w,\s*$")
_ADJACENT = {
    "es": re.compile(r"(?: \([^()]{2,40}\))?(?: (?:ya|tambien|no|se|lo|la|le|les|los|aun|todavia|hoy|ayer|ahora|\w+mente|asimismo|igualmente|si))* "),
    "pt": re.compile(r"(?: \([^()]{2,40}\))?(?: (?:ja|tambem|nao|se|o|a|lhe|ainda|hoje|ontem|agora|\w+mente|igualmente|so))* "),
}  # fmt: skip


def _adjacent(sentence: Sentence, at: int, language: str) -> Subject | None:
    """The actor right before a verb, where nothing governs it."""
    if re.match(r"\w+(?:a|e|ie|i)ndo\b", sentence.masked[at:]):
        return None
    for actor in reversed(sentence.actors):
        if actor.end <= at:
            if _ADJACENT[language].fullmatch(sentence.masked[actor.end : at]) and not prepositional(
                sentence, actor, language
            ):
                group = group_of(sentence, actor)
                if any(prepositional(sentence, other, language) for other in group):
                    return None
                return Subject(group, "before", min(other.start for other in group))
            return None
    return None


def _apart(sentence: Sentence, at: int, language: str) -> Actor | None:
    """The subject right before a verb that only seems joined to a place: "recalled its envoy from X and Y suspended"."""
    for actor in sentence.actors:
        if (
            actor.group < 0
            or actor.end > at
            or not re.fullmatch(
                r" (?:(?:has|have|had|a|ont|avait|ha|han|also|aussi|tambien|tambem) ){0,2}",
                sentence.masked[actor.end : at],
            )
        ):
            continue
        group = group_of(sentence, actor)
        if actor is group[-1] and len(group) == 2 and prepositional(sentence, group[0], language):
            return actor
    return None


def _closed_relatives(sentence: Sentence) -> list[tuple[int, int]]:
    """Relative clauses between commas: "X, who forced Y into a run-off, refused ... and urged": Y urges nobody."""
    made = []
    for opened in re.finditer(r", (?:who|whose|which|qui|dont) ", sentence.masked):
        close = sentence.masked.find(", ", opened.end())
        inside = sentence.masked[opened.end() : close]
        if close < 0 or len(inside.split()) < 3 or re.search(r"[;:]", inside):
            continue
        if any(0 <= actor.start - close - 2 <= 5 for actor in sentence.actors):
            continue
        if re.match(r", (?:and|or|et|ou|but|mais) ", sentence.masked[close:]):
            continue
        made.append((opened.start(), close))
    return made


_ASIDE = re.compile(
    r"—[^—]{3,110}—|\([^()]{3,110}\)|– [^–]{3,110} –|"
    r", (?:led|headed|chaired|founded|backed|run|dominated|supported|helped|dirigee?|conduite?|menee?|emmenee?|fondee?|soutenue?|presidee?) (?:by|par) [^,;]{3,80}(?=,)"
)
_THAT_DID = re.compile(r" (?:(?:has|have|had|also|already|now|still|yet|so far|not|never|do|does|did) )*")
_SAID_THAT = re.compile(r"^ ?(?:that|que|qu')")


def _past(sentence: Sentence, inside: list[Actor], end: int) -> list[Actor]:
    """Actors after the comma that closes a relative clause: "in a note of which each word had been weighed, X ..."."""
    return [
        actor for actor in inside
        if (comma := sentence.masked.rfind(", ", end, actor.start + 1)) > 0
        and len(sentence.masked[end:comma].split()) >= 4
        and len(sentence.masked[comma + 2 : actor.start].split()) <= 1
        and sentence.masked.count(", ", end, actor.start) == 1
    ]  # fmt: skip


def _fronted(sentence: Sentence, inside: list[Actor], at: int) -> Actor:
    """The subject among several: "The first to react, King X congratulated" has it behind the comma."""
    lead = sentence.masked[: inside[0].start]
    if (
        _OPENS.match(re.split(r"; |: ", lead)[-1])
        and len(inside) > 1
        and (inside[0].group < 0 or inside[0].group != inside[1].group)
    ):
        after = next(
            (
                b
                for a, b in pairwise(inside)
                if re.fullmatch(
                    r"[^,]{0,40}, (?:the |la |le |les |l'|its |his |son )?", sentence.masked[a.end : b.start]
                )
            ),
            None,
        )
        if (
            after is not None
            and len(re.split(r"; |: ", lead)[-1].split()) <= 5
            and ", " not in sentence.masked[after.end : at]
        ):
            return after
    first, last = inside[0], inside[-1]
    if (
        first is not last
        and first.bare
        and (first.group < 0 or first.group != last.group)
        and sentence.masked.count(", ", first.end, last.start) == 1
        and len(sentence.masked[sentence.masked.rfind(", ", first.end, last.start) : last.start].split()) <= 3
        and ", " not in sentence.masked[last.end : at]
        and len(sentence.masked[last.end : at].split()) <= 5
    ):
        return last
    return first


_OPENS = re.compile(
    r"\W*(?:far from|without|instead of|rather than|after|before|by|while|having|on|in|loin de|sans|au lieu d[e']|apres avoir|avant de|plutot que|tout en|en|faute de|non content de|[a-z]+ing|[a-z]+ant)\b"
)
"""Words that open a clause before the subject: "Far from congratulating X, Y called ..."."""


def _inserted(sentence: Sentence, first: Actor, end: int, at: int, words: str) -> bool:
    """Whether the actor of a relative clause is its object, or the clause has ended before the verb."""
    if re.search(r"whose|cuy|cuj|dont", words):
        return ", " in sentence.masked[first.end : at]
    own = len(sentence.masked[end : first.start].split()) <= 1
    return not own or sentence.masked[first.end : at].rstrip().endswith(",")


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return found[-1] if found else None


COORDINATED = re.compile(
    r"^(?:[:;]|,? ?(?:and|but|y|e|pero|et|mais|mas|or|ao mesmo tempo|ao passo|al tiempo|a la vez)\b)"
)


def coordinated(sentence: Sentence, at: int, after: int, language: str) -> bool:
    """Whether the last boundary before a verb, after its subject, joins a second verb to a first."""
    found = [(start, words) for start, end, words in joints(sentence, language) if after <= start and end <= at]
    return bool(found) and bool(COORDINATED.match(found[-1][1]))


def segment_start(sentence: Sentence, at: int, language: str, relative: bool = False) -> int:
    """Where the clause around a position begins; `relative`: also a relative clause is one, with its pronoun."""
    ends = [
        start if _RELATIVE.search(words) and not COORDINATED.match(words) else end
        for start, end, words in joints(sentence, language)
        if end <= at and (relative or not _RELATIVE.search(words) or COORDINATED.match(words))
    ]
    return ends[-1] if ends else 0


_NEXT_VERB = re.compile(
    r"(?:,| y| e) (?=(?:(?:lo|la|le|se|o|a) )?\w+(?:[^aeir]ó|ió|aron|ieron|ou|iu|eu|aram|eram|iram)\b)"
)
"""A finite verb that goes on after the clause, told by its accent or ending."""
_CUT = {
    "en": r"; |: | – | — | in which | en la que | en el que | em que | dans lequel | dans laquelle |, (?!@)(?:and|but|while|who|which|whose|as|after|before|calling|saying|citing|adding|with|insisting|"
          r"urging|although|though|hours|days|minutes|according|in|on|at|where|when|said|says|a |the )|\. | but | while | after (?=\w+ \w+ed)",
    "es": r"; |: | – | — | in which | en la que | en el que | em que | dans lequel | dans laquelle |, (?!@)(?:y|pero|mientras|quien|que|aunque|cuando|tras|segun|dijo|en|al|a|ante|sin|como|luego|entre)\b|\. | pero | mientras | aunque | y que ",
    "pt": r"; |: | – | — | in which | en la que | en el que | em que | dans lequel | dans laquelle |, (?!@)(?:e|mas|enquanto|quem|que|embora|quando|apos|segundo|disse|em|ao|a|no|na|sem|como|entre|de)\b|\. | mas | enquanto | embora | e que ",
    "fr": r"; |: | – | — | in which | en la que | en el que | em que | dans lequel | dans laquelle |, (?!@)(?:et|mais|tandis|qui|que|dont|alors|lorsque|apres|selon|en|dans|au|a|sans|comme|ou|exhortant|appelant|soit|tout comme|de meme que|ainsi que)\b|\. | mais | tandis | alors ",
}  # fmt: skip


def clause_end(sentence: Sentence, at: int, language: str, following: int) -> int:
    """Where the clause of a verb that ends at `at` ends, at most where the next act begins."""
    found = re.search(_CUT[language], sentence.masked[at:])
    end = at + found.start() if found else len(sentence.text.rstrip())
    if language in _ADJACENT and (joined := _NEXT_VERB.search(sentence.text, at, end)):
        end, found = joined.start(), joined
    for actor in sentence.actors:
        if actor.start < end < actor.end:
            end = actor.end
    end = min(end, following) if following > at else end
    while end > at and sentence.text[end - 1] in " ,;:—–":
        end -= 1
    if found is None and sentence.text[end - 1 : end] in ".!?":
        end -= 1
    return max(end, at)
