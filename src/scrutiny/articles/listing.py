"""Acts that a sentence only hints at: "so did X", "Moscow too.", lists of states, headings over a list, gaps."""

from __future__ import annotations

import re
from dataclasses import replace

from scrutiny.articles.acting import Acted, repeated
from scrutiny.articles.actor import Actor
from scrutiny.articles.claiming import Claiming
from scrutiny.articles.clauses import Sentence, clause_end, group_of, prepositional, subject
from scrutiny.articles.dates import said_on
from scrutiny.articles.state import Draft, Paragraph


class Listing(Claiming):
    """Acts that a sentence only hints at: "so did X", "Moscow too.", lists of states, headings over a list, gaps."""

    def _same(self, paragraph: Paragraph, sentence: Sentence) -> None:
        """`So did China's Xi Jinping`; `Lo propio hizo el Gobierno de Cuba`."""
        if self._last_act is None or not self.drafts:
            return
        for found in _SAME[self.language].finditer(sentence.masked):
            self._again(paragraph, sentence, found)
            if self.language not in _THEME:
                break

    def _again(self, paragraph: Paragraph, sentence: Sentence, found: re.Match[str]) -> None:
        """One "so did X", with what was done last."""
        last = self._last_act
        if last is None:
            return
        reach = 2 if self.language in _THEME else 1
        if self._count - self._last_count > reach or (last.actor is not None and last not in self.drafts):
            return
        if any(d.flat is paragraph.flat and d.start <= sentence.start + found.start() < d.end for d in self.drafts):
            return
        if self.language in _THEME and (
            _CONTRARY[self.language].search(sentence.masked[found.start() : found.end() + 30].replace("le pas", ""))
            or _NOT_SO.search(sentence.masked[max(0, found.start() - 25) : found.start()])
        ):
            return
        near = (
            [a for a in sentence.actors if a.start >= found.end() and a.start - found.end() < 25]
            if found.lastgroup == "after"
            else []
        )
        if not near:
            who = subject(sentence, found.start(), self.language)
            near = list(who.actors)
            if found.lastgroup == "whose":
                near = [a for a in sentence.actors if 0 <= found.start() - a.end <= 1]
        else:
            if len(near) > 1 and near[0].key.startswith("state:") and near[1].start == near[0].end + 1:
                near = near[1:]  # "the Argentine Alberto Fernández"
            near = list(repeated(sentence, group_of(sentence, near[0])))
            near = _listed(sentence, near) if self.language in _THEME else near
        if not near and self.language in _THEME and paragraph.topic and not sentence.masked[: found.start()].strip():
            self._topics(paragraph, sentence, last)
            return
        for actor in near:
            resolved = self._resolve(paragraph, sentence, actor)
            if resolved.bare or (
                resolved.role not in ("state", "organisation", "party", "candidate", "observer_mission")
                and not (self.language in _THEME and resolved.key.startswith("person:"))
            ):
                continue
            start = min(found.start(), actor.start)
            while sentence.text[start] in " ,;":
                start += 1
            end = clause_end(sentence, max(found.end(), actor.end), self.language, len(sentence.text))
            if len(near) > 1 and near[0].group < 0:
                # A list is told one by one: the first with its verb, the others by their names.
                start, end = (start if actor is near[0] else actor.start), actor.end
            base = sentence.start
            self._add(replace(last, flat=paragraph.flat, actor=resolved, start=base + start, end=base + end, rule=f"{self.language}.same",
                              sentence=(base, base + len(sentence.text)), trigger=(base + found.start(), base + found.end()),
                              quote="paraphrase", said=said_on(sentence.folded, self.language, self.published)))  # fmt: skip

    def _topics(self, paragraph: Paragraph, sentence: Sentence, last: Draft) -> None:
        """`IRAN, SYRIA. Likewise.`: those whom a paragraph is about do it too."""
        first = paragraph.sentences[0]
        for actor in paragraph.topic:
            start, end = first.start + paragraph.topic[0].start, sentence.start + len(sentence.text.rstrip("."))
            self._add(replace(last, flat=paragraph.flat, actor=actor, start=start, end=end, rule=f"{self.language}.same",
                              sentence=(first.start, end), trigger=(sentence.start, end), quote="paraphrase", said=None))  # fmt: skip

    def _themed(self, paragraph: Paragraph, sentence: Sentence, found: list[Acted], before: int) -> None:
        """An act that a sentence tells of nobody by name: "Congratulations were quick to come.", then who sent them."""
        if self.language not in _THEME or any(d.act in _SHARED for d in self.drafts[before:]) or self._elsewhere:
            return
        named = _THEME[self.language].search(sentence.masked)
        acted = next((one for one in found if one.act in ("congratulates", "recognises") or (
            one.act == "claims_victory" and "@" in sentence.masked[one.start : one.end])), None)  # fmt: skip
        if (named is None and acted is None) or _NONE_CAME[self.language].search(sentence.masked):
            return
        start, end = (acted.start, acted.end) if acted is not None else named.span() if named is not None else (0, 0)
        about = self._explicit(sentence, start, len(sentence.text)) or self.registry.winner
        if not about:
            return
        self._last_act = Draft(
            flat=paragraph.flat, actor=None, act="recognises" if acted is not None and acted.act == "recognises" else "congratulates", about=about,
            start=sentence.start + start, end=sentence.start + end, sentence=(sentence.start, sentence.start + len(sentence.text)),
            trigger=(sentence.start + start, sentence.start + end), rule=f"{self.language}.theme", other=self._elsewhere,
        )  # fmt: skip
        self._last_count = self._count

    def _also(self, paragraph: Paragraph, sentence: Sentence, before: int) -> None:
        """`Moscou aussi.`: a short sentence that only adds somebody to the last act."""
        last = self._last_act
        if (
            last is None
            or last.actor is None
            or len(self.drafts) > before
            or len(sentence.text) > 60
            or self._count - self._last_count > 1
            or last not in self.drafts
        ):
            return
        if (
            not re.search(r"\b(?:too|also|as well|likewise|tambien|tambem|aussi|egalement|de meme)\b", sentence.folded)
            or last.other
        ):
            return
        first = sentence.actors[0] if sentence.actors else None
        if (
            first is None
            or first.start > 6
            or first.role not in ("state", "organisation")
            or first.bare
            or re.search(r"\b(?:not|no|nao|pas|ne)\b", sentence.folded)
        ):
            return
        if len(re.sub(r"\W", "", sentence.masked[first.end :])) > 14:
            return
        base = sentence.start
        for actor in group_of(sentence, first):
            self._add(replace(last, flat=paragraph.flat, actor=actor, start=base + first.start, end=base + len(sentence.text.rstrip(".")),
                              sentence=(base, base + len(sentence.text)), trigger=(base, base + len(sentence.text)), rule=f"{self.language}.same",
                              quote="paraphrase", said=said_on(sentence.folded, self.language, self.published)))  # fmt: skip

    def _signed(self, paragraph: Paragraph, sentence: Sentence) -> None:
        """`A statement that rejects the result was signed by A, B and C`: what it does, its signatories do."""
        found = _SIGNED[self.language].search(sentence.masked) if self.language in _SIGNED else None
        if found is None:
            return
        near = [a for a in sentence.actors if 0 <= a.start - found.end() <= 12]
        group = repeated(sentence, group_of(sentence, near[0])) if near else ()
        if not any(actor.role in _FOREIGN for actor in group):
            return
        base = sentence.start
        said = next((rule for rule in self.lexicon.rules if rule.act in _SHARED and rule.form == "active"
                     and rule.match.search(sentence.masked[: found.start()])), None)  # fmt: skip
        last = self._last_act
        about: str | None = ""
        if said is not None:
            match = said.match.search(sentence.masked)
            assert match is not None
            acted = Acted(said.act, said, match.start(), match.end(), subject(sentence, match.start(), self.language))
            about = self._about(sentence, acted, Actor(0, 0, "", "", "state", None), found.start())
        if said is None and (
            last is None or last.actor is None or self._count - self._last_count > 1 or last not in self.drafts
        ):
            return
        for actor in group:
            if actor.role not in _FOREIGN or actor.bare:
                continue
            speaker = self._resolve(paragraph, sentence, actor)
            made = Draft(
                flat=paragraph.flat, actor=speaker, act=said.act if said is not None else "", about=about, other=self._elsewhere,
                start=base + min(found.start(), group[0].start), end=base + max(member.end for member in group),
                sentence=(base, base + len(sentence.text)), trigger=(base + actor.start, base + actor.end),
                rule=f"{self.language}.signed",
            )  # fmt: skip
            if said is not None and about != "":
                self._add(made)
            elif said is None and last is not None:
                self._add(replace(made, act=last.act, about=last.about, other=last.other))

    def _gaps(self, paragraph: Paragraph, sentence: Sentence, before: int) -> None:
        """`France congratulated him on Tuesday, Germany a day later`: the verb is left out the second time."""
        here = [draft for draft in self.drafts[before:] if draft.flat is paragraph.flat and draft.act in _SHARED]
        if not here or here[-1].actor is None or here[-1].actor.role not in _FOREIGN:
            return
        last = here[-1]
        base = sentence.start
        for actor in sentence.actors:
            at = actor.start + base
            if at < last.end or actor.role not in _FOREIGN or actor.bare or actor.option or (
                prepositional(sentence, actor, self.language)
            ):  # fmt: skip
                continue
            lead = re.search(
                r"(?:[;,] (?:and |et |y |e |then |puis |luego |depois )?|, | and | et | y | e )(?:[\w'.-]+ ){0,2}$",
                sentence.masked[: actor.start],
            )
            last_of = max(member.end for member in group_of(sentence, actor))
            stop = re.search(r"[;,.]|$| and | et | y | e ", sentence.masked[last_of:])
            tail = sentence.masked[last_of : last_of + (stop.start() if stop else 0)]
            if lead is None or len(tail.split()) > 7 or not _LATER[self.language].search(tail):
                continue
            self._add(replace(last, actor=self._resolve(paragraph, sentence, actor), start=at, end=base + last_of + len(tail.rstrip()),
                              trigger=(at, base + actor.end), rule=f"{self.language}.gap", quote="paraphrase",
                              said=said_on(tail, self.language, self.published)))  # fmt: skip

    def _headed(self, paragraph: Paragraph, found: list[Acted], before: int) -> None:
        """A line that only names an act stands over a list: "Those who congratulated Maduro:", then a line for each."""
        text = paragraph.flat.text.rstrip()
        first = paragraph.sentences[0] if paragraph.sentences else None
        if first is None:
            return
        own = [draft for draft in self.drafts[before:] if draft.flat is paragraph.flat]
        heads = (text.endswith(":") or paragraph.flat.heading) and len(paragraph.sentences) == 1 and len(text) < 140
        if heads:
            acts = [acted for acted in found if acted.act in _SHARED]
            self._heading = None
            if len(acts) == 1 and not own and not text.endswith("?"):
                about = self._about(first, acts[0], Actor(0, 0, "", "", "state", None), len(first.text))
                if about != "":
                    self._heading = (acts[0], about)
            return
        if self._heading is None:
            return
        actor = first.actors[0] if first.actors else None
        if len(text) > 260 or actor is None or actor.start > 4:
            if text[:1] not in "•*-–—":
                self._heading = None
            return
        if (
            own
            or actor.role not in _FOREIGN
            or actor.bare
            or actor.option
            or _CONTRARY[self.language].search(first.masked)
        ):
            return
        acted, about = self._heading
        for member in group_of(first, actor):
            stop = re.search(r"[;.:,]|$", first.masked[member.end :])
            end = member.end + (stop.start() if stop else 0)
            self._add(Draft(
                flat=paragraph.flat, actor=self._resolve(paragraph, first, member), act=acted.act, about=about,
                start=first.start + member.start, end=first.start + end, sentence=(first.start, first.start + len(first.text)),
                trigger=(first.start + member.start, first.start + member.end), rule=f"{self.language}.headed", other=self._elsewhere,
                said=said_on(first.folded, self.language, self.published),
            ))  # fmt: skip


