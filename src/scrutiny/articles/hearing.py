"""Whole quotations: who said them, and what is done by saying them."""

from __future__ import annotations

import re
from dataclasses import replace

from scrutiny.articles.acting import allowed
from scrutiny.articles.actor import Actor
from scrutiny.articles.clauses import Sentence, group_of, prepositional
from scrutiny.articles.dates import other_year, said_on
from scrutiny.articles.folding import fold
from scrutiny.articles.numbers import won_with
from scrutiny.articles.quoting import Quotation
from scrutiny.articles.state import Draft, Paragraph
from scrutiny.articles.summing import Summing
from scrutiny.evidence.claim import Figures


class Hearing(Summing):
    """Whole quotations: who said them, and what is done by saying them."""

    def _quote(self, paragraph: Paragraph, sentence: Sentence, quote: Quotation) -> None:
        speaker, start, end = self._attributed(paragraph, quote)
        if speaker is None:
            return
        known = len(self.drafts)
        self._heard(paragraph, sentence, quote, speaker, start, end)
        for fellow in self._fellows(paragraph, speaker):
            for draft in self.drafts[known:]:
                if draft.actor is speaker:
                    self._add(replace(draft, actor=fellow, end=max(draft.end, end)))

    def _fellows(self, paragraph: Paragraph, speaker: Actor) -> list[Actor]:
        """Those who are named together with somebody who said something."""
        for sentence in paragraph.sentences:
            for actor in sentence.actors:
                if actor.group >= 0 and actor.group == speaker.group and actor.start == speaker.start:
                    return [
                        self._resolve(paragraph, sentence, other)
                        for other in group_of(sentence, actor)
                        if other is not actor
                    ]
        return []

    def _heard(
        self, paragraph: Paragraph, sentence: Sentence, quote: Quotation, speaker: Actor, start: int, end: int
    ) -> None:
        self._quoted = speaker
        self._previous = (speaker,)
        masked = _masked(paragraph, quote)
        if speaker.role in ("pollster", "media") or (speaker.bare and speaker.role == "state"):
            return
        if speaker.role == "observer_mission" and _OBSERVED.search(masked):
            self._add(Draft(
                flat=paragraph.flat, actor=speaker, act="observes", about="process", start=start, end=end,
                sentence=(min(start, sentence.start), max(end, sentence.start + len(sentence.text))), trigger=(quote.start, quote.end),
                rule=f"{self.language}.observes.quote", quote="verbatim", other=self._elsewhere,
                said=said_on(paragraph.folded[start:end], self.language, self.published),
            ))  # fmt: skip
        for act, pattern in self.lexicon.first.items():
            found = pattern.search(masked)
            if found is None or any(
                d.flat is paragraph.flat and d.act == act and d.start < quote.end and quote.start < d.end
                for d in self.drafts
            ):
                continue
            if not self._meant(act, found, masked, speaker):
                continue
            if speaker.role == "observer_mission" and act == "alleges_irregularity":
                act = "observes"
            if act == "recognises" and speaker.option and self.language in ("en", "fr"):
                continue
            if act == "proclaims" and speaker.role not in ("authority", "court"):
                continue
            about: str | None = "process"
            if act in ("claims_victory", "concedes"):
                about = self._own(speaker)
                if act == "concedes" and (
                    re.search(r"resultados?", found[0])
                    or (self.language in ("en", "fr") and not speaker.option and not speaker.side)
                ):
                    about = "result"
            elif act in ("congratulates", "recognises", "proclaims"):
                about = next((a.option for s in paragraph.sentences for a in s.actors if a.option and quote.start <= a.start + s.start < quote.end),
                             self.registry.winner)  # fmt: skip
                if act == "recognises" and not about:
                    about = "result"
            elif act in (
                "refuses_to_recognise",
                "withholds_recognition",
                "expresses_concern",
                "calls_for_publication",
                "calls_for_audit",
                "retracts",
            ):
                about = "result"
            if not about:
                continue
            share = won_with(
                paragraph.flat.text, paragraph.folded, quote.start, quote.end, self.language
            ) if act == "claims_victory" else None  # fmt: skip
            self._add(Draft(
                figures=Figures(shares={about: share.value}) if share is not None else None,
                flat=paragraph.flat, actor=speaker, act=act, about=about, start=start, end=end,
                sentence=(min(start, sentence.start), max(end, sentence.start + len(sentence.text))),
                trigger=(quote.start + found.start(), quote.start + found.end()), rule=f"{self.language}.{act}.quote", quote="verbatim",
                other=self._elsewhere or other_year(paragraph.folded[quote.start : quote.end], self.context.day, self.published),
                said=said_on(paragraph.folded[start:end], self.language, self.published),
            ))  # fmt: skip
        self._contents(paragraph, sentence, quote, speaker, masked, start, end)

    def _meant(self, act: str, found: re.Match[str], masked: str, speaker: Actor) -> bool:
        """Whether whoever speaks in a quotation does what its words say: not denied, of this, theirs to do."""
        if act not in ("refuses_to_recognise", "retracts") and re.search(
            r"(?:\bno|\bni|\bnem|\bnot|n't|\bnao|\bne|\bn'|\bsin|\bsans|\bsem|\bwithout|\bningun\w*|\baucune?|\bnenhuma?|\bnunca|\bnever)\b ?(?:[\w']+ ){0,3}$",
            masked[: found.start()],
        ):
            return False
        if act == "refuses_to_recognise" and _NO_RESULT.match(masked[found.end() :]):
            return False
        if act == "claims_victory" and not (speaker.option or speaker.role in ("party", "candidate", "other")):
            return False
        if act == "claims_victory" and speaker.role == "other" and speaker.country not in (None, self.context.country):
            return False
        if act == "alleges_irregularity" and self.lexicon.first["claims_victory"].search(masked):
            return False
        if (
            act == "alleges_irregularity"
            and self.language in ("en", "fr")
            and not re.search(r"[.!?;] ", masked)
            and self.lexicon.first["refuses_to_recognise"].search(masked)
        ):
            # "We do not accept the falsified result" refuses it.
            return False
        if (
            act == "refuses_to_recognise"
            and "withholds_recognition" in self.lexicon.first
            and self.lexicon.first["withholds_recognition"].search(masked)
        ):
            return False
        # "We have serious concerns that the result does not reflect the will of the people" doubts it.
        doubts = self.lexicon.first["expresses_concern"].search(masked[: found.start()])
        return act != "refuses_to_recognise" or doubts is None

    def _contents(
        self, paragraph: Paragraph, sentence: Sentence, quote: Quotation, speaker: Actor, masked: str, start: int, end: int
    ) -> None:  # fmt: skip
        """What is said in a quotation without "I" or "we": "The results are null and void"."""
        home = speaker.country == self.context.country
        for rule in self.lexicon.rules:
            if rule.form != "content":
                continue
            found = rule.match.search(masked)
            if found is None or _DENIES.search(masked[: found.start()]):
                continue
            act = rule.act
            taken = [d for d in self.drafts if d.flat is paragraph.flat and d.start < quote.end and quote.start < d.end]
            if self.language in ("en", "fr") and (
                (act == "recognises" and (home or (speaker.country is None and speaker.role == "state")))
                or (act == "observes" and speaker.role != "observer_mission" and taken)
            ):
                continue
            if act == "claims_victory" and speaker.role in ("state", "organisation") and not home:
                act, rule = "recognises", replace(rule, act="recognises", roles="abroad")
            if not allowed(rule, speaker) or any(d.act == act for d in taken):
                continue
            if act == "alleges_irregularity" and (speaker.role in ("state", "organisation", "other") or taken):
                continue
            named = next((a.option for s in paragraph.sentences for a in s.actors if a.option
                          and quote.start + found.start() <= a.start + s.start < quote.start + found.end()), "")  # fmt: skip
            about: str | None = {"alleges_irregularity": "process", "observes": "process"}.get(act, "result")
            if act == "claims_victory":
                own = self._own(speaker)
                if not (named or own) or (named and own and named != own):
                    continue
                about = named or own
            elif act == "recognises":
                if not named:
                    continue
                about = named
            self._add(Draft(
                flat=paragraph.flat, actor=speaker, act=act, about=about, start=start, end=end,
                sentence=(min(start, sentence.start), max(end, sentence.start + len(sentence.text))),
                trigger=(quote.start + found.start(), quote.start + found.end()), rule=f"{rule.id}.quote", quote="verbatim",
                other=self._elsewhere or other_year(paragraph.folded[quote.start : quote.end], self.context.day, self.published),
                said=said_on(paragraph.folded[start:end], self.language, self.published),
            ))  # fmt: skip

    def _attributed(self, paragraph: Paragraph, quote: Quotation) -> tuple[Actor | None, int, int]:
        """Who said a quotation, and the passage of both."""
        folded = paragraph.folded
        stop = re.search(
            r"(?<!\bm)(?<!\bmr)(?<!\bms)(?<!\bdr)(?<!\bsr)(?<!\bmrs)(?<!\bsra)(?<!\b[a-z])[.!?](?:\s|$)|[“«\"]",
            folded[quote.end :],
        )
        limit = quote.end + min(stop.start() if stop else len(folded) - quote.end, 170)
        after = folded[quote.end : limit]
        if (opened := self._opened(paragraph, quote)) is not None:
            return opened
        named = [(a - quote.end, b - quote.end) for a, b, _who, _by in self._within(paragraph, quote.end, limit)]
        # "Secretary of State Antony Blinken said": a word within a name is no verb.
        verb = next((one for one in self.lexicon.quoting.finditer(after) if not any(
            a <= one.start() < b for a, b in named)), None)  # fmt: skip
        if (verb is not None and verb.start() < 90) or re.match(r"\s?[—–,]?\s?\b(?:told|tells)\b", after):
            near = [item for item in self._within(paragraph, quote.end, limit) if not item[3]]
            at = quote.end + (verb.start() if verb else 0)
            if verb is None and near:
                at = near[0][0]
            behind = [item for item in near if item[0] >= at]
            ahead = [item for item in near if item[1] <= at]
            chosen = None
            if verb is not None and re.match(r" (?:celui|celle) (?:que|qu'|qui)\b", after[verb.end() :]):
                return None, quote.start, quote.end
            if ahead:
                chosen = ahead[0]
            elif (
                behind
                and behind[0][0] - (quote.end + (verb.end() if verb else 0)) <= 70
                and not self._addressed(paragraph, quote.end + (verb.end() if verb else 0), behind[0][0])
                and not (verb is not None and verb[0] in ("told", "tells"))
            ):
                chosen = behind[0]
            if chosen is not None:
                end = chosen[1] if chosen in behind else quote.end + (verb.end() if verb else 0)
                return chosen[2], quote.start, max(end, quote.end)
            if (
                behind
                and verb is not None
                and self.language in ("en", "fr")
                and not after[: verb.start()].strip(" ,-—–")
            ):
                # Somebody is named there, who may have said it or not.
                return None, quote.start, quote.end
            described = re.match(r"\W*(?:the|el|la|le|o|a) [\w -]{3,40}$", after[: verb.start()] if verb else "")
            if described and self.registry.options:
                choice = self.registry.options[-1]
                return (
                    self.registry.as_option(Actor(0, 0, "", "", "candidate", None), choice),
                    quote.start,
                    quote.end + (verb.end() if verb else 0),
                )
            unknown = re.sub(r"^\W+", "", paragraph.flat.text[quote.end : limit])
            if (
                re.match(r"[A-ZÀ-Þ][\wÀ-ÿ'’-]+", unknown)
                and fold(re.split(r"\W", unknown)[0]) not in self.lexicon.function
            ):
                return None, quote.start, quote.end
            if (
                self.language in ("en", "fr")
                and verb is not None
                and verb[0] not in ("told", "tells")
                and _SOMEBODY.match(after[verb.end() :])
            ):
                # "says the one who ...": somebody who is described, not whoever spoke before.
                return None, quote.start, quote.end
            announced = self._announced(paragraph, quote)
            if announced is not None:
                return announced, quote.start, quote.end + (verb.end() if verb else 0)
            who = self._person or (self._previous[0] if self._previous else None)
            hers = _HERS.search(after[: (verb.end() if verb else 0) + 8])
            if hers is not None and self._person is not None:
                who = self._gendered(hers[1])
            if who is not None and (inside := self._named_in(paragraph, quote)) and who.key in inside:
                # Nobody speaks of himself by his name: whoever was named before.
                who = next((one for one in reversed(self._people[-6:]) if one.key not in inside), None)
            if who is not None:
                return who, quote.start, quote.end + (verb.end() if verb else 0)
        begin = max((s.start for s in paragraph.sentences if s.start <= quote.start), default=0)
        if self.language in ("en", "fr") and (part := folded.rfind("; ", begin, quote.start)) >= 0:
            begin = part + 2
        before = folded[begin : quote.start]
        if before.strip() and (before.rstrip().endswith((":", ",")) or self.lexicon.quoting.search(before[-60:])):
            near = self._within(paragraph, begin, quote.start)
            near = [item for item in near if not item[3]]
            if near:
                return near[-1 if before.rstrip().endswith(":") and len(near) == 1 else 0][2], begin, quote.end
            if self._previous:
                return self._previous[0], begin, quote.end
        if not before.strip() and self._colon is not None and quote.start < 3:
            return self._colon, quote.start, quote.end
        if (
            not before.strip()
            and self._quoted is not None
            and self._previous
            and self._previous[0].key == self._quoted.key
        ):
            return self._quoted, quote.start, quote.end
        return None, quote.start, quote.end

    def _announced(self, paragraph: Paragraph, quote: Quotation) -> Actor | None:
        """Who stands alone before the colon of a quotation: "Falcón no esperó: «...», anunció"."""
        begin = max((s.start for s in paragraph.sentences if s.start <= quote.start), default=0)
        if self.language not in ("es", "pt") or not paragraph.folded[begin : quote.start].rstrip().endswith(":"):
            return None
        near = [item for item in self._within(paragraph, begin, quote.start) if not item[3]]
        return near[0][2] if len(near) == 1 else None

    def _opened(self, paragraph: Paragraph, quote: Quotation) -> tuple[Actor, int, int] | None:
        """Who says what a colon opens: "X declared: ...", whatever verb of saying follows the quotation."""
        folded = paragraph.folded
        begin = max((s.start for s in paragraph.sentences if s.start <= quote.start), default=0)
        if (part := folded.rfind("; ", begin, quote.start)) >= 0:
            begin = part + 2
        before = folded[begin : quote.start].rstrip(" '")
        if not before.endswith(":") or not _SAYING_LAST.search(before):
            return None
        verb = list(self.lexicon.quoting.finditer(before[-60:]))
        if not verb:
            return None
        near = [item for item in self._within(paragraph, begin, quote.start) if not item[3]]
        people = [item for item in near if item[2].key.startswith(("person:", "option:"))]
        if len(near) == 1 or len(people) == 1:
            return (people or near)[0][2], begin, quote.end
        return None

    def _named_in(self, paragraph: Paragraph, quote: Quotation) -> set[str]:
        """Whom a quotation names."""
        return {who.key for _start, _end, who, _governed in self._within(paragraph, quote.start, quote.end)}

    def _addressed(self, paragraph: Paragraph, start: int, end: int) -> bool:
        """Whether whoever is named behind a verb of saying is spoken to; in Portuguese the accent tells `a` from `à`."""
        between = paragraph.flat.text[start:end].lower() if self.language == "pt" else paragraph.folded[start:end]
        return bool(_TO_PERSON[self.language].search(between))

    def _within(self, paragraph: Paragraph, start: int, end: int) -> list[tuple[int, int, Actor, bool]]:
        made = []
        for sentence in paragraph.sentences:
            for actor in sentence.actors:
                at = actor.start + sentence.start
                if start <= at < end:
                    made.append((at, actor.end + sentence.start, self._resolve(paragraph, sentence, actor),
                                 prepositional(sentence, actor, self.language)))  # fmt: skip
        return made


