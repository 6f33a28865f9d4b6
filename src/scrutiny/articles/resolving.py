"""Who is meant by a name, an office, a pronoun, an unspoken subject."""

from __future__ import annotations

import re
from dataclasses import replace

from scrutiny.articles.acting import Acted
from scrutiny.articles.actor import Actor
from scrutiny.articles.clauses import Sentence, prepositional, segment_start
from scrutiny.articles.context import Context
from scrutiny.articles.dates import other_year
from scrutiny.articles.folding import fold
from scrutiny.articles.sifting import predicate
from scrutiny.articles.state import Paragraph
from scrutiny.articles.surveying import Surveying, _names_home_text
from scrutiny.articles.unnamed import ADVERBIAL, clause, unnamed, without_time


class Resolving(Surveying):
    """Who is meant by a name, an office, a pronoun, an unspoken subject."""

    def _set_election(self, paragraph: Paragraph, sentence: Sentence, number: int) -> None:
        """Whether a sentence is about another election: its own year, else what its paragraph began with."""
        if number == 0:
            self._elsewhere = self._default_other
            if self._away and (_names_home(paragraph, self.context)):
                self._elsewhere, self._foreign = False, ""
            elif self._away:
                self._elsewhere, self._foreign = True, self._away
        if number == 0:
            self._lasting = False
        elif not self._lasting and self._elsewhere and not self._default_other and not self._foreign:
            self._elsewhere = False
        aside = _ASIDE.sub(
            lambda found: found[0] if _VOTED.search(found.string, found.start(), found.end() + 22) else " ",
            sentence.folded,
        )
        if other_year(aside, self.context.day, self.published):
            self._elsewhere = True
            self._lasting = bool(_FRAME.search(aside))
        elif re.search(rf"\b(?:{self.context.day.year}|{_NOW})\b", sentence.folded) and not self._foreign:
            self._elsewhere = False

    def _mistaken(self, paragraph: Paragraph, number: int) -> bool:
        """Whether a correction tells what was wrongly printed."""
        if not self._correcting:
            return False
        here = paragraph.sentences[number].folded
        following = paragraph.sentences[number + 1].folded if number + 1 < len(paragraph.sentences) else ""
        return bool(_WRONGLY.search(here)) or bool(
            re.match(r"(?:they|he|she|it) did not|in fact|no lo hi|nao o fe|ce n'est pas|es justo al reves", following)
        )

    def _after(self, paragraph: Paragraph, sentence: Sentence, before: int) -> None:
        """Remember who this sentence was about, for the pronouns of the next."""
        new = [draft for draft in self.drafts[before:] if draft.actor is not None]
        for actor in sentence.actors:
            if actor.role in ("organisation", "observer_mission") and not actor.bare:
                self.registry.organisation = actor
        mentioned = [option for _start, _end, option in self._mentions(paragraph, sentence) if option != "?"]
        self.registry.options.extend(mentioned)
        if mentioned:
            self._ordered = list(dict.fromkeys([*self._ordered, *mentioned]))
        if sentence.actors:
            self._mentioned = self._resolve(paragraph, sentence, sentence.actors[-1])
        self._local.extend(mentioned)
        people = [draft.actor for draft in new if draft.actor is not None and _is_person(draft.actor)]
        if people:
            self._person = people[-1]
            self._people.append(people[-1])
        else:
            for actor in sentence.actors:
                resolved = self._resolve(paragraph, sentence, actor)
                if _is_person(resolved) and not prepositional(sentence, actor, self.language):
                    self._person = resolved
                    self._people.append(resolved)
                    break
        if new and new[-1].actor is not None:
            self._previous = (new[-1].actor,)
            return
        for actor in sentence.actors:
            resolved = self._resolve(paragraph, sentence, actor)
            if not prepositional(sentence, actor, self.language) and (
                resolved.option or resolved.key.startswith(("person:", "party:", "authority:", "court:", "organisation:", "state:", "observer"))
            ):  # fmt: skip
                self._previous = (resolved,)
                return

    def _near(self, paragraph: Paragraph, sentence: Sentence, actor: Actor) -> str:
        """The state that a role without a country belongs to: told before in the sentence, or where it is set."""
        if actor.place:
            return actor.place if actor.role == "state" else ""
        before = sentence.folded[max(0, actor.start - 8) : actor.start]
        for other in reversed(sentence.actors):
            if (
                other.end <= actor.start
                and not sentence.folded[: other.start].endswith("desde ")
                and other.key.startswith("state:")
                and other.country != self.context.country
                and (actor.group < 0 or other.group != actor.group)
            ):
                return other.country or ""
        if re.search(r"\b(?:son|sa|su|sus|seu|sua|its|their|his) $", before) and self._previous:
            previous = self._previous[-1]
            if previous.role == "state" and previous.country:
                return previous.country
        for draft in reversed(self.drafts):
            if draft.flat is not paragraph.flat:
                break
            if (
                draft.actor is not None
                and draft.actor.role == "state"
                and draft.actor.country not in (None, self.context.country)
                and (draft.sentence[1] <= sentence.start)
            ):
                gap = paragraph.folded[draft.sentence[1] : sentence.start + actor.start]
                if len(gap) < 60 and ":" not in gap and actor.bare and not actor.option and not self._is_home(actor):
                    return draft.actor.country or ""
                break
        return ""

    def _is_home(self, actor: Actor) -> bool:
        return any(noun in self.registry.offices for noun in actor.nouns)

    def _resolve(self, paragraph: Paragraph, sentence: Sentence, actor: Actor) -> Actor:
        topic = paragraph.topic[0] if len(paragraph.topic) == 1 else None
        near = self._near(paragraph, sentence, actor) if actor.role in ("state", "other") and not actor.option else ""
        if actor.role == "observer_mission" and actor.bare:
            owner = re.search(
                r"(?:whose|dont les?|cuy[oa]s?|cuj[oa]s?)(?: \d+| \w+)? $", sentence.folded[: actor.start]
            )
            named = [a for a in sentence.actors if owner and 0 <= owner.start() - a.end <= 3]
            if named:
                return replace(named[-1], start=actor.start, end=actor.end, role="observer_mission")
        if (
            actor.key.startswith("person:")
            and actor.role == "other"
            and re.match(
                r",? (?:que|quien|quem) (?:\w+ )?(?:chefi\w+|lider\w+|dirig\w+|encabez\w+|presid\w+|coorden\w+|coordin\w+) (?:a |la |o |el |os |los )?(?:missao|mision|delega\w+|observador\w+|equip\w+ de observ)",
                sentence.folded[actor.end :],
            )
        ):
            return replace(actor, role="observer_mission", country=None)
        if (
            actor.role in ("organisation", "state")
            and re.match(r"\W*(?:those|that|ceux|celles|celle|celui) (?:of|from|d)", sentence.folded)
            and self._previous
            and self._previous[0].role == "observer_mission"
            and not sentence.masked[: actor.start].strip().count(" ") > 3
        ):
            # "Observers of A found ... Those of B reported": observers, too.
            return replace(actor, role="observer_mission", country=None)
        if (
            actor.heads == {"spoke"}
            and actor.key.startswith("person:")
            and actor.role == "other"
            and self.registry.organisation
            and re.search(r"\b(?:su|sus|son|sa|seu|sua|its) $", sentence.folded[: actor.start])
        ):
            return replace(actor, role="organisation", country=None)
        if "candidate_ref" in actor.heads and actor.bare:
            backed = re.match(
                r" (?:soutenue?|apoyad[oa]|apoiad[oa]|backed|respaldad[oa]|supported) (?:par|por|pel[oa]|by) (?:le |la |el |the |l')?",
                sentence.folded[actor.end :],
            )
            party = [
                a
                for a in sentence.actors
                if backed and a.start == actor.end + backed.end() and a.key.startswith("party:") and a.place
            ]
            if party:
                return self.registry.as_option(actor, party[0].place)
        resolved = self.registry.resolved(actor, topic, near)
        if (
            resolved.bare
            and resolved.heads & {"candidate_ref", "state_head", "party_ref"}
            and resolved.key.startswith("noun:")
        ):
            option = self._by_noun(resolved)
            if option:
                return self.registry.as_option(resolved, option)
        return resolved

    def _by_noun(self, actor: Actor) -> str:
        text = fold(actor.name)
        if "party_ref" in actor.heads and not re.search(r"candid", text):
            return ""
        if re.search(
            r"opposition candidate|candidat[oae]? (?:opositor|de l'opposition|da oposicao|oposicionista)|^opositor$|^opposant|^oposicionista",
            text,
        ):
            return self.challenger
        if re.search(r"incumbent|sortant|mandatari|saliente|cessante|outgoing", text):
            return self.incumbent
        if (
            re.fullmatch(
                r"(?:el |o |le |the )?(?:president[ea]?|chef(?:fe)? de l'etat|head of state|jefe de(?:l)? estado|chefe d[eo] estado)",
                text,
            )
            and self.incumbent
        ):
            return self.incumbent
        if "candidate_ref" in actor.heads and not re.search(
            r"rival|advers|winner|vencedor|ganador|vainqueur|electo?|eleito|elu\b|companer|mate|colist|opponent|candidat",
            text,
        ):
            first = next(
                (
                    a.option
                    for a in self._sentence.actors
                    if a.option and a.end <= actor.start and not prepositional(self._sentence, a, self.language)
                ),
                "",
            )
            if first:
                return first
            if self._person is not None and self._person.option in self._local:
                return self._person.option
            return self._local[-1] if self._local else ""
        return ""

    def _speakers(self, paragraph: Paragraph, sentence: Sentence, acted: Acted) -> tuple[Actor, ...]:
        found = acted.subject
        if found.how == "narrator":
            return ()
        if self._list_head is not None and re.fullmatch(r"[\W\d]*(?:[a-z]\) )?", sentence.masked[: acted.start]):
            return (self._list_head,)
        if (
            acted.act == "claims_victory"
            and len(self._ids) == 2
            and re.match(
                r"\W*(?:both|the two|los dos|ambos|les deux|os dois)\b", sentence.folded[max(0, found.start) :]
            )
        ):
            return tuple(self.registry.as_option(Actor(0, 0, "", "", "candidate", None), id_) for id_ in self._ids)
        if found.actors:
            made: list[Actor] = []
            for actor in found.actors:
                resolved = self._resolve(paragraph, sentence, actor)
                if paragraph.topic and re.search(r"tres|dois|dos|ambos|both|three|deux|trois|two", fold(actor.name)) and (
                    resolved.bare or resolved.many) and len(paragraph.topic) > 1:  # fmt: skip
                    made.extend(paragraph.topic)
                else:
                    made.append(resolved)
            return tuple(made)
        if found.how in ("pronoun", "plural"):
            if found.how == "plural" and len(paragraph.topic) > 1:
                return paragraph.topic
            if re.match(
                r"the latter|est[ea] ultim|ce dernier|cette derniere|celui-ci|celle-ci", sentence.folded[found.start :]
            ):
                return (self._mentioned,) if self._mentioned is not None else ()
            told = sentence.folded[found.start : found.start + 5]
            here = self._antecedent(paragraph, sentence, found.start) if self.language in ("en", "fr") else None
            if here is not None and re.match(r"(?:s?he|il|elle)\b", told):
                return (here,)
            if self.language == "fr" and self._person is not None and re.match(r"(?:il|elle)\b", told) and self._previous and (
                self._previous[0].key.startswith("state:")):  # fmt: skip
                return (self._person,)
            if self._person is not None and re.match(r"(?:s?he|el|ella|ele|ela)\b", told):
                who = self._gendered(told)
                return (who,) if self.language != "en" or self._agreed(who) else ()
            if (
                self.language == "fr"
                and re.match(r"(?:il|elle)\b", told)
                and self._previous
                and not self._agreed(self._previous[0])
            ):
                return ()
            return self._previous
        if paragraph.topic:
            return paragraph.topic
        located = re.match(r"\W*(?:desde|from|depuis|de) (?:la |el |los |las )?", sentence.folded)
        if located is not None and re.search(
            r"\bse (?:pid|exig|reclam|solicit|insist|afirm|asegur|sosten|sostien|dic|dij|denunci|habl|consider|rechaz|reconoc)|\bpede-se|\bon (?:demande|exige|appelle)",
            sentence.folded,
        ):
            place = [
                a
                for a in sentence.actors
                if located.start() < a.start <= located.end() < a.end
                and a.key.startswith(("state:", "party:", "organisation:"))
            ]
            if place:
                return (place[0],)
        if self.language in ("es", "pt") and found.how != "nobody":
            if re.search(r"\bse $", sentence.masked[: acted.start]) and _SAID.match(sentence.masked, acted.start):
                return ()
            at = clause(sentence, acted.start, self.language)
            stranger = unnamed(sentence, without_time(sentence.masked[at : acted.start]), at, self.language)
            if stranger is not None:
                return (stranger,) if stranger.name and acted.act not in _NAMED_ONLY else ()
            lead = sentence.folded[segment_start(sentence, acted.start, self.language) : acted.start]
            lead = re.sub(rf"^\W*{ADVERBIAL}", "", lead)
            lead = re.sub(rf"^\W*(?:{self.lexicon.speech.pattern})(?: [\w,]+){{0,4}}? (?:que|en|em) $", "", lead)
            first = re.match(r"\W*([^\W_]+)", lead)
            if len(lead.split()) > 6:
                return ()
            if first and (first[1] in _ARTICLE_WORDS or first[1] not in self.lexicon.function | self.lexicon.time):
                return ()
            return self._previous
        return ()

    def _agreed(self, who: Actor) -> bool:
        """Whether the last speaker and the person named last are one, so that a pronoun can mean nobody else."""
        last = self._previous[0] if self._previous else None
        person = self._person
        return all(
            other is None
            or not _is_person(other)
            or other.key == who.key
            or bool(other.option and other.option == who.option)
            for other in (last, person)
        )

    def _antecedent(self, paragraph: Paragraph, sentence: Sentence, at: int) -> Actor | None:
        """The only person whom the sentence names before a pronoun."""
        before = [
            self._resolve(paragraph, sentence, actor)
            for actor in sentence.actors
            if actor.end <= at and not prepositional(sentence, actor, self.language)
        ]
        people = {person.key: person for person in before if _is_person(person)}
        return next(iter(people.values())) if len(people) == 1 else None

    def _gendered(self, told: str) -> Actor:
        """The latest person that a pronoun can mean; a given name in -a is taken for a woman's."""
        assert self._person is not None
        if not re.match(r"(?:she|ella|elle|ela)\b", told):
            return self._person
        for person in reversed([*self._people[-6:], *self._previous]):
            if re.match(r"\w+(?:a|e)\b", fold(person.name)) and " " in person.name and person.name[0].isupper():
                return person
        return self._person

    def _mentions(self, paragraph: Paragraph, sentence: Sentence) -> list[tuple[int, int, str]]:
        made = []
        if len(self._ordered) >= 2:
            for pattern, at in ((_FORMER, 0), (_LATTER, 1)):
                for found in pattern.finditer(sentence.folded):
                    made.append((found.start(), found.end(), self._ordered[at]))
        for actor in sentence.actors:
            if (
                actor.bare
                and made
                and actor.start - made[-1][1] < 40
                and _WHO_IS.search(sentence.folded[: actor.start])
            ):
                continue  # "Carlos Mesa, a bookish former president": nobody else
            if (
                "candidate_ref" in actor.heads
                and re.search(r"\b(?:son|su|seu|its|their) $", sentence.folded[: actor.start])
                and re.match(r"candidat", fold(actor.name))
                and any(
                    other.role == "party" and re.search(r"oppos|opos", fold(other.name)) for other in sentence.actors
                )
            ):
                if self.challenger:
                    made.append((actor.start, actor.end, self.challenger))
                continue
            if predicate(sentence, actor):
                continue
            resolved = self._resolve(paragraph, sentence, actor)
            if resolved.option:
                made.append((actor.start, actor.end, resolved.option))
            elif resolved.key.startswith("party:") and resolved.place:
                made.append((actor.start, actor.end, resolved.place))
            elif resolved.bare and "party_ref" in resolved.heads and self.incumbent and re.search(
                r"ruling|governing|au pouvoir|presidentiel|gobernante|no poder|en el poder|governista|oficialista", fold(actor.name)
            ):  # fmt: skip
                made.append((actor.start, actor.end, self.incumbent))
            elif resolved.bare and "candidate_ref" in resolved.heads and len(self._ids) == 2:
                made.append((actor.start, actor.end, "?"))
            elif "party_ref" in resolved.heads and not resolved.option and (side := self._governing(resolved)):
                made.append((actor.start, actor.end, side))
        return sorted(made)

    def _governing(self, actor: Actor) -> str:
        """The side that "the governing party", "the opposition" means in a count."""
        text = fold(actor.name)
        if re.search(
            r"oficialis|gobernante|governista|situacionis|no poder|del poder|do poder|governing|ruling|au pouvoir", text
        ):
            return self.incumbent
        return ""

    def _explicit(self, sentence: Sentence, start: int, end: int) -> str:
        return next((actor.option for actor in sentence.actors if start <= actor.start < end and actor.option), "")

    def _known_noun(self, sentence: Sentence, start: int, end: int) -> str:
        """An option that a party or an office tells for certain."""
        for actor in sentence.actors:
            if start <= actor.start < end:
                if actor.key.startswith("party:") and actor.place:
                    return actor.place
                text = fold(actor.name)
                if "candidate_ref" in actor.heads and re.search(
                    r"incumbent|sortant|saliente|cessante|outgoing|oppos|opos", text
                ):
                    resolved = self._resolve(self._here, sentence, actor)
                    if resolved.option:
                        return resolved.option
        return ""

    def _own(self, speaker: Actor) -> str:
        """The option that a speaker stands for."""
        if speaker.option:
            return speaker.option
        if speaker.key.startswith("party:") and speaker.place:
            return speaker.place
        known = self.registry.people.get(speaker.key)
        if speaker.side or (known is not None and known.side):
            return speaker.side or (known.side if known is not None else "")
        nouns = fold(" ".join((*speaker.nouns, *(known.nouns if known else ()), speaker.name)))
        if re.search(r"oppos|opos", nouns):
            return self.challenger
        if speaker.role == "party" and (governing := self._governing(speaker)):
            return governing
        if speaker.role == "other":
            return ""
        if speaker.role in ("party", "candidate") and self.registry.options:
            return self.challenger if speaker.role == "party" and self.challenger else self.registry.options[-1]
        return ""


