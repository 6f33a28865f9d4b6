"""The case against itself: every id that is named exists, none stands twice, and numbers can be what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from scrutiny.errors import Problem
from scrutiny.evidence.allegation_checks import allegation_problems
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import ABOUT_WORDS, Claim
from scrutiny.evidence.contest import Contest
from scrutiny.evidence.conventions import DECIMALS, THOUSANDS, clean_sign
from scrutiny.evidence.design_checks import design_problems
from scrutiny.evidence.identity import OPTIONS, Identity
from scrutiny.evidence.mapping import Numerals, TableMapping
from scrutiny.evidence.naming import nearest, one_of
from scrutiny.evidence.publication import ITEMS
from scrutiny.evidence.rule_checks import rule_problems
from scrutiny.evidence.sample_checks import sample_problems

Loc = tuple[str | int, ...]
Where = Callable[[Loc], str]
"""Where a path stands: file and line, as they are told."""

_ITEMS = ("valid", "cast", "registered", "invalid", "blank")
"""What an identity may speak of without a table that declares it: announcements give these too."""


def cross_checks(case: CaseFile, where: Where, of_claims: Sequence[Where]) -> Iterator[Problem]:
    """Everything in a case that contradicts the case.

    Parameters
    ----------
    case
        The case with all its claims.
    where
        The place of a path of `case.toml`.
    of_claims
        For each claim of the case, the place of a path below it.
    """
    yield from _lists(case, where, of_claims)
    for i, contest in enumerate(case.contests):
        yield from _contest(case, contest, lambda loc, i=i: where(("contests", i, *loc)))  # type: ignore[misc]
    for i, table in enumerate(case.tables):
        yield from _table(case, table, lambda loc, i=i: where(("tables", i, *loc)))  # type: ignore[misc]
    for i, source in enumerate(case.sources):
        if (source.file is None) == (source.dataset is None):
            yield Problem(where(("sources", i)), "names neither or both of `file` and `dataset`", "one of them")
        if source.bytes is not None and source.bytes < 0:
            yield Problem(where(("sources", i, "bytes")), str(source.bytes), "a size: 0 or more")
    yield from _numbers(case, where)
    yield from design_problems(case, where)
    for i, publication in enumerate(case.publications):
        if publication.level is not None and publication.level not in case.levels:
            at = where(("publications", i, "level"))
            yield Problem(at, f"{publication.level!r} is no level", one_of(case.levels))
        if not publication.item.strip() or not publication.by.strip():
            yield Problem(where(("publications", i)), "names no item or no publisher", "both")
        elif publication.item not in ITEMS and not publication.title.strip():
            at = where(("publications", i, "item"))
            advice = nearest(publication.item, ITEMS) or "for anything else add `title = ...`"
            yield Problem(at, f"{publication.item!r} is not on the checklist", one_of(ITEMS), advice)
    for claim, place in zip(case.claims, of_claims, strict=True):
        yield from _claim(case, claim, place)


def _lists(case: CaseFile, where: Where, of_claims: Sequence[Where]) -> Iterator[Problem]:
    """Lists that may not be empty, ids that stand twice or cannot be part of a link."""
    if not case.contests:
        yield Problem(where(("contests",)), "none", "at least one [[contests]]")
    if not case.elections:
        yield Problem(where(("elections",)), "none", "at least one [[elections]]")
    named: dict[str, Sequence[Any]] = {
        "elections": case.elections,
        "contests": case.contests,
        "sources": case.sources,
        "registers": case.registers,
    }
    listed = [([item.id for item in items], _below(where, name)) for name, items in named.items()]
    listed.append(([claim.id for claim in case.claims], lambda position: of_claims[position](("id",))))
    for ids, at in listed:
        for position, id_ in enumerate(ids):
            if id_ in ids[:position]:
                yield Problem(at(position), f"{id_!r} stands twice", "an id of its own")
            if not id_ or "/" in id_:
                yield Problem(at(position), f"{id_!r}", "an id without /, since it becomes part of links")


def _below(where: Where, name: str) -> Callable[[int], str]:
    return lambda position: where((name, position, "id"))


def _contest(case: CaseFile, contest: Contest, where: Where) -> Iterator[Problem]:
    elections = [election.id for election in case.elections]
    if contest.election not in elections:
        yield Problem(where(("election",)), f"{contest.election!r} is no election", one_of(elections))
    options = [option.id for option in contest.options]
    for j, option in enumerate(contest.options):
        if option.parent is not None and option.parent not in options:
            yield Problem(where(("options", j, "parent")), f"{option.parent!r} is no option", one_of(options))
        if option.id in options[:j]:
            yield Problem(where(("options", j, "id")), f"{option.id!r} stands twice", "an id of its own")
        if _loops(contest.by_id, option.id):
            yield Problem(where(("options", j, "parent")), f"{option.id!r} is a part of itself", "a tree")
    yield from rule_problems(case, contest, lambda loc: where(("rule", *loc)))
    tables = [table for table in case.tables if table.contest in (None, contest.id)]
    open_ = not options and any(table.options_between is not None or table.long is not None for table in tables)
    known = {*_ITEMS, *options, OPTIONS, *chain.from_iterable(_measures(table) for table in tables)}
    if not options:
        known.update(chain.from_iterable(table.options for table in tables))
    for j, identity in enumerate(contest.identities):
        place = where(("identities", j))
        try:
            items = Identity.parse(identity).items
        except ValueError as error:
            yield Problem(place, str(error), "`valid = sum(options)`, `cast <= registered`")
            continue
        for item in dict.fromkeys(items):
            if item not in known and not open_:
                yield Problem(
                    place,
                    f"{item!r} is neither an option nor a measure of a table",
                    one_of(known - {OPTIONS}),
                    nearest(item, known),
                )


def _measures(table: TableMapping) -> Iterator[str]:
    yield from table.measures
    if table.long is not None:
        yield from table.long.measures.values()
        if table.long.measure is not None:
            yield table.long.measure


def _table(case: CaseFile, table: TableMapping, where: Where) -> Iterator[Problem]:
    sources, contests = list(case.source_by_id), list(case.contest_by_id)
    if table.source not in sources:
        yield Problem(where(("source",)), f"{table.source!r} is no source", one_of(sources))
    if table.contest is not None and table.contest not in contests:
        yield Problem(where(("contest",)), f"{table.contest!r} is no contest", one_of(contests))
    if table.contest is None and len(contests) > 1:
        yield Problem(where(()), "names no contest, and the case has several", one_of(contests), "add `contest = ...`")
    if table.level not in case.levels:
        yield Problem(where(("level",)), f"{table.level!r} is no level", one_of(case.levels))
    for level in table.places:
        if level not in case.levels:
            yield Problem(where(("places", level)), f"{level!r} is no level", one_of(case.levels))
    yield from _allotted(case, table, where)
    for j, numerals in enumerate(table.numbers):
        yield from _signs(numerals, partial(_under, where, ("numbers", j)))
    if table.long is not None and table.long.lookup is not None and table.long.lookup.source not in sources:
        yield Problem(
            where(("long", "lookup", "source")), f"{table.long.lookup.source!r} is no source", one_of(sources)
        )
    contest = case.contest_by_id.get(table.contest or (contests[0] if contests else ""))
    if contest is not None and contest.options:
        for option in table.options:
            if option not in contest.spelled:
                yield Problem(
                    where(("options", option)),
                    f"{option!r} is no option of {contest.id}",
                    one_of(contest.by_id),
                    nearest(option, contest.by_id),
                )


def _under(where: Where, above: Loc, loc: Loc) -> str:
    return where((*above, *loc))


def _signs(numerals: Numerals, where: Where) -> Iterator[Problem]:
    """A sign that nobody writes numbers with would turn "12ab345" into a count."""
    thousands, decimal = clean_sign(numerals.thousands), clean_sign(numerals.decimal)
    for name, sign, known in (("thousands", thousands, THOUSANDS), ("decimal", decimal, DECIMALS)):
        if sign not in known:
            yield Problem(where((name,)), f"{getattr(numerals, name)!r}", one_of(repr(one) for one in known if one))
    if thousands and thousands == decimal:
        yield Problem(where(("decimal",)), f"{numerals.decimal!r}, as between thousands", "another sign")


def _allotted(case: CaseFile, table: TableMapping, where: Where) -> Iterator[Problem]:
    """The places whose voters are handed out must be known, and one record can follow one rule only."""
    if table.allotted is None:
        return
    if table.allotted.level not in table.places or table.allotted.level == table.level:
        yield Problem(
            where(("allotted", "level")),
            f"{table.allotted.level!r} is no level of this table's places",
            one_of(level for level in table.places if level != table.level),
            "add the column that names the place to `places`",
        )
    if not table.allotted.said_by.strip():
        yield Problem(where(("allotted", "said_by")), "empty", "who says so, and of which election")
    same = [t for t in case.tables if (t.record or t.source) == (table.record or table.source)]
    if any(t.allotted not in (None, table.allotted) for t in same):
        yield Problem(where(("allotted",)), "differs from that of another table of the record", "one rule a record")


def _numbers(case: CaseFile, where: Where) -> Iterator[Problem]:
    """What the author declares must be possible. What an announcer printed is evidence, and has no bounds."""
    for i, frame in enumerate(case.frames):
        if frame.number <= 0:
            yield Problem(where(("frames", i, "number")), str(frame.number), "how many there should be: more than 0")
        if frame.level not in case.levels:
            yield Problem(where(("frames", i, "level")), f"{frame.level!r} is no level", one_of(case.levels))
        if frame.place is not None:
            yield from _place(case, frame.place, where(("frames", i, "place")))
        if frame.contest is not None and frame.contest not in case.contest_by_id:
            yield Problem(
                where(("frames", i, "contest")), f"{frame.contest!r} is no contest", one_of(case.contest_by_id)
            )
    for i, register in enumerate(case.registers):
        if register.number <= 0:
            yield Problem(where(("registers", i, "number")), str(register.number), "how many voters: more than 0")
        if register.contest is not None and register.contest not in case.contest_by_id:
            yield Problem(
                where(("registers", i, "contest")), f"{register.contest!r} is no contest", one_of(case.contest_by_id)
            )
    decimals, largest = case.facts.share_decimals, case.facts.largest_register
    if decimals is not None and not 0 <= decimals <= 10:
        yield Problem(where(("facts", "share_decimals")), str(decimals), "a number of decimals from 0 to 10")
    if largest is not None and largest <= 0:
        yield Problem(where(("facts", "largest_register")), str(largest), "how many voters: more than 0")


def _claim(case: CaseFile, claim: Claim, where: Where) -> Iterator[Problem]:
    if claim.contest is not None and claim.contest not in case.contest_by_id:
        yield Problem(where(("contest",)), f"{claim.contest!r} is no contest", one_of(case.contest_by_id))
    if claim.place is not None:
        yield from _place(case, claim.place, where(("place",)))
    claims = [other.id for other in case.claims if other is not claim]
    if claim.corrects is not None and claim.corrects not in claims:
        yield Problem(
            where(("corrects",)), f"{claim.corrects!r} is no claim", one_of(claims), nearest(claim.corrects, claims)
        )
    options = [option.id for contest in case.contests for option in contest.options]
    speaks_of = [*options, *claims, *case.source_by_id, *ABOUT_WORDS]
    if claim.about is not None and claim.about not in speaks_of:
        yield Problem(
            where(("about",)),
            f"{claim.about!r} is no option, claim or source",
            one_of(speaks_of),
            nearest(claim.about, speaks_of) or "a free text belongs into `summary`",
        )
    figured = [*claims, *case.source_by_id]
    for i, id_ in enumerate(claim.resting_on):
        if id_ not in figured:
            at = where(("resting_on", i))
            yield Problem(at, f"{id_!r} is no claim or source", one_of(figured), nearest(id_, figured))
    yield from allegation_problems(case, claim, where)
    yield from sample_problems(case, claim, where)
    known = case.contest_by_id.get(claim.contest or next(iter(case.contest_by_id), ""))
    every: list[tuple[Loc, Any]] = [(("figures",), claim.figures)]
    every += [(("reports", i, "figures"), report.figures) for i, report in enumerate(claim.reports)]
    for loc, figures in every:
        if figures is None:
            continue
        if figures.coverage_of not in case.levels:
            yield Problem(where((*loc, "coverage_of")), f"{figures.coverage_of!r} is no level", one_of(case.levels))
        if figures.coverage is not None and not 0 <= figures.coverage <= 100:
            yield Problem(where((*loc, "coverage")), str(figures.coverage), "a percentage from 0 to 100")
        if known is None:
            continue
        for kind, named in (("votes", figures.votes), ("shares", figures.shares)):
            for option in named:
                if option not in known.by_id:
                    yield Problem(
                        where((*loc, kind, option)),
                        f"{option!r} is no option of {known.id}",
                        one_of(known.by_id),
                        nearest(option, known.by_id),
                    )


def _place(case: CaseFile, place: str, where: str) -> Iterator[Problem]:
    level, equals, id_ = place.partition("=")
    if not equals or not id_.strip():
        yield Problem(where, f"{place!r}", "a place as level=id: state=Zulia")
    elif level.strip() not in case.levels:
        yield Problem(where, f"{level.strip()!r} is no level", one_of(case.levels), "write the place as level=id")


def _loops(options: Mapping[str, Any], start: str) -> bool:
    seen: set[str] = set()
    here: str | None = start
    while here is not None and here in options:
        if here in seen:
            return True
        seen.add(here)
        here = options[here].parent
    return False
