"""What an act is about: the option, the result, the process."""

from __future__ import annotations

import re

from scrutiny.articles.acting import Acted
from scrutiny.articles.clauses import Sentence
from scrutiny.articles.naming import Actor
from scrutiny.articles.resolving import Resolving


class Regarding(Resolving):
    """What an act is about: the option, the result, the process."""

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
                return self._about_winner(sentence, acted, speaker, (window, clause, result))
            case "concedes" if self._foreign:
                return "result"
            case "concedes":
                if self.language in ("es", "pt") and result and not re.search(r"derrot|perd", clause):
                    return "result"
                return speaker.option or self._own(speaker) if speaker.role == "party" or speaker.option else "result"
            case "claims_victory":
                if self._foreign:
                    return None
                if acted.rule.form == "content":
                    won = self._explicit(sentence, acted.start, acted.end)
                    own = self._own(speaker)
                    return "" if won and own and won != own else won or own
                named = self._explicit(sentence, acted.start, max(end, acted.end)) if not speaker.option else ""
                return named or self._own(speaker)
            case "refuses_to_recognise" | "withholds_recognition":
                if result:
                    return "result"
                return self._explicit(sentence, acted.start, window) or "result"
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
                return "process" if re.search(r"proces|irregul|transparen|condition|condicion|agreement|urnas|machines|conduct|violenc|lisura|sincerit|integri|limpieza|fairness", clause.split(", ")[0]) and not re.search(
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

    def _about_winner(
        self, sentence: Sentence, acted: Acted, speaker: Actor, where: tuple[int, str, bool]
    ) -> str | None:
        """Whom somebody congratulates, recognises or proclaims; "" where nobody can be meant."""
        window, clause, result = where
        option = self._explicit(sentence, acted.start, window) or self._known_noun(sentence, acted.start, window)
        if not option and self.language in ("en", "fr"):
            option = next((spot for at, _end, spot in self._mentions(self._here, sentence)
                           if acted.start <= at < window and spot not in ("?", speaker.option)), "")  # fmt: skip
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
        if acted.act == "recognises" and not option and result:
            return "result"
        option = self._meant(sentence, acted, speaker, window, option)
        if self._foreign:
            return option or None
        near = {o for o in self._local if o != speaker.option}
        if self.language in ("es", "pt") and acted.act == "congratulates" and not option and len(near) == 1 and not re.search(
            r"ganador|vencedor|elect|eleit|reelec", clause):  # fmt: skip
            option = near.pop()
        if not option and not self.registry.winner and acted.act == "congratulates" and self._local:
            option = next((o for o in reversed(self._local) if o != speaker.option), "")
        return option or self.registry.winner or ("result" if acted.act == "recognises" else "")

    def _meant(self, sentence: Sentence, acted: Acted, speaker: Actor, window: int, option: str) -> str:
        """The option that a pronoun stands for, where no name does."""
        masked = sentence.masked
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
        return option


_ELSEWHERE = re.compile(
    r"arrest|violen|repres|repress|crackdown|deten|detenc|prison|prisi|prisao|human rights|derechos humanos|direitos humanos|droits de l'homme|mort|death"
)
"""What concern may be about besides the result and how it came about."""