_SHARED = (
    "congratulates", "recognises", "refuses_to_recognise", "withholds_recognition", "calls_for_publication", "calls_for_audit",
    "calls_for_new_vote", "expresses_concern", "takes_note", "breaks_relations",
)  # fmt: skip
_SIGNED = {
    "en": re.compile(r"\b(?:signed|co-signed|backed|endorsed|subscribed to|issued)(?: jointly| also)? by |\bsignator(?:y|ies) (?:are|were|include[ds]?)\b:? ?|\bsignatories: "),
    "fr": re.compile(r"\b(?:co)?signee?s? (?:egalement |conjointement )?par |\bsignataires (?:sont|etaient)\b ?:? ?|\bsignataires ?: "),
}  # fmt: skip
_FOREIGN = ("state", "organisation")
_LATER = {
    "en": re.compile(r"\b(?:on (?:\w+ )?\w+day|later|after(?:wards)?|the (?:same|next|following) \w+|too|also|as well|likewise|hours|then|in turn|in its turn|by telephone|by telegram|in a (?:tweet|note|statement))\b"),
    "es": re.compile(r"\b(?:el (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)|despues|mas tarde|al dia siguiente|tambien|horas|a su vez|por telefono)\b"),
    "pt": re.compile(r"\b(?:na \w+(?:-feira)?|depois|mais tarde|no dia seguinte|tambem|horas|por sua vez|por telefone)\b"),
    "fr": re.compile(r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|plus tard|apres|le lendemain|aussi|egalement|heures|a son tour|de meme|par (?:telephone|telegramme|communique))\b"),
}  # fmt: skip
"""What follows somebody whose verb is left out."""
_CONTRARY = {
    "en": re.compile(r"\b(?:not|no|but|however|unlike|without|nor|never|refus\w+|reject\w+)\b|n't"),
    "es": re.compile(r"\b(?:no|pero|sin|ni|nunca|rechaz\w+)\b"),
    "pt": re.compile(r"\b(?:nao|mas|sem|nem|nunca|rejeit\w+)\b"),
    "fr": re.compile(r"\b(?:ne|mais|sans|ni|jamais|pas|refus\w+|rejet\w+)\b|\bn'"),
}  # fmt: skip


