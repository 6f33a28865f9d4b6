"""The first pass over an article: its paragraphs, sides, winner, and which election it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scrutiny.articles.acting import _BE
from scrutiny.articles.actor import Actor
from scrutiny.articles.boilerplate import dateline
from scrutiny.articles.clauses import Sentence
from scrutiny.articles.context import Context
from scrutiny.articles.dates import other_year
from scrutiny.articles.elements import elements
from scrutiny.articles.figuring import bind
from scrutiny.articles.flattening import Flat
from scrutiny.articles.folding import fold
from scrutiny.articles.gazetteer import TOKEN, find, world
from scrutiny.articles.naming import actors
from scrutiny.articles.polling import pollsters
from scrutiny.articles.quoting import quotations
from scrutiny.articles.sentences import sentences
from scrutiny.articles.state import Paragraph, State


class Surveying(State):
    """The first pass over an article: its paragraphs, sides, winner, and which election it is about."""

    def _known(self, flats: Sequence[Flat]) -> set[str]:
        """Words that stand with a capital within a sentence somewhere: names also where they begin one."""
        known: set[str] = set()
        for flat in flats:
            for match in re.finditer(r"(?<=[a-zà-ÿ,;] )([A-ZÀ-Þ][\wÀ-ÿ'’-]+)", flat.text):
                known.add(fold(match[1]))
        return known

    def _whereabouts(self, flats: Sequence[Flat]) -> None:
        """Whether the article as a whole is about another year's or another country's election, or corrects another."""
        head = [fold(flat.text) for flat in flats[:2]]
        self._default_other = any(
            other_year(line, self.context.day, None)
            for line, flat in zip(head, flats, strict=False)
            if len(line) < 160 and (flat.heading or flat is flats[0] or not flat.text.rstrip().endswith("."))
        )
        self._correcting = any(
            re.search(r"\bcorrections?\b|fe de err|errat|rectificati|clarification|correcao|corrigenda", line)
            for line in head
        )
        # Names of sections and languages in a page's head tell nothing about the country.
        lead = " ".join(flat.text for flat in [flat for flat in flats if len(flat.text) > 40][:4] or flats[:4])
        low = fold(lead)
        own = [name for choice in self.context.options for name in (*choice.names, *choice.party)] + list(
            self.context.authority
        )
        counted: dict[str, int] = {}
        for found in (f for f in find(world(), lead, low) if f.named.kind in ("state", "demonym", "capital")):
            if found.named.kind != "demonym" or self.language != "en" or lead[found.start].isupper():
                counted[found.named.key] = counted.get(found.named.key, 0) + 1
        if (
            not any(re.search(rf"\b{re.escape(fold(name))}\b", low) and not name.isupper() for name in own)
            and counted
            and self.context.country not in counted
        ):
            self._away = max(counted, key=lambda code: counted[code])

    def _paragraph(self, flat: Flat, trie, known: set[str]) -> Paragraph:  # type: ignore[no-untyped-def]
        folded = fold(flat.text)
        begin = dateline(flat.text)
        if not begin and (
            turn := re.match(
                r"(?:P|R|Q|A|Pregunta|Respuesta|Pergunta|Resposta)(?:\.|:| –| —| -)\s+(?=[¿¡A-ZÀ-Þ])", flat.text
            )
        ):
            begin = turn.end()
        quotes = quotations(flat.text)
        made: list[Sentence] = []
        away = bool(self._away) and not _names_home_text(folded, self.context)
        for start, end in sentences(flat.text[begin:]):
            start, end = start + begin, end + begin
            text, low = flat.text[start:end], folded[start:end]
            found = elements(text, low, self.lexicon, self.context, trie, known)
            named = self._located(actors(text, low, found, self.context, self.language == "en"), low)
            masked = list(low)
            for element in found:
                if element.kind in ("option", "party") or (away and element.kind in ("name", "leader")):
                    masked[element.start : element.end] = "@" * (element.end - element.start)
            for at, char in enumerate(text):
                if char in '“”«»"':
                    masked[at] = "'"
            inner = [(q.start - start, q.end - start) for q in quotes if q.whole and q.start < end and q.end > start]
            made.append(Sentence(text, low, "".join(masked), start, named, inner, flat.heading))
        for sentence in made:
            sentence.actors = pollsters(sentence, folded[max(0, sentence.start - 400) : sentence.start], self.language)
        paragraph = Paragraph(flat, folded, made, quotes)
        paragraph.topic = self._topic(paragraph)
        return paragraph

    def _located(self, found: list[Actor], folded: str) -> list[Actor]:
        """Take in where somebody is: "Emmanuel Macron in Paris", "Félix Tshisekedi, à Kinshasa,"."""
        made: list[Actor] = []
        for actor in found:
            gap = folded[made[-1].end : actor.start] if made else ""
            if (
                made
                and gap == " ("
                and folded[actor.end : actor.end + 1] == ")"
                and (both := _bracketed(made[-1], actor))
            ):
                made[-1] = both
                continue
            if (
                made
                and self.language in ("es", "pt")
                and re.fullmatch(r", (?:de|del|de la|d[ao]s?) ", gap)
                and folded[actor.end : actor.end + 1] == ","
                and actor.role in ("organisation", "observer_mission")
                and made[-1].key.startswith("person:")
                and made[-1].role == "other"
            ):
                made[-1] = replace(made[-1], end=actor.end + 1, role=actor.role, country=None)
                continue
            if (
                made and actor.key.startswith("state:") and not actor.heads
                and made[-1].key.startswith("person:") and re.fullmatch(r" of |,? (?:in|a|en|em|au|from) |, (?:da|do|de|of|del|de la|du|de l'|d') ?", gap)
            ):  # fmt: skip
                last = made.pop()
                role = "state" if last.role == "other" else last.role
                end = actor.end + (1 if folded[actor.end : actor.end + 1] == "," and gap.startswith(",") else 0)
                made.append(replace(last, end=end, role=role, country=last.country or actor.country, place=actor.place))
            else:
                made.append(actor)
        from scrutiny.articles.joining import grouped

        return grouped(made, folded)

    def _topic(self, paragraph: Paragraph) -> tuple[Actor, ...]:
        """States that a list item is about: "• Rússia – ", "CHILI. "."""
        if not paragraph.sentences:
            return ()
        text = paragraph.flat.text
        found = re.match(r"\W{0,4}([A-ZÀ-Þ][^.:–—]{1,60}?)\s?(?:[:–—]|\.(?=\s)|\s-\s)", text)
        if found is None:
            return ()
        end = found.end()
        first = paragraph.sentences[0]
        inside = [
            a
            for a in first.actors
            if a.start + first.start < end and a.role in ("state", "organisation", "observer_mission")
        ]
        covered = sum(a.end - a.start for a in inside)
        if (
            inside
            and covered >= 0.6 * len(re.sub(r"\W|\b(?:e|et|y|and)\b", "", found[1]))
            and not any(a.key.startswith("person") for a in inside)
        ):
            if text[found.end() - 1] == "." and not found[1].isupper():
                return ()
            return tuple(inside)
        return ()

    def _sides(self, paragraphs: list[Paragraph]) -> None:
        """Who governs and who opposes, as the article's own words say."""
        for paragraph in paragraphs:
            for sentence in paragraph.sentences:
                for actor in sentence.actors:
                    nouns = " ".join(actor.nouns)
                    if not actor.option:
                        continue
                    if _GOVERNS.search(sentence.folded[: actor.start]) or _GOVERNING.match(
                        sentence.folded[actor.end :]
                    ):
                        self.incumbent = self.incumbent or actor.option
                    if re.search(r"oppos|opos|rival|challenger|advers", nouns):
                        self.challenger = self.challenger or actor.option
                    elif re.search(
                        r"^(?:president[ea]?|mandatari[oa]|.*sortant|.*incumbent|.*cessante|.*saliente|strongman)\b",
                        nouns,
                    ) and not re.search(r"elect|elu\b|eleit|former|ex", nouns):
                        self.incumbent = self.incumbent or actor.option
        if not self.incumbent and not self.challenger:
            known = {choice.id for choice in self.context.options for name in choice.names
                     if any(entry[1].kind == "leader" and entry[1].key == self.context.country and len(entry[0]) > 1
                            and entry[0] == tuple(fold(m[0]) for m in TOKEN.finditer(name)) for entry in world().get(fold(name.split()[0]), ()))}  # fmt: skip
            if len(known) == 1:
                self.incumbent = known.pop()
        if self.incumbent and not self.challenger:
            self.challenger = self.registry.other_than(self.incumbent)
        if self.challenger and not self.incumbent:
            self.incumbent = self.registry.other_than(self.challenger)
        if self.challenger == self.incumbent:
            self.challenger = ""

    def _winner(self, paragraphs: list[Paragraph]) -> None:
        """The option that is proclaimed in the article, or has the largest share that it prints."""
        proclaims = [
            rule for rule in self.lexicon.rules if rule.act == "proclaims" and rule.form in ("active", "passive")
        ]
        shares: dict[str, object] = {}
        alone: dict[str, object] = {}
        proclaimed: set[str] = set()
        for paragraph in paragraphs:
            for sentence in paragraph.sentences:
                ids = [a for a in sentence.actors if a.option]
                for rule in proclaims:
                    for found in rule.match.finditer(sentence.masked):
                        inside = [a for a in ids if found.start() <= a.start <= found.end() + 5]
                        if rule.form == "passive" and not any(
                            a.role in ("authority", "court") for a in sentence.actors
                        ):
                            continue
                        if rule.form == "passive" or _BE.search(
                            sentence.masked[max(0, found.start() - 30) : found.start()]
                        ):
                            # "X was declared the winner over Y".
                            inside = [a for a in ids if a.end <= found.start()][-1:] or [
                                a for a in ids if a.start >= found.end()
                            ][:1]
                        if (
                            inside
                            and rule.form == "active"
                            and not other_year(sentence.folded, self.context.day, self.published)
                        ):
                            proclaimed.add(inside[0].option)
                        if (
                            inside
                            and not self.registry.winner
                            and not other_year(sentence.folded, self.context.day, self.published)
                        ):
                            last = self.language in ("es", "pt") and found[0].endswith("@")
                            self.registry.winner = inside[-1 if last else 0].option
                if not shares and not any(a.role in ("pollster", "party") for a in sentence.actors):
                    bound = bind(sentence, [(a.start, a.end, a.option) for a in ids], self._ids, self.language)
                    if bound is not None and bound.sure and len(bound.shares) >= 2:
                        shares = dict(bound.shares)
                    elif (
                        bound is not None
                        and bound.sure
                        and not alone
                        and any(a.role == "authority" for a in sentence.actors)
                    ):
                        alone = {option: share for option, share in bound.shares.items() if share > 50}
        if len(proclaimed) > 1 and self.language in ("en", "fr"):
            # Two bodies, two winners: nobody is "the winner" without his name.
            self.registry.winner, self.registry.disputed = "", True
            return
        if self.language in ("es", "pt"):
            self.registry.winner = self._weighed(paragraphs, shares or alone) or self.registry.winner
        elif not self.registry.winner:
            self.registry.winner = self._weighed(paragraphs, shares)
        if not self.registry.winner and shares:
            self.registry.winner = max(shares, key=lambda id_: shares[id_])  # type: ignore[arg-type,return-value]
        if not self.registry.winner:
            counted: dict[str, int] = {}
            congratulated = [rule for rule in self.lexicon.rules if rule.act == "congratulates"]
            for paragraph in paragraphs:
                for sentence in paragraph.sentences:
                    for rule in congratulated:
                        for found in rule.match.finditer(sentence.masked):
                            for a in sentence.actors:
                                if a.option and 0 <= a.start - found.end() <= 40:
                                    counted[a.option] = counted.get(a.option, 0) + 1
            if counted:
                self.registry.winner = max(counted, key=lambda id_: counted[id_])

    def _weighed(self, paragraphs: list[Paragraph], shares: Mapping[str, object]) -> str:
        """The option that most of an article's words call the winner; shares of a count weigh most."""
        weights: dict[str, int] = {}
        if shares:
            weights[max(shares, key=lambda id_: shares[id_])] = 3  # type: ignore[arg-type,return-value]
        rules = [
            rule for rule in self.lexicon.rules if rule.act in ("proclaims", "congratulates") and rule.form == "active"
        ]
        for paragraph in paragraphs:
            for sentence in paragraph.sentences:
                if other_year(sentence.folded, self.context.day, self.published):
                    continue
                named = [a for a in sentence.actors if a.option]
                if not named or any(actor.role == "pollster" for actor in sentence.actors):
                    continue
                told: dict[str, int] = {}
                for rule in rules:
                    for found in rule.match.finditer(sentence.masked):
                        if _REFUSED.search(sentence.masked[max(0, found.start() - 25) : found.start()]):
                            continue
                        inside = [
                            a
                            for a in named
                            if found.start() <= a.start <= found.end() + (5 if rule.act == "proclaims" else 40)
                        ]
                        if inside:
                            chosen = inside[-1 if found[0].endswith("@") else 0].option
                            told[chosen] = max(told.get(chosen, 0), 2 if rule.act == "proclaims" else 1)
                for actor in named:
                    before, after = sentence.folded[: actor.start], sentence.folded[actor.end :]
                    if _WINNING_BEFORE.search(before) or _WINNING_AFTER.match(after):
                        told[actor.option] = max(told.get(actor.option, 0), 1)
                for option, weight in told.items():
                    weights[option] = weights.get(option, 0) + weight
        best = sorted(weights.items(), key=lambda item: -item[1])
        return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else ""


