"""A person's decision about a proposal, written at once: the claim enters, changes or leaves, and who decided when.

`claims.toml` is written before the decision. Whoever is killed in between finds the proposal still open, and deciding
again writes no second claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from scrutiny.errors import CaseError, Problem, ScrutinyError
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim, Report
from scrutiny.evidence.claims_text import (
    with_claim,
    with_claim_replaced,
    with_report,
    without_claim,
    without_report,
)
from scrutiny.evidence.folder import CLAIMS, CaseFolder, ClaimsFile
from scrutiny.evidence.proposal import Decision, Proposal
from scrutiny.evidence.readings import Kept, add_decision, reading_in, readings
from scrutiny.evidence.record import sha256_of
from scrutiny.evidence.schema import build, parse_toml, read_text
from scrutiny.evidence.storing import one_writer, write_whole
from scrutiny.evidence.template import CLAIMS_TOML

Choice = Literal["accept", "join", "correct", "reject"]
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Wish:
    """What somebody wants to do with a proposal.

    Parameters
    ----------
    choice
        Accept it as a claim of its own, join it to a claim of the case as one more report, correct it, reject it.
    by, at
        Who decides, and when.
    reason
        Why, where the person says so.
    corrected
        With `correct`: the claim as it should be.
    joins
        With `join`: the id of the claim that the article is one more report of.
    """

    choice: Choice
    by: str
    at: datetime
    reason: str = ""
    corrected: Claim | None = None
    joins: str = ""


@dataclass(frozen=True)
class Outcome:
    """What was written.

    Parameters
    ----------
    decision
        As it stands in the reading.
    stays
        A claim of an earlier decision that was not removed, because other reports of it stand in the case.
    """

    decision: Decision
    stays: str = ""


def decide(folder: Path, stem: str, proposal: str, wish: Wish, seen: Decision | None = None) -> Outcome:
    """Write a decision about a proposal, and what follows from it for the claims of the case.

    Parameters
    ----------
    seen
        The decision about this proposal that the person saw when they decided; where another one was made since, by
        somebody else, nothing is written.

    Raises
    ------
    CaseError
        When the text or the original was changed or withdrawn (what was read from it can then only be rejected),
        somebody else decided meanwhile, or the case could not be opened with the claim.
    """
    if not wish.by.strip():
        raise CaseError(Problem("--by", "nobody is named", "who decides: --by NAME"))
    with one_writer(folder):
        kept = reading_in(folder, stem)
        meant = kept.proposal(proposal)
        before = kept.reading.decided.get(proposal)
        if before != seen and before is not None:
            raise CaseError(
                Problem(
                    f"{kept.file}: proposal {proposal}",
                    f"{before.by} decided meanwhile ({before.at.isoformat()}): {before.decided}",
                    "a decision by one who has seen that",
                    "look at it once more, then decide again",
                )
            )
        case = CaseFolder(folder)
        if wish.choice != "reject":  # which takes nothing from the article
            _sound(kept, meant, case)
        claims = _Claims(case)
        stays = claims.leave(kept, meant, before, wish)
        id_ = claims.enter(kept, meant, before, wish)
        claims.save()
        decision = Decision(
            proposal, _DECIDED[wish.choice], wish.by.strip(), wish.at, id_, wish.reason.strip(), wish.choice == "join"
        )
        add_decision(kept, decision)
        return Outcome(decision, stays)


_DECIDED: Mapping[Choice, Literal["accepted", "corrected", "rejected"]] = {
    "accept": "accepted",
    "join": "accepted",
    "correct": "corrected",
    "reject": "rejected",
}


def _sound(kept: Kept, proposal: Proposal, case: CaseFolder) -> None:
    """The words stand in the text that was read, and the original is the one that it was read from, and in use."""
    kept.text_at(proposal.at)
    article = kept.reading.article
    original = case.inside(article.file)
    if original is None or not original.is_file():
        raise CaseError(Problem(f"{kept.file}: {article.file}", "is not in the case folder", "the original"))
    digest = sha256_of(original)
    if digest != article.sha256:
        found, expected = f"changed since it was read: sha256 {digest}", f"sha256 {article.sha256}"
        raise CaseError(Problem(article.file, found, expected, "put the original back"))
    if not any(source.file == article.file and source.withdrawn is None for source in case.case.sources):
        found = "was withdrawn, or is no source of this case"
        raise CaseError(Problem(article.file, found, "an article that is in use", "reject what was read from it"))


def report_of(kept: Kept, proposal: Proposal) -> Report:
    """The claim as this article prints it."""
    article = kept.reading.article
    return Report(
        by=article.outlet or article.title or article.file,
        on=article.published,
        url=article.url,
        words=proposal.at.exact,
        via=", ".join(article.agencies),
        at=replace(proposal.at, file=article.file, text_sha256=proposal.at.text_sha256 or article.text_sha256),
    )


class _Claims:
    """`claims.toml` while decisions change it. Claims of `case.toml` and `claims.csv` are seen, not changed."""

    def __init__(self, folder: CaseFolder) -> None:
        self.folder = folder
        self.path = folder.path / CLAIMS
        raw = self.path.read_bytes() if self.path.is_file() else b""
        self.mark = _BOM if raw.startswith(_BOM) else b""
        self.before = read_text(self.path, CLAIMS) if raw else ""
        self.text = self.before or CLAIMS_TOML
        self.case: CaseFile = folder.case

    @property
    def typed(self) -> tuple[Claim, ...]:
        """The claims of `claims.toml` as they are now."""
        return build(ClaimsFile, parse_toml(self.text, CLAIMS), self.text, CLAIMS).claims

    def _number(self, id_: str) -> int | None:
        return next((number for number, claim in enumerate(self.typed) if claim.id == id_), None)

    def leave(self, kept: Kept, proposal: Proposal, before: Decision | None, wish: Wish) -> str:
        """Take out what an earlier decision brought in; gives the id of a claim that stays all the same."""
        if before is None or not before.claim or _keeps_its_place(before, wish):
            return ""
        number = self._number(before.claim)
        if number is None:
            return ""  # it was taken out by hand
        claim, report = self.typed[number], report_of(kept, proposal)
        others = tuple(one for one in claim.reports if one.at != report.at)
        if not before.joined and not others and not self._joined_by_others(kept, before):
            self.text = without_claim(self.text, number)
            return ""
        for place in reversed(range(len(claim.reports))):
            if claim.reports[place].at == report.at:
                self.text = without_report(self.text, number, place)
        return "" if before.joined else claim.id

    def _joined_by_others(self, kept: Kept, before: Decision) -> bool:
        return any(
            decision.claim == before.claim and (other.stem, decision.proposal) != (kept.stem, before.proposal)
            for other in readings(self.folder.path)
            for decision in other.reading.decided.values()
        )

    def enter(self, kept: Kept, proposal: Proposal, before: Decision | None, wish: Wish) -> str:
        """Bring in what is decided now; gives the id of the claim, "" where it is rejected."""
        report = report_of(kept, proposal)
        if wish.choice == "reject":
            return ""
        if wish.choice == "join":
            return self._join(wish.joins, report)
        if wish.choice == "correct" and wish.corrected is None:
            raise CaseError(Problem(f"proposal {proposal.id}", "no correction is given", "the claim as it should be"))
        claim = proposal.claim if wish.corrected is None else wish.corrected
        place = self._number(before.claim) if before is not None and _keeps_its_place(before, wish) else None
        if before is not None and place is not None:
            others = tuple(one for one in self.typed[place].reports if one.at != report.at)
            self.text = with_claim_replaced(
                self.text, place, replace(claim, id=before.claim, reports=(report, *others))
            )
            return before.claim
        made = replace(claim, reports=(report,))
        if before is None:  # a killed writer may have written the claim and not the decision
            same = (one for one in self.typed if replace(one, id=made.id) == made)
            for written in same:
                if not self._of_a_decision(written.id):
                    return written.id
        made = replace(made, id=self._free(claim.id or proposal.id))
        self.text = with_claim(self.text, made)
        return made.id

    def _of_a_decision(self, id_: str) -> bool:
        kept = readings(self.folder.path)
        return any(decision.claim == id_ for one in kept for decision in one.reading.decided.values())

    def _join(self, id_: str, report: Report) -> str:
        if id_ not in {claim.id for claim in self.case.claims}:
            raise CaseError(Problem(f"claim {id_!r}", "the case has no such claim", "a claim of the case"))
        number = self._number(id_)
        if number is None:
            raise CaseError(
                Problem(
                    f"claim {id_}",
                    f"does not stand in {CLAIMS}, so that no report can be added to it",
                    f"a claim of {CLAIMS}, which can hold several reports",
                    f"move the claim from claims.csv or case.toml into {CLAIMS}, or reject the proposal and add a "
                    "report to it by hand",
                )
            )
        if all(one.at != report.at for one in self.typed[number].reports):
            self.text = with_report(self.text, number, report)
        return id_

    def _free(self, id_: str) -> str:
        """An id that no other claim has."""
        taken = {claim.id for claim in self.case.claims} | {claim.id for claim in self.typed}
        made, number = id_.replace("/", "-"), 1
        while made in taken:
            number += 1
            made = f"{id_.replace('/', '-')}-{number}"
        return made

    def save(self) -> None:
        """Write the file, unless the case could not be opened with it."""
        if self.text == (self.before or CLAIMS_TOML):
            return
        try:
            self.folder.with_texts({CLAIMS: self.text})
        except ScrutinyError as error:
            raise CaseError(
                replace(problem, do=problem.do or "correct the proposal, or reject it") for problem in error.problems
            ) from None
        write_whole(self.path, self.mark + self.text.encode())


def _keeps_its_place(before: Decision, wish: Wish) -> bool:
    """Whether an own claim that an earlier decision brought in is only changed by the new one."""
    return bool(before.claim) and not before.joined and wish.choice in ("accept", "correct")
