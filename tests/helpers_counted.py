"""Records built straight from public files, so that these tests do not rest on the readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from scrutiny.checks import check_named
from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Claim, Figures
from scrutiny.evidence.contest import Contest, Election, Option
from scrutiny.evidence.counts import (
    GAPS_SCHEMA,
    IMAGE,
    MEASURE,
    OPTION,
    PLACE,
    PLACE_NAME,
    ROW,
    UNIT,
    Counts,
    Distribution,
)
from scrutiny.evidence.facts import Facts, Frame, Register
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.record import Evidence
from scrutiny.evidence.rule import Rule
from scrutiny.examination import examine
from scrutiny.findings.finding import Finding
from scrutiny.planning import settings_of

ROOT = Path(__file__).resolve().parents[1]
CANDIDATES = ("EG", "NM", "LM", "JABE", "JOBR", "AE", "CF", "DC", "EM", "BERA")


def run(evidence: Evidence, check: str, **settings: Any) -> tuple[Finding, ...]:
    """The findings of one check."""
    plan = Plan(settings={check: settings}) if settings else Plan()
    assert settings_of(check_named(check), plan) is not None or not settings
    return examine(evidence, plan, only=[check]).findings


def value(finding: Finding, name: str) -> Any:
    """The exact value behind a number of a finding."""
    found: Any = finding.numbers[name]
    return found.value


def made(
    votes: Mapping[str, Sequence[int | None]],
    measures: Mapping[str, Sequence[int | None]] | None = None,
    record: str = "sheets",
    units: Sequence[str] | None = None,
    contest: Contest | None = None,
    more: Mapping[str, Sequence[Any]] | None = None,
    gaps: Sequence[tuple[int, str, str]] = (),
    **fields: Any,
) -> Counts:
    """A small record: votes and measures by item."""
    height = len(next(iter(votes.values())))
    contest = contest or Contest("c", "Contest", "e", options=tuple(Option(o, o.upper()) for o in votes))
    columns: dict[str, Any] = {
        UNIT: list(units) if units is not None else [f"u{i}" for i in range(height)],
        ROW: list(range(2, height + 2)),
    }
    table = pl.DataFrame(
        columns
        | {MEASURE + m: pl.Series(list(v), dtype=pl.Int64) for m, v in (measures or {}).items()}
        | {OPTION + o: pl.Series(list(v), dtype=pl.Int64) for o, v in votes.items()}
        | {name: pl.Series(list(v)) for name, v in (more or {}).items()}
    )
    holes = pl.DataFrame([(*gap, "") for gap in gaps], schema=GAPS_SCHEMA, orient="row")
    fields = {"level": "station", "sources": (record,), "publisher": "Party", "title": record} | fields
    return Counts(record=record, contest=contest, table=table, gaps=holes, **fields)


def evidence(
    *records: Counts,
    claims: Sequence[Claim] = (),
    frame: Sequence[int] = (),
    registers: Sequence[int] = (),
    frames: Sequence[Frame] = (),
    rule: Rule | None = None,
    facts: Facts | None = None,
    levels: tuple[str, ...] = ("region", "station"),
    distributions: Sequence[Distribution] = (),
) -> Evidence:
    """A case held in memory."""
    contest = records[0].contest
    if rule is not None:
        contest = replace(contest, rule=rule)
        records = tuple(replace(counts, contest=contest) for counts in records)
    case = CaseFile(
        title="A case",
        country="XX",
        elections=(Election("e", "An election", date(2030, 5, 5)),),
        contests=(contest,),
        levels=levels,
        frames=(*(Frame("station", n, f"source {i}") for i, n in enumerate(frame)), *frames),
        registers=tuple(Register(f"r{i}", f"register {i}", n) for i, n in enumerate(registers)),
        claims=tuple(claims),
        facts=facts or Facts(),
    )
    return Evidence(case, tuple(records), tuple(distributions), (), (), {})


def announced(votes: Mapping[str, int], id_: str = "bulletin", **figures: Any) -> Claim:
    return Claim(id_, "announces_figure", "Council", figures=Figures(votes=dict(votes), **figures))


@cache
def venezuela(data: Path) -> Evidence:
    """The case of the project with the published file, read without the project's readers."""
    case = CaseFolder(ROOT / "cases" / "venezuela-2024").case
    raw = pl.read_csv(data / "venezuela-2024" / "RESULTADOS_2024_CSV_V1.csv.gz", infer_schema_length=50_000)
    text = [pl.col(c).cast(pl.String) for c in ("COD_EDO", "COD_MUN", "COD_PAR")]
    table = raw.with_row_index(ROW, offset=2).select(
        pl.concat_str(pl.col("CENTRO", "MESA").cast(pl.String), separator="/").alias(UNIT),
        ROW,
        text[0].alias(PLACE + "state"),
        pl.concat_str(text[:2], separator="/").alias(PLACE + "municipality"),
        pl.concat_str(text, separator="/").alias(PLACE + "parish"),
        pl.col("CENTRO").cast(pl.String).alias(PLACE + "centre"),
        pl.col("EDO").alias(PLACE_NAME + "state"),
        pl.col("RE").alias(MEASURE + "registered"),
        pl.col("VOTOS_VALIDOS").alias(MEASURE + "valid"),
        pl.col("VOTOS_NULOS").alias(MEASURE + "invalid"),
        *(pl.col(c).alias(OPTION + c) for c in CANDIDATES),
        pl.col("URL").alias(IMAGE),
    )
    source = case.source_by_id["sheets"]
    counts = Counts("sheets", case.contests[0], "station", ("sheets",), source.publisher, source.title, table)
    return Evidence(case, (counts,), (), (), (), {})


