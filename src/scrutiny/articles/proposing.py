"""From the paragraphs of an article to drafts of claims."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scrutiny.articles.acting import FOR_FEW, Acted, acts, allowed
from scrutiny.articles.actor import Actor
from scrutiny.articles.boilerplate import skipped
from scrutiny.articles.clauses import Sentence, prepositional, segment_start
from scrutiny.articles.elements import case_trie
from scrutiny.articles.flattening import Flat
from scrutiny.articles.guessing import Guessing
from scrutiny.articles.polling import parted
from scrutiny.articles.resolving import _FORMER
from scrutiny.articles.state import Draft, Paragraph


class Reader(Guessing):
    """From the paragraphs of an article to drafts of claims."""

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

    def _between(self, other: Acted, acted: Acted) -> bool:
        """Whether another act stands between an act and its subject."""
        ends = [actor.end for actor in acted.subject.actors]
        return self.language in ("es", "pt") and bool(ends) and max(ends) <= other.start and other.end <= acted.start

    def _read(self, paragraph: Paragraph) -> None:
        self._figures = self._bound = None
        self._here = paragraph
        self._local = []
        if any(actor.option for sentence in paragraph.sentences for actor in sentence.actors) and not _FORMER.search(
            paragraph.folded
        ):
            self._ordered = []
        done: set[int] = set()
        every: list[Acted] = []
        begun = len(self.drafts)
        for number, sentence in enumerate(paragraph.sentences):
            self._count += 1
            self._sentence = sentence
            self._set_election(paragraph, sentence, number)
            if number and not _ITEM.match(sentence.text):
                self._list_head = None
            if number and paragraph.sentences[number - 1].text.rstrip().endswith(":"):
                self._list_head = self._before_colon(paragraph, paragraph.sentences[number - 1])
            before = len(self.drafts)
            for part in parted(sentence):
                self._figures_of(paragraph, part)
            found = acts(sentence, self.lexicon, self.context.country)
            if self._mistaken(paragraph, number):
                found = []
            for at, acted in enumerate(found):
                same = [
                    other
                    for other in found[:at]
                    if other.subject.actors
                    and (
                        other.rule.roles not in FOR_FEW or any(allowed(other.rule, who) for who in other.subject.actors)
                    )
                    and not (
                        self.language in ("es", "pt")
                        and other.subject.how == "relative"
                        and acted.subject.how != "relative"
                        and other.subject.actors == acted.subject.actors
                    )
                    and (other.subject.actors == acted.subject.actors or self._between(other, acted))
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
            every += found
            self._signed(paragraph, sentence)
            self._gaps(paragraph, sentence, before)
            self._themed(paragraph, sentence, found, before)
            self._same(paragraph, sentence)
            self._also(paragraph, sentence, before)
            self._chain(paragraph, sentence, before)
            for at, quote in enumerate(paragraph.quotes):
                if at not in done and quote.whole and quote.end <= sentence.start + len(sentence.text) + 2:
                    done.add(at)
                    self._quote(paragraph, sentence, quote)
            if not self._mistaken(paragraph, number):
                self._guess(paragraph, sentence)
            self._after(paragraph, sentence, before)
        self._headed(paragraph, every, begun)
        self._colon = None
        if not _ITEM.match(paragraph.flat.text):
            self._list_head = None
        if paragraph.flat.text.rstrip().endswith(":") and paragraph.sentences:
            self._colon = self._list_head = self._before_colon(paragraph, paragraph.sentences[-1])

    def _before_colon(self, paragraph: Paragraph, sentence: Sentence) -> Actor | None:
        """Whom a sentence names that opens a list or a quotation."""
        named = [a for a in sentence.actors if not prepositional(sentence, a, self.language)]
        return self._resolve(paragraph, sentence, named[0]) if named else None


_ITEM = re.compile(r"\s*(?:[-–—•*·]|\(?\d{1,2}[.)]|[a-z]\)|[a-zà-ÿ])")
"""An item of a list: a dash, a number, or no capital letter."""
