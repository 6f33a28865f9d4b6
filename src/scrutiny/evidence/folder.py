"""The case folder: `case.toml`, `claims.toml` or `claims.csv`, `replies.toml`, `plan.toml`, `sources/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import ClassVar

from scrutiny.errors import CaseError, Problem, ScrutinyError
from scrutiny.evidence import plan as plans
from scrutiny.evidence.answers import Correction, Reply, answer_problems
from scrutiny.evidence.case import SCHEMA, CaseFile
from scrutiny.evidence.claim import Claim
from scrutiny.evidence.cross_checks import Where, cross_checks
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.schema import build, line_of, parse_toml, path_text, read_text
from scrutiny.evidence.shape import STRICT

CASE, CLAIMS, CLAIMS_CSV, PLAN, SOURCES = "case.toml", "claims.toml", "claims.csv", "plan.toml", "sources"
REPLIES, READINGS = "replies.toml", "readings"


@dataclass(frozen=True)
class ClaimsFile:
    """What `claims.toml` may hold."""

    __pydantic_config__: ClassVar = STRICT

    claims: tuple[Claim, ...] = ()
    """Claims, in the order of the report."""
    replies: tuple[Reply, ...] = ()
    """Answers of those concerned."""


@dataclass(frozen=True)
class RepliesFile:
    """What `replies.toml` may hold: what was said about a report after it was published."""

    __pydantic_config__: ClassVar = STRICT

    replies: tuple[Reply, ...] = ()
    """Answers of those concerned."""
    corrections: tuple[Correction, ...] = ()
    """What was corrected since a report was published."""


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
        return self.with_texts({})

    def with_texts(self, typed: Mapping[str, str]) -> CaseFile:
        """The case as it would be if `claims.toml` or `replies.toml` held the text that is given for it."""
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
        read: list[CaseFile | _Beside] = []
        readers = (
            lambda: build(CaseFile, data, text, CASE),
            lambda: self._claims_toml(typed.get(CLAIMS)),
            self._claims_csv,
            lambda: self._replies_toml(typed.get(REPLIES)),
        )
        for reader in readers:
            try:
                read.append(reader())
            except ScrutinyError as error:
                problems += error.problems
        if problems:
            raise CaseError(problems)
        case, *others = read
        assert isinstance(case, CaseFile)
        found = [other for other in others if isinstance(other, _Beside)]
        places = _Places()
        places.add(case, CASE, text)
        for one in found:
            places.add(one, one.file, one.text)
        case = replace(
            case,
            claims=case.claims + tuple(claim for one in found for claim in one.claims),
            replies=case.replies + tuple(reply for one in found for reply in one.replies),
            corrections=case.corrections + tuple(made for one in found for made in one.corrections),
        )
        problems = [
            *cross_checks(case, _place(CASE, text, ()), places.claims),
            *answer_problems(case.replies, places.replies, case.corrections, places.corrections),
            *self._outside(case, text),
        ]
        if problems:
            raise CaseError(problems)
        return case

    def _claims_toml(self, typed: str | None) -> _Beside:
        text = self._text(CLAIMS) if typed is None else typed
        if text is None:
            return _Beside()
        made = build(ClaimsFile, parse_toml(text, CLAIMS), text, CLAIMS)
        return _Beside(CLAIMS, text, made.claims, made.replies)

    def _replies_toml(self, typed: str | None) -> _Beside:
        text = self._text(REPLIES) if typed is None else typed
        if text is None:
            return _Beside()
        made = build(RepliesFile, parse_toml(text, REPLIES), text, REPLIES)
        return _Beside(REPLIES, text, (), made.replies, made.corrections)

    def _claims_csv(self) -> _Beside:
        text = self._text(CLAIMS_CSV)
        if text is None:
            return _Beside()
        from scrutiny.evidence.claims_csv import located_claims, place_in_row

        located = located_claims(text, CLAIMS_CSV)
        wheres = tuple(place_in_row(CLAIMS_CSV, line) for line, _ in located)
        return _Beside(CLAIMS_CSV, text, tuple(claim for _, claim in located), wheres=wheres)

    def _text(self, file: str) -> str | None:
        return read_text(self.path / file, file) if _is_there(self.path / file) else None

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
            if source.file is None:
                continue
            parts = PurePosixPath(source.file)
            if parts.is_absolute() or ".." in parts.parts:
                yield Problem(
                    _place(CASE, text, ("sources", number))(("file",)),
                    f"{source.file!r} is no plain path below the case folder",
                    "a file under sources/, without .. and without a folder of this machine",
                    "scrutiny add copies a file into the case",
                )
            elif self.inside(source.file) is None:
                yield Problem(
                    _place(CASE, text, ("sources", number))(("file",)),
                    f"{source.file!r} leads out of the case folder",
                    "a file under sources/",
                    "scrutiny add copies a file into the case",
                )


@dataclass(frozen=True)
class _Beside:
    """What one file beside `case.toml` adds to the case; `wheres` where its claims are not TOML."""

    file: str = ""
    text: str = ""
    claims: tuple[Claim, ...] = ()
    replies: tuple[Reply, ...] = ()
    corrections: tuple[Correction, ...] = ()
    wheres: tuple[Where, ...] = ()


class _Places:
    """Where each claim, reply and correction of a case stands, in the order in which the case holds them."""

    def __init__(self) -> None:
        self.claims: list[Where] = []
        self.replies: list[Where] = []
        self.corrections: list[Where] = []

    def add(self, one: CaseFile | _Beside, file: str, text: str) -> None:
        typed = one.wheres if isinstance(one, _Beside) else ()
        self.claims += typed or [_place(file, text, ("claims", number)) for number in range(len(one.claims))]
        self.replies += [_place(file, text, ("replies", number)) for number in range(len(one.replies))]
        self.corrections += [_place(file, text, ("corrections", number)) for number in range(len(one.corrections))]


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
