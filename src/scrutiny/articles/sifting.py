"""What only looks like an act: nobody's, another's, said before, against what the speaker can do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scrutiny.articles.actor import Actor
from scrutiny.articles.attributing import Told, teller
from scrutiny.articles.clauses import Sentence, Subject, group_of, prepositional
from scrutiny.articles.folding import fold

if TYPE_CHECKING:
    from scrutiny.articles.acting import Acted
    from scrutiny.articles.state import Draft


def in_whose_name(who: Subject, attributed: list[Told], at: int) -> Subject:
    """A person who says what the own country or party does: "Chile will not recognise it, President X said"."""
    if who.how != "before" or len(who.actors) != 1:
        return who
    subject_, found = who.actors[0], teller(attributed, at)
    if found is None or len(found.who.actors) != 1 or found.who.how != "told":
        return who
    person = found.who.actors[0]
    known = person.key.startswith("person:") or (person.heads and " " in person.name and not person.bare)
    if not known or person is subject_ or person.option:
        return who
    own = _OWN_BODY.match(fold(subject_.name))
    land = subject_.key.startswith("state:") and person.role == "state" and person.country in (None, subject_.country)
    if not own and not land:
        return who
    if land and person.country is None:
        person = replace(person, country=subject_.country, place=subject_.country or "")
    return Subject((person,), "told", min(found.who.start, who.start))


_OWN_BODY = re.compile(
    r"(?:his|her|their|its|our|son|sa|ses|leur|notre)\b|(?:the |l'|le |la )?(?:bloc|body|organi[sz]ation|organisation|union|government|gouvernement|country|pays|party|parti|coalition|camp|campaign|alliance|institution)$"
)
"""What somebody speaks for, without its name."""
_SAYS = {
    "en": re.compile(r" (?:said|says|added|told|tweeted|wrote|warned|declared|insisted|posted)(?: [\w-]+){0,5}, "),
    "fr": re.compile(
        r" (?:a |ont )?(?:dit|declare|affirme|ajoute|ecrit|lance|prevenu|assure)(?:nt)?(?: [\w-]+){0,5}, "
    ),
}
_INVERTED = {
    "en": re.compile(r"\b(?:said|says|added|wrote|warned|declared|insisted) (?:the )?$"),
    "fr": re.compile(r"\b(?:a |ont )?(?:dit|declare|affirme|ajoute|ecrit|lance|prevenu|assure) (?:le |la |l')?$"),
}
_GERUND = re.compile(r"[a-z]+(?:ing|ant)\b")


def who_said(sentence: Sentence, at: int, language: str) -> Subject | None:
    """Whoever has just been said to speak does what a participle adds: "X is popular, the governor said, appealing for calm"."""
    if not _GERUND.match(sentence.masked, at) or not sentence.masked[:at].endswith(", "):
        return None
    for actor in reversed([one for one in sentence.actors if one.end <= at]):
        gap = sentence.masked[actor.end : at]
        if _SAYS[language].fullmatch(gap) or (
            gap == ", " and _INVERTED[language].search(sentence.masked[: actor.start])
        ):
            return Subject(group_of(sentence, actor), "before", actor.start)
    return None


def own_country(sentence: Sentence, at: int, attributed: list[Told]) -> Subject | None:
    """Who speaks for "his country", which no list holds: "X said Y had won and that his country would not accept"."""
    owned = _OWN_COUNTRY.search(sentence.masked[:at])
    if owned is None or any(owned.start() <= actor.start < at for actor in sentence.actors):
        return None
    found = teller(attributed, at)
    people = [a for a in sentence.actors if a.end <= owned.start() and a.key.startswith("person:") and not a.option]
    if found is not None and len(found.who.actors) == 1:
        return Subject(found.who.actors, "told", found.who.start)
    return Subject((people[0],), "before", people[0].start) if len(people) == 1 else None


_OWN_COUNTRY = re.compile(
    r"\b(?:his|her|its|their|son|leur) (?:own )?(?:country|nation|pays|gouvernement|government|administration)(?: (?!and\b|et\b)[\w']+){0,2} $"
)


def all_of_them(sentence: Sentence, who: Subject, language: str) -> Subject:
    """Those whom "they" means, where the sentence names several before: "The eleven governments issued a text in which they"."""
    if who.how != "plural" or who.actors:
        return who
    before = [a for a in sentence.actors if a.end <= who.start and not prepositional(sentence, a, language)]
    several = [a for a in before if a.many or a.group >= 0]
    if not several or (several[0].group < 0 and not several[0].many):
        return who
    return Subject(group_of(sentence, several[0]), "before", several[0].start)


NOT_ONE = {
    "en": re.compile(r"\b(?:no|not one|not a single|none of the|few|hardly any|nobody in|no one in)(?: [\w-]+){0,2} $"),
    "fr": re.compile(r"\b(?:aucun|aucune|pas un|pas une|nul|nulle|peu de)(?: [\w-]+){0,2} $"),
}
"""What makes nobody of those who are named: "no Western government has recognised"."""


def none_of(sentence: Sentence, who: Subject, start: int, language: str) -> bool:
    if who.how != "before" or not who.actors:
        return False
    first = min(actor.start for actor in who.actors)
    lead = sentence.masked[max(0, first - 40) : first]
    return bool(NOT_ONE[language].search(lead)) or bool(
        re.match(r"(?:no|none|not one|aucune?|nul|nulle|pas une?)\b", sentence.masked[first:start])
    )


def told_by_another(acted: Acted, made: list[Acted], sentence: Sentence) -> bool:
    """Whether irregularities or findings are only what the same speaker's demand or concern is about."""
    mission = any(actor.role == "observer_mission" for actor in acted.subject.actors)
    if mission:
        # What a mission doubts is what it found.
        return acted.act == "expresses_concern" and any(
            other.act == "observes" and other.subject.actors == acted.subject.actors for other in made
        )
    if acted.act not in ("alleges_irregularity", "observes") or acted.rule.roles == "mission":
        return False
    return any(
        other.act in ("calls_for_audit", "expresses_concern", "calls_for_publication")
        and other.subject.actors == acted.subject.actors
        and not re.search(
            r";|, | and | et | but | mais ", sentence.masked[min(acted.end, other.end) : max(acted.start, other.start)]
        )
        for other in made
    )


