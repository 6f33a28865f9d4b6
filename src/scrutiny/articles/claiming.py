"""An act with its speaker and subject becomes a draft; "so did X" repeats the last."""

from __future__ import annotations

import re
from dataclasses import replace

from scrutiny.articles.acting import Acted, allowed
from scrutiny.articles.clauses import Sentence, group_of
from scrutiny.articles.dates import said_on
from scrutiny.articles.naming import Actor
from scrutiny.articles.spanning import Spanning
from scrutiny.articles.state import Draft, Paragraph
from scrutiny.evidence.claim import Hedge, Quote


class Claiming(Spanning):
    """An act with its speaker and subject becomes a draft; "so did X" repeats the last."""

    def _abroad(self, speaker: Actor) -> Actor:
        """In another country's election its own bodies, parties and people are meant."""
        if speaker.role in ("authority", "court", "party", "candidate", "prosecutor", "parliament") and not speaker.option and (
            speaker.country in (None, self.context.country)):  # fmt: skip
            return replace(speaker, country=self._foreign or None)
        return speaker

    def _acted(
        self, paragraph: Paragraph, sentence: Sentence, acted: Acted, following: int = 10_000, shared: int = 0
    ) -> None:
        speakers = self._speakers(paragraph, sentence, acted)
        speakers = self._members(paragraph, sentence, acted, speakers)
        speakers = self._mouth(paragraph, sentence, acted, speakers)
        start, end = self._extent(sentence, acted, following, shared)
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
        if acted.rule.form == "narrator":
            self._draft(paragraph, sentence, acted, None, "process", acted.start, acted.end, hedge="alleged")
            return
        if (
            acted.act == "alleges_irregularity"
            and speakers
            and all(speaker.role == "observer_mission" for speaker in speakers)
        ):
            acted = replace(acted, act="observes")
        told = acted
        spans = {id(speaker): (start, end) for speaker in speakers}
        if acted.subject.how == "listed" and len(speakers) == len(acted.subject.actors):
            for speaker, actor in zip(speakers, acted.subject.actors, strict=True):
                spans[id(speaker)] = _item(sentence, actor)
        for speaker in speakers:
            acted = told
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
            if not self._fit(acted, speaker, sentence):
                continue
            about = self._about(sentence, acted, speaker, end)
            if about == "":
                continue
            self._draft(paragraph, sentence, acted, speaker, about, start, end)

    def _members(
        self, paragraph: Paragraph, sentence: Sentence, acted: Acted, speakers: tuple[Actor, ...]
    ) -> tuple[Actor, ...]:
        """Those who are named in brackets or behind "including" besides their number."""
        if len(speakers) != 1 or not speakers[0].many or len(acted.subject.actors) != 1:
            return speakers
        whole = acted.subject.actors[0]
        opened = _INCLUDING.match(sentence.masked, whole.end)
        if opened is None:
            return speakers
        first = next((a for a in sentence.actors if 0 <= a.start - opened.end() <= 4), None)
        if first is None or (first.start > acted.start and acted.subject.how != "agent"):
            return speakers
        members = [a for a in group_of(sentence, first) if a.role in ("state", "organisation")]
        named = tuple(self._resolve(paragraph, sentence, member) for member in members)
        # "Seven states (A, B, ...)" are told by name; "several states, including A and B" are more than those.
        return named if len(members) >= 3 and opened[0].strip() in ("(", "-", "–", "—", ":") else (*speakers, *named)

    def _mouth(
        self, paragraph: Paragraph, sentence: Sentence, acted: Acted, speakers: tuple[Actor, ...]
    ) -> tuple[Actor, ...]:
        """Who speaks for a body: "the coalition, through its spokesman X, conceded"."""
        if len(speakers) != 1 or speakers[0].option:
            return speakers
        for found in _THROUGH.finditer(sentence.masked):
            who = next((a for a in sentence.actors if a.start <= found.end() + 24 and a.start >= found.end() - 1), None)
            if who is None or not who.key.startswith("person:") or abs(found.start() - acted.start) > 90:
                continue
            whole = speakers[0]
            return (
                replace(
                    self._resolve(paragraph, sentence, who), role=whole.role, country=whole.country, side=whole.side
                ),
            )
        return speakers

    def _fit(self, acted: Acted, speaker: Actor, sentence: Sentence) -> bool:
        if speaker.bare and speaker.role == "state":
            return False
        if speaker.key.startswith("noun:") and speaker.role == "candidate" and speaker.bare:
            return False
        if acted.rule.weak:
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


_JUDGED = re.compile(
    r"anomal|accept|satisf|deroul|bien passe|smooth|calm|apais|lack|manqu|correspond|conform|shortcoming|lacun|flaw|mar[rk]|credence|serious|incident|conduct|irregular|bon deroul|"
    r"free|\blivres?\b|\blibres?\b|transparen|credib|crediv|creib|peaceful|pacific|pacifi|standards|estandares|padroes|normes|orderly|irregularit"
)
_ASKS = re.compile(r"\b(?:call|urg|demand|pid|ped[ie]|exig|appel|reclam|insist|inst[oa])")
_INCLUDING = re.compile(
    r"(?: \(| [–—-] |: |,? (?:including|among them|such as|like|namely|dont|parmi lesquels|parmi lesquelles|notamment|a savoir|comme|entre ellos|entre ellas|incluid[oa]s|como|entre eles|entre elas|incluindo)) ?"
    r"(?:the |la |le |les |l'|el |o |a )?"
)
_THROUGH = re.compile(
    r"\b(?:par la (?:voix|bouche)|par l'intermediaire|through|por boca|por intermedio|por meio|pela voz|a traves) (?:de |d'|du |da |do |of )?(?:its |his |son |sa |su |seu |sua |leur |the |le |la )?"
)


def _item(sentence: Sentence, actor: Actor) -> tuple[int, int]:
    """The item of a list that somebody is named in."""
    stop = re.search(r"[;,.]|$", sentence.masked[actor.end :])
    return actor.start, actor.end + (stop.start() if stop else 0)
