"""An act with its speaker and subject becomes a draft; "so did X" repeats the last."""

from __future__ import annotations

import re
from dataclasses import replace

from scrutiny.articles.acting import Acted, allowed
from scrutiny.articles.actor import Actor
from scrutiny.articles.clauses import Sentence, clause_end, coordinated, segment_start
from scrutiny.articles.dates import said_on
from scrutiny.articles.numbers import won_with
from scrutiny.articles.passages import COMPLEMENT, WHEN, far, item
from scrutiny.articles.sifting import behind_comma, plausible, said_before, upheld
from scrutiny.articles.standing import Standing
from scrutiny.articles.state import Draft, Paragraph
from scrutiny.articles.turning import as_long_as, own_defeat
from scrutiny.evidence.claim import Figures, Hedge, Quote


class Claiming(Standing):
    """An act with its speaker and subject becomes a draft; "so did X" repeats the last."""

    def _abroad(self, speaker: Actor) -> Actor:
        """In another country's election its own bodies, parties and people are meant."""
        if speaker.role in ("authority", "court", "party", "candidate", "prosecutor", "parliament") and not speaker.option and (
            speaker.country in (None, self.context.country)):  # fmt: skip
            return replace(speaker, country=self._foreign or None)
        return speaker

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

    def _acted(
        self, paragraph: Paragraph, sentence: Sentence, acted: Acted, following: int = 10_000, shared: int = 0
    ) -> None:
        speakers = self._speakers(paragraph, sentence, acted)
        speakers = self._members(paragraph, sentence, acted, speakers)
        speakers = self._mouth(paragraph, sentence, acted, speakers)
        start, end = self._passage(sentence, acted, following, shared)
        speakers = self._elsewhere_whose(sentence, speakers)
        if acted.rule.form == "narrator":
            self._draft(paragraph, sentence, acted, None, "process", acted.start, acted.end, hedge="alleged")
            return
        if (
            acted.act == "alleges_irregularity"
            and speakers
            and all(speaker.role == "observer_mission" for speaker in speakers)
        ):
            acted = replace(acted, act="observes")
        if self.language in ("es", "pt"):
            acted = as_long_as(acted, sentence.masked)
        if acted.act == "expresses_concern" and speakers and all(s.role == "observer_mission" for s in speakers) and (
            re.match(r"(?:a |ont )?(?:regr|deplor)", sentence.masked[acted.start : acted.end])
        ):  # fmt: skip
            acted = replace(acted, act="observes")
        told = acted
        spans = {id(speaker): (start, end) for speaker in speakers}
        if acted.subject.how == "listed" and len(speakers) == len(acted.subject.actors):
            for speaker, actor in zip(speakers, acted.subject.actors, strict=True):
                spans[id(speaker)] = item(sentence, actor)
        for speaker in speakers:
            acted = own_defeat(told, speaker) if self.language in ("es", "pt") and not self._foreign else told
            start, end = spans[id(speaker)]
            if (
                told.act == "claims_victory"
                and told.rule.form == "content"
                and speaker.role in ("state", "organisation")
                and speaker.country != self.context.country
                and not (self._foreign and speaker.country == self._foreign)
            ):
                # That somebody has won is a claim of his own side and a recognition by another state.
                acted = replace(told, act="recognises", rule=replace(told.rule, roles="abroad"))
            if upheld(told, speaker, sentence.masked):
                acted = replace(told, act="rules")
            if not self._fit(acted, speaker, sentence):
                continue
            about = self._about(sentence, acted, speaker, end)
            if about == "":
                continue
            self._draft(paragraph, sentence, acted, speaker, about, start, end)

    def _passage(self, sentence: Sentence, acted: Acted, following: int, shared: int) -> tuple[int, int]:
        """Where the clause of an act and its speaker begins and ends."""
        segment = segment_start(sentence, acted.start, self.language)
        body = self._object_end(sentence, acted)
        end = clause_end(sentence, max(acted.end, body), self.language, following)
        if acted.act in _SHORT_ACTS:
            more = COMPLEMENT.match(sentence.masked, body)
            if self.language in ("es", "pt") or more is not None or body > acted.end or acted.act == "claims_victory":
                end = min(end, max(body, more.end() if more else 0, acted.end))
            if acted.act == "proclaims" and self.language in ("en", "fr"):
                named = re.match(
                    r"[^.;]{0,130}?\b(?:winner|victor|president(?:-elect)?|elected|vainqueur|elu|reelu)\b",
                    sentence.masked[end:],
                )
                if named and not re.search(
                    r"winner|victor|president|elect|vainqueur|elu\b", sentence.masked[acted.start : end]
                ):
                    end += named.end()
            if when := WHEN.match(sentence.masked, end):
                end = when.end()
            if acted.rule.form == "noun" and acted.act == "proclaims":
                after = [a for a in sentence.actors if a.option and 0 <= a.start - end <= 90]
                end = after[0].end if after else end
        if acted.act == "alleges_irregularity":
            end = self._alleged_end(sentence, acted.start, end)
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
            elif acted.subject.how == "agent":
                end = max(end, *(actor.end for actor in acted.subject.actors))
                if acted.rule.form == "passive":
                    start, end = self._done_by(sentence, acted, end)
            elif self.language in ("es", "pt") and shared and start < shared <= acted.start:
                cut = max(
                    sentence.masked.rfind(words, shared, acted.start) for words in (" y, ", " e, ", " y ", " e ", "; ")
                )
                cut = cut if cut >= 0 else sentence.masked.rfind(", ", shared, acted.start)
                start = max(segment, cut + 2 if cut >= 0 else shared)
            elif self.language in ("es", "pt") and start < segment and far(sentence, acted, segment):
                start = segment
            elif (
                start < segment
                and not (self.language in ("es", "pt") and not shared)
                and (
                    shared
                    or coordinated(sentence, acted.start, max(a.end for a in acted.subject.actors), self.language)
                )
            ):
                later = max(segment, min(shared, acted.end)) if shared else segment
                # The shortest clause that holds the speaker too, where that is not most of a long sentence.
                if self.language in ("es", "pt") or end - start > 2.2 * (end - later):
                    start = later
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

    def _alleged_end(self, sentence: Sentence, start: int, end: int) -> int:
        """The comma after the first word of fraud, where it comes before the end of the clause."""
        word = self.lexicon.classes["IRREG"].search(sentence.masked, start)
        if word is not None and word.end() > end and word.start() - start < 140 and not re.search(
            r"[;.]", sentence.masked[start : word.start()]
        ):  # fmt: skip
            # "considered, at a press conference, that ballots had been stuffed": up to what is alleged.
            end = word.end()
        comma = sentence.masked.find(", ", word.end()) if word is not None else -1
        return min(end, comma) if comma > 0 else end

    def _done_by(self, sentence: Sentence, acted: Acted, end: int) -> tuple[int, int]:
        """The clause of a passive, up to what is said of it: "were described by X as forged"."""
        start = segment_start(sentence, acted.start, self.language, relative=True)
        if acted.act == "alleges_irregularity":
            word = self.lexicon.classes["IRREG"].search(sentence.masked, end)
            end = word.end() if word and word.start() - end < 40 else end
        return behind_comma(sentence.masked, start, acted.start), end

    def _elsewhere_whose(self, sentence: Sentence, speakers: tuple[Actor, ...]) -> tuple[Actor, ...]:
        """The bodies of another country, where its election is spoken of."""
        if self._foreign:
            speakers = tuple(self._abroad(speaker) for speaker in speakers)
        elif self._elsewhere and any(
            a.key.startswith("state:") and a.country != self.context.country for a in sentence.actors
        ):
            # "In 2017, in Kenya, the Supreme Court annulled": whose court it is, is not told for certain.
            speakers = tuple(
                replace(speaker, country=None)
                if speaker.role in ("court", "authority", "prosecutor", "parliament") and not speaker.place
                else speaker
                for speaker in speakers
            )
        return speakers

    def _fit(self, acted: Acted, speaker: Actor, sentence: Sentence) -> bool:
        if speaker.bare and speaker.role == "state":
            return False
        if speaker.key.startswith("noun:") and speaker.role == "candidate" and speaker.bare:
            return False
        if acted.rule.weak or (acted.act == "takes_note" and speaker.option):
            return False
        if acted.act == "proclaims" and acted.rule.form == "passive" and _GIVEN.search(sentence.masked[: acted.start]):
            # "the results announced by the council" only says which results are meant.
            return False
        if (
            speaker.role == "authority"
            and acted.act in ("recognises", "congratulates")
            and self.language in ("en", "fr")
        ):
            return False
        if not plausible(acted, speaker, sentence.masked):
            return False
        if not allowed(acted.rule, speaker, self.context.country if not self._foreign else ""):
            return False
        if (
            acted.act == "observes"
            and speaker.role == "organisation"
            and (
                not _JUDGED.search(sentence.masked[acted.start :])
                or _ASKS.search(sentence.masked[acted.start : acted.end + 60])
            )
        ):
            return False
        if (
            acted.act == "proclaims"
            and self._figures is not None
            and self._figures in self.drafts
            and self._figures.flat is self._here.flat
            and self._figures.sentence[0] == sentence.start
            and re.match(r"announc|anunci|(?:a |ont )?annonc", sentence.masked[acted.start : acted.end])
        ):
            # "announced that X had won with 51 %" gives figures; it proclaims nobody.
            return False
        if speaker.role == "court" and acted.act.startswith(("calls_for", "withholds", "takes_note", "alleges_attack")):
            return False
        if speaker.role == "observer_mission" and acted.act in ("withholds_recognition", "breaks_relations"):
            return False
        if speaker.role == "pollster" and acted.act != "predicts":
            return False
        if (
            acted.act == "predicts"
            and not any(a.role in ("authority", "court") for a in sentence.actors)
            and re.search(r"\d ?(?:%|per ?cent|por c|pour cent)", sentence.folded)
        ):
            # Its figures could not be bound to persons for certain.
            return False
        if acted.act == "congratulates" and speaker.option and speaker.option == self.registry.winner:
            return False
        if (
            speaker.role == "observer_mission"
            and acted.act in ("alleges_irregularity", "recognises")
            and acted.rule.form == "active"
        ):
            return False
        if speaker.role in ("court", "authority") and acted.act in ("refuses_to_recognise", "claims_victory", "recognises", "congratulates") \
                and not speaker.many and speaker.role == "court":  # fmt: skip
            return False
        if acted.act == "claims_victory" and speaker.role in ("state", "other") and (
            speaker.country not in (self.context.country, None, *([self._foreign] if self._foreign else []))):  # fmt: skip
            return False
        return not (acted.act == "claims_victory" and speaker.role == "state" and not speaker.country)

    def _about(self, sentence: Sentence, acted: Acted, speaker: Actor, end: int) -> str | None:
        """The subject; "" where the act cannot be what it seems."""
        masked = sentence.masked
        window = min(len(masked), max(end, acted.end + 60))
        result = bool(self.lexicon.classes["RESULT"].search(masked[acted.start : max(end, acted.end)]))
        clause = masked[acted.start : max(end, acted.end)]
        if acted.rule.form in ("noun", "passive"):
            window = min(len(masked), max(window, end + 90))
        match acted.act:
            case "congratulates" | "recognises" | "proclaims":
                return self._winner_meant(sentence, acted, speaker, window, clause, result)
            case "concedes" if self._foreign:
                return "result"
            case "concedes":
                if self.language in ("es", "pt") and result and not re.search(r"derrot|perd", clause):
                    return "result"
                if self.language in ("en", "fr"):
                    return (
                        speaker.option
                        or speaker.side
                        or (speaker.place if speaker.key.startswith("party:") else "")
                        or "result"
                    )
                return speaker.option or self._own(speaker) if speaker.role == "party" or speaker.option else "result"
            case "claims_victory":
                if self._foreign:
                    return None
                if acted.rule.form == "content":
                    won = self._explicit(sentence, acted.start, acted.end)
                    own = self._own(speaker)
                    if self.language in ("en", "fr") and speaker.role == "state" and self.incumbent:
                        # A government says so of nobody but its own candidate.
                        own = own or self.incumbent
                    return "" if won and own and won != own else won or own
                named = self._explicit(sentence, acted.start, max(end, acted.end)) if not speaker.option else ""
                return named or self._own(speaker)
            case "refuses_to_recognise" | "withholds_recognition":
                named = self._explicit(sentence, acted.start, window)
                if result and not (
                    named and self.language in ("es", "pt") and _PERSON_MEANT.search(masked, acted.start)
                ):
                    return "result"
                return named or "result"
            case "calls_for_audit" | "calls_for_publication":
                return (
                    "process"
                    if re.search(r"investig|enquet|inquer|inquiry|irregul|process|proceso|probe", clause)
                    else "result"
                )
            case "retracts" | "takes_note" | "rules" | "breaks_relations":
                return "result"
            case "expresses_concern" if _ELSEWHERE.search(clause) and not re.search(
                r"result|outcome|vot|elec|eleic|scrutin|count|conteo|contagem|proces|transparen|irregul|cifras|figures|chiffres",
                clause,
            ):
                return ""
            case "expresses_concern":
                return "process" if re.search(r"proces|irregul|transparen|clima\b|ambiente|campan|condition|condicion|agreement|urnas|machines|conduct|violenc|lisura|sincerit|integri|limpieza|fairness", clause.split(", ")[0]) and not re.search(
                    r"result|outcome|cifras|numbers|figures|chiffres", clause.split(", ")[0]) else "result"  # fmt: skip
            case "predicts":
                spots = [
                    option
                    for start, _end, option in self._mentions(self._here, sentence)
                    if acted.start <= start < window
                ]
                spots = [spot for spot in spots if spot != "?"]
                return self._explicit(sentence, acted.start, window) or (spots[0] if spots else "result")
        if (
            acted.act == "alleges_irregularity"
            and re.search(r"rob|roub|stol|steal|vol[e ]|theft", clause)
            and re.search(r"vict|triun|vitor|elec|eleic|presiden", clause)
        ):
            return "result"
        return "process"

    def _meant_by_side(self, acted: Acted, speaker: Actor, masked: str, clause: str, named: bool) -> str | None:
        """The winner of whom only the side is told, or a pronoun, or "the president-elect" where there are two."""
        here = [option for option in self._local if option != speaker.option]
        if _SORTANT.search(clause) and not named:
            return self.incumbent
        if _OPPOSED.search(clause):
            return self.challenger if self.challenger and self.challenger != speaker.option else ""
        if acted.act == "recognises" and here and _OBJECT.search(masked[max(0, acted.start - 4) : acted.end + 8]):
            return here[-1]
        if self.registry.disputed and not _SORTANT.search(clause) and not (named and _SORTANT.search(masked)):
            return here[-1] if here else None
        return None

    def _winner_meant(
        self, sentence: Sentence, acted: Acted, speaker: Actor, window: int, clause: str, result: bool
    ) -> str | None:
        """Whose victory somebody hails, recognises or proclaims."""
        masked = sentence.masked
        option = self._explicit(sentence, acted.start, window) or self._known_noun(sentence, acted.start, window)
        if not option and self.language in ("en", "fr"):
            spots = [(at, spot) for at, _end, spot in self._mentions(self._here, sentence)
                     if acted.start <= at < window and spot not in ("?", speaker.option)
                     and not _COMPLEMENTS.search(masked[acted.start : at])]  # fmt: skip
            told = self._meant_by_side(acted, speaker, masked, clause, bool(spots))
            if told is not None:
                return told
            option = spots[0][1] if spots else ""
        if acted.rule.form == "passive":
            past = [a.option for a in sentence.actors if a.option and a.end <= acted.start]
            option = past[-1] if past else option or self._known_noun(sentence, 0, acted.start)
        if not option and acted.subject.how == "agent":
            option = self._explicit(sentence, 0, acted.start)
        if option and option == speaker.option:
            option = ""
        if acted.act == "recognises" and not option and self.registry.winner and self.language in ("en", "fr") and not self._foreign and (
            re.search(r"victor|\bwin\b|re-?elect|triumph|president|victoire|reelection|vainqueur|triomphe|\belu\b", clause)
            and not re.search(r"result|outcome|verdict|figures|chiffres|issue du", clause)
        ):  # fmt: skip
            return self.registry.winner if self.registry.winner != speaker.option else "result"
        if not option and self.language in ("es", "pt") and _HIS_VICTORY.search(clause):
            past = [a.option for a in sentence.actors if a.option and a.end <= acted.start]
            option = past[-1] if past and past[-1] != speaker.option else ""
        if acted.act == "recognises" and not option and result:
            return "result"
        clitic = acted.rule.clitic or re.search(
            r"(?:\b(?:lo|la|le|lhe) |l')(?:(?:ha|han|habia|a|ont|avait|tambien|tambem|aussi|egalement) ){0,2}$",
            masked[max(0, acted.start - 22) : acted.start],
        )
        if acted.act == "congratulates" and clitic and not self._explicit(sentence, acted.start, window):
            here = [
                a.option for a in sentence.actors if a.option and a.end <= acted.start and a.option != speaker.option
            ]
            rest = [o for o in self.registry.options if o != speaker.option]
            option = here[-1] if here else (rest[-1] if rest else self.registry.winner)
        if not option:
            here = [
                a.option for a in sentence.actors if a.option and a.end <= acted.start and a.option != speaker.option
            ]
            if here and re.search(r"\b(?:him|her)\b", masked[acted.end : acted.end + 8]):
                option = here[-1]
        if not option and (acted.rule.clitic or re.search(r"\b(?:him|her)\b", masked[acted.end : acted.end + 8])):
            rest = [o for o in self.registry.options if o != speaker.option]
            option = self.registry.winner or (rest[-1] if rest else "")
        if self._foreign:
            return option or None
        near = {o for o in self._local if o != speaker.option}
        if self.language in ("es", "pt") and acted.act == "congratulates" and not option and len(near) == 1 and not re.search(
            r"ganador|vencedor|elect|eleit|reele[ci]", clause):  # fmt: skip
            option = near.pop()
        if not option and not self.registry.winner and acted.act == "congratulates" and self._local:
            option = next((o for o in reversed(self._local) if o != speaker.option), "")
        return option or self.registry.winner or ("result" if acted.act == "recognises" else "")

    def _draft(
        self, paragraph: Paragraph, sentence: Sentence, acted: Acted, speaker: Actor | None, about: str | None, start: int, end: int,
        hedge: Hedge = "none", quote: Quote | None = None,
    ) -> None:  # fmt: skip
        share = (
            won_with(sentence.text, sentence.folded, acted.start, end, self.language)
            if acted.act == "claims_victory"
            else None
        )
        end = max(end, share.end) if share is not None else end
        text = sentence.text[start:end]
        partial: Quote = "partial" if re.search(r"[“«\"]", text) else "paraphrase"
        clause = sentence.folded[start:end]
        said = said_on(clause, self.language, self.published) or said_on(sentence.folded, self.language, self.published)
        base = sentence.start
        draft = Draft(
            flat=paragraph.flat, actor=speaker, act=acted.act, about=about, start=base + start, end=base + end,
            sentence=(base, base + len(sentence.text)), trigger=(base + acted.start, base + acted.end), rule=acted.rule.id,
            quote=quote or partial, hedge=hedge, said=said,
            other=self._elsewhere, figures=Figures(shares={about: share.value}) if share is not None and about else None,
        )  # fmt: skip
        self._add(draft)

    def _add(self, draft: Draft) -> None:
        for known in self.drafts:
            if known.flat is draft.flat and known.act == draft.act and known.start < draft.end and draft.start < known.end and (
                known.start <= draft.trigger[0] < known.end or draft.start <= known.trigger[0] < draft.end) and (
                (known.actor.key if known.actor else "") == (draft.actor.key if draft.actor else "")):  # fmt: skip
                return
        if said_before(draft, self.drafts):
            return
        self.drafts.append(draft)
        if draft.actor is not None:
            self.registry.spoke(draft.actor)
        if draft.act in _REPEATED:
            self._last_act = draft
            self._last_count = self._count


