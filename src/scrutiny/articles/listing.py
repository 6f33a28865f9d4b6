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
        found = _SAME[self.language].search(sentence.masked)
        if found is None:
            return
        last = self._last_act
        if self._count - self._last_count > 1 or last not in self.drafts:
            return
        if any(d.flat is paragraph.flat and d.start <= sentence.start + found.start() < d.end for d in self.drafts):
            return
        near = (
            [a for a in sentence.actors if a.start >= found.end() and a.start - found.end() < 25]
            if found.lastgroup == "after"
            else []
        )
        if not near:
            who = subject(sentence, found.start(), self.language)
            near = list(who.actors)
        else:
            near = list(group_of(sentence, near[0]))
        for actor in near:
            resolved = self._resolve(paragraph, sentence, actor)
            if resolved.bare or (
                resolved.role not in ("state", "organisation", "party", "candidate", "observer_mission")
            ):
                continue
            start = min(found.start(), actor.start)
            end = clause_end(sentence, max(found.end(), actor.end), self.language, len(sentence.text))
            base = sentence.start
            self._add(replace(last, flat=paragraph.flat, actor=resolved, start=base + start, end=base + end, rule=f"{self.language}.same",
                              sentence=(base, base + len(sentence.text)), trigger=(base + found.start(), base + found.end()),
                              quote="paraphrase", said=said_on(sentence.folded, self.language, self.published)))  # fmt: skip

    def _also(self, paragraph: Paragraph, sentence: Sentence, before: int) -> None:
        """`Moscou aussi.`: a short sentence that only adds somebody to the last act."""
        last = self._last_act
        if (
            last is None
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
        if said is None and (last is None or self._count - self._last_count > 1 or last not in self.drafts):
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


_SAME = {
    "en": re.compile(r"(?P<after>\b(?:the )?first to do so (?:was|were)|\b(?:was|were) (?:soon |quickly |swiftly )?(?:followed|joined) by|\bso did|\bas did|\bso too did)\b|(?P<before>\b(?:did the same|did likewise|followed suit|did so too|echoed (?:him|her|them|that)|said the same|likewise\b))"),
    "es": re.compile(r"(?P<after>\ben (?:el mismo sentido|la misma linea|los mismos terminos|terminos (?:casi |muy )?(?:similares|identicos|parecidos)|igual sentido|identico sentido) se (?:ha(?:bia)? )?(?:pronunci|expres|manifest)\w+|\blo mismo (?:pidi|exigi|reclam|solicit|dij)\w+|\blo propio hi(?:zo|cieron)|\blo mismo hi(?:zo|cieron)|\btambien lo hi(?:zo|cieron))\b|"
                     r"(?P<before>\b(?:se (?:pronunci|expres|manifest)\w+ en (?:el mismo sentido|la misma linea|los mismos terminos|terminos (?:similares|identicos|parecidos))|(?:pidi|exigi|reclam|solicit)\w+ lo mismo|(?:hi(?:zo|cieron)|lanz\w+|formul\w+) (?:un |una )?(?:identic|similar|el mismo |la misma )\w* ?(?:llamad|llamamient|pedid|peticion)\w*|hi(?:zo|cieron) (?:lo (?:propio|mismo)|otro tanto)|lo hi(?:zo|cieron)|lo habia hecho))|(?P<also>(?<=\\w)(?<![,;] ) tambien\\.?$)"),
    "pt": re.compile(r"(?P<after>\bno mesmo sentido (?:se )?(?:pronunci|manifest|express)\w+(?:-se)?|\bo mesmo (?:pedi|exigi|disse)\w*|\bidentica (?:foi|e) a posicao d[eoa]|\bo mesmo fi?(?:ez|zeram)|\bfi?(?:ez|zeram) o mesmo,? )|(?P<before>\b(?:(?:pronunci|manifest|express)\w+(?:-se)? no mesmo sentido|(?:pediu|pediram|exigiu|disse|disseram) o mesmo|f(?:ez|izeram) (?:um )?(?:identico|semelhante|o mesmo) (?:apelo|pedido)|f(?:ez|izeram|izera) o mesmo|o fizeram|o fez|fez apreciacao semelhante))"),
    "fr": re.compile(r"(?P<after>\bcelles? (?:de la |de l'|des |du |de |d')(?=[^.;]{0,60}(?:tomb|arriv|suivi|venue|parven))|\bmeme (?:message|position|exigence|demande|ton|reaction)(?: \w+)? (?:a|chez|de|du|pour|au|en|sous la signature d)\b[e']? ?|\b(?:a|ont) ete (?:imite|suivi|rejoint)\w* par|\bde meme (?:que|pour)|\bcomme l'(?:a|ont) fait)\b|(?P<before>\b(?:(?:a|ont) fait de meme|(?:a|ont|avai(?:t|ent)) emboite le pas|en (?:a|ont|avai(?:t|ent)) fait autant|l'(?:a|ont) imite\w*))"),
}  # fmt: skip
