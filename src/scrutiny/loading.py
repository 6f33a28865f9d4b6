"""From a case folder to evidence: find each source, check its hash, read it, join the tables of one record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from scrutiny.datasets import AbsentDataset, find_dataset
from scrutiny.errors import CaseError, Problem
from scrutiny.evidence.allegation import Allegation
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.counts import PLACE, UNIT, Counts, Distribution
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.mapping import TableMapping
from scrutiny.evidence.note import Note
from scrutiny.evidence.raw import RawTable
from scrutiny.evidence.record import Evidence, Original, sha256_of
from scrutiny.evidence.saved_article import saved_articles
from scrutiny.evidence.schema import canonical
from scrutiny.evidence.source import Source
from scrutiny.evidence.station_sample import StationSample, mapping_of, station_sample
from scrutiny.evidence.tabulate import Part, distribution, joined, tabulate
from scrutiny.findings.polled import notes_on_polls
from scrutiny.messages import _, say
from scrutiny.readers.files import read_raw

Progress = Callable[[str], None]


def silent(step: str) -> None:
    """Progress that nobody watches."""


@dataclass
class _Loader:
    folder: CaseFolder
    case: CaseFile
    progress: Progress
    paths: dict[str, Path | str] = field(default_factory=dict)
    originals: dict[str, Original] = field(default_factory=dict)
    raws: dict[tuple[str, object], RawTable] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def locate(self, source: Source) -> Path | str:
        """Where the source's file lies, or a sentence that says why it is absent and what brings it."""
        if source.id not in self.paths:
            self.paths[source.id] = self._locate(source)
        return self.paths[source.id]

    def _locate(self, source: Source) -> Path | str:
        if source.dataset is not None:
            found = find_dataset(source.dataset)
            if isinstance(found, AbsentDataset):
                brings = f"; scrutiny data {source.dataset} brings it" if found.dataset.url else ""
                return f"{source.dataset}: {found.why}{brings}"
            self.originals[source.id] = Original(source.id, found.sha256, found.bytes, "declared data set")
            return found.path
        assert source.file is not None
        path = self.folder.inside(source.file)
        if path is None or not path.is_file():
            raise CaseError(
                Problem(
                    f"source {source.id}",
                    f"{source.file} is not in the case folder",
                    "the original, unchanged",
                    "put it back, or scrutiny withdraw it",
                )
            )
        digest = sha256_of(path)
        if source.sha256 is not None and digest != source.sha256:
            raise CaseError(
                Problem(
                    f"source {source.id}: {source.file}",
                    f"changed since it was added: sha256 {digest}",
                    f"sha256 {source.sha256}",
                    f"put the original back, or record the change: scrutiny replace {self.folder.path} ...",
                )
            )
        self.originals[source.id] = Original(source.id, digest, path.stat().st_size, "case folder")
        return path

    def raw(self, source: Source, mapping: TableMapping | None) -> RawTable:
        """The source's cells; a file that several tables read is read once."""
        layout = (
            None
            if mapping is None
            else (
                mapping.sheet,
                mapping.header,
                mapping.header_lines,
                mapping.encoding,
                mapping.separator,
                mapping.quote,
            )
        )
        key = (source.id, layout)
        if key not in self.raws:
            path = self.locate(source)
            if isinstance(path, str):
                raise CaseError(Problem(f"source {source.id}", path))
            self.progress(f"reading {source.title}")
            self.raws[key] = read_raw(path, source, mapping)
            self.notes += self.raws[key].notes
        return self.raws[key]


