"""From the paragraphs of an article to proposed claims."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from scrutiny.articles.acting import Acted, acts, allowed
from scrutiny.articles.boilerplate import dateline, skipped
from scrutiny.articles.clauses import Sentence, clause_end, coordinated, group_of, prepositional, segment_start, subject
from scrutiny.articles.context import Context
from scrutiny.articles.dates import other_year, said_on
from scrutiny.articles.elements import case_trie, elements
from scrutiny.articles.figuring import Bound, bind
from scrutiny.articles.flattening import Flat
from scrutiny.articles.folding import fold
from scrutiny.articles.gazetteer import TOKEN, find, world
from scrutiny.articles.lexicon import Lexicon
from scrutiny.articles.naming import Actor, actors
from scrutiny.articles.numbers import numbers
from scrutiny.articles.quoting import Quotation, quotations
from scrutiny.articles.registry import Registry
from scrutiny.articles.sentences import sentences
from scrutiny.evidence.claim import Figures, Hedge, Quote


@dataclass(frozen=True)
class Draft:
    """A claim before it becomes a record."""

    flat: Flat
    actor: Actor | None
    act: str
    about: str | None
    start: int
    end: int
    sentence: tuple[int, int]
    trigger: tuple[int, int]
    rule: str
    quote: Quote = "paraphrase"
    hedge: Hedge = "none"
    other: bool = False
    figures: Figures | None = None
    said: date | None = None


@dataclass
class Paragraph:
    """A paragraph with its sentences."""

    flat: Flat
    folded: str
    sentences: list[Sentence]
    quotes: list[Quotation]
    topic: tuple[Actor, ...] = ()


@dataclass
class Reader:
    """Reads one article."""

    context: Context
    lexicon: Lexicon
    published: date | None
    registry: Registry = field(init=False)
    drafts: list[Draft] = field(default_factory=list)
    incumbent: str = ""
    challenger: str = ""
    _previous: tuple[Actor, ...] = ()
    _person: Actor | None = None
    _ordered: list[str] = field(default_factory=list)
    _people: list[Actor] = field(default_factory=list)
    _local: list[str] = field(default_factory=list)
    """Options mentioned in this paragraph so far."""
    _quoted: Actor | None = None
    _mentioned: Actor | None = None
    """Whom the sentence before named last."""
    _colon: Actor | None = None
    """Who is announced by a paragraph that ends in a colon."""
    _last_act: Draft | None = None
    _figures: Draft | None = None
    _bound: Bound | None = None
    _elsewhere: bool = False
    _foreign: str = ""
    """The country whose election a paragraph is about, where it is not the contest's."""
    _away: str = ""
    _default_other: bool = False
    _correcting: bool = False
    _count: int = 0
    _sentence: Sentence = field(default_factory=lambda: Sentence("", "", "", 0))
    _last_count: int = -9
    _claimed: Bound | None = None

    def __post_init__(self) -> None:
        self.registry = Registry(self.context)

    @property
    def language(self) -> str:
        return self.lexicon.language

    # -- reading ---------------------------------------------------------------------------------------------------

    def read(self, flats: Sequence[Flat]) -> list[Draft]:
        """The drafts of an article, in the order of the text."""
        trie = case_trie(self.context)
        known = self._known(flats)
        self._whereabouts(flats)
        paragraphs = [
            self._paragraph(flat, trie, known)
            for number, flat in enumerate(flats)
            if not skipped(flat, number, len(flats))
        ]
        for paragraph in paragraphs:
            for sentence in paragraph.sentences:
                for actor in sentence.actors:
                    self.registry.learn(actor)
        self._sides(paragraphs)
        self._winner(paragraphs)
        self.registry.options.clear()
        self.registry.organisation = None
        for paragraph in paragraphs:
            self._read(paragraph)
        return sorted(self.drafts, key=lambda draft: draft.flat.back[draft.start])

    def _whereabouts(self, flats: Sequence[Flat]) -> None:
        """Whether the article as a whole is about another year's or another country's election, or corrects another."""
        head = [fold(flat.text) for flat in flats[:2]]
        self._default_other = any(other_year(line, self.context.day, None) for line in head if len(line) < 160)
        self._correcting = any(
            re.search(r"\bcorrections?\b|fe de err|errat|rectificati|clarification|correcao|corrigenda", line)
            for line in head
        )
        lead = " ".join(flat.text for flat in flats[:4])
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

    def _known(self, flats: Sequence[Flat]) -> set[str]:
        """Words that stand with a capital within a sentence somewhere: names also where they begin one."""
        known: set[str] = set()
        for flat in flats:
            for match in re.finditer(r"(?<=[a-zà-ÿ,;] )([A-ZÀ-Þ][\wÀ-ÿ'’-]+)", flat.text):
                known.add(fold(match[1]))
        return known

    def _paragraph(self, flat: Flat, trie, known: set[str]) -> Paragraph:  # type: ignore[no-untyped-def]
        folded = fold(flat.text)
        begin = dateline(flat.text)
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
                    masked[at] = " " if char in "«»" else "'"
            inner = [(q.start - start, q.end - start) for q in quotes if q.whole and q.start < end and q.end > start]
            made.append(Sentence(text, low, "".join(masked), start, named, inner))
        paragraph = Paragraph(flat, folded, made, quotes)
        paragraph.topic = self._topic(paragraph)
        return paragraph

    def _located(self, found: list[Actor], folded: str) -> list[Actor]:
        """Take in where somebody is: "Emmanuel Macron in Paris", "Félix Tshisekedi, à Kinshasa,"."""
        made: list[Actor] = []
        for actor in found:
            gap = folded[made[-1].end : actor.start] if made else ""
            if (
                made and actor.key.startswith("state:") and not actor.heads
                and made[-1].key.startswith("person:") and re.fullmatch(r",? (?:in|a|en|em|au|from) ", gap)
            ):  # fmt: skip
                last = made.pop()
                role = "state" if last.role == "other" else last.role
                end = actor.end + (1 if folded[actor.end : actor.end + 1] == "," and gap.startswith(",") else 0)
                made.append(replace(last, end=end, role=role, country=last.country or actor.country, place=actor.place))
            else:
                made.append(actor)
        from scrutiny.articles.naming import _grouped

        return _grouped(made, folded)

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
        proclaims = [rule for rule in self.lexicon.rules if rule.act == "proclaims" and rule.form == "active"]
        shares: dict[str, object] = {}
        for paragraph in paragraphs:
            for sentence in paragraph.sentences:
                ids = [a for a in sentence.actors if a.option]
                for rule in proclaims:
                    for found in rule.match.finditer(sentence.masked):
                        inside = [a for a in ids if found.start() <= a.start <= found.end() + 5]
                        if (
                            inside
                            and not self.registry.winner
                            and not other_year(sentence.folded, self.context.day, self.published)
                        ):
                            self.registry.winner = inside[0].option
                if not shares and not any(a.role in ("pollster", "party") for a in sentence.actors):
                    bound = bind(sentence, [(a.start, a.end, a.option) for a in ids], self._ids, self.language)
                    if bound is not None and bound.sure and len(bound.shares) >= 2:
                        shares = dict(bound.shares)
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

    @property
    def _ids(self) -> list[str]:
        return [choice.id for choice in self.context.options]

    # -- a paragraph -----------------------------------------------------------------------------------------------

    def _read(self, paragraph: Paragraph) -> None:
        self._figures = self._bound = None
        self._here = paragraph
        self._local = []
        if any(actor.option for sentence in paragraph.sentences for actor in sentence.actors) and not _FORMER.search(
            paragraph.folded
        ):
            self._ordered = []
        done: set[int] = set()
        for number, sentence in enumerate(paragraph.sentences):
            self._count += 1
            self._sentence = sentence
            self._set_election(paragraph, sentence, number)
            before = len(self.drafts)
            self._claimed = None
            self._figure(paragraph, sentence)
            found = acts(sentence, self.lexicon)
            if self._mistaken(paragraph, number):
                found = []
            for at, acted in enumerate(found):
                same = [
                    other
                    for other in found[:at]
                    if other.subject.actors and other.subject.actors == acted.subject.actors
                ]
                nxt = found[at + 1] if at + 1 < len(found) else None
                following = segment_start(sentence, nxt.start, self.language) if nxt is not None else len(sentence.text)
                self._acted(
                    paragraph,
                    sentence,
                    acted,
                    following if following > acted.end else len(sentence.text),
                    same[-1].end if same else 0,
                )
            self._same(paragraph, sentence)
            self._also(paragraph, sentence, before)
            for at, quote in enumerate(paragraph.quotes):
                if at not in done and quote.whole and quote.end <= sentence.start + len(sentence.text) + 2:
                    done.add(at)
                    self._quote(paragraph, sentence, quote)
            self._after(paragraph, sentence, before)
        self._colon = None
        if paragraph.flat.text.rstrip().endswith(":") and paragraph.sentences:
            last = paragraph.sentences[-1]
            named = [a for a in last.actors if not prepositional(last, a, self.language)]
            if named:
                self._colon = self._resolve(paragraph, last, named[0])

    def _after(self, paragraph: Paragraph, sentence: Sentence, before: int) -> None:
        """Remember who this sentence was about, for the pronouns of the next."""
        new = [draft for draft in self.drafts[before:] if draft.actor is not None]
        for actor in sentence.actors:
            if actor.role in ("organisation", "observer_mission") and not actor.bare:
                self.registry.organisation = actor
        mentioned = [option for _start, _end, option in self._mentions(paragraph, sentence) if option != "?"]
        self.registry.options.extend(mentioned)
        if mentioned:
            self._ordered = list(dict.fromkeys([*self._ordered, *mentioned]))
        if sentence.actors:
            self._mentioned = self._resolve(paragraph, sentence, sentence.actors[-1])
        self._local.extend(mentioned)
        people = [draft.actor for draft in new if draft.actor is not None and _is_person(draft.actor)]
        if people:
            self._person = people[-1]
            self._people.append(people[-1])
        else:
            for actor in sentence.actors:
                resolved = self._resolve(paragraph, sentence, actor)
                if _is_person(resolved) and not prepositional(sentence, actor, self.language):
                    self._person = resolved
                    self._people.append(resolved)
                    break
        if new and new[-1].actor is not None:
            self._previous = (new[-1].actor,)
            return
        for actor in sentence.actors:
            resolved = self._resolve(paragraph, sentence, actor)
            if not prepositional(sentence, actor, self.language) and (
                resolved.option or resolved.key.startswith(("person:", "party:", "authority:", "court:", "organisation:", "state:", "observer"))
            ):  # fmt: skip
                self._previous = (resolved,)
                return

    def _set_election(self, paragraph: Paragraph, sentence: Sentence, number: int) -> None:
        """Whether a sentence is about another election: its own year, else what its paragraph began with."""
        if number == 0:
            self._elsewhere = self._default_other
            if self._away and (_names_home(paragraph, self.context)):
                self._elsewhere, self._foreign = False, ""
            elif self._away:
                self._elsewhere, self._foreign = True, self._away
        if other_year(sentence.folded, self.context.day, self.published):
            self._elsewhere = True
        elif re.search(rf"\b(?:{self.context.day.year}|{_NOW})\b", sentence.folded) and not self._foreign:
            self._elsewhere = False
        elif _FIRST_ROUND.search(sentence.folded) and self._first_round_past:
            self._elsewhere = True

    @property
    def _first_round_past(self) -> bool:
        return False

    def _mistaken(self, paragraph: Paragraph, number: int) -> bool:
        """Whether a correction tells what was wrongly printed."""
        if not self._correcting:
            return False
        here = paragraph.sentences[number].folded
        following = paragraph.sentences[number + 1].folded if number + 1 < len(paragraph.sentences) else ""
        return bool(_WRONGLY.search(here)) or bool(
            re.match(r"(?:they|he|she|it) did not|in fact|no lo hi|nao o fe|ce n'est pas|es justo al reves", following)
        )

    # -- who -------------------------------------------------------------------------------------------------------

    def _near(self, paragraph: Paragraph, sentence: Sentence, actor: Actor) -> str:
        """The state that a role without a country belongs to: told before in the sentence, or where it is set."""
        if actor.place:
            return actor.place if actor.role == "state" else ""
        before = sentence.folded[max(0, actor.start - 8) : actor.start]
        for other in reversed(sentence.actors):
            if other.end <= actor.start and other.key.startswith("state:") and other.country != self.context.country:
                return other.country or ""
        if re.search(r"\b(?:son|sa|su|sus|seu|sua|its|their|his) $", before) and self._previous:
            previous = self._previous[-1]
            if previous.role == "state" and previous.country:
                return previous.country
        for draft in reversed(self.drafts):
            if draft.flat is not paragraph.flat:
                break
            if (
                draft.actor is not None
                and draft.actor.role == "state"
                and draft.actor.country not in (None, self.context.country)
                and (draft.sentence[1] <= sentence.start)
            ):
                gap = paragraph.folded[draft.sentence[1] : sentence.start + actor.start]
                if len(gap) < 60 and ":" not in gap and actor.bare and not actor.option and not self._is_home(actor):
                    return draft.actor.country or ""
                break
        return ""

    def _is_home(self, actor: Actor) -> bool:
        return any(noun in self.registry.offices for noun in actor.nouns)

    def _resolve(self, paragraph: Paragraph, sentence: Sentence, actor: Actor) -> Actor:
        topic = paragraph.topic[0] if len(paragraph.topic) == 1 else None
        near = self._near(paragraph, sentence, actor) if actor.role in ("state", "other") and not actor.option else ""
        if actor.role == "observer_mission" and actor.bare:
            owner = re.search(
                r"(?:whose|dont les?|cuy[oa]s?|cuj[oa]s?)(?: \d+| \w+)? $", sentence.folded[: actor.start]
            )
            named = [a for a in sentence.actors if owner and 0 <= owner.start() - a.end <= 3]
            if named:
                return replace(named[-1], start=actor.start, end=actor.end, role="observer_mission")
        if (
            actor.heads == {"spoke"}
            and actor.key.startswith("person:")
            and actor.role == "other"
            and self.registry.organisation
            and re.search(r"\b(?:su|sus|son|sa|seu|sua|its) $", sentence.folded[: actor.start])
        ):
            return replace(actor, role="organisation", country=None)
        if "candidate_ref" in actor.heads and actor.bare:
            backed = re.match(
                r" (?:soutenue?|apoyad[oa]|apoiad[oa]|backed|respaldad[oa]|supported) (?:par|por|pel[oa]|by) (?:le |la |el |the |l')?",
                sentence.folded[actor.end :],
            )
            party = [
                a
                for a in sentence.actors
                if backed and a.start == actor.end + backed.end() and a.key.startswith("party:") and a.place
            ]
            if party:
                return self.registry.as_option(actor, party[0].place)
        resolved = self.registry.resolved(actor, topic, near)
        if (
            resolved.bare
            and resolved.heads & {"candidate_ref", "state_head", "party_ref"}
            and resolved.key.startswith("noun:")
        ):
            option = self._by_noun(resolved)
            if option:
                return self.registry.as_option(resolved, option)
        return resolved

    def _by_noun(self, actor: Actor) -> str:
        text = fold(actor.name)
        if "party_ref" in actor.heads and not re.search(r"candid", text):
            return ""
        if re.search(
            r"opposition candidate|candidat[oae]? (?:opositor|de l'opposition|da oposicao|oposicionista)|^opositor$|^opposant|^oposicionista",
            text,
        ):
            return self.challenger
        if re.search(r"incumbent|sortant|mandatari|saliente|cessante|outgoing", text):
            return self.incumbent
        if re.fullmatch(r"(?:el |o |le |the )?president[ea]?", text) and self.incumbent:
            return self.incumbent
        if "candidate_ref" in actor.heads and not re.search(
            r"rival|advers|winner|vencedor|ganador|vainqueur|electo?|eleito|elu\b|companer|mate|colist|opponent|candidat",
            text,
        ):
            first = next(
                (
                    a.option
                    for a in self._sentence.actors
                    if a.option and a.end <= actor.start and not prepositional(self._sentence, a, self.language)
                ),
                "",
            )
            if first:
                return first
            if self._person is not None and self._person.option in self._local:
                return self._person.option
            return self._local[-1] if self._local else ""
        return ""

    def _speakers(self, paragraph: Paragraph, sentence: Sentence, acted: Acted) -> tuple[Actor, ...]:
        found = acted.subject
        if found.how == "narrator":
            return ()
        if (
            acted.act == "claims_victory"
            and len(self._ids) == 2
            and re.match(
                r"\W*(?:both|the two|los dos|ambos|les deux|os dois)\b", sentence.folded[max(0, found.start) :]
            )
        ):
            return tuple(self.registry.as_option(Actor(0, 0, "", "", "candidate", None), id_) for id_ in self._ids)
        if found.actors:
            made: list[Actor] = []
            for actor in found.actors:
                resolved = self._resolve(paragraph, sentence, actor)
                if paragraph.topic and re.search(r"tres|dois|dos|ambos|both|three|deux|trois|two", fold(actor.name)) and (
                    resolved.bare or resolved.many) and len(paragraph.topic) > 1:  # fmt: skip
                    made.extend(paragraph.topic)
                else:
                    made.append(resolved)
            return tuple(made)
        if found.how in ("pronoun", "plural"):
            if found.how == "plural" and len(paragraph.topic) > 1:
                return paragraph.topic
            if re.match(
                r"the latter|est[ea] ultim|ce dernier|cette derniere|celui-ci|celle-ci", sentence.folded[found.start :]
            ):
                return (self._mentioned,) if self._mentioned is not None else ()
            told = sentence.folded[found.start : found.start + 5]
            if self.language == "fr" and self._person is not None and re.match(r"(?:il|elle)\b", told) and self._previous and (
                self._previous[0].key.startswith("state:")):  # fmt: skip
                return (self._person,)
            if self._person is not None and re.match(r"(?:s?he|el|ella|ele|ela)\b", told):
                return (self._gendered(told),)
            return self._previous
        if paragraph.topic:
            return paragraph.topic
        located = re.match(r"\W*(?:desde|from|depuis|de) ", sentence.folded)
        if located is not None and re.search(
            r"\bse (?:pid|exig|reclam|solicit)|\bpede-se|\bon (?:demande|exige|appelle)", sentence.folded
        ):
            place = [a for a in sentence.actors if a.start == located.end() and a.key.startswith("state:")]
            if place:
                return (place[0],)
        if self.language in ("es", "pt") and found.how != "nobody":
            first = re.match(
                r"\W*([^\W_]+)", sentence.folded[segment_start(sentence, acted.start, self.language) : acted.start]
            )
            if len(sentence.folded[segment_start(sentence, acted.start, self.language) : acted.start].split()) > 6:
                return ()
            if first and (first[1] in _ARTICLE_WORDS or first[1] not in self.lexicon.function | self.lexicon.time):
                return ()
            return self._previous
        return ()

    def _gendered(self, told: str) -> Actor:
        """The latest person that a pronoun can mean; a given name in -a is taken for a woman's."""
        assert self._person is not None
        if not re.match(r"(?:she|ella|ela)\b", told):
            return self._person
        for person in reversed(self._people[-6:]):
            if re.match(r"\w+(?:a|e)\b", fold(person.name)) and " " in person.name:
                return person
        return self._person

    # -- acts ------------------------------------------------------------------------------------------------------

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
        segment = segment_start(sentence, acted.start, self.language)
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
        start = acted.subject.start
        if acted.subject.actors:
            start = min(actor.start for actor in acted.subject.actors)
            if acted.subject.how == "agent":
                end = max(end, max(actor.end for actor in acted.subject.actors))
                if acted.rule.form == "passive":
                    start = segment
            elif start < segment and (
                shared or coordinated(sentence, acted.start, max(a.end for a in acted.subject.actors), self.language)
            ):
                start = max(segment, min(shared, acted.end)) if shared else segment
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
        if self._foreign:
            speakers = tuple(self._abroad(speaker) for speaker in speakers)
        if acted.rule.form == "narrator":
            self._draft(paragraph, sentence, acted, None, "process", acted.start, acted.end, hedge="alleged")
            return
        for speaker in speakers:
            if not self._fit(acted, speaker, sentence):
                continue
            about = self._about(sentence, acted, speaker, end)
            if about == "":
                continue
            self._draft(paragraph, sentence, acted, speaker, about, start, end)

    def _fit(self, acted: Acted, speaker: Actor, sentence: Sentence) -> bool:
        if speaker.bare and speaker.role == "state":
            return False
        if speaker.key.startswith("noun:") and speaker.role == "candidate" and speaker.bare:
            return False
        if acted.rule.weak:
            return False
        if not allowed(acted.rule, speaker):
            return False
        if speaker.role == "court" and acted.act.startswith(("calls_for", "withholds", "takes_note")):
            return False
        if speaker.role == "pollster" and acted.act != "predicts":
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

    def _own(self, speaker: Actor) -> str:
        """The option that a speaker stands for."""
        if speaker.option:
            return speaker.option
        if speaker.key.startswith("party:") and speaker.place:
            return speaker.place
        known = self.registry.people.get(speaker.key)
        nouns = fold(" ".join((*speaker.nouns, *(known.nouns if known else ()), speaker.name)))
        if re.search(r"oppos|opos", nouns):
            return self.challenger
        if speaker.role == "other":
            return ""
        if speaker.role in ("party", "candidate") and self.registry.options:
            return self.challenger if speaker.role == "party" and self.challenger else self.registry.options[-1]
        return ""

    def _known_noun(self, sentence: Sentence, start: int, end: int) -> str:
        """An option that a party or an office tells for certain."""
        for actor in sentence.actors:
            if start <= actor.start < end:
                if actor.key.startswith("party:") and actor.place:
                    return actor.place
                text = fold(actor.name)
                if "candidate_ref" in actor.heads and re.search(
                    r"incumbent|sortant|saliente|cessante|outgoing|oppos|opos", text
                ):
                    resolved = self._resolve(self._here, sentence, actor)
                    if resolved.option:
                        return resolved.option
        return ""

    def _explicit(self, sentence: Sentence, start: int, end: int) -> str:
        return next((actor.option for actor in sentence.actors if start <= actor.start < end and actor.option), "")

    def _option_in(self, sentence: Sentence, start: int, end: int, paragraph: Paragraph | None = None) -> str:
        explicit = self._explicit(sentence, start, end)
        if explicit:
            return explicit
        for actor in sentence.actors:
            if start <= actor.start < end:
                if actor.key.startswith("party:") and actor.place:
                    return actor.place
                resolved = self._resolve(self._here, sentence, actor)
                if resolved.option:
                    return resolved.option
        return ""

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
                option = self._explicit(sentence, acted.start, window) or self._known_noun(
                    sentence, acted.start, window
                )
                if acted.rule.form == "passive":
                    past = [a.option for a in sentence.actors if a.option and a.end <= acted.start]
                    option = past[-1] if past else option
                if not option and acted.subject.how == "agent":
                    option = self._explicit(sentence, 0, acted.start)
                if option and option == speaker.option:
                    option = ""
                if acted.act == "recognises" and not option and result:
                    return "result"
                clitic = acted.rule.clitic or re.search(
                    r"(?:\b(?:lo|la|le|lhe) |l')(?:(?:ha|han|habia|a|ont|avait|tambien|tambem|aussi|egalement) ){0,2}$",
                    masked[max(0, acted.start - 22) : acted.start],
                )
                if acted.act == "congratulates" and clitic and not self._explicit(sentence, acted.start, window):
                    here = [
                        a.option
                        for a in sentence.actors
                        if a.option and a.end <= acted.start and a.option != speaker.option
                    ]
                    rest = [o for o in self.registry.options if o != speaker.option]
                    option = here[-1] if here else (rest[-1] if rest else self.registry.winner)
                if not option:
                    here = [
                        a.option
                        for a in sentence.actors
                        if a.option and a.end <= acted.start and a.option != speaker.option
                    ]
                    if here and re.search(r"\b(?:him|her)\b", masked[acted.end : acted.end + 8]):
                        option = here[-1]
                if not option and (
                    acted.rule.clitic
                    or re.search(r"\b(?:him|her|lo|la|le|l'|lhe)\b", masked[max(0, acted.start - 12) : acted.end + 8])
                ):
                    rest = [o for o in self.registry.options if o != speaker.option]
                    option = self.registry.winner or (rest[-1] if rest else "")
                if self._foreign:
                    return option or None
                return option or self.registry.winner or ("result" if acted.act == "recognises" else "")
            case "concedes" if self._foreign:
                return "result"
            case "concedes":
                return speaker.option or self._own(speaker) if speaker.role == "party" or speaker.option else "result"
            case "claims_victory":
                if self._foreign:
                    return None
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

    def _draft(
        self, paragraph: Paragraph, sentence: Sentence, acted: Acted, speaker: Actor | None, about: str | None, start: int, end: int,
        hedge: Hedge = "none", quote: Quote | None = None,
    ) -> None:  # fmt: skip
        text = sentence.text[start:end]
        partial: Quote = "partial" if re.search(r"[“«\"]", text) else "paraphrase"
        clause = sentence.folded[start:end]
        said = said_on(clause, self.language, self.published) or said_on(sentence.folded, self.language, self.published)
        base = sentence.start
        figures = None
        if (
            acted.act == "claims_victory"
            and self._claimed is not None
            and speaker is not None
            and set(self._claimed.shares) == {about}
        ):
            figures, end = self._claimed.figures(), max(end, self._claimed.end)
        draft = Draft(
            figures=figures,
            flat=paragraph.flat, actor=speaker, act=acted.act, about=about, start=base + start, end=base + end,
            sentence=(base, base + len(sentence.text)), trigger=(base + acted.start, base + acted.end), rule=acted.rule.id,
            quote=quote or partial, hedge=hedge, said=said,
            other=self._elsewhere,
        )  # fmt: skip
        self._add(draft)

    def _add(self, draft: Draft) -> None:
        for known in self.drafts:
            if known.flat is draft.flat and known.act == draft.act and known.start < draft.end and draft.start < known.end and (
                known.start <= draft.trigger[0] < known.end or draft.start <= known.trigger[0] < draft.end) and (
                (known.actor.key if known.actor else "") == (draft.actor.key if draft.actor else "")):  # fmt: skip
                return
        self.drafts.append(draft)
        if draft.actor is not None:
            self.registry.spoke(draft.actor)
        if draft.act in (
            "congratulates",
            "recognises",
            "refuses_to_recognise",
            "calls_for_publication",
            "observes",
            "takes_note",
        ):
            self._last_act = draft
            self._last_count = self._count

    # -- the same act again ------------------------------------------------------------------------------------------

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

    # -- figures -----------------------------------------------------------------------------------------------------

    def _mentions(self, paragraph: Paragraph, sentence: Sentence) -> list[tuple[int, int, str]]:
        made = []
        if len(self._ordered) >= 2:
            for pattern, at in ((_FORMER, 0), (_LATTER, 1)):
                for found in pattern.finditer(sentence.folded):
                    made.append((found.start(), found.end(), self._ordered[at]))
        for actor in sentence.actors:
            if (
                "candidate_ref" in actor.heads
                and re.search(r"\b(?:son|su|seu|its|their) $", sentence.folded[: actor.start])
                and re.match(r"candidat", fold(actor.name))
                and any(
                    other.role == "party" and re.search(r"oppos|opos", fold(other.name)) for other in sentence.actors
                )
            ):
                if self.challenger:
                    made.append((actor.start, actor.end, self.challenger))
                continue
            resolved = self._resolve(paragraph, sentence, actor)
            if resolved.option:
                made.append((actor.start, actor.end, resolved.option))
            elif resolved.key.startswith("party:") and resolved.place:
                made.append((actor.start, actor.end, resolved.place))
            elif resolved.bare and "candidate_ref" in resolved.heads and len(self._ids) == 2:
                made.append((actor.start, actor.end, "?"))
        return sorted(made)

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
            told = self._figure_speaker(paragraph, sentence, bound)
            if told[0] is not None and told[0].role == "authority" and told[2] is not None:
                start, end = min(bound.start, told[2][0]), max(_figure_end(sentence, bound), told[2][1])
                self._add(Draft(
                    flat=paragraph.flat, actor=told[0], act="announces_figure", about="result", start=base + start, end=base + end,
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
            self._claimed = bound
            return
        speaker, act, lead = self._figure_speaker(paragraph, sentence, bound)
        if speaker is None and act == "announces_figure":
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
        best = max(bound.shares or bound.votes, key=lambda id_: (bound.shares or bound.votes)[id_])  # type: ignore[arg-type]
        draft = Draft(
            flat=paragraph.flat, actor=speaker, act=act, about=best, start=base + start, end=base + end,
            sentence=(base, base + len(sentence.text)), trigger=(base + bound.start, base + bound.end), rule=f"{self.language}.{act}.figure",
            figures=bound.figures(), other=self._elsewhere, said=said_on(sentence.folded, self.language, self.published),
        )  # fmt: skip
        self._add(draft)
        if draft in self.drafts:
            self._figures, self._bound = draft, bound

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
        bodies = [
            actor for actor in sentence.actors if actor.role in ("authority", "court") and actor.end <= bound.start
        ]
        counts = polls and bodies and re.search(r"count|conteo|contagem", fold(polls[0].name))
        if polls and not counts and not (bodies and bodies[-1].start > polls[0].end):
            return polls[0], "predicts", (polls[0].start, polls[0].end)
        sure = self._parenthetic(paragraph, sentence)
        if sure is not None:
            return sure[0], "announces_figure", sure[1]
        told = _ACCORDING[self.language].search(sentence.folded)
        if told is not None:
            after = [a for a in sentence.actors if 0 <= a.start - told.end() <= 60]
            bodied = [a for a in after if a.role in ("authority", "court")]
            if after:
                after = bodied or after
                resolved = self._resolve(paragraph, sentence, after[0])
                close = after[0].start - told.end() <= 28 and "," not in sentence.folded[told.end() : after[0].start]
                if (bodied or close) and resolved.role in ("authority", "court", "party", "candidate", "media", "observer_mission", "other", "organisation") and not (
                    resolved.bare and resolved.role == "state"):  # fmt: skip
                    return resolved, "announces_figure", (told.start(), after[0].end)
        for actor in sentence.actors:
            if actor.role in ("authority", "court") and not (prepositional(sentence, actor, self.language) and False):
                return self._resolve(paragraph, sentence, actor), "announces_figure", (actor.start, actor.end)
        for actor in sentence.actors:
            resolved = self._resolve(paragraph, sentence, actor)
            if (
                resolved.role in ("party", "organisation", "observer_mission")
                and actor.start < bound.start
                and not resolved.place
                and not prepositional(sentence, actor, self.language)
            ):
                return resolved, "announces_figure", (actor.start, actor.end)
        return None, "announces_figure", None

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

    # -- quotations --------------------------------------------------------------------------------------------------

    def _quote(self, paragraph: Paragraph, sentence: Sentence, quote: Quotation) -> None:
        speaker, start, end = self._attributed(paragraph, quote)
        if speaker is None:
            return
        self._quoted = speaker
        self._previous = (speaker,)
        inner = paragraph.flat.text[quote.start : quote.end]
        low = list(paragraph.folded[quote.start : quote.end])
        for inside in paragraph.sentences:
            for actor in inside.actors:
                at = actor.start + inside.start - quote.start
                if actor.option and 0 <= at < len(low):
                    low[at : at + actor.end - actor.start] = "@" * (actor.end - actor.start)
        masked = "".join(low)
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
            if act not in ("refuses_to_recognise", "retracts") and re.search(
                r"(?:\bno|\bnot|n't|\bnao|\bne|\bn'|\bsin|\bsans|\bsem|\bwithout|\bningun\w*|\baucune?|\bnenhuma?|\bnunca|\bnever)\b ?(?:[\w']+ ){0,3}$",
                masked[: found.start()],
            ):
                continue
            if act == "claims_victory" and not (speaker.option or speaker.role in ("party", "candidate", "other")):
                continue
            if (
                act == "claims_victory"
                and speaker.role == "other"
                and speaker.country not in (None, self.context.country)
            ):
                continue
            if act == "alleges_irregularity" and self.lexicon.first["claims_victory"].search(masked):
                continue
            if speaker.role == "observer_mission" and act == "alleges_irregularity":
                act = "observes"
            about: str | None = "process"
            if act in ("claims_victory", "concedes"):
                about = self._own(speaker)
            elif act in ("congratulates", "recognises"):
                about = next((a.option for s in paragraph.sentences for a in s.actors if a.option and quote.start <= a.start + s.start < quote.end),
                             self.registry.winner)  # fmt: skip
                if act == "recognises" and not about:
                    about = "result"
            elif act in (
                "refuses_to_recognise",
                "expresses_concern",
                "calls_for_publication",
                "calls_for_audit",
                "retracts",
            ):
                about = "result"
            if not about:
                continue
            self._add(Draft(
                flat=paragraph.flat, actor=speaker, act=act, about=about, start=start, end=end,
                sentence=(min(start, sentence.start), max(end, sentence.start + len(sentence.text))),
                trigger=(quote.start + found.start(), quote.start + found.end()), rule=f"{self.language}.{act}.quote", quote="verbatim",
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
        verb = self.lexicon.speech.search(after)
        if (verb is not None and verb.start() < 90) or re.match(r"\s?[—–,]?\s?\b(?:told|tells)\b", after):
            near = [item for item in self._within(paragraph, quote.end, limit) if not item[3]]
            at = quote.end + (verb.start() if verb else 0)
            if verb is None and near:
                at = near[0][0]
            behind = [item for item in near if item[0] >= at]
            ahead = [item for item in near if item[1] <= at]
            chosen = None
            if ahead:
                chosen = ahead[0]
            elif (
                behind
                and behind[0][0] - (quote.end + (verb.end() if verb else 0)) <= 70
                and not _TO_PERSON[self.language].search(folded[at : behind[0][0]])
            ):
                chosen = behind[0]
            if chosen is not None:
                end = chosen[1] if chosen in behind else quote.end + (verb.end() if verb else 0)
                return chosen[2], quote.start, max(end, quote.end)
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
            who = self._person or (self._previous[0] if self._previous else None)
            if who is not None:
                return who, quote.start, quote.end + (verb.end() if verb else 0)
        begin = max((s.start for s in paragraph.sentences if s.start <= quote.start), default=0)
        before = folded[begin : quote.start]
        if before.strip() and (before.rstrip().endswith((":", ",")) or self.lexicon.speech.search(before[-60:])):
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

    def _within(self, paragraph: Paragraph, start: int, end: int) -> list[tuple[int, int, Actor, bool]]:
        made = []
        for sentence in paragraph.sentences:
            for actor in sentence.actors:
                at = actor.start + sentence.start
                if start <= at < end:
                    made.append((at, actor.end + sentence.start, self._resolve(paragraph, sentence, actor),
                                 prepositional(sentence, actor, self.language)))  # fmt: skip
        return made


def _is_person(actor: Actor) -> bool:
    return (
        bool(actor.option)
        or actor.key.startswith("person:")
        or (
            not actor.bare
            and actor.key.startswith(("noun:", "party:", "authority:", "court:"))
            and bool(actor.heads & {"state_head", "spoke", "candidate_ref", "party_ref"})
        )
    )


_ARTICLE_WORDS = frozenset(["el", "la", "los", "las", "un", "una", "unos", "unas", "o", "a", "os", "as", "um", "uma"])
_NOW = r"this time|this (?:july|year|summer)|esta vez|este verano|este ano|cette fois|cette annee|desta vez|lo de este"
_FIRST_ROUND = re.compile(r"first round|primera vuelta|primeira volta|primeiro turno|premier tour")
_WRONGLY = re.compile(
    r"misstated|we (?:had )?(?:attributed|printed|said|reported)|caption said|wrongly|the same article said|incorrectly|se decia|se afirmaba|titulamos|por error|"
    r"donde dice|decia que|ecrivions|avons ecrit|par erreur|affirmait que|dissemos|escrevemos|por engano|dizia que"
)


def _names_home_text(folded: str, context: Context) -> bool:
    names = [name for choice in context.options for name in choice.names] + [
        n for n in context.authority if not n.isupper()
    ]
    return any(re.search(rf"\b{re.escape(fold(name))}\b", folded) for name in names)


def _names_home(paragraph: Paragraph, context: Context) -> bool:
    """Whether a paragraph names somebody of the contest or its country."""
    return _names_home_text(paragraph.folded, context) or any(
        actor.key == f"state:{context.country}" for sentence in paragraph.sentences for actor in sentence.actors
    )


_FORMER = re.compile(
    r"\b(?:the former|le premier|el primero|o primeiro)\b(?! (?:tour|turno|ministr|ministre|vuelta|bulletin|boletin))"
)
_LATTER = re.compile(
    r"\b(?:the latter|le (?:second|deuxieme)|el segundo|o segundo)\b(?! (?:tour|turno|vuelta|bulletin|boletin))"
)


_HE = {
    "en": r"\b(?:he|him|she|her)\b",
    "es": r"\b(?:le|obtuvo|logro)\b",
    "pt": r"\b(?:lhe|obteve|teve)\b",
    "fr": r"\b(?:lui|il|elle)\b",
}
_WHEN = re.compile(
    r" (?:on |el |este |el pasado |na |nesta |neste |no |ce |des |de |early |late |last )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lunes|martes|"
    r"miercoles|jueves|viernes|sabado|domingo|segunda|terca|quarta|quinta|sexta|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?:-feira)?(?: \(?\d+\)?)?"
    r"(?: (?:night|evening|morning|afternoon|soir|matin))?\b\)?"
)
_OBSERVED = re.compile(
    r"sheets?|actas?|\batas?\b|proces-verbaux|ballots?|urnas?|polling stations?|mesas|bureaux|standards|estandares|padroes|irregular|credib|transparen|mismatch|signature|firma|"
    r"assinatura|numbers|numeros|chiffres|count|conteo|contagem|depouillement"
)
_SHORT_ACTS = ("claims_victory", "congratulates", "proclaims", "concedes", "recognises")
_COMPLEMENT = re.compile(
    r"(?:'s)? ?(?:(?:on|for|over|after|por|pela|pelo|pour|de|da|do|a|as|como|comme|to|in|en|em|the|la|le|el|o|su|sua|son|sa|his|her|its|their|una|uma|une|an|"
    r"is|was|had|has|the|had won|what [\w ]{1,20}|sus)\b[ '\"]*){0,4}['\"]?(?:[\w-]+ ){0,2}?"
    r"(?:victor\w+|win|won|triumph\w*|triunfo|re-?election|reelec\w+|winner|president(?:-elect|e electo|e eleito| elu|a electa)?|presidente|vencedor|ganador|vainqueur|"
    r"election\w*|eleic\w+|elecci\w+|elected|elu|electo|eleito|success|succes|reelei\w+|results?|resultados?|defeat|presidency|vitoria)\b['\"]?"
)


def _figure_end(sentence: Sentence, bound: Bound) -> int:
    """The end of the clause after the last number."""
    found = re.search(r"[;]|, (?!\d)|\.\s|\.$| after | while ", sentence.folded[bound.end :])
    end = bound.end + found.start() if found else len(sentence.text)
    return max(bound.end, min(end, bound.end + 70))


_SAME = {
    "en": re.compile(r"(?P<after>\bso did|\bas did|\bso too did)\b|(?P<before>\b(?:did the same|did likewise|followed suit|did so too))"),
    "es": re.compile(r"(?P<after>\blo propio hi(?:zo|cieron)|\blo mismo hi(?:zo|cieron)|\btambien lo hi(?:zo|cieron))\b|"
                     r"(?P<before>\b(?:hi(?:zo|cieron) (?:lo (?:propio|mismo)|otro tanto)|lo hi(?:zo|cieron)|lo habia hecho))|(?P<also>(?<=\\w)(?<![,;] ) tambien\\.?$)"),
    "pt": re.compile(r"(?P<after>\bidentica (?:foi|e) a posicao d[eoa]|\bo mesmo fi?(?:ez|zeram)|\bfi?(?:ez|zeram) o mesmo,? )|(?P<before>\b(?:f(?:ez|izeram|izera) o mesmo|o fizeram|o fez|fez apreciacao semelhante))"),
    "fr": re.compile(r"(?P<after>\bde meme (?:que|pour)|\bcomme l'(?:a|ont) fait)\b|(?P<before>\b(?:(?:a|ont) fait de meme|(?:a|ont) emboite le pas))"),
}  # fmt: skip
_ACCORDING = {
    "en": re.compile(r"\baccording to|\bas per|, [\w ]{0,20}(?:said|showed|announced|told)"),
    "es": re.compile(r"\bsegun|\bde acuerdo con|\bconforme a"),
    "pt": re.compile(r"\bsegundo (?:o|a|os|as)\b|\bde acordo com|\bconforme|\bnas contas d"),
    "fr": re.compile(r"\bselon|\bd'apres"),
}
_TO_PERSON = {
    "en": re.compile(r"\b(?:to|told|of|about)\b"),
    "es": re.compile(r"\b(?:a|ante|de|sobre)\b (?!la prensa|los periodistas)"),
    "pt": re.compile(r"\b(?:a|ao|aos|sobre|de)\b"),
    "fr": re.compile(r"\b(?:a|au|aux|de|sur)\b(?! declare| affirme| ajoute| dit| lance)"),
}
_TOKEN = TOKEN
