"""Acts in a sentence: a wording, its subject, its object, and what turns it round (negation, condition, another year)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scrutiny.articles.accents import no_verb, noun_in_o, passive_participle, several
from scrutiny.articles.actor import Actor
from scrutiny.articles.attributing import Told, teller, told
from scrutiny.articles.clauses import Sentence, Subject, group_of, prepositional, subject
from scrutiny.articles.denying import real
from scrutiny.articles.lexicon import Lexicon, Rule
from scrutiny.articles.placing import BETWEEN, placed
from scrutiny.articles.sifting import (
    NOT_ONE,
    all_of_them,
    in_whose_name,
    misread,
    none_of,
    own_country,
    told_by_another,
    who_said,
)

FOR_FEW = ("observer", "mission", "judge", "court", "pollster", "abroad", "body")
"""Roles of rules that take no words from others as long as their speaker is not known."""


@dataclass(frozen=True)
class Acted:
    """An act found in a sentence."""

    act: str
    rule: Rule
    start: int
    """Of the wording."""
    end: int
    subject: Subject
    quoted: bool = False


def allowed(rule: Rule, actor: Actor, home: str = "") -> bool:
    """Whether somebody of this kind does what the rule says; `home` is the contest's country, where it is known."""
    match rule.roles:
        case "":
            return True
        case "not_observer":
            return actor.role != "observer_mission"
        case "mission":
            return actor.role == "observer_mission"
        case "side":
            if home and actor.role == "state" and actor.country not in (None, home):
                return False
            return actor.role in ("candidate", "party") or bool(actor.option) or (
                actor.role in ("other", "state", "parliament") and not actor.many)  # fmt: skip
        case "body":
            return actor.role in ("authority", "court", "parliament")
        case "court":
            return actor.role == "court"
        case "partisan":
            return actor.role in ("candidate", "party") or bool(actor.option)
        case "candidate":
            return actor.role in ("candidate", "party") or bool(actor.option) or bool(actor.side)
        case "authority":
            return actor.role == "authority"
        case "judge":
            return actor.role in ("court", "authority")
        case "observer":
            return actor.role in ("observer_mission", "organisation")
        case "pollster" if rule.act == "predicts":
            return actor.role == "pollster"
        case "foreign":
            return actor.role in ("state", "organisation", "candidate", "party", "parliament", "other")
        case "abroad":
            return actor.role in ("state", "organisation")
        case "not_court":
            return actor.role not in ("court", "authority", "pollster", "media", "observer_mission")
    return True


def _apart(rule: Rule, masked: str, taken: list[tuple[int, int, str]]) -> Iterator[re.Match[str]]:
    """Matches of a rule outside what other acts took; one that runs into such words is sought again behind them."""
    at = 0
    while found := rule.match.search(masked, at):
        start, end = found.span()
        if end == start:
            at = end + 1
            continue
        if rule.id.startswith("pt.") and _CONTRACTION.match(masked, start):
            at = start + 1
            continue
        found = _latest(rule, masked, found)
        start, end = found.span()
        over = [b for a, b, act in taken if start < b and a < end and not _together(act, rule.act)]
        if over:
            # The words of another act stand in between: what comes after them may still be an act of its own.
            at = max(start + 1, min(over)) if min(over) <= start + 1 else min(over)
            continue
        yield found
        at = end


_CONTRACTION = re.compile(r"da (?!por|como|a )")
"""Folded, the Portuguese verb `dá` and the preposition `da` are one; the verb has few ways to go on."""
_JOINT = re.compile(r"(?:,|;| y| e| mas| pero| and| but| while| et| mais) ")


def _latest(rule: Rule, masked: str, found: re.Match[str]) -> re.Match[str]:
    """The last verb before the object that a rule seeks: "pidió A y exigió B" asks for B with the second verb."""
    if rule.form != "active" or not rule.act.startswith(("calls_for", "alleges", "expresses")):
        return found
    first, short = found.start(), found.end() - found.start() <= 25
    reach = found.end() + 130 if short else found.end()
    at = first + 1
    while (later := rule.match.search(masked, at)) and later.start() < reach:
        joined = _JOINT.search(masked[found.start() : later.start()]) and not _INNER.match(masked, later.start())
        if joined and (short or later.end() == found.end()):
            found = later
        at = later.start() + 1
    return found


