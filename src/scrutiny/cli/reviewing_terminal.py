"""Deciding in a terminal: the sentence and what is proposed from it side by side, one key and Enter for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrutiny.cli.terminal import console, error_text, tell
from scrutiny.errors import ScrutinyError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.folder import CLAIMS, CLAIMS_CSV, CaseFolder
from scrutiny.evidence.proposal import Proposal
from scrutiny.messages import Code, Count, Words, _, say
from scrutiny.report.terminal import safe
from scrutiny.reviewing.correcting import CHOICES, FIELDS, as_typed, asked_of, corrected, subjects
from scrutiny.reviewing.deciding import Choice, Wish, decide
from scrutiny.reviewing.items import Item, item, items
from scrutiny.reviewing.labels import day, rows, sureness
from scrutiny.reviewing.remarks import remarks

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

Clock = Callable[[], datetime]
NARROW = 84
"""Below so many columns the sentence stands above the proposal, not beside it."""


class _Stop(Exception):
    """Somebody wants to stop, or nobody is there any more."""


def review_in_terminal(case: Path, by: str, clock: Clock, words: Words, every: bool = False) -> None:
    """Go through the proposals of a case that are open, or through all of them."""
    queue = [(one.kept.stem, one.proposal.id) for one in items(case) if every or one.decision is None]
    if not queue:
        none = _("There is nothing to decide: every proposal of this case is decided. To decide otherwise: {command}")
        if not items(case):
            none = _("There is nothing to decide: no article was read into this case. First: {command}")
            tell(words.plain(say(none, command=Code(f"scrutiny read FILE --case {case}"))))
        else:
            tell(words.plain(say(none, command=Code(f"scrutiny review {case} --all"))))
        return
    if (case / CLAIMS_CSV).is_file() and not (case / CLAIMS).is_file():
        about = _("The claims of this case stand in {csv}, which stays as it is. A row cannot hold the passage of an "
                  "article, so what you accept is written into {toml} beside it; both are read.")  # fmt: skip
        tell(words.plain(say(about, csv=Code(CLAIMS_CSV), toml=Code(CLAIMS))))
    sitting = _Sitting(case, by, clock, words, len(queue))
    place = 0
    try:
        while place < len(queue):
            place = max(0, place + sitting.one(*queue[place], place + 1))
    except _Stop:
        tell()
    _goodbye(sitting, case, words)


def _goodbye(sitting: _Sitting, case: Path, words: Words) -> None:
    left = sum(one.decision is None for one in items(case))
    told = _("{done} decisions are written; {left} proposals are open.")
    tell(words.plain(say(told, done=Count(sitting.written), left=Count(left))))
    if sitting.written:
        tell(words.plain(say(_("Next: {command}"), command=Code(f"scrutiny examine {case}"))))


@dataclass
class _Sitting:
    """One person going through proposals."""

    case: Path
    by: str
    clock: Clock
    words: Words
    of: int
    written: int = 0

    def one(self, stem: str, id_: str, number: int) -> int:
        """Show one proposal and do what is wished; gives how many places to go on, or back."""
        here = item(self.case, stem, id_)
        opened = CaseFolder(self.case).case
        self._show(here, opened, number)
        while True:
            key = self._ask(self._keys(here)).casefold()
            match key[:1]:
                case "s" | "":
                    return 1
                case "b":
                    return -1
                case "q":
                    raise _Stop
                case "a":
                    if self._write(here, "join" if here.like is not None else "accept"):
                        return 1
                case "o" if here.like is not None:
                    if self._write(here, "accept"):
                        return 1
                case "c":
                    claim = self._correction(here.to_correct, opened)
                    if self._write(here, "correct", claim):
                        return 1
                case "r":
                    if self._write(here, "reject"):
                        return 1
                case _:
                    self._help(here)
            now = item(self.case, stem, id_)
            if now.decision != here.decision:  # somebody else decided: nobody writes over what they have not seen
                self._show(now, opened, number)
            here = now

    def _say(self, text: str) -> str:
        return self.words.translate(text)

    def _ask(self, question: str) -> str:
        try:
            return input(f"{question} ").strip()
        except EOFError:
            raise _Stop from None

    def _keys(self, here: Item) -> str:
        if here.like is not None:
            return self._say(_("a accept as a further report, o as a claim of its own, c correct, r reject, s skip, "
                               "b back, q quit, ? help:"))  # fmt: skip
        return self._say(_("a accept, c correct, r reject, s skip, b back, q quit, ? help:"))

    def _help(self, here: Item) -> None:
        lines = [
            _("a: what is proposed enters the claims of the case as it stands."),
            _("c: every field is asked for; Enter keeps it, a hyphen (-) empties it. What was proposed is kept, too."),
            _("r: it never enters. You may say why."),
            _("s or Enter: go on and leave it open."),
            _("b: go back to the one before, also to decide otherwise."),
            _("q: stop. Whatever was decided is written already."),
        ]
        if here.like is not None:
            lines.insert(1, _("o: it enters as a claim of its own, although the case has one that says the same."))
        for line in lines:
            tell(self._say(line))

    def _write(self, here: Item, choice: Choice, claim: Claim | None = None) -> bool:
        reason = self._ask(self._say(_("Why (Enter: no reason)?"))) if choice == "reject" else ""
        if choice == "correct" and claim is None:
            return False
        joins = here.like.id if choice == "join" and here.like is not None else ""
        wish = Wish(choice, self.by, self.clock(), reason, claim, joins)
        try:
            made = decide(self.case, here.kept.stem, here.proposal.id, wish, here.decision)
        except ScrutinyError as error:
            tell(error_text(error))
            return False
        self.written += 1
        told = _("rejected; it is in no claim")
        if made.decision.claim:
            told = _("one more report of the claim {id}") if made.decision.joined else _("written as the claim {id}")
        tell("→ " + self.words.plain(say(told, id=Code(made.decision.claim)) if made.decision.claim else told))
        if made.stays:
            stays = _("The claim {id} stays, because other reports of it stand in the case.")
            tell(self.words.plain(say(stays, id=Code(made.stays))))
        tell()
        return True

    def _correction(self, claim: Claim, case: CaseFile) -> Claim | None:
        """The claim as the person wants it; None where they gave it up."""
        tell(self._say(_("Enter keeps what stands in brackets; a hyphen (-) empties the field.")))
        typed: dict[str, str] = {}
        before = as_typed(claim)
        for name in asked_of(claim, case):
            choices = subjects(case) if name == "about" else CHOICES.get(name, ())
            if choices:
                tell("    " + ", ".join(choices))
            while True:
                answer = self._ask(f"  {self._say(FIELDS[name])} [{safe(before[name])}]")
                if not answer:
                    break
                try:
                    corrected(claim, {name: "" if answer == "-" else answer})
                except ScrutinyError as error:
                    tell(error_text(error))
                    continue
                typed[name] = "" if answer == "-" else answer
                break
        if not typed:
            tell(self._say(_("Nothing was changed.")))
            return None
        try:
            return corrected(claim, typed)
        except ScrutinyError as error:
            tell(error_text(error))
            return None

    def _show(self, here: Item, case: CaseFile, number: int) -> None:
        from rich.panel import Panel
        from rich.table import Table
        from rich.text import Text

        out = console()
        article = here.kept.reading.article
        head = " · ".join(part for part in (article.outlet, article.title, day(article.published, self.words)) if part)
        out.print(Text(f"{number}/{self.of}  {safe(head or article.file)}", style="bold"))
        left = marked(here.proposal, plain=out.color_system is None)
        right = Table.grid(padding=(0, 2))
        for label, value in rows(here.proposal.claim, case, self.words):
            right.add_row(Text(label, style="dim"), Text(safe(value)))
        confidence = f"{sureness(here.proposal, self.words)} · {safe(here.proposal.made_by)}"
        right.add_row(Text(self._say(_("confidence")), style="dim"), Text(confidence))
        sides: tuple[RenderableType, RenderableType] = (
            Panel(left, title=self._say(_("the sentence")), title_align="left"),
            Panel(right, title=self._say(_("what is proposed")), title_align="left"),
        )
        if out.width < NARROW:
            for side in sides:
                out.print(side)
        else:
            both = Table.grid(expand=True, padding=0)
            both.add_column(ratio=1)
            both.add_column(ratio=1)
            both.add_row(*sides)
            out.print(both)
        for note in remarks(here, self.words):
            out.print(Text(safe(note)))


def marked(proposal: Proposal, plain: bool = False) -> Text:
    """The sentence with the words that make the claim marked: by colour, or by brackets where there is none."""
    from rich.text import Text

    sentence, at = proposal.sentence, proposal.at
    start = min(max(at.start - sentence.start, 0), len(sentence.exact))
    end = min(max(at.end - sentence.start, start), len(sentence.exact))
    before, words, after = sentence.exact[:start], sentence.exact[start:end], sentence.exact[end:]
    inside = f"⟦{safe(words)}⟧" if plain else safe(words)
    return Text.assemble(safe(before), (inside, "black on yellow"), safe(after))
