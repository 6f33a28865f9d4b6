"""Where the passage of an act begins and ends."""

from __future__ import annotations

import re

from scrutiny.articles.acting import Acted
from scrutiny.articles.clauses import Sentence, clause_end, coordinated, segment_start
from scrutiny.articles.regarding import Regarding


class Spanning(Regarding):
    """Where the passage of an act begins and ends."""

    def _object_end(self, sentence: Sentence, acted: Acted) -> int:
        """Where the option that an act is about ends, if it follows closely."""
        for actor in sentence.actors:
            if actor.start < acted.end <= actor.end:
                return actor.end
            if (
                acted.end <= actor.start <= acted.end + 60
                and (actor.option or (acted.act in _SHORT_ACTS and actor.key.startswith("party:") and actor.place))
                and not re.search(r"[,;:]", sentence.masked[acted.end : actor.start])
            ):
                return actor.end
        return acted.end

    def _extent(self, sentence: Sentence, acted: Acted, following: int, shared: int) -> tuple[int, int]:
        """The passage that holds an act and its speaker."""
        segment = segment_start(sentence, acted.start, self.language)
        start, end = self._begun(sentence, acted, segment, shared, self._ended(sentence, acted, following))
        while (
            end < len(sentence.text) and end > 0 and sentence.text[end - 1].isalnum() and sentence.text[end].isalnum()
        ):
            end += 1
        if acted.subject.how in ("none",):
            start = max(segment, 0)
        if not shared or acted.start >= start:
            start = min(start, acted.start)
        while start < end - 1 and sentence.text[start] in " ,;:—–":
            start += 1
        return start, end

    def _ended(self, sentence: Sentence, acted: Acted, following: int) -> int:
        """The end of the clause of an act."""
        body = self._object_end(sentence, acted)
        end = clause_end(sentence, max(acted.end, body), self.language, following)
        if acted.act in _SHORT_ACTS:
            more = _COMPLEMENT.match(sentence.masked, body)
            end = min(end, max(body, more.end() if more else 0, acted.end))
            if when := _WHEN.match(sentence.masked, end):
                end = when.end()
            if acted.rule.form == "noun" and acted.act == "proclaims":
                after = [a for a in sentence.actors if a.option and 0 <= a.start - end <= 90]
                end = after[0].end if after else end
        if acted.act == "alleges_irregularity" and (
            word := self.lexicon.classes["IRREG"].search(sentence.masked, acted.start)
        ):
            comma = sentence.masked.find(", ", word.end())
            end = min(end, comma) if comma > 0 else end
        return end

    def _begun(self, sentence: Sentence, acted: Acted, segment: int, shared: int, end: int) -> tuple[int, int]:
        """The beginning of the passage, and its end where the speaker stands behind it."""
        start = acted.subject.start
        if acted.subject.actors:
            start = min(actor.start for actor in acted.subject.actors)
            if acted.subject.how == "told":
                end = max(end, *(actor.end for actor in acted.subject.actors))
                start = (
                    min(start, acted.subject.start, max(segment, 0))
                    if start > acted.start
                    else min(start, acted.subject.start)
                )
            elif acted.subject.how == "after":
                end = max(end, *(actor.end for actor in acted.subject.actors))
                start = min(acted.start, acted.subject.start)
            if acted.subject.how == "told":
                pass
            elif acted.subject.how == "agent":
                end = max(end, *(actor.end for actor in acted.subject.actors))
                if acted.rule.form == "passive":
                    start = segment_start(sentence, acted.start, self.language, relative=True)
            elif self.language in ("es", "pt") and shared and start < shared <= acted.start:
                cut = max(
                    sentence.masked.rfind(words, shared, acted.start) for words in (" y, ", " e, ", " y ", " e ", "; ")
                )
                cut = cut if cut >= 0 else sentence.masked.rfind(", ", shared, acted.start)
                start = max(segment, cut + 2 if cut >= 0 else shared)
            elif (
                start < segment
                and not (self.language in ("es", "pt") and not shared)
                and (
                    shared
                    or coordinated(sentence, acted.start, max(a.end for a in acted.subject.actors), self.language)
                )
            ):
                start = max(segment, min(shared, acted.end)) if shared else segment
        return start, end


_SHORT_ACTS = ("claims_victory", "congratulates", "proclaims", "concedes", "recognises")


_COMPLEMENT = re.compile(
    r"(?:'s)? ?(?:(?:on|for|over|after|por|pela|pelo|pour|de|da|do|a|as|como|comme|to|in|en|em|the|la|le|el|o|su|sua|son|sa|his|her|its|their|una|uma|une|an|"
    r"is|was|had|has|the|had won|what [\w ]{1,20}|sus)\b[ '\"]*){0,4}['\"]?(?:[\w-]+ ){0,2}?"
    r"(?:victor\w+|win|won|triumph\w*|triunfo|re-?election|reelec\w+|winner|president(?:-elect|e electo|e eleito| elu|a electa)?|presidente|vencedor|ganador|vainqueur|"
    r"election\w*|eleic\w+|elecci\w+|elected|elu|electo|eleito|success|succes|reelei\w+|results?|resultados?|defeat|presidency|vitoria)\b['\"]?"
)


_WHEN = re.compile(
    r" (?:on |el |este |el pasado |na |nesta |neste |no |ce |des |de |early |late |last )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|"
    r"miercoles|jueves|viernes|sabado|domingo|segunda|terca|quarta|quinta|sexta|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?:-feira)?(?: \(?\d+\)?)?"
    r"(?: (?:night|evening|morning|afternoon|soir|matin))?\b\)?"
)
