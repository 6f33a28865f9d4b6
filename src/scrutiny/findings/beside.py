"""The picture of announced votes beside those on published sheets, once for each record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scrutiny.evidence.claim import Figures
from scrutiny.findings.check import Subject
from scrutiny.findings.finding import Figure
from scrutiny.findings.left_out import Sheets, most_left_out
from scrutiny.findings.origins import called, named
from scrutiny.findings.outside import known_of, outside_of
from scrutiny.messages import Message, Name, _, say, sentences, series


def last_announcement(subject: Subject) -> str:
    """The announcement that carries the picture of all of them."""
    with_votes = [
        c for c in subject.case.announcements(subject.contest.id) if c.figures is not None and c.figures.votes
    ]
    return with_votes[-1].id if with_votes else ""


def _rows_of_picture(subject: Subject) -> list[str]:
    """The options of the picture: candidates, and the groups that an announcement formed in place of their members."""
    groups = {
        option
        for claim in subject.case.announcements(subject.contest.id)
        if claim.figures is not None
        for option in claim.figures.votes
        if subject.contest.children.get(option)
    }
    shown: dict[str, None] = {}
    for option in subject.counts.valid_options:
        over = [ancestor for ancestor in subject.contest.ancestors(option) if ancestor in groups]
        shown[over[-1] if over else option] = None
    return list(shown)


def picture(subject: Subject, sheets: Sheets) -> Figure:
    """Each option on the sheets, in each announcement, and with all that is missing added."""
    counts, case = subject.counts, subject.case
    outside = [o.missing for o in outside_of(subject, known_of(counts)) if o.missing > 0]
    claims = [c for c in case.announcements(subject.contest.id) if c.figures is not None and c.figures.votes]
    by_level = {sheets.level: sheets}
    rows: list[dict[str, Any]] = []
    for option in _rows_of_picture(subject):
        leaves = [leaf for leaf in subject.contest.leaves(option) if leaf in counts.options]
        total = sum(counts.total(leaf).value for leaf in leaves)
        announced: list[dict[str, Any]] = []
        for position, claim in enumerate(claims, 1):
            assert claim.figures is not None
            votes = _announced_votes(subject, claim.figures, option)
            if votes is None:
                continue
            frames = case.frames_of(subject.contest.id, claim.figures.coverage_of)
            left_out = most_left_out(claim.figures, frames[0].number, case.facts.rounding) if frames else None
            level = claim.figures.coverage_of
            votes_by_sheet = by_level.setdefault(level, Sheets(subject, level)).of(option)
            least = None
            if votes_by_sheet is not None and left_out is not None:
                least = votes_by_sheet.total - votes_by_sheet.of(left_out)
            mark = {"claim": claim.id, "label": claim.label, "mark": str(position), "votes": votes}
            announced.append(mark | {"least_inside": least})
        rows.append(
            {
                "option": option,
                "name": subject.contest.name_of(option),
                "counted": total,
                "could_add": max(outside, default=None),
                "announced": announced,
            }
        )
    rows.sort(key=lambda row: (-row["counted"], row["option"]))
    return Figure(
        kind="announced_against_counted",
        title=say(_("Announced votes beside those on the sheets")),
        data={"record": counts.record, "record_title": counts.title, "rows": rows},
        caption=say(
            _(
                "Votes on the sheets of {record}, what all registered voters outside them could add for one "
                "option under the largest register, at least how many of the votes lie inside each "
                "announcement, and what was announced: {claims}."
            ),
            record=named(counts),
            claims=series([called(claim) for claim in claims]),
        ),
        alternative=_all_told([_told(subject, row) for row in rows]),
    )


def _told(subject: Subject, row: Mapping[str, Any]) -> Message:
    """One line of the picture in words."""
    marks = [
        say(_("{votes} in {claim}"), votes=mark["votes"], claim=Name(mark["label"], "claim", mark["claim"]))
        for mark in row["announced"]
    ]
    return say(
        _("{option}: {counted} on the sheets; announced: {announced}."),
        option=subject.name(row["option"]),
        counted=row["counted"],
        announced=series(marks),
    )


def _all_told(lines: Sequence[Message]) -> Message:
    """One sentence after the other."""
    return sentences(lines or [say(_("No option has votes."))])


def _announced_votes(subject: Subject, figures: Figures, option: str) -> int | None:
    """An option's votes as announced, or the sum of its members where each was announced."""
    if option in figures.votes:
        return figures.votes[option]
    members = subject.contest.children.get(option, ())
    parts = [_announced_votes(subject, figures, member) for member in members]
    if not parts or any(part is None for part in parts):
        return None
    return sum(part for part in parts if part is not None)