_INNER = re.compile(r"(?:deb|es |dev|hac|hay)")


def acts(sentence: Sentence, lexicon: Lexicon, home: str = "") -> list[Acted]:
    """Every act of a sentence outside whole quotations, in order; an earlier rule takes its words from later ones."""
    language = lexicon.language
    made: list[Acted] = []
    taken: list[tuple[int, int, str]] = []
    attributed = told(sentence, lexicon)
    for rule in lexicon.rules:
        for found in _apart(rule, sentence.masked, taken):
            start, end = found.span()
            within = next((quote for quote in sentence.quotes if quote[0] <= start < quote[1]), None)
            if within is not None and rule.act not in ("congratulates", "recognises"):
                continue
            if rule.exclude is not None and rule.exclude.search(found[0]):
                continue
            if any(actor.start <= start and end <= actor.end for actor in sentence.actors):
                continue
            if language in NOT_ONE and rule.form == "active" and misread(sentence.masked, found, language):
                continue
            if rule.act == "alleges_attack" and _NOT_THAT.search(found[0]):
                continue
            if rule.need is not None and not rule.need.search(sentence.masked):
                continue
            if (
                rule.form == "active"
                and _BE.search(sentence.masked[max(0, start - 30) : start])
                and (_PARTICIPLE.match(found[0]) or (rule.participle is not None and rule.participle.match(found[0])))
            ):
                continue
            if language in ("es", "pt") and (
                passive_participle(sentence.masked, start, rule)
                or no_verb(sentence, start, end, rule, language)
                or (rule.form == "content" and noun_in_o(sentence, end))
            ):
                continue
            if not real(sentence.masked, start, end, rule, language):
                if rule.form != "content":
                    taken.append((start, min(end, start + 14), rule.act))
                continue
            who = _who(sentence, rule, start, end, language, attributed)
            if language in NOT_ONE and who is not None and none_of(sentence, who, start, language):
                taken.append((start, end, rule.act))
                continue
            if language in NOT_ONE and rule.form == "active" and who is not None:
                who = own_country(sentence, start, attributed) or in_whose_name(
                    all_of_them(sentence, who, language), attributed, start
                )
            if (
                who is None
                or who.how == "nobody"
                or (rule.act == "observes" and _regretted(found, who))
                or (language in ("es", "pt") and several(sentence.masked, start, who, rule))
            ):
                continue
            if within is not None and not (
                who.actors and who.how == "before" and who.actors[0].start >= within[0] and not who.actors[0].option
            ):
                continue
            if (
                who.actors
                and who.how in ("before", "agent", "after", "told", "listed")
                and rule.roles
                and not any(
                    allowed(rule, actor, home)
                    or (actor.role == "other" and rule.roles not in ("mission", "court"))
                    or (actor.bare and actor.role in ("state", "organisation"))
                    for actor in who.actors
                )
            ):
                continue
            if rule.act == "rules" and _no_ruling(sentence, found, who):
                continue
            made.append(Acted(rule.act, rule, start, end, who))
            if (
                rule.roles not in FOR_FEW
                or (language in ("en", "fr") and not who.actors)
                or any(allowed(rule, actor, home) for actor in who.actors)
            ):
                taken.append((start, end, rule.act))
    made.sort(key=lambda acted: acted.start)
    if language in ("en", "fr"):
        made = _continued(made, sentence, language)
        made = [acted for acted in made if not told_by_another(acted, made, sentence)]
    return [acted for acted in made if not _object_of(acted, made, sentence)]


def _no_ruling(sentence: Sentence, found: re.Match[str], who: Subject) -> bool:
    """Whether an authority confirms its own count, or what is turned down is no petition."""
    start, end = found.span()
    if who.actors and who.actors[0].role == "authority" and _VICTORY_OF.match(sentence.masked[start : end + 12]):
        return True
    return (
        bool(_REFUSES.match(found[0]))
        and "debout" not in found[0]
        and not _PETITION.search(sentence.masked[start : end + 90])
    )


