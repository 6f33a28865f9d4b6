"""Acts in words that no wording has: one family of words, one who can mean it, nothing that turns it round.

The wordings of the lexicon find what is written in known ways. Here a clause that gave nothing is read by its words
alone: if they belong to the family of one act, and exactly one person or body in the clause can have done that, it is
proposed. What is denied, only possible or asked of others is left alone.
"""

from __future__ import annotations

import re

from scrutiny.articles.acting import Acted, allowed
from scrutiny.articles.actor import Actor
from scrutiny.articles.chaining import Chaining
from scrutiny.articles.clauses import Sentence, Subject, group_of, prepositional
from scrutiny.articles.denying import BARE, CITIZENS, GOVERNED, PEOPLE, sport
from scrutiny.articles.lexicon import Rule
from scrutiny.articles.state import Paragraph


class Guessing(Chaining):
    """Acts in words that no wording has."""

    def _guess(self, paragraph: Paragraph, sentence: Sentence) -> None:
        if not self.lexicon.families or paragraph.flat.heading or len(paragraph.flat.text) < 60:
            return
        for start, end in _clauses(sentence, self.language):
            base = sentence.start
            here = [
                d for d in self.drafts if d.flat is paragraph.flat and d.start < base + end and base + start < d.end
            ]
            if any(a < end and start < b for a, b in sentence.quotes):
                continue
            words = sentence.masked[start:end]
            if _TURNED[self.language].search(words):
                continue
            found = [(rule, match) for rule in self.lexicon.families if (match := rule.match.search(words)) and (
                rule.need is None or rule.need.search(words)) and not (rule.exclude and rule.exclude.search(words))]  # fmt: skip
            able: list[tuple[Rule, re.Match[str], tuple[Actor, ...]]] = []
            for rule, match in found:
                if _not_done(rule, words, match, self.language):
                    continue
                if rule.act == "alleges_irregularity" and _ASKED_FOR.search(words[: match.start()]):
                    # "asked the authorities to look into the irregularities" calls for something.
                    continue
                spot = base + start + match.start()
                if any(d.act == rule.act or d.start <= spot < d.end for d in here):
                    continue
                who = self._able(paragraph, sentence, rule, start, end)
                if who and self.language in _ONLY_ASKED and _SUFFERED.search(words) and not any(
                    _SOURCE[self.language].search(sentence.masked[: actor.start]) for actor in who
                ):  # fmt: skip
                    # "X's diplomats were expelled by Y": a passive tells who did it behind "by" only.
                    continue
                if who:
                    able.append((rule, match, who))
            if len({rule.act for rule, _match, _who in able}) != 1:
                continue
            rule, match, who = able[0]
            acted = Acted(rule.act, rule, start + match.start(), start + match.end(), Subject(who, "before", start))
            for actor in who:
                speaker = self._resolve(paragraph, sentence, actor)
                if not self._fit(acted, speaker, sentence):
                    continue
                about = self._about(sentence, acted, speaker, end)
                if about != "":
                    self._draft(paragraph, sentence, acted, speaker, about, start, end)

    def _able(self, paragraph: Paragraph, sentence: Sentence, rule: Rule, start: int, end: int) -> tuple[Actor, ...]:
        """Who alone in a clause can have done it; nobody where several can."""
        inside = [a for a in sentence.actors if start <= a.start and a.end <= end]
        good = []
        for actor in inside:
            resolved = self._resolve(paragraph, sentence, actor)
            if resolved.bare or not allowed(rule, resolved, self.context.country):
                continue
            if rule.roles == "abroad" and resolved.country == self.context.country:
                continue
            good.append(actor)
        free = [
            actor for actor in good
            if not any(prepositional(sentence, member, self.language) for member in group_of(sentence, actor) if member.start <= actor.start)
        ]  # fmt: skip
        if not free:
            free = [actor for actor in good if _SOURCE[self.language].search(sentence.masked[: actor.start])]
        if not free:
            return ()
        group = group_of(sentence, free[0])
        if any(actor not in group or actor.many for actor in free):
            # Several who are not named keep the clause from being read by its words alone.
            return ()
        return tuple(actor for actor in group if actor in good)


def _clauses(sentence: Sentence, language: str) -> list[tuple[int, int]]:
    """The sentence cut at semicolons, colons, dashes and joints before a new subject."""
    cuts = [0]
    spans: dict[int, list[int]] = {}
    for actor in sentence.actors:
        if actor.group >= 0:
            spans.setdefault(actor.group, []).extend((actor.start, actor.end))
    for found in _CUT[language].finditer(sentence.masked):
        if any(min(ends) <= found.start() < max(ends) for ends in spans.values()):
            continue
        cuts += [found.start(), found.end()]
    cuts.append(len(sentence.text.rstrip(" .")))
    return [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if b - a > 12]


