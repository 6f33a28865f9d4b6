"""Whether the design of a sample names what the case has, and numbers that can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scrutiny.errors import Problem
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.naming import nearest, one_of
from scrutiny.evidence.sample_design import SampleDesign, UnitList

Loc = tuple[str | int, ...]
Where = Callable[[Loc], str]


def design_problems(case: CaseFile, where: Where) -> Iterator[Problem]:
    """Everything in the samples of a case that cannot be as it is typed."""
    ids = [design.id for design in case.samples]
    for i, design in enumerate(case.samples):
        yield from _one(case, design, ids[:i], lambda loc, i=i: where(("samples", i, *loc)))  # type: ignore[misc]


def _one(case: CaseFile, design: SampleDesign, before: list[str], where: Where) -> Iterator[Problem]:
    if not design.id or "/" in design.id:
        yield Problem(where(("id",)), f"{design.id!r}", "an id without /, since it becomes part of links")
    if design.id in before:
        yield Problem(where(("id",)), f"{design.id!r} stands twice", "an id of its own")
    records = list(dict.fromkeys(table.record or table.source for table in case.tables))
    if design.record not in records:
        found = f"{design.record!r} is no record of counts"
        yield Problem(where(("record",)), found, one_of(records), nearest(design.record, records))
    if design.contest is not None and design.contest not in case.contest_by_id:
        yield Problem(where(("contest",)), f"{design.contest!r} is no contest", one_of(case.contest_by_id))
    held = [t for t in case.tables if (t.record or t.source) == design.record]
    known = {name for table in held for name in (*table.attributes, *table.places)}
    for j, name in enumerate(design.strata):
        if held and name not in known:
            at, found = where(("strata", j)), f"{name!r} is no attribute or level of {design.record}"
            yield Problem(at, found, one_of(sorted(known)), "add it to `attributes` of the table")
    if design.arrival and held and not any(design.arrival in table.attributes for table in held):
        found = f"{design.arrival!r} is no attribute of {design.record}"
        yield Problem(where(("arrival",)), found, one_of(sorted(known)), "add it to `attributes` of the table")
    if design.until and not design.arrival:
        yield Problem(where(("until",)), "stands without `arrival`", "the attribute with the time of arrival")
    yield from _numbers(design, where)
    for name, listed in (("frame", design.frame), ("drawn", design.drawn)):
        if listed is not None:
            yield from _list(case, design, listed, name, where)


def _numbers(design: SampleDesign, where: Where) -> Iterator[Problem]:
    if not design.stations and design.frame is None:
        expected = "how many stations there are: `stations = { stratum = number }`, or a `frame`"
        yield Problem(where(()), "names neither `stations` nor a `frame`", expected)
    if design.stations and design.frame is not None:
        yield Problem(where(("stations",)), "stands beside a `frame`", "one of them")
    for stratum, number in design.stations.items():
        if number < 1:
            yield Problem(where(("stations", stratum)), str(number), "how many stations there are: 1 or more")
    if design.drawn_number is not None and design.drawn_number < 1:
        yield Problem(where(("drawn_number",)), str(design.drawn_number), "how many were drawn: 1 or more")
    if design.drawn_number is not None and design.drawn is not None:
        yield Problem(where(("drawn_number",)), "stands beside a list of those drawn", "one of them")
    if design.replaced is not None and design.replaced < 0:
        yield Problem(where(("replaced",)), str(design.replaced), "how many stations were replaced: 0 or more")
    if design.stations and not design.strata and design.drawn is None and len(design.stations) > 1:
        found = "names several strata, and nothing says of which one a station is"
        yield Problem(where(("stations",)), found, "`strata`: the attributes of the record that name the stratum")
    digest = design.frame_sha256.lower()
    if digest and (len(digest) != 64 or set(digest) - set("0123456789abcdef")):
        yield Problem(where(("frame_sha256",)), f"{design.frame_sha256!r}", "64 digits from 0 to f")


def _list(case: CaseFile, design: SampleDesign, listed: UnitList, name: str, where: Where) -> Iterator[Problem]:
    if listed.source not in case.source_by_id:
        sources = list(case.source_by_id)
        found = f"{listed.source!r} is no source"
        yield Problem(where((name, "source")), found, one_of(sources), nearest(listed.source, sources))
    if name == "drawn" and not listed.unit:
        yield Problem(
            where((name, "unit")), "missing", "the columns that name a station, as in the table of the record"
        )
    if name == "drawn" and listed.earlier:
        yield Problem(where((name, "earlier")), "stands with the list of those drawn", "`earlier` belongs to the frame")
    if name == "drawn" and listed.places:
        yield Problem(where((name, "places")), "stands with the list of those drawn", "`places` belongs to the frame")
    if listed.places and not listed.unit:
        yield Problem(where((name, "places")), "stands without `unit`", "the columns that name a station")
    if listed.earlier and not listed.unit:
        yield Problem(where((name, "earlier")), "stands without `unit`", "the columns that name a station")
    contest = case.contest_by_id.get(design.contest or next(iter(case.contest_by_id), ""))
    for option in listed.earlier:
        if contest is not None and contest.by_id and option not in contest.by_id:
            at, found = where((name, "earlier", option)), f"{option!r} is no option of {contest.id}"
            yield Problem(at, found, one_of(contest.by_id), nearest(option, contest.by_id))