_HERS = re.compile(r"\b(?:-t-)?(she|ella|elle|ela)\b")
"""A woman who is only a pronoun: "indique-t-elle"."""
_SAYING_LAST = re.compile(r"\w{4,}(?: [\w-]+){0,3} ?:$")


def _masked(paragraph: Paragraph, quote: Quotation) -> str:
    """The folded words of a quotation, each mention of an option made of `@`."""
    low = list(paragraph.folded[quote.start : quote.end])
    for inside in paragraph.sentences:
        for actor in inside.actors:
            at = actor.start + inside.start - quote.start
            if actor.option and 0 <= at < len(low):
                low[at : at + actor.end - actor.start] = "@" * (actor.end - actor.start)
    return "".join(low)


_SOMEBODY = re.compile(
    r" (?:the|a|an|one|another|le|la|l'|un|une|son|sa|celui|celle|cet|cette)(?: |(?<='))(?!same|latter|meme)[a-z]"
)
_DENIES = re.compile(
    r"\b(?:no se trata|nao se trata|ne s'agit pas|not about)[^.;]{0,40}$|(?:\bno|\bnot|n't|\bnao|\bne|\bn'|\bsin|\bsans|\bsem|\bwithout|\bningun\w*|\baucune?|\bnenhuma?|\bnunca|\bnever|\bif|\bsi|\bse|\bwhether)\b ?(?:[\w']+ ){0,3}$"
)
_NO_RESULT = re.compile(
    r" (?:(?:such|these|those|all|any|the|this|todas?|estas?|esas?|las?|los|as|os|essas?|ces|toutes?|les|cette) ){0,2}(?:\w+ )?"
    r"(?:accusations?|allegations?|claims?|interference|meddling|charges|pressure|violence|lies|acusacion\w*|denuncias?|injerenc\w*|presion\w*|"
    r"acusac\w*|ingerenc\w*|pressoes|mentiras|calumnias|ingerence\w*|pressions?|mensonges)"
)
"""What is rejected and is no result."""
_OBSERVED = re.compile(
    r"normes|principes|sheets?|actas?|\batas?\b|proces-verbaux|ballots?|urnas?|polling stations?|mesas|bureaux|standards|estandares|padroes|irregular|credib|transparen|mismatch|signature|firma|"
    r"assinatura|numbers|numeros|chiffres|count|conteo|contagem|depouillement"
)


_PUBLIC = (
    r"(?:la |los |las |sus |su |una |un |a |seus |uma |um |esta |este )?(?:prensa|periodistas|medios|reporteros|seguidores|simpatizantes|multitud|agencia|cadena|television|radio|"
    r"militantes|partidarios|correligionarios|jornalistas|imprensa|reporteres|apoiadores|apoiantes|multidao|lusa|tv|televisao|emissora|portavoces)"
)
_TO_PERSON = {
    "en": re.compile(r"\b(?:to|told|of|about)\b"),
    "es": re.compile(rf"\b(?:a|ante|de|sobre)\b (?!{_PUBLIC})"),
    "pt": re.compile(rf"\b(?:à|às|ao|aos|sobre|de|perante)\b(?! {_PUBLIC})"),
    "fr": re.compile(
        r"\b(?:a|au|aux|de|sur)\b(?! declare| affirme| ajoute| dit| lance| (?:x|twitter|facebook|telegram|instagram|tiktok|les reseaux|son compte|la chaine|la presse|la radio|la television|l'antenne|l'afp|des journalistes|ses partisans|la foule|l'issue|l'occasion)\b)"
    ),
}
