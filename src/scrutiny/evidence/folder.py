"""The case folder: `case.toml`, `claims.toml` or `claims.csv`, `plan.toml`, `sources/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from scrutiny.errors import CaseError, Problem, ScrutinyError
from scrutiny.evidence import plan as plans
from scrutiny.evidence.case import SCHEMA, CaseFile, Reply
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.identity import Identity
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.schema import build, line_of, parse_toml, path_text, read_text
from scrutiny.evidence.shape import STRICT

CASE, CLAIMS, CLAIMS_CSV, PLAN, SOURCES = "case.toml", "claims.toml", "claims.csv", "plan.toml", "sources"


@dataclass(frozen=True)
class ClaimsFile:
    """What `claims.toml` may hold."""

    __pydantic_config__: ClassVar = STRICT

    claims: tuple[Claim, ...] = ()
    """Claims, in the order of the report."""
    replies: tuple[Reply, ...] = ()
    """Answers of those concerned."""


@dataclass(frozen=True)
class CaseFolder:
    """A folder with a case in it. Nothing is read before it is asked for."""

    path: Path

    def __post_init__(self) -> None:
        if not self.path.is_dir():
            raise CaseError(Problem(str(self.path), "no such folder", "a case folder", f"scrutiny new {self.path}"))
        if not (self.path / CASE).is_file():
            raise CaseError(Problem(str(self.path), f"holds no {CASE}", "a case folder", f"scrutiny new {self.path}"))

    @cached_property
    def case(self) -> CaseFile:
        """The case with its claims, checked against itself: every id that is named exists."""
        text = read_text(self.path / CASE, CASE)
        data = parse_toml(text, CASE)
        if data.get("schema", SCHEMA) != SCHEMA:
            raise CaseError(
                Problem(
                    f"{CASE}: schema",
                    f"version {data['schema']!r}",
                    f"version {SCHEMA}",
                    "use the version of scrutiny that wrote it, or a newer one",
                )
            )
        problems: list[Problem] = []
        case: CaseFile | None = None
        claims: tuple[Claim, ...] = ()
        replies: tuple[Reply, ...] = ()
        try:
            case = build(CaseFile, data, text, CASE)
        except ScrutinyError as error:
            problems += error.problems
        try:
            claims, replies = self._claims()
        except ScrutinyError as error:
            problems += error.problems
        if case is None or problems:
            raise CaseError(problems)
        case = replace(case, claims=case.claims + claims, replies=case.replies + replies)
        problems = list(_cross_checks(case, text))
        problems += self._outside(case, text)
        if problems:
            raise CaseError(problems)
        return case

    def _claims(self) -> tuple[tuple[Claim, ...], tuple[Reply, ...]]:
        claims: tuple[Claim, ...] = ()
        replies: tuple[Reply, ...] = ()
        if (self.path / CLAIMS).is_file():
            text = read_text(self.path / CLAIMS, CLAIMS)
            made = build(ClaimsFile, parse_toml(text, CLAIMS), text, CLAIMS)
            claims, replies = made.claims, made.replies
        if (self.path / CLAIMS_CSV).is_file():
            from scrutiny.evidence.claims_csv import read_claims_csv

            claims += read_claims_csv(read_text(self.path / CLAIMS_CSV, CLAIMS_CSV), CLAIMS_CSV)
        return claims, replies

    @cached_property
    def plan(self) -> Plan:
        """`plan.toml`, or the documented default plan."""
        if not (self.path / PLAN).is_file():
            return plans.DEFAULT
        text = read_text(self.path / PLAN, PLAN)
        return build(Plan, parse_toml(text, PLAN), text, PLAN)

    def inside(self, file: str) -> Path | None:
        """The path of a file of the case; None when it leads out of the folder."""
        root = self.path.resolve()
        made = (root / file).resolve()
        return made if made.is_relative_to(root) else None

    def _outside(self, case: CaseFile, text: str) -> Iterator[Problem]:
        for number, source in enumerate(case.sources):
            if source.file is not None and self.inside(source.file) is None:
                yield _at(
                    text,
                    ("sources", number, "file"),
                    f"{source.file!r} leads out of the case folder",
                    "a file under sources/",
                    "scrutiny add copies a file into the case",
                )


def _at(text: str, loc: tuple[str | int, ...], found: str, expected: str = "", do: str = "") -> Problem:
    line = line_of(text, loc)
    where = f"{CASE}, line {line}: {path_text(loc)}" if line else f"{CASE}: {path_text(loc)}"
    return Problem(where, found, expected, do)


def _cross_checks(case: CaseFile, text: str) -> Iterator[Problem]:
    """Ids that are named and do not exist, ids that exist twice."""
    elections = [e.id for e in case.elections]
    contests = [c.id for c in case.contests]
    sources = [s.id for s in case.sources]
    claims = [c.id for c in case.claims]
    if not contests:
        yield Problem(f"{CASE}: contests", "none", "at least one [[contests]]")
    if not elections:
        yield Problem(f"{CASE}: elections", "none", "at least one [[elections]]")
    for name, ids in (("elections", elections), ("contests", contests), ("sources", sources), ("claims", claims)):
        for position, id_ in enumerate(ids):
            if id_ in ids[:position]:
                yield _at(text, (name, position, "id"), f"{id_!r} stands twice", "an id of its own")
            if not id_ or "/" in id_:
                yield _at(text, (name, position, "id"), f"{id_!r}", "an id without /, since it becomes part of links")
    for i, contest in enumerate(case.contests):
        if contest.election not in elections:
            yield _at(text, ("contests", i, "election"), f"{contest.election!r} is no election", _list(elections))
        options = [o.id for o in contest.options]
        for j, option in enumerate(contest.options):
            if option.parent is not None and option.parent not in options:
                yield _at(
                    text, ("contests", i, "options", j, "parent"), f"{option.parent!r} is no option", _list(options)
                )
            if option.id in options[:j]:
                yield _at(text, ("contests", i, "options", j, "id"), f"{option.id!r} stands twice", "an id of its own")
            if _loops(contest.by_id, option.id):
                yield _at(text, ("contests", i, "options", j, "parent"), f"{option.id!r} is a part of itself", "a tree")
        for j, identity in enumerate(contest.identities):
            try:
                Identity.parse(identity)
            except ValueError as error:
                yield _at(
                    text, ("contests", i, "identities", j), str(error), "`valid = sum(options)`, `cast <= registered`"
                )
    for i, table in enumerate(case.tables):
        if table.source not in sources:
            yield _at(text, ("tables", i, "source"), f"{table.source!r} is no source", _list(sources))
        if table.contest is not None and table.contest not in contests:
            yield _at(text, ("tables", i, "contest"), f"{table.contest!r} is no contest", _list(contests))
        if table.contest is None and len(contests) > 1:
            yield _at(
                text,
                ("tables", i),
                "names no contest, and the case has several",
                _list(contests),
                "add `contest = ...`",
            )
        if table.level not in case.levels:
            yield _at(text, ("tables", i, "level"), f"{table.level!r} is no level", _list(case.levels))
        for level in table.places:
            if level not in case.levels:
                yield _at(text, ("tables", i, "places", level), f"{level!r} is no level", _list(case.levels))
        if table.long is not None and table.long.lookup is not None and table.long.lookup.source not in sources:
            yield _at(
                text,
                ("tables", i, "long", "lookup", "source"),
                f"{table.long.lookup.source!r} is no source",
                _list(sources),
            )
    for i, source in enumerate(case.sources):
        if (source.file is None) == (source.dataset is None):
            yield _at(text, ("sources", i), "names neither or both of `file` and `dataset`", "one of them")
    for claim in case.claims:
        if claim.contest is not None and claim.contest not in contests:
            yield Problem(f"claims: {claim.id}: contest", f"{claim.contest!r} is no contest", _list(contests))
        contest_id = claim.contest or (contests[0] if contests else "")
        known = case.contest_by_id.get(contest_id)
        every = [claim.figures, *(report.figures for report in claim.reports)]
        for figures in every:
            if figures is None or known is None:
                continue
            for named in {**figures.votes, **figures.shares}:
                if named not in known.by_id:
                    yield Problem(
                        f"claims: {claim.id}: figures", f"{named!r} is no option of {contest_id}", _list(known.by_id)
                    )


def _loops(options: Mapping[str, Any], start: str) -> bool:
    seen: set[str] = set()
    here: str | None = start
    while here is not None and here in options:
        if here in seen:
            return True
        seen.add(here)
        here = options[here].parent
    return False


def _list(known: Any) -> str:
    names = list(known)
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"one of: {shown}" if names else "none is declared"