def misread(masked: str, found: re.Match[str], language: str) -> bool:
    """Whether an active wording is a noun ("the report of"), an adjective ("alleged fraud") or passive there."""
    start = found.start()
    lead = masked[max(0, start - 30) : start]
    if _ALSO_NOUN[language].match(found[0]) and _DETERMINED[language].search(lead[-20:]):
        return True
    if language == "fr":
        return bool(_PAR.match(masked, start))
    if _PASSIVE.match(found[0]) and _BE.search(lead):
        return True
    return masked.startswith("alleged ", start) and bool(_NOUNS_BEFORE.search(lead))


_BE = re.compile(r"\b(?:was|were|be|been|being|is|are)(?: \w+ly| also)? $")
_ALSO_NOUN = {
    "fr": re.compile(r"(?:demande|appel|plainte|annonce|offre|reserve|doute|marche|menace|promesse)s?\b"),
    "en": re.compile(
        r"(?:report|claim|charge|call|protest|document|demand|appeal|request|doubt|question|praise|rule|order|challenge|review|welcome|offer|cry|cries|address|plan|propos|want|need|support|sign|campaign|push|press|bid|back|petition)s?\b"
    ),
}
_DETERMINED = {
    "fr": re.compile(
        r"(?:\b(?:la|les|une|un|des|de|ces|cette|cet|ce|sa|ses|son|leurs?|aux?|du|toute?s?|chaque|plusieurs|nombreuses|multiples)|\b[ld]') ?'? ?$"
    ),
    "en": re.compile(
        r"(?:\b(?:the|a|an|all|any|of|these|those|every|each|his|her|their|its|our|several|many|numerous|more|with|from|despite|amid|over|single|some|no|such|new|into|on|about|by|against|at|for|regarding|concerning|following|calls?)|'s) '?$"
    ),
}
_PASSIVE = re.compile(
    r"(?!concerned|worried|alarmed|troubled|disturbed|preoccupied|convinced)[a-z]+(?:ed|lt|id|wn) ?\b"
)
_PAR = re.compile(
    r"(?:reconnu|salue|felicite|rejete|conteste|proclame|declare|annonce|denonce|reclame|demande|exige|valide|confirme|donne|credite)(?:e|s|es)?(?: \w+ment)? (?:comme [\w@' ]{3,30} )?par\b"
)
_NOUNS_BEFORE = re.compile(
    r"\b(?:into|of|the|over|about|for|any|some|many|these|those|with|by|against|on|at|from|to|citing|his|her|their|its) '?$"
)


