"""Figures become drafts: whose they are and who gives them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from scrutiny.articles.actor import Actor
from scrutiny.articles.attributing import teller, told
from scrutiny.articles.clauses import Sentence, prepositional
from scrutiny.articles.dates import said_on
from scrutiny.articles.figuring import Bound, bind
from scrutiny.articles.folding import fold
from scrutiny.articles.listing import Listing
from scrutiny.articles.numbers import numbers
from scrutiny.articles.state import Draft, Paragraph


class Summing(Listing):
    """Figures become drafts: whose they are and who gives them."""

    def _figures_of(self, paragraph: Paragraph, sentence: Sentence) -> None:
        """The figures of a sentence; where several pollsters are told, those of each part of it."""
        if ";" in sentence.masked and (
            _POLLED.search(paragraph.folded) or any(actor.role == "pollster" for actor in sentence.actors)
        ):
            parts = _parts(sentence)
            polled = [part for part in parts if re.search(r"\d", part.text) and any(
                actor.role == "pollster" or _unknown(actor) for actor in part.actors)]  # fmt: skip
            if len(polled) > 1:
                for part in parts:
                    self._figure(paragraph, part)
                return
        self._figure(paragraph, sentence)

    def _figure(self, paragraph: Paragraph, sentence: Sentence) -> None:
        if not re.search(r"\d", sentence.text):
            self._bound = None
            return
        carried = self.registry.options[-1] if self.registry.options else ""
        mentions = self._mentions(paragraph, sentence)
        number = re.search(r"\d", sentence.folded)
        first = number.start() if number else 0
        pronoun = not any(m[0] < first for m in mentions) and re.search(
            _HE[self.language], sentence.folded[:first])  # fmt: skip
        bound = bind(sentence, mentions, self._ids, self.language, carried if pronoun else "")
        if (bound is not None and not bound.shares and not bound.votes) or bound is None:
            bound = self._pair(sentence, bound)
        if bound is None:
            self._continued(sentence, base=sentence.start)
            return
        if not bound.sure:
            self._bound = None
            return
        base = sentence.start
        teller = self._figure_speaker(paragraph, sentence, bound)[0]
        if (
            self._bound is not None
            and self._figures is not None
            and not (_PUT_BY.search(sentence.folded) and not bound.shares)
            and (
                (not bound.shares and not bound.votes)
                or teller is None
                or (self._figures.actor is not None and teller.key == self._figures.actor.key)
            )
            and self._bound.joined(bound)
        ):
            end = base + _figure_end(sentence, bound)
            self.drafts[self.drafts.index(self._figures)] = self._figures = replace(
                self._figures, figures=self._bound.figures(), end=end)  # fmt: skip
            return
        if not bound.shares and not bound.votes:
            giver = self._figure_speaker(paragraph, sentence, bound)
            if giver[0] is not None and giver[0].role in ("authority", "court") and giver[2] is not None:
                start, end = min(bound.start, giver[2][0]), max(_figure_end(sentence, bound), giver[2][1])
                self._add(Draft(
                    flat=paragraph.flat, actor=giver[0], act="announces_figure", about="result", start=base + start, end=base + end,
                    sentence=(base, base + len(sentence.text)), trigger=(base + bound.start, base + bound.end),
                    rule=f"{self.language}.announces_figure.figure", figures=bound.figures(), other=self._elsewhere,
                    said=said_on(sentence.folded, self.language, self.published),
                ))  # fmt: skip
            return
        own = [
            rule for rule in self.lexicon.rules if rule.act == "claims_victory" and rule.match.search(sentence.masked)
        ]
        if (
            own
            and len(bound.shares) == 1
            and not any(a.role in ("authority", "court", "pollster") for a in sentence.actors)
        ):
            # What it is claimed with is told of the claim, not as figures of a count.
            return
        if self.language in ("en", "fr") and _WHO_WON.search(sentence.folded[: bound.start]):
            # "X, who won with 45 %, said": told by the way, by nobody.
            return
        speaker, act, lead = self._figure_speaker(paragraph, sentence, bound)
        north = self.language in ("en", "fr")
        if speaker is None and act == "announces_figure" and not (
            north and (self._elsewhere or _POLLED.search(paragraph.folded))
        ):  # fmt: skip
            speaker = self._counting(paragraph, sentence)
            past = [s for s in paragraph.sentences if s.start < sentence.start]
            if speaker is not None and past:
                named = [a for a in past[-1].actors if a.role in ("authority", "court")]
                if named:
                    lead = (named[0].start + past[-1].start - base, named[0].end + past[-1].start - base)
        if speaker is None:
            return
        spots = [m for m in mentions if bound.start - 60 <= m[0] <= bound.end + 40]
        start = min([bound.start, *[m[0] for m in spots], *([lead[0]] if lead else [])])
        end = max([_figure_end(sentence, bound), *([lead[1]] if lead and lead[1] - bound.end < 60 else [])])
        best = max(bound.shares or bound.votes, key=lambda id_: (bound.shares or bound.votes)[id_])
        draft = Draft(
            flat=paragraph.flat, actor=speaker, act=act, about=best, start=base + start, end=base + end,
            sentence=(base, base + len(sentence.text)), trigger=(base + bound.start, base + bound.end), rule=f"{self.language}.{act}.figure",
            figures=bound.figures(), other=self._elsewhere, said=said_on(sentence.folded, self.language, self.published),
        )  # fmt: skip
        self._add(draft)
        if draft in self.drafts:
            self._figures, self._bound = draft, bound

    def _pair(self, sentence: Sentence, bound: Bound | None) -> Bound | None:
        """Two shares without names, "67.2 % to 32.8 %", between two options of which one is known to have more."""
        ahead = self.registry.winner
        if len(self._ids) != 2 or ahead not in self._ids or self._elsewhere:
            return bound
        found = list(numbers(sentence.text, sentence.folded, self.language))
        for one, two in pairwise(found):
            gap = sentence.folded[one.end : two.start]
            if not _AGAINST.fullmatch(gap) or "percent" not in (one.unit, two.unit) or one.value <= two.value:
                continue
            if not 50 <= one.value < 100 or one.value + two.value > Decimal("100.5") or one.value + two.value < 80:
                continue
            other = next(id_ for id_ in self._ids if id_ != ahead)
            made = bound or Bound()
            made.shares = {ahead: one.value, other: two.value}
            made.start = min(made.start, one.start) if bound is not None else one.start
            made.end = max(made.end, two.end)
            return made
        return bound

    def _continued(self, sentence: Sentence, base: int) -> None:
        """Votes without names right after two shares, in the same order: "In votes: 7,176,141 to 6,942,930."."""
        if self._bound is None or self._figures is None or len(self._bound.shares) != 2 or self._bound.votes:
            return
        found = [
            n
            for n in numbers(sentence.text, sentence.folded, self.language)
            if n.whole and n.value >= 1000 and not n.unit
        ]
        if len(found) != 2 or not re.search(r"vot|voix|suffrag|sufrag", sentence.folded):
            return
        self._bound.votes = {id_: int(n.value) for id_, n in zip(self._bound.shares, found, strict=True)}
        self.drafts[self.drafts.index(self._figures)] = self._figures = replace(
            self._figures, figures=self._bound.figures(), end=base + found[-1].end)  # fmt: skip

    def _figure_speaker(
        self, paragraph: Paragraph, sentence: Sentence, bound: Bound
    ) -> tuple[Actor | None, str, tuple[int, int] | None]:
        """Who gives the figures: a poll, "according to X", the subject, an authority in the sentence."""
        polls = [actor for actor in sentence.actors if actor.role == "pollster"]
        if not polls and (named := self._polling(paragraph, sentence, bound)) is not None:
            return replace(named, role="pollster", country=None), "predicts", (named.start, named.end)
        bodies = [
            actor for actor in sentence.actors if actor.role in ("authority", "court") and actor.end <= bound.start
        ]
        counts = polls and bodies and re.search(r"count|conteo|contagem", fold(polls[0].name))
        if polls and not counts and not (bodies and bodies[-1].start > polls[0].end):
            named = next((a for a in polls if a.key.startswith("pollster:") and a.start <= bound.start), polls[0])
            return named, "predicts", (polls[0].start, named.end)
        sure = self._parenthetic(paragraph, sentence)
        if sure is not None:
            return sure[0], "announces_figure", sure[1]
        given = _ACCORDING[self.language].search(sentence.folded)
        if given is not None:
            after = [a for a in sentence.actors if 0 <= a.start - given.end() <= 90]
            bodied = [a for a in after if a.role in ("authority", "court")]
            if after:
                after = bodied or after
                resolved = self._resolve(paragraph, sentence, after[0])
                close = after[0].start - given.end() <= 28 and "," not in sentence.folded[given.end() : after[0].start]
                if (bodied or close) and resolved.role in (
                    "authority",
                    "court",
                    "party",
                    "candidate",
                    "media",
                    "observer_mission",
                    "other",
                    "organisation",
                ):
                    return resolved, "announces_figure", (given.start(), after[0].end)
            if self.language in ("es", "pt") and not re.match(
                r" (?:los |las |os |as |el |la |o |a |esos |estos |su |sus |seu |seus |sua |suas )?(?:\w+ ){0,2}(?:resultados?|datos|dados|cifras|numeros|computo|escrutinio|acta|ata|boletin|boletim|recuento|contagem|apuracao)",
                sentence.folded[given.end() - 1 :].replace("  ", " "),
            ):
                # "According to a leak": whoever it is, it is nobody who was named.
                return None, "", None
        if not any(a.role in ("authority", "court") for a in sentence.actors):
            for actor in sentence.actors:
                if actor.end <= bound.end and _MADE_BY.search(sentence.folded[: actor.start]):
                    resolved = self._resolve(paragraph, sentence, actor)
                    if resolved.role in ("party", "candidate", "organisation", "observer_mission", "media") or (
                        self.language in ("es", "pt") and self._ministry(resolved)
                    ):
                        return resolved, "announces_figure", (actor.start, actor.end)
        official = _OFFICIAL.search(sentence.folded)
        if official is not None and self.registry.authority:
            named = Actor(0, 0, self.registry.authority, "authority:authority", "authority", self.context.country)
            return named, "announces_figure", official.span()
        bodied = [actor for actor in sentence.actors if actor.role in ("authority", "court")]
        if (said := self._said_by(paragraph, sentence, bound)) is not None:
            return said
        ahead = [actor for actor in bodied if actor.end <= bound.start]
        for actor in (*ahead[::-1], *bodied):
            return self._resolve(paragraph, sentence, actor), "announces_figure", (actor.start, actor.end)
        for actor in sentence.actors:
            resolved = self._resolve(paragraph, sentence, actor)
            if (
                (resolved.role in ("party", "organisation", "observer_mission") or self._ministry(resolved))
                and actor.start < bound.start
                and (
                    not resolved.place
                    or any(actor.end < other.start < bound.start and other.option for other in sentence.actors)
                )
                and not prepositional(sentence, actor, self.language)
            ):
                return resolved, "announces_figure", (actor.start, actor.end)
        return None, "announces_figure", None

    def _said_by(
        self, paragraph: Paragraph, sentence: Sentence, bound: Bound
    ) -> tuple[Actor, str, tuple[int, int]] | None:
        """Somebody of a side who is said to say the figures: "X asserted that Y had won with 70%"."""
        found = teller(told(sentence, self.lexicon), bound.start)
        if found is None or len(found.who.actors) != 1 or found.start > bound.start:
            return None
        actor = found.who.actors[0]
        resolved = self._resolve(paragraph, sentence, actor)
        if actor.start > bound.end and self._ministry(resolved):
            # "... of the votes, the interior minister, X, announced": he counts, whatever body is named behind.
            return resolved, "announces_figure", (actor.start, actor.end)
        if any(actor.role in ("authority", "court") for actor in sentence.actors):
            return None
        if resolved.bare or resolved.role not in ("party", "other"):
            return None
        return resolved, "announces_figure", (actor.start, actor.end)

    def _ministry(self, actor: Actor) -> bool:
        """Whether it is the ministry, or its minister, that counts in this country."""
        nouns = " ".join(actor.nouns) + " " + fold(actor.name)
        return (
            actor.role in ("state", "authority")
            and actor.country in (None, self.context.country)
            and bool(re.search(r"minist", nouns))
        )

    def _polling(self, paragraph: Paragraph, sentence: Sentence, bound: Bound) -> Actor | None:
        """A pollster that no list has: a name before a verb of giving, where polls are spoken of."""
        if not _POLLED.search(paragraph.folded) or any(a.role in ("authority", "court") for a in sentence.actors):
            return None
        for actor in sentence.actors:
            if _unknown(actor) and actor.end <= bound.start and _GIVES.match(sentence.masked[actor.end :]):
                return actor
        return None

    def _parenthetic(self, paragraph: Paragraph, sentence: Sentence) -> tuple[Actor, tuple[int, int]] | None:
        """`, sustenta o PL,`: who is told between commas."""
        for actor in sentence.actors:
            if (
                actor.role in ("party", "authority", "court", "candidate", "organisation")
                and re.search(
                    rf", (?:{self.lexicon.speech.pattern}) (?:o |a |el |la |le |the |l')?$",
                    sentence.folded[: actor.start],
                )
                and sentence.folded[actor.end : actor.end + 1] in (",", ".")
            ):
                return self._resolve(paragraph, sentence, actor), (actor.start, actor.end)
        return None

    def _counting(self, paragraph: Paragraph, here: Sentence) -> Actor | None:
        """The authority that the paragraph speaks of, for figures without a speaker of their own."""
        for sentence in reversed([other for other in paragraph.sentences if other.start < here.start]):
            for actor in sentence.actors:
                if actor.role in ("authority", "court") and (
                    not prepositional(sentence, actor, self.language)
                    or sentence.start + len(sentence.text) >= here.start - 2
                ):
                    return self._resolve(paragraph, sentence, actor)
        if self._previous and self._previous[0].role in ("authority", "court"):
            return self._previous[0]
        return None


_WHO_WON = re.compile(
    r", (?:who|qui) (?:had |has |a |avait |l'a |l'avait )?(?:won|took|taken|obtained|received|gagne|remporte|obtenu|emporte)\b[^,;]{0,40}$"
)
_PUT_BY = re.compile(r"\b(?:turnout|participation)\b[^,;.]{0,30} (?:by|par) ")
"""Somebody gives the turnout in a sentence of its own."""
_MADE_BY = re.compile(
    r"(?:collected|gathered|published|posted|released|uploaded|compiled|obtained|announced|issued|kept|held|leaked|publie|collecte|recueilli|compile|diffuse|annonce|proclame|transmis|rassemble)"
    r"(?:e|s|es)?(?: online| en ligne| on \w+day)? (?:by|par) (?:the |la |le |l'|les )?$|"
    r"(?:difundid|publicad|anunciad|divulgad|ofrecid|facilitad|proclamad|emitid|recogid|recopilad|dad|presentad|comunicad)[oa]s?(?: a conocer)?(?: \w+){0,3} (?:por|pel[oa]s?) ?(?:el |la |los |o |a )?$"
)


def _unknown(actor: Actor) -> bool:
    """Whether somebody is only a name."""
    return actor.key.startswith("person:") and actor.role == "other" and not actor.heads and not actor.option


def _parts(sentence: Sentence) -> list[Sentence]:
    """A sentence cut at its semicolons."""
    made, start = [], 0
    for end in [*(found.start() for found in re.finditer(r"; ", sentence.masked)), len(sentence.text)]:
        actors = [
            replace(a, start=a.start - start, end=a.end - start) for a in sentence.actors if start <= a.start < end
        ]
        made.append(Sentence(sentence.text[start:end], sentence.folded[start:end], sentence.masked[start:end],
                             sentence.start + start, actors))  # fmt: skip
        start = end + 2
    return made


_POLLED = re.compile(
    r"\bpolls?\b(?! (?:station|clos|open|chief|worker))|pollsters?|surveys?|opinion poll|exit poll|sondages?|sondeurs?|sortie des urnes|intentions? de vote|encuestas?|sondeos?|boca de urna|"
    r"pesquisas?|sondagens|sondagem|projections?|projecao|proyeccion|quick count"
)
_GIVES = re.compile(
    r",?(?: [\w'-]+){0,4}? ?(?:gave|gives|had|has|put|puts|showed|shows|credited|credits|saw|sees|placed|predicted|projected|forecast|da|daba|dio|situa\w*|otorga\w*|pronostic\w*|"
    r"proyect\w*|dava|deu|atribu\w+|apont\w+|mostr\w+|donn\w+|credit\w+|plac\w+|pret\w+|prevo\w+|voyait|voit|, un|, une|, um|, uma|,)\b"
)
_AGAINST = re.compile(
    r"[\s%]*(?:per ?cent |pour cent |por ciento |por cento )?(?:des voix |des suffrages |of the votes? |de los votos |dos votos )?(?:to|against|versus|vs\.?|contre|a|frente a|frente al|contra|ante|y|et|e|and) (?:un |une |el |le |um |o )?"
)
_OFFICIAL = re.compile(
    r"according to (?:the )?(?:official|provisional|preliminary|final) results|segun (?:los )?resultados (?:oficiales|preliminares|provisionales)|"
    r"segundo (?:os )?resultados (?:oficiais|provisorios|preliminares)|selon (?:les |des )?resultats (?:officiels|provisoires|definitifs)"
)
_HE = {
    "en": r"\b(?:he|him|she|her)\b",
    "es": r"\b(?:le|obtuvo|logro)\b",
    "pt": r"\b(?:lhe|obteve|teve)\b",
    "fr": r"\b(?:lui|il|elle)\b",
}


_ACCORDING = {
    "en": re.compile(r"\baccording to|\bas per|, [\w ]{0,20}(?:said|showed|announced|told)"),
    "es": re.compile(r"\bsegun|\bde acuerdo con|\bconforme a"),
    "pt": re.compile(r"\bsegundo (?:o|a|os|as)\b|\bde acordo com|\bconforme|\bnas contas d"),
    "fr": re.compile(r"\bselon|\bd'apres"),
}


def _figure_end(sentence: Sentence, bound: Bound) -> int:
    """The end of the clause after the last number."""
    found = re.search(r"[;]|, (?!\d)|\.\s|\.$| after | while ", sentence.folded[bound.end :])
    end = bound.end + found.start() if found else len(sentence.text)
    return max(bound.end, min(end, bound.end + 70))
