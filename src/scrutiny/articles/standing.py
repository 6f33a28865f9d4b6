"""Who stands behind a speaker: the members of a group that are named, the one who speaks for a body."""

from __future__ import annotations

import re
from dataclasses import replace

from scrutiny.articles.acting import Acted
from scrutiny.articles.actor import Actor
from scrutiny.articles.clauses import Sentence, group_of
from scrutiny.articles.resolving import Resolving
from scrutiny.articles.state import Paragraph


class Standing(Resolving):
    """Who stands behind a speaker."""

    def _members(
        self, paragraph: Paragraph, sentence: Sentence, acted: Acted, speakers: tuple[Actor, ...]
    ) -> tuple[Actor, ...]:
        """Those who are named in brackets or behind "including" besides their number."""
        if self.language in ("en", "fr") and len(acted.subject.actors) == 1 and len(speakers) == 1:
            named = self._by_name(paragraph, sentence, acted.subject.actors[0])
            if named:
                return named
        if len(speakers) != 1 or not speakers[0].many or len(acted.subject.actors) != 1:
            return speakers
        whole = acted.subject.actors[0]
        opened = _INCLUDING.match(sentence.masked, whole.end)
        if opened is None and self.language == "fr":
            # "onze pays d'Amérique latine, dont ..."
            opened = re.compile(r" (?:d'|de |du |des )[\w' -]{3,30}, dont (?:le |la |les |l')?").match(
                sentence.masked, whole.end
            )
        if opened is None:
            opened = _THOSE_OF.match(sentence.masked, whole.end)
        if opened is None:
            return (*speakers, *self._trailing(paragraph, sentence, acted))
        first = next((a for a in sentence.actors if 0 <= a.start - opened.end() <= 4), None)
        if first is None or (first.start > acted.start and acted.subject.how != "agent"):
            return speakers
        members = [a for a in group_of(sentence, first) if a.role in ("state", "organisation")]
        named = tuple(self._resolve(paragraph, sentence, member) for member in members)
        # "Seven states (A, B, ...)" are told by name; "several states, including A and B" are more than those.
        whole_list = opened[0].strip() in ("(", "-", "–", "—", ":") or opened.re is _THOSE_OF
        return named if len(members) >= 3 and whole_list else (*speakers, *named)

    def _trailing(self, paragraph: Paragraph, sentence: Sentence, acted: Acted) -> tuple[Actor, ...]:
        """Those of several who are named at the end: "several governments congratulated X, among them A, B and C"."""
        found = _AMONG.search(sentence.masked, acted.end)
        if found is None or re.search(r"[;:]", sentence.masked[acted.end : found.start()]):
            return ()
        named: list[Actor] = []
        reach = found.end()
        for actor in sentence.actors:
            if actor.start < found.end():
                continue
            gap = sentence.masked[reach : actor.start]
            if not re.fullmatch(_LISTED, gap) or actor.option or actor.role not in ("state", "organisation", "other"):
                # "Joe Biden (United States)": the state in brackets tells whose he is.
                if re.fullmatch(r" ?\(", gap) and actor.key.startswith("state:"):
                    if named and not named[-1].country:
                        named[-1] = replace(named[-1], country=actor.country, role="state")
                    reach = actor.end + (1 if sentence.masked[actor.end : actor.end + 1] == ")" else 0)
                    continue
                break
            named.append(self._resolve(paragraph, sentence, actor))
            reach = actor.end
        return tuple(named)

    def _by_name(self, paragraph: Paragraph, sentence: Sentence, whole: Actor) -> tuple[Actor, ...]:
        """Two or three people named behind what they are: "two commissioners, X and Y, say"."""
        if not (whole.bare or whole.many) or whole.key.startswith("person:"):
            return ()
        first = next((a for a in sentence.actors if a.start >= whole.end), None)
        if first is None or sentence.masked[whole.end : first.start] not in (", ", ": ") or first.group < 0:
            return ()
        group = group_of(sentence, first)
        if not all(member.key.startswith("person:") for member in group):
            return ()
        return tuple(replace(self._resolve(paragraph, sentence, member), role=whole.role) for member in group)

    def _mouth(
        self, paragraph: Paragraph, sentence: Sentence, acted: Acted, speakers: tuple[Actor, ...]
    ) -> tuple[Actor, ...]:
        """Who speaks for a body: "the coalition, through its spokesman X, conceded"."""
        if len(speakers) != 1 or speakers[0].option:
            return speakers
        for found in _THROUGH.finditer(sentence.masked):
            who = next((a for a in sentence.actors if a.start <= found.end() + 24 and a.start >= found.end() - 1), None)
            if who is None or not who.key.startswith("person:") or abs(found.start() - acted.start) > 90:
                continue
            whole = speakers[0]
            return (
                replace(
                    self._resolve(paragraph, sentence, who), role=whole.role, country=whole.country, side=whole.side
                ),
            )
        return speakers


_AMONG = re.compile(
    r",? (?:including|among them|among whom|notamment|dont|parmi lesquels|parmi lesquelles|entre ell[oa]s|entre los cuales|entre las cuales|incluid[oa]s|entre el[ea]s|entre [oa]s quais|"
    r"incluindo|a exemplo de|a saber) (?:those of |los de |os de |ceux de )?(?:the |la |le |les |l'|el |los |o |a |os )?"
)
_LISTED = r"(?:,|,? (?:and|y|e|et))? ?(?:the |la |le |les |l'|el |los |o |a |os |those of |los de |os de )?"
_INCLUDING = re.compile(
    r"(?: \(| [–—-] |: |,? (?:including|among them|such as|like|namely|dont|parmi lesquels|parmi lesquelles|notamment|a savoir|comme|entre ellos|entre ellas|incluid[oa]s|como|entre eles|entre elas|incluindo)) ?"
    r"(?:the |la |le |les |l'|el |o |a )?"
)
_THOSE_OF = re.compile(
    r", (?:los|las|os|as) (?:de|del|d[aeo]s?) (?:el |la |los |las |o |a )?|,? (?:those|that|ceux|celles|celui|celle|namely|a savoir) (?:of |de |du |des |d')?(?:the |la |le |les |l')?"
)
_THROUGH = re.compile(
    r"\b(?:par la (?:voix|bouche)|par l'intermediaire|through|por (?:la )?(?:boca|voz|pluma)|por (?:medio|conducto|intermedio|intermediacion)|en (?:la )?voz|por (?:meio|intermedio)|pela (?:voz|boca|mao|pena)|na voz|atraves|a traves) (?:de |d'|du |da |do |of )?(?:its |his |son |sa |su |seu |sua |leur |the |le |la )?"
)