def load(folder: CaseFolder, progress: Progress = silent) -> Evidence:
    """Read every source of a case that is here. Absent data sets are told, not invented."""
    case = folder.case
    loader = _Loader(folder, case, progress)
    live = {source.id: source for source in case.sources if source.withdrawn is None}
    absent: dict[str, str] = {}
    groups: dict[tuple[str, str], list[TableMapping]] = {}
    for table in case.tables:
        if table.source not in live:
            continue
        contest_id = table.contest or case.contests[0].id
        groups.setdefault((table.record or table.source, contest_id), []).append(table)
    for (record, _contest), tables in groups.items():
        for table in tables:
            place = loader.locate(live[table.source])
            if isinstance(place, str):
                absent[record] = place
    for source in live.values():  # sources without a table are evidence too: they are hashed
        loader.locate(source)
    counts: list[Counts] = []
    distributions: list[Distribution] = []
    for (record, contest_id), tables in groups.items():
        stands_in_for = next((t.instead_of for t in tables if t.instead_of is not None), None)
        if record in absent or (stands_in_for is not None and stands_in_for not in absent):
            continue
        contest = case.contest_by_id[contest_id]
        parts: list[Part] = []
        for table in tables:
            source = live[table.source]
            raw = loader.raw(source, table)
            if table.distribution is not None:
                distributions.append(distribution(raw, table, contest, source, record))
                continue
            lookup = table.long.lookup if table.long is not None else None
            codes = loader.raw(live[lookup.source], None) if lookup is not None else None
            progress(f"mapping {source.title}")
            parts.append(tabulate(raw, table, contest, source, record, codes))
        if parts:
            whole = joined(parts, case.levels)
            loader.notes += whole.notes
            counts.append(whole.counts)
    loader.notes += _same_files(loader, groups, live, absent)
    loader.notes += notes_on_polls(case)
    for record, why in absent.items():
        loader.notes.append(
            Note("source.absent", record, say(_("{record} is not here: {why}"), record=record, why=why))
        )
    lists = _lists(loader, live)
    _alleged_units_exist(case, counts, lists)
    samples = tuple(_samples(loader, counts, live))
    originals = tuple(loader.originals[key] for key in sorted(loader.originals))
    here = {id_: path for id_, path in loader.paths.items() if isinstance(path, Path)}
    articles = tuple(saved_articles(folder.path, case, here))
    return Evidence(
        case, tuple(counts), tuple(distributions), tuple(loader.notes), originals, absent, lists, articles, samples
    )