def plausible(acted: Acted, speaker: Actor, masked: str) -> bool:
    """Whether somebody of this kind means it: a court finds fraud only by admitting it, followers only celebrate."""
    if acted.act == "alleges_irregularity" and speaker.role == "court":
        return bool(_OWNS.match(masked[acted.start : acted.end]))
    if _NO_NAME.fullmatch(fold(speaker.name)):
        return False
    if acted.act == "concedes" and (
        speaker.key.startswith("state:")
        or speaker.role in ("organisation", "authority", "court", "media", "observer_mission")
    ):
        return False
    if acted.act == "calls_for_protest" and _ARMED.search(fold(speaker.name)):
        return False
    return acted.act != "claims_victory" or not _FOLLOWERS.match(fold(speaker.name))


def upheld(acted: Acted, speaker: Actor, masked: str) -> bool:
    """Whether a court confirms a victory that was proclaimed before it."""
    return (
        acted.act == "proclaims" and speaker.role == "court" and bool(_UPHOLDS.match(masked[acted.start : acted.end]))
    )


def behind_comma(masked: str, start: int, at: int) -> int:
    """Where the verb of a passive begins behind a relative clause: "the sheets, which ..., were described by"."""
    was = _WAS.search(masked[start:at])
    return start + was.end() if was else start


_WAS = re.compile(r", (?=(?:was|were|is|are|has been|have been|a ete|ont ete|fut|furent|est|sont) $)")


def said_before(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether one speaker says the same of the same subject twice in a sentence, outside quotations."""
    if draft.act not in _ONCE or draft.quote == "verbatim" or draft.actor is None:
        return False
    return any(
        known.flat is draft.flat
        and known.act == draft.act
        and known.quote != "verbatim"
        and known.sentence == draft.sentence
        and known.about == draft.about
        and known.actor is not None
        and known.actor.key == draft.actor.key
        for known in drafts
    )


_ONCE = (
    "congratulates",
    "recognises",
    "concedes",
    "claims_victory",
    "breaks_relations",
    "refuses_to_recognise",
    "withholds_recognition",
    "rules",
)
_OWNS = re.compile(r"(?:adm[ei][st]|acknowledg|reconoc|reconhec|reconn|recogni|conced|avou)")
_NO_NAME = re.compile(
    r"(?:(?:west|east|north|south|central|latin) ?)?(?:african|western|european|american|asian|arab|nordic|baltic|gulf|occidental)"
)
"""An adjective of a region names nobody."""
_ARMED = re.compile(r"\b(?:arm(?:y|ee)|police|gendarmerie|soldiers|soldats|military)\b")
_FOLLOWERS = re.compile(
    r"(?:(?:the|les|des|ses|his|her) )?(?:los |las |os |as |seus |sus )?(?:supporters|partisans|militants|sympathisants|followers|fans|voters|electeurs|seguidores|simpatizantes|militantes|partidarios|apoiantes|apoiadores|votantes|eleitores|electores)\b"
)
"""Those who celebrate a victory without claiming it."""
_UPHOLDS = re.compile(
    r"(?:(?:a|ont|avait|ha|han|habia|tinha|havia) )?(?:certif|aval|refrend|referend|convalid|legitim|confirm|ratif|valid|endors|uph|enterin|homolog|rubber|seal)"
)


def predicate(sentence: Sentence, actor: Actor) -> bool:
    """Whether a noun only says what the option before it is, and names nobody else: "declared X the winner"."""
    return (
        not actor.option
        and actor.bare
        and any(
            other.option and other.end < actor.start and _PREDICATE.fullmatch(sentence.folded[other.end : actor.start])
            for other in sentence.actors
        )
    )


_PREDICATE = re.compile(r",? (?:as |to be |como |comme )?(?:the |a |el |la |le |o |um |un )?")
