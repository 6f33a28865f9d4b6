"""The case folder: `case.toml`, `claims.toml` or `claims.csv`, `plan.toml`, `sources/`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from scrutiny.errors import CaseError, Problem, ScrutinyError
from scrutiny.evidence import plan as plans
from scrutiny.evidence.case import SCHEMA, CaseFile, Reply
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.cross_checks import Where, cross_checks
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
        if self.path.is_file():
            beside = self.path.parent
            to_do = f"give the case folder: {beside}" if (beside / CASE).is_file() else "give the case folder"
            raise CaseError(Problem(str(self.path), "is a file", "the case folder", to_do))
        if not self.path.is_dir():
            raise CaseError(Problem(str(self.path), "no such folder", "a case folder", f"scrutiny new {self.path}"))
        if not (self.path / CASE).is_file():
            raise CaseError(Problem(str(self.path), f"holds no {CASE}", "a case folder", f"scrutiny new {self.path}"))

    @cached_property
    def case(self) -> CaseFile:
        """The case with its claims, checked against itself: every id that is named exists."""
        return self.with_claims()

    def with_claims(self, typed: str | None = None) -> CaseFile:
        """The case as it would be if `claims.toml` held the text `typed`; as it is, when none is given."""
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
        read: list[CaseFile | _Claims] = []
        readers = (lambda: build(CaseFile, data, text, CASE), lambda: self._claims_toml(typed), self._claims_csv)
        for reader in readers:
            try:
                read.append(reader())
            except ScrutinyError as error:
                problems += error.problems
        if problems:
            raise CaseError(problems)
        case, *others = read
        assert isinstance(case, CaseFile)
        found = [other for other in others if isinstance(other, _Claims)]
        of_claims = [_place(CASE, text, ("claims", number)) for number in range(len(case.claims))]
        case = replace(
            case,
            claims=case.claims + tuple(claim for one in found for claim in one.claims),
            replies=case.replies + tuple(reply for one in found for reply in one.replies),
        )
        of_claims += [where for one in found for where in one.wheres]
        problems = [*cross_checks(case, _place(CASE, text, ()), of_claims), *self._outside(case, text)]
        if problems:
            raise CaseError(problems)
        return case

    def _claims_toml(self, typed: str | None) -> _Claims:
        path = self.path / CLAIMS
        if typed is None and not _is_there(path):
            return _Claims()
        text = read_text(path, CLAIMS) if typed is None else typed
        made = build(ClaimsFile, parse_toml(text, CLAIMS), text, CLAIMS)
        wheres = tuple(_place(CLAIMS, text, ("claims", number)) for number in range(len(made.claims)))
        return _Claims(made.claims, made.replies, wheres)

    def _claims_csv(self) -> _Claims:
        path = self.path / CLAIMS_CSV
        if not _is_there(path):
            return _Claims()
        from scrutiny.evidence.claims_csv import located_claims, place_in_row

        located = located_claims(read_text(path, CLAIMS_CSV), CLAIMS_CSV)
        wheres = tuple(place_in_row(CLAIMS_CSV, line) for line, _ in located)
        return _Claims(tuple(claim for _, claim in located), (), wheres)

    @cached_property
    def plan(self) -> Plan:
        """`plan.toml`, or the documented default plan."""
        if not _is_there(self.path / PLAN):
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
                yield Problem(
                    _place(CASE, text, ("sources", number))(("file",)),
                    f"{source.file!r} leads out of the case folder",
                    "a file under sources/",
                    "scrutiny add copies a file into the case",
                )


@dataclass(frozen=True)
class _Claims:
    """Claims of one file, each with the place of what stands in it."""

    claims: tuple[Claim, ...] = ()
    replies: tuple[Reply, ...] = ()
    wheres: tuple[Where, ...] = ()


def _is_there(path: Path) -> bool:
    """Whether anything has this name; a folder or a broken link in the place of a file is then told as such."""
    return path.exists() or path.is_symlink()


def _place(file: str, text: str, above: tuple[str | int, ...]) -> Where:
    """The place of a path below `above` in a TOML file."""

    def where(below: tuple[str | int, ...]) -> str:
        loc = (*above, *below)
        line = line_of(text, loc)
        return f"{file}, line {line}: {path_text(loc)}" if line else f"{file}: {path_text(loc)}"

    return where
