"""What the page shows, as plain data: its script puts every text in place as text, never as markup."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrutiny.errors import ScrutinyError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.proposal import Decision
from scrutiny.evidence.readings import Kept
from scrutiny.messages import Words
from scrutiny.reviewing.correcting import FIELDS, as_typed, asked_of
from scrutiny.reviewing.items import Item, item, items
from scrutiny.reviewing.labels import DECIDED, choices, day, rows, sureness
from scrutiny.reviewing.remarks import remarks


@dataclass(frozen=True)
class View:
    """A case as the page shows it, in one language."""

    folder: Path
    words: Words

    def everything(self) -> dict[str, Any]:
        """Every article and every proposal, and the fields of a correction."""
        case = CaseFolder(self.folder).case
        found = items(self.folder)
        kept = {one.kept.stem: one.kept for one in found}
        return {
            "articles": {stem: self._article(one) for stem, one in kept.items()},
            "items": [self._item(one, case) for one in found],
            "fields": {
                name: {"label": self.words.translate(label), "choices": choices(name, case, self.words)}
                for name, label in FIELDS.items()
            },
        }

    def one(self, stem: str, proposal: str) -> dict[str, Any]:
        """One proposal, as it is now."""
        return self._item(item(self.folder, stem, proposal), CaseFolder(self.folder).case)

    def _article(self, kept: Kept) -> dict[str, Any]:
        article = kept.reading.article
        parts = (article.outlet, article.author, day(article.published, self.words), *article.agencies, article.url)
        told: dict[str, Any] = {
            "title": article.title or article.file,
            "about": " · ".join(part for part in parts if part),
            "language": article.language,
        }
        try:
            told["text"] = kept.text()
        except ScrutinyError as error:
            told |= {"text": "", "problem": str(error)}
        return told

    def _item(self, here: Item, case: CaseFile) -> dict[str, Any]:
        proposal, decision = here.proposal, here.decision
        told: dict[str, Any] = {
            "stem": here.kept.stem,
            "id": proposal.id,
            "at": _in_text(here),
            "sentence": _parts(here),
            "rows": rows(proposal.claim, case, self.words),
            "confidence": f"{sureness(proposal, self.words)} · {proposal.made_by}",
            "remarks": remarks(here, self.words),
            "like": here.like.id if here.like is not None else "",
            "decided": decision.decided if decision is not None else "",
            "decided_word": self.words.translate(DECIDED[decision.decided]) if decision is not None else "",
            "seen": seen_as(decision),
            "asked": asked_of(here.to_correct, case),
            "typed": as_typed(here.to_correct),
        }
        return told


def seen_as(decision: Decision | None) -> str:
    """What tells one decision about a proposal from another one."""
    return "" if decision is None else f"{decision.at.isoformat()} {decision.decided} {decision.claim} {decision.by}"


def _parts(here: Item) -> tuple[str, str, str]:
    """The sentence: what stands before the words that make the claim, these, and what stands after."""
    sentence, at = here.proposal.sentence, here.proposal.at
    start = min(max(at.start - sentence.start, 0), len(sentence.exact))
    end = min(max(at.end - sentence.start, start), len(sentence.exact))
    return sentence.exact[:start], sentence.exact[start:end], sentence.exact[end:]


def _in_text(here: Item) -> tuple[int, int] | None:
    """Where the words stand in the text that is shown, counted as a browser does (in UTF-16); None where they don't."""
    at = here.proposal.at
    try:
        text = here.kept.text()
    except ScrutinyError:
        return None
    if text[at.start : at.end] != at.exact:
        return None
    start = _units(text[: at.start])
    return start, start + _units(at.exact)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