_WHO_IS = re.compile(r", (?:an?|un|une) (?:[a-z-]+ ){0,3}$")
_NOW = r"this time|this (?:july|year|summer)|esta vez|este verano|este ano|cette fois|cette annee|desta vez|lo de este"


_WRONGLY = re.compile(
    r"misstated|we (?:had )?(?:attributed|printed|said|reported)|caption said|wrongly|the same article said|incorrectly|se decia|se afirmaba|titulamos|por error|"
    r"donde dice|decia que|ecrivions|avons ecrit|par erreur|affirmait que|dissemos|escrevemos|por engano|dizia que"
)


_FORMER = re.compile(
    r"\b(?:the former|le premier|el primero|o primeiro)\b(?! (?:tour|turno|ministr|ministre|vuelta|bulletin|boletin))"
)


_LATTER = re.compile(
    r"\b(?:the latter|le (?:second|deuxieme)|el segundo|o segundo)\b(?! (?:tour|turno|vuelta|bulletin|boletin))"
)


_SAID = re.compile(
    r"(?:insist|afirm|asegur|sosten|sostien|dic|dij|denunci|habl|consider|rechaz|pid|exig|reclam|solicit)"
)
"""Behind the impersonal `se`, what nobody in particular says."""
_NAMED_ONLY = ("claims_victory", "concedes", "proclaims", "announces_figure", "predicts", "observes", "rules")
"""What is left to those who are known."""
_ARTICLE_WORDS = frozenset(["el", "la", "los", "las", "un", "una", "unos", "unas", "o", "a", "os", "as", "um", "uma"])