_ASKED_FOR = re.compile(
    r"\b(?:ask|urg|call|demand|request|pid|ped|exig|reclam|solicit|insta|inst[oó]|apel|demand|exhort|appel|reclam|investig|enquet|esclare|aclar|clarif|look into|probe)\w*"
)
_CUT = {
    "es": re.compile(r"; |: | — | – |,? (?:pero|mientras|aunque|sino que) |, (?:y|e|tras|antes|cuando|luego|con) "),
    "pt": re.compile(r"; |: | — | – |,? (?:mas|enquanto|embora|ao passo que) |, (?:e|apos|antes|quando|depois|com) "),
    "en": re.compile(r"; |: | — | – |,? (?:but|while|whereas|although|though) |, (?:and|as|after|before|when|with) "),
    "fr": re.compile(r" ?; | ?: | — | – |,? (?:mais|tandis qu'?e?|alors qu'?e?|quand) |, (?:et|apres|avant|lorsqu'?e?) "),
}  # fmt: skip
_TURNED = {
    "es": re.compile(
        r"\b(?:no|nunca|jamas|ni|sin|nadie|ningun\w*|tampoco|neg(?:o|aron|ar)|nieg\w+|rehus\w+|evit\w+|abst\w+|si|podria\w*|deberia\w*|habria\w*|antes de|hasta|mientras|salvo|descart\w+|"
        r"desmint\w+|desmient\w+|en vez|en lugar|lejos|espera\w*|si no|aun|todavia|pedira\w*|anunciara\w*|para que)\b|\?"
    ),
    "pt": re.compile(
        r"\b(?:nao|nunca|jamais|nem|sem|ninguem|nenhum\w*|tampouco|neg(?:ou|aram|a|am)|recus\w+|evit\w+|abst\w+|se nao|caso|poderia\w*|deveria\w*|teria\w*|antes de|ate que|enquanto|salvo|descart\w+|"
        r"desment\w+|em vez|ao inves|longe|esper\w+|aguard\w+|ainda|para que)\b|\?"
    ),
    "en": re.compile(
        r"\b(?:boycott\w*|far from|instead|regret\w*|not|no|never|neither|nor|without|nobody|none|refus\w+|declin\w+|unless|until|if|whether|would|could|might|may|should|must|rather than|instead of|hold\w* off|held off|short of|avoid\w*|"
        r"yet to|fail\w*|deni\w+|deny\w*|dismiss\w*|rul\w+ out|before|expected|likely|unlikely|ready to|asked to|urged to|to decide)\b|n't\b|\?"
    ),
    "fr": re.compile(
        r"\b(?:regrett\w*|au lieu|envisag\w+|ne|pas|jamais|ni|sans|aucune?|personne|refus\w+|s'abst\w+|si|pourrai\w+|devrai\w+|aurai\w+|avant|faute|plutot|loin|evit\w+|nie|nient|dement\w*|attend\w*|exclu\w*)\b|\bn'|\?"
    ),
}  # fmt: skip
"""What turns a clause round, or makes it only possible."""
_ONLY_ASKED = {
    "en": re.compile(
        r"\b(?:ask|urg|call|invit|press|want|expect|beg|implor|persuad|convinc|encourag|appeal|plead|forc|weigh|mull|consider|debat|discuss)\w*\b|\b(?:hopes?|hoped|hoping|will|motions?|bill|proposal|draft|possible|potential|eventual)\b"
    ),
    "fr": re.compile(
        r"\b(?:appel|exhort|invit|press|encourag|convain|persuad|pouss|incit|forc|demand|reclam|conjur|implor|somm|reflech|debat|discut|examin|esper)\w*\b|\b(?:motions?|eventuel\w*|possible|projet|proposition)\b"
    ),
}
"""What others are asked to do, or what is only thought of."""
_REJECTED = re.compile(
    r"\b(?:reject|dismiss|rebuff|spurn|ignor|rejet|ecart|repouss|balay)\w* (?:the |all |any |these |les |tous les |toute |des |ces )*(?:[\w-]+ )?(?:calls?|demands?|appeals?|appels?|demandes?|requests?)\b"
)


_SUFFERED = re.compile(
    r"\b(?:been|was|were|being) (?:\w+ly )?\w+(?:ed|en|wn|ld)\b[^,;]{0,60} by |\b(?:a|ont|avait|avaient|fut|furent|est|sont) (?:ete )?\w+(?:e|i|u|is)e?s?\b[^,;]{0,60} par "
)


def _not_done(rule: Rule, words: str, match: re.Match[str], language: str) -> bool:
    """Whether a family's word is only asked for, or a call that is rejected, or thanks to the people."""
    if sport(rule.act, words):
        return True
    if language in ("es", "pt"):
        if (
            BARE.match(words, match.start())
            and GOVERNED.search(words[: match.start()])
            and not rule.act.startswith("calls")
        ):
            return True
        return rule.act == "congratulates" and bool(CITIZENS.match(words, match.end()))
    if language == "fr" and re.search(r"r(?:a|ai|ont|ons)$", match[0]):
        return True
    if rule.act == "rules" and re.search(r"\b(?:pour|to|will|va|doit|whether|si) (?:\w+ )?$", words[: match.start()]):
        return True
    if rule.act.startswith("calls_for"):
        return bool(_REJECTED.search(words))
    if rule.act in ("congratulates", "recognises", "concedes", "proclaims", "takes_note"):
        if _ONLY_ASKED[language].search(words[: match.start()]):
            return True
        return rule.act == "congratulates" and bool(PEOPLE.match(words[match.end() :]))
    return False


_SOURCE = {
    "es": re.compile(r"\b(?:de|del|por|desde|segun|para) (?:el |la |los |las )?$"),
    "pt": re.compile(r"\b(?:de|do|da|dos|das|por|pelo|pela|segundo|para) (?:o |a |os |as )?$"),
    "en": re.compile(r"\b(?:from|by|of) (?:the |\w+ly )?$"),
    "fr": re.compile(r"(?:\b(?:de|du|des|par|chez|pour) (?:la |le |les |l')?|\bd'|\bde l')$"),
}  # fmt: skip