def venezuela_in_tables() -> Evidence:
    """The same case with the two small tables that lie in it."""
    folder = ROOT / "cases" / "venezuela-2024"
    case = CaseFolder(folder).case
    raw = pl.read_csv(folder / "sources" / "sheets-by-parish.csv")
    text = [pl.col(c).cast(pl.String) for c in ("COD_EDO", "COD_MUN", "COD_PAR")]
    table = raw.with_row_index(ROW, offset=2).select(
        pl.concat_str(text, separator="/").alias(UNIT),
        ROW,
        text[0].alias(PLACE + "state"),
        pl.concat_str(text[:2], separator="/").alias(PLACE + "municipality"),
        pl.col("RE").alias(MEASURE + "registered"),
        pl.col("VOTOS_VALIDOS").alias(MEASURE + "valid"),
        pl.col("VOTOS_NULOS").alias(MEASURE + "invalid"),
        pl.col("SHEETS").alias(MEASURE + "sheets"),
        *(pl.col(c).alias(OPTION + c) for c in CANDIDATES),
    )
    source, record = case.source_by_id["sheets-by-parish"], "sheets-by-parish"
    counts = Counts(
        record,
        case.contests[0],
        "parish",
        (record,),
        source.publisher,
        source.title,
        table,
        stands_in_for="sheets",
    )
    values = pl.read_csv(folder / "sources" / "sheets-by-value.csv")
    kept = Distribution(record, case.contests[0], ("sheets-by-value",), values)
    return Evidence(case, (counts,), (kept,), (), (), {})


BOLIVIAN = ("CC", "FPV", "MTS", "UCS", "MAS - IPSP", "21F", "PDC", "MNR", "PAN-BOL")


def bolivia(data: Path, file: str, record: str, **fields: Any) -> Counts:
    """One of the three Bolivian files of 2019."""
    raw = pl.read_csv(data / "bolivia-2019" / file, infer_schema_length=50_000)
    rule = Rule(kind="majority_or_lead", lead_share=40, lead_points=10)  # type: ignore[arg-type]
    contest = Contest("president", "President", "e", rule, tuple(Option(o, o) for o in BOLIVIAN))
    table = raw.with_row_index(ROW, offset=2).select(
        pl.col("Número Mesa").cast(pl.String).alias(UNIT),
        ROW,
        pl.col("Departamento").alias(PLACE + "department"),
        pl.col("Inscritos").alias(MEASURE + "registered"),
        pl.col("Blancos").alias(MEASURE + "blank"),
        pl.col("Nulos").alias(MEASURE + "invalid"),
        *(pl.col(o).alias(OPTION + o) for o in BOLIVIAN),
    )
    return Counts(record, contest, "station", (record,), fields.pop("publisher", "OEP"), record, table, **fields)


@cache
def poland(data: Path) -> Evidence:
    """Round 1 of 2020 with the project's case; a dash is not available, never 0."""
    case = CaseFolder(ROOT / "cases" / "poland-2020").case
    packed = zipfile.ZipFile(data / "poland-2020" / "round1_wyniki_gl_na_kand_po_obwodach_csv.zip")
    raw = pl.read_csv(
        io.BytesIO(packed.read(packed.namelist()[0])), separator=";", null_values=["-"], infer_schema_length=0
    )
    mapping = next(table for table in case.tables if table.source == "stations")
    spelled = case.contests[0].spelled
    options = {spelled[c]: c for c in raw.columns[raw.columns.index("Robert BIEDROŃ") :]}
    measures = {m: str(column) for m, column in mapping.measures.items()}
    table = raw.with_row_index(ROW, offset=2).select(
        pl.col("Symbol kontrolny").alias(UNIT),
        ROW,
        pl.col("Województwo").alias(PLACE + "voivodeship"),
        *(pl.col(c).cast(pl.Int64).alias(MEASURE + m) for m, c in measures.items()),
        *(pl.col(c).cast(pl.Int64).alias(OPTION + o) for o, c in options.items()),
    )
    holes = [
        (row, item.removeprefix(MEASURE).removeprefix(OPTION), "not_available", "-")
        for row in table.with_row_index("i").filter(pl.col(MEASURE + "valid").is_null())["i"]
        for item in table.columns
        if item.startswith((MEASURE, OPTION))
    ]
    gaps = pl.DataFrame(holes, schema=GAPS_SCHEMA, orient="row")
    source = case.source_by_id["stations"]
    counts = Counts("stations", case.contests[0], "station", ("stations",), source.publisher, source.title, table, gaps)
    return Evidence(case, (counts,), (), (), (), {})