_PERSON_MEANT = re.compile(r"\b(?:reconoc|reconhec|acept|aceit)\w+ (?:\w+mente )?(?:a )?@")
_HIS_VICTORY = re.compile(r"\b(?:su|sua) (?:\w+ )?(?:victoria|triunfo|reeleccion|vitoria|reeleicao|eleccion|eleicao)\b")


_ELSEWHERE = re.compile(
    r"arrest|violen|repres|repress|crackdown|deten|detenc|prison|prisi|prisao|human rights|derechos humanos|direitos humanos|droits de l'homme|mort|death"
)
"""What concern may be about besides the result and how it came about."""
_JUDGED = re.compile(
    r"anomal|accept|satisf|deroul|bien passe|smooth|calm|apais|lack|manqu|correspond|conform|shortcoming|lacun|flaw|mar[rk]|credence|serious|incident|conduct|irregular|bon deroul|"
    r"normalidad|ordeir|tranquil|eficac|eficien|destac|elogi|integri|manipul|alterac|free|\blivres?\b|\blibres?\b|transparen|credib|crediv|creib|peaceful|pacific|pacifi|standards|estandares|padroes|normes|orderly|irregularit"
)
_ASKS = re.compile(r"\b(?:call|urg|demand|pid|ped[ie]|exig|appel|reclam|insist|inst[oa])")