def _lists(loader: _Loader, live: Mapping[str, Source]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Units that are listed in sources of their own, for the allegations that name them so."""
    made: dict[tuple[str, str], tuple[str, ...]] = {}
    for claim, position, alleged in _alleged(loader.case):
        key = (alleged.units_in or "", alleged.column)
        if alleged.units_in is None or key in made:
            continue
        where = f"claim {claim}: alleges[{position}]"
        if alleged.units_in not in live or isinstance(loader.locate(live[alleged.units_in]), str):
            raise CaseError(Problem(where, f"the list {alleged.units_in} is not here", "a source that can be read"))
        cells = loader.raw(live[alleged.units_in], None).cells
        if alleged.column not in cells.columns:
            found = f"{alleged.units_in} has no column {alleged.column!r}"
            raise CaseError(Problem(where, found, "one of: " + ", ".join(cells.columns[:12])))
        column = cells.get_column(alleged.column).cast(pl.String).str.strip_chars()
        made[key] = tuple(dict.fromkeys(unit for unit in column.drop_nulls().to_list() if unit))
    return made


def _samples(loader: _Loader, counts: Sequence[Counts], live: Mapping[str, Source]) -> Iterator[StationSample]:
    """The samples whose sheets are here; a list that is not here is told, and the sample stands without it."""
    case = loader.case
    for design in case.samples:
        contest = design.contest or case.contests[0].id
        held = [c for c in counts if c.record == design.record and c.contest.id == contest]
        if not held:
            continue  # the record is not here, which is told by itself
        lists: dict[str, Counts | None] = {"frame": None, "drawn": None}
        for name, listed in (("frame", design.frame), ("drawn", design.drawn)):
            if listed is None:
                continue
            source = live.get(listed.source)
            place = "it was withdrawn" if source is None else loader.locate(source)
            if source is None or isinstance(place, str):
                why = str(place)
                says = say(_("{sample}: its list {list} is not here: {why}"), sample=design.label, list=name, why=why)
                loader.notes.append(Note("sample.list-absent", listed.source, says))
                continue
            mapping = mapping_of(listed, held[0].level)
            part = tabulate(loader.raw(source, mapping), mapping, held[0].contest, source, design.id)
            loader.notes += part.notes
            lists[name] = part.counts
        if design.frame is not None and lists["frame"] is None:
            continue
        sample, notes = station_sample(case, design, held[0], lists["frame"], lists["drawn"])
        loader.notes += notes
        yield sample


def _alleged(case: CaseFile) -> Iterator[tuple[str, int, Allegation]]:
    for claim in case.claims:
        for position, alleged in enumerate(claim.alleges, 1):
            yield claim.id, position, alleged


def _alleged_units_exist(
    case: CaseFile, counts: Sequence[Counts], lists: Mapping[tuple[str, str], tuple[str, ...]]
) -> None:
    """Refuse an allegation about units that the record does not have: it would be computed of others, or of none."""
    problems: list[Problem] = []
    for claim, position, alleged in _alleged(case):
        where = f"claim {claim}: alleges[{position}]"
        meant = [c for c in counts if alleged.record is None or c.record == alleged.record]
        named = (*alleged.units, *lists.get((alleged.units_in or "", alleged.column), ()))
        for one in meant:
            if not one.is_by_unit:
                continue
            known = set(one.table.get_column(UNIT).to_list()) if named else set()
            unknown = [unit for unit in named if unit not in known]
            if unknown:
                shown = ", ".join(unknown[:5]) + (", ..." if len(unknown) > 5 else "")
                found = f"{len(unknown)} units that are not in {one.record}: {shown}"
                problems.append(Problem(where, found, "ids of units as the record has them, such as " + _some(one)))
            if alleged.kind == "units_false" and (alleged.number or 0) > one.units:
                found = f"{alleged.number} units, and {one.record} has {one.units}"
                problems.append(Problem(f"{where}.number", found, "at most as many as there are"))
            for place in alleged.places:
                level, _equals, id_ = place.partition("=")
                column = PLACE + level.strip()
                if column not in one.table.columns or not (one.table[column] == id_.strip()).any():
                    problems.append(Problem(where, f"no unit of {one.record} is in the place {place}", "level=id"))
    if problems:
        raise CaseError(problems)


def _some(counts: Counts) -> str:
    return ", ".join(repr(unit) for unit in counts.table.get_column(UNIT).head(2).to_list())


def _same_files(
    loader: _Loader,
    groups: Mapping[tuple[str, str], Sequence[TableMapping]],
    live: Mapping[str, Source],
    absent: Mapping[str, str],
) -> Iterator[Note]:
    """Records that are one and the same file, read the same way: their agreement shows nothing."""
    # What a table is called, and when and how it was made, does not change what is read from the file.
    naming = ("source", "record", "reading", "as_of", "instead_of", "level")
    first: dict[str, str] = {}
    for (record, contest), tables in groups.items():
        for table in tables:
            source = live[table.source]
            original = loader.originals.get(source.id)
            unused = record in absent or (table.instead_of is not None and table.instead_of not in absent)
            if unused or original is None:
                continue
            columns = canonical(replace(table, **{name: getattr(_PLAIN, name) for name in naming}))
            same = f"{original.sha256} {source.member} {contest} {columns}"
            other = first.setdefault(same, record)
            if other != record:
                yield Note(
                    "source.same-file",
                    source.id,
                    say(
                        _(
                            "{record} and {other} are read from one and the same file, from the same columns: where "
                            "they agree, a file agrees with itself"
                        ),
                        record=record,
                        other=other,
                    ),
                )


_PLAIN = TableMapping(source="")