def _listed(sentence: Sentence, near: list[Actor]) -> list[Actor]:
    """Those who follow in a list: "followed by Bolivia's X, Nicaragua's Y and the former president Z"."""
    for actor in sentence.actors:
        if actor.start > near[-1].end and _NEXT.fullmatch(sentence.masked[near[-1].end : actor.start]):
            near = [*near, actor]
    return near


_NEXT = re.compile(
    r",? (?:and |et )?(?:then |also |puis |enfin )?(?:by |par )?(?:the |le |la |l')?(?:(?:former|then|outgoing|ancien|ex-) ?)?(?:[a-z]+ )?"
)
_NOT_SO = re.compile(
    r"\b(?:not|never|without|nor|refus\w+|declin\w+|yet to|will|would|should|may|might|could|ne|sans|jamais|pourrai\w+)\b[\w ]*$|n't[\w ]*$|\bn'\w*$"
)
"""What keeps "do so" from being done."""
_THEME = {
    "en": re.compile(
        r"\b(?:congratulations|congratulatory (?:messages|calls|telegrams)|messages? of congratulations?|well-wishers)\b"
    ),
    "fr": re.compile(r"\b(?:felicitations|messages? de felicitations?)\b"),
}
"""Nouns that name the act without saying whose it is."""
_NONE_CAME = {
    "en": re.compile(r"\b(?:no|not|nobody|none|without|never|nor|neither|yet to|refus\w+|declin\w+|withh\w+|if|would|few|wait\w*)\b|n't"),
    "fr": re.compile(r"\b(?:aucune?|sans|personne|jamais|ni|refus\w+|si|peu|attend\w*)\b|\b(?:ne|n')(?! ?(?:a|ont|avaient|se sont)? ?(?:pas )?(?:fait |faites )?(?:tard|attend))"),
}  # fmt: skip