_VICTORY_OF = re.compile(r"(?:ratific|confirm)\w+ ?(?:a |que |la victoria|el triunfo|a vitoria|la victoire)")


def _continued(made: list[Acted], sentence: Sentence, language: str) -> list[Acted]:
    """A second verb of one subject: "X congratulated Y, and appealed for calm" is no appeal of Y's."""
    out: list[Acted] = []
    for acted in made:
        before = out[-1] if out else None
        who = acted.subject
        if (
            before is not None
            and who.how == "before"
            and acted.rule.form == "active"
            and before.end <= who.actors[0].start
            and before.subject.how in ("before", "relative", "pronoun", "none")
            and (joint := _LAST_JOINT[language].search(sentence.masked, max(a.end for a in who.actors), acted.start))
            and len(sentence.masked[joint.end() : acted.start].split()) <= 3
        ):
            acted = replace(acted, subject=before.subject)
        out.append(acted)
    return out


_LAST_JOINT = {
    "en": re.compile(r",? and (?!the\b)(?!.*,? and )|; (?!.*,? and )"),
    "fr": re.compile(r",? et (?!.*,? et )"),
}


def _object_of(acted: Acted, made: list[Acted], sentence: Sentence) -> bool:
    """Whether alleged irregularities are only what another act is about: concern at claims of fraud."""
    if acted.act == "alleges_irregularity" and any(
        other.act in ("refuses_to_recognise", "withholds_recognition")
        and other.end <= acted.start
        and re.search(r", ?(?:which|that|qu[e'])", sentence.masked[other.end : acted.end])
        for other in made
    ):
        return True
    if acted.act == "alleges_irregularity" and acted.rule.form == "active":
        return any(
            other.act in ("refuses_to_recognise", "withholds_recognition", "calls_for_audit", "expresses_concern")
            and acted.start < other.start
            and other.subject.actors == acted.subject.actors
            and not re.search(r";| and | et | y | e ", sentence.masked[acted.end : other.start])
            for other in made
        )
    return (
        acted.act == "alleges_irregularity"
        and acted.rule.form == "content"
        and any(
            other is not acted and other.act != acted.act and other.end <= acted.end and other.start < acted.start
            and acted.start - other.end <= 70 and not re.search(r"[;,]", sentence.masked[other.end : acted.start])
            for other in made
        )
    )  # fmt: skip


_NOT_THAT = re.compile(
    r"(?:\bnot|\bno|\bwithout|\bnever|\bnor|\bsans|\bpas|\baucune?|\bni|\bsem|\bsin|\bningun\w*|\bnenhuma?)\b(?: [\w']{1,8}){0,2}\W{1,2}[\w-]+(?: [\w-]+)?$"
)
_REFUSES = re.compile(
    r"(?:reject|dismiss|threw|throw|rechaz|desestim|inadmit|rejeit|indefer|chumb|neg|(?:a |ont |avait )?(?:rejet|debout))"
)
_PETITION = re.compile(
    r"petition|appeal|challenge|complaint|lawsuit|request|\bcases?\b|recours|requete|plainte|recurso|impugnac|demanda|solicitud|apelaci|pedido|"
    r"reclamac|representac|peticao|peticion|acao|queixa|suit\b"
)
_PAIRS = frozenset((frozenset(("calls_for_publication", "calls_for_audit")), frozenset(("calls_for_calm", "calls_for_audit")),
                    frozenset(("calls_for_calm", "calls_for_publication"))))  # fmt: skip


def _together(one: str, two: str) -> bool:
    return frozenset((one, two)) in _PAIRS


_BE = re.compile(
    r"\b(?:fue(?:ron)?|sido|es|son|era|was|were|be|been|being|is|are|etre|foi|foram|e|sao|ete|est|sont|fut)(?: \w+mente| \w+ment| \w+ly| tambien| tambem| also| aussi| egalement)? $"
)
_PARTICIPLE = re.compile(
    r"(?:recogni[sz]ed|congratulated|rejected|reconocid[oa]|felicitad[oa]|rechazad[oa]|reconhecid[oa]|felicitad[oa]|rejeitad[oa]|reconnue?|felicitee?|rejetee?)\b"
)


