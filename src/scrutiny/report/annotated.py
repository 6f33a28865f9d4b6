"""An article given back: each sentence that claims something is marked and answered beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from scrutiny.evidence.claim import Claim
from scrutiny.evidence.passage import Passage
from scrutiny.evidence.proposal import Article, Proposal, Reading
from scrutiny.findings.examined import Examined
from scrutiny.findings.speaking import Answer, answers_to
from scrutiny.messages import Message, Name, Value, _, say
from scrutiny.report.opening import deed

State = Literal["in_case", "proposed"]
LEFT_OUT = " […] "


@dataclass(frozen=True)
class Told:
    """A claim that a sentence makes, and what speaks to it.

    Parameters
    ----------
    state
        Whether a person confirmed it and it stands in the case, or only a reader proposes it.
    deed
        What is done by saying it, and to whom or what.
    """

    claim: Claim
    state: State
    answers: tuple[Answer, ...]
    deed: Message

    @property
    def who(self) -> Value:
        """The speaker; an outlet that tells what nobody is named for speaks for nobody."""
        return Name(self.claim.speaker, "speaker") if self.claim.speaker else say(_("Nobody is named"))


@dataclass(frozen=True)
class Noted:
    """A marked sentence, by its number, with its claims.

    Parameters
    ----------
    past
        Whether all that it claims is about another election.
    """

    number: int
    start: int
    end: int
    told: tuple[Told, ...]

    @property
    def past(self) -> bool:
        return all(told.claim.of_election == "other" for told in self.told)


@dataclass(frozen=True)
class Stretch:
    """A piece of a paragraph; `note` is the number of the sentence that it belongs to, 0 where nothing is claimed.

    `opens` says that the number of the note is printed before it: a sentence may run over several paragraphs.
    """

    text: str
    note: int = 0
    past: bool = False
    opens: bool = False


@dataclass(frozen=True)
class Part:
    """A paragraph and the notes that belong to it."""

    stretches: tuple[Stretch, ...]
    notes: tuple[Noted, ...]


@dataclass(frozen=True)
class Annotated:
    """An article with what speaks to it.

    Parameters
    ----------
    unconfirmed
        How many of the claims nobody has confirmed.
    """

    article: Article
    parts: tuple[Part, ...]
    unconfirmed: int

    @property
    def notes(self) -> tuple[Noted, ...]:
        return tuple(note for part in self.parts for note in part.notes)


def annotated(text: str, reading: Reading, known: Mapping[str, str], examined: Examined) -> Annotated:
    """Mark what an article claims and answer it from an examined case.

    Parameters
    ----------
    text
        The article as it was read: all positions count in it.
    reading
        What was proposed from it, and what a person decided.
    known
        For proposals that say what a claim of the case says, the id of that claim; they are answered as that claim.
    examined
        The case.

    Returns
    -------
    Annotated
        A proposal that a person rejected is not in it.
    """
    notes = _told_once(list(_notes(text, reading, known, examined)))
    loose = [told for note in notes for told in note.told if told.state == "proposed"]
    return Annotated(reading.article, tuple(_parts(text, notes)), len(loose))


def excerpts(whole: Annotated) -> Annotated:
    """The marked sentences alone, with signs where something is left out: a quotation, not a reprint."""
    parts = []
    for part in whole.parts:
        if any(stretch.note for stretch in part.stretches):
            cut = (s if s.note or not s.text.strip() else Stretch(LEFT_OUT) for s in part.stretches)
            parts.append(Part(tuple(cut), part.notes))
    return replace(whole, parts=tuple(parts))


def _notes(text: str, reading: Reading, known: Mapping[str, str], examined: Examined) -> Iterator[Noted]:
    """The marked sentences in the order of the text; sentences that overlap are one."""
    in_case = {claim.id: claim for claim in examined.evidence.case.claims}
    found: list[tuple[Passage, Told]] = []
    digest = reading.article.text_sha256
    placed = [(r.at, c) for c in in_case.values() for r in c.reports if r.at is not None and r.at.text_sha256 == digest]
    for proposal in reading.proposals:
        if proposal.id not in reading.decided and any(_tells(proposal, at, claim) for at, claim in placed):
            continue  # the case has it, from these very words
        told = _told(proposal, reading, known, in_case, examined)
        if told is not None:
            found.append((proposal.sentence, told))
    read = {told.claim.id for _at, told in found}
    for claim in in_case.values():
        # Claims typed by hand say where they stand, too.
        places = (r.at for r in claim.reports if r.at is not None and r.at.text_sha256 == reading.article.text_sha256)
        found += [(at, _answered(claim, "in_case", examined)) for at in places if claim.id not in read]
    found = [(at, told) for at, told in found if text[at.start : at.end] == at.exact]
    number, start, end, gathered = 0, 0, 0, list[Told]()
    for at, told in sorted(found, key=lambda one: (one[0].start, one[0].end)):
        if gathered and at.start < end:
            end = max(end, at.end)
            gathered.append(told)
            continue
        if gathered:
            number += 1
            yield Noted(number, start, end, _once(gathered))
        start, end, gathered = at.start, at.end, [told]
    if gathered:
        yield Noted(number + 1, start, end, _once(gathered))


def _tells(proposal: Proposal, at: Passage, claim: Claim) -> bool:
    """Whether a proposal tells a claim that stands in the case from the same words."""
    said = proposal.claim
    return (
        proposal.at.start < at.end
        and at.start < proposal.at.end
        and (said.act, said.of_election) == (claim.act, claim.of_election)
        and (said.about == claim.about or None in (said.about, claim.about))
    )


def _told(
    proposal: Proposal, reading: Reading, known: Mapping[str, str], in_case: Mapping[str, Claim], examined: Examined
) -> Told | None:
    decision = reading.decided.get(proposal.id)
    if decision is not None and decision.decided == "rejected":
        return None
    claim = in_case.get(decision.claim if decision is not None else known.get(proposal.id, ""))
    if claim is None:
        return _answered(proposal.claim, "proposed", examined)
    # Somebody has to have confirmed it of this article: that the case holds the like of it is no confirmation.
    here = any(r.at is not None and r.at.text_sha256 == reading.article.text_sha256 for r in claim.reports)
    state: State = "in_case" if decision is not None or here else "proposed"
    return _answered(claim, state, examined)


def _answered(claim: Claim, state: State, examined: Examined) -> Told:
    return Told(claim, state, answers_to(claim, examined), deed(examined.evidence, claim))


def _told_once(notes: list[Noted]) -> list[Noted]:
    """A claim that was answered beside an earlier sentence is not answered again."""
    first: dict[tuple[str, State], int] = {}
    made = []
    for note in notes:
        told = []
        for one in note.told:
            number = first.setdefault((one.claim.id, one.state), note.number)
            if number < note.number:
                one = replace(one, answers=(Answer("same", say(_("The same claim as in note {n}."), n=number)),))
            told.append(one)
        made.append(replace(note, told=tuple(told)))
    return made


def _once(told: list[Told]) -> tuple[Told, ...]:
    """A sentence that tells the same claim twice has it once."""
    seen: dict[tuple[str, str], Told] = {}
    for one in told:
        seen.setdefault((one.claim.id, one.state), one)
    return tuple(seen.values())


def _parts(text: str, notes: list[Noted]) -> Iterator[Part]:
    """The paragraphs, cut where a marked sentence begins or ends; a note stands where its sentence ends."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        here = [note for note in notes if note.start < end and note.end > start]
        if line.strip():
            stretches = tuple(_stretches(text, start, end, here))
            yield Part(stretches, tuple(note for note in here if start < _last(text, note) <= end))
        start = end + 1


def _begins(text: str, note: Noted, start: int, end: int) -> bool:
    """A sentence may begin with the blanks of the line before."""
    first = note.end - len(text[note.start : note.end].lstrip())
    return start <= first < end


def _last(text: str, note: Noted) -> int:
    return note.start + len(text[note.start : note.end].rstrip())


def _stretches(text: str, start: int, end: int, notes: list[Noted]) -> Iterator[Stretch]:
    at = start
    for note in notes:
        left, right = max(note.start, start), min(note.end, end)
        if left > at:
            yield Stretch(text[at:left])
        yield Stretch(text[left:right], note.number, note.past, opens=_begins(text, note, start, end))
        at = right
    if at < end:
        yield Stretch(text[at:end])