_SAME = {
    "en": re.compile(
        r"(?P<after>\b(?:the )?first (?:\w+ )?to (?:do so|react|call|write|respond) (?:was|were)|\b(?:was|were|(?<=, )|(?<=; )) ?(?:soon |quickly |swiftly |later |closely )?(?:followed|joined|echoed|imitated|copied) (?:\w+ later |soon after |shortly after(?:wards)? |on \w+day |within \w+ )?by|"
        r"\bso,?(?: [^.;]{0,45},)? (?:did|has|have|had)|\bas (?:did|has|have|had)|\bso too (?:did|has|have)|, (?:like|along with|together with|as well as)|\b(?:a|another|one more) (?:message|call|telegram|note|letter) (?:has |had |have )?(?:also )?(?:been )?(?:received|came|arrived|followed) from|"
        r"\b(?:similar|like|identical|warm|more|further|other) (?:messages|words|notes|telegrams|sentiments|congratulations) (?:also )?(?:came|arrived|followed|went out|were sent) (?:later )?(?:from|by)|\bthen (?:it was the turn of|came)|\bthe same (?:message |words? )?(?:came |was heard )?from|\bfollow (?:\w+ ){0,3}, )\b|"
        r"(?P<before>\b(?:did the same|d(?:id|oes|o) likewise|follow(?:ed|s)? suit|did so (?:too|as well)|do(?:es)? so|did so|echoed (?:him|her|them|that|it)|said the same|likewise|chimed in|joined in|joined the chorus|was next|were next|was not far behind|were not far behind|took the same (?:line|view|step)|"
        r"(?:offered|offers|sent|sends|conveyed|extended|delivered|gave|added|passed on) (?:his|hers|theirs|(?:his|her|their|its) own)(?! (?!by|in|on|from|too|as|the |at |within|through|via)\w))\b)|"
        r"(?P<whose>'s (?:own )?(?:had |has )?(?:came|come|arrived|followed|were (?:sent|delivered))\b)"
    ),
    "es": re.compile(r"(?P<after>\ben (?:el mismo sentido|la misma linea|los mismos terminos|terminos (?:casi |muy )?(?:similares|identicos|parecidos)|igual sentido|identico sentido) se (?:ha(?:bia)? )?(?:pronunci|expres|manifest)\w+|\blo mismo (?:pidi|exigi|reclam|solicit|dij)\w+|\blo propio hi(?:zo|cieron)|\blo mismo hi(?:zo|cieron)|\btambien lo hi(?:zo|cieron))\b|"
                     r"(?P<before>\b(?:se (?:pronunci|expres|manifest)\w+ en (?:el mismo sentido|la misma linea|los mismos terminos|terminos (?:similares|identicos|parecidos))|(?:pidi|exigi|reclam|solicit)\w+ lo mismo|(?:hi(?:zo|cieron)|lanz\w+|formul\w+) (?:un |una )?(?:identic|similar|el mismo |la misma )\w* ?(?:llamad|llamamient|pedid|peticion)\w*|hi(?:zo|cieron) (?:lo (?:propio|mismo)|otro tanto)|lo hi(?:zo|cieron)|lo habia hecho))|(?P<also>(?<=\\w)(?<![,;] ) tambien\\.?$)"),
    "pt": re.compile(r"(?P<after>\bno mesmo sentido (?:se )?(?:pronunci|manifest|express)\w+(?:-se)?|\bo mesmo (?:pedi|exigi|disse)\w*|\bidentica (?:foi|e) a posicao d[eoa]|\bo mesmo fi?(?:ez|zeram)|\bfi?(?:ez|zeram) o mesmo,? )|(?P<before>\b(?:(?:pronunci|manifest|express)\w+(?:-se)? no mesmo sentido|(?:pediu|pediram|exigiu|disse|disseram) o mesmo|f(?:ez|izeram) (?:um )?(?:identico|semelhante|o mesmo) (?:apelo|pedido)|f(?:ez|izeram|izera) o mesmo|o fizeram|o fez|fez apreciacao semelhante))"),
    "fr": re.compile(r"(?P<after>\bcelles? (?:de la |de l'|des |du |de |d')(?=[^.;]{0,60}(?:tomb|arriv|suivi|venue|parven))|(?:^|, |\b(?:a|ont|fut|furent|avait|avaient) (?:ete |aussitot |bientot )?)(?:suivie?s?|imitee?s?|rejointe?s?|relayee?s?)(?:[\w' ,]{0,45}?) (?:par|(?<=journee )d[eu]|(?<=, )d[eu]s?) |\bl?es? premiers? a (?:le faire|reagir|ecrire|appeler) (?:fut|furent|est|sont|a ete|ont ete)|\b(?:ce fut|c'etait|puis vint|puis vinrent|vinrent ensuite|vint ensuite)(?: le tour d[eu]s?| au tour d[eu]s?)?|\bmeme (?:message|position|exigence|demande|ton|reaction)(?: \w+)? (?:a|chez|de|du|pour|au|en|sous la signature d)\b[e']? ?|\b(?:a|ont) ete (?:imite|suivi|rejoint)\w* par|\bde meme (?:que|pour)|, (?:tout comme|ainsi que|a l'instar d[eu']s?|a l'image d[eu']s?)|\bcomme l'(?:a|ont) fait)\b|(?P<before>\b(?:(?:a|ont) fait de meme|(?:a|ont|avai(?:t|ent)) emboite le pas|en (?:a|ont|avai(?:t|ent)) fait autant|l(?:'|es )(?:a|ont|avai(?:t|ent)) (?:\w+ment )?(?:imite|suivi|rejoint|precede)\w*|lui (?:a|ont) emboite|(?:a|ont|avait) suivi\b(?! (?:de|avec|le|la|les))|(?:ont|a) envoye (?:le|la|les) (?:sien|leur)\w*|y (?:va|vont|est alle|sont alles) de (?:son|sa|leur)))"),
}  # fmt: skip