def _who(sentence: Sentence, rule: Rule, start: int, end: int, language: str, attributed: list[Told]) -> Subject | None:
    if rule.form == "narrator":
        return Subject((), "narrator", start)
    if rule.form == "content":
        found = teller(attributed, start)
        return found.who if found is not None else None
    if rule.form == "active" and rule.roles == "pollster":
        close = [actor for actor in sentence.actors if actor.role == "pollster" and 0 <= start - actor.end <= 2]
        if close:
            return Subject((close[-1],), "before", close[-1].start)
    if language in ("es", "pt") and (told_apart := placed(sentence, rule, start, end)) is not None:
        return told_apart if told_apart.how else None
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
    if (_FIRST_TO.search(sentence.masked[:start]) or _FIRST_TO.match(sentence.masked[start:end])) and (
        was := re.search(r"\b(?:fue|foi|fueron|foram) (?:el |la |los |o |a |os )?", sentence.masked[end:])
    ):
        behind = [actor for actor in sentence.actors if actor.start == end + was.end()]
        if behind:
            return Subject(group_of(sentence, behind[0]), "after", 0)
    if language in ("en", "fr") and (said := who_said(sentence, start, language)) is not None:
        return said
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
            r" (?:(?:tambien|tambem|ayer|ontem|hoy|hoje|ya|entonces|entao|asimismo|\w+mente|,|el \w+|este \w+|'?nota'?|,? ?sin mas,?|,? ?sem mais,?) ?)*(?:el |la |los |las |o |a |os |as )?",
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
    r",? (?:and |then |et |puis |y |e |ni |nem |mais aussi |but also |as well as |ainsi que )?(?:also )?(?:by|from|par|de|por|pel[oa]s?)(?: la| l'| le| les| the| el| los| las| o| a)? ?(?:l')?"
)
_PARTICIPIAL = re.compile(r"\W*(?:[a-z]+ing|[a-z]+ant)\b")
_REFUSAL = re.compile(
    r"(?:(?:neither|nor) (?:does|do|did|will|is|are|can|would|has|have) [@\w]|pas question|hors de question|negativa|recusa d|refus d|refusal|rechazo d)"
)


def _regretted(found: re.Match[str], who: Subject) -> bool:
    return bool(_REGRETS.match(found[0])) and any(actor.role == "organisation" for actor in who.actors)


_REGRETS = re.compile(r"(?:lament|deplor|conden)")
"""What a body regrets that did not observe itself is its concern."""
_FIRST_TO = re.compile(r"\b(?:primer\w* en|primeir\w* a) (?:\w+(?: |$))?(?:$|\w)")
_PRONOUN_FIRST = re.compile(r"(?:lo|la|le|los|las|les|lhe|lhes) \w+(?:o|on|a|an|u|am)\b")


def _inverted(sentence: Sentence, rule: Rule, start: int, end: int, language: str) -> Subject | None:
    """The subject behind the verb: "también lo felicitaron Cuba y Nicaragua"."""
    if language == "en":
        return None
    if re.search(r"', ?$", sentence.masked[:start]):
        after = [actor for actor in sentence.actors if 0 <= actor.start - end <= 12]
        if after and not prepositional(sentence, after[0], language):
            return Subject(group_of(sentence, after[0]), "after", 0)
    if rule.clitic or (language in ("es", "pt") and _PRONOUN_FIRST.match(sentence.masked, start)):
        after = [
            actor
            for actor in sentence.actors
            if actor.start >= end and BETWEEN.fullmatch(sentence.masked, end, actor.start)
        ]
        if (
            after
            and not prepositional(sentence, after[0], language)
            and not after[0].option
            and after[0].role in ("state", "organisation", "party", "parliament")
        ):
            return Subject(group_of(sentence, after[0]), "after", start)
    return None