_REFUSED = re.compile(r"\b(?:no|nao|ni|nem|sin|sem|nunca|jamas)\b")
_WINNING_BEFORE = re.compile(
    r"(?:victoria|triunfo|reeleccion|eleccion|proclamacion|vitoria|reeleicao|eleicao) (?:electoral )?(?:de|del|do|da) (?:presidente |opositor |candidat[oa] )?$|"
    r"(?:victory|win|triumph|re-?election|election|victoire|triomphe|reelection) (?:of|for|de|du|d')(?: the| president| m\.| le)? ?$|(?:president-elect|winner,|president elu,?|vainqueur,?|new president,?|nouveau president,?) (?:m\. )?$|"
    r"(?:president[ea] (?:electo|electa|eleito|eleita|reelecto|reeleito)|ganador|vencedor|nuevo presidente|novo presidente),? (?:a )?$"
)
_WINNING_AFTER = re.compile(
    r"'s? (?:\w+ )?(?:victory|win|re-?election|triumph)\b|(?:,[^,.;]{2,40},)?,? (?:(?:was|has been|is|a ete|est|avait ete) )?(?:declared|proclaimed|named|certified|proclame|declare|reelu) (?:the )?(?:winner|president|vainqueur|elu|reelu)|"
    r"(?:(?:,[^,.;]{2,40}){1,3},)?,? (?:(?:fue|foi|ha sido|es|e|sera) )?(?:el |o )?(?:proclamad[oa] (?:\w+ )?(?:president|ganador|vencedor|eleito|electo)|declarad[oa] (?:ganador|vencedor|president)|reelecto|reelegid[oa]|eleito|reeleito|elegid[oa] president|president[ea] (?:electo|eleito|reelecto|reeleito))"
)
_GOVERNS = re.compile(r"\b(?:ruling|governing|gobernante|oficialista|governista)(?: party)? (?:the )?$")
_GOVERNING = re.compile(
    r",? (?:the (?:ruling|governing) party|(?:party|parti|partido),? (?:in power|au pouvoir|en el poder|no poder)|in power since|au pouvoir depuis|en el poder desde|no poder desde|(?:party )?which has (?:ruled|governed)|parti au pouvoir|le parti au pouvoir)\b"
)


def _names_home_text(folded: str, context: Context) -> bool:
    names = [name for choice in context.options for name in choice.names] + [
        n for n in context.authority if not n.isupper()
    ]
    return any(re.search(rf"\b{re.escape(fold(name))}\b", folded) for name in names)


def _bracketed(one: Actor, two: Actor) -> Actor | None:
    """A person with the state in brackets or a state with the person: "Colombia (Gustavo Petro)"."""
    if one.key.startswith("person:") and two.key.startswith("state:") and not two.heads:
        person, place = one, two
    elif one.key.startswith("state:") and not one.heads and two.key.startswith("person:"):
        person, place = two, one
    else:
        return None
    role = "state" if person.role == "other" else person.role
    return replace(
        person, start=one.start, end=two.end + 1, role=role, country=person.country or place.country, place=place.place
    )
