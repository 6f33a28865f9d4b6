"""Whether an allegation says what its kind needs, and names what exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scrutiny.errors import Problem
from scrutiny.evidence.allegation import Allegation
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.naming import nearest, one_of

Loc = tuple[str | int, ...]
Where = Callable[[Loc], str]


def allegation_problems(case: CaseFile, claim: Claim, where: Where) -> Iterator[Problem]:
    """Everything in the allegations of a claim that cannot be, or that names what the case does not have."""
    for position, allegation in enumerate(claim.alleges):
        yield from _one(case, claim, allegation, lambda loc, at=position: where(("alleges", at, *loc)))  # type: ignore[misc]


def _one(case: CaseFile, claim: Claim, alleged: Allegation, where: Where) -> Iterator[Problem]:
    number = alleged.number
    if number is not None and number < 1:
        yield Problem(where(("number",)), str(number), "how many are alleged: 1 or more")
    if alleged.kind == "units_false":
        yield from _units(case, claim, alleged, where)
        return
    claims = [c.id for c in case.announcements(case.contest_of(claim))]
    if alleged.announcement is None:
        yield Problem(where(("announcement",)), "missing", one_of(claims), "add `announcement = ...`")
    elif alleged.announcement not in claims:
        found = f"{alleged.announcement!r} is no announcement with figures of this contest"
        yield Problem(where(("announcement",)), found, one_of(claims), nearest(alleged.announcement, claims))
    if alleged.kind == "shares_sum":
        if alleged.sum is None or not 0 <= alleged.sum <= 1000:
            yield Problem(where(("sum",)), str(alleged.sum or "missing"), "what the shares are said to add to: 100.01")
    elif number is None:
        yield Problem(where(("number",)), "missing", "how many votes", "add `number = ...`")
    contest = case.contest_by_id.get(case.contest_of(claim))
    if alleged.option is not None and contest is not None and alleged.option not in contest.by_id:
        known = list(contest.by_id)
        found = f"{alleged.option!r} is no option of {contest.id}"
        yield Problem(where(("option",)), found, one_of(known), nearest(alleged.option, known))


def _units(case: CaseFile, claim: Claim, alleged: Allegation, where: Where) -> Iterator[Problem]:
    records = list(dict.fromkeys(table.record or table.source for table in case.tables))
    if alleged.record is not None and alleged.record not in records:
        found = f"{alleged.record!r} is no record of counts"
        yield Problem(where(("record",)), found, one_of(records), nearest(alleged.record, records))
    if alleged.units_in is not None and alleged.units_in not in case.source_by_id:
        sources = list(case.source_by_id)
        found = f"{alleged.units_in!r} is no source"
        yield Problem(where(("units_in",)), found, one_of(sources), nearest(alleged.units_in, sources))
    if alleged.number is None and not alleged.names_units:
        expected = "how many units, or which: `units`, `units_in` or `places`"
        yield Problem(where(("number",)), "missing", expected, "add `number = ...`")
    if alleged.number is not None and alleged.names_units:
        do = "leave the number out: it is that of the units named"
        yield Problem(where(("number",)), "stands beside units that are named", "one of the two", do)
    if alleged.whole and alleged.number is None:
        yield Problem(where(("whole",)), "stands without a number", "how many units the speaker counts", "add `number`")
    for position, place in enumerate(alleged.places):
        level, equals, id_ = place.partition("=")
        if not equals or not id_.strip():
            yield Problem(where(("places", position)), f"{place!r}", "a place as level=id: state=Zulia")
        elif level.strip() not in case.levels:
            yield Problem(where(("places", position)), f"{level.strip()!r} is no level", one_of(case.levels))
