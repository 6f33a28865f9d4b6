"""Chains: one act, told once, then only those who do the same: "Javier Milei, con mayúsculas; también Pedro Sánchez"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from scrutiny.articles.actor import Actor
from scrutiny.articles.clauses import Sentence, group_of, prepositional
from scrutiny.articles.dates import said_on
from scrutiny.articles.hearing import Hearing
from scrutiny.articles.state import Draft, Paragraph

_CHAINED = ("congratulates", "recognises", "refuses_to_recognise")
_NAMED = {
    "es": re.compile(r"\b(?:felicitaci\w+|enhorabuenas?|parabienes|mensajes de (?:felicitaci\w+|apoyo))\b"),
    "pt": re.compile(r"\b(?:felicitac\w+|parabens|cumprimentos|mensagens de (?:felicitac\w+|apoio))\b"),
}
"""Nouns that name the act without saying whose it is."""
_REFUSED = re.compile(
    r"\b(?:no|nao|sin|sem|ni|nem|ningun\w*|nenhum\w*|nadie|ninguem|tampoco|tampouco|evit\w+|nunca|jamas)\b"
)
_LIKE = {
    "es": re.compile(
        r"\b(?:lo (?:ha |han |habia |habian )?(?:hizo|hicieron|hecho|hace|hacen|secund\w+|imit\w+|sigui\w+)|(?:hizo|hicieron|hace|hacen) (?:lo (?:mismo|propio)|otro tanto)|"
        r"se (?:sum|un|adhir|plego|plegaron)\w*|l[eo]s? sigui\w+|siguieron|despues (?:vin|lleg)\w+|luego (?:vin|lleg)\w+|fue el turno de|(?:el|los) primer[oa]?s? (?:en hacerlo )?(?:fue|fueron)|"
        r"fue(?:ron)? (?:de |uno de |una de )?l[oa]s? primer\w+|lo mismo que|al igual que|igual que|llegaron (?:desde|de)|con send[oa]s|tambien|la del?|el del?|las de|los de|otro tanto|desde)\b"
    ),
    "pt": re.compile(
        r"\b(?:o (?:fez|fizeram|fizera|fizeram|faz)|ja o (?:fez|fizera|fizeram)|(?:fez|fizeram) o mesmo|o mesmo (?:fez|fizeram)|(?:junt|som|associ)\w+-se(?:-lhes?)?|se (?:junt|som)\w+|"
        r"segui\w+-se(?:-lhes?)?|depois (?:veio|vieram|chegou|chegaram)|foi a vez d[eoa]|foram a vez|(?:o|os) primeiros? (?:a faze-lo )?(?:foi|foram)|foi (?:um|uma) d[oa]s primeir\w+|"
        r"tambem|a d[eoa]|as d[eoa]s?|os? d[eoa]s?|tal como|assim como|igualmente|da parte d[eoa]|em nome d[eoa])\b"
    ),
}  # fmt: skip
_FINITE = re.compile(
    r"\b(?:\w+(?:[^aeirí]ó|ió|aron|ieron|ou|iu|eu|aram|eram|iram|ía|ían|íam)|ponha|punha|es|son|est[áã]o?|fue|fueron|hay|ha|han|tiene[n]?|foi|foram|são|há|tem|têm|pid\w+|ped\w+|dij\w+|diss\w+|dice[n]?|diz(?:em)?)\b"
)
_OTHER_DEED = re.compile(
    r"\b(?:insta|llama|pide|exige|rechaza|apela|pede|rejeita|cobra|advierte|adverte|pidi|exigi|reclam|rechaz|denunci|neg[oó]|critic|cuestion|pediu|exigiu|rejeit|recus|questiona|acus|convoc|retir|expuls|tom[oó] nota|tomou nota|esper|aguard|não\b|sin |sem |ni\b|nem\b|aún|todavía|tampoco)\w*"
)


_DOES = re.compile(
    r"hizo|hicieron|hecho|sigui|sum|un|vin|lleg|turno|prime|fez|fize|junt|som|segu|veio|vieram|vez|chegou"
)
"""Words of a chain that are a verb of their own."""


@dataclass(frozen=True)
class Theme:
    """What a run of names does."""

    act: str
    about: str | None
    draft: Draft | None
    count: int
    """The sentence in which it was last told."""
    paragraph: int


class Chaining(Hearing):
    """Acts that are told once for several speakers."""

    _theme: Theme | None = None

    def _chain(self, paragraph: Paragraph, sentence: Sentence, before: int) -> None:
        """Add those who only follow; called after the acts of a sentence were read."""
        if self.language not in _LIKE:
            return
        new = [draft for draft in self.drafts[before:] if draft.act in _CHAINED and draft.flat is paragraph.flat]
        here = id(paragraph)
        theme = self._theme
        if theme is not None and (
            self._count - theme.count > 2 or (theme.paragraph != here and self._count - theme.count > 1)
        ):
            theme = None
        if new:
            theme = Theme(new[-1].act, new[-1].about, new[-1], self._count, here)
        elif _NAMED[self.language].search(sentence.folded) and not self._elsewhere:
            named = _NAMED[self.language].search(sentence.folded)
            denied = named is not None and _REFUSED.search(
                sentence.folded[max(0, named.start() - 40) : named.end() + 40]
            )
            here_too = [actor.option for actor in sentence.actors if actor.option] or self._local
            about = (here_too[-1] if here_too else "") or self.registry.winner
            if about:
                theme = Theme("congratulates", about, None, self._count, here)
            if denied:
                self._theme = theme
                return
        self._theme = theme
        letters = re.sub(r"\W", "", sentence.text)
        if theme is None or letters.isupper() or len(letters) < 12:
            return
        hit = False
        for start, end in self._segments(sentence):
            hit |= self._link(paragraph, sentence, theme, start, end)
        if hit:
            self._theme = replace(theme, count=self._count, paragraph=here)

    def _segments(self, sentence: Sentence) -> list[tuple[int, int]]:
        cuts = [0, *[
            found.end() for found in re.finditer(r"; |: ", sentence.masked)
            if found[0] == "; " or not _NAMED[self.language].search(sentence.folded[found.end() :])
        ], len(sentence.masked)]  # fmt: skip
        return [(a, b) for a, b in pairwise(cuts) if b - a > 3]

    def _link(self, paragraph: Paragraph, sentence: Sentence, theme: Theme, start: int, end: int) -> bool:
        base = sentence.start
        if any(
            draft.flat is paragraph.flat and draft.start < base + end and base + start < draft.end
            for draft in self.drafts
        ):
            return False
        if any(a < end and start < b for a, b in sentence.quotes):
            return False
        text, folded = sentence.text[start:end], sentence.folded[start:end]
        like = _LIKE[self.language].search(folded)
        bare = _FINITE.search(text) is None
        if self.language == "es" and re.search(r"\bno\b", folded):
            return False
        if _OTHER_DEED.search(text.lower()) or len(folded.split()) > 34:
            return False
        if not bare and not any(_DOES.search(found[0]) for found in _LIKE[self.language].finditer(folded)):
            return False
        chosen = self._followers(paragraph, sentence, start, end, like is not None)
        made = False
        for actor in chosen:
            made |= self._follow(paragraph, sentence, theme, actor, start, end)
        return made

    def _followers(self, paragraph: Paragraph, sentence: Sentence, start: int, end: int, like: bool) -> list[Actor]:
        inside = [actor for actor in sentence.actors if start <= actor.start and actor.end <= end]
        resolved = [(actor, self._resolve(paragraph, sentence, actor)) for actor in inside]
        foreign = [
            (actor, who) for actor, who in resolved
            if who.role in ("state", "organisation") and not who.bare and not who.option and who.country != self.context.country
        ]  # fmt: skip
        if not foreign:
            return []
        persons = [(actor, who) for actor, who in foreign if who.key.startswith("person:")]
        free = [
            (actor, who) for actor, who in foreign
            if not prepositional(sentence, actor, self.language) or actor.group >= 0
            or (like and re.search(r"\b(?:la|el|las|los|turno|vez|a|as|o|os|parte) (?:de|del|da|do|dos|das)(?: el| la| los| las| o| a)? ?$", sentence.folded[: actor.start]))
        ]  # fmt: skip
        if persons and all(not who.key.startswith("person:") for _actor, who in free):
            free = []
        taken = free or ([] if not persons else persons[:1])
        made: list[Actor] = []
        for actor, who in taken:
            if who.key.startswith("state:") and any(
                other.country == who.country and other.key.startswith("person:") for _a, other in foreign
            ):
                continue
            for member in group_of(sentence, actor) if actor.group >= 0 else (actor,):
                found = self._resolve(paragraph, sentence, member)
                if (
                    found.role in ("state", "organisation")
                    and not found.bare
                    and all(found.key != one.key for one in made)
                ):
                    made.append(replace(found, start=member.start, end=member.end))
        return made

    def _follow(
        self, paragraph: Paragraph, sentence: Sentence, theme: Theme, actor: Actor, start: int, end: int
    ) -> bool:
        base = sentence.start
        if any(
            draft.act == theme.act and draft.actor is not None and draft.actor.key == actor.key for draft in self.drafts
        ):
            return False
        stop = end
        while stop > start and sentence.text[stop - 1] in " .,;:":
            stop -= 1
        while sentence.text[start] in " ,;:—–-•·":
            start += 1
        count = len(self.drafts)
        draft = Draft(
            flat=paragraph.flat, actor=actor, act=theme.act, about=theme.about, start=base + start, end=base + stop,
            sentence=(base, base + len(sentence.text)), trigger=(base + actor.start, base + actor.end), rule=f"{self.language}.chain",
            said=said_on(sentence.folded, self.language, self.published), other=self._elsewhere,
        )  # fmt: skip
        self.drafts.append(draft)
        self.registry.spoke(actor)
        return len(self.drafts) > count