_REPEATED = (
    "congratulates", "recognises", "refuses_to_recognise", "withholds_recognition", "calls_for_publication", "calls_for_audit",
    "calls_for_new_vote", "calls_for_calm", "expresses_concern", "observes", "takes_note",
)  # fmt: skip
"""What "so did X" may repeat."""
_SORTANT = re.compile(r"\b(?:sortant|incumbent|outgoing)\b")
_COMPLEMENTS = re.compile(r"\b(?:pour|comme|as|to be|etre) (?:le |la |the |un |a )?(?:\w+ )?$")
"""What stands before the office that somebody is recognised as."""
_OBJECT = re.compile(r"\b(?:him|her|it|le|la)\b|\bl'")
_OPPOSED = re.compile(
    r"(?:victory|win|triumph|success|victoire|succes|triomphe) (?:of|for|de) (?:the |l')?opposition|opposition(?:'s)? (?:candidate|leader|victory|win|challenger)|(?:candidate?|chef|leader) de l'opposition|\bopposant\b"
)
"""The winner named by the side only."""


_GIVEN = re.compile(
    r"\b(?:results?|figures|numbers|tally|resultats?|chiffres|resultados?|cifras|numeros|conteo|apuramento)(?: \w+){0,2} $"
)
_SHORT_ACTS = ("claims_victory", "congratulates", "proclaims", "concedes", "recognises")