_VOTED = re.compile(r"elect|elecci|eleic|\bvote|victor|scrutin|victoire|vitoria|comicios|presidentiel|presidencia|poll")
_FRAME = re.compile(
    r"^\W*(?:(?:in|back in|on|already in|en|ya en|deja en|em|ja em|on|el|le|a) )(?:\d{1,2} |[\w]+ |de ){0,4}(?:19|20)\d\d\b|^\W*(?:the |la |le |las |a |as )?(?:\w+ )?(?:elections?|vote|eleccion\w*|eleic\w*|presidentielle|scrutin) (?:of|de|of \w+|del|d[eo]) (?:\w+ )?(?:19|20)\d\d\b|^\W*(?:the )?(?:19|20)\d\d\b"
)
"""A year that sets the scene also for the sentences that follow."""
_ASIDE = re.compile(
    r"\b(?:a diferencia de|(?:al )?igual que en|como (?:ya )?en|frente a|respecto (?:a|de)|comparad[oa] con|desde|ao contrario de|tal como em|como (?:ja )?em|assim como em|em relacao a|desde|"
    r"unlike in|as in|compared (?:with|to)|comme en|contrairement a) (?:\w+ ){0,4}(?:19|20)\d\d\b|"
    r"\([^()]*\)|(?:\b(?:who|whom|which|whose|where|when|qui|que|dont|ou|quien|quem|cuy[oa]s?|cuj[oa]s?|cuando|quando|lorsque)\b|\b(?:qu|lorsqu)')[^.;,()]*\b(?:19|20)\d\d\b(?! (?:election|re-election|vote|victory|presidential|poll|win)\w*)|"
    r", (?:in power|in office|au pouvoir|en el poder|no poder|elected|elu|elegid[oa]|eleit[oa]|renverse|overthrown|derrocad[oa]|derrubad[oa]|ne|nacid[oa])[^.;,()]*\b(?:19|20)\d\d\b"
)
"""A year that tells when somebody came or went, not which election is meant."""


def _is_person(actor: Actor) -> bool:
    return (
        bool(actor.option)
        or actor.key.startswith("person:")
        or (actor.key.startswith("organisation:") and bool(actor.heads & {"state_head", "spoke"}) and " " in actor.name)
        or (
            not actor.bare
            and actor.key.startswith(("noun:", "party:", "authority:", "court:"))
            and bool(actor.heads & {"state_head", "spoke", "candidate_ref", "party_ref"})
        )
    )


def _names_home(paragraph: Paragraph, context: Context) -> bool:
    """Whether a paragraph names somebody of the contest or its country."""
    return _names_home_text(paragraph.folded, context) or any(
        actor.key == f"state:{context.country}" for sentence in paragraph.sentences for actor in sentence.actors
    )
